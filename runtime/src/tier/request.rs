//! What the compiler is told: a code object with the facts its inline caches hold now.
//!
//! Always true: every address that a request names is kept alive by the unit made of it (`kept`), or lives as long as
//! the process (static types, shapes); a fact is only given if its guards hold at this moment.

use super::compile::Order;
use super::facts::{Candidate, Facts};
use super::policy::History;
use super::words;
use crate::builtins::code::Code;
use crate::builtins::dict::Dict;
use crate::builtins::frame::FramePtr;
use crate::bytecode::site::kind_of;
use crate::cx::Cx;
use crate::object::{Owned, Ref};
use abi::compiler::{CompileRequest, Entry, YieldPoint};
use abi::feedback::{Kinds, SiteFact};
use ir::Insn;
use std::cell::OnceCell;
use std::collections::{HashMap, HashSet};

/// A request, and what its unit keeps alive.
pub(super) struct Built {
    pub(super) request: CompileRequest,
    /// The unit's own function and those that may be compiled into it.
    pub(super) parts: Vec<super::unit::Part>,
    pub(super) kept: Vec<Owned>,
}

/// Instructions that top code may take in.
const INLINE_BUDGET: usize = 400;
/// The same for quick code.
const QUICK_INLINE_BUDGET: usize = 60;

pub(super) fn build(cx: &Cx, order: &Order<'_>, history: &History) -> Built {
    let tier = cx.vm().tier();
    let Order { code: code_ref, globals, builtins, entry, frame, level } = *order;
    let code = code_ref.recv::<Code>();
    let ir = code.ir();
    let mut facts = Facts {
        cx,
        unit: code,
        code,
        body: code.body(),
        globals: globals.recv::<Dict>(),
        builtins: builtins.recv::<Dict>(),
        frame,
        start: match entry {
            Entry::Start | Entry::Generator => 0,
            Entry::Loop(pc) => pc,
        },
        callees: HashMap::new(),
        candidates: Vec::new(),
        variants: Vec::new(),
        kept: Vec::new(),
        stored: HashSet::new(),
        live_types: OnceCell::new(),
    };
    let is_module = names_are_globals(code, frame);
    let list = facts.of_all(is_module);
    let mut stored_names = Vec::new();
    if is_module {
        stored_names.resize(ir.names.len(), SiteFact::Unknown);
        for name in facts.stored.clone() {
            stored_names[name as usize] = facts.stored_global(name);
        }
    }
    let mut parts = vec![super::unit::Part {
        code: ir.clone(),
        constants: constants(code),
        names: names(code),
        object: code_ref.own(),
        globals: globals.own(),
        builtins: builtins.own(),
    }];
    let (mut inlined, mut inlines) = (Vec::new(), HashMap::new());
    let mut next = 0;
    // A generator's frame is the only one of its code.
    let inlining = !history.generic && !matches!(entry, Entry::Generator);
    while next < facts.candidates.len() && inlining {
        let Candidate { key, code, globals, builtins } = &facts.candidates[next];
        next += 1;
        let (key, code, globals, builtins) =
            (*key, code.clone(), globals.clone(), builtins.clone());
        let object = code.borrow().recv::<Code>();
        let mut inner = Facts {
            cx,
            unit: code_ref.recv::<Code>(),
            code: object,
            body: object.body(),
            globals: globals.borrow().recv::<Dict>(),
            builtins: builtins.borrow().recv::<Dict>(),
            frame: None,
            start: 0,
            callees: std::mem::take(&mut facts.callees),
            candidates: std::mem::take(&mut facts.candidates),
            variants: std::mem::take(&mut facts.variants),
            kept: std::mem::take(&mut facts.kept),
            stored: HashSet::new(),
            live_types: OnceCell::new(),
        };
        let list = inner.of_all(false);
        (facts.callees, facts.candidates, facts.kept) =
            (inner.callees, inner.candidates, inner.kept);
        facts.variants = inner.variants;
        inlines.insert(key, inlined.len());
        inlined.push(abi::compiler::Part {
            code: object.ir().clone(),
            constants: constants(object),
            names: names(object),
            facts: list,
        });
        parts.push(super::unit::Part {
            code: object.ir().clone(),
            constants: constants(object),
            names: names(object),
            object: code.clone(),
            globals: globals.clone(),
            builtins: builtins.clone(),
        });
    }
    let request = CompileRequest {
        code: ir.clone(),
        unit: tier.reserve_number(),
        entry,
        tier: level,
        constants: constants(code),
        names: names(code),
        function: 0,
        facts: list,
        names_are_globals: is_module,
        stored_names,
        yields: if matches!(entry, Entry::Generator) { yields(code) } else { Vec::new() },
        callees: facts.callees,
        variants: facts.variants,
        parts: inlined,
        inlines,
        inline_budget: match level {
            abi::compiler::Tier::Top => INLINE_BUDGET,
            abi::compiler::Tier::Quick => QUICK_INLINE_BUDGET,
        },
        entry_kinds: frame.map_or_else(Vec::new, |frame| entry_kinds(frame, entry)),
        no_speculation: history.no_speculation.clone(),
        generic: history.generic,
        catches: (history.catches || tier.is_synchronous()) && !matches!(entry, Entry::Generator),
        deopt_every: tier.options.deopt_every.get() != 0,
        heat: 0,
        check: cx.vm().settings.check,
        dump: tier.options.dumps(&ir.name),
    };
    Built { request, parts, kept: facts.kept }
}

fn constants(code: &Code) -> Vec<u64> {
    code.constants().iter().map(|c| c.word().0).collect()
}

fn names(code: &Code) -> Vec<u64> {
    (0..code.ir().names.len()).map(|i| code.name_at(i as u32).word().0).collect()
}

/// Whether the names of `code` are its globals: a module's code in its module.
pub(super) fn names_are_globals(code: &Code, frame: Option<FramePtr>) -> bool {
    !code.has(ir::code::flags::OPTIMIZED)
        && frame.is_some_and(|frame| {
            let globals = Ref::from_object(frame.globals()).word();
            frame.locals.get().is_some_and(|locals| locals.borrow().word() == globals)
        })
}

/// The places where a generator waits.
fn yields(code: &Code) -> Vec<YieldPoint> {
    let (body, function) = (code.body(), &code.ir().function);
    let is_yield = |insn: &Insn| matches!(insn, Insn::Yield { .. });
    let found = function.insns.iter().enumerate().filter(|(_, insn)| is_yield(insn));
    let point = |pc: u32| YieldPoint {
        pc,
        place: body.at(pc).address() as u64,
        temps: body.live_during(function, pc),
    };
    found.map(|(pc, _)| point(pc as u32)).collect()
}

/// The kinds of a frame's registers at a loop header.
fn entry_kinds(frame: FramePtr, entry: Entry) -> Vec<Kinds> {
    let Entry::Loop(pc) = entry else { return Vec::new() };
    let code = frame.code();
    let live = code.body().live_before(&code.ir().function, pc);
    (0..code.ir().function.registers)
        .map(|register| {
            let word = frame.get(register);
            let is_temp = register >= code.body().first_temp;
            if is_temp && !live.contains(&register) {
                Kinds::NONE
            } else if word.is_unbound() || word.0 == 0 {
                if is_temp { Kinds::OTHER } else { Kinds::NONE }
            } else if word.is_heap() || word.is_int() || word.is_float() {
                kind_of(words::borrow(word.0))
            } else {
                Kinds::OTHER
            }
        })
        .collect()
}
