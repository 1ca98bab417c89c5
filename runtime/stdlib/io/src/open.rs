//! `open`: the layers that a mode asks for.

use crate::buffered::{BUFFERED_RANDOM, BUFFERED_READER, BUFFERED_WRITER};
use crate::file_io::FILE_IO;
use crate::raw;
use crate::support::{ask, attr, method, number_of, value_error};
use crate::text::TEXT_IO_WRAPPER;
use runtime::api::{CallArgs, Cx, Owned, PyResult, Ref, exc};
use runtime::builtins::str::{Str, intern_bytes};
use runtime::builtins::unicode::Unicode;
use runtime::protocol::{args, attr as attributes, call, number};

#[derive(Default)]
struct Mode {
    read: bool,
    write: bool,
    append: bool,
    update: bool,
    text: bool,
    binary: bool,
    universal: bool,
}

fn parse(cx: &Cx, mode: &[u8]) -> PyResult<Mode> {
    let mut parsed = Mode::default();
    for (index, byte) in mode.iter().enumerate() {
        let place = match byte {
            b'r' => &mut parsed.read,
            b'w' => &mut parsed.write,
            b'a' => &mut parsed.append,
            b'+' => &mut parsed.update,
            b't' => &mut parsed.text,
            b'b' => &mut parsed.binary,
            b'U' => &mut parsed.universal,
            _ => return Err(invalid(cx, mode)),
        };
        *place = true;
        if mode[..index].contains(byte) {
            return Err(invalid(cx, mode));
        }
    }
    if parsed.universal {
        if parsed.write || parsed.append {
            return Err(value_error(cx, "can't use U and writing mode at once"));
        }
        parsed.read = true;
    }
    if parsed.text && parsed.binary {
        return Err(value_error(cx, "can't have text and binary mode at once"));
    }
    if usize::from(parsed.read) + usize::from(parsed.write) + usize::from(parsed.append) > 1 {
        return Err(value_error(cx, "must have exactly one of read/write/append mode"));
    }
    Ok(parsed)
}

fn invalid(cx: &Cx, mode: &[u8]) -> runtime::api::Raised {
    value_error(cx, &format!("invalid mode: '{}'", String::from_utf8_lossy(mode)))
}

/// The function `open`.
pub(crate) fn open(cx: &Cx, _: Ref<'_>, given: &[Option<Ref<'_>>]) -> PyResult {
    let file = given[0].expect("required");
    let is_name = file.cast::<Str>().is_some() || file.cast::<Unicode>().is_some();
    if !is_name && !number::is_number(file) {
        let shown = runtime::protocol::repr::repr(cx, file)?;
        let shown = shown
            .borrow()
            .cast::<Str>()
            .map_or_else(String::new, |text| text.to_text().into_owned());
        return Err(cx.raise(&exc::TYPE_ERROR, format_args!("invalid file: {shown}")));
    }
    let mode_text = given[1].map_or(Ok(b"r".to_vec()), |mode| {
        args::place("open", 2).c_text(cx, mode).map(|mode| mode.into_owned())
    })?;
    let mut buffering = given[2].map_or(Ok(-1), |size| number::as_i64(cx, size))?;
    let is_text = |x: Ref<'_>| x.cast::<Str>().is_some() || x.cast::<Unicode>().is_some();
    if let Some(end) = given[5].filter(|end| !end.is_none() && !is_text(*end)) {
        return Err(args::place("open", 6).wrong(cx, "string or None", end));
    }
    let present = |x: Option<Ref<'_>>| x.is_some_and(|x| !x.is_none());
    let mode = parse(cx, &mode_text)?;
    if mode.binary {
        for (index, name) in [(3, "an encoding"), (4, "an errors"), (5, "a newline")] {
            if present(given[index]) {
                let message = format!("binary mode doesn't take {name} argument");
                return Err(value_error(cx, &message));
            }
        }
    }
    let kind = [(mode.read, "r"), (mode.write, "w"), (mode.append, "a"), (mode.update, "+")];
    let raw_mode: String =
        kind.iter().filter(|(wanted, _)| *wanted).map(|(_, text)| *text).collect();
    let raw_mode = Str::new(cx, raw_mode.as_bytes())?;
    let mut raw_args = vec![file, raw_mode.borrow()];
    raw_args.extend(given[6]);
    let raw = call::call(cx, FILE_IO.as_ref(), CallArgs::positional_only(&raw_args))?;
    let layered = layer(cx, raw.borrow(), &mode, &mode_text, &mut buffering, given);
    match layered {
        Ok(stream) => Ok(stream),
        Err(_) => {
            let state = cx.take_raised();
            if method(cx, raw.borrow(), "close", &[]).is_err() {
                cx.clear_raised();
            }
            Err(cx.restore(state))
        }
    }
}

fn layer(
    cx: &Cx,
    raw: Ref<'_>,
    mode: &Mode,
    mode_text: &[u8],
    buffering: &mut i64,
    given: &[Option<Ref<'_>>],
) -> PyResult {
    let terminal = ask(cx, raw, "isatty")?;
    let line_buffering = *buffering == 1 || *buffering < 0 && terminal;
    if line_buffering {
        *buffering = -1;
    }
    if *buffering < 0 {
        let fd = number_of(cx, raw, "fileno", &[])?;
        *buffering = match raw::stat(fd as i32) {
            Ok((_, size, _)) if size > 1 => size,
            _ => crate::BUFFER_SIZE as i64,
        };
    }
    if *buffering == 0 {
        if mode.binary {
            return Ok(raw.own());
        }
        return Err(value_error(cx, "can't have unbuffered text I/O"));
    }
    let class = if mode.update {
        &BUFFERED_RANDOM
    } else if mode.write || mode.append {
        &BUFFERED_WRITER
    } else if mode.read {
        &BUFFERED_READER
    } else {
        let shown = String::from_utf8_lossy(mode_text).into_owned();
        return Err(value_error(cx, &format!("unknown mode: '{shown}'")));
    };
    let size = Owned::int(*buffering);
    let buffer = call::call2(cx, class.as_ref(), raw, size.borrow())?;
    if mode.binary {
        return Ok(buffer);
    }
    let none = runtime::object::none();
    let line_buffering = Owned::bool(line_buffering);
    let arguments = [
        buffer.borrow(),
        given[3].unwrap_or(none),
        given[4].unwrap_or(none),
        given[5].unwrap_or(none),
        line_buffering.borrow(),
    ];
    let text = call::call(cx, TEXT_IO_WRAPPER.as_ref(), CallArgs::positional_only(&arguments))?;
    let shown = Unicode::from_latin1(cx, mode_text)?;
    let name = intern_bytes(cx, b"mode");
    attributes::set_attr(cx, text.borrow(), name.borrow(), Some(shown.borrow()))?;
    debug_assert!(attr(cx, text.borrow(), "mode").is_ok());
    Ok(text)
}
