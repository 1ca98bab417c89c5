//! UNSAFE ISLAND: what the system allows (`sysconf` and its kin), and file systems.
//!
//! Obligations: (1) pointers given to libc live through the call, with the length that is said.

use super::args::{int, os_error, path, path_error};
use nix::errno::Errno;
use runtime::api::{Cx, Owned, PyResult, Ref, exc, protocol};
use runtime::builtins::dict::Dict;
use runtime::builtins::int::int_value;
use runtime::builtins::long::to_big;
use runtime::builtins::str::Str;
use runtime::builtins::struct_sequence::build;
use std::ffi::CString;

runtime::struct_sequence! {
    /// What is known of a file system.
    pub(super) static STATVFS_RESULT = "posix.statvfs_result", visible 10 {
        0 "f_bsize" "preferred block size";
        1 "f_frsize" "block size";
        2 "f_blocks" "number of blocks";
        3 "f_bfree" "free blocks";
        4 "f_bavail" "free blocks for everybody";
        5 "f_files" "number of inodes";
        6 "f_ffree" "free inodes";
        7 "f_favail" "free inodes for everybody";
        8 "f_flag" "mount flags";
        9 "f_namemax" "longest file name";
    }
}

/// Names of `sysconf` in the order of their numbers in the GNU C library.
const SYSCONF: &str = "\
    ARG_MAX CHILD_MAX CLK_TCK NGROUPS_MAX OPEN_MAX STREAM_MAX TZNAME_MAX JOB_CONTROL SAVED_IDS \
    REALTIME_SIGNALS PRIORITY_SCHEDULING TIMERS ASYNCHRONOUS_IO PRIORITIZED_IO SYNCHRONIZED_IO \
    FSYNC MAPPED_FILES MEMLOCK MEMLOCK_RANGE MEMORY_PROTECTION MESSAGE_PASSING SEMAPHORES \
    SHARED_MEMORY_OBJECTS AIO_LISTIO_MAX AIO_MAX AIO_PRIO_DELTA_MAX DELAYTIMER_MAX MQ_OPEN_MAX \
    MQ_PRIO_MAX VERSION PAGESIZE RTSIG_MAX SEM_NSEMS_MAX SEM_VALUE_MAX SIGQUEUE_MAX TIMER_MAX \
    BC_BASE_MAX BC_DIM_MAX BC_SCALE_MAX BC_STRING_MAX COLL_WEIGHTS_MAX EQUIV_CLASS_MAX \
    EXPR_NEST_MAX LINE_MAX RE_DUP_MAX CHARCLASS_NAME_MAX 2_VERSION 2_C_BIND 2_C_DEV 2_FORT_DEV \
    2_FORT_RUN 2_SW_DEV 2_LOCALEDEF PII PII_XTI PII_SOCKET PII_INTERNET PII_OSI POLL SELECT IOV_MAX \
    PII_INTERNET_STREAM PII_INTERNET_DGRAM PII_OSI_COTS PII_OSI_CLTS PII_OSI_M T_IOV_MAX THREADS \
    THREAD_SAFE_FUNCTIONS GETGR_R_SIZE_MAX GETPW_R_SIZE_MAX LOGIN_NAME_MAX TTY_NAME_MAX \
    THREAD_DESTRUCTOR_ITERATIONS THREAD_KEYS_MAX THREAD_STACK_MIN THREAD_THREADS_MAX \
    THREAD_ATTR_STACKADDR THREAD_ATTR_STACKSIZE THREAD_PRIORITY_SCHEDULING THREAD_PRIO_INHERIT \
    THREAD_PRIO_PROTECT THREAD_PROCESS_SHARED NPROCESSORS_CONF NPROCESSORS_ONLN PHYS_PAGES \
    AVPHYS_PAGES ATEXIT_MAX PASS_MAX XOPEN_VERSION XOPEN_XCU_VERSION XOPEN_UNIX XOPEN_CRYPT \
    XOPEN_ENH_I18N XOPEN_SHM 2_CHAR_TERM 2_C_VERSION 2_UPE XOPEN_XPG2 XOPEN_XPG3 XOPEN_XPG4 \
    CHAR_BIT CHAR_MAX CHAR_MIN INT_MAX INT_MIN LONG_BIT WORD_BIT MB_LEN_MAX NZERO SSIZE_MAX \
    SCHAR_MAX SCHAR_MIN SHRT_MAX SHRT_MIN UCHAR_MAX UINT_MAX ULONG_MAX USHRT_MAX NL_ARGMAX \
    NL_LANGMAX NL_MSGMAX NL_NMAX NL_SETMAX NL_TEXTMAX XBS5_ILP32_OFF32 XBS5_ILP32_OFFBIG \
    XBS5_LP64_OFF64 XBS5_LPBIG_OFFBIG XOPEN_LEGACY XOPEN_REALTIME XOPEN_REALTIME_THREADS";

/// Further names of numbers above.
const SYSCONF_MORE: &[(&str, i64)] = &[("SC_PAGE_SIZE", 30), ("SC_UIO_MAXIOV", 60)];

/// Names of `pathconf` in the order of their numbers.
const PATHCONF: &str = "LINK_MAX MAX_CANON MAX_INPUT NAME_MAX PATH_MAX PIPE_BUF CHOWN_RESTRICTED \
    NO_TRUNC VDISABLE SYNC_IO ASYNC_IO PRIO_IO SOCK_MAXBUF FILESIZEBITS";

/// Names of `confstr`: four each of a group, counted on from the first.
const CONFSTR: &[(&str, i64)] = &[
    ("LFS", 1000),
    ("LFS64", 1004),
    ("XBS5_ILP32_OFF32", 1100),
    ("XBS5_ILP32_OFFBIG", 1104),
    ("XBS5_LP64_OFF64", 1108),
    ("XBS5_LPBIG_OFFBIG", 1112),
];

/// Adds the dicts of names.
pub(super) fn add(cx: &Cx, module: Ref<'_>) -> PyResult<()> {
    let counted = |prefix: &str, names: &str| -> Vec<(String, i64)> {
        let names = names.split_whitespace().enumerate();
        names.map(|(number, name)| (format!("{prefix}_{name}"), number as i64)).collect()
    };
    let mut system = counted("SC", SYSCONF);
    system.extend(SYSCONF_MORE.iter().map(|(name, number)| ((*name).to_owned(), *number)));
    let mut texts = vec![("CS_PATH".to_owned(), 0)];
    for (group, first) in CONFSTR {
        let parts = ["CFLAGS", "LDFLAGS", "LIBS", "LINTFLAGS"].iter().zip(*first..);
        texts.extend(parts.map(|(part, number)| (format!("CS_{group}_{part}"), number)));
    }
    let tables = [
        ("sysconf_names", system),
        ("pathconf_names", counted("PC", PATHCONF)),
        ("confstr_names", texts),
    ];
    for (table, names) in tables {
        let dict = Dict::new(cx)?;
        for (name, number) in names {
            let name = Str::new(cx, name.as_bytes())?;
            dict.borrow().recv::<Dict>().set(cx, name.borrow(), Owned::int(number).borrow())?;
        }
        cx.module_add(module, table, dict)?;
    }
    Ok(())
}

/// Reads a name or number.
fn name(cx: &Cx, x: Ref<'_>, table: &str) -> PyResult<i32> {
    if to_big(x).is_some() {
        return int(cx, x);
    }
    if x.cast::<Str>().is_none() {
        let message = format_args!("configuration names must be strings or integers");
        return Err(cx.raise(&exc::TYPE_ERROR, message));
    }
    let module = protocol::call::import_module(cx, "posix")?;
    let table = runtime::builtins::str::intern_bytes(cx, table.as_bytes());
    let table = protocol::attr::get_attr(cx, module.borrow(), table.borrow())?;
    let found = match table.borrow().cast::<Dict>() {
        Some(table) => table.get(cx, x)?,
        None => None,
    };
    match found.and_then(|number| int_value(number.borrow())) {
        Some(number) => Ok(number as i32),
        None => Err(cx.raise(&exc::VALUE_ERROR, format_args!("unrecognized configuration name"))),
    }
}

/// A limit; -1 without an error number means that there is none.
fn limit(value: i64) -> Result<Owned, Errno> {
    if value == -1 && Errno::last_raw() != 0 { Err(Errno::last()) } else { Ok(Owned::int(value)) }
}

pub(super) fn sysconf(cx: &Cx, _: Ref<'_>, x: Ref<'_>) -> PyResult {
    let number = name(cx, x, "sysconf_names")?;
    Errno::clear();
    // SAFETY: takes a number only.
    limit(unsafe { libc::sysconf(number) }).map_err(|errno| os_error(cx, errno))
}

pub(super) fn pathconf(cx: &Cx, _: Ref<'_>, args: &[Ref<'_>]) -> PyResult {
    let target = path(cx, args[0])?;
    let number = name(cx, args[1], "pathconf_names")?;
    let target = CString::new(target).map_err(|_| os_error(cx, Errno::EINVAL))?;
    Errno::clear();
    // SAFETY: (1) a C string.
    limit(unsafe { libc::pathconf(target.as_ptr(), number) })
        .map_err(|errno| path_error(cx, errno, args[0]))
}

pub(super) fn fpathconf(cx: &Cx, _: Ref<'_>, args: &[Ref<'_>]) -> PyResult {
    let (fd, number) = (int(cx, args[0])?, name(cx, args[1], "pathconf_names")?);
    Errno::clear();
    // SAFETY: takes numbers only.
    limit(unsafe { libc::fpathconf(fd, number) }).map_err(|errno| os_error(cx, errno))
}

pub(super) fn confstr(cx: &Cx, _: Ref<'_>, x: Ref<'_>) -> PyResult {
    let number = name(cx, x, "confstr_names")?;
    Errno::clear();
    // SAFETY: (1) no room is said, only the length is asked for.
    let length = unsafe { libc::confstr(number, std::ptr::null_mut(), 0) };
    if length == 0 {
        return if Errno::last_raw() == 0 {
            Ok(Owned::none())
        } else {
            Err(os_error(cx, Errno::last()))
        };
    }
    let mut buffer = vec![0u8; length];
    // SAFETY: (1) the vector.
    unsafe { libc::confstr(number, buffer.as_mut_ptr().cast(), length) };
    buffer.pop();
    Str::new(cx, &buffer)
}

fn statvfs_result(cx: &Cx, stat: &libc::statvfs) -> PyResult {
    let fields = [
        stat.f_bsize,
        stat.f_frsize,
        stat.f_blocks,
        stat.f_bfree,
        stat.f_bavail,
        stat.f_files,
        stat.f_ffree,
        stat.f_favail,
        stat.f_flag,
        stat.f_namemax,
    ];
    let fields = fields.into_iter().map(|field| Owned::int(field as i64)).collect();
    build(cx, &STATVFS_RESULT, fields, 10)
}

pub(super) fn statvfs(cx: &Cx, _: Ref<'_>, target: Ref<'_>) -> PyResult {
    let name = CString::new(path(cx, target)?).map_err(|_| os_error(cx, Errno::EINVAL))?;
    // SAFETY: an all-zero statvfs is valid.
    let mut stat: libc::statvfs = unsafe { std::mem::zeroed() };
    // SAFETY: (1) a C string and the struct.
    if unsafe { libc::statvfs(name.as_ptr(), &mut stat) } < 0 {
        return Err(path_error(cx, Errno::last(), target));
    }
    statvfs_result(cx, &stat)
}

pub(super) fn fstatvfs(cx: &Cx, _: Ref<'_>, fd: Ref<'_>) -> PyResult {
    let fd = int(cx, fd)?;
    // SAFETY: an all-zero statvfs is valid.
    let mut stat: libc::statvfs = unsafe { std::mem::zeroed() };
    // SAFETY: (1) the struct.
    if unsafe { libc::fstatvfs(fd, &mut stat) } < 0 {
        return Err(os_error(cx, Errno::last()));
    }
    statvfs_result(cx, &stat)
}
