//! Changes of finished functions, one file each.

pub mod bound_checks;
