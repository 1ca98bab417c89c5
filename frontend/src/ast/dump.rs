//! The text form of a tree, for goldens and for the comparison with CPython.
//!
//! A node prints as `Name@line:column(field,field)`, nodes without a position without one; absent
//! is `~`, a list stands in `[]`, strings are in hexadecimal and floats are their bits, so that the
//! text is exact. The text is one line.

use std::fmt::{self, Display, Formatter, Write};

use super::{
    Alias, Arguments, Comprehension, ExceptHandler, Expr, ExprKind, Keyword, Literal, Mod, Number,
    Slice, Stmt, StmtKind,
};

/// Returns the text form of a tree.
pub fn dump(module: &Mod) -> String {
    module.to_string()
}

/// A field: a node, a list of them, or none.
trait Field {
    fn write(&self, f: &mut Formatter<'_>) -> fmt::Result;
}

impl<T: Display> Field for T {
    fn write(&self, f: &mut Formatter<'_>) -> fmt::Result {
        self.fmt(f)
    }
}

struct List<'a, T>(&'a [T]);

impl<T: Display> Display for List<'_, T> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.write_char('[')?;
        for (index, item) in self.0.iter().enumerate() {
            if index > 0 {
                f.write_char(',')?;
            }
            item.fmt(f)?;
        }
        f.write_char(']')
    }
}

struct Maybe<'a, T>(&'a Option<T>);

impl<T: Display> Display for Maybe<'_, T> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self.0 {
            Some(value) => value.fmt(f),
            None => f.write_char('~'),
        }
    }
}

struct Debugged<T>(T);

impl<T: fmt::Debug> Display for Debugged<T> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

fn node(
    f: &mut Formatter<'_>,
    name: &str,
    at: Option<(u32, i32)>,
    fields: &[&dyn Field],
) -> fmt::Result {
    f.write_str(name)?;
    if let Some((line, column)) = at {
        write!(f, "@{line}:{column}")?;
    }
    f.write_char('(')?;
    for (index, field) in fields.iter().enumerate() {
        if index > 0 {
            f.write_char(',')?;
        }
        field.write(f)?;
    }
    f.write_char(')')
}

impl Display for Mod {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Mod::Module(body) => node(f, "Module", None, &[&List(body)]),
            Mod::Interactive(body) => node(f, "Interactive", None, &[&List(body)]),
            Mod::Expression(body) => node(f, "Expression", None, &[body]),
        }
    }
}

impl Display for Stmt {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let at = Some((self.lineno, self.col_offset));
        match &self.node {
            StmtKind::FunctionDef(def) => {
                let (body, decorators) = (List(&def.body), List(&def.decorator_list));
                node(f, "FunctionDef", at, &[&def.name, &def.args, &body, &decorators])
            }
            StmtKind::ClassDef(def) => {
                let (body, decorators) = (List(&def.body), List(&def.decorator_list));
                node(f, "ClassDef", at, &[&def.name, &List(&def.bases), &body, &decorators])
            }
            StmtKind::Return { value } => node(f, "Return", at, &[&Maybe(value)]),
            StmtKind::Delete { targets } => node(f, "Delete", at, &[&List(targets)]),
            StmtKind::Assign { targets, value } => node(f, "Assign", at, &[&List(targets), value]),
            StmtKind::AugAssign { target, op, value } => {
                node(f, "AugAssign", at, &[target, &Debugged(op), value])
            }
            StmtKind::Print { dest, values, nl } => {
                let nl = if *nl { 'T' } else { 'F' };
                node(f, "Print", at, &[&Maybe(dest), &List(values), &nl])
            }
            StmtKind::For { target, iter, body, orelse } => {
                node(f, "For", at, &[target, iter, &List(body), &List(orelse)])
            }
            StmtKind::While { test, body, orelse } => {
                node(f, "While", at, &[test, &List(body), &List(orelse)])
            }
            StmtKind::If { test, body, orelse } => {
                node(f, "If", at, &[test, &List(body), &List(orelse)])
            }
            StmtKind::With { context_expr, optional_vars, body } => {
                node(f, "With", at, &[context_expr, &Maybe(optional_vars), &List(body)])
            }
            StmtKind::Raise { ty, inst, tback } => {
                node(f, "Raise", at, &[&Maybe(ty), &Maybe(inst), &Maybe(tback)])
            }
            StmtKind::TryExcept { body, handlers, orelse } => {
                node(f, "TryExcept", at, &[&List(body), &List(handlers), &List(orelse)])
            }
            StmtKind::TryFinally { body, finalbody } => {
                node(f, "TryFinally", at, &[&List(body), &List(finalbody)])
            }
            StmtKind::Assert { test, msg } => node(f, "Assert", at, &[test, &Maybe(msg)]),
            StmtKind::Import { names } => node(f, "Import", at, &[&List(names)]),
            StmtKind::ImportFrom { module, names, level } => {
                node(f, "ImportFrom", at, &[&Maybe(module), &List(names), level])
            }
            StmtKind::Exec { body, globals, locals } => {
                node(f, "Exec", at, &[body, &Maybe(globals), &Maybe(locals)])
            }
            StmtKind::Global { names } => node(f, "Global", at, &[&List(names)]),
            StmtKind::Expr { value } => node(f, "Expr", at, &[value]),
            StmtKind::Pass => node(f, "Pass", at, &[]),
            StmtKind::Break => node(f, "Break", at, &[]),
            StmtKind::Continue => node(f, "Continue", at, &[]),
        }
    }
}

impl Display for Expr {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let at = Some((self.lineno, self.col_offset));
        match &self.node {
            ExprKind::BoolOp { op, values } => {
                node(f, "BoolOp", at, &[&Debugged(op), &List(values)])
            }
            ExprKind::BinOp { left, op, right } => {
                node(f, "BinOp", at, &[left, &Debugged(op), right])
            }
            ExprKind::UnaryOp { op, operand } => node(f, "UnaryOp", at, &[&Debugged(op), operand]),
            ExprKind::Lambda { args, body } => node(f, "Lambda", at, &[args, body]),
            ExprKind::IfExp { test, body, orelse } => node(f, "IfExp", at, &[test, body, orelse]),
            ExprKind::Dict { keys, values } => node(f, "Dict", at, &[&List(keys), &List(values)]),
            ExprKind::Set { elts } => node(f, "Set", at, &[&List(elts)]),
            ExprKind::ListComp { elt, generators } => {
                node(f, "ListComp", at, &[elt, &List(generators)])
            }
            ExprKind::SetComp { elt, generators } => {
                node(f, "SetComp", at, &[elt, &List(generators)])
            }
            ExprKind::DictComp { key, value, generators } => {
                node(f, "DictComp", at, &[key, value, &List(generators)])
            }
            ExprKind::GeneratorExp { elt, generators } => {
                node(f, "GeneratorExp", at, &[elt, &List(generators)])
            }
            ExprKind::Yield { value } => node(f, "Yield", at, &[&Maybe(value)]),
            ExprKind::Compare { left, ops, comparators } => {
                let ops: Vec<_> = ops.iter().map(Debugged).collect();
                node(f, "Compare", at, &[left, &List(&ops), &List(comparators)])
            }
            ExprKind::Call(call) => {
                let (args, keywords) = (List(&call.args), List(&call.keywords));
                let (star, double_star) = (Maybe(&call.starargs), Maybe(&call.kwargs));
                node(f, "Call", at, &[&call.func, &args, &keywords, &star, &double_star])
            }
            ExprKind::Repr { value } => node(f, "Repr", at, &[value]),
            ExprKind::Num(value) => node(f, "Num", at, &[value]),
            ExprKind::Str(value) => node(f, "Str", at, &[value]),
            ExprKind::Attribute { value, attr, ctx } => {
                node(f, "Attribute", at, &[value, attr, &Debugged(ctx)])
            }
            ExprKind::Subscript { value, slice, ctx } => {
                node(f, "Subscript", at, &[value, slice, &Debugged(ctx)])
            }
            ExprKind::Name { id, ctx } => node(f, "Name", at, &[id, &Debugged(ctx)]),
            ExprKind::List { elts, ctx } => node(f, "List", at, &[&List(elts), &Debugged(ctx)]),
            ExprKind::Tuple { elts, ctx } => node(f, "Tuple", at, &[&List(elts), &Debugged(ctx)]),
        }
    }
}

impl Display for Slice {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Slice::Ellipsis => node(f, "Ellipsis", None, &[]),
            Slice::Slice { lower, upper, step } => {
                node(f, "Slice", None, &[&Maybe(lower), &Maybe(upper), &Maybe(step)])
            }
            Slice::ExtSlice { dims } => node(f, "ExtSlice", None, &[&List(dims)]),
            Slice::Index { value } => node(f, "Index", None, &[value]),
        }
    }
}

impl Display for Comprehension {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        node(f, "comprehension", None, &[&self.target, &self.iter, &List(&self.ifs)])
    }
}

impl Display for ExceptHandler {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let at = Some((self.lineno, self.col_offset));
        node(f, "ExceptHandler", at, &[&Maybe(&self.ty), &Maybe(&self.name), &List(&self.body)])
    }
}

impl Display for Arguments {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let (args, defaults) = (List(&self.args), List(&self.defaults));
        let fields: [&dyn Field; 4] = [&args, &Maybe(&self.vararg), &Maybe(&self.kwarg), &defaults];
        node(f, "arguments", None, &fields)
    }
}

impl Display for Keyword {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        node(f, "keyword", None, &[&self.arg, &self.value])
    }
}

impl Display for Alias {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        node(f, "alias", None, &[&self.name, &Maybe(&self.asname)])
    }
}

impl Display for Number {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Number::Int(value) => write!(f, "i:{value}"),
            Number::Long(value) => {
                let sign = if value.negative { "-" } else { "" };
                write!(f, "l:{sign}0x")?;
                let mut words = value.magnitude.iter().rev();
                write!(f, "{:x}", words.next().copied().unwrap_or(0))?;
                words.try_for_each(|word| write!(f, "{word:016x}"))
            }
            Number::Float(value) => write!(f, "f:{:016x}", value.to_bits()),
            Number::Imag(value) => write!(f, "c:{:016x}", value.to_bits()),
        }
    }
}

impl Display for Literal {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Literal::Bytes(bytes) => {
                f.write_str("b:")?;
                bytes.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
            }
            Literal::Unicode(codes) => {
                f.write_str("u:")?;
                codes.iter().try_for_each(|code| write!(f, "{code:x}."))
            }
        }
    }
}
