//! The second pass: what each name refers to.
//!
//! A name that a block does not bind is looked for in the enclosing functions,
//! innermost first; classes in between are transparent. CPython reaches the
//! same result with sets handed down the tree.

use super::{
    BlockKind, Kind, Scope, ScopeId, Scopes, Symbol, dict_order, error, unoptimized, uses,
};
use crate::names::{Names, Sym};
use ir::source_compiler::SyntaxError;

/// Sets the kind of every symbol.
pub(super) fn resolve(scopes: &mut Scopes, names: &Names) -> Result<(), SyntaxError> {
    // Scopes are numbered in the order they begin: parents come first.
    for id in 0..scopes.list.len() as u32 {
        resolve_scope(scopes, ScopeId(id));
    }
    for id in (1..scopes.list.len()).rev() {
        let scope = &scopes.list[id];
        if (scope.has_free || scope.child_has_free)
            && let Some(parent) = scope.parent
        {
            scopes.list[parent.0 as usize].child_has_free = true;
        }
    }
    check(scopes, names)
}

fn resolve_scope(scopes: &mut Scopes, id: ScopeId) {
    for index in 0..scopes.get(id).symbols.len() {
        let symbol = scopes.get(id).symbols[index];
        let kind = if symbol.uses & uses::GLOBAL != 0 {
            Kind::GlobalExplicit
        } else if symbol.uses & uses::BOUND != 0 {
            Kind::Local
        } else if symbol.kind == Kind::Free {
            // Passed on to an inner scope that came first; its own use is the same.
            Kind::Free
        } else {
            look_around(scopes, id, symbol.name)
        };
        let symbol = &mut scopes.list[id.0 as usize].symbols[index];
        if !(symbol.kind == Kind::Cell && kind == Kind::Local) {
            symbol.kind = kind;
        }
    }
}

/// Finds the error that CPython comes to first: it looks at the names of a block,
/// then at the blocks inside of it, then at the block as a whole.
fn check(scopes: &Scopes, names: &Names) -> Result<(), SyntaxError> {
    let is_both =
        |symbol: &&Symbol| symbol.uses & uses::GLOBAL != 0 && symbol.uses & uses::PARAM != 0;
    let named = scopes.list.iter().position(|scope| scope.symbols.iter().any(|s| is_both(&s)));
    let whole = unoptimized_offender(scopes);
    match (named, whole) {
        (None, None) => Ok(()),
        (Some(named), whole)
            if whole.is_none_or(|whole| {
                named <= whole.0 as usize || is_inside(scopes, &scopes.list[named], whole)
            }) =>
        {
            let scope = &scopes.list[named];
            let order = dict_order::order(scope.symbols.iter().map(|s| &**names.text(s.name)));
            let mut symbols = order.iter().map(|&index| &scope.symbols[index]);
            let symbol = symbols.find(is_both).expect("the scope has such a name");
            let text = names.text(symbol.name);
            Err(error(format!("name '{text}' is local and global"), scope.line))
        }
        (_, Some(whole)) => Err(unoptimized_error(scopes.get(whole), names)),
        (Some(_), None) => unreachable!("the guard above lets this through"),
    }
}

/// Finds a name that `id` uses but does not bind, and passes it on from there.
fn look_around(scopes: &mut Scopes, id: ScopeId, name: Sym) -> Kind {
    let mut around = scopes.get(id).parent;
    while let Some(outer) = around {
        let scope = scopes.get(outer);
        around = scope.parent;
        let Some(symbol) = scope.symbol(name) else { continue };
        if scope.kind == BlockKind::Class {
            continue;
        }
        if symbol.uses & uses::GLOBAL != 0 {
            return Kind::GlobalImplicit;
        }
        if symbol.uses & uses::BOUND != 0 && scope.kind == BlockKind::Function {
            pass_on(scopes, outer, id, name);
            return Kind::Free;
        }
    }
    let scope = &mut scopes.list[id.0 as usize];
    scope.has_free |= scope.nested;
    Kind::GlobalImplicit
}

/// Makes `name` a cell of `from` and a free variable of all scopes down to `to`.
fn pass_on(scopes: &mut Scopes, from: ScopeId, to: ScopeId, name: Sym) {
    set_kind(&mut scopes.list[from.0 as usize], name, Kind::Cell);
    scopes.list[to.0 as usize].has_free = true;
    let mut between = scopes.get(to).parent;
    while let Some(id) = between.filter(|&id| id != from) {
        let scope = &mut scopes.list[id.0 as usize];
        between = scope.parent;
        match scope.symbol(name) {
            Some(symbol) if symbol.uses & (uses::BOUND | uses::GLOBAL) != 0 => {
                scope.add(name, uses::FREE_CLASS);
            }
            Some(_) => set_kind(scope, name, Kind::Free),
            None => {
                scope.add(name, 0);
                set_kind(scope, name, Kind::Free);
            }
        }
    }
}

fn set_kind(scope: &mut Scope, name: Sym, kind: Kind) {
    let index = scope.symbol_index(name).expect("the name was found or added here");
    scope.symbols[index].kind = kind;
}

/// Finds the function whose names cannot be known and that shares variables.
fn unoptimized_offender(scopes: &Scopes) -> Option<ScopeId> {
    let offends = |scope: &Scope| {
        scope.kind == BlockKind::Function
            && !matches!(scope.unoptimized, 0 | unoptimized::EXEC)
            && (scope.has_free || scope.child_has_free)
    };
    let mut found = None;
    // Blocks come in the order they begin; the innermost offender is the first to end.
    for (id, scope) in scopes.list.iter().enumerate().filter(|(_, scope)| offends(scope)) {
        if found.is_none_or(|outer| is_inside(scopes, scope, outer)) {
            found = Some(ScopeId(id as u32));
        }
    }
    found
}

fn unoptimized_error(scope: &Scope, names: &Names) -> SyntaxError {
    let trailer = if scope.child_has_free {
        "contains a nested function with free variables"
    } else {
        "is a nested function"
    };
    let name = names.text(scope.name);
    let name: String = name.chars().take(100).collect();
    let message = match scope.unoptimized & !unoptimized::EXEC {
        unoptimized::IMPORT_STAR if scope.unoptimized & unoptimized::EXEC == 0 => {
            format!("import * is not allowed in function '{name}' because it {trailer}")
        }
        unoptimized::BARE_EXEC if scope.unoptimized & unoptimized::EXEC == 0 => {
            format!("unqualified exec is not allowed in function '{name}' because it {trailer}")
        }
        _ => format!(
            "function '{name}' uses import * and bare exec, which are illegal because it {trailer}"
        ),
    };
    error(message, scope.unoptimized_line)
}

fn is_inside(scopes: &Scopes, scope: &Scope, outer: ScopeId) -> bool {
    std::iter::successors(scope.parent, |&id| scopes.get(id).parent).any(|id| id == outer)
}
