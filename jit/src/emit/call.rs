//! Calls: compiled functions directly, known builtins inline, everything else by the protocol.
//!
//! Always true: the words of a call's window are owned and given away; the callee releases them.

use super::asm::Memory;
use super::value::{Slot, Ty, Val};
use super::{Emit, Emitter};
use abi::deopt::{ExitKind, Resume};
use abi::feedback::{Builtin, Callee, SiteFact};
use abi::helpers::Helper;
use abi::value::UNBOUND;
use inkwell::values::BasicMetadataValueEnum;
use inkwell::{FloatPredicate, IntPredicate};
use ir::{Insn, NameId, Reg, SiteId, Window};

impl<'c> Emitter<'c, '_> {
    pub(crate) fn load_method(
        &mut self,
        func: Reg,
        receiver: Reg,
        object: Reg,
        name: NameId,
        site: SiteId,
    ) -> Emit<()> {
        if let Some(slot) = self.module_value(object, self.fact(site))? {
            self.consume(object)?;
            self.define(func, slot)?;
            let marker = self.constant(UNBOUND);
            return self.define(receiver, marker);
        }
        match self.fact(site) {
            SiteFact::Method { shape, class, function } => {
                self.check_shape(object, shape)?;
                self.check_version(class, ExitKind::Shape)?;
                let mut slot = self.value(object)?;
                if self.func.is_temp(object) {
                    self.regs[object.index()] = None;
                } else {
                    slot.owned = false;
                }
                let function = self.constant(function);
                self.define(func, function)?;
                self.define(receiver, slot)
            }
            SiteFact::TypeMethod { ty, class, function } => {
                self.check_version(class, ExitKind::Shape)?;
                self.guard_exact(object, ty, ExitKind::Type)?;
                let mut slot = self.value(object)?;
                if self.func.is_temp(object) {
                    self.regs[object.index()] = None;
                } else {
                    slot.owned = false;
                }
                let function = self.constant(function);
                self.define(func, function)?;
                self.define(receiver, slot)
            }
            SiteFact::Never => self.always_exit(ExitKind::NeverReached),
            _ => {
                let Some(name) = self.request.names.get(name.index()).copied().filter(|w| *w != 0)
                else {
                    return self.always_exit(ExitKind::Declined);
                };
                let (w, owned) = self.helper_operand(object)?;
                self.leave_register(object);
                let args = [w, self.a.c(name), self.a.c(u64::from(owned))];
                let v = self.call_helper(Helper::py_getattr, &args, Resume::Result);
                self.define(func, Slot::owned(v))?;
                let marker = self.constant(UNBOUND);
                self.define(receiver, marker)
            }
        }
    }

    pub(crate) fn call(
        &mut self,
        dst: Reg,
        window: Window,
        site: SiteId,
        method: bool,
    ) -> Emit<()> {
        let func = window.at(0);
        let mut arguments: Vec<Reg> = window.regs().skip(1).collect();
        let mut known = match self.slot(func)?.ty {
            Ty::Const(w) => w,
            _ => 0,
        };
        if known == 0 {
            match self.fact(site) {
                SiteFact::Call { function }
                    if function != 0 && self.request.callees.contains_key(&function) =>
                {
                    if let Val::Word(w) = self.val(func)? {
                        let same = self.a.eq(w, self.a.c(function));
                        self.guard(same, ExitKind::Callee)?;
                        known = function;
                    }
                }
                SiteFact::Never => return self.always_exit(ExitKind::NeverReached),
                _ => {}
            }
        }
        if method && self.slot(arguments[0])?.ty == Ty::Const(UNBOUND) {
            arguments.remove(0);
        }
        match self.request.callees.get(&known).copied() {
            Some(Callee::Python { entry_cell, code, parameters, is_self })
                if usize::from(parameters) == arguments.len() =>
            {
                self.check_version(code, ExitKind::Callee)?;
                return self.call_python(dst, window, &arguments, known, entry_cell, is_self);
            }
            Some(Callee::Builtin(builtin)) => {
                if let Some(slot) = self.builtin(builtin, &arguments)? {
                    for reg in window.regs() {
                        self.consume(reg)?;
                    }
                    return self.define(dst, slot);
                }
            }
            _ => {}
        }
        self.call_protocol(dst, window, method)
    }

    fn call_protocol(&mut self, dst: Reg, window: Window, method: bool) -> Emit<()> {
        let mut words = Vec::new();
        for reg in window.regs() {
            words.push(self.take(reg)?);
        }
        for (reg, word) in window.regs().zip(words) {
            self.a.store(self.image_slot(reg), word, Memory::Image);
        }
        let base = self.a.address(self.image_slot(window.base));
        let helper = if method { Helper::py_call_method } else { Helper::py_call };
        let args = [base, self.a.c(u64::from(window.len) - 1)];
        let v = self.call_helper(helper, &args, Resume::Result);
        self.define(dst, Slot::owned(v))
    }

    fn call_python(
        &mut self,
        dst: Reg,
        window: Window,
        arguments: &[Reg],
        function: u64,
        entry_cell: u64,
        is_self: bool,
    ) -> Emit<()> {
        let mut words = Vec::new();
        for reg in arguments {
            words.push(self.take(*reg)?);
        }
        // A callee that is not a constant is a temporary that must outlive the call.
        let mut callee_word = None;
        for reg in window.regs() {
            if !arguments.contains(&reg) && self.func.is_temp(reg) {
                let slot = self.slot(reg)?;
                if slot.counted() && reg == window.at(0) {
                    callee_word = Some(self.take(reg)?);
                } else {
                    self.regs[reg.index()] = None;
                }
            }
        }
        self.version += 1;
        let depth = self.a.add(self.depth, self.a.c(1));
        let mut args: Vec<BasicMetadataValueEnum<'c>> =
            vec![self.cx.into(), self.a.c(function).into(), depth.into()];
        args.extend(words.iter().map(|w| BasicMetadataValueEnum::from(*w)));
        self.begin_call(Resume::Result);
        // Quick code looks for better code at each call.
        let is_final = self.request.tier == abi::compiler::Tier::Top;
        let starts = matches!(self.request.entry, abi::compiler::Entry::Start);
        let result = if is_self && starts && is_final {
            self.a.call(self.a.f, &args)
        } else {
            let p = self.a.pointer(self.a.c(entry_cell));
            let entry = self.a.load(p, Memory::Global);
            let (compiled, general, done) =
                (self.a.block("compiled"), self.a.block("general"), self.a.block("called"));
            let there = self.a.ne(entry, self.a.c(0));
            self.a.branch_likely(there, compiled, general);
            self.a.at(compiled);
            let direct = self.a.call_address(self.a.pointer(entry), &args);
            let direct_end = self.a.here();
            self.a.jump(done);
            self.a.at(general);
            // The window's own slots in the image: the callee, then the arguments.
            self.increment(self.a.c(function));
            let base = window.base;
            self.a.store(self.image_slot(base), self.a.c(function), Memory::Image);
            for (i, word) in words.iter().enumerate() {
                self.a.store(self.image_slot(Reg(base.0 + 1 + i as u16)), *word, Memory::Image);
            }
            let address = self.a.address(self.image_slot(base));
            let indirect =
                self.call_leaf(Helper::py_call, &[address, self.a.c(words.len() as u64)]);
            let indirect_end = self.a.here();
            self.a.jump(done);
            self.a.at(done);
            self.a.phi(&[(direct, direct_end), (indirect, indirect_end)])
        };
        self.end_call(result);
        if let Some(word) = callee_word {
            self.releases.push(super::value::Release { word, ty: Ty::Any });
        }
        self.define(dst, Slot::owned(result))
    }

    fn builtin(&mut self, builtin: Builtin, arguments: &[Reg]) -> Emit<Option<Slot<'c>>> {
        match (builtin, arguments) {
            (Builtin::Len, [x]) => self.len(*x),
            (Builtin::ListAppend, [list, item]) => {
                let slot = self.value(*list)?;
                let (Ty::Exact(t), Some(Val::Word(w))) = (slot.ty, slot.val) else {
                    return Ok(None);
                };
                if t != self.world.list_type {
                    return Ok(None);
                }
                let word = self.take(*item)?;
                self.call_helper(Helper::py_list_append, &[w, word], Resume::Result);
                let none = self.constant(self.world.none);
                Ok(Some(none))
            }
            (Builtin::Abs, [x]) => Ok(match self.value(*x)?.ty {
                Ty::Int => {
                    let v = self.int_of(*x)?;
                    let zero = self.a.c(0);
                    let (negated, overflow) =
                        self.a.overflowing(self.module, "llvm.ssub.with.overflow.i64", zero, v);
                    let fine = self.a.not(overflow);
                    self.guard(fine, ExitKind::Overflow)?;
                    let negative = self.a.icmp(IntPredicate::SLT, v, zero);
                    Some(Slot::int(self.a.select(negative, negated, v)))
                }
                Ty::Float => {
                    let v = self.float_of(*x, false)?;
                    Some(Slot::float(self.a.float_intrinsic(self.module, "llvm.fabs.f64", v)))
                }
                _ => None,
            }),
            (Builtin::Min | Builtin::Max, [x, y]) => {
                let is_min = builtin == Builtin::Min;
                Ok(match (self.value(*x)?.ty, self.value(*y)?.ty) {
                    (Ty::Int, Ty::Int) => {
                        let (a, b) = (self.int_of(*x)?, self.int_of(*y)?);
                        let p = if is_min { IntPredicate::SLT } else { IntPredicate::SGT };
                        let second = self.a.icmp(p, b, a);
                        Some(Slot::int(self.a.select(second, b, a)))
                    }
                    (Ty::Float, Ty::Float) => {
                        let (a, b) = (self.float_of(*x, false)?, self.float_of(*y, false)?);
                        let p = if is_min { FloatPredicate::OLT } else { FloatPredicate::OGT };
                        let second = self.a.fcmp(p, b, a);
                        Some(Slot::float(self.a.fselect(second, b, a)))
                    }
                    _ => None,
                })
            }
            (Builtin::Sqrt | Builtin::Sin | Builtin::Cos | Builtin::Fabs, [x]) => {
                if !matches!(self.value(*x)?.ty, Ty::Int | Ty::Float) {
                    return Ok(None);
                }
                let v = self.float_of(*x, true)?;
                let zero = self.a.f64t.const_float(0.0);
                Ok(Some(Slot::float(match builtin {
                    Builtin::Sqrt => {
                        let fine = self.a.fcmp(FloatPredicate::UGE, v, zero);
                        self.guard(fine, ExitKind::Overflow)?;
                        self.a.float_intrinsic(self.module, "llvm.sqrt.f64", v)
                    }
                    Builtin::Fabs => self.a.float_intrinsic(self.module, "llvm.fabs.f64", v),
                    _ => {
                        let difference = self.a.fsub(v, v);
                        let finite = self.a.fcmp(FloatPredicate::OEQ, difference, zero);
                        self.guard(finite, ExitKind::Overflow)?;
                        let helper = match builtin {
                            Builtin::Sin => Helper::py_float_sin,
                            Builtin::Cos => Helper::py_float_cos,
                            _ => return Ok(None),
                        };
                        let bits = self.call_leaf(helper, &[self.a.bits_of(v)]);
                        self.a.float_of(bits)
                    }
                })))
            }
            _ => Ok(None),
        }
    }

    fn len(&mut self, x: Reg) -> Emit<Option<Slot<'c>>> {
        let slot = self.value(x)?;
        let layout = self.world.layout;
        let Some(Val::Word(w)) = slot.val else { return Ok(None) };
        let at = match slot.ty {
            Ty::Exact(t) if t == self.world.list_type => layout.list_len,
            Ty::Exact(t) if t == self.world.tuple_type => layout.tuple_len,
            Ty::Exact(t) if t == self.world.str_type => layout.str_len,
            _ => 0,
        };
        if at != 0 {
            let n = self.a.load(self.a.field(self.a.pointer(w), i64::from(at)), Memory::Field);
            return Ok(Some(Slot::int(n)));
        }
        // A list that is not known to be one: the registers go home on both ways.
        let at = layout.list_len;
        if at == 0 || slot.ty != Ty::Any {
            return Ok(None);
        }
        self.begin_call(Resume::Result);
        let (heap, list, other, done) = (
            self.a.block("heap"),
            self.a.block("list"),
            self.a.block("len"),
            self.a.block("lened"),
        );
        let is_heap = self.is_heap_word(w);
        self.a.branch(is_heap, heap, other);
        self.a.at(heap);
        let p = self.a.pointer(w);
        let ty = self.a.load(self.a.field(p, abi::layout::HEADER_TYPE as i64), Memory::Shape);
        let is_list = self.a.eq(ty, self.a.c(self.world.list_type));
        self.a.branch(is_list, list, other);
        self.a.at(list);
        let n = self.a.load(self.a.field(p, i64::from(at)), Memory::Field);
        let quick = self.a.add(n, self.a.c(abi::value::INT_BIAS));
        self.a.jump(done);
        self.a.at(other);
        let slow = self.call_leaf(Helper::py_len, &[w]);
        self.a.jump(done);
        self.a.at(done);
        let word = self.a.phi(&[(quick, list), (slow, other)]);
        self.end_call(word);
        let v = self.a.sub(word, self.a.c(abi::value::INT_BIAS));
        Ok(Some(Slot::int(v)))
    }

    pub(crate) fn list_append(&mut self, list: Reg, item: Reg) -> Emit<()> {
        let word = self.take(item)?;
        let slot = self.value(list)?;
        let Some(Val::Word(w)) = slot.val else { return self.always_exit(ExitKind::Declined) };
        self.call_helper(Helper::py_list_append, &[w, word], Resume::Result);
        Ok(())
    }

    pub(crate) fn insn_call(&mut self, insn: &Insn) -> Emit<()> {
        match *insn {
            Insn::Call { dst, window, site } => self.call(dst, window, site, false),
            Insn::CallMethod { dst, window, site } => self.call(dst, window, site, true),
            _ => self.generic(insn),
        }
    }
}
