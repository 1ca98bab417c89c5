//! The module `array`: sequences of numbers or characters of one machine type.

mod item;
mod methods;

use item::Kind;
use runtime::api::{
    CallArgs, CompareOp, Cx, Field, Header, ModuleDef, Owned, PyResult, Raised, Ref, Type,
    allocate, exc,
};
use runtime::builtins::iterators::itself;
use runtime::builtins::list::List;
use runtime::builtins::none::not_implemented;
use runtime::builtins::slice::Slice;
use runtime::builtins::str::Str;
use runtime::builtins::unicode::Unicode;
use runtime::protocol::{compare, iter, number, repr as representation, sequence};
use runtime::types::slots::hash_not_implemented;
use std::cell::{Cell, RefCell};

/// The module.
pub(crate) static ARRAY_MODULE: ModuleDef = ModuleDef {
    name: "array",
    doc: "Sequences of numbers or characters of one machine type.",
    functions: &[],
    types: &[("array", &ARRAY), ("ArrayType", &ARRAY)],
    init: Some(init),
};

fn init(cx: &Cx, _module: Ref<'_>) -> PyResult<()> {
    runtime::types::ready(cx, &ARRAY_ITER)
}

/// Memory of an array. `bytes` holds whole items in the machine's byte order.
#[repr(C)]
pub(crate) struct Array {
    pub(crate) head: Header,
    kind: Kind,
    bytes: RefCell<Vec<u8>>,
}

runtime::py_type! {
    /// array(typecode[, initializer]) -> array of items of the type the code names, from a list, string
    /// or iterable
    ///
    /// Codes: c character; b, B, h, H, i, I, l, L whole numbers; u unicode character; f, d floats.
    pub(crate) static ARRAY: Array = "array.array" {
        flags: [BASE, WEAKREF],
        slots {
            new: new, repr: repr, hash: hash_not_implemented, rich_compare: rich_compare, iter: iter_items,
            len: len, concat: concat, repeat: repeat, item: item, slice: slice, set_item: set_item,
            set_slice: set_slice, contains: contains, inplace_concat: inplace_concat,
            inplace_repeat: inplace_repeat, map_len: len, subscript: subscript,
            set_subscript: set_subscript, read_bytes: read_bytes, write_bytes: write_bytes,
        }
        methods {
            /// Adds an item behind the last one.
            "append" => methods::append, (x) -> None;
            /// Returns address and number of items of the memory.
            "buffer_info" => methods::buffer_info, () -> Tuple;
            /// Turns the bytes of each item around.
            "byteswap" => methods::byte_swap, () -> None;
            /// Returns a copy.
            "__copy__" => methods::copy, ();
            /// Returns how many items equal the value.
            "count" => methods::count, (x) -> Int;
            /// Returns a copy.
            "__deepcopy__" => methods::deep_copy, (x);
            /// Adds the items of an iterable behind the last one.
            "extend" => methods::extend, (x) -> None;
            /// Reads n items from a file.
            "fromfile" => methods::from_file, (2..=2) -> None;
            /// Adds the items of a list, all or none.
            "fromlist" => methods::from_list, (x) -> None;
            /// Adds items whose machine bytes stand in a string.
            "fromstring" => methods::from_string, (1..=1) -> None;
            /// Adds the characters of a unicode string.
            "fromunicode" => methods::from_unicode, (1..=1) -> None;
            /// Returns the index of the first item that equals the value.
            "index" => methods::index, (x) -> Int;
            /// Puts an item before the one at the index.
            "insert" => methods::insert, (2..=2) -> None;
            /// Takes out the item at the index (default: the last) and returns it.
            "pop" => methods::pop, (0..=1);
            /// Reads n items from a file; fromfile is the better name.
            "read" => methods::from_file, (2..=2) -> None;
            /// Helps pickle.
            "__reduce__" => methods::reduce, () -> Tuple;
            /// Takes out the first item that equals the value.
            "remove" => methods::remove, (x) -> None;
            /// Turns the order of the items around.
            "reverse" => methods::reverse, () -> None;
            /// Writes all items to a file.
            "tofile" => methods::to_file, (x) -> None;
            /// Returns a list of the items.
            "tolist" => methods::to_list, () -> List;
            /// Returns the machine bytes of all items.
            "tostring" => methods::to_string, () -> Str;
            /// Returns the characters as a unicode string.
            "tounicode" => methods::to_unicode, ();
            /// Writes all items to a file; tofile is the better name.
            "write" => methods::to_file, (x) -> None;
            /// Returns the size in memory, in bytes.
            "__sizeof__" => methods::memory, () -> Int;
        }
        getset {
            /// Bytes of an item.
            "itemsize" => methods::item_size;
            /// The code of the items' type.
            "typecode" => methods::type_code;
        }
    }
}

impl Array {
    fn make(cx: &Cx, ty: &Type, kind: Kind, bytes: Vec<u8>) -> PyResult {
        allocate(cx, ty, Array { head: Header::new(ty), kind, bytes: RefCell::new(bytes) })
    }

    fn len(&self) -> usize {
        self.bytes.borrow().len() / self.kind.size()
    }

    fn get(&self, cx: &Cx, index: usize) -> PyResult<Option<Owned>> {
        let size = self.kind.size();
        let mut item = [0; 8];
        match self.bytes.borrow().get(index * size..(index + 1) * size) {
            Some(bytes) => item[..size].copy_from_slice(bytes),
            None => return Ok(None),
        }
        self.kind.load(cx, &item[..size]).map(Some)
    }

    /// Puts converted items in the place of a range of items.
    fn splice(&self, cx: &Cx, range: std::ops::Range<usize>, new: &[u8]) -> PyResult<()> {
        let size = self.kind.size();
        let mut bytes = self.bytes.borrow_mut();
        bytes.try_reserve(new.len()).map_err(|_| cx.raise_no_memory())?;
        bytes.splice(range.start * size..range.end * size, new.iter().copied());
        Ok(())
    }

    fn push(&self, cx: &Cx, value: Ref<'_>) -> PyResult<()> {
        let item = self.kind.store(cx, value)?;
        let len = self.len();
        self.splice(cx, len..len, &item[..self.kind.size()])
    }
}

fn new(cx: &Cx, ty: &Type, args: CallArgs<'_>) -> PyResult {
    if std::ptr::eq(ty, &ARRAY) && !args.names.is_empty() {
        return Err(cx.raise(
            &exc::TYPE_ERROR,
            format_args!("array.array() does not take keyword arguments"),
        ));
    }
    let args = args.positional();
    if args.is_empty() || args.len() > 2 {
        let (word, bound, plural) =
            if args.is_empty() { ("least", 1, "") } else { ("most", 2, "s") };
        return Err(cx.raise(
            &exc::TYPE_ERROR,
            format_args!("array() takes at {word} {bound} argument{plural} ({} given)", args.len()),
        ));
    }
    let kind = kind_of(cx, args[0])?;
    let made = Array::make(cx, ty, kind, Vec::new())?;
    if let Some(initial) = args.get(1) {
        fill(cx, made.borrow(), *initial)?;
    }
    Ok(made)
}

fn kind_of(cx: &Cx, code: Ref<'_>) -> PyResult<Kind> {
    let byte = match (code.cast::<Str>(), code.cast::<Unicode>()) {
        (Some(text), _) if text.len() == 1 => Some(text.as_bytes()[0]),
        (_, Some(text)) if text.len() == 1 => u8::try_from(text.code_points()[0]).ok(),
        _ => None,
    };
    let Some(byte) = byte else {
        return Err(cx.raise(
            &exc::TYPE_ERROR,
            format_args!(
                "array() argument 1 or typecode must be char (string or ascii-unicode with length 1), not {}",
                code.ty().name()
            ),
        ));
    };
    Kind::from_code(byte).ok_or_else(|| {
        cx.raise(
            &exc::VALUE_ERROR,
            format_args!("bad typecode (must be c, b, B, u, h, H, i, I, l, L, f or d)"),
        )
    })
}

fn fill(cx: &Cx, recv: Ref<'_>, initial: Ref<'_>) -> PyResult<()> {
    let array = recv.recv::<Array>();
    if let Some(text) = initial.cast::<Str>() {
        return methods::add_bytes(cx, array, text.as_bytes());
    }
    if let (Some(text), Kind::Unicode) = (initial.cast::<Unicode>(), array.kind) {
        let bytes: Vec<u8> = text.code_points().iter().flat_map(|c| c.to_ne_bytes()).collect();
        return methods::add_bytes(cx, array, &bytes);
    }
    if let Some(other) = initial.cast::<Array>()
        && other.kind == array.kind
    {
        let bytes = other.bytes.borrow().clone();
        return methods::add_bytes(cx, array, &bytes);
    }
    iter::for_each(cx, initial, |item| array.push(cx, item.borrow()))
}

fn repr(cx: &Cx, recv: Ref<'_>) -> PyResult {
    let array = recv.recv::<Array>();
    let mut text = format!("array('{}'", array.kind.code() as char).into_bytes();
    if array.len() > 0 {
        let content = match array.kind {
            Kind::Char => methods::to_string(cx, recv)?,
            Kind::Unicode => methods::to_unicode(cx, recv)?,
            _ => methods::to_list(cx, recv)?,
        };
        text.extend_from_slice(b", ");
        let content = representation::repr(cx, content.borrow())?;
        text.extend_from_slice(content.borrow().recv::<Str>().as_bytes());
    }
    text.push(b')');
    Str::new(cx, &text)
}

fn rich_compare(cx: &Cx, a: Ref<'_>, b: Ref<'_>, op: CompareOp) -> PyResult {
    let (Some(left), Some(right)) = (a.cast::<Array>(), b.cast::<Array>()) else {
        return Ok(not_implemented().own());
    };
    if left.len() != right.len() && matches!(op, CompareOp::Eq | CompareOp::Ne) {
        return Ok(Owned::bool(op == CompareOp::Ne));
    }
    let mut index = 0;
    while let (Some(x), Some(y)) = (left.get(cx, index)?, right.get(cx, index)?) {
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
    Ok(recv.recv::<Array>().len() as isize)
}

/// Returns an operand that must be an array of the receiver's kind.
fn same_kind<'a>(cx: &Cx, array: &Array, other: Ref<'a>, action: &str) -> PyResult<&'a Array> {
    let Some(found) = other.cast::<Array>() else {
        return Err(cx.raise(
            &exc::TYPE_ERROR,
            format_args!("can only {action} (not \"{}\") to array", other.ty().name()),
        ));
    };
    if found.kind != array.kind {
        return Err(
            cx.raise(&exc::TYPE_ERROR, format_args!("bad argument type for built-in operation"))
        );
    }
    Ok(found)
}

fn concat(cx: &Cx, recv: Ref<'_>, other: Ref<'_>) -> PyResult {
    let array = recv.recv::<Array>();
    let other = same_kind(cx, array, other, "append array")?;
    let bytes = [array.bytes.borrow().as_slice(), other.bytes.borrow().as_slice()].concat();
    Array::make(cx, &ARRAY, array.kind, bytes)
}

fn inplace_concat(cx: &Cx, recv: Ref<'_>, other: Ref<'_>) -> PyResult {
    if other.cast::<Array>().is_none() {
        return Err(cx.raise(
            &exc::TYPE_ERROR,
            format_args!("can only extend array with array (not \"{}\")", other.ty().name()),
        ));
    }
    methods::extend(cx, recv, other)?;
    Ok(recv.own())
}

fn repeated(cx: &Cx, array: &Array, count: isize) -> PyResult<Vec<u8>> {
    let bytes = array.bytes.borrow();
    let count = count.max(0) as usize;
    let total = bytes.len().checked_mul(count).ok_or_else(|| cx.raise_no_memory())?;
    let mut result = Vec::new();
    result.try_reserve_exact(total).map_err(|_| cx.raise_no_memory())?;
    for _ in 0..if total == 0 { 0 } else { count } {
        result.extend_from_slice(&bytes);
    }
    Ok(result)
}

fn repeat(cx: &Cx, recv: Ref<'_>, count: isize) -> PyResult {
    let array = recv.recv::<Array>();
    Array::make(cx, &ARRAY, array.kind, repeated(cx, array, count)?)
}

fn inplace_repeat(cx: &Cx, recv: Ref<'_>, count: isize) -> PyResult {
    let array = recv.recv::<Array>();
    let bytes = repeated(cx, array, count)?;
    *array.bytes.borrow_mut() = bytes;
    Ok(recv.own())
}

fn out_of_range(cx: &Cx, message: &str) -> Raised {
    cx.raise(&exc::INDEX_ERROR, format_args!("{message}"))
}

fn item(cx: &Cx, recv: Ref<'_>, index: isize) -> PyResult {
    let found = match usize::try_from(index) {
        Ok(index) => recv.recv::<Array>().get(cx, index)?,
        Err(_) => None,
    };
    found.ok_or_else(|| out_of_range(cx, "array index out of range"))
}

fn set_item(cx: &Cx, recv: Ref<'_>, index: isize, value: Option<Ref<'_>>) -> PyResult<()> {
    let array = recv.recv::<Array>();
    let place = usize::try_from(index).ok().filter(|index| *index < array.len());
    let place = place.ok_or_else(|| out_of_range(cx, "array assignment index out of range"))?;
    let Some(value) = value else { return array.splice(cx, place..place + 1, &[]) };
    let item = array.kind.store(cx, value)?;
    if place >= array.len() {
        return Err(out_of_range(cx, "array assignment index out of range"));
    }
    array.splice(cx, place..place + 1, &item[..array.kind.size()])
}

fn clamped(len: usize, low: isize, high: isize) -> std::ops::Range<usize> {
    let low = low.clamp(0, len as isize);
    low as usize..high.clamp(low, len as isize) as usize
}

fn slice(cx: &Cx, recv: Ref<'_>, low: isize, high: isize) -> PyResult {
    let array = recv.recv::<Array>();
    let (range, size) = (clamped(array.len(), low, high), array.kind.size());
    let bytes = array.bytes.borrow()[range.start * size..range.end * size].to_vec();
    Array::make(cx, &ARRAY, array.kind, bytes)
}

/// Returns the bytes that are assigned to a slice.
fn slice_value(cx: &Cx, array: &Array, value: Option<Ref<'_>>) -> PyResult<Vec<u8>> {
    let Some(value) = value else { return Ok(Vec::new()) };
    let Some(other) = value.cast::<Array>() else {
        return Err(cx.raise(
            &exc::TYPE_ERROR,
            format_args!("can only assign array (not \"{}\") to array slice", value.ty().name()),
        ));
    };
    same_kind(cx, array, value, "assign")?;
    Ok(other.bytes.borrow().clone())
}

fn set_slice(
    cx: &Cx,
    recv: Ref<'_>,
    low: isize,
    high: isize,
    value: Option<Ref<'_>>,
) -> PyResult<()> {
    let array = recv.recv::<Array>();
    let bytes = slice_value(cx, array, value)?;
    array.splice(cx, clamped(array.len(), low, high), &bytes)
}

fn contains(cx: &Cx, recv: Ref<'_>, value: Ref<'_>) -> PyResult<bool> {
    let array = recv.recv::<Array>();
    let mut index = 0;
    while let Some(item) = array.get(cx, index)? {
        if compare::rich_compare_bool(cx, item.borrow(), value, CompareOp::Eq)? {
            return Ok(true);
        }
        index += 1;
    }
    Ok(false)
}

/// Reads a key: an index or a slice.
fn index_of(cx: &Cx, array: &Array, key: Ref<'_>) -> PyResult<Option<isize>> {
    if number::has_index(key) {
        let index = number::as_index(cx, key)?;
        return Ok(Some(if index < 0 { index.wrapping_add(array.len() as isize) } else { index }));
    }
    if key.cast::<Slice>().is_some() {
        return Ok(None);
    }
    Err(cx.raise(&exc::TYPE_ERROR, format_args!("array indices must be integers")))
}

fn subscript(cx: &Cx, recv: Ref<'_>, key: Ref<'_>) -> PyResult {
    let array = recv.recv::<Array>();
    if let Some(index) = index_of(cx, array, key)? {
        return item(cx, recv, index);
    }
    let span = key.recv::<Slice>().span(cx, array.len())?;
    let size = array.kind.size();
    let bytes = array.bytes.borrow();
    let picked = span.indices().flat_map(|index| bytes[index * size..(index + 1) * size].to_vec());
    let picked = picked.collect();
    Array::make(cx, &ARRAY, array.kind, picked)
}

fn set_subscript(cx: &Cx, recv: Ref<'_>, key: Ref<'_>, value: Option<Ref<'_>>) -> PyResult<()> {
    let array = recv.recv::<Array>();
    if let Some(index) = index_of(cx, array, key)? {
        return set_item(cx, recv, index, value);
    }
    let span = key.recv::<Slice>().span(cx, array.len())?;
    if span.step == 1 {
        return set_slice(cx, recv, span.start, span.stop, value);
    }
    let size = array.kind.size();
    let new = slice_value(cx, array, value)?;
    if value.is_none() {
        let doomed: std::collections::HashSet<usize> = span.indices().collect();
        let old = array.bytes.take();
        let items = old.chunks(size).enumerate();
        let kept: Vec<u8> = items
            .filter(|(index, _)| !doomed.contains(index))
            .flat_map(|(_, item)| item.to_vec())
            .collect();
        *array.bytes.borrow_mut() = kept;
        return Ok(());
    }
    if new.len() / size != span.count {
        return Err(cx.raise(
            &exc::VALUE_ERROR,
            format_args!(
                "attempt to assign array of size {} to extended slice of size {}",
                new.len() / size,
                span.count
            ),
        ));
    }
    let mut bytes = array.bytes.borrow_mut();
    for (index, item) in span.indices().zip(new.chunks(size)) {
        bytes[index * size..(index + 1) * size].copy_from_slice(item);
    }
    Ok(())
}

fn read_bytes(_cx: &Cx, recv: Ref<'_>) -> PyResult<Vec<u8>> {
    Ok(recv.recv::<Array>().bytes.borrow().clone())
}

fn write_bytes(_cx: &Cx, recv: Ref<'_>, action: &mut dyn FnMut(&mut [u8])) -> PyResult<()> {
    action(&mut recv.recv::<Array>().bytes.borrow_mut());
    Ok(())
}

/// Memory of an iterator over an array.
#[repr(C)]
pub(crate) struct ArrayIter {
    pub(crate) head: Header,
    array: Field,
    index: Cell<usize>,
}

runtime::py_type! {
    /// An iterator over an array.
    pub(crate) static ARRAY_ITER: ArrayIter = "arrayiterator" {
        flags: [GC],
        slots { traverse: traverse_iter, iter: itself, next: next_item }
    }
}

fn iter_items(cx: &Cx, recv: Ref<'_>) -> PyResult {
    let it = ArrayIter {
        head: Header::new(&ARRAY_ITER),
        array: Field::new(recv.own()),
        index: Cell::new(0),
    };
    allocate(cx, &ARRAY_ITER, it)
}

fn traverse_iter(it: Ref<'_>, visit: &mut dyn FnMut(Ref<'_>)) {
    it.recv::<ArrayIter>().array.peek().into_iter().for_each(visit);
}

fn next_item(cx: &Cx, it: Ref<'_>) -> PyResult<Option<Owned>> {
    let it = it.recv::<ArrayIter>();
    let Some(array) = it.array.get() else { return Ok(None) };
    let item = array.borrow().recv::<Array>().get(cx, it.index.get())?;
    it.index.set(it.index.get() + 1);
    Ok(item)
}

/// Makes a list of all items.
fn all_items(cx: &Cx, recv: Ref<'_>) -> PyResult {
    List::new(cx, sequence::to_vec(cx, recv)?)
}
