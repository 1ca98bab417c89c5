//! UNSAFE ISLAND: weak references.
//!
//! A side table maps the address of each object that has weak references to them, newest last. A
//! reference does not count its object; `clear_references` runs when the object dies, before
//! anything else of it goes.
//!
//! Obligations: (1) a non-zero `referent` word is the address of a live object, because the entry
//! in the table is removed, and the word zeroed, before the object's memory goes; (2) the table
//! holds addresses of live `WeakRef`s: each removes itself when it dies.

use super::handle::{Field, Owned, PyObject, Ref};
use super::header::Header;
use super::shape::AddressHasher;
use crate::cx::Cx;
use crate::exceptions::{PyResult, table, traceback};
use crate::protocol::call;
use crate::types::{Type, TypeFlags};
use abi::Word;
use std::cell::{Cell, OnceCell, RefCell};
use std::collections::HashMap;
use std::hash::BuildHasherDefault;

/// Memory of a weak reference or proxy.
#[repr(C)]
pub struct WeakRef {
    pub(crate) head: Header,
    pub(crate) members: WeakMembers,
}

/// What weak references and proxies hold.
#[repr(C)]
pub struct WeakMembers {
    /// Word of the object, 0 once it is gone. Not counted.
    pub(crate) referent: Cell<u64>,
    pub(crate) callback: Field,
    /// Hash of the object, once asked for; -1 unknown.
    pub(crate) hash: Cell<i64>,
}

impl Drop for WeakMembers {
    fn drop(&mut self) {
        // The members are in a reference or proxy, behind its header.
        let address = std::ptr::from_ref(self) as usize - std::mem::offset_of!(WeakRef, members);
        forget(self, address as u64);
    }
}

/// References by address of their object, in the order of CPython's list reversed (newest last);
/// those without callback that are shared come first in CPython's list.
///
/// Most objects that die have none: `filter` counts the objects of the table by a few bits of their
/// addresses, so that a look at it answers.
struct Table {
    references: OnceCell<References>,
    filter: [Cell<u32>; FILTER_SIZE],
}
const FILTER_SIZE: usize = 2048;
type References = RefCell<HashMap<u64, Vec<u64>, BuildHasherDefault<AddressHasher>>>;

// SAFETY: touched only under the GIL.
unsafe impl Sync for Table {}

static TABLE: Table =
    Table { references: OnceCell::new(), filter: [const { Cell::new(0) }; FILTER_SIZE] };

/// Returns how many objects of the table share some bits of their addresses with this one.
#[inline]
fn similar(word: u64) -> &'static Cell<u32> {
    &TABLE.filter[(word >> 4 ^ word >> 15) as usize % FILTER_SIZE]
}

fn references() -> &'static References {
    TABLE.references.get_or_init(|| RefCell::new(HashMap::default()))
}

/// Returns whether objects of a type can be weakly referenced.
pub fn is_referenceable(ty: &Type) -> bool {
    ty.has_flag(TypeFlags::WEAKREF)
}

/// Returns the object, if `reference` is a weak reference (or proxy) to a live one.
pub fn referent(reference: Ref<'_>) -> Option<Owned> {
    let reference = as_weak(reference)?;
    live(reference)
}

/// Returns the object of a reference.
pub(crate) fn live(reference: &WeakRef) -> Option<Owned> {
    let word = reference.members.referent.get();
    if word == 0 {
        return None;
    }
    // SAFETY: (1) the object is live.
    let object = unsafe { Ref::from_word(Word(word)) };
    // An object whose destruction is put off is as good as gone.
    (object.header().is_some_and(|header| header.count() > 0)).then(|| object.own())
}

/// Returns the memory of a reference or proxy.
pub(crate) fn as_weak(reference: Ref<'_>) -> Option<&WeakRef> {
    use crate::builtins::weakref::{CALLABLE_PROXY, PROXY};
    let is_weak = reference.is_instance(WeakRef::TYPE)
        || reference.is_exact(&PROXY)
        || reference.is_exact(&CALLABLE_PROXY);
    // SAFETY: all three types have this memory.
    is_weak.then(|| unsafe { &*(reference.word().0 as *const WeakRef) })
}

/// Makes a weak reference, or returns the one that is there already when there is no callback.
///
/// # Errors
/// Raises `TypeError` if the object cannot be referenced, `MemoryError`.
pub fn new_reference(cx: &Cx, object: Ref<'_>, callback: Option<Ref<'_>>) -> PyResult {
    new_of_type(cx, WeakRef::TYPE, object, callback)
}

/// Makes a weak reference of type `ty`: `weakref.ref`, a subclass, or a proxy type.
///
/// # Errors
/// Raises `TypeError` if the object cannot be referenced, `MemoryError`.
pub(crate) fn new_of_type(
    cx: &Cx,
    ty: &Type,
    object: Ref<'_>,
    callback: Option<Ref<'_>>,
) -> PyResult {
    let callback = callback.filter(|callback| !callback.is_none());
    if !is_referenceable(object.ty()) || !object.word().is_heap() {
        let name = object.ty().name();
        return Err(cx.raise(
            &table::TYPE_ERROR,
            format_args!("cannot create weak reference to '{name}' object"),
        ));
    }
    let sharable = callback.is_none() && ty.has_flag(TypeFlags::BUILTIN);
    if sharable && let Some(shared) = find_shared(ty, object) {
        return Ok(shared);
    }
    let reference = super::allocate(
        cx,
        ty,
        WeakRef {
            head: Header::new(ty),
            members: WeakMembers {
                referent: Cell::new(object.word().0),
                callback: Field::from_option(callback.map(Ref::own)),
                hash: Cell::new(-1),
            },
        },
    )?;
    let mut table = references().borrow_mut();
    let list = table.entry(object.word().0).or_insert_with(|| {
        let similar = similar(object.word().0);
        similar.set(similar.get() + 1);
        Vec::new()
    });
    let address = reference.word().0;
    if sharable {
        // The shared reference comes first when the object dies, a shared proxy after it.
        let at_end = list.last().is_some_and(|last| is_shared(*last, WeakRef::TYPE));
        if at_end && !std::ptr::eq(ty, WeakRef::TYPE) {
            list.insert(list.len() - 1, address);
        } else {
            list.push(address);
        }
    } else {
        let shared = list.iter().rev().take(2).filter(|known| is_any_shared(**known)).count();
        list.insert(list.len() - shared, address);
    }
    Ok(reference)
}

fn weak_at(address: u64) -> &'static WeakRef {
    // SAFETY: (2) the address is that of a live reference.
    unsafe { &*(address as *const WeakRef) }
}

fn is_shared(address: u64, ty: &Type) -> bool {
    let weak = weak_at(address);
    weak.members.callback.is_empty() && std::ptr::eq(weak.head.ty(), ty)
}

fn is_any_shared(address: u64) -> bool {
    let weak = weak_at(address);
    weak.members.callback.is_empty() && weak.head.ty().has_flag(TypeFlags::BUILTIN)
}

fn find_shared(ty: &Type, object: Ref<'_>) -> Option<Owned> {
    let table = references().borrow();
    let list = table.get(&object.word().0)?;
    let found = list.iter().rev().take(2).find(|known| is_shared(**known, ty))?;
    let weak = weak_at(*found);
    // A reference that is being destroyed cannot be given out again.
    (weak.head.count() > 0).then(|| {
        // SAFETY: (2) the reference is live.
        unsafe { Ref::from_word(Word(*found)) }.own()
    })
}

/// Returns the references to an object, newest first.
pub(crate) fn all_references(object: Ref<'_>) -> Vec<Owned> {
    let table = references().borrow();
    let Some(list) = table.get(&object.word().0) else { return Vec::new() };
    list.iter()
        .rev()
        .filter(|address| weak_at(**address).head.count() > 0)
        // SAFETY: (2) the reference is live.
        .map(|address| unsafe { Ref::from_word(Word(*address)) }.own())
        .collect()
}

/// Detaches a reference that dies.
fn forget(members: &WeakMembers, address: u64) {
    let word = members.referent.replace(0);
    if word == 0 {
        return;
    }
    let mut table = references().borrow_mut();
    if let Some(list) = table.get_mut(&word) {
        list.retain(|known| *known != address);
        if list.is_empty() {
            table.remove(&word);
            similar(word).set(similar(word).get() - 1);
        }
    }
}

/// Detaches a reference that is to be forgotten before it dies.
pub(crate) fn detach(reference: &WeakRef) {
    forget(&reference.members, std::ptr::from_ref(reference) as u64);
}

/// Clears all references to an object that dies and runs their callbacks, newest first.
#[inline]
pub(crate) fn clear_references(cx: &Cx, object: Ref<'_>) {
    if similar(object.word().0).get() == 0 {
        return;
    }
    run_callbacks(cx, take_callbacks(object));
}

/// A weak reference whose object is gone, and the callback to be told.
pub(crate) type Callback = (Owned, Owned);

/// Clears all references to an object; returns those with callbacks, newest first.
pub(crate) fn take_callbacks(object: Ref<'_>) -> Vec<Callback> {
    let word = object.word().0;
    let Some(list) = references().borrow_mut().remove(&word) else { return Vec::new() };
    similar(word).set(similar(word).get() - 1);
    let mut callbacks = Vec::new();
    for address in list.iter().rev() {
        let weak = weak_at(*address);
        weak.members.referent.set(0);
        let callback = weak.members.callback.take();
        // A reference that is being destroyed itself has no callback any more.
        if let Some(callback) = callback
            && weak.head.count() > 0
        {
            // SAFETY: (2) the reference is live, and was kept by the table until here.
            callbacks.push((unsafe { Ref::from_word(Word(*address)) }.own(), callback));
        }
    }
    callbacks
}

/// Runs callbacks; errors are printed.
pub(crate) fn run_callbacks(cx: &Cx, callbacks: Vec<Callback>) {
    if callbacks.is_empty() {
        return;
    }
    let pending = cx.pending.take();
    for (reference, callback) in callbacks {
        if call::call1(cx, callback.borrow(), reference.borrow()).is_err() {
            traceback::write_unraisable(cx, callback.borrow());
        }
    }
    drop(cx.pending.replace(pending));
}

/// Clears all references to an object whose count is zero.
pub(crate) fn clear_dying(cx: &Cx, object: *mut Header) {
    // SAFETY: (1) the object is intact until its dealloc slot has run.
    clear_references(cx, unsafe { Ref::from_word(Word(object as u64)) });
}
