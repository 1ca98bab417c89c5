//! The stack of indentations.
//!
//! A column is measured twice: with tabs to multiples of the tab size (8, unless a comment sets
//! it), and with tabs as one column. Under `-tt` the two have to agree on every comparison. The
//! stack rises strictly from 0 and holds 100 columns at most.

use super::LexFailure;
use crate::flags::TabCheck;
use crate::token::Kind;

const MAX_LEVELS: usize = 100;

/// A column, with tabs at their width and with tabs as one.
#[derive(Clone, Copy, PartialEq, Eq)]
struct Column {
    wide: u32,
    narrow: u32,
}

/// The open indentations and the column of the current line.
pub(super) struct Indents {
    stack: Vec<Column>,
    current: Column,
    tab_size: u32,
    check: TabCheck,
}

impl Indents {
    pub(super) fn new(check: TabCheck) -> Self {
        let zero = Column { wide: 0, narrow: 0 };
        Indents { stack: vec![zero], current: zero, tab_size: 8, check }
    }

    /// Tells whether a block is open.
    pub(super) fn open(&self) -> bool {
        self.stack.len() > 1
    }

    /// Closes all blocks and returns how many there were.
    pub(super) fn close(&mut self) -> usize {
        let count = self.stack.len() - 1;
        self.stack.truncate(1);
        count
    }

    /// Measures the blanks at the start of `rest`: their number, and the byte behind them.
    pub(super) fn measure(&mut self, rest: &[u8]) -> (usize, Option<u8>) {
        let mut column = Column { wide: 0, narrow: 0 };
        let mut blanks = 0;
        let first = loop {
            match rest.get(blanks) {
                Some(b' ') => {
                    column.wide += 1;
                    column.narrow += 1;
                }
                Some(b'\t') => {
                    column.wide = (column.wide / self.tab_size + 1) * self.tab_size;
                    column.narrow += 1;
                }
                Some(b'\x0c') => column = Column { wide: 0, narrow: 0 },
                other => break other.copied(),
            }
            blanks += 1;
        };
        self.current = column;
        (blanks, first)
    }

    /// Enters the measured line: returns `Indent` or `Dedent` and how many of them.
    pub(super) fn change(&mut self) -> Result<(Kind, usize), LexFailure> {
        let line = self.current;
        let mut top = self.top();
        if line.wide > top.wide {
            if self.stack.len() >= MAX_LEVELS {
                return Err(LexFailure::TooDeep);
            }
            self.check(line.narrow > top.narrow)?;
            self.stack.push(line);
            return Ok((Kind::Indent, 1));
        }
        let mut count = 0;
        while line.wide < top.wide {
            self.stack.pop();
            top = self.top();
            count += 1;
        }
        if line.wide != top.wide {
            return Err(LexFailure::InconsistentDedent);
        }
        self.check(line.narrow == top.narrow)?;
        Ok((Kind::Dedent, count))
    }

    fn top(&self) -> Column {
        *self.stack.last().expect("column 0 is never popped: no column is below it")
    }

    fn check(&self, consistent: bool) -> Result<(), LexFailure> {
        match self.check {
            TabCheck::Error if !consistent => Err(LexFailure::Tabs),
            TabCheck::Error | TabCheck::Ignore => Ok(()),
        }
    }

    /// Obeys a comment that sets the tab size for an editor: within its first 79 bytes.
    pub(super) fn read_comment(&mut self, comment: &[u8]) {
        const FORMS: [&[u8]; 4] = [b"tab-width:", b":tabstop=", b":ts=", b"set tabsize="];
        let head = &comment[..comment.len().min(79)];
        if memchr::memchr2(b'=', b':', head).is_none() {
            return;
        }
        for form in FORMS {
            if let Some(at) = memchr::memmem::find(head, form) {
                let size = leading_number(&head[at + form.len()..]);
                if (1..=40).contains(&size) {
                    self.tab_size = size;
                }
            }
        }
    }
}

/// Reads a decimal number as C's `atoi` does, up to a bound far above any tab size.
fn leading_number(text: &[u8]) -> u32 {
    let text = text.trim_ascii_start();
    let text = text.strip_prefix(b"+").unwrap_or(text);
    let digits = text.iter().take_while(|byte| byte.is_ascii_digit());
    digits.fold(0, |number, digit| (number * 10 + u32::from(digit - b'0')).min(100_000))
}
