//! What one start of pyston is to do. Made once from the arguments and the
//! environment; afterwards nothing looks at either again.

use std::path::Path;

use runtime::vm::Settings;

use super::getopt::{Item, Scanner};
use super::{environment, row, seed};

/// What to run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Program {
    /// `-c cmd`
    Command(Vec<u8>),
    /// `-m mod`
    Module(Vec<u8>),
    /// A file, or a folder or archive with a `__main__`.
    File(Vec<u8>),
    /// Standard input: a prompt if it is a terminal or `-i` is given, else a program.
    Stdin,
}

/// Something to print instead of running a program.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Reply {
    /// The help text.
    Help,
    /// The version.
    Version,
    /// The table of switches.
    Switches,
}

/// Why a start cannot go on.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Wrong {
    /// An option is used wrongly: the message, to which the usage line belongs.
    Usage(String),
    /// The environment is wrong: the reason to give up.
    Fatal(&'static str),
}

impl From<String> for Wrong {
    fn from(message: String) -> Self {
        Self::Usage(message)
    }
}

/// One start of pyston.
#[derive(Debug)]
pub(crate) struct Invocation {
    /// What the runtime has to know.
    pub(crate) settings: Settings,
    /// What to run.
    pub(crate) program: Program,
    /// `-i`: read standard input as if it were a terminal.
    pub(crate) interactive: bool,
    /// `-R`
    pub(crate) random_hash: bool,
    replies: Vec<Reply>,
    chosen: bool,
}

impl Invocation {
    pub(super) fn new() -> Self {
        Self {
            settings: Settings::default(),
            program: Program::Stdin,
            interactive: false,
            random_hash: false,
            replies: Vec::new(),
            chosen: false,
        }
    }

    /// Chooses the program; the options end here.
    pub(super) fn run(&mut self, program: Program) -> Result<(), String> {
        self.program = program;
        self.chosen = true;
        Ok(())
    }

    /// Asks for a text instead of a program.
    pub(super) fn reply(&mut self, reply: Reply) -> Result<(), String> {
        self.replies.push(reply);
        Ok(())
    }

    /// Returns what to print instead of running; the help wins.
    pub(crate) fn wanted_reply(&self) -> Option<Reply> {
        let order = [Reply::Help, Reply::Version, Reply::Switches];
        order.into_iter().find(|reply| self.replies.contains(reply))
    }
}

/// Parses the words behind the program's name.
///
/// `lookup` reads the environment. With `subcommands`, a word `run` before the
/// program is taken out, unless a file of that name exists.
///
/// # Errors
/// The message about the wrong use of an option or a variable.
pub(crate) fn parse(
    words: &[Vec<u8>],
    lookup: &dyn Fn(&str) -> Option<Vec<u8>>,
    subcommands: bool,
) -> Result<Invocation, Wrong> {
    let mut call = Invocation::new();
    let mut scanner = Scanner::new(words);
    let mut run_seen = !subcommands;
    let rest = loop {
        match scanner.next() {
            Item::Option(letter, argument) => {
                let row = row(letter).expect("the scanner knows only options of the table");
                (row.apply)(&mut call, &argument)?;
                if call.chosen {
                    break scanner.index();
                }
            }
            Item::Rest(index) => {
                let is_run = words.get(index).is_some_and(|word| word == b"run");
                if run_seen || !is_run || Path::new("run").exists() {
                    break index;
                }
                run_seen = true;
                scanner.skip_word();
            }
            Item::Wrong(message) => return Err(Wrong::Usage(message)),
        }
    };
    place_arguments(&mut call, &words[rest..]);
    environment::apply(&mut call, lookup)?;
    let hashes = seed::choose(&call, lookup)?;
    call.settings.hash_seed = hashes.seed;
    call.settings.hash_randomization = hashes.shown;
    Ok(call)
}

/// Sets `sys.argv`, and the program if no option has named it.
fn place_arguments(call: &mut Invocation, rest: &[Vec<u8>]) {
    let first = match &call.program {
        Program::Command(_) => b"-c".to_vec(),
        Program::Module(_) => b"-m".to_vec(),
        Program::File(_) | Program::Stdin => {
            let first = rest.first().cloned().unwrap_or_default();
            if !rest.is_empty() && first != b"-" {
                call.program = Program::File(first.clone());
            }
            call.settings.argv = vec![first];
            call.settings.argv.extend(rest.iter().skip(1).cloned());
            return;
        }
    };
    call.settings.argv = vec![first];
    call.settings.argv.extend(rest.iter().cloned());
}
