//! The module `_ast`: classes of syntax tree nodes, and trees between the front end and Python.
//!
//! The front end's tree becomes plain [`node::Node`]s and these become objects by one table of classes; the
//! way back is the same in reverse.

mod class;
mod from_front;
mod node;
mod objects;
mod to_front;

use class::{AST, Class, TABLE};
use frontend::ast::Mod;
use ir::source_compiler::{CompileFlags, Mode};
use runtime::api::{Cx, ModuleDef, Owned, PyResult, Ref, exc};
use runtime::builtins::dict::Dict;
use runtime::builtins::str::{Str, intern_bytes};
use runtime::builtins::tuple::Tuple;
use runtime::builtins::type_::TYPE;
use runtime::protocol::{call, instance};
use runtime::vm::gil::Shared;
use std::cell::RefCell;

/// The module.
pub(crate) static AST_MODULE: ModuleDef = ModuleDef {
    name: "_ast",
    doc: "Classes of syntax tree nodes.",
    functions: &[],
    types: &[("AST", &AST)],
    init: Some(init),
};

/// The classes in the order of the table, then an instance of each class without fields that stands alone.
static MADE: Shared<RefCell<Made>> =
    Shared::new(RefCell::new(Made { classes: Vec::new(), singles: Vec::new() }));

struct Made {
    classes: Vec<Owned>,
    singles: Vec<Option<Owned>>,
}

fn strings(cx: &Cx, texts: &[&str]) -> PyResult {
    Tuple::new(cx, texts.iter().map(|text| intern_bytes(cx, text.as_bytes())).collect())
}

fn init(cx: &Cx, module: Ref<'_>) -> PyResult<()> {
    let dict = AST.dict_object();
    for name in ["_fields", "_attributes"] {
        let empty = Tuple::empty();
        dict.set_str(cx, intern_bytes(cx, name.as_bytes()).borrow(), empty)?;
    }
    let mut classes: Vec<Owned> = Vec::new();
    for class in TABLE {
        let base = match class.base {
            "AST" => AST.as_ref().own(),
            base => classes[class::index(base)].clone(),
        };
        let members = Dict::new(cx)?;
        let set = |name: &str, value: PyResult| -> PyResult<()> {
            let name = intern_bytes(cx, name.as_bytes());
            members.borrow().recv::<Dict>().set_str(cx, name.borrow(), value?.borrow())
        };
        set("_fields", strings(cx, &class.field_names()))?;
        set("__module__", Str::new(cx, b"_ast"))?;
        set("__doc__", Ok(Owned::none()))?;
        if class.base == "AST" && class.fields.is_empty() {
            set("_attributes", strings(cx, class.attributes()))?;
        }
        let name = intern_bytes(cx, class.name.as_bytes());
        let bases = Tuple::from_refs(cx, &[base.borrow()])?;
        let arguments = [name.borrow(), bases.borrow(), members.borrow()];
        let made = call::call_positional(cx, TYPE.as_ref(), &arguments)?;
        cx.module_add(module, class.name, made.clone())?;
        classes.push(made);
    }
    let mut singles = Vec::new();
    for (class, made) in TABLE.iter().zip(&classes) {
        singles.push(if class.is_single() { Some(call::call0(cx, made.borrow())?) } else { None });
    }
    MADE.with(|place| *place.borrow_mut() = Made { classes, singles });
    cx.module_add(module, "PyCF_ONLY_AST", Owned::int(1024))?;
    cx.module_add(module, "__version__", Str::new(cx, b"82160")?)
}

/// The object of a class of the table; imports the module first if need be.
fn class_object(cx: &Cx, class: &Class) -> PyResult {
    let index = class::index(class.name);
    let made = || MADE.with(|made| made.borrow().classes.get(index).cloned());
    if made().is_none() {
        call::import_module(cx, "_ast")?;
    }
    made().ok_or_else(|| cx.raise(&exc::SYSTEM_ERROR, format_args!("_ast is not there")))
}

fn single(class: &Class) -> Option<Owned> {
    MADE.with(|made| made.borrow().singles.get(class::index(class.name)).cloned().flatten())
}

/// Whether a value given to `compile()` is a tree.
pub(crate) fn is_tree(_: &Cx, x: Ref<'_>) -> bool {
    x.is_instance(&AST)
}

/// `compile(source, filename, mode, PyCF_ONLY_AST)`
pub(crate) fn parse(
    cx: &Cx,
    source: &[u8],
    filename: &[u8],
    mode: Mode,
    flags: CompileFlags,
) -> PyResult {
    let tree = lower::parse_tree(source, filename, mode, flags)
        .map_err(|error| runtime::exceptions::syntax::raise(cx, &error, filename))?;
    let node = from_front::module(&tree);
    objects::object(cx, &node)
}

/// `compile(tree, filename, mode)`
pub(crate) fn compile(
    cx: &Cx,
    x: Ref<'_>,
    filename: &[u8],
    mode: Mode,
    flags: CompileFlags,
) -> PyResult {
    let wanted = match mode {
        Mode::Exec => "Module",
        Mode::Eval => "Expression",
        Mode::Single => "Interactive",
    };
    let class = class_object(cx, class::by_name(wanted))?;
    if !instance::is_instance(cx, x, class.borrow())? {
        let found = x.ty().name();
        let message = format_args!("expected {wanted} node, got {found}");
        return Err(cx.raise(&exc::TYPE_ERROR, message));
    }
    let node = objects::node(cx, x, "mod")?;
    let tree: Mod = to_front::module(node)
        .map_err(|message| cx.raise(&exc::TYPE_ERROR, format_args!("{message}")))?;
    let compiled = lower::lower(&tree, filename, flags)
        .map_err(|error| runtime::exceptions::syntax::raise(cx, &error, filename))?;
    for warning in &compiled.warnings {
        runtime::exceptions::syntax::warn(cx, warning, filename)?;
    }
    runtime::builtins::code::Code::from_ir(cx, compiled.code)
}
