//! The module `sys`.

mod hooks;
mod info;
pub(crate) mod state;

use super::ModuleDef;

/// The module's table.
pub static SYS: ModuleDef = ModuleDef {
    name: "sys",
    doc: "What the interpreter knows and lets a program change.",
    functions: crate::methods! {
        /// Returns None; there is no cache to clear.
        "_clear_type_cache" => state::clear_type_cache, () -> None;
        /// Returns a dict from thread numbers to their frames.
        "_current_frames" => state::current_frames, () -> Dict;
        /// Returns the frame so many calls up.
        "_getframe" => state::getframe, (0..=1);
        /// Calls a function as a debugger does, with tracing on.
        "call_tracing" => state::call_tracing, (2..=2);
        /// Returns None; there are no call statistics.
        "callstats" => state::callstats, () -> None;
        /// Shows a value in interactive mode and keeps it in `__builtin__._`.
        "displayhook" => hooks::displayhook, (x) -> None;
        /// Forgets the exception that the current frame handles.
        "exc_clear" => state::exc_clear, () -> None;
        /// Returns class, instance and traceback of the exception that is being handled.
        "exc_info" => state::exc_info, () -> Tuple;
        /// Shows an exception with its traceback on sys.stderr.
        "excepthook" => hooks::excepthook, (3..=3) -> None;
        /// Leaves the program by raising SystemExit.
        "exit" => state::exit, (0..=1) [UNPACK];
        /// Returns the interval of the thread switch check.
        "getcheckinterval" => state::getcheckinterval, () -> Int;
        /// Returns the encoding between str and unicode.
        "getdefaultencoding" => state::getdefaultencoding, () -> Str;
        /// Returns the flags shared libraries are opened with.
        "getdlopenflags" => state::getdlopenflags, () -> Int;
        /// Returns the encoding of file names.
        "getfilesystemencoding" => state::getfilesystemencoding, ();
        /// Returns the profile function.
        "getprofile" => state::getprofile, ();
        /// Returns the recursion limit.
        "getrecursionlimit" => state::getrecursionlimit, () -> Int;
        /// Returns the number of owners of an object, the argument included.
        "getrefcount" => state::getrefcount, (x) -> Int;
        /// Returns the size of an object in bytes.
        "getsizeof" => state::getsizeof, (1..=2);
        /// Returns the trace function.
        "gettrace" => state::gettrace, ();
        /// Sets the interval of the thread switch check.
        "setcheckinterval" => state::setcheckinterval, (x) -> None;
        /// Sets the encoding between str and unicode.
        "setdefaultencoding" => state::setdefaultencoding, (x) -> None;
        /// Sets the flags shared libraries are opened with.
        "setdlopenflags" => state::setdlopenflags, (x) -> None;
        /// Sets the function that is told of calls and returns.
        "setprofile" => state::setprofile, (x) -> None;
        /// Sets the recursion limit.
        "setrecursionlimit" => state::setrecursionlimit, (x) -> None;
        /// Sets the function that is told of each line.
        "settrace" => state::settrace, (x) -> None;
    },
    types: &[],
    init: Some(info::add_attributes),
};
