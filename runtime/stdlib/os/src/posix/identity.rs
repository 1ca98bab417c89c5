//! UNSAFE ISLAND: `posix` functions on users, groups, sessions, terminals and owners of files.
//!
//! Obligations: (1) pointers given to libc live through the call, with the length that is said.

use super::args::{file_number, int, number, os_error, path, path_error};
use nix::errno::Errno;
use runtime::api::{Cx, Owned, PyResult, Ref, exc, protocol};
use runtime::builtins::list::List;
use runtime::builtins::long::to_big;
use runtime::builtins::str::Str;
use runtime::builtins::tuple::Tuple;
use std::ffi::{CStr, CString};

fn checked(cx: &Cx, result: i32) -> PyResult<i32> {
    if result < 0 { Err(os_error(cx, Errno::last())) } else { Ok(result) }
}

fn c_path(cx: &Cx, x: Ref<'_>) -> PyResult<CString> {
    CString::new(path(cx, x)?).map_err(|_| os_error(cx, Errno::EINVAL))
}

/// A user or group number; -1 stands for none.
fn id(cx: &Cx, x: Ref<'_>, what: &str) -> PyResult<u32> {
    let value = number(cx, x)?;
    if value == -1 {
        return Ok(u32::MAX);
    }
    u32::try_from(value).map_err(|_| {
        let bound = if value < 0 { "less than minimum" } else { "greater than maximum" };
        cx.raise(&exc::OVERFLOW_ERROR, format_args!("{what} id is {bound}"))
    })
}

fn user(cx: &Cx, x: Ref<'_>) -> PyResult<u32> {
    id(cx, x, "user")
}

fn group(cx: &Cx, x: Ref<'_>) -> PyResult<u32> {
    id(cx, x, "group")
}

/// Declares functions of numbers: each argument is read by a function, the result by another.
macro_rules! calls {
    ($($name:ident($($read:ident),+) => $call:ident, $make:expr;)+) => { $(
        pub(super) fn $name(cx: &Cx, _: Ref<'_>, args: &[Ref<'_>]) -> PyResult {
            let mut rest = args.iter();
            let mut next = || *rest.next().expect("the table says how many there are");
            // SAFETY: takes numbers only.
            let result = unsafe { libc::$call($( $read(cx, next())? ),+) };
            Ok($make(checked(cx, result)?))
        }
    )+ };
}

fn nothing(_: i32) -> Owned {
    Owned::none()
}

fn result(value: i32) -> Owned {
    Owned::int(i64::from(value))
}

fn mode(cx: &Cx, x: Ref<'_>) -> PyResult<u32> {
    int(cx, x).map(|mode| mode as u32)
}

calls! {
    setuid(user) => setuid, nothing;
    setgid(group) => setgid, nothing;
    seteuid(user) => seteuid, nothing;
    setegid(group) => setegid, nothing;
    setreuid(user, user) => setreuid, nothing;
    setregid(group, group) => setregid, nothing;
    setresuid(user, user, user) => setresuid, nothing;
    setresgid(group, group, group) => setresgid, nothing;
    setpgid(int, int) => setpgid, nothing;
    killpg(int, int) => killpg, nothing;
    getpgid(int) => getpgid, result;
    getsid(int) => getsid, result;
    fchdir(file_number) => fchdir, nothing;
    fdatasync(file_number) => fdatasync, nothing;
    fchmod(int, mode) => fchmod, nothing;
    fchown(int, user, group) => fchown, nothing;
    tcgetpgrp(int) => tcgetpgrp, result;
    tcsetpgrp(int, int) => tcsetpgrp, nothing;
}

pub(super) fn setpgrp(cx: &Cx, _: Ref<'_>) -> PyResult {
    // SAFETY: takes numbers only.
    checked(cx, unsafe { libc::setpgid(0, 0) }).map(nothing)
}

pub(super) fn nice(cx: &Cx, _: Ref<'_>, step: Ref<'_>) -> PyResult {
    let step = int(cx, step)?;
    Errno::clear();
    // SAFETY: takes numbers only.
    let value = unsafe { libc::nice(step) };
    // -1 is a value, too.
    if value == -1 && Errno::last_raw() != 0 {
        return Err(os_error(cx, Errno::last()));
    }
    Ok(result(value))
}

fn change_owner(
    cx: &Cx,
    args: &[Ref<'_>],
    call: unsafe extern "C" fn(*const libc::c_char, libc::uid_t, libc::gid_t) -> i32,
) -> PyResult {
    let (target, uid, gid) = (c_path(cx, args[0])?, user(cx, args[1])?, group(cx, args[2])?);
    // SAFETY: (1) a C string.
    if unsafe { call(target.as_ptr(), uid, gid) } < 0 {
        return Err(path_error(cx, Errno::last(), args[0]));
    }
    Ok(Owned::none())
}

pub(super) fn chown(cx: &Cx, _: Ref<'_>, args: &[Ref<'_>]) -> PyResult {
    change_owner(cx, args, libc::chown)
}

pub(super) fn lchown(cx: &Cx, _: Ref<'_>, args: &[Ref<'_>]) -> PyResult {
    change_owner(cx, args, libc::lchown)
}

pub(super) fn chroot(cx: &Cx, _: Ref<'_>, target: Ref<'_>) -> PyResult {
    let name = c_path(cx, target)?;
    // SAFETY: (1) a C string.
    if unsafe { libc::chroot(name.as_ptr()) } < 0 {
        return Err(path_error(cx, Errno::last(), target));
    }
    Ok(Owned::none())
}

fn c_name(cx: &Cx, function: &str, x: Ref<'_>) -> PyResult<CString> {
    let text = protocol::args::place(function, 1).c_text(cx, x)?;
    CString::new(text.into_owned()).map_err(|_| os_error(cx, Errno::EINVAL))
}

pub(super) fn mkfifo(cx: &Cx, _: Ref<'_>, args: &[Ref<'_>]) -> PyResult {
    let name = c_name(cx, "mkfifo", args[0])?;
    let mode = args.get(1).map_or(Ok(0o666), |mode| int(cx, *mode))?;
    // SAFETY: (1) a C string.
    checked(cx, unsafe { libc::mkfifo(name.as_ptr(), mode as u32) }).map(nothing)
}

pub(super) fn mknod(cx: &Cx, _: Ref<'_>, args: &[Ref<'_>]) -> PyResult {
    let name = c_name(cx, "mknod", args[0])?;
    let mode = args.get(1).map_or(Ok(0o600), |mode| int(cx, *mode))?;
    let device = args.get(2).map_or(Ok(0), |device| number(cx, *device))?;
    // SAFETY: (1) a C string.
    checked(cx, unsafe { libc::mknod(name.as_ptr(), mode as u32, device as u64) }).map(nothing)
}

pub(super) fn makedev(cx: &Cx, _: Ref<'_>, args: &[Ref<'_>]) -> PyResult {
    let device = libc::makedev(int(cx, args[0])? as u32, int(cx, args[1])? as u32);
    Ok(Owned::int(device as i64))
}

/// The number of a device.
fn device(cx: &Cx, x: Ref<'_>) -> PyResult<u64> {
    let value = number(cx, x)?;
    u64::try_from(value).map_err(|_| {
        let message = format_args!("can't convert negative number to unsigned long");
        cx.raise(&exc::OVERFLOW_ERROR, message)
    })
}

pub(super) fn major(cx: &Cx, _: Ref<'_>, x: Ref<'_>) -> PyResult {
    Ok(Owned::int(i64::from(libc::major(device(cx, x)?))))
}

pub(super) fn minor(cx: &Cx, _: Ref<'_>, x: Ref<'_>) -> PyResult {
    Ok(Owned::int(i64::from(libc::minor(device(cx, x)?))))
}

fn numbers(cx: &Cx, values: &[u32]) -> PyResult<Vec<Owned>> {
    let _ = cx;
    Ok(values.iter().map(|value| Owned::int(i64::from(*value))).collect())
}

pub(super) fn getgroups(cx: &Cx, _: Ref<'_>) -> PyResult {
    // SAFETY: (1) no room is said, only the count is asked for.
    let count = checked(cx, unsafe { libc::getgroups(0, std::ptr::null_mut()) })?;
    let mut groups = vec![0; count as usize];
    // SAFETY: (1) the vector.
    let count = checked(cx, unsafe { libc::getgroups(count, groups.as_mut_ptr()) })?;
    groups.truncate(count as usize);
    List::new(cx, numbers(cx, &groups)?)
}

pub(super) fn setgroups(cx: &Cx, _: Ref<'_>, groups: Ref<'_>) -> PyResult {
    if !protocol::sequence::is_sequence(cx, groups) {
        let message = format_args!("setgroups argument must be a sequence");
        return Err(cx.raise(&exc::TYPE_ERROR, message));
    }
    let mut ids = Vec::new();
    for item in protocol::sequence::to_vec(cx, groups)? {
        if to_big(item.borrow()).is_none() {
            return Err(cx.raise(&exc::TYPE_ERROR, format_args!("groups must be integers")));
        }
        ids.push(group(cx, item.borrow())?);
    }
    // SAFETY: (1) the vector.
    checked(cx, unsafe { libc::setgroups(ids.len(), ids.as_ptr()) }).map(nothing)
}

pub(super) fn initgroups(cx: &Cx, _: Ref<'_>, args: &[Ref<'_>]) -> PyResult {
    let (name, gid) = (c_name(cx, "initgroups", args[0])?, group(cx, args[1])?);
    // SAFETY: (1) a C string.
    checked(cx, unsafe { libc::initgroups(name.as_ptr(), gid) }).map(nothing)
}

fn three(cx: &Cx, call: unsafe extern "C" fn(*mut u32, *mut u32, *mut u32) -> i32) -> PyResult {
    let [mut real, mut effective, mut saved] = [0; 3];
    // SAFETY: (1) three numbers.
    checked(cx, unsafe { call(&mut real, &mut effective, &mut saved) })?;
    Tuple::new(cx, numbers(cx, &[real, effective, saved])?)
}

pub(super) fn getresuid(cx: &Cx, _: Ref<'_>) -> PyResult {
    three(cx, libc::getresuid)
}

pub(super) fn getresgid(cx: &Cx, _: Ref<'_>) -> PyResult {
    three(cx, libc::getresgid)
}

/// Makes a str of what a C function has written to `buffer`.
fn text(cx: &Cx, buffer: &[u8]) -> PyResult {
    let text = CStr::from_bytes_until_nul(buffer).map_or(buffer, CStr::to_bytes);
    Str::new(cx, text)
}

pub(super) fn getlogin(cx: &Cx, _: Ref<'_>) -> PyResult {
    Errno::clear();
    // SAFETY: the result is null or a C string that stays until the next call, under the GIL.
    let name = unsafe { libc::getlogin().as_ref().map(|name| CStr::from_ptr(name)) };
    match name {
        Some(name) => Str::new(cx, name.to_bytes()),
        None if Errno::last_raw() != 0 => Err(os_error(cx, Errno::last())),
        None => Err(cx.raise(&exc::OS_ERROR, format_args!("unable to determine login name"))),
    }
}

pub(super) fn ttyname(cx: &Cx, _: Ref<'_>, fd: Ref<'_>) -> PyResult {
    let fd = int(cx, fd)?;
    let mut buffer = [0u8; 256];
    // SAFETY: (1) the buffer.
    let failed = unsafe { libc::ttyname_r(fd, buffer.as_mut_ptr().cast(), buffer.len()) };
    if failed != 0 {
        return Err(os_error(cx, Errno::from_raw(failed)));
    }
    text(cx, &buffer)
}

pub(super) fn ctermid(cx: &Cx, _: Ref<'_>) -> PyResult {
    Str::new(cx, b"/dev/tty")
}

pub(super) fn getloadavg(cx: &Cx, _: Ref<'_>) -> PyResult {
    let mut loads = [0.0; 3];
    // SAFETY: (1) three numbers.
    if unsafe { libc::getloadavg(loads.as_mut_ptr(), 3) } != 3 {
        let message = format_args!("Load averages are unobtainable");
        return Err(cx.raise(&exc::OS_ERROR, message));
    }
    Tuple::new(cx, loads.into_iter().map(Owned::float).collect())
}

pub(super) fn openpty(cx: &Cx, _: Ref<'_>) -> PyResult {
    let (mut master, mut slave) = (0, 0);
    let none = std::ptr::null_mut();
    // SAFETY: (1) two numbers; the rest may be null.
    let done =
        unsafe { libc::openpty(&mut master, &mut slave, none, std::ptr::null(), std::ptr::null()) };
    checked(cx, done)?;
    Tuple::new(cx, vec![result(master), result(slave)])
}

pub(super) fn forkpty(cx: &Cx, _: Ref<'_>) -> PyResult {
    let mut master = -1;
    let hold = cx.before_fork();
    // SAFETY: (1) a number, the rest may be null; the child goes on with this thread only.
    let pid = unsafe {
        libc::forkpty(&mut master, std::ptr::null_mut(), std::ptr::null(), std::ptr::null())
    };
    drop(hold);
    let pid = checked(cx, pid)?;
    if pid == 0 {
        cx.after_fork_in_child();
    }
    Tuple::new(cx, vec![result(pid), result(master)])
}
