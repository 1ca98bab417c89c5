//! Text to whole numbers: the literals `int()` and `long()` accept.

use crate::builtins::long::Long;
use crate::builtins::unicode::{self, Unicode};
use crate::cx::Cx;
use crate::exceptions::{PyResult, Raised, table};
use crate::object::{Owned, Ref};
use crate::protocol::number;
use dashu_int::IBig;

/// Which constructor parses; they differ in error texts and in the suffix `L`.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Target {
    Int,
    Long,
}

/// Converts the `base` argument.
///
/// # Errors
/// Raises `TypeError` if it is no integer, `ValueError` later if it is out of range.
pub(crate) fn as_base(cx: &Cx, base: Ref<'_>) -> PyResult<i64> {
    number::as_i64(cx, base)
}

/// Parses `int(text, base)`.
///
/// # Errors
/// Raises `ValueError`.
pub fn parse(cx: &Cx, text: &[u8], base: i64) -> PyResult {
    match parse_big(cx, text, base, Target::Int)? {
        Number::Small(value) => Ok(Owned::int(value)),
        Number::Big(value) => super::normalise(cx, value),
    }
}

/// Parses `int(text, base)` of a unicode.
///
/// # Errors
/// Raises `ValueError`.
pub fn parse_unicode(cx: &Cx, text: &Unicode, base: i64, source: Ref<'_>) -> PyResult {
    let ascii = unicode::to_decimal(cx, text.code_points(), source)?;
    parse(cx, &ascii, base)
}

/// Parses `long(text, base)`.
///
/// # Errors
/// Raises `ValueError`.
pub(crate) fn parse_long(cx: &Cx, text: &[u8], base: i64) -> PyResult {
    match parse_big(cx, text, base, Target::Long)? {
        Number::Small(value) => Long::new(cx, value.into()),
        Number::Big(value) => Long::new(cx, value),
    }
}

enum Number {
    Small(i64),
    Big(IBig),
}

fn parse_big(cx: &Cx, text: &[u8], base: i64, target: Target) -> PyResult<Number> {
    let name = if target == Target::Int { "int" } else { "long" };
    if base != 0 && !(2..=36).contains(&base) {
        return Err(cx.raise(
            &table::VALUE_ERROR,
            format_args!("{name}() base must be >= 2 and <= 36, or 0"),
        ));
    }
    let parts = split(text, base as u32, target);
    let radix = parts.map_or(base, |(_, _, radix)| i64::from(radix));
    if let Some((negative, digits, radix)) = parts
        && let Some(number) = digits_to_number(negative, digits, radix)
    {
        return Ok(number);
    }
    if text.contains(&0) {
        return Err(raise_literal(cx, name, base, text));
    }
    match target {
        Target::Int => {
            let start = text.iter().position(|b| !is_space(*b)).unwrap_or(text.len());
            Err(raise_literal(cx, name, base, &text[start..]))
        }
        Target::Long => Err(raise_literal(cx, name, radix, text)),
    }
}

/// `int(text)` without a base: what stands before a null byte is parsed first.
///
/// # Errors
/// Raises `ValueError`.
pub(crate) fn parse_c_text(cx: &Cx, text: &[u8]) -> PyResult {
    let head = text.split(|byte| *byte == 0).next().unwrap_or(text);
    let value = parse(cx, head, 10)?;
    if head.len() == text.len() { Ok(value) } else { Err(raise_null(cx, "int")) }
}

/// `long(text)` without a base.
///
/// # Errors
/// Raises `ValueError`.
pub(crate) fn parse_long_c_text(cx: &Cx, text: &[u8]) -> PyResult {
    let head = text.split(|byte| *byte == 0).next().unwrap_or(text);
    let value = parse_long(cx, head, 10)?;
    if head.len() == text.len() { Ok(value) } else { Err(raise_null(cx, "long")) }
}

#[cold]
fn raise_null(cx: &Cx, name: &str) -> Raised {
    cx.raise(&table::VALUE_ERROR, format_args!("null byte in argument for {name}()"))
}

#[cold]
fn raise_literal(cx: &Cx, name: &str, base: i64, shown: &[u8]) -> Raised {
    let mut message = format!("invalid literal for {name}() with base {base}: ").into_bytes();
    message.extend(crate::builtins::str::ops::repr_bytes(&shown[..shown.len().min(200)]));
    cx.raise_bytes(&table::VALUE_ERROR, &message)
}

/// Blanks of the C locale.
pub(crate) fn is_space(byte: u8) -> bool {
    matches!(byte, b' ' | 9..=13)
}

/// Removes blanks on both sides.
pub(crate) fn trim(text: &[u8]) -> &[u8] {
    let start = text.iter().position(|b| !is_space(*b)).unwrap_or(text.len());
    let end = text.iter().rposition(|b| !is_space(*b)).map_or(start, |at| at + 1);
    &text[start..end]
}

/// Splits a literal into sign, digits and radix.
fn split(text: &[u8], base: u32, target: Target) -> Option<(bool, &[u8], u32)> {
    let mut text = trim(text);
    let negative = text.first() == Some(&b'-');
    if matches!(text.first(), Some(b'+' | b'-')) {
        text = &text[1..];
        let start = text.iter().position(|b| !is_space(*b)).unwrap_or(0);
        text = &text[start..];
    }
    let mut radix = base;
    let prefix = match text {
        [b'0', b'x' | b'X', ..] => 16,
        [b'0', b'o' | b'O', ..] => 8,
        [b'0', b'b' | b'B', ..] => 2,
        _ => 0,
    };
    if base == 0 {
        radix = match (prefix, text.first()) {
            (0, Some(b'0')) => 8,
            (0, _) => 10,
            (prefix, _) => prefix,
        };
    }
    if prefix != 0 && prefix == radix {
        text = &text[2..];
    }
    if target == Target::Long && text.len() > 1 && radix < 22 {
        text = text.strip_suffix(b"L").or(text.strip_suffix(b"l")).unwrap_or(text);
    }
    (!text.is_empty()).then_some((negative, text, radix))
}

fn digits_to_number(negative: bool, digits: &[u8], radix: u32) -> Option<Number> {
    let mut value = 0i64;
    for byte in digits {
        let digit = (*byte as char).to_digit(radix)?;
        let Some(next) =
            value.checked_mul(i64::from(radix)).and_then(|v| v.checked_add(i64::from(digit)))
        else {
            return big_digits(negative, digits, radix);
        };
        value = next;
    }
    Some(Number::Small(if negative { -value } else { value }))
}

fn big_digits(negative: bool, digits: &[u8], radix: u32) -> Option<Number> {
    if !digits.iter().all(|byte| (*byte as char).is_digit(radix)) {
        return None;
    }
    let text = std::str::from_utf8(digits).ok()?;
    let value = IBig::from_str_radix(text, radix).ok()?;
    Some(Number::Big(if negative { -value } else { value }))
}
