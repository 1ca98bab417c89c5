//! UNSAFE ISLAND: a region of memory that the kernel maps.
//!
//! Other processes may change the memory at any time, so no reference into it is kept: bytes are
//! copied in and out. As in CPython, touching pages of a file that has become shorter ends the process.
//!
//! Obligations: (1) `start` and `length` describe a live mapping until the region is dropped;
//! (2) ranges are checked by the caller against `length` and by an assertion here.

use std::ops::Range;

/// A mapping.
pub(super) struct Region {
    start: *mut u8,
    length: usize,
}

fn errno() -> i32 {
    std::io::Error::last_os_error().raw_os_error().unwrap_or(libc::EIO)
}

impl Region {
    /// mmap(2)
    pub(super) fn map(
        length: usize,
        protection: i32,
        flags: i32,
        fd: i32,
        offset: i64,
    ) -> Result<Region, i32> {
        // SAFETY: a new mapping, placed by the kernel.
        let start =
            unsafe { libc::mmap(std::ptr::null_mut(), length, protection, flags, fd, offset) };
        if start == libc::MAP_FAILED {
            return Err(errno());
        }
        Ok(Region { start: start.cast(), length })
    }

    /// Number of bytes.
    pub(super) fn len(&self) -> usize {
        self.length
    }

    /// Copies bytes out.
    pub(super) fn read(&self, range: Range<usize>) -> Vec<u8> {
        assert!(range.start <= range.end && range.end <= self.length);
        let mut bytes = Vec::with_capacity(range.len());
        // SAFETY: (1), (2) the range is mapped, and the vector has room.
        unsafe {
            std::ptr::copy_nonoverlapping(
                self.start.add(range.start),
                bytes.as_mut_ptr(),
                range.len(),
            );
            bytes.set_len(range.len());
        }
        bytes
    }

    /// Copies bytes in.
    pub(super) fn write(&self, at: usize, bytes: &[u8]) {
        assert!(at <= self.length && bytes.len() <= self.length - at);
        // SAFETY: (1), (2) the range is mapped for writing, which the caller has checked.
        unsafe { std::ptr::copy_nonoverlapping(bytes.as_ptr(), self.start.add(at), bytes.len()) };
    }

    /// Copies bytes inside the region.
    pub(super) fn shift(&self, from: usize, to: usize, count: usize) {
        assert!(count <= self.length && from.max(to) <= self.length - count);
        // SAFETY: (1), (2) both ranges are mapped.
        unsafe { std::ptr::copy(self.start.add(from), self.start.add(to), count) };
    }

    /// Lends the bytes to a function that runs no Python code.
    pub(super) fn lend(&self, action: &mut dyn FnMut(&mut [u8])) {
        // SAFETY: (1) mapped for writing, which the caller has checked; lent for the call only.
        action(unsafe { std::slice::from_raw_parts_mut(self.start, self.length) });
    }

    /// msync(2)
    pub(super) fn sync(&self, range: Range<usize>) -> Result<(), i32> {
        assert!(range.start <= range.end && range.end <= self.length);
        // SAFETY: (1), (2) the range is mapped.
        let done =
            unsafe { libc::msync(self.start.add(range.start).cast(), range.len(), libc::MS_SYNC) };
        if done < 0 { Err(errno()) } else { Ok(()) }
    }

    /// mremap(2)
    pub(super) fn resize(&mut self, length: usize) -> Result<(), i32> {
        // SAFETY: (1) nobody holds a reference into the region.
        let start =
            unsafe { libc::mremap(self.start.cast(), self.length, length, libc::MREMAP_MAYMOVE) };
        if start == libc::MAP_FAILED {
            return Err(errno());
        }
        (self.start, self.length) = (start.cast(), length);
        Ok(())
    }
}

impl Drop for Region {
    fn drop(&mut self) {
        // SAFETY: (1) unmapped once.
        unsafe { libc::munmap(self.start.cast(), self.length) };
    }
}

/// Size of the file behind a descriptor, if it is an ordinary one.
pub(super) fn file_size(fd: i32) -> Result<Option<i64>, i32> {
    // SAFETY: an all-zero stat is valid.
    let mut stat: libc::stat = unsafe { std::mem::zeroed() };
    // SAFETY: the struct lives through the call.
    if unsafe { libc::fstat(fd, &mut stat) } < 0 {
        return Err(errno());
    }
    Ok((stat.st_mode & libc::S_IFMT == libc::S_IFREG).then_some(stat.st_size))
}

/// dup(2)
pub(super) fn duplicate(fd: i32) -> Result<i32, i32> {
    // SAFETY: touches no memory.
    let copy = unsafe { libc::dup(fd) };
    if copy < 0 { Err(errno()) } else { Ok(copy) }
}

/// close(2)
pub(super) fn close(fd: i32) {
    // SAFETY: touches no memory.
    unsafe { libc::close(fd) };
}

/// ftruncate(2)
pub(super) fn set_file_size(fd: i32, size: i64) -> Result<(), i32> {
    // SAFETY: touches no memory.
    if unsafe { libc::ftruncate(fd, size) } < 0 { Err(errno()) } else { Ok(()) }
}

/// Bytes of a page.
pub(super) fn page_size() -> i64 {
    // SAFETY: touches no memory.
    unsafe { libc::sysconf(libc::_SC_PAGESIZE) }
}
