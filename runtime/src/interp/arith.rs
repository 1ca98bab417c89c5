//! Operators: quickened forms for immediates, the protocol for everything else.

use super::machine::{Machine, Step, branch};
use crate::builtins::bool::bool_ref;
use crate::builtins::int::INT;
use crate::builtins::str::{self, STR};
use crate::bytecode::insn::flags;
use crate::bytecode::{Insn, Op, Pc, Site, compare_op};
use crate::exceptions::PyResult;
use crate::object::{Owned, Ref};
use crate::protocol::{self, number};
use crate::types::CompareOp;
use abi::Word;
use ir::{BinOp, CmpOp, UnaryOp};
use protocol::number::BinaryOp;

/// Declares a form for two immediate ints whose result is an int, if there is one.
macro_rules! int_forms {
    ($( $(#[doc = $doc:literal])+ $name:ident($x:ident, $y:ident) $body:expr; )+) => { $(
        $(#[doc = $doc])+
        #[inline(always)]
        pub(crate) fn $name(m: Machine<'_>, pc: Pc) -> Step {
            let insn = pc.insn();
            let (lhs, rhs) = (m.frame.get(insn.b), m.frame.get(insn.c));
            if lhs.is_int() && rhs.is_int() {
                let ($x, $y) = (lhs.int(), rhs.int());
                let result: Option<i64> = $body;
                if let Some(word) = result.and_then(Word::from_int) {
                    m.set(insn, word);
                    return Step::Next;
                }
            }
            quick_missed(m, pc)
        }
    )+ };
}

int_forms! {
    /// int + int
    add_int(x, y) Some(x + y);
    /// int - int
    sub_int(x, y) Some(x - y);
    /// int * int
    mul_int(x, y) x.checked_mul(y);
    /// int // int
    div_int(x, y) if y == 0 { None } else { Some(floor_div(x, y)) };
    /// int % int
    mod_int(x, y) if y == 0 { None } else { Some(floor_mod(x, y)) };
    /// int & int
    and_int(x, y) Some(x & y);
    /// int | int
    or_int(x, y) Some(x | y);
    /// int ^ int
    xor_int(x, y) Some(x ^ y);
    /// int << int
    shl_int(x, y) if (0..13).contains(&y) { Some(x << y) } else { wide_shift(x, y) };
    /// int >> int
    shr_int(x, y) if y >= 0 { Some(x >> y.min(63)) } else { None };
}

#[inline(always)]
fn floor_div(x: i64, y: i64) -> i64 {
    let quotient = x / y;
    if (x % y != 0) && ((x < 0) != (y < 0)) { quotient - 1 } else { quotient }
}

#[inline(always)]
fn floor_mod(x: i64, y: i64) -> i64 {
    let rest = x % y;
    if rest != 0 && ((rest < 0) != (y < 0)) { rest + y } else { rest }
}

fn wide_shift(x: i64, y: i64) -> Option<i64> {
    if !(0..63).contains(&y) {
        return None;
    }
    let wide = x.checked_mul(1 << y)?;
    Some(wide)
}

/// Returns two numbers as doubles unless both are ints or one is no immediate.
#[inline(always)]
fn floats(lhs: Word, rhs: Word) -> Option<(f64, f64)> {
    if lhs.is_float() {
        if rhs.is_float() {
            return Some((lhs.float(), rhs.float()));
        }
        if rhs.is_int() {
            return Some((lhs.float(), rhs.int() as f64));
        }
    } else if lhs.is_int() && rhs.is_float() {
        return Some((lhs.int() as f64, rhs.float()));
    }
    None
}

/// Declares a form for two immediate numbers, not both int.
macro_rules! float_forms {
    ($( $(#[doc = $doc:literal])+ $name:ident($x:ident, $y:ident) $body:expr; )+) => { $(
        $(#[doc = $doc])+
        #[inline(always)]
        pub(crate) fn $name(m: Machine<'_>, pc: Pc) -> Step {
            let insn = pc.insn();
            if let Some(($x, $y)) = floats(m.frame.get(insn.b), m.frame.get(insn.c)) {
                let result: Option<f64> = $body;
                if let Some(value) = result {
                    m.set(insn, Word::from_f64(value));
                    return Step::Next;
                }
            }
            quick_missed(m, pc)
        }
    )+ };
}

float_forms! {
    /// number + number
    add_float(x, y) Some(x + y);
    /// number - number
    sub_float(x, y) Some(x - y);
    /// number * number
    mul_float(x, y) Some(x * y);
    /// number / number
    div_float(x, y) if y == 0.0 { None } else { Some(x / y) };
}

/// str + str; the left one grows in place if nobody else has it.
#[inline(always)]
pub(crate) fn add_str(m: Machine<'_>, pc: Pc) -> Step {
    let insn = pc.insn();
    let (lhs, rhs) = (m.frame.get(insn.b), m.frame.get(insn.c));
    if lhs.is_heap() && rhs.is_heap() {
        let (lhs, rhs) = (m.b(insn), m.c(insn));
        if lhs.is_exact(&STR) && rhs.is_exact(&STR) {
            return concat(m, pc, lhs, rhs);
        }
    }
    quick_missed(m, pc)
}

#[inline(never)]
fn concat(m: Machine<'_>, pc: Pc, lhs: Ref<'_>, rhs: Ref<'_>) -> Step {
    let insn = pc.insn();
    m.frame.pc.set(pc);
    let into_itself = !insn.has(flags::B_TEMP) && !insn.has(flags::A_TEMP) && insn.a == insn.b;
    if insn.has(flags::B_TEMP) || into_itself {
        // The register's count goes along, so a str that only it holds can grow in place.
        let kept = (insn.b == insn.c && !insn.has(flags::C_TEMP)).then(|| rhs.own());
        let rhs = kept.as_ref().map_or(rhs, Owned::borrow);
        let text = m.frame.take_temp(insn.b);
        if into_itself {
            m.frame.put(insn.b, Word::UNBOUND);
        }
        let result = str::append(m.cx, text, rhs);
        m.drop_c(insn);
        return m.finish(insn, result);
    }
    let result = str::append(m.cx, lhs.own(), rhs);
    m.drop_c(insn);
    m.finish(insn, result)
}

/// Returns the quickened form of an operator for operands like these.
fn quick_form(op: BinOp, lhs: Ref<'_>, rhs: Ref<'_>) -> Option<Op> {
    let (x, y) = (lhs.word(), rhs.word());
    if x.is_int() && y.is_int() {
        return match op {
            BinOp::Add => Some(Op::AddInt),
            BinOp::Sub => Some(Op::SubInt),
            BinOp::Mul => Some(Op::MulInt),
            BinOp::Div | BinOp::FloorDiv => Some(Op::DivInt),
            BinOp::Mod => Some(Op::ModInt),
            BinOp::And => Some(Op::AndInt),
            BinOp::Or => Some(Op::OrInt),
            BinOp::Xor => Some(Op::XorInt),
            BinOp::LShift => Some(Op::ShlInt),
            BinOp::RShift => Some(Op::ShrInt),
            BinOp::TrueDiv | BinOp::Pow => None,
        };
    }
    if floats(x, y).is_some() {
        return match op {
            BinOp::Add => Some(Op::AddFloat),
            BinOp::Sub => Some(Op::SubFloat),
            BinOp::Mul => Some(Op::MulFloat),
            BinOp::Div | BinOp::TrueDiv => Some(Op::DivFloat),
            BinOp::FloorDiv
            | BinOp::Mod
            | BinOp::Pow
            | BinOp::LShift
            | BinOp::RShift
            | BinOp::And
            | BinOp::Or
            | BinOp::Xor => None,
        };
    }
    let strs = op == BinOp::Add && lhs.is_exact(&STR) && rhs.is_exact(&STR);
    strs.then_some(Op::AddStr)
}

/// A quickened form met other operands: the general form, unless they are just large ints.
#[cold]
#[inline(never)]
fn quick_missed(m: Machine<'_>, pc: Pc) -> Step {
    let insn = pc.insn();
    let large = |value: Ref<'_>| value.is_exact(&INT);
    if !(large(m.b(insn)) && large(m.c(insn))) {
        insn.unquicken(Op::Binary);
    }
    binary(m, pc)
}

/// `Op::Binary`, both forms.
#[inline(never)]
pub(crate) fn binary(m: Machine<'_>, pc: Pc) -> Step {
    let insn = pc.insn();
    let site = insn.site();
    let op = BinOp::ALL[site.fixed.get() as usize];
    let (lhs, rhs) = (m.b(insn), m.c(insn));
    site.see(lhs, rhs);
    if insn.op() == Op::Binary
        && site.may_specialise()
        && let Some(quick) = quick_form(op, lhs, rhs)
    {
        insn.set_op(quick);
    }
    m.frame.pc.set(pc);
    let result = apply_binary(m, op, insn.has(flags::IN_PLACE), lhs, rhs);
    m.drop_b(insn);
    m.drop_c(insn);
    m.finish(insn, result)
}

/// Applies a binary operator by the protocol.
///
/// # Errors
/// Whatever the operands raise.
pub(crate) fn apply_binary(
    m: Machine<'_>,
    op: BinOp,
    in_place: bool,
    lhs: Ref<'_>,
    rhs: Ref<'_>,
) -> PyResult {
    let op = match op {
        BinOp::Add => BinaryOp::Add,
        BinOp::Sub => BinaryOp::Sub,
        BinOp::Mul => BinaryOp::Mul,
        BinOp::Div => BinaryOp::Div,
        BinOp::TrueDiv => BinaryOp::TrueDiv,
        BinOp::FloorDiv => BinaryOp::FloorDiv,
        BinOp::Mod => BinaryOp::Rem,
        BinOp::LShift => BinaryOp::Lshift,
        BinOp::RShift => BinaryOp::Rshift,
        BinOp::And => BinaryOp::And,
        BinOp::Or => BinaryOp::Or,
        BinOp::Xor => BinaryOp::Xor,
        BinOp::Pow if in_place => return number::inplace_pow(m.cx, lhs, rhs),
        BinOp::Pow => return number::pow(m.cx, lhs, rhs, crate::object::none()),
    };
    if in_place { number::inplace(m.cx, op, lhs, rhs) } else { number::binary(m.cx, op, lhs, rhs) }
}

/// `Op::Unary`
#[inline(never)]
pub(crate) fn unary(m: Machine<'_>, pc: Pc) -> Step {
    let insn = pc.insn();
    m.frame.pc.set(pc);
    let value = m.b(insn);
    insn.site().see(value, value);
    let result = match UnaryOp::ALL[usize::from(insn.c)] {
        UnaryOp::Neg => number::neg(m.cx, value),
        UnaryOp::Pos => number::pos(m.cx, value),
        UnaryOp::Invert => number::invert(m.cx, value),
    };
    m.drop_b(insn);
    m.finish(insn, result)
}

/// Tests a value's truth; immediates and singletons here, the rest by the protocol.
#[inline(always)]
pub(crate) fn truth(m: Machine<'_>, pc: Pc, value: Ref<'_>) -> PyResult<bool> {
    let word = value.word();
    if word == bool_ref(true).word() {
        return Ok(true);
    }
    if word == bool_ref(false).word() || value.is_none() {
        return Ok(false);
    }
    if word.is_int() {
        return Ok(word.int() != 0);
    }
    m.frame.pc.set(pc);
    protocol::truth::is_true(m.cx, value)
}

/// `Op::Not`
#[inline(always)]
pub(crate) fn not(m: Machine<'_>, pc: Pc) -> Step {
    let insn = pc.insn();
    let result = truth(m, pc, m.b(insn));
    m.drop_b(insn);
    m.finish(insn, result.map(|truth| Owned::bool(!truth)))
}

/// Maps the operator of the instruction set to the protocol's.
pub(crate) fn compare_op_of(op: CmpOp) -> CompareOp {
    match op {
        CmpOp::Lt => CompareOp::Lt,
        CmpOp::Le => CompareOp::Le,
        CmpOp::Eq => CompareOp::Eq,
        CmpOp::Ne => CompareOp::Ne,
        CmpOp::Gt => CompareOp::Gt,
        CmpOp::Ge => CompareOp::Ge,
    }
}

fn operator(insn: &Insn) -> CompareOp {
    compare_op_of(compare_op(insn.flags))
}

#[inline(always)]
fn note(site: &Site, lhs: Ref<'_>, rhs: Ref<'_>) {
    if !site.reached.get() {
        site.see(lhs, rhs);
    }
}

/// `Op::Compare`
#[inline(always)]
pub(crate) fn compare(m: Machine<'_>, pc: Pc) -> Step {
    let insn = pc.insn();
    let (x, y) = (m.frame.get(insn.b), m.frame.get(insn.c));
    if x.is_int() && y.is_int() {
        note(insn.site(), m.b(insn), m.c(insn));
        let result = match operator(insn) {
            CompareOp::Lt => x.0 < y.0,
            CompareOp::Le => x.0 <= y.0,
            CompareOp::Eq => x.0 == y.0,
            CompareOp::Ne => x.0 != y.0,
            CompareOp::Gt => x.0 > y.0,
            CompareOp::Ge => x.0 >= y.0,
        };
        m.set(insn, bool_ref(result).word());
        return Step::Next;
    }
    compare_slow(m, pc)
}

#[inline(never)]
fn compare_slow(m: Machine<'_>, pc: Pc) -> Step {
    let insn = pc.insn();
    m.frame.pc.set(pc);
    let (lhs, rhs) = (m.b(insn), m.c(insn));
    insn.site().see(lhs, rhs);
    let result = protocol::compare::rich_compare(m.cx, lhs, rhs, operator(insn));
    m.drop_b(insn);
    m.drop_c(insn);
    m.finish(insn, result)
}

/// Declares a comparison fused with the branch behind it.
macro_rules! compare_branches {
    ($( $name:ident $op:tt; )+) => { $(
        /// A comparison and the branch behind it.
        #[inline(always)]
        pub(crate) fn $name(m: Machine<'_>, pc: Pc) -> Step {
            let insn = pc.insn();
            let (x, y) = (m.frame.get(insn.b), m.frame.get(insn.c));
            if x.is_int() && y.is_int() {
                note(insn.site(), m.b(insn), m.c(insn));
                return branch(pc.next(), x.0 $op y.0);
            }
            if x.is_float() && y.is_float() {
                note(insn.site(), m.b(insn), m.c(insn));
                return branch(pc.next(), x.float() $op y.float());
            }
            compare_branch_slow(m, pc)
        }
    )+ };
}

compare_branches! {
    branch_lt <; branch_le <=; branch_eq ==; branch_ne !=; branch_gt >; branch_ge >=;
}

#[inline(never)]
fn compare_branch_slow(m: Machine<'_>, pc: Pc) -> Step {
    let insn = pc.insn();
    m.frame.pc.set(pc);
    let (lhs, rhs) = (m.b(insn), m.c(insn));
    insn.site().see(lhs, rhs);
    let result = protocol::compare::rich_compare(m.cx, lhs, rhs, operator(insn));
    m.drop_b(insn);
    m.drop_c(insn);
    let truth = result.and_then(|value| truth(m, pc, value.borrow()));
    match truth {
        Ok(truth) => branch(pc.next(), truth),
        Err(_) => Step::Raise,
    }
}

/// `Op::Is` and `Op::IsNot`
#[inline(always)]
pub(crate) fn is(m: Machine<'_>, pc: Pc, wanted: bool) -> Step {
    let insn = pc.insn();
    let result = m.b(insn).is(m.c(insn)) == wanted;
    m.drop_b(insn);
    m.drop_c(insn);
    m.set(insn, bool_ref(result).word());
    Step::Next
}

/// `Op::BranchIs` and `Op::BranchIsNot`
#[inline(always)]
pub(crate) fn branch_is(m: Machine<'_>, pc: Pc, wanted: bool) -> Step {
    let insn = pc.insn();
    let result = m.b(insn).is(m.c(insn)) == wanted;
    m.drop_b(insn);
    m.drop_c(insn);
    branch(pc.next(), result)
}

/// `Op::Contains` and `Op::NotContains`
#[inline(never)]
pub(crate) fn contains(m: Machine<'_>, pc: Pc, wanted: bool) -> Step {
    let insn = pc.insn();
    m.frame.pc.set(pc);
    insn.site().key.set(std::ptr::from_ref(m.c(insn).ty()) as u64);
    let result = protocol::sequence::contains(m.cx, m.c(insn), m.b(insn));
    m.drop_b(insn);
    m.drop_c(insn);
    m.finish(insn, result.map(|found| Owned::bool(found == wanted)))
}
