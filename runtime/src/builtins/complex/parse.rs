//! Text to complex numbers: `1+2j`, `(3j)`, `-4.5`.

use crate::builtins::float::ascii_of;
use crate::builtins::float::text::parse_prefix;
use crate::builtins::int::parse::trim;
use crate::cx::Cx;
use crate::exceptions::{PyResult, table};
use crate::object::Ref;

/// Parses the text of a str or unicode.
///
/// # Errors
/// Raises `ValueError`.
pub(super) fn parse(cx: &Cx, x: Ref<'_>) -> PyResult<(f64, f64)> {
    let text = ascii_of(cx, x)?.unwrap_or_default();
    let body = trim(&text);
    let body = match body {
        [b'(', inner @ .., b')'] => trim(inner),
        _ => body,
    };
    parse_body(body).ok_or_else(|| {
        cx.raise(&table::VALUE_ERROR, format_args!("complex() arg is a malformed string"))
    })
}

fn parse_body(text: &[u8]) -> Option<(f64, f64)> {
    let is_j = |text: &[u8]| matches!(text, [b'j' | b'J']);
    let (first, rest) = match parse_prefix(text) {
        Some((first, used)) => (first, &text[used..]),
        // A bare `j`, perhaps with a sign.
        None => {
            let (sign, rest) = unit(text)?;
            return is_j(rest).then_some((0.0, sign));
        }
    };
    if rest.is_empty() {
        return Some((first, 0.0));
    }
    if is_j(rest) {
        return Some((0.0, first));
    }
    if !matches!(rest.first(), Some(b'+' | b'-')) {
        return None;
    }
    let (second, rest) = match parse_prefix(rest) {
        Some((second, used)) => (second, &rest[used..]),
        None => unit(rest)?,
    };
    is_j(rest).then_some((first, second))
}

/// A sign without number: one.
fn unit(text: &[u8]) -> Option<(f64, &[u8])> {
    match text {
        [b'-', rest @ ..] => Some((-1.0, rest)),
        [b'+', rest @ ..] => Some((1.0, rest)),
        rest => Some((1.0, rest)),
    }
}
