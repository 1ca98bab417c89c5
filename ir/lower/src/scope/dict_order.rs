//! The order in which a CPython 2.7 dict would iterate over given strings.
//!
//! Of several names that are wrong in the same way CPython reports the first
//! one that its dict of symbols gives.
//!
//! CPython 2.7 source: Objects/stringobject.c (string_hash), Objects/dictobject.c.

/// Returns the indices of `keys` in iteration order; the keys are distinct and
/// were inserted in the order given.
pub(super) fn order<'a>(keys: impl Iterator<Item = &'a str>) -> Vec<usize> {
    let hashes: Vec<u64> = keys.map(|key| hash(key.as_bytes())).collect();
    let mut table: Vec<Option<usize>> = vec![None; 8];
    let mut filled = 0;
    for index in 0..hashes.len() {
        insert(&mut table, &hashes, index);
        filled += 1;
        if filled * 3 >= table.len() * 2 {
            let wanted = filled * if filled > 50_000 { 2 } else { 4 };
            let mut size = 8;
            while size <= wanted {
                size *= 2;
            }
            let old = std::mem::replace(&mut table, vec![None; size]);
            for index in old.into_iter().flatten() {
                insert(&mut table, &hashes, index);
            }
        }
    }
    table.into_iter().flatten().collect()
}

fn insert(table: &mut [Option<usize>], hashes: &[u64], index: usize) {
    let mask = table.len() as u64 - 1;
    let mut perturb = hashes[index];
    let mut slot = perturb & mask;
    while table[slot as usize].is_some() {
        slot = (slot << 2).wrapping_add(slot).wrapping_add(perturb).wrapping_add(1) & mask;
        perturb >>= 5;
    }
    table[slot as usize] = Some(index);
}

fn hash(bytes: &[u8]) -> u64 {
    let Some(&first) = bytes.first() else { return 0 };
    let mut hash = u64::from(first) << 7;
    for &byte in bytes {
        hash = hash.wrapping_mul(1_000_003) ^ u64::from(byte);
    }
    hash ^= bytes.len() as u64;
    if hash == u64::MAX { u64::MAX - 1 } else { hash }
}
