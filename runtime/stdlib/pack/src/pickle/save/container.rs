//! Tuples, lists, dicts and classic instances.

use super::super::opcode as op;
use super::Saver;
use runtime::api::{Owned, PyResult, Ref, exc};
use runtime::builtins::classic::ClassicClass;
use runtime::builtins::dict::Dict;
use runtime::builtins::list::List;
use runtime::builtins::str::Str;
use runtime::builtins::tuple::Tuple;
use runtime::protocol::{attr, call, iter, recursion, sequence};

/// Items that one instruction adds at most.
const BATCH: usize = 1000;

/// Nesting from which on fast mode looks for cycles.
const FAST_LIMIT: i32 = 50;

impl Saver<'_> {
    pub(super) fn save_tuple(self, tuple: &Tuple, x: Ref<'_>, held: i64) -> PyResult<()> {
        let items = tuple.as_slice();
        if items.is_empty() {
            let empty: &[u8] =
                if self.protocol() > 0 { &[op::EMPTY_TUPLE] } else { &[op::MARK, op::TUPLE] };
            return self.write(empty);
        }
        let short = self.protocol() >= 2 && items.len() <= 3;
        if !short {
            self.write(&[op::MARK])?;
        }
        for item in items {
            self.save(*item, 0)?;
        }
        // Only a tuple that contains itself has been stored meanwhile.
        if let Some(number) = self.pickler.known(self.cx, x)? {
            if short {
                self.write(&[op::POP].repeat(items.len()))?;
            } else if self.is_binary() {
                self.write(&[op::POP_MARK])?;
            } else {
                self.write(&[op::POP].repeat(items.len() + 1))?;
            }
            return self.get(number);
        }
        self.write(&[match items.len() {
            1 if short => op::TUPLE1,
            2 if short => op::TUPLE2,
            3 if short => op::TUPLE3,
            _ => op::TUPLE,
        }])?;
        self.put_shared(x, held)
    }

    /// Runs `body` for a container; in fast mode notices those that contain themselves.
    fn guarded(self, x: Ref<'_>, body: impl FnOnce() -> PyResult<()>) -> PyResult<()> {
        let pickler = self.pickler;
        if pickler.fast.get() == 0 {
            return body();
        }
        let depth = pickler.fast_depth.get() + 1;
        pickler.fast_depth.set(depth);
        if depth >= FAST_LIMIT && !pickler.fast_seen.borrow_mut().insert(x.address()) {
            let (ty, address) = (x.ty().name(), x.address());
            let message = format_args!(
                "fast mode: can't pickle cyclic objects including object type {ty} at {address:#x}"
            );
            return Err(self.cx.raise(&exc::VALUE_ERROR, message));
        }
        body()?;
        pickler.fast_depth.set(depth - 1);
        if depth >= FAST_LIMIT {
            pickler.fast_seen.borrow_mut().remove(&x.address());
        }
        Ok(())
    }

    pub(super) fn save_list(self, list: &List, x: Ref<'_>, held: i64) -> PyResult<()> {
        self.guarded(x, || {
            let empty: &[u8] =
                if self.is_binary() { &[op::EMPTY_LIST] } else { &[op::MARK, op::LIST] };
            self.write(empty)?;
            if list.is_empty() {
                return self.put_shared(x, held);
            }
            self.put(x)?;
            recursion::nested(self.cx, " while pickling an object", || {
                let mut index = 0;
                self.batch_list(|| {
                    index += 1;
                    Ok(list.get(index - 1))
                })
            })
        })
    }

    /// Writes items to be appended.
    pub(super) fn batch_list(
        self,
        mut next: impl FnMut() -> PyResult<Option<Owned>>,
    ) -> PyResult<()> {
        if self.protocol() == 0 {
            while let Some(item) = next()? {
                self.save(item.borrow(), 0)?;
                self.write(&[op::APPEND])?;
            }
            return Ok(());
        }
        loop {
            let Some(first) = next()? else { return Ok(()) };
            let Some(second) = next()? else {
                self.save(first.borrow(), 0)?;
                return self.write(&[op::APPEND]);
            };
            self.write(&[op::MARK])?;
            self.save(first.borrow(), 0)?;
            drop(first);
            let mut item = Some(second);
            let mut count = 1;
            while let Some(this) = item.take() {
                self.save(this.borrow(), 0)?;
                drop(this);
                count += 1;
                if count == BATCH {
                    break;
                }
                item = next()?;
            }
            self.write(&[op::APPENDS])?;
            if count < BATCH {
                return Ok(());
            }
        }
    }

    pub(super) fn save_dict(self, dict: &Dict, x: Ref<'_>, held: i64) -> PyResult<()> {
        self.guarded(x, || {
            let empty: &[u8] =
                if self.is_binary() { &[op::EMPTY_DICT] } else { &[op::MARK, op::DICT] };
            self.write(empty)?;
            if dict.is_empty() {
                return self.put_shared(x, held);
            }
            self.put(x)?;
            recursion::nested(self.cx, " while pickling an object", || {
                if self.protocol() > 0 {
                    return self.batch_exact_dict(dict);
                }
                let (size, mut position) = (dict.len(), 0);
                while let Some((key, value)) = dict.next_entry(&mut position) {
                    self.save(key.borrow(), 0)?;
                    self.save(value.borrow(), 0)?;
                    self.write(&[op::SETITEM])?;
                    self.same_size(dict, size)?;
                }
                Ok(())
            })
        })
    }

    fn same_size(self, dict: &Dict, size: usize) -> PyResult<()> {
        if dict.len() == size {
            return Ok(());
        }
        let message = format_args!("dictionary changed size during iteration");
        Err(self.cx.raise(&exc::RUNTIME_ERROR, message))
    }

    fn batch_exact_dict(self, dict: &Dict) -> PyResult<()> {
        let (size, mut position) = (dict.len(), 0);
        if size == 1 {
            if let Some((key, value)) = dict.next_entry(&mut position) {
                self.save(key.borrow(), 1)?;
                self.save(value.borrow(), 1)?;
            }
            return self.write(&[op::SETITEM]);
        }
        loop {
            let mut count = 0;
            self.write(&[op::MARK])?;
            while let Some((key, value)) = dict.next_entry(&mut position) {
                self.save(key.borrow(), 1)?;
                self.save(value.borrow(), 1)?;
                count += 1;
                if count == BATCH {
                    break;
                }
            }
            self.write(&[op::SETITEMS])?;
            self.same_size(dict, size)?;
            if count < BATCH {
                return Ok(());
            }
        }
    }

    /// Writes pairs of an iterator to be set.
    pub(super) fn batch_pairs(self, it: Ref<'_>) -> PyResult<()> {
        if self.protocol() == 0 {
            while let Some(pair) = self.next_pair(it)? {
                self.save_pair(&pair)?;
                self.write(&[op::SETITEM])?;
            }
            return Ok(());
        }
        loop {
            let Some(first) = self.next_pair(it)? else { return Ok(()) };
            let Some(second) = self.next_pair(it)? else {
                self.save_pair(&first)?;
                return self.write(&[op::SETITEM]);
            };
            self.write(&[op::MARK])?;
            self.save_pair(&first)?;
            drop(first);
            let mut pair = Some(second);
            let mut count = 1;
            while let Some(this) = pair.take() {
                self.save_pair(&this)?;
                count += 1;
                if count == BATCH {
                    break;
                }
                pair = self.next_pair(it)?;
            }
            self.write(&[op::SETITEMS])?;
            if count < BATCH {
                return Ok(());
            }
        }
    }

    fn next_pair(self, it: Ref<'_>) -> PyResult<Option<Owned>> {
        let Some(pair) = iter::next(self.cx, it)? else { return Ok(None) };
        if pair.borrow().cast::<Tuple>().is_none_or(|pair| pair.len() != 2) {
            let message = format_args!("dict items iterator must return 2-tuples");
            return Err(self.cx.raise(&exc::TYPE_ERROR, message));
        }
        Ok(Some(pair))
    }

    fn save_pair(self, pair: &Owned) -> PyResult<()> {
        for part in pair.borrow().recv::<Tuple>().as_slice() {
            self.save(*part, 0)?;
        }
        Ok(())
    }

    /// An instance of a classic class: class, arguments, state.
    pub(super) fn save_instance(self, x: Ref<'_>, held: i64) -> PyResult<()> {
        self.guarded(x, || self.instance_parts(x, held))
    }

    fn instance_parts(self, x: Ref<'_>, held: i64) -> PyResult<()> {
        let cx = self.cx;
        self.write(&[op::MARK])?;
        let class = attr::get_attr(cx, x, runtime::object::names::CLASS.as_ref())?;
        if self.is_binary() {
            self.save(class.borrow(), 0)?;
        }
        if let Some(function) = self.find(x, "__getinitargs__")? {
            let args = call::call0(cx, function.borrow())?;
            for index in 0..sequence::len(cx, args.borrow())? {
                let item = sequence::get_item(cx, args.borrow(), index)?;
                self.save(item.borrow(), 0)?;
            }
        }
        if self.is_binary() {
            self.write(&[op::OBJ])?;
        } else {
            let name = match class.borrow().cast::<ClassicClass>() {
                Some(class) => Str::new(cx, class.name().as_bytes())?,
                None => attr::get_attr(cx, class.borrow(), runtime::object::names::NAME.as_ref())?,
            };
            let module = self.module_of(class.borrow(), name.borrow())?;
            self.write(&[op::INST])?;
            self.write_line(module.borrow())?;
            self.write_line(name.borrow())?;
        }
        let state = match self.find(x, "__getstate__")? {
            Some(function) => call::call0(cx, function.borrow())?,
            None => match attr::find_attr(cx, x, runtime::object::names::DICT.as_ref())? {
                Some(state) => state,
                None => return Ok(()),
            },
        };
        if state.borrow().cast::<Dict>().is_some() {
            self.put_shared(x, held)?;
        } else {
            self.put(x)?;
        }
        self.save(state.borrow(), 0)?;
        self.write(&[op::BUILD])
    }

    /// Writes a name and the end of its line.
    pub(super) fn write_line(self, name: Ref<'_>) -> PyResult<()> {
        if let Some(name) = name.cast::<Str>() {
            self.write(name.as_bytes())?;
        }
        self.write(b"\n")
    }
}
