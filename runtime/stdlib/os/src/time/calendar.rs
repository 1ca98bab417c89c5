//! UNSAFE ISLAND: calendar fields through libc.
//!
//! Obligations: (1) structs and buffers given to libc live through the call.

use runtime::api::{Cx, Owned, PyResult, Ref, builtins, exc, none, protocol};
use runtime::builtins::str::Str;
use runtime::builtins::struct_sequence::build;
use runtime::builtins::tuple::Tuple;

runtime::struct_sequence! {
    /// Calendar fields of a moment.
    pub(super) static STRUCT_TIME = "time.struct_time", visible 9 {
        0 "tm_year" "year";
        1 "tm_mon" "month, 1 to 12";
        2 "tm_mday" "day, 1 to 31";
        3 "tm_hour" "hour";
        4 "tm_min" "minute";
        5 "tm_sec" "second, up to 61";
        6 "tm_wday" "weekday, Monday is 0";
        7 "tm_yday" "day of the year, 1 to 366";
        8 "tm_isdst" "1 in summer time, 0 if not, -1 if unknown";
    }
}

fn empty_fields() -> libc::tm {
    // SAFETY: an all-zero tm is valid.
    unsafe { std::mem::zeroed() }
}

fn seconds(cx: &Cx, args: &[Ref<'_>]) -> PyResult<i64> {
    match args.first().filter(|value| !value.is_none()) {
        None => Ok(std::time::SystemTime::now()
            .duration_since(std::time::UNIX_EPOCH)
            .map_or(0, |now| now.as_secs() as i64)),
        Some(value) => {
            let value = protocol::number::as_f64(cx, *value)?;
            if value.is_finite() && value.abs() < 9.2e18 {
                Ok(value.floor() as i64)
            } else {
                Err(cx.raise(
                    &exc::VALUE_ERROR,
                    format_args!("timestamp out of range for platform time_t"),
                ))
            }
        }
    }
}

fn to_python(cx: &Cx, fields: &libc::tm) -> PyResult {
    let values = [
        i64::from(fields.tm_year) + 1900,
        i64::from(fields.tm_mon) + 1,
        i64::from(fields.tm_mday),
        i64::from(fields.tm_hour),
        i64::from(fields.tm_min),
        i64::from(fields.tm_sec),
        i64::from((fields.tm_wday + 6) % 7),
        i64::from(fields.tm_yday) + 1,
        i64::from(fields.tm_isdst),
    ];
    build(cx, &STRUCT_TIME, values.into_iter().map(Owned::int).collect(), 9)
}

fn split_local(cx: &Cx, seconds: i64) -> PyResult<libc::tm> {
    let mut fields = empty_fields();
    // SAFETY: (1) both pointers live through the call.
    let result = unsafe { libc::localtime_r(&seconds, &mut fields) };
    if result.is_null() { Err(out_of_range(cx)) } else { Ok(fields) }
}

fn out_of_range(cx: &Cx) -> runtime::api::Raised {
    cx.raise_os_error(libc::EOVERFLOW, None, &exc::VALUE_ERROR)
}

pub(super) fn gmtime(cx: &Cx, _: Ref<'_>, args: &[Ref<'_>]) -> PyResult {
    let seconds = seconds(cx, args)?;
    let mut fields = empty_fields();
    // SAFETY: (1) both pointers live through the call.
    let result = unsafe { libc::gmtime_r(&seconds, &mut fields) };
    if result.is_null() {
        return Err(out_of_range(cx));
    }
    to_python(cx, &fields)
}

pub(super) fn localtime(cx: &Cx, _: Ref<'_>, args: &[Ref<'_>]) -> PyResult {
    let fields = split_local(cx, seconds(cx, args)?)?;
    to_python(cx, &fields)
}

/// Reads nine fields out of a tuple.
fn from_python(cx: &Cx, value: Ref<'_>) -> PyResult<libc::tm> {
    let Some(tuple) = value.cast::<Tuple>() else {
        return Err(
            cx.raise(&exc::TYPE_ERROR, format_args!("Tuple or struct_time argument required"))
        );
    };
    if tuple.len() != 9 {
        return Err(cx.raise(
            &exc::TYPE_ERROR,
            format_args!("function takes exactly 9 arguments ({} given)", tuple.len()),
        ));
    }
    let mut numbers = [0i32; 9];
    for (slot, item) in numbers.iter_mut().zip(tuple.as_slice()) {
        let number = protocol::number::as_i64(cx, *item)?;
        *slot = i32::try_from(number).map_err(|_| {
            cx.raise(&exc::OVERFLOW_ERROR, format_args!("signed integer is greater than maximum"))
        })?;
    }
    let [mut year, month, day, hour, minute, second, weekday, day_of_year, summer] = numbers;
    if year < 1900 {
        year = match year {
            69..=99 => year + 1900,
            0..=68 => year + 2000,
            _ => return Err(cx.raise(&exc::VALUE_ERROR, format_args!("year out of range"))),
        };
    }
    let mut fields = empty_fields();
    fields.tm_year = year - 1900;
    fields.tm_mon = month.wrapping_sub(1);
    fields.tm_mday = day;
    fields.tm_hour = hour;
    fields.tm_min = minute;
    fields.tm_sec = second;
    // A day below the first is left for `strftime` to refuse.
    fields.tm_wday = weekday.wrapping_add(1) % 7;
    fields.tm_yday = day_of_year.wrapping_sub(1);
    fields.tm_isdst = summer;
    Ok(fields)
}

fn fields_or_now(cx: &Cx, value: Option<&Ref<'_>>) -> PyResult<libc::tm> {
    match value {
        Some(value) => from_python(cx, *value),
        None => split_local(cx, seconds(cx, &[])?),
    }
}

const WEEKDAYS: [&str; 7] = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"];
const MONTHS: [&str; 12] =
    ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

fn text_of(cx: &Cx, fields: &libc::tm) -> PyResult {
    let weekday = WEEKDAYS[fields.tm_wday.rem_euclid(7) as usize];
    let month = MONTHS[fields.tm_mon.rem_euclid(12) as usize];
    let text = format!(
        "{weekday} {month} {:2} {:02}:{:02}:{:02} {}",
        fields.tm_mday,
        fields.tm_hour,
        fields.tm_min,
        fields.tm_sec,
        i64::from(fields.tm_year) + 1900
    );
    Str::new(cx, text.as_bytes())
}

pub(super) fn asctime(cx: &Cx, _: Ref<'_>, args: &[Ref<'_>]) -> PyResult {
    let mut fields = fields_or_now(cx, args.first())?;
    check_ranges(cx, &mut fields)?;
    text_of(cx, &fields)
}

pub(super) fn ctime(cx: &Cx, _: Ref<'_>, args: &[Ref<'_>]) -> PyResult {
    let fields = split_local(cx, seconds(cx, args)?)?;
    text_of(cx, &fields)
}

pub(super) fn mktime(cx: &Cx, _: Ref<'_>, value: Ref<'_>) -> PyResult {
    let mut fields = from_python(cx, value)?;
    fields.tm_wday = -1;
    // SAFETY: (1) the struct lives through the call.
    let seconds = unsafe { libc::mktime(&mut fields) };
    if seconds == -1 && fields.tm_wday == -1 {
        return Err(cx.raise(&exc::OVERFLOW_ERROR, format_args!("mktime argument out of range")));
    }
    Ok(Owned::float(seconds as f64))
}

fn check_ranges(cx: &Cx, fields: &mut libc::tm) -> PyResult<()> {
    let complaint =
        |what: &str| Err(cx.raise(&exc::VALUE_ERROR, format_args!("{what} out of range")));
    if fields.tm_mon == -1 {
        fields.tm_mon = 0;
    }
    if fields.tm_mday == 0 {
        fields.tm_mday = 1;
    }
    if fields.tm_yday == -1 {
        fields.tm_yday = 0;
    }
    if !(0..=11).contains(&fields.tm_mon) {
        return complaint("month");
    }
    if !(1..=31).contains(&fields.tm_mday) {
        return complaint("day of month");
    }
    if !(0..=23).contains(&fields.tm_hour) {
        return complaint("hour");
    }
    if !(0..=59).contains(&fields.tm_min) {
        return complaint("minute");
    }
    if !(0..=61).contains(&fields.tm_sec) {
        return complaint("seconds");
    }
    if fields.tm_wday < 0 {
        return complaint("day of week");
    }
    if !(0..=365).contains(&fields.tm_yday) {
        return complaint("day of year");
    }
    fields.tm_isdst = fields.tm_isdst.clamp(-1, 1);
    Ok(())
}

pub(super) fn strftime(cx: &Cx, _: Ref<'_>, args: &[Ref<'_>]) -> PyResult {
    let Some(format) = args[0].cast::<Str>() else {
        let ty = protocol::call::type_name(args[0]);
        return Err(cx.raise(
            &exc::TYPE_ERROR,
            format_args!("strftime() argument 1 must be string, not {ty}"),
        ));
    };
    let mut fields = fields_or_now(cx, args.get(1))?;
    check_ranges(cx, &mut fields)?;
    let Ok(pattern) = std::ffi::CString::new(format.as_bytes()) else {
        return Err(cx.raise(
            &exc::TYPE_ERROR,
            format_args!("strftime() argument 1 must be string without null bytes, not str"),
        ));
    };
    let mut size = 1024.max(pattern.as_bytes().len() * 2);
    loop {
        let mut buffer = vec![0u8; size];
        // SAFETY: (1) buffer, pattern and fields live through the call.
        let count =
            unsafe { libc::strftime(buffer.as_mut_ptr().cast(), size, pattern.as_ptr(), &fields) };
        if count > 0 || size > 256 * pattern.as_bytes().len().max(4) {
            return Str::new(cx, &buffer[..count]);
        }
        size *= 2;
    }
}

pub(super) fn tzset(cx: &Cx, module: Ref<'_>) -> PyResult {
    add_zone(cx, module)?;
    Ok(none().own())
}

/// Sets `timezone`, `altzone`, `daylight`, `tzname`.
pub(super) fn add_zone(cx: &Cx, module: Ref<'_>) -> PyResult<()> {
    unsafe extern "C" {
        fn tzset();
    }
    // SAFETY: reads the environment, under the GIL.
    unsafe { tzset() };
    let year = 365 * 24 * 3600 + 6 * 3600;
    let now = std::time::SystemTime::now()
        .duration_since(std::time::UNIX_EPOCH)
        .map_or(0, |now| now.as_secs() as i64);
    let start = now / year * year;
    let winter = split_local(cx, start)?;
    let summer = split_local(cx, start + year / 2)?;
    let name = |fields: &libc::tm| {
        if fields.tm_zone.is_null() {
            return Vec::new();
        }
        // SAFETY: libc's zone names are C strings that stay.
        unsafe { std::ffi::CStr::from_ptr(fields.tm_zone) }.to_bytes().to_vec()
    };
    let (winter_zone, summer_zone) = (-winter.tm_gmtoff, -summer.tm_gmtoff);
    let north = winter_zone >= summer_zone;
    let (standard, alternative) = if north { (&winter, &summer) } else { (&summer, &winter) };
    cx.module_add(module, "timezone", Owned::int(winter_zone.max(summer_zone)))?;
    cx.module_add(module, "altzone", Owned::int(winter_zone.min(summer_zone)))?;
    cx.module_add(module, "daylight", Owned::int(i64::from(winter_zone != summer_zone)))?;
    let names = vec![Str::new(cx, &name(standard))?, Str::new(cx, &name(alternative))?];
    cx.module_add(module, "tzname", Tuple::new(cx, names)?)?;
    cx.module_add(module, "accept2dyear", builtins::bool::bool_ref(true).own())
}
