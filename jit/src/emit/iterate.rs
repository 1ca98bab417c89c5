//! `for` loops: iterators whose type is known are advanced in place.
//!
//! Always true: an iterator stands in memory as the protocol would leave it whenever control can leave the loop.

use super::asm::Memory;
use super::value::{Slot, Ty, Val};
use super::{Emit, Emitter};
use abi::deopt::{EXHAUSTED, ExitKind, Resume};
use abi::helpers::Helper;
use inkwell::IntPredicate;
use inkwell::basic_block::BasicBlock;
use ir::{Block, Reg, SiteId};

impl<'c> Emitter<'c, '_> {
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
        } else {
            let Some(w) = self.tagged(iter)? else { return self.always_exit(ExitKind::Declined) };
            let v = self.call_helper(Helper::py_next, &[w], Resume::Result);
            let done = self.a.eq(v, self.a.c(EXHAUSTED));
            self.a.branch(done, end, more);
            self.item_edge(item, Slot::owned(v), body, more)?;
        }
        self.edge_consuming(exit, end, Some(iter))
    }

    fn iterator(&mut self, iter: Reg, ty: u64) -> Emit<inkwell::values::PointerValue<'c>> {
        self.guard_exact(iter, ty, ExitKind::Type)?;
        match self.val(iter)? {
            Val::Word(w) => Ok(self.a.pointer(w)),
            _ => self.always_exit(ExitKind::Type),
        }
    }
}
