//! UNSAFE ISLAND: the type `tasklet`.
//!
//! Always true: a tasklet is alive while it runs, while it has a call to begin with, and while its
//! coroutine waits. The main tasklet stands for the thread's main coroutine.
//!
//! Obligations: (1) a tasklet's memory goes only when its coroutine has no frames.

mod attributes;

use super::bomb::{self, Bomb};
use super::ring::{Links, TaskletPtr};
use super::schedule::{self, make_runnable, switch_to};
use super::{scheduler, watchdog};
use crate::builtins::dict::Dict;
use crate::builtins::tuple::Tuple;
use crate::coroutine::state::{Coroutine, CoroutinePtr, Kind, Stage};
use crate::coroutine::switch::{Call, Mode, discard};
use crate::cx::Cx;
use crate::exceptions::{PyResult, Raised, table};
use crate::object::{Field, Header, Owned, Ref, allocate};
use crate::protocol::{attr, call, truth};
use crate::types::{CallArgs, Type};
pub(super) use attributes::set_atomic_flag;
use std::cell::Cell;

/// Memory of a tasklet.
#[repr(C)]
pub(super) struct Tasklet {
    pub(super) head: Header,
    own: Coroutine,
    pub(super) links: Links,
    /// What it goes on with; the function it is bound to before it has a call.
    pub(super) tempval: Field,
    /// What it begins with.
    pub(super) call: Cell<Option<Box<Call>>>,
    /// Its current greenlet while it waits.
    pub(super) greenlet: Field,
    /// `sys.settrace` and `sys.setprofile` while it waits.
    pub(super) tracers: [Field; 2],
    /// The number of the thread it belongs to.
    pub(super) thread: Cell<u32>,
    /// The coroutine in which it goes on, if it has begun.
    pub(super) resumes_in: Cell<Option<CoroutinePtr>>,
    is_main: Cell<bool>,
    is_atomic: Cell<bool>,
    ignores_nesting: Cell<bool>,
    traps_blocking: Cell<bool>,
    /// A timeout came at a bad moment.
    pub(super) is_due: Cell<bool>,
}

crate::py_type! {
    /// tasklet(func=None, args=None, kwargs=None): a call that takes turns with others.
    pub(super) static TASKLET: Tasklet = "_stackless.tasklet" {
        flags: [BASE, GC, WEAKREF],
        slots {
            new: new, init: init, dealloc: dealloc, traverse: traverse, clear: clear, call: call_tasklet,
            get_attr: attr::generic_get_attr, set_attr: attr::generic_set_attr
        }
        methods {
            /// Puts the tasklet at the end of the runnables, unless it waits at a channel.
            "insert" => insert, ();
            /// Runs the tasklet at once, unless it waits at a channel.
            "run" => run, () [SWITCHES];
            /// Runs the tasklet at once and takes the running one out of the runnables.
            "switch" => switch, () [SWITCHES];
            /// Takes the tasklet out of the runnables.
            "remove" => remove, ();
            /// set_atomic(flag): whether the tasklet may be interrupted; returns the old flag.
            "set_atomic" => attributes::set_atomic, (x);
            /// set_ignore_nesting(flag): whether it may be interrupted inside native calls; returns the old flag.
            "set_ignore_nesting" => attributes::set_ignore_nesting, (x);
            /// throw(exc, val=None, tb=None, pending=False): raises an exception in the tasklet, at once
            /// or when it runs next.
            "throw" => throw, (raw) [SWITCHES];
            /// raise_exception(exc, *args): raises exc(*args) in the tasklet at once.
            "raise_exception" => raise_exception, (raw) [SWITCHES];
            /// kill(pending=False): raises TaskletExit in the tasklet.
            "kill" => kill, (raw) [SWITCHES];
            /// bind(func=None, args=None, kwargs=None): sets what the tasklet will call.
            "bind" => bind, (raw);
            /// setup(*args, **kwargs): gives the bound function its arguments and makes the tasklet runnable.
            "setup" => setup, (raw);
            /// bind_thread(thread_id=-1): moves the tasklet to a thread.
            "bind_thread" => attributes::bind_thread, (raw);
            /// Helps pickle.
            "__reduce__" => attributes::reduce, ();
            /// Helps pickle.
            "__reduce_ex__" => attributes::reduce_ex, (x);
            /// Takes over the state that __reduce__ gave.
            "__setstate__" => attributes::set_state, (x);
        }
        getset {
            /// What it goes on with.
            member "tempval" => attributes::tempval, attributes::set_tempval;
            /// The native stack.
            member "cstate" => attributes::native_stack;
            /// The next tasklet in its chain.
            "next" => attributes::next;
            /// The previous tasklet in its chain.
            "prev" => attributes::previous;
            /// The channel it waits at, or None.
            "_channel" => attributes::channel;
            /// Whether it waits at a channel.
            "blocked" => attributes::blocked;
            /// Whether it is not to be interrupted.
            "atomic" => attributes::atomic;
            /// Whether it may be interrupted inside native calls.
            "ignore_nesting" => attributes::ignore_nesting;
            /// Its innermost frame.
            "frame" => attributes::frame;
            /// Whether blocking it is an error.
            "block_trap" => attributes::block_trap, attributes::set_block_trap;
            /// Whether it is the first one of its thread.
            "is_main" => attributes::is_main;
            /// Whether it runs.
            "is_current" => attributes::is_current;
            /// Whether it is alive and in no chain.
            "paused" => attributes::paused;
            /// Whether it is in a chain.
            "scheduled" => attributes::scheduled;
            /// How deep its calls nest.
            "recursion_depth" => attributes::recursion_depth;
            /// How many native calls it has.
            "nesting_level" => attributes::nesting_level;
            /// Whether all its frames are interpreted ones.
            "restorable" => attributes::restorable;
            /// Whether it can run.
            "alive" => attributes::alive;
            /// `sys.settrace` of the tasklet.
            "trace_function" => attributes::trace_function, attributes::set_trace_function;
            /// `sys.setprofile` of the tasklet.
            "profile_function" => attributes::profile_function, attributes::set_profile_function;
            /// The thread it belongs to.
            "thread_id" => attributes::thread_id;
        }
    }
}

impl Tasklet {
    fn blank(cx: &Cx, ty: &Type) -> Tasklet {
        Tasklet {
            head: Header::new(ty),
            own: Coroutine::new(Kind::Tasklet),
            links: Links::default(),
            tempval: Field::empty(),
            call: Cell::new(None),
            greenlet: Field::empty(),
            tracers: [Field::empty(), Field::empty()],
            thread: Cell::new(cx.coroutines().thread.get()),
            resumes_in: Cell::new(None),
            is_main: Cell::new(false),
            is_atomic: Cell::new(false),
            ignores_nesting: Cell::new(false),
            traps_blocking: Cell::new(false),
            is_due: Cell::new(false),
        }
    }

    pub(super) fn is_main(&self) -> bool {
        self.is_main.get()
    }

    /// Called when the thread of a main tasklet ends.
    pub(super) fn leave_thread(&self) {
        self.is_main.set(false);
        self.resumes_in.set(None);
    }

    /// Returns whether its thread has ended.
    fn has_no_thread(&self, cx: &Cx) -> bool {
        self.is_foreign(cx) && crate::coroutine::thread::state_of(cx, self.thread.get()).is_none()
    }

    /// Returns whether it belongs to another thread than the calling one.
    pub(super) fn is_foreign(&self, cx: &Cx) -> bool {
        self.thread.get() != cx.coroutines().thread.get()
    }

    pub(super) fn is_atomic(&self) -> bool {
        self.is_atomic.get()
    }

    pub(super) fn ignores_nesting(&self) -> bool {
        self.ignores_nesting.get()
    }

    pub(super) fn traps_blocking(&self) -> bool {
        self.traps_blocking.get()
    }

    /// Returns the coroutine made for its call.
    pub(super) fn own_coroutine(&self) -> CoroutinePtr {
        CoroutinePtr::new(&self.own)
    }

    /// Returns the coroutine in which it begins or goes on.
    pub(super) fn coroutine(&self) -> CoroutinePtr {
        self.resumes_in.get().unwrap_or_else(|| self.own_coroutine())
    }

    /// Returns whether it has something to begin or to go on with.
    fn waits_alive(&self) -> bool {
        let call = self.call.take();
        let has_call = call.is_some();
        self.call.set(call);
        has_call || self.own.is_active() || self.is_main.get()
    }
}

/// Makes the main tasklet of the thread, if there is none yet.
///
/// # Errors
/// Raises `MemoryError`.
pub(super) fn ensure_main(cx: &Cx) -> PyResult<()> {
    let all = scheduler(cx);
    if all.main.is_empty() {
        let main = allocate(cx, &TASKLET, Tasklet::blank(cx, &TASKLET))?;
        let this = main.borrow().recv::<Tasklet>();
        this.is_main.set(true);
        this.resumes_in.set(Some(cx.coroutines().main()));
        all.main.set(Some(main.clone()));
        all.running.set(Some(main.clone()));
        all.insert(main);
    }
    Ok(())
}

/// Returns whether a tasklet runs.
pub(super) fn is_running(cx: &Cx, tasklet: Ref<'_>) -> bool {
    Ref::is(scheduler(cx).running().borrow(), tasklet)
}

/// Returns whether a tasklet can run.
pub(super) fn is_alive(cx: &Cx, tasklet: Ref<'_>) -> bool {
    let this = tasklet.recv::<Tasklet>();
    is_running(cx, tasklet) || this.waits_alive() && !this.has_no_thread(cx)
}

#[cold]
fn error(cx: &Cx, text: &str) -> Raised {
    cx.raise(&table::RUNTIME_ERROR, format_args!("{text}"))
}

fn new(cx: &Cx, ty: &Type, _args: CallArgs<'_>) -> PyResult {
    allocate(cx, ty, Tasklet::blank(cx, ty))
}

fn init(cx: &Cx, recv: Ref<'_>, args: CallArgs<'_>) -> PyResult<()> {
    bind(cx, recv, args).map(drop)
}

fn traverse(recv: Ref<'_>, visit: &mut dyn FnMut(Ref<'_>)) {
    let this = recv.recv::<Tasklet>();
    let [trace, profile] = &this.tracers;
    [&this.tempval, &this.greenlet, trace, profile]
        .iter()
        .filter_map(|field| field.peek())
        .for_each(&mut *visit);
    let call = this.call.take();
    if let Some(call) = &call {
        visit(call.function.borrow());
        call.values.iter().for_each(|value| visit(value.borrow()));
    }
    this.call.set(call);
}

fn clear(_cx: &Cx, recv: Ref<'_>) {
    let this = recv.recv::<Tasklet>();
    this.tempval.set(None);
    this.greenlet.set(None);
    this.tracers.iter().for_each(|tracer| tracer.set(None));
    drop(this.call.take());
}

/// A tasklet that is dropped while it waits gets `TaskletExit`, so that its frames are unwound.
fn dealloc(cx: &Cx, object: *mut Header) {
    // SAFETY: the slot is called once, with an object of this type whose count is zero.
    let tasklet = unsafe { &*object.cast::<Tasklet>() };
    let is_lost = tasklet.is_foreign(cx) && !discard(&tasklet.own) && tasklet.own.is_active();
    if is_lost && !tasklet.is_main.get() {
        // Its native frames cannot be left in this thread: it stays.
        tasklet.head.count.set(1);
        return;
    }
    if tasklet.own.is_active() && !tasklet.is_main.get() {
        tasklet.head.count.set(1);
        let pending = cx.pending.take();
        // As in Stackless, handlers run only where native calls have to be left.
        discard(&tasklet.own);
        for _ in 0..32 {
            if !tasklet.own.is_active() {
                break;
            }
            if kill_now(cx, Mode::Hard, Ref::from_object(tasklet), false).is_err() {
                crate::exceptions::traceback::write_unraisable(cx, Ref::from_object(tasklet));
            }
        }
        if tasklet.head.count.get() == 1 && tasklet.own.is_active() {
            // It does not want to end: it stays.
            tasklet.head.count.set(2);
        }
        drop(cx.pending.replace(pending));
        tasklet.head.count.set(tasklet.head.count.get() - 1);
        if tasklet.head.count.get() > 0 {
            return;
        }
    }
    // SAFETY: (1) the slot is called once, with a tasklet whose coroutine is fresh or has ended.
    unsafe { crate::object::alloc::dealloc_of::<Tasklet>(cx, object) };
}

fn bind(cx: &Cx, recv: Ref<'_>, args: CallArgs<'_>) -> PyResult {
    let mut bound = [None; 3];
    call::bind_keywords(cx, "bind", args, 0, &["func", "args", "kwargs"], &mut bound)?;
    let [function, values, named] = bound.map(|value| value.filter(|value| !value.is_none()));
    if function.is_some_and(|function| !call::is_callable(function)) {
        let message = format_args!("tasklet function must be a callable or None");
        return Err(cx.raise(&table::TYPE_ERROR, message));
    }
    let this = recv.recv::<Tasklet>();
    if is_running(cx, recv) {
        return Err(error(cx, "can't (re)bind the current tasklet"));
    }
    if this.links.is_linked() {
        return Err(error(cx, "tasklet is scheduled"));
    }
    if attributes::level_of(cx, recv) != 0 {
        return Err(error(cx, "tasklet has C state on its stack"));
    }
    if this.is_main.get() && values.is_none() && named.is_none() {
        return Err(error(cx, "can't unbind the main tasklet"));
    }
    if this.own.is_active() && !discard(&this.own) {
        kill_now(cx, Mode::Hard, recv, false)?;
    }
    drop(this.call.take());
    if values.is_none() && named.is_none() {
        this.tempval.set(function.map(Ref::own));
        return Ok(recv.own());
    }
    let function = match function {
        Some(function) => function.own(),
        None => bound_function(cx, this)?,
    };
    let mut owned = match values {
        Some(values) => crate::protocol::sequence::to_vec(cx, values)?,
        None => Vec::new(),
    };
    let mut names = Vec::new();
    if let Some(named) = named {
        let Some(dict) = named.cast::<Dict>() else {
            let message = format_args!("kwargs must be a dictionary");
            return Err(cx.raise(&table::TYPE_ERROR, message));
        };
        for (name, value) in dict.to_vec() {
            names.push(name);
            owned.push(value);
        }
    }
    prepare(this, Call { function, values: owned, names });
    Ok(recv.own())
}

fn bound_function(cx: &Cx, this: &Tasklet) -> PyResult {
    this.tempval.get().ok_or_else(|| error(cx, "the tasklet was not bound to a function"))
}

/// Gives a tasklet that has not begun or has ended a call to begin with.
fn prepare(this: &Tasklet, call: Call) {
    this.own.renew();
    this.resumes_in.set(None);
    this.call.set(Some(Box::new(call)));
    this.tempval.set(None);
}

fn call_tasklet(cx: &Cx, recv: Ref<'_>, args: CallArgs<'_>) -> PyResult {
    if is_alive(cx, recv) {
        return Err(error(cx, "tasklet is alive"));
    }
    let this = recv.recv::<Tasklet>();
    let function = bound_function(cx, this)?;
    let own = |values: &[Ref<'_>]| values.iter().map(|value| value.own()).collect();
    prepare(this, Call { function, values: own(args.args), names: own(args.names) });
    schedule::insert(cx, recv.own());
    Ok(recv.own())
}

fn setup(cx: &Cx, recv: Ref<'_>, args: CallArgs<'_>) -> PyResult {
    call_tasklet(cx, recv, args)
}

/// Puts a tasklet among the runnables.
fn insert_checked(cx: &Cx, recv: Ref<'_>) -> PyResult<()> {
    let this = recv.recv::<Tasklet>();
    if this.links.direction() != 0 {
        return Err(error(cx, "You cannot run a blocked tasklet"));
    }
    if !this.links.is_linked() {
        if !is_alive(cx, recv) {
            return Err(error(cx, "You cannot run an unbound(dead) tasklet"));
        }
        schedule::insert(cx, recv.own());
    }
    Ok(())
}

fn insert(cx: &Cx, recv: Ref<'_>) -> PyResult {
    insert_checked(cx, recv)?;
    Ok(recv.own())
}

fn remove(cx: &Cx, recv: Ref<'_>) -> PyResult {
    let this = recv.recv::<Tasklet>();
    if this.links.direction() != 0 {
        return Err(error(cx, "You cannot remove a blocked tasklet."));
    }
    if is_running(cx, recv) {
        return Err(error(cx, "The current tasklet cannot be removed."));
    }
    if this.links.is_linked() {
        drop(schedule::remove(cx, this));
    }
    Ok(recv.own())
}

fn run(cx: &Cx, recv: Ref<'_>) -> PyResult {
    let mode = cx.coroutines().mode();
    check_runnable(cx, recv)?;
    insert_checked(cx, recv)?;
    if recv.recv::<Tasklet>().is_foreign(cx) {
        schedule::prefer(cx, recv.recv::<Tasklet>());
        return Ok(Owned::none());
    }
    switch_to(cx, mode, Some(recv.own()))
}

/// Checks what would leave a tasklet inserted that cannot be switched to.
fn check_runnable(cx: &Cx, recv: Ref<'_>) -> PyResult<()> {
    if recv.recv::<Tasklet>().links.direction() != 0 {
        return Err(error(cx, "You cannot run a blocked tasklet"));
    }
    schedule::check_trap(cx, Some(recv))
}

fn switch(cx: &Cx, recv: Ref<'_>) -> PyResult {
    let mode = cx.coroutines().mode();
    check_runnable(cx, recv)?;
    if recv.recv::<Tasklet>().is_foreign(cx) {
        return Err(error(cx, "can't switch to a different thread."));
    }
    insert_checked(cx, recv)?;
    let all = scheduler(cx);
    let running = all.running();
    if !is_running(cx, recv) {
        drop(all.remove(TaskletPtr::new(running.borrow().recv::<Tasklet>())));
    }
    drop(running);
    switch_to(cx, mode, Some(recv.own()))
}

fn throw(cx: &Cx, recv: Ref<'_>, args: CallArgs<'_>) -> PyResult {
    let mode = cx.coroutines().mode();
    let mut bound = [None; 4];
    call::bind_keywords(cx, "throw", args, 1, &["exc", "val", "tb", "pending"], &mut bound)?;
    let pending = bound[3].map_or(Ok(false), |flag| truth::is_true(cx, flag))?;
    let bomb = bomb::of_raise(cx, [bound[0], bound[1], bound[2]])?;
    if recv.recv::<Tasklet>().has_no_thread(cx) {
        return Err(error(cx, "tasklet has no thread"));
    }
    throw_bomb(cx, mode, recv, bomb, pending)
}

fn raise_exception(cx: &Cx, recv: Ref<'_>, args: CallArgs<'_>) -> PyResult {
    let mode = cx.coroutines().mode();
    call::no_keywords(cx, "raise_exception()", args)?;
    let bomb = bomb::of_arguments(cx, "raise_exception", args.args)?;
    let asks_to_end = bomb.borrow().recv::<Bomb>().asks_to_end();
    if !is_alive(cx, recv) && !asks_to_end {
        return Err(bomb.borrow().recv::<Bomb>().explode(cx));
    }
    throw_bomb(cx, mode, recv, bomb, false)
}

fn kill(cx: &Cx, recv: Ref<'_>, args: CallArgs<'_>) -> PyResult {
    let mode = cx.coroutines().mode();
    let mut bound = [None; 1];
    call::bind_keywords(cx, "kill", args, 0, &["pending"], &mut bound)?;
    let pending = bound[0].map_or(Ok(false), |flag| truth::is_true(cx, flag))?;
    kill_now(cx, mode, recv, pending)
}

/// Raises `TaskletExit` in a tasklet.
fn kill_now(cx: &Cx, mode: Mode, recv: Ref<'_>, pending: bool) -> PyResult {
    let bomb = bomb::of_raise(cx, [Some(bomb::TASKLET_EXIT.as_ref()), None, None])?;
    throw_bomb(cx, mode, recv, bomb, pending)
}

fn throw_bomb(cx: &Cx, mode: Mode, recv: Ref<'_>, bomb: Owned, pending: bool) -> PyResult {
    let this = recv.recv::<Tasklet>();
    if is_running(cx, recv) {
        return Err(bomb.borrow().recv::<Bomb>().explode(cx));
    }
    if !is_alive(cx, recv) {
        if !bomb.borrow().recv::<Bomb>().asks_to_end() {
            return Err(error(cx, "You cannot throw to a dead tasklet"));
        }
        make_floating(cx, this);
        return Ok(Owned::none());
    }
    if pending || this.is_foreign(cx) {
        drop(this.tempval.replace(Some(bomb)));
        make_runnable(cx, recv);
        return Ok(Owned::none());
    }
    schedule::check_trap(cx, Some(recv))?;
    drop(this.tempval.replace(Some(bomb)));
    switch_to(cx, mode, Some(recv.own()))
}

/// Takes a tasklet out of its chain.
fn make_floating(cx: &Cx, this: &Tasklet) {
    if let Some(channel) = this.links.channel() {
        let channel = channel.borrow().recv::<super::channel::Channel>();
        drop(channel.dequeue(TaskletPtr::new(this)));
    } else if this.links.is_linked() {
        drop(schedule::remove(cx, this));
    }
}
