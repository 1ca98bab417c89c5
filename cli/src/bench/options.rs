//! The words behind `pyston bench`.

use std::path::PathBuf;

use super::measure::Variant;

/// What `pyston bench --help` prints.
pub(super) const HELP: &str = "\
usage: pyston bench [option] ... [part of a program's name] ...

Runs the programs of pyfiles/bench and compares CPU time (user + system) and
peak memory of pyston with its JIT, without it, and of other interpreters.

--with NAME=COMMAND  compare with another interpreter (any number of times)
--only NAME          leave out the other interpreters (any number of times)
--base NAME          the interpreter that counts as 1 (the first --with, else interp)
--runs N             how often each program runs (5)
--steady [N]         instead of whole runs, the fastest of the last of N rounds (12)
--dir DIR            the folder of programs (pyfiles/bench)
--json, --markdown   other forms of the result
";

/// How the result is shown.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Format {
    /// A table for people, line by line as it comes.
    Text,
    /// One JSON object.
    Json,
    /// A table for README.md.
    Markdown,
}

/// What to measure.
pub(super) struct Options {
    pub(super) others: Vec<Variant>,
    pub(super) only: Vec<String>,
    base: Option<String>,
    pub(super) runs: usize,
    /// Rounds in one process; none measures whole runs.
    pub(super) steady: Option<usize>,
    pub(super) folder: Option<PathBuf>,
    pub(super) format: Format,
    pub(super) filters: Vec<String>,
}

impl Options {
    /// Parses the words; none if only the help is wanted.
    pub(super) fn parse(words: &[Vec<u8>]) -> Result<Option<Self>, String> {
        let mut options = Self {
            others: Vec::new(),
            only: Vec::new(),
            base: None,
            runs: 5,
            steady: None,
            folder: None,
            format: Format::Text,
            filters: Vec::new(),
        };
        let words: Vec<String> =
            words.iter().map(|word| String::from_utf8_lossy(word).into_owned()).collect();
        let mut words = words.into_iter().peekable();
        while let Some(word) = words.next() {
            if word == "--steady" {
                let rounds = words.next_if(|next| next.parse::<usize>().is_ok());
                options.steady = Some(rounds.map_or(Ok(12), |rounds| number(&word, &rounds))?);
                continue;
            }
            let (name, mut value) = match word.split_once('=') {
                Some((name, value)) if word.starts_with("--") => {
                    (name.to_owned(), Some(value.to_owned()))
                }
                _ => (word.clone(), None),
            };
            let mut argument =
                || value.take().or_else(|| words.next()).ok_or(format!("{word} needs a value"));
            match name.as_str() {
                "--with" => options.others.push(variant(&argument()?)?),
                "--only" => options.only.push(argument()?),
                "--base" => options.base = Some(argument()?),
                "--runs" => options.runs = number(&name, &argument()?)?,
                "--dir" => options.folder = Some(PathBuf::from(argument()?)),
                "--json" => options.format = Format::Json,
                "--markdown" => options.format = Format::Markdown,
                "-h" | "--help" => return Ok(None),
                _ if name.starts_with('-') => return Err(format!("unknown option: {name}")),
                _ => options.filters.push(word),
            }
        }
        Ok(Some(options))
    }

    /// Returns the index of the interpreter that counts as 1.
    pub(super) fn base(&self, variants: &[Variant]) -> usize {
        let wanted = self.base.as_ref().or(self.others.first().map(|other| &other.name));
        let place = |name: &str| variants.iter().position(|variant| variant.name == name);
        wanted.and_then(|name| place(name)).or_else(|| place("interp")).unwrap_or(0)
    }
}

/// Parses `NAME=COMMAND`; the command's words are separated by spaces.
fn variant(text: &str) -> Result<Variant, String> {
    let (name, command) =
        text.split_once('=').ok_or_else(|| format!("--with {text}: it should be NAME=COMMAND"))?;
    let command: Vec<String> = command.split_whitespace().map(str::to_owned).collect();
    if name.is_empty() || command.is_empty() {
        return Err(format!("--with {text}: it should be NAME=COMMAND"));
    }
    Ok(Variant { name: name.to_owned(), command })
}

fn number(option: &str, text: &str) -> Result<usize, String> {
    let number = text.parse().ok().filter(|number| *number > 0);
    number.ok_or_else(|| format!("{option} should be a positive number, not {text}"))
}
