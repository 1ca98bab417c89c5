//! `repr`, `str` and `unicode` of any value, and the guard against containers that hold themselves.

use super::recursion::nested;
use crate::builtins::str::{STR, Str};
use crate::builtins::unicode::{self, UNICODE, Unicode};
use crate::cx::Cx;
use crate::exceptions::{PyResult, table};
use crate::object::{Owned, Ref};
use crate::types::TypeFlags;

/// Returns `repr(x)`, a str. May run Python code.
///
/// # Errors
/// Raises `TypeError` if `__repr__` returns something else, and whatever it raises.
pub fn repr(cx: &Cx, x: Ref<'_>) -> PyResult {
    let Some(repr) = x.ty().slots.repr.get() else {
        let text = format!("<{} object at {:#x}>", x.ty().name(), x.address());
        return Str::new(cx, text.as_bytes());
    };
    let result = nested(cx, " while getting the repr of an object", || repr(cx, x))?;
    as_str(cx, result, "__repr__")
}

/// Makes the result of `__repr__` or `__str__` a str.
fn as_str(cx: &Cx, result: Owned, method: &str) -> PyResult {
    let ty = result.borrow().ty();
    if ty.has_flag(TypeFlags::STR_SUBTYPE) {
        return Ok(result);
    }
    if ty.has_flag(TypeFlags::UNICODE_SUBTYPE) {
        return unicode::encode_default(cx, result.borrow());
    }
    Err(cx.raise(
        &table::TYPE_ERROR,
        format_args!("{method} returned non-string (type {})", ty.name()),
    ))
}

/// Returns what `__str__` gives: a str or a unicode. May run Python code.
///
/// # Errors
/// Raises `TypeError` if `__str__` returns something else, and whatever it raises.
pub fn str_or_unicode(cx: &Cx, x: Ref<'_>) -> PyResult {
    if x.is_exact(&STR) || x.is_exact(&UNICODE) {
        return Ok(x.own());
    }
    let Some(str) = x.ty().slots.str.get() else { return repr(cx, x) };
    let result = nested(cx, " while getting the str of an object", || str(cx, x))?;
    let ty = result.borrow().ty();
    if ty.has_flag(TypeFlags::STR_SUBTYPE) || ty.has_flag(TypeFlags::UNICODE_SUBTYPE) {
        return Ok(result);
    }
    Err(cx.raise(
        &table::TYPE_ERROR,
        format_args!("__str__ returned non-string (type {})", ty.name()),
    ))
}

/// Returns `str(x)`, a str. May run Python code.
///
/// # Errors
/// Raises `UnicodeEncodeError` if `__str__` returns a unicode that is not ASCII, `TypeError` if it
/// returns something else, and whatever it raises.
pub fn str(cx: &Cx, x: Ref<'_>) -> PyResult {
    let result = str_or_unicode(cx, x)?;
    as_str(cx, result, "__str__")
}

/// Returns `unicode(x)`, a unicode. May run Python code.
///
/// # Errors
/// Raises `UnicodeDecodeError` if the text is not ASCII, and whatever the methods raise.
pub fn unicode(cx: &Cx, x: Ref<'_>) -> PyResult {
    if x.is_exact(&UNICODE) {
        return Ok(x.own());
    }
    let result = match unicode_method(cx, x)? {
        Some(method) => super::special::call(cx, method.borrow(), &[])?,
        None => {
            if let Some(text) = x.cast::<Unicode>() {
                return Unicode::new(cx, text.code_points());
            }
            match x.ty().slots.str.get() {
                Some(_) if x.is_exact(&STR) => x.own(),
                Some(str) => str(cx, x)?,
                None => repr(cx, x)?,
            }
        }
    };
    if result.borrow().ty().has_flag(TypeFlags::UNICODE_SUBTYPE) {
        return Ok(result);
    }
    unicode::from_object(cx, result.borrow())
}

/// Finds `__unicode__`: as an attribute of old-style instances, else on the type.
fn unicode_method(cx: &Cx, x: Ref<'_>) -> PyResult<Option<Owned>> {
    let name = crate::object::names::UNICODE.as_ref();
    if x.is_exact(&STR) {
        Ok(None)
    } else if x.is_exact(&crate::builtins::instance::INSTANCE) {
        super::special::find_attr(cx, x, name)
    } else {
        super::special::lookup_special(cx, x, name)
    }
}

/// Notes that the repr of `x` is being made; false if it already is (`x` holds itself).
pub fn enter_repr(cx: &Cx, x: Ref<'_>) -> bool {
    let mut active = cx.repr_active.borrow_mut();
    let fresh = !active.contains(&x.address());
    if fresh {
        active.push(x.address());
    }
    fresh
}

/// Ends what [`enter_repr`] began.
pub fn leave_repr(cx: &Cx, x: Ref<'_>) {
    let mut active = cx.repr_active.borrow_mut();
    if let Some(index) = active.iter().rposition(|entry| *entry == x.address()) {
        active.remove(index);
    }
}
