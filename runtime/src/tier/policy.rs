//! When to compile what, how to enter it, when to give up.
//!
//! Always true: a code object's counter falls at calls and back edges; at zero the policy decides, and sets it anew.
//! A piece of code is compiled a few times at most: with its feedback, again with newer feedback after repeated exits,
//! at last without speculation; then it stays in the interpreter.

use super::{Tier, Unit, words};
use crate::builtins::code::Code;
use crate::builtins::frame::FramePtr;
use crate::builtins::function::Function;
use crate::cx::Cx;
use crate::exceptions::{PyResult, Raised};
use crate::object::{Owned, Ref};
use crate::vm::settings::{JitMode, Settings};
use abi::compiler::{Dump, Entry, Tier as Level};
use abi::deopt::{CONTINUE, CONTINUE_RAISED, ExitKind};
use std::cell::{Cell, RefCell};

/// Counts until the first decision.
const DEFAULT_TIER_UP: u32 = 1500;
/// Counts until the next look at code that was declined for the moment.
const RETRY: u32 = 20_000;
/// Exits at one site until the code is made again.
const MOST_EXITS: u32 = 40;
/// Exits for an instruction without a compiled form until the code is left to the interpreter.
const MOST_DECLINED: u32 = 300;
/// Attempts with speculation.
const MOST_ATTEMPTS: u32 = 4;
/// Rounds of quick code until it is made again for speed.
const TOP_HEAT: u64 = 20_000;
/// A loop that was left is entered again after so many turns.
const REENTRY: u32 = 2;

/// What the command line asks for.
#[derive(Default)]
pub(crate) struct Options {
    pub(crate) mode: Cell<JitMode>,
    tier_up: Cell<u32>,
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
    attempts: u32,
    pub(crate) no_speculation: Vec<(u32, u16)>,
    pub(crate) generic: bool,
    given_up: bool,
    top: bool,
}

const START: u32 = u32::MAX;

fn key(code: &Code, entry: Entry) -> (u64, u32) {
    let pc = match entry {
        Entry::Start => START,
        Entry::Loop(pc) => pc,
    };
    (std::ptr::from_ref(code) as u64, pc)
}

impl Tier {
    /// Counts to give a code object whose counter has run out.
    fn next_count(&self) -> u32 {
        self.options.tier_up.get()
    }

    /// The counter of a new code object.
    pub(crate) fn first_count(&self) -> u32 {
        if self.options.mode.get() == JitMode::Off { u32::MAX } else { self.next_count() }
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
        self.options.mode.get() != JitMode::Off
            && self.compiler.borrow().is_some()
            && cx.head.tracing.get() == 0
    }
}

/// Whether the function's compiled code is made for its globals.
#[inline]
pub(crate) fn fits(_cx: &Cx, function: Ref<'_>) -> bool {
    let function = function.recv::<Function>();
    function.code().bound_globals.get() == function.globals().word().0
}

/// Compiles `entry` of `code`, unless it has been given up.
fn compile(
    cx: &Cx,
    code: Ref<'_>,
    globals: Ref<'_>,
    builtins: Ref<'_>,
    entry: Entry,
    frame: Option<FramePtr>,
) -> Option<&'static Unit> {
    let tier = cx.vm().tier();
    let object = code.recv::<Code>();
    let mut history = tier.history.borrow().get(&key(object, entry)).cloned().unwrap_or_default();
    if history.given_up {
        return None;
    }
    history.attempts += 1;
    history.generic = history.attempts > MOST_ATTEMPTS;
    let level = match tier.options.mode.get() {
        JitMode::Eager => Level::Quick,
        JitMode::EagerAll => Level::Top,
        JitMode::On | JitMode::Off if history.top => Level::Top,
        JitMode::On | JitMode::Off => Level::Quick,
    };
    let heat = Box::new(Cell::new(TOP_HEAT));
    let world = tier.world.get_or_init(|| super::request::world(cx));
    let mut built =
        super::request::build(cx, code, globals, builtins, entry, frame, level, &history);
    if level == Level::Quick && tier.options.mode.get() == JitMode::On {
        built.request.heat = heat.as_ptr() as u64;
    }
    let started = std::time::Instant::now();
    let result = tier.compiler.borrow_mut().as_mut()?.compile(world, &built.request);
    let stats = &tier.stats;
    stats.nanoseconds.set(stats.nanoseconds.get() + started.elapsed().as_nanos() as u64);
    let made = match result {
        Ok(compiled) => {
            stats.code_bytes.set(stats.code_bytes.get() + compiled.size as u64);
            let counter = match entry {
                Entry::Start => &stats.functions,
                Entry::Loop(_) => &stats.loops,
            };
            counter.set(counter.get() + 1);
            if history.attempts > 1 {
                stats.recompiled.set(stats.recompiled.get() + 1);
            }
            if tier.options.perf_map.get() {
                super::stats::write_perf_map(&compiled, &object.ir().name);
            }
            let sites = compiled.sites.len();
            Some(tier.add(Unit {
                code: built.request.code,
                entry,
                compiled,
                constants: built.request.constants,
                names: built.request.names,
                exits: (0..sites).map(|_| Cell::new(0)).collect(),
                _heat: heat,
                dead: Cell::new(false),
                object: code.own(),
                globals: globals.own(),
                builtins: builtins.own(),
                _kept: built.kept,
            }))
        }
        Err(reason) => {
            tier.count_bailout(reason);
            history.given_up = true;
            None
        }
    };
    tier.history.borrow_mut().insert(key(object, entry), history);
    made
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
    if code.compiled.get() != 0 || !tier.bind(code, recv.globals()) {
        return;
    }
    let code_ref = Ref::from_object(code);
    if let Some(unit) = compile(cx, code_ref, recv.globals(), recv.builtins(), Entry::Start, None) {
        code.compiled.set(unit.compiled.entry);
    }
    code.hotness.set(tier.next_count());
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
    let address = std::ptr::from_ref(code) as u64;
    let mut unit = tier.loop_unit(address, pc).filter(|unit| !unit.dead.get());
    if unit.is_none() {
        let globals = Ref::from_object(frame.globals());
        let builtins = Ref::from_object(frame.builtins());
        if tier.bind(code, globals) {
            unit = compile(
                cx,
                Ref::from_object(code),
                globals,
                builtins,
                Entry::Loop(pc),
                Some(frame),
            );
        }
        if let Some(unit) = unit {
            tier.set_loop_unit(address, pc, unit);
        }
    }
    let Some(unit) = unit else {
        return LoopEnd::NotEntered;
    };
    code.hotness.set(REENTRY);
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

/// An exit was taken for the `count`-th time at a site.
pub(super) fn exit_taken(tier: &Tier, unit: &'static Unit, site: usize, count: u32) {
    let state = &unit.compiled.sites[site];
    let Some(kind) = state.exit else { return };
    if kind == ExitKind::EvalBreaker || unit.dead.get() {
        return;
    }
    if kind == ExitKind::TierUp {
        unit.dead.set(true);
        let code = unit.code_object();
        let mut histories = tier.history.borrow_mut();
        let history = histories.entry(key(code, unit.entry)).or_default();
        history.top = true;
        history.attempts = history.attempts.saturating_sub(1);
        if matches!(unit.entry, Entry::Start) && code.compiled.get() == unit.compiled.entry {
            code.compiled.set(0);
        }
        code.hotness.set(1);
        return;
    }
    let most = if kind == ExitKind::Declined { MOST_DECLINED } else { MOST_EXITS };
    if tier.options.deopt_every.get() != 0 || count < most {
        return;
    }
    unit.dead.set(true);
    if !tier.options.dumps(&unit.code.name).is_empty() {
        let insn = unit.code.function.insns[state.pc as usize];
        eprintln!("jit: {} killed by {} at {}: {insn:?}", unit.code.name, kind.name(), state.pc);
    }
    let code = unit.code_object();
    let mut histories = tier.history.borrow_mut();
    let history = histories.entry(key(code, unit.entry)).or_default();
    if kind == ExitKind::LoopEntry {
        history.no_speculation.extend(unit.compiled.speculated.iter().filter(|s| s.0 == state.pc));
    }
    if history.generic || kind == ExitKind::Declined {
        history.given_up = true;
    }
    if matches!(unit.entry, Entry::Start) && code.compiled.get() == unit.compiled.entry {
        code.compiled.set(0);
    }
    code.hotness.set(tier.next_count().min(200));
}
