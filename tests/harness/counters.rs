//! Counters of compiled code, `jit/*.py`: comment lines at the top of a program name switches and
//! what the counters of `-X stats` must be at the end.
//!
//! ```text
//! # switches: -X jit=eager
//! # counter: quick loops > 0
//! # counter: exits Shape = 0
//! ```
//!
//! A counter that is not printed is 0. The program has to print the same with `-X jit=off`. Programs
//! come in pairs: an optimisation fires where it may, and does not where it must not.

use std::fs;
use std::path::Path;
use std::process::Command;
use std::time::Duration;

use super::diff;
use super::job::Job;
use super::process::{self, Outcome};

/// Returns one test for each program.
pub(crate) fn jobs(binary: &Path) -> impl Iterator<Item = Job> + use<> {
    let binary = binary.to_owned();
    let mut paths: Vec<_> = fs::read_dir(super::tests_folder().join("jit"))
        .map(|entries| entries.flatten().map(|entry| entry.path()).collect())
        .unwrap_or_default();
    paths.retain(|path| path.extension().is_some_and(|ext| ext == "py"));
    paths.sort();
    paths.into_iter().map(move |path| {
        let stem = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
        let binary = binary.clone();
        Job::new(format!("jit/{stem}"), move || check(&path, &binary))
    })
}

fn check(path: &Path, binary: &Path) -> Result<(), String> {
    let text = fs::read_to_string(path).map_err(|error| error.to_string())?;
    let named = |name: &str| {
        let prefix = format!("# {name}: ");
        text.lines().filter_map(move |line| line.strip_prefix(&prefix).map(str::to_owned))
    };
    let switches: Vec<String> = named("switches")
        .flat_map(|s| s.split(' ').map(str::to_owned).collect::<Vec<_>>())
        .collect();
    let plain = run(binary, &["-X".to_owned(), "jit=off".to_owned()], path)?;
    let counted =
        run(binary, &[switches, vec!["-X".to_owned(), "stats".to_owned()]].concat(), path)?;
    let mut problems = diff::differences("with and without code", &plain.stdout, &counted.stdout);
    let report = String::from_utf8_lossy(&counted.stderr).into_owned();
    for wanted in named("counter") {
        let (name, relation, number) =
            parts(&wanted).ok_or_else(|| format!("bad line: {wanted}"))?;
        let found = counter(&report, name);
        let holds = match relation {
            "=" => found == number,
            ">" => found > number,
            _ => found < number,
        };
        if !holds {
            problems.push(format!("{wanted}: it is {found}"));
        }
    }
    if problems.is_empty() { Ok(()) } else { Err(problems.join("\n")) }
}

fn run(binary: &Path, switches: &[String], program: &Path) -> Result<Outcome, String> {
    let mut command = Command::new(binary);
    process::neutral_environment(command.args(switches).arg(program));
    process::run(&mut command, Vec::new(), Duration::from_secs(60)).map_err(|e| e.to_string())
}

/// Takes `NAME RELATION NUMBER` apart.
fn parts(line: &str) -> Option<(&str, &str, u64)> {
    let (rest, number) = line.rsplit_once(' ')?;
    let (name, relation) = rest.rsplit_once(' ')?;
    Some((name, relation, number.parse().ok()?))
}

fn counter(report: &str, name: &str) -> u64 {
    let prefix = format!("jit: {name}: ");
    let found = report.lines().find_map(|line| line.strip_prefix(&prefix));
    found.and_then(|number| number.trim().parse().ok()).unwrap_or(0)
}
