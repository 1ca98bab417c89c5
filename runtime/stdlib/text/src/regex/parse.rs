//! Pattern text to syntax tree; texts of errors as Python 2.7 gives them.

use super::charset::{Category, CharSet, Fold, Item};
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
    Depth,
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
}

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
}

/// Parses a pattern.
pub(crate) fn parse(text: &[u32], given_flags: u32) -> Result<Parsed> {
    let first = parse_with(text, given_flags)?;
    // A verbose flag that stands inside the pattern holds for all of it.
    if first.flags & flags::VERBOSE != 0 && given_flags & flags::VERBOSE == 0 {
        return parse_with(text, first.flags);
    }
    // The same for flags that change how parts are made.
    if first.flags != given_flags {
        return parse_with(text, first.flags);
    }
    Ok(first)
}

fn parse_with(text: &[u32], given_flags: u32) -> Result<Parsed> {
    let mut parser = Parser {
        text,
        pos: 0,
        flags: given_flags,
        groups: 0,
        names: Vec::new(),
        open: Vec::new(),
        depth: 0,
        lookbehind: 0,
    };
    let tree = parser.alternatives()?;
    if parser.peek() == Some(u32::from(b')')) {
        return error("unbalanced parenthesis");
    }
    if parser.pos < text.len() {
        return error("bogus characters at end of regular expression");
    }
    Ok(Parsed { tree, flags: parser.flags, groups: parser.groups, names: parser.names })
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
            return Err(SyntaxError::Depth);
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
            Node::Sequence(inner) if inner.is_empty() => return error("nothing to repeat"),
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

    fn literal(&self, c: u32) -> Node {
        match self.fold() {
            None => Node::Literal(c),
            Some(fold) => {
                let lower = fold.lower(c);
                Node::Set(CharSet::new(vec![Item::Range(lower, lower)], false, Some(fold)))
            }
        }
    }

    fn category(&self, c: u8) -> Option<Item> {
        let unicode = self.has_flag(flags::UNICODE);
        let (category, negated) = match c {
            b'd' => (Category::Digit, false),
            b'D' => (Category::Digit, true),
            b's' => (Category::Space, false),
            b'S' => (Category::Space, true),
            b'w' => (Category::Word, false),
            b'W' => (Category::Word, true),
            _ => return None,
        };
        Some(Item::Category { category, negated, unicode })
    }

    /// An escape outside a set.
    fn escape(&mut self) -> Result<Node> {
        let Some(c) = self.peek() else { return error("bogus escape (end of line)") };
        self.pos += 1;
        let byte = ascii(c);
        if let Some(item) = self.category(byte) {
            return Ok(Node::Set(CharSet::new(vec![item], false, None)));
        }
        match byte {
            b'A' => return Ok(Node::Anchor(Anchor::Start)),
            b'Z' => return Ok(Node::Anchor(Anchor::VeryEnd)),
            b'b' => return Ok(Node::Anchor(Anchor::Boundary)),
            b'B' => return Ok(Node::Anchor(Anchor::NotBoundary)),
            b'0' => {
                let mut value = 0;
                for _ in 0..2 {
                    if !matches!(self.peek_ascii(), b'0'..=b'7') {
                        break;
                    }
                    value = value * 8 + u32::from(self.peek_ascii() - b'0');
                    self.pos += 1;
                }
                return Ok(self.literal(value));
            }
            b'1'..=b'9' => return self.backreference(byte),
            _ => {}
        }
        let value = self.simple_escape(c)?;
        Ok(self.literal(value))
    }

    /// A group number, or three octal digits.
    fn backreference(&mut self, first: u8) -> Result<Node> {
        let mut number = u32::from(first - b'0');
        if self.peek_ascii().is_ascii_digit() {
            let second = self.peek_ascii();
            let third = self.text.get(self.pos + 1).map_or(0, |c| ascii(*c));
            let is_octal = |c: u8| matches!(c, b'0'..=b'7');
            if is_octal(first) && is_octal(second) && is_octal(third) {
                self.pos += 2;
                let value = number * 64 + u32::from(second - b'0') * 8 + u32::from(third - b'0');
                return Ok(self.literal(value & 0xff));
            }
            self.pos += 1;
            number = number * 10 + u32::from(second - b'0');
        }
        if number > self.groups {
            return error("invalid group reference");
        }
        if self.open.contains(&number) {
            return error("cannot refer to open group");
        }
        if self.lookbehind > 0 && self.open.is_empty() {
            return Ok(Node::Backreference(number));
        }
        Ok(Node::Backreference(number))
    }

    /// Escapes with the same meaning inside and outside of sets.
    fn simple_escape(&mut self, c: u32) -> Result<u32> {
        let byte = ascii(c);
        Ok(match byte {
            b'a' => 7,
            b'f' => 12,
            b'n' => 10,
            b'r' => 13,
            b't' => 9,
            b'v' => 11,
            b'\\' => u32::from(b'\\'),
            b'x' => {
                let mut value = 0;
                let mut count = 0;
                while count < 2 && self.peek_ascii().is_ascii_hexdigit() {
                    value = value * 16 + (self.peek_ascii() as char).to_digit(16).unwrap_or(0);
                    self.pos += 1;
                    count += 1;
                }
                if count != 2 {
                    let start = self.pos - count;
                    return error(format!(
                        "bogus escape: {}",
                        python_repr(&self.text[start - 2..self.pos])
                    ));
                }
                value
            }
            _ => c,
        })
    }

    fn set(&mut self) -> Result<Node> {
        let negated = self.eat(b'^');
        let start = self.pos;
        let mut items = Vec::new();
        loop {
            let Some(c) = self.peek() else { return error("unexpected end of regular expression") };
            if c == u32::from(b']') && self.pos > start {
                self.pos += 1;
                break;
            }
            let low = self.set_member()?;
            if self.peek() != Some(u32::from(b'-')) {
                items.push(low);
                continue;
            }
            self.pos += 1;
            let Some(next) = self.peek() else {
                return error("unexpected end of regular expression");
            };
            if next == u32::from(b']') {
                self.pos += 1;
                items.push(low);
                items.push(Item::Range(u32::from(b'-'), u32::from(b'-')));
                break;
            }
            let high = self.set_member()?;
            match (low, high) {
                (Item::Range(low, _), Item::Range(high, _)) => {
                    if high < low {
                        return error("bad character range");
                    }
                    items.push(Item::Range(low, high));
                }
                _ => return error("bad character range"),
            }
        }
        Ok(Node::Set(CharSet::new(items, negated, self.fold())))
    }

    fn set_member(&mut self) -> Result<Item> {
        let c = self.peek().unwrap_or(0);
        self.pos += 1;
        if c != u32::from(b'\\') {
            return Ok(Item::Range(c, c));
        }
        let Some(c) = self.peek() else { return error("bogus escape (end of line)") };
        self.pos += 1;
        let byte = ascii(c);
        if let Some(item) = self.category(byte) {
            return Ok(item);
        }
        let value = match byte {
            b'b' => 8,
            b'0'..=b'7' => {
                let mut value = u32::from(byte - b'0');
                for _ in 0..2 {
                    if !matches!(self.peek_ascii(), b'0'..=b'7') {
                        break;
                    }
                    value = value * 8 + u32::from(self.peek_ascii() - b'0');
                    self.pos += 1;
                }
                value & 0xff
            }
            b'8' | b'9' => return error(format!("bogus escape: '\\\\{}'", byte as char)),
            _ => self.simple_escape(c)?,
        };
        Ok(Item::Range(value, value))
    }

    fn group(&mut self) -> Result<Option<Node>> {
        if !self.eat(b'?') {
            let index = self.open_group()?;
            let body = self.alternatives()?;
            self.close()?;
            self.open.retain(|open| *open != index);
            return Ok(Some(Node::Group(index, Box::new(body))));
        }
        let Some(kind) = self.peek() else { return error("unexpected end of pattern") };
        self.pos += 1;
        match ascii(kind) {
            b':' => {
                let body = self.alternatives()?;
                self.close()?;
                Ok(Some(match body {
                    // Keeps a repetition of a repetition apart from `a**`.
                    Node::Repeat { .. } => Node::Alternatives(vec![body]),
                    other => other,
                }))
            }
            b'#' => {
                while self.peek().is_some_and(|c| c != u32::from(b')')) {
                    self.pos += 1;
                }
                if !self.eat(b')') {
                    return error("unbalanced parenthesis");
                }
                Ok(None)
            }
            b'P' => self.named().map(Some),
            b'=' | b'!' => {
                let body = self.alternatives()?;
                self.close()?;
                let negative = ascii(kind) == b'!';
                Ok(Some(Node::Look { ahead: true, negative, body: Box::new(body) }))
            }
            b'<' => {
                let sign = self.peek_ascii();
                if self.peek().is_none() {
                    return error("syntax error");
                }
                if sign != b'=' && sign != b'!' {
                    return error("syntax error");
                }
                self.pos += 1;
                self.lookbehind += 1;
                let body = self.alternatives()?;
                self.lookbehind -= 1;
                self.close()?;
                let (low, high) = body.width(0);
                if low != high {
                    return error("look-behind requires fixed-width pattern");
                }
                Ok(Some(Node::Look { ahead: false, negative: sign == b'!', body: Box::new(body) }))
            }
            b'(' => self.conditional().map(Some),
            _ => {
                self.pos -= 1;
                self.inline_flags()
            }
        }
    }

    fn open_group(&mut self) -> Result<u32> {
        self.groups += 1;
        self.open.push(self.groups);
        Ok(self.groups)
    }

    fn close(&mut self) -> Result<()> {
        if self.eat(b')') { Ok(()) } else { error("unbalanced parenthesis") }
    }

    fn name_until(&mut self, end: u8) -> Result<Vec<u32>> {
        let start = self.pos;
        loop {
            match self.peek() {
                None => return error("unterminated name"),
                Some(c) if c == u32::from(end) => {
                    let name = self.text[start..self.pos].to_vec();
                    self.pos += 1;
                    return Ok(name);
                }
                Some(_) => self.pos += 1,
            }
        }
    }

    fn named(&mut self) -> Result<Node> {
        if self.eat(b'<') {
            let name = self.name_until(b'>')?;
            if name.is_empty() {
                return error("missing group name");
            }
            if !is_identifier(&name) {
                return error(format!("bad character in group name {}", python_repr(&name)));
            }
            let index = self.open_group()?;
            if let Some((_, old)) = self.names.iter().find(|(known, _)| *known == name) {
                return error(format!(
                    "redefinition of group name {} as group {index}; was group {old}",
                    python_repr(&name)
                ));
            }
            self.names.push((name, index));
            let body = self.alternatives()?;
            self.close()?;
            self.open.retain(|open| *open != index);
            return Ok(Node::Group(index, Box::new(body)));
        }
        if self.eat(b'=') {
            let name = self.name_until(b')')?;
            if name.is_empty() {
                return error("missing group name");
            }
            if !is_identifier(&name) {
                return error(format!(
                    "bad character in backref group name {}",
                    python_repr(&name)
                ));
            }
            let Some((_, index)) = self.names.iter().find(|(known, _)| *known == name) else {
                return error(format!("unknown group name: {}", shown(&name)));
            };
            if self.open.contains(index) {
                return error("cannot refer to an open group");
            }
            return Ok(Node::Backreference(*index));
        }
        match self.peek() {
            None => error("unexpected end of pattern"),
            Some(c) => error(format!("unknown specifier: ?P{}", shown(&[c]))),
        }
    }

    fn conditional(&mut self) -> Result<Node> {
        let name = self.name_until(b')')?;
        if name.is_empty() {
            return error("missing group name");
        }
        let group = if is_identifier(&name) {
            match self.names.iter().find(|(known, _)| *known == name) {
                Some((_, index)) => *index,
                None => return error(format!("unknown group name: {}", shown(&name))),
            }
        } else {
            match shown(&name).parse::<u32>() {
                Ok(0) => return error("bad group number"),
                Ok(index) if index <= 99 => index,
                Ok(_) => return error("invalid group reference"),
                Err(_) => return error("bad character in group name"),
            }
        };
        let yes = self.sequence()?;
        let no = if self.eat(b'|') { Some(Box::new(self.sequence()?)) } else { None };
        if self.peek() == Some(u32::from(b'|')) {
            return error("conditional backref with more than two branches");
        }
        self.close()?;
        Ok(Node::Conditional { group, yes: Box::new(yes), no })
    }

    fn inline_flags(&mut self) -> Result<Option<Node>> {
        let mut any = false;
        loop {
            let flag = match self.peek_ascii() {
                b'i' => flags::IGNORECASE,
                b'L' => flags::LOCALE,
                b'm' => flags::MULTILINE,
                b's' => flags::DOTALL,
                b'u' => flags::UNICODE,
                b'x' => flags::VERBOSE,
                b't' => 1,
                _ => break,
            };
            self.flags |= flag;
            self.pos += 1;
            any = true;
        }
        if !any {
            return error("unexpected end of pattern");
        }
        if self.eat(b')') { Ok(None) } else { error("unexpected end of pattern") }
    }
}

fn is_identifier(name: &[u32]) -> bool {
    let is_start = |c: u32| ascii(c).is_ascii_alphabetic() || ascii(c) == b'_';
    name.first().is_some_and(|c| is_start(*c))
        && name.iter().all(|c| is_start(*c) || ascii(*c).is_ascii_digit())
}

/// `repr()` of a text in a message.
fn python_repr(text: &[u32]) -> String {
    let mut result = String::from("'");
    for c in text {
        match char::from_u32(*c) {
            Some('\\') => result.push_str("\\\\"),
            Some('\'') => result.push_str("\\'"),
            Some(c) if c.is_ascii() && !c.is_ascii_control() => result.push(c),
            Some(c) if (c as u32) < 256 => result.push_str(&format!("\\x{:02x}", c as u32)),
            _ => result.push_str(&format!("\\u{c:04x}")),
        }
    }
    result.push('\'');
    result
}
