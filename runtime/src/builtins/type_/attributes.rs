//! Attributes of types.

use crate::builtins::dict::Dict;
use crate::builtins::object::module_of;
use crate::builtins::str::{STR, Str};
use crate::cx::Cx;
use crate::exceptions::{PyResult, Raised, table};
use crate::object::{Owned, Ref, names};
use crate::types::{Type, TypeFlags, lookup};

fn own_dict(ty: &Type) -> Option<Owned> {
    ty.dict.get()
}

fn from_dict(ty: &Type, name: Ref<'_>) -> Option<Owned> {
    own_dict(ty)?.borrow().recv::<Dict>().get_str(name)
}

#[cold]
fn missing(cx: &Cx, name: Ref<'_>) -> Raised {
    cx.raise_with(Ref::from_object(&table::ATTRIBUTE_ERROR), Some(name.own()))
}

/// Refuses changes of builtin types, and deletions.
pub(super) fn check_change<'a>(
    cx: &Cx,
    ty: &Type,
    what: &str,
    value: Option<Ref<'a>>,
) -> PyResult<Ref<'a>> {
    let name = ty.name();
    if !ty.has_flag(TypeFlags::HEAP) {
        return Err(cx.raise(&table::TYPE_ERROR, format_args!("can't set {name}.{what}")));
    }
    value.ok_or_else(|| cx.raise(&table::TYPE_ERROR, format_args!("can't delete {name}.{what}")))
}

pub(super) fn name(cx: &Cx, ty: Ref<'_>) -> PyResult {
    let name = ty.recv::<Type>().short_name();
    Ok(crate::builtins::str::intern_bytes(cx, name.as_bytes()))
}

pub(super) fn set_name(cx: &Cx, ty: Ref<'_>, value: Option<Ref<'_>>) -> PyResult<()> {
    let ty = ty.recv::<Type>();
    let value = check_change(cx, ty, "__name__", value)?;
    let Some(text) = value.cast::<Str>() else {
        return Err(cx.raise(
            &table::TYPE_ERROR,
            format_args!(
                "can only assign string to {}.__name__, not '{}'",
                ty.name(),
                value.ty().name()
            ),
        ));
    };
    if text.as_bytes().contains(&0) {
        return Err(cx.raise(
            &table::VALUE_ERROR,
            format_args!("type name must not contain null characters"),
        ));
    }
    *ty.name.borrow_mut() = text.to_text().into_owned().into();
    Ok(())
}

pub(super) fn bases(_cx: &Cx, ty: Ref<'_>) -> PyResult {
    Ok(ty.recv::<Type>().bases.get().unwrap_or_else(Owned::none))
}

pub(super) fn module(cx: &Cx, ty: Ref<'_>) -> PyResult {
    let ty = ty.recv::<Type>();
    if ty.has_flag(TypeFlags::HEAP) {
        return from_dict(ty, names::MODULE.as_ref())
            .ok_or_else(|| missing(cx, names::MODULE.as_ref()));
    }
    let module = module_of(ty).unwrap_or_default();
    Ok(crate::builtins::str::intern_bytes(cx, module.as_bytes()))
}

pub(super) fn set_module(cx: &Cx, ty: Ref<'_>, value: Option<Ref<'_>>) -> PyResult<()> {
    let ty = ty.recv::<Type>();
    let value = check_change(cx, ty, "__module__", value)?;
    super::set_own(cx, ty, names::MODULE.as_ref(), Some(value))
}

pub(super) fn abstract_methods(cx: &Cx, ty: Ref<'_>) -> PyResult {
    let ty = ty.recv::<Type>();
    let name = names::ABSTRACTMETHODS.as_ref();
    let found = if std::ptr::eq(ty, &super::TYPE) { None } else { from_dict(ty, name) };
    found.ok_or_else(|| missing(cx, name))
}

pub(super) fn set_abstract_methods(cx: &Cx, ty: Ref<'_>, value: Option<Ref<'_>>) -> PyResult<()> {
    let ty = ty.recv::<Type>();
    let name = names::ABSTRACTMETHODS.as_ref();
    if !ty.has_flag(TypeFlags::HEAP) {
        return Err(cx.raise(
            &table::TYPE_ERROR,
            format_args!("can't set attributes of built-in/extension type '{}'", ty.name()),
        ));
    }
    let is_abstract = match value {
        Some(value) => crate::protocol::truth::is_true(cx, value)?,
        None => false,
    };
    super::set_own(cx, ty, name, value)?;
    let flags = ty.flags.get() & !TypeFlags::ABSTRACT.0;
    ty.flags.set(if is_abstract { flags | TypeFlags::ABSTRACT.0 } else { flags });
    Ok(())
}

pub(super) fn dict(cx: &Cx, ty: Ref<'_>) -> PyResult {
    match own_dict(ty.recv::<Type>()) {
        Some(dict) => crate::builtins::dictproxy::new_proxy(cx, dict.borrow()),
        None => Ok(Owned::none()),
    }
}

pub(super) fn doc(cx: &Cx, ty: Ref<'_>) -> PyResult {
    let this = ty.recv::<Type>();
    let Some(doc) = from_dict(this, names::DOC.as_ref()) else { return Ok(Owned::none()) };
    if !this.has_flag(TypeFlags::HEAP) {
        let text = doc.borrow().is_instance(&STR);
        return if text { Ok(doc) } else { crate::builtins::descr::doc_value(cx, this.doc) };
    }
    match doc.borrow().ty().slots.descr_get.get() {
        Some(get) => get(cx, doc.borrow(), None, Some(ty)),
        None => Ok(doc),
    }
}

pub(super) fn order(_cx: &Cx, ty: Ref<'_>) -> PyResult {
    let ty = ty.recv::<Type>();
    lookup::lookup_type(ty, names::DOC.as_ref());
    Ok(ty.mro.get().unwrap_or_else(Owned::none))
}

pub(super) fn base(_cx: &Cx, ty: Ref<'_>) -> PyResult {
    Ok(ty.recv::<Type>().base.get().unwrap_or_else(Owned::none))
}

pub(super) fn basic_size(_cx: &Cx, ty: Ref<'_>) -> PyResult {
    Ok(Owned::int(ty.recv::<Type>().basic_size() as i64))
}

pub(super) fn item_size(_cx: &Cx, ty: Ref<'_>) -> PyResult {
    let ty = ty.recv::<Type>();
    let size = if ty.has_flag(TypeFlags::STR_SUBTYPE) {
        1
    } else if ty.has_flag(TypeFlags::TUPLE_SUBTYPE) {
        8
    } else if ty.has_flag(TypeFlags::LONG_SUBTYPE) {
        4
    } else {
        0
    };
    Ok(Owned::int(size))
}

/// The bits programs ask for, at the places CPython 2.7 has them.
pub(super) fn flags(_cx: &Cx, ty: Ref<'_>) -> PyResult {
    let ty = ty.recv::<Type>();
    // Bits every type has there: newer buffers, sequences, comparison, iterators, classes, ready.
    let mut flags = 0x11EB_i64 | 1 << 12 | 1 << 18 | 1 << 19;
    for (ours, theirs) in [
        (TypeFlags::HEAP, 9),
        (TypeFlags::BASE, 10),
        (TypeFlags::GC, 14),
        (TypeFlags::ABSTRACT, 20),
        (TypeFlags::INT_SUBTYPE, 23),
        (TypeFlags::LONG_SUBTYPE, 24),
        (TypeFlags::LIST_SUBTYPE, 25),
        (TypeFlags::TUPLE_SUBTYPE, 26),
        (TypeFlags::STR_SUBTYPE, 27),
        (TypeFlags::UNICODE_SUBTYPE, 28),
        (TypeFlags::DICT_SUBTYPE, 29),
        (TypeFlags::EXCEPTION_SUBTYPE, 30),
        (TypeFlags::TYPE_SUBTYPE, 31),
    ] {
        if ty.has_flag(ours) {
            flags |= 1 << theirs;
        }
    }
    Ok(Owned::int(flags))
}

pub(super) fn dict_offset(_cx: &Cx, ty: Ref<'_>) -> PyResult {
    let ty = ty.recv::<Type>();
    let has = ty.has_flag(TypeFlags::HAS_DICT) || ty.has_flag(TypeFlags::OWN_DICT);
    Ok(Owned::int(if has { ty.fixed_size.get() as i64 } else { 0 }))
}

pub(super) fn weakref_offset(_cx: &Cx, ty: Ref<'_>) -> PyResult {
    let ty = ty.recv::<Type>();
    let has = ty.has_flag(TypeFlags::WEAKREF);
    Ok(Owned::int(if has { ty.fixed_size.get() as i64 + 8 } else { 0 }))
}
