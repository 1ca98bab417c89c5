//! JSON strings: reading and escaping them.

use super::{Text, raise_at};
use runtime::api::{Cx, Owned, PyResult, Ref, exc};
use runtime::builtins::codecs::utf8;
use runtime::builtins::str::Str;
use runtime::builtins::unicode::Unicode;

/// How strings are read.
#[derive(Clone, Copy)]
pub(super) struct Options<'a> {
    /// Of the bytes in a str.
    pub(super) encoding: &'a [u8],
    /// Control characters are errors.
    pub(super) strict: bool,
}

/// Four hexadecimal digits.
fn unit<T: Text>(text: T, from: usize) -> Option<u32> {
    (from..from + 4).try_fold(0, |value, index| {
        let digit = char::from_u32(text.at(index)?)?.to_digit(16)?;
        Some(value << 4 | digit)
    })
}

/// Reads the string whose first character, behind the quote, is at `from`; `object` is the text for
/// messages. Returns it and the place behind the closing quote.
pub(super) fn scan<T: Text>(
    cx: &Cx,
    object: Ref<'_>,
    text: T,
    from: usize,
    options: Options<'_>,
) -> PyResult<(Owned, usize)> {
    if from >= text.len() {
        return Err(cx.raise(&exc::VALUE_ERROR, format_args!("end is out of bounds")));
    }
    let mut out = Vec::new();
    let mut at = from;
    loop {
        let start = at;
        let stop = loop {
            match text.at(at) {
                Some(code) if code == u32::from(b'"') || code == u32::from(b'\\') => break code,
                Some(code) if code < 0x20 && options.strict => {
                    return Err(raise_at(cx, "Invalid control character at", object, at));
                }
                Some(_) => at += 1,
                None => {
                    let begin = from.wrapping_sub(1);
                    return Err(raise_at(cx, "Unterminated string starting at", object, begin));
                }
            }
        };
        text.decode(cx, start, at, options.encoding, &mut out)?;
        at += 1;
        if stop == u32::from(b'"') {
            // CPython joins the pieces by a call, which counts against the recursion limit.
            runtime::protocol::recursion::nested(cx, " while calling a Python object", || Ok(()))?;
            return Ok((Unicode::from_vec(cx, out)?, at));
        }
        at = escaped(cx, object, text, at, from, &mut out)?;
    }
}

/// Reads what is behind a backslash at `at - 1`; returns the place behind it.
fn escaped<T: Text>(
    cx: &Cx,
    object: Ref<'_>,
    text: T,
    at: usize,
    from: usize,
    out: &mut Vec<u32>,
) -> PyResult<usize> {
    let Some(code) = text.at(at) else {
        let begin = from.wrapping_sub(1);
        return Err(raise_at(cx, "Unterminated string starting at", object, begin));
    };
    let plain = match u8::try_from(code) {
        Ok(byte @ (b'"' | b'\\' | b'/')) => byte,
        Ok(b'b') => 8,
        Ok(b'f') => 12,
        Ok(b'n') => b'\n',
        Ok(b'r') => b'\r',
        Ok(b't') => b'\t',
        Ok(b'u') => 0,
        _ => return Err(raise_at(cx, "Invalid \\escape", object, at - 1)),
    };
    if plain != 0 {
        out.push(u32::from(plain));
        return Ok(at + 1);
    }
    let at = at + 1;
    let Some(mut code) = unit(text, at).filter(|_| at + 4 < text.len()) else {
        return Err(raise_at(cx, "Invalid \\uXXXX escape", object, at - 1));
    };
    let mut at = at + 4;
    let follows = text.at(at) == Some(u32::from(b'\\')) && text.at(at + 1) == Some(u32::from(b'u'));
    if code & 0xFC00 == 0xD800 && at + 6 < text.len() && follows {
        let Some(low) = unit(text, at + 2) else {
            return Err(raise_at(cx, "Invalid \\uXXXX escape", object, at + 1));
        };
        if low & 0xFC00 == 0xDC00 {
            code = 0x10000 + ((code - 0xD800) << 10 | (low - 0xDC00));
            at += 6;
        }
    }
    out.push(code);
    Ok(at)
}

/// Appends a str or unicode as a JSON string of ASCII characters; false for anything else.
pub(super) fn escape(cx: &Cx, x: Ref<'_>, out: &mut Vec<u8>) -> PyResult<bool> {
    if let Some(text) = x.cast::<Str>() {
        let bytes = text.as_bytes();
        if bytes.is_ascii() {
            out.push(b'"');
            bytes.iter().for_each(|byte| escape_code(u32::from(*byte), out));
        } else {
            let (codes, _) = utf8::decode(cx, bytes, b"strict", true)?;
            out.push(b'"');
            codes.into_iter().for_each(|code| escape_code(code, out));
        }
    } else if let Some(text) = x.cast::<Unicode>() {
        out.push(b'"');
        text.code_points().iter().for_each(|code| escape_code(*code, out));
    } else {
        return Ok(false);
    }
    out.push(b'"');
    Ok(true)
}

fn escape_code(code: u32, out: &mut Vec<u8>) {
    let short = match u8::try_from(code) {
        Ok(byte @ (b'"' | b'\\')) => byte,
        Ok(b'\n') => b'n',
        Ok(b'\r') => b'r',
        Ok(b'\t') => b't',
        Ok(8) => b'b',
        Ok(12) => b'f',
        Ok(byte @ b' '..=b'~') => return out.push(byte),
        _ => {
            if code < 0x10000 {
                return escape_unit(code, out);
            }
            let rest = code - 0x10000;
            escape_unit(0xD800 | (rest >> 10 & 0x3FF), out);
            return escape_unit(0xDC00 | (rest & 0x3FF), out);
        }
    };
    out.extend([b'\\', short]);
}

fn escape_unit(unit: u32, out: &mut Vec<u8>) {
    out.extend_from_slice(b"\\u");
    for shift in [12, 8, 4, 0] {
        out.push(b"0123456789abcdef"[(unit >> shift & 15) as usize]);
    }
}
