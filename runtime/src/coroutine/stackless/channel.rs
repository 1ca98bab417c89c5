//! The type `channel`: where tasklets meet to hand values over.
//!
//! Always true: the queue holds tasklets that all wait to send (`balance` is their number) or all
//! wait to receive (`balance` is minus their number).

use super::bomb;
use super::ring::{Queue, TaskletPtr};
use super::schedule::{check_trap, insert, switch_to};
use super::tasklet::{TASKLET, Tasklet};
use super::watchdog::NO_SOFT_INTERRUPT;
use super::{hooks, scheduler};
use crate::builtins::list::List;
use crate::builtins::tuple::Tuple;
use crate::coroutine::switch::Mode;
use crate::cx::Cx;
use crate::exceptions::{PyResult, table};
use crate::object::{Header, Owned, Ref, allocate};
use crate::protocol::{attr, call, iter, number};
use crate::types::{CallArgs, Type};
use std::cell::Cell;

/// Memory of a channel.
#[repr(C)]
pub(super) struct Channel {
    pub(super) head: Header,
    pub(super) queue: Queue,
    pub(super) balance: Cell<i64>,
    is_closing: Cell<bool>,
    schedules_all: Cell<bool>,
    /// -1: a receiver that gets a value runs at once; 1: a sender that is rid of it; 0: neither.
    preference: Cell<i64>,
}

crate::py_type! {
    /// A place where tasklets hand values over. Who sends to nobody waits for a receiver; who
    /// receives from nobody waits for a sender.
    pub(super) static CHANNEL: Channel = "_stackless.channel" {
        flags: [BASE, GC, WEAKREF],
        slots {
            new: new, dealloc: dealloc, traverse: traverse, clear: clear, iter: itself, next: next,
            get_attr: attr::generic_get_attr, set_attr: attr::generic_set_attr
        }
        methods {
            /// send(value): hands a value to a receiver.
            "send" => send, (x) [SWITCHES];
            /// send_exception(exc, *args): raises exc(*args) in a receiver.
            "send_exception" => send_exception, (raw) [SWITCHES];
            /// send_throw(exc, val=None, tb=None): raises an exception in a receiver.
            "send_throw" => send_throw, (raw) [SWITCHES];
            /// receive(): returns the value of a sender.
            "receive" => receive, () [SWITCHES];
            /// Lets nobody wait any more.
            "close" => close, () -> None;
            /// Lets tasklets wait again.
            "open" => open, () -> None;
            /// send_sequence(iterable): sends all items; returns how many.
            "send_sequence" => send_sequence, (x);
            /// Helps pickle.
            "__reduce__" => reduce, ();
            /// Helps pickle.
            "__reduce_ex__" => reduce_ex, (x);
            /// Takes over the state that __reduce__ gave.
            "__setstate__" => set_state, (x);
        }
        getset {
            /// The tasklets that wait to send, or minus those that wait to receive.
            member "balance" => balance;
            /// The first tasklet that waits, or None.
            "queue" => queue;
            /// Whether close() was called.
            "closing" => closing;
            /// Whether close() was called and nobody waits.
            "closed" => closed;
            /// Who runs at once when a value is handed over: -1 the receiver, 1 the sender, 0 neither.
            "preference" => preference, set_preference;
            /// Whether every operation lets the next runnable run.
            "schedule_all" => schedule_all, set_schedule_all;
        }
    }
}

/// Returns the table row of `send`.
#[inline(always)]
pub(super) fn send_row() -> &'static crate::types::MethodDef {
    &CHANNEL.methods[0]
}

/// Returns the table row of `receive`.
#[inline(always)]
pub(super) fn receive_row() -> &'static crate::types::MethodDef {
    &CHANNEL.methods[3]
}

impl Channel {
    /// Returns whether it is open and lets a receiver run at once.
    pub(super) fn is_plain(&self) -> bool {
        !self.is_closing.get() && !self.schedules_all.get() && self.preference.get() == -1
    }
}

fn new(cx: &Cx, ty: &Type, _args: CallArgs<'_>) -> PyResult {
    let channel = Channel {
        head: Header::new(ty),
        queue: Queue::default(),
        balance: Cell::new(0),
        is_closing: Cell::new(false),
        schedules_all: Cell::new(false),
        preference: Cell::new(-1),
    };
    allocate(cx, ty, channel)
}

fn traverse(recv: Ref<'_>, visit: &mut dyn FnMut(Ref<'_>)) {
    let mut next = recv.recv::<Channel>().queue.first();
    while let Some(tasklet) = next {
        visit(Ref::from_object(&*tasklet));
        next = tasklet.links.next();
    }
}

fn clear(_cx: &Cx, recv: Ref<'_>) {
    empty(recv.recv::<Channel>());
}

/// Lets all waiting tasklets float.
fn empty(channel: &Channel) {
    while let Some(first) = channel.queue.first() {
        drop(channel.dequeue(first));
    }
}

fn dealloc(cx: &Cx, object: *mut Header) {
    super::ring::destroy_channel(cx, object, empty);
}

/// Hands `value` over, or waits to. `direction` is 1 for the sender, -1 for the receiver.
///
/// Returns what the running tasklet gets when it goes on.
fn act(cx: &Cx, mode: Mode, recv: Ref<'_>, value: Option<Owned>, direction: i64) -> PyResult {
    let all = scheduler(cx);
    let source = all.running();
    let this = source.borrow().recv::<Tasklet>();
    let channel = recv.recv::<Channel>();
    let can_do = channel.balance.get() * direction < 0;
    let old = this.tempval.replace(value);
    let told = if all.channel_hook.is_empty() {
        Ok(())
    } else {
        hooks::channel_used(cx, recv, source.borrow(), direction > 0, !can_do)
    };
    let checked = told.and_then(|()| match channel.queue.first().filter(|_| can_do) {
        Some(_) => check_meeting(cx, channel, direction),
        None => check_waiting(cx, channel, this),
    });
    if let Err(raised) = checked {
        let state = cx.pending.take();
        this.tempval.set(old);
        drop(cx.pending.replace(state));
        return Err(raised);
    }
    drop(old);
    match channel.queue.first().filter(|_| can_do) {
        Some(target) => meet(cx, mode, channel, target, direction),
        None => {
            let position = TaskletPtr::new(this);
            let this = all.remove(position);
            channel.enqueue(this, direction);
            let next = all.cursor.get().map(TaskletPtr::own);
            drop(source);
            switch_to(cx, mode, next)
        }
    }
}

/// Checks that a meeting may switch, if it has to.
fn check_meeting(cx: &Cx, channel: &Channel, direction: i64) -> PyResult<()> {
    if channel.schedules_all.get() || channel.preference.get() == -direction {
        return check_trap(cx, None);
    }
    Ok(())
}

/// Checks that the running tasklet may wait.
fn check_waiting(cx: &Cx, channel: &Channel, this: &Tasklet) -> PyResult<()> {
    if this.traps_blocking() {
        let message = format_args!("this tasklet does not like to be blocked.");
        return Err(cx.raise(&table::RUNTIME_ERROR, message));
    }
    if channel.is_closing.get() {
        let message = format_args!("Send/receive operation on a closed channel");
        return Err(cx.raise(&table::VALUE_ERROR, message));
    }
    match this.links.next() {
        Some(next) if next != TaskletPtr::new(this) => check_trap(cx, None),
        _ => Ok(()),
    }
}

/// The running tasklet exchanges values with the first one in the queue.
fn meet(cx: &Cx, mode: Mode, channel: &Channel, target: TaskletPtr, direction: i64) -> PyResult {
    let all = scheduler(cx);
    let source = all.running();
    let this = source.borrow().recv::<Tasklet>();
    let owned = channel.dequeue(target);
    let value = target.tempval.replace(this.tempval.take());
    drop(this.tempval.replace(value));
    let here = TaskletPtr::new(this);
    if target.is_foreign(cx) {
        // It goes on in its own thread, when that comes to it.
        insert(cx, owned);
        drop(source);
        return switch_to(cx, mode, Some(here.own()));
    }
    let next = if channel.schedules_all.get() {
        all.insert(owned);
        this.links.next().expect("the running tasklet is runnable").own()
    } else if channel.preference.get() == -direction {
        all.cursor.set(this.links.next());
        all.insert(owned);
        all.cursor.set(Some(here));
        all.run_flags.set(all.run_flags.get() | NO_SOFT_INTERRUPT);
        target.own()
    } else {
        all.insert(owned);
        all.run_flags.set(all.run_flags.get() | NO_SOFT_INTERRUPT);
        here.own()
    };
    drop(source);
    switch_to(cx, mode, Some(next))
}

fn send(cx: &Cx, recv: Ref<'_>, value: Ref<'_>) -> PyResult {
    let mode = cx.coroutines().mode();
    act(cx, mode, recv, Some(value.own()), 1)
}

fn send_exception(cx: &Cx, recv: Ref<'_>, args: CallArgs<'_>) -> PyResult {
    let mode = cx.coroutines().mode();
    call::no_keywords(cx, "send_exception()", args)?;
    let bomb = bomb::of_arguments(cx, "send_exception", args.args)?;
    act(cx, mode, recv, Some(bomb), 1)
}

fn send_throw(cx: &Cx, recv: Ref<'_>, args: CallArgs<'_>) -> PyResult {
    let mode = cx.coroutines().mode();
    let mut bound = [None; 3];
    call::bind_keywords(cx, "send_throw", args, 1, &["exc", "val", "tb"], &mut bound)?;
    let bomb = bomb::of_raise(cx, bound)?;
    act(cx, mode, recv, Some(bomb), 1)
}

fn receive(cx: &Cx, recv: Ref<'_>) -> PyResult {
    let mode = cx.coroutines().mode();
    act(cx, mode, recv, None, -1)
}

fn close(_cx: &Cx, recv: Ref<'_>) -> PyResult {
    recv.recv::<Channel>().is_closing.set(true);
    Ok(Owned::none())
}

fn open(_cx: &Cx, recv: Ref<'_>) -> PyResult {
    recv.recv::<Channel>().is_closing.set(false);
    Ok(Owned::none())
}

fn send_sequence(cx: &Cx, recv: Ref<'_>, values: Ref<'_>) -> PyResult {
    let iterator = iter::iter(cx, values)?;
    let mut count = 0;
    while let Some(value) = iter::next(cx, iterator.borrow())? {
        act(cx, Mode::Hard, recv, Some(value), 1)?;
        count += 1;
    }
    Ok(Owned::int(count))
}

fn itself(_cx: &Cx, recv: Ref<'_>) -> PyResult {
    Ok(recv.own())
}

fn next(cx: &Cx, recv: Ref<'_>) -> PyResult<Option<Owned>> {
    let channel = recv.recv::<Channel>();
    if channel.is_closing.get() && channel.balance.get() <= 0 {
        return Ok(None);
    }
    let result = act(cx, Mode::Hard, recv, None, -1);
    cx.catch(result, &table::STOP_ITERATION)
}

fn reduce(cx: &Cx, recv: Ref<'_>) -> PyResult {
    let channel = recv.recv::<Channel>();
    let mut tasklets = Vec::new();
    let mut next = channel.queue.first();
    while let Some(tasklet) = next {
        tasklets.push(tasklet.own());
        next = tasklet.links.next();
    }
    let flags = i64::from(channel.is_closing.get())
        | (channel.preference.get() & 3) << 1
        | i64::from(channel.schedules_all.get()) << 3;
    let tasklets = List::new(cx, tasklets)?;
    let balance = Owned::int(channel.balance.get());
    let state = Tuple::new(cx, vec![balance, Owned::int(flags), tasklets])?;
    let empty = Tuple::new(cx, Vec::new())?;
    Tuple::new(cx, vec![recv.ty().as_ref().own(), empty, state])
}

fn reduce_ex(cx: &Cx, recv: Ref<'_>, _protocol: Ref<'_>) -> PyResult {
    reduce(cx, recv)
}

fn set_state(cx: &Cx, recv: Ref<'_>, state: Ref<'_>) -> PyResult {
    let items = state.cast::<Tuple>().map(Tuple::as_slice);
    let Some([balance, flags, tasklets]) = items else {
        return Err(cx.raise(&table::VALUE_ERROR, format_args!("bad state for channel")));
    };
    let channel = recv.recv::<Channel>();
    let (balance, flags) = (number::as_i64(cx, *balance)?, number::as_i64(cx, *flags)?);
    empty(channel);
    channel.is_closing.set(flags & 1 != 0);
    let preference = flags >> 1 & 3;
    channel.preference.set(if preference == 3 { -1 } else { preference });
    channel.schedules_all.set(flags & 8 != 0);
    for tasklet in crate::protocol::sequence::to_vec(cx, *tasklets)? {
        let is_free = tasklet.borrow().is_instance(&TASKLET)
            && !tasklet.borrow().recv::<Tasklet>().links.is_linked();
        if is_free {
            channel.enqueue(tasklet, if balance > 0 { 1 } else { -1 });
        }
    }
    Ok(recv.own())
}

fn balance(_cx: &Cx, recv: Ref<'_>) -> PyResult {
    Ok(Owned::int(recv.recv::<Channel>().balance.get()))
}

fn queue(_cx: &Cx, recv: Ref<'_>) -> PyResult {
    let first = recv.recv::<Channel>().queue.first();
    Ok(first.map_or_else(Owned::none, TaskletPtr::own))
}

fn closing(_cx: &Cx, recv: Ref<'_>) -> PyResult {
    Ok(Owned::bool(recv.recv::<Channel>().is_closing.get()))
}

fn closed(_cx: &Cx, recv: Ref<'_>) -> PyResult {
    let channel = recv.recv::<Channel>();
    Ok(Owned::bool(channel.is_closing.get() && channel.balance.get() == 0))
}

fn preference(_cx: &Cx, recv: Ref<'_>) -> PyResult {
    Ok(Owned::int(recv.recv::<Channel>().preference.get()))
}

fn as_int(cx: &Cx, value: Option<Ref<'_>>, message: &str) -> PyResult<i64> {
    match value.filter(|value| value.is_instance(&crate::builtins::int::INT)) {
        Some(value) => number::as_i64(cx, value),
        None => Err(cx.raise(&table::TYPE_ERROR, format_args!("{message}"))),
    }
}

fn set_preference(cx: &Cx, recv: Ref<'_>, value: Option<Ref<'_>>) -> PyResult<()> {
    let value = as_int(cx, value, "preference must be set to an integer")?;
    recv.recv::<Channel>().preference.set(value.signum());
    Ok(())
}

fn schedule_all(_cx: &Cx, recv: Ref<'_>) -> PyResult {
    Ok(Owned::int(i64::from(recv.recv::<Channel>().schedules_all.get())))
}

fn set_schedule_all(cx: &Cx, recv: Ref<'_>, value: Option<Ref<'_>>) -> PyResult<()> {
    let value = as_int(cx, value, "preference must be set to a bool or integer")?;
    recv.recv::<Channel>().schedules_all.set(value != 0);
    Ok(())
}
