//! The command `pyston`: reads the command line, wires the parts, ends with CPython's
//! exit codes. Always true: this crate decides nothing about Python.

#![forbid(unsafe_code)]

mod bench;
mod compiler;
mod options;
mod repl;
mod start;

use std::ffi::OsString;
use std::io::Write;
use std::os::unix::ffi::{OsStrExt, OsStringExt};
use std::path::Path;
use std::process::ExitCode;

use options::{Reply, Wrong};

/// Small objects are what a Python program allocates; this allocator is made for them.
#[global_allocator]
static ALLOCATOR: runtime::object::memory::Memory = runtime::object::memory::Memory;

fn main() -> ExitCode {
    let mut words: Vec<Vec<u8>> = std::env::args_os().map(OsString::into_vec).collect();
    let name = if words.is_empty() { b"pyston".to_vec() } else { words.remove(0) };
    let subcommands = !is_python(&name);
    if subcommands
        && words.first().is_some_and(|word| word == b"bench")
        && !Path::new("bench").exists()
    {
        return bench::main(&words[1..]);
    }
    let lookup = |name: &str| std::env::var_os(name).map(OsString::into_vec);
    let shown_name = String::from_utf8_lossy(&name).into_owned();
    match options::parse(&words, &lookup, subcommands) {
        Ok(call) => match call.wanted_reply() {
            Some(Reply::Help) => print(&options::help(&shown_name)),
            Some(Reply::Switches) => print(&options::switch_help()),
            Some(Reply::Version) => {
                eprintln!("{}", start::version());
                ExitCode::SUCCESS
            }
            None => start::start(call, &name),
        },
        Err(Wrong::Usage(message)) => {
            let usage = options::usage_line(&shown_name);
            eprint!("{message}\n{usage}Try `python -h' for more information.\n");
            ExitCode::from(2)
        }
        Err(Wrong::Fatal(reason)) => {
            eprintln!("Fatal Python error: {reason}");
            std::process::abort()
        }
    }
}

/// Tells whether we are called as CPython would be; then there are no subcommands.
fn is_python(name: &[u8]) -> bool {
    let file = Path::new(std::ffi::OsStr::from_bytes(name)).file_name();
    file.is_some_and(|file| file.as_bytes().starts_with(b"python"))
}

fn print(text: &str) -> ExitCode {
    match std::io::stdout().write_all(text.as_bytes()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(_) => ExitCode::FAILURE,
    }
}
