//! UNSAFE ISLAND: native stacks, and the switch of the processor from one to another.
//!
//! ```text
//! slot:  | guard page | .................. frames | entry of the base loop |
//!        base         limit                    sp  top
//! ```
//!
//! A slot belongs to nobody while its base loop waits for work (it is on the free list then), or to
//! the coroutine whose native frames are in it. Slots are a cache: when none is free, the frames of
//! a parked owner are copied to the heap and back to the same addresses before it runs again.
//!
//! Obligations: (1) `swap` is given a stack pointer that `swap` has stored, or that of a fresh base;
//! (2) stacks are copied, and slots given away, only while the processor runs on the auxiliary stack
//! or on a stack that is not concerned; (3) the base loop of a slot on the free list holds nothing
//! that has a destructor; (4) between `swap` and the code behind it no Rust reference to the
//! thread's state is assumed unchanged: all of it is in cells.

use super::state::{Coroutine, CoroutinePtr, NO_SLOT, Stage};
use crate::cx::Cx;
use std::arch::asm;
use std::cell::{Cell, RefCell};

/// Bytes of a slot's stack, guard page included; an odd number of pages, so that the hot ends of
/// neighbours do not fall into the same cache sets.
const SLOT_BYTES: usize = (64 << 20) + PAGE;
/// The same in threads other than the main one. An eighth of each stays for natives that do not check.
const THREAD_SLOT_BYTES: usize = (2 << 20) + PAGE;
const PAGE: usize = 4096;
/// Stacks kept before owners are evicted.
const MOST_SLOTS: usize = 1024;
/// Switches that follow one another within so many ticks of the processor's clock, and so many of
/// them, show that a program does little else.
const RAPID_TICKS: u64 = 2000;
const RAPID_STREAK: u32 = 200;
/// Names another number of slots, for tests of eviction.
const SLOTS_VARIABLE: &str = "PYSTON_COROUTINE_SLOTS";

struct Slot {
    limit: usize,
    top: usize,
    /// Stack pointer of the waiting base loop.
    base_sp: Cell<usize>,
    owner: Option<CoroutinePtr>,
}

/// The native stacks of a thread besides its own.
pub(super) struct Slots {
    list: RefCell<Vec<Slot>>,
    free: RefCell<Vec<u32>>,
    /// The slot that runs, `NO_SLOT` for the thread's own stack.
    pub(super) current: Cell<u32>,
    hand: Cell<usize>,
    /// When compiled code has switched last, and how often rapidly before that.
    last_switch: Cell<u64>,
    streak: Cell<u32>,
    most: Cell<usize>,
    /// About where the thread's own stack begins.
    pub(super) main_top: Cell<usize>,
    /// Top of the stack on which stacks are copied.
    auxiliary: Cell<usize>,
    /// Where `swap` leaves the stack pointer of a base loop.
    left_sp: Cell<usize>,
}

impl Slots {
    pub(super) fn new() -> Slots {
        Slots {
            list: RefCell::new(Vec::new()),
            free: RefCell::new(Vec::new()),
            current: Cell::new(NO_SLOT),
            hand: Cell::new(0),
            last_switch: Cell::new(0),
            streak: Cell::new(0),
            most: Cell::new(0),
            main_top: Cell::new(0),
            auxiliary: Cell::new(0),
            left_sp: Cell::new(0),
        }
    }

    /// Returns the address below which the running stack is used up; `main` is that of the thread's.
    pub(super) fn limit(&self, main: usize) -> usize {
        match self.current.get() {
            NO_SLOT => main,
            slot => self.list.borrow()[slot as usize].limit,
        }
    }

    /// Makes sure that there is a stack to work on while stacks are copied, and one for a new coroutine.
    ///
    /// Returns false if the system refuses memory.
    pub(super) fn prepare(&self) -> bool {
        if self.auxiliary.get() != 0 {
            return !self.list.borrow().is_empty() || self.add_free_slot();
        }
        let given = std::env::var(SLOTS_VARIABLE).ok().and_then(|text| text.parse().ok());
        self.most.set(given.unwrap_or(MOST_SLOTS).clamp(1, 1 << 14));
        match map_stack(64 << 10) {
            Some((_, top)) => self.auxiliary.set(top),
            None => return false,
        }
        self.add_free_slot()
    }

    fn add_free_slot(&self) -> bool {
        self.add_slot().is_some_and(|slot| {
            self.free.borrow_mut().push(slot);
            true
        })
    }

    /// Called at a switch out of compiled code: returns whether many followed one another rapidly.
    pub(super) fn is_rapid(&self) -> bool {
        // SAFETY: reading the processor's clock has no preconditions.
        let now = unsafe { std::arch::x86_64::_rdtsc() };
        let since = now.wrapping_sub(self.last_switch.replace(now));
        let streak = if since < RAPID_TICKS { self.streak.get() + 1 } else { 0 };
        self.streak.set(streak);
        streak > RAPID_STREAK
    }

    /// Gives the slot that runs to the coroutine whose native frames are in it.
    pub(super) fn claim(&self, coroutine: &Coroutine) {
        let slot = self.current.get();
        if slot == NO_SLOT || coroutine.slot.get() == slot {
            return;
        }
        coroutine.slot.set(slot);
        self.list.borrow_mut()[slot as usize].owner = Some(CoroutinePtr::new(coroutine));
    }

    /// Takes the slot from its owner, which runs in it and has no native frames any more.
    pub(super) fn disown(&self, coroutine: &Coroutine) {
        if coroutine.slot.replace(NO_SLOT) != NO_SLOT {
            let running = self.current.get() as usize;
            self.list.borrow_mut()[running].owner = None;
        }
    }

    /// Returns how many bytes of native stack a coroutine has that waits, 0 for others.
    pub(super) fn waiting_bytes(&self, coroutine: &Coroutine) -> usize {
        if coroutine.stage.get() == Stage::Soft {
            return coroutine.frame_bytes();
        }
        if coroutine.stage.get() != Stage::Parked {
            return 0;
        }
        let top = match coroutine.slot.get() {
            NO_SLOT => self.main_top.get(),
            slot => self.list.borrow()[slot as usize].top,
        };
        top.saturating_sub(coroutine.sp.get())
    }

    fn is_resident(&self, coroutine: &Coroutine) -> bool {
        let slot = coroutine.slot.get();
        slot == NO_SLOT
            || self.list.borrow()[slot as usize].owner == Some(CoroutinePtr::new(coroutine))
    }

    /// Makes a slot whose base loop has not begun.
    fn add_slot(&self) -> Option<u32> {
        // Threads may be many: their slots are smaller, so that the address space is enough.
        let cx = Cx::current();
        let is_main = cx.vm().main_state.get().is_some_and(|main| std::ptr::eq(main, cx));
        let bytes = if is_main { SLOT_BYTES } else { THREAD_SLOT_BYTES };
        let (base, end) = map_stack(bytes)?;
        let number = self.list.borrow().len();
        // The hot ends of stacks are spread over the cache sets.
        let top = end - (number % 31) * 128;
        let slot = Slot {
            limit: base + (bytes >> 3),
            top,
            base_sp: Cell::new(fresh_base(top)),
            owner: None,
        };
        self.list.borrow_mut().push(slot);
        Some(number as u32)
    }

    /// Returns a slot whose base loop can be woken. Runs on the auxiliary stack.
    fn take_base(&self) -> u32 {
        if let Some(slot) = self.free.borrow_mut().pop() {
            return slot;
        }
        let count = self.list.borrow().len();
        if count < self.most.get()
            && let Some(slot) = self.add_slot()
        {
            return slot;
        }
        let victim = self.victim();
        self.evict(victim);
        victim
    }

    /// Chooses a slot that a parked coroutine has: the next one round.
    fn victim(&self) -> u32 {
        let list = self.list.borrow();
        let mut hand = self.hand.get();
        for _ in 0..=list.len() {
            hand = (hand + 1) % list.len();
            if list[hand].owner.is_some_and(|owner| owner.stage.get() == Stage::Parked) {
                self.hand.set(hand);
                return hand as u32;
            }
        }
        unreachable!("a slot is free, or its owner is parked: the current one parks before")
    }

    /// Copies the owner's frames to the heap. Runs on the auxiliary stack.
    fn evict(&self, number: u32) {
        let mut list = self.list.borrow_mut();
        let slot = &mut list[number as usize];
        let Some(owner) = slot.owner.take() else {
            slot.base_sp.set(fresh_base(slot.top));
            return;
        };
        let (low, count) = (owner.sp.get(), slot.top - owner.sp.get());
        let mut native = owner.native.take().expect("a parked coroutine has native state");
        native.bytes.clear();
        native.bytes.reserve_exact(count);
        // SAFETY: (2) the owner is parked, so the bytes from its stack pointer to the top are its frames.
        let frames = unsafe { std::slice::from_raw_parts(low as *const u8, count) };
        native.bytes.extend_from_slice(frames);
        slot.base_sp.set(fresh_base(slot.top));
        native.marks = Cx::current().vm().tier().take_marks(low as u64..slot.top as u64);
        owner.native.set(Some(native));
    }

    /// Brings a parked coroutine's frames back to their slot. Runs on the auxiliary stack.
    fn restore(&self, coroutine: CoroutinePtr) {
        let number = coroutine.slot.get();
        self.evict(number);
        self.free.borrow_mut().retain(|slot| *slot != number);
        let mut native = coroutine.native.take().expect("a parked coroutine has native state");
        let bytes = &mut native.bytes;
        // SAFETY: (2) the slot is nobody's now and not running; the bytes came from this address.
        let frames =
            unsafe { std::slice::from_raw_parts_mut(coroutine.sp.get() as *mut u8, bytes.len()) };
        frames.copy_from_slice(bytes);
        bytes.clear();
        Cx::current().vm().tier().put_marks(std::mem::take(&mut native.marks));
        coroutine.native.set(Some(native));
        self.list.borrow_mut()[number as usize].owner = Some(coroutine);
    }

    /// Makes the current coroutine's stack ready; returns its stack pointer. Runs on the auxiliary stack.
    fn make_ready(&self, coroutine: CoroutinePtr) -> usize {
        if coroutine.stage.get() == Stage::Parked {
            if !self.is_resident(&coroutine) {
                self.restore(coroutine);
            }
            self.current.set(coroutine.slot.get());
            return coroutine.sp.get();
        }
        let slot = self.take_base();
        self.current.set(slot);
        self.list.borrow()[slot as usize].base_sp.get()
    }

    /// Takes a waiting base loop off the free list.
    fn idle_base(&self) -> Option<(u32, usize)> {
        let slot = self.free.borrow_mut().pop()?;
        Some((slot, self.list.borrow()[slot as usize].base_sp.get()))
    }

    /// Tells natives and compiled code where the running stack is used up.
    pub(super) fn renew_limit(&self, cx: &Cx) {
        cx.head.stack_limit.set(self.limit(cx.coroutines().main_limit.get()));
    }
}

/// Leaves the running coroutine, `from`, for the current one; returns when `from` is woken.
#[inline(never)]
pub(super) fn leave(cx: &Cx, from: &Coroutine) {
    let all = cx.coroutines();
    let target = all.current();
    if target.stage.get() == Stage::Parked && all.slots.is_resident(&target) {
        all.slots.current.set(target.slot.get());
        // SAFETY: (1) the target is parked and its frames are in place.
        unsafe { swap(from.sp.as_ptr(), target.sp.get()) };
    } else if target.stage.get() != Stage::Parked
        && let Some((slot, base_sp)) = all.slots.idle_base()
    {
        all.slots.current.set(slot);
        // SAFETY: (1), (3) the base loop waits.
        unsafe { swap(from.sp.as_ptr(), base_sp) };
    } else {
        // SAFETY: (1) the auxiliary stack is nobody's between two calls.
        unsafe { swap_through(from.sp.as_ptr(), all.slots.auxiliary.get(), cx) };
    }
}

/// Leaves a base loop that has nothing to do for the current coroutine, which is parked; returns
/// when the loop is wanted.
pub(super) fn leave_base(cx: &Cx) {
    let slots = &cx.coroutines().slots;
    let slot = slots.current.get();
    slots.free.borrow_mut().push(slot);
    let target = cx.coroutines().current();
    if slots.is_resident(&target) {
        slots.current.set(target.slot.get());
        let save = slots.list.borrow()[slot as usize].base_sp.as_ptr();
        // SAFETY: (1), (3) the loop holds nothing; the list does not change before the pointer is
        // stored, which the swap does first.
        unsafe { swap(save, target.sp.get()) };
    } else {
        // The auxiliary stack's function stores the pointer where it belongs before anything else.
        slots.left_sp.set(0);
        // SAFETY: (1), (3) the loop holds nothing.
        unsafe { swap_through(slots.left_sp.as_ptr(), slots.auxiliary.get(), cx) };
    }
    slots.renew_limit(cx);
}

/// What runs on the auxiliary stack: copies stacks as needed and returns where to go on.
extern "sysv64" fn choose(cx: &Cx) -> usize {
    let all = cx.coroutines();
    let left = all.slots.left_sp.replace(0);
    if left != 0 {
        let slot = all.slots.current.get();
        all.slots.list.borrow()[slot as usize].base_sp.set(left);
    }
    all.slots.make_ready(all.current())
}

/// The native loop at the bottom of every slot: runs the coroutine that is current to its end, then
/// the one that follows, or waits.
extern "sysv64" fn base() -> ! {
    let cx = Cx::current();
    cx.coroutines().slots.renew_limit(cx);
    loop {
        super::switch::run_current(cx);
    }
}

/// Prepares an empty stack so that switching to the returned stack pointer enters the base loop.
fn fresh_base(top: usize) -> usize {
    let sp = (top & !15) - 32;
    // The entry, and behind it a return address that ends all walks.
    for (offset, word) in [(0, base as *const () as usize), (8, 0), (16, 0), (24, 0)] {
        // SAFETY: (2) the top of a stack that nobody uses.
        unsafe { *((sp + offset) as *mut usize) = word };
    }
    sp
}

/// Reserves a stack of `bytes` with a guard page below; returns its lowest usable address and its end.
fn map_stack(bytes: usize) -> Option<(usize, usize)> {
    let flags = libc::MAP_PRIVATE | libc::MAP_ANONYMOUS | libc::MAP_NORESERVE | libc::MAP_STACK;
    let access = libc::PROT_READ | libc::PROT_WRITE;
    // SAFETY: a new anonymous mapping.
    let start = unsafe { libc::mmap(std::ptr::null_mut(), bytes, access, flags, -1, 0) };
    if start == libc::MAP_FAILED {
        return None;
    }
    // SAFETY: the first page of the mapping just made.
    unsafe { libc::mprotect(start, PAGE, libc::PROT_NONE) };
    // SAFETY: as above. Huge pages would make every small stack cost two megabytes.
    unsafe { libc::madvise(start, bytes, libc::MADV_NOHUGEPAGE) };
    Some((start as usize + PAGE, start as usize + bytes))
}

/// Stores the stack pointer in `save` and goes on at the one given.
///
/// # Safety
/// `to` was stored by this function (or [`swap_through`], or [`fresh_base`]) and has not been used.
#[inline(always)]
unsafe fn swap(save: *mut usize, to: usize) {
    // SAFETY: everything the code behind expects is pushed or declared lost; by the contract the
    // words popped are those that a swap has pushed.
    unsafe {
        asm!(
            "push rbx",
            "push rbp",
            "lea rax, [rip + 2f]",
            "push rax",
            "mov [rdi], rsp",
            "mov rsp, rsi",
            "pop rax",
            "jmp rax",
            "2:",
            "pop rbp",
            "pop rbx",
            inout("rdi") save => _, inout("rsi") to => _,
            out("r12") _, out("r13") _, out("r14") _, out("r15") _,
            clobber_abi("sysv64"),
        );
    }
}

/// Stores the stack pointer in `save`, calls [`choose`] on the auxiliary stack and goes on at the
/// stack pointer it returns.
///
/// # Safety
/// `auxiliary` is the end of a stack that nobody uses.
#[inline(always)]
unsafe fn swap_through(save: *mut usize, auxiliary: usize, cx: &Cx) {
    // SAFETY: as `swap`; the auxiliary stack is aligned and large enough for `choose`.
    unsafe {
        asm!(
            "push rbx",
            "push rbp",
            "lea rax, [rip + 2f]",
            "push rax",
            "mov [rdi], rsp",
            "mov rsp, rsi",
            "mov rdi, rdx",
            "call {choose}",
            "mov rsp, rax",
            "pop rax",
            "jmp rax",
            "2:",
            "pop rbp",
            "pop rbx",
            choose = sym choose,
            inout("rdi") save => _, inout("rsi") auxiliary => _,
            inout("rdx") std::ptr::from_ref(cx) => _,
            out("r12") _, out("r13") _, out("r14") _, out("r15") _,
            clobber_abi("sysv64"),
        );
    }
}
