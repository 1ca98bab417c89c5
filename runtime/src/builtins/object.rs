//! The type `object`, root of all new-style classes.

mod reduce;

use crate::builtins::dict::Dict;
use crate::builtins::none::not_implemented;
use crate::builtins::str::Str;
use crate::cx::Cx;
use crate::exceptions::{PyResult, table};
use crate::object::{Header, Owned, Ref, allocate, attrs, names};
use crate::protocol::{attr, hash, repr};
use crate::types::{CallArgs, Type, TypeFlags, layout};
use std::cmp::Ordering;

/// Memory of a bare object.
#[repr(C)]
pub struct Object {
    pub(crate) head: Header,
}

crate::py_type! {
    /// The most basic type.
    pub static OBJECT: Object = "object" {
        flags: [BASE],
        slots {
            new: new, init: init, repr: object_repr, str: object_str, hash: object_hash,
            get_attr: attr::generic_get_attr, set_attr: attr::generic_set_attr,
        }
        methods {
            /// Helps pickle, by protocol.
            "__reduce_ex__" => reduce::reduce_ex, (0..=1);
            /// Helps pickle.
            "__reduce__" => reduce::reduce, (0..=1);
            /// Classes override it to customise issubclass().
            class "__subclasshook__" => subclass_hook, (raw);
            /// Formats by default: the text of the object.
            "__format__" => format, (1..=1);
            /// Returns the size of the object in memory, in bytes.
            "__sizeof__" => size_of_object, ();
        }
        getset {
            /// The object's class.
            "__class__" => class, set_class;
        }
    }
}

fn has_arguments(args: CallArgs<'_>) -> bool {
    !args.args.is_empty()
}

fn slot_address<F: Copy>(slot: Option<F>, address: impl Fn(F) -> usize) -> usize {
    slot.map_or(0, address)
}

fn overrides_new(ty: &Type) -> bool {
    slot_address(ty.slots.new.get(), |f| f as *const () as usize) != new as *const () as usize
}

fn overrides_init(ty: &Type) -> bool {
    slot_address(ty.slots.init.get(), |f| f as *const () as usize) != init as *const () as usize
}

/// Makes an instance of a type whose memory is that of a bare object.
fn new(cx: &Cx, ty: &Type, args: CallArgs<'_>) -> PyResult {
    if has_arguments(args) {
        if overrides_new(ty) && overrides_init(ty) {
            cx.warn(&table::DEPRECATION_WARNING, "object() takes no parameters")?;
        } else if overrides_new(ty) || !overrides_init(ty) {
            return Err(cx.raise(&table::TYPE_ERROR, format_args!("object() takes no parameters")));
        }
    }
    check_concrete(cx, ty)?;
    new_plain(cx, ty)
}

/// Checks that a class lacks no abstract methods.
///
/// # Errors
/// Raises `TypeError`.
pub(crate) fn check_concrete(cx: &Cx, ty: &Type) -> PyResult<()> {
    if ty.has_flag(TypeFlags::ABSTRACT) {
        return Err(abstract_error(cx, ty)?);
    }
    Ok(())
}

/// Makes an object of a type that may have instances, without arguments.
///
/// # Errors
/// Raises `MemoryError`.
#[inline]
pub(crate) fn new_plain(cx: &Cx, ty: &Type) -> PyResult {
    let object = allocate(cx, ty, Object { head: Header::new(ty) })?;
    // Compiled code compares shapes: it does not know that an empty word stands for the first one.
    let _ = crate::object::attrs::shape_of(object.borrow());
    Ok(object)
}

fn abstract_error(cx: &Cx, ty: &Type) -> PyResult<crate::exceptions::Raised> {
    let methods = attr::get_attr(cx, ty.as_ref(), names::ABSTRACTMETHODS.as_ref())?;
    let mut list = crate::protocol::sequence::to_vec(cx, methods.borrow())?
        .iter()
        .map(|name| attr::text(name.borrow()))
        .collect::<Vec<_>>();
    list.sort();
    Ok(cx.raise(
        &table::TYPE_ERROR,
        format_args!(
            "Can't instantiate abstract class {} with abstract methods {}",
            ty.name(),
            list.join(", ")
        ),
    ))
}

fn init(cx: &Cx, object: Ref<'_>, args: CallArgs<'_>) -> PyResult<()> {
    if !has_arguments(args) {
        return Ok(());
    }
    let ty = object.ty();
    if overrides_init(ty) && overrides_new(ty) {
        cx.warn(&table::DEPRECATION_WARNING, "object.__init__() takes no parameters")
    } else if overrides_init(ty) || !overrides_new(ty) {
        Err(cx.raise(&table::TYPE_ERROR, format_args!("object.__init__() takes no parameters")))
    } else {
        Ok(())
    }
}

/// Returns a type's `__module__`, if it is a str in its dict or part of its name.
pub(crate) fn module_of(ty: &Type) -> Option<String> {
    if !ty.has_flag(TypeFlags::HEAP) {
        let name = ty.name();
        return Some(name.rfind('.').map_or("__builtin__", |dot| &name[..dot]).to_string());
    }
    let dict = ty.dict.get()?;
    let module = dict.borrow().cast::<Dict>()?.get_str(names::MODULE.as_ref())?;
    let module = module.borrow().cast::<Str>()?;
    Some(module.to_text().into_owned())
}

/// The text of an object without a better one: `<module.Class object at 0x...>`.
pub(crate) fn plain_repr(cx: &Cx, object: Ref<'_>) -> PyResult {
    let ty = object.ty();
    let address = object.address();
    let text = match module_of(ty) {
        Some(module) if module != "__builtin__" => {
            format!("<{module}.{} object at {address:#x}>", ty.short_name())
        }
        _ => format!("<{} object at {address:#x}>", ty.name()),
    };
    Str::new(cx, text.as_bytes())
}

fn object_repr(cx: &Cx, object: Ref<'_>) -> PyResult {
    plain_repr(cx, object)
}

fn object_str(cx: &Cx, object: Ref<'_>) -> PyResult {
    match object.ty().slots.repr.get() {
        Some(repr) => repr(cx, object),
        None => plain_repr(cx, object),
    }
}

fn object_hash(_cx: &Cx, object: Ref<'_>) -> PyResult<i64> {
    Ok(hash::hash_address(object))
}

/// Orders objects that have no better order.
pub(crate) fn compare_addresses(a: Ref<'_>, b: Ref<'_>) -> i32 {
    // Small numbers come before everything on the heap.
    let key = |value: Ref<'_>| (value.word().is_heap(), value.address());
    ordering(key(a).cmp(&key(b)))
}

/// Returns -1, 0 or 1.
pub(crate) fn ordering(ordering: Ordering) -> i32 {
    ordering as i32
}

fn subclass_hook(_cx: &Cx, _class: Ref<'_>, _args: CallArgs<'_>) -> PyResult {
    Ok(not_implemented().own())
}

fn format(cx: &Cx, object: Ref<'_>, args: &[Ref<'_>]) -> PyResult {
    let spec = args[0];
    let text = if spec.ty().has_flag(TypeFlags::UNICODE_SUBTYPE) {
        repr::unicode(cx, object)?
    } else if spec.is_instance(&crate::builtins::str::STR) {
        repr::str(cx, object)?
    } else {
        return Err(cx.raise(
            &table::TYPE_ERROR,
            format_args!("argument to __format__ must be unicode or str"),
        ));
    };
    let has_spec = crate::protocol::truth::is_true(cx, spec)?;
    if has_spec {
        cx.warn(
            &table::PENDING_DEPRECATION_WARNING,
            "object.__format__ with a non-empty format string is deprecated",
        )?;
    }
    crate::protocol::call::call_method(cx, text.borrow(), names::FORMAT.as_ref(), &[spec])
}

fn size_of_object(_cx: &Cx, object: Ref<'_>) -> PyResult {
    Ok(Owned::int(object.ty().basic_size() as i64))
}

fn class(_cx: &Cx, object: Ref<'_>) -> PyResult {
    Ok(object.ty().as_ref().own())
}

fn set_class(cx: &Cx, object: Ref<'_>, value: Option<Ref<'_>>) -> PyResult<()> {
    let Some(value) = value else {
        return Err(cx.raise(&table::TYPE_ERROR, format_args!("can't delete __class__ attribute")));
    };
    let Some(new) = value.cast::<Type>() else {
        return Err(cx.raise(
            &table::TYPE_ERROR,
            format_args!(
                "__class__ must be set to new-style class, not '{}' object",
                value.ty().name()
            ),
        ));
    };
    let old = object.ty();
    if !new.has_flag(TypeFlags::HEAP) || !old.has_flag(TypeFlags::HEAP) {
        return Err(
            cx.raise(&table::TYPE_ERROR, format_args!("__class__ assignment: only for heap types"))
        );
    }
    if !layout::is_compatible(old, new) {
        return Err(cx.raise(
            &table::TYPE_ERROR,
            format_args!(
                "__class__ assignment: '{}' object layout differs from '{}'",
                old.name(),
                new.name()
            ),
        ));
    }
    attrs::change_class(cx, object, new)
}
