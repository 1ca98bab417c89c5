//! The order in which blocks are emitted, and the edges between them.
//!
//! Always true: a block is emitted after all its forward predecessors, once; what control never reaches is not emitted;
//! an edge out of the loop that is compiled leaves compiled code.

use super::join::{Edge, Header, agree};
use super::{Emit, Emitter, Stop};
use abi::compiler::{Bailout, Entry};
use abi::deopt::ExitKind;
use inkwell::basic_block::BasicBlock;
use ir::Block;
use std::collections::HashMap;

/// The most instructions that are compiled together.
const MOST_INSTRUCTIONS: usize = 4000;

/// Where emission is in one function.
#[derive(Default)]
pub(super) struct Walk<'c> {
    pub(super) pending: HashMap<Block, Vec<Edge<'c>>>,
    pub(super) headers: HashMap<Block, Header<'c>>,
    pub(super) order: HashMap<Block, usize>,
    /// Place of the block that is being emitted.
    pub(super) current: usize,
    /// For a function compiled in: where it returns; its value is in its first register.
    pub(super) returns: Vec<Edge<'c>>,
}

impl<'c> Emitter<'c, '_> {
    /// Emits the blocks of the current function from `start` on, where control is now.
    pub(super) fn walk_from(&mut self, start: Block) -> Emit<()> {
        let mut order = self.reverse_post_order(start);
        if self.outer.is_empty() && matches!(self.request.entry, Entry::Loop(_)) {
            order = self.loop_around(start, &order);
        }
        let size = |block: &Block| {
            let data = self.func.blocks[block.index()];
            (data.end - data.start) as usize
        };
        if order.iter().map(size).sum::<usize>() > MOST_INSTRUCTIONS {
            return Err(Stop::Bailout(Bailout::TooLarge));
        }
        for (i, block) in order.iter().enumerate() {
            self.walk.order.insert(*block, i);
        }
        let mut is_header = vec![false; self.func.blocks.len()];
        for block in &order {
            for target in self.func.terminator(*block).successors().iter() {
                let place = self.walk.order.get(target);
                if place.is_some_and(|place| *place <= self.walk.order[block]) {
                    is_header[target.index()] = true;
                }
            }
        }
        self.edge_to(start);
        for (i, block) in order.into_iter().enumerate() {
            self.walk.current = i;
            match self.emit_block(block, is_header[block.index()]) {
                Ok(()) | Err(Stop::EndOfBlock) => {}
                Err(stop) => return Err(stop),
            }
            self.releases.clear();
        }
        Ok(())
    }

    fn emit_block(&mut self, block: Block, is_header: bool) -> Emit<()> {
        let Some(edges) = self.walk.pending.remove(&block) else { return Ok(()) };
        let data = self.func.blocks[block.index()];
        let joins = if is_header {
            let assumed = self.assumptions.headers.get(&block).cloned();
            let found = self.joins(&edges, Some(block));
            let joins = match assumed {
                Some(assumed) => assumed.into_iter().zip(found).map(|(a, f)| agree(a, f)).collect(),
                None => found,
            };
            self.assumptions.headers.insert(block, joins.clone());
            joins
        } else {
            self.joins(&edges, None)
        };
        self.join(block, data.start, joins, edges, is_header)?;
        for pc in data.start..data.end {
            self.pc = pc;
            let insn = self.func.insns[pc as usize];
            self.emit_insn(&insn)?;
            if !insn.is_terminator() {
                self.flush_releases()?;
            }
        }
        Ok(())
    }

    /// Ends the current LLVM block with an edge to `target`, in the state of this moment.
    pub(crate) fn edge_to(&mut self, target: Block) {
        let block = self.a.block("edge");
        self.a.jump(block);
        self.add_edge(target, block);
    }

    /// Registers `block`, which control reaches in the state of this moment, as an edge to `target`.
    pub(crate) fn add_edge(&mut self, target: Block, block: BasicBlock<'c>) {
        if !self.walk.order.contains_key(&target) {
            return self.leave_loop(target, block);
        }
        if self.walk.headers.contains_key(&target) {
            self.back_edge(target, block);
        } else {
            let edge = Edge { block, regs: self.regs.clone(), pc: self.pc };
            self.walk.pending.entry(target).or_default().push(edge);
        }
    }

    /// From `block` to `target`, which is behind the loop that is compiled.
    fn leave_loop(&mut self, target: Block, block: BasicBlock<'c>) {
        let (here, pc) = (self.a.here(), self.pc);
        self.a.at(block);
        self.pc = self.func.blocks[target.index()].start;
        let exit = self.exit_block(ExitKind::LoopLeft);
        self.a.jump(exit);
        self.a.at(here);
        self.pc = pc;
    }

    /// The blocks of the outermost loop around `header`: those that control reaches from it and returns from.
    fn loop_around(&self, header: Block, order: &[Block]) -> Vec<Block> {
        let mut inside = vec![false; self.func.blocks.len()];
        inside[header.index()] = true;
        loop {
            let mut grown = false;
            for block in order.iter().rev() {
                let returns = !inside[block.index()]
                    && self.func.terminator(*block).successors().iter().any(|s| inside[s.index()]);
                inside[block.index()] |= returns;
                grown |= returns;
            }
            if !grown {
                break;
            }
        }
        order.iter().copied().filter(|block| inside[block.index()]).collect()
    }

    fn reverse_post_order(&self, start: Block) -> Vec<Block> {
        let mut seen = vec![false; self.func.blocks.len()];
        let mut post = Vec::new();
        let mut stack = vec![(start, 0)];
        seen[start.index()] = true;
        while let Some((block, next)) = stack.pop() {
            let successors = self.func.terminator(block).successors();
            // The last successor first, so that a loop's body comes before what follows the loop; a handler before
            // them, so that it comes last.
            let target = match (self.handler_block(block), next) {
                (Some(handler), 0) => Some(handler),
                (handler, next) => {
                    let next = next - usize::from(handler.is_some());
                    (next < successors.len()).then(|| successors[successors.len() - 1 - next])
                }
            };
            if let Some(target) = target {
                stack.push((block, next + 1));
                if !seen[target.index()] {
                    seen[target.index()] = true;
                    stack.push((target, 0));
                }
            } else {
                post.push(block);
            }
        }
        post.reverse();
        post
    }
}
