//! Conditions: expressions of which only the truth is wanted.

use crate::error::Lowering;
use crate::fold;
use crate::lowering::Lowerer;
use frontend::ast::{BoolOp, CmpOp, Expr, ExprKind, UnaryOp};
use ir::{Block, Insn};

impl Lowerer<'_> {
    /// Goes to `then` if `expr` is true, else to `other`. No block is open afterwards.
    pub(crate) fn condition(&mut self, expr: &Expr, then: Block, other: Block) -> Lowering {
        match &expr.node {
            ExprKind::UnaryOp { op: UnaryOp::Not, operand } => {
                self.touch(expr.lineno);
                if matches!(operand.node, ExprKind::BoolOp { .. }) {
                    // CPython makes this value first and then tests what decided it again.
                    self.branch(operand, other, then)
                } else {
                    self.condition(operand, other, then)
                }
            }
            ExprKind::BoolOp { op, values } => {
                self.touch(expr.lineno);
                let (last, first) = values.split_last().expect("there are two operands at least");
                for value in first {
                    let next = self.unit.builder.new_block();
                    match op {
                        BoolOp::And => self.condition(value, next, other)?,
                        BoolOp::Or => self.condition(value, then, next)?,
                    }
                    self.unit.start(next);
                }
                self.condition(last, then, other)
            }
            ExprKind::Compare { left, ops, comparators } if ops.len() > 1 => {
                self.touch(expr.lineno);
                let ops: &[CmpOp] = ops;
                self.chain_condition((left, ops, comparators), then, other)
            }
            _ => {
                if let Some(constant) = fold::constant(expr) {
                    self.note_nones(std::slice::from_ref(expr), std::slice::from_ref(&constant));
                    self.touch(expr.lineno);
                    let target = if fold::truth(&constant) { then } else { other };
                    self.emit(Insn::Jump { target });
                    return Ok(());
                }
                self.branch(expr, then, other)
            }
        }
    }

    /// Tests the value of an expression.
    fn branch(&mut self, expr: &Expr, then: Block, other: Block) -> Lowering {
        let temps = self.unit.temps;
        let cond = self.operand(expr, &[])?;
        self.unit.temps = temps;
        let site = self.unit.site();
        self.emit(Insn::Branch { cond, then, other, site });
        Ok(())
    }

    /// Returns the truth of a test that `if` and `while` decide when compiling.
    pub(crate) fn known_truth(&self, test: &Expr) -> Option<bool> {
        match &test.node {
            ExprKind::Num(_) | ExprKind::Str(_) => {
                fold::constant(test).map(|constant| fold::truth(&constant))
            }
            ExprKind::Name { id, .. } if &**id == "__debug__" => Some(self.optimize == 0),
            _ => None,
        }
    }
}
