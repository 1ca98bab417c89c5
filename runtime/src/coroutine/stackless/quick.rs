//! `schedule()` and the meetings at channels in the usual case: see `coroutine::quick`.
//!
//! Always true: what is done here is what `module::schedule` and `channel::act` would do.

use super::bomb::Bomb;
use super::channel::{self, Channel};
use super::ring::TaskletPtr;
use super::tasklet::Tasklet;
use super::watchdog::NO_SOFT_INTERRUPT;
use super::{Scheduler, module, scheduler};
use crate::coroutine::quick::Quick;
use crate::coroutine::state::Stage;
use crate::coroutine::switch;
use crate::cx::Cx;
use crate::object::{Owned, Ref};
use crate::types::MethodDef;

impl Scheduler {
    /// Returns whether nothing but the order of tasklets decides who goes on, and nobody is told.
    fn is_plain(&self) -> bool {
        self.schedule_hook.is_empty()
            && self.channel_hook.is_empty()
            && self.switch_trap.get() == 0
            && !self.is_timed.get()
            && self.run_flags.get() & !NO_SOFT_INTERRUPT == 0
            && self.soft_switch.get()
    }
}

impl Tasklet {
    /// Returns whether the tasklet goes on softly, in this thread, with a value.
    fn waits_plainly(&self, cx: &Cx) -> bool {
        let coroutine = self.coroutine();
        coroutine.stage() == Stage::Soft
            && self.thread.get() == cx.coroutines().thread.get()
            && self.tracers.iter().all(crate::object::Field::is_empty)
            && self.tempval.peek().is_none_or(|value| value.cast::<Bomb>().is_none())
    }
}

/// See [`crate::coroutine::quick::attempt`].
#[inline]
pub(in super::super) fn attempt(
    cx: &Cx,
    def: &MethodDef,
    recv: Ref<'_>,
    args: &[Ref<'_>],
) -> Option<Quick> {
    match args {
        [] if std::ptr::eq(def, channel::receive_row()) => meet(cx, recv, None),
        [value] if std::ptr::eq(def, channel::send_row()) => meet(cx, recv, Some(*value)),
        [] if std::ptr::eq(def, module::schedule_row()) => schedule(cx),
        _ => None,
    }
}

fn schedule(cx: &Cx) -> Option<Quick> {
    let all = scheduler(cx);
    let running = all.running.peek()?;
    let this = TaskletPtr::new(running.recv::<Tasklet>());
    let next = this.links.next()?;
    if !all.is_plain() || next == this || !next.waits_plainly(cx) {
        return None;
    }
    this.tempval.set(Some(running.own()));
    let value = next.tempval.take().unwrap_or_else(Owned::none);
    Some(hand_over(cx, next, value))
}

/// The running tasklet hands `value` over, or wants one. The channel prefers receivers.
fn meet(cx: &Cx, recv: Ref<'_>, value: Option<Ref<'_>>) -> Option<Quick> {
    let (all, channel) = (scheduler(cx), recv.recv::<Channel>());
    let running = all.running.peek()?;
    let this = TaskletPtr::new(running.recv::<Tasklet>());
    if !all.is_plain() || !channel.is_plain() || this.traps_blocking() {
        return None;
    }
    let direction = if value.is_some() { 1 } else { -1 };
    if channel.balance.get() * direction < 0 {
        let target = channel.queue.first()?;
        return match value {
            Some(value) => give(cx, channel, target, value),
            None => take(cx, channel, target),
        };
    }
    let next = this.links.next()?;
    if next == this || !next.waits_plainly(cx) || all.cursor.get() != Some(this) {
        return None;
    }
    this.tempval.set(value.map(Ref::own));
    channel.enqueue(all.remove(this), direction);
    let value = next.tempval.take().unwrap_or_else(Owned::none);
    Some(hand_over(cx, next, value))
}

/// A waiting receiver gets a value and runs; the sender comes behind it.
fn give(cx: &Cx, channel: &Channel, target: TaskletPtr, value: Ref<'_>) -> Option<Quick> {
    if !target.waits_plainly(cx) {
        return None;
    }
    let all = scheduler(cx);
    let here = all.cursor.get()?;
    let this = all.running.peek()?.recv::<Tasklet>();
    let received = channel.dequeue(target);
    this.tempval.set(target.tempval.take());
    all.cursor.set(this.links.next());
    all.insert(received);
    all.cursor.set(Some(here));
    Some(hand_over(cx, target, value.own()))
}

/// The receiver gets the value of a waiting sender and goes on.
fn take(cx: &Cx, channel: &Channel, target: TaskletPtr) -> Option<Quick> {
    if target.thread.get() != cx.coroutines().thread.get() {
        return None;
    }
    let value = target.tempval.peek().filter(|value| value.cast::<Bomb>().is_none())?.own();
    let all = scheduler(cx);
    let this = all.running.peek()?.recv::<Tasklet>();
    let sender = channel.dequeue(target);
    drop(target.tempval.replace(this.tempval.take()));
    all.insert(sender);
    Some(Quick::Stayed(value))
}

/// Makes `next` the running tasklet.
#[inline]
fn hand_over(cx: &Cx, next: TaskletPtr, value: Owned) -> Quick {
    let (coroutines, all) = (cx.coroutines(), scheduler(cx));
    let from = switch::exchange_soft(cx, next.coroutine());
    all.cursor.set(Some(next));
    let left = all.running.replace(Some(next.own()));
    if let Some(left) = &left {
        let left = left.borrow().recv::<Tasklet>();
        left.resumes_in.set(Some(from));
        if !coroutines.greenlet.is_empty() || !next.greenlet.is_empty() {
            let old = coroutines.greenlet.replace(next.greenlet.take());
            drop(left.greenlet.replace(old));
        }
    }
    Quick::Gone { value, left }
}
