//! UNSAFE ISLAND: the memory the process begins with: the main thread's stack, the program's own pages.
//!
//! Obligations: (1) structs given to libc live through the call; (2) only pages that nobody ever
//! writes are given back: the system reads them again from the file.

/// Lets the main thread's stack grow to twice `bytes`, if the system allows it.
pub fn widen(bytes: usize) {
    let mut limit = libc::rlimit { rlim_cur: 0, rlim_max: 0 };
    // SAFETY: (1) the struct lives through the call.
    if unsafe { libc::getrlimit(libc::RLIMIT_STACK, &mut limit) } != 0 {
        return;
    }
    let wanted = (bytes as u64 * 2).min(limit.rlim_max);
    if limit.rlim_cur < wanted {
        limit.rlim_cur = wanted;
        // SAFETY: (1) the struct lives through the call. A refusal leaves the old limit.
        unsafe { libc::setrlimit(libc::RLIMIT_STACK, &limit) };
    }
}

/// Gives back the pages of code and constants that constructors of linked libraries (the options of LLVM)
/// have touched before `main`; a page that is needed again comes from the file's cache.
pub fn forget_startup_pages() {
    // SAFETY: (1) the callback keeps nothing.
    unsafe { libc::dl_iterate_phdr(Some(forget_program), std::ptr::null_mut()) };
}

/// Called with the program itself first; returns 1 to end there.
extern "C" fn forget_program(
    info: *mut libc::dl_phdr_info,
    _size: libc::size_t,
    _data: *mut libc::c_void,
) -> libc::c_int {
    // SAFETY: (1) libc shows a valid description of a loaded object.
    let (base, headers) = unsafe {
        let info = &*info;
        (info.dlpi_addr, std::slice::from_raw_parts(info.dlpi_phdr, usize::from(info.dlpi_phnum)))
    };
    const PAGE: u64 = 4096;
    for header in headers {
        let is_constant = header.p_type == libc::PT_LOAD && header.p_flags & libc::PF_W == 0;
        let begin = (base + header.p_vaddr).next_multiple_of(PAGE);
        let end = (base + header.p_vaddr + header.p_filesz) / PAGE * PAGE;
        if is_constant && begin < end {
            // SAFETY: (2) the segment is mapped from the file and cannot be written. A refusal
            // leaves the pages as they are.
            unsafe {
                libc::madvise(begin as *mut _, (end - begin) as usize, libc::MADV_DONTNEED);
            }
        }
    }
    1
}
