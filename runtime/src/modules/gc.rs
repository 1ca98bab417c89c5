//! The module `gc`: a window on the cycle collector.

use super::ModuleDef;
use crate::builtins::list::List;
use crate::builtins::tuple::Tuple;
use crate::cx::Cx;
use crate::exceptions::{PyResult, table};
use crate::object::cycle::{self, COLLECTOR, debug};
use crate::object::{Owned, Ref};
use crate::protocol::{args, number};
use crate::types::CallArgs;

/// The module.
pub static GC: ModuleDef = ModuleDef {
    name: "gc",
    doc: "The collector of objects that only each other keep alive.",
    functions: crate::methods! {
        /// Lets collections start by themselves.
        "enable" => enable, () -> None;
        /// Lets no collection start by itself.
        "disable" => disable, () -> None;
        /// Returns whether collections start by themselves.
        "isenabled" => is_enabled, () -> Bool;
        /// Sets what the collector tells about: the sum of some DEBUG_ flags.
        "set_debug" => set_debug, (1..=1) -> None;
        /// Returns what the collector tells about.
        "get_debug" => get_debug, () -> Int;
        /// Returns how far the three generations have grown.
        "get_count" => get_count, () -> Tuple;
        /// Sets how far generations grow before a collection; 0 switches collections off.
        "set_threshold" => set_threshold, (1..=3) -> None;
        /// Returns how far generations grow before a collection.
        "get_threshold" => get_threshold, () -> Tuple;
        /// Collects now and returns how many unreachable objects were found.
        "collect" => collect, (kw 0; "generation") -> Int;
        /// Returns a list of all objects the collector knows.
        "get_objects" => get_objects, () -> List;
        /// Returns whether the collector knows the object.
        "is_tracked" => is_tracked, (x) -> Bool;
        /// Returns a list of the objects that refer to one of the arguments.
        "get_referrers" => get_referrers, (raw) -> List;
        /// Returns a list of the objects that the arguments refer to.
        "get_referents" => get_referents, (raw) -> List;
    },
    types: &[],
    init: Some(init),
};

fn init(cx: &Cx, module: Ref<'_>) -> PyResult<()> {
    cx.module_add(module, "garbage", COLLECTOR.garbage(cx)?)?;
    let flags = [
        ("DEBUG_STATS", debug::STATS),
        ("DEBUG_COLLECTABLE", debug::COLLECTABLE),
        ("DEBUG_UNCOLLECTABLE", debug::UNCOLLECTABLE),
        ("DEBUG_INSTANCES", debug::INSTANCES),
        ("DEBUG_OBJECTS", debug::OBJECTS),
        ("DEBUG_SAVEALL", debug::SAVE_ALL),
        ("DEBUG_LEAK", debug::LEAK),
    ];
    flags.iter().try_for_each(|(name, flag)| cx.module_add(module, name, Owned::int(*flag)))
}

fn enable(_cx: &Cx, _module: Ref<'_>) -> PyResult {
    COLLECTOR.enabled.set(true);
    Ok(Owned::none())
}

fn disable(_cx: &Cx, _module: Ref<'_>) -> PyResult {
    COLLECTOR.enabled.set(false);
    Ok(Owned::none())
}

fn is_enabled(_cx: &Cx, _module: Ref<'_>) -> PyResult {
    Ok(Owned::bool(COLLECTOR.enabled.get()))
}

fn set_debug(cx: &Cx, _module: Ref<'_>, args: &[Ref<'_>]) -> PyResult {
    COLLECTOR.debug.set(number::as_i64(cx, args[0])?);
    Ok(Owned::none())
}

fn get_debug(_cx: &Cx, _module: Ref<'_>) -> PyResult {
    Ok(Owned::int(COLLECTOR.debug.get()))
}

fn numbers(cx: &Cx, values: [i64; 3]) -> PyResult {
    Tuple::new(cx, values.iter().map(|value| Owned::int(*value)).collect())
}

fn get_count(cx: &Cx, _module: Ref<'_>) -> PyResult {
    let [young, old] = ROUNDS.get();
    numbers(cx, [cycle::growth() as i64, young, old])
}

fn set_threshold(cx: &Cx, _module: Ref<'_>, args: &[Ref<'_>]) -> PyResult {
    let mut thresholds = COLLECTOR.thresholds.get();
    for (threshold, arg) in thresholds.iter_mut().zip(args) {
        *threshold = number::as_i64(cx, *arg)?;
    }
    COLLECTOR.set_threshold(thresholds);
    Ok(Owned::none())
}

fn get_threshold(cx: &Cx, _module: Ref<'_>) -> PyResult {
    numbers(cx, COLLECTOR.thresholds.get())
}

fn collect(cx: &Cx, _module: Ref<'_>, args: &[Option<Ref<'_>>]) -> PyResult {
    if let Some(generation) = args[0]
        && !(0..=2).contains(&number::as_i64(cx, generation)?)
    {
        return Err(cx.raise(&table::VALUE_ERROR, format_args!("invalid generation")));
    }
    let found = COLLECTOR.collect(cx);
    let generation = args[0].map_or(Ok(2), |generation| number::as_i64(cx, generation))?;
    let [young, old] = ROUNDS.get();
    ROUNDS.set(match generation {
        0 => [young + 1, old],
        1 => [0, old + 1],
        _ => [0, 0],
    });
    Ok(Owned::int(found as i64))
}

thread_local! {
    /// Collections of the two younger generations since the next older one was looked at, as a
    /// program counts them: ours always look at everything.
    static ROUNDS: std::cell::Cell<[i64; 2]> = const { std::cell::Cell::new([0, 0]) };
}

fn get_objects(cx: &Cx, _module: Ref<'_>) -> PyResult {
    let mut objects = cycle::all_objects();
    objects.retain(|object| cycle::is_tracked(object.borrow()));
    List::new(cx, objects)
}

fn is_tracked(_cx: &Cx, _module: Ref<'_>, object: Ref<'_>) -> PyResult {
    Ok(Owned::bool(cycle::is_tracked(object)))
}

fn get_referrers(cx: &Cx, _module: Ref<'_>, args: CallArgs<'_>) -> PyResult {
    let targets = args::positional(cx, "get_referrers", args, 0, usize::MAX)?;
    let mut objects = cycle::all_objects();
    objects.retain(|object| {
        let mut refers = false;
        cycle::each_value(object.borrow(), &mut |value| {
            refers |= targets.iter().any(|target| target.word() == value.word());
        });
        refers && cycle::is_tracked(object.borrow())
    });
    List::new(cx, objects)
}

fn get_referents(cx: &Cx, _module: Ref<'_>, args: CallArgs<'_>) -> PyResult {
    let mut found = Vec::new();
    for object in args::positional(cx, "get_referents", args, 0, usize::MAX)? {
        cycle::each_value(*object, &mut |value| found.push(value.own()));
    }
    List::new(cx, found)
}
