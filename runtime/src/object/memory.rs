//! UNSAFE ISLAND: the process's allocator: mimalloc, and the system itself for large blocks.
//!
//! A block of [`LARGE`] bytes or more is a mapping of its own. It grows without being copied, and
//! goes back to the system at once when it is freed: a list that grows to a million items leaves no
//! trail of smaller arrays behind.
//!
//! Obligations: (1) the size of a block decides where it came from, and callers pass the layout they
//! allocated with, as `GlobalAlloc` demands.

use libmimalloc_sys as mi;
use std::alloc::{GlobalAlloc, Layout};
use std::ffi::c_void;

/// Blocks of so many bytes are mappings.
const LARGE: usize = 128 * 1024;
const PAGE: usize = 4096;

/// The allocator; the binary declares it `#[global_allocator]`.
pub struct Memory;

#[inline(always)]
fn is_large(layout: Layout) -> bool {
    layout.size() >= LARGE && layout.align() <= PAGE
}

fn mapped_bytes(size: usize) -> usize {
    size.next_multiple_of(PAGE)
}

fn map(size: usize) -> *mut u8 {
    if size > isize::MAX as usize - PAGE {
        return std::ptr::null_mut();
    }
    // SAFETY: anonymous memory at an address of the system's choice.
    let address = unsafe {
        libc::mmap(
            std::ptr::null_mut(),
            mapped_bytes(size),
            libc::PROT_READ | libc::PROT_WRITE,
            libc::MAP_PRIVATE | libc::MAP_ANONYMOUS,
            -1,
            0,
        )
    };
    if address == libc::MAP_FAILED { std::ptr::null_mut() } else { address.cast() }
}

/// What mimalloc aligns every block to at least.
const WORD_ALIGN: usize = 8;

// SAFETY: (1) every block is freed and resized by the means that made it.
unsafe impl GlobalAlloc for Memory {
    #[inline]
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        if is_large(layout) {
            return map(layout.size());
        }
        if layout.align() <= WORD_ALIGN {
            // SAFETY: a plain allocation.
            return unsafe { mi::mi_malloc(layout.size()).cast() };
        }
        // SAFETY: a plain allocation.
        unsafe { mi::mi_malloc_aligned(layout.size(), layout.align()).cast() }
    }

    #[inline]
    unsafe fn alloc_zeroed(&self, layout: Layout) -> *mut u8 {
        if is_large(layout) {
            return map(layout.size());
        }
        // SAFETY: a plain allocation.
        unsafe { mi::mi_zalloc_aligned(layout.size(), layout.align()).cast() }
    }

    #[inline]
    unsafe fn dealloc(&self, block: *mut u8, layout: Layout) {
        if is_large(layout) {
            // SAFETY: (1) a mapping of that size.
            unsafe { libc::munmap(block.cast(), mapped_bytes(layout.size())) };
            return;
        }
        // SAFETY: (1) a block of mimalloc's.
        unsafe { mi::mi_free(block.cast::<c_void>()) };
    }

    #[inline]
    unsafe fn realloc(&self, block: *mut u8, layout: Layout, new_size: usize) -> *mut u8 {
        // SAFETY: the caller vouches that the new size is valid with the same alignment.
        let new = unsafe { Layout::from_size_align_unchecked(new_size, layout.align()) };
        match (is_large(layout), is_large(new)) {
            (false, false) if layout.align() <= WORD_ALIGN => {
                // SAFETY: (1) a block of mimalloc's.
                unsafe { mi::mi_realloc(block.cast(), new_size).cast() }
            }
            (false, false) => {
                // SAFETY: (1) a block of mimalloc's.
                unsafe { mi::mi_realloc_aligned(block.cast(), new_size, layout.align()).cast() }
            }
            (true, true) => {
                if new_size > isize::MAX as usize - PAGE {
                    return std::ptr::null_mut();
                }
                // SAFETY: (1) a mapping of that size.
                let address = unsafe {
                    libc::mremap(
                        block.cast(),
                        mapped_bytes(layout.size()),
                        mapped_bytes(new_size),
                        libc::MREMAP_MAYMOVE,
                    )
                };
                if address == libc::MAP_FAILED { std::ptr::null_mut() } else { address.cast() }
            }
            (true, false) | (false, true) => {
                // SAFETY: a plain allocation.
                let moved = unsafe { self.alloc(new) };
                if !moved.is_null() {
                    let count = layout.size().min(new_size);
                    // SAFETY: both blocks are at least that long.
                    unsafe { std::ptr::copy_nonoverlapping(block, moved, count) };
                    // SAFETY: passed on to the caller.
                    unsafe { self.dealloc(block, layout) };
                }
                moved
            }
        }
    }
}
