//! `run`: the tasklet that calls it waits until the others have ended, or until a time slice is over.
//!
//! Always true: whoever waits in `run` is in the list of watchdogs and not among the runnables; item
//! 0 of the list is the one that a timeout wakes, or None.

use super::ring::TaskletPtr;
use super::schedule::{check_trap, switch_to};
use super::scheduler;
use super::tasklet::Tasklet;
use crate::builtins::list::List;
use crate::coroutine::switch::Mode;
use crate::cx::Cx;
use crate::exceptions::PyResult;
use crate::object::{Owned, Ref};
use std::sync::atomic::Ordering;

/// The bit of the eval breaker that says: a time slice is running.
pub(crate) const BREAK_FOR_TICKS: u32 = 16;
/// Instructions between two looks at the breaker, about.
const TICKS_PER_LOOK: i64 = 6;

/// Wait for other threads.
pub(super) const THREAD_BLOCK: u32 = 1;
/// End the slice at a switch, do not interrupt.
pub(super) const SOFT: u32 = 2;
/// Interrupt inside native calls too.
pub(super) const IGNORE_NESTING: u32 = 4;
/// The slice is for all tasklets together.
pub(super) const TOTAL_TIMEOUT: u32 = 8;
/// The switch being made is no place to end a slice.
pub(super) const NO_SOFT_INTERRUPT: u32 = 16;

fn items(cx: &Cx) -> Vec<Owned> {
    let list = scheduler(cx).watchdogs.get();
    let list = list.as_ref().and_then(|list| list.borrow().cast::<List>());
    list.map_or_else(Vec::new, List::to_vec)
}

/// Returns the tasklet that goes on when nobody else can.
pub(super) fn innermost(cx: &Cx) -> Owned {
    let mut items = items(cx);
    match items.pop() {
        Some(last) if !items.is_empty() => last,
        _ => scheduler(cx).main(),
    }
}

/// Returns the tasklet that a timeout wakes.
fn timed(cx: &Cx) -> Owned {
    let first = items(cx).into_iter().next().filter(|first| !first.borrow().is_none());
    first.unwrap_or_else(|| scheduler(cx).main())
}

fn store(cx: &Cx, items: Vec<Owned>) -> PyResult<()> {
    let all = scheduler(cx);
    match all.watchdogs.get() {
        Some(list) => {
            let list = list.borrow().recv::<List>();
            list.splice(cx, 0..list.len(), items).map(drop)
        }
        None => {
            all.watchdogs.set(Some(List::new(cx, items)?));
            Ok(())
        }
    }
}

/// Adds the running tasklet to the list; returns whether a timeout wakes it.
fn push(cx: &Cx, wants_timeout: bool) -> PyResult<bool> {
    let running = scheduler(cx).running();
    let mut all = items(cx);
    if all.is_empty() {
        all.push(Owned::none());
    }
    let is_timed = wants_timeout && all[0].borrow().is_none();
    if is_timed {
        all[0] = running.clone();
    }
    all.push(running);
    store(cx, all)?;
    Ok(is_timed)
}

fn pop(cx: &Cx) -> PyResult<Option<Owned>> {
    let mut all = items(cx);
    if all.len() < 2 {
        return Ok(None);
    }
    let last = all.pop();
    if let Some(last) = &last
        && Ref::is(last.borrow(), all[0].borrow())
    {
        all[0] = Owned::none();
    }
    store(cx, all)?;
    Ok(last)
}

fn set_timed(cx: &Cx, on: bool) {
    scheduler(cx).is_timed.set(on);
    if on {
        cx.head.eval_breaker.fetch_or(BREAK_FOR_TICKS, Ordering::Relaxed);
    } else {
        cx.head.eval_breaker.fetch_and(!BREAK_FOR_TICKS, Ordering::Relaxed);
    }
}

/// Runs the other tasklets. Returns None, or the tasklet that a timeout has stopped.
///
/// # Errors
/// What a tasklet has raised, and `RuntimeError` if switches are trapped.
pub(super) fn run(cx: &Cx, timeout: i64, flags: u32) -> PyResult {
    let all = scheduler(cx);
    let running = all.running();
    let this = running.borrow().recv::<Tasklet>();
    if this.links.next().is_some_and(|next| next != TaskletPtr::new(this)) {
        check_trap(cx, None)?;
    }
    let has_slice = push(cx, timeout > 0)?;
    let old = (all.is_timed.get(), all.run_flags.get(), all.ticker.get(), all.interval.get());
    if has_slice {
        set_timed(cx, true);
        all.ticker.set(timeout);
        all.interval.set(timeout);
        all.run_flags.set(flags);
    }
    drop(all.remove(TaskletPtr::new(this)));
    let result = switch_to(cx, Mode::Hard, all.cursor.get().map(TaskletPtr::own));
    let pending = cx.pending.take();
    let is_waiting = |item: &Owned| Ref::is(item.borrow(), running.borrow());
    if items(cx).iter().skip(1).any(is_waiting) {
        // Those that began to wait later go on too.
        while let Some(popped) = pop(cx)? {
            let is_this = is_waiting(&popped);
            if !popped.borrow().recv::<Tasklet>().links.is_linked() {
                all.insert(popped);
            }
            if is_this {
                break;
            }
        }
        if has_slice {
            set_timed(cx, old.0);
            all.run_flags.set(old.1);
            all.ticker.set(old.2);
            all.interval.set(old.3);
        }
    }
    drop(cx.pending.replace(pending));
    drop(result?);
    let Some(victim) = all.interrupted.take() else { return Ok(Owned::none()) };
    if flags & SOFT != 0 {
        return Ok(Owned::none());
    }
    let stopped = victim.borrow().recv::<Tasklet>();
    if stopped.links.is_linked() && stopped.links.direction() == 0 {
        drop(super::schedule::remove(cx, stopped));
    }
    Ok(victim)
}

/// Returns whether a tasklet may be stopped inside the native calls it has.
fn nesting_is_fine(cx: &Cx, tasklet: &Tasklet) -> bool {
    // Calls between compiled and interpreted code nest natively without the program's doing.
    cx.native_level.get() == 0
        || tasklet.ignores_nesting()
        || scheduler(cx).run_flags.get() & IGNORE_NESTING != 0
        || cx.vm().tier().has_units()
}

/// Makes a timeout that waits come at the next safepoint.
pub(super) fn hasten(cx: &Cx) {
    scheduler(cx).ticker.set(0);
}

/// Called at safepoints while a time slice is running; if the interpreter can make the switch, the
/// end of the slice is left to it.
///
/// # Errors
/// What is raised in the running tasklet when it goes on; `Raised` without an exception if a switch
/// is left to the interpreter.
pub(crate) fn tick(cx: &Cx, may_go_soft: bool) -> PyResult<()> {
    let all = scheduler(cx);
    if !all.is_timed.get() {
        return Ok(());
    }
    let left = all.ticker.get() - TICKS_PER_LOOK;
    all.ticker.set(left);
    let running = all.running();
    let watchdog = timed(cx);
    if left > 0 || Ref::is(running.borrow(), watchdog.borrow()) {
        return Ok(());
    }
    let this = running.borrow().recv::<Tasklet>();
    let is_bad_moment = all.run_flags.get() & SOFT != 0
        || this.is_atomic()
        || all.in_callback.get()
        || all.switch_trap.get() != 0
        || !nesting_is_fine(cx, this);
    if is_bad_moment {
        all.ticker.set(all.interval.get());
        this.is_due.set(true);
        return Ok(());
    }
    this.is_due.set(false);
    all.interrupted.set(Some(running.clone()));
    drop(running);
    let mode = if may_go_soft { Mode::Soft } else { Mode::Hard };
    switch_to(cx, mode, Some(watchdog)).map(drop)
}

/// Ends a slice at the switch from `previous` to `next`, if that is due: returns who goes on.
pub(super) fn soft_interrupt(cx: &Cx, previous: Ref<'_>, next: Owned) -> Owned {
    let all = scheduler(cx);
    let flags = all.run_flags.get();
    all.run_flags.set(flags & !NO_SOFT_INTERRUPT);
    let left = previous.recv::<Tasklet>();
    if !left.is_due.get() || flags & SOFT == 0 {
        return next;
    }
    left.is_due.set(false);
    let watchdog = timed(cx);
    let is_floating = !watchdog.borrow().recv::<Tasklet>().links.is_linked();
    if !is_floating
        || Ref::is(watchdog.borrow(), previous)
        || Ref::is(watchdog.borrow(), next.borrow())
    {
        return next;
    }
    let target = next.borrow().recv::<Tasklet>();
    if flags & NO_SOFT_INTERRUPT != 0 || !nesting_is_fine(cx, left) {
        target.is_due.set(true);
        return next;
    }
    let position = TaskletPtr::new(target);
    all.interrupted.set(Some(next));
    all.cursor.set(Some(position));
    all.insert(watchdog.clone());
    watchdog
}
