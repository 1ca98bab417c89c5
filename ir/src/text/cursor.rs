//! A position in one line of the text form.
//!
//! Always true: `rest` is what is still to be read; blanks before a token and
//! commas between operands carry no meaning.

use std::fmt;

/// Why a text is not a function.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ParseError {
    /// What is wrong.
    pub message: String,
    /// The line it is wrong in, from 1; 0 while only one line is looked at.
    pub line: usize,
}

impl fmt::Display for ParseError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "line {}: {}", self.line, self.message)
    }
}

/// Reads tokens off a line.
pub struct Cursor<'a> {
    rest: &'a str,
}

impl<'a> Cursor<'a> {
    /// Starts at the beginning of `text`.
    pub fn new(text: &'a str) -> Cursor<'a> {
        Cursor { rest: text }
    }

    /// Returns what is still to be read.
    pub fn rest(&self) -> &'a str {
        self.rest.trim_start_matches([' ', ',', '\t'])
    }

    fn skip(&mut self) {
        self.rest = self.rest();
    }

    /// Makes an error that shows the place.
    pub fn error(&self, message: &str) -> ParseError {
        ParseError { message: format!("{message} at {:?}", self.rest), line: 0 }
    }

    /// Takes `token` if it comes next.
    pub fn eat(&mut self, token: &str) -> bool {
        self.skip();
        match self.rest.strip_prefix(token) {
            Some(rest) => {
                self.rest = rest;
                true
            }
            None => false,
        }
    }

    /// Takes `token`.
    ///
    /// # Errors
    /// If something else comes next.
    pub fn expect(&mut self, token: &str) -> Result<(), ParseError> {
        if self.eat(token) { Ok(()) } else { Err(self.error(&format!("expected {token:?}"))) }
    }

    /// Takes the next character, blanks included.
    ///
    /// # Errors
    /// At the end.
    pub fn char(&mut self) -> Result<char, ParseError> {
        let mut chars = self.rest.chars();
        let next = chars.next().ok_or_else(|| self.error("unexpected end"))?;
        self.rest = chars.as_str();
        Ok(next)
    }

    /// Takes a run of letters, digits and underscores.
    ///
    /// # Errors
    /// If there is none.
    pub fn word(&mut self) -> Result<&'a str, ParseError> {
        self.skip();
        let end = self
            .rest
            .find(|c: char| !(c.is_ascii_alphanumeric() || c == '_'))
            .unwrap_or(self.rest.len());
        if end == 0 {
            return Err(self.error("expected a word"));
        }
        let (word, rest) = self.rest.split_at(end);
        self.rest = rest;
        Ok(word)
    }

    /// Takes an unsigned number of at most `limit`.
    ///
    /// # Errors
    /// If there is none.
    pub fn number(&mut self, limit: u64) -> Result<u64, ParseError> {
        self.skip();
        let end = self.rest.find(|c: char| !c.is_ascii_digit()).unwrap_or(self.rest.len());
        let (digits, rest) = self.rest.split_at(end);
        match digits.parse() {
            Ok(number) if number <= limit => {
                self.rest = rest;
                Ok(number)
            }
            _ => Err(self.error("expected a number")),
        }
    }

    /// Takes an id: its letter and a number of at most `limit`.
    ///
    /// # Errors
    /// If there is none.
    pub fn id(&mut self, prefix: &str, limit: u64) -> Result<u64, ParseError> {
        self.expect(prefix)?;
        self.number(limit)
    }
}
