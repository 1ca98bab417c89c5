//! Runs a child process to its end or to a time limit. However it ends, no
//! process of its group is left behind.

use std::io::{Read, Write};
use std::os::unix::process::{CommandExt, ExitStatusExt};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::thread;
use std::time::{Duration, Instant};

/// What a finished child left.
pub(crate) struct Outcome {
    pub(crate) stdout: Vec<u8>,
    pub(crate) stderr: Vec<u8>,
    /// Exit status; killed by signal N is -N.
    pub(crate) status: i32,
    pub(crate) timed_out: bool,
}

/// Variables that change what a program prints.
const SCRUBBED: [&str; 16] = [
    "PYTHONHASHSEED",
    "PYTHONPATH",
    "PYTHONSTARTUP",
    "PYTHONIOENCODING",
    "PYTHONWARNINGS",
    "PYTHONHOME",
    "PYTHONOPTIMIZE",
    "PYTHONUNBUFFERED",
    "PYTHONINSPECT",
    "PYTHONVERBOSE",
    "PYTHONDEBUG",
    "PYSTON_JIT",
    "PYSTON_STATS",
    "PYSTON_HOME",
    "COLUMNS",
    "LINES",
];

/// Gives a command the environment in which all programs are run and recorded.
pub(crate) fn neutral_environment(command: &mut Command) -> &mut Command {
    for name in SCRUBBED {
        command.env_remove(name);
    }
    command.env("PYTHONDONTWRITEBYTECODE", "1").env("TZ", "UTC").env("LC_ALL", "C")
}

/// Runs `command` with `input` as its standard input.
pub(crate) fn run(
    command: &mut Command,
    input: Vec<u8>,
    limit: Duration,
) -> std::io::Result<Outcome> {
    let mut child = command
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .process_group(0)
        .spawn()?;
    let mut stdin = child.stdin.take().expect("stdin is piped");
    let writer = thread::spawn(move || drop(stdin.write_all(&input)));
    let stdout = collect(child.stdout.take().expect("stdout is piped"));
    let stderr = collect(child.stderr.take().expect("stderr is piped"));
    let (status, timed_out) = wait(&mut child, limit)?;
    let gather = |pipe: thread::JoinHandle<Vec<u8>>| pipe.join().unwrap_or_default();
    let outcome = Outcome {
        stdout: gather(stdout),
        stderr: gather(stderr),
        status: status.code().unwrap_or_else(|| -status.signal().unwrap_or(0)),
        timed_out,
    };
    drop(writer.join());
    Ok(outcome)
}

fn collect(mut pipe: impl Read + Send + 'static) -> thread::JoinHandle<Vec<u8>> {
    thread::spawn(move || {
        let mut bytes = Vec::new();
        drop(pipe.read_to_end(&mut bytes));
        bytes
    })
}

fn wait(child: &mut Child, limit: Duration) -> std::io::Result<(ExitStatus, bool)> {
    let start = Instant::now();
    let mut pause = Duration::from_micros(500);
    loop {
        if let Some(status) = child.try_wait()? {
            return Ok((status, false));
        }
        if start.elapsed() >= limit {
            let group = format!("-{}", child.id());
            drop(Command::new("kill").args(["-KILL", "--", &group]).status());
            drop(child.kill());
            return Ok((child.wait()?, true));
        }
        thread::sleep(pause);
        pause = (pause * 2).min(Duration::from_millis(10));
    }
}
