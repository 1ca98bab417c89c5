//! Native modules about programs: `_ast`, the syntax tree as objects, and `_symtable`, its names.

#![deny(unsafe_code)]

mod symbols;
mod tree;

/// All modules of this crate, for the table of the machine.
pub static MODULES: &[&runtime::api::ModuleDef] = &[&symbols::SYMTABLE, &tree::AST_MODULE];

/// What `compile()` needs for trees.
pub static TREES: runtime::modules::builtin::Trees = runtime::modules::builtin::Trees {
    is_tree: tree::is_tree,
    parse: tree::parse,
    compile: tree::compile,
};
