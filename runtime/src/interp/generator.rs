//! Resuming generators, by switching frames or from native code.

use super::call::{check_call, pop, push};
use super::iter;
use super::machine::{Machine, Step, branch};
use super::unwind;
use crate::builtins::frame::{FINISHED, FramePtr, GENERATOR, ReturnKind, SAVED};
use crate::builtins::generator::{GENERATOR as GENERATOR_TYPE, Generator, Resume};
use crate::bytecode::Pc;
use crate::cx::Cx;
use crate::exceptions::{PyResult, RaisedState, table};
use crate::object::{Owned, Ref};
use crate::tier::Resumed;
use crate::types::MethodDef;

/// Makes the generator of a bound frame.
///
/// # Errors
/// Raises `MemoryError`.
pub(crate) fn make(cx: &Cx, frame: FramePtr) -> PyResult {
    frame.flags.set(frame.flags.get() | GENERATOR);
    frame.pc.set(Pc::NULL);
    Generator::new(cx, frame.into_owned())
}

/// Returns whether a native method is `next` or `send` of generators.
pub(crate) fn is_resuming(def: &MethodDef) -> bool {
    let methods = GENERATOR_TYPE.methods;
    std::ptr::eq(def, &methods[0]) || std::ptr::eq(def, &methods[1])
}

/// Returns how many arguments it takes, receiver included.
pub(crate) fn resuming_count(def: &MethodDef) -> usize {
    if std::ptr::eq(def, &GENERATOR_TYPE.methods[0]) { 1 } else { 2 }
}

/// Puts a suspended generator's frame on top of the chain.
///
/// # Errors
/// `ValueError` if it runs already, `RuntimeError` if calls nest too deep.
fn activate(cx: &Cx, generator: &Generator, kind: ReturnKind) -> PyResult<Option<FramePtr>> {
    if generator.running.get() {
        let message = format_args!("generator already executing");
        return Err(cx.raise(&table::VALUE_ERROR, message));
    }
    let Some(frame) = generator.frame_ptr() else { return Ok(None) };
    check_call(cx)?;
    generator.running.set(true);
    frame.aux.set(Some(Ref::from_object(generator).own()));
    push(cx, frame, kind);
    Ok(Some(frame))
}

/// Delivers the sent value and returns where the frame goes on.
fn resume_at(frame: FramePtr, value: Owned) -> Pc {
    let place = frame.pc.get();
    if place.is_null() {
        drop(value);
        frame.code().body();
        return frame.code().start.get();
    }
    let insn = place.insn();
    // `Yield` writes its result here.
    if insn.has(crate::bytecode::insn::flags::A_TEMP) {
        frame.put(insn.a, value.into_word());
    } else {
        let old = frame.get(insn.a);
        frame.put(insn.a, value.into_word());
        crate::object::handle::release(old);
    }
    place.next()
}

fn go(m: Machine<'_>, frame: FramePtr, value: Owned) -> Step {
    let stands = frame.pc.get();
    let state = if stands.is_null() { 0 } else { u64::from(stands.insn().c) };
    let place = resume_at(frame, value);
    if m.cx.head.tracing.get() != 0 {
        return super::trace::entered(m, frame, place);
    }
    frame.pc.set(place);
    let code = frame.code();
    let left = code.hotness.get().wrapping_sub(1);
    code.hotness.set(left);
    if code.compiled.get() != 0 || left == 0 {
        return go_compiled(m, frame, place, state);
    }
    Step::Switch(frame, place)
}

/// Goes on where compiled code has left a generator's frame. What waits at the eval breaker is served here: a generator
/// that yields in each round never comes to the back edge where the interpreter would.
fn go_on(m: Machine<'_>) -> Step {
    let place = m.frame.pc.get();
    let waits = m.cx.head.eval_breaker.load(std::sync::atomic::Ordering::Relaxed) != 0;
    if waits && super::poll(m.cx).is_err() {
        return m.raise_at(place);
    }
    Step::Switch(m.frame, place)
}

/// Goes on in compiled code, if there is any.
#[inline(never)]
fn go_compiled(m: Machine<'_>, frame: FramePtr, place: Pc, state: u64) -> Step {
    match crate::tier::resume_generator(m.cx, frame, state) {
        Resumed::NotEntered => Step::Switch(frame, place),
        Resumed::Yielded(value) => suspend(Machine { cx: m.cx, frame }, value),
        Resumed::Ended => unwind::generator_ended(Machine { cx: m.cx, frame }, Owned::none()),
        Resumed::Continue => go_on(Machine { cx: m.cx, frame }),
        Resumed::Raise => Machine { cx: m.cx, frame }.raise_at(frame.pc.get()),
    }
}

/// Resumes a generator with None in its compiled code: the way without steps of the interpreter. `None`: it has no
/// code, or cannot be resumed. What comes is as from [`resume`].
pub(crate) fn next_compiled(cx: &Cx, generator: &Generator) -> Option<PyResult<Option<Owned>>> {
    let frame = generator.frame_ptr()?;
    let possible = frame.code().compiled.get() != 0
        && !generator.running.get()
        && cx.head.tracing.get() == 0
        && cx.head.depth.get() < cx.head.depth_limit.get()
        && !cx.stack_low()
        && crate::tier::fits_frame(frame);
    if !possible {
        return None;
    }
    generator.running.set(true);
    frame.aux.set(Some(Ref::from_object(generator).own()));
    push(cx, frame, ReturnKind::Native);
    let stands = frame.pc.get();
    let state = if stands.is_null() { 0 } else { u64::from(stands.insn().c) };
    frame.pc.set(resume_at(frame, Owned::none()));
    match crate::tier::enter_generator(cx, frame, state) {
        Resumed::Yielded(value) => {
            drop(leave_suspended(cx, frame));
            Some(Ok(Some(value)))
        }
        stopped => Some(finish_natively(cx, generator, frame, stopped)),
    }
}

/// Goes on with a generator whose compiled code did not yield, on a native loop.
#[cold]
fn finish_natively(
    cx: &Cx,
    generator: &Generator,
    frame: FramePtr,
    stopped: Resumed,
) -> PyResult<Option<Owned>> {
    let kept = Ref::from_object(generator).own();
    let m = Machine { cx, frame };
    let step = match stopped {
        Resumed::Ended => unwind::generator_ended(m, Owned::none()),
        Resumed::Raise => m.raise_at(frame.pc.get()),
        _ => go_on(m),
    };
    let result = match step {
        Step::Switch(frame, place) => super::run::run(cx, frame, place),
        Step::Exit(value) => Ok(value),
        _ => Err(crate::exceptions::Raised),
    };
    let ended = generator.frame.is_empty();
    drop(kept);
    result.map(|value| (!ended).then_some(value))
}

/// `ForIter` over a generator.
pub(crate) fn enter_for(m: Machine<'_>, pc: Pc, generator: &Generator) -> Step {
    m.frame.pc.set(pc);
    if let Some(result) = next_compiled(m.cx, generator) {
        return match m.cx.catch(result, &table::STOP_ITERATION).map(Option::flatten) {
            Ok(Some(item)) => iter::to_body(m, pc, item),
            Ok(None) => iter::to_exit(m, pc),
            Err(_) => Step::Raise,
        };
    }
    match activate(m.cx, generator, ReturnKind::ForIter) {
        Ok(Some(frame)) => go(m, frame, Owned::none()),
        Ok(None) => iter::to_exit(m, pc),
        Err(_) => Step::Raise,
    }
}

/// `generator.send(value)` and `generator.next()` as a call.
pub(crate) fn enter_store(m: Machine<'_>, pc: Pc, generator: &Generator, value: Owned) -> Step {
    m.frame.pc.set(pc);
    match activate(m.cx, generator, ReturnKind::Store) {
        Ok(Some(frame)) => go(m, frame, value),
        Ok(None) => {
            m.cx.raise_none(&table::STOP_ITERATION);
            Step::Raise
        }
        Err(_) => Step::Raise,
    }
}

/// Raises an exception in a generator, which answers to the call at `pc`.
pub(crate) fn enter_raising(
    m: Machine<'_>,
    pc: Pc,
    generator: &Generator,
    state: RaisedState,
    kind: ReturnKind,
) -> Step {
    let cx = m.cx;
    m.frame.pc.set(pc);
    let frame = match activate(cx, generator, kind) {
        Ok(Some(frame)) => frame,
        Ok(None) if kind == ReturnKind::Close => return m.finish(pc.insn(), Ok(Owned::none())),
        Ok(None) => {
            cx.restore(state);
            return Step::Raise;
        }
        Err(_) => return Step::Raise,
    };
    if cx.head.tracing.get() == 0 || super::trace::entered_raising(cx, frame).is_ok() {
        cx.restore(state);
    }
    if !frame.pc.get().is_null() {
        return Machine { cx, frame }.raise_at(frame.pc.get());
    }
    unwind::leave_unstarted(cx, frame);
    let ends_quietly = kind == ReturnKind::Close
        && (cx.raised_matches(&table::STOP_ITERATION) || cx.raised_matches(&table::GENERATOR_EXIT));
    if ends_quietly {
        cx.clear_raised();
        return m.finish(pc.insn(), Ok(Owned::none()));
    }
    Step::Raise
}

/// Resumes a generator from native code; `None` when it has ended.
///
/// # Errors
/// Whatever it raises.
pub(crate) fn resume(cx: &Cx, generator: &Generator, with: Resume) -> PyResult<Option<Owned>> {
    if matches!(&with, Resume::Value(value) if value.borrow().is_none())
        && let Some(result) = next_compiled(cx, generator)
    {
        return result;
    }
    if cx.stack_low() {
        return Err(crate::protocol::call::recursion_error(cx));
    }
    let frame = match activate(cx, generator, ReturnKind::Native)? {
        Some(frame) => frame,
        None => {
            return match with {
                Resume::Value(_) => Ok(None),
                Resume::Raise(state) => Err(cx.restore(state)),
            };
        }
    };
    let kept = Ref::from_object(generator).own();
    let m = Machine { cx, frame };
    let result = match with {
        Resume::Value(value) => match go(m, frame, value) {
            Step::Switch(frame, place) => super::run::run(cx, frame, place),
            Step::Exit(value) => Ok(value),
            Step::Fail => Err(crate::exceptions::Raised),
            _ => super::run::run_raising(cx, frame, frame.code().start.get()),
        },
        Resume::Raise(state) => {
            if cx.head.tracing.get() == 0 || super::trace::entered_raising(cx, frame).is_ok() {
                cx.restore(state);
            }
            if frame.pc.get().is_null() {
                unwind::leave_unstarted(cx, frame);
                Err(crate::exceptions::Raised)
            } else {
                super::run::run_raising(cx, frame, frame.pc.get())
            }
        }
    };
    let ended = generator.frame.is_empty();
    drop(kept);
    match result {
        Ok(value) => Ok((!ended).then_some(value)),
        Err(raised) => Err(raised),
    }
}

/// `Op::Yield`
#[inline(never)]
pub(crate) fn yield_(m: Machine<'_>, pc: Pc) -> Step {
    let insn = pc.insn();
    let frame = m.frame;
    let value = m.take_b(insn);
    frame.pc.set(pc);
    if frame.flags.get() & SAVED != 0 {
        unwind::restore_handled(m.cx, frame);
    }
    if super::trace::leaving(m, frame, Some(&value)).is_err() {
        drop(value);
        return Step::Raise;
    }
    suspend(m, value)
}

/// Takes the frame of a generator that has yielded off the chain; returns the generator.
#[inline]
fn leave_suspended(cx: &Cx, frame: FramePtr) -> Option<Owned> {
    if frame.flags.get() & SAVED != 0 {
        unwind::restore_handled(cx, frame);
    }
    pop(cx, frame);
    frame.back.set(std::ptr::null());
    let generator = frame.aux.take();
    if let Some(generator) = &generator {
        generator.borrow().recv::<Generator>().running.set(false);
    }
    generator
}

/// Takes the frame of a generator that has yielded off the chain and hands the value over.
fn suspend(m: Machine<'_>, value: Owned) -> Step {
    let frame = m.frame;
    let caller = frame.back();
    let generator = leave_suspended(m.cx, frame);
    let step = deliver(m, frame.kind.get(), caller, value);
    drop(generator);
    step
}

fn deliver(m: Machine<'_>, kind: ReturnKind, caller: Option<FramePtr>, value: Owned) -> Step {
    let Some(caller) = caller.filter(|_| kind != ReturnKind::Native) else {
        return Step::Exit(value);
    };
    if kind == ReturnKind::Close {
        drop(value);
        let message = format_args!("generator ignored GeneratorExit");
        m.cx.raise(&table::RUNTIME_ERROR, message);
        return Machine { cx: m.cx, frame: caller }.raise_at(caller.pc.get());
    }
    let place = caller.pc.get();
    Machine { cx: m.cx, frame: caller }.set(place.insn(), value.into_word());
    if kind == ReturnKind::Store {
        return Step::Switch(caller, place.next());
    }
    match branch(place, true) {
        Step::Goto(body) => Step::Switch(caller, body),
        other => other,
    }
}

/// Detaches a generator's frame that has returned or raised; gives the frame's count back to its
/// runner.
pub(crate) fn end(frame: FramePtr) -> Option<Owned> {
    let generator = frame.aux.take();
    frame.flags.set(frame.flags.get() | FINISHED);
    if let Some(object) = &generator {
        let generator = object.borrow().recv::<Generator>();
        generator.running.set(false);
        std::mem::forget(generator.frame.take());
    }
    generator
}
