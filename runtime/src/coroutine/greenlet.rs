//! UNSAFE ISLAND: the type `greenlet`.
//!
//! Always true: the main greenlet of a thread has no parent and stands for the thread's main
//! coroutine; every other one has a parent as long as the collector has not cleared it. The current
//! greenlet is counted by `Coroutines::greenlet`.
//!
//! Obligations: (1) a greenlet's memory goes only when its coroutine has no frames.

mod module;
mod transfer;

pub(crate) use module::MODULE;
pub(super) use transfer::{arrive, begin, finish};

use super::state::{Coroutine, CoroutinePtr, Kind, Stage};
use super::switch::Mode;
use crate::builtins::dict::Dict;
use crate::builtins::generator::throw_state;
use crate::builtins::str::Str;
use crate::cx::Cx;
use crate::exceptions::{PyResult, RaisedState, table};
use crate::object::{Field, Header, Owned, Ref, allocate, attrs, names};
use crate::protocol::{attr, call};
use crate::types::{CallArgs, Type};
use std::cell::Cell;
use transfer::Payload;

/// Memory of a greenlet.
#[repr(C)]
pub(crate) struct Greenlet {
    pub(crate) head: Header,
    /// Unused in a main greenlet.
    own: Coroutine,
    /// The coroutine it stands for instead of its own: the thread's main one or a tasklet's.
    adopted: Cell<Option<CoroutinePtr>>,
    parent: Field,
    /// What it will call; empty once it has begun. The tasklet whose coroutine is adopted.
    run: Field,
}

crate::py_type! {
    /// greenlet(run=None, parent=None) -> greenlet
    ///
    /// A stack of calls that runs when something switches to it. It begins with a call of `run`;
    /// `parent` goes on when that has ended.
    pub(crate) static GREENLET: Greenlet = "greenlet.greenlet" {
        flags: [BASE, GC, HAS_DICT, WEAKREF],
        slots {
            new: new, init: init, dealloc: dealloc, traverse: traverse, clear: clear, repr: repr,
            nonzero: is_active,
            get_attr: attr::generic_get_attr, set_attr: attr::generic_set_attr
        }
        methods {
            /// switch(*args, **kwargs)
            ///
            /// Goes on in this greenlet. One that has not begun calls `run` with the arguments; in
            /// another one they become the result of the switch it waits in: None, the only argument,
            /// or a tuple; a dict of the keyword arguments; or a pair of both. A greenlet that has
            /// ended stands for its parent.
            "switch" => switch, (raw) [SWITCHES];
            /// throw(type=GreenletExit, value=None, traceback=None)
            ///
            /// Goes on in this greenlet, where the exception is raised.
            "throw" => throw, (raw) [SWITCHES];
            /// Refuses to be pickled.
            "__getstate__" => get_state, ();
        }
        getset {
            /// Attributes of its own.
            "__dict__" => get_dict, set_dict;
            /// What it calls; gone once it has begun.
            "run" => get_run, set_run;
            /// The greenlet that goes on when this one has ended.
            "parent" => get_parent, set_parent;
            /// Its innermost frame while it waits, else None.
            "gr_frame" => frame;
            /// Context variables: Python 2.7 has none.
            "gr_context" => get_context, set_context;
            /// Whether it has ended.
            "dead" => is_dead;
            /// Bytes of native stack it has while it waits.
            "_stack_saved" => stack_saved;
        }
    }
}

/// Returns the table row of `switch`.
#[inline(always)]
pub(super) fn switch_row() -> &'static crate::types::MethodDef {
    &GREENLET.methods[0]
}

impl Greenlet {
    /// Returns the coroutine it stands for.
    pub(super) fn coroutine(&self) -> CoroutinePtr {
        self.adopted.get().unwrap_or(CoroutinePtr::new(&self.own))
    }

    fn blank(ty: &Type, parent: Option<Owned>) -> Greenlet {
        Greenlet {
            head: Header::new(ty),
            own: Coroutine::new(Kind::Greenlet),
            adopted: Cell::new(None),
            parent: Field::from_option(parent),
            run: Field::empty(),
        }
    }

    fn has_ended(&self) -> bool {
        self.coroutine().stage() == Stage::Dead
    }
}

/// Returns the current greenlet.
///
/// # Errors
/// Raises `MemoryError`.
pub(super) fn current(cx: &Cx) -> PyResult {
    let all = cx.coroutines();
    if let Some(greenlet) = all.greenlet.get() {
        super::thread::end_condemned(cx);
        return Ok(greenlet);
    }
    let main = allocate(cx, &GREENLET, Greenlet::blank(&GREENLET, None))?;
    let this = main.borrow().recv::<Greenlet>();
    match super::stackless::running_coroutine(cx) {
        Some((tasklet, coroutine)) => {
            this.run.set(Some(tasklet));
            this.adopted.set(Some(coroutine));
        }
        None => {
            this.adopted.set(Some(all.main()));
            all.main_greenlet.set(Some(main.clone()));
        }
    }
    all.greenlet.set(Some(main.clone()));
    Ok(main)
}

fn new(cx: &Cx, ty: &Type, _args: CallArgs<'_>) -> PyResult {
    crate::builtins::object::check_concrete(cx, ty)?;
    let parent = current(cx)?;
    allocate(cx, ty, Greenlet::blank(ty, Some(parent)))
}

fn init(cx: &Cx, recv: Ref<'_>, args: CallArgs<'_>) -> PyResult<()> {
    let mut bound = [None; 2];
    call::bind_keywords(cx, "green", args, 0, &["run", "parent"], &mut bound)?;
    if let Some(run) = bound[0] {
        set_run(cx, recv, Some(run))?;
    }
    match bound[1].filter(|parent| !parent.is_none()) {
        Some(parent) => set_parent(cx, recv, Some(parent)),
        None => Ok(()),
    }
}

fn traverse(recv: Ref<'_>, visit: &mut dyn FnMut(Ref<'_>)) {
    let this = recv.recv::<Greenlet>();
    [&this.parent, &this.run].iter().filter_map(|field| field.peek()).for_each(&mut *visit);
    attrs::visit_native(recv, visit);
}

fn clear(_cx: &Cx, recv: Ref<'_>) {
    let this = recv.recv::<Greenlet>();
    this.parent.set(None);
    this.run.set(None);
    attrs::clear_native(recv);
}

/// A greenlet that is dropped while it waits gets `GreenletExit`, so that its frames are unwound.
fn dealloc(cx: &Cx, object: *mut Header) {
    // SAFETY: the slot is called once, with an object of this type whose count is zero.
    let greenlet = unsafe { &*object.cast::<Greenlet>() };
    let is_foreign = greenlet.own.thread.get() != cx.coroutines().thread.get();
    if is_foreign && greenlet.adopted.get().is_none() && greenlet.own.is_active() {
        greenlet.head.count.set(1);
        // SAFETY: the count has just been made this handle's.
        let object = unsafe { Owned::from_ptr(object.cast::<Greenlet>()) };
        return super::thread::condemn(cx, &greenlet.own, object);
    }
    if greenlet.adopted.get().is_none() && greenlet.own.is_active() {
        greenlet.head.count.set(1);
        let pending = cx.pending.take();
        if kill(cx, greenlet).is_err() {
            crate::exceptions::traceback::write_unraisable(cx, Ref::from_object(greenlet));
        }
        if greenlet.head.count.get() == 1 && greenlet.own.is_active() {
            greenlet.head.count.set(2);
            complain(cx, Ref::from_object(greenlet));
        }
        drop(cx.pending.replace(pending));
        greenlet.head.count.set(greenlet.head.count.get() - 1);
        if greenlet.head.count.get() > 0 {
            return;
        }
    }
    // SAFETY: (1) the coroutine is fresh or has ended, and nobody uses the object any more.
    unsafe { crate::object::alloc::dealloc_of::<Greenlet>(cx, object) };
}

/// Throws `GreenletExit` into a greenlet, with the current one as its parent meanwhile.
fn kill(cx: &Cx, greenlet: &Greenlet) -> PyResult<()> {
    let parent = greenlet.parent.replace(Some(current(cx)?));
    let payload = Payload::Raise(exit_state(cx)?);
    let result = transfer::switch(cx, Mode::Hard, Ref::from_object(greenlet), payload);
    drop(greenlet.parent.replace(parent));
    result.map(drop)
}

fn complain(cx: &Cx, greenlet: Ref<'_>) {
    let text = repr(cx, greenlet);
    let text = text.map(|text| text.borrow().recv::<Str>().to_text().into_owned());
    cx.clear_raised();
    let line = format!("GreenletExit did not kill {}\n", text.unwrap_or_default());
    crate::vm::run::write_stderr(cx, line.as_bytes());
}

fn exit_state(cx: &Cx) -> PyResult<RaisedState> {
    Ok(RaisedState { ty: module::exit_class(cx)?, value: None, traceback: None })
}

fn switch(cx: &Cx, recv: Ref<'_>, args: CallArgs<'_>) -> PyResult {
    let mode = cx.coroutines().mode();
    transfer::switch(cx, mode, recv, Payload::of_arguments(args))
}

fn throw(cx: &Cx, recv: Ref<'_>, args: CallArgs<'_>) -> PyResult {
    let mode = cx.coroutines().mode();
    if !args.names.is_empty() {
        let message = format_args!("throw() takes no keyword arguments");
        return Err(cx.raise(&table::TYPE_ERROR, message));
    }
    if args.args.len() > 3 {
        return Err(call::raise_arity(cx, "throw", args.args.len(), 0, 3));
    }
    let exit = module::exit_class(cx)?;
    let exit = [exit.borrow()];
    let state = throw_state(cx, if args.args.is_empty() { &exit } else { args.args })?;
    let payload = if recv.recv::<Greenlet>().has_ended() {
        transfer::outcome(cx, Err(cx.restore(state)))
    } else {
        Payload::Raise(state)
    };
    transfer::switch(cx, mode, recv, payload)
}

fn is_active(_cx: &Cx, recv: Ref<'_>) -> PyResult<bool> {
    Ok(recv.recv::<Greenlet>().coroutine().is_active())
}

fn get_state(cx: &Cx, recv: Ref<'_>) -> PyResult {
    let message = format_args!("cannot serialize '{}' object", recv.ty().name());
    Err(cx.raise(&table::TYPE_ERROR, message))
}

fn get_dict(cx: &Cx, recv: Ref<'_>) -> PyResult {
    Ok(attrs::dict_of(cx, recv)?.unwrap_or_else(Owned::none))
}

fn set_dict(cx: &Cx, recv: Ref<'_>, value: Option<Ref<'_>>) -> PyResult<()> {
    let Some(value) = value else {
        return Err(cx.raise(&table::TYPE_ERROR, format_args!("__dict__ may not be deleted")));
    };
    if value.cast::<Dict>().is_none() {
        return Err(cx.raise(&table::TYPE_ERROR, format_args!("__dict__ must be a dictionary")));
    }
    attrs::set_dict(cx, recv, Some(value))
}

fn get_run(cx: &Cx, recv: Ref<'_>) -> PyResult {
    let this = recv.recv::<Greenlet>();
    let run = if this.coroutine().is_started() { None } else { this.run.get() };
    run.ok_or_else(|| cx.raise(&table::ATTRIBUTE_ERROR, format_args!("run")))
}

fn set_run(cx: &Cx, recv: Ref<'_>, value: Option<Ref<'_>>) -> PyResult<()> {
    let this = recv.recv::<Greenlet>();
    if this.coroutine().is_started() {
        let message = format_args!("run cannot be set after the start of the greenlet");
        return Err(cx.raise(&table::ATTRIBUTE_ERROR, message));
    }
    this.run.set(value.map(Ref::own));
    Ok(())
}

fn get_parent(_cx: &Cx, recv: Ref<'_>) -> PyResult {
    Ok(recv.recv::<Greenlet>().parent.get().unwrap_or_else(Owned::none))
}

fn set_parent(cx: &Cx, recv: Ref<'_>, value: Option<Ref<'_>>) -> PyResult<()> {
    let Some(value) = value else {
        return Err(cx.raise(&table::ATTRIBUTE_ERROR, format_args!("can't delete attribute")));
    };
    if value.cast::<Greenlet>().is_none() {
        return Err(cx.raise(&table::TYPE_ERROR, format_args!("parent must be a greenlet")));
    }
    let mut ancestor = Some(value.own());
    let (mut ends_active, mut thread) = (false, 0);
    while let Some(greenlet) = ancestor {
        if Ref::is(greenlet.borrow(), recv) {
            return Err(cx.raise(&table::VALUE_ERROR, format_args!("cyclic parent chain")));
        }
        let this = greenlet.borrow().recv::<Greenlet>();
        ends_active = this.coroutine().is_active();
        thread = this.coroutine().thread.get();
        ancestor = this.parent.get();
    }
    if !ends_active {
        let message = format_args!("parent must not be garbage collected");
        return Err(cx.raise(&table::VALUE_ERROR, message));
    }
    let this = recv.recv::<Greenlet>();
    if this.coroutine().is_started() && this.coroutine().thread.get() != thread {
        let message = format_args!("parent cannot be on a different thread");
        return Err(cx.raise(&table::VALUE_ERROR, message));
    }
    this.parent.set(Some(value.own()));
    Ok(())
}

/// Called when a thread ends: its main greenlet lives on, waiting for ever.
pub(super) fn leave_thread(cx: &Cx) {
    let all = cx.coroutines();
    let main = all.main_greenlet.take();
    if let Some(main) = &main {
        let this = main.borrow().recv::<Greenlet>();
        this.own.wait_for_ever(all.thread.get());
        this.adopted.set(Some(CoroutinePtr::new(&this.own)));
    }
    let fields = [&all.greenlet, &all.origin, &all.tracer];
    let dropped = fields.map(Field::take);
    drop((dropped, main));
}

fn frame(cx: &Cx, recv: Ref<'_>) -> PyResult {
    let coroutine = recv.recv::<Greenlet>().coroutine();
    Ok(super::switch::frame_of(cx, &coroutine).unwrap_or_else(Owned::none))
}

const NO_CONTEXTS: &str = "This Python interpreter does not support context variables";

fn get_context(cx: &Cx, _recv: Ref<'_>) -> PyResult {
    Err(cx.raise(&table::ATTRIBUTE_ERROR, format_args!("{NO_CONTEXTS}")))
}

fn set_context(cx: &Cx, _recv: Ref<'_>, _value: Option<Ref<'_>>) -> PyResult<()> {
    Err(cx.raise(&table::ATTRIBUTE_ERROR, format_args!("{NO_CONTEXTS}")))
}

fn is_dead(_cx: &Cx, recv: Ref<'_>) -> PyResult {
    Ok(Owned::bool(recv.recv::<Greenlet>().has_ended()))
}

fn stack_saved(cx: &Cx, recv: Ref<'_>) -> PyResult {
    let coroutine = recv.recv::<Greenlet>().coroutine();
    Ok(Owned::int(cx.coroutines().slots.waiting_bytes(&coroutine) as i64))
}

fn repr(cx: &Cx, recv: Ref<'_>) -> PyResult {
    let this = recv.recv::<Greenlet>();
    let coroutine = this.coroutine();
    let name = recv.ty().name();
    let address = recv.address();
    // Threads are told apart by their state; a fresh greenlet shows what it will call.
    let identity = if coroutine.is_started() {
        std::ptr::from_ref(cx) as u64
    } else {
        this.run.peek().map_or(0, Ref::address)
    };
    let shown = match identity {
        0 => "(nil)".to_owned(),
        identity => format!("{identity:#x}"),
    };
    let start = format!("<{name} object at {address:#x} (otid={shown})");
    let text = if coroutine.stage() == Stage::Dead {
        format!("{start} dead>")
    } else {
        let is_current = cx.coroutines().current() == coroutine;
        let place = match (is_current, coroutine.is_started()) {
            (true, _) => " current",
            (false, true) => " suspended",
            (false, false) => "",
        };
        let progress = if coroutine.is_active() { " active started" } else { " pending" };
        let main = if this.adopted.get().is_some() { " main" } else { "" };
        format!("{start}{place}{progress}{main}>")
    };
    Str::new(cx, text.as_bytes())
}

/// The attribute `run`, which a subclass may define as a method.
fn run_attribute(cx: &Cx, recv: Ref<'_>) -> PyResult {
    attr::get_attr(cx, recv, names::RUN.as_ref())
}
