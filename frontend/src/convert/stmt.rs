//! Statements.

use rustpython_parser::ast as py3;

use super::{Converter, Position, end, start};
use crate::ast::{
    ClassDef, ExceptHandler, Expr, ExprContext, ExprKind, FunctionDef, Stmt, StmtKind,
};
use crate::token::Kind;

impl Converter<'_> {
    pub(super) fn body(&mut self, body: py3::Suite) -> Vec<Stmt> {
        let mut statements = Vec::with_capacity(body.len());
        for stmt in body {
            statements.push(self.stmt(stmt));
        }
        statements
    }

    fn stmt(&mut self, stmt: py3::Stmt) -> Stmt {
        let first = start(&stmt);
        let at = self.position(first);
        match stmt {
            py3::Stmt::FunctionDef(def) => self.function_def(def),
            py3::Stmt::ClassDef(def) => self.class_def(def),
            py3::Stmt::Return(stmt) => self.listed(first, stmt),
            py3::Stmt::Assign(stmt) => self.assign(at, stmt),
            py3::Stmt::AugAssign(stmt) => self.aug_assign(at, stmt),
            py3::Stmt::For(stmt) if self.kind(first) == Kind::With => self.with(first, stmt),
            py3::Stmt::For(stmt) => {
                let target = Box::new(self.target_list(*stmt.target));
                let iter = self.boxed(stmt.iter);
                let body = self.body(stmt.body);
                let orelse = self.body(stmt.orelse);
                at.stmt(StmtKind::For { target, iter, body, orelse })
            }
            py3::Stmt::While(stmt) => {
                let test = self.boxed(stmt.test);
                let body = self.body(stmt.body);
                let orelse = self.body(stmt.orelse);
                at.stmt(StmtKind::While { test, body, orelse })
            }
            py3::Stmt::If(stmt) => self.if_chain(at, stmt),
            py3::Stmt::Try(stmt) => self.try_stmt(at, stmt),
            py3::Stmt::Assert(stmt) => {
                let test = self.boxed(stmt.test);
                let msg = stmt.msg.map(|msg| self.boxed(msg));
                at.stmt(StmtKind::Assert { test, msg })
            }
            py3::Stmt::Expr(stmt) => at.stmt(StmtKind::Expr { value: self.boxed(stmt.value) }),
            py3::Stmt::Pass(_) => match self.kind(first) {
                Kind::Import => self.import_name(first),
                Kind::From => self.import_from(first),
                Kind::Global => self.global(first),
                // The statement that an empty line is, which stands nowhere.
                Kind::Newline => Position { line: 0, column: 0 }.stmt(StmtKind::Pass),
                _ => at.stmt(StmtKind::Pass),
            },
            py3::Stmt::Break(_) => at.stmt(StmtKind::Break),
            py3::Stmt::Continue(_) => at.stmt(StmtKind::Continue),
            _ => unreachable!("the adapter writes no such statement"),
        }
    }

    /// Returns the token of the first `@`, or of the definition itself.
    fn decorated_start(decorators: &[py3::Expr], definition: usize) -> usize {
        decorators.first().map_or(definition, |first| start(first) - 1)
    }

    fn function_def(&mut self, def: py3::StmtFunctionDef) -> Stmt {
        let keyword = start(&def);
        let at = self.position(Self::decorated_start(&def.decorator_list, keyword));
        let decorator_list = self.exprs(def.decorator_list);
        self.check_name(keyword + 1);
        let name = self.name(keyword + 1);
        let defaults = match def.returns.map(|returns| *returns) {
            Some(py3::Expr::Tuple(tuple)) => tuple.elts,
            _ => Vec::new(),
        };
        let args = self.arguments(keyword, defaults);
        let body = self.body(def.body);
        let def = FunctionDef { name, args, body, decorator_list };
        at.stmt(StmtKind::FunctionDef(Box::new(def)))
    }

    fn class_def(&mut self, def: py3::StmtClassDef) -> Stmt {
        let keyword = start(&def);
        let at = self.position(Self::decorated_start(&def.decorator_list, keyword));
        let decorator_list = self.exprs(def.decorator_list);
        self.check_name(keyword + 1);
        let name = self.name(keyword + 1);
        let bases = self.exprs(def.bases);
        let body = self.body(def.body);
        let def = ClassDef { name, bases, body, decorator_list };
        at.stmt(StmtKind::ClassDef(Box::new(def)))
    }

    /// A statement that went through the parser as `return [...]`, or a real `return`.
    fn listed(&mut self, keyword: usize, stmt: py3::StmtReturn) -> Stmt {
        let at = self.position(keyword);
        let last = end(&stmt) - 1;
        let kind = self.kind(keyword);
        if !matches!(kind, Kind::Print | Kind::Exec | Kind::Raise | Kind::Del) {
            let value = stmt.value.map(|value| self.boxed(value));
            return at.stmt(StmtKind::Return { value });
        }
        let parts = stmt.value.map(|value| super::display::parts(*value));
        let mut parts = parts.unwrap_or_default().into_iter();
        match kind {
            Kind::Print => {
                let has_dest = self.kind(keyword + 1) == Kind::RightShift;
                let mut parts = parts.map(|part| self.expr(part));
                let dest = if has_dest { parts.next().map(Box::new) } else { None };
                let values = parts.collect();
                let nl = self.kind(last) != Kind::Comma;
                at.stmt(StmtKind::Print { dest, values, nl })
            }
            Kind::Exec => {
                let [body, globals, locals] = std::array::from_fn(|_| parts.next());
                self.exec(at, [body, globals, locals])
            }
            Kind::Raise => {
                let [ty, inst, tback] = std::array::from_fn(|_| {
                    let part = parts.next();
                    part.map(|part| Box::new(self.expr(part)))
                });
                at.stmt(StmtKind::Raise { ty, inst, tback })
            }
            _ => {
                let targets = parts.map(|part| self.target(part, ExprContext::Del)).collect();
                at.stmt(StmtKind::Delete { targets })
            }
        }
    }

    /// `exec`: a tuple of two or three without an `in` stands for code and namespaces.
    fn exec(&mut self, at: Position, parts: [Option<py3::Expr>; 3]) -> Stmt {
        let mut parts = parts.map(|part| part.map(|part| Box::new(self.expr(part))));
        let mut body = parts[0].take().expect("exec has an expression");
        let [_, mut globals, mut locals] = parts;
        if globals.is_none()
            && let ExprKind::Tuple { elts, .. } = &mut body.node
            && matches!(elts.len(), 2 | 3)
        {
            let mut elts = std::mem::take(elts).into_iter().map(Box::new);
            if let Some(first) = elts.next() {
                body = first;
            }
            globals = elts.next();
            locals = elts.next();
        }
        at.stmt(StmtKind::Exec { body, globals, locals })
    }

    fn assign(&mut self, at: Position, stmt: py3::StmtAssign) -> Stmt {
        let mut targets = Vec::with_capacity(stmt.targets.len());
        for target in stmt.targets {
            let is_yield = matches!(target, py3::Expr::Yield(_));
            if is_yield && !self.is_wrapped(&target) {
                self.fail("assignment to yield expression not possible", start(&target));
            }
            targets.push(self.target(target, ExprContext::Store));
        }
        let value = self.boxed(stmt.value);
        at.stmt(StmtKind::Assign { targets, value })
    }

    /// Tells whether a node that is no tuple stands in parentheses.
    fn is_wrapped(&self, node: &py3::Expr) -> bool {
        let first = start(node);
        first > 0 && self.kind(first - 1) == Kind::Lpar
    }

    fn aug_assign(&mut self, at: Position, stmt: py3::StmtAugAssign) -> Stmt {
        let first = self.outer_start(start(&*stmt.target));
        let target = self.target(*stmt.target, ExprContext::Store);
        if matches!(target.node, ExprKind::List { .. } | ExprKind::Tuple { .. }) {
            self.fail("illegal expression for augmented assignment", first);
        }
        let value = self.boxed(stmt.value);
        let op = super::spine::operator(stmt.op);
        at.stmt(StmtKind::AugAssign { target: Box::new(target), op, value })
    }

    /// `if`, with its `elif` parts in a loop: their number has no bound.
    fn if_chain(&mut self, at: Position, stmt: py3::StmtIf) -> Stmt {
        let mut done = vec![(at, self.boxed(stmt.test), self.body(stmt.body))];
        let mut orelse = stmt.orelse;
        let mut last = loop {
            match elif(orelse, self.input.tokens) {
                Ok(inner) => {
                    // An elif stands at its condition.
                    let at = self.position(start(&inner) + 1);
                    done.push((at, self.boxed(inner.test), self.body(inner.body)));
                    orelse = inner.orelse;
                }
                Err(body) => break self.body(body),
            }
        };
        loop {
            let (at, test, body) = done.pop().expect("the if itself is the first");
            let node = at.stmt(StmtKind::If { test, body, orelse: last });
            if done.is_empty() {
                return node;
            }
            last = vec![node];
        }
    }

    fn try_stmt(&mut self, at: Position, stmt: py3::StmtTry) -> Stmt {
        let body = self.body(stmt.body);
        let mut handlers = Vec::with_capacity(stmt.handlers.len());
        for handler in stmt.handlers {
            let py3::ExceptHandler::ExceptHandler(handler) = handler;
            handlers.push(self.handler(handler));
        }
        let orelse = self.body(stmt.orelse);
        let finalbody = self.body(stmt.finalbody);
        if handlers.is_empty() {
            return at.stmt(StmtKind::TryFinally { body, finalbody });
        }
        let inner = at.stmt(StmtKind::TryExcept { body, handlers, orelse });
        if finalbody.is_empty() {
            return inner;
        }
        at.stmt(StmtKind::TryFinally { body: vec![inner], finalbody })
    }

    fn handler(&mut self, handler: py3::ExceptHandlerExceptHandler) -> ExceptHandler {
        let at = self.position(start(&handler));
        let parts = handler.type_.map(|ty| super::display::parts(*ty));
        let mut parts = parts.unwrap_or_default().into_iter();
        let ty = parts.next().map(|ty| Box::new(self.expr(ty)));
        let name = parts.next().map(|name| Box::new(self.target(name, ExprContext::Store)));
        let body = self.body(handler.body);
        ExceptHandler { lineno: at.line, col_offset: at.column, ty, name, body }
    }

    /// `with`, which went through the parser as a loop over its expressions.
    fn with(&mut self, keyword: usize, stmt: py3::StmtFor) -> Stmt {
        let items = self.link(keyword).map(|index| &self.input.adapted.withs[index]);
        let items = items.expect("the adapter describes every with statement");
        let mut parts = super::display::parts(*stmt.iter).into_iter();
        let mut done: Vec<(Position, Expr, Option<Box<Expr>>)> = Vec::with_capacity(items.len());
        for item in items {
            let at = self.position(item.start as usize);
            let context = parts.next().expect("each item has an expression");
            let context = self.expr(context);
            let target = if item.target { parts.next() } else { None };
            let target = target.map(|target| Box::new(self.target(target, ExprContext::Store)));
            done.push((at, context, target));
        }
        let mut body = self.body(stmt.body);
        loop {
            let (at, context, optional_vars) = done.pop().expect("a with has an item");
            let context_expr = Box::new(context);
            let node = at.stmt(StmtKind::With { context_expr, optional_vars, body });
            if done.is_empty() {
                return node;
            }
            body = vec![node];
        }
    }
}

/// Returns the `elif` that an `else` part consists of, or else the part.
fn elif(mut orelse: py3::Suite, tokens: &[crate::token::Token]) -> Result<py3::StmtIf, py3::Suite> {
    match orelse.pop() {
        Some(py3::Stmt::If(inner))
            if orelse.is_empty() && tokens[start(&inner)].kind == Kind::Elif =>
        {
            Ok(inner)
        }
        Some(last) => {
            orelse.push(last);
            Err(orelse)
        }
        None => Err(orelse),
    }
}
