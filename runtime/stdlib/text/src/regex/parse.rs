//! Pattern text to syntax tree; texts of errors as Python 2.7 gives them.
//!
//! This file has sequences, alternatives and repetitions; groups, and escapes with sets, are
//! modules of their own.

mod escape;
mod group;

use super::charset::Fold;
use super::flags;
use super::tree::{Anchor, Node, UNLIMITED};

/// Nesting of groups beyond it is an error.
const MAX_DEPTH: u32 = 500;

/// Why a pattern is no regular expression.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) enum SyntaxError {
    /// `sre_constants.error`
    Pattern(String),
    /// `OverflowError`
    Overflow(&'static str),
    /// `RuntimeError`: nested too deeply.
    Runtime(&'static str),
    /// `AssertionError`: too many groups.
    Groups,
}

/// A parsed pattern.
#[derive(Debug)]
pub(crate) struct Parsed {
    pub(crate) tree: Node,
    /// All flags: given and inline.
    pub(crate) flags: u32,
    /// Number of groups without the whole match.
    pub(crate) groups: u32,
    /// Names of groups, in order of appearance.
    pub(crate) names: Vec<(Vec<u32>, u32)>,
    /// A lookbehind refers to a group, which deserves a warning.
    pub(crate) warns: bool,
}

/// Groups beyond it are refused.
const MAX_GROUPS: u32 = 99;

type Result<T> = std::result::Result<T, SyntaxError>;

fn error<T>(text: impl Into<String>) -> Result<T> {
    Err(SyntaxError::Pattern(text.into()))
}

struct Parser<'a> {
    text: &'a [u32],
    pos: usize,
    flags: u32,
    groups: u32,
    names: Vec<(Vec<u32>, u32)>,
    /// Groups that are not closed yet.
    open: Vec<u32>,
    depth: u32,
    /// Greater than 0 inside a lookbehind.
    lookbehind: u32,
    warns: bool,
    /// The pattern is a unicode, which its parts in messages show.
    is_unicode: bool,
}

/// Parses a pattern.
pub(crate) fn parse(text: &[u32], given_flags: u32, is_unicode: bool) -> Result<Parsed> {
    let first = parse_with(text, given_flags, is_unicode)?;
    // A verbose flag that stands inside the pattern holds for all of it.
    if first.flags & flags::VERBOSE != 0 && given_flags & flags::VERBOSE == 0 {
        return parse_with(text, first.flags, is_unicode);
    }
    // The same for flags that change how parts are made.
    if first.flags != given_flags {
        return parse_with(text, first.flags, is_unicode);
    }
    Ok(first)
}

fn parse_with(text: &[u32], given_flags: u32, is_unicode: bool) -> Result<Parsed> {
    let mut parser = Parser {
        text,
        pos: 0,
        flags: given_flags,
        groups: 0,
        names: Vec::new(),
        open: Vec::new(),
        depth: 0,
        lookbehind: 0,
        warns: false,
        is_unicode,
    };
    let tree = parser.alternatives()?;
    if parser.peek() == Some(u32::from(b')')) {
        return error("unbalanced parenthesis");
    }
    if parser.pos < text.len() {
        return error("bogus characters at end of regular expression");
    }
    if parser.groups > MAX_GROUPS {
        return Err(SyntaxError::Groups);
    }
    Ok(Parsed {
        tree,
        flags: parser.flags,
        groups: parser.groups,
        names: parser.names,
        warns: parser.warns,
    })
}

/// The ASCII character of a code, or 0.
fn ascii(c: u32) -> u8 {
    u8::try_from(c).ok().filter(u8::is_ascii).unwrap_or(0)
}

fn shown(text: &[u32]) -> String {
    text.iter().map(|c| char::from_u32(*c).unwrap_or('?')).collect()
}

impl Parser<'_> {
    fn peek(&self) -> Option<u32> {
        self.text.get(self.pos).copied()
    }

    fn peek_ascii(&self) -> u8 {
        self.peek().map_or(0, ascii)
    }

    fn eat(&mut self, wanted: u8) -> bool {
        if self.peek() == Some(u32::from(wanted)) {
            self.pos += 1;
            return true;
        }
        false
    }

    fn has_flag(&self, flag: u32) -> bool {
        self.flags & flag != 0
    }

    fn fold(&self) -> Option<Fold> {
        self.has_flag(flags::IGNORECASE)
            .then(|| if self.has_flag(flags::UNICODE) { Fold::Unicode } else { Fold::Ascii })
    }

    fn alternatives(&mut self) -> Result<Node> {
        self.depth += 1;
        if self.depth > MAX_DEPTH {
            return Err(SyntaxError::Runtime("maximum recursion depth exceeded"));
        }
        let mut parts = vec![self.sequence()?];
        while self.eat(b'|') {
            parts.push(self.sequence()?);
        }
        self.depth -= 1;
        if parts.len() == 1 {
            return Ok(parts.remove(0));
        }
        Ok(Node::Alternatives(parts))
    }

    fn skip_verbose(&mut self) {
        if !self.has_flag(flags::VERBOSE) {
            return;
        }
        while let Some(c) = self.peek() {
            match ascii(c) {
                b' ' | 9..=13 => self.pos += 1,
                b'#' => {
                    while self.peek().is_some_and(|c| c != 10) {
                        self.pos += 1;
                    }
                }
                _ => return,
            }
        }
    }

    fn sequence(&mut self) -> Result<Node> {
        let mut parts: Vec<Node> = Vec::new();
        loop {
            self.skip_verbose();
            let Some(c) = self.peek() else { break };
            match ascii(c) {
                b'|' | b')' => break,
                b'*' | b'+' | b'?' | b'{' => {
                    if let Some((min, max)) = self.repeat_bounds()? {
                        self.repeat(&mut parts, min, max)?;
                    } else {
                        parts.push(Node::Literal(u32::from(b'{')));
                    }
                }
                _ => {
                    if let Some(node) = self.atom()? {
                        parts.push(node);
                    }
                }
            }
        }
        Ok(if parts.len() == 1 { parts.remove(0) } else { Node::Sequence(parts) })
    }

    /// Reads a repetition operator; None for a `{` that is just a character.
    fn repeat_bounds(&mut self) -> Result<Option<(u32, u32)>> {
        let c = self.peek_ascii();
        self.pos += 1;
        match c {
            b'?' => Ok(Some((0, 1))),
            b'*' => Ok(Some((0, UNLIMITED))),
            b'+' => Ok(Some((1, UNLIMITED))),
            _ => {
                let start = self.pos;
                if self.peek() == Some(u32::from(b'}')) {
                    return Ok(None);
                }
                let low = self.digits();
                let has_comma = self.eat(b',');
                let high = if has_comma { self.digits() } else { low.clone() };
                if !self.eat(b'}') {
                    self.pos = start;
                    return Ok(None);
                }
                let number = |digits: &str, default: u32| -> Result<u32> {
                    if digits.is_empty() {
                        return Ok(default);
                    }
                    match digits.parse::<u64>() {
                        Ok(value) if value < u64::from(u32::MAX) => Ok(value as u32),
                        _ => Err(SyntaxError::Overflow("the repetition number is too large")),
                    }
                };
                let (min, max) = (number(&low, 0)?, number(&high, UNLIMITED)?);
                if min > max {
                    return error("bad repeat interval");
                }
                Ok(Some((min, max)))
            }
        }
    }

    fn digits(&mut self) -> String {
        let mut digits = String::new();
        while self.peek_ascii().is_ascii_digit() {
            digits.push(self.peek_ascii() as char);
            self.pos += 1;
        }
        digits
    }

    fn repeat(&mut self, parts: &mut Vec<Node>, min: u32, max: u32) -> Result<()> {
        let Some(body) = parts.pop() else { return error("nothing to repeat") };
        match &body {
            Node::Anchor(_) => return error("nothing to repeat"),
            Node::Repeat { .. } => return error("multiple repeat"),
            _ => {}
        }
        let greedy = !self.eat(b'?');
        parts.push(Node::Repeat { min, max, greedy, body: Box::new(body) });
        Ok(())
    }

    fn atom(&mut self) -> Result<Option<Node>> {
        let c = self.peek().unwrap_or(0);
        self.pos += 1;
        Ok(Some(match ascii(c) {
            b'.' => Node::Any { all: self.has_flag(flags::DOTALL) },
            b'^' => Node::Anchor(if self.has_flag(flags::MULTILINE) {
                Anchor::LineStart
            } else {
                Anchor::Start
            }),
            b'$' => Node::Anchor(if self.has_flag(flags::MULTILINE) {
                Anchor::LineEnd
            } else {
                Anchor::End
            }),
            b'[' => self.set()?,
            b'(' => return self.group(),
            b'\\' => self.escape()?,
            _ => self.literal(c),
        }))
    }
}

/// `repr()` of a part of the pattern in a message.
fn python_repr(text: &[u32], is_unicode: bool) -> String {
    let mut result = String::from(if is_unicode { "u'" } else { "'" });
    for c in text {
        match char::from_u32(*c) {
            Some('\\') => result.push_str("\\\\"),
            Some('\'') => result.push_str("\\'"),
            Some('\n') => result.push_str("\\n"),
            Some('\r') => result.push_str("\\r"),
            Some('\t') => result.push_str("\\t"),
            Some(c) if c.is_ascii() && !c.is_ascii_control() => result.push(c),
            _ if *c < 256 => result.push_str(&format!("\\x{c:02x}")),
            _ if *c < 0x1_0000 => result.push_str(&format!("\\u{c:04x}")),
            _ => result.push_str(&format!("\\U{c:08x}")),
        }
    }
    result.push('\'');
    result
}
