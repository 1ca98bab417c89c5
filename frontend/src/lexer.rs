//! The lexer: text to tokens with Python's line structure.
//!
//! What is always true of its result:
//! 1. The last token is `End`, or `Bad` when `failure` is set; no other token is either.
//! 2. `Indent` and `Dedent` balance, unless the input ended inside a line with `dont_imply_dedent`.
//! 3. Every line start is in `lines`, in order, so that columns can be computed.
//!
//! The text has `\n` as its only line end. Positions of errors are those of CPython's tokenizer:
//! `cursor` is how far it has read when it gives up.
//!
//! CPython 2.7 source: Parser/tokenizer.c (tok_get), Parser/parsetok.c (the end of the input).

use logos::Logos;

use crate::flags::TabCheck;
use crate::token::{Kind, Token};

mod indent;
mod string;

use indent::Indents;

/// Why the tokenizer gave up.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum LexFailure {
    InvalidToken,
    EndOfLineInString,
    EndOfFileInString,
    Continuation,
    InconsistentDedent,
    TooDeep,
    Tabs,
}

/// The tokens of a text.
#[derive(Debug)]
pub(crate) struct Lexed {
    pub(crate) tokens: Vec<Token>,
    /// The first byte of each line.
    pub(crate) lines: Vec<u32>,
    /// Why the last token is `Bad`, and the byte the tokenizer had reached.
    pub(crate) failure: Option<Stop>,
    /// Where the input ended.
    pub(crate) ending: Ending,
}

/// A failure and the byte the tokenizer had reached.
pub(crate) type Stop = (LexFailure, u32);

/// The state of affairs at the end of the input.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Ending {
    /// Between statements of the top level.
    Top,
    /// Below the first line of an indented block.
    Block,
    /// Inside brackets.
    Bracket,
    /// Behind a backslash that continues the line.
    Continuation,
    /// Before the end: the lexer failed.
    Failed,
}

/// What the lexer is told about its input.
#[derive(Clone, Copy, Debug)]
pub(crate) struct LexOptions {
    pub(crate) tabs: TabCheck,
    /// Keep blocks open that the end of the input does not end with a dedented line.
    pub(crate) dont_imply_dedent: bool,
}

/// Splits `text` into tokens.
pub(crate) fn lex(text: &[u8], options: LexOptions) -> Lexed {
    let mut lexer = Lexer {
        text,
        logos: Kind::lexer(text),
        out: Lexed {
            tokens: Vec::with_capacity(text.len() / 4 + 16),
            lines: vec![0],
            failure: None,
            ending: Ending::Failed,
        },
        indents: Indents::new(options.tabs),
        line: 1,
        depth: 0,
        options,
    };
    let outcome = lexer.run();
    lexer.finish(outcome);
    lexer.out
}

struct Lexer<'a> {
    text: &'a [u8],
    logos: logos::Lexer<'a, Kind>,
    out: Lexed,
    indents: Indents,
    /// The current line, from 1.
    line: u32,
    /// Open brackets. Saturates at 0: the parser stops at a surplus closing bracket.
    depth: u32,
    options: LexOptions,
}

impl Lexer<'_> {
    fn run(&mut self) -> Result<(), Stop> {
        self.line_start()?;
        while let Some(next) = self.logos.next() {
            let span = self.logos.span();
            let (start, end) = (span.start as u32, span.end as u32);
            match next {
                Ok(Kind::LineEnd) => {
                    let ends_line = self.depth == 0;
                    if ends_line {
                        self.push(Kind::Newline, start, end - 1);
                    }
                    self.next_line(end);
                    if ends_line {
                        self.line_start()?;
                    }
                }
                Ok(Kind::Continuation) => {
                    self.next_line(end);
                    if end as usize == self.text.len() {
                        self.out.ending = Ending::Continuation;
                    }
                }
                Ok(Kind::Comment) => self.indents.read_comment(self.logos.slice()),
                Ok(Kind::Quote) => self.string(start)?,
                Ok(Kind::Backslash) => return Err((LexFailure::Continuation, self.line_end(end))),
                Ok(Kind::BadNumber) => return Err((LexFailure::InvalidToken, end)),
                Ok(kind) => {
                    match kind {
                        Kind::Lpar | Kind::Lsqb | Kind::Lbrace => self.depth += 1,
                        Kind::Rpar | Kind::Rsqb | Kind::Rbrace => {
                            self.depth = self.depth.saturating_sub(1);
                        }
                        _ => {}
                    }
                    self.push(kind, start, end);
                }
                // A byte that starts no token: CPython hands it on as an operator of no meaning.
                Err(()) => {
                    self.push(Kind::Bad, start, start + 1);
                    return Ok(());
                }
            }
        }
        Ok(())
    }

    fn push(&mut self, kind: Kind, start: u32, end: u32) {
        self.out.tokens.push(Token { kind, multiline: false, start, end, line: self.line });
    }

    /// Counts a line end whose last byte is before `next`.
    fn next_line(&mut self, next: u32) {
        self.line += 1;
        self.out.lines.push(next);
    }

    /// Returns the first byte behind the line that holds `at`.
    fn line_end(&self, at: u32) -> u32 {
        let rest = &self.text[at as usize..];
        at + memchr::memchr(b'\n', rest).map_or(rest.len(), |found| found + 1) as u32
    }

    /// Skips lines without tokens and measures the indentation of the next line that has any.
    fn line_start(&mut self) -> Result<(), Stop> {
        loop {
            let rest = self.logos.remainder();
            let (width, first) = self.indents.measure(rest);
            let at = self.logos.span().end as u32 + width as u32;
            match first {
                Some(b'#' | b'\n') => {
                    let length = memchr::memchr(b'\n', &rest[width..]);
                    let stop = length.map_or(rest.len(), |length| width + length);
                    self.indents.read_comment(&rest[width..stop]);
                    self.logos.bump(stop);
                    if length.is_none() {
                        return Ok(());
                    }
                    self.logos.bump(1);
                    self.next_line(self.logos.span().end as u32);
                }
                _ => {
                    self.logos.bump(width);
                    return self.indentation(at);
                }
            }
        }
    }

    /// Emits what the indentation of the line at `at` asks for.
    fn indentation(&mut self, at: u32) -> Result<(), Stop> {
        let (kind, count) = match self.indents.change() {
            Ok(change) => change,
            Err(failure) => return Err((failure, self.line_end(at))),
        };
        if at as usize == self.text.len() && count > 0 && kind == Kind::Dedent {
            self.out.ending = Ending::Block;
        }
        for _ in 0..count {
            self.push(kind, at, at);
        }
        Ok(())
    }

    /// Reads the rest of a string whose prefix and first quote begin at `start`.
    fn string(&mut self, start: u32) -> Result<(), Stop> {
        let end = self.logos.span().end;
        let quote = self.text[end - 1];
        let found = string::scan(self.logos.remainder(), quote);
        let length = found.length;
        let body = &self.text[start as usize..end + length];
        let mut multiline = false;
        for at in memchr::memchr_iter(b'\n', body) {
            multiline = true;
            self.next_line(start + at as u32 + 1);
        }
        self.logos.bump(length);
        let end = (end + length) as u32;
        let token = Token { kind: Kind::Str, multiline, start, end, line: self.line };
        self.out.tokens.push(token);
        found.failure.map_or(Ok(()), |failure| Err((failure, end)))
    }

    /// Closes the token list. CPython feeds its parser a last `Newline` even behind a complete
    /// line, then the dedents of unfinished lines, and then another `Newline`.
    fn finish(&mut self, outcome: Result<(), Stop>) {
        let end = self.text.len() as u32;
        if let Err(stop) = outcome {
            self.out.failure = Some(stop);
            match self.out.tokens.last_mut() {
                Some(last) if last.kind == Kind::Str && last.end == stop.1 => last.kind = Kind::Bad,
                _ => self.push(Kind::Bad, stop.1, stop.1),
            }
            return;
        }
        match self.out.tokens.last() {
            Some(last) if last.kind == Kind::Bad => return,
            Some(_) => {}
            None => return self.end(end),
        }
        if self.out.ending == Ending::Continuation {
            // Said already.
        } else if self.depth > 0 {
            self.out.ending = Ending::Bracket;
        } else if self.indents.open() {
            self.out.ending = Ending::Block;
        } else if self.out.ending == Ending::Failed {
            self.out.ending = Ending::Top;
        }
        self.push(Kind::Newline, end, end);
        if !self.options.dont_imply_dedent && self.indents.open() {
            for _ in 0..self.indents.close() {
                self.push(Kind::Dedent, end, end);
            }
            self.push(Kind::Newline, end, end);
        }
        self.end(end);
    }

    fn end(&mut self, end: u32) {
        if self.out.ending == Ending::Failed {
            self.out.ending = Ending::Top;
        }
        self.push(Kind::End, end, end);
    }
}
