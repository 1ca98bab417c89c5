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
    MEMORY_ERROR: "exceptions.MemoryError" <- EXCEPTION, "There is no memory.";
    TYPE_ERROR: "exceptions.TypeError" <- EXCEPTION, "A value has the wrong type.";
    SYSTEM_ERROR: "exceptions.SystemError" <- EXCEPTION, "The interpreter found a mistake of its own.";
}
