//! `isinstance` and `issubclass`.
//!
//! The hooks `__instancecheck__` and `__subclasscheck__` of the class's type are asked first; without
//! them real types, claimed classes (`__class__`) and anything with `__bases__` count.

use crate::builtins::classic::{self, CLASSIC_CLASS, ClassicClass};
use crate::builtins::instance::Instance;
use crate::builtins::tuple::{TUPLE, Tuple};
use crate::builtins::type_::TYPE;
use crate::cx::Cx;
use crate::exceptions::{PyResult, table};
use crate::object::{Ref, names};
use crate::protocol::{attr, recursion, truth};
use crate::types::Type;

/// `isinstance(object, class)`; `class` may be a tuple.
///
/// # Errors
/// Raises `TypeError` if `class` is none, and what hooks raise.
pub fn is_instance(cx: &Cx, object: Ref<'_>, class: Ref<'_>) -> PyResult<bool> {
    if object.ty().as_ref().is(class) {
        return Ok(true);
    }
    if class.is_exact(&TYPE) {
        return plain_is_instance(cx, object, class);
    }
    if class.is_instance(&TUPLE) {
        return recursion::nested(cx, " in __instancecheck__", || {
            any_of(class, |class| is_instance(cx, object, class))
        });
    }
    if !is_classic(class)
        && let Some(hook) = attr::lookup_special(cx, class, names::INSTANCECHECK.as_ref())?
    {
        return recursion::nested(cx, " in __instancecheck__", || {
            let result = crate::protocol::call::call1(cx, hook.borrow(), object)?;
            truth::is_true(cx, result.borrow())
        });
    }
    plain_is_instance(cx, object, class)
}

/// `issubclass(derived, class)`; `class` may be a tuple.
///
/// # Errors
/// Raises `TypeError` if one of them is no class, and what hooks raise.
pub fn is_subclass(cx: &Cx, derived: Ref<'_>, class: Ref<'_>) -> PyResult<bool> {
    if class.is_exact(&TYPE) && derived.is_instance(&TYPE) {
        return plain_is_subclass(cx, derived, class);
    }
    if class.is_instance(&TUPLE) {
        return recursion::nested(cx, " in __subclasscheck__", || {
            any_of(class, |class| is_subclass(cx, derived, class))
        });
    }
    if !is_classic(class)
        && let Some(hook) = attr::lookup_special(cx, class, names::SUBCLASSCHECK.as_ref())?
    {
        return recursion::nested(cx, " in __subclasscheck__", || {
            let result = crate::protocol::call::call1(cx, hook.borrow(), derived)?;
            truth::is_true(cx, result.borrow())
        });
    }
    plain_is_subclass(cx, derived, class)
}

fn any_of(classes: Ref<'_>, ask: impl Fn(Ref<'_>) -> PyResult<bool>) -> PyResult<bool> {
    for class in classes.recv::<Tuple>().as_slice() {
        if ask(*class)? {
            return Ok(true);
        }
    }
    Ok(false)
}

fn is_classic(value: Ref<'_>) -> bool {
    value.is_exact(&CLASSIC_CLASS) || value.cast::<Instance>().is_some()
}

/// `isinstance` without hooks.
///
/// # Errors
/// Raises `TypeError` if `class` is no class.
pub fn plain_is_instance(cx: &Cx, object: Ref<'_>, class: Ref<'_>) -> PyResult<bool> {
    if let (Some(_), Some(instance)) = (class.cast::<ClassicClass>(), object.cast::<Instance>()) {
        let own = instance.class();
        return Ok(classic::is_subclass(own.borrow(), class));
    }
    if let Some(ty) = class.cast::<Type>() {
        if object.ty().is_subtype(ty) {
            return Ok(true);
        }
        let Some(claimed) = claimed_class(cx, object)? else { return Ok(false) };
        return Ok(claimed.borrow().cast::<Type>().is_some_and(|claimed| claimed.is_subtype(ty)));
    }
    let text = "isinstance() arg 2 must be a class, type, or tuple of classes and types";
    check_class(cx, class, text)?;
    match claimed_class(cx, object)? {
        Some(claimed) => derives_from(cx, claimed.borrow(), class),
        None => Ok(false),
    }
}

/// Returns `object.__class__` if reading it works.
fn claimed_class(cx: &Cx, object: Ref<'_>) -> PyResult<Option<crate::object::Owned>> {
    attr::find_attr(cx, object, names::CLASS.as_ref())
}

/// `issubclass` without hooks.
///
/// # Errors
/// Raises `TypeError` if one of them is no class.
pub fn plain_is_subclass(cx: &Cx, derived: Ref<'_>, class: Ref<'_>) -> PyResult<bool> {
    if let (Some(derived), Some(class)) = (derived.cast::<Type>(), class.cast::<Type>()) {
        return Ok(derived.is_subtype(class));
    }
    if derived.cast::<ClassicClass>().is_some() && class.cast::<ClassicClass>().is_some() {
        return Ok(classic::is_subclass(derived, class));
    }
    check_class(cx, derived, "issubclass() arg 1 must be a class")?;
    check_class(cx, class, "issubclass() arg 2 must be a class or tuple of classes")?;
    derives_from(cx, derived, class)
}

/// Anything with a tuple of bases counts as a class.
fn bases(cx: &Cx, class: Ref<'_>) -> PyResult<Option<crate::object::Owned>> {
    let bases = attr::find_attr(cx, class, names::BASES.as_ref())?;
    Ok(bases.filter(|bases| bases.borrow().is_instance(&TUPLE)))
}

fn check_class(cx: &Cx, class: Ref<'_>, text: &str) -> PyResult<()> {
    if bases(cx, class)?.is_some() {
        return Ok(());
    }
    Err(cx.raise(&table::TYPE_ERROR, format_args!("{text}")))
}

fn derives_from(cx: &Cx, derived: Ref<'_>, class: Ref<'_>) -> PyResult<bool> {
    if derived.is(class) {
        return Ok(true);
    }
    let Some(bases) = bases(cx, derived)? else { return Ok(false) };
    recursion::nested(cx, " in __subclasscheck__", || {
        any_of(bases.borrow(), |base| derives_from(cx, base, class))
    })
}
