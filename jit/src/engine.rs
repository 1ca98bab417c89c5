//! Runs LLVM: one target machine per tier and thread, one pipeline per tier, a module in, an object in memory out.
//!
//! Invariant: a context and its module live for one compile only; nothing of LLVM outlives the call except the two
//! target machines of the thread.

use inkwell::OptimizationLevel;
use inkwell::memory_buffer::MemoryBuffer;
use inkwell::module::Module;
use inkwell::passes::PassBuilderOptions;
use inkwell::targets::{
    CodeModel, FileType, InitializationConfig, RelocMode, Target, TargetMachine,
};
use std::sync::Once;

/// How much work a compile may take.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Level {
    /// Promotion to SSA and cleaning, fast code generation.
    Quick,
    /// Loop and redundancy passes, full code generation.
    Top,
}

const QUICK_PASSES: &str = "function(sroa,early-cse,simplifycfg)";
const TOP_PASSES: &str = "function(sroa<modify-cfg>,early-cse<memssa>,instcombine<no-verify-fixpoint>,simplifycfg,\
loop-mssa(loop-simplifycfg,licm<no-allowspeculation>,loop-rotate,licm,simple-loop-unswitch<no-nontrivial>),\
instcombine<no-verify-fixpoint>,loop(indvars,loop-deletion),gvn,sccp,correlated-propagation,\
instcombine<no-verify-fixpoint>,dse,loop-mssa(licm),simplifycfg)";

static INITIALISE: Once = Once::new();

/// The LLVM side of one compiling thread.
pub(crate) struct Engine {
    quick: TargetMachine,
    top: TargetMachine,
    cpu: String,
}

impl Engine {
    /// Makes the target machines of this thread.
    ///
    /// # Errors
    /// LLVM's own sentence when the host is not supported.
    pub(crate) fn new() -> Result<Engine, String> {
        INITIALISE.call_once(|| {
            // A failure shows as a missing target below.
            let _ = Target::initialize_native(&InitializationConfig::default());
        });
        let cpu = TargetMachine::get_host_cpu_name().to_string_lossy().into_owned();
        Ok(Engine { quick: machine(&cpu, Level::Quick)?, top: machine(&cpu, Level::Top)?, cpu })
    }

    /// The name of the processor code is made for.
    pub(crate) fn cpu(&self) -> &str {
        &self.cpu
    }

    fn machine(&self, level: Level) -> &TargetMachine {
        match level {
            Level::Quick => &self.quick,
            Level::Top => &self.top,
        }
    }

    /// Sets triple and data layout; call before any IR is built.
    pub(crate) fn prepare(&self, module: &Module<'_>) {
        module.set_triple(&self.top.get_triple());
        module.set_data_layout(&self.top.get_target_data().get_data_layout());
    }

    /// Optimises `module` in place.
    ///
    /// # Errors
    /// LLVM's sentence.
    pub(crate) fn optimise(&self, module: &Module<'_>, level: Level) -> Result<(), String> {
        let passes = match level {
            Level::Quick => QUICK_PASSES,
            Level::Top => TOP_PASSES,
        };
        module
            .run_passes(passes, self.machine(level), PassBuilderOptions::create())
            .map_err(|e| e.to_string())
    }

    /// Generates the object file.
    ///
    /// # Errors
    /// LLVM's sentence.
    pub(crate) fn emit(
        &self,
        module: &Module<'_>,
        level: Level,
        kind: FileType,
    ) -> Result<MemoryBuffer<'static>, String> {
        self.machine(level).write_to_memory_buffer(module, kind).map_err(|e| e.to_string())
    }
}

fn machine(cpu: &str, level: Level) -> Result<TargetMachine, String> {
    let triple = TargetMachine::get_default_triple();
    let target = Target::from_triple(&triple).map_err(|e| e.to_string())?;
    let features = TargetMachine::get_host_cpu_features();
    let optimisation = match level {
        Level::Quick => OptimizationLevel::None,
        Level::Top => OptimizationLevel::Default,
    };
    target
        .create_target_machine(
            &triple,
            cpu,
            &features.to_string_lossy(),
            optimisation,
            RelocMode::PIC,
            CodeModel::Small,
        )
        .ok_or_else(|| "LLVM has no target machine for this host".to_owned())
}
