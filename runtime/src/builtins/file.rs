//! The type `file`: modes, buffering, read-ahead and softspace as in CPython 2.7.

#[expect(unsafe_code, reason = "island: system calls on file descriptors")]
pub mod descriptor;
mod methods;
mod open;
mod print;
mod stream;

pub use open::open_path;
pub(crate) use stream::{Mode, Stream};

use crate::builtins::str::{STR, Str};
use crate::builtins::unicode::Unicode;
use crate::cx::Cx;
use crate::exceptions::{PyResult, Raised, table};
use crate::object::{Field, Header, Owned, Ref, allocate, names};
use crate::protocol::{attr, call, repr};
use std::cell::{Cell, RefCell};

/// Waits for the process behind a pipe and returns what `close()` returns.
pub type Closer = fn(&Cx, i32) -> PyResult;

/// How long to wait for another thread that uses the same file, each time.
const IN_USE_PAUSE: std::time::Duration = std::time::Duration::from_micros(100);

/// Memory of a file object.
#[repr(C)]
pub struct File {
    pub(crate) head: Header,
    /// `name`
    pub(crate) name: Field,
    /// `mode`
    pub(crate) mode: Field,
    /// `encoding`
    pub(crate) encoding: Field,
    /// `errors`
    pub(crate) errors: Field,
    pub(crate) softspace: Cell<i32>,
    /// Line ends seen before the file was closed.
    pub(crate) newlines: Cell<u8>,
    /// None when closed (or not yet opened).
    pub(crate) stream: RefCell<Option<Stream>>,
    /// Runs after close(2): waits for the process of `os.popen`.
    pub(crate) process: Cell<Option<(i32, Closer)>>,
}

crate::py_type! {
    /// A file of the operating system: file(name[, mode[, buffering]]).
    ///
    /// The mode is 'r', 'w' or 'a', with '+' for both directions, 'b' for binary and 'U' to accept
    /// every kind of line end. Buffering: 0 none, 1 by line, larger: by that many bytes.
    pub static FILE: File = "file" {
        flags: [BASE, WEAKREF],
        slots {
            new: open::file_new,
            init: open::file_init,
            repr: methods::file_repr,
            iter: methods::file_iter,
            next: methods::file_next,
        }
        methods {
            /// Closes the file; again does nothing.
            "close" => methods::file_close, ();
            /// Returns the file descriptor.
            "fileno" => methods::file_fileno, () -> Int;
            /// Writes what is buffered.
            "flush" => methods::file_flush, () -> None;
            /// Returns whether the file is a terminal.
            "isatty" => methods::file_isatty, () -> Bool;
            /// Reads at most so many bytes, or all.
            "read" => methods::file_read, (0..=1);
            /// Reads into a writable buffer and returns the number of bytes.
            "readinto" => methods::file_readinto, (0..=99);
            /// Reads one line, with its end; an empty string at the end of the file.
            "readline" => methods::file_readline, (0..=1);
            /// Reads all lines, or lines of about so many bytes in total.
            "readlines" => methods::file_readlines, (0..=1) -> List;
            /// Moves the position: offset from the start (0), here (1) or the end (2).
            "seek" => methods::file_seek, (1..=2) -> None;
            /// Returns the position in bytes.
            "tell" => methods::file_tell, ();
            /// Cuts the file at the size, by default the position.
            "truncate" => methods::file_truncate, (0..=1) -> None;
            /// Writes a string.
            "write" => methods::file_write, (0..=65535) -> None;
            /// Writes the strings of an iterable.
            "writelines" => methods::file_writelines, (x) -> None;
            /// Returns the file itself, an iterator over its lines.
            "xreadlines" => methods::file_iter, ();
            /// Returns the file.
            "__enter__" => methods::file_enter, ();
            /// Closes the file.
            "__exit__" => methods::file_exit, (0..=65535);
        }
        getset {
            /// Whether the file is closed.
            "closed" => methods::get_closed;
            /// The encoding of unicode written by print, or None.
            member "encoding" => methods::get_encoding;
            /// What is done with characters that cannot be encoded, or None.
            member "errors" => methods::get_errors;
            /// The mode as given.
            member "mode" => methods::get_mode;
            /// The name as given.
            member "name" => methods::get_name;
            /// The kinds of line end seen in mode 'U'.
            "newlines" => methods::get_newlines;
            /// Whether the next print has to write a space first.
            "softspace" => methods::get_softspace, methods::set_softspace;
        }
    }
}

impl File {
    /// Makes a file object over a descriptor.
    ///
    /// # Errors
    /// Raises `MemoryError`.
    pub fn over_descriptor(cx: &Cx, fd: i32, name: &str, mode: &str, buffering: isize) -> PyResult {
        let parsed = Mode::parse(mode.as_bytes()).expect("a literal mode");
        let file = File::closed(cx, &FILE)?;
        let object = file.borrow().recv::<File>();
        object.name.set(Some(Str::new(cx, name.as_bytes())?));
        object.mode.set(Some(Str::new(cx, mode.as_bytes())?));
        *object.stream.borrow_mut() = Some(Stream::new(fd, parsed, buffering));
        Ok(file)
    }

    pub(crate) fn closed(cx: &Cx, ty: &crate::types::Type) -> PyResult {
        allocate(
            cx,
            ty,
            File {
                head: Header::new(ty),
                name: Field::empty(),
                mode: Field::empty(),
                encoding: Field::empty(),
                errors: Field::empty(),
                softspace: Cell::new(0),
                newlines: Cell::new(0),
                stream: RefCell::new(None),
                process: Cell::new(None),
            },
        )
    }

    /// Makes `close()` wait for a process.
    pub fn set_process(&self, pid: i32, closer: Closer) {
        self.process.set(Some((pid, closer)));
    }

    /// Sets the softspace flag and returns the old one.
    pub fn set_softspace(&self, value: bool) -> bool {
        self.softspace.replace(i32::from(value)) != 0
    }

    /// Runs `action` on the open stream.
    ///
    /// # Errors
    /// Raises `ValueError` if the file is closed, `IOError` if the action fails.
    pub(crate) fn with<T>(
        &self,
        cx: &Cx,
        action: impl FnOnce(&mut Stream) -> Result<T, StreamError>,
    ) -> PyResult<T> {
        self.lock(cx, action).map_err(|error| error.raise(cx))
    }

    /// The same for reading: a signal's handler may run, then reading goes on.
    ///
    /// # Errors
    /// As [`File::with`], and whatever the handler raises.
    pub(crate) fn read_with<T>(
        &self,
        cx: &Cx,
        mut action: impl FnMut(&mut Stream) -> Result<T, StreamError>,
    ) -> PyResult<T> {
        loop {
            match self.lock(cx, &mut action) {
                Err(StreamError::Os(libc::EINTR)) => cx.check_signals()?,
                result => return result.map_err(|error| error.raise(cx)),
            }
        }
    }

    /// Runs an action on the stream. Actions run no Python code, so a stream that is taken is in use
    /// by another thread, which is waited for.
    fn lock<T>(
        &self,
        cx: &Cx,
        action: impl FnOnce(&mut Stream) -> Result<T, StreamError>,
    ) -> Result<T, StreamError> {
        loop {
            if let Ok(mut guard) = self.stream.try_borrow_mut() {
                return match guard.as_mut() {
                    None => Err(StreamError::Closed),
                    Some(stream) => action(stream),
                };
            }
            cx.allow_threads(|| std::thread::sleep(IN_USE_PAUSE));
        }
    }

    /// Returns whether the file is open; one in use by another thread is.
    pub(crate) fn is_open(&self) -> bool {
        self.stream.try_borrow().map_or(true, |stream| stream.is_some())
    }

    /// Appends bytes to the output.
    ///
    /// # Errors
    /// As [`File::with`].
    pub fn write_bytes(&self, cx: &Cx, bytes: &[u8]) -> PyResult<()> {
        self.with(cx, |stream| stream.write(bytes))
    }

    /// Checks that the file is open.
    ///
    /// # Errors
    /// Raises `ValueError` if not.
    pub fn check_open(&self, cx: &Cx) -> PyResult<()> {
        self.with(cx, |_| Ok(()))
    }

    /// Writes what is buffered; does nothing on a closed file.
    ///
    /// # Errors
    /// Raises `IOError`.
    pub fn flush_open(&self, cx: &Cx) -> PyResult<()> {
        if self.is_open() { self.with(cx, Stream::flush) } else { Ok(()) }
    }
}

impl Drop for File {
    fn drop(&mut self) {
        if let Some(mut stream) = self.stream.get_mut().take() {
            let _ = stream.flush();
            stream.close_on_drop();
            if let Some((pid, closer)) = self.process.take() {
                let cx = Cx::current();
                let pending = cx.pending.take();
                if closer(cx, pid).is_err() {
                    cx.clear_raised();
                }
                cx.pending.replace(pending);
            }
        }
    }
}

/// Why a stream operation failed.
#[derive(Debug)]
pub(crate) enum StreamError {
    /// The file is closed.
    Closed,
    /// The operating system said so.
    Os(i32),
    /// Not opened for this direction.
    Direction(&'static str),
    /// Iteration and read methods were mixed.
    Mixed,
    /// No memory for the result.
    Memory,
}

impl StreamError {
    /// Raises the Python exception.
    pub(crate) fn raise(self, cx: &Cx) -> Raised {
        match self {
            StreamError::Closed => {
                cx.raise(&table::VALUE_ERROR, format_args!("I/O operation on closed file"))
            }
            StreamError::Os(errno) => raise_os_error(cx, &table::IO_ERROR, errno, None),
            StreamError::Direction(what) => {
                cx.raise(&table::IO_ERROR, format_args!("File not open for {what}"))
            }
            StreamError::Mixed => cx.raise(
                &table::VALUE_ERROR,
                format_args!("Mixing iteration and read methods would lose data"),
            ),
            StreamError::Memory => cx.raise_no_memory(),
        }
    }
}

/// Returns the text of an error number, as `strerror` gives it.
pub fn error_text(errno: i32) -> String {
    let text = std::io::Error::from_raw_os_error(errno).to_string();
    match text.rfind(" (os error") {
        Some(end) => text[..end].to_owned(),
        None => text,
    }
}

/// Raises an `EnvironmentError` of class `class` from an error number.
#[cold]
pub fn raise_os_error(
    cx: &Cx,
    class: &'static crate::types::Type,
    errno: i32,
    filename: Option<Ref<'_>>,
) -> Raised {
    let text = match Str::new(cx, error_text(errno).as_bytes()) {
        Ok(text) => text,
        Err(raised) => return raised,
    };
    let errno = Owned::int(i64::from(errno));
    let mut args = vec![errno.borrow(), text.borrow()];
    args.extend(filename);
    match call::call(cx, class.as_ref(), crate::types::CallArgs::positional_only(&args)) {
        Ok(value) => cx.raise_with(class.as_ref(), Some(value)),
        Err(raised) => raised,
    }
}

/// How [`write_object`] turns a value into text.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// `str(x)`, unicode encoded by the file.
    Str,
    /// `repr(x)`
    Repr,
}

/// Writes a value to a file object, or to anything with a `write` method.
///
/// # Errors
/// Whatever converting or writing raises.
pub fn write_object(cx: &Cx, file: Ref<'_>, value: Ref<'_>, form: Form) -> PyResult<()> {
    if let Some(object) = file.cast::<File>() {
        if form == Form::Str {
            if let Some(text) = value.cast_exact::<Str>() {
                return object.write_bytes(cx, text.as_bytes());
            }
            if let Some(unicode) = value.cast::<Unicode>()
                && let Some(encoding) = object.encoding.get()
                && !encoding.borrow().is_none()
            {
                let encoded = encode_for(cx, object, unicode, encoding.borrow())?;
                return object.write_bytes(cx, encoded.borrow().recv::<Str>().as_bytes());
            }
        }
        if print::write_container(cx, object, value)? {
            return Ok(());
        }
        let mut text = match form {
            Form::Repr => repr::repr(cx, value)?,
            Form::Str => repr::str(cx, value)?,
        };
        // A `__str__` may give a str of a class that has a `__str__` again.
        let mut rounds = 0;
        while !text.borrow().is_exact(&STR) {
            rounds += 1;
            if rounds > 10 {
                return Err(cx.raise(&table::RUNTIME_ERROR, format_args!("print recursion")));
            }
            text = repr::str(cx, text.borrow())?;
        }
        return match text.borrow().cast::<Str>() {
            Some(text) => object.write_bytes(cx, text.as_bytes()),
            None => Err(cx.raise(&table::TYPE_ERROR, format_args!("expected a string"))),
        };
    }
    let write = attr::get_attr(cx, file, names::WRITE.as_ref())?;
    let text = match form {
        Form::Repr => repr::repr(cx, value)?,
        Form::Str if value.cast::<Unicode>().is_some() => value.own(),
        Form::Str => repr::str(cx, value)?,
    };
    call::call1(cx, write.borrow(), text.borrow())?;
    Ok(())
}

fn encode_for(cx: &Cx, file: &File, text: &Unicode, encoding: Ref<'_>) -> PyResult {
    let encode = crate::builtins::str::intern_bytes(cx, b"encode");
    let text = Ref::from_object(text);
    match file.errors.get() {
        Some(errors) if !errors.borrow().is_none() => {
            call::call_method(cx, text, encode.borrow(), &[encoding, errors.borrow()])
        }
        _ => call::call_method(cx, text, encode.borrow(), &[encoding]),
    }
}

/// Sets the softspace flag of any object print writes to, and returns the old one.
pub fn softspace(cx: &Cx, file: Ref<'_>, value: bool) -> bool {
    if let Some(file) = file.cast::<File>() {
        return file.set_softspace(value);
    }
    let old = match attr::get_attr(cx, file, names::SOFTSPACE.as_ref()) {
        Ok(old) => crate::builtins::int::int_value(old.borrow()).is_some_and(|old| old != 0),
        Err(_) => {
            cx.clear_raised();
            false
        }
    };
    let flag = Owned::int(i64::from(value));
    if attr::set_attr(cx, file, names::SOFTSPACE.as_ref(), Some(flag.borrow())).is_err() {
        cx.clear_raised();
    }
    old
}
