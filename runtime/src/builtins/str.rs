//! UNSAFE ISLAND: the type `str` and its memory.
//!
//! ```text
//! 0  header   16  length in bytes   24  hash, -1 unknown   32  interned state   36  bytes, then 0
//! ```
//!
//! Obligations: (1) `len` bytes and a closing 0 follow at offset 36; (2) the bytes of a str never
//! change once a second owner can see it.

mod intern;
pub(crate) mod methods;
pub(crate) mod ops;
mod table;

use crate::cx::Cx;
use crate::exceptions::PyResult;
use crate::object::alloc::allocate_block;
use crate::object::{Header, Owned, Ref};
use crate::types::{Type, TypeFlags};
use std::cell::{Cell, UnsafeCell};

pub use intern::{intern, intern_bytes};
pub use ops::{append, of_bytes};
pub use table::STR;

/// Memory of a str; the bytes follow.
#[repr(C)]
pub struct Str {
    pub(crate) head: Header,
    pub(crate) len: Cell<usize>,
    pub(crate) hash: Cell<i64>,
    pub(crate) interned: Cell<u32>,
    data: [u8; 0],
}

/// Where the bytes of a str begin.
pub(crate) const DATA: usize = std::mem::offset_of!(Str, data);
const _: () = assert!(DATA == 36);

/// A str at a link-time address; `N` is its length plus one.
#[repr(C)]
pub struct StaticStr<const N: usize> {
    head: Header,
    len: usize,
    hash: Cell<i64>,
    interned: Cell<u32>,
    bytes: UnsafeCell<[u8; N]>,
}

// SAFETY: touched only under the GIL.
unsafe impl<const N: usize> Sync for StaticStr<N> {}

impl<const N: usize> StaticStr<N> {
    /// Makes the static from its text.
    pub const fn new(text: &str) -> StaticStr<N> {
        let mut bytes = [0; N];
        let mut index = 0;
        while index < text.len() {
            bytes[index] = text.as_bytes()[index];
            index += 1;
        }
        assert!(N == text.len() + 1);
        StaticStr {
            head: Header::immortal(&STR),
            len: N - 1,
            hash: Cell::new(-1),
            interned: Cell::new(0),
            bytes: UnsafeCell::new(bytes),
        }
    }

    /// Makes the static of one byte.
    const fn of_byte(byte: u8) -> StaticStr<2> {
        StaticStr {
            head: Header::immortal(&STR),
            len: 1,
            hash: Cell::new(-1),
            interned: Cell::new(0),
            bytes: UnsafeCell::new([byte, 0]),
        }
    }

    /// Borrows it as a value.
    pub fn as_ref(&'static self) -> Ref<'static> {
        // SAFETY: (1) same layout as a `Str` with N - 1 bytes.
        unsafe { Ref::from_word(abi::Word(std::ptr::from_ref(self) as u64)) }
    }
}

/// The strs of one byte, shared by all who need them.
static SINGLES: [StaticStr<2>; 256] = {
    let mut singles = [const { StaticStr::<2>::of_byte(0) }; 256];
    let mut byte = 0;
    while byte < 256 {
        singles[byte] = StaticStr::<2>::of_byte(byte as u8);
        byte += 1;
    }
    singles
};

/// Address of the strs of one byte, and the size of each, for compiled code.
pub(crate) fn singles() -> (u64, usize) {
    (std::ptr::from_ref(&SINGLES) as u64, size_of::<StaticStr<2>>())
}

/// The str of one byte.
#[inline(always)]
pub(crate) fn single(byte: u8) -> Ref<'static> {
    SINGLES[usize::from(byte)].as_ref()
}

impl Str {
    /// Makes a str of a copy of `bytes`.
    ///
    /// # Errors
    /// Raises `MemoryError`.
    pub fn new(cx: &Cx, bytes: &[u8]) -> PyResult {
        Str::build(cx, &STR, bytes.len(), |room| room.copy_from_slice(bytes))
    }

    /// Makes a str (or an instance of a subtype) of `len` bytes; `fill` writes all of them.
    ///
    /// # Errors
    /// Raises `MemoryError`.
    pub fn build(cx: &Cx, ty: &Type, len: usize, fill: impl FnOnce(&mut [u8])) -> PyResult {
        let size_bytes = Str::size_bytes(ty, len).ok_or_else(|| cx.raise_no_memory())?;
        crate::protocol::memory::check(cx, size_bytes)?;
        let block = allocate_block(cx, ty, size_bytes)?;
        let object = block.cast::<Str>();
        let value = Str {
            head: Header::new(ty),
            len: Cell::new(len),
            hash: Cell::new(-1),
            interned: Cell::new(0),
            data: [],
        };
        // SAFETY: the block has room for the fields and `len + 1` bytes.
        unsafe { object.write(value) };
        ty.retain_by_instance();
        // SAFETY: (1) what is behind the bytes: the null, and a subtype's attributes.
        unsafe { block.add(DATA + len).write_bytes(0, size_bytes - DATA - len) };
        // SAFETY: (1) the room behind the fields; `fill` writes all of it and reads nothing.
        let room = unsafe { std::slice::from_raw_parts_mut(block.add(DATA), len) };
        fill(room);
        // SAFETY: a new object whose one count moves to the result.
        Ok(unsafe { Owned::from_ptr(object) })
    }

    /// Returns the size of an instance with `len` bytes; the attribute part of a subtype's instance
    /// starts at [`Str::tail_offset`].
    fn size_bytes(ty: &Type, len: usize) -> Option<usize> {
        if len > isize::MAX as usize - 256 {
            return None;
        }
        if ty.has_flag(TypeFlags::HEAP) {
            Some(Str::tail_offset(len) + ty.basic_size().saturating_sub(size_of::<Str>()))
        } else {
            Some((DATA + len + 1).max(size_of::<Str>()))
        }
    }

    /// Returns the size of the block of a str (of a subtype's instance: a part of it).
    pub(crate) fn block_bytes(&self) -> usize {
        (DATA + self.len.get() + 1).max(size_of::<Str>())
    }

    /// Returns where the attribute part of a subtype's instance begins.
    pub(crate) fn tail_offset(len: usize) -> usize {
        (DATA + len + 1).next_multiple_of(8).max(size_of::<Str>())
    }

    /// Returns the bytes.
    #[inline(always)]
    pub fn as_bytes(&self) -> &[u8] {
        // SAFETY: (1) the bytes follow the fields.
        unsafe {
            std::slice::from_raw_parts(
                std::ptr::from_ref(self).cast::<u8>().add(DATA),
                self.len.get(),
            )
        }
    }

    /// Returns the length in bytes.
    #[inline(always)]
    pub fn len(&self) -> usize {
        self.len.get()
    }

    /// Returns whether there are no bytes.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Returns whether the str is in the table of interned strings.
    #[inline(always)]
    pub fn is_interned(&self) -> bool {
        self.interned.get() != 0
    }

    /// Returns the hash, computing it once.
    #[inline(always)]
    pub fn hash(&self) -> i64 {
        let known = self.hash.get();
        if known != -1 { known } else { self.compute_hash() }
    }

    fn compute_hash(&self) -> i64 {
        let hash = crate::protocol::hash::hash_bytes(self.as_bytes());
        self.hash.set(hash);
        hash
    }

    /// Makes the str longer by `tail`, in place or moved; the only owner gives it up for that.
    ///
    /// # Errors
    /// Raises `MemoryError`.
    fn grow(cx: &Cx, text: Owned, tail: &[u8]) -> PyResult {
        let object = text.into_word().0 as *mut Str;
        // SAFETY: the handle was one; its count now belongs to `object`.
        let old_len = unsafe { (*object).len.get() };
        let len = old_len + tail.len();
        let needed = DATA + len + 1;
        // SAFETY: the block was allocated by mimalloc, as every str that is not static.
        let usable = unsafe { libmimalloc_sys::mi_usable_size(object.cast()) };
        // Rounded as the lists of free blocks do.
        let room = (needed + needed / 8).next_multiple_of(16);
        let block = if needed.next_multiple_of(16) <= usable {
            object.cast::<u8>()
        } else {
            // SAFETY: (2) nobody else sees the block; the old address is not used again.
            unsafe { libmimalloc_sys::mi_realloc(object.cast(), room).cast::<u8>() }
        };
        if block.is_null() {
            // SAFETY: the block is as it was; its count is given up.
            drop(unsafe { Owned::from_ptr(object) });
            return Err(cx.raise_no_memory());
        }
        let object = block.cast::<Str>();
        // SAFETY: (1) the block has room for `len + 1` bytes behind the fields.
        let room =
            unsafe { std::slice::from_raw_parts_mut(block.add(DATA + old_len), tail.len() + 1) };
        room[..tail.len()].copy_from_slice(tail);
        room[tail.len()] = 0;
        // SAFETY: the fields are valid; nobody else sees them.
        let fields = unsafe { &*object };
        fields.len.set(len);
        fields.hash.set(-1);
        // SAFETY: the one count moves to the result.
        Ok(unsafe { Owned::from_ptr(object) })
    }

    /// Returns the text for messages, with other bytes replaced.
    pub fn to_text(&self) -> std::borrow::Cow<'_, str> {
        String::from_utf8_lossy(self.as_bytes())
    }
}
