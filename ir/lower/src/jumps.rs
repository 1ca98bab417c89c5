//! Leaving loops, `try` parts and functions: what has to happen on the way out.
//!
//! Always true: `unit.frames` lists what is around the current statement. A
//! jump out walks it from the inside: it drops iterators, leaves `with` bodies
//! and hands over to the first `finally` it meets, which goes on from there
//! when its body is done.

use crate::error::{Lowering, at_line, bare};
use crate::lowering::Lowerer;
use ir::{Block, HandlerId, Insn, NestKind, OptReg, Reg, Window};

/// Something around a statement that a jump out of it has to deal with.
pub(crate) struct Frame {
    pub(crate) kind: FrameKind,
    /// The handler of exceptions outside of it.
    pub(crate) handler: Option<HandlerId>,
    nest: usize,
}

/// The kinds of [`Frame`].
pub(crate) enum FrameKind {
    /// A loop; `iter` is the iterator of a `for`.
    Loop { next: Block, end: Block, iter: Option<Reg> },
    /// The body of `try ... except`.
    Except,
    /// The body of `try ... finally`.
    Finally(Finally),
    /// A `finally` body, with the three registers from `state`.
    FinallyBody { state: Reg },
    /// The body of `with`; `exit` holds the manager's `__exit__`.
    With { exit: Reg, leaves: Vec<u32> },
}

impl FrameKind {
    fn nest(&self) -> NestKind {
        match self {
            FrameKind::Loop { .. } => NestKind::Loop,
            FrameKind::Except => NestKind::Except,
            FrameKind::Finally(_) => NestKind::Finally,
            FrameKind::FinallyBody { .. } => NestKind::FinallyBody,
            FrameKind::With { .. } => NestKind::With,
        }
    }
}

/// A `finally` that jumps have to go through.
pub(crate) struct Finally {
    /// The first of the three registers of its state.
    pub(crate) state: Reg,
    /// Where its body begins.
    pub(crate) body: Block,
    /// The jumps that go on behind it; the tag is the index plus one.
    pub(crate) exits: Vec<Exit>,
}

/// A way out.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Exit {
    /// Out of the function, with a value.
    Return,
    /// To the end of a loop: the frame's index.
    Break(usize),
    /// To the next round of a loop: the frame's index.
    Continue(usize),
}

/// The most blocks CPython nests.
const MAX_BLOCKS: usize = 20;

impl Lowerer<'_> {
    /// Notes that what follows is inside of something.
    pub(crate) fn enter_frame(&mut self, kind: FrameKind, handler: Option<HandlerId>) -> Lowering {
        if self.unit.frames.len() >= MAX_BLOCKS {
            return Err(bare("too many statically nested blocks".to_owned(), 0).into());
        }
        let nest = self.unit.builder.open_nest(kind.nest());
        self.unit.frames.push(Frame { kind, handler, nest });
        Ok(())
    }

    /// Undoes `enter_frame`.
    pub(crate) fn leave_frame(&mut self) -> FrameKind {
        let frame = self.unit.frames.pop().expect("frames are entered and left in pairs");
        self.unit.builder.close_nest(frame.nest);
        frame.kind
    }

    /// Returns from the function with a value; a temporary is consumed.
    pub(crate) fn lower_return(&mut self, value: Reg) -> Lowering {
        self.jump_out(Exit::Return, Some(value))
    }

    /// The `break` statement.
    pub(crate) fn lower_break(&mut self) -> Lowering {
        match self.innermost_loop() {
            Some(index) => self.jump_out(Exit::Break(index), None),
            None => Err(at_line("'break' outside loop", self.unit.line)),
        }
    }

    /// The `continue` statement.
    pub(crate) fn lower_continue(&mut self) -> Lowering {
        for (index, frame) in self.unit.frames.iter().enumerate().rev() {
            match frame.kind {
                FrameKind::Loop { .. } => return self.jump_out(Exit::Continue(index), None),
                FrameKind::FinallyBody { .. } => {
                    let message = "'continue' not supported inside 'finally' clause";
                    return Err(at_line(message, self.unit.line));
                }
                FrameKind::Except | FrameKind::Finally(_) | FrameKind::With { .. } => {}
            }
        }
        Err(at_line("'continue' not properly in loop", self.unit.line))
    }

    fn innermost_loop(&self) -> Option<usize> {
        self.unit.frames.iter().rposition(|frame| matches!(frame.kind, FrameKind::Loop { .. }))
    }

    /// Emits the way out from the current place, and the handlers on it.
    pub(crate) fn jump_out(&mut self, exit: Exit, value: Option<Reg>) -> Lowering {
        let temps = self.unit.temps;
        let handler = self.unit.builder.handler();
        let result = self.walk_out(exit, value);
        self.unit.builder.set_handler(handler);
        self.unit.temps = temps;
        result
    }

    fn walk_out(&mut self, exit: Exit, value: Option<Reg>) -> Lowering {
        let mut left = None;
        let result = self.leave_frames(exit, value, &mut left);
        // What follows the last `__exit__` is quiet, too.
        if let Some((index, behind)) = left {
            let end = self.unit.builder.insns().len() as u32;
            if let FrameKind::With { leaves, .. } = &mut self.unit.frames[index].kind {
                leaves.extend(behind..end);
            }
        }
        result
    }

    /// The same; tells the outermost `with` body left and the pc behind that.
    fn leave_frames(
        &mut self,
        exit: Exit,
        value: Option<Reg>,
        left: &mut Option<(usize, u32)>,
    ) -> Lowering {
        for index in (0..self.unit.frames.len()).rev() {
            let frame = &mut self.unit.frames[index];
            let outer = frame.handler;
            match &mut frame.kind {
                FrameKind::Loop { next, end, iter } => {
                    let (next, end, iter) = (*next, *end, *iter);
                    if exit == Exit::Continue(index) {
                        self.emit(Insn::Jump { target: next });
                        return Ok(());
                    }
                    if let Some(value) = iter {
                        self.emit(Insn::Drop { value });
                    }
                    if exit == Exit::Break(index) {
                        self.unit.mark_line();
                        self.unit.builder.emit_pinned(Insn::Jump { target: end });
                        return Ok(());
                    }
                }
                FrameKind::Except => {}
                FrameKind::Finally(finally) => {
                    let (state, body, tag) = (finally.state, finally.body, finally.tag(exit));
                    self.enter_finally(state, tag, value.into());
                    self.emit(Insn::Jump { target: body });
                    return Ok(());
                }
                FrameKind::FinallyBody { state } => {
                    let values = Window::new(*state, 3);
                    self.emit(Insn::DropMany { values });
                }
                FrameKind::With { exit: function, .. } => {
                    let exit = *function;
                    if left.is_none() {
                        self.line_of_its_own();
                    }
                    self.unit.builder.set_handler(outer);
                    self.leave_with(exit)?;
                    self.note_leave(index);
                    *left = Some((index, self.unit.builder.insns().len() as u32));
                }
            }
        }
        let value = value.expect("only a return leaves all frames");
        self.emit(Insn::Return { value });
        Ok(())
    }

    /// Enters a `finally` body with a tag and maybe a value.
    pub(crate) fn enter_finally(&mut self, state: Reg, tag: u32, result: OptReg) {
        let [why, value, traceback] = three(state);
        self.emit(Insn::EnterFinally { why, value, traceback, tag, result });
    }

    /// Notes that the last instructions belong to the end of a `with` body.
    fn note_leave(&mut self, index: usize) {
        if !self.unit.builder.is_open() {
            return;
        }
        let pc = self.unit.builder.insns().len() as u32;
        if let FrameKind::With { leaves, .. } = &mut self.unit.frames[index].kind {
            leaves.extend([pc - 2, pc - 1]);
        }
    }
}

/// Returns a register and the two behind it.
pub(crate) fn three(first: Reg) -> [Reg; 3] {
    [first, Reg(first.0 + 1), Reg(first.0 + 2)]
}

impl Finally {
    /// Returns the tag word for a way out.
    fn tag(&mut self, exit: Exit) -> u32 {
        let known = self.exits.iter().position(|&e| e == exit);
        let index = known.unwrap_or_else(|| {
            self.exits.push(exit);
            self.exits.len() - 1
        });
        index as u32 + 1
    }
}
