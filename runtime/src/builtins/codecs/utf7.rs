//! UTF-7.

use super::errors::DecodeErrors;
use crate::builtins::unicode::room;
use crate::cx::Cx;
use crate::exceptions::PyResult;

const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

fn base64_value(byte: u8) -> Option<u32> {
    ALPHABET.iter().position(|other| *other == byte).map(|value| value as u32)
}

/// Characters that stand for themselves; the optional ones do unless they are set aside.
fn is_direct(code: u32) -> bool {
    match u8::try_from(code) {
        Ok(byte) if byte.is_ascii_alphanumeric() => true,
        Ok(byte) => b"'(),-./:? \t\r\n!\"#$%&*;<=>@[]^_`{|}".contains(&byte),
        Err(_) => false,
    }
}

/// Decodes UTF-7; without `last` an unfinished shifted run at the end is left.
///
/// # Errors
/// Raises `UnicodeDecodeError`, or what the error handler raises.
pub fn decode(cx: &Cx, input: &[u8], errors: &[u8], last: bool) -> PyResult<(Vec<u32>, usize)> {
    let context = DecodeErrors { cx, encoding: "utf7", errors, input };
    let mut out = room(cx, input.len())?;
    let mut at = 0;
    while let Some(byte) = input.get(at).copied() {
        if byte != b'+' {
            if byte < 128 {
                out.push(u32::from(byte));
                at += 1;
            } else {
                at = context.handle(&mut out, at..at + 1, "unexpected special character")?;
            }
            continue;
        }
        let start = at;
        at += 1;
        if input.get(at) == Some(&b'-') {
            out.push(u32::from(b'+'));
            at += 1;
            continue;
        }
        let (mut bits, mut buffer, mut surrogate) = (0, 0u32, None::<u32>);
        let before = out.len();
        while let Some(value) = input.get(at).and_then(|byte| base64_value(*byte)) {
            buffer = buffer << 6 | value;
            bits += 6;
            at += 1;
            if bits >= 16 {
                bits -= 16;
                let unit = buffer >> bits & 0xffff;
                buffer &= (1 << bits) - 1;
                match surrogate.take() {
                    Some(high) if (0xdc00..0xe000).contains(&unit) => {
                        out.push(0x10000 + ((high & 0x3ff) << 10 | (unit & 0x3ff)));
                        continue;
                    }
                    Some(high) => out.push(high),
                    None => {}
                }
                if (0xd800..0xdc00).contains(&unit) {
                    surrogate = Some(unit);
                } else {
                    out.push(unit);
                }
            }
        }
        if at == input.len() {
            if !last {
                out.truncate(before);
                return Ok((out, start));
            }
            if bits >= 6 || surrogate.is_some() || buffer != 0 {
                at = context.handle(&mut out, start..at, "unterminated shift sequence")?;
            }
            continue;
        }
        if bits >= 6 {
            at = context.handle(&mut out, start..at + 1, "partial character in shift sequence")?;
            continue;
        }
        if buffer != 0 {
            at = context.handle(
                &mut out,
                start..at + 1,
                "non-zero padding bits in shift sequence",
            )?;
            continue;
        }
        // One half of a pair stays only in front of what is plain text.
        if let Some(high) = surrogate.filter(|_| input[at] < 128 && input[at] != b'+') {
            out.push(high);
        }
        if input[at] == b'-' {
            at += 1;
        }
    }
    Ok((out, at))
}

/// Encodes as UTF-7.
///
/// # Errors
/// Raises `MemoryError`.
pub fn encode(cx: &Cx, input: &[u32]) -> PyResult<Vec<u8>> {
    let mut out = room(cx, input.len() * 2)?;
    let (mut shifted, mut bits, mut buffer) = (false, 0, 0u32);
    for code in input {
        if is_direct(*code) || (*code == u32::from(b'+') && !shifted) {
            if shifted {
                if bits > 0 {
                    out.push(ALPHABET[(buffer << (6 - bits) & 63) as usize]);
                    (bits, buffer) = (0, 0);
                }
                shifted = false;
                let byte = *code as u8;
                if base64_value(byte).is_some() || byte == b'-' {
                    out.push(b'-');
                }
            }
            out.push(*code as u8);
            if *code == u32::from(b'+') {
                out.push(b'-');
            }
            continue;
        }
        if !shifted {
            out.push(b'+');
            shifted = true;
        }
        let mut push = |unit: u32| {
            buffer = buffer << 16 | unit;
            bits += 16;
            while bits >= 6 {
                bits -= 6;
                out.push(ALPHABET[(buffer >> bits & 63) as usize]);
            }
            buffer &= (1 << bits) - 1;
        };
        if *code >= 0x10000 {
            push(0xd800 | (*code - 0x10000) >> 10);
            push(0xdc00 | ((*code - 0x10000) & 0x3ff));
        } else {
            push(*code);
        }
    }
    if shifted {
        if bits > 0 {
            out.push(ALPHABET[(buffer << (6 - bits) & 63) as usize]);
        }
        out.push(b'-');
    }
    Ok(out)
}
