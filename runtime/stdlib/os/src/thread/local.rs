//! `thread._local`: an object with attributes of its own for every thread.
//!
//! A thread keeps its dict under the object's key; before an attribute is looked at, the dict of the calling thread
//! becomes the object's.

use runtime::api::{CallArgs, Cx, Field, Header, Owned, PyResult, Ref, Type, allocate, exc};
use runtime::builtins::dict::Dict;
use runtime::builtins::str::Str;
use runtime::builtins::tuple::Tuple;
use runtime::object::attrs;
use runtime::protocol::{attr, call};
use std::sync::atomic::{AtomicU64, Ordering};

static NEXT_KEY: AtomicU64 = AtomicU64::new(1);

/// Memory of an object with attributes for each thread.
#[repr(C)]
pub(crate) struct Local {
    pub(crate) head: Header,
    key: u64,
    args: Field,
    names: Field,
}

runtime::py_type! {
    /// An object with attributes of its own for every thread.
    pub(crate) static LOCAL: Local = "thread._local" {
        flags: [BASE, HAS_DICT, WEAKREF, GC],
        slots { new: new, get_attr: get_attr, set_attr: set_attr, traverse: traverse }
    }
}

impl Drop for Local {
    fn drop(&mut self) {
        runtime::vm::thread::forget_local(Cx::current(), self.key);
    }
}

fn new(cx: &Cx, ty: &Type, args: CallArgs<'_>) -> PyResult {
    let own_init = ty.slots.init.get().map(|init| init as usize);
    if own_init == runtime::builtins::object::OBJECT.slots.init.get().map(|init| init as usize) {
        super::refuse_arguments(cx, args)?;
    }
    let object = Local {
        head: Header::new(ty),
        key: NEXT_KEY.fetch_add(1, Ordering::Relaxed),
        args: Field::new(Tuple::from_refs(cx, args.args)?),
        names: Field::new(Tuple::from_refs(cx, args.names)?),
    };
    let object = allocate(cx, ty, object)?;
    // The first thread's dict; its constructor call comes from the class.
    let dict = Dict::new(cx)?;
    cx.set_local(object.borrow().recv::<Local>().key, dict.clone());
    attrs::set_dict(cx, object.borrow(), Some(dict.borrow()))?;
    Ok(object)
}

fn traverse(x: Ref<'_>, visit: &mut dyn FnMut(Ref<'_>)) {
    attrs::visit_native(x, visit);
    let local = x.recv::<Local>();
    [&local.args, &local.names].into_iter().filter_map(|field| field.peek()).for_each(visit);
}

/// Makes the calling thread's dict the object's.
fn switch(cx: &Cx, x: Ref<'_>) -> PyResult<()> {
    let local = x.recv::<Local>();
    if let Some(dict) = cx.local(local.key) {
        attrs::set_dict(cx, x, Some(dict.borrow()))?;
        return Ok(());
    }
    let dict = Dict::new(cx)?;
    cx.set_local(local.key, dict.clone());
    attrs::set_dict(cx, x, Some(dict.borrow()))?;
    let Some(init) = x.ty().slots.init.get() else { return Ok(()) };
    let base = runtime::builtins::object::OBJECT.slots.init.get();
    if base.is_some_and(|base| base as usize == init as usize) {
        return Ok(());
    }
    let empty = || Tuple::empty().own();
    let args = local.args.get().unwrap_or_else(empty);
    let names = local.names.get().unwrap_or_else(empty);
    let args = args.borrow().recv::<Tuple>().as_slice();
    let names = names.borrow().recv::<Tuple>().as_slice();
    init(cx, x, CallArgs { args, names })?;
    attrs::set_dict(cx, x, Some(dict.borrow()))?;
    Ok(())
}

fn is_dict(name: Ref<'_>) -> bool {
    name.cast::<Str>().is_some_and(|name| name.as_bytes() == b"__dict__")
}

fn get_attr(cx: &Cx, x: Ref<'_>, name: Ref<'_>) -> PyResult {
    switch(cx, x)?;
    if is_dict(name) {
        return Ok(cx.local(x.recv::<Local>().key).unwrap_or_else(Owned::none));
    }
    attr::generic_get_attr(cx, x, name)
}

fn set_attr(cx: &Cx, x: Ref<'_>, name: Ref<'_>, value: Option<Ref<'_>>) -> PyResult<()> {
    switch(cx, x)?;
    if is_dict(name) {
        let class = call::type_name(x);
        let message = format_args!("'{class}' object attribute '__dict__' is read-only");
        return Err(cx.raise(&exc::ATTRIBUTE_ERROR, message));
    }
    attr::generic_set_attr(cx, x, name, value)
}
