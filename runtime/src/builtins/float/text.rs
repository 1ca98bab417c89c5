//! Floats to text and back: shortest digits, digits of a given precision, and C's formats.

use super::ascii_of;
use super::ops::value_of;
use crate::builtins::int::parse::{is_space, trim};
use crate::builtins::str::Str;
use crate::cx::Cx;
use crate::exceptions::{PyResult, table};
use crate::object::Ref;

/// How a float becomes text.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Style {
    /// Shortest digits that give the value back; C's `g` layout with exponents from 1e16.
    Repr,
    /// `%e`
    Exponent,
    /// `%f`
    Fixed,
    /// `%g`
    General,
}

/// Formats a float as C does, without padding.
#[derive(Clone, Copy)]
pub struct FloatFormat {
    /// The layout.
    pub style: Style,
    /// Digits (unused by [`Style::Repr`]).
    pub precision: usize,
    /// Capital letters.
    pub upper: bool,
    /// `#`: keep the point and zeros behind it.
    pub alternate: bool,
    /// Add `.0` if it would look like an int.
    pub add_dot_zero: bool,
}

impl FloatFormat {
    /// A layout with a precision and no options.
    pub fn new(style: Style, precision: usize) -> FloatFormat {
        FloatFormat { style, precision, upper: false, alternate: false, add_dot_zero: false }
    }

    /// The text, with `-` in front of negative numbers (and negative zero).
    pub fn format(self, value: f64) -> String {
        if value.is_nan() {
            return if self.upper { "NAN" } else { "nan" }.to_string();
        }
        if value.is_infinite() {
            let text = if self.upper { "INF" } else { "inf" };
            return if value < 0.0 { format!("-{text}") } else { text.to_string() };
        }
        let mut text = String::new();
        if value.is_sign_negative() {
            text.push('-');
        }
        let size = value.abs();
        match self.style {
            Style::Fixed => self.fixed(&mut text, size),
            Style::Exponent => self.exponent(&mut text, size),
            Style::Repr | Style::General => self.general(&mut text, size),
        }
        if self.upper { text.to_uppercase() } else { text }
    }

    fn fixed(self, text: &mut String, size: f64) {
        text.push_str(&format!("{size:.*}", self.precision.min(4000)));
        if self.precision > 4000 {
            text.push_str(&"0".repeat(self.precision - 4000));
        }
        if self.precision == 0 && self.alternate {
            text.push('.');
        }
    }

    fn exponent(self, text: &mut String, size: f64) {
        let (digits, point) = exact_digits(size, self.precision + 1);
        push_exponent(text, &digits, point - 1, self.alternate);
    }

    fn general(self, text: &mut String, size: f64) {
        let precision = self.precision.max(1);
        let (mut digits, point, limit) = if self.style == Style::Repr {
            let (digits, point) = shortest_digits(size);
            (digits, point, 16)
        } else {
            let (digits, point) = exact_digits(size, precision);
            (digits, point, precision as i32 - i32::from(self.add_dot_zero))
        };
        if !self.alternate || self.style == Style::Repr {
            let kept = digits.trim_end_matches('0').len().max(1);
            digits.truncate(kept);
        }
        if point <= -4 || point > limit {
            push_exponent(text, &digits, point - 1, self.alternate);
            return;
        }
        if point <= 0 {
            text.push_str("0.");
            text.push_str(&"0".repeat(point.unsigned_abs() as usize));
            text.push_str(&digits);
            return;
        }
        let point = point as usize;
        if digits.len() <= point {
            text.push_str(&digits);
            text.push_str(&"0".repeat(point - digits.len()));
            if self.add_dot_zero {
                text.push_str(".0");
            } else if self.alternate {
                text.push('.');
            }
        } else {
            text.push_str(&digits[..point]);
            text.push('.');
            text.push_str(&digits[point..]);
        }
    }
}

fn push_exponent(text: &mut String, digits: &str, exponent: i32, alternate: bool) {
    text.push_str(&digits[..1]);
    if digits.len() > 1 || alternate {
        text.push('.');
        text.push_str(&digits[1..]);
    }
    let sign = if exponent < 0 { '-' } else { '+' };
    text.push_str(&format!("e{sign}{:02}", exponent.unsigned_abs()));
}

/// Splits Rust's `d.ddde-x` into digits and the place of the point: 0.DIGITS * 10^place.
fn split_digits(text: &str) -> (String, i32) {
    let (mantissa, exponent) = text.split_once('e').unwrap_or((text, "0"));
    let exponent: i32 = exponent.parse().unwrap_or(0);
    (mantissa.chars().filter(|c| *c != '.').collect(), exponent + 1)
}

/// The shortest digits that give `size` back, and the place of the point.
pub fn shortest_digits(size: f64) -> (String, i32) {
    split_digits(&format!("{size:e}"))
}

/// `count` correctly rounded digits, and the place of the point.
pub fn exact_digits(size: f64, count: usize) -> (String, i32) {
    let shown = count.clamp(1, 1100);
    let (mut digits, point) = split_digits(&format!("{size:.*e}", shown - 1));
    digits.push_str(&"0".repeat(count.saturating_sub(shown)));
    (digits, point)
}

/// `repr` of a float as text.
pub fn repr_text(value: f64) -> String {
    if value.abs() < 1e15 && value.trunc() == value && (value != 0.0 || value.is_sign_positive()) {
        let mut room = [0; 20];
        let digits = crate::builtins::int::format_decimal(value as i64, &mut room);
        let mut text = String::with_capacity(digits.len() + 2);
        text.extend(digits.iter().map(|byte| *byte as char));
        text.push_str(".0");
        return text;
    }
    let format = FloatFormat { add_dot_zero: true, ..FloatFormat::new(Style::Repr, 17) };
    format.format(value)
}

/// `str` of a float as text: 12 digits.
pub fn str_text(value: f64) -> String {
    let format = FloatFormat { add_dot_zero: true, ..FloatFormat::new(Style::General, 12) };
    format.format(value)
}

pub(super) fn repr(cx: &Cx, x: Ref<'_>) -> PyResult {
    Str::new(cx, repr_text(value_of(x)).as_bytes())
}

pub(super) fn str(cx: &Cx, x: Ref<'_>) -> PyResult {
    Str::new(cx, str_text(value_of(x)).as_bytes())
}

/// Returns `float(text)` of a str or unicode.
///
/// # Errors
/// Raises `ValueError` if the text is no float, `TypeError` if `x` is no text.
pub fn from_text(cx: &Cx, x: Ref<'_>) -> PyResult {
    let text = match ascii_of(cx, x)? {
        Some(text) => Some(text),
        None => crate::protocol::buffer::old_bytes(cx, x)?.map(|bytes| bytes.into_owned()),
    };
    let Some(text) = text else {
        return Err(cx.raise(
            &table::TYPE_ERROR,
            format_args!("float() argument must be a string or a number"),
        ));
    };
    let start = text.iter().position(|b| !is_space(*b)).unwrap_or(text.len());
    let rest = &text[start..];
    let parsed = parse_prefix(trim(rest));
    match parsed {
        Some((value, used)) if used == trim(rest).len() => {
            // What CPython takes for "nan" is infinity times 0, which has the sign bit set here.
            super::boxed(cx, if value.is_nan() { -value } else { value })
        }
        _ => {
            let shown = rest.split(|b| *b == 0).next().unwrap_or(rest);
            let mut message = if parsed.is_some() {
                b"invalid literal for float(): ".to_vec()
            } else {
                b"could not convert string to float: ".to_vec()
            };
            message.extend_from_slice(&shown[..shown.len().min(200)]);
            Err(cx.raise_bytes(&table::VALUE_ERROR, &message))
        }
    }
}

/// Parses the longest float at the start of `text`; returns it and its length.
pub fn parse_prefix(text: &[u8]) -> Option<(f64, usize)> {
    let digits_at = |from: usize| text[from..].iter().take_while(|b| b.is_ascii_digit()).count();
    let mut at = usize::from(matches!(text.first(), Some(b'+' | b'-')));
    for word in [&b"infinity"[..], b"inf", b"nan"] {
        if text.len() >= at + word.len() && text[at..at + word.len()].eq_ignore_ascii_case(word) {
            let value = if word == b"nan" { f64::NAN } else { f64::INFINITY };
            let value = if text[0] == b'-' { -value } else { value };
            return Some((value, at + word.len()));
        }
    }
    let whole = digits_at(at);
    at += whole;
    let mut fraction = 0;
    if text.get(at) == Some(&b'.') {
        fraction = digits_at(at + 1);
        if whole + fraction > 0 {
            at += 1 + fraction;
        }
    }
    if whole + fraction == 0 {
        return None;
    }
    if matches!(text.get(at), Some(b'e' | b'E')) {
        let sign = usize::from(matches!(text.get(at + 1), Some(b'+' | b'-')));
        if at + 1 + sign <= text.len() {
            let digits = digits_at(at + 1 + sign);
            if digits > 0 {
                at += 1 + sign + digits;
            }
        }
    }
    let number = std::str::from_utf8(&text[..at]).ok()?;
    Some((number.parse().ok()?, at))
}
