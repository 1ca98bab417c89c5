//! Names of hosts, services and protocols, and numbers in network order.

use super::address::{c_string, host_of, host_text, object, of_host};
use super::raw::{self, Question, resolver_text};
use super::{raise_errno, raise_pair, raise_text};
use runtime::api::{Cx, Owned, PyResult, Ref, exc};
use runtime::builtins::list::List;
use runtime::builtins::long;
use runtime::builtins::str::Str;
use runtime::builtins::tuple::Tuple;
use runtime::builtins::unicode::Unicode;
use runtime::protocol::{args, number, repr};
use std::net::{Ipv4Addr, Ipv6Addr};

fn text(cx: &Cx, text: &str) -> PyResult {
    Str::new(cx, text.as_bytes())
}

pub(super) fn gethostbyname(cx: &Cx, _: Ref<'_>, given: &[Ref<'_>]) -> PyResult {
    let host = host_text(cx, given[0])?;
    text(cx, &host_of(&of_host(cx, libc::AF_INET, &host)?))
}

pub(super) fn gethostbyname_ex(cx: &Cx, _: Ref<'_>, given: &[Ref<'_>]) -> PyResult {
    let host = host_text(cx, given[0])?;
    let question = Question {
        host: Some(c_string(cx, &host)?),
        family: libc::AF_INET,
        kind: libc::SOCK_STREAM,
        flags: libc::AI_CANONNAME,
        ..Question::default()
    };
    let answers = cx.allow_threads(|| raw::resolve(&question));
    let answers =
        answers.map_err(|status| raise_pair(cx, "gaierror", status, &resolver_text(status)))?;
    let name = answers.first().map_or(&host[..], |answer| &answer.name[..]);
    let addresses = answers.iter().map(|answer| text(cx, &host_of(&answer.address)));
    let addresses = List::new(cx, addresses.collect::<PyResult<Vec<_>>>()?)?;
    Tuple::new(cx, vec![Str::new(cx, name)?, List::new(cx, Vec::new())?, addresses])
}

pub(super) fn gethostbyaddr(cx: &Cx, _: Ref<'_>, given: &[Ref<'_>]) -> PyResult {
    let host = host_text(cx, given[0])?;
    let address = of_host(cx, libc::AF_UNSPEC, &host)?;
    let names = cx.allow_threads(|| raw::names_of(&address, libc::NI_NAMEREQD));
    let (name, _) = names.map_err(|_| raise_pair(cx, "herror", 1, "Unknown host"))?;
    let addresses = List::new(cx, vec![text(cx, &host_of(&address))?])?;
    Tuple::new(cx, vec![Str::new(cx, &name)?, List::new(cx, Vec::new())?, addresses])
}

pub(super) fn gethostname(cx: &Cx, _: Ref<'_>) -> PyResult {
    match nix::unistd::gethostname() {
        Ok(name) => text(cx, &name.to_string_lossy()),
        Err(errno) => Err(raise_errno(cx, errno as i32)),
    }
}

fn protocol(cx: &Cx, function: &str, x: Option<&Ref<'_>>) -> PyResult<Option<std::ffi::CString>> {
    let Some(x) = x else { return Ok(None) };
    c_string(cx, &args::place(function, 2).c_text(cx, *x)?).map(Some)
}

pub(super) fn getservbyname(cx: &Cx, _: Ref<'_>, given: &[Ref<'_>]) -> PyResult {
    let name = c_string(cx, &args::place("getservbyname", 1).c_text(cx, given[0])?)?;
    let protocol = protocol(cx, "getservbyname", given.get(1))?;
    match raw::service_port(&name, protocol.as_ref()) {
        Some(port) => Ok(Owned::int(port.into())),
        None => Err(raise_text(cx, "service/proto not found")),
    }
}

pub(super) fn getservbyport(cx: &Cx, _: Ref<'_>, given: &[Ref<'_>]) -> PyResult {
    let port = args::c_int(cx, given[0])?;
    let protocol = protocol(cx, "getservbyport", given.get(1))?;
    let Ok(port) = u16::try_from(port) else {
        let message = format_args!("getservbyport: port must be 0-65535.");
        return Err(cx.raise(&exc::OVERFLOW_ERROR, message));
    };
    match raw::service_name(port, protocol.as_ref()) {
        Some(name) => Str::new(cx, &name),
        None => Err(raise_text(cx, "port/proto not found")),
    }
}

pub(super) fn getprotobyname(cx: &Cx, _: Ref<'_>, given: &[Ref<'_>]) -> PyResult {
    let name = c_string(cx, &args::place("getprotobyname", 1).c_text(cx, given[0])?)?;
    match raw::protocol_number(&name) {
        Some(number) => Ok(Owned::int(number.into())),
        None => Err(raise_text(cx, "protocol not found")),
    }
}

pub(super) fn getaddrinfo(cx: &Cx, _: Ref<'_>, given: &[Ref<'_>]) -> PyResult {
    let host = match given[0] {
        host if host.is_none() => None,
        host if host.cast::<Str>().is_some() || host.cast::<Unicode>().is_some() => {
            Some(c_string(cx, &host_text(cx, host)?)?)
        }
        _ => {
            let message = format_args!("getaddrinfo() argument 1 must be string or None");
            return Err(cx.raise(&exc::TYPE_ERROR, message));
        }
    };
    let service = match given[1] {
        port if port.is_none() => None,
        port if port.cast::<Str>().is_some() || port.cast::<Unicode>().is_some() => {
            Some(c_string(cx, &args::ONLY.text(cx, port)?)?)
        }
        port if number::has_index(port) => {
            let shown = repr::str(cx, number::index(cx, port)?.borrow())?;
            let shown =
                shown.borrow().cast::<Str>().map_or_else(Vec::new, |text| text.as_bytes().to_vec());
            Some(c_string(cx, &shown)?)
        }
        _ => return Err(raise_text(cx, "Int or String expected")),
    };
    let part = |index: usize| given.get(index).map_or(Ok(0), |x| args::c_int(cx, *x));
    let question = Question {
        host,
        service,
        family: part(2)?,
        kind: part(3)?,
        protocol: part(4)?,
        flags: part(5)?,
    };
    let answers = cx.allow_threads(|| raw::resolve(&question));
    let answers =
        answers.map_err(|status| raise_pair(cx, "gaierror", status, &resolver_text(status)))?;
    let answers = answers.iter().map(|answer| {
        let mut parts: Vec<Owned> = [answer.family, answer.kind, answer.protocol]
            .into_iter()
            .map(|value| Owned::int(value.into()))
            .collect();
        parts.push(Str::new(cx, &answer.name)?);
        parts.push(object(cx, &answer.address)?);
        Tuple::new(cx, parts)
    });
    List::new(cx, answers.collect::<PyResult<Vec<_>>>()?)
}

pub(super) fn getnameinfo(cx: &Cx, _: Ref<'_>, given: &[Ref<'_>]) -> PyResult {
    let flags = args::c_int(cx, given[1])?;
    let Some(parts) =
        given[0].cast::<Tuple>().map(Tuple::as_slice).filter(|parts| parts.len() >= 2)
    else {
        let message = format_args!("getnameinfo() argument 1 must be a tuple");
        return Err(cx.raise(&exc::TYPE_ERROR, message));
    };
    let host = args::ONLY.text(cx, parts[0])?.into_owned();
    let port = args::c_int(cx, parts[1])?;
    let question = Question {
        host: Some(c_string(cx, &host)?),
        service: Some(c_string(cx, port.to_string().as_bytes())?),
        kind: libc::SOCK_DGRAM,
        flags: libc::AI_NUMERICHOST,
        ..Question::default()
    };
    let failed = |status: i32| raise_pair(cx, "gaierror", status, &resolver_text(status));
    let answers = raw::resolve(&question).map_err(failed)?;
    let Some(answer) = answers.first() else { return Err(raise_text(cx, "no address")) };
    let names = cx.allow_threads(|| raw::names_of(&answer.address, flags));
    let (host, service) = names.map_err(failed)?;
    Tuple::new(cx, vec![Str::new(cx, &host)?, Str::new(cx, &service)?])
}

pub(super) fn swap16(cx: &Cx, _: Ref<'_>, given: &[Ref<'_>]) -> PyResult {
    let value = args::c_int(cx, given[0])?;
    if value < 0 {
        let message = format_args!("can't convert negative number to unsigned long");
        return Err(cx.raise(&exc::OVERFLOW_ERROR, message));
    }
    Ok(Owned::int((value as u16).swap_bytes().into()))
}

pub(super) fn swap32(cx: &Cx, _: Ref<'_>, x: Ref<'_>) -> PyResult {
    let Some(value) = long::to_i64(x).filter(|_| number::has_index(x)) else {
        let found = x.ty().name();
        let message = format_args!("expected int/long, {found} found");
        return Err(cx.raise(&exc::TYPE_ERROR, message));
    };
    if value < 0 {
        let message = format_args!("can't convert negative number to unsigned long");
        return Err(cx.raise(&exc::OVERFLOW_ERROR, message));
    }
    long::Long::new(cx, (value as u32).swap_bytes().into())
}

pub(super) fn inet_aton(cx: &Cx, _: Ref<'_>, given: &[Ref<'_>]) -> PyResult {
    let name = args::place("inet_aton", 1).c_text(cx, given[0])?;
    match parse_v4(&String::from_utf8_lossy(&name)) {
        Some(value) => Str::new(cx, &value.to_be_bytes()),
        None => Err(raise_text(cx, "illegal IP address string passed to inet_aton")),
    }
}

/// inet_aton(3): one to four numbers, decimal, octal or hexadecimal; the last fills the rest.
fn parse_v4(text: &str) -> Option<u32> {
    let parts: Vec<&str> = text.split('.').collect();
    let number = |part: &&str| match part.strip_prefix("0x").or(part.strip_prefix("0X")) {
        Some(digits) => u32::from_str_radix(digits, 16).ok(),
        None if part.len() > 1 && part.starts_with('0') => u32::from_str_radix(part, 8).ok(),
        None => part.parse().ok().filter(|_| !part.starts_with('+')),
    };
    let values: Vec<u32> = parts.iter().map(number).collect::<Option<_>>()?;
    let (last, first) = values.split_last()?;
    if first.len() > 3 || first.iter().any(|value| *value > 255) {
        return None;
    }
    let room = 32 - 8 * first.len() as u32;
    if room < 32 && *last >> room != 0 {
        return None;
    }
    let high = first.iter().enumerate().fold(0, |sum, (at, value)| sum | value << (24 - 8 * at));
    Some(high | last)
}

pub(super) fn inet_ntoa(cx: &Cx, _: Ref<'_>, given: &[Ref<'_>]) -> PyResult {
    let bytes = args::place("inet_ntoa", 1).read_only(cx, given[0])?;
    match <[u8; 4]>::try_from(&bytes[..]) {
        Ok(octets) => text(cx, &Ipv4Addr::from(octets).to_string()),
        Err(_) => Err(raise_text(cx, "packed IP wrong length for inet_ntoa")),
    }
}

pub(super) fn inet_pton(cx: &Cx, _: Ref<'_>, given: &[Ref<'_>]) -> PyResult {
    let family = args::c_int(cx, given[0])?;
    let name = args::place("inet_pton", 2).c_text(cx, given[1])?;
    let name = String::from_utf8_lossy(&name);
    let bytes = match family {
        libc::AF_INET => name.parse::<Ipv4Addr>().ok().map(|ip| ip.octets().to_vec()),
        libc::AF_INET6 => name.parse::<Ipv6Addr>().ok().map(|ip| ip.octets().to_vec()),
        _ => return Err(raise_errno(cx, libc::EAFNOSUPPORT)),
    };
    match bytes {
        Some(bytes) => Str::new(cx, &bytes),
        None => Err(raise_text(cx, "illegal IP address string passed to inet_pton")),
    }
}

pub(super) fn inet_ntop(cx: &Cx, _: Ref<'_>, given: &[Ref<'_>]) -> PyResult {
    let family = args::c_int(cx, given[0])?;
    let bytes = args::place("inet_ntop", 2).read_only(cx, given[1])?;
    let wrong = || {
        let message = format_args!("invalid length of packed IP address string");
        cx.raise(&exc::VALUE_ERROR, message)
    };
    match family {
        libc::AF_INET => {
            let octets = <[u8; 4]>::try_from(&bytes[..]).map_err(|_| wrong())?;
            text(cx, &Ipv4Addr::from(octets).to_string())
        }
        libc::AF_INET6 => {
            let octets = <[u8; 16]>::try_from(&bytes[..]).map_err(|_| wrong())?;
            text(cx, &Ipv6Addr::from(octets).to_string())
        }
        _ => {
            let message = format_args!("unknown address family {family}");
            Err(cx.raise(&exc::VALUE_ERROR, message))
        }
    }
}
