//! The tokens of Python 2.7, recognised by logos: one row per token.
//!
//! logos takes the longest match, which is what CPython's tokenizer does, except where a row says
//! otherwise. Line structure (indentation, newlines that do not count) and the bodies of strings
//! are the lexer's part: the rows below the second divide never leave it.

use logos::Logos;

/// What a token is.
#[derive(Logos, Clone, Copy, PartialEq, Eq, Debug)]
#[logos(utf8 = false)]
#[logos(skip br"[ \t\x0c]+")]
#[repr(u8)]
pub(crate) enum Kind {
    #[regex(br"[A-Za-z_][A-Za-z0-9_]*")]
    Name,
    /// An `int` or `long`. The digits 8 and 9 behind a leading zero are a `BadNumber`.
    #[regex(br"([1-9][0-9]*|0[xX][0-9a-fA-F]+|0[bB][01]+|0[oO][0-7]+|0[0-7]*)[lL]?")]
    Int,
    #[regex(br"([0-9]+\.[0-9]*|\.[0-9]+)([eE][+\-]?[0-9]+)?|[0-9]+[eE][+\-]?[0-9]+")]
    Float,
    #[regex(br"(([0-9]+\.[0-9]*|\.[0-9]+)([eE][+\-]?[0-9]+)?|[0-9]+([eE][+\-]?[0-9]+)?)[jJ]")]
    Imag,
    /// A string literal with its prefix and quotes.
    Str,

    #[token(b"(")]
    Lpar,
    #[token(b")")]
    Rpar,
    #[token(b"[")]
    Lsqb,
    #[token(b"]")]
    Rsqb,
    #[token(b"{")]
    Lbrace,
    #[token(b"}")]
    Rbrace,
    #[token(b":")]
    Colon,
    #[token(b",")]
    Comma,
    #[token(b";")]
    Semi,
    #[token(b"+")]
    Plus,
    #[token(b"-")]
    Minus,
    #[token(b"*")]
    Star,
    #[token(b"/")]
    Slash,
    #[token(b"|")]
    Vbar,
    #[token(b"&")]
    Amper,
    #[token(b"<")]
    Less,
    #[token(b">")]
    Greater,
    #[token(b"=")]
    Equal,
    #[token(b".")]
    Dot,
    #[token(b"%")]
    Percent,
    #[token(b"`")]
    Backquote,
    #[token(b"==")]
    EqEqual,
    #[token(b"!=")]
    #[token(b"<>")]
    NotEqual,
    #[token(b"<=")]
    LessEqual,
    #[token(b">=")]
    GreaterEqual,
    #[token(b"~")]
    Tilde,
    #[token(b"^")]
    Caret,
    #[token(b"<<")]
    LeftShift,
    #[token(b">>")]
    RightShift,
    #[token(b"**")]
    DoubleStar,
    #[token(b"//")]
    DoubleSlash,
    #[token(b"+=")]
    PlusEqual,
    #[token(b"-=")]
    MinusEqual,
    #[token(b"*=")]
    StarEqual,
    #[token(b"/=")]
    SlashEqual,
    #[token(b"%=")]
    PercentEqual,
    #[token(b"&=")]
    AmperEqual,
    #[token(b"|=")]
    VbarEqual,
    #[token(b"^=")]
    CaretEqual,
    #[token(b"<<=")]
    LeftShiftEqual,
    #[token(b">>=")]
    RightShiftEqual,
    #[token(b"**=")]
    DoubleStarEqual,
    #[token(b"//=")]
    DoubleSlashEqual,
    #[token(b"@")]
    At,

    #[token(b"and")]
    And,
    #[token(b"as")]
    As,
    #[token(b"assert")]
    Assert,
    #[token(b"break")]
    Break,
    #[token(b"class")]
    Class,
    #[token(b"continue")]
    Continue,
    #[token(b"def")]
    Def,
    #[token(b"del")]
    Del,
    #[token(b"elif")]
    Elif,
    #[token(b"else")]
    Else,
    #[token(b"except")]
    Except,
    #[token(b"exec")]
    Exec,
    #[token(b"finally")]
    Finally,
    #[token(b"for")]
    For,
    #[token(b"from")]
    From,
    #[token(b"global")]
    Global,
    #[token(b"if")]
    If,
    #[token(b"import")]
    Import,
    #[token(b"in")]
    In,
    #[token(b"is")]
    Is,
    #[token(b"lambda")]
    Lambda,
    #[token(b"not")]
    Not,
    #[token(b"or")]
    Or,
    #[token(b"pass")]
    Pass,
    /// A keyword, or a name once `print_function` is on.
    #[token(b"print")]
    Print,
    #[token(b"raise")]
    Raise,
    #[token(b"return")]
    Return,
    #[token(b"try")]
    Try,
    #[token(b"while")]
    While,
    #[token(b"with")]
    With,
    #[token(b"yield")]
    Yield,

    /// The end of a logical line.
    Newline,
    Indent,
    Dedent,
    /// The end of the input: always the last token, unless `Bad` is.
    End,
    /// Where the tokenizer gave up: always the last token.
    Bad,

    // Rows that the lexer consumes.
    #[regex(br"([uUbB]?[rR]?)('|\x22)")]
    Quote,
    #[regex(br"#[^\n]*", allow_greedy = true)]
    Comment,
    #[token(b"\\\n")]
    Continuation,
    #[token(b"\\")]
    Backslash,
    #[token(b"\n")]
    LineEnd,
    /// A number that stops in the middle.
    #[regex(br"0[0-7]*[89][0-9]*|0[xXbBoO]|([0-9]+\.?[0-9]*|\.[0-9]+)[eE][+\-]")]
    BadNumber,
}

/// A token and where it stands.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Token {
    /// What it is.
    pub(crate) kind: Kind,
    /// Whether it is a string that contains a line end.
    pub(crate) multiline: bool,
    /// Its first byte.
    pub(crate) start: u32,
    /// The byte behind it.
    pub(crate) end: u32,
    /// The line it ends on, from 1.
    pub(crate) line: u32,
}
