//! The backtracking matcher.
//!
//! State is a position, marks (group borders) and loop counters. Every change of a mark or counter
//! is noted on the stack, so that going back restores it. A loop's body that matched nothing at the
//! same position is not entered again.

use super::charset::Category;
use super::compile::{Begin, One, Op, Program, Way};
use super::text::Text;
use super::tree::{Anchor, UNLIMITED};

/// A mark that is not set.
const UNSET: usize = usize::MAX;

/// Why a match was given up.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Interrupted {
    /// The caller's check asked to stop (a signal's handler raised).
    Stopped,
    /// The stack of ways back could not grow.
    Memory,
}

/// Something to undo or another way to go.
pub(crate) enum Back {
    /// Go on here.
    Branch { pc: usize, pos: usize },
    /// Set a mark back, and with it the last closed group.
    Mark { mark: usize, old: usize, last_index: u32 },
    /// Set a loop back.
    Loop { state: usize, count: u32, last: usize },
    /// A greedy run of single characters may give some back.
    Shorter { pc: usize, min_pos: usize, pos: usize },
    /// A lazy run may take more.
    Longer { op: usize, pos: usize, count: u32 },
    /// The look that began here ends without a match.
    Look { op: usize, pos: usize },
}

/// A match: borders of the whole and of the groups.
#[derive(Clone, Debug)]
pub(crate) struct Match {
    pub(crate) start: usize,
    pub(crate) end: usize,
    /// Start and end of group n at 2n-2 and 2n-1; None where it took no part.
    marks: Box<[usize]>,
    /// Number of the group closed last, 0 for none.
    pub(crate) last_index: u32,
}

impl Match {
    /// Returns the borders of a group; 0 is the whole match.
    pub(crate) fn group(&self, index: usize) -> Option<(usize, usize)> {
        if index == 0 {
            return Some((self.start, self.end));
        }
        let (start, end) = (self.marks[index * 2 - 2], self.marks[index * 2 - 1]);
        (start != UNSET && end != UNSET).then_some((start, end))
    }
}

/// How a match has to lie.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Mode {
    /// At the start position.
    Match,
    /// At the first possible position.
    Search,
}

struct Machine<'a, T: Text> {
    program: &'a Program,
    text: &'a T,
    /// Positions at or beyond it do not exist.
    end: usize,
    marks: Vec<usize>,
    loops: Vec<(u32, usize)>,
    last_index: u32,
    stack: Vec<Back>,
    steps: u32,
    check: &'a mut dyn FnMut() -> bool,
}

/// Matches `text[start..end]`. `check` is asked now and then whether to go on.
pub(crate) fn run<T: Text>(
    program: &Program,
    text: &T,
    start: usize,
    end: usize,
    mode: Mode,
    check: &mut dyn FnMut() -> bool,
) -> Result<Option<Match>, Interrupted> {
    let mut machine = Machine {
        program,
        text,
        end,
        marks: vec![UNSET; program.groups as usize * 2],
        loops: vec![(0, UNSET); program.loops],
        last_index: 0,
        stack: program.scratch.take(),
        steps: 0,
        check,
    };
    let found = match mode {
        Mode::Match => machine.attempt(start),
        Mode::Search => machine.search(start),
    };
    let mut stack = machine.stack;
    stack.clear();
    // A huge stack is not worth keeping.
    stack.shrink_to(KEPT_ROOM);
    program.scratch.set(stack);
    found
}

/// Places of the stack that are kept for the next run.
const KEPT_ROOM: usize = 1024;

impl<T: Text> Machine<'_, T> {
    /// The next position from `pos` where a match may begin.
    fn candidate(&self, pos: usize) -> Option<usize> {
        match &self.program.begin {
            Begin::Literal { chars, finder } => {
                self.text.find_run(chars, finder.as_deref(), pos, self.end)
            }
            Begin::Start(start) => self.text.find_start(start, pos, self.end),
            Begin::TextStart => (pos == 0).then_some(0),
            Begin::LineStart if pos == 0 || self.text.at(pos - 1) == 10 => Some(pos),
            Begin::LineStart => {
                let from = pos.min(self.end);
                self.text.find(10, from, self.end).map(|newline| newline + 1)
            }
            Begin::Anywhere => (pos <= self.end).then_some(pos),
        }
    }

    fn search(&mut self, start: usize) -> Result<Option<Match>, Interrupted> {
        let mut pos = start;
        while let Some(candidate) = self.candidate(pos) {
            if let Some(found) = self.attempt(candidate)? {
                return Ok(Some(found));
            }
            pos = candidate + 1;
            if pos > self.end {
                break;
            }
        }
        Ok(None)
    }

    fn attempt(&mut self, start: usize) -> Result<Option<Match>, Interrupted> {
        self.marks.fill(UNSET);
        self.last_index = 0;
        self.stack.clear();
        match self.execute(start)? {
            None => Ok(None),
            Some(end) => Ok(Some(Match {
                start,
                end,
                marks: std::mem::take(&mut self.marks).into_boxed_slice(),
                last_index: self.last_index,
            })),
        }
    }

    #[inline(always)]
    fn matches_one(&self, one: &One, c: u32) -> bool {
        match one {
            One::Char(wanted) => c == *wanted,
            One::Any => true,
            One::NotNewline => c != 10,
            One::Set(set) => self.program.sets[*set].contains(c),
        }
    }

    fn push(&mut self, back: Back) -> Result<(), Interrupted> {
        if self.stack.len() == self.stack.capacity()
            && self.stack.try_reserve(self.stack.len().max(64)).is_err()
        {
            return Err(Interrupted::Memory);
        }
        self.stack.push(back);
        Ok(())
    }

    /// Counts how many characters from `pos` match, at most `max`.
    fn count_ones(&self, one: &One, pos: usize, max: u32) -> usize {
        let room = self.end - pos;
        let limit = if max == UNLIMITED { room } else { room.min(max as usize) };
        match one {
            One::Any => limit,
            One::NotNewline => {
                self.text.find(10, pos, pos + limit).map_or(limit, |newline| newline - pos)
            }
            One::Char(wanted) => {
                (0..limit).take_while(|index| self.text.at(pos + index) == *wanted).count()
            }
            One::Set(set) => self.text.count_set(&self.program.sets[*set], pos, pos + limit),
        }
    }

    /// Runs from instruction 0; returns the end of the match.
    fn execute(&mut self, start: usize) -> Result<Option<usize>, Interrupted> {
        let program = self.program;
        let (mut pc, mut pos) = (0, start);
        loop {
            self.steps += 1;
            if self.steps & 0xffff == 0 && !(self.check)() {
                return Err(Interrupted::Stopped);
            }
            let forward = match &program.ops[pc] {
                Op::One(one) => (pos < self.end && self.matches_one(one, self.text.at(pos)))
                    .then(|| (pc + 1, pos + 1)),
                Op::Split { first, second } => self.split(first, second, pos)?,
                Op::Jump(target) => Some((*target, pos)),
                Op::Mark(mark) => {
                    self.set_mark(*mark, pos)?;
                    Some((pc + 1, pos))
                }
                Op::Anchor(anchor) => self.holds(*anchor, pos).then_some((pc + 1, pos)),
                Op::RepeatOne { one, min, max, greedy: true, atomic } => {
                    let count = self.count_ones(one, pos, *max);
                    let min = *min as usize;
                    if count < min {
                        None
                    } else {
                        if count > min && !atomic {
                            let (min_pos, pos) = (pos + min, pos + count);
                            self.push(Back::Shorter { pc: pc + 1, min_pos, pos })?;
                        }
                        Some((pc + 1, pos + count))
                    }
                }
                Op::RepeatOne { one, min, .. } => self.repeat_lazily(pc, pos, one, *min)?,
                Op::LoopStart(state) => {
                    let (count, last) = self.loops[*state];
                    self.push(Back::Loop { state: *state, count, last })?;
                    self.loops[*state] = (0, UNSET);
                    Some((pc + 1, pos))
                }
                Op::LoopNext { .. } => self.loop_next(pc, pos)?,
                Op::Look { back, .. } => {
                    let from = pos.checked_sub(*back);
                    self.push(Back::Look { op: pc, pos })?;
                    from.map(|from| (pc + 1, from))
                }
                Op::LookEnd => self.look_end(),
                Op::Backreference(group) => {
                    self.backreference(*group, pos).map(|pos| (pc + 1, pos))
                }
                Op::UnlessGroup(group, target) => {
                    let index = *group as usize * 2;
                    let set = index >= 2
                        && index <= self.marks.len()
                        && self.marks[index - 2] != UNSET
                        && self.marks[index - 1] != UNSET;
                    Some((if set { pc + 1 } else { *target }, pos))
                }
                Op::Match => return Ok(Some(pos)),
            };
            match forward {
                Some(next) => (pc, pos) = next,
                None => match self.go_back() {
                    Some(next) => (pc, pos) = next,
                    None => return Ok(None),
                },
            }
        }
    }

    fn set_mark(&mut self, mark: usize, pos: usize) -> Result<(), Interrupted> {
        let old = self.marks[mark];
        // With no way left to go back to, nothing has to be restored.
        if !self.stack.is_empty() {
            self.push(Back::Mark { mark, old, last_index: self.last_index })?;
        }
        self.marks[mark] = pos;
        if mark % 2 == 1 {
            self.last_index = mark as u32 / 2 + 1;
        }
        Ok(())
    }

    /// Returns whether the filter of a way lets the next character through.
    #[inline(always)]
    fn is_open(&self, filter: Option<usize>, pos: usize) -> bool {
        match filter {
            None => true,
            Some(filter) => {
                pos < self.end && self.program.filters[filter].contains(self.text.at(pos))
            }
        }
    }

    #[inline(always)]
    fn split(
        &mut self,
        first: &Way,
        second: &Way,
        pos: usize,
    ) -> Result<Option<(usize, usize)>, Interrupted> {
        let go_second = self.is_open(second.filter, pos);
        if !self.is_open(first.filter, pos) {
            return Ok(go_second.then_some((second.target, pos)));
        }
        if go_second {
            self.push(Back::Branch { pc: second.target, pos })?;
        }
        Ok(Some((first.target, pos)))
    }

    fn repeat_lazily(
        &mut self,
        pc: usize,
        pos: usize,
        one: &One,
        min: u32,
    ) -> Result<Option<(usize, usize)>, Interrupted> {
        if min > 0 && self.count_ones(one, pos, min) < min as usize {
            return Ok(None);
        }
        let after = pos + min as usize;
        self.push(Back::Longer { op: pc, pos: after, count: min })?;
        Ok(Some((pc + 1, after)))
    }

    fn loop_next(&mut self, pc: usize, pos: usize) -> Result<Option<(usize, usize)>, Interrupted> {
        let program = self.program;
        let Op::LoopNext { state, min, max, greedy, body, leave } = &program.ops[pc] else {
            unreachable!("called for this instruction only")
        };
        let (count, last) = self.loops[*state];
        let again = count < *max || *max == UNLIMITED;
        let enter = |machine: &mut Self| -> Result<(), Interrupted> {
            machine.push(Back::Loop { state: *state, count, last })?;
            machine.loops[*state] = (count.saturating_add(1), pos);
            Ok(())
        };
        if count < *min {
            if !self.is_open(body.filter, pos) {
                return Ok(None);
            }
            enter(self)?;
            return Ok(Some((body.target, pos)));
        }
        let may_leave = self.is_open(*leave, pos);
        // A body that matched nothing is not tried again at the same position.
        if !again || last == pos || !self.is_open(body.filter, pos) {
            return Ok(may_leave.then_some((pc + 1, pos)));
        }
        if *greedy || !may_leave {
            if may_leave {
                self.push(Back::Branch { pc: pc + 1, pos })?;
            }
            enter(self)?;
            return Ok(Some((body.target, pos)));
        }
        self.push(Back::Loop { state: *state, count, last })?;
        self.push(Back::Longer { op: pc, pos, count })?;
        Ok(Some((pc + 1, pos)))
    }

    /// The body of the innermost look has matched: its ways back go, its marks stay.
    fn look_end(&mut self) -> Option<(usize, usize)> {
        let mut kept = Vec::new();
        while let Some(back) = self.stack.pop() {
            match back {
                Back::Look { op, pos } => {
                    let Op::Look { negative, after, .. } = self.program.ops[op] else {
                        unreachable!("a look notes its own instruction")
                    };
                    if negative {
                        for back in kept {
                            self.undo(&back);
                        }
                        return None;
                    }
                    self.stack.extend(kept.into_iter().rev());
                    return Some((after, pos));
                }
                Back::Mark { .. } | Back::Loop { .. } => kept.push(back),
                Back::Branch { .. } | Back::Shorter { .. } | Back::Longer { .. } => {}
            }
        }
        unreachable!("a look stands below its end")
    }

    fn undo(&mut self, back: &Back) {
        match back {
            Back::Mark { mark, old, last_index } => {
                self.marks[*mark] = *old;
                self.last_index = *last_index;
            }
            Back::Loop { state, count, last } => self.loops[*state] = (*count, *last),
            Back::Branch { .. }
            | Back::Shorter { .. }
            | Back::Longer { .. }
            | Back::Look { .. } => {}
        }
    }

    /// Goes back to the last other way; None if there is none.
    fn go_back(&mut self) -> Option<(usize, usize)> {
        while let Some(back) = self.stack.pop() {
            match back {
                Back::Branch { pc, pos } => return Some((pc, pos)),
                Back::Shorter { pc, min_pos, pos } => {
                    let pos = self.shorter(pc, min_pos, pos - 1);
                    if pos > min_pos {
                        self.stack.push(Back::Shorter { pc, min_pos, pos });
                    }
                    return Some((pc, pos));
                }
                Back::Longer { op, pos, count } => {
                    if let Some(next) = self.longer(op, pos, count) {
                        return Some(next);
                    }
                }
                Back::Look { op, pos } => {
                    let Op::Look { negative, after, .. } = self.program.ops[op] else {
                        unreachable!("a look notes its own instruction")
                    };
                    if negative {
                        return Some((after, pos));
                    }
                }
                Back::Mark { .. } | Back::Loop { .. } => self.undo(&back),
            }
        }
        None
    }

    /// Skips positions where the literal that follows a run cannot match.
    fn shorter(&self, pc: usize, min_pos: usize, mut pos: usize) -> usize {
        if let Op::One(One::Char(wanted)) = &self.program.ops[pc] {
            while pos > min_pos && (pos >= self.end || self.text.at(pos) != *wanted) {
                pos -= 1;
            }
        }
        pos
    }

    fn longer(&mut self, op: usize, pos: usize, count: u32) -> Option<(usize, usize)> {
        let program = self.program;
        match &program.ops[op] {
            Op::RepeatOne { one, max, .. } => {
                let (mut pos, mut count) = (pos, count);
                let wanted = match &program.ops[op + 1] {
                    Op::One(One::Char(wanted)) => Some(*wanted),
                    _ => None,
                };
                loop {
                    if (count >= *max && *max != UNLIMITED)
                        || pos >= self.end
                        || !self.matches_one(one, self.text.at(pos))
                    {
                        return None;
                    }
                    (pos, count) = (pos + 1, count.saturating_add(1));
                    // Positions where the character that has to follow does not are passed over.
                    if wanted.is_none_or(|c| pos < self.end && self.text.at(pos) == c) {
                        break;
                    }
                }
                self.stack.push(Back::Longer { op, pos, count });
                Some((op + 1, pos))
            }
            Op::LoopNext { state, body, .. } => {
                let (old, last) = self.loops[*state];
                self.stack.push(Back::Loop { state: *state, count: old, last });
                self.loops[*state] = (count.saturating_add(1), pos);
                Some((body.target, pos))
            }
            _ => unreachable!("only repetitions note longer ways"),
        }
    }

    fn backreference(&self, group: u32, pos: usize) -> Option<usize> {
        let index = group as usize * 2;
        let (start, end) = (*self.marks.get(index - 2)?, *self.marks.get(index - 1)?);
        if start == UNSET || end == UNSET || end < start {
            return None;
        }
        let count = end - start;
        if pos + count > self.end {
            return None;
        }
        let same = |offset: usize| {
            let (a, b) = (self.text.at(start + offset), self.text.at(pos + offset));
            a == b || self.program.fold.is_some_and(|fold| fold.lower(a) == fold.lower(b))
        };
        (0..count).all(same).then_some(pos + count)
    }

    fn holds(&self, anchor: Anchor, pos: usize) -> bool {
        let is_newline = |index: usize| self.text.at(index) == 10;
        let is_word =
            |index: usize| Category::Word.contains(self.text.at(index), self.program.unicode);
        let boundary = || {
            if self.end == 0 {
                return None;
            }
            let before = pos > 0 && is_word(pos - 1);
            let after = pos < self.end && is_word(pos);
            Some(before != after)
        };
        match anchor {
            Anchor::Start => pos == 0,
            Anchor::LineStart => pos == 0 || is_newline(pos - 1),
            Anchor::End => pos == self.end || (pos + 1 == self.end && is_newline(pos)),
            Anchor::LineEnd => pos == self.end || is_newline(pos),
            Anchor::VeryEnd => pos == self.end,
            Anchor::Boundary => boundary() == Some(true),
            Anchor::NotBoundary => boundary() == Some(false),
        }
    }
}

#[cfg(test)]
mod tests;
