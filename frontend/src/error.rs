//! A rejected source: what CPython 2.7 would raise, as plain data.
//!
//! An error found by the tokenizer or the grammar has an offset and the text of its line. An error
//! found later (`offset` is `None`) has no text either: CPython then reads the line from the file
//! of that name if there is one, which is up to the caller; `program_text` does the reading.

use std::borrow::Cow;

/// The exception class to raise.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ErrorKind {
    /// `SyntaxError`, with a position.
    Syntax,
    /// `IndentationError`, with a position.
    Indentation,
    /// `TabError`, with a position (only under `-tt`).
    Tab,
    /// `MemoryError`, without any argument: the parser's stack overflowed. CPython also prints
    /// `s_push: parser stack overflow` on stderr; the caller does.
    Memory,
    /// `TypeError` with the message alone.
    Type,
    /// `ValueError` with the message alone.
    Value,
    /// `OverflowError` with the message alone.
    Overflow,
}

/// Why a source was rejected.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SyntaxError {
    /// The exception class.
    pub kind: ErrorKind,
    /// The message, `msg` of the exception.
    pub message: Cow<'static, str>,
    /// The line, from 1; 0 if the error has no position.
    pub line: u32,
    /// The column as CPython reports it (bytes from 1), if the error has one.
    pub offset: Option<u32>,
    /// The text of the line as CPython reports it, with its line end; `None` means that the caller
    /// looks for it in the file (see `program_text`), or that there is none.
    pub text: Option<Vec<u8>>,
}

impl SyntaxError {
    /// Makes an error that carries a line only.
    pub fn at_line(message: impl Into<Cow<'static, str>>, line: u32) -> Self {
        let message = message.into();
        SyntaxError { kind: ErrorKind::Syntax, message, line, offset: None, text: None }
    }
}

/// Returns the given line of a file as CPython shows it for errors without text: from its first
/// character that is neither blank, tab nor form feed.
pub fn program_text(file: &[u8], line: u32) -> Option<&[u8]> {
    let index = (line as usize).checked_sub(1)?;
    let text = file.split_inclusive(|&byte| byte == b'\n').nth(index)?;
    let start = text.iter().position(|&byte| !matches!(byte, b' ' | b'\t' | b'\x0c'));
    Some(&text[start.unwrap_or(text.len())..])
}
