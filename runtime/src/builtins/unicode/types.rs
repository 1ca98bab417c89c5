//! The declarations of `basestring` and `unicode`.

use super::{Unicode, methods as m, ops};
use crate::builtins::object::Object;
use crate::builtins::text::case;
use crate::builtins::text::kind::Wide;
use crate::builtins::text::methods as shared;
use crate::cx::Cx;
use crate::exceptions::{PyResult, table};
use crate::types::{CallArgs, Type};

/// Memory of a basestring, which has no instances.
#[repr(C)]
pub(crate) struct BaseString {
    pub(crate) head: crate::object::Header,
}

const _: () = assert!(size_of::<BaseString>() == size_of::<Object>());

crate::py_type! {
    /// The common base of `str` and `unicode`.
    pub static BASESTRING: BaseString = "basestring" {
        flags: [BASE],
        slots { new: abstract_new }
    }
}

crate::py_type! {
    /// Immutable strings of code points.
    pub static UNICODE: Unicode = "unicode" {
        base: crate::builtins::unicode::BASESTRING,
        flags: [BASE, UNICODE_SUBTYPE, CHECK_TYPES],
        slots {
            new: ops::new, repr: ops::repr, str: ops::str, hash: ops::hash,
            rich_compare: ops::rich_compare,
            len: ops::len, concat: ops::concat, repeat: ops::repeat, item: ops::item,
            slice: ops::slice, contains: ops::contains,
            map_len: ops::len, subscript: ops::subscript, rem: m::rem,
        }
        methods {
            /// Returns a copy with the first character in upper case and the others in lower case.
            "capitalize" => case::capitalize::<Wide>, () [LEAF];
            /// Returns the text in the middle of the width, padded with blanks or the fill character.
            "center" => shared::center::<Wide>, (1..=2);
            /// Counts a part, without overlap, in the text or the range start:end.
            "count" => shared::count::<Wide>, (1..=3) -> Int;
            /// Decodes with an encoding and an error handler.
            "decode" => m::decode, (kw 0; "encoding", "errors");
            /// Encodes with an encoding and an error handler.
            "encode" => m::encode, (kw 0; "encoding", "errors");
            /// Returns whether the text or the range start:end ends with a part or one of a tuple.
            "endswith" => shared::endswith::<Wide>, (1..=3) -> Bool;
            /// Replaces tabs with blanks up to the next multiple of the size (8).
            "expandtabs" => shared::expandtabs::<Wide>, (0..=1);
            /// Returns the first place of a part in the text or the range start:end, or -1.
            "find" => shared::find::<Wide>, (0..=99) -> Int;
            /// Fills the fields in braces with the arguments.
            "format" => m::format, (raw);
            /// Returns the first place of a part; raises ValueError if there is none.
            "index" => shared::index::<Wide>, (0..=99) -> Int;
            /// Returns whether there are characters and all are letters or digits.
            "isalnum" => case::isalnum::<Wide>, () -> Bool [LEAF];
            /// Returns whether there are characters and all are letters.
            "isalpha" => case::isalpha::<Wide>, () -> Bool [LEAF];
            /// Returns whether there are characters and all are digits.
            "isdigit" => case::isdigit::<Wide>, () -> Bool [LEAF];
            /// Returns whether there are letters and all are in lower case.
            "islower" => case::islower::<Wide>, () -> Bool [LEAF];
            /// Returns whether there are characters and all are white space.
            "isspace" => case::isspace::<Wide>, () -> Bool [LEAF];
            /// Returns whether there are letters and words begin in upper case only.
            "istitle" => case::istitle::<Wide>, () -> Bool [LEAF];
            /// Returns whether there are letters and all are in upper case.
            "isupper" => case::isupper::<Wide>, () -> Bool [LEAF];
            /// Joins the texts of an iterable with this one between them.
            "join" => m::join, (x);
            /// Returns the text padded on the right.
            "ljust" => shared::ljust::<Wide>, (1..=2);
            /// Returns a copy in lower case.
            "lower" => case::lower::<Wide>, () [LEAF];
            /// Returns the text without white space (or the given characters) on the left.
            "lstrip" => m::lstrip, (0..=1);
            /// Splits at the first separator: returns what is before it, it, and what is after it.
            "partition" => shared::partition::<Wide>, (x) -> Tuple;
            /// Replaces a part by another one, everywhere or as often as given.
            "replace" => shared::replace::<Wide>, (2..=3);
            /// Returns the last place of a part in the text or the range start:end, or -1.
            "rfind" => shared::rfind::<Wide>, (0..=99) -> Int;
            /// Returns the last place of a part; raises ValueError if there is none.
            "rindex" => shared::rindex::<Wide>, (0..=99) -> Int;
            /// Returns the text padded on the left.
            "rjust" => shared::rjust::<Wide>, (1..=2);
            /// Splits at the last separator: returns what is before it, it, and what is after it.
            "rpartition" => shared::rpartition::<Wide>, (x) -> Tuple;
            /// Splits into a list of words or fields, from the right.
            "rsplit" => shared::rsplit::<Wide>, (0..=2) -> List;
            /// Returns the text without white space (or the given characters) on the right.
            "rstrip" => m::rstrip, (0..=1);
            /// Splits into a list of words or fields.
            "split" => shared::split::<Wide>, (0..=2) -> List;
            /// Splits into a list of lines.
            "splitlines" => shared::splitlines::<Wide>, (0..=1) -> List;
            /// Returns whether the text or the range start:end starts with a part or one of a tuple.
            "startswith" => shared::startswith::<Wide>, (1..=3) -> Bool;
            /// Returns the text without white space (or the given characters) on both sides.
            "strip" => m::strip, (0..=1);
            /// Returns a copy with upper and lower case exchanged.
            "swapcase" => case::swapcase::<Wide>, () [LEAF];
            /// Returns a copy with words that begin in upper case.
            "title" => case::title::<Wide>, () [LEAF];
            /// Maps code points by a mapping to code points, texts or None.
            "translate" => m::translate, (x);
            /// Returns whether there are characters and all are decimal digits.
            "isdecimal" => m::isdecimal, () -> Bool [LEAF];
            /// Returns whether there are characters and all have numeric values.
            "isnumeric" => m::isnumeric, () -> Bool [LEAF];
            /// Returns a copy in upper case.
            "upper" => case::upper::<Wide>, () [LEAF];
            /// Pads a number with zeros on the left, behind its sign.
            "zfill" => shared::zfill::<Wide>, (x) [PARSE];
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

fn abstract_new(cx: &Cx, _ty: &Type, _args: CallArgs<'_>) -> PyResult {
    Err(cx.raise(&table::TYPE_ERROR, format_args!("The basestring type cannot be instantiated")))
}
