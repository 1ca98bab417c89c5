//! Calls of natives from quickened call sites, and of those that may switch coroutines.

use super::missed;
use crate::builtins::descr::{BuiltinFunction, MethodDescr};
use crate::bytecode::{Insn, Op, Pc};
use crate::interp::last;
use crate::interp::machine::{Machine, Step};
use crate::object::Ref;
use crate::protocol;
use crate::types::{CallArgs, MethodDef};

/// A native that is called with the registers from `args` on.
pub(crate) struct NativeCall<'a> {
    pub(crate) def: &'static MethodDef,
    pub(crate) receiver: Ref<'a>,
    pub(crate) args: u16,
}

impl NativeCall<'_> {
    /// Borrows the arguments of the call instruction, which end its window.
    #[inline(always)]
    pub(crate) fn arguments<'a>(&self, m: Machine<'_>, insn: &Insn) -> &'a [Ref<'a>] {
        m.frame.window(self.args, insn.b + insn.c - self.args)
    }
}

/// Calls a native whose callee stands in front of the window; releases both.
#[inline(always)]
fn run_native(m: Machine<'_>, pc: Pc, call: NativeCall<'_>) -> Step {
    let insn = pc.insn();
    m.frame.pc.set(pc);
    let hands_over = last::hands_over(call.def);
    if hands_over {
        if let Some(step) = crate::interp::coroutine::quick(m, pc, &call) {
            return step;
        }
        last::allow(m, call.def);
    }
    let args = CallArgs::positional_only(call.arguments(m, insn));
    let run = || protocol::call::call_native(m.cx, call.def, call.receiver, args);
    let result = if profiles(m) { crate::interp::trace::native(m, m.b(insn), run) } else { run() };
    m.release_window(insn.b, insn.c);
    if hands_over { last::finish(m, pc, result, 0) } else { m.finish(insn, result) }
}

/// `Op::CallNative`: a builtin function.
#[inline(always)]
pub(crate) fn call_native(m: Machine<'_>, pc: Pc) -> Step {
    let insn = pc.insn();
    if let Some(function) = m.b(insn).cast_exact::<BuiltinFunction>() {
        let (def, receiver) = (function.def, function.receiver());
        return run_native(m, pc, NativeCall { def, receiver, args: insn.b + 1 });
    }
    missed(m, pc, Op::Call)
}

/// `Op::CallMethodNative`: a native method of the receiver's type, or a function of a module.
#[inline(always)]
pub(crate) fn call_method_native(m: Machine<'_>, pc: Pc) -> Step {
    let insn = pc.insn();
    let callee = m.b(insn);
    if m.frame.get(insn.b + 1).is_unbound() {
        if let Some(function) = callee.cast_exact::<BuiltinFunction>() {
            let (def, receiver) = (function.def, function.receiver());
            return run_native(m, pc, NativeCall { def, receiver, args: insn.b + 2 });
        }
    } else if callee.word().0 == insn.site().key.get()
        && let Some(method) = callee.cast_exact::<MethodDescr>()
    {
        let receiver = m.frame.value(insn.b + 1);
        if receiver.ty().is_subtype(method.owner()) {
            return run_native(m, pc, NativeCall { def: method.def, receiver, args: insn.b + 2 });
        }
    }
    missed(m, pc, Op::CallMethod)
}

/// Returns whether calls of natives are reported.
#[inline(always)]
pub(super) fn profiles(m: Machine<'_>) -> bool {
    m.cx.head.tracing.get() & crate::interp::trace::PROFILE != 0
}

/// Returns the table row of a native.
pub(super) fn native_def(target: Ref<'_>) -> Option<&'static MethodDef> {
    match target.cast_exact::<MethodDescr>() {
        Some(method) => Some(method.def),
        None => target.cast_exact::<BuiltinFunction>().map(|function| function.def),
    }
}
