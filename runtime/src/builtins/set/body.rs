//! The members of a set: a table of keys, and the hash of a frozenset once it is known.

use crate::builtins::dict::entry::SetEntry;
use crate::builtins::dict::key::key_hash;
use crate::builtins::dict::table::HashTable;
use crate::cx::Cx;
use crate::exceptions::PyResult;
use crate::object::{Owned, Ref};
use std::cell::Cell;

/// The members; the common part of sets and frozensets.
#[repr(C)]
pub struct SetBody {
    pub(crate) table: HashTable<SetEntry>,
    /// Hash of a frozenset, -1 while unknown.
    pub(super) hash: Cell<i64>,
}

impl SetBody {
    /// No members.
    pub(super) fn new() -> SetBody {
        SetBody { table: HashTable::new(), hash: Cell::new(-1) }
    }

    /// No members, ever.
    pub(super) const fn forever_empty() -> SetBody {
        SetBody { table: HashTable::forever_empty(), hash: Cell::new(-1) }
    }

    /// Number of members.
    #[inline(always)]
    pub fn len(&self) -> usize {
        self.table.len()
    }

    /// Returns whether there are no members.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Returns whether `key` is a member. May run Python code.
    ///
    /// # Errors
    /// What hashing or comparing raises.
    pub fn contains(&self, cx: &Cx, key: Ref<'_>) -> PyResult<bool> {
        let hash = key_hash(cx, key)?;
        self.contains_hashed(cx, key, hash)
    }

    /// [`SetBody::contains`] with the key's hash known.
    ///
    /// # Errors
    /// What comparing raises.
    pub(super) fn contains_hashed(&self, cx: &Cx, key: Ref<'_>, hash: i64) -> PyResult<bool> {
        let index = self.table.lookup(cx, key, hash)?;
        Ok(self.table.is_active_at(index))
    }

    /// Adds a member. May run Python code.
    ///
    /// # Errors
    /// What hashing or comparing raises; `MemoryError`.
    pub fn add(&self, cx: &Cx, key: Ref<'_>) -> PyResult<()> {
        let hash = key_hash(cx, key)?;
        self.add_hashed(cx, key, hash)
    }

    /// [`SetBody::add`] with the key's hash known.
    ///
    /// # Errors
    /// What comparing raises; `MemoryError`.
    pub(super) fn add_hashed(&self, cx: &Cx, key: Ref<'_>, hash: i64) -> PyResult<()> {
        if self.insert_hashed(cx, key, hash)? {
            self.table.grow_if_full(cx)?;
        }
        Ok(())
    }

    /// Adds a member without growing the table; returns whether it is new.
    fn insert_hashed(&self, cx: &Cx, key: Ref<'_>, hash: i64) -> PyResult<bool> {
        self.table.ensure_owned(cx)?;
        let index = self.table.lookup(cx, key, hash)?;
        // A comparison may have emptied the set.
        self.table.ensure_owned(cx)?;
        if self.table.is_active_at(index) {
            return Ok(false);
        }
        self.table.insert_at(index, hash, key.own(), 0);
        Ok(true)
    }

    /// Takes out a member; returns whether it was there. May run Python code.
    ///
    /// # Errors
    /// What hashing or comparing raises.
    pub fn discard(&self, cx: &Cx, key: Ref<'_>) -> PyResult<bool> {
        let hash = key_hash(cx, key)?;
        self.discard_hashed(cx, key, hash)
    }

    /// [`SetBody::discard`] with the key's hash known.
    ///
    /// # Errors
    /// What comparing raises.
    pub(super) fn discard_hashed(&self, cx: &Cx, key: Ref<'_>, hash: i64) -> PyResult<bool> {
        let index = self.table.lookup(cx, key, hash)?;
        if !self.table.is_active_at(index) {
            return Ok(false);
        }
        drop(self.table.remove_at(index));
        Ok(true)
    }

    /// Takes out the member that is next in line.
    pub(super) fn pop(&self) -> Option<Owned> {
        let index = self.table.pop_position()?;
        let (key, _) = self.table.remove_at(index);
        self.table.set_pop_position(index + 1);
        Some(key)
    }

    /// Takes all members out. May run Python code, after the set is empty.
    pub fn clear(&self) {
        drop(self.table.detach());
    }

    /// Returns the next member at or behind `position` with its hash, and moves `position` on.
    pub(super) fn next_hashed(&self, position: &mut usize) -> Option<(i64, Owned)> {
        let index = self.table.next_active(*position)?;
        *position = index + 1;
        self.table.peek_at(index).map(|(hash, key, _)| (hash, key.own()))
    }

    /// Returns the next member at or behind `position` and moves `position` on.
    pub fn next_key(&self, position: &mut usize) -> Option<Owned> {
        self.next_hashed(position).map(|(_, key)| key)
    }

    /// Returns all members, in table order.
    pub fn to_vec(&self) -> Vec<Owned> {
        let mut position = 0;
        std::iter::from_fn(|| self.next_key(&mut position)).collect()
    }

    /// Adds the members of another set, making room for all at once. May run Python code.
    ///
    /// # Errors
    /// What comparing raises; `MemoryError`.
    pub(super) fn merge(&self, cx: &Cx, other: &SetBody) -> PyResult<()> {
        if std::ptr::eq(self, other) || other.is_empty() {
            return Ok(());
        }
        self.table.reserve_for_merge(cx, other.len())?;
        let mut position = 0;
        while let Some((hash, key)) = other.next_hashed(&mut position) {
            self.insert_hashed(cx, key.borrow(), hash)?;
            // A comparison may have changed either set; keep a free entry.
            if self.table.fill() >= self.table.mask() {
                self.table.grow_if_full(cx)?;
            }
        }
        Ok(())
    }

    /// Rebuilds the table if more than a fifth of it are removed entries.
    pub(super) fn compact(&self, cx: &Cx) -> PyResult<()> {
        let used = self.len();
        if (self.table.fill() - used) * 5 < self.table.mask() {
            return Ok(());
        }
        self.table.resize(cx, if used > 50_000 { used * 2 } else { used * 4 })
    }
}
