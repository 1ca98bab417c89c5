//! `defaultdict`: a dict that makes missing values by calling a function.

use runtime::api::{CallArgs, Cx, Field, Owned, PyResult, Ref, Type, allocate, exc};
use runtime::builtins::dict::{DICT, Dict, raise_key_error};
use runtime::builtins::str::{Str, intern_bytes};
use runtime::builtins::tuple::Tuple;
use runtime::protocol::{call, repr as representation};

/// Memory of a defaultdict: a dict, then the function.
#[repr(C)]
pub(crate) struct DefaultDict {
    pub(crate) head: Dict,
    factory: Field,
}

runtime::py_type! {
    /// defaultdict(default_factory[, ...]) -> dict that calls the function for missing keys and keeps
    /// what it returns
    pub(crate) static DEFAULT_DICT: DefaultDict = "collections.defaultdict" {
        base: runtime::builtins::dict::DICT,
        flags: [BASE, GC, DICT_SUBTYPE],
        slots { new: new, init: init, traverse: traverse, clear: clear, repr: repr }
        methods {
            /// Called for a missing key: calls the function, or raises KeyError if there is none.
            "__missing__" => missing, (x);
            /// Returns a copy with the same function.
            "copy" => copy, ();
            /// Returns a copy with the same function.
            "__copy__" => copy, ();
            /// Helps pickle.
            "__reduce__" => reduce, () -> Tuple;
        }
        getset {
            /// The function called for missing keys, or None.
            "default_factory" => factory, set_factory;
        }
    }
}

fn new(cx: &Cx, ty: &Type, _args: CallArgs<'_>) -> PyResult {
    allocate(cx, ty, DefaultDict { head: Dict::blank(ty), factory: Field::new(Owned::none()) })
}

fn init(cx: &Cx, recv: Ref<'_>, args: CallArgs<'_>) -> PyResult<()> {
    let this = recv.recv::<DefaultDict>();
    let rest = match args.positional() {
        [] => args,
        [factory, ..] => {
            if !factory.is_none() && !call::is_callable(*factory) {
                return Err(cx.raise(
                    &exc::TYPE_ERROR,
                    format_args!("first argument must be callable or None"),
                ));
            }
            this.factory.set(Some(factory.own()));
            CallArgs { args: &args.args[1..], names: args.names }
        }
    };
    let base = DICT.slots.init.get().expect("dict has an init slot");
    base(cx, recv, rest)
}

fn traverse(recv: Ref<'_>, visit: &mut dyn FnMut(Ref<'_>)) {
    recv.recv::<DefaultDict>().factory.peek().into_iter().for_each(&mut *visit);
    let base = DICT.slots.traverse.get().expect("dict has a traverse slot");
    base(recv, visit);
}

fn clear(cx: &Cx, recv: Ref<'_>) {
    recv.recv::<DefaultDict>().factory.set(None);
    let base = DICT.slots.clear.get().expect("dict has a clear slot");
    base(cx, recv);
}

fn factory_of(recv: Ref<'_>) -> Owned {
    recv.recv::<DefaultDict>().factory.get().unwrap_or_else(Owned::none)
}

fn factory(_cx: &Cx, recv: Ref<'_>) -> PyResult {
    Ok(factory_of(recv))
}

fn set_factory(_cx: &Cx, recv: Ref<'_>, value: Option<Ref<'_>>) -> PyResult<()> {
    recv.recv::<DefaultDict>().factory.set(Some(value.map_or_else(Owned::none, Ref::own)));
    Ok(())
}

fn repr(cx: &Cx, recv: Ref<'_>) -> PyResult {
    let base = DICT.slots.repr.get().expect("dict has a repr slot");
    let entries = base(cx, recv)?;
    let factory = factory_of(recv);
    let factory = if factory.borrow().is_none() {
        Str::new(cx, b"None")?
    } else if representation::enter_repr(cx, factory.borrow()) {
        let text = representation::repr(cx, factory.borrow());
        representation::leave_repr(cx, factory.borrow());
        text?
    } else {
        Str::new(cx, b"...")?
    };
    let mut text = b"defaultdict(".to_vec();
    text.extend_from_slice(factory.borrow().recv::<Str>().as_bytes());
    text.extend_from_slice(b", ");
    text.extend_from_slice(entries.borrow().recv::<Str>().as_bytes());
    text.push(b')');
    Str::new(cx, &text)
}

fn missing(cx: &Cx, recv: Ref<'_>, key: Ref<'_>) -> PyResult {
    let factory = factory_of(recv);
    if factory.borrow().is_none() {
        return Err(raise_key_error(cx, key));
    }
    let value = call::call0(cx, factory.borrow())?;
    runtime::protocol::mapping::set_item(cx, recv, key, value.borrow())?;
    Ok(value)
}

fn copy(cx: &Cx, recv: Ref<'_>) -> PyResult {
    let factory = factory_of(recv);
    call::call2(cx, recv.ty().as_ref(), factory.borrow(), recv)
}

fn reduce(cx: &Cx, recv: Ref<'_>) -> PyResult {
    let factory = factory_of(recv);
    let args = if factory.borrow().is_none() {
        Tuple::empty().own()
    } else {
        Tuple::new(cx, vec![factory])?
    };
    let name = intern_bytes(cx, b"iteritems");
    let items = call::call_method(cx, recv, name.borrow(), &[])?;
    let ty = recv.ty().as_ref().own();
    Tuple::new(cx, vec![ty, args, Owned::none(), Owned::none(), items])
}
