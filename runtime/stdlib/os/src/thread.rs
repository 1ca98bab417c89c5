//! The module `thread`: threads of the operating system, of which one at a time runs Python; locks.

mod local;

use runtime::api::{CallArgs, Cx, Header, ModuleDef, Owned, PyResult, Ref, allocate, exc, methods};
use runtime::builtins::dict::Dict;
use runtime::builtins::tuple::Tuple;
use runtime::protocol::{args, call, number};
use runtime::vm::thread as threads;
use std::sync::{Condvar, Mutex, PoisonError};

/// The module's table.
pub(crate) static THREAD: ModuleDef = ModuleDef {
    name: "thread",
    doc: "Threads and locks; the module threading is the friendlier way to them.",
    functions: methods! {
        /// start_new_thread(function, args[, kwargs]) -- starts a thread and returns its number.
        "start_new_thread" => start_new_thread, (2..=3) [UNPACK];
        /// start_new_thread(function, args[, kwargs]) -- starts a thread and returns its number.
        "start_new" => start_new_thread, (2..=3) [UNPACK];
        /// Makes a lock that nobody holds.
        "allocate_lock" => allocate_lock, ();
        /// Makes a lock that nobody holds.
        "allocate" => allocate_lock, ();
        /// Ends the calling thread by raising SystemExit.
        "exit_thread" => exit, ();
        /// Ends the calling thread by raising SystemExit.
        "exit" => exit, ();
        /// Raises KeyboardInterrupt in the main thread.
        "interrupt_main" => interrupt_main, () -> None;
        /// Returns the number of the calling thread.
        "get_ident" => get_ident, () -> Int;
        /// Returns how many threads of this module are running.
        "_count" => count, () -> Int;
        /// stack_size([size]) -- returns the stack size of new threads, and perhaps sets it.
        "stack_size" => stack_size, (0..=1) -> Int;
    },
    types: &[("LockType", &LOCK), ("_local", &local::LOCAL)],
    init: Some(init),
};

fn init(cx: &Cx, module: Ref<'_>) -> PyResult<()> {
    let error = runtime::exceptions::raise::new_class(cx, "thread", "error", &exc::EXCEPTION)?;
    cx.module_add(module, "error", error)
}

/// Raises `thread.error`.
#[cold]
fn raise(cx: &Cx, message: &str) -> runtime::api::Raised {
    let raise = || -> PyResult<runtime::api::Raised> {
        let module = call::import_module(cx, "thread")?;
        let name = runtime::builtins::str::intern_bytes(cx, b"error");
        let class = runtime::protocol::attr::get_attr(cx, module.borrow(), name.borrow())?;
        let text = runtime::builtins::str::Str::new(cx, message.as_bytes())?;
        Ok(cx.raise_with(class.borrow(), Some(text)))
    };
    raise().unwrap_or_else(|raised| raised)
}

/// Memory of a lock.
#[repr(C)]
pub(crate) struct Lock {
    pub(crate) head: Header,
    held: Mutex<bool>,
    free: Condvar,
}

runtime::py_type! {
    /// A lock: held or not. Any thread may give back what another one took.
    pub(crate) static LOCK: Lock = "thread.lock" {
        flags: [WEAKREF],
        methods {
            /// acquire([wait]) -- takes the lock, waiting for it unless told not to; returns whether it was taken.
            "acquire" => acquire, (0..=1) -> Bool;
            /// acquire([wait]) -- takes the lock, waiting for it unless told not to; returns whether it was taken.
            "acquire_lock" => acquire, (0..=1) -> Bool;
            /// Gives the lock back.
            "release" => release, () -> None;
            /// Gives the lock back.
            "release_lock" => release, () -> None;
            /// Returns whether somebody holds the lock.
            "locked" => locked, () -> Bool;
            /// Returns whether somebody holds the lock.
            "locked_lock" => locked, () -> Bool;
            /// Takes the lock.
            "__enter__" => acquire, (0..=1) -> Bool;
            /// Gives the lock back.
            "__exit__" => exit_lock, (0..=65535) -> None;
        }
    }
}

fn allocate_lock(cx: &Cx, _: Ref<'_>) -> PyResult {
    let lock = Lock { head: Header::new(&LOCK), held: Mutex::new(false), free: Condvar::new() };
    allocate(cx, &LOCK, lock)
}

impl Lock {
    fn try_acquire(&self) -> bool {
        let mut held = self.held.lock().unwrap_or_else(PoisonError::into_inner);
        !std::mem::replace(&mut *held, true)
    }

    fn wait(&self) {
        let mut held = self.held.lock().unwrap_or_else(PoisonError::into_inner);
        while *held {
            held = self.free.wait(held).unwrap_or_else(PoisonError::into_inner);
        }
        *held = true;
    }
}

fn acquire(cx: &Cx, x: Ref<'_>, args: &[Ref<'_>]) -> PyResult {
    let waits = args.first().map_or(Ok(true), |waits| Ok(number::as_i64(cx, *waits)? != 0))?;
    let lock = x.recv::<Lock>();
    if lock.try_acquire() {
        return Ok(Owned::bool(true));
    }
    if waits {
        // The receiver is kept alive by the caller while the thread waits.
        let keep = x.own();
        let lock = keep.borrow().recv::<Lock>();
        let wait = SendLock(lock);
        cx.allow_threads(|| wait.0.wait());
    }
    Ok(Owned::bool(waits))
}

/// A lock that is waited for.
struct SendLock<'a>(&'a Lock);

fn release(cx: &Cx, x: Ref<'_>) -> PyResult {
    let lock = x.recv::<Lock>();
    let mut held = lock.held.lock().unwrap_or_else(PoisonError::into_inner);
    if !std::mem::replace(&mut *held, false) {
        drop(held);
        return Err(raise(cx, "release unlocked lock"));
    }
    drop(held);
    lock.free.notify_one();
    Ok(Owned::none())
}

fn exit_lock(cx: &Cx, x: Ref<'_>, _: &[Ref<'_>]) -> PyResult {
    release(cx, x)
}

fn locked(_: &Cx, x: Ref<'_>) -> PyResult {
    let held = x.recv::<Lock>().held.lock().unwrap_or_else(PoisonError::into_inner);
    Ok(Owned::bool(*held))
}

fn start_new_thread(cx: &Cx, _: Ref<'_>, given: &[Ref<'_>]) -> PyResult {
    if !call::is_callable(given[0]) {
        return Err(cx.raise(&exc::TYPE_ERROR, format_args!("first arg must be callable")));
    }
    let Some(positional) = given[1].cast::<Tuple>() else {
        return Err(cx.raise(&exc::TYPE_ERROR, format_args!("2nd arg must be a tuple")));
    };
    let mut names = Vec::new();
    let mut values = Vec::new();
    if let Some(keywords) = given.get(2) {
        let Some(keywords) = keywords.cast::<Dict>() else {
            let message = format_args!("optional 3rd arg must be a dictionary");
            return Err(cx.raise(&exc::TYPE_ERROR, message));
        };
        for (name, value) in keywords.to_vec() {
            if name.borrow().cast::<runtime::builtins::str::Str>().is_none() {
                return Err(cx.raise(&exc::TYPE_ERROR, format_args!("keywords must be strings")));
            }
            names.push(name);
            values.push(value);
        }
    }
    let mut all = positional.as_slice().to_vec();
    all.extend(values.iter().map(Owned::borrow));
    let names = call::borrow_all(&names);
    match cx.start_thread(given[0], &all, &names) {
        Ok(ident) => Ok(Owned::int(ident)),
        Err(_) => Err(raise(cx, "can't start new thread")),
    }
}

fn exit(cx: &Cx, _: Ref<'_>) -> PyResult {
    Err(cx.raise_none(&exc::SYSTEM_EXIT))
}

fn interrupt_main(_: &Cx, _: Ref<'_>) -> PyResult {
    Cx::note_signal(libc::SIGINT);
    Ok(Owned::none())
}

fn get_ident(_: &Cx, _: Ref<'_>) -> PyResult {
    Ok(Owned::int(threads::ident()))
}

fn count(_: &Cx, _: Ref<'_>) -> PyResult {
    Ok(Owned::int(threads::count() as i64))
}

fn stack_size(cx: &Cx, _: Ref<'_>, given: &[Ref<'_>]) -> PyResult {
    let Some(size) = given.first() else {
        return Ok(Owned::int(threads::stack_size() as i64));
    };
    let size = number::as_i64(cx, *size)?;
    if size < 0 {
        let message = format_args!("size must be 0 or a positive value");
        return Err(cx.raise(&exc::VALUE_ERROR, message));
    }
    if size != 0 && size < 32768 {
        let message = format_args!("size not valid: {size} bytes");
        return Err(cx.raise(&exc::VALUE_ERROR, message));
    }
    Ok(Owned::int(threads::set_stack_size(size as usize) as i64))
}

/// Refuses arguments for a class that has no `__init__` of its own.
fn refuse_arguments(cx: &Cx, given: CallArgs<'_>) -> PyResult<()> {
    if given.args.is_empty() {
        return Ok(());
    }
    debug_assert!(args::positional(cx, "_local", CallArgs::NONE, 0, 0).is_ok());
    Err(cx.raise(&exc::TYPE_ERROR, format_args!("Initialization arguments are not supported")))
}
