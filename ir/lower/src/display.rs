//! Displays: tuples, lists, sets and dicts, of any length.
//!
//! Always true: a display of more than `PIECE` items is built in pieces, so
//! that no function needs more registers than that for it.

use crate::error::Lowering;
use crate::fold;
use crate::lowering::Lowerer;
use frontend::ast::Expr;
use ir::{Constant, Insn, Reg, Window};

/// The most items that are evaluated before they are put into the list.
const PIECE: usize = 64;

/// The most items of a set that are evaluated before the first is hashed.
const SET_PIECE: usize = 4096;

impl Lowerer<'_> {
    /// `(a, b)`.
    pub(crate) fn tuple_display(&mut self, elts: &[Expr], dst: Reg) -> Lowering {
        if elts.is_empty() {
            self.load_constant(Constant::Tuple([].into()), dst);
            return Ok(());
        }
        if let Some(items) = fold::constants(elts) {
            self.note_nones(elts, &items);
            self.touch(elts.first().map_or(0, |elt| elt.lineno));
            self.unit.mark_line();
            self.touch(elts.last().map_or(0, |elt| elt.lineno));
            self.load_constant(Constant::Tuple(items.into()), dst);
            return Ok(());
        }
        let temps = self.unit.temps;
        if elts.len() <= PIECE {
            let items = self.push_all(elts)?;
            self.emit(Insn::BuildTuple { dst, items });
        } else {
            let list = self.long_list(elts)?;
            self.emit(Insn::ListToTuple { dst, list });
        }
        self.unit.temps = temps;
        Ok(())
    }

    /// `[a, b]`.
    pub(crate) fn list_display(&mut self, elts: &[Expr], dst: Reg) -> Lowering {
        let temps = self.unit.temps;
        if elts.len() <= PIECE {
            let items = self.push_all(elts)?;
            self.emit(Insn::BuildList { dst, items });
        } else {
            let src = self.long_list(elts)?;
            if src != dst {
                self.emit(Insn::Move { dst, src });
            }
        }
        self.unit.temps = temps;
        Ok(())
    }

    /// Builds a list in the next temporary, piece by piece.
    fn long_list(&mut self, elts: &[Expr]) -> Lowering<Reg> {
        let list = self.unit.temp()?;
        self.touch(elts.first().map_or(0, |elt| elt.lineno));
        self.emit(Insn::BuildList { dst: list, items: Window::new(list, 0) });
        for piece in elts.chunks(PIECE) {
            let items = self.push_all(piece)?;
            self.emit(Insn::ListAppendMany { list, items });
            self.unit.temps = list.0 + 1;
        }
        Ok(list)
    }

    /// `{a, b}`.
    pub(crate) fn set_display(&mut self, elts: &[Expr], dst: Reg) -> Lowering {
        let set = Reg(self.unit.temps);
        let (first, rest) = elts.split_at(elts.len().min(SET_PIECE));
        let items = self.push_all(first)?;
        if rest.is_empty() {
            self.unit.temps = set.0;
            self.emit(Insn::BuildSet { dst, items });
            return Ok(());
        }
        self.emit(Insn::BuildSet { dst: set, items });
        self.unit.temps = set.0 + 1;
        for elt in rest {
            let item = self.operand(elt, &[])?;
            self.emit(Insn::SetAdd { set, item });
            self.unit.temps = set.0 + 1;
        }
        self.unit.temps = set.0;
        self.settle(set, dst);
        Ok(())
    }

    /// `{k: v}`; a value is evaluated before its key.
    pub(crate) fn dict_display(&mut self, keys: &[Expr], values: &[Expr], dst: Reg) -> Lowering {
        let map = self.unit.temp()?;
        let size = keys.len().min(usize::from(u16::MAX)) as u16;
        self.emit(Insn::BuildMap { dst: map, size });
        for (key, value) in keys.iter().zip(values) {
            let value = self.operand(value, &[key])?;
            let key = self.operand(key, &[])?;
            self.emit(Insn::MapAdd { map, key, value });
            self.unit.temps = map.0 + 1;
        }
        self.unit.temps = map.0;
        self.settle(map, dst);
        Ok(())
    }

    /// Puts a value that was built in a temporary where it is wanted.
    pub(crate) fn settle(&mut self, src: Reg, dst: Reg) {
        if src != dst {
            self.emit(Insn::Move { dst, src });
        }
    }
}
