//! The module `exceptions`: all exception classes.

use super::ModuleDef;
use crate::cx::Cx;
use crate::exceptions::{PyResult, table};
use crate::object::Ref;

/// The table.
pub static EXCEPTIONS: ModuleDef = ModuleDef {
    name: "exceptions",
    doc: "The exception classes of the language.",
    functions: &[],
    types: &[],
    init: Some(init),
};

fn init(cx: &Cx, module: Ref<'_>) -> PyResult<()> {
    for class in table::ALL {
        cx.module_add(module, &class.short_name(), class.as_ref().own())?;
    }
    Ok(())
}
