//! The type `type`.

mod attributes;
mod bases;

use crate::builtins::list::List;
use crate::builtins::object::module_of;
use crate::builtins::str::Str;
use crate::cx::Cx;
use crate::exceptions::{PyResult, Raised, table};
use crate::object::{Owned, Ref, attrs, weakref};
use crate::protocol::attr;
use crate::types::lookup::lookup_type;
use crate::types::{CallArgs, GetSetDef, Type, TypeFlags, create, lookup, mro, update};

crate::py_type! {
    /// type(object): the type of an object. type(name, bases, dict): a new class.
    ///
    /// type(object) gives the object's type; type(name, bases, dict) makes a new one.
    pub static TYPE: Type = "type" {
        flags: [BASE, GC, TYPE_SUBTYPE, OWN_DICT, WEAKREF, CHECK_TYPES],
        slots {
            new: create::type_new, init: init, call: call, repr: repr, hash: hash,
            rich_compare: rich_compare,
            get_attr: get_attr, set_attr: set_attr, traverse: traverse, clear: clear,
        }
        methods {
            /// Returns the method resolution order of the type.
            "mro" => mro_method, ();
            /// Returns a list of the direct subclasses that are alive.
            "__subclasses__" => subclasses, ();
            /// Whether an object is an instance of the type.
            "__instancecheck__" => instance_check, (x);
            /// Whether a class is a subclass of the type.
            "__subclasscheck__" => subclass_check, (x);
        }
        getset {
            /// Name.
            "__name__" => attributes::name, attributes::set_name;
            /// Base classes.
            "__bases__" => attributes::bases, bases::set_bases;
            /// Name of the module.
            "__module__" => attributes::module, attributes::set_module;
            /// Names of abstract methods.
            "__abstractmethods__" => attributes::abstract_methods, attributes::set_abstract_methods;
            /// Attributes, read-only.
            "__dict__" => attributes::dict;
            /// Docstring.
            "__doc__" => attributes::doc;
            /// Method resolution order.
            member "__mro__" => attributes::order;
            /// The base that decides the layout.
            member "__base__" => attributes::base;
            /// Size of an instance in bytes.
            member "__basicsize__" => attributes::basic_size;
            /// Size of an item in bytes.
            member "__itemsize__" => attributes::item_size;
            /// Flags of the type.
            member "__flags__" => attributes::flags;
            /// Where the dict of an instance is.
            member "__dictoffset__" => attributes::dict_offset;
            /// Where the weak references of an instance are.
            member "__weakrefoffset__" => attributes::weakref_offset;
        }
    }
}

/// `__dict__` in the dict of user classes.
pub(crate) static INSTANCE_DICT: GetSetDef = GetSetDef {
    name: "__dict__",
    get: instance_dict,
    set: Some(set_instance_dict),
    is_member: false,
    doc: "Dictionary of the object's attributes.",
};

/// `__weakref__` in the dict of user classes.
pub(crate) static INSTANCE_WEAKREF: GetSetDef = GetSetDef {
    name: "__weakref__",
    get: instance_weakref,
    set: None,
    is_member: false,
    doc: "List of the object's weak references.",
};

/// Reads `__dict__` of an object with an attribute part.
pub(crate) fn instance_dict(cx: &Cx, object: Ref<'_>) -> PyResult {
    if let Some(own) = native_dict(object)
        && let Some(get) = own.borrow().ty().slots.descr_get.get()
    {
        return get(cx, own.borrow(), Some(object), Some(object.ty().as_ref()));
    }
    match attrs::dict_of(cx, object)? {
        Some(dict) => Ok(dict),
        None => Err(cx.raise(&table::ATTRIBUTE_ERROR, format_args!("This object has no __dict__"))),
    }
}

/// Sets `__dict__` of an object with an attribute part.
pub(crate) fn set_instance_dict(cx: &Cx, object: Ref<'_>, value: Option<Ref<'_>>) -> PyResult<()> {
    if let Some(own) = native_dict(object) {
        return match own.borrow().ty().slots.descr_set.get() {
            Some(set) => set(cx, own.borrow(), object, value),
            None => {
                Err(cx.raise(&table::ATTRIBUTE_ERROR, format_args!("This object has no __dict__")))
            }
        };
    }
    if value.is_none() && object.ty().has_flag(TypeFlags::EXCEPTION_SUBTYPE) {
        return Err(cx.raise(&table::TYPE_ERROR, format_args!("__dict__ may not be deleted")));
    }
    if attrs::part(object).is_none() {
        return Err(cx.raise(&table::ATTRIBUTE_ERROR, format_args!("This object has no __dict__")));
    }
    if let Some(value) = value.filter(|value| !value.is_instance(&crate::builtins::dict::DICT)) {
        return Err(cx.raise(
            &table::TYPE_ERROR,
            format_args!("__dict__ must be set to a dictionary, not a '{}'", value.ty().name()),
        ));
    }
    attrs::set_dict(cx, object, value)
}

/// Returns the descriptor `__dict__` of the builtin type an object's class derives from, if that
/// type keeps attributes in a way of its own, as types do.
fn native_dict(object: Ref<'_>) -> Option<Owned> {
    let mut ty = object.ty().as_ref().own();
    while ty.borrow().recv::<Type>().has_flag(TypeFlags::HEAP) {
        let base = ty.borrow().recv::<Type>().base.get()?;
        ty = base;
    }
    let ty = ty.borrow().recv::<Type>();
    if !ty.has_flag(TypeFlags::OWN_DICT) {
        return None;
    }
    lookup::lookup_type(ty, crate::object::names::DICT.as_ref())
}

fn instance_weakref(_cx: &Cx, object: Ref<'_>) -> PyResult {
    Ok(weakref::all_references(object).into_iter().next().unwrap_or_else(Owned::none))
}

fn init(cx: &Cx, _ty: Ref<'_>, args: CallArgs<'_>) -> PyResult<()> {
    if !args.names.is_empty() {
        return Err(cx.raise(
            &table::TYPE_ERROR,
            format_args!("type.__init__() takes no keyword arguments"),
        ));
    }
    if !matches!(args.args.len(), 1 | 3) {
        return Err(
            cx.raise(&table::TYPE_ERROR, format_args!("type.__init__() takes 1 or 3 arguments"))
        );
    }
    Ok(())
}

/// Makes an instance: `__new__`, then `__init__` if that gave an instance.
fn call(cx: &Cx, ty: Ref<'_>, args: CallArgs<'_>) -> PyResult {
    let ty = ty.recv::<Type>();
    let Some(new) = ty.slots.new.get() else {
        return Err(
            cx.raise(&table::TYPE_ERROR, format_args!("cannot create '{}' instances", ty.name()))
        );
    };
    let object = new(cx, ty, args)?;
    let asks_type = std::ptr::eq(ty, &TYPE) && args.args.len() == 1 && args.names.is_empty();
    if asks_type || !object.borrow().is_instance(ty) {
        return Ok(object);
    }
    if let Some(init) = object.borrow().ty().slots.init.get() {
        init(cx, object.borrow(), args)?;
    }
    Ok(object)
}

fn repr(cx: &Cx, ty: Ref<'_>) -> PyResult {
    let ty = ty.recv::<Type>();
    let kind = if ty.is_open() { "class" } else { "type" };
    let text = match module_of(ty) {
        Some(module) if module != "__builtin__" => {
            format!("<{kind} '{module}.{}'>", ty.short_name())
        }
        _ => format!("<{kind} '{}'>", ty.name()),
    };
    Str::new(cx, text.as_bytes())
}

/// Reads an attribute of a type: data descriptors of the metatype, then the type and its bases,
/// then the metatype.
fn get_attr(cx: &Cx, ty: Ref<'_>, name: Ref<'_>) -> PyResult {
    let this = ty.recv::<Type>();
    let metatype = ty.ty();
    let of_meta = lookup_type(metatype, name);
    let meta_get = of_meta.as_ref().and_then(|found| found.borrow().ty().slots.descr_get.get());
    if let (Some(found), Some(get)) = (&of_meta, meta_get)
        && found.borrow().ty().slots.descr_set.get().is_some()
    {
        return get(cx, found.borrow(), Some(ty), Some(metatype.as_ref()));
    }
    if let Some(found) = lookup_type(this, name) {
        return match found.borrow().ty().slots.descr_get.get() {
            Some(get) => get(cx, found.borrow(), None, Some(ty)),
            None => Ok(found),
        };
    }
    match (of_meta, meta_get) {
        (Some(found), Some(get)) => get(cx, found.borrow(), Some(ty), Some(metatype.as_ref())),
        (Some(found), None) => Ok(found),
        (None, _) => Err(no_attribute(cx, this, name)),
    }
}

#[cold]
fn no_attribute(cx: &Cx, ty: &Type, name: Ref<'_>) -> Raised {
    cx.raise(
        &table::ATTRIBUTE_ERROR,
        format_args!("type object '{}' has no attribute '{}'", ty.name(), attr::text(name)),
    )
}

fn set_attr(cx: &Cx, ty: Ref<'_>, name: Ref<'_>, value: Option<Ref<'_>>) -> PyResult<()> {
    let this = ty.recv::<Type>();
    if !this.is_open() {
        return Err(cx.raise(
            &table::TYPE_ERROR,
            format_args!("can't set attributes of built-in/extension type '{}'", this.name()),
        ));
    }
    let of_meta = lookup_type(ty.ty(), name);
    let meta_set = of_meta.as_ref().and_then(|found| found.borrow().ty().slots.descr_set.get());
    if let (Some(found), Some(set)) = (&of_meta, meta_set) {
        return set(cx, found.borrow(), ty, value);
    }
    set_own(cx, this, name, value)
}

/// Changes the dict of a user class, then its version and slots.
pub(crate) fn set_own(cx: &Cx, ty: &Type, name: Ref<'_>, value: Option<Ref<'_>>) -> PyResult<()> {
    let dict = ty.dict.get().expect("user classes have a dict");
    let dict = dict.borrow().recv::<crate::builtins::dict::Dict>();
    // The old value stays alive until caches know that it is gone.
    let old = dict.get_str(name);
    match value {
        Some(value) => dict.set_str(cx, name, value)?,
        None if old.is_none() => {
            return Err(cx.raise_with(Ref::from_object(&table::ATTRIBUTE_ERROR), Some(name.own())));
        }
        None => drop(dict.remove_str(name)),
    }
    lookup::changed(cx, ty);
    if update::is_special(name) {
        update::name_changed(ty, name);
    }
    Ok(())
}

fn hash(_cx: &Cx, ty: Ref<'_>) -> PyResult<i64> {
    Ok(crate::protocol::hash::hash_address(ty))
}

/// Types have an order, see [`crate::protocol::type_order`].
fn rich_compare(_cx: &Cx, a: Ref<'_>, b: Ref<'_>, op: crate::types::CompareOp) -> PyResult {
    let is_plain = |ty: Ref<'_>| ty.is_instance(&TYPE) && ty.ty().slots.compare.get().is_none();
    if !is_plain(a) || !is_plain(b) {
        return Ok(crate::builtins::none::not_implemented().own());
    }
    let order = crate::protocol::type_order::compare_types(a.recv::<Type>(), b.recv::<Type>());
    Ok(Owned::bool(op.of(order)))
}

fn traverse(ty: Ref<'_>, visit: &mut dyn FnMut(Ref<'_>)) {
    let ty = ty.recv::<Type>();
    if !ty.has_flag(TypeFlags::HEAP) {
        return;
    }
    for field in [&ty.base, &ty.bases, &ty.mro, &ty.dict, &ty.subclasses, &ty.slot_names] {
        if let Some(value) = field.peek() {
            visit(value);
        }
    }
}

fn clear(cx: &Cx, ty: Ref<'_>) {
    let ty = ty.recv::<Type>();
    if !ty.has_flag(TypeFlags::HEAP) {
        return;
    }
    // The dict is emptied, not taken away; `base` is needed to free the instances that remain.
    lookup::changed(cx, ty);
    if let Some(dict) = ty.dict.get() {
        dict.borrow().recv::<crate::builtins::dict::Dict>().clear();
    }
    drop(ty.mro.take());
}

fn mro_method(cx: &Cx, ty: Ref<'_>) -> PyResult {
    let order = mro::linearise(cx, ty.recv::<Type>())?;
    List::new(cx, order)
}

fn subclasses(cx: &Cx, ty: Ref<'_>) -> PyResult {
    List::new(cx, lookup::subclasses(ty.recv::<Type>()))
}

fn instance_check(cx: &Cx, ty: Ref<'_>, object: Ref<'_>) -> PyResult {
    Ok(Owned::bool(crate::protocol::instance::plain_is_instance(cx, object, ty)?))
}

fn subclass_check(cx: &Cx, ty: Ref<'_>, class: Ref<'_>) -> PyResult {
    Ok(Owned::bool(crate::protocol::instance::plain_is_subclass(cx, class, ty)?))
}
