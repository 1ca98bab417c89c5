//! Lookups through the method resolution order, and versions.
//!
//! A global cache maps (version of the type, name) to the value found. Versions are never used
//! twice and a type gets a new one whenever what a lookup through it finds may change
//! (`changed`), so an entry with the type's current version is right, and its value is alive
//! because the class dict still holds it. Rule 1: bump the version before a replaced value of a
//! class dict is released.

use crate::builtins::classic::ClassicClass;
use crate::builtins::dict::Dict;
use crate::builtins::list::List;
use crate::builtins::object::OBJECT;
use crate::builtins::str::Str;
use crate::builtins::tuple::Tuple;
use crate::builtins::type_::TYPE;
use crate::cx::Cx;
use crate::object::{Field, Owned, Ref, weakref};
use crate::types::{Type, TypeFlags};
use abi::Word;
use std::cell::Cell;
use std::collections::HashSet;

const CACHE_SIZE: usize = 4096;

struct Entry {
    version: Cell<u64>,
    /// Keeps the name alive, so that its address stays its own.
    name: Field,
    /// The value's word, 0 if the lookup finds nothing. Not counted.
    value: Cell<u64>,
}

struct Cache([Entry; CACHE_SIZE]);

// SAFETY: touched only under the GIL.
#[expect(unsafe_code, reason = "one table for all threads")]
unsafe impl Sync for Cache {}

static CACHE: Cache = Cache(
    [const { Entry { version: Cell::new(0), name: Field::empty(), value: Cell::new(0) } };
        CACHE_SIZE],
);

/// Looks a name up in the class dicts along the MRO. `name` is a str, best an interned one.
#[inline]
pub fn lookup_type(ty: &Type, name: Ref<'_>) -> Option<Owned> {
    lookup_type_word(ty, name).map(Ref::own)
}

/// The same without taking a count: the result is alive until Python code runs.
#[inline]
pub(crate) fn lookup_type_word<'a>(ty: &'a Type, name: Ref<'_>) -> Option<Ref<'a>> {
    let version = ty.version.get();
    let slot = (name.word().0 >> 4 ^ version.wrapping_mul(0x9E37_79B9)) as usize % CACHE_SIZE;
    let entry = &CACHE.0[slot];
    if entry.version.get() == version
        && entry.name.peek().is_some_and(|known| known.word() == name.word())
    {
        return borrowed(entry.value.get());
    }
    lookup_slow(ty, name, entry)
}

#[expect(unsafe_code, reason = "borrowing from the class dict")]
fn borrowed<'a>(word: u64) -> Option<Ref<'a>> {
    // SAFETY: rule 1 keeps the value in the class dict, and so alive, while the version stays.
    (word != 0).then(|| unsafe { Ref::from_word(Word(word)) })
}

#[cold]
fn lookup_slow<'a>(ty: &'a Type, name: Ref<'_>, entry: &Entry) -> Option<Ref<'a>> {
    super::ready::ensure(ty);
    let found = find_in_mro(ty, name, 0).map(|(_, value)| value);
    // The MRO keeps a count of the value.
    let word = found.as_ref().map_or(0, |value| value.word().0);
    drop(found);
    let interned = name.cast_exact::<Str>().is_some_and(Str::is_interned);
    if interned && !ty.has_flag(TypeFlags::CLASSIC_BASE) {
        entry.value.set(word);
        entry.version.set(ty.version.get());
        entry.name.set(Some(name.own()));
    }
    borrowed(word)
}

/// Looks a name up along the MRO from position `start` on; returns the class it was found in too.
pub(crate) fn find_in_mro(ty: &Type, name: Ref<'_>, start: usize) -> Option<(Owned, Owned)> {
    let mro = ty.mro.get()?;
    let mro = mro.borrow().cast::<Tuple>()?;
    for class in mro.as_slice().iter().skip(start) {
        let dict = class_dict(*class);
        let found =
            dict.and_then(|dict| dict.borrow().cast::<Dict>().and_then(|dict| dict.get_str(name)));
        if let Some(value) = found {
            return Some((class.own(), value));
        }
    }
    None
}

/// Returns the dict of a class, new-style or classic.
pub(crate) fn class_dict(class: Ref<'_>) -> Option<Owned> {
    if let Some(ty) = class.cast::<Type>() {
        ty.dict.get()
    } else {
        class.cast::<ClassicClass>().and_then(|class| class.dict.get())
    }
}

/// Takes a version number nobody else has.
pub fn next_version(cx: &Cx) -> u64 {
    let counter = &cx.vm().next_version;
    counter.set(counter.get() + 1);
    counter.get()
}

/// Gives the type and all its subclasses new versions.
pub(crate) fn changed(cx: &Cx, ty: &Type) {
    ty.version.set(next_version(cx));
    for subclass in subclasses(ty) {
        if let Some(subclass) = subclass.borrow().cast::<Type>() {
            changed(cx, subclass);
        }
    }
}

/// Returns the direct subclasses that are alive.
pub(crate) fn subclasses(ty: &Type) -> Vec<Owned> {
    let Some(list) = ty.subclasses.get() else { return Vec::new() };
    let Some(list) = list.borrow().cast::<List>() else { return Vec::new() };
    (0..list.len())
        .filter_map(|index| list.get(index))
        .filter_map(|reference| {
            if reference.borrow().is_instance(&TYPE) {
                Some(reference)
            } else {
                weakref::referent(reference.borrow())
            }
        })
        .collect()
}

/// Returns the addresses of all types that are alive.
pub(crate) fn live_types() -> HashSet<u64> {
    let mut found = HashSet::from([OBJECT.as_ref().word().0]);
    let mut waiting = subclasses(&OBJECT);
    while let Some(subclass) = waiting.pop() {
        if let Some(ty) = subclass.borrow().cast::<Type>()
            && found.insert(subclass.borrow().word().0)
        {
            waiting.extend(subclasses(ty));
        }
    }
    found
}

/// Enters `ty` in the subclass list of `base`: builtin types directly, user classes weakly.
pub(crate) fn add_subclass(cx: &Cx, base: &Type, ty: &Type) -> crate::exceptions::PyResult<()> {
    if base.subclasses.is_empty() {
        base.subclasses.set(Some(List::new(cx, Vec::new())?));
    }
    let entry = if ty.has_flag(TypeFlags::HEAP) {
        weakref::new_reference(cx, ty.as_ref(), None)?
    } else {
        ty.as_ref().own()
    };
    let list = base.subclasses.get().expect("just made");
    let list = list.borrow().cast::<List>().expect("a list of subclasses");
    // Places of dead subclasses are used again, as CPython does.
    for index in 0..list.len() {
        let dead = list.get(index).is_some_and(|old| {
            !old.borrow().is_instance(&TYPE) && weakref::referent(old.borrow()).is_none()
        });
        if dead {
            drop(list.replace(index, entry));
            return Ok(());
        }
    }
    list.push(cx, entry)
}

/// Takes `ty` out of the subclass list of `base`.
pub(crate) fn remove_subclass(base: &Type, ty: &Type) {
    let Some(list) = base.subclasses.get() else { return };
    let Some(list) = list.borrow().cast::<List>() else { return };
    for index in 0..list.len() {
        let Some(entry) = list.get(index) else { return };
        let target = weakref::referent(entry.borrow()).unwrap_or_else(|| entry.clone());
        if target.borrow().is(ty.as_ref()) {
            drop(list.remove_at(index));
            return;
        }
    }
}
