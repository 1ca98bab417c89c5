//! UNSAFE ISLAND: Python functions.
//!
//! Always true: `code` is a code object and `globals` a dict for the function's whole life;
//! `closure` has exactly one cell for each free variable of the code. A code object that is
//! replaced stays alive, because running frames reach theirs through the function.
//!
//! Obligation: (1) `code_ptr` always points to the code object that `code` counts.

use crate::builtins::cell::Cell as PyCell;
use crate::builtins::code::Code;
use crate::builtins::dict::Dict;
use crate::builtins::method::Method;
use crate::builtins::str::Str;
use crate::builtins::tuple::Tuple;
use crate::cx::Cx;
use crate::exceptions::{PyResult, table};
use crate::object::{Field, Header, Owned, Ref, allocate, attrs, names};
use crate::protocol;
use crate::types::{CallArgs, Type};
use std::cell::Cell;

/// Memory of a function.
#[repr(C)]
pub struct Function {
    pub(crate) head: Header,
    /// `func_code`
    pub(crate) code: Field,
    /// The same as a pointer.
    code_ptr: Cell<*const Code>,
    /// `func_globals`
    pub(crate) globals: Field,
    /// The builtins its code sees.
    pub(crate) builtins: Field,
    /// `func_defaults`: a tuple or empty.
    pub(crate) defaults: Field,
    /// `func_closure`: a tuple of cells or empty.
    pub(crate) closure: Field,
    /// `func_name`
    pub(crate) name: Field,
    /// `func_doc`
    pub(crate) doc: Field,
    /// `__module__`
    pub(crate) module: Field,
}

crate::py_type! {
    /// Makes a function of a code object and a dict of globals.
    pub static FUNCTION: Function = "function" {
        flags: [GC, WEAKREF, HAS_DICT, METHOD_LIKE],
        slots {
            new: new, traverse: traverse, clear: clear, repr: repr, descr_get: descr_get,
            get_attr: protocol::attr::generic_get_attr, set_attr: protocol::attr::generic_set_attr
        }
        getset {
            /// The code.
            "func_code" => get_code, set_code;
            /// The code.
            "__code__" => get_code, set_code;
            /// The globals.
            member "func_globals" => get_globals;
            /// The globals.
            member "__globals__" => get_globals;
            /// Values of the last parameters, or None.
            "func_defaults" => get_defaults, set_defaults;
            /// Values of the last parameters, or None.
            "__defaults__" => get_defaults, set_defaults;
            /// Cells of the free variables, or None.
            member "func_closure" => get_closure;
            /// Cells of the free variables, or None.
            member "__closure__" => get_closure;
            /// The name.
            "func_name" => get_name, set_name;
            /// The name.
            "__name__" => get_name, set_name;
            /// The docstring, or None.
            member "func_doc" => get_doc, set_doc;
            /// The docstring, or None.
            member "__doc__" => get_doc, set_doc;
            /// Name of the module, or None.
            member "__module__" => get_module, set_module;
            /// Attributes of its own.
            "func_dict" => get_dict, set_dict;
            /// Attributes of its own.
            "__dict__" => get_dict, set_dict;
        }
    }
}

impl Function {
    /// Makes a function; module name and docstring are taken from globals and code.
    ///
    /// # Errors
    /// Raises `MemoryError`.
    pub fn new(
        cx: &Cx,
        code: Ref<'_>,
        globals: Ref<'_>,
        builtins: Ref<'_>,
        defaults: Option<Owned>,
        closure: Option<Owned>,
    ) -> PyResult {
        let body = code.recv::<Code>();
        let doc = body.constants().first().cloned().filter(|doc| {
            doc.borrow().cast::<Str>().is_some()
                || doc.borrow().cast::<crate::builtins::unicode::Unicode>().is_some()
        });
        let module = globals.recv::<Dict>().get_str(names::NAME.as_ref());
        let function = Function {
            head: Header::new(&FUNCTION),
            code: Field::new(code.own()),
            code_ptr: Cell::new(body),
            globals: Field::new(globals.own()),
            builtins: Field::new(builtins.own()),
            defaults: Field::from_option(defaults),
            closure: Field::from_option(closure),
            name: Field::new(body.name().own()),
            doc: Field::new(doc.unwrap_or_else(Owned::none)),
            module: Field::from_option(module),
        };
        allocate(cx, &FUNCTION, function)
    }

    /// Borrows the code.
    #[inline(always)]
    pub fn code(&self) -> &Code {
        // SAFETY: (1) `code_ptr` points to what `code` holds.
        unsafe { &*self.code_ptr.get() }
    }

    /// Borrows the globals.
    #[inline]
    pub fn globals(&self) -> Ref<'_> {
        self.globals.peek().expect("a function has globals")
    }

    /// Borrows the builtins.
    #[inline]
    pub fn builtins(&self) -> Ref<'_> {
        self.builtins.peek().expect("a function has builtins")
    }

    /// Borrows the default values; the caller runs no Python code while it holds them.
    #[inline]
    pub fn defaults(&self) -> &[Ref<'_>] {
        self.defaults.peek().and_then(Ref::cast::<Tuple>).map_or(&[], Tuple::as_slice)
    }

    /// Borrows the cells of the closure; they never change.
    #[inline]
    pub fn closure(&self) -> &[Ref<'_>] {
        self.closure.peek().and_then(Ref::cast::<Tuple>).map_or(&[], Tuple::as_slice)
    }

    /// Returns the name for messages.
    pub fn name_text(&self) -> String {
        let name = self.name.get();
        name.as_ref()
            .and_then(|name| name.borrow().cast::<Str>())
            .map_or_else(|| "?".to_owned(), |name| name.to_text().into_owned())
    }
}

fn traverse(function: Ref<'_>, visit: &mut dyn FnMut(Ref<'_>)) {
    let function = function.recv::<Function>();
    for field in function.fields() {
        if let Some(value) = field.peek() {
            visit(value);
        }
    }
}

impl Function {
    fn fields(&self) -> [&Field; 8] {
        [
            &self.code,
            &self.globals,
            &self.builtins,
            &self.defaults,
            &self.closure,
            &self.name,
            &self.doc,
            &self.module,
        ]
    }
}

/// The closure stays, because the code relies on it: a cell that is garbage is cleared itself.
fn clear(_cx: &Cx, function: Ref<'_>) {
    let function = function.recv::<Function>();
    for field in [&function.defaults, &function.doc, &function.module] {
        field.set(None);
    }
}

fn new(cx: &Cx, _ty: &Type, args: CallArgs<'_>) -> PyResult {
    let names = ["code", "globals", "name", "argdefs", "closure"];
    let mut values: [Option<Ref<'_>>; 5] = [None; 5];
    for (value, arg) in values.iter_mut().zip(args.positional()) {
        *value = Some(*arg);
    }
    for (name, arg) in args.names.iter().zip(args.keyword_values()) {
        let text = name.cast::<Str>().map_or(&b""[..], Str::as_bytes);
        if let Some(index) = names.iter().position(|known| known.as_bytes() == text) {
            values[index] = Some(*arg);
        }
    }
    let [code, globals, name, defaults, closure] = values;
    let (Some(code), Some(globals)) = (code, globals) else {
        let message =
            format_args!("function() takes at least 2 arguments ({} given)", args.args.len());
        return Err(cx.raise(&table::TYPE_ERROR, message));
    };
    let Some(body) = code.cast::<Code>() else {
        let message = format_args!("function() argument 1 must be code, not {}", code.ty().name());
        return Err(cx.raise(&table::TYPE_ERROR, message));
    };
    if globals.cast::<Dict>().is_none() {
        let message =
            format_args!("function() argument 2 must be dict, not {}", globals.ty().name());
        return Err(cx.raise(&table::TYPE_ERROR, message));
    }
    let not_none = |value: Option<Ref<'_>>| value.filter(|value| !value.is_none()).map(Ref::own);
    let (name, defaults, closure) = (not_none(name), not_none(defaults), not_none(closure));
    check_new(cx, body, name.as_ref(), defaults.as_ref(), closure.as_ref())?;
    let builtins = cx.builtins_of(globals)?;
    let function = Function::new(cx, code, globals, builtins.borrow(), defaults, closure)?;
    if let Some(name) = name {
        function.borrow().recv::<Function>().name.set(Some(name));
    }
    Ok(function)
}

fn check_new(
    cx: &Cx,
    code: &Code,
    name: Option<&Owned>,
    defaults: Option<&Owned>,
    closure: Option<&Owned>,
) -> PyResult<()> {
    let error = |text: String| Err(cx.raise(&table::TYPE_ERROR, format_args!("{text}")));
    if name.is_some_and(|name| name.borrow().cast::<Str>().is_none()) {
        return error("arg 3 (name) must be None or string".to_owned());
    }
    if defaults.is_some_and(|defaults| defaults.borrow().cast::<Tuple>().is_none()) {
        return error("arg 4 (defaults) must be None or tuple".to_owned());
    }
    let free = usize::from(code.free_count);
    let cells = match closure {
        None if free > 0 => return error("arg 5 (closure) must be tuple".to_owned()),
        None => return Ok(()),
        Some(closure) => match closure.borrow().cast::<Tuple>() {
            None => return error("arg 5 (closure) must be None or tuple".to_owned()),
            Some(cells) => cells.as_slice().to_vec(),
        },
    };
    if cells.len() != free {
        let name = code.name().recv::<Str>().to_text().into_owned();
        let message = format_args!("{name} requires closure of length {free}, not {}", cells.len());
        return Err(cx.raise(&table::VALUE_ERROR, message));
    }
    match cells.iter().find(|cell| cell.cast::<PyCell>().is_none()) {
        Some(other) => error(format!("arg 5 (closure) expected cell, found {}", other.ty().name())),
        None => Ok(()),
    }
}

fn repr(cx: &Cx, function: Ref<'_>) -> PyResult {
    let name = function.recv::<Function>().name_text();
    let text = format!("<function {name} at 0x{:x}>", function.address());
    Str::new(cx, text.as_bytes())
}

fn descr_get(
    cx: &Cx,
    function: Ref<'_>,
    object: Option<Ref<'_>>,
    class: Option<Ref<'_>>,
) -> PyResult {
    Method::new(cx, function, object.filter(|object| !object.is_none()), class)
}

fn or_none(field: &Field) -> PyResult {
    Ok(field.get().unwrap_or_else(Owned::none))
}

fn get_code(_cx: &Cx, function: Ref<'_>) -> PyResult {
    or_none(&function.recv::<Function>().code)
}

fn set_code(cx: &Cx, object: Ref<'_>, value: Option<Ref<'_>>) -> PyResult<()> {
    let function = object.recv::<Function>();
    let Some((value, code)) = value.and_then(|value| Some((value, value.cast_exact::<Code>()?)))
    else {
        let message = format_args!("__code__ must be set to a code object");
        return Err(cx.raise(&table::TYPE_ERROR, message));
    };
    let cells = function.closure().len();
    if cells != usize::from(code.free_count) {
        let message = format_args!(
            "{}() requires a code object with {cells} free vars, not {}",
            function.name_text(),
            code.free_count
        );
        return Err(cx.raise(&table::VALUE_ERROR, message));
    }
    // Frames that run reach the old code through this function: it is never freed.
    function.code_ptr.set(code);
    std::mem::forget(function.code.replace(Some(value.own())));
    Ok(())
}

fn get_globals(_cx: &Cx, function: Ref<'_>) -> PyResult {
    or_none(&function.recv::<Function>().globals)
}

fn get_defaults(_cx: &Cx, function: Ref<'_>) -> PyResult {
    or_none(&function.recv::<Function>().defaults)
}

fn set_defaults(cx: &Cx, function: Ref<'_>, value: Option<Ref<'_>>) -> PyResult<()> {
    let value = value.filter(|value| !value.is_none());
    if value.is_some_and(|value| value.cast::<Tuple>().is_none()) {
        let message = format_args!("__defaults__ must be set to a tuple object");
        return Err(cx.raise(&table::TYPE_ERROR, message));
    }
    function.recv::<Function>().defaults.set(value.map(Ref::own));
    Ok(())
}

fn get_closure(_cx: &Cx, function: Ref<'_>) -> PyResult {
    or_none(&function.recv::<Function>().closure)
}

fn get_name(_cx: &Cx, function: Ref<'_>) -> PyResult {
    or_none(&function.recv::<Function>().name)
}

fn set_name(cx: &Cx, function: Ref<'_>, value: Option<Ref<'_>>) -> PyResult<()> {
    let Some(value) = value.filter(|value| value.cast::<Str>().is_some()) else {
        let message = format_args!("__name__ must be set to a string object");
        return Err(cx.raise(&table::TYPE_ERROR, message));
    };
    function.recv::<Function>().name.set(Some(value.own()));
    Ok(())
}

fn get_doc(_cx: &Cx, function: Ref<'_>) -> PyResult {
    or_none(&function.recv::<Function>().doc)
}

fn set_doc(_cx: &Cx, function: Ref<'_>, value: Option<Ref<'_>>) -> PyResult<()> {
    function.recv::<Function>().doc.set(Some(value.map_or_else(Owned::none, Ref::own)));
    Ok(())
}

fn get_module(_cx: &Cx, function: Ref<'_>) -> PyResult {
    or_none(&function.recv::<Function>().module)
}

fn set_module(_cx: &Cx, function: Ref<'_>, value: Option<Ref<'_>>) -> PyResult<()> {
    function.recv::<Function>().module.set(Some(value.map_or_else(Owned::none, Ref::own)));
    Ok(())
}

fn get_dict(cx: &Cx, function: Ref<'_>) -> PyResult {
    Ok(attrs::dict_of(cx, function)?.unwrap_or_else(Owned::none))
}

fn set_dict(cx: &Cx, function: Ref<'_>, value: Option<Ref<'_>>) -> PyResult<()> {
    let Some(value) = value else {
        let message = format_args!("function's dictionary may not be deleted");
        return Err(cx.raise(&table::TYPE_ERROR, message));
    };
    if value.cast::<Dict>().is_none() {
        let message = format_args!("setting function's dictionary to a non-dict");
        return Err(cx.raise(&table::TYPE_ERROR, message));
    }
    attrs::set_dict(cx, function, Some(value))
}
