//! Reading arguments of `posix` functions, and raising their errors.

use nix::errno::Errno;
use runtime::api::{Cx, PyResult, Raised, Ref, exc, protocol};
use runtime::builtins::str::Str;
use runtime::builtins::unicode::Unicode;

/// A path: str, or unicode encoded by the file system's encoding.
pub(super) fn path(cx: &Cx, value: Ref<'_>) -> PyResult<Vec<u8>> {
    let bytes = if let Some(text) = value.cast::<Str>() {
        text.as_bytes().to_vec()
    } else if let Some(text) = value.cast::<Unicode>() {
        text.to_text().into_bytes()
    } else {
        let ty = protocol::call::type_name(value);
        return Err(cx.raise(
            &exc::TYPE_ERROR,
            format_args!("coercing to Unicode: need string or buffer, {ty} found"),
        ));
    };
    if bytes.contains(&0) {
        return Err(cx.raise(
            &exc::TYPE_ERROR,
            format_args!("must be encoded string without NULL bytes, not str"),
        ));
    }
    Ok(bytes)
}

/// A whole number.
pub(super) fn number(cx: &Cx, value: Ref<'_>) -> PyResult<i64> {
    protocol::number::as_i64(cx, value)
}

/// A descriptor: a number, or an object that has one.
pub(super) fn file_number(cx: &Cx, value: Ref<'_>) -> PyResult<i32> {
    if runtime::builtins::long::to_big(value).is_some() {
        return int(cx, value);
    }
    let name = runtime::builtins::str::intern_bytes(cx, b"fileno");
    match protocol::attr::find_attr(cx, value, name.borrow())? {
        Some(method) => int(cx, protocol::call::call0(cx, method.borrow())?.borrow()),
        None => {
            let message = format_args!("argument must be an int, or have a fileno() method");
            Err(cx.raise(&exc::TYPE_ERROR, message))
        }
    }
}

/// A C int.
pub(super) fn int(cx: &Cx, value: Ref<'_>) -> PyResult<i32> {
    let number = protocol::number::as_i64(cx, value)?;
    i32::try_from(number).map_err(|_| {
        let text = if number > 0 {
            "signed integer is greater than maximum"
        } else {
            "signed integer is less than minimum"
        };
        cx.raise(&exc::OVERFLOW_ERROR, format_args!("{text}"))
    })
}

/// A descriptor: an int, or an object with `fileno()`.
pub(super) fn descriptor(cx: &Cx, value: Ref<'_>) -> PyResult<i32> {
    int(cx, value)
}

/// Raises `OSError`.
pub(super) fn os_error(cx: &Cx, errno: Errno) -> Raised {
    cx.raise_os_error(errno as i32, None, &exc::OS_ERROR)
}

/// Raises `OSError` with a file name.
pub(super) fn path_error(cx: &Cx, errno: Errno, name: Ref<'_>) -> Raised {
    cx.raise_os_error(errno as i32, Some(name), &exc::OS_ERROR)
}

/// The same for an error of the Rust library.
pub(super) fn io_error(cx: &Cx, error: &std::io::Error, name: Ref<'_>) -> Raised {
    path_error(cx, Errno::from_raw(error.raw_os_error().unwrap_or(libc::EIO)), name)
}
