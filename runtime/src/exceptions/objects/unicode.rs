//! The family of `UnicodeError`: which part of a text failed, and why.

use super::{UnicodeError, base};
use crate::builtins::str::{STR, Str};
use crate::builtins::unicode::{UNICODE, Unicode};
use crate::cx::Cx;
use crate::exceptions::{PyResult, table};
use crate::object::{Field, Header, Owned, Ref, allocate};
use crate::protocol::{number, repr};
use crate::types::{CallArgs, GetSetDef, Type};
use std::cell::Cell;

pub(in crate::exceptions) fn new(cx: &Cx, ty: &Type, args: CallArgs<'_>) -> PyResult {
    let (args, message) = base::first_members(cx, args)?;
    allocate(
        cx,
        ty,
        UnicodeError {
            head: Header::new(ty),
            args,
            message,
            encoding: Field::empty(),
            object: Field::empty(),
            start: Cell::new(0),
            end: Cell::new(0),
            reason: Field::empty(),
        },
    )
}

/// What an argument has to be.
#[derive(Clone, Copy)]
enum Wanted {
    Str,
    Unicode,
    Index,
}

fn check(cx: &Cx, args: &[Ref<'_>], wanted: &[Wanted]) -> PyResult<()> {
    if args.len() != wanted.len() {
        return Err(base::raise_arity(cx, args.len(), wanted.len()));
    }
    for (position, (arg, wanted)) in args.iter().zip(wanted).enumerate() {
        let (fits, name) = match wanted {
            Wanted::Str => (arg.is_instance(&STR), "str"),
            Wanted::Unicode => (arg.is_instance(&UNICODE), "unicode"),
            Wanted::Index => continue,
        };
        if !fits {
            let given = if arg.is_none() { "None".to_string() } else { arg.ty().name() };
            return Err(cx.raise(
                &table::TYPE_ERROR,
                format_args!("argument {} must be {name}, not {given}", position + 1),
            ));
        }
    }
    Ok(())
}

fn fill(
    cx: &Cx,
    error: Ref<'_>,
    encoding: Option<Ref<'_>>,
    [object, start, end, reason]: [Ref<'_>; 4],
) -> PyResult<()> {
    let (start, end) = (number::as_index(cx, start)?, number::as_index(cx, end)?);
    let this = error.recv::<UnicodeError>();
    this.encoding.set(encoding.map(Ref::own));
    this.object.set(Some(object.own()));
    this.start.set(start);
    this.end.set(end);
    this.reason.set(Some(reason.own()));
    Ok(())
}

pub(in crate::exceptions) fn init_decode(
    cx: &Cx,
    error: Ref<'_>,
    args: CallArgs<'_>,
) -> PyResult<()> {
    base::init(cx, error, args)?;
    let given = args.args;
    if given.len() != 5 {
        return Err(base::raise_arity(cx, given.len(), 5));
    }
    check(cx, given, &[Wanted::Str, Wanted::Index, Wanted::Index, Wanted::Index, Wanted::Str])?;
    let object = if given[1].is_instance(&STR) {
        given[1].own()
    } else if given[1].is_instance(&UNICODE) {
        return Err(
            cx.raise(&table::TYPE_ERROR, format_args!("argument 2 must be str, not unicode"))
        );
    } else {
        let bytes = crate::protocol::buffer::characters(cx, given[1])?;
        Str::new(cx, &bytes)?
    };
    fill(cx, error, Some(given[0]), [object.borrow(), given[2], given[3], given[4]])
}

pub(in crate::exceptions) fn init_encode(
    cx: &Cx,
    error: Ref<'_>,
    args: CallArgs<'_>,
) -> PyResult<()> {
    base::init(cx, error, args)?;
    let given = args.args;
    check(cx, given, &[Wanted::Str, Wanted::Unicode, Wanted::Index, Wanted::Index, Wanted::Str])?;
    fill(cx, error, Some(given[0]), [given[1], given[2], given[3], given[4]])
}

pub(in crate::exceptions) fn init_translate(
    cx: &Cx,
    error: Ref<'_>,
    args: CallArgs<'_>,
) -> PyResult<()> {
    base::init(cx, error, args)?;
    let given = args.args;
    check(cx, given, &[Wanted::Unicode, Wanted::Index, Wanted::Index, Wanted::Str])?;
    fill(cx, error, None, [given[0], given[1], given[2], given[3]])
}

fn text_of(cx: &Cx, field: &Field) -> PyResult<Vec<u8>> {
    let value = field.get().unwrap_or_else(Owned::none);
    let text = repr::str(cx, value.borrow())?;
    Ok(text.borrow().cast::<Str>().map_or(Vec::new(), |text| text.as_bytes().to_vec()))
}

/// The one character that failed, as an escape.
fn bad_character(this: &UnicodeError) -> Option<String> {
    let (start, end) = (this.start.get(), this.end.get());
    if start < 0 || end != start + 1 {
        return None;
    }
    let object = this.object.get()?;
    let code = *object.borrow().cast::<Unicode>()?.code_points().get(start as usize)?;
    Some(match code {
        0..=0xFF => format!("\\x{code:02x}"),
        0x100..=0xFFFF => format!("\\u{code:04x}"),
        _ => format!("\\U{code:08x}"),
    })
}

fn join(cx: &Cx, parts: &[&[u8]]) -> PyResult {
    Str::new(cx, &parts.concat())
}

fn is_unset(this: &UnicodeError) -> bool {
    this.object.is_empty()
}

pub(in crate::exceptions) fn str_encode(cx: &Cx, error: Ref<'_>) -> PyResult {
    let this = error.recv::<UnicodeError>();
    if is_unset(this) {
        return Str::new(cx, b"");
    }
    let (reason, encoding) = (text_of(cx, &this.reason)?, text_of(cx, &this.encoding)?);
    let place = place(this, "character u'", bad_character(this), "'", "characters");
    join(cx, &[b"'", &encoding, b"' codec can't encode ", place.as_bytes(), b": ", &reason])
}

pub(in crate::exceptions) fn str_translate(cx: &Cx, error: Ref<'_>) -> PyResult {
    let this = error.recv::<UnicodeError>();
    if is_unset(this) {
        return Str::new(cx, b"");
    }
    let reason = text_of(cx, &this.reason)?;
    let place = place(this, "character u'", bad_character(this), "'", "characters");
    join(cx, &[b"can't translate ", place.as_bytes(), b": ", &reason])
}

pub(in crate::exceptions) fn str_decode(cx: &Cx, error: Ref<'_>) -> PyResult {
    let this = error.recv::<UnicodeError>();
    if is_unset(this) {
        return Str::new(cx, b"");
    }
    let (reason, encoding) = (text_of(cx, &this.reason)?, text_of(cx, &this.encoding)?);
    let (start, end) = (this.start.get(), this.end.get());
    let byte = this
        .object
        .get()
        .filter(|_| start >= 0 && end == start + 1)
        .and_then(|object| object.borrow().cast::<Str>()?.as_bytes().get(start as usize).copied())
        .map(|byte| format!("0x{byte:02x}"));
    let place = place(this, "byte ", byte, "", "bytes");
    join(cx, &[b"'", &encoding, b"' codec can't decode ", place.as_bytes(), b": ", &reason])
}

fn place(
    this: &UnicodeError,
    before: &str,
    one: Option<String>,
    after: &str,
    several: &str,
) -> String {
    let (start, end) = (this.start.get(), this.end.get());
    match one {
        Some(one) => format!("{before}{one}{after} in position {start}"),
        None => format!("{several} in position {start}-{}", end - 1),
    }
}

super::collected! { UnicodeError: encoding object reason }
super::members! {
    UnicodeError: encoding set_encoding; object set_object; reason set_reason;
}

macro_rules! positions {
    ($($get:ident $set:ident;)+) => { $(
        fn $get(_cx: &Cx, error: Ref<'_>) -> PyResult {
            Ok(Owned::int(error.recv::<UnicodeError>().$get.get() as i64))
        }

        fn $set(cx: &Cx, error: Ref<'_>, value: Option<Ref<'_>>) -> PyResult<()> {
            let Some(value) = value else {
                return Err(cx.raise(
                    &table::TYPE_ERROR,
                    format_args!("can't delete numeric/char attribute"),
                ));
            };
            error.recv::<UnicodeError>().$get.set(number::as_i64(cx, value)? as isize);
            Ok(())
        }
    )+ };
}
positions! { start set_start; end set_end; }

/// One attribute row.
macro_rules! row {
    ($name:literal, $get:ident, $set:ident, $doc:literal) => {
        GetSetDef { name: $name, get: $get, set: Some($set), is_member: true, doc: $doc }
    };
}

/// Attributes of encoding and decoding errors.
pub(in crate::exceptions) static CODEC_MEMBERS: &[GetSetDef] = &[
    row!("encoding", encoding, set_encoding, "Name of the codec."),
    row!("object", object, set_object, "The text."),
    row!("start", start, set_start, "Where the part that failed begins."),
    row!("end", end, set_end, "Where the part that failed ends."),
    row!("reason", reason, set_reason, "Why it failed."),
];

/// Attributes of translation errors.
pub(in crate::exceptions) static TRANSLATE_MEMBERS: &[GetSetDef] = &[
    row!("object", object, set_object, "The text."),
    row!("start", start, set_start, "Where the part that failed begins."),
    row!("end", end, set_end, "Where the part that failed ends."),
    row!("reason", reason, set_reason, "Why it failed."),
];
