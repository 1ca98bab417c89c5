//! Where compiled code finds fields, in bytes. The runtime asserts each one beside its struct.

/// Object header: reference count (i64).
pub const HEADER_COUNT: usize = 0;
/// Object header: pointer to the type object.
pub const HEADER_TYPE: usize = 8;
/// Size of the object header.
pub const HEADER_SIZE: usize = 16;
/// Counts start here for objects that never die; inc and dec need no test.
pub const IMMORTAL_COUNT: i64 = 1 << 62;
