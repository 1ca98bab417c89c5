//! Native modules that talk to the operating system.

#![deny(unsafe_code)]

mod errno;
mod posix;
mod signal;
mod time;

/// All modules of this crate, for the table of the machine.
pub static MODULES: &[&runtime::api::ModuleDef] =
    &[&errno::ERRNO, &posix::POSIX, &signal::SIGNAL, &time::TIME];
