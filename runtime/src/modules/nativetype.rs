//! `_nativetype`: lets classes of the library written in Python stand for types that are C in CPython.
//!
//! A sealed class keeps the representation of a class; only what programs see of a type differs.

use super::def::ModuleDef;
use crate::builtins::object::module_of;
use crate::cx::Cx;
use crate::exceptions::{PyResult, table};
use crate::object::{Owned, Ref};
use crate::types::{Type, TypeFlags};

/// The module.
pub static NATIVETYPE: ModuleDef = ModuleDef {
    name: "_nativetype",
    doc: "Classes that stand for built-in types.",
    functions: crate::methods! {
        /// Has a class appear as a built-in type of its module; its attributes stay as they are.
        "seal" => seal, (x) -> None;
    },
    types: &[],
    init: None,
};

fn seal(cx: &Cx, _module: Ref<'_>, class: Ref<'_>) -> PyResult {
    let class = match class.cast::<Type>() {
        Some(class) if class.is_open() => class,
        _ => {
            return Err(
                cx.raise(&table::TYPE_ERROR, format_args!("seal() argument must be a class"))
            );
        }
    };
    if let Some(module) = module_of(class).filter(|module| module != "__builtin__") {
        let name = format!("{module}.{}", class.short_name());
        *class.name.borrow_mut() = name.into();
    }
    class.add_flags(TypeFlags::SEALED);
    Ok(Owned::none())
}
