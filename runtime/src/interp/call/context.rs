//! The calls of a `with` statement: `__enter__`, and `__exit__` with an exception or without.

use super::super::machine::{Machine, Step};
use super::{Args, Way, call_counting};
use crate::builtins::instance::Instance;
use crate::bytecode::Pc;
use crate::cx::Cx;
use crate::exceptions::{PyResult, table};
use crate::object::{Owned, Ref, names, none};
use crate::protocol;

/// `Op::LoadExit`
#[inline(never)]
pub(crate) fn load_exit(m: Machine<'_>, pc: Pc) -> Step {
    let insn = pc.insn();
    m.frame.pc.set(pc);
    let result = exit_of(m.cx, m.b(insn));
    m.finish(insn, result)
}

/// Returns the bound `__exit__` of a context manager.
///
/// # Errors
/// Raises `AttributeError`.
pub(crate) fn exit_of(cx: &Cx, manager: Ref<'_>) -> PyResult {
    special(cx, manager, names::EXIT.as_ref(), "__exit__")
}

/// Returns the bound `__enter__` of a context manager.
///
/// # Errors
/// Raises `AttributeError`.
pub(crate) fn enter_of(cx: &Cx, manager: Ref<'_>) -> PyResult {
    special(cx, manager, names::ENTER.as_ref(), "__enter__")
}

fn special(cx: &Cx, object: Ref<'_>, name: Ref<'_>, text: &str) -> PyResult {
    if object.cast::<Instance>().is_some() {
        return protocol::attr::get_attr(cx, object, name);
    }
    let found = protocol::attr::lookup_special(cx, object, name)?;
    found.ok_or_else(|| cx.raise(&table::ATTRIBUTE_ERROR, format_args!("{text}")))
}

/// `Op::WithEnter`
#[inline(never)]
pub(crate) fn with_enter(m: Machine<'_>, pc: Pc) -> Step {
    let insn = pc.insn();
    m.frame.pc.set(pc);
    let manager = m.take_b(insn);
    match enter_of(m.cx, manager.borrow()) {
        Ok(enter) => call_bound(m, pc, enter, Args::Values(Vec::new())),
        Err(_) => Step::Raise,
    }
}

/// Calls a method that CPython 2.7's interpreter calls as it calls any object.
fn call_bound(m: Machine<'_>, pc: Pc, callee: Owned, args: Args) -> Step {
    call_counting(m, pc, callee, args, Way { names: &[], extra: 2 })
}

/// `Op::WithExit`
#[inline(never)]
pub(crate) fn with_exit(m: Machine<'_>, pc: Pc) -> Step {
    let insn = pc.insn();
    m.frame.pc.set(pc);
    let values = [insn.c, insn.low() as u16, insn.high() as u16];
    let values = values.iter().map(|register| m.frame.value(*register).own()).collect();
    let exit = m.take_b(insn);
    call_bound(m, pc, exit, Args::Values(values))
}

/// `Op::WithLeave`
#[inline(never)]
pub(crate) fn with_leave(m: Machine<'_>, pc: Pc) -> Step {
    let insn = pc.insn();
    m.frame.pc.set(pc);
    let exit = m.take_b(insn);
    let values = vec![none().own(), none().own(), none().own()];
    call_bound(m, pc, exit, Args::Values(values))
}
