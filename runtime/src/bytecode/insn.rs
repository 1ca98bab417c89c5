//! UNSAFE ISLAND: one encoded instruction, and the pointer to one.
//!
//! ```text
//! 0 op   1 flags   2 a   4 b   6 c   8 x: two jump distances, a table index, or a site's address
//! ```
//!
//! Obligations: (1) a `Pc` points into the instructions of a body that outlives its use; every path
//! ends in a terminator, so stepping never leaves the body; (2) `x` is read as a site only by
//! operations that were encoded with one, and sites live as long as the instructions.

use super::op::Op;
use super::site::Site;
use std::cell::Cell;

/// Which operands are temporaries: consumed when read, without an old value when written.
pub mod flags {
    /// `a` is a temporary.
    pub const A_TEMP: u8 = 1;
    /// `b` is a temporary.
    pub const B_TEMP: u8 = 2;
    /// `c` is a temporary.
    pub const C_TEMP: u8 = 4;
    /// The register in `x` is a temporary.
    pub const X_TEMP: u8 = 8;
    /// The in-place form of a binary operator.
    pub const IN_PLACE: u8 = 16;
    /// `Compare`: the operator stands in the bits from here on.
    pub const COMPARE_SHIFT: u8 = 5;
    /// `CallEx`: there is a `*args`.
    pub const STAR: u8 = 16;
    /// `CallEx`: there is a `**kwargs`.
    pub const KW_STAR: u8 = 32;
    /// `Catch`: the exception is normalised and becomes `sys.exc_info()`.
    pub const HANDLED: u8 = 16;
}

/// The absent register operand.
pub const NO_REG: u16 = u16::MAX;

/// One encoded instruction.
#[repr(C, align(16))]
pub struct Insn {
    op: Cell<Op>,
    /// See [`flags`].
    pub flags: u8,
    /// First operand.
    pub a: u16,
    /// Second operand.
    pub b: u16,
    /// Third operand.
    pub c: u16,
    /// Wide operand.
    pub x: u64,
}

const _: () = assert!(size_of::<Insn>() == 16);

impl Insn {
    /// Makes an instruction.
    pub fn new(op: Op, flags: u8, a: u16, b: u16, c: u16, x: u64) -> Insn {
        Insn { op: Cell::new(op), flags, a, b, c, x }
    }

    /// Returns the operation.
    #[inline(always)]
    pub fn op(&self) -> Op {
        self.op.get()
    }

    /// Replaces the operation by a form of it that reads the same operands. A traced one stays.
    #[inline(always)]
    pub fn set_op(&self, op: Op) {
        if self.op.get() != Op::Line {
            self.op.set(op);
        }
    }

    /// Goes back to the general form after a miss of the quickened one.
    #[inline]
    pub fn unquicken(&self, general: Op) {
        self.site().miss();
        self.set_op(general);
    }

    /// Returns whether a bit of [`flags`] is set.
    #[inline(always)]
    pub fn has(&self, flag: u8) -> bool {
        self.flags & flag != 0
    }

    /// Returns the instruction's site.
    #[inline(always)]
    pub fn site(&self) -> &Site {
        // SAFETY: (2) called by operations that have a site.
        unsafe { &*(self.x as *const Site) }
    }

    /// Returns the low half of the wide operand.
    #[inline(always)]
    pub fn low(&self) -> u32 {
        self.x as u32
    }

    /// Returns the high half of the wide operand.
    #[inline(always)]
    pub fn high(&self) -> u32 {
        (self.x >> 32) as u32
    }
}

/// The place of an instruction.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Pc(*const Insn);

impl Pc {
    /// No place.
    pub const NULL: Pc = Pc(std::ptr::null());

    /// Returns the place of `insns[index]`.
    pub fn at(insns: &[Insn], index: usize) -> Pc {
        Pc(&raw const insns[index])
    }

    /// Returns whether this is no place.
    pub fn is_null(self) -> bool {
        self.0.is_null()
    }

    /// Returns the instruction.
    #[inline(always)]
    pub fn insn<'a>(self) -> &'a Insn {
        // SAFETY: (1) the frame that runs keeps its body alive.
        unsafe { &*self.0 }
    }

    /// Returns the place `distance` instructions further.
    #[inline(always)]
    pub fn offset(self, distance: i32) -> Pc {
        // SAFETY: (1) jumps and steps stay inside the body.
        Pc(unsafe { self.0.offset(distance as isize) })
    }

    /// Returns the place behind.
    #[inline(always)]
    pub fn next(self) -> Pc {
        self.offset(1)
    }

    /// Returns the distance from the first instruction of the body.
    pub fn index_in(self, insns: &[Insn]) -> usize {
        (self.0 as usize - insns.as_ptr() as usize) / size_of::<Insn>()
    }

    /// Returns the address, for compiled code.
    pub fn address(self) -> usize {
        self.0 as usize
    }
}
