//! The library inside the binary: Python modules as rows of a sorted table.

use crate::builtins::code::Code;
use crate::cx::Cx;
use crate::exceptions::PyResult;
use crate::object::Owned;
use std::sync::Arc;

/// One embedded Python module.
#[derive(Clone, Copy, Debug)]
pub struct EmbeddedModule {
    /// Full dotted name.
    pub name: &'static str,
    /// Path below the library folder, `encodings/__init__.py`.
    pub path: &'static str,
    /// Whether it is a package.
    pub is_package: bool,
    /// Its source text.
    pub source: &'static [u8],
    /// The source compiled without options, in the form of [`ir::codec`].
    pub code: &'static [u8],
}

impl EmbeddedModule {
    /// Returns the code object of the module, which calls itself `filename`.
    ///
    /// The source is compiled where options change what comes out, or ask to see it.
    ///
    /// # Errors
    /// Raises `MemoryError`.
    pub(super) fn code_object(&self, cx: &Cx, filename: &[u8]) -> PyResult {
        let settings = &cx.vm().settings;
        let as_built = settings.optimize == 0
            && !settings.unicode_literals
            && settings.dump.is_empty()
            && !settings.check;
        match ir::codec::decode_renamed(self.code, filename) {
            Ok(code) if as_built => Code::from_ir(cx, Arc::new(code)),
            _ => super::load::compile_module(cx, self.source, filename),
        }
    }
}

/// Finds a module in a table sorted by name.
pub(super) fn lookup(
    table: &'static [EmbeddedModule],
    name: &[u8],
) -> Option<&'static EmbeddedModule> {
    let index = table.binary_search_by(|module| module.name.as_bytes().cmp(name)).ok()?;
    Some(&table[index])
}

/// Returns the source text behind the `__file__` of an embedded module.
pub fn embedded_source(cx: &Cx, filename: &[u8]) -> Option<&'static [u8]> {
    Some(at(cx, filename)?.source)
}

/// Returns the code object behind the `__file__` of an embedded module; None if there is no such module.
///
/// # Errors
/// Raises `MemoryError`.
pub(crate) fn embedded_code(cx: &Cx, filename: &[u8]) -> PyResult {
    at(cx, filename).map_or_else(|| Ok(Owned::none()), |module| module.code_object(cx, filename))
}

fn at(cx: &Cx, filename: &[u8]) -> Option<&'static EmbeddedModule> {
    let path = filename.strip_prefix(super::LIBRARY.as_bytes())?.strip_prefix(b"/")?;
    cx.vm().embedded.iter().find(|module| module.path.as_bytes() == path)
}
