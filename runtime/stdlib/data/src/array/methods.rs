//! The methods of arrays.

use super::item::Kind;
use super::{Array, all_items};
use runtime::api::{CompareOp, Cx, Owned, PyResult, Raised, Ref, exc, names};
use runtime::builtins::file::File;
use runtime::builtins::list::List;
use runtime::builtins::str::{Str, intern_bytes};
use runtime::builtins::tuple::Tuple;
use runtime::builtins::unicode::Unicode;
use runtime::protocol::{attr, buffer, call, compare, iter, number};

fn value_error(cx: &Cx, text: &str) -> Raised {
    cx.raise(&exc::VALUE_ERROR, format_args!("{text}"))
}

/// Adds items whose machine bytes are given.
pub(super) fn add_bytes(cx: &Cx, array: &Array, bytes: &[u8]) -> PyResult<()> {
    if !bytes.len().is_multiple_of(array.kind.size()) {
        return Err(value_error(cx, "string length not a multiple of item size"));
    }
    let len = array.len();
    array.splice(cx, len..len, bytes)
}

pub(super) fn append(cx: &Cx, recv: Ref<'_>, value: Ref<'_>) -> PyResult {
    recv.recv::<Array>().push(cx, value)?;
    Ok(Owned::none())
}

pub(super) fn buffer_info(cx: &Cx, recv: Ref<'_>) -> PyResult {
    let array = recv.recv::<Array>();
    let address = array.bytes.borrow().as_ptr() as i64;
    Tuple::pair(cx, Owned::int(address), Owned::int(array.len() as i64))
}

pub(super) fn byte_swap(_cx: &Cx, recv: Ref<'_>) -> PyResult {
    let array = recv.recv::<Array>();
    array.bytes.borrow_mut().chunks_mut(array.kind.size()).for_each(<[u8]>::reverse);
    Ok(Owned::none())
}

pub(super) fn copy(cx: &Cx, recv: Ref<'_>) -> PyResult {
    let array = recv.recv::<Array>();
    let bytes = array.bytes.borrow().clone();
    Array::make(cx, &super::ARRAY, array.kind, bytes)
}

pub(super) fn deep_copy(cx: &Cx, recv: Ref<'_>, _memo: Ref<'_>) -> PyResult {
    copy(cx, recv)
}

pub(super) fn count(cx: &Cx, recv: Ref<'_>, value: Ref<'_>) -> PyResult {
    let array = recv.recv::<Array>();
    let (mut index, mut count) = (0, 0);
    while let Some(item) = array.get(cx, index)? {
        count += i64::from(compare::rich_compare_bool(cx, item.borrow(), value, CompareOp::Eq)?);
        index += 1;
    }
    Ok(Owned::int(count))
}

pub(super) fn extend(cx: &Cx, recv: Ref<'_>, items: Ref<'_>) -> PyResult {
    let array = recv.recv::<Array>();
    if let Some(other) = items.cast::<Array>() {
        if other.kind != array.kind {
            return Err(
                cx.raise(&exc::TYPE_ERROR, format_args!("can only extend with array of same kind"))
            );
        }
        let bytes = other.bytes.borrow().clone();
        add_bytes(cx, array, &bytes)?;
        return Ok(Owned::none());
    }
    iter::for_each(cx, items, |item| array.push(cx, item.borrow()))?;
    Ok(Owned::none())
}

pub(super) fn from_file(cx: &Cx, recv: Ref<'_>, args: &[Ref<'_>]) -> PyResult {
    if args[0].cast::<File>().is_none() {
        return Err(cx.raise(&exc::TYPE_ERROR, format_args!("arg1 must be open file")));
    }
    let array = recv.recv::<Array>();
    let wanted = number::as_i64(cx, args[1])?.max(0);
    let bytes = wanted.saturating_mul(array.kind.size() as i64);
    let read = names::READ.as_ref();
    let content = call::call_method(cx, args[0], read, &[Owned::int(bytes).borrow()])?;
    let content = content.borrow().recv::<Str>().as_bytes();
    let whole = content.len() / array.kind.size() * array.kind.size();
    add_bytes(cx, array, &content[..whole])?;
    if (content.len() as i64) < bytes {
        return Err(cx.raise(&exc::EOF_ERROR, format_args!("not enough items in file")));
    }
    Ok(Owned::none())
}

pub(super) fn from_list(cx: &Cx, recv: Ref<'_>, items: Ref<'_>) -> PyResult {
    let array = recv.recv::<Array>();
    let Some(items) = items.cast::<List>() else {
        return Err(cx.raise(&exc::TYPE_ERROR, format_args!("arg must be list")));
    };
    let mut bytes = Vec::new();
    for item in items.to_vec() {
        let item = array.kind.store(cx, item.borrow())?;
        bytes.extend_from_slice(&item[..array.kind.size()]);
    }
    add_bytes(cx, array, &bytes)?;
    Ok(Owned::none())
}

pub(super) fn from_string(cx: &Cx, recv: Ref<'_>, args: &[Ref<'_>]) -> PyResult {
    if args[0].is(recv) {
        return Err(value_error(cx, "array.fromstring(x): x cannot be self"));
    }
    let bytes = buffer::characters(cx, args[0])?.into_owned();
    add_bytes(cx, recv.recv::<Array>(), &bytes)?;
    Ok(Owned::none())
}

pub(super) fn from_unicode(cx: &Cx, recv: Ref<'_>, args: &[Ref<'_>]) -> PyResult {
    let array = recv.recv::<Array>();
    if array.kind != Kind::Unicode {
        return Err(value_error(cx, "fromunicode() may only be called on type 'u' arrays"));
    }
    let Some(text) = args[0].cast::<Unicode>() else {
        return Err(cx.raise(
            &exc::TYPE_ERROR,
            format_args!("must be unicode, not {}", args[0].ty().name()),
        ));
    };
    let bytes: Vec<u8> = text.code_points().iter().flat_map(|c| c.to_ne_bytes()).collect();
    add_bytes(cx, array, &bytes)?;
    Ok(Owned::none())
}

/// Finds the first item that equals a value.
fn find(cx: &Cx, array: &Array, value: Ref<'_>) -> PyResult<Option<usize>> {
    let mut index = 0;
    while let Some(item) = array.get(cx, index)? {
        if compare::rich_compare_bool(cx, item.borrow(), value, CompareOp::Eq)? {
            return Ok(Some(index));
        }
        index += 1;
    }
    Ok(None)
}

pub(super) fn index(cx: &Cx, recv: Ref<'_>, value: Ref<'_>) -> PyResult {
    match find(cx, recv.recv::<Array>(), value)? {
        Some(index) => Ok(Owned::int(index as i64)),
        None => Err(value_error(cx, "array.index(x): x not in list")),
    }
}

pub(super) fn remove(cx: &Cx, recv: Ref<'_>, value: Ref<'_>) -> PyResult {
    let array = recv.recv::<Array>();
    match find(cx, array, value)? {
        Some(index) if index < array.len() => array.splice(cx, index..index + 1, &[])?,
        _ => return Err(value_error(cx, "array.remove(x): x not in list")),
    }
    Ok(Owned::none())
}

pub(super) fn insert(cx: &Cx, recv: Ref<'_>, args: &[Ref<'_>]) -> PyResult {
    let array = recv.recv::<Array>();
    let index = number::as_i64(cx, args[0])?;
    let item = array.kind.store(cx, args[1])?;
    let len = array.len() as i64;
    let index = if index < 0 { index.saturating_add(len).max(0) } else { index.min(len) } as usize;
    array.splice(cx, index..index, &item[..array.kind.size()])?;
    Ok(Owned::none())
}

pub(super) fn pop(cx: &Cx, recv: Ref<'_>, args: &[Ref<'_>]) -> PyResult {
    let index = match args {
        [index, ..] => number::as_i64(cx, *index)?,
        [] => -1,
    };
    let array = recv.recv::<Array>();
    let len = array.len() as i64;
    let raise = |text: &str| cx.raise(&exc::INDEX_ERROR, format_args!("{text}"));
    if len == 0 {
        return Err(raise("pop from empty array"));
    }
    let index = if index < 0 { index.saturating_add(len) } else { index };
    let place = usize::try_from(index).map_err(|_| raise("pop index out of range"))?;
    let item = array.get(cx, place)?.ok_or_else(|| raise("pop index out of range"))?;
    array.splice(cx, place..place + 1, &[])?;
    Ok(item)
}

pub(super) fn reduce(cx: &Cx, recv: Ref<'_>) -> PyResult {
    let array = recv.recv::<Array>();
    let code = Str::new(cx, &[array.kind.code()])?;
    let args = Tuple::pair(cx, code, all_items(cx, recv)?)?;
    let state = attr::find_attr(cx, recv, names::DICT.as_ref())?.unwrap_or_else(Owned::none);
    Tuple::from_refs(cx, &[recv.ty().as_ref(), args.borrow(), state.borrow()])
}

pub(super) fn reverse(_cx: &Cx, recv: Ref<'_>) -> PyResult {
    let array = recv.recv::<Array>();
    let mut bytes = array.bytes.borrow_mut();
    bytes.reverse();
    bytes.chunks_mut(array.kind.size()).for_each(<[u8]>::reverse);
    Ok(Owned::none())
}

pub(super) fn to_file(cx: &Cx, recv: Ref<'_>, file: Ref<'_>) -> PyResult {
    if file.cast::<File>().is_none() {
        return Err(cx.raise(&exc::TYPE_ERROR, format_args!("arg must be open file")));
    }
    let content = to_string(cx, recv)?;
    call::call_method(cx, file, intern_bytes(cx, b"write").borrow(), &[content.borrow()])?;
    Ok(Owned::none())
}

pub(super) fn to_list(cx: &Cx, recv: Ref<'_>) -> PyResult {
    all_items(cx, recv)
}

pub(super) fn to_string(cx: &Cx, recv: Ref<'_>) -> PyResult {
    Str::new(cx, &recv.recv::<Array>().bytes.borrow())
}

pub(super) fn to_unicode(cx: &Cx, recv: Ref<'_>) -> PyResult {
    let array = recv.recv::<Array>();
    if array.kind != Kind::Unicode {
        return Err(value_error(cx, "tounicode() may only be called on type 'u' arrays"));
    }
    let bytes = array.bytes.borrow();
    let (chunks, _) = bytes.as_chunks::<4>();
    let text = chunks.iter().map(|chunk| u32::from_ne_bytes(*chunk)).collect();
    Unicode::from_vec(cx, text)
}

pub(super) fn memory(_cx: &Cx, recv: Ref<'_>) -> PyResult {
    Ok(Owned::int(56 + recv.recv::<Array>().bytes.borrow().len() as i64))
}

pub(super) fn item_size(_cx: &Cx, recv: Ref<'_>) -> PyResult {
    Ok(Owned::int(recv.recv::<Array>().kind.size() as i64))
}

pub(super) fn type_code(cx: &Cx, recv: Ref<'_>) -> PyResult {
    Str::new(cx, &[recv.recv::<Array>().kind.code()])
}
