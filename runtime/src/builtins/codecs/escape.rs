//! `unicode_escape`, `raw_unicode_escape` and `string_escape`: texts as they stand in literals.

use super::errors::DecodeErrors;
use crate::builtins::unicode::room;
use crate::cx::Cx;
use crate::exceptions::{PyResult, table};

/// Adds code points as ASCII with escapes; `quote` is escaped too.
pub(crate) fn encode(text: &mut Vec<u8>, code_points: &[u32], quote: Option<u8>) {
    for code in code_points {
        match *code {
            0x5c => text.extend_from_slice(b"\\\\"),
            9 => text.extend_from_slice(b"\\t"),
            10 => text.extend_from_slice(b"\\n"),
            13 => text.extend_from_slice(b"\\r"),
            code if quote.is_some_and(|quote| u32::from(quote) == code) => {
                text.extend_from_slice(&[b'\\', code as u8]);
            }
            code @ 0x20..=0x7e => text.push(code as u8),
            code @ 0..=0xff => text.extend_from_slice(format!("\\x{code:02x}").as_bytes()),
            code @ 0x100..=0xffff => text.extend_from_slice(format!("\\u{code:04x}").as_bytes()),
            code => text.extend_from_slice(format!("\\U{code:08x}").as_bytes()),
        }
    }
}

/// Encodes with `\u` and `\U` for code points beyond Latin-1 only.
pub(crate) fn encode_raw(code_points: &[u32]) -> Vec<u8> {
    let mut text = Vec::with_capacity(code_points.len());
    for code in code_points {
        match *code {
            code @ 0..=0xff => text.push(code as u8),
            code @ 0x100..=0xffff => text.extend_from_slice(format!("\\u{code:04x}").as_bytes()),
            code => text.extend_from_slice(format!("\\U{code:08x}").as_bytes()),
        }
    }
    text
}

/// Value of the hexadecimal digits at `at`: how many there are (up to `len`) and their value.
fn hex(input: &[u8], at: usize, len: usize) -> (usize, u32) {
    let mut value = 0u32;
    for index in 0..len {
        match input.get(at + index).and_then(|byte| (*byte as char).to_digit(16)) {
            Some(digit) => value = value << 4 | digit,
            None => return (index, value),
        }
    }
    (len, value)
}

fn simple_escape(byte: u8) -> Option<u8> {
    Some(match byte {
        b'\\' | b'\'' | b'"' => byte,
        b'b' => 8,
        b'f' => 12,
        b't' => 9,
        b'n' => 10,
        b'r' => 13,
        b'v' => 11,
        b'a' => 7,
        _ => return None,
    })
}

/// Decodes the escapes of unicode literals.
///
/// # Errors
/// Raises `UnicodeDecodeError`, or what the error handler raises.
pub fn decode(cx: &Cx, input: &[u8], errors: &[u8]) -> PyResult<Vec<u32>> {
    let context = DecodeErrors { cx, encoding: "unicodeescape", errors, input };
    let mut out = room(cx, input.len())?;
    let mut at = 0;
    while let Some(byte) = input.get(at).copied() {
        if byte != b'\\' {
            out.push(u32::from(byte));
            at += 1;
            continue;
        }
        let start = at;
        let Some(kind) = input.get(at + 1).copied() else {
            at = context.handle(&mut out, start..input.len(), "\\ at end of string")?;
            continue;
        };
        at += 2;
        if kind == b'\n' {
            continue;
        }
        if let Some(plain) = simple_escape(kind) {
            out.push(u32::from(plain));
            continue;
        }
        let (len, message) = match kind {
            b'0'..=b'7' => {
                let mut value = u32::from(kind - b'0');
                for _ in 0..2 {
                    match input.get(at) {
                        Some(digit @ b'0'..=b'7') => value = value << 3 | u32::from(digit - b'0'),
                        _ => break,
                    }
                    at += 1;
                }
                out.push(value);
                continue;
            }
            b'x' => (2, "truncated \\xXX escape"),
            b'u' => (4, "truncated \\uXXXX escape"),
            b'U' => (8, "truncated \\UXXXXXXXX escape"),
            b'N' => {
                at = named(&context, &mut out, start)?;
                continue;
            }
            _ => {
                out.extend_from_slice(&[u32::from(b'\\'), u32::from(kind)]);
                continue;
            }
        };
        let (found, value) = hex(input, at, len);
        if found < len {
            at = context.handle(&mut out, start..at + found, message)?;
        } else if value >= 0x11_0000 {
            at = context.handle(&mut out, start..at + len, "illegal Unicode character")?;
        } else {
            out.push(value);
            at += len;
        }
    }
    Ok(out)
}

/// `\N{name}`
fn named(context: &DecodeErrors<'_>, out: &mut Vec<u32>, start: usize) -> PyResult<usize> {
    let input = context.input;
    let open = start + 2;
    let close = input[open.min(input.len())..].iter().position(|byte| *byte == b'}');
    match (input.get(open), close) {
        (Some(b'{'), Some(len)) if len > 1 => {
            let end = open + len;
            let name = String::from_utf8_lossy(&input[open + 1..end]);
            match crate::builtins::unicode::names::lookup(&name) {
                Some(code) => {
                    out.push(code);
                    Ok(end + 1)
                }
                None => context.handle(out, start..end + 1, "unknown Unicode character name"),
            }
        }
        _ => {
            let end = close.map_or(input.len(), |len| open + len);
            context.handle(out, start..end, "malformed \\N character escape")
        }
    }
}

/// Decodes `\u` and `\U` only; other bytes are Latin-1.
///
/// # Errors
/// Raises `UnicodeDecodeError`, or what the error handler raises.
pub fn decode_raw(cx: &Cx, input: &[u8], errors: &[u8]) -> PyResult<Vec<u32>> {
    let context = DecodeErrors { cx, encoding: "rawunicodeescape", errors, input };
    let mut out = room(cx, input.len())?;
    let mut at = 0;
    while let Some(byte) = input.get(at).copied() {
        if byte != b'\\' {
            out.push(u32::from(byte));
            at += 1;
            continue;
        }
        // Only an odd number of backslashes starts an escape.
        let run = input[at..].iter().take_while(|byte| **byte == b'\\').count();
        let len = match input.get(at + run) {
            Some(b'u') if run % 2 == 1 => 4,
            Some(b'U') if run % 2 == 1 => 8,
            _ => 0,
        };
        if len == 0 {
            out.resize(out.len() + run, u32::from(b'\\'));
            at += run;
            continue;
        }
        out.resize(out.len() + run - 1, u32::from(b'\\'));
        let start = at + run - 1;
        let (found, value) = hex(input, start + 2, len);
        let range = start..start + 2 + found;
        if found < len {
            let message = if len == 4 { "truncated \\uXXXX" } else { "truncated \\UXXXXXXXX" };
            at = context.handle(&mut out, range, message)?;
        } else if value >= 0x11_0000 {
            at = context.handle(&mut out, range, "\\Uxxxxxxxx out of range")?;
        } else {
            out.push(value);
            at = range.end;
        }
    }
    Ok(out)
}

/// Encodes bytes as they stand in a literal, without the quotes.
pub fn encode_bytes(input: &[u8]) -> Vec<u8> {
    let mut text = Vec::with_capacity(input.len());
    for byte in input {
        crate::builtins::str::ops::push_escaped(&mut text, *byte, b'\'');
    }
    text
}

/// Decodes the escapes of str literals.
///
/// # Errors
/// Raises `ValueError`.
pub fn decode_bytes(cx: &Cx, input: &[u8], errors: &[u8]) -> PyResult<Vec<u8>> {
    let mut out = room(cx, input.len())?;
    let mut at = 0;
    while let Some(byte) = input.get(at).copied() {
        at += 1;
        if byte != b'\\' {
            out.push(byte);
            continue;
        }
        let Some(kind) = input.get(at).copied() else {
            return Err(cx.raise(&table::VALUE_ERROR, format_args!("Trailing \\ in string")));
        };
        at += 1;
        if kind == b'\n' {
            continue;
        }
        if let Some(plain) = simple_escape(kind) {
            out.push(plain);
            continue;
        }
        match kind {
            b'0'..=b'7' => {
                let mut value = u32::from(kind - b'0');
                for _ in 0..2 {
                    match input.get(at) {
                        Some(digit @ b'0'..=b'7') => value = value << 3 | u32::from(digit - b'0'),
                        _ => break,
                    }
                    at += 1;
                }
                out.push(value as u8);
            }
            b'x' => {
                let (found, value) = hex(input, at, 2);
                if found == 2 {
                    out.push(value as u8);
                    at += 2;
                    continue;
                }
                match errors {
                    b"" | b"strict" => {
                        return Err(
                            cx.raise(&table::VALUE_ERROR, format_args!("invalid \\x escape"))
                        );
                    }
                    b"replace" => out.push(b'?'),
                    b"ignore" => {}
                    other => {
                        let shown = String::from_utf8_lossy(other).into_owned();
                        return Err(cx.raise(
                            &table::VALUE_ERROR,
                            format_args!("decoding error; unknown error handling code: {shown}"),
                        ));
                    }
                }
                at += found;
            }
            _ => out.extend_from_slice(&[b'\\', kind]),
        }
    }
    Ok(out)
}
