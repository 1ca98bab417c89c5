//! Register bytecode: what a compiled function is, without syntax, objects or LLVM.
//!
//! ```text
//! lower ──► builder ──► Function in Code ──► runtime encodes and runs it
//!                          │    │
//!                       verify  text, wire ──► jit reads it with feedback
//! ```
//!
//! Always true: a finished [`code::Code`] is plain data; it can be printed,
//! parsed, compared, hashed, cached and shared between threads.
#![forbid(unsafe_code)]

pub mod analysis;
pub mod builder;
pub mod code;
pub mod codec;
pub mod constant;
pub mod entity;
pub mod function;
pub mod insn;
pub mod line_table;
pub mod operand;
pub mod source_compiler;
pub mod text;
pub mod transform;
pub mod verify;
pub mod wire;

pub use builder::Builder;
pub use code::Code;
pub use constant::Constant;
pub use entity::{Block, ConstId, HandlerId, NameId, OptReg, Reg, SiteId, Window};
pub use function::{BlockData, Function, Handler, HandlerKind, Nest, NestKind};
pub use insn::{Effects, Insn, Opcode};
pub use line_table::LineTable;
pub use operand::{BinOp, CmpOp, Role, StarArgs, UnaryOp};
pub use source_compiler::{CompileFlags, Compiled, Mode, SourceCompiler, SyntaxError};
pub use verify::verify;
