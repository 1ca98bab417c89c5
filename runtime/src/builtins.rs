//! Builtin types and functions; one file or folder a type.

pub mod bool;
pub mod buffer;
pub mod bytearray;
pub mod cell;
pub mod classic;
pub mod classmethod;
#[expect(unsafe_code, reason = "island: the free list of frames")]
pub mod code;
pub mod codecs;
pub mod complex;
pub mod descr;
pub mod dict;
pub mod dictproxy;
pub mod enumerate;
pub mod file;
pub mod float;
pub mod format;
#[expect(unsafe_code, reason = "island: registers behind the frame header")]
pub mod frame;
#[expect(unsafe_code, reason = "island: the code of a function as a pointer")]
pub mod function;
#[expect(unsafe_code, reason = "island: finalisation of suspended generators")]
pub mod generator;
pub mod instance;
pub mod int;
pub mod iterators;
pub mod list;
pub mod long;
pub mod memoryview;
pub mod method;
pub mod module;
pub mod none;
pub mod object;
pub mod property;
pub mod set;
pub mod slice;
#[expect(unsafe_code, reason = "island: bytes stored behind the str header")]
pub mod str;
#[expect(unsafe_code, reason = "island: the word behind the items")]
pub mod struct_sequence;
pub mod super_;
pub mod text;
pub mod traceback;
pub mod tuple;
pub mod type_;
pub mod unicode;
pub mod weakref;
pub mod xrange;
