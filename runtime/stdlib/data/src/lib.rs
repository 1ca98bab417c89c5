//! Native modules that work on plain data.

#![deny(unsafe_code)]

mod array;
mod bisect;
mod cmath;
mod collections;
mod functools;
mod future;
mod heapq;
mod itertools;
mod math;
mod operator;
mod structs;
mod support;

use runtime::api::builtins::dict::Dict;
use runtime::api::builtins::str::{Str, intern_bytes};
use runtime::api::builtins::tuple::Tuple;
use runtime::api::protocol::call::call_positional;
use runtime::api::{Cx, PyResult, Ref, builtins};

/// All modules of this crate, for the table of the machine.
pub static MODULES: &[&runtime::api::ModuleDef] = &[
    &array::ARRAY_MODULE,
    &bisect::BISECT,
    &cmath::CMATH,
    &collections::COLLECTIONS,
    &functools::FUNCTOOLS,
    &future::FUTURE_BUILTINS,
    &heapq::HEAPQ,
    &itertools::ITERTOOLS,
    &math::MATH,
    &operator::OPERATOR,
    &structs::STRUCT,
];

/// Makes an exception class of a module: `name` derived from `base`.
fn new_exception(cx: &Cx, module: &str, name: &str, base: Ref<'_>) -> PyResult {
    let members = Dict::new(cx)?;
    let key = intern_bytes(cx, b"__module__");
    let module = Str::new(cx, module.as_bytes())?;
    members.borrow().recv::<Dict>().set_str(cx, key.borrow(), module.borrow())?;
    let name = intern_bytes(cx, name.as_bytes());
    let bases = Tuple::from_refs(cx, &[base])?;
    let arguments = [name.borrow(), bases.borrow(), members.borrow()];
    call_positional(cx, builtins::type_::TYPE.as_ref(), &arguments)
}
