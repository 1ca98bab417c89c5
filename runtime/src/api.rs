//! What the stdlib crates may use of the runtime, and nothing else.

pub use crate::cx::Cx;
pub use crate::exceptions::{PyResult, Raised, RaisedState, table as exc};
pub use crate::modules::ModuleDef;
pub use crate::object::{Field, Header, Owned, PyObject, Ref, allocate, names, none};
pub use crate::types::{CallArgs, CompareOp, Slots, Type, TypeFlags};
pub use crate::{builtins, methods, object, protocol, py_type, types};
