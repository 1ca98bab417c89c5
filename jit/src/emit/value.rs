//! Registers during emission: what is known of each, in which form its value is at hand, who owns it.
//!
//! Always true of a live register: its value is in `val`, or in its image slot (`home`), or both and then equal.
//! `Int` and `Float` values are never counted; a word in the image of a register whose type is Int or Float is an
//! immediate. A register that is not `owned` borrows from something that lives until the next safepoint; before a
//! safepoint it takes a count of its own.

use super::asm::Memory;
use super::{Emit, Emitter};
use abi::compiler::Bailout;
use abi::deopt::{ExitKind, Repr};
use abi::helpers::Helper;
use abi::value::{
    CANONICAL_NAN, DOUBLE_OFFSET, HEAP_LIMIT, INT_BIAS, INT_FIRST, MARKER_FIRST, UNBOUND,
};
use inkwell::values::{FloatValue, IntValue};
use inkwell::{FloatPredicate, IntPredicate};
use ir::Reg;

/// What is known of a value.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Ty {
    Any,
    Int,
    Float,
    Bool,
    /// An object of exactly the type at this address.
    Exact(u64),
    /// This word.
    Const(u64),
}

/// A value in one of its forms.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub(crate) enum Val<'c> {
    Word(IntValue<'c>),
    Int(IntValue<'c>),
    Float(FloatValue<'c>),
    Bool(IntValue<'c>),
}

impl Val<'_> {
    /// How it is written in the image.
    pub(crate) fn repr(self) -> Repr {
        match self {
            Val::Word(_) => Repr::Tagged,
            Val::Int(_) => Repr::Int,
            Val::Float(_) => Repr::Float,
            Val::Bool(_) => Repr::Bool,
        }
    }
}

/// A live register.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Slot<'c> {
    pub(crate) ty: Ty,
    pub(crate) val: Option<Val<'c>>,
    pub(crate) home: Option<Repr>,
    pub(crate) owned: bool,
    pub(crate) maybe_unbound: bool,
    /// Shape of the object, until the next safepoint; 0 if not known.
    pub(crate) shape: u64,
}

impl<'c> Slot<'c> {
    fn new(ty: Ty, val: Val<'c>, owned: bool) -> Slot<'c> {
        Slot { ty, val: Some(val), home: None, owned, maybe_unbound: false, shape: 0 }
    }
    pub(crate) fn int(v: IntValue<'c>) -> Slot<'c> {
        Slot::new(Ty::Int, Val::Int(v), false)
    }
    pub(crate) fn float(v: FloatValue<'c>) -> Slot<'c> {
        Slot::new(Ty::Float, Val::Float(v), false)
    }
    pub(crate) fn bool(v: IntValue<'c>) -> Slot<'c> {
        Slot::new(Ty::Bool, Val::Bool(v), false)
    }
    pub(crate) fn owned(v: IntValue<'c>) -> Slot<'c> {
        Slot::new(Ty::Any, Val::Word(v), true)
    }
    pub(crate) fn borrowed(v: IntValue<'c>) -> Slot<'c> {
        Slot::new(Ty::Any, Val::Word(v), false)
    }
    pub(crate) fn typed(mut self, ty: Ty) -> Slot<'c> {
        self.ty = ty;
        self
    }
    /// Whether the value may be a counted object.
    pub(crate) fn counted(&self) -> bool {
        matches!(self.ty, Ty::Any | Ty::Exact(_))
    }
}

/// The registers of a function and of the functions around it that it is compiled into, in the order of the image.
///
/// Indexed by the registers of the innermost function.
#[derive(Clone, Default)]
pub(crate) struct Regs<'c> {
    pub(crate) all: Vec<Option<Slot<'c>>>,
    /// Where the innermost function's registers begin.
    pub(crate) base: usize,
}

impl<'c> std::ops::Index<usize> for Regs<'c> {
    type Output = Option<Slot<'c>>;
    fn index(&self, index: usize) -> &Option<Slot<'c>> {
        &self.all[self.base + index]
    }
}

impl std::ops::IndexMut<usize> for Regs<'_> {
    fn index_mut(&mut self, index: usize) -> &mut Self::Output {
        &mut self.all[self.base + index]
    }
}

/// A count to give back at the end of the instruction.
#[derive(Clone, Copy)]
pub(crate) struct Release<'c> {
    pub(crate) word: IntValue<'c>,
    pub(crate) ty: Ty,
}

impl<'c> Emitter<'c, '_> {
    pub(crate) fn slot(&self, reg: Reg) -> Emit<Slot<'c>> {
        if self.regs[reg.index()].is_none() && self.talks() {
            let insn = self.func.insns.get(self.pc as usize);
            eprintln!("jit: {reg} is dead at {} of {}: {insn:?}", self.pc, self.code().name);
        }
        self.regs[reg.index()].ok_or(super::Stop::Bailout(Bailout::Backend))
    }

    /// The slot with its value at hand.
    pub(crate) fn value(&mut self, reg: Reg) -> Emit<Slot<'c>> {
        let mut slot = self.slot(reg)?;
        if slot.val.is_none() {
            let word = |e: &Self| e.a.load(e.image_slot(reg), Memory::Image);
            let val = match (slot.ty, slot.home.unwrap_or(Repr::Tagged)) {
                (Ty::Const(w), _) => Val::Word(self.a.c(w)),
                (_, Repr::Int) => Val::Int(word(self)),
                (_, Repr::Float) => {
                    Val::Float(self.a.load_float(self.image_slot(reg), Memory::Image))
                }
                (_, Repr::Bool) => Val::Bool(self.a.to_bool(word(self))),
                (Ty::Int, Repr::Tagged) => Val::Int(self.a.sub(word(self), self.a.c(INT_BIAS))),
                (Ty::Float, Repr::Tagged) => {
                    Val::Float(self.a.float_of(self.a.sub(word(self), self.a.c(DOUBLE_OFFSET))))
                }
                (Ty::Bool, Repr::Tagged) => {
                    Val::Bool(self.a.eq(word(self), self.a.c(self.world.true_)))
                }
                (_, Repr::Tagged) => Val::Word(word(self)),
            };
            slot.val = Some(val);
            self.regs[reg.index()] = Some(slot);
        }
        Ok(slot)
    }

    pub(crate) fn val(&mut self, reg: Reg) -> Emit<Val<'c>> {
        let slot = self.value(reg)?;
        slot.val.ok_or(super::Stop::Bailout(Bailout::Backend))
    }

    /// Gives `reg` a type a guard has proven; the value becomes `val`.
    pub(crate) fn refine(&mut self, reg: Reg, ty: Ty, val: Val<'c>) {
        if let Some(slot) = &mut self.regs[reg.index()] {
            slot.ty = ty;
            slot.val = Some(val);
            slot.maybe_unbound = false;
            if !slot.counted() {
                slot.owned = false;
            }
        }
    }

    /// The word of a tagged value (borrowed), `None` if the register holds a raw number.
    pub(crate) fn tagged(&mut self, reg: Reg) -> Emit<Option<IntValue<'c>>> {
        Ok(match self.val(reg)? {
            Val::Word(w) => Some(w),
            Val::Bool(b) => Some(self.bool_word(b)),
            Val::Int(_) | Val::Float(_) => None,
        })
    }

    pub(crate) fn bool_word(&self, b: IntValue<'c>) -> IntValue<'c> {
        self.a.select(b, self.a.c(self.world.true_), self.a.c(self.world.false_))
    }

    pub(crate) fn float_word(&self, v: FloatValue<'c>) -> IntValue<'c> {
        let nan = self.a.fcmp(FloatPredicate::UNO, v, v);
        let bits = self.a.select(nan, self.a.c(CANONICAL_NAN), self.a.bits_of(v));
        self.a.add(bits, self.a.c(DOUBLE_OFFSET))
    }

    /// Boxes an int; the word is owned (it may be a heap int).
    pub(crate) fn int_word(&mut self, v: IntValue<'c>) -> IntValue<'c> {
        if let Some(k) = v.get_sign_extended_constant()
            && let Some(w) = abi::Word::from_int(k)
        {
            return self.a.c(w.0);
        }
        let word = self.a.add(v, self.a.c(INT_BIAS));
        let fits = self.is_int_word(word);
        let (from, slow, done) = (self.a.here(), self.a.block("box"), self.a.block("boxed"));
        self.a.branch_likely(fits, done, slow);
        self.a.at(slow);
        let heap = self.call_leaf(Helper::py_box_int, &[v]);
        let slow_end = self.a.here();
        self.a.jump(done);
        self.a.at(done);
        self.a.phi(&[(word, from), (heap, slow_end)])
    }

    pub(crate) fn is_int_word(&self, w: IntValue<'c>) -> IntValue<'c> {
        self.a.icmp(IntPredicate::UGE, w, self.a.c(INT_FIRST))
    }

    pub(crate) fn is_float_word(&self, w: IntValue<'c>) -> IntValue<'c> {
        let bits = self.a.sub(w, self.a.c(DOUBLE_OFFSET));
        self.a.icmp(IntPredicate::ULT, bits, self.a.c(MARKER_FIRST - DOUBLE_OFFSET))
    }

    pub(crate) fn is_heap_word(&self, w: IntValue<'c>) -> IntValue<'c> {
        self.a.icmp(IntPredicate::ULT, w, self.a.c(HEAP_LIMIT))
    }

    /// A word with a count of its own for `slot`, whose value is at hand.
    pub(crate) fn own_word(&mut self, slot: &Slot<'c>) -> IntValue<'c> {
        match slot.val {
            Some(Val::Int(v)) => self.int_word(v),
            Some(Val::Float(v)) => self.float_word(v),
            Some(Val::Bool(b)) => self.bool_word(b),
            Some(Val::Word(w)) => {
                match slot.ty {
                    Ty::Const(k) if k >= HEAP_LIMIT => {}
                    Ty::Const(_) => self.increment(w),
                    Ty::Exact(_) if !slot.owned => self.increment(w),
                    Ty::Any if !slot.owned => self.incref(w),
                    _ => {}
                }
                w
            }
            None => unreachable!("the value is at hand"),
        }
    }

    /// Consumes a temporary, or copies a local: an owned word either way.
    pub(crate) fn take(&mut self, reg: Reg) -> Emit<IntValue<'c>> {
        let mut slot = self.value(reg)?;
        if self.func.is_temp(reg) {
            self.regs[reg.index()] = None;
            self.version += 1;
        } else {
            slot.owned = false;
        }
        Ok(self.own_word(&slot))
    }

    /// Ends the life of a temporary that has been read; its count is given back at the end of the instruction.
    pub(crate) fn consume(&mut self, reg: Reg) -> Emit<()> {
        if !self.func.is_temp(reg) {
            return Ok(());
        }
        let slot = self.slot(reg)?;
        if slot.owned && slot.counted() {
            let slot = self.value(reg)?;
            if let Some(Val::Word(word)) = slot.val {
                self.releases.push(Release { word, ty: slot.ty });
            }
        }
        self.regs[reg.index()] = None;
        self.version += 1;
        Ok(())
    }

    /// Writes a register; a local's old value is released at the end of the instruction.
    pub(crate) fn define(&mut self, reg: Reg, mut slot: Slot<'c>) -> Emit<()> {
        if !self.func.is_temp(reg) {
            if let Some(old) = self.regs[reg.index()]
                && old.owned
                && old.counted()
            {
                let old = self.value(reg)?;
                if let Some(Val::Word(word)) = old.val {
                    self.releases.push(Release { word, ty: old.ty });
                }
            }
            if slot.counted() && !slot.owned {
                let word = self.own_word(&slot);
                slot.val = Some(Val::Word(word));
                slot.owned = true;
            }
        }
        slot.home = None;
        self.regs[reg.index()] = Some(slot);
        self.version += 1;
        Ok(())
    }

    /// The raw int of `reg`, guarded if its type is not known.
    pub(crate) fn int_of(&mut self, reg: Reg) -> Emit<IntValue<'c>> {
        self.int_of_kind(reg, ExitKind::Type)
    }

    pub(crate) fn int_of_kind(&mut self, reg: Reg, kind: ExitKind) -> Emit<IntValue<'c>> {
        match self.val(reg)? {
            Val::Int(v) => Ok(v),
            Val::Bool(b) => Ok(self.a.widen(b)),
            Val::Word(w) => {
                let ok = self.is_int_word(w);
                self.guard(ok, kind)?;
                let v = self.a.sub(w, self.a.c(INT_BIAS));
                self.refine(reg, Ty::Int, Val::Int(v));
                Ok(v)
            }
            Val::Float(_) => self.always_exit(kind),
        }
    }

    /// The double of `reg`, which must be a float.
    pub(crate) fn float_of_kind(&mut self, reg: Reg, kind: ExitKind) -> Emit<FloatValue<'c>> {
        match self.val(reg)? {
            Val::Float(v) => Ok(v),
            Val::Word(w) => {
                let ok = self.is_float_word(w);
                self.guard(ok, kind)?;
                let v = self.a.float_of(self.a.sub(w, self.a.c(DOUBLE_OFFSET)));
                self.refine(reg, Ty::Float, Val::Float(v));
                Ok(v)
            }
            Val::Int(_) | Val::Bool(_) => self.always_exit(kind),
        }
    }

    /// Leaves unless `reg` is an object of exactly the type at address `ty`.
    pub(crate) fn guard_exact(&mut self, reg: Reg, ty: u64, kind: ExitKind) -> Emit<()> {
        let slot = self.value(reg)?;
        if slot.ty == Ty::Exact(ty) {
            return Ok(());
        }
        let Some(Val::Word(w)) = slot.val else { return self.always_exit(kind) };
        if matches!(slot.ty, Ty::Any) {
            let heap = self.is_heap_word(w);
            self.guard(heap, kind)?;
        }
        let p = self.a.field(self.a.pointer(w), abi::layout::HEADER_TYPE as i64);
        let found = self.a.load(p, Memory::Shape);
        let same = self.a.eq(found, self.a.c(ty));
        self.guard(same, kind)?;
        if !matches!(slot.ty, Ty::Const(_)) {
            self.refine(reg, Ty::Exact(ty), Val::Word(w));
        }
        Ok(())
    }

    /// The double of `reg`; ints are converted, anything else leaves.
    pub(crate) fn float_of(&mut self, reg: Reg, may_be_int: bool) -> Emit<FloatValue<'c>> {
        match self.val(reg)? {
            Val::Float(v) => Ok(v),
            Val::Int(v) => Ok(self.a.int_to_float(v)),
            Val::Bool(b) => {
                let v = self.a.widen(b);
                Ok(self.a.int_to_float(v))
            }
            Val::Word(w) if !may_be_int => {
                let ok = self.is_float_word(w);
                self.guard(ok, ExitKind::Type)?;
                let v = self.a.float_of(self.a.sub(w, self.a.c(DOUBLE_OFFSET)));
                self.refine(reg, Ty::Float, Val::Float(v));
                Ok(v)
            }
            Val::Word(w) => {
                let is_float = self.is_float_word(w);
                let is_int = self.is_int_word(w);
                let either = self.a.or(is_float, is_int);
                self.guard(either, ExitKind::Type)?;
                let from_int = self.a.int_to_float(self.a.sub(w, self.a.c(INT_BIAS)));
                let from_float = self.a.float_of(self.a.sub(w, self.a.c(DOUBLE_OFFSET)));
                Ok(self.a.fselect(is_float, from_float, from_int))
            }
        }
    }

    /// Adds a count to a word that may be an immediate.
    pub(crate) fn incref(&mut self, w: IntValue<'c>) {
        let heap = self.is_heap_word(w);
        let (count, done) = (self.a.block("inc"), self.a.block("inced"));
        self.a.branch(heap, count, done);
        self.a.at(count);
        self.increment(w);
        self.a.jump(done);
        self.a.at(done);
    }

    /// Adds a count to an object.
    pub(crate) fn increment(&mut self, w: IntValue<'c>) {
        let p = self.a.pointer(w);
        let n = self.a.load(p, Memory::Count);
        self.a.store(p, self.a.add(n, self.a.c(1)), Memory::Count);
    }

    /// Makes every borrowing register own its value: heap facts end here.
    pub(crate) fn own_borrowed(&mut self) {
        let base = std::mem::take(&mut self.regs.base);
        for i in 0..self.regs.all.len() {
            if let Some(slot) = self.regs[i]
                && slot.counted()
                && !slot.owned
            {
                let Ok(slot) = self.value(Reg(i as u16)) else { continue };
                let word = self.own_word(&slot);
                self.regs[i] = Some(Slot { val: Some(Val::Word(word)), owned: true, ..slot });
                self.version += 1;
            }
        }
        self.regs.base = base;
    }

    /// Forgets what a safepoint may change: shapes of objects.
    pub(crate) fn forget_heap(&mut self) {
        for slot in self.regs.all.iter_mut().flatten() {
            slot.shape = 0;
        }
        self.heap_epoch += 1;
    }

    /// The constant word's slot.
    pub(crate) fn constant(&self, w: u64) -> Slot<'c> {
        let word = abi::Word(w);
        if word.is_int() {
            Slot::int(self.a.c(word.int() as u64))
        } else if word.is_float() {
            Slot::float(self.a.f64t.const_float(word.float()))
        } else if w == self.world.true_ || w == self.world.false_ {
            let t = self.a.ctx.bool_type();
            Slot::bool(t.const_int(u64::from(w == self.world.true_), false))
        } else {
            Slot::new(Ty::Const(w), Val::Word(self.a.c(w)), false)
        }
    }

    pub(crate) fn unbound(&self) -> IntValue<'c> {
        self.a.c(UNBOUND)
    }
}
