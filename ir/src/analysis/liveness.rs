//! Which registers are read before they are written again.
//!
//! A backward data flow over all registers. For locals this tells what code
//! still reads, not what the frame has to keep: a local that nothing reads any
//! more is visible to `locals()`, tracebacks and debuggers, and its object
//! dies when CPython lets it die.

use super::bitset::BitSet;
use super::cfg::{Cfg, handler_target};
use crate::entity::{Block, Reg};
use crate::function::Function;
use crate::insn::Insn;
use crate::operand::Role;

/// The live registers at the borders of blocks.
pub struct Liveness {
    /// Live at the entry of each block.
    pub entry: Vec<BitSet>,
    /// Live at the end of each block, without what its terminator writes.
    pub exit: Vec<BitSet>,
}

impl Liveness {
    /// Computes the live registers of a function.
    pub fn new(function: &Function, cfg: &Cfg) -> Liveness {
        let empty = BitSet::new(usize::from(function.registers));
        let count = function.blocks.len();
        let mut found = Liveness { entry: vec![empty.clone(); count], exit: vec![empty; count] };
        let mut changed = true;
        while changed {
            changed = false;
            for &block in cfg.order.iter().rev() {
                changed |= found.update(function, block);
            }
        }
        found
    }

    fn update(&mut self, function: &Function, block: Block) -> bool {
        let mut live = BitSet::new(usize::from(function.registers));
        let terminator = function.terminator(block);
        for (edge, target) in terminator.successors().iter().enumerate() {
            let mut behind = self.entry[target.index()].clone();
            if edge == 0 {
                terminator.visit_regs(&mut |role, reg| {
                    if role == Role::Item {
                        behind.remove(reg.index());
                    }
                });
            }
            live.union(&behind);
        }
        self.exit[block.index()] = live.clone();
        let thrown =
            handler_target(function, block).map(|target| self.entry[target.index()].clone());
        for insn in function.block_insns(block).iter().rev() {
            step(insn, &mut live);
            if let Some(thrown) = thrown.as_ref().filter(|_| insn.raises()) {
                live.union(thrown);
            }
        }
        self.entry[block.index()].union(&live)
    }

    /// Calls `f` with each pc of a block, last first, and what is live behind it.
    pub fn backwards(&self, function: &Function, block: Block, mut f: impl FnMut(u32, &BitSet)) {
        let mut live = self.exit[block.index()].clone();
        let thrown = handler_target(function, block).map(|target| &self.entry[target.index()]);
        for pc in function.block_range(block).rev() {
            f(pc as u32, &live);
            let insn = &function.insns[pc];
            step(insn, &mut live);
            if let Some(thrown) = thrown.filter(|_| insn.raises()) {
                live.union(thrown);
            }
        }
    }
}

fn step(insn: &Insn, live: &mut BitSet) {
    insn.visit_regs(&mut |role, reg: Reg| {
        if matches!(role, Role::Def | Role::Kill) {
            live.remove(reg.index());
        }
    });
    insn.visit_regs(&mut |role, reg: Reg| {
        if matches!(role, Role::Use | Role::Peek | Role::Keep | Role::Cell) {
            live.add(reg.index());
        }
    });
}
