//! `future_builtins`: built-in functions as Python 3 has them.

use runtime::api::{Cx, ModuleDef, PyResult, Ref, protocol};
use runtime::builtins::long::{IBig, to_big};
use runtime::builtins::str::{Str, intern_bytes};
use runtime::protocol::{attr, call, number};

/// The module.
pub(crate) static FUTURE_BUILTINS: ModuleDef = ModuleDef {
    name: "future_builtins",
    doc: "Built-in functions as Python 3 has them.",
    functions: runtime::methods! {
        /// ascii(object) -> its repr, which is ASCII
        "ascii" => ascii, (x);
        /// hex(number) -> its hexadecimal digits behind 0x
        "hex" => hex, (x) -> Str;
        /// oct(number) -> its octal digits behind 0o
        "oct" => oct, (x) -> Str;
    },
    types: &[],
    init: Some(init),
};

fn init(cx: &Cx, module: Ref<'_>) -> PyResult<()> {
    let itertools = call::import_module(cx, "itertools")?;
    for (name, iterator) in [("filter", "ifilter"), ("map", "imap"), ("zip", "izip")] {
        let iterator = intern_bytes(cx, iterator.as_bytes());
        let iterator = attr::get_attr(cx, itertools.borrow(), iterator.borrow())?;
        cx.module_add(module, name, iterator)?;
    }
    Ok(())
}

fn ascii(cx: &Cx, _: Ref<'_>, x: Ref<'_>) -> PyResult {
    protocol::repr::repr(cx, x)
}

fn digits(cx: &Cx, x: Ref<'_>, prefix: &str, show: fn(&IBig) -> String) -> PyResult {
    let index = number::index(cx, x)?;
    let value = to_big(index.borrow()).map(std::borrow::Cow::into_owned).unwrap_or_default();
    let text = show(&value);
    let text = match text.strip_prefix('-') {
        Some(text) => format!("-{prefix}{text}"),
        None => format!("{prefix}{text}"),
    };
    Str::new(cx, text.as_bytes())
}

fn hex(cx: &Cx, _: Ref<'_>, x: Ref<'_>) -> PyResult {
    digits(cx, x, "0x", |value| format!("{value:x}"))
}

fn oct(cx: &Cx, _: Ref<'_>, x: Ref<'_>) -> PyResult {
    digits(cx, x, "0o", |value| format!("{value:o}"))
}
