//! Calls by name, and the errors that all streams raise.

use runtime::api::{Cx, Owned, PyResult, Raised, Ref, exc};
use runtime::builtins::dict::Dict;
use runtime::builtins::long;
use runtime::builtins::str::{Str, intern_bytes};
use runtime::builtins::tuple::Tuple;
use runtime::protocol::{attr as attributes, buffer, call as calls, memory, number, truth};

/// Calls a method.
pub(crate) fn method(cx: &Cx, x: Ref<'_>, name: &str, args: &[Ref<'_>]) -> PyResult {
    calls::call_method(cx, x, intern_bytes(cx, name.as_bytes()).borrow(), args)
}

/// Reads an attribute.
pub(crate) fn attr(cx: &Cx, x: Ref<'_>, name: &str) -> PyResult {
    attributes::get_attr(cx, x, intern_bytes(cx, name.as_bytes()).borrow())
}

/// Reads an attribute; None if there is no such attribute.
pub(crate) fn find_attr(cx: &Cx, x: Ref<'_>, name: &str) -> PyResult<Option<Owned>> {
    attributes::find_attr(cx, x, intern_bytes(cx, name.as_bytes()).borrow())
}

/// Reads an attribute as a truth value.
pub(crate) fn flag(cx: &Cx, x: Ref<'_>, name: &str) -> PyResult<bool> {
    truth::is_true(cx, attr(cx, x, name)?.borrow())
}

/// Calls a method whose result is a truth value.
pub(crate) fn ask(cx: &Cx, x: Ref<'_>, name: &str) -> PyResult<bool> {
    truth::is_true(cx, method(cx, x, name, &[])?.borrow())
}

/// Calls a method whose result is a number.
pub(crate) fn number_of(cx: &Cx, x: Ref<'_>, name: &str, args: &[Ref<'_>]) -> PyResult<i64> {
    number::as_i64(cx, method(cx, x, name, args)?.borrow())
}

/// An optional size: None and -1 mean everything.
pub(crate) fn size(cx: &Cx, x: Option<Ref<'_>>) -> PyResult<Option<usize>> {
    match x {
        None => Ok(None),
        Some(x) if x.is_none() => Ok(None),
        Some(x) => {
            if !number::is_number(x) {
                let found = x.ty().name();
                let message = format_args!("integer argument expected, got '{found}'");
                return Err(cx.raise(&exc::TYPE_ERROR, message));
            }
            Ok(usize::try_from(index(cx, x)?).ok())
        }
    }
}

/// A number of bytes or a position in memory.
pub(crate) fn index(cx: &Cx, x: Ref<'_>) -> PyResult<i64> {
    number::as_index_or(cx, x, &exc::OVERFLOW_ERROR).map(|index| index as i64)
}

/// A position in a file.
pub(crate) fn offset(cx: &Cx, x: Ref<'_>) -> PyResult<i64> {
    let value = number::index(cx, x)?;
    long::to_i64(value.borrow()).ok_or_else(|| {
        let found = x.ty().name();
        value_error(cx, &format!("cannot fit '{found}' into an offset-sized integer"))
    })
}

/// Fails for a str that would be larger than any can be, or than the machine's memory.
pub(crate) fn check_room(cx: &Cx, size: usize) -> PyResult<()> {
    if size > isize::MAX as usize - 64 {
        return Err(cx.raise(&exc::OVERFLOW_ERROR, format_args!("string is too large")));
    }
    memory::check(cx, size)
}

/// Counts and positions of streams are longs.
pub(crate) fn long(cx: &Cx, value: i64) -> PyResult {
    long::Long::new(cx, value.into())
}

/// The number of bytes that a writable buffer has room for; `method` is named in errors if it is not
/// empty.
pub(crate) fn room_of(cx: &Cx, method: &str, target: Ref<'_>) -> PyResult<usize> {
    let mut size = 0;
    if buffer::write(cx, target, &mut |room| size = room.len()).is_err() {
        cx.clear_raised();
        let call = if method.is_empty() { String::new() } else { format!("{method}() ") };
        let found = calls::argument_name(target);
        let message = format_args!("{call}argument 1 must be read-write buffer, not {found}");
        return Err(cx.raise(&exc::TYPE_ERROR, message));
    }
    Ok(size)
}

/// The only argument of a method that is declared to take any number, since it looks at the stream
/// first.
pub(crate) fn only<'a>(cx: &Cx, args: &[Ref<'a>]) -> PyResult<Ref<'a>> {
    match args {
        [x] => Ok(*x),
        _ => Err(cx.raise(
            &exc::TYPE_ERROR,
            format_args!("function takes exactly 1 argument ({} given)", args.len()),
        )),
    }
}

/// Raises `ValueError` with a text.
#[cold]
pub(crate) fn value_error(cx: &Cx, message: &str) -> Raised {
    cx.raise(&exc::VALUE_ERROR, format_args!("{message}"))
}

/// Raises `IOError` with a text.
#[cold]
pub(crate) fn io_error(cx: &Cx, message: &str) -> Raised {
    cx.raise(&exc::IO_ERROR, format_args!("{message}"))
}

/// Raises `IOError` for an error number.
#[cold]
pub(crate) fn os_error(cx: &Cx, errno: i32) -> Raised {
    cx.raise_os_error(errno, None, &exc::IO_ERROR)
}

/// Raises `io.UnsupportedOperation`.
#[cold]
pub(crate) fn unsupported(cx: &Cx, what: &str) -> Raised {
    let raise = || -> PyResult<Raised> {
        let module = calls::import_module(cx, "_io")?;
        let class = attr(cx, module.borrow(), "UnsupportedOperation")?;
        let text = Str::new(cx, what.as_bytes())?;
        Ok(cx.raise_with(class.borrow(), Some(text)))
    };
    raise().unwrap_or_else(|raised| raised)
}

/// Raises `io.BlockingIOError`: `written` bytes were taken before the raw stream would have blocked.
#[cold]
pub(crate) fn would_block(cx: &Cx, written: usize) -> Raised {
    let raise = || -> PyResult<Raised> {
        let module = calls::import_module(cx, "_io")?;
        let class = attr(cx, module.borrow(), "BlockingIOError")?;
        let text = Str::new(cx, b"write could not complete without blocking")?;
        let errno = Owned::int(i64::from(libc::EAGAIN));
        let error = calls::call2(cx, class.borrow(), errno.borrow(), text.borrow())?;
        let name = intern_bytes(cx, b"characters_written");
        let written = Owned::int(written as i64);
        attributes::set_attr(cx, error.borrow(), name.borrow(), Some(written.borrow()))?;
        Ok(cx.raise_with(class.borrow(), Some(error)))
    };
    raise().unwrap_or_else(|raised| raised)
}

/// Makes a class of a module.
pub(crate) fn new_class(cx: &Cx, module: &str, name: &str, bases: Owned) -> PyResult {
    let members = Dict::new(cx)?;
    let key = intern_bytes(cx, b"__module__");
    let module = Str::new(cx, module.as_bytes())?;
    members.borrow().recv::<Dict>().set_str(cx, key.borrow(), module.borrow())?;
    let name = intern_bytes(cx, name.as_bytes());
    let arguments = [name.borrow(), bases.borrow(), members.borrow()];
    calls::call_positional(cx, runtime::builtins::type_::TYPE.as_ref(), &arguments)
}

/// `<_io.Name key=value>`, as far as the attributes exist.
pub(crate) fn describe(cx: &Cx, x: Ref<'_>, keys: &[&str]) -> PyResult {
    let mut text = format!("<{}", x.ty().name()).into_bytes();
    for key in keys {
        let Ok(value) = attr(cx, x, key) else {
            cx.clear_raised();
            continue;
        };
        let shown = runtime::protocol::repr::repr(cx, value.borrow())?;
        text.extend_from_slice(format!(" {key}=").as_bytes());
        text.extend_from_slice(shown.borrow().cast::<Str>().map_or(&b""[..], Str::as_bytes));
    }
    text.push(b'>');
    Str::new(cx, &text)
}

/// The bytes of a value that a stream gave and that have to be a str (or another buffer).
pub(crate) fn given_bytes(cx: &Cx, x: Ref<'_>, method: &str) -> PyResult<Vec<u8>> {
    if x.cast::<runtime::builtins::unicode::Unicode>().is_none()
        && let Some(bytes) = runtime::protocol::buffer::bytes(cx, x)?
    {
        return Ok(bytes.into_owned());
    }
    let found = x.ty().name();
    let message = format_args!("{method}() should have returned a bytes object, not '{found}'");
    Err(cx.raise(&exc::TYPE_ERROR, message))
}

/// Makes a pair of None and values.
pub(crate) fn tuple(cx: &Cx, items: Vec<Owned>) -> PyResult {
    Tuple::new(cx, items)
}
