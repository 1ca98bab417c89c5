//! UNSAFE ISLAND: the lock that a thread holds while it runs Python, and what is shared under it.
//!
//! Until a second thread is started nobody takes the lock: the only thread may always run. From then on the
//! thread that runs holds it, gives it up around system calls that wait ([`Cx::allow_threads`]), and
//! at a safepoint after another thread has waited for [`SWITCH_AFTER`].
//!
//! Obligations: (1) a [`Shared`] value is touched only by the thread that holds the lock; (2) the breaker
//! that `holder` names belongs to a thread's state, which is never freed.

use crate::cx::Cx;
use std::sync::atomic::{AtomicBool, AtomicPtr, AtomicU32, Ordering};
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

/// The bit of [`crate::cx::CxHead::eval_breaker`] that says: another thread wants to run.
pub const BREAK_FOR_THREADS: u32 = 8;

/// How long a thread waits before it asks the running one to make room.
const SWITCH_AFTER: Duration = Duration::from_millis(5);

/// Data of the whole process that only Python code's thread touches.
pub struct Shared<T>(T);

// SAFETY: (1) one thread at a time.
unsafe impl<T> Sync for Shared<T> {}

impl<T> Shared<T> {
    /// Wraps a value.
    pub const fn new(value: T) -> Shared<T> {
        Shared(value)
    }

    /// Runs `action` on the value.
    pub fn with<R>(&self, action: impl FnOnce(&T) -> R) -> R {
        action(&self.0)
    }
}

/// The lock.
struct Gil {
    held: Mutex<bool>,
    free: Condvar,
    taken: Condvar,
    /// Counts hand-overs, so that a waiter sees whether somebody else ran meanwhile.
    turns: AtomicU32,
    waiting: AtomicU32,
    active: AtomicBool,
    holder: AtomicPtr<AtomicU32>,
}

static GIL: Gil = Gil {
    held: Mutex::new(false),
    free: Condvar::new(),
    taken: Condvar::new(),
    turns: AtomicU32::new(0),
    waiting: AtomicU32::new(0),
    active: AtomicBool::new(false),
    holder: AtomicPtr::new(std::ptr::null_mut()),
};

impl Gil {
    fn state(&self) -> MutexGuard<'_, bool> {
        self.held.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn acquire(&self, cx: &Cx) {
        let mut held = self.state();
        self.waiting.fetch_add(1, Ordering::Relaxed);
        while *held {
            let turn = self.turns.load(Ordering::Relaxed);
            let (guard, waited) =
                self.free.wait_timeout(held, SWITCH_AFTER).unwrap_or_else(PoisonError::into_inner);
            held = guard;
            if *held && waited.timed_out() && turn == self.turns.load(Ordering::Relaxed) {
                self.ask_holder();
            }
        }
        *held = true;
        self.turns.fetch_add(1, Ordering::Relaxed);
        self.waiting.fetch_sub(1, Ordering::Relaxed);
        let breaker = std::ptr::from_ref(&cx.head.eval_breaker).cast_mut();
        self.holder.store(breaker, Ordering::Relaxed);
        self.taken.notify_all();
    }

    /// Gives the lock up until another thread has had it.
    fn hand_over(&self) {
        let mut held = self.state();
        let turn = self.turns.load(Ordering::Relaxed);
        *held = false;
        self.holder.store(std::ptr::null_mut(), Ordering::Relaxed);
        self.free.notify_one();
        while self.waiting.load(Ordering::Relaxed) > 0 && turn == self.turns.load(Ordering::Relaxed)
        {
            let wait = self.taken.wait_timeout(held, Duration::from_millis(50));
            held = wait.unwrap_or_else(PoisonError::into_inner).0;
        }
    }

    fn ask_holder(&self) {
        let holder = self.holder.load(Ordering::Relaxed);
        if !holder.is_null() {
            // SAFETY: (2) a thread's state is never freed.
            unsafe { (*holder).fetch_or(BREAK_FOR_THREADS, Ordering::Relaxed) };
        }
    }

    fn release(&self) {
        let mut held = self.state();
        *held = false;
        self.holder.store(std::ptr::null_mut(), Ordering::Relaxed);
        drop(held);
        self.free.notify_one();
    }
}

impl Cx {
    /// From here on there is more than one thread: takes the lock for the calling one.
    pub(crate) fn activate_threads(&self) {
        if !GIL.active.load(Ordering::Relaxed) {
            GIL.acquire(self);
            GIL.active.store(true, Ordering::Relaxed);
        }
    }

    /// Waits until the calling thread may run Python.
    pub(crate) fn acquire_lock(&self) {
        GIL.acquire(self);
    }

    /// Lets other threads run; the calling one touches no Python object until it has the lock again.
    pub(crate) fn release_lock(&self) {
        GIL.release();
    }

    /// Runs a system call that may take long and touches no Python object, while other threads run.
    pub fn allow_threads<T>(&self, call: impl FnOnce() -> T) -> T {
        if !GIL.active.load(Ordering::Relaxed) {
            return call();
        }
        self.release_lock();
        let result = call();
        let errno = std::io::Error::last_os_error();
        self.acquire_lock();
        if let Some(number) = errno.raw_os_error() {
            // SAFETY: the address of the calling thread's errno.
            unsafe { *libc::__errno_location() = number };
        }
        result
    }

    /// Makes room for a thread that asked for it.
    pub(crate) fn yield_to_threads(&self) {
        let asked = self.head.eval_breaker.fetch_and(!BREAK_FOR_THREADS, Ordering::Relaxed);
        if asked & BREAK_FOR_THREADS == 0 || !GIL.active.load(Ordering::Relaxed) {
            return;
        }
        GIL.hand_over();
        self.acquire_lock();
    }

    /// In the child of a fork only the calling thread exists.
    pub(crate) fn reset_lock_after_fork(&self) {
        GIL.waiting.store(0, Ordering::Relaxed);
    }
}
