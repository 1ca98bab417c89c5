//! Builtin functions that compile, run and import code.

use crate::builtins::code::Code;
use crate::builtins::dict::Dict;
use crate::builtins::str::Str;
use crate::builtins::unicode::Unicode;
use crate::cx::Cx;
use crate::exceptions::{PyResult, table};
use crate::interp;
use crate::interp::last::{self, Left, Rest, Tail};
use crate::object::{Owned, Ref, names};
use crate::protocol::{call, number};
use ir::source_compiler::{CompileFlags, Mode};

pub(super) fn apply(cx: &Cx, _: Ref<'_>, args: &[Ref<'_>]) -> PyResult {
    let tail = cx.last_calls.take();
    let positional = match args.get(1) {
        Some(items) => {
            if !crate::protocol::sequence::is_sequence(cx, *items) {
                let ty = call::type_name(*items);
                return Err(cx.raise(
                    &table::TYPE_ERROR,
                    format_args!("apply() arg 2 expected sequence, found {ty}"),
                ));
            }
            crate::protocol::sequence::to_vec(cx, *items)?
        }
        None => Vec::new(),
    };
    let mut values: Vec<Owned> = positional;
    let mut keywords = Vec::new();
    if let Some(mapping) = args.get(2) {
        let Some(dict) = mapping.cast::<Dict>() else {
            let ty = call::type_name(*mapping);
            return Err(cx.raise(
                &table::TYPE_ERROR,
                format_args!("apply() arg 3 expected dictionary, found {ty}"),
            ));
        };
        let mut position = 0;
        while let Some((key, value)) = dict.next_entry(&mut position) {
            keywords.push(key);
            values.push(value);
        }
    }
    if tail.is_given() {
        return Err(cx.last_calls.leave(Left::Call(args[0].own(), values, keywords)));
    }
    let values: Vec<Ref<'_>> = values.iter().map(Owned::borrow).collect();
    let keywords: Vec<Ref<'_>> = keywords.iter().map(Owned::borrow).collect();
    call::call(cx, args[0], crate::types::CallArgs { args: &values, names: &keywords })
}

pub(super) fn globals(cx: &Cx, _: Ref<'_>) -> PyResult {
    interp::current_globals(cx)
        .ok_or_else(|| cx.raise(&table::SYSTEM_ERROR, format_args!("globals: no frame is active")))
}

pub(super) fn locals(cx: &Cx, _: Ref<'_>) -> PyResult {
    interp::current_locals(cx)
}

/// `__future__` bits and others that `compile()` takes.
const FUTURE_MASK: i64 = 0x3_e000 | 0x10;
const DONT_IMPLY_DEDENT: i64 = 0x200;
const ONLY_AST: i64 = 0x400;

pub(super) fn compile(cx: &Cx, _: Ref<'_>, args: &[Option<Ref<'_>>]) -> PyResult {
    let source = args[0].expect("required by the table");
    let filename = text_argument(cx, "compile", 2, args[1].expect("required by the table"))?;
    let mode = text_argument(cx, "compile", 3, args[2].expect("required by the table"))?;
    let flags = args[3].map_or(Ok(0), |flags| number::as_i64(cx, flags))?;
    let dont_inherit = match args[4] {
        Some(value) => number::as_i64(cx, value)? != 0,
        None => false,
    };
    if flags & !(FUTURE_MASK | DONT_IMPLY_DEDENT | ONLY_AST) != 0 {
        return Err(cx.raise(&table::VALUE_ERROR, format_args!("compile(): unrecognised flags")));
    }
    let mode = match mode.borrow().recv::<Str>().as_bytes() {
        b"exec" => Mode::Exec,
        b"eval" => Mode::Eval,
        b"single" => Mode::Single,
        _ => {
            return Err(cx.raise(
                &table::VALUE_ERROR,
                format_args!("compile() arg 3 must be 'exec', 'eval' or 'single'"),
            ));
        }
    };
    let mut compile_flags = CompileFlags {
        future: (flags & FUTURE_MASK) as u32,
        dont_imply_dedent: flags & DONT_IMPLY_DEDENT != 0,
        optimize: cx.vm().settings.optimize,
        ..CompileFlags::default()
    };
    if !dont_inherit {
        compile_flags.future |= interp::current_future_flags(cx);
    }
    let filename = filename.borrow().recv::<Str>().as_bytes();
    let trees = cx.vm().trees.get();
    if let Some(trees) = trees
        && (trees.is_tree)(cx, source)
    {
        if flags & ONLY_AST != 0 {
            return Ok(source.own());
        }
        return (trees.compile)(cx, source, filename, mode, compile_flags);
    }
    if flags & ONLY_AST != 0 {
        let Some(trees) = trees else {
            let message = format_args!("compile() to a syntax tree is not available");
            return Err(cx.raise(&table::NOT_IMPLEMENTED_ERROR, message));
        };
        let bytes = source_bytes(cx, source, &mut compile_flags)?;
        return (trees.parse)(cx, &bytes, filename, mode, compile_flags);
    }
    compile_source(cx, source, filename, mode, compile_flags)
}

/// A function that makes something of source text: text, file name, mode, flags.
pub(crate) type FromText = fn(&Cx, &[u8], &[u8], Mode, CompileFlags) -> PyResult;
/// A function that makes something of a tree.
pub(crate) type FromTree = fn(&Cx, Ref<'_>, &[u8], Mode, CompileFlags) -> PyResult;

/// What `compile()` does with syntax trees, plugged in from outside.
pub struct Trees {
    /// Whether a value is a tree.
    pub is_tree: fn(&Cx, Ref<'_>) -> bool,
    /// Source text to a tree.
    pub parse: FromText,
    /// A tree to a code object.
    pub compile: FromTree,
}

fn text_argument(cx: &Cx, function: &str, number: usize, value: Ref<'_>) -> PyResult {
    let text = match value.cast::<Unicode>() {
        Some(_) => Some(crate::protocol::repr::str(cx, value)?),
        None => value.cast::<Str>().map(|_| value.own()),
    };
    if let Some(text) = text {
        if text.borrow().recv::<Str>().as_bytes().contains(&0) {
            return Err(cx.raise(
                &table::TYPE_ERROR,
                format_args!(
                    "{function}() argument {number} must be string without null bytes, not {}",
                    call::type_name(value)
                ),
            ));
        }
        return Ok(text);
    }
    let ty = parsed_type_name(value);
    Err(cx.raise(
        &table::TYPE_ERROR,
        format_args!("{function}() argument {number} must be string, not {ty}"),
    ))
}

/// How natives that parse their arguments name the type of a wrong one.
fn parsed_type_name(value: Ref<'_>) -> String {
    if value.is_none() { "None".to_owned() } else { call::type_name(value) }
}

/// Compiles a str, unicode or buffer object.
fn compile_source(
    cx: &Cx,
    source: Ref<'_>,
    filename: &[u8],
    mode: Mode,
    mut flags: CompileFlags,
) -> PyResult {
    let bytes = source_bytes(cx, source, &mut flags)?;
    interp::compile(cx, &bytes, filename, mode, flags)
}

/// The bytes of a source argument.
fn source_bytes(cx: &Cx, source: Ref<'_>, flags: &mut CompileFlags) -> PyResult<Vec<u8>> {
    let bytes = if let Some(text) = source.cast::<Str>() {
        text.as_bytes().to_vec()
    } else if let Some(text) = source.cast::<Unicode>() {
        flags.source_is_utf8 = true;
        text.to_text().into_bytes()
    } else if let Some(bytes) = crate::protocol::buffer::bytes(cx, source)? {
        bytes.into_owned()
    } else {
        return Err(cx.raise(&table::TYPE_ERROR, format_args!("expected a readable buffer object")));
    };
    if bytes.contains(&0) {
        return Err(cx.raise(
            &table::TYPE_ERROR,
            format_args!("compile() expected string without null bytes"),
        ));
    }
    Ok(bytes)
}

pub(super) fn eval(cx: &Cx, _: Ref<'_>, args: &[Ref<'_>]) -> PyResult {
    let tail = cx.last_calls.take();
    let (globals, locals) = namespaces(cx, args.get(1).copied(), args.get(2).copied(), "eval")?;
    let code = if args[0].cast::<Code>().is_some() {
        if !args[0].recv::<Code>().free_names_are_empty() {
            return Err(cx.raise(
                &table::TYPE_ERROR,
                format_args!("code object passed to eval() may not contain free variables"),
            ));
        }
        args[0].own()
    } else {
        let is_text = args[0].cast::<Str>().is_some() || args[0].cast::<Unicode>().is_some();
        if !is_text {
            return Err(cx.raise(
                &table::TYPE_ERROR,
                format_args!("eval() arg 1 must be a string or code object"),
            ));
        }
        let source = if let Some(text) = args[0].cast::<Str>() {
            let bytes = text.as_bytes();
            let start = bytes.iter().take_while(|byte| matches!(**byte, b' ' | b'\t')).count();
            Str::new(cx, &bytes[start..])?
        } else {
            let points: Vec<u32> = args[0]
                .recv::<Unicode>()
                .code_points()
                .iter()
                .copied()
                .skip_while(|point| *point == 32 || *point == 9)
                .collect();
            Unicode::new(cx, &points)?
        };
        let flags = CompileFlags {
            future: interp::current_future_flags(cx),
            optimize: cx.vm().settings.optimize,
            ..CompileFlags::default()
        };
        compile_source(cx, source.borrow(), b"<string>", Mode::Eval, flags)?
    };
    let frame = interp::frame_of_code(cx, code.borrow(), globals.borrow(), locals.borrow());
    last::run(cx, tail, frame, None)
}

/// The namespaces of `eval` and `execfile`: given, or those of the caller.
fn namespaces(
    cx: &Cx,
    globals: Option<Ref<'_>>,
    locals: Option<Ref<'_>>,
    function: &str,
) -> PyResult<(Owned, Owned)> {
    if function == "execfile"
        && let Some(globals) = &globals
        && globals.cast::<Dict>().is_none()
    {
        let ty = parsed_type_name(*globals);
        return Err(cx.raise(
            &table::TYPE_ERROR,
            format_args!("execfile() argument 2 must be dict, not {ty}"),
        ));
    }
    let given = |value: Option<Ref<'_>>| value.filter(|value| !value.is_none()).map(Ref::own);
    let (globals, locals) = (given(globals), given(locals));
    if let Some(locals) = &locals
        && !is_mapping(locals.borrow())
    {
        return Err(cx.raise(&table::TYPE_ERROR, format_args!("locals must be a mapping")));
    }
    if let Some(globals) = &globals
        && globals.borrow().cast::<Dict>().is_none()
    {
        let text = if function == "eval"
            && locals.is_none()
            && globals.borrow().ty().slots.subscript.get().is_some()
        {
            "globals must be a real dict; try eval(expr, {}, mapping)"
        } else {
            "globals must be a dict"
        };
        return Err(cx.raise(&table::TYPE_ERROR, format_args!("{text}")));
    }
    let (globals, locals) = match (globals, locals) {
        (Some(globals), Some(locals)) => (globals, locals),
        (Some(globals), None) => (globals.clone(), globals),
        (None, locals) => {
            let globals = globals_of_caller(cx)?;
            let locals = match locals {
                Some(locals) => locals,
                None => interp::current_locals(cx)?,
            };
            (globals, locals)
        }
    };
    let dict = globals.borrow().recv::<Dict>();
    if dict.get_str(names::BUILTINS.as_ref()).is_none() {
        let builtins = interp::current_builtins(cx);
        dict.set_str(cx, names::BUILTINS.as_ref(), builtins.borrow())?;
    }
    Ok((globals, locals))
}

/// Whether CPython takes it for a mapping: it has items by key and is not sliced as a sequence.
fn is_mapping(value: Ref<'_>) -> bool {
    let slots = &value.ty().slots;
    if let Some(instance) = value.cast::<crate::builtins::instance::Instance>() {
        return crate::builtins::instance::has_attribute(instance, names::GETITEM.as_ref());
    }
    slots.subscript.get().is_some() && slots.slice.get().is_none()
}

fn globals_of_caller(cx: &Cx) -> PyResult {
    globals(cx, crate::object::none())
}

/// What remains of `execfile`: its value is None.
struct Executed;

impl Rest for Executed {
    fn go_on(self: Box<Self>, _: &Cx, _: Tail, outcome: PyResult) -> PyResult {
        outcome.map(|_| Owned::none())
    }
}

pub(super) fn execfile(cx: &Cx, _: Ref<'_>, args: &[Ref<'_>]) -> PyResult {
    let tail = cx.last_calls.take();
    let filename = text_argument(cx, "execfile", 1, args[0])?;
    if let Some(globals) = args.get(1).filter(|globals| globals.cast::<Dict>().is_none()) {
        let ty = call::argument_name(*globals);
        return Err(cx.raise(
            &table::TYPE_ERROR,
            format_args!("execfile() argument 2 must be dict, not {ty}"),
        ));
    }
    let (globals, locals) = namespaces(cx, args.get(1).copied(), args.get(2).copied(), "execfile")?;
    let path = filename.borrow().recv::<Str>().as_bytes();
    let source = crate::modules::import::read_source(cx, path)?;
    let flags = CompileFlags {
        future: interp::current_future_flags(cx),
        optimize: cx.vm().settings.optimize,
        from_file: true,
        ..CompileFlags::default()
    };
    let code = interp::compile(cx, &source, path, Mode::Exec, flags)?;
    let frame = interp::frame_of_code(cx, code.borrow(), globals.borrow(), locals.borrow());
    last::run(cx, tail, frame, Some(Box::new(Executed)))
}

pub(super) fn import(cx: &Cx, _: Ref<'_>, args: &[Option<Ref<'_>>]) -> PyResult {
    let tail = cx.last_calls.take();
    let name = text_argument(cx, "__import__", 1, args[0].expect("required by the table"))?;
    let level = args[4].map_or(Ok(-1), |level| number::as_i64(cx, level))?;
    crate::modules::import::import(cx, tail, name.borrow(), args[1], args[3], level)
}

pub(super) fn reload(cx: &Cx, _: Ref<'_>, module: Ref<'_>) -> PyResult {
    crate::modules::import::reload(cx, module)
}
