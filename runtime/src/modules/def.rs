//! The table that declares a native module: functions, then whatever `init` adds.
//!
//! A module is made on its first import: its dict gets `__name__`, `__doc__`, `__package__` (None),
//! the functions of the table, then `init` runs (types, constants). Module functions receive the
//! module as `recv`.

use crate::cx::Cx;
use crate::exceptions::PyResult;
use crate::object::{Owned, Ref};
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

impl Cx {
    /// Sets an attribute of a module that is being made.
    ///
    /// # Errors
    /// Raises `MemoryError`.
    pub fn module_add(&self, module: Ref<'_>, name: &str, value: Owned) -> PyResult<()> {
        let name = crate::builtins::str::intern_bytes(self, name.as_bytes());
        let dict = crate::builtins::module::Module::dict_of(module);
        dict.set_str(self, name.borrow(), value.borrow())
    }

    /// Makes the module a table declares and puts it into `sys.modules`.
    ///
    /// # Errors
    /// Whatever its `init` raises.
    pub fn make_module(&self, def: &'static ModuleDef) -> PyResult {
        let module = crate::builtins::module::Module::new(self, def.name)?;
        let module_name = crate::builtins::str::intern_bytes(self, def.name.as_bytes());
        let doc = crate::builtins::str::Str::new(self, def.doc.as_bytes())?;
        self.module_add(module.borrow(), "__doc__", doc)?;
        self.module_add(module.borrow(), "__package__", Owned::none())?;
        for function in def.functions {
            let value = crate::builtins::descr::new_builtin_function(
                self,
                function,
                Some(module.borrow()),
                Some(module_name.borrow()),
            )?;
            self.module_add(module.borrow(), function.name, value)?;
        }
        for (name, ty) in def.types {
            crate::types::ready(self, ty)?;
            self.module_add(module.borrow(), name, ty.as_ref().own())?;
        }
        if let Some(init) = def.init {
            init(self, module.borrow())?;
        }
        self.vm().add_module(self, def.name, module.borrow())?;
        Ok(module)
    }
}
