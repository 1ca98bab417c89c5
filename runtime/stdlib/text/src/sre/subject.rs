//! What a pattern is matched against: bytes of a str or buffer, or code points of a unicode.

use crate::regex::matcher::{Match, Mode};
use crate::regex::{Interrupted, Program, run};
use runtime::api::{Cx, Owned, PyResult, Raised, Ref, exc, protocol};
use runtime::builtins::str::Str;
use runtime::builtins::unicode::Unicode;

/// The text of one match operation. Borrows the object's memory where it is immutable.
pub(super) enum Subject<'a> {
    Bytes(&'a [u8]),
    Copied(Vec<u8>),
    Points(std::borrow::Cow<'a, [u32]>),
}

/// Returns the characters of a pattern.
pub(super) fn points(cx: &Cx, value: Ref<'_>) -> PyResult<Option<Vec<u32>>> {
    if let Some(text) = value.cast::<Str>() {
        return Ok(Some(text.as_bytes().iter().copied().map(u32::from).collect()));
    }
    if let Some(text) = value.cast::<Unicode>() {
        return Ok(Some(text.code_points().to_vec()));
    }
    let bytes = protocol::buffer::bytes(cx, value)?;
    Ok(bytes.map(|bytes| bytes.iter().copied().map(u32::from).collect()))
}

impl<'a> Subject<'a> {
    /// Takes the text of an object.
    ///
    /// # Errors
    /// Raises `TypeError` if it is neither text nor buffer.
    pub(super) fn of(cx: &Cx, value: Ref<'a>) -> PyResult<Subject<'a>> {
        if let Some(text) = value.cast::<Str>() {
            return Ok(Subject::Bytes(text.as_bytes()));
        }
        if let Some(text) = value.cast::<Unicode>() {
            return Ok(Subject::Points(text.code_points().into()));
        }
        match protocol::buffer::bytes(cx, value)? {
            Some(bytes) => Ok(Subject::Copied(bytes.into_owned())),
            None => Err(cx.raise(&exc::TYPE_ERROR, format_args!("expected string or buffer"))),
        }
    }

    /// Returns the number of characters.
    pub(super) fn len(&self) -> usize {
        match self {
            Subject::Bytes(bytes) => bytes.len(),
            Subject::Copied(bytes) => bytes.len(),
            Subject::Points(points) => points.len(),
        }
    }

    /// Runs a program; signals that arrive meanwhile are handled.
    ///
    /// # Errors
    /// Whatever a signal's handler raises; `MemoryError`.
    pub(super) fn run(
        &self,
        cx: &Cx,
        program: &Program,
        start: usize,
        end: usize,
        mode: Mode,
    ) -> PyResult<Option<Match>> {
        let mut stopped: Option<Raised> = None;
        let mut check = || match cx.check_signals() {
            Ok(()) => true,
            Err(raised) => {
                stopped = Some(raised);
                false
            }
        };
        let result = match self {
            Subject::Bytes(bytes) => run(program, bytes, start, end, mode, &mut check),
            Subject::Copied(bytes) => run(program, &&bytes[..], start, end, mode, &mut check),
            Subject::Points(points) => run(program, &&points[..], start, end, mode, &mut check),
        };
        match result {
            Ok(found) => Ok(found),
            Err(Interrupted::Memory) => Err(cx.raise(&exc::MEMORY_ERROR, format_args!(""))),
            Err(Interrupted::Stopped) => {
                Err(stopped.unwrap_or_else(|| cx.raise_none(&exc::KEYBOARD_INTERRUPT)))
            }
        }
    }

    /// Makes an object of a part.
    ///
    /// # Errors
    /// Raises `MemoryError`.
    pub(super) fn part(&self, cx: &Cx, start: usize, end: usize) -> PyResult {
        match self {
            Subject::Bytes(bytes) => Str::new(cx, &bytes[start..end]),
            Subject::Copied(bytes) => Str::new(cx, &bytes[start..end]),
            Subject::Points(points) => Unicode::new(cx, &points[start..end]),
        }
    }

    /// Joins pieces to one text of the subject's kind; unicode if any piece is.
    ///
    /// # Errors
    /// Raises `TypeError` if a piece is no text.
    pub(super) fn join(&self, cx: &Cx, pieces: &[Owned]) -> PyResult {
        let all_bytes = pieces.iter().all(|piece| piece.borrow().cast::<Str>().is_some());
        if all_bytes && !matches!(self, Subject::Points(_)) {
            let mut bytes = Vec::new();
            for piece in pieces {
                bytes.extend_from_slice(piece.borrow().recv::<Str>().as_bytes());
            }
            return Str::new(cx, &bytes);
        }
        let empty = match self {
            Subject::Points(_) => Unicode::new(cx, &[])?,
            Subject::Bytes(_) | Subject::Copied(_) => Str::new(cx, b"")?,
        };
        let list = runtime::builtins::list::List::new(cx, pieces.to_vec())?;
        let join = runtime::builtins::str::intern_bytes(cx, b"join");
        protocol::call::call_method(cx, empty.borrow(), join.borrow(), &[list.borrow()])
    }
}
