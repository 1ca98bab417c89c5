//! The seed of hash values. Without `-R` and PYTHONHASHSEED there is none, and
//! hash values are the same in every run.

use std::hash::{BuildHasher, RandomState};

use super::invocation::{Invocation, Wrong};

/// Returns the seed to use; none means values that never change.
///
/// # Errors
/// The message about a PYTHONHASHSEED that is no seed.
pub(super) fn choose(
    call: &Invocation,
    lookup: &dyn Fn(&str) -> Option<Vec<u8>>,
) -> Result<Option<u64>, Wrong> {
    let value = if call.settings.ignore_environment { None } else { lookup("PYTHONHASHSEED") };
    match value.as_deref() {
        None | Some(b"") => Ok(call.random_hash.then(random)),
        Some(b"random") => Ok(Some(random())),
        Some(value) => match number(value) {
            Some(seed) => Ok((seed != 0).then_some(u64::from(seed))),
            None => Err(Wrong::Fatal(
                "PYTHONHASHSEED must be \"random\" or an integer in range [0; 4294967295]",
            )),
        },
    }
}

fn number(value: &[u8]) -> Option<u32> {
    std::str::from_utf8(value).ok()?.trim().parse().ok()
}

/// Returns a number nobody outside can guess; the standard library's own hash
/// tables are seeded from the same source.
fn random() -> u64 {
    RandomState::new().hash_one("pyston") | 1
}
