//! The module `math`.
//!
//! A function of the library that gives NaN of a number, or infinity of a finite one, raises.

mod gamma;
mod sum;

use runtime::api::builtins::float::{frexp as split, ldexp as scale, libm};
use runtime::api::builtins::int::int_value;
use runtime::api::builtins::long::{self, IBig, Long};
use runtime::api::builtins::tuple::Tuple;
use runtime::api::protocol::number;
use runtime::api::{Cx, ModuleDef, Owned, PyResult, Raised, Ref, builtins, exc, methods, protocol};

/// The module.
pub(crate) static MATH: ModuleDef = ModuleDef {
    name: "math",
    doc: "Mathematical functions of floats.",
    functions: methods! {
        /// Arc cosine, in radians.
        "acos" => acos, (x) -> Float;
        /// Inverse hyperbolic cosine.
        "acosh" => acosh, (x) -> Float;
        /// Arc sine, in radians.
        "asin" => asin, (x) -> Float;
        /// Inverse hyperbolic sine.
        "asinh" => asinh, (x) -> Float;
        /// Arc tangent, in radians.
        "atan" => atan, (x) -> Float;
        /// Angle of the point (x, y), called as atan2(y, x), in radians.
        "atan2" => atan2, (2..=2) -> Float [UNPACK];
        /// Inverse hyperbolic tangent.
        "atanh" => atanh, (x) -> Float;
        /// The smallest whole float that is not below x.
        "ceil" => ceil, (x) -> Float;
        /// x with the sign of y.
        "copysign" => copysign, (2..=2) -> Float [UNPACK];
        /// Cosine of radians.
        "cos" => cos, (x) -> Float;
        /// Hyperbolic cosine.
        "cosh" => cosh, (x) -> Float;
        /// Radians to degrees.
        "degrees" => degrees, (x) -> Float;
        /// Error function.
        "erf" => erf, (x) -> Float;
        /// One minus the error function.
        "erfc" => erfc, (x) -> Float;
        /// e to the power of x.
        "exp" => exp, (x) -> Float;
        /// exp(x) - 1, exact for small x.
        "expm1" => expm1, (x) -> Float;
        /// Absolute value as a float.
        "fabs" => fabs, (x) -> Float;
        /// Factorial of a whole number.
        "factorial" => factorial, (x);
        /// The largest whole float that is not above x.
        "floor" => floor, (x) -> Float;
        /// Remainder of x / y with the sign of x.
        "fmod" => fmod, (2..=2) -> Float [UNPACK];
        /// Fraction and exponent: x == m * 2 ** e.
        "frexp" => frexp, (x) -> Tuple;
        /// Exact sum of the floats of an iterable, rounded once.
        "fsum" => sum::fsum, (x) -> Float;
        /// Gamma function.
        "gamma" => gamma_function, (x) -> Float;
        /// Length of the vector (x, y).
        "hypot" => hypot, (2..=2) -> Float [UNPACK];
        /// Returns whether x is an infinity.
        "isinf" => isinf, (x) -> Bool;
        /// Returns whether x is no number.
        "isnan" => isnan, (x) -> Bool;
        /// x * 2 ** i.
        "ldexp" => ldexp, (2..=2) -> Float;
        /// Logarithm of the absolute value of the gamma function.
        "lgamma" => lgamma, (x) -> Float;
        /// Logarithm to a base, e if none is given.
        "log" => log, (1..=2) -> Float;
        /// Logarithm to the base 10.
        "log10" => log10, (x) -> Float;
        /// Logarithm of 1 + x, exact for small x.
        "log1p" => log1p, (x) -> Float;
        /// Fraction and whole part, both with the sign of x.
        "modf" => modf, (x) -> Tuple;
        /// x to the power of y.
        "pow" => pow, (2..=2) -> Float [UNPACK];
        /// Degrees to radians.
        "radians" => radians, (x) -> Float;
        /// Sine of radians.
        "sin" => sin, (x) -> Float;
        /// Hyperbolic sine.
        "sinh" => sinh, (x) -> Float;
        /// Square root.
        "sqrt" => sqrt, (x) -> Float;
        /// Tangent of radians.
        "tan" => tan, (x) -> Float;
        /// Hyperbolic tangent.
        "tanh" => tanh, (x) -> Float;
        /// Cuts to a whole number, by `__trunc__`.
        "trunc" => trunc, (x);
    },
    types: &[],
    init: Some(init),
};

fn init(cx: &Cx, module: Ref<'_>) -> PyResult<()> {
    cx.module_add(module, "pi", Owned::float(std::f64::consts::PI))?;
    cx.module_add(module, "e", Owned::float(std::f64::consts::E))
}

#[cold]
pub(crate) fn raise_domain(cx: &Cx) -> Raised {
    cx.raise(&exc::VALUE_ERROR, format_args!("math domain error"))
}

#[cold]
pub(crate) fn raise_range(cx: &Cx) -> Raised {
    cx.raise(&exc::OVERFLOW_ERROR, format_args!("math range error"))
}

/// What an infinite result of a finite argument means.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Infinite {
    Overflow,
    Pole,
}

fn checked(cx: &Cx, x: f64, value: f64, infinite: Infinite) -> PyResult {
    if value.is_nan() && !x.is_nan() {
        return Err(raise_domain(cx));
    }
    if value.is_infinite() && x.is_finite() {
        return Err(match infinite {
            Infinite::Overflow => raise_range(cx),
            Infinite::Pole => raise_domain(cx),
        });
    }
    Ok(Owned::float(value))
}

/// Declares functions of one float.
macro_rules! functions {
    ($( $name:ident: |$x:ident| $body:expr, $infinite:ident; )+) => { $(
        fn $name(cx: &Cx, _module: Ref<'_>, x: Ref<'_>) -> PyResult {
            let $x = number::as_f64(cx, x)?;
            checked(cx, $x, $body, Infinite::$infinite)
        }
    )+ };
}

functions! {
    acos: |x| x.acos(), Pole;
    acosh: |x| libm::acosh(x), Pole;
    asin: |x| x.asin(), Pole;
    asinh: |x| libm::asinh(x), Pole;
    atan: |x| x.atan(), Pole;
    atanh: |x| libm::atanh(x), Pole;
    ceil: |x| x.ceil(), Pole;
    cos: |x| x.cos(), Pole;
    cosh: |x| x.cosh(), Overflow;
    degrees: |x| x * (180.0 / std::f64::consts::PI), Overflow;
    erf: |x| gamma::erf(x), Pole;
    erfc: |x| gamma::erfc(x), Pole;
    exp: |x| x.exp(), Overflow;
    expm1: |x| x.exp_m1(), Overflow;
    fabs: |x| x.abs(), Pole;
    floor: |x| x.floor(), Pole;
    log1p: |x| if x == 0.0 { x } else { libm::log1p(x) }, Pole;
    radians: |x| x * (std::f64::consts::PI / 180.0), Overflow;
    sin: |x| x.sin(), Pole;
    sinh: |x| x.sinh(), Overflow;
    sqrt: |x| x.sqrt(), Pole;
    tan: |x| x.tan(), Pole;
    tanh: |x| x.tanh(), Pole;
}

fn pair(cx: &Cx, args: &[Ref<'_>]) -> PyResult<(f64, f64)> {
    Ok((number::as_f64(cx, args[0])?, number::as_f64(cx, args[1])?))
}

fn atan2(cx: &Cx, _module: Ref<'_>, args: &[Ref<'_>]) -> PyResult {
    let (y, x) = pair(cx, args)?;
    Ok(Owned::float(y.atan2(x)))
}

fn copysign(cx: &Cx, _module: Ref<'_>, args: &[Ref<'_>]) -> PyResult {
    let (x, y) = pair(cx, args)?;
    // What is no number has its sign bit set on this machine.
    Ok(Owned::float(if y.is_nan() { -x.abs() } else { x.copysign(y) }))
}

fn hypot(cx: &Cx, _module: Ref<'_>, args: &[Ref<'_>]) -> PyResult {
    let (x, y) = pair(cx, args)?;
    let value = x.hypot(y);
    if value.is_infinite() && x.is_finite() && y.is_finite() {
        return Err(raise_range(cx));
    }
    Ok(Owned::float(value))
}

fn fmod(cx: &Cx, _module: Ref<'_>, args: &[Ref<'_>]) -> PyResult {
    let (x, y) = pair(cx, args)?;
    if y.is_infinite() && x.is_finite() {
        return Ok(Owned::float(x));
    }
    let value = libm::fmod(x, y);
    if value.is_nan() && !x.is_nan() && !y.is_nan() {
        return Err(raise_domain(cx));
    }
    Ok(Owned::float(value))
}

fn pow(cx: &Cx, _module: Ref<'_>, args: &[Ref<'_>]) -> PyResult {
    let (x, y) = pair(cx, args)?;
    let value = x.powf(y);
    if x == 0.0 && y == f64::NEG_INFINITY {
        return Err(raise_domain(cx));
    }
    if x.is_finite() && y.is_finite() {
        if value.is_nan() {
            return Err(raise_domain(cx));
        }
        if value.is_infinite() {
            return Err(if x == 0.0 { raise_domain(cx) } else { raise_range(cx) });
        }
    }
    Ok(Owned::float(value))
}

fn frexp(cx: &Cx, _module: Ref<'_>, x: Ref<'_>) -> PyResult {
    let (fraction, exponent) = split(number::as_f64(cx, x)?);
    Tuple::new(cx, vec![Owned::float(fraction), Owned::int(i64::from(exponent))])
}

fn ldexp(cx: &Cx, _module: Ref<'_>, args: &[Ref<'_>]) -> PyResult {
    let x = number::as_f64(cx, args[0])?;
    let Some(big) = long::to_big(args[1]) else {
        return Err(cx.raise(
            &exc::TYPE_ERROR,
            format_args!("Expected an int or long as second argument to ldexp."),
        ));
    };
    if x == 0.0 || !x.is_finite() {
        return Ok(Owned::float(x));
    }
    let exponent =
        long::to_i64(args[1]).unwrap_or(if *big < IBig::ZERO { i64::MIN } else { i64::MAX });
    let value = scale(x, exponent.clamp(-100_000, 100_000) as i32);
    if value.is_infinite() {
        return Err(raise_range(cx));
    }
    Ok(Owned::float(value))
}

fn modf(cx: &Cx, _module: Ref<'_>, x: Ref<'_>) -> PyResult {
    let x = number::as_f64(cx, x)?;
    let (fraction, whole) = if x.is_infinite() {
        (0.0f64.copysign(x), x)
    } else {
        ((x - x.trunc()).copysign(x), x.trunc())
    };
    Tuple::new(cx, vec![Owned::float(fraction), Owned::float(whole)])
}

fn isinf(cx: &Cx, _module: Ref<'_>, x: Ref<'_>) -> PyResult {
    Ok(Owned::bool(number::as_f64(cx, x)?.is_infinite()))
}

fn isnan(cx: &Cx, _module: Ref<'_>, x: Ref<'_>) -> PyResult {
    Ok(Owned::bool(number::as_f64(cx, x)?.is_nan()))
}

fn gamma_function(cx: &Cx, _module: Ref<'_>, x: Ref<'_>) -> PyResult {
    let x = number::as_f64(cx, x)?;
    match gamma::gamma(x) {
        Some(value) if value.is_infinite() && x.is_finite() => Err(raise_range(cx)),
        Some(value) => Ok(Owned::float(value)),
        None => Err(raise_domain(cx)),
    }
}

fn lgamma(cx: &Cx, _module: Ref<'_>, x: Ref<'_>) -> PyResult {
    let x = number::as_f64(cx, x)?;
    match gamma::lgamma(x) {
        Some(value) if value.is_infinite() && x.is_finite() => Err(raise_range(cx)),
        Some(value) => Ok(Owned::float(value)),
        None => Err(raise_domain(cx)),
    }
}

/// The logarithm of a float; infinite arguments pass.
fn log_float(cx: &Cx, x: f64, log: fn(f64) -> f64) -> PyResult<f64> {
    if x.is_nan() || (x.is_infinite() && x > 0.0) {
        return Ok(x);
    }
    if x > 0.0 { Ok(log(x)) } else { Err(raise_domain(cx)) }
}

/// The logarithm of any number; longs may be beyond floats.
fn log_any(cx: &Cx, x: Ref<'_>, log: fn(f64) -> f64) -> PyResult<f64> {
    let Some(long) = x.cast::<Long>() else {
        return log_float(cx, number::as_f64(cx, x)?, log);
    };
    let value = long.value();
    if *value <= IBig::ZERO {
        return Err(raise_domain(cx));
    }
    match long::ops::to_f64(cx, value) {
        Ok(value) => Ok(log(value)),
        Err(_) => {
            cx.clear_raised();
            let shift = long::ops::bits(value) - 1000;
            let (fraction, exponent) = split(long::ops::to_f64(cx, &(value >> shift))?);
            Ok(log(fraction) + log(2.0) * (exponent as f64 + shift as f64))
        }
    }
}

fn log(cx: &Cx, _module: Ref<'_>, args: &[Ref<'_>]) -> PyResult {
    let value = log_any(cx, args[0], f64::ln)?;
    let Some(base) = args.get(1) else { return Ok(Owned::float(value)) };
    let base = log_any(cx, *base, f64::ln)?;
    number::div(cx, Owned::float(value).borrow(), Owned::float(base).borrow())
}

fn log10(cx: &Cx, _module: Ref<'_>, x: Ref<'_>) -> PyResult {
    log_any(cx, x, f64::log10).map(Owned::float)
}

fn factorial(cx: &Cx, _module: Ref<'_>, x: Ref<'_>) -> PyResult {
    let count = match builtins::float::float_value(x) {
        Some(value) => {
            if value.floor() != value || !value.is_finite() {
                return Err(cx.raise(
                    &exc::VALUE_ERROR,
                    format_args!("factorial() only accepts integral values"),
                ));
            }
            if value.abs() >= 9.2e18 {
                return Err(raise_large(cx));
            }
            value as i64
        }
        None => match int_value(x) {
            Some(value) => value,
            None if x.cast::<Long>().is_some() => match long::to_i64(x) {
                Some(value) => value,
                None => return Err(raise_large(cx)),
            },
            None => number::as_i64(cx, x)?,
        },
    };
    let Ok(count) = u64::try_from(count) else {
        return Err(cx.raise(
            &exc::VALUE_ERROR,
            format_args!("factorial() not defined for negative values"),
        ));
    };
    if count > 1 << 27 {
        return Err(raise_large(cx));
    }
    builtins::int::normalise(cx, product(1, count))
}

#[cold]
fn raise_large(cx: &Cx) -> Raised {
    cx.raise(&exc::OVERFLOW_ERROR, format_args!("Python int too large to convert to C long"))
}

/// low * (low + 1) * ... * high
fn product(low: u64, high: u64) -> IBig {
    if high < low {
        return IBig::ONE;
    }
    if high - low < 8 {
        return (low..=high).fold(IBig::ONE, |product, factor| product * IBig::from(factor));
    }
    let middle = low + (high - low) / 2;
    product(low, middle) * product(middle + 1, high)
}

fn trunc(cx: &Cx, _module: Ref<'_>, x: Ref<'_>) -> PyResult {
    let name = runtime::api::names::TRUNC.as_ref();
    match protocol::attr::lookup_special(cx, x, name)? {
        Some(method) => protocol::call::call0(cx, method.borrow()),
        None => protocol::call::call_method(cx, x, name, &[]),
    }
}
