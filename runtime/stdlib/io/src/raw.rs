//! UNSAFE ISLAND: system calls on descriptors.
//!
//! Obligations: (1) buffers given to the kernel are valid for their length; (2) paths end with a null byte.

use std::ffi::CString;

fn errno() -> i32 {
    std::io::Error::last_os_error().raw_os_error().unwrap_or(libc::EIO)
}

fn checked(result: i64) -> Result<i64, i32> {
    if result < 0 { Err(errno()) } else { Ok(result) }
}

/// open(2) of a path without null bytes.
pub(crate) fn open(path: &[u8], flags: i32) -> Result<i32, i32> {
    let path = CString::new(path).map_err(|_| libc::EINVAL)?;
    // SAFETY: (2) a C string.
    checked(i64::from(unsafe { libc::open(path.as_ptr(), flags | libc::O_CLOEXEC, 0o666) }))
        .map(|fd| fd as i32)
}

/// Undoes the close-on-exec flag: files of Python 2.7 go on to children.
pub(crate) fn inheritable(fd: i32) {
    // SAFETY: touches no memory.
    unsafe { libc::fcntl(fd, libc::F_SETFD, 0) };
}

/// read(2)
pub(crate) fn read(fd: i32, room: &mut [u8]) -> Result<usize, i32> {
    // SAFETY: (1) pointer and length are a slice's.
    checked(unsafe { libc::read(fd, room.as_mut_ptr().cast(), room.len()) } as i64)
        .map(|count| count as usize)
}

/// write(2)
pub(crate) fn write(fd: i32, bytes: &[u8]) -> Result<usize, i32> {
    // SAFETY: (1) pointer and length are a slice's.
    checked(unsafe { libc::write(fd, bytes.as_ptr().cast(), bytes.len()) } as i64)
        .map(|count| count as usize)
}

/// close(2)
pub(crate) fn close(fd: i32) -> Result<(), i32> {
    // SAFETY: touches no memory.
    checked(i64::from(unsafe { libc::close(fd) })).map(drop)
}

/// lseek(2)
pub(crate) fn seek(fd: i32, offset: i64, whence: i32) -> Result<i64, i32> {
    // SAFETY: touches no memory.
    checked(unsafe { libc::lseek(fd, offset, whence) })
}

/// ftruncate(2)
pub(crate) fn truncate(fd: i32, size: i64) -> Result<(), i32> {
    // SAFETY: touches no memory.
    checked(i64::from(unsafe { libc::ftruncate(fd, size) })).map(drop)
}

/// isatty(3)
pub(crate) fn is_terminal(fd: i32) -> bool {
    // SAFETY: touches no memory.
    unsafe { libc::isatty(fd) == 1 }
}

/// fstat(2): mode, block size and size.
pub(crate) fn stat(fd: i32) -> Result<(u32, i64, i64), i32> {
    // SAFETY: an all-zero stat is valid.
    let mut stat: libc::stat = unsafe { std::mem::zeroed() };
    // SAFETY: (1) the struct lives through the call.
    checked(i64::from(unsafe { libc::fstat(fd, &mut stat) }))?;
    Ok((stat.st_mode, stat.st_blksize, stat.st_size))
}
