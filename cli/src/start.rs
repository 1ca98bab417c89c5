//! Builds the virtual machine from its parts and runs the program in it.
//!
//! Always true: once the machine is built, the process ends through `Vm::shut_down`,
//! whatever the program did.

use std::io::{IsTerminal, Write};
use std::os::unix::ffi::{OsStrExt, OsStringExt};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use runtime::cx::Cx;
use runtime::modules::ModuleDef;
use runtime::vm::Vm;
use runtime::vm::run::Program as Running;

use crate::compiler::Compiler;
use crate::options::{Invocation, Program};
use crate::repl;

/// Native stack of the main thread; an eighth of it stays for natives that do not check.
const STACK_BYTES: usize = 48 << 20;

/// Returns what `-V` prints.
pub(crate) fn version() -> String {
    let compiler = if cfg!(feature = "jit") { ", LLVM 22" } else { "" };
    format!("Python 2.7.18 (Pyston {}{compiler})", env!("CARGO_PKG_VERSION"))
}

/// Runs the program that `call` names; `name` is how pyston was called.
pub(crate) fn start(mut call: Invocation, name: &[u8]) -> ExitCode {
    call.settings.program_name = name.to_vec();
    call.settings.executable = executable(name);
    let prompts = call.interactive || std::io::stdin().is_terminal();
    let inspect = call.settings.inspect && prompts;
    let compiler = Box::new(Compiler::new(&call.settings));
    let natives = [
        stdlib_data::MODULES,
        stdlib_io::MODULES,
        stdlib_lang::MODULES,
        stdlib_os::MODULES,
        stdlib_pack::MODULES,
        stdlib_text::MODULES,
    ];
    let natives: Vec<&'static ModuleDef> = natives.into_iter().flatten().copied().collect();
    let greets_fully = !call.settings.no_site;
    runtime::vm::startup::forget_startup_pages();
    runtime::vm::stack::widen(STACK_BYTES);
    let Ok(cx) = Vm::boot(call.settings, compiler, natives, pylib::LIBRARY) else {
        eprintln!("Fatal Python error: no memory for the built-in types and modules");
        return ExitCode::FAILURE;
    };
    cx.vm().set_trees(&stdlib_lang::TREES);
    #[cfg(feature = "jit")]
    cx.vm().set_compiler(|| Box::new(jit::LlvmCompiler::new()));
    let stats = cx.vm().settings.stats;
    cx.set_stack_budget(STACK_BYTES - (STACK_BYTES >> 3));
    Vm::install_signal_handlers(cx);
    let failed = if greets_fully { Vm::import_site(cx) } else { None };
    let status = match running(call.program, prompts) {
        _ if failed.is_some() => failed.unwrap_or_default(),
        Some(program) => {
            let status = Vm::run_program(cx, &program);
            if inspect { repl::run(cx) } else { status }
        }
        None => {
            drop(std::io::stderr().write_all(repl::banner(cx, greets_fully).as_bytes()));
            run_startup_file(cx);
            repl::run(cx)
        }
    };
    Vm::shut_down(cx);
    if stats {
        eprint!("{}", cx.vm().tier_report());
    }
    cx.vm().end_process(status)
}

/// Returns the program to run, or none to prompt for statements.
fn running(program: Program, prompts: bool) -> Option<Running> {
    match program {
        Program::Command(text) => Some(Running::Command(text)),
        Program::Module(name) => Some(Running::Module(name)),
        Program::File(path) => Some(Running::File(path)),
        Program::Stdin if prompts => None,
        Program::Stdin => Some(Running::Stdin),
    }
}

/// Runs the file that PYTHONSTARTUP names, before the first prompt.
fn run_startup_file(cx: &Cx) {
    if cx.vm().settings.ignore_environment {
        return;
    }
    let Some(path) = std::env::var_os("PYTHONSTARTUP").filter(|path| !path.is_empty()) else {
        return;
    };
    match std::fs::read(&path) {
        Ok(source) => Vm::run_beforehand(cx, &source, path.as_bytes()),
        Err(error) => eprintln!(
            "Could not open PYTHONSTARTUP\nIOError: [Errno {}] {}: '{}'",
            error.raw_os_error().unwrap_or_default(),
            error.to_string().split(" (os error").next().unwrap_or_default(),
            path.to_string_lossy()
        ),
    }
}

/// Returns the path of the binary as it was called: `sys.executable`.
fn executable(name: &[u8]) -> Vec<u8> {
    let path = Path::new(std::ffi::OsStr::from_bytes(name));
    let found = if name.contains(&b'/') { Some(absolute(path)) } else { search(path) };
    let found = found.filter(|path| path.is_file()).or_else(|| std::env::current_exe().ok());
    found.map_or_else(Vec::new, |path| path.into_os_string().into_vec())
}

fn absolute(path: &Path) -> PathBuf {
    std::path::absolute(path).unwrap_or_else(|_| path.to_owned())
}

fn search(name: &Path) -> Option<PathBuf> {
    let folders = std::env::var_os("PATH")?;
    std::env::split_paths(&folders).map(|folder| folder.join(name)).find(|path| path.is_file())
}
