//! The operator `%` of texts.
//!
//! The format is walked once. A str format that meets a unicode value goes on as a unicode: what
//! has been written is decoded, the conversion is done again by the rules of unicode.

use crate::builtins::float::text::{FloatFormat, Style};
use crate::builtins::long;
use crate::builtins::str::Str;
use crate::builtins::tuple::Tuple;
use crate::builtins::unicode::{self, BASESTRING, UNICODE, Unicode};
use crate::cx::Cx;
use crate::exceptions::{PyResult, Raised, table};
use crate::object::{Owned, Ref};
use crate::protocol::{number, repr, special};
use dashu_int::ops::UnsignedAbs;
use dashu_int::{IBig, Sign};

/// CPython formats an int in a buffer that has no room for as many digits.
const INT_DIGITS: usize = 117;

/// `format % values` of a str format.
pub(crate) fn format_str(cx: &Cx, format: Ref<'_>, values: Ref<'_>) -> PyResult {
    let units = super::units(format).expect("the receiver is a str");
    Formatter::new(cx, units, values, false).run()
}

/// `format % values` of a unicode format.
pub(crate) fn format_unicode(cx: &Cx, format: Ref<'_>, values: Ref<'_>) -> PyResult {
    let units = super::units(format).expect("the receiver is a unicode");
    Formatter::new(cx, units, values, true).run()
}

struct Formatter<'a> {
    cx: &'a Cx,
    format: Vec<u32>,
    at: usize,
    out: Vec<u32>,
    wide: bool,
    /// The values, if they are a tuple.
    tuple: Option<&'a Tuple>,
    /// The values as a whole.
    values: Ref<'a>,
    /// How many values have been used.
    used: usize,
    /// Whether values can be taken by key.
    is_mapping: bool,
}

/// One conversion as written.
#[derive(Clone, Copy, Default)]
struct Conversion {
    left: bool,
    plus: bool,
    blank: bool,
    alternate: bool,
    zero: bool,
    width: usize,
    precision: Option<usize>,
    code: u32,
}

/// What a conversion gives: text, or the wish to go on as unicode.
enum Piece {
    Text(Vec<u32>),
    Number { text: String, zero_fill: bool },
    GoWide,
}

impl<'a> Formatter<'a> {
    fn new(cx: &'a Cx, format: Vec<u32>, values: Ref<'a>, wide: bool) -> Formatter<'a> {
        let tuple = values.cast::<Tuple>();
        let is_mapping = tuple.is_none()
            && values.ty().slots.subscript.get().is_some()
            && !values.is_instance(&BASESTRING);
        let out = Vec::with_capacity(format.len() + 16);
        Formatter { cx, format, at: 0, out, wide, tuple, values, used: 0, is_mapping }
    }

    fn run(mut self) -> PyResult {
        while self.at < self.format.len() {
            let rest = &self.format[self.at..];
            let run = rest.iter().position(|c| *c == u32::from(b'%')).unwrap_or(rest.len());
            self.out.extend_from_slice(&rest[..run]);
            self.at += run;
            if self.at < self.format.len() {
                self.conversion()?;
            }
        }
        let left = match self.tuple {
            Some(tuple) => self.used < tuple.len(),
            None => self.used == 0 && !self.is_mapping,
        };
        if left {
            return Err(self.type_error("not all arguments converted during string formatting"));
        }
        super::result(self.cx, self.wide, &self.out)
    }

    #[cold]
    fn type_error(&self, message: &str) -> Raised {
        self.cx.raise(&table::TYPE_ERROR, format_args!("{message}"))
    }

    #[cold]
    fn value_error(&self, message: &str) -> Raised {
        self.cx.raise(&table::VALUE_ERROR, format_args!("{message}"))
    }

    fn peek(&self) -> PyResult<u32> {
        self.format.get(self.at).copied().ok_or_else(|| self.value_error("incomplete format"))
    }

    fn next_value(&mut self) -> PyResult<Owned> {
        let value = match self.tuple {
            Some(tuple) => tuple.as_slice().get(self.used).copied(),
            None => (self.used == 0).then_some(self.values),
        };
        self.used += 1;
        match value {
            Some(value) => Ok(value.own()),
            None => Err(self.type_error("not enough arguments for format string")),
        }
    }

    /// Handles one conversion; `at` is at its `%`.
    fn conversion(&mut self) -> PyResult<()> {
        let (start, used) = (self.at, self.used);
        self.at += 1;
        let keyed = self.key()?;
        let conversion = self.parse()?;
        if conversion.code == u32::from(b'%') {
            let text = vec![u32::from(b'%')];
            return self.push_text(&text, &conversion);
        }
        let value = match keyed {
            Some(value) => value,
            None => self.next_value()?,
        };
        match self.convert(value.borrow(), &conversion)? {
            Piece::Text(text) => self.push_text(&text, &conversion),
            Piece::Number { text, zero_fill } => self.push_number(&text, &conversion, zero_fill),
            Piece::GoWide => {
                self.go_wide(start)?;
                self.used = used;
                Ok(())
            }
        }
    }

    /// Decodes what is written and what is left of the format.
    fn go_wide(&mut self, start: usize) -> PyResult<()> {
        let decode = |units: &[u32]| {
            let bytes: Vec<u8> = units.iter().map(|unit| *unit as u8).collect();
            crate::builtins::codecs::decode_ascii(self.cx, &bytes, b"strict")
        };
        let rest = decode(&self.format[start..])?;
        self.out = decode(&self.out)?;
        self.format = rest;
        self.at = 0;
        self.wide = true;
        Ok(())
    }

    /// Reads `(key)` and fetches its value.
    fn key(&mut self) -> PyResult<Option<Owned>> {
        if self.format.get(self.at) != Some(&u32::from(b'(')) {
            return Ok(None);
        }
        if !self.is_mapping {
            return Err(self.type_error("format requires a mapping"));
        }
        let start = self.at + 1;
        let mut depth = 1;
        self.at += 1;
        while depth > 0 {
            match self.format.get(self.at).map(|unit| u8::try_from(*unit)) {
                None => return Err(self.value_error("incomplete format key")),
                Some(Ok(b'(')) => depth += 1,
                Some(Ok(b')')) => depth -= 1,
                Some(_) => {}
            }
            self.at += 1;
        }
        let key = super::result(self.cx, self.wide, &self.format[start..self.at - 1])?;
        self.used = self.used.max(1);
        special::get_item(self.cx, self.values, key.borrow()).map(Some)
    }

    /// Reads flags, width, precision and code.
    fn parse(&mut self) -> PyResult<Conversion> {
        let mut conversion = Conversion::default();
        loop {
            match u8::try_from(self.peek()?) {
                Ok(b'-') => conversion.left = true,
                Ok(b'+') => conversion.plus = true,
                Ok(b' ') => conversion.blank = true,
                Ok(b'#') => conversion.alternate = true,
                Ok(b'0') => conversion.zero = true,
                _ => break,
            }
            self.at += 1;
        }
        let width = self.size("width too big")?.unwrap_or(0);
        conversion.left |= width < 0;
        conversion.width = width.unsigned_abs();
        if self.peek()? == u32::from(b'.') {
            self.at += 1;
            let is_argument = self.peek()? == u32::from(b'*');
            let precision = self.size("prec too big")?.unwrap_or(0);
            if is_argument && i32::try_from(precision).is_err() {
                return Err(self.cx.raise(
                    &table::OVERFLOW_ERROR,
                    format_args!("Python int too large to convert to C int"),
                ));
            }
            if precision > i32::MAX as isize {
                return Err(self.value_error("prec too big"));
            }
            conversion.precision = Some(precision.max(0) as usize);
        }
        if matches!(u8::try_from(self.peek()?), Ok(b'h' | b'l' | b'L')) {
            self.at += 1;
        }
        conversion.code = self.peek()?;
        self.at += 1;
        Ok(conversion)
    }

    /// Reads a number or `*`.
    fn size(&mut self, too_big: &str) -> PyResult<Option<isize>> {
        if self.peek()? == u32::from(b'*') {
            self.at += 1;
            let value = self.next_value()?;
            if !value.borrow().is_instance(&crate::builtins::int::INT) {
                return Err(self.type_error("* wants int"));
            }
            return match long::to_i64(value.borrow()) {
                Some(size) => Ok(Some(size as isize)),
                None => Err(self.cx.raise(
                    &table::OVERFLOW_ERROR,
                    format_args!("Python int too large to convert to C long"),
                )),
            };
        }
        let mut size = None::<isize>;
        while let Some(digit) = char::from_u32(self.peek()?).and_then(|c| c.to_digit(10)) {
            let next = size.unwrap_or(0).checked_mul(10);
            let next = next.and_then(|size| size.checked_add(digit as isize));
            if next.is_none() {
                return Err(self.value_error(too_big));
            }
            size = next;
            self.at += 1;
        }
        Ok(size)
    }

    fn reserve(&mut self, len: usize) -> PyResult<()> {
        crate::protocol::memory::check(self.cx, len.saturating_mul(8))?;
        if self.out.try_reserve(len).is_err() {
            return Err(self.cx.raise_no_memory());
        }
        Ok(())
    }

    fn push_text(&mut self, text: &[u32], conversion: &Conversion) -> PyResult<()> {
        let missing = conversion.width.saturating_sub(text.len());
        self.reserve(text.len().saturating_add(missing))?;
        if !conversion.left {
            self.out.resize(self.out.len() + missing, 32);
        }
        self.out.extend_from_slice(text);
        if conversion.left {
            self.out.resize(self.out.len() + missing, 32);
        }
        Ok(())
    }

    /// Adds a number: sign, prefix, zeros, digits.
    fn push_number(&mut self, text: &str, conversion: &Conversion, zero: bool) -> PyResult<()> {
        let (sign, body) = match text.strip_prefix('-') {
            Some(body) => ("-", body),
            None if conversion.plus => ("+", text),
            None if conversion.blank => (" ", text),
            None => ("", text),
        };
        let hex = matches!(u8::try_from(conversion.code), Ok(b'x' | b'X'));
        let split = if conversion.alternate && hex { 2 } else { 0 };
        let (prefix, digits) = body.split_at(split);
        let missing = conversion.width.saturating_sub(sign.len() + body.len());
        self.reserve(text.len().saturating_add(missing))?;
        if !zero && !conversion.left {
            self.out.resize(self.out.len() + missing, 32);
        }
        self.out.extend(sign.bytes().chain(prefix.bytes()).map(u32::from));
        if zero && !conversion.left {
            self.out.resize(self.out.len() + missing, u32::from(b'0'));
        }
        self.out.extend(digits.bytes().map(u32::from));
        if conversion.left {
            self.out.resize(self.out.len() + missing, 32);
        }
        Ok(())
    }

    fn convert(&self, value: Ref<'_>, conversion: &Conversion) -> PyResult<Piece> {
        match u8::try_from(conversion.code) {
            Ok(b's' | b'r') => self.convert_text(value, conversion),
            Ok(b'c') => self.convert_char(value),
            Ok(b'd' | b'i' | b'u' | b'o' | b'x' | b'X') => {
                let text = self.integer(value, conversion)?;
                Ok(Piece::Number { text, zero_fill: conversion.zero })
            }
            Ok(code @ (b'e' | b'E' | b'f' | b'F' | b'g' | b'G')) => {
                let text = self.float(value, conversion, code)?;
                Ok(Piece::Number { text, zero_fill: conversion.zero })
            }
            _ => Err(self.raise_code(conversion.code)),
        }
    }

    #[cold]
    fn raise_code(&self, code: u32) -> Raised {
        let shown = if !self.wide || (31..=126).contains(&code) { code as u8 } else { b'?' };
        // A byte is a signed number in C.
        let number = if self.wide { code } else { i32::from(code as u8 as i8) as u32 };
        let mut message = b"unsupported format character '".to_vec();
        message.push(shown);
        message.extend_from_slice(format!("' (0x{number:x}) at index {}", self.at - 1).as_bytes());
        self.cx.raise_bytes(&table::VALUE_ERROR, &message)
    }

    fn convert_text(&self, value: Ref<'_>, conversion: &Conversion) -> PyResult<Piece> {
        let cx = self.cx;
        let is_str = conversion.code == u32::from(b's');
        let text = if !is_str {
            repr::repr(cx, value)?
        } else if self.wide {
            if value.is_exact(&UNICODE) { value.own() } else { repr::unicode(cx, value)? }
        } else {
            if value.cast::<Unicode>().is_some() {
                return Ok(Piece::GoWide);
            }
            let text = repr::str_or_unicode(cx, value)?;
            if text.borrow().cast::<Unicode>().is_some() {
                return Ok(Piece::GoWide);
            }
            text
        };
        let mut units = if self.wide {
            let wide = unicode::from_object(cx, text.borrow())?;
            wide.borrow().recv::<Unicode>().code_points().to_vec()
        } else {
            super::units(text.borrow()).unwrap_or_default()
        };
        if let Some(precision) = conversion.precision {
            units.truncate(precision);
        }
        Ok(Piece::Text(units))
    }

    fn convert_char(&self, value: Ref<'_>) -> PyResult<Piece> {
        let cx = self.cx;
        if let Some(text) = value.cast::<Unicode>() {
            if !self.wide {
                return Ok(Piece::GoWide);
            }
            return match text.code_points() {
                [code] => Ok(Piece::Text(vec![*code])),
                _ => Err(self.type_error("%c requires int or char")),
            };
        }
        if let Some(text) = value.cast::<Str>() {
            return match text.as_bytes() {
                [byte] => Ok(Piece::Text(vec![u32::from(*byte)])),
                _ => Err(self.type_error("%c requires int or char")),
            };
        }
        if self.wide {
            // Unlike str, unicode cuts floats.
            let code = match number::as_c_long(cx, value) {
                Ok(code) => code,
                Err(_) => {
                    cx.clear_raised();
                    return Err(self.type_error("%c requires int or char"));
                }
            };
            return match u32::try_from(code).ok().filter(|code| *code < 0x11_0000) {
                Some(code) => Ok(Piece::Text(vec![code])),
                None => {
                    cx.clear_raised();
                    Err(cx.raise(
                        &table::OVERFLOW_ERROR,
                        format_args!("%c arg not in range(0x110000) (wide Python build)"),
                    ))
                }
            };
        }
        let code = number::as_i64(cx, value)?;
        match code {
            0..=255 => Ok(Piece::Text(vec![code as u32])),
            _ => Err(cx.raise(
                &table::OVERFLOW_ERROR,
                format_args!(
                    "unsigned byte integer is {} than {}",
                    if code < 0 { "less" } else { "greater" },
                    if code < 0 { "minimum" } else { "maximum" }
                ),
            )),
        }
    }

    fn integer(&self, value: Ref<'_>, conversion: &Conversion) -> PyResult<String> {
        let cx = self.cx;
        let code = conversion.code as u8;
        if let Some(small) = crate::builtins::int::int_value(value)
            && conversion.precision.is_none()
            && !matches!(code, b'x' | b'X' | b'o')
        {
            return Ok(small.to_string());
        }
        if value.cast::<long::Long>().is_some() && !value.is_exact(&long::LONG) {
            return self.text_of_subclass(value, conversion);
        }
        let mut converted = None;
        let big = match long::to_big(value) {
            Some(big) => Some(big),
            None if number::is_number(value) => {
                converted = match number::to_int(cx, value) {
                    Ok(value) => Some(value),
                    Err(_) => {
                        cx.clear_raised();
                        match number::to_long(cx, value) {
                            Ok(value) => Some(value),
                            Err(_) => {
                                cx.clear_raised();
                                None
                            }
                        }
                    }
                };
                converted.as_ref().and_then(|value| long::to_big(value.borrow()))
            }
            None => None,
        };
        let Some(big) = big else {
            let code = if code == b'i' { 'd' } else { char::from(code) };
            return Err(cx.raise(
                &table::TYPE_ERROR,
                format_args!("%{code} format: a number is required, not {}", value.ty().name()),
            ));
        };
        let is_long = match &converted {
            Some(converted) => converted.borrow().cast::<long::Long>().is_some(),
            None => value.cast::<long::Long>().is_some(),
        };
        if !is_long && conversion.precision.is_some_and(|precision| precision >= INT_DIGITS) {
            return Err(cx.raise(
                &table::OVERFLOW_ERROR,
                format_args!("formatted integer is too long (precision too large?)"),
            ));
        }
        self.integer_text(&big, conversion, is_long)
    }

    /// The text that a subclass of long makes of itself stands for the number.
    fn text_of_subclass(&self, value: Ref<'_>, conversion: &Conversion) -> PyResult<String> {
        let cx = self.cx;
        let code = conversion.code as u8;
        let slots = &value.ty().slots;
        let (slot, method) = match code {
            b'o' => (slots.oct.get(), "__oct__"),
            b'x' | b'X' => (slots.hex.get(), "__hex__"),
            _ => (slots.str.get().or(slots.repr.get()), "__str__"),
        };
        let Some(slot) = slot else {
            return Err(self.type_error("a number is required"));
        };
        let made = slot(cx, value)?;
        let bytes = match (made.borrow().cast::<Str>(), made.borrow().cast::<Unicode>()) {
            (Some(text), _) => text.as_bytes().to_vec(),
            (None, Some(text)) => {
                crate::builtins::codecs::encode_ascii(cx, text.code_points(), b"strict")?
            }
            (None, None) => {
                let ty = made.borrow().ty().name();
                return Err(cx.raise(
                    &table::TYPE_ERROR,
                    format_args!("expected string or Unicode object, {ty} found"),
                ));
            }
        };
        let text = String::from_utf8_lossy(&bytes).into_owned();
        let text = text.strip_suffix('L').unwrap_or(&text);
        let (sign, size) = text.strip_prefix('-').map_or(("", text), |size| ("-", size));
        let (prefix, digits) = match code {
            b'x' | b'X' => ("0x", size.strip_prefix("0x").unwrap_or("")),
            b'o' => ("", if size.starts_with('0') { size } else { "" }),
            _ => ("", size),
        };
        if digits.is_empty() {
            let code = if code == b'i' { 'd' } else { char::from(code) };
            let ty = value.ty().name();
            return Err(self
                .value_error(&format!("%{code} format: invalid result of {method} (type={ty})")));
        }
        let skips_zero = code == b'o' && !conversion.alternate && digits.len() > 1;
        let digits = if skips_zero { &digits[1..] } else { digits };
        let prefix = if conversion.alternate { prefix } else { "" };
        let missing = conversion.precision.unwrap_or(0).saturating_sub(digits.len());
        crate::protocol::memory::check(cx, missing)?;
        let mut result = format!("{sign}{prefix}{}{digits}", "0".repeat(missing));
        if code == b'X' {
            result.make_ascii_uppercase();
        }
        Ok(result)
    }

    /// As C, an int that is 0 has no digits if the precision is 0; a long keeps one.
    fn integer_text(
        &self,
        value: &IBig,
        conversion: &Conversion,
        is_long: bool,
    ) -> PyResult<String> {
        let size = value.unsigned_abs();
        let mut digits = match conversion.code as u8 {
            b'o' if conversion.alternate && !size.is_zero() => format!("0{size:o}"),
            b'o' => format!("{size:o}"),
            b'x' => format!("{size:x}"),
            b'X' => format!("{size:X}"),
            _ => size.to_string(),
        };
        if let Some(precision) = conversion.precision
            && precision > digits.len()
        {
            crate::protocol::memory::check(self.cx, precision)?;
            if digits.try_reserve(precision).is_err() {
                return Err(self.cx.raise_no_memory());
            }
            digits.insert_str(0, &"0".repeat(precision - digits.len()));
        }
        let octal = conversion.alternate && conversion.code == u32::from(b'o');
        if conversion.precision == Some(0) && size.is_zero() && !is_long && !octal {
            digits.clear();
        }
        let prefix = match conversion.code as u8 {
            b'x' if conversion.alternate => "0x",
            b'X' if conversion.alternate => "0X",
            _ => "",
        };
        let sign = if value.sign() == Sign::Negative { "-" } else { "" };
        Ok(format!("{sign}{prefix}{digits}"))
    }

    fn float(&self, value: Ref<'_>, conversion: &Conversion, code: u8) -> PyResult<String> {
        let cx = self.cx;
        let number = match number::as_f64(cx, value) {
            Err(_) if !self.wide && cx.raised_matches(&table::TYPE_ERROR) => {
                cx.clear_raised();
                return Err(cx.raise(
                    &table::TYPE_ERROR,
                    format_args!("float argument required, not {}", value.ty().name()),
                ));
            }
            number => number?,
        };
        let style = match code {
            b'e' | b'E' => Style::Exponent,
            b'f' | b'F' => Style::Fixed,
            _ => Style::General,
        };
        let precision = conversion.precision.unwrap_or(6);
        crate::protocol::memory::check(cx, precision.saturating_mul(8))?;
        let mut format = FloatFormat::new(style, precision);
        format.upper = code.is_ascii_uppercase();
        format.alternate = conversion.alternate;
        Ok(format.format(number))
    }
}
