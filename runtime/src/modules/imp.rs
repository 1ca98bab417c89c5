//! The module `imp`.

mod absent;

use super::ModuleDef;
use super::import::{Found, Hooks, Kind, LIBRARY, MAGIC, find_on_path, load_found};
use crate::builtins::dict::Dict;
use crate::builtins::file::File;
use crate::builtins::module::Module;
use crate::builtins::str::Str;
use crate::builtins::tuple::Tuple;
use crate::cx::Cx;
use crate::exceptions::{PyResult, table};
use crate::interp::last::Tail;
use crate::object::{Owned, Ref, none};
use crate::protocol::{call, number};
use std::os::unix::ffi::OsStrExt;
use std::path::Path;

const PY_SOURCE: i64 = 1;
const PY_COMPILED: i64 = 2;
const PKG_DIRECTORY: i64 = 5;
const C_BUILTIN: i64 = 6;
const SEARCH_ERROR: i64 = 0;

/// The module's table.
pub static IMP: ModuleDef = ModuleDef {
    name: "imp",
    doc: "The parts of the import statement, for programs that import in their own way.",
    functions: crate::methods! {
        /// Finds a module: (file, path, description).
        "find_module" => imp_find_module, (1..=2) -> Tuple;
        /// Loads what find_module found.
        "load_module" => imp_load_module, (4..=4) [LAST_CALL];
        /// Loads a source file as a module.
        "load_source" => load_source, (2..=3) [LAST_CALL];
        /// Loads a compiled file as a module.
        "load_compiled" => load_compiled, (2..=3) [LAST_CALL];
        /// Loads a package from its folder.
        "load_package" => load_package, (2..=2) [LAST_CALL];
        /// Makes an empty module.
        "new_module" => new_module, (x);
        /// Returns what compiled files begin with.
        "get_magic" => get_magic, () -> Str;
        /// Returns the (suffix, mode, kind) triples that are looked for.
        "get_suffixes" => get_suffixes, () -> List;
        /// Initialises a native module.
        "init_builtin" => init_builtin, (x);
        /// Returns whether a native module of this name exists.
        "is_builtin" => is_builtin, (x) -> Int;
        /// Returns whether a module is one of those that CPython shows freezing with.
        "is_frozen" => is_frozen, (x) -> Bool;
        /// Returns the code of a module of the library inside the binary, by its __file__, or None.
        "_library_code" => library_code, (x);
        /// Takes the import lock.
        "acquire_lock" => lock, () -> None;
        /// Gives the import lock back.
        "release_lock" => unlock, () -> None;
        /// Returns whether the import lock is taken.
        "lock_held" => lock_held, () -> Bool;
        /// Reloads a module.
        "reload" => reload, (x);
        /// load_dynamic(name, path[, file]) -- raises ImportError: shared objects are not loaded.
        "load_dynamic" => absent::load_dynamic, (2..=3);
        /// get_frozen_object(name) -- raises ImportError: there are no frozen modules.
        "get_frozen_object" => absent::get_frozen_object, (x);
        /// init_frozen(name) -- returns None: there are no frozen modules.
        "init_frozen" => absent::init_frozen, (x) -> None;
    },
    types: &[("NullImporter", &absent::NULL_IMPORTER)],
    init: Some(add_constants),
};

fn add_constants(cx: &Cx, module: Ref<'_>) -> PyResult<()> {
    for (name, value) in [
        ("SEARCH_ERROR", SEARCH_ERROR),
        ("PY_SOURCE", PY_SOURCE),
        ("PY_COMPILED", PY_COMPILED),
        ("C_EXTENSION", 3),
        ("PY_RESOURCE", 4),
        ("PKG_DIRECTORY", PKG_DIRECTORY),
        ("C_BUILTIN", C_BUILTIN),
        ("PY_FROZEN", 7),
        ("PY_CODERESOURCE", 8),
        ("IMP_HOOK", 9),
    ] {
        cx.module_add(module, name, Owned::int(value))?;
    }
    Ok(())
}

fn text<'a>(cx: &Cx, value: Ref<'a>) -> PyResult<&'a Str> {
    value.cast::<Str>().ok_or_else(|| {
        let ty = call::type_name(value);
        cx.raise(&table::TYPE_ERROR, format_args!("must be string, not {ty}"))
    })
}

fn description(cx: &Cx, suffix: &str, mode: &str, kind: i64) -> PyResult {
    Tuple::new(
        cx,
        vec![Str::new(cx, suffix.as_bytes())?, Str::new(cx, mode.as_bytes())?, Owned::int(kind)],
    )
}

fn imp_find_module(cx: &Cx, _: Ref<'_>, args: &[Ref<'_>]) -> PyResult {
    let name = text(cx, args[0])?;
    let path = args.get(1).copied().filter(|path| !path.is_none());
    let found = find_on_path(cx, name.as_bytes(), name.as_bytes(), path, Hooks::Ignored)?;
    let Some(found) = found else {
        let shown = name.to_text();
        return Err(cx.raise(&table::IMPORT_ERROR, format_args!("No module named {shown}")));
    };
    let location = Str::new(cx, &found.location)?;
    match found.kind {
        Kind::Source => {
            let file = crate::builtins::file::open_path(cx, &found.location, "U")?;
            Tuple::new(cx, vec![file, location, description(cx, ".py", "U", PY_SOURCE)?])
        }
        Kind::Compiled => {
            let file = crate::builtins::file::open_path(cx, &found.location, "rb")?;
            Tuple::new(cx, vec![file, location, description(cx, ".pyc", "rb", PY_COMPILED)?])
        }
        Kind::Package => {
            Tuple::new(cx, vec![Owned::none(), location, description(cx, "", "", PKG_DIRECTORY)?])
        }
        Kind::Native(_) => {
            Tuple::new(cx, vec![Owned::none(), args[0].own(), description(cx, "", "", C_BUILTIN)?])
        }
        Kind::Embedded(module) => {
            let kind = if module.is_package { PKG_DIRECTORY } else { PY_SOURCE };
            let (suffix, mode) = if module.is_package { ("", "") } else { (".py", "U") };
            Tuple::new(cx, vec![Owned::none(), location, description(cx, suffix, mode, kind)?])
        }
        Kind::Loader(_) => {
            Tuple::new(cx, vec![Owned::none(), location, description(cx, "", "", 9)?])
        }
    }
}

fn imp_load_module(cx: &Cx, module: Ref<'_>, args: &[Ref<'_>]) -> PyResult {
    let tail = cx.last_calls.take();
    let name = text(cx, args[0])?;
    let description = args[3].cast::<Tuple>().filter(|description| description.len() == 3);
    let Some(description) = description else {
        return Err(
            cx.raise(&table::TYPE_ERROR, format_args!("load_module() argument 4 must be tuple"))
        );
    };
    for (index, item) in description.as_slice()[..2].iter().enumerate() {
        if item.cast::<Str>().is_none() {
            let ty = if item.is_none() { "None".to_owned() } else { call::type_name(*item) };
            return Err(cx.raise(
                &table::TYPE_ERROR,
                format_args!("load_module() argument 4, item {index} must be string, not {ty}"),
            ));
        }
    }
    match number::as_i64(cx, description.as_slice()[2])? {
        PY_SOURCE => {
            let location = text(cx, args[2])?.as_bytes();
            if location.starts_with(LIBRARY.as_bytes())
                && !args[1].is_instance(&crate::builtins::file::FILE)
            {
                return load_embedded(cx, tail, name, location);
            }
            let found = Found { kind: Kind::Source, location: location.to_vec() };
            load_found(cx, tail, name.as_bytes(), found, None)
        }
        PY_COMPILED => {
            let location = text(cx, args[2])?.as_bytes().to_vec();
            let found = Found { kind: Kind::Compiled, location };
            load_found(cx, tail, name.as_bytes(), found, None)
        }
        PKG_DIRECTORY if text(cx, args[2])?.as_bytes().starts_with(LIBRARY.as_bytes()) => {
            load_embedded(cx, tail, name, text(cx, args[2])?.as_bytes())
        }
        PKG_DIRECTORY => {
            let found =
                Found { kind: Kind::Package, location: text(cx, args[2])?.as_bytes().to_vec() };
            load_found(cx, tail, name.as_bytes(), found, None)
        }
        C_BUILTIN => init_builtin(cx, module, args[0]),
        kind => {
            let shown = name.to_text();
            Err(cx.raise(
                &table::IMPORT_ERROR,
                format_args!("Don't know how to import {shown} (type code {kind})"),
            ))
        }
    }
}

/// Loads a module of the embedded library, asking no importers.
fn load_embedded(cx: &Cx, tail: Tail, name: &Str, location: &[u8]) -> PyResult {
    let location = location.strip_suffix(b"/__init__.py").unwrap_or(location);
    let end = location.iter().rposition(|byte| *byte == b'/').unwrap_or(0);
    let folder = Str::new(cx, &location[..end])?;
    let path = crate::builtins::list::List::new(cx, vec![folder])?;
    let part = name.as_bytes().rsplit(|byte| *byte == b'.').next().unwrap_or_default();
    match find_on_path(cx, name.as_bytes(), part, Some(path.borrow()), Hooks::Ignored)? {
        Some(found) => load_found(cx, tail, name.as_bytes(), found, None),
        None => super::import::import_name(cx, &name.to_text()),
    }
}

fn load_source(cx: &Cx, _: Ref<'_>, args: &[Ref<'_>]) -> PyResult {
    let tail = cx.last_calls.take();
    load_file(cx, tail, "load_source", Kind::Source, args)
}

fn load_compiled(cx: &Cx, _: Ref<'_>, args: &[Ref<'_>]) -> PyResult {
    let tail = cx.last_calls.take();
    load_file(cx, tail, "load_compiled", Kind::Compiled, args)
}

fn load_package(cx: &Cx, _: Ref<'_>, args: &[Ref<'_>]) -> PyResult {
    let tail = cx.last_calls.take();
    let name = text(cx, args[0])?.as_bytes();
    let found = Found { kind: Kind::Package, location: text(cx, args[1])?.as_bytes().to_vec() };
    load_found(cx, tail, name, found, None)
}

/// Loads the file that the second argument names; the third, if given, is an open file.
fn load_file(cx: &Cx, tail: Tail, function: &str, kind: Kind, args: &[Ref<'_>]) -> PyResult {
    let name = text(cx, args[0])?;
    let path = text(cx, args[1])?;
    if let Some(file) = args.get(2)
        && file.cast::<File>().is_none()
    {
        let ty = call::type_name(*file);
        return Err(cx.raise(
            &table::TYPE_ERROR,
            format_args!("{function}() argument 3 must be file, not {ty}"),
        ));
    }
    // CPython opens the file here and names none when that fails.
    let os_path = Path::new(std::ffi::OsStr::from_bytes(path.as_bytes()));
    if let Err(error) = std::fs::metadata(os_path) {
        let errno = error.raw_os_error().unwrap_or(libc::EIO);
        return Err(crate::builtins::file::raise_os_error(cx, &table::IO_ERROR, errno, None));
    }
    let found = Found { kind, location: path.as_bytes().to_vec() };
    load_found(cx, tail, name.as_bytes(), found, None)
}

fn new_module(cx: &Cx, _: Ref<'_>, name: Ref<'_>) -> PyResult {
    text(cx, name)?;
    Module::with_name(cx, name)
}

fn get_magic(cx: &Cx, _: Ref<'_>) -> PyResult {
    Str::new(cx, MAGIC)
}

fn library_code(cx: &Cx, _: Ref<'_>, filename: Ref<'_>) -> PyResult {
    super::import::embedded_code(cx, text(cx, filename)?.as_bytes())
}

fn get_suffixes(cx: &Cx, _: Ref<'_>) -> PyResult {
    let source = description(cx, ".py", "U", PY_SOURCE)?;
    let compiled = description(cx, ".pyc", "rb", PY_COMPILED)?;
    crate::builtins::list::List::new(cx, vec![source, compiled])
}

fn init_builtin(cx: &Cx, _: Ref<'_>, name_object: Ref<'_>) -> PyResult {
    let name = text(cx, name_object)?;
    match cx.vm().native(name.as_bytes()) {
        // No importer is asked: this is what importers call.
        Some(def) => match cx.vm().modules_dict().borrow().recv::<Dict>().get(cx, name_object)? {
            Some(module) => Ok(module),
            None => cx.make_module(def),
        },
        None => Ok(none().own()),
    }
}

fn is_builtin(cx: &Cx, _: Ref<'_>, name: Ref<'_>) -> PyResult {
    let name = text(cx, name)?.as_bytes();
    let answer = match name {
        b"sys" | b"__builtin__" => -1,
        _ => i64::from(cx.vm().native(name).is_some()),
    };
    Ok(Owned::int(answer))
}

fn is_frozen(cx: &Cx, _: Ref<'_>, name: Ref<'_>) -> PyResult {
    let name = text(cx, name)?.as_bytes();
    Ok(Owned::bool(matches!(name, b"__hello__" | b"__phello__" | b"__phello__.spam")))
}

thread_local! {
    /// How often the program has taken the import lock.
    static LOCKED: std::cell::Cell<u32> = const { std::cell::Cell::new(0) };
}

/// Imports run under the GIL and are not interrupted by other imports of the same thread.
fn lock(_: &Cx, _: Ref<'_>) -> PyResult {
    LOCKED.set(LOCKED.get() + 1);
    Ok(Owned::none())
}

fn unlock(cx: &Cx, _: Ref<'_>) -> PyResult {
    match LOCKED.get().checked_sub(1) {
        Some(count) => {
            LOCKED.set(count);
            Ok(Owned::none())
        }
        None => {
            let message = format_args!("not holding the import lock");
            Err(cx.raise(&table::RUNTIME_ERROR, message))
        }
    }
}

fn lock_held(_: &Cx, _: Ref<'_>) -> PyResult {
    Ok(Owned::bool(LOCKED.get() > 0))
}

fn reload(cx: &Cx, _: Ref<'_>, module: Ref<'_>) -> PyResult {
    super::import::reload(cx, module)
}
