//! Rules about the borders between crates and between the runtime's layers.
//! The table is the drawing in ARCHITECTURE.md.

use super::tree::Tree;

/// A crate's folder and the crates of ours that it may use.
static EDGES: [(&str, &[&str]); 15] = [
    ("frontend", &[]),
    ("ir", &[]),
    ("ir/lower", &["frontend", "ir"]),
    ("runtime/abi", &["ir"]),
    ("jit", &["ir", "abi"]),
    ("runtime", &["ir", "abi"]),
    ("runtime/stdlib/data", &["runtime", "abi"]),
    ("runtime/stdlib/text", &["runtime", "abi"]),
    ("runtime/stdlib/io", &["runtime", "abi"]),
    ("runtime/stdlib/lang", &["frontend", "ir", "lower", "runtime", "abi"]),
    ("runtime/stdlib/os", &["runtime", "abi"]),
    ("runtime/stdlib/pack", &["runtime", "abi"]),
    ("runtime/stdlib/pylib", &["runtime"]),
    (
        "cli",
        &[
            "frontend",
            "ir",
            "lower",
            "abi",
            "jit",
            "runtime",
            "stdlib-data",
            "stdlib-text",
            "stdlib-io",
            "stdlib-lang",
            "stdlib-os",
            "stdlib-pack",
            "pylib",
        ],
    ),
    ("tests", &[]),
];

/// Crates without any unsafe code.
static SAFE: [&str; 4] =
    ["frontend/src/lib.rs", "ir/src/lib.rs", "ir/lower/src/lib.rs", "cli/src/main.rs"];

/// Files of the runtime's lower layers that may name the interpreter, and why.
static EXCEPTIONS: [(&str, &str); 5] = [
    ("runtime/src/builtins/frame.rs", "a frame object asks for the frames of compiled code"),
    ("runtime/src/builtins/generator.rs", "throw and close leave their last call to the loop"),
    ("runtime/src/builtins/traceback.rs", "a traceback asks for the frames of compiled code"),
    ("runtime/src/types/all.rs", "the list of all types has the interpreter's too"),
    ("runtime/src/types.rs", "modules of new classes come from the running code"),
];

/// A crate uses only the crates it may use. Tests of a crate may use more.
pub(super) fn edges(tree: &Tree) -> Vec<String> {
    let names: Vec<&str> = EDGES.iter().flat_map(|(_, uses)| uses.iter().copied()).collect();
    let mut problems = Vec::new();
    for file in tree.files.iter().filter(|file| file.path.ends_with("/Cargo.toml")) {
        let folder = file.path.trim_end_matches("/Cargo.toml");
        let Some((_, allowed)) = EDGES.iter().find(|(crate_folder, _)| *crate_folder == folder)
        else {
            problems.push(format!("{folder}: add the crate to tests/tidy/crates.rs"));
            continue;
        };
        let used = dependencies(&file.text).filter(|name| names.contains(name));
        let wrong = used.filter(|name| !allowed.contains(name));
        problems.extend(wrong.map(|name| format!("{folder}: it must not use {name}")));
    }
    problems
}

/// Returns the names in the `[dependencies]` part of a manifest.
fn dependencies(manifest: &str) -> impl Iterator<Item = &str> {
    manifest
        .lines()
        .skip_while(|line| *line != "[dependencies]")
        .skip(1)
        .take_while(|line| !line.starts_with('['))
        .filter_map(|line| line.split(['.', ' ', '=']).next())
}

/// The crates that promise to have no unsafe code have the compiler hold them to it.
pub(super) fn unsafe_policy(tree: &Tree) -> Vec<String> {
    SAFE.iter()
        .filter(|path| {
            !tree.file(path).is_some_and(|file| file.text.contains("#![forbid(unsafe_code)]"))
        })
        .map(|path| format!("{path}: add #![forbid(unsafe_code)]"))
        .collect()
}

/// The runtime's lower layers never name the interpreter or the tiers, so that
/// they can become a crate of their own.
pub(super) fn runtime_layers(tree: &Tree) -> Vec<String> {
    let lower = ["object", "types", "protocol", "builtins"];
    let upper = ["crate::interp", "crate::tier"];
    let in_lower = |path: &str| {
        path.strip_prefix("runtime/src/").is_some_and(|rest| {
            lower.iter().any(|layer| {
                rest.strip_prefix(layer).is_some_and(|rest| rest.starts_with(['/', '.']))
            })
        })
    };
    tree.sources()
        .filter(|file| in_lower(&file.path))
        .filter(|file| !EXCEPTIONS.iter().any(|(path, _)| *path == file.path))
        .filter(|file| upper.iter().any(|layer| file.text.contains(layer)))
        .map(|file| format!("{}: let the interpreter install what it needs here", file.path))
        .collect()
}
