//! `import` and `from ... import`.

use crate::error::{Lowering, at_line};
use crate::lowering::Lowerer;
use frontend::ast::{Alias, Identifier};
use ir::code::flags;
use ir::{Constant, Insn, Reg};

impl Lowerer<'_> {
    /// `import a.b.c, d.e as f`.
    pub(crate) fn import_statement(&mut self, names: &[Alias]) -> Lowering {
        let level = if self.future & flags::FUTURE_ABSOLUTE_IMPORT != 0 { 0 } else { -1 };
        for alias in names {
            let dst = self.unit.temp()?;
            let fromlist = self.unit.constant_id(Constant::None);
            let name = self.name_id(&alias.name);
            self.emit(Insn::ImportName { dst, name, fromlist, level });
            let bound = match &alias.asname {
                Some(asname) => {
                    self.submodule(&alias.name, dst);
                    self.mangled(asname)
                }
                None => {
                    let first = alias.name.split('.').next().unwrap_or_default();
                    let first = self.names.of_text(first);
                    self.names.mangle(self.unit.class, first)
                }
            };
            self.store_name(bound, dst);
            self.unit.temps -= 1;
        }
        Ok(())
    }

    /// Goes from the package `a` on to `a.b.c`, which `import a.b.c as x` binds.
    fn submodule(&mut self, dotted: &str, dst: Reg) {
        for part in dotted.split('.').skip(1) {
            let part = self.names.of_text(part);
            let part = self.names.mangle(self.unit.class, part);
            let (name, site) = (self.unit.name_id(part), self.unit.site());
            self.emit(Insn::LoadAttr { dst, object: dst, name, site });
        }
    }

    /// `from module import names`.
    pub(crate) fn import_names(
        &mut self,
        module: Option<&Identifier>,
        names: &[Alias],
        level: u32,
        line: u32,
    ) -> Lowering {
        if line > self.future_line && module.is_some_and(|module| &**module == "__future__") {
            let message = "from __future__ imports must occur at the beginning of the file";
            return Err(at_line(message, self.unit.line));
        }
        let absolute = self.future & flags::FUTURE_ABSOLUTE_IMPORT != 0;
        let level = if level == 0 && !absolute { -1 } else { level as i32 };
        let list = names.iter().map(|alias| Constant::str(alias.name.as_bytes())).collect();
        let fromlist = self.unit.constant_id(Constant::Tuple(list));
        let name = match module {
            Some(module) => self.name_id(module),
            None => {
                let empty = self.names.of_text("");
                self.unit.name_id(empty)
            }
        };
        let dst = self.unit.temp()?;
        self.emit(Insn::ImportName { dst, name, fromlist, level });
        if names.first().is_some_and(|alias| &*alias.name == "*") {
            self.emit(Insn::ImportStar { module: dst });
            self.unit.temps -= 1;
            return Ok(());
        }
        for alias in names {
            let name = self.name_id(&alias.name);
            let value = self.unit.temp()?;
            self.emit(Insn::ImportFrom { dst: value, module: dst, name });
            let bound = self.mangled(alias.asname.as_ref().unwrap_or(&alias.name));
            self.store_name(bound, value);
            self.unit.temps -= 1;
        }
        self.emit(Insn::Drop { value: dst });
        self.unit.temps -= 1;
        Ok(())
    }
}
