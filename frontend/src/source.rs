//! From the bytes of a source to the text the lexer reads.
//!
//! What is always true of a text:
//! 1. Its only line ends are `\n`, and a `Mode::Module` text that is not empty ends in one.
//! 2. It has no byte order mark, and no zero byte.
//! 3. Unless its coding is `Bytes` or `Latin1`, what was decodable is UTF-8; columns count its
//!    bytes, as CPython's do.
//!
//! CPython 2.7 source: Parser/tokenizer.c (decode_str, decoding_fgets, get_coding_spec).

use std::borrow::Cow;

use crate::error::{ErrorKind, SyntaxError};
use crate::flags::{Encoding, Mode};

mod codec;
mod tables;

pub(crate) use codec::Coding;
use codec::{Codec, DecodeError};

/// A text, and what is known about it.
pub(crate) struct Source<'a> {
    pub(crate) text: Cow<'a, [u8]>,
    pub(crate) coding: Coding,
    /// Whether the source says so.
    pub(crate) declared: bool,
    /// The error to raise when the lexer gets to the end of the text: the line behind it is bad.
    /// The flag tells whether the message counts lines (see `non_ascii`).
    pub(crate) bad_line: Option<BadLine>,
    /// Whether the input came from a file, which CPython reads line by line.
    pub(crate) from_file: bool,
    /// Whether the source is `unicode` and says so all the same.
    pub(crate) declared_in_unicode: bool,
    /// Whether a codec read the lines.
    pub(crate) decoded: bool,
    /// Whether the original ended in a line end.
    pub(crate) newline_at_end: bool,
}

/// A line that cannot be read.
pub(crate) enum BadLine {
    /// A byte above 127 in a file without encoding.
    NonAscii(u8),
    /// The decoder's complaint.
    Undecodable(String),
}

const BOM: &[u8] = b"\xef\xbb\xbf";

/// Prepares the bytes of a source.
///
/// # Errors
/// Complaints about the declaration of the encoding and, unless it is a file, about bytes it does
/// not allow; zero bytes, unless it is a file.
pub(crate) fn read(
    source: &[u8],
    mode: Mode,
    encoding: Encoding,
) -> Result<Source<'_>, SyntaxError> {
    let from_file = encoding == Encoding::File;
    let mut text = Cow::Borrowed(source);
    if memchr::memchr(0, &text).is_some() {
        if !from_file {
            let message = "compile() expected string without null bytes";
            return Err(SyntaxError { kind: ErrorKind::Type, ..SyntaxError::at_line(message, 0) });
        }
        text = Cow::Owned(cut_at_zeros(&text));
    }
    if memchr::memchr(b'\r', &text).is_some() {
        text = Cow::Owned(translate_newlines(&text));
    }
    let marked = text.starts_with(BOM);
    if marked {
        text = strip(text, BOM.len());
    }
    let newline_at_end = text.last().is_none_or(|&byte| byte == b'\n');
    let wants_newline = from_file || mode == Mode::Module;
    // CPython's translation of line ends takes a last `\r\n` for an unfinished line.
    let unfinished =
        !from_file && source.ends_with(b"\r\n") || text.last().is_some_and(|&byte| byte != b'\n');
    if wants_newline && unfinished {
        text.to_mut().push(b'\n');
    }
    let cookie = cookie(&text);
    let mut source = Source {
        text,
        coding: Coding::Bytes,
        declared: false,
        declared_in_unicode: false,
        bad_line: None,
        from_file,
        decoded: false,
        newline_at_end,
    };
    match encoding {
        Encoding::Unicode => source.read_unicode(cookie.as_ref(), marked)?,
        Encoding::Bytes => source.read_bytes(cookie.as_ref(), marked)?,
        Encoding::File => source.read_file(cookie.as_ref(), marked)?,
    }
    Ok(source)
}

impl Source<'_> {
    /// A declaration counts, but a source that parses is an error if it has one.
    fn read_unicode(&mut self, cookie: Option<&Cookie>, marked: bool) -> Result<(), SyntaxError> {
        self.read_bytes(cookie, marked)?;
        if !self.declared {
            self.coding = Coding::Utf8;
        }
        self.declared_in_unicode = self.declared;
        Ok(())
    }

    fn read_bytes(&mut self, cookie: Option<&Cookie>, marked: bool) -> Result<(), SyntaxError> {
        let Some(codec) = codec_of(cookie, marked, 0, "unknown encoding")? else { return Ok(()) };
        self.coding = codec.coding();
        self.declared = true;
        self.decoded = !matches!(codec, Codec::RawUtf8 | Codec::RawLatin1);
        match codec.decode(&self.text) {
            Ok(None) => Ok(()),
            Ok(Some(text)) => {
                self.text = Cow::Owned(text);
                Ok(())
            }
            Err(error) => Err(positionless(error.message(error.at), 0)),
        }
    }

    fn read_file(&mut self, cookie: Option<&Cookie>, marked: bool) -> Result<(), SyntaxError> {
        let line = cookie.map_or(1, |cookie| cookie.line);
        let Some(codec) = codec_of(cookie, marked, line, "encoding problem")? else {
            if let Some(at) = self.text.iter().position(|byte| !byte.is_ascii()) {
                let byte = self.text[at];
                self.cut(at, BadLine::NonAscii(byte));
            }
            return Ok(());
        };
        self.coding = codec.coding();
        self.declared = true;
        self.decoded = !matches!(codec, Codec::RawUtf8 | Codec::RawLatin1);
        match codec.decode(&self.text) {
            Ok(None) => {}
            Ok(Some(text)) => self.text = Cow::Owned(text),
            Err(error) => self.cut_undecodable(&codec, error, line)?,
        }
        Ok(())
    }

    /// Ends the text before the line that holds `at`.
    fn cut(&mut self, at: usize, bad_line: BadLine) {
        let start = memchr::memrchr(b'\n', &self.text[..at]).map_or(0, |found| found + 1);
        match &mut self.text {
            Cow::Borrowed(text) => *text = &text[..start],
            Cow::Owned(text) => text.truncate(start),
        }
        self.bad_line = Some(bad_line);
        self.newline_at_end = true;
    }

    /// CPython's codec reads ahead, and so complains at the line behind the declaration.
    fn cut_undecodable(
        &mut self,
        codec: &Codec,
        error: DecodeError,
        declared: u32,
    ) -> Result<(), SyntaxError> {
        let mut lines = memchr::memchr_iter(b'\n', &self.text);
        let start = lines.nth(declared as usize - 1).map_or(0, |found| found + 1);
        let next = memchr::memchr(b'\n', &self.text[start..]);
        let first_line = next.map_or(self.text.len(), |length| start + length);
        let position = if error.at < first_line { error.at.saturating_sub(start) } else { 0 };
        self.cut(start, BadLine::Undecodable(error.message(position)));
        if let Ok(Some(text)) = codec.decode(&self.text) {
            self.text = Cow::Owned(text);
        }
        Ok(())
    }
}

fn strip(text: Cow<'_, [u8]>, count: usize) -> Cow<'_, [u8]> {
    match text {
        Cow::Borrowed(text) => Cow::Borrowed(&text[count..]),
        Cow::Owned(mut text) => {
            text.drain(..count);
            Cow::Owned(text)
        }
    }
}

/// An error that CPython raises before it has read a line.
fn positionless(message: String, line: u32) -> SyntaxError {
    SyntaxError { offset: Some(0), ..SyntaxError::at_line(message, line) }
}

/// Finds the codec of a declaration. `None` means that there is neither declaration nor mark.
fn codec_of(
    cookie: Option<&Cookie>,
    marked: bool,
    line: u32,
    problem: &str,
) -> Result<Option<Codec>, SyntaxError> {
    let Some(cookie) = cookie else {
        return Ok(if marked { Some(Codec::RawUtf8) } else { None });
    };
    let name = &cookie.name;
    let codec = Codec::find(name);
    if marked && !matches!(codec, Some(Codec::RawUtf8)) {
        return Err(positionless(format!("encoding problem: {name} with BOM"), line));
    }
    match codec {
        Some(codec) => Ok(Some(codec)),
        None => Err(positionless(format!("{problem}: {name}"), line)),
    }
}

/// A declaration of the encoding.
struct Cookie {
    /// The name, as CPython shortens it.
    name: String,
    /// The line it stands on.
    line: u32,
}

/// Looks for a declaration in the comments of the first two lines, which have to end.
fn cookie(text: &[u8]) -> Option<Cookie> {
    for (line, text) in (1..).zip(text.split_inclusive(|&byte| byte == b'\n').take(2)) {
        let text = text.strip_suffix(b"\n")?;
        let blank = text.iter().position(|byte| !matches!(byte, b' ' | b'\t' | b'\x0c'));
        let comment = &text[blank.unwrap_or(text.len())..];
        if comment.first().is_some_and(|&byte| byte != b'#') {
            return None;
        }
        if let Some(name) = declared(comment) {
            return Some(Cookie { name: codec::shorten(&name), line });
        }
    }
    None
}

/// Returns the name behind `coding:` or `coding=` in a comment.
fn declared(comment: &[u8]) -> Option<String> {
    for at in memchr::memmem::find_iter(comment, b"coding") {
        let rest = &comment[at + 6..];
        if !matches!(rest.first(), Some(b':' | b'=')) {
            continue;
        }
        let blank = rest[1..].iter().take_while(|byte| matches!(byte, b' ' | b'\t')).count();
        let name = &rest[1 + blank..];
        let is_part = |byte: &&u8| byte.is_ascii_alphanumeric() || b"-_.".contains(byte);
        let length = name.iter().take_while(is_part).count();
        if length > 0 {
            return Some(String::from_utf8_lossy(&name[..length]).into_owned());
        }
    }
    None
}

/// Cuts each line off at its first zero byte, its line end included, as reading it in C does.
fn cut_at_zeros(text: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(text.len());
    for line in text.split_inclusive(|&byte| byte == b'\n') {
        match memchr::memchr(0, line) {
            Some(0) => out.push(b'\n'),
            Some(at) => out.extend_from_slice(&line[..at]),
            None => out.extend_from_slice(line),
        }
    }
    out
}

fn translate_newlines(text: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = memchr::memchr(b'\r', rest) {
        out.extend_from_slice(&rest[..at]);
        out.push(b'\n');
        rest = &rest[at + 1..];
        rest = rest.strip_prefix(b"\n").unwrap_or(rest);
    }
    out.extend_from_slice(rest);
    out
}
