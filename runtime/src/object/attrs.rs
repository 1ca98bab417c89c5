//! UNSAFE ISLAND: attributes of instances.
//!
//! ```text
//! instance = base part | __slots__ members | shape | extra | inline slots...
//! ```
//!
//! The part from `shape` on is there exactly when the type has [`TypeFlags::HAS_DICT`]; it begins at
//! `Type::attr_offset`, or behind the items of a str or tuple. `extra` is 0, the address of the
//! overflow block (slots from `inline_capacity` on), or, with a dict shape, an owned dict. A null
//! shape stands for the root shape of the class.
//!
//! Obligations: (1) a part is reached only through the type of its object; (2) slots below
//! `shape.len()` hold owned values, others are dead words; (3) an overflow block has room for the
//! slots of the shape beyond the inline ones.

use super::handle::{Owned, Ref, release};
use super::header::Header;
use super::shape::{Shape, ShapeTree};
use crate::builtins::dict::{DICT, Dict};
use crate::builtins::str::Str;
use crate::builtins::tuple::Tuple;
use crate::cx::Cx;
use crate::exceptions::PyResult;
use crate::types::{Type, TypeFlags};
use abi::Word;
use std::cell::Cell;

/// The attribute part of an instance; inline slots follow.
#[repr(C)]
pub struct AttrPart {
    shape: Cell<Option<&'static Shape>>,
    extra: Cell<u64>,
    slots: [Cell<u64>; 0],
}

/// Size of the words before the inline slots.
pub const PART_SIZE: usize = size_of::<AttrPart>();
const _: () = assert!(PART_SIZE == 16);

/// Returns the attribute part of an object, if it has one.
#[inline]
pub fn part(object: Ref<'_>) -> Option<&AttrPart> {
    let ty = object.ty();
    if !ty.has_flag(TypeFlags::HAS_DICT) {
        return None;
    }
    let offset = match ty.attr_offset.get() {
        0 => variable_offset(object, ty),
        offset => offset,
    };
    // SAFETY: (1) the type says that the part is there.
    Some(unsafe { &*((object.word().0 as usize + offset) as *const AttrPart) })
}

#[cold]
fn variable_offset(object: Ref<'_>, ty: &Type) -> usize {
    if let Some(text) = object.cast::<Str>() {
        Str::tail_offset(text.len())
    } else if let Some(tuple) = object.cast::<Tuple>() {
        Tuple::tail_offset(tuple.len())
    } else {
        ty.fixed_size.get()
    }
}

/// Returns the shape of an object that has an attribute part.
#[inline]
pub fn shape_of(object: Ref<'_>) -> Option<&'static Shape> {
    part(object).map(|part| part.shape(object))
}

impl AttrPart {
    /// Returns the shape.
    #[inline]
    pub fn shape(&self, object: Ref<'_>) -> &'static Shape {
        match self.shape.get() {
            Some(shape) => shape,
            None => self.init_shape(object),
        }
    }

    #[cold]
    fn init_shape(&self, object: Ref<'_>) -> &'static Shape {
        let root = object.ty().root_shape.get().expect("ready types with attributes have shapes");
        self.shape.set(Some(root));
        root
    }

    /// Replaces the shape of a new object, which has no attributes yet.
    pub(crate) fn set_first_shape(&self, shape: &'static Shape) {
        debug_assert!(self.extra.get() == 0 && shape.is_empty());
        self.shape.set(Some(shape));
    }

    /// Returns the dict of an object with a dict shape.
    fn dict(&self) -> Ref<'_> {
        // SAFETY: (2) with a dict shape `extra` is an owned dict.
        unsafe { Ref::from_word(Word(self.extra.get())) }
    }

    #[inline]
    fn slot(&self, shape: &Shape, index: usize) -> &Cell<u64> {
        let inline = shape.inline_capacity();
        let base = if index < inline {
            self.slots.as_ptr()
        } else {
            // One word before the slots holds the capacity of the block.
            (self.extra.get() as *const Cell<u64>).wrapping_sub(inline)
        };
        // SAFETY: (2), (3) the slot is below the shape's length, or room was just made for it.
        unsafe { &*base.wrapping_add(index) }
    }

    /// Makes room in the overflow block for slot `index`.
    fn make_room(&self, cx: &Cx, shape: &Shape, index: usize) -> PyResult<()> {
        let Some(wanted) = (index + 1).checked_sub(shape.inline_capacity()).filter(|n| *n > 0)
        else {
            return Ok(());
        };
        let old = self.extra.get();
        // SAFETY: (3) the word before an overflow block's slots is its capacity.
        let capacity = if old == 0 { 0 } else { unsafe { *((old - 8) as *const u64) as usize } };
        if wanted <= capacity {
            return Ok(());
        }
        let new_capacity = wanted.next_power_of_two().max(3);
        // SAFETY: a plain (re)allocation; the result is checked below.
        let block = unsafe {
            libmimalloc_sys::mi_realloc(
                if old == 0 { std::ptr::null_mut() } else { (old - 8) as *mut _ },
                (new_capacity + 1) * 8,
            )
        }
        .cast::<u64>();
        if block.is_null() {
            return Err(cx.raise_no_memory());
        }
        // SAFETY: the block has room for the capacity word.
        unsafe { block.write(new_capacity as u64) };
        self.extra.set(block as u64 + 8);
        Ok(())
    }

    fn free_overflow(extra: u64) {
        if extra != 0 {
            // SAFETY: (3) the block was allocated by `make_room`.
            unsafe { libmimalloc_sys::mi_free((extra - 8) as *mut _) };
        }
    }

    /// Takes all values out, leaving the root shape; the values in dict order.
    fn take_values(&self, shape: &'static Shape) -> Vec<Owned> {
        let mut values = Vec::with_capacity(shape.len());
        for index in shape.dict_order() {
            let word = self.slot(shape, *index as usize).get();
            // SAFETY: (2) the slot's count moves to the vector.
            values.push(unsafe { Owned::from_word(Word(word)) });
        }
        values
    }
}

/// Returns an attribute of the instance itself; `name` is interned.
#[inline]
pub fn get_own(object: Ref<'_>, name: Ref<'_>) -> Option<Owned> {
    let part = part(object)?;
    let shape = part.shape(object);
    if shape.is_dict() {
        return part.dict().cast::<Dict>().and_then(|dict| dict.get_str(name));
    }
    let index = shape.lookup(name)?;
    Some(value_at(part, shape, index))
}

#[inline]
fn value_at(part: &AttrPart, shape: &Shape, index: usize) -> Owned {
    // SAFETY: (2) the slot is in use.
    unsafe { Ref::from_word(Word(part.slot(shape, index).get())) }.own()
}

/// Reads slot `index` of an object that has exactly the shape `shape`, as an inline cache does;
/// none if it has another one.
#[inline]
pub fn get_slot(object: Ref<'_>, shape: &'static Shape, index: usize) -> Option<Owned> {
    let part = part(object)?;
    let same = part.shape.get().is_some_and(|current| std::ptr::eq(current, shape));
    (same && index < shape.len()).then(|| value_at(part, shape, index))
}

/// Sets an attribute of the instance itself; `name` is interned, the object has an attribute part.
///
/// # Errors
/// Raises `MemoryError`.
pub fn set_own(cx: &Cx, object: Ref<'_>, name: Ref<'_>, value: Owned) -> PyResult<()> {
    let part = part(object).expect("the caller has checked for an attribute part");
    let shape = part.shape(object);
    if shape.is_dict() {
        return set_in_dict(cx, part, name, value);
    }
    if let Some(index) = shape.lookup(name) {
        let old = part.slot(shape, index).replace(value.into_word().0);
        release(Word(old));
        return Ok(());
    }
    let Some(next) = shape.with(name) else {
        materialise(cx, object, part)?;
        return set_in_dict(cx, part, name, value);
    };
    part.make_room(cx, shape, shape.len())?;
    part.slot(shape, shape.len()).set(value.into_word().0);
    part.shape.set(Some(next));
    learn_capacity(object.ty(), next);
    Ok(())
}

fn set_in_dict(cx: &Cx, part: &AttrPart, name: Ref<'_>, value: Owned) -> PyResult<()> {
    let dict = part.dict().own();
    let dict = dict.borrow().cast::<Dict>().expect("__dict__ is a dict");
    dict.set_str(cx, name, value.borrow())
}

/// Gives instances to come as many inline slots as `shape` has attributes.
fn learn_capacity(ty: &Type, shape: &'static Shape) {
    let tree = shape.tree();
    let own_tree = ty.shapes.get().is_some_and(|own| std::ptr::eq(own, tree));
    let root = ty.root_shape.get().map_or(0, Shape::inline_capacity);
    if own_tree && root < tree.capacity() && ty.has_flag(TypeFlags::HEAP) {
        set_capacity(ty, tree.capacity());
    }
}

/// Sets the inline capacity of instances to come.
pub(crate) fn set_capacity(ty: &Type, capacity: usize) {
    let tree = ty.shapes.get().expect("ready types with attributes have shapes");
    ty.basic_size.set(ty.fixed_size.get() + PART_SIZE + 8 * capacity);
    ty.root_shape.set(Some(tree.root(capacity)));
}

/// Removes an attribute of the instance itself; returns what it was.
///
/// # Errors
/// Raises `MemoryError`.
pub fn remove_own(cx: &Cx, object: Ref<'_>, name: Ref<'_>) -> PyResult<Option<Owned>> {
    let Some(part) = part(object) else { return Ok(None) };
    let shape = part.shape(object);
    if !shape.is_dict() {
        if shape.lookup(name).is_none() {
            return Ok(None);
        }
        // The place that stays behind in the table is visible in the order of later insertions.
        materialise(cx, object, part)?;
    }
    let dict = part.dict().own();
    Ok(dict.borrow().cast::<Dict>().and_then(|dict| dict.remove_str(name)))
}

/// Moves the attributes to a real dict.
fn materialise(cx: &Cx, object: Ref<'_>, part: &AttrPart) -> PyResult<()> {
    let dict = Dict::new(cx)?;
    let shape = part.shape(object);
    let target = dict.borrow().cast::<Dict>().expect("a new dict is a dict");
    for (index, name) in shape.names().iter().enumerate() {
        // SAFETY: (2) shapes keep their names alive, and the slot is in use.
        let (name, value) =
            unsafe { (Ref::from_word(*name), Ref::from_word(Word(part.slot(shape, index).get()))) };
        target.set_str(cx, name, value)?;
    }
    let values = part.take_values(shape);
    AttrPart::free_overflow(part.extra.get());
    part.extra.set(dict.into_word().0);
    part.shape.set(Some(shape.tree().dict_shape(shape.inline_capacity())));
    drop(values);
    Ok(())
}

/// Returns `__dict__`: the dict that holds the attributes from this moment on.
///
/// # Errors
/// Raises `MemoryError`.
pub fn dict_of(cx: &Cx, object: Ref<'_>) -> PyResult<Option<Owned>> {
    let Some(part) = part(object) else { return Ok(None) };
    if !part.shape(object).is_dict() {
        materialise(cx, object, part)?;
    }
    Ok(Some(part.dict().own()))
}

/// Returns the attribute dict if the object already has a real one.
pub fn existing_dict(object: Ref<'_>) -> Option<Owned> {
    let part = part(object)?;
    part.shape(object).is_dict().then(|| part.dict().own())
}

/// Replaces `__dict__`; None gives an empty dict. The object has an attribute part.
///
/// # Errors
/// Raises `MemoryError`.
pub fn set_dict(cx: &Cx, object: Ref<'_>, dict: Option<Ref<'_>>) -> PyResult<()> {
    let part = part(object).expect("the caller has checked for an attribute part");
    let dict = match dict {
        Some(dict) => {
            debug_assert!(dict.is_instance(&DICT));
            dict.own()
        }
        None => Dict::new(cx)?,
    };
    let shape = part.shape(object);
    if shape.is_dict() {
        let old = part.extra.replace(dict.into_word().0);
        release(Word(old));
        return Ok(());
    }
    let values = part.take_values(shape);
    AttrPart::free_overflow(part.extra.get());
    part.extra.set(dict.into_word().0);
    part.shape.set(Some(shape.tree().dict_shape(shape.inline_capacity())));
    drop(values);
    Ok(())
}

/// Shows the attributes (or their dict) to the collector.
pub(crate) fn visit(object: Ref<'_>, visit: &mut dyn FnMut(Ref<'_>)) {
    let Some(part) = part(object) else { return };
    let Some(shape) = part.shape.get() else { return };
    if shape.is_dict() {
        visit(part.dict());
        return;
    }
    for index in 0..shape.len() {
        // SAFETY: (2) the slot is in use.
        visit(unsafe { Ref::from_word(Word(part.slot(shape, index).get())) });
    }
}

/// [`visit`] for the traverse slot of a native type with a `__dict__`: classes derived from it show their
/// attributes themselves.
pub fn visit_native(object: Ref<'_>, show: &mut dyn FnMut(Ref<'_>)) {
    if !object.ty().has_flag(TypeFlags::HEAP) {
        visit(object, show);
    }
}

/// [`clear`] for the clear slot of a native type with a `__dict__`.
pub fn clear_native(object: Ref<'_>) {
    if !object.ty().has_flag(TypeFlags::HEAP) {
        clear(object);
    }
}

/// Gives up all attributes in the order a dict would.
///
/// The object may still be reachable: this is the collector's way.
pub(crate) fn clear(object: Ref<'_>) {
    let Some(part) = part(object) else { return };
    let Some(shape) = part.shape.get() else { return };
    let extra = part.extra.get();
    if shape.is_dict() {
        // The word is emptied first: dropping may run Python code that looks at the object.
        part.extra.set(0);
        part.shape.set(Some(shape.tree().root(shape.inline_capacity())));
        release(Word(extra));
        return;
    }
    if shape.is_empty() {
        AttrPart::free_overflow(extra);
        part.extra.set(0);
        return;
    }
    let values = part.take_values(shape);
    part.shape.set(Some(shape.tree().root(shape.inline_capacity())));
    part.extra.set(0);
    AttrPart::free_overflow(extra);
    drop(values);
}

/// Gives up all attributes of an object that nothing can reach any more (its count is zero).
pub(crate) fn destroy(object: Ref<'_>) {
    let Some(part) = part(object) else { return };
    let Some(shape) = part.shape.get() else { return };
    if shape.is_dict() {
        release(Word(part.extra.get()));
        return;
    }
    match shape.len() {
        0 => {}
        1 => release(Word(part.slot(shape, 0).get())),
        _ => {
            for index in shape.dict_order() {
                release(Word(part.slot(shape, *index as usize).get()));
            }
        }
    }
    AttrPart::free_overflow(part.extra.get());
}

/// Makes an object, instance of a user class, an instance of another user class with the same
/// layout.
pub(crate) fn change_class(cx: &Cx, object: Ref<'_>, new: &Type) -> PyResult<()> {
    change_shape(cx, object, new)?;
    let header = object.header().expect("instances of user classes are on the heap");
    new.retain_by_instance();
    let old = header.ty.replace(std::ptr::from_ref(new));
    // SAFETY: (1) the old type is alive: the object's count of it is given up here.
    unsafe { (*old).release_by_instance() };
    Ok(())
}

fn change_shape(cx: &Cx, object: Ref<'_>, new: &Type) -> PyResult<()> {
    match new.shapes.get() {
        Some(tree) => change_shapes(cx, object, tree),
        None => Ok(()),
    }
}

/// Moves an object's attributes to the shapes of another class.
pub(crate) fn change_shapes(cx: &Cx, object: Ref<'_>, tree: &'static ShapeTree) -> PyResult<()> {
    let Some(part) = part(object) else { return Ok(()) };
    let shape = part.shape(object);
    let capacity = shape.inline_capacity();
    if shape.is_dict() {
        part.shape.set(Some(tree.dict_shape(capacity)));
        return Ok(());
    }
    let mut next = tree.root(capacity);
    for name in shape.names() {
        // SAFETY: (2) shapes keep their names alive.
        let name = unsafe { Ref::from_word(*name) };
        match next.with(name) {
            Some(shape) => next = shape,
            None => {
                materialise(cx, object, part)?;
                part.shape.set(Some(tree.dict_shape(capacity)));
                return Ok(());
            }
        }
    }
    part.shape.set(Some(next));
    Ok(())
}

/// Returns a value's slots in the order of a dict filled with the shape's names.
pub(crate) fn dict_order(shape: &Shape) -> Box<[u32]> {
    let cx = Cx::current();
    let in_order = || (0..shape.len() as u32).collect();
    if shape.len() < 2 {
        return in_order();
    }
    let Ok(dict) = Dict::new(cx) else {
        cx.clear_raised();
        return in_order();
    };
    let dict = dict.borrow().cast::<Dict>().expect("a new dict is a dict");
    for (index, name) in shape.names().iter().enumerate() {
        // SAFETY: (2) shapes keep their names alive.
        let name = unsafe { Ref::from_word(*name) };
        if dict.set_str(cx, name, Owned::int(index as i64).borrow()).is_err() {
            cx.clear_raised();
            return in_order();
        }
    }
    dict.to_vec()
        .iter()
        .map(|(_, index)| crate::builtins::int::int_value(index.borrow()).unwrap_or(0) as u32)
        .collect()
}

/// Reads a `__slots__` member (or any counted word) at an offset of the object; `offset` comes
/// from the member descriptor of a class the object is an instance of.
pub(crate) fn member(object: Ref<'_>, offset: usize) -> &Cell<u64> {
    // SAFETY: (1) the descriptor has checked the object's class, whose layout has the member.
    unsafe { &*((object.word().0 as usize + offset) as *const Cell<u64>) }
}

/// Returns a member's value.
pub(crate) fn member_get(object: Ref<'_>, offset: usize) -> Option<Owned> {
    let word = member(object, offset).get();
    // SAFETY: (2) a member that is not 0 is an owned value.
    (word != 0).then(|| unsafe { Ref::from_word(Word(word)) }.own())
}

/// Replaces a member's value; returns whether there was one.
pub(crate) fn member_set(object: Ref<'_>, offset: usize, value: Option<Owned>) -> bool {
    let old = member(object, offset).replace(value.map_or(0, |value| value.into_word().0));
    if old != 0 {
        release(Word(old));
    }
    old != 0
}

/// Borrows a member's value.
pub(crate) fn member_peek(object: Ref<'_>, offset: usize) -> Option<Ref<'_>> {
    let word = member(object, offset).get();
    // SAFETY: (2) a member that is not 0 is an owned value.
    (word != 0).then(|| unsafe { Ref::from_word(Word(word)) })
}

/// Runs `__del__` of an object whose count is zero; returns whether the object is to be destroyed,
/// that is, not brought back to life.
pub(crate) fn finalize(cx: &Cx, object: *mut Header, del: crate::types::slots::Del) -> bool {
    // SAFETY: (1) the object is intact until its members are dropped.
    let header = unsafe { &*object };
    header.count.set(1);
    let pending = cx.pending.take();
    // What dies inside `__del__` is destroyed there, however deep the death of this object is nested; only what would
    // not fit on the native stack waits.
    let depth = cx.dealloc_depth.get();
    if !cx.stack_low() {
        cx.dealloc_depth.set(1);
    }
    {
        // SAFETY: (1) the object is intact and has one count, ours.
        let object = unsafe { Ref::from_word(Word(object as u64)) };
        del(cx, object);
    }
    cx.dealloc_depth.set(depth);
    drop(cx.pending.replace(pending));
    let count = header.count.get() - 1;
    header.count.set(count);
    count == 0
}

/// Drops `__slots__` members and attributes of an object that dies.
pub(crate) fn drop_instance_parts(object: *mut Header) {
    // SAFETY: (1) the object's base part is intact, and nothing refers to it any more.
    let object = unsafe { Ref::from_word(Word(object as u64)) };
    crate::types::layout::each_member(object.ty(), &mut |offset| {
        member_set(object, offset, None);
    });
    drop_attributes(object);
}

fn drop_attributes(object: Ref<'_>) {
    if let Some(part) = part(object) {
        destroy(object);
        part.shape.set(None);
        part.extra.set(0);
    }
}

/// Drops the attributes of an instance of a builtin type whose own members are gone already.
pub(crate) fn drop_part(object: *mut Header) {
    // SAFETY: (1) header and attribute part are intact, and nothing refers to the object any more.
    drop_attributes(unsafe { Ref::from_word(Word(object as u64)) });
}

/// Applies `choose` to the type of an object that dies.
pub(crate) fn header_type(object: *mut Header, choose: fn(&Type) -> &Type) -> &'static Type {
    // SAFETY: (1) the header is intact; builtin types, which `choose` returns, live for good.
    unsafe { &*std::ptr::from_ref(choose((*object).ty())) }
}
