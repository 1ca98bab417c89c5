//! Scopes: what each name of a block of code refers to.
//!
//! Two passes as in CPython: [`collect`] notes how every block uses its names,
//! [`resolve`] decides which are locals, cells, free variables and globals.
//!
//! Always true of a finished table: a scope that has a name as `Free` has a
//! function scope around it in which the name is a `Cell`, and every scope in
//! between passes it on as `Free` or with the flag `FREE_CLASS`.
//!
//! CPython 2.7 source: Python/symtable.c.

mod collect;
mod dict_order;
mod resolve;

use crate::error::Lowering;
use crate::names::{FastMap, Names, Sym};
use frontend::ast::Mod;
use ir::source_compiler::{SyntaxError, SyntaxWarning};

/// The number of a scope; 0 is the module.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub(crate) struct ScopeId(pub(crate) u32);

/// How a name occurs in a block: bits.
pub(crate) mod uses {
    /// Declared `global`.
    pub(crate) const GLOBAL: u16 = 1;
    /// Assigned, deleted, or otherwise bound.
    pub(crate) const LOCAL: u16 = 2;
    /// A parameter.
    pub(crate) const PARAM: u16 = 4;
    /// Read.
    pub(crate) const USE: u16 = 8;
    /// Imported.
    pub(crate) const IMPORT: u16 = 16;
    /// Bound or global in a class, and free in a function inside of it.
    pub(crate) const FREE_CLASS: u16 = 32;
    /// Deleted by `del`.
    pub(crate) const DELETED: u16 = 64;
    /// A target of a list comprehension.
    pub(crate) const COMPREHENSION: u16 = 128;
    /// Any way of binding.
    pub(crate) const BOUND: u16 = LOCAL | PARAM | IMPORT;
}

/// Where a name of a block lives.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Kind {
    /// In the block itself.
    Local,
    /// In the block, in a cell that inner functions share.
    Cell,
    /// In a cell of an enclosing function.
    Free,
    /// In the globals, by declaration.
    GlobalExplicit,
    /// Nowhere around: in globals or builtins.
    GlobalImplicit,
}

/// A name in a scope.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Symbol {
    pub(crate) name: Sym,
    pub(crate) uses: u16,
    pub(crate) kind: Kind,
}

/// What a scope is the scope of.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum BlockKind {
    Module,
    Function,
    Class,
}

/// Why locals cannot be kept in registers: bits.
pub(crate) mod unoptimized {
    /// `from m import *`.
    pub(crate) const IMPORT_STAR: u8 = 1;
    /// `exec` without `in`.
    pub(crate) const BARE_EXEC: u8 = 2;
    /// `exec ... in ...`.
    pub(crate) const EXEC: u8 = 4;
    /// A module.
    pub(crate) const TOP_LEVEL: u8 = 8;
}

/// A block of code with its own names.
pub(crate) struct Scope {
    pub(crate) kind: BlockKind,
    pub(crate) name: Sym,
    pub(crate) line: u32,
    pub(crate) parent: Option<ScopeId>,
    pub(crate) symbols: Vec<Symbol>,
    index: FastMap<Sym, u32>,
    /// Parameters, then the names of tuple parameters: the first locals.
    pub(crate) var_names: Vec<Sym>,
    /// How many of these a caller fills in; the others are parts of tuple parameters.
    pub(crate) passed: u16,
    /// True for a block inside of a function.
    pub(crate) nested: bool,
    pub(crate) generator: bool,
    pub(crate) unoptimized: u8,
    unoptimized_line: u32,
    returns_value: bool,
    has_free: bool,
    child_has_free: bool,
}

impl Scope {
    /// Returns a name of this scope.
    pub(crate) fn symbol(&self, name: Sym) -> Option<&Symbol> {
        self.index.get(&name).map(|&i| &self.symbols[i as usize])
    }

    /// Returns the index of a name in `symbols`.
    pub(crate) fn symbol_index(&self, name: Sym) -> Option<usize> {
        self.index.get(&name).map(|&i| i as usize)
    }

    fn add(&mut self, name: Sym, uses: u16) {
        let next = self.symbols.len() as u32;
        let index = *self.index.entry(name).or_insert(next);
        if index == next {
            self.symbols.push(Symbol { name, uses, kind: Kind::GlobalImplicit });
        } else {
            self.symbols[index as usize].uses |= uses;
        }
    }

    /// Returns true if the locals of this function are in registers only, so
    /// that unknown names can be looked up as globals.
    pub(crate) fn is_optimized(&self) -> bool {
        self.kind == BlockKind::Function && self.unoptimized == 0
    }
}

/// All scopes of a source.
pub(crate) struct Scopes {
    pub(crate) list: Vec<Scope>,
    /// The scope of a function, class, lambda or comprehension, by its node's address.
    by_node: FastMap<usize, ScopeId>,
}

impl Scopes {
    /// Returns a scope.
    pub(crate) fn get(&self, id: ScopeId) -> &Scope {
        &self.list[id.0 as usize]
    }

    /// Returns the scope that belongs to a node of the tree.
    pub(crate) fn of_node<T>(&self, node: &T) -> ScopeId {
        self.by_node[&std::ptr::from_ref(node).addr()]
    }

    /// Returns the own cells and the free variables of a scope, sorted by name.
    pub(crate) fn cells(&self, id: ScopeId, names: &Names) -> (Vec<Sym>, Vec<Sym>) {
        let symbols = &self.get(id).symbols;
        let is_free = |s: &Symbol| s.kind == Kind::Free || s.uses & uses::FREE_CLASS != 0;
        if !symbols.iter().any(|s| s.kind == Kind::Cell || is_free(s)) {
            return (Vec::new(), Vec::new());
        }
        let mut order: Vec<&Symbol> = symbols.iter().collect();
        order.sort_by_key(|symbol| names.text(symbol.name));
        let ordered = || order.iter().copied();
        let cells = ordered().filter(|s| s.kind == Kind::Cell).map(|s| s.name).collect();
        let frees = ordered().filter(|s| is_free(s)).map(|s| s.name).collect();
        (cells, frees)
    }
}

/// Finds the scopes of a tree.
///
/// # Errors
/// The `SyntaxError`s of CPython's symbol table pass; `TooDeep` if the tree has
/// more than `depth_limit` levels.
pub(crate) fn analyse(
    module: &Mod,
    names: &mut Names,
    warnings: &mut Vec<SyntaxWarning>,
    depth_limit: u32,
) -> Lowering<Scopes> {
    let mut scopes = collect::collect(module, names, warnings, depth_limit)?;
    resolve::resolve(&mut scopes, names)?;
    Ok(scopes)
}

/// Makes an error of this pass: it has a line and nothing else.
fn error(message: String, line: u32) -> SyntaxError {
    crate::error::bare(message, line)
}
