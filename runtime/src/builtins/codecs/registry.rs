//! The registries of codecs and error handlers.

use crate::cx::Cx;
use crate::exceptions::{PyResult, table};
use crate::object::{Owned, Ref};
use crate::vm::gil::Shared;
use std::cell::{Cell, RefCell};

/// What programs have registered.
pub struct Registry {
    handlers: RefCell<Vec<(Vec<u8>, Owned)>>,
    searches: RefCell<Vec<Owned>>,
    found: RefCell<Vec<(Vec<u8>, Owned)>>,
    prepared: Cell<bool>,
}

static REGISTRY: Shared<Registry> = Shared::new(Registry {
    handlers: RefCell::new(Vec::new()),
    searches: RefCell::new(Vec::new()),
    found: RefCell::new(Vec::new()),
    prepared: Cell::new(false),
});

/// Returns the error handler of that name.
///
/// # Errors
/// Raises `LookupError` if there is none.
pub fn error_handler(cx: &Cx, name: &[u8]) -> PyResult {
    let known = REGISTRY.with(|registry| {
        let handlers = registry.handlers.borrow();
        handlers.iter().find(|(other, _)| other == name).map(|(_, handler)| handler.clone())
    });
    known.ok_or_else(|| {
        let shown = String::from_utf8_lossy(name);
        cx.raise(&table::LOOKUP_ERROR, format_args!("unknown error handler name '{shown}'"))
    })
}

/// Registers an error handler.
pub fn register_error(name: &[u8], handler: Ref<'_>) {
    let old = REGISTRY.with(|registry| {
        let mut handlers = registry.handlers.borrow_mut();
        let at = handlers.iter().position(|(other, _)| other == name);
        let old = at.map(|at| handlers.remove(at));
        handlers.push((name.to_vec(), handler.own()));
        old
    });
    drop(old);
}

/// Registers a search function for codecs.
pub fn register_search(search: Ref<'_>) {
    REGISTRY.with(|registry| registry.searches.borrow_mut().push(search.own()));
}

/// Returns the search functions, first registered first.
pub fn searches() -> Vec<Owned> {
    REGISTRY.with(|registry| registry.searches.borrow().clone())
}

/// Returns what a search for the (normalised) name found before.
pub fn found(name: &[u8]) -> Option<Owned> {
    REGISTRY.with(|registry| {
        let found = registry.found.borrow();
        found.iter().find(|(other, _)| other == name).map(|(_, codec)| codec.clone())
    })
}

/// Remembers what a search found.
pub fn remember(name: &[u8], codec: Ref<'_>) {
    REGISTRY.with(|registry| registry.found.borrow_mut().push((name.to_vec(), codec.own())));
}

/// Imports the library's own encodings, once. May run Python code.
///
/// # Errors
/// Whatever the import raises, except `ImportError`.
pub(crate) fn prepare(cx: &Cx) -> PyResult<()> {
    if REGISTRY.with(|registry| registry.prepared.replace(true)) {
        return Ok(());
    }
    match crate::modules::import::import_name(cx, "encodings") {
        Ok(_) => Ok(()),
        Err(_) if cx.raised_matches(&table::IMPORT_ERROR) => {
            cx.clear_raised();
            Ok(())
        }
        Err(raised) => Err(raised),
    }
}
