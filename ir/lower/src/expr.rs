//! Expressions: the driver, names, operators, comparisons and conditions' values.

use crate::error::{Lowering, at_line};
use crate::fold;
use crate::lowering::Lowerer;
use crate::scope::{BlockKind, uses};
use crate::unit::Place;
use frontend::ast::{BoolOp, CmpOp, Expr, ExprKind, Operator, Slice, UnaryOp};
use ir::{BinOp, CmpOp as IrCmp, Constant, Insn, Reg, UnaryOp as IrUnary, Window};

impl Lowerer<'_> {
    /// Evaluates an expression into `dst`.
    pub(crate) fn into(&mut self, expr: &Expr, dst: Reg) -> Lowering {
        self.touch(expr.lineno);
        self.unit.builder.use_reg(dst);
        match &expr.node {
            ExprKind::BoolOp { op, values } => self.bool_op(*op, values, dst),
            ExprKind::BinOp { .. }
            | ExprKind::Attribute { .. }
            | ExprKind::Subscript { .. }
            | ExprKind::Call(_) => self.spine(expr, dst),
            ExprKind::UnaryOp { op, operand } => self.unary(expr, *op, operand, dst),
            ExprKind::Lambda { args, body } => self.lambda(expr, args, body, dst),
            ExprKind::IfExp { test, body, orelse } => self.if_exp(test, body, orelse, dst),
            ExprKind::Dict { keys, values } => self.dict_display(keys, values, dst),
            ExprKind::Set { elts } => self.set_display(elts, dst),
            ExprKind::ListComp { elt, generators } => self.list_comp(elt, generators, dst),
            ExprKind::SetComp { generators, .. }
            | ExprKind::DictComp { generators, .. }
            | ExprKind::GeneratorExp { generators, .. } => {
                self.inner_comprehension(expr, generators, dst)
            }
            ExprKind::Yield { value } => self.lower_yield(value.as_deref(), dst),
            ExprKind::Compare { left, ops, comparators } => {
                self.compare(left, ops, comparators, dst)
            }
            ExprKind::Repr { value } => {
                let temps = self.unit.temps;
                let value = self.operand(value, &[])?;
                self.unit.temps = temps;
                self.emit(Insn::Repr { dst, value });
                Ok(())
            }
            ExprKind::Num(number) => {
                self.load_constant(fold::number(number), dst);
                Ok(())
            }
            ExprKind::Str(literal) => {
                self.load_constant(fold::literal(literal), dst);
                Ok(())
            }
            ExprKind::Name { id, .. } => {
                if &**id == "None" {
                    self.note_none();
                    self.load_constant(Constant::None, dst);
                } else {
                    let name = self.mangled(id);
                    self.load_name(name, dst);
                }
                Ok(())
            }
            ExprKind::List { elts, .. } => self.list_display(elts, dst),
            ExprKind::Tuple { elts, .. } => self.tuple_display(elts, dst),
        }
    }

    /// Gives a register with the value of an expression, to be read once.
    ///
    /// `later` are the expressions evaluated before it is read.
    pub(crate) fn operand(&mut self, expr: &Expr, later: &[&Expr]) -> Lowering<Reg> {
        if let ExprKind::Name { id, .. } = &expr.node
            && &**id != "None"
        {
            let name = self.mangled(id);
            if let Place::Local { reg, checked } = self.place(name) {
                let how = self.scope().symbol(name).map_or(0, |symbol| symbol.uses);
                let moving = how & uses::COMPREHENSION != 0;
                if !moving || !later.iter().any(|expr| has_list_comprehension(expr)) {
                    self.touch(expr.lineno);
                    self.check_bound(reg, checked);
                    return Ok(reg);
                }
            }
        }
        self.push(expr)
    }

    fn unary(&mut self, expr: &Expr, op: UnaryOp, operand: &Expr, dst: Reg) -> Lowering {
        if let Some(constant) = fold::constant(expr) {
            self.load_constant(constant, dst);
            return Ok(());
        }
        if let (UnaryOp::Not, ExprKind::Compare { left, ops, comparators }) = (op, &operand.node)
            && let ([op], [right]) = (&ops[..], &comparators[..])
            && let Some(opposite) = opposite(*op)
        {
            self.touch(operand.lineno);
            return self.compare_two(left, opposite, right, dst);
        }
        let temps = self.unit.temps;
        let value = self.operand(operand, &[])?;
        self.unit.temps = temps;
        let site = self.unit.site();
        self.emit(match op {
            UnaryOp::Not => Insn::Not { dst, value, site },
            UnaryOp::Invert => Insn::Unary { dst, op: IrUnary::Invert, value, site },
            UnaryOp::UAdd => Insn::Unary { dst, op: IrUnary::Pos, value, site },
            UnaryOp::USub => Insn::Unary { dst, op: IrUnary::Neg, value, site },
        });
        Ok(())
    }

    /// `a and b and c`: each value but the last is kept if it decides.
    fn bool_op(&mut self, op: BoolOp, values: &[Expr], dst: Reg) -> Lowering {
        let (last, first) = values.split_last().expect("there are two operands at least");
        let result = Reg(self.unit.temps);
        let end = self.unit.builder.new_block();
        for value in first {
            let next = self.unit.builder.new_block();
            self.deciding_operand(op, value, end, next)?;
            self.unit.start(next);
        }
        self.into(last, result)?;
        self.unit.start(end);
        if result != dst {
            self.emit(Insn::Move { dst, src: result });
        }
        Ok(())
    }

    /// Evaluates an operand into the next temporary: if it decides, goes to
    /// `end` with it, else to `next` without. Nested `and` and `or` are part of
    /// that: no value is tested twice.
    fn deciding_operand(
        &mut self,
        op: BoolOp,
        value: &Expr,
        end: ir::Block,
        next: ir::Block,
    ) -> Lowering {
        if let ExprKind::BoolOp { op: inner, values } = &value.node {
            self.touch(value.lineno);
            let (last, first) = values.split_last().expect("there are two operands at least");
            for value in first {
                let on = self.unit.builder.new_block();
                match inner {
                    _ if *inner == op => self.deciding_operand(op, value, end, on)?,
                    BoolOp::And => self.condition(value, on, next)?,
                    BoolOp::Or => self.condition(value, next, on)?,
                }
                self.unit.start(on);
            }
            return self.deciding_operand(op, last, end, next);
        }
        let cond = self.push(value)?;
        self.unit.temps -= 1;
        let site = self.unit.site();
        self.emit(match op {
            BoolOp::And => Insn::AndKeep { cond, end, next, site },
            BoolOp::Or => Insn::OrKeep { cond, end, next, site },
        });
        Ok(())
    }

    fn if_exp(&mut self, test: &Expr, body: &Expr, orelse: &Expr, dst: Reg) -> Lowering {
        let builder = &mut self.unit.builder;
        let (then, other, end) = (builder.new_block(), builder.new_block(), builder.new_block());
        self.condition(test, then, other)?;
        self.unit.start(then);
        self.into(body, dst)?;
        self.emit(Insn::Jump { target: end });
        self.unit.start(other);
        self.into(orelse, dst)?;
        self.unit.start(end);
        Ok(())
    }

    /// A comparison as a value.
    fn compare(&mut self, left: &Expr, ops: &[CmpOp], right: &[Expr], dst: Reg) -> Lowering {
        if let ([op], [right]) = (ops, right) {
            return self.compare_two(left, *op, right, dst);
        }
        let temps = self.unit.temps;
        let result = self.unit.temp()?;
        let mut lhs = self.operand(left, &[&right[0]])?;
        let end = self.unit.builder.new_block();
        let mut cleanups = Vec::new();
        for (i, op) in ops[..ops.len() - 1].iter().enumerate() {
            lhs = self.chain_link(*op, lhs, &right[i..=i + 1], result, end, &mut cleanups)?;
        }
        let (op, last) = (ops[ops.len() - 1], &right[right.len() - 1]);
        let rhs = self.comparison_operand(op, last)?;
        self.emit_compare(op, result, lhs, rhs);
        if !cleanups.is_empty() {
            self.emit(Insn::Jump { target: end });
        }
        self.finish_chain(cleanups, end);
        self.unit.temps = temps;
        if result != dst {
            self.emit(Insn::Move { dst, src: result });
        }
        Ok(())
    }

    /// Compares with the next operand of a chain, which the link behind it needs
    /// once more: goes to `end` with a false result, else on. Returns that operand.
    fn chain_link(
        &mut self,
        op: CmpOp,
        lhs: Reg,
        operands: &[Expr],
        result: Reg,
        end: ir::Block,
        cleanups: &mut Vec<(ir::Block, Reg)>,
    ) -> Lowering<Reg> {
        let middle = self.operand(&operands[0], &[&operands[1]])?;
        let kept = self.unit.is_temp(middle);
        let rhs = if kept { self.copy_above(middle)? } else { middle };
        self.emit_compare(op, result, lhs, rhs);
        let (next, stop) = (self.unit.builder.new_block(), self.unit.builder.new_block());
        let site = self.unit.site();
        let short = if kept { stop } else { end };
        self.emit(Insn::AndKeep { cond: result, end: short, next, site });
        if kept {
            cleanups.push((stop, middle));
        }
        self.unit.start(next);
        self.unit.temps = if kept { middle.0 + 1 } else { result.0 + 1 };
        Ok(middle)
    }

    /// Drops what the short ways out of a chain leave behind; all go on at `end`.
    fn finish_chain(&mut self, cleanups: Vec<(ir::Block, Reg)>, end: ir::Block) {
        for (block, value) in cleanups {
            self.unit.start(block);
            self.emit(Insn::Drop { value });
            self.emit(Insn::Jump { target: end });
        }
        self.unit.start(end);
    }

    pub(crate) fn copy_above(&mut self, src: Reg) -> Lowering<Reg> {
        let dst = self.unit.temp()?;
        self.emit(Insn::Copy { dst, src });
        Ok(dst)
    }

    fn compare_two(&mut self, left: &Expr, op: CmpOp, right: &Expr, dst: Reg) -> Lowering {
        let temps = self.unit.temps;
        let lhs = self.operand(left, &[right])?;
        let rhs = self.comparison_operand(op, right)?;
        self.unit.temps = temps;
        self.emit_compare(op, dst, lhs, rhs);
        Ok(())
    }

    /// The right operand; a list of constants to look in becomes a tuple.
    fn comparison_operand(&mut self, op: CmpOp, right: &Expr) -> Lowering<Reg> {
        if let (CmpOp::In | CmpOp::NotIn, ExprKind::List { elts, .. }) = (op, &right.node)
            && !elts.is_empty()
            && let Some(items) = fold::constants(elts)
        {
            self.note_nones(elts, &items);
            self.touch(right.lineno);
            return self.push_constant(Constant::Tuple(items.into()));
        }
        self.operand(right, &[])
    }

    fn emit_compare(&mut self, op: CmpOp, dst: Reg, lhs: Reg, rhs: Reg) {
        let op = match op {
            CmpOp::Is => return self.emit(Insn::Is { dst, lhs, rhs }),
            CmpOp::IsNot => return self.emit(Insn::IsNot { dst, lhs, rhs }),
            CmpOp::In => {
                let site = self.unit.site();
                return self.emit(Insn::Contains { dst, item: lhs, container: rhs, site });
            }
            CmpOp::NotIn => {
                let site = self.unit.site();
                return self.emit(Insn::NotContains { dst, item: lhs, container: rhs, site });
            }
            CmpOp::Lt => IrCmp::Lt,
            CmpOp::LtE => IrCmp::Le,
            CmpOp::Eq => IrCmp::Eq,
            CmpOp::NotEq => IrCmp::Ne,
            CmpOp::Gt => IrCmp::Gt,
            CmpOp::GtE => IrCmp::Ge,
        };
        let site = self.unit.site();
        self.emit(Insn::Compare { dst, op, lhs, rhs, site });
    }

    /// Tests a comparison chain and goes to one of two blocks.
    ///
    /// As in CPython, a comparison inside of the chain that is false is tested
    /// once more, as the value of the whole.
    pub(crate) fn chain_condition(
        &mut self,
        (left, ops, right): (&Expr, &[CmpOp], &[Expr]),
        then: ir::Block,
        other: ir::Block,
    ) -> Lowering {
        let temps = self.unit.temps;
        let cond = self.unit.temp()?;
        let mut lhs = self.operand(left, &[&right[0]])?;
        let short = self.unit.builder.new_block();
        let mut cleanups = Vec::new();
        for (i, op) in ops[..ops.len() - 1].iter().enumerate() {
            lhs = self.chain_link(*op, lhs, &right[i..=i + 1], cond, short, &mut cleanups)?;
        }
        let (op, last) = (ops[ops.len() - 1], &right[right.len() - 1]);
        let rhs = self.comparison_operand(op, last)?;
        self.emit_compare(op, cond, lhs, rhs);
        let site = self.unit.site();
        self.emit(Insn::Branch { cond, then, other, site });
        self.finish_chain(cleanups, short);
        let site = self.unit.site();
        self.emit(Insn::Branch { cond, then, other, site });
        self.unit.temps = temps;
        Ok(())
    }

    fn lower_yield(&mut self, value: Option<&Expr>, dst: Reg) -> Lowering {
        if self.scope().kind != BlockKind::Function {
            return Err(at_line("'yield' outside function", self.unit.line));
        }
        let temps = self.unit.temps;
        let value = match value {
            Some(value) => self.operand(value, &[])?,
            None => self.push_constant(Constant::None)?,
        };
        self.unit.temps = temps;
        self.emit(Insn::Yield { dst, value });
        Ok(())
    }

    /// Evaluates expressions into neighbouring temporaries.
    pub(crate) fn push_all(&mut self, list: &[Expr]) -> Lowering<Window> {
        let base = Reg(self.unit.temps);
        for expr in list {
            self.push(expr)?;
        }
        Ok(Window::new(base, self.unit.temps - base.0))
    }

    /// Returns the instruction set's operator.
    pub(crate) fn binary_operator(&self, op: Operator) -> BinOp {
        match op {
            Operator::Add => BinOp::Add,
            Operator::Sub => BinOp::Sub,
            Operator::Mult => BinOp::Mul,
            Operator::Div if self.future & ir::code::flags::FUTURE_DIVISION != 0 => BinOp::TrueDiv,
            Operator::Div => BinOp::Div,
            Operator::Mod => BinOp::Mod,
            Operator::Pow => BinOp::Pow,
            Operator::LShift => BinOp::LShift,
            Operator::RShift => BinOp::RShift,
            Operator::BitOr => BinOp::Or,
            Operator::BitXor => BinOp::Xor,
            Operator::BitAnd => BinOp::And,
            Operator::FloorDiv => BinOp::FloorDiv,
        }
    }
}

/// The comparison that gives the negated result, for those that give a bool.
fn opposite(op: CmpOp) -> Option<CmpOp> {
    match op {
        CmpOp::Is => Some(CmpOp::IsNot),
        CmpOp::IsNot => Some(CmpOp::Is),
        CmpOp::In => Some(CmpOp::NotIn),
        CmpOp::NotIn => Some(CmpOp::In),
        CmpOp::Eq | CmpOp::NotEq | CmpOp::Lt | CmpOp::LtE | CmpOp::Gt | CmpOp::GtE => None,
    }
}

/// Returns true unless an expression certainly holds no list comprehension.
fn has_list_comprehension(expr: &Expr) -> bool {
    let mut next = expr;
    // Spines are walked in a loop: they can be very long.
    loop {
        next = match &next.node {
            ExprKind::Name { .. } | ExprKind::Num(_) | ExprKind::Str(_) => return false,
            ExprKind::Attribute { value, .. } => value,
            ExprKind::Subscript { value, slice, .. } => match &**slice {
                Slice::Index { value: index } if !has_list_comprehension(index) => value,
                _ => return true,
            },
            ExprKind::BinOp { left, right, .. } if !has_list_comprehension(right) => left,
            ExprKind::Call(call) => {
                let plain = call.starargs.is_none()
                    && call.kwargs.is_none()
                    && call.keywords.is_empty()
                    && !call.args.iter().any(has_list_comprehension);
                if !plain {
                    return true;
                }
                &call.func
            }
            _ => return true,
        }
    }
}
