//! What `imp` offers for kinds of modules that pyston does not load: frozen, compiled by CPython,
//! shared objects; and the importer of paths that are no folders.

use crate::cx::Cx;
use crate::exceptions::{PyResult, table};
use crate::object::{Header, Owned, Ref, allocate};
use crate::protocol::args::{self, place};
use crate::types::{CallArgs, Type};

/// Memory of a null importer.
#[repr(C)]
pub(super) struct NullImporter {
    head: Header,
}

crate::py_type! {
    /// The importer of a path that is no folder: it finds nothing.
    pub(super) static NULL_IMPORTER: NullImporter = "imp.NullImporter" {
        slots { new: new }
        methods {
            /// Returns None.
            "find_module" => find_module, (1..=2) -> None;
        }
    }
}

fn new(cx: &Cx, ty: &Type, given: CallArgs<'_>) -> PyResult {
    if !given.names.is_empty() || given.args.len() != 1 {
        let count = given.args.len();
        return Err(crate::protocol::call::raise_arity(cx, "NullImporter", count, 1, 1));
    }
    let path = place("NullImporter", 1).c_text(cx, given.args[0])?;
    if path.is_empty() {
        return Err(cx.raise(&table::IMPORT_ERROR, format_args!("empty pathname")));
    }
    let path = String::from_utf8_lossy(&path).into_owned();
    if std::path::Path::new(&path).is_dir() {
        return Err(cx.raise(&table::IMPORT_ERROR, format_args!("existing directory")));
    }
    allocate(cx, ty, NullImporter { head: Header::new(ty) })
}

fn find_module(_: &Cx, _: Ref<'_>, _: &[Ref<'_>]) -> PyResult {
    Ok(Owned::none())
}

pub(super) fn get_frozen_object(cx: &Cx, _: Ref<'_>, name: Ref<'_>) -> PyResult {
    let name = args::ONLY.text(cx, name)?;
    let name = String::from_utf8_lossy(&name);
    let message = format_args!("No such frozen object named {name}");
    Err(cx.raise(&table::IMPORT_ERROR, message))
}

pub(super) fn init_frozen(cx: &Cx, _: Ref<'_>, name: Ref<'_>) -> PyResult {
    args::ONLY.text(cx, name)?;
    Ok(Owned::none())
}

/// Checks that a file can be read.
fn path_of(cx: &Cx, function: &str, given: &[Ref<'_>]) -> PyResult<String> {
    place(function, 1).text(cx, given[0])?;
    let path = place(function, 2).text(cx, given[1])?;
    Ok(String::from_utf8_lossy(&path).into_owned())
}

pub(super) fn load_dynamic(cx: &Cx, _: Ref<'_>, given: &[Ref<'_>]) -> PyResult {
    let path = path_of(cx, "load_dynamic", given)?;
    let reason = match std::fs::File::open(&path) {
        Ok(_) => "modules written in C are not supported".to_owned(),
        Err(error) => {
            let text = crate::builtins::file::error_text(error.raw_os_error().unwrap_or(0));
            format!("cannot open shared object file: {text}")
        }
    };
    Err(cx.raise(&table::IMPORT_ERROR, format_args!("{path}: {reason}")))
}
