//! Memory of exceptions, and the classes that have members of their own.
//!
//! Each struct begins with the fields of [`BaseException`], so that natives of the root work on
//! all of them.

use crate::object::{Field, Header};

/// Memory every exception begins with.
#[repr(C)]
pub struct BaseException {
    pub(crate) head: Header,
    /// `args`, a tuple.
    pub(crate) args: Field,
    /// `message`
    pub(crate) message: Field,
}

/// Memory of `EnvironmentError` and its subclasses.
#[repr(C)]
pub struct EnvironmentError {
    pub(crate) head: Header,
    pub(crate) args: Field,
    pub(crate) message: Field,
    pub(crate) errno: Field,
    pub(crate) strerror: Field,
    pub(crate) filename: Field,
}

/// Memory of `SyntaxError` and its subclasses.
#[repr(C)]
pub struct SyntaxError {
    pub(crate) head: Header,
    pub(crate) args: Field,
    pub(crate) message: Field,
    pub(crate) msg: Field,
    pub(crate) filename: Field,
    pub(crate) lineno: Field,
    pub(crate) offset: Field,
    pub(crate) text: Field,
    pub(crate) print_file_and_line: Field,
}

/// Memory of `SystemExit`.
#[repr(C)]
pub struct SystemExit {
    pub(crate) head: Header,
    pub(crate) args: Field,
    pub(crate) message: Field,
    pub(crate) code: Field,
}

/// Memory of `UnicodeError` and its subclasses; the root itself leaves the members empty.
#[repr(C)]
pub struct UnicodeError {
    pub(crate) head: Header,
    pub(crate) args: Field,
    pub(crate) message: Field,
    pub(crate) encoding: Field,
    pub(crate) object: Field,
    pub(crate) start: std::cell::Cell<isize>,
    pub(crate) end: std::cell::Cell<isize>,
    pub(crate) reason: Field,
}

crate::py_type! {
    /// The root of all exceptions.
    pub static BASE_EXCEPTION: BaseException = "exceptions.BaseException" {
        flags: [BASE, GC, HAS_DICT, EXCEPTION_SUBTYPE],
    }
}

crate::py_type! {
    /// The root of errors of input, output and the operating system.
    pub static ENVIRONMENT_ERROR: EnvironmentError = "exceptions.EnvironmentError" {
        base: super::table::STANDARD_ERROR,
        flags: [BASE, GC, HAS_DICT, EXCEPTION_SUBTYPE],
    }
}

crate::py_type! {
    /// The source text cannot be understood.
    pub static SYNTAX_ERROR: SyntaxError = "exceptions.SyntaxError" {
        base: super::table::STANDARD_ERROR,
        flags: [BASE, GC, HAS_DICT, EXCEPTION_SUBTYPE],
    }
}

crate::py_type! {
    /// A request to leave the interpreter.
    pub static SYSTEM_EXIT: SystemExit = "exceptions.SystemExit" {
        base: BASE_EXCEPTION,
        flags: [BASE, GC, HAS_DICT, EXCEPTION_SUBTYPE],
    }
}

crate::py_type! {
    /// The root of errors of unicode.
    pub static UNICODE_ERROR: UnicodeError = "exceptions.UnicodeError" {
        base: super::table::VALUE_ERROR,
        flags: [BASE, GC, HAS_DICT, EXCEPTION_SUBTYPE],
    }
}
