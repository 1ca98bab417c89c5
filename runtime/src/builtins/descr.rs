//! Native functions as objects, and the descriptors in the dicts of builtin types.
//!
//! A builtin function is a row of a table with its receiver; a method descriptor a row with the type
//! it belongs to; a slot wrapper a row of the table of special methods with its type. Descriptors
//! check the receiver's type, so that natives may rely on it.

mod function;
mod getset;
mod member;
mod method;
mod wrapper;

pub use function::{BUILTIN_FUNCTION, BuiltinFunction, new_builtin_function};
pub use getset::{GETSET_DESCR, GetSetDescr};
pub use member::{MEMBER_DESCR, MemberDescr};
pub use method::{CLASSMETHOD_DESCR, METHOD_DESCR, MethodDescr};
pub use wrapper::{METHOD_WRAPPER, MethodWrapper, WRAPPER_DESCR, WrapperDescr};

pub(crate) use function::{new_method as new_new_method, owner_of_new};
pub(crate) use getset::new_getset;
pub(crate) use member::{new_member, new_native_member};
pub(crate) use method::{new_class_method, new_method};
pub(crate) use wrapper::{is_generic_getattribute, new_wrapper};

use crate::cx::Cx;
use crate::exceptions::{PyResult, Raised, table};
use crate::object::{Owned, Ref};
use crate::types::Type;

/// Returns a docstring as Python sees it, or None if it is empty.
pub(crate) fn doc_value(cx: &Cx, doc: &str) -> PyResult {
    if doc.is_empty() {
        return Ok(Owned::none());
    }
    // Continuation lines of doc comments keep one blank.
    let text = doc.trim_start().replace("\n ", "\n");
    crate::builtins::str::Str::new(cx, text.as_bytes())
}

/// Raises "descriptor 'x' for 'T' objects doesn't apply to 'U' object".
#[cold]
fn does_not_apply(cx: &Cx, name: &str, owner: &Type, object: Ref<'_>) -> Raised {
    cx.raise(
        &table::TYPE_ERROR,
        format_args!(
            "descriptor '{name}' for '{}' objects doesn't apply to '{}' object",
            owner.name(),
            object.ty().name()
        ),
    )
}

/// Checks and splits off the receiver of a descriptor called as a function.
fn take_receiver<'a>(
    cx: &Cx,
    name: &str,
    owner: &Type,
    args: crate::types::CallArgs<'a>,
) -> PyResult<(Ref<'a>, crate::types::CallArgs<'a>)> {
    let Some(recv) = args.positional().first().copied() else {
        return Err(cx.raise(
            &table::TYPE_ERROR,
            format_args!("descriptor '{name}' of '{}' object needs an argument", owner.name()),
        ));
    };
    if !recv.ty().is_subtype(owner) {
        // An object may claim another class.
        if !crate::protocol::instance::is_instance(cx, recv, owner.as_ref())? {
            return Err(cx.raise(
                &table::TYPE_ERROR,
                format_args!(
                    "descriptor '{name}' requires a '{}' object but received a '{}'",
                    owner.name(),
                    recv.ty().name()
                ),
            ));
        }
        return Err(does_not_apply(cx, name, owner, recv));
    }
    Ok((recv, crate::types::CallArgs { args: &args.args[1..], names: args.names }))
}
