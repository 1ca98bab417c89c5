//! Which blocks lie on every path from the entry to a block.
//!
//! Always true: the immediate dominator of a reachable block other than the
//! entry comes earlier in the graph's order. The algorithm is that of Cooper,
//! Harvey and Kennedy.

use super::cfg::Cfg;
use crate::entity::Block;

/// The dominator tree of a function.
pub struct Dominators {
    /// The immediate dominator of a block; the entry's is itself.
    immediate: Vec<Option<Block>>,
}

impl Dominators {
    /// Computes the tree, over normal and handler edges.
    pub fn new(cfg: &Cfg) -> Dominators {
        let mut immediate: Vec<Option<Block>> = vec![None; cfg.place.len()];
        immediate[0] = Some(Block(0));
        let mut changed = true;
        while changed {
            changed = false;
            for &block in cfg.order.iter().skip(1) {
                let mut known =
                    cfg.all_predecessors(block).filter(|from| immediate[from.index()].is_some());
                let Some(first) = known.next() else { continue };
                let found = known.fold(first, |a, b| common(cfg, &immediate, a, b));
                if immediate[block.index()] != Some(found) {
                    immediate[block.index()] = Some(found);
                    changed = true;
                }
            }
        }
        Dominators { immediate }
    }

    /// Returns the immediate dominator of a block; none for the entry and for
    /// blocks that cannot be reached.
    pub fn immediate(&self, block: Block) -> Option<Block> {
        self.immediate[block.index()].filter(|&dominator| dominator != block)
    }

    /// Returns true if every path to `block` leads over `dominator`, itself included.
    pub fn dominates(&self, dominator: Block, block: Block) -> bool {
        let mut at = Some(block);
        while let Some(current) = at {
            if current == dominator {
                return true;
            }
            at = self.immediate(current);
        }
        false
    }
}

fn common(cfg: &Cfg, immediate: &[Option<Block>], mut a: Block, mut b: Block) -> Block {
    let place = |block: Block| cfg.place[block.index()];
    let up = |block: Block| immediate[block.index()].expect("blocks looked at have a dominator");
    while a != b {
        if place(a) > place(b) {
            a = up(a);
        } else {
            b = up(b);
        }
    }
    a
}
