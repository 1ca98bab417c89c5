//! Native modules that turn data into other forms: checksums, compression, serialised values, random numbers.

#![deny(unsafe_code)]

mod binascii;
mod hash;
mod marshal;
mod pickle;
mod random;
mod zlib;

use runtime::api::{Cx, PyResult, Ref};
use runtime::builtins::dict::Dict;
use runtime::builtins::str::{Str, intern_bytes};
use runtime::builtins::tuple::Tuple;
use runtime::protocol::call::{self, raise_of};

/// All modules of this crate, for the table of the machine.
pub static MODULES: &[&runtime::api::ModuleDef] = &[
    &binascii::BINASCII,
    &hash::MD5_MODULE,
    &hash::SHA_MODULE,
    &hash::SHA256_MODULE,
    &hash::SHA512_MODULE,
    &marshal::MARSHAL,
    &pickle::PICKLE,
    &random::RANDOM_MODULE,
    &zlib::ZLIB,
];

/// Makes an exception class of a module.
fn new_exception(cx: &Cx, module: &str, name: &str, base: Ref<'_>) -> PyResult {
    let members = Dict::new(cx)?;
    let key = intern_bytes(cx, b"__module__");
    let module = Str::new(cx, module.as_bytes())?;
    members.borrow().recv::<Dict>().set_str(cx, key.borrow(), module.borrow())?;
    let name = intern_bytes(cx, name.as_bytes());
    let bases = Tuple::from_refs(cx, &[base])?;
    let arguments = [name.borrow(), bases.borrow(), members.borrow()];
    call::call_positional(cx, runtime::builtins::type_::TYPE.as_ref(), &arguments)
}
