//! Regular expressions with the semantics of Python 2.7's `re`: syntax tree, program, matcher.
//!
//! The engine knows no Python objects, only the table of characters. It backtracks with an explicit
//! stack, so that no pattern or text makes it recurse; a step counter lets the caller look at signals.

pub(crate) mod charset;
pub(crate) mod compile;
mod first;
pub(crate) mod matcher;
pub(crate) mod parse;
mod text;
pub(crate) mod tree;

pub(crate) use compile::{Program, compile};
pub(crate) use matcher::{Interrupted, run};
pub(crate) use parse::{SyntaxError, parse};

/// Flags of a pattern, with Python's numbers.
pub(crate) mod flags {
    pub(crate) const IGNORECASE: u32 = 2;
    pub(crate) const LOCALE: u32 = 4;
    pub(crate) const MULTILINE: u32 = 8;
    pub(crate) const DOTALL: u32 = 16;
    pub(crate) const UNICODE: u32 = 32;
    pub(crate) const VERBOSE: u32 = 64;
}
