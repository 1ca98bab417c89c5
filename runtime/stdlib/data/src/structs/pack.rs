//! Packs and unpacks values by a parsed format.

use super::codes::{Item, Kind, Layout};
use super::raise;
use runtime::api::builtins::long::{self, IBig};
use runtime::api::builtins::str::{Str, of_bytes};
use runtime::api::protocol::number;
use runtime::api::{Cx, Owned, PyResult, Raised, Ref, builtins, exc, protocol};

/// Packs values, as many as the layout has items.
///
/// # Errors
/// Raises `struct.error`, `OverflowError`.
pub(super) fn pack(cx: &Cx, layout: &Layout, values: &[Ref<'_>]) -> PyResult<Vec<u8>> {
    let mut room = builtins::unicode::room(cx, layout.size)?;
    room.resize(layout.size, 0);
    for (item, value) in layout.items.iter().zip(values) {
        let place = &mut room[item.offset..item.offset + item.size];
        pack_item(cx, layout, item, *value, place)?;
    }
    Ok(room)
}

fn pack_item(
    cx: &Cx,
    layout: &Layout,
    item: &Item,
    value: Ref<'_>,
    place: &mut [u8],
) -> PyResult<()> {
    match item.kind {
        Kind::Pad => {}
        Kind::Bool => place[0] = u8::from(protocol::truth::is_true(cx, value)?),
        Kind::Char => match value.cast::<Str>().map(Str::as_bytes) {
            Some([byte]) => place[0] = *byte,
            _ => return Err(raise(cx, "char format require string of length 1")),
        },
        Kind::Bytes => {
            let Some(text) = value.cast::<Str>() else {
                return Err(raise(cx, "argument for 's' must be a string"));
            };
            let len = text.len().min(place.len());
            place[..len].copy_from_slice(&text.as_bytes()[..len]);
        }
        Kind::Pascal => {
            let Some(text) = value.cast::<Str>() else {
                return Err(raise(cx, "argument for 'p' must be a string"));
            };
            if let Some((count, room)) = place.split_first_mut() {
                let len = text.len().min(room.len());
                room[..len].copy_from_slice(&text.as_bytes()[..len]);
                *count = len.min(255) as u8;
            }
        }
        Kind::Float => pack_float(cx, layout, value, place)?,
        Kind::Signed | Kind::Unsigned => {
            let bytes = integer(cx, item, value, layout.big_endian)?.to_le_bytes();
            store(layout, &bytes[..place.len()], place);
        }
    }
    Ok(())
}

/// Stores bytes that are in little-endian order.
fn store(layout: &Layout, bytes: &[u8], place: &mut [u8]) {
    place.copy_from_slice(bytes);
    if layout.big_endian {
        place.reverse();
    }
}

fn pack_float(cx: &Cx, layout: &Layout, value: Ref<'_>, place: &mut [u8]) -> PyResult<()> {
    let number = match number::as_f64(cx, value) {
        Ok(number) => number,
        Err(_) => {
            cx.clear_raised();
            return Err(raise(cx, "required argument is not a float"));
        }
    };
    // What is no number has its sign bit set on this machine, as calculations leave it.
    let calculated = number.is_nan() && value.word().is_float();
    let number = if calculated { f64::from_bits(0xfff8 << 48) } else { number };
    if place.len() == 8 {
        store(layout, &number.to_le_bytes(), place);
        return Ok(());
    }
    let narrow = number as f32;
    if narrow.is_infinite() && number.is_finite() && !layout.native {
        return Err(
            cx.raise(&exc::OVERFLOW_ERROR, format_args!("float too large to pack with f format"))
        );
    }
    store(layout, &narrow.to_le_bytes(), place);
    Ok(())
}

/// The value of an integer item, checked for its range.
fn integer(cx: &Cx, item: &Item, value: Ref<'_>, big_endian: bool) -> PyResult<i64> {
    let converted;
    let big = match long::to_big(value) {
        Some(big) => big,
        None => {
            converted = to_integer(cx, value)?;
            match long::to_big(converted.borrow()) {
                Some(big) => big,
                None => return Err(raise(cx, "cannot convert argument to integer")),
            }
        }
    };
    if let Ok(value) = i64::try_from(&*big)
        && (in_range(item, value) || item.code == b'P')
    {
        return Ok(value);
    }
    if item.kind == Kind::Unsigned
        && item.size == 8
        && let Ok(value) = u64::try_from(&*big)
    {
        return Ok(value as i64);
    }
    Err(raise_range(cx, item, &big, big_endian))
}

/// Floats and objects with `__int__` or `__index__` as integers.
fn to_integer(cx: &Cx, value: Ref<'_>) -> PyResult {
    if builtins::float::float_value(value).is_some() {
        cx.warn(&exc::DEPRECATION_WARNING, "integer argument expected, got float")?;
        return number::to_int(cx, value);
    }
    if number::has_index(value) {
        return number::index(cx, value);
    }
    if number::is_number(value) {
        return number::to_int(cx, value);
    }
    Err(raise(cx, "cannot convert argument to integer"))
}

fn in_range(item: &Item, value: i64) -> bool {
    let bits = item.size as u32 * 8;
    match item.kind {
        Kind::Signed => bits == 64 || (-(1i64 << (bits - 1))..1i64 << (bits - 1)).contains(&value),
        _ => value >= 0 && (bits == 64 || value < 1i64 << bits),
    }
}

#[cold]
fn raise_range(cx: &Cx, item: &Item, value: &IBig, big_endian: bool) -> Raised {
    let code = char::from(item.code);
    let fits_long = i64::try_from(value).is_ok();
    let message = match item.code {
        b'P' => {
            let message = if long::ops::is_below_zero(value) {
                "Python int too large to convert to C long"
            } else {
                "long int too large to convert"
            };
            return cx.raise(&exc::OVERFLOW_ERROR, format_args!("{message}"));
        }
        // Big-endian items are converted as unsigned ones are, byte by byte.
        b'H' if big_endian && u64::try_from(value).is_ok() => {
            "'H' format requires 0 <= number <= 65535".to_string()
        }
        b'h' if big_endian && fits_long => {
            "'h' format requires -32768 <= number <= 32767".to_string()
        }
        b'b' if fits_long => "byte format requires -128 <= number <= 127".to_string(),
        b'B' if fits_long => "ubyte format requires 0 <= number <= 255".to_string(),
        b'h' if fits_long => "short format requires SHRT_MIN <= number <= SHRT_MAX".to_string(),
        b'H' if fits_long && !big_endian => {
            "ushort format requires 0 <= number <= USHRT_MAX".to_string()
        }
        b'b' | b'B' | b'h' | b'H' => format!("integer out of range for '{code}' format code"),
        _ if item.size == 4 && item.kind == Kind::Signed && i64::try_from(value).is_ok() => {
            format!("'{code}' format requires {} <= number <= {}", i32::MIN, i32::MAX)
        }
        _ if item.size == 4 && item.kind == Kind::Unsigned && u64::try_from(value).is_ok() => {
            format!("'{code}' format requires 0 <= number <= {}", u32::MAX)
        }
        _ => format!("integer out of range for '{code}' format code"),
    };
    raise(cx, &message)
}

/// Unpacks all items of bytes that have the layout's size.
///
/// # Errors
/// Raises `MemoryError`.
pub(super) fn unpack(cx: &Cx, layout: &Layout, bytes: &[u8]) -> PyResult<Vec<Owned>> {
    let mut values = builtins::unicode::room(cx, layout.items.len())?;
    for item in &layout.items {
        values.push(unpack_item(cx, layout, item, &bytes[item.offset..item.offset + item.size])?);
    }
    Ok(values)
}

fn unpack_item(cx: &Cx, layout: &Layout, item: &Item, place: &[u8]) -> PyResult {
    let mut eight = [0u8; 8];
    if place.len() <= 8 {
        eight[..place.len()].copy_from_slice(place);
        if layout.big_endian {
            eight[..place.len()].reverse();
        }
    }
    let unsigned = u64::from_le_bytes(eight);
    match item.kind {
        Kind::Pad => Ok(Owned::none()),
        Kind::Bool => Ok(Owned::bool(place[0] != 0)),
        Kind::Char | Kind::Bytes => of_bytes(cx, place),
        Kind::Pascal => {
            let Some((count, text)) = place.split_first() else { return of_bytes(cx, b"") };
            of_bytes(cx, &text[..usize::from(*count).min(text.len())])
        }
        Kind::Float if place.len() == 4 => {
            builtins::float::boxed(cx, f64::from(f32::from_bits(unsigned as u32)))
        }
        Kind::Float => builtins::float::boxed(cx, f64::from_bits(unsigned)),
        Kind::Signed => {
            let shift = 64 - place.len() as u32 * 8;
            Ok(Owned::int((unsigned << shift) as i64 >> shift))
        }
        Kind::Unsigned => builtins::int::from_i128(cx, i128::from(unsigned)),
    }
}
