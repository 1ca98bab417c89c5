//! Syntax tree to program: a flat list of instructions for the backtracking matcher.

use super::charset::CharSet;
use super::tree::{Anchor, Node, UNLIMITED};

/// Something that matches exactly one character.
#[derive(Clone, Debug)]
pub(crate) enum One {
    Char(u32),
    Any,
    NotNewline,
    Set(usize),
}

/// An instruction; numbers are indices into the program unless said otherwise.
#[derive(Clone, Debug)]
pub(crate) enum Op {
    /// Matches one character.
    One(One),
    /// Tries the first target, then the second.
    Split(usize, usize),
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
    },
    /// Begins a counted loop whose state is loop number n.
    LoopStart(usize),
    /// End of a loop's body: goes again or leaves. `body` is the first instruction of the body.
    LoopNext {
        state: usize,
        min: u32,
        max: u32,
        greedy: bool,
        body: usize,
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

/// A compiled pattern.
#[derive(Debug)]
pub(crate) struct Program {
    pub(crate) ops: Vec<Op>,
    pub(crate) sets: Vec<CharSet>,
    /// Number of groups without the whole match.
    pub(crate) groups: u32,
    pub(crate) loops: usize,
    /// Characters every match begins with.
    pub(crate) prefix: Vec<u32>,
    /// Set of what a match can begin with, as an index of `sets`.
    pub(crate) first: Option<usize>,
    /// Comparisons of backreferences fold case.
    pub(crate) fold: Option<super::charset::Fold>,
    /// A word boundary asks the character database.
    pub(crate) unicode: bool,
}

struct Compiler {
    ops: Vec<Op>,
    sets: Vec<CharSet>,
    loops: usize,
}

/// Compiles a parsed pattern.
pub(crate) fn compile(parsed: &super::parse::Parsed) -> Program {
    let mut compiler = Compiler { ops: Vec::new(), sets: Vec::new(), loops: 0 };
    compiler.node(&parsed.tree);
    compiler.ops.push(Op::Match);
    let mut prefix = Vec::new();
    literal_prefix(&parsed.tree, &mut prefix);
    let first = if prefix.is_empty() { compiler.first_set(&parsed.tree) } else { None };
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
        prefix,
        first,
        fold,
        unicode,
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

    /// The set of first characters, for simple beginnings.
    fn first_set(&mut self, node: &Node) -> Option<usize> {
        match node {
            Node::Set(set) => Some(self.set_index(set)),
            Node::Sequence(parts) => parts.first().and_then(|part| self.first_set(part)),
            Node::Group(_, body) => self.first_set(body),
            Node::Repeat { min, body, .. } if *min > 0 => self.first_set(body),
            _ => None,
        }
    }

    fn node(&mut self, node: &Node) {
        if let Some(one) = self.one(node) {
            self.ops.push(Op::One(one));
            return;
        }
        match node {
            Node::Literal(_) | Node::Any { .. } | Node::Set(_) => {}
            Node::Sequence(parts) => parts.iter().for_each(|part| self.node(part)),
            Node::Alternatives(parts) => self.alternatives(parts),
            Node::Group(index, body) => {
                let mark = (*index as usize - 1) * 2;
                self.ops.push(Op::Mark(mark));
                self.node(body);
                self.ops.push(Op::Mark(mark + 1));
            }
            Node::Repeat { min, max, greedy, body } => self.repeat(*min, *max, *greedy, body),
            Node::Anchor(anchor) => self.ops.push(Op::Anchor(*anchor)),
            Node::Look { ahead, negative, body } => {
                let back = if *ahead { 0 } else { body.width(0).0 as usize };
                let at = self.ops.len();
                self.ops.push(Op::Match);
                self.node(body);
                self.ops.push(Op::LookEnd);
                let after = self.ops.len();
                self.ops[at] = Op::Look { negative: *negative, back, after };
            }
            Node::Backreference(group) => self.ops.push(Op::Backreference(*group)),
            Node::Conditional { group, yes, no } => {
                let test = self.ops.len();
                self.ops.push(Op::Match);
                self.node(yes);
                let jump = self.ops.len();
                self.ops.push(Op::Match);
                self.ops[test] = Op::UnlessGroup(*group, self.ops.len());
                if let Some(no) = no {
                    self.node(no);
                }
                self.ops[jump] = Op::Jump(self.ops.len());
            }
        }
    }

    fn alternatives(&mut self, parts: &[Node]) {
        let mut jumps = Vec::new();
        for (index, part) in parts.iter().enumerate() {
            if index + 1 == parts.len() {
                self.node(part);
                break;
            }
            let split = self.ops.len();
            self.ops.push(Op::Match);
            self.node(part);
            jumps.push(self.ops.len());
            self.ops.push(Op::Match);
            self.ops[split] = Op::Split(split + 1, self.ops.len());
        }
        let end = self.ops.len();
        for jump in jumps {
            self.ops[jump] = Op::Jump(end);
        }
    }

    fn repeat(&mut self, min: u32, max: u32, greedy: bool, body: &Node) {
        if max == 0 {
            return;
        }
        if let Some(one) = self.one(body) {
            self.ops.push(Op::RepeatOne { one, min, max, greedy });
            return;
        }
        if (min, max) == (0, 1) {
            let split = self.ops.len();
            self.ops.push(Op::Match);
            self.node(body);
            let end = self.ops.len();
            self.ops[split] =
                if greedy { Op::Split(split + 1, end) } else { Op::Split(end, split + 1) };
            return;
        }
        let state = self.loops;
        self.loops += 1;
        self.ops.push(Op::LoopStart(state));
        let jump = self.ops.len();
        self.ops.push(Op::Match);
        let body_at = self.ops.len();
        self.node(body);
        let next = self.ops.len();
        self.ops.push(Op::LoopNext { state, min, max, greedy, body: body_at });
        self.ops[jump] = Op::Jump(next);
        debug_assert!(max <= UNLIMITED || max > 0);
    }
}
