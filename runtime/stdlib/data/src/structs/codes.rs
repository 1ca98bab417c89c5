//! Formats of packed data: which values follow each other, where, in which order of bytes.

use super::raise;
use runtime::api::{Cx, PyResult};

/// What one item is.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Pad,
    Char,
    Bool,
    Signed,
    Unsigned,
    Float,
    Bytes,
    Pascal,
}

/// One item: its place, and for `s` and `p` its length.
pub(super) struct Item {
    pub(super) kind: Kind,
    pub(super) code: u8,
    pub(super) offset: usize,
    pub(super) size: usize,
}

/// A parsed format.
pub(super) struct Layout {
    pub(super) items: Vec<Item>,
    pub(super) size: usize,
    /// Number of values.
    pub(super) count: usize,
    pub(super) big_endian: bool,
    /// The machine's own sizes and alignment.
    pub(super) native: bool,
}

/// Kind and size of a code.
fn describe(code: u8, native: bool) -> Option<(Kind, usize)> {
    Some(match code {
        b'x' => (Kind::Pad, 1),
        b'c' => (Kind::Char, 1),
        b'b' => (Kind::Signed, 1),
        b'B' => (Kind::Unsigned, 1),
        b'?' => (Kind::Bool, 1),
        b'h' => (Kind::Signed, 2),
        b'H' => (Kind::Unsigned, 2),
        b'i' => (Kind::Signed, 4),
        b'I' => (Kind::Unsigned, 4),
        b'l' => (Kind::Signed, if native { 8 } else { 4 }),
        b'L' => (Kind::Unsigned, if native { 8 } else { 4 }),
        b'q' => (Kind::Signed, 8),
        b'Q' => (Kind::Unsigned, 8),
        b'P' if native => (Kind::Unsigned, 8),
        b'f' => (Kind::Float, 4),
        b'd' => (Kind::Float, 8),
        b's' => (Kind::Bytes, 1),
        b'p' => (Kind::Pascal, 1),
        _ => return None,
    })
}

impl Layout {
    /// Parses a format.
    ///
    /// # Errors
    /// Raises `struct.error`.
    pub(super) fn parse(cx: &Cx, text: &[u8]) -> PyResult<Layout> {
        // C code sees the format up to a null byte.
        let text = text.split(|byte| *byte == 0).next().unwrap_or_default();
        let too_long = || raise(cx, "total struct size too long");
        let (native, big_endian, codes) = match text {
            [b'@', rest @ ..] => (true, false, rest),
            [b'=' | b'<', rest @ ..] => (false, false, rest),
            [b'>' | b'!', rest @ ..] => (false, true, rest),
            rest => (true, false, rest),
        };
        let mut layout = Layout { items: Vec::new(), size: 0, count: 0, big_endian, native };
        let mut at = 0;
        while let Some(code) = codes.get(at).copied() {
            at += 1;
            if code.is_ascii_whitespace() || code == 11 {
                continue;
            }
            let mut code = code;
            let mut repeat = 1usize;
            if code.is_ascii_digit() {
                repeat = usize::from(code - b'0');
                loop {
                    let Some(next) = codes.get(at).copied() else { return Ok(layout) };
                    at += 1;
                    if !next.is_ascii_digit() {
                        code = next;
                        break;
                    }
                    repeat = repeat
                        .checked_mul(10)
                        .and_then(|repeat| repeat.checked_add(usize::from(next - b'0')))
                        .filter(|repeat| *repeat <= isize::MAX as usize)
                        .ok_or_else(too_long)?;
                }
            }
            let Some((kind, size)) = describe(code, native) else {
                return Err(raise(cx, "bad char in struct format"));
            };
            layout.add(code, kind, size, repeat).ok_or_else(too_long)?;
        }
        Ok(layout)
    }

    fn add(&mut self, code: u8, kind: Kind, size: usize, repeat: usize) -> Option<()> {
        if self.native && size > 1 {
            self.size = self.size.checked_next_multiple_of(size)?;
        }
        let total = size.checked_mul(repeat)?;
        let end = self.size.checked_add(total).filter(|end| *end <= isize::MAX as usize)?;
        match kind {
            Kind::Pad => {}
            Kind::Bytes | Kind::Pascal => {
                self.items.push(Item { kind, code, offset: self.size, size: repeat });
                self.count += 1;
            }
            _ => {
                self.items.try_reserve(repeat).ok()?;
                for index in 0..repeat {
                    let offset = self.size + index * size;
                    self.items.push(Item { kind, code, offset, size });
                }
                self.count += repeat;
            }
        }
        self.size = end;
        Some(())
    }
}
