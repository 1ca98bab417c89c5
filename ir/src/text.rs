//! The text form of code objects: what is printed can be parsed again.
//!
//! ```text
//! code "f" file "x.py" line 1 flags 0x43 args 1
//! vars a b
//! cells
//! frees
//! names print
//! k0 = None
//! k1 = code 1
//! registers 3 sites 1
//! h0 = except b1 r2
//! b0:                       ; h0 (handler) and loop (header) behind the colon
//!   @1 r2 = LoadConst k0
//! end
//! ```
//!
//! A nested code object is printed behind its outer one and referred to by its
//! number in the text. `@line` stands in front of the first instruction of a run.

pub mod cursor;
mod parse;
mod print;
mod quote;

pub use parse::parse;
pub use print::print;

/// Puts separators between operands.
pub(crate) struct List<'a> {
    out: &'a mut String,
    separator: &'static str,
    started: bool,
}

impl<'a> List<'a> {
    /// Starts a list; `opening` is put in front of its first member.
    pub(crate) fn new(out: &'a mut String, opening: &'static str) -> List<'a> {
        List { out, separator: opening, started: false }
    }

    /// Returns the text to which the next member is to be appended.
    pub(crate) fn next(&mut self) -> &mut String {
        self.out.push_str(self.separator);
        self.separator = ", ";
        self.started = true;
        self.out
    }

    /// Appends `closing` if the list has a member.
    pub(crate) fn finish(self, closing: &str) {
        if self.started {
            self.out.push_str(closing);
        }
    }
}
