//! UNSAFE ISLAND: the list object and its growing array of values.
//!
//! ```text
//! 0  header   16  number of items   24  items: pointer to owned values   32  capacity
//! ```
//!
//! The array is allocated as a `Vec<Owned>`'s is, so that a Vec becomes a list without copying.
//! Growth is CPython 2.7's (`sys.getsizeof` shows it).
//!
//! Obligations: (1) `items` points to an array of `capacity` words, or dangles when that is 0; the
//! first `len` words are owned values; (2) nobody holds a slice of the items while Python code may
//! run; (3) an item leaves the array before it is released.

use super::LIST;
use crate::cx::Cx;
use crate::exceptions::PyResult;
use crate::object::{Header, Owned, Ref, allocate};
use crate::types::Type;
use abi::Word;
use std::alloc::Layout;
use std::cell::Cell;
use std::mem::ManuallyDrop;
use std::ops::Range;
use std::ptr::NonNull;

/// Memory of a list.
#[repr(C)]
pub struct List {
    pub(crate) head: Header,
    len: Cell<usize>,
    items: Cell<*mut u64>,
    capacity: Cell<usize>,
}

const _: () = assert!(std::mem::offset_of!(List, len) == 16);
const _: () = assert!(std::mem::offset_of!(List, items) == 24);
const _: () = assert!(std::mem::offset_of!(List, capacity) == 32);
const _: () = assert!(size_of::<Owned>() == 8 && align_of::<Owned>() == 8);

/// Where `items` points while the list is being sorted; any change of the list replaces it.
static SORTING: u64 = 0;

impl List {
    /// Offset of the number of items, for compiled code.
    pub(crate) const LEN_OFFSET: usize = std::mem::offset_of!(List, len);
    /// Offset of the pointer to the items.
    pub(crate) const ITEMS_OFFSET: usize = std::mem::offset_of!(List, items);
    /// Offset of the room for items.
    pub(crate) const CAPACITY_OFFSET: usize = std::mem::offset_of!(List, capacity);

    /// Makes a list of `items`, whose array it takes over.
    ///
    /// # Errors
    /// Raises `MemoryError`.
    pub fn new(cx: &Cx, items: Vec<Owned>) -> PyResult {
        List::with_type(cx, &LIST, items)
    }

    /// Makes a list, or an instance of a subtype, of `items`.
    ///
    /// # Errors
    /// Raises `MemoryError`.
    pub fn with_type(cx: &Cx, ty: &Type, items: Vec<Owned>) -> PyResult {
        let mut items = ManuallyDrop::new(items);
        let list = List {
            head: Header::new(ty),
            len: Cell::new(items.len()),
            items: Cell::new(items.as_mut_ptr().cast()),
            capacity: Cell::new(items.capacity()),
        };
        allocate(cx, ty, list)
    }

    /// Makes a list of counted copies of `items`.
    ///
    /// # Errors
    /// Raises `MemoryError`.
    pub fn from_refs(cx: &Cx, items: &[Ref<'_>]) -> PyResult {
        let mut copy = try_vec(cx, items.len())?;
        copy.extend(items.iter().map(|item| item.own()));
        List::new(cx, copy)
    }

    /// Number of items.
    #[inline(always)]
    pub fn len(&self) -> usize {
        self.len.get()
    }

    /// Returns whether there are no items.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Number of items there is room for.
    pub fn capacity(&self) -> usize {
        self.capacity.get()
    }

    /// Returns item `index`.
    #[inline(always)]
    pub fn get(&self, index: usize) -> Option<Owned> {
        self.peek(index).map(Ref::own)
    }

    /// Borrows item `index`. The caller runs no Python code while it holds the borrow.
    #[inline(always)]
    pub fn peek(&self, index: usize) -> Option<Ref<'_>> {
        // SAFETY: (1) below the length.
        (index < self.len.get())
            .then(|| unsafe { Ref::from_word(Word(*self.items.get().add(index))) })
    }

    /// Borrows all items. The caller runs no Python code while it holds the borrow.
    #[inline(always)]
    pub fn peek_slice(&self) -> &[Ref<'_>] {
        // SAFETY: (1) the first `len` words are values; `Ref` is one word. When the array dangles
        // the pointer is aligned and not null.
        unsafe { std::slice::from_raw_parts(self.items.get().cast(), self.len.get()) }
    }

    /// Returns counted copies of all items.
    pub fn to_vec(&self) -> Vec<Owned> {
        self.peek_slice().iter().map(|item| item.own()).collect()
    }

    /// Appends an item.
    ///
    /// # Errors
    /// Raises `MemoryError`.
    #[inline]
    pub fn push(&self, cx: &Cx, item: Owned) -> PyResult<()> {
        let len = self.len.get();
        if len >= self.capacity.get() {
            self.grow(cx, len + 1)?;
        }
        // SAFETY: (1) there is room behind the last item.
        unsafe { self.items.get().add(len).write(item.into_word().0) };
        self.len.set(len + 1);
        Ok(())
    }

    /// Makes room for one more item.
    ///
    /// # Errors
    /// Raises `MemoryError`.
    pub(crate) fn reserve_one(&self, cx: &Cx) -> PyResult<()> {
        let len = self.len.get();
        if len >= self.capacity.get() { self.grow(cx, len + 1) } else { Ok(()) }
    }

    /// Replaces item `index` and returns the old one; gives the value back if there is no such item.
    ///
    /// # Errors
    /// The value, if the index is out of range.
    #[inline]
    pub fn replace(&self, index: usize, item: Owned) -> Result<Owned, Owned> {
        if index >= self.len.get() {
            return Err(item);
        }
        // SAFETY: (1) below the length.
        let place = unsafe { &mut *self.items.get().add(index) };
        let old = std::mem::replace(place, item.into_word().0);
        // SAFETY: (1) the array's count moves to the result.
        Ok(unsafe { Owned::from_word(Word(old)) })
    }

    /// Inserts an item before `index`, which is at most the length.
    ///
    /// # Errors
    /// Raises `MemoryError`.
    pub fn insert(&self, cx: &Cx, index: usize, item: Owned) -> PyResult<()> {
        let len = self.len.get();
        assert!(index <= len, "the caller has clamped the index");
        if len >= self.capacity.get() {
            self.grow(cx, len + 1)?;
        }
        // SAFETY: (1) the index is within the array.
        let place = unsafe { self.items.get().add(index) };
        // SAFETY: (1) moves the items behind it by one place, for which there is room.
        unsafe { std::ptr::copy(place, place.add(1), len - index) };
        // SAFETY: (1) the place was vacated.
        unsafe { place.write(item.into_word().0) };
        self.len.set(len + 1);
        Ok(())
    }

    /// Removes and returns item `index`, if there is one.
    pub fn remove_at(&self, index: usize) -> Option<Owned> {
        let len = self.len.get();
        if index >= len {
            return None;
        }
        // SAFETY: (1) below the length.
        let place = unsafe { self.items.get().add(index) };
        // SAFETY: (1) the array's count moves to the result.
        let item = unsafe { Owned::from_word(Word(place.read())) };
        // SAFETY: (1) closes the gap.
        unsafe { std::ptr::copy(place.add(1), place, len - index - 1) };
        self.len.set(len - 1);
        self.shrink();
        Some(item)
    }

    /// Removes and returns the last item.
    #[inline]
    pub fn pop(&self) -> Option<Owned> {
        let index = self.len.get().checked_sub(1)?;
        // SAFETY: (1) below the length.
        let word = unsafe { self.items.get().add(index).read() };
        self.len.set(index);
        self.shrink();
        // SAFETY: (1) the array's count moves to the result.
        Some(unsafe { Owned::from_word(Word(word)) })
    }

    /// Puts `new` in the place of as many items, if those are numbers that nobody counts; false if nothing has changed.
    pub(crate) fn replace_numbers(&self, range: Range<usize>, new: &[Ref<'_>]) -> bool {
        if range.len() != new.len() || range.end > self.len.get() {
            return false;
        }
        // SAFETY: (1) within the array; nothing runs while the slice exists.
        let old = unsafe {
            std::slice::from_raw_parts_mut(self.items.get().add(range.start), range.len())
        };
        if old.iter().any(|word| Word(*word).is_heap()) {
            return false;
        }
        for (old, new) in old.iter_mut().zip(new) {
            *old = new.own().into_word().0;
        }
        true
    }

    /// Puts `new` in the place of the items of `range`, and returns those. Runs no Python code.
    ///
    /// # Errors
    /// Raises `MemoryError`.
    pub fn splice(&self, cx: &Cx, range: Range<usize>, new: Vec<Owned>) -> PyResult<Vec<Owned>> {
        let len = self.len.get();
        assert!(range.start <= range.end && range.end <= len, "the caller has clamped the range");
        let count = range.len();
        if count == 0 && new.is_empty() {
            return Ok(Vec::new());
        }
        let mut removed = try_vec(cx, count)?;
        let new_len = len - count + new.len();
        if new_len > self.capacity.get() {
            self.grow(cx, new_len)?;
        } else if self.is_sorting() {
            self.end_sorting();
        }
        // SAFETY: (1) within the array.
        let start = unsafe { self.items.get().add(range.start) };
        for index in 0..count {
            // SAFETY: (1) an item of the range; its count moves to the result.
            removed.push(unsafe { Owned::from_word(Word(start.add(index).read())) });
        }
        // SAFETY: (1) moves the items behind the range; there is room for all.
        unsafe { std::ptr::copy(start.add(count), start.add(new.len()), len - range.end) };
        for (index, item) in new.into_iter().enumerate() {
            // SAFETY: (1) the gap is as long as `new`.
            unsafe { start.add(index).write(item.into_word().0) };
        }
        self.len.set(new_len);
        if new_len < len {
            self.shrink();
        }
        Ok(removed)
    }

    /// Removes every `step`-th item of `count` ones from `start` on, and returns them.
    ///
    /// # Errors
    /// Raises `MemoryError`.
    pub fn remove_strided(
        &self,
        cx: &Cx,
        start: usize,
        step: usize,
        count: usize,
    ) -> PyResult<Vec<Owned>> {
        let len = self.len.get();
        assert!(count == 0 || start + (count - 1) * step < len, "the caller has clamped the slice");
        let mut removed = try_vec(cx, count)?;
        let mut dst = start.min(len);
        for src in start..len {
            // SAFETY: (1) below the length.
            let word = unsafe { self.items.get().add(src).read() };
            if removed.len() < count && (src - start).is_multiple_of(step) {
                // SAFETY: (1) the array's count moves to the result.
                removed.push(unsafe { Owned::from_word(Word(word)) });
            } else {
                // SAFETY: (1) `dst` is at most `src`.
                unsafe { self.items.get().add(dst).write(word) };
                dst += 1;
            }
        }
        if count > 0 {
            self.len.set(dst);
            self.shrink();
        }
        Ok(removed)
    }

    /// Turns the order of the items around.
    pub fn reverse(&self) {
        // SAFETY: (1), (2) nothing runs while the slice exists.
        unsafe { std::slice::from_raw_parts_mut(self.items.get(), self.len.get()) }.reverse();
    }

    /// Takes all items out; the list is empty then.
    pub fn take(&self) -> Vec<Owned> {
        if self.capacity.get() == 0 {
            // Leaves the mark of a list that is being sorted.
            return Vec::new();
        }
        let len = self.len.replace(0);
        let capacity = self.capacity.replace(0);
        let items = self.items.replace(NonNull::dangling().as_ptr());
        // SAFETY: (1) the array was allocated as a Vec's is; `Owned` is one word.
        unsafe { Vec::from_raw_parts(items.cast(), len, capacity) }
    }

    /// Puts items into the list, whose own it returns.
    pub fn put(&self, items: Vec<Owned>) -> Vec<Owned> {
        let old = self.take();
        let mut items = ManuallyDrop::new(items);
        self.len.set(items.len());
        self.items.set(items.as_mut_ptr().cast());
        self.capacity.set(items.capacity());
        old
    }

    /// Makes room for `extra` more items.
    ///
    /// # Errors
    /// Raises `MemoryError`.
    pub fn reserve(&self, cx: &Cx, extra: usize) -> PyResult<()> {
        let wanted = self.len.get().checked_add(extra).ok_or_else(|| cx.raise_no_memory())?;
        if wanted > self.capacity.get() { self.grow(cx, wanted) } else { Ok(()) }
    }

    /// Gives memory back if less than half of it is used.
    pub fn trim(&self) {
        self.shrink();
    }

    /// Takes the items out for sorting and marks the list, so that changes are noticed.
    pub(crate) fn take_for_sorting(&self) -> Vec<Owned> {
        let items = self.take();
        self.mark_sorting();
        items
    }

    /// Marks an empty list as being sorted.
    pub(crate) fn mark_sorting(&self) {
        debug_assert!(self.capacity.get() == 0);
        self.items.set(std::ptr::from_ref(&SORTING).cast_mut());
    }

    /// Returns whether nothing has changed the list since [`List::take_for_sorting`].
    pub(crate) fn is_sorting(&self) -> bool {
        std::ptr::eq(self.items.get(), &raw const SORTING)
    }

    /// Removes the mark of [`List::take_for_sorting`].
    pub(crate) fn end_sorting(&self) {
        if self.is_sorting() {
            self.items.set(NonNull::dangling().as_ptr());
        }
    }

    #[cold]
    #[inline(never)]
    fn grow(&self, cx: &Cx, wanted: usize) -> PyResult<()> {
        let spare = (wanted >> 3) + if wanted < 9 { 3 } else { 6 };
        let capacity = wanted.checked_add(spare).ok_or_else(|| cx.raise_no_memory())?;
        self.set_capacity(cx, capacity)
    }

    /// Gives memory back when less than half of it is used, as CPython does.
    #[inline(always)]
    fn shrink(&self) {
        let capacity = self.capacity.get();
        if self.len.get() < capacity >> 1 && capacity as u64 > abi::layout::SMALL_CAPACITY {
            self.shrink_slow();
        }
    }

    #[cold]
    #[inline(never)]
    fn shrink_slow(&self) {
        let len = self.len.get();
        if len == 0 {
            drop(self.take());
            return;
        }
        self.shrink_to(len + (len >> 3) + if len < 9 { 3 } else { 6 });
    }

    fn shrink_to(&self, capacity: usize) {
        if capacity < self.capacity.get() {
            let layout = layout_of(self.capacity.get());
            // SAFETY: (1) allocated with this layout.
            let items =
                unsafe { std::alloc::realloc(self.items.get().cast(), layout, capacity * 8) };
            if !items.is_null() {
                self.items.set(items.cast());
                self.capacity.set(capacity);
            }
        }
    }

    fn set_capacity(&self, cx: &Cx, capacity: usize) -> PyResult<()> {
        let layout = Layout::array::<u64>(capacity).map_err(|_| cx.raise_no_memory())?;
        let items = if self.capacity.get() == 0 {
            // SAFETY: the layout is not empty.
            unsafe { std::alloc::alloc(layout) }
        } else {
            let old = layout_of(self.capacity.get());
            // SAFETY: (1) allocated with the old layout; the new size is not 0.
            unsafe { std::alloc::realloc(self.items.get().cast(), old, layout.size()) }
        };
        if items.is_null() {
            return Err(cx.raise_no_memory());
        }
        self.items.set(items.cast());
        self.capacity.set(capacity);
        Ok(())
    }
}

impl Drop for List {
    fn drop(&mut self) {
        // From the last item to the first, as CPython does.
        let mut items = self.take();
        while let Some(item) = items.pop() {
            drop(item);
        }
    }
}

fn layout_of(capacity: usize) -> Layout {
    Layout::array::<u64>(capacity).expect("the array exists")
}

/// Makes a Vec with room for `capacity` items.
///
/// # Errors
/// Raises `MemoryError`.
pub fn try_vec(cx: &Cx, capacity: usize) -> PyResult<Vec<Owned>> {
    let mut items = Vec::new();
    items.try_reserve_exact(capacity).map_err(|_| cx.raise_no_memory())?;
    Ok(items)
}
