//! Statements: the driver, and those that need no file of their own.

use crate::error::{Lowering, at_line};
use crate::lowering::Lowerer;
use crate::scope::BlockKind;
use frontend::ast::{Expr, ExprKind, Stmt, StmtKind};
use ir::source_compiler::SyntaxWarning;
use ir::{Constant, Insn, OptReg, Window};

impl Lowerer<'_> {
    /// Lowers statements in order.
    pub(crate) fn body(&mut self, body: &[Stmt]) -> Lowering {
        body.iter().try_for_each(|stmt| self.stmt(stmt))
    }

    fn stmt(&mut self, stmt: &Stmt) -> Lowering {
        self.unit.line = stmt.lineno;
        let temps = self.unit.temps;
        match &stmt.node {
            StmtKind::FunctionDef(def) => self.function_def(def, stmt.lineno)?,
            StmtKind::ClassDef(def) => self.class_def(def, stmt.lineno)?,
            StmtKind::Return { value } => self.return_statement(value.as_deref())?,
            StmtKind::Delete { targets } => {
                targets.iter().try_for_each(|target| self.delete(target))?;
            }
            StmtKind::Assign { targets, value } => self.assign_statement(targets, value)?,
            StmtKind::AugAssign { target, op, value } => {
                self.augmented_assignment(target, *op, value)?;
            }
            StmtKind::Print { dest, values, nl } => self.print(dest.as_deref(), values, *nl)?,
            StmtKind::For { target, iter, body, orelse } => {
                self.for_loop(target, iter, body, orelse)?;
            }
            StmtKind::While { test, body, orelse } => self.while_loop(test, body, orelse)?,
            StmtKind::If { .. } => self.if_statement(stmt)?,
            StmtKind::With { context_expr, optional_vars, body } => {
                self.with_statement(context_expr, optional_vars.as_deref(), body)?;
            }
            StmtKind::Raise { ty, inst, tback } => {
                self.raise([ty, inst, tback].map(|part| part.as_deref()))?;
            }
            StmtKind::TryExcept { body, handlers, orelse } => {
                self.try_except(body, handlers, orelse)?;
            }
            StmtKind::TryFinally { body, finalbody } => self.try_finally(body, finalbody)?,
            StmtKind::Assert { test, msg } => self.assert(test, msg.as_deref())?,
            StmtKind::Import { names } => self.import_statement(names)?,
            StmtKind::ImportFrom { module, names, level } => {
                self.import_names(module.as_ref(), names, *level, stmt.lineno)?;
            }
            StmtKind::Exec { body, globals, locals } => {
                self.exec(body, globals.as_deref(), locals.as_deref())?;
            }
            StmtKind::Expr { value } => self.expression_statement(value)?,
            StmtKind::Break => self.lower_break()?,
            StmtKind::Continue => self.lower_continue()?,
            StmtKind::Global { .. } | StmtKind::Pass => {}
        }
        debug_assert_eq!(temps, self.unit.temps, "a statement leaves no temporaries");
        Ok(())
    }

    fn return_statement(&mut self, value: Option<&Expr>) -> Lowering {
        if self.scope().kind != BlockKind::Function {
            return Err(at_line("'return' outside function", self.unit.line));
        }
        let temps = self.unit.temps;
        let value = match value {
            Some(value) => self.operand(value, &[])?,
            None => self.push_constant(Constant::None)?,
        };
        self.lower_return(value)?;
        self.unit.temps = temps;
        Ok(())
    }

    fn print(&mut self, dest: Option<&Expr>, values: &[Expr], newline: bool) -> Lowering {
        let temps = self.unit.temps;
        let Some(dest) = dest else {
            for value in values {
                let value = self.operand(value, &[])?;
                self.emit(Insn::PrintItem { value });
                self.unit.temps = temps;
            }
            if newline {
                self.emit(Insn::PrintNewline {});
            }
            return Ok(());
        };
        let stream = self.push(dest)?;
        for value in values {
            let value = self.operand(value, &[])?;
            self.emit(Insn::PrintItemTo { stream, value });
            self.unit.temps = stream.0 + 1;
        }
        self.emit(if newline {
            Insn::PrintNewlineTo { stream }
        } else {
            Insn::Drop { value: stream }
        });
        self.unit.temps = temps;
        Ok(())
    }

    /// `if ... elif ... else`: a chain of any length.
    fn if_statement(&mut self, stmt: &Stmt) -> Lowering {
        let end = self.unit.builder.new_block();
        let mut next = stmt;
        while let StmtKind::If { test, body, orelse } = &next.node {
            self.unit.line = next.lineno;
            let rest = match self.known_truth(test) {
                Some(true) => {
                    self.body(body)?;
                    break;
                }
                Some(false) => &orelse[..],
                None => {
                    let then = self.unit.builder.new_block();
                    let other = self.unit.builder.new_block();
                    self.condition(test, then, if orelse.is_empty() { end } else { other })?;
                    self.unit.start(then);
                    self.body(body)?;
                    self.emit(Insn::Jump { target: end });
                    if !orelse.is_empty() {
                        self.unit.start(other);
                    }
                    &orelse[..]
                }
            };
            match rest {
                [only] if matches!(only.node, StmtKind::If { .. }) => next = only,
                _ => {
                    self.body(rest)?;
                    break;
                }
            }
        }
        self.unit.start(end);
        Ok(())
    }

    fn raise(&mut self, parts: [Option<&Expr>; 3]) -> Lowering {
        let temps = self.unit.temps;
        let mut operands = [OptReg::NONE; 3];
        for (position, (operand, part)) in operands.iter_mut().zip(parts).enumerate() {
            if let Some(part) = part {
                let later: Vec<&Expr> = parts[position + 1..].iter().flatten().copied().collect();
                *operand = OptReg::some(self.operand(part, &later)?);
            }
        }
        let [kind, value, traceback] = operands;
        self.emit(Insn::Raise { kind, value, traceback });
        self.unit.temps = temps;
        Ok(())
    }

    fn assert(&mut self, test: &Expr, msg: Option<&Expr>) -> Lowering {
        if self.optimize > 0 {
            return Ok(());
        }
        if matches!(&test.node, ExprKind::Tuple { elts, .. } if !elts.is_empty()) {
            let message = "assertion is always true, perhaps remove parentheses?".to_owned();
            self.warnings.push(SyntaxWarning { message, line: self.unit.line });
        }
        let (fail, end) = (self.unit.builder.new_block(), self.unit.builder.new_block());
        self.condition(test, end, fail)?;
        self.unit.start(fail);
        let error = self.unit.temp()?;
        let name = self.names.of_text("AssertionError");
        let (name, site) = (self.unit.name_id(name), self.unit.site());
        self.emit(Insn::LoadGlobal { dst: error, name, site });
        if let Some(msg) = msg {
            self.push(msg)?;
            let site = self.unit.site();
            self.emit(Insn::Call { dst: error, window: Window::new(error, 2), site });
        }
        let kind = OptReg::some(error);
        self.emit(Insn::Raise { kind, value: OptReg::NONE, traceback: OptReg::NONE });
        self.unit.temps = error.0;
        self.unit.start(end);
        Ok(())
    }

    fn exec(&mut self, code: &Expr, globals: Option<&Expr>, locals: Option<&Expr>) -> Lowering {
        let temps = self.unit.temps;
        let later: Vec<&Expr> = [globals, locals].into_iter().flatten().collect();
        let code = self.operand(code, &later)?;
        let globals = match globals {
            Some(globals) => OptReg::some(self.operand(globals, locals.as_slice())?),
            None => OptReg::NONE,
        };
        let locals = match locals {
            Some(locals) => OptReg::some(self.operand(locals, &[])?),
            None => OptReg::NONE,
        };
        self.emit(Insn::Exec { code, globals, locals });
        self.unit.temps = temps;
        Ok(())
    }

    fn expression_statement(&mut self, value: &Expr) -> Lowering {
        let shown = self.interactive && self.outer.is_empty();
        if !shown && matches!(value.node, ExprKind::Num(_) | ExprKind::Str(_)) {
            return Ok(());
        }
        let temps = self.unit.temps;
        let value = self.operand(value, &[])?;
        if shown {
            self.emit(Insn::PrintExpr { value });
        } else if self.unit.is_temp(value) {
            self.emit(Insn::Drop { value });
        }
        self.unit.temps = temps;
        Ok(())
    }
}
