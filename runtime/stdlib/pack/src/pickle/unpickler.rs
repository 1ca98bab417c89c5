//! `Unpickler` objects: source, memo and hooks of a reader of pickles.

use super::load::{self, Mode};
use super::pickler::{assigned, assigned_memo};
use super::source::Source;
use runtime::api::{Cx, Field, Header, PyResult, Ref, allocate, exc};
use runtime::builtins::dict::Dict;
use std::cell::RefCell;

/// Memory of an unpickler.
#[repr(C)]
pub(super) struct Unpickler {
    pub(super) head: Header,
    /// Taken out while it is read from.
    source: RefCell<Option<Source>>,
    pub(super) memo: Field,
    pub(super) persistent_load: Field,
    pub(super) find_global: Field,
}

runtime::py_type! {
    /// Reads pickles.
    pub(super) static UNPICKLER: Unpickler = "cPickle.Unpickler" {
        flags: [GC],
        slots { traverse: traverse, clear: clear }
        methods {
            /// Reads a pickle and returns its object.
            "load" => load, ();
            /// Reads a pickle without making instances, to collect persistent ids.
            "noload" => noload, ();
        }
        getset {
            /// Called with a persistent id: gives its object. A list gathers the ids.
            "persistent_load" => persistent_load, set_persistent_load;
            /// Called with the names of a module and of a global in it: gives the object.
            "find_global" => find_global, set_find_global;
            /// The objects read so far by their numbers.
            "memo" => memo, set_memo;
            /// The exception class.
            "UnpicklingError" => error_class, set_error_class;
        }
    }
}

fn traverse(x: Ref<'_>, visit: &mut dyn FnMut(Ref<'_>)) {
    let unpickler = x.recv::<Unpickler>();
    let fields = [&unpickler.memo, &unpickler.persistent_load, &unpickler.find_global];
    fields.into_iter().filter_map(Field::peek).for_each(&mut *visit);
    if let Ok(source) = unpickler.source.try_borrow()
        && let Some(source) = source.as_ref()
    {
        source.methods().into_iter().flatten().for_each(visit);
    }
}

fn clear(_: &Cx, x: Ref<'_>) {
    let unpickler = x.recv::<Unpickler>();
    unpickler.memo.set(None);
    unpickler.persistent_load.set(None);
    unpickler.find_global.set(None);
    drop(unpickler.source.take());
}

fn with_source(cx: &Cx, source: Source) -> PyResult {
    let unpickler = Unpickler {
        head: Header::new(&UNPICKLER),
        source: RefCell::new(Some(source)),
        memo: Field::new(Dict::new(cx)?),
        persistent_load: Field::empty(),
        find_global: Field::empty(),
    };
    allocate(cx, &UNPICKLER, unpickler)
}

/// Makes one that reads a file.
pub(super) fn new(cx: &Cx, file: Ref<'_>) -> PyResult {
    with_source(cx, Source::file(cx, file)?)
}

/// Makes one that reads a str.
pub(super) fn over_string(cx: &Cx, text: Ref<'_>) -> PyResult {
    with_source(cx, Source::string(text))
}

/// Reads one pickle.
pub(super) fn run(cx: &Cx, x: Ref<'_>, mode: Mode) -> PyResult {
    let unpickler = x.recv::<Unpickler>();
    let source = unpickler.source.borrow_mut().take();
    let Some(mut source) = source else {
        return Err(cx.raise(&exc::RUNTIME_ERROR, format_args!("the unpickler is in use")));
    };
    let result = load::run(cx, unpickler, &mut source, mode);
    let old = unpickler.source.borrow_mut().replace(source);
    drop(old);
    result
}

fn load(cx: &Cx, x: Ref<'_>) -> PyResult {
    run(cx, x, Mode::Load)
}

fn noload(cx: &Cx, x: Ref<'_>) -> PyResult {
    run(cx, x, Mode::Skip)
}

fn hook(cx: &Cx, field: &Field, name: &str) -> PyResult {
    match field.get() {
        Some(value) => Ok(value),
        None => Err(cx.raise(&exc::ATTRIBUTE_ERROR, format_args!("{name}"))),
    }
}

fn persistent_load(cx: &Cx, x: Ref<'_>) -> PyResult {
    hook(cx, &x.recv::<Unpickler>().persistent_load, "persistent_load")
}

fn set_persistent_load(_: &Cx, x: Ref<'_>, value: Option<Ref<'_>>) -> PyResult<()> {
    x.recv::<Unpickler>().persistent_load.set(value.map(Ref::own));
    Ok(())
}

fn find_global(cx: &Cx, x: Ref<'_>) -> PyResult {
    hook(cx, &x.recv::<Unpickler>().find_global, "find_global")
}

fn set_find_global(_: &Cx, x: Ref<'_>, value: Option<Ref<'_>>) -> PyResult<()> {
    x.recv::<Unpickler>().find_global.set(value.map(Ref::own));
    Ok(())
}

impl Unpickler {
    /// Returns the memo.
    pub(super) fn memo_dict(&self, cx: &Cx) -> PyResult {
        match self.memo.get() {
            Some(memo) => Ok(memo),
            None => Dict::new(cx),
        }
    }
}

fn memo(cx: &Cx, x: Ref<'_>) -> PyResult {
    x.recv::<Unpickler>().memo_dict(cx)
}

fn set_memo(cx: &Cx, x: Ref<'_>, value: Option<Ref<'_>>) -> PyResult<()> {
    x.recv::<Unpickler>().memo.set(Some(assigned_memo(cx, value)?));
    Ok(())
}

fn error_class(cx: &Cx, _: Ref<'_>) -> PyResult {
    super::class(cx, "UnpicklingError")
}

fn set_error_class(cx: &Cx, _: Ref<'_>, value: Option<Ref<'_>>) -> PyResult<()> {
    assigned(cx, value)?;
    Err(cx.raise(&exc::ATTRIBUTE_ERROR, format_args!("UnpicklingError")))
}
