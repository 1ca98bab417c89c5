//! Bytes to values. Each value read is owned by its reader until a container takes it.

use dashu_int::{IBig, UBig};
use runtime::api::{CallArgs, Cx, Owned, PyResult, Raised, Ref, exc};
use runtime::builtins::code::CODE;
use runtime::builtins::complex::Complex;
use runtime::builtins::dict::Dict;
use runtime::builtins::float::FLOAT;
use runtime::builtins::list::List;
use runtime::builtins::long::Long;
use runtime::builtins::none;
use runtime::builtins::set;
use runtime::builtins::str::{Str, intern_bytes};
use runtime::builtins::tuple::Tuple;
use runtime::builtins::unicode::Unicode;
use runtime::protocol::{call, sequence};

/// How deep values may nest.
const DEPTH: usize = 2000;

enum Source<'a> {
    Bytes(&'a [u8]),
    File(Ref<'a>),
}

/// Where bytes come from, and the interned strings read so far.
pub(super) struct Reader<'a> {
    source: Source<'a>,
    strings: Vec<Owned>,
}

impl<'a> Reader<'a> {
    pub(super) fn over_bytes(bytes: &'a [u8]) -> Reader<'a> {
        Reader { source: Source::Bytes(bytes), strings: Vec::new() }
    }

    pub(super) fn over_file(file: Ref<'a>) -> Reader<'a> {
        Reader { source: Source::File(file), strings: Vec::new() }
    }

    /// Takes at most `count` bytes.
    fn take(&mut self, cx: &Cx, count: usize) -> PyResult<Vec<u8>> {
        match &mut self.source {
            Source::Bytes(bytes) => {
                let (taken, rest) = bytes.split_at(count.min(bytes.len()));
                *bytes = rest;
                Ok(taken.to_vec())
            }
            Source::File(file) => {
                let size = Owned::int(count as i64);
                let read = intern_bytes(cx, b"read");
                let text = call::call_method(cx, *file, read.borrow(), &[size.borrow()])?;
                Ok(text
                    .borrow()
                    .cast::<Str>()
                    .map_or_else(Vec::new, |text| text.as_bytes().to_vec()))
            }
        }
    }

    fn exactly(&mut self, cx: &Cx, count: usize) -> PyResult<Vec<u8>> {
        let bytes = self.take(cx, count)?;
        if bytes.len() < count { Err(end(cx)) } else { Ok(bytes) }
    }

    /// A little-endian number; bytes behind the end count as all ones.
    fn number<const N: usize>(&mut self, cx: &Cx) -> PyResult<[u8; N]> {
        let mut number = [0xFF; N];
        let bytes = self.take(cx, N)?;
        number[..bytes.len()].copy_from_slice(&bytes);
        Ok(number)
    }

    fn long(&mut self, cx: &Cx) -> PyResult<i32> {
        self.number(cx).map(i32::from_le_bytes)
    }

    fn size(&mut self, cx: &Cx, what: &str) -> PyResult<usize> {
        let size = self.long(cx)?;
        usize::try_from(size).map_err(|_| bad(cx, &format!("{what} size out of range")))
    }

    /// Reads the outermost value.
    pub(super) fn object(&mut self, cx: &Cx) -> PyResult {
        self.item(cx, "object", 0)
    }

    /// Reads a value that has to be there.
    fn item(&mut self, cx: &Cx, place: &str, depth: usize) -> PyResult {
        self.value(cx, depth)?.ok_or_else(|| {
            let message = format_args!("NULL object in marshal data for {place}");
            cx.raise(&exc::TYPE_ERROR, message)
        })
    }

    /// Reads a value, or None for the mark that ends a dict.
    fn value(&mut self, cx: &Cx, depth: usize) -> PyResult<Option<Owned>> {
        if depth > DEPTH || cx.stack_low() {
            return Err(cx.raise(&exc::VALUE_ERROR, format_args!("recursion limit exceeded")));
        }
        let code = self.exactly(cx, 1)?[0];
        let value = match code {
            b'0' => return Ok(None),
            b'N' => Owned::none(),
            b'S' => exc::STOP_ITERATION.as_ref().own(),
            b'.' => none::ellipsis().own(),
            b'F' => Owned::bool(false),
            b'T' => Owned::bool(true),
            b'i' => Owned::int(i64::from(self.long(cx)?)),
            b'I' => Owned::int(i64::from_le_bytes(self.number(cx)?)),
            b'l' => self.digits(cx)?,
            b'f' => runtime::builtins::float::boxed(cx, self.float_text(cx)?)?,
            b'g' => runtime::builtins::float::boxed(cx, self.float(cx)?)?,
            b'x' => {
                let real = self.float_text(cx)?;
                Complex::new(cx, real, self.float_text(cx)?)?
            }
            b'y' => {
                let real = self.float(cx)?;
                Complex::new(cx, real, self.float(cx)?)?
            }
            b's' | b't' => self.text(cx, code == b't')?,
            b'R' => {
                let index = self.long(cx)?;
                let known = usize::try_from(index).ok().and_then(|index| self.strings.get(index));
                known.cloned().ok_or_else(|| bad(cx, "string ref out of range"))?
            }
            b'u' => {
                let size = self.size(cx, "unicode")?;
                let bytes = self.exactly(cx, size)?;
                let (points, _) =
                    runtime::builtins::codecs::utf8::decode(cx, &bytes, b"strict", true)?;
                Unicode::from_vec(cx, points)?
            }
            b'(' => Tuple::new(cx, self.items(cx, "tuple", depth)?)?,
            b'[' => List::new(cx, self.items(cx, "list", depth)?)?,
            b'<' | b'>' => {
                let items = List::new(cx, self.items(cx, "set", depth)?)?;
                let ty = if code == b'<' { &set::SET } else { &set::FROZENSET };
                set::new_set(cx, ty, Some(items.borrow()))?
            }
            b'{' => self.dict(cx, depth)?,
            b'c' => self.code(cx, depth)?,
            _ => return Err(bad(cx, "unknown type code")),
        };
        Ok(Some(value))
    }

    fn items(&mut self, cx: &Cx, what: &str, depth: usize) -> PyResult<Vec<Owned>> {
        let size = self.size(cx, what)?;
        let mut items = Vec::new();
        for _ in 0..size {
            let item = self.item(cx, what, depth + 1)?;
            sequence::push(cx, &mut items, item)?;
        }
        Ok(items)
    }

    fn dict(&mut self, cx: &Cx, depth: usize) -> PyResult {
        let dict = Dict::new(cx)?;
        while let Some(key) = self.value(cx, depth + 1)? {
            if let Some(value) = self.value(cx, depth + 1)? {
                dict.borrow().recv::<Dict>().set(cx, key.borrow(), value.borrow())?;
            }
        }
        Ok(dict)
    }

    fn text(&mut self, cx: &Cx, interned: bool) -> PyResult {
        let size = self.size(cx, "string")?;
        let bytes = self.exactly(cx, size)?;
        if !interned {
            return Str::new(cx, &bytes);
        }
        let text = intern_bytes(cx, &bytes);
        self.strings.push(text.clone());
        Ok(text)
    }

    fn digits(&mut self, cx: &Cx) -> PyResult {
        let size = self.long(cx)?;
        if size == i32::MIN {
            return Err(bad(cx, "long size out of range"));
        }
        let count = size.unsigned_abs() as usize;
        let mut bytes = Vec::new();
        let (mut bits, mut held, mut last) = (0u32, 0, 0);
        for _ in 0..count {
            let digit = u16::from_le_bytes(self.number(cx)?);
            if digit > 0x7FFF {
                return Err(bad(cx, "digit out of range in long"));
            }
            last = digit;
            bits |= u32::from(digit) << held;
            held += 15;
            while held >= 8 {
                bytes.push(bits as u8);
                bits >>= 8;
                held -= 8;
            }
        }
        bytes.push(bits as u8);
        if count > 0 && last == 0 {
            return Err(bad(cx, "unnormalized long data"));
        }
        let value = IBig::from(UBig::from_le_bytes(&bytes));
        Long::new(cx, if size < 0 { -value } else { value })
    }

    fn float(&mut self, cx: &Cx) -> PyResult<f64> {
        let bytes = self.exactly(cx, 8)?;
        Ok(f64::from_le_bytes(bytes.try_into().expect("eight bytes were taken")))
    }

    fn float_text(&mut self, cx: &Cx) -> PyResult<f64> {
        let size = self.exactly(cx, 1)?[0];
        let text = self.exactly(cx, usize::from(size))?;
        let text = Str::new(cx, &text)?;
        let value = call::call1(cx, FLOAT.as_ref(), text.borrow())?;
        runtime::protocol::number::as_f64(cx, value.borrow())
    }

    fn code(&mut self, cx: &Cx, depth: usize) -> PyResult {
        let mut parts = Vec::with_capacity(14);
        for _ in 0..4 {
            parts.push(Owned::int(i64::from(self.long(cx)?)));
        }
        for _ in 0..8 {
            parts.push(self.item(cx, "object", depth + 1)?);
        }
        let line = Owned::int(i64::from(self.long(cx)?));
        let lines = self.item(cx, "object", depth + 1)?;
        let [argcount, nlocals, stack, flags, code, consts, names, vars, free, cells, file, name] =
            &parts[..]
        else {
            return Err(bad(cx, "code"));
        };
        let args = [
            argcount, nlocals, stack, flags, code, consts, names, vars, file, name, &line, &lines,
            free, cells,
        ];
        let args: Vec<Ref<'_>> = args.iter().map(|part| part.borrow()).collect();
        call::call(cx, CODE.as_ref(), CallArgs::positional_only(&args))
    }
}

#[cold]
fn end(cx: &Cx) -> Raised {
    cx.raise(&exc::EOF_ERROR, format_args!("EOF read where object expected"))
}

#[cold]
fn bad(cx: &Cx, what: &str) -> Raised {
    cx.raise(&exc::VALUE_ERROR, format_args!("bad marshal data ({what})"))
}
