//! Switching coroutines by switching frames, inside the base loop of a native stack.
//!
//! Always true: a soft coroutine's innermost frame stands at the call that parked it, whose operands
//! are consumed; the base frame of every coroutine has the kind `Native`, so that its end leaves the
//! base loop, where [`run_current`] gets the outcome of the coroutine that is current then.

use super::call::{NativeCall, begin as begin_frame, frame_for, push};
use super::machine::{Machine, Step};
use super::{generator, run};
use crate::builtins::frame::{Frame, FramePtr, GENERATOR, LOOSE, ReturnKind};
use crate::builtins::function::Function;
use crate::builtins::generator::Generator;
use crate::builtins::method::Method;
use crate::bytecode::{Op, Pc};
use crate::coroutine::quick::{Quick, attempt, attempt_hard};
use crate::coroutine::switch::{self, Call, Opening, Request};
use crate::cx::Cx;
use crate::exceptions::{PyResult, Raised};
use crate::object::handle::{borrow_slice, release};
use crate::object::{Owned, Ref};
use crate::protocol;
use crate::types::CallArgs;
use ir::code::flags;

/// Where the current coroutine goes on.
enum Place {
    /// At an instruction.
    Run(FramePtr, Pc),
    /// With the pending exception raised by an instruction.
    Raise(FramePtr, Pc),
    /// It has ended already.
    Ended(PyResult),
}

/// Makes the switch of a native that is called, if that is a usual one; with None nothing was done.
#[inline]
pub(super) fn quick(m: Machine<'_>, pc: Pc, call: &NativeCall<'_>) -> Option<Step> {
    let (cx, insn) = (m.cx, pc.insn());
    if cx.head.tracing.get() != 0 {
        return None;
    }
    let args = call.arguments(m, insn);
    if cx.native_level.get() != 0 {
        let result = attempt_hard(cx, call.def, call.receiver, args)?;
        m.release_window(insn.b, insn.c);
        return Some(m.finish(insn, result));
    }
    let done = attempt(cx, call.def, call.receiver, args)?;
    m.release_window(insn.b, insn.c);
    Some(match done {
        Quick::Stayed(value) => {
            m.set(insn, value.into_word());
            Step::Next
        }
        Quick::Gone { value, left } => {
            let frame = FramePtr::current(cx).expect("a soft coroutine has a frame");
            let place = deliver(Machine { cx, frame }, value);
            drop(left);
            Step::Switch(frame, place)
        }
        Quick::Parted => go_on(cx),
    })
}

/// Makes a switch that a native has asked for, in its caller's frame.
#[inline(never)]
pub(super) fn switch(m: Machine<'_>, request: Request) -> Step {
    if !switch::park_soft(m.cx, request) {
        return Step::Raise;
    }
    go_on(m.cx)
}

/// Goes on with the current coroutine, in this loop.
fn go_on(cx: &Cx) -> Step {
    match enter(cx) {
        Place::Run(frame, pc) => Step::Switch(frame, pc),
        Place::Raise(frame, pc) => Machine { cx, frame }.raise_at(pc),
        Place::Ended(Ok(value)) => Step::Exit(value),
        Place::Ended(Err(Raised)) => Step::Fail,
    }
}

/// Runs coroutines, from the current one on, until one ends; returns its outcome. The ended one is
/// the current one.
///
/// # Errors
/// What it raised.
pub(crate) fn run_current(cx: &Cx) -> PyResult {
    match enter(cx) {
        Place::Run(frame, pc) => run::run_base(cx, frame, pc, false),
        Place::Raise(frame, pc) => run::run_base(cx, frame, pc, true),
        Place::Ended(result) => result,
    }
}

/// Gives a coroutine that goes on its value; returns where. It stands at a call, or at the end of a
/// loop's round, where a time slice was over: then nobody wants the value.
#[inline(always)]
fn deliver(m: Machine<'_>, value: Owned) -> Pc {
    let place = m.frame.pc.get();
    let insn = place.insn();
    if matches!(insn.op(), Op::JumpBack | Op::Line) && is_at_round(m.frame, place) {
        return place.offset(insn.low() as i32);
    }
    m.set(insn, value.into_word());
    place.next()
}

#[cold]
fn is_at_round(frame: FramePtr, place: Pc) -> bool {
    let body = frame.code().body();
    body.op_at(place.index_in(&body.insns)) == Op::JumpBack
}

/// Takes up the current coroutine.
fn enter(cx: &Cx) -> Place {
    if let Some(value) = switch::open_plainly(cx) {
        let frame = FramePtr::current(cx).expect("a soft coroutine has a frame");
        return Place::Run(frame, deliver(Machine { cx, frame }, value));
    }
    match switch::open(cx) {
        Opening::Resume(result) => {
            let frame = FramePtr::current(cx).expect("a soft coroutine has a frame");
            match result {
                Ok(value) => Place::Run(frame, deliver(Machine { cx, frame }, value)),
                Err(Raised) => Place::Raise(frame, frame.pc.get()),
            }
        }
        Opening::Begin(call) => begin(cx, *call),
        Opening::Ended(raised) => Place::Ended(Err(raised)),
    }
}

/// Begins a coroutine: a Python function runs in this loop, anything else natively.
fn begin(cx: &Cx, begin: Call) -> Place {
    let Call { mut function, mut values, names } = begin;
    while let Some((receiver, called)) = bound_parts(&function) {
        values.insert(0, receiver);
        function = called;
    }
    let args = CallArgs { args: borrow_slice(&values), names: borrow_slice(&names) };
    let target = function.borrow();
    let python = target.cast_exact::<Function>().filter(|f| !f.code().has(flags::GENERATOR));
    let Some(python) = python else {
        return Place::Ended(protocol::call::call(cx, target, args));
    };
    if switch::counts_first_call(cx) {
        if cx.head.depth.get() >= cx.head.depth_limit.get() {
            return Place::Ended(Err(protocol::call::recursion_error(cx)));
        }
        cx.head.depth.set(cx.head.depth.get() + 1);
    }
    match frame_for(cx, python, target, args) {
        Err(raised) => Place::Ended(Err(raised)),
        Ok(frame) => {
            drop(values);
            push(cx, frame, ReturnKind::Native);
            match begin_frame(Machine { cx, frame }, frame) {
                Step::Switch(frame, pc) => Place::Run(frame, pc),
                _ => Place::Ended(Err(Raised)),
            }
        }
    }
}

/// Returns whether a frame belongs to a running generator.
fn is_run_by_generator(frame: FramePtr) -> bool {
    let generator = frame.aux.peek().and_then(|aux| aux.cast_exact::<Generator>());
    generator
        .is_some_and(|generator| generator.running.get() && generator.frame_ptr() == Some(frame))
}

/// Makes a chain of frames that have been put together and that nobody runs, outermost first; each
/// gets the count of a running frame. Returns the innermost one and the depth of the chain, or None if
/// the frames are no chain.
pub(crate) fn chain(frames: &[Owned]) -> Option<(FramePtr, u32)> {
    let frames = frames.iter().map(|frame| frame.borrow().cast_exact::<Frame>());
    let frames: Vec<FramePtr> =
        frames.map(|frame| frame.map(FramePtr::new)).collect::<Option<_>>()?;
    let is_whole = |index: usize, frame: &FramePtr| {
        let is_free = frame.back().is_none() && frame.flags.get() & LOOSE != 0;
        let is_native = frame.kind.get() == ReturnKind::Native;
        let has_runner = frame.flags.get() & GENERATOR == 0 || is_run_by_generator(*frame);
        let is_new = !frames[..index].contains(frame);
        is_free && is_new && has_runner && !frame.pc.get().is_null() && (is_native || index > 0)
    };
    if !frames.iter().enumerate().all(|(index, frame)| is_whole(index, frame)) {
        return None;
    }
    let mut depth = 0;
    for (index, frame) in frames.iter().enumerate() {
        frame.flags.set(frame.flags.get() & !LOOSE);
        if frame.flags.get() & GENERATOR == 0 {
            std::mem::forget(Ref::from_object(&**frame).own());
        }
        if index > 0 {
            frame.back.set(frames[index - 1].as_ptr());
            // Compiled code called it, which the interpreter takes over.
            if frame.kind.get() == ReturnKind::Native {
                frame.kind.set(ReturnKind::Store);
            }
        }
        depth += 1 + u32::from(frame.extra.get());
    }
    Some((*frames.last()?, depth))
}

/// Leaves the frames of a coroutine that waits softly, innermost first; their handlers do not run.
pub(crate) fn discard(innermost: FramePtr) {
    let mut next = Some(innermost);
    while let Some(frame) = next {
        for register in frame.live_temps().iter().rev() {
            release(frame.get(*register));
        }
        drop(frame.take_saved());
        next = frame.back();
        let is_generator = frame.flags.get() & GENERATOR != 0;
        let generator = if is_generator { generator::end(frame) } else { None };
        if generator.is_some() {
            frame.back.set(std::ptr::null());
        }
        frame.leave();
        drop(generator);
    }
}

/// Returns receiver and function of a bound method.
fn bound_parts(callee: &Owned) -> Option<(Owned, Owned)> {
    let method = callee.borrow().cast_exact::<Method>()?;
    Some((method.receiver()?.own(), method.func().own()))
}
