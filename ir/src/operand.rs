//! What an instruction's operands can be, and what each can do.
//!
//! Always true: every field type of `instructions!` implements [`Operand`],
//! and printing followed by parsing, and writing followed by reading, give
//! the operand back. Nothing else in the project lists operands again.

use crate::entity::{Block, ConstId, NameId, OptReg, Reg, SiteId, Window};
use crate::text::cursor::{Cursor, ParseError};
use crate::wire::{Reader, WireError, Writer};
use std::fmt::Write as _;

/// What an instruction does with a register operand.
///
/// Locals are never consumed: `Use` of a local borrows it. The difference
/// between the reading roles matters for temporaries only.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Hash)]
pub enum Role {
    /// Reads the register; a temporary is consumed, also if the instruction raises.
    Use,
    /// Reads the register and leaves it as it is on every path.
    Peek,
    /// Reads the register; a temporary is consumed on the edge to the second
    /// successor only (not on the first one, not if the instruction raises).
    Keep,
    /// Writes the register, unless the instruction raises. A local's old value
    /// is released after the new one is in place.
    Def,
    /// Writes the register on the edge to the first successor only.
    Item,
    /// Names a register of the cell area; the cell itself is neither consumed nor replaced.
    Cell,
    /// Makes a local unbound and releases its value.
    Kill,
}

/// A field of an instruction.
pub trait Operand: Sized + Clone {
    /// Calls `f` with each register of the operand.
    fn visit_regs(&self, role: Role, f: &mut dyn FnMut(Role, Reg)) {
        let _ = (role, f);
    }
    /// Replaces a block operand.
    fn map_block(&mut self, f: &mut dyn FnMut(Block) -> Block) {
        let _ = f;
    }
    /// Replaces a register operand; a window moves as a whole with its base.
    fn map_regs(&mut self, f: &mut dyn FnMut(Reg) -> Reg) {
        let _ = f;
    }
    /// Calls `names` or `constants` with an operand that refers to that table.
    fn visit_tables(&self, names: &mut dyn FnMut(NameId), constants: &mut dyn FnMut(ConstId)) {
        let _ = (names, constants);
    }
    /// Returns the site, if the operand is one.
    fn site(&self) -> Option<SiteId> {
        None
    }
    /// Appends the text form.
    fn print(&self, out: &mut String);
    /// Reads the text form.
    ///
    /// # Errors
    /// If the text at the cursor is not such an operand.
    fn parse(cursor: &mut Cursor<'_>) -> Result<Self, ParseError>;
    /// Appends the binary form.
    fn write(&self, out: &mut Writer);
    /// Reads the binary form.
    ///
    /// # Errors
    /// If the input ends early or holds no such operand.
    fn read(input: &mut Reader<'_>) -> Result<Self, WireError>;
}

impl Operand for Reg {
    fn visit_regs(&self, role: Role, f: &mut dyn FnMut(Role, Reg)) {
        f(role, *self);
    }
    fn map_regs(&mut self, f: &mut dyn FnMut(Reg) -> Reg) {
        *self = f(*self);
    }
    fn print(&self, out: &mut String) {
        let _ = write!(out, "{self}");
    }
    fn parse(cursor: &mut Cursor<'_>) -> Result<Self, ParseError> {
        cursor.id(Reg::PREFIX, u64::from(u16::MAX) - 1).map(|n| Reg(n as u16))
    }
    fn write(&self, out: &mut Writer) {
        out.uint(u64::from(self.0));
    }
    fn read(input: &mut Reader<'_>) -> Result<Self, WireError> {
        input.u16().map(Reg)
    }
}

impl Operand for OptReg {
    fn visit_regs(&self, role: Role, f: &mut dyn FnMut(Role, Reg)) {
        if let Some(reg) = self.get() {
            f(role, reg);
        }
    }
    fn map_regs(&mut self, f: &mut dyn FnMut(Reg) -> Reg) {
        if let Some(reg) = self.get() {
            *self = OptReg::some(f(reg));
        }
    }
    fn print(&self, out: &mut String) {
        let _ = write!(out, "{self:?}");
    }
    fn parse(cursor: &mut Cursor<'_>) -> Result<Self, ParseError> {
        if cursor.eat("_") { Ok(OptReg::NONE) } else { Reg::parse(cursor).map(OptReg::some) }
    }
    fn write(&self, out: &mut Writer) {
        out.uint(self.get().map_or(0, |reg| u64::from(reg.0) + 1));
    }
    fn read(input: &mut Reader<'_>) -> Result<Self, WireError> {
        let number = input.u16()?;
        Ok(if number == 0 { OptReg::NONE } else { OptReg::some(Reg(number - 1)) })
    }
}

impl Operand for Window {
    fn visit_regs(&self, role: Role, f: &mut dyn FnMut(Role, Reg)) {
        for reg in self.regs() {
            f(role, reg);
        }
    }
    fn map_regs(&mut self, f: &mut dyn FnMut(Reg) -> Reg) {
        self.base = f(self.base);
    }
    fn print(&self, out: &mut String) {
        let _ = write!(out, "{self:?}");
    }
    fn parse(cursor: &mut Cursor<'_>) -> Result<Self, ParseError> {
        cursor.expect("[")?;
        let base = Reg::parse(cursor)?;
        cursor.expect(";")?;
        let len = cursor.number(u64::from(u16::MAX - base.0))? as u16;
        cursor.expect("]")?;
        Ok(Window { base, len })
    }
    fn write(&self, out: &mut Writer) {
        out.uint(u64::from(self.base.0));
        out.uint(u64::from(self.len));
    }
    fn read(input: &mut Reader<'_>) -> Result<Self, WireError> {
        let (base, len) = (input.u16()?, input.u16()?);
        if base.checked_add(len).is_none() {
            return Err(WireError);
        }
        Ok(Window { base: Reg(base), len })
    }
}

impl Operand for Block {
    fn map_block(&mut self, f: &mut dyn FnMut(Block) -> Block) {
        *self = f(*self);
    }
    fn print(&self, out: &mut String) {
        let _ = write!(out, "{self}");
    }
    fn parse(cursor: &mut Cursor<'_>) -> Result<Self, ParseError> {
        cursor.id(Block::PREFIX, u64::from(u32::MAX)).map(|n| Block(n as u32))
    }
    fn write(&self, out: &mut Writer) {
        out.uint(u64::from(self.0));
    }
    fn read(input: &mut Reader<'_>) -> Result<Self, WireError> {
        input.u32().map(Block)
    }
}

macro_rules! table_index {
    ($Name:ident { $($own:tt)* }) => {
        impl Operand for $Name {
            $($own)*
            fn print(&self, out: &mut String) {
                let _ = write!(out, "{self}");
            }
            fn parse(cursor: &mut Cursor<'_>) -> Result<Self, ParseError> {
                cursor.id($Name::PREFIX, u64::from(u32::MAX)).map(|n| $Name(n as u32))
            }
            fn write(&self, out: &mut Writer) {
                out.uint(u64::from(self.0));
            }
            fn read(input: &mut Reader<'_>) -> Result<Self, WireError> {
                input.u32().map($Name)
            }
        }
    };
}
table_index!(ConstId {
    fn visit_tables(&self, _: &mut dyn FnMut(NameId), constants: &mut dyn FnMut(ConstId)) {
        constants(*self);
    }
});
table_index!(NameId {
    fn visit_tables(&self, names: &mut dyn FnMut(NameId), _: &mut dyn FnMut(ConstId)) {
        names(*self);
    }
});
table_index!(SiteId {
    fn site(&self) -> Option<SiteId> {
        Some(*self)
    }
});

impl Operand for u32 {
    fn print(&self, out: &mut String) {
        let _ = write!(out, "{self}");
    }
    fn parse(cursor: &mut Cursor<'_>) -> Result<Self, ParseError> {
        cursor.number(u64::from(u32::MAX)).map(|n| n as u32)
    }
    fn write(&self, out: &mut Writer) {
        out.uint(u64::from(*self));
    }
    fn read(input: &mut Reader<'_>) -> Result<Self, WireError> {
        input.u32()
    }
}

impl Operand for u16 {
    fn print(&self, out: &mut String) {
        let _ = write!(out, "{self}");
    }
    fn parse(cursor: &mut Cursor<'_>) -> Result<Self, ParseError> {
        cursor.number(u64::from(u16::MAX)).map(|n| n as u16)
    }
    fn write(&self, out: &mut Writer) {
        out.uint(u64::from(*self));
    }
    fn read(input: &mut Reader<'_>) -> Result<Self, WireError> {
        input.u16()
    }
}

impl Operand for i32 {
    fn print(&self, out: &mut String) {
        let _ = write!(out, "{self}");
    }
    fn parse(cursor: &mut Cursor<'_>) -> Result<Self, ParseError> {
        let negative = cursor.eat("-");
        let magnitude = cursor.number(i32::MAX as u64)? as i32;
        Ok(if negative { -magnitude } else { magnitude })
    }
    fn write(&self, out: &mut Writer) {
        out.int(i64::from(*self));
    }
    fn read(input: &mut Reader<'_>) -> Result<Self, WireError> {
        i32::try_from(input.int()?).map_err(|_| WireError)
    }
}

macro_rules! operators {
    ($(#[doc = $doc:literal])+ $Name:ident { $( $Op:ident = $text:literal ),+ $(,)? }) => {
        $(#[doc = $doc])+
        #[derive(Clone, Copy, PartialEq, Eq, Debug, Hash)]
        #[repr(u8)]
        pub enum $Name {
            $( #[doc = concat!("`", $text, "`")] $Op ),+
        }

        impl $Name {
            /// All operators, in the order of their numbers.
            pub const ALL: &'static [$Name] = &[$( $Name::$Op ),+];

            /// Returns the operator's name in the text form.
            pub fn name(self) -> &'static str {
                match self { $( $Name::$Op => stringify!($Op) ),+ }
            }

            /// Returns the operator as Python writes it.
            pub fn symbol(self) -> &'static str {
                match self { $( $Name::$Op => $text ),+ }
            }
        }

        impl Operand for $Name {
            fn print(&self, out: &mut String) {
                out.push_str(self.name());
            }
            fn parse(cursor: &mut Cursor<'_>) -> Result<Self, ParseError> {
                let word = cursor.word()?;
                Self::ALL
                    .iter()
                    .copied()
                    .find(|op| op.name() == word)
                    .ok_or_else(|| cursor.error("unknown operator"))
            }
            fn write(&self, out: &mut Writer) {
                out.byte(*self as u8);
            }
            fn read(input: &mut Reader<'_>) -> Result<Self, WireError> {
                Self::ALL.get(usize::from(input.byte()?)).copied().ok_or(WireError)
            }
        }
    };
}

operators! {
    /// A unary operator; `not` has its own instruction.
    UnaryOp { Neg = "-", Pos = "+", Invert = "~" }
}
operators! {
    /// A binary operator; in-place forms use the same set. `Div` is `/` without
    /// `from __future__ import division`, `TrueDiv` is `/` with it.
    BinOp {
        Add = "+", Sub = "-", Mul = "*", Div = "/", TrueDiv = "/ (true)", FloorDiv = "//",
        Mod = "%", Pow = "**", LShift = "<<", RShift = ">>", And = "&", Or = "|", Xor = "^",
    }
}
operators! {
    /// A rich comparison; identity and membership have their own instructions.
    CmpOp { Lt = "<", Le = "<=", Eq = "==", Ne = "!=", Gt = ">", Ge = ">=" }
}
operators! {
    /// Which of the starred arguments a `CallEx` carries at the end of its window.
    StarArgs { Star = "*args", KwStar = "**kwargs", Both = "*args, **kwargs" }
}

impl StarArgs {
    /// Returns true if the window holds a `*args` value.
    pub fn has_star(self) -> bool {
        !matches!(self, StarArgs::KwStar)
    }
    /// Returns true if the window's last register holds a `**kwargs` value.
    pub fn has_kw_star(self) -> bool {
        !matches!(self, StarArgs::Star)
    }
}
