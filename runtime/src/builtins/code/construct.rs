//! `code(...)`: a code object from the parts another one shows.
//!
//! Always true: the body is what `co_code` of some code object gave; it is decoded and verified, so
//! that no bytes a program makes up can run.

use super::Code;
use crate::builtins::str::Str;
use crate::builtins::tuple::Tuple;
use crate::cx::Cx;
use crate::exceptions::{PyResult, Raised, table};
use crate::object::{Owned, Ref};
use crate::protocol::{self, call};
use crate::types::{CallArgs, Type};
use std::sync::Arc;

/// The `new` slot.
pub(super) fn new(cx: &Cx, _ty: &Type, args: CallArgs<'_>) -> PyResult {
    let given = args.args.len();
    if !args.names.is_empty() || !(12..=14).contains(&given) {
        return Err(call::raise_arity(cx, "code", given, 12, 14));
    }
    let values = args.args;
    let [arg_count, local_count, _stack_size, flags] = [
        number(cx, values, 0)?,
        number(cx, values, 1)?,
        number(cx, values, 2)?,
        number(cx, values, 3)?,
    ];
    let body = bytes(cx, values, 4)?;
    let constants = tuple(cx, values, 5)?;
    let (known, variables) = (tuple(cx, values, 6)?, tuple(cx, values, 7)?);
    let (filename, name) = (bytes(cx, values, 8)?, bytes(cx, values, 9)?);
    let first_line = number(cx, values, 10)?;
    bytes(cx, values, 11)?;
    let more: Vec<&[Ref<'_>]> =
        (12..given).map(|index| tuple(cx, values, index)).collect::<PyResult<_>>()?;
    for (count, what) in [(arg_count, "argcount"), (local_count, "nlocals")] {
        if count < 0 {
            let message = format_args!("code: {what} must not be negative");
            return Err(cx.raise(&table::VALUE_ERROR, message));
        }
    }
    let (known, variables) = (names(cx, known)?, names(cx, variables)?);
    for list in more {
        names(cx, list)?;
    }
    let Ok(mut ir) = ir::codec::decode(body) else {
        return Err(invalid(cx));
    };
    ir.arg_count = u16::try_from(arg_count).map_err(|_| invalid(cx))?;
    ir.flags = flags as u32;
    ir.names = known;
    if variables.len() == ir.var_names.len() {
        ir.var_names = variables;
    }
    ir.filename = filename.into();
    ir.name = std::str::from_utf8(name).map_err(|_| invalid(cx))?.into();
    ir.first_line = first_line as u32;
    if constants.len() != ir.constants.len() || ir::verify::verify(&ir).is_err() {
        return Err(invalid(cx));
    }
    let code = Code::from_ir(cx, Arc::new(ir))?;
    let items: Box<[Owned]> = constants.iter().map(|item| item.own()).collect();
    // The constants were not made yet.
    let _ = code.borrow().recv::<Code>().constants.set(items);
    Ok(code)
}

fn number(cx: &Cx, values: &[Ref<'_>], index: usize) -> PyResult<i64> {
    protocol::number::as_i64(cx, values[index])
}

fn invalid(cx: &Cx) -> Raised {
    cx.raise(&table::VALUE_ERROR, format_args!("code: the parts do not fit together"))
}

/// Raises the error of an argument of a wrong type.
fn wrong(cx: &Cx, value: Ref<'_>, index: usize, wanted: &str) -> Raised {
    let ty = if value.is_none() { "None".to_owned() } else { value.ty().name() };
    let message = format_args!("code() argument {} must be {wanted}, not {ty}", index + 1);
    cx.raise(&table::TYPE_ERROR, message)
}

fn bytes<'a>(cx: &Cx, values: &[Ref<'a>], index: usize) -> PyResult<&'a [u8]> {
    let value = values[index];
    value.cast::<Str>().map(Str::as_bytes).ok_or_else(|| wrong(cx, value, index, "string"))
}

fn tuple<'a>(cx: &Cx, values: &[Ref<'a>], index: usize) -> PyResult<&'a [Ref<'a>]> {
    let value = values[index];
    value.cast::<Tuple>().map(Tuple::as_slice).ok_or_else(|| wrong(cx, value, index, "tuple"))
}

fn names(cx: &Cx, list: &[Ref<'_>]) -> PyResult<Vec<Arc<str>>> {
    let name = |name: &Ref<'_>| {
        let Some(text) = name.cast::<Str>() else {
            let ty = name.ty().name();
            let message = format_args!("name tuples must contain only strings, not '{ty}'");
            return Err(cx.raise(&table::TYPE_ERROR, message));
        };
        std::str::from_utf8(text.as_bytes()).map(Into::into).map_err(|_| invalid(cx))
    };
    list.iter().map(name).collect()
}
