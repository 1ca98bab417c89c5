//! Programs with recorded output: `py/AREA/NAME.py` and its neighbours
//! `.out`, `.err`, `.rc`, `.in`. A program has no expectations of its own kind:
//! everything it is compared with was printed by CPython 2.7.18.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use super::diff;
use super::job::Job;
use super::mode::Mode;
use super::process::{self, Outcome};

/// A program and where it lies.
#[derive(Clone)]
pub(crate) struct Program {
    /// `py/lists/sort_stability`, `examples/text`
    pub(crate) name: String,
    /// `lists`
    pub(crate) area: String,
    path: PathBuf,
}

/// Returns the programs of the corpus and the examples, ordered by name.
///
/// Without `unrecorded`, those without a recorded output are left out.
pub(crate) fn find(unrecorded: bool) -> Vec<Program> {
    let tests = super::tests_folder();
    let pyfiles = tests.join("../pyfiles");
    let mut programs = Vec::new();
    collect(&tests, &tests.join("py"), unrecorded, &mut programs);
    collect(&pyfiles, &pyfiles.join("examples"), unrecorded, &mut programs);
    programs.sort_by(|a, b| a.name.cmp(&b.name));
    programs
}

fn collect(top: &Path, folder: &Path, unrecorded: bool, programs: &mut Vec<Program>) {
    let Ok(entries) = fs::read_dir(folder) else { return };
    for path in entries.flatten().map(|entry| entry.path()) {
        let name = path.file_name().map(|name| name.to_string_lossy().into_owned());
        let hidden = name.is_none_or(|name| name.starts_with(['_', '.']));
        if hidden || path.join("__init__.py").exists() {
            continue;
        }
        if path.is_dir() {
            collect(top, &path, unrecorded, programs);
        } else if path.extension().is_some_and(|ext| ext == "py")
            && (unrecorded || path.with_extension("out").exists())
        {
            let inner = path.strip_prefix(top).unwrap_or(&path).with_extension("");
            let area = folder.file_name().unwrap_or_default().to_string_lossy().into_owned();
            programs.push(Program { name: inner.display().to_string(), area, path });
        }
    }
}

impl Program {
    /// Makes the test that runs this program in `mode`.
    pub(crate) fn into_job(
        self,
        binary: &Path,
        mode: &'static Mode,
        known: Option<String>,
        limit: Duration,
    ) -> Job {
        let binary = binary.to_owned();
        let name = self.name.clone();
        let work = move || {
            let mut command = Command::new(&binary);
            command.arg("run").args(mode.options);
            let outcome = self.run(&mut command, limit)?;
            self.compare(&outcome)
        };
        Job { name, known, work: Box::new(work) }
    }

    /// Runs this program by `command`, to which its file name is added.
    pub(crate) fn run(&self, command: &mut Command, limit: Duration) -> Result<Outcome, String> {
        let folder = self.path.parent().expect("a program lies in a folder");
        let file = self.path.file_name().expect("a program is a file");
        process::neutral_environment(command).current_dir(folder).arg(file);
        let input = self.read("in").unwrap_or_default();
        process::run(command, input, limit).map_err(|error| format!("cannot start: {error}"))
    }

    /// Compares an outcome with the recorded one.
    fn compare(&self, outcome: &Outcome) -> Result<(), String> {
        let mut problems = Vec::new();
        let want_status = self
            .read("rc")
            .and_then(|text| String::from_utf8_lossy(&text).trim().parse().ok())
            .unwrap_or(0);
        if outcome.timed_out {
            problems.push("timed out".to_owned());
        } else if outcome.status != want_status {
            problems.push(format!("exit status: expected {want_status}, got {}", outcome.status));
        }
        let want = self.read("out").unwrap_or_default();
        problems.extend(diff::differences("stdout", &want, &outcome.stdout));
        match self.read("err") {
            Some(want) => problems.extend(diff::differences("stderr", &want, &outcome.stderr)),
            None if !problems.is_empty() => problems.extend(diff::tail("stderr", &outcome.stderr)),
            None => {}
        }
        if problems.is_empty() { Ok(()) } else { Err(problems.join("\n")) }
    }

    fn read(&self, extension: &str) -> Option<Vec<u8>> {
        fs::read(self.path.with_extension(extension)).ok()
    }

    /// Writes an expectation, or deletes it when there is none.
    pub(crate) fn write(&self, extension: &str, data: Option<&[u8]>) -> std::io::Result<()> {
        let path = self.path.with_extension(extension);
        match data {
            Some(data) => fs::write(path, data),
            None if path.exists() => fs::remove_file(path),
            None => Ok(()),
        }
    }
}
