//! The result as a table for people, as JSON for programs, and as Markdown.

use std::fmt::Write;

use super::measure::{Measured, Timing, Variant};
use super::options::Options;
use super::summary;

const NAME_WIDTH: usize = 28;
const CELL_WIDTH: usize = 34;

/// Returns the lines above the table.
pub(super) fn heading(variants: &[Variant], base: usize) -> String {
    let mut text = format!("{:NAME_WIDTH$}", "");
    for (index, variant) in variants.iter().enumerate() {
        let mark = if index == base { " (= 1)" } else { "" };
        let _ = write!(text, "{:<CELL_WIDTH$}", format!("{}{mark}", variant.name));
    }
    let mut text = format!("{}\n{:NAME_WIDTH$}", text.trim_end(), "");
    for _ in variants {
        let _ = write!(text, "{:<CELL_WIDTH$}", "min s   median    ratio    MB");
    }
    format!("{}\n", text.trim_end())
}

/// Returns the line of one program.
pub(super) fn line(row: &Measured, base: usize) -> String {
    let mut text = format!("{:<NAME_WIDTH$}", row.name);
    for (index, timing) in row.timings.iter().enumerate() {
        let cell = match timing {
            Ok(timing) => {
                let ratio = row.ratio(index, base).map_or("-".to_owned(), shown_ratio);
                let (min, median) = (timing.min(), timing.median());
                format!("{min:<7.4} {median:<7.4} {ratio:>7} {:>5.0}", megabytes(timing))
            }
            Err(problem) => problem.chars().take(CELL_WIDTH - 2).collect(),
        };
        let _ = write!(text, "{cell:<CELL_WIDTH$}");
    }
    format!("{}\n", text.trim_end())
}

/// Returns the lines below the table.
pub(super) fn closing(rows: &[Measured], variants: &[Variant], base: usize) -> String {
    let mut text = String::from("\ngeometric mean of the ratios\n");
    for mean in summary::means(rows, variants.len(), base) {
        let _ = write!(text, "{:<NAME_WIDTH$}", mean.group);
        for (variant, ratio) in variants.iter().zip(mean.ratios) {
            let ratio = ratio.map_or("-".to_owned(), shown_ratio);
            let _ = write!(text, "{:<CELL_WIDTH$}", format!("{} {ratio}", variant.name));
        }
        text.truncate(text.trim_end().len());
        text.push('\n');
    }
    for row in rows {
        for (variant, timing) in variants.iter().zip(&row.timings) {
            if let Err(problem) = timing {
                let _ = writeln!(text, "{} on {}: {problem}", row.name, variant.name);
            }
        }
    }
    text
}

/// Returns one JSON object with everything measured.
pub(super) fn json(
    rows: &[Measured],
    variants: &[Variant],
    options: &Options,
    base: usize,
) -> String {
    let results = |row: &Measured| {
        let cells = variants.iter().zip(&row.timings).enumerate();
        list(cells.map(|(index, (variant, timing))| match timing {
            Ok(timing) => format!(
                r#"{{"interpreter":{},"min":{},"median":{},"ratio":{},"peak_bytes":{}}}"#,
                string(&variant.name),
                timing.min(),
                timing.median(),
                row.ratio(index, base).map_or("null".to_owned(), |ratio| ratio.to_string()),
                timing.peak_bytes,
            ),
            Err(problem) => format!(
                r#"{{"interpreter":{},"error":{}}}"#,
                string(&variant.name),
                string(problem)
            ),
        }))
    };
    let programs =
        list(rows.iter().map(|row| {
            format!(r#"{{"program":{},"results":{}}}"#, string(&row.name), results(row))
        }));
    let means = summary::means(rows, variants.len(), base);
    let means = list(means.iter().flat_map(|mean| {
        variants.iter().zip(&mean.ratios).filter_map(|(variant, ratio)| {
            Some(format!(
                r#"{{"group":{},"interpreter":{},"ratio":{}}}"#,
                string(&mean.group),
                string(&variant.name),
                (*ratio)?
            ))
        })
    }));
    format!(
        "{{\"runs\":{},\"steady_rounds\":{},\"base\":{},\"programs\":{programs},\"means\":{means}}}\n",
        options.runs,
        options.steady.map_or("null".to_owned(), |rounds| rounds.to_string()),
        string(&variants[base].name),
    )
}

/// Returns a table of the ratios.
pub(super) fn markdown(rows: &[Measured], variants: &[Variant], base: usize) -> String {
    let cells = |cells: Vec<String>| format!("| {} |\n", cells.join(" | "));
    let names = variants.iter().map(|variant| variant.name.clone());
    let mut text = cells(std::iter::once("program".to_owned()).chain(names).collect());
    text.push_str(&cells(vec!["---".to_owned(); variants.len() + 1]));
    for row in rows {
        let ratios = (0..variants.len()).map(|index| row.ratio(index, base));
        let ratios = ratios.map(|ratio| ratio.map_or("-".to_owned(), shown_ratio));
        text.push_str(&cells(std::iter::once(row.name.clone()).chain(ratios).collect()));
    }
    for mean in summary::means(rows, variants.len(), base) {
        let name = format!("**{}, geometric mean**", mean.group);
        let ratios = mean.ratios.into_iter().map(|ratio| ratio.map_or("-".to_owned(), shown_ratio));
        text.push_str(&cells(std::iter::once(name).chain(ratios).collect()));
    }
    text
}

fn shown_ratio(ratio: f64) -> String {
    if ratio < 10.0 { format!("{ratio:.2}") } else { format!("{ratio:.1}") }
}

#[expect(clippy::cast_precision_loss, reason = "a rounded figure for people")]
fn megabytes(timing: &Timing) -> f64 {
    timing.peak_bytes as f64 / 1e6
}

fn list(items: impl Iterator<Item = String>) -> String {
    format!("[{}]", items.collect::<Vec<_>>().join(","))
}

fn string(text: &str) -> String {
    let mut quoted = String::from("\"");
    for c in text.chars() {
        match c {
            '"' | '\\' => quoted.extend(['\\', c]),
            c if c < ' ' => {
                let _ = write!(quoted, "\\u{:04x}", u32::from(c));
            }
            c => quoted.push(c),
        }
    }
    quoted.push('"');
    quoted
}
