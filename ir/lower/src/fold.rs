//! Constants and their folding.
//!
//! Always true: what is folded here gives at run time the same value of the
//! same type; whatever could raise, grow or depend on `__future__` is left to
//! the runtime.

use frontend::ast::{Expr, ExprKind, Literal, LongLiteral, Number, Operator, UnaryOp};
use ir::Constant;

/// The longest string and the longest tuple that folding makes.
const LONGEST: usize = 20;

/// Returns the constant of a number literal.
pub(crate) fn number(number: &Number) -> Constant {
    match number {
        Number::Int(value) => Constant::Int(*value),
        Number::Long(LongLiteral { negative, magnitude }) => {
            let mut digits: Vec<u32> =
                magnitude.iter().flat_map(|&word| [word as u32, (word >> 32) as u32]).collect();
            while digits.last() == Some(&0) {
                digits.pop();
            }
            Constant::Long { negative: *negative, digits: digits.into() }
        }
        Number::Float(value) => Constant::float(*value),
        Number::Imag(value) => Constant::Complex(0, value.to_bits()),
    }
}

/// Returns the constant of a string literal.
pub(crate) fn literal(literal: &Literal) -> Constant {
    match literal {
        Literal::Bytes(bytes) => Constant::Str((**bytes).into()),
        Literal::Unicode(points) => Constant::Unicode((**points).into()),
    }
}

/// Returns the value of an expression if it is a constant.
pub(crate) fn constant(expr: &Expr) -> Option<Constant> {
    match &expr.node {
        ExprKind::Num(value) => Some(number(value)),
        ExprKind::Str(value) => Some(literal(value)),
        ExprKind::Name { id, .. } if &**id == "None" => Some(Constant::None),
        ExprKind::UnaryOp { op, operand } => unary(*op, &constant(operand)?),
        ExprKind::Tuple { elts, .. } => Some(Constant::Tuple(constants(elts)?.into())),
        ExprKind::BinOp { .. } => {
            let mut operands = Vec::new();
            let mut next = expr;
            while let ExprKind::BinOp { left, op, right } = &next.node {
                operands.push((*op, right));
                next = left;
            }
            let mut value = constant(next)?;
            for (op, right) in operands.into_iter().rev() {
                value = binary(op, &value, &constant(right)?)?;
            }
            Some(value)
        }
        _ => None,
    }
}

/// Returns the values of expressions if all are constants.
pub(crate) fn constants(list: &[Expr]) -> Option<Vec<Constant>> {
    // Most lists that are not constant show it at one of their ends.
    let (last, first) = list.split_last()?;
    let last = constant(last)?;
    let mut values: Vec<Constant> = first.iter().map(constant).collect::<Option<_>>()?;
    values.push(last);
    Some(values)
}

/// Returns the truth of a constant.
pub(crate) fn truth(constant: &Constant) -> bool {
    match constant {
        Constant::None => false,
        Constant::Ellipsis | Constant::Code(_) => true,
        Constant::Bool(value) => *value,
        Constant::Int(value) => *value != 0,
        Constant::Long { digits, .. } => !digits.is_empty(),
        Constant::Float(bits) => f64::from_bits(*bits) != 0.0,
        Constant::Complex(re, im) => f64::from_bits(*re) != 0.0 || f64::from_bits(*im) != 0.0,
        Constant::Str(bytes) => !bytes.is_empty(),
        Constant::Unicode(points) => !points.is_empty(),
        Constant::Tuple(items) => !items.is_empty(),
    }
}

fn unary(op: UnaryOp, operand: &Constant) -> Option<Constant> {
    Some(match (op, operand) {
        (UnaryOp::USub, Constant::Int(value)) => Constant::Int(value.checked_neg()?),
        (UnaryOp::USub, Constant::Float(bits)) => Constant::float(-f64::from_bits(*bits)),
        (UnaryOp::UAdd, Constant::Int(_) | Constant::Float(_)) => operand.clone(),
        (UnaryOp::Invert, Constant::Int(value)) => Constant::Int(!value),
        _ => return None,
    })
}

/// Returns the result of an operator on constants, where it is plain.
pub(crate) fn binary(op: Operator, lhs: &Constant, rhs: &Constant) -> Option<Constant> {
    match (lhs, rhs) {
        (Constant::Int(a), Constant::Int(b)) => int(op, *a, *b).map(Constant::Int),
        (Constant::Float(a), Constant::Float(b)) => {
            float(op, f64::from_bits(*a), f64::from_bits(*b))
        }
        (Constant::Float(a), Constant::Int(b)) => float(op, f64::from_bits(*a), exact(*b)?),
        (Constant::Int(a), Constant::Float(b)) => float(op, exact(*a)?, f64::from_bits(*b)),
        (Constant::Str(a), Constant::Str(b)) if op == Operator::Add => {
            let sum = [&**a, &**b].concat();
            (sum.len() <= LONGEST).then(|| Constant::Str(sum.into()))
        }
        (Constant::Str(a), Constant::Int(times)) if op == Operator::Mult => {
            let times = usize::try_from(*times).ok()?;
            (a.len().checked_mul(times)? <= LONGEST).then(|| Constant::Str(a.repeat(times).into()))
        }
        _ => None,
    }
}

fn int(op: Operator, a: i64, b: i64) -> Option<i64> {
    match op {
        Operator::Add => a.checked_add(b),
        Operator::Sub => a.checked_sub(b),
        Operator::Mult => a.checked_mul(b),
        Operator::FloorDiv => floor_div(a, b),
        Operator::Mod => a.checked_sub(floor_div(a, b)?.checked_mul(b)?),
        Operator::Pow => a.checked_pow(u32::try_from(b).ok()?),
        Operator::LShift if (0..63).contains(&b) => {
            let shifted = a << b;
            (shifted >> b == a).then_some(shifted)
        }
        Operator::RShift if (0..64).contains(&b) => Some(a >> b),
        Operator::BitOr => Some(a | b),
        Operator::BitXor => Some(a ^ b),
        Operator::BitAnd => Some(a & b),
        // Depends on `from __future__ import division`; shifts by more are rare.
        Operator::Div | Operator::LShift | Operator::RShift => None,
    }
}

fn floor_div(a: i64, b: i64) -> Option<i64> {
    let quotient = a.checked_div(b)?;
    Some(if a % b != 0 && (a < 0) != (b < 0) { quotient - 1 } else { quotient })
}

fn float(op: Operator, a: f64, b: f64) -> Option<Constant> {
    let value = match op {
        Operator::Add => a + b,
        Operator::Sub => a - b,
        Operator::Mult => a * b,
        Operator::Div if b != 0.0 => a / b,
        _ => return None,
    };
    Some(Constant::float(value))
}

/// The float that equals an int.
fn exact(value: i64) -> Option<f64> {
    (value.unsigned_abs() <= 1 << 53).then_some(value as f64)
}
