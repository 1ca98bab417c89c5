//! `_BufferedIOBase`, `BufferedReader`, `BufferedWriter` and `BufferedRandom`.
//!
//! Always true: `ahead[at..]` was read from the raw stream and not yet by the program; `behind` was written by the
//! program and not yet to the raw stream; at most one of the two is not empty.

use crate::base::{no_detach, no_read, no_write, readinto_by_read};
use crate::file_io::{self, FILE_IO};
use crate::support::{
    ask, attr, describe, flag, io_error, method, number_of, size, unsupported, value_error,
    would_block,
};
use runtime::api::{CallArgs, Cx, Field, Header, Owned, PyResult, Ref, Type, allocate, exc};
use runtime::builtins::bytearray::ByteArray;
use runtime::builtins::str::Str;
use runtime::builtins::unicode::Unicode;
use runtime::protocol::{args, buffer, number};
use std::cell::{Cell, RefCell};

/// What buffered streams have besides the head.
#[derive(Default)]
pub(crate) struct Rest {
    raw: RawField,
    state: Cell<State>,
    size: Cell<usize>,
    reads: Cell<bool>,
    writes: Cell<bool>,
    ahead: RefCell<Vec<u8>>,
    at: Cell<usize>,
    behind: RefCell<Vec<u8>>,
}

/// The raw stream.
struct RawField(Field);

impl Default for RawField {
    fn default() -> RawField {
        RawField(Field::empty())
    }
}

#[derive(Clone, Copy, Default, PartialEq, Eq)]
enum State {
    #[default]
    Blank,
    Ready,
    Detached,
}

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

impl Rest {
    fn left(&self) -> usize {
        self.ahead.borrow().len() - self.at.get()
    }

    fn forget_ahead(&self) {
        self.ahead.borrow_mut().clear();
        self.at.set(0);
    }

    /// Takes at most `limit` bytes of those ahead.
    fn take(&self, limit: usize) -> Vec<u8> {
        let ahead = self.ahead.borrow();
        let end = self.at.get() + limit.min(ahead.len() - self.at.get());
        let taken = ahead[self.at.get()..end].to_vec();
        self.at.set(end);
        taken
    }

    /// Reads at most `want` bytes from the raw stream by one call; None if it would block.
    fn raw_read(&self, cx: &Cx, raw: Ref<'_>, want: usize) -> PyResult<Option<Vec<u8>>> {
        if raw.is_exact(&FILE_IO) {
            let mut room = vec![0; want];
            let count = file_io::read_once(cx, raw, &mut room)?;
            return Ok(count.map(|count| {
                room.truncate(count);
                room
            }));
        }
        let room = ByteArray::new(cx, vec![0; want])?;
        let count = method(cx, raw, "readinto", &[room.borrow()])?;
        if count.borrow().is_none() {
            return Ok(None);
        }
        let count = number::as_i64(cx, count.borrow())?;
        let bytes = room.borrow().recv::<ByteArray>().bytes().clone();
        match usize::try_from(count).ok().and_then(|count| bytes.get(..count)) {
            Some(bytes) => Ok(Some(bytes.to_vec())),
            None => Err(io_error(
                cx,
                &format!(
                    "raw readinto() returned invalid length {count} (should have been between 0 and {want})"
                ),
            )),
        }
    }

    /// Fills the empty buffer by one call; false at the end or when it would block.
    fn fill(&self, cx: &Cx, raw: Ref<'_>) -> PyResult<bool> {
        let Some(bytes) = self.raw_read(cx, raw, self.size.get())? else { return Ok(false) };
        let mut ahead = self.ahead.borrow_mut();
        ahead.drain(..self.at.replace(0));
        ahead.extend_from_slice(&bytes);
        Ok(!bytes.is_empty())
    }

    /// Writes to the raw stream by one call; None if it would block.
    fn raw_write(&self, cx: &Cx, raw: Ref<'_>, bytes: &[u8]) -> PyResult<Option<usize>> {
        if raw.is_exact(&FILE_IO) {
            return file_io::write_once(cx, raw, bytes);
        }
        let data = Str::new(cx, bytes)?;
        let count = method(cx, raw, "write", &[data.borrow()])?;
        if count.borrow().is_none() {
            return Ok(None);
        }
        let count = number::as_i64(cx, count.borrow())?;
        match usize::try_from(count).ok().filter(|count| *count <= bytes.len()) {
            Some(count) => Ok(Some(count)),
            None => Err(io_error(
                cx,
                &format!(
                    "raw write() returned invalid length {count} (should have been between 0 and {})",
                    bytes.len()
                ),
            )),
        }
    }

    /// Writes everything collected.
    fn write_behind(&self, cx: &Cx, raw: Ref<'_>) -> PyResult<()> {
        loop {
            let bytes = self.behind.borrow().clone();
            if bytes.is_empty() {
                return Ok(());
            }
            let Some(count) = self.raw_write(cx, raw, &bytes)? else {
                return Err(would_block(cx, 0));
            };
            let mut behind = self.behind.borrow_mut();
            let count = count.min(behind.len());
            behind.drain(..count);
            drop(behind);
            cx.check_signals()?;
        }
    }

    /// Moves the raw stream back to where the program is.
    fn unread(&self, cx: &Cx, raw: Ref<'_>) -> PyResult<()> {
        let left = self.left();
        if left > 0 {
            let back = Owned::int(-(left as i64));
            method(cx, raw, "seek", &[back.borrow(), Owned::int(1).borrow()])?;
        }
        self.forget_ahead();
        Ok(())
    }
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

/// Positions of buffered streams are longs.
fn long(cx: &Cx, value: i64) -> PyResult {
    runtime::builtins::long::Long::new(cx, value.into())
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
        return Err(value_error(cx, &format!("invalid whence ({whence}, should be 0, 1 or 2)")));
    }
    open(cx, x, "seek")?;
    let mut target = number::as_i64(cx, args[0])?;
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

fn read(cx: &Cx, x: Ref<'_>, args: &[Ref<'_>]) -> PyResult {
    let (rest, raw) = ready(cx, x)?;
    let count = match args.first() {
        Some(count) if !count.is_none() => {
            let count = number::as_i64(cx, *count)?;
            if count < -1 {
                return Err(value_error(cx, "read length must be positive or -1"));
            }
            size(cx, args.first().copied())?
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

fn peek(cx: &Cx, x: Ref<'_>, _: &[Ref<'_>]) -> PyResult {
    let (rest, raw) = open(cx, x, "peek")?;
    flush_for_reading(cx, rest, raw.borrow())?;
    if rest.left() == 0 {
        rest.fill(cx, raw.borrow())?;
    }
    let bytes = rest.ahead.borrow()[rest.at.get()..].to_vec();
    Str::new(cx, &bytes)
}

fn read1(cx: &Cx, x: Ref<'_>, args: &[Ref<'_>]) -> PyResult {
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

fn readinto(cx: &Cx, x: Ref<'_>, args: &[Ref<'_>]) -> PyResult {
    let (rest, raw) = open(cx, x, "readinto")?;
    let mut want = 0;
    buffer::write(cx, args[0], &mut |room| want = room.len())?;
    flush_for_reading(cx, rest, raw.borrow())?;
    match read_count(cx, rest, raw.borrow(), want)? {
        None => Ok(Owned::none()),
        Some(bytes) => crate::base::fill(cx, args[0], &bytes),
    }
}

fn readline(cx: &Cx, x: Ref<'_>, args: &[Ref<'_>]) -> PyResult {
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

fn write(cx: &Cx, x: Ref<'_>, args: &[Ref<'_>]) -> PyResult {
    let (rest, raw) = ready(cx, x)?;
    if args[0].cast::<Unicode>().is_some() {
        let message = format_args!("can't write unicode to buffered stream");
        return Err(cx.raise(&exc::TYPE_ERROR, message));
    }
    let data = args::place("write", 1).buffer(cx, args[0])?;
    if flag(cx, x, "closed")? {
        return Err(value_error(cx, "write to closed file"));
    }
    if rest.reads.get() {
        rest.unread(cx, raw.borrow())?;
    }
    let room = rest.size.get();
    if rest.behind.borrow().len() + data.len() <= room {
        rest.behind.borrow_mut().extend_from_slice(&data);
        return Ok(Owned::int(data.len() as i64));
    }
    if let Err(raised) = rest.write_behind(cx, raw.borrow()) {
        return block_or_keep(cx, rest, &data, raised);
    }
    let mut written = 0;
    while data.len() - written > room {
        match rest.raw_write(cx, raw.borrow(), &data[written..])? {
            Some(count) => written += count,
            None => {
                let keep = (data.len() - written).min(room);
                rest.behind.borrow_mut().extend_from_slice(&data[written..written + keep]);
                if written + keep < data.len() {
                    return Err(would_block(cx, written + keep));
                }
                return Ok(Owned::int(data.len() as i64));
            }
        }
        cx.check_signals()?;
    }
    rest.behind.borrow_mut().extend_from_slice(&data[written..]);
    Ok(Owned::int(data.len() as i64))
}

/// The raw stream would block: what fits is kept.
fn block_or_keep(cx: &Cx, rest: &Rest, data: &[u8], raised: runtime::api::Raised) -> PyResult {
    let module = runtime::protocol::call::import_module(cx, "_io");
    let state = cx.take_raised();
    let class = module.and_then(|module| attr(cx, module.borrow(), "BlockingIOError"))?;
    let blocks = runtime::exceptions::raise::matches(cx, state.ty.borrow(), class.borrow())?;
    if !blocks {
        cx.restore(state);
        return Err(raised);
    }
    let fits = rest.size.get() - rest.behind.borrow().len().min(rest.size.get());
    let keep = fits.min(data.len());
    rest.behind.borrow_mut().extend_from_slice(&data[..keep]);
    if keep == data.len() {
        return Ok(Owned::int(keep as i64));
    }
    Err(would_block(cx, keep))
}
