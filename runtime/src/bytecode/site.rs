//! The inline cache and feedback of one instruction.
//!
//! Always true: what the cache words mean is decided by the operation that stands at the site at
//! the moment; an operation that rewrites itself fills them first. The kinds only grow.

use crate::builtins::{bool::BOOL, str::STR};
use crate::object::{Field, Ref};
use abi::feedback::Kinds;
use std::cell::Cell;

/// Cache and feedback of one site.
#[repr(C)]
#[derive(Default)]
pub struct Site {
    /// First guard: a shape's address, a dict's version.
    pub key: Cell<u64>,
    /// Second guard: a type's version, the builtins' version.
    pub version: Cell<u64>,
    /// What is found while the guards hold: a word, an address or an offset.
    pub value: Cell<u64>,
    /// Store that adds an attribute: the shape afterwards.
    pub next_shape: Cell<u64>,
    /// The type that `version` belongs to.
    pub ty: Cell<u64>,
    /// Name or operator; fixed when encoded.
    pub fixed: Cell<u32>,
    /// Kinds of the left operand.
    pub lhs: Cell<u8>,
    /// Kinds of the right operand.
    pub rhs: Cell<u8>,
    /// How often the quickened form failed.
    pub misses: Cell<u8>,
    /// Set once the site has run in its general form.
    pub reached: Cell<bool>,
    /// A call's code object, if it is another one than the site's own; kept alive because `key` names it.
    pub(crate) callee: Field,
}

const _: () = assert!(size_of::<Site>() == 56);

/// A site that failed so often keeps its general form.
const MAX_MISSES: u8 = 8;

impl Site {
    /// Notes the kinds of two operands.
    #[inline]
    pub fn see(&self, lhs: Ref<'_>, rhs: Ref<'_>) {
        self.lhs.set(self.lhs.get() | kind_of(lhs).0);
        self.rhs.set(self.rhs.get() | kind_of(rhs).0);
        self.reached.set(true);
    }

    /// Notes what a call site calls: Python functions by their code, `code`; others by their word. `own` is the code
    /// that the site stands in.
    pub(crate) fn see_callee(
        &self,
        key: u64,
        code: Option<Ref<'_>>,
        own: Ref<'_>,
        defaults: usize,
    ) {
        let several = self.reached.get() && self.key.get() != key;
        self.reached.set(true);
        self.lhs.set(self.lhs.get() | u8::from(several));
        if several || self.key.get() != key {
            self.callee.set(code.filter(|code| code.word() != own.word()).map(Ref::own));
        }
        self.key.set(key);
        self.version.set(defaults as u64);
    }

    /// The code object of all functions that a call site has called, if it is one.
    pub(crate) fn callee_code<'a>(&'a self, own: Ref<'a>) -> Option<Ref<'a>> {
        if !self.reached.get() || self.lhs.get() != 0 {
            return None;
        }
        if self.key.get() == own.word().0 { Some(own) } else { self.callee.peek() }
    }

    /// Counts a failure of the quickened form.
    #[inline]
    pub fn miss(&self) {
        self.misses.set(self.misses.get().saturating_add(1));
    }

    /// Returns whether it still pays to specialise here.
    #[inline]
    pub fn may_specialise(&self) -> bool {
        self.misses.get() < MAX_MISSES
    }
}

/// Returns the kind of a value.
#[inline]
pub fn kind_of(value: Ref<'_>) -> Kinds {
    let word = value.word();
    if word.is_int() {
        Kinds::INT
    } else if word.is_float() {
        Kinds::FLOAT
    } else if value.is_exact(&STR) {
        Kinds::STR
    } else if value.is_exact(&BOOL) {
        Kinds::BOOL
    } else {
        Kinds::OTHER
    }
}
