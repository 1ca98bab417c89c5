//! Arithmetic: which side's slot is asked, in CPython 2.7's order, and conversions to numbers.
//!
//! Each operation is one row of [`BinaryOp`]: its symbol, its slot and its in-place slot. To add a
//! fast path for a pair of types, put it in front of the slots in [`binary`].

use super::coerce::coerce;
use crate::builtins::none::not_implemented;
use crate::builtins::str::Str;
use crate::builtins::unicode::Unicode;
use crate::builtins::{float, int, long};
use crate::cx::Cx;
use crate::exceptions::{PyResult, Raised, table};
use crate::object::{Owned, Ref, none};
use crate::types::slots::{Binary, SizeArg, Ternary, Unary};
use crate::types::{Slots, Type, TypeFlags};
use std::cell::Cell;

type BinarySlot = fn(&Slots) -> &Cell<Option<Binary>>;

/// Declares the binary operations: `Variant: "symbol", slot, in-place slot, function, in-place`.
macro_rules! binary_ops {
    ($( $variant:ident: $symbol:literal, $slot:ident, $inplace:ident, $function:ident, $ifunction:ident; )+) => {
        /// A binary operation with a slot of two operands.
        #[derive(Clone, Copy, PartialEq, Eq, Debug)]
        #[repr(u8)]
        pub enum BinaryOp { $( #[doc = concat!("`x ", $symbol, " y`")] $variant, )+ }

        impl BinaryOp {
            /// Returns the operator as error texts show it.
            pub fn symbol(self) -> &'static str {
                match self { $( BinaryOp::$variant => $symbol, )+ }
            }

            fn slot(self) -> BinarySlot {
                match self { $( BinaryOp::$variant => |slots| &slots.$slot, )+ }
            }

            fn inplace_slot(self) -> BinarySlot {
                match self { $( BinaryOp::$variant => |slots| &slots.$inplace, )+ }
            }
        }

        $(
            #[doc = concat!("Returns `a ", $symbol, " b`. May run Python code.")]
            ///
            /// # Errors
            /// Raises `TypeError` if no side knows how, and whatever the slots raise.
            #[inline]
            pub fn $function(cx: &Cx, a: Ref<'_>, b: Ref<'_>) -> PyResult {
                binary(cx, BinaryOp::$variant, a, b)
            }

            #[doc = concat!("Returns what `a ", $symbol, "= b` leaves in `a`. May run Python code.")]
            ///
            /// # Errors
            /// Raises `TypeError` if no side knows how, and whatever the slots raise.
            #[inline]
            pub fn $ifunction(cx: &Cx, a: Ref<'_>, b: Ref<'_>) -> PyResult {
                inplace(cx, BinaryOp::$variant, a, b)
            }
        )+
    };
}

binary_ops! {
    Add: "+", add, iadd, add, inplace_add;
    Sub: "-", sub, isub, sub, inplace_sub;
    Mul: "*", mul, imul, mul, inplace_mul;
    Div: "/", div, idiv, div, inplace_div;
    TrueDiv: "/", true_div, itrue_div, true_div, inplace_true_div;
    FloorDiv: "//", floor_div, ifloor_div, floor_div, inplace_floor_div;
    Rem: "%", rem, irem, rem, inplace_rem;
    Divmod: "divmod()", divmod, divmod, divmod, inplace_divmod;
    Lshift: "<<", lshift, ilshift, lshift, inplace_lshift;
    Rshift: ">>", rshift, irshift, rshift, inplace_rshift;
    And: "&", and, iand, and, inplace_and;
    Or: "|", or, ior, or, inplace_or;
    Xor: "^", xor, ixor, xor, inplace_xor;
}

/// Returns `a op b`. May run Python code.
///
/// # Errors
/// Raises `TypeError` if no side knows how, and whatever the slots raise.
#[inline]
pub fn binary(cx: &Cx, op: BinaryOp, a: Ref<'_>, b: Ref<'_>) -> PyResult {
    if a.word().is_int()
        && b.word().is_int()
        && let Some(result) = small_ints(op, a.word().int(), b.word().int())
    {
        return Ok(result);
    }
    if a.word().is_float()
        && b.word().is_float()
        && let Some(result) = floats(op, a.word().float(), b.word().float())
    {
        return Ok(result);
    }
    binary_by_slots(cx, op, a, b)
}

/// Immediate ints where the result needs no error and no long.
#[inline(always)]
fn small_ints(op: BinaryOp, a: i64, b: i64) -> Option<Owned> {
    let value = match op {
        BinaryOp::Add => a + b,
        BinaryOp::Sub => a - b,
        BinaryOp::Mul => a.checked_mul(b)?,
        BinaryOp::And => a & b,
        BinaryOp::Or => a | b,
        BinaryOp::Xor => a ^ b,
        BinaryOp::Div | BinaryOp::FloorDiv if b != 0 => int::floor_div(a, b),
        BinaryOp::Rem if b != 0 => int::floor_rem(a, b),
        BinaryOp::Rshift if (0..64).contains(&b) => a >> b,
        BinaryOp::Lshift if (0..12).contains(&b) => a << b,
        _ => return None,
    };
    Some(Owned::int(value))
}

#[inline(always)]
fn floats(op: BinaryOp, a: f64, b: f64) -> Option<Owned> {
    let value = match op {
        BinaryOp::Add => a + b,
        BinaryOp::Sub => a - b,
        BinaryOp::Mul => a * b,
        BinaryOp::Div | BinaryOp::TrueDiv if b != 0.0 => a / b,
        _ => return None,
    };
    Some(Owned::float(value))
}

fn binary_by_slots(cx: &Cx, op: BinaryOp, a: Ref<'_>, b: Ref<'_>) -> PyResult {
    let result = try_binary(cx, op.slot(), a, b)?;
    if !result.borrow().is(not_implemented()) {
        return Ok(result);
    }
    match op {
        BinaryOp::Add => {
            if let Some(concat) = a.ty().slots.concat.get() {
                return concat(cx, a, b);
            }
        }
        BinaryOp::Mul => {
            if let Some(repeat) = a.ty().slots.repeat.get() {
                return repeat_sequence(cx, repeat, a, b);
            }
            if let Some(repeat) = b.ty().slots.repeat.get() {
                return repeat_sequence(cx, repeat, b, a);
            }
        }
        _ => {}
    }
    Err(raise_operands(cx, op.symbol(), a, b))
}

/// Asks the number slots of both sides; NotImplemented if none knows.
///
/// # Errors
/// Whatever the slots raise.
fn try_binary(cx: &Cx, slot: BinarySlot, a: Ref<'_>, b: Ref<'_>) -> PyResult {
    let (a_ty, b_ty) = (a.ty(), b.ty());
    let a_new = a_ty.has_flag(TypeFlags::CHECK_TYPES);
    let b_new = b_ty.has_flag(TypeFlags::CHECK_TYPES);
    let a_slot = slot(&a_ty.slots).get().filter(|_| a_new);
    let mut b_slot = if std::ptr::eq(a_ty, b_ty) { None } else { slot(&b_ty.slots).get() };
    b_slot = b_slot.filter(|b| b_new && !a_slot.is_some_and(|a| std::ptr::fn_addr_eq(a, *b)));
    if let Some(function) = a_slot {
        if let Some(other) = b_slot
            && b_ty.is_subtype(a_ty)
        {
            let result = other(cx, a, b)?;
            if !result.borrow().is(not_implemented()) {
                return Ok(result);
            }
            b_slot = None;
        }
        let result = function(cx, a, b)?;
        if !result.borrow().is(not_implemented()) {
            return Ok(result);
        }
    }
    if let Some(other) = b_slot {
        let result = other(cx, a, b)?;
        if !result.borrow().is(not_implemented()) {
            return Ok(result);
        }
    }
    if (!a_new || !b_new)
        && let Some((a, b)) = coerce(cx, a, b)?
        && let Some(function) = slot(&a.borrow().ty().slots).get()
    {
        return function(cx, a.borrow(), b.borrow());
    }
    Ok(not_implemented().own())
}

fn repeat_sequence(cx: &Cx, repeat: SizeArg, sequence: Ref<'_>, count: Ref<'_>) -> PyResult {
    if !has_index(count) {
        return Err(cx.raise(
            &table::TYPE_ERROR,
            format_args!("can't multiply sequence by non-int of type '{}'", count.ty().name()),
        ));
    }
    let count = as_index_or(cx, count, &table::OVERFLOW_ERROR)?;
    repeat(cx, sequence, count)
}

/// Raises the error of an operation that no side knows.
#[cold]
fn raise_operands(cx: &Cx, symbol: &str, a: Ref<'_>, b: Ref<'_>) -> Raised {
    cx.raise(
        &table::TYPE_ERROR,
        format_args!(
            "unsupported operand type(s) for {symbol}: '{}' and '{}'",
            a.ty().name(),
            b.ty().name()
        ),
    )
}

/// Returns what `a op= b` leaves in `a`. May run Python code.
///
/// # Errors
/// Raises `TypeError` if no side knows how, and whatever the slots raise.
pub fn inplace(cx: &Cx, op: BinaryOp, a: Ref<'_>, b: Ref<'_>) -> PyResult {
    if a.word().is_int()
        && b.word().is_int()
        && let Some(result) = small_ints(op, a.word().int(), b.word().int())
    {
        return Ok(result);
    }
    if a.word().is_float()
        && b.word().is_float()
        && let Some(result) = floats(op, a.word().float(), b.word().float())
    {
        return Ok(result);
    }
    let slots = &a.ty().slots;
    if op != BinaryOp::Divmod
        && let Some(function) = op.inplace_slot()(slots).get()
    {
        let result = function(cx, a, b)?;
        if !result.borrow().is(not_implemented()) {
            return Ok(result);
        }
    }
    let result = try_binary(cx, op.slot(), a, b)?;
    if !result.borrow().is(not_implemented()) {
        return Ok(result);
    }
    match op {
        BinaryOp::Add => {
            if let Some(concat) = slots.inplace_concat.get().or(slots.concat.get()) {
                return concat(cx, a, b);
            }
        }
        BinaryOp::Mul => {
            if let Some(repeat) = slots.inplace_repeat.get().or(slots.repeat.get()) {
                return repeat_sequence(cx, repeat, a, b);
            }
            // The right side counts only beside something that is no sequence in any respect.
            if !super::sequence::has_sequence_slots(a.ty())
                && let Some(repeat) = b.ty().slots.repeat.get()
            {
                return repeat_sequence(cx, repeat, b, a);
            }
        }
        _ => {}
    }
    Err(raise_operands(cx, &format!("{}=", op.symbol()), a, b))
}

/// Returns `pow(a, b, c)`; `c` None for `a ** b`. May run Python code.
///
/// # Errors
/// Raises `TypeError` if no side knows how, and whatever the slots raise.
pub fn pow(cx: &Cx, a: Ref<'_>, b: Ref<'_>, c: Ref<'_>) -> PyResult {
    let result = try_ternary(cx, |slots| &slots.pow, a, b, c)?;
    if !result.borrow().is(not_implemented()) {
        return Ok(result);
    }
    if c.is_none() {
        return Err(raise_operands(cx, "** or pow()", a, b));
    }
    Err(cx.raise(
        &table::TYPE_ERROR,
        format_args!(
            "unsupported operand type(s) for pow(): '{}', '{}', '{}'",
            a.ty().name(),
            b.ty().name(),
            c.ty().name()
        ),
    ))
}

/// Returns what `a **= b` leaves in `a`. May run Python code.
///
/// # Errors
/// Raises `TypeError` if no side knows how, and whatever the slots raise.
pub fn inplace_pow(cx: &Cx, a: Ref<'_>, b: Ref<'_>) -> PyResult {
    let result = if a.ty().slots.ipow.get().is_some() {
        try_ternary(cx, |slots| &slots.ipow, a, b, none())?
    } else {
        not_implemented().own()
    };
    if !result.borrow().is(not_implemented()) {
        return Ok(result);
    }
    let result = try_ternary(cx, |slots| &slots.pow, a, b, none())?;
    if !result.borrow().is(not_implemented()) {
        return Ok(result);
    }
    Err(raise_operands(cx, "** or pow()", a, b))
}

fn try_ternary(
    cx: &Cx,
    slot: fn(&Slots) -> &Cell<Option<Ternary>>,
    a: Ref<'_>,
    b: Ref<'_>,
    c: Ref<'_>,
) -> PyResult {
    let new_style = |ty: &Type| ty.has_flag(TypeFlags::CHECK_TYPES);
    let same = |f: Ternary, g: Option<Ternary>| g.is_some_and(|g| std::ptr::fn_addr_eq(f, g));
    let (a_ty, b_ty, c_ty) = (a.ty(), b.ty(), c.ty());
    let a_slot = slot(&a_ty.slots).get().filter(|_| new_style(a_ty));
    let b_slot = slot(&b_ty.slots)
        .get()
        .filter(|f| !std::ptr::eq(a_ty, b_ty) && new_style(b_ty) && !same(*f, a_slot));
    let c_slot = slot(&c_ty.slots)
        .get()
        .filter(|f| new_style(c_ty) && !same(*f, a_slot) && !same(*f, b_slot));
    let b_first = a_slot.is_some() && b_ty.is_subtype(a_ty);
    let order = if b_first { [b_slot, a_slot, c_slot] } else { [a_slot, b_slot, c_slot] };
    for function in order.into_iter().flatten() {
        let result = function(cx, a, b, c)?;
        if !result.borrow().is(not_implemented()) {
            return Ok(result);
        }
    }
    if (!new_style(a_ty) || !new_style(b_ty))
        && c.is_none()
        && let Some((a, b)) = coerce(cx, a, b)?
        && let Some(function) = slot(&a.borrow().ty().slots).get()
    {
        return function(cx, a.borrow(), b.borrow(), c);
    }
    Ok(not_implemented().own())
}

/// Returns `-x`. May run Python code.
///
/// # Errors
/// Raises `TypeError` if `x` does not know how, and whatever its slot raises.
pub fn neg(cx: &Cx, x: Ref<'_>) -> PyResult {
    if x.word().is_int() {
        return Ok(Owned::int(-x.word().int()));
    }
    unary(cx, x, x.ty().slots.neg.get(), "unary -")
}

/// Returns `+x`. May run Python code.
///
/// # Errors
/// Raises `TypeError` if `x` does not know how, and whatever its slot raises.
pub fn pos(cx: &Cx, x: Ref<'_>) -> PyResult {
    unary(cx, x, x.ty().slots.pos.get(), "unary +")
}

/// Returns `~x`. May run Python code.
///
/// # Errors
/// Raises `TypeError` if `x` does not know how, and whatever its slot raises.
pub fn invert(cx: &Cx, x: Ref<'_>) -> PyResult {
    unary(cx, x, x.ty().slots.invert.get(), "unary ~")
}

/// Returns `abs(x)`. May run Python code.
///
/// # Errors
/// Raises `TypeError` if `x` does not know how, and whatever its slot raises.
pub fn abs(cx: &Cx, x: Ref<'_>) -> PyResult {
    unary(cx, x, x.ty().slots.abs.get(), "abs()")
}

fn unary(cx: &Cx, x: Ref<'_>, slot: Option<Unary>, place: &str) -> PyResult {
    match slot {
        Some(function) => function(cx, x),
        None => Err(cx.raise(
            &table::TYPE_ERROR,
            format_args!("bad operand type for {place}: '{}'", x.ty().name()),
        )),
    }
}

/// Returns whether `x` can be an index.
pub fn has_index(x: Ref<'_>) -> bool {
    x.word().is_int() || x.ty().slots.index.get().is_some()
}

/// Returns whether `x` counts as a number for `callers that ask` (int, float or the like).
pub fn is_number(x: Ref<'_>) -> bool {
    let slots = &x.ty().slots;
    slots.int.get().is_some() || slots.float.get().is_some()
}

/// Returns `operator.index(x)`: an int or long. May run Python code.
///
/// # Errors
/// Raises `TypeError` if `x` has no `__index__` or it returns something else.
pub fn index(cx: &Cx, x: Ref<'_>) -> PyResult {
    let ty = x.ty();
    if x.word().is_int() || is_integer(ty) {
        return Ok(x.own());
    }
    let Some(index) = ty.slots.index.get() else {
        return Err(cx.raise(
            &table::TYPE_ERROR,
            format_args!("'{}' object cannot be interpreted as an index", ty.name()),
        ));
    };
    let result = index(cx, x)?;
    let result_ty = result.borrow().ty();
    if !is_integer(result_ty) {
        return Err(cx.raise(
            &table::TYPE_ERROR,
            format_args!("__index__ returned non-(int,long) (type {})", result_ty.name()),
        ));
    }
    Ok(result)
}

fn is_integer(ty: &Type) -> bool {
    ty.has_flag(TypeFlags::INT_SUBTYPE) || ty.has_flag(TypeFlags::LONG_SUBTYPE)
}

/// Returns `x` as an index. May run Python code.
///
/// # Errors
/// Raises `IndexError` if it does not fit, `TypeError` if it is no index.
#[inline]
pub fn as_index(cx: &Cx, x: Ref<'_>) -> PyResult<isize> {
    if x.word().is_int() {
        return Ok(x.word().int() as isize);
    }
    as_index_or(cx, x, &table::INDEX_ERROR)
}

/// Returns `x` as an index. May run Python code.
///
/// # Errors
/// Raises `error` if it does not fit, `TypeError` if it is no index.
pub fn as_index_or(cx: &Cx, x: Ref<'_>, error: &'static Type) -> PyResult<isize> {
    if x.word().is_int() {
        return Ok(x.word().int() as isize);
    }
    let value = index(cx, x)?;
    match long::to_i64(value.borrow()) {
        Some(value) => Ok(value as isize),
        None => Err(cx.raise(
            error,
            format_args!("cannot fit '{}' into an index-sized integer", x.ty().name()),
        )),
    }
}

/// Returns `x` as an index, clamped to the range of indices. May run Python code.
///
/// # Errors
/// Raises `TypeError` if it is no index.
pub fn as_index_clamped(cx: &Cx, x: Ref<'_>) -> PyResult<isize> {
    if x.word().is_int() {
        return Ok(x.word().int() as isize);
    }
    let value = index(cx, x)?;
    Ok(match long::to_i64(value.borrow()) {
        Some(value) => value as isize,
        None if long::is_negative(value.borrow()) => isize::MIN,
        None => isize::MAX,
    })
}

/// Returns `int(x)` of one argument: an int or long. May run Python code.
///
/// # Errors
/// Raises `TypeError` or `ValueError` if `x` cannot be converted.
pub fn to_int(cx: &Cx, x: Ref<'_>) -> PyResult {
    let ty = x.ty();
    if ty.is_exact_int() {
        return Ok(x.own());
    }
    if let Some(int) = ty.slots.int.get() {
        let result = int(cx, x)?;
        return integral_result(cx, result, "__int__ returned non-int");
    }
    if let Some(value) = int::int_value(x) {
        return Ok(Owned::int(value));
    }
    if let Some(value) = truncated(cx, x)? {
        return integral_result(cx, value, "__trunc__ returned non-Integral");
    }
    if let Some(text) = x.cast::<Str>() {
        return int::parse::parse_c_text(cx, text.as_bytes());
    }
    if let Some(text) = x.cast::<Unicode>() {
        return int::parse_unicode(cx, text, 10, x);
    }
    if let Some(bytes) = super::buffer::old_bytes(cx, x)? {
        return int::parse::parse_c_text(cx, &bytes);
    }
    Err(cx.raise(
        &table::TYPE_ERROR,
        format_args!("int() argument must be a string or a number, not '{}'", ty.name()),
    ))
}

/// Returns `long(x)` of one argument: a long (or an int some `__long__` returned, widened). May
/// run Python code.
///
/// # Errors
/// Raises `TypeError` or `ValueError` if `x` cannot be converted.
pub fn to_long(cx: &Cx, x: Ref<'_>) -> PyResult {
    let ty = x.ty();
    if let Some(long) = ty.slots.long.get() {
        let result = long(cx, x)?;
        let result = integral_result(cx, result, "__long__ returned non-long")?;
        return long::widen(cx, result);
    }
    if let Some(value) = long::to_big(x) {
        return long::Long::new(cx, value.into_owned());
    }
    if let Some(value) = truncated(cx, x)? {
        let result = integral_result(cx, value, "__trunc__ returned non-Integral")?;
        return long::widen(cx, result);
    }
    if let Some(text) = x.cast::<Str>() {
        return int::parse::parse_long_c_text(cx, text.as_bytes());
    }
    if let Some(text) = x.cast::<Unicode>() {
        return long::parse_unicode(cx, text, 10, x);
    }
    if let Some(bytes) = super::buffer::old_bytes(cx, x)? {
        return int::parse::parse_long_c_text(cx, &bytes);
    }
    Err(cx.raise(
        &table::TYPE_ERROR,
        format_args!("long() argument must be a string or a number, not '{}'", ty.name()),
    ))
}

/// Calls `__trunc__`, if there is one.
fn truncated(cx: &Cx, x: Ref<'_>) -> PyResult<Option<Owned>> {
    let name = crate::object::names::TRUNC.as_ref();
    let Some(method) = super::special::find_attr(cx, x, name)? else { return Ok(None) };
    let result = super::special::call(cx, method.borrow(), &[])?;
    if is_integer(result.borrow().ty()) {
        return Ok(Some(result));
    }
    match result.borrow().ty().slots.int.get() {
        Some(int) => int(cx, result.borrow()).map(Some),
        None => Ok(Some(result)),
    }
}

fn integral_result(cx: &Cx, result: Owned, message: &str) -> PyResult {
    let ty = result.borrow().ty();
    if is_integer(ty) {
        return Ok(result);
    }
    Err(cx.raise(&table::TYPE_ERROR, format_args!("{message} (type {})", ty.name())))
}

/// Returns `float(x)` of one argument. May run Python code.
///
/// # Errors
/// Raises `TypeError` or `ValueError` if `x` cannot be converted.
pub fn to_float(cx: &Cx, x: Ref<'_>) -> PyResult {
    if x.word().is_float() {
        return Ok(x.own());
    }
    if let Some(function) = x.ty().slots.float.get() {
        let result = function(cx, x)?;
        if float::float_value(result.borrow()).is_some() {
            return Ok(result);
        }
        let name = result.borrow().ty().name();
        return Err(cx.raise(
            &table::TYPE_ERROR,
            format_args!("__float__ returned non-float (type {name})"),
        ));
    }
    if let Some(value) = float::float_value(x) {
        return if x.is_exact(&float::FLOAT) { Ok(x.own()) } else { float::boxed(cx, value) };
    }
    float::from_text(cx, x)
}

/// Returns `x` as a double, as natives take float arguments. May run Python code.
///
/// # Errors
/// Raises `TypeError` ("a float is required") or `OverflowError`.
pub fn as_f64(cx: &Cx, x: Ref<'_>) -> PyResult<f64> {
    if x.word().is_float() {
        return Ok(x.word().float());
    }
    if x.word().is_int() {
        return Ok(x.word().int() as f64);
    }
    if let Some(value) = float::float_value(x) {
        return Ok(value);
    }
    let Some(function) = x.ty().slots.float.get() else {
        return Err(cx.raise(&table::TYPE_ERROR, format_args!("a float is required")));
    };
    let result = function(cx, x)?;
    float::float_value(result.borrow()).ok_or_else(|| {
        cx.raise(&table::TYPE_ERROR, format_args!("nb_float should return float object"))
    })
}

/// Returns `x` as a machine integer, as natives take integer arguments. May run Python code.
///
/// # Errors
/// Raises `TypeError` if it is no integer (floats included), `OverflowError` if it does not fit.
pub fn as_i64(cx: &Cx, x: Ref<'_>) -> PyResult<i64> {
    if x.word().is_int() {
        return Ok(x.word().int());
    }
    if float::float_value(x).is_some() {
        return Err(
            cx.raise(&table::TYPE_ERROR, format_args!("integer argument expected, got float"))
        );
    }
    as_c_long(cx, x)
}

/// Converts what a special method gave, as C code does for a `long`: any number goes, floats are
/// truncated.
///
/// # Errors
/// Raises `TypeError` if it is no number, `OverflowError` if it does not fit.
pub fn as_c_long(cx: &Cx, x: Ref<'_>) -> PyResult<i64> {
    if let Some(value) = int::int_value(x) {
        return Ok(value);
    }
    let value = if is_integer(x.ty()) {
        x.own()
    } else {
        let Some(function) = x.ty().slots.int.get() else {
            return Err(cx.raise(&table::TYPE_ERROR, format_args!("an integer is required")));
        };
        let result = function(cx, x)?;
        if !is_integer(result.borrow().ty()) {
            return Err(cx.raise(
                &table::TYPE_ERROR,
                format_args!("__int__ method should return an integer"),
            ));
        }
        result
    };
    long::to_i64(value.borrow()).ok_or_else(|| {
        cx.raise(&table::OVERFLOW_ERROR, format_args!("Python int too large to convert to C long"))
    })
}

impl Type {
    fn is_exact_int(&self) -> bool {
        std::ptr::eq(self, &int::INT)
    }
}
