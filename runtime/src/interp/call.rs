//! Calls. Python functions, methods, classes with a Python `__init__`, objects with a Python
//! `__call__` and generators are entered by switching frames; everything else is called natively.
//!
//! Always true: a call consumes the callee and the values of its window on every path.

mod args;
mod class;
mod construct;
mod context;
mod native;
mod star;

pub(super) use args::Args;
pub(crate) use class::build_class;
pub(crate) use construct::{has_plain_init, init_result_error, python_init, raise_init_result};
pub(crate) use context::{enter_of, exit_of, load_exit, with_enter, with_exit, with_leave};
pub(crate) use native::{NativeCall, call_method_native, call_native};
pub(crate) use star::{call_ex, call_starred};

use super::machine::{Machine, Step};
use super::{bind, generator, last};
use crate::builtins::classic::ClassicClass;
use crate::builtins::code::{Code, is_plain};
use crate::builtins::descr::{BuiltinFunction, MethodDescr};
use crate::builtins::dict::Dict;
use crate::builtins::frame::{FramePtr, ReturnKind};
use crate::builtins::function::Function;
use crate::builtins::generator::{self as gen_type, Generator};
use crate::builtins::instance::{self, Instance};
use crate::builtins::method::{self, Method};
use crate::builtins::tuple::Tuple;
use crate::bytecode::{Insn, Op, Pc};
use crate::cx::Cx;
use crate::exceptions::{PyResult, Raised, table};
use crate::object::handle::{release, retain};
use crate::object::{Owned, Ref, names};
use crate::protocol;
use crate::types::{CallArgs, Type, TypeFlags};
use abi::Word;
use ir::code::flags as code_flags;
use native::{native_def, profiles};

/// Checks the depth of a further Python call and looks at the eval breaker.
///
/// # Errors
/// `RuntimeError`, or what a signal handler raises.
#[inline(always)]
pub(crate) fn check_call(cx: &Cx) -> PyResult<()> {
    if cx.head.depth.get() >= cx.head.depth_limit.get() {
        return Err(too_deep(cx));
    }
    if cx.head.eval_breaker.load(std::sync::atomic::Ordering::Relaxed) != 0 {
        return super::poll(cx);
    }
    Ok(())
}

#[cold]
fn too_deep(cx: &Cx) -> Raised {
    cx.raise(&table::RUNTIME_ERROR, format_args!("maximum recursion depth exceeded"))
}

/// Puts a frame on top of the chain.
#[inline(always)]
pub(crate) fn push(cx: &Cx, frame: FramePtr, kind: ReturnKind) {
    frame.kind.set(kind);
    frame.back.set(cx.head.frame.get() as *const _);
    cx.head.frame.set(frame.as_ptr() as usize);
    cx.head.depth.set(cx.head.depth.get() + 1);
}

/// Takes the innermost frame off the chain.
#[inline(always)]
pub(crate) fn pop(cx: &Cx, frame: FramePtr) {
    cx.head.frame.set(frame.back.get() as usize);
    let extra = frame.extra.get();
    if extra != 0 {
        frame.extra.set(0);
    }
    cx.head.depth.set(cx.head.depth.get() - 1 - u32::from(extra));
}

/// Puts a frame on top of the chain that counts `extra` times more.
pub(super) fn push_counting(cx: &Cx, frame: FramePtr, kind: ReturnKind, extra: u8) {
    push(cx, frame, kind);
    frame.extra.set(extra);
    cx.head.depth.set(cx.head.depth.get() + u32::from(extra));
}

/// Checks the depth of a call that counts `extra` times more.
fn check_counting(cx: &Cx, extra: u8) -> PyResult<()> {
    if cx.head.depth.get() + u32::from(extra) > cx.head.depth_limit.get() {
        return Err(protocol::call::recursion_error(cx));
    }
    if extra != 0 && cx.head.depth.get() + u32::from(extra) == cx.head.depth_limit.get() {
        return Err(too_deep(cx));
    }
    check_call(cx)
}

/// How often CPython 2.7 counts a call of `callee` before it makes a frame.
const COUNTS_OF_OBJECT: u8 = 3;

/// Makes a function's frame its own: code, namespaces, closure. Takes over the function's count.
#[inline(always)]
pub(crate) fn dress(frame: FramePtr, function: &Function, owner: Word) {
    let code = frame.code();
    frame.owner.set(owner.0);
    frame.globals.set(function.globals().word().0 as *const Dict);
    frame.builtins.set(function.builtins().word().0 as *const Dict);
    if code.free_count != 0 {
        bind::bind_closure(function, code, &frame);
    }
}

/// Enters a plain function whose arguments, exactly as many as it has parameters, stand in the
/// registers from `args` on. Moves them and the function.
#[inline(always)]
fn enter_exact(m: Machine<'_>, pc: Pc, callee: Word, code: &Code, args: u16) -> Step {
    let left = code.hotness.get().wrapping_sub(1);
    code.hotness.set(left);
    if code.compiled.get() != 0 || left == 0 {
        m.frame.pc.set(pc);
        if let Some(step) = enter_compiled(m, pc, callee, code, args) {
            return step;
        }
    }
    if check_call(m.cx).is_err() {
        m.frame.pc.set(pc);
        m.release_window(args, code.arg_count);
        release(callee);
        return Step::Raise;
    }
    let Ok(frame) = FramePtr::take(m.cx, code) else {
        m.release_window(args, code.arg_count);
        release(callee);
        return Step::Raise;
    };
    for register in 0..code.arg_count {
        frame.put(register, m.frame.get(args + register));
    }
    let function = m.function_of(callee);
    dress(frame, function, callee);
    m.frame.pc.set(pc);
    push(m.cx, frame, ReturnKind::Store);
    begin(m, frame)
}

/// The same in compiled code, if there is any; a counter that has run out asks for some.
#[inline(never)]
fn enter_compiled(m: Machine<'_>, pc: Pc, callee: Word, code: &Code, args: u16) -> Option<Step> {
    let function = Ref::from_object(m.function_of(callee));
    if code.compiled.get() == 0 {
        crate::tier::call_hot(m.cx, function);
    }
    if code.compiled.get() == 0 || !crate::tier::fits(m.cx, function) {
        return None;
    }
    let word = |index: usize| m.frame.get(args + index as u16).0;
    let result = crate::tier::enter_function(m.cx, function, usize::from(code.arg_count), word);
    release(callee);
    Some(m.finish(pc.insn(), result))
}

/// Goes to a frame's first instruction, telling the tracer.
#[inline(always)]
pub(crate) fn begin(m: Machine<'_>, frame: FramePtr) -> Step {
    let start = frame.code().start.get();
    if m.cx.head.tracing.get() != 0 {
        frame.pc.set(Pc::NULL);
        return super::trace::entered(m, frame, start);
    }
    frame.pc.set(start);
    Step::Switch(frame, start)
}

impl Machine<'_> {
    /// Returns the function behind a word that was tested to be one.
    #[inline(always)]
    fn function_of<'a>(self, word: Word) -> &'a Function {
        self.frame.as_function(word)
    }
}

/// `Op::CallPython`: the site knows the code.
#[inline(always)]
pub(crate) fn call_python(m: Machine<'_>, pc: Pc) -> Step {
    let insn = pc.insn();
    let callee = m.b(insn);
    if let Some(function) = callee.cast_exact::<Function>()
        && std::ptr::from_ref(function.code()) as u64 == insn.site().key.get()
    {
        return enter_exact(m, pc, callee.word(), function.code(), insn.b + 1);
    }
    missed(m, pc, Op::Call)
}

/// `Op::CallMethodPython`: the site knows the code, `rhs` is 1 if there is a receiver.
#[inline(always)]
pub(crate) fn call_method_python(m: Machine<'_>, pc: Pc) -> Step {
    let insn = pc.insn();
    let callee = m.b(insn);
    let has_receiver = !m.frame.get(insn.b + 1).is_unbound();
    if let Some(function) = callee.cast_exact::<Function>()
        && std::ptr::from_ref(function.code()) as u64 == insn.site().key.get()
        && has_receiver == (insn.site().rhs.get() != 0)
    {
        let args = insn.b + 1 + u16::from(!has_receiver);
        return enter_exact(m, pc, callee.word(), function.code(), args);
    }
    missed(m, pc, Op::CallMethod)
}

#[cold]
#[inline(never)]
fn missed(m: Machine<'_>, pc: Pc, op: Op) -> Step {
    pc.insn().unquicken(op);
    if op == Op::Call { call(m, pc) } else { call_method(m, pc) }
}

/// `Op::Call`
#[inline(never)]
pub(crate) fn call(m: Machine<'_>, pc: Pc) -> Step {
    let insn = pc.insn();
    m.frame.pc.set(pc);
    let callee = m.b(insn);
    let site = insn.site();
    note_callee(m, insn, callee);
    if site.may_specialise() {
        if let Some(function) = callee.cast_exact::<Function>() {
            let code = function.code();
            if is_plain(code) && code.arg_count == insn.c - 1 {
                code.body();
                insn.set_op(Op::CallPython);
            }
        } else if callee.cast_exact::<BuiltinFunction>().is_some() {
            insn.set_op(Op::CallNative);
        }
    }
    let callee = m.frame.take_temp(insn.b);
    let args = Args::Registers { base: insn.b + 1, count: insn.c - 1 };
    call_any(m, pc, callee, args, &[])
}

/// Remembers the only callee (by code for Python functions), or that there are several.
fn note_callee(m: Machine<'_>, insn: &Insn, callee: Ref<'_>) {
    let own = Ref::from_object(m.frame.code());
    match callee.cast_exact::<Function>() {
        Some(function) => {
            let code = Ref::from_object(function.code());
            let defaults = function.defaults().len();
            insn.site().see_callee(code.word().0, Some(code), own, defaults);
        }
        None => insn.site().see_callee(callee.word().0, None, own, 0),
    }
}

/// `Op::CallMethod`
#[inline(never)]
pub(crate) fn call_method(m: Machine<'_>, pc: Pc) -> Step {
    let insn = pc.insn();
    m.frame.pc.set(pc);
    let callee = m.b(insn);
    let site = insn.site();
    let has_receiver = !m.frame.get(insn.b + 1).is_unbound();
    note_callee(m, insn, callee);
    site.rhs.set(u8::from(has_receiver));
    let count = insn.c - 2 + u16::from(has_receiver);
    if site.may_specialise() {
        if let Some(function) = callee.cast_exact::<Function>() {
            let code = function.code();
            if is_plain(code) && code.arg_count == count {
                code.body();
                insn.set_op(Op::CallMethodPython);
            }
        } else if has_receiver
            && let Some(method) = callee.cast_exact::<MethodDescr>()
            && !generator::is_resuming(method.def)
        {
            insn.set_op(Op::CallMethodNative);
        } else if !has_receiver
            && let Some(function) = callee.cast_exact::<BuiltinFunction>()
            && !generator::is_resuming(function.def)
        {
            insn.set_op(Op::CallMethodNative);
        }
    }
    let callee = m.frame.take_temp(insn.b);
    let args = Args::Registers { base: insn.b + 2 - u16::from(has_receiver), count };
    call_any(m, pc, callee, args, &[])
}

/// `Op::CallKw` and `Op::CallMethodKw`
#[inline(never)]
pub(crate) fn call_kw(m: Machine<'_>, pc: Pc, is_method: bool) -> Step {
    let insn = pc.insn();
    m.frame.pc.set(pc);
    let names = m.frame.code().constants()[insn.site().fixed.get() as usize].borrow();
    let names = names.recv::<Tuple>().as_slice();
    note_callee(m, insn, m.b(insn));
    let has_receiver = is_method && !m.frame.get(insn.b + 1).is_unbound();
    let skipped = if is_method && !has_receiver { 2 } else { 1 };
    let callee = m.frame.take_temp(insn.b);
    let args = Args::Registers { base: insn.b + skipped, count: insn.c - skipped };
    call_any(m, pc, callee, args, names)
}

/// Calls anything; the window's values and the callee are consumed.
fn call_any(m: Machine<'_>, pc: Pc, callee: Owned, args: Args, names: &[Ref<'_>]) -> Step {
    call_counting(m, pc, callee, args, Way { names, extra: 0 })
}

/// How a call is made: the names of its last arguments, and how often it counts more.
pub(super) struct Way<'a> {
    pub(super) names: &'a [Ref<'a>],
    pub(super) extra: u8,
}

pub(super) fn call_counting(
    m: Machine<'_>,
    pc: Pc,
    mut callee: Owned,
    mut args: Args,
    way: Way<'_>,
) -> Step {
    let Way { names, mut extra } = way;
    loop {
        let target = callee.borrow();
        if let Some(function) = target.cast_exact::<Function>() {
            return enter_function(m, pc, function, &callee, args, Way { names, extra });
        }
        if let Some(bound) = target.cast_exact::<Method>() {
            match bound.receiver() {
                Some(receiver) => args.push_front(m, receiver.own()),
                None => {
                    let count = args.slice(m).len() - names.len();
                    let first = args.slice(m)[..count].first().copied();
                    if method::check_unbound(m.cx, bound, first).is_err() {
                        args.release(m);
                        return Step::Raise;
                    }
                }
            }
            callee = bound.func().own();
            continue;
        }
        if let Some(descr) = target.cast_exact::<MethodDescr>() {
            let values = args.slice(m);
            if generator::is_resuming(descr.def)
                && let Some(first) = values.first()
                && first.cast_exact::<Generator>().is_some()
                && names.is_empty()
                && values.len() == generator::resuming_count(descr.def)
            {
                return resume_generator(m, pc, args);
            }
        } else if let Some(function) = target.cast_exact::<BuiltinFunction>() {
            let values = args.slice(m);
            if generator::is_resuming(function.def)
                && function.receiver().cast_exact::<Generator>().is_some()
                && names.is_empty()
                && values.len() + 1 == generator::resuming_count(function.def)
            {
                let receiver = function.receiver().own();
                args.push_front(m, receiver);
                return resume_generator(m, pc, args);
            }
        } else if let Some(ty) = target.cast::<Type>() {
            if let Some(init) = python_init(ty) {
                return construct::instantiate(m, ty, init, args, names);
            }
            if let Some(method) = construct::python_meta_call(ty) {
                args.push_front(m, callee);
                callee = method;
                extra = COUNTS_OF_OBJECT;
                continue;
            }
            if let Some(new) = construct::python_new(ty) {
                return construct::call_new(m, callee, new, args, names, false);
            }
        } else if let Some(class) = target.cast_exact::<ClassicClass>() {
            if let Some(init) = construct::classic_init(class) {
                return construct::instantiate_classic(m, target, init, args, names);
            }
        } else if target.cast_exact::<Instance>().is_some() {
            match instance::call_hook(m.cx, target) {
                Ok(Some(method)) => {
                    callee = method;
                    extra = COUNTS_OF_OBJECT;
                    continue;
                }
                Ok(None) => {}
                Err(_) => {
                    args.release(m);
                    return Step::Raise;
                }
            }
        } else if target.ty().has_flag(TypeFlags::HEAP)
            && let Some(method) = protocol::attr::lookup_type(target.ty(), names::CALL.as_ref())
            && method.borrow().cast_exact::<Function>().is_some()
        {
            args.push_front(m, callee);
            callee = method;
            extra = COUNTS_OF_OBJECT;
            continue;
        }
        let def = native_def(target).filter(|def| last::hands_over(def));
        if let Some(def) = def {
            last::allow(m, def);
        }
        let result = {
            let args = CallArgs { args: args.slice(m), names };
            let is_native = target.cast_exact::<BuiltinFunction>().is_some()
                || target.cast_exact::<MethodDescr>().is_some();
            let run = || match is_native {
                true => protocol::call::call_directly(m.cx, target, args),
                false => protocol::call::call(m.cx, target, args),
            };
            if is_native && profiles(m) { super::trace::native(m, target, run) } else { run() }
        };
        args.release(m);
        drop(callee);
        return if def.is_some() {
            last::finish(m, pc, result, extra)
        } else {
            m.finish(pc.insn(), result)
        };
    }
}

/// Resumes the generator in front of the arguments with the value behind it, or None.
fn resume_generator(m: Machine<'_>, pc: Pc, args: Args) -> Step {
    let (target, value) = {
        let values = args.slice(m);
        (values[0].own(), values.get(1).map_or_else(Owned::none, |value| value.own()))
    };
    args.release(m);
    let generator = target.borrow().recv::<Generator>();
    if gen_type::check_send(m.cx, generator, value.borrow()).is_err() {
        return Step::Raise;
    }
    generator::enter_store(m, pc, generator, value)
}

/// Makes the frame of a call and binds its arguments.
fn make_frame(
    m: Machine<'_>,
    function: &Function,
    callee: &Owned,
    args: &Args,
    way: &Way<'_>,
) -> PyResult<FramePtr> {
    check_counting(m.cx, way.extra)?;
    frame_for(m.cx, function, callee.borrow(), CallArgs { args: args.slice(m), names: way.names })
}

/// Makes the frame of a function call with its arguments bound.
///
/// # Errors
/// `TypeError` if the arguments do not fit, `RuntimeError` if calls nest too deep.
pub(crate) fn frame_for(
    cx: &Cx,
    function: &Function,
    callee: Ref<'_>,
    args: CallArgs<'_>,
) -> PyResult<FramePtr> {
    check_call(cx)?;
    let frame = FramePtr::take(cx, function.code())?;
    retain(callee.word());
    dress(frame, function, callee.word());
    if let Err(raised) = bind::bind(cx, function, frame, args) {
        let state = cx.take_raised();
        frame.recycle();
        cx.restore(state);
        return Err(raised);
    }
    if !frame.code().has(code_flags::OPTIMIZED) {
        frame.locals.set(Some(Dict::new(cx)?));
    }
    Ok(frame)
}

fn enter_function(
    m: Machine<'_>,
    pc: Pc,
    function: &Function,
    callee: &Owned,
    args: Args,
    way: Way<'_>,
) -> Step {
    let frame = make_frame(m, function, callee, &args, &way);
    args.release(m);
    let Ok(frame) = frame else { return Step::Raise };
    if frame.code().has(code_flags::GENERATOR) {
        return m.finish(pc.insn(), generator::make(m.cx, frame));
    }
    push_counting(m.cx, frame, ReturnKind::Store, way.extra);
    begin(m, frame)
}

/// The call slot of Python functions: native code calls one.
///
/// # Errors
/// Whatever the function raises.
pub(crate) fn function_call(cx: &Cx, callee: Ref<'_>, args: CallArgs<'_>) -> PyResult {
    let function = callee.recv::<Function>();
    let code = function.code();
    if args.names.is_empty()
        && args.args.len() == usize::from(code.arg_count)
        && code.flags & (code_flags::VARARGS | code_flags::VARKEYWORDS | code_flags::GENERATOR) == 0
    {
        let left = code.hotness.get().wrapping_sub(1);
        code.hotness.set(left);
        if left == 0 && code.compiled.get() == 0 {
            crate::tier::call_hot(cx, callee);
        }
        if code.compiled.get() != 0 && crate::tier::fits(cx, callee) {
            let word = |index: usize| args.args[index].own().into_word().0;
            return crate::tier::enter_function(cx, callee, args.args.len(), word);
        }
    }
    let frame = frame_for(cx, function, callee, args)?;
    if frame.code().has(code_flags::GENERATOR) {
        return generator::make(cx, frame);
    }
    super::run_frame(cx, frame)
}
