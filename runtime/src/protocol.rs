//! Abstract operations by the Python rules, shared by the interpreter and compiled code.

pub mod args;
pub mod attr;
pub mod buffer;
pub mod call;
pub mod coerce;
pub mod compare;
pub mod hash;
pub mod instance;
pub mod iter;
pub mod mapping;
pub mod memory;
pub mod number;
pub(crate) mod plain;
pub mod recursion;
pub mod repr;
pub mod sequence;
pub mod special;
pub mod truth;
pub mod type_order;
