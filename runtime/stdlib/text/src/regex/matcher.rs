//! The backtracking matcher.
//!
//! State is a position, marks (group borders) and loop counters. Every change of a mark or counter
//! is noted on the stack, so that going back restores it. A loop's body that matched nothing at the
//! same position is not entered again.

use super::charset::Category;
use super::compile::{One, Op, Program};
use super::tree::{Anchor, UNLIMITED};

/// Something to match: bytes or code points.
pub(crate) trait Text {
    /// A character; `index` is below `len`.
    fn at(&self, index: usize) -> u32;
    /// Position of the first `wanted` in `from..to`.
    fn find(&self, wanted: u32, from: usize, to: usize) -> Option<usize>;
}

impl Text for &[u8] {
    #[inline(always)]
    fn at(&self, index: usize) -> u32 {
        u32::from(self[index])
    }

    fn find(&self, wanted: u32, from: usize, to: usize) -> Option<usize> {
        let wanted = u8::try_from(wanted).ok()?;
        memchr::memchr(wanted, &self[from..to]).map(|index| from + index)
    }
}

impl Text for &[u32] {
    #[inline(always)]
    fn at(&self, index: usize) -> u32 {
        self[index]
    }

    fn find(&self, wanted: u32, from: usize, to: usize) -> Option<usize> {
        self[from..to].iter().position(|c| *c == wanted).map(|index| from + index)
    }
}

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
enum Back {
    /// Go on here.
    Branch { pc: usize, pos: usize },
    /// Set a mark back.
    Mark { mark: usize, old: usize },
    /// Set the last closed group back.
    LastIndex(u32),
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
    marks: Vec<usize>,
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
        stack: Vec::new(),
        steps: 0,
        check,
    };
    if mode == Mode::Match {
        return machine.attempt(start);
    }
    let mut pos = start;
    while let Some(candidate) = machine.candidate(pos) {
        if let Some(found) = machine.attempt(candidate)? {
            return Ok(Some(found));
        }
        pos = candidate + 1;
        if pos > end {
            break;
        }
    }
    Ok(None)
}

impl<T: Text> Machine<'_, T> {
    /// The next position from `pos` where a match may begin.
    fn candidate(&self, pos: usize) -> Option<usize> {
        if let Some(first) = self.program.prefix.first() {
            let mut pos = pos;
            loop {
                if pos + self.program.prefix.len() > self.end {
                    return None;
                }
                let at = self.text.find(*first, pos, self.end)?;
                if at + self.program.prefix.len() > self.end {
                    return None;
                }
                let rest = &self.program.prefix[1..];
                if rest.iter().enumerate().all(|(index, c)| self.text.at(at + 1 + index) == *c) {
                    return Some(at);
                }
                pos = at + 1;
            }
        }
        if let Some(first) = self.program.first {
            let set = &self.program.sets[first];
            return (pos..self.end).find(|index| set.contains(self.text.at(*index)));
        }
        (pos <= self.end).then_some(pos)
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
                marks: self.marks.clone(),
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
            _ => (0..limit)
                .take_while(|index| self.matches_one(one, self.text.at(pos + index)))
                .count(),
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
                Op::Split(first, second) => {
                    self.push(Back::Branch { pc: *second, pos })?;
                    Some((*first, pos))
                }
                Op::Jump(target) => Some((*target, pos)),
                Op::Mark(mark) => {
                    self.set_mark(*mark, pos)?;
                    Some((pc + 1, pos))
                }
                Op::Anchor(anchor) => self.holds(*anchor, pos).then_some((pc + 1, pos)),
                Op::RepeatOne { one, min, max, greedy } => {
                    self.repeat_one(pc, pos, one, (*min, *max), *greedy)?
                }
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
        self.push(Back::Mark { mark, old })?;
        self.marks[mark] = pos;
        if mark % 2 == 1 {
            let old = self.last_index;
            self.push(Back::LastIndex(old))?;
            self.last_index = mark as u32 / 2 + 1;
        }
        Ok(())
    }

    fn repeat_one(
        &mut self,
        pc: usize,
        pos: usize,
        one: &One,
        (min, max): (u32, u32),
        greedy: bool,
    ) -> Result<Option<(usize, usize)>, Interrupted> {
        if greedy {
            let count = self.count_ones(one, pos, max);
            if count < min as usize {
                return Ok(None);
            }
            let min_pos = pos + min as usize;
            let last = pos + count;
            if last > min_pos {
                self.push(Back::Shorter { pc: pc + 1, min_pos, pos: last })?;
            }
            return Ok(Some((pc + 1, last)));
        }
        if self.count_ones(one, pos, min.max(1).min(if min == 0 { 0 } else { min })) < min as usize
        {
            return Ok(None);
        }
        let after = pos + min as usize;
        self.push(Back::Longer { op: pc, pos: after, count: min })?;
        Ok(Some((pc + 1, after)))
    }

    fn loop_next(&mut self, pc: usize, pos: usize) -> Result<Option<(usize, usize)>, Interrupted> {
        let program = self.program;
        let Op::LoopNext { state, min, max, greedy, body } = &program.ops[pc] else {
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
            enter(self)?;
            return Ok(Some((*body, pos)));
        }
        // A body that matched nothing is not tried again at the same position.
        if !again || last == pos {
            return Ok(Some((pc + 1, pos)));
        }
        if *greedy {
            self.push(Back::Branch { pc: pc + 1, pos })?;
            enter(self)?;
            return Ok(Some((*body, pos)));
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
                Back::Mark { .. } | Back::LastIndex(_) | Back::Loop { .. } => kept.push(back),
                Back::Branch { .. } | Back::Shorter { .. } | Back::Longer { .. } => {}
            }
        }
        unreachable!("a look stands below its end")
    }

    fn undo(&mut self, back: &Back) {
        match back {
            Back::Mark { mark, old } => self.marks[*mark] = *old,
            Back::LastIndex(old) => self.last_index = *old,
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
                Back::Mark { .. } | Back::LastIndex(_) | Back::Loop { .. } => self.undo(&back),
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
                if (count >= *max && *max != UNLIMITED)
                    || pos >= self.end
                    || !self.matches_one(one, self.text.at(pos))
                {
                    return None;
                }
                let count = count.saturating_add(1);
                self.stack.push(Back::Longer { op, pos: pos + 1, count });
                Some((op + 1, pos + 1))
            }
            Op::LoopNext { state, body, .. } => {
                let (old, last) = self.loops[*state];
                self.stack.push(Back::Loop { state: *state, count: old, last });
                self.loops[*state] = (count.saturating_add(1), pos);
                Some((*body, pos))
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
