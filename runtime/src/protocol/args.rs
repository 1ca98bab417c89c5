//! Arguments of constructors: positional and keyword values bound to names, with the error texts
//! of CPython 2.7's `PyArg_ParseTupleAndKeywords`.

use crate::builtins::str::Str;
use crate::cx::Cx;
use crate::exceptions::{PyResult, table};
use crate::object::Ref;
use crate::types::CallArgs;

/// Binds `args` to `names`; the first `min` are required.
///
/// # Errors
/// Raises `TypeError` for too many, missing, doubled or unknown arguments.
pub fn bind<'a, const N: usize>(
    cx: &Cx,
    function: &str,
    args: CallArgs<'a>,
    min: usize,
    names: [&str; N],
) -> PyResult<[Option<Ref<'a>>; N]> {
    let mut bound = [None; N];
    let positional = args.positional();
    let given = args.args.len();
    if given > N {
        let (limit, plural) = (if min == N { "exactly" } else { "at most" }, plural(N));
        return Err(cx.raise(
            &table::TYPE_ERROR,
            format_args!("{function}() takes {limit} {N} argument{plural} ({given} given)"),
        ));
    }
    for (slot, value) in bound.iter_mut().zip(positional) {
        *slot = Some(*value);
    }
    for (name, value) in args.names.iter().zip(args.keyword_values()) {
        let text = name.cast::<Str>().map_or(&b""[..], Str::as_bytes);
        let Some(index) = names.iter().position(|known| known.as_bytes() == text) else {
            let text = String::from_utf8_lossy(text);
            return Err(cx.raise(
                &table::TYPE_ERROR,
                format_args!("'{text}' is an invalid keyword argument for this function"),
            ));
        };
        if bound[index].is_some() {
            return Err(cx.raise(
                &table::TYPE_ERROR,
                format_args!(
                    "Argument given by name ('{}') and position ({})",
                    names[index],
                    index + 1
                ),
            ));
        }
        bound[index] = Some(*value);
    }
    for (index, value) in bound.iter().enumerate().take(min) {
        if value.is_none() {
            return Err(cx.raise(
                &table::TYPE_ERROR,
                format_args!("Required argument '{}' (pos {}) not found", names[index], index + 1),
            ));
        }
    }
    Ok(bound)
}

/// Checks a call that takes positional arguments only, `min..=max` of them.
///
/// # Errors
/// Raises `TypeError` otherwise.
pub fn positional<'a>(
    cx: &Cx,
    function: &str,
    args: CallArgs<'a>,
    min: usize,
    max: usize,
) -> PyResult<&'a [Ref<'a>]> {
    if !args.names.is_empty() {
        return Err(cx.raise(
            &table::TYPE_ERROR,
            format_args!("{function}() does not take keyword arguments"),
        ));
    }
    let given = args.args.len();
    if given < min || given > max {
        return Err(super::call::raise_unpack(cx, function, given, min, max));
    }
    Ok(args.args)
}

fn plural(count: usize) -> &'static str {
    if count == 1 { "" } else { "s" }
}
