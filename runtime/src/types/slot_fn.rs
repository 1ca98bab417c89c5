//! Slots of user classes: each looks its special method up in the class and calls it.
//!
//! Special methods are found on the type, never on the instance. A slot is filled with the
//! function here exactly when the class, or one it derives from, defines one of its names in
//! Python (`types::update`).

use super::dunder::compare_name;
use super::slots::{Binary, CallArgs, CompareOp};
use crate::builtins::none::not_implemented;
use crate::builtins::{bool, int, tuple::Tuple};
use crate::cx::Cx;
use crate::exceptions::{PyResult, table};
use crate::object::{Owned, Ref, names, none};
use crate::protocol::attr::{call_special, generic_get_attr, lookup_special};
use crate::protocol::{self, call, number};
use crate::types::{Type, lookup_type};

/// Calls the special method, which has to be there.
fn call_method(cx: &Cx, recv: Ref<'_>, name: Ref<'_>, args: &[Ref<'_>]) -> PyResult {
    match call_special(cx, recv, name, args)? {
        Some(result) => Ok(result),
        None => Err(cx.raise_with(Ref::from_object(&table::ATTRIBUTE_ERROR), Some(name.own()))),
    }
}

/// Calls the special method; NotImplemented if it is not there.
fn call_maybe(cx: &Cx, recv: Ref<'_>, name: Ref<'_>, args: &[Ref<'_>]) -> PyResult {
    Ok(call_special(cx, recv, name, args)?.unwrap_or_else(|| not_implemented().own()))
}

fn is_not_implemented(value: &Owned) -> bool {
    value.borrow().is(not_implemented())
}

/// Whether the right operand's class has a reflected method of its own.
fn is_overloaded(left: Ref<'_>, right: Ref<'_>, name: Ref<'_>) -> bool {
    match (lookup_type(left.ty(), name), lookup_type(right.ty(), name)) {
        (_, None) => false,
        (None, Some(_)) => true,
        (Some(left), Some(right)) => !left.borrow().is(right.borrow()),
    }
}

/// A binary operation in both directions.
struct Operation<'a> {
    /// The generic slot function itself, to see whose slot it is.
    own: Binary,
    left_slot: Option<Binary>,
    right_slot: Option<Binary>,
    name: Ref<'a>,
    reflected: Ref<'a>,
}

fn same_function(a: Option<Binary>, b: Binary) -> bool {
    a.is_some_and(|a| std::ptr::eq(a as *const (), b as *const ()))
}

fn binary(cx: &Cx, left: Ref<'_>, right: Ref<'_>, operation: &Operation<'_>) -> PyResult {
    let same_type = std::ptr::eq(left.ty(), right.ty());
    let mut ask_right = !same_type && same_function(operation.right_slot, operation.own);
    if same_function(operation.left_slot, operation.own) {
        if ask_right
            && right.ty().is_subtype(left.ty())
            && is_overloaded(left, right, operation.reflected)
        {
            let result = call_maybe(cx, right, operation.reflected, &[left])?;
            if !is_not_implemented(&result) {
                return Ok(result);
            }
            ask_right = false;
        }
        let result = call_maybe(cx, left, operation.name, &[right])?;
        if !is_not_implemented(&result) || same_type {
            return Ok(result);
        }
    }
    if ask_right {
        return call_maybe(cx, right, operation.reflected, &[left]);
    }
    Ok(not_implemented().own())
}

macro_rules! binary_slots {
    ($( $slot:ident $name:ident $reflected:ident; )+) => { $(
        pub(super) fn $slot(cx: &Cx, left: Ref<'_>, right: Ref<'_>) -> PyResult {
            binary(cx, left, right, &Operation {
                own: $slot,
                left_slot: left.ty().slots.$slot.get(),
                right_slot: right.ty().slots.$slot.get(),
                name: names::$name.as_ref(),
                reflected: names::$reflected.as_ref(),
            })
        }
    )+ };
}
binary_slots! {
    add ADD RADD; sub SUB RSUB; mul MUL RMUL; div DIV RDIV; true_div TRUEDIV RTRUEDIV;
    floor_div FLOORDIV RFLOORDIV; rem MOD RMOD; divmod DIVMOD RDIVMOD; lshift LSHIFT RLSHIFT;
    rshift RSHIFT RRSHIFT; and AND RAND; or OR ROR; xor XOR RXOR;
}

fn power(cx: &Cx, left: Ref<'_>, right: Ref<'_>) -> PyResult {
    // The slot is ternary; the binary form borrows its address for the ownership test.
    let as_binary = |ty: &Type| {
        ty.slots
            .pow
            .get()
            .filter(|slot| std::ptr::eq(*slot as *const (), pow as *const ()))
            .map(|_| power as Binary)
    };
    binary(
        cx,
        left,
        right,
        &Operation {
            own: power,
            left_slot: as_binary(left.ty()),
            right_slot: as_binary(right.ty()),
            name: names::POW.as_ref(),
            reflected: names::RPOW.as_ref(),
        },
    )
}

pub(super) fn pow(cx: &Cx, base: Ref<'_>, exponent: Ref<'_>, modulus: Ref<'_>) -> PyResult {
    if modulus.is_none() {
        return power(cx, base, exponent);
    }
    let own =
        base.ty().slots.pow.get().is_some_and(|f| std::ptr::eq(f as *const (), pow as *const ()));
    if own {
        return call_method(cx, base, names::POW.as_ref(), &[exponent, modulus]);
    }
    Ok(not_implemented().own())
}

macro_rules! unary_slots {
    ($( $slot:ident $name:ident; )+) => { $(
        pub(super) fn $slot(cx: &Cx, recv: Ref<'_>) -> PyResult {
            call_method(cx, recv, names::$name.as_ref(), &[])
        }
    )+ };
}
unary_slots! {
    neg NEG; pos POS; abs ABS; invert INVERT; int INT; long LONG; float FLOAT; oct OCT; hex HEX;
    index INDEX;
}

macro_rules! inplace_slots {
    ($( $slot:ident $name:ident; )+) => { $(
        pub(super) fn $slot(cx: &Cx, recv: Ref<'_>, other: Ref<'_>) -> PyResult {
            call_method(cx, recv, names::$name.as_ref(), &[other])
        }
    )+ };
}
inplace_slots! {
    iadd IADD; isub ISUB; imul IMUL; idiv IDIV; itrue_div ITRUEDIV; ifloor_div IFLOORDIV;
    irem IMOD; ilshift ILSHIFT; irshift IRSHIFT; iand IAND; ior IOR; ixor IXOR;
    subscript GETITEM;
}

pub(super) fn ipow(cx: &Cx, recv: Ref<'_>, other: Ref<'_>, _modulus: Ref<'_>) -> PyResult {
    call_method(cx, recv, names::IPOW.as_ref(), &[other])
}

pub(super) fn nonzero(cx: &Cx, recv: Ref<'_>) -> PyResult<bool> {
    let (result, what) = match call_special(cx, recv, names::NONZERO.as_ref(), &[])? {
        Some(result) => (result, "__nonzero__"),
        None => match call_special(cx, recv, names::LEN.as_ref(), &[])? {
            Some(result) => (result, "__len__"),
            None => return Ok(true),
        },
    };
    let value = result.borrow();
    if value.is_exact(&int::INT) || value.is_exact(&bool::BOOL) {
        return protocol::truth::is_true(cx, value);
    }
    Err(cx.raise(
        &table::TYPE_ERROR,
        format_args!("{what} should return bool or int, returned {}", value.ty().name()),
    ))
}

pub(super) fn coerce(cx: &Cx, left: Ref<'_>, right: Ref<'_>) -> PyResult<Option<(Owned, Owned)>> {
    let is_own = |value: Ref<'_>| {
        value
            .ty()
            .slots
            .coerce
            .get()
            .is_some_and(|f| std::ptr::eq(f as *const (), coerce as *const ()))
    };
    let ask =
        |recv: Ref<'_>, other: Ref<'_>| -> PyResult<Option<(Owned, Owned)>> {
            if !is_own(recv) {
                return Ok(None);
            }
            let result = call_maybe(cx, recv, names::COERCE.as_ref(), &[other])?;
            if is_not_implemented(&result) {
                return Ok(None);
            }
            match result.borrow().cast::<Tuple>().map(Tuple::as_slice) {
                Some([first, second]) => Ok(Some((first.own(), second.own()))),
                _ => Err(cx
                    .raise(&table::TYPE_ERROR, format_args!("__coerce__ didn't return a 2-tuple"))),
            }
        };
    if let Some(pair) = ask(left, right)? {
        return Ok(Some(pair));
    }
    Ok(ask(right, left)?.map(|(right, left)| (left, right)))
}

pub(super) fn len(cx: &Cx, recv: Ref<'_>) -> PyResult<isize> {
    let result = call_method(cx, recv, names::LEN.as_ref(), &[])?;
    let len = length_of(cx, result.borrow())?;
    if len < 0 {
        return Err(cx.raise(&table::VALUE_ERROR, format_args!("__len__() should return >= 0")));
    }
    Ok(len)
}

fn length_of(cx: &Cx, value: Ref<'_>) -> PyResult<isize> {
    if value.is_instance(&crate::builtins::long::LONG) {
        return match number::as_c_long(cx, value) {
            Ok(len) => Ok(len as isize),
            Err(_) => {
                cx.clear_raised();
                Err(cx.raise(
                    &table::OVERFLOW_ERROR,
                    format_args!("long int too large to convert to int"),
                ))
            }
        };
    }
    number::as_c_long(cx, value).map(|len| len as isize)
}

fn number_of(index: isize) -> Owned {
    Owned::int(index as i64)
}

pub(super) fn item(cx: &Cx, recv: Ref<'_>, index: isize) -> PyResult {
    call_method(cx, recv, names::GETITEM.as_ref(), &[number_of(index).borrow()])
}

pub(super) fn slice(cx: &Cx, recv: Ref<'_>, low: isize, high: isize) -> PyResult {
    let args = [number_of(low), number_of(high)];
    call_method(cx, recv, names::GETSLICE.as_ref(), &[args[0].borrow(), args[1].borrow()])
}

pub(super) fn set_item(
    cx: &Cx,
    recv: Ref<'_>,
    index: isize,
    value: Option<Ref<'_>>,
) -> PyResult<()> {
    set_subscript(cx, recv, number_of(index).borrow(), value)
}

pub(super) fn set_slice(
    cx: &Cx,
    recv: Ref<'_>,
    low: isize,
    high: isize,
    value: Option<Ref<'_>>,
) -> PyResult<()> {
    let (low, high) = (number_of(low), number_of(high));
    let (low, high) = (low.borrow(), high.borrow());
    match value {
        Some(value) => call_method(cx, recv, names::SETSLICE.as_ref(), &[low, high, value])?,
        None => call_method(cx, recv, names::DELSLICE.as_ref(), &[low, high])?,
    };
    Ok(())
}

pub(super) fn set_subscript(
    cx: &Cx,
    recv: Ref<'_>,
    key: Ref<'_>,
    value: Option<Ref<'_>>,
) -> PyResult<()> {
    match value {
        Some(value) => call_method(cx, recv, names::SETITEM.as_ref(), &[key, value])?,
        None => call_method(cx, recv, names::DELITEM.as_ref(), &[key])?,
    };
    Ok(())
}

pub(super) fn contains(cx: &Cx, recv: Ref<'_>, item: Ref<'_>) -> PyResult<bool> {
    match call_special(cx, recv, names::CONTAINS.as_ref(), &[item])? {
        Some(result) => protocol::truth::is_true(cx, result.borrow()),
        None => protocol::sequence::contains_by_iteration(cx, recv, item),
    }
}

pub(super) fn compare(cx: &Cx, left: Ref<'_>, right: Ref<'_>) -> PyResult<i32> {
    let is_own = |value: Ref<'_>| {
        value
            .ty()
            .slots
            .compare
            .get()
            .is_some_and(|f| std::ptr::eq(f as *const (), compare as *const ()))
    };
    if is_own(left)
        && let Some(result) = half_compare(cx, left, right)?
    {
        return Ok(result);
    }
    if is_own(right)
        && let Some(result) = half_compare(cx, right, left)?
    {
        return Ok(-result);
    }
    Ok(crate::builtins::object::compare_addresses(left, right))
}

fn half_compare(cx: &Cx, recv: Ref<'_>, other: Ref<'_>) -> PyResult<Option<i32>> {
    match call_special(cx, recv, names::CMP.as_ref(), &[other])? {
        Some(result) if !is_not_implemented(&result) => {
            let value = number::as_c_long(cx, result.borrow())?;
            Ok(Some(value.signum() as i32))
        }
        _ => Ok(None),
    }
}

pub(super) fn repr(cx: &Cx, recv: Ref<'_>) -> PyResult {
    match call_special(cx, recv, names::REPR.as_ref(), &[])? {
        Some(result) => Ok(result),
        None => crate::builtins::object::plain_repr(cx, recv),
    }
}

pub(super) fn str(cx: &Cx, recv: Ref<'_>) -> PyResult {
    match call_special(cx, recv, names::STR.as_ref(), &[])? {
        Some(result) => Ok(result),
        None => repr(cx, recv),
    }
}

pub(super) fn hash(cx: &Cx, recv: Ref<'_>) -> PyResult<i64> {
    if let Some(method) = lookup_special(cx, recv, names::HASH.as_ref())? {
        let result = call::call0(cx, method.borrow())?;
        return protocol::hash::hash_of_result(cx, result.borrow());
    }
    let compares = lookup_type(recv.ty(), names::EQ.as_ref()).is_some()
        || lookup_type(recv.ty(), names::CMP.as_ref()).is_some();
    if compares {
        return Err(protocol::hash::raise_unhashable(cx, recv));
    }
    Ok(protocol::hash::hash_address(recv))
}

pub(super) fn call(cx: &Cx, recv: Ref<'_>, args: CallArgs<'_>) -> PyResult {
    match lookup_special(cx, recv, names::CALL.as_ref())? {
        Some(method) => call::call(cx, method.borrow(), args),
        None => Err(cx.raise_with(
            Ref::from_object(&table::ATTRIBUTE_ERROR),
            Some(names::CALL.as_ref().own()),
        )),
    }
}

/// For classes with `__getattribute__` written in Python but no `__getattr__`, and the reverse.
pub(super) fn get_attribute(cx: &Cx, recv: Ref<'_>, name: Ref<'_>) -> PyResult {
    get_attr_hook(cx, recv, name)
}

pub(super) fn get_attr_hook(cx: &Cx, recv: Ref<'_>, name: Ref<'_>) -> PyResult {
    let result = plain_get_attr(cx, recv, name);
    if result.is_ok() || !cx.raised_matches(&table::ATTRIBUTE_ERROR) {
        return result;
    }
    if lookup_type(recv.ty(), names::GETATTR.as_ref()).is_none() {
        return result;
    }
    cx.clear_raised();
    call_method(cx, recv, names::GETATTR.as_ref(), &[name])
}

fn plain_get_attr(cx: &Cx, recv: Ref<'_>, name: Ref<'_>) -> PyResult {
    let method = lookup_type(recv.ty(), names::GETATTRIBUTE.as_ref());
    match method {
        None => generic_get_attr(cx, recv, name),
        Some(method) => {
            if crate::builtins::descr::is_generic_getattribute(method.borrow()) {
                return generic_get_attr(cx, recv, name);
            }
            call_method(cx, recv, names::GETATTRIBUTE.as_ref(), &[name])
        }
    }
}

pub(super) fn set_attr(
    cx: &Cx,
    recv: Ref<'_>,
    name: Ref<'_>,
    value: Option<Ref<'_>>,
) -> PyResult<()> {
    match value {
        Some(value) => call_method(cx, recv, names::SETATTR.as_ref(), &[name, value])?,
        None => call_method(cx, recv, names::DELATTR.as_ref(), &[name])?,
    };
    Ok(())
}

pub(super) fn rich_compare(cx: &Cx, left: Ref<'_>, right: Ref<'_>, op: CompareOp) -> PyResult {
    let is_own = |value: Ref<'_>| {
        value
            .ty()
            .slots
            .rich_compare
            .get()
            .is_some_and(|f| std::ptr::eq(f as *const (), rich_compare as *const ()))
    };
    if is_own(left) {
        let result = call_maybe(cx, left, compare_name(op), &[right])?;
        if !is_not_implemented(&result) {
            return Ok(result);
        }
    }
    if is_own(right) {
        let result = call_maybe(cx, right, compare_name(op.swapped()), &[left])?;
        if !is_not_implemented(&result) {
            return Ok(result);
        }
    }
    Ok(not_implemented().own())
}

pub(super) fn iter(cx: &Cx, recv: Ref<'_>) -> PyResult {
    if let Some(result) = call_special(cx, recv, names::ITER.as_ref(), &[])? {
        return Ok(result);
    }
    if lookup_type(recv.ty(), names::GETITEM.as_ref()).is_some() {
        return crate::builtins::iterators::SequenceIter::new(cx, recv);
    }
    Err(cx.raise(&table::TYPE_ERROR, format_args!("'{}' object is not iterable", recv.ty().name())))
}

pub(super) fn next(cx: &Cx, recv: Ref<'_>) -> PyResult<Option<Owned>> {
    let result = call_method(cx, recv, names::NEXT.as_ref(), &[]);
    cx.catch(result, &table::STOP_ITERATION)
}

pub(super) fn descr_get(
    cx: &Cx,
    recv: Ref<'_>,
    object: Option<Ref<'_>>,
    ty: Option<Ref<'_>>,
) -> PyResult {
    match lookup_type(recv.ty(), names::GET.as_ref()) {
        Some(get) => {
            let args = [recv, object.unwrap_or(none()), ty.unwrap_or(none())];
            call::call(cx, get.borrow(), CallArgs::positional_only(&args))
        }
        None => Ok(recv.own()),
    }
}

pub(super) fn descr_set(
    cx: &Cx,
    recv: Ref<'_>,
    object: Ref<'_>,
    value: Option<Ref<'_>>,
) -> PyResult<()> {
    match value {
        Some(value) => call_method(cx, recv, names::SET.as_ref(), &[object, value])?,
        None => call_method(cx, recv, names::DELETE.as_ref(), &[object])?,
    };
    Ok(())
}

pub(super) fn init(cx: &Cx, recv: Ref<'_>, args: CallArgs<'_>) -> PyResult<()> {
    let Some(method) = lookup_special(cx, recv, names::INIT.as_ref())? else {
        return Err(cx.raise_with(
            Ref::from_object(&table::ATTRIBUTE_ERROR),
            Some(names::INIT.as_ref().own()),
        ));
    };
    let result = call::call(cx, method.borrow(), args)?;
    if result.borrow().is_none() {
        return Ok(());
    }
    Err(cx.raise(
        &table::TYPE_ERROR,
        format_args!("__init__() should return None, not '{}'", result.borrow().ty().name()),
    ))
}

pub(super) fn new(cx: &Cx, ty: &Type, args: CallArgs<'_>) -> PyResult {
    let function = protocol::attr::get_attr(cx, ty.as_ref(), names::NEW.as_ref())?;
    let mut all = Vec::with_capacity(args.args.len() + 1);
    all.push(ty.as_ref());
    all.extend_from_slice(args.args);
    call::call(cx, function.borrow(), CallArgs { args: &all, names: args.names })
}

pub(super) fn del(cx: &Cx, recv: Ref<'_>) {
    let Ok(method) = lookup_special(cx, recv, names::DEL.as_ref()) else {
        cx.clear_raised();
        return;
    };
    let Some(method) = method else { return };
    if call::call0(cx, method.borrow()).is_err() {
        crate::exceptions::traceback::write_unraisable(cx, method.borrow());
    }
}
