//! Escapes and sets of characters.

use super::super::charset::{Category, CharSet, Item};
use super::super::flags;
use super::super::tree::{Anchor, Node};
use super::{Parser, Result, ascii, error, python_repr};

impl Parser<'_> {
    pub(super) fn literal(&self, c: u32) -> Node {
        match self.fold() {
            None => Node::Literal(c),
            Some(_) if c < 128 && !ascii(c).is_ascii_alphabetic() => Node::Literal(c),
            Some(fold) => {
                let key = fold.key(c);
                Node::Set(CharSet::new(vec![Item::Range(key, key)], false, Some(fold)))
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
    pub(super) fn escape(&mut self) -> Result<Node> {
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
        let value = self.simple_escape(c, false)?;
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
            return error(format!("bogus escape: '\\\\{number}'"));
        }
        if self.open.contains(&number) {
            return error("cannot refer to open group");
        }
        self.warns |= self.lookbehind > 0;
        Ok(Node::Backreference(number))
    }

    /// Escapes with the same meaning inside and outside of sets.
    fn simple_escape(&mut self, c: u32, in_set: bool) -> Result<u32> {
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
                    let digits = &self.text[self.pos - count..self.pos];
                    let mut shown = vec![u32::from(b'\\')];
                    // A set's message leaves the letter out.
                    if !in_set {
                        shown.push(c);
                    }
                    shown.extend_from_slice(digits);
                    return error(format!(
                        "bogus escape: {}",
                        python_repr(&shown, self.is_unicode)
                    ));
                }
                value
            }
            _ => c,
        })
    }

    pub(super) fn set(&mut self) -> Result<Node> {
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
            _ => self.simple_escape(c, true)?,
        };
        Ok(Item::Range(value, value))
    }
}
