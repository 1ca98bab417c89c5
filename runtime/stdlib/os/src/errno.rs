//! The module `errno`: names of error numbers.

use runtime::api::{Cx, ModuleDef, Owned, PyResult, Ref, builtins};

/// The module's table.
pub(crate) static ERRNO: ModuleDef = ModuleDef {
    name: "errno",
    doc: "Error numbers of the operating system by name, and names by number in errorcode.",
    functions: &[],
    types: &[],
    init: Some(add_codes),
};

/// Name and number, in the order in which a number's last name wins in `errorcode`.
macro_rules! codes {
    ($($name:ident)+) => { &[ $( (stringify!($name), libc::$name) ),+ ] };
}

const CODES: &[(&str, i32)] = codes! {
    ENODEV ENOCSI EHOSTUNREACH ENOMSG EUCLEAN EL2NSYNC EL2HLT ENODATA ENOTBLK ENOSYS EPIPE EINVAL
    EOVERFLOW EADV EINTR EUSERS ENOTEMPTY ENOBUFS EPROTO EREMOTE ENAVAIL ECHILD ELOOP EXDEV E2BIG
    ESRCH EMSGSIZE EAFNOSUPPORT EBADR EHOSTDOWN EPFNOSUPPORT ENOPROTOOPT EBUSY EWOULDBLOCK EBADFD
    EDOTDOT EISCONN ENOTCONN ESHUTDOWN ENOENT EBADF EMULTIHOP EIO EUNATCH EPROTOTYPE ENOSPC ENOEXEC
    EALREADY ENETDOWN ENOTNAM EACCES ELNRNG EILSEQ ENOTDIR ENOTUNIQ EPERM EDOM EXFULL ECONNREFUSED
    EISDIR EPROTONOSUPPORT EROFS EADDRNOTAVAIL EIDRM ECOMM ESRMNT EREMOTEIO EL3RST EBADMSG ENFILE
    ELIBMAX ESPIPE ENOLINK ENETRESET ETIMEDOUT ENOENT EEXIST EDQUOT ENOSTR EBADSLT EBADRQC ELIBACC
    EFAULT EFBIG EDEADLK ENOTDIR EDEADLOCK ELIBBAD EBADE ENOLCK EISNAM ECONNABORTED ENETUNREACH
    ESTALE ENOSR ENOMEM ENOTSOCK ESTRPIPE EMLINK ERANGE ELIBEXEC EL3HLT ECONNRESET EADDRINUSE
    EOPNOTSUPP EAGAIN ENAMETOOLONG ENOTTY ERESTART ESOCKTNOSUPPORT ETIME EBFONT ETXTBSY ENXIO
    ENFILE ETOOMANYREFS EMFILE EINPROGRESS EDESTADDRREQ EPROTO ECHRNG ENOANO ENOPKG ELIBSCN
};

fn add_codes(cx: &Cx, module: Ref<'_>) -> PyResult<()> {
    let names = builtins::dict::Dict::new(cx)?;
    for (name, code) in CODES {
        let code = Owned::int(i64::from(*code));
        cx.module_add(module, name, code.clone())?;
        let name = builtins::str::intern_bytes(cx, name.as_bytes());
        names.borrow().recv::<builtins::dict::Dict>().set(cx, code.borrow(), name.borrow())?;
    }
    cx.module_add(module, "errorcode", names)
}
