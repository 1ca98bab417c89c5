//! The switch protocol: parking the running coroutine, waking another, running one to its end.
//!
//! Always true: what the coroutine that is switched to shall get is in `Coroutines::transfer`
//! before the switch, and taken out first thing behind it; a coroutine's part of the thread's state
//! is either in the thread (it runs) or in the coroutine (it waits).

use super::stack;
use super::state::{Coroutine, CoroutinePtr, Kind, Stage};
use super::{Coroutines, greenlet};
use crate::builtins::frame::FramePtr;
use crate::cx::Cx;
use crate::exceptions::{PyResult, RaisedState, table};
use crate::object::{Owned, Ref};

/// What a coroutine gets when it is switched to.
#[derive(Default)]
pub(crate) enum Transfer {
    /// Nothing: nobody is on the way.
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

/// Switches to `target`, for which the transfer is set. Returns when the coroutine that called is
/// switched to; the transfer is then for it.
///
/// # Errors
/// `MemoryError` if there is no room for stacks; nothing has happened then.
pub(super) fn switch_to(cx: &Cx, target: CoroutinePtr) -> PyResult<()> {
    let all = cx.coroutines();
    let from = all.current();
    if from == target {
        return Ok(());
    }
    if !all.slots.prepare() {
        return Err(cx.raise_none(&table::MEMORY_ERROR));
    }
    park(cx, &from);
    all.set_current(target);
    stack::leave(cx, &from);
    wake(cx, &from);
    Ok(())
}

/// Moves the running coroutine's part of the thread's state into it.
fn park(cx: &Cx, from: &Coroutine) {
    let all = cx.coroutines();
    if from.kind == Kind::Main {
        all.main_limit.set(cx.head.stack_limit.get());
    } else {
        all.slots.claim(from);
    }
    exchange(cx, from);
    from.stage.set(Stage::Parked);
}

/// The reverse of [`park`].
fn wake(cx: &Cx, coroutine: &Coroutine) {
    let all = cx.coroutines();
    coroutine.stage.set(Stage::Running);
    exchange(cx, coroutine);
    cx.head.stack_limit.set(all.slots.limit(all.main_limit.get()));
}

/// Exchanges a coroutine's part of the thread's state with what is kept in the coroutine: the
/// thread is left with the state of a coroutine without frames, or gets the coroutine's.
fn exchange(cx: &Cx, coroutine: &Coroutine) {
    let (head, native) = (&cx.head, coroutine.native.take());
    let mut native = native.unwrap_or_default();
    coroutine.frame.set(head.frame.replace(coroutine.frame.get()));
    coroutine.depth.set(head.depth.replace(coroutine.depth.get()));
    native.anchor_fp = head.anchor_fp.replace(native.anchor_fp);
    native.anchor_sp = head.anchor_sp.replace(native.anchor_sp);
    native.dealloc_depth = cx.dealloc_depth.replace(native.dealloc_depth);
    std::mem::swap(&mut native.segments, &mut *cx.segments.borrow_mut());
    if cx.handled.is_set() || coroutine.handled.is_set() {
        let kept = coroutine.handled.take();
        drop(coroutine.handled.replace(cx.handled.take()));
        drop(cx.handled.replace(kept));
    }
    coroutine.native.set(Some(native));
}

/// Runs `body` with the thread's state of a coroutine that waits.
pub(super) fn with_state_of<T>(cx: &Cx, coroutine: &Coroutine, body: impl FnOnce() -> T) -> T {
    let here = Coroutine::new(Kind::Greenlet);
    exchange(cx, &here);
    exchange(cx, coroutine);
    let result = body();
    exchange(cx, coroutine);
    exchange(cx, &here);
    result
}

/// Called by the base loop of a slot: runs the current coroutine, which is fresh, to its end and
/// makes the one that follows current.
pub(super) fn run_current(cx: &Cx) {
    let all = cx.coroutines();
    let coroutine = all.current();
    wake(cx, &coroutine);
    let outcome = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| match coroutine.kind {
        Kind::Greenlet => greenlet::run(cx, &coroutine),
        Kind::Main => unreachable!("the main coroutine has the thread's own stack"),
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
    let all: &Coroutines = cx.coroutines();
    drop(cx.handled.take());
    coroutine.stage.set(Stage::Dead);
    coroutine.native.set(None);
    all.slots.disown(coroutine);
    cx.head.frame.set(0);
}

/// Returns the innermost frame of a coroutine that waits.
pub(super) fn frame_of(cx: &Cx, coroutine: &Coroutine) -> Option<Owned> {
    if coroutine.stage.get() != Stage::Parked {
        return None;
    }
    with_state_of(cx, coroutine, || {
        // Compiled frames that are in the heap meanwhile cannot be converted there.
        if coroutine.saved_bytes() == 0 {
            crate::tier::frames::materialise(cx);
        }
        FramePtr::current(cx).map(|frame| Ref::from_object(&*frame).own())
    })
}
