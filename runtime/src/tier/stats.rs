//! Counters of compiled code, printed by `-X stats`.

use super::{Tier, Unit};
use crate::cx::Cx;
use abi::compiler::Bailout;
use abi::deopt::ExitKind;
use std::cell::Cell;

/// Counts since the start of the process.
#[derive(Default)]
pub(crate) struct Stats {
    pub(crate) functions: [Cell<u64>; 2],
    pub(crate) loops: [Cell<u64>; 2],
    pub(crate) recompiled: Cell<u64>,
    pub(crate) bailouts: [Cell<u64>; 16],
    pub(crate) exits: [Cell<u64>; 16],
    pub(crate) errors: Cell<u64>,
    /// Exceptions that a handler in the same compiled code has caught.
    pub(crate) caught: Cell<u64>,
    /// Units that left too often.
    pub(crate) killed: Cell<u64>,
    /// CPU time of the compiles, by tier.
    pub(crate) nanoseconds: [Cell<u64>; 2],
    pub(crate) code_bytes: Cell<u64>,
    /// Instructions of the functions compiled, by tier.
    pub(crate) instructions: [Cell<u64>; 2],
}

fn bump(cell: &Cell<u64>) {
    cell.set(cell.get() + 1);
}

impl Tier {
    /// Counts an exit and lets the policy look at it.
    pub(crate) fn count_exit(&self, cx: &Cx, unit: &'static Unit, site: usize) {
        let state = &unit.compiled.sites[site];
        match state.exit {
            Some(kind) => bump(&self.stats.exits[kind as usize]),
            None => {
                bump(&self.stats.errors);
                super::exits::exception_left(cx, unit, state);
            }
        }
        let count = unit.exits[site].get().saturating_add(1);
        unit.exits[site].set(count);
        super::exits::exit_taken(cx, unit, site, count);
    }

    pub(crate) fn count_bailout(&self, reason: Bailout) {
        bump(&self.stats.bailouts[reason as usize]);
    }

    /// The counters as text, one a line.
    pub(crate) fn report(&self) -> String {
        use std::fmt::Write;
        let stats = &self.stats;
        let mut out = String::new();
        for (level, name) in ["quick", "top"].into_iter().enumerate() {
            let count = |cells: &[Cell<u64>; 2]| cells[level].get();
            let (functions, loops) = (count(&stats.functions), count(&stats.loops));
            let milliseconds = count(&stats.nanoseconds) / 1_000_000;
            let _ = writeln!(out, "jit: {name} functions: {functions}");
            let _ = writeln!(out, "jit: {name} loops: {loops}");
            let _ = writeln!(out, "jit: {name} milliseconds: {milliseconds}");
        }
        let _ = writeln!(out, "jit: compiled again: {}", stats.recompiled.get());
        let _ = writeln!(out, "jit: thrown away: {}", stats.killed.get());
        let _ = writeln!(out, "jit: bytes of code: {}", stats.code_bytes.get());
        let _ = writeln!(out, "jit: left by an exception: {}", stats.errors.get());
        let _ = writeln!(out, "jit: exceptions caught inside: {}", stats.caught.get());
        for kind in ExitKind::ALL {
            let count = stats.exits[*kind as usize].get();
            if count != 0 {
                let _ = writeln!(out, "jit: exits {}: {count}", kind.name());
            }
        }
        for reason in Bailout::ALL {
            let count = stats.bailouts[*reason as usize].get();
            if count != 0 {
                let _ = writeln!(out, "jit: declined, {}: {count}", reason.text());
            }
        }
        out
    }
}

/// Appends a line to the map that `perf` reads.
pub(crate) fn write_perf_map(compiled: &abi::compiler::CompiledCode, name: &str) {
    use std::io::Write;
    let path = format!("/tmp/perf-{}.map", std::process::id());
    let file = std::fs::OpenOptions::new().append(true).create(true).open(path);
    if let Ok(mut file) = file {
        // A map that cannot be written is only missing from a profile.
        let _ = writeln!(file, "{:x} {:x} py:{name}", compiled.start, compiled.size);
    }
}
