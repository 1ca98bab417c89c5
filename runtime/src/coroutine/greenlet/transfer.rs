//! Switching greenlets: who is really meant, what arrives there, and what follows an end.
//!
//! Always true: `Coroutines::greenlet` and the current coroutine change together; the greenlet that
//! was current is kept in `Coroutines::origin` until the one that goes on has told the tracer.

use super::module::{error_class, exit_class};
use super::{GREENLET, Greenlet, current, run_attribute};
use crate::builtins::dict::Dict;
use crate::builtins::str::{Str, intern_bytes};
use crate::builtins::tuple::Tuple;
use crate::coroutine::state::{Coroutine, CoroutinePtr, Stage};
use crate::coroutine::switch::{self, Call, Mode, Request, Transfer};
use crate::cx::Cx;
use crate::exceptions::{PyResult, Raised, RaisedState};
use crate::object::{Owned, Ref};
use crate::protocol::call;
use crate::types::{CallArgs, Type};

/// What a switch brings.
pub(super) enum Payload {
    /// One argument.
    One(Owned),
    /// Arguments: values, those of keywords last, and names.
    Arguments(Vec<Owned>, Vec<Owned>),
    /// An exception.
    Raise(RaisedState),
}

impl Payload {
    /// Keeps the arguments of a call.
    pub(super) fn of_arguments(args: CallArgs<'_>) -> Payload {
        if let ([only], []) = (args.args, args.names) {
            return Payload::One(only.own());
        }
        let own = |values: &[Ref<'_>]| values.iter().map(|value| value.own()).collect();
        Payload::Arguments(own(args.args), own(args.names))
    }

    /// Returns what a waiting greenlet gets of it: the only value, a tuple, a dict, or a pair.
    fn for_waiting(self, cx: &Cx) -> PyResult<Transfer> {
        match self {
            Payload::Raise(state) => Ok(Transfer::Raise(state)),
            Payload::One(value) => Ok(Transfer::Value(value)),
            Payload::Arguments(values, names) if names.is_empty() => {
                Ok(Transfer::Value(Tuple::new(cx, values)?))
            }
            Payload::Arguments(mut values, names) => {
                let named = values.split_off(values.len() - names.len());
                let dict = Dict::new(cx)?;
                for (name, value) in names.iter().zip(&named) {
                    dict.borrow().recv::<Dict>().set(cx, name.borrow(), value.borrow())?;
                }
                if values.is_empty() {
                    return Ok(Transfer::Value(dict));
                }
                let values = Tuple::new(cx, values)?;
                Ok(Transfer::Value(Tuple::new(cx, vec![values, dict])?))
            }
        }
    }
}

/// A greenlet that can go on.
struct Target {
    greenlet: Owned,
    /// What a fresh one will call.
    function: Option<Owned>,
}

/// Finds the greenlet that is really meant: the first that has not ended among `greenlet` and its
/// ancestors.
fn find(cx: &Cx, greenlet: Ref<'_>) -> PyResult<Target> {
    let first = greenlet.recv::<Greenlet>().coroutine();
    if first.is_active() && first.thread.get() == cx.coroutines().thread.get() {
        return Ok(Target { greenlet: greenlet.own(), function: None });
    }
    let mut next = Some(greenlet.own());
    check_chain(cx, greenlet)?;
    while let Some(greenlet) = next {
        let this = greenlet.borrow().recv::<Greenlet>();
        let coroutine = this.coroutine();
        if coroutine.is_active() {
            check_chain(cx, greenlet.borrow())?;
            return Ok(Target { greenlet, function: None });
        }
        if coroutine.stage() == Stage::Fresh {
            // A class derived from it may define the attribute.
            let own = this.run.get().filter(|_| greenlet.borrow().is_exact(&GREENLET));
            if let Some(function) = own {
                return Ok(Target { greenlet, function: Some(function) });
            }
            let pending = cx.pending.take();
            let function = run_attribute(cx, greenlet.borrow())?;
            drop(cx.pending.replace(pending));
            check_chain(cx, greenlet.borrow())?;
            // Finding the attribute may have started it.
            if coroutine.stage() == Stage::Fresh {
                return Ok(Target { greenlet, function: Some(function) });
            }
            next = Some(greenlet);
            continue;
        }
        next = this.parent.get();
    }
    Err(collected(cx))
}

/// Checks that a greenlet or its first ancestor that has begun is there.
fn check_chain(cx: &Cx, greenlet: Ref<'_>) -> PyResult<()> {
    let mut next = Some(greenlet.own());
    while let Some(greenlet) = next {
        let this = greenlet.borrow().recv::<Greenlet>();
        if this.coroutine().is_started() {
            if this.coroutine().thread.get() != cx.coroutines().thread.get() {
                return Err(error(cx, "cannot switch to a different thread"));
            }
            return Ok(());
        }
        next = this.parent.get();
    }
    Err(collected(cx))
}

fn collected(cx: &Cx) -> Raised {
    error(cx, "cannot switch to a garbage collected greenlet")
}

/// Raises `greenlet.error`.
#[cold]
fn error(cx: &Cx, message: &str) -> Raised {
    match (error_class(cx), Str::new(cx, message.as_bytes())) {
        (Ok(class), Ok(message)) => cx.raise_with(class.borrow(), Some(message)),
        _ => Raised,
    }
}

/// Switches to a greenlet; returns what the current one gets when it is switched to.
///
/// # Errors
/// What is thrown into the current one, or the switch's own error.
pub(super) fn switch(cx: &Cx, mode: Mode, greenlet: Ref<'_>, payload: Payload) -> PyResult {
    if cx.coroutines().greenlet.is_empty() {
        current(cx)?;
    }
    let target = find(cx, greenlet)?;
    let request = request(cx, target, payload)?;
    if request.target.stage() == Stage::Fresh {
        request.target.depth.set(cx.head.depth.get());
    }
    switch::go(cx, mode, request)
}

/// Makes the switch to a target.
fn request(cx: &Cx, target: Target, payload: Payload) -> PyResult<Request> {
    let coroutine = target.greenlet.borrow().recv::<Greenlet>().coroutine();
    let transfer = match (target.function, payload) {
        (None, payload) => payload.for_waiting(cx)?,
        (Some(_), Payload::Raise(state)) => Transfer::Raise(state),
        (Some(function), Payload::One(value)) => {
            let (values, names) = (vec![value], Vec::new());
            Transfer::Begin(Box::new(Call { function, values, names }))
        }
        (Some(function), Payload::Arguments(values, names)) => {
            Transfer::Begin(Box::new(Call { function, values, names }))
        }
    };
    Ok(Request { target: coroutine, transfer, object: target.greenlet })
}

/// Called when a greenlet goes on: the tracer is told.
///
/// # Errors
/// What the tracer raises.
pub(crate) fn arrive(cx: &Cx, transfer: Transfer) -> PyResult<Transfer> {
    let all = cx.coroutines();
    let origin = all.origin.take();
    if let (Some(tracer), Some(origin)) = (all.tracer.get(), &origin) {
        let event = if matches!(transfer, Transfer::Raise(_)) { "throw" } else { "switch" };
        call_tracer(cx, tracer.borrow(), event, origin.borrow())?;
    }
    drop(origin);
    Ok(transfer)
}

/// Calls `tracer(event, (origin, target))` with Python's own tracing off. One that raises is removed.
fn call_tracer(cx: &Cx, tracer: Ref<'_>, event: &str, origin: Ref<'_>) -> PyResult<()> {
    let target = current(cx)?;
    let tracing = cx.head.tracing.replace(0);
    let event = intern_bytes(cx, event.as_bytes());
    let result = Tuple::from_refs(cx, &[origin, target.borrow()])
        .and_then(|pair| call::call2(cx, tracer, event.borrow(), pair.borrow()));
    cx.head.tracing.set(tracing);
    if result.is_err() {
        let state = cx.pending.take();
        cx.coroutines().tracer.set(None);
        drop(cx.pending.replace(state));
    }
    result.map(drop)
}

/// Makes of the outcome of a greenlet's call what its parent gets: `GreenletExit` is a result.
pub(super) fn outcome(cx: &Cx, result: PyResult) -> Payload {
    match result {
        Ok(value) => Payload::One(value),
        Err(_) => {
            let state = cx.take_raised();
            let raised = state.ty.borrow().cast::<Type>();
            let exit = exit_class(cx);
            let exit = exit.as_ref().ok().and_then(|exit| exit.borrow().cast::<Type>());
            if raised.is_some_and(|raised| exit.is_some_and(|exit| raised.is_subtype(exit))) {
                return Payload::One(state.value.unwrap_or_else(Owned::none));
            }
            Payload::Raise(state)
        }
    }
}

/// Returns the first call of the current greenlet, which has just gone on.
///
/// # Errors
/// What has been thrown into it.
pub(crate) fn begin(cx: &Cx) -> PyResult<Box<Call>> {
    let transfer = cx.coroutines().transfer.take();
    let transfer = arrive(cx, transfer);
    current(cx)?.borrow().recv::<Greenlet>().run.set(None);
    match transfer? {
        Transfer::Begin(call) => Ok(call),
        Transfer::Raise(state) => Err(cx.restore(state)),
        Transfer::None | Transfer::Value(_) => unreachable!("a fresh greenlet gets a call"),
    }
}

/// Ends the current greenlet; returns the coroutine that follows, for which the transfer is set.
pub(crate) fn finish(cx: &Cx, coroutine: &Coroutine, result: PyResult) -> CoroutinePtr {
    let all = cx.coroutines();
    let mut payload = outcome(cx, result);
    let depth = cx.head.depth.get();
    switch::end(cx, coroutine);
    let this = all.greenlet.get().expect("a running greenlet is the current one");
    let mut parent = this.borrow().recv::<Greenlet>().parent.get();
    loop {
        // Only a main greenlet has no parent, and it does not end.
        let Some(greenlet) = parent.or_else(|| all.main_greenlet.get()) else {
            unreachable!("a greenlet was made, so there is a main one");
        };
        let found = find(cx, greenlet.borrow()).and_then(|target| {
            let payload = std::mem::replace(&mut payload, Payload::Arguments(vec![], vec![]));
            request(cx, target, payload)
        });
        match found {
            Ok(Request { target, transfer, object }) => {
                if target.stage() == Stage::Fresh {
                    target.depth.set(depth);
                }
                all.transfer.set(transfer);
                all.origin.set(Some(this));
                drop(all.greenlet.replace(Some(object)));
                return target;
            }
            Err(Raised) => {
                payload = Payload::Raise(cx.take_raised());
                parent = greenlet.borrow().recv::<Greenlet>().parent.get();
            }
        }
    }
}
