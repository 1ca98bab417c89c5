//! UNSAFE ISLAND: tuples with named fields, as `sys.flags`, `time.struct_time` and `os.stat_result`.
//!
//! A struct sequence is a tuple of its visible fields. A type with hidden fields owns, in the word
//! behind the items, one more tuple that holds them.
//!
//! Obligations: (1) only types declared by `struct_sequence!` have the extra word, and their
//! `basic_size` reserves it.

use super::dict::Dict;
use super::str::Str;
use super::tuple::Tuple;
use crate::cx::Cx;
use crate::exceptions::{PyResult, table};
use crate::object::{Header, Owned, Ref};
use crate::protocol::{args, repr};
use crate::types::{CallArgs, Type};
use abi::Word;

/// Memory of a struct sequence: a tuple with one more word.
#[repr(C)]
pub struct StructSequence {
    pub(crate) head: Header,
    len: usize,
    hidden: u64,
}

/// Declares a struct sequence type: rows `index "name" "doc";`, hidden ones behind the visible.
#[macro_export]
macro_rules! struct_sequence {
    ($(#[doc = $doc:literal])+ $vis:vis static $NAME:ident = $name:literal, visible $visible:literal {
        $( $index:literal $field:literal $fdoc:literal; )+
    }) => {
        $(#[doc = $doc])+
        $vis static $NAME: $crate::types::Type = $crate::types::Type::builtin(
            $name,
            concat!($($doc, "\n"),+).trim_ascii(),
            Some(&$crate::builtins::tuple::TUPLE),
            size_of::<$crate::builtins::struct_sequence::StructSequence>(),
            $crate::types::TypeFlags::BUILTIN
                .or($crate::types::TypeFlags::GC)
                .or($crate::types::TypeFlags::TUPLE_SUBTYPE),
            $crate::types::Slots {
                dealloc: std::cell::Cell::new(Some($crate::builtins::struct_sequence::dealloc)),
                repr: std::cell::Cell::new(Some($crate::builtins::struct_sequence::repr)),
                new: std::cell::Cell::new(Some(
                    $crate::builtins::struct_sequence::new::<$visible, { 0 $( + { let _ = $index; 1 } )+ }>
                )),
                ..$crate::types::Slots::EMPTY
            },
            $crate::builtins::struct_sequence::METHODS,
            &[ $( $crate::types::GetSetDef {
                name: $field,
                is_member: true,
                get: $crate::builtins::struct_sequence::field::<$index>,
                set: None,
                doc: $fdoc,
            } ),+ ],
        );
    };
}

/// The methods of all struct sequences.
pub const METHODS: &[crate::types::MethodDef] = crate::methods! {
    /// Helps pickle.
    "__reduce__" => reduce, () -> Tuple;
};

/// Borrows the hidden fields.
fn hidden<'a>(tuple: &'a Tuple) -> &'a [Ref<'a>] {
    // SAFETY: (1) struct sequences have the word, and it holds a tuple.
    let hidden: Ref<'a> = unsafe { Ref::from_word(Word(hidden_word(tuple).read())) };
    hidden.recv::<Tuple>().as_slice()
}

/// The type, the visible fields, and the hidden ones by name.
fn reduce(cx: &Cx, recv: Ref<'_>) -> PyResult {
    let tuple = recv.recv::<Tuple>();
    let dict = Dict::new(cx)?;
    let rows = recv.ty().getset.iter().skip(tuple.len());
    for (row, value) in rows.zip(hidden(tuple)) {
        let name = super::str::intern_bytes(cx, row.name.as_bytes());
        dict.borrow().recv::<Dict>().set(cx, name.borrow(), *value)?;
    }
    let visible = Tuple::from_refs(cx, tuple.as_slice())?;
    let args = Tuple::pair(cx, visible, dict)?;
    Tuple::pair(cx, recv.ty().as_ref().own(), args)
}

/// Makes an instance of `ty` from visible fields, then hidden ones.
///
/// # Errors
/// Raises `MemoryError`.
pub fn build(cx: &Cx, ty: &Type, mut fields: Vec<Owned>, visible: usize) -> PyResult {
    let hidden = fields.split_off(visible.min(fields.len()));
    let hidden = Tuple::new(cx, hidden)?;
    let sequence = Tuple::with_type(cx, ty, fields)?;
    // SAFETY: (1) the type reserves the word.
    unsafe { hidden_word(sequence.borrow().recv::<Tuple>()).write(hidden.into_word().0) };
    Ok(sequence)
}

fn hidden_word(tuple: &Tuple) -> *mut u64 {
    let offset = Tuple::tail_offset(tuple.len());
    // SAFETY: (1) the block is that long.
    unsafe { std::ptr::from_ref(tuple).cast_mut().cast::<u8>().add(offset).cast() }
}

/// The getter of field `INDEX`.
///
/// # Errors
/// None.
pub fn field<const INDEX: usize>(_: &Cx, recv: Ref<'_>) -> PyResult {
    let tuple = recv.recv::<Tuple>();
    if let Some(item) = tuple.as_slice().get(INDEX) {
        return Ok(item.own());
    }
    Ok(hidden(tuple).get(INDEX - tuple.len()).map_or_else(Owned::none, |item| item.own()))
}

/// The `dealloc` slot.
///
/// # Safety
/// The object is a struct sequence that nobody uses any more.
pub unsafe fn dealloc(cx: &Cx, object: *mut Header) {
    // SAFETY: (1) called once, on a struct sequence.
    let word = unsafe { hidden_word(&*object.cast::<Tuple>()).read() };
    if word != 0 {
        crate::object::handle::release(Word(word));
    }
    // SAFETY: (1) a struct sequence is a tuple, used for the last time.
    unsafe { crate::object::alloc::dealloc_of::<Tuple>(cx, object) };
}

/// The `repr` slot: `name(field=value, ...)` over the visible fields.
///
/// # Errors
/// Whatever the fields' repr raises.
pub fn repr(cx: &Cx, recv: Ref<'_>) -> PyResult {
    let ty = recv.ty();
    let mut text = ty.name().into_bytes();
    text.push(b'(');
    for (index, item) in recv.recv::<Tuple>().as_slice().iter().enumerate() {
        if index > 0 {
            text.extend_from_slice(b", ");
        }
        let name = ty.getset.get(index).map_or("?", |row| row.name.trim_start_matches('_'));
        text.extend_from_slice(name.as_bytes());
        text.push(b'=');
        let item = repr::repr(cx, *item)?;
        text.extend_from_slice(item.borrow().recv::<Str>().as_bytes());
    }
    text.push(b')');
    Str::new(cx, &text)
}

/// The `new` slot: takes one sequence of at least `VISIBLE` and at most `ALL` items, and a dict of the
/// hidden fields it does not have.
///
/// # Errors
/// Raises `TypeError` for anything else.
pub fn new<const VISIBLE: usize, const ALL: usize>(
    cx: &Cx,
    ty: &Type,
    args: CallArgs<'_>,
) -> PyResult {
    let name = ty.name();
    let [sequence, named] = args::bind(cx, "structseq", args, 1, ["sequence", "dict"])?;
    let sequence = sequence.expect("required");
    let named = match named.map(|named| named.cast::<Dict>()) {
        Some(None) => {
            let message = format_args!("{name}() takes a dict as second arg, if any");
            return Err(cx.raise(&table::TYPE_ERROR, message));
        }
        named => named.flatten(),
    };
    let mut items = match crate::protocol::sequence::to_vec(cx, sequence) {
        Ok(items) => items,
        Err(_) if cx.raised_matches(&table::TYPE_ERROR) => {
            cx.clear_raised();
            return Err(
                cx.raise(&table::TYPE_ERROR, format_args!("constructor requires a sequence"))
            );
        }
        Err(raised) => return Err(raised),
    };
    let given = items.len();
    let complaint = if VISIBLE == ALL && given != ALL {
        Some(format!("{name}() takes a {ALL}-sequence ({given}-sequence given)"))
    } else if given < VISIBLE {
        Some(format!("{name}() takes an at least {VISIBLE}-sequence ({given}-sequence given)"))
    } else if given > ALL {
        Some(format!("{name}() takes an at most {ALL}-sequence ({given}-sequence given)"))
    } else {
        None
    };
    if let Some(complaint) = complaint {
        return Err(cx.raise(&table::TYPE_ERROR, format_args!("{complaint}")));
    }
    for row in ty.getset.iter().skip(given) {
        let name = super::str::intern_bytes(cx, row.name.as_bytes());
        let value = named.map_or(Ok(None), |named| named.get(cx, name.borrow()))?;
        items.push(value.unwrap_or_else(Owned::none));
    }
    items.resize_with(ALL, Owned::none);
    build(cx, ty, items, VISIBLE)
}
