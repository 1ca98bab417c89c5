//! The order of types themselves, which decides where neither values nor the names of their types do.
//!
//! CPython orders types by address: user classes lie below the built-in ones, and those lie in the
//! order in which the files of the interpreter are linked, which is the same in every run. The table
//! repeats it as observed; classes that it does not name follow, by address.

use crate::types::{Type, TypeFlags};
use std::cmp::Ordering;

/// Returns which of two types comes first.
pub fn compare_types(a: &Type, b: &Type) -> Ordering {
    if std::ptr::eq(a, b) {
        return Ordering::Equal;
    }
    place(a).cmp(&place(b)).then_with(|| std::ptr::from_ref(a).cmp(&std::ptr::from_ref(b)))
}

fn place(ty: &Type) -> usize {
    if ty.has_flag(TypeFlags::HEAP) {
        return 0;
    }
    let name = ty.short_name();
    LINKED.iter().position(|known| *known == name).map_or(usize::MAX, |at| at + 1)
}

/// Built-in types by ascending address.
#[rustfmt::skip]
const LINKED: &[&str] = &[
    "bool", "buffer", "bytearray", "PyCapsule", "cell", "instancemethod",
    "instance", "classobj", "code", "complex", "property", "dictproxy",
    "wrapper_descriptor", "getset_descriptor", "member_descriptor", "reversed", "enumerate", "BytesWarning",
    "UnicodeWarning", "ImportWarning", "FutureWarning", "RuntimeWarning", "SyntaxWarning", "PendingDeprecationWarning",
    "DeprecationWarning", "UserWarning", "Warning", "BufferError", "MemoryError", "ReferenceError",
    "SystemError", "ZeroDivisionError", "OverflowError", "FloatingPointError", "ArithmeticError", "AssertionError",
    "UnicodeTranslateError", "UnicodeDecodeError", "UnicodeEncodeError", "UnicodeError", "ValueError", "KeyError",
    "IndexError", "LookupError", "TabError", "IndentationError", "SyntaxError", "AttributeError",
    "UnboundLocalError", "NameError", "NotImplementedError", "RuntimeError", "EOFError", "OSError",
    "IOError", "EnvironmentError", "ImportError", "KeyboardInterrupt", "SystemExit", "GeneratorExit",
    "StopIteration", "TypeError", "StandardError", "Exception", "BaseException", "generator",
    "file", "float", "frame", "staticmethod", "classmethod", "function",
    "int", "callable-iterator", "iterator", "list", "long", "dict_values",
    "dict_items", "dict_keys", "dict", "memoryview", "builtin_function_or_method", "module",
    "NotImplementedType", "NoneType", "xrange", "frozenset", "set", "slice",
    "ellipsis", "str", "basestring", "tuple", "super", "object",
    "type", "weakcallableproxy", "weakproxy", "weakref", "EncodingMap", "unicode",
    "fieldnameiterator", "formatteriterator", "traceback",
];
