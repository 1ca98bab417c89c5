//! Raising: the pending error of a thread and the ways to set it.
//!
//! As in CPython 2.7 an error is a triple (class, value, traceback) whose value may be missing or
//! be just the argument of the class, until somebody normalises it.

use super::PyResult;
use crate::cx::Cx;
use crate::object::{Field, Owned, Ref};
use crate::types::Type;
use std::fmt;

/// Witness that an exception is pending in the thread.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Raised;

/// An exception as (class, value, traceback); empty when `ty` is.
#[derive(Default)]
pub struct PendingError {
    pub(crate) ty: OptionalField,
    pub(crate) value: OptionalField,
    pub(crate) traceback: OptionalField,
}

/// A member that starts empty.
#[derive(Default)]
pub struct OptionalField(pub(crate) Field);

/// An exception taken out of a thread.
#[derive(Clone)]
pub struct RaisedState {
    /// Its class (or what was raised in place of one).
    pub ty: Owned,
    /// Its instance or argument.
    pub value: Option<Owned>,
    /// Its traceback object.
    pub traceback: Option<Owned>,
}

impl PendingError {
    /// Returns a copy of the state, if there is one.
    pub fn get(&self) -> Option<RaisedState> {
        let ty = self.ty.0.get()?;
        Some(RaisedState { ty, value: self.value.0.get(), traceback: self.traceback.0.get() })
    }

    /// Takes the state out.
    pub fn take(&self) -> Option<RaisedState> {
        let ty = self.ty.0.take()?;
        Some(RaisedState { ty, value: self.value.0.take(), traceback: self.traceback.0.take() })
    }

    /// Replaces the state and returns the old one.
    pub fn replace(&self, state: Option<RaisedState>) -> Option<RaisedState> {
        let old = self.take();
        if let Some(RaisedState { ty, value, traceback }) = state {
            drop(self.ty.0.replace(Some(ty)));
            drop(self.value.0.replace(value));
            drop(self.traceback.0.replace(traceback));
        }
        old
    }

    /// Returns whether there is an error.
    pub fn is_set(&self) -> bool {
        !self.ty.0.is_empty()
    }
}

impl Cx {
    /// Raises `ty` with a text: `cx.raise(&table::TYPE_ERROR, format_args!("..."))`.
    #[cold]
    pub fn raise(&self, ty: &'static Type, message: fmt::Arguments<'_>) -> Raised {
        let text = message.to_string();
        match crate::builtins::str::Str::new(self, text.as_bytes()) {
            Ok(value) => self.raise_with(Ref::from_object(ty), Some(value)),
            Err(raised) => raised,
        }
    }

    /// Raises `ty` with a text that may hold any bytes.
    #[cold]
    pub fn raise_bytes(&self, ty: &'static Type, message: &[u8]) -> Raised {
        match crate::builtins::str::Str::new(self, message) {
            Ok(value) => self.raise_with(Ref::from_object(ty), Some(value)),
            Err(raised) => raised,
        }
    }

    /// Raises a class (or an old-style class) with an argument, an instance, or nothing.
    #[cold]
    pub fn raise_with(&self, ty: Ref<'_>, value: Option<Owned>) -> Raised {
        drop(self.pending.replace(Some(RaisedState { ty: ty.own(), value, traceback: None })));
        Raised
    }

    /// Raises `ty` without a value (`StopIteration`, `KeyboardInterrupt`).
    #[cold]
    pub fn raise_none(&self, ty: &'static Type) -> Raised {
        self.raise_with(Ref::from_object(ty), None)
    }

    /// Raises `MemoryError`.
    #[cold]
    pub fn raise_no_memory(&self) -> Raised {
        self.raise_none(&super::table::MEMORY_ERROR)
    }

    /// Puts a state back that was taken out.
    pub fn restore(&self, state: RaisedState) -> Raised {
        drop(self.pending.replace(Some(state)));
        Raised
    }

    /// Takes the pending exception out; there must be one.
    pub fn take_raised(&self) -> RaisedState {
        self.pending.take().expect("Raised is returned only with an exception pending")
    }

    /// Drops the pending exception.
    pub fn clear_raised(&self) {
        drop(self.pending.take());
    }

    /// Returns whether the pending exception is an instance of `ty` (a builtin exception class).
    pub fn raised_matches(&self, ty: &'static Type) -> bool {
        self.pending.ty.0.get().is_some_and(|pending| {
            pending.borrow().cast::<Type>().is_some_and(|pending| pending.is_subtype(ty))
        })
    }

    /// Turns a pending `ty` into `Ok(None)`; other errors pass.
    ///
    /// # Errors
    /// Whatever else was raised.
    pub fn catch<T>(&self, result: PyResult<T>, ty: &'static Type) -> PyResult<Option<T>> {
        match result {
            Ok(value) => Ok(Some(value)),
            Err(Raised) if self.raised_matches(ty) => {
                self.clear_raised();
                Ok(None)
            }
            Err(raised) => Err(raised),
        }
    }
}
