//! Writing one object and all it refers to.
//!
//! Every object is a level of nesting that counts against the recursion limit. Where CPython lends
//! an object that this code owns for a moment, `held` makes up for the additional owner.

mod container;
mod global;

use super::opcode as op;
use super::pickler::Pickler;
use super::pickling_error;
use super::sink::Piece;
use runtime::api::{Cx, Owned, PyResult, Ref, exc, types::Type};
use runtime::builtins::dict::Dict;
use runtime::builtins::float::{float_value, text::FloatFormat, text::Style};
use runtime::builtins::int::int_value;
use runtime::builtins::long::Long;
use runtime::builtins::str::{Str, intern_bytes};
use runtime::builtins::tuple::Tuple;
use runtime::builtins::unicode::Unicode;
use runtime::builtins::{classic, descr, function, instance, list, type_};
use runtime::protocol::{attr, call, compare, repr};
use runtime::types::TypeFlags;

/// A run of a pickler.
#[derive(Clone, Copy)]
pub(super) struct Saver<'a> {
    pub(super) cx: &'a Cx,
    pub(super) pickler: &'a Pickler,
}

/// Which hooks have been asked already.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Hooks {
    Ask,
    /// The object is itself a persistent id.
    Skip,
}

/// Appends the instruction that stores or fetches object `number` in a binary pickle.
pub(super) fn memo_instruction(out: &mut Vec<u8>, put: bool, number: usize) {
    match u8::try_from(number) {
        Ok(number) => out.extend([if put { op::BINPUT } else { op::BINGET }, number]),
        Err(_) => {
            out.push(if put { op::LONG_BINPUT } else { op::LONG_BINGET });
            out.extend((number as u32).to_le_bytes());
        }
    }
}

/// How many owners an object has, `held` of which are ours alone.
fn owners(x: Ref<'_>, held: i64) -> i64 {
    x.header().map_or(i64::MAX, |header| header.count() - held)
}

impl Saver<'_> {
    /// Writes a whole pickle.
    pub(super) fn dump(self, x: Ref<'_>) -> PyResult<()> {
        let protocol = self.pickler.protocol.get();
        if protocol >= 2 {
            self.write(&[op::PROTO, protocol as u8])?;
        }
        self.save(x, 0)?;
        self.write(&[op::STOP])
    }

    fn write(self, bytes: &[u8]) -> PyResult<()> {
        self.pickler.sink.write(self.cx, bytes)
    }

    fn protocol(self) -> i32 {
        self.pickler.protocol.get()
    }

    fn is_binary(self) -> bool {
        self.pickler.binary.get() != 0
    }

    /// Writes an object.
    fn save(self, x: Ref<'_>, held: i64) -> PyResult<()> {
        self.save_with(x, held, Hooks::Ask)
    }

    fn save_with(self, x: Ref<'_>, held: i64, hooks: Hooks) -> PyResult<()> {
        runtime::protocol::recursion::nested(self.cx, " while pickling an object", || {
            if hooks == Hooks::Ask
                && let Some(function) = self.pickler.persistent_id.get()
                && self.save_persistent(x, function.borrow())?
            {
                return Ok(());
            }
            if self.save_atom(x)? {
                return Ok(());
            }
            if owners(x, held) > 1
                && let Some(number) = self.pickler.known(self.cx, x)?
            {
                return self.get(number);
            }
            if self.save_builtin(x, held)? {
                return Ok(());
            }
            if hooks == Hooks::Ask
                && let Some(function) = self.pickler.instance_id.get()
                && self.save_persistent(x, function.borrow())?
            {
                return Ok(());
            }
            self.save_other(x, held)
        })
    }

    /// Asks for a persistent id and writes it; false if there is none.
    fn save_persistent(self, x: Ref<'_>, function: Ref<'_>) -> PyResult<bool> {
        let id = call::call1(self.cx, function, x)?;
        if id.borrow().is_none() {
            return Ok(false);
        }
        if self.is_binary() {
            self.save_with(id.borrow(), 0, Hooks::Skip)?;
            self.write(&[op::BINPERSID])?;
            return Ok(true);
        }
        let Some(text) = id.borrow().cast::<Str>() else {
            return Err(pickling_error(self.cx, "persistent id must be string", &[]));
        };
        self.write(&[op::PERSID])?;
        self.write(text.as_bytes())?;
        self.write(b"\n")?;
        Ok(true)
    }

    /// Writes what is never stored in the memo.
    fn save_atom(self, x: Ref<'_>) -> PyResult<bool> {
        if x.is_none() {
            self.write(&[op::NONE])?;
        } else if let Some(value) =
            float_value(x).filter(|_| x.is_exact(&runtime::builtins::float::FLOAT))
        {
            self.save_float(value)?;
        } else if compare::is_bool(x) {
            let truth = int_value(x) == Some(1);
            if self.protocol() >= 2 {
                self.write(&[if truth { op::NEWTRUE } else { op::NEWFALSE }])?;
            } else {
                self.write(if truth { b"I01\n" } else { b"I00\n" })?;
            }
        } else if let Some(value) =
            int_value(x).filter(|_| x.is_exact(&runtime::builtins::int::INT))
        {
            self.save_int(value)?;
        } else if let Some(value) = x.cast_exact::<Long>() {
            self.save_long(value)?;
        } else if let Some(text) = x.cast_exact::<Str>().filter(|text| text.len() < 2) {
            self.save_text(text)?;
        } else if let Some(text) = x.cast_exact::<Unicode>().filter(|text| text.len() < 2) {
            self.save_unicode(text)?;
        } else {
            return Ok(false);
        }
        Ok(true)
    }

    fn save_builtin(self, x: Ref<'_>, held: i64) -> PyResult<bool> {
        if let Some(text) = x.cast_exact::<Str>() {
            self.save_text(text)?;
            self.put_shared(x, held)?;
        } else if let Some(text) = x.cast_exact::<Unicode>() {
            self.save_unicode(text)?;
            self.put_shared(x, held)?;
        } else if let Some(tuple) = x.cast_exact::<Tuple>() {
            self.save_tuple(tuple, x, held)?;
        } else if let Some(list) = x.cast_exact::<list::List>() {
            self.save_list(list, x, held)?;
        } else if let Some(dict) = x.cast_exact::<Dict>() {
            self.save_dict(dict, x, held)?;
        } else if x.is_exact(&instance::INSTANCE) {
            self.save_instance(x, held)?;
        } else if x.is_exact(&type_::TYPE)
            || x.cast::<classic::ClassicClass>().is_some()
            || x.is_exact(&descr::BUILTIN_FUNCTION)
        {
            self.save_global(x, None, held)?;
        } else if x.cast::<function::Function>().is_some() {
            // A function that is no global may still have a reduction.
            return self.try_global(x, held);
        } else {
            return Ok(false);
        }
        Ok(true)
    }

    fn save_int(self, value: i64) -> PyResult<()> {
        match i32::try_from(value) {
            Ok(value) if self.is_binary() => {
                if let Ok(small) = u8::try_from(value) {
                    return self.write(&[op::BININT1, small]);
                }
                let bytes = value.to_le_bytes();
                if u16::try_from(value).is_ok() {
                    return self.write(&[op::BININT2, bytes[0], bytes[1]]);
                }
                self.write(&[op::BININT, bytes[0], bytes[1], bytes[2], bytes[3]])
            }
            _ => self.write(format!("I{value}\n").as_bytes()),
        }
    }

    fn save_long(self, long: &Long) -> PyResult<()> {
        if self.protocol() < 2 {
            return self.write(format!("L{}L\n", long.value()).as_bytes());
        }
        let bytes = if *long.value() == dashu_int::IBig::ZERO {
            Vec::new()
        } else {
            long.value().to_le_bytes().into_vec()
        };
        match u8::try_from(bytes.len()) {
            Ok(len) => self.write(&[op::LONG1, len])?,
            Err(_) => {
                let Ok(len) = i32::try_from(bytes.len()) else {
                    let message = format_args!("long too large to pickle");
                    return Err(self.cx.raise(&exc::OVERFLOW_ERROR, message));
                };
                self.write(&[op::LONG4])?;
                self.write(&len.to_le_bytes())?;
            }
        }
        self.write(&bytes)
    }

    fn save_float(self, value: f64) -> PyResult<()> {
        if self.is_binary() {
            let mut bytes = [op::BINFLOAT; 9];
            bytes[1..].copy_from_slice(&value.to_be_bytes());
            return self.write(&bytes);
        }
        let text = FloatFormat::new(Style::General, 17).format(value);
        self.write(format!("F{text}\n").as_bytes())
    }

    /// Writes the length of a string behind one of two instructions.
    fn write_length(self, short: Option<u8>, long: u8, len: usize) -> PyResult<()> {
        if let (Some(short), Ok(len)) = (short, u8::try_from(len)) {
            return self.write(&[short, len]);
        }
        let Ok(len) = i32::try_from(len) else {
            let message = format_args!("cannot serialize a string larger than 2 GiB");
            return Err(self.cx.raise(&exc::SYSTEM_ERROR, message));
        };
        let bytes = len.to_le_bytes();
        self.write(&[long, bytes[0], bytes[1], bytes[2], bytes[3]])
    }

    fn save_text(self, text: &Str) -> PyResult<()> {
        if self.is_binary() {
            self.write_length(Some(op::SHORT_BINSTRING), op::BINSTRING, text.len())?;
            return self.write(text.as_bytes());
        }
        let shown = repr::repr(self.cx, Ref::from_object(text))?;
        self.write(&[op::STRING])?;
        self.write(shown.borrow().recv::<Str>().as_bytes())?;
        self.write(b"\n")
    }

    fn save_unicode(self, text: &Unicode) -> PyResult<()> {
        if self.is_binary() {
            let bytes = runtime::builtins::codecs::utf8::encode(self.cx, text.code_points())?;
            self.write_length(None, op::BINUNICODE, bytes.len())?;
            return self.write(&bytes);
        }
        let mut bytes = Vec::new();
        for code in text.code_points() {
            match u8::try_from(*code) {
                Ok(byte) if byte != b'\\' && byte != b'\n' => bytes.push(byte),
                _ if *code > 0xFFFF => bytes.extend(format!("\\U{code:08x}").into_bytes()),
                _ => bytes.extend(format!("\\u{code:04x}").into_bytes()),
            }
        }
        self.write(&[op::UNICODE])?;
        self.write(&bytes)?;
        self.write(b"\n")
    }

    /// Fetches an object from the memo.
    fn get(self, number: usize) -> PyResult<()> {
        if !self.is_binary() {
            return self.write(format!("g{number}\n").as_bytes());
        }
        if self.pickler.sink.note(self.cx, Piece::Get(number))? {
            return Ok(());
        }
        let mut out = Vec::new();
        memo_instruction(&mut out, false, number);
        self.write(&out)
    }

    /// Stores an object in the memo, unless only its container has it.
    fn put_shared(self, x: Ref<'_>, held: i64) -> PyResult<()> {
        if owners(x, held) < 2 { Ok(()) } else { self.put(x) }
    }

    /// Stores an object in the memo.
    fn put(self, x: Ref<'_>) -> PyResult<()> {
        if self.pickler.fast.get() != 0 {
            return Ok(());
        }
        let number = self.pickler.remember(self.cx, x)?;
        if !self.is_binary() {
            return self.write(format!("p{number}\n").as_bytes());
        }
        if self.pickler.sink.note(self.cx, Piece::Put(number))? {
            return Ok(());
        }
        let mut out = Vec::new();
        memo_instruction(&mut out, true, number);
        self.write(&out)
    }

    /// Writes an object that has to say itself how it is made.
    fn save_other(self, x: Ref<'_>, held: i64) -> PyResult<()> {
        let cx = self.cx;
        let ty: &Type = x.ty();
        let registered = match self.pickler.dispatch.get() {
            Some(table) => match table.borrow().cast::<Dict>() {
                Some(table) => table.get(cx, ty.as_ref())?,
                None => None,
            },
            None => None,
        };
        let (reduce, reduced) = if let Some(reduce) = registered {
            let reduced = call::call1(cx, reduce.borrow(), x)?;
            (reduce, reduced)
        } else if ty.has_flag(TypeFlags::TYPE_SUBTYPE) {
            return self.save_global(x, None, held);
        } else if let Some(reduce) =
            attr::find_attr(cx, x, runtime::object::names::REDUCE_EX.as_ref())?
        {
            let protocol = Owned::int(i64::from(self.protocol()));
            let reduced = call::call1(cx, reduce.borrow(), protocol.borrow())?;
            (reduce, reduced)
        } else if let Some(reduce) =
            attr::find_attr(cx, x, runtime::object::names::REDUCE.as_ref())?
        {
            let reduced = call::call0(cx, reduce.borrow())?;
            (reduce, reduced)
        } else {
            return Err(super::raise(cx, "UnpickleableError", x.own()));
        };
        if reduced.borrow().cast::<Str>().is_some() {
            return self.save_global(x, Some(reduced.borrow()), held);
        }
        let Some(parts) = reduced.borrow().cast::<Tuple>() else {
            let text = "Value returned by {} must be string or tuple";
            return Err(pickling_error(cx, text, &[reduce.borrow()]));
        };
        if !(2..=5).contains(&parts.len()) {
            let text = "tuple returned by {} must contain 2 through 5 elements";
            return Err(pickling_error(cx, text, &[reduce.borrow()]));
        }
        self.save_reduced(x, parts.as_slice(), reduce.borrow(), held)
    }

    /// Reads an attribute if there is one.
    fn find(self, x: Ref<'_>, name: &str) -> PyResult<Option<Owned>> {
        attr::find_attr(self.cx, x, intern_bytes(self.cx, name.as_bytes()).borrow())
    }
}
