//! Generators: code that goes on where the generator's frame stands and moves its registers back at a yield.
//!
//! ```text
//! entry: switch state ──0──► start of the function
//!                     ──n──► behind the n-th yield, registers moved out of the frame
//!                     ──?──► CONTINUE: the interpreter knows better
//! ```
//!
//! Always true: between two activations the frame owns everything, as the interpreter leaves it at a yield.

use super::asm::Memory;
use super::value::{Slot, Val};
use super::{Emit, Emitter, Stop};
use abi::compiler::{Bailout, Entry};
use abi::deopt::{CONTINUE, EXHAUSTED, IMAGE_MIN_REGISTERS};
use inkwell::basic_block::BasicBlock;
use inkwell::values::IntValue;
use ir::Reg;

/// The first block of a generator's code.
pub(super) struct Dispatch<'c> {
    block: BasicBlock<'c>,
    state: IntValue<'c>,
    unknown: BasicBlock<'c>,
    cases: Vec<(IntValue<'c>, BasicBlock<'c>)>,
}

impl<'c> Emitter<'c, '_> {
    pub(super) fn is_generator(&self) -> bool {
        matches!(self.request.entry, Entry::Generator)
    }

    /// Begins the code; the position is that of the function's start afterwards.
    pub(super) fn enter_generator(&mut self) {
        let behind = Reg(usize::from(self.func.registers).max(IMAGE_MIN_REGISTERS) as u16);
        self.a.store(self.image_slot(behind), self.callee, Memory::Image);
        let state = self.a.f.get_nth_param(3).expect("declared").into_int_value();
        let (block, unknown, start) =
            (self.a.here(), self.a.block("unknown"), self.a.block("start"));
        let cases = vec![(self.a.c(0), start)];
        self.dispatch = Some(Dispatch { block, state, unknown, cases });
        self.a.at(unknown);
        self.a.ret(self.a.c(CONTINUE));
        self.a.at(start);
        let registers = self.a.pointer(self.callee);
        for i in 0..usize::from(self.func.registers) {
            let reg = Reg(i as u16);
            if self.func.is_temp(reg) {
                continue;
            }
            let mut slot = Slot::owned(self.move_in(registers, reg));
            slot.maybe_unbound = true;
            self.regs[i] = Some(slot);
        }
    }

    /// Ends the first block, when all places are known.
    pub(super) fn finish_dispatch(&mut self) {
        if let Some(dispatch) = self.dispatch.take() {
            self.a.at(dispatch.block);
            self.a.switch(dispatch.state, dispatch.unknown, &dispatch.cases);
        }
    }

    /// Hands `value` out; goes on with what was sent in `dst`.
    pub(super) fn yield_(&mut self, dst: Reg, value: Reg) -> Emit<()> {
        let points = &self.request.yields;
        let Some(index) = points.iter().position(|point| point.pc == self.pc) else {
            return Err(Stop::Bailout(Bailout::Generator));
        };
        let (place, temps) = (points[index].place, points[index].temps.clone());
        let word = self.take(value)?;
        let registers = self.a.pointer(self.callee);
        let mut moved: Vec<(Reg, bool)> = Vec::new();
        for i in 0..usize::from(self.func.registers) {
            let reg = Reg(i as u16);
            if self.regs[i].is_none() {
                continue;
            }
            let slot = self.value(reg)?;
            if self.func.is_temp(reg) && !temps.contains(&reg.0) {
                // The interpreter has no such register: it holds a constant.
                let constant = match slot.val {
                    Some(Val::Word(v) | Val::Int(v) | Val::Bool(v)) => v.is_const(),
                    Some(Val::Float(v)) => v.is_const(),
                    None => false,
                };
                if constant {
                    continue;
                }
                return Err(Stop::Bailout(Bailout::Generator));
            }
            let word = self.own_word(&slot);
            self.a.store(self.a.field(registers, 8 * i as i64), word, Memory::Field);
            moved.push((reg, slot.maybe_unbound));
        }
        let position = -i64::from(self.world.layout.frame_position);
        self.a.store(self.a.field(registers, position), self.a.c(place), Memory::Field);
        self.a.ret(word);

        let block = self.a.block("resumed");
        let state = self.a.c(index as u64 + 1);
        if let Some(dispatch) = &mut self.dispatch {
            dispatch.cases.push((state, block));
        }
        self.a.at(block);
        for (reg, maybe_unbound) in moved {
            let mut slot = Slot::owned(self.move_in(registers_again(self), reg));
            slot.maybe_unbound = maybe_unbound;
            self.regs[reg.index()] = Some(slot);
        }
        if self.func.is_temp(dst) || self.regs[dst.index()].is_none() {
            let sent = self.move_in(registers_again(self), dst);
            self.regs[dst.index()] = Some(Slot::owned(sent));
        }
        if let Some(slot) = &mut self.regs[dst.index()] {
            slot.maybe_unbound = false;
        }
        self.version += 1;
        self.checked_versions.clear();
        self.forget_heap();
        // What leaves from here goes on behind the yield.
        self.pc += 1;
        self.heat()
    }

    /// What the code returns when the generator ends.
    pub(super) fn ended(&self) -> IntValue<'c> {
        self.a.c(EXHAUSTED)
    }
}

/// The registers of the heap frame, in the present block.
fn registers_again<'c>(e: &Emitter<'c, '_>) -> inkwell::values::PointerValue<'c> {
    e.a.pointer(e.callee)
}
