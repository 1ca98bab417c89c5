//! The module `greenlet`, as version 1.1.3 has it.

use super::{GREENLET, current};
use crate::builtins::dict::Dict;
use crate::builtins::list::List;
use crate::builtins::str::Str;
use crate::cx::Cx;
use crate::exceptions::PyResult;
use crate::exceptions::raise::new_class;
use crate::exceptions::table::{BASE_EXCEPTION, EXCEPTION};
use crate::modules::ModuleDef;
use crate::object::{Field, Owned, Ref};
use crate::types::Type;
use crate::vm::gil::Shared;

static EXIT_CLASS: Shared<Field> = Shared::new(Field::empty());
static ERROR_CLASS: Shared<Field> = Shared::new(Field::empty());

/// Returns `greenlet.GreenletExit`.
///
/// # Errors
/// Raises `MemoryError`.
pub(super) fn exit_class(cx: &Cx) -> PyResult {
    class(cx, &EXIT_CLASS, "GreenletExit", &BASE_EXCEPTION)
}

/// Returns `greenlet.error`.
///
/// # Errors
/// Raises `MemoryError`.
pub(super) fn error_class(cx: &Cx) -> PyResult {
    class(cx, &ERROR_CLASS, "error", &EXCEPTION)
}

fn class(cx: &Cx, made: &Shared<Field>, name: &str, base: &'static Type) -> PyResult {
    if let Some(class) = made.with(Field::get) {
        return Ok(class);
    }
    let class = new_class(cx, "greenlet", name, base)?;
    made.with(|made| made.set(Some(class.clone())));
    Ok(class)
}

/// The module.
pub(crate) static MODULE: ModuleDef = ModuleDef {
    name: "greenlet",
    doc: "Stacks of calls that take turns by switching to one another.",
    functions: crate::methods! {
        /// getcurrent() -> greenlet
        ///
        /// Returns the greenlet that runs.
        "getcurrent" => get_current, ();
        /// settrace(callback) -> object
        ///
        /// Sets the function that is told of switches, or None; returns the one before.
        "settrace" => set_trace, (1..=1) [UNPACK];
        /// gettrace() -> object
        ///
        /// Returns the function that is told of switches, or None.
        "gettrace" => get_trace, ();
    },
    types: &[("greenlet", &GREENLET)],
    init: Some(init),
};

const EXPORTED: [&str; 8] = [
    "__version__",
    "_C_API",
    "GreenletExit",
    "error",
    "getcurrent",
    "greenlet",
    "gettrace",
    "settrace",
];

fn init(cx: &Cx, module: Ref<'_>) -> PyResult<()> {
    current(cx)?;
    cx.module_add(module, "error", error_class(cx)?)?;
    cx.module_add(module, "GreenletExit", exit_class(cx)?)?;
    cx.module_add(module, "__version__", Str::new(cx, b"1.1.3")?)?;
    // There is no interface for C: the name is there for `import *`.
    cx.module_add(module, "_C_API", Owned::none())?;
    cx.module_add(module, "GREENLET_USE_GC", Owned::bool(true))?;
    cx.module_add(module, "GREENLET_USE_TRACING", Owned::bool(true))?;
    cx.module_add(module, "GREENLET_USE_CONTEXT_VARS", Owned::bool(false))?;
    let exported = EXPORTED.iter().map(|name| Str::new(cx, name.as_bytes()));
    let exported = List::new(cx, exported.collect::<PyResult<Vec<Owned>>>()?)?;
    cx.module_add(module, "__all__", exported)?;
    let dict = crate::builtins::module::Module::dict_of(module);
    for name in ["getcurrent", "error", "GreenletExit", "settrace", "gettrace"] {
        let name = crate::builtins::str::intern_bytes(cx, name.as_bytes());
        if let Some(value) = dict.get_str(name.borrow()) {
            let class = GREENLET.dict.get();
            if let Some(class) = class.as_ref().and_then(|dict| dict.borrow().cast::<Dict>()) {
                class.set_str(cx, name.borrow(), value.borrow())?;
            }
        }
    }
    Ok(())
}

fn get_current(cx: &Cx, _module: Ref<'_>) -> PyResult {
    current(cx)
}

fn set_trace(cx: &Cx, _module: Ref<'_>, args: &[Ref<'_>]) -> PyResult {
    let tracer = Some(args[0]).filter(|tracer| !tracer.is_none());
    let old = cx.coroutines().tracer.replace(tracer.map(Ref::own));
    Ok(old.unwrap_or_else(Owned::none))
}

fn get_trace(cx: &Cx, _module: Ref<'_>) -> PyResult {
    Ok(cx.coroutines().tracer.get().unwrap_or_else(Owned::none))
}
