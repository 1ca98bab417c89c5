//! Attributes: reading, setting, deleting, and looking special methods up.
//!
//! Names are str objects; [`interned_name`] makes them exact and interned once at the entry, so that
//! shapes and caches compare addresses. Order of the generic rule: data descriptor of the class,
//! attribute of the instance, other descriptor or value of the class.

use crate::builtins::dict::Dict;
use crate::builtins::instance::{self, INSTANCE};
use crate::builtins::str::{self, STR, Str};
use crate::cx::Cx;
use crate::exceptions::{PyResult, Raised, table};
use crate::object::{Owned, Ref, attrs, shape::Shape};
pub use crate::types::lookup::lookup_type;
use crate::types::lookup::lookup_type_word;
use crate::types::slots::Binary;
use crate::types::{CallArgs, Type, TypeFlags};

/// Reads `object.name`.
///
/// # Errors
/// Raises `AttributeError` and what descriptors raise.
#[inline]
pub fn get_attr(cx: &Cx, object: Ref<'_>, name: Ref<'_>) -> PyResult {
    if !is_interned(name) {
        let name = interned_name(cx, name)?;
        return get_attr_interned(cx, object, name.borrow());
    }
    get_attr_interned(cx, object, name)
}

#[inline]
fn get_attr_interned(cx: &Cx, object: Ref<'_>, name: Ref<'_>) -> PyResult {
    match object.ty().slots.get_attr.get() {
        Some(slot) => slot(cx, object, name),
        None => Err(no_attribute(cx, object, name)),
    }
}

/// Reads `object.name`; None in place of an `AttributeError`.
///
/// # Errors
/// Whatever else is raised.
pub fn find_attr(cx: &Cx, object: Ref<'_>, name: Ref<'_>) -> PyResult<Option<Owned>> {
    let result = get_attr(cx, object, name);
    cx.catch(result, &table::ATTRIBUTE_ERROR)
}

/// Sets `object.name`, or deletes it with None.
///
/// # Errors
/// Raises `AttributeError`, `TypeError` and what descriptors raise.
pub fn set_attr(cx: &Cx, object: Ref<'_>, name: Ref<'_>, value: Option<Ref<'_>>) -> PyResult<()> {
    if !is_interned(name) {
        let name = interned_name(cx, name)?;
        return set_attr(cx, object, name.borrow(), value);
    }
    if let Some(slot) = object.ty().slots.set_attr.get() {
        return slot(cx, object, name, value);
    }
    let what = if value.is_some() { "assign to" } else { "del" };
    let readable = object.ty().slots.get_attr.get().is_some();
    let kind = if readable { "only read-only attributes" } else { "no attributes" };
    let (ty, name) = (object.ty().name(), text(name));
    Err(cx.raise(&table::TYPE_ERROR, format_args!("'{ty}' object has {kind} ({what} .{name})")))
}

#[inline(always)]
fn is_interned(name: Ref<'_>) -> bool {
    name.cast_exact::<Str>().is_some_and(Str::is_interned)
}

/// Returns an attribute name as an exact, interned str.
///
/// # Errors
/// Raises `TypeError` if it is not a string.
pub fn interned_name(cx: &Cx, name: Ref<'_>) -> PyResult {
    if name.is_exact(&STR) {
        return Ok(str::intern(cx, name));
    }
    if let Some(name) = name.cast::<Str>() {
        return Ok(str::intern_bytes(cx, name.as_bytes()));
    }
    if name.ty().has_flag(TypeFlags::UNICODE_SUBTYPE) {
        let encoded = crate::builtins::unicode::encode_default(cx, name)?;
        return Ok(str::intern(cx, encoded.borrow()));
    }
    let ty = name.ty().name();
    Err(cx.raise(&table::TYPE_ERROR, format_args!("attribute name must be string, not '{ty}'")))
}

/// Returns a name as text for messages.
pub fn text(name: Ref<'_>) -> String {
    name.cast::<Str>().map(|name| name.to_text().into_owned()).unwrap_or_default()
}

/// Raises "'T' object has no attribute 'x'".
#[cold]
pub fn no_attribute(cx: &Cx, object: Ref<'_>, name: Ref<'_>) -> Raised {
    let mut message = format!("'{}' object has no attribute '", object.ty().name()).into_bytes();
    message.extend_from_slice(name.cast::<Str>().map_or(&[], |name| name.as_bytes()));
    message.push(b'\'');
    cx.raise_bytes(&table::ATTRIBUTE_ERROR, &message)
}

/// The generic rule for reading. `name` is interned.
///
/// # Errors
/// Raises `AttributeError` and what descriptors raise.
pub fn generic_get_attr(cx: &Cx, object: Ref<'_>, name: Ref<'_>) -> PyResult {
    match generic_find_attr(cx, object, name, None)? {
        Some(value) => Ok(value),
        None => Err(no_attribute(cx, object, name)),
    }
}

/// The generic rule; None if there is no such attribute. `dict` holds the object's own attributes
/// if they are not in its attribute part.
pub(crate) fn generic_find_attr(
    cx: &Cx,
    object: Ref<'_>,
    name: Ref<'_>,
    dict: Option<Ref<'_>>,
) -> PyResult<Option<Owned>> {
    let ty = object.ty();
    let found = lookup_type_word(ty, name);
    let get = found.and_then(|descriptor| descriptor.ty().slots.descr_get.get());
    if let (Some(descriptor), Some(get)) = (found, get)
        && descriptor.ty().slots.descr_set.get().is_some()
    {
        let descriptor = descriptor.own();
        return get(cx, descriptor.borrow(), Some(object), Some(ty.as_ref())).map(Some);
    }
    let found = found.map(Ref::own);
    let own = match dict {
        Some(dict) => dict.cast::<Dict>().and_then(|dict| dict.get_str(name)),
        None => attrs::get_own(object, name),
    };
    if own.is_some() {
        return Ok(own);
    }
    match (found, get) {
        (Some(descriptor), Some(get)) => {
            get(cx, descriptor.borrow(), Some(object), Some(ty.as_ref())).map(Some)
        }
        (found, _) => Ok(found),
    }
}

/// The generic rule for setting and deleting. `name` is interned.
///
/// # Errors
/// Raises `AttributeError` and what descriptors raise.
pub fn generic_set_attr(
    cx: &Cx,
    object: Ref<'_>,
    name: Ref<'_>,
    value: Option<Ref<'_>>,
) -> PyResult<()> {
    generic_set_attr_in(cx, object, name, value, None)
}

/// The same for objects whose own attributes are in `dict`.
pub(crate) fn generic_set_attr_in(
    cx: &Cx,
    object: Ref<'_>,
    name: Ref<'_>,
    value: Option<Ref<'_>>,
    dict: Option<Ref<'_>>,
) -> PyResult<()> {
    let found = lookup_type(object.ty(), name);
    let set = found.as_ref().and_then(|found| found.borrow().ty().slots.descr_set.get());
    if let (Some(descriptor), Some(set)) = (&found, set) {
        return set(cx, descriptor.borrow(), object, value);
    }
    if let Some(dict) = dict.and_then(|dict| dict.cast::<Dict>()) {
        return match value {
            Some(value) => dict.set_str(cx, name, value),
            None => match dict.remove_str(name) {
                Some(_) => Ok(()),
                None => {
                    Err(cx.raise_with(Ref::from_object(&table::ATTRIBUTE_ERROR), Some(name.own())))
                }
            },
        };
    }
    if object.ty().has_flag(TypeFlags::HAS_DICT) {
        if let Some(value) = value {
            return attrs::set_own(cx, object, name, value.own());
        }
        if attrs::remove_own(cx, object, name)?.is_some() {
            return Ok(());
        }
        // An object that never had an attribute has no dict that could miss the name.
        let has_dict = attrs::existing_dict(object).is_some()
            || attrs::shape_of(object).is_none_or(|shape| !shape.is_empty());
        if has_dict {
            let error = Ref::from_object(&table::ATTRIBUTE_ERROR);
            return Err(cx.raise_with(error, Some(name.own())));
        }
    }
    if found.is_none() {
        return Err(no_attribute(cx, object, name));
    }
    let (ty, name) = (object.ty().name(), text(name));
    Err(cx.raise(
        &table::ATTRIBUTE_ERROR,
        format_args!("'{ty}' object attribute '{name}' is read-only"),
    ))
}

/// Looks a special method up on the type and binds it.
///
/// # Errors
/// Raises what the descriptor raises.
pub fn lookup_special(cx: &Cx, object: Ref<'_>, name: Ref<'_>) -> PyResult<Option<Owned>> {
    match lookup_type(object.ty(), name) {
        Some(found) => super::call::bind(cx, found.borrow(), object).map(Some),
        None => Ok(None),
    }
}

/// Calls a special method found on the type; None if there is none.
///
/// # Errors
/// Raises what the method raises.
pub fn call_special(
    cx: &Cx,
    object: Ref<'_>,
    name: Ref<'_>,
    args: &[Ref<'_>],
) -> PyResult<Option<Owned>> {
    const INLINE: usize = 4;
    let Some(found) = lookup_type(object.ty(), name) else { return Ok(None) };
    let method = found.borrow();
    if method.ty().has_flag(TypeFlags::METHOD_LIKE) && args.len() < INLINE {
        let mut all = [object; INLINE];
        all[1..=args.len()].copy_from_slice(args);
        let all = CallArgs::positional_only(&all[..=args.len()]);
        // The bound method that is not made would count, too.
        let depth = super::call::enter(cx)?;
        let result = super::call::call(cx, method, all).map(Some);
        cx.head.depth.set(depth);
        return result;
    }
    let bound = super::call::bind(cx, method, object)?;
    super::call::call(cx, bound.borrow(), CallArgs::positional_only(args)).map(Some)
}

/// What reading an attribute comes down to, for inline caches. Right as long as the object has
/// this type, its version and its shape.
pub enum LoadPlan {
    /// The object's own attribute in a slot of its shape.
    Slot {
        /// Shape of the object.
        shape: &'static Shape,
        /// Slot number.
        index: usize,
    },
    /// A class attribute that the object does not shadow.
    Class {
        /// Shape of the object, if its type has one.
        shape: Option<&'static Shape>,
        /// What the class dict holds.
        value: Owned,
        /// Whether calling it with the object in front equals binding it (functions, native
        /// methods); otherwise it is not a descriptor and the value itself is the result.
        is_method: bool,
    },
    /// Use [`get_attr`] each time.
    Uncacheable,
}

/// Returns whether the type reads attributes by the generic rule.
pub fn is_generic_get(ty: &Type) -> bool {
    let generic: Binary = generic_get_attr;
    ty.slots
        .get_attr
        .get()
        .is_some_and(|slot| std::ptr::eq(slot as *const (), generic as *const ()))
}

/// Returns whether the type sets attributes by the generic rule.
pub fn is_generic_set(ty: &Type) -> bool {
    let generic: crate::types::slots::SetPair = generic_set_attr;
    ty.slots
        .set_attr
        .get()
        .is_some_and(|slot| std::ptr::eq(slot as *const (), generic as *const ()))
}

/// Finds out how `object.name` is read. Runs no Python code. `name` is interned.
pub fn load_plan(object: Ref<'_>, name: Ref<'_>) -> LoadPlan {
    let ty = object.ty();
    if object.is_exact(&INSTANCE) && is_interned(name) {
        return instance::load_plan(object, name);
    }
    if !is_generic_get(ty) || !is_interned(name) || ty.has_flag(TypeFlags::CLASSIC_BASE) {
        return LoadPlan::Uncacheable;
    }
    let found = lookup_type(ty, name);
    let slots = found.as_ref().map(|found| &found.borrow().ty().slots);
    let is_data = slots
        .is_some_and(|slots| slots.descr_get.get().is_some() && slots.descr_set.get().is_some());
    if is_data {
        return LoadPlan::Uncacheable;
    }
    let shape = attrs::shape_of(object);
    if let Some(shape) = shape {
        if shape.is_dict() {
            return LoadPlan::Uncacheable;
        }
        if let Some(index) = shape.lookup(name) {
            return LoadPlan::Slot { shape, index };
        }
    }
    let Some(value) = found else { return LoadPlan::Uncacheable };
    let is_method = value.borrow().ty().has_flag(TypeFlags::METHOD_LIKE);
    if !is_method && value.borrow().ty().slots.descr_get.get().is_some() {
        return LoadPlan::Uncacheable;
    }
    LoadPlan::Class { shape, value, is_method }
}

/// What setting an attribute comes down to, for inline caches. Right as long as the object has
/// this type, its version and its shape.
pub enum StorePlan {
    /// Replace the value in a slot.
    Slot {
        /// Shape of the object.
        shape: &'static Shape,
        /// Slot number.
        index: usize,
    },
    /// Store in slot `shape.len()`, which is an inline slot, then set the shape to `next`.
    Add {
        /// Shape of the object before.
        shape: &'static Shape,
        /// Shape afterwards.
        next: &'static Shape,
    },
    /// Use [`set_attr`] each time.
    Uncacheable,
}

/// Finds out how `object.name = value` is done, before it is done. Runs no Python code. `name` is
/// interned.
pub fn store_plan(object: Ref<'_>, name: Ref<'_>) -> StorePlan {
    let ty = object.ty();
    if object.is_exact(&INSTANCE) && is_interned(name) {
        return instance::store_plan(object, name);
    }
    if !is_generic_set(ty) || !is_interned(name) || ty.has_flag(TypeFlags::CLASSIC_BASE) {
        return StorePlan::Uncacheable;
    }
    let is_data = lookup_type(ty, name)
        .is_some_and(|found| found.borrow().ty().slots.descr_set.get().is_some());
    let Some(shape) = attrs::shape_of(object).filter(|shape| !is_data && !shape.is_dict()) else {
        return StorePlan::Uncacheable;
    };
    if let Some(index) = shape.lookup(name) {
        return StorePlan::Slot { shape, index };
    }
    match shape.with(name) {
        Some(next) if shape.len() < shape.inline_capacity() => StorePlan::Add { shape, next },
        _ => StorePlan::Uncacheable,
    }
}
