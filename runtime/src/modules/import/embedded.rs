//! The library inside the binary: Python modules as rows of a sorted table.

use crate::cx::Cx;

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
    let path = filename.strip_prefix(super::LIBRARY.as_bytes())?.strip_prefix(b"/")?;
    let module = cx.vm().embedded.iter().find(|module| module.path.as_bytes() == path)?;
    Some(module.source)
}
