//! `py_step`: one instruction by the protocol, on the words of a frame image.
//!
//! Always true: operands that the instruction consumes are taken over before anything else happens; the result is
//! returned, never written. Instructions that touch the frame itself are not here: compiled code leaves for them.

use super::unit::Part;
use super::words::{borrow, give, read, take};
use crate::builtins::dict::Dict;
use crate::builtins::function::Function;
use crate::builtins::list::List;
use crate::builtins::set;
use crate::builtins::slice::Slice;
use crate::builtins::tuple::Tuple;
use crate::cx::Cx;
use crate::exceptions::raise as raising;
use crate::exceptions::{PyResult, RaisedState, table};
use crate::object::{Owned, Ref};
use crate::protocol;
use crate::types::CallArgs;
use abi::deopt::IMAGE_REGISTERS;
use abi::value::UNBOUND;
use ir::{Insn, OptReg, Reg, StarArgs, UnaryOp, Window};

/// The registers of an image as operands.
struct Operands<'a> {
    registers: u64,
    unit: &'a Part,
}

impl Operands<'_> {
    fn word(&self, reg: Reg) -> u64 {
        read(self.registers + 8 * u64::from(reg.0))
    }
    fn peek<'a>(&self, reg: Reg) -> Ref<'a> {
        borrow(self.word(reg))
    }
    fn take(&self, reg: Reg) -> Owned {
        let word = self.word(reg);
        if self.unit.code.function.is_temp(reg) { take(word) } else { borrow(word).own() }
    }
    fn take_optional(&self, reg: OptReg) -> Option<Owned> {
        reg.get().map(|reg| self.take(reg))
    }
    fn window(&self, window: Window) -> Vec<Owned> {
        window.regs().map(|reg| self.take(reg)).collect()
    }
}

pub(super) extern "C" fn py_step(cx: &Cx, image: u64, unit: u64, pc: u64) -> u64 {
    let part = (unit >> 32) as usize;
    let unit = &cx.vm().tier().unit(unit as u32).parts[part];
    let operands = Operands { registers: image + IMAGE_REGISTERS as u64, unit };
    let insn = unit.code.function.insns[pc as usize];
    give(crate::types::def::guard(cx, || step(cx, unit, &operands, &insn)))
}

fn none(result: PyResult<()>) -> PyResult {
    result.map(|()| Owned::none())
}

fn step(cx: &Cx, unit: &Part, r: &Operands<'_>, insn: &Insn) -> PyResult {
    match *insn {
        Insn::LoadGlobal { name, .. } => load_global(cx, unit, borrow(unit.names[name.index()])),
        Insn::LoadName { name, .. } => load_name(cx, unit, borrow(unit.names[name.index()])),
        Insn::DeleteName { name } | Insn::DeleteGlobal { name } => {
            let global = matches!(insn, Insn::DeleteGlobal { .. });
            none(delete_name(cx, unit, borrow(unit.names[name.index()]), global))
        }
        Insn::StoreGlobal { name, value, .. } | Insn::StoreName { name, value } => {
            let value = r.take(value);
            let name = borrow(unit.names[name.index()]);
            none(globals(unit).set(cx, name, value.borrow()))
        }
        Insn::Unary { op, value, .. } => {
            let value = r.take(value);
            match op {
                UnaryOp::Neg => protocol::number::neg(cx, value.borrow()),
                UnaryOp::Pos => protocol::number::pos(cx, value.borrow()),
                UnaryOp::Invert => protocol::number::invert(cx, value.borrow()),
            }
        }
        Insn::Not { value, .. } => {
            let value = r.take(value);
            protocol::truth::is_true(cx, value.borrow()).map(|truth| Owned::bool(!truth))
        }
        Insn::Is { lhs, rhs, .. } | Insn::IsNot { lhs, rhs, .. } => {
            let (a, b) = (r.take(lhs), r.take(rhs));
            let same = a.borrow().is(b.borrow());
            Ok(Owned::bool(same == matches!(insn, Insn::Is { .. })))
        }
        Insn::Contains { item, container, .. } | Insn::NotContains { item, container, .. } => {
            let (item, container) = (r.take(item), r.take(container));
            let found = protocol::sequence::contains(cx, container.borrow(), item.borrow())?;
            Ok(Owned::bool(found == matches!(insn, Insn::Contains { .. })))
        }
        Insn::DeleteAttr { object, name } => {
            let object = r.take(object);
            none(protocol::attr::set_attr(
                cx,
                object.borrow(),
                borrow(unit.names[name.index()]),
                None,
            ))
        }
        Insn::DeleteItem { object, index } => {
            let (object, index) = (r.take(object), r.take(index));
            none(protocol::mapping::del_item(cx, object.borrow(), index.borrow()))
        }
        Insn::GetSlice { object, low, high, .. } => {
            let (object, low, high) = (r.take(object), r.take_optional(low), r.take_optional(high));
            let (low, high) = (low.as_ref().map(Owned::borrow), high.as_ref().map(Owned::borrow));
            protocol::sequence::apply_slice(cx, object.borrow(), low, high)
        }
        Insn::SetSlice { object, low, high, value } => {
            let (object, low, high) = (r.take(object), r.take_optional(low), r.take_optional(high));
            let value = r.take(value);
            let (low, high) = (low.as_ref().map(Owned::borrow), high.as_ref().map(Owned::borrow));
            none(protocol::sequence::assign_slice(
                cx,
                object.borrow(),
                low,
                high,
                Some(value.borrow()),
            ))
        }
        Insn::DeleteSlice { object, low, high } => {
            let (object, low, high) = (r.take(object), r.take_optional(low), r.take_optional(high));
            let (low, high) = (low.as_ref().map(Owned::borrow), high.as_ref().map(Owned::borrow));
            none(protocol::sequence::assign_slice(cx, object.borrow(), low, high, None))
        }
        Insn::BuildSlice { start, stop, step, .. } => {
            let (start, stop, step) = (r.take(start), r.take(stop), r.take(step));
            Slice::new(cx, Some(start.borrow()), Some(stop.borrow()), Some(step.borrow()))
        }
        Insn::BuildMap { .. } => Dict::new(cx),
        Insn::MapAdd { map, key, value } => {
            let (key, value) = (r.take(key), r.take(value));
            none(r.peek(map).recv::<Dict>().set(cx, key.borrow(), value.borrow()))
        }
        Insn::BuildSet { items, .. } => {
            let items = r.window(items);
            let set = set::new_empty(cx, &set::SET)?;
            for item in &items {
                add(cx, set.borrow(), item.borrow())?;
            }
            Ok(set)
        }
        Insn::SetAdd { set: target, item } => {
            let item = r.take(item);
            none(add(cx, r.peek(target), item.borrow()))
        }
        Insn::ListAppendMany { list, items } => {
            for item in r.window(items) {
                r.peek(list).recv::<List>().push(cx, item)?;
            }
            Ok(Owned::none())
        }
        Insn::ListToTuple { list, .. } => {
            let list = r.take(list);
            Tuple::new(cx, list.borrow().recv::<List>().take())
        }
        Insn::UnpackSequence { items, sequence, .. } => {
            let sequence = r.take(sequence);
            unpack(cx, sequence, usize::from(items.len))
        }
        Insn::Repr { value, .. } => {
            let value = r.take(value);
            protocol::repr::repr(cx, value.borrow())
        }
        Insn::GetIter { value, .. } => {
            let value = r.take(value);
            protocol::iter::iter(cx, value.borrow())
        }
        Insn::MakeFunction { code, window, cells, .. } => {
            make_function(cx, unit, r.window(window), code.index(), usize::from(cells))
        }
        Insn::PrintItem { value } => {
            let value = r.take(value);
            none(crate::interp::print_item(cx, None, value.borrow()))
        }
        Insn::PrintItemTo { stream, value } => {
            let value = r.take(value);
            none(crate::interp::print_item(cx, Some(r.peek(stream)), value.borrow()))
        }
        Insn::PrintNewline {} => none(crate::interp::print_newline(cx, None)),
        Insn::PrintNewlineTo { stream } => {
            let stream = r.take(stream);
            none(crate::interp::print_newline(cx, Some(stream.borrow())))
        }
        Insn::LoadExit { manager, .. } => crate::interp::exit_of(cx, r.peek(manager)),
        Insn::WithEnter { manager, .. } => {
            let manager = r.take(manager);
            let enter = crate::interp::enter_of(cx, manager.borrow())?;
            // The bound method keeps what it needs.
            drop(manager);
            protocol::call::call(cx, enter.borrow(), CallArgs { args: &[], names: &[] })
        }
        Insn::WithLeave { exit, .. } => {
            let exit = r.take(exit);
            let args = [crate::object::none(); 3];
            protocol::call::call(cx, exit.borrow(), CallArgs { args: &args, names: &[] })
        }
        Insn::ExcMatch { exc, pattern, .. } => {
            let pattern = r.take(pattern);
            raising::warn_of_strings(cx, pattern.borrow())?;
            raising::matches(cx, r.peek(exc), pattern.borrow()).map(Owned::bool)
        }
        Insn::Reraise { kind, value, traceback } => {
            let not_none = |value: Owned| (!value.borrow().is_none()).then_some(value);
            let (ty, value) = (r.take(kind), not_none(r.take(value)));
            let traceback = not_none(r.take(traceback));
            Err(cx.restore(RaisedState { ty, value, traceback }))
        }
        Insn::WithExit { exit, kind, value, traceback, .. } => {
            let exit = r.take(exit);
            let args = [r.peek(kind), r.peek(value), r.peek(traceback)];
            protocol::call::call(cx, exit.borrow(), CallArgs { args: &args, names: &[] })
        }
        Insn::Raise { kind, value, traceback } => {
            let (kind, value) = (r.take_optional(kind), r.take_optional(value));
            Err(crate::interp::raise(cx, kind, value, r.take_optional(traceback)))
        }
        Insn::ImportName { name, fromlist, level, .. } => {
            let globals = unit.globals.borrow();
            let is_module = !unit.code.has(ir::code::flags::OPTIMIZED);
            let import = crate::interp::Import {
                globals,
                builtins: unit.builtins.borrow(),
                locals: if is_module { globals } else { crate::object::none() },
                name: borrow(unit.names[name.index()]),
                fromlist: unit.constant(fromlist.index()),
                level,
            };
            import.run(cx)
        }
        Insn::ImportFrom { module, name, .. } => {
            crate::interp::import_from(cx, r.peek(module), borrow(unit.names[name.index()]))
        }
        Insn::CallKw { window, names, .. } | Insn::CallMethodKw { window, names, .. } => {
            let method = matches!(insn, Insn::CallMethodKw { .. });
            call_keywords(cx, unit, r, window, names.index(), method)
        }
        Insn::CallEx { window, names, stars, .. } => {
            call_starred(cx, unit, r, window, names.index(), stars)
        }
        _ => Err(cx.raise(
            &table::SYSTEM_ERROR,
            format_args!("compiled code asked for an instruction it must leave for"),
        )),
    }
}

fn add(cx: &Cx, set: Ref<'_>, item: Ref<'_>) -> PyResult<()> {
    set::exact_body(set).expect("made by BuildSet").add(cx, item)
}

fn globals(unit: &Part) -> &Dict {
    unit.globals.borrow().recv::<Dict>()
}

fn load_global(cx: &Cx, unit: &Part, name: Ref<'_>) -> PyResult {
    let found = globals(unit).get_str(name);
    match found.or_else(|| unit.builtins.borrow().recv::<Dict>().get_str(name)) {
        Some(value) => Ok(value),
        None => Err(raise_undefined(cx, "global ", name)),
    }
}

/// A name of a module's code.
fn load_name(cx: &Cx, unit: &Part, name: Ref<'_>) -> PyResult {
    let found = globals(unit).get_str(name);
    match found.or_else(|| unit.builtins.borrow().recv::<Dict>().get_str(name)) {
        Some(value) => Ok(value),
        None => Err(raise_undefined(cx, "", name)),
    }
}

fn delete_name(cx: &Cx, unit: &Part, name: Ref<'_>, global: bool) -> PyResult<()> {
    match globals(unit).remove_str(name) {
        Some(_) => Ok(()),
        None => Err(raise_undefined(cx, if global { "global " } else { "" }, name)),
    }
}

#[cold]
fn raise_undefined(cx: &Cx, kind: &str, name: Ref<'_>) -> crate::exceptions::Raised {
    let name = name.recv::<crate::builtins::str::Str>().to_text();
    cx.raise(&table::NAME_ERROR, format_args!("{kind}name '{name}' is not defined"))
}

fn make_function(
    cx: &Cx,
    unit: &Part,
    mut values: Vec<Owned>,
    code: usize,
    cells: usize,
) -> PyResult {
    let cells = values.split_off(values.len() - cells);
    let pack = |values: Vec<Owned>| -> PyResult<Option<Owned>> {
        if values.is_empty() { Ok(None) } else { Tuple::new(cx, values).map(Some) }
    };
    let defaults = pack(values)?;
    let closure = pack(cells)?;
    let (globals, builtins) = (unit.globals.borrow(), unit.builtins.borrow());
    Function::new(cx, unit.constant(code), globals, builtins, defaults, closure)
}

/// An exact tuple of `count` items, or the exception of an unpacking.
fn unpack(cx: &Cx, sequence: Owned, count: usize) -> PyResult {
    let items = crate::interp::unpack_items(cx, sequence.borrow(), count)?;
    Tuple::new(cx, items)
}

fn call_keywords(
    cx: &Cx,
    unit: &Part,
    r: &Operands<'_>,
    window: Window,
    names: usize,
    method: bool,
) -> PyResult {
    let callee = r.take(window.at(0));
    let first = if method && r.word(window.at(1)) == UNBOUND { 2 } else { 1 };
    let owned: Vec<Owned> = window.regs().skip(first).map(|reg| r.take(reg)).collect();
    let borrowed: Vec<Ref<'_>> = owned.iter().map(Owned::borrow).collect();
    let names = unit.constant(names).recv::<Tuple>().as_slice();
    let args = CallArgs { args: &borrowed, names };
    let result = super::helpers::call_as_interpreter(cx, callee.borrow(), args);
    super::helpers::drop_arguments(owned);
    result
}

fn call_starred(
    cx: &Cx,
    unit: &Part,
    r: &Operands<'_>,
    window: Window,
    names: usize,
    stars: StarArgs,
) -> PyResult {
    let mut values = r.window(window);
    let kw_star = if stars.has_kw_star() { values.pop() } else { None };
    let star = if stars.has_star() { values.pop() } else { None };
    let names = unit.constant(names).recv::<Tuple>().as_slice();
    crate::interp::call_starred(cx, values, names, star, kw_star)
}
