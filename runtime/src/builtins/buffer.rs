//! The type `buffer`: a window on the bytes of another object, read when they are asked for.

use super::slice::Slice;
use super::str::{Str, ops};
use super::unicode::Unicode;
use crate::cx::Cx;
use crate::exceptions::{PyResult, Raised, table};
use crate::object::{Field, Header, Owned, Ref, allocate};
use crate::protocol::{buffer, call::raise_arity, hash::hash_bytes, number};
use crate::types::{CallArgs, Type};

/// Memory of a buffer; `size` is None for all that follows the offset.
#[repr(C)]
pub struct Buffer {
    pub(crate) head: Header,
    base: Field,
    offset: usize,
    size: Option<usize>,
}

crate::py_type! {
    /// A window on the bytes of another object.
    pub static BUFFER: Buffer = "buffer" {
        slots {
            new: new, repr: repr, str: str, hash: hash, compare: compare,
            len: len, concat: concat, repeat: repeat, item: item, slice: slice,
            set_item: set_item, set_slice: set_slice, map_len: len, subscript: subscript,
            set_subscript: set_subscript, read_bytes: read_bytes,
            get_attr: crate::protocol::attr::generic_get_attr,
        }
    }
}

fn new(cx: &Cx, _ty: &Type, args: CallArgs<'_>) -> PyResult {
    if !args.names.is_empty() {
        return Err(
            cx.raise(&table::TYPE_ERROR, format_args!("buffer() does not take keyword arguments"))
        );
    }
    let args = args.args;
    if args.is_empty() || args.len() > 3 {
        return Err(raise_arity(cx, "buffer", args.len(), 1, 3));
    }
    let base = args[0];
    let number = |index: usize, default: i64| match args.get(index) {
        Some(value) => number::as_i64(cx, *value),
        None => Ok(default),
    };
    let (offset, size) = (number(1, 0)?, number(2, -1)?);
    if base.cast::<Unicode>().is_none() && buffer::old_bytes(cx, base)?.is_none() {
        return Err(cx.raise(&table::TYPE_ERROR, format_args!("buffer object expected")));
    }
    let Ok(offset) = usize::try_from(offset) else {
        return Err(cx.raise(&table::VALUE_ERROR, format_args!("offset must be zero or positive")));
    };
    if size < -1 {
        return Err(cx.raise(&table::VALUE_ERROR, format_args!("size must be zero or positive")));
    }
    make(cx, base, offset, usize::try_from(size).ok())
}

fn make(cx: &Cx, base: Ref<'_>, offset: usize, size: Option<usize>) -> PyResult {
    let base = Field::new(base.own());
    allocate(cx, &BUFFER, Buffer { head: Header::new(&BUFFER), base, offset, size })
}

fn base_of(x: Ref<'_>) -> Owned {
    x.recv::<Buffer>().base.get().unwrap_or_else(Owned::none)
}

fn read_bytes(cx: &Cx, x: Ref<'_>) -> PyResult<Vec<u8>> {
    let base = base_of(x);
    let object = x.recv::<Buffer>();
    let bytes = match base.borrow().cast::<Unicode>() {
        Some(text) => text.code_points().iter().flat_map(|code| code.to_le_bytes()).collect(),
        None => {
            buffer::bytes(cx, base.borrow())?.map(|bytes| bytes.into_owned()).unwrap_or_default()
        }
    };
    let start = object.offset.min(bytes.len());
    let end = object.size.map_or(bytes.len(), |size| (start + size).min(bytes.len()));
    Ok(bytes[start..end].to_vec())
}

#[cold]
fn raise_read_only(cx: &Cx) -> Raised {
    cx.raise(&table::TYPE_ERROR, format_args!("buffer is read-only"))
}

fn repr(cx: &Cx, x: Ref<'_>) -> PyResult {
    let object = x.recv::<Buffer>();
    let base = base_of(x);
    let size = object.size.map_or(-1, |size| size as i64);
    let text = format!(
        "<read-only buffer for {:#x}, size {size}, offset {} at {:#x}>",
        base.borrow().address(),
        object.offset,
        x.address()
    );
    Str::new(cx, text.as_bytes())
}

fn str(cx: &Cx, x: Ref<'_>) -> PyResult {
    Str::new(cx, &read_bytes(cx, x)?)
}

fn hash(cx: &Cx, x: Ref<'_>) -> PyResult<i64> {
    Ok(hash_bytes(&read_bytes(cx, x)?))
}

fn compare(cx: &Cx, a: Ref<'_>, b: Ref<'_>) -> PyResult<i32> {
    let order = read_bytes(cx, a)?.cmp(&read_bytes(cx, b)?);
    Ok(crate::protocol::compare::sign(order))
}

fn len(cx: &Cx, x: Ref<'_>) -> PyResult<isize> {
    Ok(read_bytes(cx, x)?.len() as isize)
}

fn concat(cx: &Cx, a: Ref<'_>, b: Ref<'_>) -> PyResult {
    let Some(tail) = buffer::old_bytes(cx, b)? else {
        return Err(
            cx.raise(&table::TYPE_ERROR, format_args!("bad argument type for built-in operation"))
        );
    };
    let mut bytes = read_bytes(cx, a)?;
    bytes.extend_from_slice(&tail);
    ops::of_bytes(cx, &bytes)
}

fn repeat(cx: &Cx, x: Ref<'_>, count: isize) -> PyResult {
    let text = str(cx, x)?;
    number::mul(cx, text.borrow(), Owned::int(count.max(0) as i64).borrow())
}

fn item(cx: &Cx, x: Ref<'_>, index: isize) -> PyResult {
    let bytes = read_bytes(cx, x)?;
    match usize::try_from(index).ok().and_then(|index| bytes.get(index)) {
        Some(byte) => ops::of_bytes(cx, &[*byte]),
        None => Err(cx.raise(&table::INDEX_ERROR, format_args!("buffer index out of range"))),
    }
}

fn slice(cx: &Cx, x: Ref<'_>, low: isize, high: isize) -> PyResult {
    let bytes = read_bytes(cx, x)?;
    let high = high.clamp(0, bytes.len() as isize) as usize;
    let low = low.clamp(0, high as isize) as usize;
    ops::of_bytes(cx, &bytes[low..high])
}

fn set_item(cx: &Cx, _x: Ref<'_>, _index: isize, _value: Option<Ref<'_>>) -> PyResult<()> {
    Err(raise_read_only(cx))
}

fn set_slice(
    cx: &Cx,
    _x: Ref<'_>,
    _low: isize,
    _high: isize,
    _value: Option<Ref<'_>>,
) -> PyResult<()> {
    Err(raise_read_only(cx))
}

fn set_subscript(cx: &Cx, _x: Ref<'_>, _key: Ref<'_>, _value: Option<Ref<'_>>) -> PyResult<()> {
    Err(raise_read_only(cx))
}

fn subscript(cx: &Cx, x: Ref<'_>, key: Ref<'_>) -> PyResult {
    let bytes = read_bytes(cx, x)?;
    if number::has_index(key) {
        let index = number::as_index(cx, key)?;
        return item(cx, x, if index < 0 { index + bytes.len() as isize } else { index });
    }
    let Some(range) = key.cast::<Slice>() else {
        return Err(cx.raise(&table::TYPE_ERROR, format_args!("sequence index must be integer")));
    };
    let picked: Vec<u8> = range.span(cx, bytes.len())?.indices().map(|at| bytes[at]).collect();
    ops::of_bytes(cx, &picked)
}
