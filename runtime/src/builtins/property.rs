//! The type `property`.

use crate::cx::Cx;
use crate::exceptions::{PyResult, table};
use crate::object::{Field, Header, Owned, Ref, allocate, names};
use crate::protocol::{attr, call};
use crate::types::{CallArgs, Type};

/// Memory of a property.
#[repr(C)]
pub struct Property {
    pub(crate) head: Header,
    pub(crate) get: Field,
    pub(crate) set: Field,
    pub(crate) delete: Field,
    pub(crate) doc: Field,
    /// The docstring came from the getter.
    getter_doc: std::cell::Cell<bool>,
}

crate::py_type! {
    /// property(fget=None, fset=None, fdel=None, doc=None): an attribute computed by functions.
    pub static PROPERTY: Property = "property" {
        flags: [BASE, GC],
        slots {
            new: new, init: init, traverse: traverse, clear: clear,
            descr_get: get, descr_set: set,
            get_attr: attr::generic_get_attr,
        }
        methods {
            /// A copy with another getter.
            "getter" => getter, (x);
            /// A copy with another setter.
            "setter" => setter, (x);
            /// A copy with another deleter.
            "deleter" => deleter, (x);
        }
        getset {
            /// Getter.
            member "fget" => fget;
            /// Setter.
            member "fset" => fset;
            /// Deleter.
            member "fdel" => fdel;
            /// Docstring.
            "__doc__" => doc, set_doc;
        }
    }
}

fn new(cx: &Cx, ty: &Type, _args: CallArgs<'_>) -> PyResult {
    allocate(
        cx,
        ty,
        Property {
            head: Header::new(ty),
            get: Field::empty(),
            set: Field::empty(),
            delete: Field::empty(),
            doc: Field::empty(),
            getter_doc: std::cell::Cell::new(false),
        },
    )
}

fn init(cx: &Cx, property: Ref<'_>, args: CallArgs<'_>) -> PyResult<()> {
    let mut bound = [None; 4];
    call::bind_keywords(cx, "property", args, 0, &["fget", "fset", "fdel", "doc"], &mut bound)?;
    let this = property.recv::<Property>();
    let value = |argument: Option<Ref<'_>>| argument.filter(|f| !f.is_none()).map(Ref::own);
    this.get.set(value(bound[0]));
    this.set.set(value(bound[1]));
    this.delete.set(value(bound[2]));
    this.doc.set(bound[3].map(Ref::own));
    this.getter_doc.set(false);
    let no_doc = bound[3].is_none_or(Ref::is_none);
    let Some(getter) = this.get.get().filter(|_| no_doc) else { return Ok(()) };
    let doc = attr::get_attr(cx, getter.borrow(), names::DOC.as_ref());
    match doc {
        Ok(doc) => {
            if property.is_exact(&PROPERTY) {
                this.doc.set(Some(doc));
            } else {
                // A subclass shows its docstring through the instance's attributes.
                attr::set_attr(cx, property, names::DOC.as_ref(), Some(doc.borrow()))?;
            }
            this.getter_doc.set(true);
        }
        Err(_) if cx.raised_matches(&table::EXCEPTION) => cx.clear_raised(),
        Err(raised) => return Err(raised),
    }
    Ok(())
}

fn fields(property: &Property) -> [&Field; 4] {
    [&property.get, &property.set, &property.delete, &property.doc]
}

fn traverse(property: Ref<'_>, visit: &mut dyn FnMut(Ref<'_>)) {
    for field in fields(property.recv::<Property>()) {
        if let Some(value) = field.peek() {
            visit(value);
        }
    }
}

fn clear(_cx: &Cx, property: Ref<'_>) {
    for field in fields(property.recv::<Property>()) {
        field.set(None);
    }
}

fn get(cx: &Cx, property: Ref<'_>, object: Option<Ref<'_>>, _ty: Option<Ref<'_>>) -> PyResult {
    let Some(object) = object.filter(|object| !object.is_none()) else {
        return Ok(property.own());
    };
    match property.recv::<Property>().get.get() {
        Some(getter) => call::call1(cx, getter.borrow(), object),
        None => Err(cx.raise(&table::ATTRIBUTE_ERROR, format_args!("unreadable attribute"))),
    }
}

fn set(cx: &Cx, property: Ref<'_>, object: Ref<'_>, value: Option<Ref<'_>>) -> PyResult<()> {
    let property = property.recv::<Property>();
    let function = if value.is_some() { property.set.get() } else { property.delete.get() };
    let Some(function) = function else {
        let text = if value.is_some() { "can't set attribute" } else { "can't delete attribute" };
        return Err(cx.raise(&table::ATTRIBUTE_ERROR, format_args!("{text}")));
    };
    match value {
        Some(value) => call::call2(cx, function.borrow(), object, value)?,
        None => call::call1(cx, function.borrow(), object)?,
    };
    Ok(())
}

/// Makes a property of the same class with some functions replaced.
fn copy(
    cx: &Cx,
    property: Ref<'_>,
    get: Option<Ref<'_>>,
    set: Option<Ref<'_>>,
    delete: Option<Ref<'_>>,
) -> PyResult {
    let this = property.recv::<Property>();
    let choose = |new: Option<Ref<'_>>, old: &Field| {
        new.filter(|new| !new.is_none())
            .map(Ref::own)
            .or_else(|| old.get())
            .unwrap_or_else(Owned::none)
    };
    let get = choose(get, &this.get);
    let set = choose(set, &this.set);
    let delete = choose(delete, &this.delete);
    let doc = if this.getter_doc.get() && !get.borrow().is_none() {
        Owned::none()
    } else {
        this.doc.get().unwrap_or_else(Owned::none)
    };
    let args = [get.borrow(), set.borrow(), delete.borrow(), doc.borrow()];
    call::call(cx, property.ty().as_ref(), CallArgs::positional_only(&args))
}

fn getter(cx: &Cx, property: Ref<'_>, function: Ref<'_>) -> PyResult {
    copy(cx, property, Some(function), None, None)
}

fn setter(cx: &Cx, property: Ref<'_>, function: Ref<'_>) -> PyResult {
    copy(cx, property, None, Some(function), None)
}

fn deleter(cx: &Cx, property: Ref<'_>, function: Ref<'_>) -> PyResult {
    copy(cx, property, None, None, Some(function))
}

fn fget(_cx: &Cx, property: Ref<'_>) -> PyResult {
    Ok(property.recv::<Property>().get.get().unwrap_or_else(Owned::none))
}

fn fset(_cx: &Cx, property: Ref<'_>) -> PyResult {
    Ok(property.recv::<Property>().set.get().unwrap_or_else(Owned::none))
}

fn fdel(_cx: &Cx, property: Ref<'_>) -> PyResult {
    Ok(property.recv::<Property>().delete.get().unwrap_or_else(Owned::none))
}

fn doc(_cx: &Cx, property: Ref<'_>) -> PyResult {
    Ok(property.recv::<Property>().doc.get().unwrap_or_else(Owned::none))
}

fn set_doc(cx: &Cx, property: Ref<'_>, value: Option<Ref<'_>>) -> PyResult<()> {
    if property.is_exact(&PROPERTY) {
        return Err(cx.raise(&table::TYPE_ERROR, format_args!("readonly attribute")));
    }
    property.recv::<Property>().doc.set(value.map(Ref::own));
    Ok(())
}
