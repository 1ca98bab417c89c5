//! The type `bytearray`: mutable sequences of bytes.
//!
//! While a memoryview looks at the bytes (`exports` is not 0) their number does not change.

mod iterator;
mod methods;
mod ops;
mod text;
mod types;

use crate::cx::Cx;
use crate::exceptions::{PyResult, Raised, table};
use crate::object::{Header, Ref, allocate};
use crate::protocol::{buffer, number};
use std::borrow::Cow;
use std::cell::{Cell, RefCell};

pub(crate) use iterator::BYTEARRAY_ITERATOR;
pub use types::BYTEARRAY;

/// Memory of a bytearray.
#[repr(C)]
pub struct ByteArray {
    pub(crate) head: Header,
    data: RefCell<Vec<u8>>,
    pub(crate) exports: Cell<usize>,
}

impl ByteArray {
    /// Makes a bytearray.
    ///
    /// # Errors
    /// Raises `MemoryError`.
    pub fn new(cx: &Cx, bytes: Vec<u8>) -> PyResult {
        let data = RefCell::new(bytes);
        let exports = Cell::new(0);
        allocate(cx, &BYTEARRAY, ByteArray { head: Header::new(&BYTEARRAY), data, exports })
    }

    /// Borrows the bytes. The caller runs no Python code while it holds the borrow.
    pub fn bytes(&self) -> std::cell::Ref<'_, Vec<u8>> {
        self.data.borrow()
    }

    /// Borrows the bytes to overwrite them. The caller runs no Python code while it holds the
    /// borrow and keeps their number.
    pub fn bytes_mut(&self) -> std::cell::RefMut<'_, Vec<u8>> {
        self.data.borrow_mut()
    }

    /// Returns the number of bytes.
    pub fn len(&self) -> usize {
        self.data.borrow().len()
    }

    /// Returns whether there are no bytes.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Changes the number of bytes.
    ///
    /// # Errors
    /// Raises `BufferError` while a memoryview looks at them.
    fn resize(&self, cx: &Cx, change: impl FnOnce(&mut Vec<u8>)) -> PyResult<()> {
        if self.exports.get() > 0 {
            return Err(cx.raise(
                &table::BUFFER_ERROR,
                format_args!("Existing exports of data: object cannot be re-sized"),
            ));
        }
        change(&mut self.data.borrow_mut());
        Ok(())
    }

    /// Adds bytes at the end.
    ///
    /// # Errors
    /// Raises `BufferError` while a memoryview looks at the bytes, or `MemoryError`.
    pub fn extend(&self, cx: &Cx, bytes: &[u8]) -> PyResult<()> {
        if self.data.borrow_mut().try_reserve(bytes.len()).is_err() {
            return Err(cx.raise_no_memory());
        }
        self.resize(cx, |data| data.extend_from_slice(bytes))
    }
}

/// A byte argument: an int of 0 to 255 or a str of one byte. May run Python code.
///
/// # Errors
/// Raises `ValueError` or `TypeError`.
pub(crate) fn byte_value(cx: &Cx, x: Ref<'_>) -> PyResult<u8> {
    if let Some(text) = x.cast::<crate::builtins::str::Str>() {
        return match text.as_bytes() {
            [byte] => Ok(*byte),
            _ => Err(cx.raise(&table::VALUE_ERROR, format_args!("string must be of size 1"))),
        };
    }
    let value = match number::has_index(x) {
        true => number::index(cx, x),
        false => Err(Raised),
    };
    let value = match value {
        Err(Raised) if number::has_index(x) && !cx.raised_matches(&table::TYPE_ERROR) => {
            return Err(Raised);
        }
        value => value,
    };
    let Ok(value) = value else {
        cx.clear_raised();
        return Err(cx.raise(
            &table::TYPE_ERROR,
            format_args!("an integer or string of size 1 is required"),
        ));
    };
    let value = crate::builtins::long::to_i64(value.borrow());
    match value.and_then(|value| u8::try_from(value).ok()) {
        Some(byte) => Ok(byte),
        None => Err(cx.raise(&table::VALUE_ERROR, format_args!("byte must be in range(0, 256)"))),
    }
}

/// The bytes of an argument.
///
/// # Errors
/// Raises `TypeError` if it has none.
fn bytes_argument<'a>(cx: &Cx, x: Ref<'a>) -> PyResult<Cow<'a, [u8]>> {
    match buffer::bytes(cx, x)? {
        Some(bytes) => Ok(bytes),
        None => Err(raise_no_bytes(cx, x)),
    }
}

#[cold]
fn raise_no_bytes(cx: &Cx, x: Ref<'_>) -> Raised {
    cx.raise(
        &table::TYPE_ERROR,
        format_args!("Type {} doesn't support the buffer API", x.ty().name()),
    )
}
