//! The type `atomic`: a context in which the running tasklet is not interrupted.

use super::scheduler;
use super::tasklet::{Tasklet, set_atomic_flag};
use crate::cx::Cx;
use crate::exceptions::PyResult;
use crate::object::{Header, Owned, Ref, allocate};
use crate::types::{CallArgs, Type};
use std::cell::Cell;

/// Memory of the context.
#[repr(C)]
pub(super) struct Atomic {
    pub(super) head: Header,
    old: Cell<bool>,
}

crate::py_type! {
    /// Sets the flag `atomic` of the running tasklet for a `with` statement.
    pub(super) static ATOMIC: Atomic = "_stackless.atomic" {
        slots { new: new }
        methods {
            /// Sets the flag.
            "__enter__" => enter, ();
            /// Puts the flag back.
            "__exit__" => exit, (raw);
        }
    }
}

fn new(cx: &Cx, ty: &Type, _args: CallArgs<'_>) -> PyResult {
    allocate(cx, ty, Atomic { head: Header::new(ty), old: Cell::new(false) })
}

fn enter(cx: &Cx, recv: Ref<'_>) -> PyResult {
    let running = scheduler(cx).running();
    let this = recv.recv::<Atomic>();
    this.old.set(running.borrow().recv::<Tasklet>().is_atomic());
    set_atomic_flag(cx, running.borrow(), true)?;
    Ok(Owned::none())
}

fn exit(cx: &Cx, recv: Ref<'_>, _args: CallArgs<'_>) -> PyResult {
    let running = scheduler(cx).running();
    set_atomic_flag(cx, running.borrow(), recv.recv::<Atomic>().old.get())?;
    Ok(Owned::none())
}
