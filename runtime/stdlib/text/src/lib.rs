//! Native modules that work on text.

#![deny(unsafe_code)]

mod codecs;
mod csv;
mod json;
mod regex;
mod sre;
mod unicodedata;

/// All modules of this crate, for the table of the machine.
pub static MODULES: &[&runtime::api::ModuleDef] =
    &[&codecs::CODECS, &csv::CSV, &json::JSON, &sre::SRE, &unicodedata::UNICODEDATA];
