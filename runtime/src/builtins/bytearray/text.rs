//! Bytearrays as a kind of text.

use super::{ByteArray, bytes_argument};
use crate::builtins::text::kind::{Text, fill_byte};
use crate::cx::Cx;
use crate::exceptions::PyResult;
use crate::object::Ref;
use std::borrow::Cow;
use std::ops::Range;

/// `bytearray`
pub(crate) struct Mutable;

impl Text for Mutable {
    type Unit = u8;
    const NAME: &'static str = "bytearray";

    fn units(x: Ref<'_>) -> Cow<'_, [u8]> {
        Cow::Owned(x.recv::<ByteArray>().bytes().clone())
    }

    fn argument<'a>(cx: &Cx, x: Ref<'a>) -> PyResult<Cow<'a, [u8]>> {
        bytes_argument(cx, x)
    }

    fn make(cx: &Cx, units: &[u8]) -> PyResult {
        ByteArray::new(cx, units.to_vec())
    }

    fn make_vec(cx: &Cx, units: Vec<u8>) -> PyResult {
        ByteArray::new(cx, units)
    }

    fn part(cx: &Cx, x: Ref<'_>, range: Range<usize>) -> PyResult {
        ByteArray::new(cx, x.recv::<ByteArray>().bytes()[range].to_vec())
    }

    fn fill(cx: &Cx, method: &str, x: Ref<'_>) -> PyResult<u8> {
        fill_byte(cx, method, x)
    }
}
