//! The syntax tree of a pattern.

use super::charset::CharSet;

/// "No upper bound" of a repetition.
pub(crate) const UNLIMITED: u32 = u32::MAX;

/// A position that must hold.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Anchor {
    /// `^` without MULTILINE, `\A`
    Start,
    /// `^` with MULTILINE
    LineStart,
    /// `$` without MULTILINE
    End,
    /// `$` with MULTILINE
    LineEnd,
    /// `\Z`
    VeryEnd,
    /// `\b`
    Boundary,
    /// `\B`
    NotBoundary,
}

/// A part of a pattern.
#[derive(Clone, Debug)]
pub(crate) enum Node {
    /// One character.
    Literal(u32),
    /// Any character but a line feed, or with DOTALL any at all.
    Any {
        /// DOTALL
        all: bool,
    },
    /// One character of a set.
    Set(CharSet),
    /// Parts one after the other.
    Sequence(Vec<Node>),
    /// The first alternative that leads to a match.
    Alternatives(Vec<Node>),
    /// A capturing group.
    Group(u32, Box<Node>),
    /// A repetition.
    Repeat { min: u32, max: u32, greedy: bool, body: Box<Node> },
    /// A position.
    Anchor(Anchor),
    /// Lookahead or lookbehind.
    Look { ahead: bool, negative: bool, body: Box<Node> },
    /// What a group matched, again.
    Backreference(u32),
    /// One of two parts, by whether a group has matched.
    Conditional { group: u32, yes: Box<Node>, no: Option<Box<Node>> },
}

impl Node {
    /// Returns the smallest and largest number of characters the part matches.
    pub(crate) fn width(&self, depth: u32) -> (u64, u64) {
        if depth > 200 {
            return (0, u64::from(UNLIMITED));
        }
        let cap = u64::from(UNLIMITED);
        match self {
            Node::Literal(_) | Node::Any { .. } | Node::Set(_) => (1, 1),
            Node::Sequence(parts) => parts.iter().fold((0, 0), |(low, high), part| {
                let (a, b) = part.width(depth + 1);
                ((low + a).min(cap), (high + b).min(cap))
            }),
            Node::Alternatives(parts) => {
                let widths = parts.iter().map(|part| part.width(depth + 1));
                widths.fold((cap, 0), |(low, high), (a, b)| (low.min(a), high.max(b)))
            }
            Node::Group(_, body) => body.width(depth + 1),
            Node::Repeat { min, max, body, .. } => {
                let (low, high) = body.width(depth + 1);
                ((low * u64::from(*min)).min(cap), (high * u64::from(*max)).min(cap))
            }
            // CPython counts these as nothing, too.
            Node::Anchor(_)
            | Node::Look { .. }
            | Node::Backreference(_)
            | Node::Conditional { .. } => (0, 0),
        }
    }
}
