//! The switches behind `-X`: everything that is pyston's own. One row each.

use runtime::vm::settings::JitMode;

use super::invocation::{Invocation, Reply};

/// One switch.
struct Switch {
    /// The name before `=`.
    name: &'static str,
    /// What the help calls its value; empty if it takes none.
    value: &'static str,
    /// What it does.
    help: &'static str,
    /// Notes it; the error tells what the value should be.
    apply: fn(&mut Invocation, &str) -> Result<(), String>,
}

/// The stages whose results can be dumped.
const STAGES: [&str; 6] = ["tokens", "ast", "ir", "typed", "llvm", "asm"];

static SWITCHES: [Switch; 10] = [
    Switch {
        name: "jit",
        value: "off|on|eager|eager-all",
        help: "when to compile: never; hot code in the background; everything at its first call; \
               that with the library, fully optimised",
        apply: |call, value| {
            call.settings.jit = match value {
                "off" => JitMode::Off,
                "on" => JitMode::On,
                "eager" => JitMode::Eager,
                "eager-all" => JitMode::EagerAll,
                _ => return Err("off, on, eager or eager-all".to_owned()),
            };
            Ok(())
        },
    },
    Switch {
        name: "tier-up",
        value: "N",
        help: "calls or loop turns before code counts as hot",
        apply: |call, value| {
            call.settings.tier_up = Some(positive(value)?);
            Ok(())
        },
    },
    Switch {
        name: "deopt-every",
        value: "K",
        help: "make every K-th guard fail (a test of the JIT)",
        apply: |call, value| {
            call.settings.deopt_every = Some(positive(value)?);
            Ok(())
        },
    },
    Switch {
        name: "dump",
        value: "STAGE[:FUNCTION]",
        help: "print a stage: tokens, ast, ir, typed, llvm or asm",
        apply: |call, value| {
            let stage = value.split(':').next().unwrap_or_default();
            if !STAGES.contains(&stage) {
                return Err(format!("a stage: {}", STAGES.join(", ")));
            }
            call.settings.dump.push(value.to_owned());
            Ok(())
        },
    },
    Switch {
        name: "stats",
        value: "",
        help: "print counters at the end, to standard error",
        apply: |call, _| {
            call.settings.stats = true;
            Ok(())
        },
    },
    Switch {
        name: "perf-map",
        value: "",
        help: "write /tmp/perf-PID.map, from which perf learns the names of compiled functions",
        apply: |call, _| {
            call.settings.perf_map = true;
            Ok(())
        },
    },
    Switch {
        name: "check",
        value: "",
        help: "verify the bytecode and the compiler's own results at every step",
        apply: |call, _| {
            call.settings.check = true;
            Ok(())
        },
    },
    Switch {
        name: "cache",
        value: "off|DIR",
        help: "where compiled code is kept between runs (only off in this version)",
        apply: |_, value| match value {
            "off" => Ok(()),
            _ => Err("off: this version keeps no compiled code".to_owned()),
        },
    },
    Switch {
        name: "stdlib",
        value: "DIR",
        help: "a folder lib/python2.7 for modules that are not built in",
        apply: |call, value| {
            call.settings.stdlib_dir = Some(value.as_bytes().to_vec());
            Ok(())
        },
    },
    Switch {
        name: "help",
        value: "",
        help: "print this table and exit",
        apply: |call, _| call.reply(Reply::Switches),
    },
];

/// Notes one `-X` argument.
pub(super) fn apply(call: &mut Invocation, text: &[u8]) -> Result<(), String> {
    let text = String::from_utf8_lossy(text);
    let (name, value) = text.split_once('=').unwrap_or((&text, ""));
    let switch = SWITCHES
        .iter()
        .find(|switch| switch.name == name)
        .ok_or_else(|| format!("Unknown switch: -X {name} (-X help lists them)"))?;
    if switch.value.is_empty() != value.is_empty() {
        let shape = if switch.value.is_empty() { "no value" } else { switch.value };
        return Err(format!("-X {name} takes {shape}"));
    }
    (switch.apply)(call, value)
        .map_err(|wanted| format!("-X {name} should be {wanted}, not {value}"))
}

/// Returns the table of switches as text.
pub(crate) fn help() -> String {
    let mut text = String::from("Switches of pyston, each given as -X name or -X name=value:\n");
    for switch in &SWITCHES {
        let shape = match switch.value {
            "" => switch.name.to_owned(),
            value => format!("{}={value}", switch.name),
        };
        text.push_str(&format!("{shape:<27}: {}\n", switch.help));
    }
    text
}

fn positive(value: &str) -> Result<u32, String> {
    value.parse().ok().filter(|number| *number > 0).ok_or("a positive number".to_owned())
}
