//! Putting the arguments of a call into the registers of a new frame.
//!
//! Always true: parameters come first among the registers: positional ones, then `*args`, then
//! `**kwargs`. Registers that get no value stay unbound, so a frame whose binding fails can be
//! recycled as it is. See CPython 2.7's `PyEval_EvalCodeEx` for the order of checks.

use crate::builtins::code::Code;
use crate::builtins::dict::Dict;
use crate::builtins::frame::{Frame, FramePtr};
use crate::builtins::function::Function;
use crate::builtins::str::Str;
use crate::builtins::tuple::Tuple;
use crate::builtins::unicode::Unicode;
use crate::cx::Cx;
use crate::exceptions::{PyResult, Raised, table};
use crate::object::Ref;
use crate::protocol;
use crate::types::CallArgs;
use ir::code::flags;

/// Binds `args` to the parameters of `function`.
///
/// # Errors
/// `TypeError` with CPython's text if they do not fit.
pub(crate) fn bind(
    cx: &Cx,
    function: &Function,
    frame: FramePtr,
    args: CallArgs<'_>,
) -> PyResult<()> {
    let code = frame.code();
    let positional = args.positional();
    let parameters = usize::from(code.arg_count);
    let starred = code.flags & (flags::VARARGS | flags::VARKEYWORDS) != 0;
    if parameters == 0 && !starred {
        if args.args.is_empty() {
            return Ok(());
        }
        let (name, given) = (name_of(code), args.args.len());
        let message = format_args!("{name}() takes no arguments ({given} given)");
        return Err(cx.raise(&table::TYPE_ERROR, message));
    }
    if positional.len() > parameters && !code.has(flags::VARARGS) {
        return Err(too_many(cx, function, code, args));
    }
    for (register, value) in positional.iter().take(parameters).enumerate() {
        frame.put(register as u16, value.own().into_word());
    }
    let mut next = code.arg_count;
    if code.has(flags::VARARGS) {
        let rest = positional.get(parameters..).unwrap_or(&[]);
        frame.put(next, Tuple::from_refs(cx, rest)?.into_word());
        next += 1;
    }
    if code.has(flags::VARKEYWORDS) {
        frame.put(next, Dict::new(cx)?.into_word());
    }
    for (name, value) in args.names.iter().zip(args.keyword_values()) {
        bind_keyword(cx, code, frame, *name, *value)?;
    }
    if positional.len() < parameters {
        fill_defaults(cx, function, code, frame, positional.len())?;
    }
    Ok(())
}

fn name_of(code: &Code) -> String {
    code.name().cast::<Str>().map_or_else(String::new, |name| name.to_text().into_owned())
}

#[cold]
fn too_many(cx: &Cx, function: &Function, code: &Code, args: CallArgs<'_>) -> Raised {
    let word = if function.defaults().is_empty() { "exactly" } else { "at most" };
    arity_error(cx, code, word, usize::from(code.arg_count), args.args.len())
}

#[cold]
fn arity_error(cx: &Cx, code: &Code, word: &str, wanted: usize, given: usize) -> Raised {
    let plural = if wanted == 1 { "" } else { "s" };
    let name = name_of(code);
    cx.raise(
        &table::TYPE_ERROR,
        format_args!("{name}() takes {word} {wanted} argument{plural} ({given} given)"),
    )
}

fn bind_keyword(
    cx: &Cx,
    code: &Code,
    frame: FramePtr,
    name: Ref<'_>,
    value: Ref<'_>,
) -> PyResult<()> {
    let text = if let Some(text) = name.cast::<Str>() {
        text.as_bytes().to_vec()
    } else if let Some(text) = name.cast::<Unicode>() {
        text.to_text().into_bytes()
    } else {
        let function = name_of(code);
        let message = format_args!("{function}() keywords must be strings");
        return Err(cx.raise(&table::TYPE_ERROR, message));
    };
    let known = &code.ir().var_names[..usize::from(code.arg_count)];
    let shown = String::from_utf8_lossy(&text);
    if let Some(register) = known.iter().position(|known| known.as_bytes() == text) {
        if !frame.get(register as u16).is_unbound() {
            let function = name_of(code);
            let message =
                format_args!("{function}() got multiple values for keyword argument '{shown}'");
            return Err(cx.raise(&table::TYPE_ERROR, message));
        }
        frame.put(register as u16, value.own().into_word());
        return Ok(());
    }
    if !code.has(flags::VARKEYWORDS) {
        let function = name_of(code);
        let message = format_args!("{function}() got an unexpected keyword argument '{shown}'");
        return Err(cx.raise(&table::TYPE_ERROR, message));
    }
    let register = code.arg_count + u16::from(code.has(flags::VARARGS));
    protocol::mapping::set_item(cx, frame.value(register), name, value)
}

fn fill_defaults(
    cx: &Cx,
    function: &Function,
    code: &Code,
    frame: FramePtr,
    given: usize,
) -> PyResult<()> {
    let parameters = usize::from(code.arg_count);
    let defaults = function.defaults();
    let required = parameters.saturating_sub(defaults.len());
    let bound = |register: usize| !frame.get(register as u16).is_unbound();
    for register in given..required {
        if !bound(register) {
            let exact = defaults.is_empty() && !code.has(flags::VARARGS);
            let word = if exact { "exactly" } else { "at least" };
            let count = (0..parameters).filter(|register| bound(*register)).count();
            return Err(arity_error(cx, code, word, required, count));
        }
    }
    let surplus = defaults.len().saturating_sub(parameters);
    for (index, value) in defaults[surplus..].iter().enumerate() {
        if !bound(required + index) {
            frame.put((required + index) as u16, value.own().into_word());
        }
    }
    Ok(())
}

/// Copies the cells of the closure into the frame's free variables.
#[inline]
pub(crate) fn bind_closure(function: &Function, code: &Code, frame: &Frame) {
    if code.free_count == 0 {
        return;
    }
    let first = code.first_temp - code.free_count;
    for (index, cell) in function.closure().iter().enumerate().take(usize::from(code.free_count)) {
        frame.put(first + index as u16, cell.own().into_word());
    }
}
