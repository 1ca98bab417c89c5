//! The encodings a source can declare: UTF-8, ASCII, Latin-1 and the tables of single bytes.
//!
//! A codec turns a source into UTF-8 text; a coding remembers enough to turn the bytes of a string
//! literal back.

use super::tables::TABLES;
use crate::utf8;

/// A single-byte encoding that contains ASCII.
#[derive(Debug)]
pub(crate) struct Table {
    /// Its names, normalised.
    pub(super) names: &'static [&'static str],
    /// What the bytes from 0x80 on mean; 0 for nothing.
    pub(super) high: [u16; 128],
}

/// What the bytes of a text mean.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Coding {
    /// Nothing is declared: a byte above 127 is Latin-1 in a `unicode` literal.
    Bytes,
    /// `iso-8859-1`: the same.
    Latin1,
    /// UTF-8, perhaps not valid.
    Utf8,
    /// The text is UTF-8, but the source was not.
    Table(&'static Table),
}

/// How to read a source.
pub(super) enum Codec {
    /// Not decoded, and not checked.
    RawUtf8,
    /// Not decoded.
    RawLatin1,
    /// Checked.
    Utf8,
    Ascii,
    Table(&'static Table),
}

/// A byte that cannot be decoded.
pub(super) struct DecodeError {
    pub(super) at: usize,
    codec: &'static str,
    bytes: Bytes,
    reason: &'static str,
}

enum Bytes {
    One(u8),
    Many(usize),
}

impl DecodeError {
    /// Returns CPython's text, for a byte at `position`.
    pub(super) fn message(&self, position: usize) -> String {
        let DecodeError { codec, reason, .. } = self;
        match self.bytes {
            Bytes::One(byte) => {
                format!(
                    "'{codec}' codec can't decode byte 0x{byte:02x} in position {position}: {reason}"
                )
            }
            Bytes::Many(count) => {
                let last = position + count - 1;
                format!(
                    "'{codec}' codec can't decode bytes in position {position}-{last}: {reason}"
                )
            }
        }
    }
}

impl Codec {
    /// Finds a codec by a name that `shorten` returned.
    pub(super) fn find(name: &str) -> Option<Codec> {
        match name {
            "utf-8" => return Some(Codec::RawUtf8),
            "iso-8859-1" => return Some(Codec::RawLatin1),
            _ => {}
        }
        let name = normalise(name);
        match name.as_str() {
            "ascii" | "646" | "ansi_x3.4_1968" | "ansi_x3_4_1968" | "ansi_x3.4_1986" | "cp367"
            | "csascii" | "ibm367" | "iso646_us" | "iso_646.irv_1991" | "iso_ir_6" | "us"
            | "us_ascii" => Some(Codec::Ascii),
            "utf_8" | "u8" | "utf" | "utf8" | "utf8_ucs2" | "utf8_ucs4" => Some(Codec::Utf8),
            "latin_1" | "latin" | "latin1" | "l1" | "8859" | "cp819" | "csisolatin1" | "ibm819"
            | "iso8859" | "iso_8859_1" | "iso_8859_1_1987" | "iso_ir_100" => {
                TABLES.first().map(Codec::Table)
            }
            name => {
                let table = TABLES.iter().find(|table| table.names.contains(&name));
                table.map(Codec::Table)
            }
        }
    }

    pub(super) fn coding(&self) -> Coding {
        match self {
            Codec::RawUtf8 | Codec::Utf8 => Coding::Utf8,
            Codec::RawLatin1 => Coding::Latin1,
            Codec::Ascii => Coding::Bytes,
            Codec::Table(table) => Coding::Table(table),
        }
    }

    /// Turns a text into UTF-8; `None` if it is that already.
    pub(super) fn decode(&self, text: &[u8]) -> Result<Option<Vec<u8>>, DecodeError> {
        match self {
            Codec::RawUtf8 | Codec::RawLatin1 => Ok(None),
            Codec::Ascii => match text.iter().position(|byte| !byte.is_ascii()) {
                None => Ok(None),
                Some(at) => {
                    let reason = "ordinal not in range(128)";
                    Err(DecodeError { at, codec: "ascii", bytes: Bytes::One(text[at]), reason })
                }
            },
            Codec::Utf8 => match utf8::decode(text, |_| ()) {
                Ok(()) => Ok(None),
                Err(error) => {
                    let bytes = match error.end - error.start {
                        1 => Bytes::One(text[error.start]),
                        count => Bytes::Many(count),
                    };
                    let (at, reason) = (error.start, error.reason);
                    Err(DecodeError { at, codec: "utf8", bytes, reason })
                }
            },
            Codec::Table(table) => table.decode(text).map(Some),
        }
    }
}

impl Table {
    fn decode(&self, text: &[u8]) -> Result<Vec<u8>, DecodeError> {
        let mut out = Vec::with_capacity(text.len() + text.len() / 4);
        for (at, &byte) in text.iter().enumerate() {
            if byte.is_ascii() {
                out.push(byte);
                continue;
            }
            match self.high[usize::from(byte) - 128] {
                0 => {
                    let reason = "character maps to <undefined>";
                    return Err(DecodeError {
                        at,
                        codec: "charmap",
                        bytes: Bytes::One(byte),
                        reason,
                    });
                }
                code => utf8::encode(u32::from(code), &mut out),
            }
        }
        Ok(out)
    }

    /// Returns the byte of a character that was decoded with this table.
    fn byte(&self, character: u32) -> u8 {
        let found = self.high.iter().position(|&code| u32::from(code) == character);
        found.map_or(b'?', |index| index as u8 + 128)
    }
}

impl Coding {
    /// Returns the bytes of the source that `text` was decoded from.
    pub(crate) fn original(&self, text: &[u8]) -> Vec<u8> {
        let Coding::Table(table) = self else { return text.to_vec() };
        let mut out = Vec::with_capacity(text.len());
        let decoded = utf8::decode(text, |code| {
            out.push(
                u8::try_from(code).ok().filter(u8::is_ascii).unwrap_or_else(|| table.byte(code)),
            );
        });
        debug_assert!(decoded.is_ok(), "a decoded text is valid");
        out
    }
}

impl Coding {
    /// Returns `text` as an error shows it: brought back into the declared encoding, with a mark
    /// for what is no UTF-8 and for what the encoding does not have.
    pub(crate) fn shown(&self, text: &[u8]) -> Vec<u8> {
        let mut out = Vec::with_capacity(text.len());
        utf8::decode_lossy(text, |code| match self {
            Coding::Utf8 => utf8::encode(code, &mut out),
            Coding::Table(table) if code >= 0x80 => out.push(table.byte(code)),
            Coding::Bytes if code >= 0x80 => out.push(b'?'),
            Coding::Bytes | Coding::Latin1 | Coding::Table(_) => {
                out.push(u8::try_from(code).unwrap_or(b'?'));
            }
        });
        out
    }
}

/// Shortens the name in a declaration as CPython does: variants of UTF-8 and Latin-1 have one name.
pub(super) fn shorten(name: &str) -> String {
    let head: String = name.chars().take(12).map(|c| if c == '_' { '-' } else { c }).collect();
    let head = head.to_ascii_lowercase();
    let is = |form: &str| {
        head.strip_prefix(form).is_some_and(|rest| rest.is_empty() || rest.starts_with('-'))
    };
    if is("utf-8") {
        "utf-8".into()
    } else if is("latin-1") || is("iso-8859-1") || is("iso-latin-1") {
        "iso-8859-1".into()
    } else {
        name.into()
    }
}

/// Brings a name into the form of the tables: lower case, underscores, and `isoNNNN_N`.
fn normalise(name: &str) -> String {
    let name: String = name.to_ascii_lowercase();
    let mut out = String::with_capacity(name.len());
    for part in name.split(|c: char| !c.is_ascii_alphanumeric() && c != '.') {
        if !out.is_empty() && !part.is_empty() {
            out.push('_');
        }
        out.push_str(part);
    }
    out
}
