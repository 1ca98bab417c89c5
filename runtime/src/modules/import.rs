//! The import system of Python 2.7: packages, relative imports, hooks, `reload`.
//!
//! Search order for a module: `sys.meta_path`, native modules, then each entry of the path: an
//! importer from `sys.path_hooks` if one takes it, the embedded library if the entry is its name,
//! else the directory (package folder first, then `.py`).

mod embedded;
mod find;
mod load;
mod path;

pub(crate) use embedded::embedded_code;
pub use embedded::{EmbeddedModule, embedded_source};
pub use find::{Found, Hooks, Kind, find_module, find_on_path};
pub use load::read_source;
pub(crate) use load::{MAGIC, compiled_code, load_found};
pub use path::{LIBRARY, PREFIX, initial_path};

use crate::builtins::dict::Dict;
use crate::builtins::module::Module;
use crate::builtins::str::{Str, intern_bytes};
use crate::cx::Cx;
use crate::exceptions::{PyResult, table};
use crate::interp::last::Tail;
use crate::object::{Owned, Ref, names};
use crate::protocol::{attr, sequence};
use std::rc::Rc;

/// `__import__(name, globals, locals, fromlist, level)`.
///
/// # Errors
/// Raises `ImportError`, or whatever running the module raises.
pub(crate) fn import(
    cx: &Cx,
    tail: Tail,
    name: Ref<'_>,
    globals: Option<Ref<'_>>,
    fromlist: Option<Ref<'_>>,
    level: i64,
) -> PyResult {
    let name = name.recv::<Str>().as_bytes();
    if name.contains(&b'/') {
        return Err(
            cx.raise(&table::IMPORT_ERROR, format_args!("Import by filename is not supported."))
        );
    }
    let parent = parent_package(cx, globals, level)?;
    let request = Request { parent, name: name.to_vec(), level, fromlist: fromlist.map(Ref::own) };
    Rc::new(request).run(cx, tail)
}

/// What an `__import__` is to import. It is run again behind each module body that the interpreter loop has run for it;
/// what is loaded by then is only looked up.
pub(crate) struct Request {
    parent: Option<Parent>,
    name: Vec<u8>,
    level: i64,
    fromlist: Option<Owned>,
}

impl Request {
    fn run(self: Rc<Self>, cx: &Cx, tail: Tail) -> PyResult {
        let asker = tail.is_given().then_some(&self);
        let (head, last) = import_dotted(cx, asker, self.parent.as_ref(), &self.name, self.level)?;
        match self.fromlist.as_ref().map(Owned::borrow) {
            Some(list) if !list.is_none() && crate::protocol::truth::is_true(cx, list)? => {
                ensure_fromlist(cx, asker, last.borrow(), list)?;
                Ok(last)
            }
            _ => Ok(head),
        }
    }
}

/// How a request goes on when a module body has run for it.
pub(crate) struct Next {
    request: Rc<Request>,
    parent: Option<Owned>,
    part: Vec<u8>,
    /// The name inside a package that there was no module of.
    missed: Option<Vec<u8>>,
}

impl Next {
    /// Gives the package its new module and runs the request again.
    fn go_on(self, cx: &Cx, tail: Tail, module: &Owned) -> PyResult {
        if let Some(parent) = &self.parent {
            let name = intern_bytes(cx, &self.part);
            attr::set_attr(cx, parent.borrow(), name.borrow(), Some(module.borrow()))?;
        }
        if let Some(missed) = &self.missed {
            remember_miss(cx, missed)?;
        }
        self.request.run(cx, tail)
    }
}

/// Remembers that a module inside a package does not exist.
fn remember_miss(cx: &Cx, full_name: &[u8]) -> PyResult<()> {
    let key = Str::new(cx, full_name)?;
    let modules = cx.vm().modules_dict();
    modules.borrow().recv::<Dict>().set(cx, key.borrow(), crate::object::none())
}

/// A package that a relative import starts from.
struct Parent {
    name: Vec<u8>,
    module: Owned,
}

/// The package of the importing module, if the import may be relative.
fn parent_package(cx: &Cx, globals: Option<Ref<'_>>, level: i64) -> PyResult<Option<Parent>> {
    let Some(globals) = globals.and_then(Ref::cast::<Dict>) else { return Ok(None) };
    if level == 0 {
        return Ok(None);
    }
    let package =
        globals.get_str(names::PACKAGE.as_ref()).filter(|value| !value.borrow().is_none());
    let mut name = match package {
        Some(package) => match package.borrow().cast::<Str>() {
            None => {
                return Err(
                    cx.raise(&table::VALUE_ERROR, format_args!("__package__ set to non-string"))
                );
            }
            Some(package) if package.is_empty() => {
                if level > 0 {
                    return Err(not_a_package(cx));
                }
                return Ok(None);
            }
            Some(package) => package.as_bytes().to_vec(),
        },
        None => match package_from_name(cx, globals, level)? {
            Some(name) => name,
            None => return Ok(None),
        },
    };
    for _ in 1..level {
        match name.iter().rposition(|byte| *byte == b'.') {
            Some(dot) => name.truncate(dot),
            None => {
                return Err(cx.raise(
                    &table::VALUE_ERROR,
                    format_args!("Attempted relative import beyond toplevel package"),
                ));
            }
        }
    }
    match loaded(cx, &name)? {
        Some(module) => Ok(Some(Parent { name, module })),
        None if level < 1 => {
            let shown = String::from_utf8_lossy(&name).into_owned();
            let message =
                format!("Parent module '{shown}' not found while handling absolute import");
            cx.warn(&table::RUNTIME_WARNING, &message)?;
            Ok(None)
        }
        None => {
            let shown = String::from_utf8_lossy(&name).into_owned();
            Err(cx.raise(
                &table::SYSTEM_ERROR,
                format_args!("Parent module '{shown}' not loaded, cannot perform relative import"),
            ))
        }
    }
}

fn not_a_package(cx: &Cx) -> crate::exceptions::Raised {
    cx.raise(&table::VALUE_ERROR, format_args!("Attempted relative import in non-package"))
}

/// Works out `__package__` from `__name__` and `__path__`, and stores it.
fn package_from_name(cx: &Cx, globals: &Dict, level: i64) -> PyResult<Option<Vec<u8>>> {
    let Some(name) = globals.get_str(names::NAME.as_ref()) else { return Ok(None) };
    let Some(name) = name.borrow().cast::<Str>() else { return Ok(None) };
    let bytes = name.as_bytes();
    if globals.get_str(names::PATH.as_ref()).is_some() {
        globals.set_str(cx, names::PACKAGE.as_ref(), Ref::from_object(name))?;
        return Ok(Some(bytes.to_vec()));
    }
    match bytes.iter().rposition(|byte| *byte == b'.') {
        Some(dot) => {
            let package = Str::new(cx, &bytes[..dot])?;
            globals.set_str(cx, names::PACKAGE.as_ref(), package.borrow())?;
            Ok(Some(bytes[..dot].to_vec()))
        }
        None if level > 0 => Err(not_a_package(cx)),
        None => {
            globals.set_str(cx, names::PACKAGE.as_ref(), crate::object::none())?;
            Ok(None)
        }
    }
}

/// Returns `sys.modules[name]`; None also for an entry None (a remembered failure).
fn loaded(cx: &Cx, name: &[u8]) -> PyResult<Option<Owned>> {
    let key = Str::new(cx, name)?;
    let modules = cx.vm().modules_dict();
    match modules.borrow().cast::<Dict>() {
        Some(modules) => modules.get(cx, key.borrow()),
        None => Ok(None),
    }
}

/// Imports a dotted name part by part and returns the first and the last module.
fn import_dotted(
    cx: &Cx,
    asker: Option<&Rc<Request>>,
    parent: Option<&Parent>,
    name: &[u8],
    level: i64,
) -> PyResult<(Owned, Owned)> {
    if name.is_empty() {
        return match parent {
            Some(parent) => Ok((parent.module.clone(), parent.module.clone())),
            None if level > 0 => Err(not_a_package(cx)),
            None => Err(cx.raise(&table::VALUE_ERROR, format_args!("Empty module name"))),
        };
    }
    // `rest` is what is still to import: messages name all of it.
    let (first, mut rest) = split_first(name);
    let empty = || cx.raise(&table::VALUE_ERROR, format_args!("Empty module name"));
    if first.is_empty() {
        return Err(empty());
    }
    let (head, mut full_name) = import_first(cx, asker, parent, first, (name, level))?;
    let mut tail = head.clone();
    while let Some(names) = rest.filter(|names| !names.is_empty()) {
        let (part, following) = split_first(names);
        if part.is_empty() {
            return Err(empty());
        }
        full_name.push(b'.');
        full_name.extend_from_slice(part);
        tail = match import_submodule(cx, (asker, None), Some(tail.borrow()), part, &full_name)? {
            Some(module) => module,
            None => return Err(no_module(cx, names)),
        };
        rest = following;
    }
    Ok((head, tail))
}

/// Splits a dotted name behind its first part.
fn split_first(name: &[u8]) -> (&[u8], Option<&[u8]>) {
    match name.iter().position(|byte| *byte == b'.') {
        Some(dot) => (&name[..dot], Some(&name[dot + 1..])),
        None => (name, None),
    }
}

fn no_module(cx: &Cx, name: &[u8]) -> crate::exceptions::Raised {
    let name = String::from_utf8_lossy(name).into_owned();
    cx.raise(&table::IMPORT_ERROR, format_args!("No module named {name}"))
}

/// Imports the first part of a dotted name: inside the package first, then at the top.
fn import_first(
    cx: &Cx,
    asker: Option<&Rc<Request>>,
    parent: Option<&Parent>,
    part: &[u8],
    (rest, level): (&[u8], i64),
) -> PyResult<(Owned, Vec<u8>)> {
    if let Some(parent) = parent {
        let mut full_name = parent.name.clone();
        full_name.push(b'.');
        full_name.extend_from_slice(part);
        let already_none =
            level < 0 && loaded(cx, &full_name)?.is_some_and(|value| value.borrow().is_none());
        if !already_none
            && let Some(module) =
                import_submodule(cx, (asker, None), Some(parent.module.borrow()), part, &full_name)?
        {
            return Ok((module, full_name));
        }
        if level > 0 {
            return Err(no_module(cx, rest));
        }
        if let Some(module) = import_submodule(cx, (asker, Some(&full_name)), None, part, part)? {
            remember_miss(cx, &full_name)?;
            return Ok((module, part.to_vec()));
        }
        return Err(no_module(cx, rest));
    }
    match import_submodule(cx, (asker, None), None, part, part)? {
        Some(module) => Ok((module, part.to_vec())),
        None => Err(no_module(cx, rest)),
    }
}

/// Imports `part` inside `parent` under its full name; None if there is no such module.
fn import_submodule(
    cx: &Cx,
    (asker, missed): (Option<&Rc<Request>>, Option<&[u8]>),
    parent: Option<Ref<'_>>,
    part: &[u8],
    full_name: &[u8],
) -> PyResult<Option<Owned>> {
    if let Some(module) = loaded(cx, full_name)? {
        return Ok((!module.borrow().is_none()).then_some(module));
    }
    let path = match parent {
        None => None,
        Some(parent) => match attr::find_attr(cx, parent, names::PATH.as_ref())? {
            Some(path) => Some(path),
            None => return Ok(None),
        },
    };
    let Some(found) = find_module(cx, full_name, part, path.as_ref().map(Owned::borrow))? else {
        return Ok(None);
    };
    let next = asker.map(|request| Next {
        request: Rc::clone(request),
        parent: parent.map(Ref::own),
        part: part.to_vec(),
        missed: missed.map(<[u8]>::to_vec),
    });
    let tail = if next.is_some() { Tail::GIVEN } else { Tail::NONE };
    let module = load_found(cx, tail, full_name, found, next)?;
    if let Some(parent) = parent {
        let name = intern_bytes(cx, part);
        attr::set_attr(cx, parent, name.borrow(), Some(module.borrow()))?;
    }
    Ok(Some(module))
}

/// Imports the submodules that a `from` list names.
fn ensure_fromlist(
    cx: &Cx,
    asker: Option<&Rc<Request>>,
    module: Ref<'_>,
    fromlist: Ref<'_>,
) -> PyResult<()> {
    if attr::find_attr(cx, module, names::PATH.as_ref())?.is_none() {
        return Ok(());
    }
    let items = sequence::to_vec(cx, fromlist)?;
    import_listed(cx, asker, module, items, true)
}

fn import_listed(
    cx: &Cx,
    asker: Option<&Rc<Request>>,
    module: Ref<'_>,
    items: Vec<Owned>,
    follow_all: bool,
) -> PyResult<()> {
    for item in items {
        if item.borrow().cast::<Str>().is_none() {
            let ty = item.borrow().ty().name();
            let message = format_args!("Item in ``from list'' must be str, not {ty}");
            return Err(cx.raise(&table::TYPE_ERROR, message));
        }
        let name = item.borrow().recv::<Str>().as_bytes();
        if name == b"*" {
            if follow_all && let Some(all) = attr::find_attr(cx, module, names::ALL.as_ref())? {
                let items = sequence::to_vec(cx, all.borrow())?;
                import_listed(cx, asker, module, items, false)?;
            }
            continue;
        }
        if attr::find_attr(cx, module, item.borrow())?.is_some() {
            continue;
        }
        let package = attr::get_attr(cx, module, names::NAME.as_ref())?;
        let mut full_name = match package.borrow().cast::<Str>() {
            Some(package) => package.as_bytes().to_vec(),
            None => continue,
        };
        full_name.push(b'.');
        full_name.extend_from_slice(name);
        import_submodule(cx, (asker, None), Some(module), name, &full_name)?;
    }
    Ok(())
}

/// Imports a module by its full name, for natives.
///
/// # Errors
/// As [`import`].
pub fn import_name(cx: &Cx, name: &str) -> PyResult {
    if let Some(module) = loaded(cx, name.as_bytes())?
        && !module.borrow().is_none()
    {
        return Ok(module);
    }
    import_dotted(cx, None, None, name.as_bytes(), 0).map(|(_, tail)| tail)
}

/// `reload(module)`.
///
/// # Errors
/// Raises `TypeError` or `ImportError`, or whatever running the module raises.
pub(crate) fn reload(cx: &Cx, module: Ref<'_>) -> PyResult {
    if module.cast::<Module>().is_none() {
        return Err(cx.raise(&table::TYPE_ERROR, format_args!("reload() argument must be module")));
    }
    let name = attr::get_attr(cx, module, names::NAME.as_ref())?;
    let Some(name) = name.borrow().cast::<Str>() else {
        return Err(cx.raise(&table::SYSTEM_ERROR, format_args!("nameless module")));
    };
    let bytes = name.as_bytes();
    let shown = name.to_text();
    if !loaded(cx, bytes)?.is_some_and(|loaded| Ref::is(loaded.borrow(), module)) {
        return Err(cx.raise(
            &table::IMPORT_ERROR,
            format_args!("reload(): module {shown} not in sys.modules"),
        ));
    }
    // A module that reloads itself gets what there is.
    if cx.vm().reloading.borrow().iter().any(|name| name == bytes) {
        return Ok(module.own());
    }
    let (path, part) = match bytes.iter().rposition(|byte| *byte == b'.') {
        None => (None, bytes),
        Some(dot) => {
            let Some(parent) = loaded(cx, &bytes[..dot])? else {
                let parent = String::from_utf8_lossy(&bytes[..dot]).into_owned();
                return Err(cx.raise(
                    &table::IMPORT_ERROR,
                    format_args!("reload(): parent {parent} not in sys.modules"),
                ));
            };
            (attr::find_attr(cx, parent.borrow(), names::PATH.as_ref())?, &bytes[dot + 1..])
        }
    };
    match find_module(cx, bytes, part, path.as_ref().map(Owned::borrow))? {
        // A native module has nothing to run again.
        Some(Found { kind: Kind::Native(_), .. }) => Ok(module.own()),
        Some(found) => {
            cx.vm().reloading.borrow_mut().push(bytes.to_vec());
            let result = load_found(cx, Tail::NONE, bytes, found, None);
            cx.vm().reloading.borrow_mut().retain(|name| name != bytes);
            result
        }
        None => Err(no_module(cx, part)),
    }
}
