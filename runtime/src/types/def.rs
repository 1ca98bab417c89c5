//! Tables that declare builtin types: one row a method, one `py_type!` a type.
//!
//! Everything a table makes is a `static`; boot walks the tables once to fill the type dicts. A
//! native's doc comment is its Python docstring. To add a method: one row, one function.

use crate::cx::Cx;
use crate::exceptions::PyResult;
use crate::object::Ref;

/// The native calling conventions. Few on purpose: compiled code calls the fixed ones directly.
#[derive(Clone, Copy)]
pub enum Native {
    /// Receiver only.
    NoArgs(extern "C" fn(&Cx, Ref<'_>) -> PyResult),
    /// Receiver and one argument.
    One(extern "C" fn(&Cx, Ref<'_>, Ref<'_>) -> PyResult),
    /// `min..=max` positional arguments; the slice is as long as the call.
    Positional {
        /// Least number of arguments.
        min: u16,
        /// Largest number of arguments.
        max: u16,
        /// The function.
        func: extern "C" fn(&Cx, Ref<'_>, Args<'_>) -> PyResult,
    },
    /// Named arguments; the slice is as long as `names`, missing ones are `None`.
    Keywords {
        /// How many are required, from the first on.
        min: u16,
        /// Their names in order.
        names: &'static [&'static str],
        /// The function.
        func: extern "C" fn(&Cx, Ref<'_>, OptionalArgs<'_>) -> PyResult,
    },
    /// Anything: positionals and keywords as they come.
    Raw(extern "C" fn(&Cx, Ref<'_>, RawArgs<'_>) -> PyResult),
}

/// A slice of arguments in C layout.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct Args<'a> {
    ptr: *const Ref<'a>,
    count: usize,
}

/// A slice of arguments that may be missing, in C layout.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct OptionalArgs<'a> {
    ptr: *const Option<Ref<'a>>,
    count: usize,
}

/// [`super::CallArgs`] in C layout.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct RawArgs<'a> {
    /// Positionals, then keyword values.
    pub args: Args<'a>,
    /// Keyword names.
    pub names: Args<'a>,
}

impl<'a> Args<'a> {
    /// Wraps a slice.
    pub fn new(args: &'a [Ref<'a>]) -> Args<'a> {
        Args { ptr: args.as_ptr(), count: args.len() }
    }

    /// Returns the slice.
    #[expect(unsafe_code, reason = "the two words came from a slice")]
    pub fn as_slice(self) -> &'a [Ref<'a>] {
        // SAFETY: `new` took both words from a slice that lives for 'a.
        unsafe { std::slice::from_raw_parts(self.ptr, self.count) }
    }
}

impl<'a> OptionalArgs<'a> {
    /// Wraps a slice.
    pub fn new(args: &'a [Option<Ref<'a>>]) -> OptionalArgs<'a> {
        OptionalArgs { ptr: args.as_ptr(), count: args.len() }
    }

    /// Returns the slice.
    #[expect(unsafe_code, reason = "the two words came from a slice")]
    pub fn as_slice(self) -> &'a [Option<Ref<'a>>] {
        // SAFETY: `new` took both words from a slice that lives for 'a.
        unsafe { std::slice::from_raw_parts(self.ptr, self.count) }
    }
}

impl<'a> RawArgs<'a> {
    /// Returns the arguments as the protocol passes them.
    pub fn call_args(self) -> super::CallArgs<'a> {
        super::CallArgs { args: self.args.as_slice(), names: self.names.as_slice() }
    }
}

/// What the optimiser may assume of a native.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Effects(pub u8);

impl Effects {
    /// Nothing known.
    pub const NONE: Effects = Effects(0);
    /// Cannot reach a safepoint.
    pub const LEAF: Effects = Effects(1);
    /// May be dropped when the result is unused.
    pub const ELIDABLE: Effects = Effects(2);
    /// May switch coroutines, and then leaves that to an interpreter loop that allows it.
    pub const SWITCHES: Effects = Effects(64);
    /// Ends by running Python code, and then leaves that to an interpreter loop that allows it.
    pub const LAST_CALL: Effects = Effects(32);
    /// Not an effect: a wrong number of arguments is reported as `f expected at least 1 arguments,
    /// got 0`, the way of natives that unpack their arguments (`getattr`, `isinstance`, `dict.get`).
    pub const UNPACK: Effects = Effects(128);
    /// Not an effect: a native of one argument parses it: `chr() takes exactly 1 argument`.
    pub const PARSE: Effects = Effects(64);

    /// Both.
    #[must_use]
    pub const fn or(self, other: Effects) -> Effects {
        Effects(self.0 | other.0)
    }
}

/// The type of a native's result, as far as the table says.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Kind {
    /// Unknown.
    Any,
    /// None
    None,
    /// int
    Int,
    /// float
    Float,
    /// bool
    Bool,
    /// str
    Str,
    /// list
    List,
    /// tuple
    Tuple,
    /// dict
    Dict,
}

/// What a method's first argument is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum MethodKind {
    /// The receiver.
    Instance,
    /// The class it was found on.
    Class,
    /// Nothing: the receiver is None.
    Static,
}

/// One native method or function.
pub struct MethodDef {
    /// Python name.
    pub name: &'static str,
    /// How to call it.
    pub call: Native,
    /// What its receiver is.
    pub kind: MethodKind,
    /// Its result type.
    pub result: Kind,
    /// What the optimiser may assume.
    pub effects: Effects,
    /// Docstring; continuation lines begin with one space to strip.
    pub doc: &'static str,
}

/// Sets a native attribute, or deletes it with None.
pub type AttributeSetter = fn(&Cx, Ref<'_>, Option<Ref<'_>>) -> PyResult<()>;

/// One native attribute.
pub struct GetSetDef {
    /// Python name.
    pub name: &'static str,
    /// Reads it.
    pub get: fn(&Cx, Ref<'_>) -> PyResult,
    /// Absent when read-only.
    pub set: Option<AttributeSetter>,
    /// Whether Python sees a plain member (`member_descriptor`) and not computed attribute.
    pub is_member: bool,
    /// Docstring.
    pub doc: &'static str,
}

/// Runs a native behind a backstop: a panic becomes a pending `SystemError`.
#[inline(always)]
pub fn guard<T>(cx: &Cx, native: impl FnOnce() -> PyResult<T>) -> PyResult<T> {
    match std::panic::catch_unwind(std::panic::AssertUnwindSafe(native)) {
        Ok(result) => result,
        Err(_) => Err(cx.raise(
            &crate::exceptions::table::SYSTEM_ERROR,
            format_args!("internal error: a builtin function panicked"),
        )),
    }
}

/// Declares native functions: `[ "name" => function(arity) -> Kind [FLAGS]; ... ]` as `&[MethodDef]`.
///
/// Arity: `()`, `(x)`, `(min..=max)`, `(kw min; "a", "b")` or `(raw)`. A row may begin with `class`
/// or `static`. The Rust functions have the plain signatures `fn(&Cx, Ref[, Ref | &[Ref] |
/// &[Option<Ref>] | CallArgs]) -> PyResult`.
#[macro_export]
macro_rules! methods {
    ($(
        $(#[doc = $doc:literal])+
        $($how:ident)? $name:literal => $f:path, ( $($arity:tt)* ) $( -> $kind:ident )? $( [ $($e:ident),* ] )? ;
    )*) => {
        &[ $( $crate::types::MethodDef {
            name: $name,
            call: $crate::methods!(@call $f, $($arity)*),
            kind: $crate::methods!(@how $($how)?),
            result: $crate::methods!(@kind $($kind)?),
            effects: $crate::types::Effects::NONE $( $( .or($crate::types::Effects::$e) )* )?,
            doc: concat!($($doc, "\n"),+).trim_ascii(),
        } ),* ]
    };
    (@kind) => { $crate::types::Kind::Any };
    (@kind $kind:ident) => { $crate::types::Kind::$kind };
    (@how) => { $crate::types::MethodKind::Instance };
    (@how class) => { $crate::types::MethodKind::Class };
    (@how static) => { $crate::types::MethodKind::Static };
    (@call $f:path,) => {{
        extern "C" fn shim(cx: &$crate::cx::Cx, recv: $crate::object::Ref<'_>) -> $crate::exceptions::PyResult {
            $crate::types::def::guard(cx, || $f(cx, recv))
        }
        $crate::types::Native::NoArgs(shim)
    }};
    (@call $f:path, x) => {{
        extern "C" fn shim(cx: &$crate::cx::Cx, recv: $crate::object::Ref<'_>, x: $crate::object::Ref<'_>) -> $crate::exceptions::PyResult {
            $crate::types::def::guard(cx, || $f(cx, recv, x))
        }
        $crate::types::Native::One(shim)
    }};
    (@call $f:path, $min:literal ..= $max:expr) => {{
        extern "C" fn shim(cx: &$crate::cx::Cx, recv: $crate::object::Ref<'_>, args: $crate::types::def::Args<'_>) -> $crate::exceptions::PyResult {
            $crate::types::def::guard(cx, || $f(cx, recv, args.as_slice()))
        }
        $crate::types::Native::Positional { min: $min, max: $max, func: shim }
    }};
    (@call $f:path, kw $min:literal; $($arg:literal),+) => {{
        extern "C" fn shim(cx: &$crate::cx::Cx, recv: $crate::object::Ref<'_>, args: $crate::types::def::OptionalArgs<'_>) -> $crate::exceptions::PyResult {
            $crate::types::def::guard(cx, || $f(cx, recv, args.as_slice()))
        }
        $crate::types::Native::Keywords { min: $min, names: &[$($arg),+], func: shim }
    }};
    (@call $f:path, raw) => {{
        extern "C" fn shim(cx: &$crate::cx::Cx, recv: $crate::object::Ref<'_>, args: $crate::types::def::RawArgs<'_>) -> $crate::exceptions::PyResult {
            $crate::types::def::guard(cx, || $f(cx, recv, args.call_args()))
        }
        $crate::types::Native::Raw(shim)
    }};
}

/// Declares a builtin type as one static [`Type`] and says which struct is its memory.
///
/// ```text
/// py_type! {
///     /// Docstring.
///     pub static LIST: List = "list" {           // struct List implements PyObject for LIST
///         base: OBJECT,                           // optional, default OBJECT
///         flags: [BASE, GC, HASHES_NOT],          // TypeFlags constants, optional
///         slots { new: list_new, len: list_len }
///         methods { /// Doc.
///                   "append" => list_append, (x) -> None [LEAF]; }
///         getset { /// Doc.
///                  "name" => get_function, set_function; /// Doc.
///                  member "other" => get_function; }   // a plain member: read-only is a TypeError
///     }
/// }
/// ```
#[macro_export]
macro_rules! py_type {
    (
        $(#[doc = $tdoc:literal])*
        $vis:vis static $NAME:ident: $object:ty = $pyname:literal {
            $( base: $base:path, )?
            $( flags: [ $($flag:ident),* $(,)? ], )?
            $( slots { $( $slot:ident : $sf:expr ),* $(,)? } )?
            $( methods { $($methods:tt)* } )?
            $( getset { $( $(#[doc = $gdoc:literal])+ $($gkind:ident)? $gname:literal => $get:path $(, $set:path)? ; )* } )?
        }
    ) => {
        $(#[doc = $tdoc])*
        $vis static $NAME: $crate::types::Type = $crate::types::Type::builtin(
            $pyname,
            concat!($($tdoc, "\n"),*).trim_ascii(),
            $crate::py_type!(@base $NAME $($base)?),
            size_of::<$object>(),
            $crate::types::TypeFlags::BUILTIN $( $( .or($crate::types::TypeFlags::$flag) )* )?,
            $crate::types::Slots { $( $( $slot: std::cell::Cell::new(Some($sf)), )* )? ..$crate::types::Slots::with_dealloc($crate::object::alloc::dealloc_of::<$object>) },
            $crate::py_type!(@methods $($($methods)*)?),
            &[ $( $( $crate::types::GetSetDef {
                name: $gname,
                get: $get,
                set: $crate::py_type!(@set $($set)?),
                is_member: $crate::py_type!(@member $($gkind)?),
                doc: concat!($($gdoc, "\n"),+).trim_ascii(),
            } ),* )? ],
        );
        $crate::py_type!(@object $object, $NAME);
    };
    (@object $object:ty, $NAME:ident) => {
        // SAFETY: the struct is #[repr(C)] and starts with its header (asserted).
        #[expect(unsafe_code, reason = "the macro asserts the layout")]
        unsafe impl $crate::object::PyObject for $object {
            const TYPE: &'static $crate::types::Type = &$NAME;
        }
        const _: () = assert!(std::mem::offset_of!($object, head) == 0);
    };
    (@base OBJECT) => { None };
    (@base $NAME:ident) => { Some(&$crate::builtins::object::OBJECT) };
    (@base $NAME:ident $base:path) => { Some(&$base) };
    (@member) => { false };
    (@member member) => { true };
    (@set) => { None };
    (@set $set:path) => { Some($set) };
    (@methods $($rows:tt)*) => { $crate::methods! { $($rows)* } };
}
