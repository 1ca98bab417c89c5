//! UTF-8, with lone surrogates as CPython 2.7 allows them.

use super::errors::DecodeErrors;
use crate::builtins::unicode::room;
use crate::cx::Cx;
use crate::exceptions::PyResult;

/// Length of the sequence that starts with a byte; 0 if none does.
fn sequence_len(byte: u8) -> usize {
    match byte {
        0..=0x7f => 1,
        0xc2..=0xdf => 2,
        0xe0..=0xef => 3,
        0xf0..=0xf4 => 4,
        _ => 0,
    }
}

fn is_continuation(byte: u8) -> bool {
    byte & 0xc0 == 0x80
}

/// Decodes one sequence of full length, or tells how many bytes are wrong.
fn decode_sequence(s: &[u8]) -> Result<u32, usize> {
    let low = |byte: u8| u32::from(byte & 0x3f);
    match *s {
        [a, b] => {
            if !is_continuation(b) {
                return Err(1);
            }
            Ok(u32::from(a & 0x1f) << 6 | low(b))
        }
        [a, b, c] => {
            if !is_continuation(b) || !is_continuation(c) || (a == 0xe0 && b < 0xa0) {
                return Err(if is_continuation(b) { 2 } else { 1 });
            }
            Ok(u32::from(a & 0x0f) << 12 | low(b) << 6 | low(c))
        }
        [a, b, c, d] => {
            let bad = ![b, c, d].into_iter().all(is_continuation)
                || (a == 0xf0 && b < 0x90)
                || (a == 0xf4 && b > 0x8f);
            if bad {
                return Err(match (is_continuation(b), is_continuation(c)) {
                    (true, true) => 3,
                    (true, false) => 2,
                    _ => 1,
                });
            }
            Ok(u32::from(a & 0x07) << 18 | low(b) << 12 | low(c) << 6 | low(d))
        }
        _ => Err(1),
    }
}

/// Decodes UTF-8; without `last` an unfinished sequence at the end is left. Returns the code points
/// and how many bytes were used.
///
/// # Errors
/// Raises `UnicodeDecodeError`, or what the error handler raises.
pub fn decode(cx: &Cx, input: &[u8], errors: &[u8], last: bool) -> PyResult<(Vec<u32>, usize)> {
    let context = DecodeErrors { cx, encoding: "utf8", errors, input };
    let mut out = room(cx, input.len())?;
    let mut at = 0;
    while let Some(byte) = input.get(at) {
        if *byte < 128 {
            out.push(u32::from(*byte));
            at += 1;
            continue;
        }
        let len = sequence_len(*byte);
        if len == 0 {
            at = context.handle(&mut out, at..at + 1, "invalid start byte")?;
        } else if at + len > input.len() {
            if !last {
                break;
            }
            let tail = &input[at + 1..];
            let mut end = at + 1;
            for step in 1..=tail.iter().take_while(|byte| is_continuation(**byte)).count() {
                end += step;
            }
            at = context.handle(&mut out, at..end, "unexpected end of data")?;
        } else {
            match decode_sequence(&input[at..at + len]) {
                Ok(code) => {
                    out.push(code);
                    at += len;
                }
                Err(bad) => {
                    at = context.handle(&mut out, at..at + bad, "invalid continuation byte")?;
                }
            }
        }
    }
    Ok((out, at))
}

/// Encodes as UTF-8; every code point has a form, and a pair of surrogates is one code point.
///
/// # Errors
/// Raises `MemoryError`.
pub fn encode(cx: &Cx, input: &[u32]) -> PyResult<Vec<u8>> {
    let mut out = room(cx, input.len())?;
    let mut codes = input.iter().copied().peekable();
    while let Some(mut code) = codes.next() {
        if (0xd800..0xdc00).contains(&code)
            && let Some(low) = codes.next_if(|next| (0xdc00..0xe000).contains(next))
        {
            code = 0x10000 + ((code & 0x3ff) << 10 | (low & 0x3ff));
        }
        let tail = |shift: u32| (code >> shift & 0x3f) as u8 | 0x80;
        match code {
            0..=0x7f => out.push(code as u8),
            0x80..=0x7ff => out.extend_from_slice(&[(code >> 6) as u8 | 0xc0, tail(0)]),
            0x800..=0xffff => {
                out.extend_from_slice(&[(code >> 12) as u8 | 0xe0, tail(6), tail(0)]);
            }
            _ => out.extend_from_slice(&[(code >> 18) as u8 | 0xf0, tail(12), tail(6), tail(0)]),
        }
    }
    Ok(out)
}
