//! Byte strings and code points between quotes, in ASCII.

use super::cursor::{Cursor, ParseError};
use std::fmt::Write as _;

/// Appends code points between quotes; all but plain ASCII is `\x{hex}`.
pub(super) fn quote(out: &mut String, points: impl Iterator<Item = u32>) {
    out.push('"');
    for point in points {
        match u8::try_from(point) {
            Ok(byte @ (b'"' | b'\\')) => {
                out.push('\\');
                out.push(char::from(byte));
            }
            Ok(b'\n') => out.push_str("\\n"),
            Ok(byte @ b' '..=b'~') => out.push(char::from(byte)),
            _ => {
                let _ = write!(out, "\\x{{{point:x}}}");
            }
        }
    }
    out.push('"');
}

/// Reads what [`quote`] wrote.
pub(super) fn unquote(cursor: &mut Cursor<'_>) -> Result<Vec<u32>, ParseError> {
    cursor.expect("\"")?;
    let mut points = Vec::new();
    loop {
        match cursor.char()? {
            '"' => return Ok(points),
            '\\' => points.push(match cursor.char()? {
                'n' => u32::from(b'\n'),
                'x' => {
                    cursor.expect("{")?;
                    let digits = cursor.word()?;
                    cursor.expect("}")?;
                    u32::from_str_radix(digits, 16).map_err(|_| cursor.error("not hexadecimal"))?
                }
                other => u32::from(other),
            }),
            other => points.push(u32::from(other)),
        }
    }
}

/// Reads a quoted byte string.
pub(super) fn unquote_bytes(cursor: &mut Cursor<'_>) -> Result<Vec<u8>, ParseError> {
    let points = unquote(cursor)?;
    let bytes = points.into_iter().map(u8::try_from).collect::<Result<_, _>>();
    bytes.map_err(|_| cursor.error("not a byte string"))
}
