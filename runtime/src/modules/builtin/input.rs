//! Builtin functions for input and output.

use crate::builtins::file::File;
use crate::builtins::str::Str;
use crate::builtins::unicode::Unicode;
use crate::cx::Cx;
use crate::exceptions::{PyResult, table};
use crate::object::{Owned, Ref, names};
use crate::protocol::{attr, call, repr};
use crate::types::CallArgs;

pub(super) fn open(cx: &Cx, _: Ref<'_>, args: CallArgs<'_>) -> PyResult {
    call::call(cx, crate::builtins::file::FILE.as_ref(), args)
}

/// `print(...)`; keywords sep, end, file.
pub(super) fn print(cx: &Cx, _: Ref<'_>, args: CallArgs<'_>) -> PyResult {
    let (mut separator, mut end, mut file) = (None, None, None);
    for (name, value) in args.names.iter().zip(args.keyword_values()) {
        match name.cast::<Str>().map_or(&b""[..], Str::as_bytes) {
            b"sep" => separator = Some(*value),
            b"end" => end = Some(*value),
            b"file" => file = Some(*value),
            other => {
                let other = String::from_utf8_lossy(other);
                return Err(cx.raise(
                    &table::TYPE_ERROR,
                    format_args!("'{other}' is an invalid keyword argument for this function"),
                ));
            }
        }
    }
    let file = match file {
        Some(file) if !file.is_none() => file.own(),
        _ => match cx.vm().sys_attr(cx, "stdout") {
            Some(file) if !file.borrow().is_none() => file,
            Some(_) => return Ok(Owned::none()),
            None => return Err(cx.raise(&table::RUNTIME_ERROR, format_args!("lost sys.stdout"))),
        },
    };
    let wants_unicode =
        |value: Option<Ref<'_>>| value.is_some_and(|value| value.cast::<Unicode>().is_some());
    let is_unicode = wants_unicode(separator)
        || wants_unicode(end)
        || args.positional().iter().any(|value| wants_unicode(Some(*value)));
    let separator = part(cx, separator, "sep", b" ", is_unicode)?;
    let end = part(cx, end, "end", b"\n", is_unicode)?;
    for (index, value) in args.positional().iter().enumerate() {
        if index > 0 {
            write(cx, file.borrow(), separator.borrow())?;
        }
        write(cx, file.borrow(), *value)?;
    }
    write(cx, file.borrow(), end.borrow())?;
    Ok(Owned::none())
}

fn part(cx: &Cx, value: Option<Ref<'_>>, name: &str, default: &[u8], is_unicode: bool) -> PyResult {
    match value {
        Some(value) if !value.is_none() => {
            if value.cast::<Str>().is_none() && value.cast::<Unicode>().is_none() {
                let ty = call::type_name(value);
                return Err(cx.raise(
                    &table::TYPE_ERROR,
                    format_args!("{name} must be None, str or unicode, not {ty}"),
                ));
            }
            Ok(value.own())
        }
        _ if is_unicode => {
            let points: Vec<u32> = default.iter().copied().map(u32::from).collect();
            Unicode::new(cx, &points)
        }
        _ => Str::new(cx, default),
    }
}

/// Writes a value to a file object or anything with a `write` method, as `print` does.
fn write(cx: &Cx, file: Ref<'_>, value: Ref<'_>) -> PyResult<()> {
    crate::builtins::file::write_object(cx, file, value, crate::builtins::file::Form::Str)
}

fn standard(cx: &Cx, name: &str) -> PyResult {
    cx.vm().sys_attr(cx, name).ok_or_else(|| {
        cx.raise(&table::RUNTIME_ERROR, format_args!("[raw_]input: lost sys.{name}"))
    })
}

pub(super) fn raw_input(cx: &Cx, _: Ref<'_>, args: &[Ref<'_>]) -> PyResult {
    let stdin = standard(cx, "stdin")?;
    let stdout = standard(cx, "stdout")?;
    if let Some(prompt) = args.first() {
        if let Some(file) = stdout.borrow().cast::<File>() {
            file.set_softspace(false);
        }
        let text = repr::str(cx, *prompt)?;
        write(cx, stdout.borrow(), text.borrow())?;
        if let Some(flush) = attr::find_attr(cx, stdout.borrow(), names::FLUSH.as_ref())? {
            call::call0(cx, flush.borrow())?;
        }
    }
    let line = call::call_method(cx, stdin.borrow(), names::READLINE.as_ref(), &[])?;
    let Some(text) = line.borrow().cast::<Str>() else { return Ok(line) };
    let bytes = text.as_bytes();
    if bytes.is_empty() {
        return Err(cx.raise(&table::EOF_ERROR, format_args!("EOF when reading a line")));
    }
    Str::new(cx, bytes.strip_suffix(b"\n").unwrap_or(bytes))
}

pub(super) fn input(cx: &Cx, module: Ref<'_>, args: &[Ref<'_>]) -> PyResult {
    let line = raw_input(cx, module, args)?;
    super::execution::eval(cx, module, &[line.borrow()])
}
