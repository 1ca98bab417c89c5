//! What the compiler is told: a code object with the facts its inline caches hold now.
//!
//! Always true: every address that a request names is kept alive by the unit made of it (`kept`), or lives as long as
//! the process (static types, shapes); a fact is only given if its guards hold at this moment.

use super::compile::Order;
use super::policy::History;
use super::words;
use crate::builtins::cell::Cell as PyCell;
use crate::builtins::code::Code;
use crate::builtins::dict::Dict;
use crate::builtins::frame::FramePtr;
use crate::builtins::function::{FUNCTION, Function};
use crate::builtins::iterators::{ListIter, TupleIter};
use crate::builtins::list::{LIST, List};
use crate::builtins::module::Module;
use crate::builtins::tuple::{TUPLE, Tuple};
use crate::builtins::xrange::XRangeIter;
use crate::bytecode::site::kind_of;
use crate::bytecode::{Body, Op, Site};
use crate::cx::Cx;
use crate::object::{Owned, Ref};
use crate::types::Type;
use abi::Word;
use abi::compiler::{CompileRequest, Entry, ObjectLayouts, World, YieldPoint};
use abi::feedback::{Builtin, Callee, Kinds, SiteFact, VersionGuard};
use ir::Insn;
use std::cell::OnceCell;
use std::collections::{HashMap, HashSet};
use std::mem::offset_of;

/// A request, and what its unit keeps alive.
pub(super) struct Built {
    pub(super) request: CompileRequest,
    /// The unit's own function and those that may be compiled into it.
    pub(super) parts: Vec<super::unit::Part>,
    pub(super) kept: Vec<Owned>,
}

/// A function that may be compiled into its callers.
struct Candidate {
    /// Its key among the callees.
    key: u64,
    code: Owned,
    globals: Owned,
    builtins: Owned,
}

/// Functions of more instructions are called.
const MOST_INLINE_INSTRUCTIONS: usize = 70;
/// Functions of more registers are called.
const MOST_INLINE_REGISTERS: u16 = 40;
/// Candidates per compile.
const MOST_PARTS: usize = 24;
/// Instructions that top code may take in.
const INLINE_BUDGET: usize = 400;
/// The same for quick code.
const QUICK_INLINE_BUDGET: usize = 60;

fn address<T>(object: &T) -> u64 {
    std::ptr::from_ref(object) as u64
}

/// Addresses and offsets of this process.
pub(super) fn world(cx: &Cx) -> World {
    let tier = cx.vm().tier();
    let deopt_countdown = if tier.options.deopt_every.get() != 0 {
        tier.deopt_countdown.set(tier.options.deopt_every.get());
        tier.deopt_countdown.as_ptr() as u64
    } else {
        0
    };
    World {
        helpers: super::helpers::addresses(),
        none: Owned::none().word().0,
        true_: Owned::bool(true).word().0,
        false_: Owned::bool(false).word().0,
        int_type: address(&crate::builtins::int::INT),
        float_type: address(&crate::builtins::float::FLOAT),
        str_type: address(&crate::builtins::str::STR),
        list_type: address(&LIST),
        tuple_type: address(&TUPLE),
        range_iter_type: address(&crate::builtins::xrange::XRANGE_ITER),
        list_iter_type: address(&crate::builtins::iterators::LIST_ITER),
        tuple_iter_type: address(&crate::builtins::iterators::TUPLE_ITER),
        function_type: address(&FUNCTION),
        single_strs: crate::builtins::str::singles().0,
        deopt_countdown,
        deopt_every: tier.options.deopt_every.get(),
        layout: layouts(),
    }
}

fn layouts() -> ObjectLayouts {
    let at = |offset: usize| offset as u32;
    ObjectLayouts {
        list_len: at(List::LEN_OFFSET),
        list_items: at(List::ITEMS_OFFSET),
        list_capacity: at(List::CAPACITY_OFFSET),
        str_data: at(crate::builtins::str::DATA),
        single_str: at(crate::builtins::str::singles().1),
        code_compiled: at(offset_of!(Code, compiled)),
        code_globals: at(offset_of!(Code, bound_globals)),
        code_flags: at(offset_of!(Code, flags)),
        code_parameters: at(offset_of!(Code, arg_count)),
        tuple_len: at(Tuple::LEN_OFFSET),
        tuple_items: at(Tuple::ITEMS_OFFSET),
        str_len: at(offset_of!(crate::builtins::str::Str, len)),
        instance_shape: at(super::INSTANCE_SHAPE),
        range_iter_index: at(offset_of!(XRangeIter, index)),
        range_iter_start: at(offset_of!(XRangeIter, start)),
        range_iter_step: at(offset_of!(XRangeIter, step)),
        range_iter_len: at(offset_of!(XRangeIter, len)),
        list_iter_list: at(offset_of!(ListIter, source)),
        list_iter_index: at(offset_of!(ListIter, index)),
        cell_value: at(offset_of!(PyCell, value)),
        function_closure: at(offset_of!(Function, closure)),
        function_code: at(offset_of!(Function, code)),
        function_globals: at(offset_of!(Function, globals)),
        function_defaults: at(offset_of!(Function, defaults)),
        tuple_iter_tuple: at(offset_of!(TupleIter, source)),
        tuple_iter_index: at(offset_of!(TupleIter, index)),
        frame_position: at(crate::builtins::frame::POSITION_BEFORE_REGISTERS),
    }
}

struct Facts<'a> {
    cx: &'a Cx,
    /// The code object of the request.
    unit: &'a Code,
    code: &'a Code,
    body: &'a Body,
    globals: &'a Dict,
    builtins: &'a Dict,
    /// The frame of a hot loop, and the loop's first pc.
    frame: Option<FramePtr>,
    start: u32,
    callees: HashMap<u64, Callee>,
    candidates: Vec<Candidate>,
    kept: Vec<Owned>,
    /// Globals that the code itself stores: their values are no constants.
    stored: HashSet<u32>,
    /// The addresses of the types that are alive; collected when first needed.
    live_types: OnceCell<HashSet<u64>>,
}

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
            kept: std::mem::take(&mut facts.kept),
            stored: HashSet::new(),
            live_types: OnceCell::new(),
        };
        let list = inner.of_all(false);
        (facts.callees, facts.candidates, facts.kept) =
            (inner.callees, inner.candidates, inner.kept);
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
        parts: inlined,
        inlines,
        inline_budget: match level {
            abi::compiler::Tier::Top => INLINE_BUDGET,
            abi::compiler::Tier::Quick => QUICK_INLINE_BUDGET,
        },
        entry_kinds: frame.map_or_else(Vec::new, |frame| entry_kinds(frame, entry)),
        no_speculation: history.no_speculation.clone(),
        generic: history.generic,
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

/// Whether a function is small and simple enough to be compiled into its callers.
fn may_inline(code: &ir::Code) -> bool {
    let function = &code.function;
    let goes_on = |(index, block): (usize, &ir::BlockData)| {
        let last = function.insns[block.end as usize - 1];
        last.successors().iter().all(|target| target.index() > index)
    };
    code.has(ir::code::flags::OPTIMIZED)
        && function.insns.len() <= MOST_INLINE_INSTRUCTIONS
        && function.registers <= MOST_INLINE_REGISTERS
        && function.blocks.iter().enumerate().all(goes_on)
}

/// Whether the names of `code` are its globals: a module's code in its module.
pub(super) fn names_are_globals(code: &Code, frame: Option<FramePtr>) -> bool {
    !code.has(ir::code::flags::OPTIMIZED)
        && frame.is_some_and(|frame| {
            let globals = Ref::from_object(frame.globals()).word();
            frame.locals.get().is_some_and(|locals| locals.borrow().word() == globals)
        })
}

fn stored_name(insn: &Insn) -> Option<u32> {
    match insn {
        Insn::StoreGlobal { name, .. } | Insn::StoreName { name, .. } => Some(name.0),
        _ => None,
    }
}

fn facts_site(code: &Code, site: ir::SiteId) -> &Site {
    &code.body().sites[site.index()]
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

impl Facts<'_> {
    /// The facts of all sites.
    fn of_all(&mut self, is_module: bool) -> Vec<SiteFact> {
        let ir = self.code.ir().clone();
        self.stored = ir.function.insns.iter().filter_map(stored_name).collect();
        let mut list = vec![SiteFact::Unknown; ir.function.sites as usize];
        for (pc, insn) in ir.function.insns.iter().enumerate() {
            if let Some(site) = insn.site() {
                list[site.index()] = match insn {
                    Insn::LoadName { name, .. } if is_module => self.global(name.0),
                    _ => self.of(pc as u32, insn, facts_site(self.code, site)),
                };
            }
        }
        list
    }

    /// Notes a Python function, `key` among the callees, that may be compiled in.
    fn propose(&mut self, key: u64, code: &Code, globals: Ref<'_>, builtins: Ref<'_>) {
        let known = self.candidates.iter().any(|candidate| candidate.key == key);
        if known || self.candidates.len() >= MOST_PARTS || !may_inline(code.ir()) {
            return;
        }
        self.candidates.push(Candidate {
            key,
            code: Ref::from_object(code).own(),
            globals: globals.own(),
            builtins: builtins.own(),
        });
    }

    fn of(&mut self, pc: u32, insn: &Insn, site: &Site) -> SiteFact {
        let op = self.body.op_at(self.body.positions[pc as usize] as usize);
        let operands =
            SiteFact::Operands { lhs: Kinds(site.lhs.get()), rhs: Kinds(site.rhs.get()) };
        match insn {
            Insn::LoadGlobal { name, .. } => self.global(name.0),
            Insn::StoreGlobal { name, .. } => self.stored_global(name.0),
            Insn::Binary { .. }
            | Insn::InPlace { .. }
            | Insn::Compare { .. }
            | Insn::Unary { .. }
            | Insn::Not { .. }
            | Insn::Branch { .. }
            | Insn::AndKeep { .. }
            | Insn::OrKeep { .. } => operands,
            Insn::GetItem { .. } | Insn::SetItem { .. } => match op {
                Op::GetItemList | Op::SetItemList => container(address(&LIST)),
                Op::GetItemTuple => container(address(&TUPLE)),
                Op::GetItem
                    if site.key.get() == address(&crate::builtins::str::STR)
                        && Kinds(site.lhs.get()).is(Kinds::STR)
                        && Kinds(site.rhs.get()).is(Kinds::INT) =>
                {
                    container(address(&crate::builtins::str::STR))
                }
                _ => SiteFact::Unknown,
            },
            Insn::LoadAttr { .. } | Insn::StoreAttr { .. } | Insn::LoadMethod { .. } => {
                self.attribute(pc, insn, op, site)
            }
            Insn::ForIter { iter, .. } => container(self.iterator(pc, *iter)),
            Insn::Call { .. } | Insn::CallMethod { .. } => self.call(site),
            _ => SiteFact::Unknown,
        }
    }

    fn guard(dict: &Dict) -> VersionGuard {
        VersionGuard { address: dict.keys_version_address(), value: dict.keys_version() }
    }

    fn global(&mut self, id: u32) -> SiteFact {
        let name = self.code.name_at(id);
        let (index, dict, second) = match self.globals.find_str(name) {
            Some(index) => (index, self.globals, None),
            None => match self.builtins.find_str(name) {
                Some(index) => (index, self.builtins, Some(Self::guard(self.builtins))),
                None => return SiteFact::Unknown,
            },
        };
        let Some(value) = dict.value_at(index) else { return SiteFact::Unknown };
        let constant = if self.stored.contains(&id) { 0 } else { self.constant(value) };
        SiteFact::Global {
            guards: [Some(Self::guard(self.globals)), second],
            slot: dict.slot_address(index),
            value: constant,
        }
    }

    /// Where a store to a global goes; a new global changes the dict's keys.
    fn stored_global(&self, id: u32) -> SiteFact {
        let dict = self.globals;
        let Some(index) = dict.find_str(self.code.name_at(id)) else { return SiteFact::Unknown };
        let guards = [Some(Self::guard(dict)), None];
        SiteFact::Global { guards, slot: dict.slot_address(index), value: 0 }
    }

    /// The word of a global that is unlikely to be rebound, kept alive; 0 for others.
    fn constant(&mut self, value: Ref<'_>) -> u64 {
        let word = value.word().0;
        if !value.word().is_heap() {
            return 0;
        }
        let callee = self.callee(value);
        let is_type = value.cast::<Type>().is_some()
            || value.cast_exact::<Module>().is_some()
            || value.is_exact(&crate::builtins::bool::BOOL);
        if callee.is_none() && !is_type && !value.is_none() {
            return 0;
        }
        if let Some(callee) = callee {
            self.callees.insert(word, callee);
        }
        self.kept.push(value.own());
        word
    }

    fn callee(&mut self, value: Ref<'_>) -> Option<Callee> {
        if value.is_exact(&FUNCTION) {
            let function = value.recv::<Function>();
            let place = address(function) + offset_of!(Function, code) as u64;
            let defaults = function.defaults().len();
            let callee = self.python(function.code(), function.globals(), place, defaults);
            if callee.is_some() {
                let (globals, builtins) = (function.globals(), function.builtins());
                self.propose(value.word().0, function.code(), globals, builtins);
            }
            return callee;
        }
        if let Some(ty) = value.cast::<Type>() {
            return self.class(ty);
        }
        super::builtin_of(value).map(Callee::Builtin)
    }

    /// A Python function with `defaults` default values, whose code stands at `place`.
    fn python(&self, code: &Code, globals: Ref<'_>, place: u64, defaults: usize) -> Option<Callee> {
        let ir = code.ir();
        let starred =
            ir::code::flags::VARARGS | ir::code::flags::VARKEYWORDS | ir::code::flags::GENERATOR;
        let fits = defaults <= usize::from(ir.arg_count);
        if ir.flags & starred != 0 || !fits || !self.cx.vm().tier().bind(code, globals) {
            return None;
        }
        Some(Callee::Python {
            entry_cell: code.compiled.as_ptr() as u64,
            code: VersionGuard { address: place, value: address(code) },
            parameters: ir.arg_count,
            defaults: defaults as u16,
            globals: globals.word().0,
            is_self: std::ptr::eq(code, self.unit) && ir.free_vars.is_empty(),
        })
    }

    /// A class whose calls make a plain object and call a Python `__init__`.
    fn class(&mut self, ty: &Type) -> Option<Callee> {
        let class = VersionGuard {
            address: address(ty) + offset_of!(Type, version) as u64,
            value: ty.version.get(),
        };
        if crate::interp::has_plain_init(ty) {
            return Some(Callee::Class { class, init: 0 });
        }
        let init = crate::interp::python_init(ty)?;
        let word = init.word().0;
        if !self.callees.contains_key(&word) {
            let callee = self.callee(init.borrow())?;
            self.callees.insert(word, callee);
        }
        self.kept.push(init);
        Some(Callee::Class { class, init: word })
    }

    /// The functions a call site has seen, if they share one code object.
    fn call(&mut self, site: &Site) -> SiteFact {
        let own = Ref::from_object(self.code);
        let Some(code) = site.callee_code(own) else { return SiteFact::Unknown };
        let object = code.recv::<Code>();
        let word = code.word().0;
        if !self.callees.contains_key(&word) {
            let globals = object.bound_globals.get();
            let globals =
                if globals == 0 { Ref::from_object(self.globals) } else { words::borrow(globals) };
            let defaults = usize::from(site.version.get() as u16);
            let Some(callee) = self.python(object, globals, 0, defaults) else {
                return SiteFact::Unknown;
            };
            self.callees.insert(word, callee);
            self.kept.push(code.own());
            if let Ok(builtins) = self.cx.builtins_of(globals) {
                self.propose(word, object, globals, builtins.borrow());
            }
        }
        SiteFact::CallCode { code: word, has_receiver: site.rhs.get() != 0 }
    }

    fn attribute(&mut self, pc: u32, insn: &Insn, op: Op, site: &Site) -> SiteFact {
        let packed = site.value.get();
        let class = VersionGuard {
            address: site.ty.get() + offset_of!(Type, version) as u64,
            value: site.version.get(),
        };
        match op {
            Op::LoadAttrSlot | Op::StoreAttrSlot | Op::StoreAttrAdd
                if packed >> 32 == super::INSTANCE_SHAPE as u64
                    && self.keep_type(site, site.ty.get()) =>
            {
                let next_shape = if op == Op::StoreAttrAdd { site.next_shape.get() } else { 0 };
                SiteFact::Slot { shape: site.key.get(), class, offset: packed as u32, next_shape }
            }
            Op::LoadMethodShape
                if usize::from(site.lhs.get()) * 8 == super::INSTANCE_SHAPE
                    && self.keep_type(site, site.ty.get()) =>
            {
                // The class keeps the function while its version stands.
                let function = words::borrow(packed);
                if let Some(callee) = self.callee(function) {
                    self.callees.insert(packed, callee);
                }
                self.kept.push(function.own());
                SiteFact::Method { shape: site.key.get(), class, function: packed }
            }
            Op::LoadMethodType if self.keep_type(site, site.key.get()) => {
                if let Some(callee) = self.callee(words::borrow(packed)) {
                    self.callees.insert(packed, callee);
                }
                self.kept.push(words::borrow(packed).own());
                let address = site.key.get() + offset_of!(Type, version) as u64;
                let class = VersionGuard { address, value: site.version.get() };
                SiteFact::TypeMethod { ty: site.key.get(), class, function: packed }
            }
            Op::LoadAttrModule | Op::LoadMethodModule => self.module_attribute(pc, insn),
            _ => SiteFact::Unknown,
        }
    }

    /// Keeps the class that a site names alive; false if it is gone or has changed since.
    ///
    /// Sites do not own the types they name.
    fn keep_type(&mut self, site: &Site, address: u64) -> bool {
        let live_types = self.live_types.get_or_init(crate::types::lookup::live_types);
        if !live_types.contains(&address) {
            return false;
        }
        let class = words::borrow(address);
        let stands = class.recv::<Type>().version.get() == site.version.get();
        self.kept.push(class.own());
        stands
    }

    /// `module.name` where the module is a global.
    fn module_attribute(&mut self, pc: u32, insn: &Insn) -> SiteFact {
        let (Insn::LoadAttr { object, name, .. } | Insn::LoadMethod { object, name, .. }) = insn
        else {
            return SiteFact::Unknown;
        };
        let function = &self.code.ir().function;
        let before = &function.insns[..pc as usize];
        let Some(Insn::LoadGlobal { name: global, .. }) =
            before.iter().rev().find(|i| i.defs().contains(object))
        else {
            return SiteFact::Unknown;
        };
        let global = self.code.name_at(global.0);
        let value = self.globals.get_str(global).or_else(|| self.builtins.get_str(global));
        let Some(value) = value else { return SiteFact::Unknown };
        let Some(module) = value.borrow().cast_exact::<Module>() else { return SiteFact::Unknown };
        let Some(dict) = module.dict() else { return SiteFact::Unknown };
        let dict = dict.borrow().recv::<Dict>();
        let Some(index) = dict.find_str(self.code.name_at(name.0)) else {
            return SiteFact::Unknown;
        };
        let Some(found) = dict.value_at(index) else { return SiteFact::Unknown };
        let fact = SiteFact::Module {
            module: value.word().0,
            guard: Self::guard(dict),
            slot: dict.slot_address(index),
            value: self.constant(found),
        };
        self.kept.push(value);
        fact
    }

    /// The type of the iterator that `iter` holds: the frame's own, or what `iter()` gave last.
    fn iterator(&self, pc: u32, iter: ir::Reg) -> u64 {
        if let Some(frame) = self.frame {
            let live = self.body.live_before(&self.code.ir().function, self.start);
            if live.contains(&iter.0) {
                return address(frame.value(iter.0).ty());
            }
        }
        let before = &self.code.ir().function.insns[..pc as usize];
        let made = before.iter().rev().find(|i| i.defs().contains(&iter));
        match made {
            Some(Insn::GetIter { site, .. }) => facts_site(self.code, *site).key.get(),
            _ => 0,
        }
    }
}

fn container(ty: u64) -> SiteFact {
    SiteFact::Container { ty, index: Kinds::INT }
}

/// The builtin that compiled code knows by this qualified name.
pub(super) fn known_builtin(module: &str, name: &str) -> Option<Builtin> {
    Some(match (module, name) {
        ("__builtin__", "len") => Builtin::Len,
        ("__builtin__", "abs") => Builtin::Abs,
        ("__builtin__", "min") => Builtin::Min,
        ("__builtin__", "max") => Builtin::Max,
        ("__builtin__", "ord") => Builtin::Ord,
        ("__builtin__", "chr") => Builtin::Chr,
        ("math", "sqrt") => Builtin::Sqrt,
        ("math", "sin") => Builtin::Sin,
        ("math", "cos") => Builtin::Cos,
        ("math", "fabs") => Builtin::Fabs,
        _ => return None,
    })
}

const _: () = assert!(size_of::<Word>() == 8);
