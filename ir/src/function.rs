//! The body of a code object: registers, blocks, instructions, handlers.
//!
//! Registers: `[locals: co_varnames][cells: co_cellvars, co_freevars][temps]`.
//!
//! ```text
//!  0 ........ locals ....... locals+cells ......... registers
//!  | parameters, other locals | own cells, free cells | temporaries |
//! ```
//!
//! Always true of a finished function (checked by the verifier, which says it
//! in full): blocks are numbered in layout order and cover `insns` without
//! gaps; each ends in its only terminator; block 0 is the entry and no edge
//! leads to it from its own end without being a loop; the *pc* of an
//! instruction is its index in `insns`.

use crate::entity::{Block, HandlerId, Reg};
use crate::insn::Insn;
use crate::line_table::LineTable;
use std::ops::Range;

/// What a handler is for; decides how an exception is prepared for it.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum HandlerKind {
    /// `except`: the exception is normalised and becomes `sys.exc_info()`.
    Except,
    /// `finally`: the exception is handed over as it is.
    Finally,
    /// `with`: as `Except`.
    With,
}

/// Where an exception raised in certain blocks goes.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct Handler {
    /// What it is for.
    pub kind: HandlerKind,
    /// The block that begins with `Catch`.
    pub target: Block,
    /// The register of `Catch`'s first result. Temporaries below stay live,
    /// those from here on are released before the handler is entered.
    pub depth: Reg,
}

/// What a [`Nest`] is.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum NestKind {
    /// A loop, with its test or iterator.
    Loop,
    /// What `except` clauses protect.
    Except,
    /// What a `finally` protects.
    Finally,
    /// The body of `with`.
    With,
    /// The code of a `finally`.
    FinallyBody,
}

impl NestKind {
    /// All kinds with their names in the text form.
    pub const NAMES: [(NestKind, &str); 5] = [
        (NestKind::Loop, "loop"),
        (NestKind::Except, "except"),
        (NestKind::Finally, "finally"),
        (NestKind::With, "with"),
        (NestKind::FinallyBody, "body"),
    ];
}

/// A part of the source that an assignment to `f_lineno` cannot lead into.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct Nest {
    /// What it is.
    pub kind: NestKind,
    /// Its first pc.
    pub start: u32,
    /// The pc behind it.
    pub end: u32,
}

/// A basic block.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct BlockData {
    /// The pc of the first instruction.
    pub start: u32,
    /// The pc behind the terminator.
    pub end: u32,
    /// The handler of exceptions raised in this block; none: they leave the frame.
    pub handler: Option<HandlerId>,
    /// True if a block at or behind this one has an edge to it.
    pub loop_header: bool,
}

/// The body of a code object.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct Function {
    /// The instructions in layout order.
    pub insns: Vec<Insn>,
    /// The blocks in layout order; [`Block`] is the index.
    pub blocks: Vec<BlockData>,
    /// The handlers; [`HandlerId`] is the index.
    pub handlers: Vec<Handler>,
    /// The lines of the instructions.
    pub lines: LineTable,
    /// Loops and protected parts, outer ones before inner ones.
    pub nests: Vec<Nest>,
    /// The number of local registers.
    pub locals: u16,
    /// The number of cell registers: own cells, then free variables.
    pub cells: u16,
    /// The number of all registers.
    pub registers: u16,
    /// The number of sites.
    pub sites: u32,
}

impl Function {
    /// Returns the first temporary.
    #[inline]
    pub fn first_temp(&self) -> Reg {
        Reg(self.locals + self.cells)
    }

    /// Returns true if `reg` is a local.
    #[inline]
    pub fn is_local(&self, reg: Reg) -> bool {
        reg.0 < self.locals
    }

    /// Returns true if `reg` is a temporary.
    #[inline]
    pub fn is_temp(&self, reg: Reg) -> bool {
        reg >= self.first_temp()
    }

    /// Returns the pcs of a block.
    pub fn block_range(&self, block: Block) -> Range<usize> {
        let data = &self.blocks[block.index()];
        data.start as usize..data.end as usize
    }

    /// Returns the instructions of a block.
    pub fn block_insns(&self, block: Block) -> &[Insn] {
        &self.insns[self.block_range(block)]
    }

    /// Returns the terminator of a block.
    pub fn terminator(&self, block: Block) -> &Insn {
        &self.insns[self.blocks[block.index()].end as usize - 1]
    }

    /// Returns all blocks in layout order.
    pub fn block_ids(&self) -> impl DoubleEndedIterator<Item = Block> + use<> {
        (0..self.blocks.len() as u32).map(Block)
    }

    /// Returns the block that holds `pc`.
    ///
    /// # Panics
    /// If `pc` is behind the last instruction.
    pub fn block_at(&self, pc: u32) -> Block {
        assert!((pc as usize) < self.insns.len(), "pc {pc} is outside of the function");
        Block(self.blocks.partition_point(|block| block.end <= pc) as u32)
    }

    /// Returns the handler of exceptions raised at `pc`.
    pub fn handler_at(&self, pc: u32) -> Option<&Handler> {
        let id = self.blocks[self.block_at(pc).index()].handler?;
        Some(&self.handlers[id.index()])
    }

    /// Returns the nests around `pc`, outermost first.
    pub fn nests_at(&self, pc: u32) -> impl Iterator<Item = &Nest> {
        self.nests.iter().filter(move |nest| (nest.start..nest.end).contains(&pc))
    }

    /// Returns whether tracing tells a line at `pc`: where one begins, except in a jump's way out of
    /// a `with` body, which CPython 2.7 has in the middle of the body's last line.
    pub fn begins_line(&self, pc: u32) -> bool {
        if self.lines.bounds(pc).0 == pc {
            return !self.leaves_early(pc);
        }
        let block = self.block_at(pc);
        pc == self.blocks[block.index()].start
            && self.block_range(self.block_at(pc - 1)).any(|other| self.leaves_early(other as u32))
    }

    /// Returns whether the instruction calls `__exit__` on the way out of a `with` body by a jump.
    fn leaves_early(&self, pc: u32) -> bool {
        // A jump to the block behind the body may stand between.
        let ends_here =
            |nest: &Nest| nest.kind == NestKind::With && (nest.end == pc || nest.end + 1 == pc);
        matches!(self.insns[pc as usize], Insn::WithLeave { .. })
            && !self.nests.iter().any(ends_here)
    }

    /// Takes out the instructions for which `keep` is false, none of them a terminator.
    ///
    /// # Panics
    /// If a block would end without a terminator.
    pub fn retain(&mut self, keep: &[bool]) {
        let mut lines = Vec::with_capacity(self.insns.len());
        let runs = self.lines.runs();
        for (i, &(_, line)) in runs.iter().enumerate() {
            let end = runs.get(i + 1).map_or(self.insns.len(), |&(start, _)| start as usize);
            lines.resize(end, line);
        }
        let mut next = 0;
        for block in &mut self.blocks {
            assert!(keep[block.end as usize - 1], "a terminator cannot be taken out");
            let kept = keep[block.start as usize..block.end as usize].iter().filter(|&&k| k);
            block.start = next;
            next += kept.count() as u32;
            block.end = next;
        }
        let mut place = 0;
        let places: Vec<u32> = keep
            .iter()
            .map(|&kept| {
                place += u32::from(kept);
                place - u32::from(kept)
            })
            .collect();
        let moved = |pc: u32| places.get(pc as usize).copied().unwrap_or(place);
        for nest in &mut self.nests {
            (nest.start, nest.end) = (moved(nest.start), moved(nest.end));
        }
        let kept = |pc: usize| keep[pc];
        self.lines = LineTable::from_lines(
            lines.into_iter().enumerate().filter(|&(pc, _)| kept(pc)).map(|(_, line)| line),
        );
        let mut pc = 0;
        self.insns.retain(|_| {
            pc += 1;
            keep[pc - 1]
        });
    }
}
