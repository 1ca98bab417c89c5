//! Objects that find one match after the other: scanners and the iterators of `finditer`.

use super::match_object;
use super::pattern::{Pattern, bounds};
use super::subject::Subject;
use crate::regex::matcher::Mode;
use runtime::api::{Cx, Field, Header, Owned, PyResult, Ref, Type, allocate};
use std::cell::Cell;

/// Memory of a scanner.
#[repr(C)]
pub(crate) struct Scanner {
    head: Header,
    pattern: Field,
    text: Field,
    pos: Cell<usize>,
    start: usize,
    end: usize,
}

/// Memory of an iterator over matches: a scanner.
#[repr(C)]
pub(crate) struct FindIterator {
    head: Header,
    scanner: Field,
}

runtime::py_type! {
    /// Finds one match after the other.
    pub(super) static SCANNER: Scanner = "_sre.SRE_Scanner" {
        methods {
            /// Matches where the last match ended.
            "match" => scanner_match, ();
            /// Finds the next match.
            "search" => scanner_search, ();
        }
        getset {
            /// The pattern.
            "pattern" => get_pattern;
        }
    }
}

runtime::py_type! {
    /// Iterates over matches.
    pub(super) static FIND_ITERATOR: FindIterator = "callable-iterator" {
        slots { iter: iter, next: next }
    }
}

pub(super) fn new(cx: &Cx, ty: &'static Type, pattern: Ref<'_>, args: &[Ref<'_>]) -> PyResult {
    let subject = Subject::of(cx, args[0])?;
    let (start, end) = bounds(cx, &subject, args.get(1).copied(), args.get(2).copied())?;
    let scanner = Scanner {
        head: Header::new(&SCANNER),
        pattern: Field::new(pattern.own()),
        text: Field::new(args[0].own()),
        pos: Cell::new(start),
        start,
        end,
    };
    let scanner = allocate(cx, &SCANNER, scanner)?;
    if std::ptr::eq(ty, &SCANNER) {
        return Ok(scanner);
    }
    allocate(
        cx,
        &FIND_ITERATOR,
        FindIterator { head: Header::new(&FIND_ITERATOR), scanner: Field::new(scanner) },
    )
}

fn advance(cx: &Cx, scanner: &Scanner, mode: Mode) -> PyResult<Option<Owned>> {
    let pos = scanner.pos.get();
    if pos > scanner.end {
        return Ok(None);
    }
    let pattern = scanner.pattern.get().expect("set when made");
    let text = scanner.text.get().expect("set when made");
    let subject = Subject::of(cx, text.borrow())?;
    let end = scanner.end.min(subject.len());
    if pos > end {
        return Ok(None);
    }
    let program = pattern.borrow().recv::<Pattern>().program();
    match subject.run(cx, &program, pos, end, mode)? {
        Some(found) => {
            scanner.pos.set(if found.end == found.start { found.end + 1 } else { found.end });
            match_object::new(cx, pattern.borrow(), text.borrow(), found, scanner.start, end)
                .map(Some)
        }
        None => {
            scanner.pos.set(scanner.end + 1);
            Ok(None)
        }
    }
}

fn scanner_match(cx: &Cx, scanner: Ref<'_>) -> PyResult {
    Ok(advance(cx, scanner.recv::<Scanner>(), Mode::Match)?.unwrap_or_else(Owned::none))
}

fn scanner_search(cx: &Cx, scanner: Ref<'_>) -> PyResult {
    Ok(advance(cx, scanner.recv::<Scanner>(), Mode::Search)?.unwrap_or_else(Owned::none))
}

fn get_pattern(_: &Cx, scanner: Ref<'_>) -> PyResult {
    Ok(scanner.recv::<Scanner>().pattern.get().expect("set when made"))
}

fn iter(_: &Cx, iterator: Ref<'_>) -> PyResult {
    Ok(iterator.own())
}

fn next(cx: &Cx, iterator: Ref<'_>) -> PyResult<Option<Owned>> {
    let scanner = iterator.recv::<FindIterator>().scanner.get().expect("set when made");
    advance(cx, scanner.borrow().recv::<Scanner>(), Mode::Search)
}
