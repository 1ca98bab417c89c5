//! The text form of a tree, for goldens and for the comparison with CPython.
//!
//! A node prints as `Name@line:column(field,field)`; absent is `~`, a list stands in `[]`, a number
//! or string prints its exact value. The text is one line.
