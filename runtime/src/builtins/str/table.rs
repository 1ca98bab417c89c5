//! The declaration of the type `str`: its slots and methods.

use super::{Str, methods as m, ops};
use crate::builtins::text::case;
use crate::builtins::text::kind::Bytes;
use crate::builtins::text::methods as shared;

crate::py_type! {
    /// Immutable strings of bytes.
    pub static STR: Str = "str" {
        base: crate::builtins::unicode::BASESTRING,
        flags: [BASE, STR_SUBTYPE, CHECK_TYPES, VARIABLE_SIZE],
        slots {
            dealloc: crate::object::alloc::dealloc_str,
            new: ops::new, repr: ops::repr, str: ops::str, hash: ops::hash,
            rich_compare: ops::rich_compare, rem: m::rem,
            len: ops::len, concat: ops::concat, repeat: ops::repeat, item: ops::item,
            slice: ops::slice, contains: ops::contains,
            map_len: ops::len, subscript: ops::subscript,
        }
        methods {
            /// Returns a copy with the first character in upper case and the others in lower case.
            "capitalize" => case::capitalize::<Bytes>, () -> Str [LEAF];
            /// Returns the text in the middle of the width, padded with blanks or the fill character.
            "center" => shared::center::<Bytes>, (1..=2) -> Str;
            /// Counts a part, without overlap, in the text or the range start:end.
            "count" => m::count, (1..=3) -> Int;
            /// Decodes with an encoding and an error handler.
            "decode" => m::decode, (kw 0; "encoding", "errors");
            /// Encodes with an encoding and an error handler.
            "encode" => m::encode, (kw 0; "encoding", "errors");
            /// Returns whether the text or the range start:end ends with a part or one of a tuple.
            "endswith" => shared::endswith::<Bytes>, (1..=3) -> Bool;
            /// Replaces tabs with blanks up to the next multiple of the size (8).
            "expandtabs" => shared::expandtabs::<Bytes>, (0..=1) -> Str;
            /// Returns the first place of a part in the text or the range start:end, or -1.
            "find" => m::find, (0..=99) -> Int;
            /// Fills the fields in braces with the arguments.
            "format" => m::format, (raw);
            /// Returns the first place of a part; raises ValueError if there is none.
            "index" => m::index, (0..=99) -> Int;
            /// Returns whether there are characters and all are letters or digits.
            "isalnum" => case::isalnum::<Bytes>, () -> Bool [LEAF];
            /// Returns whether there are characters and all are letters.
            "isalpha" => case::isalpha::<Bytes>, () -> Bool [LEAF];
            /// Returns whether there are characters and all are digits.
            "isdigit" => case::isdigit::<Bytes>, () -> Bool [LEAF];
            /// Returns whether there are letters and all are in lower case.
            "islower" => case::islower::<Bytes>, () -> Bool [LEAF];
            /// Returns whether there are characters and all are white space.
            "isspace" => case::isspace::<Bytes>, () -> Bool [LEAF];
            /// Returns whether there are letters and words begin in upper case only.
            "istitle" => case::istitle::<Bytes>, () -> Bool [LEAF];
            /// Returns whether there are letters and all are in upper case.
            "isupper" => case::isupper::<Bytes>, () -> Bool [LEAF];
            /// Joins the texts of an iterable with this one between them.
            "join" => m::join, (x);
            /// Returns the text padded on the right.
            "ljust" => shared::ljust::<Bytes>, (1..=2) -> Str;
            /// Returns a copy in lower case.
            "lower" => case::lower::<Bytes>, () -> Str [LEAF];
            /// Returns the text without white space (or the given characters) on the left.
            "lstrip" => m::lstrip, (0..=1);
            /// Splits at the first separator: returns what is before it, it, and what is after it.
            "partition" => m::partition, (x) -> Tuple;
            /// Replaces a part by another one, everywhere or as often as given.
            "replace" => m::replace, (2..=3);
            /// Returns the last place of a part in the text or the range start:end, or -1.
            "rfind" => m::rfind, (0..=99) -> Int;
            /// Returns the last place of a part; raises ValueError if there is none.
            "rindex" => m::rindex, (0..=99) -> Int;
            /// Returns the text padded on the left.
            "rjust" => shared::rjust::<Bytes>, (1..=2) -> Str;
            /// Splits at the last separator: returns what is before it, it, and what is after it.
            "rpartition" => m::rpartition, (x) -> Tuple;
            /// Splits into a list of words or fields, from the right.
            "rsplit" => m::rsplit, (0..=2) -> List;
            /// Returns the text without white space (or the given characters) on the right.
            "rstrip" => m::rstrip, (0..=1);
            /// Splits into a list of words or fields.
            "split" => m::split, (0..=2) -> List;
            /// Splits into a list of lines.
            "splitlines" => shared::splitlines::<Bytes>, (0..=1) -> List;
            /// Returns whether the text or the range start:end starts with a part or one of a tuple.
            "startswith" => shared::startswith::<Bytes>, (1..=3) -> Bool;
            /// Returns the text without white space (or the given characters) on both sides.
            "strip" => m::strip, (0..=1);
            /// Returns a copy with upper and lower case exchanged.
            "swapcase" => case::swapcase::<Bytes>, () -> Str [LEAF];
            /// Returns a copy with words that begin in upper case.
            "title" => case::title::<Bytes>, () -> Str [LEAF];
            /// Maps characters by a table of 256, without those to delete.
            "translate" => m::translate, (1..=2) [UNPACK];
            /// Returns a copy in upper case.
            "upper" => case::upper::<Bytes>, () -> Str [LEAF];
            /// Pads a number with zeros on the left, behind its sign.
            "zfill" => shared::zfill::<Bytes>, (x) -> Str [PARSE];
            /// Formats the text as `format()` does.
            "__format__" => m::format_spec, (x) [PARSE];
            /// Returns the arguments that make an equal text.
            "__getnewargs__" => m::getnewargs, ();
            /// Returns the size in memory, in bytes.
            "__sizeof__" => m::sizeof, () -> Int;
            /// Takes a format apart: an iterator of literal text, field, format and conversion.
            "_formatter_parser" => m::formatter_parser, ();
            /// Takes a field name apart: its first part and an iterator of the rest.
            "_formatter_field_name_split" => m::formatter_field_name_split, ();
        }
    }
}
