//! Syntax errors and warnings of the compiler, as Python exceptions.

use super::{PyResult, Raised, objects, table};
use crate::builtins::str::Str;
use crate::builtins::tuple::Tuple;
use crate::cx::Cx;
use crate::object::Owned;
use crate::protocol::call;
use crate::types::Type;
use ir::source_compiler::{ErrorKind, SyntaxError, SyntaxWarning};

fn class_of(kind: ErrorKind) -> &'static Type {
    match kind {
        ErrorKind::Syntax | ErrorKind::Incomplete => &table::SYNTAX_ERROR,
        ErrorKind::Indentation => &table::INDENTATION_ERROR,
        ErrorKind::Tab => &table::TAB_ERROR,
        ErrorKind::Memory => &table::MEMORY_ERROR,
        ErrorKind::Type => &table::TYPE_ERROR,
        ErrorKind::Value => &table::VALUE_ERROR,
        ErrorKind::Overflow => &table::OVERFLOW_ERROR,
        ErrorKind::Runtime => &table::RUNTIME_ERROR,
        ErrorKind::System => &table::SYSTEM_ERROR,
        ErrorKind::Unicode => &table::UNICODE_ERROR,
    }
}

/// Raises the exception of an error that the compiler found.
pub fn raise(cx: &Cx, error: &SyntaxError, filename: &[u8]) -> Raised {
    let class = class_of(error.kind);
    if error.kind == ErrorKind::Memory && error.message.is_empty() {
        return cx.raise_none(class);
    }
    if !class.is_subtype(&table::SYNTAX_ERROR) {
        return cx.raise(class, format_args!("{}", error.message));
    }
    match instance(cx, class, error, filename) {
        Ok(value) => cx.raise_with(class.as_ref(), Some(value)),
        Err(raised) => raised,
    }
}

fn instance(cx: &Cx, class: &'static Type, error: &SyntaxError, filename: &[u8]) -> PyResult {
    let message = Str::new(cx, error.message.as_bytes())?;
    if error.message_only && error.line == 0 {
        return call::call1(cx, class.as_ref(), message.borrow());
    }
    let name = if filename.is_empty() { Owned::none() } else { Str::new(cx, filename)? };
    let text = match &error.text {
        Some(text) => Str::new(cx, text)?,
        // An error with a column comes with its text, if it has any.
        None => match read_line(filename, error.line).filter(|_| error.offset.is_none()) {
            Some(line) => Str::new(cx, &line)?,
            None => Owned::none(),
        },
    };
    let offset = error.offset.map_or_else(Owned::none, |offset| Owned::int(i64::from(offset)));
    let line = Owned::int(i64::from(error.line));
    if error.message_only {
        let value = call::call1(cx, class.as_ref(), message.borrow())?;
        let this = value.borrow().recv::<objects::SyntaxError>();
        this.filename.set(Some(name));
        this.lineno.set(Some(line));
        this.text.set(Some(text));
        return Ok(value);
    }
    let place = Tuple::new(cx, vec![name, line, offset, text])?;
    call::call2(cx, class.as_ref(), message.borrow(), place.borrow())
}

/// Reads a line of a file, from its first character that is not blank, with its end.
fn read_line(filename: &[u8], line: u32) -> Option<Vec<u8>> {
    use std::os::unix::ffi::OsStrExt;
    let index = (line as usize).checked_sub(1)?;
    let source = std::fs::read(std::path::Path::new(std::ffi::OsStr::from_bytes(filename))).ok()?;
    let line = source.split_inclusive(|byte| *byte == b'\n').nth(index)?;
    let blank = line.iter().take_while(|byte| matches!(**byte, b' ' | b'\t' | b'\x0c')).count();
    Some(line[blank..].to_vec())
}

/// Shows a `SyntaxWarning`.
///
/// # Errors
/// `SyntaxError` if warnings are errors.
pub fn warn(cx: &Cx, warning: &SyntaxWarning, filename: &[u8]) -> PyResult<()> {
    super::warning::warn_explicit(
        cx,
        &table::SYNTAX_WARNING,
        &warning.message,
        filename,
        warning.line,
    )
}

/// A warning that was raised as an exception: a `SyntaxWarning` becomes a `SyntaxError`.
pub(crate) fn turn_fatal(
    cx: &Cx,
    warning: &SyntaxWarning,
    filename: &[u8],
    raised: Raised,
) -> Raised {
    if !cx.raised_matches(&table::SYNTAX_WARNING) {
        return raised;
    }
    cx.clear_raised();
    let error = SyntaxError {
        kind: ErrorKind::Syntax,
        message: warning.message.clone(),
        line: warning.line,
        offset: None,
        text: None,
        message_only: true,
    };
    raise(cx, &error, filename)
}
