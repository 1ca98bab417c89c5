//! UNSAFE ISLAND: the type `tuple` and its memory.
//!
//! ```text
//! 0  header   16  number of items   24  items: owned values
//! ```
//!
//! Obligations: (1) `len` owned values follow at offset 24; (2) items never change once a second
//! owner can see the tuple.

use crate::cx::Cx;
use crate::exceptions::PyResult;
use crate::object::alloc::allocate_raw;
use crate::object::{Header, Owned, Ref};
use crate::types::{Type, TypeFlags};
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

crate::py_type! {
    /// Immutable sequences.
    pub static TUPLE: Tuple = "tuple" {
        flags: [BASE, GC, TUPLE_SUBTYPE],
        slots { traverse: traverse }
    }
}

impl Tuple {
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
        let len = items.len();
        let tail = if ty.has_flag(TypeFlags::HEAP) {
            ty.basic_size().saturating_sub(size_of::<Tuple>())
        } else {
            0
        };
        let block = allocate_raw(cx, ty, Tuple::tail_offset(len) + tail)?;
        let object = block.cast::<Tuple>();
        // SAFETY: the block has room for the fields.
        unsafe { object.write(Tuple { head: Header::new(ty), len, items: [] }) };
        ty.retain_by_instance();
        for (index, item) in items.into_iter().enumerate() {
            // SAFETY: (1) the block has room for `len` items.
            unsafe { block.add(ITEMS).cast::<u64>().add(index).write(item.into_word().0) };
        }
        // SAFETY: a new object whose one count moves to the result.
        Ok(unsafe { Owned::from_ptr(object) })
    }

    /// Makes a tuple of counted copies of `items`.
    ///
    /// # Errors
    /// Raises `MemoryError`.
    pub fn from_refs(cx: &Cx, items: &[Ref<'_>]) -> PyResult {
        Tuple::new(cx, items.iter().map(|item| item.own()).collect())
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

fn traverse(tuple: Ref<'_>, visit: &mut dyn FnMut(Ref<'_>)) {
    tuple.recv::<Tuple>().as_slice().iter().for_each(|item| visit(*item));
}
