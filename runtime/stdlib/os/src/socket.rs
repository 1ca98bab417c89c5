//! The module `_socket`: sockets and names of hosts, services and protocols.

mod address;
mod constants;
mod names;
mod object;
#[expect(unsafe_code, reason = "island: system calls of sockets")]
mod raw;

use runtime::api::{Cx, ModuleDef, Owned, PyResult, Raised, Ref, exc, methods};
use runtime::builtins::dict::Dict;
use runtime::builtins::str::{Str, intern_bytes};
use runtime::builtins::tuple::Tuple;
use runtime::builtins::type_::TYPE;
use runtime::protocol::{attr, call};
use runtime::vm::gil::Shared;
use std::cell::Cell;

/// The module.
pub(crate) static SOCKET: ModuleDef = ModuleDef {
    name: "_socket",
    doc: "Sockets, and names of hosts, services and protocols.",
    functions: methods! {
        /// gethostbyname(host) -- returns the IPv4 address.
        "gethostbyname" => names::gethostbyname, (1..=1) -> Str;
        /// gethostbyname_ex(host) -- returns (name, aliases, addresses).
        "gethostbyname_ex" => names::gethostbyname_ex, (1..=1) -> Tuple;
        /// gethostbyaddr(host) -- returns (name, aliases, addresses).
        "gethostbyaddr" => names::gethostbyaddr, (1..=1) -> Tuple;
        /// Returns the name of this machine.
        "gethostname" => names::gethostname, () -> Str;
        /// getservbyname(service[, protocol]) -- returns the port.
        "getservbyname" => names::getservbyname, (1..=2) -> Int;
        /// getservbyport(port[, protocol]) -- returns the service.
        "getservbyport" => names::getservbyport, (1..=2) -> Str;
        /// getprotobyname(name) -- returns the number of a protocol.
        "getprotobyname" => names::getprotobyname, (1..=1) -> Int;
        /// getaddrinfo(host, port[, family, socktype, proto, flags]) -- returns a list of addresses.
        "getaddrinfo" => names::getaddrinfo, (2..=6) -> List;
        /// getnameinfo(address, flags) -- returns (host, port) as names.
        "getnameinfo" => names::getnameinfo, (2..=2) -> Tuple;
        /// fromfd(fd, family, type[, proto]) -- makes a socket over a copy of the descriptor.
        "fromfd" => object::fromfd, (3..=4);
        /// socketpair([family[, type[, proto]]]) -- returns two connected sockets.
        "socketpair" => object::socketpair, (0..=3) -> Tuple;
        /// Turns a 16-bit number from network order.
        "ntohs" => names::swap16, (1..=1);
        /// Turns a 32-bit number from network order.
        "ntohl" => names::swap32, (x);
        /// Turns a 16-bit number to network order.
        "htons" => names::swap16, (1..=1);
        /// Turns a 32-bit number to network order.
        "htonl" => names::swap32, (x);
        /// inet_aton(text) -- returns the four bytes of an IPv4 address.
        "inet_aton" => names::inet_aton, (1..=1) -> Str;
        /// inet_ntoa(bytes) -- returns the text of an IPv4 address.
        "inet_ntoa" => names::inet_ntoa, (1..=1) -> Str;
        /// inet_pton(family, text) -- returns the bytes of an address.
        "inet_pton" => names::inet_pton, (2..=2) -> Str;
        /// inet_ntop(family, bytes) -- returns the text of an address.
        "inet_ntop" => names::inet_ntop, (2..=2) -> Str;
        /// Returns the timeout of new sockets, or None.
        "getdefaulttimeout" => getdefaulttimeout, ();
        /// Sets the timeout of new sockets.
        "setdefaulttimeout" => setdefaulttimeout, (x) -> None;
    },
    types: &[("socket", &object::SOCKET_TYPE), ("SocketType", &object::SOCKET_TYPE)],
    init: Some(init),
};

/// Timeout of new sockets in seconds; negative: none.
static DEFAULT_TIMEOUT: Shared<Cell<f64>> = Shared::new(Cell::new(-1.0));

fn init(cx: &Cx, module: Ref<'_>) -> PyResult<()> {
    let error = new_class(cx, "error", exc::IO_ERROR.as_ref())?;
    for name in ["herror", "gaierror", "timeout"] {
        cx.module_add(module, name, new_class(cx, name, error.borrow())?)?;
    }
    cx.module_add(module, "error", error)?;
    cx.module_add(module, "has_ipv6", Owned::bool(true))?;
    cx.module_add(module, "AF_DECnet", Owned::int(12))?;
    for (name, value) in constants::CONSTANTS {
        cx.module_add(module, name, Owned::int(*value))?;
    }
    Ok(())
}

fn new_class(cx: &Cx, name: &str, base: Ref<'_>) -> PyResult {
    let members = Dict::new(cx)?;
    let key = intern_bytes(cx, b"__module__");
    let module = Str::new(cx, b"socket")?;
    members.borrow().recv::<Dict>().set_str(cx, key.borrow(), module.borrow())?;
    let name = intern_bytes(cx, name.as_bytes());
    let bases = Tuple::from_refs(cx, &[base])?;
    let arguments = [name.borrow(), bases.borrow(), members.borrow()];
    call::call_positional(cx, TYPE.as_ref(), &arguments)
}

/// Raises an exception class of the module with the given arguments.
#[cold]
fn raise_class(cx: &Cx, class: &str, value: PyResult) -> Raised {
    let raise = || -> PyResult<Raised> {
        let module = call::import_module(cx, "_socket")?;
        let name = intern_bytes(cx, class.as_bytes());
        let class = attr::get_attr(cx, module.borrow(), name.borrow())?;
        Ok(cx.raise_with(class.borrow(), Some(value?)))
    };
    raise().unwrap_or_else(|raised| raised)
}

/// Raises `socket.error` with a text.
#[cold]
fn raise_text(cx: &Cx, text: &str) -> Raised {
    raise_class(cx, "error", Str::new(cx, text.as_bytes()))
}

/// Raises `socket.error` for an error number.
#[cold]
fn raise_errno(cx: &Cx, errno: i32) -> Raised {
    raise_pair(cx, "error", errno, &runtime::builtins::file::error_text(errno))
}

/// Raises an exception of number and text.
#[cold]
fn raise_pair(cx: &Cx, class: &str, number: i32, text: &str) -> Raised {
    let text = Str::new(cx, text.as_bytes());
    let pair = text.and_then(|text| Tuple::new(cx, vec![Owned::int(number.into()), text]));
    raise_class(cx, class, pair)
}

/// A timeout argument in seconds; negative stands for None.
fn timeout_argument(cx: &Cx, x: Ref<'_>) -> PyResult<f64> {
    if x.is_none() {
        return Ok(-1.0);
    }
    let seconds = runtime::protocol::number::as_f64(cx, x)?;
    if seconds < 0.0 || seconds.is_nan() {
        let message = format_args!("Timeout value out of range");
        return Err(cx.raise(&exc::VALUE_ERROR, message));
    }
    Ok(seconds)
}

fn timeout_object(seconds: f64) -> Owned {
    if seconds < 0.0 { Owned::none() } else { Owned::float(seconds) }
}

fn getdefaulttimeout(_: &Cx, _: Ref<'_>) -> PyResult {
    Ok(timeout_object(DEFAULT_TIMEOUT.with(Cell::get)))
}

fn setdefaulttimeout(cx: &Cx, _: Ref<'_>, x: Ref<'_>) -> PyResult {
    let seconds = timeout_argument(cx, x)?;
    DEFAULT_TIMEOUT.with(|timeout| timeout.set(seconds));
    Ok(Owned::none())
}
