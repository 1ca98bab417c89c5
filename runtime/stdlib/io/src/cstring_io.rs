//! `cStringIO`: streams over bytes in memory, one kind to write and one that only reads.
//!
//! The position may lie behind the end; what is written there comes behind null bytes.

use crate::support::value_error;
use runtime::api::{CallArgs, Cx, Header, ModuleDef, Owned, PyResult, Ref, allocate, exc};
use runtime::builtins::list::List;
use runtime::builtins::str::Str;
use runtime::builtins::unicode::{Unicode, encode_default};
use runtime::protocol::{args, iter, memory, number, truth};
use std::cell::{Cell, RefCell};

/// The module.
pub(crate) static CSTRING_IO: ModuleDef = ModuleDef {
    name: "cStringIO",
    doc: "Streams over strings of bytes: the native variant of StringIO.",
    functions: runtime::methods! {
        /// StringIO([s]) -- returns a stream that reads the string s, or one to write to.
        "StringIO" => string_io, (raw);
    },
    types: &[("InputType", &INPUT), ("OutputType", &OUTPUT)],
    init: None,
};

/// Bytes and position of either kind.
#[derive(Default)]
struct Core {
    bytes: RefCell<Vec<u8>>,
    at: Cell<usize>,
    closed: Cell<bool>,
}

/// Memory of a stream that reads.
#[repr(C)]
pub(crate) struct Input {
    head: Header,
    core: Core,
}

/// Memory of a stream that writes, too.
#[repr(C)]
pub(crate) struct Output {
    head: Header,
    core: Core,
    softspace: Cell<i32>,
}

/// Declares a type with the methods that both kinds have, and more.
macro_rules! stream_type {
    ($(#[doc = $doc:literal])+ $NAME:ident: $object:ident = $pyname:literal {
        methods { $($methods:tt)* } getset { $($getset:tt)* }
    }) => {
        runtime::py_type! {
            $(#[doc = $doc])+
            pub(crate) static $NAME: $object = $pyname {
                slots { iter: runtime::builtins::iterators::itself, next: next }
                methods {
                    /// Frees the memory; the stream is closed then.
                    "close" => close, ();
                    /// Does nothing.
                    "flush" => flush, ();
                    /// Returns all bytes, or with a true argument those before the position.
                    "getvalue" => getvalue, (0..=1) [UNPACK];
                    /// Returns False.
                    "isatty" => isatty, ();
                    /// Reads at most so many bytes, or to the end.
                    "read" => read, (0..=1);
                    /// Reads a line, of at most so many bytes.
                    "readline" => readline, (0..=1);
                    /// Reads all lines, or lines of about so many bytes.
                    "readlines" => readlines, (0..=1);
                    /// Goes back to the start.
                    "reset" => reset, ();
                    /// seek(position[, whence]) -- goes to a position.
                    "seek" => seek, (1..=2);
                    /// Returns the position.
                    "tell" => tell, ();
                    /// Cuts the stream at a size, by default the position.
                    "truncate" => truncate, (0..=1);
                    $($methods)*
                }
                getset {
                    /// Whether the stream is closed.
                    "closed" => closed, set_closed;
                    $($getset)*
                }
            }
        }
    };
}

stream_type! {
    /// A stream that reads a string.
    INPUT: Input = "cStringIO.StringI" { methods {} getset {} }
}

stream_type! {
    /// A stream to write to and read from.
    OUTPUT: Output = "cStringIO.StringO" {
        methods {
            /// Writes a string.
            "write" => write, (1..=1);
            /// Writes the items of an iterable.
            "writelines" => writelines, (x);
        }
        getset {
            /// Whether print writes a space before its next item.
            "softspace" => softspace, set_softspace;
        }
    }
}

fn string_io(cx: &Cx, _: Ref<'_>, given: CallArgs<'_>) -> PyResult {
    let given = args::positional(cx, "StringIO", given, 0, 1)?;
    let Some(text) = given.first() else {
        let softspace = Cell::new(0);
        let stream = Output { head: Header::new(&OUTPUT), core: Core::default(), softspace };
        return allocate(cx, &OUTPUT, stream);
    };
    let bytes = args::place("StringIO", 1).buffer(cx, *text)?.into_owned();
    let core = Core { bytes: RefCell::new(bytes), ..Core::default() };
    allocate(cx, &INPUT, Input { head: Header::new(&INPUT), core })
}

fn core(x: Ref<'_>) -> &Core {
    match x.cast::<Input>() {
        Some(input) => &input.core,
        None => &x.recv::<Output>().core,
    }
}

fn open<'a>(cx: &Cx, x: Ref<'a>) -> PyResult<&'a Core> {
    let core = core(x);
    if core.closed.get() {
        return Err(value_error(cx, "I/O operation on closed file"));
    }
    Ok(core)
}

impl Core {
    /// Takes bytes up to `limit`, and moves behind them.
    fn take(&self, cx: &Cx, limit: usize) -> PyResult {
        let bytes = self.bytes.borrow();
        let start = self.at.get().min(bytes.len());
        let end = start + limit.min(bytes.len() - start);
        if end > start {
            self.at.set(end);
        }
        Str::new(cx, &bytes[start..end])
    }

    /// Length of the line at the position.
    fn line_length(&self, limit: usize) -> usize {
        let bytes = self.bytes.borrow();
        let rest = &bytes[self.at.get().min(bytes.len())..];
        memchr::memchr(b'\n', rest).map_or(rest.len(), |at| at + 1).min(limit)
    }

    fn write(&self, cx: &Cx, data: &[u8]) -> PyResult<()> {
        let start = self.at.get();
        let end = start.checked_add(data.len()).filter(|end| memory::fits(*end));
        let mut bytes = self.bytes.borrow_mut();
        let room = |end: usize, bytes: &mut Vec<u8>| {
            bytes.try_reserve(end.saturating_sub(bytes.len())).is_ok()
        };
        let Some(end) = end.filter(|end| room(*end, &mut bytes)) else {
            return Err(cx.raise(&exc::MEMORY_ERROR, format_args!("out of memory")));
        };
        if start == bytes.len() {
            bytes.extend_from_slice(data);
        } else {
            let length = bytes.len().max(end);
            bytes.resize(length, 0);
            bytes[start..end].copy_from_slice(data);
        }
        self.at.set(end);
        Ok(())
    }
}

fn size(cx: &Cx, given: &[Ref<'_>]) -> PyResult<usize> {
    let size = given.first().map_or(Ok(-1), |size| number::as_i64(cx, *size))?;
    Ok(usize::try_from(size).unwrap_or(usize::MAX))
}

fn close(_: &Cx, x: Ref<'_>) -> PyResult {
    let core = core(x);
    core.closed.set(true);
    core.bytes.take();
    Ok(Owned::none())
}

fn closed(_: &Cx, x: Ref<'_>) -> PyResult {
    Ok(Owned::bool(core(x).closed.get()))
}

fn set_closed(cx: &Cx, x: Ref<'_>, _: Option<Ref<'_>>) -> PyResult<()> {
    let ty = x.ty().name();
    let message = format_args!("attribute 'closed' of '{ty}' objects is not writable");
    Err(cx.raise(&exc::ATTRIBUTE_ERROR, message))
}

fn flush(cx: &Cx, x: Ref<'_>) -> PyResult {
    open(cx, x)?;
    Ok(Owned::none())
}

fn isatty(cx: &Cx, x: Ref<'_>) -> PyResult {
    open(cx, x)?;
    Ok(Owned::bool(false))
}

fn tell(cx: &Cx, x: Ref<'_>) -> PyResult {
    Ok(Owned::int(open(cx, x)?.at.get() as i64))
}

fn reset(cx: &Cx, x: Ref<'_>) -> PyResult {
    open(cx, x)?.at.set(0);
    Ok(Owned::none())
}

fn getvalue(cx: &Cx, x: Ref<'_>, given: &[Ref<'_>]) -> PyResult {
    let before = given.first().map_or(Ok(false), |flag| truth::is_true(cx, *flag))?;
    let core = open(cx, x)?;
    let bytes = core.bytes.borrow();
    let end = if before { core.at.get().min(bytes.len()) } else { bytes.len() };
    Str::new(cx, &bytes[..end])
}

fn next(cx: &Cx, x: Ref<'_>) -> PyResult<Option<Owned>> {
    let core = open(cx, x)?;
    match core.line_length(usize::MAX) {
        0 => Ok(None),
        length => core.take(cx, length).map(Some),
    }
}

fn read(cx: &Cx, x: Ref<'_>, given: &[Ref<'_>]) -> PyResult {
    let size = size(cx, given)?;
    open(cx, x)?.take(cx, size)
}

fn readline(cx: &Cx, x: Ref<'_>, given: &[Ref<'_>]) -> PyResult {
    let size = size(cx, given)?;
    let core = open(cx, x)?;
    core.take(cx, core.line_length(size))
}

fn readlines(cx: &Cx, x: Ref<'_>, given: &[Ref<'_>]) -> PyResult {
    let hint = given.first().map_or(Ok(0), |hint| number::as_i64(cx, *hint))?;
    let hint = usize::try_from(hint).ok().filter(|hint| *hint > 0);
    let core = open(cx, x)?;
    let (mut lines, mut total) = (Vec::new(), 0);
    while hint.is_none_or(|hint| total < hint) {
        let length = core.line_length(usize::MAX);
        if length == 0 {
            break;
        }
        total += length;
        lines.push(core.take(cx, length)?);
    }
    List::new(cx, lines)
}

fn seek(cx: &Cx, x: Ref<'_>, given: &[Ref<'_>]) -> PyResult {
    let offset = number::as_i64(cx, given[0])?;
    let whence = given.get(1).map_or(Ok(0), |whence| args::c_int(cx, *whence))?;
    let core = open(cx, x)?;
    let base = match whence {
        1 => core.at.get() as i64,
        2 => core.bytes.borrow().len() as i64,
        _ => 0,
    };
    core.at.set(usize::try_from(base.saturating_add(offset)).unwrap_or(0));
    Ok(Owned::none())
}

fn truncate(cx: &Cx, x: Ref<'_>, given: &[Ref<'_>]) -> PyResult {
    let length = given.first().map(|length| number::as_i64(cx, *length)).transpose()?;
    let core = open(cx, x)?;
    let length = match length.map(usize::try_from) {
        None => core.at.get(),
        Some(Ok(length)) => length,
        Some(Err(_)) => return Err(crate::support::os_error(cx, libc::EINVAL)),
    };
    let mut bytes = core.bytes.borrow_mut();
    bytes.truncate(length);
    core.at.set(bytes.len());
    Ok(Owned::none())
}

fn write(cx: &Cx, x: Ref<'_>, given: &[Ref<'_>]) -> PyResult {
    let data = args::place("write", 1).buffer(cx, given[0])?;
    open(cx, x)?.write(cx, &data)?;
    Ok(Owned::none())
}

fn writelines(cx: &Cx, x: Ref<'_>, lines: Ref<'_>) -> PyResult {
    let it = iter::iter(cx, lines)?;
    while let Some(line) = iter::next(cx, it.borrow())? {
        let line = match line.borrow().cast::<Unicode>() {
            Some(_) => encode_default(cx, line.borrow())?,
            None => line,
        };
        let Some(text) = line.borrow().cast::<Str>() else {
            let found = line.borrow().ty().name();
            let message = format_args!("expected string or Unicode object, {found} found");
            return Err(cx.raise(&exc::TYPE_ERROR, message));
        };
        open(cx, x)?.write(cx, text.as_bytes())?;
    }
    Ok(Owned::none())
}

fn softspace(_: &Cx, x: Ref<'_>) -> PyResult {
    Ok(Owned::int(i64::from(x.recv::<Output>().softspace.get())))
}

fn set_softspace(cx: &Cx, x: Ref<'_>, value: Option<Ref<'_>>) -> PyResult<()> {
    let Some(value) = value else {
        let message = format_args!("can't delete numeric/char attribute");
        return Err(cx.raise(&exc::TYPE_ERROR, message));
    };
    x.recv::<Output>().softspace.set(args::c_int(cx, value)?);
    Ok(())
}
