//! The `with` statement.
//!
//! A `with` body is left by `WithLeave` on every way out that is no exception,
//! and by `WithExit` with the exception otherwise.

use crate::error::Lowering;
use crate::jumps::{FrameKind, three};
use crate::lowering::Lowerer;
use frontend::ast::{Expr, Stmt};
use ir::{HandlerKind, Insn, Reg, Window};

impl Lowerer<'_> {
    /// `with manager as target: body`.
    pub(crate) fn with_statement(
        &mut self,
        manager: &Expr,
        target: Option<&Expr>,
        body: &[Stmt],
    ) -> Lowering {
        let temps = self.unit.temps;
        let exit = self.unit.temp()?;
        let manager = self.operand(manager, &[])?;
        self.emit(Insn::LoadExit { dst: exit, manager });
        let value = Reg(exit.0 + 1);
        self.unit.builder.use_reg(value);
        self.emit(Insn::WithEnter { dst: value, manager });
        self.unit.temps = exit.0 + 1;
        let (block, outer) = self.protect(HandlerKind::With);
        self.unit.temps = exit.0 + 2;
        self.enter_frame(FrameKind::With { exit, leaves: Vec::new() }, outer)?;
        match target {
            Some(target) => self.assign(target, value)?,
            None => self.emit(Insn::Drop { value }),
        }
        self.unit.temps = exit.0 + 1;
        self.body(body)?;
        let FrameKind::With { leaves, .. } = self.leave_frame() else {
            unreachable!("frames are entered and left in pairs")
        };
        // CPython has one place that calls `__exit__`, with the line of the body's end.
        for pc in leaves {
            self.unit.builder.patch_line(pc, self.unit.line);
        }
        self.unit.builder.set_handler(outer);
        self.leave_with(exit)?;
        let end = self.unit.builder.new_block();
        self.emit(Insn::Jump { target: end });
        self.unit.temps = exit.0 + 1;
        let state = self.catch(block)?;
        self.exit_with(exit, state, end)?;
        self.unit.temps = temps;
        self.unit.start(end);
        Ok(())
    }

    /// Calls `__exit__` without an exception; consumes `exit`.
    pub(crate) fn leave_with(&mut self, exit: Reg) -> Lowering {
        let temps = self.unit.temps;
        let dst = self.unit.temp()?;
        self.emit(Insn::WithLeave { dst, exit });
        self.emit(Insn::Drop { value: dst });
        self.unit.temps = temps;
        Ok(())
    }

    /// Calls `__exit__` with the exception in `state` and swallows or re-raises it.
    fn exit_with(&mut self, exit: Reg, state: Reg, end: ir::Block) -> Lowering {
        let [kind, value, traceback] = three(state);
        let cond = self.unit.temp()?;
        self.emit(Insn::WithExit { dst: cond, exit, kind, value, traceback });
        let (swallow, raise) = (self.unit.builder.new_block(), self.unit.builder.new_block());
        let site = self.unit.site();
        self.emit(Insn::Branch { cond, then: swallow, other: raise, site });
        self.unit.start(swallow);
        self.emit(Insn::DropMany { values: Window::new(state, 3) });
        self.emit(Insn::Jump { target: end });
        self.unit.start(raise);
        self.emit(Insn::Reraise { kind, value, traceback });
        Ok(())
    }
}
