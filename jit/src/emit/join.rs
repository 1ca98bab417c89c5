//! Where control meets: what is known of each register there, and how every edge brings its registers into that form.
//!
//! Always true: types only widen from one attempt to the next; an edge that has been finished ends in a jump to its
//! target and has given a value to each of the target's phis.

use super::value::{Regs, Slot, Ty, Val};
use super::{Emit, Emitter, Stop};
use abi::compiler::{Bailout, Entry};
use abi::deopt::ExitKind;
use abi::feedback::Kinds;
use inkwell::basic_block::BasicBlock;
use inkwell::values::PhiValue;
use ir::{Block, Reg};

/// How a register enters a block.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Join {
    Dead,
    Value { ty: Ty, maybe_unbound: bool, speculated: bool },
}

pub(super) struct Edge<'c> {
    pub(super) block: BasicBlock<'c>,
    pub(super) regs: Regs<'c>,
    pub(super) pc: u32,
}

pub(super) struct Header<'c> {
    pub(super) block: BasicBlock<'c>,
    pub(super) joins: Vec<Join>,
    pub(super) phis: Vec<Option<PhiValue<'c>>>,
    /// Registers that are the same on all edges and need nothing.
    pub(super) carried: Vec<Option<Slot<'c>>>,
}

impl<'c> Emitter<'c, '_> {
    pub(super) fn joins(&self, edges: &[Edge<'c>], header: Option<Block>) -> Vec<Join> {
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

    /// Begins `block`, whose first position is `pc`, where `edges` meet; a loop header stays open for further ones.
    pub(super) fn join(
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

    pub(super) fn back_edge(&mut self, target: Block, block: BasicBlock<'c>) {
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
pub(super) fn agree(assumed: Join, found: Join) -> Join {
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
