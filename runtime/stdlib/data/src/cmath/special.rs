//! Values of the complex functions at infinities and at what is no number, as the C standard's annex G
//! has them and CPython shows them.
//!
//! A table has a row for each kind of real part and a column for each kind of imaginary part, both in
//! the order of [`kind`]. A cell is `.` where both parts are finite, `E` for a domain error, or the
//! two parts of the result: `0`, `1`, `I` (infinity), `N` (no number), `P` (pi), `H`, `Q` and `T`
//! (a half, a quarter and three quarters of it), each with an optional minus in front; or such a
//! value with the sign of the cosine (`c`), the sine (`s`) or both (`t`) of the imaginary part.

use super::Pair;
use std::f64::consts::PI;

/// What a table says.
pub(super) enum Special {
    /// Both parts are finite: the formula decides.
    Formula,
    /// A domain error.
    Domain,
    /// The result.
    Value(Pair),
}

/// A function's table.
pub(super) type Table = [&'static str; 7];

pub(super) const ACOS: Table = [
    "T,I P,I P,I P,-I P,-I T,-I N,I",
    "H,I . . . . H,-I N,N",
    "H,I . . . . H,-I H,N",
    "H,I . . . . H,-I H,N",
    "H,I . . . . H,-I N,N",
    "Q,I 0,I 0,I 0,-I 0,-I Q,-I N,I",
    "N,I N,N N,N N,N N,N N,-I N,N",
];
pub(super) const ACOSH: Table = [
    "I,-T I,-P I,-P I,P I,P I,T I,N",
    "I,-H . . . . I,H N,N",
    "I,-H . . . . I,H N,N",
    "I,-H . . . . I,H N,N",
    "I,-H . . . . I,H N,N",
    "I,-Q I,-0 I,-0 I,0 I,0 I,Q I,N",
    "I,N N,N N,N N,N N,N I,N N,N",
];
pub(super) const ASINH: Table = [
    "-I,-Q -I,-0 -I,-0 -I,0 -I,0 -I,Q -I,N",
    "-I,-H . . . . -I,H N,N",
    "-I,-H . . . . -I,H N,N",
    "I,-H . . . . I,H N,N",
    "I,-H . . . . I,H N,N",
    "I,-Q I,-0 I,-0 I,0 I,0 I,Q I,N",
    "I,N N,N N,-0 N,0 N,N I,N N,N",
];
pub(super) const ATANH: Table = [
    "-0,-H -0,-H -0,-H -0,H -0,H -0,H -0,N",
    "-0,-H . . . . -0,H N,N",
    "-0,-H . . . . -0,H -0,N",
    "0,-H . . . . 0,H 0,N",
    "0,-H . . . . 0,H N,N",
    "0,-H 0,-H 0,-H 0,H 0,H 0,H 0,N",
    "0,-H N,N N,N N,N N,N 0,H N,N",
];
pub(super) const COSH: Table = [
    "E cI,-sI I,0 I,-0 cI,-sI E I,N",
    "E . . . . E N,N",
    "E . . . . E N,0",
    "E . . . . E N,0",
    "E . . . . E N,N",
    "E cI,sI I,-0 I,0 cI,sI E I,N",
    "N,N N,N N,0 N,0 N,N N,N N,N",
];
pub(super) const EXP: Table = [
    "0,0 c0,s0 0,-0 0,0 c0,s0 0,0 0,0",
    "E . . . . E N,N",
    "E . . . . E N,N",
    "E . . . . E N,N",
    "E . . . . E N,N",
    "E cI,sI I,-0 I,0 cI,sI E I,N",
    "N,N N,N N,-0 N,0 N,N N,N N,N",
];
pub(super) const LOG: Table = [
    "I,-T I,-P I,-P I,P I,P I,T I,N",
    "I,-H . . . . I,H N,N",
    "I,-H . . . . I,H N,N",
    "I,-H . . . . I,H N,N",
    "I,-H . . . . I,H N,N",
    "I,-Q I,-0 I,-0 I,0 I,0 I,Q I,N",
    "I,N N,N N,N N,N N,N I,N N,N",
];
pub(super) const SINH: Table = [
    "E -cI,sI -I,-0 -I,0 -cI,sI E I,N",
    "E . . . . E N,N",
    "E . . . . E 0,N",
    "E . . . . E 0,N",
    "E . . . . E N,N",
    "E cI,sI I,-0 I,0 cI,sI E I,N",
    "N,N N,N N,-0 N,0 N,N N,N N,N",
];
pub(super) const SQRT: Table = [
    "I,-I 0,-I 0,-I 0,I 0,I I,I N,I",
    "I,-I . . . . I,I N,N",
    "I,-I . . . . I,I N,N",
    "I,-I . . . . I,I N,N",
    "I,-I . . . . I,I N,N",
    "I,-I I,-0 I,-0 I,0 I,0 I,I I,N",
    "I,-I N,N N,N N,N N,N I,I N,N",
];
pub(super) const TANH: Table = [
    "-1,0 -1,t0 -1,-0 -1,0 -1,t0 -1,0 -1,0",
    "E . . . . E N,N",
    "E . . . . E N,N",
    "E . . . . E N,N",
    "E . . . . E N,N",
    "1,0 1,t0 1,-0 1,0 1,t0 1,0 1,0",
    "N,N N,N N,-0 N,0 N,N N,N N,N",
];
pub(super) const RECT: Table = [
    "E -cI,-sI -I,0 -I,-0 -cI,-sI E I,N",
    "E . . . . E N,N",
    "0,0 . . . . 0,0 0,0",
    "0,0 . . . . 0,0 0,0",
    "E . . . . E N,N",
    "E cI,sI I,-0 I,0 cI,sI E I,N",
    "N,N N,N N,0 N,0 N,N N,N N,N",
];

/// Looks up a value in a table.
pub(super) fn look_up(table: &Table, z: Pair) -> Special {
    if z.0.is_finite() && z.1.is_finite() {
        return Special::Formula;
    }
    let cell = table[kind(z.0)].split(' ').nth(kind(z.1)).expect("seven cells in each row");
    if cell == "E" {
        return Special::Domain;
    }
    let (real, imaginary) = cell.split_once(',').expect("two parts");
    Special::Value((part(real, z.1), part(imaginary, z.1)))
}

/// Returns the row or column of a number.
fn kind(x: f64) -> usize {
    match (x.is_nan(), x.is_sign_negative()) {
        (true, _) => 6,
        (_, true) if x.is_infinite() => 0,
        (_, true) if x == 0.0 => 2,
        (_, true) => 1,
        _ if x.is_infinite() => 5,
        _ if x == 0.0 => 3,
        _ => 4,
    }
}

fn part(text: &str, angle: f64) -> f64 {
    let (minus, text) = match text.strip_prefix('-') {
        Some(text) => (true, text),
        None => (false, text),
    };
    let (sign, text) = match text.as_bytes()[0] {
        b'c' => (angle.cos(), &text[1..]),
        b's' => (angle.sin(), &text[1..]),
        b't' => (angle.sin() * angle.cos(), &text[1..]),
        _ => (1.0, text),
    };
    let value = match text {
        "0" => 0.0,
        "1" => 1.0,
        "I" => f64::INFINITY,
        "P" => PI,
        "H" => PI / 2.0,
        "Q" => PI / 4.0,
        "T" => 3.0 * (PI / 4.0),
        _ => f64::NAN,
    };
    let value = value.copysign(sign);
    if minus { -value } else { value }
}
