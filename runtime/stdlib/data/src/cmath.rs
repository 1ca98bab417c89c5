//! The module `cmath`.
//!
//! Arguments that are not finite are looked up in tables, the others go through the formulas.

mod special;

use crate::math::{raise_domain, raise_range};
use runtime::api::builtins::complex::{Complex, complex_method, ops::quotient};
use runtime::api::builtins::float::libm;
use runtime::api::builtins::tuple::Tuple;
use runtime::api::protocol::number;
use runtime::api::{Cx, ModuleDef, Owned, PyResult, Ref, builtins, methods};
use special::{Special, Table};

type Pair = (f64, f64);

/// The module.
pub(crate) static CMATH: ModuleDef = ModuleDef {
    name: "cmath",
    doc: "Mathematical functions of complex numbers.",
    functions: methods! {
        /// Arc cosine.
        "acos" => acos, (x);
        /// Inverse hyperbolic cosine.
        "acosh" => acosh, (x);
        /// Arc sine.
        "asin" => asin, (x);
        /// Inverse hyperbolic sine.
        "asinh" => asinh, (x);
        /// Arc tangent.
        "atan" => atan, (x);
        /// Inverse hyperbolic tangent.
        "atanh" => atanh, (x);
        /// Cosine.
        "cos" => cos, (x);
        /// Hyperbolic cosine.
        "cosh" => cosh, (x);
        /// e to the power of x.
        "exp" => exp, (x);
        /// Returns whether a part is an infinity.
        "isinf" => isinf, (x) -> Bool;
        /// Returns whether a part is no number.
        "isnan" => isnan, (x) -> Bool;
        /// Logarithm to a base, e if none is given.
        "log" => log, (1..=2);
        /// Logarithm to the base 10.
        "log10" => log10, (x);
        /// The angle, in radians.
        "phase" => phase, (x) -> Float;
        /// Length and angle.
        "polar" => polar, (x) -> Tuple;
        /// The number of a length and an angle.
        "rect" => rect, (2..=2);
        /// Sine.
        "sin" => sin, (x);
        /// Hyperbolic sine.
        "sinh" => sinh, (x);
        /// Square root.
        "sqrt" => sqrt, (x);
        /// Tangent.
        "tan" => tan, (x);
        /// Hyperbolic tangent.
        "tanh" => tanh, (x);
    },
    types: &[],
    init: Some(init),
};

fn init(cx: &Cx, module: Ref<'_>) -> PyResult<()> {
    cx.module_add(module, "pi", Owned::float(std::f64::consts::PI))?;
    cx.module_add(module, "e", Owned::float(std::f64::consts::E))
}

fn argument(cx: &Cx, x: Ref<'_>) -> PyResult<Pair> {
    if let Some(value) = x.cast::<Complex>() {
        return Ok(value.value());
    }
    match complex_method(cx, x)? {
        Some(value) => Ok(value),
        None => Ok((number::as_f64(cx, x)?, 0.0)),
    }
}

/// Declares functions of one complex number. `turned` ones are those of i times the number, turned
/// back.
macro_rules! functions {
    ($( $name:ident: $table:ident, $formula:ident $(, $turned:ident)?; )+) => { $(
        fn $name(cx: &Cx, _module: Ref<'_>, x: Ref<'_>) -> PyResult {
            let z = argument(cx, x)?;
            functions!(@call cx, z, $table, $formula $(, $turned)?)
        }
    )+ };
    (@call $cx:ident, $z:ident, $table:ident, $formula:ident) => {{
        let value = apply($cx, &special::$table, $formula, $z)?;
        Complex::new($cx, value.0, value.1)
    }};
    (@call $cx:ident, $z:ident, $table:ident, $formula:ident, turned) => {{
        let value = apply($cx, &special::$table, $formula, (-$z.1, $z.0))?;
        Complex::new($cx, value.1, -value.0)
    }};
    (@call $cx:ident, $z:ident, $table:ident, $formula:ident, even) => {{
        let value = apply($cx, &special::$table, $formula, (-$z.1, $z.0))?;
        Complex::new($cx, value.0, value.1)
    }};
}

/// Evaluates a function; raises for a result that is not finite though the argument is.
fn apply(cx: &Cx, table: &Table, formula: fn(Pair) -> Pair, z: Pair) -> PyResult<Pair> {
    match special::look_up(table, z) {
        Special::Value(value) => return Ok(value),
        Special::Domain => return Err(raise_domain(cx)),
        Special::Formula => {}
    }
    let value = formula(z);
    if value.0.is_infinite() || value.1.is_infinite() {
        return Err(raise_range(cx));
    }
    if value.0.is_nan() || value.1.is_nan() {
        return Err(raise_domain(cx));
    }
    Ok(value)
}

functions! {
    acos: ACOS, acos_of;
    acosh: ACOSH, acosh_of;
    asin: ASINH, asinh_of, turned;
    asinh: ASINH, asinh_of;
    atan: ATANH, atanh_of, turned;
    atanh: ATANH, atanh_of;
    cos: COSH, cosh_of, even;
    cosh: COSH, cosh_of;
    exp: EXP, exp_of;
    sin: SINH, sinh_of, turned;
    sinh: SINH, sinh_of;
    sqrt: SQRT, sqrt_of;
    tan: TANH, tanh_of, turned;
    tanh: TANH, tanh_of;
}

fn exp_of(z: Pair) -> Pair {
    let (sin, cos) = (z.1.sin(), z.1.cos());
    if z.0 > 708.0 && z.0.is_finite() {
        let length = (z.0 - 1.0).exp();
        return (length * cos * std::f64::consts::E, length * sin * std::f64::consts::E);
    }
    let length = z.0.exp();
    (length * cos, length * sin)
}

fn cosh_of(z: Pair) -> Pair {
    let (sin, cos) = (z.1.sin(), z.1.cos());
    if z.0.abs() > 708.0 && z.0.is_finite() {
        let shrunk = z.0 - 1.0f64.copysign(z.0);
        let e = std::f64::consts::E;
        return (cos * shrunk.cosh() * e, sin * shrunk.sinh() * e);
    }
    (cos * z.0.cosh(), sin * z.0.sinh())
}

fn sinh_of(z: Pair) -> Pair {
    let (sin, cos) = (z.1.sin(), z.1.cos());
    if z.0.abs() > 708.0 && z.0.is_finite() {
        let shrunk = z.0 - 1.0f64.copysign(z.0);
        let e = std::f64::consts::E;
        return (cos * shrunk.sinh() * e, sin * shrunk.cosh() * e);
    }
    (cos * z.0.sinh(), sin * z.0.cosh())
}

fn tanh_of(z: Pair) -> Pair {
    if z.0.abs() > 354.0 {
        let small = if z.0.is_finite() {
            4.0 * z.1.sin() * z.1.cos() * (-2.0 * z.0.abs()).exp()
        } else {
            0.0f64.copysign((2.0 * z.1).sin())
        };
        return (1.0f64.copysign(z.0), small);
    }
    let (tx, ty) = (z.0.tanh(), z.1.tan());
    let cx = 1.0 / z.0.cosh();
    let txty = tx * ty;
    let scale = 1.0 + txty * txty;
    (tx * (1.0 + ty * ty) / scale, ty / scale * cx * cx)
}

fn sqrt_of(z: Pair) -> Pair {
    let (re, im) = z;
    if re == 0.0 && im == 0.0 {
        return (0.0, im);
    }
    if im.is_infinite() {
        return (f64::INFINITY, im);
    }
    if re.is_infinite() {
        return if re > 0.0 {
            (re, if im.is_nan() { im } else { 0.0f64.copysign(im) })
        } else {
            (if im.is_nan() { im } else { 0.0 }, f64::INFINITY.copysign(im))
        };
    }
    let (ax, ay) = (re.abs(), im.abs());
    let side = if ax < f64::MIN_POSITIVE && ay < f64::MIN_POSITIVE && (ax > 0.0 || ay > 0.0) {
        let ax = builtins::float::ldexp(ax, 53);
        let length = ax.hypot(builtins::float::ldexp(ay, 53));
        builtins::float::ldexp((ax + length).sqrt(), -27)
    } else {
        let ax = ax / 8.0;
        2.0 * (ax + ax.hypot(ay / 8.0)).sqrt()
    };
    let other = ay / (2.0 * side);
    if re >= 0.0 { (side, other.copysign(im)) } else { (other, side.copysign(im)) }
}

const LARGE: f64 = f64::MAX / 4.0;

fn acos_of(z: Pair) -> Pair {
    let (re, im) = z;
    if re.abs() > LARGE || im.abs() > LARGE {
        let real = im.abs().atan2(re);
        let size = (re / 2.0).hypot(im / 2.0).ln() + std::f64::consts::LN_2 * 2.0;
        return (real, if im.is_sign_negative() { size } else { -size });
    }
    let s1 = sqrt_of((1.0 - re, -im));
    let s2 = sqrt_of((1.0 + re, im));
    (2.0 * s1.0.atan2(s2.0), libm::asinh(s2.0 * s1.1 - s2.1 * s1.0))
}

fn acosh_of(z: Pair) -> Pair {
    let (re, im) = z;
    if re.abs() > LARGE || im.abs() > LARGE {
        let size = (re / 2.0).hypot(im / 2.0).ln() + std::f64::consts::LN_2 * 2.0;
        return (size, im.atan2(re));
    }
    let s1 = sqrt_of((re - 1.0, im));
    let s2 = sqrt_of((re + 1.0, im));
    (libm::asinh(s1.0 * s2.0 + s1.1 * s2.1), 2.0 * s1.1.atan2(s2.0))
}

fn asinh_of(z: Pair) -> Pair {
    let (re, im) = z;
    if re.abs() > LARGE || im.abs() > LARGE {
        let size = (re / 2.0).hypot(im / 2.0).ln() + std::f64::consts::LN_2 * 2.0;
        return (size.copysign(re), im.atan2(re.abs()));
    }
    let s1 = sqrt_of((1.0 + im, -re));
    let s2 = sqrt_of((1.0 - im, re));
    (libm::asinh(s1.0 * s2.1 - s2.0 * s1.1), im.atan2(s1.0 * s2.0 - s1.1 * s2.1))
}

fn atanh_of(z: Pair) -> Pair {
    let (re, im) = z;
    if re < 0.0 || (re == 0.0 && re.is_sign_negative()) {
        let (re, im) = atanh_of((-re, -im));
        return (-re, -im);
    }
    let ay = im.abs();
    if re > LARGE.sqrt() || ay > LARGE.sqrt() {
        let length = (re / 2.0).hypot(im / 2.0);
        return (re / 4.0 / length / length, (std::f64::consts::PI / 2.0).copysign(im));
    }
    if re == 1.0 && ay < f64::MIN_POSITIVE.sqrt() {
        if ay == 0.0 {
            // The pole: reported as a domain error.
            return (f64::NAN, im);
        }
        let real = -(ay.sqrt() / ay.hypot(2.0).sqrt()).ln();
        return (real, (2.0f64.atan2(-ay) / 2.0).copysign(im));
    }
    let real = libm::log1p(4.0 * re / ((1.0 - re) * (1.0 - re) + ay * ay)) / 4.0;
    let imaginary = -(-2.0 * im).atan2((1.0 - re) * (1.0 + re) - ay * ay) / 2.0;
    (real, imaginary)
}

/// The logarithm; None for 0.
fn log_of(z: Pair) -> Option<Pair> {
    if let Special::Value(value) = special::look_up(&special::LOG, z) {
        return Some(value);
    }
    let (ax, ay) = (z.0.abs(), z.1.abs());
    let real = if ax > LARGE || ay > LARGE {
        (ax / 2.0).hypot(ay / 2.0).ln() + std::f64::consts::LN_2
    } else if ax < f64::MIN_POSITIVE && ay < f64::MIN_POSITIVE {
        if ax == 0.0 && ay == 0.0 {
            return None;
        }
        let (ax, ay) = (builtins::float::ldexp(ax, 53), builtins::float::ldexp(ay, 53));
        ax.hypot(ay).ln() - 53.0 * std::f64::consts::LN_2
    } else {
        let length = ax.hypot(ay);
        if (0.71..=1.73).contains(&length) {
            let (large, small) = if ax > ay { (ax, ay) } else { (ay, ax) };
            libm::log1p((large - 1.0) * (large + 1.0) + small * small) / 2.0
        } else {
            length.ln()
        }
    };
    Some((real, z.1.atan2(z.0)))
}

fn log(cx: &Cx, _module: Ref<'_>, args: &[Ref<'_>]) -> PyResult {
    let z = argument(cx, args[0])?;
    let Some(mut value) = log_of(z) else { return Err(raise_domain(cx)) };
    if let Some(base) = args.get(1) {
        let Some(base) = log_of(argument(cx, *base)?) else { return Err(raise_domain(cx)) };
        match quotient(value, base) {
            Some(result) => value = result,
            None => return Err(raise_domain(cx)),
        }
    }
    Complex::new(cx, value.0, value.1)
}

fn log10(cx: &Cx, _module: Ref<'_>, x: Ref<'_>) -> PyResult {
    match log_of(argument(cx, x)?) {
        Some((re, im)) => {
            let ten = std::f64::consts::LN_10;
            Complex::new(cx, re / ten, im / ten)
        }
        None => Err(raise_domain(cx)),
    }
}

fn phase(cx: &Cx, _module: Ref<'_>, x: Ref<'_>) -> PyResult {
    let z = argument(cx, x)?;
    Ok(Owned::float(z.1.atan2(z.0)))
}

fn polar(cx: &Cx, _module: Ref<'_>, x: Ref<'_>) -> PyResult {
    let z = argument(cx, x)?;
    let length = z.0.hypot(z.1);
    if length.is_infinite() && z.0.is_finite() && z.1.is_finite() {
        return Err(raise_range(cx));
    }
    Tuple::new(cx, vec![Owned::float(length), Owned::float(z.1.atan2(z.0))])
}

fn rect(cx: &Cx, _module: Ref<'_>, args: &[Ref<'_>]) -> PyResult {
    let (length, angle) = (number::as_f64(cx, args[0])?, number::as_f64(cx, args[1])?);
    match special::look_up(&special::RECT, (length, angle)) {
        Special::Value(value) => return Complex::new(cx, value.0, value.1),
        Special::Domain => return Err(raise_domain(cx)),
        Special::Formula => {}
    }
    if angle == 0.0 {
        return Complex::new(cx, length, length * angle);
    }
    Complex::new(cx, length * angle.cos(), length * angle.sin())
}

fn isinf(cx: &Cx, _module: Ref<'_>, x: Ref<'_>) -> PyResult {
    let z = argument(cx, x)?;
    Ok(Owned::bool(z.0.is_infinite() || z.1.is_infinite()))
}

fn isnan(cx: &Cx, _module: Ref<'_>, x: Ref<'_>) -> PyResult {
    let z = argument(cx, x)?;
    Ok(Owned::bool(z.0.is_nan() || z.1.is_nan()))
}
