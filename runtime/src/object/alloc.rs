//! UNSAFE ISLAND: memory of objects.
//!
//! Objects whose type has [`TypeFlags::GC`] live in the container heap that the collector walks,
//! all others in the default mimalloc heap.
//!
//! Obligations: (1) a block is at least `ty.basic_size` bytes and at least its struct; the bytes
//! behind the struct are zero; (2) an object is freed once, by its type's `dealloc` slot, after its
//! members were dropped; (3) heap types are owned by their instances; (4) a block in a list of free
//! ones belongs to nobody else.
//!
//! Destruction nests at most [`MAX_NESTING`] deep; deeper objects wait on a list of the thread, so
//! that a chain of a million lists is freed in constant native stack.

use super::handle::{Owned, PyObject};
use super::header::Header;
use crate::cx::Cx;
use crate::exceptions::Raised;
use crate::types::{Type, TypeFlags};
use std::cell::Cell;

/// Sizes of small blocks differ by it.
const LEAF_GRANULE: usize = 16;
/// Number of classes of small blocks, class 0 unused: up to 112 bytes.
const LEAF_CLASSES: usize = 8;
/// Free blocks kept in a class, at most.
const LEAF_MAX: u32 = 512;

/// Free blocks of a thread for small objects that are no containers, one list a class. The first
/// word of a free block points to the next one.
pub(crate) struct LeafBlocks {
    heads: [Cell<*mut u8>; LEAF_CLASSES],
    counts: [Cell<u32>; LEAF_CLASSES],
}

impl LeafBlocks {
    /// No blocks.
    pub(crate) const fn new() -> LeafBlocks {
        LeafBlocks {
            heads: [const { Cell::new(std::ptr::null_mut()) }; LEAF_CLASSES],
            counts: [const { Cell::new(0) }; LEAF_CLASSES],
        }
    }

    /// Returns a block of at least `size_bytes`, its content undefined; null without memory.
    #[inline(always)]
    fn take(&self, size_bytes: usize) -> *mut u8 {
        let class = size_bytes.div_ceil(LEAF_GRANULE);
        let Some(head) = self.heads.get(class) else {
            // SAFETY: a plain allocation; the caller checks the result.
            return unsafe { libmimalloc_sys::mi_malloc(size_bytes).cast() };
        };
        let block = head.get();
        if block.is_null() {
            // SAFETY: as above.
            return unsafe { libmimalloc_sys::mi_malloc(class * LEAF_GRANULE).cast() };
        }
        // SAFETY: (4) a free block begins with the address of the next one.
        head.set(unsafe { block.cast::<*mut u8>().read() });
        self.counts[class].set(self.counts[class].get() - 1);
        block
    }

    /// Takes a block back that [`LeafBlocks::take`] gave for `size_bytes`, or a larger one.
    ///
    /// # Safety
    /// The block came from mimalloc, and nobody uses it any more.
    #[inline(always)]
    unsafe fn give(&self, block: *mut u8, size_bytes: usize) {
        let class = size_bytes.div_ceil(LEAF_GRANULE);
        if let Some(head) = self.heads.get(class)
            && self.counts[class].get() < LEAF_MAX
        {
            // SAFETY: (4) the block has room for an address.
            unsafe { block.cast::<*mut u8>().write(head.get()) };
            head.set(block);
            self.counts[class].set(self.counts[class].get() + 1);
        } else {
            // SAFETY: passed on to the caller.
            unsafe { libmimalloc_sys::mi_free(block.cast()) };
        }
    }
}

/// How deep destructions nest before they are put off.
const MAX_NESTING: u32 = 50;

/// Allocates `size_bytes` for an object of `ty`: its header is set, all else is zero. The collector
/// may look at it from here on.
///
/// # Errors
/// Raises `MemoryError` if there is no memory.
pub(crate) fn allocate_raw(cx: &Cx, ty: &Type, size_bytes: usize) -> Result<*mut u8, Raised> {
    let block = allocate_block(cx, ty, size_bytes)?;
    // SAFETY: (1) the block is that large.
    unsafe { block.write_bytes(0, size_bytes) };
    // SAFETY: (1) the block begins with a header.
    unsafe { block.cast::<Header>().write(Header::new(ty)) };
    Ok(block)
}

/// Allocates a block for an object of `ty`; its content is undefined.
///
/// # Errors
/// Raises `MemoryError` if there is no memory.
#[inline(always)]
pub(crate) fn allocate_block(cx: &Cx, ty: &Type, size_bytes: usize) -> Result<*mut u8, Raised> {
    let block = if ty.has_flag(TypeFlags::GC) {
        super::cycle::allocate_container(cx, size_bytes)
    } else {
        cx.leaf_blocks.take(size_bytes)
    };
    if block.is_null() { Err(cx.raise_no_memory()) } else { Ok(block) }
}

/// Moves `value` into a new object of type `ty` (its header says the same type or is replaced).
///
/// # Errors
/// Raises `MemoryError` if there is no memory.
#[inline]
pub fn allocate<T: PyObject>(cx: &Cx, ty: &Type, value: T) -> Result<Owned, Raised> {
    allocate_sized(cx, ty, ty.basic_size(), value)
}

/// The same with room for `size_bytes`, if that is more than the struct needs.
///
/// # Errors
/// Raises `MemoryError` if there is no memory.
pub fn allocate_sized<T: PyObject>(
    cx: &Cx,
    ty: &Type,
    size_bytes: usize,
    value: T,
) -> Result<Owned, Raised> {
    let size_bytes = size_of::<T>().max(size_bytes);
    let block = allocate_block(cx, ty, size_bytes)?.cast::<T>();
    // SAFETY: (1) the block has room for a T.
    unsafe { block.write(value) };
    // SAFETY: (1) the block begins with a header.
    let header = unsafe { &*block.cast::<Header>() };
    header.count.set(1);
    header.ty.set(std::ptr::from_ref(ty));
    if size_bytes > size_of::<T>() {
        // SAFETY: (1) the room behind the struct.
        unsafe { block.add(1).cast::<u8>().write_bytes(0, size_bytes - size_of::<T>()) };
    }
    ty.retain_by_instance();
    // SAFETY: the object is live and its one count moves to the result.
    let object: Owned = unsafe { Owned::from_ptr(block) };
    if size_bytes > size_of::<T>() {
        // Now, while the room for inline attributes is what the class says.
        super::attrs::shape_of(object.borrow());
    }
    Ok(object)
}

/// Gives an object's block back and its type's count with it.
///
/// # Safety
/// The object's members have been dropped and nothing refers to it.
pub(crate) unsafe fn free_block(object: *mut Header) {
    // SAFETY: passed on to the caller.
    unsafe { free_block_in(Cx::current(), object, 0) };
}

/// The same, with the thread's state at hand. The block has at least `leaf_bytes`; 0 if that is not
/// known.
///
/// # Safety
/// As for [`free_block`].
#[inline(always)]
unsafe fn free_block_in(cx: &Cx, object: *mut Header, leaf_bytes: usize) {
    // SAFETY: (2) the header itself is still intact, and (3) the type outlives its instance.
    let ty = unsafe { &*(*object).ty.get() };
    if ty.has_flag(TypeFlags::HAS_DICT) {
        super::attrs::drop_part(object);
    }
    if super::heap::contains(object as u64) {
        // SAFETY: (2) containers go back to the container heap.
        unsafe { super::heap::free(&cx.head.free_lists, object.cast()) };
    } else {
        let of_class = leaf_bytes != 0 && !ty.has_flag(TypeFlags::HEAP);
        let size_bytes = if of_class { leaf_bytes } else { usize::MAX };
        // SAFETY: (2) the block came from mimalloc, for a size of that class.
        unsafe { cx.leaf_blocks.give(object.cast(), size_bytes) };
    }
    // Gives up the count taken by `allocate`.
    ty.release_by_instance();
}

/// The usual `dealloc` slot: drops the Rust members of `T` and frees the block.
///
/// # Safety
/// The object has the layout of `T` and nobody uses it any more.
pub unsafe fn dealloc_of<T: PyObject>(cx: &Cx, object: *mut Header) {
    // SAFETY: (2) called once per object, with the layout T proves.
    unsafe { std::ptr::drop_in_place(object.cast::<T>()) };
    // SAFETY: (2) the members are dropped.
    unsafe { free_block_in(cx, object, size_of::<T>()) };
}

/// The `dealloc` slot of str, whose blocks have the size that the length tells.
///
/// # Safety
/// The object is a str that nobody uses any more.
pub(crate) unsafe fn dealloc_str(cx: &Cx, object: *mut Header) {
    let text = object.cast::<crate::builtins::str::Str>();
    // SAFETY: (2) the fields are still intact.
    let size_bytes = unsafe { &*text }.block_bytes();
    // SAFETY: (2) called once per object; takes an interned str out of the table.
    unsafe { std::ptr::drop_in_place(text) };
    // SAFETY: (2) called once per object.
    unsafe { free_block_in(cx, object, size_bytes) };
}

/// Runs a type's `dealloc` slot on an object of the type that nobody uses any more.
pub(crate) fn run_dealloc(cx: &Cx, ty: &Type, object: *mut Header) {
    let dealloc = ty.slots.dealloc.get().expect("every ready type has a dealloc slot");
    // SAFETY: (2) the slot fits the object's layout, and this is its only call.
    unsafe { dealloc(cx, object) };
}

/// Destroys an object whose count has fallen to zero. May run Python code.
#[inline(never)]
pub(crate) fn deallocate(object: *mut Header) {
    let cx = Cx::current();
    let depth = cx.dealloc_depth.get();
    if depth >= MAX_NESTING {
        cx.dealloc_later.borrow_mut().push(object);
        return;
    }
    cx.dealloc_depth.set(depth + 1);
    destroy(cx, object);
    cx.dealloc_depth.set(depth);
    if depth == 0 {
        drain(cx);
    }
}

#[inline(always)]
fn destroy(cx: &Cx, object: *mut Header) {
    // SAFETY: (2) the object is intact until its dealloc slot has run.
    let ty = unsafe { &*(*object).ty.get() };
    if ty.has_flag(TypeFlags::WEAKREF) {
        super::weakref::clear_dying(cx, object);
    }
    if let Some(del) = ty.slots.del.get() {
        if !super::attrs::finalize(cx, object, del) {
            return;
        }
        // A class's own `__del__` does not replace what its native base does at the end.
        if ty.has_flag(TypeFlags::HEAP)
            && let Some(native) = crate::types::layout::native_base(ty).slots.del.get()
            && native as usize != del as usize
            && !super::attrs::finalize(cx, object, native)
        {
            return;
        }
    }
    run_dealloc(cx, ty, object);
}

fn drain(cx: &Cx) {
    loop {
        let next = cx.dealloc_later.borrow_mut().pop();
        let Some(object) = next else { return };
        cx.dealloc_depth.set(1);
        destroy(cx, object);
        cx.dealloc_depth.set(0);
    }
}
