//! The text of uncaught exceptions, as CPython 2.7 writes it to `sys.stderr`.

use super::objects::SyntaxError;
use super::{PyResult, RaisedState, raise};
use crate::builtins::file::{Form, softspace, write_object};
use crate::builtins::int::int_value;
use crate::builtins::str::{Str, intern_bytes};
use crate::builtins::traceback::Traceback;
use crate::cx::Cx;
use crate::object::{Owned, Ref, names, none};
use crate::protocol::{attr, call, repr};
use crate::types::{CallArgs, Type};
use std::os::unix::ffi::OsStrExt;
use std::path::Path;

/// How many entries are shown without `sys.tracebacklimit`.
const DEFAULT_LIMIT: i64 = 1000;

/// Collects text and writes it to a Python file.
struct Writer<'a> {
    cx: &'a Cx,
    file: Ref<'a>,
}

impl Writer<'_> {
    fn bytes(&self, bytes: &[u8]) -> PyResult<()> {
        let text = Str::new(self.cx, bytes)?;
        write_object(self.cx, self.file, text.borrow(), Form::Str)
    }

    fn text(&self, text: &str) -> PyResult<()> {
        self.bytes(text.as_bytes())
    }
}

/// Shows the pending exception through `sys.excepthook` and forgets it; sets `sys.last_type` and
/// its companions.
pub fn print_pending(cx: &Cx) {
    let state = raise::take_normalised(cx);
    let value = state.value.clone().unwrap_or_else(Owned::none);
    let traceback = state.traceback.clone().unwrap_or_else(Owned::none);
    for (name, part) in
        [("last_type", &state.ty), ("last_value", &value), ("last_traceback", &traceback)]
    {
        if cx.vm().set_sys_attr(cx, name, part.clone()).is_err() {
            cx.clear_raised();
        }
    }
    let Some(hook) = cx.vm().sys_attr(cx, "excepthook") else {
        crate::vm::run::write_stderr(cx, b"sys.excepthook is missing\n");
        show(cx, &state);
        return;
    };
    let args = [state.ty.borrow(), value.borrow(), traceback.borrow()];
    if call::call(cx, hook.borrow(), CallArgs::positional_only(&args)).is_err() {
        let second = raise::take_normalised(cx);
        flush(cx);
        crate::vm::run::write_stderr(cx, b"Error in sys.excepthook:\n");
        show(cx, &second);
        crate::vm::run::write_stderr(cx, b"\nOriginal exception was:\n");
        show(cx, &state);
    }
}

fn show(cx: &Cx, state: &RaisedState) {
    let value = state.value.clone().unwrap_or_else(Owned::none);
    let traceback = state.traceback.clone().unwrap_or_else(Owned::none);
    if display(cx, state.ty.borrow(), value.borrow(), traceback.borrow()).is_err() {
        cx.clear_raised();
    }
}

/// Ends an unfinished `print` line and writes what `sys.stdout` has buffered.
fn flush(cx: &Cx) {
    if let Some(stdout) = cx.vm().sys_attr(cx, "stdout")
        && softspace(cx, stdout.borrow(), false)
    {
        let newline = Str::new(cx, b"\n");
        let written = newline
            .and_then(|newline| write_object(cx, stdout.borrow(), newline.borrow(), Form::Str));
        if written.is_err() {
            cx.clear_raised();
        }
    }
    crate::vm::run::flush_stdout(cx);
}

/// Writes an exception with its traceback to `sys.stderr`; what `sys.excepthook` does.
///
/// # Errors
/// Whatever writing raises.
pub fn display(cx: &Cx, ty: Ref<'_>, value: Ref<'_>, traceback: Ref<'_>) -> PyResult<()> {
    let stderr = cx.vm().sys_attr(cx, "stderr").filter(|stderr| !stderr.borrow().is_none());
    let Some(stderr) = stderr else {
        drop(std::io::Write::write_all(&mut std::io::stderr(), b"lost sys.stderr\n"));
        return Ok(());
    };
    flush(cx);
    let writer = Writer { cx, file: stderr.borrow() };
    if let Some(first) = traceback.cast::<Traceback>() {
        entries(&writer, first)?;
    }
    let message = syntax_place(&writer, value)?;
    let value = message.as_ref().map_or(value, Owned::borrow);
    class_name(&writer, ty)?;
    if !value.is_none() {
        match repr::str(cx, value) {
            Err(_) => {
                cx.clear_raised();
                writer.text(": <exception str() failed>")?;
            }
            Ok(text) if text.borrow().cast::<Str>().is_none_or(|text| !text.is_empty()) => {
                writer.text(": ")?;
                write_object(cx, stderr.borrow(), text.borrow(), Form::Str)?;
            }
            Ok(_) => {}
        }
    }
    writer.text("\n")
}

/// The class as `module.name`, without the module for those of `exceptions`.
fn class_name(writer: &Writer<'_>, class: Ref<'_>) -> PyResult<()> {
    let cx = writer.cx;
    if !raise::is_exception_class(class) {
        return write_object(cx, writer.file, class, Form::Str);
    }
    match attr::find_attr(cx, class, names::MODULE.as_ref()) {
        Ok(Some(module)) => match module.borrow().cast::<Str>() {
            Some(module) if module.as_bytes() == b"exceptions" => {}
            Some(module) => {
                writer.bytes(module.as_bytes())?;
                writer.text(".")?;
            }
            None => writer.text("<unknown>")?,
        },
        Ok(None) => writer.text("<unknown>")?,
        Err(_) => {
            cx.clear_raised();
            writer.text("<unknown>")?;
        }
    }
    let name = match class.cast::<Type>() {
        Some(ty) => ty.name().into_bytes(),
        None => match attr::find_attr(cx, class, names::NAME.as_ref())? {
            Some(name) => {
                name.borrow().cast::<Str>().map_or_else(Vec::new, |name| name.as_bytes().to_vec())
            }
            None => b"<unknown>".to_vec(),
        },
    };
    let short =
        name.iter().rposition(|byte| *byte == b'.').map_or(&name[..], |dot| &name[dot + 1..]);
    writer.bytes(short)
}

fn limit(cx: &Cx) -> i64 {
    match cx.vm().sys_attr(cx, "tracebacklimit") {
        Some(limit) => int_value(limit.borrow()).unwrap_or(DEFAULT_LIMIT),
        None => DEFAULT_LIMIT,
    }
}

/// The entries of a traceback: of too many, the innermost.
fn entries(writer: &Writer<'_>, first: &Traceback) -> PyResult<()> {
    let limit = limit(writer.cx);
    if limit <= 0 {
        return Ok(());
    }
    writer.text("Traceback (most recent call last):\n")?;
    let mut chain = vec![Ref::from_object(first).own()];
    while let Some(next) =
        chain.last().and_then(|last| last.borrow().recv::<Traceback>().next.get())
    {
        if next.borrow().cast::<Traceback>().is_none() {
            break;
        }
        chain.push(next);
    }
    let skipped = chain.len().saturating_sub(limit as usize);
    for entry in &chain[skipped..] {
        let entry = entry.borrow().recv::<Traceback>();
        let frame = entry.frame();
        let code = frame.recv::<crate::builtins::frame::Frame>().code();
        let filename = code.filename().recv::<Str>().as_bytes();
        writer.text("  File \"")?;
        writer.bytes(&filename[..filename.len().min(500)])?;
        writer.text(&format!("\", line {}, in ", entry.line))?;
        let name = code.name().recv::<Str>().as_bytes();
        writer.bytes(&name[..name.len().min(500)])?;
        writer.text("\n")?;
        if let Some(line) = source_line(writer.cx, filename, entry.line as usize) {
            writer.text("    ")?;
            writer.bytes(&line)?;
            writer.text("\n")?;
        }
        writer.cx.check_signals()?;
    }
    Ok(())
}

/// Reads a line of a source file, without indentation; looks for it along `sys.path` too.
pub fn source_line(cx: &Cx, filename: &[u8], line: usize) -> Option<Vec<u8>> {
    if line == 0 || filename.contains(&0) {
        return None;
    }
    let as_path = |bytes: &[u8]| Path::new(std::ffi::OsStr::from_bytes(bytes)).to_owned();
    let mut source = std::fs::read(as_path(filename)).ok();
    if source.is_none() {
        source = crate::modules::import::embedded_source(cx, filename).map(<[u8]>::to_vec);
    }
    if source.is_none()
        && let Some(path) = cx.vm().sys_attr(cx, "path")
        && let Some(list) = path.borrow().cast::<crate::builtins::list::List>()
    {
        let tail = filename
            .iter()
            .rposition(|byte| *byte == b'/')
            .map_or(filename, |at| &filename[at + 1..]);
        for index in 0..list.len() {
            let Some(entry) = list.get(index) else { break };
            let Some(folder) = entry.borrow().cast::<Str>() else { continue };
            let candidate = as_path(folder.as_bytes()).join(as_path(tail));
            source = std::fs::read(candidate).ok();
            if source.is_some() {
                break;
            }
        }
    }
    let source = source?;
    let mut lines = source.split_inclusive(|byte| *byte == b'\n' || *byte == b'\r');
    // A CR LF is one line end, but was split into two.
    let mut number = 0;
    let mut after_cr = false;
    let found = lines.find(|text| {
        if after_cr && *text == b"\n" {
            after_cr = false;
            return false;
        }
        after_cr = text.ends_with(b"\r");
        number += 1;
        number == line
    })?;
    let text = found.trim_ascii_end_of_line();
    let start = text.iter().take_while(|byte| matches!(**byte, b' ' | b'\t' | 0x0c)).count();
    Some(text[start..].to_vec())
}

/// Cutting the line end off.
trait LineEnd {
    fn trim_ascii_end_of_line(&self) -> &[u8];
}

impl LineEnd for [u8] {
    fn trim_ascii_end_of_line(&self) -> &[u8] {
        let mut end = self.len();
        while end > 0 && matches!(self[end - 1], b'\n' | b'\r') {
            end -= 1;
        }
        &self[..end]
    }
}

/// For a syntax error, writes file, line and caret and returns the message that stands for the
/// value.
fn syntax_place(writer: &Writer<'_>, value: Ref<'_>) -> PyResult<Option<Owned>> {
    let cx = writer.cx;
    if value.is_none() || value.cast::<SyntaxError>().is_none() {
        return Ok(None);
    }
    if attr::find_attr(cx, value, names::PRINT_FILE_AND_LINE.as_ref())?.is_none() {
        return Ok(None);
    }
    let get = |name: &str| -> PyResult<Option<Owned>> {
        let name = intern_bytes(cx, name.as_bytes());
        Ok(attr::find_attr(cx, value, name.borrow())?.filter(|value| !value.borrow().is_none()))
    };
    let Some(message) = get("msg")? else { return Ok(Some(none().own())) };
    let filename = get("filename")?;
    let Some(line) = get("lineno")?.and_then(|line| int_value(line.borrow())) else {
        return Ok(None);
    };
    let offset = get("offset")?.and_then(|offset| int_value(offset.borrow()));
    let text = get("text")?;
    writer.text("  File \"")?;
    match filename.as_ref().and_then(|name| name.borrow().cast::<Str>()) {
        Some(name) => writer.bytes(name.as_bytes())?,
        None => writer.text("<string>")?,
    }
    writer.text(&format!("\", line {line}\n"))?;
    if let Some(text) = text.as_ref().and_then(|text| text.borrow().cast::<Str>()) {
        error_text(writer, offset.unwrap_or(-1), text.as_bytes())?;
    }
    Ok(Some(message))
}

/// The source line of a syntax error with a caret below the place.
fn error_text(writer: &Writer<'_>, offset: i64, text: &[u8]) -> PyResult<()> {
    let mut offset = offset;
    let mut text = text;
    if offset >= 0 {
        if offset > 0 && offset as usize == text.len() && text.last() == Some(&b'\n') {
            offset -= 1;
        }
        // Of several lines, the one with the place.
        while let Some(newline) = text.iter().position(|byte| *byte == b'\n') {
            if newline as i64 >= offset {
                break;
            }
            offset -= newline as i64 + 1;
            text = &text[newline + 1..];
        }
        let blank = text.iter().take_while(|byte| matches!(**byte, b' ' | b'\t' | 0x0c)).count();
        text = &text[blank..];
        offset -= blank as i64;
    }
    writer.text("    ")?;
    writer.bytes(text)?;
    if text.last() != Some(&b'\n') {
        writer.text("\n")?;
    }
    if offset < 0 {
        return Ok(());
    }
    writer.text("    ")?;
    if offset > 1 {
        writer.bytes(&vec![b' '; offset as usize - 1])?;
    }
    writer.text("^\n")
}

/// Says on `sys.stderr` that the pending exception is ignored: it came from a place that nobody can
/// handle it in (a finaliser, a callback).
pub fn write_unraisable(cx: &Cx, place: Ref<'_>) {
    let Some(state) = cx.pending.take() else { return };
    let Some(stderr) = cx.vm().sys_attr(cx, "stderr") else { return };
    if stderr.borrow().is_none() {
        return;
    }
    let writer = Writer { cx, file: stderr.borrow() };
    let result = (|| -> PyResult<()> {
        writer.text("Exception ")?;
        class_name(&writer, state.ty.borrow())?;
        if let Some(value) = state.value.as_ref().filter(|value| !value.borrow().is_none()) {
            writer.text(": ")?;
            if write_object(cx, stderr.borrow(), value.borrow(), Form::Repr).is_err() {
                cx.clear_raised();
                writer.text("<exception repr() failed>")?;
            }
        }
        writer.text(" in ")?;
        if write_object(cx, stderr.borrow(), place, Form::Repr).is_err() {
            cx.clear_raised();
            writer.text("<object repr() failed>")?;
        }
        writer.text(" ignored\n")
    })();
    if result.is_err() {
        cx.clear_raised();
    }
}
