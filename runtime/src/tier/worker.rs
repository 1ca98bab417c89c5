//! The thread that compiles while the program runs on.
//!
//! ```text
//! program's thread ──Job──► queue ──► worker: Compiler::compile ──► done ──eval breaker──► program's thread
//! ```
//!
//! Always true: a job carries all it needs by value, so the worker touches no object; what it has made is entered by
//! the program's thread only. The worker holds `busy` whenever it does anything but wait: who holds `busy` (a fork, the
//! end of the process) knows that no lock of the compiler's is taken.

use abi::compiler::{Bailout, CompileRequest, CompiledCode, Compiler, World};
use std::collections::VecDeque;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};

/// Makes a compiler: one for each worker.
pub(crate) type Factory = fn() -> Box<dyn Compiler>;

/// Native stack of the worker: LLVM recurses deeply.
const STACK_BYTES: usize = 64 << 20;
/// Jobs that may wait.
const MOST_WAITING: usize = 64;

/// What the worker has made of a request.
pub(super) struct Done {
    /// The unit the code is for.
    pub(super) unit: u32,
    pub(super) result: Result<CompiledCode, Bailout>,
    /// CPU time it took.
    pub(super) nanoseconds: u64,
}

#[derive(Default)]
struct Shared {
    queue: Mutex<VecDeque<CompileRequest>>,
    wake: Condvar,
    done: Mutex<Vec<Done>>,
    ready: AtomicBool,
    busy: Mutex<()>,
}

/// The program's end of the worker.
pub(super) struct Worker {
    shared: Arc<Shared>,
}

/// Keeps the worker from working while it lives.
pub struct Hold(#[expect(dead_code, reason = "held, not read")] Option<MutexGuard<'static, ()>>);

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Worker {
    /// Starts the thread; `None` if the system has none to give. `breaker` is set to ask for a look at what is done.
    pub(super) fn start(
        factory: Factory,
        world: World,
        breaker: &'static AtomicU32,
    ) -> Option<Worker> {
        let shared = Arc::new(Shared::default());
        let its = Arc::clone(&shared);
        let thread =
            std::thread::Builder::new().name("pyston-jit".to_owned()).stack_size(STACK_BYTES);
        crate::vm::signals::without_signals(|| {
            thread.spawn(move || work(&its, factory, &world, breaker)).ok()
        })?;
        Some(Worker { shared })
    }

    /// Hands a request over; false if too many wait already.
    pub(super) fn submit(&self, request: CompileRequest) -> bool {
        let mut queue = lock(&self.shared.queue);
        if queue.len() >= MOST_WAITING {
            return false;
        }
        queue.push_back(request);
        drop(queue);
        self.shared.wake.notify_one();
        true
    }

    /// Whether something is done that has not been taken.
    #[inline]
    pub(super) fn is_ready(&self) -> bool {
        self.shared.ready.load(Ordering::Acquire)
    }

    /// What is done.
    pub(super) fn take(&self) -> Vec<Done> {
        self.shared.ready.store(false, Ordering::Relaxed);
        std::mem::take(&mut *lock(&self.shared.done))
    }

    /// Waits for the end of a running compile and keeps the next from starting. The part the worker shares lives as
    /// long as the process then.
    pub(super) fn hold(&self) -> Hold {
        let shared: &'static Shared = Box::leak(Box::new(Arc::clone(&self.shared)));
        Hold(Some(lock(&shared.busy)))
    }

    /// Forgets a worker that a fork has left behind: its locks may be taken for ever.
    pub(super) fn abandon(self) {
        std::mem::forget(self);
    }
}

impl Hold {
    /// Holds nothing: there is no worker.
    pub(super) fn nothing() -> Hold {
        Hold(None)
    }
}

fn work(shared: &Shared, factory: Factory, world: &World, breaker: &'static AtomicU32) {
    let mut compiler = None;
    loop {
        let request = {
            let mut queue = lock(&shared.queue);
            loop {
                // Code that has none comes before code that has slow one.
                let quick = queue.iter().position(|r| r.tier == abi::compiler::Tier::Quick);
                match queue.remove(quick.unwrap_or(0)) {
                    Some(request) => break request,
                    None => {
                        queue = shared.wake.wait(queue).unwrap_or_else(PoisonError::into_inner);
                    }
                }
            }
        };
        let busy = lock(&shared.busy);
        let compiler = compiler.get_or_insert_with(factory);
        let started = crate::vm::signals::thread_nanoseconds();
        let attempt = std::panic::AssertUnwindSafe(|| compiler.compile(world, &request));
        let result = std::panic::catch_unwind(attempt).unwrap_or(Err(Bailout::Backend));
        let nanoseconds = crate::vm::signals::thread_nanoseconds() - started;
        let unit = request.unit;
        drop(request);
        lock(&shared.done).push(Done { unit, result, nanoseconds });
        shared.ready.store(true, Ordering::Release);
        breaker.fetch_or(crate::tier::BREAK_FOR_CODE, Ordering::AcqRel);
        drop(busy);
    }
}
