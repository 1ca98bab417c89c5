//! Methods of mappings: a file's, and some of a string's.

use super::{Access, Mmap, region, system_error, value_error};
use runtime::api::{Cx, Owned, PyResult, Ref, exc};
use runtime::builtins::long::Long;
use runtime::builtins::str::Str;
use runtime::protocol::{args, number};

pub(super) fn close(_: &Cx, x: Ref<'_>) -> PyResult {
    let mmap = x.recv::<Mmap>();
    drop(mmap.region.take());
    let fd = mmap.fd.replace(-1);
    if fd != -1 {
        region::close(fd);
    }
    Ok(Owned::none())
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Direction {
    Forward,
    Backward,
}

fn search(cx: &Cx, x: Ref<'_>, given: &[Ref<'_>], direction: Direction) -> PyResult {
    let mmap = x.recv::<Mmap>();
    let length = mmap.len(cx)? as i64;
    let function = if direction == Direction::Forward { "find" } else { "rfind" };
    let text = args::place(function, 1).read_only(cx, given[0])?.into_owned();
    let bound = |index: usize, missing: i64| -> PyResult<usize> {
        let value = given.get(index).map_or(Ok(missing), |value| number::as_i64(cx, *value))?;
        let value = if value < 0 { value.saturating_add(length) } else { value };
        Ok(value.clamp(0, length) as usize)
    };
    let (start, end) = (bound(1, mmap.at.get() as i64)?, bound(2, length)?);
    if start + text.len() > end {
        return Ok(Owned::int(-1));
    }
    let bytes = mmap.with(cx, |region| region.read(start..end))?;
    let found = if text.is_empty() {
        Some(if direction == Direction::Forward { 0 } else { bytes.len() })
    } else {
        let mut windows = bytes.windows(text.len());
        match direction {
            Direction::Forward => windows.position(|window| window == text),
            Direction::Backward => windows.rposition(|window| window == text),
        }
    };
    Ok(Owned::int(found.map_or(-1, |found| (start + found) as i64)))
}

pub(super) fn find(cx: &Cx, x: Ref<'_>, given: &[Ref<'_>]) -> PyResult {
    search(cx, x, given, Direction::Forward)
}

pub(super) fn rfind(cx: &Cx, x: Ref<'_>, given: &[Ref<'_>]) -> PyResult {
    search(cx, x, given, Direction::Backward)
}

pub(super) fn flush(cx: &Cx, x: Ref<'_>, given: &[Ref<'_>]) -> PyResult {
    let mmap = x.recv::<Mmap>();
    let length = mmap.len(cx)?;
    let bound = |index: usize, missing: usize| -> PyResult<Option<usize>> {
        match given.get(index) {
            None => Ok(Some(missing)),
            Some(value) => Ok(usize::try_from(number::as_i64(cx, *value)?).ok()),
        }
    };
    let (offset, size) = (bound(0, 0)?, bound(1, length)?);
    let end = offset.zip(size).and_then(|(offset, size)| offset.checked_add(size));
    let Some((offset, end)) = offset.zip(end).filter(|(_, end)| *end <= length) else {
        return Err(value_error(cx, "flush values out of range"));
    };
    if matches!(mmap.access, Access::Read | Access::Copy) {
        return Long::new(cx, 0.into());
    }
    mmap.with(cx, |region| region.sync(offset..end))?.map_err(|errno| system_error(cx, errno))?;
    Ok(Owned::int(0))
}

pub(super) fn shift(cx: &Cx, x: Ref<'_>, given: &[Ref<'_>]) -> PyResult {
    let mmap = x.recv::<Mmap>();
    let length = mmap.len(cx)?;
    let mut places = [0; 3];
    let mut valid = true;
    for (place, value) in places.iter_mut().zip(given) {
        match usize::try_from(number::as_i64(cx, *value)?) {
            Ok(value) => *place = value,
            Err(_) => valid = false,
        }
    }
    mmap.writable(cx)?;
    let [to, from, count] = places;
    if !valid || count > length || to.max(from) > length - count {
        return Err(value_error(cx, "source, destination, or count out of range"));
    }
    mmap.with(cx, |region| region.shift(from, to, count))?;
    Ok(Owned::none())
}

/// Reads up to `limit` bytes from the position on, and moves behind them.
fn take(cx: &Cx, mmap: &Mmap, limit: usize) -> PyResult {
    let start = mmap.at.get();
    let bytes = mmap.with(cx, |region| {
        let start = start.min(region.len());
        region.read(start..start + limit.min(region.len() - start))
    })?;
    mmap.at.set(start + bytes.len());
    Str::new(cx, &bytes)
}

pub(super) fn read(cx: &Cx, x: Ref<'_>, given: &[Ref<'_>]) -> PyResult {
    let mmap = x.recv::<Mmap>();
    mmap.len(cx)?;
    let count = number::as_i64(cx, given[0])?;
    take(cx, mmap, usize::try_from(count).unwrap_or(usize::MAX))
}

pub(super) fn read_byte(cx: &Cx, x: Ref<'_>) -> PyResult {
    let mmap = x.recv::<Mmap>();
    if mmap.at.get() >= mmap.len(cx)? {
        return Err(value_error(cx, "read byte out of range"));
    }
    take(cx, mmap, 1)
}

pub(super) fn readline(cx: &Cx, x: Ref<'_>) -> PyResult {
    let mmap = x.recv::<Mmap>();
    let start = mmap.at.get();
    let rest = mmap.with(cx, |region| region.read(start.min(region.len())..region.len()))?;
    let length = rest.iter().position(|byte| *byte == b'\n').map_or(rest.len(), |at| at + 1);
    take(cx, mmap, length)
}

pub(super) fn resize(cx: &Cx, x: Ref<'_>, given: &[Ref<'_>]) -> PyResult {
    let mmap = x.recv::<Mmap>();
    mmap.len(cx)?;
    let size = number::as_i64(cx, given[0])?;
    if matches!(mmap.access, Access::Read | Access::Copy) {
        let message = format_args!("mmap can't resize a readonly or copy-on-write memory map.");
        return Err(cx.raise(&exc::TYPE_ERROR, message));
    }
    let Ok(length) = usize::try_from(size) else { return Err(system_error(cx, libc::EINVAL)) };
    let fd = mmap.fd.get();
    if fd != -1 {
        let size = mmap.offset.saturating_add(size);
        region::set_file_size(fd, size).map_err(|errno| system_error(cx, errno))?;
    }
    let mut region = mmap.region.borrow_mut();
    let Some(region) = region.as_mut() else {
        return Err(value_error(cx, "mmap closed or invalid"));
    };
    region.resize(length).map_err(|errno| system_error(cx, errno))?;
    Ok(Owned::none())
}

pub(super) fn seek(cx: &Cx, x: Ref<'_>, given: &[Ref<'_>]) -> PyResult {
    let mmap = x.recv::<Mmap>();
    let length = mmap.len(cx)?;
    let offset = number::as_i64(cx, given[0])?;
    let base = match given.get(1).map_or(Ok(0), |whence| args::c_int(cx, *whence))? {
        0 => 0,
        1 => mmap.at.get(),
        2 => length,
        _ => return Err(value_error(cx, "unknown seek type")),
    };
    let place = (base as i64).checked_add(offset).and_then(|place| usize::try_from(place).ok());
    match place.filter(|place| *place <= length) {
        Some(place) => {
            mmap.at.set(place);
            Ok(Owned::none())
        }
        None => Err(value_error(cx, "seek out of range")),
    }
}

pub(super) fn size(cx: &Cx, x: Ref<'_>) -> PyResult {
    let mmap = x.recv::<Mmap>();
    let length = mmap.len(cx)?;
    if mmap.fd.get() == -1 {
        return Ok(Owned::int(length as i64));
    }
    let size = region::file_size(mmap.fd.get()).map_err(|errno| system_error(cx, errno))?;
    Ok(Owned::int(size.unwrap_or(length as i64)))
}

pub(super) fn tell(cx: &Cx, x: Ref<'_>) -> PyResult {
    let mmap = x.recv::<Mmap>();
    mmap.len(cx)?;
    Ok(Owned::int(mmap.at.get() as i64))
}

fn put(cx: &Cx, mmap: &Mmap, bytes: &[u8], complaint: &str) -> PyResult {
    mmap.writable(cx)?;
    let start = mmap.at.get();
    if start > mmap.len(cx)? || bytes.len() > mmap.len(cx)? - start {
        return Err(value_error(cx, complaint));
    }
    mmap.with(cx, |region| region.write(start, bytes))?;
    mmap.at.set(start + bytes.len());
    Ok(Owned::none())
}

pub(super) fn write(cx: &Cx, x: Ref<'_>, given: &[Ref<'_>]) -> PyResult {
    let mmap = x.recv::<Mmap>();
    mmap.len(cx)?;
    let bytes = args::place("write", 1).buffer(cx, given[0])?.into_owned();
    put(cx, mmap, &bytes, "data out of range")
}

pub(super) fn write_byte(cx: &Cx, x: Ref<'_>, given: &[Ref<'_>]) -> PyResult {
    let mmap = x.recv::<Mmap>();
    mmap.len(cx)?;
    let Some(byte) = given[0].cast::<Str>().filter(|text| text.len() == 1) else {
        return Err(args::place("write_byte", 1).wrong(cx, "char", given[0]));
    };
    put(cx, mmap, byte.as_bytes(), "write byte out of range")
}
