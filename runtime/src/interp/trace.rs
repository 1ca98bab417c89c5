//! `sys.settrace` and `sys.setprofile`: call, line, return and exception events.
//!
//! Always true: `cx.head.tracing` is 0 unless a function is installed; bodies get a [`Op::Line`] in
//! front of every line and every target of a back edge the first time they run while tracing, and
//! keep it: without a tracer it only runs the operation it replaced.

use super::machine::{Machine, Step};
use crate::builtins::frame::{FramePtr, TRACED, UNSURE};
use crate::bytecode::{Body, Op, Pc};
use crate::cx::Cx;
use crate::exceptions::{PyResult, RaisedState};
use crate::object::{Owned, Ref, none};
use crate::protocol::call;
use crate::types::CallArgs;
use std::cell::Cell;

/// A trace function is installed.
pub(crate) const TRACE: u32 = 1;
/// A profile function is installed.
pub(crate) const PROFILE: u32 = 2;

/// Installs or removes the trace function.
pub fn set_trace_function(cx: &Cx, function: Option<Owned>) {
    set(cx, TRACE, function.is_some());
    cx.trace_function.set(function);
}

/// Installs or removes the profile function.
pub fn set_profile_function(cx: &Cx, function: Option<Owned>) {
    set(cx, PROFILE, function.is_some());
    cx.profile_function.set(function);
}

fn set(cx: &Cx, bit: u32, on: bool) {
    let tracing = cx.head.tracing.get();
    cx.head.tracing.set(if on { tracing | bit } else { tracing & !bit });
    if on {
        // Compiled code that is active goes on in the interpreter, where events are sent.
        let mut frame = super::innermost(cx);
        while let Some(active) = frame {
            instrument(active.code().body(), &active.code().ir().function);
            active.flags.set(active.flags.get() | TRACED);
            frame = active.back();
        }
    }
}

/// Returns the trace function.
pub fn trace_function(cx: &Cx) -> Option<Owned> {
    cx.trace_function.get()
}

/// Returns the profile function.
pub fn profile_function(cx: &Cx) -> Option<Owned> {
    cx.profile_function.get()
}

/// Puts `Op::Line` in front of lines.
fn instrument(body: &Body, function: &ir::Function) {
    if body.traced.get().is_some() {
        return;
    }
    let ops: Box<[Cell<Op>]> = body.insns.iter().map(|insn| Cell::new(insn.op())).collect();
    if body.traced.set(ops).is_err() {
        return;
    }
    let starts = (0..function.insns.len() as u32).filter(|pc| function.begins_line(*pc));
    // The first instruction of a line may have been left out.
    let starts = starts.map(|pc| {
        let place = body.positions[pc as usize] as usize;
        body.pcs.get(place).map_or(pc, |first| *first)
    });
    let headers = function.blocks.iter().filter(|block| block.loop_header).map(|block| block.start);
    for pc in starts.chain(headers) {
        let position = body.positions[pc as usize] as usize;
        if position < body.insns.len() && body.pcs[position] == pc {
            body.insns[position].set_op(Op::Line);
        }
    }
}

/// Calls the tracer's function without tracing it.
fn notify(cx: &Cx, function: Ref<'_>, frame: FramePtr, event: &str, arg: Ref<'_>) -> PyResult {
    let tracing = cx.head.tracing.replace(0);
    let event = crate::builtins::str::intern_bytes(cx, event.as_bytes());
    let synced = crate::builtins::frame::locals::sync(cx, &frame);
    if synced.is_err() {
        cx.clear_raised();
    }
    let args = [Ref::from_object(&*frame), event.borrow(), arg];
    let result = call::call(cx, function, CallArgs::positional_only(&args));
    // The function may have called settrace itself; an error removes it.
    if cx.head.tracing.get() == 0 {
        let trace = if cx.trace_function.is_empty() { 0 } else { TRACE };
        let profile = if cx.profile_function.is_empty() { 0 } else { PROFILE };
        cx.head.tracing.set(tracing & (trace | profile));
    }
    result
}

/// Sends an event to the frame's own trace function.
fn to_frame(cx: &Cx, frame: FramePtr, event: &str, arg: Ref<'_>) -> PyResult<()> {
    if cx.head.tracing.get() & TRACE == 0 {
        return Ok(());
    }
    let Some(function) = frame.trace.get() else { return Ok(()) };
    match notify(cx, function.borrow(), frame, event, arg) {
        Ok(result) => {
            if !result.borrow().is_none() {
                frame.trace.set(Some(result));
            }
            Ok(())
        }
        Err(raised) => {
            set_trace_function(cx, None);
            frame.trace.set(None);
            Err(raised)
        }
    }
}

fn to_profiler(cx: &Cx, frame: FramePtr, event: &str, arg: Ref<'_>) -> PyResult<()> {
    if cx.head.tracing.get() & PROFILE == 0 {
        return Ok(());
    }
    let Some(function) = cx.profile_function.get() else { return Ok(()) };
    match notify(cx, function.borrow(), frame, event, arg) {
        Ok(_) => Ok(()),
        Err(raised) => {
            set_profile_function(cx, None);
            Err(raised)
        }
    }
}

/// A generator's frame was put on the chain because an exception is thrown into it.
///
/// # Errors
/// Whatever the trace function raises.
#[cold]
pub(crate) fn entered_raising(cx: &Cx, frame: FramePtr) -> PyResult<()> {
    begin_tracing(frame);
    call_event(cx, frame)
}

fn begin_tracing(frame: FramePtr) {
    let code = frame.code();
    instrument(code.body(), &code.ir().function);
    frame.flags.set(frame.flags.get() | TRACED);
    frame.traced_pc.set(frame.ir_pc());
    if frame.pc.get().is_null() {
        frame.traced_line.set(code.ir().first_line);
    }
}

/// A frame was put on the chain.
#[cold]
#[inline(never)]
pub(crate) fn entered(m: Machine<'_>, frame: FramePtr, place: Pc) -> Step {
    begin_tracing(frame);
    let m = Machine { cx: m.cx, frame };
    match call_event(m.cx, frame) {
        Ok(()) => {
            frame.pc.set(place);
            Step::Switch(frame, place)
        }
        Err(_) => m.raise_at(place),
    }
}

fn call_event(cx: &Cx, frame: FramePtr) -> PyResult<()> {
    if cx.head.tracing.get() & TRACE != 0
        && let Some(function) = cx.trace_function.get()
    {
        match notify(cx, function.borrow(), frame, "call", none()) {
            Ok(local) => {
                frame.trace.set((!local.borrow().is_none()).then_some(local));
            }
            Err(raised) => {
                set_trace_function(cx, None);
                return Err(raised);
            }
        }
    }
    to_profiler(cx, frame, "call", none())
}

/// A frame is about to return or yield `value`.
///
/// # Errors
/// Whatever the trace function raises.
pub(crate) fn leaving(m: Machine<'_>, frame: FramePtr, value: Option<&Owned>) -> PyResult<()> {
    if m.cx.head.tracing.get() == 0 || frame.flags.get() & TRACED == 0 {
        return Ok(());
    }
    let value = value.map_or(none(), Owned::borrow);
    let outer = m.cx.left_frame.replace(frame.as_ptr() as usize);
    let sent = to_frame(m.cx, frame, "return", value);
    m.cx.left_frame.set(outer);
    sent?;
    to_profiler(m.cx, frame, "return", value)
}

/// Calls a native function, telling the profiler before and after.
#[cold]
#[inline(never)]
pub(crate) fn native(m: Machine<'_>, callee: Ref<'_>, call: impl FnOnce() -> PyResult) -> PyResult {
    to_profiler(m.cx, m.frame, "c_call", callee)?;
    match call() {
        Ok(value) => {
            to_profiler(m.cx, m.frame, "c_return", callee)?;
            Ok(value)
        }
        Err(raised) => {
            let state = m.cx.take_raised();
            to_profiler(m.cx, m.frame, "c_exception", callee)?;
            m.cx.restore(state);
            Err(raised)
        }
    }
}

/// An exception was raised in a frame or passes through it.
pub(crate) fn raised(cx: &Cx, frame: FramePtr, state: &mut RaisedState) {
    if cx.head.tracing.get() & TRACE == 0 || frame.trace.is_empty() {
        return;
    }
    crate::exceptions::raise::normalise(cx, state);
    let value = state.value.clone().unwrap_or_else(Owned::none);
    let traceback = state.traceback.clone().unwrap_or_else(Owned::none);
    let sent = crate::builtins::tuple::Tuple::new(cx, vec![state.ty.clone(), value, traceback])
        .and_then(|arg| to_frame(cx, frame, "exception", arg.borrow()));
    if sent.is_err() {
        *state = cx.take_raised();
    }
}

/// A frame is left by an exception.
pub(crate) fn left(cx: &Cx, frame: FramePtr, state: &mut RaisedState) {
    if cx.head.tracing.get() == 0 || frame.flags.get() & TRACED == 0 {
        return;
    }
    let sent = to_frame(cx, frame, "return", none())
        .and_then(|()| to_profiler(cx, frame, "return", none()));
    if sent.is_err() {
        *state = cx.take_raised();
    }
}

/// After a jump of a trace function locals may be unbound where the code takes them for bound: looks
/// at what the line that begins at `pc` reads.
fn check_bound(cx: &Cx, frame: FramePtr, pc: u32) -> PyResult<()> {
    let code = frame.code();
    let function = &code.ir().function;
    let end = function.lines.bounds(pc).1.min(function.insns.len() as u32);
    let mut bound = Vec::new();
    for insn in &function.insns[pc as usize..end as usize] {
        let mut missing = None;
        insn.visit_regs(&mut |role, reg| {
            if function.is_local(reg) && frame.get(reg.0).is_unbound() && !bound.contains(&reg) {
                match role {
                    ir::Role::Def | ir::Role::Item => bound.push(reg),
                    ir::Role::Use | ir::Role::Peek | ir::Role::Kill | ir::Role::Keep => {
                        missing = Some(reg);
                    }
                    ir::Role::Cell => {}
                }
            }
        });
        if let Some(reg) = missing {
            let name = code.register_name(reg.0);
            let text = format_args!("local variable '{name}' referenced before assignment");
            return Err(cx.raise(&crate::exceptions::table::UNBOUND_LOCAL_ERROR, text));
        }
    }
    Ok(())
}

/// What the loop does at an [`Op::Line`].
pub(crate) enum LineEnd {
    /// Runs the operation it stands for.
    Run(Op),
    /// Goes on elsewhere: the trace function has set `f_lineno`.
    Goto(Pc),
}

/// `Op::Line`: tells the tracer, then returns what to run.
#[cold]
#[inline(never)]
pub(crate) fn line(m: Machine<'_>, pc: Pc) -> PyResult<LineEnd> {
    let (cx, frame) = (m.cx, m.frame);
    let code = frame.code();
    let body = code.body();
    let position = pc.index_in(&body.insns);
    let run = LineEnd::Run(body.op_at(position));
    if frame.flags.get() & UNSURE != 0 {
        frame.pc.set(pc);
        check_bound(cx, frame, body.pcs[position])?;
    }
    let told = cx.untold.replace(Pc::NULL);
    if cx.head.tracing.get() & TRACE == 0 || told == pc {
        return Ok(run);
    }
    let ir_pc = body.pcs[position];
    let function = &code.ir().function;
    let before = frame.traced_pc.replace(ir_pc);
    // A line is told at its beginning and after a jump back, as far as CPython sees one.
    let first = if position == 0 { 0 } else { body.pcs[position - 1] + 1 };
    let is_start = (first..=ir_pc).any(|pc| function.begins_line(pc));
    let is_again = ir_pc < before || ir_pc == before && ir_pc != 0;
    if !is_start && !is_again {
        return Ok(run);
    }
    frame.pc.set(pc);
    frame.traced_line.set(code.line_of(ir_pc));
    let outer = cx.line_frame.replace(frame.as_ptr() as usize);
    let sent = to_frame(cx, frame, "line", none());
    cx.line_frame.set(outer);
    if sent.is_err() {
        // The instruction at the place was not begun: it consumes nothing.
        let kept = frame.live_temps();
        let state = cx.take_raised();
        for temp in body.live_before(function, frame.ir_pc()) {
            if !kept.contains(&temp) {
                crate::object::handle::release(frame.get(temp));
            }
        }
        return Err(cx.restore(state));
    }
    let place = frame.pc.get();
    if place == pc {
        return Ok(run);
    }
    cx.untold.set(place);
    Ok(LineEnd::Goto(place))
}
