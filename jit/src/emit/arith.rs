//! Operators: unboxed forms for ints, floats and bools, the protocol for everything else.
//!
//! Always true: an unboxed form gives the protocol's result or leaves through a guard before anything has changed.

use super::value::{Slot, Ty, Val};
use super::{Emit, Emitter};
use abi::deopt::{ExitKind, Resume};
use abi::feedback::{Kinds, SiteFact};
use abi::helpers::Helper;
use inkwell::values::{FloatValue, IntValue};
use inkwell::{FloatPredicate, IntPredicate};
use ir::{BinOp, CmpOp, Insn, Reg, SiteId, UnaryOp};

/// How two operands are best treated.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Numeric {
    Int,
    Float,
    No,
}

const EXACT_IN_DOUBLE: u64 = 1 << 53;

impl<'c> Emitter<'c, '_> {
    /// The kinds to expect in a register: what is known, else what was seen.
    fn kinds(&self, reg: Reg, seen: Kinds) -> Kinds {
        match self.regs[reg.index()].map(|s| s.ty) {
            Some(Ty::Int) => Kinds::INT,
            Some(Ty::Float) => Kinds::FLOAT,
            Some(Ty::Bool) => Kinds::BOOL,
            Some(Ty::Exact(t)) if t == self.world.str_type => Kinds::STR,
            Some(Ty::Exact(_) | Ty::Const(_)) => Kinds::OTHER,
            Some(Ty::Any) => seen,
            None => Kinds::NONE,
        }
    }

    fn numeric(&self, lhs: Reg, rhs: Reg, site: SiteId) -> Numeric {
        let (seen_l, seen_r) = match self.fact(site) {
            SiteFact::Operands { lhs, rhs } => (lhs, rhs),
            _ => (Kinds::NONE, Kinds::NONE),
        };
        let (l, r) = (self.kinds(lhs, seen_l), self.kinds(rhs, seen_r));
        let number = Kinds::INT.or(Kinds::FLOAT);
        if l.is(Kinds::INT) && r.is(Kinds::INT) {
            Numeric::Int
        } else if l.within(number) && r.within(number) && (l.is(Kinds::FLOAT) || r.is(Kinds::FLOAT))
        {
            Numeric::Float
        } else {
            Numeric::No
        }
    }

    fn float_operand(&mut self, reg: Reg, site: SiteId, left: bool) -> Emit<FloatValue<'c>> {
        let seen = match self.fact(site) {
            SiteFact::Operands { lhs, rhs } => {
                if left {
                    lhs
                } else {
                    rhs
                }
            }
            _ => Kinds::FLOAT,
        };
        let both = seen.0 & Kinds::INT.0 != 0 && seen.0 & Kinds::FLOAT.0 != 0;
        if seen.is(Kinds::INT) {
            let v = self.int_of(reg)?;
            return Ok(self.a.int_to_float(v));
        }
        self.float_of(reg, both)
    }

    fn never(&self, site: SiteId) -> bool {
        self.fact(site) == SiteFact::Never
    }

    pub(crate) fn binary(
        &mut self,
        insn: &Insn,
        dst: Reg,
        op: BinOp,
        lhs: Reg,
        rhs: Reg,
        site: SiteId,
    ) -> Emit<()> {
        if self.never(site) {
            return self.always_exit(ExitKind::NeverReached);
        }
        let result = match self.numeric(lhs, rhs, site) {
            Numeric::Int => {
                let (x, y) = (self.int_of(lhs)?, self.int_of(rhs)?);
                self.int_binary(op, x, y)?
            }
            Numeric::Float => {
                let x = self.float_operand(lhs, site, true)?;
                let y = self.float_operand(rhs, site, false)?;
                self.float_binary(op, x, y)?
            }
            Numeric::No => None,
        };
        if let Some(slot) = result {
            self.consume(lhs)?;
            self.consume(rhs)?;
            return self.define(dst, slot);
        }
        let in_place = matches!(insn, Insn::InPlace { .. });
        if op == BinOp::Add && dst == lhs && lhs != rhs && self.holds_object(lhs) {
            return self.add_to_local(lhs, rhs, in_place);
        }
        let code = u64::from(op as u8);
        let (args, owned) = self.two_operands(lhs, rhs)?;
        let mask = owned | if in_place { 4 } else { 0 };
        let words = [self.a.c(code), args[0], args[1], self.a.c(mask)];
        let word = self.call_helper(Helper::py_binary, &words, Resume::Result);
        self.define(dst, Slot::owned(word))
    }

    /// Whether `reg` is a local that holds a count of what may be an object.
    fn holds_object(&self, reg: Reg) -> bool {
        let slot = self.regs[reg.index()];
        !self.func.is_temp(reg) && slot.is_some_and(|slot| slot.owned && slot.counted())
    }

    /// `local = local + rhs`: the helper takes the local's own count out of the image, so that a str which only this
    /// local holds grows in place.
    fn add_to_local(&mut self, local: Reg, rhs: Reg, in_place: bool) -> Emit<()> {
        let (word, owned) = self.helper_operand(rhs)?;
        self.leave_register(rhs);
        let place = self.a.address(self.image_slot(local));
        let mask = u64::from(owned) | if in_place { 4 } else { 0 };
        let args = [place, word, self.a.c(mask)];
        let result = self.call_helper(Helper::py_add_to, &args, Resume::Result);
        if let Some(slot) = &mut self.regs[local.index()] {
            slot.ty = Ty::Any;
        }
        self.define(local, Slot::owned(result))
    }

    /// An operand of a helper: the word, and whether the helper takes it over.
    pub(crate) fn helper_operand(&mut self, reg: Reg) -> Emit<(IntValue<'c>, bool)> {
        let slot = self.value(reg)?;
        let temp = self.func.is_temp(reg);
        let (word, owned) = match slot.val {
            // A borrowed temporary takes a count: what it borrows from may go during the call.
            Some(Val::Word(_)) if temp && slot.counted() => (self.own_word(&slot), true),
            Some(Val::Word(w)) => (w, false),
            Some(Val::Bool(b)) => (self.bool_word(b), false),
            Some(Val::Float(v)) => (self.float_word(v), false),
            _ => (self.own_word(&slot), true),
        };
        Ok((word, owned))
    }

    pub(super) fn two_operands(&mut self, lhs: Reg, rhs: Reg) -> Emit<([IntValue<'c>; 2], u64)> {
        let (x, own_x) = self.helper_operand(lhs)?;
        let (y, own_y) = self.helper_operand(rhs)?;
        self.leave_register(lhs);
        self.leave_register(rhs);
        Ok(([x, y], u64::from(own_x) | u64::from(own_y) << 1))
    }

    /// A temporary that was handed to a helper is gone.
    pub(crate) fn leave_register(&mut self, reg: Reg) {
        if self.func.is_temp(reg) {
            self.regs[reg.index()] = None;
            self.version += 1;
        }
    }

    fn int_binary(
        &mut self,
        op: BinOp,
        x: IntValue<'c>,
        y: IntValue<'c>,
    ) -> Emit<Option<Slot<'c>>> {
        let checked = |e: &mut Self, name: &str| -> Emit<IntValue<'c>> {
            let (v, overflow) = e.a.overflowing(e.module, name, x, y);
            let fine = e.a.not(overflow);
            e.guard(fine, ExitKind::Overflow)?;
            Ok(v)
        };
        let zero = self.a.c(0);
        let v = match op {
            BinOp::Add => checked(self, "llvm.sadd.with.overflow.i64")?,
            BinOp::Sub => checked(self, "llvm.ssub.with.overflow.i64")?,
            BinOp::Mul => checked(self, "llvm.smul.with.overflow.i64")?,
            BinOp::And => self.a.and(x, y),
            BinOp::Or => self.a.or(x, y),
            BinOp::Xor => self.a.xor(x, y),
            BinOp::Div | BinOp::FloorDiv | BinOp::Mod => {
                // 0 raises, -1 can overflow: both are the protocol's.
                let plain = self.a.icmp(IntPredicate::UGT, self.a.add(y, self.a.c(1)), self.a.c(1));
                self.guard(plain, ExitKind::Overflow)?;
                let remainder = self.a.srem(x, y);
                let inexact = self.a.ne(remainder, zero);
                let signs = self.a.icmp(IntPredicate::SLT, self.a.xor(remainder, y), zero);
                let adjust = self.a.and(inexact, signs);
                if op == BinOp::Mod {
                    self.a.add(remainder, self.a.select(adjust, y, zero))
                } else {
                    let quotient = self.a.sdiv(x, y);
                    self.a.sub(quotient, self.a.widen(adjust))
                }
            }
            BinOp::TrueDiv => {
                let nonzero = self.a.ne(y, zero);
                self.guard(nonzero, ExitKind::Overflow)?;
                for v in [x, y] {
                    let shifted = self.a.add(v, self.a.c(EXACT_IN_DOUBLE));
                    let exact =
                        self.a.icmp(IntPredicate::ULE, shifted, self.a.c(2 * EXACT_IN_DOUBLE));
                    self.guard(exact, ExitKind::Overflow)?;
                }
                let q = self.a.fdiv(self.a.int_to_float(x), self.a.int_to_float(y));
                return Ok(Some(Slot::float(q)));
            }
            BinOp::LShift => {
                let small = self.a.icmp(IntPredicate::ULT, y, self.a.c(63));
                self.guard(small, ExitKind::Overflow)?;
                let shifted = self.a.shl(x, y);
                let same = self.a.eq(self.a.ashr(shifted, y), x);
                self.guard(same, ExitKind::Overflow)?;
                shifted
            }
            BinOp::RShift => {
                let positive = self.a.icmp(IntPredicate::SGE, y, zero);
                self.guard(positive, ExitKind::Overflow)?;
                let most = self.a.c(63);
                let small = self.a.icmp(IntPredicate::ULT, y, most);
                self.a.ashr(x, self.a.select(small, y, most))
            }
            BinOp::Pow => {
                if y.get_sign_extended_constant() != Some(2) {
                    return Ok(None);
                }
                let (v, overflow) =
                    self.a.overflowing(self.module, "llvm.smul.with.overflow.i64", x, x);
                let fine = self.a.not(overflow);
                self.guard(fine, ExitKind::Overflow)?;
                v
            }
        };
        Ok(Some(Slot::int(v)))
    }

    fn float_binary(
        &mut self,
        op: BinOp,
        x: FloatValue<'c>,
        y: FloatValue<'c>,
    ) -> Emit<Option<Slot<'c>>> {
        let zero = self.a.f64t.const_float(0.0);
        let v = match op {
            BinOp::Add => self.a.fadd(x, y),
            BinOp::Sub => self.a.fsub(x, y),
            BinOp::Mul => self.a.fmul(x, y),
            BinOp::Div | BinOp::TrueDiv => {
                let fine = self.a.fcmp(FloatPredicate::UNE, y, zero);
                self.guard(fine, ExitKind::Overflow)?;
                self.a.fdiv(x, y)
            }
            BinOp::Mod => {
                let fine = self.a.fcmp(FloatPredicate::UNE, y, zero);
                self.guard(fine, ExitKind::Overflow)?;
                let bits =
                    self.call_leaf(Helper::py_float_mod, &[self.a.bits_of(x), self.a.bits_of(y)]);
                self.a.float_of(bits)
            }
            BinOp::Pow => {
                let positive = self.a.fcmp(FloatPredicate::OGT, x, zero);
                self.guard(positive, ExitKind::Overflow)?;
                let bits =
                    self.call_leaf(Helper::py_float_pow, &[self.a.bits_of(x), self.a.bits_of(y)]);
                let v = self.a.float_of(bits);
                // Infinite and NaN results may be errors.
                let difference = self.a.fsub(v, v);
                let finite = self.a.fcmp(FloatPredicate::OEQ, difference, zero);
                self.guard(finite, ExitKind::Overflow)?;
                v
            }
            BinOp::FloorDiv
            | BinOp::LShift
            | BinOp::RShift
            | BinOp::And
            | BinOp::Or
            | BinOp::Xor => {
                return Ok(None);
            }
        };
        Ok(Some(Slot::float(v)))
    }

    pub(crate) fn compare(
        &mut self,
        dst: Reg,
        op: CmpOp,
        lhs: Reg,
        rhs: Reg,
        site: SiteId,
    ) -> Emit<()> {
        if self.never(site) {
            return self.always_exit(ExitKind::NeverReached);
        }
        let result = match self.numeric(lhs, rhs, site) {
            Numeric::Int => {
                let (x, y) = (self.int_of(lhs)?, self.int_of(rhs)?);
                let p = match op {
                    CmpOp::Lt => IntPredicate::SLT,
                    CmpOp::Le => IntPredicate::SLE,
                    CmpOp::Eq => IntPredicate::EQ,
                    CmpOp::Ne => IntPredicate::NE,
                    CmpOp::Gt => IntPredicate::SGT,
                    CmpOp::Ge => IntPredicate::SGE,
                };
                Some(self.a.icmp(p, x, y))
            }
            Numeric::Float => {
                for reg in [lhs, rhs] {
                    // A large int is not exact as a double.
                    if let Val::Int(v) = self.val(reg)? {
                        let shifted = self.a.add(v, self.a.c(EXACT_IN_DOUBLE));
                        let exact =
                            self.a.icmp(IntPredicate::ULE, shifted, self.a.c(2 * EXACT_IN_DOUBLE));
                        self.guard(exact, ExitKind::Overflow)?;
                    }
                }
                let x = self.float_operand(lhs, site, true)?;
                let y = self.float_operand(rhs, site, false)?;
                let p = match op {
                    CmpOp::Lt => FloatPredicate::OLT,
                    CmpOp::Le => FloatPredicate::OLE,
                    CmpOp::Eq => FloatPredicate::OEQ,
                    CmpOp::Ne => FloatPredicate::UNE,
                    CmpOp::Gt => FloatPredicate::OGT,
                    CmpOp::Ge => FloatPredicate::OGE,
                };
                Some(self.a.fcmp(p, x, y))
            }
            Numeric::No => self.str_compare(op, lhs, rhs, site)?,
        };
        if let Some(bit) = result {
            self.consume(lhs)?;
            self.consume(rhs)?;
            return self.define(dst, Slot::bool(bit));
        }
        let (args, owned) = self.two_operands(lhs, rhs)?;
        let words = [self.a.c(u64::from(op as u8)), args[0], args[1], self.a.c(owned)];
        let word = self.call_helper(Helper::py_compare, &words, Resume::Result);
        self.define(dst, Slot::owned(word))
    }

    /// A comparison of exact strs, if the site has seen nothing else.
    fn str_compare(
        &mut self,
        op: CmpOp,
        lhs: Reg,
        rhs: Reg,
        site: SiteId,
    ) -> Emit<Option<IntValue<'c>>> {
        let SiteFact::Operands { lhs: seen_l, rhs: seen_r } = self.fact(site) else {
            return Ok(None);
        };
        // A str constant is known by its word only: what was seen tells its type.
        if !(seen_l.is(Kinds::STR) && seen_r.is(Kinds::STR)) {
            return Ok(None);
        }
        for reg in [lhs, rhs] {
            if !matches!(self.slot(reg)?.ty, Ty::Any | Ty::Const(_) | Ty::Exact(_)) {
                return Ok(None);
            }
            self.guard_exact(reg, self.world.str_type, ExitKind::Type)?;
        }
        let (Val::Word(a), Val::Word(b)) = (self.val(lhs)?, self.val(rhs)?) else {
            return Ok(None);
        };
        let truth = self.call_leaf(Helper::py_str_compare, &[self.a.c(u64::from(op as u8)), a, b]);
        Ok(Some(self.a.ne(truth, self.a.c(0))))
    }

    pub(crate) fn unary(
        &mut self,
        insn: &Insn,
        dst: Reg,
        op: UnaryOp,
        value: Reg,
        site: SiteId,
    ) -> Emit<()> {
        let seen = match self.fact(site) {
            SiteFact::Operands { lhs, .. } => lhs,
            _ => Kinds::NONE,
        };
        let kinds = self.kinds(value, seen);
        let slot = if kinds.is(Kinds::INT) {
            let v = self.int_of(value)?;
            match op {
                UnaryOp::Pos => Slot::int(v),
                UnaryOp::Invert => Slot::int(self.a.xor(v, self.a.c(u64::MAX))),
                UnaryOp::Neg => {
                    let zero = self.a.c(0);
                    let (r, overflow) =
                        self.a.overflowing(self.module, "llvm.ssub.with.overflow.i64", zero, v);
                    let fine = self.a.not(overflow);
                    self.guard(fine, ExitKind::Overflow)?;
                    Slot::int(r)
                }
            }
        } else if kinds.is(Kinds::FLOAT) && op != UnaryOp::Invert {
            let v = self.float_of(value, false)?;
            Slot::float(if op == UnaryOp::Neg { self.a.fneg(v) } else { v })
        } else {
            return self.generic(insn);
        };
        self.consume(value)?;
        self.define(dst, slot)
    }

    pub(crate) fn identity(
        &mut self,
        insn: &Insn,
        dst: Reg,
        lhs: Reg,
        rhs: Reg,
        negate: bool,
    ) -> Emit<()> {
        let (x, y) = (self.value(lhs)?, self.value(rhs)?);
        // Numbers are compared by value; None, classes and the like by address.
        let plain = |s: &Slot<'c>| match s.ty {
            Ty::Const(w) => w == self.world.none,
            Ty::Bool => true,
            Ty::Any | Ty::Int | Ty::Float | Ty::Exact(_) => false,
        };
        if !plain(&x) && !plain(&y) {
            let (Some(a), Some(b)) = (self.tagged(lhs)?, self.tagged(rhs)?) else {
                return self.generic(insn);
            };
            let same = self.call_leaf(Helper::py_is, &[a, b]);
            let bit = self.a.icmp(IntPredicate::NE, same, self.a.c(u64::from(negate)));
            self.consume(lhs)?;
            self.consume(rhs)?;
            return self.define(dst, Slot::bool(bit));
        }
        let bit = match (self.tagged(lhs)?, self.tagged(rhs)?) {
            (Some(a), Some(b)) => {
                if negate {
                    self.a.ne(a, b)
                } else {
                    self.a.eq(a, b)
                }
            }
            _ => self.a.ctx.bool_type().const_int(u64::from(negate), false),
        };
        self.consume(lhs)?;
        self.consume(rhs)?;
        self.define(dst, Slot::bool(bit))
    }

    /// The truth of a register whose type tells it; `None` if the protocol must be asked.
    pub(crate) fn known_truth(&mut self, reg: Reg, seen: Kinds) -> Emit<Option<IntValue<'c>>> {
        if let Ty::Any = self.slot(reg)?.ty {
            if seen.is(Kinds::INT) {
                self.int_of(reg)?;
            } else if seen.is(Kinds::FLOAT) {
                self.float_of(reg, false)?;
            }
        }
        let slot = self.value(reg)?;
        Ok(match (slot.ty, slot.val) {
            (_, Some(Val::Bool(b))) => Some(b),
            (_, Some(Val::Int(v))) => Some(self.a.ne(v, self.a.c(0))),
            (_, Some(Val::Float(v))) => {
                Some(self.a.fcmp(FloatPredicate::UNE, v, self.a.f64t.const_float(0.0)))
            }
            (Ty::Const(w), _) if w == self.world.none => {
                Some(self.a.ctx.bool_type().const_int(0, false))
            }
            (Ty::Exact(t), Some(Val::Word(w)))
                if t == self.world.list_type && self.world.layout.list_len != 0 =>
            {
                let p = self.a.field(self.a.pointer(w), i64::from(self.world.layout.list_len));
                let n = self.a.load(p, super::asm::Memory::Head);
                Some(self.a.ne(n, self.a.c(0)))
            }
            _ => None,
        })
    }

    pub(crate) fn not(&mut self, insn: &Insn, dst: Reg, value: Reg, site: SiteId) -> Emit<()> {
        let seen = match self.fact(site) {
            SiteFact::Operands { lhs, .. } => lhs,
            _ => Kinds::NONE,
        };
        let Some(bit) = self.known_truth(value, seen)? else { return self.generic(insn) };
        let flipped = self.a.not(bit);
        self.consume(value)?;
        self.define(dst, Slot::bool(flipped))
    }
}
