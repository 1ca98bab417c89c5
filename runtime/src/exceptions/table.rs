//! The exception classes of Python 2.7: one row each.

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

/// Declares the classes: `NAME: Python name <- BASE "doc";`
macro_rules! exceptions {
    ($( $id:ident: $name:literal <- $base:path, $doc:literal; )+) => {
        $(
            #[doc = $doc]
            pub static $id: crate::types::Type = crate::types::Type::builtin(
                $name, $doc, Some(&$base), size_of::<BaseException>(),
                crate::types::TypeFlags::BUILTIN
                    .or(crate::types::TypeFlags::BASE)
                    .or(crate::types::TypeFlags::GC)
                    .or(crate::types::TypeFlags::HAS_DICT)
                    .or(crate::types::TypeFlags::EXCEPTION_SUBTYPE),
                crate::types::Slots::EMPTY, &[], &[],
            );
        )+

        /// All classes, bases before derived ones.
        pub static ALL: &[&crate::types::Type] = &[&BASE_EXCEPTION, $( &$id ),+];
    };
}

crate::py_type! {
    /// The root of all exceptions.
    pub static BASE_EXCEPTION: BaseException = "exceptions.BaseException" {
        flags: [BASE, GC, HAS_DICT, EXCEPTION_SUBTYPE],
    }
}

exceptions! {
    EXCEPTION: "exceptions.Exception" <- BASE_EXCEPTION, "The root of exceptions a program may want to catch.";
    GENERATOR_EXIT: "exceptions.GeneratorExit" <- BASE_EXCEPTION, "A generator is asked to end.";
    SYSTEM_EXIT: "exceptions.SystemExit" <- BASE_EXCEPTION, "The program asks to end.";
    KEYBOARD_INTERRUPT: "exceptions.KeyboardInterrupt" <- BASE_EXCEPTION, "The user interrupted the program.";
    STOP_ITERATION: "exceptions.StopIteration" <- EXCEPTION, "An iterator has no more items.";
    STANDARD_ERROR: "exceptions.StandardError" <- EXCEPTION, "The root of the builtin errors.";
    WARNING: "exceptions.Warning" <- EXCEPTION, "The root of warnings.";
    ARITHMETIC_ERROR: "exceptions.ArithmeticError" <- STANDARD_ERROR, "The root of errors of arithmetic.";
    FLOATING_POINT_ERROR: "exceptions.FloatingPointError" <- ARITHMETIC_ERROR, "A floating-point operation failed.";
    OVERFLOW_ERROR: "exceptions.OverflowError" <- ARITHMETIC_ERROR, "A result is too large to be represented.";
    ZERO_DIVISION_ERROR: "exceptions.ZeroDivisionError" <- ARITHMETIC_ERROR, "A divisor is zero.";
    ASSERTION_ERROR: "exceptions.AssertionError" <- STANDARD_ERROR, "An assertion failed.";
    ATTRIBUTE_ERROR: "exceptions.AttributeError" <- STANDARD_ERROR, "There is no such attribute.";
    BUFFER_ERROR: "exceptions.BufferError" <- STANDARD_ERROR, "A buffer cannot be used that way.";
    ENVIRONMENT_ERROR: "exceptions.EnvironmentError" <- STANDARD_ERROR, "The root of errors of the system.";
    EOF_ERROR: "exceptions.EOFError" <- STANDARD_ERROR, "Input ended.";
    IMPORT_ERROR: "exceptions.ImportError" <- STANDARD_ERROR, "A module or a name in it is not found.";
    IO_ERROR: "exceptions.IOError" <- ENVIRONMENT_ERROR, "Input or output failed.";
    OS_ERROR: "exceptions.OSError" <- ENVIRONMENT_ERROR, "A call of the system failed.";
    LOOKUP_ERROR: "exceptions.LookupError" <- STANDARD_ERROR, "The root of errors of lookups.";
    INDEX_ERROR: "exceptions.IndexError" <- LOOKUP_ERROR, "An index is out of range.";
    KEY_ERROR: "exceptions.KeyError" <- LOOKUP_ERROR, "A key is not found.";
    MEMORY_ERROR: "exceptions.MemoryError" <- STANDARD_ERROR, "There is no memory.";
    NAME_ERROR: "exceptions.NameError" <- STANDARD_ERROR, "A name is not found.";
    UNBOUND_LOCAL_ERROR: "exceptions.UnboundLocalError" <- NAME_ERROR, "A local name has no value yet.";
    REFERENCE_ERROR: "exceptions.ReferenceError" <- STANDARD_ERROR, "A weak reference's object is gone.";
    RUNTIME_ERROR: "exceptions.RuntimeError" <- STANDARD_ERROR, "Something else went wrong at run time.";
    NOT_IMPLEMENTED_ERROR: "exceptions.NotImplementedError" <- RUNTIME_ERROR, "A method has to be written by a subclass.";
    SYNTAX_ERROR: "exceptions.SyntaxError" <- STANDARD_ERROR, "Source text is not valid.";
    INDENTATION_ERROR: "exceptions.IndentationError" <- SYNTAX_ERROR, "Indentation is not valid.";
    TAB_ERROR: "exceptions.TabError" <- INDENTATION_ERROR, "Indentation mixes tabs and blanks.";
    SYSTEM_ERROR: "exceptions.SystemError" <- STANDARD_ERROR, "The interpreter found a mistake of its own.";
    TYPE_ERROR: "exceptions.TypeError" <- STANDARD_ERROR, "A value has the wrong type.";
    VALUE_ERROR: "exceptions.ValueError" <- STANDARD_ERROR, "A value is not acceptable.";
    UNICODE_ERROR: "exceptions.UnicodeError" <- VALUE_ERROR, "The root of errors of encodings.";
    UNICODE_ENCODE_ERROR: "exceptions.UnicodeEncodeError" <- UNICODE_ERROR, "A text cannot be encoded.";
    UNICODE_DECODE_ERROR: "exceptions.UnicodeDecodeError" <- UNICODE_ERROR, "Bytes cannot be decoded.";
    UNICODE_TRANSLATE_ERROR: "exceptions.UnicodeTranslateError" <- UNICODE_ERROR, "A text cannot be translated.";
    DEPRECATION_WARNING: "exceptions.DeprecationWarning" <- WARNING, "A feature is deprecated.";
    PENDING_DEPRECATION_WARNING: "exceptions.PendingDeprecationWarning" <- WARNING, "A feature will be deprecated.";
    SYNTAX_WARNING: "exceptions.SyntaxWarning" <- WARNING, "Syntax that is doubtful.";
    RUNTIME_WARNING: "exceptions.RuntimeWarning" <- WARNING, "Doubtful behaviour at run time.";
    FUTURE_WARNING: "exceptions.FutureWarning" <- WARNING, "Behaviour that will change.";
    IMPORT_WARNING: "exceptions.ImportWarning" <- WARNING, "A doubtful import.";
    UNICODE_WARNING: "exceptions.UnicodeWarning" <- WARNING, "Doubtful use of Unicode.";
    BYTES_WARNING: "exceptions.BytesWarning" <- WARNING, "Doubtful use of bytes.";
    USER_WARNING: "exceptions.UserWarning" <- WARNING, "A warning made by a program.";
}
