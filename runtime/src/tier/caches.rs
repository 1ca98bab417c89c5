//! A cache of attribute lookups by shape, for sites of compiled code that see many shapes.
//!
//! Always true: an entry tells what reading a name of an object with this shape finds while its class has this
//! version. Versions are unique among classes; names and the classes of shapes with a version live on.

use super::words;
use crate::object::Ref;
use crate::protocol::attr::{self, LoadPlan, StorePlan};
use crate::types::TypeFlags;
use std::cell::{Cell, OnceCell};

/// Number of entries, a power of two.
const ENTRIES: usize = 2048;

/// What a lookup finds.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Found {
    /// A slot at this distance from the object.
    Slot(u64),
    /// A method of the class: the word of the function.
    Method(u64),
}

#[derive(Clone, Copy)]
struct Entry {
    shape: u64,
    version: u64,
    name: u64,
    found: Found,
}

const EMPTY: Entry = Entry { shape: 0, version: 0, name: 0, found: Found::Slot(0) };

/// The cache.
#[derive(Default)]
pub(crate) struct Attributes(OnceCell<Box<[Cell<Entry>]>>);

/// Shape and class version of an object whose attributes can be cached.
fn layout_of(object: Ref<'_>) -> Option<(u64, u64)> {
    if !object.word().is_heap() {
        return None;
    }
    let ty = object.ty();
    let plain = ty.attr_offset.get() == super::INSTANCE_SHAPE && ty.has_flag(TypeFlags::HEAP);
    let shape = if plain { words::read(object.word().0 + super::INSTANCE_SHAPE as u64) } else { 0 };
    (shape != 0).then(|| (shape, ty.version.get()))
}

impl Attributes {
    fn entry(&self, shape: u64, name: u64) -> &Cell<Entry> {
        let entries = self.0.get_or_init(|| (0..ENTRIES).map(|_| Cell::new(EMPTY)).collect());
        let mixed = (shape >> 4).wrapping_mul(0x9E37_79B9_7F4A_7C15) ^ (name >> 3);
        &entries[(mixed ^ mixed >> 29) as usize & (ENTRIES - 1)]
    }

    /// What reading `name` finds, if that is a plain slot or a method.
    #[inline]
    pub(super) fn find(&self, object: Ref<'_>, name: u64) -> Option<Found> {
        let (shape, version) = layout_of(object)?;
        let place = self.entry(shape, name);
        let entry = place.get();
        if entry.shape == shape && entry.version == version && entry.name == name {
            return Some(entry.found);
        }
        let found = match attr::load_plan(object, words::borrow(name)) {
            LoadPlan::Slot { shape, index } if index < shape.inline_capacity() => slot(index),
            LoadPlan::Class { value, is_method: true, .. } => Found::Method(value.word().0),
            LoadPlan::Slot { .. } | LoadPlan::Class { .. } | LoadPlan::Uncacheable => return None,
        };
        place.set(Entry { shape, version, name, found });
        Some(found)
    }

    /// The distance of the slot that storing to `name` replaces, if it does nothing else.
    #[inline]
    pub(super) fn find_store(&self, object: Ref<'_>, name: u64) -> Option<u64> {
        let (shape, version) = layout_of(object)?;
        // Another key than that of reading; shapes are aligned.
        let shape = shape | 1;
        let place = self.entry(shape, name);
        let entry = place.get();
        if entry.shape == shape && entry.version == version && entry.name == name {
            return if let Found::Slot(offset) = entry.found { Some(offset) } else { None };
        }
        match attr::store_plan(object, words::borrow(name)) {
            StorePlan::Slot { shape: known, index } if index < known.inline_capacity() => {
                let found = slot(index);
                place.set(Entry { shape, version, name, found });
                if let Found::Slot(offset) = found { Some(offset) } else { None }
            }
            _ => None,
        }
    }
}

fn slot(index: usize) -> Found {
    let first = super::INSTANCE_SHAPE + crate::object::attrs::PART_SIZE;
    Found::Slot((first + 8 * index) as u64)
}
