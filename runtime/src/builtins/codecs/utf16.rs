//! UTF-16 and UTF-32.

use super::errors::DecodeErrors;
use crate::builtins::unicode::room;
use crate::cx::Cx;
use crate::exceptions::PyResult;

/// Order of bytes.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Order {
    /// By the mark at the beginning, little endian without one.
    Mark,
    /// Little endian.
    Little,
    /// Big endian.
    Big,
}

/// What a decoding gave: code points, bytes used, and the order that was found.
pub struct Decoded {
    /// The code points.
    pub code_points: Vec<u32>,
    /// Bytes used.
    pub used: usize,
    /// Order of the bytes.
    pub order: Order,
}

/// Decodes UTF-16; without `last` an unfinished unit at the end is left.
///
/// # Errors
/// Raises `UnicodeDecodeError`, or what the error handler raises.
pub fn decode16(
    cx: &Cx,
    input: &[u8],
    errors: &[u8],
    mut order: Order,
    last: bool,
) -> PyResult<Decoded> {
    let encoding = match order {
        Order::Mark => "utf16",
        Order::Little => "utf-16-le",
        Order::Big => "utf-16-be",
    };
    let encoding = if order == Order::Mark { encoding } else { "utf16" };
    let context = DecodeErrors { cx, encoding, errors, input };
    let mut at = 0;
    if order == Order::Mark {
        match input {
            [0xff, 0xfe, ..] => (at, order) = (2, Order::Little),
            [0xfe, 0xff, ..] => (at, order) = (2, Order::Big),
            _ => {}
        }
    }
    let unit = |at: usize| {
        let pair = [input[at], input[at + 1]];
        u32::from(if order == Order::Big {
            u16::from_be_bytes(pair)
        } else {
            u16::from_le_bytes(pair)
        })
    };
    let mut code_points = room(cx, input.len() / 2)?;
    while at < input.len() {
        if at + 1 >= input.len() {
            if !last {
                break;
            }
            at = context.handle(&mut code_points, at..input.len(), "truncated data")?;
            continue;
        }
        let first = unit(at);
        if !(0xd800..0xe000).contains(&first) {
            code_points.push(first);
            at += 2;
        } else if at + 3 >= input.len() {
            if !last {
                break;
            }
            at = context.handle(&mut code_points, at..input.len(), "unexpected end of data")?;
        } else if first >= 0xdc00 {
            at = context.handle(&mut code_points, at..at + 2, "illegal encoding")?;
        } else {
            let second = unit(at + 2);
            if (0xdc00..0xe000).contains(&second) {
                code_points.push(0x10000 + ((first & 0x3ff) << 10 | (second & 0x3ff)));
                at += 4;
            } else {
                let range = at..at + 2;
                at = context.handle(&mut code_points, range, "illegal UTF-16 surrogate")?;
            }
        }
    }
    Ok(Decoded { code_points, used: at, order })
}

/// Encodes as UTF-16; [`Order::Mark`] puts a mark in front.
///
/// # Errors
/// Raises `MemoryError`.
pub fn encode16(cx: &Cx, input: &[u32], order: Order) -> PyResult<Vec<u8>> {
    let mut out = room(cx, input.len() * 2 + 2)?;
    let push = |out: &mut Vec<u8>, unit: u32| {
        let unit = unit as u16;
        out.extend_from_slice(&if order == Order::Big {
            unit.to_be_bytes()
        } else {
            unit.to_le_bytes()
        });
    };
    if order == Order::Mark {
        push(&mut out, 0xfeff);
    }
    for code in input {
        if *code < 0x10000 {
            push(&mut out, *code);
        } else {
            let rest = *code - 0x10000;
            push(&mut out, 0xd800 | rest >> 10);
            push(&mut out, 0xdc00 | (rest & 0x3ff));
        }
    }
    Ok(out)
}

/// Decodes UTF-32; without `last` an unfinished unit at the end is left.
///
/// # Errors
/// Raises `UnicodeDecodeError`, or what the error handler raises.
pub fn decode32(
    cx: &Cx,
    input: &[u8],
    errors: &[u8],
    mut order: Order,
    last: bool,
) -> PyResult<Decoded> {
    let context = DecodeErrors { cx, encoding: "utf32", errors, input };
    let mut at = 0;
    if order == Order::Mark {
        match input {
            [0xff, 0xfe, 0, 0, ..] => (at, order) = (4, Order::Little),
            [0, 0, 0xfe, 0xff, ..] => (at, order) = (4, Order::Big),
            _ => {}
        }
    }
    let mut code_points = room(cx, input.len() / 4)?;
    while at < input.len() {
        let Some(&[a, b, c, d]) = input.get(at..at + 4) else {
            if !last {
                break;
            }
            at = context.handle(&mut code_points, at..input.len(), "truncated data")?;
            continue;
        };
        let code = if order == Order::Big {
            u32::from_be_bytes([a, b, c, d])
        } else {
            u32::from_le_bytes([a, b, c, d])
        };
        if code < 0x11_0000 {
            code_points.push(code);
            at += 4;
        } else {
            let range = at..at + 4;
            at = context.handle(&mut code_points, range, "code point not in range(0x110000)")?;
        }
    }
    Ok(Decoded { code_points, used: at, order })
}

/// Encodes as UTF-32; [`Order::Mark`] puts a mark in front.
///
/// # Errors
/// Raises `MemoryError`.
pub fn encode32(cx: &Cx, input: &[u32], order: Order) -> PyResult<Vec<u8>> {
    let mut out = room(cx, input.len() * 4 + 4)?;
    let mark = (order == Order::Mark).then_some(0xfeff);
    for code in mark.iter().chain(input) {
        out.extend_from_slice(&if order == Order::Big {
            code.to_be_bytes()
        } else {
            code.to_le_bytes()
        });
    }
    Ok(out)
}
