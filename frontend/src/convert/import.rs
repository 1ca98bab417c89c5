//! Import and global statements, read from the tokens: the adapter has checked them and left a
//! `pass` in the stream.
//!
//! CPython 2.7 source: Python/ast.c (alias_for_import_name).

use super::Converter;
use crate::ast::{Alias, Identifier, Stmt, StmtKind};
use crate::token::Kind;

impl Converter<'_> {
    pub(super) fn import_name(&mut self, keyword: usize) -> Stmt {
        let mut at = keyword;
        let mut names = Vec::new();
        loop {
            let first = at + 1;
            let name;
            (name, at) = self.dotted_name(first);
            let asname = if self.kind(at) == Kind::As { Some(at + 1) } else { None };
            match asname {
                Some(asname) => {
                    self.check_name(asname);
                    at += 2;
                }
                None if at == first + 1 => self.check_name(first),
                None => {}
            }
            let asname = asname.map(|asname| self.name(asname));
            names.push(Alias { name, asname });
            if self.kind(at) != Kind::Comma {
                break;
            }
        }
        self.position(keyword).stmt(StmtKind::Import { names })
    }

    pub(super) fn import_from(&mut self, keyword: usize) -> Stmt {
        let mut at = keyword + 1;
        let mut level = 0;
        while self.kind(at) == Kind::Dot {
            level += 1;
            at += 1;
        }
        let mut module = None;
        if self.kind(at) != Kind::Import {
            let (name, next) = self.dotted_name(at);
            module = Some(name);
            at = next;
        }
        at += 1;
        let names = match self.kind(at) {
            Kind::Star => {
                let name = self.intern(b"*");
                vec![Alias { name, asname: None }]
            }
            Kind::Lpar => self.import_as_names(at + 1).0,
            _ => {
                let (names, end) = self.import_as_names(at);
                if self.kind(end - 1) == Kind::Comma {
                    let message = "trailing comma not allowed without surrounding parentheses";
                    self.fail_first(message, at);
                }
                names
            }
        };
        self.position(keyword).stmt(StmtKind::ImportFrom { module, names, level })
    }

    /// Records a failure that CPython finds before those of the names.
    fn fail_first(&mut self, message: &'static str, at: usize) {
        let line = self.token(at).line;
        if self.error.as_ref().is_none_or(|error| error.line >= line) {
            self.error = None;
            self.fail(message, at);
        }
    }

    /// Reads names from `at` on; returns the token behind them and a trailing comma.
    fn import_as_names(&mut self, at: usize) -> (Vec<Alias>, usize) {
        let mut at = at;
        let mut names = Vec::new();
        while matches!(self.kind(at), Kind::Name | Kind::Print) {
            let mut bound = at;
            let name = self.name(at);
            let mut asname = None;
            at += 1;
            if self.kind(at) == Kind::As {
                bound = at + 1;
                asname = Some(self.name(bound));
                at += 2;
            }
            self.check_name(bound);
            names.push(Alias { name, asname });
            if self.kind(at) == Kind::Comma {
                at += 1;
            }
        }
        (names, at)
    }

    /// Reads a name with dots from `at` on; returns the token behind it.
    fn dotted_name(&mut self, at: usize) -> (Identifier, usize) {
        let mut next = at + 1;
        if self.kind(next) != Kind::Dot {
            return (self.name(at), next);
        }
        let mut name = String::from_utf8_lossy(self.text(at)).into_owned();
        while self.kind(next) == Kind::Dot {
            name.push('.');
            name.push_str(&String::from_utf8_lossy(self.text(next + 1)));
            next += 2;
        }
        (name.into(), next)
    }

    pub(super) fn global(&mut self, keyword: usize) -> Stmt {
        let mut names = Vec::new();
        let mut at = keyword;
        loop {
            names.push(self.name(at + 1));
            at += 2;
            if self.kind(at) != Kind::Comma {
                break;
            }
        }
        self.position(keyword).stmt(StmtKind::Global { names })
    }
}
