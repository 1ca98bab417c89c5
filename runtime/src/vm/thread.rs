//! UNSAFE ISLAND: threads of the operating system that run Python.
//!
//! States of threads are made once and used again, so that pointers into them stay good. `PLACES` names those
//! in use.
//!
//! Obligations: (1) a state in `IDLE` belongs to no thread; (2) the words a new thread gets carry the counts
//! of the values.

use super::gil::Shared;
use crate::cx::Cx;
use crate::exceptions::{table, traceback};
use crate::object::{Owned, Ref};
use crate::protocol::call;
use crate::types::CallArgs;
use abi::Word;
use std::cell::{Cell, RefCell};
use std::os::unix::thread::JoinHandleExt;

/// Native stack of a thread when `thread.stack_size` has not been called.
const STACK_BYTES: usize = 8 << 20;

static IDLE: Shared<RefCell<Vec<&'static Cx>>> = Shared::new(RefCell::new(Vec::new()));
static IN_USE: Shared<RefCell<Vec<&'static Cx>>> = Shared::new(RefCell::new(Vec::new()));
static STACK_SIZE: Shared<Cell<usize>> = Shared::new(Cell::new(0));

/// What a new thread runs.
struct Start {
    function: u64,
    args: Vec<u64>,
    names: Vec<u64>,
    cx: usize,
    stack_bytes: usize,
}

/// Returns the number of the calling thread.
pub fn ident() -> i64 {
    // SAFETY: touches no memory.
    unsafe { libc::pthread_self() as i64 }
}

/// Returns the numbers and states of all threads that run Python.
pub(crate) fn all(cx: &Cx) -> Vec<(i64, &'static Cx)> {
    let mut all: Vec<&'static Cx> = cx.vm().main_state.get().into_iter().collect();
    IN_USE.with(|states| all.extend(states.borrow().iter().copied()));
    all.into_iter()
        .map(|state| (state.thread.get(), state))
        .filter(|(thread, _)| *thread != 0)
        .collect()
}

/// Returns the number of threads started with [`Cx::start_thread`] that are running.
pub fn count() -> usize {
    IN_USE.with(|states| states.borrow().len())
}

/// Sets the native stack size of threads to come (0: the default) and returns the old setting.
pub fn set_stack_size(bytes: usize) -> usize {
    STACK_SIZE.with(|size| size.replace(bytes))
}

/// Returns the native stack size of threads to come (0: the default).
pub fn stack_size() -> usize {
    STACK_SIZE.with(Cell::get)
}

/// Runs `action` on the values that all running threads keep for themselves under a key.
pub fn forget_local(cx: &Cx, key: u64) {
    let mut dropped = Vec::new();
    IN_USE.with(|states| {
        for state in states.borrow().iter() {
            dropped.extend(state.locals.borrow_mut().remove(&key));
        }
    });
    dropped.extend(cx.locals.borrow_mut().remove(&key));
    let main = cx.vm().main_state.get();
    if let Some(main) = main {
        dropped.extend(main.locals.borrow_mut().remove(&key));
    }
}

/// Returns the states of all running threads, the main one's first.
pub(crate) fn states(cx: &Cx) -> Vec<&'static Cx> {
    let main = cx.vm().main_state.get();
    IN_USE.with(|states| main.into_iter().chain(states.borrow().iter().copied()).collect())
}

/// Returns the state of a running thread that has a property.
pub(crate) fn find_state(cx: &Cx, is_wanted: impl Fn(&Cx) -> bool) -> Option<&'static Cx> {
    states(cx).into_iter().find(|state| is_wanted(state))
}

impl Cx {
    /// Returns what the calling thread keeps under a key.
    pub fn local(&self, key: u64) -> Option<Owned> {
        self.locals.borrow().get(&key).cloned()
    }

    /// Keeps a value for the calling thread.
    pub fn set_local(&self, key: u64, value: Owned) {
        let old = self.locals.borrow_mut().insert(key, value);
        drop(old);
    }

    /// Starts a thread that calls `function`, and returns its number.
    ///
    /// # Errors
    /// The operating system's error.
    pub fn start_thread(
        &self,
        function: Ref<'_>,
        args: &[Ref<'_>],
        names: &[Ref<'_>],
    ) -> std::io::Result<i64> {
        self.activate_threads();
        let idle = IDLE.with(|states| states.borrow_mut().pop());
        let state = idle.unwrap_or_else(|| Cx::new_state(self.vm()));
        let stack_bytes = match stack_size() {
            0 => STACK_BYTES,
            bytes => bytes.max(1 << 20),
        };
        let words = |values: &[Ref<'_>]| -> Vec<u64> {
            values.iter().map(|value| value.own().into_word().0).collect()
        };
        let start = Start {
            function: function.own().into_word().0,
            args: words(args),
            names: words(names),
            cx: std::ptr::from_ref(state) as usize,
            stack_bytes,
        };
        IN_USE.with(|states| states.borrow_mut().push(state));
        let builder = std::thread::Builder::new().stack_size(stack_bytes + (64 << 10));
        match builder.spawn(move || run(start)) {
            Ok(handle) => Ok(handle.as_pthread_t() as i64),
            Err(error) => {
                retire(state);
                Err(error)
            }
        }
    }
}

fn retire(state: &'static Cx) {
    IN_USE.with(|states| {
        states.borrow_mut().retain(|other| !std::ptr::eq(*other, state));
    });
    IDLE.with(|states| states.borrow_mut().push(state));
}

/// The life of a thread.
fn run(start: Start) {
    // SAFETY: (1) the state was taken for this thread, and states are never freed.
    let cx = unsafe { &*(start.cx as *const Cx) };
    Cx::enter_state(cx);
    cx.set_stack_budget(start.stack_bytes - (start.stack_bytes >> 3));
    cx.acquire_lock();
    // SAFETY: (2) each word carries a count that moves to the handle.
    let own = |word: u64| unsafe { Owned::from_word(Word(word)) };
    let function = own(start.function);
    let args: Vec<Owned> = start.args.into_iter().map(own).collect();
    let names: Vec<Owned> = start.names.into_iter().map(own).collect();
    let arguments = call::borrow_all(&args);
    let keywords = call::borrow_all(&names);
    let arguments = CallArgs { args: &arguments, names: &keywords };
    match call::call(cx, function.borrow(), arguments) {
        Ok(result) => drop(result),
        Err(_) if cx.raised_matches(&table::SYSTEM_EXIT) => cx.clear_raised(),
        Err(_) => report(cx, function.borrow()),
    }
    drop((args, names, function));
    let locals = std::mem::take(&mut *cx.locals.borrow_mut());
    drop(locals);
    crate::coroutine::thread::leave(cx);
    cx.trace_function.set(None);
    cx.profile_function.set(None);
    cx.head.tracing.set(0);
    retire(cx);
    cx.release_lock();
}

/// Shows the exception that ended a thread.
fn report(cx: &Cx, function: Ref<'_>) {
    let pending = cx.take_raised();
    let shown = crate::protocol::repr::repr(cx, function).map_or_else(
        |_| {
            cx.clear_raised();
            Vec::new()
        },
        |text| {
            let text = text.borrow().cast::<crate::builtins::str::Str>();
            text.map_or_else(Vec::new, |text| text.as_bytes().to_vec())
        },
    );
    let line = [b"Unhandled exception in thread started by ", &shown[..], b"\n"].concat();
    super::run::write_stderr(cx, &line);
    cx.restore(pending);
    traceback::print_pending(cx);
}
