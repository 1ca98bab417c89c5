//! The seed of hash values. Without `-R` and PYTHONHASHSEED there is none, and
//! hash values are the same in every run.

use std::hash::{BuildHasher, RandomState};

use super::invocation::{Invocation, Wrong};

/// What hash values depend on.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Choice {
    /// The seed; none and 0 mean values that never change.
    pub(super) seed: Option<u32>,
    /// What `sys.flags` shows: CPython reads PYTHONHASHSEED as a C int and takes at least 1.
    pub(super) shown: i64,
}

/// Returns the seed to use.
///
/// # Errors
/// The message about a PYTHONHASHSEED that is no seed.
pub(super) fn choose(
    call: &Invocation,
    lookup: &dyn Fn(&str) -> Option<Vec<u8>>,
) -> Result<Choice, Wrong> {
    let value = if call.settings.ignore_environment { None } else { lookup("PYTHONHASHSEED") };
    match value.as_deref() {
        None | Some(b"") if !call.random_hash => Ok(Choice { seed: None, shown: 0 }),
        None | Some(b"" | b"random") => Ok(Choice { seed: Some(random()), shown: 1 }),
        Some(value) => match number(value) {
            Some(seed) => Ok(Choice { seed: Some(seed), shown: i64::from((seed as i32).max(1)) }),
            None => Err(Wrong::Fatal(
                "PYTHONHASHSEED must be \"random\" or an integer in range [0; 4294967295]",
            )),
        },
    }
}

fn number(value: &[u8]) -> Option<u32> {
    std::str::from_utf8(value).ok()?.trim_start().parse().ok()
}

/// Returns a number nobody outside can guess; the standard library's own hash
/// tables are seeded from the same source.
fn random() -> u32 {
    RandomState::new().hash_one("pyston") as u32 | 1
}
