//! Finding and replacing parts.

/// A unit of text.
pub trait Unit: Copy + Eq + 'static {
    /// The blank.
    const BLANK: Self;

    /// Returns whether it is white space.
    fn is_space(self) -> bool;

    /// Returns whether a line ends with it.
    fn is_line_end(self) -> bool;

    /// Makes the unit of an ASCII character.
    fn from_ascii(byte: u8) -> Self;

    /// Finds the first `unit`.
    fn position(hay: &[Self], unit: Self) -> Option<usize>;

    /// Finds the first `needle`, which has at least two units.
    fn find_long(hay: &[Self], needle: &[Self]) -> Option<usize>;
}

impl Unit for u8 {
    const BLANK: u8 = b' ';

    fn is_space(self) -> bool {
        matches!(self, b' ' | 9..=13)
    }

    fn is_line_end(self) -> bool {
        matches!(self, b'\n' | b'\r')
    }

    fn from_ascii(byte: u8) -> u8 {
        byte
    }

    fn position(hay: &[u8], unit: u8) -> Option<usize> {
        memchr::memchr(unit, hay)
    }

    fn find_long(hay: &[u8], needle: &[u8]) -> Option<usize> {
        memchr::memmem::find(hay, needle)
    }
}

impl Unit for u32 {
    const BLANK: u32 = 32;

    fn is_space(self) -> bool {
        crate::builtins::unicode::table::is_space(self)
    }

    fn is_line_end(self) -> bool {
        crate::builtins::unicode::table::is_line_end(self)
    }

    fn from_ascii(byte: u8) -> u32 {
        u32::from(byte)
    }

    fn position(hay: &[u32], unit: u32) -> Option<usize> {
        hay.iter().position(|other| *other == unit)
    }

    /// Horspool's search by the low byte of the last unit.
    fn find_long(hay: &[u32], needle: &[u32]) -> Option<usize> {
        let last = needle.len() - 1;
        let mut shifts = [needle.len(); 256];
        for (index, unit) in needle[..last].iter().enumerate() {
            shifts[(*unit & 255) as usize] = last - index;
        }
        let mut at = 0;
        while at + needle.len() <= hay.len() {
            let end = hay[at + last];
            if end == needle[last] && hay[at..at + last] == needle[..last] {
                return Some(at);
            }
            at += shifts[(end & 255) as usize];
        }
        None
    }
}

/// Finds the first `needle` in `hay`.
#[inline]
pub fn find<T: Unit>(hay: &[T], needle: &[T]) -> Option<usize> {
    match needle {
        [] => Some(0),
        [unit] => T::position(hay, *unit),
        _ if needle.len() > hay.len() => None,
        _ => T::find_long(hay, needle),
    }
}

/// Finds the last `needle` in `hay`.
pub fn rfind<T: Unit>(hay: &[T], needle: &[T]) -> Option<usize> {
    let (Some(first), true) = (needle.first(), needle.len() <= hay.len()) else {
        return needle.is_empty().then_some(hay.len());
    };
    (0..=hay.len() - needle.len())
        .rev()
        .find(|at| hay[*at] == *first && hay[*at..*at + needle.len()] == *needle)
}

/// Counts `needle` in `hay` without overlap, at most `limit`.
pub fn count<T: Unit>(hay: &[T], needle: &[T], limit: usize) -> usize {
    if needle.is_empty() {
        return limit.min(hay.len() + 1);
    }
    let (mut at, mut found) = (0, 0);
    while found < limit
        && let Some(next) = find(&hay[at..], needle)
    {
        found += 1;
        at += next + needle.len();
    }
    found
}

/// Replaces up to `limit` times; None if there is nothing to replace. The result's length is
/// checked by `make_room`, which gives an empty vector with that capacity.
///
/// # Errors
/// Those of `make_room`.
pub fn replace<T: Unit, E>(
    hay: &[T],
    from: &[T],
    to: &[T],
    limit: usize,
    make_room: impl FnOnce(Option<usize>) -> Result<Vec<T>, E>,
) -> Result<Option<Vec<T>>, E> {
    let times = count(hay, from, limit);
    if times == 0 || from == to {
        return Ok(None);
    }
    let kept = hay.len() - times * from.len();
    let len = to.len().checked_mul(times).and_then(|added| added.checked_add(kept));
    let mut result = make_room(len)?;
    let mut rest = hay;
    if from.is_empty() {
        for _ in 0..times {
            result.extend_from_slice(to);
            if let Some((first, after)) = rest.split_first() {
                result.push(*first);
                rest = after;
            }
        }
    } else {
        for _ in 0..times {
            let at = find(rest, from).expect("counted before");
            result.extend_from_slice(&rest[..at]);
            result.extend_from_slice(to);
            rest = &rest[at + from.len()..];
        }
    }
    result.extend_from_slice(rest);
    Ok(Some(result))
}
