//! Normal forms: decomposition in canonical order, and composition.

use super::tables;
use runtime::api::builtins::unicode::table::properties;

/// Which decompositions are followed.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Canonical,
    Compatible,
}

const HANGUL: u32 = 0xac00;
const LEADS: u32 = 0x1100;
const VOWELS: u32 = 0x1161;
const TAILS: u32 = 0x11a7;
const VOWEL_COUNT: u32 = 21;
const TAIL_COUNT: u32 = 28;
const HANGUL_COUNT: u32 = 11172;

fn class(code: u32) -> u8 {
    properties(code).combining
}

/// Decomposes and puts marks in canonical order.
pub(super) fn decompose(text: &[u32], kind: Kind) -> Vec<u32> {
    let mut out = Vec::with_capacity(text.len());
    for code in text {
        push(&mut out, *code, kind);
    }
    // Marks are sorted by class, as long as they follow each other.
    let mut at = 0;
    while at < out.len() {
        let run = out[at..].iter().take_while(|code| class(**code) != 0).count();
        out[at..at + run].sort_by_key(|code| class(*code));
        at += run + 1;
    }
    out
}

fn push(out: &mut Vec<u32>, code: u32, kind: Kind) {
    if let Some(index) = code.checked_sub(HANGUL).filter(|index| *index < HANGUL_COUNT) {
        out.push(LEADS + index / (VOWEL_COUNT * TAIL_COUNT));
        out.push(VOWELS + index % (VOWEL_COUNT * TAIL_COUNT) / TAIL_COUNT);
        if index % TAIL_COUNT != 0 {
            out.push(TAILS + index % TAIL_COUNT);
        }
        return;
    }
    match tables::decomposition(code) {
        Some((tag, parts)) if tag == 0 || kind == Kind::Compatible => {
            parts.iter().for_each(|part| push(out, *part, kind));
        }
        _ => out.push(code),
    }
}

fn join(first: u32, second: u32) -> Option<u32> {
    if (LEADS..LEADS + 19).contains(&first) && (VOWELS..VOWELS + VOWEL_COUNT).contains(&second) {
        return Some(HANGUL + ((first - LEADS) * VOWEL_COUNT + second - VOWELS) * TAIL_COUNT);
    }
    let index = first.wrapping_sub(HANGUL);
    if index < HANGUL_COUNT
        && index.is_multiple_of(TAIL_COUNT)
        && (TAILS + 1..TAILS + TAIL_COUNT).contains(&second)
    {
        return Some(first + second - TAILS);
    }
    tables::composite(first, second)
}

/// Composes a text that is decomposed.
pub(super) fn compose(text: &[u32]) -> Vec<u32> {
    let mut out: Vec<u32> = Vec::with_capacity(text.len());
    let mut starter = None::<usize>;
    let mut last = 0u8;
    for code in text {
        let own = class(*code);
        if let Some(at) = starter {
            let adjacent = out.len() == at + 1;
            if (adjacent || (last < own && last != 0))
                && let Some(composite) = join(out[at], *code)
            {
                out[at] = composite;
                continue;
            }
        }
        if own == 0 {
            starter = Some(out.len());
        }
        last = own;
        out.push(*code);
    }
    out
}
