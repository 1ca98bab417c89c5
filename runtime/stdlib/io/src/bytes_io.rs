//! `BytesIO`: a stream over bytes in memory. The position may lie behind the end.

use crate::support::{index, long, only, room_of, size, value_error};
use runtime::api::{CallArgs, Cx, Header, Owned, PyResult, Ref, Type, allocate, exc};
use runtime::builtins::dict::Dict;
use runtime::builtins::list::List;
use runtime::builtins::str::Str;
use runtime::builtins::tuple::Tuple;
use runtime::object::attrs;
use runtime::protocol::{args, buffer, iter, number};
use std::cell::{Cell, RefCell};

/// Memory of a stream over bytes.
#[repr(C)]
pub(crate) struct BytesIo {
    pub(crate) head: Header,
    closed: Cell<bool>,
    below: crate::buffered::Rest,
    bytes: RefCell<Vec<u8>>,
    at: Cell<usize>,
}

runtime::py_type! {
    /// BytesIO([initial_bytes]) -> a stream over bytes in memory
    pub(crate) static BYTES_IO: BytesIo = "_io.BytesIO" {
        base: crate::buffered::BUFFERED_IO_BASE,
        flags: [BASE, HAS_DICT, WEAKREF, GC],
        slots { new: new, init: init, iter: iter_self, next: next }
        methods {
            /// Returns True.
            "readable" => yes, ();
            /// Returns True.
            "seekable" => yes, ();
            /// Returns True.
            "writable" => yes, ();
            /// Does nothing.
            "flush" => flush, ();
            /// Returns False.
            "isatty" => isatty, ();
            /// Returns the position.
            "tell" => tell, ();
            /// Writes bytes and returns how many.
            "write" => write, (x);
            /// Writes the items of an iterable.
            "writelines" => writelines, (x);
            /// Reads at most so many bytes.
            "read1" => read, (0..=1);
            /// Reads into a writable buffer.
            "readinto" => readinto, (0..=99);
            /// Reads a line, of at most so many bytes.
            "readline" => readline, (0..=1);
            /// Reads all lines, or lines of about so many bytes.
            "readlines" => readlines, (0..=1);
            /// Reads at most so many bytes, or to the end.
            "read" => read, (0..=1);
            /// Returns all bytes.
            "getvalue" => getvalue, () -> Str;
            /// seek(offset[, whence]) -- moves the position and returns it.
            "seek" => seek, (1..=2);
            /// Cuts the stream at a size, by default the position.
            "truncate" => truncate, (0..=1);
            /// Frees the memory; the stream is closed then.
            "close" => close, ();
            /// Helps pickle.
            "__getstate__" => getstate, ();
            /// Takes over the state that __getstate__ gave.
            "__setstate__" => setstate, (x);
        }
        getset {
            /// Whether the stream is closed.
            "closed" => closed;
        }
    }
}

fn new(cx: &Cx, ty: &Type, _: CallArgs<'_>) -> PyResult {
    let object = BytesIo {
        head: Header::new(ty),
        closed: Cell::new(false),
        below: crate::buffered::Rest::default(),
        bytes: RefCell::default(),
        at: Cell::new(0),
    };
    allocate(cx, ty, object)
}

fn init(cx: &Cx, x: Ref<'_>, args: CallArgs<'_>) -> PyResult<()> {
    let [initial] = args::bind(cx, "BytesIO", args, 0, ["initial_bytes"])?;
    let stream = x.recv::<BytesIo>();
    stream.at.set(0);
    stream.bytes.borrow_mut().clear();
    if let Some(initial) = initial.filter(|initial| !initial.is_none()) {
        write(cx, x, initial)?;
        stream.at.set(0);
    }
    Ok(())
}

fn open<'a>(cx: &Cx, x: Ref<'a>) -> PyResult<&'a BytesIo> {
    let stream = x.recv::<BytesIo>();
    if stream.closed.get() {
        return Err(value_error(cx, "I/O operation on closed file."));
    }
    Ok(stream)
}

fn yes(cx: &Cx, x: Ref<'_>) -> PyResult {
    open(cx, x)?;
    Ok(Owned::bool(true))
}

fn flush(cx: &Cx, x: Ref<'_>) -> PyResult {
    open(cx, x)?;
    Ok(Owned::none())
}

fn isatty(cx: &Cx, x: Ref<'_>) -> PyResult {
    open(cx, x)?;
    Ok(Owned::bool(false))
}

fn closed(_: &Cx, x: Ref<'_>) -> PyResult {
    Ok(Owned::bool(x.recv::<BytesIo>().closed.get()))
}

fn close(_: &Cx, x: Ref<'_>) -> PyResult {
    let stream = x.recv::<BytesIo>();
    stream.closed.set(true);
    stream.bytes.take();
    Ok(Owned::none())
}

fn tell(cx: &Cx, x: Ref<'_>) -> PyResult {
    long(cx, open(cx, x)?.at.get() as i64)
}

fn getvalue(cx: &Cx, x: Ref<'_>) -> PyResult {
    Str::new(cx, &open(cx, x)?.bytes.borrow())
}

fn iter_self(cx: &Cx, x: Ref<'_>) -> PyResult {
    open(cx, x)?;
    Ok(x.own())
}

/// Takes bytes up to `limit`, and moves behind them.
fn take(cx: &Cx, stream: &BytesIo, limit: usize) -> PyResult {
    let bytes = stream.bytes.borrow();
    let start = stream.at.get().min(bytes.len());
    let end = start + limit.min(bytes.len() - start);
    if end > start {
        stream.at.set(end);
    }
    Str::new(cx, &bytes[start..end])
}

/// Length of the line at the position.
fn line_length(stream: &BytesIo, limit: usize) -> usize {
    let bytes = stream.bytes.borrow();
    let rest = &bytes[stream.at.get().min(bytes.len())..];
    memchr::memchr(b'\n', rest).map_or(rest.len(), |at| at + 1).min(limit)
}

fn next(cx: &Cx, x: Ref<'_>) -> PyResult<Option<Owned>> {
    let stream = open(cx, x)?;
    match line_length(stream, usize::MAX) {
        0 => Ok(None),
        length => take(cx, stream, length).map(Some),
    }
}

fn read(cx: &Cx, x: Ref<'_>, args: &[Ref<'_>]) -> PyResult {
    let stream = open(cx, x)?;
    take(cx, stream, size(cx, args.first().copied())?.unwrap_or(usize::MAX))
}

fn readline(cx: &Cx, x: Ref<'_>, args: &[Ref<'_>]) -> PyResult {
    let stream = open(cx, x)?;
    let limit = size(cx, args.first().copied())?.unwrap_or(usize::MAX);
    take(cx, stream, line_length(stream, limit))
}

fn readlines(cx: &Cx, x: Ref<'_>, args: &[Ref<'_>]) -> PyResult {
    let stream = open(cx, x)?;
    let limit = size(cx, args.first().copied())?.filter(|limit| *limit > 0);
    let (mut lines, mut total) = (Vec::new(), 0);
    while limit.is_none_or(|limit| total < limit) {
        let length = line_length(stream, usize::MAX);
        if length == 0 {
            break;
        }
        total += length;
        lines.push(take(cx, stream, length)?);
    }
    List::new(cx, lines)
}

fn readinto(cx: &Cx, x: Ref<'_>, args: &[Ref<'_>]) -> PyResult {
    let stream = open(cx, x)?;
    let target = only(cx, args)?;
    room_of(cx, "", target)?;
    let mut count = 0;
    buffer::write(cx, target, &mut |room| {
        let bytes = stream.bytes.borrow();
        let rest = &bytes[stream.at.get().min(bytes.len())..];
        count = rest.len().min(room.len());
        room[..count].copy_from_slice(&rest[..count]);
    })?;
    stream.at.set(stream.at.get() + count);
    long(cx, count as i64)
}

fn write(cx: &Cx, x: Ref<'_>, data: Ref<'_>) -> PyResult {
    let stream = open(cx, x)?;
    let found = data.ty().name();
    let data = if data.cast::<runtime::builtins::unicode::Unicode>().is_some() {
        None
    } else {
        buffer::bytes(cx, data)?
    };
    let Some(data) = data else {
        let message = format_args!("'{found}' does not have the buffer interface");
        return Err(cx.raise(&exc::TYPE_ERROR, message));
    };
    let start = stream.at.get();
    let mut bytes = stream.bytes.borrow_mut();
    let end = start.checked_add(data.len()).filter(|end| runtime::protocol::memory::fits(*end));
    let Some(end) = end.filter(|_| !data.is_empty()) else {
        return if data.is_empty() { long(cx, 0) } else { Err(cx.raise_no_memory()) };
    };
    if bytes.len() < end {
        let more = end - bytes.len();
        bytes.try_reserve(more).map_err(|_| cx.raise_no_memory())?;
        bytes.resize(end, 0);
    }
    bytes[start..end].copy_from_slice(&data);
    stream.at.set(end);
    long(cx, data.len() as i64)
}

fn writelines(cx: &Cx, x: Ref<'_>, lines: Ref<'_>) -> PyResult {
    open(cx, x)?;
    let it = iter::iter(cx, lines)?;
    while let Some(line) = iter::next(cx, it.borrow())? {
        write(cx, x, line.borrow())?;
    }
    Ok(Owned::none())
}

fn seek(cx: &Cx, x: Ref<'_>, args: &[Ref<'_>]) -> PyResult {
    let stream = open(cx, x)?;
    let offset = index(cx, args[0])?;
    let whence = args.get(1).map_or(Ok(0), |whence| number::as_i64(cx, *whence))?;
    let base = match whence {
        0 if offset < 0 => return Err(value_error(cx, &format!("negative seek value {offset}"))),
        0 => 0,
        1 => stream.at.get() as i64,
        2 => stream.bytes.borrow().len() as i64,
        _ => {
            let message = format!("invalid whence ({whence}, should be 0, 1 or 2)");
            return Err(value_error(cx, &message));
        }
    };
    let at = base
        .checked_add(offset)
        .ok_or_else(|| cx.raise(&exc::OVERFLOW_ERROR, format_args!("new position too large")))?;
    stream.at.set(at.max(0) as usize);
    long(cx, at.max(0))
}

fn truncate(cx: &Cx, x: Ref<'_>, args: &[Ref<'_>]) -> PyResult {
    let stream = open(cx, x)?;
    let length = match args.first() {
        Some(length) if !length.is_none() => {
            if !number::is_number(*length) {
                let found = length.ty().name();
                let message = format_args!("integer argument expected, got '{found}'");
                return Err(cx.raise(&exc::TYPE_ERROR, message));
            }
            index(cx, *length)?
        }
        _ => stream.at.get() as i64,
    };
    if length < 0 {
        return Err(value_error(cx, &format!("negative size value {length}")));
    }
    stream.bytes.borrow_mut().truncate(length as usize);
    long(cx, length)
}

fn getstate(cx: &Cx, x: Ref<'_>) -> PyResult {
    let value = getvalue(cx, x)?;
    let at = Owned::int(x.recv::<BytesIo>().at.get() as i64);
    let dict = match attrs::dict_of(cx, x)?.as_ref().and_then(|dict| dict.borrow().cast::<Dict>()) {
        Some(dict) if !dict.is_empty() => dict.copy(cx)?,
        _ => Owned::none(),
    };
    Tuple::new(cx, vec![value, at, dict])
}

fn setstate(cx: &Cx, x: Ref<'_>, state: Ref<'_>) -> PyResult {
    let Some([value, at, dict]) = state.cast::<Tuple>().map(Tuple::as_slice) else {
        let (name, found) = (x.ty().name(), state.ty().name());
        let message = format_args!("{name}.__setstate__ argument should be 3-tuple, got {found}");
        return Err(cx.raise(&exc::TYPE_ERROR, message));
    };
    let stream = open(cx, x)?;
    stream.bytes.borrow_mut().clear();
    stream.at.set(0);
    write(cx, x, *value)?;
    if !number::has_index(*at) {
        let found = at.ty().name();
        let message = format_args!("second item of state must be an integer, not {found}");
        return Err(cx.raise(&exc::TYPE_ERROR, message));
    }
    let at = number::as_i64(cx, *at)?;
    if at < 0 {
        return Err(value_error(cx, "position value cannot be negative"));
    }
    stream.at.set(at as usize);
    if !dict.is_none() {
        let Some(new) = dict.cast::<Dict>() else {
            let found = dict.ty().name();
            let message = format_args!("third item of state should be a dict, got a {found}");
            return Err(cx.raise(&exc::TYPE_ERROR, message));
        };
        for (name, value) in new.to_vec() {
            runtime::protocol::attr::set_attr(cx, x, name.borrow(), Some(value.borrow()))?;
        }
    }
    Ok(Owned::none())
}
