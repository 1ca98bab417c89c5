//! `BufferedRWPair`: a stream that reads from one raw stream and writes to another.

use crate::buffered::{BUFFERED_READER, BUFFERED_WRITER, Rest};
use crate::support::{ask, attr, method, value_error};
use runtime::api::{CallArgs, Cx, Field, Header, Owned, PyResult, Ref, Type, allocate, exc};
use runtime::protocol::{args, call};
use std::cell::Cell;

/// Memory of a pair.
#[repr(C)]
pub(crate) struct Pair {
    pub(crate) head: Header,
    closed: Cell<bool>,
    below: Rest,
    reader: Field,
    writer: Field,
}

runtime::py_type! {
    /// BufferedRWPair(reader, writer[, buffer_size]) -> a stream over two raw ones
    pub(crate) static BUFFERED_RW_PAIR: Pair = "_io.BufferedRWPair" {
        base: crate::buffered::BUFFERED_IO_BASE,
        flags: [BASE, HAS_DICT, WEAKREF, GC],
        slots { new: new, init: init, traverse: traverse }
        methods {
            /// Reads at most so many bytes, or to the end.
            "read" => read, (0..=1);
            /// Returns what is ahead, without moving.
            "peek" => peek, (0..=1);
            /// Reads by at most one call below.
            "read1" => read1, (1..=1);
            /// Reads into a writable buffer.
            "readinto" => readinto, (1..=1);
            /// Writes bytes and returns how many.
            "write" => write, (1..=1);
            /// Writes what is buffered.
            "flush" => flush, ();
            /// Whether the reader can be read.
            "readable" => readable, ();
            /// Whether the writer can be written.
            "writable" => writable, ();
            /// Closes both.
            "close" => close, ();
            /// Whether one of the two is a terminal.
            "isatty" => isatty, ();
        }
        getset {
            /// Whether the writer is closed.
            "closed" => closed;
        }
    }
}

fn new(cx: &Cx, ty: &Type, _: CallArgs<'_>) -> PyResult {
    let object = Pair {
        head: Header::new(ty),
        closed: Cell::new(false),
        below: Rest::default(),
        reader: Field::empty(),
        writer: Field::empty(),
    };
    allocate(cx, ty, object)
}

fn traverse(x: Ref<'_>, visit: &mut dyn FnMut(Ref<'_>)) {
    runtime::object::attrs::visit_native(x, visit);
    let pair = x.recv::<Pair>();
    [&pair.reader, &pair.writer].into_iter().filter_map(|field| field.peek()).for_each(visit);
}

fn init(cx: &Cx, x: Ref<'_>, args: CallArgs<'_>) -> PyResult<()> {
    let pair = x.recv::<Pair>();
    if !args.names.is_empty() {
        let message = format_args!("BufferedRWPair() does not take keyword arguments");
        return Err(cx.raise(&exc::TYPE_ERROR, message));
    }
    let names = ["reader", "writer", "buffer_size", "max_buffer_size"];
    let [reader, writer, size, max_size] = args::bind(cx, "BufferedRWPair", args, 2, names)?;
    if max_size.is_some() {
        cx.warn(&exc::DEPRECATION_WARNING, "max_buffer_size is deprecated")?;
    }
    let (reader, writer) = (reader.expect("required"), writer.expect("required"));
    crate::base::check(cx, reader, "readable")?;
    crate::base::check(cx, writer, "writable")?;
    let make = |class: &'static Type, raw: Ref<'_>| match size {
        Some(size) => call::call2(cx, class.as_ref(), raw, size),
        None => call::call1(cx, class.as_ref(), raw),
    };
    pair.reader.set(Some(make(&BUFFERED_READER, reader)?));
    pair.writer.set(Some(make(&BUFFERED_WRITER, writer)?));
    Ok(())
}

fn side(cx: &Cx, field: &Field) -> PyResult {
    field.get().ok_or_else(|| value_error(cx, "I/O operation on uninitialized object"))
}

macro_rules! forwarded {
    ($($function:ident $side:ident $name:literal ($($args:ident)?)),+ $(,)?) => {
        $(
            fn $function(cx: &Cx, x: Ref<'_> $(, $args: &[Ref<'_>])?) -> PyResult {
                let stream = side(cx, &x.recv::<Pair>().$side)?;
                let args: &[Ref<'_>] = &[];
                $( let args = if args.is_empty() { $args } else { args }; )?
                method(cx, stream.borrow(), $name, args)
            }
        )+
    };
}

forwarded! {
    read reader "read" (args), peek reader "peek" (args), read1 reader "read1" (args),
    readinto reader "readinto" (args), write writer "write" (args), flush writer "flush" (),
    readable reader "readable" (), writable writer "writable" (),
}

fn close(cx: &Cx, x: Ref<'_>) -> PyResult {
    let pair = x.recv::<Pair>();
    let writer =
        side(cx, &pair.writer).and_then(|stream| method(cx, stream.borrow(), "close", &[]));
    let state = writer.err().map(|_| cx.take_raised());
    let reader =
        side(cx, &pair.reader).and_then(|stream| method(cx, stream.borrow(), "close", &[]));
    match state {
        None => reader,
        Some(state) => {
            reader?;
            Err(cx.restore(state))
        }
    }
}

fn isatty(cx: &Cx, x: Ref<'_>) -> PyResult {
    let pair = x.recv::<Pair>();
    let writer = side(cx, &pair.writer)?;
    let answer =
        ask(cx, writer.borrow(), "isatty")? || ask(cx, side(cx, &pair.reader)?.borrow(), "isatty")?;
    Ok(Owned::bool(answer))
}

fn closed(cx: &Cx, x: Ref<'_>) -> PyResult {
    match x.recv::<Pair>().writer.get() {
        Some(writer) => attr(cx, writer.borrow(), "closed"),
        None => {
            let message = format_args!(
                "the BufferedRWPair object is being garbage-collected or was not initialised"
            );
            Err(cx.raise(&exc::RUNTIME_ERROR, message))
        }
    }
}
