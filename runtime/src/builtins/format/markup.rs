//! Takes formats with braces apart: literal text and fields, and field names into their parts.

use super::spec::read_digits;
use crate::cx::Cx;
use crate::exceptions::{PyResult, Raised, table};
use std::ops::Range;

/// A field in braces; ranges are places in the format.
#[derive(Clone)]
pub(crate) struct Field {
    pub(crate) name: Range<usize>,
    pub(crate) spec: Range<usize>,
    /// `r`, `s`, or whatever stands there.
    pub(crate) conversion: Option<u32>,
    /// Whether the format in it has fields itself.
    pub(crate) nested: bool,
}

/// Literal text and perhaps the field behind it.
pub(crate) struct Chunk {
    pub(crate) literal: Range<usize>,
    pub(crate) field: Option<Field>,
}

const OPEN: u32 = b'{' as u32;
const CLOSE: u32 = b'}' as u32;

#[cold]
fn raise(cx: &Cx, message: &str) -> Raised {
    cx.raise(&table::VALUE_ERROR, format_args!("{message}"))
}

/// Reads the next chunk at `at`; None at the end.
///
/// # Errors
/// Raises `ValueError` for braces without partner and malformed fields.
pub(crate) fn next_chunk(
    cx: &Cx,
    text: &[u32],
    end: usize,
    at: &mut usize,
) -> PyResult<Option<Chunk>> {
    if *at >= end {
        return Ok(None);
    }
    let start = *at;
    let Some(brace) = (start..end).find(|at| matches!(text[*at], OPEN | CLOSE)) else {
        *at = end;
        return Ok(Some(Chunk { literal: start..end, field: None }));
    };
    let follows = (brace + 1 < end).then(|| text[brace + 1]);
    if follows == Some(text[brace]) {
        *at = brace + 2;
        return Ok(Some(Chunk { literal: start..brace + 1, field: None }));
    }
    if text[brace] == CLOSE {
        return Err(raise(cx, "Single '}' encountered in format string"));
    }
    if follows.is_none() {
        return Err(raise(cx, "Single '{' encountered in format string"));
    }
    let mut depth = 1;
    let mut nested = false;
    for place in brace + 1..end {
        match text[place] {
            OPEN => {
                depth += 1;
                nested = true;
            }
            CLOSE => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            *at = place + 1;
            let field = parse_field(cx, text, brace + 1..place, nested)?;
            return Ok(Some(Chunk { literal: start..brace, field: Some(field) }));
        }
    }
    Err(raise(cx, "unmatched '{' in format"))
}

fn parse_field(cx: &Cx, text: &[u32], range: Range<usize>, nested: bool) -> PyResult<Field> {
    let end = range.end;
    let is_mark = |at: &usize| text[*at] == u32::from(b':') || text[*at] == u32::from(b'!');
    let Some(mark) = range.clone().find(is_mark) else {
        return Ok(Field { name: range, spec: end..end, conversion: None, nested });
    };
    let name = range.start..mark;
    if text[mark] == u32::from(b':') {
        return Ok(Field { name, spec: mark + 1..end, conversion: None, nested });
    }
    if mark + 1 >= end {
        return Err(raise(cx, "end of format while looking for conversion specifier"));
    }
    let conversion = Some(text[mark + 1]);
    if mark + 2 < end && text[mark + 2] != u32::from(b':') {
        return Err(raise(cx, "expected ':' after format specifier"));
    }
    Ok(Field { name, spec: (mark + 3).min(end)..end, conversion, nested })
}

/// One step of a field name.
pub(crate) enum Step {
    /// `.name`
    Attribute(Range<usize>),
    /// `[key]`
    Key(Range<usize>),
    /// `[number]`
    Index(usize),
}

/// Returns where the first part of a field name ends.
pub(crate) fn first_end(text: &[u32], name: &Range<usize>) -> usize {
    let is_mark = |at: &usize| text[*at] == u32::from(b'.') || text[*at] == u32::from(b'[');
    name.clone().find(is_mark).unwrap_or(name.end)
}

/// Reads a part that is a number; None for others.
///
/// # Errors
/// Raises `ValueError` if it is too large.
pub(crate) fn as_number(cx: &Cx, text: &[u32]) -> PyResult<Option<usize>> {
    let mut at = 0;
    let all_digits = text.iter().all(|code| (48..58).contains(code));
    if !all_digits { Ok(None) } else { read_digits(cx, text, &mut at) }
}

/// Reads the next step at `at`; None at the end.
///
/// # Errors
/// Raises `ValueError` for a malformed name.
pub(crate) fn next_step(
    cx: &Cx,
    text: &[u32],
    end: usize,
    at: &mut usize,
) -> PyResult<Option<Step>> {
    if *at >= end {
        return Ok(None);
    }
    let mark = text[*at];
    let start = *at + 1;
    if mark == u32::from(b'.') {
        let stop = first_end(text, &(start..end));
        if stop == start {
            return Err(raise(cx, "Empty attribute in format string"));
        }
        *at = stop;
        return Ok(Some(Step::Attribute(start..stop)));
    }
    if mark != u32::from(b'[') {
        return Err(raise(cx, "Only '.' or '[' may follow ']' in format field specifier"));
    }
    let Some(stop) = (start..end).find(|at| text[*at] == u32::from(b']')) else {
        return Err(raise(cx, "Missing ']' in format string"));
    };
    if stop == start {
        return Err(raise(cx, "Empty attribute in format string"));
    }
    *at = stop + 1;
    match as_number(cx, &text[start..stop])? {
        Some(index) => Ok(Some(Step::Index(index))),
        None => Ok(Some(Step::Key(start..stop))),
    }
}
