//! Rules about whole files: their length, their heads, their places.

use super::limits;
use super::tree::Tree;

/// Source files stay short enough to be read at once.
pub(super) fn length(tree: &Tree) -> Vec<String> {
    let mut problems = Vec::new();
    for file in tree.sources() {
        let lines = file.text.lines().count();
        let row = limits::LONGER.iter().find(|(path, ..)| *path == file.path);
        let limit = row.map_or(limits::LINES, |(_, limit, _)| *limit);
        if lines > limit {
            problems
                .push(format!("{}: {lines} lines; split it by concern (limit {limit})", file.path));
        } else if row.is_some() && lines <= limits::LINES {
            problems.push(format!("{}: delete its row in tests/tidy/limits.rs", file.path));
        }
    }
    let gone = limits::LONGER.iter().filter(|(path, ..)| tree.file(path).is_none());
    problems.extend(gone.map(|(path, ..)| format!("{path}: no such file, delete its row")));
    problems
}

/// Every source file opens with what it is for.
pub(super) fn head_comment(tree: &Tree) -> Vec<String> {
    tree.sources()
        .filter(|file| !file.text.starts_with("//! "))
        .map(|file| format!("{}: open it with `//!`, its purpose and its invariant", file.path))
        .collect()
}

/// Modules are `name.rs` beside `name/`.
pub(super) fn module_files(tree: &Tree) -> Vec<String> {
    tree.sources()
        .filter(|file| file.path.ends_with("/mod.rs"))
        .map(|file| format!("{}: name it after its folder and move it up", file.path))
        .collect()
}

/// Every page of `docs/` can be reached from ARCHITECTURE.md.
pub(super) fn docs_linked(tree: &Tree) -> Vec<String> {
    let map = tree.file("ARCHITECTURE.md").map_or("", |file| file.text.as_str());
    tree.files
        .iter()
        .filter(|file| file.path.starts_with("docs/") && file.path.ends_with(".md"))
        .filter(|file| !map.contains(&format!("({})", file.path)))
        .map(|file| format!("{}: link it from ARCHITECTURE.md", file.path))
        .collect()
}
