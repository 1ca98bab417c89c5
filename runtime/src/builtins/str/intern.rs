//! The table of interned strings: one str object per text, found by its hash.
//!
//! The table owns no counts: a str leaves it when it is destroyed. Slots hold 0 (empty), 1 (left)
//! or the address of a str.

use super::{STR, Str};
use crate::cx::Cx;
use crate::object::{Owned, Ref, names};
use std::cell::RefCell;

/// `Str::interned` of a str in the table.
pub(super) const INTERNED: u32 = 1;
const LEFT: u64 = 1;

struct Table {
    slots: Vec<u64>,
    /// Slots that are not 0.
    used: usize,
}

struct Interned(RefCell<Table>);

// SAFETY: touched only under the GIL.
unsafe impl Sync for Interned {}

static INTERNED_STRINGS: Interned = Interned(RefCell::new(Table { slots: Vec::new(), used: 0 }));

/// What a search found.
enum Found {
    Str(Owned),
    Free(usize),
}

impl Table {
    /// Fills an empty table with the runtime's own names.
    fn prepare(&mut self) {
        if self.slots.is_empty() {
            self.slots = vec![0; 4096];
            names::for_each(|name| self.insert(name));
            (0..=255).for_each(|byte| self.insert(super::single(byte)));
        }
    }

    fn search(&self, hash: i64, bytes: &[u8]) -> Found {
        let mask = self.slots.len() - 1;
        let mut at = hash as usize & mask;
        let mut free = None;
        loop {
            match self.slots[at] {
                0 => return Found::Free(free.unwrap_or(at)),
                LEFT => free = free.or(Some(at)),
                word => {
                    // SAFETY: a str in the table is alive.
                    let candidate = unsafe { Ref::from_word(abi::Word(word)) };
                    let text = candidate.recv::<Str>();
                    if text.hash() == hash && text.as_bytes() == bytes {
                        return Found::Str(candidate.own());
                    }
                }
            }
            at = (at + 1) & mask;
        }
    }

    fn insert(&mut self, text: Ref<'_>) {
        let object = text.recv::<Str>();
        let Found::Free(at) = self.search(object.hash(), object.as_bytes()) else { return };
        self.used += usize::from(self.slots[at] == 0);
        self.slots[at] = text.word().0;
        object.interned.set(INTERNED);
        if self.used * 3 > self.slots.len() * 2 {
            self.rebuild();
        }
    }

    fn rebuild(&mut self) {
        let live: Vec<u64> = self.slots.iter().copied().filter(|word| *word > LEFT).collect();
        let size = (live.len() * 4).next_power_of_two().max(4096);
        self.slots = vec![0; size];
        self.used = live.len();
        for word in live {
            // SAFETY: a str in the table is alive.
            let hash = unsafe { Ref::from_word(abi::Word(word)) }.recv::<Str>().hash();
            let mut at = hash as usize & (size - 1);
            while self.slots[at] != 0 {
                at = (at + 1) & (size - 1);
            }
            self.slots[at] = word;
        }
    }

    fn remove(&mut self, address: u64, hash: i64) {
        let mask = self.slots.len() - 1;
        let mut at = hash as usize & mask;
        while self.slots[at] != address {
            if self.slots[at] == 0 {
                return;
            }
            at = (at + 1) & mask;
        }
        self.slots[at] = LEFT;
    }
}

/// Returns the interned str of the same text; other values (subclasses too) come back unchanged.
pub fn intern(_cx: &Cx, text: impl Into<Owned>) -> Owned {
    let text = text.into();
    let Some(object) = text.borrow().cast::<Str>() else { return text };
    if object.is_interned() || !text.borrow().is_exact(&STR) {
        return text;
    }
    let mut table = INTERNED_STRINGS.0.borrow_mut();
    table.prepare();
    match table.search(object.hash(), object.as_bytes()) {
        Found::Str(known) => {
            drop(table);
            known
        }
        Found::Free(_) => {
            table.insert(text.borrow());
            drop(table);
            text
        }
    }
}

/// Returns the interned str of `bytes`; the empty str if there is no memory.
pub fn intern_bytes(cx: &Cx, bytes: &[u8]) -> Owned {
    {
        let mut table = INTERNED_STRINGS.0.borrow_mut();
        table.prepare();
        if let Found::Str(known) = table.search(crate::protocol::hash::hash_bytes(bytes), bytes) {
            return known;
        }
    }
    match Str::new(cx, bytes) {
        Ok(text) => intern(cx, text),
        Err(_) => names::EMPTY.as_ref().own(),
    }
}

impl Drop for Str {
    /// Leaves the table of interned strings.
    #[inline]
    fn drop(&mut self) {
        if self.is_interned() {
            let address = std::ptr::from_ref(self) as u64;
            INTERNED_STRINGS.0.borrow_mut().remove(address, self.hash());
        }
    }
}

impl From<Ref<'_>> for Owned {
    fn from(value: Ref<'_>) -> Owned {
        value.own()
    }
}
