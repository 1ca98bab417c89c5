//! Displays, which went through the parser as subscripts of an empty name, and the operands that
//! went through it as a `:`.

use rustpython_parser::ast as py3;

use super::{Converter, end, start};
use crate::ast::{Expr, ExprContext, ExprKind};
use crate::token::Kind;

/// Returns the parts of a list that the adapter wrote.
pub(super) fn parts(list: py3::Expr) -> Vec<py3::Expr> {
    match list {
        py3::Expr::Subscript(subscript) => elements(*subscript.slice),
        _ => unreachable!("the adapter writes lists as subscripts"),
    }
}

/// Returns the elements between the brackets of a list that the adapter wrote.
pub(super) fn elements(slice: py3::Expr) -> Vec<py3::Expr> {
    match slice {
        py3::Expr::Tuple(tuple) => tuple.elts,
        _ => unreachable!("the adapter writes a comma behind the last element"),
    }
}

/// Tells whether a subscript is a display.
pub(super) fn is_display(subscript: &py3::ExprSubscript) -> bool {
    start(&*subscript.value) == end(&*subscript.value)
}

impl Converter<'_> {
    /// Converts a display.
    pub(super) fn display(&mut self, display: py3::ExprSubscript) -> Expr {
        let (first, last) = (start(&display), end(&display) - 1);
        let at = self.position(first);
        let ctx = ExprContext::Load;
        let elts = elements(*display.slice);
        match self.kind(last) {
            Kind::Rsqb => at.expr(ExprKind::List { elts: self.exprs(elts), ctx }),
            Kind::Rpar => {
                // A tuple stands at its first element, its parentheses not counted.
                let elts = self.exprs(elts);
                self.position(first + 1).expr(ExprKind::Tuple { elts, ctx })
            }
            _ if elts.first().is_some_and(|first| self.is_pair(first)) => at.expr(self.dict(elts)),
            _ => at.expr(ExprKind::Set { elts: self.exprs(elts) }),
        }
    }

    /// Tells whether an element of a display is a key and a value.
    fn is_pair(&self, element: &py3::Expr) -> bool {
        let py3::Expr::Slice(slice) = element else { return false };
        slice.upper.is_some() || self.kind(self.operand_end(start(slice))) == Kind::Colon
    }

    fn dict(&mut self, pairs: Vec<py3::Expr>) -> ExprKind {
        let mut keys = Vec::with_capacity(pairs.len());
        let mut values = Vec::with_capacity(pairs.len());
        for pair in pairs {
            let py3::Expr::Slice(pair) = pair else { unreachable!("a pair has a colon") };
            let (first, last) = (start(&pair), end(&pair));
            match pair.lower.zip(pair.upper) {
                Some((key, value)) => {
                    keys.push(self.expr(*key));
                    values.push(self.expr(*value));
                }
                None => {
                    let colon = self.operand_end(first);
                    keys.push(self.operand(first, colon));
                    values.push(self.operand(colon + 1, last));
                }
            }
        }
        ExprKind::Dict { keys, values }
    }

    /// Tells whether a slice is an operand that the adapter wrote as a `:`.
    pub(super) fn is_operand(&self, slice: &py3::ExprSlice) -> bool {
        slice.lower.is_none() && slice.upper.is_none() && self.kind(start(slice)) != Kind::Colon
    }

    /// Returns the token behind the operand at `at`.
    fn operand_end(&self, at: usize) -> usize {
        let mut end = at + 1;
        match self.kind(at) {
            Kind::Name => {
                while self.kind(end) == Kind::Dot {
                    end += 2;
                }
            }
            Kind::Str => {
                while self.kind(end) == Kind::Str {
                    end += 1;
                }
            }
            _ => {}
        }
        end
    }

    /// Converts the operand up to `end`: a name with attributes, a number or strings.
    pub(super) fn operand(&mut self, at: usize, end: usize) -> Expr {
        if self.kind(at) != Kind::Name {
            return self.literal(at, end);
        }
        let ctx = ExprContext::Load;
        let position = self.position(at);
        let mut value = position.expr(ExprKind::Name { id: self.name(at), ctx });
        for name in (at + 2..end).step_by(2) {
            let attr = self.name(name);
            value = position.expr(ExprKind::Attribute { value: Box::new(value), attr, ctx });
        }
        value
    }
}
