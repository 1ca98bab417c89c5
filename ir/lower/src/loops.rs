//! `for` and `while`.

use crate::error::Lowering;
use crate::jumps::FrameKind;
use crate::lowering::Lowerer;
use crate::unit::Place;
use frontend::ast::{Expr, ExprKind, Stmt};
use ir::{Block, Insn, Reg};

impl Lowerer<'_> {
    /// `while test: body else: orelse`.
    pub(crate) fn while_loop(&mut self, test: &Expr, body: &[Stmt], orelse: &[Stmt]) -> Lowering {
        let known = self.known_truth(test);
        if known == Some(false) {
            return self.body(orelse);
        }
        self.unit.mark_line();
        let builder = &mut self.unit.builder;
        let (next, end) = (builder.new_block(), builder.new_block());
        let handler = builder.handler();
        self.enter_frame(FrameKind::Loop { next, end, iter: None }, handler)?;
        self.unit.mark_line();
        self.unit.builder.start_pinned(next);
        let exit = self.unit.builder.new_block();
        if known.is_none() {
            let inside = self.unit.builder.new_block();
            self.condition(test, inside, exit)?;
            self.unit.start(inside);
        }
        self.body(body)?;
        self.emit(Insn::Jump { target: next });
        self.unit.start(exit);
        self.leave_frame();
        self.body(orelse)?;
        self.unit.start(end);
        Ok(())
    }

    /// `for target in iter: body else: orelse`.
    pub(crate) fn for_loop(
        &mut self,
        target: &Expr,
        iter: &Expr,
        body: &[Stmt],
        orelse: &[Stmt],
    ) -> Lowering {
        self.unit.mark_line();
        let temps = self.unit.temps;
        let builder = &mut self.unit.builder;
        let (next, end) = (builder.new_block(), builder.new_block());
        let handler = builder.handler();
        // CPython counts the loop among the nested blocks before the iterable is evaluated.
        let iter_reg = Reg(temps);
        let kind = FrameKind::Loop { next, end, iter: Some(iter_reg) };
        self.enter_frame(kind, handler)?;
        self.line_of_its_own();
        self.push_iterator(iter)?;
        let exit = self.start_round(next, iter_reg, target)?;
        self.body(body)?;
        self.emit(Insn::Jump { target: next });
        self.unit.start(exit);
        self.leave_frame();
        self.unit.temps = temps;
        self.body(orelse)?;
        self.unit.start(end);
        Ok(())
    }

    /// Evaluates an iterable and takes its iterator into the next temporary.
    pub(crate) fn push_iterator(&mut self, iterable: &Expr) -> Lowering<Reg> {
        let dst = Reg(self.unit.temps);
        let value = self.operand(iterable, &[])?;
        self.unit.temps = dst.0;
        let site = self.unit.site();
        self.unit.temp()?;
        self.emit(Insn::GetIter { dst, value, site });
        Ok(dst)
    }

    /// Starts the block `next`, which asks the iterator and assigns to the
    /// target; goes on in the loop's body. Returns the block behind the loop.
    pub(crate) fn start_round(&mut self, next: Block, iter: Reg, target: &Expr) -> Lowering<Block> {
        self.unit.start(next);
        let (body, exit) = (self.unit.builder.new_block(), self.unit.builder.new_block());
        let site = self.unit.site();
        if let ExprKind::Name { id, .. } = &target.node {
            let name = self.mangled(id);
            if let Place::Local { reg: item, .. } = self.place(name) {
                self.emit(Insn::ForIter { item, iter, body, exit, site });
                self.touch(target.lineno);
                self.unit.start(body);
                return Ok(exit);
            }
        }
        let item = self.unit.temp()?;
        self.emit(Insn::ForIter { item, iter, body, exit, site });
        self.unit.start(body);
        self.assign(target, item)?;
        self.unit.temps = item.0;
        Ok(exit)
    }
}
