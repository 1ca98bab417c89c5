//! Inputs at and beyond the limits: an error each, never a crash.

use frontend::{Encoding, ErrorKind, Mode, ParseFlags, Parsed, SyntaxError, parse};

fn module(source: &str) -> Result<Parsed, SyntaxError> {
    let flags = ParseFlags { encoding: Encoding::Bytes, ..ParseFlags::default() };
    parse(source.as_bytes(), "test", Mode::Module, flags)
}

/// Checks the greatest number of repetitions that CPython takes.
fn limit(most: usize, source: impl Fn(usize) -> String) {
    let source_at_limit = source(most);
    let head: String = source_at_limit.chars().take(20).collect();
    assert!(module(&source_at_limit).is_ok(), "{head}");
    let error = module(&source(most + 1)).expect_err(&head);
    assert_eq!(error.kind, ErrorKind::Memory, "{head}");
}

#[test]
fn nesting_ends_where_cpython_ends_it() {
    let around = |open: &str, close: &str, n| format!("{}a{}", open.repeat(n), close.repeat(n));
    limit(98, |n| around("(", ")", n));
    limit(98, |n| around("[", "]", n));
    limit(98, |n| around("{1:", "}", n));
    limit(92, |n| around("f(", ")", n));
    limit(92, |n| around("f[", "]", n));
    limit(1480, |n| around("-", "", n));
    limit(1480, |n| around("not ", "", n));
    limit(740, |n| around("a**", "", n));
    limit(740, |n| around("lambda:", "", n));
    limit(493, |n| around("lambda x=", ":a", n));
    limit(1480, |n| around("a if b else ", "", n));
    limit(732, |n| format!("[a {}]", "for a in b ".repeat(n)));
    limit(746, |n| format!("def f({}): pass", around("(", ")", n)));
}

#[test]
fn many_brackets_overflow_the_parser() {
    for bracket in ["(", "[", "{"] {
        let error = module(&bracket.repeat(100_000)).expect_err("too deep");
        assert_eq!(error.kind, ErrorKind::Memory);
    }
}

#[test]
fn indentation_has_a_limit() {
    let blocks = |n: usize| -> String {
        let lines = (0..n).map(|i| format!("{}if a:\n", " ".repeat(i)));
        lines.collect::<String>() + &" ".repeat(n) + "a\n"
    };
    assert!(module(&blocks(99)).is_ok());
    let error = module(&blocks(100)).expect_err("too deep");
    assert_eq!(error.message, "too many levels of indentation");
}

#[test]
fn spines_have_no_limit() {
    for link in ["+a", ".a", "(a)", "[a]", "*a-a", " and a", " < a"] {
        let parsed = module(&format!("x = a{}", link.repeat(50_000)));
        drop(parsed.expect(link));
    }
    assert!(module(&format!("if a: a\n{}", "elif a: a\n".repeat(50_000))).is_ok());
    assert!(module(&format!("with a{}: a\n", ", a".repeat(50_000))).is_ok());
}

#[test]
fn noise_is_rejected() {
    let mut state = 1_u64;
    let mut noise = |alphabet: &[u8], length: usize| -> Vec<u8> {
        let mut next = || {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
            alphabet[(state >> 33) as usize % alphabet.len()]
        };
        (0..length).map(|_| next()).collect()
    };
    let all: Vec<u8> = (0..=255).collect();
    for alphabet in [&all[..], b"()[]{}:,;=+-*a1 \n\t\"'\\", b"if x:\n  \telse()a", b"'\"\\\nu{N}x"]
    {
        for round in 0..300 {
            let source = noise(alphabet, round * 3);
            for encoding in [Encoding::File, Encoding::Bytes] {
                for mode in [Mode::Module, Mode::Eval, Mode::Single] {
                    let flags = ParseFlags { encoding, ..ParseFlags::default() };
                    drop(parse(&source, "noise", mode, flags));
                    frontend::needs_more(&source, flags);
                }
            }
        }
    }
    let source = noise(&all, 10_000_000);
    assert!(parse(&source, "noise", Mode::Module, ParseFlags::default()).is_err());
}
