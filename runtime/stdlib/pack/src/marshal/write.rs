//! Values to bytes. Containers are copied before their items are written.

use dashu_int::{IBig, Sign};
use runtime::api::{Cx, Owned, PyResult, Raised, Ref, exc};
use runtime::builtins::code::{CODE, Code};
use runtime::builtins::complex::Complex;
use runtime::builtins::dict::Dict;
use runtime::builtins::float::{float_value, text::FloatFormat, text::Style};
use runtime::builtins::int::int_value;
use runtime::builtins::list::List;
use runtime::builtins::long::Long;
use runtime::builtins::none;
use runtime::builtins::set;
use runtime::builtins::str::{Str, intern_bytes};
use runtime::builtins::tuple::Tuple;
use runtime::builtins::unicode::Unicode;
use runtime::protocol::{attr, buffer, number};
use std::collections::HashMap;

/// How deep values may nest.
const DEPTH: usize = 2000;

/// Bytes written so far, and the interned strings among them.
pub(super) struct Writer {
    pub(super) out: Vec<u8>,
    version: i64,
    strings: HashMap<Vec<u8>, usize>,
}

impl Writer {
    pub(super) fn new(version: i64) -> Writer {
        Writer { out: Vec::new(), version, strings: HashMap::new() }
    }

    fn long(&mut self, value: usize) {
        self.out.extend_from_slice(&(value as u32).to_le_bytes());
    }

    fn blob(&mut self, code: u8, bytes: &[u8]) {
        self.out.push(code);
        self.long(bytes.len());
        self.out.extend_from_slice(bytes);
    }

    /// Writes a value that `depth` containers surround.
    pub(super) fn value(&mut self, cx: &Cx, x: Ref<'_>, depth: usize) -> PyResult<()> {
        if depth > DEPTH || cx.stack_low() {
            let message = format_args!("object too deeply nested to marshal");
            return Err(cx.raise(&exc::VALUE_ERROR, message));
        }
        if x.is_none() {
            self.out.push(b'N');
        } else if x.is(exc::STOP_ITERATION.as_ref()) {
            self.out.push(b'S');
        } else if x.is(none::ellipsis()) {
            self.out.push(b'.');
        } else if runtime::protocol::compare::is_bool(x) {
            let truth = runtime::protocol::truth::is_true(cx, x)?;
            self.out.push(if truth { b'T' } else { b'F' });
        } else if x.is_exact(&runtime::builtins::int::INT) {
            self.int(int_value(x).expect("an int has a value"));
        } else if let Some(long) = x.cast_exact::<Long>() {
            self.digits(long.value());
        } else if x.is_exact(&runtime::builtins::float::FLOAT) {
            let value = float_value(x).expect("a float has a value");
            self.floats(b"gf", &[value]);
        } else if let Some(value) = x.cast_exact::<Complex>() {
            let (real, imaginary) = value.value();
            self.floats(b"yx", &[real, imaginary]);
        } else if let Some(text) = x.cast_exact::<Str>() {
            self.text(text);
        } else if let Some(text) = x.cast_exact::<Unicode>() {
            let bytes = runtime::builtins::codecs::utf8::encode(cx, text.code_points())?;
            self.blob(b'u', &bytes);
        } else {
            return self.container(cx, x, depth);
        }
        Ok(())
    }

    fn container(&mut self, cx: &Cx, x: Ref<'_>, depth: usize) -> PyResult<()> {
        if let Some(tuple) = x.cast_exact::<Tuple>() {
            self.out.push(b'(');
            self.long(tuple.len());
            return tuple.as_slice().iter().try_for_each(|item| self.value(cx, *item, depth + 1));
        }
        if let Some(list) = x.cast_exact::<List>() {
            return self.items(cx, b'[', &list.to_vec(), depth);
        }
        if let Some(dict) = x.cast_exact::<Dict>() {
            self.out.push(b'{');
            for (key, value) in dict.to_vec() {
                self.value(cx, key.borrow(), depth + 1)?;
                self.value(cx, value.borrow(), depth + 1)?;
            }
            self.out.push(b'0');
            return Ok(());
        }
        if let Some(body) = set::exact_body(x) {
            let code = if x.is_exact(&set::FROZENSET) { b'>' } else { b'<' };
            return self.items(cx, code, &body.to_vec(), depth);
        }
        if let Some(code) = x.cast_exact::<Code>() {
            return self.code(cx, Ref::from_object(code), depth);
        }
        if x.is_exact(&runtime::builtins::memoryview::MEMORYVIEW) {
            return Err(unmarshallable(cx));
        }
        match buffer::bytes(cx, x)? {
            Some(bytes) if x.cast::<Unicode>().is_none() => {
                self.blob(b's', &bytes);
                Ok(())
            }
            _ => Err(unmarshallable(cx)),
        }
    }

    fn items(&mut self, cx: &Cx, code: u8, items: &[Owned], depth: usize) -> PyResult<()> {
        self.out.push(code);
        self.long(items.len());
        items.iter().try_for_each(|item| self.value(cx, item.borrow(), depth + 1))
    }

    fn int(&mut self, value: i64) {
        match i32::try_from(value) {
            Ok(value) => {
                self.out.push(b'i');
                self.out.extend_from_slice(&value.to_le_bytes());
            }
            Err(_) => {
                self.out.push(b'I');
                self.out.extend_from_slice(&value.to_le_bytes());
            }
        }
    }

    /// A long: number of 15-bit digits, negative for negative numbers, then the digits.
    fn digits(&mut self, value: &IBig) {
        self.out.push(b'l');
        let (sign, magnitude) = value.clone().into_parts();
        let bytes = magnitude.to_le_bytes();
        let count = (bytes.len() * 8).div_ceil(15);
        let mut digits: Vec<u16> = (0..count).map(|index| digit_at(&bytes, index * 15)).collect();
        while digits.last() == Some(&0) {
            digits.pop();
        }
        let size = digits.len() as i32;
        let size = if sign == Sign::Negative { -size } else { size };
        self.out.extend_from_slice(&size.to_le_bytes());
        digits.iter().for_each(|digit| self.out.extend_from_slice(&digit.to_le_bytes()));
    }

    /// Floats, in binary from version 2 on, else as text; `codes` has both codes.
    fn floats(&mut self, codes: &[u8; 2], values: &[f64]) {
        if self.version > 1 {
            self.out.push(codes[0]);
            values.iter().for_each(|value| self.out.extend_from_slice(&value.to_le_bytes()));
            return;
        }
        self.out.push(codes[1]);
        for value in values {
            let text = FloatFormat::new(Style::General, 17).format(*value);
            self.out.push(text.len() as u8);
            self.out.extend_from_slice(text.as_bytes());
        }
    }

    fn text(&mut self, text: &Str) {
        let bytes = text.as_bytes();
        let interned = text.is_interned() || bytes.len() < 2;
        if self.version < 1 || !interned {
            return self.blob(b's', bytes);
        }
        if let Some(index) = self.strings.get(bytes) {
            let index = *index;
            self.out.push(b'R');
            return self.long(index);
        }
        self.strings.insert(bytes.to_vec(), self.strings.len());
        self.blob(b't', bytes);
    }

    fn code(&mut self, cx: &Cx, code: Ref<'_>, depth: usize) -> PyResult<()> {
        debug_assert!(code.is_instance(&CODE));
        let part =
            |name: &str| attr::get_attr(cx, code, intern_bytes(cx, name.as_bytes()).borrow());
        self.out.push(b'c');
        for name in ["co_argcount", "co_nlocals", "co_stacksize", "co_flags"] {
            let value = number::as_i64(cx, part(name)?.borrow())?;
            self.long(value as usize);
        }
        for name in [
            "co_code",
            "co_consts",
            "co_names",
            "co_varnames",
            "co_freevars",
            "co_cellvars",
            "co_filename",
            "co_name",
        ] {
            self.value(cx, part(name)?.borrow(), depth + 1)?;
        }
        let line = number::as_i64(cx, part("co_firstlineno")?.borrow())?;
        self.long(line as usize);
        self.value(cx, part("co_lnotab")?.borrow(), depth + 1)
    }
}

/// Fifteen bits from bit `start` on.
fn digit_at(bytes: &[u8], start: usize) -> u16 {
    let byte = |index: usize| u32::from(bytes.get(index).copied().unwrap_or(0));
    let first = start / 8;
    let bits = byte(first) | byte(first + 1) << 8 | byte(first + 2) << 16;
    (bits >> (start % 8)) as u16 & 0x7FFF
}

#[cold]
fn unmarshallable(cx: &Cx) -> Raised {
    cx.raise(&exc::VALUE_ERROR, format_args!("unmarshallable object"))
}
