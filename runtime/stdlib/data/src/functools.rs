//! The module `_functools`: `partial` and `reduce`.

use crate::support::{own_all, unpack};
use runtime::api::{
    CallArgs, Cx, Field, Header, ModuleDef, Owned, PyResult, Ref, Type, allocate, exc,
};
use runtime::builtins::dict::{Dict, Merge};
use runtime::builtins::tuple::Tuple;
use runtime::object::attrs;
use runtime::protocol::{call, iter};

/// The module.
pub(crate) static FUNCTOOLS: ModuleDef = ModuleDef {
    name: "_functools",
    doc: "Functions that work on functions.",
    functions: runtime::methods! {
        /// reduce(function, sequence[, initial]) -- combines the items from the first to the last by a
        /// function of two arguments.
        "reduce" => reduce, (raw);
    },
    types: &[("partial", &PARTIAL)],
    init: None,
};

/// Memory of a partial.
#[repr(C)]
pub(crate) struct Partial {
    pub(crate) head: Header,
    function: Field,
    args: Field,
    keywords: Field,
}

runtime::py_type! {
    /// partial(function, *args, **keywords) -> function with some arguments given
    pub(crate) static PARTIAL: Partial = "functools.partial" {
        flags: [BASE, GC, HAS_DICT, WEAKREF],
        slots { new: new, traverse: traverse, clear: clear, call: call_partial }
        methods {
            /// Helps pickle.
            "__reduce__" => partial_reduce, () -> Tuple;
            /// Takes over the state that __reduce__ gave.
            "__setstate__" => set_state, (x) -> None;
        }
        getset {
            /// The function.
            member "func" => function;
            /// Positional arguments that are put before those of a call.
            member "args" => args;
            /// Keyword arguments to which those of a call are added.
            member "keywords" => keywords;
            /// Attributes set by programs.
            "__dict__" => dict, set_own_dict;
        }
    }
}

fn new(cx: &Cx, ty: &Type, args: CallArgs<'_>) -> PyResult {
    let [function, rest @ ..] = args.positional() else {
        return Err(
            cx.raise(&exc::TYPE_ERROR, format_args!("type 'partial' takes at least one argument"))
        );
    };
    if !call::is_callable(*function) {
        return Err(cx.raise(&exc::TYPE_ERROR, format_args!("the first argument must be callable")));
    }
    let keywords = Dict::new(cx)?;
    for (name, value) in args.names.iter().zip(args.keyword_values()) {
        keywords.borrow().recv::<Dict>().set(cx, *name, *value)?;
    }
    let partial = Partial {
        head: Header::new(ty),
        function: Field::new(function.own()),
        args: Field::new(Tuple::new(cx, own_all(cx, rest)?)?),
        keywords: Field::new(keywords),
    };
    allocate(cx, ty, partial)
}

fn dict(cx: &Cx, recv: Ref<'_>) -> PyResult {
    Ok(attrs::dict_of(cx, recv)?.unwrap_or_else(Owned::none))
}

fn set_own_dict(cx: &Cx, recv: Ref<'_>, dict: Option<Ref<'_>>) -> PyResult<()> {
    let Some(dict) = dict else {
        let message = format_args!("a partial object's dictionary may not be deleted");
        return Err(cx.raise(&exc::TYPE_ERROR, message));
    };
    if dict.cast::<Dict>().is_none() {
        let message = format_args!("setting partial object's dictionary to a non-dict");
        return Err(cx.raise(&exc::TYPE_ERROR, message));
    }
    attrs::set_dict(cx, recv, Some(dict))
}

fn clear(_: &Cx, recv: Ref<'_>) {
    attrs::clear_native(recv);
}

fn traverse(partial: Ref<'_>, visit: &mut dyn FnMut(Ref<'_>)) {
    attrs::visit_native(partial, visit);
    let partial = partial.recv::<Partial>();
    let fields = [&partial.function, &partial.args, &partial.keywords];
    fields.iter().filter_map(|field| field.peek()).for_each(visit);
}

fn value(field: &Field) -> Owned {
    field.get().unwrap_or_else(Owned::none)
}

fn function(_cx: &Cx, recv: Ref<'_>) -> PyResult {
    Ok(value(&recv.recv::<Partial>().function))
}

fn args(_cx: &Cx, recv: Ref<'_>) -> PyResult {
    Ok(value(&recv.recv::<Partial>().args))
}

fn keywords(_cx: &Cx, recv: Ref<'_>) -> PyResult {
    Ok(value(&recv.recv::<Partial>().keywords))
}

fn call_partial(cx: &Cx, recv: Ref<'_>, args: CallArgs<'_>) -> PyResult {
    let partial = recv.recv::<Partial>();
    let (function, given) = (value(&partial.function), value(&partial.args));
    let keywords = value(&partial.keywords);
    let mut values = given.borrow().recv::<Tuple>().as_slice().to_vec();
    values.extend_from_slice(args.positional());
    let own = keywords.borrow().cast::<Dict>().filter(|own| !own.is_empty());
    let Some(own) = own else {
        values.extend_from_slice(args.keyword_values());
        return call::call(cx, function.borrow(), CallArgs { args: &values, names: args.names });
    };
    let all = own.copy(cx)?;
    let all = all.borrow().recv::<Dict>();
    for (name, value) in args.names.iter().zip(args.keyword_values()) {
        all.set(cx, *name, *value)?;
    }
    let all = all.to_vec();
    values.extend(all.iter().map(|(_, value)| value.borrow()));
    let names: Vec<Ref<'_>> = all.iter().map(|(name, _)| name.borrow()).collect();
    call::call(cx, function.borrow(), CallArgs { args: &values, names: &names })
}

fn partial_reduce(cx: &Cx, recv: Ref<'_>) -> PyResult {
    let partial = recv.recv::<Partial>();
    let dict = attrs::dict_of(cx, recv)?;
    let dict = dict
        .filter(|dict| dict.borrow().cast::<Dict>().is_some_and(|dict| !dict.is_empty()))
        .unwrap_or_else(Owned::none);
    let function = value(&partial.function);
    let state = [function.clone(), value(&partial.args), value(&partial.keywords), dict];
    let state = Tuple::new(cx, Vec::from(state))?;
    let args = Tuple::from_refs(cx, &[function.borrow()])?;
    Tuple::from_refs(cx, &[recv.ty().as_ref(), args.borrow(), state.borrow()])
}

fn set_state(cx: &Cx, recv: Ref<'_>, state: Ref<'_>) -> PyResult {
    let partial = recv.recv::<Partial>();
    let parts = state.cast::<Tuple>().map_or(&[][..], Tuple::as_slice);
    let valid = |parts: &[Ref<'_>]| {
        call::is_callable(parts[0])
            && parts[1].cast::<Tuple>().is_some()
            && (parts[2].is_none() || parts[2].cast::<Dict>().is_some())
    };
    let [function, args, keywords, dict] = parts else { return Err(invalid_state(cx)) };
    if !valid(parts) {
        return Err(invalid_state(cx));
    }
    let args = match args.is_exact(&runtime::builtins::tuple::TUPLE) {
        true => args.own(),
        false => Tuple::new(cx, own_all(cx, args.recv::<Tuple>().as_slice())?)?,
    };
    let keywords = match keywords.cast::<Dict>() {
        None => Dict::new(cx)?,
        Some(_) if keywords.is_exact(&runtime::builtins::dict::DICT) => keywords.own(),
        Some(keywords) => {
            let copy = Dict::new(cx)?;
            copy.borrow().recv::<Dict>().merge_dict(cx, keywords, Merge::Override)?;
            copy
        }
    };
    partial.function.set(Some(function.own()));
    partial.args.set(Some(args));
    partial.keywords.set(Some(keywords));
    let dict = dict.cast::<Dict>().map(|_| *dict);
    attrs::set_dict(cx, recv, dict)?;
    Ok(Owned::none())
}

fn invalid_state(cx: &Cx) -> runtime::api::Raised {
    cx.raise(&exc::TYPE_ERROR, format_args!("invalid partial state"))
}

/// `reduce`, also a builtin function.
///
/// # Errors
/// `TypeError` for wrong arguments and for an empty sequence without initial value; what the
/// function or iterating raises.
pub(crate) fn reduce(cx: &Cx, _module: Ref<'_>, args: CallArgs<'_>) -> PyResult {
    let args = unpack(cx, "reduce", args, 2, 3)?;
    let it = iter::iter(cx, args[1]).map_err(|raised| {
        if !cx.raised_matches(&exc::TYPE_ERROR) {
            return raised;
        }
        cx.raise(&exc::TYPE_ERROR, format_args!("reduce() arg 2 must support iteration"))
    })?;
    let mut result = args.get(2).map(|initial| initial.own());
    while let Some(item) = iter::next(cx, it.borrow())? {
        result = Some(match result {
            None => item,
            Some(so_far) => call::call2(cx, args[0], so_far.borrow(), item.borrow())?,
        });
    }
    result.ok_or_else(|| {
        cx.raise(&exc::TYPE_ERROR, format_args!("reduce() of empty sequence with no initial value"))
    })
}
