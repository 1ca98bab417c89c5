//! From frame images to heap frames: exits, conversion of frames in the middle of the stack, the walk.
//!
//! Always true: an image gives all it owns to exactly one heap frame; from then on it says `CONVERTED` (its function
//! is still on the native stack, waiting for a callee) or `RETURNED` (it leaves). `docs/frames-and-deopt.md` has the
//! whole contract.

use super::unit::{Part, Unit};
use super::words::{read, read_u32, write, write_u32};
use crate::builtins::frame::{Frame, FramePtr, OWNS_GLOBALS, ReturnKind};
use crate::cx::Cx;
use crate::exceptions::Raised;
use crate::interp;
use crate::object::Owned;
use crate::object::handle::{release, retain};
use abi::Word;
use abi::compiler::Entry;
use abi::deopt::{
    CONTINUE, CONTINUE_RAISED, CONVERTED, FrameState, IMAGE_MIN_REGISTERS, IMAGE_REGISTERS,
    IMAGE_SAVED_SITE, Place, RETURNED, Repr, Resume,
};
use abi::entry::{Position, Step, deopt_return_address};

/// Address of a register in an image.
pub(super) fn register(image: u64, index: usize) -> u64 {
    image + IMAGE_REGISTERS as u64 + 8 * index as u64
}

/// The word of a register, with a count for the frame that takes it.
pub(super) fn word_at(image: u64, index: u16, place: Place) -> u64 {
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

/// What the registers of one frame of an image become.
struct Filling<'a> {
    pc: u32,
    resume: Resume,
    registers: &'a [(u16, Place)],
}

/// Fills a frame from an image, whose first register is that of the frame. Returns the instance that waits in the
/// register `instance`.
fn fill(
    frame: FramePtr,
    image: u64,
    filling: &Filling<'_>,
    instance: Option<u16>,
) -> Option<Owned> {
    let code = frame.code();
    let (body, function) = (code.body(), &code.ir().function);
    frame.pc.set(body.at(filling.pc));
    // Temporaries that the interpreter's form of the code has no use for are left out.
    let live = match filling.resume {
        Resume::Again => body.live_before(function, filling.pc),
        Resume::Result => body.live_during(function, filling.pc),
        Resume::Next => body.live_before(function, filling.pc + 1),
        Resume::Init(object) => {
            let mut live = body.live_during(function, filling.pc);
            live.push(object);
            live
        }
    };
    let mut found = None;
    for (index, place) in filling.registers {
        if instance == Some(*index) {
            found = Some(super::words::take(word_at(image, *index, *place)));
        } else if *index < body.first_temp || live.contains(index) {
            frame.put(*index, Word(word_at(image, *index, *place)));
        } else if *place == Place::Image(Repr::Tagged) {
            // The interpreter's form of the code has no use for it here.
            release(Word(word_at(image, *index, *place)));
        }
    }
    found
}

/// A new frame of a part.
fn new_frame(cx: &Cx, part: &Part) -> Result<FramePtr, Raised> {
    let frame = FramePtr::take(cx, part.code_object())?;
    part.give_namespaces(frame);
    frame.flags.set(OWNS_GLOBALS);
    Ok(frame)
}

/// Where an image has the frame that it continues, or that was made for it.
pub(super) fn frame_slot(unit: &Unit, image: u64) -> u64 {
    let behind = unit.code.function.registers.max(IMAGE_MIN_REGISTERS as u16);
    register(image, usize::from(behind))
}

/// The frame of an image's own function that tracebacks name; made if there is none.
pub(super) fn own_frame(cx: &Cx, unit: &Unit, image: u64) -> Result<FramePtr, Raised> {
    let slot = frame_slot(unit, image);
    if unit.entry != Entry::Start {
        return Ok(FramePtr::of_registers(read(slot)));
    }
    if let Some(frame) = FramePtr::from_raw(read(slot) as *const Frame) {
        return Ok(frame);
    }
    let frame = new_frame(cx, &unit.parts[0])?;
    frame.back.set(std::ptr::null());
    write(slot, frame.as_ptr() as u64);
    Ok(frame)
}

/// Frames of the functions compiled into an image's own, innermost first, with what they held.
pub(super) fn inner_frames(
    cx: &Cx,
    unit: &Unit,
    image: u64,
    state: &FrameState,
) -> Result<Vec<FramePtr>, Raised> {
    let mut frames: Vec<FramePtr> = Vec::with_capacity(state.callers.len());
    let parts = std::iter::once(state.part).chain(state.callers.iter().map(|c| c.part));
    for part in parts.take(state.callers.len()) {
        frames.push(new_frame(cx, &unit.parts[part as usize])?);
    }
    let at = |base: u16| image + 8 * u64::from(base);
    for (index, frame) in frames.iter().enumerate() {
        if index == 0 {
            let filling =
                Filling { pc: state.pc, resume: state.resume, registers: &state.registers };
            let _ = fill(*frame, at(state.base), &filling, None);
        } else {
            let caller = &state.callers[index - 1];
            let filling =
                Filling { pc: caller.pc, resume: Resume::Result, registers: &caller.registers };
            let instance = fill(*frame, at(caller.base), &filling, caller.init);
            frames[index - 1].aux.set(instance);
            frames[index - 1].back.set(frame.as_ptr());
        }
    }
    Ok(frames)
}

/// The heap frames of an image, innermost first: the last one is the frame it continues, or a new one.
fn heap_frames(
    cx: &Cx,
    unit: &Unit,
    image: u64,
    state: &FrameState,
) -> Result<Vec<FramePtr>, Raised> {
    let mut frames = Vec::with_capacity(state.callers.len() + 1);
    for part in std::iter::once(state.part).chain(state.callers.iter().map(|c| c.part)) {
        let is_last = frames.len() == state.callers.len();
        let frame = match unit.entry {
            Entry::Loop(_) | Entry::Generator if is_last => {
                FramePtr::of_registers(read(frame_slot(unit, image)))
            }
            Entry::Start if is_last && unit.catches => {
                let frame = own_frame(cx, unit, image)?;
                write(frame_slot(unit, image), 0);
                frame
            }
            Entry::Start | Entry::Loop(_) | Entry::Generator => {
                new_frame(cx, &unit.parts[part as usize])?
            }
        };
        frames.push(frame);
    }
    let at = |base: u16| image + 8 * u64::from(base);
    let innermost = Filling { pc: state.pc, resume: state.resume, registers: &state.registers };
    let _ = fill(frames[0], at(state.base), &innermost, None);
    for (index, caller) in state.callers.iter().enumerate() {
        let filling =
            Filling { pc: caller.pc, resume: Resume::Result, registers: &caller.registers };
        let (inner, outer) = (frames[index], frames[index + 1]);
        let instance = fill(outer, at(caller.base), &filling, caller.init);
        inner.kind.set(if instance.is_some() { ReturnKind::Init } else { ReturnKind::Store });
        inner.aux.set(instance);
        inner.back.set(outer.as_ptr());
    }
    if let (Entry::Start, Some(outermost)) = (unit.entry, frames.last()) {
        outermost.kind.set(ReturnKind::Native);
    }
    Ok(frames)
}

/// The frame that is `count` calls out.
fn outwards(frame: FramePtr, count: usize) -> FramePtr {
    (0..count).fold(frame, |frame, _| frame.back().expect("frames of one image are chained"))
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
    let (frame, outermost, state, outcome) = if site == CONVERTED {
        let state = &unit.compiled.sites[read_u32(image + IMAGE_SAVED_SITE as u64) as usize];
        let frame = FramePtr::from_raw(read(register(image, 0)) as *const Frame);
        let frame = frame.expect("a converted image names its frame");
        (
            frame,
            outwards(frame, state.callers.len()),
            state,
            Outcome::Value(read(register(image, 1))),
        )
    } else {
        let state = &unit.compiled.sites[site as usize];
        tier.count_exit(cx, unit, site as usize);
        let Ok(frames) = heap_frames(cx, unit, image, state) else {
            return 0;
        };
        let outcome = if state.exit.is_some() { Outcome::Again } else { Outcome::Value(0) };
        if let (Entry::Loop(_), true) = (unit.entry, frames.len() > 1) {
            cx.head.frame.set(frames[0].as_ptr() as usize);
        }
        (frames[0], frames[frames.len() - 1], state, outcome)
    };
    // Each activation counts.
    cx.head.depth.set(cx.head.depth.get() + state.callers.len() as u32);
    write_u32(image, RETURNED);
    let settled = match outcome {
        Outcome::Again => Ok(()),
        Outcome::Value(value) => settle(cx, frame, state, value),
    };
    match unit.entry {
        Entry::Loop(_) | Entry::Generator => match settled {
            Ok(()) => CONTINUE,
            Err(Raised) => CONTINUE_RAISED,
        },
        Entry::Start => super::words::give(interp::resume(cx, outermost, frame, settled)),
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
        Resume::Init(object) => {
            let object = frame.take_temp(object);
            if value == 0 {
                return Err(Raised);
            }
            let returned = super::words::take(value);
            if !returned.borrow().is_none() {
                return Err(interp::init_result_error(cx, &returned.borrow().ty().name()));
            }
            super::settle::result(cx, frame, state.pc, object.into_word().0)
        }
    }
}

/// Called by the trampoline when a function returns into a frame that has been converted: keeps the value for
/// `py_exit` and gives the address to go on at.
#[expect(unsafe_code, reason = "the trampoline in `abi::entry` knows this symbol")]
// SAFETY: no other function of the program has this name.
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

/// An interpreter loop that native code called from compiled code has entered.
pub(crate) struct Segment {
    /// Anchors of the compiled code below.
    at: Position,
    /// The loop's first frame.
    entry: FramePtr,
    /// The heap frame below the compiled code.
    outer: Option<FramePtr>,
}

/// Puts the anchors back when an interpreter loop ends.
pub(crate) struct SegmentGuard<'c>(Option<&'c Cx>);

/// Called when an interpreter loop begins with `frame`: it is the innermost activation from now on.
#[inline(always)]
pub(crate) fn enter_interpreter(cx: &Cx, frame: FramePtr) -> SegmentGuard<'_> {
    if cx.head.anchor_fp.get() == 0 {
        return SegmentGuard(None);
    }
    enter_from_compiled(cx, frame)
}

#[inline(never)]
fn enter_from_compiled(cx: &Cx, frame: FramePtr) -> SegmentGuard<'_> {
    let fp = cx.head.anchor_fp.replace(0) as u64;
    let sp = cx.head.anchor_sp.replace(0) as u64;
    let at = Position { frame: fp, slot: sp };
    cx.segments.borrow_mut().push(Segment { at, entry: frame, outer: frame.back() });
    SegmentGuard(Some(cx))
}

impl Drop for SegmentGuard<'_> {
    fn drop(&mut self) {
        if let Some(cx) = self.0
            && let Some(segment) = cx.segments.borrow_mut().pop()
        {
            cx.head.anchor_fp.set(segment.at.frame as usize);
            cx.head.anchor_sp.set(segment.at.slot as usize);
        }
    }
}

/// Gives up the compiled loop that has called out, if it is one.
pub(crate) fn give_up_innermost(cx: &Cx) {
    let tier = cx.vm().tier();
    let (frame, slot) = (cx.head.anchor_fp.get() as u64, cx.head.anchor_sp.get() as u64);
    if frame == 0 {
        return;
    }
    let step = super::words::step(Position { frame, slot }, &|slot| tier.mark(slot));
    if let Step::Compiled { address, .. } = step
        && let Some(unit) = tier.unit_at(address)
    {
        super::exits::give_up_loop(cx, unit);
    }
}

/// Turns every compiled activation of the thread into a heap frame, so that `Cx.frame` and `back` show them all.
/// Compiled functions whose callee runs go on in the interpreter when it returns.
pub(crate) fn materialise(cx: &Cx) {
    if !cx.vm().tier().has_units() {
        return;
    }
    let mut inner: Option<FramePtr> = None;
    let mut next = FramePtr::current(cx);
    let first =
        Position { frame: cx.head.anchor_fp.get() as u64, slot: cx.head.anchor_sp.get() as u64 };
    if first.frame != 0 {
        (inner, next) = convert_and_link(cx, first, None, next);
    }
    let mut index = cx.segments.borrow().len();
    while index > 0 {
        index -= 1;
        let (at, entry, outer) = {
            let segments = cx.segments.borrow();
            let segment = &segments[index];
            (segment.at, segment.entry, segment.outer)
        };
        // The heap frames of this loop, out to the one it began with.
        if let Some(frame) = next {
            link(cx, inner, frame);
        }
        (inner, next) = convert_and_link(cx, at, Some(entry), outer);
    }
    if let Some(frame) = next {
        link(cx, inner, frame);
    }
}

/// Converts a segment and chains its frames behind `inner`. Returns the outermost frame so far and the heap frame
/// that belongs behind it; `outer` is that one, unless it is itself a frame of the segment, converted before.
fn convert_and_link(
    cx: &Cx,
    at: Position,
    inner: Option<FramePtr>,
    outer: Option<FramePtr>,
) -> (Option<FramePtr>, Option<FramePtr>) {
    let frames = convert_segment(cx, at);
    let mut last = inner;
    for frame in &frames {
        link(cx, last, *frame);
        last = Some(*frame);
    }
    match (outer, frames.last()) {
        (Some(outer), Some(end)) if frames.contains(&outer) => (last, end.back()),
        _ => (last, outer),
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
                    frames.extend(convert(cx, unit, image, at.slot, address));
                }
                at = next;
            }
        }
    }
}

/// Converts one image. Returns its frames that are not on the interpreter's chain already, innermost first.
fn convert(cx: &Cx, unit: &Unit, image: u64, slot: u64, address: u64) -> Vec<FramePtr> {
    let site = read_u32(image);
    if site == RETURNED {
        return Vec::new();
    }
    let mut frames = Vec::new();
    if site == CONVERTED {
        let state = &unit.compiled.sites[read_u32(image + IMAGE_SAVED_SITE as u64) as usize];
        if let Some(frame) = FramePtr::from_raw(read(register(image, 0)) as *const Frame) {
            frames.extend((0..=state.callers.len()).map(|count| outwards(frame, count)));
        }
    } else {
        let state = &unit.compiled.sites[site as usize];
        let Ok(made) = heap_frames(cx, unit, image, state) else { return frames };
        frames = made;
        write_u32(image + IMAGE_SAVED_SITE as u64, site);
        write_u32(image, CONVERTED);
        write(register(image, 0), frames[0].as_ptr() as u64);
        cx.vm().tier().add_mark(slot, address);
        write(slot, deopt_return_address());
    }
    if !matches!(unit.entry, Entry::Start) {
        // The loop's frame is on the chain.
        frames.pop();
    }
    frames
}
