//! Methods of builtin types: `method_descriptor` and `classmethod_descriptor`.

use super::{does_not_apply, new_builtin_function, take_receiver};
use crate::builtins::str::Str;
use crate::cx::Cx;
use crate::exceptions::{PyResult, table};
use crate::object::{Field, Header, Owned, Ref, allocate};
use crate::protocol::call;
use crate::types::{CallArgs, MethodDef, Type};

/// Memory of both kinds of descriptor.
#[repr(C)]
pub struct MethodDescr {
    pub(crate) head: Header,
    /// The table's row.
    pub def: &'static MethodDef,
    /// The type in whose dict it stands.
    pub(crate) owner: Field,
}

crate::py_type! {
    /// A method of a builtin type.
    pub static METHOD_DESCR: MethodDescr = "method_descriptor" {
        flags: [METHOD_LIKE],
        slots {
            repr: repr, call: call, descr_get: get,
            get_attr: crate::protocol::attr::generic_get_attr,
        }
        getset {
            /// Name.
            member "__name__" => name;
            /// The type it belongs to.
            member "__objclass__" => owner;
            /// Docstring.
            "__doc__" => doc;
        }
    }
}

/// Memory of a class method's descriptor.
#[repr(C)]
pub(crate) struct ClassMethodDescr {
    pub(crate) head: Header,
    pub(crate) def: &'static MethodDef,
    pub(crate) owner: Field,
}

crate::py_type! {
    /// A class method of a builtin type.
    pub static CLASSMETHOD_DESCR: ClassMethodDescr = "classmethod_descriptor" {
        slots {
            repr: class_repr, call: class_call, descr_get: class_get,
            get_attr: crate::protocol::attr::generic_get_attr,
        }
        getset {
            /// Name.
            member "__name__" => class_name;
            /// The type it belongs to.
            member "__objclass__" => class_owner;
            /// Docstring.
            "__doc__" => class_doc;
        }
    }
}

/// Makes the descriptor of a method.
pub(crate) fn new_method(cx: &Cx, def: &'static MethodDef, owner: &'static Type) -> PyResult {
    let owner = Field::new(owner.as_ref().own());
    allocate(cx, &METHOD_DESCR, MethodDescr { head: Header::new(&METHOD_DESCR), def, owner })
}

/// Makes the descriptor of a class method.
pub(crate) fn new_class_method(cx: &Cx, def: &'static MethodDef, owner: &'static Type) -> PyResult {
    let owner = Field::new(owner.as_ref().own());
    let descr = ClassMethodDescr { head: Header::new(&CLASSMETHOD_DESCR), def, owner };
    allocate(cx, &CLASSMETHOD_DESCR, descr)
}

fn owner_type(field: &Field) -> &Type {
    field.peek().and_then(|owner| owner.cast::<Type>()).expect("a descriptor has its type")
}

impl MethodDescr {
    /// Returns the type it belongs to.
    pub fn owner(&self) -> &Type {
        owner_type(&self.owner)
    }
}

fn call(cx: &Cx, descr: Ref<'_>, args: CallArgs<'_>) -> PyResult {
    let descr = descr.recv::<MethodDescr>();
    let owner = descr.owner();
    if let Some(recv) = args.args.first().copied()
        && args.args.len() > args.names.len()
        && recv.ty().is_subtype(owner)
    {
        let args = CallArgs { args: &args.args[1..], names: args.names };
        return call::call_native(cx, descr.def, recv, args);
    }
    let (recv, args) = take_receiver(cx, descr.def.name, owner, args)?;
    call::call_native(cx, descr.def, recv, args)
}

fn get(cx: &Cx, descr: Ref<'_>, object: Option<Ref<'_>>, _ty: Option<Ref<'_>>) -> PyResult {
    let Some(object) = object else { return Ok(descr.own()) };
    let descr = descr.recv::<MethodDescr>();
    if !object.ty().is_subtype(descr.owner()) {
        return Err(does_not_apply(cx, descr.def.name, descr.owner(), object));
    }
    new_builtin_function(cx, descr.def, Some(object), None)
}

fn repr_text(cx: &Cx, def: &MethodDef, owner: &Type) -> PyResult {
    let text = format!("<method '{}' of '{}' objects>", def.name, owner.name());
    Str::new(cx, text.as_bytes())
}

fn repr(cx: &Cx, descr: Ref<'_>) -> PyResult {
    let descr = descr.recv::<MethodDescr>();
    repr_text(cx, descr.def, descr.owner())
}

fn name(cx: &Cx, descr: Ref<'_>) -> PyResult {
    Str::new(cx, descr.recv::<MethodDescr>().def.name.as_bytes())
}

fn owner(_cx: &Cx, descr: Ref<'_>) -> PyResult {
    Ok(descr.recv::<MethodDescr>().owner.get().unwrap_or_else(Owned::none))
}

fn doc(cx: &Cx, descr: Ref<'_>) -> PyResult {
    super::doc_value(cx, descr.recv::<MethodDescr>().def.doc)
}

fn class_call(cx: &Cx, descr: Ref<'_>, args: CallArgs<'_>) -> PyResult {
    let this = descr.recv::<ClassMethodDescr>();
    let (name, owner) = (this.def.name, owner_type(&this.owner));
    let Some(first) = args.positional().first().copied() else {
        return Err(cx.raise(
            &table::TYPE_ERROR,
            format_args!("descriptor '{name}' of '{}' object needs an argument", owner.name()),
        ));
    };
    if first.cast::<Type>().is_none() {
        return Err(cx.raise(
            &table::TYPE_ERROR,
            format_args!(
                "descriptor '{name}' requires a type but received a '{}'",
                first.ty().name()
            ),
        ));
    }
    let bound = class_get(cx, descr, None, Some(first))?;
    call::call(cx, bound.borrow(), CallArgs { args: &args.args[1..], names: args.names })
}

fn class_get(cx: &Cx, descr: Ref<'_>, object: Option<Ref<'_>>, ty: Option<Ref<'_>>) -> PyResult {
    let descr = descr.recv::<ClassMethodDescr>();
    let owner = owner_type(&descr.owner);
    let ty = match (ty, object) {
        (Some(ty), _) => ty,
        (None, Some(object)) => object.ty().as_ref(),
        (None, None) => {
            return Err(cx.raise(
                &table::TYPE_ERROR,
                format_args!(
                    "descriptor '{}' for type '{}' needs either an object or a type",
                    descr.def.name,
                    owner.name()
                ),
            ));
        }
    };
    let Some(class) = ty.cast::<Type>() else {
        return Err(cx.raise(
            &table::TYPE_ERROR,
            format_args!(
                "descriptor '{}' for type '{}' needs a type, not a '{}' as arg 2",
                descr.def.name,
                owner.name(),
                ty.ty().name()
            ),
        ));
    };
    if !class.is_subtype(owner) {
        return Err(cx.raise(
            &table::TYPE_ERROR,
            format_args!(
                "descriptor '{}' for type '{}' doesn't apply to type '{}'",
                descr.def.name,
                owner.name(),
                class.name()
            ),
        ));
    }
    new_builtin_function(cx, descr.def, Some(ty), None)
}

fn class_repr(cx: &Cx, descr: Ref<'_>) -> PyResult {
    let descr = descr.recv::<ClassMethodDescr>();
    repr_text(cx, descr.def, owner_type(&descr.owner))
}

fn class_name(cx: &Cx, descr: Ref<'_>) -> PyResult {
    Str::new(cx, descr.recv::<ClassMethodDescr>().def.name.as_bytes())
}

fn class_owner(_cx: &Cx, descr: Ref<'_>) -> PyResult {
    Ok(descr.recv::<ClassMethodDescr>().owner.get().unwrap_or_else(Owned::none))
}

fn class_doc(cx: &Cx, descr: Ref<'_>) -> PyResult {
    super::doc_value(cx, descr.recv::<ClassMethodDescr>().def.doc)
}
