//! Algorithms on sequences of units, shared by `str`, `bytearray` (bytes) and `unicode` (code points).
//!
//! Everything works on slices and gives positions or ranges; what kind of object the parts become
//! is the caller's business.

pub mod search;
pub mod split;

pub use search::{Unit, count, find, replace, rfind};
