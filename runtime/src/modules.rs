//! Native modules: how one is declared, the import system, and the modules needed to boot.

pub mod builtin;
pub mod def;
pub mod imp;
pub mod import;
pub mod sys;

pub use def::ModuleDef;

/// The modules of this crate.
pub static ALL: &[&ModuleDef] = &[&builtin::BUILTIN, &imp::IMP, &sys::SYS];
