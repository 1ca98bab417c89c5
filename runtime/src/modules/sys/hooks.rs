//! `sys.displayhook` and `sys.excepthook`.

use crate::builtins::file::{Form, softspace, write_object};
use crate::builtins::module::Module;
use crate::cx::Cx;
use crate::exceptions::{PyResult, table};
use crate::object::{Owned, Ref, names, none};

pub(super) fn displayhook(cx: &Cx, _: Ref<'_>, value: Ref<'_>) -> PyResult {
    let builtins = cx.vm().builtins_module();
    if value.is_none() {
        return Ok(Owned::none());
    }
    let dict = Module::dict_of(builtins.borrow());
    dict.set_str(cx, names::UNDERSCORE.as_ref(), none())?;
    let stdout = cx
        .vm()
        .sys_attr(cx, "stdout")
        .ok_or_else(|| cx.raise(&table::RUNTIME_ERROR, format_args!("lost sys.stdout")))?;
    if softspace(cx, stdout.borrow(), false) {
        write_newline(cx, stdout.borrow())?;
    }
    write_object(cx, stdout.borrow(), value, Form::Repr)?;
    write_newline(cx, stdout.borrow())?;
    dict.set_str(cx, names::UNDERSCORE.as_ref(), value)?;
    Ok(Owned::none())
}

fn write_newline(cx: &Cx, file: Ref<'_>) -> PyResult<()> {
    let newline = crate::builtins::str::Str::new(cx, b"\n")?;
    write_object(cx, file, newline.borrow(), Form::Str)
}

pub(super) fn excepthook(cx: &Cx, _: Ref<'_>, args: &[Ref<'_>]) -> PyResult {
    crate::exceptions::traceback::display(cx, args[0], args[1], args[2])?;
    Ok(Owned::none())
}
