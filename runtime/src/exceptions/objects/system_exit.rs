//! `SystemExit`: the exit status.

use super::{SystemExit, base};
use crate::builtins::tuple::Tuple;
use crate::cx::Cx;
use crate::exceptions::PyResult;
use crate::object::{Field, Header, Ref, allocate};
use crate::types::{CallArgs, Type};

pub(in crate::exceptions) fn new(cx: &Cx, ty: &Type, args: CallArgs<'_>) -> PyResult {
    let (args, message) = base::first_members(cx, args)?;
    allocate(cx, ty, SystemExit { head: Header::new(ty), args, message, code: Field::empty() })
}

pub(in crate::exceptions) fn init(cx: &Cx, error: Ref<'_>, args: CallArgs<'_>) -> PyResult<()> {
    base::init(cx, error, args)?;
    let code = match args.args {
        [] => return Ok(()),
        [code] => code.own(),
        several => Tuple::from_refs(cx, several)?,
    };
    error.recv::<SystemExit>().code.set(Some(code));
    Ok(())
}

super::collected! { SystemExit: code }
super::members! { SystemExit: code set_code; }
