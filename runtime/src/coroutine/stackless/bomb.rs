//! The type `bomb`: an exception as a value. And the exception `TaskletExit`.

use crate::builtins::tuple::Tuple;
use crate::cx::Cx;
use crate::exceptions::raise::{class_of_instance, is_exception_class, is_exception_instance};
use crate::exceptions::table::{SYSTEM_EXIT, SystemExit, TYPE_ERROR};
use crate::exceptions::{PyResult, Raised, RaisedState};
use crate::object::{Field, Header, Owned, Ref, allocate};
use crate::protocol::call;
use crate::types::{CallArgs, Slots, Type, TypeFlags};

/// `TaskletExit`
pub(super) static TASKLET_EXIT: Type = Type::builtin(
    "exceptions.TaskletExit",
    "Asks a tasklet to end.",
    Some(&SYSTEM_EXIT),
    size_of::<SystemExit>(),
    TypeFlags::BUILTIN
        .or(TypeFlags::BASE)
        .or(TypeFlags::GC)
        .or(TypeFlags::HAS_DICT)
        .or(TypeFlags::EXCEPTION_SUBTYPE),
    Slots::EMPTY,
    &[],
    &[],
);

/// Memory of a bomb.
#[repr(C)]
pub(super) struct Bomb {
    pub(super) head: Header,
    class: Field,
    value: Field,
    traceback: Field,
}

crate::py_type! {
    /// bomb(type=None, value=None, traceback=None): an exception to be raised in a tasklet that gets
    /// it as its value; the arguments may come as one tuple.
    pub(super) static BOMB: Bomb = "_stackless.bomb" {
        flags: [GC],
        slots { new: new, traverse: traverse, clear: clear }
        methods {
            /// Helps pickle.
            "__reduce__" => reduce, ();
            /// Takes over the state that __reduce__ gave.
            "__setstate__" => set_state, (x);
        }
        getset {
            /// Its class.
            member "type" => class;
            /// Its instance or argument.
            member "value" => value;
            /// Its traceback.
            member "traceback" => traceback;
        }
    }
}

fn new(cx: &Cx, ty: &Type, args: CallArgs<'_>) -> PyResult {
    let single = match args.args {
        [only] => only.cast::<Tuple>().map(Tuple::as_slice),
        _ => None,
    };
    let args = match single {
        Some(items) => CallArgs::positional_only(items),
        None => args,
    };
    let mut bound = [None; 3];
    call::bind_keywords(cx, "bomb", args, 0, &["type", "value", "traceback"], &mut bound)?;
    make(cx, ty, bound.map(|value| value.map(Ref::own)))
}

fn make(cx: &Cx, ty: &Type, parts: [Option<Owned>; 3]) -> PyResult {
    let [class, value, traceback] = parts.map(Field::from_option);
    allocate(cx, ty, Bomb { head: Header::new(ty), class, value, traceback })
}

fn of_state(cx: &Cx, state: RaisedState) -> PyResult {
    make(cx, &BOMB, [Some(state.ty), state.value, state.traceback])
}

/// Makes a bomb of the pending exception.
pub(super) fn of_pending(cx: &Cx) -> Owned {
    let state = cx.take_raised();
    // Without memory for the bomb the value is lost, and the receiver sees None.
    of_state(cx, state).unwrap_or_else(|_| {
        cx.clear_raised();
        Owned::none()
    })
}

/// Makes a bomb of an exception with a text.
///
/// # Errors
/// Raises `MemoryError`.
pub(super) fn of_text(cx: &Cx, class: &'static Type, text: &str) -> PyResult {
    let Raised = cx.raise(class, format_args!("{text}"));
    let state = cx.take_raised();
    of_state(cx, state)
}

/// Makes a bomb of a class and arguments for it: `raise_exception(class, *args)`.
///
/// # Errors
/// `TypeError` if there is no exception class.
pub(super) fn of_arguments(cx: &Cx, function: &str, args: &[Ref<'_>]) -> PyResult {
    let [class, rest @ ..] = args else {
        let message = format_args!("{function}() takes at least 1 argument");
        return Err(cx.raise(&TYPE_ERROR, message));
    };
    if !is_exception_class(*class) {
        let place = if function == "raise_exception" { "tasklet" } else { "channel" };
        let message = format_args!(
            "{place}.{function} needs Exception or string subclass as first parameter"
        );
        return Err(cx.raise(&TYPE_ERROR, message));
    }
    let value = Tuple::from_refs(cx, rest)?;
    make(cx, &BOMB, [Some(class.own()), Some(value), None])
}

/// Makes a bomb of what `raise` takes.
///
/// # Errors
/// `TypeError` if that cannot be raised.
pub(super) fn of_raise(cx: &Cx, parts: [Option<Ref<'_>>; 3]) -> PyResult {
    let [class, value, traceback] = parts.map(|part| part.filter(|part| !part.is_none()));
    if traceback.is_some_and(|tb| tb.cast::<crate::builtins::traceback::Traceback>().is_none()) {
        let message = format_args!("third argument must be a traceback object");
        return Err(cx.raise(&TYPE_ERROR, message));
    }
    let class = class.unwrap_or(crate::object::none());
    if is_exception_class(class) {
        let parts = [Some(class), value, traceback].map(|part| part.map(Ref::own));
        return make(cx, &BOMB, parts);
    }
    if !is_exception_instance(class) {
        let ty = class.ty().name();
        let message = format_args!("exceptions must be classes, or instances, not {ty}");
        return Err(cx.raise(&TYPE_ERROR, message));
    }
    if value.is_some() {
        let message = format_args!("instance exception may not have a separate value");
        return Err(cx.raise(&TYPE_ERROR, message));
    }
    let ty = class_of_instance(cx, class);
    make(cx, &BOMB, [Some(ty), Some(class.own()), traceback.map(Ref::own)])
}

impl Bomb {
    /// Raises the exception.
    pub(super) fn explode(&self, cx: &Cx) -> Raised {
        let ty = self.class.get().unwrap_or_else(Owned::none);
        cx.restore(RaisedState { ty, value: self.value.get(), traceback: self.traceback.get() })
    }

    /// Returns whether it is a `TaskletExit`.
    pub(super) fn asks_to_end(&self) -> bool {
        let class = self.class.peek().and_then(|class| class.cast::<Type>());
        class.is_some_and(|class| class.is_subtype(&TASKLET_EXIT))
    }

    fn fields(&self) -> [&Field; 3] {
        [&self.class, &self.value, &self.traceback]
    }
}

fn traverse(recv: Ref<'_>, visit: &mut dyn FnMut(Ref<'_>)) {
    recv.recv::<Bomb>().fields().iter().filter_map(|field| field.peek()).for_each(visit);
}

fn clear(_cx: &Cx, recv: Ref<'_>) {
    recv.recv::<Bomb>().fields().iter().for_each(|field| field.set(None));
}

fn shown(field: &Field) -> PyResult {
    Ok(field.get().unwrap_or_else(Owned::none))
}

fn class(_cx: &Cx, recv: Ref<'_>) -> PyResult {
    shown(&recv.recv::<Bomb>().class)
}

fn value(_cx: &Cx, recv: Ref<'_>) -> PyResult {
    shown(&recv.recv::<Bomb>().value)
}

fn traceback(_cx: &Cx, recv: Ref<'_>) -> PyResult {
    shown(&recv.recv::<Bomb>().traceback)
}

/// A tuple with Nones for what is missing, and in front the numbers of those as a tuple.
fn reduce(cx: &Cx, recv: Ref<'_>) -> PyResult {
    let fields = recv.recv::<Bomb>().fields();
    let missing = fields.iter().enumerate().filter(|(_, field)| field.is_empty());
    let missing = missing.map(|(index, _)| Owned::int(index as i64)).collect();
    let mut parts = vec![Tuple::new(cx, missing)?];
    parts.extend(fields.iter().map(|field| field.get().unwrap_or_else(Owned::none)));
    let state = Tuple::new(cx, parts)?;
    let empty = Tuple::new(cx, Vec::new())?;
    Tuple::new(cx, vec![BOMB.as_ref().own(), empty, state])
}

fn set_state(cx: &Cx, recv: Ref<'_>, state: Ref<'_>) -> PyResult {
    let parts = state.cast::<Tuple>().map(Tuple::as_slice);
    let Some([_, parts @ ..]) = parts.filter(|parts| parts.len() == 4) else {
        let message = format_args!("bad exception tuple for bomb");
        return Err(cx.raise(&crate::exceptions::table::VALUE_ERROR, message));
    };
    for (field, part) in recv.recv::<Bomb>().fields().iter().zip(parts) {
        field.set((!part.is_none()).then(|| part.own()));
    }
    Ok(recv.own())
}
