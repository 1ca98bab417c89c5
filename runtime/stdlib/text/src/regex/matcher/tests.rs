//! Matches of small patterns, as CPython 2.7 finds them.

use super::super::{compile, parse};
use super::{Match, Mode, run};

fn search(pattern: &str, text: &str) -> Option<Match> {
    let pattern: Vec<u32> = pattern.chars().map(u32::from).collect();
    let parsed = parse(&pattern, 0, false).expect("a valid pattern");
    let program = compile(&parsed);
    let text = text.as_bytes();
    run(&program, &text, 0, text.len(), Mode::Search, &mut || true).expect("not interrupted")
}

fn span(pattern: &str, text: &str) -> Option<(usize, usize)> {
    search(pattern, text).map(|found| (found.start, found.end))
}

#[test]
fn finds_literals_sets_and_repetitions() {
    assert_eq!(span("b+", "aabbbc"), Some((2, 5)));
    assert_eq!(span("b+?", "aabbbc"), Some((2, 3)));
    assert_eq!(span("[^a-c]{2,3}", "abcxyzw"), Some((3, 6)));
    assert_eq!(span("a.c$", "abc\n"), Some((0, 3)));
    assert_eq!(span("x", "abc"), None);
}

#[test]
fn restores_groups_when_going_back() {
    let found = search("(a|ab)(c|bcd)(d*)", "abcd").expect("matches");
    assert_eq!(
        (found.group(1), found.group(2), found.group(3)),
        (Some((0, 1)), Some((1, 4)), Some((4, 4)))
    );
    let found = search("(?:(a)|b)*", "ab").expect("matches");
    assert_eq!(found.group(1), Some((0, 1)));
}

#[test]
fn ends_loops_over_nothing() {
    assert_eq!(span("(a*)*b", "aab"), Some((0, 3)));
    assert_eq!(span("(?:a?)*?$", "aaa"), Some((0, 3)));
    assert_eq!(span("(?:a|b)*?c", "ababc"), Some((0, 5)));
}

#[test]
fn looks_around() {
    assert_eq!(span("a(?=b)", "acab"), Some((2, 3)));
    assert_eq!(span("a(?!b)", "abac"), Some((2, 3)));
    assert_eq!(span("(?<=a)b", "bab"), Some((2, 3)));
    assert_eq!(span("(?<!a)b", "abb"), Some((2, 3)));
    assert_eq!(span(r"(\w)\1", "abccd"), Some((2, 4)));
    assert_eq!(span("(<)?a(?(1)>|!)", "x<a>"), Some((1, 4)));
}

#[test]
fn needs_no_native_stack() {
    let text = "ab".repeat(200_000);
    assert_eq!(span("(?:ab)*$", &text), Some((0, 400_000)));
}
