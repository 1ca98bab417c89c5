//! The module `_sre`: compiled patterns, matches, scanners. The module `re` is Python on top.

mod match_object;
mod pattern;
mod scanner;
mod subject;
mod template;

use crate::regex::{self, SyntaxError};
use runtime::api::{Cx, ModuleDef, Owned, PyResult, Ref, exc, protocol};
use runtime::builtins::dict::Dict;
use runtime::builtins::str::{Str, intern_bytes};
use runtime::builtins::unicode::Unicode;

/// The module's table.
pub(crate) static SRE: ModuleDef = ModuleDef {
    name: "_sre",
    doc: "The engine of regular expressions.",
    functions: runtime::methods! {
        /// Compiles a pattern: text, flags, class of errors.
        "compile" => compile, (3..=3);
        /// Returns the size of a code word.
        "getcodesize" => getcodesize, () -> Int;
        /// Returns the lower-case form of a character by the flags.
        "getlower" => getlower, (2..=2) -> Int;
        /// Fills a replacement template: pattern, text, match.
        "expand" => expand, (3..=3);
    },
    types: &[
        ("SRE_Pattern", &pattern::PATTERN),
        ("SRE_Match", &match_object::MATCH),
        ("SRE_Scanner", &scanner::SCANNER),
        ("SRE_FindIterator", &scanner::FIND_ITERATOR),
    ],
    init: Some(add_constants),
};

fn add_constants(cx: &Cx, module: Ref<'_>) -> PyResult<()> {
    cx.module_add(module, "MAGIC", Owned::int(20_031_017))?;
    cx.module_add(module, "CODESIZE", Owned::int(4))?;
    cx.module_add(module, "MAXREPEAT", Owned::int(i64::from(u32::MAX)))?;
    cx.module_add(module, "copyright", Str::new(cx, b" SRE of Pyston ")?)
}

fn getcodesize(_: &Cx, _: Ref<'_>) -> PyResult {
    Ok(Owned::int(4))
}

fn getlower(cx: &Cx, _: Ref<'_>, args: &[Ref<'_>]) -> PyResult {
    let (code, flags) =
        (protocol::number::as_i64(cx, args[0])?, protocol::number::as_i64(cx, args[1])?);
    let fold = if flags as u32 & regex::flags::UNICODE != 0 {
        regex::charset::Fold::Unicode
    } else {
        regex::charset::Fold::Ascii
    };
    Ok(Owned::int(i64::from(fold.lower(code as u32))))
}

fn compile(cx: &Cx, _: Ref<'_>, args: &[Ref<'_>]) -> PyResult {
    let Some(text) = subject::points(cx, args[0])? else {
        return Err(cx.raise(
            &exc::TYPE_ERROR,
            format_args!("first argument must be string or compiled pattern"),
        ));
    };
    let flags = protocol::number::as_i64(cx, args[1])? as u32;
    let is_unicode = args[0].cast::<Unicode>().is_some();
    let parsed = match regex::parse(&text, flags, is_unicode) {
        Ok(parsed) => parsed,
        Err(SyntaxError::Pattern(message)) => {
            let message = Str::new(cx, message.as_bytes())?;
            return Err(cx.raise_with(args[2], Some(message)));
        }
        Err(SyntaxError::Overflow(message)) => {
            return Err(cx.raise(&exc::OVERFLOW_ERROR, format_args!("{message}")));
        }
        Err(SyntaxError::Runtime(message)) => {
            return Err(cx.raise(&exc::RUNTIME_ERROR, format_args!("{message}")));
        }
        Err(SyntaxError::Groups) => {
            return Err(cx.raise(
                &exc::ASSERTION_ERROR,
                format_args!("sorry, but this version only supports 100 named groups"),
            ));
        }
    };
    if parsed.warns {
        cx.warn(
            &exc::RUNTIME_WARNING,
            "group references in lookbehind assertions are not supported",
        )?;
    }
    let index = Dict::new(cx)?;
    for (name, group) in &parsed.names {
        let name: Vec<u8> = name.iter().map(|c| *c as u8).collect();
        let name = intern_bytes(cx, &name);
        let group = Owned::int(i64::from(*group));
        index.borrow().recv::<Dict>().set(cx, name.borrow(), group.borrow())?;
    }
    pattern::new(cx, args[0], parsed.flags, regex::compile(&parsed), index)
}

fn expand(cx: &Cx, _: Ref<'_>, args: &[Ref<'_>]) -> PyResult {
    let template = template::Template::parse(cx, args[0], args[1])?;
    template.fill(cx, args[2])
}
