//! UNSAFE ISLAND: what a coroutine is, and the coroutines of a thread.
//!
//! Obligations: (1) a `CoroutinePtr` points to the thread's main coroutine or into an object that
//! is alive: the running one is counted by `Coroutines::greenlet`, an owner of a stack slot is
//! unwound before its object dies.

use super::stack::Slots;
use super::stackless::Scheduler;
use super::switch::{Request, Transfer};
use crate::builtins::frame::{Frame, FramePtr};
use crate::cx::Cx;
use crate::exceptions::{PendingError, RaisedState};
use crate::object::{Field, Owned};
use crate::tier::frames::Segment;
use std::cell::{Cell, RefCell};
use std::ops::Deref;
use std::ptr::NonNull;
use std::sync::atomic::{AtomicU32, Ordering};

/// Where a coroutine stands.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Stage {
    /// It has not begun.
    Fresh,
    /// It is the current one.
    Running,
    /// It waits; all its frames are interpreted ones, in the heap.
    Soft,
    /// It waits; some of its frames are on a native stack.
    Parked,
    /// It has ended.
    Dead,
}

/// Who decides what a coroutine runs and what follows its end.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Kind {
    /// The thread's first one, which runs on the thread's own stack.
    Main,
    /// A greenlet.
    Greenlet,
    /// A tasklet.
    Tasklet,
}

/// The number of no slot: the thread's own stack, or none yet.
pub(super) const NO_SLOT: u32 = u32::MAX;

/// One stack of calls.
#[repr(C)]
pub(crate) struct Coroutine {
    /// Stack pointer while parked.
    pub(super) sp: Cell<usize>,
    /// The slot in which its native frames are, if it has any.
    pub(super) slot: Cell<u32>,
    /// `Cx.depth` while it waits; for a fresh one the depth it will begin at.
    pub(super) depth: Cell<u32>,
    /// See [`Stage`].
    pub(super) stage: Cell<Stage>,
    /// See [`Kind`].
    pub(super) kind: Kind,
    /// The number of the thread it has begun in.
    pub(super) thread: Cell<u32>,
    /// Innermost frame while it waits.
    pub(super) frame: Cell<usize>,
    /// `sys.exc_info()` while it waits.
    pub(super) handled: PendingError,
    /// The rest of the thread's state while it waits with native frames.
    pub(super) native: Cell<Option<Box<NativeState>>>,
}

/// What belongs to native frames.
#[derive(Default)]
pub(super) struct NativeState {
    pub(super) anchor_fp: usize,
    pub(super) anchor_sp: usize,
    pub(super) dealloc_depth: u32,
    pub(super) native_level: u32,
    pub(super) segments: Vec<Segment>,
    /// The bytes from `sp` to the top of its slot, when another coroutine has the slot.
    pub(super) bytes: Vec<u8>,
    /// Marked return addresses among them.
    pub(super) marks: Vec<(u64, u64)>,
}

impl Coroutine {
    /// A coroutine that has not begun.
    pub(crate) fn new(kind: Kind) -> Coroutine {
        let stage = if kind == Kind::Main { Stage::Running } else { Stage::Fresh };
        Coroutine {
            sp: Cell::new(0),
            slot: Cell::new(NO_SLOT),
            depth: Cell::new(0),
            stage: Cell::new(stage),
            kind,
            thread: Cell::new(0),
            frame: Cell::new(0),
            handled: PendingError::default(),
            native: Cell::new(None),
        }
    }

    /// Returns where it stands.
    pub(crate) fn stage(&self) -> Stage {
        self.stage.get()
    }

    /// Returns a word for where it stands.
    pub(super) fn stage_name(&self) -> &'static str {
        match self.stage.get() {
            Stage::Fresh => "not begun",
            Stage::Running => "running",
            Stage::Soft => "waiting",
            Stage::Parked => "waiting in native code",
            Stage::Dead => "ended",
        }
    }

    /// Returns the size of its frames while it waits.
    pub(super) fn frame_bytes(&self) -> usize {
        let mut bytes = 0;
        let mut next = FramePtr::from_raw(self.frame.get() as *const Frame);
        while let Some(frame) = next {
            bytes += size_of::<Frame>() + 8 * usize::from(frame.code().registers.get());
            next = frame.back();
        }
        bytes
    }

    /// Returns how deep its calls nest while it waits.
    pub(super) fn waiting_depth(&self) -> u32 {
        self.depth.get()
    }

    /// Makes a coroutine that has ended one that has not begun.
    pub(super) fn renew(&self) {
        self.stage.set(Stage::Fresh);
        self.depth.set(0);
    }

    /// Returns how many native calls it has while it waits, compiled code not counted.
    pub(super) fn native_level(&self) -> i64 {
        if self.stage.get() != Stage::Parked {
            return 0;
        }
        let native = self.native.take();
        let level = native.as_ref().map_or(1, |native| match native.anchor_fp {
            0 => native.native_level.max(1),
            _ => native.native_level,
        });
        self.native.set(native);
        i64::from(level)
    }

    /// Makes a coroutine that has not begun or has ended one that waits softly in a frame.
    pub(super) fn take_frames(
        &self,
        innermost: FramePtr,
        depth: u32,
        handled: Option<RaisedState>,
    ) {
        self.frame.set(innermost.as_ptr() as usize);
        self.depth.set(depth);
        drop(self.handled.replace(handled));
        self.stage.set(Stage::Soft);
    }

    /// Makes a coroutine one that has begun and never goes on.
    pub(super) fn wait_for_ever(&self, thread: u32) {
        self.stage.set(Stage::Soft);
        self.thread.set(thread);
    }

    /// Returns whether it has begun.
    pub(crate) fn is_started(&self) -> bool {
        self.stage.get() != Stage::Fresh
    }

    /// Returns whether it has begun and not ended.
    pub(crate) fn is_active(&self) -> bool {
        !matches!(self.stage.get(), Stage::Fresh | Stage::Dead)
    }

    /// Returns how many bytes of it are in the heap instead of on its stack.
    pub(crate) fn saved_bytes(&self) -> usize {
        let native = self.native.take();
        let count = native.as_ref().map_or(0, |native| native.bytes.len());
        self.native.set(native);
        count
    }
}

/// A coroutine that is known to be alive.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) struct CoroutinePtr(NonNull<Coroutine>);

impl CoroutinePtr {
    /// Remembers a coroutine.
    pub(crate) fn new(coroutine: &Coroutine) -> CoroutinePtr {
        CoroutinePtr(NonNull::from(coroutine))
    }
}

impl Deref for CoroutinePtr {
    type Target = Coroutine;
    fn deref(&self) -> &Coroutine {
        // SAFETY: (1)
        unsafe { self.0.as_ref() }
    }
}

/// Returns a number that no thread has had.
pub(super) fn next_thread() -> u32 {
    static LAST: AtomicU32 = AtomicU32::new(0);
    LAST.fetch_add(1, Ordering::Relaxed) + 1
}

/// The coroutines of a thread.
pub(crate) struct Coroutines {
    main: Coroutine,
    /// A number for the thread: states of threads are used again, numbers are not.
    pub(super) thread: Cell<u32>,
    /// What the operating system calls the thread.
    pub(super) ident: Cell<i64>,
    /// Greenlets of this thread that others have dropped; it ends them.
    pub(super) condemned: RefCell<Vec<Owned>>,
    /// The thread waits for others to make a tasklet runnable.
    pub(super) is_blocked: Cell<bool>,
    current: Cell<Option<CoroutinePtr>>,
    /// Native stack limit of the thread's own stack, once something was switched.
    pub(super) main_limit: Cell<usize>,
    pub(super) slots: Slots,
    /// Whether the native that is called may leave the switch to the interpreter.
    pub(super) may_go_soft: Cell<bool>,
    /// A switch that the interpreter shall make.
    pub(super) request: Cell<Option<Request>>,
    /// What the coroutine that is switched to gets.
    pub(super) transfer: Cell<Transfer>,
    /// The same in the usual case, a value for a greenlet.
    pub(super) plain: Field,
    /// The current greenlet, once somebody has asked.
    pub(super) greenlet: Field,
    /// The thread's main greenlet, once somebody has asked.
    pub(super) main_greenlet: Field,
    /// The greenlet that has just been switched away from.
    pub(super) origin: Field,
    /// `greenlet.settrace`
    pub(super) tracer: Field,
    /// Tasklets.
    pub(super) scheduler: Scheduler,
}

impl Coroutines {
    /// The coroutines of a thread that has only its main one.
    pub(crate) fn new() -> Coroutines {
        let thread = next_thread();
        let main = Coroutine::new(Kind::Main);
        main.thread.set(thread);
        Coroutines {
            main,
            thread: Cell::new(thread),
            ident: Cell::new(0),
            condemned: RefCell::new(Vec::new()),
            is_blocked: Cell::new(false),
            current: Cell::new(None),
            main_limit: Cell::new(0),
            slots: Slots::new(),
            may_go_soft: Cell::new(false),
            request: Cell::new(None),
            transfer: Cell::new(Transfer::None),
            plain: Field::empty(),
            scheduler: Scheduler::new(),
            greenlet: Field::empty(),
            main_greenlet: Field::empty(),
            origin: Field::empty(),
            tracer: Field::empty(),
        }
    }

    /// Says where the calling thread's own stack begins.
    pub(crate) fn set_stack_top(&self, top: usize) {
        self.slots.main_top.set(top);
        self.ident.set(crate::vm::thread::ident());
    }

    /// Makes the state that of another thread, which has only its main coroutine.
    pub(super) fn renew(&self) {
        let thread = next_thread();
        self.thread.set(thread);
        self.main.thread.set(thread);
        self.main.stage.set(Stage::Running);
        self.main.native.set(None);
        self.current.set(None);
        drop(self.request.take());
        drop(self.transfer.take());
    }

    /// Returns the thread's main coroutine.
    pub(super) fn main(&self) -> CoroutinePtr {
        CoroutinePtr::new(&self.main)
    }

    /// Returns the running coroutine.
    pub(super) fn current(&self) -> CoroutinePtr {
        self.current.get().unwrap_or_else(|| self.main())
    }

    pub(super) fn set_current(&self, coroutine: CoroutinePtr) {
        self.current.set(Some(coroutine));
    }
}

impl Cx {
    /// Returns the coroutines of this thread.
    pub(super) fn coroutines(&self) -> &Coroutines {
        &self.coroutines
    }
}
