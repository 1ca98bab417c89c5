//! Calls of classes: what `__new__` and `__init__` written in Python are pushes a frame each.

use super::super::generator;
use super::super::last::{Left, Rest, Tail, Then};
use super::super::machine::{Machine, Step};
use super::{Args, COUNTS_OF_OBJECT, Way, begin, frame_for, make_frame, push_counting};
use crate::builtins::classic::ClassicClass;
use crate::builtins::classmethod::StaticMethod;
use crate::builtins::frame::ReturnKind;
use crate::builtins::function::Function;
use crate::builtins::instance;
use crate::builtins::object::OBJECT;
use crate::builtins::str::Str;
use crate::builtins::type_::TYPE;
use crate::cx::Cx;
use crate::exceptions::{PyResult, Raised, table};
use crate::object::handle::borrow_slice;
use crate::object::{Owned, Ref, names};
use crate::protocol;
use crate::types::{CallArgs, Type, TypeFlags};
use ir::code::flags as code_flags;

/// Returns the Python `__init__` of a class whose instances are made by `object` and whose
/// metaclass calls classes the usual way.
pub(crate) fn python_init(ty: &Type) -> Option<Owned> {
    if !is_made_plainly(ty) {
        return None;
    }
    let init = protocol::attr::lookup_type(ty, names::INIT.as_ref())?;
    init.borrow().cast_exact::<Function>().is_some().then_some(init)
}

/// Returns whether calling a class makes an object as `object` does, by a metaclass that does nothing of its own.
fn is_made_plainly(ty: &Type) -> bool {
    let address = |ty: &Type| ty.slots.new.get().map(|new| new as *const () as usize);
    ty.has_flag(TypeFlags::HEAP) && ty.as_ref().is_exact(&TYPE) && address(ty) == address(&OBJECT)
}

/// Returns whether instances of a class are made by `object` and need no `__init__`.
pub(crate) fn has_plain_init(ty: &Type) -> bool {
    let address = |ty: &Type| ty.slots.init.get().map(|init| init as *const () as usize);
    is_made_plainly(ty) && address(ty) == address(&OBJECT)
}

pub(super) fn instantiate(
    m: Machine<'_>,
    ty: &Type,
    init: Owned,
    mut args: Args,
    names: &[Ref<'_>],
) -> Step {
    let new = ty.slots.new.get().expect("compared above");
    let made = new(m.cx, ty, CallArgs { args: args.slice(m), names });
    let Ok(instance) = made else {
        args.release(m);
        return Step::Raise;
    };
    args.push_front(m, instance.clone());
    let function = init.borrow().recv::<Function>();
    let way = Way { names, extra: COUNTS_OF_OBJECT };
    let Ok(frame) = make_frame(m, function, &init, &args, &way) else {
        args.release(m);
        return Step::Raise;
    };
    args.release(m);
    if frame.code().has(code_flags::GENERATOR) {
        frame.leave();
        return raise_init_result(m, Some("generator"));
    }
    frame.aux.set(Some(instance));
    push_counting(m.cx, frame, ReturnKind::Init, COUNTS_OF_OBJECT);
    begin(m, frame)
}

/// Raises the error of an `__init__` that returned something of type `ty`; a classic class names no type.
#[cold]
pub(crate) fn raise_init_result(m: Machine<'_>, ty: Option<&str>) -> Step {
    match ty {
        Some(ty) => init_result_error(m.cx, ty),
        None => m.cx.raise(&table::TYPE_ERROR, format_args!("__init__() should return None")),
    };
    Step::Raise
}

/// The same for compiled code.
#[cold]
pub(crate) fn init_result_error(cx: &Cx, ty: &str) -> Raised {
    cx.raise(&table::TYPE_ERROR, format_args!("__init__() should return None, not '{ty}'"))
}

/// Returns the `__call__` that a metaclass has in Python.
pub(super) fn python_meta_call(ty: &Type) -> Option<Owned> {
    let metatype = ty.head.ty();
    if !metatype.has_flag(TypeFlags::HEAP) {
        return None;
    }
    let method = protocol::attr::lookup_type(metatype, names::CALL.as_ref())?;
    method.borrow().cast_exact::<Function>().is_some().then_some(method)
}

/// Returns the Python `__new__` of a class whose metaclass calls classes the usual way.
pub(super) fn python_new(ty: &Type) -> Option<Owned> {
    let address = |ty: &Type| ty.slots.call.get().map(|call| call as *const () as usize);
    if !ty.has_flag(TypeFlags::HEAP) || address(ty.head.ty()) != address(&TYPE) {
        return None;
    }
    let new = protocol::attr::lookup_type(ty, names::NEW.as_ref())?;
    let function = new.borrow().cast_exact::<StaticMethod>()?.function.get()?;
    function.borrow().cast_exact::<Function>().is_some().then_some(function)
}

/// Calls a class through its Python `__new__`.
pub(super) fn call_new(
    m: Machine<'_>,
    class: Owned,
    new: Owned,
    mut args: Args,
    names: &[Ref<'_>],
    is_statement: bool,
) -> Step {
    let values = args.slice(m).iter().map(|value| value.own()).collect();
    args.push_front(m, class.clone());
    let function = new.borrow().recv::<Function>();
    let way = Way { names, extra: COUNTS_OF_OBJECT };
    let frame = make_frame(m, function, &new, &args, &way);
    args.release(m);
    let Ok(frame) = frame else {
        if is_statement {
            hint_at_bases(m.cx);
        }
        return Step::Raise;
    };
    let names = names.iter().map(|name| name.own()).collect();
    let rest = Box::new(Made { class, values, names, is_statement });
    if frame.code().has(code_flags::GENERATOR) {
        let made = generator::make(m.cx, frame);
        let pc = m.frame.pc.get();
        let result = rest.go_on(m.cx, Tail::NONE, made);
        return m.finish(pc.insn(), result);
    }
    super::super::last::push(m, frame, Then::Rest(rest), COUNTS_OF_OBJECT)
}

/// What remains of the call of a class while its `__new__` runs.
struct Made {
    class: Owned,
    values: Vec<Owned>,
    names: Vec<Owned>,
    is_statement: bool,
}

impl Rest for Made {
    fn go_on(self: Box<Self>, cx: &Cx, tail: Tail, outcome: PyResult) -> PyResult {
        let result = outcome.and_then(|object| self.initialise(cx, tail, object));
        if result.is_err() && self.is_statement && !cx.last_calls.is_left() {
            hint_at_bases(cx);
        }
        result
    }
}

impl Made {
    fn initialise(&self, cx: &Cx, tail: Tail, object: Owned) -> PyResult {
        if !object.borrow().is_instance(self.class.borrow().recv::<Type>()) {
            return Ok(object);
        }
        let ty = object.borrow().ty();
        let Some(init) = ty.slots.init.get() else { return Ok(object) };
        let found = protocol::attr::lookup_type(ty, names::INIT.as_ref());
        let names = borrow_slice(&self.names);
        if let Some(found) = &found
            && let Some(function) = found.borrow().cast_exact::<Function>()
            && !function.code().has(code_flags::GENERATOR)
            && tail.is_given()
        {
            let mut all = Vec::with_capacity(self.values.len() + 1);
            all.push(object.borrow());
            all.extend(self.values.iter().map(Owned::borrow));
            let frame = frame_for(cx, function, found.borrow(), CallArgs { args: &all, names })?;
            let then = if self.is_statement {
                Then::Rest(Box::new(Initialised { class: object }))
            } else {
                Then::Instance(object)
            };
            return Err(cx.last_calls.leave(Left::Frame(frame, then)));
        }
        init(cx, object.borrow(), CallArgs { args: borrow_slice(&self.values), names })?;
        Ok(object)
    }
}

/// What remains of a class statement while the `__init__` of the metaclass runs.
struct Initialised {
    class: Owned,
}

impl Rest for Initialised {
    fn go_on(self: Box<Self>, cx: &Cx, _: Tail, outcome: PyResult) -> PyResult {
        let result = match outcome {
            Ok(value) if value.borrow().is_none() => return Ok(self.class),
            Ok(value) => init_result_error(cx, &value.borrow().ty().name()),
            Err(raised) => raised,
        };
        hint_at_bases(cx);
        Err(result)
    }
}

/// Puts CPython's hint in front of a `TypeError` that the call of a metaclass has raised.
pub(super) fn hint_at_bases(cx: &Cx) {
    if cx.raised_matches(&table::TYPE_ERROR)
        && let Some(state) = cx.pending.get()
        && let Some(value) = &state.value
        && let Some(text) = value.borrow().cast::<Str>()
    {
        let text =
            [b"Error when calling the metaclass bases\n    ".as_slice(), text.as_bytes()].concat();
        cx.raise_bytes(&table::TYPE_ERROR, &text);
    }
}

/// Makes an instance of a classic class whose `__init__` is Python code; `None`: it is not.
pub(super) fn classic_init(class: &ClassicClass) -> Option<Owned> {
    let init = crate::builtins::classic::lookup(class, names::INIT.as_ref())?;
    let function = init.borrow().cast_exact::<Function>()?;
    (!function.code().has(code_flags::GENERATOR)).then_some(init)
}

/// Enters the `__init__` of a new instance of a classic class.
pub(super) fn instantiate_classic(
    m: Machine<'_>,
    class: Ref<'_>,
    init: Owned,
    mut args: Args,
    names: &[Ref<'_>],
) -> Step {
    let Ok(object) = instance::new_raw(m.cx, class) else {
        args.release(m);
        return Step::Raise;
    };
    args.push_front(m, object.clone());
    let way = Way { names, extra: COUNTS_OF_CLASSIC };
    let frame = make_frame(m, init.borrow().recv::<Function>(), &init, &args, &way);
    args.release(m);
    let Ok(frame) = frame else { return Step::Raise };
    frame.aux.set(Some(object));
    push_counting(m.cx, frame, ReturnKind::Init, COUNTS_OF_CLASSIC);
    begin(m, frame)
}

/// How often CPython 2.7 counts a call of a classic class before it makes the frame of `__init__`.
const COUNTS_OF_CLASSIC: u8 = 3;
