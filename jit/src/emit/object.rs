//! Names, cells and attributes.
//!
//! Always true: a value read from the heap is borrowed until the next safepoint, and a store gives the old value's
//! count back after the new value is in place.

use super::asm::Memory;
use super::value::{Release, Slot, Ty, Val};
use super::{Emit, Emitter};
use abi::compiler::NO_REGISTER;
use abi::deopt::{ExitKind, Resume};
use abi::feedback::{SiteFact, VersionGuard};
use abi::helpers::Helper;
use abi::value::HEAP_LIMIT;
use inkwell::IntPredicate;
use inkwell::values::{IntValue, PointerValue};
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

    /// Whether `value`, about to be stored, is a number. What it replaces is likely to be one too.
    pub(super) fn stores_number(&mut self, value: Reg) -> Emit<bool> {
        let number = matches!(self.slot(value)?.ty, Ty::Int | Ty::Float | Ty::Bool);
        Ok(number && !self.is_doubted())
    }

    /// Whether an assumption about the current instruction has failed often.
    pub(super) fn is_doubted(&self) -> bool {
        self.request.generic || self.request.no_speculation.contains(&(self.pc, NO_REGISTER))
    }

    /// Gives back the count of the word at `place`, which is about to be replaced; leaves if an object would die, so
    /// that what is known of the heap still holds.
    pub(super) fn drop_quietly(&mut self, place: PointerValue<'c>, memory: Memory) -> Emit<()> {
        let old = self.a.load(place, memory);
        let plain = self.a.icmp(IntPredicate::UGE, old, self.a.c(HEAP_LIMIT));
        let (object, done) = (self.a.block("object"), self.a.block("dropped"));
        self.a.branch_likely(plain, done, object);
        self.a.at(object);
        let count_at = self.a.pointer(old);
        let count = self.a.load(count_at, Memory::Count);
        let shared = self.a.ne(count, self.a.c(1));
        self.guard(shared, ExitKind::LastCount)?;
        self.a.store(count_at, self.a.sub(count, self.a.c(1)), Memory::Count);
        self.a.jump(done);
        self.a.at(done);
        Ok(())
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
                let p = self.a.pointer(self.a.c(slot));
                if self.stores_number(value)? {
                    self.drop_quietly(p, Memory::Global)?;
                    let word = self.take(value)?;
                    self.a.store(p, word, Memory::Global);
                    return Ok(());
                }
                let word = self.take(value)?;
                self.own_borrowed();
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

    /// Defines `dst` as a word of `object`, which is consumed.
    pub(super) fn define_loaded(&mut self, dst: Reg, object: Reg, v: IntValue<'c>) -> Emit<()> {
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
                self.define_loaded(dst, object, v)
            }
            SiteFact::Slots(number) => self.load_slots(dst, object, number),
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
                let p = self.a.pointer(w);
                let at = self.a.field(p, i64::from(offset));
                if next_shape == 0 && self.stores_number(value)? {
                    self.drop_quietly(at, Memory::Field)?;
                    let word = self.take(value)?;
                    self.a.store(at, word, Memory::Field);
                    return self.consume(object);
                }
                let word = self.take(value)?;
                self.own_borrowed();
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
            SiteFact::Slots(number) => self.store_slots(object, value, number),
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
}
