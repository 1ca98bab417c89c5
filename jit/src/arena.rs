//! UNSAFE ISLAND: memory for machine code.
//!
//! Invariant: a page is either writable and holds no live code, or readable and executable; never both.
//! The reservation is private anonymous memory, in the low 2 GiB where the system allows it, so that after a fork
//! parent and child own separate copies, and a call from compiled code reaches the runtime directly.
//!
//! Obligations of the unsafe blocks here:
//! (1) `base .. base + capacity` is mapped by us and unmapped by nobody.
//! (2) A block handed out lies in that range, past `used`, and so overlaps no other block.

use std::ptr::NonNull;

const RESERVE_BYTES: usize = 256 << 20;
const PAGE: usize = 4096;

/// A growing run of code pages.
pub(crate) struct Arena {
    base: NonNull<u8>,
    capacity: usize,
    used: usize,
}

// SAFETY: (1) the mapping belongs to the process, not to a thread; all access goes through `&mut`.
unsafe impl Send for Arena {}

impl Arena {
    /// Reserves address space; `None` if the system refuses.
    pub(crate) fn new() -> Option<Arena> {
        let flags = libc::MAP_PRIVATE | libc::MAP_ANONYMOUS | libc::MAP_NORESERVE;
        for extra in [libc::MAP_32BIT, 0] {
            // SAFETY: a fresh anonymous mapping touches no existing memory.
            let p = unsafe {
                libc::mmap(
                    std::ptr::null_mut(),
                    RESERVE_BYTES,
                    libc::PROT_NONE,
                    flags | extra,
                    -1,
                    0,
                )
            };
            if p != libc::MAP_FAILED {
                return Some(Arena {
                    base: NonNull::new(p.cast())?,
                    capacity: RESERVE_BYTES,
                    used: 0,
                });
            }
        }
        None
    }

    /// Bytes handed out so far, whole pages.
    pub(crate) fn used_bytes(&self) -> usize {
        self.used
    }

    /// Address the next block will have.
    pub(crate) fn next_address(&self) -> u64 {
        self.base.as_ptr() as u64 + self.used as u64
    }

    /// Copies `code` into fresh pages and makes them executable. The bytes must already be relocated for
    /// [`Arena::next_address`].
    pub(crate) fn publish(&mut self, code: &[u8]) -> Option<u64> {
        let size = (code.len() + PAGE - 1) & !(PAGE - 1);
        if self.used + size > self.capacity {
            return None;
        }
        // SAFETY: (1), (2) the block lies inside the reservation.
        let at = unsafe { self.base.as_ptr().add(self.used) };
        // SAFETY: (1) the pages are ours and hold no live code.
        if unsafe { libc::mprotect(at.cast(), size, libc::PROT_READ | libc::PROT_WRITE) } != 0 {
            return None;
        }
        // SAFETY: (2) `size` fresh writable bytes, disjoint from `code`.
        unsafe { std::ptr::copy_nonoverlapping(code.as_ptr(), at, code.len()) };
        // SAFETY: (1) the pages are ours.
        if unsafe { libc::mprotect(at.cast(), size, libc::PROT_READ | libc::PROT_EXEC) } != 0 {
            return None;
        }
        self.used += size;
        Some(at as u64)
    }
}
