//! UNSAFE ISLAND: system calls of sockets, and the C library's resolver.
//!
//! Obligations: (1) buffers and addresses given to the kernel are valid for their length; (2) strings end with a null
//! byte; (3) what the resolver gives is copied before it is freed or asked again.

use std::ffi::{CStr, CString};

fn errno() -> i32 {
    std::io::Error::last_os_error().raw_os_error().unwrap_or(libc::EIO)
}

fn checked(result: i64) -> Result<i64, i32> {
    if result < 0 { Err(errno()) } else { Ok(result) }
}

pub(super) fn socket(family: i32, kind: i32, protocol: i32) -> Result<i32, i32> {
    // SAFETY: touches no memory.
    checked(unsafe { libc::socket(family, kind, protocol) }.into()).map(|fd| fd as i32)
}

pub(super) fn pair(family: i32, kind: i32, protocol: i32) -> Result<[i32; 2], i32> {
    let mut fds = [-1; 2];
    // SAFETY: (1) room for two.
    checked(unsafe { libc::socketpair(family, kind, protocol, fds.as_mut_ptr()) }.into())?;
    Ok(fds)
}

pub(super) fn close(fd: i32) -> Result<(), i32> {
    // SAFETY: touches no memory.
    checked(unsafe { libc::close(fd) }.into()).map(drop)
}

pub(super) fn dup(fd: i32) -> Result<i32, i32> {
    // SAFETY: touches no memory.
    checked(unsafe { libc::dup(fd) }.into()).map(|fd| fd as i32)
}

pub(super) fn listen(fd: i32, backlog: i32) -> Result<(), i32> {
    // SAFETY: touches no memory.
    checked(unsafe { libc::listen(fd, backlog) }.into()).map(drop)
}

pub(super) fn shutdown(fd: i32, how: i32) -> Result<(), i32> {
    // SAFETY: touches no memory.
    checked(unsafe { libc::shutdown(fd, how) }.into()).map(drop)
}

pub(super) fn set_blocking(fd: i32, blocks: bool) {
    // SAFETY: touches no memory.
    unsafe {
        let flags = libc::fcntl(fd, libc::F_GETFL);
        let new = if blocks { flags & !libc::O_NONBLOCK } else { flags | libc::O_NONBLOCK };
        libc::fcntl(fd, libc::F_SETFL, new);
    }
}

/// Waits until the descriptor is ready; false when the time is over.
pub(super) fn wait(fd: i32, writes: bool, seconds: f64) -> Result<bool, i32> {
    let events = if writes { libc::POLLOUT } else { libc::POLLIN };
    let mut entry = libc::pollfd { fd, events, revents: 0 };
    let millis = (seconds * 1000.0).ceil().min(f64::from(i32::MAX)) as i32;
    // SAFETY: (1) one entry.
    let result = checked(unsafe { libc::poll(&mut entry, 1, millis) }.into())?;
    Ok(result > 0)
}

type NameCall = unsafe extern "C" fn(i32, *mut libc::sockaddr, *mut libc::socklen_t) -> i32;

fn named(call: NameCall, fd: i32) -> Result<(i32, Vec<u8>), i32> {
    let mut room = [0u8; size_of::<libc::sockaddr_storage>()];
    let mut length = room.len() as libc::socklen_t;
    // SAFETY: (1) room and its length.
    let result = checked(unsafe { call(fd, room.as_mut_ptr().cast(), &mut length) }.into())?;
    Ok((result as i32, room[..room.len().min(length as usize)].to_vec()))
}

pub(super) fn accept(fd: i32) -> Result<(i32, Vec<u8>), i32> {
    named(libc::accept, fd)
}

pub(super) fn local_name(fd: i32) -> Result<Vec<u8>, i32> {
    named(libc::getsockname, fd).map(|(_, name)| name)
}

pub(super) fn peer_name(fd: i32) -> Result<Vec<u8>, i32> {
    named(libc::getpeername, fd).map(|(_, name)| name)
}

pub(super) fn bind(fd: i32, address: &[u8]) -> Result<(), i32> {
    // SAFETY: (1) address and its length.
    checked(unsafe { libc::bind(fd, address.as_ptr().cast(), address.len() as u32) }.into())
        .map(drop)
}

pub(super) fn connect(fd: i32, address: &[u8]) -> Result<(), i32> {
    // SAFETY: (1) address and its length.
    checked(unsafe { libc::connect(fd, address.as_ptr().cast(), address.len() as u32) }.into())
        .map(drop)
}

pub(super) fn receive(fd: i32, room: &mut [u8], flags: i32) -> Result<usize, i32> {
    // SAFETY: (1) room and its length.
    checked(unsafe { libc::recv(fd, room.as_mut_ptr().cast(), room.len(), flags) } as i64)
        .map(|count| count as usize)
}

pub(super) fn receive_from(fd: i32, room: &mut [u8], flags: i32) -> Result<(usize, Vec<u8>), i32> {
    let mut name = [0u8; size_of::<libc::sockaddr_storage>()];
    let mut length = name.len() as libc::socklen_t;
    // SAFETY: (1) both rooms and their lengths.
    let count = checked(unsafe {
        libc::recvfrom(
            fd,
            room.as_mut_ptr().cast(),
            room.len(),
            flags,
            name.as_mut_ptr().cast(),
            &mut length,
        )
    } as i64)?;
    Ok((count as usize, name[..name.len().min(length as usize)].to_vec()))
}

pub(super) fn send(fd: i32, bytes: &[u8], flags: i32) -> Result<usize, i32> {
    // SAFETY: (1) bytes and their length.
    checked(unsafe { libc::send(fd, bytes.as_ptr().cast(), bytes.len(), flags) } as i64)
        .map(|count| count as usize)
}

pub(super) fn send_to(fd: i32, bytes: &[u8], flags: i32, address: &[u8]) -> Result<usize, i32> {
    // SAFETY: (1) bytes and address with their lengths.
    checked(unsafe {
        libc::sendto(
            fd,
            bytes.as_ptr().cast(),
            bytes.len(),
            flags,
            address.as_ptr().cast(),
            address.len() as u32,
        )
    } as i64)
    .map(|count| count as usize)
}

pub(super) fn option(fd: i32, level: i32, name: i32, size: usize) -> Result<Vec<u8>, i32> {
    let mut room = vec![0u8; size];
    let mut length = size as libc::socklen_t;
    // SAFETY: (1) room and its length.
    let status =
        unsafe { libc::getsockopt(fd, level, name, room.as_mut_ptr().cast(), &mut length) };
    checked(status.into())?;
    room.truncate(length as usize);
    Ok(room)
}

pub(super) fn set_option(fd: i32, level: i32, name: i32, value: &[u8]) -> Result<(), i32> {
    // SAFETY: (1) value and its length.
    checked(
        unsafe { libc::setsockopt(fd, level, name, value.as_ptr().cast(), value.len() as u32) }
            .into(),
    )
    .map(drop)
}

/// One answer of the resolver.
pub(super) struct Answer {
    pub(super) family: i32,
    pub(super) kind: i32,
    pub(super) protocol: i32,
    pub(super) name: Vec<u8>,
    pub(super) address: Vec<u8>,
}

/// What is asked of the resolver.
#[derive(Default)]
pub(super) struct Question {
    pub(super) host: Option<CString>,
    pub(super) service: Option<CString>,
    pub(super) family: i32,
    pub(super) kind: i32,
    pub(super) protocol: i32,
    pub(super) flags: i32,
}

/// getaddrinfo(3)
pub(super) fn resolve(question: &Question) -> Result<Vec<Answer>, i32> {
    // SAFETY: an all-zero struct is valid.
    let mut hints: libc::addrinfo = unsafe { std::mem::zeroed() };
    hints.ai_family = question.family;
    hints.ai_socktype = question.kind;
    hints.ai_protocol = question.protocol;
    hints.ai_flags = question.flags;
    let pointer =
        |text: &Option<CString>| text.as_ref().map_or(std::ptr::null(), |text| text.as_ptr());
    let mut first: *mut libc::addrinfo = std::ptr::null_mut();
    // SAFETY: (2) C strings or null.
    let status = unsafe {
        libc::getaddrinfo(pointer(&question.host), pointer(&question.service), &hints, &mut first)
    };
    if status != 0 {
        return Err(status);
    }
    let mut answers = Vec::new();
    let mut at = first;
    while !at.is_null() {
        // SAFETY: (3) the list lives until it is freed below.
        unsafe {
            let entry = &*at;
            let name = if entry.ai_canonname.is_null() {
                Vec::new()
            } else {
                CStr::from_ptr(entry.ai_canonname).to_bytes().to_vec()
            };
            let address =
                std::slice::from_raw_parts(entry.ai_addr.cast::<u8>(), entry.ai_addrlen as usize);
            answers.push(Answer {
                family: entry.ai_family,
                kind: entry.ai_socktype,
                protocol: entry.ai_protocol,
                name,
                address: address.to_vec(),
            });
            at = entry.ai_next;
        }
    }
    // SAFETY: (3) the list came from getaddrinfo.
    unsafe { libc::freeaddrinfo(first) };
    Ok(answers)
}

/// getnameinfo(3)
pub(super) fn names_of(address: &[u8], flags: i32) -> Result<(Vec<u8>, Vec<u8>), i32> {
    let (mut host, mut service) = ([0u8; 1025], [0u8; 32]);
    // SAFETY: (1) address and rooms with their lengths.
    let status = unsafe {
        libc::getnameinfo(
            address.as_ptr().cast(),
            address.len() as u32,
            host.as_mut_ptr().cast(),
            host.len() as u32,
            service.as_mut_ptr().cast(),
            service.len() as u32,
            flags,
        )
    };
    if status != 0 {
        return Err(status);
    }
    let text = |room: &[u8]| room.split(|byte| *byte == 0).next().unwrap_or_default().to_vec();
    Ok((text(&host), text(&service)))
}

/// The text of a resolver's error.
pub(super) fn resolver_text(status: i32) -> String {
    // SAFETY: (3) a static string.
    unsafe { CStr::from_ptr(libc::gai_strerror(status)) }.to_string_lossy().into_owned()
}

/// Port of a service.
pub(super) fn service_port(name: &CString, protocol: Option<&CString>) -> Option<u16> {
    let protocol = protocol.map_or(std::ptr::null(), |protocol| protocol.as_ptr());
    // SAFETY: (2), (3) the entry is read at once.
    unsafe {
        let entry = libc::getservbyname(name.as_ptr(), protocol);
        (!entry.is_null()).then(|| u16::from_be((*entry).s_port as u16))
    }
}

/// Name of a port's service.
pub(super) fn service_name(port: u16, protocol: Option<&CString>) -> Option<Vec<u8>> {
    let protocol = protocol.map_or(std::ptr::null(), |protocol| protocol.as_ptr());
    // SAFETY: (2), (3) the entry is read at once.
    unsafe {
        let entry = libc::getservbyport(i32::from(port.to_be()), protocol);
        (!entry.is_null()).then(|| CStr::from_ptr((*entry).s_name).to_bytes().to_vec())
    }
}

/// Number of a protocol.
pub(super) fn protocol_number(name: &CString) -> Option<i32> {
    // SAFETY: (2), (3) the entry is read at once.
    unsafe {
        let entry = libc::getprotobyname(name.as_ptr());
        (!entry.is_null()).then(|| (*entry).p_proto)
    }
}
