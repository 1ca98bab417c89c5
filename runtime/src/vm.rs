//! `Vm`: what all threads of the process share.

use std::cell::Cell;

/// The virtual machine; one per process, lives as long as it.
pub struct Vm {
    /// Numbers handed out so far to versions of types and dicts.
    pub(crate) next_version: Cell<u64>,
}
