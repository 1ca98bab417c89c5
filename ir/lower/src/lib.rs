//! Lowering: Python 2.7 source and trees to register bytecode.
//!
//! ```text
//! source ─► frontend::parse ─► scope (collect, resolve) ─► Lowerer ─► ir::Code
//! ```
//!
//! Always true: what comes out passes the verifier (checked in debug builds);
//! all errors have CPython 2.7's texts; nothing recurses deeper than the
//! stack allows: trees of more than a few levels are lowered on a thread with
//! a stack of its own.
#![forbid(unsafe_code)]

mod assign;
mod class_def;
mod comprehension;
mod condition;
mod display;
mod error;
mod expr;
mod fold;
mod function_def;
mod import;
mod jumps;
mod loops;
mod lowering;
mod names;
mod scope;
mod spine;
mod stmt;
pub mod symbols;
mod try_stmt;
mod unit;
mod with_stmt;

use crate::error::{Fail, Lowering, from_parser, limit};
use crate::lowering::Lowerer;
use crate::names::Names;
use crate::scope::ScopeId;
use crate::unit::Unit;
use frontend::ast::Mod;
use frontend::{Encoding, FutureFlags, ParseFlags, TabCheck};
use ir::source_compiler::{CompileFlags, Compiled, Mode, SourceCompiler, SyntaxError};
use ir::{Code, Insn};
use std::sync::Arc;

/// How many levels of a tree are lowered on the caller's stack.
const SHALLOW: u32 = 40;
/// How many are lowered at all; the parser lets fewer through.
const DEEP: u32 = 8_000;
/// How many levels of a tree the module `_symtable` looks at, on the stack of its caller.
const DEEP_SYMBOLS: u32 = 300;
/// The stack for deep trees.
const DEEP_STACK: usize = 128 << 20;

/// The compiler from source text to code objects.
#[derive(Clone, Copy, Debug, Default)]
pub struct Frontend;

impl SourceCompiler for Frontend {
    fn compile(
        &self,
        source: &[u8],
        filename: &[u8],
        mode: Mode,
        flags: CompileFlags,
    ) -> Result<Compiled, SyntaxError> {
        lower(&parse_tree(source, filename, mode, flags)?, filename, flags)
    }
}

/// Parses source text to a tree.
///
/// # Errors
/// The `SyntaxError`s of CPython's parser.
pub fn parse_tree(
    source: &[u8],
    filename: &[u8],
    mode: Mode,
    flags: CompileFlags,
) -> Result<Mod, SyntaxError> {
    let parse_flags = ParseFlags {
        future: FutureFlags(flags.future & FutureFlags::ALL.0),
        encoding: if flags.source_is_utf8 {
            Encoding::Unicode
        } else if flags.from_file {
            Encoding::File
        } else {
            Encoding::Bytes
        },
        dont_imply_dedent: flags.dont_imply_dedent,
        tabs: if flags.tab_check > 1 { TabCheck::Error } else { TabCheck::Ignore },
    };
    let parse_mode = match mode {
        Mode::Exec => frontend::Mode::Module,
        Mode::Eval => frontend::Mode::Eval,
        Mode::Single => frontend::Mode::Single,
    };
    let shown = String::from_utf8_lossy(filename);
    let parsed = frontend::parse(source, &shown, parse_mode, parse_flags);
    parsed.map(|parsed| parsed.module).map_err(from_parser)
}

/// Lowers a tree.
///
/// # Errors
/// The `SyntaxError`s of CPython's passes behind the parser.
pub fn lower(module: &Mod, filename: &[u8], flags: CompileFlags) -> Result<Compiled, SyntaxError> {
    let result = match lower_within(module, filename, flags, SHALLOW) {
        Err(Fail::TooDeep) => std::thread::scope(|scope| {
            std::thread::Builder::new()
                .stack_size(DEEP_STACK)
                .spawn_scoped(scope, || lower_within(module, filename, flags, DEEP))
                .map_err(|_| limit("no memory for a deeply nested source"))
                .and_then(|thread| {
                    thread.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic))
                })
        }),
        result => result,
    };
    result.map_err(|fail| match fail {
        Fail::Source(error) => *error,
        Fail::TooDeep => match limit("the source is nested too deeply") {
            Fail::Source(error) => *error,
            Fail::TooDeep => unreachable!("a limit is an error of the source"),
        },
    })
}

fn lower_within(
    module: &Mod,
    filename: &[u8],
    flags: CompileFlags,
    depth_limit: u32,
) -> Lowering<Compiled> {
    let future = frontend::future_features(module)
        .map_err(|error| SyntaxError { message_only: true, ..from_parser(error) })?;
    let mut names = Names::default();
    let mut warnings = Vec::new();
    let scopes = scope::analyse(module, &mut names, &mut warnings, depth_limit)?;
    let interactive = matches!(module, Mod::Interactive(_));
    let unit = Unit::new(ScopeId(0), "<module>".into(), 0, None, &scopes, &names)?;
    let mut lowerer = Lowerer {
        scopes: &scopes,
        names: &mut names,
        warnings: &mut warnings,
        filename: Arc::from(filename),
        future: (flags.future | future.flags.0) & FutureFlags::ALL.0,
        future_line: future.last_line,
        optimize: flags.optimize,
        interactive,
        unit,
        outer: Vec::new(),
    };
    lowerer.unit.flags = lowerer.future;
    lowerer.module(module)?;
    let Lowerer { unit, filename, names, .. } = lowerer;
    let code = unit.finish(scopes.get(ScopeId(0)), names, &filename);
    debug_check(&code);
    Ok(Compiled { code: Arc::new(code), warnings })
}

impl Lowerer<'_> {
    fn module(&mut self, module: &Mod) -> Lowering {
        match module {
            Mod::Module(body) => self.documented_body(body)?,
            Mod::Interactive(body) => self.body(body)?,
            Mod::Expression(value) => {
                let value = self.push(value)?;
                self.emit(Insn::Return { value });
            }
        }
        self.return_none();
        Ok(())
    }
}

/// Verifies what was made, in debug builds.
fn debug_check(code: &Code) {
    if cfg!(debug_assertions)
        && let Err(error) = ir::verify(code)
    {
        unreachable!("lowering made wrong code: {error}");
    }
}
