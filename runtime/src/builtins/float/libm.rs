//! UNSAFE ISLAND: functions of the system's mathematical library that Rust computes otherwise.
//!
//! Obligation: (1) each is a pure function of doubles with the C signature given here.

// SAFETY: (1) declared as in the C library's <math.h>.
unsafe extern "C" {
    /// Inverse hyperbolic cosine.
    pub safe fn acosh(x: f64) -> f64;
    /// Inverse hyperbolic sine.
    pub safe fn asinh(x: f64) -> f64;
    /// Inverse hyperbolic tangent.
    pub safe fn atanh(x: f64) -> f64;
    /// Logarithm of 1 + x.
    pub safe fn log1p(x: f64) -> f64;
    /// Remainder with the sign of the dividend.
    pub safe fn fmod(x: f64, y: f64) -> f64;
}
