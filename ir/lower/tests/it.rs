//! Goldens of lowering: each `data/*.py` is compared with its `.golden`.
//!
//! Always true of a golden: its text parses to the code it was printed from,
//! the binary form round-trips, and the code passes the verifier.
//! `UPDATE_GOLDEN=1 cargo test -p lower` writes the files anew.

use ir::source_compiler::{CompileFlags, Mode, SourceCompiler, SyntaxError};
use std::path::{Path, PathBuf};

fn compile(source: &[u8], name: &str, flags: CompileFlags) -> Result<ir::Compiled, SyntaxError> {
    lower::Frontend.compile(source, name.as_bytes(), Mode::Exec, flags)
}

fn data() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data")
}

/// Returns the flags that the first line of a test asks for: `# optimize: 2`.
fn flags_of(source: &str) -> CompileFlags {
    let first = source.lines().next().unwrap_or("");
    let optimize = first.strip_prefix("# optimize: ").map_or(0, |level| level.parse().unwrap_or(0));
    CompileFlags { optimize, ..CompileFlags::default() }
}

fn describe(source: &str, name: &str) -> String {
    match compile(source.as_bytes(), name, flags_of(source)) {
        Ok(compiled) => {
            ir::verify(&compiled.code).expect("lowered code is well formed");
            let text = ir::text::print(&compiled.code);
            let again = ir::text::parse(&text).expect("printed code can be parsed");
            assert_eq!(again, *compiled.code, "{name}: the text form does not round-trip");
            let bytes = ir::codec::encode(&compiled.code);
            let again = ir::codec::decode(&bytes).expect("encoded code can be decoded");
            assert_eq!(again, *compiled.code, "{name}: the binary form does not round-trip");
            let warnings =
                compiled.warnings.iter().map(|w| format!("warning {}: {}\n", w.line, w.message));
            warnings.collect::<String>() + &text
        }
        Err(error) => format!("{:?} at line {}: {}\n", error.kind, error.line, error.message),
    }
}

#[test]
fn goldens() {
    let update = std::env::var_os("UPDATE_GOLDEN").is_some();
    let mut sources: Vec<PathBuf> = std::fs::read_dir(data())
        .expect("the folder of goldens exists")
        .flatten()
        .map(|entry| entry.path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "py"))
        .collect();
    sources.sort();
    let mut failures = Vec::new();
    for path in sources {
        let source = std::fs::read_to_string(&path).expect("a golden's source is readable");
        let name =
            path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        let golden = path.with_extension("golden");
        let head = format!("; generated from {name} by UPDATE_GOLDEN=1 cargo test -p lower\n\n");
        let found = head + &describe(&source, &name);
        if update {
            std::fs::write(&golden, &found).expect("the golden is writable");
        } else if std::fs::read_to_string(&golden).unwrap_or_default() != found {
            failures.push(name);
        }
    }
    assert!(failures.is_empty(), "goldens differ: {failures:?} (see the head of this file)");
}

/// Sources and the error each gives: line, whether the message is the only argument, text.
const ERRORS: &[(&str, u32, bool, &str)] = &[
    ("return", 1, false, "'return' outside function"),
    ("class A:\n return 1", 2, false, "'return' outside function"),
    ("yield 1", 1, false, "'yield' outside function"),
    ("break", 1, false, "'break' outside loop"),
    ("continue", 1, false, "'continue' not properly in loop"),
    ("for x in y:\n def f(): continue", 2, false, "'continue' not properly in loop"),
    (
        "for x in y:\n try: pass\n finally: continue",
        3,
        false,
        "'continue' not supported inside 'finally' clause",
    ),
    ("try: pass\nexcept: pass\nexcept A: pass", 1, false, "default 'except:' must be last"),
    ("def f(a, a): pass", 1, true, "duplicate argument 'a' in function definition"),
    ("def f(a, (b, a)): pass", 1, true, "duplicate argument 'a' in function definition"),
    ("def f(x):\n global x", 1, true, "name 'x' is local and global"),
    ("def f():\n yield 1\n return 2", 3, true, "'return' with argument inside generator"),
    ("def f():\n return 2\n yield 1", 3, true, "'return' with argument inside generator"),
    (
        "def f():\n x=1\n def g(): x\n del x",
        0,
        true,
        "can not delete variable 'x' referenced in nested scope",
    ),
    (
        "def f():\n x=1\n exec 'a'\n def g():\n  exec 'b'\n  return x",
        5,
        true,
        "unqualified exec is not allowed in function 'g' because it is a nested function",
    ),
    (
        "def f():\n exec 'a'\n def g(): return x",
        2,
        true,
        "unqualified exec is not allowed in function 'f' because it contains a nested function \
         with free variables",
    ),
    (
        "def f():\n from q import *\n def g(): return x",
        2,
        true,
        "import * is not allowed in function 'f' because it contains a nested function with free \
         variables",
    ),
    (
        "def f():\n from q import *\n exec 'a'\n def g(): return x",
        2,
        true,
        "function 'f' uses import * and bare exec, which are illegal because it contains a nested \
         function with free variables",
    ),
    (
        "x=1\nfrom __future__ import division",
        2,
        false,
        "from __future__ imports must occur at the beginning of the file",
    ),
];

#[test]
fn errors() {
    for &(source, line, message_only, message) in ERRORS {
        let error = compile(source.as_bytes(), "t.py", CompileFlags::default()).expect_err(source);
        assert_eq!((error.message.as_str(), error.line), (message, line), "{source}");
        assert_eq!(error.message_only, message_only, "{source}");
    }
}

#[test]
fn too_many_blocks() {
    let mut source = String::new();
    for depth in 0..21 {
        source += &format!("{}for i in a:\n", " ".repeat(depth));
    }
    source += &format!("{}pass\n", " ".repeat(21));
    let error = compile(source.as_bytes(), "t.py", CompileFlags::default()).expect_err("21 blocks");
    assert_eq!(error.message, "too many statically nested blocks");
}

#[test]
fn deep_and_long_sources() {
    let sources = [
        "x = ".to_owned() + &"a + ".repeat(30_000) + "a",
        "x = ".to_owned() + &"1 + ".repeat(30_000) + "1",
        "x = a".to_owned() + &".b".repeat(30_000),
        "x = a".to_owned() + &"()".repeat(30_000),
        "x = ".to_owned() + &"(".repeat(80) + "1" + &")".repeat(80),
        "x = ".to_owned() + &"not ".repeat(1_000) + "a",
        "x = [".to_owned() + &"a, ".repeat(100_000) + "]",
        "x = (".to_owned() + &"a, ".repeat(100_000) + ")",
        "x = {".to_owned() + &"a: b, ".repeat(100_000) + "}",
        "if a: b\n".to_owned() + &"elif a: b\n".repeat(10_000),
    ];
    for source in sources {
        let start: String = source.chars().take(20).collect();
        let result = compile(source.as_bytes(), "t.py", CompileFlags::default());
        let compiled = result.unwrap_or_else(|error| unreachable!("{start}: {}", error.message));
        ir::verify(&compiled.code).expect("lowered code is well formed");
    }
}

/// Damaged binary code is rejected or verified, but never makes anything panic.
#[test]
fn damaged_binary_code() {
    let source = std::fs::read(data().join("exceptions.py")).expect("the source is readable");
    let compiled = compile(&source, "t.py", CompileFlags::default());
    let bytes = ir::codec::encode(&compiled.expect("the source is valid").code);
    let mut accepted = 0;
    for at in 12..bytes.len() {
        for change in [0x01, 0x90] {
            let mut damaged = bytes.clone();
            damaged[at] ^= change;
            if let Ok(code) = ir::codec::decode(&damaged) {
                accepted += u32::from(ir::verify(&code).is_ok());
            }
        }
        assert!(ir::codec::decode(&bytes[..at]).is_err(), "cut off at {at}");
    }
    assert!(accepted > 0, "some changes touch names and constants only");
}

/// The analyses agree with what the code says.
#[test]
fn loops_and_live_registers() {
    let source = "def f(a):\n for i in a:\n  while i:\n   i -= 1\n return a\n";
    let compiled = compile(source.as_bytes(), "t.py", CompileFlags::default());
    let module = compiled.expect("the source is valid").code;
    let nested = module.constants.iter().find_map(|constant| match constant {
        ir::Constant::Code(code) => Some(code.clone()),
        _ => None,
    });
    let function = &nested.expect("the module defines a function").function;
    let cfg = ir::analysis::Cfg::new(function);
    let dominators = ir::analysis::Dominators::new(&cfg);
    let loops = ir::analysis::Loops::new(&cfg, &dominators);
    let depths: Vec<u32> = loops.list.iter().map(|found| found.depth).collect();
    assert_eq!(depths, [1, 2]);
    assert!(loops.list.iter().all(|found| function.blocks[found.header.index()].loop_header));
    let liveness = ir::analysis::Liveness::new(function, &cfg);
    let temps = ir::analysis::LiveTemps::new(function);
    for block in function.block_ids() {
        let start = function.blocks[block.index()].start;
        let live = &liveness.entry[block.index()];
        let held = temps.before(function, start);
        let both = live.iter().filter(|&reg| reg >= function.first_temp().index());
        assert_eq!(both.collect::<Vec<_>>(), held.iter().collect::<Vec<_>>(), "{block}");
    }
}
