//! UNSAFE ISLAND: `Cx`, the state of one OS thread that runs Python.
//!
//! Every native gets `&Cx`. All members are cells; nobody holds `&mut` to any of it across a call
//! that can run Python.
//!
//! Obligations: (1) `Cx::current` is called only on a thread that has entered the VM.

use crate::exceptions::PendingError;
use crate::object::Field;
use crate::object::header::Header;
use crate::vm::Vm;
use std::cell::{Cell, RefCell};

/// The part of a thread's state that compiled code reads by fixed offsets.
#[repr(C)]
pub struct CxHead {
    /// Not 0: look at signals, the GIL, pending calls at the next safepoint.
    pub eval_breaker: std::sync::atomic::AtomicU32,
    /// Python calls that are active (`sys.getrecursionlimit` bounds it).
    pub depth: Cell<u32>,
    /// The recursion limit.
    pub depth_limit: Cell<u32>,
    /// Set while a trace or profile function is installed.
    pub tracing: Cell<u32>,
    /// Native stack addresses below it are out of bounds for re-entry.
    pub stack_limit: Cell<usize>,
    /// Innermost interpreter frame (`*const Frame`, or 0).
    pub frame: Cell<usize>,
    /// Frame pointer and stack pointer at the last call out of compiled code.
    pub anchor_fp: Cell<usize>,
    /// See `anchor_fp`.
    pub anchor_sp: Cell<usize>,
    /// Free blocks of the container heap.
    pub free_lists: crate::object::heap::FreeLists,
}

/// One OS thread's state.
#[repr(C)]
pub struct Cx {
    /// What compiled code reads.
    pub head: CxHead,
    vm: &'static Vm,
    /// The exception on its way, if a native has returned `Raised`.
    pub(crate) pending: PendingError,
    /// `sys.exc_info()` of the innermost frame that handles one.
    pub(crate) handled: PendingError,
    /// `raise` has just raised an exception with the traceback it had.
    pub(crate) reraised: Cell<bool>,
    /// The frame whose `line` event is being sent, or 0.
    pub(crate) line_frame: Cell<usize>,
    /// The frame whose `return` event is being sent, or 0.
    pub(crate) left_frame: Cell<usize>,
    /// A trace function has moved the frame here: the line is not told again.
    pub(crate) untold: Cell<crate::bytecode::Pc>,
    /// `sys.settrace`
    pub(crate) trace_function: Field,
    /// `sys.setprofile`
    pub(crate) profile_function: Field,
    /// Interpreter loops that native code called from compiled code has entered, outermost first.
    pub(crate) segments: RefCell<Vec<crate::tier::frames::Segment>>,
    pub(crate) dealloc_depth: Cell<u32>,
    /// Blocks of small objects that are no containers, to be used again.
    pub(crate) leaf_blocks: crate::object::alloc::LeafBlocks,
    /// Interpreter loops that run inside the one that a switch of coroutines by frames may happen in;
    /// never 0 in the thread's main coroutine.
    pub(crate) native_level: Cell<u32>,
    pub(crate) dealloc_later: RefCell<Vec<*mut Header>>,
    /// Where the keyword names of a call with `**` are: they stand in the order of CPython's dict.
    pub(crate) ordered_keywords: Cell<usize>,
    /// Objects whose repr is being made, innermost last.
    pub(crate) repr_active: RefCell<Vec<u64>>,
    /// The number of the thread whose state this is, 0 before it begins.
    pub(crate) thread: Cell<i64>,
    /// What natives leave to the interpreter loop.
    pub(crate) last_calls: crate::interp::LastCalls,
    /// What takes turns on this thread.
    pub(crate) coroutines: crate::coroutine::Coroutines,
    /// What objects keep for this thread alone, by their keys.
    pub(crate) locals: RefCell<std::collections::HashMap<u64, crate::object::Owned>>,
}

thread_local! {
    static CURRENT: Cell<*const Cx> = const { Cell::new(std::ptr::null()) };
}

impl Cx {
    /// Makes the state of the calling thread and enters it; it lives as long as the process.
    pub(crate) fn enter_thread(vm: &'static Vm) -> &'static Cx {
        let cx = Cx::new_state(vm);
        Cx::enter_state(cx);
        cx
    }

    /// Makes the state of a thread.
    pub(crate) fn new_state(vm: &'static Vm) -> &'static Cx {
        Box::leak(Box::new(Cx {
            head: CxHead {
                eval_breaker: std::sync::atomic::AtomicU32::new(0),
                depth: Cell::new(0),
                depth_limit: Cell::new(1000),
                tracing: Cell::new(0),
                stack_limit: Cell::new(0),
                frame: Cell::new(0),
                anchor_fp: Cell::new(0),
                anchor_sp: Cell::new(0),
                free_lists: crate::object::heap::FreeLists::new(),
            },
            vm,
            pending: PendingError::default(),
            handled: PendingError::default(),
            reraised: Cell::new(false),
            line_frame: Cell::new(0),
            left_frame: Cell::new(0),
            untold: Cell::new(crate::bytecode::Pc::NULL),
            trace_function: Field::empty(),
            profile_function: Field::empty(),
            segments: RefCell::new(Vec::new()),
            dealloc_depth: Cell::new(0),
            leaf_blocks: crate::object::alloc::LeafBlocks::new(),
            native_level: Cell::new(1),
            dealloc_later: RefCell::new(Vec::new()),
            ordered_keywords: Cell::new(0),
            repr_active: RefCell::new(Vec::new()),
            thread: Cell::new(0),
            last_calls: crate::interp::LastCalls::default(),
            coroutines: crate::coroutine::Coroutines::new(),
            locals: RefCell::default(),
        }))
    }

    /// Makes `state` the calling thread's.
    pub(crate) fn enter_state(state: &'static Cx) {
        state.thread.set(crate::vm::thread::ident());
        CURRENT.set(std::ptr::from_ref(state));
    }

    /// Returns the calling thread's state.
    #[inline]
    pub fn current() -> &'static Cx {
        let cx = CURRENT.get();
        debug_assert!(!cx.is_null(), "this thread has not entered the VM");
        // SAFETY: (1) set by `enter_thread` to a leaked box.
        unsafe { &*cx }
    }

    /// Returns the virtual machine.
    #[inline(always)]
    pub fn vm(&self) -> &'static Vm {
        self.vm
    }

    /// Sets how much native stack may be used: `bytes` below the current position.
    pub fn set_stack_budget(&self, bytes: usize) {
        let here = 0u8;
        let here = std::ptr::from_ref(&here) as usize;
        self.head.stack_limit.set(here.saturating_sub(bytes));
        self.coroutines.set_stack_top(here);
    }

    /// Returns whether the native stack is nearly used up (natives that recurse check it).
    #[inline]
    pub fn stack_low(&self) -> bool {
        let here = 0u8;
        (std::ptr::from_ref(&here) as usize) < self.head.stack_limit.get()
    }
}
