//! Typed, speculative machine code from bytecode and feedback.
mod arena;
mod elf;
mod engine;
mod link;
