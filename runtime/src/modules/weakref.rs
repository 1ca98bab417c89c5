//! The module `_weakref`.

use super::ModuleDef;
use crate::builtins::list::List;
use crate::builtins::weakref::{CALLABLE_PROXY, PROXY, REFERENCE};
use crate::cx::Cx;
use crate::exceptions::PyResult;
use crate::object::{Owned, Ref, weakref};
use crate::protocol::call;

/// The table.
pub static WEAKREF: ModuleDef = ModuleDef {
    name: "_weakref",
    doc: "Weak references.",
    functions: crate::methods! {
        /// getweakrefcount(object): how many weak references the object has.
        "getweakrefcount" => count, (x);
        /// getweakrefs(object): list of the object's weak references.
        "getweakrefs" => references, (x);
        /// proxy(object[, callback]): an object that stands for the other one.
        "proxy" => proxy, (1..=2) [UNPACK];
    },
    types: &[
        ("ref", &REFERENCE),
        ("ReferenceType", &REFERENCE),
        ("ProxyType", &PROXY),
        ("CallableProxyType", &CALLABLE_PROXY),
    ],
    init: None,
};

fn count(_cx: &Cx, _: Ref<'_>, object: Ref<'_>) -> PyResult {
    Ok(Owned::int(weakref::all_references(object).len() as i64))
}

fn references(cx: &Cx, _: Ref<'_>, object: Ref<'_>) -> PyResult {
    List::new(cx, weakref::all_references(object))
}

fn proxy(cx: &Cx, _: Ref<'_>, args: &[Ref<'_>]) -> PyResult {
    let ty = if call::is_callable(args[0]) { &CALLABLE_PROXY } else { &PROXY };
    weakref::new_of_type(cx, ty, args[0], args.get(1).copied())
}
