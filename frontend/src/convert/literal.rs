//! String literals: from their source text to bytes or code points.
//!
//! The text of a byte string is turned back into the declared encoding; the text of a `unicode`
//! string is decoded by it. Escapes are read as CPython's `string_escape`, `unicode_escape` and
//! `raw_unicode_escape` codecs do, complaints included.
//!
//! CPython 2.7 source: Python/ast.c (parsestr, decode_unicode), Objects/unicodeobject.c.

use super::{Converter, named};
use crate::ast::{Expr, ExprKind, Literal};
use crate::error::ErrorKind;
use crate::source::Coding;
use crate::token::Kind;
use crate::utf8;

/// A literal without prefix and quotes.
struct Parts<'a> {
    body: &'a [u8],
    unicode: bool,
    raw: bool,
}

/// Why a literal is none.
enum Bad {
    /// A `(unicode error)`, with its text.
    Unicode(String),
    /// `invalid \x escape` in a byte string.
    HexEscape,
}

impl Converter<'_> {
    /// Converts a number, or the run of strings from `first` up to `end`.
    pub(super) fn literal(&mut self, first: usize, end: usize) -> Expr {
        let at = self.position(first);
        if self.kind(first) != Kind::Str {
            return at.expr(ExprKind::Num(self.number(first, false)));
        }
        let value = match self.strings(first, end) {
            Ok(value) => value,
            Err(Bad::Unicode(message)) => {
                self.fail(format!("(unicode error) {message}"), first);
                Literal::Bytes(Box::default())
            }
            Err(Bad::HexEscape) => {
                self.fail_bare(ErrorKind::Value, "invalid \\x escape");
                Literal::Bytes(Box::default())
            }
        };
        at.expr(ExprKind::Str(value))
    }

    /// Joins adjacent strings: byte strings next to a `unicode` one have to be ASCII.
    fn strings(&self, first: usize, end: usize) -> Result<Literal, Bad> {
        let mut bytes = Vec::new();
        let mut codes: Option<Vec<u32>> = None;
        for at in first..end {
            let parts = split(self.text(at), self.unicode_literals());
            if parts.unicode {
                let mut part = Vec::with_capacity(parts.body.len());
                unicode(&parts, self.input.coding, &mut part)?;
                match &mut codes {
                    Some(codes) => codes.extend(part),
                    None if bytes.is_empty() => codes = Some(part),
                    None => codes.insert(ascii(&bytes)?).extend(part),
                }
                continue;
            }
            let part = byte_string(&parts, self.input.coding)?;
            match &mut codes {
                Some(codes) => codes.extend(ascii(&part)?),
                None if bytes.is_empty() => bytes = part,
                None => bytes.extend(part),
            }
        }
        Ok(match codes {
            Some(codes) => Literal::Unicode(codes.into()),
            None => Literal::Bytes(bytes.into()),
        })
    }
}

fn split(text: &[u8], unicode_literals: bool) -> Parts<'_> {
    let (mut unicode, mut raw, mut prefix) = (unicode_literals, false, 0);
    let quote = loop {
        match text[prefix] {
            b'u' | b'U' => unicode = true,
            b'b' | b'B' => unicode = false,
            b'r' | b'R' => raw = true,
            quote => break quote,
        }
        prefix += 1;
    };
    let text = &text[prefix..];
    let triple = text.len() >= 6 && text[1] == quote && text[2] == quote;
    let quotes = if triple { 3 } else { 1 };
    Parts { body: &text[quotes..text.len() - quotes], unicode, raw }
}

/// Decodes bytes as ASCII, as joining with a `unicode` string does.
fn ascii(bytes: &[u8]) -> Result<Vec<u32>, Bad> {
    if let Some(at) = bytes.iter().position(|byte| !byte.is_ascii()) {
        let byte = bytes[at];
        return Err(Bad::Unicode(format!(
            "'ascii' codec can't decode byte 0x{byte:02x} in position {at}: \
             ordinal not in range(128)"
        )));
    }
    Ok(bytes.iter().map(|&byte| u32::from(byte)).collect())
}

fn byte_string(parts: &Parts<'_>, coding: &Coding) -> Result<Vec<u8>, Bad> {
    let body = parts.body;
    if parts.raw || memchr::memchr(b'\\', body).is_none() {
        return Ok(coding.original(body));
    }
    let mut out = Vec::with_capacity(body.len());
    let mut rest = body;
    while let Some(at) = memchr::memchr(b'\\', rest) {
        out.extend(coding.original(&rest[..at]));
        rest = &rest[at + 1..];
        let Some((&escape, tail)) = rest.split_first() else { break };
        rest = tail;
        if let Some(byte) = simple_escape(escape) {
            out.extend(byte);
        } else if matches!(escape, b'0'..=b'7') {
            let (code, length) = octal(escape, tail);
            out.push(code as u8);
            rest = &tail[length..];
        } else if escape == b'x' {
            let digits = tail.get(..2).and_then(|digits| number(digits, 2).ok());
            out.push(digits.ok_or(Bad::HexEscape)? as u8);
            rest = &tail[2..];
        } else {
            out.push(b'\\');
            // What the backslash does not protect is text like any other.
            rest = &body[body.len() - tail.len() - 1..];
            let length = if escape.is_ascii() { 1 } else { 0 };
            out.extend_from_slice(&rest[..length]);
            rest = &rest[length..];
        }
    }
    out.extend(coding.original(rest));
    Ok(out)
}

/// Returns what a backslash and one character stand for; nothing for a line end.
fn simple_escape(escape: u8) -> Option<Option<u8>> {
    Some(match escape {
        b'\n' => None,
        b'\\' | b'\'' | b'"' => Some(escape),
        b'a' => Some(0x07),
        b'b' => Some(0x08),
        b'f' => Some(0x0c),
        b'n' => Some(b'\n'),
        b'r' => Some(b'\r'),
        b't' => Some(b'\t'),
        b'v' => Some(0x0b),
        _ => return None,
    })
}

/// Reads up to two more octal digits; returns the value and their number.
fn octal(first: u8, tail: &[u8]) -> (u32, usize) {
    let more = tail.iter().take(2).take_while(|byte| matches!(byte, b'0'..=b'7')).count();
    let digits = tail[..more].iter();
    let code = digits.fold(u32::from(first - b'0'), |code, d| code * 8 + u32::from(d - b'0'));
    (code, more)
}

/// Reads `count` hexadecimal digits, or fails with the number of those there are.
fn number(text: &[u8], count: usize) -> Result<u32, usize> {
    let mut code = 0;
    for at in 0..count {
        let digit = text.get(at).and_then(|&byte| char::from(byte).to_digit(16)).ok_or(at)?;
        code = code << 4 | digit;
    }
    Ok(code)
}

/// Appends the code points of a `unicode` literal.
fn unicode(parts: &Parts<'_>, coding: &Coding, out: &mut Vec<u32>) -> Result<(), Bad> {
    if parts.body.is_ascii() && memchr::memchr(b'\\', parts.body).is_none() {
        out.extend(parts.body.iter().map(|&byte| u32::from(byte)));
        return Ok(());
    }
    let spelled;
    let body = match coding {
        Coding::Utf8 | Coding::Table(_) if !parts.body.is_ascii() => {
            spelled = spell_out(parts.body)?;
            &spelled[..]
        }
        _ => parts.body,
    };
    if parts.raw { raw_unicode_escape(body, out) } else { unicode_escape(body, out) }
}

/// Replaces what is not ASCII by escapes. CPython does the same, which shows in the positions its
/// errors give.
fn spell_out(body: &[u8]) -> Result<Vec<u8>, Bad> {
    let mut out = Vec::with_capacity(body.len() * 3);
    let mut at = 0;
    while let Some(&byte) = body.get(at) {
        if byte == b'\\' {
            out.push(byte);
            at += 1;
            match body.get(at) {
                Some(next) if next.is_ascii() => {
                    out.push(*next);
                    at += 1;
                }
                _ => out.extend_from_slice(b"u005c"),
            }
            continue;
        }
        if byte.is_ascii() {
            out.push(byte);
            at += 1;
            continue;
        }
        let length = body[at..].iter().take_while(|byte| !byte.is_ascii()).count();
        let run = &body[at..at + length];
        utf8::decode(run, |code| out.extend_from_slice(format!("\\U{code:08x}").as_bytes()))
            .map_err(|error| {
                let place = place(error.start, error.end, run);
                Bad::Unicode(format!("'utf8' codec can't decode {place}: {}", error.reason))
            })?;
        at += length;
    }
    Ok(out)
}

/// Describes bad bytes and where they are.
fn place(start: usize, end: usize, text: &[u8]) -> String {
    if end == start + 1 {
        format!("byte 0x{:02x} in position {start}", text[start])
    } else {
        format!("bytes in position {start}-{}", end - 1)
    }
}

fn raw_unicode_escape(body: &[u8], out: &mut Vec<u32>) -> Result<(), Bad> {
    let bad = |start: usize, end: usize, reason: &str| {
        let place = place(start, end, body);
        Bad::Unicode(format!("'rawunicodeescape' codec can't decode {place}: {reason}"))
    };
    let mut at = 0;
    while at < body.len() {
        let backslashes = body[at..].iter().take_while(|&&byte| byte == b'\\').count();
        if backslashes == 0 {
            out.push(u32::from(body[at]));
            at += 1;
            continue;
        }
        let escape = at + backslashes;
        let digits = match body.get(escape) {
            Some(b'u') if backslashes % 2 == 1 => 4,
            Some(b'U') if backslashes % 2 == 1 => 8,
            _ => {
                out.extend(std::iter::repeat_n(u32::from(b'\\'), backslashes));
                at = escape;
                continue;
            }
        };
        out.extend(std::iter::repeat_n(u32::from(b'\\'), backslashes - 1));
        let code = number(&body[escape + 1..], digits)
            .map_err(|good| bad(escape - 1, escape + 1 + good, "truncated \\uXXXX"))?;
        if code > 0x10_ffff {
            return Err(bad(escape - 1, escape + 9, "\\Uxxxxxxxx out of range"));
        }
        out.push(code);
        at = escape + 1 + digits;
    }
    Ok(())
}

fn unicode_escape(body: &[u8], out: &mut Vec<u32>) -> Result<(), Bad> {
    let bad = |start: usize, end: usize, reason: &str| {
        let place = place(start, end, body);
        Bad::Unicode(format!("'unicodeescape' codec can't decode {place}: {reason}"))
    };
    let mut at = 0;
    while at < body.len() {
        if body[at] != b'\\' {
            out.push(u32::from(body[at]));
            at += 1;
            continue;
        }
        let start = at;
        let Some(&escape) = body.get(at + 1) else { break };
        at += 2;
        let tail = &body[at..];
        if let Some(byte) = simple_escape(escape) {
            out.extend(byte.map(u32::from));
            continue;
        }
        let (digits, reason) = match escape {
            b'0'..=b'7' => {
                let (code, length) = octal(escape, tail);
                out.push(code);
                at += length;
                continue;
            }
            b'N' => {
                let (code, length) = named_character(tail)
                    .map_err(|(length, reason)| bad(start, at + length, reason))?;
                out.push(code);
                at += length;
                continue;
            }
            b'x' => (2, "truncated \\xXX escape"),
            b'u' => (4, "truncated \\uXXXX escape"),
            b'U' => (8, "truncated \\UXXXXXXXX escape"),
            _ => {
                out.extend([u32::from(b'\\'), u32::from(escape)]);
                continue;
            }
        };
        let code = number(tail, digits).map_err(|good| bad(start, at + good, reason))?;
        at += digits;
        if code > 0x10_ffff {
            return Err(bad(start, at, "illegal Unicode character"));
        }
        out.push(code);
    }
    Ok(())
}

/// Reads `{NAME}`; returns the character and the length, or else the length of the bad part.
fn named_character(tail: &[u8]) -> Result<(u32, usize), (usize, &'static str)> {
    const MALFORMED: &str = "malformed \\N character escape";
    if tail.first() != Some(&b'{') {
        return Err((0, MALFORMED));
    }
    let Some(close) = memchr::memchr(b'}', tail) else { return Err((tail.len(), MALFORMED)) };
    if close == 1 {
        return Err((1, MALFORMED));
    }
    let name = &tail[1..close];
    let found = std::str::from_utf8(name).ok().and_then(lookup);
    found.map(|code| (code, close + 1)).ok_or((close + 1, "unknown Unicode character name"))
}

/// Finds a character by the name it has in CPython 2.7: no aliases, no newer characters.
fn lookup(name: &str) -> Option<u32> {
    let character = unicode_names2::character(name)?;
    let own = unicode_names2::name(character)?.to_string();
    let code = u32::from(character);
    let after = named::NAMED.partition_point(|range| range.1 < code);
    let known = named::NAMED.get(after).is_some_and(|range| range.0 <= code);
    (known && own.eq_ignore_ascii_case(name)).then_some(code)
}
