//! Exceptions that a handler of the same activation catches: an edge from the failed call to the handler.
//!
//! Always true: behind such an edge locals and the temporaries below the handler's depth are in the image, and the
//! three registers of its `Catch` hold what `py_caught` has written. Only the unit's own function has handlers;
//! what is compiled into it ends when an exception passes.

use super::exit::RegPlaces;
use super::join::Edge;
use super::value::{Regs, Slot, Ty};
use super::{Emit, Emitter};
use abi::compiler::Entry;
use abi::deopt::{ExitKind, FrameState, Repr, Resume};
use abi::helpers::Helper;
use inkwell::basic_block::BasicBlock;
use ir::{Block, Handler, Reg};

impl<'c> Emitter<'c, '_> {
    /// The handlers a block's exceptions go to, as far as they are compiled.
    pub(super) fn handler_block(&self, block: Block) -> Option<Block> {
        if !self.request.catches || !self.outer.is_empty() {
            return None;
        }
        let handler = self.func.blocks[block.index()].handler?;
        Some(self.func.handlers[handler.index()].target)
    }

    /// The handler that an exception raised by the current instruction enters, if it is compiled.
    fn handler_here(&self) -> Option<Handler> {
        if !self.request.catches {
            return None;
        }
        let (func, pc, walk) = match self.outer.first() {
            Some(outer) => (outer.func, outer.pc, &outer.walk),
            None => (self.func, self.pc, &self.walk),
        };
        let handler = *func.handler_at(pc)?;
        let place = *walk.order.get(&handler.target)?;
        (place > walk.current).then_some(handler)
    }

    /// Where a call goes that has failed: to the handler, or out of compiled code. The image is complete.
    pub(super) fn failure_block(&mut self) -> BasicBlock<'c> {
        let Some(handler) = self.handler_here() else { return self.common_exit };
        let here = self.a.here();
        let failed = self.a.block("raised");
        self.a.at(failed);
        let count = usize::from(self.request.code.function.registers);
        let mut regs = Regs { all: self.regs.all[..count].to_vec(), base: 0 };
        let mut places: RegPlaces = Vec::new();
        for (i, slot) in regs.all.iter_mut().enumerate() {
            if i >= handler.depth.index() {
                *slot = None;
            }
            let Some(slot) = slot else { continue };
            let repr = slot.home.unwrap_or(Repr::Tagged);
            places.push((i as u16, Self::place(slot, repr)));
            slot.shape = 0;
            if !matches!(slot.ty, Ty::Const(_)) {
                slot.val = None;
            }
        }
        let function = &self.request.code.function;
        let pc = function.blocks[handler.target.index()].start;
        self.sites.push(FrameState {
            callers: Vec::new(),
            part: 0,
            base: 0,
            pc,
            resume: Resume::Again,
            registers: places,
            exit: None,
        });
        let landing = self.a.c(self.sites.len() as u64 - 1);
        let image = self.a.address(self.image);
        let unit = self.a.c(u64::from(self.request.unit));
        self.store_depth();
        let caught = self.call_leaf(Helper::py_caught, &[image, unit, landing]);
        let (edge, stays) = (self.a.block("caught"), self.a.ne(caught, self.a.c(0)));
        self.a.branch(stays, edge, self.common_exit);
        for i in 0..3 {
            let slot = Slot {
                ty: Ty::Any,
                val: None,
                home: Some(Repr::Tagged),
                owned: true,
                maybe_unbound: false,
                shape: 0,
            };
            regs.all[handler.depth.index() + i] = Some(slot);
        }
        let edge = Edge { block: edge, regs, pc };
        let walk = match self.outer.first_mut() {
            Some(outer) => &mut outer.walk,
            None => &mut self.walk,
        };
        walk.pending.entry(handler.target).or_default().push(edge);
        self.a.at(here);
        failed
    }

    /// The first instruction of a handler: its registers are written on the edges.
    pub(super) fn catch(&mut self, kind: Reg) -> Emit<()> {
        if self.regs[kind.index()].is_some() {
            return Ok(());
        }
        self.always_exit(ExitKind::Declined)
    }

    /// Whether the activation may have a frame object of its own.
    pub(super) fn may_have_frame(&self) -> bool {
        self.request.catches && self.request.entry == Entry::Start && self.outer.is_empty()
    }

    /// At a return: takes leave of the frame object, if there is one.
    pub(super) fn leave_frame(&mut self) {
        if !self.may_have_frame() {
            return;
        }
        let slot = self.own_frame_slot();
        let frame = self.a.load(slot, super::asm::Memory::Image);
        let (some, none) = (self.a.block("frame"), self.a.block("noframe"));
        let is_none = self.a.eq(frame, self.a.c(0));
        self.a.branch_likely(is_none, none, some);
        self.a.at(some);
        let site = self.describe(Resume::Next);
        self.store_depth();
        let image = self.a.address(self.image);
        let unit = self.a.c(u64::from(self.request.unit));
        self.call_leaf(Helper::py_leave, &[image, unit, self.a.c(site)]);
        self.a.jump(none);
        self.a.at(none);
    }
}
