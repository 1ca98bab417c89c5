//! `posix` functions on paths.

use super::args::{descriptor, int, io_error, os_error, path, path_error};
use nix::sys::stat::{FileStat, Mode};
use nix::unistd::AccessFlags;
use runtime::api::{Cx, Owned, PyResult, Ref, exc, protocol};
use runtime::builtins::list::List;
use runtime::builtins::str::Str;
use runtime::builtins::struct_sequence::build;
use runtime::builtins::tuple::Tuple;
use runtime::builtins::unicode::Unicode;
use std::ffi::OsStr;
use std::os::unix::ffi::OsStrExt;
use std::path::Path;

runtime::struct_sequence! {
    /// What is known of a file: the ten classic fields as a tuple, more by name.
    pub(super) static STAT_RESULT = "posix.stat_result", visible 10 {
        0 "st_mode" "kind and permissions";
        1 "st_ino" "inode";
        2 "st_dev" "device";
        3 "st_nlink" "number of names";
        4 "st_uid" "owner";
        5 "st_gid" "group";
        6 "st_size" "size in bytes";
        7 "_st_atime" "access time, whole seconds";
        8 "_st_mtime" "modification time, whole seconds";
        9 "_st_ctime" "change time, whole seconds";
        10 "st_atime" "access time";
        11 "st_mtime" "modification time";
        12 "st_ctime" "change time";
        13 "st_blksize" "block size";
        14 "st_blocks" "number of 512-byte blocks";
        15 "st_rdev" "device, of a special file";
    }
}

fn as_path(bytes: &[u8]) -> &Path {
    Path::new(OsStr::from_bytes(bytes))
}

fn stat_result(cx: &Cx, stat: &FileStat) -> PyResult {
    let time = |seconds: i64, nanos: i64| Owned::float(seconds as f64 + nanos as f64 * 1e-9);
    let fields = vec![
        Owned::int(i64::from(stat.st_mode)),
        Owned::int(stat.st_ino as i64),
        Owned::int(stat.st_dev as i64),
        Owned::int(stat.st_nlink as i64),
        Owned::int(i64::from(stat.st_uid)),
        Owned::int(i64::from(stat.st_gid)),
        Owned::int(stat.st_size),
        Owned::int(stat.st_atime),
        Owned::int(stat.st_mtime),
        Owned::int(stat.st_ctime),
        time(stat.st_atime, stat.st_atime_nsec),
        time(stat.st_mtime, stat.st_mtime_nsec),
        time(stat.st_ctime, stat.st_ctime_nsec),
        Owned::int(stat.st_blksize),
        Owned::int(stat.st_blocks),
        Owned::int(stat.st_rdev as i64),
    ];
    build(cx, &STAT_RESULT, fields, 10)
}

pub(super) fn stat(cx: &Cx, _: Ref<'_>, name: Ref<'_>) -> PyResult {
    let target = path(cx, name)?;
    let stat = cx
        .allow_threads(|| nix::sys::stat::stat(as_path(&target)))
        .map_err(|errno| path_error(cx, errno, name))?;
    stat_result(cx, &stat)
}

pub(super) fn lstat(cx: &Cx, _: Ref<'_>, name: Ref<'_>) -> PyResult {
    let target = path(cx, name)?;
    let stat = cx
        .allow_threads(|| nix::sys::stat::lstat(as_path(&target)))
        .map_err(|errno| path_error(cx, errno, name))?;
    stat_result(cx, &stat)
}

pub(super) fn fstat(cx: &Cx, _: Ref<'_>, fd: Ref<'_>) -> PyResult {
    let fd = descriptor(cx, fd)?;
    // The path of the descriptor works for closed ones too: it does not exist then.
    let stat = super::descriptors::fstat(fd).map_err(|errno| os_error(cx, errno))?;
    stat_result(cx, &stat)
}

pub(super) fn access(cx: &Cx, _: Ref<'_>, args: &[Ref<'_>]) -> PyResult {
    let target = path(cx, args[0])?;
    let mode = AccessFlags::from_bits_truncate(int(cx, args[1])?);
    Ok(Owned::bool(nix::unistd::access(as_path(&target), mode).is_ok()))
}

/// Declares functions of one path without a result.
macro_rules! path_functions {
    ($($name:ident: $call:expr;)+) => { $(
        pub(super) fn $name(cx: &Cx, _: Ref<'_>, name: Ref<'_>) -> PyResult {
            let target = path(cx, name)?;
            let call: fn(&Path) -> std::io::Result<()> = $call;
            call(as_path(&target)).map_err(|error| io_error(cx, &error, name))?;
            Ok(Owned::none())
        }
    )+ };
}

path_functions! {
    chdir: |path| std::env::set_current_dir(path);
    rmdir: |path| std::fs::remove_dir(path);
    unlink: |path| std::fs::remove_file(path);
}

/// Declares functions of two paths without a result.
macro_rules! two_path_functions {
    ($($name:ident: $call:expr;)+) => { $(
        pub(super) fn $name(cx: &Cx, _: Ref<'_>, args: &[Ref<'_>]) -> PyResult {
            let (from, to) = (path(cx, args[0])?, path(cx, args[1])?);
            let call: fn(&Path, &Path) -> std::io::Result<()> = $call;
            call(as_path(&from), as_path(&to)).map_err(|error| {
                os_error(cx, nix::errno::Errno::from_raw(error.raw_os_error().unwrap_or(libc::EIO)))
            })?;
            Ok(Owned::none())
        }
    )+ };
}

two_path_functions! {
    link: |from, to| std::fs::hard_link(from, to);
    rename: |from, to| std::fs::rename(from, to);
    symlink: |from, to| std::os::unix::fs::symlink(from, to);
}

pub(super) fn chmod(cx: &Cx, _: Ref<'_>, args: &[Ref<'_>]) -> PyResult {
    let target = path(cx, args[0])?;
    let mode = Mode::from_bits_truncate(int(cx, args[1])? as u32);
    nix::sys::stat::fchmodat(
        nix::fcntl::AT_FDCWD,
        as_path(&target),
        mode,
        nix::sys::stat::FchmodatFlags::FollowSymlink,
    )
    .map_err(|errno| path_error(cx, errno, args[0]))?;
    Ok(Owned::none())
}

pub(super) fn mkdir(cx: &Cx, _: Ref<'_>, args: &[Ref<'_>]) -> PyResult {
    let target = path(cx, args[0])?;
    let mode = args.get(1).map_or(Ok(0o777), |mode| int(cx, *mode))?;
    nix::unistd::mkdir(as_path(&target), Mode::from_bits_truncate(mode as u32))
        .map_err(|errno| path_error(cx, errno, args[0]))?;
    Ok(Owned::none())
}

pub(super) fn readlink(cx: &Cx, _: Ref<'_>, name: Ref<'_>) -> PyResult {
    let target = path(cx, name)?;
    let link = std::fs::read_link(as_path(&target)).map_err(|error| io_error(cx, &error, name))?;
    Str::new(cx, link.as_os_str().as_bytes())
}

pub(super) fn listdir(cx: &Cx, _: Ref<'_>, name: Ref<'_>) -> PyResult {
    let target = path(cx, name)?;
    let entries =
        std::fs::read_dir(as_path(&target)).map_err(|error| io_error(cx, &error, name))?;
    let is_unicode = name.cast::<Unicode>().is_some();
    let mut names = Vec::new();
    for entry in entries {
        let entry = entry.map_err(|error| io_error(cx, &error, name))?;
        let bytes = entry.file_name();
        let bytes = bytes.as_bytes();
        names.push(match std::str::from_utf8(bytes) {
            Ok(text) if is_unicode => Unicode::from_str(cx, text)?,
            _ => Str::new(cx, bytes)?,
        });
    }
    List::new(cx, names)
}

pub(super) fn getcwd(cx: &Cx, _: Ref<'_>) -> PyResult {
    let folder = nix::unistd::getcwd().map_err(|errno| os_error(cx, errno))?;
    Str::new(cx, folder.as_os_str().as_bytes())
}

pub(super) fn getcwdu(cx: &Cx, _: Ref<'_>) -> PyResult {
    let folder = nix::unistd::getcwd().map_err(|errno| os_error(cx, errno))?;
    Unicode::from_str(cx, &folder.to_string_lossy())
}

pub(super) fn umask(cx: &Cx, _: Ref<'_>, mask: Ref<'_>) -> PyResult {
    let mask = Mode::from_bits_truncate(int(cx, mask)? as u32);
    Ok(Owned::int(i64::from(nix::sys::stat::umask(mask).bits())))
}

pub(super) fn utime(cx: &Cx, _: Ref<'_>, args: &[Ref<'_>]) -> PyResult {
    use nix::sys::time::{TimeSpec, TimeValLike};
    let target = path(cx, args[0])?;
    let (access, modification) = if args[1].is_none() {
        let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH);
        let now = now.map_or(0.0, |now| now.as_secs_f64());
        (now, now)
    } else {
        match args[1].cast::<Tuple>().filter(|times| times.len() == 2) {
            Some(times) => {
                let number = |item| protocol::number::as_f64(cx, item);
                (number(times.as_slice()[0])?, number(times.as_slice()[1])?)
            }
            None => {
                return Err(cx.raise(
                    &exc::TYPE_ERROR,
                    format_args!("utime() arg 2 must be a tuple (atime, mtime)"),
                ));
            }
        }
    };
    let spec = |seconds: f64| TimeSpec::microseconds((seconds * 1e6).floor() as i64);
    nix::sys::stat::utimensat(
        nix::fcntl::AT_FDCWD,
        as_path(&target),
        &spec(access),
        &spec(modification),
        nix::sys::stat::UtimensatFlags::FollowSymlink,
    )
    .map_err(|errno| path_error(cx, errno, args[0]))?;
    Ok(Owned::none())
}

/// Times of files always have fractions here.
pub(super) fn stat_float_times(cx: &Cx, _: Ref<'_>, args: &[Ref<'_>]) -> PyResult {
    let Some(wanted) = args.first() else { return Ok(Owned::bool(true)) };
    if int(cx, *wanted)? == 0 {
        let message = format_args!("stat_float_times(False) is not supported");
        return Err(cx.raise(&exc::NOT_IMPLEMENTED_ERROR, message));
    }
    Ok(Owned::none())
}

pub(super) fn tmpfile(cx: &Cx, _: Ref<'_>) -> PyResult {
    use nix::fcntl::OFlag;
    use std::os::fd::IntoRawFd;
    let flags = OFlag::O_RDWR | OFlag::O_TMPFILE | OFlag::O_EXCL;
    let fd = nix::fcntl::open("/tmp", flags, Mode::from_bits_truncate(0o600))
        .map_err(|errno| os_error(cx, errno))?;
    let fd = fd.into_raw_fd();
    runtime::builtins::file::File::over_descriptor(cx, fd, "<tmpfile>", "w+b", -1)
}
