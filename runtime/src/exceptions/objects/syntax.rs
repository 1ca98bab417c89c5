//! `SyntaxError`: message and place.

use super::{SyntaxError, base};
use crate::builtins::int::int_value;
use crate::builtins::str::Str;
use crate::cx::Cx;
use crate::exceptions::{PyResult, table};
use crate::object::{Field, Header, Owned, Ref, allocate};
use crate::protocol::{repr, sequence};
use crate::types::{CallArgs, Type};

pub(in crate::exceptions) fn new(cx: &Cx, ty: &Type, args: CallArgs<'_>) -> PyResult {
    let (args, message) = base::first_members(cx, args)?;
    allocate(
        cx,
        ty,
        SyntaxError {
            head: Header::new(ty),
            args,
            message,
            msg: Field::empty(),
            filename: Field::empty(),
            lineno: Field::empty(),
            offset: Field::empty(),
            text: Field::empty(),
            print_file_and_line: Field::empty(),
        },
    )
}

pub(in crate::exceptions) fn init(cx: &Cx, error: Ref<'_>, args: CallArgs<'_>) -> PyResult<()> {
    base::init(cx, error, args)?;
    let this = error.recv::<SyntaxError>();
    if let Some(msg) = args.args.first() {
        this.msg.set(Some(msg.own()));
    }
    if args.args.len() != 2 {
        return Ok(());
    }
    let place = sequence::to_vec(cx, args.args[1])?;
    let [filename, lineno, offset, text] = &place[..] else {
        return Err(cx.raise(&table::INDEX_ERROR, format_args!("tuple index out of range")));
    };
    this.filename.set(Some(filename.clone()));
    this.lineno.set(Some(lineno.clone()));
    this.offset.set(Some(offset.clone()));
    this.text.set(Some(text.clone()));
    Ok(())
}

pub(in crate::exceptions) fn str(cx: &Cx, error: Ref<'_>) -> PyResult {
    let this = error.recv::<SyntaxError>();
    let message = repr::str(cx, this.msg.get().unwrap_or_else(Owned::none).borrow())?;
    let filename = this.filename.get().filter(|name| name.borrow().cast::<Str>().is_some());
    let lineno = this.lineno.get().and_then(|line| int_value(line.borrow()));
    if filename.is_none() && lineno.is_none() {
        return Ok(message);
    }
    let mut bytes = message.borrow().cast::<Str>().map_or(&[][..], Str::as_bytes).to_vec();
    bytes.extend_from_slice(b" (");
    if let Some(filename) = &filename {
        let path = filename.borrow().recv::<Str>().as_bytes();
        let start = path.iter().rposition(|byte| *byte == b'/').map_or(0, |slash| slash + 1);
        bytes.extend_from_slice(&path[start..]);
    }
    if let Some(line) = lineno {
        if filename.is_some() {
            bytes.extend_from_slice(b", ");
        }
        bytes.extend(format!("line {line}").into_bytes());
    }
    bytes.push(b')');
    Str::new(cx, &bytes)
}

super::collected! { SyntaxError: msg filename lineno offset text print_file_and_line }
super::members! {
    SyntaxError: msg set_msg; filename set_filename; lineno set_lineno; offset set_offset;
    text set_text; print_file_and_line set_print_file_and_line;
}
