//! `EnvironmentError`: number, text and file of an error of the system.

use super::{EnvironmentError, base};
use crate::builtins::str::Str;
use crate::builtins::tuple::Tuple;
use crate::cx::Cx;
use crate::exceptions::PyResult;
use crate::object::{Field, Header, Owned, Ref, allocate};
use crate::protocol::repr as text;
use crate::types::{CallArgs, Type};

pub(in crate::exceptions) fn new(cx: &Cx, ty: &Type, args: CallArgs<'_>) -> PyResult {
    let (args, message) = base::first_members(cx, args)?;
    allocate(
        cx,
        ty,
        EnvironmentError {
            head: Header::new(ty),
            args,
            message,
            errno: Field::empty(),
            strerror: Field::empty(),
            filename: Field::empty(),
        },
    )
}

pub(in crate::exceptions) fn init(cx: &Cx, error: Ref<'_>, args: CallArgs<'_>) -> PyResult<()> {
    base::init(cx, error, args)?;
    let given = args.args;
    if !matches!(given.len(), 2 | 3) {
        return Ok(());
    }
    let this = error.recv::<EnvironmentError>();
    this.errno.set(Some(given[0].own()));
    this.strerror.set(Some(given[1].own()));
    if let Some(filename) = given.get(2) {
        this.filename.set(Some(filename.own()));
        this.args.set(Some(Tuple::from_refs(cx, &given[..2])?));
    }
    Ok(())
}

fn bytes_of(cx: &Cx, value: &Option<Owned>) -> PyResult<Vec<u8>> {
    let value = value.clone().unwrap_or_else(Owned::none);
    let text = text::str(cx, value.borrow())?;
    Ok(text.borrow().cast::<Str>().map_or(Vec::new(), |text| text.as_bytes().to_vec()))
}

pub(in crate::exceptions) fn str(cx: &Cx, error: Ref<'_>) -> PyResult {
    let this = error.recv::<EnvironmentError>();
    let (errno, strerror, filename) = (this.errno.get(), this.strerror.get(), this.filename.get());
    if filename.is_none() && (errno.is_none() || strerror.is_none()) {
        return base::str(cx, error);
    }
    let mut bytes = b"[Errno ".to_vec();
    bytes.extend(bytes_of(cx, &errno)?);
    bytes.extend_from_slice(b"] ");
    bytes.extend(bytes_of(cx, &strerror)?);
    if let Some(filename) = filename {
        let shown = text::repr(cx, filename.borrow())?;
        bytes.extend_from_slice(b": ");
        bytes.extend_from_slice(shown.borrow().cast::<Str>().map_or(&[], Str::as_bytes));
    }
    Str::new(cx, &bytes)
}

pub(in crate::exceptions) fn reduce(cx: &Cx, error: Ref<'_>) -> PyResult {
    let mut args = base::argument_list(error);
    let filename = error.recv::<EnvironmentError>().filename.get();
    match filename {
        Some(filename) if args.len() == 2 => {
            args.push(filename);
            let args = Tuple::new(cx, args)?;
            base::reduce_with(cx, error, args)
        }
        _ => base::reduce(cx, error),
    }
}

super::collected! { EnvironmentError: errno strerror filename }
super::members! {
    EnvironmentError: errno set_errno; strerror set_strerror; filename set_filename;
}
