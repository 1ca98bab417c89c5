//! Names, cells, attributes and subscripts.
//!
//! Always true: a value read from the heap is borrowed until the next safepoint, and a store gives the old value's
//! count back after the new value is in place.

use super::asm::Memory;
use super::value::{Release, Slot, Ty, Val};
use super::{Emit, Emitter};
use abi::deopt::{ExitKind, Resume};
use abi::feedback::{Kinds, SiteFact, VersionGuard};
use abi::helpers::Helper;
use inkwell::IntPredicate;
use inkwell::values::IntValue;
use ir::{ConstId, Insn, NameId, Reg, SiteId};

impl<'c> Emitter<'c, '_> {
    /// Leaves if the version has changed; checked once between safepoints.
    pub(crate) fn check_version(&mut self, guard: VersionGuard, kind: ExitKind) -> Emit<()> {
        let key = (guard.address, guard.value, self.heap_epoch);
        if self.checked_versions.contains(&key) {
            return Ok(());
        }
        let p = self.a.pointer(self.a.c(guard.address));
        let now = self.a.load(p, Memory::Global);
        let same = self.a.eq(now, self.a.c(guard.value));
        self.guard(same, kind)?;
        self.checked_versions.push(key);
        Ok(())
    }

    pub(crate) fn load_const(&mut self, dst: Reg, k: ConstId) -> Emit<()> {
        match self.constants().get(k.index()) {
            Some(0) | None => self.always_exit(ExitKind::Declined),
            Some(w) => {
                let slot = self.constant(*w);
                self.define(dst, slot)
            }
        }
    }

    pub(crate) fn copy(&mut self, dst: Reg, src: Reg) -> Emit<()> {
        let mut slot = self.value(src)?;
        if slot.counted() {
            slot.owned = false;
        }
        self.define(dst, slot)
    }

    pub(crate) fn move_(&mut self, dst: Reg, src: Reg) -> Emit<()> {
        let slot = self.value(src)?;
        if self.func.is_temp(src) {
            self.regs[src.index()] = None;
        }
        self.define(dst, slot)
    }

    pub(crate) fn check_bound(&mut self, local: Reg) -> Emit<()> {
        let Some(slot) = self.regs[local.index()] else {
            return self.always_exit(ExitKind::Declined);
        };
        if slot.maybe_unbound {
            let slot = self.value(local)?;
            if let Some(Val::Word(w)) = slot.val {
                let bound = self.a.ne(w, self.unbound());
                self.guard(bound, ExitKind::Type)?;
            }
            if let Some(slot) = &mut self.regs[local.index()] {
                slot.maybe_unbound = false;
            }
        }
        Ok(())
    }

    pub(crate) fn delete_local(&mut self, local: Reg) -> Emit<()> {
        if let Some(slot) = self.regs[local.index()]
            && slot.owned
            && slot.counted()
        {
            let slot = self.value(local)?;
            if let Some(Val::Word(word)) = slot.val {
                self.releases.push(Release { word, ty: slot.ty });
            }
        }
        self.regs[local.index()] = None;
        self.version += 1;
        Ok(())
    }

    fn cell_content(&mut self, cell: Reg) -> Emit<inkwell::values::PointerValue<'c>> {
        let slot = self.value(cell)?;
        match slot.val {
            Some(Val::Word(w)) => {
                Ok(self.a.field(self.a.pointer(w), i64::from(self.world.layout.cell_value)))
            }
            _ => self.always_exit(ExitKind::Declined),
        }
    }

    pub(crate) fn make_cell(&mut self, cell: Reg, src: Option<Reg>) -> Emit<()> {
        let value = match src {
            None => self.a.c(0),
            Some(reg) => {
                let slot = self.value(reg)?;
                let mut borrowed = slot;
                borrowed.owned = false;
                self.own_word(&borrowed)
            }
        };
        let word = self.call_leaf(Helper::py_new_cell, &[value]);
        self.regs[cell.index()] = Some(Slot::owned(word));
        self.version += 1;
        Ok(())
    }

    pub(crate) fn load_cell(&mut self, dst: Reg, cell: Reg) -> Emit<()> {
        let p = self.cell_content(cell)?;
        let w = self.a.load(p, Memory::Field);
        let full = self.a.ne(w, self.a.c(0));
        self.guard(full, ExitKind::Type)?;
        self.define(dst, Slot::borrowed(w))
    }

    pub(crate) fn store_cell(&mut self, cell: Reg, value: Reg) -> Emit<()> {
        let word = self.take(value)?;
        self.own_borrowed();
        let p = self.cell_content(cell)?;
        let old = self.a.load(p, Memory::Field);
        self.a.store(p, word, Memory::Field);
        // An empty cell holds 0, which is no object.
        let empty = self.a.eq(old, self.a.c(0));
        let word = self.a.select(empty, self.unbound(), old);
        self.releases.push(Release { word, ty: Ty::Any });
        Ok(())
    }

    pub(crate) fn load_global(&mut self, insn: &Insn, dst: Reg, site: SiteId) -> Emit<()> {
        match self.fact(site) {
            SiteFact::Global { guards, slot, value } => {
                for guard in guards.into_iter().flatten() {
                    self.check_version(guard, ExitKind::Global)?;
                }
                let p = self.a.pointer(self.a.c(slot));
                let w = self.a.load(p, Memory::Global);
                if value == 0 {
                    return self.define(dst, Slot::borrowed(w));
                }
                let same = self.a.eq(w, self.a.c(value));
                self.guard(same, ExitKind::Global)?;
                let slot = self.constant(value);
                self.define(dst, slot)
            }
            SiteFact::Never => self.always_exit(ExitKind::NeverReached),
            // The frame's own namespace is the interpreter's.
            _ if matches!(insn, Insn::LoadName { .. }) && !self.request.names_are_globals => {
                self.always_exit(ExitKind::Declined)
            }
            _ => self.generic(insn),
        }
    }

    /// A store to a name of a module.
    pub(crate) fn store_name(&mut self, insn: &Insn, name: NameId, value: Reg) -> Emit<()> {
        if !self.request.names_are_globals {
            return self.always_exit(ExitKind::Declined);
        }
        let known = if self.request.generic {
            None
        } else {
            self.request.stored_names.get(name.index()).copied()
        };
        self.store_global(insn, value, known.unwrap_or_default())
    }

    pub(crate) fn store_global(&mut self, insn: &Insn, value: Reg, fact: SiteFact) -> Emit<()> {
        match fact {
            SiteFact::Global { guards, slot, .. } => {
                for guard in guards.into_iter().flatten() {
                    self.check_version(guard, ExitKind::Global)?;
                }
                let word = self.take(value)?;
                self.own_borrowed();
                let p = self.a.pointer(self.a.c(slot));
                let old = self.a.load(p, Memory::Global);
                self.a.store(p, word, Memory::Global);
                self.releases.push(Release { word: old, ty: Ty::Any });
                Ok(())
            }
            SiteFact::Never => self.always_exit(ExitKind::NeverReached),
            _ => self.generic(insn),
        }
    }

    /// Leaves unless `object` is an instance with the shape; gives its word.
    pub(crate) fn check_shape(&mut self, object: Reg, shape: u64) -> Emit<IntValue<'c>> {
        let slot = self.value(object)?;
        let Some(Val::Word(w)) = slot.val else { return self.always_exit(ExitKind::Shape) };
        if slot.shape == shape {
            return Ok(w);
        }
        if matches!(slot.ty, Ty::Any) {
            let heap = self.is_heap_word(w);
            self.guard(heap, ExitKind::Shape)?;
        }
        let p = self.a.field(self.a.pointer(w), i64::from(self.world.layout.instance_shape));
        let found = self.a.load(p, Memory::Shape);
        let same = self.a.eq(found, self.a.c(shape));
        self.guard(same, ExitKind::Shape)?;
        if let Some(slot) = &mut self.regs[object.index()] {
            slot.shape = shape;
        }
        Ok(w)
    }

    /// The attribute of a module that the fact names, `None` if the object is another one for sure.
    pub(crate) fn module_value(&mut self, object: Reg, fact: SiteFact) -> Emit<Option<Slot<'c>>> {
        let SiteFact::Module { module, guard, slot, value } = fact else { return Ok(None) };
        match self.value(object)? {
            Slot { ty: Ty::Const(w), .. } if w == module => {}
            Slot { ty: Ty::Any, val: Some(Val::Word(w)), .. } => {
                let same = self.a.eq(w, self.a.c(module));
                self.guard(same, ExitKind::Shape)?;
            }
            _ => return Ok(None),
        }
        self.check_version(guard, ExitKind::Global)?;
        let p = self.a.pointer(self.a.c(slot));
        let w = self.a.load(p, Memory::Global);
        if value == 0 {
            return Ok(Some(Slot::borrowed(w)));
        }
        let same = self.a.eq(w, self.a.c(value));
        self.guard(same, ExitKind::Global)?;
        Ok(Some(self.constant(value)))
    }

    pub(crate) fn name_word(&self, name: NameId) -> Option<u64> {
        self.names().get(name.index()).copied().filter(|w| *w != 0)
    }

    pub(crate) fn load_attr(
        &mut self,
        insn: &Insn,
        dst: Reg,
        object: Reg,
        name: NameId,
        site: SiteId,
    ) -> Emit<()> {
        if let Some(slot) = self.module_value(object, self.fact(site))? {
            self.consume(object)?;
            return self.define(dst, slot);
        }
        match self.fact(site) {
            SiteFact::Slot { shape, class, offset, .. } => {
                self.check_version(class, ExitKind::Shape)?;
                let w = self.check_shape(object, shape)?;
                let v =
                    self.a.load(self.a.field(self.a.pointer(w), i64::from(offset)), Memory::Field);
                // The value borrows from the object, which may go with its register.
                let slot = self.slot(object)?;
                let dies = self.func.is_temp(object) && slot.owned && slot.counted();
                let result = if dies {
                    let fresh = Slot::borrowed(v);
                    let word = self.own_word(&fresh);
                    Slot::owned(word)
                } else {
                    Slot::borrowed(v)
                };
                self.consume(object)?;
                self.define(dst, result)
            }
            SiteFact::Never => self.always_exit(ExitKind::NeverReached),
            _ => {
                let Some(name) = self.name_word(name) else { return self.generic(insn) };
                let (w, owned) = self.helper_operand(object)?;
                self.leave_register(object);
                let args = [w, self.a.c(name), self.a.c(u64::from(owned))];
                let v = self.call_helper(Helper::py_getattr, &args, Resume::Result);
                self.define(dst, Slot::owned(v))
            }
        }
    }

    pub(crate) fn store_attr(
        &mut self,
        insn: &Insn,
        object: Reg,
        name: NameId,
        value: Reg,
        site: SiteId,
    ) -> Emit<()> {
        match self.fact(site) {
            SiteFact::Slot { shape, class, offset, next_shape } => {
                self.check_version(class, ExitKind::Shape)?;
                let w = self.check_shape(object, shape)?;
                let word = self.take(value)?;
                self.own_borrowed();
                let p = self.a.pointer(w);
                let at = self.a.field(p, i64::from(offset));
                if next_shape == 0 {
                    let old = self.a.load(at, Memory::Field);
                    self.a.store(at, word, Memory::Field);
                    self.releases.push(Release { word: old, ty: Ty::Any });
                } else {
                    self.a.store(at, word, Memory::Field);
                    let shape_at = self.a.field(p, i64::from(self.world.layout.instance_shape));
                    self.a.store(shape_at, self.a.c(next_shape), Memory::Shape);
                    // Other registers may name the same object.
                    for slot in self.regs.all.iter_mut().flatten() {
                        if slot.shape == shape {
                            slot.shape = 0;
                        }
                    }
                    if let Some(slot) = &mut self.regs[object.index()] {
                        slot.shape = next_shape;
                    }
                }
                self.consume(object)
            }
            SiteFact::Never => self.always_exit(ExitKind::NeverReached),
            _ => {
                let Some(name) = self.name_word(name) else { return self.generic(insn) };
                let (w, owned) = self.helper_operand(object)?;
                let word = self.take(value)?;
                self.leave_register(object);
                let args = [w, self.a.c(name), word, self.a.c(u64::from(owned))];
                self.call_helper(Helper::py_setattr, &args, Resume::Result);
                Ok(())
            }
        }
    }

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
    ) -> Emit<Option<inkwell::values::PointerValue<'c>>> {
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
        let len = self.a.load(self.a.field(p, i64::from(len_at)), Memory::Field);
        let i = self.index_in(i, len)?;
        let items = if is_list {
            self.a.pointer(self.a.load(self.a.field(p, i64::from(items_at)), Memory::Field))
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
        let len = self.a.load(self.a.field(p, i64::from(layout.str_len)), Memory::Field);
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
            let v = self.a.load(p, Memory::Field);
            let slot = self.slot(object)?;
            let dies = self.func.is_temp(object) && slot.owned && slot.counted();
            let result = if dies {
                let fresh = Slot::borrowed(v);
                let word = self.own_word(&fresh);
                Slot::owned(word)
            } else {
                Slot::borrowed(v)
            };
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
            let word = self.take(value)?;
            self.own_borrowed();
            let old = self.a.load(p, Memory::Field);
            self.a.store(p, word, Memory::Field);
            self.releases.push(Release { word: old, ty: Ty::Any });
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

    pub(crate) fn unpack(&mut self, insn: &Insn, items: ir::Window, sequence: Reg) -> Emit<()> {
        let slot = self.value(sequence)?;
        if let (Ty::Exact(t), Some(Val::Word(w))) = (slot.ty, slot.val)
            && t == self.world.tuple_type
            && self.world.layout.tuple_items != 0
        {
            let p = self.a.pointer(w);
            let len_at = i64::from(self.world.layout.tuple_len);
            let len = self.a.load(self.a.field(p, len_at), Memory::Field);
            let right = self.a.eq(len, self.a.c(u64::from(items.len)));
            self.guard(right, ExitKind::Bounds)?;
            self.consume(sequence)?;
            for (i, reg) in items.regs().enumerate() {
                let at = i64::from(self.world.layout.tuple_items) + 8 * i as i64;
                let v = self.a.load(self.a.field(p, at), Memory::Field);
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
            let len = self.a.load(self.a.field(p, i64::from(layout.list_len)), Memory::Field);
            let right = self.a.eq(len, self.a.c(u64::from(items.len)));
            self.guard(right, ExitKind::Bounds)?;
            let first = self.a.field(p, i64::from(layout.tuple_items));
            let pointed = self.a.load(first, Memory::Field);
            let start = self.a.select(is_tuple, self.a.address(first), pointed);
            let start = self.a.pointer(start);
            self.consume(sequence)?;
            for (i, reg) in items.regs().enumerate() {
                let v = self.a.load(self.a.field(start, 8 * i as i64), Memory::Field);
                self.define(reg, Slot::borrowed(v))?;
            }
            return Ok(());
        }
        // The protocol gives an exact tuple of the right length.
        let word = self.step(insn)?;
        let p = self.a.pointer(word);
        for (i, reg) in items.regs().enumerate() {
            let at = i64::from(self.world.layout.tuple_items) + 8 * i as i64;
            let v = self.a.load(self.a.field(p, at), Memory::Field);
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
