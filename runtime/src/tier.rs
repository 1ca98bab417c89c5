//! Tiers: when code is compiled, how it is entered and left.
//!
//! ```text
//! interpreter ──hot──► policy ──► request (facts from inline caches) ──► abi::Compiler ──► Unit ──► entered
//!      ▲                                                                                       │
//!      └──────────────── frames (heap frame from an image) ◄── exit ───────────────────────────┘
//! ```
//!
//! Always true: without a compiler nothing here runs, and a program behaves the same with any setting.

mod caches;
mod catch;
mod compile;
mod exits;
mod facts;
pub(crate) mod frames;
mod helpers;
mod plain;
mod policy;
mod request;
mod settle;
mod stats;
mod step;
mod unit;
#[expect(unsafe_code, reason = "island: words that compiled code passes")]
mod words;
mod worker;
mod world;

pub(crate) use compile::install_ready;
pub(crate) use policy::{
    LoopEnd, Resumed, call_hot, enter_function, enter_generator, fits, fits_frame, loop_hot,
    resume_generator,
};
pub(crate) use unit::Unit;
pub use worker::Hold;

use crate::vm::settings::JitMode;
use abi::compiler::{Compiler, World};
use std::cell::{Cell, OnceCell, RefCell};
use std::collections::HashMap;

/// The bit of [`crate::cx::CxHead::eval_breaker`] that says: the worker has made something.
pub(crate) const BREAK_FOR_CODE: u32 = 1 << 16;
/// Where instances of plain classes keep their shape.
pub(crate) const INSTANCE_SHAPE: usize = abi::layout::HEADER_SIZE;

/// What a process knows of its compiled code.
#[derive(Default)]
pub(crate) struct Tier {
    factory: Cell<Option<worker::Factory>>,
    /// The compiler of this thread, for modes in which the program waits for its code.
    compiler: RefCell<Option<Box<dyn Compiler>>>,
    worker: RefCell<Option<worker::Worker>>,
    /// Requests that are with the worker, by number of the unit to be.
    pending: RefCell<HashMap<u32, compile::Pending>>,
    pub(crate) world: OnceCell<World>,
    pub(crate) options: policy::Options,
    /// Quick units that have not proven hot.
    unproven: Cell<u32>,
    /// Nanoseconds of all compiles.
    spent: Cell<u64>,
    /// By number; none for a request that has come to nothing or is on its way.
    units: RefCell<Vec<Option<&'static Unit>>>,
    /// First address, address behind, unit; ordered.
    ranges: RefCell<Vec<(u64, u64, &'static Unit)>>,
    /// Marked return addresses: slot, original.
    marks: RefCell<Vec<(u64, u64)>>,
    /// Units that begin at a loop, by code object and pc.
    loops: RefCell<HashMap<(u64, u32), &'static Unit>>,
    /// Attempts per code object and entry pc (`u32::MAX`: the start).
    pub(crate) history: RefCell<HashMap<(u64, u32), policy::History>>,
    pub(crate) stats: stats::Stats,
    pub(crate) deopt_countdown: Cell<u64>,
    pub(crate) attributes: caches::Attributes,
}

impl Tier {
    /// Plugs the compiler in.
    pub(crate) fn set_compiler(&self, factory: worker::Factory) {
        self.factory.set(Some(factory));
    }

    fn has_compiler(&self) -> bool {
        self.factory.get().is_some()
    }

    /// Whether the program waits for its code, so that what is compiled does not depend on the time it takes.
    fn is_synchronous(&self) -> bool {
        matches!(self.options.mode.get(), JitMode::Eager | JitMode::EagerAll)
            || self.options.deopt_every.get() != 0
    }

    pub(crate) fn has_units(&self) -> bool {
        !self.units.borrow().is_empty()
    }

    /// The number of the next unit.
    fn reserve_number(&self) -> u32 {
        let mut units = self.units.borrow_mut();
        units.push(None);
        units.len() as u32 - 1
    }

    /// A unit by number.
    pub(crate) fn unit(&self, number: u32) -> &'static Unit {
        self.units.borrow()[number as usize].expect("running code has a unit")
    }

    /// The unit whose code holds an address.
    pub(crate) fn unit_at(&self, address: u64) -> Option<&'static Unit> {
        let ranges = self.ranges.borrow();
        let index = ranges.partition_point(|r| r.0 <= address).checked_sub(1)?;
        let (_, end, unit) = ranges[index];
        (address < end).then_some(unit)
    }

    /// Registers a unit for good.
    pub(crate) fn add(&self, unit: Unit) -> &'static Unit {
        let unit: &'static Unit = Box::leak(Box::new(unit));
        self.units.borrow_mut()[unit.number as usize] = Some(unit);
        let start = unit.compiled.start;
        let mut ranges = self.ranges.borrow_mut();
        let at = ranges.partition_point(|r| r.0 < start);
        ranges.insert(at, (start, start + unit.compiled.size as u64, unit));
        unit
    }

    pub(crate) fn loop_unit(&self, code: u64, pc: u32) -> Option<&'static Unit> {
        self.loops.borrow().get(&(code, pc)).copied()
    }

    pub(crate) fn set_loop_unit(&self, code: u64, pc: u32, unit: &'static Unit) {
        self.loops.borrow_mut().insert((code, pc), unit);
    }

    /// The return address that a marked slot had.
    pub(crate) fn mark(&self, slot: u64) -> u64 {
        let marks = self.marks.borrow();
        marks.iter().rev().find(|m| m.0 == slot).map_or(0, |m| m.1)
    }

    pub(crate) fn add_mark(&self, slot: u64, original: u64) {
        let mut marks = self.marks.borrow_mut();
        marks.retain(|m| m.0 != slot);
        marks.push((slot, original));
    }

    /// Takes out the marks of a stack that is moved away.
    pub(crate) fn take_marks(&self, stack: std::ops::Range<u64>) -> Vec<(u64, u64)> {
        let mut marks = self.marks.borrow_mut();
        if marks.is_empty() {
            return Vec::new();
        }
        let (taken, kept) = marks.iter().partition(|mark| stack.contains(&mark.0));
        *marks = kept;
        taken
    }

    /// Puts the marks of a stack back that has been moved away.
    pub(crate) fn put_marks(&self, taken: Vec<(u64, u64)>) {
        self.marks.borrow_mut().extend(taken);
    }

    pub(crate) fn take_mark(&self, slot: u64) -> u64 {
        let mut marks = self.marks.borrow_mut();
        match marks.iter().rposition(|m| m.0 == slot) {
            Some(index) => marks.remove(index).1,
            None => unreachable!("the trampoline runs for marked slots only"),
        }
    }
}

/// The builtin function that compiled code knows, if `value` is one.
pub(crate) fn builtin_of(value: crate::object::Ref<'_>) -> Option<abi::feedback::Builtin> {
    use crate::builtins::descr::{BuiltinFunction, MethodDescr};
    if let Some(function) = value.cast_exact::<BuiltinFunction>() {
        let module = function.module.get()?;
        let module = module.borrow().cast::<crate::builtins::str::Str>()?.to_text().into_owned();
        return facts::known_builtin(&module, function.def.name);
    }
    let method = value.cast_exact::<MethodDescr>()?;
    let is_list = std::ptr::eq(method.owner(), &crate::builtins::list::LIST);
    let is_dict = std::ptr::eq(method.owner(), &crate::builtins::dict::DICT);
    match method.def.name {
        "append" if is_list => Some(abi::feedback::Builtin::ListAppend),
        "get" if is_dict => Some(abi::feedback::Builtin::DictGet),
        "pop" if is_list => Some(abi::feedback::Builtin::ListPop),
        _ => None,
    }
}
