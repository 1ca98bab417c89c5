//! Instances of classic classes: the type `instance`.
//!
//! Every operation looks its special method up by name as an attribute of the instance, so that
//! instances can have methods of their own and `__getattr__` serves operators too. A method found
//! in the class is called with the instance in front, without a method object in between.

mod compare;
mod container;
mod number;

use crate::builtins::classic::{self, CLASSIC_CLASS, ClassicClass};
use crate::builtins::dict::{DICT, Dict};
use crate::builtins::function::FUNCTION;
use crate::builtins::str::Str;
use crate::cx::Cx;
use crate::exceptions::{PyResult, Raised, table, traceback};
use crate::object::{Field, Header, Owned, Ref, alloc, attrs, names};
use crate::protocol::attr::{LoadPlan, StorePlan};
use crate::protocol::recursion::nested;
use crate::protocol::{attr, call, hash};
use crate::types::{CallArgs, Type, TypeFlags};

/// Memory of an instance; the attribute part follows.
#[repr(C)]
pub struct Instance {
    pub(crate) head: Header,
    pub(crate) class: Field,
}

crate::py_type! {
    /// instance(class[, dict]): an instance of an old-style class, without calling __init__.
    pub static INSTANCE: Instance = "instance" {
        flags: [GC, WEAKREF, HAS_DICT, CHECK_TYPES],
        slots {
            new: new, del: run_del, finalises: has_del, traverse: traverse, clear: clear, repr: repr, str: str_of,
            hash: instance_hash, call: instance_call, get_attr: get_attr, set_attr: set_attr,
            compare: compare::compare, rich_compare: compare::rich_compare,
            len: container::len, map_len: container::len, subscript: container::subscript,
            set_subscript: container::set_subscript, item: container::item,
            set_item: container::set_item, slice: container::slice,
            set_slice: container::set_slice, contains: container::contains,
            iter: container::iter, next: container::next,
            nonzero: number::nonzero, coerce: number::coerce, index: number::index,
            neg: number::neg, pos: number::pos, abs: number::abs, invert: number::invert,
            int: number::int, long: number::long, float: number::float, oct: number::oct,
            hex: number::hex, add: number::add, sub: number::sub, mul: number::mul,
            div: number::div, true_div: number::true_div, floor_div: number::floor_div,
            rem: number::rem, divmod: number::divmod, pow: number::pow, lshift: number::lshift,
            rshift: number::rshift, and: number::and, or: number::or, xor: number::xor,
            iadd: number::iadd, isub: number::isub, imul: number::imul, idiv: number::idiv,
            itrue_div: number::itrue_div, ifloor_div: number::ifloor_div, irem: number::irem,
            ipow: number::ipow, ilshift: number::ilshift, irshift: number::irshift,
            iand: number::iand, ior: number::ior, ixor: number::ixor,
        }
    }
}

impl Instance {
    /// Returns the class.
    pub fn class(&self) -> Owned {
        self.class.get().expect("an instance has its class until it is freed")
    }
}

/// Makes an instance of a classic class without calling `__init__`.
///
/// # Errors
/// Raises `MemoryError`.
pub fn new_raw(cx: &Cx, class: Ref<'_>) -> PyResult {
    let shapes = class.recv::<ClassicClass>().shapes;
    let capacity = shapes.capacity();
    let size_bytes = size_of::<Instance>() + attrs::PART_SIZE + 8 * capacity;
    let value = Instance { head: Header::new(&INSTANCE), class: Field::new(class.own()) };
    let object = alloc::allocate_sized(cx, &INSTANCE, size_bytes, value)?;
    let part = attrs::part(object.borrow()).expect("instances have an attribute part");
    part.set_first_shape(shapes.root(capacity));
    Ok(object)
}

/// Makes an instance and calls `__init__`.
///
/// # Errors
/// Raises `TypeError` for arguments nobody takes, and what `__init__` raises.
pub fn new_instance(cx: &Cx, class: Ref<'_>, args: CallArgs<'_>) -> PyResult {
    let object = new_raw(cx, class)?;
    let instance = object.borrow();
    let Some(found) = find_plain(cx, instance, names::INIT.as_ref())? else {
        if args.args.is_empty() {
            return Ok(object);
        }
        return Err(
            cx.raise(&table::TYPE_ERROR, format_args!("this constructor takes no arguments"))
        );
    };
    let result = call::call(cx, found.borrow(), args)?;
    if !result.borrow().is_none() {
        return Err(cx.raise(&table::TYPE_ERROR, format_args!("__init__() should return None")));
    }
    Ok(object)
}

fn new(cx: &Cx, _ty: &Type, args: CallArgs<'_>) -> PyResult {
    call::no_keywords(cx, "instance()", args)?;
    let wrong = |text: &str| cx.raise(&table::TYPE_ERROR, format_args!("{text}"));
    if args.args.is_empty() || args.args.len() > 2 {
        return Err(call::raise_arity(cx, "instance", args.args.len(), 1, 2));
    }
    if args.args[0].cast::<ClassicClass>().is_none() {
        let given = args.args[0].ty().name();
        return Err(wrong(&format!("instance() argument 1 must be classobj, not {given}")));
    }
    let object = new_raw(cx, args.args[0])?;
    match args.args.get(1) {
        Some(dict) if dict.is_none() => {}
        Some(dict) if dict.is_instance(&DICT) => {
            attrs::set_dict(cx, object.borrow(), Some(*dict))?;
        }
        Some(_) => return Err(wrong("instance() second arg must be dictionary or None")),
        None => {}
    }
    Ok(object)
}

/// Calls `__del__`, if the instance or its class has one.
/// Returns whether the class or the instance itself has `__del__`.
fn has_del(object: Ref<'_>) -> bool {
    let class = object.recv::<Instance>().class();
    classic::lookup(class.borrow().recv::<ClassicClass>(), names::DEL.as_ref()).is_some()
        || attrs::get_own(object, names::DEL.as_ref()).is_some()
}

fn run_del(cx: &Cx, object: Ref<'_>) {
    if !has_del(object) {
        return;
    }
    let method = match find_plain(cx, object, names::DEL.as_ref()) {
        Ok(Some(method)) => method,
        Ok(None) => return,
        Err(_) => {
            cx.clear_raised();
            return;
        }
    };
    if call::call0(cx, method.borrow()).is_err() {
        traceback::write_unraisable(cx, method.borrow());
    }
}

fn traverse(object: Ref<'_>, visit: &mut dyn FnMut(Ref<'_>)) {
    if let Some(class) = object.recv::<Instance>().class.peek() {
        visit(class);
    }
    attrs::visit(object, visit);
}

fn clear(_cx: &Cx, object: Ref<'_>) {
    attrs::clear(object);
}

/// Finds an attribute of the instance or its class, without `__getattr__`.
fn find_plain(cx: &Cx, object: Ref<'_>, name: Ref<'_>) -> PyResult<Option<Owned>> {
    if let Some(own) = attrs::get_own(object, name) {
        return Ok(Some(own));
    }
    let class = object.recv::<Instance>().class();
    let Some(found) = classic::lookup(class.borrow().recv::<ClassicClass>(), name) else {
        return Ok(None);
    };
    match found.borrow().ty().slots.descr_get.get() {
        Some(get) => get(cx, found.borrow(), Some(object), Some(class.borrow())).map(Some),
        None => Ok(Some(found)),
    }
}

/// Looks a hook (`__getattr__` and its kin) up in the class.
fn class_hook(object: Ref<'_>, name: Ref<'_>) -> Option<Owned> {
    let class = object.recv::<Instance>().class();
    classic::lookup(class.borrow().recv::<ClassicClass>(), name)
}

/// Whether the instance or its class has an attribute, without running Python code.
pub(crate) fn has_attribute(instance: &Instance, name: Ref<'_>) -> bool {
    let object = Ref::from_object(instance);
    attrs::get_own(object, name).is_some()
        || classic::lookup(instance.class().borrow().recv::<ClassicClass>(), name).is_some()
        || class_hook(object, names::GETATTR.as_ref()).is_some()
}

/// Finds an attribute for an operator; None in place of an `AttributeError`.
fn find(cx: &Cx, object: Ref<'_>, name: Ref<'_>) -> PyResult<Option<Owned>> {
    match find_plain(cx, object, name) {
        Ok(Some(found)) => return Ok(Some(found)),
        Ok(None) => {}
        Err(raised) => {
            if !cx.raised_matches(&table::ATTRIBUTE_ERROR) {
                return Err(raised);
            }
            cx.clear_raised();
        }
    }
    let Some(hook) = class_hook(object, names::GETATTR.as_ref()) else { return Ok(None) };
    let result = call::call2(cx, hook.borrow(), object, name);
    cx.catch(result, &table::ATTRIBUTE_ERROR)
}

/// Calls a special method; None if there is none. A function of the class gets the instance in
/// front.
fn call_special(
    cx: &Cx,
    object: Ref<'_>,
    name: Ref<'_>,
    args: &[Ref<'_>],
) -> PyResult<Option<Owned>> {
    if attrs::get_own(object, name).is_none()
        && let Some(found) = class_hook(object, name)
        && found.borrow().ty().has_flag(TypeFlags::METHOD_LIKE)
    {
        let args = CallArgs::positional_only(args);
        return call::call_with_receiver(cx, found.borrow(), object, args).map(Some);
    }
    match find(cx, object, name)? {
        Some(method) => call::call_positional(cx, method.borrow(), args).map(Some),
        None => Ok(None),
    }
}

/// Calls a special method that has to be there.
fn call_required(cx: &Cx, object: Ref<'_>, name: Ref<'_>, args: &[Ref<'_>]) -> PyResult {
    match call_special(cx, object, name, args)? {
        Some(result) => Ok(result),
        None => Err(no_attribute(cx, object, name)),
    }
}

#[cold]
fn no_attribute(cx: &Cx, object: Ref<'_>, name: Ref<'_>) -> Raised {
    cx.raise(
        &table::ATTRIBUTE_ERROR,
        format_args!("{} instance has no attribute '{}'", class_name(object), attr::text(name)),
    )
}

fn class_name(object: Ref<'_>) -> String {
    object.recv::<Instance>().class().borrow().recv::<ClassicClass>().name()
}

/// How an attribute is read, for inline caches: right while the type `instance` has its version,
/// which changes with every change of a classic class, and the instance its shape.
pub(crate) fn load_plan(object: Ref<'_>, name: Ref<'_>) -> LoadPlan {
    if name.is(names::DICT.as_ref()) || name.is(names::CLASS.as_ref()) {
        return LoadPlan::Uncacheable;
    }
    let Some(shape) = attrs::shape_of(object).filter(|shape| !shape.is_dict()) else {
        return LoadPlan::Uncacheable;
    };
    if let Some(index) = shape.lookup(name) {
        return LoadPlan::Slot { shape, index };
    }
    let class = object.recv::<Instance>().class();
    let found = classic::lookup_stable(class.borrow().recv::<ClassicClass>(), name);
    let Some(value) = found else { return LoadPlan::Uncacheable };
    let is_method = value.borrow().is_exact(&FUNCTION);
    if !is_method && value.borrow().ty().slots.descr_get.get().is_some() {
        return LoadPlan::Uncacheable;
    }
    LoadPlan::Class { shape: Some(shape), value, is_method }
}

/// How an attribute is set, for inline caches.
pub(crate) fn store_plan(object: Ref<'_>, name: Ref<'_>) -> StorePlan {
    let special = name.is(names::DICT.as_ref())
        || name.is(names::CLASS.as_ref())
        || class_hook(object, names::SETATTR.as_ref()).is_some();
    let Some(shape) = attrs::shape_of(object).filter(|shape| !special && !shape.is_dict()) else {
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

fn get_attr(cx: &Cx, object: Ref<'_>, name: Ref<'_>) -> PyResult {
    if name.is(names::DICT.as_ref()) {
        return crate::builtins::type_::instance_dict(cx, object);
    }
    if name.is(names::CLASS.as_ref()) {
        return Ok(object.recv::<Instance>().class());
    }
    match find_plain(cx, object, name) {
        Ok(Some(found)) => return Ok(found),
        Ok(None) => {}
        Err(raised) => {
            let hooked = cx.raised_matches(&table::ATTRIBUTE_ERROR)
                && class_hook(object, names::GETATTR.as_ref()).is_some();
            if !hooked {
                return Err(raised);
            }
            cx.clear_raised();
        }
    }
    match class_hook(object, names::GETATTR.as_ref()) {
        Some(hook) => call::call2(cx, hook.borrow(), object, name),
        None => Err(no_attribute(cx, object, name)),
    }
}

fn set_attr(cx: &Cx, object: Ref<'_>, name: Ref<'_>, value: Option<Ref<'_>>) -> PyResult<()> {
    if name.is(names::DICT.as_ref()) {
        let Some(dict) = value.filter(|value| value.is_instance(&DICT)) else {
            return Err(
                cx.raise(&table::TYPE_ERROR, format_args!("__dict__ must be set to a dictionary"))
            );
        };
        return attrs::set_dict(cx, object, Some(dict));
    }
    if name.is(names::CLASS.as_ref()) {
        let Some(class) = value.filter(|value| value.is_exact(&CLASSIC_CLASS)) else {
            return Err(
                cx.raise(&table::TYPE_ERROR, format_args!("__class__ must be set to a class"))
            );
        };
        attrs::change_shapes(cx, object, class.recv::<ClassicClass>().shapes)?;
        object.recv::<Instance>().class.set(Some(class.own()));
        return Ok(());
    }
    let hook = if value.is_some() { names::SETATTR.as_ref() } else { names::DELATTR.as_ref() };
    if let Some(hook) = class_hook(object, hook) {
        match value {
            Some(value) => call::call_positional(cx, hook.borrow(), &[object, name, value])?,
            None => call::call2(cx, hook.borrow(), object, name)?,
        };
        return Ok(());
    }
    match value {
        Some(value) => attrs::set_own(cx, object, name, value.own()),
        None => match attrs::remove_own(cx, object, name)? {
            Some(_) => Ok(()),
            None => Err(no_attribute(cx, object, name)),
        },
    }
}

fn repr(cx: &Cx, object: Ref<'_>) -> PyResult {
    if let Some(result) = call_special(cx, object, names::REPR.as_ref(), &[])? {
        return Ok(result);
    }
    let class = object.recv::<Instance>().class();
    let class = class.borrow().recv::<ClassicClass>();
    let module = class
        .dict
        .get()
        .and_then(|dict| dict.borrow().recv::<Dict>().get_str(names::MODULE.as_ref()))
        .filter(|module| module.borrow().cast::<Str>().is_some());
    let module = module.map_or_else(|| "?".to_string(), |module| attr::text(module.borrow()));
    let text = format!("<{module}.{} instance at {:#x}>", class.name(), object.address());
    Str::new(cx, text.as_bytes())
}

fn str_of(cx: &Cx, object: Ref<'_>) -> PyResult {
    match call_special(cx, object, names::STR.as_ref(), &[])? {
        Some(result) => Ok(result),
        None => repr(cx, object),
    }
}

fn instance_hash(cx: &Cx, object: Ref<'_>) -> PyResult<i64> {
    if let Some(result) = call_special(cx, object, names::HASH.as_ref(), &[])? {
        let value = result.borrow();
        let is_number = value.is_instance(&crate::builtins::int::INT)
            || value.is_instance(&crate::builtins::long::LONG);
        if !is_number {
            return Err(
                cx.raise(&table::TYPE_ERROR, format_args!("__hash__() should return an int"))
            );
        }
        return hash::hash_of_result(cx, value);
    }
    let compares = find(cx, object, names::EQ.as_ref())?.is_some()
        || find(cx, object, names::CMP.as_ref())?.is_some();
    if compares {
        return Err(cx.raise(&table::TYPE_ERROR, format_args!("unhashable instance")));
    }
    Ok(hash::hash_address(object))
}

/// Returns the `__call__` of an instance as reading it gives it, if it has one.
///
/// # Errors
/// Whatever hooks and descriptors raise.
pub(crate) fn call_hook(cx: &Cx, object: Ref<'_>) -> PyResult<Option<Owned>> {
    find(cx, object, names::CALL.as_ref())
}

fn instance_call(cx: &Cx, object: Ref<'_>, args: CallArgs<'_>) -> PyResult {
    match find(cx, object, names::CALL.as_ref())? {
        Some(method) => nested(cx, " in __call__", || call::call(cx, method.borrow(), args)),
        None => Err(cx.raise(
            &table::ATTRIBUTE_ERROR,
            format_args!("{} instance has no __call__ method", class_name(object)),
        )),
    }
}
