//! The entries of hash tables: hash, key word, and for dicts a value word.
//!
//! What the words mean, and who owns them, is said in `table`.

use std::cell::Cell;

/// One entry of a table.
pub(crate) trait Slot: 'static {
    fn hash(&self) -> &Cell<i64>;
    fn key(&self) -> &Cell<u64>;
    /// The value word, 0 where entries have none.
    fn value_word(&self) -> u64;
    /// Stores a value word where entries have one.
    fn set_value_word(&self, word: u64);
}

/// An entry of a dict.
#[repr(C)]
pub(crate) struct DictEntry {
    hash: Cell<i64>,
    key: Cell<u64>,
    value: Cell<u64>,
}

/// An entry of a set.
#[repr(C)]
pub(crate) struct SetEntry {
    hash: Cell<i64>,
    key: Cell<u64>,
}

impl DictEntry {
    /// An entry that was never used.
    #[expect(clippy::declare_interior_mutable_const, reason = "a template for statics")]
    pub(super) const FREE: DictEntry =
        DictEntry { hash: Cell::new(0), key: Cell::new(0), value: Cell::new(0) };
}

impl Slot for DictEntry {
    #[inline(always)]
    fn hash(&self) -> &Cell<i64> {
        &self.hash
    }
    #[inline(always)]
    fn key(&self) -> &Cell<u64> {
        &self.key
    }
    #[inline(always)]
    fn value_word(&self) -> u64 {
        self.value.get()
    }
    #[inline(always)]
    fn set_value_word(&self, word: u64) {
        self.value.set(word);
    }
}

impl Slot for SetEntry {
    #[inline(always)]
    fn hash(&self) -> &Cell<i64> {
        &self.hash
    }
    #[inline(always)]
    fn key(&self) -> &Cell<u64> {
        &self.key
    }
    #[inline(always)]
    fn value_word(&self) -> u64 {
        0
    }
    #[inline(always)]
    fn set_value_word(&self, _word: u64) {}
}
