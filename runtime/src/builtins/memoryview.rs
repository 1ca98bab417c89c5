//! The type `memoryview`: a view on the bytes of another object.
//!
//! A view of a bytearray keeps it from changing its length (`ByteArray::exports`).

use super::bytearray::ByteArray;
use super::list::List;
use super::none::not_implemented;
use super::slice::Slice;
use super::str::{Str, ops};
use super::tuple::Tuple;
use crate::cx::Cx;
use crate::exceptions::{PyResult, Raised, table};
use crate::object::{Field, Header, Owned, Ref, allocate};
use crate::protocol::{args::bind, buffer, number};
use crate::types::{CallArgs, CompareOp, Type};

/// Memory of a memoryview: `count` bytes from `start`, `step` apart.
#[repr(C)]
pub struct MemoryView {
    pub(crate) head: Header,
    base: Field,
    start: isize,
    step: isize,
    count: usize,
}

crate::py_type! {
    /// A view on the bytes of another object.
    pub static MEMORYVIEW: MemoryView = "memoryview" {
        slots {
            new: new, repr: repr, rich_compare: rich_compare,
            len: len, item: item, map_len: len,
            subscript: subscript, set_subscript: set_subscript,
            read_bytes: read_bytes, write_bytes: write_bytes,
        }
        methods {
            /// Returns the bytes as a str.
            "tobytes" => tobytes, ();
            /// Returns the bytes as a list of ints.
            "tolist" => tolist, ();
        }
        getset {
            /// The format of the items.
            "format" => format;
            /// The size of an item in bytes.
            "itemsize" => itemsize;
            /// The number of items in each dimension.
            "shape" => shape;
            /// The distance of items in each dimension, in bytes.
            "strides" => strides;
            /// Always None.
            "suboffsets" => suboffsets;
            /// Whether the bytes cannot be changed.
            "readonly" => readonly;
            /// The number of dimensions.
            "ndim" => ndim;
        }
    }
}

impl Drop for MemoryView {
    fn drop(&mut self) {
        if let Some(array) = self.base.peek().and_then(|base| base.cast::<ByteArray>()) {
            array.exports.set(array.exports.get() - 1);
        }
    }
}

fn make(cx: &Cx, base: Ref<'_>, start: isize, step: isize, count: usize) -> PyResult {
    if let Some(array) = base.cast::<ByteArray>() {
        array.exports.set(array.exports.get() + 1);
    }
    let base = Field::new(base.own());
    let view = MemoryView { head: Header::new(&MEMORYVIEW), base, start, step, count };
    allocate(cx, &MEMORYVIEW, view)
}

fn new(cx: &Cx, _ty: &Type, args: CallArgs<'_>) -> PyResult {
    let [object] = bind(cx, "memoryview", args, 1, ["object"])?;
    let object = object.expect("required");
    if let Some(view) = object.cast::<MemoryView>() {
        let base = base_of(object);
        return make(cx, base.borrow(), view.start, view.step, view.count);
    }
    match buffer::bytes(cx, object)? {
        Some(bytes) => make(cx, object, 0, 1, bytes.len()),
        None => Err(cx.raise(
            &table::TYPE_ERROR,
            format_args!(
                "cannot make memory view because object does not have the buffer interface"
            ),
        )),
    }
}

fn base_of(x: Ref<'_>) -> Owned {
    x.recv::<MemoryView>().base.get().unwrap_or_else(Owned::none)
}

fn places(view: &MemoryView) -> impl Iterator<Item = usize> + use<> {
    let (start, step) = (view.start, view.step);
    (0..view.count as isize).map(move |index| (start + index * step) as usize)
}

fn read_bytes(cx: &Cx, x: Ref<'_>) -> PyResult<Vec<u8>> {
    let base = base_of(x);
    let bytes = buffer::bytes(cx, base.borrow())?.unwrap_or_default();
    Ok(places(x.recv::<MemoryView>()).filter_map(|at| bytes.get(at).copied()).collect())
}

#[cold]
fn raise_read_only(cx: &Cx) -> Raised {
    cx.raise(&table::TYPE_ERROR, format_args!("cannot modify read-only memory"))
}

fn write_bytes(cx: &Cx, x: Ref<'_>, action: &mut dyn FnMut(&mut [u8])) -> PyResult<()> {
    let base = base_of(x);
    let view = x.recv::<MemoryView>();
    let Some(write) = base.borrow().ty().slots.write_bytes.get() else {
        return Err(raise_read_only(cx));
    };
    write(cx, base.borrow(), &mut |bytes| {
        let mut part: Vec<u8> = places(view).filter_map(|at| bytes.get(at).copied()).collect();
        action(&mut part);
        for (at, byte) in places(view).zip(part) {
            if let Some(place) = bytes.get_mut(at) {
                *place = byte;
            }
        }
    })
}

fn repr(cx: &Cx, x: Ref<'_>) -> PyResult {
    Str::new(cx, format!("<memory at {:#x}>", x.address()).as_bytes())
}

fn rich_compare(cx: &Cx, a: Ref<'_>, b: Ref<'_>, op: CompareOp) -> PyResult {
    let (CompareOp::Eq | CompareOp::Ne, Some(a), Some(b)) =
        (op, buffer::bytes(cx, a)?, buffer::bytes(cx, b)?)
    else {
        return Ok(not_implemented().own());
    };
    Ok(Owned::bool((a == b) == (op == CompareOp::Eq)))
}

fn len(_cx: &Cx, x: Ref<'_>) -> PyResult<isize> {
    Ok(x.recv::<MemoryView>().count as isize)
}

#[cold]
fn raise_range(cx: &Cx) -> Raised {
    cx.raise(&table::INDEX_ERROR, format_args!("index out of bounds"))
}

fn item(cx: &Cx, x: Ref<'_>, index: isize) -> PyResult {
    let bytes = read_bytes(cx, x)?;
    match usize::try_from(index).ok().and_then(|index| bytes.get(index)) {
        Some(byte) => ops::of_bytes(cx, &[*byte]),
        None => Err(raise_range(cx)),
    }
}

fn index_of(cx: &Cx, x: Ref<'_>, key: Ref<'_>) -> PyResult<isize> {
    let index = number::as_index_clamped(cx, key)?;
    Ok(if index < 0 { index + x.recv::<MemoryView>().count as isize } else { index })
}

fn part(cx: &Cx, x: Ref<'_>, range: &Slice) -> PyResult {
    let view = x.recv::<MemoryView>();
    let span = range.span(cx, view.count)?;
    if span.step != 1 {
        return Err(cx.raise_none(&table::NOT_IMPLEMENTED_ERROR));
    }
    let start = view.start + span.start * view.step;
    make(cx, base_of(x).borrow(), start, view.step * span.step, span.count)
}

#[cold]
fn raise_key(cx: &Cx, key: Ref<'_>) -> Raised {
    cx.raise(&table::TYPE_ERROR, format_args!("cannot index memory using \"{}\"", key.ty().name()))
}

fn subscript(cx: &Cx, x: Ref<'_>, key: Ref<'_>) -> PyResult {
    if number::has_index(key) {
        return item(cx, x, index_of(cx, x, key)?);
    }
    match key.cast::<Slice>() {
        Some(range) => part(cx, x, range),
        None => Err(raise_key(cx, key)),
    }
}

fn set_subscript(cx: &Cx, x: Ref<'_>, key: Ref<'_>, value: Option<Ref<'_>>) -> PyResult<()> {
    if base_of(x).borrow().ty().slots.write_bytes.get().is_none() {
        return Err(raise_read_only(cx));
    }
    let Some(value) = value else {
        return Err(cx.raise(&table::TYPE_ERROR, format_args!("cannot delete memory")));
    };
    let view = match key.cast::<Slice>() {
        Some(range) => part(cx, x, range)?,
        None if number::has_index(key) => {
            let index = index_of(cx, x, key)?;
            let view = x.recv::<MemoryView>();
            if !(0..view.count as isize).contains(&index) {
                return Err(raise_range(cx));
            }
            make(cx, base_of(x).borrow(), view.start + index * view.step, 1, 1)?
        }
        None => return Err(raise_key(cx, key)),
    };
    let Some(bytes) = buffer::bytes(cx, value)? else {
        return Err(cx.raise(
            &table::TYPE_ERROR,
            format_args!("'{}' does not have the buffer interface", value.ty().name()),
        ));
    };
    if bytes.len() != view.borrow().recv::<MemoryView>().count {
        return Err(
            cx.raise(&table::VALUE_ERROR, format_args!("cannot modify size of memoryview object"))
        );
    }
    write_bytes(cx, view.borrow(), &mut |room| room.copy_from_slice(&bytes))
}

fn tobytes(cx: &Cx, x: Ref<'_>) -> PyResult {
    ops::of_bytes(cx, &read_bytes(cx, x)?)
}

fn tolist(cx: &Cx, x: Ref<'_>) -> PyResult {
    let bytes = read_bytes(cx, x)?;
    List::new(cx, bytes.iter().map(|byte| Owned::int(i64::from(*byte))).collect())
}

fn long(cx: &Cx, value: i64) -> PyResult {
    super::long::Long::new(cx, value.into())
}

fn format(cx: &Cx, _x: Ref<'_>) -> PyResult {
    Str::new(cx, b"B")
}

fn itemsize(cx: &Cx, _x: Ref<'_>) -> PyResult {
    long(cx, 1)
}

fn shape(cx: &Cx, x: Ref<'_>) -> PyResult {
    Tuple::new(cx, vec![long(cx, x.recv::<MemoryView>().count as i64)?])
}

fn strides(cx: &Cx, x: Ref<'_>) -> PyResult {
    Tuple::new(cx, vec![long(cx, x.recv::<MemoryView>().step as i64)?])
}

fn suboffsets(_cx: &Cx, _x: Ref<'_>) -> PyResult {
    Ok(Owned::none())
}

fn readonly(_cx: &Cx, x: Ref<'_>) -> PyResult {
    Ok(Owned::bool(base_of(x).borrow().ty().slots.write_bytes.get().is_none()))
}

fn ndim(cx: &Cx, _x: Ref<'_>) -> PyResult {
    long(cx, 1)
}
