//! Targets: assignment, augmented assignment, deletion.

use crate::error::{Lowering, bare};
use crate::fold;
use crate::lowering::Lowerer;
use crate::spine::{Subscript, slice_parts};
use crate::unit::Place;
use frontend::ast::{Expr, ExprKind, Operator};
use ir::{Insn, OptReg, Reg, Window};

impl Lowerer<'_> {
    /// `targets[0] = targets[1] = value`.
    pub(crate) fn assign_statement(&mut self, targets: &[Expr], value: &Expr) -> Lowering {
        let temps = self.unit.temps;
        let result = match targets {
            [target] => self.assign_one(target, value),
            _ => self.assign_many(targets, value),
        };
        self.unit.temps = temps;
        result
    }

    fn assign_one(&mut self, target: &Expr, value: &Expr) -> Lowering {
        if let ExprKind::Name { id, .. } = &target.node {
            let name = self.mangled(id);
            let scope = self.scopes.get(self.unit.scope);
            if let Some(reg) = self.unit.local_register(scope, name) {
                // What the value names comes first in `co_varnames`.
                self.into(value, reg)?;
                self.touch(target.lineno);
                self.place(name);
                return Ok(());
            }
        }
        if let Some((targets, values)) = pairwise(target, value) {
            return self.assign_pairs(targets, values);
        }
        let value = self.operand(value, &[target])?;
        self.assign(target, value)
    }

    fn assign_many(&mut self, targets: &[Expr], value: &Expr) -> Lowering {
        let (last, first) = targets.split_last().expect("an assignment has a target");
        let value = self.push(value)?;
        for target in first {
            let temps = self.unit.temps;
            let copy = self.copy_above(value)?;
            self.assign(target, copy)?;
            self.unit.temps = temps;
        }
        self.assign(last, value)
    }

    /// `a, b = c, d` without a tuple: all values are evaluated, then assigned in order.
    fn assign_pairs(&mut self, targets: &[Expr], values: &[Expr]) -> Lowering {
        if fold::constants(values).is_some()
            && targets.iter().all(|target| matches!(target.node, ExprKind::Name { .. }))
        {
            return targets.iter().zip(values).try_for_each(|(t, v)| self.assign_one(t, v));
        }
        let values = self.push_all(values)?;
        self.assign_each(targets, values)
    }

    fn assign_each(&mut self, targets: &[Expr], values: Window) -> Lowering {
        for (target, value) in targets.iter().zip(values.regs()) {
            let temps = self.unit.temps;
            self.assign(target, value)?;
            self.unit.temps = temps;
        }
        Ok(())
    }

    /// Stores the value in a register, consuming it if it is a temporary.
    ///
    /// May leave temporaries taken; the caller gives them back.
    pub(crate) fn assign(&mut self, target: &Expr, value: Reg) -> Lowering {
        self.touch(target.lineno);
        match &target.node {
            ExprKind::Name { id, .. } => {
                let name = self.mangled(id);
                self.store_name(name, value);
            }
            ExprKind::Attribute { value: object, attr, .. } => {
                let object = self.operand(object, &[])?;
                let name = self.name_id(attr);
                let site = self.unit.site();
                self.emit(Insn::StoreAttr { object, name, value, site });
            }
            ExprKind::Subscript { value: object, slice, .. } => {
                let object = self.operand(object, &slice_parts(slice))?;
                match self.subscript(slice)? {
                    Subscript::Item(index) => {
                        let site = self.unit.site();
                        self.emit(Insn::SetItem { object, index, value, site });
                    }
                    Subscript::Slice(low, high) => {
                        self.emit(Insn::SetSlice { object, low, high, value });
                    }
                }
            }
            ExprKind::Tuple { elts, .. } | ExprKind::List { elts, .. } => {
                let items = self.unpack(value, elts.len())?;
                self.assign_each(elts, items)?;
            }
            _ => unreachable!("the parser lets no other target through"),
        }
        Ok(())
    }

    /// Unpacks a value into new temporaries.
    fn unpack(&mut self, sequence: Reg, count: usize) -> Lowering<Window> {
        let base = Reg(self.unit.temps);
        for _ in 0..count {
            self.unit.temp()?;
        }
        let items = Window::new(base, self.unit.temps - base.0);
        let site = self.unit.site();
        self.emit(Insn::UnpackSequence { items, sequence, site });
        Ok(items)
    }

    /// `target op= value`.
    pub(crate) fn augmented_assignment(
        &mut self,
        target: &Expr,
        op: Operator,
        value: &Expr,
    ) -> Lowering {
        let temps = self.unit.temps;
        let op = self.binary_operator(op);
        self.touch(target.lineno);
        match &target.node {
            ExprKind::Name { id, .. } => {
                let lhs = self.operand(target, &[value])?;
                let rhs = self.operand(value, &[])?;
                let site = self.unit.site();
                let name = self.mangled(id);
                let dst = match self.place(name) {
                    Place::Local { reg, .. } => reg,
                    Place::Cell(_) | Place::Global | Place::Name => lhs,
                };
                self.emit(Insn::InPlace { dst, op, lhs, rhs, site });
                if self.unit.is_temp(dst) {
                    self.store_name(name, dst);
                }
            }
            ExprKind::Attribute { value: object, attr, .. } => {
                let object = self.operand(object, &[value])?;
                let first = self.unit.temps;
                let base = self.once_more(object)?;
                self.unit.temps = first;
                let dst = self.unit.temp()?;
                let (name, site) = (self.name_id(attr), self.unit.site());
                self.emit(Insn::LoadAttr { dst, object: base, name, site });
                let rhs = self.operand(value, &[])?;
                let site = self.unit.site();
                self.emit(Insn::InPlace { dst, op, lhs: dst, rhs, site });
                let site = self.unit.site();
                self.emit(Insn::StoreAttr { object, name, value: dst, site });
            }
            ExprKind::Subscript { value: object, slice, .. } => {
                let mut later = slice_parts(slice);
                later.push(value);
                let object = self.operand(object, &later)?;
                self.augmented_subscript(object, slice, op, value)?;
            }
            _ => unreachable!("the parser lets no other target through"),
        }
        self.unit.temps = temps;
        Ok(())
    }

    fn augmented_subscript(
        &mut self,
        object: Reg,
        slice: &frontend::ast::Slice,
        op: ir::BinOp,
        value: &Expr,
    ) -> Lowering {
        match self.subscript_before(slice, value)? {
            Subscript::Item(index) => {
                let first = self.unit.temps;
                let (base, key) = (self.once_more(object)?, self.once_more(index)?);
                self.unit.temps = first;
                let dst = self.unit.temp()?;
                let site = self.unit.site();
                self.emit(Insn::GetItem { dst, object: base, index: key, site });
                let rhs = self.operand(value, &[])?;
                let site = self.unit.site();
                self.emit(Insn::InPlace { dst, op, lhs: dst, rhs, site });
                let site = self.unit.site();
                self.emit(Insn::SetItem { object, index, value: dst, site });
            }
            Subscript::Slice(low, high) => {
                let first = self.unit.temps;
                let base = self.once_more(object)?;
                let mut bounds = [low, high];
                for bound in &mut bounds {
                    if let Some(reg) = bound.get() {
                        *bound = OptReg::some(self.once_more(reg)?);
                    }
                }
                self.unit.temps = first;
                let dst = self.unit.temp()?;
                let site = self.unit.site();
                let [l, h] = bounds;
                self.emit(Insn::GetSlice { dst, object: base, low: l, high: h, site });
                let rhs = self.operand(value, &[])?;
                let site = self.unit.site();
                self.emit(Insn::InPlace { dst, op, lhs: dst, rhs, site });
                self.emit(Insn::SetSlice { object, low, high, value: dst });
            }
        }
        Ok(())
    }

    /// Evaluates a subscript whose parts are read again after `value` is evaluated.
    fn subscript_before(
        &mut self,
        slice: &frontend::ast::Slice,
        value: &Expr,
    ) -> Lowering<Subscript> {
        use frontend::ast::Slice;
        match slice {
            Slice::Index { value: index } => Ok(Subscript::Item(self.operand(index, &[value])?)),
            Slice::Slice { lower, upper, step: None } => {
                let mut later = vec![value];
                later.extend(upper.iter().map(|expr| &**expr));
                let mut bounds = [OptReg::NONE; 2];
                for (bound, part) in bounds.iter_mut().zip([lower, upper]) {
                    if let Some(part) = part {
                        *bound = OptReg::some(self.operand(part, &later)?);
                    }
                    later.truncate(1);
                }
                Ok(Subscript::Slice(bounds[0], bounds[1]))
            }
            Slice::Ellipsis | Slice::Slice { .. } | Slice::ExtSlice { .. } => self.subscript(slice),
        }
    }

    /// Returns a register with the same value that may be consumed: a local is lent again.
    fn once_more(&mut self, reg: Reg) -> Lowering<Reg> {
        if self.unit.is_temp(reg) { self.copy_above(reg) } else { Ok(reg) }
    }

    /// `del target`.
    pub(crate) fn delete(&mut self, target: &Expr) -> Lowering {
        let temps = self.unit.temps;
        self.touch(target.lineno);
        match &target.node {
            ExprKind::Name { id, .. } => self.delete_name(id)?,
            ExprKind::Attribute { value: object, attr, .. } => {
                let object = self.operand(object, &[])?;
                let name = self.name_id(attr);
                self.emit(Insn::DeleteAttr { object, name });
            }
            ExprKind::Subscript { value: object, slice, .. } => {
                let object = self.operand(object, &slice_parts(slice))?;
                match self.subscript(slice)? {
                    Subscript::Item(index) => self.emit(Insn::DeleteItem { object, index }),
                    Subscript::Slice(low, high) => {
                        self.emit(Insn::DeleteSlice { object, low, high });
                    }
                }
            }
            ExprKind::Tuple { elts, .. } | ExprKind::List { elts, .. } => {
                elts.iter().try_for_each(|elt| self.delete(elt))?;
            }
            _ => unreachable!("the parser lets no other target through"),
        }
        self.unit.temps = temps;
        Ok(())
    }

    fn delete_name(&mut self, id: &frontend::ast::Identifier) -> Lowering {
        let name = self.mangled(id);
        match self.place(name) {
            Place::Local { reg, .. } => {
                self.check_bound(reg, true);
                self.emit(Insn::DeleteLocal { local: reg });
            }
            Place::Cell(_) => {
                let message = format!("can not delete variable '{id}' referenced in nested scope");
                return Err(bare(message, 0).into());
            }
            Place::Global => {
                let name = self.unit.name_id(name);
                self.emit(Insn::DeleteGlobal { name });
            }
            Place::Name => {
                let name = self.unit.name_id(name);
                self.emit(Insn::DeleteName { name });
            }
        }
        Ok(())
    }
}

/// Returns the parts of `a, b = c, d` if they can be assigned one by one.
fn pairwise<'a>(target: &'a Expr, value: &'a Expr) -> Option<(&'a [Expr], &'a [Expr])> {
    let (ExprKind::Tuple { elts: targets, .. } | ExprKind::List { elts: targets, .. }) =
        &target.node
    else {
        return None;
    };
    let (ExprKind::Tuple { elts: values, .. } | ExprKind::List { elts: values, .. }) = &value.node
    else {
        return None;
    };
    (targets.len() == values.len() && !targets.is_empty() && targets.len() <= 64)
        .then_some((targets, values))
}
