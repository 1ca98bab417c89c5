//! The types `set` and `frozenset`.
//!
//! Both begin with the same [`SetBody`], on which the operations of `algebra` work; which of the two
//! types (or which subtype) a result has is decided by the receiver.

mod algebra;
mod body;
pub(crate) mod iterator;
mod methods;
mod slots;

use crate::cx::Cx;
use crate::object::{Header, Ref};
use crate::types::Type;
pub(crate) use algebra::{add_items, keep_intersection, remove_items, toggle_items};
pub use body::SetBody;
pub use iterator::{SET_ITER, SetIter};
pub use slots::{new_empty, new_set};

/// Memory of a set.
#[repr(C)]
pub struct Set {
    pub(crate) head: Header,
    pub(crate) body: SetBody,
}

/// Memory of a frozenset; the same as a set's.
#[repr(C)]
pub struct FrozenSet {
    pub(crate) head: Header,
    pub(crate) body: SetBody,
}

// SAFETY: touched only under the GIL.
#[expect(unsafe_code, reason = "singleton static")]
unsafe impl Sync for FrozenSet {}

/// The only frozenset of type `frozenset` without members.
static EMPTY_FROZENSET: FrozenSet =
    FrozenSet { head: Header::immortal(&FROZENSET), body: SetBody::forever_empty() };

crate::py_type! {
    /// set() -> a set without members
    /// set(iterable) -> a set of the items that the iterable gives
    pub static SET: Set = "set" {
        flags: [BASE, GC, WEAKREF, CHECK_TYPES],
        slots {
            new: slots::new_of_set, init: slots::init, traverse: traverse, clear: clear,
            repr: slots::repr, hash: crate::types::slots::hash_not_implemented, compare: slots::compare,
            rich_compare: slots::rich_compare, iter: iterator::iter,
            sub: slots::sub, and: slots::and, xor: slots::xor, or: slots::or,
            isub: slots::isub, iand: slots::iand, ixor: slots::ixor, ior: slots::ior,
            len: slots::len, contains: slots::contains,
        }
        methods {
            /// Adds a member.
            "add" => methods::add, (x) -> None;
            /// Takes all members out.
            "clear" => methods::clear, () -> None;
            /// Returns whether the value is a member.
            "__contains__" => methods::contains, (x) -> Bool;
            /// Returns a set of the same members.
            "copy" => methods::copy, ();
            /// Takes out a member, if it is there.
            "discard" => methods::discard, (x) -> None;
            /// Returns the members that are in none of the iterables.
            "difference" => methods::difference, (raw);
            /// Takes out the members that are in one of the iterables.
            "difference_update" => methods::difference_update, (raw) -> None;
            /// Returns the members that are in all iterables.
            "intersection" => methods::intersection, (raw);
            /// Keeps the members that are in all iterables.
            "intersection_update" => methods::intersection_update, (raw) -> None;
            /// Returns whether there is no common member.
            "isdisjoint" => methods::is_disjoint, (x) -> Bool;
            /// Returns whether all members are in the iterable.
            "issubset" => methods::is_subset, (x) -> Bool;
            /// Returns whether all items of the iterable are members.
            "issuperset" => methods::is_superset, (x) -> Bool;
            /// Takes out some member and returns it. Raises KeyError if there is none.
            "pop" => methods::pop, ();
            /// Helps pickle.
            "__reduce__" => methods::reduce, () -> Tuple;
            /// Takes out a member. Raises KeyError if it is not there.
            "remove" => methods::remove, (x) -> None;
            /// Returns the size in memory, in bytes.
            "__sizeof__" => methods::size_of, () -> Int;
            /// Returns what is a member of one but not of both.
            "symmetric_difference" => methods::symmetric_difference, (x);
            /// Keeps and adds what is a member of one but not of both.
            "symmetric_difference_update" => methods::symmetric_difference_update, (x) -> None;
            /// Returns the members together with the items of all iterables.
            "union" => methods::union, (raw);
            /// Adds the items of all iterables.
            "update" => methods::update, (raw) -> None;
        }
    }
}

crate::py_type! {
    /// frozenset() -> the frozenset without members
    /// frozenset(iterable) -> a frozenset of the items that the iterable gives
    pub static FROZENSET: FrozenSet = "frozenset" {
        flags: [BASE, GC, WEAKREF, CHECK_TYPES],
        slots {
            new: slots::new_of_frozenset, traverse: traverse,
            repr: slots::repr, hash: slots::hash, compare: slots::compare,
            rich_compare: slots::rich_compare, iter: iterator::iter,
            sub: slots::sub, and: slots::and, xor: slots::xor, or: slots::or,
            len: slots::len, contains: slots::contains,
        }
        methods {
            /// Returns whether the value is a member.
            "__contains__" => methods::contains, (x) -> Bool;
            /// Returns a frozenset of the same members.
            "copy" => methods::frozen_copy, ();
            /// Returns the members that are in none of the iterables.
            "difference" => methods::difference, (raw);
            /// Returns the members that are in all iterables.
            "intersection" => methods::intersection, (raw);
            /// Returns whether there is no common member.
            "isdisjoint" => methods::is_disjoint, (x) -> Bool;
            /// Returns whether all members are in the iterable.
            "issubset" => methods::is_subset, (x) -> Bool;
            /// Returns whether all items of the iterable are members.
            "issuperset" => methods::is_superset, (x) -> Bool;
            /// Helps pickle.
            "__reduce__" => methods::reduce, () -> Tuple;
            /// Returns the size in memory, in bytes.
            "__sizeof__" => methods::size_of, () -> Int;
            /// Returns what is a member of one but not of both.
            "symmetric_difference" => methods::symmetric_difference, (x);
            /// Returns the members together with the items of all iterables.
            "union" => methods::union, (raw);
        }
    }
}

/// Returns the members of a set or frozenset (subclasses included).
#[inline]
pub fn body(x: Ref<'_>) -> Option<&SetBody> {
    match x.cast::<Set>() {
        Some(set) => Some(&set.body),
        None => x.cast::<FrozenSet>().map(|set| &set.body),
    }
}

/// Returns the members of an exact set or frozenset.
pub fn exact_body(x: Ref<'_>) -> Option<&SetBody> {
    if x.is_exact(&SET) || x.is_exact(&FROZENSET) { body(x) } else { None }
}

/// Returns the members of a receiver.
fn own_body(recv: Ref<'_>) -> &SetBody {
    body(recv).expect("the caller has checked the receiver's type")
}

/// Returns whether `ty` derives from frozenset.
fn is_frozen(ty: &Type) -> bool {
    ty.is_subtype(&FROZENSET)
}

fn traverse(set: Ref<'_>, visit: &mut dyn FnMut(Ref<'_>)) {
    own_body(set).table.visit(visit);
}

fn clear(_cx: &Cx, set: Ref<'_>) {
    own_body(set).clear();
}
