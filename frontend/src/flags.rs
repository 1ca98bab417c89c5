//! What a caller tells the parser, and the `__future__` features.
//!
//! The bits of `FutureFlags` are those of CPython's `co_flags` and of `compile`'s third argument.

use std::ops::{BitOr, BitOrAssign};

/// What kind of input is parsed: the third argument of Python's `compile`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mode {
    /// `exec`: a sequence of statements.
    Module,
    /// `eval`: one expression.
    Eval,
    /// `single`: one interactive statement.
    Single,
}

/// A set of `__future__` features.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct FutureFlags(pub u32);

impl FutureFlags {
    /// No feature.
    pub const NONE: Self = FutureFlags(0);
    /// `division`: `/` is true division.
    pub const DIVISION: Self = FutureFlags(0x2000);
    /// `absolute_import`: `import x` never means a sibling module.
    pub const ABSOLUTE_IMPORT: Self = FutureFlags(0x4000);
    /// `with_statement`: without effect in 2.7.
    pub const WITH_STATEMENT: Self = FutureFlags(0x8000);
    /// `print_function`: `print` is a name.
    pub const PRINT_FUNCTION: Self = FutureFlags(0x10000);
    /// `unicode_literals`: strings without prefix are `unicode`.
    pub const UNICODE_LITERALS: Self = FutureFlags(0x20000);
    /// Every feature that has a bit.
    pub const ALL: Self = FutureFlags(0x3e000);

    /// Tells whether all features of `other` are in `self`.
    pub const fn contains(self, other: Self) -> bool {
        self.0 & other.0 == other.0
    }
}

impl BitOr for FutureFlags {
    type Output = Self;
    fn bitor(self, other: Self) -> Self {
        FutureFlags(self.0 | other.0)
    }
}

impl BitOrAssign for FutureFlags {
    fn bitor_assign(&mut self, other: Self) {
        self.0 |= other.0;
    }
}

/// How the bytes of a source are meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Encoding {
    /// The bytes of a file: without a cookie or a byte order mark they have to be ASCII. A zero
    /// byte cuts its line off, as it does in CPython.
    #[default]
    File,
    /// A `str` given to `compile`, `exec` or `eval`: a cookie counts; without one, any byte goes,
    /// and in `unicode` literals it means Latin-1. A zero byte is a `TypeError`.
    Bytes,
    /// A `unicode` given to `compile`, `exec` or `eval`, encoded as UTF-8 by the caller: a cookie
    /// is an error. A zero byte is a `TypeError`.
    Unicode,
}

/// What to do about indentation that depends on the width of a tab.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum TabCheck {
    /// Nothing.
    #[default]
    Ignore,
    /// Raise `TabError` (the switch `-tt`).
    Error,
}

/// The switches of a parse.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct ParseFlags {
    /// Features inherited from the code that called `compile`, or given to it.
    pub future: FutureFlags,
    /// How the bytes are meant.
    pub encoding: Encoding,
    /// The end of the input does not end an indented block (`PyCF_DONT_IMPLY_DEDENT`): interactive
    /// loops use it to find out whether a block is complete.
    pub dont_imply_dedent: bool,
    /// The check of indentation.
    pub tabs: TabCheck,
}
