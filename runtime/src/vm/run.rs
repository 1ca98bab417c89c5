//! Running a program: what the command line asks for, from the first line to the exit status.

use super::Vm;
use crate::builtins::dict::Dict;
use crate::builtins::file::{File, Form, error_text, write_object};
use crate::builtins::int::int_value;
use crate::builtins::list::List;
use crate::builtins::module::Module;
use crate::builtins::str::{Str, intern_bytes};
use crate::cx::Cx;
use crate::exceptions::{PyResult, Raised, table};
use crate::interp;
use crate::object::{Owned, Ref, names};
use crate::protocol::{attr, call};
use ir::source_compiler::{CompileFlags, Mode};
use std::os::unix::ffi::OsStrExt;
use std::path::Path;

/// What to run.
#[derive(Clone, Debug)]
pub enum Program {
    /// A file, or a folder or archive with `__main__.py`.
    File(Vec<u8>),
    /// `-c`
    Command(Vec<u8>),
    /// `-m`
    Module(Vec<u8>),
    /// Standard input, read to its end.
    Stdin,
}

impl Vm {
    /// Runs a program and returns the exit status. An uncaught exception has been shown.
    pub fn run_program(cx: &Cx, program: &Program) -> i32 {
        let result = match program {
            Program::File(path) => run_file(cx, path),
            Program::Command(source) => run_command(cx, source),
            Program::Module(name) => run_module(cx, name),
            Program::Stdin => run_stdin(cx),
        };
        finish_statement(cx);
        match result {
            Ok(()) => 0,
            Err(Failure::Status(status)) => status,
            Err(Failure::Raised) if cx.vm().settings.inspect => {
                crate::exceptions::traceback::print_pending(cx);
                1
            }
            Err(Failure::Raised) => report(cx),
        }
    }

    /// Imports `site`; returns the exit status if that fails.
    pub fn import_site(cx: &Cx) -> Option<i32> {
        match crate::modules::import::import_name(cx, "site") {
            Ok(_) => None,
            Err(Raised) => Some(report(cx)),
        }
    }

    /// Runs the source of a file in `__main__`; an exception is shown, and the program goes on.
    pub fn run_beforehand(cx: &Cx, source: &[u8], path: &[u8]) {
        let flags = CompileFlags {
            optimize: cx.vm().settings.optimize,
            from_file: true,
            ..CompileFlags::default()
        };
        let result = run_source(cx, source, path, Mode::Exec, flags, None);
        finish_statement(cx);
        if result.is_err() {
            report(cx);
        }
    }

    /// Runs one interactive statement in `__main__`; shows an exception if one is raised.
    ///
    /// Returns the exit status if the program asked to leave.
    pub fn run_interactive(
        cx: &Cx,
        source: &[u8],
        filename: &[u8],
        future: &mut u32,
    ) -> Option<i32> {
        let flags = CompileFlags {
            future: *future,
            optimize: cx.vm().settings.optimize,
            ..CompileFlags::default()
        };
        let result = run_source(cx, source, filename, Mode::Single, flags, Some(future));
        finish_statement(cx);
        match result {
            Ok(()) => None,
            Err(Raised) if cx.raised_matches(&table::SYSTEM_EXIT) => Some(report(cx)),
            Err(Raised) => {
                report(cx);
                None
            }
        }
    }
}

/// Why a program ended early.
enum Failure {
    /// The pending exception.
    Raised,
    /// A message has been shown.
    Status(i32),
}

impl From<Raised> for Failure {
    fn from(_: Raised) -> Failure {
        Failure::Raised
    }
}

/// Returns the dict of `__main__`, made on first use.
///
/// # Errors
/// Raises `MemoryError`.
pub fn main_dict(cx: &Cx) -> PyResult {
    let modules = cx.vm().modules_dict();
    let modules = modules.borrow().recv::<Dict>();
    let module = match modules.get(cx, names::MAIN.as_ref())? {
        Some(module) => module,
        None => {
            let module = Module::new(cx, "__main__")?;
            let dict = Module::dict_of(module.borrow());
            dict.set_str(cx, names::BUILTINS.as_ref(), cx.vm().builtins_module().borrow())?;
            dict.set_str(cx, names::PACKAGE.as_ref(), crate::object::none())?;
            modules.set(cx, names::MAIN.as_ref(), module.borrow())?;
            module
        }
    };
    Ok(Ref::from_object(Module::dict_of(module.borrow())).own())
}

fn run_source(
    cx: &Cx,
    source: &[u8],
    filename: &[u8],
    mode: Mode,
    flags: CompileFlags,
    future: Option<&mut u32>,
) -> PyResult<()> {
    let dict = main_dict(cx)?;
    let code = interp::compile(cx, source, filename, mode, flags)?;
    if let Some(future) = future {
        *future |= crate::builtins::code::Code::future_flags_of(code.borrow());
    }
    interp::exec_code(cx, code.borrow(), dict.borrow(), dict.borrow())?;
    Ok(())
}

fn insert_path(cx: &Cx, entry: &[u8]) -> PyResult<()> {
    let Some(path) = cx.vm().sys_attr(cx, "path") else { return Ok(()) };
    let entry = Str::new(cx, entry)?;
    if let Some(list) = path.borrow().cast::<List>() {
        list.insert(cx, 0, entry)?;
    }
    Ok(())
}

fn run_command(cx: &Cx, source: &[u8]) -> Result<(), Failure> {
    insert_path(cx, b"")?;
    let flags = CompileFlags { optimize: cx.vm().settings.optimize, ..CompileFlags::default() };
    let mut source = source.to_vec();
    source.push(b'\n');
    Ok(run_source(cx, &source, b"<string>", Mode::Exec, flags, None)?)
}

fn run_stdin(cx: &Cx) -> Result<(), Failure> {
    insert_path(cx, b"")?;
    let mut source = Vec::new();
    if std::io::Read::read_to_end(&mut std::io::stdin(), &mut source).is_err() {
        source.clear();
    }
    let flags = CompileFlags {
        optimize: cx.vm().settings.optimize,
        from_file: true,
        ..CompileFlags::default()
    };
    let dict = main_dict(cx)?;
    let file = Str::new(cx, b"<stdin>")?;
    dict.borrow().recv::<Dict>().set_str(cx, names::FILE.as_ref(), file.borrow())?;
    Ok(run_source(cx, &source, b"<stdin>", Mode::Exec, flags, None)?)
}

/// The folder of a script, with symbolic links of the script itself resolved.
fn script_folder(path: &[u8]) -> Vec<u8> {
    let path = Path::new(std::ffi::OsStr::from_bytes(path));
    let mut target = path.to_owned();
    if let Ok(link) = std::fs::read_link(path) {
        target = match path.parent() {
            Some(parent) if link.is_relative() => parent.join(link),
            _ => link,
        };
    }
    let folder = target.parent().unwrap_or(Path::new(""));
    let folder =
        std::fs::canonicalize(if folder.as_os_str().is_empty() { Path::new(".") } else { folder });
    folder.map(|folder| folder.as_os_str().as_bytes().to_vec()).unwrap_or_default()
}

fn run_file(cx: &Cx, path: &[u8]) -> Result<(), Failure> {
    let os_path = Path::new(std::ffi::OsStr::from_bytes(path));
    if os_path.is_dir() {
        return run_container(cx, path);
    }
    let mut source = match std::fs::read(os_path) {
        Ok(source) => source,
        Err(error) => {
            let errno = error.raw_os_error().unwrap_or(libc::EIO);
            let text = format!(
                "{}: can't open file '{}': [Errno {errno}] {}\n",
                program_name(cx),
                String::from_utf8_lossy(path),
                error_text(errno)
            );
            write_stderr(cx, text.as_bytes());
            return Err(Failure::Status(2));
        }
    };
    if source.starts_with(b"PK\x03\x04") {
        return run_container(cx, path);
    }
    if cx.vm().settings.skip_first_line {
        let end = source.iter().position(|byte| *byte == b'\n').unwrap_or(source.len());
        source.drain(..end);
    }
    insert_path(cx, &script_folder(path))?;
    let dict = main_dict(cx)?;
    let file = Str::new(cx, path)?;
    dict.borrow().recv::<Dict>().set_str(cx, names::FILE.as_ref(), file.borrow())?;
    let flags = CompileFlags {
        optimize: cx.vm().settings.optimize,
        from_file: true,
        ..CompileFlags::default()
    };
    if path.ends_with(b".pyc") && source.starts_with(crate::modules::import::MAGIC) {
        let code = crate::modules::import::compiled_code(cx, &source, path)?;
        interp::exec_code(cx, code.borrow(), dict.borrow(), dict.borrow())?;
        return Ok(());
    }
    run_source(cx, &source, path, Mode::Exec, flags, None)?;
    Ok(())
}

/// Runs `__main__` of a folder or archive, through `runpy` as CPython does.
fn run_container(cx: &Cx, path: &[u8]) -> Result<(), Failure> {
    insert_path(cx, path)?;
    let name = Str::new(cx, b"__main__")?;
    run_through_runpy(cx, name.borrow(), false)
}

fn run_module(cx: &Cx, name: &[u8]) -> Result<(), Failure> {
    insert_path(cx, b"")?;
    let name = Str::new(cx, name)?;
    run_through_runpy(cx, name.borrow(), true)
}

fn run_through_runpy(cx: &Cx, name: Ref<'_>, alter_argv: bool) -> Result<(), Failure> {
    main_dict(cx)?;
    let runpy = crate::modules::import::import_name(cx, "runpy")?;
    let run = intern_bytes(cx, b"_run_module_as_main");
    let run = attr::get_attr(cx, runpy.borrow(), run.borrow())?;
    let alter = Owned::bool(alter_argv);
    call::call2(cx, run.borrow(), name, alter.borrow())?;
    Ok(())
}

fn program_name(cx: &Cx) -> String {
    String::from_utf8_lossy(&cx.vm().settings.program_name).into_owned()
}

/// Ends an unfinished `print` line and writes what is buffered.
fn finish_statement(cx: &Cx) {
    let pending = cx.pending.take();
    if let Some(stdout) = cx.vm().sys_attr(cx, "stdout") {
        if let Some(file) = stdout.borrow().cast::<File>() {
            if file.set_softspace(false) && file.write_bytes(cx, b"\n").is_err() {
                cx.clear_raised();
            }
        } else if crate::builtins::file::softspace(cx, stdout.borrow(), false)
            && let Ok(newline) = Str::new(cx, b"\n")
            && write_object(cx, stdout.borrow(), newline.borrow(), Form::Str).is_err()
        {
            cx.clear_raised();
        }
    }
    cx.pending.replace(pending);
}

/// Writes to `sys.stderr`, or to the descriptor if that is gone.
pub(crate) fn write_stderr(cx: &Cx, bytes: &[u8]) {
    if let Some(stderr) = cx.vm().sys_attr(cx, "stderr")
        && let Ok(text) = Str::new(cx, bytes)
    {
        if write_object(cx, stderr.borrow(), text.borrow(), Form::Str).is_ok() {
            return;
        }
        cx.clear_raised();
    }
}

/// Shows the pending exception and returns the exit status it asks for.
fn report(cx: &Cx) -> i32 {
    if cx.raised_matches(&table::SYSTEM_EXIT) {
        return exit_status(cx);
    }
    crate::exceptions::traceback::print_pending(cx);
    1
}

/// The status of a pending `SystemExit`; a value that is no number is shown.
fn exit_status(cx: &Cx) -> i32 {
    let state = crate::exceptions::raise::take_normalised(cx);
    flush_stdout(cx);
    let mut code = state.value;
    if let Some(value) = &code
        && value.borrow().is_instance(&table::SYSTEM_EXIT)
    {
        let name = intern_bytes(cx, b"code");
        code = attr::find_attr(cx, value.borrow(), name.borrow()).unwrap_or_else(|_| {
            cx.clear_raised();
            None
        });
    }
    let Some(code) = code.filter(|code| !code.borrow().is_none()) else { return 0 };
    if let Some(status) = int_value(code.borrow()) {
        return (status & 0xff) as i32;
    }
    if code.borrow().cast::<crate::builtins::long::Long>().is_some() {
        let status = crate::protocol::number::as_i64(cx, code.borrow());
        return status.map_or_else(
            |_| {
                cx.clear_raised();
                255
            },
            |status| (status & 0xff) as i32,
        );
    }
    let stderr = cx.vm().sys_attr(cx, "stderr");
    let written = stderr
        .is_some_and(|stderr| write_object(cx, stderr.borrow(), code.borrow(), Form::Str).is_ok());
    if !written {
        cx.clear_raised();
    }
    write_stderr(cx, b"\n");
    1
}

/// Writes what `sys.stdout` has buffered, without complaint.
pub(crate) fn flush_stdout(cx: &Cx) {
    if let Some(stdout) = cx.vm().sys_attr(cx, "stdout")
        && let Some(file) = stdout.borrow().cast::<File>()
        && file.flush_open(cx).is_err()
    {
        cx.clear_raised();
    }
}
