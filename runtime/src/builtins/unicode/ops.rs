//! The slots of `unicode`.

use super::coerce::code_points_of;
use super::{UNICODE, Unicode, from_object, room};
use crate::builtins::none::not_implemented;
use crate::builtins::str::Str;
use crate::builtins::text;
use crate::cx::Cx;
use crate::exceptions::{PyResult, table};
use crate::object::{Owned, Ref};
use crate::protocol::{args::bind, number, repr as protocol_repr, special::slice_range};
use crate::types::{CallArgs, CompareOp, Type};

pub(super) fn new(cx: &Cx, ty: &Type, args: CallArgs<'_>) -> PyResult {
    let [x, encoding, errors] = bind(cx, "unicode", args, 0, ["string", "encoding", "errors"])?;
    let text = match x {
        None => Unicode::new(cx, &[])?,
        Some(x) if encoding.is_none() && errors.is_none() => protocol_repr::unicode(cx, x)?,
        Some(x) => crate::builtins::codecs::decode_object(cx, x, encoding, errors)?,
    };
    if std::ptr::eq(ty, &raw const UNICODE) {
        return Ok(text);
    }
    let mut data = room(cx, text.borrow().recv::<Unicode>().len())?;
    data.extend_from_slice(text.borrow().recv::<Unicode>().code_points());
    Unicode::with_type(cx, ty, data)
}

pub(super) fn str(cx: &Cx, x: Ref<'_>) -> PyResult {
    super::encode_default(cx, x)
}

pub(super) fn repr(cx: &Cx, x: Ref<'_>) -> PyResult {
    let code_points = x.recv::<Unicode>().code_points();
    let single = code_points.contains(&u32::from(b'\''));
    let double = code_points.contains(&u32::from(b'"'));
    let quote = if single && !double { b'"' } else { b'\'' };
    let mut text = vec![b'u', quote];
    crate::builtins::codecs::escape::encode(&mut text, code_points, Some(quote));
    text.push(quote);
    Str::new(cx, &text)
}

pub(super) fn hash(_cx: &Cx, x: Ref<'_>) -> PyResult<i64> {
    Ok(x.recv::<Unicode>().hash())
}

pub(super) fn len(_cx: &Cx, x: Ref<'_>) -> PyResult<isize> {
    Ok(x.recv::<Unicode>().len() as isize)
}

pub(super) fn rich_compare(cx: &Cx, a: Ref<'_>, b: Ref<'_>, op: CompareOp) -> PyResult {
    if let (Some(a), Some(b)) = (a.cast::<Unicode>(), b.cast::<Unicode>()) {
        return Ok(Owned::bool(op.of(a.code_points().cmp(b.code_points()))));
    }
    let is_bytearray = |x: Ref<'_>| x.cast::<crate::builtins::bytearray::ByteArray>().is_some();
    if is_bytearray(a) || is_bytearray(b) {
        return Ok(not_implemented().own());
    }
    let convert = |x| match code_points_of(cx, x) {
        Err(raised)
            if matches!(op, CompareOp::Eq | CompareOp::Ne)
                && cx.raised_matches(&table::UNICODE_DECODE_ERROR) =>
        {
            cx.clear_raised();
            crate::protocol::special::warn(
                cx,
                &table::UNICODE_WARNING,
                match op {
                    CompareOp::Eq => {
                        "Unicode equal comparison failed to convert both arguments to Unicode - \
                         interpreting them as being unequal"
                    }
                    _ => {
                        "Unicode unequal comparison failed to convert both arguments to Unicode - \
                         interpreting them as being unequal"
                    }
                },
            )?;
            let _ = raised;
            Ok(Err(()))
        }
        Err(raised) => Err(raised),
        Ok(data) => Ok(Ok(data)),
    };
    let (Ok(a), Ok(b)) = (convert(a)?, convert(b)?) else {
        return Ok(Owned::bool(op == CompareOp::Ne));
    };
    match (a, b) {
        (Some(a), Some(b)) => Ok(Owned::bool(op.of(a.cmp(&b)))),
        _ => Ok(not_implemented().own()),
    }
}

/// `a + b`, where one is a unicode and the other a str or unicode.
///
/// # Errors
/// Raises `UnicodeDecodeError`, or `TypeError` if the other is no text.
pub fn concat(cx: &Cx, a: Ref<'_>, b: Ref<'_>) -> PyResult {
    let a = from_object(cx, a)?;
    let b = from_object(cx, b)?;
    let (head, tail) = (a.borrow().recv::<Unicode>(), b.borrow().recv::<Unicode>());
    if tail.is_empty() {
        return Ok(a);
    }
    if head.is_empty() {
        return Ok(b);
    }
    let mut data = room(cx, head.len() + tail.len())?;
    data.extend_from_slice(head.code_points());
    data.extend_from_slice(tail.code_points());
    Unicode::from_vec(cx, data)
}

pub(super) fn repeat(cx: &Cx, x: Ref<'_>, count: isize) -> PyResult {
    let code_points = x.recv::<Unicode>().code_points();
    let count = count.max(0) as usize;
    if count == 1 && x.is_exact(&UNICODE) {
        return Ok(x.own());
    }
    let len = code_points.len().checked_mul(count).filter(|len| {
        isize::try_from(*len).is_ok_and(|len| (len as u64 + 1).checked_mul(4).is_some())
    });
    let Some(len) = len else {
        return Err(cx.raise(&table::OVERFLOW_ERROR, format_args!("repeated string is too long")));
    };
    let mut data = room(cx, len)?;
    (0..count).for_each(|_| data.extend_from_slice(code_points));
    Unicode::from_vec(cx, data)
}

pub(super) fn item(cx: &Cx, x: Ref<'_>, index: isize) -> PyResult {
    let code_points = x.recv::<Unicode>().code_points();
    match usize::try_from(index).ok().and_then(|index| code_points.get(index)) {
        Some(code) => Unicode::new(cx, &[*code]),
        None => Err(cx.raise(&table::INDEX_ERROR, format_args!("string index out of range"))),
    }
}

pub(super) fn slice(cx: &Cx, x: Ref<'_>, low: isize, high: isize) -> PyResult {
    let len = x.recv::<Unicode>().len() as isize;
    let high = high.clamp(0, len);
    let low = low.clamp(0, high);
    part(cx, x, low as usize, high as usize)
}

/// The part `low..high`; the unicode itself if that is all of it.
pub(crate) fn part(cx: &Cx, x: Ref<'_>, low: usize, high: usize) -> PyResult {
    let code_points = x.recv::<Unicode>().code_points();
    if low == 0 && high == code_points.len() && x.is_exact(&UNICODE) {
        return Ok(x.own());
    }
    Unicode::new(cx, &code_points[low..high])
}

pub(super) fn subscript(cx: &Cx, x: Ref<'_>, key: Ref<'_>) -> PyResult {
    let code_points = x.recv::<Unicode>().code_points();
    if number::has_index(key) {
        let index = number::as_index(cx, key)?;
        let index = if index < 0 { index + code_points.len() as isize } else { index };
        return item(cx, x, index);
    }
    if let Some((start, step, count)) = slice_range(cx, key, code_points.len())? {
        if step == 1 && count > 0 {
            return part(cx, x, start as usize, (start + count) as usize);
        }
        let picked =
            (0..count.max(0)).map(|index| code_points[(start + index * step) as usize]).collect();
        return Unicode::from_vec(cx, picked);
    }
    Err(cx.raise(&table::TYPE_ERROR, format_args!("string indices must be integers")))
}

/// `part in x`, where one is a unicode and the other a str or unicode.
///
/// # Errors
/// Raises `UnicodeDecodeError`, or `TypeError` if `part` is no text.
pub fn contains(cx: &Cx, x: Ref<'_>, part: Ref<'_>) -> PyResult<bool> {
    let part = from_object(cx, part)?;
    let x = from_object(cx, x)?;
    let hay = x.borrow().recv::<Unicode>().code_points();
    Ok(text::find(hay, part.borrow().recv::<Unicode>().code_points()).is_some())
}
