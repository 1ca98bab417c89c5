//! Displays and comprehensions.

use super::machine::{Machine, Step};
use crate::builtins::cell::Cell;
use crate::builtins::code::Code;
use crate::builtins::dict::Dict;
use crate::builtins::function::Function;
use crate::builtins::list::List;
use crate::builtins::set::{Set, new_empty};
use crate::builtins::tuple::{TUPLE, Tuple};
use crate::bytecode::Pc;
use crate::object::{Owned, Ref};
use crate::protocol;

/// `Op::BuildTuple`
#[inline(never)]
pub(crate) fn tuple(m: Machine<'_>, pc: Pc) -> Step {
    let insn = pc.insn();
    let items = (insn.b..insn.b + insn.c).map(|register| m.frame.take_temp(register));
    m.finish(insn, Tuple::fill(m.cx, &TUPLE, items))
}

/// `Op::BuildList`
#[inline(never)]
pub(crate) fn list(m: Machine<'_>, pc: Pc) -> Step {
    let insn = pc.insn();
    let items = m.take_window(insn.b, insn.c);
    m.finish(insn, List::new(m.cx, items))
}

/// `Op::BuildSet`
#[inline(never)]
pub(crate) fn set(m: Machine<'_>, pc: Pc) -> Step {
    let insn = pc.insn();
    m.frame.pc.set(pc);
    let items = m.take_window(insn.b, insn.c);
    let result = new_empty(m.cx, &crate::builtins::set::SET).and_then(|set| {
        for item in &items {
            set.borrow().recv::<Set>().body.add(m.cx, item.borrow())?;
        }
        Ok(set)
    });
    m.finish(insn, result)
}

/// `Op::BuildMap`
#[inline(never)]
pub(crate) fn map(m: Machine<'_>, pc: Pc) -> Step {
    let insn = pc.insn();
    m.finish(insn, Dict::for_display(m.cx, usize::from(insn.b)))
}

/// `Op::ListAppend`
#[inline(always)]
pub(crate) fn list_append(m: Machine<'_>, pc: Pc) -> Step {
    let insn = pc.insn();
    let item = m.take_c(insn);
    let list = m.b(insn).cast_exact::<List>().expect("made by BuildList");
    m.done(list.push(m.cx, item))
}

/// `Op::ListAppendMany`
#[inline(never)]
pub(crate) fn list_append_many(m: Machine<'_>, pc: Pc) -> Step {
    let insn = pc.insn();
    let items = m.take_window(insn.b, insn.c);
    let list = m.frame.value(insn.a).recv::<List>();
    for item in items {
        if list.push(m.cx, item).is_err() {
            return Step::Raise;
        }
    }
    Step::Next
}

/// `Op::ListToTuple`
#[inline(never)]
pub(crate) fn list_to_tuple(m: Machine<'_>, pc: Pc) -> Step {
    let insn = pc.insn();
    let list = m.take_b(insn);
    let items = list.borrow().recv::<List>().to_vec();
    m.finish(insn, Tuple::new(m.cx, items))
}

/// `Op::SetAdd`
#[inline(never)]
pub(crate) fn set_add(m: Machine<'_>, pc: Pc) -> Step {
    let insn = pc.insn();
    m.frame.pc.set(pc);
    let result = m.b(insn).recv::<Set>().body.add(m.cx, m.c(insn));
    m.drop_c(insn);
    m.done(result)
}

/// `Op::MapAdd`
#[inline(never)]
pub(crate) fn map_add(m: Machine<'_>, pc: Pc) -> Step {
    let insn = pc.insn();
    m.frame.pc.set(pc);
    let result = m.b(insn).recv::<Dict>().set(m.cx, m.c(insn), m.frame.value(insn.a));
    m.drop_a(insn);
    m.drop_c(insn);
    m.done(result)
}

/// `Op::Repr`
#[inline(never)]
pub(crate) fn repr(m: Machine<'_>, pc: Pc) -> Step {
    let insn = pc.insn();
    m.frame.pc.set(pc);
    let result = protocol::repr::repr(m.cx, m.b(insn));
    m.drop_b(insn);
    m.finish(insn, result)
}

/// `Op::MakeFunction`
#[inline(never)]
pub(crate) fn function(m: Machine<'_>, pc: Pc) -> Step {
    let insn = pc.insn();
    let mut values = m.take_window(insn.b, insn.c);
    let cells = values.split_off(values.len() - insn.high() as usize);
    debug_assert!(cells.iter().all(|cell| cell.borrow().cast_exact::<Cell>().is_some()));
    let pack = |values: Vec<Owned>| -> crate::exceptions::PyResult<Option<Owned>> {
        if values.is_empty() { Ok(None) } else { Tuple::new(m.cx, values).map(Some) }
    };
    let code = m.frame.code().constants()[insn.low() as usize].clone();
    debug_assert!(code.borrow().cast_exact::<Code>().is_some());
    let result = pack(values).and_then(|defaults| {
        let closure = pack(cells)?;
        let globals = Ref::from_object(m.frame.globals());
        let builtins = Ref::from_object(m.frame.builtins());
        Function::new(m.cx, code.borrow(), globals, builtins, defaults, closure)
    });
    m.finish(insn, result)
}
