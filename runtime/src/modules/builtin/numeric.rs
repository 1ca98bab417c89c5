//! Builtin functions on numbers and characters.

use crate::builtins::bytearray::ByteArray;
use crate::builtins::str::Str;
use crate::builtins::tuple::Tuple;
use crate::builtins::unicode::Unicode;
use crate::cx::Cx;
use crate::exceptions::{PyResult, table};
use crate::object::{Owned, Ref, none};
use crate::protocol::{call, compare, number};

pub(super) fn abs(cx: &Cx, _: Ref<'_>, value: Ref<'_>) -> PyResult {
    number::abs(cx, value)
}

pub(super) fn bin(cx: &Cx, _: Ref<'_>, value: Ref<'_>) -> PyResult {
    number::to_base(cx, value, 2)
}

pub(super) fn hex(cx: &Cx, _: Ref<'_>, value: Ref<'_>) -> PyResult {
    match value.ty().slots.hex.get() {
        Some(hex) => checked_text(cx, hex(cx, value)?, "hex"),
        None => Err(cx.raise(&table::TYPE_ERROR, format_args!("hex() argument can't be converted to hex"))),
    }
}

pub(super) fn oct(cx: &Cx, _: Ref<'_>, value: Ref<'_>) -> PyResult {
    match value.ty().slots.oct.get() {
        Some(oct) => checked_text(cx, oct(cx, value)?, "oct"),
        None => Err(cx.raise(&table::TYPE_ERROR, format_args!("oct() argument can't be converted to oct"))),
    }
}

fn checked_text(cx: &Cx, text: Owned, name: &str) -> PyResult {
    if text.borrow().cast::<Str>().is_some() {
        return Ok(text);
    }
    let ty = call::type_name(text.borrow());
    Err(cx.raise(
        &table::TYPE_ERROR,
        format_args!("__{name}__ returned non-string (type {ty})"),
    ))
}

pub(super) fn chr(cx: &Cx, _: Ref<'_>, value: Ref<'_>) -> PyResult {
    let code = number::as_i64(cx, value)?;
    match u8::try_from(code) {
        Ok(byte) => Str::new(cx, &[byte]),
        Err(_) => Err(cx.raise(&table::VALUE_ERROR, format_args!("chr() arg not in range(256)"))),
    }
}

pub(super) fn unichr(cx: &Cx, _: Ref<'_>, value: Ref<'_>) -> PyResult {
    let code = number::as_i64(cx, value)?;
    match u32::try_from(code) {
        Ok(code) if code <= 0x10_ffff => Unicode::new(cx, &[code]),
        _ => Err(cx.raise(
            &table::VALUE_ERROR,
            format_args!("unichr() arg not in range(0x110000) (wide Python build)"),
        )),
    }
}

pub(super) fn ord(cx: &Cx, _: Ref<'_>, value: Ref<'_>) -> PyResult {
    let count = if let Some(text) = value.cast::<Str>() {
        if let [byte] = text.as_bytes() {
            return Ok(Owned::int(i64::from(*byte)));
        }
        text.len()
    } else if let Some(bytes) = value.cast::<ByteArray>() {
        if bytes.len() == 1 {
            return Ok(Owned::int(i64::from(bytes.to_vec()[0])));
        }
        bytes.len()
    } else if let Some(text) = value.cast::<Unicode>() {
        if text.len() == 1 {
            return Ok(Owned::int(text.code_points().first().copied().map_or(0, i64::from)));
        }
        text.len()
    } else {
        let name = call::type_name(value);
        return Err(cx.raise(
            &table::TYPE_ERROR,
            format_args!("ord() expected string of length 1, but {name} found"),
        ));
    };
    Err(cx.raise(
        &table::TYPE_ERROR,
        format_args!("ord() expected a character, but string of length {count} found"),
    ))
}

pub(super) fn cmp(cx: &Cx, _: Ref<'_>, args: &[Ref<'_>]) -> PyResult {
    Ok(Owned::int(i64::from(compare::compare(cx, args[0], args[1])?)))
}

pub(super) fn coerce(cx: &Cx, _: Ref<'_>, args: &[Ref<'_>]) -> PyResult {
    match crate::protocol::coerce::coerce(cx, args[0], args[1])? {
        Some((a, b)) => Tuple::new(cx, vec![a, b]),
        None => Err(cx.raise(&table::TYPE_ERROR, format_args!("number coercion failed"))),
    }
}

pub(super) fn divmod(cx: &Cx, _: Ref<'_>, args: &[Ref<'_>]) -> PyResult {
    number::divmod(cx, args[0], args[1])
}

pub(super) fn pow(cx: &Cx, _: Ref<'_>, args: &[Ref<'_>]) -> PyResult {
    number::pow(cx, args[0], args[1], args.get(2).copied().unwrap_or(none()))
}

pub(super) fn round(cx: &Cx, _: Ref<'_>, args: &[Option<Ref<'_>>]) -> PyResult {
    let value = number::as_f64(cx, args[0].expect("required by the table"))?;
    let digits = match args[1] {
        Some(digits) => number::as_index_clamped(cx, digits)?,
        None => 0,
    };
    crate::builtins::float::round(cx, value, digits)
}
