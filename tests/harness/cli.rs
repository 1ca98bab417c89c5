//! Transcripts of the command line, `cli/*.txt`: a line `$ WORDS` starts pyston
//! under the name of its first word, the lines up to the next are what it writes to
//! standard output and standard error together (the binary's own path as PYTHON),
//! and `? N` closes a call that ends with status N instead of 0. Words `< FILE` at
//! the end name the standard input.

use std::fs;
use std::os::unix::process::CommandExt;
use std::path::Path;
use std::process::Command;
use std::time::Duration;

use super::diff;
use super::job::Job;
use super::process;

/// Returns one test for each transcript.
pub(crate) fn jobs(binary: &Path) -> impl Iterator<Item = Job> + use<> {
    let folder = super::tests_folder().join("cli");
    let binary = binary.to_owned();
    let mut paths: Vec<_> = fs::read_dir(&folder)
        .map(|entries| entries.flatten().map(|entry| entry.path()).collect())
        .unwrap_or_default();
    paths.retain(|path| path.extension().is_some_and(|ext| ext == "txt"));
    paths.sort();
    paths.into_iter().map(move |path| {
        let stem = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
        let binary = binary.clone();
        Job::new(format!("cli/{stem}"), move || check(&path, &binary))
    })
}

fn check(path: &Path, binary: &Path) -> Result<(), String> {
    let text = fs::read_to_string(path).map_err(|error| error.to_string())?;
    let folder = path.with_extension("");
    let folder = if folder.is_dir() { folder } else { super::tests_folder().join("cli") };
    let mut problems = Vec::new();
    let mut lines = text.lines().peekable();
    while let Some(line) = lines.next() {
        let Some(call) = line.strip_prefix("$ ") else { continue };
        let mut want = String::new();
        while let Some(line) = lines.next_if(|line| !line.starts_with("$ ")) {
            want.push_str(line);
            want.push('\n');
        }
        let got = transcribe(call, binary, &folder)?;
        problems.extend(diff::differences(call, want.as_bytes(), got.as_bytes()));
    }
    if problems.is_empty() { Ok(()) } else { Err(problems.join("\n")) }
}

/// Runs one call and returns what a terminal would show of it.
fn transcribe(call: &str, binary: &Path, folder: &Path) -> Result<String, String> {
    let words = split(call)?;
    let (words, input) = match words.as_slice() {
        [words @ .., sign, file] if sign == "<" => {
            (words, fs::read(folder.join(file)).map_err(|error| format!("{file}: {error}"))?)
        }
        words => (words, Vec::new()),
    };
    let (name, arguments) = words.split_first().ok_or("a call needs a name")?;
    let mut command = Command::new(binary);
    process::neutral_environment(&mut command).arg0(name).args(arguments).current_dir(folder);
    // Without a path the binary finds itself, whatever it is called.
    command.env_remove("PATH");
    let outcome = process::run(&mut command, input, Duration::from_secs(20))
        .map_err(|error| error.to_string())?;
    let mut shown = String::from_utf8_lossy(&outcome.stdout).into_owned();
    shown.push_str(&String::from_utf8_lossy(&outcome.stderr));
    shown = shown.replace(&*binary.to_string_lossy(), "PYTHON");
    if !shown.is_empty() && !shown.ends_with('\n') {
        shown.push_str("\n<no line end>\n");
    }
    if outcome.status != 0 {
        shown.push_str(&format!("? {}\n", outcome.status));
    }
    Ok(shown)
}

/// Splits a line into words as a shell does; quotes are single quotes.
fn split(line: &str) -> Result<Vec<String>, String> {
    let mut words: Vec<String> = Vec::new();
    let mut in_word = false;
    for (index, part) in line.split('\'').enumerate() {
        if index % 2 == 1 {
            if !in_word {
                words.push(String::new());
            }
            in_word = true;
            words.last_mut().ok_or("a quote opens a word")?.push_str(part);
            continue;
        }
        for c in part.chars() {
            if c == ' ' {
                in_word = false;
            } else {
                if !in_word {
                    words.push(String::new());
                }
                in_word = true;
                words.last_mut().ok_or("a character opens a word")?.push(c);
            }
        }
    }
    Ok(words)
}
