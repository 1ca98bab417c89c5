//! The arithmetic of the benchmark report.

use super::measure::{Measured, Timing, steady_seconds};
use super::options::{Format, Options};
use super::summary::means;

fn row(group: &str, seconds: &[&[f64]]) -> Measured {
    let timings = seconds.iter().map(|seconds| Ok(Timing::of(seconds.to_vec()))).collect();
    Measured { name: format!("{group}/x"), group: group.to_owned(), timings }
}

fn parse(words: &[&str]) -> Result<Option<Options>, String> {
    Options::parse(&words.iter().map(|word| word.as_bytes().to_vec()).collect::<Vec<_>>())
}

#[test]
fn the_steady_time_is_the_best_of_the_later_rounds() {
    assert_eq!(steady_seconds(b"0 0.5\n1 0.1\n2 0.4\n3 0.3\n"), Some(0.3));
    assert_eq!(steady_seconds(b"warning\n"), None);
}

#[test]
fn the_median_lies_in_the_middle() {
    assert!((Timing::of(vec![1.0, 2.0, 4.0]).median() - 2.0).abs() < 1e-12);
    assert!((Timing::of(vec![1.0, 2.0]).median() - 1.5).abs() < 1e-12);
}

#[test]
fn means_are_geometric_and_leave_memory_out() {
    let rows = [
        row("cpu", &[&[1.0], &[2.0]]),
        row("cpu", &[&[1.0], &[8.0]]),
        row("memory", &[&[1.0], &[100.0]]),
    ];
    let means = means(&rows, 2, 1);
    assert_eq!(means.len(), 1);
    let ratio = means[0].ratios[0].expect("two programs have ratios");
    assert!((ratio - 4.0).abs() < 1e-12);
}

#[test]
fn options_are_checked() {
    let options = parse(&["--with", "a=b -c", "--steady", "cpu/", "--json"]);
    let options = options.expect("valid").expect("no help");
    assert_eq!(options.others[0].command, ["b", "-c"]);
    assert_eq!(options.steady, Some(12));
    assert_eq!(options.filters, ["cpu/"]);
    assert!(options.format == Format::Json);
    assert!(parse(&["--help"]).expect("valid").is_none());
    for wrong in [&["--with", "a"][..], &["--runs", "0"], &["--runs"], &["--else"]] {
        assert!(parse(wrong).is_err());
    }
}
