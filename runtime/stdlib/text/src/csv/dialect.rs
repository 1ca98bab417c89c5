//! Dialects: which characters separate, quote and escape.

use super::registered;
use runtime::api::{
    CallArgs, Cx, Field, Header, Owned, PyResult, Raised, Ref, Type, allocate, exc,
};
use runtime::builtins::int::int_value;
use runtime::builtins::str::{Str, intern_bytes};
use runtime::builtins::unicode::{Unicode, encode_default};
use runtime::protocol::{attr, call, compare, truth};

/// When fields are quoted.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Quoting {
    Minimal,
    All,
    NonNumeric,
    None,
}

const QUOTINGS: [Quoting; 4] = [Quoting::Minimal, Quoting::All, Quoting::NonNumeric, Quoting::None];

/// Memory of a dialect; characters are null if there is none.
#[repr(C)]
pub(super) struct Dialect {
    head: Header,
    pub(super) delimiter: u8,
    pub(super) quote: u8,
    pub(super) escape: u8,
    pub(super) doubles: bool,
    pub(super) skips_space: bool,
    pub(super) strict: bool,
    pub(super) quoting: Quoting,
    /// A str or unicode.
    line_end: Field,
}

runtime::py_type! {
    /// The rules by which rows are written as lines.
    pub(super) static DIALECT: Dialect = "_csv.Dialect" {
        flags: [BASE],
        slots { new: new }
        getset {
            /// Stands between fields.
            member "delimiter" => delimiter;
            /// Whether a quote inside quotes is doubled.
            member "doublequote" => doublequote;
            /// Stands before a character that has a meaning otherwise.
            "escapechar" => escapechar, fixed_escapechar;
            /// Ends a line.
            "lineterminator" => lineterminator, fixed_lineterminator;
            /// Stands around fields.
            "quotechar" => quotechar, fixed_quotechar;
            /// When fields are quoted.
            "quoting" => quoting, fixed_quoting;
            /// Whether spaces behind a delimiter are left out.
            member "skipinitialspace" => skipinitialspace;
            /// Whether damaged lines are errors.
            member "strict" => strict;
        }
    }
}

/// Names of the options in the order of the constructor.
const OPTIONS: [&str; 8] = [
    "delimiter",
    "doublequote",
    "escapechar",
    "lineterminator",
    "quotechar",
    "quoting",
    "skipinitialspace",
    "strict",
];

/// Calls the type with a dialect and the keyword arguments of `args`.
pub(super) fn make(cx: &Cx, dialect: Option<Ref<'_>>, args: CallArgs<'_>) -> PyResult {
    let mut values: Vec<Ref<'_>> = dialect.into_iter().collect();
    values.extend_from_slice(args.keyword_values());
    call::call(cx, DIALECT.as_ref(), CallArgs { args: &values, names: args.names })
}

fn new(cx: &Cx, ty: &Type, args: CallArgs<'_>) -> PyResult {
    let [dialect, given @ ..] = bound(cx, args)?;
    let mut base = dialect.map(Ref::own);
    if let Some(name) = dialect
        && (name.cast::<Str>().is_some() || name.cast::<Unicode>().is_some())
    {
        base = Some(registered(cx, name)?);
    }
    if let Some(base) = base.as_ref()
        && base.borrow().cast::<Dialect>().is_some()
        && given.iter().all(Option::is_none)
    {
        return Ok(base.clone());
    }
    let mut options: [Option<Owned>; 8] = given.map(|option| option.map(Ref::own));
    if let Some(base) = base {
        for (option, name) in options.iter_mut().zip(OPTIONS) {
            if option.is_none() {
                match attr::get_attr(cx, base.borrow(), intern_bytes(cx, name.as_bytes()).borrow())
                {
                    Ok(value) => *option = Some(value),
                    Err(_) => cx.clear_raised(),
                }
            }
        }
    }
    from_options(cx, ty, &options)
}

fn bound<'a>(cx: &Cx, args: CallArgs<'a>) -> PyResult<[Option<Ref<'a>>; 9]> {
    let given = args.args.len();
    if given > 9 {
        let message = format_args!("function takes at most 9 arguments ({given} given)");
        return Err(cx.raise(&exc::TYPE_ERROR, message));
    }
    let [a, b, c, d, e, f, g, h] = OPTIONS;
    runtime::protocol::args::bind(cx, "function", args, 0, ["dialect", a, b, c, d, e, f, g, h])
}

fn from_options(cx: &Cx, ty: &Type, options: &[Option<Owned>; 8]) -> PyResult {
    let [delimiter, doubles, escape, line_end, quote, quoting, skips, strict] = options;
    let flag = |option: &Option<Owned>, missing: bool| match option {
        Some(value) => truth::is_true(cx, value.borrow()),
        None => Ok(missing),
    };
    let mut dialect = Dialect {
        head: Header::new(ty),
        delimiter: character(cx, "delimiter", delimiter, b',')?,
        doubles: flag(doubles, true)?,
        escape: character(cx, "escapechar", escape, 0)?,
        line_end: Field::from_option(text(cx, line_end)?),
        quote: character(cx, "quotechar", quote, b'"')?,
        quoting: quoting_of(cx, quoting)?,
        skips_space: flag(skips, false)?,
        strict: flag(strict, false)?,
    };
    let wrong = |message: &str| Err(cx.raise(&exc::TYPE_ERROR, format_args!("{message}")));
    if dialect.delimiter == 0 {
        return wrong("\"delimiter\" must be an 1-character string");
    }
    if quoting.is_none() && quote.as_ref().is_some_and(|quote| quote.borrow().is_none()) {
        dialect.quoting = Quoting::None;
    }
    if dialect.quoting != Quoting::None && dialect.quote == 0 {
        return wrong("quotechar must be set if quoting enabled");
    }
    if dialect.line_end.is_empty() {
        return wrong("lineterminator must be set");
    }
    allocate(cx, ty, dialect)
}

fn character(cx: &Cx, name: &str, option: &Option<Owned>, missing: u8) -> PyResult<u8> {
    let Some(value) = option.as_ref().map(Owned::borrow) else { return Ok(missing) };
    if value.is_none() {
        return Ok(0);
    }
    let Some(text) = value.cast::<Str>() else {
        let found = value.ty().name();
        let message = format_args!("\"{name}\" must be string, not {found}");
        return Err(cx.raise(&exc::TYPE_ERROR, message));
    };
    match text.as_bytes() {
        [] => Ok(0),
        [byte] => Ok(*byte),
        _ => {
            let message = format_args!("\"{name}\" must be an 1-character string");
            Err(cx.raise(&exc::TYPE_ERROR, message))
        }
    }
}

fn text(cx: &Cx, option: &Option<Owned>) -> PyResult<Option<Owned>> {
    let Some(value) = option.as_ref().map(Owned::borrow) else {
        return Str::new(cx, b"\r\n").map(Some);
    };
    if value.is_none() {
        return Ok(None);
    }
    if value.cast::<Str>().is_none() && value.cast::<Unicode>().is_none() {
        let message = format_args!("\"lineterminator\" must be a string");
        return Err(cx.raise(&exc::TYPE_ERROR, message));
    }
    Ok(Some(value.own()))
}

fn quoting_of(cx: &Cx, option: &Option<Owned>) -> PyResult<Quoting> {
    let Some(value) = option.as_ref().map(Owned::borrow) else { return Ok(Quoting::Minimal) };
    let is_int = value.is_instance(&runtime::builtins::int::INT) || compare::is_bool(value);
    let Some(number) = int_value(value).filter(|_| is_int) else {
        return Err(cx.raise(&exc::TYPE_ERROR, format_args!("\"quoting\" must be an integer")));
    };
    match usize::try_from(number).ok().and_then(|number| QUOTINGS.get(number)) {
        Some(quoting) => Ok(*quoting),
        None => Err(cx.raise(&exc::TYPE_ERROR, format_args!("bad \"quoting\" value"))),
    }
}

impl Dialect {
    /// Bytes of the line end.
    pub(super) fn line_end(&self, cx: &Cx) -> PyResult<Vec<u8>> {
        let Some(text) = self.line_end.get() else { return Ok(Vec::new()) };
        let text = match text.borrow().cast::<Unicode>() {
            Some(_) => encode_default(cx, text.borrow())?,
            None => text,
        };
        Ok(text.borrow().cast::<Str>().map_or_else(Vec::new, |text| text.as_bytes().to_vec()))
    }
}

fn shown(cx: &Cx, byte: u8) -> PyResult {
    if byte == 0 { Ok(Owned::none()) } else { Str::new(cx, &[byte]) }
}

fn delimiter(cx: &Cx, x: Ref<'_>) -> PyResult {
    shown(cx, x.recv::<Dialect>().delimiter)
}

fn doublequote(_: &Cx, x: Ref<'_>) -> PyResult {
    Ok(Owned::int(i64::from(x.recv::<Dialect>().doubles)))
}

fn escapechar(cx: &Cx, x: Ref<'_>) -> PyResult {
    shown(cx, x.recv::<Dialect>().escape)
}

fn lineterminator(_: &Cx, x: Ref<'_>) -> PyResult {
    Ok(x.recv::<Dialect>().line_end.get().unwrap_or_else(Owned::none))
}

fn quotechar(cx: &Cx, x: Ref<'_>) -> PyResult {
    shown(cx, x.recv::<Dialect>().quote)
}

fn quoting(_: &Cx, x: Ref<'_>) -> PyResult {
    let quoting = x.recv::<Dialect>().quoting;
    let number = QUOTINGS.iter().position(|known| *known == quoting);
    Ok(Owned::int(number.map_or(0, |number| number as i64)))
}

fn skipinitialspace(_: &Cx, x: Ref<'_>) -> PyResult {
    Ok(Owned::int(i64::from(x.recv::<Dialect>().skips_space)))
}

fn strict(_: &Cx, x: Ref<'_>) -> PyResult {
    Ok(Owned::int(i64::from(x.recv::<Dialect>().strict)))
}

#[cold]
fn fixed(cx: &Cx, name: &str) -> Raised {
    let message = format_args!("attribute '{name}' of '_csv.Dialect' objects is not writable");
    cx.raise(&exc::ATTRIBUTE_ERROR, message)
}

/// Declares setters that refuse.
macro_rules! fixed {
    ($($function:ident: $name:literal;)+) => { $(
        fn $function(cx: &Cx, _: Ref<'_>, _: Option<Ref<'_>>) -> PyResult<()> {
            Err(fixed(cx, $name))
        }
    )+ };
}

fixed! {
    fixed_escapechar: "escapechar";
    fixed_lineterminator: "lineterminator";
    fixed_quotechar: "quotechar";
    fixed_quoting: "quoting";
}
