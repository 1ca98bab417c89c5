//! UNSAFE ISLAND: the module `resource`: limits of the process and what it has used.
//!
//! Obligations: (1) structs given to the kernel live through the call.

use runtime::api::{Cx, ModuleDef, Owned, PyResult, Raised, Ref, exc, methods};
use runtime::builtins::str::{Str, intern_bytes};
use runtime::builtins::struct_sequence::build;
use runtime::builtins::tuple::Tuple;
use runtime::protocol::{args, attr, call, number, sequence};

/// The module.
pub(crate) static RESOURCE: ModuleDef = ModuleDef {
    name: "resource",
    doc: "Limits of the process and what it has used.",
    functions: methods! {
        /// getrusage(who) -- returns what the process or its children have used.
        "getrusage" => getrusage, (1..=1);
        /// getrlimit(resource) -- returns the soft and the hard limit.
        "getrlimit" => getrlimit, (1..=1) -> Tuple;
        /// setrlimit(resource, (soft, hard)) -- sets both limits.
        "setrlimit" => setrlimit, (2..=2) -> None;
        /// Returns the size of a page.
        "getpagesize" => getpagesize, () -> Int;
    },
    types: &[("struct_rusage", &RUSAGE)],
    init: Some(init),
};

runtime::struct_sequence! {
    /// What a process has used.
    static RUSAGE = "resource.struct_rusage", visible 16 {
        0 "ru_utime" "user time used";
        1 "ru_stime" "system time used";
        2 "ru_maxrss" "max. resident set size";
        3 "ru_ixrss" "shared memory size";
        4 "ru_idrss" "unshared data size";
        5 "ru_isrss" "unshared stack size";
        6 "ru_minflt" "page faults not requiring I/O";
        7 "ru_majflt" "page faults requiring I/O";
        8 "ru_nswap" "number of swap outs";
        9 "ru_inblock" "block input operations";
        10 "ru_oublock" "block output operations";
        11 "ru_msgsnd" "IPC messages sent";
        12 "ru_msgrcv" "IPC messages received";
        13 "ru_nsignals" "signals received";
        14 "ru_nvcsw" "voluntary context switches";
        15 "ru_nivcsw" "involuntary context switches";
    }
}

fn init(cx: &Cx, module: Ref<'_>) -> PyResult<()> {
    let error = runtime::exceptions::raise::new_class(cx, "resource", "error", &exc::EXCEPTION)?;
    cx.module_add(module, "error", error)?;
    for (name, value) in [
        ("RLIMIT_AS", 9),
        ("RLIMIT_CORE", 4),
        ("RLIMIT_CPU", 0),
        ("RLIMIT_DATA", 2),
        ("RLIMIT_FSIZE", 1),
        ("RLIMIT_MEMLOCK", 8),
        ("RLIMIT_NOFILE", 7),
        ("RLIMIT_NPROC", 6),
        ("RLIMIT_OFILE", 7),
        ("RLIMIT_RSS", 5),
        ("RLIMIT_STACK", 3),
        ("RLIM_INFINITY", -1),
        ("RUSAGE_CHILDREN", -1),
        ("RUSAGE_SELF", 0),
    ] {
        cx.module_add(module, name, Owned::int(value))?;
    }
    Ok(())
}

#[cold]
fn failed(cx: &Cx) -> Raised {
    let errno = std::io::Error::last_os_error().raw_os_error().unwrap_or(libc::EIO);
    let raise = || -> PyResult<Raised> {
        let module = call::import_module(cx, "resource")?;
        let class = attr::get_attr(cx, module.borrow(), intern_bytes(cx, b"error").borrow())?;
        let text = Str::new(cx, runtime::builtins::file::error_text(errno).as_bytes())?;
        let value = Tuple::new(cx, vec![Owned::int(errno.into()), text])?;
        Ok(cx.raise_with(class.borrow(), Some(value)))
    };
    raise().unwrap_or_else(|raised| raised)
}

fn getrusage(cx: &Cx, _: Ref<'_>, given: &[Ref<'_>]) -> PyResult {
    let who = args::c_int(cx, given[0])?;
    // SAFETY: an all-zero struct is valid.
    let mut usage: libc::rusage = unsafe { std::mem::zeroed() };
    // SAFETY: (1) the struct lives through the call.
    if unsafe { libc::getrusage(who, &mut usage) } < 0 {
        if who != 0 && who != -1 && who != 1 {
            return Err(cx.raise(&exc::VALUE_ERROR, format_args!("invalid who parameter")));
        }
        return Err(failed(cx));
    }
    self::usage(cx, &usage)
}

/// Makes a `struct_rusage`.
pub(crate) fn usage(cx: &Cx, usage: &libc::rusage) -> PyResult {
    let time = |time: libc::timeval| Owned::float(time.tv_sec as f64 + time.tv_usec as f64 * 1e-6);
    let mut fields = vec![time(usage.ru_utime), time(usage.ru_stime)];
    let counts = [
        usage.ru_maxrss,
        usage.ru_ixrss,
        usage.ru_idrss,
        usage.ru_isrss,
        usage.ru_minflt,
        usage.ru_majflt,
        usage.ru_nswap,
        usage.ru_inblock,
        usage.ru_oublock,
        usage.ru_msgsnd,
        usage.ru_msgrcv,
        usage.ru_nsignals,
        usage.ru_nvcsw,
        usage.ru_nivcsw,
    ];
    fields.extend(counts.map(Owned::int));
    build(cx, &RUSAGE, fields, 16)
}

fn resource_number(cx: &Cx, x: Ref<'_>) -> PyResult<u32> {
    let number = args::c_int(cx, x)?;
    u32::try_from(number)
        .ok()
        .filter(|number| *number < 16)
        .ok_or_else(|| cx.raise(&exc::VALUE_ERROR, format_args!("invalid resource specified")))
}

fn getrlimit(cx: &Cx, _: Ref<'_>, given: &[Ref<'_>]) -> PyResult {
    let resource = resource_number(cx, given[0])?;
    let mut limit = libc::rlimit { rlim_cur: 0, rlim_max: 0 };
    // SAFETY: (1) the struct lives through the call.
    if unsafe { libc::getrlimit(resource, &mut limit) } < 0 {
        return Err(failed(cx));
    }
    let both = [limit.rlim_cur, limit.rlim_max].map(|value| Owned::int(value as i64));
    Tuple::new(cx, both.into())
}

fn setrlimit(cx: &Cx, _: Ref<'_>, given: &[Ref<'_>]) -> PyResult {
    let resource = resource_number(cx, given[0])?;
    let both = sequence::to_vec(cx, given[1])?;
    let [soft, hard] = &both[..] else {
        let message = format_args!("expected a tuple of 2 integers");
        return Err(cx.raise(&exc::VALUE_ERROR, message));
    };
    let limit = libc::rlimit {
        rlim_cur: number::as_i64(cx, soft.borrow())? as u64,
        rlim_max: number::as_i64(cx, hard.borrow())? as u64,
    };
    // SAFETY: (1) the struct lives through the call.
    if unsafe { libc::setrlimit(resource, &limit) } == 0 {
        return Ok(Owned::none());
    }
    let text = match std::io::Error::last_os_error().raw_os_error() {
        Some(libc::EINVAL) => "current limit exceeds maximum limit",
        Some(libc::EPERM) => "not allowed to raise maximum limit",
        _ => return Err(failed(cx)),
    };
    Err(cx.raise(&exc::VALUE_ERROR, format_args!("{text}")))
}

fn getpagesize(_: &Cx, _: Ref<'_>) -> PyResult {
    // SAFETY: touches no memory.
    Ok(Owned::int(unsafe { libc::sysconf(libc::_SC_PAGESIZE) }))
}
