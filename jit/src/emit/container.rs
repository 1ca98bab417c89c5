//! Lists, tuples and strs by index: subscripts, unpacking and displays.
//!
//! Always true: an item read from a container is borrowed until the next safepoint, and a store gives the old item's
//! count back after the new one is in place.

use super::asm::Memory;
use super::value::{Release, Slot, Ty, Val};
use super::{Emit, Emitter};
use abi::deopt::{ExitKind, Resume};
use abi::feedback::{Kinds, SiteFact};
use abi::helpers::Helper;
use abi::value::INT_BIAS;
use inkwell::IntPredicate;
use inkwell::values::{IntValue, PointerValue};
use ir::{OptReg, Reg, SiteId};

impl<'c> Emitter<'c, '_> {
    pub(crate) fn container_fact(&self, site: SiteId) -> (u64, Kinds) {
        match self.fact(site) {
            SiteFact::Container { ty, index } => (ty, index),
            _ => (0, Kinds::NONE),
        }
    }

    fn index_in(&mut self, index: IntValue<'c>, len: IntValue<'c>) -> Emit<IntValue<'c>> {
        let index = match index.get_sign_extended_constant() {
            Some(k) if k >= 0 => index,
            Some(_) => self.a.add(index, len),
            None => {
                let negative = self.a.icmp(IntPredicate::SLT, index, self.a.c(0));
                self.a.select(negative, self.a.add(index, len), index)
            }
        };
        let inside = self.a.icmp(IntPredicate::ULT, index, len);
        self.guard(inside, ExitKind::Bounds)?;
        Ok(index)
    }

    /// Address of item `index` of the list or tuple in `object`, or `None` if there is no fast path.
    fn item_address(
        &mut self,
        object: Reg,
        index: Reg,
        site: SiteId,
        for_store: bool,
    ) -> Emit<Option<PointerValue<'c>>> {
        let (seen, kinds) = self.container_fact(site);
        let ty = match self.slot(object)?.ty {
            Ty::Exact(t) => t,
            Ty::Any => seen,
            Ty::Int | Ty::Float | Ty::Bool | Ty::Const(_) => 0,
        };
        let layout = self.world.layout;
        let is_list = ty != 0 && ty == self.world.list_type && layout.list_items != 0;
        let is_tuple =
            ty != 0 && ty == self.world.tuple_type && layout.tuple_items != 0 && !for_store;
        let int_index = matches!(self.slot(index)?.ty, Ty::Int) || kinds.is(Kinds::INT);
        if !(is_list || is_tuple) || !int_index {
            return Ok(None);
        }
        self.guard_exact(object, ty, ExitKind::Type)?;
        let i = self.int_of(index)?;
        let Val::Word(w) = self.val(object)? else { return Ok(None) };
        let p = self.a.pointer(w);
        let (len_at, items_at) = if is_list {
            (layout.list_len, layout.list_items)
        } else {
            (layout.tuple_len, layout.tuple_items)
        };
        let len = self.a.load(self.a.field(p, i64::from(len_at)), Memory::Head);
        let i = self.index_in(i, len)?;
        let items = if is_list {
            self.a.pointer(self.a.load(self.a.field(p, i64::from(items_at)), Memory::Head))
        } else {
            self.a.field(p, i64::from(items_at))
        };
        Ok(Some(self.a.offset(items, self.a.shl(i, self.a.c(3)))))
    }

    /// The immortal str of one byte that `object[index]` is, if `object` is a str.
    fn byte_of_str(&mut self, object: Reg, index: Reg, site: SiteId) -> Emit<Option<IntValue<'c>>> {
        let (seen, kinds) = self.container_fact(site);
        let ty = match self.slot(object)?.ty {
            Ty::Exact(t) => t,
            Ty::Any | Ty::Const(_) => seen,
            Ty::Int | Ty::Float | Ty::Bool => 0,
        };
        let layout = self.world.layout;
        let int_index = matches!(self.slot(index)?.ty, Ty::Int) || kinds.is(Kinds::INT);
        if ty != self.world.str_type || layout.str_data == 0 || !int_index {
            return Ok(None);
        }
        self.guard_exact(object, ty, ExitKind::Type)?;
        let i = self.int_of(index)?;
        let Val::Word(w) = self.val(object)? else { return Ok(None) };
        let p = self.a.pointer(w);
        let len = self.a.load(self.a.field(p, i64::from(layout.str_len)), Memory::Head);
        let i = self.index_in(i, len)?;
        let byte = self.a.load_byte(self.a.offset(self.a.field(p, i64::from(layout.str_data)), i));
        Ok(Some(self.single_str(byte)))
    }

    /// The word of the str of one byte.
    pub(crate) fn single_str(&self, byte: IntValue<'c>) -> IntValue<'c> {
        let size = self.a.c(u64::from(self.world.layout.single_str));
        self.a.add(self.a.c(self.world.single_strs), self.a.mul(byte, size))
    }

    pub(crate) fn get_item(&mut self, dst: Reg, object: Reg, index: Reg, site: SiteId) -> Emit<()> {
        if self.fact(site) == SiteFact::Never {
            return self.always_exit(ExitKind::NeverReached);
        }
        if let Some(single) = self.byte_of_str(object, index, site)? {
            self.consume(object)?;
            self.consume(index)?;
            let slot = Slot::borrowed(single).typed(Ty::Exact(self.world.str_type));
            return self.define(dst, slot);
        }
        if let Some(p) = self.item_address(object, index, site, false)? {
            let v = self.a.load(p, Memory::Item);
            let result = self.item_of(object, v)?;
            self.consume(object)?;
            self.consume(index)?;
            return self.define(dst, result);
        }
        if self.is_dict(site) {
            let args = [self.plain_word(object)?, self.plain_word(index)?];
            let v = self.call_leaf(Helper::py_dict_get, &args);
            let found = self.a.ne(v, self.a.c(0));
            self.guard(found, ExitKind::Protocol)?;
            let result = self.item_of(object, v)?;
            self.consume(object)?;
            self.consume(index)?;
            return self.define(dst, result);
        }
        let (x, own_x) = self.helper_operand(object)?;
        let (y, own_y) = self.helper_operand(index)?;
        self.leave_register(object);
        self.leave_register(index);
        let owned = u64::from(own_x) | u64::from(own_y) << 1;
        let v = self.call_helper(Helper::py_getitem, &[x, y, self.a.c(owned)], Resume::Result);
        self.define(dst, Slot::owned(v))
    }

    /// The item `word` of the container in `object`, from which it borrows unless that goes with its register.
    fn item_of(&mut self, object: Reg, word: IntValue<'c>) -> Emit<Slot<'c>> {
        let slot = self.slot(object)?;
        let item = Slot::borrowed(word);
        if self.func.is_temp(object) && slot.owned && slot.counted() {
            let word = self.own_word(&item);
            return Ok(Slot::owned(word));
        }
        Ok(item)
    }

    /// Whether the subscript at `site` is one of a dict, whose keys have been of the language's types.
    fn is_dict(&self, site: SiteId) -> bool {
        let ty = self.container_fact(site).0;
        ty != 0 && ty == self.world.dict_type && !self.is_doubted()
    }

    /// The word of an operand for a leaf helper, without a count; leaves for an int that has no word.
    pub(super) fn plain_word(&mut self, reg: Reg) -> Emit<IntValue<'c>> {
        Ok(match self.val(reg)? {
            Val::Word(w) => w,
            Val::Bool(b) => self.bool_word(b),
            Val::Float(v) => self.float_word(v),
            Val::Int(v) => {
                let word = self.a.add(v, self.a.c(INT_BIAS));
                let fits = self.is_int_word(word);
                self.guard(fits, ExitKind::Overflow)?;
                word
            }
        })
    }

    /// `in` and `not in`.
    pub(crate) fn contains(
        &mut self,
        dst: Reg,
        item: Reg,
        container: Reg,
        negate: bool,
        site: SiteId,
    ) -> Emit<()> {
        if self.container_fact(site).0 != 0 && !self.is_doubted() {
            let args = [self.plain_word(item)?, self.plain_word(container)?];
            let found = self.call_leaf(Helper::py_contains_plain, &args);
            let known = self.a.ne(found, self.a.c(2));
            self.guard(known, ExitKind::Protocol)?;
            let bit = self.a.ne(found, self.a.c(u64::from(negate)));
            self.consume(item)?;
            self.consume(container)?;
            return self.define(dst, Slot::bool(bit));
        }
        let (args, owned) = self.two_operands(item, container)?;
        let words = [args[0], args[1], self.a.c(owned)];
        let word = self.call_helper(Helper::py_contains, &words, Resume::Result);
        let wanted = if negate { self.world.false_ } else { self.world.true_ };
        let bit = self.a.eq(word, self.a.c(wanted));
        self.define(dst, Slot::bool(bit))
    }

    /// A bound of a slice for a helper; 0 if it is not given.
    fn bound(&mut self, bound: OptReg) -> Emit<(IntValue<'c>, bool)> {
        match bound.get() {
            Some(reg) => self.helper_operand(reg),
            None => Ok((self.a.c(0), false)),
        }
    }

    /// Object and bounds of a slice for a helper, which the registers give up, and what it takes over.
    fn slice_operands(
        &mut self,
        object: Reg,
        low: OptReg,
        high: OptReg,
    ) -> Emit<([IntValue<'c>; 3], u64)> {
        let (word, own) = self.helper_operand(object)?;
        let (from, own_from) = self.bound(low)?;
        let (to, own_to) = self.bound(high)?;
        for reg in [Some(object), low.get(), high.get()].into_iter().flatten() {
            self.leave_register(reg);
        }
        let owned = u64::from(own) | u64::from(own_from) << 1 | u64::from(own_to) << 2;
        Ok(([word, from, to], owned))
    }

    pub(crate) fn get_slice(
        &mut self,
        dst: Reg,
        object: Reg,
        low: OptReg,
        high: OptReg,
    ) -> Emit<()> {
        let ([word, from, to], owned) = self.slice_operands(object, low, high)?;
        let args = [word, from, to, self.a.c(owned)];
        let v = self.call_helper(Helper::py_get_slice, &args, Resume::Result);
        self.define(dst, Slot::owned(v))
    }

    pub(crate) fn set_slice(
        &mut self,
        object: Reg,
        low: OptReg,
        high: OptReg,
        value: Reg,
    ) -> Emit<()> {
        let new = self.take(value)?;
        let ([word, from, to], owned) = self.slice_operands(object, low, high)?;
        let args = [word, from, to, new, self.a.c(owned)];
        self.call_helper(Helper::py_set_slice, &args, Resume::Result);
        Ok(())
    }

    pub(crate) fn set_item(
        &mut self,
        object: Reg,
        index: Reg,
        value: Reg,
        site: SiteId,
    ) -> Emit<()> {
        if self.fact(site) == SiteFact::Never {
            return self.always_exit(ExitKind::NeverReached);
        }
        if let Some(p) = self.item_address(object, index, site, true)? {
            if self.stores_number(value)? {
                self.drop_quietly(p, Memory::Item)?;
                let word = self.take(value)?;
                self.a.store(p, word, Memory::Item);
                self.consume(object)?;
                return self.consume(index);
            }
            let word = self.take(value)?;
            self.own_borrowed();
            let old = self.a.load(p, Memory::Item);
            self.a.store(p, word, Memory::Item);
            self.releases.push(Release { word: old, ty: Ty::Any });
            self.consume(object)?;
            return self.consume(index);
        }
        if self.is_dict(site) {
            let (dict, key) = (self.plain_word(object)?, self.plain_word(index)?);
            let args = [dict, key, self.plain_word(value)?];
            let old = self.call_leaf(Helper::py_dict_set, &args);
            let done = self.a.ne(old, self.a.c(0));
            self.leave_unless(done, ExitKind::Protocol)?;
            self.releases.push(Release { word: old, ty: Ty::Any });
            self.consume(value)?;
            self.consume(object)?;
            return self.consume(index);
        }
        let (x, own_x) = self.helper_operand(object)?;
        let (y, own_y) = self.helper_operand(index)?;
        let word = self.take(value)?;
        self.leave_register(object);
        self.leave_register(index);
        let owned = u64::from(own_x) | u64::from(own_y) << 1;
        self.call_helper(Helper::py_setitem, &[x, y, word, self.a.c(owned)], Resume::Result);
        Ok(())
    }

    pub(crate) fn unpack(&mut self, insn: &ir::Insn, items: ir::Window, sequence: Reg) -> Emit<()> {
        if let Some(pair) = self.pairs.remove(&(self.regs.base, self.pc)) {
            self.consume(sequence)?;
            for (reg, slot) in items.regs().zip(pair) {
                self.define(reg, slot)?;
            }
            return Ok(());
        }
        let slot = self.value(sequence)?;
        if let (Ty::Exact(t), Some(Val::Word(w))) = (slot.ty, slot.val)
            && t == self.world.tuple_type
            && self.world.layout.tuple_items != 0
        {
            let p = self.a.pointer(w);
            let len_at = i64::from(self.world.layout.tuple_len);
            let len = self.a.load(self.a.field(p, len_at), Memory::Head);
            let right = self.a.eq(len, self.a.c(u64::from(items.len)));
            self.guard(right, ExitKind::Bounds)?;
            self.consume(sequence)?;
            for (i, reg) in items.regs().enumerate() {
                let at = i64::from(self.world.layout.tuple_items) + 8 * i as i64;
                let v = self.a.load(self.a.field(p, at), Memory::Item);
                self.define(reg, Slot::borrowed(v))?;
            }
            return Ok(());
        }
        let layout = self.world.layout;
        let same_head = layout.tuple_items != 0
            && layout.tuple_len == layout.list_len
            && layout.tuple_items == layout.list_items;
        if let (Ty::Any, Some(Val::Word(w)), true, false) =
            (slot.ty, slot.val, same_head && items.len > 0, self.request.generic)
        {
            // A tuple has its items where a list points to them.
            let heap = self.is_heap_word(w);
            self.guard(heap, ExitKind::Type)?;
            let p = self.a.pointer(w);
            let ty = self.a.load(self.a.field(p, abi::layout::HEADER_TYPE as i64), Memory::Shape);
            let is_tuple = self.a.eq(ty, self.a.c(self.world.tuple_type));
            let is_list = self.a.eq(ty, self.a.c(self.world.list_type));
            let either = self.a.or(is_tuple, is_list);
            self.guard(either, ExitKind::Type)?;
            let len = self.a.load(self.a.field(p, i64::from(layout.list_len)), Memory::Head);
            let right = self.a.eq(len, self.a.c(u64::from(items.len)));
            self.guard(right, ExitKind::Bounds)?;
            let first = self.a.field(p, i64::from(layout.tuple_items));
            let pointed = self.a.load(first, Memory::Head);
            let start = self.a.select(is_tuple, self.a.address(first), pointed);
            let start = self.a.pointer(start);
            self.consume(sequence)?;
            for (i, reg) in items.regs().enumerate() {
                let v = self.a.load(self.a.field(start, 8 * i as i64), Memory::Item);
                self.define(reg, Slot::borrowed(v))?;
            }
            return Ok(());
        }
        // The protocol gives an exact tuple of the right length.
        let word = self.step(insn)?;
        let p = self.a.pointer(word);
        for (i, reg) in items.regs().enumerate() {
            let at = i64::from(self.world.layout.tuple_items) + 8 * i as i64;
            let v = self.a.load(self.a.field(p, at), Memory::Item);
            let fresh = Slot::borrowed(v);
            let owned = self.own_word(&fresh);
            self.define(reg, Slot::owned(owned))?;
        }
        self.releases.push(Release { word, ty: Ty::Exact(self.world.tuple_type) });
        Ok(())
    }

    /// `dst` = a list or tuple of the window's values.
    pub(crate) fn build_sequence(
        &mut self,
        dst: Reg,
        items: ir::Window,
        helper: Helper,
    ) -> Emit<()> {
        let mut words = Vec::new();
        for reg in items.regs() {
            words.push(self.take(reg)?);
        }
        for (reg, word) in items.regs().zip(words) {
            self.a.store(self.image_slot(reg), word, Memory::Image);
        }
        let base = self.a.address(self.image_slot(items.base));
        let args = [base, self.a.c(u64::from(items.len))];
        let v = self.call_helper(helper, &args, Resume::Result);
        let ty = if helper == Helper::py_new_list {
            self.world.list_type
        } else {
            self.world.tuple_type
        };
        self.define(dst, Slot::owned(v).typed(Ty::Exact(ty)))
    }
}
