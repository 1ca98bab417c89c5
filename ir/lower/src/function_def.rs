//! `def`, `lambda` and the making of functions.

use crate::error::Lowering;
use crate::fold;
use crate::lowering::Lowerer;
use crate::unit::Place;
use frontend::ast::{Arguments, Expr, ExprKind, FunctionDef, Literal, Stmt, StmtKind};
use ir::code::flags;
use ir::{Code, Constant, Insn, Reg, Window};
use std::sync::Arc;

impl Lowerer<'_> {
    /// The `def` statement.
    pub(crate) fn function_def(&mut self, def: &FunctionDef, line: u32) -> Lowering {
        let temps = self.unit.temps;
        for decorator in &def.decorator_list {
            self.push(decorator)?;
        }
        let defaults = self.push_all(&def.args.defaults)?;
        self.enter(self.scopes.of_node(def), def.name.clone(), line)?;
        let doc = docstring(&def.body);
        let first = match doc {
            Some(doc) if self.optimize < 2 => fold::literal(doc),
            _ => Constant::None,
        };
        self.unit.constant_id(first);
        self.arguments(&def.args)?;
        self.body(&def.body[usize::from(doc.is_some())..])?;
        self.return_none();
        let code = self.leave();
        self.make_function(code, defaults.base, defaults.base)?;
        self.unit.temps = defaults.base.0 + 1;
        let function = self.decorate(defaults.base, def.decorator_list.len());
        let name = self.mangled(&def.name);
        self.store_name(name, function);
        self.unit.temps = temps;
        Ok(())
    }

    /// Calls the decorators in front of `object`, innermost first; returns where the result is.
    pub(crate) fn decorate(&mut self, object: Reg, count: usize) -> Reg {
        let mut object = object;
        for _ in 0..count {
            let dst = Reg(object.0 - 1);
            let site = self.unit.site();
            self.emit(Insn::Call { dst, window: Window::new(dst, 2), site });
            object = dst;
        }
        object
    }

    /// `lambda args: body`.
    pub(crate) fn lambda(
        &mut self,
        expr: &Expr,
        args: &Arguments,
        body: &Expr,
        dst: Reg,
    ) -> Lowering {
        let temps = self.unit.temps;
        let defaults = self.push_all(&args.defaults)?;
        let id = self.scopes.of_node(expr);
        self.enter(id, "<lambda>".into(), expr.lineno)?;
        self.unit.constant_id(Constant::None);
        self.arguments(args)?;
        if self.scope().generator {
            let value = self.push(body)?;
            self.emit(Insn::Drop { value });
            self.return_none();
        } else {
            let value = self.operand(body, &[])?;
            self.emit(Insn::Return { value });
        }
        let code = self.leave();
        self.make_function(code, defaults.base, dst)?;
        self.unit.temps = temps;
        Ok(())
    }

    /// Ends a code object whose end can be reached.
    pub(crate) fn return_none(&mut self) {
        let value = Reg(self.unit.temps);
        if self.unit.builder.is_open() {
            self.unit.builder.use_reg(value);
            self.load_constant(Constant::None, value);
            self.emit(Insn::Return { value });
        }
    }

    /// Sets the parameters and unpacks those that are tuples.
    fn arguments(&mut self, args: &Arguments) -> Lowering {
        self.unit.arg_count = args.args.len() as u16;
        if args.vararg.is_some() {
            self.unit.flags |= flags::VARARGS;
        }
        if args.kwarg.is_some() {
            self.unit.flags |= flags::VARKEYWORDS;
        }
        for (position, arg) in args.args.iter().enumerate() {
            if matches!(arg.node, ExprKind::Tuple { .. }) {
                let name = self.names.of_text(&format!(".{position}"));
                let Place::Local { reg, .. } = self.place(name) else {
                    unreachable!("tuple parameters are locals")
                };
                let temps = self.unit.temps;
                self.assign(arg, reg)?;
                self.unit.temps = temps;
            }
        }
        Ok(())
    }

    /// Makes a function of `code`; its defaults are in the temporaries from `base`.
    pub(crate) fn make_function(&mut self, code: Code, base: Reg, dst: Reg) -> Lowering {
        for name in &code.free_vars {
            let name = self.names.of_text(name);
            let cell = self.unit.cell_of(name).expect("scopes pass free variables on");
            let dst = self.unit.temp()?;
            self.emit(Insn::LoadCellRaw { dst, cell });
        }
        let cells = code.free_vars.len() as u16;
        let window = Window::new(base, self.unit.temps - base.0);
        let code = self.unit.constant_id(Constant::Code(Arc::new(code)));
        self.unit.builder.use_reg(dst);
        self.emit(Insn::MakeFunction { dst, code, window, cells });
        Ok(())
    }
}

/// Returns the docstring of a body.
pub(crate) fn docstring(body: &[Stmt]) -> Option<&Literal> {
    match &body.first()?.node {
        StmtKind::Expr { value } => match &value.node {
            ExprKind::Str(literal) => Some(literal),
            _ => None,
        },
        _ => None,
    }
}
