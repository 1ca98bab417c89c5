//! The argument values of a call.

use super::super::machine::Machine;
use crate::object::{Owned, Ref};

/// The argument values of a call, owned. The register in front of a window of registers is free.
pub(in crate::interp) enum Args {
    Registers { base: u16, count: u16 },
    Values(Vec<Owned>),
}

impl Args {
    pub(super) fn slice<'a>(&'a self, m: Machine<'_>) -> &'a [Ref<'a>] {
        match self {
            Args::Registers { base, count } => m.frame.window(*base, *count),
            Args::Values(values) => crate::object::handle::borrow_slice(values),
        }
    }

    pub(super) fn push_front(&mut self, m: Machine<'_>, value: Owned) {
        match self {
            Args::Registers { base, count } => {
                *base -= 1;
                *count += 1;
                m.frame.put(*base, value.into_word());
            }
            Args::Values(values) => values.insert(0, value),
        }
    }

    pub(super) fn release(self, m: Machine<'_>) {
        match self {
            Args::Registers { base, count } => m.release_window(base, count),
            Args::Values(values) => drop(values),
        }
    }
}
