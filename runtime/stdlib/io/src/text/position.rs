//! Positions of a text stream as numbers.
//!
//! A position is: the byte position where decoding has to start (64 bits), the decoder's flags there (64), how many
//! bytes to give to it (64), how many characters of the result to skip (64), whether the end was reached (1).

use super::{
    TextIo, decode, decoder_state, encoder_set_start, forget_chars, open, take, write_pending,
};
use crate::support::{io_error, method, value_error};
use dashu_int::{IBig, UBig};
use runtime::api::{Cx, Owned, PyResult, Ref, exc};
use runtime::builtins::int;
use runtime::builtins::long::{Long, to_big};
use runtime::builtins::str::Str;
use runtime::builtins::tuple::Tuple;
use runtime::protocol::number;

#[derive(Default)]
struct Position {
    start: u64,
    flags: u64,
    feed: u64,
    skip: u64,
    ended: bool,
}

impl Position {
    fn pack(&self, cx: &Cx) -> PyResult {
        let mut bytes = Vec::new();
        for part in [self.start, self.flags, self.feed, self.skip] {
            bytes.extend_from_slice(&part.to_le_bytes());
        }
        bytes.push(u8::from(self.ended));
        Long::new(cx, IBig::from(UBig::from_le_bytes(&bytes)))
    }

    fn unpack(number: &IBig) -> Position {
        let bytes = number.clone().into_parts().1.to_le_bytes();
        let part = |index: usize| {
            (0..8).rev().fold(0, |part, byte| {
                part << 8 | u64::from(bytes.get(index * 8 + byte).copied().unwrap_or(0))
            })
        };
        Position {
            start: part(0),
            flags: part(1),
            feed: part(2),
            skip: part(3),
            ended: bytes.get(32).is_some_and(|byte| *byte != 0),
        }
    }
}

fn set_state(cx: &Cx, decoder: Ref<'_>, bytes: &[u8], flags: i64) -> PyResult<()> {
    let state = Tuple::new(cx, vec![Str::new(cx, bytes)?, Owned::int(flags)])?;
    method(cx, decoder, "setstate", &[state.borrow()]).map(drop)
}

/// `tell()`
pub(super) fn tell(cx: &Cx, x: Ref<'_>) -> PyResult {
    let (text, buffer) = open(cx, x)?;
    if !text.seekable.get() {
        return Err(io_error(cx, "underlying stream is not seekable"));
    }
    if !text.telling.get() {
        return Err(io_error(cx, "telling position disabled by next() call"));
    }
    write_pending(cx, text, buffer.borrow())?;
    method(cx, x, "flush", &[])?;
    let at = method(cx, buffer.borrow(), "tell", &[])?;
    let snapshot = text.snapshot.borrow().clone();
    let (Some(decoder), Some((flags, bytes))) = (text.decoder.get(), snapshot) else {
        return Ok(at);
    };
    let at = number::as_i64(cx, at.borrow())? as u64;
    let mut position = Position {
        start: at.wrapping_sub(bytes.len() as u64),
        flags: flags as u64,
        ..Position::default()
    };
    let skip = text.at.get();
    if skip == 0 {
        return position.pack(cx);
    }
    let saved = decoder_state(cx, decoder.borrow())?;
    let found = locate(cx, decoder.borrow(), &bytes, skip, &mut position);
    let restored = if found.is_err() {
        let state = cx.take_raised();
        if set_state(cx, decoder.borrow(), &saved.0, saved.1).is_err() {
            cx.clear_raised();
        }
        Err(cx.restore(state))
    } else {
        set_state(cx, decoder.borrow(), &saved.0, saved.1)
    };
    restored?;
    position.pack(cx)
}

/// Decodes the bytes of the snapshot one by one until `skip` characters have come out, and notes the last
/// place where the decoder held nothing back.
fn locate(
    cx: &Cx,
    decoder: Ref<'_>,
    bytes: &[u8],
    skip: usize,
    position: &mut Position,
) -> PyResult<()> {
    set_state(cx, decoder, b"", position.flags as i64)?;
    let (mut left, mut fed, mut made) = (skip, 0, 0);
    for byte in bytes {
        fed += 1;
        let input = Str::new(cx, &[*byte])?;
        made += decode(cx, decoder, input.borrow(), false)?.len();
        let (held, flags) = decoder_state(cx, decoder)?;
        if held.is_empty() && made <= left {
            position.start += fed;
            left -= made;
            position.flags = flags as u64;
            (fed, made) = (0, 0);
        }
        if made >= left {
            (position.feed, position.skip) = (fed, left as u64);
            return Ok(());
        }
    }
    let empty = Str::new(cx, b"")?;
    made += decode(cx, decoder, empty.borrow(), true)?.len();
    if made < left {
        return Err(io_error(cx, "can't reconstruct logical file position"));
    }
    (position.feed, position.skip, position.ended) = (fed, left as u64, true);
    Ok(())
}

/// `seek(cookie[, whence])`
pub(super) fn seek(cx: &Cx, x: Ref<'_>, args: &[Ref<'_>]) -> PyResult {
    let (text, buffer) = open(cx, x)?;
    let whence = args.get(1).map_or(Ok(0), |whence| number::as_i64(cx, *whence))?;
    if !text.seekable.get() {
        return Err(io_error(cx, "underlying stream is not seekable"));
    }
    let Some(mut cookie) = to_big(args[0]).map(|cookie| cookie.into_owned()) else {
        return Err(cx.raise(&exc::TYPE_ERROR, format_args!("an integer is required")));
    };
    match whence {
        0 => {}
        1 if cookie != IBig::ZERO => {
            return Err(io_error(cx, "can't do nonzero cur-relative seeks"));
        }
        2 if cookie != IBig::ZERO => {
            return Err(io_error(cx, "can't do nonzero end-relative seeks"));
        }
        1 => {
            method(cx, x, "flush", &[])?;
            let here = tell(cx, x)?;
            cookie = to_big(here.borrow()).map(|here| here.into_owned()).unwrap_or_default();
        }
        2 => return seek_end(cx, x, text, buffer.borrow()),
        _ => {
            let message = format!("invalid whence ({whence}, should be 0, 1 or 2)");
            return Err(value_error(cx, &message));
        }
    }
    if cookie < IBig::ZERO {
        return Err(value_error(cx, &format!("negative seek position {cookie}")));
    }
    method(cx, x, "flush", &[])?;
    let position = Position::unpack(&cookie);
    let start = int::normalise(cx, IBig::from(position.start))?;
    method(cx, buffer.borrow(), "seek", &[start.borrow()])?;
    forget_chars(text);
    text.snapshot.take();
    if let Some(decoder) = text.decoder.get() {
        if position.start == 0 && position.flags == 0 {
            method(cx, decoder.borrow(), "reset", &[])?;
        } else {
            set_state(cx, decoder.borrow(), b"", position.flags as i64)?;
        }
        *text.snapshot.borrow_mut() = Some((position.flags as i64, Vec::new()));
        if position.skip > 0 {
            restore(cx, text, decoder.borrow(), buffer.borrow(), &position)?;
        }
    }
    encoder_set_start(cx, text, cookie == IBig::ZERO)?;
    int::normalise(cx, cookie)
}

/// Decodes from the start of a position to its character.
fn restore(
    cx: &Cx,
    text: &TextIo,
    decoder: Ref<'_>,
    buffer: Ref<'_>,
    position: &Position,
) -> PyResult<()> {
    let feed = Owned::int(position.feed as i64);
    let input = method(cx, buffer, "read", &[feed.borrow()])?;
    let bytes = crate::support::given_bytes(cx, input.borrow(), "underlying read")?;
    *text.snapshot.borrow_mut() = Some((position.flags as i64, bytes));
    let decoded = decode(cx, decoder, input.borrow(), position.ended)?;
    let skip = position.skip as usize;
    if decoded.len() < skip {
        return Err(io_error(cx, "can't restore logical file position"));
    }
    *text.chars.borrow_mut() = decoded;
    text.at.set(0);
    take(text, skip);
    Ok(())
}

fn seek_end(cx: &Cx, x: Ref<'_>, text: &TextIo, buffer: Ref<'_>) -> PyResult {
    method(cx, x, "flush", &[])?;
    forget_chars(text);
    text.snapshot.take();
    if let Some(decoder) = text.decoder.get() {
        method(cx, decoder.borrow(), "reset", &[])?;
    }
    let at = method(cx, buffer, "seek", &[Owned::int(0).borrow(), Owned::int(2).borrow()])?;
    encoder_set_start(cx, text, number::as_i64(cx, at.borrow())? == 0)?;
    Ok(at)
}
