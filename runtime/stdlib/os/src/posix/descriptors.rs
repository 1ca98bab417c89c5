//! `posix` functions on file descriptors.
//!
//! Python numbers descriptors freely and may name closed ones: each call borrows the number just
//! for itself and reports EBADF as the kernel does.

#[expect(unsafe_code, reason = "island: borrowing descriptors by number")]
mod raw;

use super::args::{descriptor, int, os_error, path, path_error};
use nix::errno::Errno;
use nix::sys::stat::FileStat;
use runtime::api::{Cx, Owned, PyResult, Ref, exc, protocol};
use runtime::builtins::file::File;
use runtime::builtins::str::Str;
use runtime::builtins::tuple::Tuple;

pub(super) fn fstat(fd: i32) -> Result<FileStat, Errno> {
    raw::fstat(fd)
}

pub(super) fn close(cx: &Cx, _: Ref<'_>, fd: Ref<'_>) -> PyResult {
    let fd = descriptor(cx, fd)?;
    cx.allow_threads(|| raw::close(fd)).map_err(|errno| os_error(cx, errno))?;
    Ok(Owned::none())
}

pub(super) fn closerange(cx: &Cx, _: Ref<'_>, args: &[Ref<'_>]) -> PyResult {
    let (from, to) = (int(cx, args[0])?, int(cx, args[1])?);
    for fd in from.max(0)..to {
        // Descriptors that are not open are passed over.
        let _ = raw::close(fd);
    }
    Ok(Owned::none())
}

pub(super) fn dup(cx: &Cx, _: Ref<'_>, fd: Ref<'_>) -> PyResult {
    let fd = descriptor(cx, fd)?;
    let copy = raw::dup(fd).map_err(|errno| os_error(cx, errno))?;
    Ok(Owned::int(i64::from(copy)))
}

pub(super) fn dup2(cx: &Cx, _: Ref<'_>, args: &[Ref<'_>]) -> PyResult {
    let (from, to) = (descriptor(cx, args[0])?, descriptor(cx, args[1])?);
    raw::dup2(from, to).map_err(|errno| os_error(cx, errno))?;
    Ok(Owned::none())
}

pub(super) fn fdopen(cx: &Cx, _: Ref<'_>, args: &[Ref<'_>]) -> PyResult {
    let fd = descriptor(cx, args[0])?;
    let mode = match args.get(1) {
        None => "r".to_owned(),
        Some(mode) => match mode.cast::<Str>() {
            Some(mode) => mode.to_text().into_owned(),
            None => {
                let ty = protocol::call::type_name(*mode);
                return Err(cx.raise(
                    &exc::TYPE_ERROR,
                    format_args!("fdopen() argument 2 must be string, not {ty}"),
                ));
            }
        },
    };
    if !matches!(mode.as_bytes().first(), Some(b'r' | b'w' | b'a')) {
        return Err(cx.raise(&exc::VALUE_ERROR, format_args!("invalid file mode '{mode}'")));
    }
    let buffering = args.get(2).map_or(Ok(-1), |size| int(cx, *size))?;
    let stat = raw::fstat(fd).map_err(|errno| os_error(cx, errno))?;
    if stat.st_mode & libc::S_IFMT == libc::S_IFDIR {
        let name = Str::new(cx, b"<fdopen>")?;
        return Err(cx.raise_os_error(libc::EISDIR, Some(name.borrow()), &exc::IO_ERROR));
    }
    let updates = mode.contains('+');
    let (reads, writes) = (mode.starts_with('r') || updates, !mode.starts_with('r') || updates);
    let open_for = raw::flags(fd).map_err(|errno| os_error(cx, errno))? & libc::O_ACCMODE;
    let refused = reads && open_for == libc::O_WRONLY || writes && open_for == libc::O_RDONLY;
    if refused {
        return Err(os_error(cx, Errno::EINVAL));
    }
    File::over_descriptor(cx, fd, "<fdopen>", &mode, buffering as isize)
}

pub(super) fn fsync(cx: &Cx, _: Ref<'_>, fd: Ref<'_>) -> PyResult {
    let fd = descriptor(cx, fd)?;
    cx.allow_threads(|| raw::fsync(fd)).map_err(|errno| os_error(cx, errno))?;
    Ok(Owned::none())
}

pub(super) fn ftruncate(cx: &Cx, _: Ref<'_>, args: &[Ref<'_>]) -> PyResult {
    let fd = descriptor(cx, args[0])?;
    let size = protocol::number::as_i64(cx, args[1])?;
    cx.allow_threads(|| raw::ftruncate(fd, size)).map_err(|errno| os_error(cx, errno))?;
    Ok(Owned::none())
}

pub(super) fn isatty(cx: &Cx, _: Ref<'_>, fd: Ref<'_>) -> PyResult {
    let fd = descriptor(cx, fd)?;
    Ok(Owned::bool(raw::is_terminal(fd)))
}

pub(super) fn lseek(cx: &Cx, _: Ref<'_>, args: &[Ref<'_>]) -> PyResult {
    let fd = descriptor(cx, args[0])?;
    let offset = protocol::number::as_i64(cx, args[1])?;
    let whence = int(cx, args[2])?;
    raw::lseek(fd, offset, whence).map(Owned::int).map_err(|errno| os_error(cx, errno))
}

pub(super) fn open(cx: &Cx, _: Ref<'_>, args: &[Ref<'_>]) -> PyResult {
    let target = path(cx, args[0])?;
    let flags = int(cx, args[1])?;
    let mode = args.get(2).map_or(Ok(0o777), |mode| int(cx, *mode))?;
    cx.allow_threads(|| raw::open(&target, flags, mode as u32))
        .map(|fd| Owned::int(i64::from(fd)))
        .map_err(|errno| path_error(cx, errno, args[0]))
}

pub(super) fn pipe(cx: &Cx, _: Ref<'_>) -> PyResult {
    let (read, write) = raw::pipe().map_err(|errno| os_error(cx, errno))?;
    Tuple::new(cx, vec![Owned::int(i64::from(read)), Owned::int(i64::from(write))])
}

pub(super) fn read(cx: &Cx, _: Ref<'_>, args: &[Ref<'_>]) -> PyResult {
    let fd = descriptor(cx, args[0])?;
    let size = int(cx, args[1])?;
    let Ok(size) = usize::try_from(size) else { return Err(os_error(cx, Errno::EINVAL)) };
    let mut buffer = Vec::new();
    if buffer.try_reserve_exact(size).is_err() {
        return Err(cx.raise(&exc::MEMORY_ERROR, format_args!("")));
    }
    buffer.resize(size, 0);
    let count =
        cx.allow_threads(|| raw::read(fd, &mut buffer)).map_err(|errno| os_error(cx, errno))?;
    Str::new(cx, &buffer[..count])
}

pub(super) fn write(cx: &Cx, _: Ref<'_>, args: &[Ref<'_>]) -> PyResult {
    let fd = descriptor(cx, args[0])?;
    let bytes = match args[1].cast::<Str>() {
        Some(text) => text.as_bytes().to_vec(),
        None => match protocol::buffer::bytes(cx, args[1])? {
            Some(bytes) => bytes.into_owned(),
            None => {
                let ty = protocol::call::type_name(args[1]);
                return Err(
                    cx.raise(&exc::TYPE_ERROR, format_args!("must be string or buffer, not {ty}"))
                );
            }
        },
    };
    let count = cx.allow_threads(|| raw::write(fd, &bytes)).map_err(|errno| os_error(cx, errno))?;
    Ok(Owned::int(count as i64))
}
