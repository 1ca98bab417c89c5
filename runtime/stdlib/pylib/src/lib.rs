//! The Python part of the library, embedded in the binary.

#![forbid(unsafe_code)]

use runtime::vm::EmbeddedModule;

/// All modules, sorted by name.
pub static LIBRARY: &[EmbeddedModule] = include!(concat!(env!("OUT_DIR"), "/table.rs"));
