//! `Pickler` objects: settings, memo and sink of a writer of pickles.

use super::save::Saver;
use super::sink::Sink;
use runtime::api::{Cx, Field, Header, Owned, PyResult, Ref, allocate, exc};
use runtime::builtins::dict::Dict;
use runtime::builtins::str::Str;
use runtime::builtins::tuple::Tuple;
use runtime::protocol::args;
use std::cell::{Cell, RefCell};
use std::collections::HashSet;

/// Memory of a pickler.
#[repr(C)]
pub(super) struct Pickler {
    pub(super) head: Header,
    pub(super) protocol: Cell<i32>,
    pub(super) binary: Cell<i32>,
    pub(super) fast: Cell<i32>,
    /// Containers that are being written in fast mode, and their addresses from some depth on.
    pub(super) fast_depth: Cell<i32>,
    pub(super) fast_seen: RefCell<HashSet<u64>>,
    /// Address of an object to (its number, the object).
    pub(super) memo: Field,
    pub(super) dispatch: Field,
    pub(super) persistent_id: Field,
    pub(super) instance_id: Field,
    pub(super) sink: Sink,
}

runtime::py_type! {
    /// Writes pickles.
    pub(super) static PICKLER: Pickler = "cPickle.Pickler" {
        flags: [GC],
        slots { traverse: traverse, clear: clear }
        methods {
            /// dump(obj) -- writes the pickle of an object.
            "dump" => dump, (1..=2);
            /// Forgets which objects have been written.
            "clear_memo" => clear_memo, ();
            /// Returns what a pickler without a file has written, and forgets it unless the argument is 0.
            "getvalue" => getvalue, (0..=1);
        }
        getset {
            /// Whether the pickle is binary.
            "binary" => binary, set_binary;
            /// Whether objects are written again each time they are met.
            "fast" => fast, set_fast;
            /// The objects written so far by their addresses.
            "memo" => memo, set_memo;
            /// Called with each object: gives the id to write in its place, or None.
            "persistent_id" => persistent_id, set_persistent_id;
            /// The same, asked only for objects that are no plain data.
            "inst_persistent_id" => instance_id, set_instance_id;
            /// The exception class.
            "PicklingError" => error_class, set_error_class;
        }
    }
}

fn traverse(x: Ref<'_>, visit: &mut dyn FnMut(Ref<'_>)) {
    let pickler = x.recv::<Pickler>();
    let fields = [&pickler.memo, &pickler.dispatch, &pickler.persistent_id, &pickler.instance_id];
    fields.into_iter().filter_map(Field::peek).for_each(visit);
}

fn clear(_: &Cx, x: Ref<'_>) {
    let pickler = x.recv::<Pickler>();
    pickler.memo.set(None);
    pickler.persistent_id.set(None);
    pickler.instance_id.set(None);
}

fn with_sink(cx: &Cx, sink: Sink, protocol: i32) -> PyResult {
    let pickler = Pickler {
        head: Header::new(&PICKLER),
        protocol: Cell::new(protocol),
        binary: Cell::new(i32::from(protocol > 0)),
        fast: Cell::new(0),
        fast_depth: Cell::new(0),
        fast_seen: RefCell::default(),
        memo: Field::new(Dict::new(cx)?),
        dispatch: Field::new(super::copy_reg(cx, "dispatch_table")?),
        persistent_id: Field::empty(),
        instance_id: Field::empty(),
        sink,
    };
    allocate(cx, &PICKLER, pickler)
}

/// Makes a pickler; without a file it keeps what it writes.
pub(super) fn new(cx: &Cx, file: Option<Ref<'_>>, protocol: i32) -> PyResult {
    let sink = match file {
        Some(file) => Sink::file(cx, file)?,
        None => Sink::pieces(),
    };
    with_sink(cx, sink, protocol)
}

/// Makes a pickler that writes a string.
pub(super) fn to_string(cx: &Cx, protocol: i32) -> PyResult {
    with_sink(cx, Sink::buffer(), protocol)
}

/// Writes the pickle of an object.
pub(super) fn dump_one(cx: &Cx, pickler: Ref<'_>, object: Ref<'_>) -> PyResult<()> {
    let pickler = pickler.recv::<Pickler>();
    pickler.fast_depth.set(0);
    pickler.fast_seen.borrow_mut().clear();
    match (Saver { cx, pickler }).dump(object) {
        Ok(()) => pickler.sink.flush(cx),
        Err(raised) => Err(pickler.sink.flush_failed(cx, raised)),
    }
}

/// Returns what a pickler that writes a string has written.
pub(super) fn written(cx: &Cx, pickler: Ref<'_>) -> PyResult {
    pickler.recv::<Pickler>().sink.bytes(cx)
}

fn dump(cx: &Cx, x: Ref<'_>, given: &[Ref<'_>]) -> PyResult {
    let get = given.get(1).map_or(Ok(0), |get| args::c_int(cx, *get))?;
    dump_one(cx, x, given[0])?;
    if get == 0 { Ok(x.own()) } else { getvalue(cx, x, &[]) }
}

fn clear_memo(cx: &Cx, x: Ref<'_>) -> PyResult {
    x.recv::<Pickler>().memo_dict(cx)?.borrow().recv::<Dict>().clear();
    Ok(Owned::none())
}

fn getvalue(cx: &Cx, x: Ref<'_>, given: &[Ref<'_>]) -> PyResult {
    let clear = given.first().map_or(Ok(1), |clear| args::c_int(cx, *clear))? != 0;
    match x.recv::<Pickler>().sink.join(cx, clear)? {
        Some(bytes) => {
            if clear {
                clear_memo(cx, x)?;
            }
            Str::new(cx, &bytes)
        }
        None => {
            let text = "Attempt to getvalue() a non-list-based pickler";
            Err(super::pickling_error(cx, text, &[]))
        }
    }
}

impl Pickler {
    /// Returns the memo.
    pub(super) fn memo_dict(&self, cx: &Cx) -> PyResult {
        match self.memo.get() {
            Some(memo) => Ok(memo),
            None => {
                let memo = Dict::new(cx)?;
                self.memo.set(Some(memo.clone()));
                Ok(memo)
            }
        }
    }

    /// Returns the number of an object that has been written.
    pub(super) fn known(&self, cx: &Cx, object: Ref<'_>) -> PyResult<Option<usize>> {
        let memo = self.memo_dict(cx)?;
        let key = Owned::int(object.address() as i64);
        let Some(entry) = memo.borrow().recv::<Dict>().get(cx, key.borrow())? else {
            return Ok(None);
        };
        let number = entry
            .borrow()
            .cast::<Tuple>()
            .and_then(|entry| entry.as_slice().first().copied())
            .and_then(runtime::builtins::int::int_value)
            .and_then(|number| usize::try_from(number).ok());
        match number {
            Some(number) => Ok(Some(number)),
            None => {
                let text = "no int where int expected in memo";
                Err(super::pickling_error(cx, text, &[]))
            }
        }
    }

    /// Gives an object the next number.
    pub(super) fn remember(&self, cx: &Cx, object: Ref<'_>) -> PyResult<usize> {
        let memo = self.memo_dict(cx)?;
        let memo = memo.borrow().recv::<Dict>();
        let number = memo.len() + 1;
        let key = Owned::int(object.address() as i64);
        let entry = Tuple::pair(cx, Owned::int(number as i64), object.own())?;
        memo.set(cx, key.borrow(), entry.borrow())?;
        Ok(number)
    }
}

fn binary(_: &Cx, x: Ref<'_>) -> PyResult {
    Ok(Owned::int(i64::from(x.recv::<Pickler>().binary.get())))
}

fn fast(_: &Cx, x: Ref<'_>) -> PyResult {
    Ok(Owned::int(i64::from(x.recv::<Pickler>().fast.get())))
}

fn number(cx: &Cx, value: Option<Ref<'_>>) -> PyResult<i32> {
    match value {
        Some(value) => args::c_int(cx, value),
        None => {
            let message = format_args!("can't delete numeric/char attribute");
            Err(cx.raise(&exc::TYPE_ERROR, message))
        }
    }
}

fn set_binary(cx: &Cx, x: Ref<'_>, value: Option<Ref<'_>>) -> PyResult<()> {
    x.recv::<Pickler>().binary.set(number(cx, value)?);
    Ok(())
}

fn set_fast(cx: &Cx, x: Ref<'_>, value: Option<Ref<'_>>) -> PyResult<()> {
    x.recv::<Pickler>().fast.set(number(cx, value)?);
    Ok(())
}

/// The value that an attribute is set to.
///
/// # Errors
/// Raises `TypeError` for a deletion.
pub(super) fn assigned(cx: &Cx, value: Option<Ref<'_>>) -> PyResult {
    match value {
        Some(value) => Ok(value.own()),
        None => {
            let message = format_args!("attribute deletion is not supported");
            Err(cx.raise(&exc::TYPE_ERROR, message))
        }
    }
}

/// The dict that a memo is set to.
///
/// # Errors
/// Raises `TypeError` for anything else.
pub(super) fn assigned_memo(cx: &Cx, value: Option<Ref<'_>>) -> PyResult {
    let memo = assigned(cx, value)?;
    if memo.borrow().cast::<Dict>().is_none() {
        return Err(cx.raise(&exc::TYPE_ERROR, format_args!("memo must be a dictionary")));
    }
    Ok(memo)
}

fn memo(cx: &Cx, x: Ref<'_>) -> PyResult {
    x.recv::<Pickler>().memo_dict(cx)
}

fn set_memo(cx: &Cx, x: Ref<'_>, value: Option<Ref<'_>>) -> PyResult<()> {
    x.recv::<Pickler>().memo.set(Some(assigned_memo(cx, value)?));
    Ok(())
}

fn persistent_id(cx: &Cx, x: Ref<'_>) -> PyResult {
    match x.recv::<Pickler>().persistent_id.get() {
        Some(function) => Ok(function),
        None => Err(cx.raise(&exc::ATTRIBUTE_ERROR, format_args!("persistent_id"))),
    }
}

fn set_persistent_id(cx: &Cx, x: Ref<'_>, value: Option<Ref<'_>>) -> PyResult<()> {
    x.recv::<Pickler>().persistent_id.set(Some(assigned(cx, value)?));
    Ok(())
}

fn instance_id(cx: &Cx, _: Ref<'_>) -> PyResult {
    let message =
        format_args!("attribute 'inst_persistent_id' of 'cPickle.Pickler' objects is not readable");
    Err(cx.raise(&exc::ATTRIBUTE_ERROR, message))
}

fn set_instance_id(cx: &Cx, x: Ref<'_>, value: Option<Ref<'_>>) -> PyResult<()> {
    x.recv::<Pickler>().instance_id.set(Some(assigned(cx, value)?));
    Ok(())
}

fn error_class(cx: &Cx, _: Ref<'_>) -> PyResult {
    super::class(cx, "PicklingError")
}

fn set_error_class(cx: &Cx, _: Ref<'_>, _: Option<Ref<'_>>) -> PyResult<()> {
    let message =
        format_args!("attribute 'PicklingError' of 'cPickle.Pickler' objects is not writable");
    Err(cx.raise(&exc::ATTRIBUTE_ERROR, message))
}
