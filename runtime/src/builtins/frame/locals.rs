//! The locals of a function's frame as a dict, and back.
//!
//! Always true: a frame of optimised code keeps its variables in registers; the dict is a snapshot
//! that `f_locals` refreshes. Only `exec` and star imports write it back.

use super::Frame;
use crate::builtins::cell::Cell;
use crate::builtins::dict::Dict;
use crate::builtins::str;
use crate::cx::Cx;
use crate::exceptions::PyResult;
use crate::object::handle::release;
use crate::object::{Owned, Ref};
use crate::protocol;
use abi::Word;
use ir::code::flags;

/// Returns the value of a variable of a function's frame.
fn variable(frame: &Frame, register: u16) -> Option<Owned> {
    if frame.get(register).is_unbound() {
        return None;
    }
    let value = frame.value(register);
    if register >= frame.code().local_count() {
        return value.cast_exact::<Cell>().and_then(Cell::get);
    }
    Some(value.own())
}

/// Returns which registers show in the dict: free variables only in functions' code.
fn shown(frame: &Frame) -> std::ops::Range<u16> {
    let code = frame.code();
    let free = if code.has(flags::OPTIMIZED) { 0 } else { code.free_count };
    0..code.first_temp - free
}

/// Brings `frame.locals` up to date with the registers.
///
/// # Errors
/// Whatever storing into the namespace raises.
pub fn sync(cx: &Cx, frame: &Frame) -> PyResult<()> {
    let locals = match frame.locals.get() {
        Some(locals) => locals,
        None => {
            let locals = Dict::new(cx)?;
            frame.locals.set(Some(locals.clone()));
            locals
        }
    };
    let code = frame.code();
    for register in shown(frame) {
        let name = str::intern_bytes(cx, code.register_name(register).as_bytes());
        match (variable(frame, register), locals.borrow().cast_exact::<Dict>()) {
            (Some(value), Some(dict)) => dict.set_str(cx, name.borrow(), value.borrow())?,
            (None, Some(dict)) => drop(dict.remove_str(name.borrow())),
            (Some(value), None) => {
                protocol::mapping::set_item(cx, locals.borrow(), name.borrow(), value.borrow())?;
            }
            (None, None) => {
                let gone = protocol::mapping::del_item(cx, locals.borrow(), name.borrow());
                if gone.is_err() {
                    cx.clear_raised();
                }
            }
        }
    }
    Ok(())
}

/// Writes the dict back to the registers, after code that may have changed it.
///
/// # Errors
/// Raises `MemoryError`.
pub fn write_back(cx: &Cx, frame: &Frame) -> PyResult<()> {
    let Some(locals) = frame.locals.get() else { return Ok(()) };
    let code = frame.code();
    for register in shown(frame) {
        let name = str::intern_bytes(cx, code.register_name(register).as_bytes());
        let value = match protocol::mapping::get_item(cx, locals.borrow(), name.borrow()) {
            Ok(value) => Some(value),
            Err(_) => {
                cx.clear_raised();
                None
            }
        };
        if register >= code.local_count() {
            if !frame.get(register).is_unbound()
                && let Some(cell) = frame.value(register).cast_exact::<Cell>()
                && value.is_some()
            {
                cell.value.set(value);
            }
        } else if let Some(value) = value {
            let old = frame.get(register);
            frame.put(register, value.into_word());
            release(old);
        }
    }
    Ok(())
}

/// Returns the namespace of a frame: `locals()`.
///
/// # Errors
/// As [`sync`].
pub fn of_frame(cx: &Cx, frame: &Frame) -> PyResult {
    sync(cx, frame)?;
    Ok(frame.locals.get().unwrap_or_else(Owned::none))
}

/// Returns the word of the unbound marker, for registers to clear.
pub const fn unbound() -> Word {
    Word::UNBOUND
}

/// Borrows a frame as a value.
pub fn as_value(frame: &Frame) -> Ref<'_> {
    Ref::from_object(frame)
}
