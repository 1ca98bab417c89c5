//! The compiler from source that the runtime gets: `lower`, with dumps of its stages
//! and, on request, the verifier. Always true: what it returns is what `lower` returns.

use std::io::Write;

use ir::code::flags;
use ir::source_compiler::{CompileFlags, Compiled, ErrorKind, Mode, SourceCompiler, SyntaxError};
use ir::{Code, Constant};
use runtime::vm::Settings;

/// What `-X dump=` and `-X check` ask of the front end.
pub(crate) struct Compiler {
    lower: lower::Frontend,
    /// `-X dump=ast[:FUNCTION]` and `-X dump=ir[:FUNCTION]`
    dumps: Vec<Dump>,
    /// `-X check`
    check: bool,
    /// `-Qnew` and `-U`: features of all code, as if each source asked for them.
    future: u32,
    /// `-t`, counted.
    tab_check: u8,
}

/// One stage to show, of all code or of the functions of one name.
struct Dump {
    stage: Stage,
    function: Option<String>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Stage {
    Tree,
    Bytecode,
}

impl Compiler {
    /// Makes the compiler that `settings` ask for.
    pub(crate) fn new(settings: &Settings) -> Self {
        let dumps = settings.dump.iter().filter_map(|text| {
            let (stage, function) = match text.split_once(':') {
                Some((stage, function)) => (stage, Some(function.to_owned())),
                None => (text.as_str(), None),
            };
            let stage = match stage {
                "ast" => Stage::Tree,
                "ir" => Stage::Bytecode,
                _ => return None,
            };
            Some(Dump { stage, function })
        });
        let division = if settings.division == 3 { flags::FUTURE_DIVISION } else { 0 };
        let unicode = if settings.unicode_literals { flags::FUTURE_UNICODE_LITERALS } else { 0 };
        Self {
            lower: lower::Frontend,
            dumps: dumps.collect(),
            check: settings.check,
            future: division | unicode,
            tab_check: settings.tab_check,
        }
    }

    fn shows(&self, stage: Stage) -> impl Iterator<Item = &Dump> {
        self.dumps.iter().filter(move |dump| dump.stage == stage)
    }
}

impl SourceCompiler for Compiler {
    fn compile(
        &self,
        source: &[u8],
        filename: &[u8],
        mode: Mode,
        mut flags: CompileFlags,
    ) -> Result<Compiled, SyntaxError> {
        flags.future |= self.future;
        flags.tab_check = flags.tab_check.max(self.tab_check);
        let compiled = self.lower.compile(source, filename, mode, flags)?;
        if self.check {
            check(&compiled.code)?;
        }
        for dump in self.shows(Stage::Bytecode) {
            for code in chosen(&compiled.code, dump.function.as_deref()) {
                show(&ir::text::print(code));
            }
        }
        Ok(compiled)
    }
}

/// Returns the outermost code objects of that name; without a name, the code itself.
fn chosen<'a>(code: &'a Code, name: Option<&str>) -> Vec<&'a Code> {
    match name {
        Some(name) if name != &*code.name => {
            nested(code).flat_map(|inner| chosen(inner, Some(name))).collect()
        }
        _ => vec![code],
    }
}

fn nested(code: &Code) -> impl Iterator<Item = &Code> {
    code.constants.iter().filter_map(|constant| match constant {
        Constant::Code(code) => Some(&**code),
        _ => None,
    })
}

/// Verifies a code object and all inside it.
fn check(code: &Code) -> Result<(), SyntaxError> {
    ir::verify(code).map_err(|problem| SyntaxError {
        kind: ErrorKind::System,
        message: format!("bytecode of {} is not well-formed: {problem}", code.name),
        line: code.first_line,
        offset: None,
        text: None,
        message_only: false,
    })?;
    nested(code).try_for_each(check)
}

/// Writes to standard error: a dump is never mixed into a program's output.
fn show(text: &str) {
    drop(std::io::stderr().write_all(text.as_bytes()));
}
