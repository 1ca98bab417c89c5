//! Views of dicts: keys and pairs behave like sets, values do not.

use super::Dict;
use super::iterators::{iter_items, iter_keys, iter_values};
use crate::builtins::list::List;
use crate::builtins::none::not_implemented;
use crate::builtins::set;
use crate::builtins::str::Str;
use crate::builtins::tuple::Tuple;
use crate::cx::Cx;
use crate::exceptions::PyResult;
use crate::object::{Field, Header, Owned, Ref, allocate};
use crate::protocol::{compare, iter, repr as representation, sequence};
use crate::types::CompareOp;

/// Declares a view: struct, type, the function that makes it.
macro_rules! dict_view {
    (
        $(#[doc = $doc:literal])+
        $NAME:ident: $object:ident = $pyname:literal, $make:ident, $iter:path, $repr:path
        $(, slots { $( $slot:ident: $function:path ),+ $(,)? })?
    ) => {
        $(#[doc = $doc])+
        #[repr(C)]
        pub struct $object {
            pub(crate) head: Header,
            dict: Field,
        }

        impl $object {
            fn traverse(view: Ref<'_>, visit: &mut dyn FnMut(Ref<'_>)) {
                view.recv::<$object>().dict.peek().into_iter().for_each(visit);
            }

            fn source(view: Ref<'_>) -> Owned {
                view.recv::<$object>().dict.get().expect("set when made")
            }

            fn len(_cx: &Cx, view: Ref<'_>) -> PyResult<isize> {
                Ok($object::source(view).borrow().recv::<Dict>().len() as isize)
            }

            fn iter(cx: &Cx, view: Ref<'_>) -> PyResult {
                $iter(cx, $object::source(view).borrow())
            }
        }

        crate::py_type! {
            $(#[doc = $doc])+
            pub static $NAME: $object = $pyname {
                flags: [GC, CHECK_TYPES],
                slots {
                    traverse: $object::traverse, repr: $repr, iter: $object::iter, len: $object::len,
                    $( $( $slot: $function ),+ )?
                }
            }
        }

        /// Makes the view.
        pub(super) fn $make(cx: &Cx, dict: Ref<'_>) -> PyResult {
            let view = $object { head: Header::new(&$NAME), dict: Field::new(dict.own()) };
            allocate(cx, &$NAME, view)
        }
    };
}

dict_view! {
    /// The keys of a dict, as they are now.
    KEYS_VIEW: KeysView = "dict_keys", view_keys, iter_keys, repr,
    slots {
        hash: crate::types::slots::hash_not_implemented, rich_compare: rich_compare, contains: contains_key,
        sub: sub, and: and, xor: xor, or: or,
    }
}

dict_view! {
    /// The pairs of key and value of a dict, as they are now.
    ITEMS_VIEW: ItemsView = "dict_items", view_items, iter_items, repr,
    slots {
        hash: crate::types::slots::hash_not_implemented, rich_compare: rich_compare, contains: contains_item,
        sub: sub, and: and, xor: xor, or: or,
    }
}

dict_view! {
    /// The values of a dict, as they are now.
    VALUES_VIEW: ValuesView = "dict_values", view_values, iter_values, repr
}

fn repr(cx: &Cx, view: Ref<'_>) -> PyResult {
    let items = List::new(cx, sequence::to_vec(cx, view)?)?;
    let items = representation::repr(cx, items.borrow())?;
    let mut text = format!("{}(", view.ty().name()).into_bytes();
    text.extend_from_slice(items.borrow().recv::<Str>().as_bytes());
    text.push(b')');
    Str::new(cx, &text)
}

fn contains_key(cx: &Cx, view: Ref<'_>, key: Ref<'_>) -> PyResult<bool> {
    KeysView::source(view).borrow().recv::<Dict>().contains(cx, key)
}

fn contains_item(cx: &Cx, view: Ref<'_>, item: Ref<'_>) -> PyResult<bool> {
    let Some([key, value]) = item.cast::<Tuple>().map(Tuple::as_slice) else { return Ok(false) };
    match super::order::find(cx, ItemsView::source(view).borrow().recv::<Dict>(), *key) {
        Some(found) => compare::rich_compare_bool(cx, *value, found.borrow(), CompareOp::Eq),
        None => Ok(false),
    }
}

fn is_like_set(x: Ref<'_>) -> bool {
    set::body(x).is_some() || x.is_instance(&KEYS_VIEW) || x.is_instance(&ITEMS_VIEW)
}

/// Whether every item of `a` is in `b`.
fn all_in(cx: &Cx, a: Ref<'_>, b: Ref<'_>) -> PyResult<bool> {
    let it = iter::iter(cx, a)?;
    while let Some(item) = iter::next(cx, it.borrow())? {
        if !sequence::contains(cx, b, item.borrow())? {
            return Ok(false);
        }
    }
    Ok(true)
}

fn rich_compare(cx: &Cx, a: Ref<'_>, b: Ref<'_>, op: CompareOp) -> PyResult {
    if !is_like_set(b) {
        return Ok(not_implemented().own());
    }
    let (len_a, len_b) = (sequence::len(cx, a)?, sequence::len(cx, b)?);
    let answer = match op {
        CompareOp::Eq => len_a == len_b && all_in(cx, a, b)?,
        CompareOp::Ne => !(len_a == len_b && all_in(cx, a, b)?),
        CompareOp::Lt => len_a < len_b && all_in(cx, a, b)?,
        CompareOp::Le => len_a <= len_b && all_in(cx, a, b)?,
        CompareOp::Gt => len_a > len_b && all_in(cx, b, a)?,
        CompareOp::Ge => len_a >= len_b && all_in(cx, b, a)?,
    };
    Ok(Owned::bool(answer))
}

/// Makes a set of `a` and changes it by `b`.
fn as_sets(
    cx: &Cx,
    a: Ref<'_>,
    b: Ref<'_>,
    change: fn(&Cx, Ref<'_>, Ref<'_>) -> PyResult<()>,
) -> PyResult {
    let result = set::new_set(cx, &set::SET, Some(a))?;
    change(cx, result.borrow(), b)?;
    Ok(result)
}

fn sub(cx: &Cx, a: Ref<'_>, b: Ref<'_>) -> PyResult {
    as_sets(cx, a, b, set::remove_items)
}

fn and(cx: &Cx, a: Ref<'_>, b: Ref<'_>) -> PyResult {
    as_sets(cx, a, b, |cx, a, b| set::keep_intersection(cx, a, &[b]))
}

fn xor(cx: &Cx, a: Ref<'_>, b: Ref<'_>) -> PyResult {
    as_sets(cx, a, b, set::toggle_items)
}

fn or(cx: &Cx, a: Ref<'_>, b: Ref<'_>) -> PyResult {
    as_sets(cx, a, b, set::add_items)
}
