//! UNSAFE ISLAND: the system calls behind files.
//!
//! Calls that may take long let other threads run meanwhile.
//!
//! Obligations: (1) buffers handed to the kernel are valid for the length given.

use crate::cx::Cx;
use std::ffi::CString;

/// An error number of the operating system.
pub(crate) type Errno = i32;

fn last_errno() -> Errno {
    std::io::Error::last_os_error().raw_os_error().unwrap_or(libc::EIO)
}

fn checked(result: i64) -> Result<i64, Errno> {
    if result < 0 { Err(last_errno()) } else { Ok(result) }
}

/// open(2) with close-on-exec left off, as CPython 2.7 does.
pub(crate) fn open(path: &[u8], flags: i32) -> Result<i32, Errno> {
    let path = CString::new(path).map_err(|_| libc::EINVAL)?;
    // SAFETY: (1) a C string that lives through the call.
    let call = || unsafe { libc::open(path.as_ptr(), flags | libc::O_LARGEFILE, 0o666) };
    Cx::current().allow_threads(|| checked(i64::from(call()))).map(|fd| fd as i32)
}

/// close(2)
pub(crate) fn close(fd: i32) -> Result<(), Errno> {
    // SAFETY: closing touches no memory.
    let call = || unsafe { libc::close(fd) };
    Cx::current().allow_threads(|| checked(i64::from(call()))).map(drop)
}

/// read(2); 0 at the end.
pub(crate) fn read(fd: i32, into: &mut [u8]) -> Result<usize, Errno> {
    // SAFETY: (1) the slice.
    let mut call = || unsafe { libc::read(fd, into.as_mut_ptr().cast(), into.len()) };
    Cx::current().allow_threads(|| checked(call() as i64)).map(|n| n as usize)
}

/// write(2)
pub(crate) fn write(fd: i32, bytes: &[u8]) -> Result<usize, Errno> {
    // SAFETY: (1) the slice.
    let call = || unsafe { libc::write(fd, bytes.as_ptr().cast(), bytes.len()) };
    Cx::current().allow_threads(|| checked(call() as i64)).map(|n| n as usize)
}

/// lseek(2)
pub(crate) fn seek(fd: i32, offset: i64, whence: i32) -> Result<i64, Errno> {
    // SAFETY: touches no memory.
    checked(unsafe { libc::lseek(fd, offset, whence) })
}

/// ftruncate(2)
pub(crate) fn truncate(fd: i32, size: i64) -> Result<(), Errno> {
    // SAFETY: touches no memory.
    checked(i64::from(unsafe { libc::ftruncate(fd, size) })).map(drop)
}

/// isatty(3)
pub(crate) fn is_terminal(fd: i32) -> bool {
    // SAFETY: touches no memory.
    unsafe { libc::isatty(fd) == 1 }
}

/// Returns whether the descriptor is a directory.
pub(crate) fn is_directory(fd: i32) -> bool {
    // SAFETY: an all-zero stat is valid.
    let mut stat: libc::stat = unsafe { std::mem::zeroed() };
    // SAFETY: (1) the struct lives through the call.
    let result = unsafe { libc::fstat(fd, &mut stat) };
    result == 0 && stat.st_mode & libc::S_IFMT == libc::S_IFDIR
}

/// Returns the size in bytes of a regular file.
pub(crate) fn regular_size(fd: i32) -> Option<u64> {
    // SAFETY: an all-zero stat is valid.
    let mut stat: libc::stat = unsafe { std::mem::zeroed() };
    // SAFETY: (1) the struct lives through the call.
    let result = unsafe { libc::fstat(fd, &mut stat) };
    (result == 0 && stat.st_mode & libc::S_IFMT == libc::S_IFREG).then_some(stat.st_size as u64)
}
