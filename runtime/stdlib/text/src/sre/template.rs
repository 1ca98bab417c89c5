//! Replacement templates: text with `\1`, `\g<name>` and escapes.

use super::match_object::{self, MatchObject};
use super::pattern::{Pattern, is_text, pattern_of};
use super::subject::{Subject, points};
use crate::regex::matcher::Match;
use runtime::api::{Cx, Owned, PyResult, Ref, exc, protocol};
use runtime::builtins::dict::Dict;
use runtime::builtins::int::int_value;
use runtime::builtins::str::Str;
use runtime::builtins::unicode::Unicode;

/// Part of a template.
enum Part {
    Text(Owned),
    Group(usize),
}

/// A parsed template.
pub(super) struct Template {
    parts: Vec<Part>,
}

/// What `sub` puts in place of a match.
pub(super) enum Replacement {
    /// The same text each time.
    Constant(Owned),
    Template(Template),
    /// What a function returns for the match.
    Function(Owned),
}

struct Parser<'a> {
    text: &'a [u32],
    pos: usize,
    literal: Vec<u32>,
    parts: Vec<Part>,
    is_unicode: bool,
}

fn byte(c: u32) -> u8 {
    u8::try_from(c).ok().filter(u8::is_ascii).unwrap_or(0)
}

impl Template {
    /// Parses a template for a pattern.
    ///
    /// # Errors
    /// Raises `re.error` or `IndexError` for references to groups that do not exist.
    pub(super) fn parse(cx: &Cx, pattern: Ref<'_>, template: Ref<'_>) -> PyResult<Template> {
        let pattern = pattern_of(cx, pattern)?;
        let text = match points(cx, template)? {
            Some(text) if is_text(template) => text,
            // What is no text fails where a parser written in Python would.
            _ => {
                protocol::hash::hash(cx, template)?;
                protocol::sequence::len(cx, template)?;
                return Err(cx.raise(&exc::TYPE_ERROR, format_args!("expected string or buffer")));
            }
        };
        let is_unicode = template.cast::<Unicode>().is_some();
        let mut parser =
            Parser { text: &text, pos: 0, literal: Vec::new(), parts: Vec::new(), is_unicode };
        parser.run(cx, pattern)?;
        Ok(Template { parts: parser.parts })
    }

    /// Fills the template from a match object.
    ///
    /// # Errors
    /// Raises `re.error` if a group took no part in the match.
    pub(super) fn fill(&self, cx: &Cx, found: Ref<'_>) -> PyResult {
        let Some(object) = found.cast::<MatchObject>() else {
            return Err(cx.raise(&exc::TYPE_ERROR, format_args!("expected a match")));
        };
        let text = object.text();
        let subject = Subject::of(cx, text.borrow())?;
        let group = |index| object.group_text(cx, index, runtime::api::none());
        self.fill_with(cx, &subject, group)
    }

    fn fill_with(
        &self,
        cx: &Cx,
        subject: &Subject<'_>,
        mut group: impl FnMut(usize) -> PyResult,
    ) -> PyResult {
        let mut pieces = Vec::with_capacity(self.parts.len());
        for part in &self.parts {
            match part {
                Part::Text(text) => pieces.push(text.clone()),
                Part::Group(index) => {
                    let text = group(*index)?;
                    if text.borrow().is_none() {
                        return Err(pattern_error(cx, "unmatched group"));
                    }
                    pieces.push(text);
                }
            }
        }
        subject.join(cx, &pieces)
    }
}

/// Raises `sre_constants.error`.
fn pattern_error(cx: &Cx, message: &str) -> runtime::api::Raised {
    let class = runtime::modules::import::import_name(cx, "sre_constants").and_then(|module| {
        let name = runtime::builtins::str::intern_bytes(cx, b"error");
        protocol::attr::get_attr(cx, module.borrow(), name.borrow())
    });
    match (class, Str::new(cx, message.as_bytes())) {
        (Ok(class), Ok(message)) => cx.raise_with(class.borrow(), Some(message)),
        (Err(raised), _) | (_, Err(raised)) => raised,
    }
}

impl Parser<'_> {
    fn peek(&self) -> u8 {
        self.text.get(self.pos).map_or(0, |c| byte(*c))
    }

    fn flush(&mut self, cx: &Cx) -> PyResult<()> {
        if self.literal.is_empty() {
            return Ok(());
        }
        let text = if self.is_unicode {
            Unicode::new(cx, &self.literal)?
        } else {
            let bytes: Vec<u8> = self.literal.iter().map(|c| *c as u8).collect();
            Str::new(cx, &bytes)?
        };
        self.literal.clear();
        self.parts.push(Part::Text(text));
        Ok(())
    }

    fn group(&mut self, cx: &Cx, pattern: &Pattern, index: usize) -> PyResult<()> {
        if index > pattern.groups() {
            return Err(pattern_error(cx, "invalid group reference"));
        }
        self.flush(cx)?;
        self.parts.push(Part::Group(index));
        Ok(())
    }

    fn run(&mut self, cx: &Cx, pattern: &Pattern) -> PyResult<()> {
        while let Some(c) = self.text.get(self.pos).copied() {
            self.pos += 1;
            if c != u32::from(b'\\') || self.pos == self.text.len() {
                if c == u32::from(b'\\') {
                    return Err(pattern_error(cx, "bogus escape (end of line)"));
                }
                self.literal.push(c);
                continue;
            }
            let next = self.text[self.pos];
            self.pos += 1;
            self.escape(cx, pattern, next)?;
        }
        self.flush(cx)
    }

    fn escape(&mut self, cx: &Cx, pattern: &Pattern, next: u32) -> PyResult<()> {
        match byte(next) {
            b'g' => self.named(cx, pattern),
            b'0' => {
                let mut value = 0;
                for _ in 0..2 {
                    if !matches!(self.peek(), b'0'..=b'7') {
                        break;
                    }
                    value = value * 8 + u32::from(self.peek() - b'0');
                    self.pos += 1;
                }
                self.literal.push(value & 0xff);
                Ok(())
            }
            first @ b'1'..=b'9' => {
                let mut index = usize::from(first - b'0');
                if self.peek().is_ascii_digit() {
                    let second = self.peek();
                    let third = self.text.get(self.pos + 1).map_or(0, |c| byte(*c));
                    let octal = |c: u8| matches!(c, b'0'..=b'7');
                    self.pos += 1;
                    if octal(first) && octal(second) && octal(third) {
                        self.pos += 1;
                        let value = u32::from(first - b'0') * 64
                            + u32::from(second - b'0') * 8
                            + u32::from(third - b'0');
                        self.literal.push(value & 0xff);
                        return Ok(());
                    }
                    index = index * 10 + usize::from(second - b'0');
                }
                self.group(cx, pattern, index)
            }
            other => {
                let value = match other {
                    b'a' => 7,
                    b'b' => 8,
                    b'f' => 12,
                    b'n' => 10,
                    b'r' => 13,
                    b't' => 9,
                    b'v' => 11,
                    b'\\' => u32::from(b'\\'),
                    _ => {
                        self.literal.push(u32::from(b'\\'));
                        next
                    }
                };
                self.literal.push(value);
                Ok(())
            }
        }
    }

    fn named(&mut self, cx: &Cx, pattern: &Pattern) -> PyResult<()> {
        if self.peek() != b'<' {
            return Err(pattern_error(cx, "missing group name"));
        }
        self.pos += 1;
        let start = self.pos;
        while self.pos < self.text.len() && self.text[self.pos] != u32::from(b'>') {
            self.pos += 1;
        }
        if self.pos == self.text.len() {
            return Err(pattern_error(cx, "unterminated group name"));
        }
        let name: Vec<u8> = self.text[start..self.pos].iter().map(|c| *c as u8).collect();
        self.pos += 1;
        if name.is_empty() {
            return Err(pattern_error(cx, "missing group name"));
        }
        if let Ok(number) = String::from_utf8_lossy(&name).parse::<i64>() {
            return match usize::try_from(number) {
                Ok(index) => self.group(cx, pattern, index),
                Err(_) => Err(pattern_error(cx, "negative group number")),
            };
        }
        let is_name = |c: &u8| c.is_ascii_alphanumeric() || *c == b'_';
        if name[0].is_ascii_digit() || !name.iter().all(is_name) {
            return Err(pattern_error(cx, "bad character in group name"));
        }
        let names = pattern.index();
        let key = Str::new(cx, &name)?;
        let found = names.borrow().recv::<Dict>().get(cx, key.borrow())?;
        match found.and_then(|found| int_value(found.borrow())) {
            Some(index) => self.group(cx, pattern, index as usize),
            None => {
                let name = String::from_utf8_lossy(&name).into_owned();
                Err(cx.raise(&exc::INDEX_ERROR, format_args!("unknown group name: '{name}'")))
            }
        }
    }
}

impl Replacement {
    /// Reads what was given as replacement.
    ///
    /// # Errors
    /// As [`Template::parse`].
    pub(super) fn new(cx: &Cx, pattern: Ref<'_>, replacement: Ref<'_>) -> PyResult<Replacement> {
        if replacement.ty().slots.call.get().is_some() && !is_text(replacement) {
            return Ok(Replacement::Function(replacement.own()));
        }
        let has_backslash =
            points(cx, replacement)?.is_none_or(|text| text.contains(&u32::from(b'\\')));
        if !has_backslash {
            return Ok(Replacement::Constant(replacement.own()));
        }
        let template = Template::parse(cx, pattern, replacement)?;
        match &template.parts[..] {
            [Part::Text(text)] => Ok(Replacement::Constant(text.clone())),
            _ => Ok(Replacement::Template(template)),
        }
    }

    /// Makes the text for one match.
    ///
    /// # Errors
    /// Whatever the function raises.
    pub(super) fn apply(
        &self,
        cx: &Cx,
        pattern: Ref<'_>,
        text: Ref<'_>,
        subject: &Subject<'_>,
        found: Match,
        (pos, end): (usize, usize),
    ) -> PyResult {
        match self {
            Replacement::Constant(text) => Ok(text.clone()),
            Replacement::Template(template) => {
                template.fill_with(cx, subject, |index| match found.group(index) {
                    Some((start, end)) => subject.part(cx, start, end),
                    None => Ok(Owned::none()),
                })
            }
            Replacement::Function(function) => {
                let object = match_object::new(cx, pattern, text, found, pos, end)?;
                protocol::call::call1(cx, function.borrow(), object.borrow())
            }
        }
    }
}
