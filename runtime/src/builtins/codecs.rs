//! Encodings: bytes to code points and back.
//!
//! The encodings of [`Codec`] are done natively wherever a name is given; other names are asked of
//! the search functions that programs have registered.

pub mod charmap;
pub mod errors;
pub mod escape;
pub mod registry;
pub mod transform;
pub mod utf16;
pub mod utf7;
pub mod utf8;

use crate::builtins::str::{Str, ops::of_bytes};
use crate::builtins::tuple::Tuple;
use crate::builtins::unicode::{self, Unicode, room};
use crate::cx::Cx;
use crate::exceptions::{PyResult, Raised, table};
use crate::object::{Owned, Ref};
use crate::protocol::{buffer, special};
use errors::{DecodeErrors, EncodeErrors};
use utf16::Order;

/// An encoding done natively.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Codec {
    /// ASCII
    Ascii,
    /// ISO 8859-1
    Latin1,
    /// UTF-8
    Utf8,
    /// UTF-8 with a mark in front
    Utf8Sig,
    /// UTF-16
    Utf16(Order),
    /// UTF-32
    Utf32(Order),
    /// UTF-7
    Utf7,
    /// escapes of unicode literals
    UnicodeEscape,
    /// `\u` only
    RawUnicodeEscape,
    /// four bytes for each code point
    UnicodeInternal,
    /// escapes of str literals (bytes to bytes)
    StringEscape,
    /// hexadecimal (bytes to bytes)
    Hex,
    /// base 64 (bytes to bytes)
    Base64,
    /// letters moved by 13
    Rot13,
    /// by a table of 256
    Table(usize),
}

/// Returns the native encoding of a name, in any spelling.
pub fn native(name: &[u8]) -> Option<Codec> {
    match name {
        b"utf-8" | b"utf8" => return Some(Codec::Utf8),
        b"ascii" => return Some(Codec::Ascii),
        b"latin-1" => return Some(Codec::Latin1),
        _ => {}
    }
    let name = normalise(name);
    let main = charmap::main_name(&name);
    Some(match main {
        "ascii" => Codec::Ascii,
        "latin_1" | "charmap" => Codec::Latin1,
        "utf_8" => Codec::Utf8,
        "utf_8_sig" => Codec::Utf8Sig,
        "utf_16" => Codec::Utf16(Order::Mark),
        "utf_16_le" => Codec::Utf16(Order::Little),
        "utf_16_be" => Codec::Utf16(Order::Big),
        "utf_32" => Codec::Utf32(Order::Mark),
        "utf_32_le" => Codec::Utf32(Order::Little),
        "utf_32_be" => Codec::Utf32(Order::Big),
        "utf_7" => Codec::Utf7,
        "unicode_escape" => Codec::UnicodeEscape,
        "raw_unicode_escape" => Codec::RawUnicodeEscape,
        "unicode_internal" => Codec::UnicodeInternal,
        "string_escape" => Codec::StringEscape,
        "hex_codec" => Codec::Hex,
        "base64_codec" => Codec::Base64,
        "rot_13" => Codec::Rot13,
        other => Codec::Table(charmap::table_of(other)?),
    })
}

/// Lower case, with runs of other characters than letters, digits and points made one `_`.
pub fn normalise(name: &[u8]) -> String {
    let mut result = String::new();
    let mut gap = false;
    for byte in name {
        if byte.is_ascii_alphanumeric() || *byte == b'.' {
            if gap && !result.is_empty() {
                result.push('_');
            }
            gap = false;
            result.push(char::from(byte.to_ascii_lowercase()));
        } else {
            gap = true;
        }
    }
    result
}

/// Decodes bytes with a native encoding, to a unicode or (for transformations) a str.
///
/// # Errors
/// Raises `UnicodeDecodeError`, or what the error handler raises.
pub fn decode_native(cx: &Cx, codec: Codec, input: &[u8], errors: &[u8]) -> PyResult {
    check_strict(cx, codec, errors)?;
    let code_points = match codec {
        Codec::Ascii => decode_ascii(cx, input, errors)?,
        Codec::Latin1 => return Unicode::from_latin1(cx, input),
        Codec::Utf8 => utf8::decode(cx, input, errors, true)?.0,
        Codec::Utf8Sig => {
            let rest = input.strip_prefix(b"\xef\xbb\xbf").unwrap_or(input);
            utf8::decode(cx, rest, errors, true)?.0
        }
        Codec::Utf16(order) => utf16::decode16(cx, input, errors, order, true)?.code_points,
        Codec::Utf32(order) => utf16::decode32(cx, input, errors, order, true)?.code_points,
        Codec::Utf7 => utf7::decode(cx, input, errors, true)?.0,
        Codec::UnicodeEscape => escape::decode(cx, input, errors)?,
        Codec::RawUnicodeEscape => escape::decode_raw(cx, input, errors)?,
        Codec::UnicodeInternal => decode_internal(cx, input, errors)?,
        Codec::StringEscape => return of_bytes(cx, &escape::decode_bytes(cx, input, errors)?),
        Codec::Hex => return of_bytes(cx, &transform::decode_hex(cx, input)?),
        Codec::Base64 => return of_bytes(cx, &transform::decode_base64(cx, input)?),
        Codec::Rot13 => input.iter().map(|byte| u32::from(transform::rot13(*byte))).collect(),
        Codec::Table(table) => charmap::decode(cx, table, input, errors)?,
    };
    Unicode::from_vec(cx, code_points)
}

/// Encodes a text with a native encoding. A str is decoded as ASCII first, unless the encoding is
/// one from bytes to bytes.
///
/// # Errors
/// Raises `UnicodeEncodeError`, or what the error handler raises.
pub fn encode_native(cx: &Cx, codec: Codec, x: Ref<'_>, errors: &[u8]) -> PyResult {
    if codec == Codec::StringEscape && x.cast::<Str>().is_none() {
        return Err(cx.raise(
            &table::TYPE_ERROR,
            format_args!("escape_encode() argument 1 must be string, not {}", x.ty().name()),
        ));
    }
    if let Codec::StringEscape | Codec::Hex | Codec::Base64 = codec {
        check_strict(cx, codec, errors)?;
        let bytes = buffer::characters(cx, x)?;
        let result = match codec {
            Codec::Hex => transform::encode_hex(&bytes),
            Codec::Base64 => transform::encode_base64(&bytes),
            _ => escape::encode_bytes(&bytes),
        };
        return of_bytes(cx, &result);
    }
    let text = unicode::from_object(cx, x)?;
    let input = text.borrow().recv::<Unicode>().code_points();
    let bytes = match codec {
        Codec::Ascii => encode_ascii(cx, input, errors)?,
        Codec::Latin1 => encode_latin1(cx, input, errors)?,
        Codec::Utf8 => utf8::encode(cx, input)?,
        Codec::Utf8Sig => [b"\xef\xbb\xbf".to_vec(), utf8::encode(cx, input)?].concat(),
        Codec::Utf16(order) => utf16::encode16(cx, input, order)?,
        Codec::Utf32(order) => utf16::encode32(cx, input, order)?,
        Codec::Utf7 => utf7::encode(cx, input)?,
        Codec::UnicodeEscape => {
            let mut text = room(cx, input.len())?;
            escape::encode(&mut text, input, None);
            text
        }
        Codec::RawUnicodeEscape => escape::encode_raw(input),
        Codec::UnicodeInternal => utf16::encode32(cx, input, Order::Little)?,
        Codec::Rot13 => {
            let context = EncodeErrors { cx, encoding: "charmap", errors, input };
            charmap::encode_with(&context, |code| {
                u8::try_from(code).ok().map(|byte| vec![transform::rot13(byte)])
            })?
        }
        Codec::Table(table) => charmap::encode(cx, table, input, errors)?,
        Codec::StringEscape | Codec::Hex | Codec::Base64 => unreachable!("handled above"),
    };
    of_bytes(cx, &bytes)
}

/// Transformations know no other error handler than `strict`.
fn check_strict(cx: &Cx, codec: Codec, errors: &[u8]) -> PyResult<()> {
    if let Codec::Hex | Codec::Base64 = codec
        && !matches!(errors, b"" | b"strict")
    {
        return Err(cx.raise_none(&table::ASSERTION_ERROR));
    }
    Ok(())
}

/// Four bytes for each code point.
fn decode_internal(cx: &Cx, input: &[u8], errors: &[u8]) -> PyResult<Vec<u32>> {
    let context = DecodeErrors { cx, encoding: "unicode_internal", errors, input };
    let mut out = room(cx, input.len() / 4)?;
    let mut at = 0;
    while at < input.len() {
        let Some(&[a, b, c, d]) = input.get(at..at + 4) else {
            at = context.handle(&mut out, at..input.len(), "truncated input")?;
            continue;
        };
        let code = u32::from_le_bytes([a, b, c, d]);
        if code < 0x11_0000 {
            out.push(code);
            at += 4;
        } else {
            at = context.handle(&mut out, at..at + 4, "illegal code point (> 0x10FFFF)")?;
        }
    }
    Ok(out)
}

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
    let context = EncodeErrors { cx, encoding: "ascii", errors, input };
    encode_narrow(&context, 128, "ordinal not in range(128)")
}

/// Encodes as Latin-1.
///
/// # Errors
/// Raises `UnicodeEncodeError`, or what the error handler raises.
pub fn encode_latin1(cx: &Cx, input: &[u32], errors: &[u8]) -> PyResult<Vec<u8>> {
    let context = EncodeErrors { cx, encoding: "latin-1", errors, input };
    encode_narrow(&context, 256, "ordinal not in range(256)")
}

/// Encodes code points below `limit` as single bytes.
fn encode_narrow(context: &EncodeErrors<'_>, limit: u32, reason: &str) -> PyResult<Vec<u8>> {
    let input = context.input;
    let mut out = room(context.cx, input.len())?;
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

/// Decodes bytes with a named encoding.
///
/// # Errors
/// Raises `LookupError`, `UnicodeDecodeError`, or what the codec raises.
pub fn decode(cx: &Cx, input: &[u8], encoding: &[u8], errors: &[u8]) -> PyResult {
    match native(encoding) {
        Some(codec) => decode_native(cx, codec, input, errors),
        None => {
            let input = Str::new(cx, input)?;
            call_codec(cx, encoding, errors, input.borrow(), Direction::Decode)
        }
    }
}

/// Encodes a text with a named encoding.
///
/// # Errors
/// Raises `LookupError`, `UnicodeEncodeError`, or what the codec raises.
pub fn encode(cx: &Cx, x: Ref<'_>, encoding: &[u8], errors: &[u8]) -> PyResult {
    match native(encoding) {
        Some(codec) => encode_native(cx, codec, x, errors),
        None => call_codec(cx, encoding, errors, x, Direction::Encode),
    }
}

/// What a registered codec is asked for; the place of the function in its tuple.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Direction {
    /// To bytes.
    Encode = 0,
    /// To code points.
    Decode = 1,
}

#[cold]
fn raise_unknown(cx: &Cx, encoding: &[u8]) -> Raised {
    let shown = String::from_utf8_lossy(encoding);
    cx.raise(&table::LOOKUP_ERROR, format_args!("unknown encoding: {shown}"))
}

/// Finds a registered codec: a tuple of four functions. May run Python code.
///
/// # Errors
/// Raises `LookupError` if no search function knows it.
pub fn lookup(cx: &Cx, encoding: &[u8]) -> PyResult {
    let name: Vec<u8> = encoding
        .iter()
        .map(|byte| if *byte == b' ' { b'-' } else { byte.to_ascii_lowercase() })
        .collect();
    if let Some(codec) = registry::found(&name) {
        return Ok(codec);
    }
    registry::prepare(cx)?;
    let argument = Str::new(cx, &name)?;
    for search in registry::searches() {
        let codec = special::call(cx, search.borrow(), &[argument.borrow()])?;
        if codec.borrow().is_none() {
            continue;
        }
        if codec.borrow().cast::<Tuple>().is_none_or(|codec| codec.len() != 4) {
            return Err(cx.raise(
                &table::TYPE_ERROR,
                format_args!("codec search functions must return 4-tuples"),
            ));
        }
        registry::remember(&name, codec.borrow());
        return Ok(codec);
    }
    Err(raise_unknown(cx, encoding))
}

/// Calls a function of a registered codec and takes the first item of its result.
///
/// # Errors
/// Raises `LookupError`, or what the codec raises.
pub fn call_codec(
    cx: &Cx,
    encoding: &[u8],
    errors: &[u8],
    x: Ref<'_>,
    direction: Direction,
) -> PyResult {
    let codec = lookup(cx, encoding)?;
    let function = codec.borrow().recv::<Tuple>().as_slice()[direction as usize].own();
    let errors = Str::new(cx, if errors.is_empty() { b"strict" } else { errors })?;
    let result = special::call(cx, function.borrow(), &[x, errors.borrow()])?;
    match result.borrow().cast::<Tuple>().map(Tuple::as_slice) {
        Some([value, _]) => Ok(value.own()),
        _ => {
            let what = if direction == Direction::Encode { "encoder" } else { "decoder" };
            Err(cx.raise(
                &table::TYPE_ERROR,
                format_args!("{what} must return a tuple (object,integer)"),
            ))
        }
    }
}

/// A text argument of a method; empty if it is missing.
fn name_argument<'a>(
    cx: &Cx,
    x: Option<Ref<'a>>,
    method: &str,
    index: usize,
) -> PyResult<std::borrow::Cow<'a, [u8]>> {
    match x {
        // An empty name is one that nobody has registered, not a missing one.
        Some(x)
            if index == 1 && crate::builtins::format::units(x).is_some_and(|x| x.is_empty()) =>
        {
            Err(raise_unknown(cx, b""))
        }
        None => Ok(Default::default()),
        Some(x) if x.cast::<Str>().is_some() || x.cast::<Unicode>().is_some() => {
            buffer::characters(cx, x)
        }
        Some(x) => Err(cx.raise(
            &table::TYPE_ERROR,
            format_args!(
                "{method}() argument {index} must be string, not {}",
                crate::protocol::call::argument_name(x)
            ),
        )),
    }
}

fn or_default(encoding: &[u8]) -> &[u8] {
    if encoding.is_empty() { b"ascii" } else { encoding }
}

/// `text.encode(encoding, errors)`
///
/// # Errors
/// Raises `LookupError`, `UnicodeEncodeError`, `TypeError`.
pub(crate) fn encode_method(cx: &Cx, x: Ref<'_>, args: &[Option<Ref<'_>>]) -> PyResult {
    let encoding = name_argument(cx, args[0], "encode", 1)?;
    let errors = name_argument(cx, args[1], "encode", 2)?;
    let result = encode(cx, x, or_default(&encoding), &errors)?;
    checked_result(cx, result, "encoder")
}

/// `text.decode(encoding, errors)`
///
/// # Errors
/// Raises `LookupError`, `UnicodeDecodeError`, `TypeError`.
pub(crate) fn decode_method(cx: &Cx, x: Ref<'_>, args: &[Option<Ref<'_>>]) -> PyResult {
    let encoding = name_argument(cx, args[0], "decode", 1)?;
    let errors = name_argument(cx, args[1], "decode", 2)?;
    let encoding = or_default(&encoding);
    let result = match native(encoding) {
        Some(codec) => {
            let bytes = buffer::characters(cx, x)?;
            decode_native(cx, codec, &bytes, &errors)?
        }
        None => call_codec(cx, encoding, &errors, x, Direction::Decode)?,
    };
    checked_result(cx, result, "decoder")
}

fn checked_result(cx: &Cx, result: Owned, what: &str) -> PyResult {
    let x = result.borrow();
    if x.cast::<Str>().is_some() || x.cast::<Unicode>().is_some() {
        return Ok(result);
    }
    Err(cx.raise(
        &table::TYPE_ERROR,
        format_args!("{what} did not return a string/unicode object (type={})", x.ty().name()),
    ))
}

/// Decodes a str or buffer to a unicode: `unicode(x, encoding, errors)`.
///
/// # Errors
/// Raises `LookupError`, `UnicodeDecodeError`, or `TypeError` if `x` holds no bytes.
pub fn decode_object(
    cx: &Cx,
    x: Ref<'_>,
    encoding: Option<Ref<'_>>,
    errors: Option<Ref<'_>>,
) -> PyResult {
    let encoding = name_argument(cx, encoding, "unicode", 2)?;
    let errors = name_argument(cx, errors, "unicode", 3)?;
    if x.cast::<Unicode>().is_some() {
        return Err(cx.raise(&table::TYPE_ERROR, format_args!("decoding Unicode is not supported")));
    }
    if x.cast::<crate::builtins::bytearray::ByteArray>().is_some() {
        return Err(
            cx.raise(&table::TYPE_ERROR, format_args!("decoding bytearray is not supported"))
        );
    }
    let Some(bytes) = buffer::bytes(cx, x)? else {
        return Err(cx.raise(
            &table::TYPE_ERROR,
            format_args!("coercing to Unicode: need string or buffer, {} found", x.ty().name()),
        ));
    };
    let result = decode(cx, &bytes, or_default(&encoding), &errors)?;
    if result.borrow().cast::<Unicode>().is_none() {
        return Err(cx.raise(
            &table::TYPE_ERROR,
            format_args!(
                "decoder did not return an unicode object (type={})",
                result.borrow().ty().name()
            ),
        ));
    }
    Ok(result)
}
