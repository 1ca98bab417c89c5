//! UNSAFE ISLAND: words that compiled code passes, as handles.
//!
//! Obligations: (1) compiled code passes live values; a word it gives up carries one count; (2) addresses into an
//! image are those of the frame that made the call.

use crate::exceptions::PyResult;
use crate::object::{Owned, Ref};
use abi::Word;

/// Borrows a word for the time of the call.
#[inline(always)]
pub(crate) fn borrow<'a>(word: u64) -> Ref<'a> {
    // SAFETY: (1) the caller keeps the value alive during the call.
    unsafe { Ref::from_word(Word(word)) }
}

/// Takes over the count of a word.
#[inline(always)]
pub(crate) fn take(word: u64) -> Owned {
    // SAFETY: (1) the caller gives the count up.
    unsafe { Owned::from_word(Word(word)) }
}

/// The operand of a helper: owned if the caller gave its count up.
#[inline(always)]
pub(crate) fn operand(word: u64, given: bool) -> Owned {
    if given { take(word) } else { borrow(word).own() }
}

/// A result as compiled code expects it: 0 is an error.
#[inline(always)]
pub(crate) fn give(result: PyResult) -> u64 {
    match result {
        Ok(value) => value.into_word().0,
        Err(_) => 0,
    }
}

/// Reads the words at `address`.
pub(crate) fn words<'a>(address: u64, count: usize) -> &'a [u64] {
    // SAFETY: (2) a window of the caller's image.
    unsafe { std::slice::from_raw_parts(address as *const u64, count) }
}

/// Borrows words as values for the time of a call.
pub(crate) fn refs<'a>(words: &'a [u64]) -> &'a [Ref<'a>] {
    // SAFETY: (1) a `Ref` is a word, and the caller keeps the values alive during the call.
    unsafe { std::slice::from_raw_parts(words.as_ptr().cast(), words.len()) }
}

/// Reads a 32-bit number of an image.
pub(crate) fn read_u32(address: u64) -> u32 {
    // SAFETY: (2) the image's head.
    unsafe { *(address as *const u32) }
}

/// Writes a 32-bit number of an image.
pub(crate) fn write_u32(address: u64, value: u32) {
    // SAFETY: (2) the image's head.
    unsafe { *(address as *mut u32) = value };
}

/// Reads a word of an image or of a stack slot.
pub(crate) fn read(address: u64) -> u64 {
    // SAFETY: (2) a register of the image, or a return address of a live frame.
    unsafe { *(address as *const u64) }
}

/// Writes a word of an image or of a stack slot.
pub(crate) fn write(address: u64, value: u64) {
    // SAFETY: (2) as `read`.
    unsafe { *(address as *mut u64) = value };
}

/// Frees an object whose count compiled code has taken to zero.
pub(crate) fn free(object: u64) {
    crate::object::alloc::deallocate(object as *mut crate::object::Header);
}

/// One step of a walk over compiled frames.
pub(crate) fn step(at: abi::entry::Position, original: &dyn Fn(u64) -> u64) -> abi::entry::Step {
    // SAFETY: (2) positions come from this thread's anchors, and the stack below them is live.
    unsafe { abi::entry::look(at, original) }
}

/// Runs compiled code.
pub(crate) fn enter(
    cx: &crate::cx::Cx,
    entry: u64,
    first: u64,
    depth: u64,
    arguments: &[u64],
) -> u64 {
    // SAFETY: (1) `entry` was linked for this number of arguments, which are given up.
    unsafe { abi::entry::enter(std::ptr::from_ref(cx).cast(), entry, first, depth, arguments) }
}
