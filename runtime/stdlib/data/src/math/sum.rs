//! `fsum`: the exact sum of floats, rounded once.
//!
//! The sum is kept as floats of growing size whose bits do not overlap.

use runtime::api::{Cx, Owned, PyResult, Ref, exc, protocol};

pub(super) fn fsum(cx: &Cx, _module: Ref<'_>, items: Ref<'_>) -> PyResult {
    let iterator = protocol::iter::iter(cx, items)?;
    let mut partials: Vec<f64> = Vec::new();
    let (mut special, mut infinities) = (0.0f64, 0.0f64);
    while let Some(item) = protocol::iter::next(cx, iterator.borrow())? {
        let value = protocol::number::as_f64(cx, item.borrow())?;
        let mut x = value;
        let mut kept = 0;
        for index in 0..partials.len() {
            let mut y = partials[index];
            if x.abs() < y.abs() {
                std::mem::swap(&mut x, &mut y);
            }
            let high = x + y;
            let low = y - (high - x);
            if low != 0.0 {
                partials[kept] = low;
                kept += 1;
            }
            x = high;
        }
        partials.truncate(kept);
        if x == 0.0 {
            continue;
        }
        if x.is_finite() {
            partials.push(x);
            continue;
        }
        if value.is_finite() {
            return Err(
                cx.raise(&exc::OVERFLOW_ERROR, format_args!("intermediate overflow in fsum"))
            );
        }
        if value.is_infinite() {
            infinities += value;
        }
        special += value;
        partials.clear();
    }
    if special != 0.0 {
        if infinities.is_nan() {
            return Err(cx.raise(&exc::VALUE_ERROR, format_args!("-inf + inf in fsum")));
        }
        return Ok(Owned::float(special));
    }
    Ok(Owned::float(round(&partials)))
}

/// The sum of the partials, half to even.
fn round(partials: &[f64]) -> f64 {
    let Some((last, rest)) = partials.split_last() else { return 0.0 };
    let mut high = *last;
    for (index, y) in rest.iter().enumerate().rev() {
        let x = high;
        high = x + y;
        let low = y - (high - x);
        if low != 0.0 {
            // A tie that the smaller partials decide.
            if index > 0 && (low < 0.0) == (rest[index - 1] < 0.0) {
                let double = low * 2.0;
                let up = high + double;
                if double == up - high {
                    high = up;
                }
            }
            return high;
        }
    }
    high
}
