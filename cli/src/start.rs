//! Builds the virtual machine from its parts and runs the program in it.

use std::process::ExitCode;

use crate::options::Invocation;

/// Returns what `-V` prints.
pub(crate) fn version() -> String {
    let compiler = if cfg!(feature = "jit") { ", LLVM 22" } else { "" };
    format!("Python 2.7.18 (Pyston {}{compiler})", env!("CARGO_PKG_VERSION"))
}

/// Runs the program that `call` names; `name` is how pyston was called.
pub(crate) fn start(call: Invocation, name: &[u8]) -> ExitCode {
    drop((call.program, call.interactive, call.skip_first_line));
    eprintln!("{}: this build has no runtime yet", String::from_utf8_lossy(name));
    ExitCode::FAILURE
}
