//! The `import` and `exec` statements.

use super::call::{self, Args, Way};
use super::last;
use super::machine::{Machine, Step};
use crate::builtins::code::Code;
use crate::builtins::descr::BuiltinFunction;
use crate::builtins::dict::Dict;
use crate::builtins::file::File;
use crate::builtins::frame::{FramePtr, ReturnKind, locals};
use crate::builtins::instance::{Instance, has_attribute};
use crate::builtins::str::Str;
use crate::builtins::tuple::Tuple;
use crate::builtins::unicode::Unicode;
use crate::bytecode::Pc;
use crate::bytecode::insn::{NO_REG, flags};
use crate::cx::Cx;
use crate::exceptions::{PyResult, table};
use crate::object::handle::borrow_slice;
use crate::object::{Owned, Ref, names};
use crate::protocol::{self, attr, mapping, sequence};
use crate::types::CallArgs;
use ir::{CompileFlags, Mode};

/// `Op::ImportName`
#[inline(never)]
pub(crate) fn import_name(m: Machine<'_>, pc: Pc) -> Step {
    let insn = pc.insn();
    m.frame.pc.set(pc);
    let code = m.frame.code();
    let name = code.name_at(insn.low());
    let fromlist = code.constants()[insn.high() as usize].borrow();
    let level = (u32::from(insn.b) | u32::from(insn.c) << 16) as i32;
    let locals = m.frame.locals.get().unwrap_or_else(Owned::none);
    let globals = Ref::from_object(m.frame.globals());
    let builtins = Ref::from_object(m.frame.builtins());
    let import = Import { globals, builtins, locals: locals.borrow(), name, fromlist, level };
    let Ok((function, values)) = import.call(m.cx) else { return Step::Raise };
    if let Some(native) = function.borrow().cast_exact::<BuiltinFunction>()
        && last::hands_over(native.def)
    {
        last::allow(m, native.def);
        let args = CallArgs::positional_only(borrow_slice(&values));
        let result = protocol::call::call(m.cx, function.borrow(), args);
        return last::finish(m, pc, result, 1);
    }
    let way = Way { names: &[], extra: 1 };
    call::call_counting(m, pc, function, Args::Values(values), way)
}

/// An `import` statement in its namespaces.
pub(crate) struct Import<'a> {
    pub(crate) globals: Ref<'a>,
    pub(crate) builtins: Ref<'a>,
    /// None if the frame has none.
    pub(crate) locals: Ref<'a>,
    pub(crate) name: Ref<'a>,
    pub(crate) fromlist: Ref<'a>,
    pub(crate) level: i32,
}

impl Import<'_> {
    /// Returns `__import__` and its arguments.
    fn call(&self, cx: &Cx) -> PyResult<(Owned, Vec<Owned>)> {
        let builtins = self.builtins.recv::<Dict>();
        let Some(function) = builtins.get_str(names::IMPORT.as_ref()) else {
            return Err(cx.raise(&table::IMPORT_ERROR, format_args!("__import__ not found")));
        };
        let mut values: Vec<Owned> = [self.name, self.globals, self.locals, self.fromlist]
            .iter()
            .map(|value| value.own())
            .collect();
        if self.level != -1 {
            values.push(Owned::int(i64::from(self.level)));
        }
        Ok((function, values))
    }

    /// Calls `__import__`.
    ///
    /// # Errors
    /// Whatever it raises.
    pub(crate) fn run(&self, cx: &Cx) -> PyResult {
        let (function, values) = self.call(cx)?;
        protocol::call::call_positional(cx, function.borrow(), borrow_slice(&values))
    }
}

/// `Op::ImportStar`
#[inline(never)]
pub(crate) fn import_star(m: Machine<'_>, pc: Pc) -> Step {
    let insn = pc.insn();
    m.frame.pc.set(pc);
    let result = locals::sync(m.cx, &m.frame).and_then(|()| {
        let Some(locals) = m.frame.locals.get() else {
            let message = format_args!("no locals found during 'import *'");
            return Err(m.cx.raise(&table::IMPORT_ERROR, message));
        };
        copy_all(m.cx, m.b(insn), locals.borrow())?;
        locals::write_back(m.cx, &m.frame)
    });
    m.drop_b(insn);
    m.done(result)
}

fn copy_all(cx: &Cx, module: Ref<'_>, target: Ref<'_>) -> PyResult<()> {
    let all = attr::find_attr(cx, module, names::ALL.as_ref())?;
    let skip_private = all.is_none();
    let list = match all {
        Some(all) => all,
        None => {
            let Some(dict) = attr::find_attr(cx, module, names::DICT.as_ref())? else {
                let message = format_args!("from-import-* object has no __dict__ and no __all__");
                return Err(cx.raise(&table::IMPORT_ERROR, message));
            };
            protocol::call::call_method(cx, dict.borrow(), names::KEYS.as_ref(), &[])?
        }
    };
    let mut position = 0;
    loop {
        let item = sequence::get_item(cx, list.borrow(), position);
        let Some(name) = cx.catch(item, &table::INDEX_ERROR)? else { return Ok(()) };
        position += 1;
        let text = name.borrow().cast::<Str>();
        if skip_private && text.is_some_and(|text| text.as_bytes().first() == Some(&b'_')) {
            continue;
        }
        let value = attr::get_attr(cx, module, name.borrow())?;
        mapping::set_item(cx, target, name.borrow(), value.borrow())?;
    }
}

/// `Op::Exec`
#[inline(never)]
pub(crate) fn exec(m: Machine<'_>, pc: Pc) -> Step {
    let insn = pc.insn();
    m.frame.pc.set(pc);
    let code = m.take_a(insn);
    let operand = |register: u16, is_temp: bool| {
        if register == NO_REG {
            Owned::none()
        } else if is_temp {
            m.frame.take_temp(register)
        } else {
            m.frame.value(register).own()
        }
    };
    let globals = operand(insn.b, insn.has(flags::B_TEMP));
    let locals = operand(insn.c, insn.has(flags::C_TEMP));
    match exec_frame(m, code, globals, locals) {
        Ok((frame, _)) if frame.code().has(ir::code::flags::GENERATOR) => {
            m.done(super::generator::make(m.cx, frame).map(drop))
        }
        Ok((frame, kind)) => {
            call::push(m.cx, frame, kind);
            call::begin(m, frame)
        }
        Err(_) => Step::Raise,
    }
}

/// Makes the frame of an `exec` statement.
fn exec_frame(
    m: Machine<'_>,
    code: Owned,
    globals: Owned,
    locals: Owned,
) -> PyResult<(FramePtr, ReturnKind)> {
    let cx = m.cx;
    let (mut code, mut globals, mut locals) = (code, globals, locals);
    // exec (code, globals, locals) as a tuple.
    if globals.borrow().is_none()
        && locals.borrow().is_none()
        && let Some(tuple) = code.borrow().cast::<Tuple>()
        && (2..=3).contains(&tuple.len())
    {
        let items: Vec<Owned> = tuple.as_slice().iter().map(|item| item.own()).collect();
        globals = items[1].clone();
        locals = items.get(2).cloned().unwrap_or_else(Owned::none);
        code = items[0].clone();
    }
    let own_locals = globals.borrow().is_none() && locals.borrow().is_none();
    if globals.borrow().is_none() {
        globals = Ref::from_object(m.frame.globals()).own();
        if locals.borrow().is_none() {
            locals = current_locals(m)?;
        }
    } else if locals.borrow().is_none() {
        locals = globals.clone();
    }
    check_exec(cx, &code, &globals, &locals)?;
    let dict = globals.borrow().recv::<Dict>();
    if dict.get_str(names::BUILTINS.as_ref()).is_none() {
        let builtins = Ref::from_object(m.frame.builtins());
        dict.set_str(cx, names::BUILTINS.as_ref(), builtins)?;
    }
    let code = compile_operand(cx, code)?;
    let frame = super::frame_of_code(cx, code.borrow(), globals.borrow(), locals.borrow())?;
    Ok((frame, if own_locals { ReturnKind::WriteBack } else { ReturnKind::Discard }))
}

fn current_locals(m: Machine<'_>) -> PyResult {
    locals::sync(m.cx, &m.frame)?;
    m.frame.locals.get().ok_or_else(|| {
        let message = format_args!("globals and locals cannot be NULL");
        m.cx.raise(&table::SYSTEM_ERROR, message)
    })
}

fn check_exec(cx: &Cx, code: &Owned, globals: &Owned, locals: &Owned) -> PyResult<()> {
    let error = |text: &str| Err(cx.raise(&table::TYPE_ERROR, format_args!("{text}")));
    let code = code.borrow();
    let is_source = code.cast::<Str>().is_some()
        || code.cast::<Unicode>().is_some()
        || code.cast::<Code>().is_some()
        || code.cast::<File>().is_some();
    if !is_source {
        return error("exec: arg 1 must be a string, file, or code object");
    }
    if globals.borrow().cast::<Dict>().is_none() {
        return error("exec: arg 2 must be a dictionary or None");
    }
    let slots = &locals.borrow().ty().slots;
    let is_mapping = match locals.borrow().cast::<Instance>() {
        Some(instance) => has_attribute(instance, names::GETITEM.as_ref()),
        None => slots.subscript.get().is_some() || slots.item.get().is_some(),
    };
    if !is_mapping {
        return error("exec: arg 3 must be a mapping or None");
    }
    if let Some(code) = code.cast::<Code>()
        && code.free_count > 0
    {
        return error("code object passed to exec may not contain free variables");
    }
    Ok(())
}

fn compile_operand(cx: &Cx, code: Owned) -> PyResult {
    let future = super::current_future_flags(cx);
    let mut flags =
        CompileFlags { future, optimize: cx.vm().settings.optimize, ..CompileFlags::default() };
    let operand = code.borrow();
    if operand.cast::<Code>().is_some() {
        return Ok(code);
    }
    let (source, filename) = if let Some(text) = operand.cast::<Str>() {
        (text.as_bytes().to_vec(), b"<string>".to_vec())
    } else if let Some(text) = operand.cast::<Unicode>() {
        flags.source_is_utf8 = true;
        (text.to_text().into_bytes(), b"<string>".to_vec())
    } else {
        let text = protocol::call::call_method(cx, operand, names::READ.as_ref(), &[])?;
        let name = attr::get_attr(cx, operand, names::NAME_PLAIN.as_ref())?;
        let bytes = |value: Ref<'_>| {
            value.cast::<Str>().map_or_else(Vec::new, |text| text.as_bytes().to_vec())
        };
        (bytes(text.borrow()), bytes(name.borrow()))
    };
    if source.contains(&0) {
        let message = format_args!("compile() expected string without null bytes");
        return Err(cx.raise(&table::TYPE_ERROR, message));
    }
    super::compile(cx, &source, &filename, Mode::Exec, flags)
}
