//! Making builtin types ready: dict, order, inherited slots.
//!
//! Boot makes all types of [`super::all`] ready; a type of a stdlib module becomes ready when its
//! module is made or, at the latest, at the first lookup. The table's rows win over wrappers of
//! slots, so that a type can replace the doc or arity of one.

use super::dunder::DUNDERS;
use super::{Slots, Type, TypeFlags, layout, lookup, mro};
use crate::builtins::classmethod::new_static_method;
use crate::builtins::descr;
use crate::builtins::dict::Dict;
use crate::builtins::object::OBJECT;
use crate::builtins::str::intern_bytes;
use crate::builtins::tuple::Tuple;
use crate::cx::Cx;
use crate::exceptions::PyResult;
use crate::object::{Owned, names};
use crate::types::MethodKind;

/// Makes all builtin types ready.
///
/// # Errors
/// Raises `MemoryError`.
pub fn ready_all(cx: &Cx) -> PyResult<()> {
    for ty in super::all::ALL.iter().chain(crate::exceptions::table::ALL) {
        ready(cx, ty)?;
    }
    Ok(())
}

/// Makes a builtin type ready, if it is not yet.
///
/// # Errors
/// Raises `MemoryError`.
pub fn ready(cx: &Cx, ty: &'static Type) -> PyResult<()> {
    if ty.has_flag(TypeFlags::READY) {
        return Ok(());
    }
    ty.add_flags(TypeFlags::READY);
    let base = match ty.static_base {
        Some(base) => Some(base),
        None if std::ptr::eq(ty, &OBJECT) => None,
        None => Some(&OBJECT),
    };
    let mut bases = Vec::new();
    if let Some(base) = base {
        ready(cx, base)?;
        ty.base.set(Some(base.as_ref().own()));
        bases.push(base.as_ref().own());
        inherit_flags(ty, base);
    }
    ty.bases.set(Some(Tuple::new(cx, bases)?));
    ty.version.set(lookup::next_version(cx));
    if let Some(base) = base
        && ty.has_flag(TypeFlags::EXCEPTION_SUBTYPE)
    {
        // Exception classes show constructors of their own.
        if ty.slots.new.get().is_none() {
            ty.slots.new.set(base.slots.new.get());
        }
        if ty.slots.init.get().is_none() {
            ty.slots.init.set(base.slots.init.get());
        }
    }
    let dict = Dict::new(cx)?;
    fill_dict(cx, ty, dict.borrow().recv::<Dict>())?;
    ty.dict.set(Some(dict));
    let order = mro::linearise(cx, ty)?;
    ty.mro.set(Some(Tuple::new(cx, order)?));
    if let Some(base) = base {
        let own_new = ty.slots.new.get();
        inherit_slots(&ty.slots, &base.slots);
        if std::ptr::eq(base, &OBJECT) {
            // A bare object would not do: types without a constructor have none.
            ty.slots.new.set(own_new);
        }
        lookup::add_subclass(cx, base, ty)?;
    }
    layout::finish(ty, 0);
    ty.version.set(lookup::next_version(cx));
    Ok(())
}

/// Makes a type ready that was reached before its module was made.
pub(crate) fn ensure(ty: &Type) {
    if ty.has_flag(TypeFlags::READY) || ty.has_flag(TypeFlags::HEAP) {
        return;
    }
    let cx = Cx::current();
    let pending = cx.pending.take();
    let Some(ty) = crate::object::handle::as_static_type(ty) else { return };
    if ready(cx, ty).is_err() {
        cx.clear_raised();
    }
    drop(cx.pending.replace(pending));
}

fn inherit_flags(ty: &Type, base: &Type) {
    const INHERITED: [TypeFlags; 13] = [
        TypeFlags::GC,
        TypeFlags::INT_SUBTYPE,
        TypeFlags::LONG_SUBTYPE,
        TypeFlags::FLOAT_SUBTYPE,
        TypeFlags::STR_SUBTYPE,
        TypeFlags::UNICODE_SUBTYPE,
        TypeFlags::TUPLE_SUBTYPE,
        TypeFlags::LIST_SUBTYPE,
        TypeFlags::DICT_SUBTYPE,
        TypeFlags::EXCEPTION_SUBTYPE,
        TypeFlags::HAS_DICT,
        TypeFlags::WEAKREF,
        TypeFlags::VARIABLE_SIZE,
    ];
    for flag in INHERITED {
        if base.has_flag(flag) {
            ty.add_flags(flag);
        }
    }
    if ty.fixed_size.get() < base.fixed_size.get() {
        ty.fixed_size.set(base.fixed_size.get());
    }
}

fn fill_dict(cx: &Cx, ty: &'static Type, dict: &Dict) -> PyResult<()> {
    for def in ty.methods {
        let name = intern_bytes(cx, def.name.as_bytes());
        let value = match def.kind {
            MethodKind::Instance => descr::new_method(cx, def, ty)?,
            MethodKind::Class => descr::new_class_method(cx, def, ty)?,
            MethodKind::Static => {
                let function = descr::new_builtin_function(cx, def, None, None)?;
                new_static_method(cx, function.borrow())?
            }
        };
        dict.set_str(cx, name.borrow(), value.borrow())?;
    }
    for def in ty.getset {
        let name = intern_bytes(cx, def.name.as_bytes());
        let value = if def.is_member {
            descr::new_native_member(cx, def, ty)?
        } else {
            descr::new_getset(cx, def, ty)?
        };
        dict.set_str(cx, name.borrow(), value.borrow())?;
    }
    for def in DUNDERS {
        let name = (def.interned)();
        if def.wrap.is_none() || !(def.is_set)(&ty.slots) || dict.get_str(name).is_some() {
            continue;
        }
        let is_unhashable = def.name == "__hash__" && is_unhashable(&ty.slots);
        let value = if is_unhashable { Owned::none() } else { descr::new_wrapper(cx, def, ty)? };
        dict.set_str(cx, name, value.borrow())?;
    }
    if ty.slots.new.get().is_some() && dict.get_str(names::NEW.as_ref()).is_none() {
        dict.set_str(cx, names::NEW.as_ref(), descr::new_new_method(cx, ty)?.borrow())?;
    }
    if dict.get_str(names::DOC.as_ref()).is_none() {
        let doc = if UNDOCUMENTED.contains(&&*ty.name()) { "" } else { ty.doc };
        dict.set_str(cx, names::DOC.as_ref(), descr::doc_value(cx, doc)?.borrow())?;
    }
    Ok(())
}

/// Types whose `__doc__` is None, as observed; instances show it (`None.__doc__`).
const UNDOCUMENTED: &[&str] = &[
    "NoneType",
    "NotImplementedType",
    "bytearray_iterator",
    "callable-iterator",
    "dict_items",
    "dict_keys",
    "dict_values",
    "dictionary-itemiterator",
    "dictionary-keyiterator",
    "dictionary-valueiterator",
    "dictproxy",
    "ellipsis",
    "iterator",
    "listiterator",
    "rangeiterator",
    "setiterator",
    "tupleiterator",
];

/// Whether the hash slot is the one that refuses.
pub(crate) fn is_unhashable(slots: &Slots) -> bool {
    slots.hash.get().is_some_and(|hash| {
        std::ptr::eq(hash as *const (), super::slots::hash_not_implemented as *const ())
    })
}

/// Fills empty slots from the base. Comparison and hash are inherited together or not at all.
pub(crate) fn inherit_slots(slots: &Slots, base: &Slots) {
    let compares = slots.compare.get().is_some()
        || slots.rich_compare.get().is_some()
        || slots.hash.get().is_some();
    let own = (slots.compare.get(), slots.rich_compare.get(), slots.hash.get());
    slots.fill_from(base);
    if compares {
        slots.compare.set(own.0);
        slots.rich_compare.set(own.1);
        slots.hash.set(own.2);
    }
}
