//! UNSAFE ISLAND: alarms, interval timers, waiting for signals.
//!
//! Obligations: (1) structs given to libc live through the call.

use runtime::api::{Cx, Owned, PyResult, Ref, exc, protocol};
use runtime::builtins::tuple::Tuple;

pub(super) fn alarm(cx: &Cx, _: Ref<'_>, seconds: Ref<'_>) -> PyResult {
    let seconds = protocol::number::as_i64(cx, seconds)?;
    // SAFETY: touches no memory.
    Ok(Owned::int(i64::from(unsafe { libc::alarm(seconds as u32) })))
}

pub(super) fn pause(cx: &Cx, _: Ref<'_>) -> PyResult {
    // SAFETY: touches no memory.
    unsafe { libc::pause() };
    cx.check_signals()?;
    Ok(Owned::none())
}

pub(super) fn siginterrupt(cx: &Cx, _: Ref<'_>, args: &[Ref<'_>]) -> PyResult {
    let number = super::number(cx, args[0])? as i32;
    let flag = protocol::number::as_i64(cx, args[1])? != 0;
    // SAFETY: an all-zero sigaction is valid.
    let mut action: libc::sigaction = unsafe { std::mem::zeroed() };
    // SAFETY: (1) the struct lives through the call.
    let read = unsafe { libc::sigaction(number, std::ptr::null(), &mut action) };
    if flag {
        action.sa_flags &= !libc::SA_RESTART;
    } else {
        action.sa_flags |= libc::SA_RESTART;
    }
    // SAFETY: (1) the struct lives through the call.
    if read < 0 || unsafe { libc::sigaction(number, &action, std::ptr::null_mut()) } < 0 {
        return Err(cx.raise_os_error(libc::EINVAL, None, &exc::RUNTIME_ERROR));
    }
    Ok(Owned::none())
}

fn time(seconds: f64) -> libc::timeval {
    libc::timeval { tv_sec: seconds.floor() as i64, tv_usec: (seconds.fract() * 1e6) as i64 }
}

fn pair(cx: &Cx, timer: &libc::itimerval) -> PyResult {
    let seconds =
        |time: libc::timeval| Owned::float(time.tv_sec as f64 + time.tv_usec as f64 * 1e-6);
    Tuple::new(cx, vec![seconds(timer.it_value), seconds(timer.it_interval)])
}

pub(super) fn setitimer(cx: &Cx, _: Ref<'_>, args: &[Ref<'_>]) -> PyResult {
    let which = protocol::number::as_i64(cx, args[0])? as i32;
    let value = protocol::number::as_f64(cx, args[1])?;
    let interval =
        args.get(2).map_or(Ok(0.0), |interval| protocol::number::as_f64(cx, *interval))?;
    let new = libc::itimerval { it_value: time(value), it_interval: time(interval) };
    // SAFETY: an all-zero itimerval is valid.
    let mut old: libc::itimerval = unsafe { std::mem::zeroed() };
    // SAFETY: (1) both structs live through the call.
    if unsafe { libc::setitimer(which as _, &new, &mut old) } < 0 {
        return Err(cx.raise_os_error(libc::EINVAL, None, &exc::IO_ERROR));
    }
    pair(cx, &old)
}

pub(super) fn getitimer(cx: &Cx, _: Ref<'_>, which: Ref<'_>) -> PyResult {
    let which = protocol::number::as_i64(cx, which)? as i32;
    // SAFETY: an all-zero itimerval is valid.
    let mut now: libc::itimerval = unsafe { std::mem::zeroed() };
    // SAFETY: (1) the struct lives through the call.
    if unsafe { libc::getitimer(which as _, &mut now) } < 0 {
        return Err(cx.raise_os_error(libc::EINVAL, None, &exc::IO_ERROR));
    }
    pair(cx, &now)
}
