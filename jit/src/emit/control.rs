//! The dispatcher over instructions, and those that end a block.
//!
//! Always true: counts that an edge gives back are given back on the edge, where a frame that is converted
//! meanwhile goes on at the start of the edge's target.

use super::value::{Slot, Ty, Val};
use super::{Emit, Emitter, Stop};
use abi::compiler::Bailout;
use abi::deopt::{ExitKind, Resume};
use abi::feedback::{Kinds, SiteFact};
use abi::helpers::Helper;
use abi::value::{FINALLY_TAG_FIRST, UNBOUND};
use inkwell::basic_block::BasicBlock;
use inkwell::values::IntValue;
use ir::{Block, Insn, Reg, SiteId};

impl<'c> Emitter<'c, '_> {
    pub(crate) fn emit_insn(&mut self, insn: &Insn) -> Emit<()> {
        match *insn {
            Insn::LoadConst { dst, value } => self.load_const(dst, value),
            Insn::Copy { dst, src } => self.copy(dst, src),
            Insn::Move { dst, src } => self.move_(dst, src),
            Insn::Drop { value } => self.consume(value),
            Insn::DropMany { values } => {
                for reg in values.regs().rev() {
                    self.consume(reg)?;
                }
                Ok(())
            }
            Insn::CheckBound { local } => self.check_bound(local),
            Insn::DeleteLocal { local } => self.delete_local(local),
            Insn::MakeCell { cell } => self.make_cell(cell, None),
            Insn::MakeCellFrom { cell, src } => self.make_cell(cell, Some(src)),
            Insn::LoadCell { dst, cell } => self.load_cell(dst, cell),
            Insn::StoreCell { cell, value } => self.store_cell(cell, value),
            Insn::LoadCellRaw { dst, cell } => self.copy(dst, cell),
            Insn::LoadGlobal { dst, site, .. } | Insn::LoadName { dst, site, .. } => {
                self.load_global(insn, dst, site)
            }
            Insn::StoreGlobal { value, site, .. } => {
                let fact = self.fact(site);
                self.store_global(insn, value, fact)
            }
            Insn::StoreName { name, value } => self.store_name(insn, name, value),
            Insn::Unary { dst, op, value, site } => self.unary(insn, dst, op, value, site),
            Insn::Not { dst, value, site } => self.not(insn, dst, value, site),
            Insn::Binary { dst, op, lhs, rhs, site }
            | Insn::InPlace { dst, op, lhs, rhs, site } => {
                self.binary(insn, dst, op, lhs, rhs, site)
            }
            Insn::Compare { dst, op, lhs, rhs, site } => self.compare(dst, op, lhs, rhs, site),
            Insn::Is { dst, lhs, rhs } => self.identity(insn, dst, lhs, rhs, false),
            Insn::IsNot { dst, lhs, rhs } => self.identity(insn, dst, lhs, rhs, true),
            Insn::Contains { dst, item, container, site } => {
                self.contains(dst, item, container, false, site)
            }
            Insn::NotContains { dst, item, container, site } => {
                self.contains(dst, item, container, true, site)
            }
            Insn::LoadAttr { dst, object, name, site } => {
                self.load_attr(insn, dst, object, name, site)
            }
            Insn::StoreAttr { object, name, value, site } => {
                self.store_attr(insn, object, name, value, site)
            }
            Insn::LoadMethod { func, receiver, object, name, site } => {
                self.load_method(func, receiver, object, name, site)
            }
            Insn::GetItem { dst, object, index, site } => self.get_item(dst, object, index, site),
            Insn::SetItem { object, index, value, site } => {
                self.set_item(object, index, value, site)
            }
            Insn::GetSlice { dst, object, low, high, .. } => self.get_slice(dst, object, low, high),
            Insn::SetSlice { object, low, high, value } => self.set_slice(object, low, high, value),
            Insn::GetIter { dst, value, site } => self.get_iter(insn, dst, value, site),
            Insn::BuildTuple { dst, items } => {
                self.build_sequence(dst, items, Helper::py_new_tuple)
            }
            Insn::BuildList { dst, items } => self.build_sequence(dst, items, Helper::py_new_list),
            Insn::ListAppend { list, item } => self.list_append(list, item),
            Insn::UnpackSequence { items, sequence, .. } => self.unpack(insn, items, sequence),
            Insn::Call { .. } | Insn::CallMethod { .. } => self.insn_call(insn),
            Insn::Jump { target } => {
                self.edge_to(target);
                Ok(())
            }
            Insn::Branch { cond, then, other, site } => self.branch(cond, then, other, site),
            Insn::AndKeep { cond, end, next, site } => self.keep(cond, end, next, site, true),
            Insn::OrKeep { cond, end, next, site } => self.keep(cond, end, next, site, false),
            Insn::ForIter { item, iter, body, exit, site } => {
                self.for_iter(item, iter, body, exit, site)
            }
            Insn::EnterFinally { why, value, traceback, tag, result } => {
                self.enter_finally([why, value, traceback], tag, result)
            }
            Insn::BranchWhy { why, tag, then, other } => self.branch_why(why, tag, then, other),
            Insn::Return { value } => self.return_(value),
            Insn::Yield { dst, value } => self.yield_(dst, value),
            // These touch the frame itself, or run too rarely to pay.
            Insn::BuildClass { .. }
            | Insn::PrintExpr { .. }
            | Insn::LoadLocals { .. }
            | Insn::Exec { .. }
            | Insn::ImportStar { .. } => self.always_exit(ExitKind::Declined),
            Insn::DeleteName { .. } if !self.request.names_are_globals => {
                self.always_exit(ExitKind::Declined)
            }
            Insn::Catch { kind, .. } => self.catch(kind),
            Insn::Raise { .. } | Insn::Reraise { .. } => {
                self.step(insn)?;
                self.a.jump(self.common_exit);
                Err(Stop::EndOfBlock)
            }
            Insn::ExcMatch { .. }
            | Insn::WithExit { .. }
            | Insn::LoadExit { .. }
            | Insn::WithEnter { .. }
            | Insn::WithLeave { .. }
            | Insn::ImportName { .. }
            | Insn::ImportFrom { .. }
            | Insn::DeleteGlobal { .. }
            | Insn::DeleteName { .. }
            | Insn::PrintItem { .. }
            | Insn::PrintNewline {}
            | Insn::PrintItemTo { .. }
            | Insn::PrintNewlineTo { .. }
            | Insn::DeleteAttr { .. }
            | Insn::DeleteItem { .. }
            | Insn::DeleteSlice { .. }
            | Insn::BuildSlice { .. }
            | Insn::BuildSet { .. }
            | Insn::BuildMap { .. }
            | Insn::ListAppendMany { .. }
            | Insn::ListToTuple { .. }
            | Insn::SetAdd { .. }
            | Insn::MapAdd { .. }
            | Insn::Repr { .. }
            | Insn::CallKw { .. }
            | Insn::CallMethodKw { .. }
            | Insn::CallEx { .. }
            | Insn::MakeFunction { .. } => self.generic(insn),
        }
    }

    /// From `block`: gives back the count of the temporary `reg`, if any, and goes to `target`.
    pub(super) fn edge_consuming(
        &mut self,
        target: Block,
        block: BasicBlock<'c>,
        reg: Option<Reg>,
    ) -> Emit<()> {
        self.edge_releasing(target, block, reg, None)
    }

    /// The same; also gives back the count of `word`.
    pub(super) fn edge_releasing(
        &mut self,
        target: Block,
        block: BasicBlock<'c>,
        reg: Option<Reg>,
        word: Option<IntValue<'c>>,
    ) -> Emit<()> {
        self.a.at(block);
        let saved = (self.regs.clone(), self.pc);
        let waiting = std::mem::take(&mut self.releases);
        if let Some(word) = word {
            self.releases.push(super::value::Release { word, ty: Ty::Any });
        }
        if let Some(reg) = reg {
            self.consume(reg)?;
        }
        self.pc = self.func.blocks[target.index()].start;
        self.on_edge = true;
        self.version += 1;
        let flushed = self.flush_releases();
        self.on_edge = false;
        flushed?;
        self.pc = saved.1;
        self.edge_to(target);
        self.regs = saved.0;
        self.releases = waiting;
        self.version += 1;
        Ok(())
    }

    fn seen_truth(&self, site: SiteId) -> Kinds {
        match self.fact(site) {
            SiteFact::Operands { lhs, .. } => lhs,
            _ => Kinds::NONE,
        }
    }

    fn branch(&mut self, cond: Reg, then: Block, other: Block, site: SiteId) -> Emit<()> {
        let (yes, no) = (self.a.block("then"), self.a.block("else"));
        if let Some(bit) = self.known_truth(cond, self.seen_truth(site))? {
            self.a.branch(bit, yes, no);
            self.edge_consuming(then, yes, Some(cond))?;
            return self.edge_consuming(other, no, Some(cond));
        }
        let Val::Word(w) = self.val(cond)? else { return Err(Stop::Bailout(Bailout::Backend)) };
        let (not_true, slow) = (self.a.block("nottrue"), self.a.block("truth"));
        let is_true = self.a.eq(w, self.a.c(self.world.true_));
        self.a.branch(is_true, yes, not_true);
        self.a.at(not_true);
        let is_false = self.a.eq(w, self.a.c(self.world.false_));
        self.a.branch(is_false, no, slow);
        let saved = self.regs.clone();
        // True and False are immortal: no count to give back.
        if self.func.is_temp(cond) {
            self.regs[cond.index()] = None;
        }
        self.version += 1;
        self.edge_consuming(then, yes, None)?;
        self.edge_consuming(other, no, None)?;
        self.regs = saved;
        self.version += 1;
        self.a.at(slow);
        let (word, owned) = self.helper_operand(cond)?;
        self.leave_register(cond);
        let truth =
            self.call_helper(Helper::py_truth, &[word, self.a.c(u64::from(owned))], Resume::Result);
        let bit = self.a.eq(truth, self.a.c(2));
        let (yes, no) = (self.a.block("then"), self.a.block("else"));
        self.a.branch(bit, yes, no);
        self.edge_consuming(then, yes, None)?;
        self.edge_consuming(other, no, None)
    }

    /// `and` / `or` as values: the condition is kept on the edge to `end`.
    fn keep(&mut self, cond: Reg, end: Block, next: Block, site: SiteId, and: bool) -> Emit<()> {
        let bit = match self.known_truth(cond, self.seen_truth(site))? {
            Some(bit) => bit,
            None => {
                let Val::Word(w) = self.val(cond)? else {
                    return Err(Stop::Bailout(Bailout::Backend));
                };
                let truth = self.call_helper(Helper::py_truth, &[w, self.a.c(0)], Resume::Result);
                self.a.eq(truth, self.a.c(2))
            }
        };
        let (keep, drop) = (self.a.block("keep"), self.a.block("drop"));
        if and {
            self.a.branch(bit, drop, keep);
        } else {
            self.a.branch(bit, keep, drop);
        }
        self.edge_consuming(end, keep, None)?;
        self.edge_consuming(next, drop, Some(cond))
    }

    fn enter_finally(&mut self, into: [Reg; 3], tag: u32, result: ir::OptReg) -> Emit<()> {
        let marker = self.constant(UNBOUND);
        let value = match result.get() {
            None => marker,
            Some(reg) => {
                let slot = self.value(reg)?;
                if let Ty::Const(_) = slot.ty {
                    self.consume(reg)?;
                    slot
                } else {
                    let word = self.take(reg)?;
                    Slot::owned(word)
                }
            }
        };
        let tag = self.constant(FINALLY_TAG_FIRST + u64::from(tag));
        self.define(into[0], tag)?;
        self.define(into[1], value)?;
        self.define(into[2], marker)
    }

    fn branch_why(&mut self, why: Reg, tag: u32, then: Block, other: Block) -> Emit<()> {
        let tag = FINALLY_TAG_FIRST + u64::from(tag);
        if let Ty::Const(w) = self.slot(why)?.ty {
            self.edge_to(if w == tag { then } else { other });
            return Ok(());
        }
        let Val::Word(w) = self.val(why)? else { return self.always_exit(ExitKind::Declined) };
        let same = self.a.eq(w, self.a.c(tag));
        let (yes, no) = (self.a.block("then"), self.a.block("else"));
        self.a.branch(same, yes, no);
        self.add_edge(then, yes);
        self.add_edge(other, no);
        Ok(())
    }

    fn return_(&mut self, value: Reg) -> Emit<()> {
        if !self.outer.is_empty() {
            return self.return_inside(value);
        }
        let result = self.take(value)?;
        self.leave_frame();
        // A generator's frame dies as a frame does, a function's arguments go after its other locals.
        let parameters = if self.is_generator() { 0 } else { self.code().arg_count };
        for held in self.held_by_locals(parameters, self.func.registers)? {
            self.decref(held.word, held.ty, &[], true);
        }
        self.a.ret(if self.is_generator() { self.ended() } else { result });
        Ok(())
    }
}
