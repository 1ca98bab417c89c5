//! UNSAFE ISLAND: the module `select`: waiting for descriptors.
//!
//! Obligations: (1) structs given to the kernel live through the call, and lengths are those of slices.

mod epoll;

use runtime::api::{
    Cx, Field, Header, ModuleDef, Owned, PyResult, Raised, Ref, allocate, exc, methods,
};
use runtime::builtins::dict::Dict;
use runtime::builtins::float::float_value;
use runtime::builtins::list::List;
use runtime::builtins::long;
use runtime::builtins::str::{Str, intern_bytes};
use runtime::builtins::tuple::Tuple;
use runtime::protocol::{attr, call, number, sequence};

/// The module's table.
pub(crate) static SELECT: ModuleDef = ModuleDef {
    name: "select",
    doc: "Waiting until descriptors can be read or written.",
    functions: methods! {
        /// select(rlist, wlist, xlist[, timeout]) -- returns the three lists of objects that are ready.
        "select" => select, (3..=4) -> Tuple [UNPACK];
        /// Returns an object that waits for any number of descriptors.
        "poll" => new_poll, ();
    },
    types: &[("epoll", &epoll::EPOLL)],
    init: Some(init),
};

fn init(cx: &Cx, module: Ref<'_>) -> PyResult<()> {
    runtime::types::ready(cx, &POLL)?;
    let error = runtime::exceptions::raise::new_class(cx, "select", "error", &exc::EXCEPTION)?;
    cx.module_add(module, "error", error)?;
    for (name, value) in [
        ("PIPE_BUF", libc::PIPE_BUF as i64),
        ("POLLIN", 1),
        ("POLLPRI", 2),
        ("POLLOUT", 4),
        ("POLLERR", 8),
        ("POLLHUP", 16),
        ("POLLNVAL", 32),
        ("POLLRDNORM", 64),
        ("POLLRDBAND", 128),
        ("POLLWRNORM", 256),
        ("POLLWRBAND", 512),
        ("POLLMSG", 1024),
        ("EPOLLIN", 1),
        ("EPOLLPRI", 2),
        ("EPOLLOUT", 4),
        ("EPOLLERR", 8),
        ("EPOLLHUP", 16),
        ("EPOLLRDNORM", 64),
        ("EPOLLRDBAND", 128),
        ("EPOLLWRNORM", 256),
        ("EPOLLWRBAND", 512),
        ("EPOLLMSG", 1024),
        ("EPOLLONESHOT", 1 << 30),
        ("EPOLLET", 1 << 31),
    ] {
        cx.module_add(module, name, Owned::int(value))?;
    }
    Ok(())
}

fn last_errno() -> i32 {
    std::io::Error::last_os_error().raw_os_error().unwrap_or(libc::EIO)
}

/// Raises `select.error` with number and text.
#[cold]
fn raise(cx: &Cx, errno: i32) -> Raised {
    let raise = || -> PyResult<Raised> {
        let module = call::import_module(cx, "select")?;
        let class = attr::get_attr(cx, module.borrow(), intern_bytes(cx, b"error").borrow())?;
        let text = Str::new(cx, runtime::builtins::file::error_text(errno).as_bytes())?;
        let value = Tuple::new(cx, vec![Owned::int(errno.into()), text])?;
        Ok(cx.raise_with(class.borrow(), Some(value)))
    };
    raise().unwrap_or_else(|raised| raised)
}

/// The descriptor of an int or of an object with `fileno()`.
pub(crate) fn descriptor(cx: &Cx, x: Ref<'_>) -> PyResult<i32> {
    let value = if long::to_i64(x).is_some() || x.is_instance(&long::LONG) {
        number::as_i64(cx, x)?
    } else {
        let Some(fileno) = attr::find_attr(cx, x, intern_bytes(cx, b"fileno").borrow())? else {
            let message = format_args!("argument must be an int, or have a fileno() method");
            return Err(cx.raise(&exc::TYPE_ERROR, message));
        };
        let fd = call::call0(cx, fileno.borrow())?;
        long::to_i64(fd.borrow()).ok_or_else(|| {
            cx.raise(&exc::TYPE_ERROR, format_args!("fileno() returned a non-integer"))
        })?
    };
    if value < 0 {
        let message = format_args!("file descriptor cannot be a negative integer ({value})");
        return Err(cx.raise(&exc::VALUE_ERROR, message));
    }
    i32::try_from(value).map_err(|_| {
        let message = format_args!("Python int too large to convert to C int");
        cx.raise(&exc::OVERFLOW_ERROR, message)
    })
}

struct Watched {
    objects: Vec<(Owned, i32)>,
    set: libc::fd_set,
}

fn watched(cx: &Cx, x: Ref<'_>) -> PyResult<Watched> {
    if !sequence::is_sequence(cx, x) {
        let message = format_args!("arguments 1-3 must be sequences");
        return Err(cx.raise(&exc::TYPE_ERROR, message));
    }
    // SAFETY: an all-zero set is an empty one.
    let mut set: libc::fd_set = unsafe { std::mem::zeroed() };
    let mut objects = Vec::new();
    let fixed = if x.cast::<List>().is_some() { Vec::new() } else { sequence::to_vec(cx, x)? };
    // A list may change while its objects are asked for their descriptors.
    let item = |index: usize| match x.cast::<List>() {
        Some(list) => list.get(index),
        None => fixed.get(index).cloned(),
    };
    while let Some(object) = item(objects.len()) {
        let fd = descriptor(cx, object.borrow())?;
        if fd as usize >= libc::FD_SETSIZE {
            let message = format_args!("filedescriptor out of range in select()");
            return Err(cx.raise(&exc::VALUE_ERROR, message));
        }
        // SAFETY: the number is in range.
        unsafe { libc::FD_SET(fd, &mut set) };
        objects.push((object, fd));
    }
    Ok(Watched { objects, set })
}

fn select(cx: &Cx, _: Ref<'_>, args: &[Ref<'_>]) -> PyResult {
    let timeout = match args.get(3) {
        None => None,
        Some(timeout) if timeout.is_none() => None,
        Some(timeout) => {
            if !number::is_number(*timeout) {
                let message = format_args!("timeout must be a float or None");
                return Err(cx.raise(&exc::TYPE_ERROR, message));
            }
            Some(number::as_f64(cx, *timeout)?)
        }
    };
    let mut lists = [watched(cx, args[0])?, watched(cx, args[1])?, watched(cx, args[2])?];
    let highest = lists.iter().flat_map(|list| &list.objects).map(|(_, fd)| fd + 1).max();
    let time = match timeout {
        None => None,
        Some(seconds) if seconds > i64::MAX as f64 / 2.0 => {
            let message = format_args!("timeout period too long");
            return Err(cx.raise(&exc::OVERFLOW_ERROR, message));
        }
        Some(seconds) => {
            let whole = seconds.floor();
            Some((whole as i64, ((seconds - whole) * 1e6) as i64))
        }
    };
    let [read, write, except] = &mut lists;
    let mut sets = [read.set, write.set, except.set];
    let result = cx.allow_threads(|| {
        let mut value =
            time.map(|(seconds, micros)| libc::timeval { tv_sec: seconds, tv_usec: micros });
        let pointer = value.as_mut().map_or(std::ptr::null_mut(), std::ptr::from_mut);
        let [read, write, except] = &mut sets;
        // SAFETY: (1) sets and time live through the call.
        unsafe { libc::select(highest.unwrap_or(0), read, write, except, pointer) }
    });
    if result < 0 {
        let errno = last_errno();
        cx.check_signals()?;
        return Err(raise(cx, errno));
    }
    let mut ready = Vec::new();
    for (list, set) in lists.iter().zip(&sets) {
        // SAFETY: the numbers were in range.
        let set_has = |fd: i32| unsafe { libc::FD_ISSET(fd, set) };
        let objects = list.objects.iter().filter(|(_, fd)| result > 0 && set_has(*fd));
        ready.push(List::new(cx, objects.map(|(object, _)| object.clone()).collect())?);
    }
    Tuple::new(cx, ready)
}

/// Memory of a poll object: a dict of descriptors and events.
#[repr(C)]
pub(crate) struct Poll {
    pub(crate) head: Header,
    events: Field,
    busy: std::cell::Cell<bool>,
}

runtime::py_type! {
    /// Waits for any number of descriptors.
    pub(crate) static POLL: Poll = "select.poll" {
        methods {
            /// register(fd[, events]) -- watches a descriptor.
            "register" => register, (1..=2) -> None;
            /// modify(fd, events) -- watches for other events.
            "modify" => modify, (2..=2) -> None;
            /// unregister(fd) -- watches a descriptor no longer.
            "unregister" => unregister, (x) -> None;
            /// poll([timeout]) -- returns pairs of descriptor and events; the timeout is in milliseconds.
            "poll" => poll, (0..=1) -> List [UNPACK];
        }
    }
}

fn new_poll(cx: &Cx, _: Ref<'_>) -> PyResult {
    let events = Field::new(Dict::new(cx)?);
    allocate(
        cx,
        &POLL,
        Poll { head: Header::new(&POLL), events, busy: std::cell::Cell::new(false) },
    )
}

fn events_of(x: Ref<'_>) -> Owned {
    x.recv::<Poll>().events.get().expect("set when made")
}

fn mask(cx: &Cx, x: Ref<'_>) -> PyResult<i64> {
    let value = number::as_i64(cx, x)?;
    if value < 0 {
        let message = format_args!("can't convert negative value to unsigned long");
        return Err(cx.raise(&exc::OVERFLOW_ERROR, message));
    }
    if value > 0xFFFF {
        let message = format_args!("Python int too large for C unsigned short");
        return Err(cx.raise(&exc::OVERFLOW_ERROR, message));
    }
    Ok(value)
}

fn register(cx: &Cx, x: Ref<'_>, args: &[Ref<'_>]) -> PyResult {
    let events = args.get(1).map_or(Ok(7), |events| mask(cx, *events))?;
    let fd = Owned::int(descriptor(cx, args[0])?.into());
    events_of(x).borrow().recv::<Dict>().set(cx, fd.borrow(), Owned::int(events).borrow())?;
    Ok(Owned::none())
}

fn modify(cx: &Cx, x: Ref<'_>, args: &[Ref<'_>]) -> PyResult {
    let events = mask(cx, args[1])?;
    let fd = Owned::int(descriptor(cx, args[0])?.into());
    let dict = events_of(x);
    let dict = dict.borrow().recv::<Dict>();
    if !dict.contains(cx, fd.borrow())? {
        return Err(cx.raise_os_error(libc::ENOENT, None, &exc::IO_ERROR));
    }
    dict.set(cx, fd.borrow(), Owned::int(events).borrow())?;
    Ok(Owned::none())
}

fn unregister(cx: &Cx, x: Ref<'_>, fd: Ref<'_>) -> PyResult {
    let fd = Owned::int(descriptor(cx, fd)?.into());
    if events_of(x).borrow().recv::<Dict>().remove(cx, fd.borrow())?.is_none() {
        return Err(runtime::builtins::dict::raise_key_error(cx, fd.borrow()));
    }
    Ok(Owned::none())
}

fn poll(cx: &Cx, x: Ref<'_>, args: &[Ref<'_>]) -> PyResult {
    let timeout = match args.first() {
        None => -1,
        Some(timeout) if timeout.is_none() => -1,
        Some(timeout) => {
            if !number::is_number(*timeout) {
                let message = format_args!("timeout must be an integer or None");
                return Err(cx.raise(&exc::TYPE_ERROR, message));
            }
            let value = match float_value(*timeout) {
                Some(value) => value as i64,
                None => number::as_i64(cx, *timeout)?,
            };
            i32::try_from(value).map_err(|_| {
                let message = format_args!("Python int too large to convert to C int");
                cx.raise(&exc::OVERFLOW_ERROR, message)
            })?
        }
    };
    let mut watched: Vec<libc::pollfd> = Vec::new();
    for (fd, events) in events_of(x).borrow().recv::<Dict>().to_vec() {
        let fd = number::as_i64(cx, fd.borrow())? as i32;
        let events = number::as_i64(cx, events.borrow())? as u16 as i16;
        watched.push(libc::pollfd { fd, events, revents: 0 });
    }
    let busy = &x.recv::<Poll>().busy;
    if busy.replace(true) {
        let message = format_args!("concurrent poll() invocation");
        return Err(cx.raise(&exc::RUNTIME_ERROR, message));
    }
    let result = cx.allow_threads(|| {
        // SAFETY: (1) pointer and length are the vector's.
        unsafe { libc::poll(watched.as_mut_ptr(), watched.len() as libc::nfds_t, timeout) }
    });
    busy.set(false);
    if result < 0 {
        let errno = last_errno();
        cx.check_signals()?;
        return Err(raise(cx, errno));
    }
    let ready = watched.iter().filter(|entry| entry.revents != 0).map(|entry| {
        let events = i64::from(entry.revents as u16);
        Tuple::new(cx, vec![Owned::int(entry.fd.into()), Owned::int(events)])
    });
    let ready = ready.collect::<PyResult<Vec<_>>>()?;
    List::new(cx, ready)
}
