//! A code object under construction.
//!
//! Always true: `temps` is the first free temporary; temporaries are handed
//! out and given back like a stack, so a statement leaves it as it found it.
//! The number of locals is known from the scope; in the end they are numbered
//! in the order in which code first names them, as CPython does `co_varnames`.

use crate::error::{Lowering, limit};
use crate::jumps::Frame;
use crate::names::{FastMap, Names, Sym};
use crate::scope::{BlockKind, Kind, Scope, ScopeId, Scopes, uses};
use ir::code::flags;
use ir::{Block, Builder, Code, ConstId, Constant, Function, Insn, NameId, Reg, SiteId};
use std::sync::Arc;

/// Where a name lives, from the view of the code that uses it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Place {
    /// A local register; `checked` if it may be unbound.
    Local { reg: Reg, checked: bool },
    /// A cell register.
    Cell(Reg),
    /// The globals.
    Global,
    /// The frame's namespace, whatever it is.
    Name,
}

/// A code object under construction.
pub(crate) struct Unit {
    pub(crate) scope: ScopeId,
    pub(crate) builder: Builder,
    pub(crate) name: Arc<str>,
    /// `co_firstlineno`; 0: the line of the first instruction.
    pub(crate) first_line: u32,
    /// The line reached, as CPython counts: 0 before the first statement.
    pub(crate) line: u32,
    /// The first free temporary.
    pub(crate) temps: u16,
    /// Enclosing loops and `try` parts, innermost last.
    pub(crate) frames: Vec<Frame>,
    /// The class whose private names are mangled.
    pub(crate) class: Option<Sym>,
    /// `co_flags` besides those that follow from the scope.
    pub(crate) flags: u32,
    pub(crate) arg_count: u16,
    locals: u16,
    /// Locals by register, as handed out.
    var_names: Vec<Sym>,
    /// Locals in the order in which they are named.
    named: Vec<Reg>,
    is_named: Vec<bool>,
    /// Registers by index of the scope's symbols.
    regs: Vec<Option<Reg>>,
    cell_vars: Vec<Sym>,
    free_vars: Vec<Sym>,
    names: Vec<Sym>,
    name_ids: FastMap<Sym, NameId>,
    constants: Vec<Constant>,
    constant_ids: FastMap<Constant, ConstId>,
    pub(crate) has_bound_checks: bool,
}

impl Unit {
    /// Starts the code object of a scope.
    pub(crate) fn new(
        id: ScopeId,
        name: Arc<str>,
        first_line: u32,
        class: Option<Sym>,
        scopes: &Scopes,
        names: &Names,
    ) -> Lowering<Unit> {
        let scope = scopes.get(id);
        let (cell_vars, free_vars) = scopes.cells(id, names);
        let mut unit = Unit {
            scope: id,
            builder: Builder::new(first_line.max(1)),
            name,
            first_line,
            line: 0,
            temps: 0,
            frames: Vec::new(),
            class,
            flags: 0,
            arg_count: 0,
            locals: 0,
            var_names: Vec::new(),
            named: Vec::new(),
            is_named: Vec::new(),
            regs: vec![None; scope.symbols.len()],
            cell_vars,
            free_vars,
            names: Vec::new(),
            name_ids: FastMap::default(),
            constants: Vec::new(),
            constant_ids: FastMap::default(),
            has_bound_checks: false,
        };
        unit.place_registers(scope)?;
        Ok(unit)
    }

    fn place_registers(&mut self, scope: &Scope) -> Lowering {
        let is_fast = |kind: Kind| scope.kind == BlockKind::Function && kind == Kind::Local;
        let mut parameters = 0;
        for &name in &scope.var_names {
            let index = scope.symbol_index(name).expect("parameters are symbols");
            let reg = Reg(u16::try_from(self.var_names.len()).map_err(|_| too_many())?);
            self.var_names.push(name);
            self.named.push(reg);
            // A captured parameter has a register too, but code uses its cell.
            if is_fast(scope.symbols[index].kind) {
                self.regs[index] = Some(reg);
            }
            parameters += 1;
        }
        let others = scope
            .symbols
            .iter()
            .filter(|symbol| is_fast(symbol.kind) && symbol.uses & uses::PARAM == 0)
            .count();
        let cells = self.cell_vars.len() + self.free_vars.len();
        if parameters + others + cells > 30_000 {
            return Err(too_many());
        }
        self.locals = (parameters + others) as u16;
        self.is_named = vec![false; parameters + others];
        self.is_named[..parameters].fill(true);
        self.temps = self.locals + cells as u16;
        for (i, name) in self.cell_vars.clone().into_iter().enumerate() {
            let index = scope.symbol_index(name).expect("cells are symbols");
            let cell = Reg(self.locals + i as u16);
            self.regs[index] = Some(cell);
            match scope.var_names.iter().position(|&parameter| parameter == name) {
                // The parts of a tuple parameter are unpacked into their cells later.
                Some(at) if at < usize::from(scope.passed) => {
                    self.emit(Insn::MakeCellFrom { cell, src: Reg(at as u16) });
                }
                _ => self.emit(Insn::MakeCell { cell }),
            }
        }
        for (i, &name) in self.free_vars.iter().enumerate() {
            let index = scope.symbol_index(name).expect("free variables are symbols");
            if scope.symbols[index].kind == Kind::Free {
                self.regs[index] = Some(Reg(self.locals + (self.cell_vars.len() + i) as u16));
            }
        }
        Ok(())
    }

    /// Finds where a name (mangled already) lives.
    pub(crate) fn place(&mut self, scope: &Scope, name: Sym) -> Place {
        let index = scope.symbol_index(name);
        let kind = index.map_or(Kind::GlobalImplicit, |index| scope.symbols[index].kind);
        match (kind, index) {
            (Kind::Local, Some(index)) if scope.kind == BlockKind::Function => {
                let reg = self.register(index, name);
                if !std::mem::replace(&mut self.is_named[reg.index()], true) {
                    self.named.push(reg);
                }
                let how = scope.symbols[index].uses;
                let checked = how & uses::PARAM == 0 || how & uses::DELETED != 0;
                Place::Local { reg, checked }
            }
            (Kind::Cell | Kind::Free, Some(index)) => {
                Place::Cell(self.regs[index].expect("cells have registers from the start"))
            }
            (Kind::GlobalExplicit, _) => Place::Global,
            (Kind::GlobalImplicit, _) if scope.is_optimized() => Place::Global,
            _ => Place::Name,
        }
    }

    fn register(&mut self, index: usize, name: Sym) -> Reg {
        *self.regs[index].get_or_insert_with(|| {
            self.var_names.push(name);
            Reg(self.var_names.len() as u16 - 1)
        })
    }

    /// Returns the register of a name that is a local, without naming it.
    pub(crate) fn local_register(&mut self, scope: &Scope, name: Sym) -> Option<Reg> {
        let index = scope.symbol_index(name)?;
        let local = scope.kind == BlockKind::Function && scope.symbols[index].kind == Kind::Local;
        local.then(|| self.register(index, name))
    }

    /// Returns the register of a cell that an inner function wants to share.
    pub(crate) fn cell_of(&self, name: Sym) -> Option<Reg> {
        let all = self.cell_vars.iter().chain(&self.free_vars);
        let position = all.into_iter().position(|&cell| cell == name)?;
        Some(Reg(self.locals + position as u16))
    }

    /// Appends an instruction with the line reached.
    pub(crate) fn emit(&mut self, insn: Insn) {
        self.mark_line();
        self.builder.emit(insn);
    }

    /// Begins a block here.
    pub(crate) fn start(&mut self, block: Block) {
        self.mark_line();
        self.builder.start(block);
    }

    /// Tells the builder the line reached; the first one is the code object's
    /// if that has none of its own. Called where CPython emits an instruction.
    pub(crate) fn mark_line(&mut self) {
        let line = if self.line == 0 { self.first_line.max(1) } else { self.line };
        if self.first_line == 0 {
            self.first_line = line;
        }
        self.builder.set_line(line);
    }

    /// Takes the next free temporary.
    pub(crate) fn temp(&mut self) -> Lowering<Reg> {
        let reg = Reg(self.temps);
        if self.temps >= 60_000 {
            return Err(limit("too many temporaries"));
        }
        self.temps += 1;
        self.builder.use_reg(reg);
        Ok(reg)
    }

    /// Returns true if `reg` is a temporary.
    pub(crate) fn is_temp(&self, reg: Reg) -> bool {
        reg.index() >= usize::from(self.locals) + self.cell_vars.len() + self.free_vars.len()
    }

    /// Makes a new site.
    pub(crate) fn site(&mut self) -> SiteId {
        self.builder.new_site()
    }

    /// Returns the entry of `co_names` for a name (mangled already).
    pub(crate) fn name_id(&mut self, name: Sym) -> NameId {
        let names = &mut self.names;
        *self.name_ids.entry(name).or_insert_with(|| {
            names.push(name);
            NameId(names.len() as u32 - 1)
        })
    }

    /// Returns the entry of `co_consts` for a constant; every code object has its own.
    pub(crate) fn constant_id(&mut self, constant: Constant) -> ConstId {
        let constants = &mut self.constants;
        if matches!(constant, Constant::Code(_)) {
            constants.push(constant);
            return ConstId(constants.len() as u32 - 1);
        }
        *self.constant_ids.entry(constant).or_insert_with_key(|constant| {
            constants.push(constant.clone());
            ConstId(constants.len() as u32 - 1)
        })
    }

    /// Ends the code object; the last block has its terminator.
    pub(crate) fn finish(mut self, scope: &Scope, names: &Names, filename: &Arc<[u8]>) -> Code {
        self.name_unused_locals(scope);
        let cells = (self.cell_vars.len() + self.free_vars.len()) as u16;
        let has_bound_checks = self.has_bound_checks;
        let mut flags = self.flags | scope_flags(scope);
        if cells == 0 {
            flags |= flags::NOFREE;
        }
        self.line_up_cells();
        let mut function = self.builder.finish(self.locals, cells);
        let in_order = self.named.iter().enumerate().all(|(i, reg)| i == reg.index());
        if !in_order {
            renumber(&mut function, &self.named);
        }
        if has_bound_checks {
            let passed = self.arg_count
                + u16::from(flags & flags::VARARGS != 0)
                + u16::from(flags & flags::VARKEYWORDS != 0);
            ir::transform::bound_checks::remove_redundant(&mut function, passed);
        }
        let var_names: Vec<Sym> =
            self.named.iter().map(|reg| self.var_names[reg.index()]).collect();
        let texts = |list: &[Sym]| list.iter().map(|&sym| names.text(sym).clone()).collect();
        Code {
            name: self.name,
            filename: filename.clone(),
            first_line: self.first_line.max(1),
            flags,
            arg_count: self.arg_count,
            var_names: texts(&var_names),
            cell_vars: texts(&self.cell_vars),
            free_vars: texts(&self.free_vars),
            names: texts(&self.names),
            constants: self.constants,
            function,
        }
    }

    /// Gives the making of cells at the beginning, which CPython has no code
    /// for, the line of what follows.
    fn line_up_cells(&mut self) {
        let makes =
            |insn: &&Insn| matches!(insn, Insn::MakeCell { .. } | Insn::MakeCellFrom { .. });
        let count = self.builder.insns().iter().take_while(makes).count() as u32;
        if count > 0 {
            let line = self.builder.line_at(count);
            (0..count).for_each(|pc| self.builder.patch_line(pc, line));
        }
    }

    /// Gives registers to locals that occur in code that is not compiled only.
    fn name_unused_locals(&mut self, scope: &Scope) {
        for symbol in &scope.symbols {
            if self.named.len() == usize::from(self.locals) {
                return;
            }
            self.place(scope, symbol.name);
        }
    }
}

/// Gives the locals the registers of their places in `order`.
fn renumber(function: &mut Function, order: &[Reg]) {
    let mut new: Vec<Reg> = vec![Reg(0); order.len()];
    for (place, old) in order.iter().enumerate() {
        new[old.index()] = Reg(place as u16);
    }
    for insn in &mut function.insns {
        insn.map_regs(&mut |reg| new.get(reg.index()).copied().unwrap_or(reg));
    }
}

fn too_many() -> crate::error::Fail {
    limit("too many local variables")
}

fn scope_flags(scope: &Scope) -> u32 {
    let mut bits = 0;
    if scope.kind != BlockKind::Module {
        bits |= flags::NEWLOCALS;
    }
    if scope.kind == BlockKind::Function {
        if scope.unoptimized == 0 {
            bits |= flags::OPTIMIZED;
        }
        if scope.nested {
            bits |= flags::NESTED;
        }
        if scope.generator {
            bits |= flags::GENERATOR;
        }
    }
    bits
}
