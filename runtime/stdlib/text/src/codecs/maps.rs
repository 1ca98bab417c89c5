//! Encodings by mappings of the program's own, and the standard error handlers as functions.

use super::{errors, pair, text_of};
use runtime::api::builtins::codecs::errors::{
    DecodeErrors, EncodeErrors, backslashes, char_references,
};
use runtime::api::builtins::dict::Dict;
use runtime::api::builtins::int::int_value;
use runtime::api::builtins::str::{Str, intern_bytes, of_bytes};
use runtime::api::builtins::unicode::Unicode;
use runtime::api::protocol::{attr, buffer, mapping, number};
use runtime::api::{Cx, Owned, PyResult, Raised, Ref, exc};

/// Looks a key up; None if it is not there or maps to None.
fn look_up(cx: &Cx, map: Ref<'_>, key: u32) -> PyResult<Option<Owned>> {
    let key = Owned::int(i64::from(key));
    match mapping::get_item(cx, map, key.borrow()) {
        Ok(value) if value.borrow().is_none() => Ok(None),
        Ok(value) => Ok(Some(value)),
        Err(_) if cx.raised_matches(&exc::LOOKUP_ERROR) => {
            cx.clear_raised();
            Ok(None)
        }
        Err(raised) => Err(raised),
    }
}

pub(super) fn charmap_decode(cx: &Cx, _module: Ref<'_>, args: &[Ref<'_>]) -> PyResult {
    let input = buffer::characters(cx, args[0])?;
    let errors = errors(cx, args, 1)?;
    let map = args.get(2).filter(|map| !map.is_none());
    let Some(map) = map else {
        return pair(cx, Unicode::from_latin1(cx, &input)?, input.len());
    };
    let context = DecodeErrors { cx, encoding: "charmap", errors: &errors, input: &input };
    let mut out = Vec::new();
    let mut at = 0;
    while let Some(byte) = input.get(at) {
        let found = match map.cast::<Unicode>() {
            Some(table) => {
                let code = table.code_points().get(usize::from(*byte)).copied();
                code.filter(|code| *code != 0xfffe).map(|code| vec![code])
            }
            None => decoded(cx, *map, u32::from(*byte))?,
        };
        match found {
            Some(code_points) => {
                out.extend(code_points);
                at += 1;
            }
            None => {
                at = context.handle(&mut out, at..at + 1, "character maps to <undefined>")?;
            }
        }
    }
    pair(cx, Unicode::from_vec(cx, out)?, input.len())
}

fn decoded(cx: &Cx, map: Ref<'_>, byte: u32) -> PyResult<Option<Vec<u32>>> {
    let Some(value) = look_up(cx, map, byte)? else { return Ok(None) };
    if let Some(text) = value.borrow().cast::<Unicode>() {
        let code_points = text.code_points().to_vec();
        return Ok((code_points != [0xfffe]).then_some(code_points));
    }
    match int_value(value.borrow()) {
        Some(0xfffe) => Ok(None),
        Some(code @ 0..=0x10_ffff) => Ok(Some(vec![code as u32])),
        Some(_) => Err(cx
            .raise(&exc::TYPE_ERROR, format_args!("character mapping must be in range(0x110000)"))),
        None => Err(cx.raise(
            &exc::TYPE_ERROR,
            format_args!("character mapping must return integer, None or unicode"),
        )),
    }
}

fn encoded(cx: &Cx, map: Ref<'_>, code: u32) -> PyResult<Option<Vec<u8>>> {
    let Some(value) = look_up(cx, map, code)? else { return Ok(None) };
    if let Some(text) = value.borrow().cast::<Str>() {
        return Ok(Some(text.as_bytes().to_vec()));
    }
    match int_value(value.borrow()) {
        Some(byte @ 0..=255) => Ok(Some(vec![byte as u8])),
        Some(_) => {
            Err(cx.raise(&exc::TYPE_ERROR, format_args!("character mapping must be in range(256)")))
        }
        None => Err(cx.raise(
            &exc::TYPE_ERROR,
            format_args!("character mapping must return integer, None or str"),
        )),
    }
}

pub(super) fn charmap_encode(cx: &Cx, _module: Ref<'_>, args: &[Ref<'_>]) -> PyResult {
    const REASON: &str = "character maps to <undefined>";
    let errors = errors(cx, args, 1)?;
    let input = text_of(cx, args[0])?;
    let map = args.get(2).filter(|map| !map.is_none());
    let Some(map) = map else {
        let bytes = runtime::api::builtins::codecs::encode_latin1(cx, &input, &errors)?;
        return pair(cx, of_bytes(cx, &bytes)?, input.len());
    };
    let context = EncodeErrors { cx, encoding: "charmap", errors: &errors, input: &input };
    let mut out = Vec::new();
    let mut at = 0;
    while let Some(code) = input.get(at) {
        if let Some(bytes) = encoded(cx, *map, *code)? {
            out.extend(bytes);
            at += 1;
            continue;
        }
        let mut end = at + 1;
        while end < input.len() && encoded(cx, *map, input[end])?.is_none() {
            end += 1;
        }
        let (replacement, next) = context.handle(at..end, REASON)?;
        for code in replacement {
            match encoded(cx, *map, code)? {
                Some(bytes) => out.extend(bytes),
                None => return Err(context.raise(at..end, REASON)),
            }
        }
        at = next;
    }
    pair(cx, of_bytes(cx, &out)?, input.len())
}

pub(super) fn charmap_build(cx: &Cx, _module: Ref<'_>, table: Ref<'_>) -> PyResult {
    let Some(table) = table.cast::<Unicode>() else {
        return Err(cx.raise(
            &exc::TYPE_ERROR,
            format_args!("charmap_build() argument 1 must be unicode, not {}", table.ty().name()),
        ));
    };
    let map = Dict::new(cx)?;
    for (byte, code) in table.code_points().iter().enumerate().filter(|(_, code)| **code != 0xfffe)
    {
        let (key, value) = (Owned::int(i64::from(*code)), Owned::int(byte as i64));
        map.borrow().recv::<Dict>().set(cx, key.borrow(), value.borrow())?;
    }
    Ok(map)
}

fn member(cx: &Cx, error: Ref<'_>, name: &str) -> PyResult {
    let name = intern_bytes(cx, name.as_bytes());
    attr::get_attr(cx, error, name.borrow())
}

/// The range an error is about.
fn range(cx: &Cx, error: Ref<'_>) -> PyResult<(usize, usize)> {
    let start = number::as_i64(cx, member(cx, error, "start")?.borrow())?;
    let end = number::as_i64(cx, member(cx, error, "end")?.borrow())?;
    Ok((start.max(0) as usize, end.max(0) as usize))
}

#[cold]
fn raise_unknown(cx: &Cx, error: Ref<'_>) -> Raised {
    let name = error.ty().name();
    cx.raise(
        &exc::TYPE_ERROR,
        format_args!(
            "don't know how to handle {} in error callback",
            name.rsplit('.').next().unwrap_or(&name)
        ),
    )
}

pub(super) fn strict_errors(cx: &Cx, _module: Ref<'_>, error: Ref<'_>) -> PyResult {
    if !error.is_instance(&exc::BASE_EXCEPTION) {
        return Err(cx.raise(&exc::TYPE_ERROR, format_args!("codec must pass exception instance")));
    }
    Err(cx.raise_with(error.ty().as_ref(), Some(error.own())))
}

fn is_unicode_error(error: Ref<'_>) -> bool {
    error.is_instance(&exc::UNICODE_ENCODE_ERROR)
        || error.is_instance(&exc::UNICODE_DECODE_ERROR)
        || error.is_instance(&exc::UNICODE_TRANSLATE_ERROR)
}

fn answer(cx: &Cx, text: &[u32], end: usize) -> PyResult {
    pair(cx, Unicode::new(cx, text)?, end)
}

pub(super) fn ignore_errors(cx: &Cx, _module: Ref<'_>, error: Ref<'_>) -> PyResult {
    if !is_unicode_error(error) {
        return Err(raise_unknown(cx, error));
    }
    answer(cx, &[], range(cx, error)?.1)
}

pub(super) fn replace_errors(cx: &Cx, _module: Ref<'_>, error: Ref<'_>) -> PyResult {
    if !is_unicode_error(error) {
        return Err(raise_unknown(cx, error));
    }
    let (start, end) = range(cx, error)?;
    if error.is_instance(&exc::UNICODE_DECODE_ERROR) {
        return answer(cx, &[0xfffd], end);
    }
    let mark = if error.is_instance(&exc::UNICODE_ENCODE_ERROR) { 63 } else { 0xfffd };
    answer(cx, &vec![mark; end.saturating_sub(start)], end)
}

/// Calls `replace` with the code points an encoding error is about.
fn replaced(cx: &Cx, error: Ref<'_>, replace: fn(&[u32]) -> Vec<u32>) -> PyResult {
    if !error.is_instance(&exc::UNICODE_ENCODE_ERROR) {
        return Err(raise_unknown(cx, error));
    }
    let object = member(cx, error, "object")?;
    let text = text_of(cx, object.borrow())?;
    let (start, end) = range(cx, error)?;
    let part = text.get(start..end.min(text.len())).unwrap_or(&[]);
    answer(cx, &replace(part), end)
}

pub(super) fn xmlcharrefreplace_errors(cx: &Cx, _module: Ref<'_>, error: Ref<'_>) -> PyResult {
    replaced(cx, error, char_references)
}

pub(super) fn backslashreplace_errors(cx: &Cx, _module: Ref<'_>, error: Ref<'_>) -> PyResult {
    replaced(cx, error, backslashes)
}
