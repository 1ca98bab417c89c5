//! `epoll` objects. The descriptor is -1 when closed.

use super::{descriptor, last_errno};
use runtime::api::{CallArgs, Cx, Header, Owned, PyResult, Raised, Ref, Type, allocate, exc};
use runtime::builtins::list::List;
use runtime::builtins::tuple::Tuple;
use runtime::protocol::{args, number};
use std::cell::Cell;

/// Memory of an epoll object.
#[repr(C)]
pub(crate) struct Epoll {
    pub(crate) head: Header,
    fd: Cell<i32>,
}

runtime::py_type! {
    /// select.epoll([sizehint=-1]) -> an object that waits for descriptors by epoll(7)
    pub(crate) static EPOLL: Epoll = "select.epoll" {
        slots { new: new }
        methods {
            /// Makes an object over an epoll descriptor.
            class "fromfd" => from_fd, (1..=1);
            /// Closes the descriptor.
            "close" => close, () -> None;
            /// Returns the descriptor.
            "fileno" => fileno, () -> Int;
            /// register(fd[, eventmask]) -- watches a descriptor.
            "register" => register, (kw 1; "fd", "eventmask") -> None;
            /// modify(fd, eventmask) -- watches for other events.
            "modify" => modify, (kw 2; "fd", "eventmask") -> None;
            /// unregister(fd) -- watches a descriptor no longer.
            "unregister" => unregister, (kw 1; "fd") -> None;
            /// poll([timeout=-1[, maxevents=-1]]) -- returns pairs of descriptor and events; the
            /// timeout is in seconds.
            "poll" => poll, (kw 0; "timeout", "maxevents") -> List;
        }
        getset {
            /// Whether the descriptor is closed.
            "closed" => closed;
        }
    }
}

impl Drop for Epoll {
    fn drop(&mut self) {
        let fd = self.fd.replace(-1);
        if fd >= 0 {
            // SAFETY: touches no memory.
            unsafe { libc::close(fd) };
        }
    }
}

fn io_error(cx: &Cx, errno: i32) -> Raised {
    cx.raise_os_error(errno, None, &exc::IO_ERROR)
}

fn new(cx: &Cx, ty: &Type, given: CallArgs<'_>) -> PyResult {
    let [hint] = args::bind(cx, "epoll", given, 0, ["sizehint"])?;
    let hint = hint.map_or(Ok(-1), |hint| args::c_int(cx, hint))?;
    if hint < -1 || hint == 0 {
        let message = format_args!("sizehint must be greater zero, got {hint}");
        return Err(cx.raise(&exc::VALUE_ERROR, message));
    }
    // SAFETY: touches no memory.
    let fd = unsafe { libc::epoll_create1(0) };
    if fd < 0 {
        return Err(io_error(cx, last_errno()));
    }
    allocate(cx, ty, Epoll { head: Header::new(ty), fd: Cell::new(fd) })
}

fn from_fd(cx: &Cx, _: Ref<'_>, given: &[Ref<'_>]) -> PyResult {
    let fd = args::c_int(cx, given[0])?;
    allocate(cx, &EPOLL, Epoll { head: Header::new(&EPOLL), fd: Cell::new(fd) })
}

fn open(cx: &Cx, x: Ref<'_>) -> PyResult<i32> {
    let fd = x.recv::<Epoll>().fd.get();
    if fd < 0 {
        let message = format_args!("I/O operation on closed epoll fd");
        return Err(cx.raise(&exc::VALUE_ERROR, message));
    }
    Ok(fd)
}

fn close(cx: &Cx, x: Ref<'_>) -> PyResult {
    let fd = x.recv::<Epoll>().fd.replace(-1);
    // SAFETY: touches no memory.
    if fd >= 0 && unsafe { libc::close(fd) } < 0 {
        return Err(io_error(cx, last_errno()));
    }
    Ok(Owned::none())
}

fn fileno(cx: &Cx, x: Ref<'_>) -> PyResult {
    Ok(Owned::int(open(cx, x)?.into()))
}

fn closed(_: &Cx, x: Ref<'_>) -> PyResult {
    Ok(Owned::bool(x.recv::<Epoll>().fd.get() < 0))
}

fn control(cx: &Cx, x: Ref<'_>, operation: i32, fd: Ref<'_>, events: u32) -> PyResult {
    let epoll = open(cx, x)?;
    let fd = descriptor(cx, fd)?;
    let mut event = libc::epoll_event { events, u64: fd as u64 };
    // SAFETY: (1) the struct lives through the call.
    if unsafe { libc::epoll_ctl(epoll, operation, fd, &mut event) } < 0 {
        let errno = last_errno();
        if operation != libc::EPOLL_CTL_DEL || errno != libc::EBADF {
            return Err(io_error(cx, errno));
        }
    }
    Ok(Owned::none())
}

fn events(cx: &Cx, x: Option<Ref<'_>>, default: u32) -> PyResult<u32> {
    x.map_or(Ok(default), |x| Ok(args::mask64(cx, x)? as u32))
}

fn register(cx: &Cx, x: Ref<'_>, given: &[Option<Ref<'_>>]) -> PyResult {
    let events = events(cx, given[1], 7)?;
    control(cx, x, libc::EPOLL_CTL_ADD, given[0].expect("required"), events)
}

fn modify(cx: &Cx, x: Ref<'_>, given: &[Option<Ref<'_>>]) -> PyResult {
    let events = events(cx, given[1], 0)?;
    control(cx, x, libc::EPOLL_CTL_MOD, given[0].expect("required"), events)
}

fn unregister(cx: &Cx, x: Ref<'_>, given: &[Option<Ref<'_>>]) -> PyResult {
    control(cx, x, libc::EPOLL_CTL_DEL, given[0].expect("required"), 0)
}

fn poll(cx: &Cx, x: Ref<'_>, given: &[Option<Ref<'_>>]) -> PyResult {
    let epoll = open(cx, x)?;
    let timeout = given[0].map_or(Ok(-1.0), |timeout| number::as_f64(cx, timeout))?;
    let timeout = if timeout < 0.0 {
        -1
    } else if timeout * 1000.0 > f64::from(i32::MAX) {
        return Err(cx.raise(&exc::OVERFLOW_ERROR, format_args!("timeout is too large")));
    } else {
        (timeout * 1000.0) as i32
    };
    let most = given[1].map_or(Ok(-1), |most| args::c_int(cx, most))?;
    let most = match most {
        -1 => 1023,
        most if most < 1 => {
            let message = format_args!("maxevents must be greater than 0, got {most}");
            return Err(cx.raise(&exc::VALUE_ERROR, message));
        }
        most => most.min(1 << 20),
    };
    let mut ready = vec![libc::epoll_event { events: 0, u64: 0 }; most as usize];
    let result = cx.allow_threads(|| {
        // SAFETY: (1) pointer and length are the vector's.
        unsafe { libc::epoll_wait(epoll, ready.as_mut_ptr(), most, timeout) }
    });
    if result < 0 {
        let errno = last_errno();
        cx.check_signals()?;
        return Err(io_error(cx, errno));
    }
    let pairs = ready[..result as usize].iter().map(|event| {
        let (fd, events) = (event.u64 as i32, event.events);
        Tuple::new(cx, vec![Owned::int(fd.into()), Owned::int(events.into())])
    });
    let pairs = pairs.collect::<PyResult<Vec<_>>>()?;
    List::new(cx, pairs)
}
