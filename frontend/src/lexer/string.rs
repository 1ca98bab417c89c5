//! Finds the end of a string literal.
//!
//! A string is never looked into here: the closing quotes are found by skipping what a backslash
//! protects, whatever the prefix.

use super::LexFailure;

/// How far a string goes.
pub(super) struct Found {
    /// Bytes from behind the first quote up to and with the closing quotes, or up to where the
    /// tokenizer gave up.
    pub(super) length: usize,
    /// Why there are no closing quotes.
    pub(super) failure: Option<LexFailure>,
}

/// Measures the string whose first `quote` stands before `rest`.
pub(super) fn scan(rest: &[u8], quote: u8) -> Found {
    let triple = rest.starts_with(&[quote, quote]);
    let end = if triple { scan_triple(rest, quote) } else { scan_single(rest, quote) };
    match end {
        Ok(length) => Found { length, failure: None },
        Err((length, failure)) => Found { length, failure: Some(failure) },
    }
}

type End = Result<usize, (usize, LexFailure)>;

fn scan_single(rest: &[u8], quote: u8) -> End {
    let mut at = 0;
    while let Some(found) = memchr::memchr3(quote, b'\\', b'\n', &rest[at..]) {
        at += found;
        match rest[at] {
            b'\n' => return Err((at, LexFailure::EndOfLineInString)),
            b'\\' if at + 1 < rest.len() => at += 2,
            b'\\' => break,
            _ => return Ok(at + 1),
        }
    }
    Err((rest.len(), LexFailure::EndOfLineInString))
}

fn scan_triple(rest: &[u8], quote: u8) -> End {
    let mut at = 2;
    while let Some(found) = memchr::memchr2(quote, b'\\', &rest[at..]) {
        at += found;
        if rest[at] == b'\\' {
            if at + 1 == rest.len() {
                return Err((rest.len(), LexFailure::EndOfLineInString));
            }
            at += 2;
        } else if rest[at..].starts_with(&[quote, quote, quote]) {
            return Ok(at + 3);
        } else {
            at += 1;
        }
    }
    Err((rest.len(), LexFailure::EndOfFileInString))
}
