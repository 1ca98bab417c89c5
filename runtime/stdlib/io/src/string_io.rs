//! `StringIO`: a stream over characters in memory.

use crate::newline;
use crate::support::{index, long, size, value_error};
use runtime::api::{CallArgs, Cx, Header, Owned, PyResult, Raised, Ref, Type, allocate, exc};
use runtime::builtins::dict::Dict;
use runtime::builtins::str::Str;
use runtime::builtins::tuple::Tuple;
use runtime::builtins::unicode::Unicode;
use runtime::object::attrs;
use runtime::protocol::{args, number};
use std::cell::{Cell, RefCell};

/// How line ends are treated.
#[derive(Clone, Default)]
pub(crate) struct Lines {
    /// All three kinds end lines (`newline` was None or empty).
    pub(crate) universal: bool,
    /// They become `\n` when read (`newline` was None).
    pub(crate) translate: bool,
    /// What ends a line, if one thing does.
    pub(crate) end: Vec<u32>,
    /// What a written `\n` becomes.
    pub(crate) write: Option<Vec<u32>>,
}

/// Reads a `newline` argument.
pub(crate) fn lines_of(cx: &Cx, given: Option<Ref<'_>>) -> PyResult<Lines> {
    let text: Option<Vec<u8>> = match given {
        None => None,
        Some(given) if given.is_none() => None,
        Some(given) => match (given.cast::<Str>(), given.cast::<Unicode>()) {
            (Some(text), _) => Some(text.as_bytes().to_vec()),
            (_, Some(text)) => Some(text.to_text().into_bytes()),
            _ => return Err(args::place("", 0).wrong(cx, "string or None", given)),
        },
    };
    let points = |text: &[u8]| text.iter().map(|byte| u32::from(*byte)).collect::<Vec<u32>>();
    match text.as_deref() {
        None => Ok(Lines { universal: true, translate: true, end: points(b"\n"), write: None }),
        Some(b"") => Ok(Lines { universal: true, ..Lines::default() }),
        Some(b"\n") => Ok(Lines { end: points(b"\n"), ..Lines::default() }),
        Some(end @ (b"\r" | b"\r\n")) => {
            Ok(Lines { end: points(end), write: Some(points(end)), ..Lines::default() })
        }
        Some(other) => {
            let shown = String::from_utf8_lossy(other).into_owned();
            Err(value_error(cx, &format!("illegal newline value: {shown}")))
        }
    }
}

impl Lines {
    /// Length of the first line of `text` with its end; none if no line ends in it.
    pub(crate) fn first(&self, text: &[u32]) -> Option<usize> {
        if self.universal && !self.translate {
            let at = text.iter().position(|point| matches!(point, 10 | 13))?;
            let pair = text[at] == 13 && text.get(at + 1) == Some(&10);
            return Some(at + if pair { 2 } else { 1 });
        }
        match &self.end[..] {
            [end] => text.iter().position(|point| point == end).map(|at| at + 1),
            end => text.windows(end.len()).position(|part| part == end).map(|at| at + end.len()),
        }
    }

    /// Makes every `\n` what is to be written.
    pub(crate) fn to_write(&self, text: &[u32]) -> Vec<u32> {
        match &self.write {
            None => text.to_vec(),
            Some(end) => {
                let mut out = Vec::with_capacity(text.len());
                for point in text {
                    if *point == 10 { out.extend_from_slice(end) } else { out.push(*point) }
                }
                out
            }
        }
    }
}

/// Memory of a stream over characters.
#[repr(C)]
pub(crate) struct StringIo {
    pub(crate) head: Header,
    closed: Cell<bool>,
    ready: Cell<bool>,
    text: RefCell<Vec<u32>>,
    at: Cell<usize>,
    lines: RefCell<Lines>,
    seen: Cell<u8>,
    pending: Cell<bool>,
}

runtime::py_type! {
    /// StringIO([initial_value[, newline]]) -> a stream over characters in memory
    pub(crate) static STRING_IO: StringIo = "_io.StringIO" {
        base: crate::base::TEXT_IO_BASE,
        flags: [BASE, HAS_DICT, WEAKREF, GC],
        slots { new: new, init: init, next: next }
        methods {
            /// Closes the stream and frees its memory.
            "close" => close, ();
            /// Returns all characters.
            "getvalue" => getvalue, ();
            /// Reads at most so many characters, or to the end.
            "read" => read, (0..=1);
            /// Reads a line, of at most so many characters.
            "readline" => readline, (0..=1);
            /// Returns the position.
            "tell" => tell, ();
            /// Cuts the stream at a size, by default the position.
            "truncate" => truncate, (0..=1);
            /// seek(offset[, whence]) -- moves the position and returns it.
            "seek" => seek, (1..=2);
            /// Writes characters and returns how many.
            "write" => write, (x);
            /// Returns True.
            "seekable" => yes, ();
            /// Returns True.
            "readable" => yes, ();
            /// Returns True.
            "writable" => yes, ();
            /// Helps pickle.
            "__getstate__" => getstate, ();
            /// Takes over the state that __getstate__ gave.
            "__setstate__" => setstate, (x);
        }
        getset {
            /// Whether the stream is closed.
            "closed" => closed;
            /// The kinds of line end seen.
            "newlines" => newlines;
            /// False.
            "line_buffering" => line_buffering;
        }
    }
}

fn new(cx: &Cx, ty: &Type, _: CallArgs<'_>) -> PyResult {
    let object = StringIo {
        head: Header::new(ty),
        closed: Cell::new(false),
        ready: Cell::new(false),
        text: RefCell::default(),
        at: Cell::new(0),
        lines: RefCell::default(),
        seen: Cell::new(0),
        pending: Cell::new(false),
    };
    allocate(cx, ty, object)
}

fn init(cx: &Cx, x: Ref<'_>, args: CallArgs<'_>) -> PyResult<()> {
    let [initial, end] = args::bind(cx, "StringIO", args, 0, ["initial_value", "newline"])?;
    let stream = x.recv::<StringIo>();
    stream.ready.set(false);
    let default = Str::new(cx, b"\n")?;
    let lines = lines_of(cx, Some(end.unwrap_or(default.borrow())))?;
    let initial = initial.filter(|initial| !initial.is_none());
    if let Some(initial) = initial.filter(|initial| initial.cast::<Unicode>().is_none()) {
        let found = initial.ty().name();
        let message = format_args!("initial_value must be unicode or None, not {found}");
        return Err(cx.raise(&exc::TYPE_ERROR, message));
    }
    *stream.lines.borrow_mut() = lines;
    stream.text.borrow_mut().clear();
    stream.at.set(0);
    stream.seen.set(0);
    stream.pending.set(false);
    stream.closed.set(false);
    stream.ready.set(true);
    if let Some(initial) = initial {
        write(cx, x, initial)?;
        stream.at.set(0);
    }
    Ok(())
}

fn open<'a>(cx: &Cx, x: Ref<'a>) -> PyResult<&'a StringIo> {
    let stream = x.recv::<StringIo>();
    if !stream.ready.get() {
        return Err(value_error(cx, "I/O operation on uninitialized object"));
    }
    if stream.closed.get() {
        return Err(value_error(cx, "I/O operation on closed file"));
    }
    Ok(stream)
}

fn yes(cx: &Cx, x: Ref<'_>) -> PyResult {
    open(cx, x)?;
    Ok(Owned::bool(true))
}

fn closed(cx: &Cx, x: Ref<'_>) -> PyResult {
    let stream = x.recv::<StringIo>();
    if !stream.ready.get() {
        return Err(value_error(cx, "I/O operation on uninitialized object"));
    }
    Ok(Owned::bool(stream.closed.get()))
}

fn line_buffering(cx: &Cx, x: Ref<'_>) -> PyResult {
    open(cx, x)?;
    Ok(Owned::bool(false))
}

fn newlines(cx: &Cx, x: Ref<'_>) -> PyResult {
    let stream = open(cx, x)?;
    let universal = stream.lines.borrow().universal;
    if universal { newline::shown(cx, stream.seen.get()) } else { Ok(Owned::none()) }
}

fn close(_: &Cx, x: Ref<'_>) -> PyResult {
    let stream = x.recv::<StringIo>();
    stream.closed.set(true);
    stream.text.take();
    Ok(Owned::none())
}

fn getvalue(cx: &Cx, x: Ref<'_>) -> PyResult {
    Unicode::new(cx, &open(cx, x)?.text.borrow())
}

fn tell(cx: &Cx, x: Ref<'_>) -> PyResult {
    long(cx, open(cx, x)?.at.get() as i64)
}

fn take(cx: &Cx, stream: &StringIo, limit: usize) -> PyResult {
    let text = stream.text.borrow();
    let start = stream.at.get().min(text.len());
    let end = start + limit.min(text.len() - start);
    if end > start {
        stream.at.set(end);
    }
    Unicode::new(cx, &text[start..end])
}

fn line_length(stream: &StringIo) -> usize {
    let text = stream.text.borrow();
    let rest = &text[stream.at.get().min(text.len())..];
    stream.lines.borrow().first(rest).unwrap_or(rest.len())
}

fn read(cx: &Cx, x: Ref<'_>, args: &[Ref<'_>]) -> PyResult {
    let stream = open(cx, x)?;
    take(cx, stream, size(cx, args.first().copied())?.unwrap_or(usize::MAX))
}

fn readline(cx: &Cx, x: Ref<'_>, args: &[Ref<'_>]) -> PyResult {
    let stream = open(cx, x)?;
    let limit = size(cx, args.first().copied())?.unwrap_or(usize::MAX);
    take(cx, stream, line_length(stream).min(limit))
}

fn next(cx: &Cx, x: Ref<'_>) -> PyResult<Option<Owned>> {
    crate::base::check_closed(cx, x)?;
    let stream = open(cx, x)?;
    if !x.is_exact(&STRING_IO) {
        let line = crate::support::method(cx, x, "readline", &[])?;
        return Ok((runtime::protocol::sequence::len(cx, line.borrow())? > 0).then_some(line));
    }
    match line_length(stream) {
        0 => Ok(None),
        length => take(cx, stream, length).map(Some),
    }
}

fn truncate(cx: &Cx, x: Ref<'_>, args: &[Ref<'_>]) -> PyResult {
    let stream = open(cx, x)?;
    let length = match args.first() {
        Some(length) if !length.is_none() => {
            if !number::is_number(*length) {
                return Err(not_integer(cx, *length));
            }
            index(cx, *length)?
        }
        _ => stream.at.get() as i64,
    };
    if length < 0 {
        return Err(value_error(cx, &format!("Negative size value {length}")));
    }
    stream.text.borrow_mut().truncate(length as usize);
    long(cx, length)
}

#[cold]
fn not_integer(cx: &Cx, x: Ref<'_>) -> Raised {
    let found = x.ty().name();
    cx.raise(&exc::TYPE_ERROR, format_args!("integer argument expected, got '{found}'"))
}

fn seek(cx: &Cx, x: Ref<'_>, args: &[Ref<'_>]) -> PyResult {
    let stream = open(cx, x)?;
    let offset = index(cx, args[0])?;
    let whence = args.get(1).map_or(Ok(0), |whence| number::as_i64(cx, *whence))?;
    let at = match whence {
        0 if offset < 0 => {
            return Err(value_error(cx, &format!("Negative seek position {offset}")));
        }
        0 => offset as usize,
        1 | 2 if offset != 0 => {
            return Err(crate::support::io_error(cx, "Can't do nonzero cur-relative seeks"));
        }
        1 => stream.at.get(),
        2 => stream.text.borrow().len(),
        _ => {
            let message = format!("Invalid whence ({whence}, should be 0, 1 or 2)");
            return Err(value_error(cx, &message));
        }
    };
    stream.at.set(at);
    long(cx, at as i64)
}

fn write(cx: &Cx, x: Ref<'_>, data: Ref<'_>) -> PyResult {
    let stream = x.recv::<StringIo>();
    if !stream.ready.get() {
        return Err(value_error(cx, "I/O operation on uninitialized object"));
    }
    let Some(text) = data.cast::<Unicode>() else {
        let found = data.ty().name();
        let message = format_args!("unicode argument expected, got '{found}'");
        return Err(cx.raise(&exc::TYPE_ERROR, message));
    };
    open(cx, x)?;
    let lines = stream.lines.borrow().clone();
    let mut points = text.code_points().to_vec();
    if lines.universal {
        stream.seen.set(stream.seen.get() | newline::kinds(&points));
        if lines.translate {
            points = newline::translate(&points);
        }
    }
    let points = lines.to_write(&points);
    let start = stream.at.get();
    let Some(end) = start.checked_add(points.len()) else { return Err(cx.raise_no_memory()) };
    runtime::protocol::memory::check(cx, end.saturating_mul(4))?;
    if !points.is_empty() {
        let mut all = stream.text.borrow_mut();
        if all.len() < end {
            all.resize(end, 0);
        }
        all[start..end].copy_from_slice(&points);
        stream.at.set(end);
    }
    long(cx, text.len() as i64)
}

fn getstate(cx: &Cx, x: Ref<'_>) -> PyResult {
    let value = getvalue(cx, x)?;
    let stream = x.recv::<StringIo>();
    let lines = stream.lines.borrow().clone();
    let end = if lines.translate {
        Owned::none()
    } else {
        let text: Vec<u8> = lines.end.iter().map(|point| *point as u8).collect();
        Str::new(cx, &text)?
    };
    let at = Owned::int(stream.at.get() as i64);
    let dict = match attrs::dict_of(cx, x)?.as_ref().and_then(|dict| dict.borrow().cast::<Dict>()) {
        Some(dict) if !dict.is_empty() => dict.copy(cx)?,
        _ => Owned::none(),
    };
    Tuple::new(cx, vec![value, end, at, dict])
}

fn setstate(cx: &Cx, x: Ref<'_>, state: Ref<'_>) -> PyResult {
    if x.recv::<StringIo>().closed.get() {
        return Err(value_error(cx, "I/O operation on closed file"));
    }
    let Some([value, end, at, dict]) = state.cast::<Tuple>().map(Tuple::as_slice) else {
        let (name, found) = (x.ty().name(), state.ty().name());
        let message = format_args!("{name}.__setstate__ argument should be 4-tuple, got {found}");
        return Err(cx.raise(&exc::TYPE_ERROR, message));
    };
    if !number::has_index(*at) {
        let found = at.ty().name();
        let message = format_args!("third item of state must be an integer, got {found}");
        return Err(cx.raise(&exc::TYPE_ERROR, message));
    }
    let at = number::as_i64(cx, *at)?;
    if at < 0 {
        return Err(value_error(cx, "position value cannot be negative"));
    }
    init(cx, x, CallArgs::positional_only(&[runtime::object::none(), *end]))?;
    let stream = x.recv::<StringIo>();
    let Some(text) = value.cast::<Unicode>() else {
        return Err(args::place("", 0).wrong(cx, "unicode", *value));
    };
    *stream.text.borrow_mut() = text.code_points().to_vec();
    stream.at.set(at as usize);
    if !dict.is_none() {
        let Some(new) = dict.cast::<Dict>() else {
            let found = dict.ty().name();
            let message = format_args!("fourth item of state should be a dict, got a {found}");
            return Err(cx.raise(&exc::TYPE_ERROR, message));
        };
        for (name, value) in new.to_vec() {
            runtime::protocol::attr::set_attr(cx, x, name.borrow(), Some(value.borrow()))?;
        }
    }
    Ok(Owned::none())
}
