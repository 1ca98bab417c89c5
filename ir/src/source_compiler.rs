//! The plug through which the runtime gets source compiled.
//!
//! Always true: a compiler is a pure function of its arguments; it touches no
//! object of the runtime, and no source makes it panic or overflow the stack.

use crate::code::Code;
use std::sync::Arc;

/// What a source is: the third argument of `compile()`.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Mode {
    /// `exec`: a module.
    Exec,
    /// `eval`: one expression, whose value the code returns.
    Eval,
    /// `single`: one interactive statement; values of expressions are displayed.
    Single,
}

/// How to compile.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct CompileFlags {
    /// `__future__` bits taken over from the surroundings (see [`crate::code::flags`]).
    pub future: u32,
    /// 0, 1 for `-O` (no asserts, `__debug__` is false), 2 for `-OO` (no docstrings either).
    pub optimize: u8,
    /// The source was a unicode object, handed over as UTF-8: no cookie is obeyed.
    pub source_is_utf8: bool,
    /// The source comes from a file: non-ASCII bytes need a cookie.
    pub from_file: bool,
    /// Interactive input: an incomplete statement is [`ErrorKind::Incomplete`].
    pub dont_imply_dedent: bool,
    /// `-t`: 1, `-tt`: 2.
    pub tab_check: u8,
}

/// Which Python exception a [`SyntaxError`] becomes.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum ErrorKind {
    /// `SyntaxError`.
    Syntax,
    /// `IndentationError`.
    Indentation,
    /// `TabError`.
    Tab,
    /// The input may go on (interactive mode only).
    Incomplete,
    /// `MemoryError`: nested too deeply for the parser.
    Memory,
    /// `TypeError`, such as for null bytes in a source string.
    Type,
    /// `ValueError`.
    Value,
    /// `OverflowError`.
    Overflow,
    /// `RuntimeError`: nested too deeply for the compiler.
    Runtime,
    /// `SystemError`.
    System,
    /// `UnicodeError`: undecodable literals; the message is the whole text.
    Unicode,
}

/// Why a source cannot be compiled.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct SyntaxError {
    /// The exception's class.
    pub kind: ErrorKind,
    /// The text, as CPython 2.7 words it.
    pub message: String,
    /// The line, from 1; 0 if there is none.
    pub line: u32,
    /// The column, from 1, in bytes; none: unknown.
    pub offset: Option<u32>,
    /// The text of the line; none: to be read from the file if there is one.
    pub text: Option<Vec<u8>>,
    /// True if the exception's `args` hold the message alone, as for errors of CPython's symbol
    /// table; else they are `(message, (filename, line, offset, text))`. The attributes are set
    /// in both cases; with line 0 they are None.
    pub message_only: bool,
}

/// A `SyntaxWarning` that compiling found; shown by the runtime.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct SyntaxWarning {
    /// The text.
    pub message: String,
    /// The line, from 1.
    pub line: u32,
}

/// What compiling gives.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Compiled {
    /// The code object.
    pub code: Arc<Code>,
    /// Warnings in the order found.
    pub warnings: Vec<SyntaxWarning>,
}

/// Compiles source text; implemented by the crate `lower`.
pub trait SourceCompiler: Send + Sync {
    /// Compiles `source`; `filename` is what `co_filename` and errors show.
    ///
    /// # Errors
    /// If the source is not valid Python 2.7.
    fn compile(
        &self,
        source: &[u8],
        filename: &[u8],
        mode: Mode,
        flags: CompileFlags,
    ) -> Result<Compiled, SyntaxError>;
}
