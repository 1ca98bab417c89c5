//! What several modules of this crate share: argument checks and the table of iterator types.

use runtime::api::{CallArgs, Cx, Owned, PyResult, Ref, exc};
use runtime::builtins::list;

/// Refuses keyword arguments, with CPython's text.
///
/// # Errors
/// Raises `TypeError` if there are any.
pub(crate) fn no_keywords(cx: &Cx, function: &str, args: CallArgs<'_>) -> PyResult<()> {
    if args.names.is_empty() {
        return Ok(());
    }
    Err(cx.raise(&exc::TYPE_ERROR, format_args!("{function}() does not take keyword arguments")))
}

/// Returns positional arguments, `min..=max` of them; keywords have been dealt with.
///
/// # Errors
/// Raises `TypeError` for another number, in the words of `PyArg_UnpackTuple`.
pub(crate) fn unpack<'a>(
    cx: &Cx,
    function: &str,
    args: CallArgs<'a>,
    min: usize,
    max: usize,
) -> PyResult<&'a [Ref<'a>]> {
    let args = args.positional();
    let given = args.len();
    if given >= min && given <= max {
        return Ok(args);
    }
    let (word, bound) = if min == max {
        ("", min)
    } else if given < min {
        ("at least ", min)
    } else {
        ("at most ", max)
    };
    Err(cx.raise(
        &exc::TYPE_ERROR,
        format_args!("{function} expected {word}{bound} arguments, got {given}"),
    ))
}

/// Returns positional arguments of a constructor that takes no keywords.
///
/// # Errors
/// Raises `TypeError` for keywords or another number.
pub(crate) fn positional<'a>(
    cx: &Cx,
    function: &str,
    args: CallArgs<'a>,
    min: usize,
    max: usize,
) -> PyResult<&'a [Ref<'a>]> {
    no_keywords(cx, function, args)?;
    unpack(cx, function, args, min, max)
}

/// Copies a slice of values.
///
/// # Errors
/// Raises `MemoryError`.
pub(crate) fn own_all(cx: &Cx, values: &[Ref<'_>]) -> PyResult<Vec<Owned>> {
    let mut copy = list::try_vec(cx, values.len())?;
    copy.extend(values.iter().map(|value| value.own()));
    Ok(copy)
}

/// Declares an iterator type: a struct whose `fields` hold values and whose `cells` hold the rest, its
/// `traverse`, and the Python type.
macro_rules! iterator_type {
    (
        $(#[doc = $doc:literal])+
        $NAME:ident: $object:ident = $pyname:literal {
            fields { $($field:ident),* $(,)? }
            cells { $($cell:ident: $ty:ty),* $(,)? }
            slots { $($slots:tt)* }
            $( methods { $($methods:tt)* } )?
        }
    ) => {
        $(#[doc = $doc])+
        #[repr(C)]
        pub(crate) struct $object {
            pub(crate) head: runtime::api::Header,
            $( $field: runtime::api::Field, )*
            $( $cell: $ty, )*
        }

        impl $object {
            fn traverse(it: runtime::api::Ref<'_>, visit: &mut dyn FnMut(runtime::api::Ref<'_>)) {
                let it = it.recv::<$object>();
                let fields: &[&runtime::api::Field] = &[$( &it.$field ),*];
                fields.iter().filter_map(|field| field.peek()).for_each(visit);
            }
        }

        runtime::py_type! {
            $(#[doc = $doc])+
            pub(crate) static $NAME: $object = $pyname {
                flags: [BASE, GC],
                slots {
                    traverse: $object::traverse, iter: runtime::builtins::iterators::itself,
                    $($slots)*
                }
                $( methods { $($methods)* } )?
            }
        }
    };
}
pub(crate) use iterator_type;
