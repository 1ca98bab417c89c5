//! Socket addresses: Python's tuples and strings, and the kernel's bytes.

use super::raw::{Question, resolve, resolver_text};
use super::{raise_pair, raise_text};
use runtime::api::{Cx, Owned, PyResult, Ref, exc};
use runtime::builtins::str::Str;
use runtime::builtins::tuple::Tuple;
use runtime::builtins::unicode::Unicode;
use runtime::protocol::{args, number};
use std::ffi::CString;
use std::net::{Ipv4Addr, Ipv6Addr};

/// The kernel's form of a Python address of a family.
pub(super) fn parse(cx: &Cx, family: i32, x: Ref<'_>) -> PyResult<Vec<u8>> {
    match family {
        libc::AF_UNIX => unix(cx, x),
        libc::AF_INET | libc::AF_INET6 => internet(cx, family, x),
        _ => Err(raise_text(cx, "getsockaddrarg: bad family")),
    }
}

fn unix(cx: &Cx, x: Ref<'_>) -> PyResult<Vec<u8>> {
    if x.cast::<Str>().is_none() && x.cast::<Unicode>().is_none() {
        return Err(args::ONLY.wrong(cx, "string", x));
    }
    let path = args::ONLY.text(cx, x)?;
    if path.len() > 108 || path.len() == 108 && path.first() != Some(&0) {
        return Err(raise_text(cx, "AF_UNIX path too long"));
    }
    let mut address = (libc::AF_UNIX as u16).to_ne_bytes().to_vec();
    address.extend_from_slice(&path);
    if path.first() != Some(&0) {
        address.push(0);
    }
    Ok(address)
}

fn internet(cx: &Cx, family: i32, x: Ref<'_>) -> PyResult<Vec<u8>> {
    let name = if family == libc::AF_INET { "AF_INET" } else { "AF_INET6" };
    let Some(parts) = x.cast::<Tuple>().map(Tuple::as_slice) else {
        let found = x.ty().name();
        let message = format_args!("getsockaddrarg: {name} address must be tuple, not {found}");
        return Err(cx.raise(&exc::TYPE_ERROR, message));
    };
    let most = if family == libc::AF_INET { 2 } else { 4 };
    if parts.len() < 2 || parts.len() > most {
        let given = parts.len();
        let text = if most == 2 {
            format!("getsockaddrarg() takes exactly 2 arguments ({given} given)")
        } else if given < 2 {
            format!("getsockaddrarg() takes at least 2 arguments ({given} given)")
        } else {
            format!("getsockaddrarg() takes at most 4 arguments ({given} given)")
        };
        return Err(cx.raise(&exc::TYPE_ERROR, format_args!("{text}")));
    }
    let host = host_text(cx, parts[0])?;
    let port = args::c_int(cx, parts[1])?;
    let part = |index: usize| parts.get(index).map_or(Ok(0), |x| number::as_i64(cx, *x));
    let (flow, scope) = (part(2)?, part(3)?);
    let mut address = of_host(cx, family, &host)?;
    let Ok(port) = u16::try_from(port) else {
        let message = format_args!("getsockaddrarg: port must be 0-65535.");
        return Err(cx.raise(&exc::OVERFLOW_ERROR, message));
    };
    address[2..4].copy_from_slice(&port.to_be_bytes());
    if family == libc::AF_INET6 {
        if !(0..=0xF_FFFF).contains(&flow) {
            let message = format_args!("getsockaddrarg: flowinfo must be 0-1048575.");
            return Err(cx.raise(&exc::OVERFLOW_ERROR, message));
        }
        address[4..8].copy_from_slice(&(flow as u32).to_be_bytes());
        if scope != 0 {
            address[24..28].copy_from_slice(&(scope as u32).to_ne_bytes());
        }
    }
    Ok(address)
}

/// A host argument: str, or unicode by IDNA.
pub(super) fn host_text(cx: &Cx, x: Ref<'_>) -> PyResult<Vec<u8>> {
    if let Some(text) = x.cast::<Str>() {
        return Ok(text.as_bytes().to_vec());
    }
    if x.cast::<Unicode>().is_some() {
        let encoded = runtime::builtins::codecs::encode(cx, x, b"idna", b"strict")?;
        return Ok(encoded
            .borrow()
            .cast::<Str>()
            .map_or_else(Vec::new, |text| text.as_bytes().to_vec()));
    }
    Err(args::ONLY.wrong(cx, "string", x))
}

/// The address of a host, with port 0.
pub(super) fn of_host(cx: &Cx, family: i32, host: &[u8]) -> PyResult<Vec<u8>> {
    let text = std::str::from_utf8(host).unwrap_or_default();
    let v4 = |ip: Ipv4Addr| {
        let mut address = (libc::AF_INET as u16).to_ne_bytes().to_vec();
        address.extend_from_slice(&[0, 0]);
        address.extend_from_slice(&ip.octets());
        address.extend_from_slice(&[0; 8]);
        address
    };
    let v6 = |ip: Ipv6Addr| {
        let mut address = (libc::AF_INET6 as u16).to_ne_bytes().to_vec();
        address.extend_from_slice(&[0; 6]);
        address.extend_from_slice(&ip.octets());
        address.extend_from_slice(&[0; 4]);
        address
    };
    match (family, text) {
        (libc::AF_INET6, "") => return Ok(v6(Ipv6Addr::UNSPECIFIED)),
        (_, "") => return Ok(v4(Ipv4Addr::UNSPECIFIED)),
        (libc::AF_INET, "<broadcast>") => return Ok(v4(Ipv4Addr::BROADCAST)),
        _ => {}
    }
    if family == libc::AF_INET
        && let Ok(ip) = text.parse::<Ipv4Addr>()
    {
        return Ok(v4(ip));
    }
    let question = Question { host: Some(c_string(cx, host)?), family, ..Question::default() };
    let answers = cx.allow_threads(|| resolve(&question));
    match answers {
        Ok(answers) if !answers.is_empty() => Ok(answers[0].address.clone()),
        Ok(_) => Err(raise_text(cx, "no address")),
        Err(status) => Err(raise_pair(cx, "gaierror", status, &resolver_text(status))),
    }
}

/// A C string of bytes without null bytes.
pub(super) fn c_string(cx: &Cx, bytes: &[u8]) -> PyResult<CString> {
    CString::new(bytes).map_err(|_| {
        let message = format_args!("must be string without null bytes, not str");
        cx.raise(&exc::TYPE_ERROR, message)
    })
}

/// The text of the host in an address.
pub(super) fn host_of(address: &[u8]) -> String {
    let family = i32::from(u16::from_ne_bytes([address[0], address[1]]));
    if family == libc::AF_INET && address.len() >= 8 {
        return Ipv4Addr::new(address[4], address[5], address[6], address[7]).to_string();
    }
    let octets: Option<[u8; 16]> = address.get(8..24).and_then(|part| part.try_into().ok());
    octets.map_or_else(String::new, |octets| Ipv6Addr::from(octets).to_string())
}

/// Python's form of a kernel address; None if there is none.
pub(super) fn object(cx: &Cx, address: &[u8]) -> PyResult {
    if address.len() < 2 {
        return Ok(Owned::none());
    }
    let family = i32::from(u16::from_ne_bytes([address[0], address[1]]));
    let port = |address: &[u8]| Owned::int(u16::from_be_bytes([address[2], address[3]]).into());
    match family {
        libc::AF_UNIX => {
            let path = &address[2..];
            if path.first() == Some(&0) {
                return Str::new(cx, path);
            }
            Str::new(cx, path.split(|byte| *byte == 0).next().unwrap_or_default())
        }
        libc::AF_INET if address.len() >= 8 => {
            Tuple::new(cx, vec![Str::new(cx, host_of(address).as_bytes())?, port(address)])
        }
        libc::AF_INET6 if address.len() >= 28 => {
            let flow = u32::from_be_bytes([address[4], address[5], address[6], address[7]]);
            let scope = u32::from_ne_bytes([address[24], address[25], address[26], address[27]]);
            let host = Str::new(cx, host_of(address).as_bytes())?;
            let tail = [flow, scope].map(|value| Owned::int(value.into()));
            let [flow, scope] = tail;
            Tuple::new(cx, vec![host, port(address), flow, scope])
        }
        _ => Tuple::new(cx, vec![Owned::int(family.into()), Str::new(cx, &address[2..])?]),
    }
}
