//! Between `str` and `unicode` without a named encoding: ASCII, strictly.

use super::{UNICODE, Unicode, room, table};
use crate::cx::Cx;
use crate::exceptions::{PyResult, table as exc};
use crate::object::Ref;

/// Returns the code points of a unicode, str or buffer; other values give None.
///
/// # Errors
/// Raises `UnicodeDecodeError` for bytes that are not ASCII, `TypeError` for a bytearray.
pub(crate) fn code_points_of(cx: &Cx, x: Ref<'_>) -> PyResult<Option<Vec<u32>>> {
    if let Some(text) = x.cast::<Unicode>() {
        let mut data = room(cx, text.len())?;
        data.extend_from_slice(text.code_points());
        return Ok(Some(data));
    }
    if x.cast::<crate::builtins::bytearray::ByteArray>().is_some() {
        return Err(cx.raise(&exc::TYPE_ERROR, format_args!("decoding bytearray is not supported")));
    }
    match crate::protocol::buffer::old_bytes(cx, x)? {
        Some(bytes) => crate::builtins::codecs::decode_ascii(cx, &bytes, b"strict").map(Some),
        None => Ok(None),
    }
}

/// Returns `x` as a unicode: itself, or decoded as ASCII.
///
/// # Errors
/// Raises `UnicodeDecodeError`, or `TypeError` if `x` is no text.
pub fn from_object(cx: &Cx, x: Ref<'_>) -> PyResult {
    if x.is_exact(&UNICODE) {
        return Ok(x.own());
    }
    match code_points_of(cx, x)? {
        Some(data) => Unicode::from_vec(cx, data),
        None => Err(cx.raise(
            &exc::TYPE_ERROR,
            format_args!("coercing to Unicode: need string or buffer, {} found", x.ty().name()),
        )),
    }
}

/// Encodes a unicode as ASCII.
///
/// # Errors
/// Raises `UnicodeEncodeError`.
pub fn encode_default(cx: &Cx, x: Ref<'_>) -> PyResult {
    let text = x.recv::<Unicode>();
    let bytes = crate::builtins::codecs::encode_ascii(cx, text.code_points(), b"strict")?;
    crate::builtins::str::ops::of_bytes(cx, &bytes)
}

/// The text of a number with digits and white space made ASCII; `source` is the whole unicode.
///
/// # Errors
/// Raises `UnicodeEncodeError` for other code points beyond Latin-1.
pub fn to_decimal(cx: &Cx, code_points: &[u32], source: Ref<'_>) -> PyResult<Vec<u8>> {
    let mut text = room(cx, code_points.len())?;
    for (index, code) in code_points.iter().enumerate() {
        let digit = table::properties(*code).decimal;
        if table::is_space(*code) {
            text.push(b' ');
        } else if digit < 10 {
            text.push(b'0' + digit);
        } else if let 1..=255 = *code {
            text.push(*code as u8);
        } else {
            let stops = |code: &u32| {
                matches!(*code, 1..=255)
                    || table::is_space(*code)
                    || table::properties(*code).decimal < 10
            };
            let rest = &code_points[index..];
            let end = index + rest.iter().position(stops).unwrap_or(rest.len());
            return Err(crate::builtins::codecs::errors::raise_encode(
                cx,
                "decimal",
                source,
                index..end,
                "invalid decimal Unicode string",
            ));
        }
    }
    Ok(text)
}
