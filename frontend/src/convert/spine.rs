//! The nodes that nest to the left without bound: operators, and calls, subscripts and attributes.
//!
//! Each is taken apart down to its first operand in a loop, and built up from there.
//!
//! CPython 2.7 source: Python/ast.c (ast_for_binop, ast_for_power, ast_for_trailer).

use rustpython_parser::ast as py3;

use super::{Converter, Position, display, end, start};
use crate::ast::{Expr, ExprContext, ExprKind, Operator, Slice};
use crate::token::Kind;

/// A trailer that waits for what it applies to.
enum Trailer {
    /// The token of the name.
    Attribute(usize),
    /// The arguments and the token of the closing parenthesis.
    Call(Vec<py3::Expr>, usize),
    Subscript(py3::Expr),
    /// A pair of backticks around it.
    Repr(py3::Expr),
}

impl Converter<'_> {
    /// Converts operators of any level that nest to the left.
    pub(super) fn binary(&mut self, node: py3::ExprBinOp) -> Expr {
        let mut pending = Vec::new();
        let mut node = node;
        let first = loop {
            let at = start(&node);
            let op = operator(node.op);
            let left = *node.left;
            let py3::Expr::BinOp(inner) = left else {
                pending.push((at, op, node.right, false));
                break left;
            };
            // The second and later operators of one level stand at themselves.
            let chained = start(&inner) == at && level(operator(inner.op)) == level(op);
            pending.push((at, op, node.right, chained));
            node = inner;
        };
        let mut left = self.expr(first);
        while let Some((at, op, right, chained)) = pending.pop() {
            let at = if chained { self.operator_before(start(&*right)) } else { at };
            let at = self.position(at);
            let right = self.boxed(right);
            left = at.expr(ExprKind::BinOp { left: Box::new(left), op, right });
        }
        left
    }

    /// Returns the operator before an operand that may stand in parentheses.
    fn operator_before(&self, operand: usize) -> usize {
        self.outer_start(operand) - 1
    }

    /// Converts calls, subscripts and attributes behind each other.
    pub(super) fn trailers(&mut self, node: py3::Expr) -> Expr {
        let mut pending = Vec::new();
        let mut node = node;
        let first = loop {
            let last = end(&node) - 1;
            let at = start(&node);
            match node {
                py3::Expr::Attribute(attribute) => {
                    pending.push(Trailer::Attribute(last));
                    node = *attribute.value;
                }
                py3::Expr::Subscript(display) if display::is_display(&display) => {
                    break py3::Expr::Subscript(display);
                }
                py3::Expr::Subscript(call) if self.kind(last) == Kind::Rpar => {
                    pending.push(Trailer::Call(display::elements(*call.slice), last));
                    node = *call.value;
                }
                py3::Expr::Subscript(subscript)
                    if self.kind(last) == Kind::Backquote && self.opening(last) == at =>
                {
                    pending.push(Trailer::Repr(*subscript.slice));
                    node = *subscript.value;
                }
                py3::Expr::Subscript(subscript) => {
                    pending.push(Trailer::Subscript(*subscript.slice));
                    node = *subscript.value;
                }
                other => break other,
            }
        };
        let mut value = self.expr(first);
        let at = Position { line: value.lineno, column: value.col_offset };
        while let Some(trailer) = pending.pop() {
            value = at.expr(self.trailer(value, trailer));
        }
        value
    }

    fn trailer(&mut self, value: Expr, trailer: Trailer) -> ExprKind {
        let ctx = ExprContext::Load;
        match trailer {
            Trailer::Attribute(name) => {
                let attr = self.name(name);
                ExprKind::Attribute { value: Box::new(value), attr, ctx }
            }
            Trailer::Call(args, close) => ExprKind::Call(Box::new(self.call(value, args, close))),
            Trailer::Subscript(slice) => {
                let slice = Box::new(self.subscript(slice));
                ExprKind::Subscript { value: Box::new(value), slice, ctx }
            }
            Trailer::Repr(inner) => ExprKind::Repr { value: Box::new(self.expr(inner)) },
        }
    }

    fn subscript(&mut self, slice: py3::Expr) -> Slice {
        match slice {
            py3::Expr::Tuple(tuple) if tuple.elts.iter().any(|part| self.is_slice(part)) => {
                let dims = tuple.elts.into_iter().map(|dim| self.simple_slice(dim)).collect();
                Slice::ExtSlice { dims }
            }
            other => self.simple_slice(other),
        }
    }

    fn simple_slice(&mut self, slice: py3::Expr) -> Slice {
        match slice {
            py3::Expr::Slice(slice) if !self.is_operand(&slice) => Slice::Slice {
                lower: slice.lower.map(|part| self.boxed(part)),
                upper: slice.upper.map(|part| self.boxed(part)),
                step: slice.step.map(|part| self.boxed(part)),
            },
            other if self.is_slice(&other) => Slice::Ellipsis,
            other => Slice::Index { value: Box::new(self.expr(other)) },
        }
    }

    /// Tells whether a part of a subscript is something else than an index.
    fn is_slice(&self, part: &py3::Expr) -> bool {
        match part {
            py3::Expr::Slice(slice) => !self.is_operand(slice),
            py3::Expr::Constant(constant) => matches!(constant.value, py3::Constant::Ellipsis),
            _ => false,
        }
    }
}

/// Returns the operator of the same name.
pub(super) fn operator(op: py3::Operator) -> Operator {
    match op {
        py3::Operator::Add => Operator::Add,
        py3::Operator::Sub => Operator::Sub,
        py3::Operator::Mult => Operator::Mult,
        py3::Operator::Div => Operator::Div,
        py3::Operator::Mod => Operator::Mod,
        py3::Operator::Pow => Operator::Pow,
        py3::Operator::LShift => Operator::LShift,
        py3::Operator::RShift => Operator::RShift,
        py3::Operator::BitOr => Operator::BitOr,
        py3::Operator::BitXor => Operator::BitXor,
        py3::Operator::BitAnd => Operator::BitAnd,
        py3::Operator::FloorDiv => Operator::FloorDiv,
        py3::Operator::MatMult => unreachable!("the adapter writes no matrix product"),
    }
}

/// Returns the precedence of an operator: operators of one level make one chain.
fn level(op: Operator) -> u8 {
    match op {
        Operator::BitOr => 0,
        Operator::BitXor => 1,
        Operator::BitAnd => 2,
        Operator::LShift | Operator::RShift => 3,
        Operator::Add | Operator::Sub => 4,
        Operator::Mult | Operator::Div | Operator::Mod | Operator::FloorDiv => 5,
        Operator::Pow => 6,
    }
}
