//! `for` loops: iterators whose type is known are advanced in place.
//!
//! Always true: an iterator stands in memory as the protocol would leave it whenever control can leave the loop.

use super::asm::Memory;
use super::value::{Slot, Ty, Val};
use super::{Emit, Emitter};
use abi::deopt::{EXHAUSTED, ExitKind, Resume};
use abi::helpers::Helper;
use abi::value::INT_BIAS;
use inkwell::IntPredicate;
use inkwell::basic_block::BasicBlock;
use ir::{Block, Insn, Reg, SiteId, Window};

impl<'c> Emitter<'c, '_> {
    /// The iterator of a container of the language is made in place.
    pub(super) fn get_iter(&mut self, insn: &Insn, dst: Reg, value: Reg, site: SiteId) -> Emit<()> {
        if self.container_fact(site).0 == 0 || self.is_doubted() {
            return self.generic(insn);
        }
        let word = self.plain_word(value)?;
        let iterator = self.call_leaf(Helper::py_iter_plain, &[word]);
        let made = self.a.ne(iterator, self.a.c(0));
        self.leave_unless(made, ExitKind::Protocol)?;
        self.consume(value)?;
        self.define(dst, Slot::owned(iterator))
    }

    fn item_edge(
        &mut self,
        item: Reg,
        slot: Slot<'c>,
        body: Block,
        block: BasicBlock<'c>,
    ) -> Emit<()> {
        self.a.at(block);
        let saved = (self.regs.clone(), self.pc);
        self.define(item, slot)?;
        self.pc = self.func.blocks[body.index()].start;
        self.on_edge = true;
        let flushed = self.flush_releases();
        self.on_edge = false;
        flushed?;
        self.pc = saved.1;
        self.edge_to(body);
        self.regs = saved.0;
        self.version += 1;
        Ok(())
    }

    pub(super) fn for_iter(
        &mut self,
        item: Reg,
        iter: Reg,
        body: Block,
        exit: Block,
        site: SiteId,
    ) -> Emit<()> {
        let ty = match self.slot(iter)?.ty {
            Ty::Exact(t) => t,
            _ => self.container_fact(site).0,
        };
        let layout = self.world.layout;
        let (more, end) = (self.a.block("more"), self.a.block("end"));
        if ty != 0 && ty == self.world.range_iter_type && layout.range_iter_len != 0 {
            let p = self.iterator(iter, ty)?;
            let field = |e: &Self, at: u32| e.a.load(e.a.field(p, i64::from(at)), Memory::Iterator);
            let index = field(self, layout.range_iter_index);
            let len = field(self, layout.range_iter_len);
            let some = self.a.icmp(IntPredicate::SLT, index, len);
            self.a.branch(some, more, end);
            self.a.at(more);
            let (start, step) =
                (field(self, layout.range_iter_start), field(self, layout.range_iter_step));
            let number = self.a.add(start, self.a.mul(index, step));
            let index_at = self.a.field(p, i64::from(layout.range_iter_index));
            self.a.store(index_at, self.a.add(index, self.a.c(1)), Memory::Iterator);
            self.item_edge(item, Slot::int(number), body, more)?;
        } else if ty != 0 && ty == self.world.list_iter_type && layout.list_iter_list != 0 {
            let p = self.iterator(iter, ty)?;
            let list =
                self.a.load(self.a.field(p, i64::from(layout.list_iter_list)), Memory::Iterator);
            let alive = self.a.icmp(
                IntPredicate::ULT,
                self.a.sub(list, self.a.c(1)),
                self.a.c((1 << 48) - 1),
            );
            let check = self.a.block("check");
            self.a.branch(alive, check, end);
            self.a.at(check);
            let index_at = self.a.field(p, i64::from(layout.list_iter_index));
            let index = self.a.load(index_at, Memory::Iterator);
            let l = self.a.pointer(list);
            let len = self.a.load(self.a.field(l, i64::from(layout.list_len)), Memory::Head);
            let some = self.a.icmp(IntPredicate::ULT, index, len);
            let exhausted = self.a.block("exhausted");
            self.a.branch(some, more, exhausted);
            // An exhausted iterator lets go of its list: items that come later are not seen.
            self.a.at(exhausted);
            let list_at = self.a.field(p, i64::from(layout.list_iter_list));
            self.a.store(list_at, self.a.c(0), Memory::Iterator);
            self.edge_releasing(exit, exhausted, Some(iter), Some(list))?;
            self.a.at(more);
            let items = self.a.load(self.a.field(l, i64::from(layout.list_items)), Memory::Head);
            let at = self.a.offset(self.a.pointer(items), self.a.shl(index, self.a.c(3)));
            let v = self.a.load(at, Memory::Item);
            self.a.store(index_at, self.a.add(index, self.a.c(1)), Memory::Iterator);
            self.item_edge(item, Slot::borrowed(v), body, more)?;
        } else if ty != 0 && ty == self.world.tuple_iter_type && layout.tuple_iter_tuple != 0 {
            let p = self.iterator(iter, ty)?;
            let tuple_at = self.a.field(p, i64::from(layout.tuple_iter_tuple));
            let tuple = self.a.load(tuple_at, Memory::Iterator);
            let check = self.a.block("check");
            let exhausted = self.a.block("exhausted");
            let alive = self.a.ne(tuple, self.a.c(0));
            self.a.branch(alive, check, end);
            self.a.at(check);
            let index_at = self.a.field(p, i64::from(layout.tuple_iter_index));
            let index = self.a.load(index_at, Memory::Iterator);
            let t = self.a.pointer(tuple);
            let len = self.a.load(self.a.field(t, i64::from(layout.tuple_len)), Memory::Head);
            let some = self.a.icmp(IntPredicate::ULT, index, len);
            self.a.branch(some, more, exhausted);
            self.a.at(exhausted);
            self.a.store(tuple_at, self.a.c(0), Memory::Iterator);
            self.edge_releasing(exit, exhausted, Some(iter), Some(tuple))?;
            self.a.at(more);
            let first = self.a.field(t, i64::from(layout.tuple_items));
            let v = self.a.load(self.a.offset(first, self.a.shl(index, self.a.c(3))), Memory::Item);
            self.a.store(index_at, self.a.add(index, self.a.c(1)), Memory::Iterator);
            self.item_edge(item, Slot::borrowed(v), body, more)?;
        } else if let Some(items) = self.unpacked_pair(ty, item, body) {
            let p = self.iterator(iter, ty)?;
            let place = self.image_slot(items.base);
            let args = [self.a.address(p), self.a.address(place)];
            let state = self.call_leaf(Helper::py_next_pair, &args);
            let known = self.a.ne(state, self.a.c(0));
            self.leave_unless(known, ExitKind::Protocol)?;
            let some = self.a.eq(state, self.a.c(1));
            self.a.branch(some, more, end);
            self.a.at(more);
            let word = |e: &Self, reg: usize| {
                e.a.load(e.image_slot(Reg(items.base.0 + reg as u16)), Memory::Image)
            };
            let (first, second) = (word(self, 0), word(self, 1));
            let first = if ty == self.world.enumerate_type {
                Slot::int(self.a.sub(first, self.a.c(INT_BIAS)))
            } else {
                Slot::owned(first)
            };
            let start = self.func.blocks[body.index()].start;
            self.pairs.insert((self.regs.base, start), [first, Slot::owned(second)]);
            let nothing = self.constant(self.world.none);
            self.item_edge(item, nothing, body, more)?;
        } else if ty != 0 && self.world.plain_iterators.contains(&ty) {
            let Some(w) = self.tagged(iter)? else { return self.always_exit(ExitKind::Declined) };
            let v = self.call_leaf(Helper::py_next_plain, &[w]);
            let some = self.a.ne(v, self.a.c(0));
            let last = self.a.block("last");
            self.a.branch_likely(some, more, last);
            self.item_edge(item, Slot::owned(v), body, more)?;
            // At its end an iterator may free what it has walked over.
            self.a.at(last);
            let other = self.a.block("other");
            let v = self.call_helper(Helper::py_next, &[w], Resume::Result);
            let done = self.a.eq(v, self.a.c(EXHAUSTED));
            self.a.branch(done, end, other);
            self.item_edge(item, Slot::owned(v), body, other)?;
        } else {
            let Some(w) = self.tagged(iter)? else { return self.always_exit(ExitKind::Declined) };
            let v = self.call_helper(Helper::py_next, &[w], Resume::Result);
            let done = self.a.eq(v, self.a.c(EXHAUSTED));
            self.a.branch(done, end, more);
            self.item_edge(item, Slot::owned(v), body, more)?;
        }
        self.edge_consuming(exit, end, Some(iter))
    }

    /// Where the pairs of an iterator of type `ty` go if all `body` does with them is to unpack them.
    fn unpacked_pair(&self, ty: u64, item: Reg, body: Block) -> Option<Window> {
        let known = ty != 0 && (ty == self.world.enumerate_type || ty == self.world.item_iter_type);
        if !known || self.is_doubted() || !self.func.is_temp(item) {
            return None;
        }
        let first = self.func.insns[self.func.blocks[body.index()].start as usize];
        let Insn::UnpackSequence { items, sequence, .. } = first else { return None };
        let blocks = (0..self.func.blocks.len()).map(|index| Block(index as u32));
        let ways = blocks
            .flat_map(|block| {
                self.func.terminator(block).successors().iter().copied().collect::<Vec<_>>()
            })
            .filter(|target| *target == body)
            .count();
        (sequence == item && items.len == 2 && ways == 1 && self.func.is_temp(items.base))
            .then_some(items)
    }

    fn iterator(&mut self, iter: Reg, ty: u64) -> Emit<inkwell::values::PointerValue<'c>> {
        self.guard_exact(iter, ty, ExitKind::Type)?;
        match self.val(iter)? {
            Val::Word(w) => Ok(self.a.pointer(w)),
            _ => self.always_exit(ExitKind::Type),
        }
    }
}
