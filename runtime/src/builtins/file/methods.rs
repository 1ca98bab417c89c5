//! Methods and attributes of file objects.

use super::File;
use super::stream::{SEEN_CR, SEEN_CRLF, SEEN_LF, Stream};
use crate::builtins::list::List;
use crate::builtins::str::Str;
use crate::builtins::tuple::Tuple;
use crate::builtins::unicode::Unicode;
use crate::cx::Cx;
use crate::exceptions::{PyResult, Raised, table};
use crate::object::{Field, Owned, Ref};
use crate::protocol::{self, call, iter as iteration, number, repr};

pub(super) fn file_repr(cx: &Cx, file: Ref<'_>) -> PyResult {
    let object = file.recv::<File>();
    let state = if object.is_open() { "open" } else { "closed" };
    let name = match object.name.get() {
        Some(name) if name.borrow().cast::<Unicode>().is_some() => {
            let name = repr::repr(cx, name.borrow())?;
            name.borrow().recv::<Str>().to_text().into_owned()
        }
        Some(name) => match name.borrow().cast::<Str>() {
            Some(_) => {
                let name = repr::repr(cx, name.borrow())?;
                name.borrow().recv::<Str>().to_text().into_owned()
            }
            None => "<uninitialized file>".to_owned(),
        },
        None => "'<uninitialized file>'".to_owned(),
    };
    let mode = match object.mode.get() {
        Some(mode) => {
            mode.borrow().cast::<Str>().map_or_else(String::new, |mode| mode.to_text().into_owned())
        }
        None => "<uninitialized file>".to_owned(),
    };
    let address = file.address();
    Str::new(cx, format!("<{state} file {name}, mode '{mode}' at {address:#x}>").as_bytes())
}

fn check_open(cx: &Cx, file: &File) -> PyResult<()> {
    file.with(cx, |_| Ok(()))
}

pub(super) fn file_iter(cx: &Cx, file: Ref<'_>) -> PyResult {
    check_open(cx, file.recv::<File>())?;
    Ok(file.own())
}

pub(super) fn file_next(cx: &Cx, file: Ref<'_>) -> PyResult<Option<Owned>> {
    let line = file.recv::<File>().read_with(cx, Stream::next_line)?;
    if line.is_empty() { Ok(None) } else { Str::new(cx, &line).map(Some) }
}

pub(super) fn file_close(cx: &Cx, file: Ref<'_>) -> PyResult {
    let object = file.recv::<File>();
    let stream = match object.stream.try_borrow_mut() {
        Ok(mut stream) => stream.take(),
        Err(_) => {
            return Err(cx.raise(
                &table::IO_ERROR,
                format_args!("close() called during concurrent operation on the same file object."),
            ));
        }
    };
    let Some(stream) = stream else { return Ok(Owned::none()) };
    object.newlines.set(stream.newlines);
    stream.close().map_err(|error| error.raise(cx))?;
    match object.process.take() {
        Some((pid, closer)) => closer(cx, pid),
        None => Ok(Owned::none()),
    }
}

pub(super) fn file_fileno(cx: &Cx, file: Ref<'_>) -> PyResult {
    file.recv::<File>().with(cx, |stream| Ok(stream.fd)).map(|fd| Owned::int(i64::from(fd)))
}

pub(super) fn file_flush(cx: &Cx, file: Ref<'_>) -> PyResult {
    file.recv::<File>().with(cx, Stream::flush)?;
    Ok(Owned::none())
}

pub(super) fn file_isatty(cx: &Cx, file: Ref<'_>) -> PyResult {
    file.recv::<File>()
        .with(cx, |stream| Ok(super::descriptor::is_terminal(stream.fd)))
        .map(Owned::bool)
}

/// A size argument: negative or absent means no limit.
fn limit(cx: &Cx, value: Option<&Ref<'_>>) -> PyResult<Option<usize>> {
    let Some(value) = value else { return Ok(None) };
    if value.is_none() {
        return Err(cx.raise(&table::TYPE_ERROR, format_args!("an integer is required")));
    }
    let size = number::as_i64(cx, *value)?;
    Ok(usize::try_from(size).ok())
}

/// What reading methods check before they look at their arguments.
fn check_readable(cx: &Cx, file: Ref<'_>) -> PyResult<()> {
    file.recv::<File>().with(cx, Stream::begin_read)
}

pub(super) fn file_read(cx: &Cx, file: Ref<'_>, args: &[Ref<'_>]) -> PyResult {
    check_readable(cx, file)?;
    let limit = limit(cx, args.first())?;
    let bytes = file.recv::<File>().read_with(cx, |stream| stream.read(limit))?;
    Str::new(cx, &bytes)
}

pub(super) fn file_readinto(cx: &Cx, file: Ref<'_>, args: &[Ref<'_>]) -> PyResult {
    check_readable(cx, file)?;
    let [buffer] = *args else { return Err(wrong_count(cx, args.len())) };
    let mut room = 0;
    let target = protocol::buffer::write(cx, buffer, &mut |bytes| room = bytes.len());
    if target.is_err() {
        cx.clear_raised();
        let ty = call::argument_name(buffer);
        return Err(cx.raise(
            &table::TYPE_ERROR,
            format_args!("argument 1 must be read-write buffer, not {ty}"),
        ));
    }
    let bytes = file.recv::<File>().read_with(cx, |stream| stream.read(Some(room)))?;
    protocol::buffer::write(cx, buffer, &mut |room| {
        let count = bytes.len().min(room.len());
        room[..count].copy_from_slice(&bytes[..count]);
    })?;
    Ok(Owned::int(bytes.len() as i64))
}

pub(super) fn file_readline(cx: &Cx, file: Ref<'_>, args: &[Ref<'_>]) -> PyResult {
    check_readable(cx, file)?;
    let limit = match args.first() {
        Some(limit) => usize::try_from(protocol::args::c_int(cx, *limit)?).ok(),
        None => None,
    };
    if limit == Some(0) {
        return Str::new(cx, b"");
    }
    let line = file.recv::<File>().read_with(cx, |stream| stream.read_line(limit))?;
    Str::new(cx, &line)
}

pub(super) fn file_readlines(cx: &Cx, file: Ref<'_>, args: &[Ref<'_>]) -> PyResult {
    check_readable(cx, file)?;
    let hint = limit(cx, args.first())?.unwrap_or(0);
    let mut lines = Vec::new();
    let mut total_bytes = 0;
    loop {
        let line = file.recv::<File>().read_with(cx, |stream| stream.read_line(None))?;
        if line.is_empty() {
            break;
        }
        total_bytes += line.len();
        lines.push(Str::new(cx, &line)?);
        // CPython stops at the first buffer of 8 KiB that reaches the hint.
        if hint > 0 && total_bytes >= hint.max(8192) {
            break;
        }
    }
    List::new(cx, lines)
}

pub(super) fn file_seek(cx: &Cx, file: Ref<'_>, args: &[Ref<'_>]) -> PyResult {
    let object = file.recv::<File>();
    check_open(cx, object)?;
    let whence = args.get(1).map_or(Ok(0), |whence| crate::protocol::args::c_int(cx, *whence))?;
    let offset = if crate::builtins::float::float_value(args[0]).is_some() {
        cx.warn(&table::DEPRECATION_WARNING, "integer argument expected, got float")?;
        number::as_c_long(cx, args[0])?
    } else {
        let index = number::index(cx, args[0])?;
        number::as_i64(cx, index.borrow())?
    };
    object.with(cx, |stream| stream.seek(offset, whence))?;
    Ok(Owned::none())
}

pub(super) fn file_tell(cx: &Cx, file: Ref<'_>) -> PyResult {
    file.recv::<File>().with(cx, Stream::tell).map(Owned::int)
}

pub(super) fn file_truncate(cx: &Cx, file: Ref<'_>, args: &[Ref<'_>]) -> PyResult {
    file.recv::<File>().with(cx, |stream| stream.check_writable())?;
    let size = args.first().map(|size| number::as_c_long(cx, *size)).transpose()?;
    file.recv::<File>().with(cx, |stream| stream.truncate(size))?;
    Ok(Owned::none())
}

fn is_binary(file: &File) -> bool {
    file.mode.get().is_some_and(|mode| {
        mode.borrow().cast::<Str>().is_some_and(|mode| mode.as_bytes().contains(&b'b'))
    })
}

/// The bytes `write` takes in binary mode: str, encoded unicode, any buffer.
fn output_bytes(cx: &Cx, value: Ref<'_>) -> PyResult<Option<Vec<u8>>> {
    if let Some(text) = value.cast::<Str>() {
        return Ok(Some(text.as_bytes().to_vec()));
    }
    if value.cast::<Unicode>().is_some() {
        let text = repr::str(cx, value)?;
        return Ok(Some(text.borrow().recv::<Str>().as_bytes().to_vec()));
    }
    Ok(protocol::buffer::bytes(cx, value)?.map(std::borrow::Cow::into_owned))
}

#[cold]
fn wrong_count(cx: &Cx, given: usize) -> Raised {
    cx.raise(&table::TYPE_ERROR, format_args!("function takes exactly 1 argument ({given} given)"))
}

pub(super) fn file_write(cx: &Cx, file: Ref<'_>, args: &[Ref<'_>]) -> PyResult {
    let object = file.recv::<File>();
    let [value] = *args else {
        check_open(cx, object)?;
        return Err(wrong_count(cx, args.len()));
    };
    if let Some(text) = value.cast::<Str>() {
        object.set_softspace(false);
        object.write_bytes(cx, text.as_bytes())?;
        return Ok(Owned::none());
    }
    check_open(cx, object)?;
    object.with(cx, |stream| stream.check_writable())?;
    if !is_binary(object) {
        let bytes = protocol::buffer::characters(cx, value)?;
        object.set_softspace(false);
        object.write_bytes(cx, &bytes)?;
        return Ok(Owned::none());
    }
    match output_bytes(cx, value)? {
        Some(bytes) => {
            object.set_softspace(false);
            object.write_bytes(cx, &bytes)?;
        }
        None => {
            let ty = call::argument_name(value);
            return Err(cx.raise(
                &table::TYPE_ERROR,
                format_args!("argument 1 must be string or buffer, not {ty}"),
            ));
        }
    }
    Ok(Owned::none())
}

/// Lines that `writelines` takes at a time, as in CPython.
const CHUNK_LINES: usize = 1000;

pub(super) fn file_writelines(cx: &Cx, file: Ref<'_>, lines: Ref<'_>) -> PyResult {
    let object = file.recv::<File>();
    object.with(cx, |stream| stream.check_writable())?;
    let binary = is_binary(object);
    let iterator = match iteration::iter(cx, lines) {
        Ok(iterator) => iterator,
        Err(_) => {
            cx.clear_raised();
            return Err(cx.raise(
                &table::TYPE_ERROR,
                format_args!("writelines() requires an iterable argument"),
            ));
        }
    };
    // The lines are checked and written in chunks: an error keeps all of its chunk back.
    loop {
        let mut chunk = Vec::new();
        let mut count = 0;
        while count < CHUNK_LINES
            && let Some(line) = iteration::next(cx, iterator.borrow())?
        {
            match line_bytes(cx, line.borrow(), binary)? {
                Some(bytes) => chunk.extend_from_slice(&bytes),
                None => {
                    return Err(cx.raise(
                        &table::TYPE_ERROR,
                        format_args!("writelines() argument must be a sequence of strings"),
                    ));
                }
            }
            count += 1;
        }
        if count == 0 {
            return Ok(Owned::none());
        }
        object.set_softspace(false);
        object.write_bytes(cx, &chunk)?;
    }
}

/// The bytes of a line for `writelines`; a unicode is encoded in text mode only.
fn line_bytes(cx: &Cx, line: Ref<'_>, binary: bool) -> PyResult<Option<Vec<u8>>> {
    match line.cast::<Unicode>() {
        Some(text) if binary => {
            Ok(Some(text.code_points().iter().flat_map(|point| point.to_le_bytes()).collect()))
        }
        Some(_) => match protocol::buffer::characters(cx, line) {
            Ok(bytes) => Ok(Some(bytes.into_owned())),
            // What cannot be encoded counts as no string.
            Err(_) => {
                cx.clear_raised();
                Ok(None)
            }
        },
        None => Ok(protocol::buffer::old_bytes(cx, line)?.map(std::borrow::Cow::into_owned)),
    }
}

pub(super) fn file_enter(cx: &Cx, file: Ref<'_>) -> PyResult {
    file_iter(cx, file)
}

pub(super) fn file_exit(cx: &Cx, file: Ref<'_>, _: &[Ref<'_>]) -> PyResult {
    let close = crate::object::names::CLOSE.as_ref();
    call::call_method(cx, file, close, &[])?;
    Ok(Owned::none())
}

pub(super) fn get_closed(_: &Cx, file: Ref<'_>) -> PyResult {
    Ok(Owned::bool(!file.recv::<File>().is_open()))
}

fn or_none(field: &Field) -> PyResult {
    Ok(field.get().unwrap_or_else(Owned::none))
}

pub(super) fn get_encoding(_: &Cx, file: Ref<'_>) -> PyResult {
    or_none(&file.recv::<File>().encoding)
}

pub(super) fn get_errors(_: &Cx, file: Ref<'_>) -> PyResult {
    or_none(&file.recv::<File>().errors)
}

pub(super) fn get_mode(_: &Cx, file: Ref<'_>) -> PyResult {
    or_none(&file.recv::<File>().mode)
}

pub(super) fn get_name(_: &Cx, file: Ref<'_>) -> PyResult {
    or_none(&file.recv::<File>().name)
}

pub(super) fn get_newlines(cx: &Cx, file: Ref<'_>) -> PyResult {
    let file = file.recv::<File>();
    let seen = match file.is_open() {
        true => file.with(cx, |stream| Ok(stream.newlines))?,
        false => file.newlines.get(),
    };
    let kinds: &[(u8, &[u8])] = &[(SEEN_CR, b"\r"), (SEEN_LF, b"\n"), (SEEN_CRLF, b"\r\n")];
    let mut found = Vec::new();
    for (bit, text) in kinds {
        if seen & bit != 0 {
            found.push(Str::new(cx, text)?);
        }
    }
    match found.len() {
        0 => Ok(Owned::none()),
        1 => Ok(found.remove(0)),
        _ => Tuple::new(cx, found),
    }
}

pub(super) fn get_softspace(_: &Cx, file: Ref<'_>) -> PyResult {
    Ok(Owned::int(file.recv::<File>().softspace.get().into()))
}

pub(super) fn set_softspace(cx: &Cx, file: Ref<'_>, value: Option<Ref<'_>>) -> PyResult<()> {
    match value {
        Some(value) => {
            let value = number::as_c_long(cx, value)?;
            file.recv::<File>().softspace.set(value as i32);
            Ok(())
        }
        None => Err(cx.raise(&table::TYPE_ERROR, format_args!("can't delete softspace attribute"))),
    }
}
