//! Stores that exits have in common.
//!
//! Always true: a tail stores one register into the image and goes on to another tail or to the leaving block. What it
//! stores is the register's value at every exit that comes through it, so the value's definition comes before each
//! way into the tail, and before the tail.

use super::Emitter;
use super::value::Val;
use inkwell::basic_block::BasicBlock;
use std::cmp::Reverse;
use std::collections::HashMap;

/// How far ahead to look for the next definition of a register.
const HORIZON: usize = 200;

/// A value that an exit stores, by place in the image.
pub(super) type Store<'c> = (usize, Val<'c>);

/// The tails of a function.
#[derive(Default)]
pub(crate) struct Tails<'c> {
    /// By place in the image: the value at the last exit, and the number of the first exit that had it.
    seen: Vec<Option<(Val<'c>, u32)>>,
    /// Number of the current exit.
    exits: u32,
    known: HashMap<(BasicBlock<'c>, usize, Val<'c>), BasicBlock<'c>>,
}

impl<'c> Emitter<'c, '_> {
    /// The block in which an exit goes on that has to store `stores`: values by place in the image.
    ///
    /// Values that have been the same for long are stored last, so that most exits share most of their stores.
    pub(super) fn tail(&mut self, stores: &[Store<'c>]) -> BasicBlock<'c> {
        let size = self.regs.all.len();
        let next = self.next_definitions(size);
        let tails = &mut self.tails;
        tails.exits += 1;
        tails.seen.resize(size.max(tails.seen.len()), None);
        let mut now = vec![None; tails.seen.len()];
        let mut chain = Vec::with_capacity(stores.len());
        for (index, value) in stores {
            let since = match tails.seen[*index] {
                Some((known, since)) if known == *value => since,
                _ => tails.exits,
            };
            now[*index] = Some((*value, since));
            chain.push((since, Reverse(next[*index]), *index, *value));
        }
        tails.seen = now;
        chain.sort_by_key(|link| (link.0, link.1, link.2));
        let mut block = self.common_exit;
        for (_, _, index, value) in chain {
            let key = (block, index, value);
            block = match self.tails.known.get(&key) {
                Some(known) => *known,
                None => {
                    let from = self.a.here();
                    let tail = self.a.block("tail");
                    self.a.at(tail);
                    self.store_value(index, value);
                    self.a.jump(block);
                    self.a.at(from);
                    self.tails.known.insert(key, tail);
                    tail
                }
            };
        }
        block
    }

    /// By place in the image: how soon the register is defined again.
    fn next_definitions(&self, size: usize) -> Vec<usize> {
        let mut next = vec![HORIZON; size];
        let ahead = self.func.insns.iter().skip(self.pc as usize).take(HORIZON);
        for (distance, insn) in ahead.enumerate() {
            for reg in insn.defs() {
                if let Some(next) = next.get_mut(self.regs.base + reg.index()) {
                    *next = (*next).min(distance);
                }
            }
        }
        next
    }
}
