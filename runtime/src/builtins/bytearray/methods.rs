//! The methods of `bytearray` that it does not share with other texts.

use super::text::Mutable;
use super::{BYTEARRAY, ByteArray, byte_value, bytes_argument, ops};
use crate::builtins::str::Str;
use crate::builtins::str::methods::{sequence_of, translate_bytes};
use crate::builtins::text::methods as shared;
use crate::builtins::text::split::Edge;
use crate::builtins::tuple::Tuple;
use crate::builtins::unicode::Unicode;
use crate::cx::Cx;
use crate::exceptions::{PyResult, table};
use crate::object::{Owned, Ref};
use crate::protocol::{buffer, special};

pub(super) fn alloc(_cx: &Cx, x: Ref<'_>) -> PyResult {
    Ok(Owned::int(x.recv::<ByteArray>().len() as i64 + 1))
}

pub(super) fn sizeof(_cx: &Cx, x: Ref<'_>) -> PyResult {
    Ok(Owned::int(x.recv::<ByteArray>().len() as i64 + 49))
}

pub(super) fn reduce(cx: &Cx, x: Ref<'_>) -> PyResult {
    let text = Unicode::from_latin1(cx, &x.recv::<ByteArray>().bytes())?;
    let arguments = Tuple::new(cx, vec![text, Str::new(cx, b"latin-1")?])?;
    let dict = special::find_attr(cx, x, crate::object::names::DICT.as_ref())?;
    let class = Ref::from_object(x.ty()).own();
    Tuple::new(cx, vec![class, arguments, dict.unwrap_or_else(Owned::none)])
}

pub(super) fn append(cx: &Cx, x: Ref<'_>, byte: Ref<'_>) -> PyResult {
    let byte = byte_value(cx, byte)?;
    x.recv::<ByteArray>().extend(cx, &[byte])?;
    Ok(Owned::none())
}

pub(super) fn extend(cx: &Cx, x: Ref<'_>, items: Ref<'_>) -> PyResult {
    let bytes = match buffer::bytes(cx, items)? {
        Some(bytes) => bytes.into_owned(),
        None => {
            crate::protocol::iter::length_hint(cx, items, 32)?;
            ops::bytes_of_items(cx, items)?
        }
    };
    x.recv::<ByteArray>().extend(cx, &bytes)?;
    Ok(Owned::none())
}

pub(super) fn insert(cx: &Cx, x: Ref<'_>, args: &[Ref<'_>]) -> PyResult {
    let at = shared::int_argument(cx, args[0])?;
    let byte = byte_value(cx, args[1])?;
    let array = x.recv::<ByteArray>();
    let len = array.len() as isize;
    let at = if at < 0 { (at + len).max(0) } else { at.min(len) };
    array.resize(cx, |data| data.insert(at as usize, byte))?;
    Ok(Owned::none())
}

pub(super) fn pop(cx: &Cx, x: Ref<'_>, args: &[Ref<'_>]) -> PyResult {
    let at = match args.first() {
        Some(at) => shared::int_argument(cx, *at)?,
        None => -1,
    };
    let array = x.recv::<ByteArray>();
    let len = array.len() as isize;
    if len == 0 {
        return Err(cx.raise(&table::INDEX_ERROR, format_args!("pop from empty bytearray")));
    }
    let at = if at < 0 { at + len } else { at };
    if !(0..len).contains(&at) {
        return Err(cx.raise(&table::INDEX_ERROR, format_args!("pop index out of range")));
    }
    let byte = array.bytes()[at as usize];
    array.resize(cx, |data| {
        data.remove(at as usize);
    })?;
    Ok(Owned::int(i64::from(byte)))
}

pub(super) fn remove(cx: &Cx, x: Ref<'_>, byte: Ref<'_>) -> PyResult {
    let byte = byte_value(cx, byte)?;
    let array = x.recv::<ByteArray>();
    let at = array.bytes().iter().position(|other| *other == byte);
    let Some(at) = at else {
        return Err(cx.raise(&table::VALUE_ERROR, format_args!("value not found in bytearray")));
    };
    array.resize(cx, |data| {
        data.remove(at);
    })?;
    Ok(Owned::none())
}

pub(super) fn reverse(_cx: &Cx, x: Ref<'_>) -> PyResult {
    x.recv::<ByteArray>().bytes_mut().reverse();
    Ok(Owned::none())
}

fn place_or_raise(cx: &Cx, place: PyResult) -> PyResult {
    let place = place?;
    if crate::builtins::int::int_value(place.borrow()) == Some(-1) {
        return Err(cx.raise(&table::VALUE_ERROR, format_args!("subsection not found")));
    }
    Ok(place)
}

pub(super) fn index(cx: &Cx, x: Ref<'_>, args: &[Ref<'_>]) -> PyResult {
    place_or_raise(cx, shared::find::<Mutable>(cx, x, args))
}

pub(super) fn rindex(cx: &Cx, x: Ref<'_>, args: &[Ref<'_>]) -> PyResult {
    place_or_raise(cx, shared::rfind::<Mutable>(cx, x, args))
}

pub(super) fn strip(cx: &Cx, x: Ref<'_>, args: &[Ref<'_>]) -> PyResult {
    shared::strip::<Mutable>(cx, x, args, Edge::Both)
}

pub(super) fn lstrip(cx: &Cx, x: Ref<'_>, args: &[Ref<'_>]) -> PyResult {
    shared::strip::<Mutable>(cx, x, args, Edge::Left)
}

pub(super) fn rstrip(cx: &Cx, x: Ref<'_>, args: &[Ref<'_>]) -> PyResult {
    shared::strip::<Mutable>(cx, x, args, Edge::Right)
}

fn check_separator(cx: &Cx, separator: Ref<'_>) -> PyResult<()> {
    match buffer::bytes(cx, separator)? {
        Some(_) => Ok(()),
        None => Err(cx.raise(
            &table::TYPE_ERROR,
            format_args!("'{}' does not have the buffer interface", separator.ty().name()),
        )),
    }
}

pub(super) fn partition(cx: &Cx, x: Ref<'_>, separator: Ref<'_>) -> PyResult {
    check_separator(cx, separator)?;
    shared::partition::<Mutable>(cx, x, separator)
}

pub(super) fn rpartition(cx: &Cx, x: Ref<'_>, separator: Ref<'_>) -> PyResult {
    check_separator(cx, separator)?;
    shared::rpartition::<Mutable>(cx, x, separator)
}

pub(super) fn join(cx: &Cx, x: Ref<'_>, items: Ref<'_>) -> PyResult {
    let items = sequence_of(cx, items, "can only join an iterable")?;
    let separator = x.recv::<ByteArray>().bytes().clone();
    let mut result = Vec::new();
    for (index, item) in items.iter().enumerate() {
        let item = item.borrow();
        if index > 0 {
            result.extend_from_slice(&separator);
        }
        if let Some(text) = item.cast::<Str>() {
            result.extend_from_slice(text.as_bytes());
        } else if let Some(array) = item.cast::<ByteArray>() {
            result.extend_from_slice(&array.bytes());
        } else {
            return Err(cx.raise(
                &table::TYPE_ERROR,
                format_args!(
                    "can only join an iterable of bytes (item {index} has type '{}')",
                    item.ty().name()
                ),
            ));
        }
    }
    ByteArray::new(cx, result)
}

pub(super) fn translate(cx: &Cx, x: Ref<'_>, args: &[Ref<'_>]) -> PyResult {
    let map = if args[0].is_none() { None } else { Some(bytes_argument(cx, args[0])?) };
    if map.as_ref().is_some_and(|map| map.len() != 256) {
        return Err(cx.raise(
            &table::VALUE_ERROR,
            format_args!("translation table must be 256 characters long"),
        ));
    }
    let dropped = match args.get(1) {
        Some(dropped) => bytes_argument(cx, *dropped)?,
        None => Default::default(),
    };
    let bytes = x.recv::<ByteArray>().bytes().clone();
    ByteArray::new(cx, translate_bytes(&bytes, map.as_deref(), &dropped))
}

pub(super) fn decode(cx: &Cx, x: Ref<'_>, args: &[Option<Ref<'_>>]) -> PyResult {
    crate::builtins::codecs::decode_method(cx, x, args)
}

pub(super) fn fromhex(cx: &Cx, class: Ref<'_>, text: Ref<'_>) -> PyResult {
    let text = crate::protocol::args::place("fromhex", 1).read_only(cx, text)?;
    let mut bytes = Vec::new();
    let mut at = 0;
    while at < text.len() {
        if text[at] == b' ' {
            at += 1;
            continue;
        }
        let digit = |at: usize| text.get(at).and_then(|byte| (*byte as char).to_digit(16));
        let (Some(high), Some(low)) = (digit(at), digit(at + 1)) else {
            return Err(cx.raise(
                &table::VALUE_ERROR,
                format_args!("non-hexadecimal number found in fromhex() arg at position {at}"),
            ));
        };
        bytes.push((high * 16 + low) as u8);
        at += 2;
    }
    let array = ByteArray::new(cx, bytes)?;
    if class.is(Ref::from_object(&BYTEARRAY)) {
        return Ok(array);
    }
    special::call(cx, class, &[array.borrow()])
}
