//! Parameters, from the adapter's description, and their defaults, from the stream.
//!
//! CPython 2.7 source: Python/ast.c (ast_for_arguments, compiler_complex_args).

use rustpython_parser::ast as py3;

use super::Converter;
use crate::adapt::Parameter;
use crate::ast::{Arguments, Expr, ExprContext, ExprKind};

impl Converter<'_> {
    /// Converts the parameters of the `def` or `lambda` at `keyword`.
    pub(super) fn arguments(&mut self, keyword: usize, defaults: Vec<py3::Expr>) -> Arguments {
        let params = self.link(keyword).map(|index| &self.input.adapted.params[index]);
        let params = params.expect("the adapter describes every parameter list");
        let mut arguments = Arguments::default();
        let mut defaults = defaults.into_iter();
        for plain in &params.plain {
            if plain.has_default {
                let default = defaults.next().expect("each default is in the stream");
                arguments.defaults.push(self.expr(default));
                if plain.parenthesised {
                    self.fail("parenthesized arg with default", params.start as usize);
                }
            } else if !arguments.defaults.is_empty() {
                let message = "non-default argument follows default argument";
                self.fail(message, params.start as usize);
            }
            let list = params.start as usize;
            let argument = self.parameter(&plain.parameter, ExprContext::Param, list);
            arguments.args.push(argument);
        }
        for (name, slot) in
            [(params.vararg, &mut arguments.vararg), (params.kwarg, &mut arguments.kwarg)]
        {
            if let Some(name) = name {
                self.check_name(name as usize);
                *slot = Some(self.name(name as usize));
            }
        }
        arguments
    }

    /// Converts a parameter of the list that begins at the token `list`, where its errors are.
    fn parameter(&mut self, parameter: &Parameter, ctx: ExprContext, list: usize) -> Expr {
        match parameter {
            Parameter::Name(at) => {
                let at = *at as usize;
                self.check_name_in(at, list);
                let id = self.name(at);
                self.position(at).expr(ExprKind::Name { id, ctx })
            }
            Parameter::Tuple(at, items) => {
                let ctx = ExprContext::Store;
                let list = *at as usize;
                let elts = items.iter().map(|item| self.parameter(item, ctx, list)).collect();
                self.position(list).expr(ExprKind::Tuple { elts, ctx })
            }
        }
    }
}
