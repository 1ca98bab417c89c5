//! Classic instances as numbers.

use super::{INSTANCE, call_required, call_special, find};
use crate::builtins::int::{INT, int_value};
use crate::builtins::none::not_implemented;
use crate::builtins::tuple::Tuple;
use crate::cx::Cx;
use crate::exceptions::{PyResult, Raised, table};
use crate::object::{Owned, Ref, names, none};
use crate::protocol::{call, number, recursion};
use crate::types::slots::Binary;

fn wrong_coercion(cx: &Cx) -> Raised {
    cx.raise(&table::TYPE_ERROR, format_args!("coercion should return None or 2-tuple"))
}

/// Asks `__coerce__` for a common form; None if it is missing or declines.
fn ask_coerce(cx: &Cx, object: Ref<'_>, other: Ref<'_>) -> PyResult<Option<(Owned, Owned)>> {
    let Some(result) = call_special(cx, object, names::COERCE.as_ref(), &[other])? else {
        return Ok(None);
    };
    if result.borrow().is_none() || result.borrow().is(not_implemented()) {
        return Ok(None);
    }
    match result.borrow().cast::<Tuple>().map(Tuple::as_slice) {
        Some([first, second]) => Ok(Some((first.own(), second.own()))),
        _ => Err(wrong_coercion(cx)),
    }
}

pub(super) fn coerce(cx: &Cx, object: Ref<'_>, other: Ref<'_>) -> PyResult<Option<(Owned, Owned)>> {
    if object.is_exact(&INSTANCE) {
        return ask_coerce(cx, object, other);
    }
    Ok(ask_coerce(cx, other, object)?.map(|(other, object)| (object, other)))
}

/// An operation with the names of its methods.
#[derive(Clone, Copy)]
struct Operation {
    /// The protocol's function, for operands that coercion has changed.
    again: Binary,
    name: Ref<'static>,
    reflected: Ref<'static>,
}

fn plain(cx: &Cx, object: Ref<'_>, other: Ref<'_>, name: Ref<'_>) -> PyResult {
    Ok(call_special(cx, object, name, &[other])?.unwrap_or_else(|| not_implemented().own()))
}

fn half(
    cx: &Cx,
    object: Ref<'_>,
    other: Ref<'_>,
    name: Ref<'_>,
    again: impl FnOnce(Ref<'_>, Ref<'_>) -> PyResult,
) -> PyResult {
    if !object.is_exact(&INSTANCE) {
        return Ok(not_implemented().own());
    }
    match ask_coerce(cx, object, other)? {
        None => plain(cx, object, other, name),
        Some((object, other)) if object.borrow().is_exact(&INSTANCE) => {
            plain(cx, object.borrow(), other.borrow(), name)
        }
        Some((object, other)) => {
            recursion::nested(cx, " after coercion", || again(object.borrow(), other.borrow()))
        }
    }
}

fn binary(cx: &Cx, left: Ref<'_>, right: Ref<'_>, operation: Operation) -> PyResult {
    let again = operation.again;
    let result = half(cx, left, right, operation.name, |left, right| again(cx, left, right))?;
    if !result.borrow().is(not_implemented()) {
        return Ok(result);
    }
    half(cx, right, left, operation.reflected, |right, left| again(cx, left, right))
}

fn inplace(
    cx: &Cx,
    left: Ref<'_>,
    right: Ref<'_>,
    name: Ref<'_>,
    operation: Operation,
) -> PyResult {
    let again = operation.again;
    let result = half(cx, left, right, name, |left, right| again(cx, left, right))?;
    if !result.borrow().is(not_implemented()) {
        return Ok(result);
    }
    binary(cx, left, right, operation)
}

macro_rules! binary_slots {
    ($( $slot:ident $inplace:ident $again:ident $name:ident $reflected:ident $iname:ident; )+) => { $(
        pub(super) fn $slot(cx: &Cx, left: Ref<'_>, right: Ref<'_>) -> PyResult {
            binary(cx, left, right, Operation {
                again: number::$again,
                name: names::$name.as_ref(),
                reflected: names::$reflected.as_ref(),
            })
        }

        pub(super) fn $inplace(cx: &Cx, left: Ref<'_>, right: Ref<'_>) -> PyResult {
            inplace(cx, left, right, names::$iname.as_ref(), Operation {
                again: number::$again,
                name: names::$name.as_ref(),
                reflected: names::$reflected.as_ref(),
            })
        }
    )+ };
}
binary_slots! {
    add iadd add ADD RADD IADD; sub isub sub SUB RSUB ISUB; mul imul mul MUL RMUL IMUL;
    div idiv div DIV RDIV IDIV; true_div itrue_div true_div TRUEDIV RTRUEDIV ITRUEDIV;
    floor_div ifloor_div floor_div FLOORDIV RFLOORDIV IFLOORDIV; rem irem rem MOD RMOD IMOD;
    lshift ilshift lshift LSHIFT RLSHIFT ILSHIFT; rshift irshift rshift RSHIFT RRSHIFT IRSHIFT;
    and iand and AND RAND IAND; or ior or OR ROR IOR; xor ixor xor XOR RXOR IXOR;
}

pub(super) fn divmod(cx: &Cx, left: Ref<'_>, right: Ref<'_>) -> PyResult {
    binary(
        cx,
        left,
        right,
        Operation {
            again: number::divmod,
            name: names::DIVMOD.as_ref(),
            reflected: names::RDIVMOD.as_ref(),
        },
    )
}

fn power(cx: &Cx, left: Ref<'_>, right: Ref<'_>) -> PyResult {
    number::pow(cx, left, right, none())
}

fn power_operation() -> Operation {
    Operation { again: power, name: names::POW.as_ref(), reflected: names::RPOW.as_ref() }
}

pub(super) fn pow(cx: &Cx, left: Ref<'_>, right: Ref<'_>, modulus: Ref<'_>) -> PyResult {
    if modulus.is_none() {
        return binary(cx, left, right, power_operation());
    }
    if !left.is_exact(&INSTANCE) {
        return Ok(not_implemented().own());
    }
    call_required(cx, left, names::POW.as_ref(), &[right, modulus])
}

pub(super) fn ipow(cx: &Cx, left: Ref<'_>, right: Ref<'_>, modulus: Ref<'_>) -> PyResult {
    if modulus.is_none() {
        return inplace(cx, left, right, names::IPOW.as_ref(), power_operation());
    }
    match find(cx, left, names::IPOW.as_ref())? {
        Some(method) => call::call2(cx, method.borrow(), right, modulus),
        None => pow(cx, left, right, modulus),
    }
}

macro_rules! unary_slots {
    ($( $slot:ident $name:ident; )+) => { $(
        pub(super) fn $slot(cx: &Cx, object: Ref<'_>) -> PyResult {
            call_required(cx, object, names::$name.as_ref(), &[])
        }
    )+ };
}
unary_slots! {
    neg NEG; pos POS; abs ABS; invert INVERT; float FLOAT; oct OCT; hex HEX;
}

pub(super) fn int(cx: &Cx, object: Ref<'_>) -> PyResult {
    if let Some(result) = call_special(cx, object, names::INT.as_ref(), &[])? {
        return Ok(result);
    }
    let result = call_required(cx, object, names::TRUNC.as_ref(), &[])?;
    let is_integer =
        |value: Ref<'_>| value.is_instance(&INT) || value.is_instance(&crate::builtins::long::LONG);
    if is_integer(result.borrow()) {
        return Ok(result);
    }
    let integral = match result.borrow().ty().slots.int.get() {
        Some(int) => int(cx, result.borrow())?,
        None => result.clone(),
    };
    if is_integer(integral.borrow()) {
        return Ok(integral);
    }
    let ty = result.borrow().ty().name();
    Err(cx.raise(&table::TYPE_ERROR, format_args!("__trunc__ returned non-Integral (type {ty})")))
}

pub(super) fn long(cx: &Cx, object: Ref<'_>) -> PyResult {
    match call_special(cx, object, names::LONG.as_ref(), &[])? {
        Some(result) => Ok(result),
        None => call_required(cx, object, names::INT.as_ref(), &[]),
    }
}

pub(super) fn index(cx: &Cx, object: Ref<'_>) -> PyResult {
    match call_special(cx, object, names::INDEX.as_ref(), &[])? {
        Some(result) => Ok(result),
        None => Err(
            cx.raise(&table::TYPE_ERROR, format_args!("object cannot be interpreted as an index"))
        ),
    }
}

pub(super) fn nonzero(cx: &Cx, object: Ref<'_>) -> PyResult<bool> {
    let result = match call_special(cx, object, names::NONZERO.as_ref(), &[])? {
        Some(result) => result,
        None => match call_special(cx, object, names::LEN.as_ref(), &[])? {
            Some(result) => result,
            None => return Ok(true),
        },
    };
    let value = result.borrow();
    if !value.is_instance(&INT) {
        return Err(cx.raise(&table::TYPE_ERROR, format_args!("__nonzero__ should return an int")));
    }
    match int_value(value) {
        Some(number) if number >= 0 => Ok(number > 0),
        _ => Err(cx.raise(&table::VALUE_ERROR, format_args!("__nonzero__ should return >= 0"))),
    }
}
