//! UNSAFE ISLAND: frames, the memory of running Python code.
//!
//! ```text
//! header | back pc code globals builtins owner aux | locals trace saved | registers...
//!                                                    [locals][cells][temporaries][constants]
//! ```
//!
//! A frame is born from its code's free list, runs, and goes back there when it is left and nobody
//! else holds it; otherwise it lives on as an object that keeps what it held.
//!
//! Obligations: (1) registers of locals and cells hold a counted value or the unbound marker;
//! temporaries hold a counted value exactly where `bytecode::liveness` says so; constants are
//! borrowed from the code; (2) `code`, `globals` and `builtins` are kept alive by `owner` (a
//! function), or counted by the frame if it has [`OWNS_GLOBALS`] (then `owner` is the code);
//! (3) `back` is a frame that is running while this one runs, or counted if [`BACK_OWNED`];
//! (4) a frame that runs holds one count of itself.

mod jump;
pub mod locals;

use crate::builtins::code::Code;
use crate::builtins::dict::Dict;
use crate::builtins::function::Function;
use crate::bytecode::Pc;
use crate::cx::Cx;
use crate::exceptions::{PyResult, Raised, RaisedState};
use crate::object::alloc::{allocate_raw, free_block};
use crate::object::handle::{release, retain};
use crate::object::{Field, Header, Owned, Ref};
use abi::Word;
use std::cell::Cell;
use std::ops::Deref;
use std::ptr::NonNull;

/// What happens with the value a frame returns.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[repr(u8)]
pub enum ReturnKind {
    /// It is the result of the caller's instruction.
    Store,
    /// Native code gets it.
    Native,
    /// It must be None; the result is the new instance in `aux`.
    Init,
    /// The frame is a generator's, asked by the caller's `ForIter`.
    ForIter,
    /// The frame is a generator's that is being closed.
    Close,
    /// It goes to what remains of the call, in `aux`.
    Rest,
    /// The frame is an `exec` statement's: nobody gets the value.
    Discard,
    /// The same, and the statement ran in the variables of the caller.
    WriteBack,
}

/// The frame counts its globals and builtins.
pub const OWNS_GLOBALS: u8 = 1;
/// The frame belongs to a generator.
pub const GENERATOR: u8 = 2;
/// `saved` holds the caller's `sys.exc_info()`.
pub const SAVED: u8 = 4;
/// Call and return are reported to trace and profile functions.
pub const TRACED: u8 = 8;
/// The frame counts `back`.
pub const BACK_OWNED: u8 = 16;
/// A trace function has moved the frame: locals may be unbound where the code does not expect it.
pub const UNSURE: u8 = 64;
/// The frame has been put together from a pickle, and nobody runs it.
pub const LOOSE: u8 = 128;
/// The frame has been left for good.
pub const FINISHED: u8 = 32;

/// Memory of a frame; the registers follow.
#[repr(C)]
pub struct Frame {
    pub(crate) head: Header,
    pub(crate) back: Cell<*const Frame>,
    pub(crate) pc: Cell<Pc>,
    pub(crate) code: Cell<*const Code>,
    pub(crate) globals: Cell<*const Dict>,
    pub(crate) builtins: Cell<*const Dict>,
    pub(crate) owner: Cell<u64>,
    /// The instance that `__init__` initialises, or the generator while it runs.
    pub(crate) aux: Field,
    pub(crate) kind: Cell<ReturnKind>,
    pub(crate) flags: Cell<u8>,
    /// Nested calls that CPython 2.7 makes on the way into this frame: they count in the depth.
    pub(crate) extra: Cell<u8>,
    /// The line as far as trace functions have been told: `f_lineno` while there is an `f_trace`.
    pub(crate) traced_line: Cell<u32>,
    /// The IR pc that tracing has seen last.
    pub(crate) traced_pc: Cell<u32>,
    /// `f_locals`: the namespace of a module or class body, a snapshot of a function's.
    pub(crate) locals: Field,
    /// `f_trace`
    pub(crate) trace: Field,
    pub(crate) saved: Cell<*mut Option<RaisedState>>,
    registers: [Cell<u64>; 0],
}

const REGISTERS: usize = std::mem::offset_of!(Frame, registers);
/// How far before its registers a frame has its position.
pub(crate) const POSITION_BEFORE_REGISTERS: usize = REGISTERS - std::mem::offset_of!(Frame, pc);

crate::py_type! {
    pub(crate) static FRAME: Frame = "frame" {
        flags: [GC],
        slots { dealloc: dealloc, traverse: traverse, clear: clear }
        getset {
            /// The calling frame, or None.
            member "f_back" => f_back;
            /// The code.
            member "f_code" => f_code;
            /// The global variables.
            member "f_globals" => f_globals;
            /// The builtins.
            member "f_builtins" => f_builtins;
            /// The local variables.
            "f_locals" => f_locals;
            /// The line.
            "f_lineno" => f_lineno, jump::set_line;
            /// The position.
            member "f_lasti" => f_lasti;
            /// The trace function of this frame, or None.
            "f_trace" => f_trace, set_f_trace;
            /// 0.
            "f_restricted" => f_restricted;
            /// Class of the exception the caller was handling, or None.
            "f_exc_type" => f_exc_type;
            /// Instance of the exception the caller was handling, or None.
            "f_exc_value" => f_exc_value;
            /// Traceback of the exception the caller was handling, or None.
            "f_exc_traceback" => f_exc_traceback;
        }
    }
}

/// A frame that runs or is held by the one who has this pointer.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct FramePtr(NonNull<Frame>);

impl Deref for FramePtr {
    type Target = Frame;
    #[inline(always)]
    fn deref(&self) -> &Frame {
        // SAFETY: (4) the holder knows that the frame is alive.
        unsafe { self.0.as_ref() }
    }
}

impl FramePtr {
    /// Wraps a frame.
    #[inline(always)]
    pub fn new(frame: &Frame) -> FramePtr {
        FramePtr(NonNull::from(frame))
    }

    /// Wraps a pointer unless it is null.
    #[inline(always)]
    pub fn from_raw(frame: *const Frame) -> Option<FramePtr> {
        NonNull::new(frame.cast_mut()).map(FramePtr)
    }

    /// Returns the pointer.
    #[inline(always)]
    pub fn as_ptr(self) -> *const Frame {
        self.0.as_ptr()
    }

    /// Returns the frame whose registers begin at an address.
    pub(crate) fn of_registers(address: u64) -> FramePtr {
        let frame = (address as usize - REGISTERS) as *const Frame;
        FramePtr::from_raw(frame).expect("registers lie behind a frame")
    }

    /// Makes `back` the caller of this running frame.
    pub(crate) fn set_back(self, back: FramePtr) {
        if self.back.get() == back.as_ptr() {
            return;
        }
        let old = self.back.replace(back.as_ptr());
        if self.flags.get() & BACK_OWNED != 0 {
            self.flags.set(self.flags.get() & !BACK_OWNED);
            release(Word(old as u64));
        }
    }

    /// Returns the innermost frame of the thread.
    #[inline(always)]
    pub fn current(cx: &Cx) -> Option<FramePtr> {
        FramePtr::from_raw(cx.head.frame.get() as *const Frame)
    }

    /// Makes a frame for `code` from its free list; registers are unbound, owners not set.
    ///
    /// # Errors
    /// Raises `MemoryError`.
    #[inline(always)]
    pub fn take(cx: &Cx, code: &Code) -> Result<FramePtr, Raised> {
        let free = code.free_frames.get();
        match NonNull::new(free) {
            Some(frame) => {
                let frame = FramePtr(frame);
                code.free_frames.set(frame.back.get().cast_mut());
                frame.head.count.set(1);
                Ok(frame)
            }
            None => FramePtr::allocate(cx, code),
        }
    }

    #[cold]
    #[inline(never)]
    fn allocate(cx: &Cx, code: &Code) -> Result<FramePtr, Raised> {
        let body = code.body();
        let registers = usize::from(body.registers);
        let block = allocate_raw(cx, &FRAME, REGISTERS + registers * 8)?.cast::<Frame>();
        let frame = Frame {
            head: Header::new(&FRAME),
            back: Cell::new(std::ptr::null()),
            pc: Cell::new(Pc::NULL),
            code: Cell::new(code),
            globals: Cell::new(std::ptr::null()),
            builtins: Cell::new(std::ptr::null()),
            owner: Cell::new(0),
            aux: Field::empty(),
            kind: Cell::new(ReturnKind::Native),
            flags: Cell::new(0),
            extra: Cell::new(0),
            traced_line: Cell::new(0),
            traced_pc: Cell::new(0),
            locals: Field::empty(),
            trace: Field::empty(),
            saved: Cell::new(std::ptr::null_mut()),
            registers: [],
        };
        // SAFETY: the block has room for the struct.
        unsafe { block.write(frame) };
        // SAFETY: just allocated.
        let frame = FramePtr(unsafe { NonNull::new_unchecked(block) });
        let constants = registers - body.constant_regs.len();
        for register in 0..constants {
            frame.put(register as u16, Word::UNBOUND);
        }
        for (index, constant) in body.constant_regs.iter().enumerate() {
            frame.put((constants + index) as u16, code.constants()[*constant as usize].word());
        }
        Ok(frame)
    }

    /// Leaves a frame whose one count is the caller's and which nobody else knows: releases its
    /// variables and puts it on the free list. May run Python code.
    #[inline(always)]
    pub fn recycle(self) {
        let (parameters, first_temp) = (self.code().arg_count, self.code().first_temp);
        // Arguments die behind the other variables, last one first, as on CPython's stack.
        let order = (parameters..first_temp).chain((0..parameters).rev());
        for register in order {
            let word = self.get(register);
            self.put(register, Word::UNBOUND);
            if word.is_heap() {
                release(word);
                if self.head.count() != 1 {
                    return self.give_up();
                }
            }
        }
        let owner = self.owner.get();
        let code = self.code.get();
        // SAFETY: (2) the owner, released last, keeps the code alive.
        let code = unsafe { &*code };
        self.head.count.set(0);
        self.back.set(code.free_frames.get());
        code.free_frames.set(self.0.as_ptr());
        release(Word(owner));
    }

    /// The slow form of [`FramePtr::recycle`]: somebody else may hold the frame.
    #[cold]
    #[inline(never)]
    pub fn leave(self) {
        let flags = self.flags.get();
        if self.head.count() != 1 {
            let back = self.back.get();
            if flags & BACK_OWNED == 0 && !back.is_null() {
                retain(Word(back as u64));
                self.flags.set(flags | BACK_OWNED);
            }
            self.flags.set(self.flags.get() | FINISHED);
            return self.give_up();
        }
        if flags & GENERATOR != 0 {
            self.release_variables();
        }
        self.drop_extras();
        self.recycle();
    }

    /// Gives up the runner's count.
    fn give_up(self) {
        release(Word(self.0.as_ptr() as u64));
    }

    /// Empties everything but registers and owner.
    fn drop_extras(self) {
        self.aux.set(None);
        self.locals.set(None);
        self.trace.set(None);
        self.drop_saved();
        let flags = self.flags.get();
        if flags & BACK_OWNED != 0 {
            let back = self.back.replace(std::ptr::null());
            self.flags.set(flags & !BACK_OWNED);
            release(Word(back as u64));
        }
        if flags & OWNS_GLOBALS != 0 {
            let globals = self.globals.replace(std::ptr::null());
            let builtins = self.builtins.replace(std::ptr::null());
            self.flags.set(self.flags.get() & !OWNS_GLOBALS);
            release(Word(globals as u64));
            release(Word(builtins as u64));
        }
        self.flags.set(0);
    }

    fn drop_saved(self) {
        let saved = self.saved.replace(std::ptr::null_mut());
        if !saved.is_null() {
            // SAFETY: `save` made it from a box.
            drop(unsafe { Box::from_raw(saved) });
        }
    }

    /// Keeps the caller's exception state, unless this has happened already.
    pub fn save_handled(self, state: impl FnOnce() -> Option<RaisedState>) {
        if self.flags.get() & SAVED == 0 {
            self.saved.set(Box::into_raw(Box::new(state())));
            self.flags.set(self.flags.get() | SAVED);
        }
    }

    /// Takes the kept exception state out.
    pub fn take_saved(self) -> Option<RaisedState> {
        self.flags.set(self.flags.get() & !SAVED);
        let saved = self.saved.replace(std::ptr::null_mut());
        if saved.is_null() {
            return None;
        }
        // SAFETY: `save_handled` made it from a box.
        *unsafe { Box::from_raw(saved) }
    }

    /// Moves the value out of a temporary.
    #[inline(always)]
    pub fn take_temp(self, register: u16) -> Owned {
        // SAFETY: (1) the instruction consumes a live temporary.
        unsafe { Owned::from_word(self.get(register)) }
    }

    /// Gives the holder's count away as a value.
    pub fn into_owned(self) -> Owned {
        // SAFETY: (4) the caller gives up the count it holds.
        unsafe { Owned::from_ptr(self.0.as_ptr()) }
    }

    /// Returns the function behind a word that was tested to be one.
    #[inline(always)]
    pub fn as_function<'a>(self, word: Word) -> &'a Function {
        debug_assert!(word.is_heap());
        // SAFETY: the caller has tested the type, and the frame entered keeps the function alive.
        unsafe { &*(word.0 as *const Function) }
    }

    /// Borrows registers as arguments.
    #[inline(always)]
    pub fn window<'a>(self, base: u16, count: u16) -> &'a [Ref<'a>] {
        // SAFETY: (1) the registers of a window are live values; `Ref` is one word.
        unsafe { std::slice::from_raw_parts(self.slot(base).cast(), usize::from(count)) }
    }
}

impl Frame {
    #[inline(always)]
    fn slot(&self, register: u16) -> *const Cell<u64> {
        debug_assert!(register < self.code().registers.get());
        // SAFETY: the encoder uses registers below the frame's size only.
        unsafe {
            std::ptr::from_ref(self)
                .cast::<u8>()
                .add(REGISTERS)
                .cast::<Cell<u64>>()
                .add(usize::from(register))
        }
    }

    /// Returns the word of a register.
    #[inline(always)]
    pub fn get(&self, register: u16) -> Word {
        // SAFETY: as `slot`.
        Word(unsafe { &*self.slot(register) }.get())
    }

    /// Overwrites a register without looking at what it holds.
    #[inline(always)]
    pub fn put(&self, register: u16, word: Word) {
        // SAFETY: as `slot`.
        unsafe { &*self.slot(register) }.set(word.0);
    }

    /// Borrows the value of a register that holds one. A register may be overwritten when Python
    /// code runs in this frame: the caller holds the borrow only across one instruction.
    #[inline(always)]
    pub fn value<'a>(&self, register: u16) -> Ref<'a> {
        // SAFETY: (1) the instruction reads a live register.
        unsafe { Ref::from_word(self.get(register)) }
    }

    /// Address of the first register, for compiled code.
    pub fn registers_address(&self) -> usize {
        self.slot(0) as usize
    }

    /// Returns the code.
    #[inline(always)]
    pub fn code<'a>(&self) -> &'a Code {
        // SAFETY: (2)
        unsafe { &*self.code.get() }
    }

    /// Returns the globals.
    #[inline(always)]
    pub fn globals<'a>(&self) -> &'a Dict {
        // SAFETY: (2)
        unsafe { &*self.globals.get() }
    }

    /// Returns the builtins.
    #[inline(always)]
    pub fn builtins<'a>(&self) -> &'a Dict {
        // SAFETY: (2)
        unsafe { &*self.builtins.get() }
    }

    /// Returns the position as an IR pc.
    pub fn ir_pc(&self) -> u32 {
        if self.pc.get().is_null() { 0 } else { self.code().body().pc_of(self.pc.get()) }
    }

    /// Returns the present line.
    pub fn line(&self) -> u32 {
        if !self.trace.is_empty() {
            return self.traced_line.get();
        }
        if self.pc.get().is_null() {
            return self.code().ir().first_line;
        }
        self.code().line_of(self.ir_pc())
    }

    /// Returns the calling frame.
    pub fn back(&self) -> Option<FramePtr> {
        FramePtr::from_raw(self.back.get())
    }

    /// Frees a frame of the free list and returns the next one.
    ///
    /// # Safety
    /// `frame` is on a free list that is being dismantled.
    pub(crate) unsafe fn free_idle(frame: *mut Frame) -> *mut Frame {
        // SAFETY: an idle frame's memory is intact.
        let idle = unsafe { &*frame };
        let next = idle.back.get().cast_mut();
        // SAFETY: an idle frame owns nothing.
        unsafe { free_block(frame.cast()) };
        next
    }

    fn release_registers(&self) {
        if self.flags.get() & GENERATOR != 0 && self.flags.get() & FINISHED == 0 {
            self.release_temps();
        }
        self.release_variables();
    }

    /// Releases locals and cells, first one first.
    fn release_variables(&self) {
        for register in 0..self.code().first_temp {
            let word = self.get(register);
            self.put(register, Word::UNBOUND);
            release(word);
        }
    }

    /// Releases the temporaries of a suspended or unwound frame.
    fn release_temps(&self) {
        if self.pc.get().is_null() {
            return;
        }
        for register in self.live_temps().iter().rev() {
            release(self.get(*register));
        }
    }

    /// Returns the temporaries that are live during the present instruction.
    pub fn live_temps<'a>(&self) -> &'a [u16] {
        let code = self.code();
        let liveness = code.body().liveness.get().expect("set when encoded");
        liveness.during(&code.ir().function, self.ir_pc())
    }
}

/// The `dealloc` slot of frames.
pub(crate) fn dealloc(_cx: &Cx, object: *mut Header) {
    // SAFETY: the slot is called once, with a frame whose count is zero.
    let frame = FramePtr(unsafe { NonNull::new_unchecked(object.cast()) });
    frame.release_registers();
    frame.drop_extras();
    let owner = Word(frame.owner.get());
    // SAFETY: the members are released.
    unsafe { free_block(object) };
    release(owner);
}

fn traverse(object: Ref<'_>, visit: &mut dyn FnMut(Ref<'_>)) {
    traverse_members(object.recv::<Frame>(), visit);
}

/// Visits what a frame holds.
pub(crate) fn traverse_members(frame: &Frame, visit: &mut dyn FnMut(Ref<'_>)) {
    for field in [&frame.aux, &frame.locals, &frame.trace] {
        if let Some(value) = field.peek() {
            visit(value);
        }
    }
    let mut visit_word = |word: Word| {
        if word.is_heap() && word.0 != 0 {
            // SAFETY: (1) a counted value.
            visit(unsafe { Ref::from_word(word) });
        }
    };
    visit_word(Word(frame.owner.get()));
    if frame.flags.get() & BACK_OWNED != 0 {
        visit_word(Word(frame.back.get() as u64));
    }
    if frame.flags.get() & OWNS_GLOBALS != 0 {
        visit_word(Word(frame.globals.get() as u64));
        visit_word(Word(frame.builtins.get() as u64));
    }
    for register in 0..frame.code().first_temp {
        visit_word(frame.get(register));
    }
    if frame.flags.get() & (GENERATOR | FINISHED) == GENERATOR && frame.back.get().is_null() {
        for register in frame.live_temps().iter() {
            visit_word(frame.get(*register));
        }
    }
}

fn clear(_cx: &Cx, object: Ref<'_>) {
    let frame = object.recv::<Frame>();
    if frame.flags.get() & FINISHED == 0 {
        return;
    }
    for register in 0..frame.code().first_temp {
        let word = frame.get(register);
        frame.put(register, Word::UNBOUND);
        release(word);
    }
    frame.locals.set(None);
}

fn f_back(cx: &Cx, object: Ref<'_>) -> PyResult {
    if object.recv::<Frame>().flags.get() & FINISHED == 0 {
        crate::tier::frames::materialise(cx);
    }
    let back = object.recv::<Frame>().back();
    Ok(back.map_or_else(Owned::none, |back| Ref::from_object(&*back).own()))
}

fn f_code(_cx: &Cx, object: Ref<'_>) -> PyResult {
    Ok(Ref::from_object(object.recv::<Frame>().code()).own())
}

fn f_globals(_cx: &Cx, object: Ref<'_>) -> PyResult {
    Ok(Ref::from_object(object.recv::<Frame>().globals()).own())
}

fn f_builtins(_cx: &Cx, object: Ref<'_>) -> PyResult {
    Ok(Ref::from_object(object.recv::<Frame>().builtins()).own())
}

fn f_locals(cx: &Cx, object: Ref<'_>) -> PyResult {
    let frame = object.recv::<Frame>();
    locals::sync(cx, frame)?;
    Ok(frame.locals.get().unwrap_or_else(Owned::none))
}

fn f_lineno(_cx: &Cx, object: Ref<'_>) -> PyResult {
    Ok(Owned::int(i64::from(object.recv::<Frame>().line())))
}

fn f_lasti(_cx: &Cx, object: Ref<'_>) -> PyResult {
    let frame = object.recv::<Frame>();
    let started = !frame.pc.get().is_null();
    Ok(Owned::int(if started { i64::from(frame.ir_pc()) } else { -1 }))
}

fn f_trace(_cx: &Cx, object: Ref<'_>) -> PyResult {
    Ok(object.recv::<Frame>().trace.get().unwrap_or_else(Owned::none))
}

fn set_f_trace(_cx: &Cx, object: Ref<'_>, value: Option<Ref<'_>>) -> PyResult<()> {
    let value = value.filter(|value| !value.is_none());
    let frame = object.recv::<Frame>();
    frame.traced_line.set(frame.line());
    frame.trace.set(value.map(Ref::own));
    Ok(())
}

fn f_restricted(_cx: &Cx, _object: Ref<'_>) -> PyResult {
    Ok(Owned::bool(false))
}

/// Returns the kept `sys.exc_info()` of the caller.
pub(crate) fn saved(object: Ref<'_>) -> Option<RaisedState> {
    let saved = object.recv::<Frame>().saved.get();
    if saved.is_null() {
        return None;
    }
    // SAFETY: a box owned by the frame; cloning runs no Python code.
    unsafe { (*saved).clone() }
}

fn f_exc_type(_cx: &Cx, object: Ref<'_>) -> PyResult {
    Ok(saved(object).map_or_else(Owned::none, |state| state.ty))
}

fn f_exc_value(_cx: &Cx, object: Ref<'_>) -> PyResult {
    Ok(saved(object).and_then(|state| state.value).unwrap_or_else(Owned::none))
}

fn f_exc_traceback(_cx: &Cx, object: Ref<'_>) -> PyResult {
    Ok(saved(object).and_then(|state| state.traceback).unwrap_or_else(Owned::none))
}
