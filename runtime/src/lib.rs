//! The runtime: objects, protocols, the interpreter, builtins.
//!
//! Order of construction: static types and names, `Vm`, the first thread's `Cx`, the modules
//! `sys` and `__builtin__`, then the program.

#![deny(unsafe_code)]

pub mod api;
pub mod builtins;
pub mod bytecode;
pub mod coroutine;
#[expect(unsafe_code, reason = "island: the current thread's state")]
pub mod cx;
pub mod exceptions;
pub mod interp;
pub mod modules;
pub mod object;
pub mod protocol;
pub mod tier;
pub mod types;
pub mod vm;
