//! The type `super`.

use crate::builtins::str::Str;
use crate::builtins::tuple::Tuple;
use crate::cx::Cx;
use crate::exceptions::{PyResult, table};
use crate::object::{Field, Header, Owned, Ref, allocate, names};
use crate::protocol::{attr, call};
use crate::types::{CallArgs, Type, lookup};

/// Memory of a super object.
#[repr(C)]
pub struct Super {
    pub(crate) head: Header,
    /// `__thisclass__`
    pub(crate) this_class: Field,
    /// `__self__`
    pub(crate) object: Field,
    /// `__self_class__`
    pub(crate) self_class: Field,
}

crate::py_type! {
    /// super(type[, object]): attributes of the classes behind the type in the object's order.
    pub static SUPER: Super = "super" {
        flags: [BASE, GC],
        slots {
            new: new, init: init, traverse: traverse, repr: repr, get_attr: get_attr,
            descr_get: get,
        }
        getset {
            /// The class it starts behind.
            member "__thisclass__" => this_class;
            /// The object.
            member "__self__" => object;
            /// The class whose order it follows.
            member "__self_class__" => self_class;
        }
    }
}

fn new(cx: &Cx, ty: &Type, _args: CallArgs<'_>) -> PyResult {
    allocate(
        cx,
        ty,
        Super {
            head: Header::new(ty),
            this_class: Field::empty(),
            object: Field::empty(),
            self_class: Field::empty(),
        },
    )
}

fn init(cx: &Cx, recv: Ref<'_>, args: CallArgs<'_>) -> PyResult<()> {
    call::no_keywords(cx, "super", args)?;
    if args.args.is_empty() || args.args.len() > 2 {
        return Err(call::raise_arity(cx, "super", args.args.len(), 1, 2));
    }
    let Some(ty) = args.args[0].cast::<Type>() else {
        return Err(cx.raise(
            &table::TYPE_ERROR,
            format_args!("super() argument 1 must be type, not {}", args.args[0].ty().name()),
        ));
    };
    let object = args.args.get(1).copied().filter(|object| !object.is_none());
    let class = match object {
        Some(object) => Some(check(cx, ty, object)?),
        None => None,
    };
    let this = recv.recv::<Super>();
    this.this_class.set(Some(ty.as_ref().own()));
    this.object.set(object.map(Ref::own));
    this.self_class.set(class);
    Ok(())
}

/// Returns the class whose order is followed: the object itself if it is a subclass, else its class.
fn check(cx: &Cx, ty: &Type, object: Ref<'_>) -> PyResult {
    if let Some(class) = object.cast::<Type>()
        && class.is_subtype(ty)
    {
        return Ok(object.own());
    }
    if object.ty().is_subtype(ty) {
        return Ok(object.ty().as_ref().own());
    }
    if let Some(class) = attr::find_attr(cx, object, names::CLASS.as_ref())?
        && let Some(claimed) = class.borrow().cast::<Type>()
        && claimed.is_subtype(ty)
    {
        return Ok(class);
    }
    Err(cx.raise(
        &table::TYPE_ERROR,
        format_args!("super(type, obj): obj must be an instance or subtype of type"),
    ))
}

fn fields(this: &Super) -> [&Field; 3] {
    [&this.this_class, &this.object, &this.self_class]
}

fn traverse(recv: Ref<'_>, visit: &mut dyn FnMut(Ref<'_>)) {
    for field in fields(recv.recv::<Super>()) {
        if let Some(value) = field.peek() {
            visit(value);
        }
    }
}

fn class_name(field: &Field) -> String {
    field.peek().and_then(|ty| ty.cast::<Type>()).map_or("NULL".to_string(), Type::name)
}

fn repr(cx: &Cx, recv: Ref<'_>) -> PyResult {
    let this = recv.recv::<Super>();
    let name = class_name(&this.this_class);
    let text = if this.self_class.is_empty() {
        format!("<super: <class '{name}'>, NULL>")
    } else {
        format!("<super: <class '{name}'>, <{} object>>", class_name(&this.self_class))
    };
    Str::new(cx, text.as_bytes())
}

fn get_attr(cx: &Cx, recv: Ref<'_>, name: Ref<'_>) -> PyResult {
    let this = recv.recv::<Super>();
    if let Some(class) = this.self_class.get()
        && !name.is(names::CLASS.as_ref())
        && let Some(found) = lookup_behind(this, class.borrow().recv::<Type>(), name)
    {
        let Some(get) = found.borrow().ty().slots.descr_get.get() else { return Ok(found) };
        let object = this.object.get();
        // A class in place of an object gives what the class itself would.
        let object = object.as_ref().map(Owned::borrow).filter(|object| !object.is(class.borrow()));
        return get(cx, found.borrow(), object, Some(class.borrow()));
    }
    attr::generic_get_attr(cx, recv, name)
}

fn lookup_behind(this: &Super, class: &Type, name: Ref<'_>) -> Option<Owned> {
    let start = this.this_class.get()?;
    let order = class.mro.get()?;
    let order = order.borrow().cast::<Tuple>()?;
    let position = order.as_slice().iter().position(|entry| entry.is(start.borrow()))?;
    lookup::find_in_mro(class, name, position + 1).map(|(_, value)| value)
}

/// An unbound super object binds like a method.
fn get(cx: &Cx, recv: Ref<'_>, object: Option<Ref<'_>>, _ty: Option<Ref<'_>>) -> PyResult {
    let this = recv.recv::<Super>();
    let Some(object) = object.filter(|object| !object.is_none() && this.object.is_empty()) else {
        return Ok(recv.own());
    };
    let Some(ty) = this.this_class.get() else { return Ok(recv.own()) };
    if !recv.is_exact(&SUPER) {
        return call::call2(cx, recv.ty().as_ref(), ty.borrow(), object);
    }
    let class = check(cx, ty.borrow().recv::<Type>(), object)?;
    allocate(
        cx,
        &SUPER,
        Super {
            head: Header::new(&SUPER),
            this_class: Field::new(ty),
            object: Field::new(object.own()),
            self_class: Field::new(class),
        },
    )
}

fn this_class(_cx: &Cx, recv: Ref<'_>) -> PyResult {
    Ok(recv.recv::<Super>().this_class.get().unwrap_or_else(Owned::none))
}

fn object(_cx: &Cx, recv: Ref<'_>) -> PyResult {
    Ok(recv.recv::<Super>().object.get().unwrap_or_else(Owned::none))
}

fn self_class(_cx: &Cx, recv: Ref<'_>) -> PyResult {
    Ok(recv.recv::<Super>().self_class.get().unwrap_or_else(Owned::none))
}
