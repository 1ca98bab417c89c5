//! Loading modules: compiling and running their code.

use super::Next;
use super::find::{Found, Kind};
use crate::builtins::code::Code;
use crate::builtins::dict::Dict;
use crate::builtins::file::raise_os_error;
use crate::builtins::list::List;
use crate::builtins::module::Module;
use crate::builtins::str::Str;
use crate::cx::Cx;
use crate::exceptions::{PyResult, table};
use crate::interp;
use crate::interp::last::{self, Rest, Tail};
use crate::object::{Owned, Ref, names};
use crate::protocol::call;
use ir::source_compiler::{CompileFlags, Mode};
use std::os::unix::ffi::OsStrExt;
use std::path::Path;

/// Reads a source file.
///
/// # Errors
/// Raises `IOError`.
pub fn read_source(cx: &Cx, path: &[u8]) -> PyResult<Vec<u8>> {
    std::fs::read(Path::new(std::ffi::OsStr::from_bytes(path))).map_err(|error| {
        let errno = error.raw_os_error().unwrap_or(libc::EIO);
        match Str::new(cx, path) {
            Ok(name) => raise_os_error(cx, &table::IO_ERROR, errno, Some(name.borrow())),
            Err(raised) => raised,
        }
    })
}

/// Loads what [`super::find_module`] found, and returns `sys.modules[full_name]`.
///
/// # Errors
/// Whatever compiling and running the module raises.
pub(crate) fn load_found(
    cx: &Cx,
    tail: Tail,
    full_name: &[u8],
    found: Found,
    next: Option<Next>,
) -> PyResult {
    match found.kind {
        Kind::Native(def) => {
            let module = cx.make_module(def)?;
            Ok(module)
        }
        Kind::Loader(loader) => {
            let load = crate::builtins::str::intern_bytes(cx, b"load_module");
            let name = Str::new(cx, full_name)?;
            call::call_method(cx, loader.borrow(), load.borrow(), &[name.borrow()])
        }
        Kind::Source => {
            let source = read_source(cx, &found.location)?;
            let module = begin(cx, full_name, &found.location, None)?;
            run(cx, tail, module, next, |cx| compile_module(cx, &source, &found.location))
        }
        Kind::Compiled => {
            let bytes = read_source(cx, &found.location)?;
            let module = begin(cx, full_name, &found.location, None)?;
            run(cx, tail, module, next, |cx| compiled_code(cx, &bytes, &found.location))
        }
        Kind::Package => {
            let file = [&found.location[..], b"/__init__.py"].concat();
            if !Path::new(std::ffi::OsStr::from_bytes(&file)).is_file() {
                let file = [&file[..], b"c"].concat();
                let bytes = read_source(cx, &file)?;
                let module = begin(cx, full_name, &file, Some(&found.location))?;
                return run(cx, tail, module, next, |cx| compiled_code(cx, &bytes, &file));
            }
            let source = read_source(cx, &file)?;
            let module = begin(cx, full_name, &file, Some(&found.location))?;
            run(cx, tail, module, next, |cx| compile_module(cx, &source, &file))
        }
        Kind::Embedded(embedded) => {
            let folder = found.location.strip_suffix(b"/__init__.py");
            let package = if embedded.is_package { folder } else { None };
            let module = begin(cx, full_name, &found.location, package)?;
            run(cx, tail, module, next, |cx| embedded.code_object(cx, &found.location))
        }
    }
}

/// The module object under construction, and whether this load put it into `sys.modules`.
struct Begun {
    full_name: Vec<u8>,
    module: Owned,
    is_new: bool,
}

/// Gets or makes `sys.modules[full_name]` and sets `__file__`, `__builtins__` and, for the folder
/// of a package, `__path__`.
fn begin(cx: &Cx, full_name: &[u8], file: &[u8], package: Option<&[u8]>) -> PyResult<Begun> {
    let key = crate::builtins::str::intern_bytes(cx, full_name);
    let modules = cx.vm().modules_dict();
    let modules = modules.borrow().recv::<Dict>();
    let existing =
        modules.get(cx, key.borrow())?.filter(|old| old.borrow().cast::<Module>().is_some());
    let is_new = existing.is_none();
    let module = match existing {
        Some(module) => module,
        None => {
            let module = Module::with_name(cx, key.borrow())?;
            modules.set(cx, key.borrow(), module.borrow())?;
            module
        }
    };
    let dict = Module::dict_of(module.borrow());
    if dict.get_str(names::BUILTINS.as_ref()).is_none() {
        dict.set_str(cx, names::BUILTINS.as_ref(), interp::current_builtins(cx).borrow())?;
    }
    dict.set_str(cx, names::FILE.as_ref(), Str::new(cx, file)?.borrow())?;
    if let Some(folder) = package {
        let path = List::new(cx, vec![Str::new(cx, folder)?])?;
        dict.set_str(cx, names::PATH.as_ref(), path.borrow())?;
    }
    Ok(Begun { full_name: full_name.to_vec(), module, is_new })
}

/// Runs the code that `compile` makes in the module; a failure takes the module out again.
fn run(
    cx: &Cx,
    tail: Tail,
    begun: Begun,
    next: Option<Next>,
    compile: impl FnOnce(&Cx) -> PyResult,
) -> PyResult {
    let frame = compile(cx).and_then(|code| {
        let dict = Ref::from_object(Module::dict_of(begun.module.borrow()));
        interp::frame_of_code(cx, code.borrow(), dict, dict)
    });
    last::run(cx, tail, frame, Some(Box::new(Running { begun, next })))
}

/// What remains of loading a module while its body runs.
struct Running {
    begun: Begun,
    next: Option<Next>,
}

impl Rest for Running {
    fn go_on(self: Box<Self>, cx: &Cx, tail: Tail, outcome: PyResult) -> PyResult {
        let module = self.begun.finish(cx, outcome)?;
        match self.next {
            Some(next) => next.go_on(cx, tail, &module),
            None => Ok(module),
        }
    }
}

impl Begun {
    /// Returns the module that stands in `sys.modules` behind the body's end.
    fn finish(&self, cx: &Cx, outcome: PyResult) -> PyResult {
        let key = Str::new(cx, &self.full_name)?;
        let modules = cx.vm().modules_dict();
        let modules = modules.borrow().recv::<Dict>();
        if let Err(raised) = outcome {
            if self.is_new {
                let pending = cx.pending.take();
                if modules.remove(cx, key.borrow()).is_err() {
                    cx.clear_raised();
                }
                cx.pending.replace(pending);
            }
            return Err(raised);
        }
        match modules.get(cx, key.borrow())? {
            Some(module) => Ok(module),
            None => {
                let shown = String::from_utf8_lossy(&self.full_name).into_owned();
                let message = format_args!("Loaded module {shown} not found in sys.modules");
                Err(cx.raise(&table::IMPORT_ERROR, message))
            }
        }
    }
}

/// Returns the code object that a compiled file holds.
///
/// # Errors
/// Raises `ImportError` if it holds none, and what `marshal` raises.
pub(crate) fn compiled_code(cx: &Cx, bytes: &[u8], file: &[u8]) -> PyResult {
    let shown = String::from_utf8_lossy(file);
    let Some(rest) = bytes.strip_prefix(MAGIC) else {
        let message = format_args!("Bad magic number in {shown}");
        return Err(cx.raise(&table::IMPORT_ERROR, message));
    };
    let marshal = call::import_module(cx, "marshal")?;
    let loads = crate::builtins::str::intern_bytes(cx, b"loads");
    let data = Str::new(cx, rest.get(4..).unwrap_or(&[]))?;
    let code = call::call_method(cx, marshal.borrow(), loads.borrow(), &[data.borrow()])?;
    if code.borrow().cast::<Code>().is_none() {
        let message = format_args!("Non-code object in {shown}");
        return Err(cx.raise(&table::IMPORT_ERROR, message));
    }
    Ok(code)
}

/// What compiled files begin with; the time of the source follows.
pub(crate) const MAGIC: &[u8] = b"\x03\xf3\r\n";

/// Compiles the source of a module.
///
/// # Errors
/// `SyntaxError` and its relatives.
pub(super) fn compile_module(cx: &Cx, source: &[u8], file: &[u8]) -> PyResult {
    let flags = CompileFlags {
        from_file: true,
        optimize: cx.vm().settings.optimize,
        ..CompileFlags::default()
    };
    interp::compile(cx, source, file, Mode::Exec, flags)
}
