//! What an interactive prompt has to know: whether a statement goes on.
//!
//! CPython's parser asks for a line whenever it needs a token. So a statement goes on while its
//! last line leaves a bracket, a string or a backslash open, and a compound statement goes on until
//! an empty line.
//!
//! CPython 2.7 source: Parser/tokenizer.c (tok_get, with a prompt).

use crate::adapt::{Reject, adapt};
use crate::flags::{Mode, ParseFlags};
use crate::lexer::{Ending, LexFailure, LexOptions, lex};
use crate::source;
use crate::token::Kind;

/// Tells whether more lines are needed behind those typed so far, each of which ends in a newline.
///
/// If not, `source` is to be parsed in `Mode::Single`: it is a statement, or it is wrong.
pub fn needs_more(source: &[u8], flags: ParseFlags) -> bool {
    let Ok(source) = source::read(source, Mode::Single, flags.encoding) else { return false };
    let text = &source.text;
    let options = LexOptions { tabs: flags.tabs, dont_imply_dedent: false };
    let lexed = lex(text, options);
    let at_end = |at: u32| at as usize == text.len();
    if let Some((failure, cursor)) = lexed.failure {
        return at_end(cursor)
            && matches!(failure, LexFailure::EndOfFileInString | LexFailure::EndOfLineInString);
    }
    if matches!(lexed.ending, Ending::Bracket | Ending::Continuation) {
        return !rejected_before_end(text, &lexed.tokens, flags);
    }
    let is_compound = lexed.tokens.first().is_some_and(|first| {
        let kind = first.kind;
        matches!(kind, Kind::If | Kind::While | Kind::For | Kind::Try)
            || matches!(kind, Kind::With | Kind::Def | Kind::Class | Kind::At)
    });
    let empty_line = text.ends_with(b"\n\n") || &**text == b"\n";
    is_compound && !empty_line && !rejected_before_end(text, &lexed.tokens, flags)
}

/// Tells whether an error is certain, whatever follows.
fn rejected_before_end(text: &[u8], tokens: &[crate::token::Token], flags: ParseFlags) -> bool {
    match adapt(text, tokens, Mode::Single, flags.future) {
        Ok(_) => false,
        Err(Reject::Overflow) => true,
        Err(Reject::Syntax { at, .. }) => (tokens[at].start as usize) < text.len(),
    }
}

#[cfg(test)]
mod tests {
    use super::needs_more;
    use crate::flags::{Encoding, ParseFlags};

    fn more(source: &str) -> bool {
        needs_more(
            source.as_bytes(),
            ParseFlags { encoding: Encoding::Bytes, ..Default::default() },
        )
    }

    #[test]
    fn simple_statements_end_with_their_line() {
        for source in ["x = 1\n", "\n", "# c\n", "x = 'a\n", "x = )\n", "print 1; print 2\n"] {
            assert!(!more(source), "{source:?}");
        }
    }

    #[test]
    fn open_things_go_on() {
        for source in ["x = (\n", "f(1,\n\n", "x = '''a\n\nb\n", "x = 1 + \\\n", "'a\\\n", "[\n"] {
            assert!(more(source), "{source:?}");
        }
    }

    #[test]
    fn compound_statements_end_with_an_empty_line() {
        for source in ["if x:\n", "if x: y\n", "def f():\n  pass\n", "@a\n", "if x:\n  y\n#c\n"] {
            assert!(more(source), "{source:?}");
        }
        for source in
            ["if x: y\n\n", "def f():\n  pass\n\n", "if x:\n\n", "if x y:\n", "if x:\ny\n"]
        {
            assert!(!more(source), "{source:?}");
        }
    }
}
