//! Tests of pyston from outside. Nothing here links the product: the harness
//! starts the built binary and compares bytes, the tidy checks read the sources.

#![forbid(unsafe_code)]

pub mod harness;
pub mod tidy;
