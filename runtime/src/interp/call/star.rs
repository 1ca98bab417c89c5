//! Calls with `*` and `**`: their values are spread over positional and named ones before the call.

use super::super::machine::{Machine, Step};
use super::{Args, Way, call_counting};
use crate::builtins::classic::ClassicClass;
use crate::builtins::descr::BuiltinFunction;
use crate::builtins::dict::Dict;
use crate::builtins::function::Function;
use crate::builtins::instance::Instance;
use crate::builtins::method::Method;
use crate::builtins::str::Str;
use crate::builtins::tuple::Tuple;
use crate::builtins::unicode::Unicode;
use crate::bytecode::Pc;
use crate::bytecode::insn::flags;
use crate::cx::Cx;
use crate::exceptions::{PyResult, table};
use crate::object::{Owned, Ref, names};
use crate::protocol;
use crate::types::CallArgs;

/// `Op::CallEx`
#[inline(never)]
pub(crate) fn call_ex(m: Machine<'_>, pc: Pc) -> Step {
    let insn = pc.insn();
    m.frame.pc.set(pc);
    let mut values = m.take_window(insn.b, insn.c);
    let callee = values.remove(0);
    let kw_star = insn.has(flags::KW_STAR).then(|| values.pop()).flatten();
    let star = insn.has(flags::STAR).then(|| values.pop()).flatten();
    let fixed = m.frame.code().constants()[insn.site().fixed.get() as usize].borrow();
    let mut names: Vec<Owned> =
        fixed.recv::<Tuple>().as_slice().iter().map(|name| name.own()).collect();
    let spread = spread(m.cx, callee.borrow(), &mut values, &mut names, star, kw_star);
    if spread.is_err() {
        return Step::Raise;
    }
    let names = crate::object::handle::borrow_slice(&names);
    call_counting(m, pc, callee, Args::Values(values), Way { names, extra: 1 })
}

/// The same from compiled code: the callee, positional and named values, the names, starred values.
///
/// # Errors
/// Whatever the call raises.
pub(crate) fn call_starred(
    cx: &Cx,
    mut values: Vec<Owned>,
    names: &[Ref<'_>],
    star: Option<Owned>,
    kw_star: Option<Owned>,
) -> PyResult {
    let callee = values.remove(0);
    let mut names: Vec<Owned> = names.iter().map(|name| name.own()).collect();
    spread(cx, callee.borrow(), &mut values, &mut names, star, kw_star)?;
    let args = crate::object::handle::borrow_slice(&values);
    let names = crate::object::handle::borrow_slice(&names);
    protocol::call::call(cx, callee.borrow(), CallArgs { args, names })
}

/// Adds the starred arguments to positional and keyword values.
fn spread(
    cx: &Cx,
    callee: Ref<'_>,
    values: &mut Vec<Owned>,
    names: &mut Vec<Owned>,
    star: Option<Owned>,
    kw_star: Option<Owned>,
) -> PyResult<()> {
    let mut more = Vec::new();
    if let Some(kw_star) = kw_star {
        more = keyword_items(cx, callee, kw_star.borrow())?;
    }
    if let Some(star) = star {
        let items = match star.borrow().cast::<Tuple>() {
            Some(tuple) => tuple.as_slice().iter().map(|item| item.own()).collect(),
            None => star_items(cx, callee, star.borrow())?,
        };
        let keywords = values.split_off(values.len() - names.len());
        values.extend(items);
        values.extend(keywords);
    }
    let explicit = names.len();
    for (key, value) in more {
        let text = |name: Ref<'_>| match name.cast::<crate::builtins::unicode::Unicode>() {
            Some(name) => Some(name.to_text().into_bytes()),
            None => name.cast::<Str>().map(|name| name.as_bytes().to_vec()),
        };
        let known = text(key.borrow());
        if known.is_some() && names.iter().any(|name| text(name.borrow()) == known) {
            let shown = String::from_utf8_lossy(&known.unwrap_or_default()).into_owned();
            let (name, desc) = describe(callee);
            let message =
                format_args!("{name}{desc} got multiple values for keyword argument '{shown}'");
            return Err(cx.raise(&table::TYPE_ERROR, message));
        }
        names.push(key);
        values.push(value);
    }
    if names.len() > explicit {
        if explicit > 0 {
            order_keywords(cx, values, names, explicit)?;
        }
        cx.ordered_keywords.set(names.as_ptr() as usize);
    }
    Ok(())
}

/// Puts the keywords in the order of the dict that CPython gathers them in: a copy of the mapping's,
/// then those written in the call, the last one first.
fn order_keywords(
    cx: &Cx,
    values: &mut Vec<Owned>,
    names: &mut Vec<Owned>,
    explicit: usize,
) -> PyResult<()> {
    let gathered = Dict::new(cx)?;
    let gathered = gathered.borrow().recv::<Dict>();
    let keywords = values.split_off(values.len() - names.len());
    gathered.reserve_for_merge(cx, names.len() - explicit)?;
    let pairs: Vec<_> = names.iter().zip(&keywords).collect();
    for (name, value) in pairs[explicit..].iter().chain(pairs[..explicit].iter().rev()) {
        gathered.set(cx, name.borrow(), value.borrow())?;
    }
    names.clear();
    for (name, value) in gathered.to_vec() {
        names.push(name);
        values.push(value);
    }
    Ok(())
}

fn star_items(cx: &Cx, callee: Ref<'_>, star: Ref<'_>) -> PyResult<Vec<Owned>> {
    let result = protocol::sequence::to_vec(cx, star);
    // What a generator raises is its own.
    let is_generator = star.cast_exact::<crate::builtins::generator::Generator>().is_some();
    if result.is_err() && !is_generator && cx.raised_matches(&table::TYPE_ERROR) {
        cx.clear_raised();
        let (name, desc) = describe(callee);
        let ty = star.ty().name();
        let message = format_args!("{name}{desc} argument after * must be an iterable, not {ty}");
        return Err(cx.raise(&table::TYPE_ERROR, message));
    }
    result
}

fn keyword_items(cx: &Cx, callee: Ref<'_>, map: Ref<'_>) -> PyResult<Vec<(Owned, Owned)>> {
    let dict;
    let map = match map.cast::<Dict>() {
        Some(map) => map,
        None => {
            dict = Dict::new(cx)?;
            let keys = protocol::attr::find_attr(cx, map, names::KEYS.as_ref())?;
            let Some(keys) = keys else {
                let (name, desc) = describe(callee);
                let ty = map.ty().name();
                let message =
                    format_args!("{name}{desc} argument after ** must be a mapping, not {ty}");
                return Err(cx.raise(&table::TYPE_ERROR, message));
            };
            let keys = protocol::call::call0(cx, keys.borrow())?;
            for key in protocol::sequence::to_vec(cx, keys.borrow())? {
                let value = protocol::mapping::get_item(cx, map, key.borrow())?;
                dict.borrow().recv::<Dict>().set(cx, key.borrow(), value.borrow())?;
            }
            dict.borrow().recv::<Dict>()
        }
    };
    let items = map.to_vec();
    // Natives check the names themselves; some take any object.
    let Some(function) = python_function(callee) else { return Ok(items) };
    for (key, _) in &items {
        let key = key.borrow();
        let is_text = key.cast::<Str>().is_some() || key.cast::<Unicode>().is_some();
        if !is_text {
            let message = format_args!("{function}() keywords must be strings");
            return Err(cx.raise(&table::TYPE_ERROR, message));
        }
    }
    Ok(items)
}

/// Returns the name of the Python function that gets the arguments of a call.
fn python_function(callee: Ref<'_>) -> Option<String> {
    if let Some(function) = callee.cast::<Function>() {
        return Some(function.name_text());
    }
    if let Some(bound) = callee.cast::<Method>() {
        return python_function(bound.func());
    }
    if callee.cast::<ClassicClass>().is_some() || callee.cast::<Instance>().is_some() {
        return Some("__init__".to_owned());
    }
    let class = callee.cast::<crate::types::Type>()?;
    let init = protocol::attr::lookup_type(class, names::INIT.as_ref())?;
    python_function(init.borrow())
}

/// Returns how messages name a callee: its name and what it is.
fn describe(callee: Ref<'_>) -> (String, &'static str) {
    if let Some(function) = callee.cast::<Function>() {
        return (function.name_text(), "()");
    }
    if let Some(bound) = callee.cast::<Method>() {
        return describe(bound.func());
    }
    if let Some(native) = callee.cast::<BuiltinFunction>() {
        return (native.def.name.to_owned(), "()");
    }
    if let Some(class) = callee.cast::<ClassicClass>() {
        return (class_text(class), " constructor");
    }
    if let Some(instance) = callee.cast::<Instance>() {
        return (instance_class_name(instance), " instance");
    }
    (callee.ty().name(), " object")
}

fn class_text(class: &ClassicClass) -> String {
    class.name.get().map_or_else(|| "?".to_owned(), |name| protocol::attr::text(name.borrow()))
}

fn instance_class_name(instance: &Instance) -> String {
    let class = instance.class.get();
    let class = class.as_ref().and_then(|class| class.borrow().cast::<ClassicClass>());
    class.map_or_else(|| "?".to_owned(), class_text)
}
