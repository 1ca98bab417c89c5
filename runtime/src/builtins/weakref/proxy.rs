//! Proxies: operations go to the object behind the weak reference.

use crate::builtins::str::Str;
use crate::cx::Cx;
use crate::exceptions::{PyResult, table};
use crate::object::weakref::{WeakMembers, WeakRef, as_weak, live};
use crate::object::{Header, Owned, Ref};
use crate::protocol::{attr, call, compare, iter, mapping, number, repr, sequence, truth};
use crate::types::{CallArgs, CompareOp};

/// Memory of a proxy: that of a weak reference.
#[repr(C)]
pub(crate) struct Proxy {
    pub(crate) head: Header,
    members: WeakMembers,
}

/// Memory of a proxy of something callable.
#[repr(C)]
pub(crate) struct CallableProxy {
    pub(crate) head: Header,
    members: WeakMembers,
}

const _: () = assert!(size_of::<Proxy>() == size_of::<WeakRef>());
const _: () = assert!(size_of::<CallableProxy>() == size_of::<WeakRef>());

macro_rules! proxy_type {
    ($(#[doc = $doc:literal])+ $NAME:ident: $object:ty = $pyname:literal { $($extra:tt)* }) => {
        crate::py_type! {
            $(#[doc = $doc])+
            pub static $NAME: $object = $pyname {
                flags: [GC, CHECK_TYPES],
                slots {
                    traverse: super::traverse, clear: super::clear,
                    repr: proxy_repr, str: proxy_str, compare: proxy_compare,
                    rich_compare: rich_compare, hash: crate::types::slots::hash_not_implemented,
                    iter: proxy_iter, next: proxy_next, get_attr: get_attr, set_attr: set_attr,
                    add: add, sub: sub, mul: mul, div: div, rem: rem, divmod: divmod, pow: pow,
                    neg: neg, pos: pos, abs: abs, nonzero: nonzero, invert: invert,
                    lshift: lshift, rshift: rshift, and: and, xor: xor, or: or, int: int,
                    long: long, float: float, iadd: iadd, isub: isub, imul: imul, idiv: idiv,
                    irem: irem, ipow: ipow, ilshift: ilshift, irshift: irshift, iand: iand,
                    ixor: ixor, ior: ior, floor_div: floor_div, true_div: true_div,
                    ifloor_div: ifloor_div, itrue_div: itrue_div, index: index,
                    len: len, map_len: len, slice: slice, set_slice: set_slice,
                    contains: contains, subscript: subscript, set_subscript: set_subscript,
                    $($extra)*
                }
                methods {
                    /// Unicode text of the object.
                    "__unicode__" => unicode, ();
                }
            }
        }
    };
}

proxy_type! {
    /// An object that stands for another one it does not keep alive.
    PROXY: Proxy = "weakproxy" {}
}

proxy_type! {
    /// An object that stands for a callable one it does not keep alive.
    CALLABLE_PROXY: CallableProxy = "weakcallableproxy" { call: proxy_call, }
}

/// Returns the object behind a proxy, or the value itself if it is not one.
fn target(cx: &Cx, value: Ref<'_>) -> PyResult {
    if !value.is_exact(&PROXY) && !value.is_exact(&CALLABLE_PROXY) {
        return Ok(value.own());
    }
    as_weak(value).and_then(live).ok_or_else(|| {
        cx.raise(&table::REFERENCE_ERROR, format_args!("weakly-referenced object no longer exists"))
    })
}

fn proxy_repr(cx: &Cx, proxy: Ref<'_>) -> PyResult {
    let object = as_weak(proxy).and_then(live).unwrap_or_else(Owned::none);
    let text = format!(
        "<weakproxy at {:#x} to {} at {:#x}>",
        proxy.address(),
        object.borrow().ty().name(),
        object.borrow().address()
    );
    Str::new(cx, text.as_bytes())
}

fn proxy_str(cx: &Cx, proxy: Ref<'_>) -> PyResult {
    repr::str(cx, target(cx, proxy)?.borrow())
}

fn unicode(cx: &Cx, proxy: Ref<'_>) -> PyResult {
    let name = crate::object::names::UNICODE.as_ref();
    call::call_method(cx, target(cx, proxy)?.borrow(), name, &[])
}

fn proxy_compare(cx: &Cx, a: Ref<'_>, b: Ref<'_>) -> PyResult<i32> {
    compare::compare(cx, target(cx, a)?.borrow(), target(cx, b)?.borrow())
}

fn rich_compare(cx: &Cx, a: Ref<'_>, b: Ref<'_>, op: CompareOp) -> PyResult {
    compare::rich_compare(cx, target(cx, a)?.borrow(), target(cx, b)?.borrow(), op)
}

fn proxy_iter(cx: &Cx, proxy: Ref<'_>) -> PyResult {
    iter::iter(cx, target(cx, proxy)?.borrow())
}

fn proxy_next(cx: &Cx, proxy: Ref<'_>) -> PyResult<Option<Owned>> {
    iter::next(cx, target(cx, proxy)?.borrow())
}

fn get_attr(cx: &Cx, proxy: Ref<'_>, name: Ref<'_>) -> PyResult {
    // The proxy's own `__unicode__` hides the object's, which may be missing.
    attr::get_attr(cx, target(cx, proxy)?.borrow(), name)
}

fn set_attr(cx: &Cx, proxy: Ref<'_>, name: Ref<'_>, value: Option<Ref<'_>>) -> PyResult<()> {
    attr::set_attr(cx, target(cx, proxy)?.borrow(), name, value)
}

macro_rules! binary {
    ($($name:ident $operation:path;)+) => { $(
        fn $name(cx: &Cx, a: Ref<'_>, b: Ref<'_>) -> PyResult {
            $operation(cx, target(cx, a)?.borrow(), target(cx, b)?.borrow())
        }
    )+ };
}
binary! {
    add number::add; sub number::sub; mul number::mul; div number::div; rem number::rem;
    divmod number::divmod; lshift number::lshift; rshift number::rshift; and number::and;
    xor number::xor; or number::or; floor_div number::floor_div; true_div number::true_div;
    iadd number::inplace_add; isub number::inplace_sub; imul number::inplace_mul;
    idiv number::inplace_div; irem number::inplace_rem; ilshift number::inplace_lshift;
    irshift number::inplace_rshift; iand number::inplace_and; ixor number::inplace_xor;
    ior number::inplace_or; ifloor_div number::inplace_floor_div;
    itrue_div number::inplace_true_div; subscript mapping::get_item;
}

macro_rules! unary {
    ($($name:ident $operation:path;)+) => { $(
        fn $name(cx: &Cx, x: Ref<'_>) -> PyResult {
            $operation(cx, target(cx, x)?.borrow())
        }
    )+ };
}
unary! {
    neg number::neg; pos number::pos; abs number::abs; invert number::invert;
    int number::to_int; long number::to_long; float number::to_float; index number::index;
}

fn pow(cx: &Cx, a: Ref<'_>, b: Ref<'_>, c: Ref<'_>) -> PyResult {
    let (a, b, c) = (target(cx, a)?, target(cx, b)?, target(cx, c)?);
    number::pow(cx, a.borrow(), b.borrow(), c.borrow())
}

fn ipow(cx: &Cx, a: Ref<'_>, b: Ref<'_>, _c: Ref<'_>) -> PyResult {
    number::inplace_pow(cx, target(cx, a)?.borrow(), target(cx, b)?.borrow())
}

fn nonzero(cx: &Cx, proxy: Ref<'_>) -> PyResult<bool> {
    truth::is_true(cx, target(cx, proxy)?.borrow())
}

fn len(cx: &Cx, proxy: Ref<'_>) -> PyResult<isize> {
    sequence::len(cx, target(cx, proxy)?.borrow())
}

fn slice(cx: &Cx, proxy: Ref<'_>, low: isize, high: isize) -> PyResult {
    sequence::get_slice(cx, target(cx, proxy)?.borrow(), low, high)
}

fn set_slice(
    cx: &Cx,
    proxy: Ref<'_>,
    low: isize,
    high: isize,
    value: Option<Ref<'_>>,
) -> PyResult<()> {
    sequence::set_slice(cx, target(cx, proxy)?.borrow(), low, high, value)
}

fn contains(cx: &Cx, proxy: Ref<'_>, item: Ref<'_>) -> PyResult<bool> {
    sequence::contains(cx, target(cx, proxy)?.borrow(), item)
}

fn set_subscript(cx: &Cx, proxy: Ref<'_>, key: Ref<'_>, value: Option<Ref<'_>>) -> PyResult<()> {
    let object = target(cx, proxy)?;
    match value {
        Some(value) => mapping::set_item(cx, object.borrow(), key, value),
        None => mapping::del_item(cx, object.borrow(), key),
    }
}

fn proxy_call(cx: &Cx, proxy: Ref<'_>, args: CallArgs<'_>) -> PyResult {
    call::call(cx, target(cx, proxy)?.borrow(), args)
}
