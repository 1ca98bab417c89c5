//! The type `dictproxy`: the read-only view of a class dict.

use crate::builtins::str::Str;
use crate::cx::Cx;
use crate::exceptions::PyResult;
use crate::object::{Field, Header, Owned, Ref, allocate};
use crate::protocol::{attr, call, compare, mapping, repr, sequence};
use crate::types::CompareOp;

/// Memory of a proxy.
#[repr(C)]
pub struct DictProxy {
    pub(crate) head: Header,
    pub(crate) dict: Field,
}

crate::py_type! {
    /// A read-only view of a dict.
    pub static DICT_PROXY: DictProxy = "dictproxy" {
        flags: [GC],
        slots {
            traverse: traverse, map_len: len, subscript: subscript, contains: contains,
            iter: iter, str: text, repr: shown, compare: compare_proxies, rich_compare: rich_compare,
            get_attr: attr::generic_get_attr,
        }
        methods {
            /// Whether the key is there.
            "has_key" => has_key, (x);
            /// The value of the key, or a default.
            "get" => get, (1..=2) [UNPACK];
            /// List of keys.
            "keys" => keys, ();
            /// List of values.
            "values" => values, ();
            /// List of pairs.
            "items" => items, ();
            /// Iterator over keys.
            "iterkeys" => iterkeys, ();
            /// Iterator over values.
            "itervalues" => itervalues, ();
            /// Iterator over pairs.
            "iteritems" => iteritems, ();
            /// A copy as a dict.
            "copy" => copy, ();
        }
    }
}

/// Makes a proxy of a dict.
///
/// # Errors
/// Raises `MemoryError`.
pub fn new_proxy(cx: &Cx, dict: Ref<'_>) -> PyResult {
    let dict = Field::new(dict.own());
    allocate(cx, &DICT_PROXY, DictProxy { head: Header::new(&DICT_PROXY), dict })
}

fn dict_of(proxy: Ref<'_>) -> Ref<'_> {
    proxy.recv::<DictProxy>().dict.peek().expect("set when made, never changed")
}

fn traverse(proxy: Ref<'_>, visit: &mut dyn FnMut(Ref<'_>)) {
    visit(dict_of(proxy));
}

fn len(cx: &Cx, proxy: Ref<'_>) -> PyResult<isize> {
    sequence::len(cx, dict_of(proxy))
}

fn subscript(cx: &Cx, proxy: Ref<'_>, key: Ref<'_>) -> PyResult {
    mapping::get_item(cx, dict_of(proxy), key)
}

fn contains(cx: &Cx, proxy: Ref<'_>, key: Ref<'_>) -> PyResult<bool> {
    sequence::contains(cx, dict_of(proxy), key)
}

fn iter(cx: &Cx, proxy: Ref<'_>) -> PyResult {
    crate::protocol::iter::iter(cx, dict_of(proxy))
}

fn text(cx: &Cx, proxy: Ref<'_>) -> PyResult {
    repr::str(cx, dict_of(proxy))
}

fn shown(cx: &Cx, proxy: Ref<'_>) -> PyResult {
    let inner = repr::repr(cx, dict_of(proxy))?;
    let inner = inner.borrow().recv::<Str>();
    Str::new(cx, &[b"dict_proxy(", inner.as_bytes(), b")"].concat())
}

fn compare_proxies(cx: &Cx, a: Ref<'_>, b: Ref<'_>) -> PyResult<i32> {
    compare::compare(cx, dict_of(a), if b.is_exact(&DICT_PROXY) { dict_of(b) } else { b })
}

fn rich_compare(cx: &Cx, a: Ref<'_>, b: Ref<'_>, op: CompareOp) -> PyResult {
    compare::rich_compare(cx, dict_of(a), b, op)
}

fn forward(cx: &Cx, proxy: Ref<'_>, name: &str, args: &[Ref<'_>]) -> PyResult {
    let name = crate::builtins::str::intern_bytes(cx, name.as_bytes());
    call::call_method(cx, dict_of(proxy), name.borrow(), args)
}

fn has_key(cx: &Cx, proxy: Ref<'_>, key: Ref<'_>) -> PyResult {
    Ok(Owned::bool(contains(cx, proxy, key)?))
}

fn get(cx: &Cx, proxy: Ref<'_>, args: &[Ref<'_>]) -> PyResult {
    forward(cx, proxy, "get", args)
}

macro_rules! forwarded {
    ($($name:ident)+) => { $(
        fn $name(cx: &Cx, proxy: Ref<'_>) -> PyResult {
            forward(cx, proxy, stringify!($name), &[])
        }
    )+ };
}
forwarded! { keys values items iterkeys itervalues iteritems copy }
