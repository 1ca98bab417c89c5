//! `object.__reduce_ex__` and `__reduce__`: how copy and pickle take objects apart.

use crate::builtins::dict::{DICT, Dict};
use crate::builtins::list::LIST;
use crate::builtins::str::{Str, intern_bytes};
use crate::builtins::tuple::Tuple;
use crate::cx::Cx;
use crate::exceptions::{PyResult, table};
use crate::object::{Owned, Ref, names};
use crate::protocol::{attr, call, number};
use crate::types::Type;

fn name(cx: &Cx, text: &str) -> Owned {
    intern_bytes(cx, text.as_bytes())
}

fn protocol_of(cx: &Cx, args: &[Ref<'_>]) -> PyResult<i64> {
    args.first().map_or(Ok(0), |protocol| number::as_i64(cx, *protocol))
}

pub(super) fn reduce(cx: &Cx, object: Ref<'_>, args: &[Ref<'_>]) -> PyResult {
    let protocol = protocol_of(cx, args)?;
    common(cx, object, protocol)
}

pub(super) fn reduce_ex(cx: &Cx, object: Ref<'_>, args: &[Ref<'_>]) -> PyResult {
    let protocol = protocol_of(cx, args)?;
    if let Some(reduce) = attr::find_attr(cx, object, names::REDUCE.as_ref())? {
        let class = attr::get_attr(cx, object, names::CLASS.as_ref())?;
        let of_class = attr::get_attr(cx, class.borrow(), names::REDUCE.as_ref())?;
        let of_object = attr::lookup_type(&super::OBJECT, names::REDUCE.as_ref());
        let overridden =
            of_object.is_none_or(|of_object| !of_class.borrow().is(of_object.borrow()));
        if overridden {
            return call::call0(cx, reduce.borrow());
        }
    }
    common(cx, object, protocol)
}

fn common(cx: &Cx, object: Ref<'_>, protocol: i64) -> PyResult {
    let copy_reg = crate::protocol::call::import_module(cx, "copy_reg")?;
    if protocol >= 2 {
        return reduce_2(cx, object, copy_reg.borrow());
    }
    let reduce = name(cx, "_reduce_ex");
    call::call_method(
        cx,
        copy_reg.borrow(),
        reduce.borrow(),
        &[object, Owned::int(protocol).borrow()],
    )
}

fn reduce_2(cx: &Cx, object: Ref<'_>, copy_reg: Ref<'_>) -> PyResult {
    if object.ty().slots.new.get().is_none() {
        let ty = object.ty().name();
        return Err(cx.raise(&table::TYPE_ERROR, format_args!("can't pickle {ty} objects")));
    }
    let class = attr::get_attr(cx, object, names::CLASS.as_ref())?;
    if class.borrow().cast::<Type>().is_some_and(|class| class.slots.new.get().is_none()) {
        let ty = object.ty().name();
        return Err(cx.raise(&table::TYPE_ERROR, format_args!("can't pickle {ty} objects")));
    }
    let mut new_args = vec![class.clone()];
    if let Some(method) = attr::find_attr(cx, object, name(cx, "__getnewargs__").borrow())? {
        let args = call::call0(cx, method.borrow())?;
        let Some(args) = args.borrow().cast::<Tuple>() else {
            return Err(cx.raise(
                &table::TYPE_ERROR,
                format_args!(
                    "__getnewargs__ should return a tuple, not '{}'",
                    args.borrow().ty().name()
                ),
            ));
        };
        new_args.extend(args.as_slice().iter().map(|arg| arg.own()));
    }
    let state = match attr::find_attr(cx, object, name(cx, "__getstate__").borrow())? {
        Some(method) => call::call0(cx, method.borrow())?,
        None => default_state(cx, object, class.borrow(), copy_reg)?,
    };
    let list_items = if object.is_instance(&LIST) {
        crate::protocol::iter::iter(cx, object)?
    } else {
        Owned::none()
    };
    let dict_items = if object.is_instance(&DICT) {
        call::call_method(cx, object, name(cx, "iteritems").borrow(), &[])?
    } else {
        Owned::none()
    };
    let new_object = attr::get_attr(cx, copy_reg, name(cx, "__newobj__").borrow())?;
    let new_args = Tuple::new(cx, new_args)?;
    Tuple::new(cx, vec![new_object, new_args, state, list_items, dict_items])
}

/// The instance dict, with the values of `__slots__` beside it if there are any.
fn default_state(cx: &Cx, object: Ref<'_>, class: Ref<'_>, copy_reg: Ref<'_>) -> PyResult {
    let state = attr::find_attr(cx, object, names::DICT.as_ref())?.unwrap_or_else(Owned::none);
    let slot_names = call::call_method(cx, copy_reg, name(cx, "_slotnames").borrow(), &[class])?;
    if slot_names.borrow().is_none() {
        return Ok(state);
    }
    let slots = Dict::new(cx)?;
    for slot in crate::protocol::sequence::to_vec(cx, slot_names.borrow())? {
        if slot.borrow().cast::<Str>().is_none() {
            continue;
        }
        if let Some(value) = attr::find_attr(cx, object, slot.borrow())? {
            slots.borrow().recv::<Dict>().set(cx, slot.borrow(), value.borrow())?;
        }
    }
    if slots.borrow().recv::<Dict>().is_empty() {
        return Ok(state);
    }
    Tuple::from_refs(cx, &[state.borrow(), slots.borrow()])
}
