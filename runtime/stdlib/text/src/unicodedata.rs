//! The module `unicodedata`: properties, names and normal forms by Unicode 5.2.
//!
//! `unicodedata/tables.bin` (made by `tools/unicode_decompositions.py`) holds decompositions, numeric
//! values and composites, each sorted; its head says how.

mod normal;
mod tables;

use runtime::api::builtins::str::Str;
use runtime::api::builtins::unicode::table::{Properties, properties};
use runtime::api::builtins::unicode::{Unicode, names};
use runtime::api::protocol::buffer;
use runtime::api::{Cx, ModuleDef, Owned, PyResult, Raised, Ref, exc, methods};

/// The module.
pub(crate) static UNICODEDATA: ModuleDef = ModuleDef {
    name: "unicodedata",
    doc: "Properties of the characters of Unicode 5.2.",
    functions: methods! {
        /// Returns the bidirectional class.
        "bidirectional" => bidirectional, (x) -> Str;
        /// Returns the general category.
        "category" => category, (x) -> Str;
        /// Returns the canonical combining class.
        "combining" => combining, (x) -> Int;
        /// Returns the value as a decimal digit, or the default.
        "decimal" => decimal, (1..=2);
        /// Returns the decomposition as text.
        "decomposition" => decomposition, (x) -> Str;
        /// Returns the value as a digit, or the default.
        "digit" => digit, (1..=2);
        /// Returns the east asian width.
        "east_asian_width" => east_asian_width, (x) -> Str;
        /// Finds the character of a name.
        "lookup" => lookup, (x);
        /// Returns whether the character is mirrored in bidirectional text.
        "mirrored" => mirrored, (x) -> Int;
        /// Returns the name of a character, or the default.
        "name" => name, (1..=2);
        /// Returns a normal form of a text: NFC, NFD, NFKC or NFKD.
        "normalize" => normalize, (2..=2);
        /// Returns the numeric value, or the default.
        "numeric" => numeric, (1..=2);
    },
    types: &[],
    init: Some(init),
};

const CATEGORIES: &[&str] = &[
    "Cn", "Lu", "Ll", "Lt", "Mn", "Mc", "Me", "Nd", "Nl", "No", "Zs", "Zl", "Zp", "Cc", "Cf", "Cs",
    "Co", "Lm", "Lo", "Pc", "Pd", "Ps", "Pe", "Pi", "Pf", "Po", "Sm", "Sc", "Sk", "So",
];
const BIDIRECTIONAL: &[&str] = &[
    "", "L", "LRE", "LRO", "R", "AL", "RLE", "RLO", "PDF", "EN", "ES", "ET", "AN", "CS", "NSM",
    "BN", "B", "S", "WS", "ON",
];
const WIDTHS: &[&str] = &["F", "H", "W", "Na", "A", "N"];

fn init(cx: &Cx, module: Ref<'_>) -> PyResult<()> {
    let version = Str::new(cx, b"5.2.0")?;
    cx.module_add(module, "unidata_version", version)
}

/// The single character of an argument.
fn character(cx: &Cx, function: &str, x: Ref<'_>) -> PyResult<u32> {
    let Some(text) = x.cast::<Unicode>() else {
        return Err(cx.raise(
            &exc::TYPE_ERROR,
            format_args!("{function}() argument 1 must be unicode, not {}", x.ty().name()),
        ));
    };
    match text.code_points() {
        [code] => Ok(*code),
        _ => Err(cx
            .raise(&exc::TYPE_ERROR, format_args!("need a single Unicode character as parameter"))),
    }
}

fn property(cx: &Cx, function: &str, x: Ref<'_>) -> PyResult<Properties> {
    character(cx, function, x).map(properties)
}

fn bidirectional(cx: &Cx, _module: Ref<'_>, x: Ref<'_>) -> PyResult {
    let class = property(cx, "bidirectional", x)?.bidirectional;
    Str::new(cx, BIDIRECTIONAL[usize::from(class)].as_bytes())
}

fn category(cx: &Cx, _module: Ref<'_>, x: Ref<'_>) -> PyResult {
    let category = property(cx, "category", x)?.category;
    Str::new(cx, CATEGORIES[usize::from(category)].as_bytes())
}

fn combining(cx: &Cx, _module: Ref<'_>, x: Ref<'_>) -> PyResult {
    Ok(Owned::int(i64::from(property(cx, "combining", x)?.combining)))
}

fn east_asian_width(cx: &Cx, _module: Ref<'_>, x: Ref<'_>) -> PyResult {
    let width = property(cx, "east_asian_width", x)?.width;
    Str::new(cx, WIDTHS[usize::from(width)].as_bytes())
}

fn mirrored(cx: &Cx, _module: Ref<'_>, x: Ref<'_>) -> PyResult {
    Ok(Owned::int(i64::from(property(cx, "mirrored", x)?.mirrored)))
}

/// The default of a call, or an error.
fn default_or(cx: &Cx, args: &[Ref<'_>], message: &str) -> PyResult {
    match args.get(1) {
        Some(default) => Ok(default.own()),
        None => Err(cx.raise(&exc::VALUE_ERROR, format_args!("{message}"))),
    }
}

fn decimal(cx: &Cx, _module: Ref<'_>, args: &[Ref<'_>]) -> PyResult {
    match property(cx, "decimal", args[0])?.decimal {
        255 => default_or(cx, args, "not a decimal"),
        value => Ok(Owned::int(i64::from(value))),
    }
}

fn digit(cx: &Cx, _module: Ref<'_>, args: &[Ref<'_>]) -> PyResult {
    match property(cx, "digit", args[0])?.digit {
        255 => default_or(cx, args, "not a digit"),
        value => Ok(Owned::int(i64::from(value))),
    }
}

fn numeric(cx: &Cx, _module: Ref<'_>, args: &[Ref<'_>]) -> PyResult {
    match tables::numeric(character(cx, "numeric", args[0])?) {
        Some(value) => Ok(Owned::float(value)),
        None => default_or(cx, args, "not a numeric character"),
    }
}

fn decomposition(cx: &Cx, _module: Ref<'_>, x: Ref<'_>) -> PyResult {
    let code = character(cx, "decomposition", x)?;
    let mut text = String::new();
    if let Some((kind, parts)) = tables::decomposition(code) {
        text.push_str(tables::KINDS[usize::from(kind)]);
        for part in parts {
            if !text.is_empty() {
                text.push(' ');
            }
            text.push_str(&format!("{part:04X}"));
        }
    }
    Str::new(cx, text.as_bytes())
}

fn name(cx: &Cx, _module: Ref<'_>, args: &[Ref<'_>]) -> PyResult {
    let code = character(cx, "name", args[0])?;
    let known = properties(code).category != 0;
    match names::name(code).filter(|_| known) {
        Some(name) => Str::new(cx, name.as_bytes()),
        None => default_or(cx, args, "no such name"),
    }
}

fn lookup(cx: &Cx, _module: Ref<'_>, name: Ref<'_>) -> PyResult {
    if name.cast::<Str>().is_none() && name.cast::<Unicode>().is_none() {
        return Err(cx.raise(
            &exc::TYPE_ERROR,
            format_args!(
                "lookup() argument 1 must be string or read-only buffer, not {}",
                name.ty().name()
            ),
        ));
    }
    let text = buffer::characters(cx, name)?;
    let text = String::from_utf8_lossy(&text).into_owned();
    match names::lookup(&text).filter(|code| properties(*code).category != 0) {
        Some(code) => Unicode::new(cx, &[code]),
        None => Err(raise_name(cx, &text)),
    }
}

#[cold]
fn raise_name(cx: &Cx, name: &str) -> Raised {
    cx.raise(&exc::KEY_ERROR, format_args!("undefined character name '{name}'"))
}

fn normalize(cx: &Cx, _module: Ref<'_>, args: &[Ref<'_>]) -> PyResult {
    let form = args[0].cast::<Str>().map_or(&b""[..], Str::as_bytes);
    let Some(text) = args[1].cast::<Unicode>() else {
        return Err(cx.raise(
            &exc::TYPE_ERROR,
            format_args!("normalize() argument 2 must be unicode, not {}", args[1].ty().name()),
        ));
    };
    let (compatible, composed) = match form {
        b"NFC" => (false, true),
        b"NFD" => (false, false),
        b"NFKC" => (true, true),
        b"NFKD" => (true, false),
        _ => {
            return Err(cx.raise(&exc::VALUE_ERROR, format_args!("invalid normalization form")));
        }
    };
    let kind = if compatible { normal::Kind::Compatible } else { normal::Kind::Canonical };
    let mut result = normal::decompose(text.code_points(), kind);
    if composed {
        result = normal::compose(&result);
    }
    Unicode::from_vec(cx, result)
}
