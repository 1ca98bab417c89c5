//! Objects: headers, handles, memory, the cycle collector, interned names.

#[expect(unsafe_code, reason = "island: allocation and destruction of objects")]
pub mod alloc;
#[expect(unsafe_code, reason = "island: attribute slots of instances")]
pub mod attrs;
#[expect(unsafe_code, reason = "island: container heap and cycle collector")]
pub mod cycle;
#[expect(unsafe_code, reason = "island: counted handles")]
pub mod handle;
#[expect(unsafe_code, reason = "island: object header")]
pub mod header;
#[expect(unsafe_code, reason = "island: memory of the container heap")]
pub mod heap;
#[expect(unsafe_code, reason = "island: the process's allocator")]
pub mod memory;
pub mod names;
pub mod shape;
#[expect(unsafe_code, reason = "island: referents that are not counted")]
pub mod weakref;

pub use alloc::allocate;
pub use handle::{Field, Owned, PyObject, Ref, none};
pub use header::Header;
