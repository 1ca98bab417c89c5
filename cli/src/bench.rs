//! `pyston bench`: how fast and how large programs are on several interpreters.
//!
//! Always true: the interpreters take turns on each program, so that a disturbed
//! moment of the machine is shared by all; and a time only counts if the output
//! is the one of the reference.

mod measure;
mod options;
mod programs;
mod report;
mod summary;
#[cfg(test)]
mod tests;

use std::io::Write;
use std::process::ExitCode;

use measure::{Measured, Variant};
use options::{Format, Options};

/// Runs the subcommand with the words behind its name.
pub(crate) fn main(words: &[Vec<u8>]) -> ExitCode {
    let options = match Options::parse(words) {
        Ok(Some(options)) => options,
        Ok(None) => return show(options::HELP),
        Err(message) => return complain(&message),
    };
    let found = match programs::find(options.folder.as_deref(), &options.filters) {
        Ok(found) if found.is_empty() => return complain("no program has such a name"),
        Ok(found) => found,
        Err(message) => return complain(&message),
    };
    let variants = match variants(&options) {
        Ok(variants) => variants,
        Err(message) => return complain(&message),
    };
    let base = options.base(&variants);
    let mut rows: Vec<Measured> = Vec::new();
    if options.format == Format::Text {
        show(&report::heading(&variants, base));
    }
    for program in &found {
        let row = measure::measure(program, &variants, &options, base);
        if options.format == Format::Text {
            show(&report::line(&row, base));
        }
        rows.push(row);
    }
    let wrong = rows.iter().any(Measured::has_failure);
    let text = match options.format {
        Format::Text => report::closing(&rows, &variants, base),
        Format::Json => report::json(&rows, &variants, &options, base),
        Format::Markdown => report::markdown(&rows, &variants, base),
    };
    let shown = show(&text);
    if wrong { ExitCode::FAILURE } else { shown }
}

/// Returns the interpreters to compare: this one with and without the JIT, then the others.
fn variants(options: &Options) -> Result<Vec<Variant>, String> {
    let own = std::env::current_exe().map_err(|error| format!("cannot find myself: {error}"))?;
    let own = own.to_string_lossy().into_owned();
    let command = |words: &[&str]| {
        std::iter::once(own.clone()).chain(words.iter().map(|word| (*word).to_owned())).collect()
    };
    let mut variants = vec![
        Variant { name: "jit".to_owned(), command: command(&["run"]) },
        Variant { name: "interp".to_owned(), command: command(&["run", "-X", "jit=off"]) },
    ];
    variants.extend(options.others.iter().cloned());
    if !options.only.is_empty() {
        variants.retain(|variant| options.only.contains(&variant.name));
    }
    if variants.is_empty() { Err("no interpreter is left".to_owned()) } else { Ok(variants) }
}

fn show(text: &str) -> ExitCode {
    let mut out = std::io::stdout().lock();
    match out.write_all(text.as_bytes()).and_then(|()| out.flush()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(_) => ExitCode::FAILURE,
    }
}

fn complain(message: &str) -> ExitCode {
    eprintln!("pyston bench: {message}");
    ExitCode::from(2)
}
