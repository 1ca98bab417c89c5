//! What becomes of compiled code that is left again and again: it is made anew, made better, or given up.
//!
//! Always true: a unit is dead before it is withdrawn, and a dead unit is never entered; its history says how the next
//! attempt differs.

use super::compile::Order;
use super::policy::{REENTRY, TOP_HEAT, key, order};
use super::{Tier, Unit};
use crate::cx::Cx;
use abi::compiler::{Entry, Tier as Level};
use abi::deopt::{ExitKind, FrameState};

/// Exits at one site until the code is made again.
const MOST_EXITS: u32 = 40;
/// Exits for an instruction without a compiled form until the code is left to the interpreter.
const MOST_DECLINED: u32 = 300;
/// Units that are made again because instructions need the protocol, without being counted as attempts.
const MOST_DOUBTED: u32 = 8;
/// Attempts with speculation.
const MOST_ATTEMPTS: u32 = 6;

/// An exit was taken for the `count`-th time at a site.
pub(super) fn exit_taken(cx: &Cx, unit: &'static Unit, site: usize, count: u32) {
    let tier = cx.vm().tier();
    let state = &unit.compiled.sites[site];
    let Some(kind) = state.exit else { return };
    if matches!(kind, ExitKind::EvalBreaker | ExitKind::LoopLeft) || unit.dead.get() {
        return;
    }
    if kind == ExitKind::TierUp {
        return tier_up(cx, unit, state.pc);
    }
    let most = if kind == ExitKind::Declined { MOST_DECLINED } else { MOST_EXITS };
    if tier.options.deopt_every.get() != 0 || count < most {
        return;
    }
    unit.dead.set(true);
    tier.stats.killed.set(tier.stats.killed.get() + 1);
    if !tier.options.dumps(&unit.code.name).is_empty() {
        let code = &unit.parts[state.part as usize].code;
        let insn = code.function.insns[state.pc as usize];
        eprintln!(
            "jit: {} killed by {} in {} at {}: {insn:?}",
            unit.code.name,
            kind.name(),
            code.name,
            state.pc
        );
    }
    if kind == ExitKind::Shape {
        unit.parts[state.part as usize].shape_missed(state.pc);
    }
    let mut histories = tier.history.borrow_mut();
    let history = histories.entry(key(unit.code_object(), unit.entry)).or_default();
    if kind == ExitKind::LoopEntry {
        history.no_speculation.extend(unit.compiled.speculated.iter().filter(|s| s.0 == state.pc));
    }
    let doubted = matches!(kind, ExitKind::LastCount | ExitKind::Protocol);
    if doubted {
        // All instructions that have failed now and then: the next unit will not stumble over another of them.
        for (state, exits) in unit.compiled.sites.iter().zip(&unit.exits) {
            let doubtful = matches!(state.exit, Some(ExitKind::LastCount | ExitKind::Protocol));
            if doubtful && exits.get() > most / 8 {
                history.no_speculation.push((state.pc, abi::compiler::NO_REGISTER));
            }
        }
    }
    if history.generic || kind == ExitKind::Declined {
        history.given_up = true;
    }
    if doubted && history.doubted < MOST_DOUBTED {
        history.doubted += 1;
    } else {
        history.killed += 1;
    }
    history.generic = history.killed >= MOST_ATTEMPTS;
    withdraw(tier, unit);
}

/// Lets a dead unit be entered no more, and its code be made again soon.
fn withdraw(tier: &Tier, unit: &Unit) {
    let code = unit.code_object();
    if !matches!(unit.entry, Entry::Loop(_)) && code.compiled.get() == unit.compiled.entry {
        code.compiled.set(0);
    }
    code.probes.set(0);
    code.hotness.set(tier.options.tier_up.get().min(200));
}

/// An exception has left compiled code at a place whose function handles it: with handlers compiled it stays.
pub(super) fn exception_left(cx: &Cx, unit: &'static Unit, state: &FrameState) {
    let pc = state.callers.last().map_or(state.pc, |caller| caller.pc);
    let plain = !unit.catches && !matches!(unit.entry, Entry::Generator) && !unit.dead.get();
    if !plain || unit.code.function.handler_at(pc).is_none() {
        return;
    }
    unit.uncaught.set(unit.uncaught.get() + 1);
    if unit.uncaught.get() < MOST_EXITS {
        return;
    }
    let tier = cx.vm().tier();
    unit.dead.set(true);
    tier.stats.killed.set(tier.stats.killed.get() + 1);
    tier.history.borrow_mut().entry(key(unit.code_object(), unit.entry)).or_default().catches =
        true;
    withdraw(tier, unit);
}

/// A loop's code switches coroutines so often that the interpreter, which switches by frames, is
/// cheaper: the loop goes on there.
pub(super) fn give_up_loop(cx: &Cx, unit: &'static Unit) {
    if !matches!(unit.entry, Entry::Loop(_)) {
        return;
    }
    unit.dead.set(true);
    let code = unit.code_object();
    let mut histories = cx.vm().tier().history.borrow_mut();
    histories.entry(key(code, unit.entry)).or_default().given_up = true;
    // The running loop looks at the breaker; looking for garbage that is not due does no harm.
    let bit = crate::object::cycle::BREAK_FOR_COLLECTION;
    cx.head.eval_breaker.fetch_or(bit, std::sync::atomic::Ordering::Relaxed);
}

/// Quick code has run often enough: better code is ordered, quick code runs on meanwhile.
fn tier_up(cx: &Cx, unit: &'static Unit, pc: u32) {
    let tier = cx.vm().tier();
    let code = unit.code_object();
    let heats = unit.heats.get() + 1;
    unit.heats.set(heats);
    if heats == 1 {
        tier.unproven.set(tier.unproven.get().saturating_sub(1));
    }
    unit.heat.set(TOP_HEAT);
    if matches!(unit.entry, Entry::Loop(_)) {
        unit.wants_top.set(true);
        code.hotness.set(REENTRY);
        return;
    }
    // In a function that is called rarely the loop is what is hot.
    if pc != 0 && heats == 1 && matches!(unit.entry, Entry::Start) {
        code.hotness.set(200);
        return;
    }
    order(
        cx,
        &Order {
            code: unit.parts[0].object.borrow(),
            globals: unit.parts[0].globals.borrow(),
            builtins: unit.parts[0].builtins.borrow(),
            entry: unit.entry,
            frame: None,
            level: Level::Top,
        },
    );
}
