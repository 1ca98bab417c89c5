//! Builtin functions on objects and their attributes.

use crate::builtins::classic::ClassicClass;
use crate::builtins::dict::Dict;
use crate::builtins::instance::Instance;
use crate::builtins::list::List;
use crate::builtins::long::Long;
use crate::builtins::module::Module;
use crate::builtins::str::Str;
use crate::builtins::tuple::Tuple;
use crate::builtins::unicode::Unicode;
use crate::cx::Cx;
use crate::exceptions::{PyResult, table};
use crate::object::{Owned, Ref, names};
use crate::protocol::{attr, call, iter as iteration, repr as representation};
use crate::types::Type;

pub(super) fn callable(_: &Cx, _: Ref<'_>, object: Ref<'_>) -> PyResult {
    Ok(Owned::bool(call::is_callable(object)))
}

/// Turns an attribute name into a str; unicode is encoded by the default encoding.
fn attribute_name(cx: &Cx, name: Ref<'_>, function: &str) -> PyResult {
    if name.cast::<Str>().is_some() {
        return Ok(crate::builtins::str::intern(cx, name));
    }
    if name.cast::<Unicode>().is_some() {
        let text = representation::str(cx, name)?;
        return Ok(crate::builtins::str::intern(cx, text.borrow()));
    }
    Err(cx.raise(&table::TYPE_ERROR, format_args!("{function}(): attribute name must be string")))
}

/// `setattr` and `delattr` word the message by the name's type.
fn target_name(cx: &Cx, name: Ref<'_>) -> PyResult {
    if name.cast::<Str>().is_some() || name.cast::<Unicode>().is_some() {
        return attribute_name(cx, name, "");
    }
    let ty = call::type_name(name);
    Err(cx.raise(&table::TYPE_ERROR, format_args!("attribute name must be string, not '{ty}'")))
}

pub(super) fn getattr(cx: &Cx, _: Ref<'_>, args: &[Ref<'_>]) -> PyResult {
    let name = attribute_name(cx, args[1], "getattr")?;
    match args.get(2) {
        None => attr::get_attr(cx, args[0], name.borrow()),
        Some(default) => {
            let found = attr::find_attr(cx, args[0], name.borrow())?;
            Ok(found.unwrap_or_else(|| default.own()))
        }
    }
}

pub(super) fn hasattr(cx: &Cx, _: Ref<'_>, args: &[Ref<'_>]) -> PyResult {
    let name = attribute_name(cx, args[1], "hasattr")?;
    match attr::get_attr(cx, args[0], name.borrow()) {
        Ok(_) => Ok(Owned::bool(true)),
        // Everything but what is no `Exception` counts as absent.
        Err(_) if cx.raised_matches(&table::EXCEPTION) => {
            cx.clear_raised();
            Ok(Owned::bool(false))
        }
        Err(raised) => Err(raised),
    }
}

pub(super) fn setattr(cx: &Cx, _: Ref<'_>, args: &[Ref<'_>]) -> PyResult {
    let name = target_name(cx, args[1])?;
    attr::set_attr(cx, args[0], name.borrow(), Some(args[2]))?;
    Ok(Owned::none())
}

pub(super) fn delattr(cx: &Cx, _: Ref<'_>, args: &[Ref<'_>]) -> PyResult {
    let name = target_name(cx, args[1])?;
    attr::set_attr(cx, args[0], name.borrow(), None)?;
    Ok(Owned::none())
}

pub(super) fn hash(cx: &Cx, _: Ref<'_>, object: Ref<'_>) -> PyResult {
    Ok(Owned::int(crate::protocol::hash::hash(cx, object)?))
}

/// Heap objects are identified by their address, immediates by their word.
pub(super) fn id(cx: &Cx, _: Ref<'_>, object: Ref<'_>) -> PyResult {
    match i64::try_from(object.address()) {
        Ok(address) => Ok(Owned::int(address)),
        Err(_) => Long::new(cx, object.address().into()),
    }
}

pub(super) fn intern(cx: &Cx, _: Ref<'_>, text: Ref<'_>) -> PyResult {
    if text.cast::<Str>().is_none() {
        let ty = call::argument_name(text);
        return Err(cx.raise(
            &table::TYPE_ERROR,
            format_args!("intern() argument 1 must be string, not {ty}"),
        ));
    }
    if text.cast_exact::<Str>().is_none() {
        return Err(cx.raise(&table::TYPE_ERROR, format_args!("can't intern subclass of string")));
    }
    Ok(crate::builtins::str::intern(cx, text))
}

pub(super) fn isinstance(cx: &Cx, _: Ref<'_>, args: &[Ref<'_>]) -> PyResult {
    Ok(Owned::bool(crate::protocol::instance::is_instance(cx, args[0], args[1])?))
}

pub(super) fn issubclass(cx: &Cx, _: Ref<'_>, args: &[Ref<'_>]) -> PyResult {
    Ok(Owned::bool(crate::protocol::instance::is_subclass(cx, args[0], args[1])?))
}

pub(super) fn repr(cx: &Cx, _: Ref<'_>, object: Ref<'_>) -> PyResult {
    representation::repr(cx, object)
}

pub(super) fn format(cx: &Cx, _: Ref<'_>, args: &[Ref<'_>]) -> PyResult {
    let empty = names::EMPTY.as_ref();
    let spec = args.get(1).copied().unwrap_or(empty);
    if spec.cast::<Str>().is_none() && spec.cast::<Unicode>().is_none() {
        let ty = call::type_name(spec);
        return Err(cx.raise(
            &table::TYPE_ERROR,
            format_args!("format expects arg 2 to be string or unicode, not {ty}"),
        ));
    }
    crate::builtins::format::format(cx, args[0], Some(spec))
}

pub(super) fn vars(cx: &Cx, module: Ref<'_>, args: &[Ref<'_>]) -> PyResult {
    let Some(object) = args.first() else { return super::execution::locals(cx, module) };
    match attr::find_attr(cx, *object, names::DICT.as_ref())? {
        Some(dict) => Ok(dict),
        None => Err(cx.raise(
            &table::TYPE_ERROR,
            format_args!("vars() argument must have __dict__ attribute"),
        )),
    }
}

pub(super) fn dir(cx: &Cx, module: Ref<'_>, args: &[Ref<'_>]) -> PyResult {
    let list = match args.first() {
        None => {
            let locals = super::execution::locals(cx, module)?;
            let keys = call::call_method(cx, locals.borrow(), names::KEYS.as_ref(), &[])?;
            List::new(cx, crate::protocol::sequence::to_vec(cx, keys.borrow())?)?
        }
        Some(object) => dir_of(cx, *object)?,
    };
    let sort = crate::builtins::str::intern_bytes(cx, b"sort");
    call::call_method(cx, list.borrow(), sort.borrow(), &[])?;
    Ok(list)
}

fn dir_of(cx: &Cx, object: Ref<'_>) -> PyResult {
    let special = if object.cast::<Instance>().is_some() {
        attr::find_attr(cx, object, names::DIR.as_ref())?
    } else {
        attr::lookup_special(cx, object, names::DIR.as_ref())?
    };
    if let Some(special) = special {
        let result = call::call0(cx, special.borrow())?;
        if result.borrow().cast::<List>().is_none() {
            let ty = call::type_name(result.borrow());
            return Err(cx.raise(
                &table::TYPE_ERROR,
                format_args!("__dir__() must return a list, not {ty}"),
            ));
        }
        return Ok(result);
    }
    let names = Dict::new(cx)?;
    let all = names.borrow().recv::<Dict>();
    if object.cast::<Module>().is_some() {
        let dict = attr::get_attr(cx, object, names::DICT.as_ref())?;
        match dict.borrow().cast::<Dict>() {
            Some(dict) => merge(cx, all, dict)?,
            None => {
                let name = object.recv::<Module>().get(names::NAME.as_ref());
                let Some(name) = name.as_ref().and_then(|name| name.borrow().cast::<Str>()) else {
                    return Err(cx.raise(&table::SYSTEM_ERROR, format_args!("nameless module")));
                };
                let name = name.to_text();
                return Err(cx.raise(
                    &table::TYPE_ERROR,
                    format_args!("{name}.__dict__ is not a dictionary"),
                ));
            }
        }
    } else if object.cast::<Type>().is_some() || object.cast::<ClassicClass>().is_some() {
        merge_class(cx, all, object)?;
    } else {
        merge_instance(cx, all, object)?;
    }
    let mut keys = Vec::new();
    let mut position = 0;
    while let Some((key, _)) = all.next_entry(&mut position) {
        keys.push(key);
    }
    List::new(cx, keys)
}

fn merge(cx: &Cx, into: &Dict, from: &Dict) -> PyResult<()> {
    let mut position = 0;
    while let Some((key, value)) = from.next_entry(&mut position) {
        into.set(cx, key.borrow(), value.borrow())?;
    }
    Ok(())
}

/// The attributes of a class and, recursively, of its bases.
fn merge_class(cx: &Cx, all: &Dict, class: Ref<'_>) -> PyResult<()> {
    if cx.stack_low() {
        return Err(
            cx.raise(&table::RUNTIME_ERROR, format_args!("maximum recursion depth exceeded"))
        );
    }
    if let Some(dict) = attr::find_attr(cx, class, names::DICT.as_ref())? {
        merge_any(cx, all, dict.borrow())?;
    }
    if let Some(bases) = attr::find_attr(cx, class, names::BASES.as_ref())?
        && bases.borrow().cast::<Tuple>().is_some()
    {
        for base in bases.borrow().recv::<Tuple>().as_slice() {
            merge_class(cx, all, *base)?;
        }
    }
    Ok(())
}

/// Merges a dict or a dict proxy.
fn merge_any(cx: &Cx, all: &Dict, mapping: Ref<'_>) -> PyResult<()> {
    if let Some(dict) = mapping.cast::<Dict>() {
        return merge(cx, all, dict);
    }
    let keys = call::call_method(cx, mapping, names::KEYS.as_ref(), &[])?;
    for key in crate::protocol::sequence::to_vec(cx, keys.borrow())? {
        all.set(cx, key.borrow(), crate::object::none())?;
    }
    Ok(())
}

fn merge_instance(cx: &Cx, all: &Dict, object: Ref<'_>) -> PyResult<()> {
    if let Some(dict) = attr::find_attr(cx, object, names::DICT.as_ref())?
        && dict.borrow().cast::<Dict>().is_some()
    {
        merge(cx, all, dict.borrow().recv::<Dict>())?;
    }
    for name in ["__members__", "__methods__"] {
        let name = crate::builtins::str::intern_bytes(cx, name.as_bytes());
        if let Some(list) = attr::find_attr(cx, object, name.borrow())?
            && list.borrow().cast::<List>().is_some()
        {
            iteration::for_each(cx, list.borrow(), |item| {
                if item.borrow().cast::<Str>().is_some() {
                    all.set(cx, item.borrow(), crate::object::none())?;
                }
                Ok(())
            })?;
        }
    }
    match attr::find_attr(cx, object, names::CLASS.as_ref())? {
        Some(class) => merge_class(cx, all, class.borrow()),
        None => Ok(()),
    }
}
