//! Builds a function instruction by instruction.
//!
//! Always true while building: blocks are laid out in the order in which they
//! are started; at most one block is open; what is emitted while none is open
//! is unreachable and dropped. A block that nothing jumped to when it is
//! started is unreachable: loop headers are entered from above first, handlers
//! are referred to by `Builder::refer`.
//!
//! ```text
//! new_block() ─► start(block) ─► emit(insn)* ─► terminator closes it ─► finish()
//! ```

use crate::entity::{Block, HandlerId, Reg, SiteId};
use crate::function::{BlockData, Function, Handler, Nest, NestKind};
use crate::insn::Insn;
use crate::line_table::LineTable;

/// A function under construction.
pub struct Builder {
    insns: Vec<Insn>,
    lines: Vec<u32>,
    /// Blocks by the number they were made with.
    made: Vec<Made>,
    /// Started blocks in layout order: where they start and their handler.
    placed: Vec<Placed>,
    open: bool,
    handlers: Vec<Handler>,
    handler: Option<HandlerId>,
    line: u32,
    nests: Vec<Nest>,
    /// Pcs of jumps that stand for going on into the next block.
    falls: Vec<u32>,
    /// Pcs of jumps that nothing skips on its way: `break`.
    pinned: Vec<u32>,
    sites: u32,
    registers: u16,
}

struct Made {
    references: u32,
    layout: Option<u32>,
}

struct Placed {
    made: Block,
    start: u32,
    handler: Option<HandlerId>,
}

impl Builder {
    /// Starts a function whose first block, number 0, is open.
    pub fn new(line: u32) -> Builder {
        let mut builder = Builder {
            insns: Vec::new(),
            lines: Vec::new(),
            made: Vec::new(),
            placed: Vec::new(),
            open: false,
            handlers: Vec::new(),
            handler: None,
            line,
            nests: Vec::new(),
            falls: Vec::new(),
            pinned: Vec::new(),
            sites: 0,
            registers: 0,
        };
        let entry = builder.new_block();
        builder.refer(entry);
        builder.start(entry);
        builder
    }

    /// Makes a block to be started later.
    pub fn new_block(&mut self) -> Block {
        self.made.push(Made { references: 0, layout: None });
        Block(self.made.len() as u32 - 1)
    }

    /// Notes that control can reach `block`, by another way than a terminator.
    pub fn refer(&mut self, block: Block) {
        self.made[block.index()].references += 1;
    }

    /// Returns true if what is emitted here can be reached.
    pub fn is_open(&self) -> bool {
        self.open
    }

    /// Begins `block` here; an open block goes on into it.
    pub fn start(&mut self, block: Block) {
        if self.open {
            let jump = self.emit(Insn::Jump { target: block });
            self.falls.extend(jump);
        }
        let made = &mut self.made[block.index()];
        assert!(made.layout.is_none(), "block {block} is started twice");
        if made.references == 0 {
            return;
        }
        made.layout = Some(self.placed.len() as u32);
        let start = self.insns.len() as u32;
        self.placed.push(Placed { made: block, start, handler: self.handler });
        self.open = true;
    }

    /// Begins `block` here as [`Builder::start`] does; the jump to it keeps its line even if
    /// others jump here.
    pub fn start_pinned(&mut self, block: Block) {
        let jump = self.open.then_some(self.insns.len() as u32);
        self.pinned.extend(jump);
        self.start(block);
    }

    /// Appends an instruction; returns its pc if it can be reached.
    pub fn emit(&mut self, insn: Insn) -> Option<u32> {
        if !self.open {
            return None;
        }
        if insn.is_terminator() {
            insn.visit_blocks(&mut |block| self.made[block.index()].references += 1);
            self.open = false;
        }
        self.insns.push(insn);
        self.lines.push(self.line);
        Some(self.insns.len() as u32 - 1)
    }

    /// Sets the line of the instructions to come.
    pub fn set_line(&mut self, line: u32) {
        self.line = line;
    }

    /// Returns the line that instructions get.
    pub fn line(&self) -> u32 {
        self.line
    }

    /// Makes a new site.
    pub fn new_site(&mut self) -> SiteId {
        self.sites += 1;
        SiteId(self.sites - 1)
    }

    /// Makes a handler.
    pub fn new_handler(&mut self, handler: Handler) -> HandlerId {
        self.handlers.push(handler);
        HandlerId(self.handlers.len() as u32 - 1)
    }

    /// Begins a nest; returns its number.
    pub fn open_nest(&mut self, kind: NestKind) -> usize {
        let start = self.insns.len() as u32;
        self.nests.push(Nest { kind, start, end: start });
        self.nests.len() - 1
    }

    /// Ends a nest here.
    pub fn close_nest(&mut self, number: usize) {
        self.nests[number].end = self.insns.len() as u32;
    }

    /// Appends a jump that keeps its line even if a branch leads to it.
    pub fn emit_pinned(&mut self, insn: Insn) {
        let pc = self.emit(insn);
        self.pinned.extend(pc);
    }

    /// Sets the handler for what follows and returns the one so far; an open
    /// block ends here, because a block has one handler.
    pub fn set_handler(&mut self, handler: Option<HandlerId>) -> Option<HandlerId> {
        let before = std::mem::replace(&mut self.handler, handler);
        if before != handler && self.open {
            let starts_here =
                self.placed.last().is_some_and(|last| last.start as usize == self.insns.len());
            if starts_here {
                if let Some(last) = self.placed.last_mut() {
                    last.handler = handler;
                }
            } else {
                let next = self.new_block();
                self.start(next);
            }
        }
        before
    }

    /// Returns the handler for what follows.
    pub fn handler(&self) -> Option<HandlerId> {
        self.handler
    }

    /// Makes room for a register.
    pub fn use_reg(&mut self, reg: Reg) {
        self.registers = self.registers.max(reg.0.saturating_add(1));
    }

    /// Returns the instructions so far.
    pub fn insns(&self) -> &[Insn] {
        &self.insns
    }

    /// Returns the line of an instruction.
    pub fn line_at(&self, pc: u32) -> u32 {
        self.lines[pc as usize]
    }

    /// Replaces the line of an instruction.
    pub fn patch_line(&mut self, pc: u32, line: u32) {
        self.lines[pc as usize] = line;
    }

    /// Ends the function: no block may be open. Jumps to jumps are shortened
    /// and blocks that became unreachable are taken out.
    pub fn finish(mut self, locals: u16, cells: u16) -> Function {
        assert!(!self.open, "the last block has no terminator");
        self.thread_jumps();
        let keep = self.reachable();
        let joined = self.joined(&keep);
        let mut layout = vec![u32::MAX; self.made.len()];
        let mut insns = Vec::with_capacity(self.insns.len());
        let mut lines = Vec::with_capacity(self.insns.len());
        let mut blocks: Vec<BlockData> = Vec::with_capacity(self.placed.len());
        let mut moved = vec![u32::MAX; self.insns.len() + 1];
        for (place, placed) in self.placed.iter().enumerate().filter(|&(place, _)| keep[place]) {
            let range = placed.start as usize..self.end_of(place);
            if joined[place] {
                // The block before ends in a jump to this one, which falls away.
                insns.pop();
                lines.pop();
            } else {
                layout[placed.made.index()] = blocks.len() as u32;
                let start = insns.len() as u32;
                let handler = placed.handler;
                blocks.push(BlockData { start, end: start, handler, loop_header: false });
            }
            for (place, old) in range.clone().enumerate() {
                moved[old] = (insns.len() + place) as u32;
            }
            insns.extend_from_slice(&self.insns[range.clone()]);
            lines.extend_from_slice(&self.lines[range]);
            if let Some(block) = blocks.last_mut() {
                block.end = insns.len() as u32;
            }
        }
        for insn in &mut insns {
            insn.map_blocks(&mut |block| Block(layout[block.index()]));
        }
        let handlers = self.finish_handlers(&mut blocks, &layout);
        let insns_len = insns.len() as u32;
        let mut function = Function {
            insns,
            blocks,
            handlers,
            lines: LineTable::from_lines(lines),
            nests: self.finish_nests(moved, insns_len),
            locals,
            cells,
            registers: self.registers.max(locals + cells),
            sites: self.sites,
        };
        mark_loop_headers(&mut function);
        function
    }

    /// Moves the nests to where their instructions went; those without any are left out.
    fn finish_nests(&self, mut moved: Vec<u32>, count: u32) -> Vec<Nest> {
        let mut next = count;
        for place in moved.iter_mut().rev() {
            if *place == u32::MAX {
                *place = next;
            }
            next = *place;
        }
        let at = |old: u32| moved.get(old as usize).copied().unwrap_or(count);
        let nests = self.nests.iter().map(|nest| {
            // The line of `for`, `while` and `try` is not inside.
            let start = at(nest.start) + u32::from(nest.kind != NestKind::FinallyBody);
            let end = at(nest.end);
            Nest { start: start.min(end), end, ..*nest }
        });
        // The end of an empty `with` body is the place of its `__exit__`.
        nests.filter(|nest| nest.start < nest.end || nest.kind == NestKind::With).collect()
    }

    fn end_of(&self, place: usize) -> usize {
        self.placed.get(place + 1).map_or(self.insns.len(), |next| next.start as usize)
    }

    /// Sends jumps to blocks that only jump on to where those go. What is reached by going on into
    /// the next block stays: it may have a line of its own, which tracing shows.
    fn thread_jumps(&mut self) {
        let mut goal: Vec<Block> = (0..self.made.len() as u32).map(Block).collect();
        // Backwards, so that most chains are resolved when they are looked at.
        for (place, placed) in self.placed.iter().enumerate().rev() {
            let start = placed.start as usize;
            if self.end_of(place) == start + 1
                && let Insn::Jump { target } = self.insns[start]
                && goal[target.index()] != placed.made
                && !self.pinned.contains(&placed.start)
            {
                goal[placed.made.index()] = goal[target.index()];
            }
        }
        self.quieten_jumps();
        for place in 0..self.placed.len() {
            let last = self.end_of(place) - 1;
            let made = &self.made;
            let jumps = matches!(self.insns[last], Insn::Jump { .. });
            // Only a `Jump` may go back: it is where loops are counted and interrupted.
            let allowed =
                |to: Block| jumps || made[to.index()].layout.is_some_and(|to| to as usize > place);
            let is_written = jumps && self.falls.binary_search(&(last as u32)).is_err();
            let next = self.placed.get(place + 1).filter(|_| !is_written).map(|next| next.made);
            self.insns[last].map_blocks(&mut |block| {
                let target = goal[block.index()];
                if allowed(target) && next != Some(block) { target } else { block }
            });
        }
    }

    /// Gives jumps that CPython 2.7 never comes to the line before them: those that stand for going
    /// on into the next block, and those that only other jumps lead to, because it jumps on at once.
    fn quieten_jumps(&mut self) {
        // Whether control goes on into the block from an instruction before it.
        let mut is_entered = true;
        for place in 0..self.placed.len() {
            let start = self.placed[place].start as usize;
            let end = self.end_of(place);
            let is_fall = self.falls.binary_search(&(end as u32 - 1)).is_ok();
            let is_pinned = self.pinned.contains(&(start as u32));
            let is_lone = end == start + 1 && matches!(self.insns[start], Insn::Jump { .. });
            if is_lone && !is_pinned && start > 0 && (is_fall || !is_entered) {
                self.lines[start] = self.lines[start - 1];
            }
            let next = self.placed.get(place + 1).map(|next| next.made);
            is_entered = match self.insns[end - 1] {
                Insn::Jump { .. } => is_fall && (!is_lone || is_pinned || is_entered),
                other => next.is_some_and(|next| other.successors().contains(&next)),
            };
        }
    }

    fn reachable(&self) -> Vec<bool> {
        let mut keep = vec![false; self.placed.len()];
        let mut work = vec![0usize];
        while let Some(place) = work.pop() {
            if std::mem::replace(&mut keep[place], true) {
                continue;
            }
            let mut go = |block: Block| {
                let place =
                    self.made[block.index()].layout.expect("a jump goes to a started block");
                work.push(place as usize);
            };
            self.insns[self.end_of(place) - 1].visit_blocks(&mut go);
            if let Some(handler) = self.placed[place].handler {
                go(self.handlers[handler.index()].target);
            }
        }
        keep
    }

    /// Finds the blocks to be joined to the one before them: those with no other
    /// way in than a jump at its end, and the same handler.
    fn joined(&self, keep: &[bool]) -> Vec<bool> {
        let mut ways = vec![0u32; self.made.len()];
        ways[0] = 1;
        for handler in &self.handlers {
            ways[handler.target.index()] += 2;
        }
        for place in (0..self.placed.len()).filter(|&place| keep[place]) {
            self.insns[self.end_of(place) - 1].visit_blocks(&mut |to| ways[to.index()] += 1);
        }
        let mut joined = vec![false; self.placed.len()];
        let mut before: Option<usize> = None;
        for (place, placed) in self.placed.iter().enumerate().filter(|&(place, _)| keep[place]) {
            joined[place] = before.is_some_and(|before| {
                let last = self.insns[self.end_of(before) - 1];
                let end = self.end_of(before);
                last == Insn::Jump { target: placed.made }
                    && (end < 2
                        || self.lines[end - 1] == self.lines[end - 2]
                        || self.lines[end - 1] == self.lines[placed.start as usize])
                    && ways[placed.made.index()] == 1
                    && self.placed[before].handler == placed.handler
            });
            before = Some(place);
        }
        joined
    }

    /// Renumbers the handlers that are in use.
    fn finish_handlers(&self, blocks: &mut [BlockData], layout: &[u32]) -> Vec<Handler> {
        let mut number = vec![None; self.handlers.len()];
        let mut handlers = Vec::new();
        for block in blocks {
            if let Some(old) = block.handler {
                let id = *number[old.index()].get_or_insert_with(|| {
                    let handler = self.handlers[old.index()];
                    let target = Block(layout[handler.target.index()]);
                    handlers.push(Handler { target, ..handler });
                    HandlerId(handlers.len() as u32 - 1)
                });
                block.handler = Some(id);
            }
        }
        handlers
    }
}

/// Sets `loop_header` of every block from the edges.
pub fn mark_loop_headers(function: &mut Function) {
    for from in function.block_ids() {
        for &to in function.terminator(from).successors().iter() {
            if to <= from {
                function.blocks[to.index()].loop_header = true;
            }
        }
    }
}
