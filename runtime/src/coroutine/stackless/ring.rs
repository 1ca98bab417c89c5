//! UNSAFE ISLAND: the links between tasklets.
//!
//! A tasklet stands in at most one chain: the ring of runnables or the queue of one channel. The
//! chain has a count of it.
//!
//! Obligations: (1) a linked tasklet is alive, because its chain counts it; (2) a channel takes its
//! waiting tasklets out before it dies.

use super::Scheduler;
use super::channel::Channel;
use super::tasklet::Tasklet;
use crate::object::{Owned, Ref};
use std::cell::Cell;
use std::ops::Deref;
use std::ptr::NonNull;

/// A tasklet that stands in a chain.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) struct TaskletPtr(NonNull<Tasklet>);

impl Deref for TaskletPtr {
    type Target = Tasklet;
    fn deref(&self) -> &Tasklet {
        // SAFETY: (1)
        unsafe { self.0.as_ref() }
    }
}

impl TaskletPtr {
    pub(super) fn new(tasklet: &Tasklet) -> TaskletPtr {
        TaskletPtr(NonNull::from(tasklet))
    }

    /// Returns the tasklet with a count.
    pub(super) fn own(self) -> Owned {
        Ref::from_object(&*self).own()
    }

    /// Gives the chain's count to the caller.
    fn release(self) -> Owned {
        // SAFETY: (1) the tasklet has just been taken out of its chain.
        unsafe { Owned::from_ptr(self.0.as_ptr()) }
    }
}

/// What links a tasklet.
#[derive(Default)]
pub(super) struct Links {
    next: Cell<Option<TaskletPtr>>,
    previous: Cell<Option<TaskletPtr>>,
    /// The channel it waits at.
    channel: Cell<Option<ChannelPtr>>,
    /// 1: it waits to send, -1: to receive.
    direction: Cell<i64>,
    is_linked: Cell<bool>,
}

/// The channel a tasklet waits at.
#[derive(Clone, Copy)]
struct ChannelPtr(NonNull<Channel>);

impl Links {
    /// Returns whether the tasklet stands in a chain.
    pub(super) fn is_linked(&self) -> bool {
        self.is_linked.get()
    }

    /// Returns 1 if the tasklet waits to send, -1 if to receive, 0 if it does not wait.
    pub(super) fn direction(&self) -> i64 {
        self.direction.get()
    }

    pub(super) fn next(&self) -> Option<TaskletPtr> {
        self.next.get()
    }

    pub(super) fn previous(&self) -> Option<TaskletPtr> {
        self.previous.get()
    }

    /// Returns the channel the tasklet waits at.
    pub(super) fn channel(&self) -> Option<Owned> {
        // SAFETY: (2)
        self.channel.get().map(|channel| Ref::from_object(unsafe { channel.0.as_ref() }).own())
    }

    fn set(&self, previous: Option<TaskletPtr>, next: Option<TaskletPtr>) {
        self.previous.set(previous);
        self.next.set(next);
        self.is_linked.set(true);
    }

    fn clear(&self) {
        self.previous.set(None);
        self.next.set(None);
        self.is_linked.set(false);
    }
}

impl Scheduler {
    /// Puts a tasklet at the end of the runnables; the ring takes the count.
    pub(super) fn insert(&self, tasklet: Owned) {
        let this = TaskletPtr::new(tasklet.borrow().recv::<Tasklet>());
        debug_assert!(!this.links.is_linked(), "a tasklet stands in one chain");
        std::mem::forget(tasklet);
        self.run_count.set(self.run_count.get() + 1);
        let Some(cursor) = self.cursor.get() else {
            this.links.set(Some(this), Some(this));
            self.cursor.set(Some(this));
            return;
        };
        let last = cursor.links.previous().expect("runnables form a ring");
        this.links.set(Some(last), Some(cursor));
        last.links.next.set(Some(this));
        cursor.links.previous.set(Some(this));
    }

    /// Takes a tasklet out of the runnables. If the ring began with it, it begins with the next one.
    pub(super) fn remove(&self, tasklet: TaskletPtr) -> Owned {
        self.run_count.set(self.run_count.get() - 1);
        let next = tasklet.links.next().expect("runnables form a ring");
        let previous = tasklet.links.previous().expect("runnables form a ring");
        if next == tasklet {
            self.cursor.set(None);
        } else {
            previous.links.next.set(Some(next));
            next.links.previous.set(Some(previous));
            if self.cursor.get() == Some(tasklet) {
                self.cursor.set(Some(next));
            }
        }
        tasklet.links.clear();
        tasklet.release()
    }
}

/// The tasklets that wait at a channel.
#[derive(Default)]
pub(super) struct Queue {
    first: Cell<Option<TaskletPtr>>,
    last: Cell<Option<TaskletPtr>>,
}

impl Queue {
    pub(super) fn first(&self) -> Option<TaskletPtr> {
        self.first.get()
    }
}

impl Channel {
    /// Puts a tasklet at the end of the queue; `direction` is 1 if it sends, -1 if it receives.
    pub(super) fn enqueue(&self, tasklet: Owned, direction: i64) {
        let this = TaskletPtr::new(tasklet.borrow().recv::<Tasklet>());
        debug_assert!(!this.links.is_linked(), "a tasklet stands in one chain");
        std::mem::forget(tasklet);
        let last = self.queue.last.replace(Some(this));
        this.links.set(last, None);
        match last {
            Some(last) => last.links.next.set(Some(this)),
            None => self.queue.first.set(Some(this)),
        }
        this.links.direction.set(direction);
        this.links.channel.set(Some(ChannelPtr(NonNull::from(self))));
        self.balance.set(self.balance.get() + direction);
    }

    /// Takes a tasklet out of the queue.
    pub(super) fn dequeue(&self, tasklet: TaskletPtr) -> Owned {
        let (previous, next) = (tasklet.links.previous(), tasklet.links.next());
        match previous {
            Some(previous) => previous.links.next.set(next),
            None => self.queue.first.set(next),
        }
        match next {
            Some(next) => next.links.previous.set(previous),
            None => self.queue.last.set(previous),
        }
        self.balance.set(self.balance.get() - tasklet.links.direction());
        tasklet.links.clear();
        tasklet.links.direction.set(0);
        tasklet.links.channel.set(None);
        tasklet.release()
    }
}

/// Frees a channel whose count has fallen to zero, after `last` has emptied its queue.
pub(super) fn destroy_channel(
    cx: &crate::cx::Cx,
    object: *mut crate::object::Header,
    last: fn(&Channel),
) {
    // SAFETY: the dealloc slot of channels passes its object on, whose members are intact.
    last(unsafe { &*object.cast::<Channel>() });
    // SAFETY: (2) the slot is called once, and nothing waits at the channel.
    unsafe { crate::object::alloc::dealloc_of::<Channel>(cx, object) };
}
