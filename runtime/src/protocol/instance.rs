//! `isinstance` and `issubclass`, with the hooks of metaclasses.

use super::recursion::nested;
use super::{attr, call, truth};
use crate::builtins::classic::ClassicClass;
use crate::builtins::instance::Instance;
use crate::builtins::tuple::Tuple;
use crate::cx::Cx;
use crate::exceptions::{PyResult, table};
use crate::object::{Owned, Ref, names};
use crate::types::Type;

/// `isinstance(object, class)`; the class may be a tuple of classes, nested.
///
/// # Errors
/// Raises `TypeError` if `class` is none, or whatever a hook raises.
pub fn is_instance(cx: &Cx, object: Ref<'_>, class: Ref<'_>) -> PyResult<bool> {
    if class.cast::<Type>().is_some_and(|class| object.is_exact(class)) {
        return Ok(true);
    }
    if let Some(classes) = class.cast::<Tuple>() {
        return nested(cx, " in __instancecheck__", || {
            for class in classes.as_slice() {
                if is_instance(cx, object, *class)? {
                    return Ok(true);
                }
            }
            Ok(false)
        });
    }
    if class.is_exact(&crate::builtins::type_::TYPE) {
        return plain_is_instance(cx, object, class);
    }
    if class.cast::<ClassicClass>().is_none()
        && class.cast::<Instance>().is_none()
        && let Some(hook) = attr::lookup_special(cx, class, names::INSTANCECHECK.as_ref())?
    {
        let answer =
            nested(cx, " in __instancecheck__", || call::call1(cx, hook.borrow(), object))?;
        return truth::is_true(cx, answer.borrow());
    }
    plain_is_instance(cx, object, class)
}

/// The same without hooks: what `type.__instancecheck__` does.
///
/// # Errors
/// Raises `TypeError` if `class` is no class.
pub fn plain_is_instance(cx: &Cx, object: Ref<'_>, class: Ref<'_>) -> PyResult<bool> {
    if let Some(wanted) = class.cast::<Type>() {
        if object.is_instance(wanted) {
            return Ok(true);
        }
        // A plain object's `__class__` is its type: only others can disagree.
        let Some(claimed) = claimed_class(cx, object)? else { return Ok(false) };
        return Ok(claimed
            .borrow()
            .cast::<Type>()
            .is_some_and(|claimed| claimed.is_subtype(wanted)));
    }
    if class.cast::<ClassicClass>().is_none() {
        check_class(
            cx,
            class,
            "isinstance() arg 2 must be a class, type, or tuple of classes and types",
        )?;
    }
    match claimed_class(cx, object)? {
        Some(claimed) => derives(cx, claimed.borrow(), class),
        None => Ok(false),
    }
}

/// `object.__class__`
fn claimed_class(cx: &Cx, object: Ref<'_>) -> PyResult<Option<Owned>> {
    attr::find_attr(cx, object, names::CLASS.as_ref())
}

/// `issubclass(class, wanted)`; `wanted` may be a tuple of classes, nested.
///
/// # Errors
/// Raises `TypeError` if one is no class, or whatever a hook raises.
pub fn is_subclass(cx: &Cx, class: Ref<'_>, wanted: Ref<'_>) -> PyResult<bool> {
    if let Some(classes) = wanted.cast::<Tuple>() {
        return nested(cx, " in __subclasscheck__", || {
            for wanted in classes.as_slice() {
                if is_subclass(cx, class, *wanted)? {
                    return Ok(true);
                }
            }
            Ok(false)
        });
    }
    if wanted.is_exact(&crate::builtins::type_::TYPE) {
        return plain_is_subclass(cx, class, wanted);
    }
    if wanted.cast::<ClassicClass>().is_none()
        && wanted.cast::<Instance>().is_none()
        && let Some(hook) = attr::lookup_special(cx, wanted, names::SUBCLASSCHECK.as_ref())?
    {
        let answer = nested(cx, " in __subclasscheck__", || call::call1(cx, hook.borrow(), class))?;
        return truth::is_true(cx, answer.borrow());
    }
    plain_is_subclass(cx, class, wanted)
}

/// The same without hooks: what `type.__subclasscheck__` does.
///
/// # Errors
/// Raises `TypeError` if one is no class.
pub fn plain_is_subclass(cx: &Cx, class: Ref<'_>, wanted: Ref<'_>) -> PyResult<bool> {
    if let (Some(class), Some(wanted)) = (class.cast::<Type>(), wanted.cast::<Type>()) {
        return Ok(class.is_subtype(wanted));
    }
    if class.cast::<ClassicClass>().is_none() || wanted.cast::<ClassicClass>().is_none() {
        check_class(cx, class, "issubclass() arg 1 must be a class")?;
        check_class(cx, wanted, "issubclass() arg 2 must be a class or tuple of classes")?;
    }
    derives(cx, class, wanted)
}

/// The `__bases__` of anything that looks like a class.
fn bases(cx: &Cx, class: Ref<'_>) -> PyResult<Option<Owned>> {
    let bases = attr::find_attr(cx, class, names::BASES.as_ref())?;
    Ok(bases.filter(|bases| bases.borrow().cast::<Tuple>().is_some()))
}

fn check_class(cx: &Cx, class: Ref<'_>, complaint: &str) -> PyResult<()> {
    match bases(cx, class)? {
        Some(_) => Ok(()),
        None => Err(cx.raise(&table::TYPE_ERROR, format_args!("{complaint}"))),
    }
}

/// Whether `wanted` is found by following `__bases__` from `class`.
fn derives(cx: &Cx, class: Ref<'_>, wanted: Ref<'_>) -> PyResult<bool> {
    if Ref::is(class, wanted) {
        return Ok(true);
    }
    if cx.stack_low() {
        return Err(call::recursion_error(cx));
    }
    let Some(bases) = bases(cx, class)? else { return Ok(false) };
    for base in bases.borrow().recv::<Tuple>().as_slice() {
        if derives(cx, *base, wanted)? {
            return Ok(true);
        }
    }
    Ok(false)
}
