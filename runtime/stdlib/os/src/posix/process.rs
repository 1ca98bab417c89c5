//! UNSAFE ISLAND: `posix` functions on processes.
//!
//! Obligations: (1) pointers given to libc live through the call; (2) the child of a fork continues
//! on the calling thread only; (3) the environment is changed only under the GIL.

use super::args::{int, os_error, path};
use nix::errno::Errno;
use nix::unistd::Pid;
use runtime::api::{Cx, Owned, PyResult, Ref, exc, protocol};
use runtime::builtins::file::File;
use runtime::builtins::str::Str;
use runtime::builtins::tuple::Tuple;
use std::ffi::{CString, OsStr};
use std::os::fd::IntoRawFd;
use std::os::unix::ffi::OsStrExt;

pub(super) fn exit_now(cx: &Cx, _: Ref<'_>, status: Ref<'_>) -> PyResult {
    let status = int(cx, status)?;
    // SAFETY: ends the process without running anything.
    unsafe { libc::_exit(status) }
}

pub(super) fn abort(_: &Cx, _: Ref<'_>) -> PyResult {
    // SAFETY: ends the process.
    unsafe { libc::abort() }
}

fn c_strings(cx: &Cx, items: Ref<'_>, function: &str) -> PyResult<Vec<CString>> {
    let mut strings = Vec::new();
    for item in protocol::sequence::to_vec(cx, items)? {
        let text = path(cx, item.borrow())?;
        strings.push(CString::new(text).map_err(|_| os_error(cx, Errno::EINVAL))?);
    }
    if strings.is_empty() {
        return Err(
            cx.raise(&exc::VALUE_ERROR, format_args!("{function}() arg 2 must not be empty"))
        );
    }
    Ok(strings)
}

pub(super) fn execv(cx: &Cx, _: Ref<'_>, args: &[Ref<'_>]) -> PyResult {
    let program = CString::new(path(cx, args[0])?).map_err(|_| os_error(cx, Errno::EINVAL))?;
    let arguments = c_strings(cx, args[1], "execv")?;
    let Err(errno) = nix::unistd::execv(&program, &arguments);
    Err(os_error(cx, errno))
}

pub(super) fn execve(cx: &Cx, _: Ref<'_>, args: &[Ref<'_>]) -> PyResult {
    let program = CString::new(path(cx, args[0])?).map_err(|_| os_error(cx, Errno::EINVAL))?;
    let arguments = c_strings(cx, args[1], "execve")?;
    let mut environment = Vec::new();
    let keys = protocol::call::call_method(cx, args[2], runtime::api::names::KEYS.as_ref(), &[])?;
    for key in protocol::sequence::to_vec(cx, keys.borrow())? {
        let value = protocol::mapping::get_item(cx, args[2], key.borrow())?;
        let mut line = path(cx, key.borrow())?;
        line.push(b'=');
        line.extend(path(cx, value.borrow())?);
        environment.push(CString::new(line).map_err(|_| os_error(cx, Errno::EINVAL))?);
    }
    let Err(errno) = nix::unistd::execve(&program, &arguments, &environment);
    Err(os_error(cx, errno))
}

pub(super) fn fork(cx: &Cx, _: Ref<'_>) -> PyResult {
    let hold = cx.before_fork();
    // SAFETY: (2) only this thread touches the VM, and the one that compiles is held.
    let forked = unsafe { nix::unistd::fork() };
    drop(hold);
    match forked {
        Ok(nix::unistd::ForkResult::Child) => {
            cx.after_fork_in_child();
            Ok(Owned::int(0))
        }
        Ok(nix::unistd::ForkResult::Parent { child }) => Ok(Owned::int(i64::from(child.as_raw()))),
        Err(errno) => Err(os_error(cx, errno)),
    }
}

/// Declares functions that return one number of the process.
macro_rules! identities {
    ($($name:ident: $call:expr;)+) => { $(
        pub(super) fn $name(_: &Cx, _: Ref<'_>) -> PyResult {
            Ok(Owned::int(i64::from($call)))
        }
    )+ };
}

identities! {
    getegid: nix::unistd::getegid().as_raw();
    geteuid: nix::unistd::geteuid().as_raw();
    getgid: nix::unistd::getgid().as_raw();
    getpgrp: nix::unistd::getpgrp().as_raw();
    getpid: nix::unistd::getpid().as_raw();
    getppid: nix::unistd::getppid().as_raw();
    getuid: nix::unistd::getuid().as_raw();
}

pub(super) fn setsid(cx: &Cx, _: Ref<'_>) -> PyResult {
    nix::unistd::setsid().map_err(|errno| os_error(cx, errno))?;
    Ok(Owned::none())
}

pub(super) fn kill(cx: &Cx, _: Ref<'_>, args: &[Ref<'_>]) -> PyResult {
    let (pid, signal) = (int(cx, args[0])?, int(cx, args[1])?);
    // SAFETY: touches no memory.
    if unsafe { libc::kill(pid, signal) } < 0 {
        return Err(os_error(cx, Errno::last()));
    }
    cx.check_signals()?;
    Ok(Owned::none())
}

/// The file object's close waits for the shell and returns its status, None for 0.
fn close_pipe(cx: &Cx, pid: i32) -> PyResult {
    let mut status = 0;
    // SAFETY: (1) the number lives through the call.
    while cx.allow_threads(|| unsafe { libc::waitpid(pid, &mut status, 0) }) < 0 {
        let errno = Errno::last();
        if errno != Errno::EINTR {
            return Err(os_error(cx, errno));
        }
    }
    Ok(if status == 0 { Owned::none() } else { Owned::int(i64::from(status)) })
}

pub(super) fn popen(cx: &Cx, _: Ref<'_>, args: &[Ref<'_>]) -> PyResult {
    let command = path(cx, args[0])?;
    let mode = match args.get(1).map(|mode| mode.cast::<Str>()) {
        None => "r".to_owned(),
        Some(Some(mode)) => mode.to_text().into_owned(),
        Some(None) => String::new(),
    };
    let reads = match mode.as_str() {
        "r" | "rb" => true,
        "w" | "wb" => false,
        _ => return Err(os_error(cx, Errno::EINVAL)),
    };
    runtime::vm::Vm::flush_standard_output(cx);
    let mut shell = std::process::Command::new("/bin/sh");
    shell.arg("-c").arg(OsStr::from_bytes(&command));
    if reads {
        shell.stdout(std::process::Stdio::piped());
    } else {
        shell.stdin(std::process::Stdio::piped());
    }
    let mut child = shell.spawn().map_err(|error| {
        os_error(cx, Errno::from_raw(error.raw_os_error().unwrap_or(libc::EIO)))
    })?;
    let fd = if reads {
        child.stdout.take().expect("piped").into_raw_fd()
    } else {
        child.stdin.take().expect("piped").into_raw_fd()
    };
    let file = File::over_descriptor(cx, fd, "<fdopen>", if reads { "r" } else { "w" }, -1)?;
    file.borrow().recv::<File>().set_process(child.id() as i32, close_pipe);
    Ok(file)
}

pub(super) fn putenv(cx: &Cx, _: Ref<'_>, args: &[Ref<'_>]) -> PyResult {
    let (name, value) = (path(cx, args[0])?, path(cx, args[1])?);
    if name.is_empty() || name.contains(&b'=') {
        let message = format_args!("illegal environment variable name");
        return Err(cx.raise(&exc::VALUE_ERROR, message));
    }
    // SAFETY: (3) the GIL is held.
    unsafe { std::env::set_var(OsStr::from_bytes(&name), OsStr::from_bytes(&value)) };
    Ok(Owned::none())
}

pub(super) fn unsetenv(cx: &Cx, _: Ref<'_>, name: Ref<'_>) -> PyResult {
    let name = path(cx, name)?;
    if name.is_empty() || name.contains(&b'=') {
        return Err(os_error(cx, Errno::EINVAL));
    }
    // SAFETY: (3) the GIL is held.
    unsafe { std::env::remove_var(OsStr::from_bytes(&name)) };
    Ok(Owned::none())
}

pub(super) fn strerror(cx: &Cx, _: Ref<'_>, code: Ref<'_>) -> PyResult {
    let code = int(cx, code)?;
    Str::new(cx, runtime::builtins::file::error_text(code).as_bytes())
}

pub(super) fn system(cx: &Cx, _: Ref<'_>, command: Ref<'_>) -> PyResult {
    let command = CString::new(path(cx, command)?).map_err(|_| os_error(cx, Errno::EINVAL))?;
    // SAFETY: (1) a C string that lives through the call.
    let status = cx.allow_threads(|| unsafe { libc::system(command.as_ptr()) });
    Ok(Owned::int(i64::from(status)))
}

pub(super) fn times(cx: &Cx, _: Ref<'_>) -> PyResult {
    // SAFETY: an all-zero tms is valid.
    let mut used: libc::tms = unsafe { std::mem::zeroed() };
    // SAFETY: (1) the struct lives through the call.
    let elapsed = unsafe { libc::times(&mut used) };
    // SAFETY: touches no memory.
    let ticks = unsafe { libc::sysconf(libc::_SC_CLK_TCK) } as f64;
    let seconds = |count: i64| Owned::float(count as f64 / ticks);
    Tuple::new(
        cx,
        vec![
            seconds(used.tms_utime),
            seconds(used.tms_stime),
            seconds(used.tms_cutime),
            seconds(used.tms_cstime),
            seconds(elapsed),
        ],
    )
}

pub(super) fn uname(cx: &Cx, _: Ref<'_>) -> PyResult {
    // SAFETY: an all-zero utsname is valid.
    let mut names: libc::utsname = unsafe { std::mem::zeroed() };
    // SAFETY: (1) the struct lives through the call.
    if unsafe { libc::uname(&mut names) } < 0 {
        return Err(os_error(cx, Errno::last()));
    }
    let text = |field: &[libc::c_char]| {
        let bytes: Vec<u8> = field.iter().map(|c| *c as u8).take_while(|byte| *byte != 0).collect();
        Str::new(cx, &bytes)
    };
    let fields = [&names.sysname, &names.nodename, &names.release, &names.version, &names.machine];
    Tuple::new(cx, fields.into_iter().map(|field| text(field)).collect::<PyResult<Vec<_>>>()?)
}

pub(super) fn urandom(cx: &Cx, _: Ref<'_>, count: Ref<'_>) -> PyResult {
    let count = int(cx, count)?;
    let Ok(count) = usize::try_from(count) else {
        return Err(cx.raise(&exc::VALUE_ERROR, format_args!("negative argument not allowed")));
    };
    let mut bytes = vec![0u8; count];
    let mut done = 0;
    while done < count {
        let rest = &mut bytes[done..];
        // SAFETY: (1) the slice.
        let got = unsafe { libc::getrandom(rest.as_mut_ptr().cast(), rest.len(), 0) };
        if got < 0 {
            return Err(os_error(cx, Errno::last()));
        }
        done += got as usize;
    }
    Str::new(cx, &bytes)
}

fn wait_for(cx: &Cx, pid: i32, options: i32) -> PyResult {
    let mut status = 0;
    // SAFETY: (1) the number lives through the call.
    let pid = cx.allow_threads(|| unsafe { libc::waitpid(pid, &mut status, options) });
    if pid < 0 {
        let errno = Errno::last();
        cx.check_signals()?;
        return Err(os_error(cx, errno));
    }
    let pid = Pid::from_raw(pid).as_raw();
    Tuple::new(cx, vec![Owned::int(i64::from(pid)), Owned::int(i64::from(status))])
}

pub(super) fn wait(cx: &Cx, _: Ref<'_>) -> PyResult {
    wait_for(cx, -1, 0)
}

pub(super) fn waitpid(cx: &Cx, _: Ref<'_>, args: &[Ref<'_>]) -> PyResult {
    let (pid, options) = (int(cx, args[0])?, int(cx, args[1])?);
    wait_for(cx, pid, options)
}

/// Waits for a child and says what it has used, as `resource.getrusage` does.
fn wait_and_account(cx: &Cx, pid: i32, options: i32) -> PyResult {
    // SAFETY: an all-zero rusage is valid.
    let (mut status, mut used) = (0, unsafe { std::mem::zeroed::<libc::rusage>() });
    // SAFETY: (1) number and struct live through the call.
    let pid = cx.allow_threads(|| unsafe { libc::wait4(pid, &mut status, options, &mut used) });
    if pid < 0 {
        let errno = Errno::last();
        cx.check_signals()?;
        return Err(os_error(cx, errno));
    }
    // The type is ready once its module has been imported.
    protocol::call::import_module(cx, "resource")?;
    let used = crate::resource::usage(cx, &used)?;
    Tuple::new(cx, vec![number(pid), number(status), used])
}

pub(super) fn wait3(cx: &Cx, _: Ref<'_>, options: Ref<'_>) -> PyResult {
    wait_and_account(cx, -1, int(cx, options)?)
}

pub(super) fn wait4(cx: &Cx, _: Ref<'_>, args: &[Ref<'_>]) -> PyResult {
    wait_and_account(cx, int(cx, args[0])?, int(cx, args[1])?)
}

/// Declares questions about a wait status.
macro_rules! status_questions {
    ($($name:ident: $call:ident, $make:expr;)+) => { $(
        pub(super) fn $name(cx: &Cx, _: Ref<'_>, status: Ref<'_>) -> PyResult {
            let status = int(cx, status)?;
            Ok($make(libc::$call(status)))
        }
    )+ };
}

fn number(value: i32) -> Owned {
    Owned::int(i64::from(value))
}

status_questions! {
    wexitstatus: WEXITSTATUS, number;
    wifexited: WIFEXITED, Owned::bool;
    wifsignaled: WIFSIGNALED, Owned::bool;
    wifstopped: WIFSTOPPED, Owned::bool;
    wstopsig: WSTOPSIG, number;
    wtermsig: WTERMSIG, number;
    wcoredump: WCOREDUMP, Owned::bool;
    wifcontinued: WIFCONTINUED, Owned::bool;
}
