//! The runtime's form of a function body: fixed-size instructions that rewrite themselves.
//!
//! ```text
//! ir::Function ── encode ──► Body { insns, sites, positions }   one per code object, made once
//! ```
//!
//! Always true: every IR pc has a position in `insns` (the one of the instruction, or of the next
//! one that was not left out), and every position knows its IR pc; a fused instruction stands at the
//! first position of its parts and leaves the others in place, so execution may resume anywhere.

pub mod body;
mod encode;
#[expect(unsafe_code, reason = "island: pointers to instructions of a body")]
pub mod insn;
pub mod liveness;
pub mod op;
pub mod site;

pub use body::Body;
pub use encode::{binary_op, compare_op, encode};
pub use insn::{Insn, Pc};
pub use op::Op;
pub use site::Site;
