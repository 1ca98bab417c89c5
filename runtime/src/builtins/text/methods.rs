//! The methods that all kinds of text have in common: searching, splitting, padding.

use super::kind::Text;
use super::search::{self, Unit};
use super::split::{self, Edge};
use crate::builtins::list::List;
use crate::builtins::tuple::Tuple;
use crate::builtins::unicode::{Unicode, room};
use crate::cx::Cx;
use crate::exceptions::{PyResult, table};
use crate::object::{Owned, Ref};
use crate::protocol::number;
use std::ops::Range;

/// An integer argument.
///
/// # Errors
/// Raises `TypeError` if it is none, `OverflowError` if it does not fit.
pub(crate) fn int_argument(cx: &Cx, x: Ref<'_>) -> PyResult<isize> {
    number::as_i64(cx, x).map(|value| value as isize)
}

/// One end of a range argument: None leaves the default.
fn range_end(cx: &Cx, x: Option<&Ref<'_>>, default: isize) -> PyResult<isize> {
    match x {
        None => Ok(default),
        Some(x) if x.is_none() => Ok(default),
        Some(x) if number::has_index(*x) => number::as_index_clamped(cx, *x),
        Some(_) => Err(cx.raise(
            &table::TYPE_ERROR,
            format_args!("slice indices must be integers or None or have an __index__ method"),
        )),
    }
}

/// The arguments `start, end` as given.
fn ends(cx: &Cx, args: &[Ref<'_>]) -> PyResult<(isize, isize)> {
    Ok((range_end(cx, args.first(), 0)?, range_end(cx, args.get(1), isize::MAX)?))
}

/// The arguments `start, end` over `len` units; the start may lie behind the end.
fn bounds(cx: &Cx, args: &[Ref<'_>], len: usize) -> PyResult<(usize, usize)> {
    Ok(clamped(ends(cx, args)?, len))
}

fn clamped((start, end): (isize, isize), len: usize) -> (usize, usize) {
    let len = len as isize;
    let end = if end > len {
        len
    } else if end < 0 {
        (end + len).max(0)
    } else {
        end
    };
    let start = if start < 0 { start.saturating_add(len).max(0) } else { start };
    (start as usize, end as usize)
}

/// Which end a search begins at.
#[derive(Clone, Copy, PartialEq, Eq)]
enum From {
    Left,
    Right,
}

fn search<T: Text>(
    cx: &Cx,
    x: Ref<'_>,
    args: &[Ref<'_>],
    (from, method): (From, &str),
) -> PyResult<Option<usize>> {
    if args.is_empty() || args.len() > 3 {
        // All four are one function in CPython, which only unicode tells apart.
        let name = if T::NAME == "unicode" { method } else { "find/rfind/index/rindex" };
        let (limit, plural) = if args.is_empty() { ("least 1", "") } else { ("most 3", "s") };
        return Err(cx.raise(
            &table::TYPE_ERROR,
            format_args!("{name}() takes at {limit} argument{plural} ({} given)", args.len()),
        ));
    }
    let (start, end) = bounds(cx, &args[1..], T::units(x).len())?;
    let part = T::argument(cx, args[0])?;
    let units = T::units(x);
    let Some(hay) = units.get(start..end) else { return Ok(None) };
    let found = match from {
        From::Left => search::find(hay, &part),
        From::Right => search::rfind(hay, &part),
    };
    Ok(found.map(|at| start + at))
}

fn place(found: Option<usize>) -> PyResult {
    Ok(Owned::int(found.map_or(-1, |at| at as i64)))
}

fn place_or_raise(cx: &Cx, found: Option<usize>) -> PyResult {
    match found {
        Some(at) => Ok(Owned::int(at as i64)),
        None => Err(cx.raise(&table::VALUE_ERROR, format_args!("substring not found"))),
    }
}

pub(crate) fn find<T: Text>(cx: &Cx, x: Ref<'_>, args: &[Ref<'_>]) -> PyResult {
    place(search::<T>(cx, x, args, (From::Left, "find"))?)
}

pub(crate) fn rfind<T: Text>(cx: &Cx, x: Ref<'_>, args: &[Ref<'_>]) -> PyResult {
    place(search::<T>(cx, x, args, (From::Right, "rfind"))?)
}

pub(crate) fn index<T: Text>(cx: &Cx, x: Ref<'_>, args: &[Ref<'_>]) -> PyResult {
    place_or_raise(cx, search::<T>(cx, x, args, (From::Left, "index"))?)
}

pub(crate) fn rindex<T: Text>(cx: &Cx, x: Ref<'_>, args: &[Ref<'_>]) -> PyResult {
    place_or_raise(cx, search::<T>(cx, x, args, (From::Right, "rindex"))?)
}

pub(crate) fn count<T: Text>(cx: &Cx, x: Ref<'_>, args: &[Ref<'_>]) -> PyResult {
    let (start, end) = bounds(cx, &args[1..], T::units(x).len())?;
    let part = T::argument(cx, args[0])?;
    let units = T::units(x);
    let found = units.get(start..end).map_or(0, |hay| search::count(hay, &part, usize::MAX));
    Ok(Owned::int(found as i64))
}

/// Which edge a match is at.
#[derive(Clone, Copy, PartialEq, Eq)]
enum At {
    Start,
    End,
}

fn matches<T: Text>(
    cx: &Cx,
    x: Ref<'_>,
    part: Ref<'_>,
    ends: (isize, isize),
    at: At,
) -> PyResult<bool> {
    let (start, end) = clamped(ends, T::units(x).len());
    let part = T::argument(cx, part)?;
    if part.is_empty() && T::EMPTY_MATCHES_ANYWHERE {
        return Ok(true);
    }
    let units = T::units(x);
    let Some(hay) = units.get(start..end) else { return Ok(false) };
    Ok(match at {
        At::Start => hay.starts_with(&part),
        At::End => hay.ends_with(&part),
    })
}

/// `startswith` of one text or a tuple of them; `promote` deals with a unicode asked of a str.
fn edge<T: Text>(
    cx: &Cx,
    x: Ref<'_>,
    args: &[Ref<'_>],
    at: At,
    promote: impl Fn(Ref<'_>, (isize, isize)) -> Option<PyResult<bool>>,
) -> PyResult {
    let ends = ends(cx, &args[1..])?;
    let one = |part| promote(part, ends).unwrap_or_else(|| matches::<T>(cx, x, part, ends, at));
    if let Some(parts) = args[0].cast::<Tuple>() {
        for part in parts.as_slice() {
            if one(*part)? {
                return Ok(Owned::bool(true));
            }
        }
        return Ok(Owned::bool(false));
    }
    match one(args[0]) {
        Ok(found) => Ok(Owned::bool(found)),
        Err(_)
            if T::NAME != "bytearray"
                && cx.raised_matches(&table::TYPE_ERROR)
                && !is_text(args[0]) =>
        {
            cx.clear_raised();
            let name = if at == At::Start { "startswith" } else { "endswith" };
            Err(cx.raise(
                &table::TYPE_ERROR,
                format_args!(
                    "{name} first arg must be str, unicode, or tuple, not {}",
                    args[0].ty().name()
                ),
            ))
        }
        Err(raised) => Err(raised),
    }
}

fn is_text(x: Ref<'_>) -> bool {
    x.is_instance(&crate::builtins::unicode::BASESTRING)
}

/// The answer for a unicode that is asked of a str.
fn promoted(
    cx: &Cx,
    x: Ref<'_>,
    part: Ref<'_>,
    ends: (isize, isize),
    at: At,
) -> Option<PyResult<bool>> {
    part.cast::<Unicode>()?;
    x.cast::<crate::builtins::str::Str>()?;
    let wide = crate::builtins::unicode::from_object(cx, x);
    Some(wide.and_then(|wide| matches::<super::kind::Wide>(cx, wide.borrow(), part, ends, at)))
}

pub(crate) fn startswith<T: Text>(cx: &Cx, x: Ref<'_>, args: &[Ref<'_>]) -> PyResult {
    edge::<T>(cx, x, args, At::Start, |part, ends| promoted(cx, x, part, ends, At::Start))
}

pub(crate) fn endswith<T: Text>(cx: &Cx, x: Ref<'_>, args: &[Ref<'_>]) -> PyResult {
    edge::<T>(cx, x, args, At::End, |part, ends| promoted(cx, x, part, ends, At::End))
}

pub(crate) fn replace<T: Text>(cx: &Cx, x: Ref<'_>, args: &[Ref<'_>]) -> PyResult {
    let limit = match args.get(2) {
        Some(limit) => int_argument(cx, *limit)?,
        None => -1,
    };
    if limit >= 0 && T::units(x).is_empty() {
        T::argument(cx, args[0])?;
        T::argument(cx, args[1])?;
        return T::part(cx, x, 0..0);
    }
    let limit = usize::try_from(limit).unwrap_or(usize::MAX);
    let from = T::argument(cx, args[0])?;
    let to = T::argument(cx, args[1])?;
    let units = T::units(x);
    let make_room = |len: Option<usize>| match len {
        Some(len) if len <= isize::MAX as usize / 4 => room(cx, len),
        _ => Err(cx.raise(&table::OVERFLOW_ERROR, format_args!("replace string is too long"))),
    };
    match search::replace(&units, &from, &to, limit, make_room)? {
        Some(result) => T::make_vec(cx, result),
        None => T::part(cx, x, 0..units.len()),
    }
}

fn parts<T: Text>(cx: &Cx, x: Ref<'_>, ranges: Vec<Range<usize>>) -> PyResult {
    let units = T::units(x);
    let mut items = crate::builtins::list::try_vec(cx, ranges.len())?;
    for range in ranges {
        items.push(if range.len() == units.len() {
            T::part(cx, x, range)?
        } else {
            T::make(cx, &units[range])?
        });
    }
    List::new(cx, items)
}

fn split_limit(cx: &Cx, args: &[Ref<'_>]) -> PyResult<usize> {
    match args.get(1) {
        Some(limit) => Ok(usize::try_from(int_argument(cx, *limit)?).unwrap_or(usize::MAX)),
        None => Ok(usize::MAX),
    }
}

fn separator<'a, T: Text>(
    cx: &Cx,
    args: &[Ref<'a>],
) -> PyResult<Option<std::borrow::Cow<'a, [T::Unit]>>> {
    match args.first() {
        Some(x) if !x.is_none() => {
            let separator = T::argument(cx, *x)?;
            if separator.is_empty() {
                return Err(cx.raise(&table::VALUE_ERROR, format_args!("empty separator")));
            }
            Ok(Some(separator))
        }
        _ => Ok(None),
    }
}

pub(crate) fn split<T: Text>(cx: &Cx, x: Ref<'_>, args: &[Ref<'_>]) -> PyResult {
    let limit = split_limit(cx, args)?;
    let ranges = match separator::<T>(cx, args)? {
        None => split::split_words(&T::units(x), limit),
        Some(separator) => split::split_fields(&T::units(x), &separator, limit),
    };
    parts::<T>(cx, x, ranges)
}

pub(crate) fn rsplit<T: Text>(cx: &Cx, x: Ref<'_>, args: &[Ref<'_>]) -> PyResult {
    let limit = split_limit(cx, args)?;
    let ranges = match separator::<T>(cx, args)? {
        None => split::rsplit_words(&T::units(x), limit),
        Some(separator) => split::rsplit_fields(&T::units(x), &separator, limit),
    };
    parts::<T>(cx, x, ranges)
}

pub(crate) fn splitlines<T: Text>(cx: &Cx, x: Ref<'_>, args: &[Ref<'_>]) -> PyResult {
    let keep_ends = match args.first() {
        Some(keep) => crate::protocol::args::c_int(cx, *keep)? != 0,
        None => false,
    };
    let ranges = split::split_lines(&T::units(x), keep_ends);
    parts::<T>(cx, x, ranges)
}

fn three<T: Text>(cx: &Cx, x: Ref<'_>, found: Range<usize>, separator: Ref<'_>) -> PyResult {
    let units = T::units(x);
    let middle =
        if T::NAME == "bytearray" { T::make(cx, &units[found.clone()])? } else { separator.own() };
    Tuple::new(
        cx,
        vec![T::make(cx, &units[..found.start])?, middle, T::make(cx, &units[found.end..])?],
    )
}

/// The separator of a partition, as the object that goes into the result.
fn partition_separator<T: Text>(cx: &Cx, x: Ref<'_>) -> PyResult {
    let units = T::argument(cx, x)?;
    if units.is_empty() {
        return Err(cx.raise(&table::VALUE_ERROR, format_args!("empty separator")));
    }
    if T::NAME == "str" { Ok(x.own()) } else { T::make(cx, &units) }
}

pub(crate) fn partition<T: Text>(cx: &Cx, x: Ref<'_>, separator: Ref<'_>) -> PyResult {
    let wide = partition_separator::<T>(cx, separator)?;
    let part = T::argument(cx, wide.borrow())?;
    let units = T::units(x);
    match search::find(&units, &part) {
        Some(at) => three::<T>(cx, x, at..at + part.len(), wide.borrow()),
        None => {
            let items = vec![T::part(cx, x, 0..units.len())?, T::make(cx, &[])?, T::make(cx, &[])?];
            Tuple::new(cx, items)
        }
    }
}

pub(crate) fn rpartition<T: Text>(cx: &Cx, x: Ref<'_>, separator: Ref<'_>) -> PyResult {
    let wide = partition_separator::<T>(cx, separator)?;
    let part = T::argument(cx, wide.borrow())?;
    let units = T::units(x);
    match search::rfind(&units, &part) {
        Some(at) => three::<T>(cx, x, at..at + part.len(), wide.borrow()),
        None => {
            let items = vec![T::make(cx, &[])?, T::make(cx, &[])?, T::part(cx, x, 0..units.len())?];
            Tuple::new(cx, items)
        }
    }
}

/// `strip` and its like; `args` may hold the set of units to drop.
pub(crate) fn strip<T: Text>(cx: &Cx, x: Ref<'_>, args: &[Ref<'_>], edge: Edge) -> PyResult {
    let range = match args.first() {
        Some(set) if !set.is_none() => {
            let set = T::argument(cx, *set)?;
            split::strip(&T::units(x), edge, |unit| set.contains(&unit))
        }
        _ => split::strip(&T::units(x), edge, T::Unit::is_space),
    };
    T::part(cx, x, range)
}

pub(crate) fn expandtabs<T: Text>(cx: &Cx, x: Ref<'_>, args: &[Ref<'_>]) -> PyResult {
    let size = match args.first() {
        Some(size) => crate::protocol::args::c_int(cx, *size)?,
        None => 8,
    };
    match split::expand_tabs(&T::units(x), size.max(0) as usize) {
        Some(result) => T::make_vec(cx, result),
        None => Err(cx.raise(&table::OVERFLOW_ERROR, format_args!("new string is too long"))),
    }
}

fn padded<T: Text>(cx: &Cx, x: Ref<'_>, left: usize, right: usize, fill: T::Unit) -> PyResult {
    let units = T::units(x);
    if left + right == 0 {
        return T::part(cx, x, 0..units.len());
    }
    match split::pad(&units, left, right, fill) {
        Some(result) => T::make_vec(cx, result),
        None => Err(cx.raise_no_memory()),
    }
}

/// The missing width and the fill character.
fn padding<T: Text>(
    cx: &Cx,
    x: Ref<'_>,
    method: &str,
    args: &[Ref<'_>],
) -> PyResult<(usize, T::Unit)> {
    let width = int_argument(cx, args[0])?;
    let fill = match args.get(1) {
        Some(fill) => T::fill(cx, method, *fill)?,
        None => T::Unit::BLANK,
    };
    let missing = (width.max(0) as usize).saturating_sub(T::units(x).len());
    Ok((missing, fill))
}

pub(crate) fn ljust<T: Text>(cx: &Cx, x: Ref<'_>, args: &[Ref<'_>]) -> PyResult {
    let (missing, fill) = padding::<T>(cx, x, "ljust", args)?;
    padded::<T>(cx, x, 0, missing, fill)
}

pub(crate) fn rjust<T: Text>(cx: &Cx, x: Ref<'_>, args: &[Ref<'_>]) -> PyResult {
    let (missing, fill) = padding::<T>(cx, x, "rjust", args)?;
    padded::<T>(cx, x, missing, 0, fill)
}

pub(crate) fn center<T: Text>(cx: &Cx, x: Ref<'_>, args: &[Ref<'_>]) -> PyResult {
    let (missing, fill) = padding::<T>(cx, x, "center", args)?;
    let width = missing + T::units(x).len();
    let left = missing / 2 + (missing & width & 1);
    padded::<T>(cx, x, left, missing - left, fill)
}

pub(crate) fn zfill<T: Text>(cx: &Cx, x: Ref<'_>, width: Ref<'_>) -> PyResult {
    let width = int_argument(cx, width)?;
    let units = T::units(x);
    let missing = (width.max(0) as usize).saturating_sub(units.len());
    if missing == 0 {
        return T::part(cx, x, 0..units.len());
    }
    let zero = T::Unit::from_ascii(b'0');
    let Some(mut result) = split::pad(&units, missing, 0, zero) else {
        return Err(cx.raise_no_memory());
    };
    if let Some(sign) = units.first()
        && (*sign == T::Unit::from_ascii(b'-') || *sign == T::Unit::from_ascii(b'+'))
    {
        result[0] = *sign;
        result[missing] = zero;
    }
    T::make_vec(cx, result)
}
