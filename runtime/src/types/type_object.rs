//! UNSAFE ISLAND: the type object.
//!
//! Builtin types are statics, immortal, made ready at boot from their tables; user classes are
//! counted heap objects of the same layout. All members are cells: types change at run time.
//!
//! Obligations: (1) `Type` is shared between threads only under the GIL; (2) `mro`, once ready,
//! lists the type itself first and keeps every entry alive; (3) `version` changes whenever an
//! attribute that a lookup through the type could find may have changed.

use super::def::{GetSetDef, MethodDef};
use super::slots::Slots;
use crate::object::shape::{Shape, ShapeTree};
use crate::object::{Field, Header, Ref};
use std::cell::{Cell, RefCell};

/// Properties of a type, as bits.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct TypeFlags(pub u32);

impl TypeFlags {
    /// None.
    pub const NONE: TypeFlags = TypeFlags(0);
    /// Declared by a table.
    pub const BUILTIN: TypeFlags = TypeFlags(1);
    /// May be a base class.
    pub const BASE: TypeFlags = TypeFlags(2);
    /// Instances live in the container heap and are visited by the collector.
    pub const GC: TypeFlags = TypeFlags(4);
    /// `mro`, `dict` and inherited slots are in place.
    pub const READY: TypeFlags = TypeFlags(8);
    /// Made by `class` or `type()`: counted, mutable.
    pub const HEAP: TypeFlags = TypeFlags(16);
    /// Instances can be weakly referenced.
    pub const WEAKREF: TypeFlags = TypeFlags(32);
    /// Derives from int (bool included).
    pub const INT_SUBTYPE: TypeFlags = TypeFlags(1 << 8);
    /// Derives from long.
    pub const LONG_SUBTYPE: TypeFlags = TypeFlags(1 << 9);
    /// Derives from float.
    pub const FLOAT_SUBTYPE: TypeFlags = TypeFlags(1 << 10);
    /// Derives from str.
    pub const STR_SUBTYPE: TypeFlags = TypeFlags(1 << 11);
    /// Derives from unicode.
    pub const UNICODE_SUBTYPE: TypeFlags = TypeFlags(1 << 12);
    /// Derives from tuple.
    pub const TUPLE_SUBTYPE: TypeFlags = TypeFlags(1 << 13);
    /// Derives from list.
    pub const LIST_SUBTYPE: TypeFlags = TypeFlags(1 << 14);
    /// Derives from dict.
    pub const DICT_SUBTYPE: TypeFlags = TypeFlags(1 << 15);
    /// Derives from BaseException.
    pub const EXCEPTION_SUBTYPE: TypeFlags = TypeFlags(1 << 16);
    /// Derives from type.
    pub const TYPE_SUBTYPE: TypeFlags = TypeFlags(1 << 17);
    /// Number slots accept operands of any type (CPython's CHECKTYPES; all but old-style numbers).
    pub const CHECK_TYPES: TypeFlags = TypeFlags(1 << 18);
    /// Instances have attributes of their own (a shape, an overflow word and slots behind the
    /// base's part).
    pub const HAS_DICT: TypeFlags = TypeFlags(1 << 19);
    /// Cannot be instantiated or resolved yet as abstract methods are missing (`ABCMeta`).
    pub const ABSTRACT: TypeFlags = TypeFlags(1 << 20);
    /// Instances end in items, their number is part of the size (str, tuple, long).
    pub const VARIABLE_SIZE: TypeFlags = TypeFlags(1 << 21);
    /// Calling an instance with the receiver in front equals binding it to the receiver and
    /// calling the result (functions, native methods).
    pub const METHOD_LIKE: TypeFlags = TypeFlags(1 << 22);
    /// Instances have a `__dict__` that is not an attribute part (types, modules).
    pub const OWN_DICT: TypeFlags = TypeFlags(1 << 24);
    /// A classic class is among the bases: lookups are not cached, as classic classes change
    /// without notice.
    pub const CLASSIC_BASE: TypeFlags = TypeFlags(1 << 23);
    /// A class of the library that stands for a type that is C in CPython: it shows itself as a
    /// type with the module in its name, and its attributes can't be set.
    pub const SEALED: TypeFlags = TypeFlags(1 << 25);

    /// Both.
    #[must_use]
    pub const fn or(self, other: TypeFlags) -> TypeFlags {
        TypeFlags(self.0 | other.0)
    }
}

/// A Python type.
#[repr(C)]
pub struct Type {
    pub(crate) head: Header,
    /// Changes with every change of what lookups through the type may find.
    pub(crate) version: Cell<u64>,
    pub(crate) flags: Cell<u32>,
    /// Size of an instance in bytes, without items of variable-size types. Grows when instances
    /// are seen to need more inline attribute slots: never derive the size of an existing
    /// instance from it.
    pub(crate) basic_size: Cell<usize>,
    /// Name as written (`list`, `collections.deque` for builtins of modules).
    pub(crate) name: RefCell<std::borrow::Cow<'static, str>>,
    pub(crate) doc: &'static str,
    /// Native functions.
    pub slots: Slots,
    pub(crate) methods: &'static [MethodDef],
    pub(crate) getset: &'static [GetSetDef],
    pub(crate) static_base: Option<&'static Type>,
    /// `__base__`; for builtin types filled at boot.
    pub(crate) base: Field,
    /// `__bases__`, a tuple.
    pub(crate) bases: Field,
    /// `__mro__`, a tuple.
    pub(crate) mro: Field,
    /// `__dict__`, a dict.
    pub(crate) dict: Field,
    /// Weak references to direct subclasses: a list.
    pub(crate) subclasses: Field,
    /// Size of the part before the attributes: the builtin base's memory and `__slots__` members.
    pub(crate) fixed_size: Cell<usize>,
    /// Where the attribute part of an instance begins; 0 when there is none, or when the base is of
    /// variable size (`object::attrs::part` knows).
    pub(crate) attr_offset: Cell<usize>,
    /// The shape of an instance without attributes.
    pub(crate) root_shape: Cell<Option<&'static Shape>>,
    /// All shapes of instances.
    pub(crate) shapes: Cell<Option<&'static ShapeTree>>,
    /// Names of `__slots__` members: a tuple, or empty.
    pub(crate) slot_names: Field,
}

// SAFETY: (1) types are touched only under the GIL.
unsafe impl Sync for Type {}

impl Type {
    /// Returns the dict of a type that is ready, for constants its table cannot hold.
    pub fn dict_object(&self) -> &crate::builtins::dict::Dict {
        let dict = self.dict.peek().expect("the type is ready");
        dict.recv::<crate::builtins::dict::Dict>()
    }

    /// Makes a builtin type from its table; used by `py_type!` only.
    #[expect(clippy::too_many_arguments, reason = "called by the table macro only")]
    pub const fn builtin(
        name: &'static str,
        doc: &'static str,
        static_base: Option<&'static Type>,
        basic_size: usize,
        flags: TypeFlags,
        slots: Slots,
        methods: &'static [MethodDef],
        getset: &'static [GetSetDef],
    ) -> Type {
        Type {
            head: Header::immortal(&crate::builtins::type_::TYPE),
            version: Cell::new(1),
            flags: Cell::new(flags.0),
            basic_size: Cell::new(basic_size),
            name: RefCell::new(std::borrow::Cow::Borrowed(name)),
            doc,
            slots,
            methods,
            getset,
            static_base,
            base: Field::empty(),
            bases: Field::empty(),
            mro: Field::empty(),
            dict: Field::empty(),
            subclasses: Field::empty(),
            fixed_size: Cell::new(basic_size),
            attr_offset: Cell::new(0),
            root_shape: Cell::new(None),
            shapes: Cell::new(None),
            slot_names: Field::empty(),
        }
    }

    /// Returns whether all bits of `flags` are set.
    #[inline(always)]
    pub fn has_flag(&self, flags: TypeFlags) -> bool {
        self.flags.get() & flags.0 == flags.0
    }

    /// Sets bits.
    pub(crate) fn add_flags(&self, flags: TypeFlags) {
        self.flags.set(self.flags.get() | flags.0);
    }

    /// Returns the size of an instance in bytes.
    #[inline(always)]
    pub fn basic_size(&self) -> usize {
        self.basic_size.get()
    }

    /// Returns whether this is a class whose attributes can be set, as those of programs can.
    pub(crate) fn is_open(&self) -> bool {
        self.has_flag(TypeFlags::HEAP) && !self.has_flag(TypeFlags::SEALED)
    }

    /// Returns the name as messages show it (`%s` of `tp_name`).
    pub fn name(&self) -> String {
        self.name.borrow().to_string()
    }

    /// Returns the name without the module (`__name__`).
    pub fn short_name(&self) -> String {
        let name = self.name.borrow();
        match name.rfind('.') {
            Some(dot) if !self.is_open() => name[dot + 1..].to_string(),
            _ => name.to_string(),
        }
    }

    /// Returns whether this type is `other` or derives from it.
    #[inline]
    pub fn is_subtype(&self, other: &Type) -> bool {
        std::ptr::eq(self, other) || self.is_proper_subtype(other)
    }

    fn is_proper_subtype(&self, other: &Type) -> bool {
        let Some(mro) = self.mro.peek() else {
            return self.static_base.is_some_and(|base| base.is_subtype(other));
        };
        let mro = mro.cast_exact::<crate::builtins::tuple::Tuple>().expect("__mro__ is a tuple");
        mro.as_slice().iter().any(|entry| entry.word().0 == std::ptr::from_ref(other) as u64)
    }

    /// Borrows the type as a value.
    pub fn as_ref(&self) -> Ref<'_> {
        Ref::from_object(self)
    }

    /// Takes the count an instance holds of its heap type.
    #[inline(always)]
    pub(crate) fn retain_by_instance(&self) {
        if self.has_flag(TypeFlags::HEAP) {
            self.head.count.set(self.head.count.get() + 1);
        }
    }

    /// Gives that count back.
    #[inline(always)]
    pub(crate) fn release_by_instance(&self) {
        if self.has_flag(TypeFlags::HEAP) {
            crate::object::handle::release(self.as_ref().word());
        }
    }
}
