//! The module `_heapq`: a list as a heap, its smallest item first.
//!
//! Comparisons may run Python code that changes the list, so every access checks the index anew.

use runtime::api::{CompareOp, Cx, ModuleDef, Owned, PyResult, Raised, Ref, exc, names};
use runtime::builtins::list::{List, sort_vec};
use runtime::protocol::{attr, compare, iter, number};

/// The module.
pub(crate) static HEAPQ: ModuleDef = ModuleDef {
    name: "_heapq",
    doc: "Lists as heaps: the item at k is never above those at 2*k+1 and 2*k+2.",
    functions: runtime::methods! {
        /// heappush(heap, item) -- adds an item.
        "heappush" => push, (2..=2) -> None [UNPACK];
        /// heappushpop(heap, item) -> smallest item after adding one; faster than both steps.
        "heappushpop" => push_pop, (2..=2) [UNPACK];
        /// heappop(heap) -> smallest item, taken out.
        "heappop" => pop, (x);
        /// heapreplace(heap, item) -> smallest item, taken out before the new one is added.
        "heapreplace" => replace, (2..=2) [UNPACK];
        /// heapify(list) -- makes the list a heap, in linear time.
        "heapify" => heapify, (x) -> None;
        /// nlargest(n, iterable) -> list of the n largest items, largest first.
        "nlargest" => n_largest, (2..=2) -> List;
        /// nsmallest(n, iterable) -> list of the n smallest items, smallest first.
        "nsmallest" => n_smallest, (2..=2) -> List;
    },
    types: &[],
    init: Some(init),
};

fn init(cx: &Cx, module: Ref<'_>) -> PyResult<()> {
    let about = runtime::builtins::str::Str::new(
        cx,
        b"A heap is a list in which heap[k] <= heap[2*k+1] and heap[k] <= heap[2*k+2] for all k.",
    )?;
    cx.module_add(module, "__about__", about)
}

/// The order a heap is kept in.
type Below = fn(&Cx, Ref<'_>, Ref<'_>) -> PyResult<bool>;

/// `a < b`, or if that is not defined `not b <= a`.
fn is_less(cx: &Cx, a: Ref<'_>, b: Ref<'_>) -> PyResult<bool> {
    if is_ordered(a) || attr::find_attr(cx, a, names::LT.as_ref())?.is_some() {
        return compare::rich_compare_bool(cx, a, b, CompareOp::Lt);
    }
    Ok(!compare::rich_compare_bool(cx, b, a, CompareOp::Le)?)
}

/// Whether a value is a number or another builtin, for which `<` always is what is wanted.
fn is_ordered(x: Ref<'_>) -> bool {
    !x.word().is_heap() || x.ty().slots.rich_compare.get().is_some()
}

fn is_greater(cx: &Cx, a: Ref<'_>, b: Ref<'_>) -> PyResult<bool> {
    is_less(cx, b, a)
}

fn heap_of<'a>(cx: &Cx, heap: Ref<'a>) -> PyResult<&'a List> {
    heap.cast::<List>()
        .ok_or_else(|| cx.raise(&exc::TYPE_ERROR, format_args!("heap argument must be a list")))
}

fn out_of_range(cx: &Cx) -> Raised {
    cx.raise(&exc::INDEX_ERROR, format_args!("index out of range"))
}

fn item(cx: &Cx, heap: &List, index: usize) -> PyResult {
    heap.get(index).ok_or_else(|| out_of_range(cx))
}

fn set(cx: &Cx, heap: &List, index: usize, value: Owned) -> PyResult {
    heap.replace(index, value).map_err(|_| out_of_range(cx))
}

fn swap(cx: &Cx, heap: &List, a: usize, b: usize) -> PyResult<()> {
    let moved = set(cx, heap, a, item(cx, heap, b)?)?;
    drop(set(cx, heap, b, moved)?);
    Ok(())
}

/// Notices a comparison that has changed the list.
fn check_len(cx: &Cx, heap: &List, len: usize) -> PyResult<()> {
    if heap.len() == len {
        return Ok(());
    }
    Err(cx.raise(&exc::RUNTIME_ERROR, format_args!("list changed size during iteration")))
}

/// Moves the item at `index` towards the root, at most to `start`.
fn sift_up_to(cx: &Cx, heap: &List, start: usize, index: usize, below: Below) -> PyResult<()> {
    let len = heap.len();
    let mut place = index;
    while place > start {
        let parent = (place - 1) / 2;
        let (new, old) = (item(cx, heap, place)?, item(cx, heap, parent)?);
        let rises = below(cx, new.borrow(), old.borrow())?;
        check_len(cx, heap, len)?;
        if !rises {
            return Ok(());
        }
        swap(cx, heap, place, parent)?;
        place = parent;
    }
    Ok(())
}

/// Lets the item at `index` sink to a leaf, always towards the smaller child, then rise to its place.
fn sift_down(cx: &Cx, heap: &List, index: usize, below: Below) -> PyResult<()> {
    let len = heap.len();
    if index >= len {
        return Err(out_of_range(cx));
    }
    let mut place = index;
    while 2 * place + 1 < len {
        let left = 2 * place + 1;
        let mut child = left;
        if left + 1 < len {
            let (a, b) = (item(cx, heap, left)?, item(cx, heap, left + 1)?);
            if !below(cx, a.borrow(), b.borrow())? {
                child = left + 1;
            }
            check_len(cx, heap, len)?;
        }
        swap(cx, heap, place, child)?;
        place = child;
    }
    sift_up_to(cx, heap, index, place, below)
}

fn push(cx: &Cx, _module: Ref<'_>, args: &[Ref<'_>]) -> PyResult {
    let heap = heap_of(cx, args[0])?;
    heap.push(cx, args[1].own())?;
    sift_up_to(cx, heap, 0, heap.len() - 1, is_less)?;
    Ok(Owned::none())
}

fn pop(cx: &Cx, _module: Ref<'_>, heap: Ref<'_>) -> PyResult {
    let heap = heap_of(cx, heap)?;
    let last = heap.pop().ok_or_else(|| out_of_range(cx))?;
    if heap.is_empty() {
        return Ok(last);
    }
    let smallest = set(cx, heap, 0, last)?;
    sift_down(cx, heap, 0, is_less)?;
    Ok(smallest)
}

fn replace(cx: &Cx, _module: Ref<'_>, args: &[Ref<'_>]) -> PyResult {
    let heap = heap_of(cx, args[0])?;
    let smallest = set(cx, heap, 0, args[1].own())?;
    sift_down(cx, heap, 0, is_less)?;
    Ok(smallest)
}

fn push_pop(cx: &Cx, _module: Ref<'_>, args: &[Ref<'_>]) -> PyResult {
    let heap = heap_of(cx, args[0])?;
    let Some(smallest) = heap.get(0) else { return Ok(args[1].own()) };
    if !is_less(cx, smallest.borrow(), args[1])? {
        return Ok(args[1].own());
    }
    let smallest = set(cx, heap, 0, args[1].own())?;
    sift_down(cx, heap, 0, is_less)?;
    Ok(smallest)
}

fn make_heap(cx: &Cx, heap: &List, below: Below) -> PyResult<()> {
    for index in (0..heap.len() / 2).rev() {
        sift_down(cx, heap, index, below)?;
    }
    Ok(())
}

fn heapify(cx: &Cx, _module: Ref<'_>, heap: Ref<'_>) -> PyResult {
    make_heap(cx, heap_of(cx, heap)?, is_less)?;
    Ok(Owned::none())
}

/// Keeps the `count` items that come last in the order, and sorts them the other way.
fn best(cx: &Cx, args: &[Ref<'_>], below: Below, reverse: bool) -> PyResult {
    let count = number::as_i64(cx, args[0])?.max(0) as usize;
    let it = iter::iter(cx, args[1])?;
    let kept = List::new(cx, Vec::new())?;
    let heap = kept.borrow().recv::<List>();
    while heap.len() < count {
        match iter::next(cx, it.borrow())? {
            Some(item) => heap.push(cx, item)?,
            None => break,
        }
    }
    if heap.is_empty() {
        return Ok(kept);
    }
    make_heap(cx, heap, below)?;
    while let Some(new) = iter::next(cx, it.borrow())? {
        let first = item(cx, heap, 0)?;
        if below(cx, first.borrow(), new.borrow())? {
            drop(set(cx, heap, 0, new)?);
            sift_down(cx, heap, 0, below)?;
        }
    }
    let mut items = heap.take();
    let result = sort_vec(cx, &mut items, None, None, false);
    if reverse {
        items.reverse();
    }
    drop(heap.put(items));
    result.map(|()| kept)
}

fn n_largest(cx: &Cx, _module: Ref<'_>, args: &[Ref<'_>]) -> PyResult {
    best(cx, args, is_less, true)
}

fn n_smallest(cx: &Cx, _module: Ref<'_>, args: &[Ref<'_>]) -> PyResult {
    best(cx, args, is_greater, false)
}
