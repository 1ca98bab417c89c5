//! UNSAFE ISLAND: the machine-level contract of compiled code: how it is entered, and what happens when a function
//! returns into a frame that has become a heap frame meanwhile.
//!
//! ```text
//! entry stub's frame          rbp+8 return address   rbp saved rbp   rbp-8..-40 rbx r12-r15
//!                             rbp-48 previous anchor fp   rbp-56 previous anchor sp   rbp-64 cx
//! compiled frame              rbp+8 return address   rbp saved rbp   rbp+image_offset image
//! ```
//!
//! A helper that can run Python code is reached through a thunk that stores rbp and rsp in the thread's anchors,
//! so rsp there is the address of the return address into compiled code: the start of a walk. A walk ends at a
//! return address equal to [`entry_return_address`].
//!
//! Obligations: (1) entry points come from the linker and have the signature of their kind; (2) `arguments` of
//! [`enter`] has at least three words; (3) whoever marks a return address remembers the original and returns it
//! from `pyston_on_return`.

use crate::layout::{CX_ANCHOR_FP, CX_ANCHOR_SP};

std::arch::global_asm!(
    ".text",
    ".p2align 4",
    ".globl pyston_enter",
    "pyston_enter:",
    "push rbp",
    "mov rbp, rsp",
    "push rbx",
    "push r12",
    "push r13",
    "push r14",
    "push r15",
    "push qword ptr [rdi + {fp}]",
    "push qword ptr [rdi + {sp}]",
    "push rdi",
    "mov qword ptr [rdi + {fp}], 0",
    "mov rax, rsi",
    "mov rsi, rdx",
    "mov rdx, rcx",
    "mov r10, r8",
    "cmp r9, 3",
    "jbe 3f",
    "test r9, 1",
    "jnz 2f",
    "sub rsp, 8",
    "2:",
    "push qword ptr [r10 + r9*8 - 8]",
    "dec r9",
    "cmp r9, 3",
    "ja 2b",
    "3:",
    "mov rcx, [r10]",
    "mov r8, [r10 + 8]",
    "mov r9, [r10 + 16]",
    "call rax",
    ".globl pyston_enter_return",
    "pyston_enter_return:",
    "lea rsp, [rbp - 64]",
    "pop rdi",
    "pop qword ptr [rdi + {sp}]",
    "pop qword ptr [rdi + {fp}]",
    "pop r15",
    "pop r14",
    "pop r13",
    "pop r12",
    "pop rbx",
    "pop rbp",
    "ret",
    // A marked return address leads here: rax is the result, rbp the frame returned to. The frame sees an error,
    // leaves through its exit and is continued as the heap frame it has become.
    ".p2align 4",
    ".globl pyston_deopt_return",
    "pyston_deopt_return:",
    "mov rdi, rax",
    "lea rsi, [rsp - 8]",
    "mov rdx, rbp",
    "sub rsp, 16",
    "call pyston_on_return",
    "add rsp, 16",
    "mov rcx, rax",
    "xor eax, eax",
    "jmp rcx",
    fp = const CX_ANCHOR_FP,
    sp = const CX_ANCHOR_SP,
);

unsafe extern "C" {
    fn pyston_enter(
        cx: *const u8,
        entry: u64,
        first: u64,
        depth: u64,
        arguments: *const u64,
        count: usize,
    ) -> u64;
    fn pyston_enter_return();
    fn pyston_deopt_return();
}

/// Runs compiled code. `first` is the function word, or the registers of a heap frame at a loop.
///
/// # Safety
/// `cx` is the thread's state, `entry` was linked with this number of parameters, and `arguments` gives up its words.
pub unsafe fn enter(cx: *const u8, entry: u64, first: u64, depth: u64, arguments: &[u64]) -> u64 {
    assert!(arguments.len() >= 3, "the stub loads three argument registers");
    // SAFETY: (1), (2) by the caller's contract and the line above.
    unsafe { pyston_enter(cx, entry, first, depth, arguments.as_ptr(), arguments.len()) }
}

/// Returns the return address that ends a walk.
pub fn entry_return_address() -> u64 {
    pyston_enter_return as *const () as u64
}

/// Returns the address that a marked return address is replaced with.
pub fn deopt_return_address() -> u64 {
    pyston_deopt_return as *const () as u64
}

/// A position of a walk over compiled frames: the frame's rbp and the address of the return address into it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Position {
    /// rbp of the frame.
    pub frame: u64,
    /// Where the return address into the frame stands.
    pub slot: u64,
}

/// What stands at a position.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// A compiled frame; `next` is its caller's position.
    Compiled {
        /// Return address into it.
        address: u64,
        /// Its caller.
        next: Position,
    },
    /// The entry stub; the segment ends. `outer` is the anchor at the time of entry (frame 0: none).
    Base {
        /// Where the walk goes on, if `outer.frame` is not 0.
        outer: Position,
    },
}

/// Looks at a position. `original` gives the return address that a marked slot had.
///
/// # Safety
/// `at` is an anchor of this thread or came from an earlier step, and the stack has not been unwound since.
pub unsafe fn look(at: Position, original: &dyn Fn(u64) -> u64) -> Step {
    // SAFETY: the position is live by the caller's contract.
    let mut address = unsafe { *(at.slot as *const u64) };
    if address == deopt_return_address() {
        address = original(at.slot);
    }
    if address == entry_return_address() {
        let base = at.frame as *const u64;
        // SAFETY: the stub's frame is laid out as drawn above.
        let frame = unsafe { *base.sub(6) };
        // SAFETY: as above.
        let slot = unsafe { *base.sub(7) };
        return Step::Base { outer: Position { frame, slot } };
    }
    // SAFETY: a compiled frame keeps its caller's rbp at its own rbp.
    let frame = unsafe { *(at.frame as *const u64) };
    Step::Compiled { address, next: Position { frame, slot: at.frame + 8 } }
}
