//! `__format__` of texts, ints, floats and complex numbers, given a parsed format.

use super::spec::Spec;
use crate::builtins::float::text::{FloatFormat, Style};
use crate::builtins::long;
use crate::builtins::unicode::Unicode;
use crate::cx::Cx;
use crate::exceptions::{PyResult, Raised, table};
use crate::object::Ref;
use dashu_int::ops::UnsignedAbs;
use dashu_int::{IBig, Sign};

#[cold]
fn raise_kind(cx: &Cx, spec: &Spec, x: Ref<'_>) -> Raised {
    let name = x.ty().name();
    match char::from_u32(spec.kind) {
        Some(kind)
            if (33..128).contains(&spec.kind)
                || (spec.kind < 256 && x.cast::<Unicode>().is_none()) =>
        {
            let kind = match u8::try_from(spec.kind) {
                Ok(byte) => vec![byte],
                Err(_) => kind.to_string().into_bytes(),
            };
            let rest = format!("' for object of type '{name}'");
            let text = [b"Unknown format code '", &kind[..], rest.as_bytes()].concat();
            cx.raise_bytes(&table::VALUE_ERROR, &text)
        }
        _ => cx.raise(
            &table::VALUE_ERROR,
            format_args!("Unknown format code '\\x{:x}' for object of type '{name}'", spec.kind),
        ),
    }
}

#[cold]
fn raise_value(cx: &Cx, message: &str) -> Raised {
    cx.raise(&table::VALUE_ERROR, format_args!("{message}"))
}

fn checked_width(cx: &Cx, spec: &Spec) -> PyResult<()> {
    if spec.precision.is_some_and(|precision| precision > i32::MAX as usize) {
        return Err(raise_value(cx, "precision too big"));
    }
    let size = spec.width.saturating_add(spec.precision.unwrap_or(0));
    crate::protocol::memory::check(cx, size.saturating_mul(8))
}

/// Adds `text` with padding up to the width; `=` does not occur.
fn push_padded(cx: &Cx, text: &[u32], spec: &Spec, align: u8) -> PyResult<Vec<u32>> {
    let missing = spec.width.saturating_sub(text.len());
    crate::protocol::memory::check(cx, missing.saturating_mul(8))?;
    let left = match align {
        b'>' | b'=' => missing,
        b'^' => missing / 2,
        _ => 0,
    };
    let mut out = crate::builtins::unicode::room(cx, text.len() + missing)?;
    out.resize(left, spec.fill());
    out.extend_from_slice(text);
    out.resize(text.len() + missing, spec.fill());
    Ok(out)
}

/// Formats a text.
///
/// # Errors
/// Raises `ValueError`.
pub(crate) fn format_text(cx: &Cx, text: &[u32], spec: &Spec, x: Ref<'_>) -> PyResult<Vec<u32>> {
    if spec.kind != u32::from(b's') {
        return Err(raise_kind(cx, spec, x));
    }
    if spec.sign != 0 {
        return Err(raise_value(cx, "Sign not allowed in string format specifier"));
    }
    if spec.alternate {
        return Err(raise_value(cx, "Alternate form (#) not allowed in string format specifier"));
    }
    if spec.align == b'=' {
        return Err(raise_value(cx, "'=' alignment not allowed in string format specifier"));
    }
    if spec.width > isize::MAX as usize / 8 {
        return Err(cx.raise_no_memory());
    }
    let kept = spec.precision.map_or(text.len(), |precision| precision.min(text.len()));
    push_padded(cx, &text[..kept], spec, spec.align)
}

/// The parts of a number as text.
struct Parts<'a> {
    negative: bool,
    prefix: &'a str,
    /// Digits in front of the point.
    digits: &'a str,
    /// The rest: point, fraction, exponent, `%`.
    rest: &'a str,
}

/// Puts sign, prefix, grouped digits and padding together.
fn assemble(cx: &Cx, parts: &Parts<'_>, spec: &Spec) -> PyResult<Vec<u32>> {
    checked_width(cx, spec)?;
    let sign = match (parts.negative, spec.sign) {
        (true, _) => "-",
        (false, b'+') => "+",
        (false, b' ') => " ",
        _ => "",
    };
    let outside = sign.len() + parts.prefix.len() + parts.rest.len();
    let fill = char::from_u32(spec.fill()).unwrap_or('?');
    let min_digits =
        if spec.align == b'=' && fill == '0' { spec.width.saturating_sub(outside) } else { 0 };
    let digits = if spec.thousands && !parts.digits.is_empty() {
        grouped(cx, parts.digits, min_digits)?
    } else {
        parts.digits.to_string()
    };
    let body: Vec<u32> = digits.bytes().chain(parts.rest.bytes()).map(u32::from).collect();
    let head: Vec<u32> = sign.bytes().chain(parts.prefix.bytes()).map(u32::from).collect();
    if spec.align == b'=' {
        let missing = spec.width.saturating_sub(head.len() + body.len());
        let mut out = head;
        out.try_reserve(missing + body.len()).map_err(|_| cx.raise_no_memory())?;
        out.resize(out.len() + missing, spec.fill());
        out.extend(body);
        return Ok(out);
    }
    let mut text = head;
    text.extend(body);
    push_padded(cx, &text, spec, spec.align)
}

/// Puts a comma between every three digits; adds zeros up to `min_len` characters.
fn grouped(cx: &Cx, digits: &str, min_len: usize) -> PyResult<String> {
    crate::protocol::memory::check(cx, min_len)?;
    let mut reversed: Vec<u8> = Vec::new();
    reversed.try_reserve(min_len + digits.len() * 4 / 3 + 1).map_err(|_| cx.raise_no_memory())?;
    let mut source = digits.bytes().rev();
    let mut count = 0;
    loop {
        let digit = match source.next() {
            Some(digit) => digit,
            None if reversed.len() < min_len => b'0',
            None => break,
        };
        if count > 0 && count % 3 == 0 {
            reversed.push(b',');
        }
        reversed.push(digit);
        count += 1;
    }
    reversed.reverse();
    Ok(String::from_utf8(reversed).expect("digits and commas are ASCII"))
}

/// Formats an int or long.
///
/// # Errors
/// Raises `ValueError`, or `OverflowError` from `c` and float formats.
pub(crate) fn format_int(cx: &Cx, value: &IBig, spec: &Spec, x: Ref<'_>) -> PyResult<Vec<u32>> {
    let kind = u8::try_from(spec.kind).unwrap_or(255);
    if matches!(kind, b'e' | b'E' | b'f' | b'F' | b'g' | b'G' | b'%') {
        let float = long::ops::to_f64(cx, value)?;
        return format_float(cx, float, spec, x);
    }
    if !matches!(kind, 0 | b'b' | b'c' | b'd' | b'o' | b'x' | b'X' | b'n') {
        return Err(raise_kind(cx, spec, x));
    }
    if spec.precision.is_some() {
        return Err(raise_value(cx, "Precision not allowed in integer format specifier"));
    }
    if kind == b'c' {
        return format_char(cx, value, spec);
    }
    let size = value.unsigned_abs();
    let digits = match kind {
        b'b' => format!("{size:b}"),
        b'o' => format!("{size:o}"),
        b'x' => format!("{size:x}"),
        b'X' => format!("{size:X}"),
        _ => size.to_string(),
    };
    let prefix = match kind {
        b'b' if spec.alternate => "0b",
        b'o' if spec.alternate => "0o",
        b'x' if spec.alternate => "0x",
        b'X' if spec.alternate => "0X",
        _ => "",
    };
    let negative = value.sign() == Sign::Negative;
    assemble(cx, &Parts { negative, prefix, digits: &digits, rest: "" }, spec)
}

fn format_char(cx: &Cx, value: &IBig, spec: &Spec) -> PyResult<Vec<u32>> {
    if spec.sign != 0 {
        return Err(raise_value(cx, "Sign not allowed with integer format specifier 'c'"));
    }
    if i64::try_from(value).is_err() {
        return Err(cx.raise(
            &table::OVERFLOW_ERROR,
            format_args!("Python int too large to convert to C long"),
        ));
    }
    match u8::try_from(value) {
        Ok(byte) => push_padded(cx, &[u32::from(byte)], spec, spec.align),
        Err(_) => Err(cx.raise(&table::OVERFLOW_ERROR, format_args!("%c arg not in range(0x100)"))),
    }
}

/// The layout a type character asks for; None if it is none of floats.
fn float_format(spec: &Spec) -> Option<FloatFormat> {
    let kind = u8::try_from(spec.kind).ok()?;
    // Without a type as many digits are shown as `str` shows.
    let precision = spec.precision.unwrap_or(if kind == 0 { 12 } else { 6 });
    let style = match kind {
        0 | b'g' | b'G' | b'n' => Style::General,
        b'e' | b'E' => Style::Exponent,
        b'f' | b'F' | b'%' => Style::Fixed,
        _ => return None,
    };
    let mut format = FloatFormat::new(style, precision);
    format.upper = kind.is_ascii_uppercase();
    format.add_dot_zero = kind == 0;
    Some(format)
}

/// Splits text of a float into sign, digits and the rest.
fn split_float(text: &str) -> (bool, &str, &str) {
    let (negative, size) = match text.strip_prefix('-') {
        Some(size) => (true, size),
        None => (false, text),
    };
    let end = size.bytes().position(|byte| !byte.is_ascii_digit()).unwrap_or(size.len());
    (negative, &size[..end], &size[end..])
}

/// Formats a float.
///
/// # Errors
/// Raises `ValueError`.
pub(crate) fn format_float(cx: &Cx, value: f64, spec: &Spec, x: Ref<'_>) -> PyResult<Vec<u32>> {
    let Some(format) = float_format(spec) else { return Err(raise_kind(cx, spec, x)) };
    if spec.alternate {
        return Err(raise_value(cx, "Alternate form (#) not allowed in float format specifier"));
    }
    checked_width(cx, spec)?;
    let percent = spec.kind == u32::from(b'%');
    let mut text = format.format(if percent { value * 100.0 } else { value });
    if percent {
        text.push('%');
    }
    let (negative, digits, rest) = split_float(&text);
    assemble(cx, &Parts { negative, prefix: "", digits, rest }, spec)
}

/// Formats a complex number.
///
/// # Errors
/// Raises `ValueError`.
pub(crate) fn format_complex(
    cx: &Cx,
    value: (f64, f64),
    spec: &Spec,
    x: Ref<'_>,
) -> PyResult<Vec<u32>> {
    let Some(mut format) = float_format(spec).filter(|_| spec.kind != u32::from(b'%')) else {
        return Err(raise_kind(cx, spec, x));
    };
    if spec.alternate {
        return Err(raise_value(cx, "Alternate form (#) not allowed in complex format specifier"));
    }
    if spec.fill == Some(u32::from(b'0')) {
        return Err(raise_value(cx, "Zero padding is not allowed in complex format specifier"));
    }
    if spec.align == b'=' {
        return Err(raise_value(
            cx,
            "'=' alignment flag is not allowed in complex format specifier",
        ));
    }
    checked_width(cx, spec)?;
    format.add_dot_zero = false;
    let plain = spec.kind == 0;
    let (real, imaginary) = value;
    let skip_real = plain && real == 0.0 && real.is_sign_positive();
    let inner = Spec { width: 0, align: b'<', ..*spec };
    let part = |value: f64, sign: u8| {
        let text = format.format(value);
        let (negative, digits, rest) = split_float(&text);
        let inner = Spec { sign, ..inner };
        assemble(cx, &Parts { negative, prefix: "", digits, rest }, &inner)
    };
    let mut text = Vec::new();
    if plain && !skip_real {
        text.push(u32::from(b'('));
    }
    if !skip_real {
        text.extend(part(real, spec.sign)?);
    }
    text.extend(part(imaginary, if skip_real { spec.sign } else { b'+' })?);
    text.push(u32::from(b'j'));
    if plain && !skip_real {
        text.push(u32::from(b')'));
    }
    push_padded(cx, &text, spec, spec.align)
}
