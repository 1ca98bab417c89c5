//! Syntax tree to program: a flat list of instructions for the backtracking matcher.
//!
//! Each part is compiled knowing what can come after it, so that ways which the next character
//! rules out are neither taken nor remembered.

use super::charset::CharSet;
use super::first::{First, Start, View};
use super::matcher::Back;
use super::tree::{Anchor, Node};
use memchr::memmem::Finder;
use std::cell::Cell;

/// Something that matches exactly one character.
#[derive(Clone, Debug)]
pub(crate) enum One {
    Char(u32),
    Any,
    NotNewline,
    Set(usize),
}

/// A place to go on at, and the filter of the next character.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Way {
    pub(crate) target: usize,
    pub(crate) filter: Option<usize>,
}

/// An instruction; numbers are indices into the program unless said otherwise.
#[derive(Clone, Debug)]
pub(crate) enum Op {
    /// Matches one character.
    One(One),
    /// Tries the first target, then the second; a way whose filter (a number in `filters`) refuses
    /// the next character is left out.
    Split {
        first: Way,
        second: Way,
    },
    Jump(usize),
    /// Notes the position in mark number n.
    Mark(usize),
    Anchor(Anchor),
    /// Matches one character between min and max times.
    RepeatOne {
        one: One,
        min: u32,
        max: u32,
        greedy: bool,
        /// What follows cannot match after fewer repetitions.
        atomic: bool,
    },
    /// Begins a counted loop whose state is loop number n.
    LoopStart(usize),
    /// End of a loop's body: goes again or leaves, if the filters of `body` and `leave` allow it.
    LoopNext {
        state: usize,
        min: u32,
        max: u32,
        greedy: bool,
        body: Way,
        leave: Option<usize>,
    },
    /// Runs the instructions up to the matching `LookEnd`, then goes to `after`. `back` characters
    /// before the position for a lookbehind.
    Look {
        negative: bool,
        back: usize,
        after: usize,
    },
    /// The body of a look has matched.
    LookEnd,
    Backreference(u32),
    /// Goes to the target unless the group has matched.
    UnlessGroup(u32, usize),
    Match,
}

/// Where a match can begin.
#[derive(Debug)]
pub(crate) enum Begin {
    /// At these characters only (below 256, if there is a finder).
    Literal {
        chars: Vec<u32>,
        finder: Option<Box<Finder<'static>>>,
    },
    /// At one of these characters.
    Start(Start),
    /// At the start of the text.
    TextStart,
    /// At the start of a line.
    LineStart,
    Anywhere,
}

/// A compiled pattern.
pub(crate) struct Program {
    pub(crate) ops: Vec<Op>,
    pub(crate) sets: Vec<CharSet>,
    /// Number of groups without the whole match.
    pub(crate) groups: u32,
    pub(crate) loops: usize,
    pub(crate) filters: Vec<Start>,
    pub(crate) begin: Begin,
    /// The matcher's stack between two runs, empty but for its room.
    pub(crate) scratch: Cell<Vec<Back>>,
    /// Comparisons of backreferences fold case.
    pub(crate) fold: Option<super::charset::Fold>,
    /// A word boundary asks the character database.
    pub(crate) unicode: bool,
}

/// What comes after a part: seen as a way to go on, and from inside the text.
#[derive(Clone, Copy)]
struct Next {
    way: First,
    inside: First,
}

impl Next {
    const END: Next = Next { way: First::END, inside: First::END };

    fn before(self, node: &Node) -> Next {
        Next {
            way: First::of(node, View::Way).then(self.way),
            inside: First::of(node, View::Inside).then(self.inside),
        }
    }

    fn or(self, other: Next) -> Next {
        Next { way: self.way.or(other.way), inside: self.inside.or(other.inside) }
    }
}

struct Compiler {
    ops: Vec<Op>,
    sets: Vec<CharSet>,
    filters: Vec<Start>,
    loops: usize,
}

/// Compiles a parsed pattern.
pub(crate) fn compile(parsed: &super::parse::Parsed) -> Program {
    let mut compiler =
        Compiler { ops: Vec::new(), sets: Vec::new(), filters: Vec::new(), loops: 0 };
    compiler.node(&parsed.tree, Next::END);
    compiler.ops.push(Op::Match);
    let unicode = parsed.flags & super::flags::UNICODE != 0;
    let fold = (parsed.flags & super::flags::IGNORECASE != 0).then_some(if unicode {
        super::charset::Fold::Unicode
    } else {
        super::charset::Fold::Ascii
    });
    Program {
        ops: compiler.ops,
        sets: compiler.sets,
        groups: parsed.groups,
        loops: compiler.loops,
        filters: compiler.filters,
        begin: begin_of(&parsed.tree),
        scratch: Cell::default(),
        fold,
        unicode,
    }
}

fn begin_of(tree: &Node) -> Begin {
    let mut chars = Vec::new();
    literal_prefix(tree, &mut chars);
    if !chars.is_empty() {
        let bytes: Option<Vec<u8>> = chars.iter().map(|c| u8::try_from(*c).ok()).collect();
        let finder = bytes.map(|bytes| Box::new(Finder::new(&bytes).into_owned()));
        return Begin::Literal { chars, finder };
    }
    match first_anchor(tree) {
        Some(Anchor::Start) => return Begin::TextStart,
        Some(Anchor::LineStart) => return Begin::LineStart,
        _ => {}
    }
    match First::of(tree, View::Way).filter() {
        Some(start) => Begin::Start(start),
        None => Begin::Anywhere,
    }
}

/// The anchor that a pattern begins with.
fn first_anchor(node: &Node) -> Option<Anchor> {
    match node {
        Node::Anchor(anchor) => Some(*anchor),
        Node::Sequence(parts) => parts.first().and_then(first_anchor),
        Node::Group(_, body) => first_anchor(body),
        _ => None,
    }
}

/// Collects the literal characters a pattern begins with; returns whether the whole part was
/// literal.
fn literal_prefix(node: &Node, prefix: &mut Vec<u32>) -> bool {
    match node {
        Node::Literal(c) => {
            prefix.push(*c);
            true
        }
        Node::Sequence(parts) => parts.iter().all(|part| literal_prefix(part, prefix)),
        Node::Group(_, body) => literal_prefix(body, prefix),
        _ => false,
    }
}

impl Compiler {
    fn set_index(&mut self, set: &CharSet) -> usize {
        self.sets.push(set.clone());
        self.sets.len() - 1
    }

    fn one(&mut self, node: &Node) -> Option<One> {
        Some(match node {
            Node::Literal(c) => One::Char(*c),
            Node::Any { all: true } => One::Any,
            Node::Any { all: false } => One::NotNewline,
            Node::Set(set) => One::Set(self.set_index(set)),
            _ => return None,
        })
    }

    fn way(&mut self, target: usize, first: First) -> Way {
        let filter = first.filter().map(|start| {
            self.filters.push(start);
            self.filters.len() - 1
        });
        Way { target, filter }
    }

    fn node(&mut self, node: &Node, next: Next) {
        if let Some(one) = self.one(node) {
            self.ops.push(Op::One(one));
            return;
        }
        match node {
            Node::Literal(_) | Node::Any { .. } | Node::Set(_) => {}
            Node::Sequence(parts) => self.sequence(parts, next),
            Node::Alternatives(parts) => self.alternatives(parts, next),
            Node::Group(index, body) => {
                let mark = (*index as usize - 1) * 2;
                self.ops.push(Op::Mark(mark));
                self.node(body, next);
                self.ops.push(Op::Mark(mark + 1));
            }
            Node::Repeat { min, max, greedy, body } => {
                self.repeat(node, (*min, *max), *greedy, body, next)
            }
            Node::Anchor(anchor) => self.ops.push(Op::Anchor(*anchor)),
            Node::Look { ahead, negative, body } => {
                let back = if *ahead { 0 } else { body.width(0).0 as usize };
                let at = self.ops.len();
                self.ops.push(Op::Match);
                self.node(body, Next::END);
                self.ops.push(Op::LookEnd);
                let after = self.ops.len();
                self.ops[at] = Op::Look { negative: *negative, back, after };
            }
            Node::Backreference(group) => self.ops.push(Op::Backreference(*group)),
            Node::Conditional { group, yes, no } => {
                let test = self.ops.len();
                self.ops.push(Op::Match);
                self.node(yes, next);
                let jump = self.ops.len();
                self.ops.push(Op::Match);
                self.ops[test] = Op::UnlessGroup(*group, self.ops.len());
                if let Some(no) = no {
                    self.node(no, next);
                }
                self.ops[jump] = Op::Jump(self.ops.len());
            }
        }
    }

    fn sequence(&mut self, parts: &[Node], next: Next) {
        // What comes after each part, from the last one to the first.
        let mut after = Vec::with_capacity(parts.len());
        let mut follow = next;
        for part in parts.iter().rev() {
            after.push(follow);
            follow = follow.before(part);
        }
        for part in parts {
            let next = after.pop().expect("one entry for each part");
            self.node(part, next);
        }
    }

    fn alternatives(&mut self, parts: &[Node], next: Next) {
        // What the alternatives from each one on can begin with.
        let mut rest: Vec<First> = Vec::with_capacity(parts.len());
        for part in parts.iter().rev() {
            let first = next.before(part).way;
            rest.push(rest.last().map_or(first, |rest| first.or(*rest)));
        }
        let mut jumps = Vec::new();
        for (index, part) in parts.iter().enumerate() {
            rest.pop();
            let Some(others) = rest.last().copied() else {
                self.node(part, next);
                break;
            };
            debug_assert!(index + 1 < parts.len(), "only the last one has nothing after it");
            let split = self.ops.len();
            self.ops.push(Op::Match);
            self.node(part, next);
            jumps.push(self.ops.len());
            self.ops.push(Op::Match);
            let first = self.way(split + 1, next.before(part).way);
            let second = self.way(self.ops.len(), others);
            self.ops[split] = Op::Split { first, second };
        }
        let end = self.ops.len();
        for jump in jumps {
            self.ops[jump] = Op::Jump(end);
        }
    }

    fn repeat(
        &mut self,
        node: &Node,
        (min, max): (u32, u32),
        greedy: bool,
        body: &Node,
        next: Next,
    ) {
        if max == 0 {
            return;
        }
        if let Some(one) = self.one(body) {
            let own = First::of(body, View::Inside).start;
            let surely = next.inside.empty && !next.inside.conditional;
            let apart = !next.inside.empty && next.inside.start.is_disjoint(&own);
            let atomic = greedy && !next.inside.conditional && (surely || apart);
            self.ops.push(Op::RepeatOne { one, min, max, greedy, atomic });
            return;
        }
        let enter = First::of(body, View::Way).then(next.way);
        if (min, max) == (0, 1) {
            let split = self.ops.len();
            self.ops.push(Op::Match);
            self.node(body, next);
            let into = self.way(split + 1, enter);
            let past = self.way(self.ops.len(), next.way);
            self.ops[split] = if greedy {
                Op::Split { first: into, second: past }
            } else {
                Op::Split { first: past, second: into }
            };
            return;
        }
        let state = self.loops;
        self.loops += 1;
        self.ops.push(Op::LoopStart(state));
        let jump = self.ops.len();
        self.ops.push(Op::Match);
        let body_at = self.ops.len();
        let mut after = next.before(node).or(next);
        // One round is not enough: that the rest can be empty does not mean that it matches.
        after.inside.conditional |= min > 1;
        self.node(body, after);
        let at = self.ops.len();
        let again = First::of(body, View::Way).then(next.before(node).way.or(next.way));
        let body = self.way(body_at, again);
        let leave = self.way(at + 1, next.way).filter;
        self.ops.push(Op::LoopNext { state, min, max, greedy, body, leave });
        self.ops[jump] = Op::Jump(at);
    }
}
