//! Last calls: a native that ends by running Python code (`eval`, `__import__`, `apply`, a generator's `throw`) leaves
//! that to the interpreter loop that called it, so that the loop pushes a frame instead of a native loop beginning
//! inside it.
//!
//! Always true: the permission is taken by the native it was given to before it does anything else; what a native has
//! left is taken up before anything else runs; a native that leaves something returns `Raised` without an exception.

use super::call::{self, Args, Way};
use super::generator;
use super::machine::{Machine, Step};
use crate::builtins::frame::{FramePtr, ReturnKind};
use crate::builtins::generator::Generator;
use crate::bytecode::Pc;
use crate::cx::Cx;
use crate::exceptions::{PyResult, Raised, RaisedState};
use crate::object::handle::borrow_slice;
use crate::object::{Header, Owned, allocate};
use crate::types::{Effects, MethodDef};
use std::cell::Cell;

/// Permission to leave the last call to the interpreter loop.
#[derive(Clone, Copy)]
pub(crate) struct Tail(bool);

impl Tail {
    /// None is given: the call is made at once, on a native loop.
    pub(crate) const NONE: Tail = Tail(false);

    /// It was given to somebody who passes it on.
    pub(crate) const GIVEN: Tail = Tail(true);

    /// Returns whether the call may be left.
    #[must_use]
    pub(crate) fn is_given(&self) -> bool {
        self.0
    }
}

/// What remains of a call when the frame that it has pushed is left.
pub(crate) trait Rest {
    /// Goes on with what the frame returned or raised.
    ///
    /// # Errors
    /// Whatever remains raises; or nothing, if something is left to the loop.
    fn go_on(self: Box<Self>, cx: &Cx, tail: Tail, outcome: PyResult) -> PyResult;
}

/// What becomes of a pushed frame's value.
pub(crate) enum Then {
    /// It is the call's.
    Value,
    /// The frame is that of an `__init__`: the call's value is the instance.
    Instance(Owned),
    /// Something remains to be done.
    Rest(Box<dyn Rest>),
}

/// A call that was left to the loop.
pub(crate) enum Left {
    /// A frame to run.
    Frame(FramePtr, Then),
    /// A call of anything.
    Call(Owned, Vec<Owned>, Vec<Owned>),
    /// A generator to raise an exception in; closing it if it is not to go on.
    Generator(Owned, RaisedState, ReturnKind),
}

/// A thread's state of this.
#[derive(Default)]
pub(crate) struct LastCalls {
    is_given: Cell<bool>,
    left: Cell<Option<Left>>,
}

impl LastCalls {
    /// Takes the permission that the native which has just been called was given.
    pub(crate) fn take(&self) -> Tail {
        Tail(self.is_given.replace(false))
    }

    /// Returns whether something was left.
    pub(crate) fn is_left(&self) -> bool {
        let left = self.left.take();
        let is_left = left.is_some();
        self.left.set(left);
        is_left
    }

    /// Leaves a call to the loop.
    pub(crate) fn leave(&self, left: Left) -> Raised {
        self.left.set(Some(left));
        Raised
    }
}

/// Memory of what remains of a call, kept by the frame it waits for.
#[repr(C)]
pub(crate) struct Remainder {
    head: Header,
    rest: Cell<Option<Box<dyn Rest>>>,
}

crate::py_type! {
    pub(crate) static REMAINDER: Remainder = "remainder of a call" {}
}

/// Runs a frame as the last thing of a call.
///
/// # Errors
/// Whatever it raises.
pub(crate) fn run(
    cx: &Cx,
    tail: Tail,
    frame: PyResult<FramePtr>,
    rest: Option<Box<dyn Rest>>,
) -> PyResult {
    let result = match frame {
        Ok(frame) if frame.code().has(ir::code::flags::GENERATOR) => generator::make(cx, frame),
        Ok(frame) if tail.is_given() => {
            let then = rest.map_or(Then::Value, Then::Rest);
            return Err(cx.last_calls.leave(Left::Frame(frame, then)));
        }
        Ok(frame) => super::run_frame(cx, frame),
        Err(raised) => Err(raised),
    };
    match rest {
        Some(rest) => rest.go_on(cx, Tail::NONE, result),
        None => result,
    }
}

/// Returns whether a native may hand something over to the loop: its last call, or a switch of coroutines.
#[inline(always)]
pub(super) fn hands_over(def: &MethodDef) -> bool {
    def.effects.0 & (Effects::SWITCHES.0 | Effects::LAST_CALL.0) != 0
}

/// Lets the native that is called next hand over what it may: a switch only to a base loop and if nothing is traced, a
/// last call unless the native's return is to be reported.
#[inline(never)]
pub(super) fn allow(m: Machine<'_>, def: &MethodDef) {
    let tracing = m.cx.head.tracing.get();
    if def.effects.0 & Effects::LAST_CALL.0 != 0 {
        m.cx.last_calls.is_given.set(tracing & super::trace::PROFILE == 0);
    } else if m.cx.native_level.get() == 0 && tracing == 0 {
        m.cx.coroutines.allow_soft();
    }
}

/// Takes up what a native has handed over, or finishes its call, which counts `extra` times more.
#[inline(never)]
pub(super) fn finish(m: Machine<'_>, pc: Pc, result: PyResult, extra: u8) -> Step {
    m.cx.last_calls.is_given.set(false);
    if result.is_err() {
        if let Some(left) = m.cx.last_calls.left.take() {
            return take_up(m, pc, left, extra);
        }
        if let Some(request) = m.cx.coroutines.take_request() {
            return super::coroutine::switch(m, request);
        }
    }
    m.finish(pc.insn(), result)
}

/// Makes the call that a native has left, whose outcome is that of the instruction at `pc`.
fn take_up(m: Machine<'_>, pc: Pc, left: Left, extra: u8) -> Step {
    match left {
        Left::Frame(frame, then) => push(m, frame, then, extra),
        Left::Call(callee, values, names) => {
            let way = Way { names: borrow_slice(&names), extra };
            call::call_counting(m, pc, callee, Args::Values(values), way)
        }
        Left::Generator(target, state, kind) => {
            let generator = target.borrow().recv::<Generator>();
            generator::enter_raising(m, pc, generator, state, kind)
        }
    }
}

pub(super) fn push(m: Machine<'_>, frame: FramePtr, then: Then, extra: u8) -> Step {
    let kind = match then {
        Then::Value => ReturnKind::Store,
        Then::Instance(instance) => {
            frame.aux.set(Some(instance));
            ReturnKind::Init
        }
        Then::Rest(rest) => {
            let rest = Cell::new(Some(rest));
            match allocate(m.cx, &REMAINDER, Remainder { head: Header::new(&REMAINDER), rest }) {
                Ok(remainder) => frame.aux.set(Some(remainder)),
                Err(_) => {
                    frame.leave();
                    return Step::Raise;
                }
            }
            ReturnKind::Rest
        }
    };
    call::push_counting(m.cx, frame, kind, extra);
    call::begin(m, frame)
}

/// What the loop does when a frame with a remainder was left.
pub(super) enum Rested {
    /// This.
    Step(Step),
    /// Handles the pending exception in the caller.
    Raise,
}

/// Does what remains of a call whose frame was left; `caller` made it.
pub(super) fn go_on(
    cx: &Cx,
    caller: FramePtr,
    remainder: Option<Owned>,
    outcome: PyResult,
) -> Rested {
    let rest = remainder
        .as_ref()
        .and_then(|remainder| remainder.borrow().cast::<Remainder>())
        .and_then(|remainder| remainder.rest.take());
    let m = Machine { cx, frame: caller };
    let place = caller.pc.get();
    let tail = Tail(cx.head.tracing.get() & super::trace::PROFILE == 0);
    let result = match rest {
        Some(rest) => rest.go_on(cx, tail, outcome),
        None => outcome,
    };
    match result {
        Ok(value) => {
            m.set(place.insn(), value.into_word());
            Rested::Step(Step::Switch(caller, place.next()))
        }
        Err(_) => match cx.last_calls.left.take() {
            Some(left) => match take_up(m, place, left, 0) {
                Step::Raise => Rested::Raise,
                Step::Next => Rested::Step(Step::Switch(caller, place.next())),
                step => Rested::Step(step),
            },
            None => Rested::Raise,
        },
    }
}
