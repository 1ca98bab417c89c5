//! Parameter lists of `def` and `lambda`.
//!
//! Nothing of a parameter list reaches the stream but the defaults, as the first elements of a
//! tuple that is open when the list ends.

use rustpython_parser::Tok;

use super::{Adapter, Parameter, Parameters, Plain, Reject, Step};
use crate::token::Kind;

impl Adapter<'_> {
    /// `varargslist`, up to the token `close`, for the function at `keyword`. Returns whether there
    /// are defaults, and with them an open tuple.
    pub(super) fn varargslist(
        &mut self,
        depth: u32,
        keyword: usize,
        close: Kind,
    ) -> Result<bool, Reject> {
        let mut params = Parameters { start: self.at as u32, ..Parameters::default() };
        let mut defaults = false;
        while self.kind() != close {
            match self.kind() {
                Kind::Star => {
                    params.vararg = Some(self.starred_name()?);
                    if self.kind() == Kind::Comma {
                        self.skip();
                        if self.kind() != Kind::DoubleStar {
                            return self.reject();
                        }
                        params.kwarg = Some(self.starred_name()?);
                    }
                    break;
                }
                Kind::DoubleStar => {
                    params.kwarg = Some(self.starred_name()?);
                    break;
                }
                _ => {}
            }
            let in_parentheses = self.kind() == Kind::Lpar;
            let first = self.at as u32;
            let parameter = self.fpdef(depth + 1)?;
            let parenthesised = match parameter {
                Parameter::Name(_) => in_parentheses,
                Parameter::Tuple(start, _) => start != first + 1,
            };
            let has_default = self.kind() == Kind::Equal;
            if has_default {
                self.skip();
                if !defaults {
                    self.open_defaults(close);
                }
                defaults = true;
                self.test(depth + 1)?;
                self.insert(Tok::Comma);
            }
            params.plain.push(Plain { parameter, has_default, parenthesised });
            if self.kind() != Kind::Comma {
                break;
            }
            self.skip();
        }
        self.out.params.push(params);
        self.out.links[keyword] = self.out.params.len() as u32;
        Ok(defaults)
    }

    /// Opens the tuple: the body of a lambda, or the annotation of a function.
    fn open_defaults(&mut self, close: Kind) {
        if close == Kind::Rpar {
            self.insert(Tok::Rarrow);
        }
        self.insert(Tok::Lpar);
    }

    /// A star or two and the name behind it, whose token is returned.
    fn starred_name(&mut self) -> Result<u32, Reject> {
        self.skip();
        let name = self.at as u32;
        self.expect_skip(Kind::Name)?;
        Ok(name)
    }

    /// `fpdef: NAME | '(' fplist ')'` and `fplist: fpdef (',' fpdef)* [',']`
    fn fpdef(&mut self, depth: u32) -> Result<Parameter, Reject> {
        self.check_depth(depth)?;
        let first = self.at as u32;
        if self.kind() == Kind::Name {
            self.skip();
            return Ok(Parameter::Name(first));
        }
        self.expect_skip(Kind::Lpar)?;
        let mut items = vec![self.fpdef(depth + 2)?];
        let mut comma = false;
        while self.kind() == Kind::Comma {
            comma = true;
            self.skip();
            if !matches!(self.kind(), Kind::Name | Kind::Lpar) {
                break;
            }
            items.push(self.fpdef(depth + 2)?);
        }
        self.expect_skip(Kind::Rpar)?;
        match items.pop() {
            Some(only) if items.is_empty() && !comma => Ok(only),
            Some(last) => {
                items.push(last);
                Ok(Parameter::Tuple(first + 1, items))
            }
            None => self.reject(),
        }
    }

    /// `funcdef: 'def' NAME parameters ':' suite`
    pub(super) fn funcdef(&mut self, depth: u32) -> Step {
        let keyword = self.at;
        self.copy();
        self.expect(Kind::Name)?;
        self.expect(Kind::Lpar)?;
        self.insert(Tok::Rpar);
        if self.varargslist(depth + 2, keyword, Kind::Rpar)? {
            self.insert(Tok::Rpar);
        }
        self.expect_skip(Kind::Rpar)?;
        self.suite(depth + 1)
    }
}
