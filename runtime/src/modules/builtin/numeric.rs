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
    let index = number::index(cx, value)?;
    if let Some(value) = crate::builtins::int::int_value(index.borrow()) {
        let mut room = [0; 68];
        return Str::new(cx, crate::builtins::int::ops::format_bits(value, 1, b"0b", &mut room));
    }
    let big = crate::builtins::long::to_big(index.borrow()).expect("an index is a whole number");
    let (sign, digits) = big.into_owned().into_parts();
    let sign = if sign == dashu_int::Sign::Negative { "-" } else { "" };
    Str::new(cx, format!("{sign}0b{}", digits.in_radix(2)).as_bytes())
}

pub(super) fn hex(cx: &Cx, _: Ref<'_>, value: Ref<'_>) -> PyResult {
    match value.ty().slots.hex.get() {
        Some(hex) => checked_text(cx, hex(cx, value)?, "hex"),
        None => Err(
            cx.raise(&table::TYPE_ERROR, format_args!("hex() argument can't be converted to hex"))
        ),
    }
}

pub(super) fn oct(cx: &Cx, _: Ref<'_>, value: Ref<'_>) -> PyResult {
    match value.ty().slots.oct.get() {
        Some(oct) => checked_text(cx, oct(cx, value)?, "oct"),
        None => Err(
            cx.raise(&table::TYPE_ERROR, format_args!("oct() argument can't be converted to oct"))
        ),
    }
}

fn checked_text(cx: &Cx, text: Owned, name: &str) -> PyResult {
    if text.borrow().cast::<Str>().is_some() {
        return Ok(text);
    }
    let ty = call::type_name(text.borrow());
    Err(cx.raise(&table::TYPE_ERROR, format_args!("__{name}__ returned non-string (type {ty})")))
}

pub(super) fn chr(cx: &Cx, _: Ref<'_>, value: Ref<'_>) -> PyResult {
    let code = number::as_i64(cx, value)?;
    match u8::try_from(code) {
        Ok(byte) => Str::new(cx, &[byte]),
        Err(_) => Err(cx.raise(&table::VALUE_ERROR, format_args!("chr() arg not in range(256)"))),
    }
}

pub(super) fn unichr(cx: &Cx, _: Ref<'_>, value: Ref<'_>) -> PyResult {
    let code = crate::protocol::args::c_int(cx, value)?;
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
            return Ok(Owned::int(i64::from(bytes.bytes()[0])));
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
    let rounded = round_to(value, digits);
    if rounded.is_infinite() && value.is_finite() {
        return Err(
            cx.raise(&table::OVERFLOW_ERROR, format_args!("rounded value too large to represent"))
        );
    }
    Ok(Owned::float(rounded))
}

/// Rounds to a number of decimal digits, halves away from zero, by the exact decimal value.
fn round_to(value: f64, digits: isize) -> f64 {
    if !value.is_finite() || value == 0.0 || digits > 323 {
        return value;
    }
    if digits < -308 {
        return 0.0 * value;
    }
    let places = digits.max(0) as usize;
    // Thirty digits more tell a half from its neighbours.
    let text = format!("{:.*}", places + 30, value.abs());
    let (whole, fraction) = text.split_once('.').unwrap_or((&text, ""));
    let mut kept: Vec<u8> = [whole.as_bytes(), fraction.as_bytes()].concat();
    let Ok(cut) = usize::try_from(whole.len() as isize + digits) else { return 0.0 * value };
    let up = kept.get(cut).is_some_and(|digit| *digit >= b'5');
    kept.truncate(cut);
    if up {
        let carried = kept.iter().rposition(|digit| *digit != b'9');
        let from = carried.map_or(0, |at| at + 1);
        kept[from..].fill(b'0');
        match carried {
            Some(at) => kept[at] += 1,
            None => kept.insert(0, b'1'),
        }
    }
    let text = format!("{}e{}", String::from_utf8_lossy(&kept), -digits);
    let rounded = if kept.is_empty() { 0.0 } else { text.parse().unwrap_or(0.0) };
    f64::copysign(rounded, value)
}
