//! The machine types of array items: reading and writing one.

use runtime::api::{Cx, Owned, PyResult, Raised, Ref, exc};
use runtime::builtins::long;
use runtime::builtins::str::Str;
use runtime::builtins::unicode::Unicode;
use runtime::protocol::number;

/// Declares the kinds: variant, code, bytes of an item.
macro_rules! kinds {
    ($( $(#[doc = $doc:literal])+ $variant:ident = $code:literal, $size:literal; )+) => {
        /// The type of an array's items.
        #[derive(Clone, Copy, PartialEq, Eq, Debug)]
        pub(super) enum Kind { $( $(#[doc = $doc])+ $variant, )+ }

        impl Kind {
            /// Returns the kind of a code.
            pub(super) fn from_code(code: u8) -> Option<Kind> {
                match code { $( $code => Some(Kind::$variant), )+ _ => None }
            }

            /// Returns the code.
            pub(super) fn code(self) -> u8 {
                match self { $( Kind::$variant => $code, )+ }
            }

            /// Returns the bytes of an item.
            pub(super) fn size(self) -> usize {
                match self { $( Kind::$variant => $size, )+ }
            }
        }
    };
}

kinds! {
    /// A byte, seen as a str.
    Char = b'c', 1;
    /// A whole number.
    I8 = b'b', 1;
    /// A whole number.
    U8 = b'B', 1;
    /// A code point.
    Unicode = b'u', 4;
    /// A whole number.
    I16 = b'h', 2;
    /// A whole number.
    U16 = b'H', 2;
    /// A whole number.
    I32 = b'i', 4;
    /// A whole number, seen as a long.
    U32 = b'I', 4;
    /// A whole number.
    I64 = b'l', 8;
    /// A whole number, seen as a long.
    U64 = b'L', 8;
    /// A float.
    F32 = b'f', 4;
    /// A float.
    F64 = b'd', 8;
}

fn array_of<const N: usize>(bytes: &[u8]) -> [u8; N] {
    bytes.try_into().expect("an item is as long as its kind says")
}

fn type_error(cx: &Cx, text: &str) -> Raised {
    cx.raise(&exc::TYPE_ERROR, format_args!("{text}"))
}

impl Kind {
    /// Makes a value of an item's bytes.
    pub(super) fn load(self, cx: &Cx, item: &[u8]) -> PyResult {
        match self {
            Kind::Char => Str::new(cx, item),
            Kind::I8 => Ok(Owned::int(i64::from(i8::from_ne_bytes(array_of(item))))),
            Kind::U8 => Ok(Owned::int(i64::from(item[0]))),
            Kind::Unicode => Unicode::new(cx, &[u32::from_ne_bytes(array_of(item))]),
            Kind::I16 => Ok(Owned::int(i64::from(i16::from_ne_bytes(array_of(item))))),
            Kind::U16 => Ok(Owned::int(i64::from(u16::from_ne_bytes(array_of(item))))),
            Kind::I32 => Ok(Owned::int(i64::from(i32::from_ne_bytes(array_of(item))))),
            Kind::U32 => long::Long::new(cx, u32::from_ne_bytes(array_of(item)).into()),
            Kind::I64 => Ok(Owned::int(i64::from_ne_bytes(array_of(item)))),
            Kind::U64 => long::Long::new(cx, u64::from_ne_bytes(array_of(item)).into()),
            Kind::F32 => {
                runtime::builtins::float::boxed(cx, f64::from(f32::from_ne_bytes(array_of(item))))
            }
            Kind::F64 => runtime::builtins::float::boxed(cx, f64::from_ne_bytes(array_of(item))),
        }
    }

    /// Makes the bytes of an item of a value; the first `size` count. May run Python code.
    ///
    /// # Errors
    /// `TypeError` or `OverflowError` if the value does not fit.
    pub(super) fn store(self, cx: &Cx, value: Ref<'_>) -> PyResult<[u8; 8]> {
        let mut item = [0; 8];
        let mut put = |bytes: &[u8]| item[..bytes.len()].copy_from_slice(bytes);
        match self {
            Kind::Char => match value.cast::<Str>().map(Str::as_bytes) {
                Some([byte]) => put(&[*byte]),
                _ => return Err(type_error(cx, "array item must be char")),
            },
            Kind::Unicode => match value.cast::<Unicode>().map(Unicode::code_points) {
                Some([code_point]) => put(&code_point.to_ne_bytes()),
                _ => return Err(type_error(cx, "array item must be unicode character")),
            },
            Kind::I8 => {
                let number = fitting(cx, value, "signed char", i8::MIN.into(), i8::MAX.into())?;
                put(&(number as i8).to_ne_bytes());
            }
            Kind::U8 => {
                let number = fitting(cx, value, "unsigned byte integer", 0, u8::MAX.into())?;
                put(&[number as u8]);
            }
            Kind::I16 => {
                let (low, high) = (i16::MIN.into(), i16::MAX.into());
                let number = fitting(cx, value, "signed short integer", low, high)?;
                put(&(number as i16).to_ne_bytes());
            }
            Kind::U16 => {
                let number = fitting(cx, value, "unsigned short", 0, u16::MAX.into())?;
                put(&(number as u16).to_ne_bytes());
            }
            Kind::I32 => {
                let (low, high) = (i32::MIN.into(), i32::MAX.into());
                let number = fitting(cx, value, "signed integer", low, high)?;
                put(&(number as i32).to_ne_bytes());
            }
            Kind::I64 => put(&number::as_i64(cx, value)?.to_ne_bytes()),
            Kind::U32 => {
                let number = unsigned(cx, value, "unsigned int")?;
                let Ok(number) = u32::try_from(number) else {
                    return Err(overflow(cx, "unsigned int is greater than maximum"));
                };
                put(&number.to_ne_bytes());
            }
            Kind::U64 => put(&unsigned(cx, value, "unsigned long")?.to_ne_bytes()),
            Kind::F32 => put(&(number::as_f64(cx, value)? as f32).to_ne_bytes()),
            Kind::F64 => put(&number::as_f64(cx, value)?.to_ne_bytes()),
        }
        Ok(item)
    }
}

fn overflow(cx: &Cx, text: &str) -> Raised {
    cx.raise(&exc::OVERFLOW_ERROR, format_args!("{text}"))
}

/// Returns a number within bounds.
fn fitting(cx: &Cx, value: Ref<'_>, what: &str, low: i64, high: i64) -> PyResult<i64> {
    let number = number::as_i64(cx, value)?;
    if number < low {
        return Err(overflow(cx, &format!("{what} is less than minimum")));
    }
    if number > high {
        return Err(overflow(cx, &format!("{what} is greater than maximum")));
    }
    Ok(number)
}

/// Returns a number that is not negative.
fn unsigned(cx: &Cx, value: Ref<'_>, what: &str) -> PyResult<u64> {
    if let Some(big) = value.cast::<long::Long>() {
        if long::is_negative(value) {
            return Err(overflow(cx, "can't convert negative value to unsigned long"));
        }
        return u64::try_from(big.value())
            .map_err(|_| overflow(cx, "long int too large to convert"));
    }
    let number = number::as_i64(cx, value)?;
    u64::try_from(number).map_err(|_| overflow(cx, &format!("{what} is less than minimum")))
}
