//! The control flow graph: edges in both directions and an order.
//!
//! Always true: `order` is a reverse postorder over normal and handler edges,
//! so outside of loops a block comes behind all blocks that lead to it.
//! Handler edges lead from each block with a handler to the handler's target.

use crate::entity::Block;
use crate::function::Function;

/// The control flow graph of a function.
pub struct Cfg {
    /// The blocks with a jump or branch to a block, by block; once per edge.
    pub predecessors: Vec<Vec<Block>>,
    /// The blocks whose exceptions lead to a block, by block.
    pub throwers: Vec<Vec<Block>>,
    /// The reachable blocks in reverse postorder.
    pub order: Vec<Block>,
    /// The place of a block in `order`; none if it cannot be reached.
    pub place: Vec<Option<u32>>,
}

impl Cfg {
    /// Computes the graph of a function.
    pub fn new(function: &Function) -> Cfg {
        let count = function.blocks.len();
        let mut cfg = Cfg {
            predecessors: vec![Vec::new(); count],
            throwers: vec![Vec::new(); count],
            order: Vec::with_capacity(count),
            place: vec![None; count],
        };
        let mut seen = vec![false; count];
        seen[0] = true;
        let mut stack = vec![(Block(0), 0)];
        while let Some((block, edge)) = stack.last_mut() {
            let next = successor(function, *block, *edge);
            *edge += 1;
            match next {
                Some(target) => {
                    if !std::mem::replace(&mut seen[target.index()], true) {
                        stack.push((target, 0));
                    }
                }
                None => {
                    cfg.order.push(*block);
                    stack.pop();
                }
            }
        }
        cfg.order.reverse();
        for (place, &block) in cfg.order.iter().enumerate() {
            cfg.place[block.index()] = Some(place as u32);
            for target in function.terminator(block).successors().iter() {
                cfg.predecessors[target.index()].push(block);
            }
            if let Some(target) = handler_target(function, block) {
                cfg.throwers[target.index()].push(block);
            }
        }
        cfg
    }

    /// Returns true if `block` can be reached from the entry.
    pub fn is_reachable(&self, block: Block) -> bool {
        self.place[block.index()].is_some()
    }

    /// Returns all blocks that lead to `block`, by jumps or exceptions.
    pub fn all_predecessors(&self, block: Block) -> impl Iterator<Item = Block> {
        let (normal, throwers) = (&self.predecessors, &self.throwers);
        normal[block.index()].iter().chain(&throwers[block.index()]).copied()
    }
}

/// Returns where exceptions of a block go.
pub fn handler_target(function: &Function, block: Block) -> Option<Block> {
    let id = function.blocks[block.index()].handler?;
    Some(function.handlers[id.index()].target)
}

/// Returns the edge with this number: handlers first, then the last successor,
/// so that the first successor comes next in the order.
fn successor(function: &Function, block: Block, edge: usize) -> Option<Block> {
    let handler = handler_target(function, block);
    let edge = match handler {
        Some(target) if edge == 0 => return Some(target),
        Some(_) => edge - 1,
        None => edge,
    };
    let successors = function.terminator(block).successors();
    successors.iter().rev().nth(edge).copied()
}
