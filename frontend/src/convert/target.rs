//! Targets: what can be assigned to or deleted.
//!
//! CPython 2.7 source: Python/ast.c (set_context).

use rustpython_parser::ast as py3;

use super::{Converter, start};
use crate::ast::{Expr, ExprContext, ExprKind};

impl Converter<'_> {
    /// Converts a node that stands for itself as a target.
    pub(super) fn target(&mut self, node: py3::Expr, ctx: ExprContext) -> Expr {
        let first = if matches!(node, py3::Expr::Tuple(_)) && self.in_parentheses(&node) {
            start(&node)
        } else {
            self.outer_start(start(&node))
        };
        let mut target = self.expr(node);
        self.set_context(&mut target, ctx, first);
        target
    }

    /// Converts the target of a `for`: a tuple without parentheses stands at its first element.
    pub(super) fn target_list(&mut self, node: py3::Expr) -> Expr {
        let is_list = matches!(node, py3::Expr::Tuple(_)) && !self.in_parentheses(&node);
        let mut target = self.target(node, ExprContext::Store);
        if is_list
            && let ExprKind::Tuple { elts, .. } = &target.node
            && let Some(first) = elts.first()
        {
            (target.lineno, target.col_offset) = (first.lineno, first.col_offset);
        }
        target
    }

    /// Makes `node` a target, or fails with the line of the token `first`.
    fn set_context(&mut self, node: &mut Expr, ctx: ExprContext, first: usize) {
        match &mut node.node {
            ExprKind::Attribute { attr: name, ctx: old, .. }
            | ExprKind::Name { id: name, ctx: old } => {
                *old = ctx;
                if ctx == ExprContext::Store && matches!(&**name, "None" | "__debug__") {
                    let message = format!("cannot assign to {name}");
                    self.fail(message, first);
                }
            }
            ExprKind::Subscript { ctx: old, .. } => *old = ctx,
            ExprKind::Tuple { elts, .. } if elts.is_empty() => self.fail_target("()", ctx, first),
            ExprKind::List { elts, ctx: old } | ExprKind::Tuple { elts, ctx: old } => {
                *old = ctx;
                for elt in elts {
                    self.set_context(elt, ctx, first);
                }
            }
            other => self.fail_target(description(other), ctx, first),
        }
    }

    fn fail_target(&mut self, what: &str, ctx: ExprContext, first: usize) {
        let verb = if ctx == ExprContext::Del { "delete" } else { "assign to" };
        self.fail(format!("can't {verb} {what}"), first);
    }
}

/// Names what a node is.
fn description(node: &ExprKind) -> &'static str {
    match node {
        ExprKind::Lambda { .. } => "lambda",
        ExprKind::Call(_) => "function call",
        ExprKind::BoolOp { .. } | ExprKind::BinOp { .. } | ExprKind::UnaryOp { .. } => "operator",
        ExprKind::GeneratorExp { .. } => "generator expression",
        ExprKind::Yield { .. } => "yield expression",
        ExprKind::ListComp { .. } => "list comprehension",
        ExprKind::SetComp { .. } => "set comprehension",
        ExprKind::DictComp { .. } => "dict comprehension",
        ExprKind::Dict { .. } | ExprKind::Set { .. } | ExprKind::Num(_) | ExprKind::Str(_) => {
            "literal"
        }
        ExprKind::Compare { .. } => "comparison",
        ExprKind::Repr { .. } => "repr",
        ExprKind::IfExp { .. } => "conditional expression",
        ExprKind::Name { .. } => "name",
        ExprKind::Attribute { .. } => "attribute",
        ExprKind::Subscript { .. } => "subscript",
        ExprKind::List { .. } => "list",
        ExprKind::Tuple { .. } => "tuple",
    }
}
