//! Exceptions: the class tree, raising, the pending error of a thread.

pub mod objects;
pub mod pending;
pub mod raise;
pub mod syntax;
pub mod table;
pub mod traceback;
mod warning;

pub use pending::{PendingError, Raised, RaisedState};

/// What a native gives back: a value, or the witness that an exception is pending.
pub type PyResult<T = crate::object::Owned> = Result<T, Raised>;
