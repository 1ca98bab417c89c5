//! Where compiled code finds fields, in bytes. The runtime asserts each one beside its struct.

/// Object header: reference count (i64).
pub const HEADER_COUNT: usize = 0;
/// Object header: pointer to the type object.
pub const HEADER_TYPE: usize = 8;
/// Size of the object header.
pub const HEADER_SIZE: usize = 16;
/// A list of no more room than this keeps it when items are taken out.
pub const SMALL_CAPACITY: u64 = 16;
/// Counts start here for objects that never die; inc and dec need no test.
pub const IMMORTAL_COUNT: i64 = 1 << 62;

/// `Cx`: not 0 asks compiled loops to leave.
pub const CX_EVAL_BREAKER: usize = 0;
/// `Cx`: active Python calls (u32).
pub const CX_DEPTH: usize = 4;
/// `Cx`: the recursion limit (u32).
pub const CX_DEPTH_LIMIT: usize = 8;
/// `Cx`: lowest native stack address (u64).
pub const CX_STACK_LIMIT: usize = 16;
/// `Cx`: rbp at the last call out of compiled code.
pub const CX_ANCHOR_FP: usize = 32;
/// `Cx`: rsp at the last call out of compiled code.
pub const CX_ANCHOR_SP: usize = 40;
