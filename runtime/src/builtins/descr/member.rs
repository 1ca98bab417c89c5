//! The type `member_descriptor`: places of `__slots__`, and plain members of builtin types.

use super::does_not_apply;
use crate::builtins::str::Str;
use crate::cx::Cx;
use crate::exceptions::{PyResult, table};
use crate::object::{Field, Header, Owned, Ref, allocate, attrs};
use crate::protocol::attr;
use crate::types::{GetSetDef, Type};

/// Memory of such a descriptor.
#[repr(C)]
pub struct MemberDescr {
    pub(crate) head: Header,
    pub(crate) name: Field,
    pub(crate) owner: Field,
    /// Where the value is in the instance, in bytes; 0 for members of builtin types.
    pub(crate) offset: usize,
    /// The table's row of a builtin type's member.
    pub(crate) def: Option<&'static GetSetDef>,
}

crate::py_type! {
    /// A place of an instance, made by __slots__.
    pub static MEMBER_DESCR: MemberDescr = "member_descriptor" {
        flags: [GC],
        slots {
            traverse: traverse, repr: repr, descr_get: get, descr_set: set,
            get_attr: crate::protocol::attr::generic_get_attr,
        }
        getset {
            /// Name.
            member "__name__" => name;
            /// The class it belongs to.
            member "__objclass__" => owner;
            /// Docstring, or None.
            "__doc__" => doc;
        }
    }
}

/// Makes the descriptor of the member at `offset`.
pub(crate) fn new_member(cx: &Cx, name: Ref<'_>, owner: &Type, offset: usize) -> PyResult {
    let (name, owner) = (Field::new(name.own()), Field::new(owner.as_ref().own()));
    let head = Header::new(&MEMBER_DESCR);
    allocate(cx, &MEMBER_DESCR, MemberDescr { head, name, owner, offset, def: None })
}

/// Makes the descriptor of a builtin type's member.
pub(crate) fn new_native_member(cx: &Cx, def: &'static GetSetDef, owner: &Type) -> PyResult {
    let name = crate::builtins::str::intern_bytes(cx, def.name.as_bytes());
    let (name, owner) = (Field::new(name), Field::new(owner.as_ref().own()));
    let head = Header::new(&MEMBER_DESCR);
    allocate(cx, &MEMBER_DESCR, MemberDescr { head, name, owner, offset: 0, def: Some(def) })
}

impl MemberDescr {
    /// Returns the class it belongs to.
    pub fn owner(&self) -> &Type {
        self.owner.peek().and_then(|owner| owner.cast::<Type>()).expect("a descriptor has its type")
    }

    /// Returns where the value is in an instance of the owner, in bytes, if it is a place of
    /// `__slots__`.
    pub fn offset(&self) -> Option<usize> {
        self.def.is_none().then_some(self.offset)
    }

    fn check(&self, cx: &Cx, object: Ref<'_>) -> PyResult<()> {
        if object.ty().is_subtype(self.owner()) {
            return Ok(());
        }
        let name = self.name.peek().map(attr::text).unwrap_or_default();
        Err(does_not_apply(cx, &name, self.owner(), object))
    }
}

fn traverse(descr: Ref<'_>, visit: &mut dyn FnMut(Ref<'_>)) {
    if let Some(owner) = descr.recv::<MemberDescr>().owner.peek() {
        visit(owner);
    }
}

fn missing(cx: &Cx, descr: &MemberDescr) -> crate::exceptions::Raised {
    cx.raise_with(Ref::from_object(&table::ATTRIBUTE_ERROR), descr.name.get())
}

fn get(cx: &Cx, descr: Ref<'_>, object: Option<Ref<'_>>, _ty: Option<Ref<'_>>) -> PyResult {
    let Some(object) = object else { return Ok(descr.own()) };
    let descr = descr.recv::<MemberDescr>();
    descr.check(cx, object)?;
    if let Some(def) = descr.def {
        return (def.get)(cx, object);
    }
    attrs::member_get(object, descr.offset).ok_or_else(|| missing(cx, descr))
}

fn set(cx: &Cx, descr: Ref<'_>, object: Ref<'_>, value: Option<Ref<'_>>) -> PyResult<()> {
    let descr = descr.recv::<MemberDescr>();
    descr.check(cx, object)?;
    if let Some(def) = descr.def {
        return match def.set {
            Some(set) => set(cx, object, value),
            None => Err(cx.raise(&table::TYPE_ERROR, format_args!("readonly attribute"))),
        };
    }
    let is_deletion = value.is_none();
    let was_set = attrs::member_set(object, descr.offset, value.map(Ref::own));
    if is_deletion && !was_set {
        return Err(missing(cx, descr));
    }
    Ok(())
}

fn repr(cx: &Cx, descr: Ref<'_>) -> PyResult {
    let descr = descr.recv::<MemberDescr>();
    let name = descr.name.peek().map(attr::text).unwrap_or_default();
    let text = format!("<member '{name}' of '{}' objects>", descr.owner().name());
    Str::new(cx, text.as_bytes())
}

fn name(_cx: &Cx, descr: Ref<'_>) -> PyResult {
    Ok(descr.recv::<MemberDescr>().name.get().unwrap_or_else(Owned::none))
}

fn owner(_cx: &Cx, descr: Ref<'_>) -> PyResult {
    Ok(descr.recv::<MemberDescr>().owner.get().unwrap_or_else(Owned::none))
}

fn doc(cx: &Cx, descr: Ref<'_>) -> PyResult {
    let doc = descr.recv::<MemberDescr>().def.map_or("", |def| def.doc);
    super::doc_value(cx, doc)
}
