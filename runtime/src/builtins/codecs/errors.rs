//! What happens at a place that cannot be encoded or decoded: raising, or a named error handler.
//!
//! The handlers `strict`, `ignore`, `replace`, `xmlcharrefreplace` and `backslashreplace` run
//! natively; other names are looked up in the registry and called with the exception.

use super::registry;
use crate::builtins::long;
use crate::builtins::str::Str;
use crate::builtins::tuple::Tuple;
use crate::builtins::unicode::Unicode;
use crate::cx::Cx;
use crate::exceptions::{PyResult, Raised, table};
use crate::object::{Owned, Ref};
use crate::protocol::special;
use crate::types::Type;
use std::ops::Range;

/// The context of a decoding.
#[derive(Clone, Copy)]
pub struct DecodeErrors<'a> {
    /// The thread.
    pub cx: &'a Cx,
    /// Name in error texts.
    pub encoding: &'a str,
    /// Name of the error handler.
    pub errors: &'a [u8],
    /// All of the input.
    pub input: &'a [u8],
}

/// The context of an encoding.
#[derive(Clone, Copy)]
pub struct EncodeErrors<'a> {
    /// The thread.
    pub cx: &'a Cx,
    /// Name in error texts.
    pub encoding: &'a str,
    /// Name of the error handler.
    pub errors: &'a [u8],
    /// All of the input.
    pub input: &'a [u32],
}

fn arguments(
    cx: &Cx,
    encoding: &str,
    object: Owned,
    range: Range<usize>,
    reason: &str,
) -> PyResult {
    let encoding = Str::new(cx, encoding.as_bytes())?;
    let reason = Str::new(cx, reason.as_bytes())?;
    let (start, end) = (Owned::int(range.start as i64), Owned::int(range.end as i64));
    Tuple::new(cx, vec![encoding, object, start, end, reason])
}

fn raise(
    cx: &Cx,
    ty: &'static Type,
    encoding: &str,
    object: PyResult,
    range: Range<usize>,
    reason: &str,
) -> Raised {
    let raised = object.and_then(|object| arguments(cx, encoding, object, range, reason));
    match raised {
        Ok(arguments) => cx.raise_with(Ref::from_object(ty), Some(arguments)),
        Err(raised) => raised,
    }
}

/// Raises `UnicodeDecodeError` for a range of `input`.
#[cold]
pub fn raise_decode(
    cx: &Cx,
    encoding: &str,
    input: &[u8],
    range: Range<usize>,
    reason: &str,
) -> Raised {
    raise(cx, &table::UNICODE_DECODE_ERROR, encoding, Str::new(cx, input), range, reason)
}

/// Raises `UnicodeEncodeError` for a range of the unicode `source`.
#[cold]
pub fn raise_encode(
    cx: &Cx,
    encoding: &str,
    source: Ref<'_>,
    range: Range<usize>,
    reason: &str,
) -> Raised {
    raise(cx, &table::UNICODE_ENCODE_ERROR, encoding, Ok(source.own()), range, reason)
}

impl DecodeErrors<'_> {
    /// Raises for a range of the input.
    pub fn raise(&self, range: Range<usize>, reason: &str) -> Raised {
        raise_decode(self.cx, self.encoding, self.input, range, reason)
    }

    /// Deals with a range that cannot be decoded; returns where to go on.
    ///
    /// # Errors
    /// Raises `UnicodeDecodeError`, or what the handler raises.
    pub fn handle(&self, out: &mut Vec<u32>, range: Range<usize>, reason: &str) -> PyResult<usize> {
        match self.errors {
            b"" | b"strict" => Err(self.raise(range, reason)),
            b"ignore" => Ok(range.end),
            b"replace" => {
                out.push(0xfffd);
                Ok(range.end)
            }
            b"xmlcharrefreplace" | b"backslashreplace" => Err(self.cx.raise(
                &table::TYPE_ERROR,
                format_args!("don't know how to handle UnicodeDecodeError in error callback"),
            )),
            name => {
                let cx = self.cx;
                let object = Str::new(cx, self.input)?;
                let ty = &table::UNICODE_DECODE_ERROR;
                let arguments = arguments(cx, self.encoding, object, range, reason)?;
                let (text, at) =
                    call_handler(cx, name, ty, arguments, "decoding", self.input.len())?;
                out.extend_from_slice(text.borrow().recv::<Unicode>().code_points());
                Ok(at)
            }
        }
    }
}

impl EncodeErrors<'_> {
    /// Raises for a range of the input.
    pub fn raise(&self, range: Range<usize>, reason: &str) -> Raised {
        let source = Unicode::new(self.cx, self.input);
        raise(self.cx, &table::UNICODE_ENCODE_ERROR, self.encoding, source, range, reason)
    }

    /// Deals with a range that cannot be encoded; returns what to encode in its place and where to
    /// go on.
    ///
    /// # Errors
    /// Raises `UnicodeEncodeError`, or what the handler raises.
    pub fn handle(&self, range: Range<usize>, reason: &str) -> PyResult<(Vec<u32>, usize)> {
        let cx = self.cx;
        match self.errors {
            b"" | b"strict" => Err(self.raise(range, reason)),
            b"ignore" => Ok((Vec::new(), range.end)),
            b"replace" => Ok((vec![u32::from(b'?'); range.len()], range.end)),
            b"xmlcharrefreplace" => Ok((char_references(&self.input[range.clone()]), range.end)),
            b"backslashreplace" => Ok((backslashes(&self.input[range.clone()]), range.end)),
            name => {
                let object = Unicode::new(cx, self.input)?;
                let ty = &table::UNICODE_ENCODE_ERROR;
                let arguments = arguments(cx, self.encoding, object, range, reason)?;
                let (text, at) =
                    call_handler(cx, name, ty, arguments, "encoding", self.input.len())?;
                Ok((text.borrow().recv::<Unicode>().code_points().to_vec(), at))
            }
        }
    }
}

/// `&#1234;` for each code point.
pub fn char_references(code_points: &[u32]) -> Vec<u32> {
    let text: String = code_points.iter().map(|code| format!("&#{code};")).collect();
    text.bytes().map(u32::from).collect()
}

/// `\x..`, `\u....` or `\U........` for each code point.
pub fn backslashes(code_points: &[u32]) -> Vec<u32> {
    let escape = |code: &u32| match *code {
        0..=0xff => format!("\\x{code:02x}"),
        0x100..=0xffff => format!("\\u{code:04x}"),
        _ => format!("\\U{code:08x}"),
    };
    let text: String = code_points.iter().map(escape).collect();
    text.bytes().map(u32::from).collect()
}

/// Calls a registered handler; returns the replacement and where to go on.
fn call_handler(
    cx: &Cx,
    name: &[u8],
    ty: &'static Type,
    arguments: Owned,
    what: &str,
    len: usize,
) -> PyResult<(Owned, usize)> {
    let handler = registry::error_handler(cx, name)?;
    let arguments = arguments.borrow().recv::<Tuple>();
    let error = special::call(cx, Ref::from_object(ty), arguments.as_slice())?;
    let result = special::call(cx, handler.borrow(), &[error.borrow()])?;
    let pair = result.borrow().cast::<Tuple>().map(Tuple::as_slice);
    let Some(&[text, at]) = pair else { return Err(raise_result(cx, what)) };
    let Some(at) = long::to_i64(at).filter(|_| text.cast::<Unicode>().is_some()) else {
        return Err(raise_result(cx, what));
    };
    let place = if at < 0 { at + len as i64 } else { at };
    if !(0..=len as i64).contains(&place) {
        return Err(cx.raise(
            &table::INDEX_ERROR,
            format_args!("position {at} from error handler out of bounds"),
        ));
    }
    Ok((text.own(), place as usize))
}

#[cold]
fn raise_result(cx: &Cx, what: &str) -> Raised {
    cx.raise(
        &table::TYPE_ERROR,
        format_args!("{what} error handler must return (unicode, int) tuple"),
    )
}
