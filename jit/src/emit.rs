//! Typed emission: bytecode with feedback becomes LLVM IR, blocks in reverse post-order.
//!
//! Always true: each block is emitted once, from the join of the states its predecessors left; every edge has an
//! LLVM block of its own in which the predecessor's registers take the form the join asks for. The join of a loop
//! header is assumed when the header is met; a back edge that does not fit widens the assumption and emission
//! starts again, until nothing changes. Types only widen, so this ends.

mod arith;
pub(crate) mod asm;
mod builtin;
mod call;
mod catch;
mod container;
mod control;
mod enter;
mod exit;
mod generator;
mod inline;
mod iterate;
mod join;
mod object;
mod shapes;
mod tails;
mod value;
mod walk;

use abi::compiler::{Bailout, CompileRequest, Entry, World};
use abi::deopt::{ExitKind, FrameState, IMAGE_MIN_REGISTERS};
use abi::feedback::SiteFact;
use abi::helpers::Helper;
use asm::Asm;
use inkwell::attributes::{Attribute, AttributeLoc};
use inkwell::basic_block::BasicBlock;
use inkwell::context::Context;
use inkwell::module::{Linkage, Module};
use inkwell::values::{FunctionValue, IntValue, PointerValue};
use ir::{Block, Insn, SiteId};
use join::Join;
use std::collections::HashMap;
use value::{Regs, Release, Slot};
use walk::Walk;

/// Why emission of a block or function stops.
pub(crate) enum Stop {
    /// Control never gets past this point of the block.
    EndOfBlock,
    /// An assumption about a loop was widened: start again.
    Restart,
    /// Give up.
    Bailout(Bailout),
}

pub(crate) type Emit<T> = Result<T, Stop>;

/// The symbol of the compiled function.
pub(crate) const ENTRY_SYMBOL: &str = "pyston_compiled";

/// What is assumed about loop headers; kept from one attempt to the next.
#[derive(Default)]
pub(crate) struct Assumptions {
    headers: HashMap<Block, Vec<Join>>,
    refused: Vec<(Block, u16)>,
    /// Calls, each by the positions that lead to it, whose callee cannot be compiled in.
    calls: Vec<Vec<u32>>,
    /// Room in the image for the registers of functions compiled in.
    inner_registers: usize,
}

impl Assumptions {
    /// Text for debugging: the registers of each header.
    pub(crate) fn describe(&self) -> String {
        format!("{:?}, refused {:?}", self.headers, self.refused)
    }
}

/// What emission gives besides the LLVM function.
pub(crate) struct Emitted {
    pub(crate) sites: Vec<FrameState>,
    pub(crate) speculated: Vec<(u32, u16)>,
}

/// A function around the one being emitted.
struct Outer<'c, 'r> {
    func: &'r ir::Function,
    part: usize,
    base: usize,
    pc: u32,
    depth: IntValue<'c>,
    callee: IntValue<'c>,
    /// The register that holds the instance, if the callee is an `__init__`.
    init: Option<u16>,
    walk: Walk<'c>,
}

pub(crate) struct Emitter<'c, 'r> {
    pub(crate) a: Asm<'c>,
    pub(crate) module: &'r Module<'c>,
    pub(crate) world: &'r World,
    pub(crate) request: &'r CompileRequest,
    pub(crate) func: &'r ir::Function,
    /// Which function of the request `func` is; 0 is the request's own.
    part: usize,
    outer: Vec<Outer<'c, 'r>>,
    /// Instructions compiled in so far.
    inlined: usize,
    pub(crate) regs: Regs<'c>,
    pub(crate) releases: Vec<Release<'c>>,
    pub(crate) sites: Vec<FrameState>,
    pub(crate) cx: PointerValue<'c>,
    pub(crate) callee: IntValue<'c>,
    pub(crate) depth: IntValue<'c>,
    pub(crate) image: PointerValue<'c>,
    pub(crate) common_exit: BasicBlock<'c>,
    pub(crate) pc: u32,
    /// Changes whenever a register does: an exit block is shared only between equal states.
    pub(crate) version: u64,
    /// What an unpacking, by first register and position, gives without a tuple.
    pairs: HashMap<(usize, u32), [Slot<'c>; 2]>,
    pub(crate) tails: tails::Tails<'c>,
    pub(crate) last_exit: Option<(u32, u64, ExitKind, BasicBlock<'c>)>,
    /// Changes at every safepoint: heap facts of an older epoch are void.
    pub(crate) heap_epoch: u64,
    pub(crate) checked_versions: Vec<(u64, u64, u64)>,
    walk: Walk<'c>,
    assumptions: &'r mut Assumptions,
    restart: bool,
    /// Of a generator: the block that goes to where it stands.
    dispatch: Option<generator::Dispatch<'c>>,
    /// Releases belong to an edge: the position is the start of its target.
    pub(crate) on_edge: bool,
}

fn attribute(ctx: &Context, f: FunctionValue<'_>, name: &str, value: &str) {
    f.add_attribute(AttributeLoc::Function, ctx.create_string_attribute(name, value));
}

/// Emits the request into `module`.
pub(crate) fn emit<'c>(
    ctx: &'c Context,
    module: &Module<'c>,
    world: &World,
    request: &CompileRequest,
    assumptions: &mut Assumptions,
    cpu: &str,
) -> Emit<Emitted> {
    let func = &request.code.function;
    let parameters = match request.entry {
        Entry::Start => request.code.parameter_count(),
        Entry::Loop(_) => 0,
        Entry::Generator => 1,
    };
    let (i64t, ptrt) = (ctx.i64_type(), ctx.ptr_type(inkwell::AddressSpace::default()));
    let mut types: Vec<inkwell::types::BasicMetadataTypeEnum<'c>> =
        vec![ptrt.into(), i64t.into(), i64t.into()];
    types.extend((0..parameters).map(|_| inkwell::types::BasicMetadataTypeEnum::from(i64t)));
    let f = module.add_function(ENTRY_SYMBOL, i64t.fn_type(&types, false), Some(Linkage::External));
    for name in ["nounwind", "noinline"] {
        let kind = Attribute::get_named_enum_kind_id(name);
        f.add_attribute(AttributeLoc::Function, ctx.create_enum_attribute(kind, 0));
    }
    attribute(ctx, f, "frame-pointer", "all");
    attribute(ctx, f, "no-realign-stack", "");
    attribute(ctx, f, "probe-stack", "inline-asm");
    attribute(ctx, f, "target-cpu", cpu);

    let a = Asm::new(ctx, f);
    let entry = a.block("entry");
    a.at(entry);
    // Behind the registers: for a loop, the address of the heap frame's registers.
    let count = usize::from(func.registers).max(IMAGE_MIN_REGISTERS) as u32
        + 1
        + assumptions.inner_registers as u32;
    let image_type =
        ctx.struct_type(&[a.i32t.into(), a.i32t.into(), i64t.array_type(count).into()], false);
    let image = a.b.build_alloca(image_type, "image").expect("positioned in entry");
    let stackmap = module.add_function(
        "llvm.experimental.stackmap",
        ctx.void_type().fn_type(&[i64t.into(), a.i32t.into()], true),
        Some(Linkage::External),
    );
    a.b.build_call(
        stackmap,
        &[i64t.const_zero().into(), a.i32t.const_zero().into(), image.into()],
        "",
    )
    .expect("positioned in entry");
    let common_exit = a.block("leave");
    let parameter = |i: u32| f.get_nth_param(i).expect("declared above");
    let mut e = Emitter {
        cx: parameter(0).into_pointer_value(),
        callee: parameter(1).into_int_value(),
        depth: parameter(2).into_int_value(),
        a,
        module,
        world,
        request,
        func,
        part: 0,
        outer: Vec::new(),
        inlined: 0,
        regs: Regs { all: vec![None; usize::from(func.registers)], base: 0 },
        releases: Vec::new(),
        sites: Vec::new(),
        image,
        common_exit,
        pc: 0,
        version: 0,
        pairs: HashMap::new(),
        tails: tails::Tails::default(),
        last_exit: None,
        heap_epoch: 0,
        checked_versions: Vec::new(),
        walk: Walk::default(),
        assumptions,
        restart: false,
        dispatch: None,
        on_edge: false,
    };
    e.run(parameters)?;
    if e.restart {
        return Err(Stop::Restart);
    }
    e.finish_dispatch();
    e.a.at(common_exit);
    e.store_depth();
    let image = e.a.address(e.image);
    let result = e.call_leaf(Helper::py_exit, &[image, e.a.c(u64::from(request.unit))]);
    e.a.ret(result);
    let mut speculated = Vec::new();
    for (block, header) in &e.walk.headers {
        let pc = func.blocks[block.index()].start;
        for (i, join) in header.joins.iter().enumerate() {
            if matches!(join, Join::Value { speculated: true, .. }) {
                speculated.push((pc, i as u16));
            }
        }
    }
    Ok(Emitted { sites: e.sites, speculated })
}

impl<'c> Emitter<'c, '_> {
    fn run(&mut self, parameters: usize) -> Emit<()> {
        let start = match self.request.entry {
            Entry::Start | Entry::Generator => Block(0),
            Entry::Loop(pc) => self.func.block_at(pc),
        };
        self.pc = self.func.blocks[start.index()].start;
        match self.request.entry {
            Entry::Start => {
                self.enter_function(parameters);
                self.heat()?;
            }
            Entry::Loop(_) => self.enter_loop(),
            Entry::Generator => self.enter_generator(),
        }
        self.walk_from(start)
    }

    /// The code of the function being emitted.
    pub(crate) fn code(&self) -> &'_ ir::Code {
        match self.part {
            0 => &self.request.code,
            part => &self.request.parts[part - 1].code,
        }
    }

    pub(crate) fn constants(&self) -> &'_ [u64] {
        match self.part {
            0 => &self.request.constants,
            part => &self.request.parts[part - 1].constants,
        }
    }

    pub(crate) fn names(&self) -> &'_ [u64] {
        match self.part {
            0 => &self.request.names,
            part => &self.request.parts[part - 1].names,
        }
    }

    /// Whether to say why emission gives up.
    pub(crate) fn talks(&self) -> bool {
        cfg!(debug_assertions) || self.request.dump.contains(&abi::compiler::Dump::Typed)
    }

    pub(crate) fn fact(&self, site: SiteId) -> SiteFact {
        if self.request.generic {
            return SiteFact::Unknown;
        }
        let facts = match self.part {
            0 => &self.request.facts,
            part => &self.request.parts[part - 1].facts,
        };
        facts.get(site.index()).copied().unwrap_or_default()
    }

    /// Runs the instruction by the protocol and writes its only result.
    pub(crate) fn generic(&mut self, insn: &Insn) -> Emit<()> {
        let result = self.step(insn)?;
        if let Some(dst) = insn.defs().first() {
            self.define(*dst, Slot::owned(result))?;
        }
        Ok(())
    }
}
