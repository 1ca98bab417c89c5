//! UNSAFE ISLAND: the container heap and the cycle collector.
//!
//! Containers are allocated in a mimalloc heap of their own, which the collector walks.
//!
//! Obligations: (1) blocks given out here go back through [`free_container`].

use crate::cx::Cx;

/// Allocates a zeroed block in the container heap; null if there is no memory.
pub(crate) fn allocate_container(_cx: &Cx, size_bytes: usize) -> *mut u8 {
    // SAFETY: a plain allocation; the caller checks for null.
    unsafe { libmimalloc_sys::mi_zalloc(size_bytes).cast() }
}

/// Gives a container's block back.
///
/// # Safety
/// The block came from [`allocate_container`] and is not used again.
pub(crate) unsafe fn free_container(block: *mut u8) {
    // SAFETY: (1) passed on to the caller.
    unsafe { libmimalloc_sys::mi_free(block.cast()) };
}
