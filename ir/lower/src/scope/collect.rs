//! The first pass: how every block uses its names.

use super::{BlockKind, Scope, ScopeId, Scopes, error, unoptimized, uses};
use crate::error::{Fail, Lowering};
use crate::names::{FastMap, Names, Sym};
use frontend::ast::{
    Alias, Arguments, Call, Comprehension, Expr, ExprContext, ExprKind, Mod, Slice, Stmt, StmtKind,
};
use ir::source_compiler::SyntaxWarning;

/// Walks over a tree and opens a scope for each block.
pub(super) fn collect(
    module: &Mod,
    names: &mut Names,
    warnings: &mut Vec<SyntaxWarning>,
    depth_limit: u32,
) -> Lowering<Scopes> {
    let scopes = Scopes { list: Vec::new(), by_node: FastMap::default() };
    let mut pass = Collect {
        scopes,
        current: None,
        class: None,
        in_target: false,
        names,
        warnings,
        room: depth_limit,
    };
    let top = pass.names.of_text("top");
    pass.enter(BlockKind::Module, top, 0, std::ptr::from_ref(module).addr());
    pass.scope().unoptimized = unoptimized::TOP_LEVEL;
    match module {
        Mod::Module(body) | Mod::Interactive(body) => pass.body(body)?,
        Mod::Expression(value) => pass.expr(value)?,
    }
    Ok(pass.scopes)
}

struct Collect<'a> {
    scopes: Scopes,
    current: Option<ScopeId>,
    /// The class whose private names are mangled.
    class: Option<Sym>,
    /// Inside of a list comprehension's target.
    in_target: bool,
    names: &'a mut Names,
    warnings: &'a mut Vec<SyntaxWarning>,
    /// How many levels deeper the tree may go.
    room: u32,
}

type Pass = Lowering<()>;

impl Collect<'_> {
    fn scope(&mut self) -> &mut Scope {
        let id = self.current.expect("the module's scope is open all the time");
        &mut self.scopes.list[id.0 as usize]
    }

    fn enter(&mut self, kind: BlockKind, name: Sym, line: u32, node: usize) {
        let id = ScopeId(self.scopes.list.len() as u32);
        let nested = self.current.is_some_and(|outer| {
            let outer = self.scopes.get(outer);
            outer.nested || outer.kind == BlockKind::Function
        });
        self.scopes.list.push(Scope {
            kind,
            name,
            line,
            parent: self.current,
            symbols: Vec::new(),
            index: FastMap::default(),
            var_names: Vec::new(),
            passed: 0,
            nested,
            generator: false,
            unoptimized: 0,
            unoptimized_line: 0,
            returns_value: false,
            has_free: false,
            child_has_free: false,
        });
        self.scopes.by_node.insert(node, id);
        self.current = Some(id);
    }

    fn leave(&mut self) {
        self.current = self.scope().parent;
    }

    fn add(&mut self, name: Sym, how: u16) -> Pass {
        let name = self.names.mangle(self.class, name);
        let line = self.scope().line;
        if how & uses::PARAM != 0 {
            let known = self.scope().symbol(name);
            if known.is_some_and(|symbol| symbol.uses & uses::PARAM != 0) {
                let text = self.names.text(name);
                let message = format!("duplicate argument '{text}' in function definition");
                return Err(error(message, line).into());
            }
            self.scope().var_names.push(name);
        }
        self.scope().add(name, how);
        Ok(())
    }

    fn body(&mut self, body: &[Stmt]) -> Pass {
        body.iter().try_for_each(|stmt| self.stmt(stmt))
    }

    fn exprs(&mut self, list: &[Expr]) -> Pass {
        list.iter().try_for_each(|expr| self.expr(expr))
    }

    fn optional(&mut self, expr: &Option<Box<Expr>>) -> Pass {
        expr.as_ref().map_or(Ok(()), |expr| self.expr(expr))
    }

    fn stmt(&mut self, stmt: &Stmt) -> Pass {
        self.room = self.room.checked_sub(1).ok_or(Fail::TooDeep)?;
        self.any_stmt(stmt)?;
        self.room += 1;
        Ok(())
    }

    fn any_stmt(&mut self, stmt: &Stmt) -> Pass {
        match &stmt.node {
            StmtKind::FunctionDef(def) => {
                let name = self.names.of(&def.name);
                self.add(name, uses::LOCAL)?;
                self.exprs(&def.args.defaults)?;
                self.exprs(&def.decorator_list)?;
                self.enter(
                    BlockKind::Function,
                    name,
                    stmt.lineno,
                    std::ptr::from_ref(&**def).addr(),
                );
                self.arguments(&def.args)?;
                self.body(&def.body)?;
                self.leave();
            }
            StmtKind::ClassDef(def) => {
                let name = self.names.of(&def.name);
                self.add(name, uses::LOCAL)?;
                self.exprs(&def.bases)?;
                self.exprs(&def.decorator_list)?;
                self.enter(BlockKind::Class, name, stmt.lineno, std::ptr::from_ref(&**def).addr());
                let outer = self.class.replace(name);
                self.body(&def.body)?;
                self.class = outer;
                self.leave();
            }
            StmtKind::Return { value } => {
                if let Some(value) = value {
                    self.expr(value)?;
                    self.scope().returns_value = true;
                    self.check_generator(stmt.lineno)?;
                }
            }
            StmtKind::Delete { targets } => self.exprs(targets)?,
            StmtKind::Assign { targets, value } => {
                self.exprs(targets)?;
                self.expr(value)?;
            }
            StmtKind::AugAssign { target, value, .. } => {
                self.expr(target)?;
                self.expr(value)?;
            }
            StmtKind::Print { dest, values, .. } => {
                self.optional(dest)?;
                self.exprs(values)?;
            }
            StmtKind::For { target, iter, body, orelse } => {
                self.expr(target)?;
                self.expr(iter)?;
                self.body(body)?;
                self.body(orelse)?;
            }
            StmtKind::While { test, body, orelse } => {
                self.expr(test)?;
                self.body(body)?;
                self.body(orelse)?;
            }
            StmtKind::If { .. } => self.if_chain(stmt)?,
            StmtKind::With { .. } => self.with_chain(stmt)?,
            StmtKind::Raise { ty, inst, tback } => {
                for operand in [ty, inst, tback] {
                    self.optional(operand)?;
                }
            }
            StmtKind::TryExcept { body, handlers, orelse } => {
                self.body(body)?;
                self.body(orelse)?;
                for handler in handlers {
                    self.optional(&handler.ty)?;
                    self.optional(&handler.name)?;
                    self.body(&handler.body)?;
                }
            }
            StmtKind::TryFinally { body, finalbody } => {
                self.body(body)?;
                self.body(finalbody)?;
            }
            StmtKind::Assert { test, msg } => {
                self.expr(test)?;
                self.optional(msg)?;
            }
            StmtKind::Import { names } | StmtKind::ImportFrom { names, .. } => {
                self.import(names, stmt.lineno)?;
            }
            StmtKind::Exec { body, globals, locals } => {
                self.expr(body)?;
                let bare = globals.is_none();
                let scope = self.scope();
                if scope.unoptimized_line == 0 {
                    scope.unoptimized_line = stmt.lineno;
                }
                scope.unoptimized |= if bare { unoptimized::BARE_EXEC } else { unoptimized::EXEC };
                self.optional(globals)?;
                self.optional(locals)?;
            }
            StmtKind::Global { names } => {
                for name in names {
                    let name = self.names.of(name);
                    self.global(name, stmt.lineno)?;
                }
            }
            StmtKind::Expr { value } => self.expr(value)?,
            StmtKind::Pass | StmtKind::Break | StmtKind::Continue => {}
        }
        Ok(())
    }

    /// Walks an `if` with its `elif` parts, of which there may be very many.
    fn if_chain(&mut self, stmt: &Stmt) -> Pass {
        let mut next = stmt;
        while let StmtKind::If { test, body, orelse } = &next.node {
            self.expr(test)?;
            self.body(body)?;
            match &orelse[..] {
                [only] if matches!(only.node, StmtKind::If { .. }) => next = only,
                _ => return self.body(orelse),
            }
        }
        Ok(())
    }

    /// Walks a `with` whose items may be very many.
    fn with_chain(&mut self, stmt: &Stmt) -> Pass {
        let mut next = stmt;
        while let StmtKind::With { context_expr, optional_vars, body } = &next.node {
            self.expr(context_expr)?;
            self.optional(optional_vars)?;
            match &body[..] {
                [only] if matches!(only.node, StmtKind::With { .. }) => next = only,
                _ => return self.body(body),
            }
        }
        Ok(())
    }

    fn check_generator(&mut self, line: u32) -> Pass {
        if self.scope().generator && self.scope().returns_value {
            let message = "'return' with argument inside generator".to_owned();
            return Err(error(message, line).into());
        }
        Ok(())
    }

    fn global(&mut self, name: Sym, line: u32) -> Pass {
        let mangled = self.names.mangle(self.class, name);
        let before = self.scope().symbol(mangled).map_or(0, |symbol| symbol.uses);
        let text = self.names.text(name);
        let how = if before & uses::LOCAL != 0 {
            Some("assigned to before")
        } else if before & uses::USE != 0 {
            Some("used prior to")
        } else {
            None
        };
        if let Some(how) = how {
            let text: String = text.chars().take(400).collect();
            let message = format!("name '{text}' is {how} global declaration");
            self.warnings.push(SyntaxWarning { message, line });
        }
        // The module takes note too: its code and all functions know the name as a global.
        self.scopes.list[0].add(mangled, uses::GLOBAL);
        self.add(name, uses::GLOBAL)
    }

    fn import(&mut self, names: &[Alias], line: u32) -> Pass {
        for alias in names {
            if &*alias.name == "*" {
                let scope = self.scope();
                scope.unoptimized |= unoptimized::IMPORT_STAR;
                if scope.kind != BlockKind::Module {
                    let line = scope.line;
                    let message = "import * only allowed at module level".to_owned();
                    self.warnings.push(SyntaxWarning { message, line });
                }
                continue;
            }
            let bound = alias.asname.as_ref().unwrap_or(&alias.name);
            let name = match bound.split_once('.') {
                Some((first, _)) => self.names.of_text(first),
                None => self.names.of(bound),
            };
            self.add(name, uses::IMPORT)?;
        }
        let scope = self.scope();
        if scope.unoptimized != 0 && scope.unoptimized_line == 0 {
            scope.unoptimized_line = line;
        }
        Ok(())
    }

    fn arguments(&mut self, args: &Arguments) -> Pass {
        for (position, arg) in args.args.iter().enumerate() {
            match &arg.node {
                ExprKind::Name { id, .. } => {
                    let name = self.names.of(id);
                    self.add(name, uses::PARAM)?;
                }
                _ => self.implicit_argument(position)?,
            }
        }
        for name in [&args.vararg, &args.kwarg].into_iter().flatten() {
            let name = self.names.of(name);
            self.add(name, uses::PARAM)?;
        }
        let scope = self.scope();
        scope.passed = scope.var_names.len().min(usize::from(u16::MAX)) as u16;
        for arg in &args.args {
            if let ExprKind::Tuple { elts, .. } = &arg.node {
                self.nested_arguments(elts)?;
            }
        }
        Ok(())
    }

    fn implicit_argument(&mut self, position: usize) -> Pass {
        let name = self.names.of_text(&format!(".{position}"));
        self.add(name, uses::PARAM)
    }

    /// Adds the names of a tuple parameter: one level's plain names before deeper ones.
    fn nested_arguments(&mut self, elts: &[Expr]) -> Pass {
        for elt in elts {
            if let ExprKind::Name { id, .. } = &elt.node {
                let name = self.names.of(id);
                self.add(name, uses::PARAM)?;
            }
        }
        for elt in elts {
            if let ExprKind::Tuple { elts, .. } = &elt.node {
                self.nested_arguments(elts)?;
            }
        }
        Ok(())
    }

    /// Walks an expression; spines are walked in a loop, outermost operands last.
    fn expr(&mut self, expr: &Expr) -> Pass {
        let mut spine = Vec::new();
        let mut next = expr;
        loop {
            let inner = match &next.node {
                ExprKind::BinOp { left, .. } => left,
                ExprKind::Attribute { value, .. } | ExprKind::Subscript { value, .. } => value,
                ExprKind::Call(call) => &call.func,
                _ => break,
            };
            spine.push(next);
            next = inner;
        }
        self.room = self.room.checked_sub(1).ok_or(Fail::TooDeep)?;
        self.inner_expr(next)?;
        self.room += 1;
        for outer in spine.into_iter().rev() {
            match &outer.node {
                ExprKind::BinOp { right, .. } => self.expr(right)?,
                ExprKind::Subscript { slice, .. } => self.slice(slice)?,
                ExprKind::Call(call) => self.call_operands(call)?,
                _ => {}
            }
        }
        Ok(())
    }

    fn call_operands(&mut self, call: &Call) -> Pass {
        self.exprs(&call.args)?;
        for keyword in &call.keywords {
            self.expr(&keyword.value)?;
        }
        for star in [&call.starargs, &call.kwargs].into_iter().flatten() {
            self.expr(star)?;
        }
        Ok(())
    }

    fn inner_expr(&mut self, expr: &Expr) -> Pass {
        match &expr.node {
            ExprKind::BoolOp { values: list, .. }
            | ExprKind::Set { elts: list }
            | ExprKind::List { elts: list, .. }
            | ExprKind::Tuple { elts: list, .. } => self.exprs(list),
            ExprKind::UnaryOp { operand: value, .. } | ExprKind::Repr { value } => self.expr(value),
            ExprKind::Lambda { args, body } => {
                self.exprs(&args.defaults)?;
                let name = self.names.of_text("lambda");
                self.enter(BlockKind::Function, name, expr.lineno, std::ptr::from_ref(expr).addr());
                self.arguments(args)?;
                self.expr(body)?;
                self.leave();
                Ok(())
            }
            ExprKind::IfExp { test, body, orelse } => {
                self.expr(test)?;
                self.expr(body)?;
                self.expr(orelse)
            }
            ExprKind::Dict { keys, values } => {
                self.exprs(keys)?;
                self.exprs(values)
            }
            ExprKind::ListComp { elt, generators } => {
                self.expr(elt)?;
                generators.iter().try_for_each(|part| self.list_comprehension(part))
            }
            ExprKind::SetComp { elt, generators } => {
                self.comprehension(expr, "setcomp", generators, [None, Some(elt)])
            }
            ExprKind::DictComp { key, value, generators } => {
                self.comprehension(expr, "dictcomp", generators, [Some(value), Some(key)])
            }
            ExprKind::GeneratorExp { elt, generators } => {
                self.comprehension(expr, "genexpr", generators, [None, Some(elt)])
            }
            ExprKind::Yield { value } => {
                self.optional(value)?;
                self.scope().generator = true;
                self.check_generator(expr.lineno)
            }
            ExprKind::Compare { left, comparators, .. } => {
                self.expr(left)?;
                self.exprs(comparators)
            }
            ExprKind::Name { id, ctx } => {
                let how = match ctx {
                    ExprContext::Load => uses::USE,
                    ExprContext::Del => uses::LOCAL | uses::DELETED,
                    ExprContext::Store | ExprContext::Param if self.in_target => {
                        uses::LOCAL | uses::COMPREHENSION
                    }
                    ExprContext::Store | ExprContext::Param => uses::LOCAL,
                };
                let name = self.names.of(id);
                self.add(name, how)
            }
            ExprKind::Num(_) | ExprKind::Str(_) => Ok(()),
            ExprKind::BinOp { .. }
            | ExprKind::Call(_)
            | ExprKind::Attribute { .. }
            | ExprKind::Subscript { .. } => unreachable!("spines end at other expressions"),
        }
    }

    fn list_comprehension(&mut self, part: &Comprehension) -> Pass {
        let outer = std::mem::replace(&mut self.in_target, true);
        let result = self.expr(&part.target);
        self.in_target = outer;
        result?;
        self.expr(&part.iter)?;
        self.exprs(&part.ifs)
    }

    fn comprehension(
        &mut self,
        expr: &Expr,
        name: &str,
        generators: &[Comprehension],
        results: [Option<&Expr>; 2],
    ) -> Pass {
        self.expr(&generators[0].iter)?;
        let outer = std::mem::replace(&mut self.in_target, false);
        let name = self.names.of_text(name);
        self.enter(BlockKind::Function, name, expr.lineno, std::ptr::from_ref(expr).addr());
        self.scope().generator = matches!(expr.node, ExprKind::GeneratorExp { .. });
        self.implicit_argument(0)?;
        self.scope().passed = 1;
        for (position, part) in generators.iter().enumerate() {
            self.expr(&part.target)?;
            if position > 0 {
                self.expr(&part.iter)?;
            }
            self.exprs(&part.ifs)?;
        }
        for result in results.into_iter().flatten() {
            self.expr(result)?;
        }
        self.leave();
        self.in_target = outer;
        Ok(())
    }

    fn slice(&mut self, slice: &Slice) -> Pass {
        match slice {
            Slice::Ellipsis => Ok(()),
            Slice::Slice { lower, upper, step } => {
                for bound in [lower, upper, step] {
                    self.optional(bound)?;
                }
                Ok(())
            }
            Slice::ExtSlice { dims } => dims.iter().try_for_each(|dim| self.slice(dim)),
            Slice::Index { value } => self.expr(value),
        }
    }
}
