//! Chains of operators, attributes, subscripts and calls.
//!
//! `a.b(c)[d] + e + f` nests to the left as deep as it is long, so such a
//! *spine* is lowered in a loop: the innermost object first, then link by
//! link, each taking the value so far and leaving its own in the same place.

use crate::error::Lowering;
use crate::fold;
use crate::lowering::Lowerer;
use frontend::ast::{Call, Expr, ExprKind, Operator, Slice};
use ir::{Constant, Insn, OptReg, Reg, StarArgs, Window};

/// The value of a spine so far.
enum Value {
    Constant(Constant),
    Reg(Reg),
}

/// What a subscript's brackets hold, in registers.
pub(crate) enum Subscript {
    /// An index of any kind.
    Item(Reg),
    /// The bounds of a slice without step.
    Slice(OptReg, OptReg),
}

impl Lowerer<'_> {
    /// Evaluates a chain into `dst`.
    pub(crate) fn spine(&mut self, expr: &Expr, dst: Reg) -> Lowering {
        let mut links = Vec::new();
        let mut innermost = expr;
        while let Some(inner) = inner(innermost) {
            self.touch(innermost.lineno);
            links.push(innermost);
            innermost = inner;
        }
        let temps = self.unit.temps;
        let mut value = self.spine_start(innermost, links.last().expect("a spine has a link"))?;
        let mut at = links.len();
        while at > 0 {
            at -= 1;
            let result = |at: usize| if at == 0 { dst } else { Reg(temps) };
            value = match (&links[at].node, value) {
                (ExprKind::BinOp { op, right, .. }, value) => {
                    self.binary_link(*op, value, right, temps, result(at))?
                }
                (ExprKind::Attribute { attr, .. }, value) => {
                    let object = self.materialise(value)?;
                    let name = self.name_id(attr);
                    let site = self.unit.site();
                    match at.checked_sub(1).map(|outer| (outer, &links[outer].node)) {
                        Some((outer, ExprKind::Call(call))) if has_no_stars(call) => {
                            at = outer;
                            self.unit.temps = temps;
                            let (func, receiver) = (self.unit.temp()?, self.unit.temp()?);
                            self.emit(Insn::LoadMethod { func, receiver, object, name, site });
                            self.call_link(call, func, true, result(at))?
                        }
                        _ => {
                            let dst = result(at);
                            self.emit(Insn::LoadAttr { dst, object, name, site });
                            Value::Reg(dst)
                        }
                    }
                }
                (ExprKind::Call(call), value) => {
                    let callee = self.materialise(value)?;
                    self.call_link(call, callee, false, result(at))?
                }
                (ExprKind::Subscript { slice, .. }, value) => {
                    let object = self.materialise(value)?;
                    self.subscript_link(object, slice, result(at))?
                }
                _ => unreachable!("only these are links of a spine"),
            };
            self.unit.temps = temps;
            if at > 0 && matches!(value, Value::Reg(_)) {
                self.unit.temp()?;
            }
        }
        if let Value::Constant(constant) = value {
            self.load_constant(constant, dst);
        }
        Ok(())
    }

    /// Evaluates the innermost object of a spine.
    fn spine_start(&mut self, expr: &Expr, first_link: &Expr) -> Lowering<Value> {
        if let Some(constant) = fold::constant(expr) {
            self.note_nones(std::slice::from_ref(expr), std::slice::from_ref(&constant));
            self.touch(expr.lineno);
            return Ok(Value::Constant(constant));
        }
        let reg = match &first_link.node {
            // The callee stands in front of its arguments.
            ExprKind::Call(_) => self.push(expr)?,
            ExprKind::BinOp { right, .. } => self.operand(expr, &[right])?,
            ExprKind::Subscript { slice, .. } => self.operand(expr, &slice_parts(slice))?,
            _ => self.operand(expr, &[])?,
        };
        Ok(Value::Reg(reg))
    }

    fn materialise(&mut self, value: Value) -> Lowering<Reg> {
        match value {
            Value::Constant(constant) => self.push_constant(constant),
            Value::Reg(reg) => Ok(reg),
        }
    }

    fn binary_link(
        &mut self,
        op: Operator,
        lhs: Value,
        right: &Expr,
        temps: u16,
        dst: Reg,
    ) -> Lowering<Value> {
        if let Value::Constant(lhs) = &lhs
            && let Some(folded) = fold::constant(right).and_then(|rhs| fold::binary(op, lhs, &rhs))
        {
            self.touch(right.lineno);
            return Ok(Value::Constant(folded));
        }
        let lhs = self.materialise(lhs)?;
        let rhs = self.operand(right, &[])?;
        let site = self.unit.site();
        self.unit.temps = temps;
        self.unit.builder.use_reg(dst);
        let op = self.binary_operator(op);
        self.emit(Insn::Binary { dst, op, lhs, rhs, site });
        Ok(Value::Reg(dst))
    }

    fn subscript_link(&mut self, object: Reg, slice: &Slice, dst: Reg) -> Lowering<Value> {
        let parts = self.subscript(slice)?;
        let site = self.unit.site();
        self.emit(match parts {
            Subscript::Item(index) => Insn::GetItem { dst, object, index, site },
            Subscript::Slice(low, high) => Insn::GetSlice { dst, object, low, high, site },
        });
        Ok(Value::Reg(dst))
    }

    /// Calls what is in `callee` (for a method: and the register behind it).
    fn call_link(&mut self, call: &Call, callee: Reg, method: bool, dst: Reg) -> Lowering<Value> {
        self.push_all(&call.args)?;
        for keyword in &call.keywords {
            self.push(&keyword.value)?;
        }
        let stars = match (&call.starargs, &call.kwargs) {
            (None, None) => None,
            (Some(_), None) => Some(StarArgs::Star),
            (None, Some(_)) => Some(StarArgs::KwStar),
            (Some(_), Some(_)) => Some(StarArgs::Both),
        };
        for star in [&call.starargs, &call.kwargs].into_iter().flatten() {
            self.push(star)?;
        }
        let window = Window::new(callee, self.unit.temps - callee.0);
        let site = self.unit.site();
        if stars.is_none() && call.keywords.is_empty() {
            self.emit(if method {
                Insn::CallMethod { dst, window, site }
            } else {
                Insn::Call { dst, window, site }
            });
            return Ok(Value::Reg(dst));
        }
        let names = call.keywords.iter().map(|keyword| Constant::str(keyword.arg.as_bytes()));
        let names = self.unit.constant_id(Constant::Tuple(names.collect()));
        self.emit(match (stars, method) {
            (Some(stars), _) => Insn::CallEx { dst, window, names, stars, site },
            (None, true) => Insn::CallMethodKw { dst, window, names, site },
            (None, false) => Insn::CallKw { dst, window, names, site },
        });
        Ok(Value::Reg(dst))
    }

    /// Evaluates what is between the brackets of a subscript.
    pub(crate) fn subscript(&mut self, slice: &Slice) -> Lowering<Subscript> {
        match slice {
            Slice::Index { value } => Ok(Subscript::Item(self.operand(value, &[])?)),
            Slice::Slice { lower, upper, step: None } => {
                let later: Vec<&Expr> = upper.iter().map(|expr| &**expr).collect();
                let low = match lower {
                    Some(lower) => OptReg::some(self.operand(lower, &later)?),
                    None => OptReg::NONE,
                };
                let high = match upper {
                    Some(upper) => OptReg::some(self.operand(upper, &[])?),
                    None => OptReg::NONE,
                };
                Ok(Subscript::Slice(low, high))
            }
            Slice::Ellipsis | Slice::Slice { .. } | Slice::ExtSlice { .. } => {
                Ok(Subscript::Item(self.push_slice(slice)?))
            }
        }
    }

    /// Makes an index object of a part of a subscript.
    fn push_slice(&mut self, slice: &Slice) -> Lowering<Reg> {
        match slice {
            Slice::Ellipsis => self.push_constant(Constant::Ellipsis),
            Slice::Index { value } => self.push(value),
            Slice::Slice { lower, upper, step } => {
                let dst = Reg(self.unit.temps);
                for part in [lower, upper, step] {
                    match part {
                        Some(part) => self.push(part)?,
                        None => self.push_constant(Constant::None)?,
                    };
                }
                let (stop, step) = (Reg(dst.0 + 1), Reg(dst.0 + 2));
                self.emit(Insn::BuildSlice { dst, start: dst, stop, step });
                self.unit.temps = dst.0 + 1;
                Ok(dst)
            }
            Slice::ExtSlice { dims } => {
                let dst = Reg(self.unit.temps);
                for dim in dims {
                    self.push_slice(dim)?;
                }
                let items = Window::new(dst, self.unit.temps - dst.0);
                self.emit(Insn::BuildTuple { dst, items });
                self.unit.temps = dst.0 + 1;
                Ok(dst)
            }
        }
    }
}

/// Returns the link of a spine inside of `expr`, if `expr` is on a spine.
fn inner(expr: &Expr) -> Option<&Expr> {
    match &expr.node {
        ExprKind::BinOp { left, .. } => Some(left),
        ExprKind::Attribute { value, .. } | ExprKind::Subscript { value, .. } => Some(value),
        ExprKind::Call(call) => Some(&call.func),
        _ => None,
    }
}

fn has_no_stars(call: &Call) -> bool {
    call.starargs.is_none() && call.kwargs.is_none()
}

/// Returns the expressions between the brackets of a subscript.
pub(crate) fn slice_parts(slice: &Slice) -> Vec<&Expr> {
    match slice {
        Slice::Ellipsis => Vec::new(),
        Slice::Index { value } => vec![value],
        Slice::Slice { lower, upper, step } => {
            [lower, upper, step].into_iter().flatten().map(|expr| &**expr).collect()
        }
        Slice::ExtSlice { dims } => dims.iter().flat_map(slice_parts).collect(),
    }
}
