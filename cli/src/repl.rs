//! The plain prompt: CPython 2.7's bytes on any kind of standard input.
//!
//! Always true: lines come from `sys.stdin`'s own buffer, so that `raw_input()` and
//! the prompt share one stream; prompts go to standard error unless both ends are
//! terminals; and a statement is handed over exactly when it is complete.

use std::io::{IsTerminal, Write};

use ir::source_compiler::{CompileFlags, Mode};
use runtime::builtins::str::{Str, intern_bytes};
use runtime::cx::Cx;
use runtime::exceptions::{PyResult, table};
use runtime::object::Owned;
use runtime::protocol::{attr, call, repr};
use runtime::vm::Vm;

/// What is read at one prompt.
enum Input {
    /// A whole statement, or one that is wrong.
    Statement(Vec<u8>),
    /// Nothing but blank lines and comments.
    Blank,
    /// Ctrl-C.
    Interrupt,
    /// No more.
    End,
}

/// Returns the lines CPython greets with.
pub(crate) fn banner(cx: &Cx, with_hint: bool) -> String {
    let text = |name: &str| {
        let value = cx.vm().sys_attr(cx, name);
        value.map_or_else(String::new, |value| {
            String::from_utf8_lossy(&shown(cx, &value)).into_owned()
        })
    };
    let mut banner = format!("Python {} on {}\n", text("version"), text("platform"));
    if with_hint {
        banner.push_str(
            "Type \"help\", \"copyright\", \"credits\" or \"license\" for more information.\n",
        );
    }
    banner
}

/// Reads and runs statements until the end of the input; returns the exit status.
pub(crate) fn run(cx: &Cx) -> i32 {
    for (name, text) in [("ps1", ">>> "), ("ps2", "... ")] {
        if cx.vm().sys_attr(cx, name).is_none() {
            let set =
                Str::new(cx, text.as_bytes()).and_then(|text| cx.vm().set_sys_attr(cx, name, text));
            if set.is_err() {
                cx.clear_raised();
            }
        }
    }
    let mut future = 0;
    loop {
        match read(cx, future) {
            Input::Statement(source) => {
                let status = Vm::run_interactive(cx, &source, b"<stdin>", &mut future);
                if let Some(status) = status {
                    return status;
                }
            }
            Input::Blank => {}
            Input::Interrupt => write_error(b"\nKeyboardInterrupt\n"),
            Input::End => return 0,
        }
    }
}

/// Reads lines until they make a statement.
fn read(cx: &Cx, future: u32) -> Input {
    let (first, next) = (prompt(cx, "ps1"), prompt(cx, "ps2"));
    let mut source = Vec::new();
    loop {
        show_prompt(cx, if source.is_empty() { &first } else { &next });
        let Ok(line) = read_line(cx) else {
            let interrupted = cx.raised_matches(&table::KEYBOARD_INTERRUPT);
            cx.clear_raised();
            return if interrupted { Input::Interrupt } else { Input::End };
        };
        if line.is_empty() {
            write_error(b"\n");
            return if is_blank(&source) { Input::End } else { Input::Statement(source) };
        }
        source.extend_from_slice(&line);
        if is_blank(&source) {
            if line == b"\n" {
                return Input::Blank;
            }
        } else if !wants_more(cx, &source, future) {
            return Input::Statement(source);
        }
    }
}

/// Tells whether the lines hold only white space and comments.
fn is_blank(source: &[u8]) -> bool {
    source.split(|byte| *byte == b'\n').all(|line| {
        let first = line.iter().find(|byte| !byte.is_ascii_whitespace());
        first.is_none_or(|byte| *byte == b'#')
    })
}

/// Tells whether the lines are the beginning of a statement.
///
/// They are if they do not compile as they stand, and more line ends change what is wrong.
fn wants_more(cx: &Cx, source: &[u8], future: u32) -> bool {
    let flags = CompileFlags { future, dont_imply_dedent: true, ..CompileFlags::default() };
    let problem = |ends: &[u8]| {
        let source = [source.strip_suffix(b"\n").unwrap_or(source), ends].concat();
        let compiler = cx.vm().source_compiler();
        compiler.compile(&source, b"<stdin>", Mode::Single, flags).err()
    };
    if problem(b"").is_none() {
        return false;
    }
    match (problem(b"\n"), problem(b"\n\n")) {
        (Some(first), Some(second)) => first != second,
        (None, _) | (_, None) => true,
    }
}

/// Returns the text of a prompt; without one, or if it cannot be shown, nothing.
fn prompt(cx: &Cx, name: &str) -> Vec<u8> {
    cx.vm().sys_attr(cx, name).map_or_else(Vec::new, |value| shown(cx, &value))
}

fn shown(cx: &Cx, value: &Owned) -> Vec<u8> {
    match repr::str(cx, value.borrow()) {
        Ok(text) => {
            text.borrow().cast::<Str>().map_or_else(Vec::new, |text| text.as_bytes().to_vec())
        }
        Err(_) => {
            cx.clear_raised();
            Vec::new()
        }
    }
}

/// Writes what Python has buffered, then the prompt.
fn show_prompt(cx: &Cx, prompt: &[u8]) {
    let stdout = cx.vm().sys_attr(cx, "stdout");
    if stdout.is_some_and(|stdout| call_method(cx, &stdout, "flush").is_err()) {
        cx.clear_raised();
    }
    if std::io::stdin().is_terminal() && std::io::stdout().is_terminal() {
        let mut out = std::io::stdout();
        drop(out.write_all(prompt).and_then(|()| out.flush()));
    } else {
        write_error(prompt);
    }
}

/// Reads a line with its end; an empty one at the end of the input.
fn read_line(cx: &Cx) -> PyResult<Vec<u8>> {
    let Some(stdin) = cx.vm().sys_attr(cx, "__stdin__") else { return Ok(Vec::new()) };
    let line = call_method(cx, &stdin, "readline")?;
    Ok(line.borrow().cast::<Str>().map_or_else(Vec::new, |line| line.as_bytes().to_vec()))
}

fn call_method(cx: &Cx, object: &Owned, name: &str) -> PyResult {
    let name = intern_bytes(cx, name.as_bytes());
    let method = attr::get_attr(cx, object.borrow(), name.borrow())?;
    call::call0(cx, method.borrow())
}

fn write_error(bytes: &[u8]) {
    drop(std::io::stderr().write_all(bytes));
}
