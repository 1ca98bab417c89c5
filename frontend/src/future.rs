//! The `__future__` statements of a tree: CPython's pass between parsing and the symbol table.
//!
//! Only statements at the head of a module count: after the docstring and each other. A statement
//! further down is found by the symbol-table pass, by its line being above `last_line`.
//!
//! CPython 2.7 source: Python/future.c.

use crate::ast::{Alias, ExprKind, Mod, Stmt, StmtKind};
use crate::{FutureFlags, SyntaxError};

/// The features a module asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Future {
    /// The features, without inherited ones.
    pub flags: FutureFlags,
    /// The line of the last accepted `__future__` statement; 0 if there is none. An import from
    /// `__future__` on a later line is an error of the compiler.
    pub last_line: u32,
}

const LATE: &str = "from __future__ imports must occur at the beginning of the file";

/// Returns the features that the `__future__` statements at the head of a module ask for.
///
/// # Errors
/// `SyntaxError` for an unknown feature, for `braces`, and for a `__future__` statement behind
/// another statement on the same line.
pub fn future_features(module: &Mod) -> Result<Future, SyntaxError> {
    let mut found = Future::default();
    let (Mod::Module(body) | Mod::Interactive(body)) = module else { return Ok(found) };
    let mut done = false;
    let mut line = 0;
    for (position, stmt) in body.iter().enumerate() {
        if done && stmt.lineno > line {
            break;
        }
        line = stmt.lineno;
        match imported(stmt) {
            Some(_) if done => return Err(SyntaxError::at_line(LATE, line)),
            Some(names) => {
                for alias in names {
                    found.flags |= feature(&alias.name, line)?;
                }
                found.last_line = line;
            }
            // One docstring may stand in front.
            None => done = done || position > 0 || !is_string(stmt),
        }
    }
    Ok(found)
}

fn imported(stmt: &Stmt) -> Option<&[Alias]> {
    match &stmt.node {
        StmtKind::ImportFrom { module: Some(module), names, .. } if &**module == "__future__" => {
            Some(names)
        }
        _ => None,
    }
}

fn is_string(stmt: &Stmt) -> bool {
    matches!(&stmt.node, StmtKind::Expr { value } if matches!(value.node, ExprKind::Str(_)))
}

fn feature(name: &str, line: u32) -> Result<FutureFlags, SyntaxError> {
    Ok(match name {
        "nested_scopes" | "generators" => FutureFlags::NONE,
        "division" => FutureFlags::DIVISION,
        "absolute_import" => FutureFlags::ABSOLUTE_IMPORT,
        "with_statement" => FutureFlags::WITH_STATEMENT,
        "print_function" => FutureFlags::PRINT_FUNCTION,
        "unicode_literals" => FutureFlags::UNICODE_LITERALS,
        "braces" => return Err(SyntaxError::at_line("not a chance", line)),
        _ => {
            let name: String = name.chars().take(100).collect();
            let message = format!("future feature {name} is not defined");
            return Err(SyntaxError::at_line(message, line));
        }
    })
}
