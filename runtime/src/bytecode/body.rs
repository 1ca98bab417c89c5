//! An encoded function body.

use super::insn::{Insn, Pc};
use super::liveness::Liveness;
use super::op::Op;
use super::site::Site;
use std::cell::{Cell, OnceCell};

/// The encoded body of a code object.
pub struct Body {
    /// The instructions.
    pub insns: Box<[Insn]>,
    /// The caches; `ir::SiteId` is the index.
    pub sites: Box<[Site]>,
    /// The IR pc of every position.
    pub pcs: Box<[u32]>,
    /// The position of every IR pc.
    pub positions: Box<[u32]>,
    /// Constants that stand in registers behind the temporaries: indices of constants.
    pub constant_regs: Box<[u32]>,
    /// First temporary.
    pub first_temp: u16,
    /// Number of registers, constants included.
    pub registers: u16,
    /// Operations replaced by [`Op::Line`], by position; empty until the body is traced.
    pub(crate) traced: OnceCell<Box<[Cell<Op>]>>,
    pub(crate) liveness: OnceCell<Liveness>,
}

impl Body {
    /// Returns the place of an IR pc.
    pub fn at(&self, pc: u32) -> Pc {
        Pc::at(&self.insns, self.positions[pc as usize] as usize)
    }

    /// Returns the temporaries that hold a value before the instruction at an IR pc.
    pub fn live_before(&self, function: &ir::Function, pc: u32) -> Vec<u16> {
        self.liveness.get().expect("set when encoded").before(function, pc)
    }

    /// Returns the temporaries that hold a value during the instruction at an IR pc.
    pub fn live_during(&self, function: &ir::Function, pc: u32) -> Vec<u16> {
        self.liveness.get().expect("set when encoded").during(function, pc).to_vec()
    }

    /// Returns the IR pc of a place.
    pub fn pc_of(&self, place: Pc) -> u32 {
        self.pcs[place.index_in(&self.insns)]
    }

    /// Returns the operation at a position as it is without tracing.
    pub fn op_at(&self, position: usize) -> Op {
        match self.traced.get() {
            Some(ops) if self.insns[position].op() == Op::Line => ops[position].get(),
            _ => self.insns[position].op(),
        }
    }
}
