//! Expressions, from `testlist` down to `atom`.
//!
//! The levels of operators need no function each: a walk that builds nothing only has to know
//! which operators may stand between two operands, and where a `not` may stand.

use rustpython_parser::Tok;

use super::{Adapter, Reject, Step, range, starts_expr, starts_test};
use crate::token::Kind;

/// From `test` to `or_test`, and so on down: how far below each symbol stands on the stack.
const TEST_TO_FACTOR: u32 = 11;
const TEST_TO_NOT_TEST: u32 = 3;
const EXPR_TO_FACTOR: u32 = 6;
const FACTOR_TO_ATOM: u32 = 2;

/// What may stand in the iterable and the conditions of a comprehension.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Comprehension {
    /// `list_for`: several expressions, lambdas too.
    List,
    /// `comp_for`: an `or_test`.
    Other,
}

impl Adapter<'_> {
    /// `testlist: test (',' test)* [',']`
    pub(super) fn testlist(&mut self, depth: u32) -> Step {
        self.test(depth + 1)?;
        while self.kind() == Kind::Comma {
            self.copy();
            if !starts_test(self.kind()) {
                break;
            }
            self.test(depth + 1)?;
        }
        Ok(())
    }

    /// `exprlist: expr (',' expr)* [',']`
    pub(super) fn exprlist(&mut self, depth: u32) -> Step {
        self.expr(depth + 1)?;
        while self.kind() == Kind::Comma {
            self.copy();
            if !starts_expr(self.kind()) {
                break;
            }
            self.expr(depth + 1)?;
        }
        Ok(())
    }

    /// `yield_expr: 'yield' [testlist]`
    pub(super) fn yield_expr(&mut self, depth: u32) -> Step {
        self.expect(Kind::Yield)?;
        if starts_test(self.kind()) { self.testlist(depth + 1) } else { Ok(()) }
    }

    /// `test: or_test ['if' or_test 'else' test] | lambdef`
    pub(super) fn test(&mut self, depth: u32) -> Step {
        let mut depth = depth;
        loop {
            self.check_depth(depth + 1)?;
            if self.kind() == Kind::Lambda {
                return self.lambdef(depth + 1, Self::test);
            }
            self.or_test(depth + 1)?;
            if self.kind() != Kind::If {
                return Ok(());
            }
            self.copy();
            self.or_test(depth + 1)?;
            self.expect(Kind::Else)?;
            depth += 1;
        }
    }

    /// `old_test: or_test | old_lambdef`
    fn old_test(&mut self, depth: u32) -> Step {
        self.check_depth(depth + 1)?;
        if self.kind() == Kind::Lambda {
            return self.lambdef(depth + 1, Self::old_test);
        }
        self.or_test(depth + 1)
    }

    /// `lambdef: 'lambda' [varargslist] ':' test`, and the same with `old_test`.
    fn lambdef(&mut self, depth: u32, body: fn(&mut Self, u32) -> Step) -> Step {
        let keyword = self.at;
        self.copy();
        self.insert(Tok::Colon);
        let defaults = self.varargslist(depth + 1, keyword, Kind::Colon)?;
        self.expect_skip(Kind::Colon)?;
        body(self, depth + 1)?;
        if defaults {
            self.insert(Tok::Rpar);
        }
        Ok(())
    }

    /// `or_test`, with everything below it: operands with operators between them.
    fn or_test(&mut self, depth: u32) -> Step {
        let test = depth - 1;
        loop {
            let mut nots = 0;
            while self.kind() == Kind::Not {
                self.copy();
                nots += 1;
                self.check_depth(test + TEST_TO_NOT_TEST + nots)?;
            }
            self.comparison(test + nots)?;
            if !matches!(self.kind(), Kind::And | Kind::Or) {
                return Ok(());
            }
            self.copy();
        }
    }

    /// `comparison: expr (comp_op expr)*`, where `test` is the depth of the `test` around it.
    fn comparison(&mut self, test: u32) -> Step {
        loop {
            self.factor(test + TEST_TO_FACTOR)?;
            match self.kind() {
                Kind::Not => {
                    self.copy();
                    self.expect(Kind::In)?;
                }
                Kind::Is => {
                    self.copy();
                    if self.kind() == Kind::Not {
                        self.copy();
                    }
                }
                kind if is_arithmetic(kind) || is_comparison(kind) => self.copy(),
                _ => return Ok(()),
            }
        }
    }

    /// `expr`, with everything below it.
    pub(super) fn expr(&mut self, depth: u32) -> Step {
        loop {
            self.factor(depth + EXPR_TO_FACTOR)?;
            if !is_arithmetic(self.kind()) {
                return Ok(());
            }
            self.copy();
        }
    }

    /// `factor: ('+'|'-'|'~') factor | power` and `power: atom trailer* ['**' factor]`
    fn factor(&mut self, depth: u32) -> Step {
        let mut depth = depth;
        loop {
            while matches!(self.kind(), Kind::Plus | Kind::Minus | Kind::Tilde) {
                self.copy();
                depth += 1;
                self.check_depth(depth)?;
            }
            self.atom(depth + FACTOR_TO_ATOM)?;
            self.trailers(depth + FACTOR_TO_ATOM)?;
            if self.kind() != Kind::DoubleStar {
                return Ok(());
            }
            self.copy();
            depth += 2;
        }
    }

    /// `atom`: a display, a repr, a name, a number or strings.
    fn atom(&mut self, depth: u32) -> Step {
        let first = self.at;
        match self.kind() {
            Kind::Name => {
                self.check_depth(depth)?;
                match self.operand_end(first) {
                    Some(end) if end > first + 1 => self.span(Tok::Float { value: 0.0 }, end),
                    _ => self.copy(),
                }
                Ok(())
            }
            Kind::Int | Kind::Float | Kind::Imag | Kind::Str => {
                self.check_depth(depth)?;
                self.literal(first);
                Ok(())
            }
            Kind::Lpar => {
                self.check_depth(depth)?;
                self.parentheses(depth)
            }
            Kind::Lsqb => {
                self.check_depth(depth)?;
                self.listmaker(depth + 1)
            }
            Kind::Lbrace => {
                self.check_depth(depth)?;
                self.dictorsetmaker(depth + 1)
            }
            Kind::Backquote => {
                self.check_depth(depth)?;
                self.repr(depth)
            }
            _ => self.reject(),
        }
    }

    /// A number, or a run of strings.
    fn literal(&mut self, first: usize) {
        let is_string = self.kind() == Kind::Str;
        self.at += 1;
        while is_string && self.kind() == Kind::Str {
            self.at += 1;
        }
        let tok = Tok::Float { value: first as f64 };
        self.out.stream.push((tok, range(first as u32, self.at as u32)));
    }

    /// `'(' [yield_expr|testlist_comp] ')'`,
    /// `testlist_comp: test ( comp_for | (',' test)* [','] )`
    fn parentheses(&mut self, depth: u32) -> Step {
        let (mark, open) = (self.out.stream.len(), self.at);
        self.copy();
        match self.kind() {
            Kind::Rpar => return self.close(Kind::Rpar, open),
            Kind::Yield => self.yield_expr(depth + 1)?,
            _ => {
                let is_spanned = self.span_operand(depth + 2, is_comma)?;
                if !is_spanned {
                    self.test(depth + 2)?;
                }
                match self.kind() {
                    Kind::For => self.comprehension(depth + 2, Comprehension::Other)?,
                    Kind::Comma => {
                        self.make_subscript(mark);
                        self.more_elements(depth + 2)?;
                        return self.close_subscript(Kind::Rpar, open);
                    }
                    _ => {}
                }
            }
        }
        self.close(Kind::Rpar, open)
    }

    /// `'[' [listmaker] ']'`, `listmaker: test ( list_for | (',' test)* [','] )`
    fn listmaker(&mut self, depth: u32) -> Step {
        let (mark, open) = (self.out.stream.len(), self.at);
        self.copy();
        if self.kind() == Kind::Rsqb {
            return self.close(Kind::Rsqb, open);
        }
        self.element(depth + 1)?;
        if self.kind() == Kind::For {
            self.comprehension(depth + 1, Comprehension::List)?;
            return self.close(Kind::Rsqb, open);
        }
        self.make_subscript(mark);
        self.more_elements(depth + 1)?;
        self.close_subscript(Kind::Rsqb, open)
    }

    /// `(',' test)* [',']`, in brackets.
    pub(super) fn more_elements(&mut self, depth: u32) -> Step {
        while self.kind() == Kind::Comma {
            self.copy();
            if !starts_test(self.kind()) {
                break;
            }
            self.element(depth)?;
        }
        Ok(())
    }

    /// `test`, as an element between commas.
    pub(super) fn element(&mut self, depth: u32) -> Step {
        if self.span_operand(depth, ends_element)? { Ok(()) } else { self.test(depth) }
    }

    /// Writes a name with attributes, a number or strings as a `:`, if that is all there is before
    /// a token that may end it. Returns whether it is.
    pub(super) fn span_operand(
        &mut self,
        depth: u32,
        may_end: fn(Kind) -> bool,
    ) -> Result<bool, Reject> {
        let Some(end) = self.operand_end(self.at) else { return Ok(false) };
        if !may_end(self.tokens[end].kind) {
            return Ok(false);
        }
        self.check_depth(depth + TEST_TO_FACTOR + FACTOR_TO_ATOM)?;
        self.span(Tok::Colon, end);
        Ok(true)
    }

    /// `yield_expr|testlist`, what is assigned: a simple operand goes out as a `yield`.
    pub(super) fn assigned(&mut self, depth: u32) -> Step {
        if self.kind() == Kind::Yield {
            return self.yield_expr(depth);
        }
        match self.operand_end(self.at) {
            Some(end) if matches!(self.tokens[end].kind, Kind::Newline | Kind::Semi) => {
                self.check_depth(depth + 1 + TEST_TO_FACTOR + FACTOR_TO_ATOM)?;
                self.span(Tok::Yield, end);
                Ok(())
            }
            _ => self.testlist(depth),
        }
    }

    /// Returns the token behind the operand at `at`, if it is a simple one.
    fn operand_end(&self, at: usize) -> Option<usize> {
        let mut end = at + 1;
        match self.tokens[at].kind {
            Kind::Name => {
                while self.tokens[end].kind == Kind::Dot && self.tokens[end + 1].kind == Kind::Name
                {
                    end += 2;
                }
            }
            Kind::Str => {
                while self.tokens[end].kind == Kind::Str {
                    end += 1;
                }
            }
            Kind::Int | Kind::Float | Kind::Imag => {}
            _ => return None,
        }
        Some(end)
    }

    /// `'{' [dictorsetmaker] '}'`
    fn dictorsetmaker(&mut self, depth: u32) -> Step {
        let (mark, open) = (self.out.stream.len(), self.at);
        self.copy();
        if self.kind() == Kind::Rbrace {
            return self.close(Kind::Rbrace, open);
        }
        let is_spanned = self.span_pair(depth + 1)?;
        let is_dict = is_spanned || {
            self.element(depth + 1)?;
            self.kind() == Kind::Colon
        };
        if is_dict && !is_spanned {
            self.copy();
            self.test(depth + 1)?;
        }
        if self.kind() == Kind::For {
            self.comprehension(depth + 1, Comprehension::Other)?;
            return self.close(Kind::Rbrace, open);
        }
        self.make_subscript(mark);
        if !is_dict {
            self.more_elements(depth + 1)?;
            return self.close_subscript(Kind::Rbrace, open);
        }
        while self.kind() == Kind::Comma {
            self.copy();
            if !starts_test(self.kind()) {
                break;
            }
            if !self.span_pair(depth + 1)? {
                self.test(depth + 1)?;
                self.expect(Kind::Colon)?;
                self.test(depth + 1)?;
            }
        }
        self.close_subscript(Kind::Rbrace, open)
    }

    /// Writes two simple operands with a colon between them as one `:`, if that is all there is
    /// before a comma or the end. Returns whether it is.
    fn span_pair(&mut self, depth: u32) -> Result<bool, Reject> {
        let Some(colon) = self.operand_end(self.at) else { return Ok(false) };
        if self.tokens[colon].kind != Kind::Colon {
            return Ok(false);
        }
        let Some(end) = self.operand_end(colon + 1) else { return Ok(false) };
        if !ends_element(self.tokens[end].kind) {
            return Ok(false);
        }
        self.check_depth(depth + TEST_TO_FACTOR + FACTOR_TO_ATOM)?;
        self.span(Tok::Colon, end);
        Ok(true)
    }

    /// `` '`' testlist1 '`' ``, where `testlist1: test (',' test)*`
    fn repr(&mut self, depth: u32) -> Step {
        let open = self.at;
        self.replace(Tok::Name { name: String::new() });
        self.insert(Tok::Lsqb);
        self.test(depth + 2)?;
        while self.kind() == Kind::Comma {
            self.copy();
            self.test(depth + 2)?;
        }
        if self.kind() != Kind::Backquote {
            return self.reject();
        }
        self.out.links[self.at] = open as u32;
        self.replace(Tok::Rsqb);
        Ok(())
    }

    /// `comp_for`, from the first `for` on.
    pub(super) fn comp_for(&mut self, depth: u32) -> Step {
        self.comprehension(depth, Comprehension::Other)
    }

    /// `list_for` or `comp_for`, and the `for` and `if` parts behind it.
    fn comprehension(&mut self, depth: u32, style: Comprehension) -> Step {
        let mut depth = depth;
        loop {
            self.check_depth(depth)?;
            match self.kind() {
                Kind::For => {
                    self.copy();
                    self.exprlist(depth + 1)?;
                    self.expect(Kind::In)?;
                    match style {
                        Comprehension::List => self.testlist_safe(depth + 1)?,
                        Comprehension::Other => self.or_test(depth + 1)?,
                    }
                }
                Kind::If => {
                    self.copy();
                    let (mark, first) = (self.out.stream.len(), self.at);
                    let is_lambda = self.kind() == Kind::Lambda;
                    self.old_test(depth + 1)?;
                    if is_lambda {
                        self.parenthesise(mark, first);
                    }
                }
                _ => return Ok(()),
            }
            depth += 2;
        }
    }

    /// `testlist_safe: old_test [(',' old_test)+ [',']]`
    fn testlist_safe(&mut self, depth: u32) -> Step {
        let (mark, first) = (self.out.stream.len(), self.at);
        let is_lambda = self.kind() == Kind::Lambda;
        self.old_test(depth + 1)?;
        let is_list = self.kind() == Kind::Comma;
        if is_list {
            self.copy();
            self.old_test(depth + 1)?;
            while self.kind() == Kind::Comma {
                self.copy();
                if !starts_test(self.kind()) {
                    break;
                }
                self.old_test(depth + 1)?;
            }
        }
        if is_list || is_lambda {
            self.parenthesise(mark, first);
        }
        Ok(())
    }
}

fn is_arithmetic(kind: Kind) -> bool {
    matches!(
        kind,
        Kind::Plus
            | Kind::Minus
            | Kind::Star
            | Kind::Slash
            | Kind::Percent
            | Kind::DoubleSlash
            | Kind::Vbar
            | Kind::Caret
            | Kind::Amper
            | Kind::LeftShift
            | Kind::RightShift
    )
}

fn is_comparison(kind: Kind) -> bool {
    matches!(
        kind,
        Kind::Less
            | Kind::Greater
            | Kind::EqEqual
            | Kind::NotEqual
            | Kind::LessEqual
            | Kind::GreaterEqual
            | Kind::In
    )
}

fn is_comma(kind: Kind) -> bool {
    kind == Kind::Comma
}

/// Tells whether an element ends before such a token.
fn ends_element(kind: Kind) -> bool {
    matches!(
        kind,
        Kind::Comma | Kind::Rpar | Kind::Rsqb | Kind::Rbrace | Kind::Newline | Kind::Semi
    )
}
