//! Encodings: bytes to code points and back.

pub mod errors;
pub(crate) mod escape;
pub(crate) mod registry;

use crate::builtins::unicode::room;
use crate::cx::Cx;
use crate::exceptions::{PyResult, table};
use crate::object::Ref;
use errors::{DecodeErrors, EncodeErrors};

/// Decodes ASCII.
///
/// # Errors
/// Raises `UnicodeDecodeError`, or what the error handler raises.
pub fn decode_ascii(cx: &Cx, input: &[u8], errors: &[u8]) -> PyResult<Vec<u32>> {
    let context = DecodeErrors { cx, encoding: "ascii", errors, input };
    let mut out = room(cx, input.len())?;
    let mut at = 0;
    while let Some(byte) = input.get(at) {
        if *byte < 128 {
            out.push(u32::from(*byte));
            at += 1;
        } else {
            at = context.handle(&mut out, at..at + 1, "ordinal not in range(128)")?;
        }
    }
    Ok(out)
}

/// Encodes as ASCII.
///
/// # Errors
/// Raises `UnicodeEncodeError`, or what the error handler raises.
pub fn encode_ascii(cx: &Cx, input: &[u32], errors: &[u8]) -> PyResult<Vec<u8>> {
    encode_narrow(cx, input, errors, "ascii", 128, "ordinal not in range(128)")
}

/// Encodes code points below `limit` as single bytes.
fn encode_narrow(
    cx: &Cx,
    input: &[u32],
    errors: &[u8],
    encoding: &str,
    limit: u32,
    reason: &str,
) -> PyResult<Vec<u8>> {
    let context = EncodeErrors { cx, encoding, errors, input };
    let mut out = room(cx, input.len())?;
    let mut at = 0;
    while let Some(code) = input.get(at) {
        if *code < limit {
            out.push(*code as u8);
            at += 1;
            continue;
        }
        let run = input[at..].iter().take_while(|code| **code >= limit).count();
        let range = at..at + run;
        let (replacement, next) = context.handle(range.clone(), reason)?;
        if replacement.iter().any(|code| *code >= limit) {
            return Err(context.raise(range, reason));
        }
        out.extend(replacement.iter().map(|code| *code as u8));
        at = next;
    }
    Ok(out)
}

/// Decodes a str or buffer to a unicode.
///
/// # Errors
/// Raises `LookupError`, `UnicodeDecodeError`, or `TypeError` if `x` holds no bytes.
pub fn decode_object(
    cx: &Cx,
    _x: Ref<'_>,
    _encoding: Option<Ref<'_>>,
    _errors: Option<Ref<'_>>,
) -> PyResult {
    Err(cx.raise(&table::NOT_IMPLEMENTED_ERROR, format_args!("decode")))
}

/// `text.encode(encoding, errors)`
///
/// # Errors
/// Raises `LookupError`, `UnicodeEncodeError`, `TypeError`.
pub(crate) fn encode_method(cx: &Cx, _x: Ref<'_>, _args: &[Option<Ref<'_>>]) -> PyResult {
    Err(cx.raise(&table::NOT_IMPLEMENTED_ERROR, format_args!("encode")))
}

/// `text.decode(encoding, errors)`
///
/// # Errors
/// Raises `LookupError`, `UnicodeDecodeError`, `TypeError`.
pub(crate) fn decode_method(cx: &Cx, _x: Ref<'_>, _args: &[Option<Ref<'_>>]) -> PyResult {
    Err(cx.raise(&table::NOT_IMPLEMENTED_ERROR, format_args!("decode")))
}
