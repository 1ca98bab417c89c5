//! What a part of a pattern can begin with: sets that are too large rather than too small.
//!
//! The matcher uses them to skip ways that cannot lead to a match. A set answers for characters
//! below 256 exactly and for all others together.

use super::charset::CharSet;
use super::tree::{Anchor, Node};

/// Characters a part can begin with.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Start {
    bitmap: [u64; 4],
    /// Some character from 256 on is possible.
    wide: bool,
}

/// What has to be true where a part begins.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct First {
    pub(crate) start: Start,
    /// It can match without a character.
    pub(crate) empty: bool,
    /// Whether it does so depends on more than the next character.
    pub(crate) conditional: bool,
}

/// How `$` counts.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum View {
    /// As matching nothing: for choosing a way.
    Way,
    /// As matching a line feed: for positions known to have a character before the text's end.
    Inside,
}

impl Start {
    /// Every character.
    pub(crate) const ALL: Start = Start { bitmap: [u64::MAX; 4], wide: true };

    fn one(c: u32) -> Start {
        let mut start = Start::default();
        if c < 256 {
            start.bitmap[(c / 64) as usize] |= 1 << (c % 64);
        } else {
            start.wide = true;
        }
        start
    }

    fn of_set(set: &CharSet) -> Start {
        Start { bitmap: set.bitmap(), wide: set.may_be_wide() }
    }

    fn join(self, other: Start) -> Start {
        let mut joined = self;
        for (word, more) in joined.bitmap.iter_mut().zip(other.bitmap) {
            *word |= more;
        }
        joined.wide |= other.wide;
        joined
    }

    /// Returns whether no character is in both.
    pub(crate) fn is_disjoint(&self, other: &Start) -> bool {
        let apart = self.bitmap.iter().zip(other.bitmap).all(|(a, b)| a & b == 0);
        apart && !(self.wide && other.wide)
    }

    /// Returns whether a part may begin with a character.
    #[inline(always)]
    pub(crate) fn contains(&self, c: u32) -> bool {
        if c < 256 { self.bitmap[(c / 64) as usize] >> (c % 64) & 1 != 0 } else { self.wide }
    }
}

impl First {
    /// The end of the pattern: nothing more is needed.
    pub(crate) const END: First =
        First { start: Start { bitmap: [0; 4], wide: false }, empty: true, conditional: false };

    fn consuming(start: Start) -> First {
        First { start, empty: false, conditional: false }
    }

    /// One part, then another.
    pub(crate) fn then(self, next: First) -> First {
        if !self.empty {
            return self;
        }
        First {
            start: self.start.join(next.start),
            empty: next.empty,
            conditional: self.conditional | next.conditional,
        }
    }

    /// One part or another.
    pub(crate) fn or(self, other: First) -> First {
        First {
            start: self.start.join(other.start),
            empty: self.empty | other.empty,
            conditional: self.conditional | other.conditional,
        }
    }

    /// Returns what the next character must be in, if it must be in anything.
    pub(crate) fn filter(&self) -> Option<Start> {
        (!self.empty).then_some(self.start)
    }

    /// Returns what a part can begin with.
    pub(crate) fn of(node: &Node, view: View) -> First {
        match node {
            Node::Literal(c) => First::consuming(Start::one(*c)),
            Node::Any { all: true } => First::consuming(Start::ALL),
            Node::Any { all: false } => {
                let mut start = Start::ALL;
                start.bitmap[0] &= !(1 << 10);
                First::consuming(start)
            }
            Node::Set(set) => First::consuming(Start::of_set(set)),
            Node::Sequence(parts) => {
                parts.iter().rev().fold(First::END, |next, part| First::of(part, view).then(next))
            }
            Node::Alternatives(parts) => parts
                .iter()
                .map(|part| First::of(part, view))
                .reduce(First::or)
                .unwrap_or(First::END),
            Node::Group(_, body) => First::of(body, view),
            Node::Repeat { max: 0, .. } => First::END,
            Node::Repeat { min, body, .. } => {
                let first = First::of(body, view);
                First { empty: first.empty || *min == 0, ..first }
            }
            Node::Anchor(Anchor::End | Anchor::LineEnd) if view == View::Inside => {
                First::consuming(Start::one(10))
            }
            Node::Anchor(Anchor::VeryEnd) if view == View::Inside => {
                First::consuming(Start::default())
            }
            // What has to follow is there; what comes after it makes no difference to that.
            Node::Look { ahead: true, negative: false, body } if !First::of(body, view).empty => {
                First::consuming(First::of(body, view).start)
            }
            Node::Anchor(_) | Node::Look { .. } => {
                First { start: Start::default(), empty: true, conditional: true }
            }
            Node::Backreference(_) | Node::Conditional { .. } => {
                First { start: Start::ALL, empty: true, conditional: true }
            }
        }
    }
}
