//! `izip`, `izip_longest`, `imap`, `starmap`.

use crate::support::{iterator_type, no_keywords, positional};
use runtime::api::{CallArgs, Cx, Field, Header, Owned, PyResult, Ref, Type, allocate, exc};
use runtime::builtins::list::{List, try_vec};
use runtime::builtins::str::Str;
use runtime::builtins::tuple::Tuple;
use runtime::protocol::{call, iter, sequence};
use std::cell::Cell;

iterator_type! {
    /// izip(*iterables) -> iterator over tuples of one item of each, until one ends
    ZIP: Zip = "itertools.izip" {
        fields { sources }
        cells {}
        slots { new: zip_new, next: zip_next, }
    }
}

/// Makes iterators over arguments; the error text names the function.
fn iterators(cx: &Cx, function: &str, args: &[Ref<'_>]) -> PyResult<Vec<Owned>> {
    let mut sources = try_vec(cx, args.len())?;
    for (index, arg) in args.iter().enumerate() {
        let source = iter::iter(cx, *arg).map_err(|raised| {
            if !cx.raised_matches(&exc::TYPE_ERROR) {
                return raised;
            }
            cx.raise(
                &exc::TYPE_ERROR,
                format_args!("{function} argument #{} must support iteration", index + 1),
            )
        })?;
        sources.push(source);
    }
    Ok(sources)
}

fn zip_new(cx: &Cx, ty: &Type, args: CallArgs<'_>) -> PyResult {
    if std::ptr::eq(ty, &ZIP) {
        no_keywords(cx, "izip", args)?;
    }
    let sources = Tuple::new(cx, iterators(cx, "izip", args.positional())?)?;
    allocate(cx, ty, Zip { head: Header::new(ty), sources: Field::new(sources) })
}

/// Takes the next item of every source; None when one has ended.
fn next_of_all(cx: &Cx, sources: &Tuple) -> PyResult<Option<Vec<Owned>>> {
    let mut items = Vec::with_capacity(sources.len());
    for source in sources.as_slice() {
        match iter::next(cx, *source)? {
            Some(item) => items.push(item),
            None => return Ok(None),
        }
    }
    Ok(Some(items))
}

fn zip_next(cx: &Cx, it: Ref<'_>) -> PyResult<Option<Owned>> {
    let Some(sources) = it.recv::<Zip>().sources.get() else { return Ok(None) };
    let sources = sources.borrow().recv::<Tuple>();
    if let [first, second] = sources.as_slice() {
        let Some(first) = iter::next(cx, *first)? else { return Ok(None) };
        let Some(second) = iter::next(cx, *second)? else { return Ok(None) };
        return Ok(Some(Tuple::pair(cx, first, second)?));
    }
    if sources.is_empty() {
        return Ok(None);
    }
    match next_of_all(cx, sources)? {
        Some(items) => Ok(Some(Tuple::new(cx, items)?)),
        None => Ok(None),
    }
}

iterator_type! {
    /// izip_longest(*iterables[, fillvalue=None]) -> iterator over tuples of one item of each, with
    /// the fill value for those that have ended
    ZIP_LONGEST: ZipLongest = "itertools.izip_longest" {
        fields { sources, fill }
        cells { active: Cell<usize> }
        slots { new: zip_longest_new, next: zip_longest_next, }
    }
}

fn zip_longest_new(cx: &Cx, ty: &Type, args: CallArgs<'_>) -> PyResult {
    let mut fill = Owned::none();
    for (name, value) in args.names.iter().zip(args.keyword_values()) {
        let known = name.cast::<Str>().is_some_and(|name| name.as_bytes() == b"fillvalue");
        if args.names.len() != 1 || !known {
            return Err(cx.raise(
                &exc::TYPE_ERROR,
                format_args!("izip_longest() got an unexpected keyword argument"),
            ));
        }
        fill = value.own();
    }
    let sources = iterators(cx, "izip_longest", args.positional())?;
    let it = ZipLongest {
        head: Header::new(ty),
        active: Cell::new(sources.len()),
        sources: Field::new(List::new(cx, sources)?),
        fill: Field::new(fill),
    };
    allocate(cx, ty, it)
}

fn zip_longest_next(cx: &Cx, it: Ref<'_>) -> PyResult<Option<Owned>> {
    let it = it.recv::<ZipLongest>();
    let Some(list) = it.sources.get() else { return Ok(None) };
    let sources = list.borrow().recv::<List>();
    if it.active.get() == 0 {
        return Ok(None);
    }
    let fill = it.fill.get().unwrap_or_else(Owned::none);
    let mut items = try_vec(cx, sources.len())?;
    let mut index = 0;
    while let Some(source) = sources.get(index) {
        let item = if source.borrow().is_none() { None } else { iter::next(cx, source.borrow())? };
        if item.is_none() && !source.borrow().is_none() {
            it.active.set(it.active.get() - 1);
            if it.active.get() == 0 {
                return Ok(None);
            }
            // An ended source is replaced by None.
            drop(sources.replace(index, Owned::none()));
        }
        items.push(item.unwrap_or_else(|| fill.clone()));
        index += 1;
    }
    Ok(Some(Tuple::new(cx, items)?))
}

iterator_type! {
    /// imap(function, *iterables) -> iterator over the function's results for one item of each, until
    /// one ends; None as function gives tuples
    MAP: Map = "itertools.imap" {
        fields { function, sources }
        cells {}
        slots { new: map_new, next: map_next, }
    }
}

fn map_new(cx: &Cx, ty: &Type, args: CallArgs<'_>) -> PyResult {
    if std::ptr::eq(ty, &MAP) {
        no_keywords(cx, "imap", args)?;
    }
    let [function, iterables @ ..] = args.positional() else { return Err(too_few(cx)) };
    if iterables.is_empty() {
        return Err(too_few(cx));
    }
    let mut sources = try_vec(cx, iterables.len())?;
    for iterable in iterables {
        sources.push(iter::iter(cx, *iterable)?);
    }
    let it = Map {
        head: Header::new(ty),
        function: Field::new(function.own()),
        sources: Field::new(Tuple::new(cx, sources)?),
    };
    allocate(cx, ty, it)
}

fn too_few(cx: &Cx) -> runtime::api::Raised {
    cx.raise(&exc::TYPE_ERROR, format_args!("imap() must have at least two arguments."))
}

fn map_next(cx: &Cx, it: Ref<'_>) -> PyResult<Option<Owned>> {
    let it = it.recv::<Map>();
    let (Some(function), Some(sources)) = (it.function.get(), it.sources.get()) else {
        return Ok(None);
    };
    let sources = sources.borrow().recv::<Tuple>();
    if let [source] = sources.as_slice()
        && !function.borrow().is_none()
    {
        let Some(item) = iter::next(cx, *source)? else { return Ok(None) };
        return call::call1(cx, function.borrow(), item.borrow()).map(Some);
    }
    let Some(items) = next_of_all(cx, sources)? else { return Ok(None) };
    if function.borrow().is_none() {
        return Tuple::new(cx, items).map(Some);
    }
    let items: Vec<Ref<'_>> = items.iter().map(Owned::borrow).collect();
    call::call(cx, function.borrow(), CallArgs::positional_only(&items)).map(Some)
}

iterator_type! {
    /// starmap(function, iterable) -> iterator over the function's results for the items as arguments
    STAR_MAP: StarMap = "itertools.starmap" {
        fields { function, source }
        cells {}
        slots { new: star_map_new, next: star_map_next, }
    }
}

fn star_map_new(cx: &Cx, ty: &Type, args: CallArgs<'_>) -> PyResult {
    let args = positional(cx, "starmap", args, 2, 2)?;
    let it = StarMap {
        head: Header::new(ty),
        function: Field::new(args[0].own()),
        source: Field::new(iter::iter(cx, args[1])?),
    };
    allocate(cx, ty, it)
}

fn star_map_next(cx: &Cx, it: Ref<'_>) -> PyResult<Option<Owned>> {
    let it = it.recv::<StarMap>();
    let (Some(function), Some(source)) = (it.function.get(), it.source.get()) else {
        return Ok(None);
    };
    let Some(args) = iter::next(cx, source.borrow())? else { return Ok(None) };
    let args = sequence::to_vec(cx, args.borrow())?;
    let refs: Vec<Ref<'_>> = args.iter().map(Owned::borrow).collect();
    call::call(cx, function.borrow(), CallArgs::positional_only(&refs)).map(Some)
}
