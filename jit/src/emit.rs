//! Typed emission: bytecode with feedback becomes LLVM IR, blocks in reverse post-order.
//!
//! Always true: each block is emitted once, from the join of the states its predecessors left; every edge has an
//! LLVM block of its own in which the predecessor's registers take the form the join asks for. The join of a loop
//! header is assumed when the header is met; a back edge that does not fit widens the assumption and emission
//! starts again, until nothing changes. Types only widen, so this ends.

mod arith;
pub(crate) mod asm;
mod call;
mod control;
mod exit;
mod generator;
mod inline;
mod object;
mod value;

use abi::compiler::{Bailout, CompileRequest, Entry, World};
use abi::deopt::{ExitKind, FrameState, IMAGE_MIN_REGISTERS};
use abi::feedback::{Kinds, SiteFact};
use abi::helpers::Helper;
use abi::layout::{CX_DEPTH_LIMIT, CX_STACK_LIMIT};
use asm::{Asm, Memory};
use inkwell::IntPredicate;
use inkwell::attributes::{Attribute, AttributeLoc};
use inkwell::basic_block::BasicBlock;
use inkwell::context::Context;
use inkwell::module::{Linkage, Module};
use inkwell::values::{FunctionValue, IntValue, PhiValue, PointerValue};
use ir::{Block, Insn, Reg, SiteId};
use std::collections::HashMap;
use value::{Regs, Release, Slot, Ty, Val};

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

/// The most instructions that are compiled together.
const MOST_INSTRUCTIONS: usize = 4000;

/// The symbol of the compiled function.
pub(crate) const ENTRY_SYMBOL: &str = "pyston_compiled";

/// How a register enters a block.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Join {
    Dead,
    Value { ty: Ty, maybe_unbound: bool, speculated: bool },
}

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

struct Edge<'c> {
    block: BasicBlock<'c>,
    regs: Regs<'c>,
    pc: u32,
}

struct Header<'c> {
    block: BasicBlock<'c>,
    joins: Vec<Join>,
    phis: Vec<Option<PhiValue<'c>>>,
    /// Registers that are the same on all edges and need nothing.
    carried: Vec<Option<Slot<'c>>>,
}

/// Where emission is in one function.
#[derive(Default)]
struct Walk<'c> {
    pending: HashMap<Block, Vec<Edge<'c>>>,
    headers: HashMap<Block, Header<'c>>,
    order: HashMap<Block, usize>,
    /// For a function compiled in: where it returns; its value is in its first register.
    returns: Vec<Edge<'c>>,
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

    /// Emits the blocks of the current function from `start` on, where control is now.
    fn walk_from(&mut self, start: Block) -> Emit<()> {
        let mut order = self.reverse_post_order(start);
        if self.outer.is_empty() && matches!(self.request.entry, Entry::Loop(_)) {
            order = self.loop_around(start, &order);
        }
        let size = |block: &Block| {
            let data = self.func.blocks[block.index()];
            (data.end - data.start) as usize
        };
        if order.iter().map(size).sum::<usize>() > MOST_INSTRUCTIONS {
            return Err(Stop::Bailout(Bailout::TooLarge));
        }
        for (i, block) in order.iter().enumerate() {
            self.walk.order.insert(*block, i);
        }
        let mut is_header = vec![false; self.func.blocks.len()];
        for block in &order {
            for target in self.func.terminator(*block).successors().iter() {
                let place = self.walk.order.get(target);
                if place.is_some_and(|place| *place <= self.walk.order[block]) {
                    is_header[target.index()] = true;
                }
            }
        }
        self.edge_to(start);
        for block in order {
            match self.emit_block(block, is_header[block.index()]) {
                Ok(()) | Err(Stop::EndOfBlock) => {}
                Err(stop) => return Err(stop),
            }
            self.releases.clear();
        }
        Ok(())
    }

    /// From `block` to `target`, which is behind the loop that is compiled.
    fn leave_loop(&mut self, target: Block, block: BasicBlock<'c>) {
        let (here, pc) = (self.a.here(), self.pc);
        self.a.at(block);
        self.pc = self.func.blocks[target.index()].start;
        let exit = self.exit_block(ExitKind::LoopLeft);
        self.a.jump(exit);
        self.a.at(here);
        self.pc = pc;
    }

    /// The blocks of the outermost loop around `header`: those that control reaches from it and returns from.
    fn loop_around(&self, header: Block, order: &[Block]) -> Vec<Block> {
        let mut inside = vec![false; self.func.blocks.len()];
        inside[header.index()] = true;
        loop {
            let mut grown = false;
            for block in order.iter().rev() {
                let returns = !inside[block.index()]
                    && self.func.terminator(*block).successors().iter().any(|s| inside[s.index()]);
                inside[block.index()] |= returns;
                grown |= returns;
            }
            if !grown {
                break;
            }
        }
        order.iter().copied().filter(|block| inside[block.index()]).collect()
    }

    fn reverse_post_order(&self, start: Block) -> Vec<Block> {
        let mut seen = vec![false; self.func.blocks.len()];
        let mut post = Vec::new();
        let mut stack = vec![(start, 0)];
        seen[start.index()] = true;
        while let Some((block, next)) = stack.pop() {
            let successors = self.func.terminator(block).successors();
            if next < successors.len() {
                stack.push((block, next + 1));
                // The last successor first, so that a loop's body comes before what follows the loop.
                let target = successors[successors.len() - 1 - next];
                if !seen[target.index()] {
                    seen[target.index()] = true;
                    stack.push((target, 0));
                }
            } else {
                post.push(block);
            }
        }
        post.reverse();
        post
    }

    fn enter_function(&mut self, parameters: usize) {
        let address = self.a.address(self.image);
        let limit = self.a.load(self.a.field(self.cx, CX_STACK_LIMIT as i64), Memory::Thread);
        let room = self.a.icmp(IntPredicate::UGT, address, limit);
        let depth =
            self.a.b.build_int_truncate(self.depth, self.a.i32t, "").expect("64 to 32 bits");
        let most = self.a.load32(self.a.field(self.cx, CX_DEPTH_LIMIT as i64), Memory::Thread);
        let shallow = self.a.icmp(IntPredicate::ULE, depth, most);
        let fine = self.a.and(room, shallow);
        let (ok, deep) = (self.a.block("start"), self.a.block("deep"));
        self.a.branch_likely(fine, ok, deep);
        self.a.at(deep);
        let words: Vec<IntValue<'c>> = (0..parameters)
            .map(|i| self.a.f.get_nth_param(3 + i as u32).expect("declared").into_int_value())
            .collect();
        let site = self.a.i32t.const_int(u64::from(abi::deopt::RETURNED), false);
        self.a.store(self.image, site, Memory::Image);
        for word in &words {
            self.call_leaf(Helper::py_release, &[*word]);
        }
        self.call_leaf(Helper::py_recursion, &[self.a.c(0)]);
        self.a.ret(self.a.c(0));
        self.a.at(ok);
        for (i, word) in words.into_iter().enumerate() {
            self.regs[i] = Some(Slot::owned(word));
        }
        self.load_closure(self.callee);
    }

    /// Makes the cells of `function`'s closure the free variables of the current function, borrowed.
    fn load_closure(&mut self, function: IntValue<'c>) {
        let free = self.code().free_vars.len();
        if free == 0 {
            return;
        }
        let layout = self.world.layout;
        let closure = self.a.field(self.a.pointer(function), i64::from(layout.function_closure));
        let tuple = self.a.pointer(self.a.load(closure, Memory::Field));
        let first = usize::from(self.func.locals) + self.code().cell_vars.len();
        for i in 0..free {
            let at = i64::from(layout.tuple_items) + 8 * i as i64;
            let cell = self.a.load(self.a.field(tuple, at), Memory::Field);
            self.regs[first + i] = Some(Slot::borrowed(cell));
        }
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

    fn enter_loop(&mut self) {
        let behind = Reg((usize::from(self.func.registers).max(IMAGE_MIN_REGISTERS)) as u16);
        self.a.store(self.image_slot(behind), self.callee, Memory::Image);
        let registers = self.a.pointer(self.callee);
        let live = ir::analysis::LiveTemps::new(self.func).before(self.func, self.pc);
        for i in 0..usize::from(self.func.registers) {
            let reg = Reg(i as u16);
            if self.func.is_temp(reg) && !live.has(i) {
                continue;
            }
            let word = self.move_in(registers, reg);
            let mut slot = Slot::owned(word);
            slot.maybe_unbound = !self.func.is_temp(reg);
            self.regs[i] = Some(slot);
        }
    }

    /// Moves a register out of the heap frame.
    fn move_in(&self, registers: PointerValue<'c>, reg: Reg) -> IntValue<'c> {
        let at = self.a.field(registers, 8 * i64::from(reg.0));
        let word = self.a.load(at, Memory::Field);
        self.a.store(at, self.unbound(), Memory::Field);
        word
    }

    /// Ends the current LLVM block with an edge to `target`, in the state of this moment.
    pub(crate) fn edge_to(&mut self, target: Block) {
        let block = self.a.block("edge");
        self.a.jump(block);
        self.add_edge(target, block);
    }

    /// Registers `block`, which control reaches in the state of this moment, as an edge to `target`.
    pub(crate) fn add_edge(&mut self, target: Block, block: BasicBlock<'c>) {
        if !self.walk.order.contains_key(&target) {
            return self.leave_loop(target, block);
        }
        if self.walk.headers.contains_key(&target) {
            self.back_edge(target, block);
        } else {
            let edge = Edge { block, regs: self.regs.clone(), pc: self.pc };
            self.walk.pending.entry(target).or_default().push(edge);
        }
    }

    fn emit_block(&mut self, block: Block, is_header: bool) -> Emit<()> {
        let Some(edges) = self.walk.pending.remove(&block) else { return Ok(()) };
        let data = self.func.blocks[block.index()];
        let joins = if is_header {
            let assumed = self.assumptions.headers.get(&block).cloned();
            let found = self.joins(&edges, Some(block));
            let joins = match assumed {
                Some(assumed) => assumed.into_iter().zip(found).map(|(a, f)| agree(a, f)).collect(),
                None => found,
            };
            self.assumptions.headers.insert(block, joins.clone());
            joins
        } else {
            self.joins(&edges, None)
        };
        self.join(block, data.start, joins, edges, is_header)?;
        for pc in data.start..data.end {
            self.pc = pc;
            let insn = self.func.insns[pc as usize];
            self.emit_insn(&insn)?;
            if !insn.is_terminator() {
                self.flush_releases()?;
            }
        }
        Ok(())
    }

    /// Begins `block`, whose first position is `pc`, where `edges` meet; a loop header stays open for further ones.
    fn join(
        &mut self,
        block: Block,
        pc: u32,
        joins: Vec<Join>,
        edges: Vec<Edge<'c>>,
        is_header: bool,
    ) -> Emit<()> {
        let start = self.a.block(&format!("b{}", block.0));
        self.a.at(start);
        let carried = if is_header {
            vec![None; joins.len()]
        } else {
            (0..joins.len()).map(|i| same_on_all(&edges, i)).collect()
        };
        let mut phis = Vec::with_capacity(joins.len());
        for (join, carried) in joins.iter().zip(&carried) {
            phis.push(match join {
                _ if carried.is_some() => None,
                Join::Dead | Join::Value { ty: Ty::Const(_), .. } => None,
                Join::Value { ty: Ty::Int | Ty::Any | Ty::Exact(_), .. } => {
                    Some(self.a.empty_phi(self.a.i64t))
                }
                Join::Value { ty: Ty::Float, .. } => Some(self.a.empty_phi(self.a.f64t)),
                Join::Value { ty: Ty::Bool, .. } => Some(self.a.empty_phi(self.a.ctx.bool_type())),
            });
        }
        let header = Header {
            block: start,
            joins: joins.clone(),
            phis: phis.clone(),
            carried: carried.clone(),
        };
        self.walk.headers.insert(block, header);
        let base = edges[0].regs.base;
        for edge in edges {
            self.regs = edge.regs;
            self.pc = edge.pc;
            self.a.at(edge.block);
            self.version += 1;
            self.checked_versions.clear();
            match self.finish_edge(block, pc) {
                Ok(()) | Err(Stop::EndOfBlock) => {}
                Err(stop) => return Err(stop),
            }
        }
        if !is_header {
            self.walk.headers.remove(&block);
        }
        self.a.at(start);
        let joined = joins.iter().zip(&phis).zip(carried).map(|((join, phi), carried)| {
            if carried.is_some() {
                return carried;
            }
            match (join, phi) {
                (Join::Value { ty: Ty::Const(w), .. }, _) => {
                    let mut slot = Slot::borrowed(self.a.c(*w));
                    slot.ty = Ty::Const(*w);
                    Some(slot)
                }
                (Join::Value { ty, maybe_unbound, .. }, Some(phi)) => {
                    let v = phi.as_basic_value();
                    let mut slot = match ty {
                        Ty::Int => Slot::int(v.into_int_value()),
                        Ty::Float => Slot::float(v.into_float_value()),
                        Ty::Bool => Slot::bool(v.into_int_value()),
                        Ty::Any | Ty::Exact(_) | Ty::Const(_) => {
                            Slot::owned(v.into_int_value()).typed(*ty)
                        }
                    };
                    slot.maybe_unbound = *maybe_unbound;
                    Some(slot)
                }
                _ => None,
            }
        });
        self.regs = Regs { all: joined.collect(), base };
        self.pc = pc;
        self.version += 1;
        self.checked_versions.clear();
        Ok(())
    }

    /// Brings the registers at the current position into the form `target` asks for and goes there.
    fn finish_edge(&mut self, target: Block, target_pc: u32) -> Emit<()> {
        let (goal, joins, phis, carried) = {
            let header = &self.walk.headers[&target];
            let (phis, carried) = (header.phis.clone(), header.carried.clone());
            (header.block, header.joins.clone(), phis, carried)
        };
        // Guards on an edge leave to the start of the target.
        self.pc = target_pc;
        for (i, join) in joins.iter().enumerate() {
            let reg = Reg(i as u16);
            if let Join::Value { ty, speculated: true, .. } = join {
                match ty {
                    Ty::Int => {
                        if self.slot(reg)?.ty == Ty::Bool {
                            return self.always_exit(ExitKind::LoopEntry);
                        }
                        self.int_of_kind(reg, ExitKind::LoopEntry)?;
                    }
                    Ty::Float => {
                        self.float_of_kind(reg, ExitKind::LoopEntry)?;
                    }
                    Ty::Exact(t) => self.guard_exact(reg, *t, ExitKind::LoopEntry)?,
                    Ty::Bool | Ty::Any | Ty::Const(_) => {}
                }
            }
        }
        let mut incoming = Vec::new();
        // All registers of the image from here on: no site is made.
        self.regs.base = 0;
        for (i, join) in joins.iter().enumerate() {
            let reg = Reg(i as u16);
            let Join::Value { ty, .. } = join else { continue };
            if matches!(ty, Ty::Const(_)) || carried[i].is_some() {
                continue;
            }
            let value: inkwell::values::BasicValueEnum<'c> = if self.regs[i].is_none() {
                self.unbound().into()
            } else {
                let slot = self.value(reg)?;
                match (ty, slot.val) {
                    (Ty::Int, Some(Val::Int(v))) => v.into(),
                    (Ty::Float, Some(Val::Float(v))) => v.into(),
                    (Ty::Bool, Some(Val::Bool(v))) => v.into(),
                    (Ty::Any | Ty::Exact(_), Some(_)) => self.own_word(&slot).into(),
                    (wanted, found) => {
                        if self.talks() {
                            eprintln!("jit: {reg} is {found:?} ({:?}), not {wanted:?}", slot.ty);
                        }
                        return Err(Stop::Bailout(Bailout::NoFixpoint));
                    }
                }
            };
            incoming.push((i, value));
        }
        let from = self.a.here();
        for (i, value) in incoming {
            if let Some(phi) = &phis[i] {
                phi.add_incoming(&[(&value, from)]);
            }
        }
        self.a.jump(goal);
        Ok(())
    }

    fn back_edge(&mut self, target: Block, block: BasicBlock<'c>) {
        let joins = self.walk.headers[&target].joins.clone();
        let mut widened = joins.clone();
        for (i, join) in joins.iter().enumerate() {
            let slot = self.regs[i];
            widened[i] = match (join, slot) {
                (Join::Dead, None) => Join::Dead,
                (Join::Dead, Some(_)) => {
                    Join::Value { ty: Ty::Any, maybe_unbound: true, speculated: false }
                }
                (Join::Value { ty: Ty::Any, speculated, .. }, None) => {
                    Join::Value { ty: Ty::Any, maybe_unbound: true, speculated: *speculated }
                }
                (Join::Value { .. }, None) => {
                    Join::Value { ty: Ty::Any, maybe_unbound: true, speculated: false }
                }
                (Join::Value { ty: Ty::Any, maybe_unbound, .. }, Some(slot)) => {
                    let refused = self.assumptions.refused.contains(&(target, i as u16))
                        || self.request.generic
                        || self
                            .request
                            .no_speculation
                            .contains(&(self.func.blocks[target.index()].start, i as u16));
                    let narrow = matches!(slot.ty, Ty::Int | Ty::Float | Ty::Exact(_));
                    if narrow && !refused && !*maybe_unbound {
                        Join::Value { ty: slot.ty, maybe_unbound: false, speculated: true }
                    } else {
                        let maybe_unbound = *maybe_unbound || slot.maybe_unbound;
                        Join::Value { ty: Ty::Any, maybe_unbound, speculated: false }
                    }
                }
                (Join::Value { ty, maybe_unbound, speculated }, Some(slot)) => {
                    if slot.ty == *ty {
                        let maybe_unbound = *maybe_unbound || slot.maybe_unbound;
                        Join::Value { ty: *ty, maybe_unbound, speculated: *speculated }
                    } else {
                        self.assumptions.refused.push((target, i as u16));
                        Join::Value {
                            ty: Ty::Any,
                            maybe_unbound: slot.maybe_unbound,
                            speculated: false,
                        }
                    }
                }
            };
        }
        if widened != joins {
            self.assumptions.headers.insert(target, widened);
            self.restart = true;
            self.a.at(block);
            self.a.b.build_unreachable().expect("positioned");
            return;
        }
        let saved = self.regs.clone();
        let pc = self.pc;
        self.a.at(block);
        self.version += 1;
        let start = self.func.blocks[target.index()].start;
        self.pc = start;
        let polled = self.poll();
        if polled.is_ok() && matches!(self.finish_edge(target, start), Err(Stop::Bailout(_))) {
            self.restart = true;
        }
        self.regs = saved;
        self.pc = pc;
        self.version += 1;
    }

    fn joins(&self, edges: &[Edge<'c>], header: Option<Block>) -> Vec<Join> {
        (0..edges[0].regs.all.len())
            .map(|i| {
                let mut result: Option<Join> = None;
                for edge in edges {
                    let this = match edge.regs.all[i] {
                        None => Join::Dead,
                        Some(s) => Join::Value {
                            ty: s.ty,
                            maybe_unbound: s.maybe_unbound,
                            speculated: false,
                        },
                    };
                    result = Some(match result {
                        None => this,
                        Some(before) => merge(before, this),
                    });
                }
                let join = result.unwrap_or(Join::Dead);
                match (join, self.request.entry, header) {
                    // The kinds seen when the loop got hot.
                    (Join::Value { ty: Ty::Any, .. }, Entry::Loop(pc), Some(h))
                        if self.func.blocks[h.index()].start == pc
                            && self.walk.order[&h] == 0
                            && self.outer.is_empty()
                            && !self.request.generic
                            && !self.request.no_speculation.contains(&(pc, i as u16)) =>
                    {
                        let kinds = self.request.entry_kinds.get(i).copied().unwrap_or(Kinds::NONE);
                        if kinds.is(Kinds::INT) {
                            Join::Value { ty: Ty::Int, maybe_unbound: false, speculated: true }
                        } else if kinds.is(Kinds::FLOAT) {
                            Join::Value { ty: Ty::Float, maybe_unbound: false, speculated: true }
                        } else {
                            join
                        }
                    }
                    _ => join,
                }
            })
            .collect()
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

/// The register if it is the same on all edges, so that nothing has to be done where they meet.
fn same_on_all<'c>(edges: &[Edge<'c>], index: usize) -> Option<Slot<'c>> {
    let mut result = edges[0].regs.all[index]?;
    if matches!(result.ty, Ty::Const(_)) {
        return None;
    }
    for edge in &edges[1..] {
        let slot = edge.regs.all[index]?;
        if slot.ty != result.ty || slot.owned != result.owned {
            return None;
        }
        let same_value = match (slot.val, result.val) {
            (Some(Val::Word(a)), Some(Val::Word(b)))
            | (Some(Val::Int(a)), Some(Val::Int(b)))
            | (Some(Val::Bool(a)), Some(Val::Bool(b))) => a == b,
            (Some(Val::Float(a)), Some(Val::Float(b))) => a == b,
            _ => false,
        };
        if slot.home != result.home {
            result.home = None;
        }
        if !same_value {
            result.val = None;
        }
        if result.val.is_none() && result.home.is_none() {
            return None;
        }
        if slot.shape != result.shape {
            result.shape = 0;
        }
        result.maybe_unbound |= slot.maybe_unbound;
    }
    Some(result)
}

/// What is assumed of a header's register, given what its forward edges bring now.
fn agree(assumed: Join, found: Join) -> Join {
    match (assumed, found) {
        (Join::Value { speculated: true, .. }, Join::Value { .. }) => assumed,
        _ => merge(assumed, found),
    }
}

fn merge(a: Join, b: Join) -> Join {
    match (a, b) {
        (Join::Dead, Join::Dead) => Join::Dead,
        (Join::Value { .. }, Join::Dead) | (Join::Dead, Join::Value { .. }) => {
            Join::Value { ty: Ty::Any, maybe_unbound: true, speculated: false }
        }
        (
            Join::Value { ty: t, maybe_unbound: m, .. },
            Join::Value { ty: u, maybe_unbound: n, .. },
        ) => Join::Value {
            ty: if t == u { t } else { Ty::Any },
            maybe_unbound: m || n,
            speculated: false,
        },
    }
}
