//! The exception classes of Python 2.7: one row each.
//!
//! Classes whose instances have members of their own are declared in `exceptions::objects`; all
//! others share the memory and the slots of their base.

use super::objects;
pub use super::objects::{
    BASE_EXCEPTION, BaseException, ENVIRONMENT_ERROR, EnvironmentError, SYNTAX_ERROR, SYSTEM_EXIT,
    SyntaxError, SystemExit, UNICODE_ERROR, UnicodeError,
};
use crate::types::{Slots, Type, TypeFlags};

/// Flags every exception class has.
const FLAGS: TypeFlags = TypeFlags::BUILTIN
    .or(TypeFlags::BASE)
    .or(TypeFlags::GC)
    .or(TypeFlags::HAS_DICT)
    .or(TypeFlags::EXCEPTION_SUBTYPE);

/// Declares the plain classes, `NAME: Python name <- BASE, doc;`, and the list of all.
macro_rules! exceptions {
    ($( $id:ident: $name:literal <- $base:path $( [$slots:expr, $getset:expr] )?, $doc:literal; )+) => {
        $(
            #[doc = $doc]
            pub static $id: Type = Type::builtin(
                concat!("exceptions.", $name), $doc, Some(&$base), size_of::<BaseException>(),
                FLAGS, exceptions!(@slots $($slots)?), &[], exceptions!(@getset $($getset)?),
            );
        )+

        /// All classes.
        pub static ALL: &[&Type] = &[
            &BASE_EXCEPTION,
            &ENVIRONMENT_ERROR,
            &SYNTAX_ERROR,
            &SYSTEM_EXIT,
            &UNICODE_ERROR,
            $( &$id ),+
        ];
    };
    (@slots) => { Slots::EMPTY };
    (@slots $slots:expr) => { $slots };
    (@getset) => { &[] };
    (@getset $getset:expr) => { $getset };
}

exceptions! {
    KEYBOARD_INTERRUPT: "KeyboardInterrupt" <- BASE_EXCEPTION, "The user interrupted the program.";
    GENERATOR_EXIT: "GeneratorExit" <- BASE_EXCEPTION, "A generator is asked to finish.";
    EXCEPTION: "Exception" <- BASE_EXCEPTION, "Common root of the exceptions a program may want to catch.";
    STOP_ITERATION: "StopIteration" <- EXCEPTION, "An iterator has no more items.";
    STANDARD_ERROR: "StandardError" <- EXCEPTION, "Base class of the errors the language itself defines.";
    BUFFER_ERROR: "BufferError" <- STANDARD_ERROR, "A buffer cannot be used as asked.";
    ARITHMETIC_ERROR: "ArithmeticError" <- STANDARD_ERROR, "Base class of errors of arithmetic.";
    FLOATING_POINT_ERROR: "FloatingPointError" <- ARITHMETIC_ERROR, "A floating point operation went wrong.";
    OVERFLOW_ERROR: "OverflowError" <- ARITHMETIC_ERROR, "A result is too large to represent.";
    ZERO_DIVISION_ERROR: "ZeroDivisionError" <- ARITHMETIC_ERROR, "A divisor was zero.";
    ASSERTION_ERROR: "AssertionError" <- STANDARD_ERROR, "An assert statement failed.";
    ATTRIBUTE_ERROR: "AttributeError" <- STANDARD_ERROR, "An object has no such attribute.";
    IO_ERROR: "IOError" <- ENVIRONMENT_ERROR, "Input or output went wrong.";
    OS_ERROR: "OSError" <- ENVIRONMENT_ERROR, "The operating system reported an error.";
    EOF_ERROR: "EOFError" <- STANDARD_ERROR, "The input ended unexpectedly.";
    IMPORT_ERROR: "ImportError" <- STANDARD_ERROR, "A module, or a name in it, was not found.";
    LOOKUP_ERROR: "LookupError" <- STANDARD_ERROR, "Base class of errors of lookups.";
    INDEX_ERROR: "IndexError" <- LOOKUP_ERROR, "An index is out of range.";
    KEY_ERROR: "KeyError" <- LOOKUP_ERROR [objects::key_error_slots(), &[]], "A mapping has no such key.";
    MEMORY_ERROR: "MemoryError" <- STANDARD_ERROR, "There is no memory left.";
    NAME_ERROR: "NameError" <- STANDARD_ERROR, "A name is bound to nothing.";
    UNBOUND_LOCAL_ERROR: "UnboundLocalError" <- NAME_ERROR, "A local variable was used before it got a value.";
    REFERENCE_ERROR: "ReferenceError" <- STANDARD_ERROR, "The object behind a weak proxy is gone.";
    RUNTIME_ERROR: "RuntimeError" <- STANDARD_ERROR, "Something went wrong at run time.";
    NOT_IMPLEMENTED_ERROR: "NotImplementedError" <- RUNTIME_ERROR, "A method has to be provided by a derived class.";
    INDENTATION_ERROR: "IndentationError" <- SYNTAX_ERROR, "The indentation is wrong.";
    TAB_ERROR: "TabError" <- INDENTATION_ERROR, "Tabs and spaces are mixed in a way that cannot be read.";
    SYSTEM_ERROR: "SystemError" <- STANDARD_ERROR, "The interpreter found a mistake of its own.";
    TYPE_ERROR: "TypeError" <- STANDARD_ERROR, "A value has the wrong type.";
    VALUE_ERROR: "ValueError" <- STANDARD_ERROR, "A value has the right type but cannot be used.";
    UNICODE_DECODE_ERROR: "UnicodeDecodeError" <- UNICODE_ERROR [objects::unicode_decode_slots(), objects::CODEC_MEMBERS], "Bytes could not be decoded.";
    UNICODE_ENCODE_ERROR: "UnicodeEncodeError" <- UNICODE_ERROR [objects::unicode_encode_slots(), objects::CODEC_MEMBERS], "Text could not be encoded.";
    UNICODE_TRANSLATE_ERROR: "UnicodeTranslateError" <- UNICODE_ERROR [objects::unicode_translate_slots(), objects::TRANSLATE_MEMBERS], "Text could not be translated.";
    WARNING: "Warning" <- EXCEPTION, "Base class of the categories of warnings.";
    DEPRECATION_WARNING: "DeprecationWarning" <- WARNING, "Category: a feature is going away.";
    PENDING_DEPRECATION_WARNING: "PendingDeprecationWarning" <- WARNING, "Category: a feature will be going away.";
    RUNTIME_WARNING: "RuntimeWarning" <- WARNING, "Category: dubious behaviour at run time.";
    SYNTAX_WARNING: "SyntaxWarning" <- WARNING, "Category: dubious syntax.";
    USER_WARNING: "UserWarning" <- WARNING, "Category: warnings of programs.";
    FUTURE_WARNING: "FutureWarning" <- WARNING, "Category: the meaning of something will change.";
    IMPORT_WARNING: "ImportWarning" <- WARNING, "Category: likely mistakes in imports.";
    UNICODE_WARNING: "UnicodeWarning" <- WARNING, "Category: likely mistakes with unicode.";
    BYTES_WARNING: "BytesWarning" <- WARNING, "Category: likely mistakes with bytes.";
}
