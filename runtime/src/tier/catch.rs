//! Exceptions that a handler in the same compiled activation catches: control stays in compiled code.
//!
//! An activation that catches something has a frame object from then on, which tracebacks name. While compiled code
//! runs the frame is empty: what reads `tb_frame` first turns compiled activations into frames, and this one then
//! becomes the frame it has. An activation that ends while somebody holds its frame leaves its variables there.
//!
//! Always true: while anything runs that may be Python code the image describes the state before the handler's first
//! instruction, with the exception to be pending there.

use super::frames::{frame_slot, inner_frames, own_frame, register, word_at};
use super::unit::Unit;
use super::words::{read, read_u32, write, write_u32};
use crate::builtins::frame::{FramePtr, SAVED};
use crate::builtins::traceback::Traceback;
use crate::cx::Cx;
use crate::exceptions::raise as raising;
use crate::exceptions::{Raised, RaisedState};
use crate::interp;
use crate::object::Owned;
use crate::object::handle::{release, retain};
use abi::Word;
use abi::deopt::{CONVERTED, FrameState, Place, RETURNED, Repr};
use ir::{HandlerKind, Insn};

fn add_entry(cx: &Cx, frame: FramePtr, raised: &mut RaisedState) {
    match Traceback::new(cx, &frame, raised.traceback.take()) {
        Ok(entry) => raised.traceback = Some(entry),
        Err(Raised) => *raised = cx.take_raised(),
    }
}

/// Whether the instruction at the site raises again what has been raised before, which adds no entry.
fn raises_again(cx: &Cx, unit: &Unit, state: &FrameState, raised: &RaisedState) -> bool {
    match unit.parts[state.part as usize].code.function.insns[state.pc as usize] {
        Insn::Reraise { .. } => true,
        Insn::Raise { .. } => raised.traceback.is_some() && cx.reraised.replace(false),
        _ => false,
    }
}

/// Enters the handler whose first position is that of the site `landing`: 1, or 0 if the exception is to leave
/// compiled code.
pub(super) extern "C" fn py_caught(cx: &Cx, image: u64, unit: u64, landing: u64) -> u64 {
    let unit = cx.vm().tier().unit(unit as u32);
    let site = read_u32(image);
    if site == CONVERTED || cx.head.tracing.get() != 0 {
        return 0;
    }
    let state = &unit.compiled.sites[site as usize];
    let (pc, registers) = match state.callers.last() {
        Some(caller) => (caller.pc, &caller.registers),
        None => (state.pc, &state.registers),
    };
    let Some(handler) = unit.code.function.handler_at(pc) else { return 0 };
    let mut raised = cx.take_raised();
    let again = raises_again(cx, unit, state, &raised);
    let frames =
        own_frame(cx, unit, image).and_then(|own| Ok((own, inner_frames(cx, unit, image, state)?)));
    let Ok((own, inner)) = frames else {
        drop(raised);
        return 0;
    };
    let dying: Vec<u64> = registers
        .iter()
        .filter(|(index, place)| *index >= handler.depth.0 && *place == Place::Image(Repr::Tagged))
        .map(|(index, _)| read(register(image, usize::from(*index))))
        .collect();
    write_u32(image, landing as u32);
    own.pc.set(own.code().body().at(pc));
    // The functions compiled in end here.
    for (index, frame) in inner.iter().enumerate() {
        if index > 0 || !again {
            add_entry(cx, *frame, &mut raised);
        }
        interp::drop_temps(*frame);
        frame.leave();
    }
    if !again || !inner.is_empty() {
        add_entry(cx, own, &mut raised);
    }
    for word in dying.iter().rev() {
        release(Word(*word));
    }
    let handled = handler.kind != HandlerKind::Finally;
    if handled {
        raising::normalise(cx, &mut raised);
        if read_u32(image) != CONVERTED {
            interp::set_handled(cx, own, raised.clone());
        }
    }
    if read_u32(image) == CONVERTED {
        // Somebody has looked: the frame goes on with its `Catch`.
        cx.restore(raised);
        return 0;
    }
    let caught = &cx.vm().tier().stats.caught;
    caught.set(caught.get() + 1);
    let words = [Some(raised.ty), raised.value, raised.traceback];
    for (index, word) in words.into_iter().enumerate() {
        let word = word.unwrap_or_else(Owned::none).into_word().0;
        write(register(image, usize::from(handler.depth.0) + index), word);
    }
    1
}

/// The activation returns and has a frame: gives back what it has changed in `sys.exc_info()`, and leaves its
/// variables, as the site `number` tells them, to a frame that somebody holds.
pub(super) extern "C" fn py_leave(cx: &Cx, image: u64, unit: u64, number: u64) -> u64 {
    let unit = cx.vm().tier().unit(unit as u32);
    let slot = frame_slot(unit, image);
    let Some(frame) = FramePtr::from_raw(read(slot) as *const _) else { return 1 };
    write(slot, 0);
    write_u32(image, RETURNED);
    if frame.flags.get() & SAVED != 0 {
        interp::restore_handled(cx, frame);
    }
    if frame.head.count() != 1 {
        let state = &unit.compiled.sites[number as usize];
        let body = frame.code().body();
        frame.pc.set(body.at(state.pc));
        for (index, place) in &state.registers {
            if *index >= body.first_temp {
                continue;
            }
            let word = word_at(image, *index, *place);
            if *place == Place::Image(Repr::Tagged) {
                retain(Word(word));
            }
            frame.put(*index, Word(word));
        }
    }
    frame.leave();
    1
}
