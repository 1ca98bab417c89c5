//! How compiled code begins: a function with its arguments, a loop with the registers of the running frame.
//!
//! Always true: a function that cannot start (too deep, no stack left) has released its arguments and raised; a
//! register that is moved out of a heap frame leaves it unbound there.

use super::Emitter;
use super::asm::Memory;
use super::value::Slot;
use abi::deopt::IMAGE_MIN_REGISTERS;
use abi::helpers::Helper;
use abi::layout::{CX_DEPTH_LIMIT, CX_STACK_LIMIT};
use inkwell::IntPredicate;
use inkwell::values::{IntValue, PointerValue};
use ir::Reg;

impl<'c> Emitter<'c, '_> {
    pub(super) fn enter_function(&mut self, parameters: usize) {
        let address = self.a.address(self.image);
        let limit = self.a.load(self.a.field(self.cx, CX_STACK_LIMIT as i64), Memory::Thread);
        let room = self.a.icmp(IntPredicate::UGT, address, limit);
        let depth =
            self.a.b.build_int_truncate(self.depth, self.a.i32t, "").expect("64 to 32 bits");
        let most = self.a.load32(self.a.field(self.cx, CX_DEPTH_LIMIT as i64), Memory::Thread);
        let shallow = self.a.icmp(IntPredicate::ULE, depth, most);
        let fine = self.a.and(room, shallow);
        let (ok, deep) = (self.a.block("start"), self.a.block("deep"));
        self.a.branch_likely(fine, ok, deep);
        self.a.at(deep);
        let words: Vec<IntValue<'c>> = (0..parameters)
            .map(|i| self.a.f.get_nth_param(3 + i as u32).expect("declared").into_int_value())
            .collect();
        let site = self.a.i32t.const_int(u64::from(abi::deopt::RETURNED), false);
        self.a.store(self.image, site, Memory::Image);
        for word in &words {
            self.call_leaf(Helper::py_release, &[*word]);
        }
        self.call_leaf(Helper::py_recursion, &[self.a.c(0)]);
        self.a.ret(self.a.c(0));
        self.a.at(ok);
        for (i, word) in words.into_iter().enumerate() {
            self.regs[i] = Some(Slot::owned(word));
        }
        self.load_closure(self.callee);
        if self.may_have_frame() {
            self.a.store(self.own_frame_slot(), self.a.c(0), Memory::Image);
        }
    }

    /// Makes the cells of `function`'s closure the free variables of the current function, borrowed.
    pub(super) fn load_closure(&mut self, function: IntValue<'c>) {
        let free = self.code().free_vars.len();
        if free == 0 {
            return;
        }
        let layout = self.world.layout;
        let closure = self.a.field(self.a.pointer(function), i64::from(layout.function_closure));
        let tuple = self.a.pointer(self.a.load(closure, Memory::Field));
        let first = usize::from(self.func.locals) + self.code().cell_vars.len();
        for i in 0..free {
            let at = i64::from(layout.tuple_items) + 8 * i as i64;
            let cell = self.a.load(self.a.field(tuple, at), Memory::Item);
            self.regs[first + i] = Some(Slot::borrowed(cell));
        }
    }

    pub(super) fn enter_loop(&mut self) {
        let behind = Reg((usize::from(self.func.registers).max(IMAGE_MIN_REGISTERS)) as u16);
        self.a.store(self.image_slot(behind), self.callee, Memory::Image);
        let registers = self.a.pointer(self.callee);
        let live = ir::analysis::LiveTemps::new(self.func).before(self.func, self.pc);
        for i in 0..usize::from(self.func.registers) {
            let reg = Reg(i as u16);
            if self.func.is_temp(reg) && !live.has(i) {
                continue;
            }
            let word = self.move_in(registers, reg);
            let mut slot = Slot::owned(word);
            slot.maybe_unbound = !self.func.is_temp(reg);
            self.regs[i] = Some(slot);
        }
    }

    /// Moves a register out of the heap frame.
    pub(super) fn move_in(&self, registers: PointerValue<'c>, reg: Reg) -> IntValue<'c> {
        let at = self.a.field(registers, 8 * i64::from(reg.0));
        let word = self.a.load(at, Memory::Field);
        self.a.store(at, self.unbound(), Memory::Field);
        word
    }
}
