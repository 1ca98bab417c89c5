//! Measures one program on all interpreters. Times are CPU seconds of the child,
//! user and system, as the kernel counts them for exactly that process.

use std::io::Read;
use std::process::{Command, Stdio};
use std::thread;

use wait4::Wait4;

use super::options::Options;
use super::programs::Program;

/// An interpreter to measure.
#[derive(Clone)]
pub(super) struct Variant {
    pub(super) name: String,
    /// The program to start and its first arguments.
    pub(super) command: Vec<String>,
}

/// What one run of a program took.
struct Run {
    seconds: f64,
    peak_bytes: u64,
    output: Vec<u8>,
}

/// The result of one program on one interpreter.
pub(super) struct Timing {
    /// Seconds of each run, ascending.
    pub(super) seconds: Vec<f64>,
    /// The largest of the runs.
    pub(super) peak_bytes: u64,
    output: Vec<u8>,
}

impl Timing {
    /// Makes a result of times in any order.
    pub(super) fn of(mut seconds: Vec<f64>) -> Self {
        seconds.sort_by(f64::total_cmp);
        Self { seconds, peak_bytes: 0, output: Vec::new() }
    }

    pub(super) fn min(&self) -> f64 {
        self.seconds.first().copied().unwrap_or(f64::NAN)
    }

    pub(super) fn median(&self) -> f64 {
        let (low, high) = ((self.seconds.len() - 1) / 2, self.seconds.len() / 2);
        (self.seconds[low] + self.seconds[high]) / 2.0
    }
}

/// The results of one program, one for each interpreter; an error says what is wrong.
pub(super) struct Measured {
    pub(super) name: String,
    pub(super) group: String,
    pub(super) timings: Vec<Result<Timing, String>>,
}

impl Measured {
    /// Returns how many times faster than the base an interpreter is.
    pub(super) fn ratio(&self, variant: usize, base: usize) -> Option<f64> {
        let (own, base) = (self.timings[variant].as_ref().ok()?, self.timings[base].as_ref().ok()?);
        let ratio = base.min() / own.min();
        ratio.is_finite().then_some(ratio)
    }

    pub(super) fn has_failure(&self) -> bool {
        self.timings.iter().any(Result::is_err)
    }
}

/// Measures `program`; outputs are compared with that of the interpreter at `base`.
pub(super) fn measure(
    program: &Program,
    variants: &[Variant],
    options: &Options,
    base: usize,
) -> Measured {
    let mut timings: Vec<Result<Timing, String>> =
        variants.iter().map(|_| Ok(Timing::of(Vec::new()))).collect();
    for _ in 0..options.runs {
        for (variant, timing) in variants.iter().zip(&mut timings) {
            let Ok(so_far) = timing else { continue };
            match run(program, variant, options.steady) {
                Ok(run) => {
                    so_far.seconds.push(run.seconds);
                    so_far.peak_bytes = so_far.peak_bytes.max(run.peak_bytes);
                    so_far.output = run.output;
                }
                Err(problem) => *timing = Err(problem),
            }
        }
    }
    for timing in timings.iter_mut().flatten() {
        timing.seconds.sort_by(f64::total_cmp);
    }
    if let Some(Ok(reference)) = timings.get(base) {
        let reference = reference.output.clone();
        for timing in &mut timings {
            if timing.as_ref().is_ok_and(|timing| timing.output != reference) {
                *timing = Err("another output".to_owned());
            }
        }
    }
    Measured { name: program.name.clone(), group: program.group().to_owned(), timings }
}

fn run(program: &Program, variant: &Variant, steady: Option<usize>) -> Result<Run, String> {
    let mut command = Command::new(&variant.command[0]);
    command.args(&variant.command[1..]).arg(&program.path);
    let takes_rounds = matches!(program.group(), "cpu" | "coroutine" | "micro");
    let rounds = steady.filter(|_| takes_rounds);
    if let Some(rounds) = rounds {
        command.arg(rounds.to_string()).arg("--times");
    }
    command.env("PYTHONDONTWRITEBYTECODE", "1").env_remove("PYTHONPATH");
    command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().map_err(|error| format!("{}: {error}", variant.command[0]))?;
    let stdout = collect(child.stdout.take());
    let stderr = collect(child.stderr.take());
    let used = child.wait4().map_err(|error| error.to_string())?;
    let output = stdout.join().unwrap_or_default();
    let errors = stderr.join().unwrap_or_default();
    if !used.status.success() {
        let text = String::from_utf8_lossy(&errors).trim_end().to_owned();
        let last = text.lines().last().unwrap_or_default().to_owned();
        return Err(format!("{}: {last}", used.status));
    }
    let whole = (used.rusage.utime + used.rusage.stime).as_secs_f64();
    let seconds = match rounds {
        Some(_) => steady_seconds(&errors).ok_or("it printed no times")?,
        None => whole,
    };
    Ok(Run { seconds, peak_bytes: used.rusage.maxrss, output })
}

/// Returns the fastest of the second half of the rounds.
pub(super) fn steady_seconds(errors: &[u8]) -> Option<f64> {
    let text = String::from_utf8_lossy(errors);
    let times: Vec<f64> = text
        .lines()
        .filter_map(|line| line.split_once(' ').and_then(|(_, time)| time.parse().ok()))
        .collect();
    times[times.len() / 2..].iter().copied().reduce(f64::min)
}

fn collect(pipe: Option<impl Read + Send + 'static>) -> thread::JoinHandle<Vec<u8>> {
    thread::spawn(move || {
        let mut bytes = Vec::new();
        if let Some(mut pipe) = pipe {
            drop(pipe.read_to_end(&mut bytes));
        }
        bytes
    })
}
