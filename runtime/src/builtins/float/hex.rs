//! `float.hex` and `float.fromhex`: exact hexadecimal text.

use super::ops::value_of;
use super::{frexp, ldexp, of_class};
use crate::builtins::int::parse::trim;
use crate::builtins::str::Str;
use crate::builtins::unicode::Unicode;
use crate::cx::Cx;
use crate::exceptions::{PyResult, Raised, table};
use crate::object::Ref;

pub(super) fn to_hex(cx: &Cx, x: Ref<'_>) -> PyResult {
    let value = value_of(x);
    if !value.is_finite() {
        return super::text::repr(cx, x);
    }
    let sign = if value.is_sign_negative() { "-" } else { "" };
    if value == 0.0 {
        return Str::new(cx, format!("{sign}0x0.0p+0").as_bytes());
    }
    let (fraction, exponent) = frexp(value.abs());
    // The leading digit is 1, except below the smallest normal number.
    let shift = 1 - (-1021 - exponent).max(0);
    let bits = ldexp(fraction, shift + 52) as u64;
    let exponent = exponent - shift;
    let mark = if exponent < 0 { '-' } else { '+' };
    let text = format!(
        "{sign}0x{:x}.{:013x}p{mark}{}",
        bits >> 52,
        bits & ((1 << 52) - 1),
        exponent.unsigned_abs()
    );
    Str::new(cx, text.as_bytes())
}

#[cold]
fn raise_invalid(cx: &Cx) -> Raised {
    cx.raise(&table::VALUE_ERROR, format_args!("invalid hexadecimal floating-point string"))
}

#[cold]
fn raise_too_large(cx: &Cx) -> Raised {
    cx.raise(
        &table::OVERFLOW_ERROR,
        format_args!("hexadecimal value too large to represent as a float"),
    )
}

pub(super) fn from_hex(cx: &Cx, class: Ref<'_>, x: Ref<'_>) -> PyResult {
    let text = match x.cast::<Unicode>() {
        Some(text) => {
            Some(crate::builtins::codecs::encode_ascii(cx, text.code_points(), b"strict")?)
        }
        None => x.cast::<Str>().map(|text| text.as_bytes().to_vec()),
    };
    let Some(text) = text else {
        return Err(cx.raise(
            &table::TYPE_ERROR,
            format_args!("expected string or Unicode object, {} found", x.ty().name()),
        ));
    };
    let text = trim(&text);
    let (negative, size) = match text {
        [b'-', rest @ ..] => (true, rest),
        [b'+', rest @ ..] => (false, rest),
        rest => (false, rest),
    };
    let lower = size.to_ascii_lowercase();
    let value = match &lower[..] {
        b"inf" | b"infinity" => f64::INFINITY,
        b"nan" => f64::NAN,
        digits => {
            let digits = digits.strip_prefix(b"0x").unwrap_or(digits);
            let (mantissa, sticky, exponent) = scan(digits).ok_or_else(|| raise_invalid(cx))?;
            combine(mantissa, sticky, exponent).ok_or_else(|| raise_too_large(cx))?
        }
    };
    of_class(cx, class, if negative { -value } else { value })
}

/// Reads `h.hhhp+e`: the leading 60 or so bits, whether others follow, and the power of two.
fn scan(text: &[u8]) -> Option<(u64, bool, i64)> {
    let end = text.iter().position(|b| *b == b'p').unwrap_or(text.len());
    let mut exponent = match text.get(end + 1..) {
        Some(power) => parse_exponent(power)?,
        None => 0,
    };
    let (mut mantissa, mut sticky, mut after_point, mut digits) = (0u64, false, false, 0);
    for byte in &text[..end] {
        if *byte == b'.' && !after_point {
            after_point = true;
            continue;
        }
        let digit = u64::from((*byte as char).to_digit(16)?);
        digits += 1;
        if mantissa >> 58 == 0 {
            mantissa = mantissa << 4 | digit;
            exponent -= if after_point { 4 } else { 0 };
        } else {
            sticky |= digit != 0;
            exponent += if after_point { 0 } else { 4 };
        }
    }
    (digits > 0).then_some((mantissa, sticky, exponent))
}

fn parse_exponent(text: &[u8]) -> Option<i64> {
    let (negative, digits) = match text {
        [b'-', rest @ ..] => (true, rest),
        [b'+', rest @ ..] => (false, rest),
        rest => (false, rest),
    };
    if digits.is_empty() || !digits.iter().all(u8::is_ascii_digit) {
        return None;
    }
    let value = digits
        .iter()
        .fold(0i64, |value, digit| (value * 10 + i64::from(digit - b'0')).min(1 << 40));
    Some(if negative { -value } else { value })
}

/// Rounds to the nearest float, half to even; None if it is too large.
fn combine(mantissa: u64, sticky: bool, exponent: i64) -> Option<f64> {
    if mantissa == 0 {
        return Some(0.0);
    }
    let length = 64 - i64::from(mantissa.leading_zeros());
    let top = length + exponent;
    if top > 1024 {
        return None;
    }
    if top < -1080 {
        return Some(0.0);
    }
    // How many low bits the result cannot hold.
    let lost = (length - 53).max(-1074 - exponent);
    if lost <= 0 {
        return Some(ldexp(mantissa as f64, exponent as i32));
    }
    let (kept, low, half) = if lost >= 64 {
        (0, mantissa, u64::MAX)
    } else {
        (mantissa >> lost, mantissa & ((1 << lost) - 1), 1 << (lost - 1))
    };
    let up = low > half || (low == half && (sticky || kept & 1 == 1));
    let value = ldexp((kept + u64::from(up)) as f64, (exponent + lost) as i32);
    value.is_finite().then_some(value)
}
