//! The modules `pwd` and `grp`: the databases of users and groups.

use nix::unistd::{Gid, Group, Uid, User};
use runtime::api::{Cx, ModuleDef, Owned, PyResult, Raised, Ref, exc, methods};
use runtime::builtins::list::List;
use runtime::builtins::str::Str;
use runtime::builtins::struct_sequence::build;
use runtime::protocol::{args, number};
use std::ffi::CString;
use std::os::unix::ffi::OsStrExt;

/// The module `pwd`.
pub(crate) static PWD: ModuleDef = ModuleDef {
    name: "pwd",
    doc: "The database of users.",
    functions: methods! {
        /// getpwuid(uid) -- returns the entry of a number.
        "getpwuid" => getpwuid, (1..=1);
        /// getpwnam(name) -- returns the entry of a name.
        "getpwnam" => getpwnam, (1..=1);
        /// Returns all entries.
        "getpwall" => getpwall, () -> List;
    },
    types: &[("struct_passwd", &PASSWD), ("struct_pwent", &PASSWD)],
    init: None,
};

/// The module `grp`.
pub(crate) static GRP: ModuleDef = ModuleDef {
    name: "grp",
    doc: "The database of groups.",
    functions: methods! {
        /// getgrgid(gid) -- returns the entry of a number.
        "getgrgid" => getgrgid, (1..=1);
        /// getgrnam(name) -- returns the entry of a name.
        "getgrnam" => getgrnam, (1..=1);
        /// Returns all entries.
        "getgrall" => getgrall, () -> List;
    },
    types: &[("struct_group", &GROUP)],
    init: None,
};

runtime::struct_sequence! {
    /// An entry of the database of users.
    static PASSWD = "pwd.struct_passwd", visible 7 {
        0 "pw_name" "user name";
        1 "pw_passwd" "password";
        2 "pw_uid" "user id";
        3 "pw_gid" "group id";
        4 "pw_gecos" "real name";
        5 "pw_dir" "home directory";
        6 "pw_shell" "shell program";
    }
}

runtime::struct_sequence! {
    /// An entry of the database of groups.
    static GROUP = "grp.struct_group", visible 4 {
        0 "gr_name" "group name";
        1 "gr_passwd" "password";
        2 "gr_gid" "group id";
        3 "gr_mem" "group members";
    }
}

fn text(cx: &Cx, text: &str) -> PyResult {
    Str::new(cx, text.as_bytes())
}

fn c_text(cx: &Cx, text: &CString) -> PyResult {
    Str::new(cx, text.as_bytes())
}

fn user_entry(cx: &Cx, user: &User) -> PyResult {
    let fields = vec![
        text(cx, &user.name)?,
        c_text(cx, &user.passwd)?,
        Owned::int(user.uid.as_raw().into()),
        Owned::int(user.gid.as_raw().into()),
        c_text(cx, &user.gecos)?,
        Str::new(cx, user.dir.as_os_str().as_bytes())?,
        Str::new(cx, user.shell.as_os_str().as_bytes())?,
    ];
    build(cx, &PASSWD, fields, 7)
}

fn group_entry(cx: &Cx, group: &Group) -> PyResult {
    let members = group.mem.iter().map(|name| text(cx, name)).collect::<PyResult<Vec<_>>>()?;
    let fields = vec![
        text(cx, &group.name)?,
        c_text(cx, &group.passwd)?,
        Owned::int(group.gid.as_raw().into()),
        List::new(cx, members)?,
    ];
    build(cx, &GROUP, fields, 4)
}

#[cold]
fn not_found(cx: &Cx, message: &str) -> Raised {
    match text(cx, message) {
        Ok(message) => cx.raise_with(exc::KEY_ERROR.as_ref(), Some(message)),
        Err(raised) => raised,
    }
}

/// An id; none if no id can be that number.
fn id(cx: &Cx, x: Ref<'_>) -> PyResult<Option<u32>> {
    let value = number::as_i64(cx, x)?;
    Ok(if value == -1 { Some(u32::MAX) } else { u32::try_from(value).ok() })
}

fn getpwuid(cx: &Cx, _: Ref<'_>, given: &[Ref<'_>]) -> PyResult {
    let Some(uid) = id(cx, given[0])? else {
        return Err(not_found(cx, "getpwuid(): uid not found"));
    };
    match User::from_uid(Uid::from_raw(uid)) {
        Ok(Some(user)) => user_entry(cx, &user),
        _ => Err(not_found(cx, &format!("getpwuid(): uid not found: {uid}"))),
    }
}

fn getpwnam(cx: &Cx, _: Ref<'_>, given: &[Ref<'_>]) -> PyResult {
    let name = args::place("getpwnam", 1).c_text(cx, given[0])?;
    let name = String::from_utf8_lossy(&name).into_owned();
    match User::from_name(&name) {
        Ok(Some(user)) => user_entry(cx, &user),
        _ => Err(not_found(cx, &format!("getpwnam(): name not found: {name}"))),
    }
}

/// The first fields of the lines of a database file.
fn names_in(path: &str) -> Vec<String> {
    let lines = std::fs::read_to_string(path).unwrap_or_default();
    let names = lines.lines().filter_map(|line| line.split(':').next());
    names.filter(|name| !name.is_empty()).map(str::to_owned).collect()
}

fn getpwall(cx: &Cx, _: Ref<'_>) -> PyResult {
    let users = names_in("/etc/passwd").into_iter();
    let users = users.filter_map(|name| User::from_name(&name).ok().flatten());
    List::new(cx, users.map(|user| user_entry(cx, &user)).collect::<PyResult<Vec<_>>>()?)
}

fn getgrgid(cx: &Cx, _: Ref<'_>, given: &[Ref<'_>]) -> PyResult {
    let value = number::to_int(cx, given[0])?;
    let Some(gid) = id(cx, value.borrow())? else {
        return Err(not_found(cx, "getgrgid(): gid not found"));
    };
    match Group::from_gid(Gid::from_raw(gid)) {
        Ok(Some(group)) => group_entry(cx, &group),
        _ => Err(not_found(cx, &format!("getgrgid(): gid not found: {gid}"))),
    }
}

fn getgrnam(cx: &Cx, _: Ref<'_>, given: &[Ref<'_>]) -> PyResult {
    let name = runtime::protocol::repr::str(cx, given[0])?;
    let name =
        name.borrow().cast::<Str>().map_or_else(String::new, |name| name.to_text().into_owned());
    match Group::from_name(&name) {
        Ok(Some(group)) => group_entry(cx, &group),
        _ => Err(not_found(cx, &format!("getgrnam(): name not found: {name}"))),
    }
}

fn getgrall(cx: &Cx, _: Ref<'_>) -> PyResult {
    let groups = names_in("/etc/group").into_iter();
    let groups = groups.filter_map(|name| Group::from_name(&name).ok().flatten());
    List::new(cx, groups.map(|group| group_entry(cx, &group)).collect::<PyResult<Vec<_>>>()?)
}
