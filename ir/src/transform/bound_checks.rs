//! Takes out `CheckBound`s of locals that are certainly bound.
//!
//! A forward data flow: at a point a local is *surely bound* if it is so on
//! every path that leads there. At a handler's entry that is what is surely
//! bound throughout all blocks that lead to it.

use crate::entity::{Block, Reg};
use crate::function::Function;
use crate::insn::Insn;
use crate::operand::Role;

/// A set of locals.
type Bits = Vec<u64>;

/// Removes the checks; the first `parameters` locals are bound at the entry.
pub fn remove_redundant(function: &mut Function, parameters: u16) {
    let entries = solve(function, parameters);
    let mut keep = vec![true; function.insns.len()];
    let mut removed = false;
    for block in function.block_ids() {
        // A block that the flow does not reach keeps its checks.
        let Some(mut bound) = entries[block.index()].clone() else { continue };
        for pc in function.block_range(block) {
            let insn = &function.insns[pc];
            if let Insn::CheckBound { local } = insn
                && has(&bound, *local)
            {
                keep[pc] = false;
                removed = true;
            }
            apply(function, insn, &mut bound);
        }
    }
    if removed {
        function.retain(&keep);
    }
}

/// Returns the locals that are bound wherever control comes to `pc`; the first `parameters` are
/// bound at the entry.
pub fn surely_bound(function: &Function, parameters: u16, pc: u32) -> Vec<Reg> {
    let block = function.block_at(pc);
    let Some(mut bound) = solve(function, parameters).swap_remove(block.index()) else {
        return Vec::new();
    };
    for insn in &function.insns[function.block_range(block).start..pc as usize] {
        apply(function, insn, &mut bound);
    }
    (0..function.locals).map(Reg).filter(|&local| has(&bound, local)).collect()
}

/// Returns what is surely bound at the entry of each block.
fn solve(function: &Function, parameters: u16) -> Vec<Option<Bits>> {
    let words = usize::from(function.locals).div_ceil(64);
    let mut entries: Vec<Option<Bits>> = vec![None; function.blocks.len()];
    let mut entry = vec![0; words];
    (0..parameters).for_each(|local| set(&mut entry, Reg(local)));
    entries[0] = Some(entry);
    let mut queued = vec![false; function.blocks.len()];
    let mut work = vec![Block(0)];
    while let Some(block) = work.pop() {
        queued[block.index()] = false;
        let mut bound = entries[block.index()].clone().expect("queued blocks have a state");
        let mut throughout = bound.clone();
        for insn in function.block_insns(block) {
            apply(function, insn, &mut bound);
            if let Insn::DeleteLocal { local } = insn {
                clear(&mut throughout, *local);
            }
        }
        let mut flow = |target: Block, state: &Bits| {
            if meet(&mut entries[target.index()], state) && !queued[target.index()] {
                queued[target.index()] = true;
                work.push(target);
            }
        };
        if let Some(id) = function.blocks[block.index()].handler {
            flow(function.handlers[id.index()].target, &throughout);
        }
        let terminator = function.terminator(block);
        for (edge, &target) in terminator.successors().iter().enumerate() {
            let mut state = bound.clone();
            if edge == 0 {
                terminator.visit_regs(&mut |role, reg| {
                    if role == Role::Item && function.is_local(reg) {
                        set(&mut state, reg);
                    }
                });
            }
            flow(target, &state);
        }
    }
    entries
}

fn apply(function: &Function, insn: &Insn, bound: &mut Bits) {
    insn.visit_regs(&mut |role, reg| {
        if function.is_local(reg) {
            match role {
                Role::Def => set(bound, reg),
                Role::Kill => clear(bound, reg),
                Role::Use | Role::Peek | Role::Keep | Role::Item | Role::Cell => {}
            }
        }
    });
    if let Insn::CheckBound { local } = insn {
        set(bound, *local);
    }
}

/// Narrows `state` to what holds in `other` too; returns true if it changed.
fn meet(state: &mut Option<Bits>, other: &Bits) -> bool {
    let Some(state) = state else {
        *state = Some(other.clone());
        return true;
    };
    let mut changed = false;
    for (word, other) in state.iter_mut().zip(other) {
        changed |= *word & !other != 0;
        *word &= other;
    }
    changed
}

fn has(bits: &Bits, local: Reg) -> bool {
    bits[local.index() / 64] >> (local.0 % 64) & 1 == 1
}

fn set(bits: &mut Bits, local: Reg) {
    bits[local.index() / 64] |= 1 << (local.0 % 64);
}

fn clear(bits: &mut Bits, local: Reg) {
    bits[local.index() / 64] &= !(1 << (local.0 % 64));
}
