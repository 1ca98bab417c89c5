//! The code object: a function with everything Python can see of it.
//!
//! Always true: every id in `function` is below the length of its table here;
//! `var_names` starts with the parameters, in order: `arg_count` positional
//! ones, then `*args` and `**kwargs` if the flags say so.

use crate::constant::Constant;
use crate::entity::{ConstId, NameId, Reg};
use crate::function::Function;
use std::sync::Arc;

/// The bits of `co_flags`, with CPython's values.
#[expect(missing_docs, reason = "the names are CPython's")]
pub mod flags {
    pub const OPTIMIZED: u32 = 0x0001;
    pub const NEWLOCALS: u32 = 0x0002;
    pub const VARARGS: u32 = 0x0004;
    pub const VARKEYWORDS: u32 = 0x0008;
    pub const NESTED: u32 = 0x0010;
    pub const GENERATOR: u32 = 0x0020;
    pub const NOFREE: u32 = 0x0040;
    pub const FUTURE_DIVISION: u32 = 0x2000;
    pub const FUTURE_ABSOLUTE_IMPORT: u32 = 0x4000;
    pub const FUTURE_WITH_STATEMENT: u32 = 0x8000;
    pub const FUTURE_PRINT_FUNCTION: u32 = 0x10000;
    pub const FUTURE_UNICODE_LITERALS: u32 = 0x20000;
    /// All `from __future__` bits: what `compile` inherits.
    pub const FUTURE_MASK: u32 = 0x3E000;
}

/// The compiled form of a module, class body or function; immutable.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct Code {
    /// `co_name`.
    pub name: Arc<str>,
    /// `co_filename`, in bytes as given.
    pub filename: Arc<[u8]>,
    /// `co_firstlineno`.
    pub first_line: u32,
    /// `co_flags`; see [`flags`].
    pub flags: u32,
    /// `co_argcount`: positional parameters, without `*args` and `**kwargs`.
    /// A tuple parameter counts as one, named `.0`, `.1`, ...
    pub arg_count: u16,
    /// `co_varnames`: the names of the local registers.
    pub var_names: Vec<Arc<str>>,
    /// `co_cellvars`.
    pub cell_vars: Vec<Arc<str>>,
    /// `co_freevars`: filled from the function object's closure.
    pub free_vars: Vec<Arc<str>>,
    /// `co_names`.
    pub names: Vec<Arc<str>>,
    /// `co_consts`. In a function the first one is its docstring, or None.
    pub constants: Vec<Constant>,
    /// The body.
    pub function: Function,
}

impl Code {
    /// Returns true if all the bits of `flag` are set.
    pub fn has(&self, flag: u32) -> bool {
        self.flags & flag == flag
    }

    /// Returns true if both do the same: the file's name does not count.
    #[must_use]
    pub fn is_like(&self, other: &Code) -> bool {
        let alike = |pair: (&Constant, &Constant)| match pair {
            (Constant::Code(one), Constant::Code(other)) => one.is_like(other),
            (one, other) => one == other,
        };
        self.name == other.name
            && self.first_line == other.first_line
            && self.flags == other.flags
            && self.arg_count == other.arg_count
            && self.var_names == other.var_names
            && self.cell_vars == other.cell_vars
            && self.free_vars == other.free_vars
            && self.names == other.names
            && self.constants.len() == other.constants.len()
            && self.constants.iter().zip(&other.constants).all(alike)
            && self.function == other.function
    }

    /// Returns true for a generator function's code.
    pub fn is_generator(&self) -> bool {
        self.has(flags::GENERATOR)
    }

    /// Returns the number of parameters, with `*args` and `**kwargs`.
    pub fn parameter_count(&self) -> usize {
        usize::from(self.arg_count)
            + usize::from(self.has(flags::VARARGS))
            + usize::from(self.has(flags::VARKEYWORDS))
    }

    /// Returns the register of the `i`-th cell; own cells first, then free variables.
    pub fn cell_reg(&self, i: usize) -> Reg {
        Reg(self.function.locals + i as u16)
    }

    /// Returns the variable name of a local or cell register.
    pub fn reg_name(&self, reg: Reg) -> Option<&Arc<str>> {
        self.var_names.iter().chain(&self.cell_vars).chain(&self.free_vars).nth(reg.index())
    }

    /// Returns a name.
    ///
    /// # Panics
    /// If the id is of another code object.
    pub fn name_of(&self, id: NameId) -> &Arc<str> {
        &self.names[id.index()]
    }

    /// Returns a constant.
    ///
    /// # Panics
    /// If the id is of another code object.
    pub fn constant(&self, id: ConstId) -> &Constant {
        &self.constants[id.index()]
    }
}
