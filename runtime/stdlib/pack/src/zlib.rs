//! The module `zlib`: compression by the zlib library, whose bytes are the ones CPython writes.
//!
//! Objects own a [`Stream`]; no Python code runs while one is borrowed.

#[expect(unsafe_code, reason = "island: the C interface of zlib")]
mod stream;

use runtime::api::{
    Cx, Field, Header, ModuleDef, Owned, PyResult, Raised, Ref, allocate, exc, methods,
};
use runtime::builtins::str::Str;
use runtime::protocol::{args, number};
use std::cell::RefCell;
use stream::{Flush, Stream};

/// The module's table.
pub(crate) static ZLIB: ModuleDef = ModuleDef {
    name: "zlib",
    doc: "Compression and checksums compatible with gzip.",
    functions: methods! {
        /// adler32(string[, start]) -- returns the Adler-32 checksum.
        "adler32" => adler32, (1..=2) -> Int;
        /// compress(string[, level]) -- returns the compressed string.
        "compress" => compress, (1..=2) -> Str;
        /// compressobj([level, method, wbits, memlevel, strategy]) -- returns a compressor.
        "compressobj" => compressobj, (0..=5);
        /// crc32(string[, start]) -- returns the CRC-32 checksum.
        "crc32" => crc32, (1..=2) -> Int;
        /// decompress(string[, wbits[, bufsize]]) -- returns the decompressed string.
        "decompress" => decompress, (1..=3) -> Str;
        /// decompressobj([wbits]) -- returns a decompressor.
        "decompressobj" => decompressobj, (0..=1);
    },
    types: &[],
    init: Some(init),
};

const MAX_WBITS: i32 = 15;
const MEMORY_LEVEL: i32 = 8;

fn init(cx: &Cx, module: Ref<'_>) -> PyResult<()> {
    runtime::types::ready(cx, &COMPRESS)?;
    runtime::types::ready(cx, &DECOMPRESS)?;
    let error = crate::new_exception(cx, "zlib", "error", exc::EXCEPTION.as_ref())?;
    cx.module_add(module, "error", error)?;
    for (name, value) in [
        ("MAX_WBITS", MAX_WBITS),
        ("DEFLATED", 8),
        ("DEF_MEM_LEVEL", MEMORY_LEVEL),
        ("Z_BEST_SPEED", 1),
        ("Z_BEST_COMPRESSION", 9),
        ("Z_DEFAULT_COMPRESSION", -1),
        ("Z_FILTERED", 1),
        ("Z_HUFFMAN_ONLY", 2),
        ("Z_DEFAULT_STRATEGY", 0),
        ("Z_FINISH", 4),
        ("Z_NO_FLUSH", 0),
        ("Z_SYNC_FLUSH", 2),
        ("Z_FULL_FLUSH", 3),
    ] {
        cx.module_add(module, name, Owned::int(value.into()))?;
    }
    cx.module_add(module, "ZLIB_VERSION", Str::new(cx, stream::version().as_bytes())?)?;
    cx.module_add(module, "__version__", Str::new(cx, b"1.0")?)
}

/// Memory of a compressor; empty when finished.
#[repr(C)]
pub(crate) struct Compress {
    pub(crate) head: Header,
    stream: RefCell<Option<Stream>>,
}

runtime::py_type! {
    /// A compressor of a stream of data.
    pub(crate) static COMPRESS: Compress = "zlib.Compress" {
        methods {
            /// Takes data and returns what is compressed by now.
            "compress" => compress_more, (1..=1) -> Str;
            /// flush([mode]) -- compresses what is left; the stream ends unless the mode says otherwise.
            "flush" => compress_flush, (0..=1) -> Str;
            /// Returns a copy with its present state.
            "copy" => compress_copy, ();
        }
    }
}

/// Memory of a decompressor.
#[repr(C)]
pub(crate) struct Decompress {
    pub(crate) head: Header,
    stream: RefCell<Stream>,
    unused_data: Field,
    unconsumed_tail: Field,
}

runtime::py_type! {
    /// A decompressor of a stream of data.
    pub(crate) static DECOMPRESS: Decompress = "zlib.Decompress" {
        methods {
            /// decompress(data[, max_length]) -- takes data and returns what is decompressed by now.
            "decompress" => decompress_more, (1..=2) -> Str;
            /// flush([length]) -- returns what is left.
            "flush" => decompress_flush, (0..=1) -> Str;
            /// Returns a copy with its present state.
            "copy" => decompress_copy, ();
        }
        getset {
            /// What follows the end of the compressed stream.
            member "unused_data" => unused_data;
            /// What was not read because of max_length.
            member "unconsumed_tail" => unconsumed_tail;
        }
    }
}

#[cold]
fn raise(cx: &Cx, message: &str) -> Raised {
    crate::raise_of(cx, "zlib", "error", message)
}

/// Raises `zlib.error` for a status of the library.
#[cold]
fn failed(cx: &Cx, status: i32, doing: &str, text: Option<&str>) -> Raised {
    let text = text.or(match status {
        -5 => Some("incomplete or truncated stream"),
        -2 => Some("inconsistent stream state"),
        -3 => Some("invalid input data"),
        _ => None,
    });
    match text {
        Some(text) => raise(cx, &format!("Error {status} while {doing}: {text}")),
        None => raise(cx, &format!("Error {status} while {doing}")),
    }
}

fn invalid_option(cx: &Cx) -> Raised {
    cx.raise(&exc::VALUE_ERROR, format_args!("Invalid initialization option"))
}

fn option(cx: &Cx, args: &[Ref<'_>], index: usize, default: i32) -> PyResult<i32> {
    args.get(index).map_or(Ok(default), |value| args::c_int(cx, *value))
}

fn checksum(
    cx: &Cx,
    name: &str,
    args: &[Ref<'_>],
    start: u32,
    function: fn(u32, &[u8]) -> u32,
) -> PyResult {
    let bytes = args::place(name, 1).read_only(cx, args[0])?;
    let start = args.get(1).map_or(Ok(start.into()), |start| args::mask64(cx, *start))?;
    Ok(Owned::int(i64::from(function(start as u32, &bytes) as i32)))
}

fn adler32(cx: &Cx, _: Ref<'_>, args: &[Ref<'_>]) -> PyResult {
    checksum(cx, "adler32", args, 1, stream::adler32)
}

fn crc32(cx: &Cx, _: Ref<'_>, args: &[Ref<'_>]) -> PyResult {
    checksum(cx, "crc32", args, 0, stream::crc32)
}

fn compress(cx: &Cx, _: Ref<'_>, args: &[Ref<'_>]) -> PyResult {
    let bytes = args::place("compress", 1).read_only(cx, args[0])?;
    let level = option(cx, args, 1, -1)?;
    let Ok(mut stream) = Stream::deflate(level, 8, MAX_WBITS, MEMORY_LEVEL, 0) else {
        return Err(raise(cx, "Bad compression level"));
    };
    let done = stream.run(&bytes, Flush::Finish, None);
    match done {
        Ok(done) => Str::new(cx, &done.out),
        Err(status) => Err(failed(cx, status, "compressing data", stream.message())),
    }
}

fn decompress(cx: &Cx, _: Ref<'_>, args: &[Ref<'_>]) -> PyResult {
    let bytes = args::place("decompress", 1).read_only(cx, args[0])?;
    let wbits = option(cx, args, 1, MAX_WBITS)?;
    option(cx, args, 2, 0)?;
    let mut stream = Stream::inflate(wbits)
        .map_err(|status| failed(cx, status, "preparing to decompress data", None))?;
    match stream.run(&bytes, Flush::Sync, None) {
        Ok(done) if done.ended => Str::new(cx, &done.out),
        Ok(_) => Err(failed(cx, -5, "decompressing data", None)),
        Err(status) => Err(failed(cx, status, "decompressing data", stream.message())),
    }
}

fn compressobj(cx: &Cx, _: Ref<'_>, args: &[Ref<'_>]) -> PyResult {
    let stream = Stream::deflate(
        option(cx, args, 0, -1)?,
        option(cx, args, 1, 8)?,
        option(cx, args, 2, MAX_WBITS)?,
        option(cx, args, 3, MEMORY_LEVEL)?,
        option(cx, args, 4, 0)?,
    );
    let stream = RefCell::new(Some(stream.map_err(|_| invalid_option(cx))?));
    allocate(cx, &COMPRESS, Compress { head: Header::new(&COMPRESS), stream })
}

fn compress_more(cx: &Cx, x: Ref<'_>, args: &[Ref<'_>]) -> PyResult {
    let bytes = args::place("compress", 1).read_only(cx, args[0])?;
    let done = match x.recv::<Compress>().stream.borrow_mut().as_mut() {
        Some(stream) => stream.run(&bytes, Flush::No, None),
        None => Err(-2),
    };
    match done {
        Ok(done) => Str::new(cx, &done.out),
        Err(status) => Err(failed(cx, status, "compressing data", None)),
    }
}

fn compress_flush(cx: &Cx, x: Ref<'_>, args: &[Ref<'_>]) -> PyResult {
    let mode = option(cx, args, 0, 4)?;
    if mode == 0 {
        return Str::new(cx, b"");
    }
    let mut place = x.recv::<Compress>().stream.borrow_mut();
    let done = match (place.as_mut(), Flush::of(mode)) {
        (Some(stream), Some(flush)) => stream.run(b"", flush, None),
        _ => Err(-2),
    };
    if mode == 4 && done.is_ok() {
        place.take();
    }
    drop(place);
    match done {
        Ok(done) => Str::new(cx, &done.out),
        Err(status) => Err(failed(cx, status, "flushing", None)),
    }
}

fn compress_copy(cx: &Cx, x: Ref<'_>) -> PyResult {
    let copy = x.recv::<Compress>().stream.borrow().as_ref().and_then(Stream::copy);
    let Some(copy) = copy else {
        return Err(cx.raise(&exc::VALUE_ERROR, format_args!("Inconsistent stream state")));
    };
    let stream = RefCell::new(Some(copy));
    allocate(cx, &COMPRESS, Compress { head: Header::new(&COMPRESS), stream })
}

fn decompressobj(cx: &Cx, _: Ref<'_>, args: &[Ref<'_>]) -> PyResult {
    let wbits = option(cx, args, 0, MAX_WBITS)?;
    let stream = Stream::inflate(wbits).map_err(|_| invalid_option(cx))?;
    wrap_decompress(cx, stream, Str::new(cx, b"")?, Str::new(cx, b"")?)
}

fn wrap_decompress(cx: &Cx, stream: Stream, unused: Owned, tail: Owned) -> PyResult {
    let object = Decompress {
        head: Header::new(&DECOMPRESS),
        stream: RefCell::new(stream),
        unused_data: Field::new(unused),
        unconsumed_tail: Field::new(tail),
    };
    allocate(cx, &DECOMPRESS, object)
}

/// Decompresses up to `limit` bytes and sorts what is left of the input.
fn inflate(cx: &Cx, object: &Decompress, bytes: &[u8], limit: Option<usize>) -> PyResult {
    let (done, message) = {
        let mut stream = object.stream.borrow_mut();
        let done = stream.run(bytes, Flush::Sync, limit);
        (done, stream.message().map(str::to_owned))
    };
    let done =
        done.map_err(|status| failed(cx, status, "decompressing data", message.as_deref()))?;
    let rest = &bytes[done.used..];
    if done.ended {
        let old = object.unused_data.get().unwrap_or_else(Owned::none);
        let old = old.borrow().cast::<Str>().map_or(&b""[..], Str::as_bytes).to_vec();
        object.unused_data.set(Some(Str::new(cx, &[&old[..], rest].concat())?));
        object.unconsumed_tail.set(Some(Str::new(cx, b"")?));
    } else {
        object.unconsumed_tail.set(Some(Str::new(cx, rest)?));
    }
    Str::new(cx, &done.out)
}

fn decompress_more(cx: &Cx, x: Ref<'_>, args: &[Ref<'_>]) -> PyResult {
    let bytes = args::place("decompress", 1).read_only(cx, args[0])?;
    let limit = args.get(1).map_or(Ok(0), |limit| number::as_i64(cx, *limit))?;
    let Ok(limit) = usize::try_from(limit) else {
        let message = format_args!("max_length must be greater than zero");
        return Err(cx.raise(&exc::VALUE_ERROR, message));
    };
    inflate(cx, x.recv::<Decompress>(), &bytes, (limit > 0).then_some(limit))
}

fn decompress_flush(cx: &Cx, x: Ref<'_>, args: &[Ref<'_>]) -> PyResult {
    let length = args.first().map_or(Ok(1), |length| number::as_i64(cx, *length))?;
    if length <= 0 {
        let message = format_args!("length must be greater than zero");
        return Err(cx.raise(&exc::VALUE_ERROR, message));
    }
    let object = x.recv::<Decompress>();
    let tail = object.unconsumed_tail.get().unwrap_or_else(Owned::none);
    let tail = tail.borrow().cast::<Str>().map_or_else(Vec::new, |text| text.as_bytes().to_vec());
    inflate(cx, object, &tail, None)
}

fn decompress_copy(cx: &Cx, x: Ref<'_>) -> PyResult {
    let object = x.recv::<Decompress>();
    let Some(copy) = object.stream.borrow().copy() else {
        return Err(cx.raise(&exc::VALUE_ERROR, format_args!("Inconsistent stream state")));
    };
    let field = |field: &Field| field.get().unwrap_or_else(Owned::none);
    wrap_decompress(cx, copy, field(&object.unused_data), field(&object.unconsumed_tail))
}

fn unused_data(_: &Cx, x: Ref<'_>) -> PyResult {
    Ok(x.recv::<Decompress>().unused_data.get().unwrap_or_else(Owned::none))
}

fn unconsumed_tail(_: &Cx, x: Ref<'_>) -> PyResult {
    Ok(x.recv::<Decompress>().unconsumed_tail.get().unwrap_or_else(Owned::none))
}
