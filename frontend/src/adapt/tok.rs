//! The Python 3 token for each Python 2.7 token that is copied.

use rustpython_parser::Tok;

use crate::token::Kind;

/// Returns the token of the same meaning. Kinds that are never copied become a token that the
/// parser takes nowhere.
pub(super) fn plain(kind: Kind) -> Tok {
    match kind {
        Kind::Name => Tok::Name { name: String::new() },
        Kind::Newline => Tok::Newline,
        Kind::Indent => Tok::Indent,
        Kind::Dedent => Tok::Dedent,
        Kind::Lpar => Tok::Lpar,
        Kind::Rpar => Tok::Rpar,
        Kind::Lsqb => Tok::Lsqb,
        Kind::Rsqb => Tok::Rsqb,
        Kind::Lbrace => Tok::Lbrace,
        Kind::Rbrace => Tok::Rbrace,
        Kind::Colon => Tok::Colon,
        Kind::Comma => Tok::Comma,
        Kind::Semi => Tok::Semi,
        Kind::Dot => Tok::Dot,
        Kind::At => Tok::At,
        Kind::Equal => Tok::Equal,
        _ => operator(kind).or_else(|| keyword(kind)).unwrap_or(Tok::StartModule),
    }
}

fn operator(kind: Kind) -> Option<Tok> {
    Some(match kind {
        Kind::Plus => Tok::Plus,
        Kind::Minus => Tok::Minus,
        Kind::Star => Tok::Star,
        Kind::Slash => Tok::Slash,
        Kind::Vbar => Tok::Vbar,
        Kind::Amper => Tok::Amper,
        Kind::Less => Tok::Less,
        Kind::Greater => Tok::Greater,
        Kind::Percent => Tok::Percent,
        Kind::EqEqual => Tok::EqEqual,
        Kind::NotEqual => Tok::NotEqual,
        Kind::LessEqual => Tok::LessEqual,
        Kind::GreaterEqual => Tok::GreaterEqual,
        Kind::Tilde => Tok::Tilde,
        Kind::Caret => Tok::CircumFlex,
        Kind::LeftShift => Tok::LeftShift,
        Kind::RightShift => Tok::RightShift,
        Kind::DoubleStar => Tok::DoubleStar,
        Kind::DoubleSlash => Tok::DoubleSlash,
        Kind::PlusEqual => Tok::PlusEqual,
        Kind::MinusEqual => Tok::MinusEqual,
        Kind::StarEqual => Tok::StarEqual,
        Kind::SlashEqual => Tok::SlashEqual,
        Kind::PercentEqual => Tok::PercentEqual,
        Kind::AmperEqual => Tok::AmperEqual,
        Kind::VbarEqual => Tok::VbarEqual,
        Kind::CaretEqual => Tok::CircumflexEqual,
        Kind::LeftShiftEqual => Tok::LeftShiftEqual,
        Kind::RightShiftEqual => Tok::RightShiftEqual,
        Kind::DoubleStarEqual => Tok::DoubleStarEqual,
        Kind::DoubleSlashEqual => Tok::DoubleSlashEqual,
        _ => return None,
    })
}

fn keyword(kind: Kind) -> Option<Tok> {
    Some(match kind {
        Kind::And => Tok::And,
        Kind::Assert => Tok::Assert,
        Kind::Break => Tok::Break,
        Kind::Class => Tok::Class,
        Kind::Continue => Tok::Continue,
        Kind::Def => Tok::Def,
        Kind::Elif => Tok::Elif,
        Kind::Else => Tok::Else,
        Kind::Except => Tok::Except,
        Kind::Finally => Tok::Finally,
        Kind::For => Tok::For,
        Kind::If => Tok::If,
        Kind::In => Tok::In,
        Kind::Is => Tok::Is,
        Kind::Lambda => Tok::Lambda,
        Kind::Not => Tok::Not,
        Kind::Or => Tok::Or,
        Kind::Pass => Tok::Pass,
        Kind::Return => Tok::Return,
        Kind::Try => Tok::Try,
        Kind::While => Tok::While,
        Kind::Yield => Tok::Yield,
        _ => return None,
    })
}
