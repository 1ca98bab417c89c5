//! Encoding: IR instructions to the interpreter's, with constants folded into operands, jumps to the
//! next block left out and neighbours fused.
//!
//! Always true: an instruction is left out only if it is a `Jump` to what follows that begins no line, or a `LoadConst`
//! whose one consumer stands in the same block and reads the constant's register instead.

use super::body::Body;
use super::insn::{Insn, NO_REG, Pc, flags};
use super::op::Op;
use super::site::Site;
use ir::{BinOp, Block, CmpOp, ConstId, Function, OptReg, Reg, Role, SiteId, StarArgs, Window};
use std::cell::OnceCell;
use std::collections::HashMap;

/// Most constants that get registers.
const MAX_CONSTANT_REGS: usize = 128;

/// Encodes the body of `code`.
pub fn encode(code: &ir::Code) -> Body {
    let function = &code.function;
    let sites: Box<[Site]> = (0..function.sites).map(|_| Site::default()).collect();
    let mut encoder = Encoder {
        function,
        sites,
        constant_regs: Vec::new(),
        folded: HashMap::new(),
        skipped: vec![false; function.insns.len()],
        positions: vec![0; function.insns.len() + 1],
        made: Vec::new(),
        yields: 0,
    };
    encoder.find_constants();
    encoder.place();
    encoder.emit_all();
    encoder.finish()
}

/// An instruction before jumps are resolved.
struct Made {
    op: Op,
    flags: u8,
    a: u16,
    b: u16,
    c: u16,
    x: u64,
    jumps: Option<(Block, Block)>,
}

struct Encoder<'a> {
    function: &'a Function,
    sites: Box<[Site]>,
    constant_regs: Vec<u32>,
    /// Temporaries that stand for a constant's register at the moment.
    folded: HashMap<u16, u16>,
    skipped: Vec<bool>,
    positions: Vec<u32>,
    made: Vec<Made>,
    /// Yields so far.
    yields: u16,
}

impl Encoder<'_> {
    /// Decides which constants get registers and which `LoadConst`s are left out.
    fn find_constants(&mut self) {
        for block in self.function.block_ids() {
            for pc in self.function.block_range(block) {
                let ir::Insn::LoadConst { dst, value } = self.function.insns[pc] else { continue };
                let has_register = self.constant_reg(value).is_some();
                if has_register && self.function.is_temp(dst) && self.can_fold(block, pc, dst) {
                    self.skipped[pc] = true;
                }
            }
        }
    }

    /// Returns the register of a constant, giving it one if there is room.
    fn constant_reg(&mut self, value: ConstId) -> Option<u16> {
        let found = self.constant_regs.iter().position(|other| *other == value.0);
        let index = match found {
            Some(index) => index,
            None if self.constant_regs.len() < MAX_CONSTANT_REGS
                && usize::from(self.function.registers) + MAX_CONSTANT_REGS < 65_000 =>
            {
                self.constant_regs.push(value.0);
                self.constant_regs.len() - 1
            }
            None => return None,
        };
        Some(self.function.registers + index as u16)
    }

    fn can_fold(&self, block: Block, pc: usize, dst: Reg) -> bool {
        let end = self.function.block_range(block).end;
        for insn in &self.function.insns[pc + 1..end] {
            let (mut used, mut touched) = (0, 0);
            insn.visit_regs(&mut |role, reg| {
                if reg == dst {
                    touched += 1;
                    used += u32::from(role == Role::Use);
                }
            });
            if touched > 0 {
                return used == 1 && used == touched && !has_window(insn);
            }
        }
        false
    }

    /// Gives every instruction its position.
    fn place(&mut self) {
        let mut position = 0;
        for pc in 0..self.function.insns.len() {
            if let ir::Insn::Jump { target } = self.function.insns[pc]
                && self.function.blocks[target.index()].start as usize == pc + 1
                && pc + 1 < self.function.insns.len()
                && !self.function.begins_line(pc as u32)
            {
                self.skipped[pc] = true;
            }
            self.positions[pc] = position;
            position += u32::from(!self.skipped[pc]);
        }
        self.positions[self.function.insns.len()] = position;
    }

    fn emit_all(&mut self) {
        for pc in 0..self.function.insns.len() {
            let insn = self.function.insns[pc];
            if self.skipped[pc] {
                if let ir::Insn::LoadConst { dst, value } = insn
                    && let Some(reg) = self.constant_reg(value)
                {
                    self.folded.insert(dst.0, reg);
                }
                continue;
            }
            let made = self.encode(pc, &insn);
            self.made.push(made);
        }
    }

    fn finish(mut self) -> Body {
        self.fuse();
        let pcs: Box<[u32]> = (0..self.function.insns.len() as u32)
            .filter(|pc| !self.skipped[*pc as usize])
            .collect();
        let insns: Box<[Insn]> =
            (0..self.made.len()).map(|position| self.resolve(position)).collect();
        let constants = self.constant_regs.len() as u16;
        let liveness = OnceCell::new();
        let _ = liveness.set(super::liveness::Liveness::new(self.function, self.skipped.clone()));
        let body = Body {
            insns,
            sites: self.sites,
            pcs,
            positions: self.positions.into_boxed_slice(),
            constant_regs: self.constant_regs.into_boxed_slice(),
            first_temp: self.function.first_temp().0,
            registers: self.function.registers + constants,
            traced: OnceCell::new(),
            liveness,
        };
        debug_assert!(!Pc::at(&body.insns, 0).is_null());
        body
    }

    /// Makes the final instruction, with jump distances.
    fn resolve(&self, position: usize) -> Insn {
        let made = &self.made[position];
        let x = match made.jumps {
            None => made.x,
            Some((first, second)) => {
                let distance = |block: Block| {
                    let target = self.positions[self.function.blocks[block.index()].start as usize];
                    (i64::from(target) - position as i64) as i32 as u32
                };
                u64::from(distance(first)) | u64::from(distance(second)) << 32
            }
        };
        Insn::new(made.op, made.flags, made.a, made.b, made.c, x)
    }

    /// Fuses neighbours of one block and one line.
    fn fuse(&mut self) {
        for block in self.function.block_ids() {
            let range = self.function.block_range(block);
            let first = self.positions[range.start] as usize;
            let last = self.positions[range.end] as usize;
            let mut position = first;
            while position + 1 < last {
                position += if self.fuse_at(position) { 2 } else { 1 };
            }
        }
    }

    fn fuse_at(&mut self, position: usize) -> bool {
        if !self.same_line(position) {
            return false;
        }
        let (left, right) = self.made.split_at_mut(position + 1);
        let (this, next) = (&mut left[position], &right[0]);
        let tested = next.op == Op::Branch && next.b == this.a && this.flags & flags::A_TEMP != 0;
        match this.op {
            Op::Compare if tested => {
                this.op = match compare_op(this.flags) {
                    CmpOp::Lt => Op::BranchLt,
                    CmpOp::Le => Op::BranchLe,
                    CmpOp::Eq => Op::BranchEq,
                    CmpOp::Ne => Op::BranchNe,
                    CmpOp::Gt => Op::BranchGt,
                    CmpOp::Ge => Op::BranchGe,
                };
                true
            }
            Op::Is if tested => {
                this.op = Op::BranchIs;
                true
            }
            Op::IsNot if tested => {
                this.op = Op::BranchIsNot;
                true
            }
            Op::Copy
                if next.op == Op::Copy
                    && this.flags & next.flags & flags::A_TEMP != 0
                    && next.b != this.a =>
            {
                this.op = Op::Copy2;
                this.c = next.a;
                this.x = u64::from(next.b);
                true
            }
            _ => false,
        }
    }

    fn same_line(&self, position: usize) -> bool {
        let pc_of = |position: usize| {
            // Positions grow with pcs: the pc is the last one at this position.
            self.positions.partition_point(|other| *other as usize <= position) as u32 - 1
        };
        let lines = &self.function.lines;
        lines.line(pc_of(position)) == lines.line(pc_of(position + 1))
    }

    /// Returns index and temporariness of an operand that is read, folded constants included.
    fn read(&mut self, reg: Reg) -> (u16, bool) {
        match self.folded.remove(&reg.0) {
            Some(constant) => (constant, false),
            None => (reg.0, self.function.is_temp(reg)),
        }
    }

    fn read_opt(&mut self, reg: OptReg) -> (u16, bool) {
        reg.get().map_or((NO_REG, false), |reg| self.read(reg))
    }

    fn site(&self, site: SiteId, fixed: u32) -> u64 {
        let site = &self.sites[site.index()];
        site.fixed.set(fixed);
        std::ptr::from_ref(site) as u64
    }

    fn make(&self, op: Op) -> Made {
        Made { op, flags: 0, a: 0, b: 0, c: 0, x: 0, jumps: None }
    }

    fn dst(&self, mut made: Made, dst: Reg) -> Made {
        made.a = dst.0;
        if self.function.is_temp(dst) {
            made.flags |= flags::A_TEMP;
        }
        made
    }

    fn window(&self, mut made: Made, window: Window) -> Made {
        (made.b, made.c) = (window.base.0, window.len);
        made
    }

    /// Puts a read operand into `a`.
    fn in_a(&mut self, mut made: Made, reg: Reg) -> Made {
        let (index, temp) = self.read(reg);
        made.a = index;
        made.flags |= if temp { flags::A_TEMP } else { 0 };
        made
    }

    fn in_b(&mut self, mut made: Made, reg: Reg) -> Made {
        let (index, temp) = self.read(reg);
        made.b = index;
        made.flags |= if temp { flags::B_TEMP } else { 0 };
        made
    }

    fn in_c(&mut self, mut made: Made, reg: Reg) -> Made {
        let (index, temp) = self.read(reg);
        made.c = index;
        made.flags |= if temp { flags::C_TEMP } else { 0 };
        made
    }

    fn in_x(&mut self, mut made: Made, reg: OptReg) -> Made {
        let (index, temp) = self.read_opt(reg);
        made.x = u64::from(index);
        made.flags |= if temp { flags::X_TEMP } else { 0 };
        made
    }

    fn opt_in_a(&mut self, made: Made, reg: OptReg) -> Made {
        match reg.get() {
            Some(reg) => self.in_a(made, reg),
            None => Made { a: NO_REG, ..made },
        }
    }

    fn opt_in_b(&mut self, made: Made, reg: OptReg) -> Made {
        match reg.get() {
            Some(reg) => self.in_b(made, reg),
            None => Made { b: NO_REG, ..made },
        }
    }

    fn opt_in_c(&mut self, made: Made, reg: OptReg) -> Made {
        match reg.get() {
            Some(reg) => self.in_c(made, reg),
            None => Made { c: NO_REG, ..made },
        }
    }

    fn unary(&mut self, op: Op, dst: Reg, value: Reg) -> Made {
        let made = self.make(op);
        let made = self.in_b(made, value);
        self.dst(made, dst)
    }

    fn binary(&mut self, op: Op, dst: Reg, lhs: Reg, rhs: Reg) -> Made {
        let made = self.make(op);
        let made = self.in_b(made, lhs);
        let made = self.in_c(made, rhs);
        self.dst(made, dst)
    }

    fn one(&mut self, op: Op, value: Reg) -> Made {
        let made = self.make(op);
        self.in_b(made, value)
    }

    fn two(&mut self, op: Op, first: Reg, second: Reg) -> Made {
        let made = self.one(op, first);
        self.in_c(made, second)
    }

    fn call(&self, op: Op, dst: Reg, window: Window, site: SiteId, names: u32) -> Made {
        let made = self.window(self.make(op), window);
        Made { x: self.site(site, names), ..self.dst(made, dst) }
    }

    #[expect(clippy::too_many_lines, reason = "one arm an instruction")]
    fn encode(&mut self, pc: usize, insn: &ir::Insn) -> Made {
        use ir::Insn as I;
        match *insn {
            I::LoadConst { dst, value } => {
                let made = match self.constant_reg(value) {
                    Some(reg) => Made { b: reg, ..self.make(Op::Copy) },
                    None => Made { x: u64::from(value.0), ..self.make(Op::LoadConst) },
                };
                self.dst(made, dst)
            }
            I::Copy { dst, src } => {
                let made = Made { b: src.0, ..self.make(Op::Copy) };
                self.dst(made, dst)
            }
            I::Move { dst, src } => {
                let made = self.unary(Op::Move, dst, src);
                let op = if made.flags & flags::B_TEMP == 0 { Op::Copy } else { Op::Move };
                Made { op, ..made }
            }
            I::Drop { value } => self.one(Op::Drop, value),
            I::DropMany { values } => self.window(self.make(Op::DropMany), values),
            I::CheckBound { local } => Made { b: local.0, ..self.make(Op::CheckBound) },
            I::DeleteLocal { local } => Made { a: local.0, ..self.make(Op::DeleteLocal) },
            I::MakeCell { cell } => Made { a: cell.0, ..self.make(Op::MakeCell) },
            I::MakeCellFrom { cell, src } => {
                Made { a: cell.0, b: src.0, ..self.make(Op::MakeCellFrom) }
            }
            I::LoadCell { dst, cell } => {
                let made = Made { b: cell.0, ..self.make(Op::LoadCell) };
                self.dst(made, dst)
            }
            I::StoreCell { cell, value } => {
                let made = self.one(Op::StoreCell, value);
                Made { a: cell.0, ..made }
            }
            I::LoadCellRaw { dst, cell } => {
                let made = Made { b: cell.0, ..self.make(Op::LoadCellRaw) };
                self.dst(made, dst)
            }
            I::LoadName { dst, name, site } => {
                let made = Made { x: self.site(site, name.0), ..self.make(Op::LoadName) };
                self.dst(made, dst)
            }
            I::StoreName { name, value } => {
                Made { x: u64::from(name.0), ..self.one(Op::StoreName, value) }
            }
            I::DeleteName { name } => Made { x: u64::from(name.0), ..self.make(Op::DeleteName) },
            I::LoadGlobal { dst, name, site } => {
                let made = Made { x: self.site(site, name.0), ..self.make(Op::LoadGlobal) };
                self.dst(made, dst)
            }
            I::StoreGlobal { name, value, site } => {
                Made { x: self.site(site, name.0), ..self.one(Op::StoreGlobal, value) }
            }
            I::DeleteGlobal { name } => {
                Made { x: u64::from(name.0), ..self.make(Op::DeleteGlobal) }
            }
            I::LoadLocals { dst } => self.dst(self.make(Op::LoadLocals), dst),
            I::Unary { dst, op, value, site } => Made {
                c: op as u16,
                x: self.site(site, op as u32),
                ..self.unary(Op::Unary, dst, value)
            },
            I::Not { dst, value, site } => {
                Made { x: self.site(site, 0), ..self.unary(Op::Not, dst, value) }
            }
            I::Binary { dst, op, lhs, rhs, site } => {
                Made { x: self.site(site, op as u32), ..self.binary(Op::Binary, dst, lhs, rhs) }
            }
            I::InPlace { dst, op, lhs, rhs, site } => {
                let made = self.binary(Op::Binary, dst, lhs, rhs);
                Made { x: self.site(site, op as u32), flags: made.flags | flags::IN_PLACE, ..made }
            }
            I::Compare { dst, op, lhs, rhs, site } => {
                let made = self.binary(Op::Compare, dst, lhs, rhs);
                Made {
                    x: self.site(site, op as u32),
                    flags: made.flags | (op as u8) << flags::COMPARE_SHIFT,
                    ..made
                }
            }
            I::Is { dst, lhs, rhs } => self.binary(Op::Is, dst, lhs, rhs),
            I::IsNot { dst, lhs, rhs } => self.binary(Op::IsNot, dst, lhs, rhs),
            I::Contains { dst, item, container, site } => {
                Made { x: self.site(site, 0), ..self.binary(Op::Contains, dst, item, container) }
            }
            I::NotContains { dst, item, container, site } => {
                Made { x: self.site(site, 0), ..self.binary(Op::NotContains, dst, item, container) }
            }
            I::ExcMatch { dst, exc, pattern } => {
                let made = self.make(Op::ExcMatch);
                let made = self.in_c(made, pattern);
                Made { b: exc.0, ..self.dst(made, dst) }
            }
            I::LoadAttr { dst, object, name, site } => {
                Made { x: self.site(site, name.0), ..self.unary(Op::LoadAttr, dst, object) }
            }
            I::StoreAttr { object, name, value, site } => {
                Made { x: self.site(site, name.0), ..self.two(Op::StoreAttr, object, value) }
            }
            I::DeleteAttr { object, name } => {
                Made { x: u64::from(name.0), ..self.one(Op::DeleteAttr, object) }
            }
            I::LoadMethod { func, receiver, object, name, site } => {
                debug_assert!(receiver.0 == func.0 + 1);
                Made { x: self.site(site, name.0), ..self.unary(Op::LoadMethod, func, object) }
            }
            I::GetItem { dst, object, index, site } => {
                Made { x: self.site(site, 0), ..self.binary(Op::GetItem, dst, object, index) }
            }
            I::SetItem { object, index, value, site } => {
                let made = self.two(Op::SetItem, object, index);
                Made { x: self.site(site, 0), ..self.in_a(made, value) }
            }
            I::DeleteItem { object, index } => self.two(Op::DeleteItem, object, index),
            I::GetSlice { dst, object, low, high, site: _ } => {
                let made = self.one(Op::GetSlice, object);
                let made = self.opt_in_c(made, low);
                let made = self.in_x(made, high);
                self.dst(made, dst)
            }
            I::SetSlice { object, low, high, value } => {
                let made = self.one(Op::SetSlice, object);
                let made = self.opt_in_c(made, low);
                let made = self.in_x(made, high);
                self.in_a(made, value)
            }
            I::DeleteSlice { object, low, high } => {
                let made = self.one(Op::DeleteSlice, object);
                let made = self.opt_in_c(made, low);
                self.in_x(made, high)
            }
            I::BuildSlice { dst, start, stop, step } => {
                let made = self.binary(Op::BuildSlice, dst, start, stop);
                self.in_x(made, OptReg::some(step))
            }
            I::BuildTuple { dst, items } => {
                self.dst(self.window(self.make(Op::BuildTuple), items), dst)
            }
            I::BuildList { dst, items } => {
                self.dst(self.window(self.make(Op::BuildList), items), dst)
            }
            I::BuildSet { dst, items } => {
                self.dst(self.window(self.make(Op::BuildSet), items), dst)
            }
            I::BuildMap { dst, size } => self.dst(Made { b: size, ..self.make(Op::BuildMap) }, dst),
            I::ListAppend { list, item } => {
                let made = self.make(Op::ListAppend);
                Made { b: list.0, ..self.in_c(made, item) }
            }
            I::ListAppendMany { list, items } => {
                Made { a: list.0, ..self.window(self.make(Op::ListAppendMany), items) }
            }
            I::ListToTuple { dst, list } => self.unary(Op::ListToTuple, dst, list),
            I::SetAdd { set, item } => {
                let made = self.make(Op::SetAdd);
                Made { b: set.0, ..self.in_c(made, item) }
            }
            I::MapAdd { map, key, value } => {
                let made = self.make(Op::MapAdd);
                let made = self.in_c(made, key);
                Made { b: map.0, ..self.in_a(made, value) }
            }
            I::UnpackSequence { items, sequence, site } => {
                let made = self.one(Op::UnpackSequence, sequence);
                Made { a: items.base.0, c: items.len, x: self.site(site, 0), ..made }
            }
            I::Repr { dst, value } => self.unary(Op::Repr, dst, value),
            I::Call { dst, window, site } => self.call(Op::Call, dst, window, site, 0),
            I::CallMethod { dst, window, site } => self.call(Op::CallMethod, dst, window, site, 0),
            I::CallKw { dst, window, names, site } => {
                self.call(Op::CallKw, dst, window, site, names.0)
            }
            I::CallMethodKw { dst, window, names, site } => {
                self.call(Op::CallMethodKw, dst, window, site, names.0)
            }
            I::CallEx { dst, window, names, stars, site } => {
                let made = self.call(Op::CallEx, dst, window, site, names.0);
                Made { flags: made.flags | star_flags(stars), ..made }
            }
            I::MakeFunction { dst, code, window, cells } => {
                let made = self.window(self.make(Op::MakeFunction), window);
                Made { x: u64::from(code.0) | u64::from(cells) << 32, ..self.dst(made, dst) }
            }
            I::BuildClass { dst, name, bases, dict } => {
                let made = self.binary(Op::BuildClass, dst, name, bases);
                self.in_x(made, OptReg::some(dict))
            }
            I::Jump { target } => {
                let back = self.function.blocks[target.index()].start as usize <= pc;
                let op = if back { Op::JumpBack } else { Op::Jump };
                Made { jumps: Some((target, target)), ..self.make(op) }
            }
            I::Branch { cond, then, other, site: _ } => {
                Made { jumps: Some((then, other)), ..self.one(Op::Branch, cond) }
            }
            I::AndKeep { cond, end, next, site: _ } => {
                Made { b: cond.0, jumps: Some((end, next)), ..self.make(Op::AndKeep) }
            }
            I::OrKeep { cond, end, next, site: _ } => {
                Made { b: cond.0, jumps: Some((end, next)), ..self.make(Op::OrKeep) }
            }
            I::GetIter { dst, value, site } => {
                Made { x: self.site(site, 0), ..self.unary(Op::GetIter, dst, value) }
            }
            I::ForIter { item, iter, body, exit, site } => {
                let made = Made {
                    b: iter.0,
                    c: u16::try_from(site.0).unwrap_or(NO_REG),
                    jumps: Some((body, exit)),
                    ..self.make(Op::ForIter)
                };
                self.dst(made, item)
            }
            I::Return { value } => self.one(Op::Return, value),
            I::Yield { dst, value } => {
                let mut made = self.unary(Op::Yield, dst, value);
                self.yields = self.yields.saturating_add(1);
                made.c = self.yields;
                made
            }
            I::Raise { kind, value, traceback } => {
                let made = self.make(Op::Raise);
                let made = self.opt_in_a(made, kind);
                let made = self.opt_in_b(made, value);
                self.opt_in_c(made, traceback)
            }
            I::Reraise { kind, value, traceback } => {
                let made = self.two(Op::Reraise, value, traceback);
                self.in_a(made, kind)
            }
            I::Catch { kind, value, traceback } => {
                let block = self.function.block_at(pc as u32);
                let handled = self.function.handlers.iter().any(|handler| {
                    handler.target == block && handler.kind != ir::HandlerKind::Finally
                });
                Made {
                    flags: flags::A_TEMP | if handled { flags::HANDLED } else { 0 },
                    a: kind.0,
                    b: value.0,
                    c: traceback.0,
                    ..self.make(Op::Catch)
                }
            }
            I::EnterFinally { why, value, traceback, tag, result } => {
                let made = self.make(Op::EnterFinally);
                let made = self.in_x(made, result);
                Made {
                    a: why.0,
                    b: value.0,
                    c: traceback.0,
                    x: made.x | u64::from(tag) << 32,
                    ..made
                }
            }
            I::BranchWhy { why, tag, then, other } => Made {
                b: why.0,
                a: (tag >> 16) as u16,
                c: tag as u16,
                jumps: Some((then, other)),
                ..self.make(Op::BranchWhy)
            },
            I::LoadExit { dst, manager } => {
                let made = Made { b: manager.0, ..self.make(Op::LoadExit) };
                self.dst(made, dst)
            }
            I::WithEnter { dst, manager } => self.unary(Op::WithEnter, dst, manager),
            I::WithExit { dst, exit, kind, value, traceback } => {
                let made = self.unary(Op::WithExit, dst, exit);
                let (value, traceback) = (u64::from(value.0), u64::from(traceback.0));
                Made { c: kind.0, x: value | traceback << 32, ..made }
            }
            I::WithLeave { dst, exit } => self.unary(Op::WithLeave, dst, exit),
            I::ImportName { dst, name, fromlist, level } => {
                let made = Made {
                    b: level as u16,
                    c: (level >> 16) as u16,
                    x: u64::from(name.0) | u64::from(fromlist.0) << 32,
                    ..self.make(Op::ImportName)
                };
                self.dst(made, dst)
            }
            I::ImportFrom { dst, module, name } => {
                let made = Made { b: module.0, x: u64::from(name.0), ..self.make(Op::ImportFrom) };
                self.dst(made, dst)
            }
            I::ImportStar { module } => self.one(Op::ImportStar, module),
            I::PrintItem { value } => self.one(Op::PrintItem, value),
            I::PrintNewline {} => self.make(Op::PrintNewline),
            I::PrintItemTo { stream, value } => {
                let made = self.make(Op::PrintItemTo);
                Made { b: stream.0, ..self.in_c(made, value) }
            }
            I::PrintNewlineTo { stream } => self.one(Op::PrintNewlineTo, stream),
            I::PrintExpr { value } => self.one(Op::PrintExpr, value),
            I::Exec { code, globals, locals } => {
                let made = self.make(Op::Exec);
                let made = self.in_a(made, code);
                let made = self.opt_in_b(made, globals);
                self.opt_in_c(made, locals)
            }
        }
    }
}

fn star_flags(stars: StarArgs) -> u8 {
    let star = if stars.has_star() { flags::STAR } else { 0 };
    star | if stars.has_kw_star() { flags::KW_STAR } else { 0 }
}

fn has_window(insn: &ir::Insn) -> bool {
    use ir::Insn as I;
    matches!(
        insn,
        I::BuildTuple { .. }
            | I::BuildList { .. }
            | I::BuildSet { .. }
            | I::ListAppendMany { .. }
            | I::Call { .. }
            | I::CallMethod { .. }
            | I::CallKw { .. }
            | I::CallMethodKw { .. }
            | I::CallEx { .. }
            | I::MakeFunction { .. }
            | I::DropMany { .. }
    )
}

/// Returns the operator of a `Compare`.
#[inline(always)]
pub fn compare_op(flags: u8) -> CmpOp {
    CmpOp::ALL[usize::from(flags >> flags::COMPARE_SHIFT)]
}

/// Returns the operator of a site of `Op::Binary`.
pub fn binary_op(site: &Site) -> BinOp {
    BinOp::ALL[site.fixed.get() as usize]
}
