//! Runs every selected test and reports. Each kind of test is a list of jobs
//! with a name; a job's outcome depends on nothing but its files and the binary.

mod binary;
mod cli;
mod counters;
mod diff;
mod job;
mod mode;
mod options;
mod process;
mod program;
mod record;
mod report;
mod status;

use std::path::PathBuf;
use std::process::ExitCode;

pub(crate) use job::Job;
use options::Options;
use report::Report;

/// Returns the folder of the test data, which is also this crate's.
pub(crate) fn tests_folder() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

/// Runs what the process's arguments select; see `docs/testing.md` for them.
pub fn main() -> ExitCode {
    let options = match Options::parse(std::env::args().skip(1)) {
        Ok(options) => options,
        Err(message) => {
            eprintln!("{message}");
            return ExitCode::from(2);
        }
    };
    if options.list {
        return ExitCode::SUCCESS;
    }
    // Programs see descriptors from 3 on as free, whoever started the tests.
    close_fds::set_fds_cloexec_threadsafe(3, &[]);
    let programs = program::find(options.record.is_some());
    if let Some(oracle) = &options.record {
        return record::record(&programs, &options, oracle);
    }
    let mut report = Report::new(options.verbose);
    report.run("tidy", crate::tidy::jobs().filter(|job| options.selects(&job.name)), 1);
    let binary = match binary::find() {
        Ok(binary) => binary,
        Err(message) => {
            report.fail("binary", &message);
            return report.finish();
        }
    };
    let known = match status::Status::read(&tests_folder().join("py/STATUS"), &programs) {
        Ok(known) => known,
        Err(message) => {
            report.fail("py/STATUS", &message);
            status::Status::default()
        }
    };
    report.run("cli", cli::jobs(&binary).filter(|job| options.selects(&job.name)), options.jobs);
    report.run(
        "jit",
        counters::jobs(&binary).filter(|job| options.selects(&job.name)),
        options.jobs,
    );
    for mode in mode::MODES.iter().filter(|mode| options.runs(mode)) {
        let chosen = programs.iter().filter(|program| {
            options.selects(&program.name)
                && options.selects_area(&program.area)
                && (options.all || !options.modes.is_empty() || mode.takes(&program.name))
        });
        let jobs = chosen.map(|program| {
            let known = known.reason(&program.name, mode.name).filter(|_| !options.update_status);
            program.clone().into_job(&binary, mode, known, options.timeout)
        });
        report.run(mode.name, jobs.collect::<Vec<Job>>().into_iter(), options.jobs);
    }
    if options.update_status {
        report.outcomes.retain(|(name, ..)| programs.iter().any(|program| program.name == *name));
        let path = tests_folder().join("py/STATUS");
        if let Err(error) = status::update(&path, &known, &report.outcomes) {
            report.fail("py/STATUS", &error.to_string());
        }
    }
    report.finish()
}
