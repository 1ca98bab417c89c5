//! The methods of `str`. One that is given a unicode goes on as the method of unicode.

use super::{STR, Str, ops};
use crate::builtins::bytearray::ByteArray;
use crate::builtins::list::List;
use crate::builtins::text::kind::{Bytes, Wide};
use crate::builtins::text::methods as shared;
use crate::builtins::text::split::Edge;
use crate::builtins::tuple::Tuple;
use crate::builtins::unicode::{self, Unicode};
use crate::cx::Cx;
use crate::exceptions::{PyResult, Raised, table};
use crate::object::{Owned, Ref, names};
use crate::protocol::buffer;
use crate::protocol::special;

/// Declares methods that go on as unicode if an argument is one.
macro_rules! promoting {
    ($($name:ident),+) => { $(
        pub(super) fn $name(cx: &Cx, x: Ref<'_>, args: &[Ref<'_>]) -> PyResult {
            if args.iter().any(|arg| arg.cast::<Unicode>().is_some()) {
                let wide = unicode::from_object(cx, x)?;
                return shared::$name::<Wide>(cx, wide.borrow(), args);
            }
            shared::$name::<Bytes>(cx, x, args)
        }
    )+ };
}

promoting!(find, rfind, index, rindex, count, replace, split, rsplit);

pub(super) fn partition(cx: &Cx, x: Ref<'_>, separator: Ref<'_>) -> PyResult {
    if separator.cast::<Unicode>().is_some() {
        let wide = unicode::from_object(cx, x)?;
        return shared::partition::<Wide>(cx, wide.borrow(), separator);
    }
    shared::partition::<Bytes>(cx, x, separator)
}

pub(super) fn rpartition(cx: &Cx, x: Ref<'_>, separator: Ref<'_>) -> PyResult {
    if separator.cast::<Unicode>().is_some() {
        let wide = unicode::from_object(cx, x)?;
        return shared::rpartition::<Wide>(cx, wide.borrow(), separator);
    }
    shared::rpartition::<Bytes>(cx, x, separator)
}

fn strip_edge(cx: &Cx, x: Ref<'_>, args: &[Ref<'_>], edge: Edge, name: &str) -> PyResult {
    match args.first() {
        Some(set) if set.cast::<Unicode>().is_some() => {
            let wide = unicode::from_object(cx, x)?;
            shared::strip::<Wide>(cx, wide.borrow(), args, edge)
        }
        Some(set) if !set.is_none() && !set.is_instance(&STR) => {
            Err(cx
                .raise(&table::TYPE_ERROR, format_args!("{name} arg must be None, str or unicode")))
        }
        _ => shared::strip::<Bytes>(cx, x, args, edge),
    }
}

pub(super) fn strip(cx: &Cx, x: Ref<'_>, args: &[Ref<'_>]) -> PyResult {
    strip_edge(cx, x, args, Edge::Both, "strip")
}

pub(super) fn lstrip(cx: &Cx, x: Ref<'_>, args: &[Ref<'_>]) -> PyResult {
    strip_edge(cx, x, args, Edge::Left, "lstrip")
}

pub(super) fn rstrip(cx: &Cx, x: Ref<'_>, args: &[Ref<'_>]) -> PyResult {
    strip_edge(cx, x, args, Edge::Right, "rstrip")
}

/// The items of a list or tuple, or of another iterable as a new list.
pub(crate) fn sequence_of(cx: &Cx, x: Ref<'_>, message: &str) -> PyResult<Vec<Owned>> {
    if let Some(tuple) = x.cast::<Tuple>() {
        return Ok(tuple.as_slice().iter().map(|item| item.own()).collect());
    }
    if let Some(list) = x.cast::<List>() {
        return Ok(list.to_vec());
    }
    special::items(cx, x, message)
}

pub(super) fn join(cx: &Cx, x: Ref<'_>, items: Ref<'_>) -> PyResult {
    // Nothing that runs Python code happens while the items are borrowed.
    if let Some(tuple) = items.cast::<Tuple>() {
        return join_refs(cx, x, tuple.as_slice());
    }
    if let Some(list) = items.cast::<List>() {
        return join_refs(cx, x, list.peek_slice());
    }
    let items = special::items(cx, items, "can only join an iterable")?;
    let refs: Vec<Ref<'_>> = items.iter().map(Owned::borrow).collect();
    join_refs(cx, x, &refs)
}

fn join_refs(cx: &Cx, x: Ref<'_>, items: &[Ref<'_>]) -> PyResult {
    let separator = x.recv::<Str>().as_bytes();
    if let [item] = items
        && (item.is_exact(&STR) || item.is_exact(&unicode::UNICODE))
    {
        return Ok(item.own());
    }
    let mut len = separator.len().checked_mul(items.len().saturating_sub(1));
    for (index, item) in items.iter().enumerate() {
        match item.cast::<Str>() {
            Some(text) => len = len.and_then(|len| len.checked_add(text.len())),
            None if item.cast::<Unicode>().is_some() => {
                let owned: Vec<Owned> = items.iter().map(|item| item.own()).collect();
                let wide = unicode::from_object(cx, x)?;
                return unicode::methods::join_items(cx, wide.borrow(), &owned);
            }
            None => {
                return Err(cx.raise(
                    &table::TYPE_ERROR,
                    format_args!(
                        "sequence item {index}: expected string, {} found",
                        item.ty().name()
                    ),
                ));
            }
        }
    }
    let Some(len) = len.filter(|len| *len < isize::MAX as usize) else {
        return Err(cx.raise(
            &table::OVERFLOW_ERROR,
            format_args!("join() result is too long for a Python string"),
        ));
    };
    if items.is_empty() {
        return Ok(names::EMPTY.as_ref().own());
    }
    Str::build(cx, &STR, len, |mut room| {
        for (index, item) in items.iter().enumerate() {
            let text = item.recv::<Str>().as_bytes();
            if index > 0 && !separator.is_empty() {
                let (part, rest) = room.split_at_mut(separator.len());
                part.copy_from_slice(separator);
                room = rest;
            }
            let (part, rest) = room.split_at_mut(text.len());
            part.copy_from_slice(text);
            room = rest;
        }
    })
}

#[cold]
fn raise_table(cx: &Cx) -> Raised {
    cx.raise(&table::VALUE_ERROR, format_args!("translation table must be 256 characters long"))
}

pub(super) fn translate(cx: &Cx, x: Ref<'_>, args: &[Ref<'_>]) -> PyResult {
    if args[0].cast::<Unicode>().is_some() {
        if args.len() > 1 {
            return Err(cx.raise(
                &table::TYPE_ERROR,
                format_args!("deletions are implemented differently for unicode"),
            ));
        }
        let wide = unicode::from_object(cx, x)?;
        return unicode::methods::translate(cx, wide.borrow(), args[0]);
    }
    let map = if args[0].is_none() { None } else { Some(buffer::characters(cx, args[0])?) };
    if map.as_ref().is_some_and(|map| map.len() != 256) {
        return Err(raise_table(cx));
    }
    let dropped = match args.get(1) {
        Some(dropped) => buffer::characters(cx, *dropped)?,
        None => Default::default(),
    };
    let result = translate_bytes(x.recv::<Str>().as_bytes(), map.as_deref(), &dropped);
    ops::of_bytes(cx, &result)
}

/// Maps bytes by a table of 256, without those in `dropped`.
pub(crate) fn translate_bytes(bytes: &[u8], map: Option<&[u8]>, dropped: &[u8]) -> Vec<u8> {
    let mut kept = [true; 256];
    dropped.iter().for_each(|byte| kept[usize::from(*byte)] = false);
    bytes
        .iter()
        .filter(|byte| kept[usize::from(**byte)])
        .map(|byte| map.map_or(*byte, |map| map[usize::from(*byte)]))
        .collect()
}

pub(super) fn encode(cx: &Cx, x: Ref<'_>, args: &[Option<Ref<'_>>]) -> PyResult {
    crate::builtins::codecs::encode_method(cx, x, args)
}

pub(super) fn decode(cx: &Cx, x: Ref<'_>, args: &[Option<Ref<'_>>]) -> PyResult {
    crate::builtins::codecs::decode_method(cx, x, args)
}

pub(super) fn getnewargs(cx: &Cx, x: Ref<'_>) -> PyResult {
    Tuple::new(cx, vec![Str::new(cx, x.recv::<Str>().as_bytes())?])
}

pub(super) fn sizeof(_cx: &Cx, x: Ref<'_>) -> PyResult {
    Ok(Owned::int(37 + x.recv::<Str>().len() as i64))
}

pub(super) fn format(cx: &Cx, x: Ref<'_>, args: crate::types::CallArgs<'_>) -> PyResult {
    crate::builtins::format::fields::format_str(cx, x, args)
}

pub(super) fn format_spec(cx: &Cx, x: Ref<'_>, spec: Ref<'_>) -> PyResult {
    crate::builtins::format::format_method(cx, x, spec)
}

pub(super) fn formatter_parser(cx: &Cx, x: Ref<'_>) -> PyResult {
    crate::builtins::format::fields::formatter_parser(cx, x)
}

pub(super) fn formatter_field_name_split(cx: &Cx, x: Ref<'_>) -> PyResult {
    crate::builtins::format::fields::field_name_split(cx, x)
}

/// `text % values`
pub(super) fn rem(cx: &Cx, x: Ref<'_>, values: Ref<'_>) -> PyResult {
    if x.cast::<Str>().is_none() {
        return Ok(crate::builtins::none::not_implemented().own());
    }
    crate::builtins::format::percent::format_str(cx, x, values)
}

/// `a + b` where `b` is a bytearray.
pub(super) fn concat_bytearray(cx: &Cx, a: Ref<'_>, b: &ByteArray) -> PyResult {
    let mut bytes = a.recv::<Str>().as_bytes().to_vec();
    bytes.extend_from_slice(&b.bytes());
    ByteArray::new(cx, bytes)
}
