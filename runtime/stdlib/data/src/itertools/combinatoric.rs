//! `product`, `permutations`, `combinations`, `combinations_with_replacement`.
//!
//! Each keeps its items in tuples and walks through the indices of a selection; the selection is
//! empty once there is no further one.

use crate::support::iterator_type;
use runtime::api::{CallArgs, Cx, Field, Header, Owned, PyResult, Ref, Type, allocate, exc};
use runtime::builtins::list::try_vec;
use runtime::builtins::str::Str;
use runtime::builtins::tuple::Tuple;
use runtime::protocol::{args, number, sequence};
use std::cell::{Cell, RefCell};

iterator_type! {
    /// product(*iterables[, repeat=1]) -> iterator over all tuples of one item of each, as nested loops
    /// would give them
    PRODUCT: Product = "itertools.product" {
        fields { pools }
        cells { indices: RefCell<Vec<usize>>, state: Cell<State> }
        slots { new: product_new, next: product_next, }
    }
}

/// How far an iterator is.
#[derive(Clone, Copy, PartialEq, Eq)]
enum State {
    Fresh,
    Running,
    Ended,
}

fn product_new(cx: &Cx, ty: &Type, args: CallArgs<'_>) -> PyResult {
    let mut repeat = 1;
    for (name, value) in args.names.iter().zip(args.keyword_values()) {
        let text = name.cast::<Str>().map_or(&b""[..], Str::as_bytes);
        if text != b"repeat" {
            let name = String::from_utf8_lossy(text);
            return Err(cx.raise(
                &exc::TYPE_ERROR,
                format_args!("'{name}' is an invalid keyword argument for this function"),
            ));
        }
        repeat = number::as_i64(cx, *value)?;
    }
    let Ok(repeat) = usize::try_from(repeat) else {
        return Err(cx.raise(&exc::VALUE_ERROR, format_args!("repeat argument cannot be negative")));
    };
    let iterables = if repeat == 0 { &[] } else { args.positional() };
    let total = iterables.len().checked_mul(repeat).ok_or_else(|| cx.raise_no_memory())?;
    let mut pools = try_vec(cx, total)?;
    for iterable in iterables {
        pools.push(Tuple::new(cx, sequence::to_vec(cx, *iterable)?)?);
    }
    for index in iterables.len()..total {
        pools.push(pools[index - iterables.len()].clone());
    }
    let empty = pools.iter().any(|pool| pool.borrow().recv::<Tuple>().is_empty());
    let it = Product {
        head: Header::new(ty),
        indices: RefCell::new(indices(cx, total)?),
        pools: Field::new(Tuple::new(cx, pools)?),
        state: Cell::new(if empty { State::Ended } else { State::Fresh }),
    };
    allocate(cx, ty, it)
}

/// Makes a list of `count` indices, all 0.
fn indices(cx: &Cx, count: usize) -> PyResult<Vec<usize>> {
    let mut indices = Vec::new();
    indices.try_reserve_exact(count).map_err(|_| cx.raise_no_memory())?;
    indices.resize(count, 0);
    Ok(indices)
}

/// Begins or goes on; `advance` says whether there is another selection.
fn step(state: &Cell<State>, advance: impl FnOnce() -> bool) -> bool {
    let more = match state.get() {
        State::Fresh => true,
        State::Running => advance(),
        State::Ended => false,
    };
    state.set(if more { State::Running } else { State::Ended });
    more
}

fn product_next(cx: &Cx, it: Ref<'_>) -> PyResult<Option<Owned>> {
    let it = it.recv::<Product>();
    let Some(pools) = it.pools.get() else { return Ok(None) };
    let pools = pools.borrow().recv::<Tuple>().as_slice();
    let mut indices = it.indices.borrow_mut();
    let more = step(&it.state, || {
        for (index, pool) in indices.iter_mut().zip(pools).rev() {
            *index += 1;
            if *index < pool.recv::<Tuple>().len() {
                return true;
            }
            *index = 0;
        }
        false
    });
    if !more {
        return Ok(None);
    }
    let items = indices
        .iter()
        .zip(pools)
        .map(|(index, pool)| pool.recv::<Tuple>().as_slice()[*index].own());
    Ok(Some(Tuple::new(cx, items.collect())?))
}

/// Declares an iterator over selections of `r` items of one pool.
macro_rules! selections {
    ($(#[doc = $doc:literal])+ $NAME:ident: $object:ident = $name:literal, $prepare:path, $advance:path) => {
        iterator_type! {
            $(#[doc = $doc])+
            $NAME: $object = $name {
                fields { pool }
                cells { indices: RefCell<Vec<usize>>, cycles: RefCell<Vec<usize>>, taken: usize, state: Cell<State> }
                slots { new: $object::new, next: $object::next, }
            }
        }

        impl $object {
            fn new(cx: &Cx, ty: &Type, args: CallArgs<'_>) -> PyResult {
                let prepared: Prepared = $prepare(cx, args)?;
                let it = $object {
                    head: Header::new(ty),
                    pool: Field::new(prepared.pool),
                    indices: RefCell::new(prepared.indices),
                    cycles: RefCell::new(prepared.cycles),
                    taken: prepared.taken,
                    state: Cell::new(if prepared.possible { State::Fresh } else { State::Ended }),
                };
                allocate(cx, ty, it)
            }

            fn next(cx: &Cx, it: Ref<'_>) -> PyResult<Option<Owned>> {
                let it = it.recv::<$object>();
                let Some(pool) = it.pool.get() else { return Ok(None) };
                let pool = pool.borrow().recv::<Tuple>().as_slice();
                let mut indices = it.indices.borrow_mut();
                let mut cycles = it.cycles.borrow_mut();
                if !step(&it.state, || $advance(&mut indices, &mut cycles, pool.len(), it.taken)) {
                    return Ok(None);
                }
                let items = indices.iter().take(it.taken).map(|index| pool[*index].own());
                Ok(Some(Tuple::new(cx, items.collect())?))
            }
        }
    };
}

/// The state such an iterator begins with.
struct Prepared {
    pool: Owned,
    indices: Vec<usize>,
    cycles: Vec<usize>,
    taken: usize,
    possible: bool,
}

selections! {
    /// permutations(iterable[, r]) -> iterator over the tuples of r items at different places
    PERMUTATIONS: Permutations = "itertools.permutations", prepare_permutations, next_permutation
}

selections! {
    /// combinations(iterable, r) -> iterator over the tuples of r items at rising places
    COMBINATIONS: Combinations = "itertools.combinations", prepare_combinations, next_combination
}

selections! {
    /// combinations_with_replacement(iterable, r) -> iterator over the tuples of r items at places that
    /// do not fall
    COMBINATIONS_WITH_REPLACEMENT: CombinationsWithReplacement =
        "itertools.combinations_with_replacement", prepare_with_replacement, next_with_replacement
}

/// Checks the number of items of a selection.
fn selected(cx: &Cx, taken: i64) -> PyResult<usize> {
    usize::try_from(taken)
        .map_err(|_| cx.raise(&exc::VALUE_ERROR, format_args!("r must be non-negative")))
}

fn prepare_permutations(cx: &Cx, args: CallArgs<'_>) -> PyResult<Prepared> {
    let [items, taken] = args::bind(cx, "permutations", args, 1, ["iterable", "r"])?;
    let pool = sequence::to_vec(cx, items.expect("a required argument"))?;
    let count = pool.len();
    let taken = match taken.filter(|taken| !taken.is_none()) {
        Some(taken) => selected(cx, number::as_c_long(cx, taken)?)?,
        None => count,
    };
    let possible = taken <= count;
    Ok(Prepared {
        pool: Tuple::new(cx, pool)?,
        indices: (0..count).collect(),
        cycles: if possible { (0..taken).map(|index| count - index).collect() } else { Vec::new() },
        taken,
        possible,
    })
}

fn next_permutation(
    indices: &mut [usize],
    cycles: &mut [usize],
    count: usize,
    taken: usize,
) -> bool {
    for place in (0..taken).rev() {
        cycles[place] -= 1;
        if cycles[place] == 0 {
            // All items have stood here: back to rising order behind this place.
            indices[place..].rotate_left(1);
            cycles[place] = count - place;
        } else {
            indices.swap(place, count - cycles[place]);
            return true;
        }
    }
    false
}

/// Reads the arguments of the two kinds of combinations.
fn pool_and_count(cx: &Cx, name: &str, args: CallArgs<'_>) -> PyResult<(Vec<Owned>, usize)> {
    let [items, taken] = args::bind(cx, name, args, 2, ["iterable", "r"])?;
    let taken = number::as_i64(cx, taken.expect("a required argument"))?;
    let pool = sequence::to_vec(cx, items.expect("a required argument"))?;
    Ok((pool, selected(cx, taken)?))
}

fn prepare_combinations(cx: &Cx, args: CallArgs<'_>) -> PyResult<Prepared> {
    let (pool, taken) = pool_and_count(cx, "combinations", args)?;
    let possible = taken <= pool.len();
    Ok(Prepared {
        pool: Tuple::new(cx, pool)?,
        indices: if possible { (0..taken).collect() } else { Vec::new() },
        cycles: Vec::new(),
        taken,
        possible,
    })
}

fn next_combination(
    indices: &mut [usize],
    _cycles: &mut [usize],
    count: usize,
    taken: usize,
) -> bool {
    for place in (0..taken).rev() {
        if indices[place] < count - taken + place {
            let first = indices[place] + 1;
            for (offset, index) in indices[place..].iter_mut().enumerate() {
                *index = first + offset;
            }
            return true;
        }
    }
    false
}

fn prepare_with_replacement(cx: &Cx, args: CallArgs<'_>) -> PyResult<Prepared> {
    let (pool, taken) = pool_and_count(cx, "combinations_with_replacement", args)?;
    let possible = !pool.is_empty() || taken == 0;
    Ok(Prepared {
        pool: Tuple::new(cx, pool)?,
        indices: if possible { indices(cx, taken)? } else { Vec::new() },
        cycles: Vec::new(),
        taken,
        possible,
    })
}

fn next_with_replacement(
    indices: &mut [usize],
    _cycles: &mut [usize],
    count: usize,
    taken: usize,
) -> bool {
    for place in (0..taken).rev() {
        if indices[place] + 1 < count {
            let following = indices[place] + 1;
            indices[place..].fill(following);
            return true;
        }
    }
    false
}
