//! Calling.
//!
//! `call` goes through the type's call slot; natives declared by tables are called by
//! `call_native`, which checks the number and names of arguments and says what CPython says when
//! they are wrong.

use super::attr;
use crate::builtins::str::{Str, intern_bytes};
use crate::cx::Cx;
use crate::exceptions::{PyResult, Raised, table};
use crate::object::{Owned, Ref};
use crate::types::def::{Args, OptionalArgs, RawArgs};
use crate::types::{CallArgs, Effects, MethodDef, Native};

/// Calls an object.
///
/// # Errors
/// Raises `TypeError` if it is not callable, and what the call raises.
#[inline]
pub fn call(cx: &Cx, function: Ref<'_>, args: CallArgs<'_>) -> PyResult {
    let Some(slot) = function.ty().slots.call.get() else {
        return Err(not_callable(cx, function));
    };
    let depth = enter(cx)?;
    let result = slot(cx, function, args);
    cx.head.depth.set(depth);
    result
}

/// Counts a call that CPython 2.7 counts among the nested ones; returns the depth so far, to be
/// set again behind it.
///
/// # Errors
/// Raises `RuntimeError` when the limit is reached.
#[inline]
pub(crate) fn enter(cx: &Cx) -> PyResult<u32> {
    let depth = cx.head.depth.get();
    if depth >= cx.head.depth_limit.get() || cx.stack_low() {
        return Err(recursion_error(cx));
    }
    cx.head.depth.set(depth + 1);
    Ok(depth)
}

/// Calls a native function as CPython's interpreter does, without counting it as a nested call.
///
/// # Errors
/// See [`call`].
pub(crate) fn call_directly(cx: &Cx, function: Ref<'_>, args: CallArgs<'_>) -> PyResult {
    match function.ty().slots.call.get() {
        Some(slot) => slot(cx, function, args),
        None => Err(not_callable(cx, function)),
    }
}

#[cold]
fn not_callable(cx: &Cx, function: Ref<'_>) -> Raised {
    let name = function.ty().name();
    cx.raise(&table::TYPE_ERROR, format_args!("'{name}' object is not callable"))
}

/// Raises the error of calls that nest too deep.
#[cold]
pub fn recursion_error(cx: &Cx) -> Raised {
    cx.raise(
        &table::RUNTIME_ERROR,
        format_args!("maximum recursion depth exceeded while calling a Python object"),
    )
}

/// Calls without arguments.
///
/// # Errors
/// See [`call`].
pub fn call0(cx: &Cx, function: Ref<'_>) -> PyResult {
    call(cx, function, CallArgs::NONE)
}

/// Calls with one argument.
///
/// # Errors
/// See [`call`].
pub fn call1(cx: &Cx, function: Ref<'_>, arg: Ref<'_>) -> PyResult {
    call(cx, function, CallArgs::positional_only(&[arg]))
}

/// Calls with two arguments.
///
/// # Errors
/// See [`call`].
pub fn call2(cx: &Cx, function: Ref<'_>, first: Ref<'_>, second: Ref<'_>) -> PyResult {
    call(cx, function, CallArgs::positional_only(&[first, second]))
}

/// Calls with positional arguments.
///
/// # Errors
/// See [`call`].
pub fn call_positional(cx: &Cx, function: Ref<'_>, args: &[Ref<'_>]) -> PyResult {
    call(cx, function, CallArgs::positional_only(args))
}

/// Calls with a receiver in front of the arguments.
///
/// # Errors
/// See [`call`].
pub fn call_with_receiver(
    cx: &Cx,
    function: Ref<'_>,
    recv: Ref<'_>,
    args: CallArgs<'_>,
) -> PyResult {
    let mut all = Vec::with_capacity(args.args.len() + 1);
    all.push(recv);
    all.extend_from_slice(args.args);
    call(cx, function, CallArgs { args: &all, names: args.names })
}

/// Calls the attribute `name` of an object.
///
/// # Errors
/// Raises what reading the attribute or the call raises.
pub fn call_method(cx: &Cx, object: Ref<'_>, name: Ref<'_>, args: &[Ref<'_>]) -> PyResult {
    let method = attr::get_attr(cx, object, name)?;
    call(cx, method.borrow(), CallArgs::positional_only(args))
}

/// Calls a native of a table.
///
/// # Errors
/// Raises `TypeError` for wrong arguments, and what the native raises.
#[inline]
pub fn call_native(cx: &Cx, def: &MethodDef, recv: Ref<'_>, args: CallArgs<'_>) -> PyResult {
    match def.call {
        Native::NoArgs(func) if args.args.is_empty() => func(cx, recv),
        Native::One(func) if args.args.len() == 1 && args.names.is_empty() => {
            func(cx, recv, args.args[0])
        }
        Native::Positional { min, max, func }
            if args.names.is_empty()
                && args.args.len() >= min as usize
                && args.args.len() <= max as usize =>
        {
            func(cx, recv, Args::new(args.args))
        }
        Native::Keywords { min, names, func } => {
            call_keywords(cx, def, recv, args, Signature { min: min as usize, names, func })
        }
        Native::Raw(func) => {
            func(cx, recv, RawArgs { args: Args::new(args.args), names: Args::new(args.names) })
        }
        Native::NoArgs(_) | Native::One(_) | Native::Positional { .. } => {
            Err(wrong_arguments(cx, def, args))
        }
    }
}

#[cold]
fn wrong_arguments(cx: &Cx, def: &MethodDef, args: CallArgs<'_>) -> Raised {
    let (name, given) = (def.name, args.args.len());
    if !args.names.is_empty() {
        return cx.raise(&table::TYPE_ERROR, format_args!("{name}() takes no keyword arguments"));
    }
    let (min, max) = match def.call {
        Native::NoArgs(_) => {
            return cx.raise(
                &table::TYPE_ERROR,
                format_args!("{name}() takes no arguments ({given} given)"),
            );
        }
        Native::One(_) if def.effects.0 & Effects::PARSE.0 != 0 => (1, 1),
        Native::One(_) => {
            return cx.raise(
                &table::TYPE_ERROR,
                format_args!("{name}() takes exactly one argument ({given} given)"),
            );
        }
        Native::Positional { min, max, .. } => (min as usize, max as usize),
        Native::Keywords { .. } | Native::Raw(_) => (0, usize::MAX),
    };
    if def.effects.0 & Effects::UNPACK.0 != 0 {
        return raise_unpack(cx, name, given, min, max);
    }
    raise_arity(cx, name, given, min, max)
}

/// Raises the error of natives that parse their arguments: `f() takes at most 2 arguments (3 given)`.
#[cold]
pub fn raise_arity(cx: &Cx, name: &str, given: usize, min: usize, max: usize) -> Raised {
    let (word, bound) = if min == max {
        ("exactly", max)
    } else if given < min {
        ("at least", min)
    } else {
        ("at most", max)
    };
    let plural = if bound == 1 { "" } else { "s" };
    cx.raise(
        &table::TYPE_ERROR,
        format_args!("{name}() takes {word} {bound} argument{plural} ({given} given)"),
    )
}

/// Raises the error of natives that unpack their arguments: `f expected at most 2 arguments, got 3`.
#[cold]
pub fn raise_unpack(cx: &Cx, name: &str, given: usize, min: usize, max: usize) -> Raised {
    let (word, bound) = if min == max {
        ("", max)
    } else if given < min {
        ("at least ", min)
    } else {
        ("at most ", max)
    };
    cx.raise(
        &table::TYPE_ERROR,
        format_args!("{name} expected {word}{bound} arguments, got {given}"),
    )
}

/// What a native with named arguments wants.
struct Signature {
    min: usize,
    names: &'static [&'static str],
    func: extern "C" fn(&Cx, Ref<'_>, OptionalArgs<'_>) -> PyResult,
}

fn call_keywords(
    cx: &Cx,
    def: &MethodDef,
    recv: Ref<'_>,
    args: CallArgs<'_>,
    signature: Signature,
) -> PyResult {
    const INLINE: usize = 8;
    let count = signature.names.len();
    if count <= INLINE {
        let mut bound: [Option<Ref<'_>>; INLINE] = [None; INLINE];
        bind_keywords(cx, def.name, args, signature.min, signature.names, &mut bound[..count])?;
        return (signature.func)(cx, recv, OptionalArgs::new(&bound[..count]));
    }
    let mut bound = vec![None; count];
    bind_keywords(cx, def.name, args, signature.min, signature.names, &mut bound)?;
    (signature.func)(cx, recv, OptionalArgs::new(&bound))
}

/// Sorts positional and keyword arguments into `bound`, one place a name; the first `min` are
/// required. For natives that get raw arguments.
///
/// # Errors
/// Raises `TypeError` with CPython's text.
pub fn bind_keywords<'a>(
    cx: &Cx,
    function: &str,
    args: CallArgs<'a>,
    min: usize,
    names: &[&str],
    bound: &mut [Option<Ref<'a>>],
) -> PyResult<()> {
    let given = args.args.len();
    if given > names.len() {
        let (most, plural) = (names.len(), if names.len() == 1 { "" } else { "s" });
        return Err(cx.raise(
            &table::TYPE_ERROR,
            format_args!("{function}() takes at most {most} argument{plural} ({given} given)"),
        ));
    }
    let positional = args.positional();
    for (place, value) in bound.iter_mut().zip(positional) {
        *place = Some(*value);
    }
    let mut used = 0;
    for (position, name) in names.iter().enumerate() {
        let keyword = keyword_value(args, name);
        match (keyword, position < positional.len()) {
            (Some(_), true) => {
                return Err(cx.raise(
                    &table::TYPE_ERROR,
                    format_args!(
                        "Argument given by name ('{name}') and position ({})",
                        position + 1
                    ),
                ));
            }
            (Some(value), false) => {
                bound[position] = Some(value);
                used += 1;
            }
            (None, false) if position < min => {
                return Err(cx.raise(
                    &table::TYPE_ERROR,
                    format_args!("Required argument '{name}' (pos {}) not found", position + 1),
                ));
            }
            (None, _) => {}
        }
    }
    if used == args.names.len() {
        return Ok(());
    }
    if args.names.iter().any(|name| name.cast::<Str>().is_none()) {
        return Err(cx.raise(&table::TYPE_ERROR, format_args!("keywords must be strings")));
    }
    let unknown = args.names.iter().find_map(|name| {
        let text = keyword_name(*name);
        (!names.contains(&text.as_str())).then_some(text)
    });
    Err(cx.raise(
        &table::TYPE_ERROR,
        format_args!(
            "'{}' is an invalid keyword argument for this function",
            unknown.unwrap_or_default()
        ),
    ))
}

/// Returns the value of a keyword argument.
pub fn keyword_value<'a>(args: CallArgs<'a>, name: &str) -> Option<Ref<'a>> {
    let position = args.names.iter().position(|given| match given.cast::<Str>() {
        Some(given) => given.as_bytes() == name.as_bytes(),
        None => keyword_name(*given) == name,
    })?;
    args.keyword_values().get(position).copied()
}

/// The text of a keyword argument's name, which may be unicode.
pub(crate) fn keyword_name(name: Ref<'_>) -> String {
    match (name.cast::<Str>(), name.cast::<crate::builtins::unicode::Unicode>()) {
        (Some(text), _) => text.to_text().into_owned(),
        (_, Some(text)) => text.to_text(),
        _ => String::new(),
    }
}

/// Refuses keyword arguments: for natives with raw arguments that take none.
///
/// # Errors
/// Raises `TypeError`.
pub fn no_keywords(cx: &Cx, function: &str, args: CallArgs<'_>) -> PyResult<()> {
    if args.names.is_empty() {
        return Ok(());
    }
    Err(cx.raise(&table::TYPE_ERROR, format_args!("{function} does not take keyword arguments")))
}

/// Returns whether an object can be called.
pub fn is_callable(object: Ref<'_>) -> bool {
    if let Some(instance) = object.cast::<crate::builtins::instance::Instance>() {
        return crate::builtins::instance::has_attribute(
            instance,
            crate::object::names::CALL.as_ref(),
        );
    }
    object.ty().slots.call.get().is_some()
}

/// Binds a class attribute to an object, as reading it through the object does.
///
/// # Errors
/// Raises what the descriptor raises.
pub fn bind(cx: &Cx, descriptor: Ref<'_>, recv: Ref<'_>) -> PyResult {
    match descriptor.ty().slots.descr_get.get() {
        Some(get) => get(cx, descriptor, Some(recv), Some(recv.ty().as_ref())),
        None => Ok(descriptor.own()),
    }
}

/// Returns the name of a value's type, for messages.
pub fn type_name(object: Ref<'_>) -> String {
    object.ty().name()
}

/// Returns the name of an argument's type, for messages of natives that parse their arguments.
pub fn argument_name(object: Ref<'_>) -> String {
    if object.is_none() { "None".to_owned() } else { object.ty().name() }
}

/// Makes a vector of borrowed values.
pub fn borrow_all(values: &[Owned]) -> Vec<Ref<'_>> {
    values.iter().map(Owned::borrow).collect()
}

/// Imports a module by its full name.
///
/// # Errors
/// Raises `ImportError` and what the module raises.
pub fn import_module(cx: &Cx, name: &str) -> PyResult {
    crate::modules::import::import_name(cx, name)
}

/// Raises an exception of a class that a module keeps under `name`.
#[cold]
pub fn raise_of(cx: &Cx, module: &str, name: &str, message: &str) -> Raised {
    let raise = || -> PyResult<Raised> {
        let module = import_module(cx, module)?;
        let class =
            attr::get_attr(cx, module.borrow(), intern_bytes(cx, name.as_bytes()).borrow())?;
        let text = Str::new(cx, message.as_bytes())?;
        Ok(cx.raise_with(class.borrow(), Some(text)))
    };
    raise().unwrap_or_else(|raised| raised)
}
