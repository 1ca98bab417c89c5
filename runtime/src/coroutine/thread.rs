//! Coroutines and threads: what happens to the coroutines of one thread in another, and when it ends.
//!
//! Always true: a coroutine runs only in the thread it has begun in; [`Coroutines::thread`] of a
//! thread that runs Python is a number of its own. The caller of every function holds the lock.
//!
//! [`Coroutines::thread`]: super::Coroutines

use super::state::Coroutine;
use super::{greenlet, stackless, switch};
use crate::cx::Cx;
use crate::object::Owned;
use crate::vm::thread::find_state;
use std::sync::{Condvar, Mutex, PoisonError};
use std::time::Duration;

/// Returns the state of the thread with a number, if it runs.
pub(super) fn state_of(cx: &Cx, thread: u32) -> Option<&'static Cx> {
    find_state(cx, |state| state.coroutines.thread.get() == thread)
}

/// Returns the number of the thread that the operating system calls `ident`.
pub(super) fn number_of(cx: &Cx, ident: i64) -> Option<u32> {
    let state = find_state(cx, |state| state.coroutines.ident.get() == ident);
    state.map(|state| state.coroutines.thread.get())
}

/// Returns whether a thread other than the calling one could make a tasklet runnable.
pub(super) fn others_can_run(cx: &Cx) -> bool {
    // One that has been given something to run may not have noticed yet.
    let waits =
        |state: &Cx| state.coroutines.is_blocked.get() && state.coroutines.scheduler.is_idle();
    find_state(cx, |state| !std::ptr::eq(state, cx) && !waits(state)).is_some()
}

static WOKEN: (Mutex<()>, Condvar) = (Mutex::new(()), Condvar::new());
/// How long a thread waits before it looks again: a wake between look and wait is not missed for long.
const LOOK_AGAIN: Duration = Duration::from_millis(5);

/// Tells threads that wait in [`await_wake`] that something has become runnable.
pub(super) fn wake() {
    WOKEN.1.notify_all();
}

/// Lets other threads run until one of them has called [`wake`], or a while.
pub(super) fn await_wake(cx: &Cx) {
    cx.coroutines().is_blocked.set(true);
    cx.allow_threads(|| {
        let guard = WOKEN.0.lock().unwrap_or_else(PoisonError::into_inner);
        drop(WOKEN.1.wait_timeout(guard, LOOK_AGAIN));
    });
    cx.coroutines().is_blocked.set(false);
}

/// Leaves a waiting greenlet of another thread, which nobody holds any more, to that thread. If that
/// has ended its frames are released without running their handlers; one with native frames stays.
pub(super) fn condemn(cx: &Cx, coroutine: &Coroutine, object: Owned) {
    match state_of(cx, coroutine.thread.get()) {
        Some(state) => state.coroutines.condemned.borrow_mut().push(object),
        None if switch::discard(coroutine) => drop(object),
        None => std::mem::forget(object),
    }
}

/// Ends the greenlets of this thread that other threads have dropped.
#[inline]
pub(super) fn end_condemned(cx: &Cx) {
    if !cx.coroutines().condemned.borrow().is_empty() {
        let condemned = std::mem::take(&mut *cx.coroutines().condemned.borrow_mut());
        drop(condemned);
    }
}

/// Called when a thread ends.
pub(crate) fn leave(cx: &Cx) {
    end_condemned(cx);
    greenlet::leave_thread(cx);
    stackless::leave_thread(cx);
    cx.coroutines().renew();
}
