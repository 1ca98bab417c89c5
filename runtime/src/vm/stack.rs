//! UNSAFE ISLAND: the native stack of the main thread.
//!
//! Obligations: (1) structs given to libc live through the call.

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
