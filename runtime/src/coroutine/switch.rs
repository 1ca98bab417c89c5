//! The switch protocol: parking the running coroutine, taking up another, ending one.
//!
//! Always true: what the coroutine that is switched to shall get is in `Coroutines::transfer`
//! before the switch, and taken out first thing behind it; a coroutine's part of the thread's state
//! is either in the thread (it runs) or in the coroutine (it waits); while a base loop takes up a
//! coroutine the rest of the thread's state is that of a coroutine without native frames.

use super::state::{Coroutine, CoroutinePtr, Kind, NO_SLOT, NativeState, Stage};
use super::{Coroutines, greenlet, stack, stackless};
use crate::builtins::frame::{Frame, FramePtr};
use crate::cx::Cx;
use crate::exceptions::{PyResult, Raised, RaisedState, table};
use crate::object::{Owned, Ref};

/// What a coroutine gets when it is switched to.
#[derive(Default)]
pub(crate) enum Transfer {
    /// Nothing but what is kept for it: tasklets.
    #[default]
    None,
    /// The result of the call that parked it.
    Value(Owned),
    /// An exception raised by that call, or in place of the first one.
    Raise(RaisedState),
    /// The call that a fresh one begins with.
    Begin(Box<Call>),
}

/// A call that is yet to be made.
pub(crate) struct Call {
    /// What to call.
    pub(crate) function: Owned,
    /// Positional values, then those of keywords.
    pub(crate) values: Vec<Owned>,
    /// Keyword names.
    pub(crate) names: Vec<Owned>,
}

/// How the interpreter goes on with a coroutine.
pub(crate) enum Opening {
    /// The call that parked it has this outcome.
    Resume(PyResult),
    /// It begins.
    Begin(Box<Call>),
    /// It ends before it has begun.
    Ended(Raised),
}

/// A switch that is decided and not yet made.
pub(crate) struct Request {
    /// Who goes on.
    pub(super) target: CoroutinePtr,
    /// What it gets.
    pub(super) transfer: Transfer,
    /// The greenlet or tasklet that goes on.
    pub(super) object: Owned,
}

/// How a native that switches may do it.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Mode {
    /// By returning to the interpreter, which exchanges the frames.
    Soft,
    /// By exchanging native stacks.
    Hard,
}

impl Coroutines {
    /// Tells the native that is called next that the interpreter can make its switch.
    pub(crate) fn allow_soft(&self) {
        self.may_go_soft.set(true);
    }

    /// Returns how the native that has just been called may switch.
    pub(super) fn mode(&self) -> Mode {
        if self.may_go_soft.replace(false) { Mode::Soft } else { Mode::Hard }
    }

    /// Takes the switch that the native has left to the interpreter.
    pub(crate) fn take_request(&self) -> Option<Request> {
        self.may_go_soft.set(false);
        self.request.take()
    }
}

/// Makes a switch. Returns what the coroutine that called gets when it is switched to; if the
/// interpreter has to make the switch, `Raised` without an exception: the caller returns it at once.
///
/// # Errors
/// What is raised in the coroutine that called; `MemoryError` if there is no room for stacks.
pub(super) fn go(cx: &Cx, mode: Mode, request: Request) -> PyResult {
    let all = cx.coroutines();
    if mode == Mode::Soft {
        all.request.set(Some(request));
        return Err(Raised);
    }
    if !all.slots.prepare() {
        return Err(cx.raise_none(&table::MEMORY_ERROR));
    }
    let from = all.current();
    if from != request.target {
        let mut is_rapid = false;
        if from.kind == Kind::Main {
            all.main_limit.set(cx.head.stack_limit.get());
        } else {
            is_rapid = cx.head.anchor_fp.get() != 0 && all.slots.is_rapid();
            all.slots.claim(&from);
        }
        exchange_light(cx, &from);
        exchange_native(cx, &from);
        from.stage.set(Stage::Parked);
        commit(cx, request);
        stack::leave(cx, &from);
        from.stage.set(Stage::Running);
        exchange_light(cx, &from);
        exchange_native(cx, &from);
        all.slots.renew_limit(cx);
        if is_rapid {
            crate::tier::frames::give_up_innermost(cx);
        }
    } else {
        commit(cx, request);
    }
    arrive(cx)
}

/// Makes `target` the current coroutine, of the greenlet `object`, which gets `value`.
#[inline(always)]
fn commit_plainly(all: &Coroutines, target: CoroutinePtr, object: Owned, value: Owned) {
    all.plain.set(Some(value));
    drop(all.origin.replace(all.greenlet.replace(Some(object))));
    all.set_current(target);
}

/// [`go`] to a greenlet that waits and gets a value, for a caller with native frames none of which is
/// compiled, and without a tracer.
///
/// # Errors
/// What is raised in the coroutine that called.
pub(super) fn go_plainly(cx: &Cx, target: CoroutinePtr, object: Owned, value: Owned) -> PyResult {
    let all = cx.coroutines();
    if !all.slots.prepare() {
        return Err(cx.raise_none(&table::MEMORY_ERROR));
    }
    let from = all.current();
    if from.kind == Kind::Main {
        all.main_limit.set(cx.head.stack_limit.get());
    } else {
        all.slots.claim(&from);
    }
    exchange_light(cx, &from);
    exchange_native(cx, &from);
    from.stage.set(Stage::Parked);
    commit_plainly(all, target, object, value);
    stack::leave(cx, &from);
    from.stage.set(Stage::Running);
    exchange_light(cx, &from);
    exchange_native(cx, &from);
    all.slots.renew_limit(cx);
    arrive(cx)
}

/// Parks the running coroutine, which has no native frames, for a greenlet that waits with some and
/// gets a value, without a tracer. The base loop goes on with [`open_plainly`] or [`open`].
pub(super) fn park_plainly(cx: &Cx, target: CoroutinePtr, object: Owned, value: Owned) {
    let all = cx.coroutines();
    let from = all.current();
    exchange_light(cx, &from);
    from.stage.set(Stage::Soft);
    if from.slot.get() != NO_SLOT {
        from.native.set(None);
        all.slots.disown(&from);
    }
    commit_plainly(all, target, object, value);
}

/// Called by a base loop: takes up the current coroutine, as [`open`] does, if that waits softly for a
/// value that is there; returns the value. With None [`open`] has to do it.
#[inline]
pub(crate) fn open_plainly(cx: &Cx) -> Option<Owned> {
    let all = cx.coroutines();
    while all.current().stage.get() == Stage::Parked {
        stack::leave_base(cx);
    }
    let current = all.current();
    if current.stage.get() != Stage::Soft {
        return None;
    }
    let value = all.plain.take()?;
    cx.native_level.set(0);
    current.stage.set(Stage::Running);
    exchange_light(cx, &current);
    drop(all.origin.take());
    Some(value)
}

/// Makes the target of a request the current coroutine.
fn commit(cx: &Cx, request: Request) {
    let Request { target, transfer, object } = request;
    let all = cx.coroutines();
    all.transfer.set(transfer);
    if object.borrow().cast::<greenlet::Greenlet>().is_some() {
        let old = all.greenlet.replace(Some(object));
        all.origin.set(old);
    } else {
        stackless::commit(cx, object);
    }
    all.set_current(target);
}

/// Parks the running coroutine, which has no native frames, and makes the target of a request
/// current. Returns false, with an exception pending, if that cannot go on any more: finalisers of
/// the call's operands have run since the request was made.
pub(crate) fn park_soft(cx: &Cx, request: Request) -> bool {
    let all = cx.coroutines();
    let from = all.current();
    let stage = request.target.stage.get();
    if stage == Stage::Dead || (stage == Stage::Running && from != request.target) {
        let message = format_args!("the target of the switch has ended");
        cx.raise(&table::RUNTIME_ERROR, message);
        return false;
    }
    if from != request.target {
        exchange_light(cx, &from);
        from.stage.set(Stage::Soft);
        from.native.set(None);
        all.slots.disown(&from);
    }
    commit(cx, request);
    true
}

/// Parks the running coroutine, which has no native frames, and takes up `target`, which waits softly.
#[inline(always)]
pub(super) fn exchange_soft(cx: &Cx, target: CoroutinePtr) -> CoroutinePtr {
    let (all, head) = (cx.coroutines(), &cx.head);
    let from = all.current();
    from.frame.set(head.frame.replace(target.frame.replace(0)));
    from.depth.set(head.depth.replace(target.depth.replace(0)));
    if cx.handled.is_set() || target.handled.is_set() {
        drop(from.handled.replace(cx.handled.replace(target.handled.take())));
    }
    from.stage.set(Stage::Soft);
    if from.slot.get() != NO_SLOT {
        from.native.set(None);
        all.slots.disown(&from);
    }
    target.stage.set(Stage::Running);
    all.set_current(target);
    from
}

/// Called by a base loop: takes up the current coroutine. If that has native frames on another
/// stack, the loop waits until it is wanted again.
pub(crate) fn open(cx: &Cx) -> Opening {
    let all = cx.coroutines();
    while all.current().stage.get() == Stage::Parked {
        stack::leave_base(cx);
    }
    cx.native_level.set(0);
    let current = all.current();
    let is_fresh = current.stage.get() == Stage::Fresh;
    if current.stage.get() != Stage::Running {
        current.stage.set(Stage::Running);
        exchange_light(cx, &current);
        current.thread.set(all.thread.get());
    }
    if !is_fresh {
        return Opening::Resume(arrive(cx));
    }
    let call = match current.kind {
        Kind::Tasklet => stackless::begin(cx),
        Kind::Greenlet | Kind::Main => greenlet::begin(cx),
    };
    call.map_or_else(Opening::Ended, Opening::Begin)
}

/// Returns whether the native call that begins the current coroutine counts in the depth, as that of
/// a greenlet does.
pub(crate) fn counts_first_call(cx: &Cx) -> bool {
    cx.coroutines().current().kind == Kind::Greenlet
}

/// Returns what the coroutine that has just gone on gets.
fn arrive(cx: &Cx) -> PyResult {
    if let Some(value) = cx.coroutines().plain.take() {
        drop(cx.coroutines().origin.take());
        return Ok(value);
    }
    match cx.coroutines().transfer.take() {
        Transfer::None => stackless::arrive(cx),
        transfer => match greenlet::arrive(cx, transfer)? {
            Transfer::Value(value) => Ok(value),
            Transfer::Raise(state) => Err(cx.restore(state)),
            Transfer::None | Transfer::Begin(_) => unreachable!("a waiting one gets a result"),
        },
    }
}

/// Exchanges what every coroutine has of the thread's state with what is kept in the coroutine: the
/// thread is left with the state of a coroutine without frames, or gets the coroutine's.
#[inline]
fn exchange_light(cx: &Cx, coroutine: &Coroutine) {
    let head = &cx.head;
    coroutine.frame.set(head.frame.replace(coroutine.frame.get()));
    coroutine.depth.set(head.depth.replace(coroutine.depth.get()));
    if cx.handled.is_set() || coroutine.handled.is_set() {
        let kept = coroutine.handled.take();
        drop(coroutine.handled.replace(cx.handled.take()));
        drop(cx.handled.replace(kept));
    }
}

/// The same for what belongs to native frames.
fn exchange_native(cx: &Cx, coroutine: &Coroutine) {
    let head = &cx.head;
    let mut kept = coroutine.native.take().unwrap_or_default();
    let native: &mut NativeState = &mut kept;
    native.anchor_fp = head.anchor_fp.replace(native.anchor_fp);
    native.anchor_sp = head.anchor_sp.replace(native.anchor_sp);
    native.dealloc_depth = cx.dealloc_depth.replace(native.dealloc_depth);
    native.native_level = cx.native_level.replace(native.native_level);
    std::mem::swap(&mut native.segments, &mut *cx.segments.borrow_mut());
    coroutine.native.set(Some(kept));
}

/// Called by the base loop of a slot: runs coroutines, from the current one on, until one has
/// ended, and makes the one that follows it current.
pub(super) fn run_current(cx: &Cx) {
    let all = cx.coroutines();
    let outcome = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| {
        let result = crate::interp::coroutine::run_current(cx);
        let ended = all.current();
        match ended.kind {
            Kind::Greenlet => greenlet::finish(cx, &ended, result),
            Kind::Tasklet => stackless::finish(cx, &ended, result),
            Kind::Main => unreachable!("the main coroutine has the thread's own stack"),
        }
    }));
    let next = outcome.unwrap_or_else(|_| {
        // Our own mistake: the program ends in its main coroutine.
        let message = format_args!("internal error: the end of a coroutine panicked");
        cx.raise(&table::SYSTEM_ERROR, message);
        all.transfer.set(Transfer::Raise(cx.take_raised()));
        all.main()
    });
    all.set_current(next);
}

/// Ends the running coroutine: it has no frames any more. May run Python code before that.
pub(super) fn end(cx: &Cx, coroutine: &Coroutine) {
    drop(cx.handled.take());
    coroutine.stage.set(Stage::Dead);
    coroutine.native.set(None);
    coroutine.frame.set(0);
    cx.coroutines().slots.disown(coroutine);
    cx.head.frame.set(0);
    cx.head.depth.set(0);
}

/// Ends a coroutine that waits softly without running its handlers; returns false, having done
/// nothing, if it does not wait so. May run finalisers.
pub(super) fn discard(coroutine: &Coroutine) -> bool {
    if coroutine.stage.get() != Stage::Soft {
        return false;
    }
    coroutine.stage.set(Stage::Dead);
    let frame = FramePtr::from_raw(coroutine.frame.replace(0) as *const Frame);
    drop(coroutine.handled.take());
    if let Some(frame) = frame {
        crate::interp::coroutine::discard(frame);
    }
    true
}

/// Returns the innermost frame of a coroutine that waits.
pub(super) fn frame_of(cx: &Cx, coroutine: &Coroutine) -> Option<Owned> {
    let has_native = match coroutine.stage.get() {
        Stage::Soft => false,
        // Compiled frames that are in the heap meanwhile cannot be converted there.
        Stage::Parked => coroutine.saved_bytes() == 0,
        Stage::Fresh | Stage::Running | Stage::Dead => return None,
    };
    let here = Coroutine::new(Kind::Greenlet);
    let exchange = |other: &Coroutine| {
        exchange_light(cx, other);
        if has_native {
            exchange_native(cx, other);
        }
    };
    exchange(&here);
    exchange(coroutine);
    if has_native {
        crate::tier::frames::materialise(cx);
    }
    let frame = FramePtr::current(cx).map(|frame| Ref::from_object(&*frame).own());
    exchange(coroutine);
    exchange(&here);
    frame
}
