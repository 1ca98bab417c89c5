//! The harness's own arguments. Arguments of the standard test runner are
//! accepted and ignored, so that `cargo test -- --nocapture` works everywhere.

use std::path::PathBuf;
use std::time::Duration;

use super::mode::Mode;

/// What to run and how.
pub(crate) struct Options {
    /// Every program in every mode.
    pub(crate) all: bool,
    /// Modes named on the command line; empty means the default split.
    pub(crate) modes: Vec<String>,
    /// Areas (folders) to run; empty means all.
    areas: Vec<String>,
    /// Parts of names to run; empty means all.
    filters: Vec<String>,
    /// Show differences.
    pub(crate) verbose: bool,
    /// How many tests run side by side.
    pub(crate) jobs: usize,
    /// When a program counts as hanging.
    pub(crate) timeout: Duration,
    /// The CPython 2.7 whose output is to be recorded instead of compared.
    pub(crate) record: Option<PathBuf>,
    /// Write the list of known failures from what fails.
    pub(crate) update_status: bool,
    /// A test runner asks for names only; there are none to give.
    pub(crate) list: bool,
}

impl Options {
    /// Parses the arguments behind the program's name.
    pub(crate) fn parse(args: impl Iterator<Item = String>) -> Result<Self, String> {
        let mut options = Self {
            all: false,
            modes: Vec::new(),
            areas: Vec::new(),
            filters: Vec::new(),
            verbose: false,
            jobs: 2,
            timeout: Duration::from_secs(60),
            record: None,
            update_status: false,
            list: false,
        };
        let mut args = args;
        while let Some(arg) = args.next() {
            let mut value = || args.next().ok_or(format!("{arg} needs a value"));
            match arg.as_str() {
                "--all" => options.all = true,
                "--mode" => options.modes.push(value()?),
                "--only" => options.areas.push(value()?),
                "-v" | "--verbose" => options.verbose = true,
                "-j" | "--jobs" => options.jobs = number(&arg, &value()?)?.max(1) as usize,
                "--timeout" => {
                    options.timeout = Duration::from_secs(number(&arg, &value()?)?);
                }
                "--record" => options.record = Some(oracle()?),
                "--update-status" => options.update_status = true,
                "--list" => options.list = true,
                "--test-threads" | "--format" | "--color" | "-Z" => drop(value()?),
                _ if arg.starts_with('-') => {}
                _ => options.filters.push(arg),
            }
        }
        if let Some(name) = options.modes.iter().find(|name| Mode::named(name).is_none()) {
            return Err(format!("no mode {name}; there are: {}", Mode::names()));
        }
        if options.update_status && !(options.filters.is_empty() && options.areas.is_empty()) {
            return Err("--update-status needs all programs".to_owned());
        }
        Ok(options)
    }

    /// Tells whether a name contains one of the filters.
    pub(crate) fn selects(&self, name: &str) -> bool {
        self.filters.is_empty() || self.filters.iter().any(|part| name.contains(part.as_str()))
    }

    /// Tells whether an area was asked for.
    pub(crate) fn selects_area(&self, area: &str) -> bool {
        self.areas.is_empty() || self.areas.iter().any(|wanted| wanted == area)
    }

    /// Tells whether programs run in `mode` at all.
    pub(crate) fn runs(&self, mode: &Mode) -> bool {
        if self.modes.is_empty() {
            self.all || mode.share != super::mode::Share::OnRequest
        } else {
            self.modes.iter().any(|name| name == mode.name)
        }
    }
}

fn number(option: &str, text: &str) -> Result<u64, String> {
    text.parse().map_err(|_| format!("{option} needs a number, not {text}"))
}

fn oracle() -> Result<PathBuf, String> {
    match std::env::var_os("ORACLE") {
        Some(path) if !path.is_empty() => Ok(PathBuf::from(path)),
        _ => Err("--record needs a CPython 2.7.18: name it with ORACLE=...".to_owned()),
    }
}
