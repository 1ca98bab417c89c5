//! The types `classmethod` and `staticmethod`.

use crate::builtins::method::Method;
use crate::cx::Cx;
use crate::exceptions::{PyResult, table};
use crate::object::{Field, Header, Ref, allocate};
use crate::protocol::call;
use crate::types::{CallArgs, Type};

/// Memory of a class method.
#[repr(C)]
pub struct ClassMethod {
    pub(crate) head: Header,
    pub(crate) function: Field,
}

/// Memory of a static method.
#[repr(C)]
pub struct StaticMethod {
    pub(crate) head: Header,
    pub(crate) function: Field,
}

crate::py_type! {
    /// classmethod(function): a method that gets the class in place of the instance.
    pub static CLASS_METHOD: ClassMethod = "classmethod" {
        flags: [BASE, GC],
        slots {
            new: class_new, init: class_init, traverse: class_traverse, clear: class_clear,
            descr_get: class_get, get_attr: crate::protocol::attr::generic_get_attr,
        }
        getset {
            /// The function.
            member "__func__" => class_function;
        }
    }
}

crate::py_type! {
    /// staticmethod(function): a method that gets neither the instance nor the class.
    pub static STATIC_METHOD: StaticMethod = "staticmethod" {
        flags: [BASE, GC],
        slots {
            new: static_new, init: static_init, traverse: static_traverse, clear: static_clear,
            descr_get: static_get, get_attr: crate::protocol::attr::generic_get_attr,
        }
        getset {
            /// The function.
            member "__func__" => static_function;
        }
    }
}

/// Makes a static method.
///
/// # Errors
/// Raises `MemoryError`.
pub fn new_static_method(cx: &Cx, function: Ref<'_>) -> PyResult {
    let function = Field::new(function.own());
    allocate(cx, &STATIC_METHOD, StaticMethod { head: Header::new(&STATIC_METHOD), function })
}

/// Makes a class method.
///
/// # Errors
/// Raises `MemoryError`.
pub fn new_class_method(cx: &Cx, function: Ref<'_>) -> PyResult {
    let function = Field::new(function.own());
    allocate(cx, &CLASS_METHOD, ClassMethod { head: Header::new(&CLASS_METHOD), function })
}

fn one_argument<'a>(cx: &Cx, name: &str, args: CallArgs<'a>) -> PyResult<Ref<'a>> {
    call::no_keywords(cx, name, args)?;
    match args.args {
        [function] => Ok(*function),
        _ => Err(call::raise_unpack(cx, name, args.args.len(), 1, 1)),
    }
}

#[cold]
fn uninitialised(cx: &Cx, what: &str) -> crate::exceptions::Raised {
    cx.raise(&table::RUNTIME_ERROR, format_args!("uninitialized {what} object"))
}

fn class_new(cx: &Cx, ty: &Type, _args: CallArgs<'_>) -> PyResult {
    allocate(cx, ty, ClassMethod { head: Header::new(ty), function: Field::empty() })
}

fn class_init(cx: &Cx, method: Ref<'_>, args: CallArgs<'_>) -> PyResult<()> {
    let function = one_argument(cx, "classmethod", args)?;
    method.recv::<ClassMethod>().function.set(Some(function.own()));
    Ok(())
}

fn class_traverse(method: Ref<'_>, visit: &mut dyn FnMut(Ref<'_>)) {
    if let Some(function) = method.recv::<ClassMethod>().function.peek() {
        visit(function);
    }
}

fn class_clear(_cx: &Cx, method: Ref<'_>) {
    method.recv::<ClassMethod>().function.set(None);
}

fn class_get(cx: &Cx, method: Ref<'_>, object: Option<Ref<'_>>, ty: Option<Ref<'_>>) -> PyResult {
    let Some(function) = method.recv::<ClassMethod>().function.get() else {
        return Err(uninitialised(cx, "classmethod"));
    };
    let ty = match (ty, object) {
        (Some(ty), _) => ty,
        (None, Some(object)) => object.ty().as_ref(),
        (None, None) => crate::object::none(),
    };
    Method::new(cx, function.borrow(), Some(ty), Some(ty.ty().as_ref()))
}

fn class_function(cx: &Cx, method: Ref<'_>) -> PyResult {
    method.recv::<ClassMethod>().function.get().ok_or_else(|| uninitialised(cx, "classmethod"))
}

fn static_new(cx: &Cx, ty: &Type, _args: CallArgs<'_>) -> PyResult {
    allocate(cx, ty, StaticMethod { head: Header::new(ty), function: Field::empty() })
}

fn static_init(cx: &Cx, method: Ref<'_>, args: CallArgs<'_>) -> PyResult<()> {
    let function = one_argument(cx, "staticmethod", args)?;
    method.recv::<StaticMethod>().function.set(Some(function.own()));
    Ok(())
}

fn static_traverse(method: Ref<'_>, visit: &mut dyn FnMut(Ref<'_>)) {
    if let Some(function) = method.recv::<StaticMethod>().function.peek() {
        visit(function);
    }
}

fn static_clear(_cx: &Cx, method: Ref<'_>) {
    method.recv::<StaticMethod>().function.set(None);
}

fn static_get(
    cx: &Cx,
    method: Ref<'_>,
    _object: Option<Ref<'_>>,
    _ty: Option<Ref<'_>>,
) -> PyResult {
    static_function(cx, method)
}

fn static_function(cx: &Cx, method: Ref<'_>) -> PyResult {
    method.recv::<StaticMethod>().function.get().ok_or_else(|| uninitialised(cx, "staticmethod"))
}
