//! The front end's tree to nodes.

use super::class::by_name;
use super::node::{Node, Value};
use frontend::ast::{
    Alias, Arguments, BoolOp, CmpOp, Comprehension, ExceptHandler, Expr, ExprContext, ExprKind,
    Identifier, Keyword, Mod, Operator, Slice, Stmt, StmtKind, UnaryOp,
};

fn plain(class: &str, fields: Vec<Value>) -> Node {
    Node { class: by_name(class), fields, position: None }
}

fn list<T>(items: &[T], convert: impl Fn(&T) -> Node) -> Value {
    Value::List(items.iter().map(|item| convert(item).into()).collect())
}

fn option(item: Option<&Expr>) -> Value {
    item.map_or(Value::None, |item| expr(item).into())
}

fn boxed(item: &Option<Box<Expr>>) -> Value {
    option(item.as_deref())
}

fn name(name: &Identifier) -> Value {
    Value::Name(name.clone())
}

fn maybe_name(given: &Option<Identifier>) -> Value {
    given.as_ref().map_or(Value::None, name)
}

fn single(class: String) -> Value {
    plain(&class, Vec::new()).into()
}

/// The root of a tree.
pub(super) fn module(tree: &Mod) -> Node {
    match tree {
        Mod::Module(body) => plain("Module", vec![list(body, stmt)]),
        Mod::Interactive(body) => plain("Interactive", vec![list(body, stmt)]),
        Mod::Expression(body) => plain("Expression", vec![expr(body).into()]),
    }
}

fn stmt(node: &Stmt) -> Node {
    let one = |x: &Expr| Value::from(expr(x));
    let (class, fields) = match &node.node {
        StmtKind::FunctionDef(def) => (
            "FunctionDef",
            vec![
                name(&def.name),
                arguments(&def.args).into(),
                list(&def.body, stmt),
                list(&def.decorator_list, expr),
            ],
        ),
        StmtKind::ClassDef(def) => (
            "ClassDef",
            vec![
                name(&def.name),
                list(&def.bases, expr),
                list(&def.body, stmt),
                list(&def.decorator_list, expr),
            ],
        ),
        StmtKind::Return { value } => ("Return", vec![boxed(value)]),
        StmtKind::Delete { targets } => ("Delete", vec![list(targets, expr)]),
        StmtKind::Assign { targets, value } => ("Assign", vec![list(targets, expr), one(value)]),
        StmtKind::AugAssign { target, op, value } => {
            ("AugAssign", vec![one(target), operator(*op), one(value)])
        }
        StmtKind::Print { dest, values, nl } => {
            ("Print", vec![boxed(dest), list(values, expr), Value::Bool(*nl)])
        }
        StmtKind::For { target, iter, body, orelse } => {
            ("For", vec![one(target), one(iter), list(body, stmt), list(orelse, stmt)])
        }
        StmtKind::While { test, body, orelse } => {
            ("While", vec![one(test), list(body, stmt), list(orelse, stmt)])
        }
        StmtKind::If { test, body, orelse } => {
            ("If", vec![one(test), list(body, stmt), list(orelse, stmt)])
        }
        StmtKind::With { context_expr, optional_vars, body } => {
            ("With", vec![one(context_expr), boxed(optional_vars), list(body, stmt)])
        }
        StmtKind::Raise { ty, inst, tback } => {
            ("Raise", vec![boxed(ty), boxed(inst), boxed(tback)])
        }
        StmtKind::TryExcept { body, handlers, orelse } => {
            ("TryExcept", vec![list(body, stmt), list(handlers, handler), list(orelse, stmt)])
        }
        StmtKind::TryFinally { body, finalbody } => {
            ("TryFinally", vec![list(body, stmt), list(finalbody, stmt)])
        }
        StmtKind::Assert { test, msg } => ("Assert", vec![one(test), boxed(msg)]),
        StmtKind::Import { names } => ("Import", vec![list(names, alias)]),
        StmtKind::ImportFrom { module, names, level } => (
            "ImportFrom",
            vec![maybe_name(module), list(names, alias), Value::Int((*level).into())],
        ),
        StmtKind::Exec { body, globals, locals } => {
            ("Exec", vec![one(body), boxed(globals), boxed(locals)])
        }
        StmtKind::Global { names } => {
            ("Global", vec![Value::List(names.iter().map(name).collect())])
        }
        StmtKind::Expr { value } => ("Expr", vec![one(value)]),
        StmtKind::Pass => ("Pass", vec![]),
        StmtKind::Break => ("Break", vec![]),
        StmtKind::Continue => ("Continue", vec![]),
    };
    Node { class: by_name(class), fields, position: Some((node.lineno, node.col_offset)) }
}

fn expr(node: &Expr) -> Node {
    let one = |x: &Expr| Value::from(expr(x));
    let (class, fields) = match &node.node {
        ExprKind::BoolOp { op, values } => {
            let op = match op {
                BoolOp::And => "And",
                BoolOp::Or => "Or",
            };
            ("BoolOp", vec![single(op.into()), list(values, expr)])
        }
        ExprKind::BinOp { left, op, right } => {
            ("BinOp", vec![one(left), operator(*op), one(right)])
        }
        ExprKind::UnaryOp { op, operand } => {
            ("UnaryOp", vec![single(unary(*op).into()), one(operand)])
        }
        ExprKind::Lambda { args, body } => ("Lambda", vec![arguments(args).into(), one(body)]),
        ExprKind::IfExp { test, body, orelse } => {
            ("IfExp", vec![one(test), one(body), one(orelse)])
        }
        ExprKind::Dict { keys, values } => ("Dict", vec![list(keys, expr), list(values, expr)]),
        ExprKind::Set { elts } => ("Set", vec![list(elts, expr)]),
        ExprKind::ListComp { elt, generators } => {
            ("ListComp", vec![one(elt), list(generators, comprehension)])
        }
        ExprKind::SetComp { elt, generators } => {
            ("SetComp", vec![one(elt), list(generators, comprehension)])
        }
        ExprKind::DictComp { key, value, generators } => {
            ("DictComp", vec![one(key), one(value), list(generators, comprehension)])
        }
        ExprKind::GeneratorExp { elt, generators } => {
            ("GeneratorExp", vec![one(elt), list(generators, comprehension)])
        }
        ExprKind::Yield { value } => ("Yield", vec![boxed(value)]),
        ExprKind::Compare { left, ops, comparators } => {
            let ops = ops.iter().map(|op| single(comparison(*op).into())).collect();
            ("Compare", vec![one(left), Value::List(ops), list(comparators, expr)])
        }
        ExprKind::Call(call) => (
            "Call",
            vec![
                one(&call.func),
                list(&call.args, expr),
                list(&call.keywords, keyword),
                option(call.starargs.as_ref()),
                option(call.kwargs.as_ref()),
            ],
        ),
        ExprKind::Repr { value } => ("Repr", vec![one(value)]),
        ExprKind::Num(number) => ("Num", vec![Value::Number(number.clone())]),
        ExprKind::Str(literal) => ("Str", vec![Value::Literal(literal.clone())]),
        ExprKind::Attribute { value, attr, ctx } => {
            ("Attribute", vec![one(value), name(attr), context(*ctx)])
        }
        ExprKind::Subscript { value, slice: part, ctx } => {
            ("Subscript", vec![one(value), slice(part).into(), context(*ctx)])
        }
        ExprKind::Name { id, ctx } => ("Name", vec![name(id), context(*ctx)]),
        ExprKind::List { elts, ctx } => ("List", vec![list(elts, expr), context(*ctx)]),
        ExprKind::Tuple { elts, ctx } => ("Tuple", vec![list(elts, expr), context(*ctx)]),
    };
    Node { class: by_name(class), fields, position: Some((node.lineno, node.col_offset)) }
}

fn slice(node: &Slice) -> Node {
    match node {
        Slice::Ellipsis => plain("Ellipsis", vec![]),
        Slice::Slice { lower, upper, step } => {
            plain("Slice", vec![boxed(lower), boxed(upper), boxed(step)])
        }
        Slice::ExtSlice { dims } => plain("ExtSlice", vec![list(dims, slice)]),
        Slice::Index { value } => plain("Index", vec![expr(value).into()]),
    }
}

fn context(ctx: ExprContext) -> Value {
    single(format!("{ctx:?}"))
}

fn operator(op: Operator) -> Value {
    single(format!("{op:?}"))
}

fn unary(op: UnaryOp) -> &'static str {
    match op {
        UnaryOp::Invert => "Invert",
        UnaryOp::Not => "Not",
        UnaryOp::UAdd => "UAdd",
        UnaryOp::USub => "USub",
    }
}

fn comparison(op: CmpOp) -> &'static str {
    match op {
        CmpOp::Eq => "Eq",
        CmpOp::NotEq => "NotEq",
        CmpOp::Lt => "Lt",
        CmpOp::LtE => "LtE",
        CmpOp::Gt => "Gt",
        CmpOp::GtE => "GtE",
        CmpOp::Is => "Is",
        CmpOp::IsNot => "IsNot",
        CmpOp::In => "In",
        CmpOp::NotIn => "NotIn",
    }
}

fn comprehension(node: &Comprehension) -> Node {
    let parts = vec![expr(&node.target).into(), expr(&node.iter).into(), list(&node.ifs, expr)];
    plain("comprehension", parts)
}

fn handler(node: &ExceptHandler) -> Node {
    let fields = vec![boxed(&node.ty), boxed(&node.name), list(&node.body, stmt)];
    let position = Some((node.lineno, node.col_offset));
    Node { class: by_name("ExceptHandler"), fields, position }
}

fn arguments(node: &Arguments) -> Node {
    let fields = vec![
        list(&node.args, expr),
        maybe_name(&node.vararg),
        maybe_name(&node.kwarg),
        list(&node.defaults, expr),
    ];
    plain("arguments", fields)
}

fn keyword(node: &Keyword) -> Node {
    plain("keyword", vec![name(&node.arg), expr(&node.value).into()])
}

fn alias(node: &Alias) -> Node {
    plain("alias", vec![name(&node.name), maybe_name(&node.asname)])
}
