//! What an interpreter arm works on, and what it tells the loop to do next.
//!
//! Always true: an arm consumes the temporaries it uses on every path, and writes its results only
//! if it does not raise.

use crate::builtins::frame::FramePtr;
use crate::bytecode::insn::flags;
use crate::bytecode::{Insn, Pc};
use crate::cx::Cx;
use crate::exceptions::PyResult;
use crate::object::handle::release;
use crate::object::{Owned, Ref};
use abi::Word;

/// The running frame of a thread.
#[derive(Clone, Copy)]
pub(crate) struct Machine<'c> {
    pub(crate) cx: &'c Cx,
    pub(crate) frame: FramePtr,
}

/// What the loop does after an instruction.
pub(crate) enum Step {
    /// Goes on behind the instruction.
    Next,
    /// Goes on at a place of the same frame.
    Goto(Pc),
    /// Goes on at a place of another frame.
    Switch(FramePtr, Pc),
    /// Leaves the loop with a value.
    Exit(Owned),
    /// An exception is pending: looks for a handler.
    Raise,
    /// An exception is pending and leaves the loop.
    Fail,
}

impl Machine<'_> {
    /// Writes the result `a` of an instruction.
    #[inline(always)]
    pub(crate) fn set(self, insn: &Insn, word: Word) {
        if insn.has(flags::A_TEMP) {
            self.frame.put(insn.a, word);
        } else {
            let old = self.frame.get(insn.a);
            self.frame.put(insn.a, word);
            release(old);
        }
    }

    /// Releases operand `a` if it is a temporary that was read.
    #[inline(always)]
    pub(crate) fn drop_a(self, insn: &Insn) {
        if insn.has(flags::A_TEMP) {
            release(self.frame.get(insn.a));
        }
    }

    /// Releases operand `b` if it is a temporary.
    #[inline(always)]
    pub(crate) fn drop_b(self, insn: &Insn) {
        if insn.has(flags::B_TEMP) {
            release(self.frame.get(insn.b));
        }
    }

    /// Releases operand `c` if it is a temporary.
    #[inline(always)]
    pub(crate) fn drop_c(self, insn: &Insn) {
        if insn.has(flags::C_TEMP) {
            release(self.frame.get(insn.c));
        }
    }

    /// Releases the register in `x` if it is a temporary.
    #[inline(always)]
    pub(crate) fn drop_x(self, insn: &Insn) {
        if insn.has(flags::X_TEMP) {
            release(self.frame.get(insn.low() as u16));
        }
    }

    /// Borrows operand `b`.
    #[inline(always)]
    pub(crate) fn b<'a>(self, insn: &Insn) -> Ref<'a> {
        self.frame.value(insn.b)
    }

    /// Borrows operand `c`.
    #[inline(always)]
    pub(crate) fn c<'a>(self, insn: &Insn) -> Ref<'a> {
        self.frame.value(insn.c)
    }

    /// Takes operand `b`: moves a temporary, counts anything else.
    #[inline(always)]
    pub(crate) fn take_b(self, insn: &Insn) -> Owned {
        if insn.has(flags::B_TEMP) { self.frame.take_temp(insn.b) } else { self.b(insn).own() }
    }

    /// Takes operand `c`.
    #[inline(always)]
    pub(crate) fn take_c(self, insn: &Insn) -> Owned {
        if insn.has(flags::C_TEMP) { self.frame.take_temp(insn.c) } else { self.c(insn).own() }
    }

    /// Takes operand `a` that is read.
    #[inline(always)]
    pub(crate) fn take_a(self, insn: &Insn) -> Owned {
        if insn.has(flags::A_TEMP) {
            self.frame.take_temp(insn.a)
        } else {
            self.frame.value(insn.a).own()
        }
    }

    /// Writes a result or raises.
    #[inline(always)]
    pub(crate) fn finish(self, insn: &Insn, result: PyResult) -> Step {
        match result {
            Ok(value) => {
                self.set(insn, value.into_word());
                Step::Next
            }
            Err(_) => Step::Raise,
        }
    }

    /// Goes on or raises.
    #[inline(always)]
    pub(crate) fn done(self, result: PyResult<()>) -> Step {
        match result {
            Ok(()) => Step::Next,
            Err(_) => Step::Raise,
        }
    }

    /// Releases the registers of a window, last one first.
    #[inline]
    pub(crate) fn release_window(self, base: u16, count: u16) {
        for register in (base..base + count).rev() {
            release(self.frame.get(register));
        }
    }

    /// Moves the values out of a window.
    pub(crate) fn take_window(self, base: u16, count: u16) -> Vec<Owned> {
        (base..base + count).map(|register| self.frame.take_temp(register)).collect()
    }
}

/// Goes to the first or second target of a branch.
#[inline(always)]
pub(crate) fn branch(pc: Pc, first: bool) -> Step {
    let insn = pc.insn();
    let distance = if first { insn.low() } else { insn.high() };
    Step::Goto(pc.offset(distance as i32))
}
