//! The type `bool` and its two values.

use crate::cx::Cx;
use crate::exceptions::PyResult;
use crate::object::{Header, Owned, Ref};
use crate::protocol::{args, truth};
use crate::types::{CallArgs, Type};

/// Memory of True and False; begins like a heap int.
#[repr(C)]
pub struct Bool {
    pub(crate) head: Header,
    pub(crate) value: i64,
}

// SAFETY: touched only under the GIL.
#[expect(unsafe_code, reason = "singleton static")]
unsafe impl Sync for Bool {}

crate::py_type! {
    /// Truth values.
    pub static BOOL: Bool = "bool" {
        base: crate::builtins::int::INT,
        flags: [INT_SUBTYPE, CHECK_TYPES],
        slots { new: new, repr: repr, str: repr, and: and, or: or, xor: xor }
    }
}

/// False.
pub static FALSE: Bool = Bool { head: Header::immortal(&BOOL), value: 0 };
/// True.
pub static TRUE: Bool = Bool { head: Header::immortal(&BOOL), value: 1 };

/// Returns the bool object.
#[inline(always)]
pub fn bool_ref(value: bool) -> Ref<'static> {
    Ref::from_object(if value { &TRUE } else { &FALSE })
}

fn new(cx: &Cx, _ty: &Type, args: CallArgs<'_>) -> PyResult {
    let [x] = args::bind(cx, "bool", args, 0, ["x"])?;
    match x {
        Some(x) => truth::is_true(cx, x).map(Owned::bool),
        None => Ok(Owned::bool(false)),
    }
}

fn repr(_cx: &Cx, x: Ref<'_>) -> PyResult {
    let name = if x.is(bool_ref(true)) {
        crate::object::names::TRUE.as_ref()
    } else {
        crate::object::names::FALSE.as_ref()
    };
    Ok(name.own())
}

fn pair(a: Ref<'_>, b: Ref<'_>) -> Option<(bool, bool)> {
    (a.is_exact(&BOOL) && b.is_exact(&BOOL)).then(|| (a.is(bool_ref(true)), b.is(bool_ref(true))))
}

fn and(cx: &Cx, a: Ref<'_>, b: Ref<'_>) -> PyResult {
    match pair(a, b) {
        Some((a, b)) => Ok(Owned::bool(a & b)),
        None => super::int::ops::and(cx, a, b),
    }
}

fn or(cx: &Cx, a: Ref<'_>, b: Ref<'_>) -> PyResult {
    match pair(a, b) {
        Some((a, b)) => Ok(Owned::bool(a | b)),
        None => super::int::ops::or(cx, a, b),
    }
}

fn xor(cx: &Cx, a: Ref<'_>, b: Ref<'_>) -> PyResult {
    match pair(a, b) {
        Some((a, b)) => Ok(Owned::bool(a ^ b)),
        None => super::int::ops::xor(cx, a, b),
    }
}
