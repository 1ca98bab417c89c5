//! Tasklets, channels and their scheduler, as Stackless Python 2.7 has them.
//!
//! ```text
//! module     functions; watchdog: run()
//! tasklet, channel, bomb, atomic      the types
//! schedule   who goes on
//! ring       links between tasklets: runnables, queues of channels
//! ```
//!
//! Always true: the ring of runnables counts its members; `Scheduler::running` is the tasklet that
//! runs, a member unless it is just being blocked or removed; the value that a tasklet gets when it
//! goes on is its `tempval`, where a bomb stands for an exception.

mod atomic;
mod bomb;
mod channel;
mod hooks;
mod module;
mod pickle;
mod quick;
#[expect(unsafe_code, reason = "island: links between tasklets")]
mod ring;
mod schedule;
#[expect(unsafe_code, reason = "island: finalisation of waiting tasklets")]
mod tasklet;
mod watchdog;

pub(crate) use module::MODULE;
pub(super) use quick::attempt;
pub(super) use schedule::{arrive, begin, commit, finish};
pub(crate) use watchdog::tick;

use super::state::CoroutinePtr;
use crate::cx::Cx;
use crate::object::{Field, Owned};
use ring::TaskletPtr;
use std::cell::Cell;
use tasklet::Tasklet;

/// The scheduler of a thread.
pub(crate) struct Scheduler {
    main: Field,
    running: Field,
    /// The tasklet that was left by the last switch; dropped by the one that goes on.
    left: Field,
    /// Where the ring begins: in front of it is its end.
    cursor: Cell<Option<TaskletPtr>>,
    run_count: Cell<i64>,
    /// A list, once `run` was called: the tasklet to wake on a timeout or None, then those that wait
    /// for the others to end.
    watchdogs: Field,
    /// The tasklet that a timeout has stopped.
    interrupted: Field,
    is_timed: Cell<bool>,
    ticker: Cell<i64>,
    interval: Cell<i64>,
    run_flags: Cell<u32>,
    switch_trap: Cell<i64>,
    in_callback: Cell<bool>,
    schedule_hook: Field,
    channel_hook: Field,
    error_handler: Field,
    soft_switch: Cell<bool>,
    native_stack: Field,
}

impl Scheduler {
    pub(super) fn new() -> Scheduler {
        Scheduler {
            main: Field::empty(),
            running: Field::empty(),
            left: Field::empty(),
            cursor: Cell::new(None),
            run_count: Cell::new(0),
            watchdogs: Field::empty(),
            interrupted: Field::empty(),
            is_timed: Cell::new(false),
            ticker: Cell::new(0),
            interval: Cell::new(0),
            run_flags: Cell::new(0),
            switch_trap: Cell::new(0),
            in_callback: Cell::new(false),
            schedule_hook: Field::empty(),
            channel_hook: Field::empty(),
            error_handler: Field::empty(),
            soft_switch: Cell::new(true),
            native_stack: Field::empty(),
        }
    }

    /// Returns the tasklet that runs; a thread that has none yet gets its main one.
    fn running(&self) -> Owned {
        self.running.get().unwrap_or_else(|| {
            let made = tasklet::ensure_main(Cx::current());
            made.expect("there is memory for one tasklet");
            self.running.get().expect("the main tasklet has been made")
        })
    }

    /// Returns whether no tasklet is runnable.
    pub(super) fn is_idle(&self) -> bool {
        self.cursor.get().is_none()
    }

    /// Returns the main tasklet of the thread.
    fn main(&self) -> Owned {
        let running = self.running();
        self.main.get().unwrap_or(running)
    }
}

/// Returns the scheduler of this thread.
fn scheduler(cx: &Cx) -> &Scheduler {
    &cx.coroutines().scheduler
}

/// Called when a thread ends: its tasklets float.
pub(super) fn leave_thread(cx: &Cx) {
    let all = scheduler(cx);
    while let Some(first) = all.cursor.get() {
        drop(all.remove(first));
    }
    if let Some(main) = all.main.take() {
        main.borrow().recv::<Tasklet>().leave_thread();
    }
    let fields = [
        &all.running,
        &all.left,
        &all.watchdogs,
        &all.interrupted,
        &all.schedule_hook,
        &all.channel_hook,
        &all.error_handler,
    ];
    drop(fields.map(Field::take));
    all.is_timed.set(false);
    all.run_flags.set(0);
    all.switch_trap.set(0);
    all.in_callback.set(false);
}

/// Returns the coroutine of a tasklet.
pub(super) fn coroutine_of(object: crate::object::Ref<'_>) -> Option<CoroutinePtr> {
    object.cast::<Tasklet>().map(Tasklet::coroutine)
}

/// Returns the running tasklet and the coroutine that it runs in, unless it is the main one.
pub(super) fn running_coroutine(cx: &Cx) -> Option<(Owned, CoroutinePtr)> {
    let tasklet = scheduler(cx).running.get()?;
    let this = tasklet.borrow().recv::<Tasklet>();
    let coroutine = (!this.is_main()).then(|| this.own_coroutine())?;
    Some((tasklet, coroutine))
}
