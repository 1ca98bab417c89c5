//! Calls of natives from quickened call sites, and of those that may switch coroutines.

use super::missed;
use crate::builtins::descr::{BuiltinFunction, MethodDescr};
use crate::bytecode::{Insn, Op, Pc};
use crate::exceptions::PyResult;
use crate::interp::machine::{Machine, Step};
use crate::object::Ref;
use crate::protocol;
use crate::types::{CallArgs, Effects, MethodDef};

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
    let mut may_switch = false;
    if switches(call.def) {
        if let Some(step) = crate::interp::coroutine::quick(m, pc, &call) {
            return step;
        }
        may_switch = allow_switch(m);
    }
    let args = CallArgs::positional_only(call.arguments(m, insn));
    let run = || protocol::call::call_native(m.cx, call.def, call.receiver, args);
    let result = if profiles(m) { crate::interp::trace::native(m, m.b(insn), run) } else { run() };
    m.release_window(insn.b, insn.c);
    if may_switch { finish_switch(m, pc, result) } else { m.finish(insn, result) }
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

/// Returns whether a native may switch coroutines.
#[inline(always)]
pub(super) fn switches(def: &MethodDef) -> bool {
    def.effects.0 & Effects::SWITCHES.0 != 0
}

/// Lets the native that is called next leave its switch to this loop, if that is a base loop and
/// nothing is traced.
#[inline(always)]
pub(super) fn allow_switch(m: Machine<'_>) -> bool {
    let is_allowed = m.cx.native_level.get() == 0 && m.cx.head.tracing.get() == 0;
    if is_allowed {
        m.cx.coroutines.allow_soft();
    }
    is_allowed
}

/// Makes the switch that a native has left to this loop, or finishes its call.
#[inline(always)]
pub(super) fn finish_switch(m: Machine<'_>, pc: Pc, result: PyResult) -> Step {
    if result.is_err()
        && let Some(request) = m.cx.coroutines.take_request()
    {
        return crate::interp::coroutine::switch(m, request);
    }
    m.finish(pc.insn(), result)
}
