//! The type `getset_descriptor`: attributes of builtin types computed by natives.

use super::does_not_apply;
use crate::builtins::str::Str;
use crate::cx::Cx;
use crate::exceptions::{PyResult, table};
use crate::object::{Field, Header, Owned, Ref, allocate};
use crate::types::{GetSetDef, Type};

/// Memory of such a descriptor.
#[repr(C)]
pub struct GetSetDescr {
    pub(crate) head: Header,
    pub(crate) def: &'static GetSetDef,
    pub(crate) owner: Field,
}

crate::py_type! {
    /// An attribute of a builtin type.
    pub static GETSET_DESCR: GetSetDescr = "getset_descriptor" {
        flags: [GC],
        slots {
            traverse: traverse, repr: repr, descr_get: get, descr_set: set,
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

/// Makes the descriptor of an attribute; `owner` may be a user class (`__dict__`, `__weakref__`).
pub(crate) fn new_getset(cx: &Cx, def: &'static GetSetDef, owner: &Type) -> PyResult {
    let owner = Field::new(owner.as_ref().own());
    allocate(cx, &GETSET_DESCR, GetSetDescr { head: Header::new(&GETSET_DESCR), def, owner })
}

impl GetSetDescr {
    /// Returns the type it belongs to.
    pub fn owner(&self) -> &Type {
        self.owner.peek().and_then(|owner| owner.cast::<Type>()).expect("a descriptor has its type")
    }

    fn check(&self, cx: &Cx, object: Ref<'_>) -> PyResult<()> {
        if object.ty().is_subtype(self.owner()) {
            return Ok(());
        }
        Err(does_not_apply(cx, self.def.name, self.owner(), object))
    }
}

fn traverse(descr: Ref<'_>, visit: &mut dyn FnMut(Ref<'_>)) {
    if let Some(owner) = descr.recv::<GetSetDescr>().owner.peek() {
        visit(owner);
    }
}

fn get(cx: &Cx, descr: Ref<'_>, object: Option<Ref<'_>>, _ty: Option<Ref<'_>>) -> PyResult {
    let Some(object) = object else { return Ok(descr.own()) };
    let descr = descr.recv::<GetSetDescr>();
    descr.check(cx, object)?;
    (descr.def.get)(cx, object)
}

fn set(cx: &Cx, descr: Ref<'_>, object: Ref<'_>, value: Option<Ref<'_>>) -> PyResult<()> {
    let descr = descr.recv::<GetSetDescr>();
    descr.check(cx, object)?;
    match descr.def.set {
        Some(set) => set(cx, object, value),
        None => Err(cx.raise(
            &table::ATTRIBUTE_ERROR,
            format_args!(
                "attribute '{}' of '{}' objects is not writable",
                descr.def.name,
                descr.owner().name()
            ),
        )),
    }
}

fn repr(cx: &Cx, descr: Ref<'_>) -> PyResult {
    let descr = descr.recv::<GetSetDescr>();
    let text = format!("<attribute '{}' of '{}' objects>", descr.def.name, descr.owner().name());
    Str::new(cx, text.as_bytes())
}

fn name(cx: &Cx, descr: Ref<'_>) -> PyResult {
    Str::new(cx, descr.recv::<GetSetDescr>().def.name.as_bytes())
}

fn owner(_cx: &Cx, descr: Ref<'_>) -> PyResult {
    Ok(descr.recv::<GetSetDescr>().owner.get().unwrap_or_else(Owned::none))
}

fn doc(cx: &Cx, descr: Ref<'_>) -> PyResult {
    super::doc_value(cx, descr.recv::<GetSetDescr>().def.doc)
}
