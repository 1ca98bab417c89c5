//! The generated tables, parsed once into sorted vectors.

use std::sync::OnceLock;

static DATA: &[u8] = include_bytes!("tables.bin");

/// Kinds of decompositions, as their texts show them.
pub(super) const KINDS: &[&str] = &[
    "",
    "<font>",
    "<noBreak>",
    "<initial>",
    "<medial>",
    "<final>",
    "<isolated>",
    "<circle>",
    "<super>",
    "<sub>",
    "<vertical>",
    "<wide>",
    "<narrow>",
    "<small>",
    "<square>",
    "<fraction>",
    "<compat>",
];

/// All tables, each sorted by its keys.
struct Tables {
    decompositions: Vec<(u32, u8, Vec<u32>)>,
    numerics: Vec<(u32, f64)>,
    composites: Vec<(u32, u32, u32)>,
}

/// Reads numbers one after the other.
struct Reader {
    at: usize,
}

impl Reader {
    fn byte(&mut self) -> u8 {
        self.at += 1;
        DATA[self.at - 1]
    }

    fn number(&mut self) -> u32 {
        u32::from_le_bytes([self.byte(), self.byte(), self.byte(), self.byte()])
    }

    fn float(&mut self) -> f64 {
        let low = u64::from(self.number());
        f64::from_bits(u64::from(self.number()) << 32 | low)
    }
}

fn tables() -> &'static Tables {
    static TABLES: OnceLock<Tables> = OnceLock::new();
    TABLES.get_or_init(|| {
        let mut reader = Reader { at: 0 };
        let decompositions = (0..reader.number())
            .map(|_| {
                let (code, kind, count) = (reader.number(), reader.byte(), reader.byte());
                (code, kind, (0..count).map(|_| reader.number()).collect())
            })
            .collect();
        let numerics = (0..reader.number()).map(|_| (reader.number(), reader.float())).collect();
        let mut composites: Vec<_> = (0..reader.number())
            .map(|_| (reader.number(), reader.number(), reader.number()))
            .collect();
        composites.sort_unstable();
        Tables { decompositions, numerics, composites }
    })
}

/// The kind and the code points of a decomposition.
pub(super) fn decomposition(code: u32) -> Option<(u8, &'static [u32])> {
    let rows = &tables().decompositions;
    let at = rows.binary_search_by_key(&code, |row| row.0).ok()?;
    Some((rows[at].1, &rows[at].2))
}

/// The numeric value.
pub(super) fn numeric(code: u32) -> Option<f64> {
    let rows = &tables().numerics;
    rows.binary_search_by_key(&code, |row| row.0).ok().map(|at| rows[at].1)
}

/// The composite of two code points.
pub(super) fn composite(first: u32, second: u32) -> Option<u32> {
    let rows = &tables().composites;
    rows.binary_search_by_key(&(first, second), |row| (row.0, row.1)).ok().map(|at| rows[at].2)
}
