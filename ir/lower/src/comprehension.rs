//! List comprehensions, and comprehensions and generator expressions, which
//! are functions of their own that get their first iterator as an argument.

use crate::error::Lowering;
use crate::lowering::Lowerer;
use frontend::ast::{Comprehension, Expr, ExprKind};
use ir::{Block, Constant, Insn, Reg, Window};

/// An open loop of a comprehension.
struct Round {
    /// Asks the iterator.
    next: Block,
    /// The end of a round.
    again: Block,
    exit: Block,
    iter: Reg,
}

impl Lowerer<'_> {
    /// `[elt for ...]`: runs in the surrounding function, whose names it binds.
    pub(crate) fn list_comp(
        &mut self,
        elt: &Expr,
        generators: &[Comprehension],
        dst: Reg,
    ) -> Lowering {
        let list = self.unit.temp()?;
        self.emit(Insn::BuildList { dst: list, items: Window::new(list, 0) });
        let mut rounds = Vec::new();
        for part in generators {
            let iter = self.push_iterator(&part.iter)?;
            self.open_round(part, iter, &mut rounds)?;
        }
        let temps = self.unit.temps;
        let item = self.operand(elt, &[])?;
        self.emit(Insn::ListAppend { list, item });
        self.unit.temps = temps;
        self.close_rounds(rounds);
        self.unit.temps = list.0;
        self.settle(list, dst);
        Ok(())
    }

    /// Starts a round and its conditions.
    fn open_round(&mut self, part: &Comprehension, iter: Reg, rounds: &mut Vec<Round>) -> Lowering {
        let (next, again) = (self.unit.builder.new_block(), self.unit.builder.new_block());
        let exit = self.start_round(next, iter, &part.target)?;
        rounds.push(Round { next, again, exit, iter });
        for test in &part.ifs {
            let then = self.unit.builder.new_block();
            self.condition(test, then, again)?;
            self.unit.start(then);
        }
        Ok(())
    }

    /// Ends the loops, innermost first.
    fn close_rounds(&mut self, rounds: Vec<Round>) {
        for round in rounds.into_iter().rev() {
            self.unit.start(round.again);
            self.emit(Insn::Jump { target: round.next });
            self.unit.start(round.exit);
            self.unit.temps = round.iter.0;
        }
    }

    /// A set or dict comprehension or a generator expression.
    pub(crate) fn inner_comprehension(
        &mut self,
        expr: &Expr,
        generators: &[Comprehension],
        dst: Reg,
    ) -> Lowering {
        let id = self.scopes.of_node(expr);
        let name = match expr.node {
            ExprKind::SetComp { .. } => "<setcomp>",
            ExprKind::DictComp { .. } => "<dictcomp>",
            _ => "<genexpr>",
        };
        self.enter(id, name.into(), expr.lineno)?;
        self.unit.arg_count = 1;
        self.comprehension_body(expr, generators)?;
        let code = self.leave();
        let function = Reg(self.unit.temps);
        self.make_function(code, function, function)?;
        self.unit.temps = function.0 + 1;
        self.push_iterator(&generators[0].iter)?;
        self.unit.temps = function.0;
        let site = self.unit.site();
        self.emit(Insn::Call { dst, window: Window::new(function, 2), site });
        Ok(())
    }

    /// The code of the inner function.
    fn comprehension_body(&mut self, expr: &Expr, generators: &[Comprehension]) -> Lowering {
        let result = Reg(self.unit.temps);
        match &expr.node {
            ExprKind::SetComp { .. } => {
                self.unit.temp()?;
                self.emit(Insn::BuildSet { dst: result, items: Window::new(result, 0) });
            }
            ExprKind::DictComp { .. } => {
                self.unit.temp()?;
                self.emit(Insn::BuildMap { dst: result, size: 0 });
            }
            _ => {}
        }
        let mut rounds = Vec::new();
        for (position, part) in generators.iter().enumerate() {
            let iter = if position == 0 {
                self.copy_above(Reg(0))?
            } else {
                self.push_iterator(&part.iter)?
            };
            self.open_round(part, iter, &mut rounds)?;
        }
        let temps = self.unit.temps;
        match &expr.node {
            ExprKind::SetComp { elt, .. } => {
                let item = self.operand(elt, &[])?;
                self.emit(Insn::SetAdd { set: result, item });
            }
            ExprKind::DictComp { key, value, .. } => {
                let value = self.operand(value, &[key])?;
                let key = self.operand(key, &[])?;
                self.emit(Insn::MapAdd { map: result, key, value });
            }
            ExprKind::GeneratorExp { elt, .. } => {
                let value = self.operand(elt, &[])?;
                let dst = Reg(temps);
                self.unit.builder.use_reg(dst);
                self.emit(Insn::Yield { dst, value });
                self.emit(Insn::Drop { value: dst });
            }
            _ => unreachable!("only these have a function of their own"),
        }
        self.unit.temps = temps;
        self.close_rounds(rounds);
        if matches!(expr.node, ExprKind::GeneratorExp { .. }) {
            self.load_constant(Constant::None, result);
            self.unit.builder.use_reg(result);
        }
        self.emit(Insn::Return { value: result });
        Ok(())
    }
}
