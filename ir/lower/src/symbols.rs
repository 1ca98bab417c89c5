//! The symbol table as plain data: what the module `_symtable` shows of it.
//!
//! Always true: block 0 is the module, a block's children come behind it, and all numbers are those of CPython 2.7.

use crate::error::{Fail, limit};
use crate::names::Names;
use crate::scope::{self, BlockKind, Kind, Scope, ScopeId, unoptimized, uses};
use frontend::ast::Mod;
use ir::source_compiler::SyntaxError;

/// How CPython shifts where a name lives to the left of how it is used.
pub const SCOPE_OFF: i64 = 11;

/// A block of code with its own names.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Block {
    /// `top`, or the name of the function or class.
    pub name: String,
    /// 0 function, 1 class, 2 module.
    pub kind: i64,
    /// The line, 0 if CPython keeps none.
    pub line: u32,
    /// Whether it stands in a function.
    pub nested: bool,
    /// Why its locals cannot be kept in registers: bits.
    pub unoptimized: i64,
    /// Parameters, in order.
    pub var_names: Vec<String>,
    /// Names, how they are used and where they live.
    pub symbols: Vec<(String, i64)>,
    /// The blocks directly inside.
    pub children: Vec<usize>,
}

/// Returns the blocks of a tree.
///
/// # Errors
/// The `SyntaxError`s of CPython's symbol table pass.
pub fn symbols(module: &Mod) -> Result<Vec<Block>, SyntaxError> {
    let mut names = Names::default();
    let mut warnings = Vec::new();
    let scopes = scope::analyse(module, &mut names, &mut warnings, crate::DEEP_SYMBOLS);
    let scopes = scopes.map_err(|fail| match fail {
        Fail::Source(error) => *error,
        Fail::TooDeep => match limit("the source is nested too deeply") {
            Fail::Source(error) => *error,
            Fail::TooDeep => unreachable!("a limit is an error of the source"),
        },
    })?;
    let mut blocks: Vec<Block> = scopes.list.iter().map(|scope| block(scope, &names)).collect();
    for (index, scope) in scopes.list.iter().enumerate() {
        if let Some(ScopeId(parent)) = scope.parent {
            blocks[parent as usize].children.push(index);
        }
    }
    Ok(blocks)
}

fn block(scope: &Scope, names: &Names) -> Block {
    let name = names.text(scope.name).trim_matches(['<', '>']).to_owned();
    let is_expression = matches!(name.as_str(), "genexpr" | "setcomp" | "dictcomp");
    let bits = |pairs: &[(u8, i64)]| {
        pairs.iter().filter(|(bit, _)| scope.unoptimized & bit != 0).map(|(_, bit)| bit).sum()
    };
    Block {
        kind: match scope.kind {
            BlockKind::Function => 0,
            BlockKind::Class => 1,
            BlockKind::Module => 2,
        },
        line: if is_expression || scope.kind == BlockKind::Module { 0 } else { scope.line },
        nested: scope.nested,
        unoptimized: bits(&[
            (unoptimized::IMPORT_STAR, 1),
            (unoptimized::EXEC, 2),
            (unoptimized::BARE_EXEC, 4),
            (unoptimized::TOP_LEVEL, 8),
        ]),
        var_names: scope.var_names.iter().map(|name| names.text(*name).to_string()).collect(),
        symbols: scope
            .symbols
            .iter()
            .map(|symbol| (names.text(symbol.name).to_string(), flags(symbol.uses, symbol.kind)))
            .collect(),
        children: Vec::new(),
        name: if scope.kind == BlockKind::Module { "top".to_owned() } else { name },
    }
}

fn flags(used: u16, kind: Kind) -> i64 {
    let kept = [
        (uses::GLOBAL, 1),
        (uses::LOCAL, 2),
        (uses::PARAM, 4),
        (uses::USE, 8),
        (uses::IMPORT, 64),
        (uses::FREE_CLASS, 32),
    ];
    let used: i64 = kept.iter().filter(|(bit, _)| used & bit != 0).map(|(_, bit)| bit).sum();
    let kind = match kind {
        Kind::Local => 1,
        Kind::GlobalExplicit => 2,
        Kind::GlobalImplicit => 3,
        Kind::Free => 4,
        Kind::Cell => 5,
    };
    used | kind << SCOPE_OFF
}
