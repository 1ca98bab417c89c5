//! Number literals.
//!
//! A minus sign before a number belongs to it, so that the smallest `int` is one.
//!
//! CPython 2.7 source: Python/ast.c (parsenumber).

use num_bigint::BigUint;

use super::Converter;
use crate::ast::{LongLiteral, Number};
use crate::token::Kind;

/// Up to so many digits, the simple method is the fastest.
const SHORT: usize = 600;

impl Converter<'_> {
    /// Returns the value of the number at a token.
    pub(super) fn number(&self, at: usize, negative: bool) -> Number {
        let text = self.text(at);
        match self.kind(at) {
            Kind::Float => Number::Float(float(text, negative)),
            Kind::Imag => Number::Imag(float(&text[..text.len() - 1], negative)),
            _ => integer(text, negative),
        }
    }
}

fn float(text: &[u8], negative: bool) -> f64 {
    let text = std::str::from_utf8(text).expect("a number is ASCII");
    let value: f64 = text.parse().expect("Rust reads every float that Python has");
    if negative { -value } else { value }
}

fn integer(text: &[u8], negative: bool) -> Number {
    let (text, is_long) = match text.strip_suffix(b"l").or_else(|| text.strip_suffix(b"L")) {
        Some(text) => (text, true),
        None => (text, false),
    };
    let (digits, radix) = match text {
        [b'0', b'x' | b'X', digits @ ..] => (digits, 16),
        [b'0', b'o' | b'O', digits @ ..] => (digits, 8),
        [b'0', b'b' | b'B', digits @ ..] => (digits, 2),
        [b'0', digits @ ..] if !digits.is_empty() => (digits, 8),
        digits => (digits, 10),
    };
    if !is_long && let Some(small) = small(digits, radix, negative) {
        return Number::Int(small);
    }
    let magnitude = big(digits, radix);
    let words = magnitude.to_u64_digits();
    Number::Long(LongLiteral { negative: negative && !words.is_empty(), magnitude: words.into() })
}

fn small(digits: &[u8], radix: u32, negative: bool) -> Option<i64> {
    let mut value: i64 = 0;
    for &digit in digits {
        let digit = i64::from(char::from(digit).to_digit(radix)?);
        let scaled = value.checked_mul(i64::from(radix))?;
        value = if negative { scaled.checked_sub(digit)? } else { scaled.checked_add(digit)? };
    }
    Some(value)
}

/// Reads digits in less than quadratic time: halves first.
fn big(digits: &[u8], radix: u32) -> BigUint {
    if digits.len() <= SHORT || radix.is_power_of_two() {
        return BigUint::parse_bytes(digits, radix).expect("the lexer has checked the digits");
    }
    let (high, low) = digits.split_at(digits.len() / 2);
    let scale = BigUint::from(radix).pow(low.len() as u32);
    big(high, radix) * scale + big(low, radix)
}
