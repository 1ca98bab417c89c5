//! Coroutines: stacks of Python calls that take turns on one thread.
//!
//! ```text
//! greenlet, stackless     objects and rules that programs see
//!        │
//!      switch             who runs next; parks one coroutine, wakes another; the base loop
//!        │
//!      stack              native stacks, the register swap, eviction to the heap
//! ```
//!
//! Always true: exactly one coroutine of a thread runs, [`Coroutines::current`]. A parked coroutine
//! owns what the thread's state said of it ([`state::Coroutine`]) and its part of a native stack.
//! No `RefCell` borrow and no `&mut` of the thread's state is held across a switch, and nothing
//! points into a native stack that is not the running one. `docs/coroutines.md` has the design.

#[expect(unsafe_code, reason = "island: finalisation of waiting greenlets")]
pub mod greenlet;
pub(crate) mod quick;
pub(crate) mod report;
#[expect(unsafe_code, reason = "island: native stacks and the switch between them")]
mod stack;
pub mod stackless;
#[expect(unsafe_code, reason = "island: coroutines as pointers")]
mod state;
pub(crate) mod switch;
pub(crate) mod thread;

pub(crate) use state::Coroutines;
