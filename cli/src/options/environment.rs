//! The variables of the environment that pyston reads, and when: all at once
//! after the options, `PYTHON*` only without `-E`. An empty value counts as unset.

use super::invocation::Invocation;
use super::switches;

/// The part of the help text about variables.
pub(super) const HELP: &str = "\
file   : run the program in this file
-      : read the program from standard input (without a program: prompt on a terminal)
arg ...: arguments of the program, in sys.argv[1:]

Other environment variables:
PYTHONSTARTUP: file to run before the first prompt
PYTHONPATH   : folders, separated by ':', to search for modules before all others
PYTHONHOME   : prefix whose lib/python2.7 provides modules that pyston has not built in
PYTHONIOENCODING: encoding[:errors] of the standard streams
PYTHONHASHSEED: 'random', or the number from 0 to 4294967295 that all hash values depend on
PYSTON_JIT, PYSTON_STATS, PYSTON_HOME: as -X jit=, -X stats and -X stdlib=
";

/// Completes `call` from the environment.
///
/// # Errors
/// The message about a value that cannot be used.
pub(super) fn apply(
    call: &mut Invocation,
    lookup: &dyn Fn(&str) -> Option<Vec<u8>>,
) -> Result<(), String> {
    let lookup = |name: &str| lookup(name).filter(|value| !value.is_empty());
    own(call, &lookup)?;
    if call.settings.ignore_environment {
        return Ok(());
    }
    let settings = &mut call.settings;
    let counted = |flag: &mut u8, name: &str| {
        if let Some(value) = lookup(name) {
            *flag = (*flag).max(level(&value));
        }
    };
    counted(&mut settings.debug, "PYTHONDEBUG");
    counted(&mut settings.verbose, "PYTHONVERBOSE");
    counted(&mut settings.optimize, "PYTHONOPTIMIZE");
    let set = |flag: &mut bool, name: &str| *flag |= lookup(name).is_some();
    set(&mut settings.dont_write_bytecode, "PYTHONDONTWRITEBYTECODE");
    set(&mut settings.inspect, "PYTHONINSPECT");
    set(&mut settings.unbuffered, "PYTHONUNBUFFERED");
    set(&mut settings.no_user_site, "PYTHONNOUSERSITE");
    if let Some(filters) = lookup("PYTHONWARNINGS") {
        let filters = filters.split(|byte| *byte == b',').filter(|filter| !filter.is_empty());
        settings.warn_options.extend(filters.map(<[u8]>::to_vec));
    }
    if let Some(path) = lookup("PYTHONPATH") {
        settings.python_path = path.split(|byte| *byte == b':').map(<[u8]>::to_vec).collect();
    }
    if let Some(encoding) = lookup("PYTHONIOENCODING") {
        settings.io_encoding = Some(String::from_utf8_lossy(&encoding).into_owned());
    }
    if settings.stdlib_dir.is_none()
        && let Some(home) = lookup("PYTHONHOME")
    {
        let mut folder = home.split(|byte| *byte == b':').next().unwrap_or_default().to_vec();
        folder.extend_from_slice(b"/lib/python2.7");
        settings.stdlib_dir = Some(folder);
    }
    Ok(())
}

/// Applies our own variables; a switch on the command line goes before them.
fn own(call: &mut Invocation, lookup: &dyn Fn(&str) -> Option<Vec<u8>>) -> Result<(), String> {
    let mut from_environment = Invocation::new();
    for (name, switch) in
        [("PYSTON_JIT", "jit="), ("PYSTON_STATS", "stats"), ("PYSTON_HOME", "stdlib=")]
    {
        let Some(value) = lookup(name) else { continue };
        let mut text = switch.as_bytes().to_vec();
        if switch.ends_with('=') {
            text.extend_from_slice(&value);
        }
        switches::apply(&mut from_environment, &text)?;
    }
    let (settings, other) = (&mut call.settings, from_environment.settings);
    if settings.jit == Default::default() {
        settings.jit = other.jit;
    }
    settings.stats |= other.stats;
    settings.stdlib_dir = settings.stdlib_dir.take().or(other.stdlib_dir);
    Ok(())
}

/// Reads the level of a counted flag; what is no positive number means 1.
fn level(value: &[u8]) -> u8 {
    let digits: Vec<u8> = value.iter().copied().take_while(u8::is_ascii_digit).take(3).collect();
    let number = String::from_utf8_lossy(&digits).parse::<u16>().unwrap_or(0);
    u8::try_from(number.max(1)).unwrap_or(u8::MAX)
}
