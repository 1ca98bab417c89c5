//! UNSAFE ISLAND: the tuple object.
//!
//! ```text
//! 0  header   16  number of items   24  items: owned values
//! ```
//!
//! Obligations: (1) `len` owned values follow at offset 24; (2) items never change once a second
//! owner can see the tuple.

use super::TUPLE;
use crate::cx::Cx;
use crate::exceptions::PyResult;
use crate::object::alloc::{allocate_block, allocate_raw};
use crate::object::{Header, Owned, Ref};
use crate::types::Type;
use abi::Word;

/// Memory of a tuple; the items follow.
#[repr(C)]
pub struct Tuple {
    pub(crate) head: Header,
    len: usize,
    items: [u64; 0],
}

const ITEMS: usize = std::mem::offset_of!(Tuple, items);
const _: () = assert!(ITEMS == 24);

// SAFETY: touched only under the GIL.
unsafe impl Sync for Tuple {}

/// The only tuple of type `tuple` without items.
static EMPTY: Tuple = Tuple { head: Header::immortal(&TUPLE), len: 0, items: [] };

impl Tuple {
    /// Offset of the number of items, for compiled code.
    pub(crate) const LEN_OFFSET: usize = std::mem::offset_of!(Tuple, len);
    /// Offset of the first item.
    pub(crate) const ITEMS_OFFSET: usize = ITEMS;

    /// Returns the tuple without items.
    pub fn empty() -> Ref<'static> {
        Ref::from_object(&EMPTY)
    }

    /// Makes a tuple that takes over `items`.
    ///
    /// # Errors
    /// Raises `MemoryError`.
    pub fn new(cx: &Cx, items: Vec<Owned>) -> PyResult {
        Tuple::with_type(cx, &TUPLE, items)
    }

    /// Makes a tuple, or an instance of a subtype, that takes over `items`.
    ///
    /// # Errors
    /// Raises `MemoryError`.
    pub fn with_type(cx: &Cx, ty: &Type, items: Vec<Owned>) -> PyResult {
        Tuple::fill(cx, ty, items.into_iter())
    }

    /// Makes a tuple of counted copies of `items`.
    ///
    /// # Errors
    /// Raises `MemoryError`.
    pub fn from_refs(cx: &Cx, items: &[Ref<'_>]) -> PyResult {
        Tuple::fill(cx, &TUPLE, items.iter().map(|item| item.own()))
    }

    /// Makes a tuple of two items.
    ///
    /// # Errors
    /// Raises `MemoryError`.
    #[inline]
    pub fn pair(cx: &Cx, first: Owned, second: Owned) -> PyResult {
        let block = allocate_block(cx, &TUPLE, Tuple::tail_offset(2))?;
        let object = block.cast::<Tuple>();
        // SAFETY: the block has room for the fields.
        unsafe { object.write(Tuple { head: Header::new(&TUPLE), len: 2, items: [] }) };
        // SAFETY: (1) the items follow the fields.
        let place = unsafe { block.add(ITEMS).cast::<[u64; 2]>() };
        // SAFETY: (1) the block has room for two items.
        unsafe { place.write([first.into_word().0, second.into_word().0]) };
        // SAFETY: a new object whose one count moves to the result.
        Ok(unsafe { Owned::from_ptr(object) })
    }

    /// Makes a tuple of as many items as the iterator says it has; the iterator runs no Python code.
    ///
    /// # Errors
    /// Raises `MemoryError`.
    #[inline]
    pub fn fill(cx: &Cx, ty: &Type, items: impl ExactSizeIterator<Item = Owned>) -> PyResult {
        let len = items.len();
        if len == 0 && std::ptr::eq(ty, &TUPLE) {
            return Ok(Tuple::empty().own());
        }
        if len > isize::MAX as usize / 16 {
            return Err(cx.raise_no_memory());
        }
        let block = if !std::ptr::eq(ty, &TUPLE) {
            let tail = ty.basic_size().saturating_sub(size_of::<Tuple>());
            allocate_raw(cx, ty, Tuple::tail_offset(len) + tail)?
        } else {
            allocate_block(cx, ty, Tuple::tail_offset(len))?
        };
        let object = block.cast::<Tuple>();
        // SAFETY: the block has room for the fields.
        unsafe { object.write(Tuple { head: Header::new(ty), len, items: [] }) };
        ty.retain_by_instance();
        // SAFETY: (1) the items follow the fields.
        let place = unsafe { block.add(ITEMS).cast::<u64>() };
        let mut filled = 0;
        for item in items.take(len) {
            // SAFETY: (1) the block has room for `len` items.
            unsafe { place.add(filled).write(item.into_word().0) };
            filled += 1;
        }
        assert!(filled == len, "the iterator gives as many items as it says");
        // SAFETY: a new object whose one count moves to the result.
        Ok(unsafe { Owned::from_ptr(object) })
    }

    /// Returns where the attribute part of a subtype's instance begins.
    pub(crate) fn tail_offset(len: usize) -> usize {
        ITEMS + len * 8
    }

    /// Borrows the items.
    #[inline(always)]
    pub fn as_slice(&self) -> &[Ref<'_>] {
        // SAFETY: (1) `len` words follow, each a live value owned by the tuple; `Ref` is one word.
        unsafe {
            std::slice::from_raw_parts(
                std::ptr::from_ref(self).cast::<u8>().add(ITEMS).cast(),
                self.len,
            )
        }
    }

    /// Returns the number of items.
    #[inline(always)]
    pub fn len(&self) -> usize {
        self.len
    }

    /// Returns whether there are no items.
    pub fn is_empty(&self) -> bool {
        self.len == 0
    }
}

impl Drop for Tuple {
    fn drop(&mut self) {
        // From the last item to the first, as CPython does.
        for index in (0..self.len).rev() {
            // SAFETY: (1) each item is released once.
            let word = unsafe {
                std::ptr::from_mut(self).cast::<u8>().add(ITEMS).cast::<u64>().add(index).read()
            };
            crate::object::handle::release(Word(word));
        }
    }
}
