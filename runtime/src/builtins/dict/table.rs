//! UNSAFE ISLAND: the open-addressing table behind dict and set.
//!
//! ```text
//! 0  used    8  fill    16  mask    24  entries    32  keys_version    40  all_str
//! ```
//!
//! Probing, growth and the treatment of removed entries are CPython 2.7's, so that iteration order
//! is. An entry's key word is 0 (never used), [`DUMMY`] (removed) or an owned value; `used` counts
//! owned ones, `fill` those and the dummies; `fill` stays below two thirds of `mask + 1`.
//! `keys_version` is unique among all tables and changes whenever the key set or the address of the
//! entries does. `all_str` implies that every key is an exact str.
//!
//! Obligations: (1) `entries` points to `mask + 1` entries, either the shared empty table, which is
//! never written, or a block of our own; (2) a key or value word that is not 0 or `DUMMY` is an
//! owned value; (3) an entry reference is not used after Python code may have run, unless `entries`
//! and `mask` are seen unchanged.

use super::entry::{DictEntry, Slot};
use super::key::keys_equal;
use crate::builtins::str::{STR, Str};
use crate::cx::Cx;
use crate::exceptions::PyResult;
use crate::object::{Owned, Ref};
use abi::Word;
use std::alloc::Layout;
use std::cell::Cell;
use std::sync::atomic::{AtomicU64, Ordering};

/// Key word of a removed entry.
const DUMMY: u64 = abi::value::MARKER_FIRST | 2;
/// Number of entries of the smallest table.
pub(crate) const MIN_SIZE: usize = 8;

#[expect(dead_code, reason = "read through pointers only")]
struct EmptyTable([DictEntry; MIN_SIZE]);

// SAFETY: (1) never written.
unsafe impl Sync for EmptyTable {}

static EMPTY: EmptyTable = EmptyTable([const { DictEntry::FREE }; MIN_SIZE]);

static NEXT_VERSION: AtomicU64 = AtomicU64::new(1);

/// Returns a number never returned before. Called under the GIL.
#[inline(always)]
fn fresh_version() -> u64 {
    let version = NEXT_VERSION.load(Ordering::Relaxed) + 1;
    NEXT_VERSION.store(version, Ordering::Relaxed);
    version
}

/// The table; see the head of the file.
#[repr(C)]
pub(crate) struct HashTable<E: Slot> {
    used: Cell<usize>,
    fill: Cell<usize>,
    mask: Cell<usize>,
    entries: Cell<*mut E>,
    pub(crate) keys_version: Cell<u64>,
    all_str: Cell<bool>,
}

/// What a table held before it was emptied; releases it when dropped.
pub(crate) struct Detached<E: Slot> {
    entries: *mut E,
    mask: usize,
}

#[inline(always)]
fn is_active(key: u64) -> bool {
    key != 0 && key != DUMMY
}

/// The sequence of places a key with some hash may be at.
struct Probe {
    index: usize,
    perturb: usize,
}

impl Probe {
    #[inline(always)]
    fn new(hash: i64) -> Probe {
        Probe { index: hash as usize, perturb: hash as usize }
    }

    #[inline(always)]
    fn advance(&mut self) {
        self.index = self.index.wrapping_mul(5).wrapping_add(self.perturb).wrapping_add(1);
        self.perturb >>= 5;
    }
}

#[inline(always)]
const fn empty_entries<E: Slot>() -> *mut E {
    std::ptr::from_ref(&EMPTY).cast_mut().cast()
}

impl<E: Slot> HashTable<E> {
    /// An empty table; allocates nothing.
    pub(crate) fn new() -> HashTable<E> {
        HashTable {
            used: Cell::new(0),
            fill: Cell::new(0),
            mask: Cell::new(MIN_SIZE - 1),
            entries: Cell::new(empty_entries()),
            keys_version: Cell::new(fresh_version()),
            all_str: Cell::new(true),
        }
    }

    /// An empty table at a link-time address, which stays empty.
    pub(crate) const fn forever_empty() -> HashTable<E> {
        HashTable {
            used: Cell::new(0),
            fill: Cell::new(0),
            mask: Cell::new(MIN_SIZE - 1),
            entries: Cell::new(empty_entries()),
            keys_version: Cell::new(0),
            all_str: Cell::new(true),
        }
    }

    /// Number of keys.
    #[inline(always)]
    pub(crate) fn len(&self) -> usize {
        self.used.get()
    }

    /// Number of keys and removed entries.
    pub(crate) fn fill(&self) -> usize {
        self.fill.get()
    }

    /// Number of entries minus one.
    #[inline(always)]
    pub(crate) fn mask(&self) -> usize {
        self.mask.get()
    }

    /// Address of the entries.
    pub(crate) fn entries_address(&self) -> usize {
        self.entries.get() as usize
    }

    /// Returns whether every key is an exact str.
    pub(crate) fn is_all_str(&self) -> bool {
        self.all_str.get()
    }

    #[inline(always)]
    fn entry(&self, index: usize) -> &E {
        debug_assert!(index <= self.mask.get());
        // SAFETY: (1) the index is within the mask.
        unsafe { &*self.entries.get().add(index) }
    }

    /// Returns whether entry `index` holds a key; indices behind the table hold none.
    #[inline(always)]
    pub(crate) fn is_active_at(&self, index: usize) -> bool {
        index <= self.mask.get() && is_active(self.entry(index).key().get())
    }

    /// Returns hash, key and value word of entry `index` if it holds a key. The caller runs no
    /// Python code while it holds the borrow.
    #[inline(always)]
    pub(crate) fn peek_at(&self, index: usize) -> Option<(i64, Ref<'_>, u64)> {
        if !self.is_active_at(index) {
            return None;
        }
        let entry = self.entry(index);
        // SAFETY: (2) an active key is an owned value.
        let key = unsafe { Ref::from_word(Word(entry.key().get())) };
        Some((entry.hash().get(), key, entry.value_word()))
    }

    /// Returns the index of the first entry with a key at or behind `index`.
    #[inline]
    pub(crate) fn next_active(&self, mut index: usize) -> Option<usize> {
        while index <= self.mask.get() {
            if is_active(self.entry(index).key().get()) {
                return Some(index);
            }
            index += 1;
        }
        None
    }

    /// Finds the entry that holds `key`, or else the one where it belongs. May run Python code
    /// (`__eq__`); the index is right for the table as it is at return.
    ///
    /// # Errors
    /// What comparing raises.
    #[inline]
    pub(crate) fn lookup(&self, cx: &Cx, key: Ref<'_>, hash: i64) -> PyResult<usize> {
        if self.all_str.get() && key.is_exact(&STR) {
            return Ok(self.lookup_str(key, hash));
        }
        if let Some(index) = self.lookup_identical(key, hash) {
            return Ok(index);
        }
        self.lookup_general(cx, key, hash)
    }

    /// Finds a key whose hash and comparison run no Python code; None if a key that is there may run some.
    pub(crate) fn lookup_plain(&self, key: Ref<'_>, hash: i64) -> Option<usize> {
        if self.all_str.get() && key.is_exact(&STR) {
            return Some(self.lookup_str(key, hash));
        }
        let mask = self.mask.get();
        let mut probe = Probe::new(hash);
        let mut free = None;
        loop {
            let index = probe.index & mask;
            let entry = self.entry(index);
            let found = entry.key().get();
            if found == key.word().0 {
                return Some(index);
            }
            if found == 0 {
                return Some(free.unwrap_or(index));
            }
            if found == DUMMY {
                free.get_or_insert(index);
            } else if entry.hash().get() == hash {
                // SAFETY: (2) neither 0 nor a dummy.
                let found = unsafe { Ref::from_word(Word(found)) };
                if crate::protocol::plain::plain_equal(found, key)? {
                    return Some(index);
                }
            }
            probe.advance();
        }
    }

    /// The first probe only, for a key that is there itself or certainly missing.
    #[inline(always)]
    fn lookup_identical(&self, key: Ref<'_>, hash: i64) -> Option<usize> {
        let index = hash as usize & self.mask.get();
        let found = self.entry(index).key().get();
        (found == key.word().0 || found == 0).then_some(index)
    }

    /// Finds an exact str among exact strs. Runs no Python code.
    #[inline]
    pub(crate) fn lookup_str(&self, key: Ref<'_>, hash: i64) -> usize {
        let mask = self.mask.get();
        let word = key.word().0;
        let mut probe = Probe::new(hash);
        let mut free = None;
        loop {
            let index = probe.index & mask;
            let entry = self.entry(index);
            let found = entry.key().get();
            if found == word {
                return index;
            }
            if found == 0 {
                return free.unwrap_or(index);
            }
            if found == DUMMY {
                free.get_or_insert(index);
            } else if entry.hash().get() == hash {
                // SAFETY: (2) neither 0 nor a dummy.
                let found = unsafe { Ref::from_word(Word(found)) };
                if same_str(found, key) {
                    return index;
                }
            }
            probe.advance();
        }
    }

    /// Finds an exact str in a table that holds other keys too, comparing with exact strs only;
    /// None if it is missing. Runs no Python code.
    #[cold]
    pub(crate) fn lookup_among_mixed(&self, key: Ref<'_>, hash: i64) -> Option<usize> {
        let mut probe = Probe::new(hash);
        loop {
            let index = probe.index & self.mask.get();
            let entry = self.entry(index);
            let found = entry.key().get();
            if found == 0 {
                return None;
            }
            if found != DUMMY && entry.hash().get() == hash {
                // SAFETY: (2) neither 0 nor a dummy.
                let found = unsafe { Ref::from_word(Word(found)) };
                if found.is_exact(&STR) && same_str(found, key) {
                    return Some(index);
                }
            }
            probe.advance();
        }
    }

    fn lookup_general(&self, cx: &Cx, key: Ref<'_>, hash: i64) -> PyResult<usize> {
        loop {
            if let Some(index) = self.lookup_pass(cx, key, hash)? {
                return Ok(index);
            }
        }
    }

    /// One walk along the probes; None if a comparison changed the table under it.
    fn lookup_pass(&self, cx: &Cx, key: Ref<'_>, hash: i64) -> PyResult<Option<usize>> {
        let entries = self.entries.get();
        let mask = self.mask.get();
        let word = key.word();
        let mut probe = Probe::new(hash);
        let mut free = None;
        loop {
            let index = probe.index & mask;
            let entry = self.entry(index);
            let found = entry.key().get();
            if found == word.0 {
                return Ok(Some(index));
            }
            if found == 0 {
                return Ok(Some(free.unwrap_or(index)));
            }
            if found == DUMMY {
                free.get_or_insert(index);
            } else if entry.hash().get() == hash && !(word.is_int() && Word(found).is_int()) {
                // SAFETY: (2) neither 0 nor a dummy; the copy keeps it alive during the comparison.
                let start = unsafe { Ref::from_word(Word(found)) }.own();
                let equal = if start.borrow().is_exact(&STR) && key.is_exact(&STR) {
                    same_str(start.borrow(), key)
                } else {
                    keys_equal(cx, start.borrow(), key)?
                };
                if self.entries.get() != entries
                    || self.mask.get() != mask
                    || self.entry(index).key().get() != found
                {
                    return Ok(None);
                }
                if equal {
                    return Ok(Some(index));
                }
            }
            probe.advance();
        }
    }

    /// Prepares for a first key: gives the table entries of its own.
    ///
    /// # Errors
    /// Raises `MemoryError`.
    #[inline(always)]
    pub(crate) fn ensure_owned(&self, cx: &Cx) -> PyResult<()> {
        if self.entries.get() == empty_entries() {
            self.entries.set(allocate_entries(cx, MIN_SIZE)?);
        }
        Ok(())
    }

    /// Puts a key into entry `index`, which [`HashTable::lookup`] found free, with its value word.
    /// Does not grow.
    pub(crate) fn insert_at(&self, index: usize, hash: i64, key: Owned, value: u64) {
        let entry = self.entry(index);
        if entry.key().get() == 0 {
            self.fill.set(self.fill.get() + 1);
        }
        debug_assert!(!is_active(entry.key().get()));
        if !key.borrow().is_exact(&STR) {
            self.all_str.set(false);
        }
        entry.hash().set(hash);
        entry.key().set(key.into_word().0);
        entry.set_value_word(value);
        self.used.set(self.used.get() + 1);
        self.keys_version.set(fresh_version());
    }

    /// Grows if two thirds are filled; called after a key was added.
    ///
    /// # Errors
    /// Raises `MemoryError`.
    #[inline]
    pub(crate) fn grow_if_full(&self, cx: &Cx) -> PyResult<()> {
        if self.fill.get() * 3 < (self.mask.get() + 1) * 2 {
            return Ok(());
        }
        let factor = if self.used.get() > 50_000 { 2 } else { 4 };
        self.resize(cx, factor * self.used.get())
    }

    /// Makes room for `extra` more keys at once, as merging tables does.
    ///
    /// # Errors
    /// Raises `MemoryError`.
    pub(crate) fn reserve_for_merge(&self, cx: &Cx, extra: usize) -> PyResult<()> {
        if (self.fill.get() + extra) * 3 >= (self.mask.get() + 1) * 2 {
            self.resize(cx, (self.used.get() + extra) * 2)?;
        }
        Ok(())
    }

    /// Moves the keys, in table order, to a table of the smallest power of two above `min_used`.
    ///
    /// # Errors
    /// Raises `MemoryError`.
    pub(crate) fn resize(&self, cx: &Cx, min_used: usize) -> PyResult<()> {
        let mut size = MIN_SIZE;
        while size <= min_used {
            size = size.checked_mul(2).ok_or_else(|| cx.raise_no_memory())?;
        }
        let own = self.entries.get() != empty_entries();
        let keeps_size = size == MIN_SIZE && self.mask.get() + 1 == MIN_SIZE;
        if keeps_size && (!own || self.fill.get() == self.used.get()) {
            return Ok(());
        }
        let entries = allocate_entries::<E>(cx, size)?;
        for index in 0..=self.mask.get() {
            let old = self.entry(index);
            if is_active(old.key().get()) {
                move_clean(entries, size - 1, old);
            }
        }
        let old = self.entries.replace(entries);
        let old_size = self.mask.replace(size - 1) + 1;
        self.fill.set(self.used.get());
        self.keys_version.set(fresh_version());
        if own {
            // SAFETY: (1) a block of our own, whose keys were moved.
            unsafe { free_entries(old, old_size) };
        }
        Ok(())
    }

    /// Takes the key out of entry `index`; returns it and its value word.
    pub(crate) fn remove_at(&self, index: usize) -> (Owned, u64) {
        let entry = self.entry(index);
        let key = entry.key().replace(DUMMY);
        debug_assert!(is_active(key));
        let value = entry.value_word();
        entry.set_value_word(0);
        self.used.set(self.used.get() - 1);
        self.keys_version.set(fresh_version());
        // SAFETY: (2) the entry's count moves to the result.
        (unsafe { Owned::from_word(Word(key)) }, value)
    }

    /// Replaces the value word of entry `index`, which holds a key.
    #[inline(always)]
    pub(crate) fn replace_value(&self, index: usize, value: u64) -> u64 {
        let entry = self.entry(index);
        debug_assert!(is_active(entry.key().get()));
        let old = entry.value_word();
        entry.set_value_word(value);
        old
    }

    /// Finds the entry that `popitem` and `pop` take next, if there is any: entry 0, else the first
    /// at or behind the position remembered in its hash word.
    pub(crate) fn pop_position(&self) -> Option<usize> {
        if self.used.get() == 0 {
            return None;
        }
        if self.is_active_at(0) {
            return Some(0);
        }
        let remembered = self.entry(0).hash().get();
        let from = usize::try_from(remembered).ok().filter(|from| *from <= self.mask.get());
        let from = from.unwrap_or(1).max(1);
        self.next_active(from).or_else(|| self.next_active(1))
    }

    /// Remembers where [`HashTable::pop_position`] goes on.
    pub(crate) fn set_pop_position(&self, position: usize) {
        if self.entries.get() != empty_entries() && !self.is_active_at(0) {
            self.entry(0).hash().set(position as i64);
        }
    }

    /// Empties the table; the caller drops what it held, when it likes.
    pub(crate) fn detach(&self) -> Detached<E> {
        let entries = self.entries.replace(empty_entries());
        let mask = self.mask.replace(MIN_SIZE - 1);
        self.used.set(0);
        self.fill.set(0);
        self.all_str.set(true);
        self.keys_version.set(fresh_version());
        Detached { entries, mask }
    }

    /// Exchanges the contents of two tables.
    pub(crate) fn swap(&self, other: &HashTable<E>) {
        self.used.swap(&other.used);
        self.fill.swap(&other.fill);
        self.mask.swap(&other.mask);
        self.entries.swap(&other.entries);
        self.all_str.swap(&other.all_str);
        self.keys_version.set(fresh_version());
        other.keys_version.set(fresh_version());
    }

    /// Shows every key and value.
    pub(crate) fn visit(&self, visit: &mut dyn FnMut(Ref<'_>)) {
        for index in 0..=self.mask.get() {
            if let Some((_, key, value)) = self.peek_at(index) {
                visit(key);
                if value != 0 {
                    // SAFETY: (2) a value word that is not 0 is an owned value.
                    visit(unsafe { Ref::from_word(Word(value)) });
                }
            }
        }
    }

    /// Bytes of the entries outside the object, as CPython counts them: none for the smallest.
    pub(crate) fn size_bytes(&self) -> usize {
        if self.mask.get() + 1 == MIN_SIZE { 0 } else { (self.mask.get() + 1) * size_of::<E>() }
    }
}

impl<E: Slot> Drop for HashTable<E> {
    fn drop(&mut self) {
        drop(self.detach());
    }
}

impl<E: Slot> Drop for Detached<E> {
    fn drop(&mut self) {
        if self.entries == empty_entries() {
            return;
        }
        for index in 0..=self.mask {
            // SAFETY: (1) within the block, which only we know.
            let entry = unsafe { &*self.entries.add(index) };
            let key = entry.key().replace(0);
            if is_active(key) {
                let value = entry.value_word();
                crate::object::handle::release(Word(key));
                if value != 0 {
                    crate::object::handle::release(Word(value));
                }
            }
        }
        // SAFETY: (1) a block of our own.
        unsafe { free_entries(self.entries, self.mask + 1) };
    }
}

/// Puts an active entry's words into a table that has neither dummies nor that key.
#[inline]
fn move_clean<E: Slot>(entries: *mut E, mask: usize, from: &E) {
    let mut probe = Probe::new(from.hash().get());
    loop {
        // SAFETY: (1) masked by the size of the new block.
        let entry = unsafe { &*entries.add(probe.index & mask) };
        if entry.key().get() == 0 {
            entry.hash().set(from.hash().get());
            entry.key().set(from.key().get());
            entry.set_value_word(from.value_word());
            return;
        }
        probe.advance();
    }
}

fn allocate_entries<E: Slot>(cx: &Cx, size: usize) -> PyResult<*mut E> {
    let layout = Layout::array::<E>(size).map_err(|_| cx.raise_no_memory())?;
    // SAFETY: plain allocation of zeroed bytes, which are free entries.
    let block = unsafe { std::alloc::alloc_zeroed(layout) };
    if block.is_null() { Err(cx.raise_no_memory()) } else { Ok(block.cast()) }
}

/// Frees a block of entries.
///
/// # Safety
/// The block came from `allocate_entries` with `size` and holds no keys any more.
unsafe fn free_entries<E: Slot>(entries: *mut E, size: usize) {
    let layout = Layout::array::<E>(size).expect("the block exists");
    // SAFETY: passed on to the caller.
    unsafe { std::alloc::dealloc(entries.cast(), layout) };
}

/// Compares two exact strs by content.
#[inline(always)]
fn same_str(a: Ref<'_>, b: Ref<'_>) -> bool {
    // SAFETY: the callers have checked that both are exact strs.
    let (a, b) = unsafe { (a.cast_unchecked::<Str>(), b.cast_unchecked::<Str>()) };
    a.as_bytes() == b.as_bytes()
}
