//! `Vm`: what all threads of the process share.

pub mod settings;

pub use settings::Settings;
use std::cell::Cell;

/// The virtual machine; one per process, lives as long as it.
pub struct Vm {
    /// Numbers handed out so far to versions of types and dicts.
    pub(crate) next_version: Cell<u64>,
}
