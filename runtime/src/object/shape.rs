//! Shapes: which attributes an instance has, and in which slots.
//!
//! A shape is immutable and belongs to one class (and one inline capacity); it maps attribute
//! names, in the order they were added, to slot numbers 0, 1, 2... Adding an attribute follows a
//! transition to another shape. A dict shape says that the attributes live in a real dict. Shapes
//! are never freed, so a cache that holds one never mistakes another for it.
//!
//! Invariant: names are interned str objects; `names.len()` is the number of slots in use.

use super::Ref;
use abi::Word;
use std::cell::{Cell, OnceCell, RefCell};
use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};

/// Instances with more attributes keep them in a dict.
pub const MAX_ATTRIBUTES: usize = 64;
/// Classes with more shapes keep further attributes in dicts.
const MAX_SHAPES: u32 = 512;
/// The largest inline capacity a class learns.
const MAX_INLINE: usize = 32;
/// Shapes with more names look them up by hashing.
const LINEAR_LIMIT: usize = 8;

/// The layout of an instance's attributes.
#[repr(C)]
pub struct Shape {
    /// Attributes, hence slots in use.
    len: u32,
    /// Slots inside the instance; further ones are in the overflow block.
    inline_capacity: u32,
    /// The attributes are in a dict.
    is_dict: bool,
    tree: &'static ShapeTree,
    /// Interned str objects, by slot; counted, never given back.
    names: Box<[Word]>,
    transitions: RefCell<Vec<(Word, &'static Shape)>>,
    index: OnceCell<HashMap<u64, u32, BuildHasherDefault<AddressHasher>>>,
    order: OnceCell<Box<[u32]>>,
}

/// Hashes addresses of objects: they differ in a few bits above the alignment.
#[derive(Default)]
pub(crate) struct AddressHasher(u64);

impl Hasher for AddressHasher {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        bytes.iter().for_each(|byte| self.write_u64(u64::from(*byte)));
    }

    fn write_u64(&mut self, word: u64) {
        self.0 = (self.0.rotate_left(5) ^ word >> 4).wrapping_mul(0x9E37_79B9_7F4A_7C15);
    }
}

/// All shapes of one class.
pub struct ShapeTree {
    /// Root and dict shape for each inline capacity in use.
    roots: RefCell<Vec<(&'static Shape, &'static Shape)>>,
    count: Cell<u32>,
    /// Inline capacity of instances to come.
    capacity: Cell<usize>,
}

// Trees and shapes are reached from types, which are shared under the GIL.
impl ShapeTree {
    /// Makes the tree of a class whose instances begin with `capacity` inline slots.
    pub fn new(capacity: usize) -> &'static ShapeTree {
        Box::leak(Box::new(ShapeTree {
            roots: RefCell::new(Vec::new()),
            count: Cell::new(0),
            capacity: Cell::new(capacity),
        }))
    }

    /// Inline capacity of instances to come.
    pub fn capacity(&self) -> usize {
        self.capacity.get()
    }

    /// Returns the shape without attributes for an inline capacity.
    pub fn root(&'static self, capacity: usize) -> &'static Shape {
        self.pair(capacity).0
    }

    /// Returns the shape of instances that keep attributes in a dict.
    pub fn dict_shape(&'static self, capacity: usize) -> &'static Shape {
        self.pair(capacity).1
    }

    fn pair(&'static self, capacity: usize) -> (&'static Shape, &'static Shape) {
        let known = self
            .roots
            .borrow()
            .iter()
            .find(|(root, _)| root.inline_capacity as usize == capacity)
            .copied();
        known.unwrap_or_else(|| {
            let make =
                |is_dict| &*Box::leak(Box::new(Shape::new(self, capacity, Box::new([]), is_dict)));
            let pair = (make(false), make(true));
            self.roots.borrow_mut().push(pair);
            pair
        })
    }
}

impl Shape {
    fn new(tree: &'static ShapeTree, capacity: usize, names: Box<[Word]>, is_dict: bool) -> Shape {
        Shape {
            len: names.len() as u32,
            inline_capacity: capacity as u32,
            is_dict,
            tree,
            names,
            transitions: RefCell::new(Vec::new()),
            index: OnceCell::new(),
            order: OnceCell::new(),
        }
    }

    /// Returns the number of attributes.
    #[inline(always)]
    pub fn len(&self) -> usize {
        self.len as usize
    }

    /// Returns whether there are no attributes.
    pub fn is_empty(&self) -> bool {
        self.len == 0
    }

    /// Returns how many slots are inside the instance.
    #[inline(always)]
    pub fn inline_capacity(&self) -> usize {
        self.inline_capacity as usize
    }

    /// Returns whether the attributes live in a dict.
    #[inline(always)]
    pub fn is_dict(&self) -> bool {
        self.is_dict
    }

    /// Returns the class's shapes.
    pub fn tree(&self) -> &'static ShapeTree {
        self.tree
    }

    /// Returns the names as words of interned str objects, by slot.
    #[inline]
    pub fn names(&self) -> &[Word] {
        &self.names
    }

    /// Returns the slot of an attribute; `name` is interned.
    #[inline]
    pub fn lookup(&self, name: Ref<'_>) -> Option<usize> {
        let word = name.word();
        if self.names.len() <= LINEAR_LIMIT {
            return self.names.iter().position(|known| *known == word);
        }
        let index = self.index.get_or_init(|| {
            self.names.iter().enumerate().map(|(slot, name)| (name.0, slot as u32)).collect()
        });
        index.get(&word.0).map(|slot| *slot as usize)
    }

    /// Returns the shape with one more attribute, which gets slot [`Shape::len`]; none if the
    /// class has too many shapes or the instance too many attributes. `name` is interned.
    pub fn with(&'static self, name: Ref<'_>) -> Option<&'static Shape> {
        let word = name.word();
        let known = self.transitions.borrow().iter().find(|(known, _)| *known == word).copied();
        if let Some((_, next)) = known {
            return Some(next);
        }
        if self.is_dict || self.names.len() >= MAX_ATTRIBUTES || self.tree.count.get() >= MAX_SHAPES
        {
            return None;
        }
        self.tree.count.set(self.tree.count.get() + 1);
        let mut names = self.names.to_vec();
        // The shape keeps the name alive for good.
        names.push(name.own().into_word());
        let next =
            Box::leak(Box::new(Shape::new(self.tree, self.inline_capacity(), names.into(), false)));
        self.transitions.borrow_mut().push((word, next));
        let wanted = next.len().min(MAX_INLINE);
        if wanted > self.tree.capacity.get() {
            self.tree.capacity.set(wanted);
        }
        Some(next)
    }

    /// Returns the slots in the order in which a dict with these insertions would list them.
    pub fn dict_order(&self) -> &[u32] {
        self.order.get_or_init(|| crate::object::attrs::dict_order(self))
    }
}
