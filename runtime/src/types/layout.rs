//! Layout of instances: which builtin type's memory they begin with, what user classes add to it,
//! and the slots of user classes that deal with memory.

use crate::cx::Cx;
use crate::object::{Header, Ref, attrs, shape::ShapeTree};
use crate::types::{Type, TypeFlags};

/// Inline slots of the first instances of a class that does not know better.
const FIRST_CAPACITY: usize = 3;

/// Returns the nearest builtin type a type derives from, or itself.
pub(crate) fn native_base(ty: &Type) -> &Type {
    let mut ty = ty;
    while ty.has_flag(TypeFlags::HEAP) {
        let base = ty.base.peek().expect("user classes have a base");
        ty = base.recv::<Type>();
    }
    ty
}

/// Fixes size, attribute part and shapes of a type whose `fixed_size` is known.
pub(crate) fn finish(ty: &Type, inherited_capacity: usize) {
    if !ty.has_flag(TypeFlags::HAS_DICT) {
        ty.basic_size.set(ty.fixed_size.get());
        return;
    }
    let heap = ty.has_flag(TypeFlags::HEAP);
    let capacity = if heap { inherited_capacity.max(FIRST_CAPACITY) } else { 0 };
    ty.shapes.set(Some(ShapeTree::new(capacity)));
    if !ty.has_flag(TypeFlags::VARIABLE_SIZE) {
        ty.attr_offset.set(ty.fixed_size.get());
    }
    attrs::set_capacity(ty, capacity);
}

/// The dealloc slot of user classes, run after `__del__`: members, attributes, then the builtin base's part.
pub(crate) fn dealloc_instance(cx: &Cx, object: *mut Header) {
    attrs::drop_instance_parts(object);
    crate::object::alloc::run_dealloc(cx, attrs::header_type(object, native_base), object);
}

/// The traverse slot of user classes.
pub(crate) fn traverse_instance(object: Ref<'_>, visit: &mut dyn FnMut(Ref<'_>)) {
    each_member(object.ty(), &mut |offset| {
        if let Some(value) = attrs::member_peek(object, offset) {
            visit(value);
        }
    });
    attrs::visit(object, visit);
    if let Some(traverse) = native_base(object.ty()).slots.traverse.get() {
        traverse(object, visit);
    }
}

/// The clear slot of user classes.
pub(crate) fn clear_instance(cx: &Cx, object: Ref<'_>) {
    each_member(object.ty(), &mut |offset| {
        attrs::member_set(object, offset, None);
    });
    attrs::clear(object);
    if let Some(clear) = native_base(object.ty()).slots.clear.get() {
        clear(cx, object);
    }
}

/// Calls `action` with the offset of every `__slots__` member, the most derived class's first.
pub(crate) fn each_member(ty: &Type, action: &mut dyn FnMut(usize)) {
    let mut ty = ty;
    while ty.has_flag(TypeFlags::HEAP) {
        let base = ty.base.peek().expect("user classes have a base").recv::<Type>();
        let mut offset = base.fixed_size.get();
        while offset < ty.fixed_size.get() {
            action(offset);
            offset += 8;
        }
        ty = base;
    }
}

/// Whether instances of `old` can become instances of `new`: the same builtin part, the same
/// `__slots__`, attributes and weak references in both or in neither.
pub(crate) fn is_compatible(old: &Type, new: &Type) -> bool {
    let same_native = {
        let (old, new) = (native_base(old), native_base(new));
        let dealloc = |ty: &Type| ty.slots.dealloc.get().map(|f| f as *const () as usize);
        std::ptr::eq(old, new)
            || (dealloc(old) == dealloc(new) && old.fixed_size.get() == new.fixed_size.get())
    };
    let flags = TypeFlags::HAS_DICT.0 | TypeFlags::WEAKREF.0 | TypeFlags::GC.0;
    same_native
        && old.fixed_size.get() == new.fixed_size.get()
        && old.flags.get() & flags == new.flags.get() & flags
        && same_members(old, new)
}

/// Whether both types, which have the same size, add the same `__slots__` members.
fn same_members(old: &Type, new: &Type) -> bool {
    fn solid(ty: &Type) -> &Type {
        let mut ty = ty;
        while ty.has_flag(TypeFlags::HEAP) {
            let base = ty.base.peek().expect("user classes have a base").recv::<Type>();
            if base.fixed_size.get() != ty.fixed_size.get() {
                break;
            }
            ty = base;
        }
        ty
    }
    let (old, new) = (solid(old), solid(new));
    if std::ptr::eq(old, new) || !old.has_flag(TypeFlags::HEAP) || !new.has_flag(TypeFlags::HEAP) {
        return true;
    }
    let names = |ty: &Type| -> Vec<u64> {
        ty.slot_names
            .get()
            .map(|names| {
                let names = names.borrow().recv::<crate::builtins::tuple::Tuple>();
                names.as_slice().iter().map(|name| name.word().0).collect()
            })
            .unwrap_or_default()
    };
    let base = |ty: &Type| ty.base.get().map(|base| base.word().0);
    names(old) == names(new) && base(old) == base(new)
}
