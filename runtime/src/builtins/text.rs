//! Algorithms on sequences of units, shared by `str`, `bytearray` (bytes) and `unicode` (code points).
//!
//! `search` and `split` work on slices and give positions or ranges; `methods` and `case` make
//! Python methods of them for every [`kind`] of text.

pub(crate) mod case;
pub(crate) mod kind;
pub(crate) mod methods;
pub mod search;
pub mod split;

pub use search::{Unit, count, find, replace, rfind};
