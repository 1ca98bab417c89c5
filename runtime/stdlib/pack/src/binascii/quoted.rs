//! Quoted-printable text: bytes outside the printable ones as `=XX`, lines of at most 76 characters.

use super::{buffer, flag};
use runtime::api::{Cx, PyResult, Ref};
use runtime::builtins::str::Str;

const LINE: usize = 76;

pub(super) fn decode(cx: &Cx, _: Ref<'_>, args: &[Option<Ref<'_>>]) -> PyResult {
    let text = buffer(cx, "", args[0].expect("required"))?;
    let header = flag(cx, args[1], false)?;
    let digit = |index: usize| text.get(index).and_then(|byte| (*byte as char).to_digit(16));
    let mut out = Vec::with_capacity(text.len());
    let mut at = 0;
    while at < text.len() {
        let byte = text[at];
        at += 1;
        if byte != b'=' {
            out.push(if header && byte == b'_' { b' ' } else { byte });
            continue;
        }
        match text.get(at) {
            None => break,
            Some(b'\n' | b'\r') => {
                while at < text.len() && text[at] != b'\n' {
                    at += 1;
                }
                at += 1;
            }
            Some(b'=') => {
                out.push(b'=');
                at += 1;
            }
            Some(_) => match (digit(at), digit(at + 1)) {
                (Some(high), Some(low)) => {
                    out.push((high * 16 + low) as u8);
                    at += 2;
                }
                _ => out.push(b'='),
            },
        }
    }
    Str::new(cx, &out)
}

/// What is encoded how, and the line so far.
struct Encoder<'a> {
    bytes: &'a [u8],
    out: Vec<u8>,
    line: usize,
    quote_tabs: bool,
    is_text: bool,
    header: bool,
    line_end: &'static [u8],
}

impl Encoder<'_> {
    fn quotes(&self, at: usize) -> bool {
        let byte = self.bytes[at];
        let next = self.bytes.get(at + 1);
        match byte {
            127.. | b'=' => true,
            b'_' => self.header,
            b'.' => self.line == 0 && matches!(next, None | Some(b'\n' | b'\r' | 0)),
            b'\r' | b'\n' => !self.is_text,
            b'\t' | b' ' => next.is_none() || self.quote_tabs && byte < 33,
            0..=32 => true,
            _ => false,
        }
    }

    fn soft_break(&mut self) {
        self.out.push(b'=');
        self.out.extend_from_slice(self.line_end);
        self.line = 0;
    }

    fn hex(&mut self, byte: u8) {
        self.out.extend_from_slice(format!("={byte:02X}").as_bytes());
    }

    fn run(&mut self) {
        let mut at = 0;
        while let Some(byte) = self.bytes.get(at).copied() {
            let next = self.bytes.get(at + 1).copied();
            if self.quotes(at) {
                if self.line + 3 >= LINE {
                    self.soft_break();
                }
                self.hex(byte);
                self.line += 3;
                at += 1;
            } else if self.is_text && (byte == b'\n' || byte == b'\r' && next == Some(b'\n')) {
                self.line = 0;
                if let Some(last @ (b' ' | b'\t')) = self.out.last().copied() {
                    self.out.pop();
                    self.hex(last);
                }
                self.out.extend_from_slice(self.line_end);
                at += if byte == b'\r' { 2 } else { 1 };
            } else {
                if next.is_some_and(|next| next != b'\n') && self.line + 1 >= LINE {
                    self.soft_break();
                }
                self.line += 1;
                self.out.push(if self.header && byte == b' ' { b'_' } else { byte });
                at += 1;
            }
        }
    }
}

pub(super) fn encode(cx: &Cx, _: Ref<'_>, args: &[Option<Ref<'_>>]) -> PyResult {
    let bytes = buffer(cx, "", args[0].expect("required"))?;
    let first_end = bytes.iter().position(|byte| *byte == b'\n');
    let crlf = first_end.is_some_and(|end| end > 0 && bytes[end - 1] == b'\r');
    let mut encoder = Encoder {
        bytes: &bytes,
        out: Vec::with_capacity(bytes.len()),
        line: 0,
        quote_tabs: flag(cx, args[1], false)?,
        is_text: flag(cx, args[2], true)?,
        header: flag(cx, args[3], false)?,
        line_end: if crlf { b"\r\n" } else { b"\n" },
    };
    encoder.run();
    Str::new(cx, &encoder.out)
}
