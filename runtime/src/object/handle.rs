//! UNSAFE ISLAND: owned and borrowed handles to values.
//!
//! [`Owned`] holds one count of its object (immediates have none) and gives it back when dropped.
//! [`Ref`] is a borrow: something else keeps the value alive for `'a`. [`Field`] is an object's
//! member that may be empty.
//!
//! Obligations: (1) an `Owned` or `Ref` word is never 0 and never a marker, except that registers
//! and `Field`s may hold markers which no handle is made from; (2) a `Ref` does not outlive the
//! owner it was made from; (3) a type that implements [`PyObject`] is `#[repr(C)]`, starts with a
//! [`Header`], and objects whose type is (a subtype of) `T::TYPE` have that layout.

use super::alloc::deallocate;
use super::header::Header;
use crate::builtins::{float, int};
use crate::types::Type;
use abi::Word;
use std::cell::Cell;
use std::marker::PhantomData;
use std::num::NonZeroU64;

/// A value with one count of its own.
#[repr(transparent)]
pub struct Owned(NonZeroU64);

/// A borrowed value.
#[repr(transparent)]
#[derive(Clone, Copy)]
pub struct Ref<'a>(NonZeroU64, PhantomData<&'a Header>);

const _: () = assert!(size_of::<Result<Owned, crate::exceptions::Raised>>() == 8);
const _: () = assert!(size_of::<Option<Ref<'static>>>() == 8);

/// A Rust struct that is the memory of a Python object.
///
/// # Safety
/// The type is `#[repr(C)]`, its first field is a [`Header`], and every object whose type derives
/// from `TYPE` begins with this struct.
pub unsafe trait PyObject {
    /// The Python type of such objects.
    const TYPE: &'static Type;
}

impl Owned {
    /// Takes over the count that `word` carries.
    ///
    /// # Safety
    /// `word` is a live value and the caller gives up one count of it.
    #[inline(always)]
    pub unsafe fn from_word(word: Word) -> Owned {
        debug_assert!(word.0 != 0 && !word.is_unbound());
        // SAFETY: (1) the word is a value, hence not 0.
        Owned(unsafe { NonZeroU64::new_unchecked(word.0) })
    }

    /// Takes over the count of a raw object pointer.
    ///
    /// # Safety
    /// `object` is live and the caller gives up one count of it.
    #[inline(always)]
    pub unsafe fn from_ptr<T>(object: *mut T) -> Owned {
        // SAFETY: passed on to the caller.
        unsafe { Owned::from_word(Word(object as u64)) }
    }

    /// Makes an immediate or heap int (`int`, never `long`).
    #[inline(always)]
    pub fn int(value: i64) -> Owned {
        match Word::from_int(value) {
            // SAFETY: immediates carry no count.
            Some(word) => unsafe { Owned::from_word(word) },
            None => int::new_heap(value),
        }
    }

    /// Makes a float.
    #[inline(always)]
    pub fn float(value: f64) -> Owned {
        // SAFETY: immediates carry no count.
        unsafe { Owned::from_word(Word::from_f64(value)) }
    }

    /// Returns the bool object.
    #[inline(always)]
    pub fn bool(value: bool) -> Owned {
        crate::builtins::bool::bool_ref(value).own()
    }

    /// Returns None.
    #[inline(always)]
    pub fn none() -> Owned {
        none().own()
    }

    /// Borrows the value.
    #[inline(always)]
    pub fn borrow(&self) -> Ref<'_> {
        Ref(self.0, PhantomData)
    }

    /// Returns the word without giving up the count.
    #[inline(always)]
    pub fn word(&self) -> Word {
        Word(self.0.get())
    }

    /// Gives the count to the caller, as a word.
    #[inline(always)]
    pub fn into_word(self) -> Word {
        let word = self.word();
        std::mem::forget(self);
        word
    }
}

impl Clone for Owned {
    #[inline(always)]
    fn clone(&self) -> Owned {
        self.borrow().own()
    }
}

impl Drop for Owned {
    #[inline(always)]
    fn drop(&mut self) {
        release(self.word());
    }
}

/// Adds one count to a value; immediates and markers have none.
#[inline(always)]
pub fn retain(word: Word) {
    if word.is_heap() {
        debug_assert!(word.0 != 0);
        // SAFETY: (1) a heap word that is not 0 points to a live header.
        let header = unsafe { &*(word.0 as *const Header) };
        header.count.set(header.count.get() + 1);
    }
}

/// Takes one count off a value and frees it at zero. May run Python code (`__del__`, callbacks).
#[inline(always)]
pub fn release(word: Word) {
    if word.is_heap() {
        debug_assert!(word.0 != 0);
        // SAFETY: (1) a heap word that is not 0 points to a live header.
        let header = unsafe { &*(word.0 as *const Header) };
        let count = header.count.get() - 1;
        header.count.set(count);
        debug_assert!(count >= 0, "count below zero");
        if count == 0 {
            deallocate(word.0 as *mut Header);
        }
    }
}

impl<'a> Ref<'a> {
    /// Borrows the value in `word` for as long as the caller vouches.
    ///
    /// # Safety
    /// `word` is a live value that something keeps alive for `'a`.
    #[inline(always)]
    pub unsafe fn from_word(word: Word) -> Ref<'a> {
        debug_assert!(word.0 != 0 && !word.is_unbound());
        // SAFETY: (1) the word is a value, hence not 0.
        Ref(unsafe { NonZeroU64::new_unchecked(word.0) }, PhantomData)
    }

    /// Borrows an object of which a Rust reference is held.
    #[inline(always)]
    pub fn from_object<T: PyObject>(object: &'a T) -> Ref<'a> {
        // SAFETY: (3) a `PyObject` reference points to a live object.
        unsafe { Ref::from_word(Word(std::ptr::from_ref(object) as u64)) }
    }

    /// Returns the word.
    #[inline(always)]
    pub fn word(self) -> Word {
        Word(self.0.get())
    }

    /// Takes a count of its own.
    #[inline(always)]
    pub fn own(self) -> Owned {
        retain(self.word());
        Owned(self.0)
    }

    /// Returns the type of the value.
    #[inline(always)]
    pub fn ty(self) -> &'a Type {
        let word = self.word();
        if word.is_heap() {
            // SAFETY: (1), (2) the word points to a live header, whose type it keeps alive.
            unsafe { &*(*(word.0 as *const Header)).ty.get() }
        } else if word.is_int() {
            &int::INT
        } else {
            &float::FLOAT
        }
    }

    /// Returns the header, if the value is on the heap.
    #[inline(always)]
    pub fn header(self) -> Option<&'a Header> {
        // SAFETY: (1), (2) the word points to a live header.
        self.word().is_heap().then(|| unsafe { &*(self.word().0 as *const Header) })
    }

    /// Returns whether the value's type is exactly `ty`.
    #[inline(always)]
    pub fn is_exact(self, ty: &Type) -> bool {
        std::ptr::eq(self.ty(), ty)
    }

    /// Returns whether the value is an instance of `ty` (by its real type, not `__class__`).
    #[inline(always)]
    pub fn is_instance(self, ty: &Type) -> bool {
        self.ty().is_subtype(ty)
    }

    /// Returns the object's memory, if its type is `T::TYPE` or derives from it.
    #[inline(always)]
    pub fn cast<T: PyObject>(self) -> Option<&'a T> {
        // SAFETY: (3) the type test proves the layout.
        (self.word().is_heap() && self.is_instance(T::TYPE))
            .then(|| unsafe { &*(self.word().0 as *const T) })
    }

    /// Returns the object's memory, if its type is exactly `T::TYPE`.
    #[inline(always)]
    pub fn cast_exact<T: PyObject>(self) -> Option<&'a T> {
        // SAFETY: (3) the type test proves the layout.
        (self.word().is_heap() && self.is_exact(T::TYPE))
            .then(|| unsafe { &*(self.word().0 as *const T) })
    }

    /// Returns the object's memory; the type has been checked by the caller's contract
    /// (a method's receiver, a slot's operand).
    ///
    /// Checked in debug builds.
    ///
    /// # Safety
    /// The value is an instance of `T::TYPE`.
    #[inline(always)]
    pub unsafe fn cast_unchecked<T: PyObject>(self) -> &'a T {
        debug_assert!(self.is_instance(T::TYPE));
        // SAFETY: (3) passed on to the caller.
        unsafe { &*(self.word().0 as *const T) }
    }

    /// Returns the receiver's memory. Method tables check the receiver's type before the call, so
    /// this never fails for a native declared in the type's own table.
    #[inline(always)]
    pub fn recv<T: PyObject>(self) -> &'a T {
        self.cast::<T>().expect("the caller has checked the receiver's type")
    }

    /// Python's `is`: identity of objects; numbers go by type and value.
    #[inline(always)]
    pub fn is(self, other: Ref<'_>) -> bool {
        self.0 == other.0
            || (self.word().is_heap() != other.word().is_heap() && int::same_number(self, other))
    }

    /// Returns whether this is None.
    #[inline(always)]
    pub fn is_none(self) -> bool {
        self.0 == none().0
    }

    /// Address of the object, for messages and `id`; immediates give a number of their own.
    pub fn address(self) -> u64 {
        self.word().0
    }
}

/// Borrows a slice of values as arguments.
#[inline(always)]
pub fn borrow_slice(values: &[Owned]) -> &[Ref<'_>] {
    // SAFETY: both types are one transparent word, and the owners outlive the borrows.
    unsafe { std::slice::from_raw_parts(values.as_ptr().cast(), values.len()) }
}

/// Returns None.
#[inline(always)]
pub fn none() -> Ref<'static> {
    Ref::from_object(&crate::builtins::none::NONE)
}

/// A member of an object that holds a value or nothing.
///
/// Reading clones: what a field holds may change whenever Python code runs.
#[repr(transparent)]
pub struct Field(Cell<u64>);

impl Default for Field {
    fn default() -> Field {
        Field::empty()
    }
}

impl Field {
    /// An empty member.
    pub const fn empty() -> Field {
        Field(Cell::new(0))
    }

    /// A member holding `value`.
    pub fn new(value: Owned) -> Field {
        Field(Cell::new(value.into_word().0))
    }

    /// A member holding `value` or nothing.
    pub fn from_option(value: Option<Owned>) -> Field {
        Field(Cell::new(value.map_or(0, |value| value.into_word().0)))
    }

    /// Returns the value with a count of its own.
    #[inline]
    pub fn get(&self) -> Option<Owned> {
        self.peek().map(Ref::own)
    }

    /// Borrows the value. The caller runs no Python code while it holds the borrow, or knows that
    /// the member is never reassigned.
    #[inline]
    pub fn peek(&self) -> Option<Ref<'_>> {
        // SAFETY: (1) a word that is not 0 is a value counted by this member.
        (self.0.get() != 0).then(|| unsafe { Ref::from_word(Word(self.0.get())) })
    }

    /// Stores a value, releasing the old one afterwards. May run Python code.
    pub fn set(&self, value: Option<Owned>) {
        drop(self.replace(value));
    }

    /// Stores a value and returns the old one.
    #[inline]
    pub fn replace(&self, value: Option<Owned>) -> Option<Owned> {
        let old = self.0.replace(value.map_or(0, |value| value.into_word().0));
        // SAFETY: (1) the member's count moves to the result.
        (old != 0).then(|| unsafe { Owned::from_word(Word(old)) })
    }

    /// Empties the member and returns what it held.
    pub fn take(&self) -> Option<Owned> {
        self.replace(None)
    }

    /// Returns whether the member is empty.
    pub fn is_empty(&self) -> bool {
        self.0.get() == 0
    }
}

impl Drop for Field {
    fn drop(&mut self) {
        drop(self.take());
    }
}

/// Returns a builtin type as the static it is; none for user classes.
pub(crate) fn as_static_type(ty: &Type) -> Option<&'static Type> {
    // SAFETY: types that are not on the heap are statics.
    (!ty.has_flag(crate::types::TypeFlags::HEAP)).then(|| unsafe { &*std::ptr::from_ref(ty) })
}
