//! The Python 2.7 abstract syntax tree, node for node the ASDL of CPython 2.7.
//!
//! What is always true of a tree that `parse` returns:
//!
//! 1. Every statement, expression and handler carries the `lineno` and `col_offset` CPython gives
//!    it. `lineno` counts from 1; `col_offset` counts bytes from 0, and is -1 for a string literal
//!    that spans lines.
//! 2. Contexts are set: a target is `Store` (or `Del`, `Param`), also inside tuples and lists.
//! 3. Depth is bounded, except along *spines*. A path from the root never holds more than 1,500
//!    nodes, not counting repetitions of these links, which can be arbitrarily long:
//!    `BinOp::left`, `Attribute::value`, `Call::func`, `Subscript::value`, an `If` that is the only
//!    statement of an `If::orelse` (elif), and a `With` that is the only statement of a
//!    `With::body` (several items). A recursive consumer has to walk those links in a loop.
//! 4. Dropping a tree needs stack only for the bounded part: spines are taken apart in a loop.
//!
//! CPython 2.7 source: Parser/Python.asdl.

use std::sync::Arc;

mod drop;
pub mod dump;

/// An identifier: ASCII, and shared, so that equal names of one source are one allocation.
pub type Identifier = Arc<str>;

/// The root of a tree, by compile mode.
#[derive(Debug)]
pub enum Mod {
    /// A file or `exec` input.
    Module(Vec<Stmt>),
    /// One interactive statement (`single`): expression statements print their value.
    Interactive(Vec<Stmt>),
    /// The input of `eval`.
    Expression(Box<Expr>),
}

/// A statement and where it starts.
#[derive(Debug)]
pub struct Stmt {
    /// Line of the first token, from 1.
    pub lineno: u32,
    /// Byte column of the first token, from 0.
    pub col_offset: i32,
    /// What the statement does.
    pub node: StmtKind,
}

/// The statements of Python 2.7.
#[derive(Debug)]
pub enum StmtKind {
    /// `def name(args): body`, below its decorators.
    FunctionDef(Box<FunctionDef>),
    /// `class name(bases): body`, below its decorators.
    ClassDef(Box<ClassDef>),
    /// `return value`.
    Return {
        /// The returned expression, if any.
        value: Option<Box<Expr>>,
    },
    /// `del targets`.
    Delete {
        /// What is deleted, in order.
        targets: Vec<Expr>,
    },
    /// `targets[0] = targets[1] = ... = value`.
    Assign {
        /// The targets, left to right.
        targets: Vec<Expr>,
        /// The assigned value, evaluated first.
        value: Box<Expr>,
    },
    /// `target op= value`.
    AugAssign {
        /// A name, attribute or subscript.
        target: Box<Expr>,
        /// The operator before the `=`.
        op: Operator,
        /// The right operand.
        value: Box<Expr>,
    },
    /// `print >>dest, values`.
    Print {
        /// The file after `>>`.
        dest: Option<Box<Expr>>,
        /// What is printed.
        values: Vec<Expr>,
        /// Whether the line is ended (no trailing comma).
        nl: bool,
    },
    /// `for target in iter: body else: orelse`.
    For {
        /// Assigned before each round.
        target: Box<Expr>,
        /// What is iterated.
        iter: Box<Expr>,
        /// The loop body.
        body: Vec<Stmt>,
        /// Runs when the loop was not left by `break`.
        orelse: Vec<Stmt>,
    },
    /// `while test: body else: orelse`.
    While {
        /// Evaluated before each round.
        test: Box<Expr>,
        /// The loop body.
        body: Vec<Stmt>,
        /// Runs when the loop was not left by `break`.
        orelse: Vec<Stmt>,
    },
    /// `if test: body else: orelse`; an `elif` is an `If` alone in `orelse`.
    If {
        /// The condition.
        test: Box<Expr>,
        /// Runs when the condition is true.
        body: Vec<Stmt>,
        /// Runs otherwise.
        orelse: Vec<Stmt>,
    },
    /// `with context_expr as optional_vars: body`; further items are a `With` alone in `body`.
    With {
        /// The context manager.
        context_expr: Box<Expr>,
        /// Assigned the result of `__enter__`.
        optional_vars: Option<Box<Expr>>,
        /// The guarded statements.
        body: Vec<Stmt>,
    },
    /// `raise type, inst, tback`.
    Raise {
        /// The exception class, instance or string.
        ty: Option<Box<Expr>>,
        /// Its value.
        inst: Option<Box<Expr>>,
        /// The traceback to use.
        tback: Option<Box<Expr>>,
    },
    /// `try: body except ...: handlers else: orelse`.
    TryExcept {
        /// The guarded statements.
        body: Vec<Stmt>,
        /// The handlers, in order.
        handlers: Vec<ExceptHandler>,
        /// Runs when nothing was raised.
        orelse: Vec<Stmt>,
    },
    /// `try: body finally: finalbody`; with handlers as well, `body` is a single `TryExcept`.
    TryFinally {
        /// The guarded statements.
        body: Vec<Stmt>,
        /// Runs in any case.
        finalbody: Vec<Stmt>,
    },
    /// `assert test, msg`.
    Assert {
        /// What has to be true.
        test: Box<Expr>,
        /// The argument of the `AssertionError`.
        msg: Option<Box<Expr>>,
    },
    /// `import names`.
    Import {
        /// The modules, with dots in their names.
        names: Vec<Alias>,
    },
    /// `from module import names`, with `level` leading dots.
    ImportFrom {
        /// The module, absent in `from . import x`.
        module: Option<Identifier>,
        /// The imported names; one alias named `*` for a star import.
        names: Vec<Alias>,
        /// Number of leading dots.
        level: u32,
    },
    /// `exec body in globals, locals`.
    Exec {
        /// The code.
        body: Box<Expr>,
        /// The global namespace.
        globals: Option<Box<Expr>>,
        /// The local namespace.
        locals: Option<Box<Expr>>,
    },
    /// `global names`.
    Global {
        /// The names, in order.
        names: Vec<Identifier>,
    },
    /// An expression as a statement.
    Expr {
        /// The expression.
        value: Box<Expr>,
    },
    /// `pass`.
    Pass,
    /// `break`.
    Break,
    /// `continue`.
    Continue,
}

/// The parts of a `def` statement.
#[derive(Debug)]
pub struct FunctionDef {
    /// The function's name.
    pub name: Identifier,
    /// Its parameters.
    pub args: Arguments,
    /// Its statements.
    pub body: Vec<Stmt>,
    /// Its decorators, first line first.
    pub decorator_list: Vec<Expr>,
}

/// The parts of a `class` statement.
#[derive(Debug)]
pub struct ClassDef {
    /// The class's name.
    pub name: Identifier,
    /// Its base classes; `class C:` and `class C():` are both empty.
    pub bases: Vec<Expr>,
    /// Its statements.
    pub body: Vec<Stmt>,
    /// Its decorators, first line first.
    pub decorator_list: Vec<Expr>,
}

/// An expression and where it starts.
#[derive(Debug)]
pub struct Expr {
    /// Line, from 1.
    pub lineno: u32,
    /// Byte column, from 0; -1 for a string literal over several lines.
    pub col_offset: i32,
    /// What is computed.
    pub node: ExprKind,
}

/// The expressions of Python 2.7.
#[derive(Debug)]
pub enum ExprKind {
    /// `a and b and c`, `a or b`.
    BoolOp {
        /// Which of the two.
        op: BoolOp,
        /// Two operands or more.
        values: Vec<Expr>,
    },
    /// `left op right`.
    BinOp {
        /// The left operand: a spine.
        left: Box<Expr>,
        /// The operator.
        op: Operator,
        /// The right operand.
        right: Box<Expr>,
    },
    /// `op operand`; `-` before a number is folded into it.
    UnaryOp {
        /// The operator.
        op: UnaryOp,
        /// Its operand.
        operand: Box<Expr>,
    },
    /// `lambda args: body`.
    Lambda {
        /// The parameters.
        args: Box<Arguments>,
        /// The result.
        body: Box<Expr>,
    },
    /// `body if test else orelse`.
    IfExp {
        /// The condition, evaluated first.
        test: Box<Expr>,
        /// The value if it is true.
        body: Box<Expr>,
        /// The value if it is false.
        orelse: Box<Expr>,
    },
    /// `{keys[0]: values[0], ...}`.
    Dict {
        /// As many as there are values.
        keys: Vec<Expr>,
        /// As many as there are keys.
        values: Vec<Expr>,
    },
    /// `{a, b}`.
    Set {
        /// One element or more.
        elts: Vec<Expr>,
    },
    /// `[elt for ...]`.
    ListComp {
        /// An element of the result.
        elt: Box<Expr>,
        /// The `for` and `if` parts.
        generators: Vec<Comprehension>,
    },
    /// `{elt for ...}`.
    SetComp {
        /// An element of the result.
        elt: Box<Expr>,
        /// The `for` and `if` parts.
        generators: Vec<Comprehension>,
    },
    /// `{key: value for ...}`.
    DictComp {
        /// A key of the result.
        key: Box<Expr>,
        /// Its value.
        value: Box<Expr>,
        /// The `for` and `if` parts.
        generators: Vec<Comprehension>,
    },
    /// `(elt for ...)`.
    GeneratorExp {
        /// What is yielded.
        elt: Box<Expr>,
        /// The `for` and `if` parts.
        generators: Vec<Comprehension>,
    },
    /// `yield value`.
    Yield {
        /// The yielded value, if any.
        value: Option<Box<Expr>>,
    },
    /// `left ops[0] comparators[0] ops[1] comparators[1] ...`.
    Compare {
        /// The first operand.
        left: Box<Expr>,
        /// As many as there are comparators.
        ops: Vec<CmpOp>,
        /// The operands after the first.
        comparators: Vec<Expr>,
    },
    /// `func(args, keywords, *starargs, **kwargs)`.
    Call(Box<Call>),
    /// The value between backticks.
    Repr {
        /// The expression.
        value: Box<Expr>,
    },
    /// A number.
    Num(Number),
    /// A string literal, adjacent ones joined.
    Str(Literal),
    /// `value.attr`.
    Attribute {
        /// The object: a spine.
        value: Box<Expr>,
        /// The attribute's name.
        attr: Identifier,
        /// Read, written or deleted.
        ctx: ExprContext,
    },
    /// `value[slice]`.
    Subscript {
        /// The object: a spine.
        value: Box<Expr>,
        /// What is between the brackets.
        slice: Box<Slice>,
        /// Read, written or deleted.
        ctx: ExprContext,
    },
    /// A name. `None`, `True` and `False` are names.
    Name {
        /// The identifier.
        id: Identifier,
        /// Read, written, deleted or a parameter.
        ctx: ExprContext,
    },
    /// `[a, b]`.
    List {
        /// The elements.
        elts: Vec<Expr>,
        /// Read, written or deleted.
        ctx: ExprContext,
    },
    /// `(a, b)`.
    Tuple {
        /// The elements.
        elts: Vec<Expr>,
        /// Read, written or deleted.
        ctx: ExprContext,
    },
}

/// The parts of a call.
#[derive(Debug)]
pub struct Call {
    /// The called object: a spine.
    pub func: Expr,
    /// Positional arguments.
    pub args: Vec<Expr>,
    /// Named arguments.
    pub keywords: Vec<Keyword>,
    /// The expression after `*`.
    pub starargs: Option<Expr>,
    /// The expression after `**`.
    pub kwargs: Option<Expr>,
}

/// The value of a number literal.
#[derive(Debug, Clone, PartialEq)]
pub enum Number {
    /// A machine integer (Python's `int`).
    Int(i64),
    /// A Python `long`: suffix `L`, or outside the range of `int`.
    Long(LongLiteral),
    /// A `float`.
    Float(f64),
    /// The imaginary part of a `complex` whose real part is +0.0.
    Imag(f64),
}

/// An integer of any size.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LongLiteral {
    /// Below zero. Never set when the magnitude is zero.
    pub negative: bool,
    /// The magnitude, least significant word first, without zero words at the end.
    pub magnitude: Box<[u64]>,
}

/// The value of a string literal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Literal {
    /// A `str`.
    Bytes(Box<[u8]>),
    /// A `unicode`: code points below 0x110000, lone surrogates included.
    Unicode(Box<[u32]>),
}

/// How a name, attribute, subscript, list or tuple is used.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ExprContext {
    /// Read.
    Load,
    /// Written.
    Store,
    /// Deleted.
    Del,
    /// A plain parameter.
    Param,
}

/// What stands between the brackets of a subscript.
#[derive(Debug)]
pub enum Slice {
    /// `x[...]`.
    Ellipsis,
    /// `x[lower:upper:step]`; `x[a:b:]` has the name `None` as its step.
    Slice {
        /// The start.
        lower: Option<Box<Expr>>,
        /// The end.
        upper: Option<Box<Expr>>,
        /// The step.
        step: Option<Box<Expr>>,
    },
    /// `x[a:b, c]`: several parts of which one at least is no plain index.
    ExtSlice {
        /// The parts, none of them an `ExtSlice`.
        dims: Vec<Slice>,
    },
    /// `x[value]`.
    Index {
        /// The index.
        value: Box<Expr>,
    },
}

/// `and` or `or`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BoolOp {
    /// `and`
    And,
    /// `or`
    Or,
}

/// The binary arithmetic operators.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Operator {
    /// `+`
    Add,
    /// `-`
    Sub,
    /// `*`
    Mult,
    /// `/`
    Div,
    /// `%`
    Mod,
    /// `**`
    Pow,
    /// `<<`
    LShift,
    /// `>>`
    RShift,
    /// `|`
    BitOr,
    /// `^`
    BitXor,
    /// `&`
    BitAnd,
    /// `//`
    FloorDiv,
}

/// The unary operators.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum UnaryOp {
    /// `~`
    Invert,
    /// `not`
    Not,
    /// `+`
    UAdd,
    /// `-`
    USub,
}

/// The comparison operators.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CmpOp {
    /// `==`
    Eq,
    /// `!=` and `<>`
    NotEq,
    /// `<`
    Lt,
    /// `<=`
    LtE,
    /// `>`
    Gt,
    /// `>=`
    GtE,
    /// `is`
    Is,
    /// `is not`
    IsNot,
    /// `in`
    In,
    /// `not in`
    NotIn,
}

/// `for target in iter if ifs[0] if ifs[1] ...`.
#[derive(Debug)]
pub struct Comprehension {
    /// Assigned before each round.
    pub target: Expr,
    /// What is iterated.
    pub iter: Expr,
    /// The conditions, in order.
    pub ifs: Vec<Expr>,
}

/// `except ty, name: body`.
#[derive(Debug)]
pub struct ExceptHandler {
    /// Line of the `except`.
    pub lineno: u32,
    /// Column of the `except`.
    pub col_offset: i32,
    /// What is caught; everything if absent.
    pub ty: Option<Box<Expr>>,
    /// Assigned the exception: any target.
    pub name: Option<Box<Expr>>,
    /// The handler's statements.
    pub body: Vec<Stmt>,
}

/// The parameters of a function.
#[derive(Debug, Default)]
pub struct Arguments {
    /// Each a `Name` (`Param`) or a `Tuple` (`Store`, its names too).
    pub args: Vec<Expr>,
    /// The name after `*`.
    pub vararg: Option<Identifier>,
    /// The name after `**`.
    pub kwarg: Option<Identifier>,
    /// The defaults of the last `defaults.len()` parameters.
    pub defaults: Vec<Expr>,
}

/// `arg=value` in a call.
#[derive(Debug)]
pub struct Keyword {
    /// The parameter's name.
    pub arg: Identifier,
    /// The argument.
    pub value: Expr,
}

/// `name as asname` in an import.
#[derive(Debug)]
pub struct Alias {
    /// What is imported.
    pub name: Identifier,
    /// What it is bound to, if given.
    pub asname: Option<Identifier>,
}
