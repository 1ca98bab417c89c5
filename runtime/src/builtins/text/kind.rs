//! The kinds of text objects, so that their methods are written once.

use super::search::Unit;
use crate::builtins::str::{STR, Str, ops as str_ops};
use crate::builtins::unicode::{UNICODE, Unicode, ops as unicode_ops};
use crate::cx::Cx;
use crate::exceptions::{PyResult, table};
use crate::object::Ref;
use crate::protocol::buffer;
use std::borrow::Cow;
use std::ops::Range;

/// One kind of text object.
pub(crate) trait Text {
    /// What it consists of.
    type Unit: Unit;

    /// The name of the type.
    const NAME: &'static str;

    /// Returns whether an empty prefix is found even beyond the end, as unicode does.
    const EMPTY_MATCHES_ANYWHERE: bool = false;

    /// The receiver's units.
    fn units(x: Ref<'_>) -> Cow<'_, [Self::Unit]>;

    /// The units of an argument.
    ///
    /// # Errors
    /// Raises `TypeError` if it is no text, `UnicodeDecodeError` if it cannot be converted.
    fn argument<'a>(cx: &Cx, x: Ref<'a>) -> PyResult<Cow<'a, [Self::Unit]>>;

    /// Makes an object.
    ///
    /// # Errors
    /// Raises `MemoryError`.
    fn make(cx: &Cx, units: &[Self::Unit]) -> PyResult;

    /// Makes an object of a vector.
    ///
    /// # Errors
    /// Raises `MemoryError`.
    fn make_vec(cx: &Cx, units: Vec<Self::Unit>) -> PyResult {
        Self::make(cx, &units)
    }

    /// The part of a receiver; the receiver itself if that is all of it and it may be shared.
    ///
    /// # Errors
    /// Raises `MemoryError`.
    fn part(cx: &Cx, x: Ref<'_>, range: Range<usize>) -> PyResult;

    /// The fill character of `center` and its like.
    ///
    /// # Errors
    /// Raises `TypeError` if it is no single character.
    fn fill(cx: &Cx, method: &str, x: Ref<'_>) -> PyResult<Self::Unit>;
}

/// `str`
pub(crate) struct Bytes;
/// `unicode`
pub(crate) struct Wide;

impl Text for Bytes {
    type Unit = u8;
    const NAME: &'static str = "str";

    fn units(x: Ref<'_>) -> Cow<'_, [u8]> {
        Cow::Borrowed(x.recv::<Str>().as_bytes())
    }

    fn argument<'a>(cx: &Cx, x: Ref<'a>) -> PyResult<Cow<'a, [u8]>> {
        match x.cast::<Str>() {
            Some(text) => Ok(Cow::Borrowed(text.as_bytes())),
            None => buffer::characters(cx, x),
        }
    }

    fn make(cx: &Cx, units: &[u8]) -> PyResult {
        str_ops::of_bytes(cx, units)
    }

    fn part(cx: &Cx, x: Ref<'_>, range: Range<usize>) -> PyResult {
        str_ops::part(cx, x, range.start, range.end)
    }

    fn fill(cx: &Cx, method: &str, x: Ref<'_>) -> PyResult<u8> {
        fill_byte(cx, method, x)
    }
}

/// The fill character of a text of bytes.
pub(crate) fn fill_byte(cx: &Cx, method: &str, x: Ref<'_>) -> PyResult<u8> {
    match x.cast::<Str>().map(Str::as_bytes) {
        Some([byte]) if x.is_instance(&STR) => Ok(*byte),
        _ => Err(cx.raise(
            &table::TYPE_ERROR,
            format_args!(
                "{method}() argument 2 must be char, not {}",
                crate::protocol::call::argument_name(x)
            ),
        )),
    }
}

impl Text for Wide {
    type Unit = u32;
    const NAME: &'static str = "unicode";
    const EMPTY_MATCHES_ANYWHERE: bool = true;

    fn units(x: Ref<'_>) -> Cow<'_, [u32]> {
        Cow::Borrowed(x.recv::<Unicode>().code_points())
    }

    fn argument<'a>(cx: &Cx, x: Ref<'a>) -> PyResult<Cow<'a, [u32]>> {
        match x.cast::<Unicode>() {
            Some(text) => Ok(Cow::Borrowed(text.code_points())),
            None => {
                let text = crate::builtins::unicode::from_object(cx, x)?;
                Ok(Cow::Owned(text.borrow().recv::<Unicode>().code_points().to_vec()))
            }
        }
    }

    fn make(cx: &Cx, units: &[u32]) -> PyResult {
        Unicode::new(cx, units)
    }

    fn make_vec(cx: &Cx, units: Vec<u32>) -> PyResult {
        Unicode::from_vec(cx, units)
    }

    fn part(cx: &Cx, x: Ref<'_>, range: Range<usize>) -> PyResult {
        unicode_ops::part(cx, x, range.start, range.end)
    }

    fn fill(cx: &Cx, _method: &str, x: Ref<'_>) -> PyResult<u32> {
        let text = match x.is_instance(&UNICODE) {
            true => x.own(),
            false => match crate::builtins::unicode::from_object(cx, x) {
                Ok(text) => text,
                Err(_) => {
                    cx.clear_raised();
                    return Err(cx.raise(
                        &table::TYPE_ERROR,
                        format_args!("The fill character cannot be converted to Unicode"),
                    ));
                }
            },
        };
        match text.borrow().recv::<Unicode>().code_points() {
            [code] => Ok(*code),
            _ => Err(cx.raise(
                &table::TYPE_ERROR,
                format_args!("The fill character must be exactly one character long"),
            )),
        }
    }
}
