//! Objects: headers, handles, memory, the cycle collector, interned names.

#[expect(unsafe_code, reason = "island: allocation and destruction of objects")]
pub mod alloc;
#[expect(unsafe_code, reason = "island: cycle collector")]
pub mod cycle;
#[expect(unsafe_code, reason = "island: counted handles")]
pub mod handle;
#[expect(unsafe_code, reason = "island: object header")]
pub mod header;
#[expect(unsafe_code, reason = "island: memory of the container heap")]
pub mod heap;
pub mod names;

pub use alloc::allocate;
pub use handle::{Field, Owned, PyObject, Ref, none};
pub use header::Header;
