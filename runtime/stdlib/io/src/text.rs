//! `TextIOWrapper`: characters over a buffered stream.
//!
//! Always true: `chars[at..]` was decoded and not yet read; `pending` was encoded and not yet written below. The
//! snapshot is the decoder's state before the last chunk and the bytes given to it since; from it `tell`
//! makes a number that says where in the bytes the next character begins.

mod position;

use crate::newline;
use crate::string_io::{Lines, lines_of};
use crate::support::{
    ask, attr, describe, find_attr, flag, given_bytes, io_error, method, size, value_error,
};
use runtime::api::{CallArgs, Cx, Field, Header, Owned, PyResult, Ref, Type, allocate, exc};
use runtime::builtins::str::Str;
use runtime::builtins::tuple::Tuple;
use runtime::builtins::unicode::Unicode;
use runtime::protocol::{args, call, number, truth};
use std::cell::{Cell, RefCell};

/// Memory of a text stream.
#[repr(C)]
pub(crate) struct TextIo {
    pub(crate) head: Header,
    closed: Cell<bool>,
    ready: Cell<bool>,
    detached: Cell<bool>,
    buffer: Field,
    encoding: Field,
    errors: Field,
    encoder: Field,
    decoder: Field,
    lines: RefCell<Lines>,
    line_buffering: Cell<bool>,
    seekable: Cell<bool>,
    telling: Cell<bool>,
    has_read1: Cell<bool>,
    chunk: Cell<usize>,
    chars: RefCell<Vec<u32>>,
    at: Cell<usize>,
    pending: RefCell<Vec<u8>>,
    snapshot: RefCell<Option<(i64, Vec<u8>)>>,
}

runtime::py_type! {
    /// TextIOWrapper(buffer[, encoding[, errors[, newline[, line_buffering]]]]) -> characters over a
    /// buffered stream
    pub(crate) static TEXT_IO_WRAPPER: TextIo = "_io.TextIOWrapper" {
        base: crate::base::TEXT_IO_BASE,
        flags: [BASE, HAS_DICT, WEAKREF, GC],
        slots { new: new, init: init, repr: repr, next: next, traverse: traverse, clear: clear }
        methods {
            /// Flushes and gives up the stream below.
            "detach" => detach, ();
            /// Writes characters and returns how many.
            "write" => write, (1..=1);
            /// Reads at most so many characters, or to the end.
            "read" => read, (0..=1);
            /// Reads a line, of at most so many characters.
            "readline" => readline, (0..=1);
            /// Writes what is buffered.
            "flush" => flush, ();
            /// Flushes and closes.
            "close" => close, ();
            /// The descriptor below.
            "fileno" => fileno, ();
            /// Whether the position can be moved.
            "seekable" => seekable, ();
            /// Whether the stream can be read.
            "readable" => readable, ();
            /// Whether the stream can be written.
            "writable" => writable, ();
            /// Whether the stream is a terminal.
            "isatty" => isatty, ();
            /// seek(cookie[, whence]) -- goes to a position that tell gave.
            "seek" => position::seek, (1..=2);
            /// Returns a number that stands for the position.
            "tell" => position::tell, ();
            /// Cuts the stream at a position, by default the present one.
            "truncate" => truncate, (0..=1);
        }
        getset {
            /// The encoding.
            "encoding" => encoding;
            /// The stream below.
            "buffer" => buffer;
            /// Whether every line end flushes.
            "line_buffering" => line_buffering;
            /// The name of the stream below.
            "name" => name;
            /// Whether the stream is closed.
            "closed" => closed;
            /// The kinds of line end seen.
            "newlines" => newlines;
            /// What is done about characters that cannot be converted.
            "errors" => errors;
            /// Bytes that are read below at a time.
            "_CHUNK_SIZE" => chunk_size, set_chunk_size;
        }
    }
}

fn new(cx: &Cx, ty: &Type, _: CallArgs<'_>) -> PyResult {
    let object = TextIo {
        head: Header::new(ty),
        closed: Cell::new(false),
        ready: Cell::new(false),
        detached: Cell::new(false),
        buffer: Field::empty(),
        encoding: Field::empty(),
        errors: Field::empty(),
        encoder: Field::empty(),
        decoder: Field::empty(),
        lines: RefCell::default(),
        line_buffering: Cell::new(false),
        seekable: Cell::new(false),
        telling: Cell::new(false),
        has_read1: Cell::new(false),
        chunk: Cell::new(crate::BUFFER_SIZE),
        chars: RefCell::default(),
        at: Cell::new(0),
        pending: RefCell::default(),
        snapshot: RefCell::default(),
    };
    allocate(cx, ty, object)
}

fn traverse(x: Ref<'_>, visit: &mut dyn FnMut(Ref<'_>)) {
    runtime::object::attrs::visit_native(x, visit);
    let text = x.recv::<TextIo>();
    [&text.buffer, &text.encoding, &text.errors, &text.encoder, &text.decoder]
        .into_iter()
        .filter_map(|field| field.peek())
        .for_each(visit);
}

fn clear(cx: &Cx, x: Ref<'_>) {
    crate::base::close_first(cx, x);
    let text = x.recv::<TextIo>();
    for field in [&text.buffer, &text.encoder, &text.decoder] {
        field.take();
    }
    text.ready.set(false);
}

fn init(cx: &Cx, x: Ref<'_>, args: CallArgs<'_>) -> PyResult<()> {
    let names = ["buffer", "encoding", "errors", "newline", "line_buffering"];
    let [buffer, encoding, errors, end, line_buffering] =
        args::bind(cx, "TextIOWrapper", args, 1, names)?;
    let text = x.recv::<TextIo>();
    text.ready.set(false);
    text.detached.set(false);
    let lines = lines_of(cx, end)?;
    let buffer = buffer.expect("required");
    let encoding = match encoding.filter(|encoding| !encoding.is_none()) {
        Some(encoding)
            if encoding.cast::<Str>().is_none() && encoding.cast::<Unicode>().is_none() =>
        {
            return Err(args::place("fileio", 2).wrong(cx, "string or None", encoding));
        }
        Some(encoding) => Str::new(cx, &args::place("TextIOWrapper", 2).c_text(cx, encoding)?)?,
        None => preferred_encoding(cx)?,
    };
    let errors = match errors.filter(|errors| !errors.is_none()) {
        Some(errors) => {
            if errors.cast::<Str>().is_none() && errors.cast::<Unicode>().is_none() {
                return Err(args::place("TextIOWrapper", 3).wrong(cx, "string or None", errors));
            }
            Str::new(cx, &args::place("TextIOWrapper", 3).c_text(cx, errors)?)?
        }
        None => Str::new(cx, b"strict")?,
    };
    let line_buffering =
        line_buffering.map_or(Ok(0), |line_buffering| number::as_i64(cx, line_buffering))?;
    text.decoder.set(None);
    text.encoder.set(None);
    text.chars.borrow_mut().clear();
    text.at.set(0);
    text.pending.borrow_mut().clear();
    text.snapshot.take();
    let codec = codec(cx, encoding.borrow())?;
    if ask(cx, buffer, "readable")? {
        let decoder = incremental(cx, &codec, "incrementaldecoder", errors.borrow())?;
        let decoder = if lines.universal {
            newline::make(cx, decoder.borrow(), lines.translate)?
        } else {
            decoder
        };
        text.decoder.set(Some(decoder));
    }
    if ask(cx, buffer, "writable")? {
        text.encoder.set(Some(incremental(cx, &codec, "incrementalencoder", errors.borrow())?));
    }
    *text.lines.borrow_mut() = lines;
    text.line_buffering.set(line_buffering != 0);
    text.buffer.set(Some(buffer.own()));
    text.encoding.set(Some(encoding));
    text.errors.set(Some(errors));
    let seekable = ask(cx, buffer, "seekable")?;
    text.seekable.set(seekable);
    text.telling.set(seekable);
    text.has_read1.set(find_attr(cx, buffer, "read1")?.is_some());
    text.ready.set(true);
    if seekable && text.encoder.peek().is_some() {
        let at = method(cx, buffer, "tell", &[])?;
        if number::as_i64(cx, at.borrow())? != 0 {
            encoder_set_start(cx, text, false)?;
        }
    }
    Ok(())
}

/// Tells the encoder whether the stream is at its start (where a mark may be written).
fn encoder_set_start(cx: &Cx, text: &TextIo, at_start: bool) -> PyResult<()> {
    let Some(encoder) = text.encoder.get() else { return Ok(()) };
    if at_start {
        method(cx, encoder.borrow(), "reset", &[])?;
    } else {
        let zero = Owned::int(0);
        if let Some(set) = find_attr(cx, encoder.borrow(), "setstate")? {
            call::call1(cx, set.borrow(), zero.borrow())?;
        }
    }
    Ok(())
}

fn preferred_encoding(cx: &Cx) -> PyResult {
    let sys = call::import_module(cx, "sys")?;
    let encoding = method(cx, sys.borrow(), "getfilesystemencoding", &[])?;
    if encoding.borrow().is_none() { Str::new(cx, b"ascii") } else { Ok(encoding) }
}

fn codec(cx: &Cx, encoding: Ref<'_>) -> PyResult {
    let codecs = call::import_module(cx, "codecs")?;
    method(cx, codecs.borrow(), "lookup", &[encoding])
}

fn incremental(cx: &Cx, codec: &Owned, which: &str, errors: Ref<'_>) -> PyResult {
    let factory = attr(cx, codec.borrow(), which)?;
    if factory.borrow().is_none() {
        return Err(cx.raise(&exc::LOOKUP_ERROR, format_args!("no incremental codec")));
    }
    call::call1(cx, factory.borrow(), errors)
}

/// The stream and what is below it.
fn ready<'a>(cx: &Cx, x: Ref<'a>) -> PyResult<(&'a TextIo, Owned)> {
    let text = x.recv::<TextIo>();
    if text.detached.get() {
        return Err(value_error(cx, "underlying buffer has been detached"));
    }
    match text.buffer.get() {
        Some(buffer) if text.ready.get() => Ok((text, buffer)),
        _ => Err(value_error(cx, "I/O operation on uninitialized object")),
    }
}

/// The stream, which may be detached.
fn initialised<'a>(cx: &Cx, x: Ref<'a>) -> PyResult<&'a TextIo> {
    let text = x.recv::<TextIo>();
    if !text.ready.get() {
        return Err(value_error(cx, "I/O operation on uninitialized object"));
    }
    Ok(text)
}

fn open<'a>(cx: &Cx, x: Ref<'a>) -> PyResult<(&'a TextIo, Owned)> {
    let (text, buffer) = ready(cx, x)?;
    if flag(cx, x, "closed")? {
        return Err(value_error(cx, "I/O operation on closed file."));
    }
    Ok((text, buffer))
}

fn repr(cx: &Cx, x: Ref<'_>) -> PyResult {
    initialised(cx, x)?;
    describe(cx, x, &["name", "encoding"])
}

fn field(field: &Field) -> Owned {
    field.get().unwrap_or_else(Owned::none)
}

fn encoding(cx: &Cx, x: Ref<'_>) -> PyResult {
    Ok(field(&initialised(cx, x)?.encoding))
}

fn errors(cx: &Cx, x: Ref<'_>) -> PyResult {
    Ok(field(&initialised(cx, x)?.errors))
}

fn buffer(cx: &Cx, x: Ref<'_>) -> PyResult {
    ready(cx, x).map(|(_, buffer)| buffer)
}

fn line_buffering(cx: &Cx, x: Ref<'_>) -> PyResult {
    Ok(Owned::bool(initialised(cx, x)?.line_buffering.get()))
}

fn name(cx: &Cx, x: Ref<'_>) -> PyResult {
    attr(cx, ready(cx, x)?.1.borrow(), "name")
}

fn closed(cx: &Cx, x: Ref<'_>) -> PyResult {
    attr(cx, ready(cx, x)?.1.borrow(), "closed")
}

fn newlines(cx: &Cx, x: Ref<'_>) -> PyResult {
    let (text, _) = ready(cx, x)?;
    match text.decoder.get() {
        Some(decoder) => {
            Ok(find_attr(cx, decoder.borrow(), "newlines")?.unwrap_or_else(Owned::none))
        }
        None => Ok(Owned::none()),
    }
}

fn chunk_size(cx: &Cx, x: Ref<'_>) -> PyResult {
    crate::support::long(cx, ready(cx, x)?.0.chunk.get() as i64)
}

fn set_chunk_size(cx: &Cx, x: Ref<'_>, value: Option<Ref<'_>>) -> PyResult<()> {
    let (text, _) = ready(cx, x)?;
    let Some(value) = value else {
        return Err(cx.raise(&exc::ATTRIBUTE_ERROR, format_args!("cannot delete attribute")));
    };
    let size = number::as_i64(cx, value)?;
    let Some(size) = usize::try_from(size).ok().filter(|size| *size > 0) else {
        return Err(value_error(cx, "a strictly positive integer is required"));
    };
    text.chunk.set(size);
    Ok(())
}

macro_rules! forwarded {
    ($($function:ident $name:literal),+ $(,)?) => {
        $(
            fn $function(cx: &Cx, x: Ref<'_>) -> PyResult {
                let (_, buffer) = ready(cx, x)?;
                method(cx, buffer.borrow(), $name, &[])
            }
        )+
    };
}

forwarded! {
    fileno "fileno", seekable "seekable", readable "readable", writable "writable", isatty "isatty",
}

fn detach(cx: &Cx, x: Ref<'_>) -> PyResult {
    let (text, buffer) = ready(cx, x)?;
    method(cx, x, "flush", &[])?;
    text.buffer.take();
    text.detached.set(true);
    Ok(buffer)
}

fn close(cx: &Cx, x: Ref<'_>) -> PyResult {
    let (_, buffer) = ready(cx, x)?;
    if flag(cx, x, "closed")? {
        return Ok(Owned::none());
    }
    if method(cx, x, "flush", &[]).is_ok() {
        return method(cx, buffer.borrow(), "close", &[]);
    }
    // An error of close() hides the one of flush().
    let state = cx.take_raised();
    method(cx, buffer.borrow(), "close", &[])?;
    Err(cx.restore(state))
}

fn write_pending(cx: &Cx, text: &TextIo, buffer: Ref<'_>) -> PyResult<()> {
    let bytes = text.pending.take();
    if !bytes.is_empty() {
        let bytes = Str::new(cx, &bytes)?;
        method(cx, buffer, "write", &[bytes.borrow()])?;
    }
    Ok(())
}

fn flush(cx: &Cx, x: Ref<'_>) -> PyResult {
    let (text, buffer) = open(cx, x)?;
    text.telling.set(text.seekable.get());
    write_pending(cx, text, buffer.borrow())?;
    method(cx, buffer.borrow(), "flush", &[])
}

fn truncate(cx: &Cx, x: Ref<'_>, args: &[Ref<'_>]) -> PyResult {
    let (_, buffer) = ready(cx, x)?;
    method(cx, x, "flush", &[])?;
    method(cx, buffer.borrow(), "truncate", args)
}

fn forget_chars(text: &TextIo) {
    text.chars.borrow_mut().clear();
    text.at.set(0);
}

fn write(cx: &Cx, x: Ref<'_>, args: &[Ref<'_>]) -> PyResult {
    let (text, buffer) = ready(cx, x)?;
    let Some(data) = args[0].cast::<Unicode>() else {
        return Err(args::place("write", 1).wrong(cx, "unicode", args[0]));
    };
    open(cx, x)?;
    let Some(encoder) = text.encoder.get() else { return Err(io_error(cx, "not writable")) };
    let points = data.code_points();
    let lines = text.lines.borrow().clone();
    let has_end = (lines.write.is_some() || text.line_buffering.get()) && points.contains(&10);
    let converted = if has_end && lines.write.is_some() {
        Unicode::from_vec(cx, lines.to_write(points))?
    } else {
        args[0].own()
    };
    let flushes = text.line_buffering.get() && (has_end || points.contains(&13));
    let bytes = method(cx, encoder.borrow(), "encode", &[converted.borrow()])?;
    let bytes = given_bytes(cx, bytes.borrow(), "encoder.encode")?;
    text.pending.borrow_mut().extend_from_slice(&bytes);
    let full = text.pending.borrow().len() > text.chunk.get();
    if full || flushes {
        write_pending(cx, text, buffer.borrow())?;
    }
    if flushes {
        method(cx, buffer.borrow(), "flush", &[])?;
    }
    if text.snapshot.take().is_some() || !text.chars.borrow().is_empty() {
        forget_chars(text);
    }
    if let Some(decoder) = text.decoder.get() {
        method(cx, decoder.borrow(), "reset", &[])?;
    }
    crate::support::long(cx, data.len() as i64)
}

/// Decodes with the stream's decoder.
fn decode(cx: &Cx, decoder: Ref<'_>, bytes: Ref<'_>, last: bool) -> PyResult<Vec<u32>> {
    let decoded = if decoder.is_exact(&newline::NEWLINE_DECODER) {
        newline::decode(cx, decoder, bytes, last)?
    } else {
        method(cx, decoder, "decode", &[bytes, Owned::bool(last).borrow()])?
    };
    match decoded.borrow().cast::<Unicode>() {
        Some(text) => Ok(text.code_points().to_vec()),
        None => {
            let found = decoded.borrow().ty().name();
            let message = format_args!("decoder should return a string result, not '{found}'");
            Err(cx.raise(&exc::TYPE_ERROR, message))
        }
    }
}

/// The decoder's state: buffered bytes and flags.
fn decoder_state(cx: &Cx, decoder: Ref<'_>) -> PyResult<(Vec<u8>, i64)> {
    let state = method(cx, decoder, "getstate", &[])?;
    match state.borrow().cast::<Tuple>().map(Tuple::as_slice) {
        Some([bytes, flags]) => {
            Ok((given_bytes(cx, *bytes, "decoder getstate")?, number::as_i64(cx, *flags)?))
        }
        _ => Err(cx.raise(&exc::TYPE_ERROR, format_args!("illegal decoder state"))),
    }
}

/// Reads and decodes one more chunk; false at the end.
fn read_chunk(cx: &Cx, text: &TextIo, buffer: Ref<'_>) -> PyResult<bool> {
    let Some(decoder) = text.decoder.get() else { return Err(io_error(cx, "not readable")) };
    let before = if text.telling.get() { Some(decoder_state(cx, decoder.borrow())?) } else { None };
    let count = Owned::int(text.chunk.get() as i64);
    let read = if text.has_read1.get() { "read1" } else { "read" };
    let input = method(cx, buffer, read, &[count.borrow()])?;
    let bytes = given_bytes(cx, input.borrow(), &format!("underlying {read}"))?;
    let ended = bytes.is_empty();
    let decoded = decode(cx, decoder.borrow(), input.borrow(), ended)?;
    let any = !decoded.is_empty();
    *text.chars.borrow_mut() = decoded;
    text.at.set(0);
    if let Some((mut buffered, flags)) = before {
        buffered.extend_from_slice(&bytes);
        *text.snapshot.borrow_mut() = Some((flags, buffered));
    }
    Ok(!ended || any)
}

/// Takes at most `limit` decoded characters.
fn take(text: &TextIo, limit: usize) -> Vec<u32> {
    let chars = text.chars.borrow();
    let end = text.at.get() + limit.min(chars.len() - text.at.get());
    let taken = chars[text.at.get()..end].to_vec();
    text.at.set(end);
    taken
}

fn read(cx: &Cx, x: Ref<'_>, args: &[Ref<'_>]) -> PyResult {
    let (text, buffer) = ready(cx, x)?;
    let limit = size(cx, args.first().copied())?;
    open(cx, x)?;
    let Some(decoder) = text.decoder.get() else { return Err(io_error(cx, "not readable")) };
    write_pending(cx, text, buffer.borrow())?;
    let Some(limit) = limit else {
        let bytes = method(cx, buffer.borrow(), "read", &[])?;
        let rest = decode(cx, decoder.borrow(), bytes.borrow(), true)?;
        let mut all = take(text, usize::MAX);
        forget_chars(text);
        text.snapshot.take();
        all.extend(rest);
        return Unicode::from_vec(cx, all);
    };
    let mut out = take(text, limit);
    while out.len() < limit {
        if !read_chunk(cx, text, buffer.borrow())? {
            break;
        }
        out.extend(take(text, limit - out.len()));
    }
    Unicode::from_vec(cx, out)
}

fn read_line(cx: &Cx, text: &TextIo, buffer: Ref<'_>, limit: usize) -> PyResult {
    write_pending(cx, text, buffer)?;
    let lines = text.lines.borrow().clone();
    let mut line: Vec<u32> = Vec::new();
    loop {
        if text.at.get() >= text.chars.borrow().len() && !read_chunk(cx, text, buffer)? {
            forget_chars(text);
            text.snapshot.take();
            break;
        }
        let start = line.len();
        line.extend(take(text, usize::MAX));
        // An end of two characters may begin in the part before; a lone return may be half of one.
        let from = start.saturating_sub(1);
        let found = lines.first(&line[from..]).map(|end| from + end);
        let half = lines.universal
            && !lines.translate
            && found == Some(line.len())
            && line.last() == Some(&13);
        let end = match found {
            Some(end) if !half => Some(end.min(limit)),
            _ if line.len() >= limit => Some(limit),
            _ => None,
        };
        if let Some(end) = end {
            text.at.set(text.at.get() - (line.len() - end));
            line.truncate(end);
            break;
        }
    }
    Unicode::from_vec(cx, line)
}

fn readline(cx: &Cx, x: Ref<'_>, args: &[Ref<'_>]) -> PyResult {
    let (text, buffer) = open(cx, x)?;
    let limit = size(cx, args.first().copied())?.unwrap_or(usize::MAX);
    read_line(cx, text, buffer.borrow(), limit)
}

fn next(cx: &Cx, x: Ref<'_>) -> PyResult<Option<Owned>> {
    let (text, buffer) = ready(cx, x)?;
    text.telling.set(false);
    let line = if x.is_exact(&TEXT_IO_WRAPPER) {
        open(cx, x)?;
        read_line(cx, text, buffer.borrow(), usize::MAX)?
    } else {
        let line = method(cx, x, "readline", &[])?;
        if line.borrow().cast::<Unicode>().is_none() {
            let found = line.borrow().ty().name();
            let message = format!("readline() should have returned a str object, not '{found}'");
            return Err(io_error(cx, &message));
        }
        line
    };
    if truth::is_true(cx, line.borrow())? {
        return Ok(Some(line));
    }
    text.snapshot.take();
    text.telling.set(text.seekable.get());
    Ok(None)
}
