//! `deque` and its iterators.
//!
//! `state` changes with every change of the items, so that iterators notice it. The items are never
//! borrowed while Python code can run: values leave the deque before they are released.

use runtime::api::{
    CallArgs, CompareOp, Cx, Field, Header, Owned, PyResult, Raised, Ref, Type, allocate, exc,
    names,
};
use runtime::builtins::iterators::itself;
use runtime::builtins::list::List;
use runtime::builtins::none::not_implemented;
use runtime::builtins::str::Str;
use runtime::builtins::tuple::Tuple;
use runtime::protocol::{args, attr, call, compare, iter, number, repr as representation};
use runtime::types::slots::hash_not_implemented;
use std::cell::{Cell, RefCell};
use std::collections::VecDeque;

/// Memory of a deque.
#[repr(C)]
pub(crate) struct Deque {
    pub(crate) head: Header,
    items: RefCell<VecDeque<Owned>>,
    state: Cell<u64>,
    /// Most items kept; -1 for any number.
    max_len: Cell<i64>,
}

runtime::py_type! {
    /// deque([iterable[, maxlen]]) -> sequence that grows and shrinks quickly at both ends
    pub(crate) static DEQUE: Deque = "collections.deque" {
        flags: [BASE, GC, WEAKREF],
        slots {
            new: new, init: init, traverse: traverse, clear: clear_all, repr: repr,
            hash: hash_not_implemented, rich_compare: rich_compare, iter: iter_forward,
            len: len, item: item, set_item: set_item, inplace_concat: inplace_concat,
        }
        methods {
            /// Adds an item behind the last one.
            "append" => append, (x) -> None;
            /// Adds an item before the first one.
            "appendleft" => append_left, (x) -> None;
            /// Takes all items out.
            "clear" => clear, () -> None;
            /// Returns a copy.
            "__copy__" => copy, ();
            /// Returns how many items equal the value.
            "count" => count, (x) -> Int;
            /// Adds the items of an iterable behind the last one.
            "extend" => extend, (x) -> None;
            /// Adds the items of an iterable before the first one, one after the other.
            "extendleft" => extend_left, (x) -> None;
            /// Takes out the last item and returns it.
            "pop" => pop, ();
            /// Takes out the first item and returns it.
            "popleft" => pop_left, ();
            /// Helps pickle.
            "__reduce__" => reduce, () -> Tuple;
            /// Takes out the first item that equals the value.
            "remove" => remove, (x) -> None;
            /// Returns an iterator from the last item to the first.
            "__reversed__" => iter_backward, ();
            /// Turns the order of the items around.
            "reverse" => reverse, () -> None;
            /// Moves the last n items (default 1) to the front; negative: the other way.
            "rotate" => rotate, (0..=1) -> None;
            /// Returns the size in memory, in bytes.
            "__sizeof__" => deque_size, ();
        }
        getset {
            /// The most items kept, or None.
            "maxlen" => max_len;
        }
    }
}

impl Deque {
    fn len(&self) -> usize {
        self.items.borrow().len()
    }

    fn get(&self, index: usize) -> Option<Owned> {
        self.items.borrow().get(index).cloned()
    }

    fn changed(&self) {
        self.state.set(self.state.get().wrapping_add(1));
    }

    fn is_over_full(&self) -> bool {
        usize::try_from(self.max_len.get()).is_ok_and(|most| self.len() > most)
    }

    fn push_back(&self, item: Owned) {
        self.items.borrow_mut().push_back(item);
        self.changed();
        if self.is_over_full() {
            let first = self.items.borrow_mut().pop_front();
            drop(first);
        }
    }

    fn push_front(&self, item: Owned) {
        self.items.borrow_mut().push_front(item);
        self.changed();
        if self.is_over_full() {
            let last = self.items.borrow_mut().pop_back();
            drop(last);
        }
    }

    fn to_list(&self, cx: &Cx) -> PyResult {
        let items = self.items.borrow().iter().cloned().collect();
        List::new(cx, items)
    }

    fn clear(&self) {
        let items = std::mem::take(&mut *self.items.borrow_mut());
        self.changed();
        drop(items);
    }
}

fn new(cx: &Cx, ty: &Type, _args: CallArgs<'_>) -> PyResult {
    let deque = Deque {
        head: Header::new(ty),
        items: RefCell::new(VecDeque::new()),
        state: Cell::new(0),
        max_len: Cell::new(-1),
    };
    allocate(cx, ty, deque)
}

fn init(cx: &Cx, recv: Ref<'_>, args: CallArgs<'_>) -> PyResult<()> {
    let [items, most] = args::bind(cx, "deque", args, 0, ["iterable", "maxlen"])?;
    let most = match most.filter(|most| !most.is_none()) {
        Some(most) => number::as_c_long(cx, most)?,
        None => -1,
    };
    if most < 0 && args.args.len() > 1 && !args.args[1].is_none() || most < -1 {
        return Err(cx.raise(&exc::VALUE_ERROR, format_args!("maxlen must be non-negative")));
    }
    let deque = recv.recv::<Deque>();
    deque.max_len.set(most);
    deque.clear();
    match items {
        Some(items) => add_all(cx, recv, items, Deque::push_back),
        None => Ok(()),
    }
}

fn traverse(recv: Ref<'_>, visit: &mut dyn FnMut(Ref<'_>)) {
    recv.recv::<Deque>().items.borrow().iter().for_each(|item| visit(item.borrow()));
}

fn clear_all(_cx: &Cx, recv: Ref<'_>) {
    recv.recv::<Deque>().clear();
}

fn repr(cx: &Cx, recv: Ref<'_>) -> PyResult {
    if !representation::enter_repr(cx, recv) {
        return Str::new(cx, b"[...]");
    }
    let deque = recv.recv::<Deque>();
    let items = deque.to_list(cx).and_then(|list| representation::repr(cx, list.borrow()));
    representation::leave_repr(cx, recv);
    let mut text = b"deque(".to_vec();
    text.extend_from_slice(items?.borrow().recv::<Str>().as_bytes());
    if deque.max_len.get() >= 0 {
        text.extend_from_slice(format!(", maxlen={}", deque.max_len.get()).as_bytes());
    }
    text.push(b')');
    Str::new(cx, &text)
}

fn rich_compare(cx: &Cx, a: Ref<'_>, b: Ref<'_>, op: CompareOp) -> PyResult {
    let (Some(left), Some(right)) = (a.cast::<Deque>(), b.cast::<Deque>()) else {
        return Ok(not_implemented().own());
    };
    if left.len() != right.len() && matches!(op, CompareOp::Eq | CompareOp::Ne) {
        return Ok(Owned::bool(op == CompareOp::Ne));
    }
    let mut index = 0;
    while let (Some(x), Some(y)) = (left.get(index), right.get(index)) {
        if !compare::rich_compare_bool(cx, x.borrow(), y.borrow(), CompareOp::Eq)? {
            return match op {
                CompareOp::Eq => Ok(Owned::bool(false)),
                CompareOp::Ne => Ok(Owned::bool(true)),
                CompareOp::Lt | CompareOp::Le | CompareOp::Gt | CompareOp::Ge => {
                    compare::rich_compare(cx, x.borrow(), y.borrow(), op)
                }
            };
        }
        index += 1;
    }
    Ok(Owned::bool(op.of(left.len().cmp(&right.len()))))
}

fn len(_cx: &Cx, recv: Ref<'_>) -> PyResult<isize> {
    Ok(recv.recv::<Deque>().len() as isize)
}

fn out_of_range(cx: &Cx) -> Raised {
    cx.raise(&exc::INDEX_ERROR, format_args!("deque index out of range"))
}

fn item(cx: &Cx, recv: Ref<'_>, index: isize) -> PyResult {
    let item = usize::try_from(index).ok().and_then(|index| recv.recv::<Deque>().get(index));
    item.ok_or_else(|| out_of_range(cx))
}

fn set_item(cx: &Cx, recv: Ref<'_>, index: isize, value: Option<Ref<'_>>) -> PyResult<()> {
    let deque = recv.recv::<Deque>();
    let index = usize::try_from(index).ok().filter(|index| *index < deque.len());
    let index = index.ok_or_else(|| out_of_range(cx))?;
    let old = match value {
        Some(value) => {
            let value = value.own();
            deque.items.borrow_mut().get_mut(index).map(|place| std::mem::replace(place, value))
        }
        None => {
            deque.changed();
            deque.items.borrow_mut().remove(index)
        }
    };
    drop(old);
    Ok(())
}

/// Adds the items of an iterable one by one.
fn add_all(cx: &Cx, recv: Ref<'_>, items: Ref<'_>, add: fn(&Deque, Owned)) -> PyResult<()> {
    let deque = recv.recv::<Deque>();
    let copy = if items.is(recv) { Some(deque.to_list(cx)?) } else { None };
    let items = copy.as_ref().map_or(items, Owned::borrow);
    iter::for_each(cx, items, |item| {
        add(deque, item);
        Ok(())
    })
}

fn inplace_concat(cx: &Cx, recv: Ref<'_>, items: Ref<'_>) -> PyResult {
    add_all(cx, recv, items, Deque::push_back)?;
    Ok(recv.own())
}

fn append(_cx: &Cx, recv: Ref<'_>, item: Ref<'_>) -> PyResult {
    recv.recv::<Deque>().push_back(item.own());
    Ok(Owned::none())
}

fn append_left(_cx: &Cx, recv: Ref<'_>, item: Ref<'_>) -> PyResult {
    recv.recv::<Deque>().push_front(item.own());
    Ok(Owned::none())
}

fn clear(_cx: &Cx, recv: Ref<'_>) -> PyResult {
    recv.recv::<Deque>().clear();
    Ok(Owned::none())
}

fn copy(cx: &Cx, recv: Ref<'_>) -> PyResult {
    let most = recv.recv::<Deque>().max_len.get();
    if most < 0 {
        return call::call1(cx, recv.ty().as_ref(), recv);
    }
    call::call2(cx, recv.ty().as_ref(), recv, Owned::int(most).borrow())
}

fn mutated(cx: &Cx) -> Raised {
    cx.raise(&exc::RUNTIME_ERROR, format_args!("deque mutated during iteration"))
}

fn count(cx: &Cx, recv: Ref<'_>, value: Ref<'_>) -> PyResult {
    let deque = recv.recv::<Deque>();
    let state = deque.state.get();
    let (mut index, mut count) = (0, 0);
    while let Some(item) = deque.get(index) {
        count += i64::from(compare::rich_compare_bool(cx, item.borrow(), value, CompareOp::Eq)?);
        if deque.state.get() != state {
            return Err(mutated(cx));
        }
        index += 1;
    }
    Ok(Owned::int(count))
}

fn extend(cx: &Cx, recv: Ref<'_>, items: Ref<'_>) -> PyResult {
    add_all(cx, recv, items, Deque::push_back)?;
    Ok(Owned::none())
}

fn extend_left(cx: &Cx, recv: Ref<'_>, items: Ref<'_>) -> PyResult {
    add_all(cx, recv, items, Deque::push_front)?;
    Ok(Owned::none())
}

fn taken(cx: &Cx, deque: &Deque, item: Option<Owned>) -> PyResult {
    deque.changed();
    item.ok_or_else(|| cx.raise(&exc::INDEX_ERROR, format_args!("pop from an empty deque")))
}

fn pop(cx: &Cx, recv: Ref<'_>) -> PyResult {
    let deque = recv.recv::<Deque>();
    let item = deque.items.borrow_mut().pop_back();
    taken(cx, deque, item)
}

fn pop_left(cx: &Cx, recv: Ref<'_>) -> PyResult {
    let deque = recv.recv::<Deque>();
    let item = deque.items.borrow_mut().pop_front();
    taken(cx, deque, item)
}

fn reduce(cx: &Cx, recv: Ref<'_>) -> PyResult {
    let deque = recv.recv::<Deque>();
    let items = deque.to_list(cx)?;
    let most = deque.max_len.get();
    let state = attr::find_attr(cx, recv, names::DICT.as_ref())?;
    let mut args = vec![items];
    if most >= 0 {
        args.push(Owned::int(most));
    } else if state.is_some() {
        args.push(Owned::none());
    }
    let mut parts = vec![recv.ty().as_ref().own(), Tuple::new(cx, args)?];
    parts.extend(state);
    Tuple::new(cx, parts)
}

fn remove(cx: &Cx, recv: Ref<'_>, value: Ref<'_>) -> PyResult {
    let deque = recv.recv::<Deque>();
    let len = deque.len();
    let mut index = 0;
    while let Some(item) = deque.get(index) {
        let equal = compare::rich_compare_bool(cx, item.borrow(), value, CompareOp::Eq)?;
        if deque.len() != len {
            return Err(cx.raise(&exc::INDEX_ERROR, format_args!("deque mutated during remove().")));
        }
        if equal {
            let removed = deque.items.borrow_mut().remove(index);
            deque.changed();
            drop(removed);
            return Ok(Owned::none());
        }
        index += 1;
    }
    Err(cx.raise(&exc::VALUE_ERROR, format_args!("deque.remove(x): x not in deque")))
}

fn reverse(_cx: &Cx, recv: Ref<'_>) -> PyResult {
    let deque = recv.recv::<Deque>();
    deque.items.borrow_mut().make_contiguous().reverse();
    Ok(Owned::none())
}

fn rotate(cx: &Cx, recv: Ref<'_>, args: &[Ref<'_>]) -> PyResult {
    let by = match args {
        [by, ..] => number::as_i64(cx, *by)?,
        [] => 1,
    };
    let deque = recv.recv::<Deque>();
    let len = deque.len();
    if len > 1 {
        let by = by.rem_euclid(len as i64) as usize;
        if by != 0 {
            deque.items.borrow_mut().rotate_right(by);
            deque.changed();
        }
    }
    Ok(Owned::none())
}

fn deque_size(_cx: &Cx, recv: Ref<'_>) -> PyResult {
    // CPython's blocks hold 62 items and two links; the items begin in the middle of one.
    let blocks = (recv.recv::<Deque>().len() + 31).div_ceil(62).max(1) as i64;
    Ok(Owned::int(80 + blocks * 512))
}

fn max_len(_cx: &Cx, recv: Ref<'_>) -> PyResult {
    let most = recv.recv::<Deque>().max_len.get();
    Ok(if most < 0 { Owned::none() } else { Owned::int(most) })
}

/// Declares an iterator over a deque.
macro_rules! deque_iterator {
    ($(#[doc = $doc:literal])+ $NAME:ident: $object:ident = $name:literal, $make:ident, $place:expr) => {
        $(#[doc = $doc])+
        #[repr(C)]
        pub(crate) struct $object {
            pub(crate) head: Header,
            deque: Field,
            state: u64,
            left: Cell<usize>,
        }

        runtime::py_type! {
            $(#[doc = $doc])+
            pub(crate) static $NAME: $object = $name {
                flags: [GC],
                slots { traverse: $object::traverse, iter: itself, next: $object::next }
                methods {
                    /// Returns how many items are left.
                    "__length_hint__" => $object::length_hint, () -> Int;
                }
            }
        }

        impl $object {
            fn traverse(it: Ref<'_>, visit: &mut dyn FnMut(Ref<'_>)) {
                it.recv::<$object>().deque.peek().into_iter().for_each(visit);
            }

            fn next(cx: &Cx, it: Ref<'_>) -> PyResult<Option<Owned>> {
                let it = it.recv::<$object>();
                let Some(deque) = it.deque.peek() else { return Ok(None) };
                let deque = deque.recv::<Deque>();
                if deque.state.get() != it.state {
                    it.left.set(0);
                    return Err(mutated(cx));
                }
                let left = it.left.get();
                if left == 0 {
                    return Ok(None);
                }
                it.left.set(left - 1);
                let place: fn(usize, usize) -> usize = $place;
                Ok(deque.get(place(deque.len(), left)))
            }

            fn length_hint(_cx: &Cx, it: Ref<'_>) -> PyResult {
                Ok(Owned::int(it.recv::<$object>().left.get() as i64))
            }
        }

        fn $make(cx: &Cx, recv: Ref<'_>) -> PyResult {
            let deque = recv.recv::<Deque>();
            let it = $object {
                head: Header::new(&$NAME),
                deque: Field::new(recv.own()),
                state: deque.state.get(),
                left: Cell::new(deque.len()),
            };
            allocate(cx, &$NAME, it)
        }
    };
}

deque_iterator! {
    /// An iterator over a deque.
    DEQUE_ITER: DequeIter = "deque_iterator", iter_forward, |len, left| len - left
}

deque_iterator! {
    /// An iterator over a deque, from its end.
    DEQUE_REVERSE_ITER: DequeReverseIter = "deque_reverse_iterator", iter_backward, |_, left| left - 1
}
