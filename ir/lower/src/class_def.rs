//! The `class` statement.

use crate::error::Lowering;
use crate::function_def::docstring;
use crate::lowering::Lowerer;
use frontend::ast::{ClassDef, Stmt, StmtKind};
use ir::{Constant, Insn, Reg, Window};

impl Lowerer<'_> {
    /// `class name(bases): body`: the body is a function that returns its namespace.
    pub(crate) fn class_def(&mut self, def: &ClassDef, line: u32) -> Lowering {
        let temps = self.unit.temps;
        for decorator in &def.decorator_list {
            self.push(decorator)?;
        }
        let name = self.push_constant(Constant::str(def.name.as_bytes()))?;
        let bases = Reg(self.unit.temps);
        self.tuple_display(&def.bases, bases)?;
        self.unit.builder.use_reg(bases);
        self.unit.temps = bases.0 + 1;
        self.enter(self.scopes.of_node(def), def.name.clone(), line)?;
        self.unit.class = Some(self.names.of(&def.name));
        self.class_body(&def.body)?;
        let code = self.leave();
        let dict = Reg(self.unit.temps);
        self.make_function(code, dict, dict)?;
        self.unit.temps = name.0 + 1;
        let site = self.unit.site();
        self.emit(Insn::Call { dst: dict, window: Window::new(dict, 1), site });
        self.emit(Insn::BuildClass { dst: name, name, bases, dict });
        let class = self.decorate(name, def.decorator_list.len());
        let name = self.mangled(&def.name);
        self.store_name(name, class);
        self.unit.temps = temps;
        Ok(())
    }

    fn class_body(&mut self, body: &[Stmt]) -> Lowering {
        let value = self.unit.temp()?;
        let (from, to) = (self.names.of_text("__name__"), self.names.of_text("__module__"));
        self.load_name(from, value);
        self.store_name(to, value);
        self.unit.temps -= 1;
        self.documented_body(body)?;
        if self.unit.builder.is_open() {
            self.emit(Insn::LoadLocals { dst: value });
            self.emit(Insn::Return { value });
        }
        Ok(())
    }

    /// The body of a module or class: a docstring is stored in `__doc__`.
    pub(crate) fn documented_body(&mut self, body: &[Stmt]) -> Lowering {
        let mut rest = body;
        if self.optimize < 2
            && docstring(body).is_some()
            && let [Stmt { node: StmtKind::Expr { value }, .. }, behind @ ..] = body
        {
            let doc = self.push(value)?;
            let name = self.names.of_text("__doc__");
            self.store_name(name, doc);
            self.unit.temps -= 1;
            rest = behind;
        }
        self.body(rest)
    }
}
