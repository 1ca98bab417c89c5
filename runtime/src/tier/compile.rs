//! From an order to a unit: the request is built, compiled here or by the worker, and what comes back is installed.
//!
//! Always true: what a request names stays alive from the moment it is built, in `Pending` first and in the unit
//! afterwards; units are installed by the program's thread, between two instructions.

use super::policy::{History, REENTRY, TOP_HEAT, key};
use super::unit::Part;
use super::worker::{Hold, Worker};
use super::{BREAK_FOR_CODE, Tier, Unit};
use crate::builtins::code::Code;
use crate::builtins::frame::FramePtr;
use crate::cx::Cx;
use crate::object::{Owned, Ref};
use crate::vm::settings::JitMode;
use abi::compiler::{Bailout, CompileRequest, CompiledCode, Entry, Tier as Level};
use std::cell::Cell;
use std::sync::Arc;
use std::sync::atomic::Ordering;

/// What is to be compiled.
#[derive(Clone, Copy)]
pub(super) struct Order<'a> {
    pub(super) code: Ref<'a>,
    pub(super) globals: Ref<'a>,
    pub(super) builtins: Ref<'a>,
    pub(super) entry: Entry,
    /// The frame that stands at a loop's header.
    pub(super) frame: Option<FramePtr>,
    pub(super) level: Level,
}

/// What a unit will be made of when its code is there.
pub(super) struct Pending {
    number: u32,
    code: Arc<ir::Code>,
    parts: Vec<Part>,
    entry: Entry,
    level: Level,
    catches: bool,
    kept: Vec<Owned>,
    heat: Box<Cell<u64>>,
}

/// Compiles at once and returns the unit, or hands the request to the worker.
pub(super) fn compile(cx: &Cx, order: &Order<'_>, mut history: History) -> Option<&'static Unit> {
    let tier = cx.vm().tier();
    let code = order.code.recv::<Code>();
    let mut built = super::request::build(cx, order, &history);
    let heat = Box::new(Cell::new(TOP_HEAT));
    if order.level == Level::Quick && tier.options.mode.get() == JitMode::On {
        built.request.heat = heat.as_ptr() as u64;
    }
    let request = built.request;
    let pending = Pending {
        number: request.unit,
        code: request.code.clone(),
        parts: built.parts,
        entry: order.entry,
        level: order.level,
        catches: request.catches,
        kept: built.kept,
        heat,
    };
    let world = tier.world.get_or_init(|| super::world::world(cx));
    if tier.is_synchronous() {
        let started = crate::vm::signals::thread_nanoseconds();
        let result = {
            let mut compiler = tier.compiler.borrow_mut();
            let compiler = compiler.get_or_insert_with(tier.factory.get()?);
            compiler.compile(world, &request)
        };
        let nanoseconds = crate::vm::signals::thread_nanoseconds() - started;
        return finish(tier, pending, result, nanoseconds);
    }
    history.waiting = hand_over(tier, request);
    if history.waiting {
        tier.pending.borrow_mut().insert(pending.number, pending);
    }
    tier.history.borrow_mut().insert(key(code, order.entry), history);
    None
}

/// Gives a request to the worker, which is started if there is none; false if it takes none.
fn hand_over(tier: &Tier, request: CompileRequest) -> bool {
    let mut worker = tier.worker.borrow_mut();
    if worker.is_none() {
        let (Some(factory), Some(world)) = (tier.factory.get(), tier.world.get()) else {
            return false;
        };
        *worker = Worker::start(factory, world.clone(), &Cx::current().head.eval_breaker);
    }
    worker.as_ref().is_some_and(|worker| worker.submit(request))
}

/// Installs what the worker has made since the last look.
#[inline]
pub(crate) fn install_ready(cx: &Cx) {
    let tier = cx.vm().tier();
    // The bit goes first: the worker sets it behind what it says.
    if cx.head.eval_breaker.load(Ordering::Relaxed) & BREAK_FOR_CODE != 0 {
        cx.head.eval_breaker.fetch_and(!BREAK_FOR_CODE, Ordering::AcqRel);
    }
    if tier.pending.borrow().is_empty() {
        return;
    }
    install_some(tier);
}

#[inline(never)]
fn install_some(tier: &Tier) {
    let done = match &*tier.worker.borrow() {
        Some(worker) if worker.is_ready() => worker.take(),
        _ => return,
    };
    for made in done {
        let Some(pending) = tier.pending.borrow_mut().remove(&made.unit) else { continue };
        finish(tier, pending, made.result, made.nanoseconds);
    }
}

/// Makes a unit of what the compiler gives and lets it be entered.
fn finish(
    tier: &Tier,
    pending: Pending,
    result: Result<CompiledCode, Bailout>,
    nanoseconds: u64,
) -> Option<&'static Unit> {
    let add = |cell: &Cell<u64>, count: u64| cell.set(cell.get() + count);
    let (stats, level) = (&tier.stats, pending.level as usize);
    add(&stats.nanoseconds[level], nanoseconds);
    let instructions = pending.code.function.insns.len() as u64;
    add(
        &stats.instructions[level],
        match pending.entry {
            Entry::Loop(_) => instructions.min(super::policy::MOST_OF_LOOP),
            Entry::Start | Entry::Generator => instructions,
        },
    );
    add(&tier.spent, nanoseconds);
    let object = pending.parts[0].object.clone();
    let code = object.borrow().recv::<Code>();
    let place = key(code, pending.entry);
    let again = {
        let mut histories = tier.history.borrow_mut();
        let history = histories.entry(place).or_default();
        history.waiting = false;
        history.given_up |= result.is_err();
        history.killed > 0
    };
    let compiled = match result {
        Ok(compiled) => compiled,
        Err(reason) => {
            tier.count_bailout(reason);
            return None;
        }
    };
    add(&stats.code_bytes, compiled.size as u64);
    let counters = match pending.entry {
        Entry::Start | Entry::Generator => &stats.functions,
        Entry::Loop(_) => &stats.loops,
    };
    add(&counters[level], 1);
    if pending.level == Level::Quick {
        tier.unproven.set(tier.unproven.get() + 1);
    }
    add(&stats.recompiled, u64::from(again));
    if tier.options.perf_map.get() {
        super::stats::write_perf_map(&compiled, &pending.code.name);
    }
    let sites = compiled.sites.len();
    let unit = tier.add(Unit {
        number: pending.number,
        code: pending.code,
        entry: pending.entry,
        compiled,
        parts: pending.parts,
        catches: pending.catches,
        uncaught: Cell::new(0),
        entered: Cell::new(0),
        exits: (0..sites).map(|_| Cell::new(0)).collect(),
        heat: pending.heat,
        heats: Cell::new(0),
        wants_top: Cell::new(false),
        dead: Cell::new(false),
        _kept: pending.kept,
    });
    match pending.entry {
        Entry::Start | Entry::Generator => {
            if let Some(old) = tier.function_unit(code) {
                old.dead.set(true);
            }
            code.compiled.set(unit.compiled.entry);
        }
        Entry::Loop(pc) => {
            if let Some(old) = tier.loop_unit(place.0, pc) {
                old.dead.set(true);
            }
            tier.set_loop_unit(place.0, pc, unit);
            code.probes.set(tier.probes());
            code.hotness.set(REENTRY);
        }
    }
    Some(unit)
}

impl Tier {
    /// The unit that calls of a code object enter.
    fn function_unit(&self, code: &Code) -> Option<&'static Unit> {
        let entry = code.compiled.get();
        if entry == 0 { None } else { self.unit_at(entry) }
    }

    /// Keeps the worker from working, so that no lock is taken while a fork copies the process.
    pub(crate) fn hold(&self) -> Hold {
        self.worker.borrow().as_ref().map_or_else(Hold::nothing, Worker::hold)
    }

    /// The child of a fork has no worker: what it was to make is ordered anew when it is hot again.
    pub(crate) fn after_fork(&self) {
        let Some(worker) = self.worker.borrow_mut().take() else { return };
        worker.abandon();
        self.pending.borrow_mut().clear();
        for history in self.history.borrow_mut().values_mut() {
            history.waiting = false;
        }
    }
}
