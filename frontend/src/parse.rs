//! The pipeline: source, lexer, adapter, parser, converter; and where errors are.
//!
//! An error of the lexer or the adapter is placed as CPython's tokenizer places it: `cursor` is how
//! far it has read, and the text is its buffer, which begins with the line of the token, or of the
//! first line of a string.
//!
//! CPython 2.7 source: Parser/parsetok.c, Python/pythonrun.c (err_input).

use rustpython_parser::ast as py3;
use rustpython_parser::{Mode as ParserMode, parse_tokens};

use crate::Parsed;
use crate::adapt::{Reject, adapt};
use crate::convert::{Input, convert};
use crate::error::{ErrorKind, SyntaxError};
use crate::flags::{Mode, ParseFlags};
use crate::lexer::{LexFailure, LexOptions, Lexed, lex};
use crate::source::{self, BadLine, Source};
use crate::token::{Kind, Token};

/// Runs the pipeline.
pub(crate) fn run(
    bytes: &[u8],
    filename: &str,
    mode: Mode,
    flags: ParseFlags,
) -> Result<Parsed, SyntaxError> {
    if u32::try_from(bytes.len()).is_err() {
        let error = SyntaxError::at_line("source is too large", 0);
        return Err(SyntaxError { kind: ErrorKind::Overflow, ..error });
    }
    let source = source::read(bytes, mode, flags.encoding)?;
    let options = LexOptions { tabs: flags.tabs, dont_imply_dedent: flags.dont_imply_dedent };
    let lexed = lex(&source.text, options);
    let place = Place { source: &source, lexed: &lexed, filename };
    let mut adapted = adapt(&source.text, &lexed.tokens, mode, flags.future)
        .map_err(|reject| place.rejected(reject))?;
    if let (Some(bad_line), Some(&last)) = (&source.bad_line, lexed.tokens.last()) {
        return Err(place.bad_line(bad_line, place.end_state().line, last));
    }
    if source.declared_in_unicode {
        return Err(SyntaxError::at_line("encoding declaration in Unicode string", 0));
    }
    let stream = std::mem::take(&mut adapted.stream);
    let parsed = parse_tokens(stream.into_iter().map(Ok), ParserMode::Module, "");
    let body = match parsed {
        Ok(py3::Mod::Module(module)) => module.body,
        Ok(_) => unreachable!("the parser was asked for a module"),
        Err(error) => {
            debug_assert!(false, "the adapter's stream is valid: {error:?}");
            let at = usize::from(error.offset).min(lexed.tokens.len() - 1);
            return Err(place.rejected(Reject::Syntax { at, wants_indent: false }));
        }
    };
    let input = Input {
        text: &source.text,
        coding: &source.coding,
        tokens: &lexed.tokens,
        lines: &lexed.lines,
        adapted: &adapted,
    };
    let module = if adapted.depth > DEEP {
        on_big_stack(|| convert(input, body, mode))?
    } else {
        convert(input, body, mode)?
    };
    Ok(Parsed { module, future: adapted.future, depth: adapted.depth })
}

/// Up to this depth, any stack will do.
const DEEP: u32 = 400;

/// Enough for the deepest tree, in a build without optimisation too.
const BIG_STACK: usize = 64 << 20;

/// Runs `work` on a stack of its own.
fn on_big_stack<T: Send>(
    work: impl FnOnce() -> Result<T, SyntaxError> + Send,
) -> Result<T, SyntaxError> {
    std::thread::scope(|scope| {
        let builder = std::thread::Builder::new().stack_size(BIG_STACK);
        match builder.spawn_scoped(scope, work) {
            Ok(thread) => thread.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)),
            Err(_) => Err(SyntaxError { kind: ErrorKind::Memory, ..SyntaxError::at_line("", 0) }),
        }
    })
}

/// What the place of an error depends on.
struct Place<'a> {
    source: &'a Source<'a>,
    lexed: &'a Lexed,
    filename: &'a str,
}

/// The tokenizer's state when it gives up.
struct State {
    line: u32,
    /// The first byte of the buffer.
    buffer: usize,
    /// How far the tokenizer has read.
    cursor: usize,
    /// The byte behind the current line.
    line_end: usize,
    /// Whether the input has ended.
    at_end: bool,
}

impl Place<'_> {
    fn rejected(&self, reject: Reject) -> SyntaxError {
        match reject {
            Reject::Overflow => {
                SyntaxError { kind: ErrorKind::Memory, ..SyntaxError::at_line("", 0) }
            }
            Reject::Syntax { at, wants_indent } => self.at_token(at, wants_indent),
        }
    }

    /// Makes the error for the token at which the grammar stopped.
    fn at_token(&self, at: usize, wants_indent: bool) -> SyntaxError {
        let token = self.lexed.tokens[at];
        if token.kind == Kind::Bad
            && let Some((failure, cursor)) = self.lexed.failure
        {
            return self.failed(token, failure, cursor as usize);
        }
        let state = self.state(token);
        if state.at_end
            && let Some(bad_line) = &self.source.bad_line
        {
            return self.bad_line(bad_line, state.line, token);
        }
        let (kind, message) = match token.kind {
            _ if state.at_end && state.line <= 1 => {
                (ErrorKind::Syntax, "unexpected EOF while parsing")
            }
            // A byte that starts no token fails before the grammar is asked.
            Kind::Bad => (ErrorKind::Syntax, "invalid syntax"),
            _ if wants_indent => (ErrorKind::Indentation, "expected an indented block"),
            Kind::Indent => (ErrorKind::Indentation, "unexpected indent"),
            Kind::Dedent => (ErrorKind::Indentation, "unexpected unindent"),
            _ => (ErrorKind::Syntax, "invalid syntax"),
        };
        self.placed(kind, message, &state)
    }

    fn text(&self) -> &[u8] {
        &self.source.text
    }

    /// Returns the state of the tokenizer behind a token.
    fn state(&self, token: Token) -> State {
        let end = self.text().len();
        if token.start as usize == end {
            return self.end_state();
        }
        let is_newline = token.kind == Kind::Newline;
        let cursor = token.end as usize + usize::from(is_newline);
        // A token that may go on makes the tokenizer look at the next byte, or find there is none.
        let looks_ahead = match token.kind {
            // It might be the start of a triple quote.
            Kind::Str => self.is_empty_string(token),
            Kind::Newline
            | Kind::LeftShiftEqual
            | Kind::RightShiftEqual
            | Kind::DoubleStarEqual
            | Kind::DoubleSlashEqual => false,
            _ => true,
        };
        State {
            line: token.line,
            buffer: self.buffer_start(token.line),
            cursor: cursor.min(end),
            line_end: self.line_end(token.end as usize),
            at_end: looks_ahead && token.end as usize == end,
        }
    }

    fn is_empty_string(&self, token: Token) -> bool {
        let text = &self.text()[token.start as usize..token.end as usize];
        text.iter().skip_while(|byte| byte.is_ascii_alphabetic()).count() == 2
    }

    /// Returns the state at the end of the input: the buffer holds the last line, or nothing at all
    /// if lines are read from a file.
    fn end_state(&self) -> State {
        let end = self.text().len();
        let lines = &self.lexed.lines;
        let mut line = lines.len() as u32;
        if self.line_start(line) == end && line > 1 {
            line -= 1;
        }
        let buffer = self.buffer_start(line);
        if end == 0 {
            line = 0;
        }
        if self.source.from_file {
            line += 1;
        }
        State { line, buffer, cursor: end, line_end: end, at_end: true }
    }

    /// Returns where the tokenizer's buffer begins while it reads a line: with that line, or with
    /// the first line of a string that the line begins in.
    fn buffer_start(&self, line: u32) -> usize {
        let mut start = self.line_start(line);
        loop {
            let tokens = &self.lexed.tokens;
            let next = tokens.partition_point(|token| (token.start as usize) < start);
            match next.checked_sub(1).map(|index| tokens[index]) {
                Some(token) if token.multiline && token.end as usize > start => {
                    start = self.line_start(self.line_of(token.start));
                }
                _ => return start,
            }
        }
    }

    fn line_start(&self, line: u32) -> usize {
        self.lexed.lines[line as usize - 1] as usize
    }

    /// Returns the line of a byte.
    fn line_of(&self, at: u32) -> u32 {
        self.lexed.lines.partition_point(|&start| start <= at) as u32
    }

    fn line_end(&self, at: usize) -> usize {
        let rest = &self.text()[at..];
        at + memchr::memchr(b'\n', rest).map_or(rest.len(), |found| found + 1)
    }

    /// Makes the error for what the lexer could not read.
    fn failed(&self, token: Token, failure: LexFailure, cursor: usize) -> SyntaxError {
        let (kind, message) = match failure {
            LexFailure::InvalidToken => (ErrorKind::Syntax, "invalid token"),
            LexFailure::EndOfLineInString => {
                (ErrorKind::Syntax, "EOL while scanning string literal")
            }
            LexFailure::EndOfFileInString => {
                (ErrorKind::Syntax, "EOF while scanning triple-quoted string literal")
            }
            LexFailure::Continuation => {
                (ErrorKind::Syntax, "unexpected character after line continuation character")
            }
            LexFailure::InconsistentDedent => {
                (ErrorKind::Indentation, "unindent does not match any outer indentation level")
            }
            LexFailure::TooDeep => (ErrorKind::Indentation, "too many levels of indentation"),
            LexFailure::Tabs => {
                (ErrorKind::Tab, "inconsistent use of tabs and spaces in indentation")
            }
        };
        let end = self.text().len();
        let in_string =
            matches!(failure, LexFailure::EndOfFileInString | LexFailure::EndOfLineInString);
        let buffer = self.buffer_start(self.line_of(token.start));
        if !in_string || cursor < end {
            let line = self.line_of(cursor.saturating_sub(1).max(token.start as usize) as u32);
            let line = if failure == LexFailure::EndOfLineInString { token.line } else { line };
            let buffer = if in_string { buffer } else { self.buffer_start(line) };
            let line_end = self.line_end(self.line_start(line));
            return self.placed(
                kind,
                message,
                &State { line, buffer, cursor, line_end, at_end: false },
            );
        }
        let mut state = State { buffer, ..self.end_state() };
        if let Some(bad_line) = &self.source.bad_line {
            return self.bad_line(bad_line, state.line, token);
        }
        if !self.source.from_file {
            return self.placed(kind, message, &state);
        }
        // Read from a file, the text of the string so far is there, and one more line end if the
        // file had one, which counts unless a backslash stands before it.
        let mut text = self.text()[buffer..].to_vec();
        let mut offset = Some(text.len() as u32);
        if self.source.newline_at_end && !self.source.decoded {
            text.push(b'\n');
            if failure == LexFailure::EndOfFileInString {
                offset = Some(text.len() as u32);
                state.line += 1;
            }
        }
        let message = message.into();
        SyntaxError { kind, message, line: state.line, offset, text: Some(text) }
    }

    fn bad_line(&self, bad_line: &BadLine, line: u32, token: Token) -> SyntaxError {
        let line = line.max(1);
        let message = match bad_line {
            BadLine::Undecodable(message) => message.clone(),
            BadLine::NonAscii(byte) => {
                // Inside a string, CPython has counted the line before it reads it.
                let in_string = token.kind == Kind::Bad;
                let shown = line + u32::from(in_string);
                let filename: String = self.filename.chars().take(200).collect();
                format!(
                    "Non-ASCII character '\\x{byte:02x}' in file {filename} on line {shown}, but \
                     no encoding declared; see http://python.org/dev/peps/pep-0263/ for details"
                )
            }
        };
        SyntaxError { offset: Some(0), ..SyntaxError::at_line(message, line) }
    }

    fn placed(&self, kind: ErrorKind, message: &'static str, state: &State) -> SyntaxError {
        let mut text = self.text()[state.buffer..state.line_end].to_vec();
        let mut offset = state.cursor - state.buffer;
        if self.source.declared {
            // The last byte read counts as one, whatever it belongs to.
            if offset > 1 {
                offset = self.source.coding.shown(&text[..offset - 1]).len() + 1;
            }
            text = self.source.coding.shown(&text);
        }
        if state.at_end && self.source.from_file {
            text.clear();
        }
        let message = message.into();
        let offset = Some(offset as u32);
        SyntaxError { kind, message, line: state.line, offset, text: Some(text) }
    }
}
