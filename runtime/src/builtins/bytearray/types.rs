//! The declaration of the type `bytearray`.

use super::text::Mutable;
use super::{ByteArray, iterator, methods as m, ops};
use crate::builtins::text::case;
use crate::builtins::text::methods as shared;

crate::py_type! {
    /// Mutable sequences of bytes.
    pub static BYTEARRAY: ByteArray = "bytearray" {
        flags: [BASE],
        slots {
            new: ops::new, init: ops::init, repr: ops::repr, str: ops::str,
            rich_compare: ops::rich_compare, iter: iterator::iter,
            len: ops::len, concat: ops::concat, repeat: ops::repeat, item: ops::item,
            set_item: ops::set_item, contains: ops::contains,
            inplace_concat: ops::inplace_concat, inplace_repeat: ops::inplace_repeat,
            map_len: ops::len, subscript: ops::subscript, set_subscript: ops::set_subscript,
            read_bytes: ops::read_bytes, write_bytes: ops::write_bytes,
        }
        methods {
            /// Returns the number of bytes that are allocated.
            "__alloc__" => m::alloc, ();
            /// Returns how to make a copy.
            "__reduce__" => m::reduce, ();
            /// Returns the size in memory, in bytes.
            "__sizeof__" => m::sizeof, ();
            /// Adds one byte at the end.
            "append" => m::append, (x) -> None;
            /// Returns a copy with the first character in upper case and the others in lower case.
            "capitalize" => case::capitalize::<Mutable>, ();
            /// Returns the bytes in the middle of the width, padded.
            "center" => shared::center::<Mutable>, (1..=2);
            /// Counts a part, without overlap.
            "count" => shared::count::<Mutable>, (1..=3) -> Int;
            /// Decodes with an encoding and an error handler.
            "decode" => m::decode, (kw 0; "encoding", "errors");
            /// Returns whether the bytes end with a part or one of a tuple.
            "endswith" => shared::endswith::<Mutable>, (1..=3) -> Bool;
            /// Replaces tabs with blanks.
            "expandtabs" => shared::expandtabs::<Mutable>, (0..=1);
            /// Adds the bytes of an iterable at the end.
            "extend" => m::extend, (x) -> None;
            /// Returns the first place of a part, or -1.
            "find" => shared::find::<Mutable>, (0..=99) -> Int;
            /// Makes a bytearray of hexadecimal text.
            class "fromhex" => m::fromhex, (x) [PARSE];
            /// Returns the first place of a part; raises ValueError if there is none.
            "index" => m::index, (0..=99) -> Int;
            /// Puts one byte in front of an index.
            "insert" => m::insert, (2..=2) -> None;
            /// Returns whether there are bytes and all are letters or digits.
            "isalnum" => case::isalnum::<Mutable>, () -> Bool;
            /// Returns whether there are bytes and all are letters.
            "isalpha" => case::isalpha::<Mutable>, () -> Bool;
            /// Returns whether there are bytes and all are digits.
            "isdigit" => case::isdigit::<Mutable>, () -> Bool;
            /// Returns whether there are letters and all are in lower case.
            "islower" => case::islower::<Mutable>, () -> Bool;
            /// Returns whether there are bytes and all are white space.
            "isspace" => case::isspace::<Mutable>, () -> Bool;
            /// Returns whether there are letters and words begin in upper case only.
            "istitle" => case::istitle::<Mutable>, () -> Bool;
            /// Returns whether there are letters and all are in upper case.
            "isupper" => case::isupper::<Mutable>, () -> Bool;
            /// Joins the bytes of an iterable's items with these between them.
            "join" => m::join, (x);
            /// Returns the bytes padded on the right.
            "ljust" => shared::ljust::<Mutable>, (1..=2);
            /// Returns a copy in lower case.
            "lower" => case::lower::<Mutable>, ();
            /// Returns a copy without white space (or the given bytes) on the left.
            "lstrip" => m::lstrip, (0..=1);
            /// Splits at the first separator.
            "partition" => m::partition, (x) -> Tuple;
            /// Takes out the byte at an index (the last) and returns it.
            "pop" => m::pop, (0..=1) -> Int;
            /// Takes out the first such byte.
            "remove" => m::remove, (x) -> None;
            /// Returns a copy with a part replaced.
            "replace" => shared::replace::<Mutable>, (2..=3);
            /// Turns the order of the bytes around, in place.
            "reverse" => m::reverse, () -> None;
            /// Returns the last place of a part, or -1.
            "rfind" => shared::rfind::<Mutable>, (0..=99) -> Int;
            /// Returns the last place of a part; raises ValueError if there is none.
            "rindex" => m::rindex, (0..=99) -> Int;
            /// Returns the bytes padded on the left.
            "rjust" => shared::rjust::<Mutable>, (1..=2);
            /// Splits at the last separator.
            "rpartition" => m::rpartition, (x) -> Tuple;
            /// Splits into a list, from the right.
            "rsplit" => shared::rsplit::<Mutable>, (0..=2) -> List;
            /// Returns a copy without white space (or the given bytes) on the right.
            "rstrip" => m::rstrip, (0..=1);
            /// Splits into a list.
            "split" => shared::split::<Mutable>, (0..=2) -> List;
            /// Splits into a list of lines.
            "splitlines" => shared::splitlines::<Mutable>, (0..=1) -> List;
            /// Returns whether the bytes start with a part or one of a tuple.
            "startswith" => shared::startswith::<Mutable>, (1..=3) -> Bool;
            /// Returns a copy without white space (or the given bytes) on both sides.
            "strip" => m::strip, (0..=1);
            /// Returns a copy with upper and lower case exchanged.
            "swapcase" => case::swapcase::<Mutable>, ();
            /// Returns a copy with words that begin in upper case.
            "title" => case::title::<Mutable>, ();
            /// Maps bytes by a table of 256, without those to delete.
            "translate" => m::translate, (1..=2) [UNPACK];
            /// Returns a copy in upper case.
            "upper" => case::upper::<Mutable>, ();
            /// Pads a number with zeros on the left, behind its sign.
            "zfill" => shared::zfill::<Mutable>, (x) [PARSE];
        }
    }
}
