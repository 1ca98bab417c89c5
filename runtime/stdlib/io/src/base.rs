//! `_IOBase`, `_RawIOBase` and `_TextIOBase`: what every stream can do, by the methods it has.

use crate::support::{
    find_attr, flag, given_bytes, io_error, method, size, unsupported, value_error,
};
use runtime::api::{CallArgs, Cx, Header, Owned, PyResult, Ref, Type, allocate, exc};
use runtime::builtins::bytearray::ByteArray;
use runtime::builtins::list::List;
use runtime::builtins::str::Str;
use runtime::protocol::{iter, number, sequence};
use std::cell::Cell;

/// Memory of a stream; the memory of every stream type begins like this.
#[repr(C)]
pub(crate) struct IoBase {
    pub(crate) head: Header,
    pub(crate) closed: Cell<bool>,
}

runtime::py_type! {
    /// The root of all streams: what they share, by way of the methods that derived classes have.
    pub(crate) static IO_BASE: IoBase = "_io._IOBase" {
        flags: [BASE, HAS_DICT, WEAKREF, GC],
        slots {
            new: new_base, init: ignore, del: finalise, finalises: runs_python, clear: close_first,
            iter: iter_self, next: next, traverse: no_members,
        }
        methods {
            /// Moves the position.
            "seek" => no_seek, (0..=65535);
            /// Returns the position.
            "tell" => tell, ();
            /// Cuts the stream at a size.
            "truncate" => no_truncate, (0..=65535);
            /// Writes what is buffered.
            "flush" => flush, ();
            /// Flushes and closes; again does nothing.
            "close" => close, ();
            /// Returns whether the position can be moved.
            "seekable" => no, ();
            /// Returns whether the stream can be read.
            "readable" => no, ();
            /// Returns whether the stream can be written.
            "writable" => no, ();
            /// Raises ValueError if the stream is closed.
            "_checkClosed" => check_closed_method, (0..=65535);
            /// Raises IOError if the position cannot be moved.
            "_checkSeekable" => check_seekable, (0..=65535);
            /// Raises IOError if the stream cannot be read.
            "_checkReadable" => check_readable, (0..=65535);
            /// Raises IOError if the stream cannot be written.
            "_checkWritable" => check_writable, (0..=65535);
            /// Returns the descriptor behind the stream.
            "fileno" => no_fileno, ();
            /// Returns whether the stream is a terminal.
            "isatty" => isatty, ();
            /// Returns the stream.
            "__enter__" => enter, ();
            /// Closes the stream.
            "__exit__" => exit, (0..=65535);
            /// Reads a line, of at most so many bytes.
            "readline" => readline, (0..=1);
            /// Reads all lines, or lines of about so many bytes.
            "readlines" => readlines, (0..=1);
            /// Writes the items of an iterable.
            "writelines" => writelines, (x);
        }
        getset {
            /// Whether the stream is closed.
            "closed" => get_closed;
        }
    }
}

/// Memory of a raw stream.
#[repr(C)]
pub(crate) struct RawIoBase {
    pub(crate) head: Header,
    pub(crate) closed: Cell<bool>,
}

runtime::py_type! {
    /// The root of raw streams: reading by way of readinto.
    pub(crate) static RAW_IO_BASE: RawIoBase = "_io._RawIOBase" {
        base: IO_BASE,
        flags: [BASE, HAS_DICT, WEAKREF, GC],
        slots { new: new_base }
        methods {
            /// Reads at most so many bytes by one call of readinto.
            "read" => raw_read, (0..=1);
            /// Reads to the end.
            "readall" => read_all, ();
        }
    }
}

/// Memory of a text stream.
#[repr(C)]
pub(crate) struct TextIoBase {
    pub(crate) head: Header,
    pub(crate) closed: Cell<bool>,
}

runtime::py_type! {
    /// The root of text streams.
    pub(crate) static TEXT_IO_BASE: TextIoBase = "_io._TextIOBase" {
        base: IO_BASE,
        flags: [BASE, HAS_DICT, WEAKREF, GC],
        slots { new: new_base }
        methods {
            /// Gives up the stream below.
            "detach" => no_detach, (0..=65535);
            /// Reads characters.
            "read" => no_read, (0..=65535);
            /// Reads a line.
            "readline" => no_readline, (0..=65535);
            /// Writes characters.
            "write" => no_write, (0..=65535);
        }
        getset {
            /// The encoding.
            "encoding" => none;
            /// The kinds of line end seen.
            "newlines" => none;
            /// What is done about characters that cannot be converted.
            "errors" => none;
        }
    }
}

fn new_base(cx: &Cx, ty: &Type, _: CallArgs<'_>) -> PyResult {
    allocate(cx, ty, IoBase { head: Header::new(ty), closed: Cell::new(false) })
}

fn ignore(_: &Cx, _: Ref<'_>, _: CallArgs<'_>) -> PyResult<()> {
    Ok(())
}

fn no_members(x: Ref<'_>, visit: &mut dyn FnMut(Ref<'_>)) {
    runtime::object::attrs::visit_native(x, visit);
}

/// Closes a stream that nothing refers to any more.
fn finalise(cx: &Cx, x: Ref<'_>) {
    let closed = flag(cx, x, "closed").unwrap_or_else(|_| {
        cx.clear_raised();
        false
    });
    if !closed && method(cx, x, "close", &[]).is_err() {
        cx.clear_raised();
    }
}

/// Whether a class has a `__del__` of its own; closing is no reason to keep a cycle.
fn runs_python(x: Ref<'_>) -> bool {
    let del = |ty: &Type| ty.slots.del.get().map(|del| del as usize);
    del(x.ty()) != del(&IO_BASE)
}

/// A stream in a cycle is closed while what it needs for that is there.
pub(crate) fn close_first(cx: &Cx, x: Ref<'_>) {
    finalise(cx, x);
    runtime::object::attrs::clear_native(x);
}

pub(crate) fn none(_: &Cx, _: Ref<'_>) -> PyResult {
    Ok(Owned::none())
}

fn no(_: &Cx, _: Ref<'_>) -> PyResult {
    Ok(Owned::bool(false))
}

macro_rules! unsupported_methods {
    ($($function:ident $name:literal),+ $(,)?) => {
        $(
            pub(crate) fn $function(cx: &Cx, _: Ref<'_>, _: &[Ref<'_>]) -> PyResult {
                Err(unsupported(cx, $name))
            }
        )+
    };
}

unsupported_methods! {
    no_seek "seek", no_truncate "truncate", no_detach "detach", no_read "read",
    no_readline "readline", no_write "write",
}

fn no_fileno(cx: &Cx, _: Ref<'_>) -> PyResult {
    Err(unsupported(cx, "fileno"))
}

fn tell(cx: &Cx, x: Ref<'_>) -> PyResult {
    method(cx, x, "seek", &[Owned::int(0).borrow(), Owned::int(1).borrow()])
}

fn get_closed(_: &Cx, x: Ref<'_>) -> PyResult {
    Ok(Owned::bool(x.recv::<IoBase>().closed.get()))
}

fn flush(cx: &Cx, x: Ref<'_>) -> PyResult {
    if x.recv::<IoBase>().closed.get() {
        return Err(value_error(cx, "I/O operation on closed file."));
    }
    Ok(Owned::none())
}

pub(crate) fn close(cx: &Cx, x: Ref<'_>) -> PyResult {
    let base = x.recv::<IoBase>();
    if base.closed.get() {
        return Ok(Owned::none());
    }
    let flushed = method(cx, x, "flush", &[]);
    base.closed.set(true);
    flushed.map(|_| Owned::none())
}

/// Raises `ValueError` if the stream is closed.
pub(crate) fn check_closed(cx: &Cx, x: Ref<'_>) -> PyResult<()> {
    if flag(cx, x, "closed")? {
        return Err(value_error(cx, "I/O operation on closed file."));
    }
    Ok(())
}

fn check_closed_method(cx: &Cx, x: Ref<'_>, _: &[Ref<'_>]) -> PyResult {
    check_closed(cx, x).map(|()| Owned::none())
}

/// Raises `IOError` unless a stream answers True.
pub(crate) fn check(cx: &Cx, x: Ref<'_>, question: &str) -> PyResult {
    let answer = method(cx, x, question, &[])?;
    if !answer.borrow().is(Owned::bool(true).borrow()) {
        return Err(io_error(cx, &format!("File or stream is not {question}.")));
    }
    Ok(answer)
}

fn check_seekable(cx: &Cx, x: Ref<'_>, _: &[Ref<'_>]) -> PyResult {
    check(cx, x, "seekable")
}

fn check_readable(cx: &Cx, x: Ref<'_>, _: &[Ref<'_>]) -> PyResult {
    check(cx, x, "readable")
}

fn check_writable(cx: &Cx, x: Ref<'_>, _: &[Ref<'_>]) -> PyResult {
    check(cx, x, "writable")
}

fn isatty(cx: &Cx, x: Ref<'_>) -> PyResult {
    check_closed(cx, x)?;
    Ok(Owned::bool(false))
}

fn enter(cx: &Cx, x: Ref<'_>) -> PyResult {
    check_closed(cx, x)?;
    Ok(x.own())
}

fn exit(cx: &Cx, x: Ref<'_>, _: &[Ref<'_>]) -> PyResult {
    method(cx, x, "close", &[])
}

fn iter_self(cx: &Cx, x: Ref<'_>) -> PyResult {
    check_closed(cx, x)?;
    Ok(x.own())
}

fn next(cx: &Cx, x: Ref<'_>) -> PyResult<Option<Owned>> {
    let line = method(cx, x, "readline", &[])?;
    Ok((sequence::len(cx, line.borrow())? > 0).then_some(line))
}

fn readline(cx: &Cx, x: Ref<'_>, args: &[Ref<'_>]) -> PyResult {
    let limit = size(cx, args.first().copied())?.unwrap_or(usize::MAX);
    let peek = find_attr(cx, x, "peek")?.is_some();
    let mut line: Vec<u8> = Vec::new();
    while line.len() < limit {
        let mut want = 1;
        if peek {
            let ahead = method(cx, x, "peek", &[Owned::int(1).borrow()])?;
            let ahead = ahead.borrow().cast::<Str>().ok_or_else(|| {
                let found = ahead.borrow().ty().name();
                io_error(cx, &format!("peek() should have returned a bytes object, not '{found}'"))
            })?;
            if !ahead.is_empty() {
                let bytes = ahead.as_bytes();
                let bytes = &bytes[..bytes.len().min(limit - line.len())];
                want =
                    bytes.iter().position(|byte| *byte == b'\n').map_or(bytes.len(), |at| at + 1);
            }
        }
        let part = method(cx, x, "read", &[Owned::int(want as i64).borrow()])?;
        let Some(part) = part.borrow().cast::<Str>() else {
            let found = part.borrow().ty().name();
            let message = format!("read() should have returned a bytes object, not '{found}'");
            return Err(io_error(cx, &message));
        };
        if part.is_empty() {
            break;
        }
        line.extend_from_slice(part.as_bytes());
        if line.ends_with(b"\n") {
            break;
        }
    }
    Str::new(cx, &line)
}

fn readlines(cx: &Cx, x: Ref<'_>, args: &[Ref<'_>]) -> PyResult {
    let hint = match args.first() {
        Some(hint) if !hint.is_none() => number::as_i64(cx, *hint)?,
        _ => 0,
    };
    let mut lines = Vec::new();
    let mut total = 0;
    let it = iter::iter(cx, x)?;
    while let Some(line) = iter::next(cx, it.borrow())? {
        total += sequence::len(cx, line.borrow())? as i64;
        sequence::push(cx, &mut lines, line)?;
        if hint > 0 && total > hint {
            break;
        }
    }
    List::new(cx, lines)
}

fn writelines(cx: &Cx, x: Ref<'_>, lines: Ref<'_>) -> PyResult {
    check_closed(cx, x)?;
    let it = iter::iter(cx, lines)?;
    while let Some(line) = iter::next(cx, it.borrow())? {
        method(cx, x, "write", &[line.borrow()])?;
    }
    Ok(Owned::none())
}

fn raw_read(cx: &Cx, x: Ref<'_>, args: &[Ref<'_>]) -> PyResult {
    let Some(count) = (match args.first() {
        None => None,
        Some(count) => usize::try_from(number::as_i64(cx, *count)?).ok(),
    }) else {
        return method(cx, x, "readall", &[]);
    };
    runtime::protocol::memory::check(cx, count)?;
    let room = ByteArray::new(cx, vec![0; count])?;
    let read = method(cx, x, "readinto", &[room.borrow()])?;
    if read.borrow().is_none() {
        return Ok(read);
    }
    let read = number::as_i64(cx, read.borrow())?;
    let bytes = room.borrow().recv::<ByteArray>().bytes().clone();
    match usize::try_from(read).ok().and_then(|read| bytes.get(..read)) {
        Some(bytes) => Str::new(cx, bytes),
        None => Err(value_error(cx, "readinto() returned a wrong number of bytes")),
    }
}

/// Reads to the end by calls of `read`.
fn read_all(cx: &Cx, x: Ref<'_>) -> PyResult {
    let mut all = Vec::new();
    let mut any = false;
    loop {
        let part = method(cx, x, "read", &[Owned::int(crate::BUFFER_SIZE as i64).borrow()])?;
        if part.borrow().is_none() {
            return if any { Str::new(cx, &all) } else { Ok(part) };
        }
        any = true;
        let Some(text) = part.borrow().cast::<Str>() else {
            let message = format_args!("read() should return bytes");
            return Err(cx.raise(&exc::TYPE_ERROR, message));
        };
        if text.is_empty() {
            return Str::new(cx, &all);
        }
        all.extend_from_slice(text.as_bytes());
    }
}

/// `readinto` by way of `read`, for buffered streams that do not have their own.
pub(crate) fn readinto_by_read(cx: &Cx, x: Ref<'_>, args: &[Ref<'_>]) -> PyResult {
    let want = sequence::len(cx, args[0])?;
    let data = method(cx, x, "read", &[Owned::int(want as i64).borrow()])?;
    if data.borrow().is_none() {
        return Ok(data);
    }
    let bytes = given_bytes(cx, data.borrow(), "read")?;
    fill(cx, args[0], &bytes)
}

/// Puts bytes into a writable buffer and returns their number.
pub(crate) fn fill(cx: &Cx, target: Ref<'_>, bytes: &[u8]) -> PyResult {
    let mut fits = false;
    runtime::protocol::buffer::write(cx, target, &mut |room| {
        if let Some(room) = room.get_mut(..bytes.len()) {
            room.copy_from_slice(bytes);
            fits = true;
        }
    })?;
    if !fits {
        return Err(value_error(cx, "read() returned too many bytes"));
    }
    crate::support::long(cx, bytes.len() as i64)
}
