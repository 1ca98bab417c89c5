//! UNSAFE ISLAND: the dict object: a table whose entries own a value each.
//!
//! Obligations: (1) the value word of an entry with a key is an owned value, all others are 0.

use super::DICT;
use super::entry::DictEntry;
use super::key::{key_hash, str_hash};
use super::table::HashTable;
use crate::cx::Cx;
use crate::exceptions::PyResult;
use crate::object::{Header, Owned, Ref, allocate};
use crate::types::Type;
use abi::Word;

/// Memory of a dict.
///
/// ```text
/// 0 header  16 used  24 fill  32 mask  40 entries {hash, key, value}  48 keys_version  56 all_str
/// ```
#[repr(C)]
pub struct Dict {
    pub(crate) head: Header,
    pub(crate) table: HashTable<DictEntry>,
}

/// Turns a value word of the table into an owned value.
///
/// # Safety
/// The word's count is given up by the caller, or it is 0.
#[inline(always)]
unsafe fn owned_value(word: u64) -> Option<Owned> {
    // SAFETY: passed on to the caller.
    (word != 0).then(|| unsafe { Owned::from_word(Word(word)) })
}

impl Dict {
    /// Makes an empty dict.
    ///
    /// # Errors
    /// Raises `MemoryError`.
    pub fn new(cx: &Cx) -> PyResult {
        Dict::with_type(cx, &DICT)
    }

    /// Makes an empty dict or instance of a subtype.
    ///
    /// # Errors
    /// Raises `MemoryError`.
    pub fn with_type(cx: &Cx, ty: &Type) -> PyResult {
        allocate(cx, ty, Dict::blank(ty))
    }

    /// An empty dict as the first part of a larger object of type `ty`.
    pub fn blank(ty: &Type) -> Dict {
        Dict { head: Header::new(ty), table: HashTable::new() }
    }

    /// Makes an empty dict as a display (`{...}`) with `count` entries does: its table starts large
    /// enough, which shows in the order of iteration.
    ///
    /// # Errors
    /// Raises `MemoryError`.
    pub fn for_display(cx: &Cx, count: usize) -> PyResult {
        let dict = Dict::new(cx)?;
        if count > 5 {
            dict.borrow().recv::<Dict>().table.resize(cx, count.min(0xFFFF))?;
        }
        Ok(dict)
    }

    /// Number of entries.
    #[inline(always)]
    pub fn len(&self) -> usize {
        self.table.len()
    }

    /// Returns whether there are no entries.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Number of the present key set: unique among all dicts, and another one after every change
    /// of the keys or of the table's address. Replacing a value does not change it.
    #[inline(always)]
    pub fn keys_version(&self) -> u64 {
        self.table.keys_version.get()
    }

    /// Address of that number, for compiled code.
    pub(crate) fn keys_version_address(&self) -> u64 {
        self.table.keys_version.as_ptr() as u64
    }

    /// Returns the value of `key`. May run Python code.
    ///
    /// # Errors
    /// What hashing or comparing raises.
    #[inline]
    pub fn get(&self, cx: &Cx, key: Ref<'_>) -> PyResult<Option<Owned>> {
        let hash = key_hash(cx, key)?;
        self.get_hashed(cx, key, hash)
    }

    /// Address of the value word of entry `index`; good as long as the keys version stands.
    #[inline]
    pub fn slot_address(&self, index: usize) -> u64 {
        self.table.entries_address() as u64 + index as u64 * 24 + 16
    }

    /// Reads a value word by its address; the caller has compared the keys version.
    #[inline(always)]
    pub(crate) fn word_at_address(address: u64) -> abi::Word {
        // SAFETY: while the keys version stands, the entry is active and where it was.
        abi::Word(unsafe { *(address as *const u64) })
    }

    /// [`Dict::get`] with the key's hash known.
    ///
    /// # Errors
    /// What comparing raises.
    pub fn get_hashed(&self, cx: &Cx, key: Ref<'_>, hash: i64) -> PyResult<Option<Owned>> {
        let index = self.table.lookup(cx, key, hash)?;
        Ok(self.value_at(index).map(Ref::own))
    }

    /// Returns whether `key` is there. May run Python code.
    ///
    /// # Errors
    /// What hashing or comparing raises.
    pub fn contains(&self, cx: &Cx, key: Ref<'_>) -> PyResult<bool> {
        let hash = key_hash(cx, key)?;
        let index = self.table.lookup(cx, key, hash)?;
        Ok(self.table.is_active_at(index))
    }

    /// Finds the entry of an exact str; runs no Python code. Keys that are not exact strs never
    /// match here.
    #[inline]
    pub fn find_str(&self, name: Ref<'_>) -> Option<usize> {
        let hash = str_hash(name);
        let index = if self.table.is_all_str() {
            self.table.lookup_str(name, hash)
        } else {
            self.table.lookup_among_mixed(name, hash)?
        };
        self.table.is_active_at(index).then_some(index)
    }

    /// Returns the value of an exact str; runs no Python code.
    #[inline]
    pub fn get_str(&self, name: Ref<'_>) -> Option<Owned> {
        let index = self.find_str(name)?;
        self.value_at(index).map(Ref::own)
    }

    /// Borrows the value in entry `index`, if there is one. The caller runs no Python code while it
    /// holds the borrow.
    #[inline(always)]
    pub fn value_at(&self, index: usize) -> Option<Ref<'_>> {
        let (_, _, word) = self.table.peek_at(index)?;
        // SAFETY: (1) the value of an entry with a key.
        Some(unsafe { Ref::from_word(Word(word)) })
    }

    /// Borrows hash, key and value in entry `index`, like [`Dict::value_at`].
    #[inline(always)]
    pub fn entry_at(&self, index: usize) -> Option<(i64, Ref<'_>, Ref<'_>)> {
        let (hash, key, word) = self.table.peek_at(index)?;
        // SAFETY: (1) the value of an entry with a key.
        Some((hash, key, unsafe { Ref::from_word(Word(word)) }))
    }

    /// Replaces the value in entry `index`, which holds a key; the keys version stays. Returns the
    /// old value.
    pub fn replace_value_at(&self, index: usize, value: Owned) -> Option<Owned> {
        let old = self.table.replace_value(index, value.into_word().0);
        // SAFETY: (1) the entry's count moves to the result.
        unsafe { owned_value(old) }
    }

    /// Sets the value of `key`. May run Python code.
    ///
    /// # Errors
    /// What hashing or comparing raises; `MemoryError`.
    #[inline]
    pub fn set(&self, cx: &Cx, key: Ref<'_>, value: Ref<'_>) -> PyResult<()> {
        let hash = key_hash(cx, key)?;
        self.set_hashed(cx, key, hash, value.own())
    }

    /// [`Dict::set`] with the key's hash known.
    ///
    /// # Errors
    /// What comparing raises; `MemoryError`.
    #[inline]
    pub fn set_hashed(&self, cx: &Cx, key: Ref<'_>, hash: i64, value: Owned) -> PyResult<()> {
        if self.insert_hashed(cx, key, hash, value)? {
            self.table.grow_if_full(cx)?;
        }
        Ok(())
    }

    /// Sets a value without growing the table; returns whether the key is new.
    pub(crate) fn insert_hashed(
        &self,
        cx: &Cx,
        key: Ref<'_>,
        hash: i64,
        value: Owned,
    ) -> PyResult<bool> {
        self.table.ensure_owned(cx)?;
        let index = self.table.lookup(cx, key, hash)?;
        // A comparison may have emptied the dict.
        self.table.ensure_owned(cx)?;
        if self.table.is_active_at(index) {
            drop(self.replace_value_at(index, value));
            return Ok(false);
        }
        self.table.insert_at(index, hash, key.own(), value.into_word().0);
        Ok(true)
    }

    /// Sets the value of an exact str. Runs Python code only when the old value dies or keys of
    /// other types are there.
    ///
    /// # Errors
    /// Raises `MemoryError`.
    pub fn set_str(&self, cx: &Cx, name: Ref<'_>, value: Ref<'_>) -> PyResult<()> {
        self.set_hashed(cx, name, str_hash(name), value.own())
    }

    /// Sets the value of `key` unless it has one; returns the value in the dict then.
    ///
    /// # Errors
    /// What hashing or comparing raises; `MemoryError`.
    pub fn set_default(&self, cx: &Cx, key: Ref<'_>, value: Ref<'_>) -> PyResult {
        let hash = key_hash(cx, key)?;
        self.table.ensure_owned(cx)?;
        // One search finds the value or the place for it: keys are compared once.
        let index = self.table.lookup(cx, key, hash)?;
        self.table.ensure_owned(cx)?;
        if let Some(found) = self.value_at(index) {
            return Ok(found.own());
        }
        self.table.insert_at(index, hash, key.own(), value.own().into_word().0);
        self.table.grow_if_full(cx)?;
        Ok(value.own())
    }

    /// Removes `key` and returns its value, if it was there. May run Python code.
    ///
    /// # Errors
    /// What hashing or comparing raises.
    pub fn remove(&self, cx: &Cx, key: Ref<'_>) -> PyResult<Option<Owned>> {
        let hash = key_hash(cx, key)?;
        let index = self.table.lookup(cx, key, hash)?;
        Ok(self.table.is_active_at(index).then(|| self.remove_at(index).1))
    }

    /// Removes an exact str and returns its value, if it was there.
    pub fn remove_str(&self, name: Ref<'_>) -> Option<Owned> {
        let index = self.find_str(name)?;
        Some(self.remove_at(index).1)
    }

    /// Removes entry `index`, which holds a key; returns key and value.
    pub fn remove_at(&self, index: usize) -> (Owned, Owned) {
        let (key, word) = self.table.remove_at(index);
        // SAFETY: (1) the entry's count moves to the result.
        let value = unsafe { Owned::from_word(Word(word)) };
        (key, value)
    }

    /// Returns the next entry at or behind `position`, in table order, and moves `position` on.
    #[inline]
    pub fn next_entry(&self, position: &mut usize) -> Option<(Owned, Owned)> {
        let index = self.table.next_active(*position)?;
        *position = index + 1;
        let (_, key, value) = self.entry_at(index)?;
        Some((key.own(), value.own()))
    }

    /// Returns all entries, in table order.
    pub fn to_vec(&self) -> Vec<(Owned, Owned)> {
        let mut entries = Vec::with_capacity(self.len());
        let mut position = 0;
        while let Some(entry) = self.next_entry(&mut position) {
            entries.push(entry);
        }
        entries
    }

    /// Removes everything. May run Python code, after the dict is empty.
    pub fn clear(&self) {
        drop(self.table.detach());
    }

    /// Makes a dict of the same entries. Its iteration order is that of CPython's `dict.copy`.
    ///
    /// # Errors
    /// Raises `MemoryError`.
    pub fn copy(&self, cx: &Cx) -> PyResult {
        let copy = Dict::new(cx)?;
        copy.borrow().recv::<Dict>().merge_dict(cx, self, Merge::Override)?;
        Ok(copy)
    }

    /// Makes room for so many entries, as taking over another dict does.
    ///
    /// # Errors
    /// Raises `MemoryError`.
    pub(crate) fn reserve_for_merge(&self, cx: &Cx, more: usize) -> PyResult<()> {
        self.table.reserve_for_merge(cx, more)
    }

    /// Takes over the entries of another dict, as `update` does. May run Python code.
    ///
    /// # Errors
    /// What comparing raises; `MemoryError`.
    pub fn merge_dict(&self, cx: &Cx, other: &Dict, how: Merge) -> PyResult<()> {
        if std::ptr::eq(self, other) || other.is_empty() {
            return Ok(());
        }
        self.table.reserve_for_merge(cx, other.len())?;
        let mut position = 0;
        while let Some(index) = other.table.next_active(position) {
            position = index + 1;
            let Some((hash, key, value)) = other.entry_at(index) else { break };
            let (key, value) = (key.own(), value.own());
            if how == Merge::KeepOld {
                let found = self.table.lookup(cx, key.borrow(), hash)?;
                if self.table.is_active_at(found) {
                    continue;
                }
            }
            self.insert_hashed(cx, key.borrow(), hash, value)?;
            // A comparison may have changed either table; CPython's never overflows its own.
            if self.table.fill() >= self.table.mask() {
                self.table.grow_if_full(cx)?;
            }
        }
        Ok(())
    }
}

/// What to do with keys that both dicts have.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Merge {
    /// Take the value of the other dict.
    Override,
    /// Keep the own value.
    KeepOld,
}
