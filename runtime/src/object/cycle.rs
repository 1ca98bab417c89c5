//! UNSAFE ISLAND: the cycle collector.
//!
//! Counts free what no cycle holds; the collector finds the rest. It looks at all containers at
//! once: every count that comes from another container is taken off a copy of the counts; what has
//! some left is held from outside, and so is all it reaches. The others are garbage. Weak
//! references to garbage are cleared, then its members; objects whose destruction would run Python
//! code are kept, with all they reach, and listed in `gc.garbage`, as CPython 2.7 does.
//!
//! A collection starts at a safepoint, never inside an allocation: allocation raises
//! [`BREAK_FOR_COLLECTION`] in the eval breaker when the heap has grown by a quarter (but at least by
//! the threshold) since the last one, so that the total cost stays linear.
//!
//! Obligations: (1) a block of the container heap whose type word is not null is an object, intact
//! if its count is above zero; (2) `traverse` shows each counted value exactly once; (3) nothing
//! here runs Python code while it holds addresses without counts.

use super::handle::{Owned, Ref};
use super::header::Header;
use super::heap::{self, Census};
use super::{attrs, weakref};
use crate::builtins::dict::Dict;
use crate::builtins::tuple::Tuple;
use crate::cx::Cx;
use crate::types::{Type, TypeFlags};
use abi::Word;
use std::cell::{Cell, RefCell};
use std::sync::atomic::Ordering;

/// The bit of the eval breaker that asks for a collection.
pub const BREAK_FOR_COLLECTION: u32 = 2;

/// Threshold that `gc.get_threshold` shows at first.
const FIRST_THRESHOLD: i64 = 700;
/// Containers that are let grow under that threshold. CPython looks at the youngest only, at 700
/// already; looking at all of them so often would not pay.
const FIRST_GROWTH: usize = 7000;

/// `gc.DEBUG_STATS` and the like.
pub mod debug {
    /// Print statistics.
    pub const STATS: i64 = 1;
    /// Print what is collected.
    pub const COLLECTABLE: i64 = 2;
    /// Print what is not collected.
    pub const UNCOLLECTABLE: i64 = 4;
    /// Speak of old-style instances.
    pub const INSTANCES: i64 = 8;
    /// Speak of other objects.
    pub const OBJECTS: i64 = 16;
    /// Put all garbage into `gc.garbage`.
    pub const SAVE_ALL: i64 = 32;
    /// All for finding leaks.
    pub const LEAK: i64 = COLLECTABLE | UNCOLLECTABLE | INSTANCES | OBJECTS | SAVE_ALL;
}

/// State of the collector.
pub struct Collector {
    /// Whether collections start by themselves.
    pub enabled: Cell<bool>,
    /// `gc.set_threshold`
    pub thresholds: Cell<[i64; 3]>,
    /// `gc.set_debug`
    pub debug: Cell<i64>,
    collecting: Cell<bool>,
    /// Containers after the last collection.
    live: Cell<usize>,
    /// Growth at which a collection is asked for.
    limit: Cell<usize>,
    garbage: RefCell<Option<Owned>>,
}

// SAFETY: touched only under the GIL.
unsafe impl Sync for Collector {}

/// The collector.
pub static COLLECTOR: Collector = Collector {
    enabled: Cell::new(true),
    thresholds: Cell::new([FIRST_THRESHOLD, 10, 10]),
    debug: Cell::new(0),
    collecting: Cell::new(false),
    live: Cell::new(0),
    limit: Cell::new(FIRST_GROWTH),
    garbage: RefCell::new(None),
};

/// Allocates a block in the container heap, content undefined; null if there is no memory.
#[inline(always)]
pub(crate) fn allocate_container(cx: &Cx, size_bytes: usize) -> *mut u8 {
    let block = heap::pop(&cx.head.free_lists, size_bytes);
    if block.is_null() { allocate_slow(cx, size_bytes) } else { block }
}

#[cold]
#[inline(never)]
fn allocate_slow(cx: &Cx, size_bytes: usize) -> *mut u8 {
    let block = heap::allocate_slow(&cx.head.free_lists, size_bytes);
    if heap::growth() > COLLECTOR.limit.get() && COLLECTOR.enabled.get() {
        cx.head.eval_breaker.fetch_or(BREAK_FOR_COLLECTION, Ordering::Relaxed);
    }
    block
}

/// Collects if it was asked for. Called at safepoints; may run Python code.
pub fn collect_if_due(cx: &Cx) {
    let asked = cx.head.eval_breaker.fetch_and(!BREAK_FOR_COLLECTION, Ordering::Relaxed);
    let due = heap::growth() > COLLECTOR.limit.get() && COLLECTOR.enabled.get();
    if asked & BREAK_FOR_COLLECTION != 0 && due {
        COLLECTOR.collect(cx);
    }
}

impl Collector {
    /// Sets the threshold below which growth starts no collection; 0 switches them off.
    pub fn set_threshold(&self, thresholds: [i64; 3]) {
        self.thresholds.set(thresholds);
        self.renew_limit();
    }

    fn renew_limit(&self) {
        let threshold = match self.thresholds.get()[0] {
            FIRST_THRESHOLD => FIRST_GROWTH,
            0 => usize::MAX,
            other => usize::try_from(other).unwrap_or(0),
        };
        self.limit.set(threshold.max(self.live.get() / 4));
    }

    /// Returns `gc.garbage`, a list.
    ///
    /// # Errors
    /// Raises `MemoryError`.
    pub fn garbage(&self, cx: &Cx) -> crate::exceptions::PyResult {
        let known = self.garbage.borrow().clone();
        if let Some(list) = known {
            return Ok(list);
        }
        let list = crate::builtins::list::List::new(cx, Vec::new())?;
        *self.garbage.borrow_mut() = Some(list.clone());
        Ok(list)
    }

    /// Finds and frees garbage; returns how many objects of it there were. May run Python code.
    pub fn collect(&self, cx: &Cx) -> usize {
        if self.collecting.replace(true) {
            return 0;
        }
        let pending = cx.pending.take();
        let found = self.collect_now(cx);
        drop(cx.pending.replace(pending));
        self.collecting.set(false);
        found
    }

    fn collect_now(&self, cx: &Cx) -> usize {
        let (garbage, live) = find_garbage();
        let (kept, freed) = split_finalisable(garbage);
        let found: usize = freed.iter().map(|object| tracked_count(object.borrow())).sum();
        self.report(&freed, &kept);
        run_weak_callbacks(cx, &freed);
        self.free_garbage(cx, freed);
        let stuck = self.keep_uncollectable(cx, kept);
        heap::tidy();
        self.live.set(live);
        self.renew_limit();
        found + stuck
    }

    /// Empties the garbage; types last, because their instances need them to the end.
    fn free_garbage(&self, cx: &Cx, garbage: Vec<Owned>) {
        if self.debug.get() & debug::SAVE_ALL != 0 {
            self.save(cx, garbage);
            return;
        }
        let (types, others): (Vec<Owned>, Vec<Owned>) =
            garbage.into_iter().partition(|object| object.borrow().cast::<Type>().is_some());
        for group in [others, types] {
            for object in &group {
                if let Some(clear) = object.borrow().ty().slots.clear.get() {
                    clear(cx, object.borrow());
                }
            }
            drop(group);
        }
    }

    /// Lists what is alive only in cycles with finalisers; returns how many objects there are.
    fn keep_uncollectable(&self, cx: &Cx, kept: Vec<Owned>) -> usize {
        // What was only hanging off freed garbage has one count left, ours, and dies in the usual way.
        let stuck: Vec<Owned> = kept
            .into_iter()
            .filter(|object| object.borrow().header().is_some_and(|header| header.count() > 1))
            .collect();
        let count = stuck.iter().map(|object| tracked_count(object.borrow())).sum();
        let listed = stuck.into_iter().filter(|object| has_finaliser(object.borrow())).collect();
        self.save(cx, listed);
        count
    }

    fn save(&self, cx: &Cx, objects: Vec<Owned>) {
        if objects.is_empty() {
            return;
        }
        if let Ok(list) = self.garbage(cx) {
            let list = list.borrow().recv::<crate::builtins::list::List>();
            if list.splice(cx, list.len()..list.len(), objects).is_ok() {
                return;
            }
        }
        cx.clear_raised();
    }

    fn report(&self, freed: &[Owned], uncollectable: &[Owned]) {
        let flags = self.debug.get();
        let groups = [
            (debug::COLLECTABLE, "collectable", freed),
            (debug::UNCOLLECTABLE, "uncollectable", uncollectable),
        ];
        for (flag, word, objects) in groups {
            if flags & flag == 0 {
                continue;
            }
            for object in objects {
                let object = object.borrow();
                let text = format!("gc: {word} <{} {:#x}>\n", object.ty().name(), object.address());
                // Nothing can be done about an error of the standard error stream.
                let _ = std::io::Write::write_all(&mut std::io::stderr(), text.as_bytes());
            }
        }
    }
}

/// Mark of a container that something reaches.
const REACHED: i32 = -1;
/// Mark of a block that is no candidate.
const OUTSIDE: i32 = -2;

/// The object in a block, if it takes part: it is alive and shows what it owns.
fn candidate<'a>(block: *mut u8) -> Option<Ref<'a>> {
    // SAFETY: (1) blocks with a type word begin with a header.
    let header = unsafe { &*block.cast::<Header>() };
    if header.count() <= 0 {
        return None;
    }
    header.ty().slots.traverse.get()?;
    // SAFETY: (1) the object is intact.
    Some(unsafe { Ref::from_word(Word(block as u64)) })
}

/// Shows every container that an object has a count of.
fn each_referent(object: Ref<'_>, visit: &mut dyn FnMut(usize, Ref<'_>)) {
    let mut show = |value: Ref<'_>| {
        if value.word().is_heap() && heap::contains(value.word().0) {
            visit(Census::number_of(value.word().0), value);
        }
    };
    let ty = object.ty();
    if let Some(traverse) = ty.slots.traverse.get() {
        traverse(object, &mut show);
    }
    if ty.has_flag(TypeFlags::HEAP) {
        show(ty.as_ref());
    }
}

/// Returns the containers that are held by each other only, in order of address, and how many others
/// there are.
fn find_garbage() -> (Vec<Owned>, usize) {
    let census = Census::take();
    let (mut marks, mut reached) = (Vec::new(), Vec::<*mut u8>::new());
    if marks.try_reserve_exact(census.count).is_err() || reached.try_reserve(census.count).is_err()
    {
        // Without memory to look for it there is no garbage.
        return (Vec::new(), census.count);
    }
    marks.resize(census.count, 0_i32);
    census.each_object(|_, block| {
        if let Some(object) = candidate(block) {
            each_referent(object, &mut |number, _| marks[number] = marks[number].saturating_sub(1));
        }
    });
    let mut consistent = true;
    census.each_object(|number, block| {
        let inside = i64::from(marks[number]);
        marks[number] = match candidate(block) {
            None => OUTSIDE,
            Some(object) => {
                let count = object.header().map_or(0, Header::count);
                consistent &= count + inside >= 0;
                if count + inside == 0 {
                    0
                } else {
                    reached.push(block);
                    REACHED
                }
            }
        };
    });
    debug_assert!(consistent, "an object shows values it has no count of");
    if !consistent {
        return (Vec::new(), census.count);
    }
    let mut live = reached.len();
    while let Some(block) = reached.pop() {
        let Some(object) = candidate(block) else { continue };
        each_referent(object, &mut |number, value| {
            if marks[number] == 0 {
                marks[number] = REACHED;
                live += 1;
                reached.push(value.word().0 as *mut u8);
            }
        });
    }
    let mut garbage = Vec::new();
    if garbage.try_reserve_exact(marks.iter().filter(|mark| **mark == 0).count()).is_err() {
        return (Vec::new(), census.count);
    }
    census.each_object(|number, block| {
        if marks[number] == 0
            && let Some(object) = candidate(block)
        {
            garbage.push(object.own());
        }
    });
    (garbage, live)
}

/// Returns whether destroying an object would run Python code of its own.
fn has_finaliser(object: Ref<'_>) -> bool {
    let slots = &object.ty().slots;
    match slots.finalises.get() {
        Some(finalises) => finalises(object),
        None => slots.del.get().is_some(),
    }
}

/// Clears weak references to garbage and runs the callbacks of those that are not garbage themselves.
fn run_weak_callbacks(cx: &Cx, garbage: &[Owned]) {
    let mut callbacks: Vec<weakref::Callback> = garbage
        .iter()
        .filter(|object| object.borrow().ty().has_flag(TypeFlags::WEAKREF))
        .flat_map(|object| weakref::take_callbacks(object.borrow()))
        .collect();
    if callbacks.is_empty() {
        return;
    }
    let dead: std::collections::HashSet<u64> =
        garbage.iter().map(|object| object.word().0).collect();
    callbacks.retain(|(reference, _)| !dead.contains(&reference.word().0));
    weakref::run_callbacks(cx, callbacks);
}

/// Splits garbage into what has finalisers with all it reaches, and the rest.
fn split_finalisable(garbage: Vec<Owned>) -> (Vec<Owned>, Vec<Owned>) {
    let mut waiting: Vec<Owned> =
        garbage.iter().filter(|object| has_finaliser(object.borrow())).cloned().collect();
    if waiting.is_empty() {
        return (Vec::new(), garbage);
    }
    let mut rest: std::collections::HashMap<u64, usize> =
        garbage.iter().enumerate().map(|(index, object)| (object.word().0, index)).collect();
    waiting.iter().for_each(|object| {
        rest.remove(&object.word().0);
    });
    let mut kept = Vec::new();
    while let Some(object) = waiting.pop() {
        each_referent(object.borrow(), &mut |_, value| {
            if rest.remove(&value.word().0).is_some() {
                waiting.push(value.own());
            }
        });
        kept.push(object);
    }
    let freed = garbage.into_iter().filter(|object| rest.contains_key(&object.word().0)).collect();
    kept.sort_by_key(|object| object.word().0);
    (kept, freed)
}

/// Returns whether CPython's collector would know the object: tuples and dicts of nothing but simple
/// values are left out by it.
pub fn is_tracked(object: Ref<'_>) -> bool {
    if !may_be_in_cycle(object) {
        return false;
    }
    if let Some(tuple) = object.cast_exact::<Tuple>() {
        return tuple.as_slice().iter().any(|item| may_be_in_cycle(*item));
    }
    if let Some(dict) = object.cast_exact::<Dict>() {
        let mut any = false;
        dict.table.visit(&mut |value| any |= may_be_in_cycle(value));
        return any;
    }
    true
}

/// Returns whether CPython's collector could know the object.
fn may_be_in_cycle(value: Ref<'_>) -> bool {
    value.word().is_heap()
        && value.ty().has_flag(TypeFlags::GC)
        && value.header().is_some_and(|header| !header.is_immortal())
}

/// Counts an object of garbage as CPython does: an instance and its dict are two.
fn tracked_count(object: Ref<'_>) -> usize {
    let mut dict = 0;
    if attrs::shape_of(object).is_some_and(|shape| !shape.is_dict()) {
        attrs::visit(object, &mut |value| dict |= usize::from(may_be_in_cycle(value)));
    }
    usize::from(is_tracked(object)) + dict
}

/// Returns all containers.
pub fn all_objects() -> Vec<Owned> {
    let mut objects = Vec::new();
    Census::take().each_object(|_, block| {
        if let Some(object) = candidate(block) {
            objects.push(object.own());
        }
    });
    objects
}

/// Shows the values that an object owns.
pub fn each_value(object: Ref<'_>, visit: &mut dyn FnMut(Ref<'_>)) {
    if let Some(traverse) = object.ty().slots.traverse.get() {
        traverse(object, visit);
    }
}

/// Returns by how many containers the heap has grown since the last collection, roughly.
pub fn growth() -> usize {
    heap::growth()
}
