//! The `print` statement and the display of interactive results.

use super::machine::{Machine, Step};
use crate::builtins::file::{Form, softspace, write_object};
use crate::builtins::str::Str;
use crate::builtins::unicode::Unicode;
use crate::bytecode::Pc;
use crate::cx::Cx;
use crate::exceptions::{PyResult, table};
use crate::object::{Owned, Ref};
use crate::protocol::call;

/// Returns the stream to print to: the given one, or `sys.stdout`.
fn stream_or_stdout(cx: &Cx, stream: Option<Ref<'_>>) -> PyResult {
    match stream {
        Some(stream) if !stream.is_none() => Ok(stream.own()),
        Some(_) | None => cx
            .vm()
            .sys_attr(cx, "stdout")
            .ok_or_else(|| cx.raise(&table::RUNTIME_ERROR, format_args!("lost sys.stdout"))),
    }
}

/// Returns whether a blank belongs between this value and the next one.
fn wants_space(value: Ref<'_>) -> bool {
    let ends_in_space = |last: Option<u32>| {
        last.is_some_and(|last| last != 32 && char::from_u32(last).is_some_and(is_space))
    };
    if let Some(text) = value.cast::<Str>() {
        let last = text.as_bytes().last().copied();
        return !last
            .is_some_and(|last| last != b' ' && (last.is_ascii_whitespace() || last == 11));
    }
    if let Some(text) = value.cast::<Unicode>() {
        return !ends_in_space(text.code_points().last().copied());
    }
    true
}

fn is_space(char: char) -> bool {
    char.is_whitespace() || ('\u{1c}'..='\u{1f}').contains(&char)
}

pub(crate) fn item(cx: &Cx, stream: Option<Ref<'_>>, value: Ref<'_>) -> PyResult<()> {
    let stream = stream_or_stdout(cx, stream)?;
    let stream = stream.borrow();
    if softspace(cx, stream, false) {
        let blank = Str::new(cx, b" ")?;
        write_object(cx, stream, blank.borrow(), Form::Str)?;
    }
    write_object(cx, stream, value, Form::Str)?;
    if wants_space(value) {
        softspace(cx, stream, true);
    }
    Ok(())
}

pub(crate) fn newline(cx: &Cx, stream: Option<Ref<'_>>) -> PyResult<()> {
    let stream = stream_or_stdout(cx, stream)?;
    let stream = stream.borrow();
    let end = Str::new(cx, b"\n")?;
    write_object(cx, stream, end.borrow(), Form::Str)?;
    softspace(cx, stream, false);
    Ok(())
}

/// `Op::PrintItem`
#[inline(never)]
pub(crate) fn print_item(m: Machine<'_>, pc: Pc) -> Step {
    let insn = pc.insn();
    m.frame.pc.set(pc);
    let result = item(m.cx, None, m.b(insn));
    m.drop_b(insn);
    m.done(result)
}

/// `Op::PrintNewline`
#[inline(never)]
pub(crate) fn print_newline(m: Machine<'_>, pc: Pc) -> Step {
    m.frame.pc.set(pc);
    m.done(newline(m.cx, None))
}

/// `Op::PrintItemTo`
#[inline(never)]
pub(crate) fn print_item_to(m: Machine<'_>, pc: Pc) -> Step {
    let insn = pc.insn();
    m.frame.pc.set(pc);
    let result = item(m.cx, Some(m.b(insn)), m.c(insn));
    m.drop_c(insn);
    m.done(result)
}

/// `Op::PrintNewlineTo`
#[inline(never)]
pub(crate) fn print_newline_to(m: Machine<'_>, pc: Pc) -> Step {
    let insn = pc.insn();
    m.frame.pc.set(pc);
    let result = newline(m.cx, Some(m.b(insn)));
    m.drop_b(insn);
    m.done(result)
}

/// `Op::PrintExpr`
#[inline(never)]
pub(crate) fn print_expr(m: Machine<'_>, pc: Pc) -> Step {
    let insn = pc.insn();
    m.frame.pc.set(pc);
    let result = display(m.cx, m.b(insn));
    m.drop_b(insn);
    m.done(result.map(drop))
}

fn display(cx: &Cx, value: Ref<'_>) -> PyResult<Owned> {
    let hook = cx
        .vm()
        .sys_attr(cx, "displayhook")
        .ok_or_else(|| cx.raise(&table::RUNTIME_ERROR, format_args!("lost sys.displayhook")))?;
    call::call1(cx, hook.borrow(), value)
}
