//! The native slots of `set` and `frozenset`.

use super::{FROZENSET, FrozenSet, Set, SetBody, algebra, body, is_frozen, own_body};
use crate::builtins::none::not_implemented;
use crate::builtins::str::Str;
use crate::cx::Cx;
use crate::exceptions::{PyResult, table};
use crate::object::{Header, Owned, Ref, allocate};
use crate::protocol::{args, repr as representation};
use crate::types::{CallArgs, CompareOp, Type};

/// Makes a set or frozenset (or an instance of a subtype) without members.
///
/// # Errors
/// Raises `MemoryError`.
pub fn new_empty(cx: &Cx, ty: &Type) -> PyResult {
    let (head, body) = (Header::new(ty), SetBody::new());
    if is_frozen(ty) {
        allocate(cx, ty, FrozenSet { head, body })
    } else {
        allocate(cx, ty, Set { head, body })
    }
}

/// Makes a set or frozenset (or an instance of a subtype) of the items of an iterable.
///
/// # Errors
/// What iterating, hashing or comparing raises.
pub fn new_set(cx: &Cx, ty: &Type, items: Option<Ref<'_>>) -> PyResult {
    let set = new_empty(cx, ty)?;
    if let Some(items) = items {
        algebra::update(cx, own_body(set.borrow()), items)?;
    }
    Ok(set)
}

fn refuse_keywords(cx: &Cx, ty: &Type, args: CallArgs<'_>) -> PyResult<()> {
    if args.names.is_empty() {
        return Ok(());
    }
    let name = if is_frozen(ty) { "frozenset" } else { "set" };
    Err(cx.raise(&table::TYPE_ERROR, format_args!("{name}() does not take keyword arguments")))
}

pub(super) fn new_of_set(cx: &Cx, ty: &Type, args: CallArgs<'_>) -> PyResult {
    if std::ptr::eq(ty, &super::SET) {
        refuse_keywords(cx, ty, args)?;
    }
    new_empty(cx, ty)
}

pub(super) fn init(cx: &Cx, recv: Ref<'_>, args: CallArgs<'_>) -> PyResult<()> {
    refuse_keywords(cx, recv.ty(), args)?;
    let args = args::positional(cx, &recv.ty().name(), args, 0, 1)?;
    let own = own_body(recv);
    own.clear();
    own.hash.set(-1);
    match args {
        [items] => algebra::update(cx, own, *items),
        _ => Ok(()),
    }
}

pub(super) fn new_of_frozenset(cx: &Cx, ty: &Type, args: CallArgs<'_>) -> PyResult {
    let exact = std::ptr::eq(ty, &FROZENSET);
    if exact {
        refuse_keywords(cx, ty, args)?;
    }
    let args = CallArgs::positional_only(args.positional());
    let args = args::positional(cx, &ty.name(), args, 0, 1)?;
    match args.first() {
        Some(items) if exact && items.is_exact(&FROZENSET) => Ok(items.own()),
        items => Ok(shared_if_empty(new_set(cx, ty, items.copied())?)),
    }
}

/// Returns the one frozenset without members in place of another.
fn shared_if_empty(set: Owned) -> Owned {
    if !set.borrow().is_exact(&FROZENSET) || !own_body(set.borrow()).is_empty() {
        return set;
    }
    Ref::from_object(&super::EMPTY_FROZENSET).own()
}

pub(super) fn repr(cx: &Cx, recv: Ref<'_>) -> PyResult {
    let name = recv.ty().name();
    if !representation::enter_repr(cx, recv) {
        return Str::new(cx, format!("{name}(...)").as_bytes());
    }
    let result = repr_members(cx, recv, &name);
    representation::leave_repr(cx, recv);
    Str::new(cx, &result?)
}

fn repr_members(cx: &Cx, recv: Ref<'_>, name: &str) -> PyResult<Vec<u8>> {
    let mut text = format!("{name}([").into_bytes();
    for (index, key) in own_body(recv).to_vec().iter().enumerate() {
        if index > 0 {
            text.extend_from_slice(b", ");
        }
        let key = representation::repr(cx, key.borrow())?;
        text.extend_from_slice(key.borrow().recv::<Str>().as_bytes());
    }
    text.extend_from_slice(b"])");
    Ok(text)
}

pub(super) fn hash(_cx: &Cx, recv: Ref<'_>) -> PyResult<i64> {
    let own = own_body(recv);
    if own.hash.get() != -1 {
        return Ok(own.hash.get());
    }
    let mut hash = 1_927_868_237_i64.wrapping_mul(own.len() as i64 + 1);
    let mut position = 0;
    while let Some((key_hash, _)) = own.next_hashed(&mut position) {
        let mixed = key_hash ^ (key_hash << 16) ^ 89_869_747;
        hash ^= mixed.wrapping_mul(3_644_798_167);
    }
    hash = hash.wrapping_mul(69_069).wrapping_add(907_133_923);
    let hash = if hash == -1 { 590_923_713 } else { hash };
    own.hash.set(hash);
    Ok(hash)
}

pub(super) fn compare(cx: &Cx, _a: Ref<'_>, _b: Ref<'_>) -> PyResult<i32> {
    Err(cx.raise(&table::TYPE_ERROR, format_args!("cannot compare sets using cmp()")))
}

pub(super) fn rich_compare(cx: &Cx, a: Ref<'_>, b: Ref<'_>, op: CompareOp) -> PyResult {
    let (Some(left), Some(right)) = (body(a), body(b)) else {
        return Ok(not_implemented().own());
    };
    let answer = match op {
        CompareOp::Eq => is_equal(cx, left, right)?,
        CompareOp::Ne => !is_equal(cx, left, right)?,
        CompareOp::Le => algebra::is_subset(cx, left, right)?,
        CompareOp::Ge => algebra::is_subset(cx, right, left)?,
        CompareOp::Lt => left.len() < right.len() && algebra::is_subset(cx, left, right)?,
        CompareOp::Gt => left.len() > right.len() && algebra::is_subset(cx, right, left)?,
    };
    Ok(Owned::bool(answer))
}

fn is_equal(cx: &Cx, a: &SetBody, b: &SetBody) -> PyResult<bool> {
    let hashes_differ = a.hash.get() != -1 && b.hash.get() != -1 && a.hash.get() != b.hash.get();
    if a.len() != b.len() || hashes_differ {
        return Ok(false);
    }
    algebra::is_subset(cx, a, b)
}

pub(super) fn len(_cx: &Cx, recv: Ref<'_>) -> PyResult<isize> {
    Ok(own_body(recv).len() as isize)
}

/// Runs a search for `key`; a set that is not hashable is searched for as a frozenset.
pub(super) fn with_hashable_key<T>(
    cx: &Cx,
    key: Ref<'_>,
    search: impl Fn(Ref<'_>) -> PyResult<T>,
) -> PyResult<T> {
    let result = search(key);
    if result.is_ok() || key.cast::<Set>().is_none() || !cx.raised_matches(&table::TYPE_ERROR) {
        return result;
    }
    cx.clear_raised();
    let frozen = new_set(cx, &FROZENSET, Some(key))?;
    search(frozen.borrow())
}

pub(super) fn contains(cx: &Cx, recv: Ref<'_>, key: Ref<'_>) -> PyResult<bool> {
    with_hashable_key(cx, key, |key| own_body(recv).contains(cx, key))
}

/// Returns whether both operands are sets, so that an operator applies.
fn both_sets(a: Ref<'_>, b: Ref<'_>) -> bool {
    body(a).is_some() && body(b).is_some()
}

/// Declares the slots of the operators.
macro_rules! operators {
    ($( $name:ident: $operation:expr; )+) => {
        $(
            pub(super) fn $name(cx: &Cx, a: Ref<'_>, b: Ref<'_>) -> PyResult {
                if both_sets(a, b) { $operation(cx, a, b) } else { Ok(not_implemented().own()) }
            }
        )+
    };
}

operators! {
    sub: algebra::difference;
    and: algebra::intersection;
    xor: algebra::symmetric_difference;
    or: |cx, a, b| algebra::union(cx, a, &[b]);
    isub: |cx, a, b| in_place(a, algebra::remove_items(cx, a, b));
    iand: |cx, a, b| in_place(a, algebra::keep_intersection(cx, a, &[b]));
    ixor: |cx, a, b| in_place(a, algebra::toggle_items(cx, a, b));
    ior: |cx, a, b| in_place(a, algebra::update(cx, own_body(a), b));
}

fn in_place(recv: Ref<'_>, result: PyResult<()>) -> PyResult {
    result.map(|()| recv.own())
}
