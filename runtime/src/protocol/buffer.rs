//! Bytes of objects: `str`, and whatever has a `read_bytes` slot.

use crate::builtins::str::Str;
use crate::builtins::unicode::Unicode;
use crate::cx::Cx;
use crate::exceptions::{PyResult, Raised, table};
use crate::object::Ref;
use std::borrow::Cow;

/// Returns the bytes of an object that has any; None for other values. Mutable objects are copied.
///
/// # Errors
/// Whatever the object's slot raises.
pub fn bytes<'a>(cx: &Cx, x: Ref<'a>) -> PyResult<Option<Cow<'a, [u8]>>> {
    if let Some(text) = x.cast::<Str>() {
        return Ok(Some(Cow::Borrowed(text.as_bytes())));
    }
    match x.ty().slots.read_bytes.get() {
        Some(read) => read(cx, x).map(|bytes| Some(Cow::Owned(bytes))),
        None => Ok(None),
    }
}

/// The same for natives that know only the old buffer interface, which memoryviews lack.
///
/// # Errors
/// Whatever the object's slot raises.
pub fn old_bytes<'a>(cx: &Cx, x: Ref<'a>) -> PyResult<Option<Cow<'a, [u8]>>> {
    if x.is_exact(&crate::builtins::memoryview::MEMORYVIEW) { Ok(None) } else { bytes(cx, x) }
}

/// Returns the characters of an argument that has to be a str, unicode (ASCII) or buffer.
///
/// # Errors
/// Raises `TypeError` for other values, `UnicodeEncodeError` for a unicode that is not ASCII.
pub fn characters<'a>(cx: &Cx, x: Ref<'a>) -> PyResult<Cow<'a, [u8]>> {
    if let Some(text) = x.cast::<Unicode>() {
        let bytes = crate::builtins::codecs::encode_ascii(cx, text.code_points(), b"strict")?;
        return Ok(Cow::Owned(bytes));
    }
    old_bytes(cx, x)?.ok_or_else(|| raise_no_buffer(cx))
}

#[cold]
fn raise_no_buffer(cx: &Cx) -> Raised {
    cx.raise(&table::TYPE_ERROR, format_args!("expected a string or other character buffer object"))
}

/// Lends the bytes of a mutable object to `action`, which runs no Python code.
///
/// # Errors
/// Raises `TypeError` if there are none that can be changed.
pub fn write(cx: &Cx, x: Ref<'_>, action: &mut dyn FnMut(&mut [u8])) -> PyResult<()> {
    match x.ty().slots.write_bytes.get() {
        Some(write) => write(cx, x, action),
        None => Err(cx.raise(
            &table::TYPE_ERROR,
            format_args!("must be read-write buffer, not {}", x.ty().name()),
        )),
    }
}
