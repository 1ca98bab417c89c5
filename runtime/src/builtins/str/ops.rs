//! The slots of `str`.

use super::{STR, Str, single};
use crate::builtins::none::not_implemented;
use crate::builtins::unicode::{self, Unicode};
use crate::cx::Cx;
use crate::exceptions::{PyResult, Raised, table};
use crate::object::{Owned, Ref, names};
use crate::protocol::{args::bind, number, repr as protocol_repr, special::slice_range};
use crate::types::{CallArgs, CompareOp, Type, TypeFlags};

pub(super) fn new(cx: &Cx, ty: &Type, args: CallArgs<'_>) -> PyResult {
    let [x] = bind(cx, "str", args, 0, ["object"])?;
    let text = match x {
        Some(x) => protocol_repr::str(cx, x)?,
        None => names::EMPTY.as_ref().own(),
    };
    if std::ptr::eq(ty, &raw const STR) {
        return Ok(text);
    }
    let bytes = text.borrow().recv::<Str>().as_bytes();
    Str::build(cx, ty, bytes.len(), |room| room.copy_from_slice(bytes))
}

/// The str itself; an instance of a subclass becomes an exact str.
pub(super) fn str(cx: &Cx, x: Ref<'_>) -> PyResult {
    if x.is_exact(&STR) {
        return Ok(x.own());
    }
    Str::new(cx, x.recv::<Str>().as_bytes())
}

pub(super) fn hash(_cx: &Cx, x: Ref<'_>) -> PyResult<i64> {
    Ok(x.recv::<Str>().hash())
}

pub(super) fn len(_cx: &Cx, x: Ref<'_>) -> PyResult<isize> {
    Ok(x.recv::<Str>().len() as isize)
}

pub(super) fn rich_compare(_cx: &Cx, a: Ref<'_>, b: Ref<'_>, op: CompareOp) -> PyResult {
    let (Some(a), Some(b)) = (a.cast::<Str>(), b.cast::<Str>()) else {
        return Ok(not_implemented().own());
    };
    let (a, b) = (a.as_bytes(), b.as_bytes());
    Ok(Owned::bool(match op {
        CompareOp::Eq => a == b,
        CompareOp::Ne => a != b,
        _ => op.of(a.cmp(b)),
    }))
}

pub(super) fn repr(cx: &Cx, x: Ref<'_>) -> PyResult {
    Str::new(cx, &repr_bytes(x.recv::<Str>().as_bytes()))
}

/// The literal of a byte string.
pub(crate) fn repr_bytes(bytes: &[u8]) -> Vec<u8> {
    let quote = if bytes.contains(&b'\'') && !bytes.contains(&b'"') { b'"' } else { b'\'' };
    let mut text = Vec::with_capacity(bytes.len() + 2);
    text.push(quote);
    for byte in bytes {
        push_escaped(&mut text, *byte, quote);
    }
    text.push(quote);
    text
}

/// Adds one byte as a literal shows it.
pub(crate) fn push_escaped(text: &mut Vec<u8>, byte: u8, quote: u8) {
    const HEX: &[u8; 16] = b"0123456789abcdef";
    match byte {
        b'\t' => text.extend_from_slice(b"\\t"),
        b'\n' => text.extend_from_slice(b"\\n"),
        b'\r' => text.extend_from_slice(b"\\r"),
        b'\\' => text.extend_from_slice(b"\\\\"),
        _ if byte == quote => text.extend_from_slice(&[b'\\', byte]),
        b' '..=b'~' => text.push(byte),
        _ => text.extend_from_slice(&[
            b'\\',
            b'x',
            HEX[usize::from(byte >> 4)],
            HEX[usize::from(byte & 15)],
        ]),
    }
}

#[cold]
fn raise_concat(cx: &Cx, b: Ref<'_>) -> Raised {
    cx.raise(
        &table::TYPE_ERROR,
        format_args!("cannot concatenate 'str' and '{}' objects", b.ty().name()),
    )
}

/// `a + b`.
pub(super) fn concat(cx: &Cx, a: Ref<'_>, b: Ref<'_>) -> PyResult {
    let Some(tail) = b.cast::<Str>() else {
        if b.ty().has_flag(TypeFlags::UNICODE_SUBTYPE) {
            return unicode::concat(cx, a, b);
        }
        if let Some(tail) = b.cast::<crate::builtins::bytearray::ByteArray>() {
            return super::methods::concat_bytearray(cx, a, tail);
        }
        return Err(raise_concat(cx, b));
    };
    let head = a.recv::<Str>();
    if head.is_empty() && b.is_exact(&STR) {
        return Ok(b.own());
    }
    if tail.is_empty() && a.is_exact(&STR) {
        return Ok(a.own());
    }
    let (head, tail) = (head.as_bytes(), tail.as_bytes());
    Str::build(cx, &STR, head.len() + tail.len(), |room| {
        let (left, right) = room.split_at_mut(head.len());
        left.copy_from_slice(head);
        right.copy_from_slice(tail);
    })
}

/// `text += tail` by the owner of `text`: in place if nobody else holds it. Both are exact strs,
/// else the result is that of `+`.
///
/// # Errors
/// Raises `MemoryError`, `TypeError` as `+` does.
pub fn append(cx: &Cx, text: Owned, tail: Ref<'_>) -> PyResult {
    let head = text.borrow().cast_exact::<Str>();
    let (Some(head), Some(more)) = (head, tail.cast_exact::<Str>()) else {
        return number::inplace_add(cx, text.borrow(), tail);
    };
    if head.head.count() == 1 && !head.is_interned() && !text.borrow().is(tail) {
        return Str::grow(cx, text, more.as_bytes());
    }
    concat(cx, text.borrow(), tail)
}

pub(super) fn repeat(cx: &Cx, x: Ref<'_>, count: isize) -> PyResult {
    let bytes = x.recv::<Str>().as_bytes();
    let count = count.max(0) as usize;
    if count == 1 && x.is_exact(&STR) {
        return Ok(x.own());
    }
    let len = bytes.len().checked_mul(count).filter(|len| *len <= isize::MAX as usize);
    let Some(len) = len else {
        return Err(cx.raise(&table::OVERFLOW_ERROR, format_args!("repeated string is too long")));
    };
    if len == 0 {
        return Ok(names::EMPTY.as_ref().own());
    }
    Str::build(cx, &STR, len, |room| {
        if let [byte] = bytes {
            room.fill(*byte);
        } else {
            room.chunks_exact_mut(bytes.len()).for_each(|part| part.copy_from_slice(bytes));
        }
    })
}

pub(super) fn item(cx: &Cx, x: Ref<'_>, index: isize) -> PyResult {
    let bytes = x.recv::<Str>().as_bytes();
    match usize::try_from(index).ok().and_then(|index| bytes.get(index)) {
        Some(byte) => Ok(single(*byte).own()),
        None => Err(cx.raise(&table::INDEX_ERROR, format_args!("string index out of range"))),
    }
}

/// The part from `low` up to `high`, both within reach or not.
pub(super) fn slice(cx: &Cx, x: Ref<'_>, low: isize, high: isize) -> PyResult {
    let bytes = x.recv::<Str>().as_bytes();
    let high = high.clamp(0, bytes.len() as isize) as usize;
    let low = low.clamp(0, high as isize) as usize;
    part(cx, x, low, high)
}

/// The part `low..high`; the str itself if that is all of it.
pub(crate) fn part(cx: &Cx, x: Ref<'_>, low: usize, high: usize) -> PyResult {
    let bytes = x.recv::<Str>().as_bytes();
    if low == 0 && high == bytes.len() && x.is_exact(&STR) {
        return Ok(x.own());
    }
    of_bytes(cx, &bytes[low..high])
}

/// A str of bytes; empty and single-byte ones are shared.
///
/// # Errors
/// Raises `MemoryError`.
pub fn of_bytes(cx: &Cx, bytes: &[u8]) -> PyResult {
    match bytes {
        [] => Ok(names::EMPTY.as_ref().own()),
        [byte] => Ok(single(*byte).own()),
        _ => Str::new(cx, bytes),
    }
}

pub(super) fn subscript(cx: &Cx, x: Ref<'_>, key: Ref<'_>) -> PyResult {
    let bytes = x.recv::<Str>().as_bytes();
    if number::has_index(key) {
        let index = number::as_index(cx, key)?;
        let index = if index < 0 { index + bytes.len() as isize } else { index };
        return item(cx, x, index);
    }
    if let Some((start, step, count)) = slice_range(cx, key, bytes.len())? {
        if count <= 0 {
            return Ok(names::EMPTY.as_ref().own());
        }
        if step == 1 {
            return part(cx, x, start as usize, (start + count) as usize);
        }
        return Str::build(cx, &STR, count as usize, |room| {
            for (index, byte) in room.iter_mut().enumerate() {
                *byte = bytes[(start + index as isize * step) as usize];
            }
        });
    }
    Err(cx.raise(
        &table::TYPE_ERROR,
        format_args!("string indices must be integers, not {}", key.ty().name()),
    ))
}

pub(super) fn contains(cx: &Cx, x: Ref<'_>, part: Ref<'_>) -> PyResult<bool> {
    let Some(part_text) = part.cast::<Str>() else {
        if part.cast::<Unicode>().is_some() {
            return unicode::contains(cx, x, part);
        }
        return Err(cx.raise(
            &table::TYPE_ERROR,
            format_args!("'in <string>' requires string as left operand, not {}", part.ty().name()),
        ));
    };
    let text = x.recv::<Str>().as_bytes();
    Ok(crate::builtins::text::find(text, part_text.as_bytes()).is_some())
}
