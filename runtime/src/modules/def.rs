//! The table that declares a native module: functions, then whatever `init` adds.
//!
//! A module is made on its first import: its dict gets `__name__`, `__doc__`, `__package__` (None),
//! the functions of the table, then `init` runs (types, constants). Module functions receive the
//! module as `recv`.

use crate::cx::Cx;
use crate::exceptions::PyResult;
use crate::object::Ref;
use crate::types::{MethodDef, Type};

/// One native module.
pub struct ModuleDef {
    /// Import name, `_collections`.
    pub name: &'static str,
    /// Docstring.
    pub doc: &'static str,
    /// Functions.
    pub functions: &'static [MethodDef],
    /// Types under their names.
    pub types: &'static [(&'static str, &'static Type)],
    /// Adds what is not a function: `cx.module_add(module, "pi", Owned::float(..))`.
    pub init: Option<fn(&Cx, Ref<'_>) -> PyResult<()>>,
}
