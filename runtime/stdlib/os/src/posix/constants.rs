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
    EX_OK EX_USAGE EX_DATAERR EX_NOINPUT EX_NOUSER EX_NOHOST EX_UNAVAILABLE EX_SOFTWARE EX_OSERR
    EX_OSFILE EX_CANTCREAT EX_IOERR EX_TEMPFAIL EX_PROTOCOL EX_NOPERM EX_CONFIG
};

pub(super) fn add(cx: &Cx, module: Ref<'_>) -> PyResult<()> {
    for (name, value) in CONSTANTS {
        cx.module_add(module, name, Owned::int(*value))?;
    }
    cx.module_add(module, "NGROUPS_MAX", Owned::int(65536))?;
    cx.module_add(module, "TMP_MAX", Owned::int(238_328))?;
    cx.module_add(module, "error", runtime::api::exc::OS_ERROR.as_ref().own())?;
    let environ = Dict::new(cx)?;
    let dict = environ.borrow().recv::<Dict>();
    for (name, value) in std::env::vars_os() {
        let name = Str::new(cx, name.as_bytes())?;
        let value = Str::new(cx, value.as_bytes())?;
        dict.set(cx, name.borrow(), value.borrow())?;
    }
    cx.module_add(module, "environ", environ)
}
