//! The type `complex`.

pub mod ops;
pub mod parse;

use super::str::Str;
use super::tuple::Tuple;
use super::unicode::Unicode;
use crate::cx::Cx;
use crate::exceptions::{PyResult, table};
use crate::object::{Header, Owned, Ref, allocate};
use crate::protocol::{args::bind, number, special};
use crate::types::{CallArgs, Type};

/// Memory of a complex number.
#[repr(C)]
pub struct Complex {
    pub(crate) head: Header,
    real: f64,
    imaginary: f64,
}

crate::py_type! {
    /// Complex numbers: two floats.
    pub static COMPLEX: Complex = "complex" {
        flags: [BASE, CHECK_TYPES],
        slots {
            new: new, repr: ops::repr, str: ops::str, hash: ops::hash,
            rich_compare: ops::rich_compare,
            add: ops::add, sub: ops::sub, mul: ops::mul, div: ops::div, true_div: ops::div,
            floor_div: ops::floor_div, rem: ops::rem, divmod: ops::divmod, pow: ops::pow,
            neg: ops::neg, pos: ops::pos, abs: ops::abs, nonzero: ops::nonzero,
            coerce: ops::coerce, int: ops::to_int, long: ops::to_long, float: ops::to_float,
        }
        methods {
            /// Returns the number with the imaginary part negated.
            "conjugate" => conjugate, ();
            /// Returns the arguments that make an equal number.
            "__getnewargs__" => getnewargs, ();
            /// Formats the number as `format()` does.
            "__format__" => format, (x) [PARSE];
        }
        getset {
            /// The real part.
            member "real" => real;
            /// The imaginary part.
            member "imag" => imaginary;
        }
    }
}

impl Complex {
    /// Makes a complex number.
    ///
    /// # Errors
    /// Raises `MemoryError`.
    pub fn new(cx: &Cx, real: f64, imaginary: f64) -> PyResult {
        allocate(cx, &COMPLEX, Complex { head: Header::new(&COMPLEX), real, imaginary })
    }

    /// Returns real and imaginary part.
    pub fn value(&self) -> (f64, f64) {
        (self.real, self.imaginary)
    }
}

fn new(cx: &Cx, ty: &Type, args: CallArgs<'_>) -> PyResult {
    let [real, imaginary] = bind(cx, "complex", args, 0, ["real", "imag"])?;
    if let Some(real) = real
        && imaginary.is_none()
        && real.is_exact(&COMPLEX)
        && std::ptr::eq(ty, &raw const COMPLEX)
    {
        return Ok(real.own());
    }
    let is_text = |x: &Ref<'_>| x.cast::<Str>().is_some() || x.cast::<Unicode>().is_some();
    if let Some(text) = real.filter(is_text) {
        if imaginary.is_some() {
            return Err(cx.raise(
                &table::TYPE_ERROR,
                format_args!("complex() can't take second arg if first is a string"),
            ));
        }
        let (real, imaginary) = parse::parse(cx, text)?;
        return allocate(cx, ty, Complex { head: Header::new(ty), real, imaginary });
    }
    if imaginary.filter(is_text).is_some() {
        return Err(
            cx.raise(&table::TYPE_ERROR, format_args!("complex() second arg can't be a string"))
        );
    }
    let first = match real {
        Some(x) => part(cx, x)?,
        None => (0.0, 0.0),
    };
    // A missing second part adds nothing, so that the sign of zero stays.
    let (real, imaginary) = match imaginary {
        Some(x) => {
            let second = part(cx, x)?;
            let real = if x.cast::<Complex>().is_some() { first.0 - second.1 } else { first.0 };
            let is_complex = first.1 != 0.0;
            (real, if is_complex { second.0 + first.1 } else { second.0 })
        }
        None => first,
    };
    allocate(cx, ty, Complex { head: Header::new(ty), real, imaginary })
}

/// An argument as a complex number.
fn part(cx: &Cx, x: Ref<'_>) -> PyResult<(f64, f64)> {
    if x.is_exact(&COMPLEX) {
        return Ok(x.recv::<Complex>().value());
    }
    let made = made_by_method(cx, x)?;
    let x = made.as_ref().map_or(x, Owned::borrow);
    if let Some(value) = x.cast::<Complex>() {
        return Ok(value.value());
    }
    if x.ty().slots.float.get().is_none() {
        return Err(cx.raise(
            &table::TYPE_ERROR,
            format_args!("complex() argument must be a string or a number"),
        ));
    }
    Ok((number::as_f64(cx, x)?, 0.0))
}

/// What `__complex__` gives, if there is one. May run Python code.
///
/// # Errors
/// Raises `TypeError` if it gives no complex number, and whatever it raises.
pub fn complex_method(cx: &Cx, x: Ref<'_>) -> PyResult<Option<(f64, f64)>> {
    let Some(result) = made_by_method(cx, x)? else { return Ok(None) };
    match result.borrow().cast::<Complex>() {
        Some(value) => Ok(Some(value.value())),
        None => Err(cx
            .raise(&table::TYPE_ERROR, format_args!("__complex__ should return a complex object"))),
    }
}

/// Whatever `__complex__` gives.
fn made_by_method(cx: &Cx, x: Ref<'_>) -> PyResult<Option<Owned>> {
    if !x.word().is_heap() || super::int::int_value(x).is_some() {
        return Ok(None);
    }
    let name = crate::object::names::COMPLEX.as_ref();
    let method = if x.is_exact(&crate::builtins::instance::INSTANCE) {
        special::find_attr(cx, x, name)?
    } else {
        special::lookup_special(cx, x, name)?
    };
    let Some(method) = method else { return Ok(None) };
    special::call(cx, method.borrow(), &[]).map(Some)
}

fn real(_cx: &Cx, x: Ref<'_>) -> PyResult {
    Ok(Owned::float(x.recv::<Complex>().real))
}

fn imaginary(_cx: &Cx, x: Ref<'_>) -> PyResult {
    Ok(Owned::float(x.recv::<Complex>().imaginary))
}

fn conjugate(cx: &Cx, x: Ref<'_>) -> PyResult {
    let (real, imaginary) = x.recv::<Complex>().value();
    Complex::new(cx, real, -imaginary)
}

fn getnewargs(cx: &Cx, x: Ref<'_>) -> PyResult {
    let (real, imaginary) = x.recv::<Complex>().value();
    Tuple::new(cx, vec![Owned::float(real), Owned::float(imaginary)])
}

fn format(cx: &Cx, x: Ref<'_>, spec: Ref<'_>) -> PyResult {
    super::format::format_method(cx, x, spec)
}
