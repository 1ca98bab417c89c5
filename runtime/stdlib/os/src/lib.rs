//! Native modules that talk to the operating system.

#![deny(unsafe_code)]

mod accounts;
mod errno;
#[expect(unsafe_code, reason = "island: control of descriptors")]
mod fcntl;
#[expect(unsafe_code, reason = "island: the C library's locales")]
mod locale;
mod mmap;
mod posix;
#[expect(unsafe_code, reason = "island: limits of the process")]
mod resource;
#[expect(unsafe_code, reason = "island: select and its kin")]
mod select;
mod signal;
mod socket;
#[expect(unsafe_code, reason = "island: settings of terminals")]
mod termios;
mod thread;
mod time;

/// All modules of this crate, for the table of the machine.
pub static MODULES: &[&runtime::api::ModuleDef] = &[
    &accounts::GRP,
    &accounts::PWD,
    &errno::ERRNO,
    &fcntl::FCNTL,
    &locale::LOCALE,
    &mmap::MMAP_MODULE,
    &posix::POSIX,
    &resource::RESOURCE,
    &select::SELECT,
    &signal::SIGNAL,
    &socket::SOCKET,
    &termios::TERMIOS,
    &thread::THREAD,
    &time::TIME,
];
