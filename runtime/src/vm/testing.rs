//! A machine for unit tests.

use super::{Settings, Vm};
use crate::cx::Cx;
use ir::source_compiler::{CompileFlags, Compiled, ErrorKind, Mode, SourceCompiler, SyntaxError};

/// A compiler that declines everything.
struct NoCompiler;

impl SourceCompiler for NoCompiler {
    fn compile(
        &self,
        _: &[u8],
        _: &[u8],
        _: Mode,
        _: CompileFlags,
    ) -> Result<Compiled, SyntaxError> {
        Err(SyntaxError {
            kind: ErrorKind::System,
            message: "no compiler in unit tests".to_owned(),
            line: 0,
            offset: None,
            text: None,
            message_only: false,
        })
    }
}

/// Runs `action` on a fresh machine. Unit tests that use it run one at a time.
pub fn with_cx<T>(action: impl FnOnce(&Cx) -> T) -> T {
    static LOCK: std::sync::Mutex<()> = std::sync::Mutex::new(());
    let _guard = LOCK.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
    let cx = Vm::boot(Settings::default(), Box::new(NoCompiler), Vec::new(), &[]).expect("boots");
    cx.set_stack_budget(1 << 20);
    action(cx)
}
