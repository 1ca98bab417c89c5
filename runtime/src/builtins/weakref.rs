//! The types `weakref`, `weakproxy` and `weakcallableproxy`.

mod proxy;

use crate::builtins::str::Str;
use crate::cx::Cx;
use crate::exceptions::{PyResult, table};
use crate::object::weakref::{self, WeakRef, as_weak, live};
use crate::object::{Owned, Ref};
use crate::protocol::{attr, call, compare, hash};
use crate::types::{CallArgs, CompareOp, Type};
pub use proxy::{CALLABLE_PROXY, PROXY};

crate::py_type! {
    /// ref(object[, callback]): a reference that does not keep the object alive.
    pub static REFERENCE: WeakRef = "weakref" {
        flags: [BASE, GC],
        slots {
            new: new, init: init, traverse: traverse, clear: clear,
            call: reference_call, hash: reference_hash, repr: repr, rich_compare: rich_compare,
            get_attr: attr::generic_get_attr,
        }
    }
}

fn new(cx: &Cx, ty: &Type, args: CallArgs<'_>) -> PyResult {
    let given = args.positional();
    if given.is_empty() || given.len() > 2 {
        return Err(call::raise_unpack(cx, "__new__", given.len(), 1, 2));
    }
    weakref::new_of_type(cx, ty, given[0], given.get(1).copied())
}

fn init(cx: &Cx, _recv: Ref<'_>, args: CallArgs<'_>) -> PyResult<()> {
    call::no_keywords(cx, "ref()", args)?;
    let given = args.args.len();
    if given == 0 || given > 2 {
        return Err(call::raise_unpack(cx, "__init__", given, 1, 2));
    }
    Ok(())
}

fn traverse(reference: Ref<'_>, visit: &mut dyn FnMut(Ref<'_>)) {
    if let Some(callback) = as_weak(reference).and_then(|weak| weak.members.callback.peek()) {
        visit(callback);
    }
}

fn clear(_cx: &Cx, reference: Ref<'_>) {
    if let Some(weak) = as_weak(reference) {
        weakref::detach(weak);
        weak.members.callback.set(None);
    }
}

fn memory(reference: Ref<'_>) -> &WeakRef {
    as_weak(reference).expect("the caller has checked the receiver's type")
}

fn reference_call(cx: &Cx, reference: Ref<'_>, args: CallArgs<'_>) -> PyResult {
    if !args.args.is_empty() {
        return Err(if args.names.is_empty() {
            call::raise_arity(cx, "__call__", args.args.len(), 0, 0)
        } else {
            let name = attr::text(args.names[0]);
            cx.raise(
                &table::TYPE_ERROR,
                format_args!("'{name}' is an invalid keyword argument for this function"),
            )
        });
    }
    Ok(live(memory(reference)).unwrap_or_else(Owned::none))
}

fn reference_hash(cx: &Cx, reference: Ref<'_>) -> PyResult<i64> {
    let weak = memory(reference);
    if weak.members.hash.get() != -1 {
        return Ok(weak.members.hash.get());
    }
    let Some(object) = live(weak) else {
        return Err(cx.raise(&table::TYPE_ERROR, format_args!("weak object has gone away")));
    };
    let hash = hash::hash(cx, object.borrow())?;
    weak.members.hash.set(hash);
    Ok(hash)
}

fn repr(cx: &Cx, reference: Ref<'_>) -> PyResult {
    let address = reference.address();
    let text = match live(memory(reference)) {
        None => format!("<weakref at {address:#x}; dead>"),
        Some(object) => {
            let object = object.borrow();
            let name = attr::find_attr(cx, object, crate::object::names::NAME.as_ref());
            let name = match name {
                Ok(name) => name.and_then(|name| {
                    name.borrow().cast::<Str>().map(|name| name.to_text().into_owned())
                }),
                Err(_) => {
                    cx.clear_raised();
                    None
                }
            };
            let (ty, target) = (object.ty().name(), object.address());
            match name {
                Some(name) => {
                    format!("<weakref at {address:#x}; to '{ty}' at {target:#x} ({name})>")
                }
                None => format!("<weakref at {address:#x}; to '{ty}' at {target:#x}>"),
            }
        }
    };
    Str::new(cx, text.as_bytes())
}

fn rich_compare(cx: &Cx, a: Ref<'_>, b: Ref<'_>, op: CompareOp) -> PyResult {
    let equality = matches!(op, CompareOp::Eq | CompareOp::Ne);
    if !equality || !std::ptr::eq(a.ty(), b.ty()) {
        return Ok(crate::builtins::none::not_implemented().own());
    }
    match (live(memory(a)), live(memory(b))) {
        (Some(a), Some(b)) => compare::rich_compare(cx, a.borrow(), b.borrow(), op),
        _ => Ok(Owned::bool(a.is(b) == (op == CompareOp::Eq))),
    }
}
