//! The module `_stackless`; `pyfiles/lib/stackless.py` adds the attributes that are computed.

use super::atomic::ATOMIC;
use super::bomb::{BOMB, TASKLET_EXIT};
use super::channel::CHANNEL;
use super::pickle::{FRAME_STAND_IN, GENERATOR_STAND_IN};
use super::ring::TaskletPtr;
use super::schedule::{check_trap, switch_to};
use super::tasklet::{TASKLET, Tasklet, ensure_main};
use super::{scheduler, watchdog};
use crate::builtins::list::List;
use crate::builtins::module::Module;
use crate::builtins::tuple::Tuple;
use crate::cx::Cx;
use crate::exceptions::{PyResult, table};
use crate::modules::ModuleDef;
use crate::object::{Field, Header, Owned, Ref, allocate};
use crate::protocol::{call, number, truth};
use crate::types::CallArgs;

/// The module.
pub(crate) static MODULE: ModuleDef = ModuleDef {
    name: "_stackless",
    doc: "Tasklets, channels and their scheduler.",
    functions: crate::methods! {
        /// schedule(retval=current): lets the next runnable tasklet run; returns retval later.
        "schedule" => schedule, (raw) [SWITCHES];
        /// schedule_remove(retval=current): the same, and the running one stops being runnable.
        "schedule_remove" => schedule_remove, (raw) [SWITCHES];
        /// run(timeout=0, threadblock=False, soft=False, ignore_nesting=False, totaltimeout=False):
        /// runs the other tasklets until they have ended or a time slice of so many instructions is over;
        /// returns the tasklet that this has stopped, or None.
        "run" => run, (raw);
        /// run_watchdog(...): the same as run.
        "run_watchdog" => run, (raw);
        /// Returns how many tasklets are runnable, the running one included.
        "getruncount" => run_count, () -> Int;
        /// Returns the running tasklet.
        "getcurrent" => current, ();
        /// Returns a number for the running tasklet.
        "getcurrentid" => current_id, () -> Int;
        /// Returns the first tasklet of the thread.
        "getmain" => main, ();
        /// enable_softswitch(flag): whether tasklets may switch without native stacks; returns the old
        /// flag; None only asks.
        "enable_softswitch" => enable_soft_switch, (x);
        /// set_channel_callback(callable): the function told of channel operations; returns the old one.
        "set_channel_callback" => set_channel_callback, (x);
        /// Returns the function told of channel operations, or None.
        "get_channel_callback" => channel_callback, ();
        /// set_schedule_callback(callable): the function told of switches; returns the old one.
        "set_schedule_callback" => set_schedule_callback, (x);
        /// Returns the function told of switches, or None.
        "get_schedule_callback" => schedule_callback, ();
        /// set_error_handler(callable): the function that gets exceptions of tasklets; returns the old one.
        "set_error_handler" => set_error_handler, (0..=1);
        /// switch_trap(change=0): while the sum of changes is not 0, switches raise an error; returns the
        /// old sum.
        "switch_trap" => switch_trap, (0..=1);
        /// get_thread_info(thread_id=-1): main tasklet, running tasklet, number of runnables.
        "get_thread_info" => thread_info, (0..=2) -> Tuple;
        /// Returns the numbers of all threads.
        "getthreads" => threads, () -> List;
        /// Returns the state of a frame, for pickling.
        "_frame_state" => super::pickle::frame_state, (x);
        /// Returns frame and state of a generator, for pickling.
        "_generator_state" => super::pickle::generator_state, (x);
        /// _sequence_iterator(source, position): an iterator over items by number.
        "_sequence_iterator" => super::pickle::sequence_iterator, (2..=2);
        /// _set_closure(function, cells): gives a function other cells.
        "_set_closure" => super::pickle::set_closure, (2..=2);
        /// Returns source and position of an iterator, for pickling.
        "_iterator_state" => super::pickle::iterator_state, (x);
        /// test_cstate(callable): calls it natively.
        "test_cstate" => call_natively, (x);
    },
    types: &[
        ("tasklet", &TASKLET),
        ("channel", &CHANNEL),
        ("bomb", &BOMB),
        ("atomic", &ATOMIC),
        ("_frame", &FRAME_STAND_IN),
        ("_generator", &GENERATOR_STAND_IN),
    ],
    init: Some(init),
};

/// Returns the table row of `schedule`.
#[inline(always)]
pub(super) fn schedule_row() -> &'static crate::types::MethodDef {
    &MODULE.functions[0]
}

/// The native stack of tasklets, as far as programs can see it: one that stands for all.
#[repr(C)]
pub(super) struct NativeStack {
    pub(super) head: Header,
    task: Field,
}

crate::py_type! {
    /// The native stack of a tasklet.
    pub(super) static NATIVE_STACK: NativeStack = "_stackless.cstack" {
        getset {
            /// The next one.
            "next" => itself;
            /// The previous one.
            "prev" => itself;
            /// The tasklet it belongs to.
            "task" => task;
        }
    }
}

fn itself(_cx: &Cx, recv: Ref<'_>) -> PyResult {
    Ok(recv.own())
}

fn task(_cx: &Cx, recv: Ref<'_>) -> PyResult {
    Ok(recv.recv::<NativeStack>().task.get().unwrap_or_else(Owned::none))
}

/// Returns the object that stands for all native stacks.
///
/// # Errors
/// Raises `MemoryError`.
pub(super) fn native_stack(cx: &Cx) -> PyResult {
    let known = scheduler(cx).native_stack.get();
    if let Some(known) = known {
        return Ok(known);
    }
    let head = Header::new(&NATIVE_STACK);
    let made = allocate(cx, &NATIVE_STACK, NativeStack { head, task: Field::empty() })?;
    scheduler(cx).native_stack.set(Some(made.clone()));
    Ok(made)
}

fn init(cx: &Cx, module: Ref<'_>) -> PyResult<()> {
    ensure_main(cx)?;
    crate::types::ready(cx, &TASKLET_EXIT)?;
    crate::types::ready(cx, &NATIVE_STACK)?;
    cx.module_add(module, "TaskletExit", TASKLET_EXIT.as_ref().own())?;
    cx.module_add(module, "cstack", NATIVE_STACK.as_ref().own())?;
    cx.module_add(module, "pickle_with_tracing_state", Owned::bool(false))?;
    // Stackless programs find the exception among the builtins.
    let builtins = cx.vm().builtins_module();
    let name = crate::builtins::str::intern_bytes(cx, b"TaskletExit");
    Module::dict_of(builtins.borrow()).set_str(cx, name.borrow(), TASKLET_EXIT.as_ref())
}

/// The number that the main tasklet of the running thread shows for it.
pub(super) fn thread_number() -> i64 {
    crate::vm::thread::ident()
}

fn schedule(cx: &Cx, _module: Ref<'_>, args: CallArgs<'_>) -> PyResult {
    let mode = cx.coroutines().mode();
    let mut bound = [None; 1];
    if !args.args.is_empty() {
        call::bind_keywords(cx, "schedule", args, 0, &["retval"], &mut bound)?;
    }
    let all = scheduler(cx);
    let running = all.running();
    let this = running.borrow().recv::<Tasklet>();
    let next = this.links.next().unwrap_or(TaskletPtr::new(this)).own();
    check_trap(cx, Some(next.borrow()))?;
    let value = bound[0].map_or_else(|| running.clone(), Ref::own);
    drop(this.tempval.replace(Some(value)));
    drop(running);
    switch_to(cx, mode, Some(next))
}

fn schedule_remove(cx: &Cx, _module: Ref<'_>, args: CallArgs<'_>) -> PyResult {
    let mode = cx.coroutines().mode();
    let mut bound = [None; 1];
    call::bind_keywords(cx, "schedule_remove", args, 0, &["retval"], &mut bound)?;
    let all = scheduler(cx);
    let running = all.running();
    let this = running.borrow().recv::<Tasklet>();
    let next = this.links.next().filter(|next| *next != TaskletPtr::new(this));
    if next.is_some() {
        check_trap(cx, None)?;
    }
    let value = bound[0].map_or_else(|| running.clone(), Ref::own);
    drop(this.tempval.replace(Some(value)));
    drop(all.remove(TaskletPtr::new(this)));
    drop(running);
    switch_to(cx, mode, next.map(TaskletPtr::own))
}

fn run(cx: &Cx, _module: Ref<'_>, args: CallArgs<'_>) -> PyResult {
    let names = ["timeout", "threadblock", "soft", "ignore_nesting", "totaltimeout"];
    let mut bound = [None; 5];
    call::bind_keywords(cx, "run_watchdog", args, 0, &names, &mut bound)?;
    let timeout = bound[0].map_or(Ok(0), |value| number::as_i64(cx, value))?;
    let mut flags = 0;
    let bits =
        [watchdog::THREAD_BLOCK, watchdog::SOFT, watchdog::IGNORE_NESTING, watchdog::TOTAL_TIMEOUT];
    for (value, bit) in bound[1..].iter().zip(bits) {
        if value.map_or(Ok(0), |value| number::as_i64(cx, value))? != 0 {
            flags |= bit;
        }
    }
    watchdog::run(cx, timeout, flags)
}

fn run_count(cx: &Cx, _module: Ref<'_>) -> PyResult {
    Ok(Owned::int(scheduler(cx).run_count.get()))
}

fn current(cx: &Cx, _module: Ref<'_>) -> PyResult {
    Ok(scheduler(cx).running())
}

fn current_id(cx: &Cx, _module: Ref<'_>) -> PyResult {
    let running = scheduler(cx).running();
    if running.borrow().recv::<Tasklet>().is_main() {
        return Ok(Owned::int(thread_number()));
    }
    let address = running.borrow().address();
    Ok(Owned::int((address ^ (address >> 32)) as i64))
}

fn main(cx: &Cx, _module: Ref<'_>) -> PyResult {
    Ok(scheduler(cx).main())
}

fn enable_soft_switch(cx: &Cx, _module: Ref<'_>, flag: Ref<'_>) -> PyResult {
    let all = scheduler(cx);
    let old = all.soft_switch.get();
    if !flag.is_none() {
        all.soft_switch.set(truth::is_true(cx, flag)?);
    }
    Ok(Owned::bool(old))
}

fn exchange(cx: &Cx, field: &Field, value: Ref<'_>, what: &str) -> PyResult {
    if !value.is_none() && !call::is_callable(value) {
        let message = format_args!("{what} callback must be callable");
        return Err(cx.raise(&table::TYPE_ERROR, message));
    }
    let old = field.replace((!value.is_none()).then(|| value.own()));
    Ok(old.unwrap_or_else(Owned::none))
}

fn set_channel_callback(cx: &Cx, _module: Ref<'_>, value: Ref<'_>) -> PyResult {
    exchange(cx, &scheduler(cx).channel_hook, value, "channel")
}

fn channel_callback(cx: &Cx, _module: Ref<'_>) -> PyResult {
    Ok(scheduler(cx).channel_hook.get().unwrap_or_else(Owned::none))
}

fn set_schedule_callback(cx: &Cx, _module: Ref<'_>, value: Ref<'_>) -> PyResult {
    exchange(cx, &scheduler(cx).schedule_hook, value, "schedule")
}

fn schedule_callback(cx: &Cx, _module: Ref<'_>) -> PyResult {
    Ok(scheduler(cx).schedule_hook.get().unwrap_or_else(Owned::none))
}

fn set_error_handler(cx: &Cx, _module: Ref<'_>, args: &[Ref<'_>]) -> PyResult {
    let handler = args.first().copied().filter(|handler| !handler.is_none());
    let old = scheduler(cx).error_handler.replace(handler.map(Ref::own));
    Ok(old.unwrap_or_else(Owned::none))
}

fn switch_trap(cx: &Cx, _module: Ref<'_>, args: &[Ref<'_>]) -> PyResult {
    let change = args.first().map_or(Ok(0), |change| number::as_i64(cx, *change))?;
    let trap = &scheduler(cx).switch_trap;
    Ok(Owned::int(trap.replace(trap.get() + change)))
}

fn thread_info(cx: &Cx, _module: Ref<'_>, args: &[Ref<'_>]) -> PyResult {
    let thread = args.first().map_or(Ok(-1), |id| number::as_i64(cx, *id))?;
    let flags = args.get(1).map_or(Ok(0), |flags| number::as_i64(cx, *flags))?;
    let own = if thread == -1 { thread_number() } else { thread };
    let state = crate::vm::thread::find_state(cx, |state| state.coroutines.ident.get() == own);
    let Some(state) = state else {
        return Err(cx.raise(&table::RUNTIME_ERROR, format_args!("Thread id not found")));
    };
    if std::ptr::eq(state, cx) {
        ensure_main(cx)?;
    }
    let all = scheduler(state);
    let mut parts = vec![
        all.main.get().unwrap_or_else(Owned::none),
        all.running.get().unwrap_or_else(Owned::none),
        Owned::int(all.run_count.get()),
    ];
    if flags & 1 << 31 != 0 {
        parts.push(all.watchdogs.get().unwrap_or_else(Owned::none));
    }
    Tuple::new(cx, parts)
}

fn threads(cx: &Cx, _module: Ref<'_>) -> PyResult {
    let states = crate::vm::thread::states(cx).into_iter();
    let states =
        states.filter(|state| std::ptr::eq(*state, cx) || !scheduler(state).main.is_empty());
    let numbers = states.map(|state| Owned::int(state.coroutines.ident.get())).collect();
    List::new(cx, numbers)
}

fn call_natively(cx: &Cx, _module: Ref<'_>, function: Ref<'_>) -> PyResult {
    call::call0(cx, function)
}
