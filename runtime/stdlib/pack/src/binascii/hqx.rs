//! BinHex 4: six bits a character, runs of equal bytes packed behind the byte 0x90.

use super::{buffer, raise};
use runtime::api::{Cx, Owned, PyResult, Ref};
use runtime::builtins::str::Str;
use runtime::builtins::tuple::Tuple;
use runtime::protocol::{args, number};

const ALPHABET: &[u8; 64] = b"!\"#$%&'()*+,-012345689@ABCDEFGHIJKLMNPQRSTUVXYZ[`abcdefhijklmpqr";
const RUN: u8 = 0x90;

pub(super) fn decode(cx: &Cx, _: Ref<'_>, args: &[Ref<'_>]) -> PyResult {
    let text = buffer(cx, "a2b_hqx", args[0])?;
    let mut out = Vec::with_capacity(text.len());
    let (mut bits, mut held, mut done) = (0u32, 0, false);
    for byte in text.iter() {
        match byte {
            b'\n' | b'\r' => continue,
            b':' => {
                done = true;
                break;
            }
            _ => {}
        }
        let Some(value) = ALPHABET.iter().position(|known| known == byte) else {
            return Err(raise(cx, "Illegal char"));
        };
        bits = (bits << 6 | value as u32) & 0xFFFF;
        held += 6;
        if held >= 8 {
            held -= 8;
            out.push((bits >> held) as u8);
        }
    }
    if held > 0 && !done {
        let message = "String has incomplete number of bytes";
        return Err(crate::raise_of(cx, "binascii", "Incomplete", message));
    }
    Tuple::new(cx, vec![Str::new(cx, &out)?, Owned::int(i64::from(done))])
}

pub(super) fn encode(cx: &Cx, _: Ref<'_>, args: &[Ref<'_>]) -> PyResult {
    let bytes = buffer(cx, "b2a_hqx", args[0])?;
    let mut out = Vec::with_capacity(bytes.len() * 4 / 3 + 1);
    let (mut bits, mut held) = (0u32, 0);
    for byte in bytes.iter() {
        bits = (bits << 8 | u32::from(*byte)) & 0xFFFF;
        held += 8;
        while held >= 6 {
            held -= 6;
            out.push(ALPHABET[(bits >> held & 0x3F) as usize]);
        }
    }
    if held > 0 {
        out.push(ALPHABET[(bits << (6 - held) & 0x3F) as usize]);
    }
    Str::new(cx, &out)
}

pub(super) fn pack(cx: &Cx, _: Ref<'_>, args: &[Ref<'_>]) -> PyResult {
    let bytes = buffer(cx, "rlecode_hqx", args[0])?;
    let mut out = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while let Some(byte) = bytes.get(at).copied() {
        if byte == RUN {
            out.extend_from_slice(&[RUN, 0]);
            at += 1;
            continue;
        }
        let run = bytes[at..].iter().take(255).take_while(|other| **other == byte).count();
        if run > 3 {
            out.extend_from_slice(&[byte, RUN, run as u8]);
            at += run;
        } else {
            out.push(byte);
            at += 1;
        }
    }
    Str::new(cx, &out)
}

pub(super) fn unpack(cx: &Cx, _: Ref<'_>, args: &[Ref<'_>]) -> PyResult {
    let bytes = buffer(cx, "rledecode_hqx", args[0])?;
    let incomplete = || crate::raise_of(cx, "binascii", "Incomplete", "");
    let mut out: Vec<u8> = Vec::with_capacity(bytes.len());
    let mut rest = bytes.iter().copied();
    while let Some(byte) = rest.next() {
        if byte != RUN {
            out.push(byte);
            continue;
        }
        match rest.next().ok_or_else(incomplete)? {
            0 => out.push(RUN),
            count => match out.last().copied() {
                Some(last) => out.extend(std::iter::repeat_n(last, usize::from(count) - 1)),
                None => return Err(raise(cx, "Orphaned RLE code at start")),
            },
        }
    }
    Str::new(cx, &out)
}

pub(super) fn checksum(cx: &Cx, _: Ref<'_>, args: &[Ref<'_>]) -> PyResult {
    let bytes = args::place("crc_hqx", 1).buffer(cx, args[0])?;
    let start = number::as_i64(cx, args[1])? as u32 & 0xFFFF;
    let crc = bytes.iter().fold(start, |crc, byte| {
        (0..8).fold(crc ^ u32::from(*byte) << 8, |crc, _| {
            let shifted = crc << 1;
            (if crc & 0x8000 == 0 { shifted } else { shifted ^ 0x1021 }) & 0xFFFF
        })
    });
    Ok(Owned::int(i64::from(crc)))
}
