//! Rules about words that must not stand in the project's files.

use super::tree::{File, Tree};

/// Unfinished work is an issue with a number, not a mark in the code.
pub(super) fn open_work(tree: &Tree) -> Vec<String> {
    let marks = [concat!("FIX", "ME"), concat!("todo", "!("), concat!("unimplemented", "!(")];
    let to_do = concat!("TO", "DO");
    let has_number = |line: &str| {
        line.split('#').skip(1).any(|rest| rest.starts_with(|c: char| c.is_ascii_digit()))
    };
    lines(tree, |file| file.path.ends_with(".rs"))
        .filter(|(.., line)| {
            marks.iter().any(|mark| line.contains(mark))
                || line.contains(to_do) && !has_number(line)
        })
        .map(|(file, number, _)| {
            format!("{}:{number}: finish it, or name the issue as #N", file.path)
        })
        .collect()
}

/// Nothing committed depends on where somebody keeps their files.
pub(super) fn machine_paths(tree: &Tree) -> Vec<String> {
    let homes = [concat!("/ro", "ot/"), concat!("/ho", "me/"), concat!("/wo", "rk/")];
    lines(tree, |_| true)
        .filter(|(.., line)| homes.iter().any(|home| names_folder(line, home)))
        .map(|(file, number, _)| format!("{}:{number}: name no folder of a machine", file.path))
        .collect()
}

/// Tells whether `home` stands in the line as the start of a path.
fn names_folder(line: &str, home: &str) -> bool {
    line.match_indices(home)
        .any(|(at, _)| !line[..at].ends_with(|c: char| c.is_alphanumeric() || "._-$})".contains(c)))
}

fn lines<'a>(
    tree: &'a Tree,
    wanted: impl Fn(&File) -> bool + 'a,
) -> impl Iterator<Item = (&'a File, usize, &'a str)> {
    tree.files.iter().filter(move |file| wanted(file)).flat_map(|file| {
        file.text.lines().enumerate().map(move |(index, line)| (file, index + 1, line))
    })
}
