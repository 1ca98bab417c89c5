//! UNSAFE ISLAND: the module `fcntl`: control of descriptors, and locks on files.
//!
//! Obligations: (1) buffers given to the kernel live through the call and are larger than what it writes.

mod constants;

use crate::select::descriptor;
use runtime::api::{Cx, ModuleDef, Owned, PyResult, Raised, Ref, exc, methods};
use runtime::builtins::str::Str;
use runtime::protocol::{args, buffer, number};

/// The module.
pub(crate) static FCNTL: ModuleDef = ModuleDef {
    name: "fcntl",
    doc: "Control of descriptors, and locks on files.",
    functions: methods! {
        /// fcntl(fd, op[, arg]) -- performs an operation; the argument is a number or a string.
        "fcntl" => fcntl, (2..=3);
        /// ioctl(fd, op[, arg[, mutate_flag]]) -- performs an operation of a device.
        "ioctl" => ioctl, (2..=4);
        /// flock(fd, op) -- locks or unlocks a file.
        "flock" => flock, (2..=2) -> None;
        /// lockf(fd, op[, length[, start[, whence]]]) -- locks or unlocks a part of a file.
        "lockf" => lockf, (2..=5) -> None;
    },
    types: &[],
    init: Some(init),
};

fn init(cx: &Cx, module: Ref<'_>) -> PyResult<()> {
    for (name, value) in constants::CONSTANTS {
        cx.module_add(module, name, Owned::int(*value))?;
    }
    Ok(())
}

const ROOM: usize = 1024;

fn failed(cx: &Cx) -> Raised {
    let errno = std::io::Error::last_os_error().raw_os_error().unwrap_or(libc::EIO);
    cx.raise_os_error(errno, None, &exc::IO_ERROR)
}

/// Bytes of a str argument, in a buffer with room for what the kernel writes.
fn string_argument(cx: &Cx, function: &str, x: Ref<'_>) -> PyResult<Option<(Vec<u8>, usize)>> {
    let Some(text) = x.cast::<Str>() else { return Ok(None) };
    if text.len() > ROOM {
        let message = format_args!("{function} string arg too long");
        return Err(cx.raise(&exc::VALUE_ERROR, message));
    }
    let mut room = text.as_bytes().to_vec();
    room.resize(ROOM + 8, 0);
    Ok(Some((room, text.len())))
}

fn fcntl(cx: &Cx, _: Ref<'_>, given: &[Ref<'_>]) -> PyResult {
    let fd = descriptor(cx, given[0])?;
    let operation = args::c_int(cx, given[1])?;
    if let Some(argument) = given.get(2)
        && let Some((mut room, length)) = string_argument(cx, "fcntl", *argument)?
    {
        // SAFETY: (1) the buffer is larger than any structure of fcntl(2).
        let result = cx.allow_threads(|| unsafe { libc::fcntl(fd, operation, room.as_mut_ptr()) });
        if result < 0 {
            return Err(failed(cx));
        }
        return Str::new(cx, &room[..length]);
    }
    let argument = given.get(2).map_or(Ok(0), |argument| args::mask64(cx, *argument))?;
    // SAFETY: the argument is a number.
    let result = cx.allow_threads(|| unsafe { libc::fcntl(fd, operation, argument) });
    if result < 0 {
        return Err(failed(cx));
    }
    Ok(Owned::int(result.into()))
}

fn ioctl(cx: &Cx, _: Ref<'_>, given: &[Ref<'_>]) -> PyResult {
    let fd = descriptor(cx, given[0])?;
    let operation = args::mask64(cx, given[1])? as u32;
    let mutates = given.get(3).map_or(Ok(true), |flag| Ok(number::as_i64(cx, *flag)? != 0))?;
    let argument = given.get(2).copied();
    if let Some(target) = argument
        && target.cast::<Str>().is_none()
        && target.ty().slots.write_bytes.get().is_some()
    {
        let mut room = buffer::bytes(cx, target)?.unwrap_or_default().into_owned();
        let length = room.len();
        room.resize(length + ROOM, 0);
        // SAFETY: (1) the buffer has room for a structure behind the given bytes.
        let result = unsafe { libc::ioctl(fd, operation.into(), room.as_mut_ptr()) };
        if result < 0 {
            return Err(failed(cx));
        }
        if !mutates {
            return Str::new(cx, &room[..length]);
        }
        buffer::write(cx, target, &mut |bytes| {
            let count = bytes.len().min(length);
            bytes[..count].copy_from_slice(&room[..count]);
        })?;
        return Ok(Owned::int(result.into()));
    }
    if let Some(argument) = argument
        && let Some((mut room, length)) = string_argument(cx, "ioctl", argument)?
    {
        // SAFETY: (1) the buffer has room for a structure behind the given bytes.
        let result = unsafe { libc::ioctl(fd, operation.into(), room.as_mut_ptr()) };
        if result < 0 {
            return Err(failed(cx));
        }
        return Str::new(cx, &room[..length]);
    }
    let argument = argument.map_or(Ok(0), |argument| args::mask64(cx, argument))?;
    // SAFETY: the argument is a number.
    let result = unsafe { libc::ioctl(fd, operation.into(), argument) };
    if result < 0 {
        return Err(failed(cx));
    }
    Ok(Owned::int(result.into()))
}

fn flock(cx: &Cx, _: Ref<'_>, given: &[Ref<'_>]) -> PyResult {
    let fd = descriptor(cx, given[0])?;
    let operation = args::c_int(cx, given[1])?;
    // SAFETY: touches no memory.
    let result = cx.allow_threads(|| unsafe { libc::flock(fd, operation) });
    if result < 0 { Err(failed(cx)) } else { Ok(Owned::none()) }
}

fn lockf(cx: &Cx, _: Ref<'_>, given: &[Ref<'_>]) -> PyResult {
    let fd = descriptor(cx, given[0])?;
    let code = args::c_int(cx, given[1])?;
    let part = |index: usize| given.get(index).map_or(Ok(0), |x| number::as_i64(cx, *x));
    let kind = if code & libc::LOCK_UN != 0 {
        libc::F_UNLCK
    } else if code & libc::LOCK_SH != 0 {
        libc::F_RDLCK
    } else if code & libc::LOCK_EX != 0 {
        libc::F_WRLCK
    } else {
        return Err(cx.raise(&exc::VALUE_ERROR, format_args!("unrecognized lockf argument")));
    };
    let mut lock = libc::flock {
        l_type: kind as i16,
        l_whence: part(4)? as i16,
        l_start: part(3)?,
        l_len: part(2)?,
        l_pid: 0,
    };
    let operation = if code & libc::LOCK_NB != 0 { libc::F_SETLK } else { libc::F_SETLKW };
    // SAFETY: (1) the struct lives through the call.
    let result = cx.allow_threads(|| unsafe { libc::fcntl(fd, operation, &mut lock) });
    if result < 0 { Err(failed(cx)) } else { Ok(Owned::none()) }
}
