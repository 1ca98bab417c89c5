//! The type `socket`. The descriptor is -1 when closed; with a timeout it does not block, and every operation waits
//! first.

use super::address::{object, parse};
use super::{
    DEFAULT_TIMEOUT, raise_class, raise_errno, raise_text, raw, timeout_argument, timeout_object,
};
use runtime::api::{CallArgs, Cx, Header, Owned, PyResult, Ref, Type, allocate, exc};
use runtime::builtins::str::Str;
use runtime::builtins::tuple::Tuple;
use runtime::protocol::{args, buffer, number};
use std::cell::Cell;
use std::time::Instant;

/// Memory of a socket.
#[repr(C)]
pub(crate) struct Socket {
    pub(crate) head: Header,
    fd: Cell<i32>,
    family: Cell<i32>,
    kind: Cell<i32>,
    protocol: Cell<i32>,
    timeout: Cell<f64>,
}

runtime::py_type! {
    /// socket([family[, type[, proto]]]) -> an endpoint of communication
    pub(crate) static SOCKET_TYPE: Socket = "_socket.socket" {
        flags: [BASE, WEAKREF],
        slots { new: new, init: init, repr: repr }
        methods {
            /// Waits for a connection: (socket, address).
            "accept" => accept, () -> Tuple;
            /// Sets the local address.
            "bind" => bind, (x) -> None;
            /// Closes the socket.
            "close" => close, () -> None;
            /// Connects to an address.
            "connect" => connect, (x) -> None;
            /// Connects to an address and returns an error number.
            "connect_ex" => connect_ex, (x) -> Int;
            /// Returns a socket over a copy of the descriptor.
            "dup" => dup, ();
            /// Returns the descriptor.
            "fileno" => fileno, () -> Int;
            /// Returns the address of the other side.
            "getpeername" => getpeername, ();
            /// Returns the local address.
            "getsockname" => getsockname, ();
            /// getsockopt(level, option[, size]) -- returns an option as a number or as bytes.
            "getsockopt" => getsockopt, (2..=3);
            /// Returns the timeout in seconds, or None.
            "gettimeout" => gettimeout, ();
            /// Starts to accept connections.
            "listen" => listen, (x) -> None;
            /// makefile([mode[, size]]) -- returns a file over a copy of the descriptor.
            "makefile" => makefile, (0..=2);
            /// recv(size[, flags]) -- receives at most so many bytes.
            "recv" => recv, (1..=2) -> Str;
            /// recv_into(buffer[, size[, flags]]) -- receives into a writable buffer.
            "recv_into" => recv_into, (kw 1; "buffer", "nbytes", "flags") -> Int;
            /// recvfrom(size[, flags]) -- receives: (bytes, address).
            "recvfrom" => recvfrom, (1..=2) -> Tuple;
            /// recvfrom_into(buffer[, size[, flags]]) -- receives into a writable buffer: (count, address).
            "recvfrom_into" => recvfrom_into, (kw 1; "buffer", "nbytes", "flags") -> Tuple;
            /// send(data[, flags]) -- sends, and returns how many bytes went.
            "send" => send, (1..=2) -> Int;
            /// sendall(data[, flags]) -- sends everything.
            "sendall" => sendall, (1..=2) -> None;
            /// sendto(data[, flags], address) -- sends to an address.
            "sendto" => sendto, (2..=3) -> Int;
            /// setblocking(flag) -- makes operations wait or not.
            "setblocking" => setblocking, (x) -> None;
            /// settimeout(seconds) -- limits how long operations wait.
            "settimeout" => settimeout, (x) -> None;
            /// setsockopt(level, option, value) -- sets an option.
            "setsockopt" => setsockopt, (3..=3) -> None;
            /// shutdown(how) -- ends one direction or both.
            "shutdown" => shutdown, (x) -> None;
        }
        getset {
            /// The address family.
            member "family" => family;
            /// The kind of socket.
            member "type" => kind;
            /// The protocol.
            member "proto" => protocol;
            /// The timeout in seconds, -1 for none.
            member "timeout" => timeout;
        }
    }
}

impl Drop for Socket {
    fn drop(&mut self) {
        let fd = self.fd.replace(-1);
        if fd >= 0 {
            let _ = raw::close(fd);
        }
    }
}

fn blank(cx: &Cx, ty: &Type) -> PyResult {
    let object = Socket {
        head: Header::new(ty),
        fd: Cell::new(-1),
        family: Cell::new(0),
        kind: Cell::new(0),
        protocol: Cell::new(0),
        timeout: Cell::new(-1.0),
    };
    allocate(cx, ty, object)
}

fn new(cx: &Cx, ty: &Type, _: CallArgs<'_>) -> PyResult {
    blank(cx, ty)
}

impl Socket {
    fn open(&self, fd: i32, family: i32, kind: i32, protocol: i32) {
        self.fd.set(fd);
        self.family.set(family);
        self.kind.set(kind);
        self.protocol.set(protocol);
        let timeout = DEFAULT_TIMEOUT.with(Cell::get);
        self.timeout.set(timeout);
        if timeout >= 0.0 {
            raw::set_blocking(fd, false);
        }
    }
}

fn init(cx: &Cx, x: Ref<'_>, given: CallArgs<'_>) -> PyResult<()> {
    let [family, kind, protocol] = args::bind(cx, "socket", given, 0, ["family", "type", "proto"])?;
    let part = |x: Option<Ref<'_>>, default: i32| x.map_or(Ok(default), |x| args::c_int(cx, x));
    let (family, kind, protocol) =
        (part(family, libc::AF_INET)?, part(kind, libc::SOCK_STREAM)?, part(protocol, 0)?);
    let fd = raw::socket(family, kind, protocol).map_err(|errno| raise_errno(cx, errno))?;
    let socket = x.recv::<Socket>();
    let old = socket.fd.replace(-1);
    if old >= 0 {
        let _ = raw::close(old);
    }
    socket.open(fd, family, kind, protocol);
    Ok(())
}

fn made(cx: &Cx, fd: i32, family: i32, kind: i32, protocol: i32) -> PyResult {
    let socket = blank(cx, &SOCKET_TYPE)?;
    socket.borrow().recv::<Socket>().open(fd, family, kind, protocol);
    Ok(socket)
}

/// `fromfd`
pub(super) fn fromfd(cx: &Cx, _: Ref<'_>, given: &[Ref<'_>]) -> PyResult {
    let part = |index: usize| given.get(index).map_or(Ok(0), |x| args::c_int(cx, *x));
    let (fd, family, kind, protocol) = (part(0)?, part(1)?, part(2)?, part(3)?);
    let fd = raw::dup(fd).map_err(|errno| raise_errno(cx, errno))?;
    made(cx, fd, family, kind, protocol)
}

/// `socketpair`
pub(super) fn socketpair(cx: &Cx, _: Ref<'_>, given: &[Ref<'_>]) -> PyResult {
    let part =
        |index: usize, default: i32| given.get(index).map_or(Ok(default), |x| args::c_int(cx, *x));
    let (family, kind, protocol) =
        (part(0, libc::AF_UNIX)?, part(1, libc::SOCK_STREAM)?, part(2, 0)?);
    let [a, b] = raw::pair(family, kind, protocol).map_err(|errno| raise_errno(cx, errno))?;
    Tuple::new(cx, vec![made(cx, a, family, kind, protocol)?, made(cx, b, family, kind, protocol)?])
}

/// Runs an operation that may wait.
fn run<T>(
    cx: &Cx,
    socket: &Socket,
    writes: bool,
    mut operation: impl FnMut(i32) -> Result<T, i32>,
) -> PyResult<T> {
    let (fd, timeout) = (socket.fd.get(), socket.timeout.get());
    let start = Instant::now();
    loop {
        let result = cx.allow_threads(|| {
            if timeout > 0.0 && fd >= 0 {
                let left = timeout - start.elapsed().as_secs_f64();
                if !raw::wait(fd, writes, left.max(0.0))? {
                    return Ok(None);
                }
            }
            operation(fd).map(Some)
        });
        match result {
            Ok(Some(value)) => return Ok(value),
            Ok(None) => {
                let text = Str::new(cx, b"timed out");
                return Err(raise_class(cx, "timeout", text));
            }
            Err(libc::EAGAIN) if timeout > 0.0 => {}
            Err(errno) => {
                cx.check_signals()?;
                return Err(raise_errno(cx, errno));
            }
        }
    }
}

fn finish(cx: &Cx, result: Result<(), i32>) -> PyResult {
    result.map(|()| Owned::none()).map_err(|errno| raise_errno(cx, errno))
}

fn accept(cx: &Cx, x: Ref<'_>) -> PyResult {
    let socket = x.recv::<Socket>();
    let (fd, address) = run(cx, socket, false, raw::accept)?;
    let made = made(cx, fd, socket.family.get(), socket.kind.get(), socket.protocol.get())?;
    Tuple::new(cx, vec![made, object(cx, &address)?])
}

fn bind(cx: &Cx, x: Ref<'_>, address: Ref<'_>) -> PyResult {
    let socket = x.recv::<Socket>();
    let address = parse(cx, socket.family.get(), address)?;
    finish(cx, raw::bind(socket.fd.get(), &address))
}

fn close(cx: &Cx, x: Ref<'_>) -> PyResult {
    let fd = x.recv::<Socket>().fd.replace(-1);
    if fd >= 0 {
        let _ = cx.allow_threads(|| raw::close(fd));
    }
    Ok(Owned::none())
}

/// Connects; the error is a number, 0 for none, -1 when the time is over.
fn connect_status(cx: &Cx, socket: &Socket, address: &[u8]) -> i32 {
    let (fd, timeout) = (socket.fd.get(), socket.timeout.get());
    cx.allow_threads(|| match raw::connect(fd, address) {
        Ok(()) => 0,
        Err(libc::EINPROGRESS) if timeout > 0.0 => match raw::wait(fd, true, timeout) {
            Ok(true) => {
                let status = raw::option(fd, libc::SOL_SOCKET, libc::SO_ERROR, 4);
                let status = status.ok().and_then(|bytes| bytes.try_into().ok());
                status.map_or(libc::EIO, i32::from_ne_bytes)
            }
            Ok(false) => -1,
            Err(errno) => errno,
        },
        Err(errno) => errno,
    })
}

fn connect(cx: &Cx, x: Ref<'_>, address: Ref<'_>) -> PyResult {
    let socket = x.recv::<Socket>();
    let address = parse(cx, socket.family.get(), address)?;
    match connect_status(cx, socket, &address) {
        0 => Ok(Owned::none()),
        -1 => Err(raise_class(cx, "timeout", Str::new(cx, b"timed out"))),
        errno => {
            cx.check_signals()?;
            Err(raise_errno(cx, errno))
        }
    }
}

fn connect_ex(cx: &Cx, x: Ref<'_>, address: Ref<'_>) -> PyResult {
    let socket = x.recv::<Socket>();
    let address = parse(cx, socket.family.get(), address)?;
    let status = connect_status(cx, socket, &address);
    Ok(Owned::int(if status == -1 { libc::EWOULDBLOCK } else { status }.into()))
}

fn dup(cx: &Cx, x: Ref<'_>) -> PyResult {
    let socket = x.recv::<Socket>();
    let fd = raw::dup(socket.fd.get()).map_err(|errno| raise_errno(cx, errno))?;
    made(cx, fd, socket.family.get(), socket.kind.get(), socket.protocol.get())
}

fn fileno(_: &Cx, x: Ref<'_>) -> PyResult {
    Ok(Owned::int(x.recv::<Socket>().fd.get().into()))
}

fn getpeername(cx: &Cx, x: Ref<'_>) -> PyResult {
    let name = raw::peer_name(x.recv::<Socket>().fd.get());
    object(cx, &name.map_err(|errno| raise_errno(cx, errno))?)
}

fn getsockname(cx: &Cx, x: Ref<'_>) -> PyResult {
    let name = raw::local_name(x.recv::<Socket>().fd.get());
    object(cx, &name.map_err(|errno| raise_errno(cx, errno))?)
}

fn getsockopt(cx: &Cx, x: Ref<'_>, given: &[Ref<'_>]) -> PyResult {
    let fd = x.recv::<Socket>().fd.get();
    let (level, name) = (args::c_int(cx, given[0])?, args::c_int(cx, given[1])?);
    let size = given.get(2).map_or(Ok(0), |size| args::c_int(cx, *size))?;
    let failed = |errno| raise_errno(cx, errno);
    if size == 0 {
        let bytes = raw::option(fd, level, name, 4).map_err(failed)?;
        let value = bytes.try_into().map_or(0, i32::from_ne_bytes);
        return Ok(Owned::int(value.into()));
    }
    let Some(size) = usize::try_from(size).ok().filter(|size| *size <= 1024) else {
        return Err(raise_text(cx, "getsockopt buflen out of range"));
    };
    Str::new(cx, &raw::option(fd, level, name, size).map_err(failed)?)
}

fn setsockopt(cx: &Cx, x: Ref<'_>, given: &[Ref<'_>]) -> PyResult {
    let fd = x.recv::<Socket>().fd.get();
    let (level, name) = (args::c_int(cx, given[0])?, args::c_int(cx, given[1])?);
    let value = if number::is_number(given[2]) {
        args::c_int(cx, given[2])?.to_ne_bytes().to_vec()
    } else {
        args::place("setsockopt", 3).read_only(cx, given[2])?.into_owned()
    };
    finish(cx, raw::set_option(fd, level, name, &value))
}

fn listen(cx: &Cx, x: Ref<'_>, backlog: Ref<'_>) -> PyResult {
    let backlog = args::c_int(cx, backlog)?.max(0);
    finish(cx, raw::listen(x.recv::<Socket>().fd.get(), backlog))
}

fn makefile(cx: &Cx, x: Ref<'_>, given: &[Ref<'_>]) -> PyResult {
    let fd = raw::dup(x.recv::<Socket>().fd.get()).map_err(|errno| raise_errno(cx, errno))?;
    let posix = runtime::protocol::call::import_module(cx, "posix")?;
    let name = runtime::builtins::str::intern_bytes(cx, b"fdopen");
    let fd = Owned::int(fd.into());
    let mut arguments = vec![fd.borrow()];
    arguments.extend_from_slice(given);
    runtime::protocol::call::call_method(cx, posix.borrow(), name.borrow(), &arguments)
}

fn room(cx: &Cx, size: i64, function: &str) -> PyResult<Vec<u8>> {
    let Ok(size) = usize::try_from(size) else {
        let message = format_args!("negative buffersize in {function}");
        return Err(cx.raise(&exc::VALUE_ERROR, message));
    };
    runtime::protocol::memory::check(cx, size)?;
    Ok(vec![0; size])
}

fn flags(cx: &Cx, x: Option<Ref<'_>>) -> PyResult<i32> {
    x.map_or(Ok(0), |x| args::c_int(cx, x))
}

fn recv(cx: &Cx, x: Ref<'_>, given: &[Ref<'_>]) -> PyResult {
    let size = args::c_int(cx, given[0])?;
    let flags = flags(cx, given.get(1).copied())?;
    let mut room = room(cx, size.into(), "recv")?;
    if size == 0 {
        return Str::new(cx, b"");
    }
    let count = run(cx, x.recv::<Socket>(), false, |fd| raw::receive(fd, &mut room, flags))?;
    Str::new(cx, &room[..count])
}

fn recvfrom(cx: &Cx, x: Ref<'_>, given: &[Ref<'_>]) -> PyResult {
    let size = args::c_int(cx, given[0])?;
    let flags = flags(cx, given.get(1).copied())?;
    let mut room = room(cx, size.into(), "recvfrom")?;
    let (count, address) =
        run(cx, x.recv::<Socket>(), false, |fd| raw::receive_from(fd, &mut room, flags))?;
    Tuple::new(cx, vec![Str::new(cx, &room[..count])?, object(cx, &address)?])
}

/// Size of a writable buffer, and how many bytes of it are wanted.
fn wanted(cx: &Cx, given: &[Option<Ref<'_>>], function: &str) -> PyResult<Vec<u8>> {
    let mut length = 0;
    buffer::write(cx, given[0].expect("required"), &mut |room| length = room.len())?;
    let size = given[1].map_or(Ok(0), |size| number::as_i64(cx, size))?;
    let mut room = room(cx, size, function)?;
    if size == 0 {
        room = vec![0; length];
    }
    if room.len() > length {
        let message = format_args!("buffer too small for requested bytes");
        return Err(cx.raise(&exc::VALUE_ERROR, message));
    }
    Ok(room)
}

fn fill(cx: &Cx, target: Ref<'_>, bytes: &[u8]) -> PyResult<()> {
    buffer::write(cx, target, &mut |room| {
        let count = bytes.len().min(room.len());
        room[..count].copy_from_slice(&bytes[..count]);
    })
}

fn recv_into(cx: &Cx, x: Ref<'_>, given: &[Option<Ref<'_>>]) -> PyResult {
    let flags = flags(cx, given[2])?;
    let mut room = wanted(cx, given, "recv_into")?;
    if room.is_empty() {
        return Ok(Owned::int(0));
    }
    let count = run(cx, x.recv::<Socket>(), false, |fd| raw::receive(fd, &mut room, flags))?;
    fill(cx, given[0].expect("required"), &room[..count])?;
    Ok(Owned::int(count as i64))
}

fn recvfrom_into(cx: &Cx, x: Ref<'_>, given: &[Option<Ref<'_>>]) -> PyResult {
    let flags = flags(cx, given[2])?;
    let mut room = wanted(cx, given, "recvfrom_into")?;
    let (count, address) =
        run(cx, x.recv::<Socket>(), false, |fd| raw::receive_from(fd, &mut room, flags))?;
    fill(cx, given[0].expect("required"), &room[..count])?;
    Tuple::new(cx, vec![Owned::int(count as i64), object(cx, &address)?])
}

fn send(cx: &Cx, x: Ref<'_>, given: &[Ref<'_>]) -> PyResult {
    let data = args::place("send", 1).buffer(cx, given[0])?;
    let flags = flags(cx, given.get(1).copied())?;
    let count = run(cx, x.recv::<Socket>(), true, |fd| raw::send(fd, &data, flags))?;
    Ok(Owned::int(count as i64))
}

fn sendall(cx: &Cx, x: Ref<'_>, given: &[Ref<'_>]) -> PyResult {
    let data = args::place("sendall", 1).buffer(cx, given[0])?;
    let flags = flags(cx, given.get(1).copied())?;
    let mut sent = 0;
    while sent < data.len() {
        sent += run(cx, x.recv::<Socket>(), true, |fd| raw::send(fd, &data[sent..], flags))?;
        cx.check_signals()?;
    }
    Ok(Owned::none())
}

fn sendto(cx: &Cx, x: Ref<'_>, given: &[Ref<'_>]) -> PyResult {
    let data = args::place("sendto", 1).buffer(cx, given[0])?;
    let (flag, address) =
        if given.len() == 3 { (args::c_int(cx, given[1])?, given[2]) } else { (0, given[1]) };
    let socket = x.recv::<Socket>();
    let address = parse(cx, socket.family.get(), address)?;
    let count = run(cx, socket, true, |fd| raw::send_to(fd, &data, flag, &address))?;
    Ok(Owned::int(count as i64))
}

fn setblocking(cx: &Cx, x: Ref<'_>, flag: Ref<'_>) -> PyResult {
    let blocks = number::as_i64(cx, flag)? != 0;
    let socket = x.recv::<Socket>();
    socket.timeout.set(if blocks { -1.0 } else { 0.0 });
    raw::set_blocking(socket.fd.get(), blocks);
    Ok(Owned::none())
}

fn settimeout(cx: &Cx, x: Ref<'_>, seconds: Ref<'_>) -> PyResult {
    let seconds = timeout_argument(cx, seconds)?;
    let socket = x.recv::<Socket>();
    socket.timeout.set(seconds);
    raw::set_blocking(socket.fd.get(), seconds < 0.0);
    Ok(Owned::none())
}

fn gettimeout(_: &Cx, x: Ref<'_>) -> PyResult {
    Ok(timeout_object(x.recv::<Socket>().timeout.get()))
}

fn shutdown(cx: &Cx, x: Ref<'_>, how: Ref<'_>) -> PyResult {
    let how = args::c_int(cx, how)?;
    finish(cx, raw::shutdown(x.recv::<Socket>().fd.get(), how))
}

fn family(_: &Cx, x: Ref<'_>) -> PyResult {
    Ok(Owned::int(x.recv::<Socket>().family.get().into()))
}

fn kind(_: &Cx, x: Ref<'_>) -> PyResult {
    Ok(Owned::int(x.recv::<Socket>().kind.get().into()))
}

fn protocol(_: &Cx, x: Ref<'_>) -> PyResult {
    Ok(Owned::int(x.recv::<Socket>().protocol.get().into()))
}

fn timeout(_: &Cx, x: Ref<'_>) -> PyResult {
    Ok(Owned::float(x.recv::<Socket>().timeout.get()))
}

fn repr(cx: &Cx, x: Ref<'_>) -> PyResult {
    let socket = x.recv::<Socket>();
    let text = format!(
        "<socket object, fd={}, family={}, type={}, protocol={}>",
        socket.fd.get(),
        socket.family.get(),
        socket.kind.get(),
        socket.protocol.get()
    );
    Str::new(cx, text.as_bytes())
}
