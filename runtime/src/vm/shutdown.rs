//! Ending the process: exit functions, then modules emptied in CPython 2.7's order.

use super::{Vm, run};
use crate::builtins::dict::Dict;
use crate::builtins::module::Module;
use crate::builtins::str::Str;
use crate::cx::Cx;
use crate::object::{Owned, Ref, names, none};
use crate::protocol::call;

impl Vm {
    /// Runs `sys.exitfunc`, empties all modules and writes what is buffered.
    pub fn shut_down(cx: &Cx) {
        join_threads(cx);
        run_exit_function(cx);
        run::flush_stdout(cx);
        empty_modules(cx);
        flush_standard_streams(cx);
    }
}

/// Waits for the threads that `threading` wants to wait for.
fn join_threads(cx: &Cx) {
    let name = crate::builtins::str::intern_bytes(cx, b"threading");
    let modules = cx.vm().modules_dict();
    let Some(module) = modules.borrow().recv::<Dict>().get_str(name.borrow()) else { return };
    let shutdown = crate::builtins::str::intern_bytes(cx, b"_shutdown");
    if module.borrow().cast::<Module>().is_some()
        && call::call_method(cx, module.borrow(), shutdown.borrow(), &[]).is_err()
    {
        crate::exceptions::traceback::print_pending(cx);
    }
}

fn run_exit_function(cx: &Cx) {
    let Some(function) = cx.vm().sys_attr(cx, "exitfunc") else { return };
    let sys = cx.vm().sys_module();
    let dict = Module::dict_of(sys.borrow());
    if dict.remove(cx, names::EXITFUNC.as_ref()).is_err() {
        cx.clear_raised();
    }
    if call::call0(cx, function.borrow()).is_err() {
        if !cx.raised_matches(&crate::exceptions::table::SYSTEM_EXIT) {
            run::write_stderr(cx, b"Error in sys.exitfunc:\n");
        }
        crate::exceptions::traceback::print_pending(cx);
    }
}

/// Sets every name of a module to None: first those with one leading underscore, then the others
/// except `__builtins__`.
fn empty_module(cx: &Cx, module: Ref<'_>) {
    if module.cast::<Module>().is_none() {
        return;
    }
    let dict = Ref::from_object(Module::dict_of(module)).own();
    let dict = dict.borrow().recv::<Dict>();
    for private in [true, false] {
        let mut position = 0;
        while let Some((key, value)) = dict.next_entry(&mut position) {
            let Some(name) = key.borrow().cast::<Str>() else { continue };
            let bytes = name.as_bytes();
            let is_private = bytes.first() == Some(&b'_') && bytes.get(1) != Some(&b'_');
            let wanted = if private { is_private } else { bytes != b"__builtins__" };
            if wanted && !value.borrow().is_none() {
                drop(value);
                if dict.set(cx, key.borrow(), none()).is_err() {
                    cx.clear_raised();
                }
            }
        }
    }
}

fn empty_modules(cx: &Cx) {
    let modules = cx.vm().modules_dict();
    let modules = modules.borrow().recv::<Dict>();
    let builtins = cx.vm().builtins_module();
    let sys = cx.vm().sys_module();
    let builtins_dict = Module::dict_of(builtins.borrow());
    if builtins_dict.set_str(cx, names::UNDERSCORE.as_ref(), none()).is_err() {
        cx.clear_raised();
    }
    for name in [
        "path",
        "argv",
        "ps1",
        "ps2",
        "exitfunc",
        "exc_type",
        "exc_value",
        "exc_traceback",
        "last_type",
        "last_value",
        "last_traceback",
        "path_hooks",
        "path_importer_cache",
        "meta_path",
    ] {
        if cx.vm().sys_attr(cx, name).is_some()
            && cx.vm().set_sys_attr(cx, name, Owned::none()).is_err()
        {
            cx.clear_raised();
        }
    }
    for (name, original) in
        [("stdin", "__stdin__"), ("stdout", "__stdout__"), ("stderr", "__stderr__")]
    {
        let value = cx.vm().sys_attr(cx, original).unwrap_or_else(Owned::none);
        if cx.vm().set_sys_attr(cx, name, value).is_err() {
            cx.clear_raised();
        }
    }
    let forget = |key: Ref<'_>| {
        if modules.set(cx, key, none()).is_err() {
            cx.clear_raised();
        }
    };
    if let Some(main) = modules.get_str(names::MAIN.as_ref()) {
        empty_module(cx, main.borrow());
        drop(main);
        forget(names::MAIN.as_ref());
    }
    // Modules nobody else holds go first, repeatedly; then the rest.
    for only_unshared in [true, false] {
        loop {
            let mut emptied = 0;
            let mut position = 0;
            while let Some((key, module)) = modules.next_entry(&mut position) {
                let shared = module.borrow().header().is_none_or(|header| header.count() > 2);
                let is_core = Ref::is(module.borrow(), sys.borrow())
                    || Ref::is(module.borrow(), builtins.borrow());
                if module.borrow().cast::<Module>().is_none()
                    || is_core
                    || (only_unshared && shared)
                {
                    continue;
                }
                empty_module(cx, module.borrow());
                drop(module);
                forget(key.borrow());
                emptied += 1;
            }
            if emptied == 0 || !only_unshared {
                break;
            }
        }
    }
}

fn flush_standard_streams(cx: &Cx) {
    for name in ["__stdout__", "__stderr__"] {
        if let Some(stream) = cx.vm().sys_attr(cx, name)
            && let Some(file) = stream.borrow().cast::<crate::builtins::file::File>()
            && let Err(_raised) = file.flush_open(cx)
        {
            let state = cx.pending.take();
            // What CPython's file destructor says when the last flush fails.
            if let Some(state) = state {
                let text = state
                    .value
                    .and_then(|value| crate::protocol::repr::str(cx, value.borrow()).ok())
                    .map(|text| text.borrow().recv::<Str>().to_text().into_owned())
                    .unwrap_or_default();
                run::write_stderr(
                    cx,
                    format!("close failed in file object destructor:\nIOError: {text}\n")
                        .as_bytes(),
                );
            }
        }
    }
}
