//! Assigning to `f_lineno`: a trace function moves the place where its frame goes on.
//!
//! Always true: a frame is moved only while a `line` event of it is being sent, to the beginning of
//! a line whose temporaries are all live already; those it does not want are released. Locals that
//! the code there wrongly takes for bound make the frame [`UNSURE`].

use super::{Frame, FramePtr, UNSURE};
use crate::builtins::int::int_value;
use crate::cx::Cx;
use crate::exceptions::{PyResult, table};
use crate::object::Ref;
use crate::object::handle::release;
use ir::{Function, Insn, Nest, NestKind};

/// Sets `f_lineno`.
///
/// # Errors
/// `ValueError` where CPython 2.7 does not jump either.
pub(super) fn set_line(cx: &Cx, object: Ref<'_>, value: Option<Ref<'_>>) -> PyResult<()> {
    let frame = FramePtr::new(object.recv::<Frame>());
    let error = |text: &str| Err(cx.raise(&table::VALUE_ERROR, format_args!("{text}")));
    if frame.pc.get().is_null() {
        return error("can't jump from the 'call' trace event of a new frame");
    }
    if frame.trace.is_empty() {
        return error("f_lineno can only be set by a trace function");
    }
    let address = frame.as_ptr() as usize;
    let yields =
        matches!(frame.code().ir().function.insns[frame.ir_pc() as usize], Insn::Yield { .. });
    if cx.left_frame.get() == address && yields {
        return error("can't jump from a yield statement");
    }
    if cx.line_frame.get() != address {
        return error("can only jump from a 'line' trace event");
    }
    let Some(line) = value.and_then(|value| int_value(value)) else {
        return error("lineno must be an integer");
    };
    match target(&frame, line) {
        Ok((pc, line)) => {
            go(frame, pc);
            frame.traced_line.set(line);
            Ok(())
        }
        Err(text) => error(&text),
    }
}

/// Finds the pc and the line that a jump leads to, or says why there is none.
fn target(frame: &Frame, wanted: i64) -> Result<(u32, u32), String> {
    let code = frame.code();
    let function = &code.ir().function;
    let first_line = code.ir().first_line;
    if wanted < i64::from(first_line) {
        return Err(format!("line {wanted} comes before the current code block"));
    }
    let runs = function.lines.runs();
    let found = match wanted == i64::from(first_line) {
        true => Some(&(0, first_line)),
        false => runs.iter().find(|(_, line)| i64::from(*line) >= wanted),
    };
    let Some(&(pc, line)) = found else {
        return Err(format!("line {wanted} comes after the current code block"));
    };
    if matches!(function.insns[pc as usize], Insn::Catch { .. }) || is_clause(function, pc) {
        return Err("can't jump to 'except' line as there's no exception".to_owned());
    }
    let from: Vec<&Nest> = function.nests_at(frame.ir_pc()).collect();
    let to: Vec<&Nest> = function.nests_at(pc).collect();
    let innermost = |nests: &[&Nest]| {
        nests.iter().rfind(|nest| nest.kind == NestKind::FinallyBody).map(|nest| nest.start)
    };
    if innermost(&from) != innermost(&to) {
        return Err("can't jump into or out of a 'finally' block".to_owned());
    }
    let body = code.body();
    let live = body.live_before(function, frame.ir_pc());
    let is_inside = to.len() > from.len() || to.iter().zip(&from).any(|(to, from)| to != from);
    if is_inside || !body.live_before(function, pc).iter().all(|temp| live.contains(temp)) {
        return Err("can't jump into the middle of a block".to_owned());
    }
    Ok((pc, line))
}

/// Returns whether a line begins with the test of an `except` clause: the three parts of an
/// exception are live there and the code is not that of a `finally`.
fn is_clause(function: &Function, pc: u32) -> bool {
    let rest =
        &function.insns[pc as usize..function.blocks[function.block_at(pc).index()].end as usize];
    let tests = rest.iter().any(|insn| matches!(insn, Insn::ExcMatch { .. }));
    let drops = matches!(rest.first(), Some(Insn::DropMany { values }) if values.len == 3);
    tests || drops
}

/// Moves the frame: what it does not need there is released.
fn go(frame: FramePtr, pc: u32) {
    let code = frame.code();
    let function = &code.ir().function;
    let body = code.body();
    let (before, after) =
        (body.live_before(function, frame.ir_pc()), body.live_before(function, pc));
    frame.pc.set(body.at(pc));
    frame.traced_pc.set(pc);
    let parameters = code.arg_count_in_all();
    let expected = ir::transform::bound_checks::surely_bound(function, parameters, pc);
    if expected.iter().any(|local| frame.get(local.0).is_unbound()) {
        frame.flags.set(frame.flags.get() | UNSURE);
    }
    for temp in before.iter().rev().filter(|temp| !after.contains(temp)) {
        let word = frame.get(*temp);
        frame.put(*temp, abi::Word::UNBOUND);
        release(word);
    }
}
