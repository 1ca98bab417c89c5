//! Calls: the arguments, sorted by how they are passed.
//!
//! CPython 2.7 source: Python/ast.c (ast_for_call).

use rustpython_parser::ast as py3;

use super::{Converter, start};
use crate::adapt::Argument;
use crate::ast::{Call, Expr, ExprKind, Identifier, Keyword};
use crate::token::Kind;

impl Converter<'_> {
    /// Converts the arguments of a call of `func` whose closing parenthesis is at `close`.
    pub(super) fn call(&mut self, func: Expr, args: Vec<py3::Expr>, close: usize) -> Call {
        let open = self.opening(close);
        // A call without arguments has an empty one.
        let args = if close == open + 1 { Vec::new() } else { args };
        let passed = self.link(open).map(|index| &self.input.adapted.calls[index]);
        let passed = passed.map_or(&[][..], Vec::as_slice);
        self.check_counts(&args, passed, open + 1);
        let mut call =
            Call { func, args: Vec::new(), keywords: Vec::new(), starargs: None, kwargs: None };
        if passed.is_empty() {
            call.args = self.exprs(args);
            return call;
        }
        let mut passed = passed.iter().copied();
        let mut args = args.into_iter();
        while let Some((arg, how)) = args.next().zip(passed.next()) {
            match how {
                Argument::Plain => self.plain_argument(&mut call, arg),
                Argument::Star => call.starargs = Some(self.expr(arg)),
                Argument::DoubleStar => call.kwargs = Some(self.expr(arg)),
                Argument::Key => {
                    let arg = self.key(&call, arg);
                    passed.next();
                    let value = args.next().expect("a value follows each key");
                    let value = self.expr(value);
                    call.keywords.push(Keyword { arg, value });
                }
            }
        }
        call
    }

    fn check_counts(&mut self, args: &[py3::Expr], passed: &[Argument], first: usize) {
        let stars = passed.iter().filter(|how| **how != Argument::Plain).count();
        // A key counts with its value: all of them but the starred ones are left.
        let count = args.len() - stars;
        let is_bare = |arg: &py3::Expr| {
            matches!(arg, py3::Expr::GeneratorExp(_)) && !self.in_parentheses(arg)
        };
        if count > 1 {
            // A value cannot be bare: no rule takes a `for` behind it.
            if args.iter().any(is_bare) {
                let message = "Generator expression must be parenthesized if not sole argument";
                self.fail(message, first);
            }
        }
        if count > 255 {
            self.fail("more than 255 arguments", first);
        }
    }

    fn plain_argument(&mut self, call: &mut Call, arg: py3::Expr) {
        let is_bare = matches!(arg, py3::Expr::GeneratorExp(_)) && !self.in_parentheses(&arg);
        if !is_bare {
            let first = start(&arg);
            if !call.keywords.is_empty() {
                self.fail("non-keyword arg after keyword arg", first);
            }
            if call.starargs.is_some() {
                self.fail("only named arguments may follow *expression", first);
            }
        }
        let arg = self.expr(arg);
        call.args.push(arg);
    }

    /// Converts the left side of `key=value`.
    fn key(&mut self, call: &Call, key: py3::Expr) -> Identifier {
        let mut first = start(&key);
        while self.kind(first) == Kind::Lpar {
            first += 1;
        }
        let key = self.expr(key);
        let ExprKind::Name { id, .. } = &key.node else {
            let message = match key.node {
                ExprKind::Lambda { .. } => "lambda cannot contain assignment",
                _ => "keyword can't be an expression",
            };
            self.fail(message, first);
            return self.intern(b"");
        };
        self.check_name(first);
        if call.keywords.iter().any(|keyword| keyword.arg == *id) {
            self.fail("keyword argument repeated", first);
        }
        id.clone()
    }
}
