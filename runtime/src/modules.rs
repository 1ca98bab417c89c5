//! Native modules: how one is declared, and those needed to boot.

pub mod def;

pub use def::ModuleDef;
