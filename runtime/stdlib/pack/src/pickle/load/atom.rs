//! Numbers and strings.

use super::super::opcode as op;
use super::super::source::Source;
use super::super::unpickling_error;
use dashu_int::IBig;
use runtime::api::{Cx, Owned, PyResult, Raised, exc};
use runtime::builtins::codecs::{escape, utf8};
use runtime::builtins::float::text::parse_prefix;
use runtime::builtins::long::{self, Long};
use runtime::builtins::str::Str;
use runtime::builtins::unicode::Unicode;

/// Reads the value of instruction `code`.
pub(super) fn read(cx: &Cx, source: &mut Source, code: u8) -> PyResult {
    match code {
        op::BININT1 => Ok(Owned::int(i64::from(source.byte(cx)?))),
        op::BININT2 => {
            let bytes = source.read(cx, 2)?;
            Ok(Owned::int(i64::from(u16::from_le_bytes([bytes[0], bytes[1]]))))
        }
        op::BININT => Ok(Owned::int(i64::from(int(cx, source)?))),
        op::INT => text_int(cx, line(cx, source, 2)?),
        op::LONG => text_long(cx, line(cx, source, 2)?),
        op::LONG1 | op::LONG4 => {
            let count = length(cx, source, code == op::LONG1, "LONG")?;
            let bytes = source.read(cx, count)?;
            let value = if bytes.is_empty() { IBig::ZERO } else { IBig::from_le_bytes(bytes) };
            Long::new(cx, value)
        }
        op::FLOAT => text_float(cx, line(cx, source, 2)?),
        op::BINFLOAT => {
            let mut bytes = [0; 8];
            bytes.copy_from_slice(source.read(cx, 8)?);
            Ok(Owned::float(f64::from_be_bytes(bytes)))
        }
        op::STRING => text_string(cx, line(cx, source, 2)?),
        op::BINSTRING | op::SHORT_BINSTRING => {
            let count = length(cx, source, code == op::SHORT_BINSTRING, "BINSTRING")?;
            Str::new(cx, source.read(cx, count)?)
        }
        op::UNICODE => {
            let line = line(cx, source, 1)?;
            Unicode::from_vec(cx, escape::decode_raw(cx, &line[..line.len() - 1], b"strict")?)
        }
        _ => {
            let count = length(cx, source, false, "BINUNICODE")?;
            let (text, _) = utf8::decode(cx, source.read(cx, count)?, b"strict", true)?;
            Unicode::from_vec(cx, text)
        }
    }
}

fn int(cx: &Cx, source: &mut Source) -> PyResult<i32> {
    let bytes = source.read(cx, 4)?;
    Ok(i32::from_le_bytes([bytes[0], bytes[1], bytes[2], bytes[3]]))
}

fn length(cx: &Cx, source: &mut Source, short: bool, what: &str) -> PyResult<usize> {
    if short {
        return source.byte(cx).map(usize::from);
    }
    usize::try_from(int(cx, source)?)
        .map_err(|_| unpickling_error(cx, &format!("{what} pickle has negative byte count")))
}

/// Reads a line that has to be so long.
fn line<'a>(cx: &Cx, source: &'a mut Source, least: usize) -> PyResult<&'a [u8]> {
    let line = source.line(cx)?;
    if line.len() < least {
        return Err(unpickling_error(cx, "pickle data was truncated"));
    }
    Ok(line)
}

#[cold]
fn value_error(cx: &Cx, message: &str) -> Raised {
    cx.raise(&exc::VALUE_ERROR, format_args!("{message}"))
}

/// A number as C's `strtol` reads it; two characters, 0 or 1, are a bool.
fn text_int(cx: &Cx, line: &[u8]) -> PyResult {
    if let Some(value) = line.strip_suffix(b"\n").and_then(c_number) {
        return Ok(if line.len() == 3 && (value == 0 || value == 1) {
            Owned::bool(value == 1)
        } else {
            Owned::int(value)
        });
    }
    let result = long::parse(cx, line, 0);
    match cx.catch(result, &exc::VALUE_ERROR)? {
        Some(value) => Ok(value),
        None => Err(value_error(cx, "could not convert string to int")),
    }
}

fn c_number(text: &[u8]) -> Option<i64> {
    let text = text.trim_ascii_start();
    let (negative, digits) = match text.split_first()? {
        (b'-', rest) => (true, rest),
        (b'+', rest) => (false, rest),
        _ => (false, text),
    };
    let (base, digits) = match digits {
        [b'0', b'x' | b'X', rest @ ..] => (16, rest),
        [b'0', rest @ ..] if !rest.is_empty() => (8, rest),
        digits => (10, digits),
    };
    if digits.is_empty() || !digits[0].is_ascii_alphanumeric() {
        return None;
    }
    let number = i128::from_str_radix(std::str::from_utf8(digits).ok()?, base).ok()?;
    i64::try_from(if negative { -number } else { number }).ok()
}

fn text_long(cx: &Cx, line: &[u8]) -> PyResult {
    let result = long::parse(cx, line, 0);
    match cx.catch(result, &exc::VALUE_ERROR)? {
        Some(value) => long::widen(cx, value),
        // The message names the base that was tried.
        None => long::parse(cx, line, 10),
    }
}

fn text_float(cx: &Cx, line: &[u8]) -> PyResult {
    let error = |text: &str| [text.as_bytes(), line].concat();
    match parse_prefix(line) {
        None => {
            Err(cx.raise_bytes(&exc::VALUE_ERROR, &error("could not convert string to float: ")))
        }
        Some((value, used)) => {
            let named = line[..used].iter().any(|byte| matches!(byte, b'n' | b'N'));
            if value.is_infinite() && !named {
                let text = error("value too large to convert to float: ");
                return Err(cx.raise_bytes(&exc::OVERFLOW_ERROR, &text));
            }
            if line[used..] != *b"\n" {
                return Err(value_error(cx, "could not convert string to float"));
            }
            Ok(Owned::float(value))
        }
    }
}

/// A str literal; anything up to a space may follow it.
fn text_string(cx: &Cx, line: &[u8]) -> PyResult {
    let is_end = |byte: &u8| *byte > b' ' && byte.is_ascii();
    let length = line.iter().rposition(is_end).map_or(0, |at| at + 1);
    match &line[..length] {
        [b'\'', text @ .., b'\''] | [b'"', text @ .., b'"'] => {
            Str::new(cx, &escape::decode_bytes(cx, text, b"strict")?)
        }
        _ => Err(value_error(cx, "insecure string pickle")),
    }
}
