//! Taking text apart: words, fields, lines, edges.

use super::search::{Unit, find, rfind};
use std::ops::Range;

/// Room for parts to begin with.
const FEW: usize = 12;

/// Which edges a strip works on.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Edge {
    /// Left only.
    Left,
    /// Right only.
    Right,
    /// Both.
    Both,
}

/// The part of `text` without units on its edges that satisfy `drop`.
pub fn strip<T: Unit>(text: &[T], edge: Edge, drop: impl Fn(T) -> bool) -> Range<usize> {
    let mut start = 0;
    let mut end = text.len();
    if edge != Edge::Right {
        while start < end && drop(text[start]) {
            start += 1;
        }
    }
    if edge != Edge::Left {
        while end > start && drop(text[end - 1]) {
            end -= 1;
        }
    }
    start..end
}

/// Words between white space; at most `limit` splits from the left.
pub fn split_words<T: Unit>(text: &[T], limit: usize) -> Vec<Range<usize>> {
    let mut parts = Vec::with_capacity(FEW.min(text.len()));
    let mut at = 0;
    loop {
        while at < text.len() && text[at].is_space() {
            at += 1;
        }
        if at == text.len() {
            return parts;
        }
        if parts.len() == limit {
            parts.push(at..text.len());
            return parts;
        }
        let start = at;
        while at < text.len() && !text[at].is_space() {
            at += 1;
        }
        parts.push(start..at);
    }
}

/// Words between white space; at most `limit` splits from the right.
pub fn rsplit_words<T: Unit>(text: &[T], limit: usize) -> Vec<Range<usize>> {
    let mut parts = Vec::new();
    let mut end = text.len();
    loop {
        while end > 0 && text[end - 1].is_space() {
            end -= 1;
        }
        if end == 0 {
            break;
        }
        if parts.len() == limit {
            parts.push(0..end);
            break;
        }
        let stop = end;
        while end > 0 && !text[end - 1].is_space() {
            end -= 1;
        }
        parts.push(end..stop);
    }
    parts.reverse();
    parts
}

/// Fields between separators; at most `limit` splits from the left. `separator` is not empty.
pub fn split_fields<T: Unit>(text: &[T], separator: &[T], limit: usize) -> Vec<Range<usize>> {
    let mut parts = Vec::with_capacity(FEW.min(text.len() + 1));
    let mut at = 0;
    while parts.len() < limit
        && let Some(next) = find(&text[at..], separator)
    {
        parts.push(at..at + next);
        at += next + separator.len();
    }
    parts.push(at..text.len());
    parts
}

/// Fields between separators; at most `limit` splits from the right. `separator` is not empty.
pub fn rsplit_fields<T: Unit>(text: &[T], separator: &[T], limit: usize) -> Vec<Range<usize>> {
    let mut parts = Vec::new();
    let mut end = text.len();
    while parts.len() < limit
        && let Some(next) = rfind(&text[..end], separator)
    {
        parts.push(next + separator.len()..end);
        end = next;
    }
    parts.push(0..end);
    parts.reverse();
    parts
}

/// Lines, with or without their ends; `\r\n` is one end.
pub fn split_lines<T: Unit>(text: &[T], keep_ends: bool) -> Vec<Range<usize>> {
    let mut parts = Vec::with_capacity(FEW.min(text.len()));
    let mut at = 0;
    while at < text.len() {
        let start = at;
        while at < text.len() && !text[at].is_line_end() {
            at += 1;
        }
        let stop = at;
        if at < text.len() {
            let pair =
                text[at] == T::from_ascii(b'\r') && text.get(at + 1) == Some(&T::from_ascii(b'\n'));
            at += if pair { 2 } else { 1 };
        }
        parts.push(start..if keep_ends { at } else { stop });
    }
    parts
}

/// The text with tabs made blanks up to multiples of `size`; None if it is too long.
pub fn expand_tabs<T: Unit>(text: &[T], size: usize) -> Option<Vec<T>> {
    let mut result = Vec::new();
    let mut column = 0usize;
    for unit in text {
        if *unit == T::from_ascii(b'\t') {
            if size > 0 {
                let width = size - column % size;
                if result.len().checked_add(width)? > isize::MAX as usize / 8 {
                    return None;
                }
                result.try_reserve(width).ok()?;
                result.resize(result.len() + width, T::BLANK);
                column += width;
            }
        } else {
            result.push(*unit);
            column += 1;
            if *unit == T::from_ascii(b'\n') || *unit == T::from_ascii(b'\r') {
                column = 0;
            }
        }
    }
    Some(result)
}

/// Pads with `fill` on both sides.
///
/// # Errors
/// Gives None if there is no memory.
pub fn pad<T: Unit>(text: &[T], left: usize, right: usize, fill: T) -> Option<Vec<T>> {
    let mut result = Vec::new();
    let len = text.len().checked_add(left)?.checked_add(right)?;
    if !crate::protocol::memory::fits(len.saturating_mul(size_of::<T>())) {
        return None;
    }
    result.try_reserve_exact(len).ok()?;
    result.resize(left, fill);
    result.extend_from_slice(text);
    result.resize(left + text.len() + right, fill);
    Some(result)
}
