//! What the runtime and the compiler agree on: value words, field offsets, helper signatures.
//!
//! Nothing here owns an object. The runtime asserts that its structs match [`layout`]; the
//! compiler reads only what stands here.

pub mod compiler;
pub mod deopt;
pub mod entry;
pub mod feedback;
pub mod helpers;
pub mod layout;
pub mod value;

pub use value::Word;
