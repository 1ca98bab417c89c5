//! The inline cache and feedback of one instruction.
//!
//! Always true: what the cache words mean is decided by the operation that stands at the site at
//! the moment; an operation that rewrites itself fills them first. The kinds only grow.

use super::Op;
use crate::builtins::{bool::BOOL, str::STR};
use crate::object::{Field, Ref};
use abi::feedback::Kinds;
use std::cell::{Cell, OnceCell, RefCell};

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
    /// What the quickened forms of an attribute site have found before.
    findings: OnceCell<Box<Findings>>,
}

const _: () = assert!(size_of::<Site>() == 64);

/// What a quickened attribute site knows.
#[derive(Clone, Copy)]
pub(crate) struct Finding {
    /// The quickened form.
    pub(crate) op: Op,
    /// [`Site::key`]
    pub(crate) key: u64,
    /// [`Site::version`]
    pub(crate) version: u64,
    /// [`Site::value`]
    pub(crate) value: u64,
    /// [`Site::next_shape`]
    pub(crate) next_shape: u64,
    /// [`Site::ty`]
    pub(crate) ty: u64,
    /// [`Site::lhs`]
    pub(crate) part: u8,
}

/// What an attribute site has found, each once.
#[derive(Default)]
struct Findings {
    list: RefCell<Vec<Finding>>,
    /// It has found more than that.
    many: Cell<bool>,
}

/// Findings that an attribute site keeps.
const MOST_FINDINGS: usize = 8;

/// A site that failed so often keeps its general form.
const MAX_MISSES: u8 = 16;

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

    /// What the quickened form `op`, which stands here now, knows.
    pub(crate) fn finding(&self, op: Op) -> Finding {
        Finding {
            op,
            key: self.key.get(),
            version: self.version.get(),
            value: self.value.get(),
            next_shape: self.next_shape.get(),
            ty: self.ty.get(),
            part: self.lhs.get(),
        }
    }

    /// Keeps what the quickened form `op` knows, before it is replaced.
    pub(crate) fn remember(&self, op: Op) {
        let is_by_shape = matches!(
            op,
            Op::LoadAttrSlot
                | Op::LoadAttrClass
                | Op::StoreAttrSlot
                | Op::StoreAttrAdd
                | Op::LoadMethodShape
        );
        if !is_by_shape {
            // What is found by other means cannot be told apart from these.
            if self.misses.get() > 2 {
                self.give_up_findings();
            }
            return;
        }
        let findings = self.findings.get_or_init(Box::default);
        let new = self.finding(op);
        let mut list = findings.list.borrow_mut();
        // A class that has changed makes way for what it is now.
        list.retain(|old| old.ty != new.ty || old.version == new.version);
        if list.iter().any(|old| old.key == new.key && old.version == new.version) {
            return;
        }
        if list.len() < MOST_FINDINGS {
            list.push(new);
        } else {
            findings.many.set(true);
        }
    }

    /// What was found before for an object of this class version; `holds` checks the shape.
    #[inline]
    pub(crate) fn recall(&self, version: u64, holds: impl Fn(&Finding) -> bool) -> Option<Finding> {
        let list = self.findings.get()?.list.borrow();
        list.iter().find(|found| found.version == version && holds(found)).copied()
    }

    /// All that was found before; `None` if it is too much.
    pub(crate) fn findings(&self) -> Option<Vec<Finding>> {
        match self.findings.get() {
            Some(findings) if findings.many.get() => None,
            Some(findings) => Some(findings.list.borrow().clone()),
            None => Some(Vec::new()),
        }
    }

    /// The site finds something new again and again.
    pub(crate) fn give_up_findings(&self) {
        self.findings.get_or_init(Box::default).many.set(true);
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
