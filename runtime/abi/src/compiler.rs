//! The compiler as the runtime sees it: a request of plain data in, linked code and its tables out.
//!
//! Always true: the compiler touches no live object. A request owns or keeps alive all it names, so it may be
//! served on another thread.

use crate::deopt::FrameState;
use crate::feedback::{Callee, Kinds, SiteFact, Variant};
use crate::helpers::HelperTable;
use std::collections::HashMap;
use std::sync::Arc;

/// Where compiled code begins.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Entry {
    /// At the function's first instruction: `fn(cx, function, depth, arguments...) -> word`.
    Start,
    /// At a loop header (the pc of its first instruction): `fn(cx, registers, depth) -> word`. The registers of
    /// the heap frame are moved out.
    Loop(u32),
    /// Where a generator stands: `fn(cx, registers, depth, state) -> word`. State 0 is the start, state n the place
    /// behind the n-th yield. The registers of the heap frame are moved out, and back at a yield.
    Generator,
}

/// How much the compiler should invest.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Tier {
    /// Fast to make.
    Quick,
    /// Fast to run.
    Top,
}

/// Addresses and offsets of the runtime that compiled code uses; the same for all requests of a process.
#[derive(Clone, Debug)]
pub struct World {
    /// Bodies of the helpers.
    pub helpers: HelperTable,
    /// Word of None.
    pub none: u64,
    /// Word of True.
    pub true_: u64,
    /// Word of False.
    pub false_: u64,
    /// Type `int` (of heap ints).
    pub int_type: u64,
    /// Type `float`.
    pub float_type: u64,
    /// Type `str`.
    pub str_type: u64,
    /// Type `list`.
    pub list_type: u64,
    /// Type `tuple`.
    pub tuple_type: u64,
    /// Type `dict`.
    pub dict_type: u64,
    /// Type `enumerate`.
    pub enumerate_type: u64,
    /// Type of the iterator over a dict's items.
    pub item_iter_type: u64,
    /// Types of iterators that `py_next_plain` knows.
    pub plain_iterators: [u64; 5],
    /// Type of xrange's iterator.
    pub range_iter_type: u64,
    /// Type of list's iterator.
    pub list_iter_type: u64,
    /// Type of tuple's iterator.
    pub tuple_iter_type: u64,
    /// Type `function`.
    pub function_type: u64,
    /// The strs of one byte, one behind the other, immortal.
    pub single_strs: u64,
    /// Address of the countdown of `-X deopt-every=K`, 0 if that is off.
    pub deopt_countdown: u64,
    /// Value the countdown starts with.
    pub deopt_every: u64,
    /// Field offsets.
    pub layout: ObjectLayouts,
}

/// Byte offsets of fields that compiled code reads. 0 means the object has no such field and the fast path is left
/// out.
#[derive(Clone, Copy, Debug, Default)]
pub struct ObjectLayouts {
    /// list: number of items (u64).
    pub list_len: u32,
    /// list: pointer to the item words.
    pub list_items: u32,
    /// tuple: number of items (u64).
    pub tuple_len: u32,
    /// tuple: first item word.
    pub tuple_items: u32,
    /// list: room for items (u64).
    pub list_capacity: u32,
    /// str: number of bytes (u64).
    pub str_len: u32,
    /// str: the first byte.
    pub str_data: u32,
    /// Size of a str of one byte.
    pub single_str: u32,
    /// code: address of the compiled entry, or 0.
    pub code_compiled: u32,
    /// code: globals that the compiled form is made for.
    pub code_globals: u32,
    /// code: flags (u32).
    pub code_flags: u32,
    /// code: number of parameters (u16).
    pub code_parameters: u32,
    /// Instance: pointer to its shape.
    pub instance_shape: u32,
    /// xrange iterator: place of the next number (i64).
    pub range_iter_index: u32,
    /// xrange iterator: first number (i64).
    pub range_iter_start: u32,
    /// xrange iterator: step (i64).
    pub range_iter_step: u32,
    /// xrange iterator: how many numbers (i64).
    pub range_iter_len: u32,
    /// list iterator: the list word, 0 when exhausted.
    pub list_iter_list: u32,
    /// list iterator: next index (u64).
    pub list_iter_index: u32,
    /// Cell: its content.
    pub cell_value: u32,
    /// function: word of its closure tuple.
    pub function_closure: u32,
    /// function: address of its code object.
    pub function_code: u32,
    /// function: word of its globals.
    pub function_globals: u32,
    /// function: word of the tuple of default values, or 0.
    pub function_defaults: u32,
    /// tuple iterator: the tuple word, 0 when exhausted.
    pub tuple_iter_tuple: u32,
    /// tuple iterator: next index (u64).
    pub tuple_iter_index: u32,
    /// frame: its position, in bytes before its registers.
    pub frame_position: u32,
}

/// A place where a generator's frame waits.
#[derive(Clone, Debug)]
pub struct YieldPoint {
    /// Position of the `Yield`.
    pub pc: u32,
    /// The word for it in the frame.
    pub place: u64,
    /// Temporaries that the waiting frame holds.
    pub temps: Vec<u16>,
}

/// A function that may be compiled into its callers.
#[derive(Clone, Debug)]
pub struct Part {
    /// The function.
    pub code: Arc<ir::Code>,
    /// Words of the constants; 0 for one that has no word.
    pub constants: Vec<u64>,
    /// Words of the names.
    pub names: Vec<u64>,
    /// What each site has seen.
    pub facts: Vec<SiteFact>,
}

/// Stands for an instruction among the assumptions that have failed.
pub const NO_REGISTER: u16 = u16::MAX;

/// One thing to compile.
#[derive(Clone, Debug)]
pub struct CompileRequest {
    /// The function.
    pub code: Arc<ir::Code>,
    /// Number of the unit, passed back by its exits.
    pub unit: u32,
    /// Where to begin.
    pub entry: Entry,
    /// How much to invest.
    pub tier: Tier,
    /// Words of the constants; 0 for one that has no word.
    pub constants: Vec<u64>,
    /// Words of the names, as str objects; 0 for one that has no word.
    pub names: Vec<u64>,
    /// Word of the function being compiled if that is fixed, else 0.
    pub function: u64,
    /// What each site has seen.
    pub facts: Vec<SiteFact>,
    /// The names are those of the globals: a module's code, entered at a loop.
    pub names_are_globals: bool,
    /// For such code: what is known of each name that is stored, by name.
    pub stored_names: Vec<SiteFact>,
    /// For [`Entry::Generator`]: the yields, in the order of their positions.
    pub yields: Vec<YieldPoint>,
    /// What is known of the functions and types that the facts name.
    pub callees: HashMap<u64, Callee>,
    /// What sites that saw several shapes found.
    pub variants: Vec<Vec<Variant>>,
    /// Functions that may be compiled into this one; a site's part 1 is the first of them.
    pub parts: Vec<Part>,
    /// Callees (as in `callees`) that are parts: index in `parts`.
    pub inlines: HashMap<u64, usize>,
    /// How many instructions may be compiled in.
    pub inline_budget: usize,
    /// For [`Entry::Loop`]: the kind of each register, [`Kinds::NONE`] if unbound.
    pub entry_kinds: Vec<Kinds>,
    /// Loop headers (pc) and registers whose type must not be assumed; with [`NO_REGISTER`]: instructions at which
    /// assumptions have failed.
    pub no_speculation: Vec<(u32, u16)>,
    /// Never speculate at all.
    pub generic: bool,
    /// Compiles the function's handlers: it has caught exceptions.
    pub catches: bool,
    /// Makes each guard count down and fail at zero.
    pub deopt_every: bool,
    /// Address of a countdown at function entries and back edges; the code leaves at zero. 0: none.
    pub heat: u64,
    /// Verifies the code before it is optimised.
    pub check: bool,
    /// Stages to print.
    pub dump: Vec<Dump>,
}

/// A stage that can be printed.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Dump {
    /// Bytecode with the facts of its sites.
    Typed,
    /// LLVM IR after optimisation.
    Llvm,
    /// Assembly.
    Asm,
}

/// Linked machine code.
#[derive(Clone, Debug)]
pub struct CompiledCode {
    /// Address to call.
    pub entry: u64,
    /// First byte of the block.
    pub start: u64,
    /// Size of the block in bytes.
    pub size: usize,
    /// Distance of the frame image from rbp.
    pub image_offset: i32,
    /// The sites, by number.
    pub sites: Vec<FrameState>,
    /// Speculated types of registers at loop starts: pc of the header, register.
    pub speculated: Vec<(u32, u16)>,
}

/// Turns functions into machine code.
pub trait Compiler: Send {
    /// Compiles and links.
    ///
    /// # Errors
    /// The reason why this function is declined.
    fn compile(&mut self, world: &World, request: &CompileRequest)
    -> Result<CompiledCode, Bailout>;
}

macro_rules! bailouts {
    ($( $(#[doc = $doc:literal])+ $Name:ident = $text:literal ),+ $(,)?) => {
        /// Why a function is not compiled.
        #[derive(Clone, Copy, PartialEq, Eq, Debug)]
        #[repr(u8)]
        pub enum Bailout { $( $(#[doc = $doc])+ $Name ),+ }

        impl Bailout {
            /// All reasons.
            pub const ALL: &'static [Bailout] = &[$( Bailout::$Name ),+];
            /// Returns the text the statistics print.
            pub fn text(self) -> &'static str {
                match self { $( Bailout::$Name => $text ),+ }
            }
        }
    };
}

bailouts! {
    /// Generators keep their registers in a heap frame.
    Generator = "is a generator",
    /// A module's or class body's names are in a dict.
    Namespace = "keeps its names in a dict",
    /// More instructions than a compile may take.
    TooLarge = "is too large",
    /// More parameters than the entry stub passes.
    TooManyParameters = "has too many parameters",
    /// The types at a loop did not settle.
    NoFixpoint = "has types that do not settle",
    /// The entry begins with an instruction that has no compiled form.
    NothingToDo = "has nothing to compile",
    /// LLVM or the linker refused.
    Backend = "was refused by the back end",
}
