//! The command line: one row for each option, one for each switch of ours.
//!
//! Always true: the rows are the only place that knows an option; parsing, the
//! help text and the messages about wrong use are derived from them. The rules
//! and messages are those of CPython 2.7, so that existing callers get along.

mod environment;
mod getopt;
mod invocation;
mod seed;
mod switches;
#[cfg(test)]
mod tests;

pub(crate) use invocation::{Invocation, Program, Reply, Wrong, parse};

/// One option of a single letter.
pub(crate) struct OptionRow {
    /// The letter behind `-`.
    pub(crate) letter: u8,
    /// What the help calls its argument, if it takes one.
    pub(crate) argument: Option<&'static str>,
    /// What it does, for the help; an empty text keeps it out.
    pub(crate) help: &'static str,
    /// Notes the option; the bytes are its argument.
    pub(crate) apply: fn(&mut Invocation, &[u8]) -> Result<(), String>,
}

macro_rules! options {
    ($( $(#[doc = $help:literal])* $letter:literal $(($argument:literal))? => $apply:expr; )*) => {
        /// Every option of a single letter, in the order of the help.
        pub(crate) static OPTIONS: &[OptionRow] = &[$( OptionRow {
            letter: $letter,
            argument: options!(@argument $($argument)?),
            help: concat!($($help, "\n"),*).trim_ascii(),
            apply: $apply,
        } ),*];
    };
    (@argument) => { None };
    (@argument $argument:literal) => { Some($argument) };
}

options! {
    /// warn when str, bytearray and unicode are compared (-bb: raise)
    b'b' => |call, _| count(&mut call.settings.bytes_warning);
    /// write no .pyc or .pyo files; also PYTHONDONTWRITEBYTECODE=x
    b'B' => |call, _| set(&mut call.settings.dont_write_bytecode);
    /// run the program text cmd; ends the options
    b'c' ("cmd") => |call, text| call.run(Program::Command(text.to_vec()));
    /// debug the parser; also PYTHONDEBUG=x
    b'd' => |call, _| count(&mut call.settings.debug);
    /// take no notice of the variables PYTHON* in the environment
    b'E' => |call, _| set(&mut call.settings.ignore_environment);
    /// print this text and exit; also -? and --help
    b'h' => |call, _| call.reply(Reply::Help);
    #[doc = ""]
    b'?' => |call, _| call.reply(Reply::Help);
    /// prompt for input after the program has run, terminal or not; also PYTHONINSPECT=x
    b'i' => |call, _| {
        call.interactive = true;
        set(&mut call.settings.inspect)
    };
    #[doc = ""]
    b'J' => |_, _| Err("-J is reserved for Jython".to_owned());
    /// run the library module mod as the program; ends the options
    b'm' ("mod") => |call, name| call.run(Program::Module(name.to_vec()));
    /// leave out assertions; also PYTHONOPTIMIZE=x
    b'O' => |call, _| count(&mut call.settings.optimize);
    /// choose the division of integers: -Qold, -Qwarn, -Qwarnall, -Qnew
    b'Q' ("arg") => |call, name| {
        let names: [&[u8]; 4] = [b"old", b"warn", b"warnall", b"new"];
        let place = names.iter().position(|known| *known == name).ok_or_else(|| {
            "-Q option should be `-Qold', `-Qwarn', `-Qwarnall', or `-Qnew' only".to_owned()
        })?;
        call.settings.division = u8::try_from(place).expect("there are four names");
        Ok(())
    };
    /// make hash values differ from run to run; also PYTHONHASHSEED=random
    b'R' => |call, _| set(&mut call.random_hash);
    /// keep the user's own site directory off sys.path; also PYTHONNOUSERSITE
    b's' => |call, _| set(&mut call.settings.no_user_site);
    /// do not import site at the start
    b'S' => |call, _| set(&mut call.settings.no_site);
    /// warn when tabs and spaces are mixed ambiguously (-tt: raise)
    b't' => |call, _| count(&mut call.settings.tab_check);
    /// do not buffer standard output and standard error; also PYTHONUNBUFFERED=x
    b'u' => |call, _| set(&mut call.settings.unbuffered);
    #[doc = ""]
    b'U' => |call, _| set(&mut call.settings.unicode_literals);
    /// tell about every import (-vv: more); also PYTHONVERBOSE=x
    b'v' => |call, _| count(&mut call.settings.verbose);
    /// print the version and exit; also --version
    b'V' => |call, _| call.reply(Reply::Version);
    /// filter warnings by action:message:category:module:lineno; also PYTHONWARNINGS=arg
    b'W' ("arg") => |call, filter| {
        call.settings.warn_options.push(filter.to_vec());
        Ok(())
    };
    /// leave out the first line of the program
    b'x' => |call, _| set(&mut call.settings.skip_first_line);
    /// set a switch of pyston's own; -X help lists them
    b'X' ("arg") => switches::apply;
    /// warn about what Python 3 does differently
    b'3' => |call, _| {
        let settings = &mut call.settings;
        settings.tab_check = settings.tab_check.max(1);
        settings.division = settings.division.max(1);
        set(&mut settings.py3k_warning)
    };
}

/// Returns the row of a letter.
pub(crate) fn row(letter: u8) -> Option<&'static OptionRow> {
    OPTIONS.iter().find(|row| row.letter == letter)
}

fn set(flag: &mut bool) -> Result<(), String> {
    *flag = true;
    Ok(())
}

fn count(flag: &mut u8) -> Result<(), String> {
    *flag = flag.saturating_add(1);
    Ok(())
}

/// Returns the usage line, ended by a line end.
pub(crate) fn usage_line(name: &str) -> String {
    format!("usage: {name} [option] ... [-c cmd | -m mod | file | -] [arg] ...\n")
}

/// Returns the whole help text.
pub(crate) fn help(name: &str) -> String {
    let mut text = usage_line(name);
    text.push_str("Options and arguments (and corresponding environment variables):\n");
    for row in OPTIONS.iter().filter(|row| !row.help.is_empty()) {
        let head = format!("-{} {}", char::from(row.letter), row.argument.unwrap_or_default());
        text.push_str(&format!("{:<7}: {}\n", head.trim_end(), row.help));
    }
    text.push_str(environment::HELP);
    text
}

pub(crate) use switches::help as switch_help;
