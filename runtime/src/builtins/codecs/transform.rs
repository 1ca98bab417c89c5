//! Encodings from bytes to bytes: hexadecimal and base 64.

use crate::cx::Cx;
use crate::exceptions::{PyResult, table};
use crate::protocol::call;

const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/// Two digits for each byte.
pub fn encode_hex(input: &[u8]) -> Vec<u8> {
    const HEX: &[u8; 16] = b"0123456789abcdef";
    input
        .iter()
        .flat_map(|byte| [HEX[usize::from(byte >> 4)], HEX[usize::from(byte & 15)]])
        .collect()
}

/// The reverse of [`encode_hex`].
///
/// # Errors
/// Raises `TypeError`.
pub fn decode_hex(cx: &Cx, input: &[u8]) -> PyResult<Vec<u8>> {
    if !input.len().is_multiple_of(2) {
        return Err(cx.raise(&table::TYPE_ERROR, format_args!("Odd-length string")));
    }
    input
        .chunks_exact(2)
        .map(|pair| {
            let digit = |byte: u8| (byte as char).to_digit(16);
            match (digit(pair[0]), digit(pair[1])) {
                (Some(high), Some(low)) => Ok((high * 16 + low) as u8),
                _ => Err(cx.raise(&table::TYPE_ERROR, format_args!("Non-hexadecimal digit found"))),
            }
        })
        .collect()
}

/// Base 64 without line ends.
pub fn base64_line(input: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(input.len() / 3 * 4 + 4);
    for group in input.chunks(3) {
        let byte = |at: usize| u32::from(*group.get(at).unwrap_or(&0));
        let bits = byte(0) << 16 | byte(1) << 8 | byte(2);
        for place in 0..4 {
            if place <= group.len() {
                out.push(ALPHABET[(bits >> (18 - 6 * place) & 63) as usize]);
            } else {
                out.push(b'=');
            }
        }
    }
    out
}

/// Base 64 in lines of 76 characters, each with its end.
pub fn encode_base64(input: &[u8]) -> Vec<u8> {
    let mut out = Vec::new();
    for line in input.chunks(57) {
        out.extend(base64_line(line));
        out.push(b'\n');
    }
    out
}

/// The reverse of [`encode_base64`]; other characters are skipped.
///
/// # Errors
/// Raises `binascii.Error` for wrong padding.
pub fn decode_base64(cx: &Cx, input: &[u8]) -> PyResult<Vec<u8>> {
    decode_base64_lenient(input)
        .ok_or_else(|| call::raise_of(cx, "binascii", "Error", "Incorrect padding"))
}

/// Decodes base 64, skipping other characters; None for wrong padding.
pub fn decode_base64_lenient(input: &[u8]) -> Option<Vec<u8>> {
    let mut out = Vec::with_capacity(input.len() / 4 * 3);
    let (mut bits, mut buffer, mut quad) = (0, 0u32, 0);
    for (at, byte) in input.iter().enumerate() {
        if *byte == b'=' {
            let more = input[at + 1..].contains(&b'=');
            if quad >= 2 && (quad == 3 || more) {
                return Some(out);
            }
            continue;
        }
        let Some(value) = ALPHABET.iter().position(|other| other == byte) else { continue };
        quad = (quad + 1) % 4;
        buffer = buffer << 6 | value as u32;
        bits += 6;
        if bits >= 8 {
            bits -= 8;
            out.push((buffer >> bits) as u8);
            buffer &= (1 << bits) - 1;
        }
    }
    (bits == 0).then_some(out)
}

/// Moves a letter by 13 places.
pub fn rot13(byte: u8) -> u8 {
    match byte {
        b'a'..=b'z' => (byte - b'a' + 13) % 26 + b'a',
        b'A'..=b'Z' => (byte - b'A' + 13) % 26 + b'A',
        _ => byte,
    }
}
