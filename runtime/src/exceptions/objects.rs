//! Memory of exceptions, and the classes that have members or slots of their own.
//!
//! Each struct begins with the fields of [`BaseException`], so that natives of the root work on
//! all of them.

mod base;
mod environment;
mod syntax;
mod system_exit;
mod unicode;

use crate::object::{Field, Header};
use crate::types::Slots;
use std::cell::Cell;

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
    pub(crate) start: Cell<isize>,
    pub(crate) end: Cell<isize>,
    pub(crate) reason: Field,
}

crate::py_type! {
    /// Common root of all exceptions.
    pub static BASE_EXCEPTION: BaseException = "exceptions.BaseException" {
        flags: [BASE, GC, HAS_DICT, EXCEPTION_SUBTYPE],
        slots {
            new: base::new, init: base::init, traverse: base::traverse, clear: base::clear,
            repr: base::repr, str: base::str, item: base::item, slice: base::slice,
            get_attr: crate::protocol::attr::generic_get_attr,
            set_attr: crate::protocol::attr::generic_set_attr,
        }
        methods {
            /// Helps pickle.
            "__reduce__" => base::reduce, ();
            /// Sets attributes from a dict; helps pickle.
            "__setstate__" => base::set_state, (x);
            /// The text as unicode.
            "__unicode__" => base::unicode, ();
        }
        getset {
            /// Attributes.
            "__dict__" => crate::builtins::type_::instance_dict, base::set_dict;
            /// Arguments.
            "args" => base::args, base::set_args;
            /// The argument, if there was one.
            "message" => base::message, base::set_message;
        }
    }
}

crate::py_type! {
    /// Base class of errors of input, output and the operating system.
    pub static ENVIRONMENT_ERROR: EnvironmentError = "exceptions.EnvironmentError" {
        base: super::table::STANDARD_ERROR,
        flags: [BASE, GC, HAS_DICT, EXCEPTION_SUBTYPE],
        slots {
            new: environment::new, init: environment::init, traverse: environment::traverse,
            clear: environment::clear, str: environment::str,
        }
        methods {
            /// Helps pickle.
            "__reduce__" => environment::reduce, ();
        }
        getset {
            /// Number of the error.
            member "errno" => environment::errno, environment::set_errno;
            /// Text of the error.
            member "strerror" => environment::strerror, environment::set_strerror;
            /// Name of the file.
            member "filename" => environment::filename, environment::set_filename;
        }
    }
}

crate::py_type! {
    /// The source text cannot be understood.
    pub static SYNTAX_ERROR: SyntaxError = "exceptions.SyntaxError" {
        base: super::table::STANDARD_ERROR,
        flags: [BASE, GC, HAS_DICT, EXCEPTION_SUBTYPE],
        slots {
            new: syntax::new, init: syntax::init, traverse: syntax::traverse,
            clear: syntax::clear, str: syntax::str,
        }
        getset {
            /// Text of the error.
            member "msg" => syntax::msg, syntax::set_msg;
            /// Name of the file.
            member "filename" => syntax::filename, syntax::set_filename;
            /// Number of the line.
            member "lineno" => syntax::lineno, syntax::set_lineno;
            /// Column, from 1.
            member "offset" => syntax::offset, syntax::set_offset;
            /// The line.
            member "text" => syntax::text, syntax::set_text;
            /// Whether file and line are to be shown.
            member "print_file_and_line" => syntax::print_file_and_line, syntax::set_print_file_and_line;
        }
    }
}

crate::py_type! {
    /// A request to leave the interpreter.
    pub static SYSTEM_EXIT: SystemExit = "exceptions.SystemExit" {
        base: BASE_EXCEPTION,
        flags: [BASE, GC, HAS_DICT, EXCEPTION_SUBTYPE],
        slots {
            new: system_exit::new, init: system_exit::init, traverse: system_exit::traverse,
            clear: system_exit::clear,
        }
        getset {
            /// Exit status.
            member "code" => system_exit::code, system_exit::set_code;
        }
    }
}

crate::py_type! {
    /// Base class of errors of unicode.
    pub static UNICODE_ERROR: UnicodeError = "exceptions.UnicodeError" {
        base: super::table::VALUE_ERROR,
        flags: [BASE, GC, HAS_DICT, EXCEPTION_SUBTYPE],
        slots { new: unicode::new, traverse: unicode::traverse, clear: unicode::clear }
    }
}

/// Slots of `KeyError`: one argument is shown by its repr.
pub(super) const fn key_error_slots() -> Slots {
    Slots { str: Cell::new(Some(base::key_error_str)), ..Slots::EMPTY }
}

/// Slots of `UnicodeDecodeError`.
pub(super) const fn unicode_decode_slots() -> Slots {
    Slots {
        init: Cell::new(Some(unicode::init_decode)),
        str: Cell::new(Some(unicode::str_decode)),
        ..Slots::EMPTY
    }
}

/// Slots of `UnicodeEncodeError`.
pub(super) const fn unicode_encode_slots() -> Slots {
    Slots {
        init: Cell::new(Some(unicode::init_encode)),
        str: Cell::new(Some(unicode::str_encode)),
        ..Slots::EMPTY
    }
}

/// Slots of `UnicodeTranslateError`.
pub(super) const fn unicode_translate_slots() -> Slots {
    Slots {
        init: Cell::new(Some(unicode::init_translate)),
        str: Cell::new(Some(unicode::str_translate)),
        ..Slots::EMPTY
    }
}

pub(super) use unicode::{CODEC_MEMBERS, TRANSLATE_MEMBERS};

/// Declares getters and setters of plain members: `(struct) name set_name field;`. A missing member
/// reads as None.
macro_rules! members {
    ($object:ident: $( $get:ident $set:ident; )+) => { $(
        pub(in crate::exceptions) fn $get(
            _cx: &crate::cx::Cx,
            error: crate::object::Ref<'_>,
        ) -> crate::exceptions::PyResult {
            let value = error.recv::<super::$object>().$get.get();
            Ok(value.unwrap_or_else(crate::object::Owned::none))
        }

        pub(in crate::exceptions) fn $set(
            _cx: &crate::cx::Cx,
            error: crate::object::Ref<'_>,
            value: Option<crate::object::Ref<'_>>,
        ) -> crate::exceptions::PyResult<()> {
            error.recv::<super::$object>().$get.set(value.map(crate::object::Ref::own));
            Ok(())
        }
    )+ };
}
use members;

/// Declares `traverse` and `clear` for a struct with these members beside the root's.
macro_rules! collected {
    ($object:ident: $($field:ident)+) => {
        pub(in crate::exceptions) fn traverse(
            error: crate::object::Ref<'_>,
            visit: &mut dyn FnMut(crate::object::Ref<'_>),
        ) {
            super::base::traverse(error, visit);
            let this = error.recv::<super::$object>();
            $( if let Some(value) = this.$field.peek() { visit(value); } )+
        }

        pub(in crate::exceptions) fn clear(cx: &crate::cx::Cx, error: crate::object::Ref<'_>) {
            super::base::clear(cx, error);
            let this = error.recv::<super::$object>();
            $( this.$field.set(None); )+
        }
    };
}
use collected;
