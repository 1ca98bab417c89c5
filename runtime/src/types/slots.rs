//! Native slots of a type: the functions behind Python's special methods.
//!
//! The three families (number, sequence, mapping) are kept apart as in CPython 2.7, because which
//! one is asked first is visible to programs. Binary number slots are called with the operands in
//! source order whichever operand's type they come from, and return NotImplemented to decline.

use crate::cx::Cx;
use crate::exceptions::PyResult;
use crate::object::{Header, Owned, Ref};
use crate::types::Type;
use std::cell::Cell;

/// The arguments of a call: positionals, then keyword values in the order of `names`.
#[derive(Clone, Copy)]
pub struct CallArgs<'a> {
    /// All values; the last `names.len()` belong to keywords.
    pub args: &'a [Ref<'a>],
    /// Keyword names (str objects, interned where they come from source).
    pub names: &'a [Ref<'a>],
}

impl<'a> CallArgs<'a> {
    /// No arguments.
    pub const NONE: CallArgs<'static> = CallArgs { args: &[], names: &[] };

    /// Positional arguments only.
    pub fn positional_only(args: &'a [Ref<'a>]) -> CallArgs<'a> {
        CallArgs { args, names: &[] }
    }

    /// Returns the positional values.
    pub fn positional(self) -> &'a [Ref<'a>] {
        &self.args[..self.args.len() - self.names.len()]
    }

    /// Returns the keyword values, in the order of `names`.
    pub fn keyword_values(self) -> &'a [Ref<'a>] {
        &self.args[self.args.len() - self.names.len()..]
    }
}

/// A rich comparison.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[repr(u8)]
pub enum CompareOp {
    /// `<`
    Lt,
    /// `<=`
    Le,
    /// `==`
    Eq,
    /// `!=`
    Ne,
    /// `>`
    Gt,
    /// `>=`
    Ge,
}

/// `f(x)`
pub type Unary = fn(&Cx, Ref<'_>) -> PyResult;
/// `f(x, y)`
pub type Binary = fn(&Cx, Ref<'_>, Ref<'_>) -> PyResult;
/// `f(x, y, z)`
pub type Ternary = fn(&Cx, Ref<'_>, Ref<'_>, Ref<'_>) -> PyResult;
/// A truth question.
pub type Inquiry = fn(&Cx, Ref<'_>) -> PyResult<bool>;
/// A number of elements.
pub type Length = fn(&Cx, Ref<'_>) -> PyResult<isize>;
/// An element or repetition by number.
pub type SizeArg = fn(&Cx, Ref<'_>, isize) -> PyResult;
/// A simple slice.
pub type SliceArg = fn(&Cx, Ref<'_>, isize, isize) -> PyResult;
/// Sets (or with None deletes) an element by number.
pub type SetItemAt = fn(&Cx, Ref<'_>, isize, Option<Ref<'_>>) -> PyResult<()>;
/// Sets (or with None deletes) a simple slice.
pub type SetSlice = fn(&Cx, Ref<'_>, isize, isize, Option<Ref<'_>>) -> PyResult<()>;
/// Membership.
pub type Contains = fn(&Cx, Ref<'_>, Ref<'_>) -> PyResult<bool>;
/// Sets (or with None deletes) an element, attribute or descriptor value: `(cx, object, key, value)`.
pub type SetPair = fn(&Cx, Ref<'_>, Ref<'_>, Option<Ref<'_>>) -> PyResult<()>;
/// `hash(x)`
pub type Hash = fn(&Cx, Ref<'_>) -> PyResult<i64>;
/// Three-way comparison: -1, 0 or 1.
pub type Compare = fn(&Cx, Ref<'_>, Ref<'_>) -> PyResult<i32>;
/// Rich comparison; may decline with NotImplemented.
pub type RichCompare = fn(&Cx, Ref<'_>, Ref<'_>, CompareOp) -> PyResult;
/// Calls the object.
pub type Call = fn(&Cx, Ref<'_>, CallArgs<'_>) -> PyResult;
/// Next item; None when exhausted (no StopIteration is pending then).
pub type Next = fn(&Cx, Ref<'_>) -> PyResult<Option<Owned>>;
/// `descriptor.__get__(object, type)`
pub type DescrGet = fn(&Cx, Ref<'_>, Option<Ref<'_>>, Option<Ref<'_>>) -> PyResult;
/// Makes an instance of the type (which may be a subtype of the slot's owner).
pub type New = fn(&Cx, &Type, CallArgs<'_>) -> PyResult;
/// Initialises an instance.
pub type Init = fn(&Cx, Ref<'_>, CallArgs<'_>) -> PyResult<()>;
/// Destroys an object whose count is zero: drops its members, frees its block. Called once, with an
/// object of the type.
pub type Dealloc = unsafe fn(&Cx, *mut Header);
/// Runs `__del__`; the object is alive during the call. Errors are printed, not raised.
pub type Del = fn(&Cx, Ref<'_>);
/// Shows the collector every counted value the object owns.
pub type Traverse = fn(Ref<'_>, &mut dyn FnMut(Ref<'_>));
/// Gives up the values that may take part in a cycle.
pub type Clear = fn(&Cx, Ref<'_>);
/// Copies an object's bytes.
pub type ReadBytes = fn(&Cx, Ref<'_>) -> PyResult<Vec<u8>>;
/// Lends an object's bytes to a function that runs no Python code.
pub type WriteBytes = fn(&Cx, Ref<'_>, &mut dyn FnMut(&mut [u8])) -> PyResult<()>;
/// Tells the collector whether destroying the object would run Python code of its own.
pub type Finalises = fn(Ref<'_>) -> bool;
/// Coerces a pair of numbers; None when it declines.
pub type Coerce = fn(&Cx, Ref<'_>, Ref<'_>) -> PyResult<Option<(Owned, Owned)>>;

/// The hash slot of types whose instances cannot be hashed; their `__hash__` is None.
///
/// It is told apart by its address, so it must not be inlined: there may be one copy only.
///
/// # Errors
/// Always raises `TypeError`.
#[inline(never)]
pub fn hash_not_implemented(cx: &Cx, x: Ref<'_>) -> PyResult<i64> {
    Err(crate::protocol::hash::raise_unhashable(cx, x))
}

/// Declares the slots: one row each.
macro_rules! slots {
    ($( $(#[doc = $doc:literal])+ $name:ident: $ty:ty; )+) => {
        /// The native functions of a type; empty ones are inherited when the type is made ready.
        pub struct Slots { $( $(#[doc = $doc])+ pub $name: Cell<Option<$ty>>, )+ }

        impl Slots {
            /// No slot filled.
            #[expect(clippy::declare_interior_mutable_const, reason = "a template for statics")]
            pub const EMPTY: Slots = Slots { $( $name: Cell::new(None), )+ };

            /// Only the slot `dealloc` filled.
            pub const fn with_dealloc(dealloc: Dealloc) -> Slots {
                Slots { dealloc: Cell::new(Some(dealloc)), ..Slots::EMPTY }
            }

            /// Fills every empty slot from `base`, except those that are inherited by rules of
            /// their own (`types::inherit`).
            pub fn fill_from(&self, base: &Slots) {
                $( if self.$name.get().is_none() { self.$name.set(base.$name.get()); } )+
            }
        }
    };
}

slots! {
    /// `T(...)`: makes the instance.
    new: New;
    /// `__init__`
    init: Init;
    /// Destruction.
    dealloc: Dealloc;
    /// `__del__`, called once the count is zero and before members are dropped.
    del: Del;
    /// Collector: what the object owns.
    traverse: Traverse;
    /// Collector: give it up.
    clear: Clear;
    /// Collector: whether destroying it runs Python code.
    finalises: Finalises;
    /// `repr(x)`
    repr: Unary;
    /// `str(x)`
    str: Unary;
    /// `hash(x)`
    hash: Hash;
    /// `cmp(x, y)` of two values of one type (or coerced).
    compare: Compare;
    /// `<` and friends.
    rich_compare: RichCompare;
    /// `x(...)`
    call: Call;
    /// `iter(x)`
    iter: Unary;
    /// `x.next()`
    next: Next;
    /// `x.name` (name is a str)
    get_attr: Binary;
    /// `x.name = v`, `del x.name`
    set_attr: SetPair;
    /// `__get__`
    descr_get: DescrGet;
    /// `__set__` / `__delete__`: `(cx, descriptor, object, value)`
    descr_set: SetPair;
    /// `x + y`
    add: Binary;
    /// `x - y`
    sub: Binary;
    /// `x * y`
    mul: Binary;
    /// `x / y` (classic)
    div: Binary;
    /// `x / y` (true)
    true_div: Binary;
    /// `x // y`
    floor_div: Binary;
    /// `x % y`
    rem: Binary;
    /// `divmod(x, y)`
    divmod: Binary;
    /// `pow(x, y, z)`, z None for `**`
    pow: Ternary;
    /// `x << y`
    lshift: Binary;
    /// `x >> y`
    rshift: Binary;
    /// `x & y`
    and: Binary;
    /// `x | y`
    or: Binary;
    /// `x ^ y`
    xor: Binary;
    /// `-x`
    neg: Unary;
    /// `+x`
    pos: Unary;
    /// `abs(x)`
    abs: Unary;
    /// `~x`
    invert: Unary;
    /// truth of a number
    nonzero: Inquiry;
    /// `coerce(x, y)`
    coerce: Coerce;
    /// `int(x)`
    int: Unary;
    /// `long(x)`
    long: Unary;
    /// `float(x)`
    float: Unary;
    /// `oct(x)`
    oct: Unary;
    /// `hex(x)`
    hex: Unary;
    /// `operator.index(x)`
    index: Unary;
    /// `x += y`
    iadd: Binary;
    /// `x -= y`
    isub: Binary;
    /// `x *= y`
    imul: Binary;
    /// `x /= y` (classic)
    idiv: Binary;
    /// `x /= y` (true)
    itrue_div: Binary;
    /// `x //= y`
    ifloor_div: Binary;
    /// `x %= y`
    irem: Binary;
    /// `x **= y`
    ipow: Ternary;
    /// `x <<= y`
    ilshift: Binary;
    /// `x >>= y`
    irshift: Binary;
    /// `x &= y`
    iand: Binary;
    /// `x |= y`
    ior: Binary;
    /// `x ^= y`
    ixor: Binary;
    /// Sequence: `len(x)`
    len: Length;
    /// Sequence: `x + y`
    concat: Binary;
    /// Sequence: `x * n`
    repeat: SizeArg;
    /// Sequence: `x[i]`, i already made non-negative where `len` exists
    item: SizeArg;
    /// Sequence: `x[i:j]`
    slice: SliceArg;
    /// Sequence: `x[i] = v`, `del x[i]`
    set_item: SetItemAt;
    /// Sequence: `x[i:j] = v`, `del x[i:j]`
    set_slice: SetSlice;
    /// `y in x`
    contains: Contains;
    /// Sequence: `x += y`
    inplace_concat: Binary;
    /// Sequence: `x *= n`
    inplace_repeat: SizeArg;
    /// Buffer: a copy of the bytes.
    read_bytes: ReadBytes;
    /// Buffer: lends the bytes for writing.
    write_bytes: WriteBytes;
    /// Mapping: `len(x)`
    map_len: Length;
    /// Mapping: `x[k]`
    subscript: Binary;
    /// Mapping: `x[k] = v`, `del x[k]`
    set_subscript: SetPair;
}
