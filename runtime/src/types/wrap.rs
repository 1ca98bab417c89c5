//! Slot wrappers: native slots called with Python arguments, as `list.__len__(x)` does.
//!
//! Each function takes the native slot, the receiver (its type already checked) and the arguments,
//! and says what CPython says when their number is wrong.

use super::slots::*;
use crate::builtins::none::not_implemented;
use crate::cx::Cx;
use crate::exceptions::{PyResult, table};
use crate::object::{Owned, Ref};
use crate::protocol::attr::interned_name;
use crate::protocol::number;
use crate::types::TypeFlags;

fn check<'a>(cx: &Cx, args: CallArgs<'a>, count: usize) -> PyResult<&'a [Ref<'a>]> {
    let given = args.positional();
    if given.len() == count {
        return Ok(given);
    }
    Err(cx
        .raise(&table::TYPE_ERROR, format_args!("expected {count} arguments, got {}", given.len())))
}

/// The check of natives that unpack their arguments without a name.
fn unpack<'a>(cx: &Cx, args: CallArgs<'a>, min: usize, max: usize) -> PyResult<&'a [Ref<'a>]> {
    let given = args.positional();
    let (bound, word) = if given.len() < min {
        (min, "at least ")
    } else if given.len() > max {
        (max, "at most ")
    } else {
        return Ok(given);
    };
    let word = if min == max { "" } else { word };
    Err(cx.raise(
        &table::TYPE_ERROR,
        format_args!(" expected {word}{bound} arguments, got {}", given.len()),
    ))
}

pub(super) fn unary(cx: &Cx, native: Unary, recv: Ref<'_>, args: CallArgs<'_>) -> PyResult {
    check(cx, args, 0)?;
    native(cx, recv)
}

pub(super) fn binary(cx: &Cx, native: Binary, recv: Ref<'_>, args: CallArgs<'_>) -> PyResult {
    native(cx, recv, check(cx, args, 1)?[0])
}

pub(super) fn get_attr(cx: &Cx, native: Binary, recv: Ref<'_>, args: CallArgs<'_>) -> PyResult {
    let name = interned_name(cx, check(cx, args, 1)?[0])?;
    native(cx, recv, name.borrow())
}

fn operand_fits(recv: Ref<'_>, other: Ref<'_>) -> bool {
    recv.ty().has_flag(TypeFlags::CHECK_TYPES) || other.ty().is_subtype(recv.ty())
}

pub(super) fn binary_left(cx: &Cx, native: Binary, recv: Ref<'_>, args: CallArgs<'_>) -> PyResult {
    let other = check(cx, args, 1)?[0];
    if !operand_fits(recv, other) {
        return Ok(not_implemented().own());
    }
    native(cx, recv, other)
}

pub(super) fn binary_right(cx: &Cx, native: Binary, recv: Ref<'_>, args: CallArgs<'_>) -> PyResult {
    let other = check(cx, args, 1)?[0];
    if !operand_fits(recv, other) {
        return Ok(not_implemented().own());
    }
    native(cx, other, recv)
}

pub(super) fn ternary(cx: &Cx, native: Ternary, recv: Ref<'_>, args: CallArgs<'_>) -> PyResult {
    let args = unpack(cx, args, 1, 2)?;
    native(cx, recv, args[0], args.get(1).copied().unwrap_or(crate::object::none()))
}

pub(super) fn ternary_right(
    cx: &Cx,
    native: Ternary,
    recv: Ref<'_>,
    args: CallArgs<'_>,
) -> PyResult {
    let args = unpack(cx, args, 1, 2)?;
    native(cx, args[0], recv, args.get(1).copied().unwrap_or(crate::object::none()))
}

pub(super) fn coerce(cx: &Cx, native: Coerce, recv: Ref<'_>, args: CallArgs<'_>) -> PyResult {
    let other = check(cx, args, 1)?[0];
    match native(cx, recv, other)? {
        Some((left, right)) => crate::builtins::tuple::Tuple::new(cx, vec![left, right]),
        None => Ok(not_implemented().own()),
    }
}

pub(super) fn inquiry(cx: &Cx, native: Inquiry, recv: Ref<'_>, args: CallArgs<'_>) -> PyResult {
    check(cx, args, 0)?;
    Ok(Owned::bool(native(cx, recv)?))
}

pub(super) fn hash(cx: &Cx, native: Hash, recv: Ref<'_>, args: CallArgs<'_>) -> PyResult {
    check(cx, args, 0)?;
    Ok(Owned::int(native(cx, recv)?))
}

pub(super) fn length(cx: &Cx, native: Length, recv: Ref<'_>, args: CallArgs<'_>) -> PyResult {
    check(cx, args, 0)?;
    Ok(Owned::int(native(cx, recv)? as i64))
}

pub(super) fn compare(cx: &Cx, native: Compare, recv: Ref<'_>, args: CallArgs<'_>) -> PyResult {
    let other = check(cx, args, 1)?[0];
    let same = |a: Ref<'_>, b: Ref<'_>| {
        a.ty().slots.compare.get().map(|f| f as *const () as usize)
            == b.ty().slots.compare.get().map(|f| f as *const () as usize)
    };
    if !same(recv, other) && !other.ty().is_subtype(recv.ty()) {
        let ty = recv.ty().name();
        return Err(cx.raise(
            &table::TYPE_ERROR,
            format_args!(
                "{ty}.__cmp__(x,y) requires y to be a '{ty}', not a '{}'",
                other.ty().name()
            ),
        ));
    }
    Ok(Owned::int(native(cx, recv, other)?.into()))
}

macro_rules! rich {
    ($($name:ident $op:ident;)+) => { $(
        pub(super) fn $name(cx: &Cx, native: RichCompare, recv: Ref<'_>, args: CallArgs<'_>) -> PyResult {
            native(cx, recv, check(cx, args, 1)?[0], CompareOp::$op)
        }
    )+ };
}
rich! { lt Lt; le Le; eq Eq; ne Ne; gt Gt; ge Ge; }

pub(super) fn call(cx: &Cx, native: Call, recv: Ref<'_>, args: CallArgs<'_>) -> PyResult {
    native(cx, recv, args)
}

pub(super) fn init(cx: &Cx, native: Init, recv: Ref<'_>, args: CallArgs<'_>) -> PyResult {
    native(cx, recv, args)?;
    Ok(Owned::none())
}

pub(super) fn next(cx: &Cx, native: Next, recv: Ref<'_>, args: CallArgs<'_>) -> PyResult {
    check(cx, args, 0)?;
    native(cx, recv)?.ok_or_else(|| cx.raise_none(&table::STOP_ITERATION))
}

/// Refuses to run `object.__setattr__` and the like on objects whose native type has a rule of its
/// own, such as types.
fn check_setter(cx: &Cx, native: SetPair, recv: Ref<'_>, what: &str) -> PyResult<()> {
    let mut ty = recv.ty().as_ref().own();
    loop {
        let base = {
            let ty = ty.borrow().recv::<crate::types::Type>();
            if ty.has_flag(TypeFlags::HEAP) { ty.base.get() } else { None }
        };
        match base {
            Some(base) => ty = base,
            None => break,
        }
    }
    let ty = ty.borrow().recv::<crate::types::Type>();
    let own = ty.slots.set_attr.get().map(|f| f as *const () as usize);
    if own == Some(native as *const () as usize) {
        return Ok(());
    }
    Err(cx
        .raise(&table::TYPE_ERROR, format_args!("can't apply this {what} to {} object", ty.name())))
}

pub(super) fn set_attr(cx: &Cx, native: SetPair, recv: Ref<'_>, args: CallArgs<'_>) -> PyResult {
    let args = check(cx, args, 2)?;
    check_setter(cx, native, recv, "__setattr__")?;
    let name = interned_name(cx, args[0])?;
    native(cx, recv, name.borrow(), Some(args[1]))?;
    Ok(Owned::none())
}

pub(super) fn del_attr(cx: &Cx, native: SetPair, recv: Ref<'_>, args: CallArgs<'_>) -> PyResult {
    let args = check(cx, args, 1)?;
    check_setter(cx, native, recv, "__delattr__")?;
    let name = interned_name(cx, args[0])?;
    native(cx, recv, name.borrow(), None)?;
    Ok(Owned::none())
}

pub(super) fn descr_get(cx: &Cx, native: DescrGet, recv: Ref<'_>, args: CallArgs<'_>) -> PyResult {
    let args = unpack(cx, args, 1, 2)?;
    let object = Some(args[0]).filter(|object| !object.is_none());
    let ty = args.get(1).copied().filter(|ty| !ty.is_none());
    if object.is_none() && ty.is_none() {
        return Err(cx.raise(&table::TYPE_ERROR, format_args!("__get__(None, None) is invalid")));
    }
    native(cx, recv, object, ty)
}

pub(super) fn descr_set(cx: &Cx, native: SetPair, recv: Ref<'_>, args: CallArgs<'_>) -> PyResult {
    let args = unpack(cx, args, 2, 2)?;
    native(cx, recv, args[0], Some(args[1]))?;
    Ok(Owned::none())
}

pub(super) fn descr_delete(
    cx: &Cx,
    native: SetPair,
    recv: Ref<'_>,
    args: CallArgs<'_>,
) -> PyResult {
    native(cx, recv, check(cx, args, 1)?[0], None)?;
    Ok(Owned::none())
}

pub(super) fn set_item(cx: &Cx, native: SetPair, recv: Ref<'_>, args: CallArgs<'_>) -> PyResult {
    let args = unpack(cx, args, 2, 2)?;
    native(cx, recv, args[0], Some(args[1]))?;
    Ok(Owned::none())
}

pub(super) fn del_item(cx: &Cx, native: SetPair, recv: Ref<'_>, args: CallArgs<'_>) -> PyResult {
    native(cx, recv, check(cx, args, 1)?[0], None)?;
    Ok(Owned::none())
}

/// Converts an index for a sequence slot, counting negative ones from the end.
fn index(cx: &Cx, recv: Ref<'_>, arg: Ref<'_>) -> PyResult<isize> {
    let index = number::as_index_or(cx, arg, &table::OVERFLOW_ERROR)?;
    match recv.ty().slots.len.get() {
        Some(len) if index < 0 => Ok(index + len(cx, recv)?),
        _ => Ok(index),
    }
}

pub(super) fn item(cx: &Cx, native: SizeArg, recv: Ref<'_>, args: CallArgs<'_>) -> PyResult {
    native(cx, recv, index(cx, recv, check(cx, args, 1)?[0])?)
}

pub(super) fn repeat(cx: &Cx, native: SizeArg, recv: Ref<'_>, args: CallArgs<'_>) -> PyResult {
    let count = unpack(cx, args, 1, 1)?[0];
    native(cx, recv, number::as_index_or(cx, count, &table::OVERFLOW_ERROR)?)
}

pub(super) fn slice(cx: &Cx, native: SliceArg, recv: Ref<'_>, args: CallArgs<'_>) -> PyResult {
    let args = parse(cx, args, 2)?;
    let (low, high) = slice_bounds(cx, args)?;
    native(cx, recv, low, high)
}

/// The bounds of a slice method as C takes them: any number goes.
fn slice_bounds(cx: &Cx, args: &[Ref<'_>]) -> PyResult<(isize, isize)> {
    Ok((number::as_i64(cx, args[0])? as isize, number::as_i64(cx, args[1])? as isize))
}

/// The check of natives that parse a nameless argument tuple.
fn parse<'a>(cx: &Cx, args: CallArgs<'a>, count: usize) -> PyResult<&'a [Ref<'a>]> {
    let given = args.positional();
    if given.len() == count {
        return Ok(given);
    }
    Err(cx.raise(
        &table::TYPE_ERROR,
        format_args!("function takes exactly {count} arguments ({} given)", given.len()),
    ))
}

pub(super) fn set_item_at(
    cx: &Cx,
    native: SetItemAt,
    recv: Ref<'_>,
    args: CallArgs<'_>,
) -> PyResult {
    let args = unpack(cx, args, 2, 2)?;
    native(cx, recv, index(cx, recv, args[0])?, Some(args[1]))?;
    Ok(Owned::none())
}

pub(super) fn del_item_at(
    cx: &Cx,
    native: SetItemAt,
    recv: Ref<'_>,
    args: CallArgs<'_>,
) -> PyResult {
    native(cx, recv, index(cx, recv, check(cx, args, 1)?[0])?, None)?;
    Ok(Owned::none())
}

pub(super) fn set_slice(cx: &Cx, native: SetSlice, recv: Ref<'_>, args: CallArgs<'_>) -> PyResult {
    let args = parse(cx, args, 3)?;
    let (low, high) = slice_bounds(cx, args)?;
    native(cx, recv, low, high, Some(args[2]))?;
    Ok(Owned::none())
}

pub(super) fn del_slice(cx: &Cx, native: SetSlice, recv: Ref<'_>, args: CallArgs<'_>) -> PyResult {
    let args = parse(cx, args, 2)?;
    let (low, high) = slice_bounds(cx, args)?;
    native(cx, recv, low, high, None)?;
    Ok(Owned::none())
}

pub(super) fn contains(cx: &Cx, native: Contains, recv: Ref<'_>, args: CallArgs<'_>) -> PyResult {
    Ok(Owned::bool(native(cx, recv, check(cx, args, 1)?[0])?))
}
