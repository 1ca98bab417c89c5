//! Callees that are compiled into their callers.
//!
//! Always true: the registers of a function compiled in stand behind those of its caller, in the emitter as in the
//! image, and every site made meanwhile names the caller's position too, so that a frame can be made of each. The
//! arguments are moved (temporaries) or borrowed (locals) from the caller, whose registers outlive them.

use super::asm::Memory;
use super::join::Edge;
use super::value::{Release, Slot, Ty, Val};
use super::{Emit, Emitter, Outer, Stop};
use abi::deopt::{ExitKind, IMAGE_MIN_REGISTERS};
use abi::layout::CX_DEPTH_LIMIT;
use inkwell::IntPredicate;
use inkwell::values::IntValue;
use ir::{Block, Reg};

/// How deep functions are compiled into each other.
const MOST_LEVELS: usize = 4;
/// The block in which the returns of a function compiled in meet.
const RETURNED: Block = Block(u32::MAX);

/// A call whose callee is compiled in.
pub(crate) struct Inline<'c> {
    /// Index of the callee in the request's parts.
    pub(crate) part: usize,
    /// The function word.
    pub(crate) function: IntValue<'c>,
    /// The values of its first parameters.
    pub(crate) arguments: Vec<Slot<'c>>,
    /// For an `__init__`: the register that holds the instance.
    pub(crate) init: Option<Reg>,
}

impl<'c, 'r> Emitter<'c, 'r> {
    /// The positions of the calls that lead to the current instruction.
    fn call_path(&self) -> Vec<u32> {
        self.outer.iter().map(|outer| outer.pc).chain([self.pc]).collect()
    }

    /// The part to compile in for a call of `known`, if it pays and is possible.
    pub(crate) fn inlinable(&self, known: u64) -> Option<usize> {
        let part = *self.request.inlines.get(&known)?;
        let code = &self.request.parts[part].code;
        let size = code.function.insns.len();
        let fits = self.inlined + size <= self.request.inline_budget
            && self.outer.len() < MOST_LEVELS
            && self.releases.is_empty();
        // A function goes into itself once.
        let running = |other: usize| match other {
            0 => std::sync::Arc::ptr_eq(&self.request.code, code),
            other => std::sync::Arc::ptr_eq(&self.request.parts[other - 1].code, code),
        };
        let levels = self.outer.iter().map(|o| o.part).chain([self.part]).filter(|p| running(*p));
        let most = if self.outer.is_empty() { 1 } else { 0 };
        // Only the unit's own function catches.
        let handles = self.request.catches && !code.function.handlers.is_empty();
        let fits = fits && !handles;
        let known_bad = self.assumptions.calls.contains(&self.call_path());
        (fits && !known_bad && !self.request.generic && levels.count() <= most).then_some(part)
    }

    /// Leaves unless one more activation is allowed.
    pub(crate) fn guard_depth(&mut self) -> Emit<()> {
        let depth = self.a.add(self.depth, self.a.c(1));
        let depth = self.a.b.build_int_truncate(depth, self.a.i32t, "").expect("64 to 32 bits");
        let most = self.a.load32(self.a.field(self.cx, CX_DEPTH_LIMIT as i64), Memory::Thread);
        let shallow = self.a.icmp(IntPredicate::ULE, depth, most);
        self.guard(shallow, ExitKind::Callee)
    }

    /// The value of an argument register for a callee compiled in: moved out of a temporary, borrowed from a local.
    pub(crate) fn hand_over(&mut self, reg: Reg) -> Emit<Slot<'c>> {
        let mut slot = self.value(reg)?;
        if self.func.is_temp(reg) {
            self.regs[reg.index()] = None;
            self.version += 1;
        } else {
            slot.owned = false;
        }
        slot.home = None;
        Ok(slot)
    }

    /// Emits the callee in place of the call at the current position, whose operands have left their registers.
    /// Returns its value; what its locals held is given back at the end of the instruction.
    pub(crate) fn inline(&mut self, call: Inline<'c>) -> Emit<Slot<'c>> {
        let part = &self.request.parts[call.part];
        let func = &part.code.function;
        let own = usize::from(self.request.code.function.registers).max(IMAGE_MIN_REGISTERS) + 1;
        let base = self.regs.all.len().max(own);
        // One more for the value it returns.
        let registers = usize::from(func.registers) + 1;
        let wanted = base + registers - own;
        if wanted > self.assumptions.inner_registers {
            self.assumptions.inner_registers = wanted;
            return Err(Stop::Restart);
        }
        self.inlined += func.insns.len();
        let before = self.regs.all.len();
        self.regs.all.resize(base + registers, None);
        self.outer.push(Outer {
            func: self.func,
            part: self.part,
            base: self.regs.base,
            pc: self.pc,
            depth: self.depth,
            callee: self.callee,
            init: call.init.map(|reg| reg.0),
            walk: std::mem::take(&mut self.walk),
        });
        self.func = func;
        self.part = call.part + 1;
        self.regs.base = base;
        self.depth = self.a.add(self.depth, self.a.c(1));
        self.callee = call.function;
        self.version += 1;
        self.pc = 0;
        for (i, slot) in call.arguments.into_iter().enumerate() {
            self.regs[i] = Some(slot);
        }
        self.load_closure(call.function);
        let walked = self.walk_from(Block(0));
        let returns = std::mem::take(&mut self.walk.returns);
        let outer = self.outer.pop().expect("pushed above");
        self.func = outer.func;
        self.part = outer.part;
        self.depth = outer.depth;
        self.callee = outer.callee;
        self.walk = outer.walk;
        self.pc = outer.pc;
        walked?;
        if returns.is_empty() {
            return Err(Stop::EndOfBlock);
        }
        let joins = self.joins(&returns, None);
        self.join(RETURNED, outer.pc, joins, returns, false)?;
        self.regs.base = base;
        let result = self.value(Reg(func.registers));
        let releases = self.held_by_locals(part.code.arg_count, func.registers)?;
        self.regs.all.truncate(before);
        self.regs.base = outer.base;
        self.releases.extend(releases);
        self.version += 1;
        result
    }

    /// What the first `registers` registers hold, in the order in which it is given back: arguments last.
    pub(crate) fn held_by_locals(
        &mut self,
        parameters: u16,
        registers: u16,
    ) -> Emit<Vec<Release<'c>>> {
        let mut held = Vec::new();
        for i in (parameters..registers).chain((0..parameters).rev()) {
            let Some(slot) = self.regs[usize::from(i)] else { continue };
            if slot.owned
                && slot.counted()
                && let Val::Word(word) = self.val(Reg(i))?
            {
                held.push(Release { word, ty: slot.ty });
            }
        }
        Ok(held)
    }

    /// `Return` in a function that is compiled in.
    pub(crate) fn return_inside(&mut self, value: Reg) -> Emit<()> {
        let mut slot = self.value(value)?;
        let none = Ty::Const(self.world.none);
        if self.outer.last().is_some_and(|outer| outer.init.is_some()) && slot.ty != none {
            // The error of an `__init__` that returns something is the caller's matter.
            let path = self.outer.iter().map(|outer| outer.pc).collect();
            self.assumptions.calls.push(path);
            return Err(Stop::Restart);
        }
        // The count of a variable that ends here goes to the value.
        self.regs[value.index()] = None;
        slot.home = None;
        // Only what holds a count is still of interest.
        for i in 0..self.func.registers {
            match self.regs[usize::from(i)] {
                Some(held) if held.owned && held.counted() => {
                    let held = self.value(Reg(i))?;
                    self.regs[usize::from(i)] = Some(Slot { home: None, ..held });
                }
                _ => self.regs[usize::from(i)] = None,
            }
        }
        self.regs[usize::from(self.func.registers)] = Some(slot);
        self.version += 1;
        let block = self.a.block("returns");
        self.a.jump(block);
        let edge = Edge { block, regs: self.regs.clone(), pc: self.pc };
        self.walk.returns.push(edge);
        Ok(())
    }
}
