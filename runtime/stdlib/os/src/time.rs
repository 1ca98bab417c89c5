//! The module `time`.

#[expect(unsafe_code, reason = "island: libc's calendar functions")]
mod calendar;

use runtime::api::{Cx, ModuleDef, Owned, PyResult, Ref, builtins, exc, protocol};

/// The module's table.
pub(crate) static TIME: ModuleDef = ModuleDef {
    name: "time",
    doc: "The clock and the calendar.",
    functions: runtime::methods! {
        /// Returns the seconds since 1970, as a float.
        "time" => time, () -> Float [LEAF];
        /// Returns the CPU seconds of the process.
        "clock" => clock, () -> Float [LEAF];
        /// Waits for so many seconds.
        "sleep" => sleep, (x) -> None;
        /// Splits seconds since 1970 into calendar fields, UTC.
        "gmtime" => calendar::gmtime, (0..=1);
        /// Splits seconds since 1970 into calendar fields, local time.
        "localtime" => calendar::localtime, (0..=1);
        /// Returns calendar fields as text, `Sat Jun 06 16:26:11 1998`.
        "asctime" => calendar::asctime, (0..=1) -> Str;
        /// Returns seconds since 1970 as text, local time.
        "ctime" => calendar::ctime, (0..=1) -> Str;
        /// Joins calendar fields of local time to seconds since 1970.
        "mktime" => calendar::mktime, (x) -> Float;
        /// Formats calendar fields.
        "strftime" => calendar::strftime, (1..=2) -> Str;
        /// Parses text by a format, into calendar fields.
        "strptime" => strptime, (raw);
        /// Reads the TZ variable again.
        "tzset" => calendar::tzset, () -> None;
    },
    types: &[("struct_time", &calendar::STRUCT_TIME)],
    init: Some(calendar::add_zone),
};

fn time(cx: &Cx, _: Ref<'_>) -> PyResult {
    let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH);
    match now {
        // Microseconds, as gettimeofday gives them.
        Ok(now) => Ok(Owned::float(now.as_secs() as f64 + f64::from(now.subsec_micros()) * 1e-6)),
        Err(_) => Err(cx.raise(&exc::IO_ERROR, format_args!("the clock is before 1970"))),
    }
}

fn clock(cx: &Cx, _: Ref<'_>) -> PyResult {
    match nix::time::clock_gettime(nix::time::ClockId::CLOCK_PROCESS_CPUTIME_ID) {
        Ok(now) => Ok(Owned::float(now.tv_sec() as f64 + (now.tv_nsec() / 1000) as f64 * 1e-6)),
        Err(_) => Err(cx.raise(
            &exc::RUNTIME_ERROR,
            format_args!(
                "the processor time used is not available or its value cannot be represented"
            ),
        )),
    }
}

fn sleep(cx: &Cx, _: Ref<'_>, seconds: Ref<'_>) -> PyResult {
    let seconds = match builtins::float::float_value(seconds) {
        Some(seconds) => seconds,
        None => protocol::number::as_f64(cx, seconds)?,
    };
    if seconds.is_nan() || seconds < 0.0 {
        return Err(cx.raise_os_error(libc::EINVAL, None, &exc::IO_ERROR));
    }
    let until = std::time::Duration::try_from_secs_f64(seconds)
        .map_err(|_| cx.raise(&exc::OVERFLOW_ERROR, format_args!("sleep length is too large")))?;
    cx.sleep(until)?;
    Ok(Owned::none())
}

/// `strptime` is Python code of the library.
fn strptime(cx: &Cx, _: Ref<'_>, args: runtime::api::CallArgs<'_>) -> PyResult {
    let module = runtime::modules::import::import_name(cx, "_strptime")?;
    let name = builtins::str::intern_bytes(cx, b"_strptime_time");
    let function = protocol::attr::get_attr(cx, module.borrow(), name.borrow())?;
    protocol::call::call(cx, function.borrow(), args)
}
