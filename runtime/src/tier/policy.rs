//! When to compile what, and how to enter it; `exits` says when to give up.
//!
//! Always true: a code object's counter falls at calls and back edges; at zero the policy decides, and sets it anew.
//! A piece of code is compiled a few times at most: with its feedback, again with newer feedback after repeated exits,
//! at last without speculation; then it stays in the interpreter.

use super::compile::Order;
use super::{Tier, Unit, words};
use crate::builtins::code::Code;
use crate::builtins::frame::FramePtr;
use crate::builtins::function::Function;
use crate::cx::Cx;
use crate::exceptions::{PyResult, Raised};
use crate::object::{Owned, Ref};
use crate::vm::settings::{JitMode, Settings};
use abi::compiler::{Dump, Entry, Tier as Level};
use abi::deopt::{CONTINUE, CONTINUE_RAISED, EXHAUSTED};
use std::cell::{Cell, RefCell};

/// Counts until the first decision: about as many as make up for the time a quick compile takes.
const DEFAULT_TIER_UP: u32 = 3000;
/// Counts until the next look at code that was declined for the moment.
const RETRY: u32 = 20_000;
/// Rounds of quick code until it is made again for speed.
pub(super) const TOP_HEAT: u64 = 100_000;
/// After so many entries of a loop its function is compiled as a whole.
const OFTEN_ENTERED: u32 = 100;
/// A loop that was left is entered again after so many turns.
pub(super) const REENTRY: u32 = 2;
/// Back edges of other loops that pass until a code object with a unit gets another.
const PROBES: u8 = 16;
/// Instructions from which on quick code is left out: fast code generation is not fast then.
const MOST_FOR_QUICK: usize = 1500;
/// Machine code that a process may hold.
const MOST_CODE_BYTES: u64 = 64 << 20;
/// Nanoseconds of compiling that every program may take.
const CREDIT: u64 = 25_000_000;
/// One part in so many of the program's own time may go into quick compiles.
const QUICK_SHARE: u64 = 8;
/// So many quick units that have not proven hot double the counts until the next one.
const UNPROVEN_STEP: u32 = 8;
/// The same for the top tier, which is ordered only for code that has proven hot.
const TOP_SHARE: u64 = 5;

/// Nanoseconds per instruction that quick and top compiles are thought to take before there are any,
const FIRST_RATES: [u64; 2] = [100_000, 500_000];
/// and for how many instructions that thought counts.
const RATE_WEIGHT: u64 = 100;
/// Instructions that a loop of a large function is thought to have.
pub(super) const MOST_OF_LOOP: u64 = 200;

/// What the command line asks for.
#[derive(Default)]
pub(crate) struct Options {
    pub(crate) mode: Cell<JitMode>,
    pub(super) tier_up: Cell<u32>,
    pub(crate) deopt_every: Cell<u64>,
    dump: RefCell<Vec<(Dump, Option<String>)>>,
    pub(crate) perf_map: Cell<bool>,
}

impl Options {
    /// Takes the settings over.
    pub(crate) fn set(&self, settings: &Settings) {
        self.mode.set(settings.jit);
        let default = match settings.jit {
            JitMode::Eager | JitMode::EagerAll => 1,
            JitMode::On | JitMode::Off => DEFAULT_TIER_UP,
        };
        self.tier_up.set(settings.tier_up.unwrap_or(default).max(1));
        self.deopt_every.set(u64::from(settings.deopt_every.unwrap_or(0)));
        self.perf_map.set(settings.perf_map);
        for text in &settings.dump {
            let (stage, function) = match text.split_once(':') {
                Some((stage, function)) => (stage, Some(function.to_owned())),
                None => (text.as_str(), None),
            };
            let stage = match stage {
                "typed" => Dump::Typed,
                "llvm" => Dump::Llvm,
                "asm" => Dump::Asm,
                _ => continue,
            };
            self.dump.borrow_mut().push((stage, function));
        }
    }

    /// The stages to print of a function.
    pub(crate) fn dumps(&self, name: &str) -> Vec<Dump> {
        let wanted = |function: &Option<String>| function.as_ref().is_none_or(|f| f == name);
        self.dump.borrow().iter().filter(|(_, f)| wanted(f)).map(|(stage, _)| *stage).collect()
    }
}

/// What has been tried with one piece of code.
#[derive(Clone, Default)]
pub(crate) struct History {
    /// Units that left too often.
    pub(super) killed: u32,
    /// Units that left too often for the protocol, at instructions that will ask it from now on.
    pub(super) doubted: u32,
    pub(crate) no_speculation: Vec<(u32, u16)>,
    pub(crate) generic: bool,
    /// The function's handlers are to be compiled.
    pub(crate) catches: bool,
    pub(super) given_up: bool,
    /// How often its counter has run out.
    asked: u32,
    /// A request is with the worker.
    pub(super) waiting: bool,
}

const START: u32 = u32::MAX;

pub(super) fn key(code: &Code, entry: Entry) -> (u64, u32) {
    let pc = match entry {
        Entry::Start | Entry::Generator => START,
        Entry::Loop(pc) => pc,
    };
    (std::ptr::from_ref(code) as u64, pc)
}

impl Tier {
    /// The counter of a new code object.
    pub(crate) fn first_count(&self) -> u32 {
        if self.options.mode.get() == JitMode::Off { u32::MAX } else { self.options.tier_up.get() }
    }

    /// Binds a code object to the globals its compiled code will use; false if it has others already.
    pub(crate) fn bind(&self, code: &Code, globals: Ref<'_>) -> bool {
        let bound = code.bound_globals.get();
        if bound == 0 {
            // Kept for good, so that the address names this dict only.
            code.bound_globals.set(globals.own().into_word().0);
            return true;
        }
        bound == globals.word().0
    }

    fn enabled(&self, cx: &Cx) -> bool {
        self.options.mode.get() != JitMode::Off && self.has_compiler() && cx.head.tracing.get() == 0
    }

    /// Whether there is time for a compile: compiles may take a share of the time the program has run, and a little
    /// to begin with.
    fn affords(&self, code: &Code, entry: Entry, level: Level) -> bool {
        if self.is_synchronous() {
            return true;
        }
        if self.stats.code_bytes.get() > MOST_CODE_BYTES {
            return false;
        }
        let spent = self.spent.get();
        let ran = crate::vm::signals::process_nanoseconds().saturating_sub(spent);
        let share = match level {
            Level::Quick => ran / QUICK_SHARE,
            Level::Top => ran / TOP_SHARE,
        };
        spent + self.estimate(code, entry, level) < CREDIT + share
    }

    /// Nanoseconds that a compile will take, going by those so far.
    fn estimate(&self, code: &Code, entry: Entry, level: Level) -> u64 {
        let instructions = code.ir().function.insns.len() as u64;
        let instructions = match entry {
            Entry::Loop(_) => instructions.min(MOST_OF_LOOP),
            Entry::Start | Entry::Generator => instructions,
        };
        let (index, first) = (level as usize, FIRST_RATES[level as usize]);
        let nanoseconds = self.stats.nanoseconds[index].get() + first * RATE_WEIGHT;
        let compiled = self.stats.instructions[index].get() + RATE_WEIGHT;
        instructions * (nanoseconds / compiled)
    }

    /// Whether code has to ask more often before it is made: as often as there are units that were made for nothing.
    fn doubts(&self, code: &Code, entry: Entry) -> bool {
        if self.is_synchronous() {
            return false;
        }
        let needed = 1 << (self.unproven.get() / UNPROVEN_STEP).min(7);
        let mut histories = self.history.borrow_mut();
        let history = histories.entry(key(code, entry)).or_default();
        history.asked += 1;
        history.asked < needed
    }

    /// How long to look for other loops' units after one has been left.
    pub(super) fn probes(&self) -> u8 {
        if self.is_synchronous() { 0 } else { PROBES }
    }

    /// What to make first of code that has none.
    fn first_level(&self, code: &Code) -> Level {
        match self.options.mode.get() {
            JitMode::Eager => Level::Quick,
            JitMode::EagerAll => Level::Top,
            JitMode::On | JitMode::Off => {
                let large = code.ir().function.insns.len() > MOST_FOR_QUICK;
                if large { Level::Top } else { Level::Quick }
            }
        }
    }
}

/// Whether the function's compiled code may be entered: it is made for the function's globals, and
/// nobody wants to be told of calls and lines.
#[inline]
pub(crate) fn fits(cx: &Cx, function: Ref<'_>) -> bool {
    let function = function.recv::<Function>();
    cx.head.tracing.get() == 0 && function.code().bound_globals.get() == function.globals().word().0
}

/// Whether compiled code of the frame's code object is made for the frame's globals.
#[inline]
pub(crate) fn fits_frame(frame: FramePtr) -> bool {
    frame.code().bound_globals.get() == Ref::from_object(frame.globals()).word().0
}

/// Orders code, unless it has been given up, is on its way or costs too much now.
pub(super) fn order(cx: &Cx, order: &Order<'_>) -> Option<&'static Unit> {
    let tier = cx.vm().tier();
    let code = order.code.recv::<Code>();
    let history = tier.history.borrow().get(&key(code, order.entry)).cloned().unwrap_or_default();
    code.hotness.set(RETRY);
    if history.given_up || history.waiting {
        return None;
    }
    if !tier.affords(code, order.entry, order.level)
        || (order.level == tier.first_level(code) && tier.doubts(code, order.entry))
    {
        code.hotness.set(tier.options.tier_up.get());
        return None;
    }
    super::compile::compile(cx, order, history)
}

/// A function's counter has run out at a call: compiles it if that pays.
pub(crate) fn call_hot(cx: &Cx, function: Ref<'_>) {
    let tier = cx.vm().tier();
    let recv = function.recv::<Function>();
    let code = recv.code();
    code.hotness.set(if tier.options.mode.get() == JitMode::Off { u32::MAX } else { RETRY });
    if !tier.enabled(cx) {
        return;
    }
    super::compile::install_ready(cx);
    if code.compiled.get() != 0 || !tier.bind(code, recv.globals()) {
        return;
    }
    order(
        cx,
        &Order {
            code: Ref::from_object(code),
            globals: recv.globals(),
            builtins: recv.builtins(),
            entry: Entry::Start,
            frame: None,
            level: tier.first_level(code),
        },
    );
}

/// The most parameters compiled code takes.
const MOST_PARAMETERS: usize = 16;

/// Calls a function's compiled code with `count` arguments, exactly its parameters; `word` gives each, with a count
/// that goes to the callee.
///
/// # Errors
/// What the function raises.
pub(crate) fn enter_function(
    cx: &Cx,
    function: Ref<'_>,
    count: usize,
    word: impl Fn(usize) -> u64,
) -> PyResult {
    let code = function.recv::<Function>().code();
    let mut words = [0; MOST_PARAMETERS];
    for (index, place) in words.iter_mut().enumerate().take(count) {
        *place = word(index);
    }
    let depth = cx.head.depth.get();
    let arguments = &words[..count.clamp(3, MOST_PARAMETERS)];
    let entry = code.compiled.get();
    let result = words::enter(cx, entry, function.word().0, u64::from(depth) + 1, arguments);
    cx.head.depth.set(depth);
    if result == 0 { Err(Raised) } else { Ok(words::take(result)) }
}

/// How a loop that was entered ended.
pub(crate) enum LoopEnd {
    /// It was not entered.
    NotEntered,
    /// The frame goes on at its position.
    Continue,
    /// The frame goes on with an exception pending at its position.
    Raise,
    /// The frame returned this.
    Returned(Owned),
    /// The frame was left by an exception.
    Failed,
}

/// A code object's counter has run out at a back edge to `pc`: enters compiled code if there is any.
pub(crate) fn loop_hot(cx: &Cx, frame: FramePtr, pc: u32) -> LoopEnd {
    let tier = cx.vm().tier();
    let code = frame.code();
    code.hotness.set(if tier.options.mode.get() == JitMode::Off { u32::MAX } else { RETRY });
    if !tier.enabled(cx) {
        return LoopEnd::NotEntered;
    }
    super::compile::install_ready(cx);
    if code.has(ir::code::flags::GENERATOR) {
        // Its code is entered when the generator is resumed.
        order_generator(cx, frame);
        return LoopEnd::NotEntered;
    }
    let Some(unit) = loop_unit(cx, frame, pc) else {
        return LoopEnd::NotEntered;
    };
    unit.entered.set(unit.entered.get().wrapping_add(1));
    if unit.entered.get().is_multiple_of(OFTEN_ENTERED) {
        order_function(cx, frame);
    }
    code.hotness.set(REENTRY);
    code.probes.set(tier.probes());
    let depth = cx.head.depth.get();
    let registers = frame.registers_address() as u64;
    let result = words::enter(cx, unit.compiled.entry, registers, u64::from(depth), &[0, 0, 0]);
    cx.head.depth.set(depth);
    match result {
        CONTINUE => LoopEnd::Continue,
        CONTINUE_RAISED => LoopEnd::Raise,
        0 => LoopEnd::Failed,
        word => LoopEnd::Returned(words::take(word)),
    }
}

/// Orders code for the function of a frame, if it has none: its loop is entered so often that it must be called often.
fn order_function(cx: &Cx, frame: FramePtr) {
    let tier = cx.vm().tier();
    let code = frame.code();
    let starred = ir::code::flags::VARARGS | ir::code::flags::VARKEYWORDS;
    let flags = code.ir().flags;
    if code.compiled.get() != 0 || flags & starred != 0 || !code.has(ir::code::flags::OPTIMIZED) {
        return;
    }
    order(
        cx,
        &Order {
            code: Ref::from_object(code),
            globals: Ref::from_object(frame.globals()),
            builtins: Ref::from_object(frame.builtins()),
            entry: Entry::Start,
            frame: None,
            level: tier.first_level(code),
        },
    );
}

/// Orders code for a generator's frame, if it has none.
fn order_generator(cx: &Cx, frame: FramePtr) {
    let tier = cx.vm().tier();
    let code = frame.code();
    let globals = Ref::from_object(frame.globals());
    if code.compiled.get() != 0 || !tier.bind(code, globals) {
        return;
    }
    order(
        cx,
        &Order {
            code: Ref::from_object(code),
            globals,
            builtins: Ref::from_object(frame.builtins()),
            entry: Entry::Generator,
            frame: None,
            level: tier.first_level(code),
        },
    );
}

/// How a generator that was resumed in compiled code has stopped.
pub(crate) enum Resumed {
    /// There is no code for it.
    NotEntered,
    /// It yielded this; the frame stands at the yield.
    Yielded(Owned),
    /// It ended.
    Ended,
    /// The frame goes on at its position.
    Continue,
    /// The frame goes on with an exception pending at its position.
    Raise,
}

/// Resumes a generator's frame, which is on the chain, in compiled code if there is any. `state` is 0 at the start and
/// else the number of the yield where it stands.
pub(crate) fn resume_generator(cx: &Cx, frame: FramePtr, state: u64) -> Resumed {
    let code = frame.code();
    if code.compiled.get() == 0 {
        let tier = cx.vm().tier();
        code.hotness.set(if tier.options.mode.get() == JitMode::Off { u32::MAX } else { RETRY });
        if !tier.enabled(cx) {
            return Resumed::NotEntered;
        }
        super::compile::install_ready(cx);
        order_generator(cx, frame);
    }
    if code.compiled.get() == 0 || !fits_frame(frame) {
        return Resumed::NotEntered;
    }
    enter_generator(cx, frame, state)
}

/// The same for a generator that has code.
#[inline]
pub(crate) fn enter_generator(cx: &Cx, frame: FramePtr, state: u64) -> Resumed {
    let _segment = super::frames::enter_interpreter(cx, frame);
    let depth = cx.head.depth.get();
    let registers = frame.registers_address() as u64;
    let entry = frame.code().compiled.get();
    let result = words::enter(cx, entry, registers, u64::from(depth), &[state, 0, 0]);
    cx.head.depth.set(depth);
    match result {
        CONTINUE => Resumed::Continue,
        CONTINUE_RAISED | 0 => Resumed::Raise,
        EXHAUSTED => Resumed::Ended,
        word => Resumed::Yielded(words::take(word)),
    }
}

/// The unit to enter at `pc`; orders one, or a better one, if it is time.
fn loop_unit(cx: &Cx, frame: FramePtr, pc: u32) -> Option<&'static Unit> {
    let tier = cx.vm().tier();
    let code = frame.code();
    let unit = tier.loop_unit(std::ptr::from_ref(code) as u64, pc).filter(|u| !u.dead.get());
    let level = match unit {
        Some(unit) if unit.wants_top.get() => Level::Top,
        Some(unit) => return Some(unit),
        None if code.probes.get() > 0 => {
            // Another loop of this code has a unit: its next round may be near.
            code.probes.set(code.probes.get() - 1);
            code.hotness.set(REENTRY);
            return None;
        }
        None => tier.first_level(code),
    };
    let globals = Ref::from_object(frame.globals());
    let has_names = code.has(ir::code::flags::OPTIMIZED)
        || super::request::names_are_globals(code, Some(frame));
    if !has_names || !tier.bind(code, globals) {
        return None;
    }
    let made = order(
        cx,
        &Order {
            code: Ref::from_object(code),
            globals,
            builtins: Ref::from_object(frame.builtins()),
            entry: Entry::Loop(pc),
            frame: Some(frame),
            level,
        },
    );
    if let Some(unit) = unit {
        unit.wants_top.set(false);
    }
    made.or(unit)
}
