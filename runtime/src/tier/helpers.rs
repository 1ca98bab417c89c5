//! Bodies of the helpers that compiled code calls: the protocol, with words in and out.
//!
//! Always true: a helper that takes an operand over drops it before it returns, so that temporaries die where
//! CPython lets them die; a panic never leaves a helper.

use super::caches::Found;
use super::words::{borrow, give, operand, take, words};
use crate::builtins::cell::Cell as PyCell;
use crate::builtins::descr::{BuiltinFunction, MethodDescr};
use crate::builtins::function::FUNCTION;
use crate::builtins::generator::Generator;
use crate::builtins::list::List;
use crate::builtins::method::Method;
use crate::builtins::str::Str;
use crate::builtins::str::{self, STR};
use crate::builtins::tuple::Tuple;
use crate::cx::Cx;
use crate::exceptions::{PyResult, table};
use crate::object::{Owned, Ref};
use crate::protocol;
use crate::protocol::attr::LoadPlan;
use crate::protocol::number::BinaryOp;
use crate::types::{CallArgs, CompareOp, Type, TypeFlags};
use abi::deopt::EXHAUSTED;
use abi::helpers::HelperTable;
use abi::value::UNBOUND;

/// Runs a helper's body behind the panic backstop.
fn run(cx: &Cx, body: impl FnOnce() -> PyResult) -> u64 {
    give(crate::types::def::guard(cx, body))
}

/// A result that is only success.
fn done(result: PyResult<()>) -> PyResult {
    result.map(|()| Owned::none())
}

fn binary_op(op: ir::BinOp) -> Option<BinaryOp> {
    Some(match op {
        ir::BinOp::Add => BinaryOp::Add,
        ir::BinOp::Sub => BinaryOp::Sub,
        ir::BinOp::Mul => BinaryOp::Mul,
        ir::BinOp::Div => BinaryOp::Div,
        ir::BinOp::TrueDiv => BinaryOp::TrueDiv,
        ir::BinOp::FloorDiv => BinaryOp::FloorDiv,
        ir::BinOp::Mod => BinaryOp::Rem,
        ir::BinOp::LShift => BinaryOp::Lshift,
        ir::BinOp::RShift => BinaryOp::Rshift,
        ir::BinOp::And => BinaryOp::And,
        ir::BinOp::Or => BinaryOp::Or,
        ir::BinOp::Xor => BinaryOp::Xor,
        ir::BinOp::Pow => return None,
    })
}

pub(super) fn compare_op(op: ir::CmpOp) -> CompareOp {
    match op {
        ir::CmpOp::Lt => CompareOp::Lt,
        ir::CmpOp::Le => CompareOp::Le,
        ir::CmpOp::Eq => CompareOp::Eq,
        ir::CmpOp::Ne => CompareOp::Ne,
        ir::CmpOp::Gt => CompareOp::Gt,
        ir::CmpOp::Ge => CompareOp::Ge,
    }
}

extern "C" fn py_binary(cx: &Cx, op: u64, lhs: u64, rhs: u64, owned: u64) -> u64 {
    run(cx, || {
        let (a, b) = (operand(lhs, owned & 1 != 0), operand(rhs, owned & 2 != 0));
        let in_place = owned & 4 != 0;
        match (binary_op(ir::BinOp::ALL[op as usize]), in_place) {
            (Some(op), true) => protocol::number::inplace(cx, op, a.borrow(), b.borrow()),
            (Some(op), false) => protocol::number::binary(cx, op, a.borrow(), b.borrow()),
            (None, true) => protocol::number::inplace_pow(cx, a.borrow(), b.borrow()),
            (None, false) => {
                protocol::number::pow(cx, a.borrow(), b.borrow(), crate::object::none())
            }
        }
    })
}

extern "C" fn py_add_to(cx: &Cx, place: u64, rhs: u64, owned: u64) -> u64 {
    run(cx, || {
        let rhs = operand(rhs, owned & 1 != 0);
        let word = super::words::read(place);
        if borrow(word).is_exact(&STR) && rhs.borrow().is_exact(&STR) {
            super::words::write(place, UNBOUND);
            return str::append(cx, take(word), rhs.borrow());
        }
        // The local may be rebound by what the operator runs.
        let lhs = borrow(word).own();
        if owned & 4 != 0 {
            return protocol::number::inplace(cx, BinaryOp::Add, lhs.borrow(), rhs.borrow());
        }
        protocol::number::binary(cx, BinaryOp::Add, lhs.borrow(), rhs.borrow())
    })
}

extern "C" fn py_compare(cx: &Cx, op: u64, lhs: u64, rhs: u64, owned: u64) -> u64 {
    run(cx, || {
        let (a, b) = (operand(lhs, owned & 1 != 0), operand(rhs, owned & 2 != 0));
        let op = compare_op(ir::CmpOp::ALL[op as usize]);
        protocol::compare::rich_compare(cx, a.borrow(), b.borrow(), op)
    })
}

extern "C" fn py_truth(cx: &Cx, word: u64, owned: u64) -> u64 {
    let result = crate::types::def::guard(cx, || {
        let value = operand(word, owned != 0);
        protocol::truth::is_true(cx, value.borrow())
    });
    match result {
        Ok(truth) => 1 + u64::from(truth),
        Err(_) => 0,
    }
}

extern "C" fn py_next(cx: &Cx, iterator: u64) -> u64 {
    let iterator = borrow(iterator);
    let result = crate::types::def::guard(cx, || {
        if let Some(generator) = iterator.cast_exact::<Generator>()
            && let Some(result) = crate::interp::next_compiled(cx, generator)
        {
            return cx.catch(result, &table::STOP_ITERATION).map(Option::flatten);
        }
        protocol::iter::next(cx, iterator)
    });
    match result {
        Ok(Some(item)) => item.into_word().0,
        Ok(None) => EXHAUSTED,
        Err(_) => 0,
    }
}

extern "C" fn py_getitem(cx: &Cx, object: u64, index: u64, owned: u64) -> u64 {
    run(cx, || {
        let (a, b) = (operand(object, owned & 1 != 0), operand(index, owned & 2 != 0));
        protocol::mapping::get_item(cx, a.borrow(), b.borrow())
    })
}

extern "C" fn py_setitem(cx: &Cx, object: u64, index: u64, value: u64, owned: u64) -> u64 {
    run(cx, || {
        let (a, b) = (operand(object, owned & 1 != 0), operand(index, owned & 2 != 0));
        let value = take(value);
        done(protocol::mapping::set_item(cx, a.borrow(), b.borrow(), value.borrow()))
    })
}

extern "C" fn py_getattr(cx: &Cx, object: u64, name: u64, owned: u64) -> u64 {
    if let Some(Found::Slot(offset)) = cx.vm().tier().attributes.find(borrow(object), name) {
        let value = borrow(super::words::read(object + offset)).own();
        drop((owned != 0).then(|| take(object)));
        return value.into_word().0;
    }
    run(cx, || {
        let object = operand(object, owned != 0);
        protocol::attr::get_attr(cx, object.borrow(), borrow(name))
    })
}

extern "C" fn py_load_method(cx: &Cx, object: u64, name: u64, owned: u64, receiver: u64) -> u64 {
    if let Some(Found::Method(function)) = cx.vm().tier().attributes.find(borrow(object), name) {
        super::words::write(receiver, operand(object, owned != 0).into_word().0);
        return borrow(function).own().into_word().0;
    }
    let (object, name) = (operand(object, owned != 0), borrow(name));
    if let LoadPlan::Class { value, is_method: true, .. } =
        protocol::attr::load_plan(object.borrow(), name)
    {
        super::words::write(receiver, object.into_word().0);
        return value.into_word().0;
    }
    let result = run(cx, || protocol::attr::get_attr(cx, object.borrow(), name));
    drop(object);
    super::words::write(receiver, UNBOUND);
    result
}

extern "C" fn py_new_instance(cx: &Cx, class: u64) -> u64 {
    let ty = borrow(class).recv::<Type>();
    if ty.has_flag(TypeFlags::ABSTRACT) {
        return 0;
    }
    match crate::builtins::object::new_plain(cx, ty) {
        Ok(object) => object.into_word().0,
        Err(_) => {
            cx.clear_raised();
            0
        }
    }
}

extern "C" fn py_init_result(cx: &Cx, value: u64) -> u64 {
    let value = take(value);
    crate::interp::init_result_error(cx, &value.borrow().ty().name());
    0
}

extern "C" fn py_setattr(cx: &Cx, object: u64, name: u64, value: u64, owned: u64) -> u64 {
    if let Some(offset) = cx.vm().tier().attributes.find_store(borrow(object), name) {
        let old = super::words::read(object + offset);
        super::words::write(object + offset, value);
        drop(take(old));
        drop((owned != 0).then(|| take(object)));
        return Owned::none().into_word().0;
    }
    run(cx, || {
        let (object, value) = (operand(object, owned != 0), take(value));
        done(protocol::attr::set_attr(cx, object.borrow(), borrow(name), Some(value.borrow())))
    })
}

/// Arguments up to this number need no memory of their own.
const INLINE_ARGUMENTS: usize = 6;

/// Calls with arguments that are taken over. They are moved out of the image first, which may change during the call.
fn call_words(cx: &Cx, callee: Ref<'_>, arguments: &[u64]) -> PyResult {
    let call = |words: &[u64]| {
        let args = CallArgs::positional_only(super::words::refs(words));
        let result = call_as_interpreter(cx, callee, args);
        // Arguments die last one first, as on CPython's stack.
        words.iter().rev().for_each(|word| drop(take(*word)));
        result
    };
    let mut copy = [0; INLINE_ARGUMENTS];
    match copy.get_mut(..arguments.len()) {
        Some(copy) => {
            copy.copy_from_slice(arguments);
            call(copy)
        }
        None => call(arguments),
    }
}

/// Calls an object as the interpreter's loop does: functions and methods do not count as nested calls of objects.
pub(super) fn call_as_interpreter(cx: &Cx, callee: Ref<'_>, args: CallArgs<'_>) -> PyResult {
    if let Some(function) = callee.cast_exact::<BuiltinFunction>() {
        return protocol::call::call_native(cx, function.def, function.receiver(), args);
    }
    if let Some(method) = callee.cast_exact::<Method>()
        && let Some(receiver) = method.receiver()
    {
        let mut all = Vec::with_capacity(args.args.len() + 1);
        all.push(receiver);
        all.extend_from_slice(args.args);
        let args = CallArgs { args: &all, names: args.names };
        return call_as_interpreter(cx, method.func(), args);
    }
    if callee.is_exact(&FUNCTION) || callee.cast_exact::<MethodDescr>().is_some() {
        return protocol::call::call_directly(cx, callee, args);
    }
    protocol::call::call(cx, callee, args)
}

/// Arguments die last one first, as on CPython's stack.
pub(super) fn drop_arguments(mut arguments: Vec<Owned>) {
    while let Some(argument) = arguments.pop() {
        drop(argument);
    }
}

extern "C" fn py_call(cx: &Cx, window: u64, count: u64) -> u64 {
    run(cx, || {
        let window = words(window, count as usize + 1);
        let callee = take(window[0]);
        call_words(cx, callee.borrow(), &window[1..])
    })
}

extern "C" fn py_call_init(cx: &Cx, function: u64, instance: u64, window: u64, count: u64) -> u64 {
    run(cx, || {
        let mut arguments = vec![instance];
        arguments.extend_from_slice(words(window, count as usize));
        call_words(cx, borrow(function), &arguments)
    })
}

extern "C" fn py_call_method(cx: &Cx, window: u64, count: u64) -> u64 {
    run(cx, || {
        let window = words(window, count as usize + 1);
        let callee = take(window[0]);
        let first = if window[1] == UNBOUND { 2 } else { 1 };
        call_words(cx, callee.borrow(), &window[first..])
    })
}

extern "C" fn py_dealloc(_cx: &Cx, object: u64) -> u64 {
    super::words::free(object);
    1
}

extern "C" fn py_release(_cx: &Cx, word: u64) -> u64 {
    crate::object::handle::release(abi::Word(word));
    1
}

extern "C" fn py_recursion(cx: &Cx, _unused: u64) -> u64 {
    let _ = cx.raise(&table::RUNTIME_ERROR, format_args!("maximum recursion depth exceeded"));
    0
}

extern "C" fn py_box_int(_cx: &Cx, value: u64) -> u64 {
    Owned::int(value as i64).into_word().0
}

extern "C" fn py_new_cell(cx: &Cx, value: u64) -> u64 {
    let value = (value != 0).then(|| take(value));
    give(PyCell::new(cx, value))
}

fn take_all(window: u64, count: u64) -> Vec<Owned> {
    words(window, count as usize).iter().map(|word| take(*word)).collect()
}

extern "C" fn py_new_tuple(cx: &Cx, items: u64, count: u64) -> u64 {
    run(cx, || Tuple::new(cx, take_all(items, count)))
}

extern "C" fn py_new_list(cx: &Cx, items: u64, count: u64) -> u64 {
    run(cx, || List::new(cx, take_all(items, count)))
}

extern "C" fn py_is(_cx: &Cx, lhs: u64, rhs: u64) -> u64 {
    u64::from(borrow(lhs).is(borrow(rhs)))
}

extern "C" fn py_contains(cx: &Cx, item: u64, container: u64, owned: u64) -> u64 {
    run(cx, || {
        let (item, container) = (operand(item, owned & 1 != 0), operand(container, owned & 2 != 0));
        protocol::sequence::contains(cx, container.borrow(), item.borrow()).map(Owned::bool)
    })
}

extern "C" fn py_str_compare(_cx: &Cx, op: u64, lhs: u64, rhs: u64) -> u64 {
    let bytes = |word: u64| borrow(word).recv::<Str>().as_bytes();
    let (a, b) = (bytes(lhs), bytes(rhs));
    u64::from(match ir::CmpOp::ALL[op as usize] {
        ir::CmpOp::Lt => a < b,
        ir::CmpOp::Le => a <= b,
        ir::CmpOp::Eq => a == b,
        ir::CmpOp::Ne => a != b,
        ir::CmpOp::Gt => a > b,
        ir::CmpOp::Ge => a >= b,
    })
}

extern "C" fn py_len(cx: &Cx, object: u64) -> u64 {
    match crate::types::def::guard(cx, || protocol::sequence::len(cx, borrow(object))) {
        Ok(len) => Owned::int(len as i64).into_word().0,
        Err(_) => 0,
    }
}

extern "C" fn py_float_mod(_cx: &Cx, lhs: u64, rhs: u64) -> u64 {
    let (x, y) = (f64::from_bits(lhs), f64::from_bits(rhs));
    let mut m = x % y;
    if m != 0.0 {
        if (y < 0.0) != (m < 0.0) {
            m += y;
        }
    } else {
        m = 0.0f64.copysign(y);
    }
    m.to_bits()
}

extern "C" fn py_float_pow(_cx: &Cx, lhs: u64, rhs: u64) -> u64 {
    f64::from_bits(lhs).powf(f64::from_bits(rhs)).to_bits()
}

extern "C" fn py_float_sin(_cx: &Cx, value: u64) -> u64 {
    f64::from_bits(value).sin().to_bits()
}

extern "C" fn py_float_cos(_cx: &Cx, value: u64) -> u64 {
    f64::from_bits(value).cos().to_bits()
}

use super::catch::{py_caught, py_leave};
use super::frames::py_exit;
use super::plain::{
    py_contains_plain, py_dict_find, py_dict_get, py_dict_set, py_get_slice, py_iter_plain,
    py_len_plain, py_list_pop, py_list_reserve, py_next_pair, py_next_plain, py_set_slice,
};
use super::step::py_step;

macro_rules! table {
    ($( $(#[doc = $doc:literal])+ $name:ident ( $($arg:ident),* ) [ $effect:ident ]; )+) => {
        /// The addresses of the bodies.
        pub(super) fn addresses() -> HelperTable {
            HelperTable { $( $name: {
                let body: extern "C" fn(&Cx $(, table!(@word $arg))*) -> u64 = $name;
                body as usize
            } ),+ }
        }
    };
    (@word $arg:ident) => { u64 };
}
abi::for_each_helper!(table);
