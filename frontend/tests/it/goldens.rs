//! The recorded trees and errors. `frontend/tools/record_goldens.py` writes them.

use std::fs;
use std::path::{Path, PathBuf};

use frontend::ast::Mod;
use frontend::{
    Encoding, ErrorKind, FutureFlags, Mode, ParseFlags, SyntaxError, parse, program_text,
};

fn folder(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests").join(name)
}

/// Returns the files of a folder with an ending, each with the lines of its golden.
fn goldens(name: &str, ending: &str) -> Vec<(PathBuf, Vec<String>)> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder(name)).expect("the folder is there") {
        let path = entry.expect("it can be read").path();
        if path.extension().is_some_and(|extension| extension == ending) {
            let golden = fs::read_to_string(path.with_extension("golden"));
            let golden = golden.expect("record it: frontend/tools/record_goldens.py");
            found.push((path, golden.lines().skip(1).map(String::from).collect()));
        }
    }
    assert!(!found.is_empty());
    found
}

#[test]
fn trees_are_as_recorded() {
    for (path, golden) in goldens("parse", "py") {
        let source = fs::read(&path).expect("it was listed");
        let parsed = parse(&source, "test", Mode::Module, ParseFlags::default());
        let Mod::Module(body) = parsed.expect("it is valid").module else { unreachable!("mode") };
        for (stmt, line) in body.iter().zip(&golden) {
            assert_eq!(stmt.to_string(), *line, "{}", path.display());
        }
        assert_eq!(body.len(), golden.len(), "{}", path.display());
    }
}

#[test]
fn errors_are_as_recorded() {
    for (path, golden) in goldens("errors", "txt") {
        for case in golden.chunks(2) {
            let [source, expected] = case else { panic!("{}: odd lines", path.display()) };
            assert_eq!(outcome(source), expected.trim_start(), "{}: {source}", path.display());
        }
    }
}

/// Parses `MODE SOURCE` and prints what comes out.
fn outcome(case: &str) -> String {
    let mut source = unescape(case.as_bytes().get(2..).unwrap_or_default());
    let mut flags = ParseFlags { encoding: Encoding::Bytes, ..ParseFlags::default() };
    let mut mode = Mode::Module;
    match case.as_bytes()[0] {
        b'f' => flags.encoding = Encoding::File,
        b'e' => mode = Mode::Eval,
        b's' => mode = Mode::Single,
        b'd' => (mode, flags.dont_imply_dedent) = (Mode::Single, true),
        b'p' => flags.future = FutureFlags::PRINT_FUNCTION,
        b'u' => {
            flags.encoding = Encoding::Unicode;
            source = source.iter().map(|&byte| char::from(byte)).collect::<String>().into_bytes();
        }
        _ => {}
    }
    match parse(&source, "<fuzz>", mode, flags) {
        Ok(parsed) => parsed.module.to_string(),
        Err(mut error) => {
            if flags.encoding == Encoding::File && error.offset.is_none() {
                error.text = program_text(&source, error.line).map(<[u8]>::to_vec);
            }
            describe(&error)
        }
    }
}

fn unescape(text: &[u8]) -> Vec<u8> {
    let mut out = Vec::new();
    let mut rest = text.iter();
    while let Some(&byte) = rest.next() {
        let escape = if byte == b'\\' { rest.next() } else { None };
        out.push(match escape {
            None => byte,
            Some(b'n') => b'\n',
            Some(b'x') => {
                let digits: String = rest.by_ref().take(2).map(|&b| char::from(b)).collect();
                u8::from_str_radix(&digits, 16).expect("two digits")
            }
            Some(&other) => other,
        });
    }
    out
}

fn describe(error: &SyntaxError) -> String {
    let class = match error.kind {
        ErrorKind::Syntax => "SyntaxError",
        ErrorKind::Indentation => "IndentationError",
        ErrorKind::Tab => "TabError",
        ErrorKind::Memory => return "ERR|MemoryError".into(),
        ErrorKind::Type => return format!("ERR|TypeError|{}", error.message),
        ErrorKind::Value => return format!("ERR|ValueError|{}", error.message),
        ErrorKind::Overflow => return format!("ERR|OverflowError|{}", error.message),
    };
    let offset = error.offset.map_or("None".into(), |offset| offset.to_string());
    let hex = |text: &Vec<u8>| text.iter().map(|byte| format!("{byte:02x}")).collect::<String>();
    let text = error.text.as_ref().map_or("None".into(), hex);
    format!("ERR|{class}|{}|{}|{offset}|{text}", error.message, error.line)
}
