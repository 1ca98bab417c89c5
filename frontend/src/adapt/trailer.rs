//! What follows an atom: calls, subscripts and attributes.
//!
//! A call keeps the order of its arguments but not how they are passed; that goes into `calls`,
//! unless all are plain.

use rustpython_parser::Tok;

use super::{Adapter, Argument, Step, range, starts_test};
use crate::token::Kind;

impl Adapter<'_> {
    /// `trailer: '(' [arglist] ')' | '[' subscriptlist ']' | '.' NAME`, any number of them.
    pub(super) fn trailers(&mut self, depth: u32) -> Step {
        loop {
            match self.kind() {
                Kind::Lpar => self.call(depth)?,
                Kind::Lsqb => {
                    let open = self.at;
                    self.copy();
                    self.subscriptlist(depth + 1)?;
                    self.close(Kind::Rsqb, open)?;
                }
                Kind::Dot => {
                    self.copy();
                    self.expect(Kind::Name)?;
                }
                _ => return Ok(()),
            }
        }
    }

    /// `'(' [arglist] ')'`
    pub(super) fn call(&mut self, depth: u32) -> Step {
        let open = self.at;
        self.replace(Tok::Lsqb);
        if self.kind() == Kind::Rpar {
            self.insert(Tok::Colon);
            return self.close_subscript(Kind::Rpar, open);
        }
        let mut arguments = Arguments { plain: 0, all: Vec::new() };
        self.arglist(depth + 1, &mut arguments)?;
        if !arguments.all.is_empty() {
            self.out.calls.push(arguments.all);
            self.out.links[open] = self.out.calls.len() as u32;
        }
        self.close_subscript(Kind::Rpar, open)
    }

    /// `arglist: (argument ',')* (argument [','] | '*' test (',' argument)* [',' '**' test] |
    /// '**' test)`
    fn arglist(&mut self, depth: u32, arguments: &mut Arguments) -> Step {
        let mut starred = false;
        while self.kind() != Kind::Rpar || starred {
            match self.kind() {
                Kind::Star if !starred => {
                    starred = true;
                    self.skip();
                    self.element(depth + 1)?;
                    arguments.push(Argument::Star);
                }
                Kind::DoubleStar => {
                    self.skip();
                    self.element(depth + 1)?;
                    arguments.push(Argument::DoubleStar);
                    return Ok(());
                }
                _ => self.argument(depth + 1, arguments)?,
            }
            if self.kind() != Kind::Comma {
                return Ok(());
            }
            self.copy();
        }
        Ok(())
    }

    /// `argument: test [comp_for] | test '=' test`
    fn argument(&mut self, depth: u32, arguments: &mut Arguments) -> Step {
        let (mark, first) = (self.out.stream.len(), self.at);
        if !self.span_operand(depth + 1, ends_argument)? {
            self.test(depth + 1)?;
        }
        match self.kind() {
            Kind::For => {
                self.comp_for(depth + 1)?;
                self.parenthesise(mark, first);
            }
            Kind::Equal => {
                self.replace(Tok::Comma);
                arguments.push(Argument::Key);
                self.element(depth + 1)?;
            }
            _ => {}
        }
        arguments.push(Argument::Plain);
        Ok(())
    }

    /// `subscriptlist: subscript (',' subscript)* [',']`
    fn subscriptlist(&mut self, depth: u32) -> Step {
        self.subscript(depth + 1)?;
        while self.kind() == Kind::Comma {
            self.copy();
            if !starts_test(self.kind()) && !matches!(self.kind(), Kind::Dot | Kind::Colon) {
                break;
            }
            self.subscript(depth + 1)?;
        }
        Ok(())
    }

    /// `subscript: '.' '.' '.' | test | [test] ':' [test] [sliceop]`
    fn subscript(&mut self, depth: u32) -> Step {
        if self.kind() == Kind::Dot {
            let first = self.at as u32;
            for _ in 0..3 {
                self.expect_skip(Kind::Dot)?;
            }
            self.out.stream.push((Tok::Ellipsis, range(first, first + 3)));
            return Ok(());
        }
        if self.kind() != Kind::Colon {
            self.element(depth + 1)?;
        }
        if self.kind() != Kind::Colon {
            return Ok(());
        }
        self.copy();
        if starts_test(self.kind()) {
            self.test(depth + 1)?;
        }
        if self.kind() != Kind::Colon {
            return Ok(());
        }
        self.copy();
        if starts_test(self.kind()) {
            return self.test(depth + 2);
        }
        let colon = self.at as u32 - 1;
        self.out.stream.push((Tok::Name { name: String::new() }, range(colon, colon + 1)));
        Ok(())
    }
}

fn ends_argument(kind: Kind) -> bool {
    matches!(kind, Kind::Comma | Kind::Rpar | Kind::Equal)
}

/// The arguments of a call so far; `all` stays empty while they are all plain.
struct Arguments {
    plain: usize,
    all: Vec<Argument>,
}

impl Arguments {
    fn push(&mut self, argument: Argument) {
        if self.all.is_empty() {
            if argument == Argument::Plain {
                self.plain += 1;
                return;
            }
            self.all = vec![Argument::Plain; self.plain];
        }
        self.all.push(argument);
    }
}
