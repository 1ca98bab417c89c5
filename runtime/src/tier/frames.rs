//! From frame images to heap frames: exits, conversion of frames in the middle of the stack, the walk.
//!
//! Always true: an image gives all it owns to exactly one heap frame; from then on it says `CONVERTED` (its function
//! is still on the native stack, waiting for a callee) or `RETURNED` (it leaves). `docs/frames-and-deopt.md` has the
//! whole contract.

use super::unit::Unit;
use super::words::{read, read_u32, write, write_u32};
use crate::builtins::frame::{Frame, FramePtr, OWNS_GLOBALS, ReturnKind};
use crate::cx::Cx;
use crate::exceptions::Raised;
use crate::interp;
use crate::object::Owned;
use crate::object::handle::retain;
use abi::Word;
use abi::compiler::Entry;
use abi::deopt::{
    CONTINUE, CONTINUE_RAISED, CONVERTED, FrameState, IMAGE_MIN_REGISTERS, IMAGE_REGISTERS, IMAGE_SAVED_SITE,
    Place, RETURNED, Repr, Resume,
};
use abi::entry::{Position, Step, deopt_return_address, look};

fn register(image: u64, index: usize) -> u64 {
    image + IMAGE_REGISTERS as u64 + 8 * index as u64
}

/// The word of a register, with a count for the frame that takes it.
fn word_at(image: u64, index: u16, place: Place) -> u64 {
    let raw = || read(register(image, usize::from(index)));
    match place {
        Place::Image(Repr::Tagged) => raw(),
        Place::Image(Repr::Int) => Owned::int(raw() as i64).into_word().0,
        Place::Image(Repr::Float) => Word::from_f64(f64::from_bits(raw())).0,
        Place::Image(Repr::Bool) => Owned::bool(raw() != 0).into_word().0,
        Place::Borrowed => {
            let word = raw();
            retain(Word(word));
            word
        }
        Place::Constant(word) => {
            retain(Word(word));
            word
        }
    }
}

/// Fills a frame from an image.
fn fill(frame: FramePtr, unit: &Unit, image: u64, state: &FrameState) {
    let body = frame.code().body();
    frame.pc.set(body.at(state.pc));
    // Temporaries that the interpreter's form of the code has no use for are left out.
    let function = &unit.code.function;
    let live = body.live_before(function, state.pc);
    for (index, place) in &state.registers {
        let is_temp = *index >= body.first_temp;
        if is_temp && !live.contains(index) && matches!(state.resume, Resume::Again) {
            continue;
        }
        frame.put(*index, Word(word_at(image, *index, *place)));
    }
}

/// The heap frame of an image: the one it continues, or a new one.
fn heap_frame(cx: &Cx, unit: &Unit, image: u64, state: &FrameState) -> Result<FramePtr, Raised> {
    let frame = match unit.entry {
        Entry::Loop(_) => {
            let behind = unit.code.function.registers.max(IMAGE_MIN_REGISTERS as u16);
            FramePtr::of_registers(read(register(image, usize::from(behind))))
        }
        Entry::Start => {
            let frame = FramePtr::take(cx, unit.code_object())?;
            unit.give_namespaces(frame);
            frame.kind.set(ReturnKind::Native);
            frame.flags.set(OWNS_GLOBALS);
            frame
        }
    };
    fill(frame, unit, image, state);
    Ok(frame)
}

/// What a call gave to the frame that made it.
enum Outcome {
    /// Nothing was called: run the instruction.
    Again,
    /// The value, or 0 for an exception.
    Value(u64),
}

/// Leaves compiled code: makes a heap frame of the image and runs it to its end.
pub(super) extern "C" fn py_exit(cx: &Cx, image: u64, unit: u64) -> u64 {
    let tier = cx.vm().tier();
    let unit = tier.unit(unit as u32);
    let site = read_u32(image);
    let (frame, state, outcome) = if site == CONVERTED {
        let state = &unit.compiled.sites[read_u32(image + IMAGE_SAVED_SITE as u64) as usize];
        let frame = FramePtr::from_raw(read(register(image, 0)) as *const Frame);
        let frame = frame.expect("a converted image names its frame");
        (frame, state, Outcome::Value(read(register(image, 1))))
    } else {
        let state = &unit.compiled.sites[site as usize];
        tier.count_exit(unit, site as usize);
        let Ok(frame) = heap_frame(cx, unit, image, state) else {
            return 0;
        };
        let outcome = if state.exit.is_some() { Outcome::Again } else { Outcome::Value(0) };
        (frame, state, outcome)
    };
    write_u32(image, RETURNED);
    let settled = match outcome {
        Outcome::Again => Ok(()),
        Outcome::Value(value) => settle(cx, frame, state, value),
    };
    match unit.entry {
        Entry::Loop(_) => match settled {
            Ok(()) => CONTINUE,
            Err(Raised) => CONTINUE_RAISED,
        },
        Entry::Start => super::words::give(interp::resume(cx, frame, settled)),
    }
}

/// Puts the value of the call at the frame's position where it belongs, and moves the position on.
fn settle(cx: &Cx, frame: FramePtr, state: &FrameState, value: u64) -> Result<(), Raised> {
    match state.resume {
        Resume::Again => Ok(()),
        Resume::Next => {
            frame.pc.set(frame.code().body().at(state.pc + 1));
            Ok(())
        }
        Resume::Result if value == 0 => Err(Raised),
        Resume::Result => super::settle::result(cx, frame, state.pc, value),
    }
}

/// Called by the trampoline when a function returns into a frame that has been converted: keeps the value for
/// `py_exit` and gives the address to go on at.
#[unsafe(no_mangle)]
extern "C" fn pyston_on_return(value: u64, slot: u64, frame: u64) -> u64 {
    let cx = Cx::current();
    let tier = cx.vm().tier();
    let original = tier.take_mark(slot);
    if let Some(unit) = tier.unit_at(original) {
        let image = (frame as i64 + i64::from(unit.compiled.image_offset)) as u64;
        write(register(image, 1), value);
    }
    original
}

/// Turns every compiled activation of the thread into a heap frame, so that `Cx.frame` and `back` show them all.
/// Compiled functions whose callee runs go on in the interpreter when it returns.
pub(crate) fn materialise(cx: &Cx) {
    let tier = cx.vm().tier();
    if !tier.has_units() {
        return;
    }
    let mut inner: Option<FramePtr> = None;
    let mut anchor = Position { frame: cx.head.anchor_fp.get() as u64, slot: cx.head.anchor_sp.get() as u64 };
    let mut next = FramePtr::current(cx);
    loop {
        if anchor.frame != 0 {
            let segment = convert_segment(cx, anchor);
            for frame in segment {
                link(cx, inner, frame);
                inner = Some(frame);
            }
        }
        // The heap frames up to the next entry frame that holds anchors.
        loop {
            let Some(frame) = next else {
                return;
            };
            link(cx, inner, frame);
            inner = Some(frame);
            next = frame.native_back();
            let (fp, sp) = frame.native_anchor();
            if fp != 0 {
                anchor = Position { frame: fp, slot: sp };
                break;
            }
        }
    }
}

/// Makes `outer` the caller of `inner`, or the innermost frame.
fn link(cx: &Cx, inner: Option<FramePtr>, outer: FramePtr) {
    match inner {
        None => cx.head.frame.set(outer.as_ptr() as usize),
        Some(inner) if inner != outer => inner.set_back(outer),
        Some(_) => {}
    }
}

/// Converts the frames of one segment (and those of outer segments without an interpreter between), innermost
/// first.
fn convert_segment(cx: &Cx, start: Position) -> Vec<FramePtr> {
    let tier = cx.vm().tier();
    let mut frames = Vec::new();
    let mut at = start;
    loop {
        match super::words::step(at, &|slot| tier.mark(slot)) {
            Step::Base { outer } if outer.frame == 0 => return frames,
            Step::Base { outer } => at = outer,
            Step::Compiled { address, next } => {
                if let Some(unit) = tier.unit_at(address) {
                    let image = (at.frame as i64 + i64::from(unit.compiled.image_offset)) as u64;
                    if let Some(frame) = convert(cx, unit, image, at.slot, address) {
                        frames.push(frame);
                    }
                }
                at = next;
            }
        }
    }
}

fn convert(cx: &Cx, unit: &Unit, image: u64, slot: u64, address: u64) -> Option<FramePtr> {
    let site = read_u32(image);
    if site == RETURNED {
        return None;
    }
    if site == CONVERTED {
        let frame = FramePtr::from_raw(read(register(image, 0)) as *const Frame)?;
        return matches!(unit.entry, Entry::Start).then_some(frame);
    }
    let state = &unit.compiled.sites[site as usize];
    let frame = heap_frame(cx, unit, image, state).ok()?;
    write_u32(image + IMAGE_SAVED_SITE as u64, site);
    write_u32(image, CONVERTED);
    write(register(image, 0), frame.as_ptr() as u64);
    cx.vm().tier().add_mark(slot, address);
    write(slot, deopt_return_address());
    // A loop's frame is on the interpreter's chain already.
    matches!(unit.entry, Entry::Start).then_some(frame)
}
