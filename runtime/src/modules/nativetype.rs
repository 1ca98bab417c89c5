//! `_nativetype`: what modules of the library written in Python need to know of types and code.
//!
//! A sealed class keeps the representation of a class; only what programs see of a type differs.

use super::def::ModuleDef;
use crate::builtins::code::{CODE, Code};
use crate::builtins::list::List;
use crate::builtins::object::module_of;
use crate::builtins::str::intern_bytes;
use crate::cx::Cx;
use crate::exceptions::{PyResult, table};
use crate::object::{Owned, Ref};
use crate::types::{Type, TypeFlags};
use ir::{Insn, Reg};
use std::collections::HashMap;

/// The module.
pub static NATIVETYPE: ModuleDef = ModuleDef {
    name: "_nativetype",
    doc: "Types and code as the library's own modules see them.",
    functions: crate::methods! {
        /// Has a class appear as a built-in type of its module; its attributes stay as they are.
        "seal" => seal, (x) -> None;
        /// Returns the positional parameters of a code object, a list for each that is a tuple.
        "parameters" => parameters, (x) -> List;
    },
    types: &[],
    init: None,
};

fn seal(cx: &Cx, _module: Ref<'_>, class: Ref<'_>) -> PyResult {
    let class = match class.cast::<Type>() {
        Some(class) if class.is_open() => class,
        _ => {
            return Err(
                cx.raise(&table::TYPE_ERROR, format_args!("seal() argument must be a class"))
            );
        }
    };
    if let Some(module) = module_of(class).filter(|module| module != "__builtin__") {
        let name = format!("{module}.{}", class.short_name());
        *class.name.borrow_mut() = name.into();
    }
    class.add_flags(TypeFlags::SEALED);
    Ok(Owned::none())
}

/// A parameter, or a part of one that is a tuple.
#[derive(Default)]
struct Part {
    name: String,
    /// Indices of the parts it is unpacked into.
    inner: Option<Vec<usize>>,
}

fn parameters(cx: &Cx, _module: Ref<'_>, code: Ref<'_>) -> PyResult {
    if !code.is_instance(&CODE) {
        return Err(cx.raise(&table::TYPE_ERROR, format_args!("argument must be a code object")));
    }
    let code = code.recv::<Code>();
    let code = code.ir();
    let count = usize::from(code.arg_count);
    let parts = unpacked_parts(code);
    List::new(cx, (0..count).map(|at| shown(cx, &parts, at)).collect::<PyResult<Vec<_>>>()?)
}

/// Follows the instructions at the start of a function, which unpack its tuple parameters.
fn unpacked_parts(code: &ir::Code) -> Vec<Part> {
    let mut parts: Vec<Part> = code.var_names[..usize::from(code.arg_count)]
        .iter()
        .map(|name| Part { name: name.to_string(), inner: None })
        .collect();
    // The part each register holds; temporaries are used again and again.
    let mut holds: HashMap<Reg, usize> = (0..parts.len()).map(|at| (Reg(at as u16), at)).collect();
    for insn in &code.function.insns {
        match insn {
            Insn::MakeCell { .. } => {}
            Insn::UnpackSequence { items, sequence, .. } => {
                let Some(&whole) = holds.get(sequence) else { break };
                let first = parts.len();
                for at in 0..items.len {
                    holds.insert(Reg(items.base.0 + at), first + usize::from(at));
                    parts.push(Part::default());
                }
                parts[whole].inner = Some((first..parts.len()).collect());
            }
            Insn::Move { dst, src } => {
                let Some(&part) = holds.get(src) else { break };
                let Some(name) = code.var_names.get(usize::from(dst.0)) else { break };
                parts[part].name = name.to_string();
            }
            Insn::StoreCell { cell, value } => {
                let Some(&part) = holds.get(value) else { break };
                let cell = usize::from(cell.0 - code.function.locals);
                let Some(name) = code.cell_vars.get(cell) else { break };
                parts[part].name = name.to_string();
            }
            _ => break,
        }
    }
    parts
}

fn shown(cx: &Cx, parts: &[Part], at: usize) -> PyResult {
    match &parts[at].inner {
        None => Ok(intern_bytes(cx, parts[at].name.as_bytes())),
        Some(inner) => List::new(
            cx,
            inner.iter().map(|part| shown(cx, parts, *part)).collect::<PyResult<Vec<_>>>()?,
        ),
    }
}
