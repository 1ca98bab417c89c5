//! Types: the type object, its native slots, and the tables that declare builtin types.

pub mod def;
pub mod slots;
#[expect(unsafe_code, reason = "island: static type objects shared between threads under the GIL")]
pub mod type_object;

pub use def::{Effects, GetSetDef, Kind, MethodDef, MethodKind, Native};
pub use slots::{CallArgs, CompareOp, Slots};
pub use type_object::{Type, TypeFlags};
