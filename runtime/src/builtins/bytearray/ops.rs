//! The slots of `bytearray`.

use super::{ByteArray, byte_value};
use crate::builtins::none::not_implemented;
use crate::builtins::slice::Slice;
use crate::builtins::str::Str;
use crate::builtins::str::ops::push_escaped;
use crate::builtins::unicode::Unicode;
use crate::cx::Cx;
use crate::exceptions::{PyResult, Raised, table};
use crate::object::{Header, Owned, Ref, allocate};
use crate::protocol::{args::bind, buffer, iter, number};
use crate::types::{CallArgs, CompareOp, Type};
use std::cell::{Cell, RefCell};

pub(super) fn new(cx: &Cx, ty: &Type, _args: CallArgs<'_>) -> PyResult {
    let data = RefCell::new(Vec::new());
    allocate(cx, ty, ByteArray { head: Header::new(ty), data, exports: Cell::new(0) })
}

pub(super) fn init(cx: &Cx, x: Ref<'_>, args: CallArgs<'_>) -> PyResult<()> {
    let [source, encoding, errors] =
        bind(cx, "bytearray", args, 0, ["source", "encoding", "errors"])?;
    let bytes = initial(cx, source, encoding, errors)?;
    x.recv::<ByteArray>().resize(cx, |data| *data = bytes)
}

fn initial(
    cx: &Cx,
    source: Option<Ref<'_>>,
    encoding: Option<Ref<'_>>,
    errors: Option<Ref<'_>>,
) -> PyResult<Vec<u8>> {
    for (index, name) in [encoding, errors].into_iter().enumerate() {
        let Some(name) = name else { continue };
        if let Some(text) = name.cast::<Unicode>() {
            crate::builtins::codecs::encode_ascii(cx, text.code_points(), b"strict")?;
        } else if name.cast::<Str>().is_none() {
            let ty = crate::protocol::call::argument_name(name);
            return Err(cx.raise(
                &table::TYPE_ERROR,
                format_args!("bytearray() argument {} must be string, not {ty}", index + 2),
            ));
        }
    }
    let named = encoding.is_some() || errors.is_some();
    let Some(source) = source else {
        if named {
            return Err(cx.raise(
                &table::TYPE_ERROR,
                format_args!("encoding or errors without sequence argument"),
            ));
        }
        return Ok(Vec::new());
    };
    if let Some(text) = source.cast::<Str>().filter(|_| !named) {
        return Ok(text.as_bytes().to_vec());
    }
    if source.cast::<Unicode>().is_some() || source.cast::<Str>().is_some() {
        if encoding.is_none() && source.cast::<Unicode>().is_some() {
            return Err(
                cx.raise(&table::TYPE_ERROR, format_args!("unicode argument without an encoding"))
            );
        }
        let encoded = crate::builtins::codecs::encode_method(cx, source, &[encoding, errors])?;
        return match encoded.borrow().cast::<Str>() {
            Some(text) => Ok(text.as_bytes().to_vec()),
            None => Err(cx
                .raise(&table::TYPE_ERROR, format_args!("encoder did not return a string object"))),
        };
    }
    if named {
        return Err(cx.raise(
            &table::TYPE_ERROR,
            format_args!("encoding or errors without a string argument"),
        ));
    }
    let count = match number::has_index(source) {
        true => match number::as_index_or(cx, source, &table::OVERFLOW_ERROR) {
            Err(Raised) if cx.raised_matches(&table::TYPE_ERROR) => {
                cx.clear_raised();
                None
            }
            count => Some(count?),
        },
        false => None,
    };
    if let Some(count) = count {
        let Ok(count) = usize::try_from(count) else {
            return Err(cx.raise(&table::VALUE_ERROR, format_args!("negative count")));
        };
        let mut bytes = crate::builtins::unicode::room(cx, count)?;
        bytes.resize(count, 0);
        return Ok(bytes);
    }
    match buffer::bytes(cx, source)? {
        Some(bytes) => Ok(bytes.into_owned()),
        None => bytes_of_items(cx, source),
    }
}

/// The items of an iterable as bytes.
pub(super) fn bytes_of_items(cx: &Cx, items: Ref<'_>) -> PyResult<Vec<u8>> {
    let iterator = iter::iter(cx, items)?;
    let mut bytes = Vec::new();
    while let Some(item) = iter::next(cx, iterator.borrow())? {
        let byte = byte_value(cx, item.borrow())?;
        bytes.try_reserve(1).map_err(|_| cx.raise_no_memory())?;
        bytes.push(byte);
    }
    Ok(bytes)
}

pub(super) fn repr(cx: &Cx, x: Ref<'_>) -> PyResult {
    let bytes = x.recv::<ByteArray>().bytes().clone();
    let quote = if bytes.contains(&b'\'') && !bytes.contains(&b'"') { b'"' } else { b'\'' };
    let mut text = b"bytearray(b".to_vec();
    text.push(quote);
    bytes.iter().for_each(|byte| push_escaped(&mut text, *byte, quote));
    text.push(quote);
    text.push(b')');
    Str::new(cx, &text)
}

pub(super) fn str(cx: &Cx, x: Ref<'_>) -> PyResult {
    Str::new(cx, &x.recv::<ByteArray>().bytes())
}

pub(super) fn rich_compare(cx: &Cx, a: Ref<'_>, b: Ref<'_>, op: CompareOp) -> PyResult {
    let (Some(a), Some(b)) = (buffer::bytes(cx, a)?, buffer::bytes(cx, b)?) else {
        return Ok(not_implemented().own());
    };
    Ok(Owned::bool(op.of(a.cmp(&b))))
}

pub(super) fn len(_cx: &Cx, x: Ref<'_>) -> PyResult<isize> {
    Ok(x.recv::<ByteArray>().len() as isize)
}

pub(super) fn read_bytes(_cx: &Cx, x: Ref<'_>) -> PyResult<Vec<u8>> {
    Ok(x.recv::<ByteArray>().bytes().clone())
}

pub(super) fn write_bytes(_cx: &Cx, x: Ref<'_>, action: &mut dyn FnMut(&mut [u8])) -> PyResult<()> {
    action(&mut x.recv::<ByteArray>().bytes_mut());
    Ok(())
}

pub(super) fn concat(cx: &Cx, a: Ref<'_>, b: Ref<'_>) -> PyResult {
    let (Some(head), Some(tail)) = (buffer::bytes(cx, a)?, buffer::bytes(cx, b)?) else {
        return Err(cx.raise(
            &table::TYPE_ERROR,
            format_args!("can't concat {} to {}", a.ty().name(), b.ty().name()),
        ));
    };
    ByteArray::new(cx, [head, tail].concat())
}

pub(super) fn inplace_concat(cx: &Cx, a: Ref<'_>, b: Ref<'_>) -> PyResult {
    let Some(tail) = buffer::bytes(cx, b)? else {
        return Err(cx.raise(
            &table::TYPE_ERROR,
            format_args!("can't concat {} to {}", b.ty().name(), a.ty().name()),
        ));
    };
    a.recv::<ByteArray>().extend(cx, &tail)?;
    Ok(a.own())
}

fn repeated(cx: &Cx, x: Ref<'_>, count: isize) -> PyResult<Vec<u8>> {
    let bytes = x.recv::<ByteArray>().bytes().clone();
    let count = count.max(0) as usize;
    match bytes.len().checked_mul(count) {
        Some(len) => {
            let mut result = crate::builtins::unicode::room(cx, len)?;
            (0..count).for_each(|_| result.extend_from_slice(&bytes));
            Ok(result)
        }
        None => Err(cx.raise_no_memory()),
    }
}

pub(super) fn repeat(cx: &Cx, x: Ref<'_>, count: isize) -> PyResult {
    ByteArray::new(cx, repeated(cx, x, count)?)
}

pub(super) fn inplace_repeat(cx: &Cx, x: Ref<'_>, count: isize) -> PyResult {
    let bytes = repeated(cx, x, count)?;
    x.recv::<ByteArray>().resize(cx, |data| *data = bytes)?;
    Ok(x.own())
}

#[cold]
fn raise_range(cx: &Cx) -> Raised {
    cx.raise(&table::INDEX_ERROR, format_args!("bytearray index out of range"))
}

pub(super) fn item(cx: &Cx, x: Ref<'_>, index: isize) -> PyResult {
    let byte = usize::try_from(index)
        .ok()
        .and_then(|index| x.recv::<ByteArray>().bytes().get(index).copied());
    byte.map(|byte| Owned::int(i64::from(byte))).ok_or_else(|| raise_range(cx))
}

pub(super) fn set_item(cx: &Cx, x: Ref<'_>, index: isize, value: Option<Ref<'_>>) -> PyResult<()> {
    let array = x.recv::<ByteArray>();
    let in_range = |index: isize| usize::try_from(index).ok().filter(|at| *at < array.len());
    let Some(value) = value else {
        let at = in_range(index).ok_or_else(|| raise_range(cx))?;
        return array.resize(cx, |data| {
            data.remove(at);
        });
    };
    if in_range(index).is_none() {
        return Err(raise_range(cx));
    }
    let byte = byte_value(cx, value)?;
    let at = in_range(index).ok_or_else(|| raise_range(cx))?;
    array.bytes_mut()[at] = byte;
    Ok(())
}

pub(super) fn contains(cx: &Cx, x: Ref<'_>, part: Ref<'_>) -> PyResult<bool> {
    if part.cast::<Str>().is_none() && number::has_index(part) {
        match number::as_index_or(cx, part, &table::VALUE_ERROR) {
            Ok(value) => match u8::try_from(value) {
                Ok(byte) => return Ok(x.recv::<ByteArray>().bytes().contains(&byte)),
                Err(_) => {
                    return Err(cx.raise(
                        &table::VALUE_ERROR,
                        format_args!("byte must be in range(0, 256)"),
                    ));
                }
            },
            Err(Raised) => cx.clear_raised(),
        }
    }
    let part = super::bytes_argument(cx, part)?;
    Ok(crate::builtins::text::find(&x.recv::<ByteArray>().bytes(), &part).is_some())
}

fn place(cx: &Cx, x: Ref<'_>, key: Ref<'_>) -> PyResult<isize> {
    let index = number::as_index(cx, key)?;
    Ok(if index < 0 { index + x.recv::<ByteArray>().len() as isize } else { index })
}

#[cold]
fn raise_key(cx: &Cx) -> Raised {
    cx.raise(&table::TYPE_ERROR, format_args!("bytearray indices must be integers"))
}

pub(super) fn subscript(cx: &Cx, x: Ref<'_>, key: Ref<'_>) -> PyResult {
    if number::has_index(key) {
        let at = place(cx, x, key)?;
        return item(cx, x, at);
    }
    let Some(slice) = key.cast::<Slice>() else { return Err(raise_key(cx)) };
    let span = slice.span(cx, x.recv::<ByteArray>().len())?;
    let bytes = x.recv::<ByteArray>().bytes();
    let picked = span.indices().filter_map(|at| bytes.get(at).copied()).collect();
    drop(bytes);
    ByteArray::new(cx, picked)
}

pub(super) fn set_subscript(
    cx: &Cx,
    x: Ref<'_>,
    key: Ref<'_>,
    value: Option<Ref<'_>>,
) -> PyResult<()> {
    if number::has_index(key) {
        let at = place(cx, x, key)?;
        return set_item(cx, x, at, value);
    }
    let Some(slice) = key.cast::<Slice>() else {
        return Err(cx.raise(&table::TYPE_ERROR, format_args!("bytearray indices must be integer")));
    };
    let bytes = match value {
        None => Vec::new(),
        Some(value) => match buffer::bytes(cx, value)? {
            Some(bytes) => bytes.into_owned(),
            None if number::has_index(value) => {
                return Err(cx.raise(
                    &table::TYPE_ERROR,
                    format_args!(
                        "can assign only bytes, buffers, or iterables of ints in range(0, 256)"
                    ),
                ));
            }
            None => bytes_of_items(cx, value)?,
        },
    };
    let array = x.recv::<ByteArray>();
    let span = slice.span(cx, array.len())?;
    if span.step == 1 {
        let range = span.range();
        if range.len() == bytes.len() {
            array.bytes_mut()[range].copy_from_slice(&bytes);
            return Ok(());
        }
        return array.resize(cx, |data| drop(data.splice(range, bytes)));
    }
    if value.is_none() {
        let mut drops: Vec<usize> = span.indices().collect();
        drops.sort_unstable();
        return array.resize(cx, |data| {
            for at in drops.iter().rev() {
                data.remove(*at);
            }
        });
    }
    if bytes.len() != span.count {
        return Err(cx.raise(
            &table::VALUE_ERROR,
            format_args!(
                "attempt to assign bytes of size {} to extended slice of size {}",
                bytes.len(),
                span.count
            ),
        ));
    }
    let mut data = array.bytes_mut();
    span.indices().zip(bytes).for_each(|(at, byte)| data[at] = byte);
    Ok(())
}
