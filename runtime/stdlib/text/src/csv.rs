//! `_csv`: rows of fields as lines of text, by the rules of a dialect.
//!
//! Dialects never change once they are made. The registered ones and the limit of a field's length
//! are members of the module.

mod dialect;
mod reader;
mod writer;

use runtime::api::{CallArgs, Cx, ModuleDef, Owned, PyResult, Raised, Ref, exc};
use runtime::builtins::dict::Dict;
use runtime::builtins::int::int_value;
use runtime::builtins::long::to_big;
use runtime::builtins::str::{Str, intern_bytes};
use runtime::builtins::unicode::Unicode;
use runtime::exceptions::raise::new_class;
use runtime::protocol::{attr, call, number};

/// The module.
pub(crate) static CSV: ModuleDef = ModuleDef {
    name: "_csv",
    doc: "Rows of fields as lines of text.",
    functions: runtime::methods! {
        /// reader(iterable[, dialect][, option=value...]) -- makes an iterator over the rows of lines.
        "reader" => reader::reader, (raw);
        /// writer(file[, dialect][, option=value...]) -- makes an object that writes rows to a file.
        "writer" => writer::writer, (raw);
        /// Returns the names of all registered dialects.
        "list_dialects" => list_dialects, ();
        /// register_dialect(name[, dialect][, option=value...]) -- gives a dialect a name.
        "register_dialect" => register_dialect, (raw) -> None;
        /// Forgets the dialect of a name.
        "unregister_dialect" => unregister_dialect, (x) -> None;
        /// Returns the dialect of a name.
        "get_dialect" => get_dialect, (x);
        /// field_size_limit([limit]) -- returns how long a field may be, and sets a new limit.
        "field_size_limit" => field_size_limit, (0..=1) [UNPACK];
    },
    types: &[("Dialect", &dialect::DIALECT)],
    init: Some(init),
};

const DIALECTS: &str = "_dialects";
const LIMIT: &str = "_field_limit";

fn init(cx: &Cx, module: Ref<'_>) -> PyResult<()> {
    for ty in [&reader::READER, &writer::WRITER] {
        runtime::types::ready(cx, ty)?;
    }
    let numbers = [
        ("QUOTE_MINIMAL", 0),
        ("QUOTE_ALL", 1),
        ("QUOTE_NONNUMERIC", 2),
        ("QUOTE_NONE", 3),
        (LIMIT, 128 * 1024),
    ];
    for (name, number) in numbers {
        cx.module_add(module, name, Owned::int(number))?;
    }
    cx.module_add(module, "__version__", Str::new(cx, b"1.0")?)?;
    cx.module_add(module, DIALECTS, Dict::new(cx)?)?;
    cx.module_add(module, "Error", new_class(cx, "_csv", "Error", &exc::EXCEPTION)?)
}

/// Reads a member of the module.
fn member(cx: &Cx, name: &str) -> PyResult {
    let module = call::import_module(cx, "_csv")?;
    attr::get_attr(cx, module.borrow(), intern_bytes(cx, name.as_bytes()).borrow())
}

/// Raises `_csv.Error`.
#[cold]
fn error(cx: &Cx, message: &str) -> Raised {
    let raise = || -> PyResult<Raised> {
        let (class, text) = (member(cx, "Error")?, Str::new(cx, message.as_bytes())?);
        Ok(cx.raise_with(class.borrow(), Some(text)))
    };
    raise().unwrap_or_else(|raised| raised)
}

/// How long a field may be.
fn limit(cx: &Cx) -> PyResult<i64> {
    Ok(int_value(member(cx, LIMIT)?.borrow()).unwrap_or(i64::MAX))
}

fn field_size_limit(cx: &Cx, module: Ref<'_>, args: &[Ref<'_>]) -> PyResult {
    let old = member(cx, LIMIT)?;
    if let Some(new) = args.first() {
        if to_big(*new).is_none() {
            return Err(cx.raise(&exc::TYPE_ERROR, format_args!("limit must be an integer")));
        }
        cx.module_add(module, LIMIT, Owned::int(number::as_c_long(cx, *new)?))?;
    }
    Ok(old)
}

fn list_dialects(cx: &Cx, _: Ref<'_>) -> PyResult {
    let keys = runtime::object::names::KEYS.as_ref();
    call::call_method(cx, member(cx, DIALECTS)?.borrow(), keys, &[])
}

fn register_dialect(cx: &Cx, _: Ref<'_>, args: CallArgs<'_>) -> PyResult {
    let given = one_or_two(cx, args)?;
    if given[0].cast::<Str>().is_none() && given[0].cast::<Unicode>().is_none() {
        let message = format_args!("dialect name must be a string or unicode");
        return Err(cx.raise(&exc::TYPE_ERROR, message));
    }
    let dialect = dialect::make(cx, given.get(1).copied(), args)?;
    let dialects = member(cx, DIALECTS)?;
    runtime::protocol::mapping::set_item(cx, dialects.borrow(), given[0], dialect.borrow())?;
    Ok(Owned::none())
}

/// Returns a registered dialect.
fn registered(cx: &Cx, name: Ref<'_>) -> PyResult {
    let dialects = member(cx, DIALECTS)?;
    let found = match dialects.borrow().cast::<Dict>() {
        Some(dialects) => dialects.get(cx, name),
        None => Ok(None),
    };
    match cx.catch(found, &exc::TYPE_ERROR)?.flatten() {
        Some(dialect) => Ok(dialect),
        None => Err(error(cx, "unknown dialect")),
    }
}

fn unregister_dialect(cx: &Cx, _: Ref<'_>, name: Ref<'_>) -> PyResult {
    registered(cx, name)?;
    runtime::protocol::mapping::del_item(cx, member(cx, DIALECTS)?.borrow(), name)?;
    Ok(Owned::none())
}

fn get_dialect(cx: &Cx, _: Ref<'_>, name: Ref<'_>) -> PyResult {
    registered(cx, name)
}

/// The positional arguments of functions that take one, then a dialect.
fn one_or_two<'a>(cx: &Cx, args: CallArgs<'a>) -> PyResult<&'a [Ref<'a>]> {
    let given = args.positional();
    if given.is_empty() || given.len() > 2 {
        return Err(call::raise_unpack(cx, "", given.len(), 1, 2));
    }
    Ok(given)
}
