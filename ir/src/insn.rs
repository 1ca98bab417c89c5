//! The instructions of a function and the questions one can ask them.
//!
//! Always true: everything here is derived from the one table in
//! [`table`]; a new instruction is a new row there and nothing else in
//! this crate.

mod define;
mod table;

pub use crate::operand::{BinOp, CmpOp, Role, StarArgs, UnaryOp};
pub use table::{Insn, Opcode};

use crate::entity::{Block, Reg};

/// What an instruction may do besides computing its result.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Effects(u8);

impl Effects {
    /// Nothing.
    pub const NONE: Effects = Effects(0);
    /// It may raise an exception.
    pub const RAISES: Effects = Effects(1);
    /// It may run Python code: a call, or a release whose object has a finaliser.
    pub const SAFEPOINT: Effects = Effects(2);
    /// It ends its block.
    pub const TERMINATOR: Effects = Effects(4);

    /// Returns the effects of both.
    pub const fn or(self, other: Effects) -> Effects {
        Effects(self.0 | other.0)
    }

    /// Returns true if all of `other` are among these.
    pub const fn has(self, other: Effects) -> bool {
        self.0 & other.0 == other.0
    }
}

impl Insn {
    /// Returns the effects of the instruction, without those of releasing the
    /// old value of a local it defines.
    pub fn effects(&self) -> Effects {
        self.opcode().effects()
    }

    /// Returns true if the instruction may raise.
    pub fn raises(&self) -> bool {
        self.effects().has(Effects::RAISES)
    }

    /// Returns true if the instruction ends its block.
    pub fn is_terminator(&self) -> bool {
        self.effects().has(Effects::TERMINATOR)
    }

    /// Returns the registers read, in operand order.
    pub fn uses(&self) -> Vec<Reg> {
        let mut regs = Vec::new();
        self.visit_regs(&mut |role, reg| {
            if matches!(role, Role::Use | Role::Peek | Role::Keep) {
                regs.push(reg);
            }
        });
        regs
    }

    /// Returns the registers written, in operand order.
    pub fn defs(&self) -> Vec<Reg> {
        let mut regs = Vec::new();
        self.visit_regs(&mut |role, reg| {
            if matches!(role, Role::Def | Role::Item) {
                regs.push(reg);
            }
        });
        regs
    }

    /// Returns the successors of a terminator, in operand order; none for
    /// instructions that leave the function and for those inside a block.
    pub fn successors(&self) -> Successors {
        let mut found = Successors { blocks: [Block(0); 2], len: 0 };
        self.visit_blocks(&mut |block| {
            found.blocks[found.len] = block;
            found.len += 1;
        });
        found
    }
}

/// The at most two blocks that control may go to.
#[derive(Clone, Copy, Debug)]
pub struct Successors {
    blocks: [Block; 2],
    len: usize,
}

impl std::ops::Deref for Successors {
    type Target = [Block];
    fn deref(&self) -> &[Block] {
        &self.blocks[..self.len]
    }
}
