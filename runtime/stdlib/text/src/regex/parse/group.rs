//! Groups and what else begins with `(?`.

use super::super::flags;
use super::super::tree::Node;
use super::SyntaxError;
use super::{Parser, Result, ascii, error, python_repr, shown};

impl Parser<'_> {
    pub(super) fn group(&mut self) -> Result<Option<Node>> {
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
                    // Keeps `(?:a*)*` and `(?:^)*` apart from `a**` and `^*`.
                    Node::Repeat { .. } | Node::Anchor(_) => Node::Alternatives(vec![body]),
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
                return error(format!(
                    "bad character in group name {}",
                    python_repr(&name, self.is_unicode)
                ));
            }
            let index = self.open_group()?;
            if let Some((_, old)) = self.names.iter().find(|(known, _)| *known == name) {
                return error(format!(
                    "redefinition of group name {} as group {index}; was group {old}",
                    python_repr(&name, self.is_unicode)
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
                    python_repr(&name, self.is_unicode)
                ));
            }
            let Some((_, index)) = self.names.iter().find(|(known, _)| *known == name) else {
                let name = python_repr(&name, self.is_unicode);
                return error(format!("unknown group name: {name}"));
            };
            self.warns |= self.lookbehind > 0;
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
                None => {
                    let name = python_repr(&name, self.is_unicode);
                    return error(format!("unknown group name: {name}"));
                }
            }
        } else {
            match shown(&name).trim().parse::<i64>() {
                Ok(0) => return self.without_condition(),
                Ok(index) if index < 0 => {
                    return Err(SyntaxError::Overflow(
                        "regular expression code size limit exceeded",
                    ));
                }
                Ok(index) => u32::try_from(index).unwrap_or(u32::MAX),
                Err(_) => return error("bad character in group name"),
            }
        };
        self.warns |= self.lookbehind > 0;
        let yes = self.sequence()?;
        let no = if self.eat(b'|') { Some(Box::new(self.sequence()?)) } else { None };
        if self.peek() == Some(u32::from(b'|')) {
            return error("conditional backref with more than two branches");
        }
        self.close()?;
        Ok(Node::Conditional { group, yes: Box::new(yes), no })
    }

    /// The condition on group 0 is none.
    fn without_condition(&mut self) -> Result<Node> {
        let body = self.alternatives()?;
        self.close()?;
        Ok(Node::Alternatives(vec![body]))
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
        match self.peek() {
            None => error("unexpected end of pattern"),
            Some(_) if self.eat(b')') => Ok(None),
            Some(_) => error("unknown extension"),
        }
    }
}

fn is_identifier(name: &[u32]) -> bool {
    let is_start = |c: u32| ascii(c).is_ascii_alphabetic() || ascii(c) == b'_';
    name.first().is_some_and(|c| is_start(*c))
        && name.iter().all(|c| is_start(*c) || ascii(*c).is_ascii_digit())
}
