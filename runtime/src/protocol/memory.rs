//! The bound on what one object may ask for: the machine's memory.
//!
//! The allocator hands out address space that has no memory behind it; without this bound a huge
//! request would succeed and the process be killed on use.

use crate::cx::Cx;
use crate::exceptions::PyResult;
use std::sync::OnceLock;

/// Requests below it are not questioned.
const SMALL_BYTES: usize = 1 << 28;

/// Returns whether the machine has that much memory at all.
#[inline]
pub fn fits(size_bytes: usize) -> bool {
    size_bytes < SMALL_BYTES || size_bytes <= total_bytes()
}

/// Fails for a request beyond the machine's memory.
///
/// # Errors
/// Raises `MemoryError`.
#[inline]
pub fn check(cx: &Cx, size_bytes: usize) -> PyResult<()> {
    if fits(size_bytes) { Ok(()) } else { Err(cx.raise_no_memory()) }
}

/// Memory and swap space, or the limit of the process's address space if that is less; everything
/// if the system does not tell.
fn total_bytes() -> usize {
    static TOTAL: OnceLock<usize> = OnceLock::new();
    *TOTAL.get_or_init(|| {
        let text = std::fs::read_to_string("/proc/meminfo").unwrap_or_default();
        let total = text
            .lines()
            .filter(|line| line.starts_with("MemTotal:") || line.starts_with("SwapTotal:"))
            .filter_map(|line| line.split_whitespace().nth(1)?.parse::<usize>().ok())
            .sum::<usize>()
            .saturating_mul(1024);
        let total = if total == 0 { isize::MAX as usize } else { total };
        total.min(address_space_limit().unwrap_or(usize::MAX))
    })
}

/// The limit that `ulimit -v` sets.
fn address_space_limit() -> Option<usize> {
    let text = std::fs::read_to_string("/proc/self/limits").ok()?;
    let line = text.lines().find_map(|line| line.strip_prefix("Max address space"))?;
    line.split_whitespace().next()?.parse().ok()
}
