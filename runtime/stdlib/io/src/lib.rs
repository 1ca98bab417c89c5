//! Native modules for input and output: `_io` and `cStringIO`.
//!
//! Streams call each other by method name where Python code may have replaced a method, so no state is borrowed
//! across a call.

#![deny(unsafe_code)]

mod base;
mod buffered;
mod bytes_io;
mod cstring_io;
mod file_io;
mod newline;
mod open;
mod pair;
#[expect(unsafe_code, reason = "island: system calls on descriptors")]
mod raw;
mod string_io;
mod support;
mod text;

use runtime::api::{Cx, ModuleDef, Owned, PyResult, Ref, exc, methods};
use runtime::builtins::tuple::Tuple;

/// All modules of this crate, for the table of the machine.
pub static MODULES: &[&ModuleDef] = &[&cstring_io::CSTRING_IO, &IO];

/// The module `_io`.
static IO: ModuleDef = ModuleDef {
    name: "_io",
    doc: "Streams of bytes and of text, in layers: raw, buffered, text.",
    functions: methods! {
        /// open(file, mode='r', buffering=-1, encoding=None, errors=None, newline=None, closefd=True)
        ///
        /// Opens a file and returns a stream: text, or bytes if the mode has a 'b'.
        "open" => open::open, (kw 1; "file", "mode", "buffering", "encoding", "errors", "newline", "closefd");
    },
    types: &[
        ("_IOBase", &base::IO_BASE),
        ("_RawIOBase", &base::RAW_IO_BASE),
        ("_BufferedIOBase", &buffered::BUFFERED_IO_BASE),
        ("_TextIOBase", &base::TEXT_IO_BASE),
        ("FileIO", &file_io::FILE_IO),
        ("BytesIO", &bytes_io::BYTES_IO),
        ("StringIO", &string_io::STRING_IO),
        ("BufferedReader", &buffered::BUFFERED_READER),
        ("BufferedWriter", &buffered::BUFFERED_WRITER),
        ("BufferedRandom", &buffered::BUFFERED_RANDOM),
        ("BufferedRWPair", &pair::BUFFERED_RW_PAIR),
        ("TextIOWrapper", &text::TEXT_IO_WRAPPER),
        ("IncrementalNewlineDecoder", &newline::NEWLINE_DECODER),
    ],
    init: Some(init),
};

/// `DEFAULT_BUFFER_SIZE`
const BUFFER_SIZE: usize = 8192;

fn init(cx: &Cx, module: Ref<'_>) -> PyResult<()> {
    cx.module_add(module, "DEFAULT_BUFFER_SIZE", Owned::int(BUFFER_SIZE as i64))?;
    let bases = Tuple::from_refs(cx, &[exc::VALUE_ERROR.as_ref(), exc::IO_ERROR.as_ref()])?;
    let unsupported = support::new_class(cx, "io", "UnsupportedOperation", bases)?;
    cx.module_add(module, "UnsupportedOperation", unsupported)?;
    let bases = Tuple::from_refs(cx, &[exc::IO_ERROR.as_ref()])?;
    let blocking = support::new_class(cx, "__builtin__", "BlockingIOError", bases)?;
    let name = runtime::builtins::str::intern_bytes(cx, b"characters_written");
    let zero = Owned::int(0);
    runtime::protocol::attr::set_attr(cx, blocking.borrow(), name.borrow(), Some(zero.borrow()))?;
    cx.module_add(module, "BlockingIOError", blocking)
}
