//! Which temporaries hold a value at an instruction.
//!
//! This is what the verifier checks to be the same on all paths. An unwinder
//! releases the temporaries that are live where an instruction raised and not
//! below the handler's depth; an exit from compiled code knows from it which
//! temporaries it has to hand over.

use super::bitset::BitSet;
use crate::entity::{Block, Reg};
use crate::function::Function;
use crate::insn::Insn;
use crate::operand::Role;

/// The live temporaries at the entry of each block.
pub struct LiveTemps {
    entry: Vec<Option<BitSet>>,
}

impl LiveTemps {
    /// Follows the temporaries through a verified function.
    pub fn new(function: &Function) -> LiveTemps {
        let empty = BitSet::new(usize::from(function.registers));
        let mut entry: Vec<Option<BitSet>> = vec![None; function.blocks.len()];
        entry[0] = Some(empty);
        let mut work = vec![Block(0)];
        while let Some(block) = work.pop() {
            let mut live = entry[block.index()].clone().expect("queued blocks have a state");
            let handler = function.blocks[block.index()].handler;
            for insn in function.block_insns(block) {
                consume(function, insn, &mut live);
                if let Some(id) = handler.filter(|_| insn.raises()) {
                    let handler = &function.handlers[id.index()];
                    if entry[handler.target.index()].is_none() {
                        entry[handler.target.index()] = Some(below(&live, handler.depth));
                        work.push(handler.target);
                    }
                }
                define(function, insn, &mut live, Role::Def);
            }
            let terminator = function.terminator(block);
            for (edge, &target) in terminator.successors().iter().enumerate() {
                if entry[target.index()].is_none() {
                    let mut state = live.clone();
                    if edge == 0 {
                        define(function, terminator, &mut state, Role::Item);
                    } else {
                        release_kept(terminator, &mut state);
                    }
                    entry[target.index()] = Some(state);
                    work.push(target);
                }
            }
        }
        LiveTemps { entry }
    }

    /// Returns the temporaries that are live before `pc` runs.
    pub fn before(&self, function: &Function, pc: u32) -> BitSet {
        let block = function.block_at(pc);
        let mut live = match &self.entry[block.index()] {
            Some(live) => live.clone(),
            None => BitSet::new(usize::from(function.registers)),
        };
        for insn in &function.insns[function.block_range(block).start..pc as usize] {
            consume(function, insn, &mut live);
            define(function, insn, &mut live, Role::Def);
        }
        live
    }

    /// Returns the temporaries that are live when the instruction at `pc` has
    /// raised: it has consumed its operands and written nothing.
    pub fn at_raise(&self, function: &Function, pc: u32) -> BitSet {
        let mut live = self.before(function, pc);
        consume(function, &function.insns[pc as usize], &mut live);
        live
    }
}

fn consume(function: &Function, insn: &Insn, live: &mut BitSet) {
    insn.visit_regs(&mut |role, reg| {
        if role == Role::Use && function.is_temp(reg) {
            live.remove(reg.index());
        }
    });
}

fn define(function: &Function, insn: &Insn, live: &mut BitSet, kind: Role) {
    insn.visit_regs(&mut |role, reg| {
        if role == kind && function.is_temp(reg) {
            live.add(reg.index());
        }
    });
}

fn release_kept(insn: &Insn, live: &mut BitSet) {
    insn.visit_regs(&mut |role, reg| {
        if role == Role::Keep {
            live.remove(reg.index());
        }
    });
}

fn below(live: &BitSet, depth: Reg) -> BitSet {
    let mut state = live.clone();
    for reg in live.iter().filter(|&reg| reg >= depth.index()) {
        state.remove(reg);
    }
    state
}
