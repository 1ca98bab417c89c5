//! Python 2.7 source to syntax tree: `bytes -> tree | SyntaxError`.
//!
//! Everything behind `parse` is hidden, so that it can be replaced without touching a caller. A
//! tree equals CPython 2.7's, positions included; an error equals CPython 2.7's, message, line,
//! offset and text included. No input panics, aborts or overflows the stack.

#![forbid(unsafe_code)]

mod adapt;
pub mod ast;
mod convert;
mod error;
mod flags;
mod future;
mod lexer;
mod parse;
mod prompt;
mod source;
mod token;
mod utf8;

pub use error::{ErrorKind, SyntaxError, program_text};
pub use flags::{Encoding, FutureFlags, Mode, ParseFlags, TabCheck};
pub use future::{Future, future_features};
pub use prompt::needs_more;

/// What `parse` returns for an accepted source.
#[derive(Debug)]
pub struct Parsed {
    /// The tree.
    pub module: ast::Mod,
    /// The inherited future flags and those of the source that act while parsing
    /// (`print_function`, `unicode_literals`). See `future_features` for all of them.
    pub future: FutureFlags,
    /// An upper bound of the tree's depth, spines apart: 1,500 at most, 100 or so in ordinary code.
    /// A recursive consumer with little stack can move to a bigger one if this is high.
    pub depth: u32,
}

/// Parses `source`.
///
/// `filename` occurs in the text of encoding errors only. `source` may have any line ends and need
/// not end in one. Needs 1 MiB of stack at most, whatever the input (a deep tree is built on a thread
/// with a stack of its own); a consumer meets at most `Parsed::depth` levels of nesting, spines
/// apart (see `ast`).
///
/// # Errors
/// The error CPython 2.7's tokenizer, parser or tree construction raises. Errors of later passes
/// (`return` outside a function, misplaced `from __future__`, ...) are not found here.
pub fn parse(
    source: &[u8],
    filename: &str,
    mode: Mode,
    flags: ParseFlags,
) -> Result<Parsed, SyntaxError> {
    parse::run(source, filename, mode, flags)
}
