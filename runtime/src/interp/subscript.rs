//! Subscripts and slices.

use super::machine::{Machine, Step};
use crate::builtins::dict::{self, DICT, Dict};
use crate::builtins::list::{LIST, List};
use crate::builtins::slice;
use crate::builtins::tuple::{TUPLE, Tuple};
use crate::bytecode::insn::{NO_REG, flags};
use crate::bytecode::{Insn, Op, Pc};
use crate::exceptions::table;
use crate::object::{Owned, Ref};
use crate::protocol::{mapping, sequence};

/// Returns the place that an immediate int index means.
#[inline(always)]
fn place(index: Ref<'_>, len: usize) -> Option<usize> {
    let word = index.word();
    if !word.is_int() {
        return None;
    }
    let index = word.int();
    let index = if index < 0 { index + len as i64 } else { index };
    // A negative result is larger than any length as an unsigned number.
    ((index as u64) < len as u64).then_some(index as usize)
}

/// Begins a general form: notes the operands' types; the instruction, the container and the index.
#[inline(always)]
fn reach<'a>(m: Machine<'a>, pc: Pc) -> (&'a Insn, Ref<'a>, Ref<'a>) {
    let insn = pc.insn();
    m.frame.pc.set(pc);
    let (object, index) = (m.b(insn), m.c(insn));
    insn.site().see(object, index);
    insn.site().key.set(std::ptr::from_ref(object.ty()) as u64);
    (insn, object, index)
}

/// Releases the container and the index, or the container and the lower bound.
#[inline(always)]
fn drop_place(m: Machine<'_>, insn: &Insn) {
    m.drop_b(insn);
    m.drop_c(insn);
}

/// Releases the container and the bounds of a slice.
fn drop_slice(m: Machine<'_>, insn: &Insn) {
    drop_place(m, insn);
    m.drop_x(insn);
}

/// `Op::GetItemList`
#[inline(always)]
pub(crate) fn get_list(m: Machine<'_>, pc: Pc) -> Step {
    let insn = pc.insn();
    if let Some(list) = m.b(insn).cast_exact::<List>()
        && let Some(place) = place(m.c(insn), list.len())
        && let Some(item) = list.get(place)
    {
        m.drop_b(insn);
        m.set(insn, item.into_word());
        return Step::Next;
    }
    get_missed(m, pc)
}

/// `Op::GetItemTuple`
#[inline(always)]
pub(crate) fn get_tuple(m: Machine<'_>, pc: Pc) -> Step {
    let insn = pc.insn();
    if let Some(tuple) = m.b(insn).cast_exact::<Tuple>()
        && let Some(place) = place(m.c(insn), tuple.len())
    {
        let item = tuple.as_slice()[place].own();
        m.drop_b(insn);
        m.set(insn, item.into_word());
        return Step::Next;
    }
    get_missed(m, pc)
}

/// `Op::GetItemDict`
#[inline(always)]
pub(crate) fn get_dict(m: Machine<'_>, pc: Pc) -> Step {
    let insn = pc.insn();
    if let Some(dict) = m.b(insn).cast_exact::<Dict>() {
        m.frame.pc.set(pc);
        let key = m.c(insn);
        let result = match dict.get(m.cx, key) {
            Ok(Some(value)) => Ok(value),
            Ok(None) => Err(dict::raise_key_error(m.cx, key)),
            Err(raised) => Err(raised),
        };
        drop_place(m, insn);
        return m.finish(insn, result);
    }
    get_missed(m, pc)
}

#[cold]
#[inline(never)]
fn get_missed(m: Machine<'_>, pc: Pc) -> Step {
    pc.insn().unquicken(Op::GetItem);
    get(m, pc)
}

/// `Op::GetItem`
#[inline(never)]
pub(crate) fn get(m: Machine<'_>, pc: Pc) -> Step {
    let (insn, object, index) = reach(m, pc);
    let site = insn.site();
    if site.may_specialise() {
        let by_number = index.word().is_int();
        if by_number && object.is_exact(&LIST) {
            insn.set_op(Op::GetItemList);
        } else if by_number && object.is_exact(&TUPLE) {
            insn.set_op(Op::GetItemTuple);
        } else if object.is_exact(&DICT) {
            insn.set_op(Op::GetItemDict);
        }
    }
    let result = mapping::get_item(m.cx, object, index);
    drop_place(m, insn);
    m.finish(insn, result)
}

/// `Op::SetItemList`
#[inline(always)]
pub(crate) fn set_list(m: Machine<'_>, pc: Pc) -> Step {
    let insn = pc.insn();
    if let Some(list) = m.b(insn).cast_exact::<List>()
        && let Some(place) = place(m.c(insn), list.len())
    {
        let value = m.take_a(insn);
        drop(list.replace(place, value));
        m.drop_b(insn);
        return Step::Next;
    }
    set_missed(m, pc)
}

/// `Op::SetItemDict`
#[inline(always)]
pub(crate) fn set_dict(m: Machine<'_>, pc: Pc) -> Step {
    let insn = pc.insn();
    if let Some(dict) = m.b(insn).cast_exact::<Dict>() {
        m.frame.pc.set(pc);
        let result = dict.set(m.cx, m.c(insn), m.frame.value(insn.a));
        m.drop_a(insn);
        drop_place(m, insn);
        return m.done(result);
    }
    set_missed(m, pc)
}

#[cold]
#[inline(never)]
fn set_missed(m: Machine<'_>, pc: Pc) -> Step {
    pc.insn().unquicken(Op::SetItem);
    set(m, pc)
}

/// `Op::SetItem`
#[inline(never)]
pub(crate) fn set(m: Machine<'_>, pc: Pc) -> Step {
    let (insn, object, index) = reach(m, pc);
    let site = insn.site();
    if site.may_specialise() {
        if index.word().is_int() && object.is_exact(&LIST) {
            insn.set_op(Op::SetItemList);
        } else if object.is_exact(&DICT) {
            insn.set_op(Op::SetItemDict);
        }
    }
    let result = mapping::set_item(m.cx, object, index, m.frame.value(insn.a));
    m.drop_a(insn);
    drop_place(m, insn);
    m.done(result)
}

/// `Op::DeleteItem`
#[inline(never)]
pub(crate) fn delete(m: Machine<'_>, pc: Pc) -> Step {
    let insn = pc.insn();
    m.frame.pc.set(pc);
    let result = mapping::del_item(m.cx, m.b(insn), m.c(insn));
    drop_place(m, insn);
    m.done(result)
}

fn bounds<'a>(m: Machine<'_>, insn: &Insn) -> (Option<Ref<'a>>, Option<Ref<'a>>) {
    let bound = |register: u16| (register != NO_REG).then(|| m.frame.value(register));
    (bound(insn.c), bound(insn.low() as u16))
}

/// `Op::GetSlice`
#[inline(never)]
pub(crate) fn get_slice(m: Machine<'_>, pc: Pc) -> Step {
    let insn = pc.insn();
    m.frame.pc.set(pc);
    let (low, high) = bounds(m, insn);
    let result = sequence::apply_slice(m.cx, m.b(insn), low, high);
    drop_slice(m, insn);
    m.finish(insn, result)
}

/// `Op::SetSlice`
#[inline(never)]
pub(crate) fn set_slice(m: Machine<'_>, pc: Pc) -> Step {
    let insn = pc.insn();
    m.frame.pc.set(pc);
    let (low, high) = bounds(m, insn);
    let value = m.frame.value(insn.a);
    let result = sequence::assign_slice(m.cx, m.b(insn), low, high, Some(value));
    m.drop_a(insn);
    drop_slice(m, insn);
    m.done(result)
}

/// `Op::DeleteSlice`
#[inline(never)]
pub(crate) fn delete_slice(m: Machine<'_>, pc: Pc) -> Step {
    let insn = pc.insn();
    m.frame.pc.set(pc);
    let (low, high) = bounds(m, insn);
    let result = sequence::assign_slice(m.cx, m.b(insn), low, high, None);
    drop_slice(m, insn);
    m.done(result)
}

/// `Op::BuildSlice`
#[inline(never)]
pub(crate) fn build_slice(m: Machine<'_>, pc: Pc) -> Step {
    let insn = pc.insn();
    let register = insn.low() as u16;
    let result =
        slice::Slice::new(m.cx, Some(m.b(insn)), Some(m.c(insn)), Some(m.frame.value(register)));
    drop_slice(m, insn);
    m.finish(insn, result)
}

/// `Op::UnpackSequence`
#[inline(always)]
pub(crate) fn unpack(m: Machine<'_>, pc: Pc) -> Step {
    let insn = pc.insn();
    let value = m.b(insn);
    if let Some(tuple) = value.cast_exact::<Tuple>()
        && tuple.len() == usize::from(insn.c)
    {
        if insn.has(flags::B_TEMP) && (insn.a..insn.a + insn.c).contains(&insn.b) {
            return unpack_over_itself(m, insn);
        }
        for (index, item) in tuple.as_slice().iter().enumerate() {
            m.frame.put(insn.a + index as u16, item.own().into_word());
        }
        m.drop_b(insn);
        return Step::Next;
    }
    unpack_slow(m, pc)
}

/// A result register is the operand's.
fn unpack_over_itself(m: Machine<'_>, insn: &Insn) -> Step {
    let kept = m.frame.take_temp(insn.b);
    for (index, item) in kept.borrow().recv::<Tuple>().as_slice().iter().enumerate() {
        m.frame.put(insn.a + index as u16, item.own().into_word());
    }
    Step::Next
}

#[inline(never)]
fn unpack_slow(m: Machine<'_>, pc: Pc) -> Step {
    let insn = pc.insn();
    m.frame.pc.set(pc);
    let value = m.take_b(insn);
    let Ok(items) = unpack_items(m.cx, value.borrow(), usize::from(insn.c)) else {
        return Step::Raise;
    };
    for (index, item) in items.into_iter().enumerate() {
        m.frame.put(insn.a + index as u16, item.into_word());
    }
    Step::Next
}

pub(crate) fn unpack_items(
    cx: &crate::cx::Cx,
    value: Ref<'_>,
    wanted: usize,
) -> crate::exceptions::PyResult<Vec<Owned>> {
    let known = match (value.cast_exact::<List>(), value.cast_exact::<Tuple>()) {
        (Some(list), _) => Some(list.to_vec()),
        (None, Some(tuple)) => Some(tuple.as_slice().iter().map(|item| item.own()).collect()),
        (None, None) => None,
    };
    if let Some(items) = known
        && items.len() == wanted
    {
        return Ok(items);
    }
    let iterator = crate::protocol::iter::iter(cx, value)?;
    let mut items = Vec::with_capacity(wanted);
    while items.len() < wanted {
        match crate::protocol::iter::next(cx, iterator.borrow())? {
            Some(item) => items.push(item),
            None => {
                let plural = if items.len() == 1 { "" } else { "s" };
                return Err(cx.raise(
                    &table::VALUE_ERROR,
                    format_args!("need more than {} value{plural} to unpack", items.len()),
                ));
            }
        }
    }
    match crate::protocol::iter::next(cx, iterator.borrow())? {
        None => Ok(items),
        Some(_) => Err(cx.raise(&table::VALUE_ERROR, format_args!("too many values to unpack"))),
    }
}
