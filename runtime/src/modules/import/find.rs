//! Finding modules: meta path, native table, path entries.

use super::embedded::{self, EmbeddedModule};
use crate::builtins::dict::Dict;
use crate::builtins::str::Str;
use crate::builtins::unicode::Unicode;
use crate::cx::Cx;
use crate::exceptions::{PyResult, table};
use crate::modules::ModuleDef;
use crate::object::{Owned, Ref, none};
use crate::protocol::{call, repr, sequence};
use std::os::unix::ffi::OsStrExt;
use std::path::Path;

/// What a module is made from.
pub enum Kind {
    /// A source file.
    Source,
    /// A file that `py_compile` has made.
    Compiled,
    /// A folder with `__init__.py`; the location is the folder.
    Package,
    /// A table of the binary.
    Native(&'static ModuleDef),
    /// A module of the embedded library.
    Embedded(&'static EmbeddedModule),
    /// An importer's loader object.
    Loader(Owned),
}

/// A module that was found and not yet loaded.
pub struct Found {
    /// How to load it.
    pub kind: Kind,
    /// File or folder.
    pub location: Vec<u8>,
}

/// Looks for a module: `part` is the last part of `full_name`, `path` the package's `__path__`.
///
/// # Errors
/// Whatever hooks raise; `ImportError` when `sys.path` is unusable.
pub fn find_module(
    cx: &Cx,
    full_name: &[u8],
    part: &[u8],
    path: Option<Ref<'_>>,
) -> PyResult<Option<Found>> {
    if let Some(loader) = find_on_meta_path(cx, full_name, path)? {
        return Ok(Some(Found { kind: Kind::Loader(loader), location: Vec::new() }));
    }
    find_on_path(cx, full_name, part, path, Hooks::Asked)
}

/// Whether the importers of path entries are asked.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Hooks {
    /// They are.
    Asked,
    /// They are not: what `imp.find_module` does.
    Ignored,
}

/// Looks for a module among the natives and on the path.
///
/// # Errors
/// As [`find_module`].
pub fn find_on_path(
    cx: &Cx,
    full_name: &[u8],
    part: &[u8],
    path: Option<Ref<'_>>,
    hooks: Hooks,
) -> PyResult<Option<Found>> {
    if path.is_none()
        && let Some(native) = cx.vm().native(full_name)
    {
        return Ok(Some(Found { kind: Kind::Native(native), location: Vec::new() }));
    }
    let entries = match path {
        Some(path) => sequence::to_vec(cx, path)?,
        None => match cx.vm().sys_attr(cx, "path") {
            Some(path) if path.borrow().cast::<crate::builtins::list::List>().is_some() => {
                sequence::to_vec(cx, path.borrow())?
            }
            _ => {
                return Err(cx.raise(
                    &table::IMPORT_ERROR,
                    format_args!("sys.path must be a list of directory names"),
                ));
            }
        },
    };
    for entry in entries {
        let directory = match (entry.borrow().cast::<Str>(), entry.borrow().cast::<Unicode>()) {
            (Some(entry), _) => entry.as_bytes().to_vec(),
            (None, Some(_)) => {
                let text = repr::str(cx, entry.borrow())?;
                text.borrow().recv::<Str>().as_bytes().to_vec()
            }
            _ => continue,
        };
        if directory.contains(&0) {
            continue;
        }
        if hooks == Hooks::Asked
            && let Some(importer) = importer_of(cx, entry.borrow())?
        {
            if let Some(loader) = ask_importer(cx, importer.borrow(), full_name, None)? {
                return Ok(Some(Found { kind: Kind::Loader(loader), location: Vec::new() }));
            }
            continue;
        }
        if let Some(found) = find_embedded(cx, &directory, part) {
            return Ok(Some(found));
        }
        if let Some(found) = find_in_directory(cx, &directory, part)? {
            return Ok(Some(found));
        }
    }
    Ok(None)
}

fn find_on_meta_path(cx: &Cx, full_name: &[u8], path: Option<Ref<'_>>) -> PyResult<Option<Owned>> {
    let Some(hooks) = cx.vm().sys_attr(cx, "meta_path") else { return Ok(None) };
    if hooks.borrow().cast::<crate::builtins::list::List>().is_none() {
        return Err(cx.raise(
            &table::IMPORT_ERROR,
            format_args!("sys.meta_path must be a list of import hooks"),
        ));
    }
    for hook in sequence::to_vec(cx, hooks.borrow())? {
        let found = ask_importer(cx, hook.borrow(), full_name, Some(path.unwrap_or(none())))?;
        if found.is_some() {
            return Ok(found);
        }
    }
    Ok(None)
}

fn ask_importer(
    cx: &Cx,
    importer: Ref<'_>,
    full_name: &[u8],
    path: Option<Ref<'_>>,
) -> PyResult<Option<Owned>> {
    let find = crate::builtins::str::intern_bytes(cx, b"find_module");
    let name = Str::new(cx, full_name)?;
    let mut args = vec![name.borrow()];
    args.extend(path);
    let loader = call::call_method(cx, importer, find.borrow(), &args)?;
    Ok((!loader.borrow().is_none()).then_some(loader))
}

/// The importer for a path entry, from `sys.path_importer_cache` or the hooks; None: a folder.
fn importer_of(cx: &Cx, entry: Ref<'_>) -> PyResult<Option<Owned>> {
    let Some(hooks) = cx.vm().sys_attr(cx, "path_hooks") else { return Ok(None) };
    let Some(cache) = cx.vm().sys_attr(cx, "path_importer_cache") else { return Ok(None) };
    let Some(cache) = cache.borrow().cast::<Dict>() else { return Ok(None) };
    if let Some(importer) = cache.get(cx, entry)? {
        return Ok((!importer.borrow().is_none()).then_some(importer));
    }
    cache.set(cx, entry, none())?;
    for hook in sequence::to_vec(cx, hooks.borrow())? {
        match call::call1(cx, hook.borrow(), entry) {
            Ok(importer) => {
                cache.set(cx, entry, importer.borrow())?;
                return Ok(Some(importer));
            }
            Err(_) if cx.raised_matches(&table::IMPORT_ERROR) => cx.clear_raised(),
            Err(raised) => return Err(raised),
        }
    }
    zip_importer(cx, entry, cache)
}

/// The importer of a zip file or of a folder inside one, from `zipimport`, which becomes a hook then.
fn zip_importer(cx: &Cx, entry: Ref<'_>, cache: &Dict) -> PyResult<Option<Owned>> {
    let Some(text) = entry.cast::<Str>() else { return Ok(None) };
    let path = Path::new(std::ffi::OsStr::from_bytes(text.as_bytes()));
    if path.is_dir() || !path.ancestors().any(Path::is_file) {
        return Ok(None);
    }
    let module = super::import_name(cx, "zipimport")?;
    let name = crate::builtins::str::intern_bytes(cx, b"zipimporter");
    let class = crate::protocol::attr::get_attr(cx, module.borrow(), name.borrow())?;
    if let Some(hooks) = cx.vm().sys_attr(cx, "path_hooks")
        && let Some(hooks) = hooks.borrow().cast::<crate::builtins::list::List>()
    {
        if hooks.to_vec().iter().any(|hook| hook.borrow().is(class.borrow())) {
            return Ok(None);
        }
        hooks.push(cx, class.clone())?;
    }
    let made = call::call1(cx, class.borrow(), entry);
    let made = cx.catch(made, &table::IMPORT_ERROR)?;
    if let Some(importer) = &made {
        cache.set(cx, entry, importer.borrow())?;
    }
    Ok(made)
}

/// Looks in the embedded library, if `directory` is its root or one of its packages.
fn find_embedded(cx: &Cx, directory: &[u8], part: &[u8]) -> Option<Found> {
    let below = directory.strip_prefix(super::LIBRARY.as_bytes())?;
    let mut name: Vec<u8> = match below {
        [] => Vec::new(),
        [b'/', rest @ ..] => {
            rest.iter().map(|byte| if *byte == b'/' { b'.' } else { *byte }).collect()
        }
        _ => return None,
    };
    if !name.is_empty() {
        name.push(b'.');
    }
    name.extend_from_slice(part);
    let module = embedded::lookup(cx.vm().embedded, &name)?;
    Some(Found { kind: Kind::Embedded(module), location: location_of(module) })
}

/// `__file__` of an embedded module.
fn location_of(module: &EmbeddedModule) -> Vec<u8> {
    [super::LIBRARY.as_bytes(), b"/", module.path.as_bytes()].concat()
}

fn find_in_directory(cx: &Cx, directory: &[u8], part: &[u8]) -> PyResult<Option<Found>> {
    let mut base = directory.to_vec();
    if !base.is_empty() && !base.ends_with(b"/") {
        base.push(b'/');
    }
    base.extend_from_slice(part);
    let as_path = |bytes: &[u8]| Path::new(std::ffi::OsStr::from_bytes(bytes)).to_owned();
    if as_path(&base).is_dir() {
        let has = |file: &[u8]| as_path(&[&base[..], file].concat()).is_file();
        if has(b"/__init__.py") || has(b"/__init__.pyc") {
            return Ok(Some(Found { kind: Kind::Package, location: base }));
        }
        let shown = String::from_utf8_lossy(&base).into_owned();
        let message = format!("Not importing directory '{shown}': missing __init__.py");
        cx.warn(&table::IMPORT_WARNING, &message)?;
    }
    base.extend_from_slice(b".py");
    if as_path(&base).is_file() {
        return Ok(Some(Found { kind: Kind::Source, location: base }));
    }
    base.push(b'c');
    if as_path(&base).is_file() {
        return Ok(Some(Found { kind: Kind::Compiled, location: base }));
    }
    Ok(None)
}
