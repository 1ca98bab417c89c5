//! Which temporaries hold a value at a place: what unwinding, generators and the collector need.
//!
//! Always true: temporaries are linear (see `ir::verify`), so the live ones at a place follow from
//! one walk over the function in layout order and one over the block. Constants that the encoder
//! moved into registers are not live: their `LoadConst` was left out.

use ir::{Function, Insn, Reg, Role};
use std::cell::OnceCell;

/// The live temporaries of one place, once somebody asked.
type Memo = OnceCell<Box<[u16]>>;

/// The sets of live temporaries of a function.
pub struct Liveness {
    /// Live temporaries at the start of each block, sorted; none if the block is unreachable.
    entry: Vec<Option<Vec<u16>>>,
    /// Pcs of left-out instructions.
    skipped: Vec<bool>,
    /// By pc; filled as places are asked for.
    memo: OnceCell<Box<[Memo]>>,
}

impl Liveness {
    /// Walks the function; `skipped` tells the instructions that were left out.
    pub fn new(function: &Function, skipped: Vec<bool>) -> Liveness {
        let mut liveness =
            Liveness { entry: vec![None; function.blocks.len()], skipped, memo: OnceCell::new() };
        liveness.walk(function);
        liveness
    }

    fn walk(&mut self, function: &Function) {
        let mut work = vec![0usize];
        self.entry[0] = Some(Vec::new());
        while let Some(index) = work.pop() {
            let mut live = self.entry[index].clone().unwrap_or_default();
            let data = &function.blocks[index];
            if let Some(handler) = data.handler {
                let handler = &function.handlers[handler.index()];
                let below: Vec<u16> =
                    live.iter().copied().filter(|reg| *reg < handler.depth.0).collect();
                self.enter(handler.target.index(), below, &mut work);
            }
            for pc in data.start..data.end - 1 {
                self.step(function, pc, &mut live);
            }
            let last = &function.insns[data.end as usize - 1];
            for (number, target) in last.successors().iter().enumerate() {
                let mut after = live.clone();
                last.visit_regs(&mut |role, reg| {
                    let gone = role == Role::Use || (role == Role::Keep && number == 1);
                    let made = role == Role::Def || (role == Role::Item && number == 0);
                    change(&mut after, function, reg, gone, made);
                });
                self.enter(target.index(), after, &mut work);
            }
        }
    }

    fn enter(&mut self, block: usize, live: Vec<u16>, work: &mut Vec<usize>) {
        if self.entry[block].is_none() {
            self.entry[block] = Some(live);
            work.push(block);
        }
    }

    fn step(&self, function: &Function, pc: u32, live: &mut Vec<u16>) {
        if self.skipped[pc as usize] {
            return;
        }
        let insn = &function.insns[pc as usize];
        consume(insn, function, live);
        insn.visit_regs(&mut |role, reg| {
            change(live, function, reg, false, role == Role::Def);
        });
    }

    /// Returns the temporaries that hold a value before the instruction at `pc`.
    pub fn before(&self, function: &Function, pc: u32) -> Vec<u16> {
        let block = function.block_at(pc);
        let mut live = self.entry[block.index()].clone().unwrap_or_default();
        for before in function.blocks[block.index()].start..pc {
            self.step(function, before, &mut live);
        }
        live
    }

    /// Returns the temporaries that hold a value after the instruction at `pc` has consumed its
    /// operands and before it has written its results.
    pub fn during(&self, function: &Function, pc: u32) -> &[u16] {
        let memo =
            self.memo.get_or_init(|| (0..function.insns.len()).map(|_| OnceCell::new()).collect());
        memo[pc as usize].get_or_init(|| self.compute(function, pc))
    }

    fn compute(&self, function: &Function, pc: u32) -> Box<[u16]> {
        let block = function.block_at(pc);
        let mut live = self.entry[block.index()].clone().unwrap_or_default();
        for before in function.blocks[block.index()].start..pc {
            self.step(function, before, &mut live);
        }
        consume(&function.insns[pc as usize], function, &mut live);
        live.into()
    }
}

fn consume(insn: &Insn, function: &Function, live: &mut Vec<u16>) {
    insn.visit_regs(&mut |role, reg| change(live, function, reg, role == Role::Use, false));
}

fn change(live: &mut Vec<u16>, function: &Function, reg: Reg, gone: bool, made: bool) {
    if !function.is_temp(reg) {
        return;
    }
    if gone {
        live.retain(|other| *other != reg.0);
    }
    if made && let Err(at) = live.binary_search(&reg.0) {
        live.insert(at, reg.0);
    }
}
