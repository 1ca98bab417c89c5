//! The type `builtin_function_or_method`.

use crate::builtins::module::Module;
use crate::builtins::str::Str;
use crate::cx::Cx;
use crate::exceptions::{PyResult, table};
use crate::object::{Field, Header, Owned, Ref, allocate};
use crate::protocol::{call, hash};
use crate::types::{CallArgs, CompareOp, MethodDef, Type};

/// Memory of a native function, bound to its receiver if it has one.
#[repr(C)]
pub struct BuiltinFunction {
    pub(crate) head: Header,
    /// The table's row.
    pub def: &'static MethodDef,
    /// `__self__`
    pub(crate) recv: Field,
    /// `__module__`
    pub(crate) module: Field,
}

crate::py_type! {
    /// A function or method written in Rust.
    pub static BUILTIN_FUNCTION: BuiltinFunction = "builtin_function_or_method" {
        flags: [GC],
        slots {
            traverse: traverse, repr: repr, hash: hash, compare: compare,
            rich_compare: rich_compare, call: call,
            get_attr: crate::protocol::attr::generic_get_attr,
        }
        getset {
            /// Docstring.
            "__doc__" => doc;
            /// Name.
            "__name__" => name;
            /// Receiver, or None.
            "__self__" => recv;
            /// Name of the module.
            member "__module__" => module, set_module;
        }
    }
}

/// Makes a native function. `recv` is `__self__`, `module` the name of its module.
///
/// # Errors
/// Raises `MemoryError`.
pub fn new_builtin_function(
    cx: &Cx,
    def: &'static MethodDef,
    recv: Option<Ref<'_>>,
    module: Option<Ref<'_>>,
) -> PyResult {
    allocate(
        cx,
        &BUILTIN_FUNCTION,
        BuiltinFunction {
            head: Header::new(&BUILTIN_FUNCTION),
            def,
            recv: Field::from_option(recv.map(Ref::own)),
            module: Field::from_option(module.map(Ref::own)),
        },
    )
}

impl BuiltinFunction {
    /// Returns the receiver, None for plain functions.
    pub fn receiver(&self) -> Ref<'_> {
        self.recv.peek().unwrap_or(crate::object::none())
    }

    /// Returns the receiver as messages see it: a module is not one.
    fn visible_receiver(&self) -> Option<Ref<'_>> {
        self.recv.peek().filter(|recv| !recv.is_instance(<Module as crate::object::PyObject>::TYPE))
    }
}

fn call(cx: &Cx, function: Ref<'_>, args: CallArgs<'_>) -> PyResult {
    let function = function.recv::<BuiltinFunction>();
    call::call_native(cx, function.def, function.receiver(), args)
}

fn traverse(function: Ref<'_>, visit: &mut dyn FnMut(Ref<'_>)) {
    let function = function.recv::<BuiltinFunction>();
    for field in [&function.recv, &function.module] {
        if let Some(value) = field.peek() {
            visit(value);
        }
    }
}

fn repr(cx: &Cx, function: Ref<'_>) -> PyResult {
    let function = function.recv::<BuiltinFunction>();
    let name = function.def.name;
    let text = match function.visible_receiver() {
        None => format!("<built-in function {name}>"),
        Some(recv) => format!(
            "<built-in method {name} of {} object at {:#x}>",
            recv.ty().name(),
            recv.address()
        ),
    };
    Str::new(cx, text.as_bytes())
}

fn same(a: &BuiltinFunction, b: &BuiltinFunction) -> bool {
    std::ptr::eq(a.def, b.def) && a.receiver().is(b.receiver())
}

fn rich_compare(_cx: &Cx, a: Ref<'_>, b: Ref<'_>, op: CompareOp) -> PyResult {
    let equal = match (a.cast::<BuiltinFunction>(), b.cast::<BuiltinFunction>()) {
        (Some(a), Some(b)) => same(a, b),
        _ => return Ok(crate::builtins::none::not_implemented().own()),
    };
    match op {
        CompareOp::Eq => Ok(Owned::bool(equal)),
        CompareOp::Ne => Ok(Owned::bool(!equal)),
        CompareOp::Lt | CompareOp::Le | CompareOp::Gt | CompareOp::Ge => {
            Ok(crate::builtins::none::not_implemented().own())
        }
    }
}

fn compare(_cx: &Cx, a: Ref<'_>, b: Ref<'_>) -> PyResult<i32> {
    let (a, b) = (a.recv::<BuiltinFunction>(), b.recv::<BuiltinFunction>());
    if !a.receiver().is(b.receiver()) {
        return Ok(crate::builtins::object::compare_addresses(a.receiver(), b.receiver()));
    }
    let address = |function: &BuiltinFunction| std::ptr::from_ref(function.def) as usize;
    Ok(crate::builtins::object::ordering(address(a).cmp(&address(b))))
}

fn hash(cx: &Cx, function: Ref<'_>) -> PyResult<i64> {
    let function = function.recv::<BuiltinFunction>();
    let recv = hash::hash(cx, function.receiver())?;
    let def = std::ptr::from_ref(function.def) as i64 >> 4;
    Ok(hash::avoid_error(recv ^ def))
}

fn doc(cx: &Cx, function: Ref<'_>) -> PyResult {
    super::doc_value(cx, function.recv::<BuiltinFunction>().def.doc)
}

fn name(cx: &Cx, function: Ref<'_>) -> PyResult {
    Str::new(cx, function.recv::<BuiltinFunction>().def.name.as_bytes())
}

fn recv(_cx: &Cx, function: Ref<'_>) -> PyResult {
    let function = function.recv::<BuiltinFunction>();
    Ok(function.visible_receiver().map_or_else(Owned::none, Ref::own))
}

fn module(_cx: &Cx, function: Ref<'_>) -> PyResult {
    Ok(function.recv::<BuiltinFunction>().module.get().unwrap_or_else(Owned::none))
}

fn set_module(_cx: &Cx, function: Ref<'_>, value: Option<Ref<'_>>) -> PyResult<()> {
    function.recv::<BuiltinFunction>().module.set(value.map(Ref::own));
    Ok(())
}

/// The static method `__new__` in the dict of a builtin type: calls the type's native constructor.
pub(crate) fn new_method(cx: &Cx, ty: &'static Type) -> PyResult {
    new_builtin_function(cx, &NEW_METHOD[0], Some(ty.as_ref()), None)
}

/// Returns the type whose `__new__` this is.
pub(crate) fn owner_of_new<'a>(function: Ref<'a>) -> Option<&'a Type> {
    let function = function.cast::<BuiltinFunction>()?;
    std::ptr::eq(function.def, &NEW_METHOD[0]).then(|| function.recv.peek()?.cast::<Type>())?
}

static NEW_METHOD: &[MethodDef] = crate::methods! {
    /// Makes a new object of the type given first.
    "__new__" => new, (raw);
};

fn new(cx: &Cx, owner: Ref<'_>, args: CallArgs<'_>) -> PyResult {
    let owner = owner.recv::<Type>();
    let Some(first) = args.positional().first().copied() else {
        return Err(cx.raise(
            &table::TYPE_ERROR,
            format_args!("{}.__new__(): not enough arguments", owner.name()),
        ));
    };
    let Some(ty) = first.cast::<Type>() else {
        return Err(cx.raise(
            &table::TYPE_ERROR,
            format_args!(
                "{}.__new__(X): X is not a type object ({})",
                owner.name(),
                first.ty().name()
            ),
        ));
    };
    if !ty.is_subtype(owner) {
        let (ty, owner) = (ty.name(), owner.name());
        return Err(cx.raise(
            &table::TYPE_ERROR,
            format_args!("{owner}.__new__({ty}): {ty} is not a subtype of {owner}"),
        ));
    }
    check_safe(cx, owner, ty)?;
    let native =
        owner.slots.new.get().expect("the wrapper is made for types that have a constructor");
    native(cx, ty, CallArgs { args: &args.args[1..], names: args.names })
}

/// A constructor must be the one of the nearest builtin base, or memory would be left undefined.
fn check_safe(cx: &Cx, owner: &Type, ty: &Type) -> PyResult<()> {
    let static_base = crate::types::layout::native_base(ty);
    let address = |ty: &Type| ty.slots.new.get().map(|f| f as *const () as usize);
    if address(static_base) == address(owner) {
        return Ok(());
    }
    Err(cx.raise(
        &table::TYPE_ERROR,
        format_args!(
            "{}.__new__({}) is not safe, use {}.__new__()",
            owner.name(),
            ty.name(),
            static_base.name()
        ),
    ))
}

const _: () = assert!(std::mem::offset_of!(BuiltinFunction, def) == 16);
