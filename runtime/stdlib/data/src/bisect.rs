//! The module `_bisect`: searching sorted sequences by halving.

use runtime::api::{CompareOp, Cx, ModuleDef, Owned, PyResult, Ref, exc};
use runtime::builtins::list::{LIST, List};
use runtime::builtins::str::intern_bytes;
use runtime::protocol::{call, compare, number, sequence};

/// The module.
pub(crate) static BISECT: ModuleDef = ModuleDef {
    name: "_bisect",
    doc: "Searching and inserting in sorted sequences.",
    functions: runtime::methods! {
        /// bisect(a, x[, lo[, hi]]) -> where to insert x in the sorted a, behind items equal to it
        "bisect" => right, (kw 2; "a", "x", "lo", "hi") -> Int;
        /// bisect_right(a, x[, lo[, hi]]) -> where to insert x in the sorted a, behind items equal to it
        "bisect_right" => right, (kw 2; "a", "x", "lo", "hi") -> Int;
        /// bisect_left(a, x[, lo[, hi]]) -> where to insert x in the sorted a, before items equal to it
        "bisect_left" => left, (kw 2; "a", "x", "lo", "hi") -> Int;
        /// insort(a, x[, lo[, hi]]) -- inserts x into the sorted a, behind items equal to it
        "insort" => insert_right, (kw 2; "a", "x", "lo", "hi") -> None;
        /// insort_right(a, x[, lo[, hi]]) -- inserts x into the sorted a, behind items equal to it
        "insort_right" => insert_right, (kw 2; "a", "x", "lo", "hi") -> None;
        /// insort_left(a, x[, lo[, hi]]) -- inserts x into the sorted a, before items equal to it
        "insort_left" => insert_left, (kw 2; "a", "x", "lo", "hi") -> None;
    },
    types: &[],
    init: None,
};

/// Which side of equal items is looked for.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Side {
    Left,
    Right,
}

fn search(cx: &Cx, args: &[Option<Ref<'_>>], side: Side) -> PyResult<isize> {
    let required = "a required argument";
    let (items, value) = (args[0].expect(required), args[1].expect(required));
    let mut low = match args[2] {
        Some(low) => number::as_i64(cx, low)? as isize,
        None => 0,
    };
    let mut high = match args[3] {
        Some(high) if !high.is_none() => number::as_i64(cx, high)? as isize,
        _ => -1,
    };
    if low < 0 {
        return Err(cx.raise(&exc::VALUE_ERROR, format_args!("lo must be non-negative")));
    }
    if high == -1 {
        high = sequence::len(cx, items)?;
    }
    while low < high {
        let middle = low + (high - low) / 2;
        let item = sequence::get_item(cx, items, middle)?;
        let behind = match side {
            Side::Left => compare::rich_compare_bool(cx, item.borrow(), value, CompareOp::Lt)?,
            Side::Right => !compare::rich_compare_bool(cx, value, item.borrow(), CompareOp::Lt)?,
        };
        if behind {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    Ok(low)
}

fn right(cx: &Cx, _module: Ref<'_>, args: &[Option<Ref<'_>>]) -> PyResult {
    Ok(Owned::int(search(cx, args, Side::Right)? as i64))
}

fn left(cx: &Cx, _module: Ref<'_>, args: &[Option<Ref<'_>>]) -> PyResult {
    Ok(Owned::int(search(cx, args, Side::Left)? as i64))
}

fn insert(cx: &Cx, args: &[Option<Ref<'_>>], side: Side) -> PyResult {
    let index = search(cx, args, side)?;
    let (Some(items), Some(value)) = (args[0], args[1]) else { return Ok(Owned::none()) };
    if items.is_exact(&LIST) {
        let list = items.recv::<List>();
        list.insert(cx, (index.max(0) as usize).min(list.len()), value.own())?;
    } else {
        let index = Owned::int(index as i64);
        let name = intern_bytes(cx, b"insert");
        call::call_method(cx, items, name.borrow(), &[index.borrow(), value])?;
    }
    Ok(Owned::none())
}

fn insert_right(cx: &Cx, _module: Ref<'_>, args: &[Option<Ref<'_>>]) -> PyResult {
    insert(cx, args, Side::Right)
}

fn insert_left(cx: &Cx, _module: Ref<'_>, args: &[Option<Ref<'_>>]) -> PyResult {
    insert(cx, args, Side::Left)
}
