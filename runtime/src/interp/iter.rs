//! Iteration: `iter()`, and `for` over lists, tuples, ranges and generators without a call.

use super::generator;
use super::machine::{Machine, Step, branch};
use crate::builtins::generator::Generator;
use crate::builtins::iterators::{ListIter, TupleIter};
use crate::builtins::list::List;
use crate::builtins::tuple::Tuple;
use crate::builtins::xrange::XRangeIter;
use crate::bytecode::insn::NO_REG;
use crate::bytecode::{Insn, Pc};
use crate::object::handle::release;
use crate::object::{Owned, Ref};
use crate::protocol;

/// `Op::GetIter`
#[inline(always)]
pub(crate) fn get_iter(m: Machine<'_>, pc: Pc) -> Step {
    let insn = pc.insn();
    let value = m.b(insn);
    if value.cast_exact::<Generator>().is_some() {
        let value = m.take_b(insn);
        m.set(insn, value.into_word());
        return Step::Next;
    }
    get_iter_slow(m, pc)
}

#[inline(never)]
fn get_iter_slow(m: Machine<'_>, pc: Pc) -> Step {
    let insn = pc.insn();
    m.frame.pc.set(pc);
    insn.site().reached.set(true);
    let result = protocol::iter::iter(m.cx, m.b(insn));
    if let Ok(iterator) = &result {
        // The loop's feedback: which iterator it asks.
        insn.site().key.set(std::ptr::from_ref(iterator.borrow().ty()) as u64);
    }
    m.drop_b(insn);
    m.finish(insn, result)
}

/// Writes the item and goes to the body.
#[inline(always)]
pub(crate) fn to_body(m: Machine<'_>, pc: Pc, item: Owned) -> Step {
    m.set(pc.insn(), item.into_word());
    branch(pc, true)
}

/// Releases the iterator and goes to the exit.
#[inline(always)]
pub(crate) fn to_exit(m: Machine<'_>, pc: Pc) -> Step {
    release(m.frame.get(pc.insn().b));
    branch(pc, false)
}

/// `Op::ForIter`
#[inline(always)]
pub(crate) fn for_iter(m: Machine<'_>, pc: Pc) -> Step {
    let insn = pc.insn();
    let iterator = m.b(insn);
    if let Some(range) = iterator.cast_exact::<XRangeIter>() {
        let index = range.index.get();
        if index < range.len {
            range.index.set(index + 1);
            let number = range.start.wrapping_add(index.wrapping_mul(range.step));
            return to_body(m, pc, Owned::int(number));
        }
        return to_exit(m, pc);
    }
    if let Some(list) = iterator.cast_exact::<ListIter>() {
        let index = list.index.get();
        let item = list
            .source
            .peek()
            .and_then(|source| source.cast::<List>())
            .and_then(|source| source.get(index as usize));
        if let Some(item) = item {
            list.index.set(index + 1);
            return to_body(m, pc, item);
        }
        list.source.set(None);
        return to_exit(m, pc);
    }
    for_iter_other(m, pc, iterator)
}

/// Notes the type of an iterator for the compiler.
fn note(m: Machine<'_>, insn: &Insn, iterator: Ref<'_>) {
    if insn.c != NO_REG {
        let site = &m.frame.code().body().sites[usize::from(insn.c)];
        let seen = site.key.get();
        let ty = std::ptr::from_ref(iterator.ty()) as u64;
        site.key.set(if seen == 0 || seen == ty { ty } else { 1 });
        site.reached.set(true);
    }
}

#[inline(never)]
fn for_iter_other(m: Machine<'_>, pc: Pc, iterator: Ref<'_>) -> Step {
    let insn = pc.insn();
    if let Some(target) = iterator.cast_exact::<Generator>() {
        return generator::enter_for(m, pc, target);
    }
    m.frame.pc.set(pc);
    note(m, insn, iterator);
    if let Some(tuple) = iterator.cast_exact::<TupleIter>() {
        let index = tuple.index.get();
        let item = tuple
            .source
            .peek()
            .and_then(|source| source.cast::<Tuple>())
            .and_then(|source| source.as_slice().get(index as usize).map(|item| item.own()));
        if let Some(item) = item {
            tuple.index.set(index + 1);
            return to_body(m, pc, item);
        }
        tuple.source.set(None);
        return to_exit(m, pc);
    }
    match protocol::iter::next(m.cx, iterator) {
        Ok(Some(item)) => to_body(m, pc, item),
        Ok(None) => to_exit(m, pc),
        Err(_) => Step::Raise,
    }
}
