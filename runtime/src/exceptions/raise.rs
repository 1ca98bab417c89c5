//! What can be raised, normalisation, and the match that `except` makes.

use super::{PyResult, RaisedState, table};
use crate::builtins::classic::ClassicClass;
use crate::builtins::instance::Instance;
use crate::builtins::tuple::Tuple;
use crate::cx::Cx;
use crate::object::{Owned, Ref, names};
use crate::protocol::{attr, call, instance};
use crate::types::{CallArgs, Type, TypeFlags};

/// Returns whether the value can be raised as a class: an exception class or any classic class.
pub fn is_exception_class(value: Ref<'_>) -> bool {
    value.cast::<Type>().is_some_and(|ty| ty.has_flag(TypeFlags::EXCEPTION_SUBTYPE))
        || value.cast::<ClassicClass>().is_some()
}

/// Returns whether the value can be raised itself.
pub fn is_exception_instance(value: Ref<'_>) -> bool {
    value.ty().has_flag(TypeFlags::EXCEPTION_SUBTYPE) || value.cast::<Instance>().is_some()
}

/// Returns the class of an exception instance.
pub fn class_of_instance(cx: &Cx, value: Ref<'_>) -> Owned {
    if value.cast::<Instance>().is_some()
        && let Ok(class) = attr::get_attr(cx, value, names::CLASS.as_ref())
    {
        return class;
    }
    value.ty().as_ref().own()
}

/// Makes class and instance of a raised pair: calls the class with the value unless that is an
/// instance already. If this raises in turn, the new exception takes the old one's place.
pub fn normalise(cx: &Cx, state: &mut RaisedState) {
    // A class whose constructor always raises is given up on after a while.
    for _ in 0..32 {
        match instantiate(cx, state) {
            Ok(()) => return,
            Err(_) => {
                let traceback = state.traceback.take();
                *state = cx.take_raised();
                if state.traceback.is_none() {
                    state.traceback = traceback;
                }
            }
        }
    }
}

fn instantiate(cx: &Cx, state: &mut RaisedState) -> PyResult<()> {
    if !is_exception_class(state.ty.borrow()) {
        return Ok(());
    }
    let value = state.value.clone().unwrap_or_else(Owned::none);
    if is_exception_instance(value.borrow()) {
        let class = class_of_instance(cx, value.borrow());
        if Ref::is(class.borrow(), state.ty.borrow()) {
            state.value = Some(value);
            return Ok(());
        }
        if instance::is_subclass(cx, class.borrow(), state.ty.borrow())? {
            state.ty = class;
            state.value = Some(value);
            return Ok(());
        }
    }
    let made = if value.borrow().is_none() {
        call::call0(cx, state.ty.borrow())?
    } else if let Some(args) = value.borrow().cast::<Tuple>() {
        call::call(cx, state.ty.borrow(), CallArgs::positional_only(args.as_slice()))?
    } else {
        call::call1(cx, state.ty.borrow(), value.borrow())?
    };
    state.value = Some(made);
    Ok(())
}

/// Takes the pending exception out, normalised.
pub fn take_normalised(cx: &Cx) -> RaisedState {
    let mut state = cx.take_raised();
    normalise(cx, &mut state);
    state
}

/// The match of `except`: whether an exception (class or instance) belongs to a class, or to one in
/// a tuple of them, nested to any depth the native stack allows.
///
/// # Errors
/// `RuntimeError` for endless nesting.
pub fn matches(cx: &Cx, exception: Ref<'_>, wanted: Ref<'_>) -> PyResult<bool> {
    if let Some(tuple) = wanted.cast::<Tuple>() {
        if cx.stack_low() {
            return Err(call::recursion_error(cx));
        }
        for class in tuple.as_slice() {
            if matches(cx, exception, *class)? {
                return Ok(true);
            }
        }
        return Ok(false);
    }
    let class = if is_exception_instance(exception) {
        class_of_instance(cx, exception)
    } else {
        exception.own()
    };
    if is_exception_class(class.borrow()) && is_exception_class(wanted) {
        let result = instance::is_subclass(cx, class.borrow(), wanted);
        return Ok(result.unwrap_or_else(|_| {
            super::traceback::write_unraisable(cx, wanted);
            false
        }));
    }
    Ok(Ref::is(class.borrow(), wanted))
}

/// Warns if an `except` clause names a string: such exceptions are no more.
///
/// # Errors
/// The warning, if filters make it an error.
pub(crate) fn warn_of_strings(cx: &Cx, wanted: Ref<'_>) -> PyResult<()> {
    if wanted.cast::<crate::types::Type>().is_some() {
        return Ok(());
    }
    let is_text = |value: Ref<'_>| value.cast::<crate::builtins::str::Str>().is_some();
    let count = match wanted.cast::<Tuple>() {
        Some(tuple) => tuple.as_slice().iter().filter(|item| is_text(**item)).count(),
        None => usize::from(is_text(wanted)),
    };
    for _ in 0..count {
        cx.warn(&table::DEPRECATION_WARNING, "catching of string exceptions is deprecated")?;
    }
    Ok(())
}

/// Makes an exception class for a native module.
///
/// # Errors
/// Raises `MemoryError`.
pub fn new_class(cx: &Cx, module: &str, name: &str, base: &'static Type) -> PyResult {
    use crate::builtins::dict::Dict;
    use crate::builtins::str::Str;
    let namespace = Dict::new(cx)?;
    let module = Str::new(cx, module.as_bytes())?;
    namespace.borrow().recv::<Dict>().set_str(cx, names::MODULE.as_ref(), module.borrow())?;
    let name = Str::new(cx, name.as_bytes())?;
    let bases = Tuple::from_refs(cx, &[base.as_ref()])?;
    let args = [name.borrow(), bases.borrow(), namespace.borrow()];
    call::call(cx, crate::builtins::type_::TYPE.as_ref(), CallArgs::positional_only(&args))
}
