//! Nodes to the front end's tree. The table has seen to the fields; what the front end would not accept is an error
//! here.

use super::node::{Node, Value};
use frontend::ast::{
    Alias, Arguments, BoolOp, Call, ClassDef, CmpOp, Comprehension, ExceptHandler, Expr,
    ExprContext, ExprKind, FunctionDef, Identifier, Keyword, Mod, Operator, Slice, Stmt, StmtKind,
    UnaryOp,
};

type Tree<T> = Result<T, String>;

/// The fields of a node, taken from the front.
struct Fields(std::vec::IntoIter<Value>);

fn wrong<T>(what: &str) -> Tree<T> {
    Err(format!("a syntax tree cannot have {what} here"))
}

impl Fields {
    fn next(&mut self) -> Value {
        self.0.next().unwrap_or(Value::None)
    }

    fn node(&mut self) -> Tree<Node> {
        match self.next() {
            Value::Node(node) => Ok(*node),
            _ => wrong("this"),
        }
    }

    fn expr(&mut self) -> Tree<Box<Expr>> {
        expr(self.node()?).map(Box::new)
    }

    fn maybe(&mut self) -> Tree<Option<Box<Expr>>> {
        match self.next() {
            Value::None => Ok(None),
            Value::Node(node) => expr(*node).map(|node| Some(Box::new(node))),
            _ => wrong("this"),
        }
    }

    fn many<T>(&mut self, convert: impl Fn(Node) -> Tree<T>) -> Tree<Vec<T>> {
        let Value::List(items) = self.next() else { return wrong("this") };
        let item = |item| match item {
            Value::Node(node) => convert(*node),
            _ => wrong("this"),
        };
        items.into_iter().map(item).collect()
    }

    fn exprs(&mut self) -> Tree<Vec<Expr>> {
        self.many(expr)
    }

    fn stmts(&mut self) -> Tree<Vec<Stmt>> {
        self.many(stmt)
    }

    fn name(&mut self) -> Tree<Identifier> {
        match self.next() {
            Value::Name(name) => Ok(name),
            _ => wrong("this"),
        }
    }

    fn maybe_name(&mut self) -> Tree<Option<Identifier>> {
        match self.next() {
            Value::None => Ok(None),
            Value::Name(name) => Ok(Some(name)),
            _ => wrong("this"),
        }
    }

    fn context(&mut self) -> Tree<ExprContext> {
        match self.node()?.class.name {
            "Load" | "AugLoad" => Ok(ExprContext::Load),
            "Store" | "AugStore" => Ok(ExprContext::Store),
            "Del" => Ok(ExprContext::Del),
            "Param" => Ok(ExprContext::Param),
            name => wrong(name),
        }
    }

    fn operator(&mut self) -> Tree<Operator> {
        Ok(match self.node()?.class.name {
            "Add" => Operator::Add,
            "Sub" => Operator::Sub,
            "Mult" => Operator::Mult,
            "Div" => Operator::Div,
            "Mod" => Operator::Mod,
            "Pow" => Operator::Pow,
            "LShift" => Operator::LShift,
            "RShift" => Operator::RShift,
            "BitOr" => Operator::BitOr,
            "BitXor" => Operator::BitXor,
            "BitAnd" => Operator::BitAnd,
            "FloorDiv" => Operator::FloorDiv,
            name => return wrong(name),
        })
    }
}

/// The root of a tree.
pub(super) fn module(node: Node) -> Tree<Mod> {
    let mut fields = Fields(node.fields.into_iter());
    match node.class.name {
        "Module" => fields.stmts().map(Mod::Module),
        "Interactive" => fields.stmts().map(Mod::Interactive),
        "Expression" => fields.expr().map(Mod::Expression),
        name => wrong(name),
    }
}

fn not_empty<T>(items: Vec<T>, what: &str) -> Tree<Vec<T>> {
    if items.is_empty() { Err(format!("empty {what}")) } else { Ok(items) }
}

fn stmt(node: Node) -> Tree<Stmt> {
    let (lineno, col_offset) = node.position.unwrap_or((1, 0));
    let mut fields = Fields(node.fields.into_iter());
    let f = &mut fields;
    let kind = match node.class.name {
        "FunctionDef" => StmtKind::FunctionDef(Box::new(FunctionDef {
            name: f.name()?,
            args: arguments(f.node()?)?,
            body: f.stmts()?,
            decorator_list: f.exprs()?,
        })),
        "ClassDef" => StmtKind::ClassDef(Box::new(ClassDef {
            name: f.name()?,
            bases: f.exprs()?,
            body: f.stmts()?,
            decorator_list: f.exprs()?,
        })),
        "Return" => StmtKind::Return { value: f.maybe()? },
        "Delete" => StmtKind::Delete { targets: not_empty(f.exprs()?, "targets on Delete")? },
        "Assign" => StmtKind::Assign {
            targets: not_empty(f.exprs()?, "targets on Assign")?,
            value: f.expr()?,
        },
        "AugAssign" => {
            StmtKind::AugAssign { target: f.expr()?, op: f.operator()?, value: f.expr()? }
        }
        "Print" => StmtKind::Print {
            dest: f.maybe()?,
            values: f.exprs()?,
            nl: matches!(f.next(), Value::Bool(true)),
        },
        "For" => StmtKind::For {
            target: f.expr()?,
            iter: f.expr()?,
            body: f.stmts()?,
            orelse: f.stmts()?,
        },
        "While" => StmtKind::While { test: f.expr()?, body: f.stmts()?, orelse: f.stmts()? },
        "If" => StmtKind::If { test: f.expr()?, body: f.stmts()?, orelse: f.stmts()? },
        "With" => {
            StmtKind::With { context_expr: f.expr()?, optional_vars: f.maybe()?, body: f.stmts()? }
        }
        "Raise" => StmtKind::Raise { ty: f.maybe()?, inst: f.maybe()?, tback: f.maybe()? },
        "TryExcept" => {
            StmtKind::TryExcept { body: f.stmts()?, handlers: f.many(handler)?, orelse: f.stmts()? }
        }
        "TryFinally" => StmtKind::TryFinally { body: f.stmts()?, finalbody: f.stmts()? },
        "Assert" => StmtKind::Assert { test: f.expr()?, msg: f.maybe()? },
        "Import" => StmtKind::Import { names: not_empty(f.many(alias)?, "names on Import")? },
        "ImportFrom" => StmtKind::ImportFrom {
            module: f.maybe_name()?,
            names: not_empty(f.many(alias)?, "names on ImportFrom")?,
            level: match f.next() {
                Value::Int(level) => u32::try_from(level).or_else(|_| wrong("this level"))?,
                _ => 0,
            },
        },
        "Exec" => StmtKind::Exec { body: f.expr()?, globals: f.maybe()?, locals: f.maybe()? },
        "Global" => {
            let Value::List(names) = f.next() else { return wrong("this") };
            let name = |value| match value {
                Value::Name(name) => Ok(name),
                _ => wrong("this"),
            };
            StmtKind::Global { names: names.into_iter().map(name).collect::<Tree<_>>()? }
        }
        "Expr" => StmtKind::Expr { value: f.expr()? },
        "Pass" => StmtKind::Pass,
        "Break" => StmtKind::Break,
        "Continue" => StmtKind::Continue,
        name => return wrong(name),
    };
    Ok(Stmt { lineno, col_offset, node: kind })
}

fn expr(node: Node) -> Tree<Expr> {
    let (lineno, col_offset) = node.position.unwrap_or((1, 0));
    let mut fields = Fields(node.fields.into_iter());
    let f = &mut fields;
    let kind = match node.class.name {
        "BoolOp" => ExprKind::BoolOp {
            op: if f.node()?.class.name == "And" { BoolOp::And } else { BoolOp::Or },
            values: {
                let values = f.exprs()?;
                if values.len() < 2 {
                    return Err("BoolOp with less than 2 values".to_owned());
                }
                values
            },
        },
        "BinOp" => ExprKind::BinOp { left: f.expr()?, op: f.operator()?, right: f.expr()? },
        "UnaryOp" => ExprKind::UnaryOp {
            op: match f.node()?.class.name {
                "Invert" => UnaryOp::Invert,
                "Not" => UnaryOp::Not,
                "UAdd" => UnaryOp::UAdd,
                _ => UnaryOp::USub,
            },
            operand: f.expr()?,
        },
        "Lambda" => ExprKind::Lambda { args: Box::new(arguments(f.node()?)?), body: f.expr()? },
        "IfExp" => ExprKind::IfExp { test: f.expr()?, body: f.expr()?, orelse: f.expr()? },
        "Dict" => {
            let (keys, values) = (f.exprs()?, f.exprs()?);
            if keys.len() != values.len() {
                return Err("Dict doesn't have the same number of keys as values".to_owned());
            }
            ExprKind::Dict { keys, values }
        }
        "Set" => ExprKind::Set { elts: f.exprs()? },
        "ListComp" => ExprKind::ListComp { elt: f.expr()?, generators: generators(f)? },
        "SetComp" => ExprKind::SetComp { elt: f.expr()?, generators: generators(f)? },
        "DictComp" => {
            ExprKind::DictComp { key: f.expr()?, value: f.expr()?, generators: generators(f)? }
        }
        "GeneratorExp" => ExprKind::GeneratorExp { elt: f.expr()?, generators: generators(f)? },
        "Yield" => ExprKind::Yield { value: f.maybe()? },
        "Compare" => {
            let (left, ops, comparators) = (f.expr()?, f.many(comparison)?, f.exprs()?);
            if ops.len() != comparators.len() || ops.is_empty() {
                return Err("Compare has a different number of comparators and operands".to_owned());
            }
            ExprKind::Compare { left, ops, comparators }
        }
        "Call" => ExprKind::Call(Box::new(Call {
            func: *f.expr()?,
            args: f.exprs()?,
            keywords: f.many(keyword)?,
            starargs: f.maybe()?.map(|expr| *expr),
            kwargs: f.maybe()?.map(|expr| *expr),
        })),
        "Repr" => ExprKind::Repr { value: f.expr()? },
        "Num" => match f.next() {
            Value::Number(number) => ExprKind::Num(number),
            _ => return wrong("this number"),
        },
        "Str" => match f.next() {
            Value::Literal(literal) => ExprKind::Str(literal),
            _ => return wrong("this string"),
        },
        "Attribute" => ExprKind::Attribute { value: f.expr()?, attr: f.name()?, ctx: f.context()? },
        "Subscript" => ExprKind::Subscript {
            value: f.expr()?,
            slice: Box::new(slice(f.node()?)?),
            ctx: f.context()?,
        },
        "Name" => ExprKind::Name { id: f.name()?, ctx: f.context()? },
        "List" => ExprKind::List { elts: f.exprs()?, ctx: f.context()? },
        "Tuple" => ExprKind::Tuple { elts: f.exprs()?, ctx: f.context()? },
        name => return wrong(name),
    };
    Ok(Expr { lineno, col_offset, node: kind })
}

fn generators(f: &mut Fields) -> Tree<Vec<Comprehension>> {
    not_empty(f.many(comprehension)?, "generators")
}

fn slice(node: Node) -> Tree<Slice> {
    let mut f = Fields(node.fields.into_iter());
    Ok(match node.class.name {
        "Ellipsis" => Slice::Ellipsis,
        "Slice" => Slice::Slice { lower: f.maybe()?, upper: f.maybe()?, step: f.maybe()? },
        "ExtSlice" => Slice::ExtSlice { dims: not_empty(f.many(slice)?, "dims on ExtSlice")? },
        "Index" => Slice::Index { value: f.expr()? },
        name => return wrong(name),
    })
}

fn comparison(node: Node) -> Tree<CmpOp> {
    Ok(match node.class.name {
        "Eq" => CmpOp::Eq,
        "NotEq" => CmpOp::NotEq,
        "Lt" => CmpOp::Lt,
        "LtE" => CmpOp::LtE,
        "Gt" => CmpOp::Gt,
        "GtE" => CmpOp::GtE,
        "Is" => CmpOp::Is,
        "IsNot" => CmpOp::IsNot,
        "In" => CmpOp::In,
        "NotIn" => CmpOp::NotIn,
        name => return wrong(name),
    })
}

fn comprehension(node: Node) -> Tree<Comprehension> {
    let mut f = Fields(node.fields.into_iter());
    Ok(Comprehension { target: *f.expr()?, iter: *f.expr()?, ifs: f.exprs()? })
}

fn handler(node: Node) -> Tree<ExceptHandler> {
    let (lineno, col_offset) = node.position.unwrap_or((1, 0));
    let mut f = Fields(node.fields.into_iter());
    Ok(ExceptHandler { lineno, col_offset, ty: f.maybe()?, name: f.maybe()?, body: f.stmts()? })
}

fn arguments(node: Node) -> Tree<Arguments> {
    let mut f = Fields(node.fields.into_iter());
    let (args, vararg, kwarg, defaults) =
        (f.exprs()?, f.maybe_name()?, f.maybe_name()?, f.exprs()?);
    let parameter = |arg: &Expr| matches!(arg.node, ExprKind::Name { .. } | ExprKind::Tuple { .. });
    if defaults.len() > args.len() {
        return Err("more defaults than args".to_owned());
    }
    if !args.iter().all(parameter) {
        return wrong("such a parameter");
    }
    Ok(Arguments { args, vararg, kwarg, defaults })
}

fn keyword(node: Node) -> Tree<Keyword> {
    let mut f = Fields(node.fields.into_iter());
    Ok(Keyword { arg: f.name()?, value: *f.expr()? })
}

fn alias(node: Node) -> Tree<Alias> {
    let mut f = Fields(node.fields.into_iter());
    Ok(Alias { name: f.name()?, asname: f.maybe_name()? })
}
