//! Slots of user classes: filled from the special methods a lookup finds.
//!
//! For each slot: nothing found empties it; only wrappers of one native function give that function;
//! anything else gives the generic function of `slot_fn`. Done when a class is made and whenever
//! one of its attributes with a special name changes.

use super::dunder::{DUNDERS, SlotDef};
use super::lookup::{self, lookup_type};
use super::{Slots, Type};
use crate::builtins::descr::{WrapperDescr, owner_of_new};
use crate::builtins::dict::Dict;
use crate::object::Ref;
use std::mem::offset_of;

/// Fills the slots of a new class whose slots are copies of its first base's. With `all` false
/// only those the class's own dict names.
pub(crate) fn fill(ty: &Type, all: bool) {
    let dict = ty.dict.get().expect("the class has its dict");
    let dict = dict.borrow().recv::<Dict>();
    for_each_slot(|rows| {
        if all || rows.iter().any(|row| dict.get_str((row.interned)()).is_some()) {
            update_one(ty, rows);
        }
    });
}

/// Whether a name may be one of the table's: they begin with two underscores, but for `next`.
pub(crate) fn is_special(name: Ref<'_>) -> bool {
    name.cast::<crate::builtins::str::Str>()
        .is_some_and(|name| name.as_bytes().starts_with(b"__") || name.as_bytes() == b"next")
}

/// Updates the slots behind a name, in the type and in the subclasses that do not hide it.
pub(crate) fn name_changed(ty: &Type, name: Ref<'_>) {
    if !DUNDERS.iter().any(|row| (row.interned)().is(name)) {
        return;
    }
    update_name(ty, name);
}

fn update_name(ty: &Type, name: Ref<'_>) {
    for_each_slot(|rows| {
        if rows.iter().any(|row| (row.interned)().is(name)) {
            update_one(ty, rows);
        }
    });
    for subclass in lookup::subclasses(ty) {
        let Some(subclass) = subclass.borrow().cast::<Type>() else { continue };
        let hides = subclass
            .dict
            .get()
            .is_some_and(|dict| dict.borrow().recv::<Dict>().get_str(name).is_some());
        if !hides {
            update_name(subclass, name);
        }
    }
}

/// Updates all slots of a type and its subclasses (its bases have changed).
pub(crate) fn all_changed(ty: &Type) {
    for_each_slot(|rows| update_one(ty, rows));
    for subclass in lookup::subclasses(ty) {
        if let Some(subclass) = subclass.borrow().cast::<Type>() {
            all_changed(subclass);
        }
    }
}

/// Calls `action` with the rows of each slot.
fn for_each_slot(mut action: impl FnMut(&'static [SlotDef])) {
    let mut start = 0;
    while start < DUNDERS.len() {
        let slot = DUNDERS[start].slot;
        let count = DUNDERS[start..].iter().take_while(|row| row.slot == slot).count();
        action(&DUNDERS[start..start + count]);
        start += count;
    }
}

fn update_one(ty: &Type, rows: &'static [SlotDef]) {
    let mut specific: Option<crate::object::Owned> = None;
    let mut use_generic = false;
    let mut generic: Option<&SlotDef> = None;
    for row in rows {
        let Some(found) = lookup_type(ty, (row.interned)()) else { continue };
        let found = found.borrow();
        if let Some(wrapper) = found.cast_exact::<WrapperDescr>()
            && wrapper.def.name == row.name
        {
            if row.has_generic {
                generic = Some(row);
            }
            if row.wrap.is_none() || !ty.is_subtype(wrapper.owner()) {
                continue;
            }
            let owner = wrapper.owner();
            match &specific {
                Some(known)
                    if !(row.is_same)(&known.borrow().recv::<Type>().slots, &owner.slots) =>
                {
                    use_generic = true;
                }
                Some(_) => {}
                None => specific = Some(owner.as_ref().own()),
            }
        } else if row.slot == offset_of!(Slots, new) && owner_of_new(found).is_some() {
            specific = owner_of_new(found).map(|owner| owner.as_ref().own());
        } else if row.slot == offset_of!(Slots, hash) && found.is_none() {
            ty.slots.hash.set(Some(super::slots::hash_not_implemented));
            return;
        } else {
            use_generic = true;
            generic = row.has_generic.then_some(row);
        }
    }
    match (specific, generic) {
        (Some(owner), _) if !use_generic => {
            (rows[0].copy)(&ty.slots, &owner.borrow().recv::<Type>().slots);
        }
        (_, Some(row)) => (row.set_generic)(&ty.slots),
        (_, None) => (rows[0].clear)(&ty.slots),
    }
}
