//! Compares trees and errors with those recorded from CPython 2.7, and tries extreme inputs.

#[path = "it/extremes.rs"]
mod extremes;
#[path = "it/goldens.rs"]
mod goldens;
