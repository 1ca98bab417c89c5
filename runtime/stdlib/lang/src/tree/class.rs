//! The table of classes: names, bases and fields of Python 2.7's abstract grammar.

use runtime::api::{CallArgs, Cx, Header, Owned, PyResult, Ref, Type, allocate, exc};
use runtime::builtins::dict::Dict;
use runtime::builtins::str::{Str, intern_bytes};
use runtime::builtins::tuple::Tuple;
use runtime::object::attrs;
use runtime::protocol::{attr, sequence};

/// How often a field's value stands.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Count {
    One,
    Optional,
    Many,
}

/// One class.
pub(super) struct Class {
    pub(super) name: &'static str,
    pub(super) base: &'static str,
    /// Name, kind and count of each field.
    pub(super) fields: &'static [(&'static str, &'static str, Count)],
}

/// Rows: `Name: base (kind field, kind? field, kind* field)`.
macro_rules! classes {
    ($( $name:ident: $base:ident ( $( $kind:ident $count:tt $field:literal ),* ) )+) => {
        pub(super) static TABLE: &[Class] = &[ $( Class {
            name: stringify!($name),
            base: stringify!($base),
            fields: &[ $( ($field, stringify!($kind), classes!(@ $count)) ),* ],
        } ),+ ];
    };
    (@ =) => { Count::One };
    (@ ?) => { Count::Optional };
    (@ *) => { Count::Many };
}

classes! {
    mod: AST ()
    stmt: AST ()
    expr: AST ()
    expr_context: AST ()
    slice: AST ()
    boolop: AST ()
    operator: AST ()
    unaryop: AST ()
    cmpop: AST ()
    excepthandler: AST ()
    comprehension: AST (expr = "target", expr = "iter", expr * "ifs")
    arguments: AST (expr * "args", identifier ? "vararg", identifier ? "kwarg", expr * "defaults")
    keyword: AST (identifier = "arg", expr = "value")
    alias: AST (identifier = "name", identifier ? "asname")
    Module: mod (stmt * "body")
    Interactive: mod (stmt * "body")
    Expression: mod (expr = "body")
    Suite: mod (stmt * "body")
    FunctionDef: stmt (identifier = "name", arguments = "args", stmt * "body", expr * "decorator_list")
    ClassDef: stmt (identifier = "name", expr * "bases", stmt * "body", expr * "decorator_list")
    Return: stmt (expr ? "value")
    Delete: stmt (expr * "targets")
    Assign: stmt (expr * "targets", expr = "value")
    AugAssign: stmt (expr = "target", operator = "op", expr = "value")
    Print: stmt (expr ? "dest", expr * "values", bool = "nl")
    For: stmt (expr = "target", expr = "iter", stmt * "body", stmt * "orelse")
    While: stmt (expr = "test", stmt * "body", stmt * "orelse")
    If: stmt (expr = "test", stmt * "body", stmt * "orelse")
    With: stmt (expr = "context_expr", expr ? "optional_vars", stmt * "body")
    Raise: stmt (expr ? "type", expr ? "inst", expr ? "tback")
    TryExcept: stmt (stmt * "body", excepthandler * "handlers", stmt * "orelse")
    TryFinally: stmt (stmt * "body", stmt * "finalbody")
    Assert: stmt (expr = "test", expr ? "msg")
    Import: stmt (alias * "names")
    ImportFrom: stmt (identifier ? "module", alias * "names", int ? "level")
    Exec: stmt (expr = "body", expr ? "globals", expr ? "locals")
    Global: stmt (identifier * "names")
    Expr: stmt (expr = "value")
    Pass: stmt ()
    Break: stmt ()
    Continue: stmt ()
    BoolOp: expr (boolop = "op", expr * "values")
    BinOp: expr (expr = "left", operator = "op", expr = "right")
    UnaryOp: expr (unaryop = "op", expr = "operand")
    Lambda: expr (arguments = "args", expr = "body")
    IfExp: expr (expr = "test", expr = "body", expr = "orelse")
    Dict: expr (expr * "keys", expr * "values")
    Set: expr (expr * "elts")
    ListComp: expr (expr = "elt", comprehension * "generators")
    SetComp: expr (expr = "elt", comprehension * "generators")
    DictComp: expr (expr = "key", expr = "value", comprehension * "generators")
    GeneratorExp: expr (expr = "elt", comprehension * "generators")
    Yield: expr (expr ? "value")
    Compare: expr (expr = "left", cmpop * "ops", expr * "comparators")
    Call: expr (expr = "func", expr * "args", keyword * "keywords", expr ? "starargs", expr ? "kwargs")
    Repr: expr (expr = "value")
    Num: expr (object = "n")
    Str: expr (string = "s")
    Attribute: expr (expr = "value", identifier = "attr", expr_context = "ctx")
    Subscript: expr (expr = "value", slice = "slice", expr_context = "ctx")
    Name: expr (identifier = "id", expr_context = "ctx")
    List: expr (expr * "elts", expr_context = "ctx")
    Tuple: expr (expr * "elts", expr_context = "ctx")
    Load: expr_context ()
    Store: expr_context ()
    Del: expr_context ()
    AugLoad: expr_context ()
    AugStore: expr_context ()
    Param: expr_context ()
    Ellipsis: slice ()
    Slice: slice (expr ? "lower", expr ? "upper", expr ? "step")
    ExtSlice: slice (slice * "dims")
    Index: slice (expr = "value")
    And: boolop ()
    Or: boolop ()
    Add: operator ()
    Sub: operator ()
    Mult: operator ()
    Div: operator ()
    Mod: operator ()
    Pow: operator ()
    LShift: operator ()
    RShift: operator ()
    BitOr: operator ()
    BitXor: operator ()
    BitAnd: operator ()
    FloorDiv: operator ()
    Invert: unaryop ()
    Not: unaryop ()
    UAdd: unaryop ()
    USub: unaryop ()
    Eq: cmpop ()
    NotEq: cmpop ()
    Lt: cmpop ()
    LtE: cmpop ()
    Gt: cmpop ()
    GtE: cmpop ()
    Is: cmpop ()
    IsNot: cmpop ()
    In: cmpop ()
    NotIn: cmpop ()
    ExceptHandler: excepthandler (expr ? "type", expr ? "name", stmt * "body")
}

const POSITION: &[&str] = &["lineno", "col_offset"];

impl Class {
    pub(super) fn field_names(&self) -> Vec<&'static str> {
        self.fields.iter().map(|(name, ..)| *name).collect()
    }

    /// `_attributes`
    pub(super) fn attributes(&self) -> &'static [&'static str] {
        if self.has_position() { POSITION } else { &[] }
    }

    /// Whether nodes of the class know their place in the source.
    pub(super) fn has_position(&self) -> bool {
        let kind = if self.base == "AST" { self.name } else { self.base };
        matches!(kind, "stmt" | "expr" | "excepthandler")
    }

    /// Whether one instance serves all trees.
    pub(super) fn is_single(&self) -> bool {
        matches!(self.base, "expr_context" | "boolop" | "operator" | "unaryop" | "cmpop")
    }
}

/// Place of a class in the table.
pub(super) fn index(name: &str) -> usize {
    TABLE.iter().position(|class| class.name == name).expect("a class of the table")
}

/// The class of a name.
pub(super) fn by_name(name: &str) -> &'static Class {
    &TABLE[index(name)]
}

/// Memory of a node.
#[repr(C)]
pub(crate) struct Ast {
    pub(crate) head: Header,
}

runtime::py_type! {
    pub(crate) static AST: Ast = "_ast.AST" {
        flags: [BASE, HAS_DICT, GC],
        slots { new: new, init: init, traverse: traverse, clear: clear }
        methods {
            /// Helps pickle.
            "__reduce__" => reduce, () -> Tuple;
        }
        getset {
            /// The fields and attributes that are set.
            "__dict__" => dict;
        }
    }
}

fn new(cx: &Cx, ty: &Type, _: CallArgs<'_>) -> PyResult {
    allocate(cx, ty, Ast { head: Header::new(ty) })
}

fn traverse(x: Ref<'_>, visit: &mut dyn FnMut(Ref<'_>)) {
    attrs::visit_native(x, visit);
}

fn clear(_: &Cx, x: Ref<'_>) {
    attrs::clear_native(x);
}

fn dict(cx: &Cx, x: Ref<'_>) -> PyResult {
    Ok(attrs::dict_of(cx, x)?.unwrap_or_else(Owned::none))
}

fn init(cx: &Cx, x: Ref<'_>, args: CallArgs<'_>) -> PyResult<()> {
    let fields = attr::find_attr(cx, x.ty().as_ref(), intern_bytes(cx, b"_fields").borrow())?;
    let fields = match &fields {
        Some(fields) => sequence::to_vec(cx, fields.borrow())?,
        None => Vec::new(),
    };
    let given = args.positional();
    if !given.is_empty() && given.len() != fields.len() {
        let (name, count) = (x.ty().name(), fields.len());
        let either = if count == 0 { "" } else { "either 0 or " };
        let plural = if count == 1 { "" } else { "s" };
        let message =
            format_args!("{name} constructor takes {either}{count} positional argument{plural}");
        return Err(cx.raise(&exc::TYPE_ERROR, message));
    }
    for (name, value) in fields.iter().zip(given) {
        attr::set_attr(cx, x, name.borrow(), Some(*value))?;
    }
    for (name, value) in args.names.iter().zip(args.keyword_values()) {
        attr::set_attr(cx, x, *name, Some(*value))?;
    }
    Ok(())
}

fn reduce(cx: &Cx, x: Ref<'_>) -> PyResult {
    let dict = dict(cx, x)?;
    debug_assert!(dict.borrow().cast::<Dict>().is_some());
    debug_assert!(Str::new(cx, b"").is_ok());
    Tuple::new(cx, vec![x.ty().as_ref().own(), Tuple::empty().own(), dict])
}
