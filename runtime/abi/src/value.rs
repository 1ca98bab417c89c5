//! The machine word that is a Python value.
//!
//! NaN-boxing with biased 51-bit ints:
//!
//! ```text
//! 0                                   error only; never stored
//! 0 < w < 2^48                        heap pointer (8-byte aligned, to an object header)
//! [2^48, 0xFFF1 << 48]                double: IEEE bits + 2^48, NaN always canonical
//! 0xFFF2 << 48 | k                    internal markers (unbound, ...)
//! [0xFFF8 << 48, 0xFFFF_FFFF_...]     int: (0xFFFC << 48) + i, -2^50 <= i < 2^50
//! ```
//!
//! Rule 1: a heap int, float or long is legal in any word, also for small values.
//! Rule 2: every float boxed goes through [`Word::from_f64`] or selects [`CANONICAL_NAN`].

/// Added to a double's bits to box it.
pub const DOUBLE_OFFSET: u64 = 1 << 48;
/// The word of int 0.
pub const INT_BIAS: u64 = 0xFFFC << 48;
/// The smallest word that is an int.
pub const INT_FIRST: u64 = 0xFFF8 << 48;
/// The smallest int that fits a word.
pub const SMALL_INT_MIN: i64 = -(1 << 50);
/// The largest int that fits a word.
pub const SMALL_INT_MAX: i64 = (1 << 50) - 1;
/// Words below it are heap pointers.
pub const HEAP_LIMIT: u64 = 1 << 48;
/// First internal marker.
pub const MARKER_FIRST: u64 = 0xFFF2 << 48;
/// Content of a register or cell that holds no value.
pub const UNBOUND: u64 = MARKER_FIRST | 1;
/// The word of tag 0 of a `finally` body (see `ir`, `EnterFinally`).
pub const FINALLY_TAG_FIRST: u64 = MARKER_FIRST | 0x1_0000;
/// Bits of the only NaN that is boxed.
pub const CANONICAL_NAN: u64 = 0x7FF8 << 48;

/// A Python value, or one of the markers above. Carries no ownership.
#[repr(transparent)]
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Word(pub u64);

impl Word {
    /// The unbound marker.
    pub const UNBOUND: Word = Word(UNBOUND);
    /// The error word.
    pub const ERROR: Word = Word(0);

    /// Returns whether this is an immediate int.
    #[inline(always)]
    pub const fn is_int(self) -> bool {
        self.0 >= INT_FIRST
    }

    /// Returns whether this is an immediate float.
    #[inline(always)]
    pub const fn is_float(self) -> bool {
        self.0.wrapping_sub(DOUBLE_OFFSET) < MARKER_FIRST - DOUBLE_OFFSET
    }

    /// Returns whether this points to an object (or is the error word).
    #[inline(always)]
    pub const fn is_heap(self) -> bool {
        self.0 < HEAP_LIMIT
    }

    /// Returns whether this is the unbound marker.
    #[inline(always)]
    pub const fn is_unbound(self) -> bool {
        self.0 == UNBOUND
    }

    /// Returns the int of an int word; the caller has checked [`Word::is_int`].
    #[inline(always)]
    pub const fn int(self) -> i64 {
        self.0.wrapping_sub(INT_BIAS) as i64
    }

    /// Returns the double of a float word; the caller has checked [`Word::is_float`].
    #[inline(always)]
    pub const fn float(self) -> f64 {
        f64::from_bits(self.0.wrapping_sub(DOUBLE_OFFSET))
    }

    /// Boxes an int, if it fits 51 bits.
    #[inline(always)]
    pub const fn from_int(value: i64) -> Option<Word> {
        let word = INT_BIAS.wrapping_add(value as u64);
        // In range exactly if sign-extending bit 50 gives the value back.
        if (value << 13) >> 13 == value { Some(Word(word)) } else { None }
    }

    /// Boxes an int known to fit 51 bits.
    #[inline(always)]
    pub const fn from_small_int(value: i64) -> Word {
        debug_assert!(value >= SMALL_INT_MIN && value <= SMALL_INT_MAX);
        Word(INT_BIAS.wrapping_add(value as u64))
    }

    /// Boxes a double; every NaN becomes the canonical one.
    #[inline(always)]
    pub const fn from_f64(value: f64) -> Word {
        let bits = if value.is_nan() { CANONICAL_NAN } else { value.to_bits() };
        Word(bits.wrapping_add(DOUBLE_OFFSET))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ints_round_trip_at_the_borders() {
        for value in [0, 1, -1, SMALL_INT_MAX, SMALL_INT_MIN] {
            let word = Word::from_int(value).expect("fits");
            assert!(word.is_int() && !word.is_float() && !word.is_heap());
            assert_eq!(word.int(), value);
        }
        assert!(Word::from_int(SMALL_INT_MAX + 1).is_none());
        assert!(Word::from_int(SMALL_INT_MIN - 1).is_none());
    }

    #[test]
    fn floats_round_trip() {
        for value in [0.0, -0.0, 1.5, f64::INFINITY, f64::NEG_INFINITY, f64::MAX, 5e-324] {
            let word = Word::from_f64(value);
            assert!(word.is_float() && !word.is_int() && !word.is_heap());
            assert_eq!(word.float().to_bits(), value.to_bits());
        }
        let nan = Word::from_f64(-f64::NAN);
        assert!(nan.is_float() && nan.float().is_nan());
        assert!(!Word::UNBOUND.is_float() && !Word::UNBOUND.is_int() && !Word::UNBOUND.is_heap());
    }
}
