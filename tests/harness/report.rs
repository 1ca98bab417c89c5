//! Runs jobs side by side and keeps the count. The count is of tests, in the
//! end one line; what failed is printed as soon as it is known, in a fixed order.

use std::collections::BTreeMap;
use std::panic::{self, AssertUnwindSafe};
use std::process::ExitCode;
use std::sync::{Mutex, mpsc};
use std::thread;

use super::job::Job;

/// The count so far.
pub(crate) struct Report {
    verbose: bool,
    passed: usize,
    failed: usize,
    expected: usize,
    /// Name, group and problem of every test that ran.
    pub(crate) outcomes: Vec<(String, String, Option<String>)>,
}

impl Report {
    /// Starts at zero; `verbose` shows the details of failures.
    pub(crate) fn new(verbose: bool) -> Self {
        Self { verbose, passed: 0, failed: 0, expected: 0, outcomes: Vec::new() }
    }

    /// Counts one failure that no job stands for.
    pub(crate) fn fail(&mut self, name: &str, problem: &str) {
        self.failed += 1;
        println!("FAIL {name}\n    {}", problem.replace('\n', "\n    "));
    }

    /// Runs `jobs`, `width` at a time, and prints a summary line for the group.
    pub(crate) fn run(&mut self, group: &str, jobs: impl Iterator<Item = Job>, width: usize) {
        let jobs: Vec<Job> = jobs.collect();
        if jobs.is_empty() {
            return;
        }
        let before = (self.passed, self.failed, self.expected);
        let queue = Mutex::new(jobs.into_iter().enumerate());
        let (sender, results) = mpsc::channel();
        thread::scope(|scope| {
            for _ in 0..width {
                let sender = sender.clone();
                let queue = &queue;
                scope.spawn(move || {
                    loop {
                        let next = queue.lock().expect("no job panics with the lock").next();
                        let Some((index, Job { name, known, work })) = next else { break };
                        let result = panic::catch_unwind(AssertUnwindSafe(work));
                        let result = result.unwrap_or_else(|_| Err("the test panicked".to_owned()));
                        drop(sender.send((index, name, known, result)));
                    }
                });
            }
            drop(sender);
            let mut waiting = BTreeMap::new();
            let mut next = 0;
            for (index, name, known, result) in results {
                waiting.insert(index, (name, known, result));
                while let Some((name, known, result)) = waiting.remove(&next) {
                    self.count(group, &name, known, result);
                    next += 1;
                }
            }
        });
        let known = match self.expected - before.2 {
            0 => String::new(),
            count => format!(", {count} known to fail"),
        };
        let (passed, failed) = (self.passed - before.0, self.failed - before.1);
        println!("{group}: {passed} passed, {failed} failed{known}");
    }

    fn count(
        &mut self,
        group: &str,
        name: &str,
        known: Option<String>,
        result: Result<(), String>,
    ) {
        self.outcomes.push((name.to_owned(), group.to_owned(), result.as_ref().err().cloned()));
        match (result, known) {
            (Ok(()), Some(reason)) if reason.starts_with("flaky") => self.expected += 1,
            (Ok(()), None) => self.passed += 1,
            (Err(_), Some(_)) => self.expected += 1,
            (Ok(()), Some(reason)) => {
                let advice = "it passes: delete its line, or this mode, from tests/py/STATUS";
                self.fail(&format!("{name} [{group}]"), &format!("{advice} ({reason})"));
            }
            (Err(problem), None) => {
                self.failed += 1;
                println!("FAIL {name} [{group}]");
                let shown = if self.verbose || group == "tidy" { usize::MAX } else { 1 };
                for line in problem.lines().take(shown) {
                    println!("    {line}");
                }
            }
        }
    }

    /// Prints the closing line and returns the process's exit status.
    pub(crate) fn finish(self) -> ExitCode {
        if self.expected > 0 {
            println!("{} more are known to fail (tests/py/STATUS)", self.expected);
        }
        println!("{} passed, {} failed", self.passed, self.failed);
        if self.failed == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE }
    }
}
