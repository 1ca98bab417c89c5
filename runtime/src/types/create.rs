//! Creation of classes: `type(name, bases, dict)` and the work of the class statement.

use super::slots::CallArgs;
use super::{Slots, Type, TypeFlags, layout, lookup, mro, update};
use crate::builtins::classic::CLASSIC_CLASS;
use crate::builtins::classmethod::new_static_method;
use crate::builtins::descr;
use crate::builtins::dict::{DICT, Dict};
use crate::builtins::object::OBJECT;
use crate::builtins::str::{STR, Str, intern_bytes};
use crate::builtins::tuple::{TUPLE, Tuple};
use crate::builtins::type_::{self, TYPE};
use crate::cx::Cx;
use crate::exceptions::{PyResult, table};
use crate::object::{Field, Header, Owned, Ref, allocate, names};
use crate::protocol::call;
use std::cell::{Cell, RefCell};

/// The `new` slot of `type`.
pub(crate) fn type_new(cx: &Cx, metatype: &Type, args: CallArgs<'_>) -> PyResult {
    if std::ptr::eq(metatype, &TYPE) && args.args.len() == 1 && args.names.is_empty() {
        return Ok(args.args[0].ty().as_ref().own());
    }
    if args.args.len() != 3 {
        return Err(cx.raise(&table::TYPE_ERROR, format_args!("type() takes 1 or 3 arguments")));
    }
    let mut bound = [None; 3];
    call::bind_keywords(cx, "type", args, 3, &["name", "bases", "dict"], &mut bound)?;
    let [Some(name), Some(bases), Some(dict)] = bound else {
        unreachable!("all three arguments are required");
    };
    let check = |value: Ref<'_>, ty: &Type, position: usize, what: &str| {
        if value.is_instance(ty) {
            return Ok(());
        }
        let given = value.ty().name();
        let given = if value.is_none() { "None" } else { &given };
        Err(cx.raise(
            &table::TYPE_ERROR,
            format_args!("type() argument {position} must be {what}, not {given}"),
        ))
    };
    check(name, &STR, 1, "string")?;
    check(bases, &TUPLE, 2, "tuple")?;
    check(dict, &DICT, 3, "dict")?;

    let winner = most_derived_metatype(cx, metatype, bases)?;
    let winner = winner.borrow().recv::<Type>();
    if !std::ptr::eq(winner, metatype) {
        let native = winner.slots.new.get().expect("every metatype has a constructor");
        if !std::ptr::eq(native as *const (), type_new as *const ()) {
            return native(cx, winner, args);
        }
    }
    build(cx, winner, name, bases, dict)
}

/// Returns the metatype that derives from those of all bases.
fn most_derived_metatype(cx: &Cx, metatype: &Type, bases: Ref<'_>) -> PyResult {
    let mut winner = metatype.as_ref().own();
    for base in bases.recv::<Tuple>().as_slice() {
        let candidate = base.ty();
        if std::ptr::eq(candidate, &CLASSIC_CLASS) {
            continue;
        }
        let current = winner.borrow().recv::<Type>();
        if current.is_subtype(candidate) {
            continue;
        }
        if !candidate.is_subtype(current) {
            return Err(cx.raise(
                &table::TYPE_ERROR,
                format_args!(
                    "metaclass conflict: the metaclass of a derived class must be a (non-strict) \
                     subclass of the metaclasses of all its bases"
                ),
            ));
        }
        let candidate = candidate.as_ref().own();
        winner = candidate;
    }
    Ok(winner)
}

/// Returns the base that decides about the layout.
pub(crate) fn best_base(cx: &Cx, bases: &[Ref<'_>]) -> PyResult {
    let mut best: Option<(&Type, &Type)> = None;
    for base in bases {
        if base.is_exact(&CLASSIC_CLASS) {
            continue;
        }
        let Some(base) = base.cast::<Type>() else {
            return Err(cx.raise(&table::TYPE_ERROR, format_args!("bases must be types")));
        };
        lookup::lookup_type(base, names::DOC.as_ref());
        if !base.has_flag(TypeFlags::BASE) {
            return Err(cx.raise(
                &table::TYPE_ERROR,
                format_args!("type '{}' is not an acceptable base type", base.name()),
            ));
        }
        let solid = solid_base(base);
        best = match best {
            None => Some((solid, base)),
            Some((winner, _)) if winner.is_subtype(solid) => best,
            Some((winner, _)) if solid.is_subtype(winner) => Some((solid, base)),
            Some(_) => {
                return Err(cx.raise(
                    &table::TYPE_ERROR,
                    format_args!("multiple bases have instance lay-out conflict"),
                ));
            }
        };
    }
    match best {
        Some((_, base)) => Ok(base.as_ref().own()),
        None => Err(cx.raise(
            &table::TYPE_ERROR,
            format_args!("a new-style class can't have only classic bases"),
        )),
    }
}

/// Returns the class that last added to the memory of instances (attributes aside).
fn solid_base(ty: &Type) -> &Type {
    let mut ty = ty;
    loop {
        let Some(base) = ty.base.peek().map(|base| base.recv::<Type>()) else { return ty };
        let adds = ty.fixed_size.get() != base.fixed_size.get()
            || ty.has_flag(TypeFlags::VARIABLE_SIZE) != base.has_flag(TypeFlags::VARIABLE_SIZE);
        if adds {
            return ty;
        }
        ty = base;
    }
}

/// What `__slots__` (or its absence) asks for.
struct Wanted {
    members: Vec<Owned>,
    add_dict: bool,
    add_weak: bool,
    has_slots: bool,
}

fn build(cx: &Cx, metatype: &Type, name: Ref<'_>, bases: Ref<'_>, dict: Ref<'_>) -> PyResult {
    let bases = if bases.recv::<Tuple>().is_empty() {
        Tuple::from_refs(cx, &[OBJECT.as_ref()])?
    } else {
        bases.own()
    };
    let base_list = bases.borrow().recv::<Tuple>().as_slice();
    let base_owned = best_base(cx, base_list)?;
    let base = base_owned.borrow().recv::<Type>();
    let dict = dict.recv::<Dict>().copy(cx)?;
    let own = dict.borrow().recv::<Dict>();
    if name.recv::<Str>().as_bytes().contains(&0) {
        return Err(cx.raise(
            &table::VALUE_ERROR,
            format_args!("type name must not contain null characters"),
        ));
    }
    let class_name = name.recv::<Str>().to_text().into_owned();
    let wanted = wanted_slots(cx, own, base, base_list, &class_name)?;

    let ty_owned = allocate(cx, metatype, blank(metatype, class_name))?;
    let ty = ty_owned.borrow().recv::<Type>();
    ty.flags
        .set(inherited_flags(base) | TypeFlags::HEAP.0 | TypeFlags::BASE.0 | TypeFlags::READY.0);
    ty.base.set(Some(base_owned.clone()));
    ty.bases.set(Some(bases.clone()));
    fill_dict(cx, own)?;
    ty.dict.set(Some(dict.clone()));
    ty.version.set(lookup::next_version(cx));

    ty.fixed_size.set(base.fixed_size.get());
    add_members(cx, ty, own, &wanted)?;
    add_attributes(cx, ty, own, base_list, &wanted)?;
    if own.get_str(names::DOC.as_ref()).is_none() {
        own.set_str(cx, names::DOC.as_ref(), crate::object::none())?;
    }
    set_order(cx, ty)?;
    finish_slots(ty, base, base_list);
    let capacity = base.shapes.get().map_or(0, |shapes| shapes.capacity());
    layout::finish(ty, capacity);
    for base in base_list {
        if let Some(base) = base.cast::<Type>() {
            lookup::add_subclass(cx, base, ty)?;
        }
    }
    ty.version.set(lookup::next_version(cx));
    Ok(ty_owned)
}

fn blank(metatype: &Type, name: String) -> Type {
    Type {
        head: Header::new(metatype),
        version: Cell::new(0),
        flags: Cell::new(0),
        basic_size: Cell::new(0),
        name: RefCell::new(name.into()),
        doc: "",
        slots: Slots::EMPTY,
        methods: &[],
        getset: &[],
        static_base: None,
        base: Field::empty(),
        bases: Field::empty(),
        mro: Field::empty(),
        dict: Field::empty(),
        subclasses: Field::empty(),
        fixed_size: Cell::new(0),
        attr_offset: Cell::new(0),
        root_shape: Cell::new(None),
        shapes: Cell::new(None),
        slot_names: Field::empty(),
    }
}

fn inherited_flags(base: &Type) -> u32 {
    let not_inherited = TypeFlags::BUILTIN.0
        | TypeFlags::ABSTRACT.0
        | TypeFlags::METHOD_LIKE.0
        | TypeFlags::SEALED.0;
    base.flags.get() & !not_inherited | TypeFlags::CHECK_TYPES.0
}

/// Reads `__slots__`.
fn wanted_slots(
    cx: &Cx,
    dict: &Dict,
    base: &Type,
    bases: &[Ref<'_>],
    class_name: &str,
) -> PyResult<Wanted> {
    let may_add_dict = !base.has_flag(TypeFlags::HAS_DICT) && !base.has_flag(TypeFlags::OWN_DICT);
    let variable = base.has_flag(TypeFlags::VARIABLE_SIZE)
        || base.has_flag(TypeFlags::LONG_SUBTYPE)
        || base.has_flag(TypeFlags::TYPE_SUBTYPE);
    let may_add_weak = !base.has_flag(TypeFlags::WEAKREF) && !variable;
    let Some(slots) = dict.get_str(names::SLOTS.as_ref()) else {
        return Ok(Wanted {
            members: Vec::new(),
            add_dict: may_add_dict,
            add_weak: may_add_weak,
            has_slots: false,
        });
    };
    let is_text = slots.borrow().is_instance(&STR)
        || slots.borrow().ty().has_flag(TypeFlags::UNICODE_SUBTYPE);
    let items = if is_text {
        vec![slots.clone()]
    } else {
        crate::protocol::sequence::to_vec(cx, slots.borrow())?
    };
    if !items.is_empty() && variable {
        return Err(cx.raise(
            &table::TYPE_ERROR,
            format_args!("nonempty __slots__ not supported for subtype of '{}'", base.name()),
        ));
    }
    let mut wanted =
        Wanted { members: Vec::new(), add_dict: false, add_weak: false, has_slots: true };
    for item in items {
        let text = slot_name(cx, item.borrow())?;
        match text.as_str() {
            "__dict__" => {
                if !may_add_dict || wanted.add_dict {
                    return Err(cx.raise(
                        &table::TYPE_ERROR,
                        format_args!("__dict__ slot disallowed: we already got one"),
                    ));
                }
                wanted.add_dict = true;
            }
            "__weakref__" => {
                if !may_add_weak || wanted.add_weak {
                    return Err(cx.raise(
                        &table::TYPE_ERROR,
                        format_args!(
                            "__weakref__ slot disallowed: either we already got one, or \
                             __itemsize__ != 0"
                        ),
                    ));
                }
                wanted.add_weak = true;
            }
            _ => wanted.members.push(intern_bytes(cx, mangle(class_name, &text).as_bytes())),
        }
    }
    wanted.members.sort_by(|a, b| {
        a.borrow().recv::<Str>().as_bytes().cmp(b.borrow().recv::<Str>().as_bytes())
    });
    for other in bases.iter().filter(|other| !other.is(base.as_ref())) {
        match other.cast::<Type>() {
            None => {
                wanted.add_dict |= may_add_dict;
                wanted.add_weak |= may_add_weak;
            }
            Some(other) => {
                wanted.add_dict |= may_add_dict && other.has_flag(TypeFlags::HAS_DICT);
                wanted.add_weak |= may_add_weak && other.has_flag(TypeFlags::WEAKREF);
            }
        }
    }
    Ok(wanted)
}

fn slot_name(cx: &Cx, item: Ref<'_>) -> PyResult<String> {
    let text = if item.is_instance(&STR) {
        item.own()
    } else if item.ty().has_flag(TypeFlags::UNICODE_SUBTYPE) {
        crate::builtins::unicode::encode_default(cx, item)?
    } else {
        return Err(cx.raise(
            &table::TYPE_ERROR,
            format_args!("__slots__ items must be strings, not '{}'", item.ty().name()),
        ));
    };
    let text = text.borrow().recv::<Str>();
    let mut bytes = text.as_bytes().iter();
    let valid = bytes.next().is_some_and(|first| first.is_ascii_alphabetic() || *first == b'_')
        && bytes.all(|byte| byte.is_ascii_alphanumeric() || *byte == b'_');
    if !valid {
        return Err(cx.raise(&table::TYPE_ERROR, format_args!("__slots__ must be identifiers")));
    }
    Ok(text.to_text().into_owned())
}

/// Private names belong to their class: `__x` in class `C` is `_C__x`.
pub(crate) fn mangle(class_name: &str, name: &str) -> String {
    let class_name = class_name.trim_start_matches('_');
    if !name.starts_with("__")
        || name.ends_with("__")
        || name.contains('.')
        || class_name.is_empty()
    {
        return name.to_string();
    }
    format!("_{class_name}{name}")
}

/// Adds what every class dict has.
fn fill_dict(cx: &Cx, dict: &Dict) -> PyResult<()> {
    if dict.get_str(names::MODULE.as_ref()).is_none()
        && let Some(globals) = crate::types::current_globals(cx)
        && let Some(module) = globals.borrow().recv::<Dict>().get_str(names::NAME.as_ref())
    {
        dict.set_str(cx, names::MODULE.as_ref(), module.borrow())?;
    }
    if let Some(new) = dict.get_str(names::NEW.as_ref())
        && is_function(new.borrow())
    {
        let new = new_static_method(cx, new.borrow())?;
        dict.set_str(cx, names::NEW.as_ref(), new.borrow())?;
    }
    Ok(())
}

fn is_function(value: Ref<'_>) -> bool {
    value.ty().name() == "function"
}

fn add_members(cx: &Cx, ty: &Type, dict: &Dict, wanted: &Wanted) -> PyResult<()> {
    for name in &wanted.members {
        let offset = ty.fixed_size.get();
        ty.fixed_size.set(offset + 8);
        // A class attribute of the same name stays.
        if dict.get_str(name.borrow()).is_none() {
            let member = descr::new_member(cx, name.borrow(), ty, offset)?;
            dict.set_str(cx, name.borrow(), member.borrow())?;
        }
    }
    if !wanted.members.is_empty() {
        let names = wanted.members.iter().map(Owned::borrow).collect::<Vec<_>>();
        ty.slot_names.set(Some(Tuple::from_refs(cx, &names)?));
    }
    Ok(())
}

/// Adds the attribute part, weak references and the descriptors that show them.
fn add_attributes(
    cx: &Cx,
    ty: &Type,
    dict: &Dict,
    bases: &[Ref<'_>],
    wanted: &Wanted,
) -> PyResult<()> {
    let add = |name: Ref<'_>, def: &'static crate::types::GetSetDef| -> PyResult<()> {
        if dict.get_str(name).is_none() {
            dict.set_str(cx, name, descr::new_getset(cx, def, ty)?.borrow())?;
        }
        Ok(())
    };
    if wanted.add_dict {
        ty.add_flags(TypeFlags::HAS_DICT.or(TypeFlags::GC));
        add(names::DICT.as_ref(), &type_::INSTANCE_DICT)?;
    }
    if wanted.add_weak {
        ty.add_flags(TypeFlags::WEAKREF);
        add(names::WEAKREF.as_ref(), &type_::INSTANCE_WEAKREF)?;
    }
    let any_gc = bases
        .iter()
        .any(|base| base.cast::<Type>().is_none_or(|base| base.has_flag(TypeFlags::GC)));
    if !wanted.members.is_empty() || any_gc || !wanted.has_slots {
        ty.add_flags(TypeFlags::GC);
    }
    Ok(())
}

/// Computes `__mro__`, asking the metatype's `mro()` if it has one of its own.
pub(crate) fn set_order(cx: &Cx, ty: &Type) -> PyResult<()> {
    let metatype = ty.as_ref().ty();
    let order = if std::ptr::eq(metatype, &TYPE) {
        mro::linearise(cx, ty)?
    } else {
        let method = crate::protocol::attr::lookup_special(cx, ty.as_ref(), names::MRO.as_ref())?;
        let Some(method) = method else {
            return Err(cx.raise_with(
                Ref::from_object(&table::ATTRIBUTE_ERROR),
                Some(names::MRO.as_ref().own()),
            ));
        };
        let order = call::call0(cx, method.borrow())?;
        let order = crate::protocol::sequence::to_vec(cx, order.borrow())?;
        check_order(cx, ty, &order)?;
        order
    };
    let has_classic = order.iter().any(|class| class.borrow().cast::<Type>().is_none());
    if has_classic {
        ty.add_flags(TypeFlags::CLASSIC_BASE);
    }
    ty.mro.set(Some(Tuple::new(cx, order)?));
    Ok(())
}

fn check_order(cx: &Cx, ty: &Type, order: &[Owned]) -> PyResult<()> {
    let solid = ty.base.get();
    let solid = solid.as_ref().map(|base| solid_base(base.borrow().recv::<Type>()));
    for class in order {
        if class.borrow().is_exact(&CLASSIC_CLASS) {
            continue;
        }
        let Some(class) = class.borrow().cast::<Type>() else {
            return Err(cx.raise(
                &table::TYPE_ERROR,
                format_args!("mro() returned a non-class ('{}')", class.borrow().ty().name()),
            ));
        };
        let fits = std::ptr::eq(class, ty)
            || solid.is_none_or(|solid| solid.is_subtype(solid_base(class)));
        if !fits {
            return Err(cx.raise(
                &table::TYPE_ERROR,
                format_args!("mro() returned base with unsuitable layout ('{}')", class.name()),
            ));
        }
    }
    Ok(())
}

/// Fills the slots: copies of the base's, then those that special methods of the class decide.
fn finish_slots(ty: &Type, base: &Type, bases: &[Ref<'_>]) {
    ty.slots.fill_from(&base.slots);
    if ty.has_flag(TypeFlags::GC) {
        ty.slots.traverse.set(Some(layout::traverse_instance));
        ty.slots.clear.set(Some(layout::clear_instance));
    }
    ty.slots.dealloc.set(Some(layout::dealloc_instance));
    let order = ty.mro.get().expect("just computed");
    let order = order.borrow().recv::<Tuple>().as_slice();
    // With one base whose order is the rest of ours, lookups of names that are not in the class's
    // own dict find what they find for the base.
    let plain = bases.len() == 1
        && base.mro.get().is_some_and(|mro| {
            let mro = mro.borrow().recv::<Tuple>().as_slice();
            mro.len() + 1 == order.len() && mro.iter().zip(&order[1..]).all(|(a, b)| a.is(*b))
        });
    update::fill(ty, !plain);
}
