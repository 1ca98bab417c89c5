//! The module `__builtin__`: its functions, one row each, and the types and constants beside them.

mod attributes;
mod execution;
pub use execution::Trees;
mod input;
mod iteration;
mod numeric;

use super::ModuleDef;
use crate::builtins;
use crate::cx::Cx;
use crate::exceptions::PyResult;
use crate::object::{Owned, Ref, none};

/// The module's table.
pub static BUILTIN: ModuleDef = ModuleDef {
    name: "__builtin__",
    doc: "Functions, types and exceptions that every program can use without an import.",
    functions: crate::methods! {
        /// Returns the absolute value of a number.
        "abs" => numeric::abs, (x) [ELIDABLE];
        /// Returns whether every item of the iterable is true.
        "all" => iteration::all, (x) -> Bool;
        /// Returns whether some item of the iterable is true.
        "any" => iteration::any, (x) -> Bool;
        /// Calls the function with the items of a sequence and of a dict as arguments (outdated).
        "apply" => execution::apply, (1..=3) [UNPACK, LAST_CALL];
        /// Returns the binary notation of a whole number.
        "bin" => numeric::bin, (x) -> Str;
        /// Returns whether the object can be called.
        "callable" => attributes::callable, (x) -> Bool [ELIDABLE];
        /// Returns the str of one byte with this code.
        "chr" => numeric::chr, (x) -> Str [ELIDABLE, PARSE];
        /// Compares two values: a negative number, 0 or a positive number.
        "cmp" => numeric::cmp, (2..=2) -> Int [UNPACK];
        /// Returns the two numbers converted to a common type, as a tuple.
        "coerce" => numeric::coerce, (2..=2) -> Tuple [UNPACK];
        /// Compiles source text to a code object.
        "compile" => execution::compile, (kw 3; "source", "filename", "mode", "flags", "dont_inherit");
        /// Deletes an attribute by name.
        "delattr" => attributes::delattr, (2..=2) -> None [UNPACK];
        /// Returns the names of an object's attributes, or of the local variables.
        "dir" => attributes::dir, (0..=1) -> List [UNPACK];
        /// Returns quotient and remainder as a tuple.
        "divmod" => numeric::divmod, (2..=2) [UNPACK];
        /// Evaluates an expression given as text or code object.
        "eval" => execution::eval, (1..=3) [UNPACK, LAST_CALL];
        /// Runs a file.
        "execfile" => execution::execfile, (1..=3) [LAST_CALL];
        /// Returns the items for which the function is true, in the type of the sequence.
        "filter" => iteration::filter, (2..=2) [UNPACK];
        /// Formats a value by a format specification.
        "format" => attributes::format, (1..=2);
        /// Returns an attribute by name, or the default if there is none.
        "getattr" => attributes::getattr, (2..=3) [UNPACK];
        /// Returns the global variables, as a dict.
        "globals" => execution::globals, () -> Dict;
        /// Returns whether an object has an attribute of this name.
        "hasattr" => attributes::hasattr, (2..=2) -> Bool [UNPACK];
        /// Returns the hash of an object.
        "hash" => attributes::hash, (x) -> Int;
        /// Returns the hexadecimal notation of a whole number.
        "hex" => numeric::hex, (x) -> Str;
        /// Returns a number that identifies an object while it lives.
        "id" => attributes::id, (x) [ELIDABLE];
        /// Reads a line from standard input and evaluates it.
        "input" => input::input, (0..=1);
        /// Returns the one str of this text that is in the table of interned strings.
        "intern" => attributes::intern, (x) -> Str [PARSE];
        /// Returns whether an object is an instance of a class or of one in a tuple.
        "isinstance" => attributes::isinstance, (2..=2) -> Bool [UNPACK];
        /// Returns whether a class derives from another or from one in a tuple.
        "issubclass" => attributes::issubclass, (2..=2) -> Bool [UNPACK];
        /// Returns an iterator over an object; or one that calls a function until it returns the sentinel.
        "iter" => iteration::iter, (1..=2) [UNPACK];
        /// Returns the number of items.
        "len" => iteration::len, (x) -> Int;
        /// Returns the local variables, as a dict.
        "locals" => execution::locals, () -> Dict;
        /// Applies a function to the items of one or more sequences, and returns the list of results.
        "map" => iteration::map, (0..=65535) -> List;
        /// Returns the largest item or argument.
        "max" => iteration::max, (raw);
        /// Returns the smallest item or argument.
        "min" => iteration::min, (raw);
        /// Returns the next item of an iterator, or the default when it is exhausted.
        "next" => iteration::next, (1..=2) [UNPACK];
        /// Returns the octal notation of a whole number.
        "oct" => numeric::oct, (x) -> Str;
        /// Opens a file.
        "open" => input::open, (raw);
        /// Returns the code of a str or unicode of length one.
        "ord" => numeric::ord, (x) -> Int [ELIDABLE];
        /// Returns x to the power y, modulo z if given.
        "pow" => numeric::pow, (2..=3) [UNPACK];
        /// Prints the values to a stream (sys.stdout by default).
        "print" => input::print, (raw) -> None;
        /// Returns the whole numbers from start up to stop, as a list.
        "range" => iteration::range, (1..=3) -> List [UNPACK];
        /// Reads a line from standard input.
        "raw_input" => input::raw_input, (0..=1);
        /// Folds the items of an iterable with a function of two arguments.
        "reduce" => iteration::reduce, (2..=3) [UNPACK];
        /// Loads a module again.
        "reload" => execution::reload, (x);
        /// Returns the representation of an object.
        "repr" => attributes::repr, (x) -> Str;
        /// Rounds a number to a given number of decimal digits.
        "round" => numeric::round, (kw 1; "number", "ndigits") -> Float;
        /// Sets an attribute by name.
        "setattr" => attributes::setattr, (3..=3) -> None [UNPACK];
        /// Returns the items of an iterable as a sorted list.
        "sorted" => iteration::sorted, (raw) -> List;
        /// Returns the sum of the items, starting with a number.
        "sum" => iteration::sum, (1..=2) [UNPACK];
        /// Returns the unicode string of one character with this code.
        "unichr" => numeric::unichr, (x) [ELIDABLE, PARSE];
        /// Returns the attribute dict of an object, or the local variables.
        "vars" => attributes::vars, (0..=1) [UNPACK];
        /// Returns a list of tuples, the i-th of the i-th items of all sequences.
        "zip" => iteration::zip, (0..=65535) -> List;
        /// Imports a module; what the import statement calls.
        "__import__" => execution::import, (kw 1; "name", "globals", "locals", "fromlist", "level") [LAST_CALL];
    },
    types: &[
        ("basestring", &builtins::unicode::BASESTRING),
        ("bool", &builtins::bool::BOOL),
        ("buffer", &builtins::buffer::BUFFER),
        ("bytearray", &builtins::bytearray::BYTEARRAY),
        ("bytes", &builtins::str::STR),
        ("classmethod", &builtins::classmethod::CLASS_METHOD),
        ("complex", &builtins::complex::COMPLEX),
        ("dict", &builtins::dict::DICT),
        ("enumerate", &builtins::enumerate::ENUMERATE),
        ("file", &builtins::file::FILE),
        ("float", &builtins::float::FLOAT),
        ("frozenset", &builtins::set::FROZENSET),
        ("int", &builtins::int::INT),
        ("list", &builtins::list::LIST),
        ("long", &builtins::long::LONG),
        ("memoryview", &builtins::memoryview::MEMORYVIEW),
        ("object", &builtins::object::OBJECT),
        ("property", &builtins::property::PROPERTY),
        ("reversed", &builtins::iterators::REVERSED),
        ("set", &builtins::set::SET),
        ("slice", &builtins::slice::SLICE),
        ("staticmethod", &builtins::classmethod::STATIC_METHOD),
        ("str", &builtins::str::STR),
        ("super", &builtins::super_::SUPER),
        ("tuple", &builtins::tuple::TUPLE),
        ("type", &builtins::type_::TYPE),
        ("unicode", &builtins::unicode::UNICODE),
        ("xrange", &builtins::xrange::XRANGE),
    ],
    init: Some(add_constants),
};

fn add_constants(cx: &Cx, module: Ref<'_>) -> PyResult<()> {
    cx.module_add(module, "None", none().own())?;
    cx.module_add(module, "True", Owned::bool(true))?;
    cx.module_add(module, "False", Owned::bool(false))?;
    cx.module_add(module, "Ellipsis", builtins::none::ellipsis().own())?;
    cx.module_add(module, "NotImplemented", builtins::none::not_implemented().own())?;
    cx.module_add(module, "__debug__", Owned::bool(cx.vm().settings.optimize == 0))?;
    for class in crate::exceptions::table::ALL {
        let name = class.name();
        let name = name.rsplit('.').next().unwrap_or_default();
        cx.module_add(module, name, class.as_ref().own())?;
    }
    Ok(())
}
