//! Native modules: how one is declared, the import system, and the modules needed to boot.

pub mod builtin;
pub mod def;
pub mod exceptions;
pub mod gc;
pub mod imp;
pub mod import;
pub mod nativetype;
pub mod sys;
pub mod weakref;

pub use def::ModuleDef;

/// The modules of this crate.
pub static ALL: &[&ModuleDef] = &[
    &builtin::BUILTIN,
    &exceptions::EXCEPTIONS,
    &gc::GC,
    &crate::coroutine::greenlet::MODULE,
    &crate::coroutine::stackless::MODULE,
    &imp::IMP,
    &nativetype::NATIVETYPE,
    &sys::SYS,
    &weakref::WEAKREF,
];
