//! Who goes on: the rules by which one tasklet follows another.
//!
//! Always true: between the decision and the switch itself `running` is still the one that decides;
//! what it was counted by moves to `left`, which the next one drops.

use super::bomb::{self, Bomb};
use super::ring::TaskletPtr;
use super::tasklet::Tasklet;
use super::watchdog::{NO_SOFT_INTERRUPT, THREAD_BLOCK, TOTAL_TIMEOUT, innermost};
use super::{hooks, scheduler, watchdog};
use crate::coroutine::state::{Coroutine, CoroutinePtr, Stage};
use crate::coroutine::switch::{self, Call, Mode, Request, Transfer};
use crate::coroutine::thread;
use crate::cx::Cx;
use crate::exceptions::{PyResult, table};
use crate::interp;
use crate::object::{Owned, Ref};
use crate::types::Type;

/// Leaves the running tasklet for `next`, or for whoever can go on if there is none.
///
/// Returns what the caller gets when it goes on.
///
/// # Errors
/// What is raised in the caller when it goes on; `RuntimeError` if nobody can go on.
pub(super) fn switch_to(cx: &Cx, mode: Mode, next: Option<Owned>) -> PyResult {
    let all = scheduler(cx);
    let Some(next) = next else { return block(cx, mode) };
    let previous = all.running();
    check_trap(cx, Some(next.borrow()))?;
    make_runnable(cx, next.borrow());
    let next = watchdog::soft_interrupt(cx, previous.borrow(), next);
    if Ref::is(previous.borrow(), next.borrow()) {
        all.cursor.set(Some(TaskletPtr::new(next.borrow().recv::<Tasklet>())));
        return claim(cx, next.borrow());
    }
    hooks::scheduled(cx, Some(previous.borrow()), Some(next.borrow()));
    if all.run_flags.get() & TOTAL_TIMEOUT == 0 {
        all.ticker.set(all.interval.get());
    }
    let mode = if all.soft_switch.get() { mode } else { Mode::Hard };
    drop(previous);
    switch::go(cx, mode, request(next))
}

fn request(next: Owned) -> Request {
    let target = next.borrow().recv::<Tasklet>().coroutine();
    Request { target, transfer: Transfer::None, object: next }
}

/// Raises an error if switches are trapped and `next` is not the running tasklet.
pub(super) fn check_trap(cx: &Cx, next: Option<Ref<'_>>) -> PyResult<()> {
    let all = scheduler(cx);
    if all.switch_trap.get() == 0 {
        return Ok(());
    }
    let running = all.running();
    if !next.is_some_and(|next| Ref::is(next, running.borrow())) {
        return Err(cx.raise(&table::RUNTIME_ERROR, format_args!("switch_trap")));
    }
    Ok(())
}

/// Returns the scheduler of a tasklet's thread; none if that has ended.
fn home<'a>(cx: &'a Cx, tasklet: &Tasklet) -> Option<&'a super::Scheduler> {
    if !tasklet.is_foreign(cx) {
        return Some(scheduler(cx));
    }
    thread::state_of(cx, tasklet.thread.get()).map(scheduler)
}

/// Puts a tasklet at the end of the runnables of its thread. If that has ended it floats.
pub(super) fn insert(cx: &Cx, tasklet: Owned) {
    let this = tasklet.borrow().recv::<Tasklet>();
    let is_foreign = this.is_foreign(cx);
    if let Some(home) = home(cx, this) {
        home.insert(tasklet);
    }
    if is_foreign {
        thread::wake();
    }
}

/// Lets a runnable tasklet of another thread be the next one there, if nothing runs there meanwhile.
pub(super) fn prefer(cx: &Cx, tasklet: &Tasklet) {
    let Some(home) = home(cx, tasklet) else { return };
    let runs = |running: Ref<'_>| running.recv::<Tasklet>().links.is_linked();
    if tasklet.links.is_linked() && !home.running.peek().is_some_and(runs) {
        home.cursor.set(Some(TaskletPtr::new(tasklet)));
    }
}

/// Takes a tasklet out of the runnables of its thread.
pub(super) fn remove(cx: &Cx, tasklet: &Tasklet) -> Option<Owned> {
    home(cx, tasklet).map(|home| home.remove(TaskletPtr::new(tasklet)))
}

/// Puts a tasklet that waits or floats among the runnables.
pub(super) fn make_runnable(cx: &Cx, tasklet: Ref<'_>) {
    let this = tasklet.recv::<Tasklet>();
    if let Some(channel) = this.links.channel() {
        let channel = channel.borrow().recv::<super::channel::Channel>();
        insert(cx, channel.dequeue(TaskletPtr::new(this)));
    } else if !this.links.is_linked() {
        insert(cx, tasklet.own());
    }
}

/// Nobody is runnable: the innermost tasklet that waits in `run` goes on, or the last one gets an
/// error.
fn block(cx: &Cx, mode: Mode) -> PyResult {
    let all = scheduler(cx);
    let previous = all.running();
    let waiter = innermost(cx);
    let is_free = !waiter.borrow().recv::<Tasklet>().links.is_linked();
    let waits = !is_free || all.run_flags.get() & THREAD_BLOCK != 0;
    if waits && await_others(cx)? {
        drop(previous);
        return switch_to(cx, mode, all.cursor.get().map(TaskletPtr::own));
    }
    if is_free {
        let this = previous.borrow().recv::<Tasklet>();
        if this.tempval.peek().is_some_and(|value| value.cast::<Bomb>().is_some()) {
            let value = this.tempval.take();
            waiter.borrow().recv::<Tasklet>().tempval.set(value);
        }
        drop(previous);
        return switch_to(cx, mode, Some(waiter));
    }
    let message = "Deadlock: the last runnable tasklet cannot be blocked.";
    let deadlock = bomb::of_text(cx, &table::RUNTIME_ERROR, message)?;
    previous.borrow().recv::<Tasklet>().tempval.set(Some(deadlock));
    switch_to(cx, mode, Some(previous))
}

/// Waits until another thread has made a tasklet of this one runnable; false if none could.
fn await_others(cx: &Cx) -> PyResult<bool> {
    let all = scheduler(cx);
    while all.cursor.get().is_none() {
        if !thread::others_can_run(cx) {
            return Ok(false);
        }
        thread::await_wake(cx);
        cx.check_signals()?;
    }
    Ok(true)
}

/// Takes the value a tasklet goes on with; a bomb explodes.
pub(super) fn claim(cx: &Cx, tasklet: Ref<'_>) -> PyResult {
    let value = tasklet.recv::<Tasklet>().tempval.take().unwrap_or_else(Owned::none);
    match value.borrow().cast::<Bomb>() {
        Some(bomb) => Err(bomb.explode(cx)),
        None => Ok(value),
    }
}

/// Makes `next` the running tasklet; the greenlets of both keep to themselves.
pub(crate) fn commit(cx: &Cx, next: Owned) {
    let coroutines = cx.coroutines();
    let all = scheduler(cx);
    let this = next.borrow().recv::<Tasklet>();
    all.cursor.set(Some(TaskletPtr::new(this)));
    let greenlet = this.greenlet.take();
    if cx.head.tracing.get() != 0 || this.tracers.iter().any(|tracer| !tracer.is_empty()) {
        let running = all.running.get();
        let left = running.as_ref().map(|running| running.borrow().recv::<Tasklet>());
        exchange_tracers(cx, left, this);
    }
    if let Some(previous) = all.running.replace(Some(next)) {
        let left = previous.borrow().recv::<Tasklet>();
        left.resumes_in.set(Some(coroutines.current()));
        drop(left.greenlet.replace(coroutines.greenlet.replace(greenlet)));
        drop(all.left.replace(Some(previous)));
    } else {
        drop(coroutines.greenlet.replace(greenlet));
    }
}

/// Every tasklet has trace and profile functions of its own.
fn exchange_tracers(cx: &Cx, left: Option<&Tasklet>, next: &Tasklet) {
    if let Some(left) = left.filter(|left| left.coroutine().stage() != Stage::Dead) {
        left.tracers[0].set(interp::trace_function(cx));
        left.tracers[1].set(interp::profile_function(cx));
    }
    interp::set_trace_function(cx, next.tracers[0].take());
    interp::set_profile_function(cx, next.tracers[1].take());
}

/// Called when a tasklet goes on: returns what it gets.
pub(crate) fn arrive(cx: &Cx) -> PyResult {
    let running = scheduler(cx).running();
    let result = claim(cx, running.borrow());
    forget_left(cx);
    result
}

fn forget_left(cx: &Cx) {
    if let Some(left) = scheduler(cx).left.take() {
        let pending = cx.pending.take();
        drop(left);
        drop(cx.pending.replace(pending));
    }
}

/// Called when a tasklet begins: returns its first call.
///
/// # Errors
/// What has been thrown into it.
pub(crate) fn begin(cx: &Cx) -> PyResult<Box<Call>> {
    cx.coroutines().transfer.take();
    let running = scheduler(cx).running();
    let this = running.borrow().recv::<Tasklet>();
    let call = this.call.take();
    let value = claim(cx, running.borrow());
    forget_left(cx);
    value?;
    Ok(call.expect("only a tasklet with a call is runnable"))
}

/// Ends the running tasklet, whose call had this outcome; returns the coroutine that follows.
pub(crate) fn finish(cx: &Cx, coroutine: &Coroutine, result: PyResult) -> CoroutinePtr {
    let all = scheduler(cx);
    let task = all.running();
    let this = task.borrow().recv::<Tasklet>();
    let mut value = result.unwrap_or_else(|_| failure(cx));
    drop(task.borrow().recv::<Tasklet>().greenlet.take());
    drop(cx.coroutines().greenlet.take());
    switch::end(cx, coroutine);
    if this.links.is_linked() {
        drop(all.remove(TaskletPtr::new(this)));
    }
    if all.cursor.get().is_none()
        && (all.run_flags.get() & THREAD_BLOCK != 0
            || innermost(cx).borrow().recv::<Tasklet>().links.is_linked())
        && value.borrow().cast::<Bomb>().is_none()
        && await_others(cx).is_err()
    {
        value = bomb::of_pending(cx);
    }
    let mut next = match all.cursor.get() {
        Some(next) => next.own(),
        None => {
            let waiter = innermost(cx);
            let direction = waiter.borrow().recv::<Tasklet>().links.direction();
            if direction != 0 && value.borrow().cast::<Bomb>().is_none() {
                let text = if direction < 0 {
                    "the main tasklet is receiving without a sender available."
                } else {
                    "the main tasklet is sending without a receiver available."
                };
                value = bomb::of_text(cx, &table::RUNTIME_ERROR, text)
                    .unwrap_or_else(|_| bomb::of_pending(cx));
            }
            waiter
        }
    };
    if value.borrow().cast::<Bomb>().is_some() {
        next = innermost(cx);
        next.borrow().recv::<Tasklet>().tempval.set(Some(value));
        this.tempval.set(None);
    } else {
        this.tempval.set(None);
        drop(value);
    }
    make_runnable(cx, next.borrow());
    let next = watchdog::soft_interrupt(cx, task.borrow(), next);
    hooks::scheduled(cx, Some(task.borrow()), Some(next.borrow()));
    if all.run_flags.get() & TOTAL_TIMEOUT == 0 {
        all.ticker.set(all.interval.get());
    }
    all.run_flags.set(all.run_flags.get() & !NO_SOFT_INTERRUPT);
    drop(task);
    let Request { target, transfer, object } = request(next);
    cx.coroutines().transfer.set(transfer);
    commit(cx, object);
    target
}

/// What a tasklet that ended by an exception hands on: None if that was asked for, or a bomb.
fn failure(cx: &Cx) -> Owned {
    let class = cx.pending.ty.0.get();
    let class = class.as_ref().and_then(|class| class.borrow().cast::<Type>());
    if class.is_some_and(|class| class.is_subtype(&bomb::TASKLET_EXIT)) {
        cx.clear_raised();
        return Owned::none();
    }
    let is_exit = class.is_some_and(|class| class.is_subtype(&table::SYSTEM_EXIT));
    if !is_exit && hooks::handle_error(cx) {
        return Owned::none();
    }
    bomb::of_pending(cx)
}
