//! `EnvironmentError`: number, text and file of an error of the system.

use super::{EnvironmentError, base};
use crate::builtins::str::Str;
use crate::builtins::tuple::Tuple;
use crate::builtins::unicode::Unicode;
use crate::cx::Cx;
use crate::exceptions::PyResult;
use crate::object::{Field, Header, Owned, Ref, allocate};
use crate::protocol::{number, repr as text};
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

/// Adds the text of a part; from the first unicode one on the whole is a unicode.
fn add_text(cx: &Cx, whole: Owned, part: Owned) -> PyResult {
    number::add(cx, whole.borrow(), part.borrow())
}

fn text_of(cx: &Cx, value: &Option<Owned>) -> PyResult {
    match value {
        Some(value) if value.borrow().cast::<Unicode>().is_some() => Ok(value.clone()),
        Some(value) => text::str(cx, value.borrow()),
        None => Str::new(cx, b"None"),
    }
}

pub(in crate::exceptions) fn str(cx: &Cx, error: Ref<'_>) -> PyResult {
    let this = error.recv::<EnvironmentError>();
    let (errno, strerror, filename) = (this.errno.get(), this.strerror.get(), this.filename.get());
    if filename.is_none() && (errno.is_none() || strerror.is_none()) {
        return base::str(cx, error);
    }
    let mut whole = Str::new(cx, b"[Errno ")?;
    whole = add_text(cx, whole, text_of(cx, &errno)?)?;
    whole = add_text(cx, whole, Str::new(cx, b"] ")?)?;
    whole = add_text(cx, whole, text_of(cx, &strerror)?)?;
    if let Some(filename) = filename {
        whole = add_text(cx, whole, Str::new(cx, b": ")?)?;
        whole = add_text(cx, whole, text::repr(cx, filename.borrow())?)?;
    }
    Ok(whole)
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
