//! Iterators over sequences: lists, tuples, anything with items by number, and functions called
//! until they return a certain value.
//!
//! ```text
//! 0  header   16  the sequence, 0 when ended   24  place of the next item
//! ```
//!
//! An iterator that has ended gives up its sequence and stays ended.

use crate::builtins::list::List;
use crate::builtins::tuple::Tuple;
use crate::cx::Cx;
use crate::exceptions::{PyResult, Raised, table};
use crate::object::{Field, Header, Owned, Ref, allocate, names};
use crate::protocol::{args, compare, sequence, special};
use crate::types::{CallArgs, CompareOp, Type};
use std::cell::Cell;

/// Returns `it` itself: the `iter` slot of iterators.
///
/// # Errors
/// None.
pub fn itself(_cx: &Cx, it: Ref<'_>) -> PyResult {
    Ok(it.own())
}

/// Declares an iterator that counts through a sequence: struct, type, `next`, length hint.
macro_rules! index_iterator {
    ($(#[doc = $doc:literal])+ $NAME:ident: $object:ident = $pyname:literal, $next:path, $left:path, $hint:path $(, new: $new:path, $flag:ident)?) => {
        $(#[doc = $doc])+
        #[repr(C)]
        pub struct $object {
            pub(crate) head: Header,
            /// The sequence; empty when ended.
            pub(crate) source: Field,
            /// Place of the next item.
            pub(crate) index: Cell<isize>,
        }

        impl $object {
            /// Makes the iterator, with `index` the place of the first item.
            pub(crate) fn at(cx: &Cx, ty: &Type, source: Ref<'_>, index: isize) -> PyResult {
                let it = $object {
                    head: Header::new(ty),
                    source: Field::new(source.own()),
                    index: Cell::new(index),
                };
                allocate(cx, ty, it)
            }

            fn traverse(it: Ref<'_>, visit: &mut dyn FnMut(Ref<'_>)) {
                it.recv::<$object>().source.peek().into_iter().for_each(visit);
            }

            fn length_hint(cx: &Cx, it: Ref<'_>) -> PyResult {
                let it = it.recv::<$object>();
                let left = match it.source.get() {
                    Some(source) => $left(cx, source.borrow(), it.index.get())?,
                    None => 0,
                };
                $hint(cx, left.max(0))
            }

            fn next(cx: &Cx, it: Ref<'_>) -> PyResult<Option<Owned>> {
                let it = it.recv::<$object>();
                $next(cx, &it.source, &it.index)
            }
        }

        crate::py_type! {
            $(#[doc = $doc])+
            pub static $NAME: $object = $pyname {
                flags: [GC $(, $flag)?],
                slots {
                    $( new: $new, )?
                    traverse: $object::traverse, iter: itself, next: $object::next,
                }
                methods {
                    /// Returns a guess of how many items are left.
                    "__length_hint__" => $object::length_hint, () -> Int;
                }
            }
        }
    };
}

index_iterator! {
    /// An iterator over a list.
    LIST_ITER: ListIter = "listiterator", next_of_list, left_of_list, plain_hint
}

index_iterator! {
    /// An iterator over a list, from its end.
    LIST_REVERSE_ITER: ListReverseIter = "listreverseiterator", next_of_list_backwards, left_backwards, long_hint
}

index_iterator! {
    /// An iterator over a tuple.
    TUPLE_ITER: TupleIter = "tupleiterator", next_of_tuple, left_of_tuple, plain_hint
}

index_iterator! {
    /// An iterator over anything with items by number.
    SEQUENCE_ITER: SequenceIter = "iterator", next_of_sequence, left_of_sequence, plain_hint
}

index_iterator! {
    /// reversed(sequence) -> iterator from the last item to the first
    REVERSED: Reversed = "reversed", next_backwards, left_backwards, plain_hint, new: new_reversed, BASE
}

fn plain_hint(_cx: &Cx, left: isize) -> PyResult {
    Ok(Owned::int(left as i64))
}

/// CPython's hint of this one is a long.
fn long_hint(cx: &Cx, left: isize) -> PyResult {
    crate::builtins::long::widen(cx, Owned::int(left as i64))
}

impl SequenceIter {
    /// Makes an iterator that asks `source` for its items by number until IndexError.
    ///
    /// # Errors
    /// Raises `MemoryError`.
    pub fn new(cx: &Cx, source: Ref<'_>) -> PyResult {
        SequenceIter::at(cx, &SEQUENCE_ITER, source, 0)
    }
}

/// `iter(list)`
pub(crate) fn list_iter(cx: &Cx, list: Ref<'_>) -> PyResult {
    ListIter::at(cx, &LIST_ITER, list, 0)
}

/// `list.__reversed__()`
pub(crate) fn list_reversed(cx: &Cx, list: Ref<'_>) -> PyResult {
    ListReverseIter::at(cx, &LIST_REVERSE_ITER, list, list.recv::<List>().len() as isize - 1)
}

/// `iter(tuple)`
pub(crate) fn tuple_iter(cx: &Cx, tuple: Ref<'_>) -> PyResult {
    TupleIter::at(cx, &TUPLE_ITER, tuple, 0)
}

/// Gives `item`, or ends the iterator.
#[inline(always)]
fn step(source: &Field, index: &Cell<isize>, item: Option<Owned>, by: isize) -> Option<Owned> {
    match item {
        Some(item) => {
            index.set(index.get() + by);
            Some(item)
        }
        None => {
            source.set(None);
            None
        }
    }
}

fn list_item(source: Ref<'_>, index: isize) -> Option<Owned> {
    usize::try_from(index).ok().and_then(|index| source.recv::<List>().get(index))
}

fn next_of_list(_cx: &Cx, source: &Field, index: &Cell<isize>) -> PyResult<Option<Owned>> {
    let Some(list) = source.peek() else { return Ok(None) };
    Ok(step(source, index, list_item(list, index.get()), 1))
}

fn left_of_list(_cx: &Cx, list: Ref<'_>, index: isize) -> PyResult<isize> {
    Ok(list.recv::<List>().len() as isize - index)
}

fn next_of_list_backwards(
    _cx: &Cx,
    source: &Field,
    index: &Cell<isize>,
) -> PyResult<Option<Owned>> {
    let Some(list) = source.peek() else { return Ok(None) };
    Ok(step(source, index, list_item(list, index.get()), -1))
}

fn next_of_tuple(_cx: &Cx, source: &Field, index: &Cell<isize>) -> PyResult<Option<Owned>> {
    let Some(tuple) = source.peek() else { return Ok(None) };
    let item = tuple.recv::<Tuple>().as_slice().get(index.get() as usize).map(|item| item.own());
    Ok(step(source, index, item, 1))
}

fn left_of_tuple(_cx: &Cx, tuple: Ref<'_>, index: isize) -> PyResult<isize> {
    Ok(tuple.recv::<Tuple>().len() as isize - index)
}

/// Asks for an item; IndexError and StopIteration mean that there is none.
fn item_or_end(cx: &Cx, source: Ref<'_>, index: isize) -> PyResult<Option<Owned>> {
    match sequence::get_item(cx, source, index) {
        Ok(item) => Ok(Some(item)),
        Err(Raised)
            if cx.raised_matches(&table::INDEX_ERROR)
                || cx.raised_matches(&table::STOP_ITERATION) =>
        {
            cx.clear_raised();
            Ok(None)
        }
        Err(raised) => Err(raised),
    }
}

fn next_of_sequence(cx: &Cx, source: &Field, index: &Cell<isize>) -> PyResult<Option<Owned>> {
    let Some(sequence) = source.get() else { return Ok(None) };
    let item = item_or_end(cx, sequence.borrow(), index.get())?;
    Ok(step(source, index, item, 1))
}

fn left_of_sequence(cx: &Cx, source: Ref<'_>, index: isize) -> PyResult<isize> {
    Ok(sequence::len(cx, source)? - index)
}

fn next_backwards(cx: &Cx, source: &Field, index: &Cell<isize>) -> PyResult<Option<Owned>> {
    let Some(sequence) = source.get() else { return Ok(None) };
    if index.get() < 0 {
        return Ok(step(source, index, None, -1));
    }
    let item = item_or_end(cx, sequence.borrow(), index.get())?;
    Ok(step(source, index, item, -1))
}

fn left_backwards(cx: &Cx, source: Ref<'_>, index: isize) -> PyResult<isize> {
    Ok(if sequence::len(cx, source)? < index + 1 { 0 } else { index + 1 })
}

fn new_reversed(cx: &Cx, ty: &Type, args: CallArgs<'_>) -> PyResult {
    if !args.names.is_empty() {
        return Err(cx.raise(
            &table::TYPE_ERROR,
            format_args!("reversed() does not take keyword arguments"),
        ));
    }
    let source = args::positional(cx, "reversed", args, 1, 1)?[0];
    let own = if sequence::is_classic_instance(source) {
        special::find_attr(cx, source, names::REVERSED.as_ref())?
    } else {
        special::lookup_special(cx, source, names::REVERSED.as_ref())?
    };
    if let Some(method) = own {
        return special::call(cx, method.borrow(), &[]);
    }
    if !sequence::is_sequence(cx, source) {
        return Err(
            cx.raise(&table::TYPE_ERROR, format_args!("argument to reversed() must be a sequence"))
        );
    }
    let len = sequence::len(cx, source)?;
    Reversed::at(cx, ty, source, len - 1)
}

/// Memory of an iterator that calls a function until it returns a certain value.
#[repr(C)]
pub struct CallIter {
    pub(crate) head: Header,
    pub(crate) function: Field,
    pub(crate) sentinel: Field,
}

crate::py_type! {
    /// An iterator that calls a function until it returns a certain value.
    pub static CALL_ITER: CallIter = "callable-iterator" {
        flags: [GC],
        slots { traverse: CallIter::traverse, iter: itself, next: CallIter::next }
    }
}

impl CallIter {
    /// Makes the iterator of `iter(function, sentinel)`.
    ///
    /// # Errors
    /// Raises `MemoryError`.
    pub fn new(cx: &Cx, function: Ref<'_>, sentinel: Ref<'_>) -> PyResult {
        let it = CallIter {
            head: Header::new(&CALL_ITER),
            function: Field::new(function.own()),
            sentinel: Field::new(sentinel.own()),
        };
        allocate(cx, &CALL_ITER, it)
    }

    fn traverse(it: Ref<'_>, visit: &mut dyn FnMut(Ref<'_>)) {
        let it = it.recv::<CallIter>();
        [&it.function, &it.sentinel].iter().filter_map(|field| field.peek()).for_each(visit);
    }

    fn end(&self) {
        self.function.set(None);
        self.sentinel.set(None);
    }

    fn next(cx: &Cx, it: Ref<'_>) -> PyResult<Option<Owned>> {
        let it = it.recv::<CallIter>();
        let Some(function) = it.function.get() else { return Ok(None) };
        let result = match special::call(cx, function.borrow(), &[]) {
            Ok(result) => result,
            Err(Raised) if cx.raised_matches(&table::STOP_ITERATION) => {
                cx.clear_raised();
                it.end();
                return Ok(None);
            }
            Err(raised) => return Err(raised),
        };
        let Some(sentinel) = it.sentinel.get() else { return Ok(None) };
        if compare::rich_compare_bool(cx, result.borrow(), sentinel.borrow(), CompareOp::Eq)? {
            it.end();
            return Ok(None);
        }
        Ok(Some(result))
    }
}
