//! Slot wrappers: `wrapper_descriptor` in type dicts, `method-wrapper` once bound.

use super::{does_not_apply, take_receiver};
use crate::builtins::str::Str;
use crate::cx::Cx;
use crate::exceptions::{PyResult, table};
use crate::object::{Field, Header, Owned, Ref, allocate};
use crate::protocol::hash;
use crate::types::dunder::SlotDef;
use crate::types::{CallArgs, CompareOp, Type};

/// Memory of a slot wrapper.
#[repr(C)]
pub struct WrapperDescr {
    pub(crate) head: Header,
    /// The table's row.
    pub def: &'static SlotDef,
    pub(crate) owner: Field,
}

/// Memory of a bound slot wrapper.
#[repr(C)]
pub struct MethodWrapper {
    pub(crate) head: Header,
    pub(crate) descr: Field,
    pub(crate) recv: Field,
}

crate::py_type! {
    /// A special method of a builtin type.
    pub static WRAPPER_DESCR: WrapperDescr = "wrapper_descriptor" {
        flags: [METHOD_LIKE],
        slots {
            repr: repr, call: call, descr_get: get,
            get_attr: crate::protocol::attr::generic_get_attr,
        }
        getset {
            /// Name.
            "__name__" => name;
            /// The type it belongs to.
            "__objclass__" => owner;
            /// Docstring.
            "__doc__" => doc;
        }
    }
}

crate::py_type! {
    /// A special method of a builtin type, bound to an object.
    pub static METHOD_WRAPPER: MethodWrapper = "method-wrapper" {
        flags: [GC],
        slots {
            traverse: traverse, repr: bound_repr, call: bound_call, hash: bound_hash,
            compare: bound_compare, rich_compare: bound_rich_compare,
            get_attr: crate::protocol::attr::generic_get_attr,
        }
        getset {
            /// Name.
            "__name__" => bound_name;
            /// The type it belongs to.
            "__objclass__" => bound_owner;
            /// Docstring.
            "__doc__" => bound_doc;
            /// The object.
            "__self__" => bound_self;
        }
    }
}

/// Makes the wrapper of a row for a builtin type that fills the slot.
pub(crate) fn new_wrapper(cx: &Cx, def: &'static SlotDef, owner: &'static Type) -> PyResult {
    let owner = Field::new(owner.as_ref().own());
    allocate(cx, &WRAPPER_DESCR, WrapperDescr { head: Header::new(&WRAPPER_DESCR), def, owner })
}

/// Whether a value is `object.__getattribute__` or another wrapper of the generic rule.
pub(crate) fn is_generic_getattribute(value: Ref<'_>) -> bool {
    value.cast_exact::<WrapperDescr>().is_some_and(|wrapper| {
        wrapper.def.name == "__getattribute__"
            && crate::protocol::attr::is_generic_get(wrapper.owner())
    })
}

impl WrapperDescr {
    /// Returns the type whose slot it runs.
    pub fn owner(&self) -> &Type {
        self.owner.peek().and_then(|owner| owner.cast::<Type>()).expect("a descriptor has its type")
    }

    fn run(&self, cx: &Cx, recv: Ref<'_>, args: CallArgs<'_>) -> PyResult {
        if !args.names.is_empty() && !self.def.keywords {
            return Err(cx.raise(
                &table::TYPE_ERROR,
                format_args!("wrapper {} doesn't take keyword arguments", self.def.name),
            ));
        }
        let wrap = self.def.wrap.expect("wrappers are made for rows that can be wrapped");
        wrap(cx, &self.owner().slots, recv, args)
    }
}

fn call(cx: &Cx, descr: Ref<'_>, args: CallArgs<'_>) -> PyResult {
    let descr = descr.recv::<WrapperDescr>();
    let (recv, args) = take_receiver(cx, descr.def.name, descr.owner(), args)?;
    descr.run(cx, recv, args)
}

fn get(cx: &Cx, descr: Ref<'_>, object: Option<Ref<'_>>, _ty: Option<Ref<'_>>) -> PyResult {
    let Some(object) = object else { return Ok(descr.own()) };
    let this = descr.recv::<WrapperDescr>();
    if !object.ty().is_subtype(this.owner()) {
        return Err(does_not_apply(cx, this.def.name, this.owner(), object));
    }
    let (descr, recv) = (Field::new(descr.own()), Field::new(object.own()));
    let head = Header::new(&METHOD_WRAPPER);
    allocate(cx, &METHOD_WRAPPER, MethodWrapper { head, descr, recv })
}

fn repr(cx: &Cx, descr: Ref<'_>) -> PyResult {
    let descr = descr.recv::<WrapperDescr>();
    let text = format!("<slot wrapper '{}' of '{}' objects>", descr.def.name, descr.owner().name());
    Str::new(cx, text.as_bytes())
}

fn name(_cx: &Cx, descr: Ref<'_>) -> PyResult {
    Ok((descr.recv::<WrapperDescr>().def.interned)().own())
}

fn owner(_cx: &Cx, descr: Ref<'_>) -> PyResult {
    Ok(descr.recv::<WrapperDescr>().owner.get().unwrap_or_else(Owned::none))
}

fn doc(cx: &Cx, descr: Ref<'_>) -> PyResult {
    super::doc_value(cx, descr.recv::<WrapperDescr>().def.doc)
}

impl MethodWrapper {
    fn parts(&self) -> (Ref<'_>, Ref<'_>) {
        let descr = self.descr.peek().expect("set when made, never changed");
        (descr, self.recv.peek().expect("set when made, never changed"))
    }
}

fn traverse(bound: Ref<'_>, visit: &mut dyn FnMut(Ref<'_>)) {
    let (descr, recv) = bound.recv::<MethodWrapper>().parts();
    visit(descr);
    visit(recv);
}

fn bound_call(cx: &Cx, bound: Ref<'_>, args: CallArgs<'_>) -> PyResult {
    let (descr, recv) = bound.recv::<MethodWrapper>().parts();
    descr.recv::<WrapperDescr>().run(cx, recv, args)
}

fn bound_repr(cx: &Cx, bound: Ref<'_>) -> PyResult {
    let (descr, recv) = bound.recv::<MethodWrapper>().parts();
    let text = format!(
        "<method-wrapper '{}' of {} object at {:#x}>",
        descr.recv::<WrapperDescr>().def.name,
        recv.ty().name(),
        recv.address()
    );
    Str::new(cx, text.as_bytes())
}

fn bound_compare(cx: &Cx, a: Ref<'_>, b: Ref<'_>) -> PyResult<i32> {
    let (a, b) = (a.recv::<MethodWrapper>().parts(), b.recv::<MethodWrapper>().parts());
    if a.0.is(b.0) {
        return crate::protocol::compare::compare(cx, a.1, b.1);
    }
    Ok(crate::builtins::object::compare_addresses(a.0, b.0))
}

fn bound_rich_compare(cx: &Cx, a: Ref<'_>, b: Ref<'_>, op: CompareOp) -> PyResult {
    let (Some(a), Some(b)) = (a.cast::<MethodWrapper>(), b.cast::<MethodWrapper>()) else {
        return Ok(crate::builtins::none::not_implemented().own());
    };
    let (a, b) = (a.parts(), b.parts());
    if a.0.is(b.0) {
        return crate::protocol::compare::rich_compare(cx, a.1, b.1, op);
    }
    match op {
        CompareOp::Eq => Ok(Owned::bool(false)),
        CompareOp::Ne => Ok(Owned::bool(true)),
        CompareOp::Lt | CompareOp::Le | CompareOp::Gt | CompareOp::Ge => {
            Ok(crate::builtins::none::not_implemented().own())
        }
    }
}

fn bound_hash(cx: &Cx, bound: Ref<'_>) -> PyResult<i64> {
    let (descr, recv) = bound.recv::<MethodWrapper>().parts();
    Ok(hash::avoid_error(hash::hash(cx, recv)? ^ hash::hash_address(descr)))
}

fn bound_name(cx: &Cx, bound: Ref<'_>) -> PyResult {
    name(cx, bound.recv::<MethodWrapper>().parts().0)
}

fn bound_owner(cx: &Cx, bound: Ref<'_>) -> PyResult {
    owner(cx, bound.recv::<MethodWrapper>().parts().0)
}

fn bound_doc(cx: &Cx, bound: Ref<'_>) -> PyResult {
    doc(cx, bound.recv::<MethodWrapper>().parts().0)
}

fn bound_self(_cx: &Cx, bound: Ref<'_>) -> PyResult {
    Ok(bound.recv::<MethodWrapper>().parts().1.own())
}
