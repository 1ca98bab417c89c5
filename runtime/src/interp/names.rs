//! Names: locals and cells, globals and builtins with their caches, class and module namespaces.

use super::machine::{Machine, Step};
use crate::builtins::cell::Cell;
use crate::builtins::dict::Dict;
use crate::builtins::str::Str;
use crate::bytecode::{Op, Pc};
use crate::exceptions::table;
use crate::object::handle::{release, retain};
use crate::object::{Owned, Ref};
use crate::protocol::mapping;
use abi::Word;

fn text(name: Ref<'_>) -> String {
    name.cast::<Str>().map_or_else(String::new, |name| name.to_text().into_owned())
}

/// `Op::CheckBound`
#[inline(always)]
pub(crate) fn check_bound(m: Machine<'_>, pc: Pc) -> Step {
    if m.frame.get(pc.insn().b).is_unbound() { raise_unbound(m, pc.insn().b) } else { Step::Next }
}

#[cold]
#[inline(never)]
fn raise_unbound(m: Machine<'_>, register: u16) -> Step {
    let name = m.frame.code().register_name(register);
    m.cx.raise(
        &table::UNBOUND_LOCAL_ERROR,
        format_args!("local variable '{name}' referenced before assignment"),
    );
    Step::Raise
}

/// `Op::DeleteLocal`
#[inline(always)]
pub(crate) fn delete_local(m: Machine<'_>, pc: Pc) -> Step {
    let register = pc.insn().a;
    let old = m.frame.get(register);
    m.frame.put(register, Word::UNBOUND);
    release(old);
    Step::Next
}

/// `Op::MakeCell`
pub(crate) fn make_cell(m: Machine<'_>, pc: Pc, value: Option<Owned>) -> Step {
    match Cell::new(m.cx, value) {
        Ok(cell) => {
            let old = m.frame.get(pc.insn().a);
            m.frame.put(pc.insn().a, cell.into_word());
            release(old);
            Step::Next
        }
        Err(_) => Step::Raise,
    }
}

/// `Op::LoadCell`
#[inline(always)]
pub(crate) fn load_cell(m: Machine<'_>, pc: Pc) -> Step {
    let insn = pc.insn();
    let cell = m.b(insn).cast_exact::<Cell>().expect("cell registers hold cells");
    match cell.get() {
        Some(value) => {
            m.set(insn, value.into_word());
            Step::Next
        }
        None => raise_empty_cell(m, pc),
    }
}

#[cold]
#[inline(never)]
fn raise_empty_cell(m: Machine<'_>, pc: Pc) -> Step {
    let register = pc.insn().b;
    let code = m.frame.code();
    if register < code.first_temp - code.free_count {
        return raise_unbound(m, register);
    }
    let name = code.register_name(register);
    m.cx.raise(
        &table::NAME_ERROR,
        format_args!("free variable '{name}' referenced before assignment in enclosing scope"),
    );
    Step::Raise
}

/// `Op::StoreCell`
#[inline(always)]
pub(crate) fn store_cell(m: Machine<'_>, pc: Pc) -> Step {
    let insn = pc.insn();
    let value = m.take_b(insn);
    let cell = m.frame.value(insn.a).cast_exact::<Cell>().expect("cell registers hold cells");
    cell.value.set(Some(value));
    Step::Next
}

/// `Op::LoadGlobal`
#[inline(never)]
pub(crate) fn load_global(m: Machine<'_>, pc: Pc) -> Step {
    let insn = pc.insn();
    let site = insn.site();
    let name = m.frame.code().name_at(site.fixed.get());
    let globals = m.frame.globals();
    let (found, op) = match globals.find_str(name) {
        Some(index) => (globals.slot_address(index), Op::LoadGlobalModule),
        None => {
            let builtins = m.frame.builtins();
            let Some(index) = builtins.find_str(name) else {
                m.cx.raise(
                    &table::NAME_ERROR,
                    format_args!("global name '{}' is not defined", text(name)),
                );
                return Step::Raise;
            };
            site.version.set(builtins.keys_version());
            (builtins.slot_address(index), Op::LoadGlobalBuiltin)
        }
    };
    site.reached.set(true);
    site.key.set(globals.keys_version());
    site.value.set(found);
    insn.set_op(op);
    load_slot(m, pc)
}

#[inline(always)]
fn load_slot(m: Machine<'_>, pc: Pc) -> Step {
    let insn = pc.insn();
    let word = Dict::word_at_address(insn.site().value.get());
    retain(word);
    m.set(insn, word);
    Step::Next
}

/// `Op::LoadGlobalModule`
#[inline(always)]
pub(crate) fn load_global_module(m: Machine<'_>, pc: Pc) -> Step {
    if m.frame.globals().keys_version() == pc.insn().site().key.get() {
        return load_slot(m, pc);
    }
    load_global(m, pc)
}

/// `Op::LoadGlobalBuiltin`
#[inline(always)]
pub(crate) fn load_global_builtin(m: Machine<'_>, pc: Pc) -> Step {
    let site = pc.insn().site();
    if m.frame.globals().keys_version() == site.key.get()
        && m.frame.builtins().keys_version() == site.version.get()
    {
        return load_slot(m, pc);
    }
    load_global(m, pc)
}

/// `Op::StoreGlobal`
#[inline(always)]
pub(crate) fn store_global(m: Machine<'_>, pc: Pc) -> Step {
    let insn = pc.insn();
    let site = insn.site();
    let globals = m.frame.globals();
    if globals.keys_version() == site.key.get() {
        let value = m.take_b(insn);
        drop(globals.replace_value_at(site.value.get() as usize, value));
        return Step::Next;
    }
    store_global_slow(m, pc)
}

#[inline(never)]
fn store_global_slow(m: Machine<'_>, pc: Pc) -> Step {
    let insn = pc.insn();
    let site = insn.site();
    let globals = m.frame.globals();
    let name = m.frame.code().name_at(site.fixed.get());
    let result = globals.set_str(m.cx, name, m.b(insn));
    m.drop_b(insn);
    if let Some(index) = globals.find_str(name) {
        site.key.set(globals.keys_version());
        site.value.set(index as u64);
    }
    m.done(result)
}

/// `Op::DeleteGlobal`
pub(crate) fn delete_global(m: Machine<'_>, pc: Pc) -> Step {
    let name = m.frame.code().name_at(pc.insn().low());
    if m.frame.globals().remove_str(name).is_none() {
        m.cx.raise(&table::NAME_ERROR, format_args!("global name '{}' is not defined", text(name)));
        return Step::Raise;
    }
    Step::Next
}

#[cold]
fn raise_no_locals(m: Machine<'_>, what: &str, name: Ref<'_>) -> Step {
    let name = text(name);
    m.cx.raise(&table::SYSTEM_ERROR, format_args!("no locals when {what} '{name}'"));
    Step::Raise
}

/// `Op::LoadName`
#[inline(never)]
pub(crate) fn load_name(m: Machine<'_>, pc: Pc) -> Step {
    let insn = pc.insn();
    m.frame.pc.set(pc);
    let site = insn.site();
    let name = m.frame.code().name_at(site.fixed.get());
    let Some(locals) = m.frame.locals.get() else {
        return raise_no_locals(m, "loading", name);
    };
    let found = match locals.borrow().cast_exact::<Dict>() {
        Some(dict) => {
            if site.key.get() == dict.keys_version() {
                let word = Dict::word_at_address(site.value.get());
                retain(word);
                m.set(insn, word);
                return Step::Next;
            }
            dict.find_str(name).map(|index| {
                site.key.set(dict.keys_version());
                site.value.set(dict.slot_address(index));
                dict.value_at(index).expect("the entry was found").own()
            })
        }
        None => {
            let result = mapping::get_item(m.cx, locals.borrow(), name);
            match m.cx.catch(result, &table::KEY_ERROR) {
                Ok(found) => found,
                Err(_) => return Step::Raise,
            }
        }
    };
    let found = found
        .or_else(|| m.frame.globals().get_str(name))
        .or_else(|| m.frame.builtins().get_str(name));
    match found {
        Some(value) => {
            m.set(insn, value.into_word());
            Step::Next
        }
        None => {
            let name = text(name);
            m.cx.raise(&table::NAME_ERROR, format_args!("name '{name}' is not defined"));
            Step::Raise
        }
    }
}

/// `Op::StoreName`
#[inline(never)]
pub(crate) fn store_name(m: Machine<'_>, pc: Pc) -> Step {
    let insn = pc.insn();
    m.frame.pc.set(pc);
    let name = m.frame.code().name_at(insn.low());
    let Some(locals) = m.frame.locals.get() else {
        m.drop_b(insn);
        return raise_no_locals(m, "storing", name);
    };
    let result = match locals.borrow().cast_exact::<Dict>() {
        Some(dict) => dict.set_str(m.cx, name, m.b(insn)),
        None => mapping::set_item(m.cx, locals.borrow(), name, m.b(insn)),
    };
    m.drop_b(insn);
    m.done(result)
}

/// `Op::DeleteName`
#[inline(never)]
pub(crate) fn delete_name(m: Machine<'_>, pc: Pc) -> Step {
    let insn = pc.insn();
    m.frame.pc.set(pc);
    let name = m.frame.code().name_at(insn.low());
    let Some(locals) = m.frame.locals.get() else {
        return raise_no_locals(m, "deleting", name);
    };
    if mapping::del_item(m.cx, locals.borrow(), name).is_err() {
        m.cx.clear_raised();
        let name = text(name);
        m.cx.raise(&table::NAME_ERROR, format_args!("name '{name}' is not defined"));
        return Step::Raise;
    }
    Step::Next
}

/// `Op::LoadLocals`
pub(crate) fn load_locals(m: Machine<'_>, pc: Pc) -> Step {
    match m.frame.locals.get() {
        Some(locals) => {
            m.set(pc.insn(), locals.into_word());
            Step::Next
        }
        None => {
            m.cx.raise(&table::SYSTEM_ERROR, format_args!("no locals"));
            Step::Raise
        }
    }
}
