//! The adapter: Python 2.7 tokens to what rustpython-parser accepts.
//!
//! A walk over the grammar of Python 2.7 (LL(1), as CPython's) that builds nothing: it checks the
//! tokens and writes a stream of Python 3 tokens that the parser accepts and from which `convert`
//! gets the Python 2.7 tree back. What is always true of the stream:
//!
//! 1. Ranges are token indices, not bytes: a token of the source has `i..i + 1`, an inserted token
//!    `i..i`, where `i` is the next token of the source. So every node leads back to its tokens.
//! 2. It is a valid Python 3 program: the parser never rejects it. Every Python 2.7 error is found
//!    here, at the token at which CPython finds it, because both fail at the first token that no
//!    rule can take.
//! 3. Names are empty, and numbers and strings are one `Float` token each: their text is read from
//!    the source. Adjacent strings are one token that spans them.
//!
//! | Python 2.7 | stream |
//! |---|---|
//! | `[a, b]`, `(a, b)`, `{a, b}`, `{a: b}` | `_[a, b,]`, `_[a:b,]` |
//! | `f(a, b=c, *d, **e)` | `f[a, b, c, d, e,]`, and a row in `calls` |
//! | `f()` | `f[:,]` |
//! | `f(a for b in c)` | `f[(a for b in c),]` |
//! | `a`, `a.b`, `1`, `'a'`, alone between commas in brackets | `:` |
//! | the same behind the last `=` of a statement | `yield` |
//! | `a.b.c` elsewhere | a number |
//! | `a: b` in a dictionary, of the same | `:` |
//! | `print >>f, a,` | `return _[f, a,]` |
//! | `exec a in b, c` | `return _[a, b, c,]` |
//! | `raise a, b, c` | `return _[a, b, c,]` |
//! | `del a, b` | `return _[a, b,]` |
//! | `import`, `from`, `global` statements | `pass` |
//! | `with a as b, c:` | `for _ in _[a, b, c,]:`, and a row in `withs` |
//! | `except a, b:` and `except a as b:` | `except _[a, b,]:` |
//! | `` `a` `` | `_[a]` |
//! | `def f(a, (b, c)=d, *e):` | `def f() -> (d,):`, and a row in `params` |
//! | `lambda a=b: c` | `lambda: (b, c)`, and a row in `params` |
//! | `[a for b in c, d if lambda: e]` | `[a for b in (c, d) if (lambda: e)]` |
//! | `x[a:b:]` | `x[a:b:_]` |
//!
//! Subscripts stand for all brackets because the parser takes a lone `:` there: to get from a name to
//! an element of a list, it goes through every level of operators, which is most of its work.
//!
//! The depth of CPython's parser stack is followed too (`depth` arguments: the number of grammar
//! symbols on it, the symbol at hand included), since its limit is what bounds nesting.
//!
//! CPython 2.7 source: Grammar/Grammar, Parser/parser.c.

use rustpython_parser::Tok;
use rustpython_parser::text_size::{TextRange, TextSize};

use crate::flags::{FutureFlags, Mode};
use crate::token::{Kind, Token};

mod expr;
mod params;
mod stmt;
mod tok;
mod trailer;

/// The number of symbols CPython's parser stack holds.
const MAX_DEPTH: u32 = 1500;

/// Why the tokens are no Python 2.7.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Reject {
    /// No rule takes the token at `at`.
    Syntax {
        /// The index of the token.
        at: usize,
        /// Whether the only acceptable token was an indent.
        wants_indent: bool,
    },
    /// The parser's stack overflows.
    Overflow,
}

/// The result of a step of the walk.
type Step = Result<(), Reject>;

/// How an argument of a call is passed. A keyword argument is two: `Key`, then a `Plain` one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Argument {
    Plain,
    Key,
    Star,
    DoubleStar,
}

/// A parameter.
#[derive(Debug)]
pub(crate) enum Parameter {
    /// A name: its token.
    Name(u32),
    /// Parameters in parentheses: the first token inside, and what there is.
    Tuple(u32, Vec<Parameter>),
}

/// The parameters of a function. Defaults are in the stream.
#[derive(Debug, Default)]
pub(crate) struct Parameters {
    pub(crate) plain: Vec<Plain>,
    /// The token of the name after `*`.
    pub(crate) vararg: Option<u32>,
    /// The token of the name after `**`.
    pub(crate) kwarg: Option<u32>,
    /// The first token between the parentheses, or of the lambda's parameters.
    pub(crate) start: u32,
}

/// A parameter without a star.
#[derive(Debug)]
pub(crate) struct Plain {
    pub(crate) parameter: Parameter,
    pub(crate) has_default: bool,
    /// Whether it stands in parentheses that make no tuple.
    pub(crate) parenthesised: bool,
}

/// An item of a `with` statement.
#[derive(Debug, Clone, Copy)]
pub(crate) struct WithItem {
    /// Its first token.
    pub(crate) start: u32,
    /// Whether it has an `as`.
    pub(crate) target: bool,
}

/// The stream and what it leaves out.
#[derive(Debug)]
pub(crate) struct Adapted {
    pub(crate) stream: Vec<(Tok, TextRange)>,
    /// Per token. At a closing bracket, the opening one. Elsewhere one more than an index, or 0: at
    /// the opening bracket of a call into `calls`, at `def` and `lambda` into `params`, at `with`
    /// into `withs`.
    pub(crate) links: Vec<u32>,
    /// The arguments of calls that have others than plain ones.
    pub(crate) calls: Vec<Vec<Argument>>,
    pub(crate) params: Vec<Parameters>,
    pub(crate) withs: Vec<Vec<WithItem>>,
    /// The inherited features and those that act while parsing.
    pub(crate) future: FutureFlags,
    /// The greatest depth of CPython's parser stack: no tree is deeper, spines apart.
    pub(crate) depth: u32,
}

/// Checks the tokens of `text` and adapts them.
pub(crate) fn adapt(
    text: &[u8],
    tokens: &[Token],
    mode: Mode,
    future: FutureFlags,
) -> Result<Adapted, Reject> {
    let mut adapter = Adapter {
        text,
        tokens,
        at: 0,
        out: Adapted {
            stream: Vec::with_capacity(tokens.len() + tokens.len() / 8 + 8),
            links: vec![0; tokens.len()],
            calls: Vec::new(),
            params: Vec::new(),
            withs: Vec::new(),
            future,
            depth: 0,
        },
    };
    match mode {
        Mode::Module => adapter.file_input()?,
        Mode::Eval => adapter.eval_input()?,
        Mode::Single => adapter.single_input()?,
    }
    Ok(adapter.out)
}

struct Adapter<'a> {
    text: &'a [u8],
    tokens: &'a [Token],
    /// The token at hand. Never runs past the last one, which no rule takes but the outermost.
    at: usize,
    out: Adapted,
}

impl Adapter<'_> {
    /// Returns the kind of the token at hand, as the grammar sees it.
    fn kind(&self) -> Kind {
        let kind = self.tokens[self.at].kind;
        if kind == Kind::Print && self.out.future.contains(FutureFlags::PRINT_FUNCTION) {
            Kind::Name
        } else {
            kind
        }
    }

    fn reject<T>(&self) -> Result<T, Reject> {
        Err(Reject::Syntax { at: self.at, wants_indent: false })
    }

    fn check_depth(&mut self, depth: u32) -> Step {
        self.out.depth = self.out.depth.max(depth);
        if depth > MAX_DEPTH { Err(Reject::Overflow) } else { Ok(()) }
    }

    /// Writes `tok` in place of the token at hand.
    fn replace(&mut self, tok: Tok) {
        let at = self.at as u32;
        self.out.stream.push((tok, range(at, at + 1)));
        self.at += 1;
    }

    /// Writes the token at hand.
    fn copy(&mut self) {
        self.replace(tok::plain(self.kind()));
    }

    /// Leaves the token at hand out.
    fn skip(&mut self) {
        self.at += 1;
    }

    /// Writes a token that is not in the source.
    fn insert(&mut self, tok: Tok) {
        let at = self.at as u32;
        self.out.stream.push((tok, range(at, at)));
    }

    /// Writes `_[`, for what `close_list` ends.
    fn open_list(&mut self) {
        self.insert(Tok::Name { name: String::new() });
        self.insert(Tok::Lsqb);
    }

    /// Writes `,]`; the comma makes a tuple of a single element.
    fn close_list(&mut self) {
        self.comma();
        self.insert(Tok::Rsqb);
    }

    /// Writes a comma, unless there is one.
    fn comma(&mut self) {
        if !matches!(self.out.stream.last(), Some((Tok::Comma, _))) {
            self.insert(Tok::Comma);
        }
    }

    /// Writes a token for everything up to `end`.
    fn span(&mut self, tok: Tok, end: usize) {
        self.out.stream.push((tok, range(self.at as u32, end as u32)));
        self.at = end;
    }

    /// Makes a subscript of the bracket at `mark` of the stream, with an empty name before it.
    fn make_subscript(&mut self, mark: usize) {
        let (tok, place) = &mut self.out.stream[mark];
        *tok = Tok::Lsqb;
        let first = u32::from(place.start());
        let name = Tok::Name { name: String::new() };
        self.out.stream.insert(mark, (name, range(first, first)));
    }

    /// Writes the closing bracket of a subscript: `kind` in the source.
    fn close_subscript(&mut self, kind: Kind, open: usize) -> Step {
        if self.kind() != kind {
            return self.reject();
        }
        self.comma();
        self.out.links[self.at] = open as u32;
        self.replace(Tok::Rsqb);
        Ok(())
    }

    /// Puts what was written since `mark` (a stream position, token `first`) into parentheses.
    fn parenthesise(&mut self, mark: usize, first: usize) {
        let first = first as u32;
        self.out.stream.insert(mark, (Tok::Lpar, range(first, first)));
        self.insert(Tok::Rpar);
    }

    /// Copies a token of the given kind, or rejects.
    fn expect(&mut self, kind: Kind) -> Step {
        if self.kind() != kind {
            return self.reject();
        }
        self.copy();
        Ok(())
    }

    /// Leaves a token of the given kind out, or rejects.
    fn expect_skip(&mut self, kind: Kind) -> Step {
        if self.kind() != kind {
            return self.reject();
        }
        self.skip();
        Ok(())
    }

    /// Copies the closing bracket that belongs to the opening one at `open`, or rejects.
    fn close(&mut self, kind: Kind, open: usize) -> Step {
        if self.kind() == kind {
            self.out.links[self.at] = open as u32;
        }
        self.expect(kind)
    }

    /// Returns the text of a token.
    fn text_of(&self, at: usize) -> &[u8] {
        let token = self.tokens[at];
        &self.text[token.start as usize..token.end as usize]
    }
}

fn range(start: u32, end: u32) -> TextRange {
    TextRange::new(TextSize::from(start), TextSize::from(end))
}

/// Tells whether a `test` can begin with such a token.
fn starts_test(kind: Kind) -> bool {
    starts_expr(kind) || matches!(kind, Kind::Not | Kind::Lambda)
}

/// Tells whether an `expr` can begin with such a token.
fn starts_expr(kind: Kind) -> bool {
    matches!(
        kind,
        Kind::Name
            | Kind::Int
            | Kind::Float
            | Kind::Imag
            | Kind::Str
            | Kind::Lpar
            | Kind::Lsqb
            | Kind::Lbrace
            | Kind::Backquote
            | Kind::Minus
            | Kind::Plus
            | Kind::Tilde
    )
}
