//! Warnings that natives issue.
//!
//! Filters and display are those of the module `warnings`. It is imported only when a warning could
//! be seen: the categories that are silent by default are dropped before, as long as neither the
//! command line nor the program has said otherwise.

use super::{PyResult, table};
use crate::builtins::dict::Dict;
use crate::builtins::frame::Frame;
use crate::builtins::str::{Str, intern_bytes};
use crate::cx::Cx;
use crate::object::{Owned, Ref, names};
use crate::protocol::{attr, call};
use crate::types::{CallArgs, Type};

/// Returns whether nobody would see a warning of the category.
fn is_silent(cx: &Cx, category: &'static Type) -> bool {
    let quiet = [
        &table::DEPRECATION_WARNING,
        &table::PENDING_DEPRECATION_WARNING,
        &table::IMPORT_WARNING,
        &table::BYTES_WARNING,
    ];
    let settings = &cx.vm().settings;
    let touched = !settings.warn_options.is_empty()
        || settings.py3k_warning
        || settings.bytes_warning > 0
        || is_loaded(cx);
    !touched && quiet.iter().any(|silent| category.is_subtype(silent))
}

fn is_loaded(cx: &Cx) -> bool {
    let name = intern_bytes(cx, b"warnings");
    let modules = cx.vm().modules_dict();
    modules.borrow().cast::<Dict>().is_some_and(|modules| modules.get_str(name.borrow()).is_some())
}

impl Cx {
    /// Issues a warning at the place of the running Python code.
    ///
    /// # Errors
    /// The warning itself, if filters make it an error.
    pub fn warn(&self, category: &'static Type, message: &str) -> PyResult<()> {
        if is_silent(self, category) {
            return Ok(());
        }
        let warnings = crate::modules::import::import_name(self, "warnings")?;
        let function =
            attr::get_attr(self, warnings.borrow(), intern_bytes(self, b"warn_explicit").borrow())?;
        let Some(frame) = crate::interp::frame_at(self, 0) else { return Ok(()) };
        let frame = frame.borrow().recv::<Frame>();
        let globals = Ref::from_object(frame.globals()).own();
        let dict = globals.borrow().recv::<Dict>();
        let registry_name = intern_bytes(self, b"__warningregistry__");
        let registry = match dict.get_str(registry_name.borrow()) {
            Some(registry) => registry,
            None => {
                let registry = Dict::new(self)?;
                dict.set_str(self, registry_name.borrow(), registry.borrow())?;
                registry
            }
        };
        let module = match dict.get_str(names::NAME.as_ref()) {
            Some(name) => name,
            None => Str::new(self, b"<string>")?,
        };
        let filename = match dict.get_str(names::FILE.as_ref()) {
            Some(file) => file,
            None => frame.code().filename().own(),
        };
        let text = Str::new(self, message.as_bytes())?;
        let line = Owned::int(i64::from(frame.line()));
        let args = [
            text.borrow(),
            category.as_ref(),
            filename.borrow(),
            line.borrow(),
            module.borrow(),
            registry.borrow(),
        ];
        call::call(self, function.borrow(), CallArgs::positional_only(&args))?;
        Ok(())
    }
}

/// Issues a warning for a place in a file.
///
/// # Errors
/// The warning itself, if filters make it an error.
pub(crate) fn warn_explicit(
    cx: &Cx,
    category: &'static Type,
    message: &str,
    filename: &[u8],
    line: u32,
) -> PyResult<()> {
    if is_silent(cx, category) {
        return Ok(());
    }
    let warnings = crate::modules::import::import_name(cx, "warnings")?;
    let function =
        attr::get_attr(cx, warnings.borrow(), intern_bytes(cx, b"warn_explicit").borrow())?;
    let text = Str::new(cx, message.as_bytes())?;
    let filename = Str::new(cx, filename)?;
    let line = Owned::int(i64::from(line));
    let args = [text.borrow(), category.as_ref(), filename.borrow(), line.borrow()];
    call::call(cx, function.borrow(), CallArgs::positional_only(&args))?;
    Ok(())
}
