//! Takes trees apart without recursion along their spines (see the tree's third invariant).
//!
//! A node whose spine child is itself a spine node moves that child out, leaving a leaf in its
//! place, and goes on in a loop; so the recursion of the generated drop code sees leaves only.

use super::{Expr, ExprKind, Stmt, StmtKind};

/// Returns the child of a spine node that may continue the spine.
fn spine(node: &mut ExprKind) -> Option<&mut Expr> {
    match node {
        ExprKind::BinOp { left, .. } => Some(left),
        ExprKind::Attribute { value, .. } | ExprKind::Subscript { value, .. } => Some(value),
        ExprKind::Call(call) => Some(&mut call.func),
        _ => None,
    }
}

fn is_spine(node: &ExprKind) -> bool {
    matches!(
        node,
        ExprKind::BinOp { .. }
            | ExprKind::Attribute { .. }
            | ExprKind::Subscript { .. }
            | ExprKind::Call(_)
    )
}

impl Drop for Expr {
    fn drop(&mut self) {
        let mut next = match spine(&mut self.node) {
            Some(child) if is_spine(&child.node) => take(child),
            _ => return,
        };
        while let Some(child) = spine(&mut next) {
            next = take(child);
        }
    }
}

fn take(child: &mut Expr) -> ExprKind {
    std::mem::replace(&mut child.node, ExprKind::Yield { value: None })
}

/// Returns the block of a spine statement that may hold the next statement of the spine.
fn block(node: &mut StmtKind) -> Option<&mut Vec<Stmt>> {
    match node {
        StmtKind::If { orelse, .. } => Some(orelse),
        StmtKind::With { body, .. } => Some(body),
        _ => None,
    }
}

impl Drop for Stmt {
    fn drop(&mut self) {
        let Some(mut next) = block(&mut self.node).map(std::mem::take) else { return };
        while let [only] = next.as_mut_slice() {
            let Some(inner) = block(&mut only.node).map(std::mem::take) else { return };
            next = inner;
        }
    }
}
