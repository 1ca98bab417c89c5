//! What patterns are matched against: bytes or code points, with the searches that each is fast at.

use super::charset::CharSet;
use super::first::Start;
use memchr::memmem::Finder;

/// Something to match: bytes or code points.
pub(crate) trait Text {
    /// A character; `index` is below `len`.
    fn at(&self, index: usize) -> u32;
    /// Position of the first `wanted` in `from..to`.
    fn find(&self, wanted: u32, from: usize, to: usize) -> Option<usize>;
    /// Position of the first run of `wanted` in `from..to`; `finder` looks for the same as bytes.
    fn find_run(
        &self,
        wanted: &[u32],
        finder: Option<&Finder<'_>>,
        from: usize,
        to: usize,
    ) -> Option<usize>;
    /// Position of the first character in `from..to` that a match can begin with.
    fn find_start(&self, start: &Start, from: usize, to: usize) -> Option<usize>;
    /// Number of characters from `from` up to `to` that belong to a set, up to the first other.
    fn count_set(&self, set: &CharSet, from: usize, to: usize) -> usize;
}

impl Text for &[u8] {
    #[inline(always)]
    fn at(&self, index: usize) -> u32 {
        u32::from(self[index])
    }

    fn find(&self, wanted: u32, from: usize, to: usize) -> Option<usize> {
        let wanted = u8::try_from(wanted).ok()?;
        memchr::memchr(wanted, &self[from..to]).map(|index| from + index)
    }

    fn find_run(
        &self,
        _: &[u32],
        finder: Option<&Finder<'_>>,
        from: usize,
        to: usize,
    ) -> Option<usize> {
        // Without a finder the run has a character that is no byte.
        finder?.find(self.get(from..to)?).map(|index| from + index)
    }

    fn find_start(&self, start: &Start, from: usize, to: usize) -> Option<usize> {
        let part = self.get(from..to)?;
        part.iter().position(|byte| start.contains(u32::from(*byte))).map(|index| from + index)
    }

    fn count_set(&self, set: &CharSet, from: usize, to: usize) -> usize {
        let part = &self[from..to];
        part.iter().position(|byte| !set.contains(u32::from(*byte))).unwrap_or(part.len())
    }
}

impl Text for &[u32] {
    #[inline(always)]
    fn at(&self, index: usize) -> u32 {
        self[index]
    }

    fn find(&self, wanted: u32, from: usize, to: usize) -> Option<usize> {
        self[from..to].iter().position(|c| *c == wanted).map(|index| from + index)
    }

    fn find_run(
        &self,
        wanted: &[u32],
        _: Option<&Finder<'_>>,
        from: usize,
        to: usize,
    ) -> Option<usize> {
        let part = self.get(from..to)?;
        let mut windows = part.windows(wanted.len());
        windows.position(|window| window == wanted).map(|index| from + index)
    }

    fn find_start(&self, start: &Start, from: usize, to: usize) -> Option<usize> {
        let part = self.get(from..to)?;
        part.iter().position(|c| start.contains(*c)).map(|index| from + index)
    }

    fn count_set(&self, set: &CharSet, from: usize, to: usize) -> usize {
        let part = &self[from..to];
        part.iter().position(|c| !set.contains(*c)).unwrap_or(part.len())
    }
}
