//! Opening files: the constructor, mode checks and their messages.

use super::{File, Mode, Stream, descriptor, raise_os_error};
use crate::builtins::str::Str;
use crate::builtins::unicode::Unicode;
use crate::cx::Cx;
use crate::exceptions::{PyResult, table};
use crate::object::{Owned, Ref};
use crate::protocol::{buffer, call};
use crate::types::{CallArgs, Type};

pub(super) fn file_new(cx: &Cx, ty: &Type, _: CallArgs<'_>) -> PyResult {
    let file = File::closed(cx, ty)?;
    let object = file.borrow().recv::<File>();
    object.encoding.set(Some(Owned::none()));
    object.errors.set(Some(Owned::none()));
    Ok(file)
}

pub(super) fn file_init(cx: &Cx, file: Ref<'_>, args: CallArgs<'_>) -> PyResult<()> {
    let mut bound = [None; 3];
    call::bind_keywords(cx, "file", args, 1, &["name", "mode", "buffering"], &mut bound)?;
    let args = bound;
    let name = args[0].expect("required");
    let path = path_bytes(cx, name)?;
    let mode = match args[1] {
        Some(mode) => mode_bytes(cx, mode)?,
        None => b"r".to_vec(),
    };
    let buffering =
        args[2].map_or(Ok(-1), |value| crate::protocol::args::c_int(cx, value))? as isize;
    let object = file.recv::<File>();
    let old = object.stream.borrow_mut().take();
    if let Some(old) = old {
        old.close().map_err(|error| error.raise(cx))?;
    }
    object.name.set(Some(name.own()));
    object.mode.set(Some(Str::new(cx, &mode)?));
    let stream = open_stream(cx, name, &path, &mode, buffering)?;
    *object.stream.borrow_mut() = Some(stream);
    Ok(())
}

/// The bytes of a file name.
fn path_bytes(cx: &Cx, name: Ref<'_>) -> PyResult<Vec<u8>> {
    let path = if let Some(name) = name.cast::<Str>() {
        name.as_bytes().to_vec()
    } else if name.cast::<Unicode>().is_some() {
        let encode = crate::builtins::str::intern_bytes(cx, b"encode");
        let encoding = Str::new(cx, crate::modules::sys::state::locale_encoding().as_bytes())?;
        let text = call::call_method(cx, name, encode.borrow(), &[encoding.borrow()])?;
        text.borrow().recv::<Str>().as_bytes().to_vec()
    } else if name.cast::<crate::builtins::bytearray::ByteArray>().is_some() {
        return Err(
            cx.raise(&table::TYPE_ERROR, format_args!("decoding bytearray is not supported"))
        );
    } else if let Some(path) = buffer::old_bytes(cx, name)? {
        path.into_owned()
    } else {
        let ty = call::type_name(name);
        return Err(cx.raise(
            &table::TYPE_ERROR,
            format_args!("coercing to Unicode: need string or buffer, {ty} found"),
        ));
    };
    if path.contains(&0) {
        let ty = call::type_name(name);
        return Err(cx.raise(
            &table::TYPE_ERROR,
            format_args!("file() argument 1 must be encoded string without null bytes, not {ty}"),
        ));
    }
    Ok(path)
}

/// The bytes of a mode.
fn mode_bytes(cx: &Cx, mode: Ref<'_>) -> PyResult<Vec<u8>> {
    let text = match mode.cast::<Unicode>() {
        Some(text) => crate::builtins::codecs::encode_ascii(cx, text.code_points(), b"strict")?,
        None => match mode.cast::<Str>() {
            Some(mode) => mode.as_bytes().to_vec(),
            None => {
                let ty = call::argument_name(mode);
                return Err(cx.raise(
                    &table::TYPE_ERROR,
                    format_args!("file() argument 2 must be string, not {ty}"),
                ));
            }
        },
    };
    if text.contains(&0) {
        let ty = call::type_name(mode);
        return Err(cx.raise(
            &table::TYPE_ERROR,
            format_args!("file() argument 2 must be string without null bytes, not {ty}"),
        ));
    }
    Ok(text)
}

fn open_stream(
    cx: &Cx,
    name: Ref<'_>,
    path: &[u8],
    mode: &[u8],
    buffering: isize,
) -> PyResult<Stream> {
    let Some(parsed) = Mode::parse(mode) else {
        if mode.is_empty() {
            return Err(cx.raise(&table::VALUE_ERROR, format_args!("empty mode string")));
        }
        let shown = String::from_utf8_lossy(mode);
        return Err(cx.raise(
            &table::VALUE_ERROR,
            format_args!("mode string must begin with one of 'r', 'w', 'a' or 'U', not '{shown}'"),
        ));
    };
    let first = mode.iter().find(|byte| **byte != b'U');
    if parsed.universal && first.is_some_and(|first| b"wa".contains(first)) {
        return Err(cx.raise(
            &table::VALUE_ERROR,
            format_args!("universal newline mode can only be used with modes starting with 'r'"),
        ));
    }
    let access = match (parsed.read, parsed.write) {
        (true, true) => libc::O_RDWR,
        (false, true) => libc::O_WRONLY,
        _ => libc::O_RDONLY,
    };
    let mut flags = access;
    if parsed.append {
        flags |= libc::O_CREAT | libc::O_APPEND;
    }
    if parsed.truncate {
        flags |= libc::O_CREAT | libc::O_TRUNC;
    }
    let fd = descriptor::open(path, flags)
        .map_err(|errno| raise_os_error(cx, &table::IO_ERROR, errno, Some(name)))?;
    if descriptor::is_directory(fd) {
        let _ = descriptor::close(fd);
        return Err(raise_os_error(cx, &table::IO_ERROR, libc::EISDIR, Some(name)));
    }
    // For reading too, the C library begins at the start.
    if parsed.append && !parsed.read {
        let _ = descriptor::seek(fd, 0, libc::SEEK_END);
    }
    Ok(Stream::new(fd, parsed, buffering))
}

/// Opens a file for natives (`imp.find_module`).
///
/// # Errors
/// Raises `IOError`.
pub fn open_path(cx: &Cx, path: &[u8], mode: &str) -> PyResult {
    let name = Str::new(cx, path)?;
    let file = File::closed(cx, &super::FILE)?;
    let object = file.borrow().recv::<File>();
    object.mode.set(Some(Str::new(cx, mode.as_bytes())?));
    let stream = open_stream(cx, name.borrow(), path, mode.as_bytes(), -1)?;
    object.name.set(Some(name));
    *object.stream.borrow_mut() = Some(stream);
    Ok(file)
}
