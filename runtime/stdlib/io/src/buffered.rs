//! `_BufferedIOBase`, `BufferedReader`, `BufferedWriter` and `BufferedRandom`.
//!
//! What they keep is [`Rest`]; reading and writing are modules of their own.

mod read;
mod rest;
mod write;

pub(crate) use rest::Rest;

use self::read::{peek, read, read1, readinto, readline};
use self::rest::State;
use self::write::write;
use crate::base::{no_detach, no_read, no_write, readinto_by_read};
use crate::support::{
    ask, attr, describe, flag, io_error, long, method, number_of, offset, unsupported, value_error,
};
use runtime::api::{CallArgs, Cx, Header, Owned, PyResult, Ref, Type, allocate, exc};
use runtime::protocol::{args, number};
use std::cell::Cell;

/// Memory of a buffered stream.
#[repr(C)]
pub(crate) struct Buffered {
    pub(crate) head: Header,
    closed: Cell<bool>,
    rest: Rest,
}

runtime::py_type! {
    /// The root of buffered streams.
    pub(crate) static BUFFERED_IO_BASE: Buffered = "_io._BufferedIOBase" {
        base: crate::base::IO_BASE,
        flags: [BASE, HAS_DICT, WEAKREF, GC],
        slots { new: new, traverse: traverse }
        methods {
            /// Gives up the stream below.
            "detach" => no_detach, (0..=65535);
            /// Reads bytes.
            "read" => no_read, (0..=65535);
            /// Reads bytes by at most one call below.
            "read1" => no_read1, (0..=65535);
            /// Reads into a writable buffer.
            "readinto" => readinto_by_read, (1..=1);
            /// Writes bytes.
            "write" => no_write, (0..=65535);
        }
    }
}

/// Declares one of the three buffered streams.
macro_rules! buffered {
    ($(#[doc = $doc:literal])+ $NAME:ident, $object:ident = $pyname:literal, $init:ident, { $($methods:tt)* }) => {
        $(#[doc = $doc])+
        #[repr(C)]
        pub(crate) struct $object {
            pub(crate) head: Header,
            closed: Cell<bool>,
            rest: Rest,
        }

        runtime::py_type! {
            $(#[doc = $doc])+
            pub(crate) static $NAME: $object = $pyname {
                base: BUFFERED_IO_BASE,
                flags: [BASE, HAS_DICT, WEAKREF, GC],
                slots { new: new, init: $init, repr: repr, traverse: traverse, clear: clear }
                methods {
                    /// Flushes and gives up the raw stream.
                    "detach" => detach, ();
                    /// Flushes and closes.
                    "close" => close, ();
                    /// Whether the position can be moved.
                    "seekable" => seekable, ();
                    /// Whether the stream can be read.
                    "readable" => readable, ();
                    /// Whether the stream can be written.
                    "writable" => writable, ();
                    /// The descriptor below.
                    "fileno" => fileno, ();
                    /// Whether the stream is a terminal.
                    "isatty" => isatty, ();
                    /// Writes what is buffered.
                    "flush" => flush, ();
                    /// seek(offset[, whence]) -- moves the position and returns it.
                    "seek" => seek, (1..=2);
                    /// Returns the position.
                    "tell" => tell, ();
                    /// Cuts the stream at a size, by default the position.
                    "truncate" => truncate, (0..=1);
                    $($methods)*
                }
                getset {
                    /// The raw stream.
                    "raw" => raw;
                    /// Whether the stream is closed.
                    "closed" => closed;
                    /// The name of the raw stream.
                    "name" => name;
                    /// The mode of the raw stream.
                    "mode" => mode;
                }
            }
        }
    };
}

buffered! {
    /// BufferedReader(raw[, buffer_size]) -> a stream that reads ahead
    BUFFERED_READER, BufferedReader = "_io.BufferedReader", init_reader, {
        /// Reads at most so many bytes, or to the end.
        "read" => read, (0..=1);
        /// Returns what is ahead, without moving.
        "peek" => peek, (0..=1);
        /// Reads by at most one call below.
        "read1" => read1, (1..=1);
        /// Reads into a writable buffer.
        "readinto" => readinto, (1..=1);
        /// Reads a line, of at most so many bytes.
        "readline" => readline, (0..=1);
    }
}
buffered! {
    /// BufferedWriter(raw[, buffer_size]) -> a stream that collects what is written
    BUFFERED_WRITER, BufferedWriter = "_io.BufferedWriter", init_writer, {
        /// Writes bytes and returns how many.
        "write" => write, (1..=1);
    }
}
buffered! {
    /// BufferedRandom(raw[, buffer_size]) -> a stream that reads ahead and collects what is written
    BUFFERED_RANDOM, BufferedRandom = "_io.BufferedRandom", init_random, {
        /// Reads at most so many bytes, or to the end.
        "read" => read, (0..=1);
        /// Returns what is ahead, without moving.
        "peek" => peek, (0..=1);
        /// Reads by at most one call below.
        "read1" => read1, (1..=1);
        /// Reads into a writable buffer.
        "readinto" => readinto, (1..=1);
        /// Reads a line, of at most so many bytes.
        "readline" => readline, (0..=1);
        /// Writes bytes and returns how many.
        "write" => write, (1..=1);
    }
}

fn no_read1(cx: &Cx, _: Ref<'_>, _: &[Ref<'_>]) -> PyResult {
    Err(unsupported(cx, "read1"))
}

fn new(cx: &Cx, ty: &Type, _: CallArgs<'_>) -> PyResult {
    let object =
        Buffered { head: Header::new(ty), closed: Cell::new(false), rest: Rest::default() };
    allocate(cx, ty, object)
}

fn traverse(x: Ref<'_>, visit: &mut dyn FnMut(Ref<'_>)) {
    runtime::object::attrs::visit_native(x, visit);
    x.recv::<Buffered>().rest.raw.0.peek().into_iter().for_each(visit);
}

fn clear(cx: &Cx, x: Ref<'_>) {
    crate::base::close_first(cx, x);
    x.recv::<Buffered>().rest.raw.0.take();
}

fn init_reader(cx: &Cx, x: Ref<'_>, args: CallArgs<'_>) -> PyResult<()> {
    init(cx, x, args, "BufferedReader", &["readable"])
}

fn init_writer(cx: &Cx, x: Ref<'_>, args: CallArgs<'_>) -> PyResult<()> {
    init(cx, x, args, "BufferedWriter", &["writable"])
}

fn init_random(cx: &Cx, x: Ref<'_>, args: CallArgs<'_>) -> PyResult<()> {
    init(cx, x, args, "BufferedRandom", &["seekable", "readable", "writable"])
}

fn init(cx: &Cx, x: Ref<'_>, args: CallArgs<'_>, name: &str, needs: &[&str]) -> PyResult<()> {
    let rest = &x.recv::<Buffered>().rest;
    rest.state.set(State::Blank);
    let names = ["raw", "buffer_size", "max_buffer_size"];
    let [raw, size, max_size] = args::bind(cx, name, args, 1, names)?;
    if max_size.is_some() {
        cx.warn(&exc::DEPRECATION_WARNING, "max_buffer_size is deprecated")?;
    }
    let raw = raw.expect("required");
    for need in needs {
        crate::base::check(cx, raw, need)?;
    }
    let size = size.map_or(Ok(crate::BUFFER_SIZE as i64), |size| number::as_i64(cx, size))?;
    let Some(size) = usize::try_from(size).ok().filter(|size| *size > 0) else {
        return Err(value_error(cx, "buffer size must be strictly positive"));
    };
    runtime::protocol::memory::check(cx, size)?;
    rest.raw.0.set(Some(raw.own()));
    rest.size.set(size);
    rest.reads.set(needs.contains(&"readable"));
    rest.writes.set(needs.contains(&"writable"));
    rest.ahead.borrow_mut().clear();
    rest.behind.borrow_mut().clear();
    rest.at.set(0);
    rest.state.set(State::Ready);
    Ok(())
}

/// The stream's parts and its raw stream.
fn ready<'a>(cx: &Cx, x: Ref<'a>) -> PyResult<(&'a Rest, Owned)> {
    let rest = &x.recv::<Buffered>().rest;
    match (rest.state.get(), rest.raw.0.get()) {
        (State::Ready, Some(raw)) => Ok((rest, raw)),
        (State::Detached, _) => Err(value_error(cx, "raw stream has been detached")),
        _ => Err(value_error(cx, "I/O operation on uninitialized object")),
    }
}

fn open<'a>(cx: &Cx, x: Ref<'a>, doing: &str) -> PyResult<(&'a Rest, Owned)> {
    let (rest, raw) = ready(cx, x)?;
    if flag(cx, x, "closed")? {
        return Err(value_error(cx, &format!("{doing} of closed file")));
    }
    Ok((rest, raw))
}

fn raw(cx: &Cx, x: Ref<'_>) -> PyResult {
    ready(cx, x).map(|(_, raw)| raw)
}

fn closed(cx: &Cx, x: Ref<'_>) -> PyResult {
    let (_, raw) = ready(cx, x)?;
    attr(cx, raw.borrow(), "closed")
}

fn name(cx: &Cx, x: Ref<'_>) -> PyResult {
    let (_, raw) = ready(cx, x)?;
    attr(cx, raw.borrow(), "name")
}

fn mode(cx: &Cx, x: Ref<'_>) -> PyResult {
    let (_, raw) = ready(cx, x)?;
    attr(cx, raw.borrow(), "mode")
}

fn repr(cx: &Cx, x: Ref<'_>) -> PyResult {
    describe(cx, x, &["name"])
}

macro_rules! forwarded {
    ($($function:ident $name:literal),+ $(,)?) => {
        $(
            fn $function(cx: &Cx, x: Ref<'_>) -> PyResult {
                let (_, raw) = ready(cx, x)?;
                method(cx, raw.borrow(), $name, &[])
            }
        )+
    };
}

forwarded! { seekable "seekable", fileno "fileno", isatty "isatty", raw_readable "readable", raw_writable "writable" }

fn readable(cx: &Cx, x: Ref<'_>) -> PyResult {
    if ready(cx, x)?.0.reads.get() { raw_readable(cx, x) } else { Ok(Owned::bool(false)) }
}

fn writable(cx: &Cx, x: Ref<'_>) -> PyResult {
    if ready(cx, x)?.0.writes.get() { raw_writable(cx, x) } else { Ok(Owned::bool(false)) }
}

fn detach(cx: &Cx, x: Ref<'_>) -> PyResult {
    let (rest, raw) = ready(cx, x)?;
    method(cx, x, "flush", &[])?;
    rest.raw.0.take();
    rest.state.set(State::Detached);
    Ok(raw)
}

fn close(cx: &Cx, x: Ref<'_>) -> PyResult {
    let (_, raw) = ready(cx, x)?;
    if flag(cx, x, "closed")? {
        return Ok(Owned::none());
    }
    let flushed = method(cx, x, "flush", &[]);
    match flushed {
        Ok(_) => method(cx, raw.borrow(), "close", &[]),
        Err(_) => {
            // An error of close() hides the one of flush().
            let state = cx.take_raised();
            method(cx, raw.borrow(), "close", &[])?;
            Err(cx.restore(state))
        }
    }
}

fn flush(cx: &Cx, x: Ref<'_>) -> PyResult {
    let (rest, raw) = open(cx, x, "flush")?;
    if !rest.writes.get() {
        return method(cx, raw.borrow(), "flush", &[]);
    }
    rest.write_behind(cx, raw.borrow())?;
    if rest.reads.get() {
        rest.unread(cx, raw.borrow())?;
    }
    Ok(Owned::none())
}

fn tell(cx: &Cx, x: Ref<'_>) -> PyResult {
    let (rest, raw) = ready(cx, x)?;
    let at = raw_position(cx, number_of(cx, raw.borrow(), "tell", &[])?)?;
    let offset = rest.behind.borrow().len() as i64 - rest.left() as i64;
    long(cx, at + offset)
}

fn raw_position(cx: &Cx, at: i64) -> PyResult<i64> {
    if at < 0 {
        return Err(io_error(cx, &format!("Raw stream returned invalid position {at}")));
    }
    Ok(at)
}

fn seek(cx: &Cx, x: Ref<'_>, args: &[Ref<'_>]) -> PyResult {
    let (rest, raw) = ready(cx, x)?;
    let whence = args.get(1).map_or(Ok(0), |whence| number::as_i64(cx, *whence))?;
    if !(0..=2).contains(&whence) {
        return Err(value_error(cx, &format!("whence must be between 0 and 2, not {whence}")));
    }
    open(cx, x, "seek")?;
    let mut target = offset(cx, args[0])?;
    if !ask(cx, raw.borrow(), "seekable")? {
        return Err(io_error(cx, "File or stream is not seekable."));
    }
    // A place within what was read ahead needs no call below.
    if whence != 2 && rest.reads.get() && rest.left() > 0 {
        let raw_at = raw_position(cx, number_of(cx, raw.borrow(), "tell", &[])?)?;
        let here = raw_at - rest.left() as i64;
        let offset = if whence == 0 { target - here } else { target };
        if offset >= -(rest.at.get() as i64) && offset <= rest.left() as i64 {
            rest.at.set((rest.at.get() as i64 + offset) as usize);
            return long(cx, here + offset);
        }
    }
    if rest.writes.get() {
        rest.write_behind(cx, raw.borrow())?;
    }
    if whence == 1 {
        target -= rest.left() as i64;
    }
    let arguments = [Owned::int(target), Owned::int(whence)];
    let at = number_of(cx, raw.borrow(), "seek", &[arguments[0].borrow(), arguments[1].borrow()])?;
    rest.forget_ahead();
    long(cx, raw_position(cx, at)?)
}

fn truncate(cx: &Cx, x: Ref<'_>, args: &[Ref<'_>]) -> PyResult {
    let (rest, raw) = ready(cx, x)?;
    if rest.writes.get() {
        method(cx, x, "flush", &[])?;
    }
    let position = match args.first() {
        Some(position) if !position.is_none() => position.own(),
        _ => tell(cx, x)?,
    };
    method(cx, raw.borrow(), "truncate", &[position.borrow()])
}
