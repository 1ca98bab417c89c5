//! Stable merge sort by natural runs with galloping: few comparisons on data that is partly in order.
//!
//! It sorts numbers that stand for items, so that an interrupted sort still holds each item once.
//! The comparisons made, and their order, are those of CPython 2.7: programs see them.

use crate::exceptions::PyResult;

/// Wins in a row of one side before a merge gallops.
const MIN_GALLOP: usize = 7;

/// Sorts `order` by `less`, which says whether the first item is below the second.
///
/// # Errors
/// What `less` raises; `order` is a permutation of what it was then.
pub(super) fn merge_sort(
    order: &mut [u32],
    less: &mut dyn FnMut(u32, u32) -> PyResult<bool>,
) -> PyResult<()> {
    let total = order.len();
    if total < 2 {
        return Ok(());
    }
    let min_run = min_run_length(total);
    let mut sorter = Sorter { order, less, runs: Vec::new(), min_gallop: MIN_GALLOP };
    let mut start = 0;
    while start < total {
        let mut len = sorter.natural_run(start, total)?;
        if len < min_run {
            let forced = min_run.min(total - start);
            sorter.insert_sorted(start, start + len, start + forced)?;
            len = forced;
        }
        sorter.runs.push(Run { start, len });
        sorter.collapse()?;
        start += len;
    }
    sorter.collapse_all()
}

/// The shortest run worth merging: between 32 and 64, so that their number is nearly a power of two.
fn min_run_length(mut total: usize) -> usize {
    let mut odd = 0;
    while total >= 64 {
        odd |= total & 1;
        total >>= 1;
    }
    total + odd
}

#[derive(Clone, Copy)]
struct Run {
    start: usize,
    len: usize,
}

struct Sorter<'a> {
    order: &'a mut [u32],
    less: &'a mut dyn FnMut(u32, u32) -> PyResult<bool>,
    runs: Vec<Run>,
    min_gallop: usize,
}

/// Which of equal items a search stops before.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Side {
    Left,
    Right,
}

impl Sorter<'_> {
    fn is_less(&mut self, a: u32, b: u32) -> PyResult<bool> {
        (self.less)(a, b)
    }

    /// Measures the run that begins at `start`; a strictly falling one is turned around.
    fn natural_run(&mut self, start: usize, end: usize) -> PyResult<usize> {
        if start + 1 == end {
            return Ok(1);
        }
        let falling = self.is_less(self.order[start + 1], self.order[start])?;
        let mut next = start + 2;
        while next < end && self.is_less(self.order[next], self.order[next - 1])? == falling {
            next += 1;
        }
        if falling {
            self.order[start..next].reverse();
        }
        Ok(next - start)
    }

    /// Extends the sorted part `start..sorted` to `end` by binary insertion.
    fn insert_sorted(&mut self, start: usize, sorted: usize, end: usize) -> PyResult<()> {
        for index in sorted.max(start + 1)..end {
            let pivot = self.order[index];
            let (mut low, mut high) = (start, index);
            while low < high {
                let middle = low + (high - low) / 2;
                if self.is_less(pivot, self.order[middle])? {
                    high = middle;
                } else {
                    low = middle + 1;
                }
            }
            self.order[low..=index].rotate_right(1);
        }
        Ok(())
    }

    /// Merges until the lengths of the waiting runs fall fast enough again.
    fn collapse(&mut self) -> PyResult<()> {
        while self.runs.len() > 1 {
            let runs = &self.runs;
            let mut at = runs.len() - 2;
            let crowded = |at: usize| at > 0 && runs[at - 1].len <= runs[at].len + runs[at + 1].len;
            if crowded(at) || (at > 1 && crowded(at - 1)) {
                if runs[at - 1].len < runs[at + 1].len {
                    at -= 1;
                }
            } else if runs[at].len > runs[at + 1].len {
                return Ok(());
            }
            self.merge_at(at)?;
        }
        Ok(())
    }

    fn collapse_all(&mut self) -> PyResult<()> {
        while self.runs.len() > 1 {
            let mut at = self.runs.len() - 2;
            if at > 0 && self.runs[at - 1].len < self.runs[at + 1].len {
                at -= 1;
            }
            self.merge_at(at)?;
        }
        Ok(())
    }

    /// Merges waiting run `at` with the one behind it.
    fn merge_at(&mut self, at: usize) -> PyResult<()> {
        let (a, b) = (self.runs[at], self.runs[at + 1]);
        self.runs[at].len = a.len + b.len;
        self.runs.remove(at + 1);
        let first_b = self.order[b.start];
        let skip = self.gallop(first_b, Place::Order(a.start), a.len, 0, Side::Right)?;
        let (start_a, len_a) = (a.start + skip, a.len - skip);
        if len_a == 0 {
            return Ok(());
        }
        let last_a = self.order[start_a + len_a - 1];
        let len_b = self.gallop(last_a, Place::Order(b.start), b.len, b.len - 1, Side::Left)?;
        if len_b == 0 {
            return Ok(());
        }
        if len_a <= len_b {
            Ascending::new(self, start_a, len_a, b.start, len_b).run(self)
        } else {
            Descending::new(self, start_a, len_a, b.start, len_b).run(self)
        }
    }

    /// Finds where `key` belongs in a sorted part of `len` items, looking around `hint` first.
    fn gallop(
        &mut self,
        key: u32,
        place: Place<'_>,
        len: usize,
        hint: usize,
        side: Side,
    ) -> PyResult<usize> {
        // Whether the place sought lies behind item `index`.
        let behind = |sorter: &mut Self, index: usize| {
            let item = place.item(sorter.order, index);
            match side {
                Side::Left => sorter.is_less(item, key),
                Side::Right => Ok(!sorter.is_less(key, item)?),
            }
        };
        let (mut low, mut high);
        let (mut last, mut offset) = (0, 1);
        if behind(self, hint)? {
            let limit = len - hint;
            while offset < limit && behind(self, hint + offset)? {
                last = offset;
                offset = offset * 2 + 1;
            }
            low = hint + last + 1;
            high = hint + offset.min(limit);
        } else {
            let limit = hint + 1;
            while offset < limit && !behind(self, hint - offset)? {
                last = offset;
                offset = offset * 2 + 1;
            }
            low = (hint + 1) - offset.min(limit);
            high = hint - last;
        }
        while low < high {
            let middle = low + (high - low) / 2;
            if behind(self, middle)? {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        Ok(high)
    }
}

/// Where a sorted part lies.
#[derive(Clone, Copy)]
enum Place<'a> {
    Order(usize),
    Copy(&'a [u32]),
}

impl Place<'_> {
    fn item(self, order: &[u32], index: usize) -> u32 {
        match self {
            Place::Order(start) => order[start + index],
            Place::Copy(copy) => copy[index],
        }
    }
}

/// A merge from the front; the first run was copied away.
struct Ascending {
    copy: Vec<u32>,
    /// What is left of the copied run.
    from: usize,
    /// What is left of the second run.
    b: usize,
    b_end: usize,
    /// Next free place; as many lie between here and `b` as are left in the copy.
    dst: usize,
}

impl Ascending {
    fn new(sorter: &Sorter<'_>, a: usize, len_a: usize, b: usize, len_b: usize) -> Ascending {
        let copy = sorter.order[a..a + len_a].to_vec();
        Ascending { copy, from: 0, b, b_end: b + len_b, dst: a }
    }

    /// Merges; whatever happens, what is left of the copy fills the gap.
    fn run(mut self, sorter: &mut Sorter<'_>) -> PyResult<()> {
        let result = self.merge(sorter);
        let rest = &self.copy[self.from..];
        if result == Ok(Tail::OneLeft) {
            // The last item of the first run is above all that is left of the second.
            let last = rest[0];
            sorter.order.copy_within(self.b..self.b_end, self.dst);
            sorter.order[self.b_end - 1] = last;
        } else {
            sorter.order[self.dst..self.dst + rest.len()].copy_from_slice(rest);
        }
        result.map(|_| ())
    }

    fn left_a(&self) -> usize {
        self.copy.len() - self.from
    }

    fn take_a(&mut self, sorter: &mut Sorter<'_>, count: usize) {
        sorter.order[self.dst..self.dst + count]
            .copy_from_slice(&self.copy[self.from..self.from + count]);
        self.from += count;
        self.dst += count;
    }

    fn take_b(&mut self, sorter: &mut Sorter<'_>, count: usize) {
        sorter.order.copy_within(self.b..self.b + count, self.dst);
        self.b += count;
        self.dst += count;
    }

    fn merge(&mut self, sorter: &mut Sorter<'_>) -> PyResult<Tail> {
        self.take_b(sorter, 1);
        if self.b == self.b_end {
            return Ok(Tail::Done);
        }
        if self.left_a() == 1 {
            return Ok(Tail::OneLeft);
        }
        let mut min_gallop = sorter.min_gallop;
        loop {
            let (mut wins_a, mut wins_b) = (0, 0);
            while wins_a < min_gallop && wins_b < min_gallop {
                if sorter.is_less(sorter.order[self.b], self.copy[self.from])? {
                    self.take_b(sorter, 1);
                    (wins_a, wins_b) = (0, wins_b + 1);
                    if self.b == self.b_end {
                        return Ok(Tail::Done);
                    }
                } else {
                    self.take_a(sorter, 1);
                    (wins_a, wins_b) = (wins_a + 1, 0);
                    if self.left_a() == 1 {
                        return Ok(Tail::OneLeft);
                    }
                }
            }
            min_gallop += 1;
            loop {
                min_gallop -= usize::from(min_gallop > 1);
                sorter.min_gallop = min_gallop;
                let (wins_a, wins_b) = match self.gallop_both(sorter)? {
                    Ok(wins) => wins,
                    Err(tail) => return Ok(tail),
                };
                if wins_a < MIN_GALLOP && wins_b < MIN_GALLOP {
                    break;
                }
            }
            min_gallop += 1;
            sorter.min_gallop = min_gallop;
        }
    }

    /// One turn of galloping on each side: how many each gave, or that the merge has ended.
    fn gallop_both(&mut self, sorter: &mut Sorter<'_>) -> PyResult<Result<(usize, usize), Tail>> {
        let key = sorter.order[self.b];
        let rest = Place::Copy(&self.copy[self.from..]);
        let wins_a = sorter.gallop(key, rest, self.left_a(), 0, Side::Right)?;
        self.take_a(sorter, wins_a);
        match self.left_a() {
            1 if wins_a > 0 => return Ok(Err(Tail::OneLeft)),
            0 => return Ok(Err(Tail::Done)),
            _ => {}
        }
        self.take_b(sorter, 1);
        if self.b == self.b_end {
            return Ok(Err(Tail::Done));
        }
        let key = self.copy[self.from];
        let left = self.b_end - self.b;
        let wins_b = sorter.gallop(key, Place::Order(self.b), left, 0, Side::Left)?;
        self.take_b(sorter, wins_b);
        if self.b == self.b_end {
            return Ok(Err(Tail::Done));
        }
        self.take_a(sorter, 1);
        if self.left_a() == 1 {
            return Ok(Err(Tail::OneLeft));
        }
        Ok(Ok((wins_a, wins_b)))
    }
}

/// How a merge ended.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Tail {
    /// What is left of the copy goes into the gap.
    Done,
    /// One item of the copy is left; it goes to the far end of the other run.
    OneLeft,
}

/// A merge from the back; the second run was copied away.
struct Descending {
    copy: Vec<u32>,
    /// First place of the first run.
    a_start: usize,
    /// Behind what is left of the first run.
    a: usize,
    /// Behind the next free place; as many lie between `a` and here as are left in the copy.
    dst: usize,
}

impl Descending {
    fn new(sorter: &Sorter<'_>, a: usize, len_a: usize, b: usize, len_b: usize) -> Descending {
        let copy = sorter.order[b..b + len_b].to_vec();
        Descending { copy, a_start: a, a: a + len_a, dst: b + len_b }
    }

    /// Merges; whatever happens, what is left of the copy fills the gap.
    fn run(mut self, sorter: &mut Sorter<'_>) -> PyResult<()> {
        let result = self.merge(sorter);
        if result == Ok(Tail::OneLeft) {
            // The first item of the second run is below all that is left of the first.
            let left = self.a - self.a_start;
            sorter.order.copy_within(self.a_start..self.a, self.dst - left);
            sorter.order[self.a_start] = self.copy[0];
        } else {
            let left = self.copy.len();
            sorter.order[self.dst - left..self.dst].copy_from_slice(&self.copy);
        }
        result.map(|_| ())
    }

    fn take_a(&mut self, sorter: &mut Sorter<'_>, count: usize) {
        sorter.order.copy_within(self.a - count..self.a, self.dst - count);
        self.a -= count;
        self.dst -= count;
    }

    fn take_b(&mut self, sorter: &mut Sorter<'_>, count: usize) {
        let left = self.copy.len() - count;
        sorter.order[self.dst - count..self.dst].copy_from_slice(&self.copy[left..]);
        self.copy.truncate(left);
        self.dst -= count;
    }

    fn merge(&mut self, sorter: &mut Sorter<'_>) -> PyResult<Tail> {
        self.take_a(sorter, 1);
        if self.a == self.a_start {
            return Ok(Tail::Done);
        }
        if self.copy.len() == 1 {
            return Ok(Tail::OneLeft);
        }
        let mut min_gallop = sorter.min_gallop;
        loop {
            let (mut wins_a, mut wins_b) = (0, 0);
            while wins_a < min_gallop && wins_b < min_gallop {
                let last_b = self.copy[self.copy.len() - 1];
                if sorter.is_less(last_b, sorter.order[self.a - 1])? {
                    self.take_a(sorter, 1);
                    (wins_a, wins_b) = (wins_a + 1, 0);
                    if self.a == self.a_start {
                        return Ok(Tail::Done);
                    }
                } else {
                    self.take_b(sorter, 1);
                    (wins_a, wins_b) = (0, wins_b + 1);
                    if self.copy.len() == 1 {
                        return Ok(Tail::OneLeft);
                    }
                }
            }
            min_gallop += 1;
            loop {
                min_gallop -= usize::from(min_gallop > 1);
                sorter.min_gallop = min_gallop;
                let (wins_a, wins_b) = match self.gallop_both(sorter)? {
                    Ok(wins) => wins,
                    Err(tail) => return Ok(tail),
                };
                if wins_a < MIN_GALLOP && wins_b < MIN_GALLOP {
                    break;
                }
            }
            min_gallop += 1;
            sorter.min_gallop = min_gallop;
        }
    }

    /// One turn of galloping on each side: how many each gave, or that the merge has ended.
    fn gallop_both(&mut self, sorter: &mut Sorter<'_>) -> PyResult<Result<(usize, usize), Tail>> {
        let key = self.copy[self.copy.len() - 1];
        let left = self.a - self.a_start;
        let place = Place::Order(self.a_start);
        let wins_a = left - sorter.gallop(key, place, left, left - 1, Side::Right)?;
        self.take_a(sorter, wins_a);
        if self.a == self.a_start {
            return Ok(Err(Tail::Done));
        }
        self.take_b(sorter, 1);
        if self.copy.len() == 1 {
            return Ok(Err(Tail::OneLeft));
        }
        let key = sorter.order[self.a - 1];
        let left = self.copy.len();
        let wins_b =
            left - sorter.gallop(key, Place::Copy(&self.copy), left, left - 1, Side::Left)?;
        self.take_b(sorter, wins_b);
        match self.copy.len() {
            1 if wins_b > 0 => return Ok(Err(Tail::OneLeft)),
            0 => return Ok(Err(Tail::Done)),
            _ => {}
        }
        self.take_a(sorter, 1);
        if self.a == self.a_start {
            return Ok(Err(Tail::Done));
        }
        Ok(Ok((wins_a, wins_b)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Sorts keys with many equal ones and checks order and stability.
    fn check(keys: &[u32]) {
        let mut order: Vec<u32> = (0..keys.len() as u32).collect();
        let mut less = |a: u32, b: u32| Ok(keys[a as usize] < keys[b as usize]);
        merge_sort(&mut order, &mut less).expect("the comparison does not raise");
        let mut expected: Vec<u32> = (0..keys.len() as u32).collect();
        expected.sort_by_key(|index| keys[*index as usize]);
        assert_eq!(order, expected);
    }

    #[test]
    fn sorts_stably() {
        let mut state = 12345u32;
        for len in (0..200).chain([1000, 5000, 30_000]) {
            for modulus in [2, 7, 100, u32::MAX] {
                let mut keys: Vec<u32> = (0..len)
                    .map(|_| {
                        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
                        (state >> 8) % modulus
                    })
                    .collect();
                check(&keys);
                keys[..len / 2].sort_unstable();
                check(&keys);
                keys[len / 2..].sort_unstable_by(|a, b| b.cmp(a));
                check(&keys);
                keys.rotate_left(len / 3);
                check(&keys);
            }
        }
    }

    #[test]
    fn keeps_every_item_when_interrupted() {
        for stop in 1..3000 {
            let mut order: Vec<u32> = (0..500).collect();
            let mut calls = 0;
            let mut less = |a: u32, b: u32| {
                calls += 1;
                if calls == stop {
                    Err(crate::exceptions::Raised)
                } else {
                    Ok(a * 7919 % 503 < b * 7919 % 503)
                }
            };
            let _ = merge_sort(&mut order, &mut less);
            order.sort_unstable();
            assert!(order.iter().copied().eq(0..500));
        }
    }
}
