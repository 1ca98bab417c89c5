//! Literal constants of a code object.
//!
//! Always true: a constant is plain data that compares by kind and by bits
//! (`0.0` and `-0.0`, `1` and `1L` and `1.0` differ), so equal constants may
//! be shared.

use crate::code::Code;
use std::sync::Arc;

/// An entry of `co_consts`.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub enum Constant {
    /// `None`.
    None,
    /// `Ellipsis`.
    Ellipsis,
    /// A bool, which only folding produces: `True` is a name in Python 2.7.
    Bool(bool),
    /// An `int`.
    Int(i64),
    /// A `long`: sign and magnitude, 32 bits a digit, lowest first, no leading zeros.
    Long {
        /// True below zero.
        negative: bool,
        /// The magnitude.
        digits: Box<[u32]>,
    },
    /// A `float`, by its bits.
    Float(u64),
    /// A `complex`, by the bits of its parts.
    Complex(u64, u64),
    /// A `str`.
    Str(Arc<[u8]>),
    /// A `unicode`: code points, surrogates allowed.
    Unicode(Arc<[u32]>),
    /// A tuple of constants.
    Tuple(Arc<[Constant]>),
    /// A nested code object.
    Code(Arc<Code>),
}

impl Constant {
    /// Returns the constant of a float.
    pub fn float(value: f64) -> Constant {
        Constant::Float(value.to_bits())
    }

    /// Returns the constant of a byte string.
    pub fn str(bytes: &[u8]) -> Constant {
        Constant::Str(bytes.into())
    }
}
