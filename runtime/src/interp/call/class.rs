//! Class statements: the metaclass is chosen and called with name, bases and namespace.

use super::super::machine::{Machine, Step};
use super::{Args, call_any, construct};
use crate::builtins::classic::CLASSIC_CLASS;
use crate::builtins::dict::Dict;
use crate::builtins::function::Function;
use crate::builtins::tuple::Tuple;
use crate::builtins::type_::TYPE;
use crate::bytecode::Pc;
use crate::bytecode::insn::flags;
use crate::exceptions::PyResult;
use crate::object::{Owned, Ref, names};
use crate::protocol;
use crate::types::{CallArgs, Type};

/// `Op::BuildClass`
#[inline(never)]
pub(crate) fn build_class(m: Machine<'_>, pc: Pc) -> Step {
    let insn = pc.insn();
    m.frame.pc.set(pc);
    let (name, bases) = (m.take_b(insn), m.take_c(insn));
    let register = insn.low() as u16;
    let dict = if insn.has(flags::X_TEMP) {
        m.frame.take_temp(register)
    } else {
        m.frame.value(register).own()
    };
    match metaclass(m, bases.borrow(), dict.borrow()) {
        Ok(metaclass) => {
            let is_type = metaclass.borrow().is_instance(&TYPE);
            let args = Args::Values(vec![name, bases, dict]);
            if let Some(ty) = metaclass.borrow().cast::<Type>()
                && construct::python_meta_call(ty).is_none()
                && let Some(new) = construct::python_new(ty)
            {
                return construct::call_new(m, metaclass, new, args, &[], true);
            }
            if is_type || metaclass.borrow().cast_exact::<Function>().is_none() {
                return build_natively(m, pc, metaclass, args);
            }
            call_any(m, pc, metaclass, args, &[])
        }
        Err(_) => Step::Raise,
    }
}

/// Calls a metaclass; a TypeError gets CPython's hint in front.
fn build_natively(m: Machine<'_>, pc: Pc, metaclass: Owned, args: Args) -> Step {
    let result = {
        let args = CallArgs::positional_only(args.slice(m));
        protocol::call::call(m.cx, metaclass.borrow(), args)
    };
    if result.is_err() {
        construct::hint_at_bases(m.cx);
    }
    args.release(m);
    m.finish(pc.insn(), result)
}

fn metaclass(m: Machine<'_>, bases: Ref<'_>, dict: Ref<'_>) -> PyResult {
    let key = names::METACLASS.as_ref();
    if let Some(dict) = dict.cast::<Dict>()
        && let Some(found) = dict.get_str(key)
    {
        return Ok(found);
    }
    if let Some(base) = bases.recv::<Tuple>().as_slice().first() {
        let class = protocol::attr::find_attr(m.cx, *base, names::CLASS.as_ref())?;
        return Ok(class.unwrap_or_else(|| base.ty().as_ref().own()));
    }
    if let Some(found) = m.frame.globals().get_str(key) {
        return Ok(found);
    }
    Ok(CLASSIC_CLASS.as_ref().own())
}
