//! Errors of lowering.
//!
//! Always true: an error carries CPython's text; errors of the symbol table
//! pass have the message as their only argument, those of later passes a
//! position too.

use frontend::ErrorKind as ParseKind;
use ir::source_compiler::{ErrorKind, SyntaxError};

/// Why lowering stops.
pub(crate) enum Fail {
    /// The source is wrong.
    Source(Box<SyntaxError>),
    /// The tree is too deep for the stack at hand: to be tried again on a larger one.
    TooDeep,
}

impl From<SyntaxError> for Fail {
    fn from(error: SyntaxError) -> Fail {
        Fail::Source(Box::new(error))
    }
}

/// The result of lowering a part.
pub(crate) type Lowering<T = ()> = Result<T, Fail>;

/// An error whose only argument is the message.
pub(crate) fn bare(message: String, line: u32) -> SyntaxError {
    SyntaxError {
        kind: ErrorKind::Syntax,
        message,
        line,
        offset: None,
        text: None,
        message_only: true,
    }
}

/// An error at a line, with file name and position as arguments.
pub(crate) fn at_line(message: &str, line: u32) -> Fail {
    Fail::from(SyntaxError { message_only: false, ..bare(message.to_owned(), line) })
}

/// A limit of this implementation.
pub(crate) fn limit(message: &str) -> Fail {
    Fail::from(SyntaxError { kind: ErrorKind::System, ..bare(message.to_owned(), 0) })
}

/// Turns an error of the front end into one that knows no front end.
pub(crate) fn from_parser(error: frontend::SyntaxError) -> SyntaxError {
    let kind = match error.kind {
        ParseKind::Syntax => ErrorKind::Syntax,
        ParseKind::Indentation => ErrorKind::Indentation,
        ParseKind::Tab => ErrorKind::Tab,
        ParseKind::Memory => ErrorKind::Memory,
        ParseKind::Type => ErrorKind::Type,
        ParseKind::Value => ErrorKind::Value,
        ParseKind::Overflow => ErrorKind::Overflow,
    };
    SyntaxError {
        kind,
        message: error.message.into_owned(),
        line: error.line,
        offset: error.offset,
        text: error.text,
        message_only: false,
    }
}
