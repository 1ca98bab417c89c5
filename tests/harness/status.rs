//! The list of known failures, `py/STATUS`. A line is `PATH MODES REASON`,
//! where MODES is `all` or names joined by commas. Every line names an existing
//! program, gives a reason, and goes away as soon as its program passes. Only a
//! reason that begins with `flaky` excuses both outcomes.

use std::collections::{BTreeMap, HashMap};
use std::fs;
use std::path::Path;

use super::mode::Mode;
use super::program::Program;

/// Known failures by program.
#[derive(Default)]
pub(crate) struct Status {
    rows: HashMap<String, (Vec<String>, String)>,
}

impl Status {
    /// Reads the list; the error names the first wrong line.
    pub(crate) fn read(path: &Path, programs: &[Program]) -> Result<Self, String> {
        let Ok(text) = fs::read_to_string(path) else { return Ok(Self::default()) };
        let mut rows = HashMap::new();
        for (number, line) in text.lines().enumerate() {
            if line.trim().is_empty() || line.starts_with('#') {
                continue;
            }
            let (name, row) =
                parse(line, programs).map_err(|why| format!("line {}: {why}", number + 1))?;
            if rows.insert(name, row).is_some() {
                return Err(format!("line {}: the program is listed twice", number + 1));
            }
        }
        Ok(Self { rows })
    }

    /// Returns why `program` is known to fail in `mode`.
    pub(crate) fn reason(&self, program: &str, mode: &str) -> Option<String> {
        let (modes, reason) = self.rows.get(program)?;
        modes.iter().any(|name| name == "all" || name == mode).then(|| reason.clone())
    }
}

/// Writes the list anew from the outcomes of a run: program, mode, and what is wrong.
///
/// Reasons of `old` are kept.
pub(crate) fn update(
    path: &Path,
    old: &Status,
    outcomes: &[(String, String, Option<String>)],
) -> std::io::Result<()> {
    let mut programs: BTreeMap<&str, (Vec<&str>, usize, &str)> = BTreeMap::new();
    for (program, mode, problem) in outcomes {
        let row = programs.entry(program).or_default();
        row.1 += 1;
        if let Some(problem) = problem {
            row.0.push(mode);
            row.2 = problem.lines().next().unwrap_or_default();
        }
    }
    let text = fs::read_to_string(path).unwrap_or_default();
    let mut lines: Vec<String> =
        text.lines().filter(|line| line.starts_with('#')).map(str::to_owned).collect();
    for (program, (modes, runs, problem)) in programs {
        if modes.is_empty() {
            continue;
        }
        let shown = if modes.len() == runs { "all".to_owned() } else { modes.join(",") };
        let reason = old.rows.get(program).map_or(problem, |(_, reason)| reason);
        lines.push(format!("{} {shown} {reason}", program.trim_start_matches("py/")));
    }
    fs::write(path, lines.join("\n") + "\n")
}

type Row = (Vec<String>, String);

fn parse(line: &str, programs: &[Program]) -> Result<(String, Row), String> {
    let mut words = line.split_whitespace();
    let word = words.next().unwrap_or_default();
    let name = if word.starts_with("examples/") { word.to_owned() } else { format!("py/{word}") };
    let modes: Vec<String> =
        words.next().unwrap_or_default().split(',').map(str::to_owned).collect();
    let reason = words.collect::<Vec<_>>().join(" ");
    if !programs.iter().any(|program| program.name == name) {
        return Err(format!("there is no program {name}"));
    }
    if let Some(mode) = modes.iter().find(|mode| *mode != "all" && Mode::named(mode).is_none()) {
        return Err(format!("there is no mode {mode}; there are: all, {}", Mode::names()));
    }
    if reason.is_empty() {
        return Err("the reason is missing".to_owned());
    }
    Ok((name, (modes, reason)))
}
