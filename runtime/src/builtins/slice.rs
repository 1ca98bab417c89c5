//! The type `slice` and the places a slice names in a sequence.

use crate::builtins::str::Str;
use crate::builtins::tuple::Tuple;
use crate::cx::Cx;
use crate::exceptions::{PyResult, table};
use crate::object::{Field, Header, Owned, Ref, allocate};
use crate::protocol::{args, compare as comparing, number, repr as representation, sequence};
use crate::types::{CallArgs, Type};

/// Memory of a slice: three values, None where missing.
#[repr(C)]
pub struct Slice {
    pub(crate) head: Header,
    start: Field,
    stop: Field,
    step: Field,
}

crate::py_type! {
    /// slice(stop)
    /// slice(start, stop[, step])
    ///
    /// A set of indices, as written between brackets: a[start:stop:step].
    pub static SLICE: Slice = "slice" {
        flags: [GC],
        slots { new: new, traverse: traverse, repr: repr, compare: compare, hash: hash }
        methods {
            /// Returns (start, stop, stride) of the slice in a sequence of the length, with bounds
            /// clamped as slicing does.
            "indices" => indices, (x) -> Tuple;
            /// Helps pickle.
            "__reduce__" => reduce, () -> Tuple;
        }
        getset {
            /// First index, or None.
            member "start" => start;
            /// Index behind the last, or None.
            member "stop" => stop;
            /// Distance of two indices, or None.
            member "step" => step;
        }
    }
}

/// The places a slice names in a sequence of some length.
#[derive(Clone, Copy, Debug)]
pub struct Span {
    /// First place, clamped to the sequence.
    pub start: isize,
    /// Place behind the last, clamped to the sequence.
    pub stop: isize,
    /// Distance, not 0.
    pub step: isize,
    /// Number of places.
    pub count: usize,
}

impl Span {
    /// Returns the places in the slice's order.
    pub fn indices(&self) -> impl Iterator<Item = usize> + use<> {
        let Span { start, step, count, .. } = *self;
        (0..count as isize).map(move |index| (start + index * step) as usize)
    }

    /// Returns the places of a slice of step 1.
    pub fn range(&self) -> std::ops::Range<usize> {
        self.start as usize..self.start as usize + self.count
    }

    /// Returns the lowest place and the distance as a positive number.
    pub fn ascending(&self) -> (usize, usize) {
        if self.step > 0 || self.count == 0 {
            (self.start.max(0) as usize, self.step.unsigned_abs())
        } else {
            let last = self.start + (self.count as isize - 1) * self.step;
            (last as usize, self.step.unsigned_abs())
        }
    }
}

impl Slice {
    /// Makes a slice; missing parts are None.
    ///
    /// # Errors
    /// Raises `MemoryError`.
    pub fn new(
        cx: &Cx,
        start: Option<Ref<'_>>,
        stop: Option<Ref<'_>>,
        step: Option<Ref<'_>>,
    ) -> PyResult {
        let field = |part: Option<Ref<'_>>| Field::new(part.map_or_else(Owned::none, Ref::own));
        let slice = Slice {
            head: Header::new(&SLICE),
            start: field(start),
            stop: field(stop),
            step: field(step),
        };
        allocate(cx, &SLICE, slice)
    }

    /// Makes a slice of two numbers.
    ///
    /// # Errors
    /// Raises `MemoryError`.
    pub fn from_indices(cx: &Cx, start: isize, stop: isize) -> PyResult {
        let (start, stop) = (Owned::int(start as i64), Owned::int(stop as i64));
        Slice::new(cx, Some(start.borrow()), Some(stop.borrow()), None)
    }

    fn part(field: &Field) -> Owned {
        field.get().unwrap_or_else(Owned::none)
    }

    /// Returns the places of the slice in a sequence of `len` items. May run Python code.
    ///
    /// # Errors
    /// `TypeError` if a part is neither None nor a number, `ValueError` for step 0.
    pub fn span(&self, cx: &Cx, len: usize) -> PyResult<Span> {
        self.span_of(cx, len as isize)
    }

    fn span_of(&self, cx: &Cx, len: isize) -> PyResult<Span> {
        let bound = |field: &Field, missing: isize| {
            let part = Slice::part(field);
            let part = Some(part.borrow()).filter(|part| !part.is_none());
            sequence::slice_bound(cx, part, missing)
        };
        let step = bound(&self.step, 1)?.max(-isize::MAX);
        if step == 0 {
            return Err(cx.raise(&table::VALUE_ERROR, format_args!("slice step cannot be zero")));
        }
        let backwards = step < 0;
        let start = bound(&self.start, if backwards { isize::MAX } else { 0 })?;
        let stop = bound(&self.stop, if backwards { isize::MIN } else { isize::MAX })?;
        let (lowest, highest) = if backwards { (-1, len - 1) } else { (0, len) };
        let clamp = |bound: isize| {
            let bound = if bound < 0 { bound.saturating_add(len) } else { bound };
            if bound < 0 {
                lowest
            } else if bound >= len {
                highest
            } else {
                bound
            }
        };
        let (start, stop) = (clamp(start), clamp(stop));
        let count = if backwards && stop < start {
            (start - stop - 1) / -step + 1
        } else if !backwards && start < stop {
            (stop - start - 1) / step + 1
        } else {
            0
        };
        Ok(Span { start, stop, step, count: count as usize })
    }
}

fn new(cx: &Cx, _ty: &Type, args: CallArgs<'_>) -> PyResult {
    if !args.names.is_empty() {
        return Err(
            cx.raise(&table::TYPE_ERROR, format_args!("slice() does not take keyword arguments"))
        );
    }
    match args::positional(cx, "slice", args, 1, 3)? {
        [stop] => Slice::new(cx, None, Some(*stop), None),
        parts => Slice::new(cx, Some(parts[0]), Some(parts[1]), parts.get(2).copied()),
    }
}

fn traverse(slice: Ref<'_>, visit: &mut dyn FnMut(Ref<'_>)) {
    let slice = slice.recv::<Slice>();
    [&slice.start, &slice.stop, &slice.step].iter().filter_map(|part| part.peek()).for_each(visit);
}

fn start(_cx: &Cx, recv: Ref<'_>) -> PyResult {
    Ok(Slice::part(&recv.recv::<Slice>().start))
}

fn stop(_cx: &Cx, recv: Ref<'_>) -> PyResult {
    Ok(Slice::part(&recv.recv::<Slice>().stop))
}

fn step(_cx: &Cx, recv: Ref<'_>) -> PyResult {
    Ok(Slice::part(&recv.recv::<Slice>().step))
}

fn parts(slice: &Slice) -> [Owned; 3] {
    [&slice.start, &slice.stop, &slice.step].map(Slice::part)
}

fn repr(cx: &Cx, recv: Ref<'_>) -> PyResult {
    let mut text = b"slice(".to_vec();
    for (index, part) in parts(recv.recv::<Slice>()).iter().enumerate() {
        if index > 0 {
            text.extend_from_slice(b", ");
        }
        let part = representation::repr(cx, part.borrow())?;
        text.extend_from_slice(part.borrow().recv::<Str>().as_bytes());
    }
    text.push(b')');
    Str::new(cx, &text)
}

fn compare(cx: &Cx, a: Ref<'_>, b: Ref<'_>) -> PyResult<i32> {
    if a.is(b) {
        return Ok(0);
    }
    let (left, right) = (parts(a.recv::<Slice>()), parts(b.recv::<Slice>()));
    for (x, y) in left.iter().zip(&right) {
        let order = comparing::compare(cx, x.borrow(), y.borrow())?;
        if order != 0 {
            return Ok(order);
        }
    }
    Ok(0)
}

fn hash(cx: &Cx, _recv: Ref<'_>) -> PyResult<i64> {
    Err(cx.raise(&table::TYPE_ERROR, format_args!("unhashable type")))
}

fn indices(cx: &Cx, recv: Ref<'_>, len: Ref<'_>) -> PyResult {
    let len = number::as_index_or(cx, len, &table::OVERFLOW_ERROR)?;
    let span = recv.recv::<Slice>().span_of(cx, len)?;
    let parts = [span.start, span.stop, span.step];
    Tuple::new(cx, parts.iter().map(|part| Owned::int(*part as i64)).collect())
}

fn reduce(cx: &Cx, recv: Ref<'_>) -> PyResult {
    let parts = Tuple::new(cx, Vec::from(parts(recv.recv::<Slice>())))?;
    Tuple::from_refs(cx, &[SLICE.as_ref(), parts.borrow()])
}
