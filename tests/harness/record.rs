//! Records what CPython 2.7 prints. The files written are exactly what the
//! comparison reads: `.out` always, `.rc` and `.err` only for a failure.

use std::path::Path;
use std::process::{Command, ExitCode};

use super::options::Options;
use super::program::Program;

/// Records the selected programs; at least one filter or area must select.
pub(crate) fn record(programs: &[Program], options: &Options, oracle: &Path) -> ExitCode {
    let mut failed = 0;
    let mut recorded = 0;
    for program in programs {
        if !(options.selects(&program.name) && options.selects_area(&program.area)) {
            continue;
        }
        match record_one(program, options, oracle) {
            Ok(()) => recorded += 1,
            Err(problem) => {
                failed += 1;
                println!("FAIL {}: {problem}", program.name);
            }
        }
    }
    println!("{recorded} recorded, {failed} failed");
    if failed == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

fn record_one(program: &Program, options: &Options, oracle: &Path) -> Result<(), String> {
    let outcome = program.run(&mut Command::new(oracle), options.timeout)?;
    if outcome.timed_out {
        return Err("timed out".to_owned());
    }
    let failed = outcome.status != 0;
    let status = format!("{}\n", outcome.status);
    let rc = failed.then_some(status.as_bytes());
    let err = (failed && !outcome.stderr.is_empty()).then_some(outcome.stderr.as_slice());
    program
        .write("out", Some(&outcome.stdout))
        .and_then(|()| program.write("rc", rc))
        .and_then(|()| program.write("err", err))
        .map_err(|error| error.to_string())
}
