//! Builtins that compiled code knows: emitted in place where the types of the arguments allow it.
//!
//! Always true: what is not emitted in place (`None`) has consumed nothing.

use super::asm::Memory;
use super::value::{Slot, Ty, Val};
use super::{Emit, Emitter};
use abi::deopt::ExitKind;
use abi::feedback::Builtin;
use abi::helpers::Helper;
use abi::layout::SMALL_CAPACITY;
use inkwell::values::IntValue;
use inkwell::{FloatPredicate, IntPredicate};
use ir::Reg;

impl<'c> Emitter<'c, '_> {
    pub(super) fn builtin(
        &mut self,
        builtin: Builtin,
        arguments: &[Reg],
    ) -> Emit<Option<Slot<'c>>> {
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
                self.append(w, *item)?;
                let none = self.constant(self.world.none);
                Ok(Some(none))
            }
            (Builtin::ListPop, [list]) => {
                let slot = self.value(*list)?;
                let (Ty::Exact(t), Some(Val::Word(w))) = (slot.ty, slot.val) else {
                    return Ok(None);
                };
                let layout = self.world.layout;
                if t != self.world.list_type || layout.list_capacity == 0 {
                    return Ok(None);
                }
                let item = self.pop_last(w)?;
                Ok(Some(Slot::owned(item)))
            }
            (Builtin::Ord, [x]) => {
                let (str_type, layout) = (self.world.str_type, self.world.layout);
                if layout.str_data == 0 {
                    return Ok(None);
                }
                if self.slot(*x)?.ty == Ty::Any && !self.is_doubted() {
                    self.guard_exact(*x, str_type, ExitKind::Protocol)?;
                }
                let slot = self.value(*x)?;
                if slot.ty != Ty::Exact(str_type) {
                    return Ok(None);
                }
                let Some(Val::Word(w)) = slot.val else { return Ok(None) };
                let p = self.a.pointer(w);
                let len = self.a.load(self.a.field(p, i64::from(layout.str_len)), Memory::Head);
                let one = self.a.eq(len, self.a.c(1));
                self.guard(one, ExitKind::Type)?;
                let byte = self.a.load_byte(self.a.field(p, i64::from(layout.str_data)));
                Ok(Some(Slot::int(byte)))
            }
            (Builtin::DictGet, [dict, key] | [dict, key, _]) if !self.is_doubted() => {
                let args = [self.plain_word(*dict)?, self.plain_word(*key)?];
                let default = match arguments.get(2) {
                    Some(default) => self.plain_word(*default)?,
                    None => self.a.c(self.world.none),
                };
                let found = self.call_leaf(Helper::py_dict_find, &args);
                let known = self.a.ne(found, self.a.c(0));
                self.guard(known, ExitKind::Protocol)?;
                let missing = self.a.eq(found, self.unbound());
                Ok(Some(Slot::borrowed(self.a.select(missing, default, found))))
            }
            (Builtin::Chr, [x]) if self.value(*x)?.ty == Ty::Int => {
                if self.world.layout.single_str == 0 {
                    return Ok(None);
                }
                let v = self.int_of(*x)?;
                let fine = self.a.icmp(IntPredicate::ULT, v, self.a.c(256));
                self.guard(fine, ExitKind::Overflow)?;
                let word = self.single_str(v);
                Ok(Some(Slot::borrowed(word).typed(Ty::Exact(self.world.str_type))))
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
            let n = self.a.load(self.a.field(self.a.pointer(w), i64::from(at)), Memory::Head);
            return Ok(Some(Slot::int(n)));
        }
        let at = layout.list_len;
        if at == 0 || slot.ty != Ty::Any || self.is_doubted() {
            return Ok(None);
        }
        // What is not known to be a list most likely is one, or another type of the language.
        let heap = self.is_heap_word(w);
        self.guard(heap, ExitKind::Protocol)?;
        let p = self.a.pointer(w);
        let ty = self.a.load(self.a.field(p, abi::layout::HEADER_TYPE as i64), Memory::Shape);
        let is_list = self.a.eq(ty, self.a.c(self.world.list_type));
        let (list, other, done) =
            (self.a.block("list"), self.a.block("len"), self.a.block("lened"));
        self.a.branch(is_list, list, other);
        self.a.at(list);
        let quick = self.a.load(self.a.field(p, i64::from(at)), Memory::Head);
        self.a.jump(done);
        self.a.at(other);
        let slow = self.call_leaf(Helper::py_len_plain, &[w]);
        let known = self.a.icmp(IntPredicate::SGE, slow, self.a.c(0));
        self.guard(known, ExitKind::Protocol)?;
        let other_end = self.a.here();
        self.a.jump(done);
        self.a.at(done);
        let v = self.a.phi(&[(quick, list), (slow, other_end)]);
        Ok(Some(Slot::int(v)))
    }

    /// Takes the last item out of an exact list; leaves if there is none.
    fn pop_last(&mut self, list: IntValue<'c>) -> Emit<IntValue<'c>> {
        let layout = self.world.layout;
        let p = self.a.pointer(list);
        let len_at = self.a.field(p, i64::from(layout.list_len));
        let len = self.a.load(len_at, Memory::Head);
        let some = self.a.ne(len, self.a.c(0));
        self.guard(some, ExitKind::Bounds)?;
        let capacity_at = self.a.field(p, i64::from(layout.list_capacity));
        let capacity = self.a.load(capacity_at, Memory::Head);
        // The protocol gives memory back when half of a large list is free.
        let left = self.a.sub(len, self.a.c(1));
        let half = self.a.ashr(capacity, self.a.c(1));
        let used = self.a.icmp(IntPredicate::SGE, left, half);
        let small = self.a.icmp(IntPredicate::ULE, capacity, self.a.c(SMALL_CAPACITY));
        let fast = self.a.or(used, small);
        let (quick, slow, done) =
            (self.a.block("pop"), self.a.block("shrink"), self.a.block("popped"));
        self.a.branch_likely(fast, quick, slow);
        self.a.at(quick);
        let items_at = self.a.field(p, i64::from(layout.list_items));
        let items = self.a.pointer(self.a.load(items_at, Memory::Head));
        let at = self.a.offset(items, self.a.shl(left, self.a.c(3)));
        let item = self.a.load(at, Memory::Item);
        self.a.store(len_at, left, Memory::Head);
        self.a.jump(done);
        self.a.at(slow);
        let other = self.call_leaf(Helper::py_list_pop, &[list]);
        self.a.jump(done);
        self.a.at(done);
        Ok(self.a.phi(&[(item, quick), (other, slow)]))
    }

    /// Appends the item to an exact list.
    fn append(&mut self, list: IntValue<'c>, item: Reg) -> Emit<()> {
        let layout = self.world.layout;
        if layout.list_capacity == 0 {
            return self.always_exit(ExitKind::Declined);
        }
        let p = self.a.pointer(list);
        let len_at = self.a.field(p, i64::from(layout.list_len));
        let len = self.a.load(len_at, Memory::Head);
        let capacity = self.a.field(p, i64::from(layout.list_capacity));
        let capacity = self.a.load(capacity, Memory::Head);
        let (ready, full) = (self.a.block("append"), self.a.block("grow"));
        let room = self.a.icmp(IntPredicate::ULT, len, capacity);
        self.a.branch_likely(room, ready, full);
        self.a.at(full);
        let grown = self.call_leaf(Helper::py_list_reserve, &[list]);
        let grown = self.a.ne(grown, self.a.c(0));
        self.guard(grown, ExitKind::Bounds)?;
        self.a.jump(ready);
        self.a.at(ready);
        let word = self.take(item)?;
        let items_at = self.a.field(p, i64::from(layout.list_items));
        let items = self.a.pointer(self.a.load(items_at, Memory::Head));
        let at = self.a.offset(items, self.a.shl(len, self.a.c(3)));
        self.a.store(at, word, Memory::Item);
        self.a.store(len_at, self.a.add(len, self.a.c(1)), Memory::Head);
        Ok(())
    }

    pub(crate) fn list_append(&mut self, list: Reg, item: Reg) -> Emit<()> {
        let slot = self.value(list)?;
        let Some(Val::Word(w)) = slot.val else { return self.always_exit(ExitKind::Declined) };
        self.append(w, item)
    }
}
