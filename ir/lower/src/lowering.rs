//! The state of lowering one source: a stack of code objects under construction.
//!
//! Always true: `unit` is the code object that instructions go to; `outer`
//! holds those around it, outermost first. The files beside this one each
//! lower one family of constructs, as `impl Lowerer`.
//!
//! Conventions of the expression lowerers:
//! - `into(expr, dst)` leaves the value in `dst`: a local, or a temporary that
//!   is free. Temporaries taken meanwhile are given back; a temporary `dst` is
//!   not taken by it. A local is written by the last instruction only.
//! - `push(expr)` takes the next temporary for the value.
//! - `operand(expr, later)` gives a register to read once: a local is lent,
//!   anything else is pushed. `later` are the expressions that are evaluated
//!   before the operand is read and might assign to that local.

use crate::error::Lowering;
use crate::names::{Names, Sym};
use crate::scope::{Scope, ScopeId, Scopes};
use crate::unit::{Place, Unit};
use frontend::ast::{Expr, ExprKind, Identifier};
use ir::source_compiler::SyntaxWarning;
use ir::{Code, Constant, Insn, NameId, Reg};
use std::sync::Arc;

/// Lowers one source.
pub(crate) struct Lowerer<'a> {
    pub(crate) scopes: &'a Scopes,
    pub(crate) names: &'a mut Names,
    pub(crate) warnings: &'a mut Vec<SyntaxWarning>,
    pub(crate) filename: Arc<[u8]>,
    /// The `__future__` bits of `co_flags`.
    pub(crate) future: u32,
    /// The last line on which `from __future__` may stand.
    pub(crate) future_line: u32,
    pub(crate) optimize: u8,
    /// Values of expression statements are displayed (at the top level).
    pub(crate) interactive: bool,
    pub(crate) unit: Unit,
    pub(crate) outer: Vec<Unit>,
}

impl Lowerer<'_> {
    /// Returns the scope of the current code object.
    pub(crate) fn scope(&self) -> &Scope {
        self.scopes.get(self.unit.scope)
    }

    /// Appends an instruction.
    pub(crate) fn emit(&mut self, insn: Insn) {
        self.unit.emit(insn);
    }

    /// Moves on to the line of a part, if that is behind.
    pub(crate) fn touch(&mut self, line: u32) {
        self.unit.line = self.unit.line.max(line);
    }

    /// Starts an inner code object.
    pub(crate) fn enter(&mut self, id: ScopeId, name: Arc<str>, line: u32) -> Lowering {
        let class = self.unit.class;
        let mut unit = Unit::new(id, name, line, class, self.scopes, self.names)?;
        unit.flags = self.future;
        self.outer.push(std::mem::replace(&mut self.unit, unit));
        Ok(())
    }

    /// Ends the inner code object and goes on with the one around it.
    pub(crate) fn leave(&mut self) -> Code {
        let outer = self.outer.pop().expect("an inner code object was entered");
        let unit = std::mem::replace(&mut self.unit, outer);
        let scope = self.scopes.get(unit.scope);
        unit.finish(scope, self.names, &self.filename)
    }

    /// Returns a name as the current class sees it.
    pub(crate) fn mangled(&mut self, name: &Identifier) -> Sym {
        let sym = self.names.of(name);
        self.names.mangle(self.unit.class, sym)
    }

    /// Returns the entry of `co_names` for a name of the source.
    pub(crate) fn name_id(&mut self, name: &Identifier) -> NameId {
        let sym = self.mangled(name);
        self.unit.name_id(sym)
    }

    /// Finds where a name lives.
    pub(crate) fn place(&mut self, name: Sym) -> Place {
        let scope = self.scopes.get(self.unit.scope);
        self.unit.place(scope, name)
    }

    /// Puts `None` among the names, where CPython has it wherever it is read.
    pub(crate) fn note_none(&mut self) {
        let none = self.names.of_text("None");
        if matches!(self.place(none), Place::Global | Place::Name) {
            self.unit.name_id(none);
        }
    }

    /// Notes the `None`s in expressions that were folded.
    pub(crate) fn note_nones(&mut self, list: &[Expr], folded: &[Constant]) {
        for (expr, constant) in list.iter().zip(folded) {
            match (&expr.node, constant) {
                (ExprKind::Name { .. }, Constant::None) => self.note_none(),
                (ExprKind::Tuple { elts, .. }, Constant::Tuple(items)) => {
                    self.note_nones(elts, items);
                }
                _ => {}
            }
        }
    }

    /// Loads a constant.
    pub(crate) fn load_constant(&mut self, constant: Constant, dst: Reg) {
        let value = self.unit.constant_id(constant);
        self.emit(Insn::LoadConst { dst, value });
    }

    /// Loads a constant into the next temporary.
    pub(crate) fn push_constant(&mut self, constant: Constant) -> Lowering<Reg> {
        let dst = self.unit.temp()?;
        self.load_constant(constant, dst);
        Ok(dst)
    }

    /// Loads a name (mangled already).
    pub(crate) fn load_name(&mut self, name: Sym, dst: Reg) {
        match self.place(name) {
            Place::Local { reg, checked } => {
                self.check_bound(reg, checked);
                self.emit(Insn::Copy { dst, src: reg });
            }
            Place::Cell(cell) => self.emit(Insn::LoadCell { dst, cell }),
            Place::Global => {
                let (name, site) = (self.unit.name_id(name), self.unit.site());
                self.emit(Insn::LoadGlobal { dst, name, site });
            }
            Place::Name => {
                let (name, site) = (self.unit.name_id(name), self.unit.site());
                self.emit(Insn::LoadName { dst, name, site });
            }
        }
    }

    /// Raises if a local is unbound.
    pub(crate) fn check_bound(&mut self, local: Reg, checked: bool) {
        if checked {
            self.unit.has_bound_checks = true;
            self.emit(Insn::CheckBound { local });
        }
    }

    /// Stores a value, consuming it, in a name (mangled already).
    pub(crate) fn store_name(&mut self, name: Sym, value: Reg) {
        match self.place(name) {
            Place::Local { reg, .. } => self.move_or_copy(reg, value),
            Place::Cell(cell) => self.emit(Insn::StoreCell { cell, value }),
            Place::Global => {
                let (name, site) = (self.unit.name_id(name), self.unit.site());
                self.emit(Insn::StoreGlobal { name, value, site });
            }
            Place::Name => {
                let name = self.unit.name_id(name);
                self.emit(Insn::StoreName { name, value });
            }
        }
    }

    /// `dst = src`: a temporary is given away, a local stays.
    pub(crate) fn move_or_copy(&mut self, dst: Reg, src: Reg) {
        if self.unit.is_temp(src) {
            self.emit(Insn::Move { dst, src });
        } else if dst != src {
            self.emit(Insn::Copy { dst, src });
        }
    }

    /// Evaluates an expression into the next temporary.
    pub(crate) fn push(&mut self, expr: &Expr) -> Lowering<Reg> {
        let dst = Reg(self.unit.temps);
        self.into(expr, dst)?;
        self.unit.temp()
    }
}
