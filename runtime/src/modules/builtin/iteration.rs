//! Builtin functions over iterables.

use crate::builtins::int::int_value;
use crate::builtins::list::List;
use crate::builtins::long::Long;
use crate::builtins::str::Str;
use crate::builtins::tuple::Tuple;
use crate::builtins::unicode::Unicode;
use crate::cx::Cx;
use crate::exceptions::{PyResult, table};
use crate::object::{Owned, Ref};
use crate::protocol::{call, compare, iter as iteration, number, sequence, truth};
use crate::types::{CallArgs, CompareOp, TypeFlags};

pub(super) fn all(cx: &Cx, _: Ref<'_>, items: Ref<'_>) -> PyResult {
    let iterator = iteration::iter(cx, items)?;
    while let Some(item) = iteration::next(cx, iterator.borrow())? {
        if !truth::is_true(cx, item.borrow())? {
            return Ok(Owned::bool(false));
        }
    }
    Ok(Owned::bool(true))
}

pub(super) fn any(cx: &Cx, _: Ref<'_>, items: Ref<'_>) -> PyResult {
    let iterator = iteration::iter(cx, items)?;
    while let Some(item) = iteration::next(cx, iterator.borrow())? {
        if truth::is_true(cx, item.borrow())? {
            return Ok(Owned::bool(true));
        }
    }
    Ok(Owned::bool(false))
}

pub(super) fn len(cx: &Cx, _: Ref<'_>, object: Ref<'_>) -> PyResult {
    Ok(Owned::int(sequence::len(cx, object)? as i64))
}

pub(super) fn iter(cx: &Cx, _: Ref<'_>, args: &[Ref<'_>]) -> PyResult {
    match args {
        [object] => iteration::iter(cx, *object),
        [callable, sentinel] => {
            if !call::is_callable(*callable) {
                return Err(
                    cx.raise(&table::TYPE_ERROR, format_args!("iter(v, w): v must be callable"))
                );
            }
            crate::builtins::iterators::CallIter::new(cx, *callable, *sentinel)
        }
        _ => unreachable!("the arity is in the table"),
    }
}

pub(super) fn next(cx: &Cx, _: Ref<'_>, args: &[Ref<'_>]) -> PyResult {
    let iterator = args[0];
    if iterator.ty().slots.next.get().is_none() {
        let name = crate::protocol::call::type_name(iterator);
        return Err(cx.raise(&table::TYPE_ERROR, format_args!("{name} object is not an iterator")));
    }
    let result = iteration::next(cx, iterator);
    match (result, args.get(1)) {
        (Ok(Some(item)), _) => Ok(item),
        (Ok(None), Some(default)) => Ok(default.own()),
        (Ok(None), None) => Err(cx.raise_none(&table::STOP_ITERATION)),
        (Err(raised), _) => Err(raised),
    }
}

pub(super) fn filter(cx: &Cx, _: Ref<'_>, args: &[Ref<'_>]) -> PyResult {
    let (function, items) = (args[0], args[1]);
    if let Some(text) = items.cast::<Str>() {
        return filter_str(cx, function, items, text);
    }
    if let Some(text) = items.cast::<Unicode>() {
        return filter_unicode(cx, function, items, text);
    }
    if items.cast::<Tuple>().is_some() {
        return filter_tuple(cx, function, items);
    }
    let mut kept = Vec::new();
    let iterator = iteration::iter(cx, items)?;
    iteration::length_hint(cx, items, 8)?;
    while let Some(item) = iteration::next(cx, iterator.borrow())? {
        if keeps(cx, function, item.borrow())? {
            kept.push(item);
        }
    }
    List::new(cx, kept)
}

fn keeps(cx: &Cx, function: Ref<'_>, item: Ref<'_>) -> PyResult<bool> {
    if function.is_none() || Ref::is(function, crate::builtins::bool::BOOL.as_ref()) {
        return truth::is_true(cx, item);
    }
    let answer = call::call1(cx, function, item)?;
    truth::is_true(cx, answer.borrow())
}

/// Items of `text` go through `__getitem__` for subclasses, as in CPython's `filterstring`.
fn filter_str(cx: &Cx, function: Ref<'_>, items: Ref<'_>, text: &Str) -> PyResult {
    let mut bytes = Vec::new();
    for index in 0..text.len() {
        let item = sequence::get_item(cx, items, index as isize)?;
        if keeps(cx, function, item.borrow())? {
            match item.borrow().cast::<Str>() {
                Some(item) => bytes.extend_from_slice(item.as_bytes()),
                None => {
                    return Err(cx.raise(
                        &table::TYPE_ERROR,
                        format_args!(
                            "can't filter str to str: __getitem__ returned different type"
                        ),
                    ));
                }
            }
        }
    }
    Str::new(cx, &bytes)
}

fn filter_unicode(cx: &Cx, function: Ref<'_>, items: Ref<'_>, text: &Unicode) -> PyResult {
    let mut points = Vec::new();
    for index in 0..text.len() {
        let item = sequence::get_item(cx, items, index as isize)?;
        if keeps(cx, function, item.borrow())? {
            match item.borrow().cast::<Unicode>() {
                Some(item) => points.extend_from_slice(item.code_points()),
                None => {
                    return Err(cx.raise(
                        &table::TYPE_ERROR,
                        format_args!(
                            "can't filter unicode to unicode: __getitem__ returned different type"
                        ),
                    ));
                }
            }
        }
    }
    Unicode::new(cx, &points)
}

fn filter_tuple(cx: &Cx, function: Ref<'_>, items: Ref<'_>) -> PyResult {
    let count = items.recv::<Tuple>().len();
    let mut kept = Vec::new();
    for index in 0..count {
        let item = sequence::get_item(cx, items, index as isize)?;
        if keeps(cx, function, item.borrow())? {
            kept.push(item);
        }
    }
    Tuple::new(cx, kept)
}

pub(super) fn map(cx: &Cx, _: Ref<'_>, args: &[Ref<'_>]) -> PyResult {
    if args.len() < 2 {
        return Err(cx.raise(&table::TYPE_ERROR, format_args!("map() requires at least two args")));
    }
    let function = args[0];
    if let (true, [_, items]) = (function.is_none(), args) {
        return List::new(cx, sequence::to_vec(cx, *items)?);
    }
    let mut hint_error = None;
    let mut iterators = Vec::with_capacity(args.len() - 1);
    for (index, items) in args[1..].iter().enumerate() {
        let iterator = iteration::iter(cx, *items).map_err(|raised| {
            if cx.raised_matches(&table::TYPE_ERROR) {
                cx.clear_raised();
                cx.raise(
                    &table::TYPE_ERROR,
                    format_args!("argument {} to map() must support iteration", index + 2),
                )
            } else {
                raised
            }
        })?;
        // CPython leaves the error of a guess pending: it shows when the iterator ends, unless that clears it.
        let clears = iterator.borrow().ty().has_flag(TypeFlags::HEAP)
            || sequence::is_classic_instance(iterator.borrow());
        iterators.push(Some(iterator));
        if iteration::length_hint(cx, *items, 8).is_err() {
            let error = cx.pending.take();
            if !clears {
                hint_error = error;
            }
        }
    }
    if let [Some(iterator)] = &iterators[..] {
        let mapped = map_one(cx, function, iterator.borrow())?;
        return hint_error.map_or(Ok(mapped), |error| Err(cx.restore(error)));
    }
    let mut results = Vec::new();
    loop {
        let mut row = Vec::with_capacity(iterators.len());
        let mut some = false;
        for iterator in &mut iterators {
            let item = match iterator {
                Some(active) => iteration::next(cx, active.borrow())?,
                None => None,
            };
            match item {
                Some(item) => {
                    some = true;
                    row.push(item);
                }
                None => {
                    *iterator = None;
                    row.push(Owned::none());
                }
            }
        }
        if !some {
            if let Some(error) = hint_error {
                return Err(cx.restore(error));
            }
            return List::new(cx, results);
        }
        if function.is_none() {
            results.push(Tuple::new(cx, row)?);
        } else {
            let row: Vec<Ref<'_>> = row.iter().map(Owned::borrow).collect();
            results.push(call::call(cx, function, CallArgs::positional_only(&row))?);
        }
    }
}

fn map_one(cx: &Cx, function: Ref<'_>, iterator: Ref<'_>) -> PyResult {
    let mut results = Vec::new();
    while let Some(item) = iteration::next(cx, iterator)? {
        results.push(call::call1(cx, function, item.borrow())?);
    }
    List::new(cx, results)
}

pub(super) fn max(cx: &Cx, _: Ref<'_>, args: CallArgs<'_>) -> PyResult {
    extreme(cx, args, "max", CompareOp::Gt)
}

pub(super) fn min(cx: &Cx, _: Ref<'_>, args: CallArgs<'_>) -> PyResult {
    extreme(cx, args, "min", CompareOp::Lt)
}

fn extreme(cx: &Cx, args: CallArgs<'_>, name: &str, op: CompareOp) -> PyResult {
    let positional = args.positional();
    if let ([a, b], true) = (positional, args.names.is_empty()) {
        let better = compare::rich_compare_bool(cx, *b, *a, op)?;
        return Ok(if better { b.own() } else { a.own() });
    }
    let mut key = None;
    for (index, keyword) in args.names.iter().enumerate() {
        if keyword.cast::<Str>().is_none_or(|keyword| keyword.as_bytes() != b"key") {
            return Err(cx.raise(
                &table::TYPE_ERROR,
                format_args!("{name}() got an unexpected keyword argument"),
            ));
        }
        key = Some(args.keyword_values()[index]);
    }
    let items = match positional {
        [] => {
            return Err(
                cx.raise(&table::TYPE_ERROR, format_args!("{name} expected 1 arguments, got 0"))
            );
        }
        [one] => iteration::iter(cx, *one)?,
        many => {
            let tuple = Tuple::from_refs(cx, many)?;
            iteration::iter(cx, tuple.borrow())?
        }
    };
    let mut best: Option<(Owned, Owned)> = None;
    while let Some(item) = iteration::next(cx, items.borrow())? {
        let value = match key {
            Some(key) => call::call1(cx, key, item.borrow())?,
            None => item.clone(),
        };
        let better = match &best {
            Some((_, best)) => compare::rich_compare_bool(cx, value.borrow(), best.borrow(), op)?,
            None => true,
        };
        if better {
            best = Some((item, value));
        }
    }
    match best {
        Some((item, _)) => Ok(item),
        None => {
            Err(cx.raise(&table::VALUE_ERROR, format_args!("{name}() arg is an empty sequence")))
        }
    }
}

pub(super) fn reduce(cx: &Cx, _: Ref<'_>, args: &[Ref<'_>]) -> PyResult {
    let iterator = iteration::iter(cx, args[1]).map_err(|raised| {
        if cx.raised_matches(&table::TYPE_ERROR) {
            cx.clear_raised();
            cx.raise(&table::TYPE_ERROR, format_args!("reduce() arg 2 must support iteration"))
        } else {
            raised
        }
    })?;
    let mut total = args.get(2).map(|start| start.own());
    while let Some(item) = iteration::next(cx, iterator.borrow())? {
        total = Some(match total {
            None => item,
            Some(total) => call::call2(cx, args[0], total.borrow(), item.borrow())?,
        });
    }
    total.ok_or_else(|| {
        cx.raise(
            &table::TYPE_ERROR,
            format_args!("reduce() of empty sequence with no initial value"),
        )
    })
}

pub(super) fn sorted(cx: &Cx, _: Ref<'_>, args: CallArgs<'_>) -> PyResult {
    let positional = args.positional();
    let mut names = args.names.iter();
    let iterable = match positional.first() {
        Some(items) => *items,
        None => match names
            .position(|name| name.cast::<Str>().is_some_and(|name| name.as_bytes() == b"iterable"))
        {
            Some(index) => args.keyword_values()[index],
            None => {
                return Err(cx.raise(
                    &table::TYPE_ERROR,
                    format_args!("Required argument 'iterable' (pos 1) not found"),
                ));
            }
        },
    };
    let list = List::new(cx, sequence::to_vec(cx, iterable)?)?;
    let sort = crate::protocol::attr::get_attr(
        cx,
        list.borrow(),
        crate::builtins::str::intern_bytes(cx, b"sort").borrow(),
    )?;
    let rest = if positional.is_empty() {
        args
    } else {
        CallArgs { args: &args.args[1..], names: args.names }
    };
    call::call(cx, sort.borrow(), rest)?;
    Ok(list)
}

pub(super) fn sum(cx: &Cx, _: Ref<'_>, args: &[Ref<'_>]) -> PyResult {
    let iterator = iteration::iter(cx, args[0])?;
    let start = args.get(1).copied();
    if start.is_some_and(|start| start.cast::<Str>().is_some() || start.cast::<Unicode>().is_some())
    {
        return Err(cx.raise(
            &table::TYPE_ERROR,
            format_args!("sum() can't sum strings [use ''.join(seq) instead]"),
        ));
    }
    let mut total = start.map_or(Owned::int(0), Ref::own);
    while let Some(item) = iteration::next(cx, iterator.borrow())? {
        total = number::add(cx, total.borrow(), item.borrow())?;
    }
    Ok(total)
}

pub(super) fn zip(cx: &Cx, _: Ref<'_>, args: &[Ref<'_>]) -> PyResult {
    let mut iterators = Vec::with_capacity(args.len());
    for items in args {
        // CPython asks all, up to the first one without an answer.
        if iteration::length_hint(cx, *items, -2)? == -2 {
            break;
        }
    }
    for (index, items) in args.iter().enumerate() {
        let iterator = iteration::iter(cx, *items).map_err(|raised| {
            if cx.raised_matches(&table::TYPE_ERROR) {
                cx.clear_raised();
                cx.raise(
                    &table::TYPE_ERROR,
                    format_args!("zip argument #{} must support iteration", index + 1),
                )
            } else {
                raised
            }
        })?;
        iterators.push(iterator);
    }
    let mut rows = Vec::new();
    if iterators.is_empty() {
        return List::new(cx, rows);
    }
    loop {
        let mut row = Vec::with_capacity(iterators.len());
        for iterator in &iterators {
            match iteration::next(cx, iterator.borrow())? {
                Some(item) => row.push(item),
                None => return List::new(cx, rows),
            }
        }
        rows.push(Tuple::new(cx, row)?);
    }
}

/// `range` over machine words; falls back to long arithmetic when a bound does not fit.
pub(super) fn range(cx: &Cx, _: Ref<'_>, args: &[Ref<'_>]) -> PyResult {
    let (start, stop, step) = match args {
        [stop] => (None, *stop, None),
        [start, stop] => (Some(*start), *stop, None),
        [start, stop, step] => (Some(*start), *stop, Some(*step)),
        _ => unreachable!("the arity is in the table"),
    };
    let stop = range_argument(cx, stop, "end")?;
    let start = start.map(|value| range_argument(cx, value, "start")).transpose()?;
    let step = step.map(|value| range_argument(cx, value, "step")).transpose()?;
    let start = start.unwrap_or_else(|| Owned::int(0));
    let step = step.unwrap_or_else(|| Owned::int(1));
    let small = |value: &Owned| crate::builtins::long::to_i64(value.borrow());
    match (small(&start), small(&stop), small(&step)) {
        (Some(start), Some(stop), Some(step)) => range_of_words(cx, start, stop, step),
        _ => range_of_longs(cx, start, stop.borrow(), step.borrow()),
    }
}

fn range_argument(cx: &Cx, value: Ref<'_>, what: &str) -> PyResult {
    if int_value(value).is_some() {
        return Ok(value.own());
    }
    if value.cast::<Long>().is_some() {
        return number::to_int(cx, value);
    }
    let is_float = crate::builtins::float::float_value(value).is_some();
    if is_float || value.ty().slots.int.get().is_none() {
        let name = call::type_name(value);
        return Err(cx.raise(
            &table::TYPE_ERROR,
            format_args!("range() integer {what} argument expected, got {name}."),
        ));
    }
    let int = value.ty().slots.int.get().expect("tested above");
    let result = int(cx, value)?;
    if int_value(result.borrow()).is_none() && result.borrow().cast::<Long>().is_none() {
        return Err(cx.raise(&table::TYPE_ERROR, format_args!("__int__ should return int object")));
    }
    Ok(result)
}

fn range_of_words(cx: &Cx, start: i64, stop: i64, step: i64) -> PyResult {
    if step == 0 {
        return Err(
            cx.raise(&table::VALUE_ERROR, format_args!("range() step argument must not be zero"))
        );
    }
    let span = if step > 0 {
        i128::from(stop) - i128::from(start)
    } else {
        i128::from(start) - i128::from(stop)
    };
    let stride = i128::from(step).abs();
    let count = if span <= 0 { 0 } else { (span - 1) / stride + 1 };
    if count > i128::from(i64::MAX) {
        return Err(too_many(cx));
    }
    if count > (isize::MAX / 8) as i128 {
        return Err(cx.raise_no_memory());
    }
    let mut items = Vec::new();
    if items.try_reserve_exact(count as usize).is_err() {
        return Err(cx.raise_no_memory());
    }
    items.extend(
        (0..count as i64).map(|index| Owned::int(start.wrapping_add(index.wrapping_mul(step)))),
    );
    List::new(cx, items)
}

fn too_many(cx: &Cx) -> crate::exceptions::Raised {
    cx.raise(&table::OVERFLOW_ERROR, format_args!("range() result has too many items"))
}

fn range_of_longs(cx: &Cx, start: Owned, stop: Ref<'_>, step: Ref<'_>) -> PyResult {
    let zero = Owned::int(0);
    let sign = compare::compare(cx, step, zero.borrow())?;
    if sign == 0 {
        return Err(
            cx.raise(&table::VALUE_ERROR, format_args!("range() step argument must not be zero"))
        );
    }
    // The number of items, before any is made.
    let (low, high) = if sign > 0 { (start.borrow(), stop) } else { (stop, start.borrow()) };
    let span = number::sub(cx, high, low)?;
    let mut items = Vec::new();
    if compare::compare(cx, span.borrow(), zero.borrow())? > 0 {
        let stride = number::abs(cx, step)?;
        let count = number::floor_div(cx, span.borrow(), stride.borrow())?;
        let Some(count) = crate::builtins::long::to_i64(count.borrow()) else {
            return Err(too_many(cx));
        };
        crate::protocol::memory::check(cx, (count as usize).saturating_mul(8))?;
    }
    let mut value = start;
    loop {
        let order = compare::compare(cx, value.borrow(), stop)?;
        if order.signum() * sign.signum() >= 0 {
            return List::new(cx, items);
        }
        let following = number::add(cx, value.borrow(), step)?;
        if items.try_reserve(1).is_err() {
            return Err(cx.raise_no_memory());
        }
        items.push(number::to_long(cx, value.borrow())?);
        value = following;
    }
}
