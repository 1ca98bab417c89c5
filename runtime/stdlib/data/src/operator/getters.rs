//! `itemgetter`, `attrgetter`, `methodcaller`: functions made of what they shall fetch.

use crate::support::{own_all, positional, unpack};
use runtime::api::{CallArgs, Cx, Field, Header, Owned, PyResult, Ref, Type, allocate, exc};
use runtime::builtins::dict::Dict;
use runtime::builtins::list::try_vec;
use runtime::builtins::str::{self, Str};
use runtime::builtins::tuple::Tuple;
use runtime::builtins::unicode::Unicode;
use runtime::protocol::{attr, call, mapping};

/// Memory of an itemgetter: a tuple of keys.
#[repr(C)]
pub(crate) struct ItemGetter {
    pub(crate) head: Header,
    keys: Field,
}

runtime::py_type! {
    /// itemgetter(key, ...) -> function that fetches an item, or a tuple of items, of its argument
    pub(crate) static ITEM_GETTER: ItemGetter = "operator.itemgetter" {
        flags: [GC],
        slots { new: item_getter_new, traverse: item_getter_traverse, call: item_getter_call }
    }
}

fn item_getter_new(cx: &Cx, ty: &Type, args: CallArgs<'_>) -> PyResult {
    let keys = positional(cx, "itemgetter", args, 0, usize::MAX)?;
    if keys.is_empty() {
        unpack(cx, "itemgetter", args, 1, 1)?;
    }
    let keys = Tuple::new(cx, own_all(cx, keys)?)?;
    allocate(cx, ty, ItemGetter { head: Header::new(ty), keys: Field::new(keys) })
}

fn item_getter_traverse(getter: Ref<'_>, visit: &mut dyn FnMut(Ref<'_>)) {
    getter.recv::<ItemGetter>().keys.peek().into_iter().for_each(visit);
}

/// Fetches one thing by itself and several as a tuple.
fn fetch_all(cx: &Cx, keys: &Field, mut fetch: impl FnMut(Ref<'_>) -> PyResult) -> PyResult {
    let keys = keys.get().unwrap_or_else(|| Tuple::empty().own());
    let keys = keys.borrow().recv::<Tuple>().as_slice();
    if let [key] = keys {
        return fetch(*key);
    }
    let mut found = try_vec(cx, keys.len())?;
    for key in keys {
        found.push(fetch(*key)?);
    }
    Tuple::new(cx, found)
}

fn item_getter_call(cx: &Cx, getter: Ref<'_>, args: CallArgs<'_>) -> PyResult {
    let object = positional(cx, "itemgetter", args, 1, 1)?[0];
    fetch_all(cx, &getter.recv::<ItemGetter>().keys, |key| mapping::get_item(cx, object, key))
}

/// Memory of an attrgetter: a tuple of names with dots.
#[repr(C)]
pub(crate) struct AttrGetter {
    pub(crate) head: Header,
    names: Field,
}

runtime::py_type! {
    /// attrgetter(name, ...) -> function that fetches an attribute, or a tuple of attributes, of its
    /// argument; dots in a name lead on
    pub(crate) static ATTR_GETTER: AttrGetter = "operator.attrgetter" {
        flags: [GC],
        slots { new: attr_getter_new, traverse: attr_getter_traverse, call: attr_getter_call }
    }
}

fn attr_getter_new(cx: &Cx, ty: &Type, args: CallArgs<'_>) -> PyResult {
    let names = positional(cx, "attrgetter", args, 0, usize::MAX)?;
    if names.is_empty() {
        unpack(cx, "attrgetter", args, 1, 1)?;
    }
    let names = Tuple::new(cx, own_all(cx, names)?)?;
    allocate(cx, ty, AttrGetter { head: Header::new(ty), names: Field::new(names) })
}

fn attr_getter_traverse(getter: Ref<'_>, visit: &mut dyn FnMut(Ref<'_>)) {
    getter.recv::<AttrGetter>().names.peek().into_iter().for_each(visit);
}

fn attr_getter_call(cx: &Cx, getter: Ref<'_>, args: CallArgs<'_>) -> PyResult {
    let object = positional(cx, "attrgetter", args, 1, 1)?[0];
    fetch_all(cx, &getter.recv::<AttrGetter>().names, |name| fetch_attr(cx, object, name))
}

fn fetch_attr(cx: &Cx, object: Ref<'_>, name: Ref<'_>) -> PyResult {
    if name.cast::<Unicode>().is_some() {
        return attr::get_attr(cx, object, name);
    }
    let Some(text) = name.cast::<Str>() else {
        return Err(cx.raise(&exc::TYPE_ERROR, format_args!("attribute name must be a string")));
    };
    if !text.as_bytes().contains(&b'.') {
        return attr::get_attr(cx, object, name);
    }
    let mut found = object.own();
    for part in text.as_bytes().split(|byte| *byte == b'.') {
        let part = str::intern_bytes(cx, part);
        found = attr::get_attr(cx, found.borrow(), part.borrow())?;
    }
    Ok(found)
}

/// Memory of a methodcaller: a name and the arguments.
#[repr(C)]
pub(crate) struct MethodCaller {
    pub(crate) head: Header,
    name: Field,
    args: Field,
    keywords: Field,
}

runtime::py_type! {
    /// methodcaller(name, ...) -> function that calls the method of its argument with the other
    /// arguments
    pub(crate) static METHOD_CALLER: MethodCaller = "operator.methodcaller" {
        flags: [GC],
        slots { new: method_caller_new, traverse: method_caller_traverse, call: method_caller_call }
    }
}

fn method_caller_new(cx: &Cx, ty: &Type, args: CallArgs<'_>) -> PyResult {
    let [name, rest @ ..] = args.positional() else {
        return Err(cx.raise(
            &exc::TYPE_ERROR,
            format_args!("methodcaller needs at least one argument, the method name"),
        ));
    };
    let keywords = Dict::new(cx)?;
    for (name, value) in args.names.iter().zip(args.keyword_values()) {
        keywords.borrow().recv::<Dict>().set(cx, *name, *value)?;
    }
    let caller = MethodCaller {
        head: Header::new(ty),
        name: Field::new(name.own()),
        args: Field::new(Tuple::new(cx, own_all(cx, rest)?)?),
        keywords: Field::new(keywords),
    };
    allocate(cx, ty, caller)
}

fn method_caller_traverse(caller: Ref<'_>, visit: &mut dyn FnMut(Ref<'_>)) {
    let caller = caller.recv::<MethodCaller>();
    let fields = [&caller.name, &caller.args, &caller.keywords];
    fields.iter().filter_map(|field| field.peek()).for_each(visit);
}

fn method_caller_call(cx: &Cx, recv: Ref<'_>, args: CallArgs<'_>) -> PyResult {
    let object = positional(cx, "methodcaller", args, 1, 1)?[0];
    let caller = recv.recv::<MethodCaller>();
    let name = caller.name.get().unwrap_or_else(Owned::none);
    let is_name =
        name.borrow().cast::<Str>().is_some() || name.borrow().cast::<Unicode>().is_some();
    if !is_name {
        return Err(cx.raise(
            &exc::TYPE_ERROR,
            format_args!("attribute name must be string, not '{}'", name.borrow().ty().name()),
        ));
    }
    let method = attr::get_attr(cx, object, name.borrow())?;
    let positional = caller.args.get().unwrap_or_else(|| Tuple::empty().own());
    let keywords = caller.keywords.get().expect("set when made");
    let keywords = keywords.borrow().recv::<Dict>().to_vec();
    let mut values = positional.borrow().recv::<Tuple>().as_slice().to_vec();
    values.extend(keywords.iter().map(|(_, value)| value.borrow()));
    let names: Vec<Ref<'_>> = keywords.iter().map(|(name, _)| name.borrow()).collect();
    call::call(cx, method.borrow(), CallArgs { args: &values, names: &names })
}
