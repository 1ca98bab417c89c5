//! Functions of `sys` that read or change the state of the interpreter.

use crate::builtins::dict::Dict;
use crate::builtins::str::Str;
use crate::builtins::tuple::Tuple;
use crate::cx::Cx;
use crate::exceptions::{PyResult, table};
use crate::interp;
use crate::object::{Owned, Ref, none};
use crate::protocol::{call, number};
use crate::types::{CallArgs, TypeFlags};
use crate::vm::gil::Shared;
use std::cell::{Cell, RefCell};

static CHECK_INTERVAL: Shared<Cell<i64>> = Shared::new(Cell::new(100));
/// Empty while it is ASCII.
static DEFAULT_ENCODING: Shared<RefCell<Vec<u8>>> = Shared::new(RefCell::new(Vec::new()));
static DLOPEN_FLAGS: Shared<Cell<i64>> = Shared::new(Cell::new(2));

pub(super) fn clear_type_cache(_: &Cx, _: Ref<'_>) -> PyResult {
    Ok(Owned::none())
}

pub(super) fn callstats(_: &Cx, _: Ref<'_>) -> PyResult {
    Ok(Owned::none())
}

pub(super) fn current_frames(cx: &Cx, _: Ref<'_>) -> PyResult {
    let frames = Dict::new(cx)?;
    let add = |thread: i64, frame: Owned| {
        frames.borrow().recv::<Dict>().set(cx, Owned::int(thread).borrow(), frame.borrow())
    };
    let here = crate::vm::thread::ident();
    for (thread, state) in crate::vm::thread::all(cx) {
        let frame =
            if thread == here { interp::frame_at(cx, 0) } else { interp::outer_frame(state) };
        if let Some(frame) = frame {
            add(thread, frame)?;
        }
    }
    Ok(frames)
}

pub(super) fn getframe(cx: &Cx, _: Ref<'_>, args: &[Ref<'_>]) -> PyResult {
    let depth = args.first().map_or(Ok(0), |depth| number::as_i64(cx, *depth))?;
    interp::frame_at(cx, depth.max(0) as usize)
        .ok_or_else(|| cx.raise(&table::VALUE_ERROR, format_args!("call stack is not deep enough")))
}

pub(super) fn call_tracing(cx: &Cx, _: Ref<'_>, args: &[Ref<'_>]) -> PyResult {
    let Some(values) = args[1].cast::<Tuple>() else {
        let ty = call::type_name(args[1]);
        return Err(cx.raise(
            &table::TYPE_ERROR,
            format_args!("call_tracing() argument 2 must be tuple, not {ty}"),
        ));
    };
    call::call(cx, args[0], CallArgs::positional_only(values.as_slice()))
}

pub(super) fn exc_clear(cx: &Cx, _: Ref<'_>) -> PyResult {
    interp::clear_handled(cx);
    Ok(Owned::none())
}

pub(super) fn exc_info(cx: &Cx, _: Ref<'_>) -> PyResult {
    match interp::handled_exception(cx) {
        None => Tuple::new(cx, vec![Owned::none(), Owned::none(), Owned::none()]),
        Some(state) => {
            let value = state.value.unwrap_or_else(Owned::none);
            let traceback = state.traceback.unwrap_or_else(Owned::none);
            Tuple::new(cx, vec![state.ty, value, traceback])
        }
    }
}

pub(super) fn exit(cx: &Cx, _: Ref<'_>, args: &[Ref<'_>]) -> PyResult {
    Err(cx.raise_with(table::SYSTEM_EXIT.as_ref(), args.first().map(|code| code.own())))
}

pub(super) fn getcheckinterval(_: &Cx, _: Ref<'_>) -> PyResult {
    Ok(Owned::int(CHECK_INTERVAL.with(Cell::get)))
}

pub(super) fn setcheckinterval(cx: &Cx, _: Ref<'_>, value: Ref<'_>) -> PyResult {
    let interval = number::as_i64(cx, value)?;
    CHECK_INTERVAL.with(|cell| cell.set(interval));
    Ok(Owned::none())
}

/// The encoding between str and unicode.
pub(crate) fn default_encoding() -> Vec<u8> {
    let name = DEFAULT_ENCODING.with(|name| name.borrow().clone());
    if name.is_empty() { b"ascii".to_vec() } else { name }
}

/// The encoding that the locale's environment variables name.
pub(crate) fn locale_encoding() -> String {
    let value = ["LC_ALL", "LC_CTYPE", "LANG"]
        .iter()
        .find_map(|name| std::env::var(name).ok().filter(|value| !value.is_empty()));
    match value.as_deref().and_then(|value| value.split_once('.')) {
        Some((_, encoding)) => encoding.split('@').next().unwrap_or_default().to_owned(),
        None => "ANSI_X3.4-1968".to_owned(),
    }
}

pub(super) fn getdefaultencoding(cx: &Cx, _: Ref<'_>) -> PyResult {
    Str::new(cx, &default_encoding())
}

pub(super) fn setdefaultencoding(cx: &Cx, _: Ref<'_>, value: Ref<'_>) -> PyResult {
    let Some(name) = value.cast::<Str>() else {
        let ty = call::type_name(value);
        return Err(cx.raise(
            &table::TYPE_ERROR,
            format_args!("setdefaultencoding() argument 1 must be string, not {ty}"),
        ));
    };
    DEFAULT_ENCODING.with(|place| place.replace(name.as_bytes().to_vec()));
    Ok(Owned::none())
}

pub(super) fn getfilesystemencoding(cx: &Cx, _: Ref<'_>) -> PyResult {
    Str::new(cx, locale_encoding().as_bytes())
}

pub(super) fn getdlopenflags(_: &Cx, _: Ref<'_>) -> PyResult {
    Ok(Owned::int(DLOPEN_FLAGS.with(Cell::get)))
}

pub(super) fn setdlopenflags(cx: &Cx, _: Ref<'_>, value: Ref<'_>) -> PyResult {
    let flags = number::as_i64(cx, value)?;
    DLOPEN_FLAGS.with(|cell| cell.set(flags));
    Ok(Owned::none())
}

pub(super) fn getrecursionlimit(cx: &Cx, _: Ref<'_>) -> PyResult {
    Ok(Owned::int(i64::from(cx.head.depth_limit.get())))
}

pub(super) fn setrecursionlimit(cx: &Cx, _: Ref<'_>, value: Ref<'_>) -> PyResult {
    let limit = number::as_i64(cx, value)?;
    let limit = i32::try_from(limit).map_err(|_| {
        let side = if limit < 0 { "less than minimum" } else { "greater than maximum" };
        cx.raise(&table::OVERFLOW_ERROR, format_args!("signed integer is {side}"))
    })?;
    if limit <= 0 {
        return Err(cx.raise(&table::VALUE_ERROR, format_args!("recursion limit must be positive")));
    }
    cx.head.depth_limit.set(limit as u32);
    Ok(Owned::none())
}

/// Immediates have no count: they answer as CPython's small ints, with many owners.
pub(super) fn getrefcount(_: &Cx, _: Ref<'_>, value: Ref<'_>) -> PyResult {
    let count = value.header().map_or(1000, |header| header.count().min(1 << 50));
    Ok(Owned::int(count))
}

pub(super) fn getsizeof(cx: &Cx, _: Ref<'_>, args: &[Ref<'_>]) -> PyResult {
    let name = crate::builtins::str::intern_bytes(cx, b"__sizeof__");
    let result = match args[0].cast::<crate::builtins::instance::Instance>() {
        Some(_) => Ok(Owned::int(40)),
        None => crate::protocol::attr::call_special(cx, args[0], name.borrow(), &[])
            .map(|size| size.unwrap_or_else(Owned::none))
            .and_then(|size| number::as_index(cx, size.borrow()))
            .map(|size| Owned::int(size as i64)),
    };
    let size = match (result, args.get(1)) {
        (Ok(size), _) => size,
        (Err(_), Some(default)) if cx.raised_matches(&table::TYPE_ERROR) => {
            cx.clear_raised();
            return Ok(default.own());
        }
        (Err(raised), _) => return Err(raised),
    };
    // CPython adds its collector's head of three words.
    let head = if args[0].ty().has_flag(TypeFlags::GC) { 32 } else { 0 };
    number::add(cx, size.borrow(), Owned::int(head).borrow())
}

pub(super) fn gettrace(cx: &Cx, _: Ref<'_>) -> PyResult {
    Ok(interp::trace_function(cx).unwrap_or_else(Owned::none))
}

pub(super) fn getprofile(cx: &Cx, _: Ref<'_>) -> PyResult {
    Ok(interp::profile_function(cx).unwrap_or_else(Owned::none))
}

fn function_or_nothing(function: Ref<'_>) -> Option<Owned> {
    (!Ref::is(function, none())).then(|| function.own())
}

pub(super) fn settrace(cx: &Cx, _: Ref<'_>, function: Ref<'_>) -> PyResult {
    interp::set_trace_function(cx, function_or_nothing(function));
    Ok(Owned::none())
}

pub(super) fn setprofile(cx: &Cx, _: Ref<'_>, function: Ref<'_>) -> PyResult {
    interp::set_profile_function(cx, function_or_nothing(function));
    Ok(Owned::none())
}
