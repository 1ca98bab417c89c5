//! The module `operator`: operators as functions, and functions that fetch items and attributes.

mod getters;

use crate::support::unpack;
use runtime::api::{CallArgs, CompareOp, Cx, ModuleDef, Owned, PyResult, Ref, exc, none};
use runtime::protocol::{call, compare, mapping, number, sequence, truth};

/// Declares the functions: documentation, Python names, arity, implementation.
macro_rules! operators {
    (
        $( $(#[doc = $doc:literal])+ $name:literal / $dunder:literal => $function:path, ( $($arity:tt)* ); )+
        others { $($others:tt)* }
    ) => {
        runtime::methods! {
            $($others)*
            $(
                $(#[doc = $doc])+
                $name => $function, ( $($arity)* );
                $(#[doc = $doc])+
                $dunder => $function, ( $($arity)* );
            )+
        }
    };
}

/// The module.
pub(crate) static OPERATOR: ModuleDef = ModuleDef {
    name: "operator",
    doc: "Operators as functions.",
    functions: operators! {
        /// abs(a) -- the absolute value of a.
        "abs" / "__abs__" => abs, (x);
        /// add(a, b) -- a + b.
        "add" / "__add__" => add, (raw);
        /// and_(a, b) -- a & b.
        "and_" / "__and__" => and, (raw);
        /// concat(a, b) -- a + b of sequences.
        "concat" / "__concat__" => concat, (raw);
        /// contains(a, b) -- whether b is in a.
        "contains" / "__contains__" => contains, (raw);
        /// delitem(a, b) -- del a[b].
        "delitem" / "__delitem__" => del_item, (raw);
        /// delslice(a, b, c) -- del a[b:c].
        "delslice" / "__delslice__" => del_slice, (3..=3);
        /// div(a, b) -- a / b as without future division.
        "div" / "__div__" => div, (raw);
        /// eq(a, b) -- a == b.
        "eq" / "__eq__" => eq, (raw);
        /// floordiv(a, b) -- a // b.
        "floordiv" / "__floordiv__" => floor_div, (raw);
        /// ge(a, b) -- a >= b.
        "ge" / "__ge__" => ge, (raw);
        /// getitem(a, b) -- a[b].
        "getitem" / "__getitem__" => get_item, (raw);
        /// getslice(a, b, c) -- a[b:c].
        "getslice" / "__getslice__" => get_slice, (3..=3);
        /// gt(a, b) -- a > b.
        "gt" / "__gt__" => gt, (raw);
        /// iadd(a, b) -- what a += b leaves in a.
        "iadd" / "__iadd__" => iadd, (raw);
        /// iand(a, b) -- what a &= b leaves in a.
        "iand" / "__iand__" => iand, (raw);
        /// iconcat(a, b) -- what a += b of sequences leaves in a.
        "iconcat" / "__iconcat__" => iconcat, (raw);
        /// idiv(a, b) -- what a /= b leaves in a.
        "idiv" / "__idiv__" => idiv, (raw);
        /// ifloordiv(a, b) -- what a //= b leaves in a.
        "ifloordiv" / "__ifloordiv__" => ifloor_div, (raw);
        /// ilshift(a, b) -- what a <<= b leaves in a.
        "ilshift" / "__ilshift__" => ilshift, (raw);
        /// imod(a, b) -- what a %= b leaves in a.
        "imod" / "__imod__" => imod, (raw);
        /// imul(a, b) -- what a *= b leaves in a.
        "imul" / "__imul__" => imul, (raw);
        /// index(a) -- a as an int or long, by __index__.
        "index" / "__index__" => index, (x);
        /// inv(a) -- ~a.
        "inv" / "__inv__" => invert, (x);
        /// invert(a) -- ~a.
        "invert" / "__invert__" => invert, (x);
        /// ior(a, b) -- what a |= b leaves in a.
        "ior" / "__ior__" => ior, (raw);
        /// ipow(a, b) -- what a **= b leaves in a.
        "ipow" / "__ipow__" => ipow, (raw);
        /// irepeat(a, b) -- what a *= b leaves in the sequence a.
        "irepeat" / "__irepeat__" => irepeat, (2..=2);
        /// irshift(a, b) -- what a >>= b leaves in a.
        "irshift" / "__irshift__" => irshift, (raw);
        /// isub(a, b) -- what a -= b leaves in a.
        "isub" / "__isub__" => isub, (raw);
        /// itruediv(a, b) -- what a /= b with future division leaves in a.
        "itruediv" / "__itruediv__" => itrue_div, (raw);
        /// ixor(a, b) -- what a ^= b leaves in a.
        "ixor" / "__ixor__" => ixor, (raw);
        /// le(a, b) -- a <= b.
        "le" / "__le__" => le, (raw);
        /// lshift(a, b) -- a << b.
        "lshift" / "__lshift__" => lshift, (raw);
        /// lt(a, b) -- a < b.
        "lt" / "__lt__" => lt, (raw);
        /// mod(a, b) -- a % b.
        "mod" / "__mod__" => rem, (raw);
        /// mul(a, b) -- a * b.
        "mul" / "__mul__" => mul, (raw);
        /// ne(a, b) -- a != b.
        "ne" / "__ne__" => ne, (raw);
        /// neg(a) -- -a.
        "neg" / "__neg__" => neg, (x);
        /// not_(a) -- not a.
        "not_" / "__not__" => not, (x);
        /// or_(a, b) -- a | b.
        "or_" / "__or__" => or, (raw);
        /// pos(a) -- +a.
        "pos" / "__pos__" => pos, (x);
        /// pow(a, b) -- a ** b.
        "pow" / "__pow__" => pow, (raw);
        /// repeat(a, b) -- the sequence a, b times over.
        "repeat" / "__repeat__" => repeat, (2..=2);
        /// rshift(a, b) -- a >> b.
        "rshift" / "__rshift__" => rshift, (raw);
        /// setitem(a, b, c) -- a[b] = c.
        "setitem" / "__setitem__" => set_item, (raw);
        /// setslice(a, b, c, d) -- a[b:c] = d.
        "setslice" / "__setslice__" => set_slice, (4..=4);
        /// sub(a, b) -- a - b.
        "sub" / "__sub__" => sub, (raw);
        /// truediv(a, b) -- a / b as with future division.
        "truediv" / "__truediv__" => true_div, (raw);
        /// xor(a, b) -- a ^ b.
        "xor" / "__xor__" => xor, (raw);
        others {
            /// countOf(a, b) -- how many items of a equal b.
            "countOf" => count_of, (raw);
            /// indexOf(a, b) -- the index of the first item of a that equals b.
            "indexOf" => index_of, (raw);
            /// isCallable(a) -- whether a can be called.
            "isCallable" => is_callable, (x);
            /// isMappingType(a) -- whether a looks like a mapping.
            "isMappingType" => is_mapping_type, (x);
            /// isNumberType(a) -- whether a looks like a number.
            "isNumberType" => is_number_type, (x);
            /// isSequenceType(a) -- whether a looks like a sequence.
            "isSequenceType" => is_sequence_type, (x);
            /// is_(a, b) -- a is b.
            "is_" => is, (raw);
            /// is_not(a, b) -- a is not b.
            "is_not" => is_not, (raw);
            /// sequenceIncludes(a, b) -- whether b is in a; contains is the better name.
            "sequenceIncludes" => contains, (raw);
            /// truth(a) -- whether a is true.
            "truth" => is_true, (x);
            /// _compare_digest(a, b) -- a == b of strings, in a time that does not depend on where they
            /// differ.
            "_compare_digest" => compare_digest, (2..=2);
        }
    },
    types: &[
        ("attrgetter", &getters::ATTR_GETTER),
        ("itemgetter", &getters::ITEM_GETTER),
        ("methodcaller", &getters::METHOD_CALLER),
    ],
    init: None,
};

/// Declares functions of one operand.
macro_rules! unary {
    ($( $name:ident: $operation:expr; )+) => {
        $(
            fn $name(cx: &Cx, _module: Ref<'_>, a: Ref<'_>) -> PyResult {
                let operation: fn(&Cx, Ref<'_>) -> PyResult = $operation;
                operation(cx, a)
            }
        )+
    };
}

unary! {
    abs: number::abs;
    index: number::index;
    invert: number::invert;
    neg: number::neg;
    pos: number::pos;
    not: |cx, a| Ok(Owned::bool(!truth::is_true(cx, a)?));
    is_true: |cx, a| Ok(Owned::bool(truth::is_true(cx, a)?));
    is_callable: |_, a| Ok(Owned::bool(call::is_callable(a)));
    is_number_type: |_, a| Ok(Owned::bool(number::is_number(a)));
    is_sequence_type: |cx, a| Ok(Owned::bool(sequence::is_sequence(cx, a)));
    is_mapping_type: |cx, a| Ok(Owned::bool(is_mapping(cx, a)));
}

/// Declares functions of two operands; the name is the one of the error text.
macro_rules! binary {
    ($( $name:ident = $text:literal: $operation:expr; )+) => {
        $(
            fn $name(cx: &Cx, _module: Ref<'_>, args: CallArgs<'_>) -> PyResult {
                if !args.names.is_empty() {
                    return Err(cx.raise(
                        &exc::TYPE_ERROR,
                        format_args!("{}() takes no keyword arguments", $text.trim_start_matches("op_")),
                    ));
                }
                let args = unpack(cx, $text, args, 2, 2)?;
                let operation: fn(&Cx, Ref<'_>, Ref<'_>) -> PyResult = $operation;
                operation(cx, args[0], args[1])
            }
        )+
    };
}

binary! {
    add = "op_add": number::add;
    and = "op_and_": number::and;
    div = "op_div": number::div;
    floor_div = "op_floordiv": number::floor_div;
    lshift = "op_lshift": number::lshift;
    rem = "op_mod": number::rem;
    mul = "op_mul": number::mul;
    or = "op_or_": number::or;
    rshift = "op_rshift": number::rshift;
    sub = "op_sub": number::sub;
    true_div = "op_truediv": number::true_div;
    xor = "op_xor": number::xor;
    pow = "pow": |cx, a, b| number::pow(cx, a, b, none());
    iadd = "op_iadd": number::inplace_add;
    iand = "op_iand": number::inplace_and;
    idiv = "op_idiv": number::inplace_div;
    ifloor_div = "op_ifloordiv": number::inplace_floor_div;
    ilshift = "op_ilshift": number::inplace_lshift;
    imod = "op_imod": number::inplace_rem;
    imul = "op_imul": number::inplace_mul;
    ior = "op_ior": number::inplace_or;
    irshift = "op_irshift": number::inplace_rshift;
    isub = "op_isub": number::inplace_sub;
    itrue_div = "op_itruediv": number::inplace_true_div;
    ixor = "op_ixor": number::inplace_xor;
    ipow = "ipow": number::inplace_pow;
    concat = "op_concat": sequence::concat;
    iconcat = "op_iconcat": sequence::inplace_concat;
    contains = "contains": |cx, a, b| Ok(Owned::bool(sequence::contains(cx, a, b)?));
    count_of = "countOf": |cx, a, b| Ok(Owned::int(sequence::count(cx, a, b)? as i64));
    index_of = "indexOf": |cx, a, b| Ok(Owned::int(sequence::index_of(cx, a, b)? as i64));
    get_item = "op_getitem": mapping::get_item;
    del_item = "delitem": |cx, a, b| mapping::del_item(cx, a, b).map(|()| Owned::none());
    is = "is_": |_, a, b| Ok(Owned::bool(a.is(b)));
    is_not = "is_not": |_, a, b| Ok(Owned::bool(!a.is(b)));
    lt = "op_lt": |cx, a, b| compare::rich_compare(cx, a, b, CompareOp::Lt);
    le = "op_le": |cx, a, b| compare::rich_compare(cx, a, b, CompareOp::Le);
    eq = "op_eq": |cx, a, b| compare::rich_compare(cx, a, b, CompareOp::Eq);
    ne = "op_ne": |cx, a, b| compare::rich_compare(cx, a, b, CompareOp::Ne);
    gt = "op_gt": |cx, a, b| compare::rich_compare(cx, a, b, CompareOp::Gt);
    ge = "op_ge": |cx, a, b| compare::rich_compare(cx, a, b, CompareOp::Ge);
}

fn set_item(cx: &Cx, _module: Ref<'_>, args: CallArgs<'_>) -> PyResult {
    let args = unpack(cx, "op_setitem", args, 3, 3)?;
    mapping::set_item(cx, args[0], args[1], args[2])?;
    Ok(Owned::none())
}

fn get_slice(cx: &Cx, _module: Ref<'_>, args: &[Ref<'_>]) -> PyResult {
    let (low, high) = bounds(cx, args)?;
    sequence::get_slice(cx, args[0], low, high)
}

fn set_slice(cx: &Cx, _module: Ref<'_>, args: &[Ref<'_>]) -> PyResult {
    let (low, high) = bounds(cx, args)?;
    sequence::set_slice(cx, args[0], low, high, Some(args[3]))?;
    Ok(Owned::none())
}

fn del_slice(cx: &Cx, _module: Ref<'_>, args: &[Ref<'_>]) -> PyResult {
    let (low, high) = bounds(cx, args)?;
    sequence::set_slice(cx, args[0], low, high, None)?;
    Ok(Owned::none())
}

fn bounds(cx: &Cx, args: &[Ref<'_>]) -> PyResult<(isize, isize)> {
    Ok((number::as_i64(cx, args[1])? as isize, number::as_i64(cx, args[2])? as isize))
}

fn repeat(cx: &Cx, _module: Ref<'_>, args: &[Ref<'_>]) -> PyResult {
    sequence::repeat(cx, args[0], number::as_i64(cx, args[1])? as isize)
}

fn irepeat(cx: &Cx, _module: Ref<'_>, args: &[Ref<'_>]) -> PyResult {
    sequence::inplace_repeat(cx, args[0], number::as_i64(cx, args[1])? as isize)
}

/// Whether a value has items by key but cannot be sliced the simple way.
fn is_mapping(cx: &Cx, x: Ref<'_>) -> bool {
    if sequence::is_classic_instance(x) {
        return sequence::is_sequence(cx, x);
    }
    let slots = &x.ty().slots;
    slots.subscript.get().is_some() && slots.slice.get().is_none()
}

fn compare_digest(cx: &Cx, _module: Ref<'_>, args: &[Ref<'_>]) -> PyResult {
    use runtime::builtins::{str::Str, unicode::Unicode};
    if let (Some(a), Some(b)) = (args[0].cast::<Unicode>(), args[1].cast::<Unicode>()) {
        return Ok(Owned::bool(a.code_points() == b.code_points()));
    }
    for arg in args {
        if arg.cast::<Str>().is_none() {
            return Err(cx.raise(
                &exc::TYPE_ERROR,
                format_args!("'{}' does not have the buffer interface", arg.ty().name()),
            ));
        }
    }
    let (a, b) = (args[0].recv::<Str>().as_bytes(), args[1].recv::<Str>().as_bytes());
    let difference = a.iter().zip(b).fold(0, |sum, (x, y)| sum | (x ^ y));
    Ok(Owned::bool(a.len() == b.len() && difference == 0))
}
