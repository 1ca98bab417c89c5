//! Statements, and the three kinds of input.
//!
//! A statement whose parts are expressions in a list goes out as `return [...]`; which statement it
//! is, the token behind the `return` tells.

use rustpython_parser::Tok;

use super::{Adapter, Reject, Step, WithItem, range, starts_test};
use crate::flags::FutureFlags;
use crate::token::Kind;

/// From `small_stmt` to its statement's `testlist` and `test`.
const SMALL_TO_TEST: u32 = 2;

impl Adapter<'_> {
    /// `file_input: (NEWLINE | stmt)* ENDMARKER`
    pub(super) fn file_input(&mut self) -> Step {
        loop {
            match self.kind() {
                Kind::Newline => self.skip(),
                Kind::End => return Ok(()),
                _ => self.stmt(2)?,
            }
        }
    }

    /// `eval_input: testlist NEWLINE* ENDMARKER`
    pub(super) fn eval_input(&mut self) -> Step {
        self.testlist(2)?;
        while self.kind() == Kind::Newline {
            self.skip();
        }
        if self.kind() != Kind::End {
            return self.reject();
        }
        self.insert(Tok::Newline);
        Ok(())
    }

    /// `single_input: NEWLINE | simple_stmt | compound_stmt NEWLINE`; what follows is not read.
    pub(super) fn single_input(&mut self) -> Step {
        if self.kind() == Kind::Newline {
            self.insert(Tok::Pass);
            self.copy();
            return Ok(());
        }
        if !is_compound(self.kind()) {
            return self.simple_stmt(2);
        }
        self.compound_stmt(2)?;
        self.expect_skip(Kind::Newline)
    }

    /// `stmt: simple_stmt | compound_stmt`
    fn stmt(&mut self, depth: u32) -> Step {
        if is_compound(self.kind()) {
            self.compound_stmt(depth + 1)
        } else {
            self.simple_stmt(depth + 1)
        }
    }

    /// `simple_stmt: small_stmt (';' small_stmt)* [';'] NEWLINE`
    fn simple_stmt(&mut self, depth: u32) -> Step {
        loop {
            self.small_stmt(depth + 1)?;
            if self.kind() != Kind::Semi {
                break;
            }
            self.copy();
            if self.kind() == Kind::Newline {
                break;
            }
        }
        self.expect(Kind::Newline)
    }

    /// `small_stmt`: a statement that needs no line of its own.
    fn small_stmt(&mut self, depth: u32) -> Step {
        match self.kind() {
            Kind::Pass => {
                self.copy();
                Ok(())
            }
            // Below `small_stmt` stand `flow_stmt` and the statement.
            Kind::Break | Kind::Continue => {
                self.copy();
                Ok(())
            }
            Kind::Return => {
                self.copy();
                if starts_test(self.kind()) { self.testlist(depth + 3) } else { Ok(()) }
            }
            Kind::Yield => self.yield_expr(depth + 3),
            Kind::Print => self.listed(depth, Self::print_stmt),
            Kind::Exec => self.listed(depth, Self::exec_stmt),
            Kind::Raise => self.listed(depth, Self::raise_stmt),
            Kind::Del => self.listed(depth, |this, depth| this.exprlist(depth + SMALL_TO_TEST)),
            Kind::Assert => {
                self.copy();
                self.test(depth + SMALL_TO_TEST)?;
                if self.kind() == Kind::Comma {
                    self.copy();
                    self.test(depth + SMALL_TO_TEST)?;
                }
                Ok(())
            }
            Kind::Global => {
                self.replace(Tok::Pass);
                self.names(Kind::Comma)
            }
            Kind::Import => {
                self.replace(Tok::Pass);
                self.import_name()
            }
            Kind::From => {
                self.replace(Tok::Pass);
                self.import_from()
            }
            _ => self.expr_stmt(depth + 1),
        }
    }

    /// Writes a statement as `return [...]`: `parts` writes what is between the brackets.
    fn listed(&mut self, depth: u32, parts: fn(&mut Self, u32) -> Step) -> Step {
        self.replace(Tok::Return);
        if matches!(self.kind(), Kind::Newline | Kind::Semi) {
            // No part is an error or the whole statement.
            return parts(self, depth);
        }
        self.open_list();
        parts(self, depth)?;
        self.close_list();
        Ok(())
    }

    /// `expr_stmt: testlist (augassign (yield_expr|testlist) | ('=' (yield_expr|testlist))*)`
    fn expr_stmt(&mut self, depth: u32) -> Step {
        self.testlist(depth + 1)?;
        if is_augassign(self.kind()) {
            self.copy();
            return self.assigned(depth + 1);
        }
        while self.kind() == Kind::Equal {
            self.copy();
            self.assigned(depth + 1)?;
        }
        Ok(())
    }

    /// `print_stmt: 'print' ( [ test (',' test)* [','] ] | '>>' test [ (',' test)+ [','] ] )`
    fn print_stmt(&mut self, depth: u32) -> Step {
        let test = depth + SMALL_TO_TEST;
        if self.kind() == Kind::RightShift {
            self.skip();
            self.element(test)?;
            if self.kind() != Kind::Comma {
                return Ok(());
            }
            self.copy();
        } else if !starts_test(self.kind()) {
            return Ok(());
        }
        self.element(test)?;
        self.more_elements(test)
    }

    /// `exec_stmt: 'exec' expr ['in' test [',' test]]`
    fn exec_stmt(&mut self, depth: u32) -> Step {
        self.expr(depth + SMALL_TO_TEST)?;
        if self.kind() != Kind::In {
            return Ok(());
        }
        self.replace(Tok::Comma);
        self.test(depth + SMALL_TO_TEST)?;
        if self.kind() == Kind::Comma {
            self.copy();
            self.test(depth + SMALL_TO_TEST)?;
        }
        Ok(())
    }

    /// `raise_stmt: 'raise' [test [',' test [',' test]]]`
    fn raise_stmt(&mut self, depth: u32) -> Step {
        if !starts_test(self.kind()) {
            return Ok(());
        }
        self.test(depth + 3)?;
        for _ in 0..2 {
            if self.kind() != Kind::Comma {
                break;
            }
            self.copy();
            self.test(depth + 3)?;
        }
        Ok(())
    }

    /// Names with a separator between them; none of them reaches the stream.
    fn names(&mut self, separator: Kind) -> Step {
        self.expect_skip(Kind::Name)?;
        while self.kind() == separator {
            self.skip();
            self.expect_skip(Kind::Name)?;
        }
        Ok(())
    }

    /// `['as' NAME]`
    fn as_name(&mut self) -> Step {
        if self.kind() != Kind::As {
            return Ok(());
        }
        self.skip();
        self.expect_skip(Kind::Name)
    }

    /// `import_name: 'import' dotted_name ['as' NAME] (',' dotted_name ['as' NAME])*`
    fn import_name(&mut self) -> Step {
        loop {
            self.names(Kind::Dot)?;
            self.as_name()?;
            if self.kind() != Kind::Comma {
                return Ok(());
            }
            self.skip();
        }
    }

    /// `import_from: 'from' ('.'* dotted_name | '.'+) 'import' ('*' | '(' import_as_names ')' |
    /// import_as_names)`
    fn import_from(&mut self) -> Step {
        let mut dots = 0;
        while self.kind() == Kind::Dot {
            self.skip();
            dots += 1;
        }
        let module = self.at;
        if dots == 0 || self.kind() == Kind::Name {
            self.names(Kind::Dot)?;
        }
        self.expect_skip(Kind::Import)?;
        let is_future = dots == 0 && self.text_of(module) == b"__future__";
        match self.kind() {
            Kind::Star => self.skip(),
            Kind::Lpar => {
                self.skip();
                self.import_as_names(is_future)?;
                self.expect_skip(Kind::Rpar)?;
            }
            _ => self.import_as_names(is_future)?,
        }
        Ok(())
    }

    /// `import_as_names: NAME ['as' NAME] (',' NAME ['as' NAME])* [',']`
    fn import_as_names(&mut self, is_future: bool) -> Step {
        let mut found = FutureFlags::NONE;
        loop {
            let name = self.at;
            self.expect_skip(Kind::Name)?;
            if is_future {
                found |= match self.text_of(name) {
                    b"print_function" => FutureFlags::PRINT_FUNCTION,
                    b"unicode_literals" => FutureFlags::UNICODE_LITERALS,
                    _ => FutureFlags::NONE,
                };
            }
            self.as_name()?;
            if self.kind() != Kind::Comma {
                break;
            }
            self.skip();
            if self.kind() != Kind::Name {
                break;
            }
        }
        self.out.future |= found;
        Ok(())
    }

    fn compound_stmt(&mut self, depth: u32) -> Step {
        match self.kind() {
            Kind::If => self.if_stmt(depth + 1),
            Kind::While => {
                self.copy();
                self.test(depth + 2)?;
                self.suite(depth + 2)?;
                self.else_part(depth + 2)
            }
            Kind::For => {
                self.copy();
                self.exprlist(depth + 2)?;
                self.expect(Kind::In)?;
                self.testlist(depth + 2)?;
                self.suite(depth + 2)?;
                self.else_part(depth + 2)
            }
            Kind::Try => self.try_stmt(depth + 1),
            Kind::With => self.with_stmt(depth + 1),
            Kind::Def => self.funcdef(depth + 1),
            Kind::Class => self.classdef(depth + 1),
            _ => self.decorated(depth + 1),
        }
    }

    fn if_stmt(&mut self, depth: u32) -> Step {
        self.copy();
        self.test(depth + 1)?;
        self.suite(depth + 1)?;
        while self.kind() == Kind::Elif {
            self.copy();
            self.test(depth + 1)?;
            self.suite(depth + 1)?;
        }
        self.else_part(depth + 1)
    }

    /// `['else' ':' suite]`
    fn else_part(&mut self, suite: u32) -> Step {
        if self.kind() != Kind::Else {
            return Ok(());
        }
        self.copy();
        self.suite(suite)
    }

    /// `try_stmt`, with `except_clause: 'except' [test [('as' | ',') test]]`
    fn try_stmt(&mut self, depth: u32) -> Step {
        self.copy();
        self.suite(depth + 1)?;
        if !matches!(self.kind(), Kind::Except | Kind::Finally) {
            return self.reject();
        }
        let mut handlers = false;
        while self.kind() == Kind::Except {
            handlers = true;
            self.copy();
            if self.kind() != Kind::Colon {
                self.open_list();
                self.test(depth + 2)?;
                if matches!(self.kind(), Kind::As | Kind::Comma) {
                    self.replace(Tok::Comma);
                    self.test(depth + 2)?;
                }
                self.close_list();
            }
            self.suite(depth + 1)?;
        }
        if handlers {
            self.else_part(depth + 1)?;
        }
        if self.kind() == Kind::Finally {
            self.copy();
            self.suite(depth + 1)?;
        }
        Ok(())
    }

    /// `with_stmt: 'with' with_item (',' with_item)* ':' suite`, `with_item: test ['as' expr]`
    fn with_stmt(&mut self, depth: u32) -> Step {
        let keyword = self.at;
        self.replace(Tok::For);
        self.insert(Tok::Name { name: String::new() });
        self.insert(Tok::In);
        self.open_list();
        let mut items = Vec::new();
        loop {
            let start = self.at as u32;
            self.test(depth + 2)?;
            let target = self.kind() == Kind::As;
            if target {
                self.replace(Tok::Comma);
                self.expr(depth + 2)?;
            }
            items.push(WithItem { start, target });
            if self.kind() != Kind::Comma {
                break;
            }
            self.copy();
        }
        self.close_list();
        self.out.withs.push(items);
        self.out.links[keyword] = self.out.withs.len() as u32;
        self.suite(depth + 1)
    }

    /// `classdef: 'class' NAME ['(' [testlist] ')'] ':' suite`
    fn classdef(&mut self, depth: u32) -> Step {
        self.copy();
        self.expect(Kind::Name)?;
        if self.kind() == Kind::Lpar {
            let open = self.at;
            self.copy();
            if self.kind() != Kind::Rpar {
                self.testlist(depth + 1)?;
            }
            self.close(Kind::Rpar, open)?;
        }
        self.suite(depth + 1)
    }

    /// `decorated: decorator+ (classdef | funcdef)`,
    /// `decorator: '@' dotted_name [ '(' [arglist] ')' ] NEWLINE`
    fn decorated(&mut self, depth: u32) -> Step {
        while self.kind() == Kind::At {
            self.copy();
            self.expect(Kind::Name)?;
            while self.kind() == Kind::Dot {
                self.copy();
                self.expect(Kind::Name)?;
            }
            if self.kind() == Kind::Lpar {
                self.call(depth + 2)?;
            }
            self.expect(Kind::Newline)?;
        }
        match self.kind() {
            Kind::Def => self.funcdef(depth + 1),
            Kind::Class => self.classdef(depth + 1),
            _ => self.reject(),
        }
    }

    /// `':' suite`, `suite: simple_stmt | NEWLINE INDENT stmt+ DEDENT`
    pub(super) fn suite(&mut self, depth: u32) -> Step {
        self.expect(Kind::Colon)?;
        if self.kind() != Kind::Newline {
            return self.simple_stmt(depth + 1);
        }
        self.copy();
        if self.kind() != Kind::Indent {
            return Err(Reject::Syntax { at: self.at, wants_indent: true });
        }
        self.copy();
        loop {
            self.stmt(depth + 1)?;
            if self.kind() == Kind::Dedent {
                break;
            }
        }
        let dedent = self.at as u32;
        self.out.stream.push((Tok::Dedent, range(dedent, dedent)));
        self.at += 1;
        Ok(())
    }
}

fn is_compound(kind: Kind) -> bool {
    matches!(
        kind,
        Kind::If
            | Kind::While
            | Kind::For
            | Kind::Try
            | Kind::With
            | Kind::Def
            | Kind::Class
            | Kind::At
    )
}

fn is_augassign(kind: Kind) -> bool {
    matches!(
        kind,
        Kind::PlusEqual
            | Kind::MinusEqual
            | Kind::StarEqual
            | Kind::SlashEqual
            | Kind::PercentEqual
            | Kind::AmperEqual
            | Kind::VbarEqual
            | Kind::CaretEqual
            | Kind::LeftShiftEqual
            | Kind::RightShiftEqual
            | Kind::DoubleStarEqual
            | Kind::DoubleSlashEqual
    )
}
