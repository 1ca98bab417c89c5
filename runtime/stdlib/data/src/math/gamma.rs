//! Gamma and error functions.
//!
//! Gamma is Lanczos' approximation with g = 6.0246... and 13 coefficients; the error function is a
//! power series near 0 and a continued fraction farther out.

use std::f64::consts::PI;

const LANCZOS_G: f64 = 6.024_680_040_776_73;
const LANCZOS_G_MINUS_HALF: f64 = 5.524_680_040_776_73;

const NUMERATOR: [f64; 13] = [
    23_531_376_880.410_76,
    42_919_803_642.649_1,
    35_711_959_237.355_67,
    17_921_034_426.037_21,
    6_039_542_586.352_028,
    1_439_720_407.311_721_6,
    248_874_557.862_054_17,
    31_426_415.585_400_194,
    2_876_370.628_935_372_5,
    186_056.265_395_223_48,
    8_071.672_002_365_816,
    210.824_277_751_579_36,
    2.506_628_274_631_000_2,
];

const DENOMINATOR: [f64; 13] = [
    0.0,
    39916800.0,
    120543840.0,
    150917976.0,
    105258076.0,
    45995730.0,
    13339535.0,
    2637558.0,
    357423.0,
    32670.0,
    1925.0,
    66.0,
    1.0,
];

/// Factorials of 0 to 22, which are exact.
const FACTORIALS: [f64; 23] = {
    let mut table = [1.0; 23];
    let mut index = 1;
    while index < 23 {
        table[index] = table[index - 1] * index as f64;
        index += 1;
    }
    table
};

fn lanczos_sum(x: f64) -> f64 {
    let (mut top, mut bottom) = (0.0, 0.0);
    if x < 5.0 {
        for index in (0..13).rev() {
            top = top * x + NUMERATOR[index];
            bottom = bottom * x + DENOMINATOR[index];
        }
    } else {
        for index in 0..13 {
            top = top / x + NUMERATOR[index];
            bottom = bottom / x + DENOMINATOR[index];
        }
    }
    top / bottom
}

/// sin(pi * x) without loss near whole numbers; `x` is finite.
fn sin_pi(x: f64) -> f64 {
    let y = x.abs() % 2.0;
    let value = match (2.0 * y).round() as i32 {
        0 => (PI * y).sin(),
        1 => (PI * (y - 0.5)).cos(),
        2 => (PI * (1.0 - y)).sin(),
        3 => -(PI * (y - 1.5)).cos(),
        _ => (PI * (y - 2.0)).sin(),
    };
    1.0f64.copysign(x) * value
}

/// The gamma function; None where it is not defined, infinity where it is too large.
pub(super) fn gamma(x: f64) -> Option<f64> {
    if !x.is_finite() {
        return if x.is_nan() || x > 0.0 { Some(x) } else { None };
    }
    if x == 0.0 {
        return None;
    }
    if x == x.floor() {
        if x < 0.0 {
            return None;
        }
        if x <= 23.0 {
            return Some(FACTORIALS[x as usize - 1]);
        }
    }
    let size = x.abs();
    if size < 1e-20 {
        return Some(1.0 / x);
    }
    if size > 200.0 {
        return Some(if x < 0.0 { 0.0 / sin_pi(x) } else { f64::INFINITY });
    }
    let y = size + LANCZOS_G_MINUS_HALF;
    let mut error = if size > LANCZOS_G_MINUS_HALF {
        (y - size) - LANCZOS_G_MINUS_HALF
    } else {
        (y - LANCZOS_G_MINUS_HALF) - size
    };
    error = error * LANCZOS_G / y;
    let mut value;
    if x < 0.0 {
        value = -PI / sin_pi(size) / size * y.exp() / lanczos_sum(size);
        value -= error * value;
        if size < 140.0 {
            value /= y.powf(size - 0.5);
        } else {
            let root = y.powf(size / 2.0 - 0.25);
            value /= root;
            value /= root;
        }
    } else {
        value = lanczos_sum(size) / y.exp();
        value += error * value;
        if size < 140.0 {
            value *= y.powf(size - 0.5);
        } else {
            let root = y.powf(size / 2.0 - 0.25);
            value *= root;
            value *= root;
        }
    }
    Some(value)
}

/// The logarithm of the absolute value of the gamma function; None at its poles.
pub(super) fn lgamma(x: f64) -> Option<f64> {
    if !x.is_finite() {
        return Some(if x.is_nan() { x } else { f64::INFINITY });
    }
    if x == x.floor() && x <= 2.0 {
        return if x <= 0.0 { None } else { Some(0.0) };
    }
    let size = x.abs();
    if size < 1e-20 {
        return Some(-size.ln());
    }
    let mut value = if x > 0.0 {
        lanczos_sum(x).ln() - LANCZOS_G + (x - 0.5) * ((x + LANCZOS_G - 0.5).ln() - 1.0)
    } else {
        PI.ln()
            - sin_pi(size).abs().ln()
            - size.ln()
            - (lanczos_sum(size).ln() - LANCZOS_G
                + (size - 0.5) * ((size + LANCZOS_G - 0.5).ln() - 1.0))
    };
    if value.is_nan() {
        value = f64::INFINITY;
    }
    Some(value)
}

const SQRT_PI: f64 = 1.772453850905516027298167483341145182798;

/// The error function near 0.
fn erf_series(x: f64) -> f64 {
    let square = x * x;
    let mut sum = 0.0;
    let mut divisor = 25.0 + 0.5;
    for _ in 0..25 {
        sum = 2.0 + square * sum / divisor;
        divisor -= 1.0;
    }
    sum * x * (-square).exp() / SQRT_PI
}

/// One minus the error function, far from 0.
fn erfc_fraction(x: f64) -> f64 {
    if x >= 30.0 {
        return 0.0;
    }
    let square = x * x;
    let (mut a, mut da) = (0.0, 0.5);
    let (mut p, mut p_last) = (1.0, 0.0);
    let mut q_last = 1.0;
    let mut q = da + square;
    for _ in 0..50 {
        a += da;
        da += 2.0;
        let b = da + square;
        let next = b * p - a * p_last;
        (p_last, p) = (p, next);
        let next = b * q - a * q_last;
        (q_last, q) = (q, next);
    }
    p / q * x * (-square).exp() / SQRT_PI
}

/// The error function.
pub(super) fn erf(x: f64) -> f64 {
    if x.is_nan() {
        return x;
    }
    let size = x.abs();
    if size < 1.5 {
        return erf_series(x);
    }
    let rest = erfc_fraction(size);
    if x > 0.0 { 1.0 - rest } else { rest - 1.0 }
}

/// One minus the error function.
pub(super) fn erfc(x: f64) -> f64 {
    if x.is_nan() {
        return x;
    }
    let size = x.abs();
    if size < 1.5 {
        return 1.0 - erf_series(x);
    }
    let rest = erfc_fraction(size);
    if x > 0.0 { rest } else { 2.0 - rest }
}
