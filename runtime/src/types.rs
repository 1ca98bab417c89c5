//! Types: the type object, its native slots, and the tables that declare builtin types.

pub mod all;
pub mod create;
pub mod def;
pub mod dunder;
pub mod layout;
pub mod lookup;
pub mod mro;
pub mod ready;
mod slot_fn;
pub mod slots;
#[expect(unsafe_code, reason = "island: static type objects shared between threads under the GIL")]
pub mod type_object;
pub mod update;
mod wrap;

pub use def::{Effects, GetSetDef, Kind, MethodDef, MethodKind, Native};
pub use lookup::lookup_type;
pub use ready::{ready, ready_all};
pub use slots::{CallArgs, CompareOp, Slots};
pub use type_object::{Type, TypeFlags};

/// Returns the globals of the innermost Python frame, if there is one.
pub(crate) fn current_globals(cx: &crate::cx::Cx) -> Option<crate::object::Owned> {
    crate::interp::current_globals(cx)
}
