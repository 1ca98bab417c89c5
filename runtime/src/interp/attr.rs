//! UNSAFE ISLAND: attributes, with inline caches.
//!
//! A site that is quickened holds the shape (`key`), the version of the type (`version`) and what it
//! found (`value`): the distance of a slot from the object, with the distance of the attribute part
//! in the upper half; or the word of a class attribute, which the class keeps alive while its
//! version stands.
//!
//! Obligations: (1) type versions are unique among types that are ready, so an object whose type has the
//! site's version has exactly the layout the site was made for; (2) the slot of a shape holds a
//! counted value.

use super::machine::{Machine, Step};
use crate::builtins::dict::Dict;
use crate::builtins::instance::INSTANCE;
use crate::builtins::module::{MODULE, Module};
use crate::builtins::str::Str;
use crate::bytecode::site::Finding;
use crate::bytecode::{Insn, Op, Pc, Site};
use crate::cx::Cx;
use crate::exceptions::{PyResult, table};
use crate::object::attrs::PART_SIZE;
use crate::object::handle::{release, retain};
use crate::object::shape::Shape;
use crate::object::{Owned, Ref};
use crate::protocol::attr::{self, LoadPlan, StorePlan};
use crate::types::{Type, TypeFlags};
use abi::Word;

/// Reads a word of an object.
#[inline(always)]
fn word_at(object: Ref<'_>, offset: u64) -> u64 {
    // SAFETY: (1) the offset belongs to the object's layout.
    unsafe { *((object.word().0 + offset) as *const u64) }
}

/// Writes a word of an object and returns the old one.
#[inline(always)]
fn replace_word_at(object: Ref<'_>, offset: u64, word: u64) -> u64 {
    let place = (object.word().0 + offset) as *mut u64;
    // SAFETY: (1) the offset belongs to the object's layout.
    unsafe { place.replace(word) }
}

/// Returns whether an object has the type version and shape of a site.
#[inline(always)]
fn hits(site: &Site, object: Ref<'_>) -> bool {
    object.word().is_heap()
        && object.ty().version.get() == site.version.get()
        && word_at(object, site.value.get() >> 32) == site.key.get()
}

/// The same for what was found in the class: `lhs` is the distance of the attribute part in words.
#[inline(always)]
fn hits_class(site: &Site, object: Ref<'_>) -> bool {
    object.word().is_heap()
        && object.ty().version.get() == site.version.get()
        && word_at(object, u64::from(site.lhs.get()) * 8) == site.key.get()
}

/// Makes a site one for what the class keeps while its instances have a shape.
fn plan_class(pc: Pc, ty: &Type, shape: &'static Shape, value: &Owned, op: Op) {
    let site = pc.insn().site();
    let part = ty.attr_offset.get();
    if part < 2048 && guard(site, ty, shape, None) {
        site.lhs.set((part / 8) as u8);
        site.value.set(value.word().0);
        pc.insn().set_op(op);
    }
}

/// Fills the guards of a site; false if objects of the type cannot be cached by slot.
fn guard(site: &Site, ty: &Type, shape: &'static Shape, slot: Option<usize>) -> bool {
    let part = ty.attr_offset.get();
    let is_ready = slot.is_none() && ty.version.get() != 0;
    let has_versions = is_ready || ty.has_flag(TypeFlags::HEAP) || std::ptr::eq(ty, &INSTANCE);
    if part == 0 || !has_versions || !site.may_specialise() {
        return false;
    }
    if slot.is_some_and(|slot| slot >= shape.inline_capacity()) {
        return false;
    }
    let offset = slot.map_or(0, |slot| part + PART_SIZE + 8 * slot);
    site.key.set(std::ptr::from_ref(shape) as u64);
    site.version.set(ty.version.get());
    site.ty.set(std::ptr::from_ref(ty) as u64);
    site.value.set((part as u64) << 32 | offset as u64);
    true
}

/// Begins a general form: the instruction, its site, the object and the attribute's name.
#[inline(always)]
fn reach<'a>(m: Machine<'a>, pc: Pc) -> (&'a Insn, &'a Site, Ref<'a>, Ref<'a>) {
    let insn = pc.insn();
    m.frame.pc.set(pc);
    let site = insn.site();
    site.reached.set(true);
    (insn, site, m.b(insn), m.frame.code().name_at(site.fixed.get()))
}

/// What the site has found before for the object, with what decides its layout.
#[inline]
fn recall(site: &Site, object: Ref<'_>) -> Option<Finding> {
    if !object.word().is_heap() {
        return None;
    }
    site.recall(object.ty().version.get(), |found| {
        let part = match found.op {
            Op::LoadAttrClass | Op::LoadMethodShape => u64::from(found.part) * 8,
            _ => found.value >> 32,
        };
        word_at(object, part) == found.key
    })
}

/// Goes back to the general form, which remembers what the quickened one knew.
fn forget(pc: Pc, general: Op) {
    let insn = pc.insn();
    insn.site().remember(insn.op());
    insn.unquicken(general);
}

/// `Op::LoadAttrSlot`
#[inline(always)]
pub(crate) fn load_slot(m: Machine<'_>, pc: Pc) -> Step {
    let insn = pc.insn();
    let site = insn.site();
    let object = m.b(insn);
    if hits(site, object) {
        let word = Word(word_at(object, site.value.get() & 0xFFFF_FFFF));
        retain(word);
        m.drop_b(insn);
        m.set(insn, word);
        return Step::Next;
    }
    load_missed(m, pc)
}

/// `Op::LoadAttrClass`
#[inline(always)]
pub(crate) fn load_class(m: Machine<'_>, pc: Pc) -> Step {
    let insn = pc.insn();
    let site = insn.site();
    let object = m.b(insn);
    if hits_class(site, object) {
        let word = Word(site.value.get());
        retain(word);
        m.drop_b(insn);
        m.set(insn, word);
        return Step::Next;
    }
    load_missed(m, pc)
}

/// `Op::LoadAttrModule`
#[inline(always)]
pub(crate) fn load_module(m: Machine<'_>, pc: Pc) -> Step {
    let insn = pc.insn();
    let site = insn.site();
    let object = m.b(insn);
    if let Some(word) = module_word(site, object) {
        m.drop_b(insn);
        m.set(insn, word);
        return Step::Next;
    }
    load_missed(m, pc)
}

#[cold]
#[inline(never)]
fn load_missed(m: Machine<'_>, pc: Pc) -> Step {
    forget(pc, Op::LoadAttr);
    load(m, pc)
}

/// Returns the dict of a module, or of an instance of a subclass whose attributes are found as a module's are.
fn module_dict(object: Ref<'_>) -> Option<&Dict> {
    let module = object.cast::<Module>()?;
    let address = |ty: &Type| ty.slots.get_attr.get().map(|slot| slot as *const () as usize);
    if address(object.ty()) != address(&MODULE) {
        return None;
    }
    module.dict.peek()?.cast_exact::<Dict>()
}

/// Returns the counted value a site found in a module, if the module's keys are the same.
#[inline(always)]
fn module_word(site: &Site, object: Ref<'_>) -> Option<Word> {
    if !object.word().is_heap() || object.ty().version.get() != site.version.get() {
        return None;
    }
    // The version is that of the type of modules or of one of its subclasses.
    let dict = object.cast::<Module>()?.dict.peek()?.cast_exact::<Dict>()?;
    if dict.keys_version() != site.key.get() {
        return None;
    }
    let word = Dict::word_at_address(site.value.get());
    retain(word);
    Some(word)
}

/// Remembers where a module keeps a name.
fn plan_module(site: &Site, object: Ref<'_>, name: Ref<'_>) -> bool {
    let Some(dict) = module_dict(object) else { return false };
    if attr::lookup_type(object.ty(), name).is_some() || !site.may_specialise() {
        return false;
    }
    let Some(index) = dict.find_str(name) else { return false };
    site.version.set(object.ty().version.get());
    site.key.set(dict.keys_version());
    site.value.set(dict.slot_address(index));
    true
}

fn specialise_load(pc: Pc, object: Ref<'_>, name: Ref<'_>) {
    let insn = pc.insn();
    let site = insn.site();
    if !object.word().is_heap() || !site.may_specialise() {
        return;
    }
    if plan_module(site, object, name) {
        insn.set_op(Op::LoadAttrModule);
        return;
    }
    let ty = object.ty();
    match attr::load_plan(object, name) {
        LoadPlan::Slot { shape, index } => {
            if guard(site, ty, shape, Some(index)) {
                insn.set_op(Op::LoadAttrSlot);
            }
        }
        LoadPlan::Class { shape: Some(shape), value, is_method: false } => {
            plan_class(pc, ty, shape, &value, Op::LoadAttrClass);
        }
        LoadPlan::Class { .. } | LoadPlan::Uncacheable => {}
    }
}

/// `Op::LoadAttr`
#[inline(never)]
pub(crate) fn load(m: Machine<'_>, pc: Pc) -> Step {
    let (insn, site, object, name) = reach(m, pc);
    if let Some(found) = recall(site, object) {
        let word = match found.op {
            Op::LoadAttrClass => Word(found.value),
            _ => Word(word_at(object, found.value & 0xFFFF_FFFF)),
        };
        retain(word);
        m.drop_b(insn);
        m.set(insn, word);
        return Step::Next;
    }
    specialise_load(pc, object, name);
    let result = attr::get_attr(m.cx, object, name);
    m.drop_b(insn);
    m.finish(insn, result)
}

/// `Op::LoadMethodShape`: the class has the method, the instance shadows nothing.
#[inline(always)]
pub(crate) fn method_shape(m: Machine<'_>, pc: Pc) -> Step {
    let insn = pc.insn();
    let site = insn.site();
    let object = m.b(insn);
    if hits_class(site, object) {
        put_method(m, pc, Word(site.value.get()));
        return Step::Next;
    }
    method_missed(m, pc)
}

/// `Op::LoadMethodType`: the type has the method, instances have no attributes of their own.
#[inline(always)]
pub(crate) fn method_type(m: Machine<'_>, pc: Pc) -> Step {
    let insn = pc.insn();
    let site = insn.site();
    let ty = m.b(insn).ty();
    if std::ptr::from_ref(ty) as u64 == site.key.get() && ty.version.get() == site.version.get() {
        put_method(m, pc, Word(site.value.get()));
        return Step::Next;
    }
    method_missed(m, pc)
}

/// `Op::LoadMethodModule`: a function of a module.
#[inline(always)]
pub(crate) fn method_module(m: Machine<'_>, pc: Pc) -> Step {
    let insn = pc.insn();
    let site = insn.site();
    if let Some(word) = module_word(site, m.b(insn)) {
        m.drop_b(insn);
        m.frame.put(insn.a, word);
        m.frame.put(insn.a + 1, Word::UNBOUND);
        return Step::Next;
    }
    method_missed(m, pc)
}

/// Writes function and receiver.
#[inline(always)]
fn put_method(m: Machine<'_>, pc: Pc, function: Word) {
    let insn = pc.insn();
    let receiver = m.take_b(insn).into_word();
    retain(function);
    m.frame.put(insn.a, function);
    m.frame.put(insn.a + 1, receiver);
}

#[cold]
#[inline(never)]
fn method_missed(m: Machine<'_>, pc: Pc) -> Step {
    forget(pc, Op::LoadMethod);
    method(m, pc)
}

/// `Op::LoadMethod`
#[inline(never)]
pub(crate) fn method(m: Machine<'_>, pc: Pc) -> Step {
    let (insn, site, object, name) = reach(m, pc);
    if let Some(found) = recall(site, object) {
        put_method(m, pc, Word(found.value));
        return Step::Next;
    }
    if plan_module(site, object, name) {
        insn.set_op(Op::LoadMethodModule);
        return method_module(m, pc);
    }
    if let LoadPlan::Class { shape, value, is_method: true } = attr::load_plan(object, name) {
        specialise_method(pc, object, shape, &value);
        let receiver = m.take_b(insn).into_word();
        m.frame.put(insn.a, value.into_word());
        m.frame.put(insn.a + 1, receiver);
        return Step::Next;
    }
    let result = attr::get_attr(m.cx, object, name);
    m.drop_b(insn);
    match result {
        Ok(function) => {
            m.frame.put(insn.a, function.into_word());
            m.frame.put(insn.a + 1, Word::UNBOUND);
            Step::Next
        }
        Err(_) => Step::Raise,
    }
}

fn specialise_method(pc: Pc, object: Ref<'_>, shape: Option<&'static Shape>, value: &Owned) {
    let insn = pc.insn();
    let site = insn.site();
    if !site.may_specialise() {
        return;
    }
    let ty = object.ty();
    match shape {
        Some(shape) => plan_class(pc, ty, shape, value, Op::LoadMethodShape),
        None => {
            site.key.set(std::ptr::from_ref(ty) as u64);
            site.version.set(ty.version.get());
            site.value.set(value.word().0);
            insn.set_op(Op::LoadMethodType);
        }
    }
}

/// `Op::StoreAttrSlot`
#[inline(always)]
pub(crate) fn store_slot(m: Machine<'_>, pc: Pc) -> Step {
    let insn = pc.insn();
    let site = insn.site();
    let object = m.b(insn);
    if hits(site, object) {
        let value = m.take_c(insn).into_word();
        let old = replace_word_at(object, site.value.get() & 0xFFFF_FFFF, value.0);
        release(Word(old));
        m.drop_b(insn);
        return Step::Next;
    }
    store_missed(m, pc)
}

/// `Op::StoreAttrAdd`: `lhs` and `rhs` of the site are not used, `extra` holds the next shape.
#[inline(always)]
pub(crate) fn store_add(m: Machine<'_>, pc: Pc) -> Step {
    let insn = pc.insn();
    let site = insn.site();
    let object = m.b(insn);
    if hits(site, object) {
        let value = m.take_c(insn).into_word();
        replace_word_at(object, site.value.get() & 0xFFFF_FFFF, value.0);
        replace_word_at(object, site.value.get() >> 32, site.next_shape.get());
        m.drop_b(insn);
        return Step::Next;
    }
    store_missed(m, pc)
}

#[cold]
#[inline(never)]
fn store_missed(m: Machine<'_>, pc: Pc) -> Step {
    forget(pc, Op::StoreAttr);
    store(m, pc)
}

/// `Op::StoreAttr`
#[inline(never)]
pub(crate) fn store(m: Machine<'_>, pc: Pc) -> Step {
    let (insn, site, object, name) = reach(m, pc);
    if let Some(found) = recall(site, object) {
        let value = m.take_c(insn).into_word();
        let old = replace_word_at(object, found.value & 0xFFFF_FFFF, value.0);
        if found.op == Op::StoreAttrAdd {
            replace_word_at(object, found.value >> 32, found.next_shape);
        } else {
            release(Word(old));
        }
        m.drop_b(insn);
        return Step::Next;
    }
    if object.word().is_heap() && site.may_specialise() {
        let ty = object.ty();
        match attr::store_plan(object, name) {
            StorePlan::Slot { shape, index } => {
                if guard(site, ty, shape, Some(index)) {
                    insn.set_op(Op::StoreAttrSlot);
                }
            }
            StorePlan::Add { shape, next } => {
                if guard(site, ty, shape, Some(shape.len())) {
                    site.next_shape.set(std::ptr::from_ref(next) as u64);
                    insn.set_op(Op::StoreAttrAdd);
                }
            }
            StorePlan::Uncacheable => {}
        }
    }
    let result = attr::set_attr(m.cx, object, name, Some(m.c(insn)));
    m.drop_b(insn);
    m.drop_c(insn);
    m.done(result)
}

/// `Op::DeleteAttr`
#[inline(never)]
pub(crate) fn delete(m: Machine<'_>, pc: Pc) -> Step {
    let insn = pc.insn();
    m.frame.pc.set(pc);
    let name = m.frame.code().name_at(insn.low());
    let result = attr::set_attr(m.cx, m.b(insn), name, None);
    m.drop_b(insn);
    m.done(result)
}

/// `Op::ImportFrom`
#[inline(never)]
pub(crate) fn import_from(m: Machine<'_>, pc: Pc) -> Step {
    let insn = pc.insn();
    m.frame.pc.set(pc);
    let name = m.frame.code().name_at(insn.low());
    m.finish(insn, import_from_module(m.cx, m.b(insn), name))
}

/// Returns `module.name` as `from module import name` gets it.
///
/// # Errors
/// Raises `ImportError` if there is no such name.
pub(crate) fn import_from_module(cx: &Cx, module: Ref<'_>, name: Ref<'_>) -> PyResult {
    let result = attr::get_attr(cx, module, name);
    if result.is_err() && cx.raised_matches(&table::ATTRIBUTE_ERROR) {
        cx.clear_raised();
        let name = name.recv::<Str>().to_text();
        return Err(cx.raise(&table::IMPORT_ERROR, format_args!("cannot import name {name}")));
    }
    result
}
