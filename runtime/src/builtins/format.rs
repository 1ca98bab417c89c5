//! Formatting: the `%` operator, `str.format`, and the `__format__` of numbers and texts.

pub(crate) mod fields;
pub(crate) mod markup;
pub(crate) mod number;
pub(crate) mod percent;
pub(crate) mod spec;

use crate::builtins::bool::BOOL;
use crate::builtins::str::Str;
use crate::builtins::unicode::Unicode;
use crate::builtins::{complex::Complex, float, int, long};
use crate::cx::Cx;
use crate::exceptions::{PyResult, table};
use crate::object::{Owned, Ref, names};
use crate::protocol::{repr, special};
use spec::Spec;

/// Makes an object of the result: of the kind of the format.
fn result(cx: &Cx, wide: bool, text: &[u32]) -> PyResult {
    if wide {
        return Unicode::new(cx, text);
    }
    let bytes: Vec<u8> = text.iter().map(|code| *code as u8).collect();
    crate::builtins::str::ops::of_bytes(cx, &bytes)
}

/// The code points of a str (as bytes) or unicode.
pub(crate) fn units(x: Ref<'_>) -> Option<Vec<u32>> {
    if let Some(text) = x.cast::<Unicode>() {
        return Some(text.code_points().to_vec());
    }
    x.cast::<Str>().map(|text| text.as_bytes().iter().map(|byte| u32::from(*byte)).collect())
}

/// The `__format__` method of numbers and texts.
///
/// # Errors
/// Raises `ValueError` for a format that does not fit, `TypeError` if it is no text.
pub(crate) fn format_method(cx: &Cx, x: Ref<'_>, spec: Ref<'_>) -> PyResult {
    let Some(text) = units(spec) else {
        let message = match units(x) {
            Some(_) => {
                format!("__format__ arg must be str or unicode, not {}", spec.ty().name())
            }
            None => "__format__ requires str or unicode".to_owned(),
        };
        return Err(cx.raise(&table::TYPE_ERROR, format_args!("{message}")));
    };
    // The result is of the kind of the value, whatever the format is.
    let wide = x.cast::<Unicode>().is_some();
    let text = match (spec.cast::<Str>(), spec.cast::<Unicode>()) {
        (Some(bytes), _) if wide => {
            crate::builtins::codecs::decode_ascii(cx, bytes.as_bytes(), b"strict")?
        }
        (None, Some(points)) if !wide => {
            crate::builtins::codecs::encode_ascii(cx, points.code_points(), b"strict")?
                .into_iter()
                .map(u32::from)
                .collect()
        }
        _ => text,
    };
    if text.is_empty() {
        return if wide { repr::unicode(cx, x) } else { repr::str(cx, x) };
    }
    let formatted = if let Some(own) = units(x) {
        let spec = Spec::parse(cx, &text, spec::Defaults::TEXT)?;
        number::format_text(cx, &own, &spec, x)?
    } else if let Some(value) = float::float_value(x) {
        let spec = Spec::parse(cx, &text, spec::Defaults::NUMBER)?;
        number::format_float(cx, value, &spec, x)?
    } else if let Some(value) = x.cast::<Complex>() {
        let spec = Spec::parse(cx, &text, spec::Defaults::NUMBER)?;
        number::format_complex(cx, value.value(), &spec, x)?
    } else if let Some(value) = long::to_big(x) {
        let spec = Spec::parse(cx, &text, spec::Defaults::NUMBER)?;
        number::format_int(cx, &value, &spec, x)?
    } else {
        return repr::str(cx, x);
    };
    result(cx, wide, &formatted)
}

/// Returns `format(x, spec)`; a missing spec is the empty str. May run Python code.
///
/// # Errors
/// Raises `TypeError` if the spec is no text, and whatever `__format__` raises.
pub fn format(cx: &Cx, x: Ref<'_>, spec: Option<Ref<'_>>) -> PyResult {
    let empty = names::EMPTY.as_ref();
    let spec = spec.unwrap_or(empty);
    let wide = spec.cast::<Unicode>().is_some();
    if !wide && spec.cast::<Str>().is_none() {
        return Err(cx.raise(
            &table::TYPE_ERROR,
            format_args!("format expects arg 2 to be string or unicode, not {}", spec.ty().name()),
        ));
    }
    if is_plain(x) {
        let formatted = format_method(cx, x, spec)?;
        return match wide {
            true => crate::builtins::unicode::from_object(cx, formatted.borrow()),
            false => Ok(formatted),
        };
    }
    let name = names::FORMAT.as_ref();
    let found = if x.is_exact(&crate::builtins::instance::INSTANCE) {
        match special::find_attr(cx, x, name)? {
            Some(method) => method,
            None => return format_default(cx, x, spec),
        }
    } else {
        match special::lookup_special(cx, x, name)? {
            Some(method) => method,
            None => {
                return Err(cx.raise(
                    &table::TYPE_ERROR,
                    format_args!("Type {} doesn't define __format__", x.ty().name()),
                ));
            }
        }
    };
    let formatted = special::call(cx, found.borrow(), &[spec])?;
    if formatted.borrow().cast::<Str>().is_none() && formatted.borrow().cast::<Unicode>().is_none()
    {
        return Err(cx.raise(
            &table::TYPE_ERROR,
            format_args!(
                "{}.__format__ must return string or unicode, not {}",
                x.ty().name(),
                formatted.borrow().ty().name()
            ),
        ));
    }
    if wide { crate::builtins::unicode::from_object(cx, formatted.borrow()) } else { Ok(formatted) }
}

/// Exact builtin numbers and texts, whose `__format__` need not be looked up.
fn is_plain(x: Ref<'_>) -> bool {
    x.is_exact(&int::INT)
        || x.is_exact(&float::FLOAT)
        || x.is_exact(&crate::builtins::str::STR)
        || x.is_exact(&crate::builtins::unicode::UNICODE)
        || x.is_exact(&long::LONG)
        || x.is_exact(&BOOL)
}

/// `object.__format__`: the text of the object, formatted.
///
/// # Errors
/// Raises `TypeError` if the spec is no text, and whatever `__str__` raises.
pub fn format_default(cx: &Cx, x: Ref<'_>, spec: Ref<'_>) -> PyResult {
    let text: Owned = if spec.cast::<Unicode>().is_some() {
        repr::unicode(cx, x)?
    } else if spec.cast::<Str>().is_some() {
        repr::str(cx, x)?
    } else {
        return Err(cx.raise(
            &table::TYPE_ERROR,
            format_args!("argument to __format__ must be unicode or str"),
        ));
    };
    format(cx, text.borrow(), Some(spec))
}
