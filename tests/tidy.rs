//! The house rules that a machine can check. A check reads the sources and
//! nothing else, and each of its lines says what to do.

mod crates;
mod files;
mod limits;
mod tree;
mod words;

use crate::harness::Job;

/// One rule: its name and the check, which lists the places that break it.
type Check = (&'static str, fn(&tree::Tree) -> Vec<String>);

/// All rules.
static CHECKS: [Check; 9] = [
    ("file-length", files::length),
    ("head-comment", files::head_comment),
    ("module-files", files::module_files),
    ("docs-linked", files::docs_linked),
    ("open-work", words::open_work),
    ("machine-paths", words::machine_paths),
    ("crate-edges", crates::edges),
    ("crate-unsafe", crates::unsafe_policy),
    ("runtime-layers", crates::runtime_layers),
];

/// Returns one test for each rule.
pub(crate) fn jobs() -> impl Iterator<Item = Job> {
    CHECKS.iter().map(|(name, check)| {
        Job::new(format!("tidy/{name}"), move || {
            let problems = check(&tree::Tree::read());
            if problems.is_empty() { Ok(()) } else { Err(problems.join("\n")) }
        })
    })
}
