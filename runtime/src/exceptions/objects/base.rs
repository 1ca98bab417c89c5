//! `BaseException`: arguments, texts, attributes.

use super::BaseException;
use crate::builtins::dict::{DICT, Dict};
use crate::builtins::str::Str;
use crate::builtins::tuple::Tuple;
use crate::builtins::unicode::Unicode;
use crate::cx::Cx;
use crate::exceptions::{PyResult, table};
use crate::object::{Field, Header, Owned, Ref, allocate, attrs, names};
use crate::protocol::{attr, repr as text, sequence};
use crate::types::{CallArgs, Type};

pub(in crate::exceptions) fn new(cx: &Cx, ty: &Type, args: CallArgs<'_>) -> PyResult {
    let (args, message) = first_members(cx, args)?;
    allocate(cx, ty, BaseException { head: Header::new(ty), args, message })
}

/// Returns the members every exception starts with.
/// `__init__` sets the arguments; without it there are none.
pub(super) fn first_members(cx: &Cx, _args: CallArgs<'_>) -> PyResult<(Field, Field)> {
    let args = Tuple::new(cx, Vec::new())?;
    Ok((Field::new(args), Field::new(names::EMPTY.as_ref().own())))
}

pub(in crate::exceptions) fn init(cx: &Cx, error: Ref<'_>, args: CallArgs<'_>) -> PyResult<()> {
    no_keywords(cx, error, args)?;
    let this = error.recv::<BaseException>();
    this.args.set(Some(Tuple::from_refs(cx, args.args)?));
    if let [message] = args.args {
        this.message.set(Some(message.own()));
    }
    Ok(())
}

fn no_keywords(cx: &Cx, error: Ref<'_>, args: CallArgs<'_>) -> PyResult<()> {
    if args.names.is_empty() {
        return Ok(());
    }
    Err(cx.raise(
        &table::TYPE_ERROR,
        format_args!("{} does not take keyword arguments", error.ty().name()),
    ))
}

pub(in crate::exceptions) fn traverse(error: Ref<'_>, visit: &mut dyn FnMut(Ref<'_>)) {
    let this = error.recv::<BaseException>();
    for field in [&this.args, &this.message] {
        if let Some(value) = field.peek() {
            visit(value);
        }
    }
    if !error.ty().has_flag(crate::types::TypeFlags::HEAP) {
        attrs::visit(error, visit);
    }
}

pub(in crate::exceptions) fn clear(_cx: &Cx, error: Ref<'_>) {
    let this = error.recv::<BaseException>();
    this.args.set(None);
    this.message.set(None);
    attrs::clear(error);
}

/// Returns the arguments.
pub(super) fn arguments(error: Ref<'_>) -> Owned {
    let args = error.recv::<BaseException>().args.get();
    args.unwrap_or_else(Owned::none)
}

/// Returns the arguments as a vector.
pub(super) fn argument_list(error: Ref<'_>) -> Vec<Owned> {
    let args = arguments(error);
    let items = args.borrow().cast::<Tuple>().map(Tuple::as_slice).unwrap_or_default();
    items.iter().map(|item| item.own()).collect()
}

pub(in crate::exceptions) fn str(cx: &Cx, error: Ref<'_>) -> PyResult {
    match argument_list(error).as_slice() {
        [] => Ok(names::EMPTY.as_ref().own()),
        [argument] => text::str(cx, argument.borrow()),
        _ => text::str(cx, arguments(error).borrow()),
    }
}

pub(in crate::exceptions) fn key_error_str(cx: &Cx, error: Ref<'_>) -> PyResult {
    match argument_list(error).as_slice() {
        [key] => text::repr(cx, key.borrow()),
        _ => str(cx, error),
    }
}

pub(in crate::exceptions) fn repr(cx: &Cx, error: Ref<'_>) -> PyResult {
    let args = text::repr(cx, arguments(error).borrow())?;
    let name = error.ty().name();
    let name = name.rfind('.').map_or(name.as_str(), |dot| &name[dot + 1..]);
    let mut bytes = name.as_bytes().to_vec();
    bytes.extend_from_slice(args.borrow().cast::<Str>().map_or(&[], Str::as_bytes));
    Str::new(cx, &bytes)
}

pub(in crate::exceptions) fn unicode(cx: &Cx, error: Ref<'_>) -> PyResult {
    // A subclass with a text of its own has that text as unicode, too.
    let own = error.ty().slots.str.get().map(|f| f as *const () as usize);
    if own != Some(str as *const () as usize) {
        let slot = error.ty().slots.str.get().expect("every type has a text");
        // Unlike `str()`, which wants a str, any result goes.
        let text = slot(cx, error)?;
        return text::unicode(cx, text.borrow());
    }
    match argument_list(error).as_slice() {
        [] => Unicode::from_str(cx, ""),
        [argument] => text::unicode(cx, argument.borrow()),
        _ => text::unicode(cx, arguments(error).borrow()),
    }
}

pub(in crate::exceptions) fn item(cx: &Cx, error: Ref<'_>, index: isize) -> PyResult {
    cx.warn(
        &table::DEPRECATION_WARNING,
        "__getitem__ not supported for exception classes in 3.x; use args attribute",
    )?;
    sequence::get_item(cx, arguments(error).borrow(), index)
}

pub(in crate::exceptions) fn slice(cx: &Cx, error: Ref<'_>, low: isize, high: isize) -> PyResult {
    cx.warn(
        &table::DEPRECATION_WARNING,
        "__getslice__ not supported for exception classes in 3.x; use args attribute",
    )?;
    sequence::get_slice(cx, arguments(error).borrow(), low, high)
}

pub(in crate::exceptions) fn reduce(cx: &Cx, error: Ref<'_>) -> PyResult {
    reduce_with(cx, error, arguments(error))
}

/// Returns (class, arguments[, attributes]).
pub(super) fn reduce_with(cx: &Cx, error: Ref<'_>, args: Owned) -> PyResult {
    let mut parts = vec![error.ty().as_ref().own(), args];
    let has_attributes =
        attrs::shape_of(error).is_some_and(|shape| shape.is_dict() || !shape.is_empty());
    if has_attributes && let Some(dict) = attrs::dict_of(cx, error)? {
        parts.push(dict);
    }
    Tuple::new(cx, parts)
}

pub(in crate::exceptions) fn set_state(cx: &Cx, error: Ref<'_>, state: Ref<'_>) -> PyResult {
    if state.is_none() {
        return Ok(Owned::none());
    }
    if !state.is_instance(&DICT) {
        return Err(cx.raise(&table::TYPE_ERROR, format_args!("state is not a dictionary")));
    }
    for (name, value) in state.recv::<Dict>().to_vec() {
        attr::set_attr(cx, error, name.borrow(), Some(value.borrow()))?;
    }
    Ok(Owned::none())
}

pub(in crate::exceptions) fn set_dict(
    cx: &Cx,
    error: Ref<'_>,
    value: Option<Ref<'_>>,
) -> PyResult<()> {
    let Some(value) = value else {
        return Err(cx.raise(&table::TYPE_ERROR, format_args!("__dict__ may not be deleted")));
    };
    if !value.is_instance(&DICT) {
        return Err(cx.raise(&table::TYPE_ERROR, format_args!("__dict__ must be a dictionary")));
    }
    attrs::set_dict(cx, error, Some(value))
}

pub(in crate::exceptions) fn args(_cx: &Cx, error: Ref<'_>) -> PyResult {
    Ok(arguments(error))
}

pub(in crate::exceptions) fn set_args(
    cx: &Cx,
    error: Ref<'_>,
    value: Option<Ref<'_>>,
) -> PyResult<()> {
    let Some(value) = value else {
        return Err(cx.raise(&table::TYPE_ERROR, format_args!("args may not be deleted")));
    };
    let items = sequence::to_vec(cx, value)?;
    error.recv::<BaseException>().args.set(Some(Tuple::new(cx, items)?));
    Ok(())
}

pub(in crate::exceptions) fn message(cx: &Cx, error: Ref<'_>) -> PyResult {
    if let Some(own) = attrs::get_own(error, names::MESSAGE.as_ref()) {
        return Ok(own);
    }
    let Some(message) = error.recv::<BaseException>().message.get() else {
        return Err(
            cx.raise(&table::ATTRIBUTE_ERROR, format_args!("message attribute was deleted"))
        );
    };
    cx.warn(
        &table::DEPRECATION_WARNING,
        "BaseException.message has been deprecated as of Python 2.6",
    )?;
    Ok(message)
}

pub(in crate::exceptions) fn set_message(
    cx: &Cx,
    error: Ref<'_>,
    value: Option<Ref<'_>>,
) -> PyResult<()> {
    let name = names::MESSAGE.as_ref();
    match value {
        Some(value) => attrs::set_own(cx, error, name, value.own()),
        None => {
            if attrs::get_own(error, name).is_some() {
                attrs::remove_own(cx, error, name)?;
            }
            error.recv::<BaseException>().message.set(None);
            Ok(())
        }
    }
}

/// Raises the error of a constructor with a fixed number of arguments.
pub(super) fn raise_arity(cx: &Cx, given: usize, wanted: usize) -> crate::exceptions::Raised {
    let plural = if wanted == 1 { "" } else { "s" };
    cx.raise(
        &table::TYPE_ERROR,
        format_args!("function takes exactly {wanted} argument{plural} ({given} given)"),
    )
}
