//! Expressions, spines and calls apart.

use rustpython_parser::ast as py3;

use super::{Converter, end, start};
use crate::ast::{BoolOp, CmpOp, Comprehension, Expr, ExprContext, ExprKind, UnaryOp};
use crate::token::Kind;

impl Converter<'_> {
    #[expect(clippy::boxed_local, reason = "the parser's tree consists of boxes")]
    pub(super) fn boxed(&mut self, node: Box<py3::Expr>) -> Box<Expr> {
        Box::new(self.expr(*node))
    }

    pub(super) fn exprs(&mut self, nodes: Vec<py3::Expr>) -> Vec<Expr> {
        let mut exprs = Vec::with_capacity(nodes.len());
        for node in nodes {
            exprs.push(self.expr(node));
        }
        exprs
    }

    pub(super) fn expr(&mut self, node: py3::Expr) -> Expr {
        let first = start(&node);
        let inner = if self.in_parentheses(&node) { first + 1 } else { first };
        match node {
            py3::Expr::Name(_) => {
                // The name before a backtick's subscript and the step of `x[a:b:]` have no text.
                let is_name = matches!(self.kind(first), Kind::Name | Kind::Print);
                let id = if is_name { self.name(first) } else { self.intern(b"None") };
                self.position(first).expr(ExprKind::Name { id, ctx: ExprContext::Load })
            }
            py3::Expr::Constant(_) | py3::Expr::Slice(_) => self.operand(first, end(&node)),
            py3::Expr::Yield(_) if self.kind(first) != Kind::Yield => {
                self.operand(first, end(&node))
            }
            py3::Expr::Subscript(node) if super::display::is_display(&node) => self.display(node),
            py3::Expr::Attribute(_) | py3::Expr::Subscript(_) => self.trailers(node),
            py3::Expr::BinOp(node) => self.binary(node),
            py3::Expr::UnaryOp(node) => self.unary(node),
            py3::Expr::Compare(node) => self.compare(node),
            py3::Expr::BoolOp(node) => {
                let op = match node.op {
                    py3::BoolOp::And => BoolOp::And,
                    py3::BoolOp::Or => BoolOp::Or,
                };
                let values = self.exprs(node.values);
                self.position(first).expr(ExprKind::BoolOp { op, values })
            }
            py3::Expr::IfExp(node) => self.conditional(node),
            py3::Expr::Lambda(node) => self.lambda(first, node),
            // Without parentheses, or empty.
            py3::Expr::Tuple(node) => {
                let elts = self.exprs(node.elts);
                let ctx = ExprContext::Load;
                self.position(first).expr(ExprKind::Tuple { elts, ctx })
            }

            py3::Expr::List(_) => {
                let (elts, ctx) = (Vec::new(), ExprContext::Load);
                self.position(first).expr(ExprKind::List { elts, ctx })
            }
            py3::Expr::Dict(_) => {
                let (keys, values) = (Vec::new(), Vec::new());
                self.position(first).expr(ExprKind::Dict { keys, values })
            }
            py3::Expr::Yield(node) => {
                let value = node.value.map(|value| self.boxed(value));
                self.position(first).expr(ExprKind::Yield { value })
            }
            other => self.comprehension(other, inner),
        }
    }

    fn unary(&mut self, node: py3::ExprUnaryOp) -> Expr {
        // Prefix operators nest up to the parser's limit: a loop spares the stack.
        let mut pending = Vec::new();
        let mut node = node;
        let operand = loop {
            let at = start(&node);
            let op = match node.op {
                py3::UnaryOp::Invert => UnaryOp::Invert,
                py3::UnaryOp::Not => UnaryOp::Not,
                py3::UnaryOp::UAdd => UnaryOp::UAdd,
                py3::UnaryOp::USub => UnaryOp::USub,
            };
            pending.push((at, op));
            match *node.operand {
                py3::Expr::UnaryOp(inner) => node = inner,
                other => break other,
            }
        };
        let number = start(&operand);
        let folded = matches!(operand, py3::Expr::Constant(_))
            && matches!(self.kind(number), Kind::Int | Kind::Float | Kind::Imag)
            && pending.last() == Some(&(number - 1, UnaryOp::USub));
        let mut result = if folded {
            pending.pop();
            let at = self.position(number - 1);
            let value = self.number(number, true);
            at.expr(ExprKind::Num(value))
        } else {
            self.expr(operand)
        };
        while let Some((at, op)) = pending.pop() {
            let operand = Box::new(result);
            result = self.position(at).expr(ExprKind::UnaryOp { op, operand });
        }
        result
    }

    fn compare(&mut self, node: py3::ExprCompare) -> Expr {
        let at = self.position(start(&node));
        let left = self.boxed(node.left);
        let ops = node.ops.into_iter().map(comparison).collect();
        let comparators = self.exprs(node.comparators);
        at.expr(ExprKind::Compare { left, ops, comparators })
    }

    /// `a if b else c if d else e`: nests to the right up to the parser's limit.
    fn conditional(&mut self, node: py3::ExprIfExp) -> Expr {
        let at = self.position(start(&node));
        let test = self.boxed(node.test);
        let body = self.boxed(node.body);
        let orelse = self.boxed(node.orelse);
        at.expr(ExprKind::IfExp { test, body, orelse })
    }

    /// A lambda; with defaults, its body is the last element of a tuple of them.
    fn lambda(&mut self, keyword: usize, node: py3::ExprLambda) -> Expr {
        let params = self.link(keyword).map(|index| &self.input.adapted.params[index]);
        let has_defaults = params.is_some_and(|params| params.plain.iter().any(|p| p.has_default));
        let (defaults, body) = match *node.body {
            py3::Expr::Tuple(mut tuple) if has_defaults => {
                let body = tuple.elts.pop().expect("the body is the last element");
                (tuple.elts, body)
            }
            body => (Vec::new(), body),
        };
        let args = Box::new(self.arguments(keyword, defaults));
        let body = Box::new(self.expr(body));
        self.position(keyword).expr(ExprKind::Lambda { args, body })
    }

    /// A comprehension whose first element's first token is `inner`, brackets not counted.
    fn comprehension(&mut self, node: py3::Expr, inner: usize) -> Expr {
        let first = start(&node);
        let (at, node) = match node {
            py3::Expr::GeneratorExp(node) => {
                let elt = self.boxed(node.elt);
                let generators = self.generators(node.generators);
                (inner, ExprKind::GeneratorExp { elt, generators })
            }
            py3::Expr::ListComp(node) => {
                let elt = self.boxed(node.elt);
                let generators = self.generators(node.generators);
                (first + 1, ExprKind::ListComp { elt, generators })
            }
            py3::Expr::SetComp(node) => {
                let elt = self.boxed(node.elt);
                let generators = self.generators(node.generators);
                (first + 1, ExprKind::SetComp { elt, generators })
            }
            py3::Expr::DictComp(node) => {
                let key = self.boxed(node.key);
                let value = self.boxed(node.value);
                let generators = self.generators(node.generators);
                (first + 1, ExprKind::DictComp { key, value, generators })
            }
            _ => unreachable!("the adapter writes no such expression"),
        };
        self.position(at).expr(node)
    }

    fn generators(&mut self, parts: Vec<py3::Comprehension>) -> Vec<Comprehension> {
        let mut generators = Vec::with_capacity(parts.len());
        for part in parts {
            let target = self.target_list(part.target);
            let iter = self.expr(part.iter);
            let ifs = self.exprs(part.ifs);
            generators.push(Comprehension { target, iter, ifs });
        }
        generators
    }
}

fn comparison(op: py3::CmpOp) -> CmpOp {
    match op {
        py3::CmpOp::Eq => CmpOp::Eq,
        py3::CmpOp::NotEq => CmpOp::NotEq,
        py3::CmpOp::Lt => CmpOp::Lt,
        py3::CmpOp::LtE => CmpOp::LtE,
        py3::CmpOp::Gt => CmpOp::Gt,
        py3::CmpOp::GtE => CmpOp::GtE,
        py3::CmpOp::Is => CmpOp::Is,
        py3::CmpOp::IsNot => CmpOp::IsNot,
        py3::CmpOp::In => CmpOp::In,
        py3::CmpOp::NotIn => CmpOp::NotIn,
    }
}
