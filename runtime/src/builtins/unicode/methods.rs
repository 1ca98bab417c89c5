//! The methods of `unicode`.

use super::{UNICODE, Unicode, from_object, room, table};
use crate::builtins::int::int_value;
use crate::builtins::str::methods::sequence_of;
use crate::builtins::text::kind::Wide;
use crate::builtins::text::methods as shared;
use crate::builtins::text::split::Edge;
use crate::builtins::tuple::Tuple;
use crate::cx::Cx;
use crate::exceptions::{PyResult, table as exc};
use crate::object::{Owned, Ref};
use crate::protocol::special;

fn strip_edge(cx: &Cx, x: Ref<'_>, args: &[Ref<'_>], edge: Edge, name: &str) -> PyResult {
    match args.first() {
        Some(set) if !set.is_none() && !set.is_instance(&super::BASESTRING) => {
            Err(cx.raise(&exc::TYPE_ERROR, format_args!("{name} arg must be None, unicode or str")))
        }
        _ => shared::strip::<Wide>(cx, x, args, edge),
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

pub(super) fn join(cx: &Cx, x: Ref<'_>, items: Ref<'_>) -> PyResult {
    let items = sequence_of(cx, items, "can only join an iterable")?;
    join_items(cx, x, &items)
}

/// Joins texts with the unicode `x` between them.
///
/// # Errors
/// Raises `TypeError` for an item that is no text, `UnicodeDecodeError` for one that is not ASCII.
pub(crate) fn join_items(cx: &Cx, x: Ref<'_>, items: &[Owned]) -> PyResult {
    if let [item] = items
        && item.borrow().is_exact(&UNICODE)
    {
        return Ok(item.clone());
    }
    let separator = x.recv::<Unicode>().code_points();
    let mut data = Vec::new();
    for (index, item) in items.iter().enumerate() {
        let item = item.borrow();
        if !item.is_instance(&super::BASESTRING) {
            return Err(cx.raise(
                &exc::TYPE_ERROR,
                format_args!(
                    "sequence item {index}: expected string or Unicode, {} found",
                    item.ty().name()
                ),
            ));
        }
        let text = from_object(cx, item)?;
        if index > 0 {
            data.extend_from_slice(separator);
        }
        data.extend_from_slice(text.borrow().recv::<Unicode>().code_points());
    }
    Unicode::from_vec(cx, data)
}

/// Maps each code point by `map[code]`: to a code point, a unicode, or nothing (None).
pub(crate) fn translate(cx: &Cx, x: Ref<'_>, map: Ref<'_>) -> PyResult {
    let text = x.own();
    let mut data = room(cx, text.borrow().recv::<Unicode>().len())?;
    for index in 0..text.borrow().recv::<Unicode>().len() {
        let code = text.borrow().recv::<Unicode>().code_points()[index];
        let key = Owned::int(i64::from(code));
        let mapped = match special::get_item(cx, map, key.borrow()) {
            Ok(mapped) => mapped,
            Err(_) if cx.raised_matches(&exc::LOOKUP_ERROR) => {
                cx.clear_raised();
                data.push(code);
                continue;
            }
            Err(raised) => return Err(raised),
        };
        let mapped = mapped.borrow();
        if let Some(value) = int_value(mapped) {
            match u32::try_from(value).ok().filter(|code| *code < 0x11_0000) {
                Some(code) => data.push(code),
                None => {
                    return Err(cx.raise(
                        &exc::TYPE_ERROR,
                        format_args!("character mapping must be in range(0x%lx)"),
                    ));
                }
            }
        } else if let Some(part) = mapped.cast::<Unicode>() {
            data.extend_from_slice(part.code_points());
        } else if !mapped.is_none() {
            return Err(cx.raise(
                &exc::TYPE_ERROR,
                format_args!("character mapping must return integer, None or unicode"),
            ));
        }
    }
    Unicode::from_vec(cx, data)
}

/// Returns whether there are code points and all satisfy the test.
fn all(x: Ref<'_>, test: fn(u32) -> bool) -> PyResult {
    let code_points = x.recv::<Unicode>().code_points();
    Ok(Owned::bool(!code_points.is_empty() && code_points.iter().all(|code| test(*code))))
}

pub(super) fn isdecimal(_cx: &Cx, x: Ref<'_>) -> PyResult {
    all(x, table::is_decimal)
}

pub(super) fn isnumeric(_cx: &Cx, x: Ref<'_>) -> PyResult {
    all(x, table::is_numeric)
}

pub(super) fn encode(cx: &Cx, x: Ref<'_>, args: &[Option<Ref<'_>>]) -> PyResult {
    crate::builtins::codecs::encode_method(cx, x, args)
}

pub(super) fn decode(cx: &Cx, x: Ref<'_>, args: &[Option<Ref<'_>>]) -> PyResult {
    crate::builtins::codecs::decode_method(cx, x, args)
}

pub(super) fn getnewargs(cx: &Cx, x: Ref<'_>) -> PyResult {
    Tuple::new(cx, vec![Unicode::new(cx, x.recv::<Unicode>().code_points())?])
}

pub(super) fn sizeof(_cx: &Cx, x: Ref<'_>) -> PyResult {
    Ok(Owned::int(52 + 4 * x.recv::<Unicode>().len() as i64))
}

pub(super) fn format(cx: &Cx, x: Ref<'_>, args: crate::types::CallArgs<'_>) -> PyResult {
    crate::builtins::format::fields::format_unicode(cx, x, args)
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
    if x.cast::<Unicode>().is_none() {
        return Ok(crate::builtins::none::not_implemented().own());
    }
    crate::builtins::format::percent::format_unicode(cx, x, values)
}
