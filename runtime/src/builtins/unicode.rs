//! The type `unicode`: immutable sequences of code points.

mod coerce;
pub(crate) mod methods;
pub mod names;
pub(crate) mod ops;
pub mod table;
mod types;

use crate::cx::Cx;
use crate::exceptions::PyResult;
use crate::object::{Header, Ref, allocate};
use crate::types::Type;
use std::cell::Cell;

pub use coerce::{encode_default, from_object, to_decimal};
pub use ops::{concat, contains};
pub use types::{BASESTRING, UNICODE};

/// Memory of a unicode.
#[repr(C)]
pub struct Unicode {
    pub(crate) head: Header,
    data: Box<[u32]>,
    hash: Cell<i64>,
}

impl Unicode {
    /// Makes a unicode of a copy of code points.
    ///
    /// # Errors
    /// Raises `MemoryError`.
    pub fn new(cx: &Cx, code_points: &[u32]) -> PyResult {
        match code_points {
            [] => return Unicode::small(cx, 256),
            [code] if *code < 256 => return Unicode::small(cx, *code as usize),
            _ => {}
        }
        let mut data = room(cx, code_points.len())?;
        data.extend_from_slice(code_points);
        Unicode::from_vec(cx, data)
    }

    /// Returns the shared unicode of a code point below 256, or at 256 the empty one.
    fn small(cx: &Cx, index: usize) -> PyResult {
        let place = &cx.vm().small_unicodes[index];
        if let Some(known) = place.get() {
            return Ok(known);
        }
        let data = if index == 256 { Vec::new() } else { vec![index as u32] };
        let made = Unicode::from_vec(cx, data)?;
        place.set(Some(made.clone()));
        Ok(made)
    }

    /// Makes a unicode of the code points of a vector.
    ///
    /// # Errors
    /// Raises `MemoryError`.
    pub fn from_vec(cx: &Cx, code_points: Vec<u32>) -> PyResult {
        Unicode::with_type(cx, &UNICODE, code_points)
    }

    /// Makes a unicode, or an instance of a subtype.
    ///
    /// # Errors
    /// Raises `MemoryError`.
    pub fn with_type(cx: &Cx, ty: &Type, code_points: Vec<u32>) -> PyResult {
        let data = code_points.into_boxed_slice();
        allocate(cx, ty, Unicode { head: Header::new(ty), data, hash: Cell::new(-1) })
    }

    /// Makes a unicode of a Rust text.
    ///
    /// # Errors
    /// Raises `MemoryError`.
    pub fn from_str(cx: &Cx, text: &str) -> PyResult {
        let mut data = room(cx, text.len())?;
        data.extend(text.chars().map(u32::from));
        Unicode::from_vec(cx, data)
    }

    /// Makes a unicode of bytes that stand for the first 256 code points.
    ///
    /// # Errors
    /// Raises `MemoryError`.
    pub fn from_latin1(cx: &Cx, bytes: &[u8]) -> PyResult {
        let mut data = room(cx, bytes.len())?;
        data.extend(bytes.iter().map(|byte| u32::from(*byte)));
        Unicode::from_vec(cx, data)
    }

    /// Returns the code points.
    #[inline(always)]
    pub fn code_points(&self) -> &[u32] {
        &self.data
    }

    /// Returns the number of code points.
    #[inline(always)]
    pub fn len(&self) -> usize {
        self.data.len()
    }

    /// Returns whether there are no code points.
    pub fn is_empty(&self) -> bool {
        self.data.is_empty()
    }

    /// Returns the hash: that of the equal str, if there is one.
    pub fn hash(&self) -> i64 {
        let known = self.hash.get();
        if known != -1 {
            return known;
        }
        let units = self.data.iter().map(|code| u64::from(*code));
        let hash = crate::protocol::hash::hash_units(units);
        self.hash.set(hash);
        hash
    }

    /// Returns the text for messages, with other code points replaced.
    pub fn to_text(&self) -> String {
        self.data.iter().map(|code| char::from_u32(*code).unwrap_or('\u{fffd}')).collect()
    }
}

/// An empty vector with room for `len` units.
///
/// # Errors
/// Raises `MemoryError`.
pub fn room<T>(cx: &Cx, len: usize) -> PyResult<Vec<T>> {
    crate::protocol::memory::check(cx, len.saturating_mul(size_of::<T>()))?;
    let mut data = Vec::new();
    match data.try_reserve_exact(len) {
        Ok(()) => Ok(data),
        Err(_) => Err(cx.raise_no_memory()),
    }
}

/// Returns the value as a unicode, if it is one.
pub fn as_unicode(x: Ref<'_>) -> Option<&Unicode> {
    x.cast::<Unicode>()
}
