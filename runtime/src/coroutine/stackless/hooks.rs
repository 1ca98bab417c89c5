//! Functions of the program that are told of what the scheduler does.
//!
//! Always true: while one of them runs nothing is scheduled.

use super::scheduler;
use crate::builtins::str::Str;
use crate::cx::Cx;
use crate::exceptions::PyResult;
use crate::object::{Owned, Ref, none};
use crate::protocol::call;

/// Tells the schedule callback who follows whom; what it raises is shown.
pub(super) fn scheduled(cx: &Cx, previous: Option<Ref<'_>>, next: Option<Ref<'_>>) {
    let all = scheduler(cx);
    let Some(hook) = all.schedule_hook.get() else { return };
    let pending = cx.pending.take();
    let was = all.in_callback.replace(true);
    let result = call::call2(cx, hook.borrow(), previous.unwrap_or(none()), next.unwrap_or(none()));
    all.in_callback.set(was);
    if result.is_err()
        && let Ok(text) = Str::new(cx, b"Error in scheduling callback")
    {
        crate::exceptions::traceback::write_unraisable(cx, text.borrow());
    }
    drop(cx.pending.replace(pending));
}

/// Tells the channel callback of an operation.
///
/// # Errors
/// `RuntimeError` if a callback is running.
pub(super) fn channel_used(
    cx: &Cx,
    channel: Ref<'_>,
    tasklet: Ref<'_>,
    is_sending: bool,
    will_block: bool,
) -> PyResult<()> {
    let all = scheduler(cx);
    let Some(hook) = all.channel_hook.get() else { return Ok(()) };
    if all.in_callback.get() {
        let message = format_args!("Recursive channel call due to callbacks!");
        return Err(cx.raise(&crate::exceptions::table::RUNTIME_ERROR, message));
    }
    let flags = [Owned::int(i64::from(is_sending)), Owned::int(i64::from(will_block))];
    let args = [channel, tasklet, flags[0].borrow(), flags[1].borrow()];
    all.in_callback.set(true);
    let result = call::call_positional(cx, hook.borrow(), &args);
    all.in_callback.set(false);
    result.map(drop)
}

/// Gives the pending exception of a tasklet that it has ended to the error handler. Returns false if
/// there is none or it raises: an exception is pending then.
pub(super) fn handle_error(cx: &Cx) -> bool {
    let Some(handler) = scheduler(cx).error_handler.get() else { return false };
    let state = cx.take_raised();
    let value = state.value.unwrap_or_else(Owned::none);
    let traceback = state.traceback.unwrap_or_else(Owned::none);
    let args = [state.ty.borrow(), value.borrow(), traceback.borrow()];
    call::call_positional(cx, handler.borrow(), &args).is_ok()
}
