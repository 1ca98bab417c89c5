//! Typed, speculative machine code from bytecode and feedback.
//!
//! ```text
//! CompileRequest ──► emit (typed bytecode to LLVM IR) ──► engine (LLVM) ──► link ──► CompiledCode
//! ```
//!
//! Always true: a compile reads plain data only and publishes either a whole linked function with its site tables
//! or nothing.
#![deny(unsafe_code)]

#[expect(unsafe_code, reason = "island: code memory")]
mod arena;
mod elf;
mod emit;
mod engine;
mod link;

use abi::compiler::{Bailout, CompileRequest, CompiledCode, Compiler, Dump, Entry, Tier, World};
use abi::helpers::Helper;
use abi::layout::{CX_ANCHOR_FP, CX_ANCHOR_SP};
use arena::Arena;
use emit::{Assumptions, Stop};
use engine::{Engine, Level};
use inkwell::context::Context;
use inkwell::targets::FileType;
use link::Target;

/// The most parameters compiled code passes.
const MOST_PARAMETERS: usize = 16;
/// Attempts until the types at loops must have settled.
const MOST_ATTEMPTS: usize = 60;

/// The compiler: LLVM and the code arena.
pub struct LlvmCompiler {
    engine: Option<Engine>,
    arena: Option<Arena>,
}

impl Default for LlvmCompiler {
    fn default() -> LlvmCompiler {
        LlvmCompiler::new()
    }
}

// LLVM's target machines are used by one thread at a time: all access goes through `&mut`.
#[expect(unsafe_code, reason = "the target machines move with the compiler")]
// SAFETY: a target machine has no tie to the thread that made it, and `&mut self` excludes sharing.
unsafe impl Send for LlvmCompiler {}

impl LlvmCompiler {
    /// Makes a compiler; LLVM is set up at the first compile.
    pub fn new() -> LlvmCompiler {
        LlvmCompiler { engine: None, arena: None }
    }

    /// Bytes of code pages in use.
    pub fn code_bytes(&self) -> usize {
        self.arena.as_ref().map_or(0, Arena::used_bytes)
    }
}

impl Compiler for LlvmCompiler {
    fn compile(
        &mut self,
        world: &World,
        request: &CompileRequest,
    ) -> Result<CompiledCode, Bailout> {
        if request.code.is_generator() != matches!(request.entry, Entry::Generator) {
            return Err(Bailout::Generator);
        }
        if !request.code.has(ir::code::flags::OPTIMIZED) && !request.names_are_globals {
            return Err(Bailout::Namespace);
        }
        if request.code.parameter_count() > MOST_PARAMETERS {
            return Err(Bailout::TooManyParameters);
        }
        if self.engine.is_none() {
            self.engine = Engine::new().ok();
            self.arena = Arena::new();
        }
        let (Some(engine), Some(arena)) = (&self.engine, &mut self.arena) else {
            return Err(Bailout::Backend);
        };
        let mut assumptions = Assumptions::default();
        for _ in 0..MOST_ATTEMPTS {
            match attempt(engine, arena, world, request, &mut assumptions) {
                Ok(code) => return Ok(code),
                Err(Stop::Restart) => {}
                Err(Stop::EndOfBlock) => return Err(Bailout::NothingToDo),
                Err(Stop::Bailout(reason)) => return Err(reason),
            }
        }
        if cfg!(debug_assertions) {
            eprintln!("jit: {}: {}", request.code.name, assumptions.describe());
        }
        Err(Bailout::NoFixpoint)
    }
}

fn attempt(
    engine: &Engine,
    arena: &mut Arena,
    world: &World,
    request: &CompileRequest,
    assumptions: &mut Assumptions,
) -> Result<CompiledCode, Stop> {
    let ctx = Context::create();
    let module = ctx.create_module("pyston");
    engine.prepare(&module);
    let emitted = emit::emit(&ctx, &module, world, request, assumptions, engine.cpu())?;
    let refuse = |what: &str, text: String| {
        if request.check || request.dump.contains(&Dump::Typed) || cfg!(debug_assertions) {
            eprintln!("jit: {} of {}: {text}", what, request.code.name);
        }
        Stop::Bailout(Bailout::Backend)
    };
    if (cfg!(debug_assertions) || request.check || request.dump.contains(&Dump::Typed))
        && let Err(text) = module.verify()
    {
        eprintln!("{}", module.print_to_string().to_string_lossy());
        return Err(refuse("verification", text.to_string()));
    }
    let level = match request.tier {
        Tier::Quick => Level::Quick,
        Tier::Top => Level::Top,
    };
    engine.optimise(&module, level).map_err(|t| refuse("optimisation", t))?;
    if request.dump.contains(&Dump::Llvm) {
        eprintln!("{}", module.print_to_string().to_string_lossy());
    }
    if request.dump.contains(&Dump::Asm)
        && let Ok(text) = engine.emit(&module, level, FileType::Assembly)
    {
        eprintln!("{}", String::from_utf8_lossy(text.as_slice()));
    }
    let object = engine.emit(&module, level, FileType::Object).map_err(|t| refuse("code", t))?;
    let linked =
        link::link(arena, object.as_slice(), &[emit::ENTRY_SYMBOL], &|name| resolve(world, name))
            .map_err(|t| refuse("linking", t))?;
    let (Some(entry), Some(image_offset)) = (linked.entries.first(), linked.image_offsets.first())
    else {
        return Err(Stop::Bailout(Bailout::Backend));
    };
    Ok(CompiledCode {
        entry: *entry,
        start: linked.start,
        size: linked.size,
        image_offset: *image_offset,
        sites: emitted.sites,
        speculated: emitted.speculated,
    })
}

/// The address of a symbol that compiled code refers to.
fn resolve(world: &World, name: &str) -> Option<Target> {
    let helper = Helper::from_name(name)?;
    let address = world.helpers.address(helper) as u64;
    Some(if helper.is_safepoint() {
        Target::Anchored { address, fp_offset: CX_ANCHOR_FP as i32, sp_offset: CX_ANCHOR_SP as i32 }
    } else {
        Target::At(address)
    })
}
