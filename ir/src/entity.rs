//! Ids: small numbers that name the parts of a function.
//!
//! Always true: an id is an index into one table of one function or code
//! object, and the number it prints with (`r3`, `b1`, `k0`, `n2`, `s4`) is
//! that index. Ids of different kinds never compare.

use std::fmt;

macro_rules! entity {
    ($(#[doc = $doc:literal])+ $Name:ident($repr:ty) = $prefix:literal) => {
        $(#[doc = $doc])+
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $Name(pub $repr);

        impl $Name {
            /// The letter the id prints with.
            pub const PREFIX: &'static str = $prefix;

            /// Returns the id as an index.
            #[inline]
            pub fn index(self) -> usize {
                self.0 as usize
            }
        }

        impl fmt::Display for $Name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, concat!($prefix, "{}"), self.0)
            }
        }

        impl fmt::Debug for $Name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                fmt::Display::fmt(self, f)
            }
        }
    };
}

entity! {
    /// A register of a function: locals first, then cells, then temporaries.
    Reg(u16) = "r"
}
entity! {
    /// A basic block; blocks are numbered in layout order.
    Block(u32) = "b"
}
entity! {
    /// An entry of the code object's constants (`co_consts`).
    ConstId(u32) = "k"
}
entity! {
    /// An entry of the code object's names (`co_names`).
    NameId(u32) = "n"
}
entity! {
    /// An instruction with its own feedback and inline cache; dense per function.
    SiteId(u32) = "s"
}
entity! {
    /// An entry of the function's exception handlers.
    HandlerId(u32) = "h"
}

/// A register, or none: an operand that may be absent.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct OptReg(u16);

impl OptReg {
    /// The absent operand.
    pub const NONE: OptReg = OptReg(u16::MAX);

    /// Returns the operand that is present as `reg`.
    ///
    /// # Panics
    /// If `reg` is the one number that stands for "absent".
    pub fn some(reg: Reg) -> OptReg {
        assert!(reg.0 != u16::MAX, "register number out of range");
        OptReg(reg.0)
    }

    /// Returns the register, if the operand is present.
    #[inline]
    pub fn get(self) -> Option<Reg> {
        (self.0 != u16::MAX).then_some(Reg(self.0))
    }
}

impl From<Option<Reg>> for OptReg {
    fn from(reg: Option<Reg>) -> OptReg {
        reg.map_or(OptReg::NONE, OptReg::some)
    }
}

impl fmt::Debug for OptReg {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.get() {
            Some(reg) => write!(f, "{reg}"),
            None => f.write_str("_"),
        }
    }
}

/// A run of `len` neighbouring temporaries that starts at `base`.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Window {
    /// The first register.
    pub base: Reg,
    /// The number of registers; may be zero.
    pub len: u16,
}

impl Window {
    /// Returns the window of `len` registers from `base`.
    pub fn new(base: Reg, len: u16) -> Window {
        Window { base, len }
    }

    /// Returns the registers in order.
    pub fn regs(self) -> impl DoubleEndedIterator<Item = Reg> {
        (0..self.len).map(move |i| Reg(self.base.0 + i))
    }

    /// Returns the `i`-th register.
    ///
    /// # Panics
    /// If `i` is not below `len`.
    pub fn at(self, i: u16) -> Reg {
        assert!(i < self.len, "window of {} has no register {i}", self.len);
        Reg(self.base.0 + i)
    }
}

impl fmt::Debug for Window {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "[{};{}]", self.base, self.len)
    }
}
