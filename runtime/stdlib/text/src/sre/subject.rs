//! What a pattern is matched against: bytes of a str or buffer, or code points of a unicode.

use crate::regex::matcher::{Match, Mode};
use crate::regex::{Interrupted, Program, run};
use runtime::api::{Cx, Owned, PyResult, Raised, Ref, exc, protocol};
use runtime::builtins::str::{Str, of_bytes};
use runtime::builtins::unicode::Unicode;

/// The text of one match operation. Borrows the object's memory where it is immutable.
pub(super) struct Subject<'a> {
    units: Units<'a>,
    source: Ref<'a>,
}

/// What is matched. Of buffers it is a copy: they may change while Python code runs.
enum Units<'a> {
    Str(&'a [u8]),
    Unicode(&'a [u32]),
    Bytes(Vec<u8>),
    Words(Vec<u32>),
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
    pub(super) fn of(cx: &Cx, source: Ref<'a>) -> PyResult<Subject<'a>> {
        if let Some(text) = source.cast::<Str>() {
            return Ok(Subject { units: Units::Str(text.as_bytes()), source });
        }
        if let Some(text) = source.cast::<Unicode>() {
            return Ok(Subject { units: Units::Unicode(text.code_points()), source });
        }
        let Some(bytes) = protocol::buffer::old_bytes(cx, source)? else {
            return Err(cx.raise(&exc::TYPE_ERROR, format_args!("expected string or buffer")));
        };
        let bytes = bytes.into_owned();
        let Ok(count) = protocol::sequence::len(cx, source) else {
            cx.clear_raised();
            return Err(cx.raise(&exc::TYPE_ERROR, format_args!("buffer has no size")));
        };
        let units = match count as usize {
            count if count == bytes.len() => Units::Bytes(bytes),
            count if count.checked_mul(4) == Some(bytes.len()) => {
                let words = bytes.as_chunks::<4>().0.iter();
                Units::Words(words.map(|word| u32::from_ne_bytes(*word)).collect())
            }
            _ => return Err(cx.raise(&exc::TYPE_ERROR, format_args!("buffer size mismatch"))),
        };
        Ok(Subject { units, source })
    }

    /// Returns the number of characters.
    pub(super) fn len(&self) -> usize {
        match &self.units {
            Units::Str(bytes) => bytes.len(),
            Units::Unicode(points) => points.len(),
            Units::Bytes(bytes) => bytes.len(),
            Units::Words(words) => words.len(),
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
        let result = match &self.units {
            Units::Str(bytes) => run(program, bytes, start, end, mode, &mut check),
            Units::Unicode(points) => run(program, points, start, end, mode, &mut check),
            Units::Bytes(bytes) => run(program, &&bytes[..], start, end, mode, &mut check),
            Units::Words(words) => run(program, &&words[..], start, end, mode, &mut check),
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
        match &self.units {
            Units::Str(bytes) => of_bytes(cx, &bytes[start..end]),
            Units::Unicode(points) => Unicode::new(cx, &points[start..end]),
            Units::Bytes(_) | Units::Words(_) => {
                protocol::sequence::get_slice(cx, self.source, start as isize, end as isize)
            }
        }
    }

    /// The same of an object whose length may have changed since.
    ///
    /// # Errors
    /// Raises `MemoryError`.
    pub(super) fn part_of(cx: &Cx, source: Ref<'_>, start: usize, end: usize) -> PyResult {
        if let Some(text) = source.cast::<Str>() {
            return of_bytes(cx, &text.as_bytes()[start..end]);
        }
        if let Some(text) = source.cast::<Unicode>() {
            return Unicode::new(cx, &text.code_points()[start..end]);
        }
        protocol::sequence::get_slice(cx, source, start as isize, end as isize)
    }

    /// Joins pieces with an empty text of the subject's kind.
    ///
    /// # Errors
    /// Raises `TypeError` if a piece is no text.
    pub(super) fn join(&self, cx: &Cx, pieces: &[Owned]) -> PyResult {
        let all_bytes = pieces.iter().all(|piece| piece.borrow().cast::<Str>().is_some());
        if all_bytes && matches!(self.units, Units::Str(_)) {
            let size = pieces.iter().map(|piece| piece.borrow().recv::<Str>().len()).sum();
            let mut bytes = Vec::with_capacity(size);
            for piece in pieces {
                bytes.extend_from_slice(piece.borrow().recv::<Str>().as_bytes());
            }
            return Str::new(cx, &bytes);
        }
        let empty = self.part(cx, 0, 0)?;
        let list = runtime::builtins::list::List::new(cx, pieces.to_vec())?;
        let join = runtime::builtins::str::intern_bytes(cx, b"join");
        protocol::call::call_method(cx, empty.borrow(), join.borrow(), &[list.borrow()])
    }
}
