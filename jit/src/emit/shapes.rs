//! Attributes of instances of several shapes: one guard for all of them, then what the shape at hand decides.
//!
//! Always true: behind the guard the object has one of the shapes, and the class of each has the version it was
//! seen with.

use super::asm::Memory;
use super::value::{Release, Slot, Ty, Val};
use super::{Emit, Emitter};
use abi::deopt::ExitKind;
use abi::feedback::Variant;
use inkwell::values::IntValue;
use ir::Reg;

/// What is known behind the guard.
struct Matched<'c> {
    word: IntValue<'c>,
    /// The variants that are possible, each but the last with the bit that says it is the one.
    variants: Vec<(Variant, Option<IntValue<'c>>)>,
}

impl<'c> Emitter<'c, '_> {
    /// Leaves unless `object` has one of the shapes of the variants `number`.
    fn match_shape(&mut self, object: Reg, number: u32) -> Emit<Matched<'c>> {
        let request = self.request;
        let all = &request.variants[number as usize];
        let slot = self.value(object)?;
        let Some(Val::Word(word)) = slot.val else { return self.always_exit(ExitKind::Shape) };
        if let Some(known) = all.iter().find(|variant| variant.shape == slot.shape) {
            self.check_version(known.class, ExitKind::Shape)?;
            return Ok(Matched { word, variants: vec![(*known, None)] });
        }
        for variant in all {
            self.check_version(variant.class, ExitKind::Shape)?;
        }
        if matches!(slot.ty, Ty::Any) {
            let heap = self.is_heap_word(word);
            self.guard(heap, ExitKind::Shape)?;
        }
        let p = self.a.field(self.a.pointer(word), i64::from(self.world.layout.instance_shape));
        let found = self.a.load(p, Memory::Shape);
        let mut any: Option<IntValue<'c>> = None;
        let mut variants = Vec::new();
        for (i, variant) in all.iter().enumerate() {
            let same = self.a.eq(found, self.a.c(variant.shape));
            any = Some(any.map_or(same, |any| self.a.or(any, same)));
            variants.push((*variant, (i + 1 < all.len()).then_some(same)));
        }
        if let Some(any) = any {
            self.guard(any, ExitKind::Shape)?;
        }
        Ok(Matched { word, variants })
    }

    /// What `of` says of the shape at hand.
    fn choose(&self, matched: &Matched<'c>, of: impl Fn(&Variant) -> u64) -> IntValue<'c> {
        let mut result: Option<(u64, IntValue<'c>)> = None;
        for (variant, is_it) in matched.variants.iter().rev() {
            let this = of(variant);
            result = Some(match (result, is_it) {
                (Some((only, value)), Some(_)) if only == this => (only, value),
                // 0 is nothing that `of` says: several are possible.
                (Some((_, value)), Some(bit)) => (0, self.a.select(*bit, self.a.c(this), value)),
                _ => (this, self.a.c(this)),
            });
        }
        result.map_or_else(|| self.a.c(0), |(_, value)| value)
    }

    fn place_of(&self, matched: &Matched<'c>) -> inkwell::values::PointerValue<'c> {
        let offset = self.choose(matched, |variant| u64::from(variant.offset));
        self.a.offset(self.a.pointer(matched.word), offset)
    }

    /// Reads an attribute that stands in a slot, whatever the shape.
    pub(super) fn load_slots(&mut self, dst: Reg, object: Reg, number: u32) -> Emit<()> {
        let matched = self.match_shape(object, number)?;
        let v = self.a.load(self.place_of(&matched), Memory::Field);
        self.define_loaded(dst, object, v)
    }

    /// Stores an attribute in its slot; the object may get another shape.
    pub(super) fn store_slots(&mut self, object: Reg, value: Reg, number: u32) -> Emit<()> {
        let matched = self.match_shape(object, number)?;
        let word = self.take(value)?;
        self.own_borrowed();
        let at = self.place_of(&matched);
        let adds = |variant: &Variant| variant.next_shape != 0;
        if matched.variants.iter().all(|(variant, _)| !adds(variant)) {
            let old = self.a.load(at, Memory::Field);
            self.a.store(at, word, Memory::Field);
            self.releases.push(Release { word: old, ty: Ty::Any });
            return self.consume(object);
        }
        // A new attribute has no old value.
        let fresh = self.choose(&matched, |variant| 1 + u64::from(adds(variant)));
        let fresh = self.a.eq(fresh, self.a.c(2));
        let place = self.a.select(fresh, self.unbound(), self.a.load(at, Memory::Field));
        self.a.store(at, word, Memory::Field);
        let next = self.choose(&matched, |variant| match variant.next_shape {
            0 => variant.shape,
            next => next,
        });
        let p = self.a.pointer(matched.word);
        let shape_at = self.a.field(p, i64::from(self.world.layout.instance_shape));
        self.a.store(shape_at, next, Memory::Shape);
        for slot in self.regs.all.iter_mut().flatten() {
            slot.shape = 0;
        }
        self.releases.push(Release { word: place, ty: Ty::Any });
        self.consume(object)
    }

    /// Finds a method; it is a constant if all classes share it.
    pub(super) fn load_methods(
        &mut self,
        func: Reg,
        receiver: Reg,
        object: Reg,
        number: u32,
    ) -> Emit<()> {
        let matched = self.match_shape(object, number)?;
        let first = matched.variants[0].0.function;
        let shared = matched.variants.iter().all(|(variant, _)| variant.function == first);
        let function = if shared {
            self.constant(first)
        } else {
            Slot::borrowed(self.choose(&matched, |variant| variant.function))
        };
        let mut slot = self.value(object)?;
        if self.func.is_temp(object) {
            self.regs[object.index()] = None;
        } else {
            slot.owned = false;
        }
        self.define(func, function)?;
        self.define(receiver, slot)
    }
}
