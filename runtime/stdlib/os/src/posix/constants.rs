//! Constants of `posix`, and the environment.

use runtime::api::{Cx, Owned, PyResult, Ref};
use runtime::builtins::dict::Dict;
use runtime::builtins::str::Str;
use std::os::unix::ffi::OsStrExt;

/// Name and value.
macro_rules! constants {
    ($($name:ident)+) => { &[ $( (stringify!($name), libc::$name as i64) ),+ ] };
}

const CONSTANTS: &[(&str, i64)] = constants! {
    F_OK R_OK W_OK X_OK WNOHANG WCONTINUED WUNTRACED
    O_RDONLY O_WRONLY O_RDWR O_NDELAY O_NONBLOCK O_APPEND O_DSYNC O_RSYNC O_SYNC O_NOCTTY O_CREAT
    O_EXCL O_TRUNC O_LARGEFILE O_ASYNC O_DIRECT O_DIRECTORY O_NOFOLLOW O_NOATIME
};

/// Exit statuses of sysexits.h.
const EXITS: &[(&str, i64)] = &[
    ("EX_OK", 0),
    ("EX_USAGE", 64),
    ("EX_DATAERR", 65),
    ("EX_NOINPUT", 66),
    ("EX_NOUSER", 67),
    ("EX_NOHOST", 68),
    ("EX_UNAVAILABLE", 69),
    ("EX_SOFTWARE", 70),
    ("EX_OSERR", 71),
    ("EX_OSFILE", 72),
    ("EX_CANTCREAT", 73),
    ("EX_IOERR", 74),
    ("EX_TEMPFAIL", 75),
    ("EX_PROTOCOL", 76),
    ("EX_NOPERM", 77),
    ("EX_CONFIG", 78),
];

pub(super) fn add(cx: &Cx, module: Ref<'_>) -> PyResult<()> {
    for (name, value) in CONSTANTS.iter().chain(EXITS) {
        cx.module_add(module, name, Owned::int(*value))?;
    }
    cx.module_add(module, "NGROUPS_MAX", Owned::int(65536))?;
    cx.module_add(module, "TMP_MAX", Owned::int(238_328))?;
    cx.module_add(module, "error", runtime::api::exc::OS_ERROR.as_ref().own())?;
    super::limits::add(cx, module)?;
    let environ = Dict::new(cx)?;
    let dict = environ.borrow().recv::<Dict>();
    for (name, value) in std::env::vars_os() {
        let name = Str::new(cx, name.as_bytes())?;
        let value = Str::new(cx, value.as_bytes())?;
        dict.set(cx, name.borrow(), value.borrow())?;
    }
    cx.module_add(module, "environ", environ)
}
