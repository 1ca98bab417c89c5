//! Compiles hand-made functions against a fake runtime, runs them, walks their frames and deoptimises them.
#![expect(unsafe_code, reason = "a fake runtime calls machine code")]

use abi::compiler::{CompileRequest, CompiledCode, Compiler, Entry, ObjectLayouts, Tier, World};
use abi::deopt::{CONVERTED, ExitKind, IMAGE_REGISTERS, Place, Repr, Resume};
use abi::entry::{Position, Step, deopt_return_address, enter, look};
use abi::feedback::{Callee, Kinds, SiteFact};
use abi::for_each_helper;
use abi::helpers::HelperTable;
use abi::value::{INT_BIAS, UNBOUND};
use ir::{
    BinOp, Block, BlockData, CmpOp, Code, ConstId, Function, Insn, LineTable, NameId, Reg, SiteId,
    Window,
};
use std::cell::RefCell;
use std::collections::HashMap;
use std::sync::Arc;

mod exits;
mod library;
mod speed;

/// The head of a thread's state, as `abi::layout` describes it.
#[repr(C)]
struct FakeCx {
    eval_breaker: u32,
    depth: u32,
    depth_limit: u32,
    tracing: u32,
    stack_limit: u64,
    frame: u64,
    anchor_fp: u64,
    anchor_sp: u64,
}

impl FakeCx {
    fn new() -> FakeCx {
        FakeCx {
            eval_breaker: 0,
            depth: 0,
            depth_limit: 1000,
            tracing: 0,
            stack_limit: 0,
            frame: 0,
            anchor_fp: 0,
            anchor_sp: 0,
        }
    }
}

/// What the fake runtime saw.
#[derive(Default)]
struct Log {
    /// Site and registers of each exit.
    exits: Vec<(u32, Vec<u64>)>,
    /// Sites found by walking, innermost first.
    walked: Vec<Vec<u32>>,
    code: Vec<CompiledCode>,
    marks: Vec<(u64, u64)>,
    results: Vec<u64>,
    mark_next_step: bool,
}

thread_local! {
    static LOG: RefCell<Log> = RefCell::new(Log::default());
}

fn find(log: &Log, address: u64) -> CompiledCode {
    let found = log.code.iter().find(|c| address >= c.start && address < c.start + c.size as u64);
    found.expect("return addresses lie in compiled code").clone()
}

/// Called by the trampoline: gives the original return address and remembers the result.
#[unsafe(no_mangle)]
extern "C" fn pyston_on_return(value: u64, slot: u64, _frame: u64) -> u64 {
    LOG.with_borrow_mut(|log| {
        let at = log.marks.iter().position(|m| m.0 == slot).expect("marked");
        log.results.push(value);
        log.marks.remove(at).1
    })
}

fn image_registers(image: u64, count: usize) -> Vec<u64> {
    // SAFETY: the image of a live compiled frame has this many registers.
    (0..count)
        .map(|i| unsafe { *((image + IMAGE_REGISTERS as u64) as *const u64).add(i) })
        .collect()
}

extern "C" fn exit(_cx: *mut FakeCx, image: u64, _unit: u64) -> u64 {
    // SAFETY: compiled code passes its image.
    let site = unsafe { *(image as *const u32) };
    LOG.with_borrow_mut(|log| log.exits.push((site, image_registers(image, 4))));
    if site == CONVERTED {
        // The frame was converted while its callee ran: go on with what the callee returned.
        return LOG.with_borrow_mut(|log| log.results.pop()).expect("a result") + 1000;
    }
    INT_BIAS + 777
}

/// The one instruction by protocol: adds 5 to its operand, after walking the frames.
extern "C" fn step(cx: *mut FakeCx, image: u64, _unit: u64, _pc: u64) -> u64 {
    // SAFETY: the thread is the test's.
    let cx = unsafe { &*cx };
    let mut at = Position { frame: cx.anchor_fp, slot: cx.anchor_sp };
    let mut sites = Vec::new();
    let mut marks = Vec::new();
    let mut outer = 0;
    let nothing_marked = |_| unreachable!("nothing is marked yet");
    // SAFETY: the walk starts at the anchor of this call.
    while let Step::Compiled { address, next } = unsafe { look(at, &nothing_marked) } {
        let code = LOG.with_borrow(|log| find(log, address));
        let its_image = (at.frame as i64 + i64::from(code.image_offset)) as u64;
        // SAFETY: the frame is live.
        sites.push(unsafe { *(its_image as *const u32) });
        outer += 1;
        if LOG.with_borrow(|log| log.mark_next_step) && outer == 2 {
            marks.push((at.slot, address));
            // SAFETY: the slot holds a return address of a live frame.
            unsafe { *(at.slot as *mut u64) = deopt_return_address() };
            // SAFETY: the frame is live; it becomes a heap frame.
            unsafe { *(its_image as *mut u32) = CONVERTED };
        }
        at = next;
    }
    LOG.with_borrow_mut(|log| {
        log.walked.push(sites);
        log.marks.extend(marks);
    });
    // The operand is the first temporary of the test function.
    image_registers(image, 2)[1] + 5
}

extern "C" fn box_int(_cx: *mut FakeCx, _value: u64) -> u64 {
    0
}

extern "C" fn missing(_cx: *mut FakeCx) -> u64 {
    panic!("the test does not call this helper")
}

macro_rules! fake_table {
    ($( $(#[doc = $doc:literal])+ $name:ident ( $($arg:ident),* ) [ $effect:ident ]; )+) => {
        fn fake_helpers() -> HelperTable {
            let mut table = HelperTable { $( $name: missing as *const () as usize ),+ };
            table.py_exit = exit as *const () as usize;
            table.py_step = step as *const () as usize;
            table.py_box_int = box_int as *const () as usize;
            table
        }
    };
}
for_each_helper!(fake_table);

fn world() -> World {
    World {
        helpers: fake_helpers(),
        none: 0x1000,
        true_: 0x1010,
        false_: 0x1020,
        int_type: 0x2000,
        float_type: 0x2010,
        str_type: 0x2020,
        list_type: 0x2030,
        tuple_type: 0x2040,
        dict_type: 0x2090,
        enumerate_type: 0x20a0,
        item_iter_type: 0x20b0,
        plain_iterators: [0x20a0, 0x20b0, 0x20c0, 0x20d0, 0x20e0],
        range_iter_type: 0x2050,
        list_iter_type: 0x2060,
        tuple_iter_type: 0x2070,
        function_type: 0x2080,
        single_strs: 0x3000,
        deopt_countdown: 0,
        deopt_every: 0,
        layout: ObjectLayouts::default(),
    }
}

fn code(
    locals: u16,
    registers: u16,
    arguments: u16,
    sites: u32,
    blocks: Vec<Vec<Insn>>,
) -> Arc<Code> {
    let mut insns = Vec::new();
    let mut data = Vec::new();
    for block in blocks {
        let start = insns.len() as u32;
        insns.extend(block);
        data.push(BlockData { start, end: insns.len() as u32, handler: None, loop_header: false });
    }
    let function = Function {
        nests: Vec::new(),
        insns,
        blocks: data,
        handlers: Vec::new(),
        lines: LineTable::default(),
        locals,
        cells: 0,
        registers,
        sites,
    };
    Arc::new(Code {
        name: "f".into(),
        filename: (*b"test").into(),
        first_line: 1,
        flags: ir::code::flags::OPTIMIZED,
        arg_count: arguments,
        var_names: Vec::new(),
        cell_vars: Vec::new(),
        free_vars: Vec::new(),
        names: Vec::new(),
        constants: Vec::new(),
        function,
    })
}

fn request(
    code: &Arc<Code>,
    tier: Tier,
    constants: &[i64],
    facts: Vec<SiteFact>,
) -> CompileRequest {
    CompileRequest {
        code: code.clone(),
        unit: 0,
        entry: Entry::Start,
        tier,
        constants: constants.iter().map(|i| INT_BIAS.wrapping_add(*i as u64)).collect(),
        names: Vec::new(),
        function: 0,
        facts,
        callees: HashMap::new(),
        variants: Vec::new(),
        parts: Vec::new(),
        inlines: HashMap::new(),
        inline_budget: 0,
        entry_kinds: Vec::new(),
        no_speculation: Vec::new(),
        generic: false,
        catches: false,
        deopt_every: false,
        heat: 0,
        names_are_globals: false,
        yields: Vec::new(),
        check: true,
        stored_names: Vec::new(),
        dump: if std::env::var_os("JIT_DUMP").is_some() {
            vec![abi::compiler::Dump::Llvm, abi::compiler::Dump::Asm]
        } else {
            Vec::new()
        },
    }
}

fn ints() -> SiteFact {
    SiteFact::Operands { lhs: Kinds::INT, rhs: Kinds::INT }
}

fn int(i: i64) -> u64 {
    INT_BIAS.wrapping_add(i as u64)
}

/// Compiles and registers for walks.
fn compile(world: &World, request: &CompileRequest) -> CompiledCode {
    let compiler = Box::leak(Box::new(jit::LlvmCompiler::new()));
    let code = compiler.compile(world, request).expect("compiles");
    LOG.with_borrow_mut(|log| log.code.push(code.clone()));
    code
}

fn run(code: &CompiledCode, args: &[u64]) -> u64 {
    let mut cx = FakeCx::new();
    let mut words = args.to_vec();
    words.resize(args.len().max(3), 0);
    // SAFETY: linked with this number of parameters.
    unsafe { enter((&raw mut cx).cast(), code.entry, 0, 1, &words) }
}

/// The guard of a function whose code never changes.
fn own_code() -> abi::feedback::VersionGuard {
    let cell = Box::leak(Box::new(99u64)) as *const u64 as u64;
    abi::feedback::VersionGuard { address: cell, value: 99 }
}
