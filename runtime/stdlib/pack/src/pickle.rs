//! `cPickle`: objects as byte strings of protocols 0, 1 and 2.
//!
//! What is written equals CPython's to the byte. It leaves out the PUT of an object that nothing
//! but its container owns, so that the counts of owners are part of the format here.

mod load;
mod opcode;
mod pickler;
mod save;
mod sink;
mod source;
mod unpickler;

use runtime::api::{CallArgs, Cx, ModuleDef, Owned, PyResult, Raised, Ref, exc};
use runtime::builtins::list::List;
use runtime::builtins::module::Module;
use runtime::builtins::str::{Str, intern_bytes};
use runtime::protocol::{args, attr, call};

/// The module.
pub(crate) static PICKLE: ModuleDef = ModuleDef {
    name: "cPickle",
    doc: "Objects as byte strings: the native variant of pickle.",
    functions: runtime::methods! {
        /// dump(obj, file, protocol=0) -- writes the pickle of an object to a file.
        ///
        /// Protocol 0 is text, 1 and 2 are binary; a negative number means the highest.
        "dump" => dump, (raw);
        /// dumps(obj, protocol=0) -- returns the pickle of an object as a string.
        "dumps" => dumps, (raw);
        /// load(file) -- reads the pickle of an object from a file.
        "load" => load, (x);
        /// loads(string) -- makes the object of which the string is the pickle.
        "loads" => loads, (1..=1);
        /// Pickler(file, protocol=0) -- makes an object that writes pickles.
        ///
        /// Without a file the pickle is kept for getvalue().
        "Pickler" => new_pickler, (raw);
        /// Unpickler(file) -- makes an object that reads pickles.
        "Unpickler" => new_unpickler, (x);
    },
    types: &[],
    init: Some(init),
};

/// The highest protocol there is.
const HIGHEST: i32 = 2;

fn init(cx: &Cx, module: Ref<'_>) -> PyResult<()> {
    for ty in [&pickler::PICKLER, &unpickler::UNPICKLER] {
        runtime::types::ready(cx, ty)?;
    }
    let exceptions = [
        ("PickleError", ""),
        ("PicklingError", "PickleError"),
        ("UnpickleableError", "PicklingError"),
        ("UnpicklingError", "PickleError"),
        ("BadPickleGet", "UnpicklingError"),
    ];
    for (name, base) in exceptions {
        let base = match base {
            "" => exc::EXCEPTION.as_ref().own(),
            base => {
                let base = intern_bytes(cx, base.as_bytes());
                attr::get_attr(cx, module, base.borrow())?
            }
        };
        let class = crate::new_exception(cx, "cPickle", name, base.borrow())?;
        if name == "UnpickleableError" {
            let print =
                runtime::builtins::descr::new_builtin_function(cx, &UNPICKLEABLE[0], None, None)?;
            let method = runtime::builtins::method::Method::new(
                cx,
                print.borrow(),
                None,
                Some(class.borrow()),
            )?;
            let name = intern_bytes(cx, b"__str__");
            attr::set_attr(cx, class.borrow(), name.borrow(), Some(method.borrow()))?;
        }
        cx.module_add(module, name, class)?;
    }
    let text = |text: &str| Str::new(cx, text.as_bytes());
    cx.module_add(module, "__version__", text("1.71")?)?;
    cx.module_add(module, "format_version", text("2.0")?)?;
    cx.module_add(module, "HIGHEST_PROTOCOL", Owned::int(i64::from(HIGHEST)))?;
    let formats = ["1.0", "1.1", "1.2", "1.3", "2.0"].map(text);
    let formats = formats.into_iter().collect::<PyResult<Vec<_>>>()?;
    cx.module_add(module, "compatible_formats", List::new(cx, formats)?)
}

fn protocol(cx: &Cx, given: Option<Ref<'_>>) -> PyResult<i32> {
    let given = given.map_or(Ok(0), |given| args::c_int(cx, given))?;
    if given > HIGHEST {
        let message = format_args!(
            "pickle protocol {given} asked for; the highest available protocol is {HIGHEST}"
        );
        return Err(cx.raise(&exc::VALUE_ERROR, message));
    }
    Ok(if given < 0 { HIGHEST } else { given })
}

fn dump(cx: &Cx, _: Ref<'_>, args: CallArgs<'_>) -> PyResult {
    let [object, file, given] = args::bind(cx, "dump", args, 2, ["obj", "file", "protocol"])?;
    let (object, file) = (object.expect("required"), file.expect("required"));
    let pickler = pickler::new(cx, Some(file), protocol(cx, given)?)?;
    pickler::dump_one(cx, pickler.borrow(), object)?;
    Ok(Owned::none())
}

fn dumps(cx: &Cx, _: Ref<'_>, args: CallArgs<'_>) -> PyResult {
    let [object, given] = args::bind(cx, "dumps", args, 1, ["obj", "protocol"])?;
    let pickler = pickler::to_string(cx, protocol(cx, given)?)?;
    pickler::dump_one(cx, pickler.borrow(), object.expect("required"))?;
    pickler::written(cx, pickler.borrow())
}

fn load(cx: &Cx, _: Ref<'_>, file: Ref<'_>) -> PyResult {
    let unpickler = unpickler::new(cx, file)?;
    unpickler::run(cx, unpickler.borrow(), load::Mode::Load)
}

fn loads(cx: &Cx, _: Ref<'_>, args: &[Ref<'_>]) -> PyResult {
    if args[0].cast::<Str>().is_none() {
        return Err(args::place("loads", 1).wrong(cx, "string", args[0]));
    }
    let unpickler = unpickler::over_string(cx, args[0])?;
    unpickler::run(cx, unpickler.borrow(), load::Mode::Load)
}

fn new_pickler(cx: &Cx, _: Ref<'_>, args: CallArgs<'_>) -> PyResult {
    // Pickler(protocol) is one that keeps what it writes.
    let listed = args::bind(cx, "Pickler", args, 0, ["protocol"]).and_then(|[given]| {
        given.map_or(Ok(0), |given| args::c_int(cx, given))?;
        Ok(given)
    });
    match listed {
        Ok(given) => pickler::new(cx, None, protocol(cx, given)?),
        Err(_) => {
            cx.clear_raised();
            let [file, given] = args::bind(cx, "Pickler", args, 1, ["file", "protocol"])?;
            pickler::new(cx, file, protocol(cx, given)?)
        }
    }
}

fn new_unpickler(cx: &Cx, _: Ref<'_>, file: Ref<'_>) -> PyResult {
    unpickler::new(cx, file)
}

static UNPICKLEABLE: &[runtime::types::MethodDef] = runtime::methods! {
    /// Says which object cannot be pickled.
    "__str__" => unpickleable_text, (x);
};

fn unpickleable_text(cx: &Cx, _: Ref<'_>, error: Ref<'_>) -> PyResult {
    let given = attr::get_attr(cx, error, intern_bytes(cx, b"args").borrow())?;
    let first = runtime::protocol::sequence::to_vec(cx, given.borrow())?;
    let shown = match first.first() {
        Some(first) => runtime::protocol::repr::str(cx, first.borrow())?,
        None => Str::new(cx, b"(what)")?,
    };
    let text = [b"Cannot pickle ", shown.borrow().recv::<Str>().as_bytes(), b" objects"].concat();
    Str::new(cx, &text)
}

/// Returns a class of the module.
fn class(cx: &Cx, name: &str) -> PyResult {
    let module = call::import_module(cx, "cPickle")?;
    match module.borrow().cast::<Module>() {
        Some(module) => {
            attr::get_attr(cx, Ref::from_object(module), intern_bytes(cx, name.as_bytes()).borrow())
        }
        None => Err(cx.raise(&exc::SYSTEM_ERROR, format_args!("the module cPickle is gone"))),
    }
}

/// Raises an exception class of the module with a value.
#[cold]
fn raise(cx: &Cx, name: &str, value: Owned) -> Raised {
    match class(cx, name) {
        Ok(class) => cx.raise_with(class.borrow(), Some(value)),
        Err(raised) => raised,
    }
}

/// Raises an exception class of the module with a text.
#[cold]
fn raise_text(cx: &Cx, name: &str, text: &[u8]) -> Raised {
    match Str::new(cx, text) {
        Ok(text) => raise(cx, name, text),
        Err(raised) => raised,
    }
}

/// Raises `PicklingError`; `{}` in the text stands for one part each.
#[cold]
fn pickling_error(cx: &Cx, text: &str, parts: &[Ref<'_>]) -> Raised {
    let make = || -> PyResult<Vec<u8>> {
        let mut pieces = text.split("{}");
        let mut out = pieces.next().unwrap_or_default().as_bytes().to_vec();
        for (piece, part) in pieces.zip(parts) {
            let shown = runtime::protocol::repr::str(cx, *part)?;
            out.extend_from_slice(shown.borrow().recv::<Str>().as_bytes());
            out.extend_from_slice(piece.as_bytes());
        }
        Ok(out)
    };
    match make() {
        Ok(text) => raise_text(cx, "PicklingError", &text),
        Err(raised) => raised,
    }
}

/// Raises `UnpicklingError`.
#[cold]
fn unpickling_error(cx: &Cx, text: &str) -> Raised {
    raise_text(cx, "UnpicklingError", text.as_bytes())
}

/// Returns a member of `copy_reg`.
fn copy_reg(cx: &Cx, name: &str) -> PyResult {
    let module = call::import_module(cx, "copy_reg")?;
    attr::get_attr(cx, module.borrow(), intern_bytes(cx, name.as_bytes()).borrow())
}
