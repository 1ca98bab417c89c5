//! `try ... except` and `try ... finally`.
//!
//! The code of `finally` exists once. All ways into it leave three registers
//! of the same meaning: *why* (an exception's type or a tag word), a value
//! (the exception's or the one to be returned) and a traceback.
//!
//! ```text
//!      body ──► EnterFinally 0 ──────┐
//!      return/break ► EnterFinally n ┤
//!      exception ──► Catch ──────────┴─► finally body ─► BranchWhy 0 ► end
//!                                                      ► BranchWhy n ► go on out
//!                                                      ► Reraise
//! ```

use crate::error::{Lowering, at_line};
use crate::jumps::{Exit, Finally, FrameKind, three};
use crate::lowering::Lowerer;
use frontend::ast::{ExceptHandler, Stmt};
use ir::{Block, Handler, HandlerId, HandlerKind, Insn, OptReg, Reg, Window};

impl Lowerer<'_> {
    /// Protects what follows: exceptions go to the returned block.
    pub(crate) fn protect(&mut self, kind: HandlerKind) -> (Block, Option<HandlerId>) {
        self.unit.mark_line();
        let depth = Reg(self.unit.temps);
        let builder = &mut self.unit.builder;
        let target = builder.new_block();
        if builder.is_open() {
            builder.refer(target);
        }
        let handler = builder.new_handler(Handler { kind, target, depth });
        let outer = builder.set_handler(Some(handler));
        (target, outer)
    }

    /// Makes an instruction, a jump to what follows, for a line that CPython has one for.
    pub(crate) fn line_of_its_own(&mut self) {
        let block = self.unit.builder.new_block();
        self.unit.mark_line();
        self.unit.builder.start_pinned(block);
    }

    /// Starts a handler's block: takes the exception into three new temporaries.
    pub(crate) fn catch(&mut self, block: Block) -> Lowering<Reg> {
        self.unit.start(block);
        let state = self.unit.temp()?;
        self.unit.temp()?;
        self.unit.temp()?;
        let [kind, value, traceback] = three(state);
        self.emit(Insn::Catch { kind, value, traceback });
        Ok(state)
    }

    /// `try: body except ...: ... else: orelse`.
    pub(crate) fn try_except(
        &mut self,
        body: &[Stmt],
        handlers: &[ExceptHandler],
        orelse: &[Stmt],
    ) -> Lowering {
        let temps = self.unit.temps;
        let handler = self.unit.builder.handler();
        self.enter_frame(FrameKind::Except, handler)?;
        self.line_of_its_own();
        let (target, outer) = self.protect(HandlerKind::Except);
        self.body(body)?;
        self.leave_frame();
        self.unit.builder.set_handler(outer);
        let (otherwise, end) = (self.unit.builder.new_block(), self.unit.builder.new_block());
        self.emit(Insn::Jump { target: otherwise });
        if let [first, _, ..] = handlers
            && first.ty.is_none()
        {
            return Err(at_line("default 'except:' must be last", self.unit.line));
        }
        if let Some(first) = handlers.first() {
            self.unit.line = first.lineno;
        }
        let state = self.catch(target)?;
        for (position, handler) in handlers.iter().enumerate() {
            if handler.ty.is_none() && position + 1 < handlers.len() {
                return Err(at_line("default 'except:' must be last", self.unit.line));
            }
            self.unit.line = handler.lineno;
            self.unit.temps = temps + 3;
            self.except_clause(handler, state, end)?;
        }
        let [kind, value, traceback] = three(state);
        self.emit(Insn::Reraise { kind, value, traceback });
        self.unit.temps = temps;
        self.unit.start(otherwise);
        self.body(orelse)?;
        self.unit.start(end);
        Ok(())
    }

    /// One `except` clause; the block for the next one is open afterwards.
    fn except_clause(&mut self, handler: &ExceptHandler, state: Reg, end: Block) -> Lowering {
        let [kind, value, traceback] = three(state);
        let next = self.unit.builder.new_block();
        if let Some(ty) = &handler.ty {
            let matched = self.unit.builder.new_block();
            let pattern = self.operand(ty, &[])?;
            let (cond, site) = (Reg(state.0 + 3), self.unit.site());
            self.unit.builder.use_reg(cond);
            self.emit(Insn::ExcMatch { dst: cond, exc: kind, pattern });
            self.emit(Insn::Branch { cond, then: matched, other: next, site });
            self.unit.start(matched);
            self.unit.temps = state.0 + 3;
        }
        match &handler.name {
            Some(name) => {
                self.emit(Insn::Drop { value: kind });
                self.assign(name, value)?;
                self.emit(Insn::Drop { value: traceback });
            }
            None => self.emit(Insn::DropMany { values: Window::new(state, 3) }),
        }
        self.unit.temps = state.0;
        self.body(&handler.body)?;
        self.emit(Insn::Jump { target: end });
        self.unit.start(next);
        Ok(())
    }

    /// `try: body finally: finalbody`.
    pub(crate) fn try_finally(&mut self, body: &[Stmt], finalbody: &[Stmt]) -> Lowering {
        let temps = self.unit.temps;
        let state = Reg(temps);
        let inside = self.unit.builder.new_block();
        let finally = Finally { state, body: inside, exits: Vec::new() };
        let handler = self.unit.builder.handler();
        self.enter_frame(FrameKind::Finally(finally), handler)?;
        self.line_of_its_own();
        let (target, outer) = self.protect(HandlerKind::Finally);
        self.body(body)?;
        let FrameKind::Finally(finally) = self.leave_frame() else {
            unreachable!("frames are entered and left in pairs")
        };
        self.unit.builder.set_handler(outer);
        let falls_through = self.unit.builder.is_open();
        self.enter_finally(state, 0, OptReg::NONE);
        self.emit(Insn::Jump { target: inside });
        self.catch(target)?;
        self.unit.start(inside);
        self.enter_frame(FrameKind::FinallyBody { state }, outer)?;
        self.body(finalbody)?;
        self.leave_frame();
        let end = self.unit.builder.new_block();
        self.end_finally(state, falls_through.then_some(end), &finally.exits)?;
        self.unit.temps = temps;
        self.unit.start(end);
        Ok(())
    }

    /// Goes on where the state says.
    fn end_finally(&mut self, state: Reg, end: Option<Block>, exits: &[Exit]) -> Lowering {
        let [why, value, traceback] = three(state);
        let values = Window::new(state, 3);
        if let Some(end) = end {
            let other = self.start_case(why, 0);
            self.emit(Insn::DropMany { values });
            self.emit(Insn::Jump { target: end });
            self.unit.start(other);
        }
        for (position, &exit) in exits.iter().enumerate() {
            let other = self.start_case(why, position as u32 + 1);
            if exit == Exit::Return {
                self.emit(Insn::Drop { value: traceback });
                self.emit(Insn::Drop { value: why });
                self.unit.temps = value.0 + 1;
                self.jump_out(exit, Some(value))?;
            } else {
                self.emit(Insn::DropMany { values });
                self.unit.temps = state.0;
                self.jump_out(exit, None)?;
            }
            self.unit.temps = state.0 + 3;
            self.unit.start(other);
        }
        self.emit(Insn::Reraise { kind: why, value, traceback });
        Ok(())
    }

    /// Starts the code for a tag word; returns the block for all others.
    fn start_case(&mut self, why: Reg, tag: u32) -> Block {
        let (then, other) = (self.unit.builder.new_block(), self.unit.builder.new_block());
        self.emit(Insn::BranchWhy { why, tag, then, other });
        self.unit.start(then);
        other
    }
}
