//! The text form of functions: what is printed can be parsed again.

pub mod cursor;

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
