//! Facts for the compiler from the inline caches of one code object.
//!
//! Always true: a fact is only given if its guards hold at this moment, and what it names is in `kept` or lives as long
//! as the process.

use super::words;
use super::world::address;
use crate::builtins::code::Code;
use crate::builtins::dict::{DICT, Dict};
use crate::builtins::frame::FramePtr;
use crate::builtins::function::{FUNCTION, Function};
use crate::builtins::list::LIST;
use crate::builtins::module::Module;
use crate::builtins::tuple::TUPLE;
use crate::bytecode::site::Finding;
use crate::bytecode::{Body, Op, Site};
use crate::cx::Cx;
use crate::object::{Owned, Ref};
use crate::types::Type;
use abi::feedback::{Builtin, Callee, Kinds, SiteFact, Variant, VersionGuard};
use ir::Insn;
use std::cell::OnceCell;
use std::collections::{HashMap, HashSet};
use std::mem::offset_of;

/// A function that may be compiled into its callers.
pub(super) struct Candidate {
    /// Its key among the callees.
    pub(super) key: u64,
    pub(super) code: Owned,
    pub(super) globals: Owned,
    pub(super) builtins: Owned,
}

/// Functions of more instructions are called.
const MOST_INLINE_INSTRUCTIONS: usize = 70;
/// Functions of more registers are called.
const MOST_INLINE_REGISTERS: u16 = 40;
/// Candidates per compile.
const MOST_PARTS: usize = 24;

pub(super) struct Facts<'a> {
    pub(super) cx: &'a Cx,
    /// The code object of the request.
    pub(super) unit: &'a Code,
    pub(super) code: &'a Code,
    pub(super) body: &'a Body,
    pub(super) globals: &'a Dict,
    pub(super) builtins: &'a Dict,
    /// The frame of a hot loop, and the loop's first pc.
    pub(super) frame: Option<FramePtr>,
    pub(super) start: u32,
    pub(super) callees: HashMap<u64, Callee>,
    pub(super) candidates: Vec<Candidate>,
    pub(super) variants: Vec<Vec<Variant>>,
    pub(super) kept: Vec<Owned>,
    /// Globals that the code itself stores: their values are no constants.
    pub(super) stored: HashSet<u32>,
    /// The addresses of the types that are alive; collected when first needed.
    pub(super) live_types: OnceCell<HashSet<u64>>,
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

fn stored_name(insn: &Insn) -> Option<u32> {
    match insn {
        Insn::StoreGlobal { name, .. } | Insn::StoreName { name, .. } => Some(name.0),
        _ => None,
    }
}

fn facts_site(code: &Code, site: ir::SiteId) -> &Site {
    &code.body().sites[site.index()]
}

impl Facts<'_> {
    /// The facts of all sites.
    pub(super) fn of_all(&mut self, is_module: bool) -> Vec<SiteFact> {
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
                Op::GetItemDict | Op::SetItemDict => container(address(&DICT)),
                _ => SiteFact::Unknown,
            },
            Insn::Contains { .. } | Insn::NotContains { .. }
                if super::plain::has_members(site.key.get()) =>
            {
                container(site.key.get())
            }
            Insn::GetIter { .. } if super::plain::made_by_container(site.key.get()) => {
                container(site.key.get())
            }
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
    pub(super) fn stored_global(&self, id: u32) -> SiteFact {
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
        match op {
            Op::LoadMethodType if self.keep_type(site.key.get(), site.version.get()) => {
                let packed = site.value.get();
                if let Some(callee) = self.callee(words::borrow(packed)) {
                    self.callees.insert(packed, callee);
                }
                self.kept.push(words::borrow(packed).own());
                let address = site.key.get() + offset_of!(Type, version) as u64;
                let class = VersionGuard { address, value: site.version.get() };
                return SiteFact::TypeMethod { ty: site.key.get(), class, function: packed };
            }
            Op::LoadAttrModule | Op::LoadMethodModule => return self.module_attribute(pc, insn),
            _ => {}
        }
        let Some(mut findings) = site.findings() else { return SiteFact::Unknown };
        let now = site.finding(op);
        if !findings.iter().any(|old| old.key == now.key && old.version == now.version) {
            findings.push(now);
        }
        let found: Vec<Variant> =
            findings.iter().filter_map(|finding| self.variant(finding)).collect();
        match found.as_slice() {
            [] => SiteFact::Unknown,
            [Variant { shape, class, function, .. }] if *function != 0 => {
                SiteFact::Method { shape: *shape, class: *class, function: *function }
            }
            [Variant { shape, class, offset, next_shape, .. }] => SiteFact::Slot {
                shape: *shape,
                class: *class,
                offset: *offset,
                next_shape: *next_shape,
            },
            [first, ..] => {
                let number = self.variants.len() as u32;
                let is_method = first.function != 0;
                self.variants.push(found);
                if is_method { SiteFact::Methods(number) } else { SiteFact::Slots(number) }
            }
        }
    }

    /// What a site has found, if its class stands and it is a slot or a method.
    fn variant(&mut self, found: &Finding) -> Option<Variant> {
        let part = match found.op {
            Op::LoadAttrSlot | Op::StoreAttrSlot | Op::StoreAttrAdd => found.value >> 32,
            Op::LoadMethodShape => u64::from(found.part) * 8,
            _ => return None,
        };
        if part != super::INSTANCE_SHAPE as u64 || !self.keep_type(found.ty, found.version) {
            return None;
        }
        let class = VersionGuard {
            address: found.ty + offset_of!(Type, version) as u64,
            value: found.version,
        };
        let mut variant =
            Variant { shape: found.key, class, offset: 0, next_shape: 0, function: 0 };
        match found.op {
            Op::LoadMethodShape => {
                // The class keeps the function while its version stands.
                let function = words::borrow(found.value);
                if let Some(callee) = self.callee(function) {
                    self.callees.insert(found.value, callee);
                }
                self.kept.push(function.own());
                variant.function = found.value;
            }
            Op::StoreAttrAdd => {
                variant.offset = found.value as u32;
                variant.next_shape = found.next_shape;
            }
            _ => variant.offset = found.value as u32,
        }
        Some(variant)
    }

    /// Keeps the class at `address`, which a site names, alive; false if it is gone or has another version now.
    ///
    /// Sites do not own the types they name.
    fn keep_type(&mut self, address: u64, version: u64) -> bool {
        let live_types = self.live_types.get_or_init(crate::types::lookup::live_types);
        if !live_types.contains(&address) {
            return false;
        }
        let class = words::borrow(address);
        let stands = class.recv::<Type>().version.get() == version;
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
