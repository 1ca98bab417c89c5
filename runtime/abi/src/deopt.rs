//! Where each register of a frame lives when compiled code stops at a site.
//!
//! A compiled activation keeps its registers in a *frame image* on the native stack:
//!
//! ```text
//! image:  +0 site (u32)   +4 saved site (u32)   +8 register 0   +16 register 1  ...   address
//! ```
//!
//! Behind the registers (at least [`IMAGE_MIN_REGISTERS`]) code that was entered at a loop keeps the address of the
//! registers of the heap frame that it continues.
//!
//! Functions compiled into their caller have their registers behind the caller's, in the same image.
//!
//! Rule 1: at every call that can reach a safepoint, and when compiled code leaves through an exit, the image holds
//! what the site's [`FrameState`] says, and nothing else of the activation matters.
//! Rule 2: an image whose site is [`CONVERTED`] has given all it owned to a heap frame, whose address then stands
//! in register 0; one whose site is [`RETURNED`] belongs to no activation any more.

/// Offset of the site number in an image.
pub const IMAGE_SITE: i64 = 0;
/// Offset of the site number an image had before it was converted.
pub const IMAGE_SAVED_SITE: i64 = 4;
/// Offset of the first register in an image.
pub const IMAGE_REGISTERS: i64 = 8;
/// An image has room for at least this many registers.
pub const IMAGE_MIN_REGISTERS: usize = 2;
/// Site number of an image that became a heap frame while a callee was running.
pub const CONVERTED: u32 = u32::MAX;
/// Site number of an image whose function is about to return.
pub const RETURNED: u32 = u32::MAX - 1;

/// How a register's value is written in its image slot.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Repr {
    /// A value word.
    Tagged,
    /// An `i64`.
    Int,
    /// The bits of a double.
    Float,
    /// 0 or 1.
    Bool,
}

/// Where the value of a register is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Place {
    /// In the image, in the slot of the register.
    Image(Repr),
    /// In the image, a word that is not counted for the frame: who takes it adds one count.
    Borrowed,
    /// Nowhere: it is always this word, not counted for the frame.
    Constant(u64),
}

/// How the interpreter goes on from a site.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Resume {
    /// Runs the instruction at the pc from its start.
    Again,
    /// The call's value is the outcome of the instruction at the pc: its result, 1 or 2 for false or true of a test,
    /// [`EXHAUSTED`] for the end of an iteration. 0: an exception was raised there.
    Result,
    /// The call's value is of no interest; goes on behind the instruction.
    Next,
    /// The call was one of `__init__`: its value must be None, and the outcome of the instruction is the object in
    /// this register.
    Init(u16),
}

/// Word that code entered at a loop returns when the interpreter must go on with the heap frame.
pub const CONTINUE: u64 = crate::value::MARKER_FIRST | 0xE1;
/// The same, with an exception pending at the frame's position.
pub const CONTINUE_RAISED: u64 = crate::value::MARKER_FIRST | 0xE2;
/// Word a helper returns for an exhausted iterator.
pub const EXHAUSTED: u64 = crate::value::MARKER_FIRST | 0xE0;

/// An activation whose callee was compiled into it: what its heap frame needs while the callee runs.
#[derive(Clone, Debug)]
pub struct CallerState {
    /// Which of the unit's functions it is; 0 is the unit's own.
    pub part: u32,
    /// Its first register in the image.
    pub base: u16,
    /// Position of the call.
    pub pc: u32,
    /// For a call of `__init__`: the register that holds the instance, which is the outcome of the call.
    pub init: Option<u16>,
    /// Its registers that hold a value.
    pub registers: Vec<(u16, Place)>,
}

/// Everything needed to make the heap frames of one site.
#[derive(Clone, Debug)]
pub struct FrameState {
    /// The activations around this one in the same image, innermost first.
    pub callers: Vec<CallerState>,
    /// Which of the unit's functions it is; 0 is the unit's own.
    pub part: u32,
    /// Its first register in the image.
    pub base: u16,
    /// Position in the `ir` function.
    pub pc: u32,
    /// What happens there.
    pub resume: Resume,
    /// The registers that hold a value. All others are unbound or dead.
    pub registers: Vec<(u16, Place)>,
    /// Why compiled code leaves here; `None` at a call.
    pub exit: Option<ExitKind>,
}

macro_rules! side_exits {
    ($( $(#[doc = $doc:literal])+ $Name:ident ),+ $(,)?) => {
        /// Why compiled code went back to the interpreter.
        #[derive(Clone, Copy, PartialEq, Eq, Debug)]
        #[repr(u8)]
        pub enum ExitKind { $( $(#[doc = $doc])+ $Name ),+ }

        impl ExitKind {
            /// All kinds.
            pub const ALL: &'static [ExitKind] = &[$( ExitKind::$Name ),+];
            /// Returns the name the statistics print.
            pub fn name(self) -> &'static str {
                match self { $( ExitKind::$Name => stringify!($Name) ),+ }
            }
        }
    };
}

side_exits! {
    /// A value was not of the expected type.
    Type,
    /// An int operation left the 64-bit range or had a result only the protocol can make.
    Overflow,
    /// A global or builtin was rebound.
    Global,
    /// An object had another shape or class.
    Shape,
    /// An index was out of range, or a container changed.
    Bounds,
    /// A callee was not the expected one.
    Callee,
    /// An operation on a type of the language was asked of something else, which needs the protocol.
    Protocol,
    /// A store would have freed an object.
    LastCount,
    /// A value assumed at a loop's start was of another type.
    LoopEntry,
    /// A signal, the GIL or a pending call.
    EvalBreaker,
    /// Quick code has run often enough to be made again for speed.
    TierUp,
    /// Control went behind the loop that was compiled.
    LoopLeft,
    /// The instruction has no compiled form.
    Declined,
    /// The instruction had never been reached when the code was compiled.
    NeverReached,
}
