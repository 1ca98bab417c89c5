//! `chain` and `cycle`.

use crate::support::{iterator_type, no_keywords, own_all, positional};
use runtime::api::{CallArgs, Cx, Field, Header, Owned, PyResult, Ref, Type, allocate};
use runtime::builtins::list::List;
use runtime::builtins::tuple::Tuple;
use runtime::protocol::iter;
use std::cell::Cell;

iterator_type! {
    /// chain(*iterables) -> iterator over the items of one iterable after the other
    CHAIN: Chain = "itertools.chain" {
        fields { source, active }
        cells {}
        slots { new: chain_new, next: chain_next, }
        methods {
            /// chain.from_iterable(iterable) -> like chain(*iterable), taking one iterable at a time
            class "from_iterable" => from_iterable, (x);
        }
    }
}

fn make_chain(cx: &Cx, ty: &Type, iterables: Ref<'_>) -> PyResult {
    let chain = Chain {
        head: Header::new(ty),
        source: Field::new(iter::iter(cx, iterables)?),
        active: Field::empty(),
    };
    allocate(cx, ty, chain)
}

fn chain_new(cx: &Cx, ty: &Type, args: CallArgs<'_>) -> PyResult {
    if std::ptr::eq(ty, &CHAIN) {
        no_keywords(cx, "chain", args)?;
    }
    let iterables = Tuple::new(cx, own_all(cx, args.positional())?)?;
    make_chain(cx, ty, iterables.borrow())
}

fn from_iterable(cx: &Cx, class: Ref<'_>, iterables: Ref<'_>) -> PyResult {
    make_chain(cx, class.recv::<Type>(), iterables)
}

fn chain_next(cx: &Cx, it: Ref<'_>) -> PyResult<Option<Owned>> {
    let it = it.recv::<Chain>();
    loop {
        if let Some(active) = it.active.get() {
            if let Some(item) = iter::next(cx, active.borrow())? {
                return Ok(Some(item));
            }
            it.active.set(None);
        }
        let Some(source) = it.source.get() else { return Ok(None) };
        let following = match iter::next(cx, source.borrow()) {
            Ok(Some(iterable)) => iter::iter(cx, iterable.borrow()),
            Ok(None) => {
                it.source.set(None);
                return Ok(None);
            }
            Err(raised) => Err(raised),
        };
        match following {
            Ok(following) => it.active.set(Some(following)),
            Err(raised) => {
                it.source.set(None);
                return Err(raised);
            }
        }
    }
}

iterator_type! {
    /// cycle(iterable) -> iterator that repeats the items of the iterable without end
    CYCLE: Cycle = "itertools.cycle" {
        fields { source, saved }
        cells { index: Cell<usize> }
        slots { new: cycle_new, next: cycle_next, }
    }
}

fn cycle_new(cx: &Cx, ty: &Type, args: CallArgs<'_>) -> PyResult {
    let items = positional(cx, "cycle", args, 1, 1)?[0];
    let cycle = Cycle {
        head: Header::new(ty),
        source: Field::new(iter::iter(cx, items)?),
        saved: Field::new(List::new(cx, Vec::new())?),
        index: Cell::new(0),
    };
    allocate(cx, ty, cycle)
}

fn cycle_next(cx: &Cx, it: Ref<'_>) -> PyResult<Option<Owned>> {
    let it = it.recv::<Cycle>();
    let Some(saved) = it.saved.get() else { return Ok(None) };
    let saved = saved.borrow().recv::<List>();
    if let Some(source) = it.source.get() {
        if let Some(item) = iter::next(cx, source.borrow())? {
            saved.push(cx, item.clone())?;
            return Ok(Some(item));
        }
        it.source.set(None);
    }
    let index = it.index.get();
    it.index.set(if index + 1 >= saved.len() { 0 } else { index + 1 });
    Ok(saved.get(index))
}
