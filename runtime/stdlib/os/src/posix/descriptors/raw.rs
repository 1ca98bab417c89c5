//! UNSAFE ISLAND: system calls by descriptor number.
//!
//! Obligations: (1) buffers given to the kernel are valid for their length.

use nix::errno::Errno;
use std::ffi::CString;

fn checked(result: i64) -> Result<i64, Errno> {
    if result < 0 { Err(Errno::last()) } else { Ok(result) }
}

/// fstat(2)
pub(super) fn fstat(fd: i32) -> Result<libc::stat, Errno> {
    // SAFETY: an all-zero stat is valid.
    let mut stat: libc::stat = unsafe { std::mem::zeroed() };
    // SAFETY: (1) the struct lives through the call.
    checked(i64::from(unsafe { libc::fstat(fd, &mut stat) }))?;
    Ok(stat)
}

/// close(2)
pub(super) fn close(fd: i32) -> Result<(), Errno> {
    // SAFETY: touches no memory.
    checked(i64::from(unsafe { libc::close(fd) })).map(drop)
}

/// dup(2)
pub(super) fn dup(fd: i32) -> Result<i32, Errno> {
    // SAFETY: touches no memory.
    checked(i64::from(unsafe { libc::dup(fd) })).map(|fd| fd as i32)
}

/// dup2(2)
pub(super) fn dup2(from: i32, to: i32) -> Result<(), Errno> {
    // SAFETY: touches no memory.
    checked(i64::from(unsafe { libc::dup2(from, to) })).map(drop)
}

/// fsync(2)
pub(super) fn fsync(fd: i32) -> Result<(), Errno> {
    // SAFETY: touches no memory.
    checked(i64::from(unsafe { libc::fsync(fd) })).map(drop)
}

/// ftruncate(2)
pub(super) fn ftruncate(fd: i32, size: i64) -> Result<(), Errno> {
    // SAFETY: touches no memory.
    checked(i64::from(unsafe { libc::ftruncate(fd, size) })).map(drop)
}

/// isatty(3)
pub(super) fn is_terminal(fd: i32) -> bool {
    // SAFETY: touches no memory.
    unsafe { libc::isatty(fd) == 1 }
}

/// lseek(2)
pub(super) fn lseek(fd: i32, offset: i64, whence: i32) -> Result<i64, Errno> {
    // SAFETY: touches no memory.
    checked(unsafe { libc::lseek(fd, offset, whence) })
}

/// open(2)
pub(super) fn open(path: &[u8], flags: i32, mode: u32) -> Result<i32, Errno> {
    let path = CString::new(path).map_err(|_| Errno::EINVAL)?;
    // SAFETY: (1) a C string that lives through the call.
    checked(i64::from(unsafe { libc::open(path.as_ptr(), flags, mode) })).map(|fd| fd as i32)
}

/// pipe(2)
pub(super) fn pipe() -> Result<(i32, i32), Errno> {
    let mut ends = [0; 2];
    // SAFETY: (1) room for two numbers.
    checked(i64::from(unsafe { libc::pipe(ends.as_mut_ptr()) }))?;
    Ok((ends[0], ends[1]))
}

/// read(2)
pub(super) fn read(fd: i32, into: &mut [u8]) -> Result<usize, Errno> {
    // SAFETY: (1) the slice.
    checked(unsafe { libc::read(fd, into.as_mut_ptr().cast(), into.len()) } as i64)
        .map(|n| n as usize)
}

/// write(2)
pub(super) fn write(fd: i32, bytes: &[u8]) -> Result<usize, Errno> {
    // SAFETY: (1) the slice.
    checked(unsafe { libc::write(fd, bytes.as_ptr().cast(), bytes.len()) } as i64)
        .map(|n| n as usize)
}

/// The flags a descriptor was opened with.
pub(super) fn flags(fd: i32) -> Result<i32, Errno> {
    // SAFETY: touches no memory.
    checked(i64::from(unsafe { libc::fcntl(fd, libc::F_GETFL) })).map(|flags| flags as i32)
}
