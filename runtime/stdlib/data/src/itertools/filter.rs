//! `ifilter`, `ifilterfalse`, `takewhile`, `dropwhile`, `compress`.

use crate::support::{iterator_type, positional};
use runtime::api::{CallArgs, Cx, Field, Header, Owned, PyResult, Ref, Type, allocate};
use runtime::protocol::{args, call, iter, truth};
use std::cell::Cell;

/// Declares an iterator made from a function and an iterable.
macro_rules! by_function {
    ($(#[doc = $doc:literal])+ $NAME:ident: $object:ident = $name:literal, $next:path) => {
        iterator_type! {
            $(#[doc = $doc])+
            $NAME: $object = $name {
                fields { function, source }
                cells { done: Cell<bool> }
                slots { new: $object::new, next: $next, }
            }
        }

        impl $object {
            fn new(cx: &Cx, ty: &Type, args: CallArgs<'_>) -> PyResult {
                let name = $name.trim_start_matches("itertools.");
                let args = positional(cx, name, args, 2, 2)?;
                let it = $object {
                    head: Header::new(ty),
                    function: Field::new(args[0].own()),
                    source: Field::new(iter::iter(cx, args[1])?),
                    done: Cell::new(false),
                };
                allocate(cx, ty, it)
            }
        }
    };
}

by_function! {
    /// ifilter(function or None, iterable) -> iterator over the items for which the function (or the
    /// item itself) is true
    FILTER: Filter = "itertools.ifilter", filter_next
}

by_function! {
    /// ifilterfalse(function or None, iterable) -> iterator over the items for which the function (or
    /// the item itself) is false
    FILTER_FALSE: FilterFalse = "itertools.ifilterfalse", filter_false_next
}

by_function! {
    /// takewhile(predicate, iterable) -> iterator over the items before the first for which the
    /// predicate is false
    TAKE_WHILE: TakeWhile = "itertools.takewhile", take_while_next
}

by_function! {
    /// dropwhile(predicate, iterable) -> iterator over the items from the first for which the
    /// predicate is false
    DROP_WHILE: DropWhile = "itertools.dropwhile", drop_while_next
}

/// Asks a function (None: the item itself).
fn asks(cx: &Cx, function: &Field, item: Ref<'_>) -> PyResult<bool> {
    match function.get() {
        Some(function) if !is_truth(function.borrow()) => {
            let answer = call::call1(cx, function.borrow(), item)?;
            truth::is_true(cx, answer.borrow())
        }
        _ => truth::is_true(cx, item),
    }
}

/// Whether a filter function is None or `bool`, which need no call.
fn is_truth(function: Ref<'_>) -> bool {
    function.is_none() || function.is(runtime::builtins::bool::BOOL.as_ref())
}

fn filtered(cx: &Cx, function: &Field, source: &Field, wanted: bool) -> PyResult<Option<Owned>> {
    let Some(source) = source.get() else { return Ok(None) };
    while let Some(item) = iter::next(cx, source.borrow())? {
        if asks(cx, function, item.borrow())? == wanted {
            return Ok(Some(item));
        }
    }
    Ok(None)
}

fn filter_next(cx: &Cx, it: Ref<'_>) -> PyResult<Option<Owned>> {
    let it = it.recv::<Filter>();
    filtered(cx, &it.function, &it.source, true)
}

fn filter_false_next(cx: &Cx, it: Ref<'_>) -> PyResult<Option<Owned>> {
    let it = it.recv::<FilterFalse>();
    filtered(cx, &it.function, &it.source, false)
}

/// Calls a predicate.
fn holds(cx: &Cx, predicate: &Field, item: Ref<'_>) -> PyResult<bool> {
    let predicate = predicate.get().unwrap_or_else(Owned::none);
    let answer = call::call1(cx, predicate.borrow(), item)?;
    truth::is_true(cx, answer.borrow())
}

fn take_while_next(cx: &Cx, it: Ref<'_>) -> PyResult<Option<Owned>> {
    let it = it.recv::<TakeWhile>();
    let Some(source) = it.source.get() else { return Ok(None) };
    if it.done.get() {
        return Ok(None);
    }
    let Some(item) = iter::next(cx, source.borrow())? else { return Ok(None) };
    if holds(cx, &it.function, item.borrow())? {
        return Ok(Some(item));
    }
    it.done.set(true);
    Ok(None)
}

fn drop_while_next(cx: &Cx, it: Ref<'_>) -> PyResult<Option<Owned>> {
    let it = it.recv::<DropWhile>();
    let Some(source) = it.source.get() else { return Ok(None) };
    while let Some(item) = iter::next(cx, source.borrow())? {
        if it.done.get() || !holds(cx, &it.function, item.borrow())? {
            it.done.set(true);
            return Ok(Some(item));
        }
    }
    Ok(None)
}

iterator_type! {
    /// compress(data, selectors) -> iterator over the items of data whose selector is true
    COMPRESS: Compress = "itertools.compress" {
        fields { data, selectors }
        cells {}
        slots { new: compress_new, next: compress_next, }
    }
}

fn compress_new(cx: &Cx, ty: &Type, args: CallArgs<'_>) -> PyResult {
    let [data, selectors] = args::bind(cx, "compress", args, 2, ["data", "selectors"])?;
    let required = "a required argument";
    let it = Compress {
        head: Header::new(ty),
        data: Field::new(iter::iter(cx, data.expect(required))?),
        selectors: Field::new(iter::iter(cx, selectors.expect(required))?),
    };
    allocate(cx, ty, it)
}

fn compress_next(cx: &Cx, it: Ref<'_>) -> PyResult<Option<Owned>> {
    let it = it.recv::<Compress>();
    let (Some(data), Some(selectors)) = (it.data.get(), it.selectors.get()) else {
        return Ok(None);
    };
    loop {
        let Some(item) = iter::next(cx, data.borrow())? else { return Ok(None) };
        let Some(selector) = iter::next(cx, selectors.borrow())? else { return Ok(None) };
        if truth::is_true(cx, selector.borrow())? {
            return Ok(Some(item));
        }
    }
}
