//! Sites: guards with their cold exits, calls that can reach a safepoint, and the releases at the end of an
//! instruction.
//!
//! Always true: at a site the image holds every live register as the site's [`FrameState`] says. All exits and all
//! failed calls meet in one block that hands the image to `py_exit` and returns what that returns.

use super::asm::Memory;
use super::value::{Slot, Ty, Val};
use super::{Emit, Emitter, Stop, tails};
use abi::deopt::{
    CallerState, ExitKind, FrameState, IMAGE_MIN_REGISTERS, IMAGE_REGISTERS, IMAGE_SITE, Place,
    RETURNED, Repr, Resume,
};
use abi::helpers::Helper;
use abi::layout::{CX_DEPTH, CX_EVAL_BREAKER};
use abi::value::HEAP_LIMIT;
use inkwell::basic_block::BasicBlock;
use inkwell::module::Linkage;
use inkwell::types::BasicMetadataTypeEnum;
use inkwell::values::{BasicMetadataValueEnum, FunctionValue, IntValue, PointerValue};
use ir::Reg;

/// Registers by their place in the image, and where each value is.
pub(super) type RegPlaces = Vec<(u16, Place)>;

impl<'c> Emitter<'c, '_> {
    /// Address of a register's slot in the image.
    pub(crate) fn image_slot(&self, reg: Reg) -> PointerValue<'c> {
        self.image_place(self.regs.base + reg.index())
    }

    /// The same by the place in the image.
    fn image_place(&self, index: usize) -> PointerValue<'c> {
        self.a.field(self.image, IMAGE_REGISTERS + 8 * index as i64)
    }

    pub(super) fn store_value(&self, index: usize, val: Val<'c>) {
        let p = self.image_place(index);
        match val {
            Val::Word(w) => self.a.store(p, w, Memory::Image),
            Val::Int(v) => self.a.store(p, v, Memory::Image),
            Val::Float(v) => self.a.store(p, v, Memory::Image),
            Val::Bool(b) => self.a.store(p, self.a.widen(b), Memory::Image),
        }
    }

    pub(super) fn place(slot: &Slot<'c>, repr: Repr) -> Place {
        if let Ty::Const(w) = slot.ty {
            Place::Constant(w)
        } else if repr == Repr::Tagged && slot.counted() && !slot.owned {
            Place::Borrowed
        } else {
            Place::Image(repr)
        }
    }

    /// Stores what the image lacks, without changing what is known of the registers (cold paths), and returns
    /// the places, in the order of the image.
    fn write_image(&self) -> Vec<(u16, Place)> {
        let (places, missing) = self.missing();
        for (index, value) in missing {
            self.store_value(index, value);
        }
        places
    }

    /// Where each live register is once the image is complete, in the order of the image, and the values that it
    /// lacks now.
    fn missing(&self) -> (Vec<(u16, Place)>, Vec<tails::Store<'c>>) {
        let (mut places, mut missing) = (Vec::new(), Vec::new());
        for (i, slot) in self.regs.all.iter().enumerate() {
            let Some(slot) = slot else { continue };
            let repr = match (slot.ty, slot.home, slot.val) {
                (Ty::Const(_), ..) => Repr::Tagged,
                (_, Some(repr), _) => repr,
                (_, None, Some(val)) => {
                    missing.push((i, val));
                    val.repr()
                }
                (_, None, None) => continue,
            };
            places.push((i as u16, Self::place(slot, repr)));
        }
        (places, missing)
    }

    /// Stores what the image lacks and remembers it: the registers are homed.
    pub(crate) fn home_all(&mut self) -> Vec<(u16, Place)> {
        self.own_borrowed();
        let places = self.write_image();
        for (i, place) in &places {
            if let (Place::Image(repr), Some(slot)) = (place, &mut self.regs.all[usize::from(*i)]) {
                slot.home = Some(*repr);
            }
        }
        places
    }

    fn new_site(
        &mut self,
        resume: Resume,
        registers: Vec<(u16, Place)>,
        exit: Option<ExitKind>,
    ) -> u64 {
        let range = |base: usize, end: usize| -> Vec<(u16, Place)> {
            let inside = |(i, _): &&(u16, Place)| (base..end).contains(&usize::from(*i));
            let own = |(i, place): &(u16, Place)| (*i - base as u16, *place);
            registers.iter().filter(inside).map(own).collect()
        };
        let mut callers = Vec::new();
        let mut end = self.regs.base;
        for outer in self.outer.iter().rev() {
            callers.push(CallerState {
                part: outer.part as u32,
                base: outer.base as u16,
                pc: outer.pc,
                init: outer.init,
                registers: range(outer.base, end),
            });
            end = outer.base;
        }
        self.sites.push(FrameState {
            callers,
            part: self.part as u32,
            base: self.regs.base as u16,
            pc: self.pc,
            resume,
            registers: range(self.regs.base, usize::MAX),
            exit,
        });
        self.sites.len() as u64 - 1
    }

    /// A site for the present state, which is written to the image; the image does not name it.
    pub(super) fn describe(&mut self, resume: Resume) -> u64 {
        let places = self.write_image();
        self.new_site(resume, places, None)
    }

    /// Where the image keeps the activation's frame object, or the registers of the frame that it continues.
    pub(super) fn own_frame_slot(&self) -> PointerValue<'c> {
        let registers = usize::from(self.request.code.function.registers);
        self.image_place(registers.max(IMAGE_MIN_REGISTERS))
    }

    fn store_site(&self, site: u64) {
        let v = self.a.i32t.const_int(site, false);
        self.a.store(self.a.field(self.image, IMAGE_SITE), v, Memory::Image);
    }

    /// The cold block that leaves here and runs the current instruction again.
    pub(super) fn exit_block(&mut self, kind: ExitKind) -> BasicBlock<'c> {
        if let Some((pc, version, known, block)) = self.last_exit
            && pc == self.pc
            && version == self.version
            && known == kind
        {
            return block;
        }
        let from = self.a.here();
        let block = self.a.block("exit");
        let (places, missing) = self.missing();
        let tail = self.tail(&missing);
        self.a.at(block);
        let site = self.new_site(Resume::Again, places, Some(kind));
        self.store_site(site);
        self.a.jump(tail);
        self.a.at(from);
        self.last_exit = Some((self.pc, self.version, kind, block));
        block
    }

    /// Leaves unless `ok`.
    pub(crate) fn guard(&mut self, ok: IntValue<'c>, kind: ExitKind) -> Emit<()> {
        let mut ok = ok;
        if self.world.deopt_countdown != 0 && self.request.deopt_every {
            let p = self.a.pointer(self.a.c(self.world.deopt_countdown));
            let left = self.a.sub(self.a.load(p, Memory::Thread), self.a.c(1));
            let stay = self.a.ne(left, self.a.c(0));
            let next = self.a.select(stay, left, self.a.c(self.world.deopt_every));
            self.a.store(p, next, Memory::Thread);
            ok = self.a.and(ok, stay);
        } else if let Some(k) = ok.get_zero_extended_constant()
            && k == 1
        {
            return Ok(());
        }
        self.leave_unless(ok, kind)
    }

    /// Leaves unless `ok`. Not a guard that can be made to fail: where `ok`, something has been done already that must
    /// not be done again.
    pub(crate) fn leave_unless(&mut self, ok: IntValue<'c>, kind: ExitKind) -> Emit<()> {
        let exit = self.exit_block(kind);
        let go_on = self.a.block("ok");
        self.a.branch_likely(ok, go_on, exit);
        self.a.at(go_on);
        Ok(())
    }

    /// Leaves always; the rest of the block is not emitted.
    pub(crate) fn always_exit<T>(&mut self, kind: ExitKind) -> Emit<T> {
        let exit = self.exit_block(kind);
        self.a.jump(exit);
        Err(Stop::EndOfBlock)
    }

    /// Counts a round of quick code; leaves when it is time for better code.
    pub(crate) fn heat(&mut self) -> Emit<()> {
        if self.request.heat == 0 {
            return Ok(());
        }
        let p = self.a.pointer(self.a.c(self.request.heat));
        let left = self.a.sub(self.a.load(p, Memory::Thread), self.a.c(1));
        self.a.store(p, left, Memory::Thread);
        let cool = self.a.ne(left, self.a.c(0));
        self.guard(cool, ExitKind::TierUp)
    }

    /// Leaves a loop when something waits.
    pub(crate) fn poll(&mut self) -> Emit<()> {
        self.heat()?;
        let p = self.a.field(self.cx, CX_EVAL_BREAKER as i64);
        let breaker = self.a.load32_volatile(p);
        let quiet = self.a.eq(breaker, self.a.i32t.const_zero());
        self.guard(quiet, ExitKind::EvalBreaker)
    }

    pub(crate) fn helper(&self, helper: Helper) -> FunctionValue<'c> {
        let name = helper.name();
        self.module.get_function(name).unwrap_or_else(|| {
            let mut types: Vec<BasicMetadataTypeEnum<'c>> = vec![self.a.ptrt.into()];
            types.extend(
                (0..helper.argument_count()).map(|_| BasicMetadataTypeEnum::from(self.a.i64t)),
            );
            self.module.add_function(
                name,
                self.a.i64t.fn_type(&types, false),
                Some(Linkage::External),
            )
        })
    }

    fn words(&self, args: &[IntValue<'c>]) -> Vec<BasicMetadataValueEnum<'c>> {
        std::iter::once(self.cx.into()).chain(args.iter().map(|a| (*a).into())).collect()
    }

    /// Calls a helper that cannot reach a safepoint.
    pub(crate) fn call_leaf(&self, helper: Helper, args: &[IntValue<'c>]) -> IntValue<'c> {
        self.a.call(self.helper(helper), &self.words(args))
    }

    pub(crate) fn store_depth(&self) {
        let depth =
            self.a.b.build_int_truncate(self.depth, self.a.i32t, "").expect("64 to 32 bits");
        self.a.store(self.a.field(self.cx, CX_DEPTH as i64), depth, Memory::Thread);
    }

    /// Makes the image complete for a call that can reach a safepoint.
    pub(crate) fn begin_call(&mut self, resume: Resume) {
        let places = self.home_all();
        let site = self.new_site(resume, places, None);
        self.store_site(site);
        self.store_depth();
    }

    /// Behind such a call: leaves if it failed; the registers are in the image only.
    pub(crate) fn end_call(&mut self, result: IntValue<'c>) {
        let ok = self.a.block("returned");
        let good = self.a.ne(result, self.a.c(0));
        let failed = self.failure_block();
        self.a.branch_likely(good, ok, failed);
        self.a.at(ok);
        for slot in self.regs.all.iter_mut().flatten() {
            if slot.home.is_some() && !matches!(slot.ty, Ty::Const(_)) {
                slot.val = None;
            }
        }
        self.forget_heap();
        self.version += 1;
    }

    /// Calls a helper that can reach a safepoint; operands it takes over have left their registers.
    pub(crate) fn call_helper(
        &mut self,
        helper: Helper,
        args: &[IntValue<'c>],
        resume: Resume,
    ) -> IntValue<'c> {
        self.begin_call(resume);
        let result = self.a.call(self.helper(helper), &self.words(args));
        self.end_call(result);
        result
    }

    /// Gives back the counts collected by the instruction.
    pub(crate) fn flush_releases(&mut self) -> Emit<()> {
        let list = std::mem::take(&mut self.releases);
        let live: Vec<_> = list
            .into_iter()
            .filter(|r| match r.ty {
                Ty::Any | Ty::Exact(_) => true,
                Ty::Const(_) | Ty::Int | Ty::Float | Ty::Bool => false,
            })
            .collect();
        if live.is_empty() {
            return Ok(());
        }
        self.own_borrowed();
        for (i, release) in live.iter().enumerate() {
            let later: Vec<IntValue<'c>> = live[i + 1..].iter().map(|r| r.word).collect();
            self.decref(release.word, release.ty, &later, false);
        }
        self.forget_heap();
        Ok(())
    }

    /// Gives one count back. `later` are words that still wait when the object's end turns this frame into a heap
    /// frame. With `returning` the registers are gone already.
    pub(crate) fn decref(
        &mut self,
        w: IntValue<'c>,
        ty: Ty,
        later: &[IntValue<'c>],
        returning: bool,
    ) {
        let done = self.a.block("released");
        if !matches!(ty, Ty::Exact(_)) {
            let heap = self.is_heap_word(w);
            let count = self.a.block("dec");
            self.a.branch(heap, count, done);
            self.a.at(count);
        }
        let p = self.a.pointer(w);
        let n = self.a.sub(self.a.load(p, Memory::Count), self.a.c(1));
        self.a.store(p, n, Memory::Count);
        let free = self.a.block("free");
        let alive = self.a.ne(n, self.a.c(0));
        self.a.branch_likely(alive, done, free);
        self.a.at(free);
        if returning {
            self.store_site(u64::from(RETURNED));
            self.store_depth();
            self.call_leaf(Helper::py_dealloc, &[w]);
            self.a.jump(done);
        } else {
            let places = self.write_image();
            let resume = if self.on_edge { Resume::Again } else { Resume::Next };
            let site = self.new_site(resume, places, None);
            self.store_site(site);
            self.store_depth();
            let result = self.call_leaf(Helper::py_dealloc, &[w]);
            let good = self.a.ne(result, self.a.c(0));
            if later.is_empty() {
                self.a.branch_likely(good, done, self.common_exit);
            } else {
                let converted = self.a.block("converted");
                self.a.branch_likely(good, done, converted);
                self.a.at(converted);
                for word in later {
                    self.call_leaf(Helper::py_release, &[*word]);
                }
                self.a.jump(self.common_exit);
            }
        }
        self.a.at(done);
    }

    /// Runs the instruction by the protocol: operands are brought into the image as words.
    pub(crate) fn step(&mut self, insn: &ir::Insn) -> Emit<IntValue<'c>> {
        let mut operands: Vec<(Reg, bool)> = Vec::new();
        insn.visit_regs(&mut |role, reg| match role {
            ir::Role::Use => operands.push((reg, true)),
            ir::Role::Peek | ir::Role::Cell | ir::Role::Keep => operands.push((reg, false)),
            ir::Role::Def | ir::Role::Item | ir::Role::Kill => {}
        });
        for (reg, _) in &operands {
            self.bring_home(*reg)?;
        }
        let mut taken = Vec::new();
        for (reg, consumed) in &operands {
            if *consumed && self.func.is_temp(*reg) && self.regs[reg.index()].is_some() {
                taken.push(*reg);
                self.regs[reg.index()] = None;
            }
        }
        self.version += 1;
        let first = self.a.field(self.image, 8 * self.regs.base as i64);
        let unit = u64::from(self.request.unit) | (self.part as u64) << 32;
        let args = [self.a.address(first), self.a.c(unit), self.a.c(u64::from(self.pc))];
        Ok(self.call_helper(Helper::py_step, &args, Resume::Result))
    }

    /// Puts the register's value into the image as a word: owned for a temporary.
    pub(crate) fn bring_home(&mut self, reg: Reg) -> Emit<()> {
        let Some(slot) = self.regs[reg.index()] else { return Ok(()) };
        if slot.home == Some(Repr::Tagged) && (slot.owned || !slot.counted()) {
            return Ok(());
        }
        let slot = self.value(reg)?;
        let word = if self.func.is_temp(reg) {
            let word = self.own_word(&slot);
            // The word may be a heap int or a counted constant now.
            if let Ty::Const(k) = slot.ty {
                self.a.store(self.image_slot(reg), word, Memory::Image);
                if k < HEAP_LIMIT {
                    self.regs[reg.index()] =
                        Some(Slot { home: Some(Repr::Tagged), owned: true, ty: Ty::Any, ..slot });
                }
                return Ok(());
            }
            let ty = match slot.ty {
                Ty::Int | Ty::Float | Ty::Bool => Ty::Any,
                Ty::Any | Ty::Exact(_) | Ty::Const(_) => slot.ty,
            };
            self.regs[reg.index()] = Some(Slot {
                ty,
                val: Some(Val::Word(word)),
                owned: matches!(ty, Ty::Any | Ty::Exact(_)),
                home: Some(Repr::Tagged),
                ..slot
            });
            word
        } else {
            match slot.val {
                Some(Val::Int(v)) => {
                    let word = self.a.add(v, self.a.c(abi::value::INT_BIAS));
                    let fits = self.is_int_word(word);
                    self.guard(fits, ExitKind::Overflow)?;
                    word
                }
                Some(Val::Float(v)) => self.float_word(v),
                Some(Val::Bool(b)) => self.bool_word(b),
                Some(Val::Word(w)) => w,
                None => return Err(Stop::Bailout(abi::compiler::Bailout::Backend)),
            }
        };
        self.a.store(self.image_slot(reg), word, Memory::Image);
        if !self.func.is_temp(reg)
            && let Some(slot) = &mut self.regs[reg.index()]
        {
            slot.home = Some(Repr::Tagged);
        }
        Ok(())
    }
}
