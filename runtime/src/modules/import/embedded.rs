//! The library inside the binary: Python modules as rows of a sorted table.

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
pub(super) fn lookup(table: &'static [EmbeddedModule], name: &[u8]) -> Option<&'static EmbeddedModule> {
    let index = table.binary_search_by(|module| module.name.as_bytes().cmp(name)).ok()?;
    Some(&table[index])
}
