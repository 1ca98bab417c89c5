//! UTF-8 as CPython 2.7 reads it: surrogates are characters like others.
//!
//! CPython 2.7 source: Objects/unicodeobject.c (PyUnicode_DecodeUTF8Stateful).

/// Bytes that are no UTF-8.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Utf8Error {
    /// The first bad byte.
    pub(crate) start: usize,
    /// The byte behind the bad ones.
    pub(crate) end: usize,
    /// CPython's reason.
    pub(crate) reason: &'static str,
}

/// Hands the code points of `text` to `take`, one by one.
pub(crate) fn decode(text: &[u8], mut take: impl FnMut(u32)) -> Result<(), Utf8Error> {
    let mut at = 0;
    while let Some(&first) = text.get(at) {
        if first.is_ascii() {
            take(u32::from(first));
            at += 1;
            continue;
        }
        let (length, bits) = match first {
            0xc2..=0xdf => (2, first & 0x1f),
            0xe0..=0xef => (3, first & 0x0f),
            0xf0..=0xf4 => (4, first & 0x07),
            _ => return Err(Utf8Error { start: at, end: at + 1, reason: "invalid start byte" }),
        };
        let rest = &text[at + 1..text.len().min(at + length)];
        let good = rest.iter().take_while(|&&byte| byte & 0xc0 == 0x80).count();
        if rest.len() + 1 < length {
            let reason = "unexpected end of data";
            return Err(Utf8Error { start: at, end: at + 1 + good, reason });
        }
        let out_of_range = matches!(
            (first, rest[0]),
            (0xe0, 0x80..0xa0) | (0xf0, 0x80..0x90) | (0xf4, 0x90..0xc0)
        );
        if good + 1 < length || out_of_range {
            // The last byte is never part of what CPython complains about.
            let end = at + 1 + good.min(length - 2);
            return Err(Utf8Error { start: at, end, reason: "invalid continuation byte" });
        }
        take(rest.iter().fold(u32::from(bits), |code, &byte| code << 6 | u32::from(byte & 0x3f)));
        at += length;
    }
    Ok(())
}

/// Hands over code points, U+FFFD for each bad piece.
pub(crate) fn decode_lossy(text: &[u8], mut take: impl FnMut(u32)) {
    let mut rest = text;
    while let Err(error) = decode(rest, &mut take) {
        take(0xfffd);
        rest = &rest[error.end..];
    }
}

/// Appends a code point.
pub(crate) fn encode(code: u32, out: &mut Vec<u8>) {
    let tail = |shift: u32| 0x80 | (code >> shift & 0x3f) as u8;
    match code {
        0..0x80 => out.push(code as u8),
        0x80..0x800 => out.extend([0xc0 | (code >> 6) as u8, tail(0)]),
        0x800..0x1_0000 => out.extend([0xe0 | (code >> 12) as u8, tail(6), tail(0)]),
        _ => out.extend([0xf0 | (code >> 18) as u8, tail(12), tail(6), tail(0)]),
    }
}
