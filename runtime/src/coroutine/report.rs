//! Shows every greenlet and tasklet with its stack, for programs that hang: `PYSTON_COROUTINES=1` in
//! the environment makes SIGUSR2 do it.

use super::greenlet::Greenlet;
use super::state::CoroutinePtr;
use super::{stackless, switch};
use crate::builtins::frame::{Frame, FramePtr};
use crate::cx::Cx;
use crate::object::{Owned, Ref, cycle};
use crate::vm::signals::{Action, set_action};
use std::fmt::Write;

const VARIABLE: &str = "PYSTON_COROUTINES";

/// Listens to SIGUSR2 if the environment asks for it.
pub(crate) fn install() {
    if std::env::var_os(VARIABLE).is_some_and(|value| value == "1") {
        // The call cannot fail for this number.
        let _ = set_action(libc::SIGUSR2, Action::Note);
    }
}

/// Called for a signal that has no Python handler.
pub(crate) fn on_signal(cx: &Cx, number: usize) {
    if number == libc::SIGUSR2 as usize {
        let text = all_stacks(cx);
        // Nothing can be done about an error of the standard error stream.
        let _ = std::io::Write::write_all(&mut std::io::stderr(), text.as_bytes());
    }
}

fn all_stacks(cx: &Cx) -> String {
    let mut text = String::new();
    for object in cycle::all_objects() {
        let object = object.borrow();
        let coroutine = match object.cast::<Greenlet>() {
            Some(greenlet) => Some(greenlet.coroutine()),
            None => stackless::coroutine_of(object),
        };
        if let Some(coroutine) = coroutine {
            show(cx, object, coroutine, &mut text);
        }
    }
    text
}

fn show(cx: &Cx, object: Ref<'_>, coroutine: CoroutinePtr, text: &mut String) {
    let is_current = cx.coroutines().current() == coroutine;
    let stage = if is_current { "running" } else { coroutine.stage_name() };
    let name = object.ty().name();
    // Writing to a string cannot fail.
    let _ = writeln!(text, "<{name} object at {:#x}> {stage}", object.address());
    let frame =
        if is_current { crate::interp::frame_at(cx, 0) } else { switch::frame_of(cx, &coroutine) };
    let mut next = frame.as_ref().and_then(frame_ptr);
    while let Some(frame) = next {
        let code = frame.code();
        let file = String::from_utf8_lossy(&code.ir().filename).into_owned();
        let function = &code.ir().name;
        let _ = writeln!(text, "  File \"{file}\", line {}, in {function}", frame.line());
        next = frame.back();
    }
}

fn frame_ptr(frame: &Owned) -> Option<FramePtr> {
    frame.borrow().cast::<Frame>().map(FramePtr::new)
}
