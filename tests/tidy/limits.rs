//! Files that may be longer than the rest, each with its reason. A row that is
//! not needed any more is an error.

/// Lines a source file may have.
pub(super) const LINES: usize = 600;

/// A file, its own limit, and why.
pub(super) static LONGER: &[(&str, usize, &str)] = &[
    ("frontend/src/ast.rs", 650, "one grammar, to be read beside the original's"),
    ("runtime/src/builtins/frame.rs", 650, "one type's table and its getters"),
    ("runtime/src/bytecode/encode.rs", 750, "one arm for each instruction"),
    ("runtime/src/protocol/number.rs", 700, "one operator after the other"),
];
