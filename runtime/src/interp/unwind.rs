//! Exceptions: finding handlers, leaving frames, tracebacks, `sys.exc_info()`, `raise`.
//!
//! Always true: while frames are left no exception is pending, so that finalisers which run
//! meanwhile cannot disturb it; it is put back when a handler or native code is reached.

use super::call::{pop, raise_init_result};
use super::generator;
use super::last::{self, Rested};
use super::machine::{Machine, Step, branch};
use crate::builtins::dict::Dict;
use crate::builtins::frame::{FramePtr, GENERATOR, ReturnKind, SAVED, locals};
use crate::builtins::instance::Instance;
use crate::builtins::module::Module;
use crate::builtins::traceback::Traceback;
use crate::builtins::tuple::Tuple;
use crate::bytecode::insn::{NO_REG, flags};
use crate::bytecode::{Op, Pc};
use crate::cx::Cx;
use crate::exceptions::raise as raising;
use crate::exceptions::{PyResult, Raised, RaisedState, table};
use crate::object::handle::release;
use crate::object::{Owned, Ref, names, none};
use abi::Word;

/// Finds the handler of the pending exception, which was raised at `pc`.
#[cold]
#[inline(never)]
pub(crate) fn unwind(m: Machine<'_>, pc: Pc) -> Step {
    let cx = m.cx;
    let mut frame = m.frame;
    frame.pc.set(pc);
    let mut state = cx.take_raised();
    let mut again = is_reraise(frame, pc, &state, cx);
    loop {
        if !again {
            add_entry(cx, frame, &mut state);
            super::trace::raised(cx, frame, &mut state);
        }
        again = false;
        if let Some(place) = enter_handler(frame) {
            cx.restore(state);
            return Step::Switch(frame, place);
        }
        drop_temps(frame);
        match leave_raising(cx, frame, &mut state) {
            Left::Caller(caller) => frame = caller,
            Left::Exhausted(caller) => {
                drop(state);
                let place = caller.pc.get();
                release(caller.get(place.insn().b));
                return match branch(place, false) {
                    Step::Goto(place) => Step::Switch(caller, place),
                    other => other,
                };
            }
            Left::Rest(caller, remainder) => {
                cx.restore(state);
                match last::go_on(cx, caller, remainder, Err(Raised)) {
                    Rested::Step(step) => return step,
                    Rested::Raise => {
                        state = cx.take_raised();
                        frame = caller;
                    }
                }
            }
            Left::Closed(caller) => {
                drop(state);
                let place = caller.pc.get();
                Machine { cx, frame: caller }.set(place.insn(), none().own().into_word());
                return Step::Switch(caller, place.next());
            }
            Left::Native => {
                cx.restore(state);
                return Step::Fail;
            }
        }
    }
}

/// Returns whether the instruction raises an exception again, which adds no traceback entry.
fn is_reraise(frame: FramePtr, pc: Pc, state: &RaisedState, cx: &Cx) -> bool {
    let op = match pc.insn().op() {
        Op::Line => {
            let body = frame.code().body();
            body.op_at(pc.index_in(&body.insns))
        }
        op => op,
    };
    match op {
        Op::Reraise => true,
        Op::Raise => state.traceback.is_some() && cx.reraised.replace(false),
        _ => false,
    }
}

/// Adds a traceback entry for the frame's position.
fn add_entry(cx: &Cx, frame: FramePtr, state: &mut RaisedState) {
    match Traceback::new(cx, &frame, state.traceback.take()) {
        Ok(entry) => state.traceback = Some(entry),
        Err(Raised) => *state = cx.take_raised(),
    }
}

/// Releases the temporaries that the frame's handler does not want; returns where it begins.
fn enter_handler(frame: FramePtr) -> Option<Pc> {
    let code = frame.code();
    let function = &code.ir().function;
    let handler = function.handler_at(frame.ir_pc())?;
    for register in frame.live_temps().iter().rev() {
        if *register >= handler.depth.0 {
            release(frame.get(*register));
        }
    }
    Some(code.body().at(function.blocks[handler.target.index()].start))
}

/// Releases the temporaries of a frame that is left by an exception.
pub(crate) fn drop_temps(frame: FramePtr) {
    for register in frame.live_temps().iter().rev() {
        release(frame.get(*register));
    }
}

enum Left {
    Caller(FramePtr),
    /// The caller's `for` asked a generator, which has ended.
    Exhausted(FramePtr),
    /// The caller has closed a generator, which has ended.
    Closed(FramePtr),
    /// Something remains to be done for the caller.
    Rest(FramePtr, Option<Owned>),
    Native,
}

fn leave_raising(cx: &Cx, frame: FramePtr, state: &mut RaisedState) -> Left {
    if frame.flags.get() & SAVED != 0 {
        restore_handled(cx, frame);
    }
    super::trace::left(cx, frame, state);
    let kind = frame.kind.get();
    let caller = frame.back();
    pop(cx, frame);
    let remainder = if kind == ReturnKind::Rest { frame.aux.take() } else { None };
    let generator = if frame.flags.get() & GENERATOR != 0 { generator::end(frame) } else { None };
    if generator.is_some() {
        frame.back.set(std::ptr::null());
    }
    frame.leave();
    drop(generator);
    match (kind, caller) {
        (ReturnKind::Native, _) | (_, None) => Left::Native,
        (ReturnKind::ForIter, Some(caller)) if is_stop(state) => Left::Exhausted(caller),
        (ReturnKind::Close, Some(caller)) if ends_quietly(state) => Left::Closed(caller),
        (ReturnKind::Rest, Some(caller)) => Left::Rest(caller, remainder),
        (ReturnKind::WriteBack, Some(caller)) => {
            if locals::write_back(cx, &caller).is_err() {
                cx.clear_raised();
            }
            Left::Caller(caller)
        }
        (_, Some(caller)) => Left::Caller(caller),
    }
}

fn is_stop(state: &RaisedState) -> bool {
    let class = state.ty.borrow().cast::<crate::types::Type>();
    class.is_some_and(|class| class.is_subtype(&table::STOP_ITERATION))
}

/// Returns whether an exception is what the closing of a generator expects.
fn ends_quietly(state: &RaisedState) -> bool {
    let class = state.ty.borrow().cast::<crate::types::Type>();
    is_stop(state) || class.is_some_and(|class| class.is_subtype(&table::GENERATOR_EXIT))
}

/// Leaves the frame of a generator that an exception was thrown into before it started.
pub(crate) fn leave_unstarted(cx: &Cx, frame: FramePtr) {
    let mut state = cx.take_raised();
    add_entry(cx, frame, &mut state);
    super::trace::raised(cx, frame, &mut state);
    super::trace::left(cx, frame, &mut state);
    pop(cx, frame);
    let generator = generator::end(frame);
    frame.back.set(std::ptr::null());
    frame.leave();
    drop(generator);
    cx.restore(state);
}

/// Gives the caller's `sys.exc_info()` back.
pub(crate) fn restore_handled(cx: &Cx, frame: FramePtr) {
    let saved = frame.take_saved();
    show_handled(cx, saved.as_ref());
    drop(cx.handled.replace(saved));
}

/// `Op::Return`
#[inline(always)]
pub(crate) fn return_(m: Machine<'_>, pc: Pc) -> Step {
    let frame = m.frame;
    let value = m.take_b(pc.insn());
    let plain = frame.kind.get() == ReturnKind::Store
        && frame.flags.get() == 0
        && frame.head.count() == 1
        && frame.locals.is_empty();
    if !plain {
        return return_slow(m, pc, value);
    }
    let Some(caller) = frame.back() else { return Step::Exit(value) };
    pop(m.cx, frame);
    frame.recycle();
    let place = caller.pc.get();
    Machine { cx: m.cx, frame: caller }.set(place.insn(), value.into_word());
    Step::Switch(caller, place.next())
}

#[inline(never)]
pub(crate) fn return_slow(m: Machine<'_>, pc: Pc, value: Owned) -> Step {
    let (cx, frame) = (m.cx, m.frame);
    frame.pc.set(pc);
    if frame.flags.get() & SAVED != 0 {
        restore_handled(cx, frame);
    }
    if super::trace::leaving(m, frame, Some(&value)).is_err() {
        return Step::Raise;
    }
    if frame.flags.get() & GENERATOR != 0 {
        return generator_ended(m, value);
    }
    let kind = frame.kind.get();
    let caller = frame.back();
    let instance = match kind {
        ReturnKind::Init | ReturnKind::Rest => frame.aux.take(),
        _ => None,
    };
    pop(cx, frame);
    frame.leave();
    let (Some(caller), false) = (caller, kind == ReturnKind::Native) else {
        return Step::Exit(value);
    };
    let place = caller.pc.get();
    let result = match (kind, instance) {
        (ReturnKind::Rest, remainder) => {
            return match last::go_on(cx, caller, remainder, Ok(value)) {
                Rested::Step(step) => step,
                Rested::Raise => Machine { cx, frame: caller }.raise_at(place),
            };
        }
        (ReturnKind::Discard, _) => return Step::Switch(caller, place.next()),
        (ReturnKind::WriteBack, _) => {
            return match locals::write_back(cx, &caller) {
                Ok(()) => Step::Switch(caller, place.next()),
                Err(_) => Machine { cx, frame: caller }.raise_at(place),
            };
        }
        (_, None) => value,
        (_, Some(instance)) if value.borrow().is_none() => instance,
        (_, Some(instance)) => {
            let ty = value.borrow().ty().name();
            let is_classic = instance.borrow().cast::<Instance>().is_some();
            raise_init_result(m, if is_classic { None } else { Some(&ty) });
            return Machine { cx, frame: caller }.raise_at(place);
        }
    };
    Machine { cx, frame: caller }.set(place.insn(), result.into_word());
    Step::Switch(caller, place.next())
}

/// Leaves the frame of a generator that has returned.
pub(crate) fn generator_ended(m: Machine<'_>, value: Owned) -> Step {
    let frame = m.frame;
    let (kind, caller) = (frame.kind.get(), frame.back());
    pop(m.cx, frame);
    let generator = generator::end(frame);
    frame.back.set(std::ptr::null());
    frame.leave();
    drop(generator);
    generator_returned(m, kind, caller, value)
}

fn generator_returned(
    m: Machine<'_>,
    kind: ReturnKind,
    caller: Option<FramePtr>,
    value: Owned,
) -> Step {
    let Some(caller) = caller.filter(|_| kind != ReturnKind::Native) else {
        return Step::Exit(value);
    };
    let place = caller.pc.get();
    if kind == ReturnKind::ForIter {
        release(caller.get(place.insn().b));
        return match branch(place, false) {
            Step::Goto(place) => Step::Switch(caller, place),
            other => other,
        };
    }
    if kind == ReturnKind::Close {
        Machine { cx: m.cx, frame: caller }.set(place.insn(), none().own().into_word());
        return Step::Switch(caller, place.next());
    }
    m.cx.raise_none(&table::STOP_ITERATION);
    Machine { cx: m.cx, frame: caller }.raise_at(place)
}

impl Machine<'_> {
    /// Handles the pending exception as raised by the instruction at `place` of this frame.
    pub(crate) fn raise_at(self, place: Pc) -> Step {
        unwind(self, place)
    }
}

/// `Op::Catch`
#[inline(never)]
pub(crate) fn catch(m: Machine<'_>, pc: Pc) -> Step {
    let insn = pc.insn();
    let frame = m.frame;
    let mut state = m.cx.take_raised();
    if insn.has(flags::HANDLED) {
        raising::normalise(m.cx, &mut state);
        set_handled(m.cx, frame, state.clone());
    }
    frame.put(insn.a, state.ty.into_word());
    frame.put(insn.b, state.value.unwrap_or_else(Owned::none).into_word());
    frame.put(insn.c, state.traceback.unwrap_or_else(Owned::none).into_word());
    Step::Next
}

/// Makes an exception `sys.exc_info()`, keeping the caller's.
pub(crate) fn set_handled(cx: &Cx, frame: FramePtr, state: RaisedState) {
    frame.save_handled(|| cx.handled.get());
    show_handled(cx, Some(&state));
    drop(cx.handled.replace(Some(state)));
}

/// Sets `sys.exc_type` and its siblings, which programs of old read.
pub(crate) fn show_handled(cx: &Cx, state: Option<&RaisedState>) {
    let sys = cx.vm().sys_module();
    let Some(dict) = sys.borrow().cast::<Module>().and_then(Module::dict) else { return };
    let dict = dict.borrow().recv::<Dict>();
    let parts = [
        (names::EXC_TYPE.as_ref(), state.map(|state| state.ty.borrow())),
        (
            names::EXC_VALUE.as_ref(),
            state.and_then(|state| state.value.as_ref()).map(Owned::borrow),
        ),
        (
            names::EXC_TRACEBACK.as_ref(),
            state.and_then(|state| state.traceback.as_ref()).map(Owned::borrow),
        ),
    ];
    for (name, part) in parts {
        if dict.set_str(cx, name, part.unwrap_or(none())).is_err() {
            cx.clear_raised();
        }
    }
}

/// Offset of the tags of `finally` among the internal words.
const TAG_FIRST: u64 = 0x1_0000;

/// Returns the internal word of a `finally` tag.
fn tag_word(tag: u32) -> Word {
    Word(abi::value::MARKER_FIRST | (TAG_FIRST + u64::from(tag)))
}

/// `Op::EnterFinally`
#[inline(always)]
pub(crate) fn enter_finally(m: Machine<'_>, pc: Pc) -> Step {
    let insn = pc.insn();
    let register = insn.low() as u16;
    let result = if register == NO_REG {
        Word::UNBOUND
    } else if insn.has(flags::X_TEMP) {
        m.frame.get(register)
    } else {
        m.frame.value(register).own().into_word()
    };
    m.frame.put(insn.a, tag_word(insn.high()));
    m.frame.put(insn.b, result);
    m.frame.put(insn.c, Word::UNBOUND);
    Step::Next
}

/// `Op::BranchWhy`
#[inline(always)]
pub(crate) fn branch_why(m: Machine<'_>, pc: Pc) -> Step {
    let insn = pc.insn();
    let tag = u32::from(insn.a) << 16 | u32::from(insn.c);
    branch(pc, m.frame.get(insn.b) == tag_word(tag))
}

/// `Op::Reraise`
#[inline(never)]
pub(crate) fn reraise(m: Machine<'_>, pc: Pc) -> Step {
    let insn = pc.insn();
    let ty = m.take_a(insn);
    let not_none = |value: Owned| (!value.borrow().is_none()).then_some(value);
    let value = not_none(m.take_b(insn));
    let traceback = not_none(m.take_c(insn));
    m.cx.restore(RaisedState { ty, value, traceback });
    Step::Raise
}

/// `Op::Raise`
#[inline(never)]
pub(crate) fn raise(m: Machine<'_>, pc: Pc) -> Step {
    let insn = pc.insn();
    m.frame.pc.set(pc);
    let operand = |register: u16, is_temp: bool| {
        if register == NO_REG {
            None
        } else if is_temp {
            Some(m.frame.take_temp(register))
        } else {
            Some(m.frame.value(register).own())
        }
    };
    let kind = operand(insn.a, insn.has(flags::A_TEMP));
    let value = operand(insn.b, insn.has(flags::B_TEMP));
    let traceback = operand(insn.c, insn.has(flags::C_TEMP));
    raise_operands(m.cx, kind, value, traceback);
    Step::Raise
}

/// Makes what a `raise` statement raises the pending exception, or what is wrong with its operands.
pub(crate) fn raise_operands(
    cx: &Cx,
    kind: Option<Owned>,
    value: Option<Owned>,
    traceback: Option<Owned>,
) {
    let state = match kind {
        None => Ok(current(cx)),
        Some(kind) => prepare(cx, kind, value, traceback),
    };
    match state.and_then(|state| complete(cx, state)) {
        Ok(state) => {
            cx.reraised.set(state.traceback.is_some());
            cx.restore(state);
        }
        Err(Raised) => cx.reraised.set(false),
    }
}

/// The exception that is being handled, for `raise` without operands.
fn current(cx: &Cx) -> RaisedState {
    cx.handled.get().unwrap_or_else(|| RaisedState {
        ty: Owned::none(),
        value: None,
        traceback: None,
    })
}

/// Checks the operands of `raise` as far as the class is not needed.
fn prepare(
    cx: &Cx,
    kind: Owned,
    value: Option<Owned>,
    traceback: Option<Owned>,
) -> PyResult<RaisedState> {
    let not_none = |value: Option<Owned>| value.filter(|value| !value.borrow().is_none());
    let traceback = not_none(traceback);
    if let Some(traceback) = &traceback
        && traceback.borrow().cast::<Traceback>().is_none()
    {
        let message = format_args!("raise: arg 3 must be a traceback or None");
        return Err(cx.raise(&table::TYPE_ERROR, message));
    }
    let mut ty = kind;
    // A tuple stands for its first item, for compatibility.
    while let Some(first) = first_of_tuple(ty.borrow()) {
        ty = first;
    }
    Ok(RaisedState { ty, value: not_none(value), traceback })
}

fn first_of_tuple(value: Ref<'_>) -> Option<Owned> {
    value.cast::<Tuple>().and_then(|tuple| tuple.as_slice().first().map(|item| item.own()))
}

/// Makes class and instance of what is raised.
fn complete(cx: &Cx, mut state: RaisedState) -> PyResult<RaisedState> {
    if raising::is_exception_class(state.ty.borrow()) {
        raising::normalise(cx, &mut state);
        let is_instance = state
            .value
            .as_ref()
            .is_some_and(|value| raising::is_exception_instance(value.borrow()));
        if !is_instance {
            let class = match state.ty.borrow().cast::<crate::types::Type>() {
                Some(ty) => ty.name(),
                None => crate::types::mro::class_name(state.ty.borrow()),
            };
            let ty = state.value.as_ref().map_or_else(String::new, |v| v.borrow().ty().name());
            return Err(cx.raise(
                &table::TYPE_ERROR,
                format_args!(
                    "calling {class}() should have returned an instance of BaseException, not '{ty}'"
                ),
            ));
        }
        return Ok(state);
    }
    if raising::is_exception_instance(state.ty.borrow()) {
        if state.value.is_some() {
            let message = format_args!("instance exception may not have a separate value");
            return Err(cx.raise(&table::TYPE_ERROR, message));
        }
        let class = raising::class_of_instance(cx, state.ty.borrow());
        state.value = Some(std::mem::replace(&mut state.ty, class));
        return Ok(state);
    }
    let ty = state.ty.borrow().ty().name();
    Err(cx.raise(
        &table::TYPE_ERROR,
        format_args!(
            "exceptions must be old-style classes or derived from BaseException, not {ty}"
        ),
    ))
}

/// `Op::ExcMatch`
#[inline(never)]
pub(crate) fn exc_match(m: Machine<'_>, pc: Pc) -> Step {
    let insn = pc.insn();
    m.frame.pc.set(pc);
    let result = raising::warn_of_strings(m.cx, m.c(insn))
        .and_then(|()| raising::matches(m.cx, m.b(insn), m.c(insn)));
    m.drop_c(insn);
    m.finish(insn, result.map(Owned::bool))
}
