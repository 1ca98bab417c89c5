//! UNSAFE ISLAND: the module `termios`: settings of terminals.
//!
//! Obligations: (1) structs given to the C library live through the call.

mod constants;

use crate::select::descriptor;
use runtime::api::{Cx, ModuleDef, Owned, PyResult, Raised, Ref, exc, methods};
use runtime::builtins::list::List;
use runtime::builtins::str::{Str, intern_bytes};
use runtime::builtins::tuple::Tuple;
use runtime::protocol::{args, attr, call, number};

/// The module.
pub(crate) static TERMIOS: ModuleDef = ModuleDef {
    name: "termios",
    doc: "Settings of terminals.",
    functions: methods! {
        /// tcgetattr(fd) -- returns [iflag, oflag, cflag, lflag, ispeed, ospeed, cc].
        "tcgetattr" => tcgetattr, (1..=1) -> List;
        /// tcsetattr(fd, when, attributes) -- sets what tcgetattr returns.
        "tcsetattr" => tcsetattr, (3..=3) -> None;
        /// tcsendbreak(fd, duration) -- sends a break.
        "tcsendbreak" => tcsendbreak, (2..=2) -> None;
        /// tcdrain(fd) -- waits until everything is written.
        "tcdrain" => tcdrain, (1..=1) -> None;
        /// tcflush(fd, queue) -- discards what is queued.
        "tcflush" => tcflush, (2..=2) -> None;
        /// tcflow(fd, action) -- suspends or resumes input or output.
        "tcflow" => tcflow, (2..=2) -> None;
    },
    types: &[],
    init: Some(init),
};

fn init(cx: &Cx, module: Ref<'_>) -> PyResult<()> {
    let error = runtime::exceptions::raise::new_class(cx, "termios", "error", &exc::EXCEPTION)?;
    cx.module_add(module, "error", error)?;
    for (name, value) in constants::CONSTANTS {
        cx.module_add(module, name, Owned::int(*value))?;
    }
    Ok(())
}

#[cold]
fn failed(cx: &Cx) -> Raised {
    let errno = std::io::Error::last_os_error().raw_os_error().unwrap_or(libc::EIO);
    let raise = || -> PyResult<Raised> {
        let module = call::import_module(cx, "termios")?;
        let class = attr::get_attr(cx, module.borrow(), intern_bytes(cx, b"error").borrow())?;
        let text = Str::new(cx, runtime::builtins::file::error_text(errno).as_bytes())?;
        let value = Tuple::new(cx, vec![Owned::int(errno.into()), text])?;
        Ok(cx.raise_with(class.borrow(), Some(value)))
    };
    raise().unwrap_or_else(|raised| raised)
}

fn settings(cx: &Cx, fd: i32) -> PyResult<libc::termios> {
    // SAFETY: an all-zero struct is valid.
    let mut settings: libc::termios = unsafe { std::mem::zeroed() };
    // SAFETY: (1) the struct lives through the call.
    if unsafe { libc::tcgetattr(fd, &mut settings) } < 0 { Err(failed(cx)) } else { Ok(settings) }
}

fn tcgetattr(cx: &Cx, _: Ref<'_>, given: &[Ref<'_>]) -> PyResult {
    let settings = settings(cx, descriptor(cx, given[0])?)?;
    // SAFETY: (1) reads the struct.
    let speeds = unsafe { [libc::cfgetispeed(&settings), libc::cfgetospeed(&settings)] };
    let canonical = settings.c_lflag & libc::ICANON != 0;
    let mut control = Vec::new();
    for (index, byte) in settings.c_cc.iter().enumerate() {
        let numeric = !canonical && (index == libc::VMIN || index == libc::VTIME);
        control.push(if numeric { Owned::int((*byte).into()) } else { Str::new(cx, &[*byte])? });
    }
    let mut all: Vec<Owned> =
        [settings.c_iflag, settings.c_oflag, settings.c_cflag, settings.c_lflag]
            .into_iter()
            .chain(speeds)
            .map(|value| Owned::int(value.into()))
            .collect();
    all.push(List::new(cx, control)?);
    List::new(cx, all)
}

fn tcsetattr(cx: &Cx, _: Ref<'_>, given: &[Ref<'_>]) -> PyResult {
    let fd = descriptor(cx, given[0])?;
    let when = args::c_int(cx, given[1])?;
    let wrong = || {
        let message = format_args!("tcsetattr, arg 3: must be 7 element list");
        cx.raise(&exc::TYPE_ERROR, message)
    };
    let all = given[2].cast::<List>().map(List::to_vec).filter(|all| all.len() == 7);
    let all = all.ok_or_else(wrong)?;
    let mut settings = settings(cx, fd)?;
    let value = |index: usize| number::as_i64(cx, all[index].borrow()).map(|value| value as u32);
    settings.c_iflag = value(0)?;
    settings.c_oflag = value(1)?;
    settings.c_cflag = value(2)?;
    settings.c_lflag = value(3)?;
    let (input, output) = (value(4)?, value(5)?);
    let control = all[6].borrow().cast::<List>().map(List::to_vec);
    let Some(control) = control.filter(|control| control.len() == settings.c_cc.len()) else {
        let message =
            format_args!("tcsetattr: attributes[6] must be {} element list", settings.c_cc.len());
        return Err(cx.raise(&exc::TYPE_ERROR, message));
    };
    for (place, value) in settings.c_cc.iter_mut().zip(&control) {
        *place = match value.borrow().cast::<Str>().map(Str::as_bytes) {
            Some([byte]) => *byte,
            Some(_) => {
                let message = format_args!(
                    "tcsetattr: elements of attributes must be characters or integers"
                );
                return Err(cx.raise(&exc::TYPE_ERROR, message));
            }
            None => number::as_i64(cx, value.borrow())? as u8,
        };
    }
    // SAFETY: (1) the struct lives through the calls.
    let result = unsafe {
        libc::cfsetispeed(&mut settings, input);
        libc::cfsetospeed(&mut settings, output);
        libc::tcsetattr(fd, when, &settings)
    };
    finish(cx, result)
}

fn finish(cx: &Cx, result: i32) -> PyResult {
    if result < 0 { Err(failed(cx)) } else { Ok(Owned::none()) }
}

fn tcsendbreak(cx: &Cx, _: Ref<'_>, given: &[Ref<'_>]) -> PyResult {
    let (fd, duration) = (descriptor(cx, given[0])?, args::c_int(cx, given[1])?);
    // SAFETY: touches no memory.
    finish(cx, unsafe { libc::tcsendbreak(fd, duration) })
}

fn tcdrain(cx: &Cx, _: Ref<'_>, given: &[Ref<'_>]) -> PyResult {
    let fd = descriptor(cx, given[0])?;
    // SAFETY: touches no memory.
    let result = cx.allow_threads(|| unsafe { libc::tcdrain(fd) });
    finish(cx, result)
}

fn tcflush(cx: &Cx, _: Ref<'_>, given: &[Ref<'_>]) -> PyResult {
    let (fd, queue) = (descriptor(cx, given[0])?, args::c_int(cx, given[1])?);
    // SAFETY: touches no memory.
    finish(cx, unsafe { libc::tcflush(fd, queue) })
}

fn tcflow(cx: &Cx, _: Ref<'_>, given: &[Ref<'_>]) -> PyResult {
    let (fd, action) = (descriptor(cx, given[0])?, args::c_int(cx, given[1])?);
    // SAFETY: touches no memory.
    finish(cx, unsafe { libc::tcflow(fd, action) })
}
