//! Text of errors: tracebacks and errors nobody can catch.

use crate::builtins::str::Str;
use crate::cx::Cx;
use crate::exceptions::Raised;
use crate::object::{Owned, Ref, names};
use crate::protocol::{attr, repr};
use crate::types::Type;

/// Writes bytes to standard error; errors are ignored.
pub fn write_stderr(_cx: &Cx, bytes: &[u8]) {
    use std::io::Write;
    // Nobody is left to tell about a failure.
    let _ = std::io::stderr().write_all(bytes);
}

/// Returns a value's repr, or a replacement if that fails.
fn repr_or(cx: &Cx, value: Ref<'_>, otherwise: &str) -> Vec<u8> {
    match repr::repr(cx, value) {
        Ok(text) => text.borrow().cast::<Str>().map_or(Vec::new(), |text| text.as_bytes().to_vec()),
        Err(Raised) => {
            cx.clear_raised();
            otherwise.as_bytes().to_vec()
        }
    }
}

/// Prints the pending exception, which cannot be passed on, and drops it: "Exception ... ignored".
/// `place` is what was running.
pub fn write_unraisable(cx: &Cx, place: Ref<'_>) {
    let Some(state) = cx.pending.take() else { return };
    let mut text = b"Exception ".to_vec();
    text.extend(class_text(cx, &state.ty));
    if let Some(value) = state.value.as_ref().filter(|value| !value.borrow().is_none()) {
        text.extend_from_slice(b": ");
        text.extend(repr_or(cx, value.borrow(), "<exception repr() failed>"));
    }
    text.extend_from_slice(b" in ");
    text.extend(repr_or(cx, place, "<object repr() failed>"));
    text.extend_from_slice(b" ignored\n");
    write_stderr(cx, &text);
}

/// Returns the class of an exception as tracebacks name it: with its module, unless that is
/// `exceptions`.
pub(crate) fn class_text(cx: &Cx, class: &Owned) -> Vec<u8> {
    let class = class.borrow();
    let is_class = class.cast::<Type>().is_some()
        || class.cast::<crate::builtins::classic::ClassicClass>().is_some();
    if !is_class {
        return repr_or(cx, class, "<unknown>");
    }
    let name = crate::types::mro::class_name(class);
    let module = match attr::get_attr(cx, class, names::MODULE.as_ref()) {
        Ok(module) => module.borrow().cast::<Str>().map(|module| module.to_text().into_owned()),
        Err(Raised) => {
            cx.clear_raised();
            None
        }
    };
    match module {
        Some(module) if module == "exceptions" => name.into_bytes(),
        Some(module) => format!("{module}.{name}").into_bytes(),
        None => format!("<unknown>{name}").into_bytes(),
    }
}
