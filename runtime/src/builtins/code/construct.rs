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
use crate::protocol::{call, number};
use crate::types::{CallArgs, Type};
use std::sync::Arc;

/// The `new` slot.
pub(super) fn new(cx: &Cx, _ty: &Type, args: CallArgs<'_>) -> PyResult {
    let given = args.args.len();
    if !args.names.is_empty() || !(12..=14).contains(&given) {
        return Err(call::raise_arity(cx, "code", given, 12, 14));
    }
    let values = args.args;
    let body = bytes(cx, values[4], 5)?;
    let Ok(mut ir) = ir::codec::decode(body) else {
        return Err(invalid(cx));
    };
    ir.arg_count = u16::try_from(number::as_i64(cx, values[0])?).map_err(|_| invalid(cx))?;
    ir.flags = number::as_i64(cx, values[3])? as u32;
    ir.names = names(cx, values[6])?;
    let var_names = names(cx, values[7])?;
    if var_names.len() == ir.var_names.len() {
        ir.var_names = var_names;
    }
    ir.filename = bytes(cx, values[8], 9)?.into();
    ir.name = text(cx, values[9])?;
    ir.first_line = number::as_i64(cx, values[10])? as u32;
    let constants = tuple(cx, values[5])?;
    if constants.len() != ir.constants.len() || ir::verify::verify(&ir).is_err() {
        return Err(invalid(cx));
    }
    let code = Code::from_ir(cx, Arc::new(ir))?;
    let items: Box<[Owned]> = constants.iter().map(|item| item.own()).collect();
    // The constants were not made yet.
    let _ = code.borrow().recv::<Code>().constants.set(items);
    Ok(code)
}

fn invalid(cx: &Cx) -> Raised {
    cx.raise(&table::VALUE_ERROR, format_args!("code: the parts do not fit together"))
}

fn bytes<'a>(cx: &Cx, value: Ref<'a>, number: usize) -> PyResult<&'a [u8]> {
    value.cast::<Str>().map(Str::as_bytes).ok_or_else(|| {
        let ty = value.ty().name();
        let message = format_args!("code() argument {number} must be string, not {ty}");
        cx.raise(&table::TYPE_ERROR, message)
    })
}

fn text(cx: &Cx, value: Ref<'_>) -> PyResult<Arc<str>> {
    let bytes = bytes(cx, value, 10)?;
    std::str::from_utf8(bytes).map(Into::into).map_err(|_| invalid(cx))
}

fn tuple<'a>(cx: &Cx, value: Ref<'a>) -> PyResult<&'a [Ref<'a>]> {
    value.cast::<Tuple>().map(Tuple::as_slice).ok_or_else(|| {
        let ty = value.ty().name();
        cx.raise(&table::TYPE_ERROR, format_args!("code() argument must be tuple, not {ty}"))
    })
}

fn names(cx: &Cx, value: Ref<'_>) -> PyResult<Vec<Arc<str>>> {
    tuple(cx, value)?.iter().map(|name| text(cx, *name)).collect()
}
