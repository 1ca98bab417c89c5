//! The loops of a function and how they nest.
//!
//! Always true: a loop's header dominates its blocks; loops with the same
//! header are one loop; inner loops come behind the ones around them.
//! Handler edges count as edges, so a `try` inside of a loop belongs to it.

use super::bitset::BitSet;
use super::cfg::Cfg;
use super::dominators::Dominators;
use crate::entity::Block;

/// A natural loop.
pub struct Loop {
    /// The block that every round begins with.
    pub header: Block,
    /// The blocks with an edge back to the header.
    pub latches: Vec<Block>,
    /// All blocks of the loop, those of inner loops included.
    pub blocks: BitSet,
    /// The loop around it: an index into [`Loops::list`].
    pub parent: Option<usize>,
    /// 1 for outermost loops.
    pub depth: u32,
}

/// All loops of a function.
pub struct Loops {
    /// The loops, outer ones first.
    pub list: Vec<Loop>,
    /// The innermost loop of each block: an index into `list`.
    pub innermost: Vec<Option<usize>>,
}

impl Loops {
    /// Finds the loops.
    pub fn new(cfg: &Cfg, dominators: &Dominators) -> Loops {
        let count = cfg.place.len();
        let mut loops = Loops { list: Vec::new(), innermost: vec![None; count] };
        // In this order the headers of outer loops come first.
        for &header in &cfg.order {
            let latches: Vec<Block> = cfg
                .all_predecessors(header)
                .filter(|&from| cfg.is_reachable(from) && dominators.dominates(header, from))
                .collect();
            if latches.is_empty() {
                continue;
            }
            let blocks = body(cfg, header, &latches);
            let parent = loops.innermost[header.index()];
            let depth = parent.map_or(1, |parent| loops.list[parent].depth + 1);
            for block in blocks.iter() {
                loops.innermost[block] = Some(loops.list.len());
            }
            loops.list.push(Loop { header, latches, blocks, parent, depth });
        }
        loops
    }

    /// Returns the innermost loop of a block.
    pub fn of(&self, block: Block) -> Option<&Loop> {
        self.innermost[block.index()].map(|index| &self.list[index])
    }

    /// Returns how many loops a block is in.
    pub fn depth(&self, block: Block) -> u32 {
        self.of(block).map_or(0, |inner| inner.depth)
    }
}

fn body(cfg: &Cfg, header: Block, latches: &[Block]) -> BitSet {
    let mut blocks = BitSet::new(cfg.place.len());
    blocks.add(header.index());
    let mut work: Vec<Block> = latches.to_vec();
    while let Some(block) = work.pop() {
        if blocks.add(block.index()) {
            work.extend(cfg.all_predecessors(block).filter(|&from| cfg.is_reachable(from)));
        }
    }
    blocks
}
