//! UNSAFE ISLAND: signals.
//!
//! A signal's native handler sets a bit and raises the eval breaker of the main thread; the Python
//! handler runs on that thread at its next safepoint ([`Cx::check_signals`]).
//!
//! Obligations: (1) the native handler touches atomics only; (2) actions given to libc live through
//! the call.

use super::gil::Shared;
use crate::cx::Cx;
use crate::exceptions::PyResult;
use crate::object::{Owned, Ref, none};
use crate::protocol::call;
use std::cell::RefCell;
use std::sync::atomic::{AtomicPtr, AtomicU32, AtomicU64, Ordering};

/// Number of signals.
pub const SIGNAL_COUNT: usize = 65;

/// The bit of [`crate::cx::CxHead::eval_breaker`] that says: look at signals.
pub const BREAK_FOR_SIGNALS: u32 = 1;

static PENDING: [AtomicU64; 2] = [AtomicU64::new(0), AtomicU64::new(0)];
static BREAKER: AtomicPtr<AtomicU32> = AtomicPtr::new(std::ptr::null_mut());

static HANDLERS: Shared<RefCell<Vec<Option<Owned>>>> = Shared::new(RefCell::new(Vec::new()));

extern "C" fn on_signal(number: libc::c_int) {
    let number = number as usize;
    PENDING[number / 64].fetch_or(1 << (number % 64), Ordering::Relaxed);
    let breaker = BREAKER.load(Ordering::Relaxed);
    if !breaker.is_null() {
        // SAFETY: (1) points into the main thread's state, which is never freed.
        unsafe { (*breaker).fetch_or(BREAK_FOR_SIGNALS, Ordering::Relaxed) };
    }
}

/// Runs `body` with all signals blocked: a thread that it starts never handles one.
pub(crate) fn without_signals<R>(body: impl FnOnce() -> R) -> R {
    // SAFETY: an all-zero signal set is valid.
    let (mut all, mut old): (libc::sigset_t, libc::sigset_t) = unsafe { std::mem::zeroed() };
    // SAFETY: (2) the sets live through the calls.
    unsafe {
        libc::sigfillset(&mut all);
        libc::pthread_sigmask(libc::SIG_SETMASK, &all, &mut old);
    }
    let result = body();
    // SAFETY: (2) as above.
    unsafe { libc::pthread_sigmask(libc::SIG_SETMASK, &old, std::ptr::null_mut()) };
    result
}

fn clock_nanoseconds(clock: libc::clockid_t) -> u64 {
    let mut time = libc::timespec { tv_sec: 0, tv_nsec: 0 };
    // SAFETY: (2) the struct lives through the call.
    unsafe { libc::clock_gettime(clock, &mut time) };
    time.tv_sec as u64 * 1_000_000_000 + time.tv_nsec as u64
}

/// Returns the CPU time of the calling thread.
pub(crate) fn thread_nanoseconds() -> u64 {
    clock_nanoseconds(libc::CLOCK_THREAD_CPUTIME_ID)
}

/// Returns the CPU time of all threads.
pub(crate) fn process_nanoseconds() -> u64 {
    clock_nanoseconds(libc::CLOCK_PROCESS_CPUTIME_ID)
}

/// Ends the process without running destructors of native libraries, which other threads may be using.
pub(crate) fn end_process(status: i32) -> ! {
    use std::io::Write;
    // Nobody is left to tell when the last words cannot be written.
    let _ = std::io::stdout().flush();
    // SAFETY: ends the process.
    unsafe { libc::_exit(status) }
}

/// What the operating system does with a signal.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Action {
    /// The default.
    Default,
    /// Nothing.
    Ignore,
    /// Notes it for Python.
    Note,
}

/// Sets what happens on a signal.
///
/// # Errors
/// The error number of sigaction(2).
pub fn set_action(number: i32, action: Action) -> Result<(), i32> {
    // SAFETY: an all-zero sigaction is valid.
    let mut new: libc::sigaction = unsafe { std::mem::zeroed() };
    new.sa_sigaction = match action {
        Action::Default => libc::SIG_DFL,
        Action::Ignore => libc::SIG_IGN,
        Action::Note => on_signal as *const () as usize,
    };
    new.sa_flags = libc::SA_ONSTACK;
    // SAFETY: (2) the struct lives through the call.
    if unsafe { libc::sigaction(number, &new, std::ptr::null_mut()) } < 0 {
        return Err(std::io::Error::last_os_error().raw_os_error().unwrap_or(libc::EINVAL));
    }
    Ok(())
}

/// Returns what happens on a signal now.
pub fn action(number: i32) -> Option<Action> {
    // SAFETY: an all-zero sigaction is valid.
    let mut old: libc::sigaction = unsafe { std::mem::zeroed() };
    // SAFETY: (2) the struct lives through the call.
    if unsafe { libc::sigaction(number, std::ptr::null(), &mut old) } < 0 {
        return None;
    }
    Some(match old.sa_sigaction {
        libc::SIG_DFL => Action::Default,
        libc::SIG_IGN => Action::Ignore,
        _ => Action::Note,
    })
}

/// Returns the Python handler of a signal.
pub fn handler(number: usize) -> Option<Owned> {
    HANDLERS.with(|handlers| handlers.borrow().get(number).cloned().flatten())
}

/// Sets the Python handler of a signal and returns the old one.
pub fn set_handler(number: usize, handler: Option<Owned>) -> Option<Owned> {
    HANDLERS.with(|handlers| {
        let mut handlers = handlers.borrow_mut();
        if handlers.len() < SIGNAL_COUNT {
            handlers.resize_with(SIGNAL_COUNT, || None);
        }
        std::mem::replace(&mut handlers[number], handler)
    })
}

impl Cx {
    /// Makes the calling thread the one that handles signals; SIGPIPE is ignored from here on, so
    /// that writing to a closed pipe raises `IOError`.
    pub fn take_signals(&self) {
        BREAKER.store(std::ptr::from_ref(&self.head.eval_breaker).cast_mut(), Ordering::Relaxed);
        for ignored in [libc::SIGPIPE, libc::SIGXFSZ] {
            // The call cannot fail for these numbers.
            let _ = set_action(ignored, Action::Ignore);
        }
    }

    /// Runs the Python handlers of signals that have arrived.
    ///
    /// # Errors
    /// Whatever a handler raises.
    pub fn check_signals(&self) -> PyResult<()> {
        if !std::ptr::eq(BREAKER.load(Ordering::Relaxed), &self.head.eval_breaker) {
            return Ok(());
        }
        self.head.eval_breaker.fetch_and(!BREAK_FOR_SIGNALS, Ordering::Relaxed);
        for (index, word) in PENDING.iter().enumerate() {
            if word.load(Ordering::Relaxed) == 0 {
                continue;
            }
            let mut bits = word.swap(0, Ordering::Relaxed);
            while bits != 0 {
                let number = index * 64 + bits.trailing_zeros() as usize;
                bits &= bits - 1;
                if let Err(raised) = self.run_handler(number) {
                    // The rest stays for the next safepoint.
                    word.fetch_or(bits, Ordering::Relaxed);
                    self.head.eval_breaker.fetch_or(BREAK_FOR_SIGNALS, Ordering::Relaxed);
                    return Err(raised);
                }
            }
        }
        Ok(())
    }

    fn run_handler(&self, number: usize) -> PyResult<()> {
        let Some(handler) = handler(number) else {
            crate::coroutine::report::on_signal(self, number);
            return Ok(());
        };
        let frame = crate::interp::frame_at(self, 0);
        let frame = frame.as_ref().map_or(none(), Owned::borrow);
        let number = Owned::int(number as i64);
        let number: Ref<'_> = number.borrow();
        call::call2(self, handler.borrow(), number, frame)?;
        Ok(())
    }

    /// Waits, running signal handlers as they arrive.
    ///
    /// # Errors
    /// Whatever a handler raises; `IOError` with EINTR when a signal ends the wait, as in 2.7.
    pub fn sleep(&self, time: std::time::Duration) -> PyResult<()> {
        let spec = libc::timespec {
            tv_sec: time.as_secs() as i64,
            tv_nsec: i64::from(time.subsec_nanos()),
        };
        // SAFETY: (2) the struct lives through the call.
        let result = self.allow_threads(|| unsafe { libc::nanosleep(&spec, std::ptr::null_mut()) });
        if result < 0 {
            self.check_signals()?;
            return Err(self.raise_os_error(
                libc::EINTR,
                None,
                &crate::exceptions::table::IO_ERROR,
            ));
        }
        Ok(())
    }

    /// Brings all threads of the VM to a standstill in which no lock is taken; call before a fork.
    pub fn before_fork(&self) -> crate::tier::Hold {
        self.vm().tier().hold()
    }

    /// What the child of a fork has to renew: pending signals, the thread that compiles.
    pub fn after_fork_in_child(&self) {
        self.vm().tier().after_fork();
        for word in &PENDING {
            word.store(0, Ordering::Relaxed);
        }
        self.take_signals_of_process();
        self.reset_lock_after_fork();
    }

    /// Makes the calling thread the one that handles signals.
    fn take_signals_of_process(&self) {
        BREAKER.store(std::ptr::from_ref(&self.head.eval_breaker).cast_mut(), Ordering::Relaxed);
    }

    /// Behaves as if a signal had come.
    pub fn note_signal(number: i32) {
        on_signal(number);
    }

    /// Returns whether the calling thread is the one that handles signals.
    pub fn handles_signals(&self) -> bool {
        std::ptr::eq(BREAKER.load(Ordering::Relaxed), &self.head.eval_breaker)
    }

    /// Raises an `EnvironmentError` of class `class` from an error number.
    pub fn raise_os_error(
        &self,
        errno: i32,
        filename: Option<Ref<'_>>,
        class: &'static crate::types::Type,
    ) -> crate::exceptions::Raised {
        crate::builtins::file::raise_os_error(self, class, errno, filename)
    }
}
