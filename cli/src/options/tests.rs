//! The command line as CPython 2.7.18 was seen to take it.

use runtime::vm::settings::JitMode;

use super::{Invocation, Program, Reply, Wrong, parse};

fn call_in(words: &[&str], environment: &[(&str, &str)]) -> Result<Invocation, Wrong> {
    let words: Vec<Vec<u8>> = words.iter().map(|word| word.as_bytes().to_vec()).collect();
    let lookup = |name: &str| {
        environment.iter().find(|row| row.0 == name).map(|row| row.1.as_bytes().to_vec())
    };
    parse(&words, &lookup, true)
}

fn call(words: &[&str]) -> Result<Invocation, Wrong> {
    call_in(words, &[])
}

fn argv(call: &Invocation) -> Vec<String> {
    call.settings.argv.iter().map(|word| String::from_utf8_lossy(word).into_owned()).collect()
}

#[test]
fn options_may_be_bundled_and_end_at_the_program() {
    let call = call(&["-BEs", "file.py", "-O", "x"]).expect("valid");
    assert!(call.settings.dont_write_bytecode && call.settings.no_user_site);
    assert_eq!(call.settings.optimize, 0);
    assert_eq!(call.program, Program::File(b"file.py".to_vec()));
    assert_eq!(argv(&call), ["file.py", "-O", "x"]);
}

#[test]
fn a_command_ends_the_options() {
    let call = call(&["-Ocprint 1", "-V", "--help"]).expect("valid");
    assert_eq!(call.program, Program::Command(b"print 1".to_vec()));
    assert_eq!(argv(&call), ["-c", "-V", "--help"]);
    assert_eq!(call.wanted_reply(), None);
}

#[test]
fn run_is_taken_out_and_options_go_on() {
    let call = call(&["-X", "jit=off", "run", "-O", "file.py", "run"]).expect("valid");
    assert_eq!(call.settings.jit, JitMode::Off);
    assert_eq!(call.settings.optimize, 1);
    assert_eq!(argv(&call), ["file.py", "run"]);
}

#[test]
fn standard_input_is_the_program_without_a_name() {
    assert_eq!(argv(&call(&[]).expect("valid")), [""]);
    let call = call(&["-", "a"]).expect("valid");
    assert_eq!(call.program, Program::Stdin);
    assert_eq!(argv(&call), ["-", "a"]);
}

#[test]
fn messages_are_those_of_the_original() {
    for (words, message) in [
        (&["-z"][..], "Unknown option: -z"),
        (&["-Bz"], "Unknown option: -z"),
        (&["--foo"], "Unknown option: --"),
        (&["-c"], "Argument expected for the -c option"),
        (&["-J"], "-J is reserved for Jython"),
        (&["-Qbad"], "-Q option should be `-Qold', `-Qwarn', `-Qwarnall', or `-Qnew' only"),
    ] {
        assert_eq!(call(words).expect_err("wrong use"), Wrong::Usage(message.to_owned()));
    }
}

#[test]
fn help_wins_over_version() {
    assert_eq!(call(&["-hV"]).expect("valid").wanted_reply(), Some(Reply::Help));
    assert_eq!(call(&["--version"]).expect("valid").wanted_reply(), Some(Reply::Version));
}

#[test]
fn variables_count_unless_ignored() {
    let variables = [("PYTHONOPTIMIZE", "x"), ("PYTHONWARNINGS", "a,b"), ("PYTHONVERBOSE", "3")];
    let with = call_in(&["-Wc"], &variables).expect("valid");
    assert_eq!((with.settings.optimize, with.settings.verbose), (1, 3));
    assert_eq!(with.settings.warn_options, [b"c", b"a", b"b"]);
    let without = call_in(&["-E"], &variables).expect("valid");
    assert_eq!((without.settings.optimize, without.settings.verbose), (0, 0));
}

#[test]
fn the_hash_seed_is_checked() {
    let seed = |value| call_in(&[], &[("PYTHONHASHSEED", value)]);
    assert_eq!(seed("0").expect("valid").settings.hash_seed, Some(0));
    assert_eq!(seed("5").expect("valid").settings.hash_seed, Some(5));
    assert!(seed("random").expect("valid").settings.hash_seed.is_some());
    assert!(matches!(seed("abc"), Err(Wrong::Fatal(_))));
}

#[test]
fn switches_are_checked() {
    assert_eq!(call(&["-Xtier-up=5"]).expect("valid").settings.tier_up, Some(5));
    for wrong in ["-Xjit=fast", "-Xjit", "-Xstats=1", "-Xnone", "-Xtier-up=0", "-Xdump=x"] {
        assert!(call(&[wrong]).is_err(), "{wrong}");
    }
}
