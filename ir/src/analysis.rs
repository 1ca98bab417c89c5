//! Facts about a function that are computed from its code, one file each.

pub mod bitset;
pub mod cfg;
pub mod dominators;
pub mod liveness;
pub mod loops;
pub mod temps;

pub use bitset::BitSet;
pub use cfg::Cfg;
pub use dominators::Dominators;
pub use liveness::Liveness;
pub use loops::{Loop, Loops};
pub use temps::LiveTemps;
