//! Comparison: rich, three-way, and the default order of unlike things.
//!
//! The order of attempts is CPython 2.7's, because programs see it. A `compare` slot returns -1, 0
//! or 1, or [`DECLINED`] (old-style instances and user-defined `__cmp__` only).

use super::coerce::coerce;
use super::recursion::nested;
use super::truth::is_true;
use crate::builtins::bool::BOOL;
use crate::builtins::none::not_implemented;
use crate::builtins::str::Str;
use crate::cx::Cx;
use crate::exceptions::PyResult;
use crate::object::{Owned, Ref};
use crate::types::slots::Compare;
use crate::types::{CompareOp, Type, TypeFlags};
use std::cmp::Ordering;

/// What a `compare` slot returns when it does not know.
pub const DECLINED: i32 = 2;

impl CompareOp {
    /// The same question with the operands exchanged.
    #[must_use]
    pub fn swapped(self) -> CompareOp {
        match self {
            CompareOp::Lt => CompareOp::Gt,
            CompareOp::Le => CompareOp::Ge,
            CompareOp::Eq => CompareOp::Eq,
            CompareOp::Ne => CompareOp::Ne,
            CompareOp::Gt => CompareOp::Lt,
            CompareOp::Ge => CompareOp::Le,
        }
    }

    /// The answer for operands in this order.
    #[inline(always)]
    pub fn of(self, ordering: Ordering) -> bool {
        match self {
            CompareOp::Lt => ordering == Ordering::Less,
            CompareOp::Le => ordering != Ordering::Greater,
            CompareOp::Eq => ordering == Ordering::Equal,
            CompareOp::Ne => ordering != Ordering::Equal,
            CompareOp::Gt => ordering == Ordering::Greater,
            CompareOp::Ge => ordering != Ordering::Less,
        }
    }
}

/// Returns `a op b` as whatever the operands make of it. May run Python code.
///
/// # Errors
/// Whatever the operands' methods raise.
#[inline]
pub fn rich_compare(cx: &Cx, a: Ref<'_>, b: Ref<'_>, op: CompareOp) -> PyResult {
    if a.word().is_int() && b.word().is_int() {
        return Ok(Owned::bool(op.of(a.word().0.cmp(&b.word().0))));
    }
    if a.word().is_float() && b.word().is_float() {
        return Ok(Owned::bool(compare_floats(a.word().float(), b.word().float(), op)));
    }
    nested(cx, " in cmp", || rich_compare_by_slots(cx, a, b, op))
}

/// `a op b` for floats; false (true for `!=`) if one is NaN.
#[inline(always)]
pub fn compare_floats(a: f64, b: f64, op: CompareOp) -> bool {
    match op {
        CompareOp::Lt => a < b,
        CompareOp::Le => a <= b,
        CompareOp::Eq => a == b,
        CompareOp::Ne => a != b,
        CompareOp::Gt => a > b,
        CompareOp::Ge => a >= b,
    }
}

/// Returns whether `a op b` is true; a value always equals itself here. May run Python code.
///
/// # Errors
/// Whatever the operands' methods raise.
#[inline]
pub fn rich_compare_bool(cx: &Cx, a: Ref<'_>, b: Ref<'_>, op: CompareOp) -> PyResult<bool> {
    if a.is(b) {
        match op {
            CompareOp::Eq => return Ok(true),
            CompareOp::Ne => return Ok(false),
            _ => {}
        }
    }
    if op == CompareOp::Eq
        && let (Some(a), Some(b)) = (a.cast_exact::<Str>(), b.cast_exact::<Str>())
    {
        return Ok(a.as_bytes() == b.as_bytes());
    }
    let result = rich_compare(cx, a, b, op)?;
    is_true(cx, result.borrow())
}

/// Returns whether `a == b`, identical values being equal. May run Python code.
///
/// # Errors
/// Whatever the operands' methods raise.
#[inline]
pub fn equal(cx: &Cx, a: Ref<'_>, b: Ref<'_>) -> PyResult<bool> {
    rich_compare_bool(cx, a, b, CompareOp::Eq)
}

/// Returns `cmp(a, b)`: -1, 0 or 1. May run Python code.
///
/// # Errors
/// Whatever the operands' methods raise.
pub fn compare(cx: &Cx, a: Ref<'_>, b: Ref<'_>) -> PyResult<i32> {
    if a.is(b) {
        return Ok(0);
    }
    if a.word().is_int() && b.word().is_int() {
        return Ok(sign(a.word().0.cmp(&b.word().0)));
    }
    nested(cx, " in cmp", || compare_by_slots(cx, a, b))
}

/// -1, 0 or 1.
#[inline(always)]
pub fn sign(ordering: Ordering) -> i32 {
    match ordering {
        Ordering::Less => -1,
        Ordering::Equal => 0,
        Ordering::Greater => 1,
    }
}

fn is_classic_instance(ty: &Type) -> bool {
    std::ptr::eq(ty, &raw const crate::builtins::instance::INSTANCE)
}

fn rich_compare_by_slots(cx: &Cx, a: Ref<'_>, b: Ref<'_>, op: CompareOp) -> PyResult {
    let ty = a.ty();
    if std::ptr::eq(ty, b.ty()) && !is_classic_instance(ty) {
        if let Some(rich) = ty.slots.rich_compare.get() {
            let result = rich(cx, a, b, op)?;
            if !result.borrow().is(not_implemented()) {
                return Ok(result);
            }
        }
        if let Some(three_way) = ty.slots.compare.get() {
            let order = three_way(cx, a, b)?;
            if order != DECLINED {
                return Ok(Owned::bool(op.of(order.cmp(&0))));
            }
        }
    }
    let result = try_rich_compare(cx, a, b, op)?;
    if !result.borrow().is(not_implemented()) {
        return Ok(result);
    }
    let order = match try_three_way(cx, a, b)? {
        // Different things are never equal in the default order.
        DECLINED if op == CompareOp::Eq => return Ok(Owned::bool(a.is(b))),
        DECLINED if op == CompareOp::Ne => return Ok(Owned::bool(!a.is(b))),
        DECLINED => default_order(a, b),
        order => order,
    };
    Ok(Owned::bool(op.of(order.cmp(&0))))
}

/// Asks the `rich_compare` slots of both sides, a proper subtype on the right first.
fn try_rich_compare(cx: &Cx, a: Ref<'_>, b: Ref<'_>, op: CompareOp) -> PyResult {
    let (a_ty, b_ty) = (a.ty(), b.ty());
    let b_slot = b_ty.slots.rich_compare.get();
    if let Some(rich) = b_slot
        && !std::ptr::eq(a_ty, b_ty)
        && b_ty.is_subtype(a_ty)
    {
        let result = rich(cx, b, a, op.swapped())?;
        if !result.borrow().is(not_implemented()) {
            return Ok(result);
        }
    }
    if let Some(rich) = a_ty.slots.rich_compare.get() {
        let result = rich(cx, a, b, op)?;
        if !result.borrow().is(not_implemented()) {
            return Ok(result);
        }
    }
    match b_slot {
        Some(rich) => rich(cx, b, a, op.swapped()),
        None => Ok(not_implemented().own()),
    }
}

fn same_compare(a: Compare, b: Option<Compare>) -> bool {
    b.is_some_and(|b| std::ptr::fn_addr_eq(a, b))
}

/// The `compare` slot of a class that has `__cmp__` of its own.
fn user_compare(ty: &Type) -> Option<Compare> {
    let compare = ty.slots.compare.get()?;
    if !ty.has_flag(TypeFlags::HEAP) {
        return None;
    }
    let mro = ty.mro.peek()?;
    let mro = mro.cast::<crate::builtins::tuple::Tuple>()?;
    let inherited = mro.as_slice().iter().any(|base| {
        base.cast::<Type>().is_some_and(|base| {
            base.has_flag(TypeFlags::BUILTIN) && same_compare(compare, base.slots.compare.get())
        })
    });
    (!inherited).then_some(compare)
}

/// Asks the `compare` slots; [`DECLINED`] if they do not know.
fn try_three_way(cx: &Cx, a: Ref<'_>, b: Ref<'_>) -> PyResult<i32> {
    let (a_ty, b_ty) = (a.ty(), b.ty());
    let a_slot = a_ty.slots.compare.get();
    let b_slot = b_ty.slots.compare.get();
    if let Some(compare) = a_slot.filter(|_| is_classic_instance(a_ty)) {
        return compare(cx, a, b);
    }
    if let Some(compare) = b_slot.filter(|_| is_classic_instance(b_ty)) {
        return compare(cx, a, b);
    }
    if let Some(compare) = a_slot
        && same_compare(compare, b_slot)
    {
        return compare(cx, a, b);
    }
    if let Some(compare) = user_compare(a_ty).or_else(|| user_compare(b_ty)) {
        return compare(cx, a, b);
    }
    let Some((a, b)) = coerce(cx, a, b)? else { return Ok(DECLINED) };
    match a.borrow().ty().slots.compare.get() {
        Some(compare) if same_compare(compare, b.borrow().ty().slots.compare.get()) => {
            compare(cx, a.borrow(), b.borrow())
        }
        _ => Ok(DECLINED),
    }
}

fn compare_by_slots(cx: &Cx, a: Ref<'_>, b: Ref<'_>) -> PyResult<i32> {
    if std::ptr::eq(a.ty(), b.ty())
        && let Some(compare) = a.ty().slots.compare.get()
    {
        let order = compare(cx, a, b)?;
        if order != DECLINED {
            return Ok(order);
        }
    }
    let order = try_rich_to_three_way(cx, a, b)?;
    if order != DECLINED {
        return Ok(order);
    }
    match try_three_way(cx, a, b)? {
        DECLINED => Ok(default_order(a, b)),
        order => Ok(order),
    }
}

fn try_rich_to_three_way(cx: &Cx, a: Ref<'_>, b: Ref<'_>) -> PyResult<i32> {
    if a.ty().slots.rich_compare.get().is_none() && b.ty().slots.rich_compare.get().is_none() {
        return Ok(DECLINED);
    }
    for (op, outcome) in [(CompareOp::Eq, 0), (CompareOp::Lt, -1), (CompareOp::Gt, 1)] {
        let result = try_rich_compare(cx, a, b, op)?;
        if !result.borrow().is(not_implemented()) && is_true(cx, result.borrow())? {
            return Ok(outcome);
        }
    }
    Ok(DECLINED)
}

/// The order of things that cannot be compared: None, numbers, then by the types' names; things of
/// one type by address.
pub fn default_order(a: Ref<'_>, b: Ref<'_>) -> i32 {
    let (a_ty, b_ty) = (a.ty(), b.ty());
    if std::ptr::eq(a_ty, b_ty) {
        return sign(a.address().cmp(&b.address()));
    }
    if a.is_none() {
        return -1;
    }
    if b.is_none() {
        return 1;
    }
    let name = |ty: &Type| {
        let number = ty.slots.int.get().is_some()
            || ty.slots.float.get().is_some()
            || is_classic_instance(ty);
        if number { String::new() } else { ty.name() }
    };
    match name(a_ty).cmp(&name(b_ty)) {
        Ordering::Equal => sign(super::type_order::compare_types(a_ty, b_ty)),
        order => sign(order),
    }
}

/// Returns whether a value is exactly a bool (results of comparisons usually are).
pub fn is_bool(x: Ref<'_>) -> bool {
    x.is_exact(&BOOL)
}
