//! Reading a pickle: a machine with a stack of values and a stack of marks.
//!
//! A pickle is hostile until proven otherwise: every instruction checks the stack before it takes
//! anything, lengths are checked against what there is, and nothing here recurses.

mod atom;
mod build;

use super::opcode as op;
use super::source::Source;
use super::unpickler::Unpickler;
use super::{raise, unpickling_error};
use runtime::api::{Cx, Owned, PyResult, Raised, Ref, exc};
use runtime::builtins::dict::Dict;
use runtime::builtins::list::List;
use runtime::builtins::str::Str;
use runtime::builtins::tuple::Tuple;
use runtime::protocol::{call, mapping};

/// Whether instances are made.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Mode {
    Load,
    /// None stands for what a class or function would make.
    Skip,
}

/// A run of an unpickler.
struct Machine<'a> {
    cx: &'a Cx,
    unpickler: &'a Unpickler,
    source: &'a mut Source,
    memo: Owned,
    mode: Mode,
    stack: Vec<Owned>,
    marks: Vec<usize>,
}

/// Reads one pickle.
pub(super) fn run(cx: &Cx, unpickler: &Unpickler, source: &mut Source, mode: Mode) -> PyResult {
    let memo = unpickler.memo_dict(cx)?;
    let (stack, marks) = (Vec::new(), Vec::new());
    let mut machine = Machine { cx, unpickler, source, memo, mode, stack, marks };
    loop {
        let code = machine.source.byte(cx)?;
        if code == op::STOP {
            return machine.pop();
        }
        machine.step(code)?;
    }
}

impl Machine<'_> {
    fn step(&mut self, code: u8) -> PyResult<()> {
        match code {
            op::NONE => self.push(Owned::none()),
            op::NEWTRUE => self.push(Owned::bool(true)),
            op::NEWFALSE => self.push(Owned::bool(false)),
            op::BININT
            | op::BININT1
            | op::BININT2
            | op::INT
            | op::LONG
            | op::LONG1
            | op::LONG4
            | op::FLOAT
            | op::BINFLOAT
            | op::STRING
            | op::BINSTRING
            | op::SHORT_BINSTRING
            | op::UNICODE
            | op::BINUNICODE => {
                let value = atom::read(self.cx, self.source, code)?;
                self.push(value)
            }
            op::MARK => {
                self.marks.push(self.stack.len());
                Ok(())
            }
            op::POP => self.drop_top(),
            op::POP_MARK => {
                let mark = self.mark()?;
                self.stack.truncate(mark);
                Ok(())
            }
            op::DUP => match self.stack.last() {
                Some(top) => {
                    let top = top.clone();
                    self.push(top)
                }
                None => Err(self.underflow()),
            },
            op::EMPTY_TUPLE | op::TUPLE1 | op::TUPLE2 | op::TUPLE3 | op::TUPLE => self.tuple(code),
            op::EMPTY_LIST => {
                let list = List::new(self.cx, Vec::new())?;
                self.push(list)
            }
            op::LIST => {
                let mark = self.mark()?;
                let list = List::new(self.cx, self.stack.split_off(mark))?;
                self.push(list)
            }
            op::EMPTY_DICT => {
                let dict = Dict::new(self.cx)?;
                self.push(dict)
            }
            op::DICT => self.dict(),
            op::APPEND => self.append(self.stack.len().wrapping_sub(1)),
            op::APPENDS => {
                let mark = self.mark()?;
                self.append(mark)
            }
            op::SETITEM => self.set_items(self.stack.len().wrapping_sub(2)),
            op::SETITEMS => {
                let mark = self.mark()?;
                self.set_items(mark)
            }
            op::GET | op::BINGET | op::LONG_BINGET => self.fetch(code),
            op::PUT | op::BINPUT | op::LONG_BINPUT => self.store(code),
            op::GLOBAL
            | op::INST
            | op::OBJ
            | op::REDUCE
            | op::NEWOBJ
            | op::BUILD
            | op::EXT1
            | op::EXT2
            | op::EXT4 => self.build(code),
            op::PERSID | op::BINPERSID => self.persistent(code),
            op::PROTO => self.check_protocol(),
            0 if self.mode == Mode::Load => Err(self.cx.raise_none(&exc::EOF_ERROR)),
            code => {
                let text = [b"invalid load key, '".as_slice(), &[code], b"'."].concat();
                Err(super::raise_text(self.cx, "UnpicklingError", &text))
            }
        }
    }

    fn push(&mut self, value: Owned) -> PyResult<()> {
        self.stack.push(value);
        Ok(())
    }

    fn pop(&mut self) -> PyResult {
        match self.stack.pop() {
            Some(value) => Ok(value),
            None => Err(unpickling_error(self.cx, "bad pickle data")),
        }
    }

    #[cold]
    fn underflow(&self) -> Raised {
        unpickling_error(self.cx, "unpickling stack underflow")
    }

    #[cold]
    fn truncated(&self) -> Raised {
        unpickling_error(self.cx, "pickle data was truncated")
    }

    /// Takes the last mark: how high the stack was.
    fn mark(&mut self) -> PyResult<usize> {
        match self.marks.pop() {
            Some(mark) => Ok(mark.min(self.stack.len())),
            None => Err(unpickling_error(self.cx, "could not find MARK")),
        }
    }

    /// A mark on top goes before a value below it.
    fn drop_top(&mut self) -> PyResult<()> {
        if self.marks.last() == Some(&self.stack.len()) {
            self.marks.pop();
            return Ok(());
        }
        match self.stack.pop() {
            Some(_) => Ok(()),
            None => Err(self.underflow()),
        }
    }

    fn tuple(&mut self, code: u8) -> PyResult<()> {
        let start = match code {
            op::TUPLE => self.mark()?,
            op::EMPTY_TUPLE => self.stack.len(),
            _ => {
                let count = usize::from(code - op::TUPLE1) + 1;
                match self.stack.len().checked_sub(count) {
                    Some(start) => start,
                    None => return Err(self.underflow()),
                }
            }
        };
        let tuple = Tuple::new(self.cx, self.stack.split_off(start))?;
        self.push(tuple)
    }

    /// A dict of keys and values above the mark; an odd one at the end is dropped.
    fn dict(&mut self) -> PyResult<()> {
        let mark = self.mark()?;
        let dict = Dict::new(self.cx)?;
        let items = self.stack.split_off(mark);
        for pair in items.chunks_exact(2) {
            dict.borrow().recv::<Dict>().set(self.cx, pair[0].borrow(), pair[1].borrow())?;
        }
        self.push(dict)
    }

    /// Takes what lies above `start`; the value below it stays and is returned, too.
    fn above(&mut self, start: usize) -> PyResult<Option<(Owned, Vec<Owned>)>> {
        let length = self.stack.len();
        if start > length || start == 0 {
            return Err(self.underflow());
        }
        if start == length {
            return Ok(None);
        }
        let items = self.stack.split_off(start);
        Ok(Some((self.stack[start - 1].clone(), items)))
    }

    fn skip_above(&mut self, start: usize) -> PyResult<()> {
        if start > self.stack.len() {
            return Err(self.underflow());
        }
        self.stack.truncate(start);
        Ok(())
    }

    fn append(&mut self, start: usize) -> PyResult<()> {
        if self.mode == Mode::Skip {
            return self.skip_above(start);
        }
        let Some((target, items)) = self.above(start)? else { return Ok(()) };
        if let Some(list) = target.borrow().cast::<List>() {
            return items.into_iter().try_for_each(|item| list.push(self.cx, item));
        }
        let name = runtime::object::names::APPEND.as_ref();
        let append = runtime::protocol::attr::get_attr(self.cx, target.borrow(), name)?;
        for item in items {
            call::call1(self.cx, append.borrow(), item.borrow())?;
        }
        Ok(())
    }

    fn set_items(&mut self, start: usize) -> PyResult<()> {
        if self.mode == Mode::Skip {
            return self.skip_above(start);
        }
        let Some((target, items)) = self.above(start)? else { return Ok(()) };
        if items.len() % 2 != 0 {
            return Err(unpickling_error(self.cx, "odd number of items for SETITEMS"));
        }
        if let Some(dict) = target.borrow().cast_exact::<Dict>() {
            for pair in items.chunks_exact(2) {
                dict.set(self.cx, pair[0].borrow(), pair[1].borrow())?;
            }
            return Ok(());
        }
        for pair in items.chunks_exact(2) {
            mapping::set_item(self.cx, target.borrow(), pair[0].borrow(), pair[1].borrow())?;
        }
        Ok(())
    }

    /// The key of a memo instruction: text pickles count in text.
    fn key(&mut self, code: u8) -> PyResult {
        match code {
            op::GET | op::PUT => {
                let line = self.source.line(self.cx)?;
                if line.len() < 2 {
                    return Err(self.truncated());
                }
                Str::new(self.cx, &line[..line.len() - 1])
            }
            op::BINGET | op::BINPUT => Ok(Owned::int(i64::from(self.source.byte(self.cx)?))),
            _ => {
                let bytes = self.source.read(self.cx, 4)?;
                let number = u32::from_le_bytes([bytes[0], bytes[1], bytes[2], bytes[3]]);
                Ok(Owned::int(i64::from(number)))
            }
        }
    }

    fn fetch(&mut self, code: u8) -> PyResult<()> {
        let key = self.key(code)?;
        match self.memo.borrow().recv::<Dict>().get(self.cx, key.borrow())? {
            Some(value) => self.push(value),
            None => Err(raise(self.cx, "BadPickleGet", key)),
        }
    }

    fn store(&mut self, code: u8) -> PyResult<()> {
        let key = self.key(code)?;
        let Some(value) = self.stack.last() else { return Err(self.underflow()) };
        self.memo.borrow().recv::<Dict>().set(self.cx, key.borrow(), value.borrow())
    }

    fn persistent(&mut self, code: u8) -> PyResult<()> {
        let Some(hook) = self.unpickler.persistent_load.get() else {
            let text = "A load persistent id instruction was encountered,\n\
                        but no persistent_load function was specified.";
            return Err(unpickling_error(self.cx, text));
        };
        let id = if code == op::BINPERSID {
            self.pop()?
        } else {
            let line = self.source.line(self.cx)?;
            if line.len() < 2 {
                return Err(self.truncated());
            }
            Str::new(self.cx, &line[..line.len() - 1])?
        };
        if let Some(list) = hook.borrow().cast::<List>() {
            list.push(self.cx, id.clone())?;
            return self.push(id);
        }
        let value = call::call1(self.cx, hook.borrow(), id.borrow())?;
        self.push(value)
    }

    fn check_protocol(&mut self) -> PyResult<()> {
        let number = self.source.byte(self.cx)?;
        if i32::from(number) <= super::HIGHEST {
            return Ok(());
        }
        let message = format_args!("unsupported pickle protocol: {number}");
        Err(self.cx.raise(&exc::VALUE_ERROR, message))
    }

    /// Borrows the value on top.
    fn top(&self) -> Option<Ref<'_>> {
        self.stack.last().map(Owned::borrow)
    }
}
