//! One compiled piece of code and what it keeps alive.
//!
//! Always true: a unit lives as long as the process (dead ones are counted, their code pages are not reused), so a
//! pointer into its code or tables never dangles.

use crate::builtins::code::Code;
use crate::builtins::dict::Dict;
use crate::builtins::frame::FramePtr;
use crate::object::{Owned, Ref};
use abi::compiler::{CompiledCode, Entry};
use std::cell::Cell;
use std::sync::Arc;

/// A function of a unit: its own (part 0), or one compiled into it.
pub(crate) struct Part {
    /// The bytecode.
    pub(crate) code: Arc<ir::Code>,
    /// Words of the constants.
    pub(crate) constants: Vec<u64>,
    /// Words of the names.
    pub(crate) names: Vec<u64>,
    pub(crate) object: Owned,
    pub(crate) globals: Owned,
    pub(crate) builtins: Owned,
}

/// A compiled function or loop.
pub(crate) struct Unit {
    /// Number, passed back by its exits.
    pub(crate) number: u32,
    /// The bytecode.
    pub(crate) code: Arc<ir::Code>,
    /// Where it begins.
    pub(crate) entry: Entry,
    /// Machine code and tables.
    pub(crate) compiled: CompiledCode,
    /// Its own function, then those compiled into it.
    pub(crate) parts: Vec<Part>,
    /// Exits taken, by site.
    pub(crate) exits: Box<[Cell<u32>]>,
    /// Its function's handlers are compiled.
    pub(crate) catches: bool,
    /// Exceptions that left the code although the function handles them.
    pub(crate) uncaught: Cell<u32>,
    /// For a loop: how often it was entered.
    pub(crate) entered: Cell<u32>,
    /// Counts the rounds of quick code down; its address stands in the code.
    pub(crate) heat: Box<Cell<u64>>,
    /// How often that ran out.
    pub(crate) heats: Cell<u32>,
    /// Quick code that is to be made again for speed.
    pub(crate) wants_top: Cell<bool>,
    /// Not entered any more.
    pub(crate) dead: Cell<bool>,
    /// Functions, shapes' classes and the like whose addresses stand in the code.
    pub(crate) _kept: Vec<Owned>,
}

impl Unit {
    /// The code object.
    pub(crate) fn code_object(&self) -> &Code {
        self.parts[0].code_object()
    }
}

impl Part {
    /// The code object.
    pub(crate) fn code_object(&self) -> &Code {
        self.object.borrow().recv::<Code>()
    }

    /// Gives a new frame its code and its namespaces, counted by the frame.
    pub(crate) fn give_namespaces(&self, frame: FramePtr) {
        let address = |object: &Owned| {
            let word = object.clone().into_word();
            word.0 as usize
        };
        frame.code.set(address(&self.object) as *const Code);
        frame.owner.set(self.object.word().0);
        frame.globals.set(address(&self.globals) as *const Dict);
        frame.builtins.set(address(&self.builtins) as *const Dict);
    }

    /// Code left again and again because the attribute site at `pc` met another shape.
    pub(crate) fn shape_missed(&self, pc: u32) {
        let site = self.code.function.insns[pc as usize].site();
        if let Some(site) = site.map(|site| &self.code_object().body().sites[site.index()])
            && !site.may_specialise()
        {
            site.give_up_findings();
        }
    }

    /// The constant as a value.
    pub(crate) fn constant(&self, index: usize) -> Ref<'_> {
        super::words::borrow(self.constants[index])
    }
}
