//! The parser's tree to the Python 2.7 tree.
//!
//! Undoes the adapter's rewritings, decodes literals, sets contexts, and makes the checks that
//! CPython makes while it builds its tree. What is always true:
//!
//! 1. The parser's tree is consumed by moves, and its spines in loops, so that no deep part of it is
//!    ever dropped; therefore a failed check does not stop the conversion. The first failure wins.
//! 2. A position is that of a token of the source; which one, follows CPython's rules exactly.
//!
//! CPython 2.7 source: Python/ast.c.

use rustc_hash::FxHashMap;
use rustpython_parser::ast::{self as py3, Ranged};

use crate::adapt::Adapted;
use crate::ast::{Expr, ExprKind, Identifier, Mod, Stmt, StmtKind};
use crate::error::{ErrorKind, SyntaxError};
use crate::flags::{FutureFlags, Mode};
use crate::source::Coding;
use crate::token::{Kind, Token};

mod call;
mod display;
mod expr;
mod function;
mod import;
mod literal;
mod named;
mod number;
mod spine;
mod stmt;
mod target;

/// A source in all its forms.
#[derive(Clone, Copy)]
pub(crate) struct Input<'a> {
    pub(crate) text: &'a [u8],
    pub(crate) coding: &'a Coding,
    pub(crate) tokens: &'a [Token],
    pub(crate) lines: &'a [u32],
    pub(crate) adapted: &'a Adapted,
}

/// Converts the statements of an input.
///
/// # Errors
/// The first error that CPython raises while it builds its tree.
pub(crate) fn convert(input: Input<'_>, body: py3::Suite, mode: Mode) -> Result<Mod, SyntaxError> {
    let mut converter = Converter { input, names: FxHashMap::default(), error: None };
    let module = match mode {
        Mode::Module => Mod::Module(converter.body(body)),
        Mode::Single => Mod::Interactive(converter.body(body)),
        Mode::Eval => Mod::Expression(Box::new(converter.only_expr(body))),
    };
    converter.error.map_or(Ok(module), Err)
}

struct Converter<'a> {
    input: Input<'a>,
    names: FxHashMap<&'a [u8], Identifier>,
    /// The first failure.
    error: Option<SyntaxError>,
}

/// Where a node stands.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
struct Position {
    line: u32,
    column: i32,
}

impl Position {
    fn expr(self, node: ExprKind) -> Expr {
        Expr { lineno: self.line, col_offset: self.column, node }
    }

    fn stmt(self, node: StmtKind) -> Stmt {
        Stmt { lineno: self.line, col_offset: self.column, node }
    }
}

impl<'a> Converter<'a> {
    /// Returns the expression of an `eval` input.
    fn only_expr(&mut self, body: py3::Suite) -> Expr {
        match body.into_iter().next() {
            Some(py3::Stmt::Expr(stmt)) => self.expr(*stmt.value),
            _ => unreachable!("the adapter writes one expression statement for an expression"),
        }
    }

    /// Records a failure at the line of a token.
    fn fail(&mut self, message: impl Into<std::borrow::Cow<'static, str>>, at: usize) {
        if self.error.is_none() {
            self.error = Some(SyntaxError::at_line(message, self.token(at).line));
        }
    }

    /// Records a failure that is an exception of another class, without a position.
    fn fail_bare(&mut self, kind: ErrorKind, message: &'static str) {
        if self.error.is_none() {
            let error = SyntaxError::at_line(message, 0);
            self.error = Some(SyntaxError { kind, ..error });
        }
    }

    fn token(&self, at: usize) -> Token {
        self.input.tokens[at]
    }

    fn kind(&self, at: usize) -> Kind {
        self.input.tokens[at].kind
    }

    fn text(&self, at: usize) -> &'a [u8] {
        let token = self.token(at);
        &self.input.text[token.start as usize..token.end as usize]
    }

    fn position(&self, at: usize) -> Position {
        let token = self.token(at);
        if token.multiline {
            return Position { line: token.line, column: -1 };
        }
        let start = self.input.lines[token.line as usize - 1];
        Position { line: token.line, column: (token.start - start) as i32 }
    }

    /// Returns the name at a token.
    fn name(&mut self, at: usize) -> Identifier {
        let text = self.text(at);
        self.intern(text)
    }

    fn intern(&mut self, text: &'a [u8]) -> Identifier {
        let name = self.names.entry(text).or_insert_with(|| String::from_utf8_lossy(text).into());
        Identifier::clone(name)
    }

    /// Fails if the name at a token cannot be bound.
    fn check_name(&mut self, at: usize) {
        self.check_name_in(at, at);
    }

    /// The same, but the failure is on the line of the token `place`.
    fn check_name_in(&mut self, at: usize, place: usize) {
        match self.text(at) {
            b"None" => self.fail("cannot assign to None", place),
            b"__debug__" => self.fail("cannot assign to __debug__", place),
            _ => {}
        }
    }

    /// Returns the opening bracket of the closing one at `at`.
    fn opening(&self, at: usize) -> usize {
        self.input.adapted.links[at] as usize
    }

    /// Returns the index in a side table that a token leads to.
    fn link(&self, at: usize) -> Option<usize> {
        (self.input.adapted.links[at] as usize).checked_sub(1)
    }

    /// Tells whether a node begins and ends with one pair of parentheses of the source.
    fn in_parentheses(&self, node: &py3::Expr) -> bool {
        let (start, end) = (start(node), end(node));
        start < end
            && self.kind(start) == Kind::Lpar
            && self.kind(end - 1) == Kind::Rpar
            && self.opening(end - 1) == start
    }

    /// Returns the first token of a node and the parentheses around it, which must be the first
    /// thing behind something else than a parenthesis.
    fn outer_start(&self, at: usize) -> usize {
        let mut first = at;
        while first > 0 && self.kind(first - 1) == Kind::Lpar {
            first -= 1;
        }
        first
    }

    fn unicode_literals(&self) -> bool {
        self.input.adapted.future.contains(FutureFlags::UNICODE_LITERALS)
    }
}

/// Returns the first token of a node.
fn start(node: &impl Ranged) -> usize {
    node.start().to_usize()
}

/// Returns the token behind a node.
fn end(node: &impl Ranged) -> usize {
    node.end().to_usize()
}
