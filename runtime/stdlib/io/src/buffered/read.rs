//! Reading of buffered streams.

use super::rest::Rest;
use super::{open, ready};
use crate::file_io::{self, FILE_IO};
use crate::support::{check_room, index, method, room_of, size, value_error};
use runtime::api::{Cx, Owned, PyResult, Ref, exc};
use runtime::builtins::str::Str;
use runtime::protocol::number;

/// Reads everything; None if nothing came and the raw stream would block.
fn read_to_end(cx: &Cx, rest: &Rest, raw: Ref<'_>) -> PyResult {
    let mut all = rest.take(usize::MAX);
    rest.forget_ahead();
    if raw.is_exact(&FILE_IO) {
        let more = file_io::readall(cx, raw)?;
        return match more.borrow().cast::<Str>() {
            Some(text) if all.is_empty() => Ok(Ref::from_object(text).own()),
            Some(text) => {
                all.extend_from_slice(text.as_bytes());
                Str::new(cx, &all)
            }
            None if all.is_empty() => Ok(Owned::none()),
            None => Str::new(cx, &all),
        };
    }
    loop {
        let part = method(cx, raw, "read", &[])?;
        if part.borrow().is_none() {
            return if all.is_empty() { Ok(part) } else { Str::new(cx, &all) };
        }
        let Some(text) = part.borrow().cast::<Str>() else {
            return Err(cx.raise(&exc::TYPE_ERROR, format_args!("read() should return bytes")));
        };
        if text.is_empty() {
            return Str::new(cx, &all);
        }
        all.try_reserve(text.len()).map_err(|_| cx.raise_no_memory())?;
        all.extend_from_slice(text.as_bytes());
    }
}

/// Reads `count` bytes, fewer at the end; None if nothing came and the raw stream would block.
fn read_count(cx: &Cx, rest: &Rest, raw: Ref<'_>, count: usize) -> PyResult<Option<Vec<u8>>> {
    let mut out = rest.take(count);
    while out.len() < count {
        let want = count - out.len();
        let size = rest.size.get();
        if want >= size {
            let whole = (size * (want / size)).min(1 << 24);
            match rest.raw_read(cx, raw, whole)? {
                None => return Ok((!out.is_empty()).then_some(out)),
                Some(bytes) if bytes.is_empty() => break,
                Some(bytes) => {
                    out.try_reserve(bytes.len()).map_err(|_| cx.raise_no_memory())?;
                    out.extend_from_slice(&bytes);
                }
            }
            continue;
        }
        let Some(bytes) = rest.raw_read(cx, raw, size)? else {
            return Ok((!out.is_empty()).then_some(out));
        };
        if bytes.is_empty() {
            break;
        }
        *rest.ahead.borrow_mut() = bytes;
        rest.at.set(0);
        out.extend(rest.take(want));
    }
    Ok(Some(out))
}

fn flush_for_reading(cx: &Cx, rest: &Rest, raw: Ref<'_>) -> PyResult<()> {
    if rest.writes.get() { rest.write_behind(cx, raw) } else { Ok(()) }
}

pub(super) fn read(cx: &Cx, x: Ref<'_>, args: &[Ref<'_>]) -> PyResult {
    let (rest, raw) = ready(cx, x)?;
    let count = match args.first() {
        Some(count) if !count.is_none() => {
            let wanted = size(cx, Some(*count))?;
            if wanted.is_none() && index(cx, *count)? < -1 {
                return Err(value_error(cx, "read length must be positive or -1"));
            }
            if let Some(wanted) = wanted {
                check_room(cx, wanted)?;
            }
            wanted
        }
        _ => None,
    };
    open(cx, x, "read")?;
    flush_for_reading(cx, rest, raw.borrow())?;
    let Some(count) = count else { return read_to_end(cx, rest, raw.borrow()) };
    match read_count(cx, rest, raw.borrow(), count)? {
        None => Ok(Owned::none()),
        Some(bytes) => Str::new(cx, &bytes),
    }
}

pub(super) fn peek(cx: &Cx, x: Ref<'_>, _: &[Ref<'_>]) -> PyResult {
    let (rest, raw) = open(cx, x, "peek")?;
    flush_for_reading(cx, rest, raw.borrow())?;
    if rest.left() == 0 {
        rest.fill(cx, raw.borrow())?;
    }
    let bytes = rest.ahead.borrow()[rest.at.get()..].to_vec();
    Str::new(cx, &bytes)
}

pub(super) fn read1(cx: &Cx, x: Ref<'_>, args: &[Ref<'_>]) -> PyResult {
    let (rest, raw) = ready(cx, x)?;
    let count = number::as_i64(cx, args[0])?;
    let Ok(count) = usize::try_from(count) else {
        return Err(value_error(cx, "read length must be positive"));
    };
    open(cx, x, "read")?;
    if count == 0 {
        return Str::new(cx, b"");
    }
    flush_for_reading(cx, rest, raw.borrow())?;
    if rest.left() == 0 {
        rest.fill(cx, raw.borrow())?;
    }
    Str::new(cx, &rest.take(count))
}

pub(super) fn readinto(cx: &Cx, x: Ref<'_>, args: &[Ref<'_>]) -> PyResult {
    let (rest, raw) = open(cx, x, "readinto")?;
    let want = room_of(cx, "readinto", args[0])?;
    flush_for_reading(cx, rest, raw.borrow())?;
    match read_count(cx, rest, raw.borrow(), want)? {
        None => Ok(Owned::none()),
        Some(bytes) => crate::base::fill(cx, args[0], &bytes),
    }
}

pub(super) fn readline(cx: &Cx, x: Ref<'_>, args: &[Ref<'_>]) -> PyResult {
    let (rest, raw) = ready(cx, x)?;
    let limit = size(cx, args.first().copied())?.unwrap_or(usize::MAX);
    open(cx, x, "readline")?;
    flush_for_reading(cx, rest, raw.borrow())?;
    let mut line = Vec::new();
    while line.len() < limit {
        if rest.left() == 0 && !rest.fill(cx, raw.borrow())? {
            break;
        }
        let end = {
            let ahead = rest.ahead.borrow();
            memchr::memchr(b'\n', &ahead[rest.at.get()..]).map(|at| at + 1)
        };
        let want = limit - line.len();
        line.extend(rest.take(end.unwrap_or(usize::MAX).min(want)));
        if end.is_some_and(|end| end <= want) {
            break;
        }
    }
    Str::new(cx, &line)
}
