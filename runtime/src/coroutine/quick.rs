//! Switches without ceremony: what `greenlet.switch`, `stackless.schedule` and the methods of channels
//! do in the usual case.
//!
//! Always true: the usual case is one in which no other Python code can notice the switch (no tracer,
//! no hook, no watchdog) and in which the target waits softly. Everything else is left, untouched, to
//! the general way (`greenlet::transfer`, `stackless::schedule`), which this one never contradicts.

use super::greenlet::{self, Greenlet};
use super::stackless;
use super::state::Stage;
use super::switch;
use crate::builtins::tuple::Tuple;
use crate::cx::Cx;
use crate::object::{Owned, Ref};
use crate::types::MethodDef;

/// What a quick switch has come to.
pub(crate) enum Quick {
    /// No switch was needed: the result of the call.
    Stayed(Owned),
    /// Another coroutine is the current one, and gets `value`; who was left is dropped behind that.
    Gone {
        /// The result of the call in which the other one waited.
        value: Owned,
        /// What the thread held of the one that was left.
        left: Option<Owned>,
    },
    /// The current coroutine has native frames and gets its value there; the base loop waits for work.
    Parted,
}

/// Makes the switch of a native that may switch, if that is a usual one: called on a base loop, with
/// nothing traced. With None nothing was done.
#[inline]
pub(crate) fn attempt(cx: &Cx, def: &MethodDef, recv: Ref<'_>, args: &[Ref<'_>]) -> Option<Quick> {
    if std::ptr::eq(def, greenlet::switch_row()) {
        return to_greenlet(cx, recv, args);
    }
    stackless::attempt(cx, def, recv, args)
}

fn to_greenlet(cx: &Cx, recv: Ref<'_>, args: &[Ref<'_>]) -> Option<Quick> {
    let all = cx.coroutines();
    let target = recv.recv::<Greenlet>().coroutine();
    let is_usual = matches!(target.stage(), Stage::Soft | Stage::Parked)
        && target.thread.get() == all.thread.get()
        && all.tracer.is_empty()
        && !all.greenlet.is_empty();
    if !is_usual || args.len() > 1 {
        return None;
    }
    let value = match args {
        [only] => only.own(),
        _ => Tuple::new(cx, Vec::new()).ok()?,
    };
    if target.stage() == Stage::Parked {
        switch::park_plainly(cx, target, recv.own(), value);
        return Some(Quick::Parted);
    }
    switch::exchange_soft(cx, target);
    let left = all.greenlet.replace(Some(recv.own()));
    Some(Quick::Gone { value, left })
}

/// The same for a caller with native frames: switches stacks, and returns what the caller gets when
/// it goes on.
#[inline]
pub(crate) fn attempt_hard(
    cx: &Cx,
    def: &MethodDef,
    recv: Ref<'_>,
    args: &[Ref<'_>],
) -> Option<crate::exceptions::PyResult> {
    if !std::ptr::eq(def, greenlet::switch_row()) {
        return None;
    }
    let all = cx.coroutines();
    let target = recv.recv::<Greenlet>().coroutine();
    let is_usual = matches!(target.stage(), Stage::Soft | Stage::Parked)
        && target.thread.get() == all.thread.get()
        && all.tracer.is_empty()
        && !all.greenlet.is_empty();
    if !is_usual || args.len() > 1 || cx.head.anchor_fp.get() != 0 {
        return None;
    }
    let value = match args {
        [only] => only.own(),
        _ => Tuple::new(cx, Vec::new()).ok()?,
    };
    Some(switch::go_plainly(cx, target, recv.own(), value))
}
