//! `FileIO`: a raw stream over a descriptor. The descriptor is -1 before it is opened and when it is closed.

use crate::raw;
use crate::support::{check_room, long, only, os_error, room_of, value_error};
use runtime::api::{CallArgs, Cx, Header, Owned, PyResult, Raised, Ref, Type, allocate, exc};
use runtime::builtins::float::float_value;
use runtime::builtins::str::{Str, intern_bytes};
use runtime::builtins::unicode::Unicode;
use runtime::protocol::{args, attr, number, truth};
use std::cell::Cell;

/// Memory of a raw file.
#[repr(C)]
pub(crate) struct FileIo {
    pub(crate) head: Header,
    closed: Cell<bool>,
    pub(crate) fd: Cell<i32>,
    readable: Cell<bool>,
    writable: Cell<bool>,
    appending: Cell<bool>,
    close_fd: Cell<bool>,
    seekable: Cell<Option<bool>>,
}

runtime::py_type! {
    /// file(name[, mode[, closefd]]) -> a file as a raw stream; mode is r, w or a, perhaps with +
    pub(crate) static FILE_IO: FileIo = "_io.FileIO" {
        base: crate::base::RAW_IO_BASE,
        flags: [BASE, HAS_DICT, WEAKREF, GC],
        slots { new: new, init: init, repr: repr }
        methods {
            /// Reads at most so many bytes by one system call, or to the end.
            "read" => read, (0..=1);
            /// Reads to the end.
            "readall" => readall, ();
            /// Reads into a writable buffer.
            "readinto" => readinto, (0..=99);
            /// Writes bytes by one system call and returns how many.
            "write" => write, (1..=1);
            /// seek(offset[, whence]) -- moves the position and returns it.
            "seek" => seek, (1..=2);
            /// Returns the position.
            "tell" => tell, ();
            /// Cuts the file at a size, by default the position.
            "truncate" => truncate, (0..=1);
            /// Closes the file.
            "close" => close, ();
            /// Returns whether the position can be moved.
            "seekable" => seekable, ();
            /// Returns whether the file was opened for reading.
            "readable" => readable, ();
            /// Returns whether the file was opened for writing.
            "writable" => writable, ();
            /// Returns the descriptor.
            "fileno" => fileno, ();
            /// Returns whether the file is a terminal.
            "isatty" => isatty, ();
        }
        getset {
            /// Whether the file is closed.
            "closed" => closed;
            /// Whether close() closes the descriptor.
            "closefd" => closefd;
            /// The mode.
            "mode" => mode;
        }
    }
}

fn new(cx: &Cx, ty: &Type, _: CallArgs<'_>) -> PyResult {
    let object = FileIo {
        head: Header::new(ty),
        closed: Cell::new(false),
        fd: Cell::new(-1),
        readable: Cell::new(false),
        writable: Cell::new(false),
        appending: Cell::new(false),
        close_fd: Cell::new(true),
        seekable: Cell::new(None),
    };
    allocate(cx, ty, object)
}

/// Reads a mode and returns the flags of open(2).
fn parse_mode(cx: &Cx, file: &FileIo, mode: &[u8]) -> PyResult<i32> {
    let (mut kind, mut plus) = (None, false);
    for byte in mode {
        match byte {
            b'r' | b'w' | b'a' if kind.is_none() => kind = Some(*byte),
            b'+' if !plus => plus = true,
            b'b' => {}
            b'r' | b'w' | b'a' | b'+' => return Err(wrong_mode(cx)),
            _ => {
                let shown = String::from_utf8_lossy(mode).into_owned();
                return Err(value_error(cx, &format!("invalid mode: {shown}")));
            }
        }
    }
    let Some(kind) = kind else { return Err(wrong_mode(cx)) };
    file.readable.set(kind == b'r' || plus);
    file.writable.set(kind != b'r' || plus);
    file.appending.set(kind == b'a');
    let direction = match (file.readable.get(), file.writable.get()) {
        (true, true) => libc::O_RDWR,
        (true, false) => libc::O_RDONLY,
        _ => libc::O_WRONLY,
    };
    Ok(direction
        | match kind {
            b'w' => libc::O_CREAT | libc::O_TRUNC,
            b'a' => libc::O_CREAT | libc::O_APPEND,
            _ => 0,
        })
}

fn wrong_mode(cx: &Cx) -> Raised {
    value_error(cx, "Must have exactly one of read/write/append mode and at most one plus")
}

fn init(cx: &Cx, x: Ref<'_>, args: CallArgs<'_>) -> PyResult<()> {
    let file = x.recv::<FileIo>();
    if file.fd.get() >= 0 {
        let fd = file.fd.replace(-1);
        if file.close_fd.get() {
            raw::close(fd).map_err(|errno| os_error(cx, errno))?;
        }
    }
    let [name, mode, close_fd] = args::bind(cx, "FileIO", args, 1, ["file", "mode", "closefd"])?;
    let name = name.expect("required");
    if float_value(name).is_some() {
        let message = format_args!("integer argument expected, got float");
        return Err(cx.raise(&exc::TYPE_ERROR, message));
    }
    let mode = mode.map_or(Ok(b"r".to_vec()), |mode| {
        args::place("FileIO", 2).c_text(cx, mode).map(|mode| mode.into_owned())
    })?;
    let close_fd = close_fd.map_or(Ok(true), |close_fd| truth::is_true(cx, close_fd))?;
    let path = path_of(cx, name)?;
    if path.is_none() {
        let number = number::as_i64(cx, name)?;
        if number < 0 {
            return Err(value_error(cx, "negative file descriptor"));
        }
        if i32::try_from(number).is_err() {
            let found = name.ty().name();
            let message = format_args!("coercing to Unicode: need string or buffer, {found} found");
            return Err(cx.raise(&exc::TYPE_ERROR, message));
        }
    }
    let flags = parse_mode(cx, file, &mode)?;
    file.seekable.set(None);
    file.close_fd.set(close_fd);
    let own = path.is_some();
    let fd = match path {
        None => args::c_int(cx, name)?,
        Some(_) if !close_fd => {
            return Err(value_error(cx, "Cannot use closefd=False with file name"));
        }
        Some(path) => {
            let opened = cx.allow_threads(|| raw::open(&path, flags));
            let fd =
                opened.map_err(|errno| cx.raise_os_error(errno, Some(name), &exc::IO_ERROR))?;
            raw::inheritable(fd);
            fd
        }
    };
    match raw::stat(fd) {
        Ok((mode, ..)) if mode & libc::S_IFMT == libc::S_IFDIR => {
            if own {
                let _ = raw::close(fd);
            }
            return Err(cx.raise_os_error(libc::EISDIR, Some(name), &exc::IO_ERROR));
        }
        Err(libc::EBADF) => return Err(cx.raise_os_error(libc::EBADF, None, &exc::OS_ERROR)),
        _ => {}
    }
    file.fd.set(fd);
    if let Err(raised) = attr::set_attr(cx, x, intern_bytes(cx, b"name").borrow(), Some(name)) {
        // A descriptor that was given stays its owner's.
        if !own {
            file.fd.set(-1);
        }
        return Err(raised);
    }
    if file.appending.get() {
        let _ = raw::seek(fd, 0, libc::SEEK_END);
    }
    Ok(())
}

/// A path, or none for numbers.
fn path_of(cx: &Cx, name: Ref<'_>) -> PyResult<Option<Vec<u8>>> {
    let path = match (name.cast::<Str>(), name.cast::<Unicode>()) {
        (Some(text), _) => text.as_bytes().to_vec(),
        (_, Some(text)) => text.to_text().into_bytes(),
        _ => return Ok(None),
    };
    if path.contains(&0) {
        let message = format_args!("embedded NUL character");
        return Err(cx.raise(&exc::TYPE_ERROR, message));
    }
    Ok(Some(path))
}

/// Returns the descriptor of an open file.
fn open_fd(cx: &Cx, x: Ref<'_>) -> PyResult<i32> {
    let fd = x.recv::<FileIo>().fd.get();
    if fd < 0 { Err(value_error(cx, "I/O operation on closed file")) } else { Ok(fd) }
}

fn reading_fd(cx: &Cx, x: Ref<'_>) -> PyResult<i32> {
    let fd = open_fd(cx, x)?;
    if x.recv::<FileIo>().readable.get() { Ok(fd) } else { Err(not_open(cx, "reading")) }
}

fn not_open(cx: &Cx, what: &str) -> Raised {
    value_error(cx, &format!("File not open for {what}"))
}

/// One read; None when it would block.
pub(crate) fn read_once(cx: &Cx, x: Ref<'_>, room: &mut [u8]) -> PyResult<Option<usize>> {
    let fd = reading_fd(cx, x)?;
    match cx.allow_threads(|| raw::read(fd, room)) {
        Ok(count) => Ok(Some(count)),
        Err(libc::EAGAIN) => Ok(None),
        Err(errno) => {
            cx.check_signals()?;
            Err(os_error(cx, errno))
        }
    }
}

/// One write; None when it would block.
pub(crate) fn write_once(cx: &Cx, x: Ref<'_>, bytes: &[u8]) -> PyResult<Option<usize>> {
    let fd = open_fd(cx, x)?;
    if !x.recv::<FileIo>().writable.get() {
        return Err(not_open(cx, "writing"));
    }
    match cx.allow_threads(|| raw::write(fd, bytes)) {
        Ok(count) => Ok(Some(count)),
        Err(libc::EAGAIN) => Ok(None),
        Err(errno) => {
            cx.check_signals()?;
            Err(os_error(cx, errno))
        }
    }
}

fn read(cx: &Cx, x: Ref<'_>, args: &[Ref<'_>]) -> PyResult {
    reading_fd(cx, x)?;
    let Some(size) = crate::support::size(cx, args.first().copied())? else {
        return readall(cx, x);
    };
    check_room(cx, size)?;
    let mut room = vec![0; size];
    match read_once(cx, x, &mut room)? {
        None => Ok(Owned::none()),
        Some(count) => Str::new(cx, &room[..count]),
    }
}

/// Reads to the end.
pub(crate) fn readall(cx: &Cx, x: Ref<'_>) -> PyResult {
    let fd = reading_fd(cx, x)?;
    let rest = match (raw::stat(fd), raw::seek(fd, 0, libc::SEEK_CUR)) {
        (Ok((.., size)), Ok(at)) => usize::try_from(size - at).unwrap_or(0),
        _ => 0,
    };
    let mut all = Vec::new();
    let mut room = vec![0; (rest + 1).clamp(crate::BUFFER_SIZE, 1 << 20)];
    loop {
        match read_once(cx, x, &mut room)? {
            None if all.is_empty() => return Ok(Owned::none()),
            None | Some(0) => return Str::new(cx, &all),
            Some(count) => {
                all.try_reserve(count).map_err(|_| cx.raise_no_memory())?;
                all.extend_from_slice(&room[..count]);
            }
        }
    }
}

fn readinto(cx: &Cx, x: Ref<'_>, args: &[Ref<'_>]) -> PyResult {
    reading_fd(cx, x)?;
    let target = only(cx, args)?;
    let mut bytes = vec![0; room_of(cx, "", target)?];
    match read_once(cx, x, &mut bytes)? {
        None => Ok(Owned::none()),
        Some(count) => crate::base::fill(cx, target, &bytes[..count]),
    }
}

fn write(cx: &Cx, x: Ref<'_>, args: &[Ref<'_>]) -> PyResult {
    open_fd(cx, x)?;
    let bytes = args::place("write", 1).buffer(cx, args[0])?;
    match write_once(cx, x, &bytes)? {
        None => Ok(Owned::none()),
        Some(count) => long(cx, count as i64),
    }
}

/// lseek(2) on the file.
pub(crate) fn seek_to(cx: &Cx, x: Ref<'_>, offset: i64, whence: i32) -> PyResult<i64> {
    let fd = open_fd(cx, x)?;
    raw::seek(fd, offset, whence).map_err(|errno| os_error(cx, errno))
}

fn seek(cx: &Cx, x: Ref<'_>, args: &[Ref<'_>]) -> PyResult {
    open_fd(cx, x)?;
    if float_value(args[0]).is_some() {
        let message = format_args!("an integer is required");
        return Err(cx.raise(&exc::TYPE_ERROR, message));
    }
    let whence = args.get(1).map_or(Ok(0), |whence| args::c_int(cx, *whence))?;
    let offset = number::as_i64(cx, args[0])?;
    long(cx, seek_to(cx, x, offset, whence)?)
}

fn tell(cx: &Cx, x: Ref<'_>) -> PyResult {
    long(cx, seek_to(cx, x, 0, libc::SEEK_CUR)?)
}

fn truncate(cx: &Cx, x: Ref<'_>, args: &[Ref<'_>]) -> PyResult {
    let fd = open_fd(cx, x)?;
    if !x.recv::<FileIo>().writable.get() {
        return Err(not_open(cx, "writing"));
    }
    let size = match args.first() {
        Some(size) if !size.is_none() => size.own(),
        _ => long(cx, seek_to(cx, x, 0, libc::SEEK_CUR)?)?,
    };
    let bytes = number::as_i64(cx, size.borrow())?;
    raw::truncate(fd, bytes).map_err(|errno| os_error(cx, errno))?;
    Ok(size)
}

fn close(cx: &Cx, x: Ref<'_>) -> PyResult {
    let file = x.recv::<FileIo>();
    let flushed = crate::base::close(cx, x);
    let fd = file.fd.replace(-1);
    if file.close_fd.get()
        && fd >= 0
        && let Err(errno) = raw::close(fd)
    {
        if flushed.is_err() {
            cx.clear_raised();
        }
        return Err(os_error(cx, errno));
    }
    flushed
}

fn seekable(cx: &Cx, x: Ref<'_>) -> PyResult {
    let fd = open_fd(cx, x)?;
    let file = x.recv::<FileIo>();
    let answer = file.seekable.get().unwrap_or_else(|| raw::seek(fd, 0, libc::SEEK_CUR).is_ok());
    file.seekable.set(Some(answer));
    Ok(Owned::bool(answer))
}

fn readable(cx: &Cx, x: Ref<'_>) -> PyResult {
    open_fd(cx, x)?;
    Ok(Owned::bool(x.recv::<FileIo>().readable.get()))
}

fn writable(cx: &Cx, x: Ref<'_>) -> PyResult {
    open_fd(cx, x)?;
    Ok(Owned::bool(x.recv::<FileIo>().writable.get()))
}

fn fileno(cx: &Cx, x: Ref<'_>) -> PyResult {
    Ok(Owned::int(open_fd(cx, x)?.into()))
}

fn isatty(cx: &Cx, x: Ref<'_>) -> PyResult {
    Ok(Owned::bool(raw::is_terminal(open_fd(cx, x)?)))
}

fn closed(_: &Cx, x: Ref<'_>) -> PyResult {
    Ok(Owned::bool(x.recv::<FileIo>().fd.get() < 0))
}

fn closefd(_: &Cx, x: Ref<'_>) -> PyResult {
    Ok(Owned::bool(x.recv::<FileIo>().close_fd.get()))
}

fn mode_text(file: &FileIo) -> &'static str {
    match (file.appending.get(), file.readable.get(), file.writable.get()) {
        (true, true, _) => "ab+",
        (true, false, _) => "ab",
        (false, true, true) => "rb+",
        (false, true, false) => "rb",
        (false, false, _) => "wb",
    }
}

fn mode(cx: &Cx, x: Ref<'_>) -> PyResult {
    Unicode::from_str(cx, mode_text(x.recv::<FileIo>()))
}

fn repr(cx: &Cx, x: Ref<'_>) -> PyResult {
    let file = x.recv::<FileIo>();
    if file.fd.get() < 0 {
        return Str::new(cx, b"<_io.FileIO [closed]>");
    }
    let mode = mode_text(file);
    let text = match crate::support::find_attr(cx, x, "name")? {
        None => format!("<_io.FileIO fd={} mode='{mode}'>", file.fd.get()),
        Some(name) => {
            let shown = runtime::protocol::repr::repr(cx, name.borrow())?;
            let shown = shown
                .borrow()
                .cast::<Str>()
                .map_or_else(String::new, |text| text.to_text().into_owned());
            format!("<_io.FileIO name={shown} mode='{mode}'>")
        }
    };
    Str::new(cx, text.as_bytes())
}
