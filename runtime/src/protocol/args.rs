//! Arguments of constructors: positional and keyword values bound to names, with the error texts
//! of CPython 2.7's `PyArg_ParseTupleAndKeywords`.

use crate::builtins::str::Str;
use crate::builtins::unicode::{Unicode, encode_default};
use crate::cx::Cx;
use crate::exceptions::{PyResult, Raised, table};
use crate::object::Ref;
use crate::types::CallArgs;
use std::borrow::Cow;

/// Binds `args` to `names`; the first `min` are required.
///
/// # Errors
/// Raises `TypeError` for too many, missing, doubled or unknown arguments.
pub fn bind<'a, const N: usize>(
    cx: &Cx,
    function: &str,
    args: CallArgs<'a>,
    min: usize,
    names: [&str; N],
) -> PyResult<[Option<Ref<'a>>; N]> {
    let mut bound = [None; N];
    super::call::bind_keywords(cx, function, args, min, &names, &mut bound)?;
    Ok(bound)
}

/// Checks a call that takes positional arguments only, `min..=max` of them.
///
/// # Errors
/// Raises `TypeError` otherwise.
pub fn positional<'a>(
    cx: &Cx,
    function: &str,
    args: CallArgs<'a>,
    min: usize,
    max: usize,
) -> PyResult<&'a [Ref<'a>]> {
    if !args.names.is_empty() {
        return Err(cx.raise(
            &table::TYPE_ERROR,
            format_args!("{function}() does not take keyword arguments"),
        ));
    }
    let given = args.args.len();
    if given < min || given > max {
        return Err(super::call::raise_unpack(cx, function, given, min, max));
    }
    Ok(args.args)
}

/// One argument of a native, as messages name it.
#[derive(Clone, Copy)]
pub struct Place<'a> {
    function: &'a str,
    number: usize,
}

/// Names argument `number` (from 1) of `function` for the messages of the readers below.
pub fn place(function: &str, number: usize) -> Place<'_> {
    Place { function, number }
}

/// The only argument of a function, which messages do not number.
pub const ONLY: Place<'static> = Place { function: "", number: 0 };

impl Place<'_> {
    /// Raises `TypeError`: the argument must be `wanted`.
    #[cold]
    pub fn wrong(self, cx: &Cx, wanted: &str, x: Ref<'_>) -> Raised {
        let found = if x.is_none() { "None".into() } else { x.ty().name() };
        let Place { function, number } = self;
        if number == 0 {
            return cx.raise(&table::TYPE_ERROR, format_args!("must be {wanted}, not {found}"));
        }
        let call = if function.is_empty() { "" } else { "() " };
        cx.raise(
            &table::TYPE_ERROR,
            format_args!("{function}{call}argument {number} must be {wanted}, not {found}"),
        )
    }

    fn bytes_or<'a>(self, cx: &Cx, x: Ref<'a>, wanted: &str) -> PyResult<Cow<'a, [u8]>> {
        if let Some(text) = x.cast::<Unicode>() {
            let encoded = encode_default(cx, Ref::from_object(text))?;
            return Ok(Cow::Owned(encoded.borrow().recv::<Str>().as_bytes().to_vec()));
        }
        match super::buffer::bytes(cx, x)? {
            Some(bytes) => Ok(bytes),
            None => Err(self.wrong(cx, wanted, x)),
        }
    }

    /// Reads a str, unicode or buffer of any kind.
    ///
    /// # Errors
    /// Raises `TypeError` for other values, `UnicodeEncodeError`.
    pub fn buffer<'a>(self, cx: &Cx, x: Ref<'a>) -> PyResult<Cow<'a, [u8]>> {
        self.bytes_or(cx, x, "string or buffer")
    }

    /// Reads a str, unicode or buffer whose memory stays where it is.
    ///
    /// # Errors
    /// Raises `TypeError` for other values (bytearray too), `UnicodeEncodeError`.
    pub fn read_only<'a>(self, cx: &Cx, x: Ref<'a>) -> PyResult<Cow<'a, [u8]>> {
        if x.cast::<crate::builtins::bytearray::ByteArray>().is_some() {
            return Err(self.wrong(cx, "string or read-only buffer", x));
        }
        self.bytes_or(cx, x, "string or read-only buffer")
    }

    /// Reads a str, or a unicode by the default encoding.
    ///
    /// # Errors
    /// Raises `TypeError` for other values, `UnicodeEncodeError`.
    pub fn text<'a>(self, cx: &Cx, x: Ref<'a>) -> PyResult<Cow<'a, [u8]>> {
        if x.cast::<Str>().is_none() && x.cast::<Unicode>().is_none() {
            return Err(self.wrong(cx, "string", x));
        }
        self.bytes_or(cx, x, "string")
    }

    /// Reads a str (or unicode) that C code could take: without null bytes.
    ///
    /// # Errors
    /// As [`Place::text`], and `TypeError` for null bytes.
    pub fn c_text<'a>(self, cx: &Cx, x: Ref<'a>) -> PyResult<Cow<'a, [u8]>> {
        let text = self.text(cx, x)?;
        if text.contains(&0) {
            return Err(self.wrong(cx, "string without null bytes", x));
        }
        Ok(text)
    }
}

/// Reads a C int.
///
/// # Errors
/// Raises `TypeError`, and `OverflowError` when it has more than 32 bits.
pub fn c_int(cx: &Cx, x: Ref<'_>) -> PyResult<i32> {
    let number = super::number::as_i64(cx, x)?;
    i32::try_from(number).map_err(|_| {
        let bound = if number > 0 { "greater than maximum" } else { "less than minimum" };
        cx.raise(&table::OVERFLOW_ERROR, format_args!("signed integer is {bound}"))
    })
}

/// Reads the low 64 bits of an integer of any size.
///
/// # Errors
/// Raises `TypeError` if it is no integer.
pub fn mask64(cx: &Cx, x: Ref<'_>) -> PyResult<u64> {
    if let Some(value) = crate::builtins::int::int_value(x) {
        return Ok(value as u64);
    }
    match crate::builtins::long::to_big(x) {
        Some(value) => {
            let low = (value.into_owned() & dashu_int::IBig::from(u64::MAX)).to_string();
            Ok(low.parse().expect("masked to 64 bits"))
        }
        None => super::number::as_i64(cx, x).map(|value| value as u64),
    }
}
